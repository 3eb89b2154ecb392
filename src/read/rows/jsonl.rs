//! JSON Lines: one object to a line, a node or an edge.

use std::ops::Range;

use super::input::Split;
use super::json::{Expected, ParseError, Scanner, Text, each_item};
use super::json_values::read_property;
use super::key_roles::{OBJECTS_ONLY, PLAIN, Role, SURE, Vocabulary};
use super::mapping::{FileMapping, Mapped, Part, PropertyMapping, Seen};
use super::pump::pump;
use super::values::{Value, put_value};
use super::worker::{Piece, Record, RecordParser, Worker};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::{BACKSLASH, CLASS, Cell, Cells, Items, NameKey, RowBuilder, put_item};
use crate::ontology::Status;

/// Reads JSON Lines whose keys play the roles of a vocabulary.
#[derive(Debug)]
pub(super) struct JsonLines(pub(super) Vocabulary<'static>);

/// The format.
pub(super) static JSON_LINES: JsonLines = JsonLines(PLAIN);

impl crate::read::rows::reader::Sealed for JsonLines {}

impl RowReader for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn title(&self) -> &'static str {
        "JSON Lines"
    }

    fn about(&self) -> &'static str {
        "JSON Lines: nodes have an `id`, edges a `source` and a `target`"
    }

    fn is_whole_graph(&self) -> bool {
        true
    }

    fn has_any_records(&self) -> bool {
        true
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".jsonl", ".ndjson"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        Recognition::possible_if(begins_with_record(head))
    }

    fn vocabulary(&self) -> Vocabulary<'static> {
        self.0
    }

    fn mapped(&self) -> Mapped {
        Mapped::Keys
    }

    fn begins_with_edge(&self, head: &[u8]) -> bool {
        begins_with_edge(head, self.0)
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        self.read_as(self.title(), file, rows, run)
    }
}

impl JsonLines {
    /// Reads a file that people call so.
    pub(super) fn read_as(
        &self,
        title: &str,
        file: RowInput,
        rows: &mut RowBuilder,
        run: &mut Run<'_>,
    ) -> Result<(), Stop> {
        let Some(mapping) = run.mapping else {
            return pump(file.0, title.to_owned(), Split::Lines, self, rows, run);
        };
        let seen = Seen::default();
        let vocabulary = vocabulary_of(self.0, mapping);
        let name = file.0.name.clone();
        let parser = MappedLines { vocabulary: &vocabulary, mapping, seen: &seen };
        pump(file.0, mapping.described(title), Split::Lines, &parser, rows, run)?;
        for key in seen.missing(mapping) {
            let message = format!("no record has the key `{key}`, which the mapping names");
            run.warn(
                &name,
                &rules::ROW_DATA_IGNORED,
                message,
                "check how the key is written, or remove it from the mapping",
            );
        }
        Ok(())
    }
}

/// JSON Lines whose keys play the roles of a mapping, or else of a vocabulary.
struct MappedLines<'m> {
    vocabulary: Vocabulary<'m>,
    mapping: &'m FileMapping,
    seen: &'m Seen,
}

impl RecordParser for MappedLines<'_> {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        let mapped = Some((self.mapping, self.seen));
        read_lines(piece, self.vocabulary, Keys { mapped, ..Keys::default() }, worker);
    }
}

/// The roles of keys: of those that a mapping names, and of others where no key of the mapping plays the same.
fn vocabulary_of<'m>(known: Vocabulary<'m>, mapping: &'m FileMapping) -> Vec<(&'m [u8], Role)> {
    // Where a mapping names a key that plays this role anyway, others may play it, too.
    let is_new = |part: Part| {
        let mut keys = mapping.parts().filter(|(named, _)| *named == part);
        keys.any(|(_, key)| known.iter().all(|(known, _)| *known != key.as_bytes()))
    };
    let is_free = |key: &[u8], role: Role| {
        let is_said = match role {
            Role::Id => is_new(Part::Id),
            Role::Source | Role::MaybeSource(_) => is_new(Part::Source),
            Role::Target | Role::MaybeTarget(_) => is_new(Part::Target),
            Role::Type | Role::Kind(_) | Role::Category => is_new(Part::Type) || is_new(Part::Relation),
            _ => false,
        };
        let is_property = std::str::from_utf8(key).is_ok_and(|key| mapping.property(key).is_some());
        !is_said && !is_property
    };
    let others = known.iter().copied().filter(|(key, role)| is_free(key, *role));
    let said = mapping.parts().filter_map(|(part, key)| {
        let role = match part {
            Part::Id => Role::Id,
            Part::Source => Role::Source,
            Part::Target => Role::Target,
            // Where another key is the relation, this one says the types of nodes only.
            Part::Type if mapping.has_part(Part::Relation) => Role::Category,
            Part::Type | Part::Relation => Role::Type,
            Part::Label => return None,
        };
        Some((key.as_bytes(), role))
    });
    said.chain(others).collect()
}

impl RecordParser for JsonLines {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        read_lines(piece, self.0, Keys::default(), worker);
    }
}

fn read_lines<'v>(
    piece: &Piece<'_>,
    vocabulary: Vocabulary<'v>,
    mut keys: Keys<'v>,
    worker: &mut Worker<'_>,
) {
    let mut start = 0;
    for line in piece.lines() {
        let wide = piece.bytes.get(start..).unwrap_or(&[]);
        start += line.bytes.len() + 1;
        if line.bytes.trim_ascii().is_empty() {
            continue;
        }
        worker.record.clear();
        let mut scanner = Scanner::within(wide, line.bytes.len());
        let read = read_record(&mut scanner, vocabulary, &mut keys, worker).and_then(|()| scanner.end());
        match read {
            Ok(()) if keys.contradicts(worker.record.source.is_some()) => {
                let message = match worker.record.source {
                    Some(_) => "this record is an edge, and the mapping says that it is a node",
                    None => "this record has no ends, and the mapping says that it is an edge",
                };
                worker.misshapen(
                    &line,
                    message,
                    "correct `rows`, or name the keys of the ends, in the mapping",
                );
            }
            Ok(()) => worker.commit(&line),
            Err(error) => worker.malformed(&line, error.at, error.what),
        }
    }
}

/// A key: its role in an object of a vocabulary, and its handle as a property once it was one.
#[derive(Clone, Copy)]
struct KnownKey<'v> {
    vocabulary: Vocabulary<'v>,
    role: Role,
    name: Option<NameKey>,
    /// How the mapping wants its values.
    said: Option<&'v PropertyMapping>,
}

/// The keys of the record before, by place: records of a file mostly look alike.
#[derive(Default)]
pub(super) struct Keys<'v> {
    guesses: Vec<(Expected, KnownKey<'v>)>,
    /// The mapping of the file, and which of its keys were there.
    mapped: Option<(&'v FileMapping, &'v Seen)>,
}

/// Records with more keys than this are not guessed beyond it.
const GUESSES: usize = 64;

/// The keys of an object that holds properties and nothing else.
const NO_ROLES: Vocabulary<'static> = &[];

impl<'v> Keys<'v> {
    /// Whether a mapping says otherwise of a record that is an edge or none.
    fn contradicts(&self, is_edge: bool) -> bool {
        let said = self.mapped.and_then(|(mapping, _)| mapping.is_of_edges());
        said.is_some_and(|said| said != is_edge)
    }

    /// The key that comes, if it is the one at this place in the previous record.
    #[inline]
    fn guess(
        &self,
        place: usize,
        vocabulary: Vocabulary<'v>,
        scanner: &mut Scanner<'_>,
    ) -> Option<KnownKey<'v>> {
        let (quoted, known) = self.guesses.get(place)?;
        (std::ptr::eq(known.vocabulary, vocabulary) && scanner.takes(quoted)).then_some(*known)
    }

    /// The role of the key at a place of the record; a property has a handle.
    fn get(
        &mut self,
        place: usize,
        key: Text<'_>,
        vocabulary: Vocabulary<'v>,
        worker: &mut Worker<'_>,
    ) -> KnownKey<'v> {
        let plain = key.plain(&mut worker.buffer);
        let role =
            vocabulary.iter().find(|(name, _)| *name == plain).map_or(Role::Property, |(_, role)| *role);
        let (mut said, mut renamed) = (None, None);
        if let (Some((mapping, seen)), Ok(key)) = (self.mapped, std::str::from_utf8(plain)) {
            said = mapping.property(key);
            renamed = mapping.name_of_property(key);
            if said.is_some() || mapping.part(key).is_some() {
                seen.note(key);
            }
        }
        let full = renamed.map_or(plain, str::as_bytes);
        let name = (role == Role::Property).then(|| worker.names.key(full));
        let known = KnownKey { vocabulary, role, name, said };
        if place == self.guesses.len() && place < GUESSES {
            self.guesses.push((Expected::default(), known));
        }
        if let Some((quoted, guess)) = self.guesses.get_mut(place) {
            quoted.set(key.raw);
            *guess = known;
        }
        known
    }
}

/// A key and its value, whose role depends on the rest of the record.
struct Late<'r> {
    key: Scanner<'r>,
    value: Scanner<'r>,
}

impl Late<'_> {
    /// Puts it into the record as a property.
    fn put(mut self, worker: &mut Worker<'_>) -> Result<(), ParseError> {
        let key = self.key.string()?;
        let name = worker.type_key(key);
        read_property(&mut self.value, worker, name)
    }
}

/// What of a record can be decided only when all of it was seen.
#[derive(Default)]
struct Deferred<'r> {
    category: Option<Late<'r>>,
    /// The lowest number of what says the types, and where it is, unless it was read.
    kind: Option<(u8, Option<Late<'r>>)>,
    label: Option<Late<'r>>,
    /// What may be ends: the number of the pair, and whether it is the target.
    ends: Vec<(u8, bool, Late<'r>)>,
}

impl<'r> Deferred<'r> {
    /// Decides everything.
    fn settle(self, vocabulary: Vocabulary<'_>, worker: &mut Worker<'_>) -> Result<(), ParseError> {
        if !self.ends.is_empty() {
            settle_ends(self.ends, vocabulary, worker)?;
        }
        if let Some((_, Some(mut kind))) = self.kind {
            read_types(&mut kind.value, worker)?;
        }
        if let Some(label) = self.label {
            settle_label(label, worker)?;
        }
        if let Some(mut category) = self.category {
            if worker.record.source.is_some() {
                category.put(worker)?;
            } else {
                read_types(&mut category.value, worker)?;
            }
        }
        Ok(())
    }

    /// Takes a key that may say the types.
    fn take_kind(
        &mut self,
        rank: u8,
        late: Late<'r>,
        scanner: &mut Scanner<'r>,
        worker: &mut Worker<'_>,
    ) -> Result<(), ParseError> {
        let known = self.kind.as_ref().map_or(u8::MAX, |(known, _)| *known);
        if rank >= known {
            scanner.skip()?;
            return late.put(worker);
        }
        let kept = if rank == 0 {
            read_types(scanner, worker)?;
            None
        } else {
            scanner.skip()?;
            Some(late)
        };
        match self.kind.replace((rank, kept)) {
            Some((_, Some(other))) => other.put(worker),
            _ => Ok(()),
        }
    }
}

/// Decides what the label of a record is.
fn settle_label(mut label: Late<'_>, worker: &mut Worker<'_>) -> Result<(), ParseError> {
    if worker.record.source.is_some() {
        let is_relation = worker.record.types.is_empty() && label.value.peek() == b'"';
        return if is_relation { read_types(&mut label.value, worker) } else { label.put(worker) };
    }
    let name = worker.names.key(NAME);
    let has_name = Cells::new(worker.record.cells()).any(|(known, _)| known == name);
    if has_name { label.put(worker) } else { read_property(&mut label.value, worker, name) }
}

/// Decides which of several keys are the ends of an edge: the complete pair with the lowest number. Others are properties.
fn settle_ends(
    ends: Vec<(u8, bool, Late<'_>)>,
    vocabulary: Vocabulary<'_>,
    worker: &mut Worker<'_>,
) -> Result<(), ParseError> {
    let has = |pair: u8, is_target: bool| ends.iter().any(|end| (end.0, end.1) == (pair, is_target));
    let pairs = ends.iter().map(|end| end.0).filter(|pair| has(*pair, false) && has(*pair, true));
    let is_settled = worker.record.source.is_some() && worker.record.target.is_some();
    let chosen = pairs.min().filter(|_| !is_settled);
    if chosen.is_some() {
        // One end of a pair that has no other is a property.
        for (role, range) in
            [(Role::Source, worker.record.source.take()), (Role::Target, worker.record.target.take())]
        {
            let Some(range) = range else { continue };
            let Some((key, _)) = vocabulary.iter().find(|(_, known)| *known == role) else { continue };
            let text = worker.record.texts.get(range).unwrap_or(&[]).to_vec();
            let name = worker.names.key(key);
            worker.record.put(name, &Cell::of_text(&text));
        }
    }
    for (pair, is_target, mut late) in ends {
        let record = &mut worker.record;
        let is_free = if is_target { record.target.is_none() } else { record.source.is_none() };
        let is_end = match chosen {
            Some(chosen) => pair == chosen,
            None => pair <= SURE && is_free,
        };
        if is_end {
            let end = Some(read_end(&mut late.value, record)?);
            if is_target { record.target = end } else { record.source = end }
        } else {
            late.put(worker)?;
        }
    }
    Ok(())
}

/// Reads an object as a node or an edge into the record of the worker.
///
/// # Errors
/// What is not JSON, and what cannot be a node or an edge.
pub(super) fn read_record<'v>(
    scanner: &mut Scanner<'_>,
    vocabulary: Vocabulary<'v>,
    keys: &mut Keys<'v>,
    worker: &mut Worker<'_>,
) -> Result<(), ParseError> {
    scanner.open_object()?;
    let mut deferred = Deferred::default();
    read_object(scanner, vocabulary, keys, worker, (&mut 0, &mut deferred))?;
    deferred.settle(vocabulary, worker)
}

/// The property that people see as the name of a node.
pub(super) const NAME: &[u8] = b"name";

/// Reads the keys of the record, or of an object in it, after its opening brace. The number counts all keys.
fn read_object<'r, 'v>(
    scanner: &mut Scanner<'r>,
    vocabulary: Vocabulary<'v>,
    keys: &mut Keys<'v>,
    worker: &mut Worker<'_>,
    (place, deferred): (&mut usize, &mut Deferred<'r>),
) -> Result<(), ParseError> {
    let mut is_first = true;
    while scanner.has_key(is_first)? {
        is_first = false;
        let mut again = scanner.clone();
        let KnownKey { role, name, said, .. } = match keys.guess(*place, vocabulary, scanner) {
            Some(known) => known,
            None => keys.get(*place, scanner.named()?, vocabulary, worker),
        };
        *place += 1;
        if let (Role::Property, Some(name)) = (role, name) {
            match said {
                None => read_property(scanner, worker, name)?,
                Some(said) => read_said(scanner, worker, name, said)?,
            }
            continue;
        }
        let next = scanner.peek();
        let is_text = matches!(next, b'"' | b'-' | b'0'..=b'9');
        match role {
            Role::Id => worker.record.id = Some(read_id(scanner, &mut worker.record.texts)?),
            Role::IdAndProperty => {
                let late = Late { key: again, value: scanner.clone() };
                worker.record.id = Some(read_id(scanner, &mut worker.record.texts)?);
                late.put(worker)?;
            }
            Role::Source => worker.record.source = Some(read_end(scanner, &mut worker.record)?),
            Role::Target => worker.record.target = Some(read_end(scanner, &mut worker.record)?),
            Role::MaybeSource(pair) | Role::MaybeTarget(pair)
                if next == b'{' || is_text && pair != OBJECTS_ONLY =>
            {
                let late = Late { key: again, value: scanner.clone() };
                deferred.ends.push((pair, role == Role::MaybeTarget(pair), late));
                scanner.skip()?;
            }
            Role::Type if matches!(next, b'"' | b'[' | b'n') => read_types(scanner, worker)?,
            Role::Kind(rank) if holds_names(scanner.clone()) => {
                let late = Late { key: again, value: scanner.clone() };
                deferred.take_kind(rank, late, scanner, worker)?;
            }
            Role::Kind(_) if is_empty(scanner.clone()) => {
                scanner.skip()?;
            }
            Role::Category if matches!(next, b'"' | b'[') => {
                deferred.category = Some(Late { key: again, value: scanner.clone() });
                scanner.skip()?;
            }
            Role::Label if is_text => {
                deferred.label = Some(Late { key: again, value: scanner.clone() });
                scanner.skip()?;
            }
            Role::Layout => {
                scanner.skip()?;
            }
            Role::Style if next == b'{' => {
                scanner.skip()?;
            }
            Role::Status if read_status(scanner, worker)? => {}
            Role::Direction if next == b'f' || next == b't' && worker.record.is_undirected => {
                worker.record.is_undirected = scanner.word()? == Some(false);
            }
            Role::NoDirection if matches!(next, b'f' | b't') => {
                worker.record.is_undirected = scanner.word()? == Some(true);
            }
            Role::Properties if next == b'{' => {
                scanner.open_object()?;
                read_object(scanner, NO_ROLES, keys, worker, (place, deferred))?;
            }
            Role::Inside(inner) if next == b'{' => {
                scanner.open_object()?;
                read_object(scanner, inner, keys, worker, (place, deferred))?;
            }
            Role::Graph if holds_records(scanner.clone()) => {
                return Err(
                    scanner.error("this holds nodes or edges of its own: a record is one node or one edge")
                );
            }
            // A key with a role is a property where its value does not fit the role.
            _ => {
                let key = again.string()?;
                let name = worker.type_key(key);
                read_property(scanner, worker, name)?;
            }
        }
    }
    Ok(())
}

/// Whether a text or a list of texts comes that is not empty.
fn holds_names(mut scanner: Scanner<'_>) -> bool {
    match scanner.peek() {
        b'"' => scanner.string().is_ok_and(|text| !text.raw.is_empty()),
        b'[' => scanner.take(b'[', "").is_ok() && scanner.peek() == b'"',
        _ => false,
    }
}

/// Whether an empty text or list, or null, comes.
fn is_empty(mut scanner: Scanner<'_>) -> bool {
    scanner.peek();
    matches!(scanner.skip(), Ok(b"\"\"" | b"[]" | b"null"))
}

/// Whether a list or an object of objects comes.
fn holds_records(mut scanner: Scanner<'_>) -> bool {
    match scanner.peek() {
        b'[' => scanner.take(b'[', "").is_ok() && scanner.peek() == b'{',
        b'{' => {
            let is_open = scanner.open_object().is_ok();
            is_open && matches!(scanner.key(true), Ok(Some(_))) && matches!(scanner.peek(), b'{' | b'[')
        }
        _ => false,
    }
}

/// An id: a string, or a number as written.
pub(super) fn read_id(scanner: &mut Scanner<'_>, texts: &mut Vec<u8>) -> Result<Range<usize>, ParseError> {
    let start = texts.len();
    match scanner.peek() {
        b'"' => {
            let at = scanner.at();
            let text = scanner.string()?;
            if text.raw.is_empty() {
                return Err(ParseError { at, what: "an id cannot be empty" });
            }
            if text.class & BACKSLASH == 0 {
                texts.extend_from_slice(text.raw);
            } else {
                texts.extend_from_slice(text.plain(&mut Vec::new()));
            }
        }
        b'-' | b'0'..=b'9' => texts.extend_from_slice(scanner.number()?.raw),
        _ => return Err(scanner.error("expected a string or a number as id")),
    }
    Ok(start..texts.len())
}

/// The keys by which an object that is the end of an edge names its node; the first that it has does.
const OF_ENDS: &[&[u8]] = &[b"id", b"key", b"_id", b"identity", b"name", b"index"];

/// The end of an edge: an id, or an object that has one. What else the object says, the node says itself.
pub(super) fn read_end(scanner: &mut Scanner<'_>, record: &mut Record) -> Result<Range<usize>, ParseError> {
    if scanner.peek() != b'{' {
        return read_id(scanner, &mut record.texts);
    }
    let at = scanner.at();
    let (mut found, mut is_first): (Option<(usize, Scanner<'_>)>, _) = (None, true);
    scanner.open_object()?;
    while let Some(key) = scanner.key(is_first)? {
        record.has_more_in_ends |= !is_first;
        is_first = false;
        let rank = OF_ENDS.iter().position(|name| *name == key.raw);
        let is_better = |rank: &usize| found.as_ref().is_none_or(|(known, _)| rank < known);
        if let Some(rank) = rank.filter(is_better) {
            found = Some((rank, scanner.clone()));
        }
        scanner.skip()?;
    }
    match found {
        Some((_, mut id)) => read_id(&mut id, &mut record.texts),
        None => Err(ParseError { at, what: "this end has no `id`" }),
    }
}

/// The types of a node, or the relation of an edge: a string or a list of strings.
pub(super) fn read_types(scanner: &mut Scanner<'_>, worker: &mut Worker<'_>) -> Result<(), ParseError> {
    match scanner.peek() {
        b'"' => {
            let text = scanner.string()?;
            let key = worker.type_key(text);
            worker.record.types.push(key);
        }
        b'[' => {
            scanner.take(b'[', "expected a list")?;
            let mut is_first = true;
            while scanner.item(is_first)? {
                is_first = false;
                if scanner.peek() != b'"' {
                    return Err(scanner.error("expected a string as type"));
                }
                let text = scanner.string()?;
                let key = worker.type_key(text);
                worker.record.types.push(key);
            }
        }
        _ => {
            scanner.word()?;
        }
    }
    Ok(())
}

/// A property as a mapping wants it.
fn read_said(
    scanner: &mut Scanner<'_>,
    worker: &mut Worker<'_>,
    name: NameKey,
    said: &PropertyMapping,
) -> Result<(), ParseError> {
    if said.is_ignored {
        scanner.skip()?;
        return Ok(());
    }
    let is_text = scanner.peek() == b'"';
    let Some(value) = said.value.or((is_text && said.separator.is_some()).then_some(Value::Text)) else {
        return read_property(scanner, worker, name);
    };
    let datatype = value.datatype(&mut worker.names);
    let class_of = |text: &[u8]| text.iter().fold(0, |all, byte| all | CLASS[usize::from(*byte)]);
    let (at, mut buffer) = (scanner.at(), Vec::new());
    let wrong = |_| ParseError { at, what: "this is not what the mapping says that it is" };
    match (scanner.peek(), said.separator) {
        (b'n', _) => drop(scanner.skip()?),
        (b'[', _) => {
            worker.items.clear();
            each_item(scanner, |scanner| {
                let text = scalar(scanner, &mut buffer)?;
                put_value(value, datatype, text, class_of(text), |cell| put_item(&mut worker.items, cell))
                    .map_err(wrong)
            })?;
            worker.record.put(name, &Cell::List(Items(&worker.items)));
        }
        (b'"', Some(separator)) => {
            let text = scalar(scanner, &mut buffer)?;
            worker.items.clear();
            for part in text.split(|byte| *byte == separator).filter(|part| !part.is_empty()) {
                put_value(value, datatype, part, class_of(part), |cell| put_item(&mut worker.items, cell))
                    .map_err(wrong)?;
            }
            worker.record.put(name, &Cell::List(Items(&worker.items)));
        }
        _ => {
            let text = scalar(scanner, &mut buffer)?;
            put_value(value, datatype, text, class_of(text), |cell| worker.record.put(name, cell))
                .map_err(wrong)?;
        }
    }
    Ok(())
}

/// The text, or a number or a boolean as it is written.
fn scalar<'r: 't, 't>(scanner: &mut Scanner<'r>, buffer: &'t mut Vec<u8>) -> Result<&'t [u8], ParseError> {
    match scanner.peek() {
        b'"' => Ok(scanner.string()?.plain(buffer)),
        b'{' | b'[' | b'n' => Err(scanner.error("the mapping says that this is one value")),
        _ => scanner.skip(),
    }
}

/// One of the five statuses, if it is one; another word is a property like any other.
fn read_status(scanner: &mut Scanner<'_>, worker: &mut Worker<'_>) -> Result<bool, ParseError> {
    let mut ahead = scanner.clone();
    if ahead.peek() == b'"'
        && let Some(status) =
            std::str::from_utf8(ahead.string()?.raw).ok().and_then(|word| word.parse::<Status>().ok())
    {
        worker.record.status = Some(status);
        *scanner = ahead;
        return Ok(true);
    }
    Ok(false)
}

/// Whether the first line is an object, or the beginning of a long one. A document in several lines is not.
pub(super) fn begins_with_record(head: &[u8]) -> bool {
    let text = head.trim_ascii_start();
    let Some(end) = memchr::memchr(b'\n', text) else { return text.starts_with(b"{") };
    let line = text.get(..end).unwrap_or(text);
    let mut scanner = Scanner::new(line);
    // A record that is broken before its end is still one.
    let ended = scanner.skip().and_then(|_| scanner.end());
    text.starts_with(b"{") && ended.map_or_else(|error| error.at < line.trim_ascii_end().len(), |()| true)
}

/// Whether the first record has all of some keys.
pub(super) fn has_keys(head: &[u8], wanted: &[&str]) -> bool {
    let line = head.trim_ascii_start().split(|byte| *byte == b'\n').next().unwrap_or(&[]);
    object_has_keys(Scanner::new(line), wanted)
}

/// Whether an object has all of some keys, as far as it goes.
pub(super) fn object_has_keys(mut scanner: Scanner<'_>, wanted: &[&str]) -> bool {
    let (mut is_first, mut found) = (true, 0);
    if scanner.open_object().is_err() {
        return false;
    }
    while let Ok(Some(key)) = scanner.key(is_first) {
        is_first = false;
        found += usize::from(wanted.iter().any(|wanted| wanted.as_bytes() == key.raw));
        if scanner.skip().is_err() {
            break;
        }
    }
    found >= wanted.len()
}

/// The keys of the records with which a file begins, in the order in which they appear.
pub(super) fn keys_of_records(head: &[u8]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for line in head.split(|byte| *byte == b'\n').take(1000) {
        let mut scanner = Scanner::new(line);
        let mut is_first = true;
        if scanner.open_object().is_err() {
            continue;
        }
        while let Ok(Some(key)) = scanner.key(is_first) {
            is_first = false;
            let key = String::from_utf8_lossy(key.plain(&mut Vec::new())).into_owned();
            if !keys.contains(&key) && keys.len() < GUESSES {
                keys.push(key);
            }
            if scanner.skip().is_err() {
                break;
            }
        }
    }
    keys
}

/// Whether the first record is an edge: one of its keys says where it begins.
pub(super) fn begins_with_edge(head: &[u8], vocabulary: Vocabulary<'_>) -> bool {
    let line = head.trim_ascii_start().split(|byte| *byte == b'\n').next().unwrap_or(&[]);
    let mut scanner = Scanner::new(line);
    let mut is_first = true;
    if scanner.open_object().is_err() {
        return false;
    }
    while let Ok(Some(key)) = scanner.key(is_first) {
        is_first = false;
        let role = vocabulary.iter().find(|(name, _)| *name == key.raw).map(|(_, role)| *role);
        if matches!(role, Some(Role::Source | Role::MaybeSource(..=SURE | 4..)))
            || role == Some(Role::MaybeSource(OBJECTS_ONLY)) && scanner.peek() == b'{'
        {
            return true;
        }
        if scanner.skip().is_err() {
            return false;
        }
    }
    false
}

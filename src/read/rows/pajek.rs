//! Networks of Pajek (“Pajek Reference Manual”, section 5.3): `.net`, and the network of a project, `.paj`.
//!
//! The number of a vertex is its id and its label the property `name`. The relation of a line is its label `l`, or else the
//! name of the relation that its section or its own prefix names. Values of lines are the property `weight`. Vertices that are
//! only counted are nodes, too; those of a network with two modes have the property `mode`. Places are left out, which the line
//! on how the file is read says.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io::Read;

use foldhash::fast::FixedState;

use super::entities::put_numbers_resolved;
use super::places::Place;
use super::sink::{Ended, Sink};
use super::text_lines::TextLines;
use super::values::json_number;
use super::worker::Worker;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::{Cell, NameKey, RowBuilder};
use crate::read::limits::{MOST_IMPLIED, Refusal};

/// The format.
pub(super) struct Pajek;

impl super::reader::Sealed for Pajek {}

impl RowReader for Pajek {
    fn name(&self) -> &'static str {
        "pajek"
    }

    fn title(&self) -> &'static str {
        "Pajek"
    }

    fn about(&self) -> &'static str {
        "networks of Pajek, as igraph and NetworkX write them, too"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".net", ".paj"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let first = lines.find(|line| !line.is_empty() && !line.starts_with(b"%")).unwrap_or(&[]);
        let begins = |word: &[u8]| {
            let rest = first.get(word.len()..).unwrap_or(&[]);
            first.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
                && rest.first().is_none_or(u8::is_ascii_whitespace)
        };
        Recognition::certain_if(begins(b"*vertices") || begins(b"*network"))
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let understood = "Pajek: id=number, name=label, relation=l or the section, weight=value".to_owned();
        let mut sink = Sink::new(&file.0, understood, rows, run);
        let mut lines = TextLines::new(file.0.into_bytes());
        let mut network = Network::default();
        let mut ended = network.read(&mut lines, &mut sink);
        if ended.is_ok() {
            ended = network.end_section(lines.line(), &mut sink);
        }
        if network.has_places {
            sink.understood("; left out of the drawing: x, y, z");
        }
        sink.finish(ended, lines.line())
    }
}

/// What the lines of a section are.
#[derive(Debug, Default)]
enum Section {
    /// Before the first one.
    #[default]
    None,
    Vertices,
    /// Lines, one by one.
    Lines(Kind),
    /// A vertex, and those that lines go to.
    Lists(Kind),
    /// Numbers, row by row, and how many were read.
    Matrix(Kind, u64),
    /// Something that is not supported.
    Ignored,
}

/// What lines are like.
#[derive(Clone, Copy, Debug)]
struct Kind {
    is_directed: bool,
    relation: Option<NameKey>,
}

#[derive(Debug, Default)]
struct Network {
    section: Section,
    /// How many vertices there are, and how many of the first mode, if there are two.
    vertices: u64,
    first_mode: Option<u64>,
    has_vertices: bool,
    /// All vertices up to this one had a line, and so had these.
    listed: u64,
    others: HashSet<u64, FixedState>,
    /// The names of relations by their numbers.
    relations: HashMap<String, NameKey, FixedState>,
    has_places: bool,
    is_ignoring: bool,
}

/// Shapes of vertices, which have no name before them.
const SHAPES: [&str; 9] =
    ["ellipse", "box", "diamond", "triangle", "cross", "empty", "house", "man", "woman"];

impl Network {
    fn read<R: Read>(&mut self, lines: &mut TextLines<R>, sink: &mut Sink<'_, '_, '_>) -> Result<(), Ended> {
        while let Some((line, text)) = lines.next(sink)? {
            let start = text.trim_start();
            if start.is_empty() || start.starts_with('%') {
                continue;
            }
            let words = match words(start) {
                Ok(words) => words,
                Err(what) => {
                    sink.unread(line, text, what);
                    continue;
                }
            };
            if start.starts_with('*') {
                self.end_section(line, sink)?;
                self.begin(line, &words, sink)?;
                continue;
            }
            let done = match &self.section {
                Section::None => Err("a section should be here, such as `*Vertices 3`".to_owned()),
                Section::Ignored => continue,
                Section::Vertices => self.vertex(&words, &mut sink.worker),
                Section::Lines(kind) => self.line(&words, *kind, &mut sink.worker),
                Section::Lists(kind) => {
                    let kind = *kind;
                    let [source, targets @ ..] = words.as_slice() else { continue };
                    let wrong = words.iter().find(|word| number(word).is_none());
                    if wrong.is_some() || targets.is_empty() {
                        sink.unread(
                            line,
                            text,
                            "the number of a vertex, and of those that it is tied to, should be here",
                        );
                        continue;
                    }
                    for target in targets {
                        begin_line(&mut sink.worker, source, target, kind);
                        sink.commit(line, text.as_bytes())?;
                    }
                    continue;
                }
                Section::Matrix(..) => {
                    self.row(line, text, &words, sink)?;
                    continue;
                }
            };
            match done {
                Ok(()) => sink.commit(line, text.as_bytes())?,
                Err(what) => sink.unread(line, text, &what),
            }
        }
        Ok(())
    }

    /// Begins with a section.
    fn begin(&mut self, line: u64, words: &[Cow<'_, str>], sink: &mut Sink<'_, '_, '_>) -> Result<(), Ended> {
        let [name, rest @ ..] = words else { return Ok(()) };
        let place = Place::Position(line, 0);
        let error = |what: &str| Ended::Syntax { what: what.to_owned(), place };
        let name = name.to_ascii_lowercase();
        if self.is_ignoring && !matches!(name.as_str(), "*network" | "*arcs" | "*edges") {
            // The vertices of a partition or vector are its values.
            self.section = Section::Ignored;
            if name == "*vertices" {
                return Ok(());
            }
        }
        let is_directed = matches!(name.as_str(), "*arcs" | "*arcslist" | "*matrix");
        self.is_ignoring = false;
        match name.as_str() {
            "*network" => self.section = Section::Ignored,
            "*vertices" => {
                if self.has_vertices {
                    return Err(error(
                        "a second network begins here, whose vertices have the same numbers; put each network into a file of its own",
                    ));
                }
                let [count, more @ ..] = rest else { return Err(error("the number of vertices is missing")) };
                self.vertices = number(count).ok_or_else(|| error("the number of vertices is no number"))?;
                self.first_mode =
                    more.first().and_then(|first| number(first)).filter(|first| *first < self.vertices);
                self.has_vertices = true;
                self.section = Section::Vertices;
            }
            "*arcs" | "*edges" => {
                self.section = Section::Lines(self.kind(is_directed, rest, &mut sink.worker))
            }
            "*arcslist" | "*edgeslist" => {
                self.section = Section::Lists(self.kind(is_directed, rest, &mut sink.worker))
            }
            "*matrix" => self.section = Section::Matrix(self.kind(is_directed, rest, &mut sink.worker), 0),
            _ => {
                self.is_ignoring = true;
                self.section = Section::Ignored;
                let name = words.first().map_or("", |name| name);
                sink.ignored(line, format!("the section `{name}` is not supported and was ignored"));
            }
        }
        Ok(())
    }

    /// What lines of a section are like, by the words behind its name: `:2 "likes"`.
    fn kind(&mut self, is_directed: bool, words: &[Cow<'_, str>], worker: &mut Worker<'_>) -> Kind {
        let Some(number) = words.first().and_then(|word| word.strip_prefix(':')) else {
            return Kind { is_directed, relation: None };
        };
        let relation = worker.names.key(words.get(1).map_or(number, |name| name).as_bytes());
        self.relations.insert(number.to_owned(), relation);
        Kind { is_directed, relation: Some(relation) }
    }

    /// Ends a section: vertices without lines are nodes, too, and a matrix has all its numbers.
    fn end_section(&mut self, line: u64, sink: &mut Sink<'_, '_, '_>) -> Result<(), Ended> {
        match std::mem::take(&mut self.section) {
            Section::Vertices => {
                let missing = self.vertices.saturating_sub(self.listed + self.others.len() as u64);
                if missing > MOST_IMPLIED {
                    let what = format!("more than {MOST_IMPLIED} vertices are counted, but have no lines");
                    return Err(Refusal::limit(what, Some(line)).into());
                }
                for vertex in self.listed + 1..=self.vertices {
                    if !self.others.contains(&vertex) {
                        self.begin_vertex(vertex, &mut sink.worker);
                        sink.commit(super::findings::NO_LINE, b"")?;
                    }
                }
                self.others = HashSet::default();
            }
            Section::Matrix(_, count) => {
                let (rows, columns) = self.shape();
                let wanted = rows.saturating_mul(columns);
                if count != wanted {
                    let what = format!(
                        "the matrix before this line has {count} numbers, expected {rows} × {columns}"
                    );
                    sink.malformed(line.saturating_sub(1), what);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The rows and columns of a matrix.
    fn shape(&self) -> (u64, u64) {
        match self.first_mode {
            Some(first) => (first, self.vertices - first),
            None => (self.vertices, self.vertices),
        }
    }

    fn begin_vertex(&self, vertex: u64, worker: &mut Worker<'_>) {
        worker.record.clear();
        worker.record.id = Some(worker.record.text(vertex.to_string().as_bytes()));
        if let Some(first) = self.first_mode {
            let mode: &[u8] = if vertex <= first { b"1" } else { b"2" };
            worker.record.put(worker.names.key(b"mode"), &Cell::Integer(mode));
        }
    }

    /// Puts a vertex: `number label x y z shape name value …`.
    fn vertex(&mut self, words: &[Cow<'_, str>], worker: &mut Worker<'_>) -> Result<(), String> {
        let [vertex, rest @ ..] = words else { return Ok(()) };
        let vertex = number(vertex).ok_or("a vertex begins with its number")?;
        if vertex == 0 || vertex > self.vertices {
            return Err(format!("this is not the number of one of {} vertices", self.vertices));
        }
        if vertex == self.listed + 1 {
            self.listed += 1;
            while !self.others.is_empty() && self.others.remove(&(self.listed + 1)) {
                self.listed += 1;
            }
        } else if vertex > self.listed {
            self.others.insert(vertex);
        }
        self.begin_vertex(vertex, worker);
        let [label, rest @ ..] = rest else { return Ok(()) };
        if !label.is_empty() {
            worker.record.put(worker.names.key(b"name"), &Cell::of_text(label.as_bytes()));
        }
        let places = rest.iter().take(3).take_while(|word| json_number(word.as_bytes()).is_some()).count();
        self.has_places |= places > 0;
        let mut rest = rest.get(places..).unwrap_or(&[]);
        if let [shape, more @ ..] = rest
            && SHAPES.contains(&shape.to_ascii_lowercase().as_str())
        {
            worker.record.put(worker.names.key(b"shape"), &Cell::of_text(shape.as_bytes()));
            rest = more;
        }
        put_parameters(rest, worker).map(|_| ())
    }

    /// Puts a line: `relation: source target value name value …`.
    fn line(
        &mut self,
        words: &[Cow<'_, str>],
        mut kind: Kind,
        worker: &mut Worker<'_>,
    ) -> Result<(), String> {
        let mut words = words;
        if let [first, rest @ ..] = words
            && let Some(number) = first.strip_suffix(':')
        {
            let known = self.relations.get(number).copied();
            kind.relation = Some(known.unwrap_or_else(|| worker.names.key(number.as_bytes())));
            words = rest;
        }
        let [source, target, rest @ ..] = words else {
            return Err("a line has the numbers of two vertices".to_owned());
        };
        if number(source).is_none() || number(target).is_none() {
            return Err("the numbers of two vertices should be here".to_owned());
        }
        begin_line(worker, source, target, kind);
        let mut rest = rest;
        if let [value, more @ ..] = rest
            && let Some((number, is_whole)) = json_number(value.as_bytes())
        {
            put_number(worker, "weight", &number, is_whole);
            rest = more;
        }
        if let Some(label) = put_parameters(rest, worker)? {
            worker.record.types.clear();
            worker.record.types.push(worker.names.key(label.as_bytes()));
        }
        Ok(())
    }

    /// Reads numbers of a matrix.
    fn row(
        &mut self,
        line: u64,
        text: &str,
        words: &[Cow<'_, str>],
        sink: &mut Sink<'_, '_, '_>,
    ) -> Result<(), Ended> {
        let ((rows, columns), offset) = (self.shape(), self.first_mode.unwrap_or(0));
        let Section::Matrix(kind, count) = &mut self.section else { return Ok(()) };
        for word in words {
            let Some((value, is_whole)) = json_number(word.as_bytes()) else {
                sink.unread(line, text, "a matrix has numbers only");
                return Ok(());
            };
            let at = *count;
            *count += 1;
            let is_zero = value
                .iter()
                .take_while(|byte| !matches!(byte, b'e' | b'E'))
                .all(|byte| b"-+.0".contains(byte));
            if is_zero || columns == 0 || at / columns >= rows {
                continue;
            }
            let (source, target) = (at / columns + 1, at % columns + 1 + offset);
            begin_line(&mut sink.worker, &source.to_string(), &target.to_string(), *kind);
            put_number(&mut sink.worker, "weight", &value, is_whole);
            sink.commit(line, text.as_bytes())?;
        }
        Ok(())
    }
}

fn begin_line(worker: &mut Worker<'_>, source: &str, target: &str, kind: Kind) {
    let record = &mut worker.record;
    record.clear();
    record.source = Some(record.text(source.as_bytes()));
    record.target = Some(record.text(target.as_bytes()));
    record.is_undirected = !kind.is_directed;
    record.types.extend(kind.relation);
}

fn put_number(worker: &mut Worker<'_>, name: &str, number: &[u8], is_whole: bool) {
    let cell = if is_whole { Cell::Integer(number) } else { Cell::Number(number) };
    worker.record.put(worker.names.key(name.as_bytes()), &cell);
}

/// Puts what is behind the place of a vertex or the value of a line: names with values, and intervals of time. Returns the
/// label `l` of a line.
fn put_parameters<'w>(words: &'w [Cow<'w, str>], worker: &mut Worker<'_>) -> Result<Option<&'w str>, String> {
    let (mut words, mut label) = (words, None);
    loop {
        match words {
            [] => return Ok(label),
            [interval, rest @ ..] if interval.starts_with('[') => {
                worker.record.put(worker.names.key(b"interval"), &Cell::of_text(interval.as_bytes()));
                words = rest;
            }
            [name, value, rest @ ..] => {
                match json_number(value.as_bytes()) {
                    _ if name == "l" => label = Some(value.as_ref()).filter(|label| !label.is_empty()),
                    Some((number, is_whole)) => put_number(worker, name, &number, is_whole),
                    None if value.is_empty() => {}
                    None => {
                        worker.record.put(worker.names.key(name.as_bytes()), &Cell::of_text(value.as_bytes()))
                    }
                }
                words = rest;
            }
            [name] => return Err(format!("the parameter `{name}` has no value")),
        }
    }
}

/// The number of a vertex.
fn number(word: &str) -> Option<u64> {
    word.parse().ok()
}

/// The words of a line: between blanks, in double quotes (where a backslash protects a quote or a backslash, as igraph and
/// NetworkX write them), or in square brackets.
///
/// # Errors
/// What is wrong with it.
fn words(line: &str) -> Result<Vec<Cow<'_, str>>, &'static str> {
    let (mut words, mut rest) = (Vec::new(), line.trim());
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => {
                let inside = rest.get(1..).unwrap_or("");
                let (mut end, mut is_escaped, mut has_escapes) = (None, false, false);
                for (at, byte) in inside.bytes().enumerate() {
                    match byte {
                        _ if is_escaped => is_escaped = false,
                        b'\\' if matches!(inside.as_bytes().get(at + 1), Some(b'"' | b'\\')) => {
                            (is_escaped, has_escapes) = (true, true);
                        }
                        b'"' => {
                            end = Some(at);
                            break;
                        }
                        _ => {}
                    }
                }
                let Some(end) = end else { return Err("this line has a quote that is never closed") };
                let word = inside.get(..end).unwrap_or("");
                let is_plain = !has_escapes && !word.contains("&#");
                words.push(if is_plain { Cow::Borrowed(word) } else { Cow::Owned(resolved(word)) });
                end + 2
            }
            '[' => {
                let Some(end) = rest.find(']') else {
                    return Err("this line has a bracket that is never closed");
                };
                words.push(Cow::Borrowed(rest.get(..=end).unwrap_or("")));
                end + 1
            }
            _ => {
                let end = rest.find(|character: char| character.is_ascii_whitespace()).unwrap_or(rest.len());
                words.push(Cow::Borrowed(rest.get(..end).unwrap_or("")));
                end
            }
        };
        rest = rest.get(end..).unwrap_or("").trim_start();
    }
    Ok(words)
}

/// A text in quotes without its escapes and references: Pajek writes characters as `&#1078;`.
fn resolved(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut characters = word.chars().peekable();
    while let Some(character) = characters.next() {
        match characters.peek() {
            Some(escaped @ ('"' | '\\')) if character == '\\' => {
                out.push(*escaped);
                characters.next();
            }
            _ => out.push(character),
        }
    }
    let mut resolved = String::with_capacity(out.len());
    put_numbers_resolved(&mut resolved, &out);
    resolved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_may_be_in_quotes_and_brackets() {
        let all = |line| words(line).map(|words| words.join("|"));
        assert_eq!(
            all(r#" 1 "a \"b\" c\d\\" 0.5 [1-3, 5] x_fact"#),
            Ok(r#"1|a "b" c\d\|0.5|[1-3, 5]|x_fact"#.to_owned())
        );
        assert!(all("1 \"a").is_err() && all("1 [a").is_err());
        assert_eq!(all("  "), Ok(String::new()));
    }
}

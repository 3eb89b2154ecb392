//! What one thread needs to turn pieces of a file into rows.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

use super::blank_scope::{GRAPH, Scope};
use super::findings::{Excerpt, RowFinding, RowFindings};
use super::json::Text;
use super::statements::Statements;
use super::texts::RowTexts;
use super::vocabulary::{Aliases, Use, Vocabulary};
use crate::diagnostic::{Rule, rules};
use crate::graph::rows::{
    BACKSLASH, Cell, Cells, Draft, EdgeKind, Items, NameCache, NameKey, SharedNames, put_cell, put_item,
};
use crate::ontology::Status;

/// A piece of a file: whole records.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'p> {
    /// Its bytes, UTF-8.
    pub(super) bytes: &'p [u8],
    /// Whether it is the first of its file.
    pub(super) is_first: bool,
}

/// A line of a piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'p> {
    /// Its number in the piece, from 0.
    pub(super) number: u32,
    /// Its bytes, without the line feed.
    pub(super) bytes: &'p [u8],
}

impl<'p> Piece<'p> {
    /// Its lines.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'p>> + use<'p> {
        let bytes = self.bytes;
        let mut start = 0;
        let ends = memchr::memchr_iter(b'\n', bytes).chain((!bytes.ends_with(b"\n")).then_some(bytes.len()));
        ends.enumerate().map(move |(number, end)| {
            let line = bytes.get(start..end).unwrap_or(&[]);
            start = end + 1;
            Line { number: number as u32, bytes: line }
        })
    }
}

/// Reads records; one parser serves all threads.
pub(super) trait RecordParser: Sync {
    /// Reads all records of a piece into the worker.
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>);
}

/// A record while it is read. Ids are ranges of `texts`.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// The ids.
    pub(super) texts: Vec<u8>,
    /// The id of a node, or of an edge.
    pub(super) id: Option<Range<usize>>,
    /// Where an edge begins.
    pub(super) source: Option<Range<usize>>,
    /// Where an edge ends.
    pub(super) target: Option<Range<usize>>,
    /// The types of a node, or the relation of an edge.
    pub(super) types: Vec<NameKey>,
    /// The status of an edge.
    pub(super) status: Option<Status>,
    /// Whether an edge has no direction.
    pub(super) is_undirected: bool,
    /// Whether its ends are objects that say more than their ids, which are read alone.
    pub(super) has_more_in_ends: bool,
    /// Whether the record is an edge that is one however many records say it.
    pub(super) is_once: bool,
    cells: Vec<u8>,
    /// A bit for each name that has a cell, names sharing bits.
    seen: u64,
    /// Whether two cells share a bit.
    is_doubtful: bool,
    /// The names of the cells, while they are looked at.
    names: Vec<usize>,
}

impl Record {
    /// Forgets everything, and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.texts.clear();
        self.types.clear();
        self.cells.clear();
        (self.id, self.source, self.target, self.status) = (None, None, None, None);
        (self.seen, self.is_doubtful, self.is_undirected, self.is_once) = (0, false, false, false);
        self.has_more_in_ends = false;
    }

    /// Adds an id.
    pub(super) fn text(&mut self, text: &[u8]) -> Range<usize> {
        let start = self.texts.len();
        self.texts.extend_from_slice(text);
        start..self.texts.len()
    }

    /// Adds a property. Values of one name become a list when the record is committed.
    #[inline]
    pub(super) fn put(&mut self, name: NameKey, cell: &Cell<'_>) {
        let bit = 1 << (name.index() & 63);
        self.is_doubtful |= self.seen & bit != 0;
        self.seen |= bit;
        put_cell(&mut self.cells, name, cell);
    }

    /// Whether one of its ends is this.
    pub(super) fn ends_at(&self, id: &[u8]) -> bool {
        [&self.source, &self.target]
            .into_iter()
            .any(|end| end.clone().and_then(|end| self.texts.get(end)).is_some_and(|end| end == id))
    }

    /// Calls the properties of a name otherwise.
    fn rename(&mut self, from: NameKey, to: NameKey) {
        let mut renamed = Vec::with_capacity(self.cells.len());
        for (name, cell) in Cells::new(&self.cells) {
            put_cell(&mut renamed, if name == from { to } else { name }, &cell);
        }
        self.cells = renamed;
        self.is_doubtful = true;
    }

    /// Whether it has a property of a name.
    fn has(&self, wanted: NameKey) -> bool {
        self.seen & 1 << (wanted.index() & 63) != 0 && Cells::new(&self.cells).any(|(name, _)| name == wanted)
    }

    /// Makes its blank nodes those of its file. `names` has the name of the property that is a named graph.
    fn put_in(&mut self, scope: Scope, names: &mut NameCache<'_>) {
        for range in [&mut self.id, &mut self.source, &mut self.target].into_iter().flatten() {
            if let Some(id) = scope.renamed(self.texts.get(range.clone()).unwrap_or(&[])) {
                let start = self.texts.len();
                self.texts.extend_from_slice(&id);
                *range = start..self.texts.len();
            }
        }
        if memchr::memmem::find(&self.cells, b"_:").is_none() {
            return;
        }
        let mut cells = Vec::new();
        if scope.put_cells(&mut cells, &self.cells, names.key(GRAPH)) {
            self.cells = cells;
        }
    }

    /// Adds the id of an edge, and the status of a node, which are properties of theirs.
    fn put_own(&mut self) {
        let is_edge = self.source.is_some();
        if let (true, Some(id)) = (is_edge, self.id.clone()) {
            let texts = std::mem::take(&mut self.texts);
            self.put(NameKey::EDGE_ID, &Cell::of_text(texts.get(id).unwrap_or(&[])));
            self.texts = texts;
        }
        if let (false, Some(status)) = (is_edge, self.status) {
            self.put(NameKey::STATUS, &Cell::of_text(status.name().as_bytes()));
        }
    }

    /// Its types and properties as cells, those of one name as a list.
    pub(super) fn united(&mut self) -> &[u8] {
        if self.is_doubtful && self.has_twice() {
            self.unite();
        }
        for key in &self.types {
            put_also(&mut self.cells, *key);
        }
        &self.cells
    }

    /// Its properties, as bytes.
    pub(super) fn cells(&self) -> &[u8] {
        &self.cells
    }

    /// Whether two cells have one name.
    fn has_twice(&mut self) -> bool {
        self.names.clear();
        self.names.extend(Cells::new(&self.cells).map(|(name, _)| name.index()));
        self.names.sort_unstable();
        self.names.windows(2).any(|pair| pair.first() == pair.last())
    }

    /// Makes one list of the values of each name that has several.
    fn unite(&mut self) {
        let mut values: Vec<(NameKey, Vec<Cell<'_>>)> = Vec::new();
        let mut places: HashMap<NameKey, usize, FixedState> = HashMap::default();
        for (name, cell) in Cells::new(&self.cells) {
            let place = *places.entry(name).or_insert(values.len());
            match values.get_mut(place) {
                Some((_, cells)) => cells.push(cell),
                None => values.push((name, vec![cell])),
            }
        }
        let mut united = Vec::with_capacity(self.cells.len());
        for (name, cells) in values {
            if let [cell] = cells.as_slice() {
                put_cell(&mut united, name, cell);
                continue;
            }
            let mut items = Vec::new();
            for cell in &cells {
                match cell {
                    Cell::List(inner) => inner.for_each(|item| put_item(&mut items, &item)),
                    cell => put_item(&mut items, cell),
                }
            }
            put_cell(&mut united, name, &Cell::List(Items(&items)));
        }
        self.cells = united;
    }
}

/// The property that says whether an edge has a direction.
pub(super) const DIRECTED: &str = "directed";

/// The relation of edges whose files name none.
pub(super) const UNNAMED_RELATION: &[u8] = b"related";

/// The working data of one thread.
#[derive(Debug)]
pub(super) struct Worker<'s> {
    /// Names of types, relations and properties.
    pub(super) names: NameCache<'s>,
    /// The rows of the piece.
    pub(super) draft: Draft,
    /// The statements of the piece, where it is RDF.
    pub(super) statements: Statements,
    /// Names of the ontology for its IRIs.
    pub(super) aliases: Aliases,
    /// The record that is being read.
    pub(super) record: Record,
    /// The items of a list that is being read.
    pub(super) items: Vec<u8>,
    /// A text while its escapes are undone.
    pub(super) buffer: Vec<u8>,
    /// How many characters precede what is known of the lines of findings.
    pub(super) columns_before: u64,
    /// What is wrong with the piece.
    pub(super) findings: RowFindings,
    /// What is checked of rows.
    pub(super) checks: Checks<'s>,
}

/// What is checked of rows while they are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Checks<'c> {
    /// The most findings of each kind that are reported.
    pub(super) most: usize,
    /// The names of the ontology.
    pub(super) vocabulary: &'c Vocabulary<'c>,
    /// Whether it has to declare every type and relation.
    pub(super) is_strict: bool,
    /// The texts that quotes are verified against.
    pub(super) texts: Option<&'c RowTexts>,
    /// What rows of the file have that say nothing themselves: `type`, `relation`, and properties.
    pub(super) constants: &'c [(String, String)],
    /// Which blank nodes are those of the file.
    pub(super) blanks: Scope,
}

impl<'s> Worker<'s> {
    /// A worker that has read nothing.
    pub(super) fn new(names: &'s SharedNames, checks: Checks<'s>) -> Worker<'s> {
        Worker {
            names: NameCache::new(names),
            draft: Draft::default(),
            statements: Statements::default(),
            aliases: Aliases::default(),
            record: Record::default(),
            items: Vec::new(),
            buffer: Vec::new(),
            columns_before: 0,
            findings: RowFindings::new(checks.most),
            checks,
        }
    }

    /// The findings of the piece; the next one begins without any.
    pub(super) fn take_findings(&mut self) -> RowFindings {
        std::mem::replace(&mut self.findings, RowFindings::new(self.checks.most))
    }

    /// The handle of a type or relation.
    pub(super) fn type_key(&mut self, text: Text<'_>) -> NameKey {
        if text.class & BACKSLASH == 0 {
            self.names.key(text.raw)
        } else {
            self.names.key(text.plain(&mut self.buffer))
        }
    }

    /// The handle of a relation of RDF.
    pub(super) fn relation(&mut self, iri: &[u8]) -> NameKey {
        self.aliases.key(Use::Relation, iri, &mut self.names, self.checks.vocabulary)
    }

    /// The IRI of a name of RDF.
    pub(super) fn iri(&self, used: Use, name: NameKey) -> String {
        self.names.shared().with(name, |name| self.checks.vocabulary.iri(used, name).to_owned())
    }

    /// The property with the IRI of a relation of RDF.
    pub(super) fn property_of_relation(&mut self, relation: NameKey) -> NameKey {
        let iri = self.iri(Use::Relation, relation);
        self.aliases.key(Use::Property, iri.as_bytes(), &mut self.names, self.checks.vocabulary)
    }

    /// Notes finding at a range of bytes of a line.
    pub(super) fn finding(
        &mut self,
        rule: &'static Rule,
        line: &Line<'_>,
        at: Range<usize>,
        words: [String; 2],
        help: Option<&str>,
    ) {
        if !self.findings.wants(rule) {
            return self.findings.count(rule, 1);
        }
        let [message, label] = words;
        let finding = RowFinding {
            rule,
            line: u64::from(line.number),
            message,
            label,
            help: help.map(str::to_owned),
            excerpt: Some(Excerpt::new(line.bytes, at.start, at.end).behind(self.columns_before)),
        };
        self.findings.add("", finding);
    }

    /// Notes a record that cannot be read, because of the byte at a place of its line.
    pub(super) fn malformed(&mut self, line: &Line<'_>, at: usize, what: &str) {
        let words = ["this record cannot be read".to_owned(), what.to_owned()];
        self.finding(&rules::MALFORMED_ROW, line, at..at + 1, words, None);
    }

    /// Notes a record that can be read, but is neither a node nor an edge.
    pub(super) fn misshapen(&mut self, line: &Line<'_>, message: &str, help: &str) {
        let words = [message.to_owned(), String::new()];
        self.finding(&rules::MALFORMED_ROW, line, 0..line.bytes.len(), words, Some(help));
    }

    /// Adds the record as an edge, and keeps it for another edge that differs in its id and its ends.
    pub(super) fn commit_again(&mut self, line: &Line<'_>) {
        let Record { cells, seen, is_doubtful, .. } = &self.record;
        let kept = (cells.clone(), *seen, *is_doubtful);
        self.commit(line);
        (self.record.cells, self.record.seen, self.record.is_doubtful) = kept;
    }

    /// Adds the constants that the record has no values of.
    fn add_constants(&mut self) {
        let is_edge = self.record.source.is_some();
        for (name, value) in self.checks.constants {
            match (name.as_str(), is_edge) {
                ("type", false) | ("relation", true) => {
                    if self.record.types.is_empty() {
                        self.record.types.push(self.names.key(value.as_bytes()));
                    }
                }
                ("type", true) | ("relation", false) => {}
                (name, _) => {
                    let name = self.names.key(name.as_bytes());
                    if Cells::new(&self.record.cells).all(|(known, _)| known != name) {
                        self.record.put(name, &Cell::of_text(value.as_bytes()));
                    }
                }
            }
        }
    }

    /// Adds the record as a node or an edge, whichever it is.
    pub(super) fn commit(&mut self, line: &Line<'_>) {
        self.record.types.retain(|name| *name != NameKey::NONE);
        self.findings.more_in_ends += u64::from(self.record.has_more_in_ends);
        self.add_constants();
        if self.record.id.is_some() && self.record.source.is_some() && self.record.has(NameKey::EDGE_ID) {
            // The id of an edge is a property of it in the graph.
            self.record.rename(NameKey::EDGE_ID, self.names.key(b"id_2"));
        }
        if self.checks.blanks != Scope::Any {
            self.record.put_in(self.checks.blanks, &mut self.names);
        }
        self.record.put_own();
        if self.record.is_undirected && self.record.source.is_none() {
            // Of a node it is a property like any other.
            let name = self.names.key(DIRECTED.as_bytes());
            self.record.put(name, &Cell::Boolean(false));
        }
        if self.record.is_doubtful && self.record.has_twice() {
            self.record.unite();
        }
        let is_edge = self.record.source.is_some();
        if (self.checks.is_strict || self.checks.texts.is_some()) && !self.is_fit(line, is_edge) {
            return;
        }
        let Record { texts, id, source, target, types, status, is_undirected, is_once, cells, .. } =
            &mut self.record;
        let text = |range: &Range<usize>| texts.get(range.clone()).unwrap_or(&[]);
        match (source, target) {
            (Some(source), Some(target)) => {
                let relation = match types.split_first() {
                    Some((first, more)) => {
                        for key in more {
                            put_also(cells, *key);
                        }
                        *first
                    }
                    None => self.names.key(UNNAMED_RELATION),
                };
                let kind = EdgeKind::new(relation, *status);
                let kind = if *is_undirected { kind.undirected() } else { kind };
                self.draft.edge(line.number, text(source), text(target), kind, cells);
                if let Some(id) = id {
                    self.draft.edge_id(text(id));
                } else if *is_once {
                    self.draft.edge_once();
                }
            }
            (None, None) => {
                let Some(id) = id else {
                    return self.misshapen(
                        line,
                        "this record is neither a node nor an edge",
                        "a node needs an `id`; an edge needs a `source` and a `target`",
                    );
                };
                for key in types.iter().skip(1) {
                    put_also(cells, *key);
                }
                let first = types.first().copied().unwrap_or(NameKey::NONE);
                self.draft.node(line.number, text(id), first, cells);
            }
            (Some(_), None) => self.misshapen(
                line,
                "this edge has no target",
                "an edge needs a `source` and a `target`, both ids of nodes",
            ),
            (None, Some(_)) => self.misshapen(
                line,
                "this edge has no source",
                "an edge needs a `source` and a `target`, both ids of nodes",
            ),
        }
    }
}

/// A further type is a cell that refers to its name.
fn put_also(cells: &mut Vec<u8>, key: NameKey) {
    put_cell(cells, NameKey::ALSO_TYPE, &Cell::Typed { datatype: key, text: &[] });
}

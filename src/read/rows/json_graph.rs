//! Elements of JSON documents that are nodes and edges, each an object whose keys play roles.

use super::input::RowFile;
use super::json::{ParseError, Scanner, member};
use super::json_document::{Element, ElementReader, Outline};
use super::json_elements::{Cutter, Found, Path};
use super::jsonl::{Keys, read_id, read_record};
use super::key_roles::{Role, Vocabulary};
use super::own_json::OwnDocument;
use super::worker::Worker;

/// What the elements at a path are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nodes: also a text or a number, which is an id.
    Nodes,
    /// Edges: also a list of two ids.
    Edges,
    /// Nodes and edges; those that have ends are edges.
    Either,
}

/// Elements at a path.
pub(super) struct Section {
    /// What they are.
    pub(super) kind: Kind,
    /// The roles of their keys.
    pub(super) vocabulary: Vec<(&'static [u8], Role)>,
}

/// How nodes are known that have no id.
#[derive(Clone, Debug, Default)]
pub(super) enum Numbering {
    /// They must have one.
    #[default]
    Ids,
    /// By their number in their list, from 0.
    Numbers,
    /// They have ids, but the ends of edges are their numbers: the ids in order, and where each one ends.
    OfEnds(Vec<u8>, Vec<usize>),
}

impl Numbering {
    /// The id of the node of a number.
    pub(super) fn id(&self, number: &[u8]) -> Option<&[u8]> {
        let Numbering::OfEnds(ids, ends) = self else { return None };
        let number: usize = std::str::from_utf8(number).ok()?.parse().ok()?;
        let start = if number == 0 { 0 } else { *ends.get(number - 1)? };
        ids.get(start..*ends.get(number)?)
    }

    /// The ids of all nodes in order, by a key.
    pub(super) fn of_ends(file: &mut RowFile, path: &Path, key: &'static [u8]) -> Numbering {
        let (mut ids, mut ends) = (Vec::new(), Vec::new());
        let Ok(stream) = file.beforehand() else { return Numbering::Ids };
        let mut cutter = Cutter::new(stream, std::slice::from_ref(path));
        let mut buffer = Vec::new();
        while let Ok(found) = cutter.next(&mut buffer) {
            match found {
                Found::Elements(cut) => {
                    let mut scanner = Scanner::new(&buffer);
                    let mut has_more = true;
                    while has_more {
                        if cut.has_keys && scanner.named().is_err() {
                            break;
                        }
                        if let Some(mut id) = member(&scanner, key) {
                            // A node without an id still has a number.
                            let _ = read_id(&mut id, &mut ids);
                        }
                        ends.push(ids.len());
                        has_more = scanner.skip().is_ok() && scanner.take(b',', "").is_ok();
                    }
                }
                Found::Rest(_) => {}
                Found::End => break,
            }
        }
        Numbering::OfEnds(ids, ends)
    }
}

/// Reads nodes and edges.
#[derive(Default)]
pub(super) struct Records {
    /// What is at each path.
    pub(super) sections: Vec<Section>,
    /// The items of the outermost list whose edges have no direction; all of them, if the document says so of itself.
    pub(super) undirected: Vec<u64>,
    /// Whether edges have no direction unless they or their graph say that they have.
    pub(super) is_undirected: bool,
    /// How nodes are known.
    pub(super) numbering: Numbering,
    /// How dossier wrote the document of rows, if it did.
    pub(super) own: Option<OwnDocument>,
}

impl ElementReader for Records {
    fn read<'p>(
        &'p self,
        element: &Element<'p>,
        scanner: &mut Scanner<'p>,
        keys: &mut Keys<'p>,
        worker: &mut Worker<'_>,
    ) -> Result<(), ParseError> {
        let Some(section) = self.sections.get(element.section) else { return scanner.skip().map(|_| ()) };
        if let Some(own) = &self.own {
            return own.read(section.kind == Kind::Edges, &element.line, scanner, worker);
        }
        let is_undirected = self.is_undirected || self.undirected.contains(&element.group);
        worker.record.is_undirected = section.kind != Kind::Nodes && is_undirected;
        let is_of_edges = || {
            member(scanner, GROUP).is_some_and(|mut group| {
                group.peek() == b'"' && group.string().is_ok_and(|group| group.raw == b"edges")
            })
        };
        let kind = match section.kind {
            Kind::Either if is_of_edges() => Kind::Edges,
            kind => kind,
        };
        match (kind, scanner.peek()) {
            (Kind::Nodes, b'"' | b'-' | b'0'..=b'9') => {
                worker.record.id = Some(read_id(scanner, &mut worker.record.texts)?);
            }
            (Kind::Edges, b'[') => read_pair(scanner, worker)?,
            _ => read_record(scanner, &section.vocabulary, keys, worker)?,
        }
        if let (None, Some(key)) = (&worker.record.id, element.key) {
            let key = key.plain(&mut worker.buffer);
            worker.record.id = Some(worker.record.text(key)).filter(|id| !id.is_empty());
        }
        let has_ends = worker.record.source.is_some() || worker.record.target.is_some();
        match kind {
            Kind::Nodes => {
                if worker.record.id.is_none() && matches!(self.numbering, Numbering::Numbers) {
                    worker.record.id = Some(worker.record.text(element.number.to_string().as_bytes()));
                }
            }
            Kind::Edges if !has_ends => {
                worker.misshapen(
                    &element.line,
                    "this edge has no source and no target",
                    "an edge needs a `source` and a `target`, both ids of nodes",
                );
                return Ok(());
            }
            Kind::Edges | Kind::Either => self.number_ends(worker),
        }
        if !has_ends {
            worker.record.is_undirected = false;
        }
        worker.commit(&element.line);
        Ok(())
    }
}

impl Records {
    /// Makes ids of ends that are numbers of nodes.
    fn number_ends(&self, worker: &mut Worker<'_>) {
        let record = &mut worker.record;
        for end in [&mut record.source, &mut record.target] {
            let number = end.clone().and_then(|end| record.texts.get(end));
            if let Some(id) = number.and_then(|number| self.numbering.id(number)) {
                let start = record.texts.len();
                record.texts.extend_from_slice(id);
                *end = Some(start..record.texts.len());
            }
        }
    }
}

/// Where Cytoscape says whether an element is one of the `nodes` or of the `edges`.
const GROUP: &[u8] = b"group";

/// Reads an edge that is a list: its ends, and perhaps an object with properties.
fn read_pair(scanner: &mut Scanner<'_>, worker: &mut Worker<'_>) -> Result<(), ParseError> {
    scanner.take(b'[', "expected a list")?;
    let what = "an edge that is a list has two ids, and perhaps an object with properties";
    for number in 0..2 {
        if !scanner.item(number == 0)? {
            return Err(scanner.error(what));
        }
        let id = Some(read_id(scanner, &mut worker.record.texts)?);
        if number == 0 { worker.record.source = id } else { worker.record.target = id }
    }
    while scanner.item(false)? {
        match scanner.peek() {
            b'{' => read_record(scanner, PAIR, &mut Keys::default(), worker)?,
            b'n' => {
                scanner.word()?;
            }
            _ => return Err(scanner.error(what)),
        }
    }
    Ok(())
}

/// The roles of the keys of properties of an edge that is a list.
const PAIR: Vocabulary<'static> =
    &[(b"id", Role::Id), (b"relation", Role::Kind(1)), (b"type", Role::Kind(2)), (b"label", Role::Kind(3))];

/// Whether a document says of itself, or of items of its outermost list, that edges have no direction.
pub(super) fn undirected(outline: &Outline, path: &str) -> Vec<u64> {
    let all = outline.booleans(path);
    all.into_iter().filter(|(_, is_directed)| !is_directed).map(|(group, _)| group).collect()
}

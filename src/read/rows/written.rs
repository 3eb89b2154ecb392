//! What dossier itself adds to rows when it writes them as a property graph, undone: the key `iri`, the label `Entity`,
//! names that stand for others, and claims, which are vertices there and edges with a status in rows.
//!
//! Relations keep the case in which they were written.

use super::full_names::FullNames;
use super::json::{ParseError, Scanner, each_item, member};
use super::json_document::Element;
use super::json_sketch::Sketch;
use super::jsonl::{Keys, read_record};
use super::key_roles::Vocabulary;
use super::worker::Worker;

/// The keys of what dossier wrote.
pub(super) struct Written {
    /// What names stand for.
    pub(super) names: FullNames,
    /// The key of the object that holds the data of an element, if it is not the element.
    pub(super) data: Option<&'static [u8]>,
    /// The key of the type of an edge.
    pub(super) kind: &'static [u8],
    /// The roles of the keys of nodes, edges and claims.
    pub(super) nodes: Vocabulary<'static>,
    /// See `nodes`.
    pub(super) edges: Vocabulary<'static>,
    /// See `nodes`.
    pub(super) claims: Vocabulary<'static>,
}

/// Whether the data of a node is as dossier writes that of rows: `dossiers` is in what it writes of dossiers.
pub(super) fn is_written(data: &Sketch) -> bool {
    let Sketch::Object(members) = data else { return false };
    let mut keys = members.iter().map(|(key, _)| &**key);
    keys.next() == Some("iri") && keys.next() == Some("id") && data.has("labels") && !data.has("dossiers")
}

/// The label that every node has, and the one of claims.
const ENTITY: &[u8] = b"Entity";
const CLAIM: &[u8] = b"Claim";

/// Whether a node is a claim, by its types.
pub(super) fn is_claim(worker: &mut Worker<'_>) -> bool {
    worker.record.types.as_slice() == [worker.names.key(CLAIM)]
}

/// Takes the label away that every node has.
pub(super) fn without_entity(worker: &mut Worker<'_>) {
    let entity = worker.names.key(ENTITY);
    worker.record.types.pop_if(|last| *last == entity);
}

/// Whether an edge is one of a claim, which is named after its ends.
pub(super) fn is_of_claim(id: &[u8], source: &[u8], kind: &[u8], target: &[u8]) -> bool {
    let is_kind = matches!(kind, b"SUBJECT" | b"OBJECT" | b"SAID_BY");
    is_kind
        && id.len() == source.len() + kind.len() + target.len() + 2
        && id == [source, kind, target].join(&b'/')
}

/// Takes an id away that only says what its row says.
pub(super) fn without_hash(iri: Option<&[u8]>, worker: &mut Worker<'_>) {
    let Some(id) = worker.record.id.clone() else { return };
    let text = worker.record.texts.get(id).unwrap_or(&[]);
    // The id `row/7` of an edge is `edge/row/7` in its IRI.
    let is_hash = text.starts_with(b"row/")
        && iri.and_then(|iri| iri.strip_suffix(text)).is_some_and(|base| !base.ends_with(b"edge/"));
    if is_hash {
        worker.record.id = None;
    }
}

/// Whether two names differ only in how words are joined: `worksFor` and `WORKS_FOR`.
fn has_same_words(one: &str, other: &str) -> bool {
    let words = |name: &str| -> String {
        name.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    words(one) == words(other)
}

impl Written {
    /// Reads a node, an edge or a claim, and commits it.
    ///
    /// # Errors
    /// What cannot be read, at its byte.
    pub(super) fn read<'p>(
        &'p self,
        is_edge: bool,
        element: &Element<'p>,
        scanner: &mut Scanner<'p>,
        keys: &mut Keys<'p>,
        worker: &mut Worker<'_>,
    ) -> Result<(), ParseError> {
        scanner.peek();
        let start = scanner.clone();
        let data = self.data.and_then(|data| member(&start, data)).unwrap_or_else(|| start.clone());
        let iri = text(&data, b"iri");
        if is_edge {
            read_record(scanner, self.edges, keys, worker)?;
            if self.is_said_elsewhere(&data, worker) {
                return Ok(());
            }
            without_hash(iri.as_deref(), worker);
            self.put_relations(&data, worker);
        } else {
            read_record(scanner, self.nodes, keys, worker)?;
            let has_ends = member(&data, b"subject").is_some() && member(&data, b"object").is_some();
            if has_ends && is_claim(worker) {
                worker.record.clear();
                read_record(&mut start.clone(), self.claims, keys, worker)?;
                without_hash(iri.as_deref(), worker);
                let relations = member(&data, b"relations").map(texts).unwrap_or_default();
                let relation = text(&data, b"predicate").unwrap_or_default();
                put_relations(&relation, &relations, &[], worker);
            } else {
                without_entity(worker);
            }
        }
        self.names.full_keys(&mut worker.record.types, &mut worker.names);
        worker.commit(&element.line);
        Ok(())
    }

    /// Whether a claim says what an edge says: that it is one of its own edges, or what it asserts.
    fn is_said_elsewhere(&self, data: &Scanner<'_>, worker: &Worker<'_>) -> bool {
        let claims = member(data, b"claims").map(|mut claims| claims.skip().map(Sketch::of));
        let has_claims = claims.is_some_and(|claims| claims.is_ok_and(|claims| claims.first().is_some()));
        let part = |range: &Option<std::ops::Range<usize>>| {
            range.clone().and_then(|range| worker.record.texts.get(range)).unwrap_or(&[])
        };
        let record = &worker.record;
        let kind = text(data, self.kind).unwrap_or_default();
        has_claims && member(data, b"statuses").is_some()
            || is_of_claim(part(&record.id), part(&record.source), &kind, part(&record.target))
    }

    /// Puts the relations and the status of an edge that has several, or one without a claim.
    fn put_relations(&self, data: &Scanner<'_>, worker: &mut Worker<'_>) {
        let list = |key: &[u8]| member(data, key).map(texts).unwrap_or_default();
        let kind = text(data, self.kind).unwrap_or_default();
        put_relations(self.names.full(&kind), &list(b"relations"), &list(b"statuses"), worker);
    }
}

/// Puts relations and statuses that are properties of an edge where they belong.
pub(super) fn put_relations(kind: &[u8], relations: &[String], statuses: &[String], worker: &mut Worker<'_>) {
    let kind = String::from_utf8_lossy(kind);
    if relations.len() > 1 && relations.first().is_some_and(|first| has_same_words(first, &kind)) {
        let name = worker.names.key(b"relations");
        worker.record.remove(name);
        worker.record.types.clear();
        for relation in relations {
            let key = worker.names.key(relation.as_bytes());
            worker.record.types.push(key);
        }
    }
    if let [status] = statuses
        && let Ok(status) = status.parse()
    {
        let name = worker.names.key(b"statuses");
        worker.record.remove(name);
        worker.record.status = Some(status);
    }
}

/// The texts of a list that is next; none where it holds anything else.
pub(super) fn texts(mut list: Scanner<'_>) -> Vec<String> {
    let mut texts = Vec::new();
    let read = each_item(&mut list, |item| {
        let mut buffer = Vec::new();
        texts.push(String::from_utf8_lossy(item.string()?.plain(&mut buffer)).into_owned());
        Ok(())
    });
    if read.is_ok() { texts } else { Vec::new() }
}

/// The text of a member of an object.
fn text(object: &Scanner<'_>, key: &[u8]) -> Option<Vec<u8>> {
    let mut value = member(object, key)?;
    if value.peek() != b'"' {
        return None;
    }
    let mut buffer = Vec::new();
    Some(value.string().ok()?.plain(&mut buffer).to_vec())
}

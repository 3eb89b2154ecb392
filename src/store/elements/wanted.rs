//! What a load wants to be in a database.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::names::Names;
use super::values::Values;
use super::{DOSSIERS, Keeps, Record, Value, Vocabulary, Wanted, WantedEdge, WantedNode};
use crate::export::elements::{Elements, ID, KEY, Root};
use crate::export::{ExportOptions, Graph, Losses};
use crate::graph::rows::{Cell, RowGraph};
use crate::store::{Load, StoreError};

/// Lowers a graph.
fn lower<'g>(graph: Graph<'g>, options: &'g ExportOptions) -> Result<Elements<'g>, StoreError> {
    Elements::new(graph, options).map_err(|error| StoreError::Usage(error.to_string()))
}

/// What a database cannot hold of rows.
///
/// # Errors
/// [`StoreError::Usage`] if the names of an ontology collide.
pub(in crate::store) fn losses_of_rows(
    rows: &RowGraph,
    options: &ExportOptions,
    keeps: &Keeps,
) -> Result<Losses, StoreError> {
    let (elements, losses) = (lower(Graph::Rows(rows), options)?, Losses::default());
    let values = Values::new(&elements, keeps, &losses);
    elements.vertices(rows.blocks(), |vertex| {
        vertex.values().for_each(|(column, cell)| drop(values.of_vertex(column, &cell)));
    });
    elements.edges(rows.blocks(), |edge| {
        edge.values().for_each(|(column, cell)| drop(values.of_edge(column, &cell)));
    });
    drop(values);
    Ok(elements.losses(losses))
}

impl Wanted {
    /// What a load wants, with its values as a database keeps them.
    ///
    /// # Errors
    /// [`StoreError::Usage`] if names of the ontology collide, [`StoreError::Value`] where a text holds the character
    /// NUL, which many of these databases cannot keep.
    pub(in crate::store) fn of(load: &Load<'_>, keeps: &Keeps) -> Result<Wanted, StoreError> {
        let elements = lower(load.graph(), load.options())?;
        let names = Names::new(&elements, keeps);
        let losses = Losses::default();
        let values = Values::new(&elements, keeps, &losses);
        let said = Value::list(load.names());
        let bases = load.bases();
        let mut wanted = Wanted {
            nodes: BTreeMap::new(),
            edges: BTreeMap::new(),
            only_claimed: BTreeSet::new(),
            dossiers: load.names().into_iter().collect(),
            is_within_bases: true,
            rounds: keeps.rounds,
            vocabulary: Vocabulary::of(load.graph(), &names),
            notices: names.notice.iter().cloned().collect(),
            bases,
        };
        let graph = elements.graph();
        let mut failed = None;
        let own = Own {
            key: KEY.into(),
            id: ID.into(),
            dossiers: (!elements.is_dossier()).then(|| (DOSSIERS.into(), said)),
        };
        let mut sealed = |id: &str, properties: Record| {
            if let Some((name, _)) = properties.iter().find(|(_, value)| value.has_nul()) {
                let why = format!(
                    "its `{name}` contains the character NUL, which databases cannot store; remove it"
                );
                failed.get_or_insert(StoreError::Value { id: id.to_owned(), why });
            }
            properties
        };
        let mut known: HashMap<String, Arc<[Arc<str>]>> = HashMap::new();
        let (mut iri, mut id, mut joined) = (Vec::new(), Vec::new(), String::new());
        elements.vertices(graph.blocks(), |vertex| {
            let iri = text(&mut iri, |out| elements.put_iri(out, vertex.key));
            let id = text(&mut id, |out| elements.put_id(out, vertex.key));
            joined.clear();
            elements.labels(vertex).for_each(|label| joined.extend([label, "\0"]));
            let labels = match known.get(&joined) {
                Some(labels) => Arc::clone(labels),
                None => {
                    let labels: Arc<[Arc<str>]> =
                        elements.labels(vertex).map(|label| names.label(label)).collect();
                    known.insert(joined.clone(), Arc::clone(&labels));
                    labels
                }
            };
            let named = |(column, cell): (usize, Cell<'_>)| {
                Some((Arc::clone(names.of_vertices.get(column)?), values.of_vertex(column, &cell)))
            };
            let id_of = [(Arc::clone(&own.id), id.as_str().into())];
            let properties: Record =
                vertex.values().filter_map(named).chain(id_of).chain(own.of(&iri)).collect();
            let properties = sealed(&id, properties);
            wanted.is_within_bases &=
                vertex.root == Root::Entity || vertex.root == Root::Dossier || is_within(&wanted.bases, &iri);
            wanted.nodes.insert(iri, WantedNode { labels, properties });
        });
        let mut kinds: HashMap<usize, Arc<str>> = HashMap::new();
        let mut end = Vec::new();
        elements.edges(graph.blocks(), |edge| {
            let named = |(column, cell): (usize, Cell<'_>)| {
                Some((Arc::clone(names.of_edges.get(column)?), values.of_edge(column, &cell)))
            };
            let iri = text(&mut Vec::new(), |out| elements.put_edge_iri(out, edge.key));
            let mut id = Vec::new();
            let id =
                elements.put_edge_id(&mut id, edge.key).then(|| String::from_utf8_lossy(&id).into_owned());
            let id_of = id.as_ref().map(|id| (Arc::clone(&own.id), id.as_str().into()));
            let properties: Record =
                edge.values().filter_map(named).chain(id_of).chain(own.of(&iri)).collect();
            let properties = sealed(id.as_ref().unwrap_or(&iri), properties);
            let kind =
                kinds.entry(edge.kind.index()).or_insert_with(|| names.kind(elements.schema.kind(edge.kind)));
            let wanted_edge = WantedEdge {
                from: text(&mut end, |out| elements.put_iri(out, edge.source)),
                kind: Arc::clone(kind),
                to: text(&mut end, |out| elements.put_iri(out, edge.target)),
                roots: (elements.root(edge.source).label(), elements.root(edge.target).label()),
                properties,
            };
            wanted.is_within_bases &= is_within(&wanted.bases, &iri);
            wanted.edges.insert(iri, wanted_edge);
        });
        if let Some(error) = failed {
            return Err(error);
        }
        elements.only_claimed(|from, kind, to| {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            wanted.only_claimed.insert((text(from), names.kind(kind), text(to)));
        });
        Ok(wanted)
    }
}

/// What every vertex and edge has: names that all of them share, and who says it, where the graph does not say so itself.
struct Own {
    key: Arc<str>,
    id: Arc<str>,
    dossiers: Option<(Arc<str>, Value)>,
}

impl Own {
    /// The properties of something with a key, without its id.
    fn of(&self, iri: &str) -> impl Iterator<Item = (Arc<str>, Value)> {
        [(Arc::clone(&self.key), Value::from(iri))].into_iter().chain(self.dossiers.clone())
    }
}

/// Whether a key begins with one of some bases.
pub(super) fn is_within(bases: &BTreeSet<String>, iri: &str) -> bool {
    bases.iter().any(|base| iri.starts_with(base.as_str()))
}

/// What is written, as a text of its own.
fn text(buffer: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) -> String {
    buffer.clear();
    write(buffer);
    String::from_utf8_lossy(buffer).into_owned()
}

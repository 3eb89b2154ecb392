//! What a load wants to be in a database: keys, and where in the graph they are. The rest stays in the graph.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use twox_hash::XxHash3_128;

use super::index::Index;
use super::keeps::{DOSSIERS, Keeps};
use super::names::{Names, Vocabulary};
use super::value::Value;
use super::values::Values;
use crate::export::elements::{Elements, ID, KEY, Root};
use crate::export::{ExportOptions, Losses};
use crate::graph::rows::RowGraph;
use crate::store::{Load, StoreError};

/// What a database cannot hold of rows.
///
/// # Errors
/// [`StoreError::Usage`] if the names of an ontology collide.
pub(in crate::store) fn losses_of_rows(
    rows: &RowGraph,
    options: &ExportOptions,
    keeps: &Keeps,
) -> Result<Losses, StoreError> {
    let load = Load::new(rows, options);
    let (elements, losses) = (load.elements()?, Losses::default());
    let values = Values::new(elements, keeps, &losses);
    elements.vertices(rows.blocks(), |vertex| {
        vertex.values().for_each(|(column, cell)| drop(values.of_vertex(column, &cell)));
    });
    elements.edges(rows.blocks(), |edge| {
        edge.values().for_each(|(column, cell)| drop(values.of_edge(column, &cell)));
    });
    drop(values);
    Ok(elements.losses(losses))
}

/// What a load wants to be there.
pub(super) struct Wanted {
    /// The vertices; their groups are places among `labels`.
    pub(super) vertices: Index,
    /// The labels that vertices have together, the narrowest first, the root last.
    pub(super) labels: Vec<Arc<[Arc<str>]>>,
    /// The edges; their groups are places among `kinds`.
    pub(super) edges: Index,
    /// The types of edges.
    pub(super) kinds: Vec<Arc<str>>,
    only_claimed: OnlyClaimed,
    /// The names of the dossiers, in order.
    pub(super) dossiers: Vec<String>,
    /// Where the keys of all that only these dossiers say begin.
    pub(super) bases: BTreeSet<String>,
    /// Whether no claim, evidence or edge has a key of its own that begins otherwise.
    pub(super) is_within_bases: bool,
    /// What the database keeps.
    pub(super) keeps: Keeps,
    pub(super) names: Names,
    pub(super) vocabulary: Vocabulary,
    pub(super) own: Own,
}

/// What every vertex and edge has: names that all of them share, and who says it, where the graph does not say so itself.
pub(super) struct Own {
    key: Arc<str>,
    pub(super) id: Arc<str>,
    dossiers: Option<(Arc<str>, Value)>,
}

impl Own {
    /// The properties of something with a key, without its id.
    pub(super) fn of(&self, iri: String) -> impl Iterator<Item = (Arc<str>, Value)> {
        [(Arc::clone(&self.key), Value::Text(iri))].into_iter().chain(self.dossiers.clone())
    }
}

impl Wanted {
    /// What a load wants.
    ///
    /// # Errors
    /// [`StoreError::Usage`] if names of the ontology collide.
    pub(super) fn of(load: &Load<'_>, keeps: &Keeps) -> Result<Wanted, StoreError> {
        let elements = load.elements()?;
        let names = Names::new(elements, keeps);
        let (bases, mut is_within_bases) = (load.bases(), true);
        let (mut vertices, mut labels) = (Index::default(), Vec::new());
        let mut known: HashMap<String, usize> = HashMap::new();
        let (mut iri, mut joined) = (Vec::new(), String::new());
        elements.placed_vertices(|place, vertex| {
            iri.clear();
            elements.put_iri(&mut iri, vertex.key);
            is_within_bases &=
                [Root::Entity, Root::Dossier].contains(&vertex.root) || is_within(&bases, &iri);
            joined.clear();
            elements.labels(vertex).for_each(|label| joined.extend([label, "\0"]));
            let group = known.get(&joined).copied().unwrap_or_else(|| {
                labels.push(elements.labels(vertex).map(|label| names.label(label)).collect());
                known.insert(joined.clone(), labels.len() - 1);
                labels.len() - 1
            });
            vertices.push(&iri, place, group);
        });
        vertices.close(|index, one, two| {
            let places: Vec<_> = [one, two].into_iter().filter_map(|number| index.place(number)).collect();
            let mut keys = Vec::new();
            elements.vertices_at(&places, |vertex| {
                let mut key = Vec::new();
                elements.put_iri(&mut key, vertex.key);
                keys.push(key);
            });
            matches!(keys.as_slice(), [one, two] if one == two)
        });
        let (mut edges, mut kinds) = (Index::default(), Vec::new());
        let mut known: HashMap<usize, usize> = HashMap::new();
        elements.placed_named_edges(|place, edge| {
            iri.clear();
            elements.put_edge_iri(&mut iri, edge.key);
            is_within_bases &= is_within(&bases, &iri);
            let group = *known.entry(edge.kind.index()).or_insert_with(|| {
                kinds.push(names.kind(elements.schema.kind(edge.kind)));
                kinds.len() - 1
            });
            edges.push(&iri, place, group);
        });
        edges.close(|index, one, two| {
            let key = |number: usize| {
                let (mut key, mut rank) = (None, index.rank(number));
                elements.edges_of_rows(index.place(number), |edge| {
                    if rank == 0 {
                        elements.put_edge_iri(key.insert(Vec::new()), edge.key);
                    }
                    rank = rank.wrapping_sub(1);
                });
                key
            };
            key(one) == key(two)
        });
        Ok(Wanted {
            vertices,
            labels,
            edges,
            kinds,
            only_claimed: OnlyClaimed::of(elements, &names),
            dossiers: load.names().into_iter().collect(),
            bases,
            is_within_bases,
            keeps: *keeps,
            vocabulary: Vocabulary::of(load.graph(), &names),
            own: Own {
                key: KEY.into(),
                id: ID.into(),
                dossiers: (!elements.is_dossier()).then(|| (DOSSIERS.into(), Value::list(load.names()))),
            },
            names,
        })
    }

    /// Whether a key begins with a base of these dossiers.
    pub(super) fn is_within(&self, iri: &str) -> bool {
        is_within(&self.bases, iri.as_bytes())
    }

    /// Whether an edge is claimed and not asserted, so that it must not be there.
    pub(super) fn is_only_claimed(&self, from: &str, kind: &str, to: &str) -> bool {
        self.only_claimed.has(from.as_bytes(), kind, to.as_bytes())
    }

    /// The dossiers in words.
    pub(super) fn words(&self) -> String {
        let bases = self.bases.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        format!("the dossier `{}` with the base {bases}", self.dossiers.join("`, `"))
    }
}

fn is_within(bases: &BTreeSet<String>, iri: &[u8]) -> bool {
    bases.iter().any(|base| iri.starts_with(base.as_bytes()))
}

/// What is claimed and not asserted: hashes of ends and types of edges, with a seed that nobody can foresee.
struct OnlyClaimed {
    seed: u64,
    hashes: HashSet<u128>,
}

impl OnlyClaimed {
    fn of(elements: &Elements<'_>, names: &Names) -> OnlyClaimed {
        let mut all = OnlyClaimed { seed: RandomState::new().hash_one(0), hashes: HashSet::new() };
        elements.only_claimed(|from, kind, to| {
            let hash = all.hash(from, &names.kind(kind), to);
            all.hashes.insert(hash);
        });
        all
    }

    fn has(&self, from: &[u8], kind: &str, to: &[u8]) -> bool {
        self.hashes.contains(&self.hash(from, kind, to))
    }

    fn hash(&self, from: &[u8], kind: &str, to: &[u8]) -> u128 {
        // No IRI holds a NUL.
        let text = [from, b"\0", to, b"\0", kind.as_bytes()].concat();
        XxHash3_128::oneshot_with_seed(self.seed, &text)
    }
}

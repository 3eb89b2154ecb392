//! A dossier lowered into rows: entities, claims, evidence and dossiers as nodes, what is between them as edges.

use std::collections::BTreeSet;

use super::keys::{ID, KEY};
use crate::export::property_graph::{
    ENTITY, Properties, PropertyGraph, Scalar, of_some_edges, of_some_vertices,
};
use crate::export::{ExportError, ExportOptions};
use crate::graph::KnowledgeGraph;
use crate::graph::rows::{
    Cell, Draft, EdgeKind, Items, NameCache, NameKey, RowBuilder, RowGraph, put_cell, put_item,
};

/// A dossier as rows, with the keys of its vertices and edges.
pub(super) struct Lowered {
    pub(super) rows: RowGraph,
    pub(super) vertices: Vec<Box<str>>,
    pub(super) edges: Vec<Box<str>>,
    /// What is claimed and not asserted: the keys of the ends, with the type of the edge that must not be there.
    pub(super) only_claimed: Vec<[Box<str>; 3]>,
}

/// The datatype of days.
const DATE: &str = "http://www.w3.org/2001/XMLSchema#date";

/// About how many bytes a piece has.
const PIECE: usize = 1 << 20;

/// Lowers a dossier.
///
/// # Errors
/// Those of [`PropertyGraph::new`].
pub(super) fn lower(graph: &KnowledgeGraph, options: &ExportOptions) -> Result<Lowered, ExportError> {
    let graph = PropertyGraph::new(graph, options)?;
    let mut builder = RowBuilder::default();
    let (shared, mut absorber) = builder.split();
    let mut names = NameCache::new(shared.names);
    let (mut draft, mut cells, mut bytes) = (Draft::default(), Vec::new(), 0);
    // A piece is closed when it is large, and between vertices and edges.
    let mut close = |draft: &mut Draft, bytes: &mut usize, least: usize| {
        if *bytes >= least {
            absorber.absorb(shared.seal(draft), &mut |_, _, _| {});
            *bytes = 0;
        }
    };
    for vertex in &graph.vertices {
        cells.clear();
        // `Entity` is on all of them, and so on none.
        let mut labels =
            vertex.labels.iter().filter(|label| ***label != *ENTITY).map(|label| label.as_bytes());
        let first = names.key(labels.next().unwrap_or(ENTITY.as_bytes()));
        for label in labels {
            let datatype = names.key(label);
            put_cell(&mut cells, NameKey::ALSO_TYPE, &Cell::Typed { datatype, text: b"" });
        }
        put(&mut cells, &mut names, &vertex.properties);
        draft.node(0, vertex.id.as_bytes(), first, &cells);
        bytes += cells.len() + 1;
        close(&mut draft, &mut bytes, PIECE);
    }
    close(&mut draft, &mut bytes, 0);
    for edge in &graph.edges {
        cells.clear();
        put_cell(&mut cells, NameKey::EDGE_ID, &Cell::of_text(edge.id.as_bytes()));
        put(&mut cells, &mut names, &edge.properties);
        let (from, to) = (graph.vertex(edge.from), graph.vertex(edge.to));
        let kind = EdgeKind::new(names.key(edge.kind.as_bytes()), None);
        draft.edge(0, from.id.as_bytes(), to.id.as_bytes(), kind, &cells);
        bytes += cells.len() + 1;
        close(&mut draft, &mut bytes, PIECE);
    }
    close(&mut draft, &mut bytes, 0);
    // Columns need the names of properties that nothing happens to have.
    let labels = graph.vertices.iter().flat_map(|vertex| vertex.labels.iter()).collect::<BTreeSet<_>>();
    let kinds = graph.edges.iter().map(|edge| &edge.kind).collect::<BTreeSet<_>>();
    let of_some = labels.into_iter().flat_map(|label| of_some_vertices(label));
    for (name, _) in of_some.chain(kinds.into_iter().flat_map(|kind| of_some_edges(kind))) {
        names.key(name.as_bytes());
    }
    drop(names);
    let rows = builder.finish(false, &mut |_, _| {}).graph;
    let key = |iri: &crate::text::Iri| Box::<str>::from(iri.as_str());
    let end = |vertex| key(&graph.vertex(vertex).iri);
    let only_claimed = graph.only_claimed.iter();
    Ok(Lowered {
        rows,
        vertices: graph.vertices.iter().map(|vertex| key(&vertex.iri)).collect(),
        edges: graph.edges.iter().map(|edge| key(&edge.iri)).collect(),
        only_claimed: only_claimed
            .map(|(from, kind, to)| [end(*from), Box::from(&**kind), end(*to)])
            .collect(),
    })
}

/// Appends properties but `iri` and `id`, which are keys.
fn put(cells: &mut Vec<u8>, names: &mut NameCache<'_>, properties: &Properties) {
    for (name, value) in properties.iter().filter(|(name, _)| !matches!(&**name, KEY | ID)) {
        let name = names.key(name.as_bytes());
        match value {
            Scalar::Text(text) => put_cell(cells, name, &Cell::of_text(text.as_bytes())),
            Scalar::Integer(number) => put_cell(cells, name, &Cell::Integer(number.to_string().as_bytes())),
            // Debug always writes a point or an exponent: 25.0 stays a number of that kind.
            Scalar::Float(number) => put_cell(cells, name, &Cell::Number(format!("{number:?}").as_bytes())),
            Scalar::Boolean(value) => put_cell(cells, name, &Cell::Boolean(*value)),
            Scalar::Date(..) => {
                let datatype = names.key(DATE.as_bytes());
                put_cell(cells, name, &Cell::Typed { datatype, text: value.to_text().as_bytes() });
            }
            Scalar::TextList(texts) => {
                let mut items = Vec::new();
                texts.iter().for_each(|text| put_item(&mut items, &Cell::of_text(text.as_bytes())));
                put_cell(cells, name, &Cell::List(Items(&items)));
            }
        }
    }
}

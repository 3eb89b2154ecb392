//! Names of vertices and edges that are short and distinct.

use std::collections::HashSet;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::graph::{Edge, EdgeKey, Elements, Key, Vertex};
use super::schema::{Column, NOWHERE};
use crate::export::Losses;
use crate::export::bytes::put;
use crate::export::iris::Iris;
use crate::graph::rows::preferred;

impl Elements<'_> {
    /// The column by which programs show vertices first.
    pub(in crate::export) fn name_column(&self) -> Option<&Column> {
        let ranks = self.schema.names_vertices.iter().enumerate().filter(|(_, rank)| **rank != NOWHERE);
        let first = ranks.min_by_key(|(_, rank)| **rank)?;
        self.schema.vertex_columns.get(first.0)
    }

    /// What programs show a vertex by, if anything names it.
    pub(in crate::export) fn name_of<'e>(&self, vertex: &Vertex<'e>) -> Option<&'e [u8]> {
        let mut best: Option<(u32, &'e [u8])> = None;
        for (column, cell) in vertex.values() {
            let rank = self.schema.names_vertices.get(column).copied().unwrap_or(NOWHERE);
            if rank < best.map_or(NOWHERE, |(known, _)| known)
                && let Some(text) = preferred(cell)
            {
                best = Some((rank, text));
            }
        }
        best.map(|(_, text)| text)
    }
}

/// What vertices and edges are called in formats that know each by one short name: their ids, where these are distinct.
///
/// In rows, a claim may have the id of a node, and an edge that of a vertex.
pub(in crate::export) struct ShortNames<'e> {
    elements: &'e Elements<'e>,
    /// The ids that are not left to others, as hashes of 64 bits.
    nodes: HashSet<u64, FixedState>,
    claims: HashSet<u64, FixedState>,
    hasher: FixedState,
}

impl<'e> ShortNames<'e> {
    /// Looks for ids that occur twice: among vertices, or `with_edges` among vertices and edges.
    pub(in crate::export) fn new(
        elements: &'e Elements<'e>,
        with_edges: bool,
        losses: &mut Losses,
    ) -> ShortNames<'e> {
        let hasher = FixedState::default();
        let mut names =
            ShortNames { elements, nodes: HashSet::default(), claims: HashSet::default(), hasher };
        if elements.is_dossier() || !(elements.has_claims || with_edges) {
            return names;
        }
        // Without ids of their own, claims and edges are called `row/` and what they say.
        let may_occur = |id: &[u8]| elements.has_edge_ids || id.starts_with(b"row/");
        let ids = elements.graph().ids().iter().map(|(_, id)| id.text).filter(|id| may_occur(id));
        names.nodes = ids.map(|id| names.hash(id)).collect();
        let mut claims = HashSet::default();
        let (mut twice, mut id) = (0u64, Vec::new());
        for block in elements.graph().blocks().iter().filter(|_| elements.has_claims) {
            elements.graph().each_edge([block], |row| {
                if row.kind.status().is_some() {
                    let record = elements.record_id(&row, &mut id);
                    id.clear();
                    elements.put_id(&mut id, Key::Claim(row.number, record));
                    twice += u64::from(names.is_node(&id));
                    claims.extend(with_edges.then(|| names.hash(&id)));
                }
            });
        }
        if twice > 0 {
            losses
                .notices
                .push(format!("{twice} claims have ids of nodes; they are called by their IRIs instead"));
        }
        ShortNames { claims, ..names }
    }

    fn hash(&self, id: &[u8]) -> u64 {
        self.hasher.hash_one(id)
    }

    #[inline]
    fn is_node(&self, id: &[u8]) -> bool {
        !self.nodes.is_empty() && self.nodes.contains(&self.hash(id))
    }

    #[inline]
    fn is_vertex(&self, id: &[u8]) -> bool {
        self.is_node(id) || (!self.claims.is_empty() && self.claims.contains(&self.hash(id)))
    }

    /// Writes the name of a vertex.
    #[inline]
    pub(in crate::export) fn put(&self, out: &mut Vec<u8>, key: Key<'_>) {
        let start = out.len();
        self.elements.put_id(out, key);
        if let Key::Claim(..) = key
            && self.is_node(out.get(start..).unwrap_or(&[]))
        {
            out.truncate(start);
            self.elements.put_iri(out, key);
        }
    }

    /// Writes the name of an edge: one without an id is called `row/` and what it says.
    #[inline]
    pub(in crate::export) fn put_edge(&self, out: &mut Vec<u8>, edge: &Edge<'_>) {
        let start = out.len();
        if !self.elements.put_edge_id(out, edge.key)
            && let EdgeKey::Row(_, id) = edge.key
        {
            Iris::put_record(out, id);
        }
        if !self.claims.is_empty() || !self.nodes.is_empty() {
            if self.is_vertex(out.get(start..).unwrap_or(&[])) {
                put(out, &[b"/", self.elements.schema.kind(edge.kind).as_bytes(), b"/"]);
                self.elements.put_id(out, edge.target);
            }
            while self.is_vertex(out.get(start..).unwrap_or(&[])) {
                out.push(b'_');
            }
        }
    }
}

//! A graph as vertices and edges, which are visited a block at a time.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};

use foldhash::fast::FixedState;

use super::census::Census;
use super::dossier::{self, Lowered};
use super::keys::Root;
use super::kinds::Shape;
use super::languages::Languages;
use super::own::Own;
use super::schema::{NOWHERE, Schema, marked};
use crate::export::blocks::{RecordId, RecordIds, each_block, types_of};
use crate::export::iris::Iris;
use crate::export::{ExportError, ExportOptions, Graph, Losses};
use crate::graph::rows::{
    Block, Cell, Cells, EdgeRow, IdText, Items, NameKey, NodeRow, RowGraph, RowNode, put_cell, put_item,
};

/// A graph of rows that somebody else has, or that a dossier was lowered into.
enum Held<'g> {
    Theirs(&'g RowGraph),
    Ours(Box<RowGraph>),
}

/// Where the keys of vertices and edges come from.
enum Keys {
    /// The base and the ids of rows.
    Base(Iris),
    /// Those of a dossier, by vertex and by edge, with what it only claims.
    #[cfg_attr(
        not(any(feature = "bolt", feature = "falkordb", feature = "postgres")),
        allow(dead_code, reason = "only databases must know what is only claimed")
    )]
    Listed { vertices: Vec<Box<str>>, edges: Vec<Box<str>>, only_claimed: Vec<[Box<str>; 3]> },
}

/// What a vertex is known by.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Key<'e> {
    /// A node.
    Node(RowNode, IdText<'e>),
    /// The claim of an edge of rows: the number of the edge, and its name.
    Claim(u64, RecordId<'e>),
}

/// What an edge is known by.
#[derive(Clone, Copy, Debug)]
pub(crate) enum EdgeKey<'e> {
    /// An edge of the graph: its number, and its name.
    Row(u64, RecordId<'e>),
    /// An edge of a claim: the claim, the type of the edge, and where it goes.
    OfClaim(u64, RecordId<'e>, NameKey, Key<'e>),
}

/// A vertex.
#[derive(Clone, Copy)]
pub(crate) struct Vertex<'e> {
    /// What it is known by.
    pub(crate) key: Key<'e>,
    /// Its widest label.
    pub(crate) root: Root,
    /// Its first type.
    pub(super) first: NameKey,
    /// The cells of its further types.
    pub(super) more: Cells<'e>,
    cells: Cells<'e>,
    places: &'e [u32],
}

impl<'e> Vertex<'e> {
    /// Its properties other than `iri` and `id`, each with the place of its column among [`Schema::vertex_columns`].
    #[inline]
    pub(crate) fn values(&self) -> impl Iterator<Item = (usize, Cell<'e>)> + use<'e> {
        values(self.cells, self.places)
    }
}

/// An edge.
#[derive(Clone, Copy)]
pub(crate) struct Edge<'e> {
    /// What it is known by.
    pub(crate) key: EdgeKey<'e>,
    /// Where it begins.
    pub(crate) source: Key<'e>,
    /// Where it ends.
    pub(crate) target: Key<'e>,
    /// Its relation, whose name as a type [`Schema::kind`] has.
    pub(crate) kind: NameKey,
    /// Whether it has no direction.
    pub(in crate::export) is_undirected: bool,
    cells: Cells<'e>,
    places: &'e [u32],
}

impl<'e> Edge<'e> {
    /// Its properties other than `iri` and `id`, each with the place of its column among [`Schema::edge_columns`].
    #[inline]
    pub(crate) fn values(&self) -> impl Iterator<Item = (usize, Cell<'e>)> + use<'e> {
        values(self.cells, self.places)
    }
}

#[inline]
fn values<'e>(cells: Cells<'e>, places: &'e [u32]) -> impl Iterator<Item = (usize, Cell<'e>)> + use<'e> {
    cells.filter_map(move |(name, cell)| {
        let place = *places.get(name.index())?;
        (place != NOWHERE).then_some((place as usize, cell))
    })
}

/// What a format keeps that is not in the labels of vertices and in directed edges.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::export) struct Keeps {
    /// The types of nodes, whatever their labels are.
    pub(in crate::export) types: bool,
    /// That edges have no direction.
    pub(in crate::export) directions: bool,
}

/// A graph as a property graph.
pub(crate) struct Elements<'g> {
    held: Held<'g>,
    keys: Keys,
    /// What the user chose.
    pub(crate) options: &'g ExportOptions,
    /// Its names and columns.
    pub(crate) schema: Schema,
    pub(super) own: Own,
    /// Whether edges with a status are vertices.
    pub(super) has_claims: bool,
    /// Whether the ids that edges have of their own name them.
    pub(super) has_edge_ids: bool,
    ids: RecordIds,
    /// Whether a node has several types.
    pub(super) has_more_types: bool,
    /// Whether an edge has several relations.
    pub(super) has_more_relations: bool,
    /// Whether edges name speakers.
    has_speakers: bool,
    title: Option<String>,
    /// How many rows all tables have, and how many of them are written.
    planned: AtomicU64,
    written: AtomicU64,
    /// How many edges have no direction.
    undirected: u64,
    pub(super) languages: Languages,
    /// The nodes that are speakers, by id.
    speakers: HashMap<Box<[u8]>, RowNode, FixedState>,
}

impl<'g> Elements<'g> {
    /// Lowers a graph.
    ///
    /// # Errors
    /// [`ExportError::Unrepresentable`] if two names of an ontology collide, or one collides with a name of the lowering.
    pub(crate) fn new(
        graph: impl Into<Graph<'g>>,
        options: &'g ExportOptions,
    ) -> Result<Elements<'g>, ExportError> {
        match graph.into() {
            Graph::Dossier(checked) => {
                let Lowered { rows, vertices, edges, only_claimed } =
                    dossier::lower(checked.graph(), options)?;
                let elements = Self::of(
                    Held::Ours(Box::new(rows)),
                    Keys::Listed { vertices, edges, only_claimed },
                    options,
                );
                Ok(Elements { title: Some(checked.graph().name()), ..elements })
            }
            Graph::Rows(rows) => Ok(Self::of(Held::Theirs(rows), Keys::Base(Iris::new(options)), options)),
        }
    }

    fn of(held: Held<'g>, keys: Keys, options: &'g ExportOptions) -> Elements<'g> {
        let graph = match &held {
            Held::Theirs(rows) => rows,
            Held::Ours(rows) => &**rows,
        };
        let mut census = Census::new(graph, options);
        let mut languages = Languages::default();
        if census.has_languages() {
            languages = Languages::new(graph, options.threads);
            census = Census::with_languages(graph, options, &languages);
        }
        let own = Own::after(graph.names().len());
        let is_dossier = matches!(keys, Keys::Listed { .. });
        let has_claims = census.has_statuses && options.model.has_claims();
        let ids = RecordIds::of_edges(graph, census.has_edge_ids(), options.threads);
        let has_edge_ids = ids.has_ids();
        let schema = if is_dossier {
            census.expect_all_of_claims(graph.names());
            Schema::of_dossier(graph, &census)
        } else {
            Schema::of_rows(graph, (&census, &languages), own, has_edge_ids, options)
        };
        let speakers = if has_claims && census.has_speakers { speakers(graph) } else { HashMap::default() };
        Elements {
            keys,
            options,
            schema,
            own,
            has_claims,
            has_edge_ids,
            ids,
            has_more_types: census.has_more_types,
            has_more_relations: census.has_more_relations,
            has_speakers: census.has_speakers,
            title: None,
            planned: AtomicU64::new(0),
            written: AtomicU64::new(0),
            undirected: census.undirected,
            languages,
            speakers,
            held,
        }
    }

    /// The rows.
    pub(crate) fn graph(&self) -> &RowGraph {
        match &self.held {
            Held::Theirs(rows) => rows,
            Held::Ours(rows) => rows,
        }
    }

    /// Whether it was lowered from a dossier, whose edges all have ids, and whose vertices have all their labels.
    pub(crate) fn is_dossier(&self) -> bool {
        matches!(self.keys, Keys::Listed { .. })
    }

    /// Writes the IRI of a vertex.
    #[inline]
    pub(crate) fn put_iri(&self, out: &mut Vec<u8>, key: Key<'_>) {
        match (&self.keys, key) {
            (Keys::Base(iris), Key::Node(_, id)) => iris.put_node(out, id),
            (Keys::Base(iris), Key::Claim(_, id)) => iris.put_edge(out, id),
            (Keys::Listed { vertices, .. }, Key::Node(node, _)) => {
                out.extend_from_slice(vertices.get(node.index()).map_or(&[], |iri| iri.as_bytes()));
            }
            // A dossier's claims are nodes of its rows.
            (Keys::Listed { .. }, Key::Claim(..)) => {}
        }
    }

    /// Writes the id of a vertex.
    #[inline]
    pub(crate) fn put_id(&self, out: &mut Vec<u8>, key: Key<'_>) {
        match key {
            Key::Node(_, id) => out.extend_from_slice(id.text),
            Key::Claim(_, id) => Iris::put_record(out, id),
        }
    }

    /// Writes the IRI of an edge.
    #[inline]
    pub(crate) fn put_edge_iri(&self, out: &mut Vec<u8>, key: EdgeKey<'_>) {
        match (&self.keys, key) {
            (Keys::Base(iris), EdgeKey::Row(_, id)) => iris.put_edge(out, id),
            (Keys::Base(iris), EdgeKey::OfClaim(_, id, kind, target)) => {
                iris.put_edge(out, id);
                out.push(b'/');
                out.extend_from_slice(self.schema.kind(kind).as_bytes());
                out.push(b'/');
                let mut end = Vec::new();
                self.put_id(&mut end, target);
                Iris::put_encoded(out, &end);
            }
            (Keys::Listed { edges, .. }, EdgeKey::Row(number, _)) => {
                let at = usize::try_from(number).unwrap_or(usize::MAX).wrapping_sub(1);
                out.extend_from_slice(edges.get(at).map_or(&[], |iri| iri.as_bytes()));
            }
            (Keys::Listed { .. }, EdgeKey::OfClaim(..)) => {}
        }
    }

    /// Writes the id of an edge, and returns whether it has one.
    #[inline]
    pub(crate) fn put_edge_id(&self, out: &mut Vec<u8>, key: EdgeKey<'_>) -> bool {
        match key {
            EdgeKey::Row(_, RecordId::Content(..)) => false,
            EdgeKey::Row(_, RecordId::Own(id)) => {
                out.extend_from_slice(id);
                true
            }
            EdgeKey::OfClaim(number, id, kind, target) => {
                self.put_id(out, Key::Claim(number, id));
                out.push(b'/');
                out.extend_from_slice(self.schema.kind(kind).as_bytes());
                out.push(b'/');
                self.put_id(out, target);
                true
            }
        }
    }

    /// Where the keys of rows begin; a dossier has keys of its own.
    pub(in crate::export) fn base(&self) -> Option<Vec<u8>> {
        matches!(self.keys, Keys::Base(_)).then(|| self.options.base.as_bytes().to_vec())
    }

    /// Where the key of an edge begins, after which its id follows, or its number.
    pub(in crate::export) fn edge_base(&self, key: EdgeKey<'_>) -> Option<Vec<u8>> {
        let folder: &[u8] = match key {
            EdgeKey::Row(_, RecordId::Content(..)) => b"row/",
            EdgeKey::Row(_, RecordId::Own(_)) => b"edge/",
            EdgeKey::OfClaim(..) => return None,
        };
        Some([&self.base()?, folder].concat())
    }

    /// Whether the keys of all nodes say their ids: each is the id, or the base and the id percent-encoded.
    #[cfg(feature = "parquet")]
    pub(in crate::export) fn keys_tell_ids(&self) -> bool {
        match &self.keys {
            Keys::Base(iris) => self.graph().ids().iter().all(|(_, id)| iris.tells_id(id)),
            Keys::Listed { .. } => true,
        }
    }

    /// Whether the key of a vertex is the base and its id.
    #[inline]
    pub(in crate::export) fn is_short(&self, key: Key<'_>) -> bool {
        match (&self.keys, key) {
            (Keys::Base(iris), Key::Node(_, id)) => iris.is_short(id),
            (Keys::Base(_), Key::Claim(_, id)) => matches!(id, RecordId::Content(..)),
            (Keys::Listed { .. }, _) => false,
        }
    }

    /// Whether the key of an edge is where keys of edges begin, and its id or number.
    #[inline]
    pub(in crate::export) fn is_short_edge(&self, key: EdgeKey<'_>) -> bool {
        match (&self.keys, key) {
            (Keys::Base(_), EdgeKey::Row(_, RecordId::Content(..))) => true,
            (Keys::Base(iris), EdgeKey::Row(_, RecordId::Own(id))) => iris.is_short_edge(id),
            _ => false,
        }
    }

    /// What the graph is called, if it has a name.
    pub(in crate::export) fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Whether edges with a status are vertices.
    pub(in crate::export) fn has_claims(&self) -> bool {
        self.has_claims
    }

    /// The widest labels that vertices may have.
    pub(in crate::export) fn roots(&self) -> &'static [Root] {
        match (self.is_dossier(), self.has_claims) {
            (true, _) => &Root::ALL,
            (false, true) => &[Root::Entity, Root::Claim],
            (false, false) => &[Root::Entity],
        }
    }

    /// All labels, types of edges and properties.
    pub(in crate::export) fn all_names(&self) -> impl Iterator<Item = &str> {
        let columns = self.schema.vertex_columns.iter().chain(&self.schema.edge_columns);
        self.schema.names().chain(columns.map(|column| column.name.as_str()))
    }

    /// The columns that vertices like this one have.
    pub(in crate::export) fn columns_of(&self, vertex: &Vertex<'_>) -> Vec<usize> {
        let mut marks = vec![false; self.schema.vertex_columns.len()];
        match vertex.root {
            Root::Claim if !self.is_dossier() => self.schema.mark_claim_columns(&mut marks),
            _ => self.schema.mark_columns(vertex.first, &mut marks),
        }
        marked(&marks)
    }

    /// The columns that edges of a relation have.
    pub(in crate::export) fn columns_of_edge(&self, edge: &Edge<'_>) -> Vec<usize> {
        let mut marks = vec![false; self.schema.edge_columns.len()];
        if let EdgeKey::Row(..) = edge.key {
            self.schema.mark_edge_columns(edge.kind, &mut marks);
        }
        marked(&marks)
    }

    /// Whether no edge has a direction.
    pub(in crate::export) fn is_undirected(&self) -> bool {
        self.undirected > 0 && self.undirected == self.graph().edge_count() && !self.has_claims
    }

    /// What was lost by a format that has labels and directed edges only: see [`Elements::losses_but`].
    pub(crate) fn losses(&self, losses: Losses) -> Losses {
        self.losses_but(Keeps::default(), losses)
    }

    /// What was lost by a format that keeps some things: what a writer has counted, what the model leaves out, and what the
    /// user should know of names.
    pub(in crate::export) fn losses_but(&self, keeps: Keeps, mut losses: Losses) -> Losses {
        let (claims, facts) = self.left_out();
        losses.claims = claims.into();
        losses.facts = facts.into();
        losses.directions = if keeps.directions { self.undirected_claims() } else { self.undirected }.into();
        losses.roots = if keeps.types { 0 } else { self.types_of_roots() }.into();
        losses.count_graphs(self.graph());
        losses.notices.extend(self.schema.notices.iter().cloned());
        self.count_speakers(&losses);
        losses
    }

    /// How many edges without a direction are only claims, which are vertices whose edges have one.
    fn undirected_claims(&self) -> u64 {
        let mut claims = 0;
        if self.has_claims && self.undirected > 0 && !self.is_dossier() {
            self.graph().each_edge(self.graph().blocks(), |row| {
                claims +=
                    u64::from(row.kind.is_undirected() && row.kind.status().is_some() && !self.is_fact(&row));
            });
        }
        claims
    }

    /// Counts what is lost of the speakers of edges that are only claims, which have the ids of their speakers.
    fn count_speakers(&self, losses: &Losses) {
        if !self.has_claims || !self.has_speakers {
            return;
        }
        self.graph().each_edge(self.graph().blocks(), |row| {
            if row.kind.status().is_none() || self.is_fact(&row) {
                return;
            }
            for (_, cell) in row.cells.filter(|(name, _)| *name == NameKey::BY) {
                match cell {
                    Cell::List(items) => {
                        items.for_each(|item| losses.count_in(Shape::Text, &item));
                    }
                    cell => losses.count_in(Shape::Text, &cell),
                }
            }
        });
    }

    /// How many nodes have a type whose label is the one that every node has.
    fn types_of_roots(&self) -> u64 {
        let root = Root::Entity.label();
        if self.is_dossier() || self.schema.labels().all(|label| label != root) {
            return 0;
        }
        let mut count = 0;
        self.graph().each_node(self.graph().blocks(), |row| {
            let mut types = [row.node_type].into_iter().chain(types_of(row.cells));
            count += u64::from(types.any(|name| self.schema.label(name) == root));
        });
        count
    }

    /// Whether edges have ids.
    pub(in crate::export) fn has_edge_ids(&self) -> bool {
        self.has_edge_ids || self.has_claims
    }

    /// The labels of a vertex: the narrowest first, the widest last.
    pub(crate) fn labels<'e>(&'e self, vertex: &Vertex<'e>) -> impl Iterator<Item = &'e str> + use<'e, 'g> {
        let root = vertex.root.label();
        let types = [vertex.first].into_iter().chain(types_of(vertex.more));
        let own = types.filter_map(|name| Some(self.schema.label(name)).filter(|label| !label.is_empty()));
        own.filter(move |label| *label != root).chain([root])
    }

    /// The narrowest label of a vertex, by which formats with one label for each vertex know it.
    pub(in crate::export) fn label<'e>(&'e self, vertex: &Vertex<'e>) -> &'e str {
        self.label_of(vertex.first, vertex.root)
    }

    pub(super) fn label_of(&self, first: NameKey, root: Root) -> &str {
        match self.schema.label(first) {
            "" => root.label(),
            label => label,
        }
    }

    /// The widest label of the vertex of a key.
    pub(crate) fn root(&self, key: Key<'_>) -> Root {
        match key {
            Key::Claim(..) => Root::Claim,
            Key::Node(node, _) if self.is_dossier() => self.schema.root(self.graph().type_of(node)),
            Key::Node(..) => Root::Entity,
        }
    }

    /// The narrowest label of the vertex of a key.
    pub(in crate::export) fn label_of_end(&self, key: Key<'_>) -> &str {
        match key {
            Key::Claim(..) => Root::Claim.label(),
            Key::Node(node, _) => self.label_of(self.graph().type_of(node), self.root(key)),
        }
    }

    /// Notes how many rows tables have that will be written.
    pub(in crate::export) fn plan(&self, rows: usize) {
        self.planned.fetch_add(rows as u64, Ordering::Relaxed);
    }

    /// Notes that some rows of tables are written, and returns whether to continue.
    pub(in crate::export) fn advance(&self, rows: usize) -> bool {
        let written = self.written.fetch_add(rows as u64, Ordering::Relaxed) + rows as u64;
        let planned = self.planned.load(Ordering::Relaxed).max(written).max(1);
        let share = written.saturating_mul(1000) / planned;
        self.options.progress.should_continue(usize::try_from(share).unwrap_or(1000))
    }

    /// Looks at all blocks, on several threads.
    pub(in crate::export) fn each_block<T: Send>(
        &self,
        begin: impl Fn() -> T + Sync,
        see: impl Fn(&mut T, &Block) + Sync,
    ) -> Vec<T> {
        each_block(self.options.threads, self.graph().blocks(), begin, see)
    }

    /// Whether a block has vertices.
    pub(in crate::export) fn has_vertices(&self, block: &Block) -> bool {
        block.node_count() > 0 || (self.has_claims && block.edge_count() > 0)
    }

    /// Visits the vertices of some blocks in order: the nodes, then the claims.
    #[inline]
    pub(crate) fn vertices<'b>(
        &'b self,
        blocks: impl IntoIterator<Item = &'b Block> + Clone,
        mut visit: impl FnMut(&Vertex<'_>),
    ) {
        let mut cells = Vec::new();
        self.graph().each_node(blocks.clone(), |row| visit(&self.node(&row, &mut cells)));
        if self.has_claims {
            self.graph().each_edge(blocks, |row| {
                if row.kind.status().is_some() {
                    visit(&self.claim(&row, &mut cells));
                }
            });
        }
    }

    pub(super) fn node<'e>(&'e self, row: &NodeRow<'e>, cells: &'e mut Vec<u8>) -> Vertex<'e> {
        let root = if self.is_dossier() { self.schema.root(row.node_type) } else { Root::Entity };
        Vertex {
            key: Key::Node(row.node, row.id),
            root,
            first: row.node_type,
            more: row.cells,
            cells: self.languages.split(row.cells, cells),
            places: self.schema.vertex_places(),
        }
    }

    /// The claim that an edge with a status is.
    pub(super) fn claim<'e>(&'e self, row: &EdgeRow<'e>, cells: &'e mut Vec<u8>) -> Vertex<'e> {
        let names = self.graph().names();
        let relation = names.get(row.kind.relation()).as_bytes();
        let id = self.record_id(row, cells);
        cells.clear();
        let mut put = |key: NameKey, cell: &Cell<'_>| put_cell(cells, key, cell);
        if let Some(status) = row.kind.status() {
            put(self.own.status, &Cell::Clean(status.name().as_bytes()));
        }
        put(self.own.predicate, &Cell::of_text(relation));
        let mut relations = Vec::new();
        if self.put_relations(row, &mut relations) {
            put(self.own.relations, &Cell::List(Items(&relations)));
        }
        put(self.own.asserted, &Cell::Boolean(self.options.is_asserted(row.kind)));
        put(self.own.subject, &Cell::of_text(row.source.text));
        put(self.own.object, &Cell::of_text(row.target.text));
        self.languages.each(row.cells, |name, cell| match name {
            NameKey::ALSO_TYPE => {}
            NameKey::BY => {
                let mut items = Vec::new();
                speakers_of(cell, |id| put_item(&mut items, &Cell::of_text(id)));
                put(self.own.speakers, &Cell::List(Items(&items)));
            }
            name => put(name, cell),
        });
        Vertex {
            key: Key::Claim(row.number, id),
            root: Root::Claim,
            first: NameKey::NONE,
            more: Cells::new(&[]),
            cells: Cells::new(cells),
            places: self.schema.claim_places(),
        }
    }

    /// What the record of an edge is called.
    #[inline]
    pub(super) fn record_id<'e>(&self, row: &EdgeRow<'e>, scratch: &mut Vec<u8>) -> RecordId<'e> {
        self.ids.of(row, scratch)
    }

    /// Visits the edges of some blocks in order: after each edge those of the claim that it is.
    #[inline]
    pub(crate) fn edges<'b>(
        &self,
        blocks: impl IntoIterator<Item = &'b Block>,
        mut visit: impl FnMut(&Edge<'_>),
    ) {
        let mut cells = Vec::new();
        self.graph().each_edge(blocks, |row| {
            let id = self.record_id(&row, &mut cells);
            self.edges_of(&row, id, &mut cells, &mut visit);
        });
    }

    /// Visits the edge of a row with a name, if it is one, and those of the claim that it is.
    #[inline]
    pub(super) fn edges_of(
        &self,
        row: &EdgeRow<'_>,
        id: RecordId<'_>,
        cells: &mut Vec<u8>,
        visit: &mut impl FnMut(&Edge<'_>),
    ) {
        let (source, target) = (Key::Node(row.ends.0, row.source), Key::Node(row.ends.1, row.target));
        let status = row.kind.status();
        if self.is_fact(row) {
            let more = if self.has_more_relations { types_of(row.cells).next() } else { None };
            let places = self.schema.edge_places();
            let key = EdgeKey::Row(row.number, id);
            let (kind, is_undirected) = (row.kind.relation(), row.kind.is_undirected());
            if status.is_none() && more.is_none() {
                let cells = self.languages.split(row.cells, cells);
                visit(&Edge { key, source, target, kind, is_undirected, cells, places });
            } else {
                self.put_fact(row, id, cells);
                visit(&Edge { key, source, target, kind, is_undirected, cells: Cells::new(cells), places });
            }
        }
        if self.has_claims && status.is_some() {
            let claim = Key::Claim(row.number, id);
            let mut link = |kind: NameKey, target: Key<'_>| {
                let key = EdgeKey::OfClaim(row.number, id, kind, target);
                visit(&Edge {
                    key,
                    source: claim,
                    target,
                    kind,
                    is_undirected: false,
                    cells: Cells::new(&[]),
                    places: &[],
                });
            };
            link(self.own.to_subject, source);
            link(self.own.to_object, target);
            let mut linked: Vec<RowNode> = Vec::new();
            for (_, cell) in row.cells.filter(|(name, _)| *name == NameKey::BY) {
                speakers_of(&cell, |id| {
                    if let Some(node) = self.speakers.get(id).filter(|node| !linked.contains(node))
                        && let Some(id) = self.graph().ids().get(*node)
                    {
                        linked.push(*node);
                        link(self.own.said_by, Key::Node(*node, id));
                    }
                });
            }
        }
    }

    /// Whether the edge of a row is written as an edge of its relation.
    fn is_fact(&self, row: &EdgeRow<'_>) -> bool {
        // The edges of a dossier are those of its model.
        self.is_dossier() || (self.options.model.has_edges() && self.options.is_asserted(row.kind))
    }

    /// Puts all relations of an edge that has several; otherwise none.
    fn put_relations(&self, row: &EdgeRow<'_>, items: &mut Vec<u8>) -> bool {
        if !self.has_more_relations || types_of(row.cells).next().is_none() {
            return false;
        }
        for name in [row.kind.relation()].into_iter().chain(types_of(row.cells)) {
            put_item(items, &Cell::of_text(self.graph().names().get(name).as_bytes()));
        }
        true
    }

    /// The properties of an edge that has a status or several relations.
    fn put_fact(&self, row: &EdgeRow<'_>, id: RecordId<'_>, cells: &mut Vec<u8>) {
        cells.clear();
        self.languages.each(row.cells, |name, cell| {
            if name != NameKey::ALSO_TYPE {
                put_cell(cells, name, cell);
            }
        });
        let mut items = Vec::new();
        if self.put_relations(row, &mut items) {
            put_cell(cells, self.own.relations, &Cell::List(Items(&items)));
        }
        let Some(status) = row.kind.status() else { return };
        if self.has_claims {
            items.clear();
            let mut claim = Vec::new();
            self.put_id(&mut claim, Key::Claim(row.number, id));
            put_item(&mut items, &Cell::of_text(&claim));
            put_cell(cells, self.own.claims, &Cell::List(Items(&items)));
        }
        items.clear();
        put_item(&mut items, &Cell::Clean(status.name().as_bytes()));
        put_cell(cells, self.own.statuses, &Cell::List(Items(&items)));
    }

    /// Visits what is claimed and not asserted, as the edges that there must not be: the keys of their ends, and their types.
    /// There are none where there are no plain edges at all.
    #[cfg(any(feature = "bolt", feature = "falkordb", feature = "postgres"))]
    pub(crate) fn only_claimed(&self, mut visit: impl FnMut(&[u8], &str, &[u8])) {
        if !self.options.model.has_edges() {
            return;
        }
        if let Keys::Listed { only_claimed, .. } = &self.keys {
            return only_claimed
                .iter()
                .for_each(|[from, kind, to]| visit(from.as_bytes(), kind, to.as_bytes()));
        }
        let (mut source, mut target) = (Vec::new(), Vec::new());
        self.graph().each_edge(self.graph().blocks(), |row| {
            if !self.options.is_asserted(row.kind) {
                source.clear();
                target.clear();
                self.put_iri(&mut source, Key::Node(row.ends.0, row.source));
                self.put_iri(&mut target, Key::Node(row.ends.1, row.target));
                visit(&source, self.schema.kind(row.kind.relation()), &target);
            }
        });
    }

    /// How many edges there are that are not written as they are: claims that the model leaves out, and facts that it leaves out.
    pub(in crate::export) fn left_out(&self) -> (u64, u64) {
        let model = self.options.model;
        let (mut claims, mut facts) = (0, 0);
        if self.is_dossier() || (model.has_claims() && model.has_edges()) {
            return (0, 0);
        }
        for block in self.graph().blocks() {
            for (kind, _) in self.graph().edge_cells(block) {
                claims += u64::from(!model.has_claims() && !self.options.is_asserted(kind));
                facts += u64::from(!model.has_edges() && kind.status().is_none());
            }
        }
        (claims, facts)
    }
}

/// Visits the ids of speakers.
fn speakers_of(cell: &Cell<'_>, mut visit: impl FnMut(&[u8])) {
    let mut one = |cell: &Cell<'_>| match *cell {
        Cell::Boolean(value) => visit(if value { b"true" } else { b"false" }),
        Cell::Clean(text)
        | Cell::Text(text)
        | Cell::Integer(text)
        | Cell::Number(text)
        | Cell::Json(text)
        | Cell::Words { text, .. }
        | Cell::Typed { text, .. } => visit(text),
        // A list in a list is JSON.
        Cell::List(_) => {}
    };
    match *cell {
        Cell::List(items) => items.for_each(|item| one(&item)),
        ref cell => one(cell),
    }
}

/// The nodes that edges name as speakers, by id.
fn speakers(graph: &RowGraph) -> HashMap<Box<[u8]>, RowNode, FixedState> {
    let mut wanted: HashSet<Box<[u8]>, FixedState> = HashSet::default();
    for (_, cells) in graph.blocks().iter().flat_map(|block| graph.edge_cells(block)) {
        for (_, cell) in cells.filter(|(name, _)| *name == NameKey::BY) {
            speakers_of(&cell, |id| {
                if !wanted.contains(id) {
                    wanted.insert(Box::from(id));
                }
            });
        }
    }
    let nodes = graph.ids().iter().filter(|(_, id)| wanted.contains(id.text));
    nodes.map(|(node, id)| (Box::from(id.text), node)).collect()
}

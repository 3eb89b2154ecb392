//! A part of a graph of rows as a graph that can be shown: every row of it is a claim, every property of a node a value.

mod called;
mod evidence;
mod names;
mod value;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use evidence::{Texts, quotes};
use names::Vocabulary;
use words::text;

#[cfg(feature = "cli")]
use super::selection::in_line;

use crate::graph::rows::{Cell, Cells, EdgeRow, NameKey, NodeRow, RowGraph, RowNode, RowPart, texts_of};
use crate::graph::{
    ClaimInput, DossierInput, DossierKey, GraphBuilder, KnowledgeGraph, LangText, NodeHandle, NodeInput, Row,
    StatementInput, Value,
};
use crate::ontology::{Looks, Ontology};
use crate::text::{Id, slug, with_methods};

pub(crate) use called::Called;
pub(super) use words::undetermined;
pub use words::{TextOf, TooManyNames};

/// What a node is called, and its id where that is something else, on one line.
#[cfg(feature = "cli")]
pub(crate) fn label_in_line(rows: &RowGraph, node: RowNode) -> String {
    let called = Called::new(rows);
    in_line(&rows.node_row(node).map_or(String::new(), |row| called.with_short_id_of(row)))
}

/// What a part of rows is made into a graph with.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct RowView<'o> {
    /// The ontology whose names keep their records; the others that occur are added.
    pub ontology: &'o Ontology,
    /// The texts that quotes are found in; without one a quote is shown as words that were not verified.
    pub texts: Option<TextOf<'o>>,
    /// How types and relations are drawn, besides what the ontology says.
    pub looks: Option<&'o Looks>,
    /// What the graph is called: the name of its file.
    pub name: &'o str,
}

with_methods! {
    impl RowView<'o> {
        with_ontology: ontology: &'o Ontology,
        with_texts: texts: Option<TextOf<'o>>,
        with_looks: looks: Option<&'o Looks>,
    }
}

impl<'o> RowView<'o> {
    /// The built-in ontology, no texts, and a name.
    pub fn new(name: &'o str) -> RowView<'o> {
        RowView { ontology: Ontology::built_in(), texts: None, looks: None, name }
    }
}

impl RowView<'_> {
    /// The graph of a part: nodes with their types, names and properties, edges with theirs. The nodes that say an edge of
    /// the part and the documents that it quotes are added as asides.
    ///
    /// # Errors
    /// [`TooManyNames`].
    pub fn graph(&self, rows: &RowGraph, part: &RowPart) -> Result<KnowledgeGraph, TooManyNames> {
        let nodes: Vec<NodeRow<'_>> = part.nodes.iter().filter_map(|node| rows.node_row(*node)).collect();
        let edges: Vec<_> = part.edges.iter().filter_map(|number| rows.edge_row(*number)).collect();
        let named = named_by_edges(rows, part);
        let known = rows.find(named.iter().map(String::as_str));
        let inside: BTreeSet<RowNode> = part.nodes.iter().copied().collect();
        let aside = known.values().filter(|node| !inside.contains(node));
        let asides: Vec<NodeRow<'_>> = aside.filter_map(|node| rows.node_row(*node)).collect();
        let all = || nodes.iter().map(|row| (*row, false)).chain(asides.iter().map(|row| (*row, true)));

        let mut called = Called::together(rows, all().map(|(row, _)| row));
        let mut vocabulary = Vocabulary::new(self.ontology, rows.names(), &mut called)?;
        for (row, _) in all() {
            vocabulary.add_node(row)?;
        }
        for (.., edge) in &edges {
            vocabulary.add_edge(edge)?;
        }
        let (mut ontology, vocabulary) = vocabulary.finish();
        if let Some(looks) = self.looks {
            ontology.draw_as(looks);
        }
        let mut builder = GraphBuilder::new(ontology);
        let dossier = DossierInput {
            title: Some(LangText::new(self.name, undetermined())),
            language: undetermined(),
            is_rows: true,
            ..DossierInput::new(
                slug(self.name).and_then(|name| Id::new(&name).ok()).unwrap_or(Id::of_row("rows")),
            )
        };
        // There is no other of this name.
        let Ok(dossier) = builder.add_dossier(dossier) else { return Ok(builder.finish().0) };
        let mut of_rows = OfRows {
            rows,
            dossier,
            builder,
            vocabulary: &vocabulary,
            called: &called,
            handles: BTreeMap::new(),
            used: all().map(|(row, _)| text(row.id.text)).collect(),
        };
        for (row, aside) in all() {
            of_rows.add_node(row, aside);
        }
        let mut texts = Texts::new(self.texts, vocabulary.work);
        for (source, target, edge) in &edges {
            of_rows.add_edge((*source, *target), edge, &known, &mut texts);
        }
        Ok(of_rows.builder.finish().0)
    }
}

/// A part with the nodes that say one of its edges, and the documents that one quotes.
#[must_use]
pub fn with_speakers(rows: &RowGraph, part: RowPart) -> RowPart {
    let named = named_by_edges(rows, &part);
    let asides = rows.find(named.iter().map(String::as_str)).into_values();
    let nodes: BTreeSet<RowNode> = part.nodes.into_iter().chain(asides).collect();
    RowPart { nodes: nodes.into_iter().collect(), edges: part.edges }
}

/// The ids of the speakers and documents of the edges of a part.
fn named_by_edges(rows: &RowGraph, part: &RowPart) -> BTreeSet<String> {
    let edges = part.edges.iter().filter_map(|number| rows.edge_row(*number));
    edges.flat_map(|(.., edge)| named_by(edge.cells)).collect()
}

/// The ids of speakers and documents in the cells of an edge.
fn named_by(cells: Cells<'_>) -> Vec<String> {
    let speakers = cells.filter(|(name, _)| *name == NameKey::BY).flat_map(|(_, cell)| texts_of(cell));
    let speakers = speakers.map(text).collect::<Vec<_>>();
    let documents = quotes(cells).0.into_iter().map(|(document, _)| document);
    speakers.into_iter().chain(documents).collect()
}

/// A graph in the making.
struct OfRows<'r> {
    rows: &'r RowGraph,
    dossier: DossierKey,
    builder: GraphBuilder,
    vocabulary: &'r names::Keys,
    called: &'r Called,
    handles: BTreeMap<RowNode, NodeHandle>,
    /// The ids of nodes and claims so far.
    used: BTreeSet<String>,
}

impl OfRows<'_> {
    /// An id that nothing has yet.
    fn free(&mut self, mut id: String) -> String {
        while self.used.contains(&id) {
            id.push('/');
        }
        self.used.insert(id.clone());
        id
    }

    fn add_node(&mut self, row: NodeRow<'_>, aside: bool) {
        let id = text(row.id.text);
        let mut input =
            NodeInput::new(self.dossier, Id::of_row(&id), self.vocabulary.node_type(row.node_type));
        input.aside = aside;
        let names = self.rows.names();
        let others: Vec<&str> = row.types().skip(1).map(|name| names.get(name)).collect();
        input.kind = (!others.is_empty()).then(|| others.join(", "));
        let (named, label) = self.called.label(row).unzip();
        let called = self.called.of(row);
        if called != id {
            input.labels.push(LangText::new(called.into_owned(), undetermined()));
        }
        let mut values = Vec::new();
        for (name, cell) in row.cells.filter(|(name, _)| *name != NameKey::ALSO_TYPE) {
            for value in value::values(cell, self.vocabulary.datatype(name), names) {
                match value {
                    // It is what the node is called.
                    Value::Text(words) if Some(name) == named && label.as_deref() == Some(&*words.text) => {}
                    // A node has one label for a language; other names are values.
                    Value::Text(words)
                        if Some(name) == named
                            && input.labels.iter().all(|label| label.language != words.language) =>
                    {
                        input.labels.push(words);
                    }
                    value => values.push((name, value)),
                }
            }
        }
        let Ok(handle) = self.builder.add_node(input) else { return };
        self.handles.insert(row.node, handle);
        for (name, value) in values {
            let Some(attribute) = self.vocabulary.attribute(name) else { continue };
            let statement = StatementInput::Attribute(attribute, value);
            let claim = self.free(format!("{id}.{}", names.get(name)));
            self.add_claim(ClaimInput {
                id: Some(claim),
                row: Some(Row::default()),
                ..ClaimInput::new(self.dossier, handle, statement)
            });
        }
    }

    fn add_claim(&mut self, input: ClaimInput) {
        self.builder.add_claim(input);
    }

    fn add_edge(
        &mut self,
        ends: (RowNode, RowNode),
        edge: &EdgeRow<'_>,
        known: &BTreeMap<&str, RowNode>,
        texts: &mut Texts<'_>,
    ) {
        let (Some(subject), Some(object)) = (self.handles.get(&ends.0), self.handles.get(&ends.1)) else {
            return;
        };
        let (subject, object) = (*subject, *object);
        let Some(relation) = self.vocabulary.relation(edge) else { return };
        let mut row = Row::new(edge.kind.status());
        row.is_undirected = edge.kind.is_undirected();
        let mut own_id = None;
        let (mut by, mut evidence) = (Vec::new(), Vec::new());
        let (quotes, is_all) = quotes(edge.cells);
        for (document, quote) in quotes {
            let work = known.get(document.as_str()).and_then(|node| self.handles.get(node)).copied();
            evidence.extend(texts.evidence(&mut self.builder, self.dossier, &document, &quote, work));
        }
        let names = self.rows.names();
        for (name, cell) in edge.cells {
            match name {
                NameKey::ALSO_TYPE => {}
                NameKey::EDGE_ID if own_id.is_none() => own_id = Some(value::words(cell, names)),
                NameKey::EVIDENCE | NameKey::QUOTE | NameKey::DOCUMENT if is_all => {}
                NameKey::BY => {
                    for speaker in speakers(cell, names) {
                        match known.get(speaker.as_str()).and_then(|node| self.handles.get(node)) {
                            Some(handle) => by.push(*handle),
                            // Somebody who is no node.
                            None => row.details.push(("by".to_owned(), speaker)),
                        }
                    }
                }
                name => row
                    .details
                    .push((self.called.shown(names.get(name)).into_owned(), value::words(cell, names))),
            }
        }
        let id = self.free(own_id.unwrap_or_else(|| format!("row/{}", edge.number)));
        let mut input =
            ClaimInput::new(self.dossier, subject, StatementInput::Relation(relation, object.into()));
        input.id = Some(id);
        input.row = Some(row);
        input.said.by = by;
        input.evidence = evidence;
        self.add_claim(input);
    }
}

/// Who says an edge; what is neither a text nor a list of some is shown as the words that it is.
fn speakers(cell: Cell<'_>, names: &crate::graph::rows::Names) -> Vec<String> {
    let texts: Vec<String> = texts_of(cell).into_iter().map(text).collect();
    if texts.is_empty() { vec![value::words(cell, names)] } else { texts }
}

//! A checked graph as a property graph: one lowering under every format and database that has nodes and edges with
//! properties, so that all of them hold the same.
//!
//! Every vertex and every edge has an `iri`, which is its key wherever it goes, and an `id`, the short name by which
//! the dossier knows it. Entities carry the label of their type and `Entity`; what is asserted about them becomes
//! edges and properties. In addition, every claim is a vertex `Claim`:
//!
//! ```text
//! (subject)<-[:SUBJECT]-(:Claim)-[:OBJECT]->(object)
//! (:Claim)-[:SAID_BY]->(speaker)    (:Claim)-[:VIA]->(relay)    (:Claim)-[:DENIED_BY]->(agent)
//! (:Claim)-[:SUPPORTED_BY]->(:Evidence)-[:IN_SOURCE]->(work)
//! ```
//!
//! Several claims of one relation between the same two things are one edge, which lists them, and as many claims.

mod claims;
mod edges;
mod entities;
mod model;
mod names;
mod numbers;
mod value;
#[cfg(any(feature = "bolt", feature = "falkordb", feature = "postgres", test))]
mod vocabulary;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::export::{ExportError, ExportOptions, Model};
use crate::graph::{Claim, Dossier, KnowledgeGraph, LangText, Statement, Term};
use crate::ontology::AttributeKey;
use crate::text::Iri;
pub(crate) use model::{
    CLAIM, DOSSIER, ENTITY, EVIDENCE, KEY, OWN_LABELS, Properties, PropertyGraph, Relationship, Vertex,
    VertexKey,
};
use names::Names;
pub(in crate::export) use names::{language_suffix, of_some_edges, of_some_vertices};
use numbers::NumberKind;
pub(crate) use value::{Kind, Scalar};
#[cfg(any(feature = "bolt", feature = "falkordb", feature = "postgres", test))]
pub(crate) use vocabulary::Vocabulary;

impl PropertyGraph {
    /// The property graph of a graph.
    ///
    /// # Errors
    /// [`ExportError::Unrepresentable`] if two names of the ontology collide, or one collides with a name of the lowering.
    pub(crate) fn new(graph: &KnowledgeGraph, options: &ExportOptions) -> Result<PropertyGraph, ExportError> {
        let names = Names::new(graph)?;
        let mut lowering = Lowering {
            graph,
            options,
            number_kinds: numbers::kinds(graph),
            names,
            vertices: Vec::new(),
            edges: Vec::new(),
            only_claimed: Vec::new(),
            terms: BTreeMap::new(),
            dossiers: BTreeMap::new(),
        };
        lowering.add_entities();
        if options.model.has_claims() {
            lowering.add_claims();
        }
        if options.model.has_edges() {
            lowering.add_facts();
        }
        if options.model.has_claims() {
            lowering.add_claim_edges();
        }
        let Lowering { vertices, edges, only_claimed, .. } = lowering;
        Ok(PropertyGraph { vertices, edges, only_claimed })
    }
}

/// The work of making a property graph.
struct Lowering<'g> {
    graph: &'g KnowledgeGraph,
    options: &'g ExportOptions,
    names: Names,
    number_kinds: BTreeMap<AttributeKey, NumberKind>,
    vertices: Vec<Vertex>,
    edges: Vec<Relationship>,
    only_claimed: Vec<(VertexKey, Arc<str>, VertexKey)>,
    terms: BTreeMap<Term, VertexKey>,
    dossiers: BTreeMap<crate::graph::DossierKey, VertexKey>,
}

impl<'g> Lowering<'g> {
    /// Whether a claim is a plain edge or property.
    fn asserts(&self, claim: Claim<'_>) -> bool {
        let model = self.options.model;
        let about_claims = matches!(claim.subject(), Term::Claim(_))
            || matches!(claim.statement(), Statement::Relation(_, Term::Claim(_)));
        model.has_edges() && self.options.policy.asserts(claim) && (model == Model::Both || !about_claims)
    }

    /// Adds a vertex and returns its key.
    fn add_vertex(&mut self, iri: &Iri, id: &str, labels: Arc<[Arc<str>]>, properties: Draft) -> VertexKey {
        let key = VertexKey(self.vertices.len() as u32);
        let properties = properties.finish(iri, id);
        self.vertices.push(Vertex { iri: iri.clone(), id: id.to_owned(), labels, properties });
        key
    }

    /// Adds an edge. `path` is its id, unique because of the `/`, which no id of a dossier contains.
    fn add_edge(
        &mut self,
        dossier: Dossier<'_>,
        path: String,
        kind: &Arc<str>,
        (from, to): (VertexKey, VertexKey),
        properties: Draft,
    ) {
        let iri = dossier.iri_of(&path);
        let properties = properties.finish(&iri, &path);
        self.edges.push(Relationship { iri, id: path, kind: Arc::clone(kind), from, to, properties });
    }
}

/// Properties that are being collected.
#[derive(Default)]
struct Draft(Properties);

impl Draft {
    fn add(&mut self, name: impl Into<Arc<str>>, value: impl Into<Scalar>) {
        self.0.push((name.into(), value.into()));
    }

    fn add_some(&mut self, name: &'static str, value: Option<impl Into<Scalar>>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    /// Adds a list, unless it is empty.
    fn add_list(&mut self, name: impl Into<Arc<str>>, values: Vec<String>) {
        if !values.is_empty() {
            self.add(name, Scalar::TextList(values));
        }
    }

    /// Adds texts under a name for each language: `name` for that of the dossier, `nameZhHant` for others.
    fn add_texts(&mut self, names: &Names, name: &str, dossier: Dossier<'_>, texts: &[LangText]) {
        let mut lists: BTreeMap<Arc<str>, Vec<String>> = BTreeMap::new();
        for text in texts {
            let name = names.in_language(name, &text.language, dossier);
            lists.entry(name).or_default().push(text.text.clone());
        }
        for (name, list) in lists {
            self.add_list(name, list);
        }
    }

    fn finish(self, iri: &Iri, id: &str) -> Properties {
        let mut properties: Properties = vec![
            (Arc::from(KEY), Scalar::Text(iri.to_string())),
            (Arc::from("id"), Scalar::Text(id.to_owned())),
        ];
        properties.extend(self.0);
        properties
    }
}

#[cfg(test)]
mod tests;

//! Nodes as RDF, with what is asserted of them.

use std::collections::BTreeSet;

use oxrdf::vocab::rdfs;
use oxrdf::{Literal, NamedNode, NamedNodeRef};

use super::values::{lang_text, named, tagged};
use super::vocabulary::{ALT_LABEL, EDTF, EXACT_MATCH, ISSUED, KIND, NOTE, RETRIEVED, RIGHTS, SHA256, URL};
use super::{Description, Lowering, Object};
use crate::graph::{Claim, Node, Source, Statement, Term, Value};
use crate::ontology::AttributeKey;

impl<'g> Lowering<'g> {
    /// A node: its type, names, notes, origin if it is a work, and what is asserted of it.
    pub(crate) fn node(&self, node: Node<'_>) -> Description {
        let mut description = self.node_alone(node);
        self.add_asserted(&mut description, Term::Node(node.key()), |_| true, Lowering::value_once);
        description
    }

    /// A node without what is asserted of it.
    pub(super) fn node_alone(&self, node: Node<'_>) -> Description {
        let class = NamedNodeRef::new_unchecked(&node.node_type().iri);
        let mut description = Description::new(named(node.iri()), &[class]);
        for label in node.labels() {
            description.add(rdfs::LABEL, lang_text(label));
        }
        for name in node.aka() {
            description.add(ALT_LABEL, lang_text(name));
        }
        if let Some(kind) = node.kind() {
            description.add(KIND, tagged(kind, node.dossier().language()));
        }
        for same in node.same() {
            // Not owl:sameAs: a reasoner would then transfer the claims of this graph to the other one, and the other way round.
            description.add(EXACT_MATCH, named(same));
        }
        for note in node.notes() {
            description.add(NOTE, lang_text(note));
        }
        if let Some(source) = node.source() {
            add_source(&mut description, source);
        }
        description
    }

    /// Adds what is asserted of a node or claim as plain triples, each once: of the claims that `of` picks, with
    /// values as `object_of` makes them.
    pub(super) fn add_asserted(
        &self,
        description: &mut Description,
        subject: Term,
        of: impl Fn(Claim<'g>) -> bool,
        object_of: impl Fn(&Self, Claim<'_>, AttributeKey, &Value) -> Object,
    ) {
        let mut said = BTreeSet::new();
        for claim in self.graph().claims_of(subject).filter(|claim| self.asserts(*claim) && of(*claim)) {
            let (predicate, object) = self.said(claim, &object_of);
            if said.insert((predicate, object.to_term().to_string())) {
                description.properties.push((NamedNode::new_unchecked(predicate), object));
            }
        }
    }

    /// The plain triple of a claim without its subject: the IRI of the predicate, and the object in N-Triples.
    pub(super) fn plain_triple(&self, claim: Claim<'g>) -> (&'g str, String) {
        let (predicate, object) = self.said(claim, Lowering::value_by_name);
        (predicate, object.to_term().to_string())
    }

    /// The predicate of a claim and its object, a value as `object_of` makes it.
    fn said(
        &self,
        claim: Claim<'g>,
        object_of: impl Fn(&Self, Claim<'_>, AttributeKey, &Value) -> Object,
    ) -> (&'g str, Object) {
        let graph = self.graph();
        match claim.statement() {
            Statement::Relation(relation, object) => {
                (&graph.ontology().relation(*relation).iri, named(graph.term_iri(*object)).into())
            }
            Statement::Attribute(attribute, value) => {
                (&graph.ontology().attribute(*attribute).iri, object_of(self, claim, *attribute, value))
            }
        }
    }
}

/// Adds where a work's text comes from.
fn add_source(description: &mut Description, source: &Source) {
    if let Some(url) = &source.url {
        description.add(URL, named(url));
    }
    for (property, date) in [(ISSUED, &source.published), (RETRIEVED, &source.retrieved)] {
        if let Some(date) = date {
            description.add(property, Literal::new_typed_literal(date.to_string(), EDTF));
        }
    }
    for (property, text) in [(SHA256, &source.sha256), (RIGHTS, &source.licence)] {
        if let Some(text) = text {
            description.add(property, Literal::new_simple_literal(text));
        }
    }
}

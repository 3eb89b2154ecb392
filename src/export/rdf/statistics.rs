//! How much is in each dossier, as VoID has it (Describing Linked Datasets with the VoID Vocabulary, section 4.6).

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, NamedNodeRef};

use super::quads::Contents;
use super::values::named;
use super::vocabulary::{
    CLAIM, MONETARY_AMOUNT, QUANTITATIVE_VALUE, VOID_CLASS, VOID_CLASS_PARTITION, VOID_DATASET,
    VOID_ENTITIES, VOID_PROPERTY, VOID_PROPERTY_PARTITION, VOID_TRIPLES, VOID_VOCABULARY,
};
use super::{Description, Lowering, Object};
use crate::graph::{Claim, ClaimKey, Dossier, NodeKey, Statement, Term};

/// What is counted of a dossier.
#[derive(Default)]
struct Counts {
    triples: usize,
    nodes: usize,
    claims: usize,
    /// Nodes by the name of their type.
    classes: BTreeMap<String, (String, usize)>,
    /// Plain triples by the name of their property.
    properties: BTreeMap<String, (String, usize)>,
}

impl Lowering<'_> {
    /// What is counted of a dossier: distinct triples, nodes, claims; nodes by type and plain triples by property.
    /// Neither these numbers themselves nor `rdf:reifies` count as triples, so that they are the same in each version
    /// of RDF.
    pub(super) fn statistics(
        &self,
        dossier: Dossier<'_>,
        own: &Description,
        contents: &Contents,
    ) -> Description {
        let counts = self.counts(dossier, own, contents);
        let mut description = Description::new(own.iri.clone(), &[]);
        description.add(VOID_VOCABULARY, NamedNode::new_unchecked(self.graph().ontology().namespace()));
        description.add(VOID_TRIPLES, number(counts.triples));
        description.add(VOID_ENTITIES, number(counts.nodes + counts.claims));
        let part =
            |path: &str, property: NamedNodeRef<'_>, iri: &str, counted: NamedNodeRef<'_>, count: usize| {
                let mut part =
                    Description::new(named(&dossier.iri_of(&format!("void/{path}"))), &[VOID_DATASET]);
                part.add(property, NamedNode::new_unchecked(iri));
                part.add(counted, number(count));
                part
            };
        let claims = (counts.claims > 0)
            .then(|| part("claims", VOID_CLASS, CLAIM.as_str(), VOID_ENTITIES, counts.claims));
        let classes = counts.classes.into_iter().map(|(name, (iri, count))| {
            part(&format!("class/{name}"), VOID_CLASS, &iri, VOID_ENTITIES, count)
        });
        for part in claims.into_iter().chain(classes) {
            description.add(VOID_CLASS_PARTITION, part);
        }
        for (name, (iri, count)) in counts.properties {
            let part = part(&format!("property/{name}"), VOID_PROPERTY, &iri, VOID_TRIPLES, count);
            description.add(VOID_PROPERTY_PARTITION, part);
        }
        description
    }

    fn counts(&self, dossier: Dossier<'_>, own: &Description, contents: &Contents) -> Counts {
        let mut counts = Counts { triples: own.clone().triples(None).len(), ..Counts::default() };
        let mut values = BTreeSet::new();
        for subject in &contents.facts {
            if let Term::Node(key) = subject {
                self.count_node(dossier, *key, &mut counts);
            }
            counts.triples += count(self.fact(dossier, *subject), &mut values);
            self.count_asserted(dossier, *subject, &mut counts);
        }
        let claims: BTreeSet<ClaimKey> = contents.claims.values().flatten().copied().collect();
        counts.claims = claims.len();
        for key in claims {
            counts.triples += count(self.claim_alone(self.graph().claim(key)), &mut values);
        }
        counts
    }

    fn count_node(&self, dossier: Dossier<'_>, key: NodeKey, counts: &mut Counts) {
        let node = self.graph().node(key);
        if node.dossier().key() == dossier.key() {
            counts.nodes += 1;
            let record = node.node_type();
            counts.classes.entry(record.name.clone()).or_insert_with(|| (record.iri.clone(), 0)).1 += 1;
        }
    }

    /// Counts the plain triples of a subject, each once.
    fn count_asserted(&self, dossier: Dossier<'_>, subject: Term, counts: &mut Counts) {
        let (graph, mut said) = (self.graph(), BTreeSet::new());
        let of_dossier = |claim: &Claim<'_>| claim.dossier().key() == dossier.key() && self.asserts(*claim);
        for claim in graph.claims_of(subject).filter(of_dossier) {
            let (iri, object) = match claim.statement() {
                Statement::Relation(relation, object) => {
                    (&graph.ontology().relation(*relation).iri, Object::Node(named(graph.term_iri(*object))))
                }
                Statement::Attribute(attribute, value) => (
                    &graph.ontology().attribute(*attribute).iri,
                    self.value_in_full(claim, *attribute, value),
                ),
            };
            if said.insert((iri, object.to_term().to_string())) {
                let name = claim.predicate_name().to_owned();
                counts.properties.entry(name).or_insert_with(|| (iri.clone(), 0)).1 += 1;
            }
        }
    }
}

/// The triples of a description; a sum or quantity counts once.
fn count(description: Description, values: &mut BTreeSet<String>) -> usize {
    let is_value = |part: &Description| {
        part.types.iter().any(|class| *class == MONETARY_AMOUNT || *class == QUANTITATIVE_VALUE)
    };
    let parts = description.flatten().into_iter();
    parts
        .filter(|part| !is_value(part) || values.insert(part.iri.as_str().to_owned()))
        .map(|part| part.types.len() + part.properties.len())
        .sum()
}

fn number(count: usize) -> Literal {
    Literal::new_typed_literal(count.to_string(), xsd::INTEGER)
}

//! How much is in each dossier, as VoID has it (Describing Linked Datasets with the VoID Vocabulary, section 4.6).

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, NamedNodeRef};

use super::claims::only_work;
use super::quads::Contents;
use super::values::named;
use super::vocabulary::{
    CLAIM, VOID_CLASS, VOID_CLASS_PARTITION, VOID_DATASET, VOID_ENTITIES, VOID_PROPERTY,
    VOID_PROPERTY_PARTITION, VOID_TRIPLES, VOID_VOCABULARY,
};
use super::{Description, Lowering};
use crate::graph::{Dossier, NodeKey, Term};

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
        for subject in &contents.facts {
            if let Term::Node(key) = subject {
                self.count_node(dossier, *key, &mut counts);
            }
            counts.triples += self.facts(dossier, *subject).into_iter().map(triples_of).sum::<usize>();
            self.count_asserted(dossier, *subject, &mut counts);
        }
        for (work, claims) in &contents.claims {
            let claims = claims.iter().map(|key| self.graph().claim(*key));
            counts.claims += claims.clone().filter(|claim| only_work(*claim) == *work).count();
            counts.triples += claims.map(|claim| triples_of(self.claim_in(claim, *work))).sum::<usize>();
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
        let (is_first, mut said) = (self.asserted_first_by(dossier, subject), BTreeSet::new());
        let claims = self.graph().claims_of(subject);
        for claim in claims.filter(|claim| self.asserts(*claim) && is_first(*claim)) {
            let triple = self.plain_triple(claim);
            let iri = triple.0;
            if said.insert(triple) {
                let name = claim.predicate_name().to_owned();
                counts.properties.entry(name).or_insert_with(|| (iri.to_owned(), 0)).1 += 1;
            }
        }
    }
}

/// The number of triples of a description.
fn triples_of(description: Description) -> usize {
    description.flatten().iter().map(|part| part.types.len() + part.properties.len()).sum()
}

fn number(count: usize) -> Literal {
    Literal::new_typed_literal(count.to_string(), xsd::INTEGER)
}

//! Which RDF: the Recommendation of 2014, or the triple terms of its successor.

use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedNodeRef, Term, Triple};

use super::{Description, Lowering};

/// The version of RDF that a format with triples is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RdfVersion {
    /// RDF 1.1, which every store reads.
    #[default]
    V1_1,
    /// RDF 1.2: `rdf:reifies` leads from each claim to what it says, as a triple term (RDF 1.2 Concepts, section 3.1).
    V1_2,
}

impl Lowering<'_> {
    /// All triples of a claim's description; in RDF 1.2 with the one that leads to what the claim says, as a term that
    /// asserts nothing.
    pub(super) fn claim_triples(&self, claim: Description) -> Vec<Triple> {
        let said = if self.options.rdf == RdfVersion::V1_2 { said_by(&claim) } else { None };
        let reifies = said.map(|said| Triple::new(claim.iri.clone(), NamedNode::from(rdf::REIFIES), said));
        claim.triples(reifies)
    }
}

/// What a claim says of what.
fn said_by(claim: &Description) -> Option<Triple> {
    let object_of = |wanted: NamedNodeRef<'_>| {
        claim
            .properties
            .iter()
            .find(|(predicate, _)| *predicate == wanted)
            .map(|(_, object)| object.to_term())
    };
    match (object_of(rdf::SUBJECT)?, object_of(rdf::PREDICATE)?) {
        (Term::NamedNode(subject), Term::NamedNode(predicate)) => {
            Some(Triple::new(subject, predicate, object_of(rdf::OBJECT)?))
        }
        _ => None,
    }
}

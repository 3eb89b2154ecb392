//! The triples in named graphs: one of facts for each dossier, and one for each text that it quotes.
//!
//! | graph, after the dossier's base | what is in it |
//! |---|---|
//! | `graph/description` | how much is in the dossier |
//! | `graph/facts` | the dossier's title and sources, its nodes, and the plain triples that its claims assert |
//! | `graph/source/WORK` | the claims that quote a work of the dossier, with the words of this work |
//! | `graph/source/DOSSIER:WORK` | the same for a work that another dossier declares |
//! | `graph/dossier` | the claims that quote nothing |
//!
//! Ids hold no slash, so no node, claim or evidence has the name of a graph. A claim that quotes two works is in both
//! of their graphs; what each graph says of it is whole without the other, so that one graph can be replaced alone.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedNodeRef, Quad, Triple};

use super::values::named;
use super::version::RdfVersion;
use super::{Description, Lowering};
use crate::graph::{ClaimKey, Dossier, DossierKey, NodeKey, Term};

/// What of a dossier goes into which of its graphs.
#[derive(Default)]
pub(super) struct Contents {
    /// What the graph of facts describes: the dossier's nodes by id, other nodes and claims that it asserts something of.
    pub(super) facts: BTreeSet<Term>,
    /// The claims by the work that they quote; those of no work come first.
    pub(super) claims: BTreeMap<Option<NodeKey>, BTreeSet<ClaimKey>>,
}

impl<'g> Lowering<'g> {
    /// Every triple in its named graph: dossiers by name, of each its description, the graph of facts, then its other graphs, in the
    /// order of the works' ids. All quads of a graph of one dossier stand together, in it all quads of a subject, and
    /// none is there twice.
    ///
    /// There are no blank nodes, and nothing is in the default graph. The triples of all graphs together are those of
    /// [`Lowering::triples`].
    pub(crate) fn quads(&self) -> impl Iterator<Item = Quad> {
        let mut contents = self.contents();
        let dossiers = self.graph().dossiers().zip(self.titles());
        dossiers.flat_map(move |(dossier, title)| {
            let contents = contents.remove(&dossier.key()).unwrap_or_default();
            let statistics = self.statistics(dossier, &title, &contents).triples(None);
            let facts = contents.facts.into_iter().map(move |term| self.fact(dossier, term));
            let facts = std::iter::once(title).chain(facts);
            let claims = contents.claims.into_iter().flat_map(move |(work, claims)| {
                let name = self.graph_of(dossier, work);
                let claims = claims.into_iter();
                claims.flat_map(move |key| {
                    let claim = self.claim_in(self.graph().claim(key), work);
                    in_graph(self.claim_triples(claim), name.clone())
                })
            });
            let name = graph_name(dossier, "facts");
            in_graph(statistics, graph_name(dossier, "description"))
                .chain(facts.flat_map(move |fact| in_graph(fact.triples(None), name.clone())))
                .chain(claims)
        })
    }

    /// Every triple without its graph: dossiers by name, nodes by id, claims by id. All triples of a subject stand
    /// together, and none is there twice.
    pub(crate) fn triples(&self) -> impl Iterator<Item = Triple> {
        let nodes = self.graph().nodes().flat_map(|node| self.node(node).triples(None));
        let claims = self.described_claims().flat_map(|claim| self.claim_triples(self.claim(claim)));
        self.dossiers().into_iter().flat_map(|dossier| dossier.triples(None)).chain(nodes).chain(claims)
    }

    /// The contents of the graphs of each dossier.
    pub(super) fn contents(&self) -> BTreeMap<DossierKey, Contents> {
        let mut contents: BTreeMap<DossierKey, Contents> = BTreeMap::new();
        for node in self.graph().nodes() {
            contents.entry(node.dossier().key()).or_default().facts.insert(Term::Node(node.key()));
        }
        for claim in self.graph().claims().filter(|claim| self.asserts(*claim)) {
            contents.entry(claim.dossier().key()).or_default().facts.insert(claim.subject());
        }
        for claim in self.described_claims() {
            let of_dossier = &mut contents.entry(claim.dossier().key()).or_default().claims;
            let mut works: BTreeSet<_> =
                claim.evidence().map(|evidence| Some(evidence.record().work)).collect();
            if works.is_empty() {
                works.insert(None);
            }
            for work in works {
                of_dossier.entry(work).or_default().insert(claim.key());
            }
        }
        contents
    }

    /// What the facts of a dossier say of a node or claim: all of its own nodes, and what it asserts of others.
    pub(super) fn fact(&self, dossier: Dossier<'_>, subject: Term) -> Description {
        let mut description = match subject {
            Term::Node(key) if self.graph().node(key).dossier().key() == dossier.key() => {
                self.node_alone(self.graph().node(key))
            }
            _ => Description::new(named(self.graph().term_iri(subject)), &[]),
        };
        let of_dossier = |claim: crate::graph::Claim<'_>| claim.dossier().key() == dossier.key();
        self.add_asserted(&mut description, subject, of_dossier, Lowering::value_in_full);
        description
    }

    /// The graph of the claims of a dossier that quote a work, or nothing.
    fn graph_of(&self, dossier: Dossier<'_>, work: Option<NodeKey>) -> NamedNode {
        let Some(work) = work.map(|key| self.graph().node(key)) else {
            return graph_name(dossier, "dossier");
        };
        // Not the id in this graph, which is longer when other dossiers are read beside this one.
        let (owner, iri) = (work.dossier(), work.iri().as_str());
        let id = iri.strip_prefix(&owner.base()).unwrap_or(iri);
        if owner.key() == dossier.key() {
            graph_name(dossier, &format!("source/{id}"))
        } else {
            graph_name(dossier, &format!("source/{}:{id}", owner.name()))
        }
    }
}

/// The name of one of a dossier's graphs.
fn graph_name(dossier: Dossier<'_>, name: &str) -> NamedNode {
    named(&dossier.iri_of(&format!("graph/{name}")))
}

fn in_graph(triples: Vec<Triple>, name: NamedNode) -> impl Iterator<Item = Quad> {
    triples.into_iter().map(move |triple| triple.in_graph(name.clone()))
}

impl Lowering<'_> {
    /// All triples of a claim's description; in RDF 1.2 with the one that leads to what the claim says, as a term that
    /// asserts nothing.
    fn claim_triples(&self, claim: Description) -> Vec<Triple> {
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
        (oxrdf::Term::NamedNode(subject), oxrdf::Term::NamedNode(predicate)) => {
            Some(Triple::new(subject, predicate, object_of(rdf::OBJECT)?))
        }
        _ => None,
    }
}

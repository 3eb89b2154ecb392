//! The triples in named graphs: one of facts for each dossier, and one for each text that it quotes.
//!
//! | graph, after the dossier's base | what is in it |
//! |---|---|
//! | `graph/description` | how much is in the dossier |
//! | `graph/facts` | the dossier's title and sources, its nodes, the plain triples that its claims assert, and all sums and quantities |
//! | `graph/source/WORK` | the claims that quote a work of the dossier and no other, and all words of this work |
//! | `graph/source/DOSSIER:WORK` | the same for a work that another dossier declares |
//! | `graph/dossier` | the claims that quote nothing, or several works; the words of these are in the graphs of their works |
//!
//! Ids hold no slash, so no node, claim or evidence has the name of a graph. No triple is in two graphs: some stores
//! answer from all graphs together without removing duplicates, and would count it twice. What several dossiers
//! assert of one thing is among the facts of the first of them by name.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::vocab::rdf;
use oxrdf::{NamedNode, NamedNodeRef, Quad, Triple};

use super::claims::only_work;
use super::values::named;
use super::version::RdfVersion;
use super::{Description, Lowering, Object};
use crate::graph::{Claim, ClaimKey, Dossier, DossierKey, NodeKey, Statement, Term, Value};

/// What of a dossier goes into which of its graphs.
#[derive(Default)]
pub(super) struct Contents {
    /// What the graph of facts describes: the dossier's nodes by id, other nodes and claims that it asserts something of
    /// or whose sums and quantities it describes.
    pub(super) facts: BTreeSet<Term>,
    /// The claims by the works that they quote; those that are in the graph of no work come first.
    pub(super) claims: BTreeMap<Option<NodeKey>, BTreeSet<ClaimKey>>,
}

impl<'g> Lowering<'g> {
    /// Every triple in its named graph: dossiers by name, of each its description, the graph of facts, then its other graphs, in the
    /// order of the works' ids. All quads of a graph of one dossier are adjacent, within it all quads of a subject, and
    /// none occurs twice.
    ///
    /// There are no blank nodes, and nothing is in the default graph. The triples of all graphs together are those of
    /// [`Lowering::triples`].
    pub(crate) fn quads(&self) -> impl Iterator<Item = Quad> {
        let mut contents = self.contents();
        let dossiers = self.graph().dossiers().zip(self.titles());
        dossiers.flat_map(move |(dossier, title)| {
            let contents = contents.remove(&dossier.key()).unwrap_or_default();
            let statistics = self.statistics(dossier, &title, &contents).triples(None);
            let facts = contents.facts.into_iter().flat_map(move |term| self.facts(dossier, term));
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

    /// Every triple without its graph: dossiers by name, nodes by id, claims by id. All triples of a subject are
    /// together, and none occurs twice.
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
            let contents = contents.entry(claim.dossier().key()).or_default();
            if let Statement::Attribute(_, Value::Quantity(_)) = claim.statement() {
                contents.facts.insert(claim.subject());
            }
            let works = claim.evidence().map(|evidence| Some(evidence.record().work));
            for work in works.chain([only_work(claim)]) {
                contents.claims.entry(work).or_default().insert(claim.key());
            }
        }
        contents
    }

    /// What the graph of facts of a dossier says because of a node or claim: of its own nodes all that describes them, what it
    /// asserts of it, and the sums and quantities that its claims state of it.
    pub(super) fn facts(&self, dossier: Dossier<'_>, subject: Term) -> Vec<Description> {
        let mut description = match subject {
            Term::Node(key) if self.graph().node(key).dossier().key() == dossier.key() => {
                self.node_alone(self.graph().node(key))
            }
            _ => Description::new(named(self.graph().term_iri(subject)), &[]),
        };
        let is_first = self.asserted_first_by(dossier, subject);
        self.add_asserted(&mut description, subject, is_first, Lowering::value_by_name);
        let mut facts = vec![description];
        facts.extend(self.values_of(dossier, subject));
        facts
    }

    /// Whether a claim of a node or claim is one of a dossier whose plain triple no dossier before it asserts.
    pub(super) fn asserted_first_by(
        &self,
        dossier: Dossier<'_>,
        subject: Term,
    ) -> impl Fn(Claim<'g>) -> bool + use<'_, 'g> {
        let key = dossier.key();
        let earlier = self.graph().claims_of(subject).filter(|claim| claim.dossier().key() < key);
        let asserted = earlier.filter(|claim| self.asserts(*claim));
        let before: BTreeSet<_> = asserted.map(|claim| self.plain_triple(claim)).collect();
        move |claim| claim.dossier().key() == key && !before.contains(&self.plain_triple(claim))
    }

    /// The sums and quantities that a dossier states of a node or claim, and no dossier before it.
    fn values_of(&self, dossier: Dossier<'_>, subject: Term) -> Vec<Description> {
        let mut values: BTreeMap<String, (DossierKey, Description)> = BTreeMap::new();
        for claim in self.graph().claims_of(subject) {
            let Statement::Attribute(attribute, value) = claim.statement() else { continue };
            if !(self.describes_claims() || self.asserts(claim)) {
                continue;
            }
            if let Object::Inside(value) = self.value_in_full(claim, *attribute, value) {
                let key = claim.dossier().key();
                let first = values.entry(value.iri.as_str().to_owned()).or_insert((key, value));
                first.0 = first.0.min(key);
            }
        }
        let own = values.into_values().filter(|(key, _)| *key == dossier.key());
        own.map(|(_, value)| value).collect()
    }

    /// The graph of the claims of a dossier that quote a work, or nothing.
    fn graph_of(&self, dossier: Dossier<'_>, work: Option<NodeKey>) -> NamedNode {
        let Some(work) = work.map(|key| self.graph().node(key)) else {
            return graph_name(dossier, "dossier");
        };
        // Not the id in this graph, which is longer when other dossiers are read with this one.
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

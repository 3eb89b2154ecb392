//! Parts of a graph: fewer nodes and claims, under the same ids.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::indexes::{Columns, indexed};
use super::keys::{ClaimKey, NodeKey, Speaker, Statement, Term};
use super::knowledge::KnowledgeGraph;
use super::records::{ClaimRecord, NodeRecord};
use super::source::Source;

impl KnowledgeGraph {
    /// The part of the graph with these nodes and claims. Ids and IRIs stay, handles are new.
    ///
    /// Nothing dangles: what a claim is about comes with it, be it a node or another claim, and so do its speakers, its
    /// relays and the works that are quoted. Those are [`super::Node::is_aside`] if nothing else needs them. A denial that makes a
    /// claim disputed is not left out either: a disputed claim never appears undisputed.
    #[must_use]
    pub fn part(&self, nodes: &BTreeSet<NodeKey>, claims: &BTreeSet<ClaimKey>) -> KnowledgeGraph {
        let claims = self.with_what_they_need(claims);
        let mut kept = nodes.clone();
        let mut asides: BTreeSet<NodeKey> = BTreeSet::new();
        for key in &claims {
            let claim = self.claim(*key);
            kept.extend([Some(claim.subject()), claim.object()].into_iter().flatten().filter_map(node_of));
            asides.extend(claim.speakers().iter().filter_map(|speaker| match speaker {
                Speaker::Node(key) => Some(*key),
                Speaker::Dossier(_) => None,
            }));
            asides.extend(claim.via().map(|node| node.key()));
            asides.extend(claim.evidence().map(|evidence| evidence.work().key()));
        }
        let asides: BTreeSet<NodeKey> = asides.difference(&kept).copied().collect();
        let all: Vec<NodeKey> = kept.union(&asides).copied().collect();
        let renumbering = Renumbering {
            nodes: all.iter().enumerate().map(|(at, key)| (*key, NodeKey(at as u32))).collect(),
            claims: claims.iter().enumerate().map(|(at, key)| (*key, ClaimKey(at as u32))).collect(),
        };
        let sources = self.sources.iter().filter_map(|source| renumbering.source(source)).collect();
        indexed(Columns {
            ontology: Arc::clone(&self.ontology),
            dossiers: self.dossiers.clone(),
            nodes: all.iter().map(|key| -> NodeRecord { self.nodes[key.index()].clone() }).collect(),
            mentioned: self.mentioned.iter().filter_map(|key| renumbering.nodes.get(key).copied()).collect(),
            asides: asides
                .union(&self.asides)
                .filter(|key| !kept.contains(key) || self.asides.contains(key))
                .filter_map(|key| renumbering.nodes.get(key).copied())
                .collect(),
            sources,
            claims: claims.iter().map(|key| renumbering.claim(&self.claims[key.index()])).collect(),
        })
    }

    /// Claims with those that they are about, and with those that deny them.
    fn with_what_they_need(&self, claims: &BTreeSet<ClaimKey>) -> BTreeSet<ClaimKey> {
        let mut all = claims.clone();
        let mut open: Vec<ClaimKey> = claims.iter().copied().collect();
        while let Some(key) = open.pop() {
            let claim = self.claim(key);
            let about =
                [Some(claim.subject()), claim.object()].into_iter().flatten().filter_map(|term| match term {
                    Term::Claim(key) => Some(key),
                    Term::Node(_) => None,
                });
            let needed: Vec<ClaimKey> = about.chain(claim.denials().map(|denial| denial.key())).collect();
            open.extend(needed.into_iter().filter(|key| all.insert(*key)));
        }
        all
    }
}

fn node_of(term: Term) -> Option<NodeKey> {
    match term {
        Term::Node(key) => Some(key),
        Term::Claim(_) => None,
    }
}

/// The new handle of each old one.
struct Renumbering {
    nodes: BTreeMap<NodeKey, NodeKey>,
    claims: BTreeMap<ClaimKey, ClaimKey>,
}

impl Renumbering {
    fn node(&self, key: NodeKey) -> NodeKey {
        self.nodes.get(&key).copied().unwrap_or(key)
    }

    fn term(&self, term: Term) -> Term {
        match term {
            Term::Node(key) => Term::Node(self.node(key)),
            Term::Claim(key) => Term::Claim(self.claims.get(&key).copied().unwrap_or(key)),
        }
    }

    fn source(&self, source: &Source) -> Option<Source> {
        let work = self.nodes.get(&source.work).copied()?;
        Some(Source { work, ..source.clone() })
    }

    fn claim(&self, record: &ClaimRecord) -> ClaimRecord {
        let mut record = record.clone();
        record.subject = self.term(record.subject);
        if let Statement::Relation(_, object) = &mut record.statement {
            *object = self.term(*object);
        }
        for speaker in &mut record.speakers {
            if let Speaker::Node(key) = speaker {
                *key = self.node(*key);
            }
        }
        for key in &mut record.via {
            *key = self.node(*key);
        }
        for evidence in &mut record.evidence {
            evidence.work = self.node(evidence.work);
        }
        record
    }
}

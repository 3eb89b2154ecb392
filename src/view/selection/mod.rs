//! Selections: which part of a graph is shown or written.

mod issue;
mod selected;
#[cfg(test)]
mod tests;
mod ways;
mod words;

pub use selected::Selected;
#[cfg(feature = "cli")]
pub(super) use words::in_line;

use std::collections::BTreeSet;

use selected::{ends, has_role};

use crate::graph::{Claim, ClaimKey, KnowledgeGraph, NodeKey, Speaker, Term};
use crate::ontology::{Role, Status, TypeKey};
use crate::text::with_methods;

/// What a user wants to see of a graph. Every wish narrows what the others leave; none leaves everything.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Selection {
    /// A node or claim, and what is within a number of claims of it.
    pub focus: Option<(Term, usize)>,
    /// What lies on the shortest ways between two things.
    pub between: Option<(NodeKey, NodeKey)>,
    /// An issue with all that is said on it.
    pub issue: Option<NodeKey>,
    /// Only nodes of these types; empty for all.
    pub only: BTreeSet<TypeKey>,
    /// No nodes of these types.
    pub hide: BTreeSet<TypeKey>,
    /// Only claims of these statuses; empty for all.
    pub statuses: BTreeSet<Status>,
    /// Only claims that one of these says; empty for all.
    pub speakers: BTreeSet<NodeKey>,
    /// Whether those who say what is left, offices, groups and parties come with it: a briefing shows who speaks for which
    /// side.
    pub with_sides: bool,
}

with_methods! {
    impl Selection {
        with_focus: focus: Option<(Term, usize)>,
        with_between: between: Option<(NodeKey, NodeKey)>,
        with_issue: issue: Option<NodeKey>,
        with_only: only: BTreeSet<TypeKey>,
        with_hide: hide: BTreeSet<TypeKey>,
        with_statuses: statuses: BTreeSet<Status>,
        with_speakers: speakers: BTreeSet<NodeKey>,
        with_sides: with_sides: bool,
    }
}

impl Selection {
    /// Whether it leaves everything.
    pub fn is_everything(&self) -> bool {
        self.focus.is_none()
            && self.between.is_none()
            && self.issue.is_none()
            && self.only.is_empty()
            && self.hide.is_empty()
            && self.statuses.is_empty()
            && self.speakers.is_empty()
    }

    /// What it leaves of a graph. A claim goes with any node that it cannot be shown without: those that it is
    /// about, through claims, too, and those that deny it.
    pub fn apply(&self, graph: &KnowledgeGraph) -> Selected {
        let ways = [
            self.focus.map(|(term, depth)| ways::around(graph, term, depth)),
            self.between.map(|(from, to)| ways::between(graph, from, to)),
            self.issue.map(|issue| issue::on_issue(graph, issue)),
        ];
        let whole = || Selected {
            nodes: graph.nodes().map(|node| node.key()).collect(),
            claims: graph.claims().map(Claim::key).collect(),
        };
        let mut left = ways.into_iter().flatten().reduce(Selected::and).unwrap_or_else(whole);
        let unwanted = self.claims_of_unwanted_types(graph);
        left.nodes.retain(|key| self.wants_type(graph, *key));
        left.claims.retain(|key| {
            let claim = graph.claim(*key);
            !unwanted.contains(key) && self.wants_status(claim) && self.wants_speaker(claim)
        });
        if !self.statuses.is_empty() || !self.speakers.is_empty() {
            // Of nodes, claims that are left decide.
            left.nodes = left.claims.iter().flat_map(|key| ends(graph.claim(*key))).collect();
            if let (Some((Term::Node(key), _)), false) = (self.focus, left.claims.is_empty()) {
                left.nodes.extend(self.wants_type(graph, key).then_some(key));
            }
        }
        if self.with_sides && !left.claims.is_empty() {
            issue::add_sides(graph, &mut left.claims);
            left.claims.retain(|key| !unwanted.contains(key));
            left.nodes.extend(left.claims.iter().flat_map(|key| ends(graph.claim(*key))));
            let said_by = left.claims.iter().flat_map(|key| issue::speakers(graph.claim(*key)));
            left.nodes.extend(said_by.filter(|key| self.wants_type(graph, *key)));
        }
        left
    }

    /// The claims that bring a node of a type that is not wanted.
    fn claims_of_unwanted_types(&self, graph: &KnowledgeGraph) -> BTreeSet<ClaimKey> {
        let unwanted = |claim: &Claim<'_>| {
            [Some(claim.subject()), claim.object()].into_iter().flatten().any(|term| match term {
                Term::Node(key) => !self.wants_type(graph, key),
                Term::Claim(_) => false,
            })
        };
        let mut all: BTreeSet<ClaimKey> = graph.claims().filter(unwanted).map(Claim::key).collect();
        let mut open: Vec<ClaimKey> = all.iter().copied().collect();
        while let Some(key) = open.pop() {
            let (claim, term) = (graph.claim(key), Term::Claim(key));
            let about = graph.claims_of(term).chain(graph.claims_on(term)).map(Claim::key);
            let denied =
                claim.object().filter(|_| has_role(claim, Role::Denial)).and_then(|term| match term {
                    Term::Claim(key) => Some(key),
                    Term::Node(_) => None,
                });
            open.extend(about.chain(denied).filter(|key| all.insert(*key)).collect::<Vec<_>>());
        }
        all
    }

    fn wants_type(&self, graph: &KnowledgeGraph, key: NodeKey) -> bool {
        let node_type = graph.node(key).type_key();
        (self.only.is_empty() || self.only.contains(&node_type)) && !self.hide.contains(&node_type)
    }

    fn wants_status(&self, claim: Claim<'_>) -> bool {
        self.statuses.is_empty() || self.statuses.contains(&claim.status())
    }

    fn wants_speaker(&self, claim: Claim<'_>) -> bool {
        let wanted = |speaker: &Speaker| matches!(speaker, Speaker::Node(key) if self.speakers.contains(key));
        self.speakers.is_empty() || claim.speakers().iter().any(wanted)
    }
}

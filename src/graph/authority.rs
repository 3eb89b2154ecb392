//! Who may speak for whom: whose wish is a wish of the subject, and not what somebody says of it.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::{NodeKey, Statement, Term};
use super::knowledge::KnowledgeGraph;
use crate::ontology::{Relation, Role};

/// The most steps from a person over an office and a ministry to a country, and one more.
const STEPS: usize = 5;
/// The most nodes that are looked at in a step.
const BREADTH: usize = 64;

/// What the claims of a graph say of offices, groups and views.
#[derive(Debug, Default)]
pub(crate) struct Authority {
    /// By office holder, office or member: what it belongs to.
    above: BTreeMap<NodeKey, BTreeSet<NodeKey>>,
    /// By view: those who hold it.
    holders: BTreeMap<NodeKey, BTreeSet<NodeKey>>,
}

impl Authority {
    /// What these relations between nodes say.
    pub(super) fn of<'r>(relations: impl IntoIterator<Item = (NodeKey, &'r Relation, NodeKey)>) -> Authority {
        let mut authority = Authority::default();
        for (subject, relation, object) in relations {
            if relation.has(Role::Membership) {
                authority.above.entry(subject).or_default().insert(object);
            } else if relation.has(Role::Position) {
                authority.holders.entry(object).or_default().insert(subject);
            }
        }
        authority
    }

    /// What the claims of a graph say.
    pub(crate) fn of_graph(graph: &KnowledgeGraph) -> Authority {
        Authority::of(graph.claims().filter_map(|claim| match (claim.subject(), claim.statement()) {
            (Term::Node(subject), Statement::Relation(relation, Term::Node(object))) => {
                Some((subject, graph.ontology().relation(*relation), *object))
            }
            _ => None,
        }))
    }

    /// Whether a speaker is the one whose wish it is, or holds an office of it or belongs to it. The wish of a view is that of those who
    /// hold the view.
    pub(crate) fn speaks_for(&self, speaker: NodeKey, subject: NodeKey) -> bool {
        let holders = self.holders.get(&subject);
        let mut reached = vec![speaker];
        for _ in 0..=STEPS {
            if reached
                .iter()
                .any(|node| *node == subject || holders.is_some_and(|holders| holders.contains(node)))
            {
                return true;
            }
            let above = reached.iter().flat_map(|node| self.above.get(node).into_iter().flatten());
            reached = above.take(BREADTH).copied().collect();
        }
        false
    }
}

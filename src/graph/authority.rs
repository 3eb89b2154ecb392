//! Who may speak for whom: whose wish is a wish of the subject, and not what somebody says of it.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::GraphBuilder;
use super::inputs::{StatementInput, TermInput};
use super::keys::NodeKey;
use super::merge::key_of;
use crate::ontology::Role;

/// What the claims of a graph say of offices, groups and views.
#[derive(Debug, Default)]
pub(super) struct Authority {
    /// By office holder, office or member: what it belongs to.
    above: BTreeMap<NodeKey, BTreeSet<NodeKey>>,
    /// By view: those who hold it.
    holders: BTreeMap<NodeKey, BTreeSet<NodeKey>>,
}

impl Authority {
    /// Reads the claims that readers have pushed.
    pub(super) fn of(builder: &GraphBuilder, keys: &[NodeKey]) -> Authority {
        let mut authority = Authority::default();
        for input in builder.claims.iter().filter_map(|draft| draft.input.as_ref()) {
            let (TermInput::Node(subject), StatementInput::Relation(relation, TermInput::Node(object))) =
                (input.subject, &input.statement)
            else {
                continue;
            };
            let relation = builder.ontology.relation(*relation);
            let (subject, object) = (key_of(keys, subject), key_of(keys, *object));
            if relation.has(Role::Membership) {
                authority.above.entry(subject).or_default().insert(object);
            } else if relation.has(Role::Position) {
                authority.holders.entry(object).or_default().insert(subject);
            }
        }
        authority
    }

    /// Whether a speaker is the one whose wish it is, or holds an office of it or belongs to it. The wish of a view is that of those who
    /// hold the view.
    pub(super) fn speaks_for(&self, speaker: NodeKey, subject: NodeKey) -> bool {
        let mut seen = BTreeSet::new();
        let mut next = vec![speaker];
        while let Some(node) = next.pop() {
            let holds = self.holders.get(&subject).is_some_and(|holders| holders.contains(&node));
            if node == subject || holds {
                return true;
            }
            if seen.insert(node) {
                next.extend(self.above.get(&node).into_iter().flatten());
            }
        }
        false
    }
}

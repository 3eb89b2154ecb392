//! Which claims may be plain edges: the only place where a claim can become a fact.

use std::collections::BTreeSet;

use crate::graph::{Claim, NodeKey, Speaker};
use crate::ontology::Status;

/// Which claims are asserted. The default takes what is reported and what is demanded, and trusts nobody.
///
/// ```
/// use dossier::ontology::Status;
/// use dossier::view::AssertPolicy;
///
/// assert!(AssertPolicy::default().asserts_status(Status::Reported));
/// assert!(!AssertPolicy::default().asserts_status(Status::Attributed));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssertPolicy {
    statuses: BTreeSet<Status>,
    trusted: BTreeSet<NodeKey>,
}

impl Default for AssertPolicy {
    fn default() -> AssertPolicy {
        AssertPolicy::new(Status::ALL.iter().copied().filter(|status| status.is_vouched_for()))
    }
}

impl AssertPolicy {
    /// Asserts the claims of these statuses.
    pub fn new(statuses: impl IntoIterator<Item = Status>) -> AssertPolicy {
        AssertPolicy { statuses: statuses.into_iter().collect(), trusted: BTreeSet::new() }
    }

    /// The same policy, which also asserts the attributed claims of one speaker. What is disputed or inferred is
    /// not asserted for anybody's sake.
    #[must_use]
    pub fn trusting(mut self, speaker: NodeKey) -> AssertPolicy {
        self.trusted.insert(speaker);
        self
    }

    /// Whether all claims of a status are asserted.
    pub fn asserts_status(&self, status: Status) -> bool {
        self.statuses.contains(&status)
    }

    /// Whether a claim is asserted. The file vouches for a row without a status, so that it always is.
    pub fn asserts(&self, claim: Claim<'_>) -> bool {
        if claim.row().is_some_and(|row| row.status.is_none()) {
            return true;
        }
        let trusted = |speaker: &Speaker| matches!(speaker, Speaker::Node(key) if self.trusted.contains(key));
        self.asserts_status(claim.status())
            || (claim.status() == Status::Attributed && claim.speakers().iter().any(trusted))
    }
}

//! The five statuses of a claim: a closed set.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How its source presents a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Said by the source in its own voice.
    Reported,
    /// Said by somebody whom the source does not vouch for.
    Attributed,
    /// Wanted, offered or refused.
    Demanded,
    /// Said by somebody and denied by somebody.
    Disputed,
    /// Concluded, not said.
    Inferred,
}

impl Status {
    /// All statuses, in the order in which tables and legends show them.
    pub const ALL: &[Status] =
        &[Status::Reported, Status::Attributed, Status::Demanded, Status::Disputed, Status::Inferred];

    /// Whether the source vouches for such a claim: that something is so, or that it is wanted.
    pub fn is_vouched_for(self) -> bool {
        matches!(self, Status::Reported | Status::Demanded)
    }

    /// The name as files write it.
    pub fn name(self) -> &'static str {
        match self {
            Status::Reported => "reported",
            Status::Attributed => "attributed",
            Status::Demanded => "demanded",
            Status::Disputed => "disputed",
            Status::Inferred => "inferred",
        }
    }

    /// Returns the words by which legends of pictures explain the status.
    pub fn legend(self) -> &'static str {
        match self {
            Status::Reported => "stated by the source",
            Status::Attributed => "attributed",
            Status::Demanded => "demanded or offered",
            Status::Disputed => "disputed",
            Status::Inferred => "inferred",
        }
    }

    /// What the status means.
    pub fn definition(self) -> &'static str {
        match self {
            Status::Reported => "The source says it in its own voice, without hedging.",
            Status::Attributed => "The source says that somebody says it, without vouching for it.",
            Status::Demanded => {
                "A demand, offer or refusal: a wish about a Position, not a state of affairs."
            }
            Status::Disputed => "One side says it and another denies it.",
            Status::Inferred => {
                "A conclusion of the source ('suggests', 'may') or of the dossier's author, \
                 supported by the words but not said."
            }
        }
    }

    /// The IRI of the status.
    pub fn iri(self) -> String {
        format!("{}{}", super::NAMESPACE, self.name())
    }
}

impl fmt::Display for Status {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

/// A word is none of the five statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownStatus;

impl fmt::Display for UnknownStatus {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("expected reported, attributed, demanded, disputed or inferred")
    }
}

impl std::error::Error for UnknownStatus {}

impl FromStr for Status {
    type Err = UnknownStatus;

    fn from_str(name: &str) -> Result<Status, UnknownStatus> {
        Status::ALL.iter().copied().find(|status| status.name() == name).ok_or(UnknownStatus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for status in Status::ALL.iter().copied() {
            assert_eq!(status.to_string().parse(), Ok(status));
            assert!(status.definition().ends_with('.'));
        }
        assert_eq!("Reported".parse::<Status>(), Err(UnknownStatus));
    }
}

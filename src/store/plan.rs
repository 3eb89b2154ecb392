//! What a load would do: what is there already, what is to be sent, what is to go.

use serde::{Deserialize, Serialize};

/// How many things of one kind are to be made, changed, left, removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tally {
    /// The kind, in the plural: `graphs`, `triples`, `nodes`, `relationships`.
    pub kind: String,
    /// Not there yet.
    pub created: u64,
    /// There, but different.
    pub updated: u64,
    /// There and the same.
    pub unchanged: u64,
    /// There, and removed by this load.
    pub deleted: u64,
    /// Loaded by an earlier version of the dossier, no longer said, and left: `--prune` removes it.
    pub stale: u64,
}

impl Tally {
    /// A tally of nothing.
    pub fn new(kind: &str) -> Tally {
        Tally { kind: kind.to_owned(), ..Tally::default() }
    }

    /// Whether a load changes anything of this kind.
    pub fn changes(&self) -> bool {
        self.created + self.updated + self.deleted > 0
    }

    /// In words: `3 created, 1 updated`; `nothing` where there is nothing.
    pub fn words(&self) -> String {
        let parts = [
            (self.created, "created"),
            (self.updated, "updated"),
            (self.unchanged, "unchanged"),
            (self.deleted, "deleted"),
            (self.stale, "stale"),
        ];
        let words: Vec<String> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{} {word}", crate::text::grouped_digits(&count.to_string())))
            .collect();
        if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
    }
}

/// One thing that a store does in one transaction. Doing it twice is the same as doing it once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Step {
    /// What names it in the journal: the same for the same content on every run.
    pub key: String,
    /// What it does, for people: `put graph urn:…`.
    pub what: String,
    /// How many things it sends or removes.
    pub things: u64,
}

/// What a load would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Plan {
    /// How many things of each kind.
    pub tallies: Vec<Tally>,
    /// What is to be done, in order.
    pub steps: Vec<Step>,
    /// The names of what is stale.
    pub stale: Vec<String>,
    /// What the user should know.
    pub notices: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tallies_say_what_there_is() {
        let mut tally = Tally::new("triples");
        assert_eq!(tally.words(), "nothing");
        assert!(!tally.changes());
        tally.created = 1_234;
        tally.stale = 2;
        assert_eq!(tally.words(), "1,234 created, 2 stale");
        assert!(tally.changes());
    }
}

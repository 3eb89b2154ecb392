//! What a load came to, for people and for programs.

use serde::{Deserialize, Serialize};

use super::Tally;
use crate::export::Loss;

/// Who answers at an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Server {
    /// Its name: `Fuseki`.
    pub name: String,
    /// Its version, if it reports one.
    pub version: Option<String>,
    /// The way in which it is spoken to.
    pub profile: String,
}

/// A number that the server reports after loading, and the expected one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Count {
    /// What was counted or read back.
    pub what: String,
    /// How many there should be.
    pub expected: u64,
    /// How many there are.
    pub found: u64,
}

impl Count {
    /// Whether the server holds what it should.
    pub fn holds(&self) -> bool {
        self.expected == self.found
    }
}

/// Something that a store cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LossReport {
    /// The feature.
    pub feature: String,
    /// How many things of the graph need it.
    pub count: u64,
    /// What is kept of them.
    pub kept: Option<String>,
}

impl From<&Loss> for LossReport {
    fn from(loss: &Loss) -> LossReport {
        LossReport {
            feature: loss.feature.name().to_owned(),
            count: loss.count as u64,
            kept: loss.kept.map(str::to_owned),
        }
    }
}

impl From<(&str, u64, &str)> for LossReport {
    fn from((feature, count, kept): (&str, u64, &str)) -> LossReport {
        LossReport { feature: feature.to_owned(), count, kept: Some(kept.to_owned()) }
    }
}

/// What a load came to. As JSON its keys are in camel case; `seconds` is the only thing in it that the clock decides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Report {
    /// The version of this program.
    pub program: String,
    /// The address, without credentials.
    pub target: String,
    /// The name of the store in [`super::STORES`].
    pub store: String,
    /// Who answers there.
    pub server: Server,
    /// The names of the dossiers.
    pub dossiers: Vec<String>,
    /// The SHA-256 of what is loaded and how.
    pub content: String,
    /// Whether nothing was to be changed.
    pub dry_run: bool,
    /// Whether what the dossier no longer says was to be removed.
    pub prune: bool,
    /// How many steps an earlier, interrupted load had done.
    pub resumed: u64,
    /// How many things of each kind; of a resumed load, those of both runs.
    pub things: Vec<Tally>,
    /// How many transactions there were, or would be.
    pub batches: u64,
    /// How often something was tried again.
    pub retries: u64,
    /// What the server holds after loading.
    pub verified: Vec<Count>,
    /// The names of what earlier versions loaded and this one no longer says.
    pub stale: Vec<String>,
    /// What the store cannot hold.
    pub losses: Vec<LossReport>,
    /// What the user should know.
    pub notices: Vec<String>,
    /// How long it took.
    pub seconds: f64,
}

impl Report {
    /// The report as JSON.
    pub fn to_json(&self) -> String {
        // Every key of it is a string and no number of it is infinite.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Whether the load changed, or would change, anything.
    pub fn changes(&self) -> bool {
        self.things.iter().any(Tally::changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_is_json() {
        let mut report = Report { target: "http://h/ds".to_owned(), ..Report::default() };
        report.things.push(Tally { created: 2, ..Tally::new("graphs") });
        report.verified.push(Count { what: "urn:g".to_owned(), expected: 3, found: 3 });
        let json: serde_json::Value = serde_json::from_str(&report.to_json()).unwrap();
        assert_eq!(json["things"][0]["created"], 2);
        assert_eq!(json["dryRun"], false);
        assert_eq!(json["verified"][0]["found"], 3);
        assert!(report.changes() && report.verified[0].holds());
    }
}

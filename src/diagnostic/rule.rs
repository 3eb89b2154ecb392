//! What a rule is, and how grave its findings are.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not shown.
    Allow,
    /// Good to know.
    Note,
    /// Probably wrong.
    Warning,
    /// Wrong: nothing can be exported.
    Error,
}

impl Level {
    /// All levels, from the lightest.
    pub const ALL: &[Level] = &[Level::Allow, Level::Note, Level::Warning, Level::Error];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// The level of a word.
    pub fn named(name: &str) -> Option<Level> {
        Level::ALL.iter().copied().find(|level| level.name() == name)
    }
}

/// A kind of finding.
#[non_exhaustive]
pub struct Rule {
    /// The code, such as `D0301`.
    pub code: &'static str,
    /// The name, in kebab case, such as `quote-absent`.
    pub name: &'static str,
    /// How grave it is unless somebody sets another level.
    pub level: Level,
    /// Whether the level cannot be changed, because the graph would not be what the file says.
    pub fixed: bool,
    /// What it is, why, an example and the remedy, in Markdown.
    pub doc: &'static str,
}

impl Rule {
    /// The first paragraph of the documentation, on one line.
    pub fn summary(&self) -> String {
        let paragraph = self.doc.lines().skip(1).skip_while(|line| line.is_empty());
        paragraph.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

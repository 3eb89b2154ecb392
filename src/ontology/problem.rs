//! What is wrong in an ontology's file, and on what two ontologies disagree.

use std::fmt;

use super::suggest::nearest;
use crate::text::Span;
use crate::text::yaml::YamlProblem;

/// Something wrong in an ontology's file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OntologyProblem {
    /// Where.
    pub span: Span,
    /// What, in plain words.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl OntologyProblem {
    pub(super) fn new(span: Span, message: impl Into<String>) -> OntologyProblem {
        OntologyProblem { span, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> OntologyProblem {
        self.help = Some(help.into());
        self
    }

    /// Adds the names that may have been meant, if there are any.
    pub(super) fn suggest<'n>(
        mut self,
        name: &str,
        candidates: impl Iterator<Item = &'n str>,
    ) -> OntologyProblem {
        let near = nearest(name, candidates);
        if !near.is_empty() {
            self.help = Some(format!("did you mean `{}`?", near.join("` or `")));
        }
        self
    }
}

impl From<YamlProblem> for OntologyProblem {
    fn from(problem: YamlProblem) -> OntologyProblem {
        OntologyProblem { span: problem.span, message: problem.message, help: problem.help }
    }
}

impl fmt::Display for OntologyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Why a file is no ontology: everything that is wrong in it, in its order. It is a slice of [`OntologyProblem`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OntologyError(pub(super) Vec<OntologyProblem>);

impl std::ops::Deref for OntologyError {
    type Target = [OntologyProblem];

    fn deref(&self) -> &[OntologyProblem] {
        &self.0
    }
}

impl IntoIterator for OntologyError {
    type Item = OntologyProblem;
    type IntoIter = std::vec::IntoIter<OntologyProblem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for OntologyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.0.iter().map(|problem| problem.message.as_str()).collect();
        write!(f, "the ontology is malformed: {}", words.join("; "))
    }
}

impl std::error::Error for OntologyError {}

/// A name that two ontologies use differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The name.
    pub name: String,
    /// What is wrong, in plain words.
    pub message: String,
}

/// Why two ontologies cannot be merged: the names that they use differently. It is a slice of [`Conflict`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeError(pub(super) Vec<Conflict>);

impl std::ops::Deref for MergeError {
    type Target = [Conflict];

    fn deref(&self) -> &[Conflict] {
        &self.0
    }
}

impl IntoIterator for MergeError {
    type Item = Conflict;
    type IntoIter = std::vec::IntoIter<Conflict>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.0.iter().map(|conflict| conflict.message.as_str()).collect();
        write!(f, "the ontologies disagree: {}", words.join("; "))
    }
}

impl std::error::Error for MergeError {}

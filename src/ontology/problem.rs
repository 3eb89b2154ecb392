//! What is wrong in an ontology's file.

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

//! Why a question has no answer.

use std::fmt;
use std::time::Duration;

use crate::memory::Exceeded;

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueryError {
    /// It is not valid SPARQL.
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// It took longer than it may.
    Time(Duration),
    /// It took more memory than it may.
    Memory(Exceeded),
    /// Somebody wanted the work to end.
    Interrupted,
    /// The evaluation failed.
    Failed(String),
    /// An answer cannot be written in this way.
    Format(String),
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QueryError::Syntax { line, column, message } => {
                write!(f, "line {line}, column {column}: {message}")
            }
            QueryError::Time(limit) => write!(
                f,
                "the answer takes longer than {} s; narrow the query, or raise the limit with --time-limit",
                limit.as_secs()
            ),
            QueryError::Memory(exceeded) => {
                write!(f, "the answer: {exceeded}; narrow the query, or raise the limit with --memory")
            }
            QueryError::Interrupted => f.write_str("interrupted"),
            QueryError::Failed(why) | QueryError::Format(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for QueryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            QueryError::Memory(exceeded) => Some(exceeded),
            _ => None,
        }
    }
}

//! How far a reading is, and why it ends early.

use std::fmt;

use serde::Serialize;

/// How far a work is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes of files that were read.
    pub bytes: u64,
    /// Bytes of all files, 0 where that is not known.
    pub of_bytes: u64,
    /// Nodes so far.
    pub nodes: u64,
    /// Edges so far.
    pub edges: u64,
}

/// Watches a long work.
pub trait Watch: Sync {
    /// Receives the progress; `false` stops the work.
    fn should_continue(&self, progress: Progress) -> bool;
}

/// Why reading was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// Somebody wanted it.
    Interrupted,
    /// The graph needs more memory than it may use.
    Memory {
        /// The estimated memory that it will need, in bytes.
        needed: u64,
        /// How much it may use.
        limit: u64,
        /// The file and the line where it was too much, where it was not foreseen.
        place: Option<String>,
    },
    /// The graph is larger than the program can hold: what is too large.
    TooLarge(&'static str),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::Interrupted => f.write_str("interrupted"),
            Stop::Memory { needed, limit, place } => {
                if let Some(place) = place {
                    write!(f, "{place}: ")?;
                }
                write!(f, "the graph needs {needed} bytes of memory, and {limit} may be used")
            }
            Stop::TooLarge(what) => write!(f, "the graph is too large: {what}"),
        }
    }
}

impl std::error::Error for Stop {}

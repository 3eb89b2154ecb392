//! The one error of all small value formats.

use std::fmt;
use std::ops::Range;

/// A value is not written as its format asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The part of the value that is wrong, in bytes; empty at the place where something is missing.
    pub part: Range<usize>,
    /// What is wrong and what to write instead, without a full stop.
    pub reason: String,
}

impl Malformed {
    pub(crate) fn new(part: Range<usize>, reason: impl Into<String>) -> Malformed {
        Malformed { part, reason: reason.into() }
    }

    /// The same error in a longer value, in which this one begins at `offset`.
    pub(super) fn moved(mut self, offset: usize) -> Malformed {
        self.part = self.part.start + offset..self.part.end + offset;
        self
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Malformed {}

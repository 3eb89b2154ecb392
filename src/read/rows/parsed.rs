//! A piece of a file that was parsed.

use super::findings::RowFindings;
use super::statements::Statements;
use super::worker::{Line, Worker};
use crate::graph::rows::Sealed;

/// A piece that was parsed.
pub(super) struct Parsed {
    pub(super) sealed: Sealed,
    pub(super) statements: Statements,
    pub(super) findings: RowFindings,
    /// How many lines it has; 0 where its rows stand in no lines.
    pub(super) lines: u64,
}

impl Parsed {
    /// What a worker has of a piece of so many lines; the next piece begins with nothing.
    pub(super) fn of(sealed: Sealed, worker: &mut Worker<'_>, lines: u64) -> Parsed {
        let statements = std::mem::take(&mut worker.statements);
        Parsed { sealed, statements, findings: worker.take_findings(), lines }
    }
}

/// A line that was read again, as a line of a piece.
pub(super) fn as_line(bytes: &[u8]) -> Line<'_> {
    Line { number: 0, bytes }
}

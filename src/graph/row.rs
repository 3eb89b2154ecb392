//! What a claim keeps of the row of a file that it is.

use crate::ontology::Status;

/// A row of a file: an edge, or a property of a node. It is a claim of its own, even where another row says the same.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// The status that the file gives. Without one the file vouches for the row, which is [`Status::Reported`].
    pub status: Option<Status>,
    /// Whether an edge has no direction: which end is its subject means nothing.
    pub is_undirected: bool,
    /// The other properties of an edge, each with its value in words, in the order of the file.
    pub details: Vec<(String, String)>,
}

impl Row {
    /// A row with a status and nothing else.
    pub fn new(status: Option<Status>) -> Row {
        Row { status, ..Row::default() }
    }
}

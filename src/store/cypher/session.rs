//! A statement of Cypher, and a session that runs it.

use crate::store::elements::{Keeps, Record, Value};
use crate::store::{Allowance, StoreError};

/// A statement with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::store) struct Statement {
    /// The words.
    pub(in crate::store) words: String,
    /// The parameters.
    pub(in crate::store) parameters: Record,
}

impl Statement {
    /// A statement without parameters.
    pub(super) fn plain(words: impl Into<String>) -> Statement {
        Statement { words: words.into(), parameters: Record::new() }
    }

    pub(super) fn with(words: String, name: &str, value: Value) -> Statement {
        Statement { words, parameters: Record::from([(name.to_owned(), value)]) }
    }

    pub(super) fn and(mut self, name: &str, value: Value) -> Statement {
        self.parameters.insert(name.to_owned(), value);
        self
    }
}

/// A session with a server that runs Cypher.
pub(in crate::store) trait Session {
    /// What the server keeps of a graph.
    fn keeps(&self) -> &'static Keeps;

    /// Begins an attempt.
    fn begin(&mut self, allowance: Allowance);

    /// The rows of a statement that only reads.
    fn read(&mut self, statement: &Statement) -> Result<Vec<Record>, StoreError>;

    /// Visits the rows of a statement that only reads, each when it arrives where the server sends them one by one.
    fn each(
        &mut self,
        statement: &Statement,
        visit: &mut dyn FnMut(Record) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.read(statement)?.into_iter().try_for_each(visit)
    }

    /// The rows of a statement outside a transaction, for schema changes.
    fn run(&mut self, words: &str) -> Result<Vec<Record>, StoreError>;

    /// Runs statements in one transaction and returns the `count` of the last. With `rows`, the transaction is undone unless
    /// this is the number of them.
    fn write(&mut self, what: &str, statements: &[Statement], rows: Option<u64>) -> Result<u64, StoreError>;

    /// Has the key of a root label kept unique, once there is an index; only FalkorDB needs more than statements.
    fn constrain(&mut self, _root: &str) -> Result<(), StoreError> {
        Ok(())
    }
}

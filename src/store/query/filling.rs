//! Puts triples into the engine.

use std::sync::Arc;

use oxigraph::model::{GraphName, GraphNameRef, Quad};
use oxigraph::store::{StorageError, Store, Transaction};

use super::error::QueryError;
use super::lexical::{Forms, Lexical};

/// A store that is being filled.
pub(super) struct Filling<'s> {
    transaction: Transaction<'s>,
    forms: Forms,
    count: u64,
}

impl<'s> Filling<'s> {
    /// A store that is empty.
    pub(super) fn new(store: &'s Store) -> Result<Filling<'s>, QueryError> {
        let transaction = store.start_transaction().map_err(failed_in_store)?;
        Ok(Filling { transaction, forms: Forms::default(), count: 0 })
    }

    /// Puts a quad into its graph, and into the graph of all of them.
    pub(super) fn insert(&mut self, quad: &Quad) -> Result<(), QueryError> {
        self.forms.see(quad, &self.transaction).map_err(failed_in_store)?;
        self.transaction.insert(quad);
        if quad.graph_name != GraphName::DefaultGraph {
            // A claim that quotes two works is in two graphs; in all of them together it occurs once.
            let mut everywhere = quad.as_ref();
            everywhere.graph_name = GraphNameRef::DefaultGraph;
            self.transaction.insert(everywhere);
        }
        self.count += 1;
        Ok(())
    }

    /// Closes the store; returns how its literals are written, and how many quads were put in.
    pub(super) fn finish(self) -> Result<(Arc<Lexical>, u64), QueryError> {
        self.transaction.commit().map_err(failed_in_store)?;
        Ok((Arc::new(self.forms.finish()), self.count))
    }
}

/// What went wrong in the engine.
pub(super) fn failed_in_store(error: StorageError) -> QueryError {
    QueryError::Failed(error.to_string())
}

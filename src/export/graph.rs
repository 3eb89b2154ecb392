//! What is exported.

use crate::check::Checked;
use crate::graph::rows::RowGraph;

/// A graph of either kind.
#[derive(Clone, Copy, Debug)]
pub enum Graph<'g> {
    /// What is written by hand, without errors.
    Dossier(&'g Checked),
    /// Nodes and edges by the million.
    Rows(&'g RowGraph),
}

impl<'g> From<&'g Checked> for Graph<'g> {
    fn from(checked: &'g Checked) -> Graph<'g> {
        Graph::Dossier(checked)
    }
}

impl<'g> From<&'g RowGraph> for Graph<'g> {
    fn from(rows: &'g RowGraph) -> Graph<'g> {
        Graph::Rows(rows)
    }
}

//! What a format of rows is.

use super::losses::RowLosses;
use super::options::RowExportOptions;
use crate::export::{ExportError, Output};
use crate::graph::rows::RowGraph;

/// A format for rows.
///
/// The trait is sealed: formats of your own walk the blocks of a [`RowGraph`].
pub trait RowExporter: Sealed + Sync {
    /// The name; that of the format for dossiers.
    fn name(&self) -> &'static str;

    /// The ending of its file, or of its folder, without the dot.
    fn extension(&self) -> &'static str;

    /// Whether it writes a folder of files.
    fn is_folder(&self) -> bool {
        false
    }

    /// Writes a graph, and returns what the format could not hold.
    ///
    /// # Errors
    /// Those of the output, and [`ExportError::Unrepresentable`] before anything is written.
    fn export(
        &self,
        graph: &RowGraph,
        options: &RowExportOptions<'_>,
        out: &mut dyn Output,
    ) -> Result<RowLosses, ExportError>;
}

/// Keeps the trait to this crate, so that it may grow.
pub trait Sealed {}

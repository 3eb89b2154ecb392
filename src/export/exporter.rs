//! What a format is.

use super::capability::{Capability, Feature};
use super::graph::Graph;
use super::losses::Losses;
use super::options::ExportOptions;
use super::output::{ExportError, Output};
use crate::check::Checked;

/// A format. Adding one is a new file with a `static` of this trait and a line in [`EXPORTERS`](super::EXPORTERS).
///
/// The trait is open: everything that takes a format takes a `&dyn Exporter`, those of other crates, too.
///
/// ```
/// use std::io::Write;
///
/// use dossier::export::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output, losses};
///
/// /// One sentence to a line.
/// struct Sentences;
///
/// impl Exporter for Sentences {
///     fn name(&self) -> &'static str {
///         "sentences"
///     }
///
///     fn about(&self) -> &'static str {
///         "claims in plain words"
///     }
///
///     fn extension(&self) -> &'static str {
///         "txt"
///     }
///
///     fn takes_rows(&self) -> bool {
///         false
///     }
///
///     fn holds(&self, feature: Feature, _: &ExportOptions) -> Capability {
///         match feature {
///             Feature::Claims => Capability::Partly("what is said"),
///             _ => Capability::None,
///         }
///     }
///
///     fn export(&self, graph: Graph<'_>, _: &ExportOptions, out: &mut dyn Output) -> Result<Losses, ExportError> {
///         let Graph::Dossier(checked) = graph else {
///             return Err(ExportError::Unrepresentable("rows have no sentences".to_owned()));
///         };
///         let out = out.begin("")?;
///         for claim in checked.graph().claims() {
///             writeln!(out, "{}", claim.sentence())?;
///         }
///         Ok(Losses::default())
///     }
/// }
///
/// let checked = dossier::open("data/us-china-trade-talks")?.check()?;
/// let (options, mut text) = (ExportOptions::default(), Vec::new());
/// Sentences.export(Graph::Dossier(&checked), &options, &mut text)?;
/// assert!(losses(&Sentences, checked.graph(), &options).iter().any(|loss| loss.feature == Feature::Evidence));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [`quads`](super::quads) gives formats of RDF their triples.
pub trait Exporter: Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;

    /// One line on what it is for.
    fn about(&self) -> &'static str;

    /// The extension of its file or folder, without the dot.
    fn extension(&self) -> &'static str;

    /// Whether it writes a folder of files.
    fn is_folder(&self) -> bool {
        false
    }

    /// Whether `export` without `--to` writes it.
    fn by_default(&self) -> bool {
        false
    }

    /// Whether [`ExportOptions::profile`] means anything to it.
    fn has_profiles(&self) -> bool {
        false
    }

    /// Whether [`ExportOptions::rdf`] means anything to it.
    fn has_rdf_versions(&self) -> bool {
        false
    }

    /// Whether [`ExportOptions::graphar`] means anything to it.
    fn has_graphar(&self) -> bool {
        false
    }

    /// Whether it writes rows, too.
    fn takes_rows(&self) -> bool {
        true
    }

    /// What it can hold of a feature of graphs, written with these options.
    fn holds(&self, feature: Feature, options: &ExportOptions) -> Capability;

    /// Why readers of this format may refuse a graph as a whole, and what helps; `None` where nothing is too much.
    fn size_warning(&self, _checked: &Checked, _options: &ExportOptions) -> Option<String> {
        None
    }

    /// Writes a graph, and returns what the format could not hold of rows; of dossiers [`losses`](super::losses) says it. The
    /// same graph and options give the same bytes, on any number of threads.
    ///
    /// # Errors
    /// Those of the output, and [`ExportError::Unrepresentable`] before anything is written.
    fn export(
        &self,
        graph: Graph<'_>,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<Losses, ExportError>;
}

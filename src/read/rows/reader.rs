//! What a reader of a format of rows is, and how its users choose what it does.

use super::input::RowFile;
use super::progress::{Stop, Watch};
use super::run::Run;
use super::texts::RowTexts;
use crate::graph::rows::RowBuilder;
use crate::ontology::Ontology;
use crate::text::with_methods;

/// A format of rows.
///
/// The trait is sealed: other input comes in through a [`RowBuilder`].
pub trait RowReader: Sealed + Sync {
    /// The name, for `--from` and messages.
    fn name(&self) -> &'static str;

    /// One line on what it reads.
    fn about(&self) -> &'static str;

    /// Endings of files that are of this format, whatever they begin with.
    fn endings(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether a file is of this format, by its name (without the ending of a compression) and its beginning.
    fn recognises(&self, name: &str, head: &[u8]) -> bool;

    /// Whether a file begins with a header of columns, which is read as a whole before anything else.
    fn is_of_tables(&self) -> bool {
        false
    }

    /// Whether a file begins with an edge: files of nodes are read before it.
    fn begins_with_edge(&self, name: &str, head: &[u8]) -> bool;

    /// Reads a file as far as it goes; what is wrong with it goes to the run.
    ///
    /// # Errors
    /// [`Stop`], when the work was given up.
    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop>;
}

/// A file that a [`RowReader`] reads.
pub struct RowInput(pub(super) RowFile);

/// How to read rows.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct RowOptions<'o> {
    /// The format of all files; without it each is recognised.
    pub from: Option<&'static dyn RowReader>,
    /// How many threads to use, at least 1.
    pub threads: usize,
    /// How many findings of each kind to tell one by one.
    pub most: usize,
    /// How many bytes of memory may be used.
    pub memory: Option<u64>,
    /// Whether types and relations that the ontology does not declare are errors.
    pub strict: bool,
    /// The ontology.
    pub ontology: &'o Ontology,
    /// The texts in which quotes have to stand, if they are to be verified.
    pub texts: Option<&'o RowTexts>,
    /// Is told how far the work is, and may end it.
    pub watch: &'o dyn Watch,
}

with_methods! {
    impl RowOptions<'o> {
        with_from: from: Option<&'static dyn RowReader>,
        with_threads: threads: usize,
        with_most: most: usize,
        with_memory: memory: Option<u64>,
        with_strict: strict: bool,
        with_ontology: ontology: &'o Ontology,
        with_texts: texts: Option<&'o RowTexts>,
        with_watch: watch: &'o dyn Watch,
    }
}

impl Default for RowOptions<'_> {
    /// Formats are recognised, one thread, ten findings of each kind, names are taken as they come, nothing is verified.
    fn default() -> Self {
        RowOptions {
            from: None,
            threads: 1,
            most: 10,
            memory: None,
            strict: false,
            ontology: Ontology::built_in(),
            texts: None,
            watch: &(),
        }
    }
}

/// Keeps the trait to this crate, so that it may grow.
pub trait Sealed {}

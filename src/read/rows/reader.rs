//! What a reader of a format of rows is, and how its users choose what it does.

use super::fields::SaidDialect;
use super::input::RowFile;
use super::key_roles::Vocabulary;
use super::mapping::{Mapped, Mapping};
use super::progress::{Stop, Watch};
use super::run::Run;
use super::table::Table;
use super::texts::RowTexts;
use crate::graph::rows::{Merge, RowBuilder};
use crate::ontology::Ontology;
use crate::read::encoding::Encoding;
use crate::text::with_methods;

/// A format of rows.
///
/// The trait is sealed: other input comes in through a [`RowBuilder`].
#[allow(private_interfaces, reason = "the trait is sealed")]
pub trait RowReader: Sealed + Sync {
    /// The name, for `--from` and messages.
    fn name(&self) -> &'static str;

    /// What people call it.
    fn title(&self) -> &'static str;

    /// One line on what it reads.
    fn about(&self) -> &'static str;

    /// The extensions of files in this format. They decide where the content does not.
    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether a file is in this format, by its first bytes.
    fn recognises(&self, head: &[u8]) -> Recognition;

    /// What it honours of a [`Mapping`].
    fn mapped(&self) -> Mapped {
        Mapped::Constants
    }

    /// Whether a file begins with a header of columns, which is read as a whole before anything else.
    fn is_of_tables(&self) -> bool {
        self.mapped() == Mapped::Tables
    }

    /// Whether a file is a graph of its own, whose blank nodes are not those of other files.
    fn is_whole_graph(&self) -> bool {
        false
    }

    /// Whether its records are JSON of any shape, in which other graphs may be hidden.
    fn has_any_records(&self) -> bool {
        false
    }

    /// Which keys of its records play which role, where it reads JSON Lines.
    fn vocabulary(&self) -> Vocabulary<'static> {
        &[]
    }

    /// What a file of this name and with this beginning is as a table, where that is how it is said to be written.
    fn table(&self, _name: &str, _head: &[u8], _said: SaidDialect) -> Option<Table> {
        None
    }

    /// Whether a file begins with an edge: files of nodes are read before it.
    fn begins_with_edge(&self, _head: &[u8]) -> bool {
        false
    }

    /// Reads a file as far as it goes; what is wrong with it goes to the run.
    ///
    /// # Errors
    /// [`Stop`], when the work was given up.
    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop>;
}

/// How sure a reader is that a file is in its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recognition {
    /// It is not.
    No,
    /// It may be, as far as its beginning says; files of other formats look the same.
    Possible,
    /// No other format looks like this, whatever the file is called.
    Certain,
}

impl Recognition {
    /// [`Recognition::Certain`] or not at all.
    pub(super) fn certain_if(is_so: bool) -> Recognition {
        if is_so { Recognition::Certain } else { Recognition::No }
    }

    /// [`Recognition::Possible`] or not at all.
    pub(super) fn possible_if(is_so: bool) -> Recognition {
        if is_so { Recognition::Possible } else { Recognition::No }
    }
}

/// A file that a [`RowReader`] reads.
pub struct RowInput(pub(super) RowFile);

/// How to read rows.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct RowOptions<'o> {
    /// The format of all files; without it each is recognised.
    pub from: Option<&'static dyn RowReader>,
    /// What the user says about the files.
    pub mapping: Option<&'o Mapping>,
    /// What files are decoded from that are not UTF-8; without it they are refused.
    pub encoding: Option<Encoding>,
    /// How many threads to use, at least 1.
    pub threads: usize,
    /// The most findings of each kind to report individually.
    pub most: usize,
    /// How many bytes of memory may be used.
    pub memory: Option<u64>,
    /// Whether rows that name the same node are merged, and how; without it only identical rows are one.
    pub merge: Option<Merge>,
    /// Whether ends of edges that no file declares become nodes without a type. They do where no file declares any node.
    pub stubs: bool,
    /// Whether types and relations that the ontology does not declare are errors.
    pub strict: bool,
    /// The ontology.
    pub ontology: &'o Ontology,
    /// The texts that quotes are verified against, if any.
    pub texts: Option<&'o RowTexts>,
    /// Receives the progress, and can stop the work.
    pub watch: &'o dyn Watch,
}

with_methods! {
    impl RowOptions<'o> {
        with_from: from: Option<&'static dyn RowReader>,
        with_mapping: mapping: Option<&'o Mapping>,
        with_encoding: encoding: Option<Encoding>,
        with_threads: threads: usize,
        with_most: most: usize,
        with_memory: memory: Option<u64>,
        with_merge: merge: Option<Merge>,
        with_stubs: stubs: bool,
        with_strict: strict: bool,
        with_ontology: ontology: &'o Ontology,
        with_texts: texts: Option<&'o RowTexts>,
        with_watch: watch: &'o dyn Watch,
    }
}

impl Default for RowOptions<'_> {
    /// Formats are recognised, one thread, ten findings of each kind, no merging, no stubs, names are accepted as they are,
    /// nothing is verified.
    fn default() -> Self {
        RowOptions {
            from: None,
            mapping: None,
            encoding: None,
            threads: 1,
            most: 10,
            memory: None,
            merge: None,
            stubs: false,
            strict: false,
            ontology: Ontology::built_in(),
            texts: None,
            watch: &(),
        }
    }
}

/// Keeps the trait to this crate, so that it may grow.
pub trait Sealed {}

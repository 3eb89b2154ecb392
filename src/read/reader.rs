//! What a reader of dossiers is.

use super::session::Session;
use crate::graph::GraphBuilder;
use crate::ontology::Ontology;
use crate::text::{FileKey, Place};

/// An input format. Adding one is a new file with a `static` of this trait and a line in [`READERS`](super::READERS).
///
/// The trait is sealed: other input comes in through a [`GraphBuilder`].
pub trait Reader: Sealed + Sync {
    /// The name, for `--from` and messages.
    fn name(&self) -> &'static str;

    /// One line on what it reads.
    fn about(&self) -> &'static str;

    /// Whether a file is of this format, by its name and its beginning.
    fn recognises(&self, name: &str, text: &str) -> bool;

    /// Reads a file as far as it goes without the other files. `None` when nothing can be made of it; the findings
    /// in the session say why.
    fn open(&self, session: &mut Session<'_>, file: FileKey) -> Option<Box<dyn Opened>>;
}

/// A file that was read, before its content is pushed into the builder of all files.
pub trait Opened {
    /// The ontology that the file asks for, and where; `None` for the built-in one.
    fn ontology(&self) -> Option<(&Ontology, Place)>;

    /// Pushes everything into the builder, whose ontology holds that of every file.
    fn push(self: Box<Self>, session: &mut Session<'_>, builder: &mut GraphBuilder);
}

/// Keeps the trait to this crate, so that it may grow.
pub trait Sealed {}

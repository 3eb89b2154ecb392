//! What a parser of RDF is given, and what it finds.

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

use oxrdf::Quad;
use oxttl::{TextPosition, TurtleParseError};

use super::places::Place;

/// What a parser is given.
pub(super) struct Source {
    /// The file.
    pub(super) stream: Box<dyn Read + Send>,
    /// What relative IRIs are relative to.
    pub(super) base: String,
    /// The size of the file in bytes, 0 where that is not known.
    pub(super) size: u64,
    /// How many bytes of memory may be used.
    pub(super) memory: Option<u64>,
    /// Receives the prefixes that the file declares, once it is read.
    pub(super) prefixes: Prefixes,
}

/// Prefixes and what they stand for.
pub(super) type Prefixes = Rc<RefCell<Vec<(String, String)>>>;

/// Notes prefixes of a parser that is done.
pub(super) fn note_prefixes<'p>(prefixes: &Prefixes, declared: impl Iterator<Item = (&'p str, &'p str)>) {
    let mut prefixes = prefixes.borrow_mut();
    prefixes.extend(declared.map(|(name, iri)| (name.to_owned(), iri.to_owned())));
    // Parsers keep them in hash tables.
    prefixes.sort_unstable();
}

/// Statements as a parser finds them.
pub(super) type Statements = Box<dyn Iterator<Item = Found>>;

/// A statement, or what is in its place.
pub(super) type Found = Result<Quad, Failure>;

/// Why a parser does not continue.
#[derive(Debug)]
pub(super) enum Failure {
    /// The file cannot be read any further.
    Io(io::Error),
    /// Something is wrong with the file.
    Syntax {
        /// What is wrong.
        message: String,
        /// Where.
        place: Place,
    },
    /// The parser needs this many bytes of memory, which exceeds the limit.
    Memory(u64),
    /// What the file needs and cannot have; what the parser finds after it is meaningless.
    Unsupported(&'static str),
    /// Something was left out, and the parser continues.
    Ignored(String),
}

impl From<TurtleParseError> for Failure {
    fn from(error: TurtleParseError) -> Failure {
        match error {
            TurtleParseError::Io(error) => Failure::Io(error),
            TurtleParseError::Syntax(error) => {
                let TextPosition { line, column, .. } = error.location().start;
                Failure::Syntax { message: error.message().to_owned(), place: Place::Position(line, column) }
            }
        }
    }
}

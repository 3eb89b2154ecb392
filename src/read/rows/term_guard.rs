//! Triple terms of RDF 1.2 in each other: parsers make boxes in boxes of them, which are dropped by recursion.

use std::io::{self, Read};

use crate::read::limits::{Refusal, feeds};
use crate::text::{MAX_TRIPLE_DEPTH, TripleDepth};

/// What is wrong where there are too many.
pub(super) fn too_deep() -> String {
    format!("triple terms are nested more than {MAX_TRIPLE_DEPTH} deep")
}

/// A stream of Turtle or TriG that ends with a [`Refusal`] where triple terms are nested too deep.
pub(super) struct TermGuard<R> {
    stream: R,
    depth: TripleDepth,
    line: u64,
}

impl<R> TermGuard<R> {
    /// Guards a stream.
    pub(super) fn new(stream: R) -> TermGuard<R> {
        TermGuard { stream, depth: TripleDepth::default(), line: 0 }
    }
}

impl<R: Read> Read for TermGuard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        let bytes = buffer.get(..count).unwrap_or(&[]);
        if let Err(at) = self.depth.look(bytes) {
            let line = self.line + feeds(bytes.get(..at).unwrap_or(bytes));
            return Err(Refusal::limit(too_deep(), Some(line)));
        }
        self.line += feeds(bytes);
        Ok(count)
    }
}

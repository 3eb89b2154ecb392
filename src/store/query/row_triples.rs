//! The triples of rows on their way into the engine: what N-Quads of them has, a buffer at a time.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use oxttl::NQuadsParser;
use oxttl::nquads::LowLevelNQuadsParser;

use super::error::QueryError;
use super::filling::Filling;
use crate::export::{ExportOptions, Graph, Output, Progress, exporter};
use crate::graph::rows::RowGraph;
use crate::memory::{self, Exceeded};

/// How many bytes the parser gets at once.
const AT_ONCE: usize = 1 << 16;
/// The fewest bytes of memory that a triple takes in the engine; with its texts it is about a third more (measured).
const LEAST_FOR_TRIPLE: u64 = 250;
/// The share of the work that counting is, in thousandths.
const COUNTING: usize = 50;

/// Counts lines, each of which is a triple.
struct Counting(u64);

impl Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += memchr::memchr_iter(b'\n', bytes).count() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Takes N-Quads and puts them into the engine.
struct Parsing<'f, 's> {
    parser: LowLevelNQuadsParser,
    filling: &'f mut Filling<'s>,
    error: Option<QueryError>,
}

impl Parsing<'_, '_> {
    fn take(&mut self) -> Result<(), QueryError> {
        while let Some(quad) = self.parser.parse_next() {
            let quad = quad.map_err(|error| QueryError::Failed(error.to_string()))?;
            self.filling.insert(&quad)?;
        }
        memory::check().map_err(QueryError::Memory)
    }

    fn failed(&mut self, error: QueryError) -> io::Error {
        self.error = Some(error);
        io::Error::other("the triples cannot be taken")
    }
}

impl Write for Parsing<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let some = bytes.get(..AT_ONCE).unwrap_or(bytes);
        self.parser.extend_from_slice(some);
        self.take().map_err(|error| self.failed(error))?;
        Ok(some.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Puts the triples of rows into the engine. They are counted first, so that what cannot fit is refused at once.
pub(super) fn triples_of_rows(
    graph: &RowGraph,
    options: &ExportOptions,
    filling: &mut Filling<'_>,
) -> Result<(), QueryError> {
    let mut counting = Counting(0);
    write_quads(graph, options, |share| share * COUNTING / 1000, &mut counting)?;
    if let Some(limit) = memory::limit() {
        let used = memory::used().saturating_add(counting.0.saturating_mul(LEAST_FOR_TRIPLE));
        if used > limit {
            return Err(QueryError::Memory(Exceeded { used, limit }));
        }
    }
    // What the exporter writes is valid; a language or datatype that a file misspells is kept as it is.
    let parser = NQuadsParser::new().lenient().low_level();
    let mut parsing = Parsing { parser, filling, error: None };
    let written =
        write_quads(graph, options, |share| COUNTING + share * (1000 - COUNTING) / 1000, &mut parsing);
    if let Some(error) = parsing.error {
        return Err(error);
    }
    written?;
    parsing.parser.end();
    parsing.take()
}

/// Writes the N-Quads of rows; `share` makes the share of the whole work of one of this part, both in thousandths.
fn write_quads(
    graph: &RowGraph,
    options: &ExportOptions,
    share: fn(usize) -> usize,
    out: &mut dyn Output,
) -> Result<(), QueryError> {
    let Some(exporter) = exporter("nquads") else {
        return Err(QueryError::Failed("rows have no N-Quads".to_owned()));
    };
    let is_stopped = Arc::new(AtomicBool::new(false));
    let (stop, progress) = (Arc::clone(&is_stopped), options.progress.clone());
    let progress = Progress::new(move |done| {
        let should_continue = progress.should_continue(share(done));
        stop.fetch_or(!should_continue, Ordering::Relaxed);
        should_continue
    });
    let watched = ExportOptions { progress, ..options.clone() };
    match exporter.export(Graph::Rows(graph), &watched, out) {
        Ok(_) => Ok(()),
        Err(_) if is_stopped.load(Ordering::Relaxed) => Err(QueryError::Interrupted),
        Err(error) => Err(QueryError::Failed(error.to_string())),
    }
}

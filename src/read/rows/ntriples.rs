//! N-Triples and N-Quads, in pieces on several threads.

use oxrdf::{GraphName, Quad};
use oxttl::{NQuadsParser, NTriplesParser, TurtleSyntaxError};

use super::input::Split;
use super::mapping::Mapped;
use super::plain_line::{Buffers, plain_line};
use super::pump::pump;
use super::term_guard::too_deep;
use super::triples::{Blanks, put_quad};
use super::worker::{Line, Piece, RecordParser, Worker};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::graph::rows::RowBuilder;
use crate::text::TripleDepth;

/// N-Triples, or N-Quads.
pub(super) struct Lines {
    has_graphs: bool,
}

/// N-Triples.
pub(super) static NTRIPLES: Lines = Lines { has_graphs: false };

/// N-Quads.
pub(super) static NQUADS: Lines = Lines { has_graphs: true };

/// Whether a line is a statement of N-Quads, and so perhaps one of N-Triples.
pub(super) fn is_statement(line: &[u8]) -> bool {
    (line.trim_ascii_start().starts_with(b"<") || line.trim_ascii_start().starts_with(b"_:"))
        && TripleDepth::default().look(line).is_ok()
        && matches!(NQuadsParser::new().for_slice(line).next(), Some(Ok(_)))
}

/// Whether a line is a statement of N-Triples.
fn is_triple(line: &[u8]) -> bool {
    is_statement(line) && matches!(NTriplesParser::new().for_slice(line).next(), Some(Ok(_)))
}

impl crate::read::rows::reader::Sealed for Lines {}

impl RowReader for Lines {
    fn name(&self) -> &'static str {
        if self.has_graphs { "nquads" } else { "ntriples" }
    }

    fn title(&self) -> &'static str {
        if self.has_graphs { "N-Quads" } else { "N-Triples" }
    }

    fn about(&self) -> &'static str {
        if self.has_graphs { "RDF as N-Quads" } else { "RDF as N-Triples" }
    }

    fn extensions(&self) -> &'static [&'static str] {
        if self.has_graphs { &[".nq"] } else { &[".nt"] }
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        let is_text = |line: &&[u8]| !line.trim_ascii().is_empty() && !line.starts_with(b"#");
        let first = head.split(|byte| *byte == b'\n').find(is_text).unwrap_or(&[]);
        Recognition::possible_if(if self.has_graphs { is_statement(first) } else { is_triple(first) })
    }

    fn mapped(&self) -> Mapped {
        Mapped::Nothing
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let parser = LineParser { has_graphs: self.has_graphs, blanks: Blanks::of_next_file(run) };
        pump(file.0, self.title().to_owned(), Split::Lines, &parser, rows, run)
    }
}

struct LineParser {
    has_graphs: bool,
    blanks: Blanks,
}

impl RecordParser for LineParser {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        let mut buffers = Buffers::default();
        for line in piece.lines() {
            match plain_line(line.bytes, self.has_graphs, &self.blanks, &mut buffers) {
                Some(statement) => {
                    worker.statements.line = line.number;
                    statement.put(worker);
                }
                None => self.any_line(&line, worker),
            }
        }
    }
}

impl LineParser {
    /// Reads a line of any kind. One that is broken is left out as a whole.
    fn any_line(&self, line: &Line<'_>, worker: &mut Worker<'_>) {
        let statement = line.bytes.trim_ascii();
        if statement.is_empty() || statement.starts_with(b"#") {
            return;
        }
        if let Err(at) = TripleDepth::default().look(line.bytes) {
            return worker.malformed(line, at, &too_deep());
        }
        let quads: Vec<Result<Quad, TurtleSyntaxError>> = if self.has_graphs {
            NQuadsParser::new().for_slice(line.bytes).collect()
        } else {
            let triples = NTriplesParser::new().for_slice(line.bytes);
            triples.map(|triple| Ok(triple?.in_graph(GraphName::DefaultGraph))).collect()
        };
        // Of the errors at one place the last one is the cause of the others.
        let errors = quads.iter().rev().filter_map(|quad| quad.as_ref().err());
        if let Some(error) = errors.min_by_key(|error| error.location().start.offset) {
            let at = (error.location().start.offset as usize).min(line.bytes.len());
            let what = match error.message() {
                "Unexpected end of file" => "unterminated on this line",
                what => what,
            };
            return worker.malformed(line, at, what);
        }
        worker.statements.line = line.number;
        for quad in quads.iter().flatten() {
            put_quad(worker, quad.as_ref(), |out, node| self.blanks.put(out, node.as_str().as_bytes()));
        }
    }
}

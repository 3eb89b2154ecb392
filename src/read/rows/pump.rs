//! Runs a file through parsers on several threads; the graph takes the pieces in the order of the file.

use std::io;
use std::sync::{Mutex, PoisonError};

use super::fields::{Dialect, Records};
use super::input::{Pieces, RowFile, Split};
use super::parsed::Parsed;
use super::progress::Stop;
use super::run::Run;
use super::worker::{Line, Piece, RecordParser, Worker};
use crate::diagnostic::rules;
use crate::graph::rows::{RowBuilder, Shared, in_order};
use crate::read::encoding::{Encoding, help};

/// Reads a whole file into the builder; `understood` says how, see [`Run::begin_file`].
pub(super) fn pump(
    file: RowFile,
    understood: String,
    split: Split,
    parser: &dyn RecordParser,
    builder: &mut RowBuilder,
    run: &mut Run<'_>,
) -> Result<(), Stop> {
    let (shared, mut absorber) = builder.split();
    let name = file.name.clone();
    run.begin_file(&file, understood);
    let source = Mutex::new(Source { pieces: file.into_pieces(split), next: 0, is_over: false });
    let mut line = 0;
    let checks = run.checks;
    let ended = in_order(
        run.threads,
        || (Worker::new(shared.names, checks), Vec::new()),
        |(worker, buffer)| {
            let (number, cut) = source.lock().unwrap_or_else(PoisonError::into_inner).cut(buffer)?;
            Some((number, cut.map(|()| parse(buffer, (number == 0, split), parser, shared, worker))))
        },
        |parsed| {
            let parsed = parsed.map_err(Ended::Io)?;
            run.take_piece((shared, &mut absorber), &name, &mut line, parsed).map_err(Ended::Stopped)
        },
    );
    match ended {
        Ok(()) => Ok(()),
        Err(Ended::Stopped(stop)) => Err(stop),
        Err(Ended::Io(error)) => run.unreadable(&name, line, &error),
    }
}

/// Why reading a file ended early.
enum Ended {
    Stopped(Stop),
    Io(io::Error),
}

/// The input, and the number of the piece that is cut next.
struct Source {
    pieces: Pieces,
    next: usize,
    is_over: bool,
}

impl Source {
    /// Cuts the next piece into a buffer, and says its number; `None` when there is none any more.
    fn cut(&mut self, buffer: &mut Vec<u8>) -> Option<(usize, io::Result<()>)> {
        if self.is_over {
            return None;
        }
        let number = self.next;
        self.next += 1;
        let cut = self.pieces.next(buffer);
        self.is_over = !matches!(cut, Ok(true));
        match cut {
            Ok(false) => None,
            cut => Some((number, cut.map(|_| ()))),
        }
    }
}

fn parse(
    bytes: &[u8],
    (is_first, split): (bool, Split),
    parser: &dyn RecordParser,
    shared: Shared<'_>,
    worker: &mut Worker<'_>,
) -> Parsed {
    // A last line without a line feed is one, too.
    let lines = (memchr::memchr_iter(b'\n', bytes).count() as u64).max(1);
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        parser.parse(&Piece { bytes, is_first }, worker);
    } else {
        let whole = without_foreign_bytes(bytes, split, worker);
        parser.parse(&Piece { bytes: &whole, is_first }, worker);
    }
    Parsed::of(shared.seal(&mut worker.draft), worker, lines)
}

/// A piece without the records that are not UTF-8; each of them is finding. Lines keep their numbers.
fn without_foreign_bytes(bytes: &[u8], split: Split, worker: &mut Worker<'_>) -> Vec<u8> {
    let dialect = match split {
        Split::Lines => Dialect::bare(0),
        Split::QuotedLines(dialect) => dialect,
    };
    let (mut records, mut fields) = (Records::new(bytes, dialect), Vec::new());
    let mut whole = Vec::with_capacity(bytes.len());
    let mut start = 0;
    // A record with broken quotes is reported by the parser; here it is treated as any other.
    while !matches!(records.next(&mut fields), Ok(false)) {
        let record = bytes.get(start..records.at()).or(bytes.get(start..)).unwrap_or(&[]);
        match std::str::from_utf8(record) {
            Ok(_) => whole.extend_from_slice(record),
            Err(error) => {
                let (number, line_start, line) = records.line_of(start + error.valid_up_to());
                let at = start + error.valid_up_to() - line_start;
                let byte = line.get(at).copied().unwrap_or(0);
                let guess = Encoding::guess(bytes);
                let message = format!(
                    "this line is not UTF-8: byte {} is {byte:#04x}; the file looks like {guess}",
                    at + 1
                );
                let (words, help) = ([message, "here".to_owned()], help(guess));
                let line = Line { number, bytes: line };
                worker.finding(&rules::NOT_UTF8, &line, at..at + 1, words, Some(&help));
                whole.extend(record.iter().filter(|byte| **byte == b'\n'));
            }
        }
        start += record.len();
    }
    whole
}

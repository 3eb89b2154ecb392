//! Runs a file through parsers on several threads; the graph takes the pieces in the order of the file.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

use super::fields::{Dialect, Records};
use super::input::{Pieces, RowFile, Split};
use super::statements::Statements;
use super::trouble::Troubles;
use super::worker::{Checks, Line, Piece, RecordParser, Worker};
use super::{Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::{RowBuilder, Sealed, Shared};

/// A piece that was parsed.
pub(super) struct Parsed {
    pub(super) sealed: Sealed,
    pub(super) statements: Statements,
    pub(super) troubles: Troubles,
    /// How many lines it has; 0 where its rows stand in no lines.
    pub(super) lines: u64,
}

impl Parsed {
    /// What a worker has of a piece of so many lines; the next piece begins with nothing.
    pub(super) fn of(sealed: Sealed, worker: &mut Worker<'_>, lines: u64) -> Parsed {
        let statements = std::mem::take(&mut worker.statements);
        Parsed { sealed, statements, troubles: worker.take_troubles(), lines }
    }
}

/// How many parsed pieces may wait for one that takes longer.
const WAITING: usize = 8;

/// Reads a whole file into the builder.
pub(super) fn pump(
    file: RowFile,
    split: Split,
    parser: &dyn RecordParser,
    builder: &mut RowBuilder,
    run: &mut Run<'_>,
) -> Result<(), Stop> {
    let (shared, mut absorber) = builder.split();
    let name = file.name.clone();
    run.begin_file(&file);
    let mut pieces = file.into_pieces(split);
    let mut line = 0;
    let ended = if run.threads < 2 {
        one_thread(&mut pieces, parser, shared, (split, run.checks), |parsed| {
            run.take_piece((shared, &mut absorber), &name, &mut line, parsed)
        })
    } else {
        many_threads(pieces, parser, shared, (split, run.threads, run.checks), |parsed| {
            run.take_piece((shared, &mut absorber), &name, &mut line, parsed)
        })
    };
    match ended {
        Ok(()) => Ok(()),
        Err(Ended::Stopped(stop)) => Err(stop),
        Err(Ended::Io(error)) => {
            run.unreadable(&name, line, &error);
            Ok(())
        }
    }
}

/// Why reading a file ended early.
enum Ended {
    Stopped(Stop),
    Io(io::Error),
}

fn one_thread(
    pieces: &mut Pieces,
    parser: &dyn RecordParser,
    shared: Shared<'_>,
    (split, checks): (Split, Checks<'_>),
    mut take: impl FnMut(Parsed) -> Result<(), Stop>,
) -> Result<(), Ended> {
    let mut worker = Worker::new(shared.names, checks);
    let (mut buffer, mut is_first) = (Vec::new(), true);
    while pieces.next(&mut buffer).map_err(Ended::Io)? {
        take(parse(&buffer, (is_first, split), parser, shared, &mut worker)).map_err(Ended::Stopped)?;
        is_first = false;
    }
    Ok(())
}

/// The input, and the number of the piece that is cut next.
struct Source {
    pieces: Pieces,
    next: usize,
    is_over: bool,
}

fn many_threads(
    pieces: Pieces,
    parser: &dyn RecordParser,
    shared: Shared<'_>,
    (split, threads, checks): (Split, usize, Checks<'_>),
    mut take: impl FnMut(Parsed) -> Result<(), Stop>,
) -> Result<(), Ended> {
    let source = Mutex::new(Source { pieces, next: 0, is_over: false });
    let is_stopped = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (send, receive) = mpsc::sync_channel::<(usize, io::Result<Parsed>)>(WAITING);
        for _ in 0..threads {
            let (send, source, is_stopped) = (send.clone(), &source, &is_stopped);
            scope.spawn(move || {
                let mut worker = Worker::new(shared.names, checks);
                let mut buffer = Vec::new();
                while !is_stopped.load(Ordering::Relaxed) {
                    let number = {
                        let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
                        if source.is_over {
                            return;
                        }
                        let number = source.next;
                        source.next += 1;
                        match source.pieces.next(&mut buffer) {
                            Ok(true) => number,
                            Ok(false) => {
                                source.is_over = true;
                                return;
                            }
                            Err(error) => {
                                source.is_over = true;
                                let _ = send.send((number, Err(error)));
                                return;
                            }
                        }
                    };
                    let parsed = parse(&buffer, (number == 0, split), parser, shared, &mut worker);
                    if send.send((number, Ok(parsed))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let (mut early, mut wanted) = (BTreeMap::new(), 0);
        let mut outcome = Ok(());
        for (number, parsed) in receive {
            early.insert(number, parsed);
            while let Some(parsed) = early.remove(&wanted) {
                wanted += 1;
                if outcome.is_ok() {
                    outcome = match parsed {
                        Ok(parsed) => take(parsed).map_err(Ended::Stopped),
                        Err(error) => Err(Ended::Io(error)),
                    };
                    if outcome.is_err() {
                        is_stopped.store(true, Ordering::Relaxed);
                    }
                }
            }
        }
        outcome
    })
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

/// A piece without the records that are not UTF-8; each of them is trouble. Lines keep their numbers.
fn without_foreign_bytes(bytes: &[u8], split: Split, worker: &mut Worker<'_>) -> Vec<u8> {
    let dialect = match split {
        Split::Lines => Dialect { delimiter: 0, has_quotes: false },
        Split::QuotedLines(delimiter) => Dialect { delimiter, has_quotes: true },
    };
    let (mut records, mut fields) = (Records::new(bytes, dialect), Vec::new());
    let mut whole = Vec::with_capacity(bytes.len());
    let mut start = 0;
    // A record whose quotes are broken is told by the parser; here it is as good as any.
    while !matches!(records.next(&mut fields), Ok(false)) {
        let record = bytes.get(start..records.at()).or(bytes.get(start..)).unwrap_or(&[]);
        match std::str::from_utf8(record) {
            Ok(_) => whole.extend_from_slice(record),
            Err(error) => {
                let (number, line_start, line) = records.line_of(start + error.valid_up_to());
                let at = start + error.valid_up_to() - line_start;
                let byte = line.get(at).copied().unwrap_or(0);
                let words =
                    [format!("this line is not UTF-8: byte {} is {byte:#04x}", at + 1), "here".to_owned()];
                let help = match record {
                    [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
                        "save the file as UTF-8, for example with `iconv -f UTF-16 -t UTF-8`"
                    }
                    _ => "save the file as UTF-8, for example with `iconv -f WINDOWS-1252 -t UTF-8`",
                };
                let line = Line { number, bytes: line };
                worker.trouble(&rules::NOT_UTF8, &line, at..at + 1, words, Some(help));
                whole.extend(record.iter().filter(|byte| **byte == b'\n'));
            }
        }
        start += record.len();
    }
    whole
}

/// The line of a number, from 0, in a stream.
pub(super) fn line_of(stream: impl io::Read, number: u64) -> Option<Vec<u8>> {
    let mut stream = io::BufReader::with_capacity(1 << 20, stream);
    let mut line = Vec::new();
    for _ in 0..=number {
        line.clear();
        if io::BufRead::read_until(&mut stream, b'\n', &mut line).ok()? == 0 {
            return None;
        }
    }
    if line.ends_with(b"\n") {
        line.pop();
    }
    Some(line)
}

/// A line that was read again, as a line of a piece.
pub(super) fn as_line(bytes: &[u8]) -> Line<'_> {
    Line { number: 0, bytes }
}

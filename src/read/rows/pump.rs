//! Runs a file through parsers on several threads; the graph takes the pieces in the order of the file.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

use super::fields::{Dialect, Records};
use super::input::{Pieces, RowFile, Split};
use super::statements::Statements;
use super::trouble::{Excerpt, Trouble, Troubles};
use super::worker::{Line, Piece, RecordParser, Worker};
use super::{Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::{Absorber, RowBuilder, Sealed, Shared};

/// A piece that was parsed.
pub(super) struct Parsed {
    sealed: Sealed,
    statements: Statements,
    troubles: Troubles,
    lines: u64,
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
        one_thread(&mut pieces, parser, shared, (split, run.most), |parsed| {
            run.take_piece(&mut absorber, &name, &mut line, parsed)
        })
    } else {
        many_threads(pieces, parser, shared, (split, run.threads, run.most), |parsed| {
            run.take_piece(&mut absorber, &name, &mut line, parsed)
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
    (split, most): (Split, usize),
    mut take: impl FnMut(Parsed) -> Result<(), Stop>,
) -> Result<(), Ended> {
    let mut worker = Worker::new(shared.names, most);
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
    (split, threads, most): (Split, usize, usize),
    mut take: impl FnMut(Parsed) -> Result<(), Stop>,
) -> Result<(), Ended> {
    let source = Mutex::new(Source { pieces, next: 0, is_over: false });
    let is_stopped = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let (send, receive) = mpsc::sync_channel::<(usize, io::Result<Parsed>)>(WAITING);
        for _ in 0..threads {
            let (send, source, is_stopped) = (send.clone(), &source, &is_stopped);
            scope.spawn(move || {
                let mut worker = Worker::new(shared.names, most);
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
    let lines = memchr::memchr_iter(b'\n', bytes).count() as u64;
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
                let help = "save the file as UTF-8, for example with `iconv -f WINDOWS-1252 -t UTF-8`";
                let line = Line { number, bytes: line };
                worker.trouble(&rules::NOT_UTF8, &line, at..at + 1, words, Some(help));
                whole.extend(record.iter().filter(|byte| **byte == b'\n'));
            }
        }
        start += record.len();
    }
    whole
}

impl Run<'_> {
    /// Gives a piece to the graph, and notes what is wrong with it.
    pub(super) fn take_piece(
        &mut self,
        absorber: &mut Absorber<'_>,
        name: &str,
        line: &mut u64,
        parsed: Parsed,
    ) -> Result<(), Stop> {
        let Parsed { sealed, statements, troubles, lines } = parsed;
        self.collected.absorb(statements);
        self.pieces.push((self.files.len() - 1, *line));
        self.troubles.absorb(name, *line, troubles);
        let absorbed = absorber.absorb(sealed);
        let told = absorbed.duplicates.len().min(self.most);
        for duplicate in absorbed.duplicates.into_iter().take(told) {
            let line = *line + u64::from(duplicate.line);
            let excerpt = self.troubles.wants(&rules::ROW_TWICE).then(|| self.line_again(line)).flatten();
            let trouble = Trouble {
                rule: &rules::ROW_TWICE,
                line,
                message: format!("there is a node `{}` already", duplicate.id),
                label: "the second one".to_owned(),
                help: None,
                excerpt: excerpt.map(|text| Excerpt::of_line(&text)),
            };
            self.troubles.add(name, trouble);
        }
        self.troubles.count(&rules::ROW_TWICE, absorbed.duplicate_count - told as u64);
        *line += lines;
        self.after_piece(absorber)
    }
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

//! Reads graphs from JSON documents: what is at some paths of a document are elements, which are read on all threads.
//!
//! A document is gone over twice: first for its outline, which says what its elements look like and what else it holds,
//! then for the elements. So it does not matter in which order its keys are.

use std::io;
use std::sync::{Mutex, PoisonError};

use super::findings::{Excerpt, NO_LINE, RowFinding};
use super::input::RowFile;
use super::json::{ParseError, Scanner, Text};
use super::json_elements::{Cut, Cutter, Found, Path, Rest, characters, end_of_element};
use super::json_sketch::Sketch;
use super::jsonl::Keys;
use super::parsed::Parsed;
use super::places::Place;
use super::worker::{Line, Worker};
use super::{Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::{RowBuilder, Shared, in_order};
use crate::read::encoding::{Encoding, help};

/// How many elements of a list are looked at for the outline, of how many lists for each path.
const MOST_SAMPLES: usize = 100;
const MOST_LISTS: usize = 8;
/// How many things beside the elements are kept for the outline, and how many bytes of them.
const MOST_REST: usize = 1_000;
const LONGEST_REST: usize = 16 << 20;

/// An element of a document.
pub(super) struct Element<'p> {
    /// Which path it is at, by its number.
    pub(super) section: usize,
    /// Which item of the outermost list it is in, from 0.
    pub(super) group: u64,
    /// Its number in its list or object, from 0.
    pub(super) number: u64,
    /// Its key, if it is a member of an object.
    pub(super) key: Option<Text<'p>>,
    /// The line in which it begins.
    pub(super) line: Line<'p>,
}

/// Reads elements; one reader serves all threads.
pub(super) trait ElementReader: Sync {
    /// Reads the element that is next, and commits the rows that it is.
    ///
    /// # Errors
    /// What cannot be read, at its byte.
    fn read<'p>(
        &'p self,
        element: &Element<'p>,
        scanner: &mut Scanner<'p>,
        keys: &mut Keys<'p>,
        worker: &mut Worker<'_>,
    ) -> Result<(), ParseError>;
}

/// What a document looks like.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The shapes of the first elements, by path.
    pub(super) samples: Vec<Vec<Sketch>>,
    /// Whether there are elements at each path, also none in a list or object that is there.
    pub(super) is_there: Vec<bool>,
    /// Whether the first elements are members of an object, by path: each has a key.
    pub(super) has_keys: Vec<bool>,
    /// What is beside the elements.
    pub(super) rest: Vec<Rest>,
}

impl Outline {
    /// The outline of a file; of one that cannot be read as a whole, that of its beginning.
    pub(super) fn of(file: &mut RowFile, paths: &[Path]) -> Outline {
        let mut outline = Outline {
            samples: paths.iter().map(|_| Vec::new()).collect(),
            is_there: vec![false; paths.len()],
            has_keys: vec![false; paths.len()],
            rest: Vec::new(),
        };
        let Ok(stream) = file.beforehand() else { return outline };
        let mut cutter = Cutter::samples(stream, paths);
        let mut buffer = Vec::new();
        let (mut lists, mut bytes) = (vec![0; paths.len()], 0);
        loop {
            match cutter.next(&mut buffer) {
                Ok(Found::Elements(cut)) => {
                    if let Some(lists) = lists.get_mut(cut.section).filter(|lists| **lists < MOST_LISTS) {
                        *lists += 1;
                        outline.sample(&buffer, cut);
                    }
                }
                Ok(Found::Rest(mut rest)) if outline.rest.len() < MOST_REST => {
                    bytes += rest.raw.len();
                    if bytes > LONGEST_REST {
                        rest.raw = Vec::new();
                    }
                    outline.rest.push(rest);
                }
                Ok(Found::Rest(_)) => {}
                Ok(Found::End) | Err(_) => break,
            }
        }
        for (section, is_there) in outline.is_there.iter_mut().enumerate() {
            *is_there = cutter.was_at(section);
        }
        outline
    }

    fn sample(&mut self, bytes: &[u8], cut: Cut) {
        let Some(samples) = self.samples.get_mut(cut.section) else { return };
        if let Some(has_keys) = self.has_keys.get_mut(cut.section) {
            *has_keys |= cut.has_keys;
        }
        let mut at = 0;
        for _ in 0..MOST_SAMPLES {
            let end = end_of_element(bytes, at);
            let mut scanner = Scanner::new(bytes.get(at..end).unwrap_or(&[]));
            let is_read = !cut.has_keys || scanner.named().is_ok();
            if is_read {
                samples.push(Sketch::of(bytes.get(at + scanner.at()..end).unwrap_or(&[])));
            }
            at = end + 1;
            if at >= bytes.len() {
                return;
            }
        }
    }

    /// The paths at which there is something.
    pub(super) fn there(&self, paths: &[Path]) -> Vec<&'static str> {
        let there = paths.iter().zip(&self.is_there).filter(|(_, is_there)| **is_there);
        there.map(|(path, _)| path.text()).collect()
    }

    /// The first thing beside the elements that these keys lead to.
    pub(super) fn rest(&self, path: &str) -> Option<&Rest> {
        self.rest.iter().find(|rest| rest.path == path)
    }

    /// Whether something beside the elements is `true` or `false`, for each item of the outermost list in which it is.
    pub(super) fn booleans(&self, path: &str) -> Vec<(u64, bool)> {
        let found = self.rest.iter().filter(|rest| rest.path == path);
        found
            .filter_map(|rest| match rest.raw.as_slice() {
                b"true" => Some((rest.group, true)),
                b"false" => Some((rest.group, false)),
                _ => None,
            })
            .collect()
    }
}

/// Begins with a file: reports how it is understood, what is beside the elements, and that there are none. What is empty,
/// and what is at one of the silent paths, says nothing of the graph.
pub(super) fn begin(
    file: &RowFile,
    understood: String,
    (outline, paths): (&Outline, &[Path]),
    silent: &[&str],
    run: &mut Run<'_>,
) {
    let title = understood.split(':').next().unwrap_or_default().to_owned();
    run.begin_file(file, understood);
    report_rest(&file.name, outline, silent, run);
    if outline.there(paths).is_empty() {
        let names: Vec<String> = paths.iter().map(|path| format!("`{}`", path.text())).collect();
        run.note(&file.name, &rules::MALFORMED_ROW, |_| RowFinding {
            rule: &rules::MALFORMED_ROW,
            line: NO_LINE,
            message: format!("this is not {title}: it has none of {}", names.join(", ")),
            label: String::new(),
            help: None,
            excerpt: None,
        });
    }
}

/// Reports what is beside the elements.
fn report_rest(file: &str, outline: &Outline, silent: &[&str], run: &mut Run<'_>) {
    for rest in &outline.rest {
        let is_empty = rest.items == Some(0) || matches!(rest.raw.as_slice(), b"null" | b"\"\"");
        let is_silent = silent.iter().any(|path| match path.strip_suffix(".*") {
            Some(folder) => rest.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('.')),
            None => rest.path == *path,
        });
        if is_empty || is_silent {
            continue;
        }
        let (path, line) = (&rest.path, rest.line);
        let message = match rest.items {
            Some(1) => format!("`{path}` of the document was ignored: 1 item"),
            Some(items) => format!("`{path}` of the document was ignored: {items} items"),
            None => {
                let text: String = String::from_utf8_lossy(&rest.raw).chars().take(60).collect();
                format!("`{path}` of the document was ignored: {text}")
            }
        };
        run.note(file, &rules::ROW_DATA_IGNORED, |run| {
            let text = run.line_again(line);
            let excerpt = text.map(|text| {
                let last = path.rsplit('.').next().unwrap_or(path);
                let words = format!("\"{last}\"");
                let at = memchr::memmem::find(&text, words.as_bytes()).unwrap_or(0);
                Excerpt::new(&text, at, (at + words.len()).min(text.len()))
            });
            let (label, help) = (String::new(), None);
            RowFinding { rule: &rules::ROW_DATA_IGNORED, line, message, label, help, excerpt }
        });
    }
}

/// Reads all elements of a file; the run knows the file.
///
/// # Errors
/// [`Stop`], when the work was given up.
pub(super) fn read_elements(
    file: RowFile,
    paths: &[Path],
    reader: &dyn ElementReader,
    rows: &mut RowBuilder,
    run: &mut Run<'_>,
) -> Result<(), Stop> {
    let (shared, mut absorber) = rows.split();
    let name = file.name.clone();
    let cutter = Cutter::new(Box::new(file.into_bytes()), paths);
    let source = Mutex::new(Source { cutter, next: 0 });
    let mut line = 0;
    let checks = run.checks;
    let ended = in_order(
        run.threads,
        || (Worker::new(shared.names, checks), Vec::new()),
        |(worker, buffer)| {
            let (number, cut) = source.lock().unwrap_or_else(PoisonError::into_inner).cut(buffer)?;
            Some((number, cut.map(|cut| (cut.line, parse(buffer, cut, reader, shared, worker)))))
        },
        |parsed| {
            let (first_line, parsed) = parsed.map_err(Ended::Io)?;
            line = first_line;
            run.take_piece((shared, &mut absorber), &name, &mut line, parsed).map_err(Ended::Stopped)
        },
    );
    let cutter = source.into_inner().unwrap_or_else(PoisonError::into_inner).cutter;
    match ended {
        Ok(()) => {}
        Err(Ended::Stopped(stop)) => return Err(stop),
        Err(Ended::Io(error)) => return run.unreadable(&name, cutter.line(), &error),
    }
    if let Some(wrong) = cutter.wrong() {
        let finding = run.failed(wrong.what.clone(), &Place::Position(wrong.place.0, wrong.place.1));
        run.findings.add(&name, finding);
    }
    Ok(())
}

/// Why reading a file ended early.
enum Ended {
    Stopped(Stop),
    Io(io::Error),
}

/// The document, and the number of the piece that is cut next.
struct Source<'s> {
    cutter: Cutter<'s>,
    next: usize,
}

impl Source<'_> {
    /// Cuts the next piece into a buffer, and says its number; `None` when there is none any more.
    fn cut(&mut self, buffer: &mut Vec<u8>) -> Option<(usize, io::Result<Cut>)> {
        loop {
            let cut = match self.cutter.next(buffer) {
                Ok(Found::Elements(cut)) => Ok(cut),
                Ok(Found::Rest(_)) => continue,
                Ok(Found::End) => return None,
                Err(error) => {
                    self.cutter.give_up();
                    Err(error)
                }
            };
            self.next += 1;
            return Some((self.next - 1, cut));
        }
    }
}

fn parse(
    bytes: &[u8],
    cut: Cut,
    reader: &dyn ElementReader,
    shared: Shared<'_>,
    worker: &mut Worker<'_>,
) -> Parsed {
    let is_utf8 = simdutf8::basic::from_utf8(bytes).is_ok();
    let mut walk = Lines { bytes, at: 0, number: 0, column: cut.column, end: 0 };
    let mut scanner = Scanner::new(bytes);
    let mut keys = Keys::default();
    let mut number = cut.first;
    loop {
        scanner.peek();
        let start = scanner.at();
        let line = walk.line_at(start);
        worker.columns_before = walk.column;
        worker.record.clear();
        let mut element = Element { section: cut.section, group: cut.group, number, key: None, line };
        let read = match is_utf8 || is_utf8_until(bytes, start, worker, &line) {
            true => read_element(reader, &mut element, cut.has_keys, &mut scanner, &mut keys, worker),
            false => Ok(None),
        };
        match read {
            Ok(Some(true)) => {}
            Ok(Some(false)) => break,
            Ok(None) => {
                let end = end_of_element(bytes, start);
                scanner.go_to(end);
                if end >= bytes.len() {
                    break;
                }
                scanner.go_to(end + 1);
            }
            Err(error) => {
                let (number, line_start, text) = line_of(bytes, error.at.max(start), start, line.number);
                if line_start > start {
                    worker.columns_before = 0;
                }
                worker.malformed(
                    &Line { number, bytes: text },
                    error.at.saturating_sub(line_start),
                    error.what,
                );
                let end = end_of_element(bytes, start);
                if end >= bytes.len() {
                    break;
                }
                scanner.go_to(end + 1);
            }
        }
        number += 1;
    }
    worker.columns_before = 0;
    Parsed::of(shared.seal(&mut worker.draft), worker, 0)
}

/// Reads an element and the comma behind it; says whether there is one.
fn read_element<'p>(
    reader: &'p dyn ElementReader,
    element: &mut Element<'p>,
    has_keys: bool,
    scanner: &mut Scanner<'p>,
    keys: &mut Keys<'p>,
    worker: &mut Worker<'_>,
) -> Result<Option<bool>, ParseError> {
    if has_keys {
        element.key = Some(scanner.named()?);
    }
    reader.read(element, scanner, keys, worker)?;
    match scanner.peek() {
        b',' => scanner.take(b',', "").map(|()| Some(true)),
        _ if scanner.is_over() => Ok(Some(false)),
        _ => Err(scanner.error("expected a comma or the end of the list")),
    }
}

/// Whether an element is UTF-8; if it is not, it is reported.
fn is_utf8_until(bytes: &[u8], start: usize, worker: &mut Worker<'_>, line: &Line<'_>) -> bool {
    let element = bytes.get(start..end_of_element(bytes, start)).unwrap_or(&[]);
    let Err(error) = std::str::from_utf8(element) else { return true };
    let at = start + error.valid_up_to();
    let (number, line_start, text) = line_of(bytes, at, start, line.number);
    let byte = bytes.get(at).copied().unwrap_or(0);
    let guess = Encoding::guess(element);
    let message =
        format!("this element is not UTF-8: it has the byte {byte:#04x}; the file looks like {guess}");
    let words = [message, "here".to_owned()];
    let place = at - line_start..at - line_start + 1;
    worker.finding(&rules::NOT_UTF8, &Line { number, bytes: text }, place, words, Some(&help(guess)));
    false
}

/// The line of a byte of an element that begins at a byte and on a line: its number, where it begins, and its text.
fn line_of(bytes: &[u8], at: usize, start: usize, first: u32) -> (u32, usize, &[u8]) {
    let at = at.min(bytes.len());
    let before = bytes.get(start..at).unwrap_or(&[]);
    let number = first + memchr::memchr_iter(b'\n', before).count() as u32;
    let line_start = memchr::memrchr(b'\n', before).map_or(start, |feed| start + feed + 1);
    let rest = bytes.get(line_start..).unwrap_or(&[]);
    let length = memchr::memchr(b'\n', bytes.get(at..).unwrap_or(&[]))
        .map_or(rest.len(), |feed| at + feed - line_start);
    (number, line_start, rest.get(..length).unwrap_or(rest))
}

/// Finds the lines of the elements of a piece, one after the other.
struct Lines<'p> {
    bytes: &'p [u8],
    at: usize,
    number: u32,
    /// How many characters of the line precede the element.
    column: u64,
    /// Where the line ends, once it is known.
    end: usize,
}

impl<'p> Lines<'p> {
    /// The rest of the line from the byte on at which an element begins.
    fn line_at(&mut self, start: usize) -> Line<'p> {
        let before = self.bytes.get(self.at..start).unwrap_or(&[]);
        match memchr::memrchr(b'\n', before) {
            Some(last) => {
                self.number += memchr::memchr_iter(b'\n', before).count() as u32;
                self.column = characters(before.get(last + 1..).unwrap_or(&[]));
            }
            None => self.column += characters(before),
        }
        self.at = start;
        if start >= self.end {
            let rest = self.bytes.get(start..).unwrap_or(&[]);
            self.end = start + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        }
        Line { number: self.number, bytes: self.bytes.get(start..self.end).unwrap_or(&[]) }
    }
}

//! Cuts a JSON document of any size into pieces with the elements of some of its arrays and objects.
//!
//! The document is read once, byte by byte, whatever its layout and the order of its keys. Elements come in pieces of
//! text that a [`super::json::Scanner`] reads on any thread; only they must fit into memory. Everything beside them is
//! returned, too, so that it can be reported.

use std::io::{self, Read};

use super::json::Scanner;
use crate::read::limits::longest_record;

/// How much is read at once, in bytes; a piece has at most this much, unless an element is longer.
const CHUNK: usize = 1 << 17;
/// The most bytes of a key.
const LONGEST_KEY: usize = 1 << 20;
/// The most bytes that are kept of something beside the elements; dossier writes names of properties there.
const LONGEST_REST: usize = 8 << 20;
/// How deep what contains the elements may be nested.
const DEEPEST: usize = 16;

/// A step of a path into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// Into a member of an object.
    Key(&'static str),
    /// Into each item of a list.
    Each,
}

/// Where elements are: the path of the list or object that holds them, such as `graphs[*].nodes`, or only of a list, such
/// as `elements[*]`.
#[derive(Clone, Debug)]
pub(super) struct Path {
    text: &'static str,
    steps: Vec<Step>,
    /// Whether only a list holds elements there.
    is_list: bool,
}

impl Path {
    /// The path of a text: keys after dots, `[*]` for each item of a list; nothing for the document itself.
    pub(super) fn new(text: &'static str) -> Path {
        let mut steps = Vec::new();
        for part in text.split('.').filter(|part| !part.is_empty()) {
            let key = part.trim_end_matches("[*]");
            steps.extend((!key.is_empty()).then_some(Step::Key(key)));
            steps.extend((0..(part.len() - key.len()) / 3).map(|_| Step::Each));
        }
        let is_list = steps.pop_if(|last| *last == Step::Each).is_some();
        Path { text, steps, is_list }
    }

    /// The text.
    pub(super) fn text(&self) -> &'static str {
        self.text
    }
}

/// Elements of one list or object, as text with commas between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// Which path they are at, by its number.
    pub(super) section: usize,
    /// Which item of the outermost list they are in, from 0.
    pub(super) group: u64,
    /// Whether they are members of an object: each has a key.
    pub(super) has_keys: bool,
    /// The number of the first of them in its list or object, from 0.
    pub(super) first: u64,
    /// The line in which they begin, from 0, and how many characters of it precede them.
    pub(super) line: u64,
    /// See `line`.
    pub(super) column: u64,
}

/// Something beside the elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rest {
    /// The keys that lead to it, with dots between them.
    pub(super) path: String,
    /// Which item of the outermost list it is in, from 0.
    pub(super) group: u64,
    /// Its text, empty where that is long.
    pub(super) raw: Vec<u8>,
    /// How many items or members a list or an object has.
    pub(super) items: Option<u64>,
    /// Its line, from 0.
    pub(super) line: u64,
}

/// What comes next in a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Elements, whose text is in the buffer.
    Elements(Cut),
    /// Something else.
    Rest(Rest),
    /// Nothing; [`Cutter::wrong`] says whether that is right.
    End,
}

/// A list or an object around the elements.
struct Frame {
    is_list: bool,
    /// The paths that lead through it, as bits.
    paths: u32,
    items: u64,
    /// The key of the member that is being read.
    key: String,
}

/// What is read next.
#[derive(Clone, Copy, Debug)]
enum State {
    /// A value to which these paths lead, as bits.
    Value(u32),
    /// What is behind a value or the opening bracket of the innermost frame.
    Behind,
    /// Elements of a list or an object.
    Elements { section: usize, has_keys: bool },
    /// Nothing.
    Over,
}

/// Goes over JSON without looking at anything but its structure.
#[derive(Debug, Default)]
struct Walk {
    /// How many brackets are open.
    depth: usize,
    is_in_string: bool,
    /// Whether the next byte is escaped.
    is_escaped: bool,
    /// How many commas are outside all brackets, and where the last one is.
    commas: u64,
    last_comma: Option<usize>,
    /// Whether anything but blanks was seen.
    has_any: bool,
}

/// What a byte outside strings does.
const STRUCTURE: [u8; 256] = {
    let mut class = [1; 256];
    class[b' ' as usize] = 0;
    class[b'\t' as usize] = 0;
    class[b'\r' as usize] = 0;
    class[b'\n' as usize] = 0;
    class[b'"' as usize] = 2;
    class[b'{' as usize] = 3;
    class[b'[' as usize] = 3;
    class[b'}' as usize] = 4;
    class[b']' as usize] = 4;
    class[b',' as usize] = 5;
    class
};

impl Walk {
    /// Continues from a byte; returns where the bracket is that closes what the walk began in, if it is there.
    #[inline]
    fn over(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        if self.is_escaped && at < bytes.len() {
            (at, self.is_escaped) = (at + 1, false);
        }
        loop {
            if self.is_in_string {
                at += string_end(bytes.get(at..)?);
                match bytes.get(at)? {
                    b'"' => (at, self.is_in_string) = (at + 1, false),
                    _ if at + 1 < bytes.len() => at += 2,
                    _ => {
                        self.is_escaped = true;
                        return None;
                    }
                }
                continue;
            }
            let byte = *bytes.get(at)?;
            match STRUCTURE[usize::from(byte)] {
                0 => {}
                1 => self.has_any = true,
                2 => (self.is_in_string, self.has_any) = (true, true),
                3 => (self.depth, self.has_any) = (self.depth + 1, true),
                4 if self.depth == 0 => return Some(at),
                4 => self.depth -= 1,
                _ if self.depth == 0 => {
                    self.commas += 1;
                    (self.last_comma, self.has_any) = (Some(at), false);
                }
                _ => {}
            }
            at += 1;
        }
    }
}

/// Where the first quote or backslash is, or the length.
#[inline]
fn string_end(bytes: &[u8]) -> usize {
    // Most strings are short.
    let short = bytes.iter().take(16).position(|byte| matches!(byte, b'"' | b'\\'));
    short.or_else(|| memchr::memchr2(b'"', b'\\', bytes)).unwrap_or(bytes.len())
}

/// Where an element ends that begins at a byte of a piece, whatever it is: at the comma behind it, or at the end.
pub(super) fn end_of_element(bytes: &[u8], from: usize) -> usize {
    let (mut at, mut depth, mut is_in_string) = (from, 0usize, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if is_in_string => at += 1,
            b'"' => is_in_string = !is_in_string,
            _ if is_in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Why a document is not read any further.
#[derive(Debug)]
pub(super) struct Wrong {
    /// What is wrong.
    pub(super) what: String,
    /// Where: the line and the character, from 0.
    pub(super) place: (u64, u64),
}

/// Cuts a document.
pub(super) struct Cutter<'s> {
    stream: Box<dyn Read + Send + 's>,
    paths: Vec<Path>,
    /// Whether only the first elements of each list or object are wanted.
    only_samples: bool,
    chunk: usize,
    /// What was read and not given away, from a byte on.
    window: Vec<u8>,
    at: usize,
    /// How much of the window the walk over the elements has seen.
    seen: usize,
    walk: Walk,
    /// How many elements of the list or object were given away.
    given: u64,
    is_done: bool,
    /// The line and the character of the byte that is next, from 0.
    line: u64,
    column: u64,
    frames: Vec<Frame>,
    state: State,
    /// The paths at which there was a list or an object, as bits.
    met: u32,
    wrong: Option<Wrong>,
}

impl<'s> Cutter<'s> {
    /// Cuts a stream of UTF-8 without a byte order mark into the elements at some paths.
    pub(super) fn new(stream: Box<dyn Read + Send + 's>, paths: &[Path]) -> Cutter<'s> {
        let all = if paths.len() >= 32 { u32::MAX } else { (1 << paths.len()) - 1 };
        Cutter {
            stream,
            paths: paths.to_vec(),
            only_samples: false,
            chunk: CHUNK,
            window: Vec::new(),
            at: 0,
            seen: 0,
            walk: Walk::default(),
            given: 0,
            is_done: false,
            line: 0,
            column: 0,
            frames: Vec::new(),
            state: State::Value(all),
            met: 0,
            wrong: None,
        }
    }

    /// Only the first elements of each list and object are returned.
    pub(super) fn samples(stream: Box<dyn Read + Send + 's>, paths: &[Path]) -> Cutter<'s> {
        Cutter { only_samples: true, ..Cutter::new(stream, paths) }
    }

    /// What is wrong with the document as a whole.
    pub(super) fn wrong(&self) -> Option<&Wrong> {
        self.wrong.as_ref()
    }

    /// Whether a list or an object was at a path, by its number.
    pub(super) fn was_at(&self, section: usize) -> bool {
        self.met & 1 << section != 0
    }

    /// Reads nothing any more.
    pub(super) fn give_up(&mut self) {
        self.state = State::Over;
    }

    /// The line that is read next, from 0.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Looks for the next elements, or something else.
    ///
    /// # Errors
    /// Those of the stream, and an element that is too long.
    pub(super) fn next(&mut self, buffer: &mut Vec<u8>) -> io::Result<Found> {
        loop {
            let found = match self.state {
                State::Over => return Ok(Found::End),
                State::Value(paths) => self.value(paths)?,
                State::Behind => {
                    self.behind()?;
                    None
                }
                State::Elements { section, has_keys } => self.elements(section, has_keys, buffer)?,
            };
            if let Some(found) = found {
                return Ok(found);
            }
        }
    }

    /// Ends the document at the byte that is next.
    fn fail(&mut self, what: impl Into<String>) {
        self.wrong = Some(Wrong { what: what.into(), place: (self.line, self.column) });
        self.state = State::Over;
    }

    /// Reads more, and keeps what was not given away; `false` at the end.
    fn fill(&mut self) -> io::Result<bool> {
        if self.is_done {
            return Ok(false);
        }
        self.window.drain(..self.at);
        self.seen = self.seen.saturating_sub(self.at);
        self.at = 0;
        let before = self.window.len();
        let longest = longest_record();
        if before > longest {
            let what = format!(
                "an element is longer than {longest} bytes; the limit is 1 GiB or an eighth of --memory"
            );
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, what));
        }
        let more = self.chunk.max(before).min(longest + 1) as u64;
        self.is_done = self.stream.by_ref().take(more).read_to_end(&mut self.window)? == 0;
        Ok(!self.is_done)
    }

    /// Gives away a number of bytes of the window.
    fn consume(&mut self, count: usize) {
        let bytes = self.window.get(self.at..self.at + count).unwrap_or(&[]);
        let last_line = match memchr::memrchr(b'\n', bytes) {
            Some(last) => {
                self.line += memchr::memchr_iter(b'\n', bytes).count() as u64;
                self.column = 0;
                bytes.get(last + 1..).unwrap_or(&[])
            }
            None => bytes,
        };
        self.column += characters(last_line);
        self.at += count;
    }

    /// The next byte that is not blank, which stays; `None` at the end.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let rest = self.window.get(self.at..).unwrap_or(&[]);
            let blanks = rest.iter().take_while(|byte| b" \t\r\n".contains(byte)).count();
            let next = rest.get(blanks).copied();
            self.consume(blanks);
            if next.is_some() || !self.fill()? {
                return Ok(next);
            }
        }
    }

    /// The length of the string that is next, with its quotes; 0 where it is not closed within the longest key.
    fn string_length(&mut self) -> io::Result<usize> {
        loop {
            let rest = self.window.get(self.at..).unwrap_or(&[]);
            let mut at = 1;
            while let Some(byte) = rest.get(at) {
                match byte {
                    b'"' => return Ok(at + 1),
                    b'\\' => at += 2,
                    _ => at += 1,
                }
            }
            if rest.len() > LONGEST_KEY || !self.fill()? {
                return Ok(0);
            }
        }
    }

    /// The item of the outermost list that is being read.
    fn group(&self) -> u64 {
        self.frames.iter().find(|frame| frame.is_list).map_or(0, |frame| frame.items.saturating_sub(1))
    }

    /// Begins with the value that is next.
    fn value(&mut self, paths: u32) -> io::Result<Option<Found>> {
        let depth = self.frames.len();
        let Some(first) = self.peek()? else {
            self.fail(if depth == 0 {
                "the document is empty"
            } else {
                "the file ends here: it is truncated"
            });
            return Ok(None);
        };
        let is_list = first == b'[';
        if !is_list && first != b'{' {
            return self.rest(first);
        }
        let leads = |number: usize| paths & 1 << number != 0;
        let led = || self.paths.iter().enumerate().filter(|(number, _)| leads(*number));
        if let Some((section, _)) =
            led().find(|(_, path)| path.steps.len() == depth && (is_list || !path.is_list))
        {
            self.consume(1);
            self.met |= 1 << section;
            (self.walk, self.given, self.seen) = (Walk::default(), 0, self.at);
            self.state = State::Elements { section, has_keys: !is_list };
            return Ok(None);
        }
        let through = led().filter(|(_, path)| match path.steps.get(depth) {
            Some(Step::Each) => is_list,
            Some(Step::Key(_)) => !is_list,
            None => false,
        });
        let through = through.fold(0, |all, (number, _)| all | 1 << number);
        if through == 0 || depth >= DEEPEST {
            return self.rest(first);
        }
        self.consume(1);
        self.frames.push(Frame { is_list, paths: through, items: 0, key: String::new() });
        self.state = State::Behind;
        Ok(None)
    }

    /// Continues behind a value, or behind the bracket that opens the innermost frame.
    fn behind(&mut self) -> io::Result<()> {
        let next = self.peek()?;
        let depth = self.frames.len();
        let Some(frame) = self.frames.last() else {
            match next {
                None => self.state = State::Over,
                Some(_) => self.fail("the document ends here, but the file continues"),
            }
            return Ok(());
        };
        let (is_list, is_first) = (frame.is_list, frame.items == 0);
        match next {
            None => self.fail("the file ends here: it is truncated"),
            Some(b']') if is_list => self.close(),
            Some(b'}') if !is_list => self.close(),
            Some(b',') if !is_first => {
                self.consume(1);
                self.member(depth)?;
            }
            Some(_) if is_first => self.member(depth)?,
            Some(_) => self.fail(if is_list {
                "expected a comma or the end of the list"
            } else {
                "expected a comma or the end of the object"
            }),
        }
        Ok(())
    }

    fn close(&mut self) {
        self.consume(1);
        self.frames.pop();
        self.state = State::Behind;
    }

    /// Begins with the next item or member of the innermost frame.
    fn member(&mut self, depth: usize) -> io::Result<()> {
        let next = self.peek()?;
        let is_list = self.frames.last().is_some_and(|frame| frame.is_list);
        let mut name = String::new();
        if !is_list {
            if next != Some(b'"') {
                self.fail("expected a key in double quotes");
                return Ok(());
            }
            let length = self.string_length()?;
            let raw = self.window.get(self.at..self.at + length).unwrap_or(&[]);
            match Scanner::new(raw).string() {
                Ok(key) => name = String::from_utf8_lossy(key.plain(&mut Vec::new())).into_owned(),
                Err(error) => {
                    self.fail(error.what);
                    return Ok(());
                }
            }
            self.consume(length);
            if self.peek()? != Some(b':') {
                self.fail("expected a colon after the key");
                return Ok(());
            }
            self.consume(1);
        } else if next == Some(b']') {
            self.fail("expected a value after the comma");
            return Ok(());
        }
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        frame.items += 1;
        let steps = self.paths.iter().enumerate().filter(|(number, path)| {
            let leads = frame.paths & 1 << number != 0;
            leads
                && path.steps.get(depth - 1).is_some_and(|step| match step {
                    Step::Each => is_list,
                    Step::Key(key) => !is_list && *key == name,
                })
        });
        let paths = steps.fold(0, |all, (number, _)| all | 1 << number);
        frame.key = name;
        self.state = State::Value(paths);
        Ok(())
    }

    /// Goes over a value that holds no elements.
    fn rest(&mut self, first: u8) -> io::Result<Option<Found>> {
        let keys = self.frames.iter().map(|frame| frame.key.as_str()).filter(|key| !key.is_empty());
        let path = keys.collect::<Vec<_>>().join(".");
        let (group, line) = (self.group(), self.line);
        let mut raw = Vec::new();
        let mut items = None;
        if matches!(first, b'{' | b'[') {
            let mut walk = Walk::default();
            let mut from = self.at + 1;
            loop {
                let end = walk.over(&self.window, from);
                let upto = end.map_or(self.window.len(), |end| end + 1);
                if raw.len() <= LONGEST_REST {
                    raw.extend_from_slice(self.window.get(self.at..upto).unwrap_or(&[]));
                }
                self.consume(upto - self.at);
                if end.is_some() {
                    break;
                }
                if !self.fill()? {
                    self.fail("the file ends here: it is truncated");
                    return Ok(None);
                }
                from = self.at;
            }
            let is_empty = walk.commas == 0 && !walk.has_any;
            items = Some(if is_empty { 0 } else { walk.commas + 1 });
        } else if first == b'"' {
            let mut walk = Walk { is_in_string: true, ..Walk::default() };
            let mut from = self.at + 1;
            while walk.is_in_string {
                let rest = self.window.get(from..).unwrap_or(&[]);
                let end = string_end(rest);
                match rest.get(end) {
                    Some(b'"') => {
                        walk.is_in_string = false;
                        from += end + 1;
                    }
                    Some(_) if end + 1 < rest.len() => from += end + 2,
                    _ => {
                        // What is escaped may still have to be read.
                        let kept = from + end - self.at;
                        if kept > longest_record() || !self.fill()? {
                            self.fail("unterminated string");
                            return Ok(None);
                        }
                        from = self.at + kept;
                    }
                }
            }
            raw.extend_from_slice(self.window.get(self.at..from).unwrap_or(&[]));
            self.consume(from - self.at);
        } else {
            loop {
                let rest = self.window.get(self.at..).unwrap_or(&[]);
                let ends = |byte: &u8| b",]} \t\r\n".contains(byte);
                let end = rest.iter().position(ends);
                if end.is_some() || rest.len() > LONGEST_REST || !self.fill()? {
                    let rest = self.window.get(self.at..).unwrap_or(&[]);
                    raw.extend_from_slice(rest.get(..end.unwrap_or(rest.len())).unwrap_or(&[]));
                    break;
                }
            }
            let mut scanner = Scanner::new(&raw);
            if scanner.skip().and_then(|_| scanner.end()).is_err() {
                self.fail("expected a value");
                return Ok(None);
            }
            self.consume(raw.len());
        }
        if raw.len() > LONGEST_REST {
            raw = Vec::new();
        } else if let Err(error) = Scanner::new(&raw).skip() {
            self.fail(format!("what is before this place is not JSON: {}", error.what));
            return Ok(None);
        }
        self.state = State::Behind;
        Ok(Some(Found::Rest(Rest { path, group, raw, items, line })))
    }

    /// Fills the buffer with the next elements of a list or an object; `None` where there are no more.
    fn elements(
        &mut self,
        section: usize,
        has_keys: bool,
        buffer: &mut Vec<u8>,
    ) -> io::Result<Option<Found>> {
        loop {
            let end = self.walk.over(&self.window, self.seen);
            self.seen = end.unwrap_or(self.window.len());
            if let Some(end) = end {
                let closes = if has_keys { b'}' } else { b']' };
                let is_closed = self.window.get(end) == Some(&closes);
                let is_bare = self.walk.commas > 0 && !self.walk.has_any;
                let found = self.give(section, has_keys, end, buffer);
                if is_bare {
                    self.fail("expected a value after the comma");
                } else if is_closed {
                    self.consume(1);
                    self.state = State::Behind;
                } else {
                    self.fail("this bracket closes another one than was opened");
                }
                return Ok(found);
            }
            let comma = self.walk.last_comma.filter(|comma| *comma >= self.at);
            if let Some(comma) = comma {
                let found = self.give(section, has_keys, comma, buffer);
                self.consume(1);
                if found.is_some() {
                    return Ok(found);
                }
            } else if self.only_samples && self.given > 0 {
                self.consume(self.window.len() - self.at);
            }
            let before = self.at;
            let has_more = self.fill()?;
            self.walk.last_comma = self.walk.last_comma.and_then(|comma| comma.checked_sub(before));
            if !has_more {
                // What is there of the last element is no element.
                let name = self.paths.get(section).map_or("", |path| path.text());
                let name = name.trim_end_matches("[*]");
                let name = if name.is_empty() { "its list".to_owned() } else { format!("`{name}`") };
                self.consume(self.window.len() - self.at);
                self.fail(format!("the file ends inside {name}: it is truncated"));
                return Ok(None);
            }
        }
    }

    /// Gives away what is before a byte of the window, unless that is blank or not wanted.
    fn give(&mut self, section: usize, has_keys: bool, end: usize, buffer: &mut Vec<u8>) -> Option<Found> {
        let bytes = self.window.get(self.at..end).unwrap_or(&[]);
        let is_wanted = !(bytes.trim_ascii().is_empty() || self.only_samples && self.given > 0);
        let cut = Cut {
            section,
            group: self.group(),
            has_keys,
            first: self.given,
            line: self.line,
            column: self.column,
        };
        if is_wanted {
            buffer.clear();
            buffer.extend_from_slice(bytes);
        }
        self.given = self.walk.commas.max(u64::from(is_wanted));
        self.consume(end - self.at);
        is_wanted.then_some(Found::Elements(cut))
    }
}

/// How many characters a text has.
pub(super) fn characters(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// The elements at each path as values, and what is beside them; what is wrong.
    type Parts = (Vec<(usize, u64, Value)>, Vec<String>, Option<String>);

    fn cut(text: &str, paths: &[&'static str], chunk: usize) -> Parts {
        let paths: Vec<Path> = paths.iter().map(|path| Path::new(path)).collect();
        let stream = Box::new(text.as_bytes());
        let mut cutter = Cutter { chunk, ..Cutter::new(stream, &paths) };
        let (mut all, mut rest, mut buffer) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            match cutter.next(&mut buffer).unwrap() {
                Found::End => break,
                Found::Rest(found) => rest.push(found.path),
                Found::Elements(cut) => {
                    let (open, close) = if cut.has_keys { ("{", "}") } else { ("[", "]") };
                    let piece = String::from_utf8(buffer.clone()).unwrap();
                    let line = text.lines().nth(cut.line as usize).unwrap_or_default();
                    let before: String = line.chars().skip(cut.column as usize).take(1).collect();
                    assert_eq!(
                        piece.chars().next().map(String::from).unwrap_or_default().trim(),
                        before.trim()
                    );
                    match serde_json::from_str(&format!("{open}{piece}{close}")).unwrap() {
                        Value::Array(items) => {
                            let numbered = (cut.first..).zip(items);
                            all.extend(numbered.map(|(number, item)| (cut.section, number, item)));
                        }
                        Value::Object(members) => {
                            let numbered = (cut.first..).zip(members);
                            all.extend(
                                numbered
                                    .map(|(number, (key, value))| (cut.section, number, json!([key, value]))),
                            );
                        }
                        _ => unreachable!(),
                    }
                }
            }
        }
        (all, rest, cutter.wrong().map(|wrong| wrong.what.clone()))
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[a-c\\\\\"\\[\\]{},: é\n]{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::vec(("[a-c\\\\\"{}]{0,3}", inner), 0..3)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn elements_are_those_of_the_document(
            nodes in prop::collection::vec(value(), 0..5),
            edges in prop::collection::vec(value(), 0..5),
            (before, behind) in (value(), value()),
            (chunk, pretty, edges_first, as_object) in (1..40usize, any::<bool>(), any::<bool>(), any::<bool>()),
        ) {
            let keyed = || Value::Object(nodes.iter().enumerate().map(|(at, node)| (format!("k\"{at}"), node.clone())).collect());
            let nodes_value = if as_object { keyed() } else { json!(nodes) };
            let graph = json!({"before": before, "nodes": nodes_value, "edges": edges, "behind": behind});
            let mut graphs = json!({"graphs": [graph], "note": before});
            if edges_first {
                graphs["graphs"][0]["aedges"] = json!(edges);
            }
            let text = if pretty { serde_json::to_string_pretty(&graphs) } else { serde_json::to_string(&graphs) }.unwrap();
            let paths = ["graphs[*].nodes", "graphs[*].edges", "graphs[*].aedges[*]"];
            let (found, rest, wrong) = cut(&text, &paths, chunk);
            prop_assert_eq!(wrong, None);
            let numbered = |section: usize, all: &[Value]| -> Vec<(usize, u64, Value)> {
                all.iter().enumerate().map(|(number, item)| (section, number as u64, item.clone())).collect()
            };
            let wanted_nodes: Vec<Value> = match as_object {
                true => nodes.iter().enumerate().map(|(at, node)| json!([format!("k\"{at}"), node])).collect(),
                false => nodes.clone(),
            };
            let of = |section: usize| -> Vec<(usize, u64, Value)> { found.iter().filter(|it| it.0 == section).cloned().collect() };
            prop_assert_eq!(of(0), numbered(0, &wanted_nodes));
            prop_assert_eq!(of(1), numbered(1, &edges));
            prop_assert_eq!(of(2), if edges_first { numbered(2, &edges) } else { Vec::new() });
            let mut rest = rest;
            rest.sort();
            prop_assert_eq!(rest, ["graphs.before", "graphs.behind", "note"]);
            // A text that ends early is wrong, wherever it ends.
            let end = text.char_indices().map(|(at, _)| at).nth(text.chars().count() * chunk / 40).unwrap_or(0);
            let mut cutter = Cutter { chunk, ..Cutter::new(Box::new(&text.as_bytes()[..end]), &[Path::new("graphs[*].nodes")]) };
            let mut buffer = Vec::new();
            while cutter.next(&mut buffer).unwrap() != Found::End {}
            prop_assert!(cutter.wrong().is_some());
        }
    }

    #[test]
    fn what_is_wrong_around_elements_is_found_where_it_is() {
        for (text, place, words) in [
            ("{\"nodes\":[1,2}", (0, 13), "closes another one"),
            ("{\"nodes\":[1,]}", (0, 12), "expected a value after the comma"),
            ("{\"nodes\":[1]\n,\"a\" 1}", (1, 5), "expected a colon"),
            ("{\"nodes\":[1] \"a\":1}", (0, 13), "expected a comma"),
            ("{\"a\":[1,tru],\"nodes\":[]}", (0, 12), "is not JSON"),
            ("{\"a\":nope}", (0, 5), "expected a value"),
            ("{\"nodes\":[]} {}", (0, 13), "the file continues"),
            ("{\"nodes\":[]", (0, 11), "truncated"),
            ("{\"nodes\":[\"a", (0, 12), "inside `nodes`"),
            ("", (0, 0), "empty"),
        ] {
            for chunk in [1, 5, 100] {
                let mut cutter =
                    Cutter { chunk, ..Cutter::new(Box::new(text.as_bytes()), &[Path::new("nodes")]) };
                let mut buffer = Vec::new();
                while cutter.next(&mut buffer).unwrap() != Found::End {}
                let wrong = cutter.wrong().unwrap();
                assert!(wrong.what.contains(words), "{text}: {}", wrong.what);
                assert_eq!(wrong.place, place, "{text}");
            }
        }
    }

    #[test]
    fn depth_costs_nothing() {
        let deep = "[".repeat(1 << 20);
        for text in [deep.clone(), format!("{{\"nodes\":[{deep}"), format!("{{\"a\":{deep}")] {
            let mut cutter = Cutter::new(Box::new(text.as_bytes()), &[Path::new("nodes")]);
            let mut buffer = Vec::new();
            while cutter.next(&mut buffer).unwrap() != Found::End {}
            assert!(cutter.wrong().is_some());
        }
    }
}

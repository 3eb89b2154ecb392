//! JSON-LD 1.1 with embedded contexts, the large documents part by part.
//!
//! A document is a tree in memory, and its statements are, too. A document that is a list of nodes, or a
//! context and a `@graph` with a list of nodes, is therefore cut between nodes, and each part is parsed with the context of
//! the whole. Any other document is parsed as a whole, unless that needs too much memory.

mod context;
mod expand;
mod fault;
mod iri;
mod literal;
mod quads;
mod tree;

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Read};
use std::ops::Range;

use oxrdf::GraphName;

use self::expand::Expander;
use self::fault::Fault;
use self::quads::Quads;
use self::tree::Json;
use super::json::Scanner;
use super::places::Place;
use super::rdf_source::{Failure, Found, Prefixes, Source, Statements, note_prefixes};

/// A document of fewer bytes is parsed as a whole.
const LARGE: usize = 4 << 20;
/// The bytes of nodes that are parsed together, unless the context is so long that it would be parsed most of the time.
const PART: usize = 1 << 17;
/// The bytes of memory that a document needs for each byte of input: 27 were measured, its graph included.
const MEMORY_FOR_BYTE: u64 = 28;

/// The most keys that a finding names.
const MOST_NAMED: usize = 5;

/// What is known of a file while its parts are read.
#[derive(Default)]
struct Whole {
    /// How many blank nodes without a name there were.
    anonymous: u128,
    /// The keys without a meaning, and how often they occur.
    dropped: BTreeMap<String, u64>,
    /// How often something that RDF cannot have was left out, and the first.
    left_out: u64,
    first: Option<String>,
    prefixes: Vec<(String, String)>,
}

impl Whole {
    /// Reads a document or a part of one; `place` finds the line and the column of a byte of it.
    fn read(&mut self, document: &[u8], base: &str, place: impl Fn(usize) -> Place) -> Vec<Found> {
        let syntax =
            |at: usize, what: &str| vec![Err(Failure::Syntax { message: what.to_owned(), place: place(at) })];
        let text = match std::str::from_utf8(document) {
            Ok(text) => text,
            Err(error) => return syntax(error.valid_up_to(), "this is not UTF-8"),
        };
        let tree = match Json::read(text) {
            Ok(tree) => tree,
            Err(error) => return syntax(error.at, error.what),
        };
        let mut expander = Expander::new(base, &mut self.dropped);
        let expanded = expander.document(&tree);
        self.prefixes.append(&mut expander.prefixes);
        self.prefixes.sort_unstable();
        self.prefixes.dedup();
        let mut quads = Quads::new(&mut self.anonymous);
        let made = expanded.and_then(|items| quads.graph(items, &GraphName::DefaultGraph));
        self.left_out += quads.left_out;
        self.first = self.first.take().or(quads.first.take());
        let mut found: Vec<Found> = quads.quads.into_iter().map(Ok).collect();
        match made {
            Ok(()) => {}
            Err(Fault::Link) => found.push(Err(Failure::Unsupported(LINK))),
            Err(Fault::Wrong(message)) => found.push(Err(Failure::Syntax { message, place: Place::Unknown })),
        }
        found
    }

    /// What was left out.
    fn ignored(&self) -> Vec<Found> {
        let mut found = Vec::new();
        if !self.dropped.is_empty() {
            let mut names: Vec<String> =
                self.dropped.keys().take(MOST_NAMED).map(|name| format!("`{name}`")).collect();
            if self.dropped.len() > MOST_NAMED {
                names.push("…".to_owned());
            }
            let message = format!("what its context does not define was ignored: {}", names.join(", "));
            found.push(Err(Failure::Ignored(message)));
        }
        if let Some(first) = &self.first {
            let count = self.left_out;
            let message = format!("what RDF cannot have was ignored, {count} times: first {first}");
            found.push(Err(Failure::Ignored(message)));
        }
        found
    }
}

/// What is said of a context that is a link. Nothing is fetched: a graph does not depend on who answers today.
const LINK: &str = "its `@context` is a link, which is not fetched; put the context itself into the file, or expand it: \
                    npx -p jsonld-cli jsonld expand FILE > expanded.jsonld";

/// The statements of a document.
pub(super) fn statements(source: Source) -> Statements {
    read(source, LARGE, PART)
}

fn read(
    Source { mut stream, base, size, memory, prefixes }: Source,
    large: usize,
    part: usize,
) -> Statements {
    let mut head = Vec::new();
    if let Err(error) = stream.by_ref().take(large as u64).read_to_end(&mut head) {
        return Box::new(std::iter::once(Err(Failure::Io(error))));
    }
    if head.len() >= large
        && let Some(outline) = Outline::of(&head)
    {
        return Box::new(Parts::new(head, outline, (stream, base, memory, prefixes), part));
    }
    let needed = |bytes: u64| bytes.saturating_mul(MEMORY_FOR_BYTE);
    // What is small fits whatever there is.
    let is_too_much = |bytes: u64| bytes >= large as u64 && memory.is_some_and(|most| needed(bytes) > most);
    if is_too_much(size) {
        return Box::new(std::iter::once(Err(Failure::Memory(needed(size)))));
    }
    loop {
        match stream.by_ref().take(PART as u64).read_to_end(&mut head) {
            Ok(0) => break,
            Ok(_) if is_too_much(head.len() as u64) => {
                return Box::new(std::iter::once(Err(Failure::Memory(needed(head.len() as u64)))));
            }
            Ok(_) => {}
            Err(error) => return Box::new(std::iter::once(Err(Failure::Io(error)))),
        }
    }
    let mut whole = Whole::default();
    let mut found = whole.read(&head, &base, |at| position((0, 0), head.get(..at).unwrap_or(&head)));
    found.extend(whole.ignored());
    note_prefixes(&prefixes, whole.prefixes.iter().map(|(name, iri)| (&**name, &**iri)));
    Box::new(found.into_iter())
}

fn position(from: (u64, u64), text: &[u8]) -> Place {
    let (line, column) = behind(from, text);
    Place::Position(line, column)
}

/// Where the nodes of a document begin.
struct Outline {
    /// The text before them, with the context.
    prefix: Range<usize>,
    /// Whether the document is an object, which is closed after the list.
    is_object: bool,
}

impl Outline {
    /// The outline of a document with this beginning, if it can be cut.
    fn of(head: &[u8]) -> Option<Outline> {
        let mut scanner = Scanner::new(head);
        let is_object = scanner.peek() == b'{';
        if is_object {
            scanner.open_object().ok()?;
            // Behind the nodes there may still be the context that says what they mean.
            if scanner.key(true).ok()??.raw != b"@context" {
                return None;
            }
            scanner.skip().ok()?;
            if scanner.key(false).ok()??.raw != b"@graph" {
                return None;
            }
        }
        scanner.peek();
        scanner.take(b'[', "").ok()?;
        Some(Outline { prefix: 0..scanner.at(), is_object })
    }
}

/// A document that is cut between its nodes.
struct Parts {
    stream: Box<dyn Read + Send>,
    base: String,
    memory: Option<u64>,
    prefixes: Prefixes,
    whole: Whole,
    /// Of how many bytes a part is.
    wanted: usize,
    prefix: Vec<u8>,
    is_object: bool,
    /// Nodes that are not parsed yet.
    nodes: Vec<u8>,
    /// How many of their bytes were looked at, how deep the last of them is, and whether it is in a string.
    seen: usize,
    depth: usize,
    is_in_string: bool,
    /// Where the nodes begin: the line and the column, from 0.
    place: (u64, u64),
    found: VecDeque<Found>,
    is_over: bool,
}

/// What follows some nodes.
enum Behind {
    /// Other nodes, after a comma here.
    Nodes(usize),
    /// The end of the list, here.
    End(usize),
    /// Nothing: the file ends.
    Nothing,
    /// More of a node that needs this many bytes of memory.
    TooMuch(u64),
}

impl Parts {
    fn new(
        mut head: Vec<u8>,
        outline: Outline,
        (stream, base, memory, prefixes): (Box<dyn Read + Send>, String, Option<u64>, Prefixes),
        part: usize,
    ) -> Parts {
        let nodes = head.split_off(outline.prefix.end);
        let mut parts = Parts {
            stream,
            base,
            memory,
            prefixes,
            whole: Whole::default(),
            wanted: part * (1 + head.len() * 8 / PART),
            prefix: head,
            is_object: outline.is_object,
            nodes,
            seen: 0,
            depth: 0,
            is_in_string: false,
            place: (0, 0),
            found: VecDeque::new(),
            is_over: false,
        };
        parts.place = behind(parts.place, &parts.prefix);
        parts
    }

    /// Reads until there are enough nodes for a part.
    fn gather(&mut self) -> io::Result<Behind> {
        loop {
            while let Some(byte) = self.nodes.get(self.seen) {
                let at = self.seen;
                self.seen += 1;
                if self.is_in_string {
                    match byte {
                        b'"' => self.is_in_string = false,
                        // What is escaped may still have to be read.
                        b'\\' => self.seen += 1,
                        _ => {}
                    }
                    continue;
                }
                match byte {
                    b'"' => self.is_in_string = true,
                    b'{' | b'[' => self.depth += 1,
                    b']' if self.depth == 0 => return Ok(Behind::End(at)),
                    b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                    b',' if self.depth == 0 && at >= self.wanted => return Ok(Behind::Nodes(at)),
                    _ => {}
                }
            }
            let needed = (self.nodes.len() as u64).saturating_mul(MEMORY_FOR_BYTE);
            if self.memory.is_some_and(|most| self.nodes.len() > LARGE && needed > most) {
                return Ok(Behind::TooMuch(needed));
            }
            if self.stream.by_ref().take(PART as u64).read_to_end(&mut self.nodes)? == 0 {
                return Ok(Behind::Nothing);
            }
        }
    }

    /// Parses the nodes before a byte, and forgets them and the byte.
    fn parse(&mut self, end: usize) {
        let closing: &[u8] = if self.is_object { b"]}" } else { b"]" };
        let nodes = self.nodes.get(..end).unwrap_or(&[]);
        let document = [&self.prefix, nodes, closing].concat();
        let (prefix, start) = (&self.prefix, self.place);
        let place = |at: usize| match at.checked_sub(prefix.len()) {
            Some(at) => position(start, nodes.get(..at).unwrap_or(nodes)),
            None => position((0, 0), prefix.get(..at).unwrap_or(prefix)),
        };
        let found = self.whole.read(&document, &self.base, place);
        // After a fault, nothing can be trusted.
        self.is_over |= found.iter().any(|found| found.is_err());
        self.found.extend(found);
        self.place = behind(self.place, self.nodes.get(..=end).unwrap_or(&self.nodes));
        self.nodes.drain(..(end + 1).min(self.nodes.len()));
        self.seen = 0;
    }

    /// Checks that only the end of the document follows the list.
    fn close(&mut self) -> io::Result<()> {
        self.stream.read_to_end(&mut self.nodes)?;
        let rest = self.nodes.trim_ascii();
        let is_closed = if self.is_object { rest == b"}" } else { rest.is_empty() };
        if !is_closed {
            let blanks = self.nodes.len() - self.nodes.trim_ascii_start().len();
            let (line, column) = behind(self.place, self.nodes.get(..blanks).unwrap_or(&[]));
            let message = match (rest.is_empty(), self.is_object) {
                (true, _) => "the file ends before its `}`: it is truncated",
                (_, true) => "in a file of this size, nothing may follow the `@graph` list",
                (_, false) => "nothing may follow the list",
            };
            let place = Place::Position(line, column);
            self.found.push_back(Err(Failure::Syntax { message: message.to_owned(), place }));
        }
        Ok(())
    }

    fn advance(&mut self) -> io::Result<()> {
        match self.gather()? {
            Behind::Nodes(comma) => self.parse(comma),
            Behind::End(bracket) => {
                self.parse(bracket);
                if !self.is_over {
                    self.is_over = true;
                    self.close()?;
                }
            }
            Behind::TooMuch(needed) => {
                self.is_over = true;
                self.found.push_back(Err(Failure::Memory(needed)));
            }
            Behind::Nothing => {
                self.is_over = true;
                let (line, column) = behind(self.place, &self.nodes);
                let message = "the file ends inside its list: it is truncated".to_owned();
                self.found.push_back(Err(Failure::Syntax { message, place: Place::Position(line, column) }));
            }
        }
        Ok(())
    }
}

impl Iterator for Parts {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some(found) = self.found.pop_front() {
                return Some(found);
            }
            if self.is_over {
                let declared = std::mem::take(&mut self.whole);
                note_prefixes(&self.prefixes, declared.prefixes.iter().map(|(name, iri)| (&**name, &**iri)));
                self.found.extend(declared.ignored());
                return self.found.pop_front();
            }
            if let Err(error) = self.advance() {
                self.is_over = true;
                return Some(Err(Failure::Io(error)));
            }
        }
    }
}

/// The position after a text that begins at a position.
fn behind((line, column): (u64, u64), text: &[u8]) -> (u64, u64) {
    let characters = |text: &[u8]| text.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u64;
    match memchr::memrchr(b'\n', text) {
        Some(last) => {
            let feeds = memchr::memchr_iter(b'\n', text).count() as u64;
            (line + feeds, characters(text.get(last + 1..).unwrap_or(&[])))
        }
        None => (line, column + characters(text)),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use proptest::prelude::*;

    /// The statements of a document, sorted, and what is wrong with it.
    fn found(text: &str, large: usize) -> (Vec<String>, Vec<String>) {
        let stream = Box::new(Cursor::new(text.as_bytes().to_vec()));
        let source = Source {
            stream,
            base: "http://e.org/".to_owned(),
            size: text.len() as u64,
            memory: None,
            prefixes: Default::default(),
        };
        let (mut quads, mut failures) = (Vec::new(), Vec::new());
        for found in read(source, large, 1) {
            match found {
                Ok(quad) => quads.push(quad.to_string()),
                Err(failure) => failures.push(format!("{failure:?}")),
            }
        }
        quads.sort();
        (quads, failures)
    }

    fn node() -> impl Strategy<Value = serde_json::Value> {
        let text = "[a-c\\\\\"\\[\\]{},: é\n]{0,6}";
        let id = prop_oneof!["[a-c]", "_:[a-c]", "http://e\\.org/[a-c]"];
        (id.clone(), id, text, prop::collection::vec(text, 0..3), any::<i32>()).prop_map(
            |(id, knows, name, list, number)| {
                serde_json::json!({
                    "@id": id, "@type": "Person", "name": name, "knows": {"@id": knows, "name": name},
                    "age": number, "notes": {"@list": list}, "tags": list,
                })
            },
        )
    }

    proptest! {
        #[test]
        fn parts_are_the_whole(nodes in prop::collection::vec(node(), 0..6), pretty in any::<bool>(), bare in any::<bool>()) {
            let context = serde_json::json!({"@vocab": "http://e.org/v#", "tags": {"@language": "en"}});
            let nodes: Vec<serde_json::Value> = nodes.into_iter().map(|mut node| {
                if bare { node["@context"] = context.clone(); }
                // Lists are blank nodes whose names are left to chance.
                node.as_object_mut().unwrap().remove("notes");
                node
            }).collect();
            let document = if bare { serde_json::json!(nodes) } else {
                serde_json::json!({"@context": context, "@graph": nodes})
            };
            let text = if pretty { serde_json::to_string_pretty(&document) } else { serde_json::to_string(&document) };
            let text = text.unwrap();
            let whole = found(&text, usize::MAX);
            prop_assert_eq!(&whole.1, &Vec::<String>::new());
            prop_assert_eq!(found(&text, 1_000_000.min(text.len())), whole);
        }
    }

    #[test]
    fn a_context_behind_the_nodes_is_theirs() {
        let text = r#"{"@graph":[{"@id":"a","name":"x"},{"@id":"b","name":"y"}],"@context":{"@vocab":"http://e.org/"}}"#;
        let whole = found(text, usize::MAX);
        assert_eq!((whole.0.len(), whole.1.len()), (2, 0), "{whole:?}");
        assert_eq!(found(text, text.len()), whole);
    }

    #[test]
    fn what_is_wrong_is_found_where_it_is() {
        let context = "{\"@context\":{\"@vocab\":\"http://e.org/\"},\"@graph\":[\n";
        let node = "{\"@id\":\"a\",\"b\":\"c\"}";
        for (text, statements, words) in [
            (format!("{context}{node},\n{node}]}}"), 2, None),
            (format!("{context}{node},\n{{\"@id\":\"a\" x}}\n,{node}]}}"), 1, Some("Position(2, 11)")),
            (format!("{context}{node}, {{\"@id\":}}]}}"), 1, Some("Position(1, 28)")),
            (format!("{context}{node},\n{node},\n"), 2, Some("Position(3, 0)")),
            (format!("{context}{node}]"), 1, Some("before its `}`")),
            (format!("{context}{node}],\n\"@id\":\"g\"}}"), 1, Some("Position(1, 20)")),
            (
                "[{\"@id\":\"a\",\"http://e.org/b\":\"c\"}] x".to_owned(),
                1,
                Some("nothing may follow the list"),
            ),
        ] {
            let (quads, failures) = found(&text, text.len());
            assert_eq!(quads.len(), statements, "{text}: {failures:?}");
            assert_eq!(failures.len(), usize::from(words.is_some()), "{text}: {failures:?}");
            let is_told = words.is_none_or(|words| failures.iter().any(|failure| failure.contains(words)));
            assert!(is_told, "{text}: {failures:?}");
        }
    }

    #[test]
    fn what_cannot_be_cut_and_needs_too_much_memory_is_refused() {
        let text = format!("{{\"@id\":\"a\",\"http://e.org/b\":\"{}\"}}", "x".repeat(2000));
        for (size, memory, is_refused) in
            [(text.len() as u64, 40_000, true), (0, 40_000, true), (text.len() as u64, 60_000, false)]
        {
            let stream = Box::new(Cursor::new(text.clone().into_bytes()));
            let source = Source {
                stream,
                base: "http://e.org/".to_owned(),
                size,
                memory: Some(memory),
                prefixes: Default::default(),
            };
            let found: Vec<Found> = read(source, 100, 100).collect();
            assert_eq!(matches!(found.as_slice(), [Err(Failure::Memory(_))]), is_refused, "{found:?}");
            assert_eq!(matches!(found.as_slice(), [Ok(_)]), !is_refused, "{found:?}");
        }
    }
}

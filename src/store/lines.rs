//! Lines of N-Triples and N-Quads, taken apart where they are in the canonical form of the standard (RDF 1.2 N-Quads, section 4). Other
//! lines are parsed, and written in that form first.

use std::borrow::Cow;

use oxilangtag::LanguageTag;
use oxiri::Iri;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use oxttl::NQuadsParser;

use super::error::StoreError;
use crate::text::{MAX_TRIPLE_DEPTH, TripleDepth};

/// The most languages and datatypes that are known to be valid at a time.
const MOST_KNOWN: usize = 16;

/// A triple in the words of N-Triples, with its named graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'l> {
    pub(super) subject: &'l str,
    pub(super) predicate: &'l str,
    pub(super) object: &'l str,
    /// Empty for the default graph.
    pub(super) graph: &'l str,
}

impl<'l> Line<'l> {
    /// Takes a line without its end ` .` apart; `None` where it is not in canonical form.
    pub(super) fn of(line: &'l str) -> Option<Line<'l>> {
        let (subject, rest) = term(line, 0)?;
        let (predicate, rest) = term(rest.strip_prefix(' ')?, 0)?;
        let (object, rest) = term(rest.strip_prefix(' ')?, 0)?;
        let graph = match rest.strip_prefix(' ') {
            None => "",
            Some(rest) => term(rest, 0).filter(|(_, rest)| rest.is_empty())?.0,
        };
        (rest.is_empty() || !graph.is_empty()).then_some(Line { subject, predicate, object, graph })
    }

    /// Whether a term of the triple is a blank node, or may hold one.
    pub(super) fn has_blank_node(&self) -> bool {
        let is_blank = |term: &str| term.starts_with("_:");
        is_blank(self.subject)
            || is_blank(self.object)
            || is_triple(self.object) && self.object.contains("_:")
    }

    /// The triple as N-Triples.
    pub(super) fn triple(&self) -> String {
        format!("{} {} {}", self.subject, self.predicate, self.object)
    }

    #[cfg(feature = "http")]
    /// Writes the triple as a line of N-Triples.
    pub(super) fn put_triple(&self, out: &mut Vec<u8>) {
        self.put(out, &[" .\n"]);
    }

    /// Writes the quad as a line of N-Quads.
    pub(super) fn put_quad(&self, out: &mut Vec<u8>) {
        self.put(out, &[" ", self.graph, " .\n"]);
    }

    fn put(&self, out: &mut Vec<u8>, end: &[&str]) {
        for words in [self.subject, " ", self.predicate, " ", self.object].iter().chain(end) {
            out.extend_from_slice(words.as_bytes());
        }
    }
}

/// The text of an IRI.
pub(super) fn iri(term: &str) -> Option<&str> {
    term.strip_prefix('<')?.strip_suffix('>')
}

/// The value of a literal as it is written, and what follows its quotation marks.
pub(super) fn literal(term: &str) -> Option<(&str, &str)> {
    let rest = term.strip_prefix('"')?;
    let end = memchr::memrchr(b'"', rest.as_bytes())?;
    Some((rest.get(..end)?, rest.get(end + 1..)?))
}

/// The triple in a triple term.
pub(super) fn inner(term: &str) -> Option<Line<'_>> {
    Line::of(term.strip_prefix("<<( ")?.strip_suffix(" )>>")?)
}

fn is_triple(term: &str) -> bool {
    term.starts_with("<<")
}

/// The value of a literal.
pub(super) fn unescaped(written: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', written.as_bytes()).is_none() {
        return Cow::Borrowed(written);
    }
    let (mut value, mut rest) = (String::with_capacity(written.len()), written);
    while let Some((before, after)) = rest.split_once('\\') {
        value.push_str(before);
        let (character, length) = escaped(after).unwrap_or(('\\', 0));
        value.push(character);
        rest = after.get(length..).unwrap_or_default();
    }
    Cow::Owned(value + rest)
}

/// The character that an escape sequence without its `\` stands for, and the length of the sequence.
fn escaped(sequence: &str) -> Option<(char, usize)> {
    let code = |digits: usize| {
        let digits =
            sequence.get(1..=digits).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, 1 + digits.len()))
    };
    match sequence.as_bytes().first()? {
        b't' => Some(('\t', 1)),
        b'b' => Some(('\u{8}', 1)),
        b'n' => Some(('\n', 1)),
        b'r' => Some(('\r', 1)),
        b'f' => Some(('\u{C}', 1)),
        b'"' => Some(('"', 1)),
        b'\\' => Some(('\\', 1)),
        b'u' => code(4),
        b'U' => code(8),
        _ => None,
    }
}

/// The first term of a text, and what follows it.
fn term(text: &str, depth: usize) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let end = match bytes {
        [b'<', b'<', ..] if depth == MAX_TRIPLE_DEPTH => return None,
        [b'<', b'<', ..] => {
            let mut rest = text.strip_prefix("<<( ")?;
            for _ in 0..3 {
                rest = term(rest, depth + 1)?.1.strip_prefix(' ')?;
            }
            text.len() - rest.strip_prefix(")>>")?.len()
        }
        [b'<', ..] => iri_end(bytes)?,
        [b'"', ..] => literal_end(text)?,
        [b'_', b':', label @ ..] => {
            b"_:".len() + label.iter().position(|byte| *byte == b' ').unwrap_or(label.len())
        }
        _ => return None,
    };
    text.split_at_checked(end)
}

/// The length of an IRI in angle brackets at the beginning of a text.
fn iri_end(bytes: &[u8]) -> Option<usize> {
    let end = 1 + bytes.get(1..)?.iter().position(|byte| !IN_IRI[usize::from(*byte)])?;
    (bytes.get(end) == Some(&b'>')).then_some(end + 1)
}

/// The length of a literal at the beginning of a text.
fn literal_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| !IN_STRING[usize::from(*byte)])?;
        match bytes.get(at)? {
            b'"' => break,
            b'\\' => at += 1 + escaped(text.get(at + 1..)?)?.1,
            _ => return None,
        }
    }
    at += 1;
    match bytes.get(at) {
        Some(b'@') => {
            let tag = bytes.get(at + 1..)?;
            let is_of_tag = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
            let length = tag.iter().position(|byte| !is_of_tag(byte)).unwrap_or(tag.len());
            (length > 0).then_some(at + 1 + length)
        }
        Some(b'^') => Some(
            at + 2 + iri_end(bytes.get(at..)?.strip_prefix(b"^^").filter(|rest| rest.starts_with(b"<"))?)?,
        ),
        _ => Some(at),
    }
}

/// What may be in an IRI (RDF 1.2 N-Triples, `IRIREF`), without escape sequences.
static IN_IRI: [bool; 256] = all_but(b"<>\"{}|^`\\ ");
/// What may be in a string as it is.
static IN_STRING: [bool; 256] = all_but(b"\"\\");

/// All bytes but control characters and some others.
const fn all_but(others: &[u8]) -> [bool; 256] {
    let mut all = [true; 256];
    let mut at = 0;
    while at < 0x20 {
        all[at] = false;
        at += 1;
    }
    let mut at = 0;
    while at < others.len() {
        all[others[at] as usize] = false;
        at += 1;
    }
    all
}

/// What is done with each line.
pub(super) type Visit<'v> = dyn FnMut(&Line<'_>) -> Result<(), StoreError> + 'v;

/// The lines of a text that comes in pieces.
pub(super) struct Lines<'t> {
    rest: Vec<u8>,
    of: Of<'t>,
}

/// Whose text it is.
enum Of<'t> {
    /// That of another program; what it is, for errors.
    Others(&'t str),
    /// That of this program, in which everything gets a name.
    Own(Names<'t>),
}

impl<'t> Lines<'t> {
    /// Lines of another program; `what` they are is named in errors.
    pub(super) fn new(what: &'t str) -> Lines<'t> {
        Lines { rest: Vec::new(), of: Of::Others(what) }
    }

    /// Lines of a graph of this program, which get names for what has none: all are in named graphs and without blank nodes.
    pub(super) fn named(base: &'t str) -> Lines<'t> {
        Lines { rest: Vec::new(), of: Of::Own(Names::new(base)) }
    }

    /// Takes a piece.
    ///
    /// # Errors
    /// Those of `visit`; [`StoreError::Answer`] or, of this program, [`StoreError::Usage`] where it is not N-Quads.
    pub(super) fn push(&mut self, bytes: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
        let mut bytes = bytes;
        if !self.rest.is_empty() {
            let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
            let (first, others) = bytes.split_at(end);
            self.rest.extend_from_slice(first);
            if !first.ends_with(b"\n") {
                return Ok(());
            }
            self.end(visit)?;
            bytes = others;
        }
        let (whole, rest) = bytes.split_at(memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1));
        self.take(whole, visit)?;
        self.rest.extend_from_slice(rest);
        Ok(())
    }

    /// Takes the last line, whether it is complete or not.
    ///
    /// # Errors
    /// Those of [`Lines::push`].
    pub(super) fn end(&mut self, visit: &mut Visit<'_>) -> Result<(), StoreError> {
        let mut rest = std::mem::take(&mut self.rest);
        self.take(&rest, visit)?;
        rest.clear();
        self.rest = rest;
        Ok(())
    }

    fn wrong(&self, why: String) -> StoreError {
        match self.of {
            Of::Others(what) => StoreError::Answer { what: what.to_owned(), why },
            Of::Own(_) => StoreError::Usage(why),
        }
    }

    fn take(&mut self, whole: &[u8], visit: &mut Visit<'_>) -> Result<(), StoreError> {
        let text = simdutf8::basic::from_utf8(whole).map_err(|error| self.wrong(error.to_string()))?;
        for text in text.lines().filter(|line| !line.is_empty()) {
            let line = text.strip_suffix(" .").and_then(Line::of);
            let line = match &mut self.of {
                Of::Others(_) => line,
                Of::Own(names) => line.and_then(|line| names.named(line)),
            };
            match line {
                Some(line) => visit(&line)?,
                None => self.parse(text, visit)?,
            }
        }
        Ok(())
    }

    fn parse(&self, text: &str, visit: &mut Visit<'_>) -> Result<(), StoreError> {
        if TripleDepth::default().look(text.as_bytes()).is_err() {
            return Err(self.wrong(format!("triple terms are nested more than {MAX_TRIPLE_DEPTH} deep")));
        }
        for quad in NQuadsParser::new().for_slice(text) {
            let quad = quad.map_err(|error| self.wrong(error.to_string()))?;
            let quad = match &self.of {
                Of::Others(_) => quad.to_string(),
                Of::Own(names) => names.quad(quad).to_string(),
            };
            match Line::of(&quad) {
                Some(line) => visit(&line)?,
                None => return Err(self.wrong(format!("`{quad}` is not canonical"))),
            }
        }
        Ok(())
    }
}

/// Names what has no name of its own, so that the next load finds it again.
struct Names<'b> {
    base: &'b str,
    /// The term of the graph of what is in none.
    default_graph: String,
    /// What followed the values of literals and is valid.
    known: Vec<String>,
}

impl Names<'_> {
    fn new(base: &str) -> Names<'_> {
        Names { base, default_graph: format!("<{base}graph/rows>"), known: Vec::new() }
    }

    /// A line in a named graph; `None` where it needs other names, or its literal is not as a parser gives it.
    fn named<'l>(&'l mut self, line: Line<'l>) -> Option<Line<'l>> {
        let is_plain = self.is_plain(&line);
        let graph = if line.graph.is_empty() { &self.default_graph } else { line.graph };
        is_plain.then_some(Line { graph, ..line })
    }

    fn is_plain(&mut self, line: &Line<'_>) -> bool {
        if line.has_blank_node() || line.graph.starts_with('_') || is_triple(line.object) {
            return false;
        }
        let Some((_, end)) = literal(line.object).filter(|(_, end)| !end.is_empty()) else { return true };
        if self.known.iter().any(|known| known == end) {
            return true;
        }
        let is_valid = match end.strip_prefix('@') {
            Some(tag) => {
                LanguageTag::parse(tag).is_ok() && !tag.bytes().any(|byte| byte.is_ascii_uppercase())
            }
            None => end.strip_prefix("^^").and_then(iri).is_some_and(|iri| Iri::parse(iri).is_ok()),
        };
        if is_valid {
            self.known.truncate(MOST_KNOWN - 1);
            self.known.insert(0, end.to_owned());
        }
        is_valid
    }

    /// A quad in a named graph and without blank nodes.
    fn quad(&self, quad: Quad) -> Quad {
        let graph_name = match quad.graph_name {
            GraphName::DefaultGraph => NamedNode::new_unchecked(format!("{}graph/rows", self.base)),
            GraphName::NamedNode(name) => name,
            GraphName::BlankNode(node) => self.skolem(node.as_str()),
        };
        self.triple(Triple::new(quad.subject, quad.predicate, quad.object)).in_graph(graph_name)
    }

    fn triple(&self, triple: Triple) -> Triple {
        let subject = match triple.subject {
            NamedOrBlankNode::BlankNode(node) => self.skolem(node.as_str()).into(),
            named => named,
        };
        let object = match triple.object {
            Term::BlankNode(node) => self.skolem(node.as_str()).into(),
            Term::Triple(inner) => Term::Triple(Box::new(self.triple(*inner))),
            other => other,
        };
        Triple { subject, predicate: triple.predicate, object }
    }

    /// The IRI of a blank node (RDF 1.1 Concepts and Abstract Syntax, section 3.5).
    fn skolem(&self, label: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}.well-known/genid/{label}", self.base))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::Literal;

    /// The lines of a text, which comes in pieces of a length.
    fn read(mut lines: Lines<'_>, text: &str, length: usize) -> Result<Vec<String>, String> {
        let mut read = Vec::new();
        let mut visit = |line: &Line<'_>| {
            let mut text = Vec::new();
            line.put_quad(&mut text);
            read.push(String::from_utf8(text).unwrap());
            Ok(())
        };
        let pushed = text.as_bytes().chunks(length).try_for_each(|piece| lines.push(piece, &mut visit));
        pushed.and_then(|()| lines.end(&mut visit)).map_err(|error| error.to_string())?;
        Ok(read)
    }

    #[test]
    fn what_a_parser_writes_is_taken_apart_as_it_is() {
        let node = |name: &str| NamedNode::new_unchecked(name);
        let triple = |object: Term| Triple::new(node("urn:s"), node("urn:p"), object);
        let all: String = (0..0x250).chain(0xFFF0..0x10010).filter_map(char::from_u32).collect();
        let mut objects: Vec<Term> = vec![
            node("urn:é#x").into(),
            oxrdf::BlankNode::new_unchecked("b.1").into(),
            Literal::new_simple_literal(&all).into(),
            Literal::new_typed_literal(&all, node("urn:d")).into(),
            Literal::new_language_tagged_literal_unchecked("\" @en .\\", "en-gb").into(),
        ];
        objects.extend(objects.clone().into_iter().map(|object| Term::Triple(Box::new(triple(object)))));
        for object in objects {
            for graph in [GraphName::DefaultGraph, node("urn:g").into()] {
                let quad = triple(object.clone()).in_graph(graph);
                let text = quad.to_string();
                let line = Line::of(&text).unwrap_or_else(|| panic!("{text}"));
                assert_eq!((line.subject, line.predicate), ("<urn:s>", "<urn:p>"));
                assert_eq!(line.object, quad.object.to_string());
                if let (Term::Literal(value), Some((written, _))) = (&quad.object, literal(line.object)) {
                    assert_eq!(unescaped(written), value.value());
                }
            }
        }
    }

    #[test]
    fn what_is_not_canonical_is_parsed_or_refused() {
        for text in [
            "<urn:s> <urn:p> <urn:o",
            "<urn:s> <urn:p> <urn:o> <urn:g> <urn:h>",
            "<urn:s> <urn:p>  <urn:o>",
            "<urn:s> <urn:p> <urn:\\u0041>",
            "<urn:s> <urn:p> \"a\tb\"",
            "<urn:s> <urn:p> \"\\x\"",
            "<urn:s> <urn:p> \"\\uD800\"",
            "<urn:s> <urn:p> \"a\"@",
            "<urn:s> <urn:p> \"a\"^^urn:d",
            "<urn:s> <urn:p> a",
            "",
        ] {
            assert_eq!(Line::of(text), None, "{text}");
        }
        let odd = "<urn:s>\t<urn:p>\"\\u00e9\\t\"@en-GB.# a comment\r\n\n# more\n_:a <urn:p> <urn:\\u0041> .";
        let canonical = ["<urn:s> <urn:p> \"é\\t\"@en-gb  .\n", "_:a <urn:p> <urn:A>  .\n"];
        let named = [
            "<urn:s> <urn:p> \"é\\t\"@en-gb <urn:b:graph/rows> .\n",
            "<urn:b:.well-known/genid/a> <urn:p> <urn:A> <urn:b:graph/rows> .\n",
        ];
        for length in [1, 2, 7, 1000] {
            assert_eq!(read(Lines::new("x"), odd, length).unwrap(), canonical);
            assert_eq!(read(Lines::named("urn:b:"), odd, length).unwrap(), named);
        }
        assert!(read(Lines::new("x"), "<urn:a> <urn:b> .\n", 5).unwrap_err().starts_with("x: "));
        assert!(read(Lines::named("urn:b:"), "<urn:a> <urn:b> \"a\"@abcdefghij .\n", 5).is_err());
        let deep = format!("{}<urn:o>{} .", "<urn:s> <urn:p> <<( ".repeat(200), " )>>".repeat(200));
        assert!(read(Lines::new("x"), &deep, 1000).unwrap_err().contains("nested"));
    }
}

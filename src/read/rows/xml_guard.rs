//! Untrusted XML, checked before a parser sees it.
//!
//! Parsers expand entities, resolve namespaces and compare attributes in time and memory that grow faster than what they
//! read. The guard goes over the markup as the parser will (tags end outside quotes, declarations where their brackets
//! are even, as `quick-xml` has it) and ends the stream where there is more than [`crate::read::limits`] allows.

use std::collections::HashMap;
use std::io::{self, Read};

use foldhash::fast::FixedState;
use memchr::{memchr, memchr2, memchr3};

use crate::read::limits::{
    DEEPEST_XML, FREE_EXPANSION_XML, LONGEST_BASE, LONGEST_DOCTYPE, LONGEST_ENTITY, MOST_ATTRIBUTES,
    MOST_EXPANDED_XML, MOST_NAMESPACES, Refusal, feeds,
};

/// A stream of XML that ends with a [`Refusal`] if it exceeds a limit.
pub(super) struct XmlGuard<R> {
    stream: R,
    markup: Markup,
    entities: Entities,
    /// Bytes before what is looked at.
    seen: u64,
    /// Line feeds before it.
    line: u64,
}

impl<R> XmlGuard<R> {
    /// Guards a stream.
    pub(super) fn new(stream: R) -> XmlGuard<R> {
        XmlGuard { stream, markup: Markup::default(), entities: Entities::default(), seen: 0, line: 0 }
    }

    fn look(&mut self, bytes: &[u8]) -> io::Result<()> {
        let looked = self.markup.look(bytes, &mut self.entities).and_then(|()| {
            if self.entities.lengths.is_empty() { Ok(()) } else { self.entities.expand(bytes, self.seen) }
        });
        if let Err(Excess { at, what }) = looked {
            let line = self.line + feeds(bytes.get(..at).unwrap_or(bytes));
            return Err(Refusal::limit(what, Some(line)));
        }
        self.seen += bytes.len() as u64;
        self.line += feeds(bytes);
        Ok(())
    }
}

impl<R: Read> Read for XmlGuard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        self.look(buffer.get(..count).unwrap_or(&[]))?;
        Ok(count)
    }
}

/// A limit was exceeded, after this many bytes of a buffer.
struct Excess {
    at: usize,
    what: String,
}

type Looked = Result<(), Excess>;

fn excess<T>(at: usize, what: String) -> Result<T, Excess> {
    Err(Excess { at, what })
}

/// Where in the markup the guard is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    /// After `<`.
    Open,
    /// After `<!`.
    Bang,
    /// In a tag, in a value with this quote or in none.
    Tag(Option<u8>),
    /// In a comment with this many bytes after `<!`, as far as that matters.
    Comment(u8),
    CData,
    Instruction,
    /// In a document type declaration, with this many open brackets.
    Doctype(u64),
}

/// The markup up to a place.
#[derive(Default)]
struct Markup {
    state: State,
    /// What was read of the tag since its last value, or of a declaration; the last bytes of anything else.
    held: Vec<u8>,
    is_end: bool,
    attributes: usize,
    /// How long the value may still be: a namespace and a base are prepended to each name that uses them.
    base_left: Option<usize>,
    namespaces: usize,
    /// The namespaces that each open element declares, and their sum.
    open: Vec<usize>,
    in_force: usize,
}

impl Markup {
    fn look(&mut self, bytes: &[u8], entities: &mut Entities) -> Looked {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let excess = |Excess { at: inner, what }| Excess { at: at + inner, what };
            at += match self.state {
                State::Text => match memchr(b'<', rest) {
                    Some(open) => {
                        self.state = State::Open;
                        open + 1
                    }
                    None => rest.len(),
                },
                State::Open => self.open(rest),
                State::Bang => {
                    self.state = match rest.first() {
                        Some(b'-') => State::Comment(2),
                        Some(b'[') => State::CData,
                        Some(b'D' | b'd') => State::Doctype(0),
                        // The parser takes nothing else.
                        _ => State::Text,
                    };
                    self.held.clear();
                    1
                }
                State::Tag(None) => self.tag(rest).map_err(excess)?,
                State::Tag(Some(quote)) => {
                    let end = memchr(quote, rest);
                    let length = end.unwrap_or(rest.len());
                    if let Some(left) = &mut self.base_left {
                        *left = left.checked_sub(length).ok_or_else(|| Excess {
                            at,
                            what: format!("a namespace or base is longer than {LONGEST_BASE} bytes"),
                        })?;
                    }
                    if end.is_some() {
                        self.state = State::Tag(None);
                    }
                    length + usize::from(end.is_some())
                }
                State::Comment(before) => self.comment(rest, before),
                State::CData => self.behind(rest, b"]]"),
                State::Instruction => self.behind(rest, b"?"),
                State::Doctype(depth) => self.doctype(rest, depth, entities).map_err(excess)?,
            };
        }
        Ok(())
    }

    fn open(&mut self, rest: &[u8]) -> usize {
        self.held.clear();
        (self.attributes, self.namespaces, self.is_end) = (0, 0, false);
        match rest.first() {
            Some(b'!') => {
                self.state = State::Bang;
                1
            }
            Some(b'?') => {
                self.state = State::Instruction;
                1
            }
            first => {
                self.is_end = first == Some(&b'/');
                self.state = State::Tag(None);
                0
            }
        }
    }

    /// Goes over a tag up to its next value or its end.
    fn tag(&mut self, rest: &[u8]) -> Result<usize, Excess> {
        let Some(at) = memchr3(b'"', b'\'', b'>', rest) else {
            self.held.extend_from_slice(rest);
            if self.held.len() > LONGEST_DOCTYPE {
                return excess(rest.len(), format!("a name in a tag is longer than {LONGEST_DOCTYPE} bytes"));
            }
            return Ok(rest.len());
        };
        let here = rest.get(..at).unwrap_or(&[]);
        let joined;
        let before = if self.held.is_empty() {
            here
        } else {
            joined = [&self.held, here].concat();
            &joined
        };
        if let Some(quote) = rest.get(at).copied().filter(|byte| *byte != b'>') {
            self.state = State::Tag(Some(quote));
            self.attributes += 1;
            if self.attributes > MOST_ATTRIBUTES {
                return excess(at, format!("an element has more than {MOST_ATTRIBUTES} attributes"));
            }
            let name = name_before(before);
            let is_namespace = name.starts_with(b"xmlns");
            self.base_left = (is_namespace || name == b"xml:base").then_some(LONGEST_BASE);
            if is_namespace {
                self.namespaces += 1;
                if self.in_force + self.namespaces > MOST_NAMESPACES {
                    return excess(
                        at,
                        format!("more than {MOST_NAMESPACES} namespaces are in scope at one place"),
                    );
                }
            }
        } else {
            self.state = State::Text;
            if self.is_end {
                self.in_force -= self.open.pop().unwrap_or(0);
            } else if !before.ends_with(b"/") {
                if self.open.len() >= DEEPEST_XML {
                    return excess(at, format!("elements are nested more than {DEEPEST_XML} deep"));
                }
                self.open.push(self.namespaces);
                self.in_force += self.namespaces;
            }
        }
        self.held.clear();
        Ok(at + 1)
    }

    /// Goes over a comment, which has at least the bytes of `<!---->`.
    fn comment(&mut self, rest: &[u8], before: u8) -> usize {
        let end = memchr(b'>', rest);
        let upto = end.map_or(rest, |end| rest.get(..end).unwrap_or(rest));
        self.hold(upto, 2);
        let length = upto.len().saturating_add(usize::from(before));
        let is_over = end.is_some() && length > 4 && self.held == b"--";
        match end {
            _ if is_over => self.state = State::Text,
            Some(_) => {
                self.hold(b">", 2);
                self.state = State::Comment((length + 1).min(100) as u8);
            }
            None => self.state = State::Comment(length.min(100) as u8),
        }
        end.map_or(rest.len(), |end| end + 1)
    }

    /// Skips to a `>` after other bytes.
    fn behind(&mut self, rest: &[u8], before: &[u8]) -> usize {
        let Some(end) = memchr(b'>', rest) else {
            self.hold(rest, before.len());
            return rest.len();
        };
        self.hold(rest.get(..end).unwrap_or(&[]), before.len());
        if self.held == before {
            self.state = State::Text;
        }
        self.hold(b">", before.len());
        end + 1
    }

    /// Keeps the last bytes of what was read.
    fn hold(&mut self, bytes: &[u8], most: usize) {
        self.held.extend_from_slice(bytes.get(bytes.len().saturating_sub(most)..).unwrap_or(bytes));
        let over = self.held.len().saturating_sub(most);
        self.held.drain(..over);
    }

    fn doctype(&mut self, rest: &[u8], depth: u64, entities: &mut Entities) -> Result<usize, Excess> {
        let bracket = memchr2(b'<', b'>', rest);
        let upto = bracket.map_or(rest.len(), |bracket| bracket + 1);
        self.held.extend_from_slice(rest.get(..upto).unwrap_or(rest));
        if self.held.len() > LONGEST_DOCTYPE {
            return excess(
                upto,
                format!("the document type declaration is longer than {LONGEST_DOCTYPE} bytes"),
            );
        }
        match bracket.and_then(|bracket| rest.get(bracket)) {
            Some(b'<') => self.state = State::Doctype(depth + 1),
            Some(_) if depth == 0 => {
                self.state = State::Text;
                entities.declare(&self.held).map_err(|what| Excess { at: upto, what })?;
                self.held.clear();
            }
            Some(_) => self.state = State::Doctype(depth - 1),
            None => {}
        }
        Ok(upto)
    }
}

/// The name of an attribute, from the text before its value.
fn name_before(before: &[u8]) -> &[u8] {
    let name = before.trim_ascii_end();
    let name = name.strip_suffix(b"=").unwrap_or(name).trim_ascii_end();
    let start = name.iter().rposition(u8::is_ascii_whitespace).map_or(0, |blank| blank + 1);
    name.get(start..).unwrap_or(&[])
}

/// The entities of the document.
#[derive(Default)]
struct Entities {
    /// The length of the text of each.
    lengths: HashMap<Vec<u8>, usize, FixedState>,
    /// How many bytes came of them so far.
    expanded: u64,
    /// The name of one that is referred to where a buffer ended.
    name: Option<Vec<u8>>,
}

/// The longest name of an entity that is looked up, in bytes.
const LONGEST_NAME: usize = 1 << 10;

impl Entities {
    /// Takes the entities of a document type declaration, as `oxrdfxml` finds them.
    fn declare(&mut self, doctype: &[u8]) -> Result<(), String> {
        for part in doctype.split(|byte| *byte == b'<').skip(1) {
            let Some(part) = part.strip_prefix(b"!ENTITY") else { continue };
            let part = part.trim_ascii_start();
            let part = part.strip_prefix(b"%").unwrap_or(part).trim_ascii_start();
            let Some(end) = part.iter().position(u8::is_ascii_whitespace) else { continue };
            let (name, rest) = part.split_at(end);
            let mut texts = rest.split(|byte| *byte == b'"');
            let text = texts.nth(1).unwrap_or(&[]);
            let mut length = text.len();
            for reference in text.split(|byte| *byte == b'&').skip(1) {
                let inner = reference.split(|byte| *byte == b';').next().unwrap_or(&[]);
                length += self.lengths.get(inner).copied().unwrap_or(0);
            }
            if length > LONGEST_ENTITY || name.len() > LONGEST_NAME {
                let name =
                    String::from_utf8_lossy(name.get(..name.len().min(40)).unwrap_or(name)).into_owned();
                return Err(format!("the text of the entity `{name}` is longer than {LONGEST_ENTITY} bytes"));
            }
            self.lengths.insert(name.to_vec(), length);
        }
        Ok(())
    }

    /// Counts the expansion of the references in some bytes, wherever they are; `before` bytes came before them.
    fn expand(&mut self, bytes: &[u8], seen: u64) -> Looked {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let Some(name) = &mut self.name else {
                at += match memchr(b'&', rest) {
                    Some(start) => {
                        self.name = Some(Vec::new());
                        start + 1
                    }
                    None => rest.len(),
                };
                continue;
            };
            let end = memchr2(b';', b'&', rest);
            let upto = end.unwrap_or(rest.len());
            if name.len() + upto <= LONGEST_NAME {
                name.extend_from_slice(rest.get(..upto).unwrap_or(rest));
            } else {
                self.name = None;
                at += upto;
                continue;
            }
            at += upto;
            if end.is_none() {
                continue;
            }
            let is_whole = bytes.get(at) == Some(&b';');
            let length = self.name.take().filter(|_| is_whole).and_then(|name| self.lengths.get(&name));
            self.expanded += length.map_or(0, |length| *length as u64);
            let most = (seen + at as u64).saturating_mul(MOST_EXPANDED_XML);
            if self.expanded > most.max(FREE_EXPANSION_XML) {
                let what = format!(
                    "its entities expand to more than {MOST_EXPANDED_XML} bytes for each byte of the file"
                );
                return Err(Excess { at, what });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with a document that is read in pieces of some size, and its line.
    fn refused(text: &str, piece: usize) -> Option<(String, Option<u64>)> {
        let mut guard = XmlGuard::new(io::empty());
        text.as_bytes().chunks(piece).find_map(|bytes| {
            let error = guard.look(bytes).err()?;
            match Refusal::of(&error) {
                Some(Refusal::Limit { what, line }) => Some((what.clone(), *line)),
                _ => panic!("{error}"),
            }
        })
    }

    #[test]
    fn what_is_usual_passes() {
        let prefixes: String = (0..200).map(|n| format!(" xmlns:n{n} = 'http://e.org/{n}#'")).collect();
        let owl = "<?xml version=\"1.0\"?>\n<!-- > --> <!DOCTYPE r [\n<!ENTITY owl \"http://www.w3.org/2002/07/owl#\">\n\
                   <!ENTITY thing \"&owl;Thing\"> ]>\n";
        let elements =
            "<a b=\"/>\" c='&thing;'><!----><d/><![CDATA[ <x> ]]]]><![CDATA[>]]></a>\n".repeat(3000);
        let text = format!("{owl}<r{prefixes}>{elements}</r>");
        for piece in [1, 2, 3, 7, 1 << 16] {
            assert_eq!(refused(&text, piece), None, "{piece}");
        }
    }

    #[test]
    fn too_much_is_refused_where_it_is() {
        let many =
            |count: usize, name: &str| -> String { (0..count).map(|n| format!(" {name}{n}=\"\"")).collect() };
        let nested = |count: usize| format!("{}{}", "<a>".repeat(count), "</a>".repeat(count));
        let entities = |text: &str| format!("<!DOCTYPE a [\n<!ENTITY e \"{text}\">]>");
        let cases = [
            (nested(1000), None),
            (format!("\n{}", nested(1001)), Some(("nested more than 1000 deep", 1))),
            (format!("<a{}/>", many(500, "b")), None),
            (format!("<a>\n\n<a{}/></a>", many(501, "b")), Some(("more than 500 attributes", 2))),
            (format!("<a{0}/><a{0}/>", many(250, "xmlns:b")), None),
            (format!("<a{0}><a{0}/></a>", many(126, "xmlns:b")), Some(("more than 250 namespaces", 0))),
            (
                format!("<a{}/>", many(251, "xmlns:b").replace('=', "\n = ")),
                Some(("more than 250 namespaces", 251)),
            ),
            (format!("<a xmlns='{0}' xml:base='{0}' b='{0}x'/>", "x".repeat(4096)), None),
            (
                format!("<a\nxmlns:b='{}'/>", "x".repeat(4097)),
                Some(("namespace or base is longer than 4096", 1)),
            ),
            (format!("<a xml:base=\"{}\"/>", "x".repeat(4097)), Some(("namespace or base is longer", 0))),
            (entities(&"x".repeat(1024)), None),
            (entities(&"x".repeat(1025)), Some(("the entity `e` is longer", 1))),
            (
                entities("x").replace("]>", &format!("<!ENTITY f \"{}\">]>", "&e;".repeat(1024))),
                Some(("entity `f`", 1)),
            ),
            (format!("<!DOCTYPE a [{}]>", " ".repeat(1 << 16)), Some(("longer than 65536 bytes", 0))),
            (format!("<a {}", "b".repeat(1 << 17)), Some(("a name in a tag", 0))),
            (format!("{}<a>{}</a>", entities(&"x".repeat(1000)), "&e;".repeat(8000)), None),
            (
                format!("{}<a>{}</a>", entities(&"x".repeat(1000)), "\n&e;".repeat(9000)),
                Some(("entities expand to more than", 8390)),
            ),
            (format!("{}<a b='{}'/>", entities(&"x".repeat(200)), "&e;".repeat(1 << 16)), None),
        ];
        for (text, wanted) in cases {
            for piece in [1, 5, 1 << 10, 1 << 20] {
                let found = refused(&text, piece);
                match (&found, wanted) {
                    (None, None) => {}
                    (Some((what, line)), Some((words, wanted))) => {
                        assert!(what.contains(words), "{what}: {words}");
                        // With large reads, the line is one in the piece.
                        assert_eq!((*line, piece), (Some(wanted), piece), "{words}");
                    }
                    _ => panic!("{piece}: {found:?}, {wanted:?}: {}", &text[..text.len().min(80)]),
                }
            }
        }
    }
}

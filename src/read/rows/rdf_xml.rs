//! RDF/XML in front of its parser.
//!
//! `oxrdfxml` takes the parts of a text between comments, CDATA and processing instructions for several texts, knows neither the encodings
//! that are decoded here nor that `xml:lang=""` is no language, accepts files that end too early, and copies literals of XML without what
//! makes them canonical. So it is given the same document in plainer words: each text in one piece, and each literal of XML as the text that
//! RDF 1.1 XML Syntax (section 7.2.17) makes of it, which is exclusive canonical XML. Places are those of the file.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::io::{self, BufReader, Read};
use std::rc::Rc;
use std::sync::Arc;

use foldhash::fast::FixedState;
use oxrdf::{Literal, Term, Triple};
use oxrdfxml::{RdfXmlParseError, RdfXmlParser, ReaderRdfXmlParser};
use quick_xml::escape::{resolve_xml_entity, unescape_with};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Prefix, QName, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

use super::places::Place;
use super::rdf_source::Failure;
use super::xml_guard::XmlGuard;
use crate::read::limits::{FREE_EXPANSION_XML, MOST_EXPANDED_XML, Refusal};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The language that stands for none in what the parser is given; no registry will ever have it (BCP 47, section 2.2.7).
const NO_LANGUAGE: &str = "x-dossier-none";

/// The triples of a document.
pub(super) struct Triples<R: Read> {
    parser: ReaderRdfXmlParser<Plain<XmlGuard<R>>>,
    told: Rc<RefCell<Told>>,
}

impl<R: Read> Triples<R> {
    /// The triples that a parser finds in a stream.
    pub(super) fn new(parser: RdfXmlParser, stream: R) -> Triples<R> {
        let told = Rc::<RefCell<Told>>::default();
        let plain = Plain::new(XmlGuard::new(stream), Rc::clone(&told));
        Triples { parser: parser.for_reader(plain), told }
    }

    /// The prefixes that the document declares, as far as it was read.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parser.prefixes()
    }
}

/// Why a document is not read any further.
#[derive(Debug)]
pub(super) enum Broken {
    /// The stream cannot be read.
    Io(io::Error),
    /// Something is wrong with the document.
    Syntax {
        /// What is wrong.
        message: String,
        /// The bytes before it.
        offset: u64,
    },
}

impl From<Broken> for Failure {
    fn from(broken: Broken) -> Failure {
        match broken {
            Broken::Io(error) => Failure::Io(error),
            Broken::Syntax { message, offset } => Failure::Syntax { message, place: Place::Offset(offset) },
        }
    }
}

impl<R: Read> Iterator for Triples<R> {
    type Item = Result<Triple, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.parser.next();
        let at = self.parser.buffer_position();
        let mut told = self.told.borrow_mut();
        Some(match next {
            Some(Ok(mut triple)) => {
                told.pass(at);
                if told.has_no_language {
                    without_language(&mut triple.object);
                }
                Ok(triple)
            }
            Some(Err(RdfXmlParseError::Io(error))) => Err(Broken::Io(error)),
            Some(Err(RdfXmlParseError::Syntax(error))) => {
                Err(Broken::Syntax { message: error.to_string(), offset: told.place(at) })
            }
            None => Err(told.failure.take()?),
        })
    }
}

/// Takes the language that stands for none from a term.
fn without_language(term: &mut Term) {
    match term {
        Term::Literal(literal) if literal.language() == Some(NO_LANGUAGE) => {
            *literal = Literal::new_simple_literal(literal.value());
        }
        Term::Triple(triple) => without_language(&mut triple.object),
        _ => {}
    }
}

/// What the plainer document does not say.
#[derive(Default)]
struct Told {
    /// Where the document is shorter or longer up to some bytes of it, and by how much the file is longer.
    shifts: VecDeque<(u64, i64)>,
    /// Why the document ends before the file.
    failure: Option<Broken>,
    /// Whether a text has no language although one around it has.
    has_no_language: bool,
}

impl Told {
    /// Notes how far the file is where the document is so long.
    fn note(&mut self, length: u64, at: u64) {
        let shift = at as i64 - length as i64;
        match self.shifts.back_mut() {
            Some((_, last)) if *last == shift => {}
            Some((end, last)) if *end == length => *last = shift,
            _ => self.shifts.push_back((length, shift)),
        }
    }

    /// Forgets what is before a byte of the document.
    fn pass(&mut self, at: u64) {
        while self.shifts.get(1).is_some_and(|(end, _)| *end <= at) {
            self.shifts.pop_front();
        }
    }

    /// The byte of the file where a byte of the document comes from.
    fn place(&self, at: u64) -> u64 {
        let shift = self.shifts.iter().rev().find(|(end, _)| *end <= at).map_or(0, |(_, shift)| *shift);
        at.saturating_add_signed(shift)
    }
}

/// What the elements inside an element are (RDF 1.1 XML Syntax, section 2.2).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nodes,
    Properties,
}

/// A literal of XML that is being read.
#[derive(Default)]
struct XmlLiteral {
    /// The names of the open elements in it, and how many namespaces were written before each.
    open: Vec<(String, usize)>,
    /// The namespaces that are written for the open elements, with their prefixes.
    written: Vec<(String, String)>,
}

/// Why the document ends here.
enum Trouble {
    /// The file is not well-formed.
    Malformed(String),
    Io(io::Error),
}

impl From<String> for Trouble {
    fn from(what: String) -> Trouble {
        Trouble::Malformed(what)
    }
}

/// The texts of entities that a document declares.
#[derive(Default)]
struct Entities(HashMap<String, String, FixedState>);

impl Entities {
    fn get(&self, name: &str) -> Option<&str> {
        resolve_xml_entity(name).or_else(|| self.0.get(name).map(String::as_str))
    }

    /// A text without its references.
    fn expanded(&self, text: &str) -> Result<String, String> {
        let text = unescape_with(text, |name| self.get(name)).map_err(|error| error.to_string())?;
        Ok(text.into_owned())
    }

    /// Takes the entities of a document type declaration that the parser takes.
    fn declare(&mut self, doctype: &str) {
        for part in doctype.split('<').filter_map(|part| part.strip_prefix("!ENTITY")) {
            let Some((name, rest)) = part.trim_start().split_once(|c: char| c.is_ascii_whitespace()) else {
                continue;
            };
            let text = rest.trim_start().strip_prefix('"').and_then(|text| text.split_once('"'));
            if let Some(Ok(text)) = text.map(|(text, _)| self.expanded(text)) {
                self.0.insert(name.to_owned(), text);
            }
        }
    }
}

/// A stream of RDF/XML in plainer words.
struct Plain<R> {
    reader: NsReader<BufReader<R>>,
    buffer: Vec<u8>,
    out: String,
    /// How much of `out` was given.
    at: usize,
    /// The length of the document before `out`.
    given: u64,
    is_over: bool,
    /// What is inside each open element outside literals.
    open: Vec<Inside>,
    literal: Option<XmlLiteral>,
    entities: Entities,
    /// The bytes of namespaces that were added to literals.
    added: u64,
    told: Rc<RefCell<Told>>,
}

impl<R: Read> Plain<R> {
    fn new(stream: R, told: Rc<RefCell<Told>>) -> Plain<R> {
        let mut reader = NsReader::from_reader(BufReader::new(stream));
        // The parser reports these where they are.
        let config = reader.config_mut();
        (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) =
            (false, true, true);
        // The guard limits them.
        reader.resolver_mut().set_max_namespace_bindings(usize::MAX);
        Plain {
            reader,
            buffer: Vec::new(),
            out: String::new(),
            at: 0,
            given: 0,
            is_over: false,
            open: Vec::new(),
            literal: None,
            entities: Entities::default(),
            added: 0,
            told,
        }
    }

    /// Reads what comes next.
    fn advance(&mut self) -> io::Result<()> {
        self.given += self.out.len() as u64;
        self.out.clear();
        self.at = 0;
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let written = match self.reader.read_event_into(&mut buffer) {
            Ok(event) => self.write(event),
            Err(quick_xml::Error::Io(error)) => Err(Trouble::Io(
                Arc::try_unwrap(error)
                    .unwrap_or_else(|error| io::Error::new(error.kind(), error.to_string())),
            )),
            Err(error) => Err(Trouble::Malformed(error.to_string())),
        };
        self.buffer = buffer;
        let position = self.reader.buffer_position();
        match written {
            Ok(()) => {}
            Err(Trouble::Io(error)) => return Err(error),
            Err(Trouble::Malformed(message)) => {
                self.is_over = true;
                self.told.borrow_mut().failure = Some(Broken::Syntax { message, offset: position });
            }
        }
        self.told.borrow_mut().note(self.given + self.out.len() as u64, position);
        Ok(())
    }

    fn write(&mut self, event: Event<'_>) -> Result<(), Trouble> {
        match event {
            // The stream is UTF-8, whatever the file was.
            Event::Decl(_) => {}
            Event::DocType(text) => {
                let text = text.into_inner();
                self.entities.declare(&text);
                put(&mut self.out, &["<!DOCTYPE ", &text, ">"]);
            }
            Event::Start(tag) => self.start(&tag, false)?,
            Event::Empty(tag) => self.start(&tag, true)?,
            Event::End(tag) => self.end(tag.name().as_ref())?,
            Event::Text(text) => {
                let text = text.xml10_content();
                if self.literal.is_some() {
                    if text.contains('&') {
                        return Err("a `&` that begins no reference".to_owned().into());
                    }
                    self.literal_text(&text);
                } else {
                    self.out.push_str(&text);
                }
            }
            Event::CData(text) => {
                let text = text.xml10_content();
                if self.literal.is_some() {
                    self.literal_text(&text);
                } else {
                    escape(&mut self.out, &text);
                }
            }
            Event::GeneralRef(name) if self.literal.is_some() => {
                let text = self.entities.expanded(&format!("&{};", &*name.into_inner()))?;
                self.literal_text(&text);
            }
            Event::GeneralRef(name) => put(&mut self.out, &["&", &name.into_inner(), ";"]),
            Event::Comment(text) => {
                if self.literal.is_some() {
                    escape(&mut self.out, &format!("<!--{}-->", text.xml10_content()));
                }
            }
            Event::PI(instruction) => {
                if self.literal.is_some() {
                    let (target, content) = (instruction.target(), instruction.content().trim_start());
                    let between = if content.is_empty() { "" } else { " " };
                    escape(&mut self.out, &format!("<?{target}{between}{content}?>"));
                }
            }
            Event::Eof => {
                self.is_over = true;
                if !self.open.is_empty() || self.literal.is_some() {
                    return Err("the file ends inside an element".to_owned().into());
                }
            }
        }
        Ok(())
    }

    /// The namespace of a prefix, without references; `None` where there is none.
    fn namespace(&self, prefix: Option<Prefix<'_>>, is_element: bool) -> Result<Option<String>, String> {
        match self.reader.resolver().resolve_prefix(prefix, is_element) {
            ResolveResult::Bound(namespace) => Ok(Some(self.entities.expanded(namespace.as_ref())?)),
            ResolveResult::Unbound => Ok(None),
            ResolveResult::Unknown(prefix) => Err(format!("the prefix `{prefix}` is not declared")),
        }
    }

    /// The local name of a name that is in the namespace of RDF.
    fn of_rdf<'n>(&self, name: QName<'n>, is_element: bool) -> Option<&'n str> {
        let (local, prefix) = name.decompose();
        let space = self.namespace(prefix, is_element).ok()??;
        (space == RDF).then(|| local.into_inner())
    }

    fn start(&mut self, tag: &BytesStart<'_>, is_empty: bool) -> Result<(), Trouble> {
        if let Some(mut literal) = self.literal.take() {
            let written = self.literal_start(tag, &mut literal, is_empty);
            self.literal = Some(literal);
            return written;
        }
        let inside = match self.open.last() {
            None if self.of_rdf(tag.name(), true) == Some("RDF") => Inside::Nodes,
            None | Some(Inside::Nodes) => Inside::Properties,
            Some(Inside::Properties) => Inside::Nodes,
        };
        let is_property = self.open.last() == Some(&Inside::Properties);
        let (tag, inside) = match self.reworded(tag, is_property)? {
            Some((reworded, kind)) => (reworded, kind.unwrap_or(Content::Elements(inside))),
            None => ((**tag).to_owned(), Content::Elements(inside)),
        };
        put(&mut self.out, &["<", &tag, if is_empty { "/>" } else { ">" }]);
        match inside {
            _ if is_empty => {}
            Content::Elements(inside) => self.open.push(inside),
            Content::Literal => self.literal = Some(XmlLiteral::default()),
        }
        Ok(())
    }

    /// A tag in other words and what its `rdf:parseType` says, where it has one or an empty language.
    fn reworded(
        &mut self,
        tag: &BytesStart<'_>,
        is_property: bool,
    ) -> Result<Option<(String, Option<Content>)>, Trouble> {
        if !tag.attributes_raw().contains("xml:lang") && !tag.attributes_raw().contains("parseType") {
            return Ok(None);
        }
        // The parser reports attributes that are malformed.
        let Ok(attributes) = tag.attributes().collect::<Result<Vec<Attribute<'_>>, _>>() else {
            return Ok(None);
        };
        let parse_type = attributes
            .iter()
            .find(|attribute| is_property && self.of_rdf(attribute.key, false) == Some("parseType"));
        let content = match parse_type.map(|attribute| &*attribute.value) {
            None | Some("Collection" | "Triple") => None,
            Some("Resource") => Some(Content::Elements(Inside::Properties)),
            // Any other is as if it were `Literal` (section 7.2.20).
            Some(_) => Some(Content::Literal),
        };
        let mut out = tag.name().as_ref().to_owned();
        for attribute in &attributes {
            let name = attribute.key.as_ref();
            let local = self.of_rdf(attribute.key, false);
            match (local, content) {
                _ if name == "xml:lang" && attribute.value.is_empty() => {
                    self.told.borrow_mut().has_no_language = true;
                    put(&mut out, &[" xml:lang=\"", NO_LANGUAGE, "\""]);
                    continue;
                }
                (Some("parseType"), Some(Content::Literal)) => {
                    let prefix = name.split(':').next().unwrap_or("rdf");
                    put(&mut out, &[" ", prefix, ":datatype=\"", RDF, "XMLLiteral\""]);
                    continue;
                }
                (
                    None | Some("ID" | "version" | "annotation" | "annotationNodeID"),
                    Some(Content::Literal),
                ) if local.is_some() || name.starts_with("xml") || name.starts_with("its:") => {}
                (_, Some(Content::Literal)) => {
                    return Err(format!("`{name}` is not allowed beside a literal of XML").into());
                }
                _ => {}
            }
            put(&mut out, &[" ", name, "=\"", &attribute.value.replace('"', "&quot;"), "\""]);
        }
        Ok(Some((out, content)))
    }

    fn end(&mut self, name: &str) -> Result<(), Trouble> {
        match &mut self.literal {
            Some(literal) => match literal.open.pop() {
                Some((open, before)) => {
                    if open != name {
                        return Err(format!("`</{name}>` ends no element; `<{open}>` is open").into());
                    }
                    literal.written.truncate(before);
                    escape(&mut self.out, &format!("</{name}>"));
                    return Ok(());
                }
                None => self.literal = None,
            },
            None => {
                self.open.pop();
            }
        }
        put(&mut self.out, &["</", name, ">"]);
        Ok(())
    }

    /// Writes a text in a literal.
    fn literal_text(&mut self, text: &str) {
        let mut canonical = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                '&' => canonical.push_str("&amp;"),
                '<' => canonical.push_str("&lt;"),
                '>' => canonical.push_str("&gt;"),
                '\r' => canonical.push_str("&#xD;"),
                other => canonical.push(other),
            }
        }
        escape(&mut self.out, &canonical);
    }

    /// Writes the tag of an element in a literal (Exclusive XML Canonicalization, section 3).
    fn literal_start(
        &mut self,
        tag: &BytesStart<'_>,
        literal: &mut XmlLiteral,
        is_empty: bool,
    ) -> Result<(), Trouble> {
        let qualified = tag.name();
        let name = qualified.as_ref();
        // The namespaces that the tag uses, by prefix, and its attributes in their order.
        let (mut used, mut attributes) = (BTreeMap::new(), BTreeMap::new());
        let prefix = qualified.prefix();
        let space = self.namespace(prefix, true)?.unwrap_or_default();
        if prefix.is_none_or(|prefix| prefix.into_inner() != "xml") {
            used.insert(prefix.map_or("", Prefix::into_inner).to_owned(), space);
        }
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let (local, prefix) = attribute.key.decompose();
            let space = match prefix.map(Prefix::into_inner) {
                None => String::new(),
                Some("xml") => XML.to_owned(),
                Some(name) => {
                    let space = self.namespace(prefix, false)?.unwrap_or_default();
                    used.insert(name.to_owned(), space.clone());
                    space
                }
            };
            let value = attribute
                .normalized_value_with(XmlVersion::Implicit1_0, 1, |name| self.entities.get(name))
                .map_err(|error| error.to_string())?
                .into_owned();
            let key = (space, local.into_inner().to_owned());
            attributes.insert(key, (attribute.key.as_ref().to_owned(), value));
        }
        let before = literal.written.len();
        let mut canonical = format!("<{name}");
        for (prefix, space) in used {
            let outer = literal.written.iter().rev().find(|(written, _)| *written == prefix);
            if outer.map_or("", |(_, space)| space) == space {
                continue;
            }
            let declared = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
            self.added += space.len() as u64;
            put_attribute(&mut canonical, &declared, &space);
            literal.written.push((prefix, space));
        }
        let most = self.reader.buffer_position().saturating_mul(MOST_EXPANDED_XML);
        if self.added > most.max(FREE_EXPANSION_XML) {
            let what = format!(
                "the namespaces of literals of XML expand to more than {MOST_EXPANDED_XML} bytes for each byte of the file"
            );
            return Err(Trouble::Io(Refusal::limit(what, None)));
        }
        for (name, value) in attributes.values() {
            put_attribute(&mut canonical, name, value);
        }
        canonical.push('>');
        if is_empty {
            put(&mut canonical, &["</", name, ">"]);
            literal.written.truncate(before);
        } else {
            literal.open.push((name.to_owned(), before));
        }
        escape(&mut self.out, &canonical);
        Ok(())
    }
}

/// What is inside an element.
#[derive(Clone, Copy)]
enum Content {
    Elements(Inside),
    Literal,
}

fn put(out: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| out.push_str(part));
}

/// Writes a text as the text of an element.
fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            other => out.push(other),
        }
    }
}

/// Writes an attribute as canonical XML has it (Canonical XML 1.0, section 2.3).
fn put_attribute(out: &mut String, name: &str, value: &str) {
    put(out, &[" ", name, "=\""]);
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            other => out.push(other),
        }
    }
    out.push('"');
}

impl<R: Read> Read for Plain<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.out.len() {
            if self.is_over {
                return Ok(0);
            }
            self.advance()?;
        }
        let count = self.out.as_bytes().get(self.at..).unwrap_or(&[]).read(buffer)?;
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The objects of a document whose root declares `rdf` and `e`, and what is wrong with it.
    fn objects(inside: &str) -> (Vec<String>, Option<(String, u64)>) {
        let text = format!(
            "<rdf:RDF xmlns:rdf=\"{RDF}\" xmlns:e=\"http://e/\" xml:lang=\"de\"><rdf:Description rdf:about=\"http://a\">{inside}"
        );
        let text = if inside.ends_with('~') {
            text.trim_end_matches('~').to_owned()
        } else {
            format!("{text}</rdf:Description></rdf:RDF>")
        };
        let (mut found, mut failure) = (Vec::new(), None);
        for next in Triples::new(RdfXmlParser::new(), text.as_bytes()) {
            match next {
                Ok(triple) => match triple.object {
                    Term::Literal(literal) => {
                        let language = literal.language().map_or(String::new(), |tag| format!("@{tag}"));
                        found.push(format!("{}{language}", literal.value()));
                    }
                    other => found.push(other.to_string()),
                },
                Err(Broken::Syntax { message, offset }) => failure = failure.or(Some((message, offset))),
                Err(Broken::Io(error)) => panic!("{error}"),
            }
        }
        (found, failure)
    }

    #[test]
    fn a_text_is_one_whatever_is_between() {
        for (inside, wanted) in [
            ("x<!-- note -->y", "xy@de"),
            ("<!-- n -->y", "y@de"),
            ("x &amp; y<![CDATA[<z>&amp;]]> w", "x & y<z>&amp; w@de"),
            (" <![CDATA[z]]>", " z@de"),
            ("<?pi x?>v<?pi?>w", "vw@de"),
            ("a\r\nb&#13;c", "a\nb\rc@de"),
        ] {
            assert_eq!(objects(&format!("<e:p>{inside}</e:p>")), (vec![wanted.to_owned()], None), "{inside}");
        }
        assert_eq!(objects("<e:p xml:lang=\"\">x</e:p><e:p>y</e:p>").0, ["x", "y@de"]);
        assert_eq!(objects("<e:p> <!-- n --> <e:T rdf:about='http://b'/> </e:p>").0.len(), 2);
    }

    #[test]
    fn as_many_namespaces_as_the_guard_allows_are_known() {
        let many: String = (0..240).map(|n| format!(" xmlns:n{n}='urn:n{n}'")).collect();
        assert_eq!(objects(&format!("<e:p{many}>x</e:p>")), (vec!["x@de".to_owned()], None));
    }

    #[test]
    fn literals_are_exclusive_canonical_xml() {
        for (inside, wanted) in [
            ("", ""),
            ("<e:b e:k='1'>x</e:b> &lt; <i/>", "<e:b xmlns:e=\"http://e/\" e:k=\"1\">x</e:b> &lt; <i></i>"),
            ("<b xmlns='http://h/'>x &amp; y</b>", "<b xmlns=\"http://h/\">x &amp; y</b>"),
            (
                "a<!-- c -->b<?pi x?><b z='1' a='&quot;&lt;&#10;'>c</b>",
                "a<!-- c -->b<?pi x?><b a=\"&quot;&lt;&#xA;\" z=\"1\">c</b>",
            ),
            ("<![CDATA[<q>&]]>", "&lt;q&gt;&amp;"),
            (
                "<a xmlns='http://h/'><b xmlns=''><e:c/></b><d/></a>",
                "<a xmlns=\"http://h/\"><b xmlns=\"\"><e:c xmlns:e=\"http://e/\"></e:c></b><d></d></a>",
            ),
        ] {
            let document = format!("<e:p rdf:parseType=\"Literal\">{inside}</e:p>");
            assert_eq!(objects(&document), (vec![wanted.to_owned()], None), "{inside}");
            let other = document.replace("\"Literal\"", "'daml:other'");
            assert_eq!(objects(&other).0, [wanted], "{inside}");
        }
        let (found, failure) =
            objects("<e:p rdf:parseType='Resource'><e:q rdf:parseType='Literal'><i/></e:q></e:p>");
        assert_eq!((found.last().map(String::as_str), failure), (Some("<i></i>"), None));
    }

    #[test]
    fn what_is_malformed_is_told_and_not_written() {
        for (inside, words) in [
            ("<e:p rdf:parseType='Literal'><u:b/></e:p>", "prefix `u`"),
            ("<e:p rdf:parseType='Literal'><b></i></e:p>", "`</i>` ends no element"),
            ("<e:p rdf:parseType='Literal'>a & b</e:p>", "`&`"),
            ("<e:p rdf:parseType='Literal'><b a='1' a='2'/></e:p>", "a"),
            ("<e:p rdf:parseType='Literal' rdf:resource='http://b'/>", "not allowed"),
            ("<e:p>x~", "ends inside"),
        ] {
            let (found, failure) = objects(inside);
            let (message, _) = failure.unwrap_or_else(|| panic!("{inside}: {found:?}"));
            assert!(message.contains(words) && found.is_empty(), "{inside}: {message} {found:?}");
        }
    }

    #[test]
    fn places_are_those_of_the_file() {
        let told = RefCell::new(Told::default());
        told.borrow_mut().note(10, 20);
        told.borrow_mut().note(30, 40);
        told.borrow_mut().note(30, 45);
        let mut told = told.into_inner();
        assert_eq!([told.place(5), told.place(12), told.place(31)], [5, 22, 46]);
        told.pass(30);
        assert_eq!(told.place(31), 46);
    }
}

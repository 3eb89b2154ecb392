//! XML that is read as a stream: events with their lines, and the loop that gives the rows of a file to the graph.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{BufReader, Read};

use foldhash::fast::FixedState;
use memchr::{memchr, memchr_iter, memmem};
use quick_xml::escape::{EscapeError, resolve_xml_entity};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::findings::{Excerpt, RowFinding};
use super::parsed::Parsed;
use super::places::Place;
use super::worker::{Line, Worker};
use super::xml_guard::XmlGuard;
use super::{RowInput, Run, Stop};
use crate::diagnostic::{Rule, rules};
use crate::graph::rows::RowBuilder;
use crate::read::limits::{FREE_EXPANSION_XML, MOST_EXPANDED_XML, Refusal};

/// What reading XML gives.
pub(super) type Xml<T> = Result<T, quick_xml::Error>;

/// An event.
pub(super) enum Seen<'b> {
    /// A tag that opens an element, and whether the element is empty.
    Start(BytesStart<'b>, bool),
    /// The end of an element.
    End,
    /// A part of a text.
    Text(Cow<'b, str>),
    /// Anything else.
    Other,
    /// The end of the file.
    Eof,
}

/// XML that is being read.
pub(super) struct XmlStream {
    reader: Reader<BufReader<XmlGuard<Box<dyn Read + Send>>>>,
    /// The line that is read next, from 0.
    pub(super) line: u64,
    /// The line with which the piece began.
    first_line: u64,
    /// How many bytes came of default values.
    defaulted: u64,
    /// What was reported once and for all.
    reported: HashSet<String, FixedState>,
}

/// The text of an attribute (XML 1.0, section 3.3.3).
pub(super) fn value_of<'a>(attribute: &Attribute<'a>) -> Xml<Cow<'a, str>> {
    attribute.normalized_value(XmlVersion::Implicit1_0)
}

/// The text of the attribute of a tag with a name; its prefix does not matter.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Xml<Option<Box<str>>> {
    for attribute in tag.attributes() {
        let attribute = attribute?;
        if attribute.key.local_name().as_ref() == name {
            return Ok(Some(Box::from(&*value_of(&attribute)?)));
        }
    }
    Ok(None)
}

/// The text of an entity; only those are known that need no declaration (XML 1.0, section 4.6).
fn predefined(name: &str) -> Xml<&'static str> {
    resolve_xml_entity(name)
        .ok_or_else(|| EscapeError::UnrecognizedEntity(0..name.len(), name.to_owned()).into())
}

impl XmlStream {
    fn new(stream: impl Read + Send + 'static) -> XmlStream {
        let guarded = XmlGuard::new(Box::new(stream) as Box<dyn Read + Send>);
        XmlStream {
            reader: Reader::from_reader(BufReader::with_capacity(1 << 16, guarded)),
            line: 0,
            first_line: 0,
            defaulted: 0,
            reported: HashSet::default(),
        }
    }

    /// The next event, in the memory of a buffer.
    pub(super) fn next<'b>(&mut self, buffer: &'b mut Vec<u8>) -> Xml<Seen<'b>> {
        buffer.clear();
        let event = self.reader.read_event_into(buffer)?;
        self.line += memchr_iter(b'\n', event.as_bytes()).count() as u64;
        Ok(match event {
            Event::Start(tag) => Seen::Start(tag, false),
            Event::Empty(tag) => Seen::Start(tag, true),
            Event::End(_) => Seen::End,
            Event::Eof => Seen::Eof,
            Event::Text(text) => Seen::Text(text.xml10_content()),
            Event::CData(text) => Seen::Text(text.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref()? {
                Some(character) => Seen::Text(Cow::Owned(character.to_string())),
                None => Seen::Text(Cow::Borrowed(predefined(&name)?)),
            },
            _ => Seen::Other,
        })
    }

    /// Goes over what is in an element whose tag was read last.
    pub(super) fn skip(&mut self, is_empty: bool, buffer: &mut Vec<u8>) -> Xml<()> {
        let mut depth = usize::from(!is_empty);
        while depth > 0 {
            match self.next(buffer)? {
                Seen::Start(_, is_empty) => depth += usize::from(!is_empty),
                Seen::End => depth -= 1,
                Seen::Text(_) | Seen::Other => {}
                Seen::Eof => break,
            }
        }
        Ok(())
    }

    /// Appends the text of an element, and returns whether it contains elements, whose texts are left out.
    pub(super) fn text(&mut self, is_empty: bool, text: &mut String, buffer: &mut Vec<u8>) -> Xml<bool> {
        let (mut has_elements, mut is_open) = (false, !is_empty);
        while is_open {
            match self.next(buffer)? {
                Seen::Start(_, is_empty) => {
                    has_elements = true;
                    self.skip(is_empty, buffer)?;
                }
                Seen::End | Seen::Eof => is_open = false,
                Seen::Text(part) => text.push_str(&part),
                Seen::Other => {}
            }
        }
        Ok(has_elements)
    }

    /// Counts the bytes of default values that were added to a row on a line.
    ///
    /// # Errors
    /// A [`Refusal`], where they are too many for the size of the file.
    pub(super) fn add_defaults(&mut self, bytes: u64, line: u64) -> Xml<()> {
        self.defaulted += bytes;
        let most = self.reader.buffer_position().saturating_mul(MOST_EXPANDED_XML);
        if self.defaulted > most.max(FREE_EXPANSION_XML) {
            let what = format!(
                "the default values of its keys expand to more than {MOST_EXPANDED_XML} bytes for each byte of the file"
            );
            return Err(Refusal::limit(what, Some(line)).into());
        }
        Ok(())
    }

    /// A line of the file as one of the piece that is being read; its text is read again where it is shown.
    pub(super) fn line_of_piece(&self, line: u64) -> Line<'static> {
        Line { number: (line - self.first_line) as u32, bytes: &[] }
    }

    /// Notes a finding on a line, which is read again to be shown.
    pub(super) fn finding(
        &self,
        worker: &mut Worker<'_>,
        run: &Run<'_>,
        rule: &'static Rule,
        line: u64,
        message: String,
    ) {
        if run.findings.is_full(rule) || worker.findings.is_full(rule) {
            return worker.findings.count(rule, 1);
        }
        let text = run.line_again(line);
        let excerpt = text.map(|text| {
            let skipped = text.len() - text.trim_ascii_start().len();
            Excerpt::new(&text, skipped, text.len().min(skipped + 200))
        });
        let (line, label) = (line - self.first_line, String::new());
        worker.findings.add("", RowFinding { rule, line, message, label, help: None, excerpt });
    }

    /// Notes that something on a line is not supported and was ignored.
    pub(super) fn ignored(&self, worker: &mut Worker<'_>, run: &Run<'_>, line: u64, what: &str) {
        let message = format!("{what} is not supported and was ignored");
        self.finding(worker, run, &rules::ROW_DATA_IGNORED, line, message);
    }

    /// Notes what is ignored of a whole file where it is met first.
    pub(super) fn once(&mut self, worker: &mut Worker<'_>, run: &Run<'_>, line: u64, message: &str) {
        if !self.reported.contains(message) {
            self.reported.insert(message.to_owned());
            self.finding(worker, run, &rules::ROW_DATA_IGNORED, line, message.to_owned());
        }
    }
}

/// The number of rows that are added to the graph at once.
const PIECE: usize = 1 << 13;

/// What reads rows from the events of a file.
pub(super) trait XmlRows {
    /// Reads what comes next, at most a few rows, and returns how many; `None` at the end of the file.
    ///
    /// # Errors
    /// What is no XML, and what cannot be read.
    fn next(&mut self, xml: &mut XmlStream, worker: &mut Worker<'_>, run: &Run<'_>) -> Xml<Option<usize>>;

    /// How the file was understood, in one line, as far as it was read.
    fn understood(&self) -> String;

    /// The local name of the first element.
    fn root(&self) -> &'static str;
}

/// Reads a whole file of XML into the graph.
///
/// # Errors
/// [`Stop`], when the work was given up.
pub(super) fn read_xml(
    file: RowInput,
    parser: &mut impl XmlRows,
    rows: &mut RowBuilder,
    run: &mut Run<'_>,
) -> Result<(), Stop> {
    run.begin_file(&file.0, parser.understood());
    let name = file.0.name.clone();
    if let Some(root) = Root::of(file.0.head()).filter(|root| root.local() != parser.root().as_bytes()) {
        let found = String::from_utf8_lossy(root.name).into_owned();
        let message = format!("the root element is `<{found}>`, not `<{}>`", parser.root());
        run.note(&name, &rules::MALFORMED_ROW, |run| run.failed(message, &Place::Unknown));
        return Ok(());
    }
    let (shared, mut absorber) = rows.split();
    let mut worker = Worker::new(shared.names, run.checks);
    let mut xml = XmlStream::new(file.0.into_stream());
    let mut line = 0;
    let mut is_over = false;
    while !is_over {
        let mut count = 0;
        let ended = loop {
            match parser.next(&mut xml, &mut worker, run) {
                Ok(Some(more)) => count += more,
                Ok(None) => break Some(Ok(())),
                Err(error) => break Some(Err(error)),
            }
            if count >= PIECE {
                break None;
            }
        };
        let lines = xml.line - line;
        let parsed = Parsed::of(shared.seal(&mut worker.draft), &mut worker, lines);
        run.take_piece((shared, &mut absorber), &name, &mut line, parsed)?;
        xml.first_line = line;
        is_over = ended.is_some();
        run.understand(parser.understood());
        match ended {
            None | Some(Ok(())) => {}
            Some(Err(quick_xml::Error::Io(error))) => run.unreadable(&name, line, &error)?,
            Some(Err(error)) => {
                let place = Place::Offset(xml.reader.error_position());
                let finding = run.failed(error.to_string(), &place);
                run.findings.add(&name, finding);
            }
        }
    }
    Ok(())
}

/// The first element of a file of XML.
#[derive(Clone, Copy, Debug)]
pub(super) struct Root<'h> {
    /// Its name, with its prefix.
    pub(super) name: &'h [u8],
}

impl<'h> Root<'h> {
    /// The first element, after a declaration, comments and a document type; `None` of what is no XML.
    pub(super) fn of(head: &'h [u8]) -> Option<Root<'h>> {
        let mut rest = head.trim_ascii_start();
        let has_declaration = rest.starts_with(b"<?xml");
        loop {
            let end = match rest {
                [b'<', b'?', ..] => memmem::find(rest, b"?>")? + 2,
                [b'<', b'!', b'-', b'-', ..] => memmem::find(rest, b"-->")? + 3,
                [b'<', b'!', ..] => end_of_doctype(rest)?,
                _ => break,
            };
            rest = rest.get(end..)?.trim_ascii_start();
        }
        let tag = rest.strip_prefix(b"<")?;
        let tag = tag.get(..memchr(b'>', tag).unwrap_or(tag.len()))?;
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b":._-".contains(byte) || !byte.is_ascii();
        let length = tag.iter().position(|byte| !is_name(byte)).unwrap_or(tag.len());
        let name = tag.get(..length).filter(|name| !name.is_empty())?;
        let is_tag = tag.get(length).is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b'/');
        // In Turtle and N-Triples an IRI looks like a tag.
        let is_closed = || memmem::find(rest, &[b"</", name].concat()).is_some();
        let is_xml =
            has_declaration || memmem::find(tag, b"xmlns").is_some() || is_closed() || has_pair(rest);
        (is_tag && is_xml).then_some(Root { name })
    }

    /// Its name without its prefix.
    pub(super) fn local(&self) -> &'h [u8] {
        let colon = memchr(b':', self.name).map_or(0, |colon| colon + 1);
        self.name.get(colon..).unwrap_or(&[])
    }
}

/// Whether an element that is opened inside is closed again.
fn has_pair(text: &[u8]) -> bool {
    let Some(end) = memmem::find(text, b"</") else { return false };
    let name = text.get(end + 2..).unwrap_or(&[]);
    let name = name.split(|byte| *byte == b'>' || byte.is_ascii_whitespace()).next().unwrap_or(&[]);
    let before = text.get(..end).unwrap_or(&[]);
    !name.is_empty() && memmem::find(before, &[b"<", name].concat()).is_some()
}

/// Where a document type declaration ends: at the `>` outside its brackets and quotes.
fn end_of_doctype(text: &[u8]) -> Option<usize> {
    let (mut depth, mut quote) = (0u32, None);
    for (at, byte) in text.iter().enumerate() {
        match (quote, *byte) {
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'<') => depth += 1,
            (None, b'>') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Root;

    #[test]
    fn the_first_element_is_found() {
        for (head, name) in [
            ("<?xml version='1.0'?>\n<a", Some("a")),
            ("<!-- <b> --><a x='1'><c></c>", Some("a")),
            ("<a xmlns='b'/>", Some("a")),
            ("<p:a xmlns:p='b'>", Some("p:a")),
            ("<!DOCTYPE a [<!ENTITY b '<c>'> <!ELEMENT d (e)>]>\n<a><b/></a>", Some("a")),
            ("<items><item>1</item><item>", Some("items")),
            ("<http://e.org/a> <http://e.org/b> <http://e.org/c> .", None),
            ("<urn:a:b> <urn:a:c> <urn:a:d> .", None),
            ("<a> <b> <c> .", None),
            ("{\"a\": \"<b></b>\"}", None),
            ("", None),
            ("<?xml version='1.0'?>", None),
        ] {
            let found = Root::of(head.as_bytes()).map(|root| String::from_utf8_lossy(root.name).into_owned());
            assert_eq!(found.as_deref(), name, "{head}");
        }
    }
}

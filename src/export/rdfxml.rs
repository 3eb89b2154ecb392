//! RDF/XML: the oldest syntax of RDF, for tools that read no other; an element for each subject.
//!
//! Predicates are names of elements, so that an IRI which does not end like a name cannot be one.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use oxrdf::{NamedOrBlankNode, Term, Triple};

use super::blocks::RecordId;
use super::bytes::{is_double, line, put};
use super::iris::{Iris, Terms, Use};
use super::rdf::vocabulary::{RDF, RDFS, XSD};
use super::rdf::{Class, Document, Parts, Subject, Syntax, triple_of, with_direction, write_rows};
use super::xml::{XML, is_name_character, is_name_start};
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use crate::graph::KnowledgeGraph;
use crate::graph::rows::{Cell, IdText, NameKey, Names};
use crate::ontology::{NAMESPACE, Status};
use crate::text::is_blank_node;

/// The exporter.
pub(super) static RDF_XML: RdfXml = RdfXml;

/// RDF/XML 1.1 (W3C Recommendation, 25 February 2014), or 1.2 (W3C Working Draft).
#[derive(Debug)]
pub(super) struct RdfXml;

impl Exporter for RdfXml {
    fn name(&self) -> &'static str {
        "rdfxml"
    }

    fn about(&self) -> &'static str {
        "RDF for tools that read XML"
    }

    fn extension(&self) -> &'static str {
        "rdf"
    }

    fn has_rdf_versions(&self) -> bool {
        true
    }

    fn holds(&self, feature: Feature, _: &ExportOptions) -> Capability {
        match feature {
            Feature::ControlCharacters => Capability::Partly("written as U+FFFD: XML cannot contain them"),
            _ => Capability::Full,
        }
    }

    fn export(
        &self,
        graph: Graph<'_>,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<Losses, ExportError> {
        match graph {
            Graph::Dossier(checked) => {
                write(checked.graph(), options, out.begin("")?)?;
                Ok(Losses::default())
            }
            Graph::Rows(rows) => write_rows(rows, options, Elements::new(rows.names(), options, &[]), out),
        }
    }
}

/// Writes a graph as RDF/XML.
pub(super) fn write(graph: &KnowledgeGraph, options: &ExportOptions, out: &mut dyn Write) -> io::Result<()> {
    let document = Document::new(graph, options, false);
    document.write(&Elements::new(document.names(), options, document.prefixes()), out)
}

/// The namespaces that every document declares, by prefix.
const DECLARED: [(&str, &str); 4] =
    [("its", "http://www.w3.org/2005/11/its"), ("neg", NAMESPACE), ("rdf", RDF), ("rdfs", RDFS)];

/// Names of the namespace of RDF that mean something else than a predicate (section 2.2.1; `li` counts).
const RESERVED: [&str; 15] = [
    "Description",
    "ID",
    "RDF",
    "about",
    "aboutEach",
    "aboutEachPrefix",
    "annotation",
    "annotationNodeID",
    "bagID",
    "datatype",
    "li",
    "nodeID",
    "parseType",
    "resource",
    "version",
];

/// An IRI as a namespace and the name of an element, if it can be one (Namespaces in XML, `NCName`).
fn split(iri: &str) -> Option<(&str, &str)> {
    let is_of_name = |character: char| match u8::try_from(character) {
        Ok(byte) if byte.is_ascii() => byte.is_ascii_alphanumeric() || b"-._".contains(&byte),
        _ => is_name_character(character),
    };
    let behind = iri.trim_end_matches(is_of_name).len();
    let name = iri.get(behind..)?;
    let start = behind + name.find(is_name_start)?;
    let (space, name) = iri.split_at_checked(start)?;
    let is_reserved = space == RDF && RESERVED.contains(&name)
        || ["http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"].contains(&space);
    (!is_reserved && !space.is_empty()).then_some((space, name))
}

/// An element: its name, and the declaration of its namespace where it needs one.
struct Tag {
    open: Vec<u8>,
    close: Vec<u8>,
}

impl Tag {
    fn new(iri: &str, declared: &[(String, String)]) -> Option<Tag> {
        let (space, name) = split(iri)?;
        let declared = declared.iter().find(|(_, known)| *known == space);
        let prefix = declared.map_or("p", |(prefix, _)| prefix);
        let mut open = format!("<{prefix}:{name}").into_bytes();
        if declared.is_none() {
            put(&mut open, &[b" xmlns:p=\"", &escaped(space.as_bytes()), b"\""]);
        }
        Some(Tag { open, close: format!("</{prefix}:{name}>").into_bytes() })
    }
}

fn escaped(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    XML.put(&mut out, text);
    out
}

struct Elements {
    iris: Iris,
    /// The namespaces that the document declares, each behind its prefix.
    declared: Vec<(String, String)>,
    /// By name: the element of a property.
    properties: Vec<Option<Tag>>,
    /// By name: the element of a relation.
    relations: Vec<Option<Tag>>,
    /// By name, in XML: the IRI of a type, the IRI of a relation, and the name of a datatype.
    types: Vec<Vec<u8>>,
    predicates: Vec<Vec<u8>>,
    datatypes: Vec<Vec<u8>>,
    /// Texts with characters that XML cannot hold.
    characters: AtomicU64,
}

impl Elements {
    /// Declares of `prefixes` what names of elements begin with.
    fn new(names: &Names, options: &ExportOptions, prefixes: &[(String, String)]) -> Elements {
        let terms = Terms::new(names, options);
        let is_free = |(prefix, space): &&(String, String)| {
            // Prefixes that begin like `xml` are reserved (Namespaces in XML, section 3).
            let is_reserved = prefix.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("xml"));
            !is_reserved
                && split(&format!(":{prefix}")) == Some((":", prefix))
                && DECLARED.iter().all(|(known, iri)| known != prefix && iri != space)
                && names.iter().any(|(_, name)| split(name).is_some_and(|(used, _)| used == space))
        };
        let known = DECLARED.map(|(prefix, space)| (prefix.to_owned(), space.to_owned()));
        let declared: Vec<_> = known.into_iter().chain(prefixes.iter().filter(is_free).cloned()).collect();
        let each = |wanted: Use| {
            let iri = |key: NameKey| std::str::from_utf8(terms.name(key, wanted)).unwrap_or("");
            names.iter().map(|(key, _)| Tag::new(iri(key), &declared)).collect()
        };
        let (properties, relations) = (each(Use::Property), each(Use::Relation));
        let iris = |wanted: Use| -> Vec<Vec<u8>> {
            names.iter().map(|(key, _)| escaped(terms.name(key, wanted))).collect()
        };
        let (types, predicates) = (iris(Use::Type), iris(Use::Relation));
        Elements {
            types,
            predicates,
            datatypes: names.iter().map(|(_, name)| escaped(name.as_bytes())).collect(),
            iris: Iris::new(options),
            declared,
            properties,
            relations,
            characters: AtomicU64::new(0),
        }
    }

    fn open(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>) {
        if !subject.is_open {
            out.extend_from_slice(b"<rdf:Description");
            put_reference(out, b" rdf:about=", subject.term);
            out.extend_from_slice(b">\n");
            subject.is_open = true;
        }
    }

    /// An element that refers to a term.
    fn reference(&self, out: &mut Vec<u8>, name: &[u8], term: &[u8]) {
        put(out, &[b"  <", name]);
        put_reference(out, b" rdf:resource=", term);
        out.extend_from_slice(b"/>\n");
    }

    fn text(&self, out: &mut Vec<u8>, text: &[u8]) {
        if XML.put(out, text) {
            self.characters.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn literal(&self, out: &mut Vec<u8>, tag: &Tag, cell: &Cell<'_>) {
        // Numbers and booleans have nothing that XML escapes.
        let plain = |out: &mut Vec<u8>, datatype: &[u8], text: &[u8]| {
            put(out, &[b" rdf:datatype=\"", XSD.as_bytes(), datatype, b"\">", text]);
        };
        let typed = |out: &mut Vec<u8>, datatype: &[&[u8]], text: &[u8]| {
            out.extend_from_slice(b" rdf:datatype=\"");
            put(out, datatype);
            out.extend_from_slice(b"\">");
            self.text(out, text);
        };
        if let Cell::Typed { datatype: NameKey::IRI, text } = *cell {
            let mut term = Vec::new();
            self.exact(&mut term, text);
            return self.reference(out, tag.open.get(1..).unwrap_or(&[]), &term);
        }
        out.extend_from_slice(b"  ");
        out.extend_from_slice(&tag.open);
        match *cell {
            Cell::Clean(text) => put(out, &[b">", text]),
            Cell::Text(text) => {
                out.push(b'>');
                self.text(out, text);
            }
            Cell::Integer(number) => plain(out, b"integer", number),
            Cell::Number(number) if is_double(number) => plain(out, b"double", number),
            Cell::Number(number) => plain(out, b"decimal", number),
            Cell::Boolean(value) => plain(out, b"boolean", if value { b"true" } else { b"false" }),
            Cell::Words { language, text } => {
                let (language, direction) = with_direction(language);
                put(out, &[b" xml:lang=\"", language, b"\""]);
                if !direction.is_empty() {
                    put(
                        out,
                        &[b" rdf:version=\"1.2-basic\" its:version=\"2.0\" its:dir=\"", direction, b"\""],
                    );
                }
                out.push(b'>');
                self.text(out, text);
            }
            Cell::Typed { datatype: NameKey::TRIPLE, text } => {
                out.extend_from_slice(b" rdf:version=\"1.2\" rdf:parseType=\"Triple\">");
                if let Some(triple) = triple_of(text) {
                    self.triple(out, &triple);
                }
            }
            Cell::Typed { datatype, text } => typed(out, &[line(&self.datatypes, datatype)], text),
            Cell::Json(text) => typed(out, &[RDF.as_bytes(), b"JSON"], text),
            // Lists in lists are JSON.
            Cell::List(_) => {}
        }
        put(out, &[&tag.close, b"\n"]);
    }

    /// A triple inside the element that it is the value of.
    fn triple(&self, out: &mut Vec<u8>, triple: &Triple) {
        let Some(tag) = Tag::new(triple.predicate.as_str(), &self.declared) else { return };
        let mut term = Vec::new();
        match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => self.exact(&mut term, node.as_str().as_bytes()),
            NamedOrBlankNode::BlankNode(node) => self.exact(&mut term, node.to_string().as_bytes()),
        }
        out.extend_from_slice(b"<rdf:Description");
        put_reference(out, b" rdf:about=", &term);
        out.extend_from_slice(b">\n");
        match &triple.object {
            Term::NamedNode(node) => {
                let text = node.as_str().as_bytes();
                self.literal(out, &tag, &Cell::Typed { datatype: NameKey::IRI, text });
            }
            Term::BlankNode(node) => {
                let text = node.to_string();
                self.literal(out, &tag, &Cell::Typed { datatype: NameKey::IRI, text: text.as_bytes() });
            }
            Term::Triple(inner) => {
                put(out, &[&tag.open, b" rdf:parseType=\"Triple\">"]);
                self.triple(out, inner);
                put(out, &[&tag.close, b"\n"]);
            }
            Term::Literal(literal) => {
                let text = literal.value().as_bytes();
                match (literal.language(), literal.direction()) {
                    (Some(language), direction) => {
                        let mut language = language.to_owned();
                        if let Some(direction) = direction {
                            language.push_str(&format!("--{direction}"));
                        }
                        self.literal(out, &tag, &Cell::Words { language: language.as_bytes(), text });
                    }
                    (None, _) => {
                        put(out, &[&tag.open, b" rdf:datatype=\""]);
                        XML.put(out, literal.datatype().as_str().as_bytes());
                        out.extend_from_slice(b"\">");
                        self.text(out, text);
                        put(out, &[&tag.close, b"\n"]);
                    }
                }
            }
        }
        out.extend_from_slice(b"</rdf:Description>");
    }
}

/// Writes an IRI in quotes. What XML escapes of IRIs is `&` only.
#[inline]
fn put_iri(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'"');
    let start = out.len();
    write(out);
    if memchr::memchr(b'&', out.get(start..).unwrap_or(&[])).is_some() {
        let iri = out.split_off(start);
        XML.put(out, &iri);
    }
    out.push(b'"');
}

/// Writes a term as an attribute: an IRI in quotes with its name, a blank node whole.
fn put_reference(out: &mut Vec<u8>, name: &[u8], term: &[u8]) {
    if term.starts_with(b"\"") {
        out.extend_from_slice(name);
    }
    out.extend_from_slice(term);
}

impl Syntax for Elements {
    fn can_name(&self, name: NameKey, used: Use) -> bool {
        let tags = if used == Use::Relation { &self.relations } else { &self.properties };
        tags.get(name.index()).is_some_and(Option::is_some)
    }

    fn holds_term(&self, term: &[u8]) -> bool {
        if term.is_empty() {
            return true;
        }
        let mut next = triple_of(term);
        while let Some(triple) = next {
            if split(triple.predicate.as_str()).is_none() {
                return false;
            }
            match triple.object {
                Term::Triple(inner) => next = Some(*inner),
                _ => return true,
            }
        }
        false
    }

    fn characters_lost(&self) -> u64 {
        self.characters.load(Ordering::Relaxed)
    }

    fn head(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF");
        for (prefix, space) in &self.declared {
            put(out, &[b" xmlns:", prefix.as_bytes(), b"=\"", &escaped(space.as_bytes()), b"\""]);
        }
        out.extend_from_slice(b">\n");
    }

    fn tail(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"</rdf:RDF>\n");
    }

    fn node(&self, out: &mut Vec<u8>, id: IdText<'_>) {
        if id.blank {
            return self.exact(out, id.text);
        }
        put_iri(out, |out| self.iris.put_node(out, id));
    }

    fn exact(&self, out: &mut Vec<u8>, text: &[u8]) {
        if is_blank_node(text) {
            // A name begins with a letter or `_`; so that no two labels become one, `_` is doubled.
            let label = text.get(b"_:".len()..).unwrap_or(&[]);
            let is_name = std::str::from_utf8(label).is_ok_and(|label| label.starts_with(is_name_start));
            let more: &[u8] = if is_name && !label.starts_with(b"_") { b"" } else { b"_" };
            put(out, &[b" rdf:nodeID=\"", more, label, b"\""]);
        } else {
            out.push(b'"');
            XML.put(out, text);
            out.push(b'"');
        }
    }

    fn edge(&self, out: &mut Vec<u8>, id: RecordId<'_>) {
        put_iri(out, |out| self.iris.put_edge(out, id));
    }

    fn types(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, types: impl Iterator<Item = Class>) {
        for class in types {
            self.open(out, subject);
            out.extend_from_slice(b"  <rdf:type rdf:resource=\"");
            let [space, name] = match class {
                Class::Named(name) => [line(&self.types, name), b""],
                Class::Statement => [RDF.as_bytes(), b"Statement"],
                Class::Claim => [NAMESPACE.as_bytes(), b"Claim"],
                Class::Resource => [RDFS.as_bytes(), b"Resource"],
            };
            put(out, &[space, name, b"\"/>\n"]);
        }
    }

    fn relation(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, relation: NameKey, object: &[u8]) {
        if let Some(Some(tag)) = self.relations.get(relation.index()) {
            self.open(out, subject);
            self.reference(out, tag.open.get(1..).unwrap_or(&[]), object);
        }
    }

    fn said(
        &self,
        out: &mut Vec<u8>,
        subject: &mut Subject<'_>,
        (source, relation, target): (&[u8], NameKey, &[u8]),
        parts: Parts,
    ) {
        self.open(out, subject);
        if parts.has_names {
            self.reference(out, b"rdf:subject", source);
            put(out, &[b"  <rdf:predicate rdf:resource=\"", line(&self.predicates, relation), b"\"/>\n"]);
            self.reference(out, b"rdf:object", target);
        }
        if let (true, Some(Some(tag))) = (parts.has_term, self.relations.get(relation.index())) {
            out.extend_from_slice(
                b"  <rdf:reifies rdf:version=\"1.2\" rdf:parseType=\"Triple\"><rdf:Description",
            );
            put_reference(out, b" rdf:about=", source);
            out.extend_from_slice(b">\n");
            self.reference(out, tag.open.get(1..).unwrap_or(&[]), target);
            out.extend_from_slice(b"</rdf:Description></rdf:reifies>\n");
        }
    }

    fn status(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, status: Status) {
        self.open(out, subject);
        let term = format!("\"{}\"", status.iri());
        self.reference(out, b"neg:status", term.as_bytes());
    }

    fn property(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, name: NameKey, cell: &Cell<'_>) {
        let Some(Some(tag)) = self.properties.get(name.index()) else { return };
        let mut put = |cell: &Cell<'_>| {
            if let Cell::Typed { datatype: NameKey::TRIPLE, text } = cell
                && !self.holds_term(text)
            {
                return;
            }
            self.open(out, subject);
            self.literal(out, tag, cell);
        };
        match *cell {
            Cell::List(items) => items.for_each(|item| put(&item)),
            cell => put(&cell),
        }
    }

    fn close(&self, out: &mut Vec<u8>, _: &Subject<'_>) {
        out.extend_from_slice(b"</rdf:Description>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::rows::{NameCache, SharedNames};

    #[test]
    fn no_prefix_breaks_a_document() {
        let prefixes = ["good", "its", "XmlThing", "1a", "a b", "unused"]
            .map(|name| (name.to_owned(), format!("https://example.org/{}#", name.len())));
        let shared = SharedNames::default();
        let iris: Vec<String> = prefixes[..5].iter().map(|(_, space)| format!("{space}name")).collect();
        let keys: Vec<NameKey> = iris.iter().map(|iri| NameCache::new(&shared).key(iri.as_bytes())).collect();
        let (names, mut out) = (shared.into_names(), Vec::new());
        let elements = Elements::new(&names, &ExportOptions::default(), &prefixes);
        elements.head(&mut out);
        let mut subject = Subject::new(b"\"urn:a\"", b"");
        keys.iter().for_each(|key| elements.property(&mut out, &mut subject, *key, &Cell::Text(b"<")));
        elements.close(&mut out, &subject);
        elements.tail(&mut out);
        let read: Vec<Triple> =
            oxrdfxml::RdfXmlParser::new().for_slice(&out).collect::<Result<_, _>>().unwrap();
        let found: Vec<&str> = read.iter().map(|triple| triple.predicate.as_str()).collect();
        assert_eq!(found, iris);
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("<good:name>") && text.matches(" xmlns:").count() == 5 + 4, "{text}");
    }
}

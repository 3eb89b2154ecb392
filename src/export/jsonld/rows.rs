//! JSON-LD 1.1: one context, and an object for each node, each plain edge and each record, on a line of its own.
//!
//! Numbers other than short integers are strings with a datatype, so that they are kept verbatim (JSON-LD 1.1
//! API, section 8.2.2). Where a property has such numbers and no texts, the context names their datatype.

use crate::export::blocks::RecordId;
use crate::export::bytes::{is_double, line, put};
use crate::export::elements::{Census, Kinds};
use crate::export::iris::{Iris, Terms, Use};
use crate::export::json::put_json_string;
use crate::export::rdf::vocabulary::{RDF, RDFS, XSD};
use crate::export::rdf::{Class, Parts, Subject, Syntax, with_direction, write_rows};
use crate::export::{ExportError, ExportOptions, Losses, Output};
use crate::graph::rows::{Cell, IdText, Items, NameKey, RowGraph};
use crate::ontology::{NAMESPACE, Status};

/// Writes rows.
pub(super) fn export(
    graph: &RowGraph,
    options: &ExportOptions,
    out: &mut dyn Output,
) -> Result<Losses, ExportError> {
    write_rows(graph, options, Objects::new(graph, options), out)
}

/// The most characters of an integer that every reader treats as a number.
const SHORT: usize = 15;

/// The datatype that the context gives to the texts of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coercion {
    None,
    Decimal,
    Double,
}

struct Objects {
    iris: Iris,
    head: Vec<u8>,
    /// `"PREFIX:`, for IRIs that begin with the base.
    base: Vec<u8>,
    /// By name: `,"PROPERTY":`, and how its values are written.
    properties: Vec<(Vec<u8>, Coercion)>,
    /// By name: `,"RELATION":`, and whether its values are known to be nodes.
    relations: Vec<(Vec<u8>, bool)>,
    /// `,"rdf:subject":`.
    subject: Vec<u8>,
    /// By name: `,"rdf:predicate":"RELATION","rdf:object":`.
    predicates: Vec<Vec<u8>>,
    /// By name: the type in quotes.
    types: Vec<Vec<u8>>,
    /// By name, as a datatype: in quotes.
    datatypes: Vec<Vec<u8>>,
    /// `,"@type":"rdf:Statement"`.
    statement: Vec<u8>,
    /// `"rdf:`, and `"xsd:`.
    rdf: Vec<u8>,
    xsd: Vec<u8>,
}

impl Objects {
    fn new(graph: &RowGraph, options: &ExportOptions) -> Objects {
        let census = Census::new(graph, options);
        let terms = Terms::new(graph.names(), options);
        let prefix = |name: &str| {
            let mut name = name.to_owned();
            if graph.has_rdf() {
                // No IRI begins like this: schemes have no `_` (RFC 3986, section 3.1).
                name.push('_');
            }
            while graph.names().iter().any(|(_, known)| known == name) {
                name.push('_');
            }
            name
        };
        let [base, rdf, xsd] = ["graph", "rdf", "xsd"].map(prefix);
        let compact = |iri: &[u8]| {
            let known = [(&base, options.base.as_str()), (&xsd, XSD)];
            let short = known.iter().find_map(|(name, space)| {
                let rest = iri.strip_prefix(space.as_bytes())?;
                (!rest.is_empty() && !rest.starts_with(b"//")).then(|| [name.as_bytes(), b":", rest].concat())
            });
            quoted(&short.unwrap_or_else(|| iri.to_vec()))
        };
        let flag = |flags: &[bool], key: NameKey| flags.get(key.index()).copied().unwrap_or(false);
        let kinds = |key: NameKey| {
            let of = |kinds: &[Kinds]| kinds.get(key.index()).copied().unwrap_or_default();
            of(&census.nodes).with(of(&census.edges))
        };
        let (mut properties, mut relations, mut predicates, mut types) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut entries: Vec<(&str, Vec<u8>)> = Vec::new();
        for (key, name) in graph.names().iter() {
            let [property, relation, class] =
                [Use::Property, Use::Relation, Use::Type].map(|wanted| compact(terms.name(key, wanted)));
            let is_property = kinds(key) != Kinds::NONE;
            let is_relation = flag(&census.relations, key);
            let is_term = can_be_term(name);
            let term = |is_used: bool, full: &[u8]| {
                let name = if is_term && is_used { quoted(name.as_bytes()) } else { full.to_vec() };
                [b",", &name[..], b":"].concat()
            };
            let coercion = if is_term { coercion(kinds(key)) } else { Coercion::None };
            let datatype = match coercion {
                Coercion::None => None,
                Coercion::Decimal => Some("decimal"),
                Coercion::Double => Some("double"),
            };
            properties.push((term(is_property, &property), coercion));
            relations.push((term(is_relation && !is_property, &relation), is_term && !is_property));
            let is_type = is_term && !is_property && !is_relation;
            types.push(if is_type { quoted(name.as_bytes()) } else { class.clone() });
            if is_term && is_property {
                entries.push((
                    name,
                    match datatype {
                        None => property,
                        Some(datatype) => [
                            b"{\"@id\":",
                            &property[..],
                            b",\"@type\":\"",
                            xsd.as_bytes(),
                            b":",
                            datatype.as_bytes(),
                            b"\"}",
                        ]
                        .concat(),
                    },
                ));
            } else if is_term && is_relation {
                entries.push((name, [b"{\"@id\":", &relation[..], b",\"@type\":\"@id\"}"].concat()));
            } else if is_type && flag(&census.types, key) {
                entries.push((name, class));
            }
            let parts = format!(",\"{rdf}:predicate\":");
            let object = format!(",\"{rdf}:object\":");
            predicates.push([parts.as_bytes(), &relation, object.as_bytes()].concat());
        }
        entries.sort_unstable_by_key(|(name, _)| *name);
        let mut head = b"{\"@context\":{\n\"@version\":1.1".to_vec();
        for (name, iri) in [(&base, options.base.as_str()), (&rdf, RDF), (&xsd, XSD)] {
            let (name, iri) = (quoted(name.as_bytes()), quoted(iri.as_bytes()));
            put(&mut head, &[b",\n", &name, b":{\"@id\":", &iri, b",\"@prefix\":true}"]);
        }
        for part in ["subject", "predicate", "object"] {
            let name = quoted(format!("{rdf}:{part}").as_bytes());
            put(&mut head, &[b",\n", &name, b":{\"@id\":", &name, b",\"@type\":\"@id\"}"]);
        }
        for (name, entry) in entries {
            put(&mut head, &[b",\n", &quoted(name.as_bytes()), b":", &entry]);
        }
        put(&mut head, &[b"},\n\"@graph\":[\n{\"@id\":", &quoted(options.base.as_bytes()), b"}"]);
        Objects {
            datatypes: graph.names().iter().map(|(_, name)| compact(name.as_bytes())).collect(),
            subject: format!(",\"{rdf}:subject\":").into_bytes(),
            statement: format!(",\"@type\":\"{rdf}:Statement\"").into_bytes(),
            base: [b"\"", base.as_bytes(), b":"].concat(),
            rdf: [b"\"", rdf.as_bytes(), b":"].concat(),
            xsd: [b"\"", xsd.as_bytes(), b":"].concat(),
            iris: Iris::new(options),
            head,
            properties,
            relations,
            predicates,
            types,
        }
    }

    fn literal(&self, out: &mut Vec<u8>, cell: &Cell<'_>, coercion: Coercion) {
        let typed = |out: &mut Vec<u8>, text: &[u8], datatype: &[u8]| {
            put(out, &[b"{\"@value\":\"", text, b"\",\"@type\":", &self.xsd, datatype, b"\"}"]);
        };
        match *cell {
            Cell::Clean(text) if coercion == Coercion::None => put(out, &[b"\"", text, b"\""]),
            Cell::Text(text) if coercion == Coercion::None => put_json_string(out, text),
            Cell::Clean(text) | Cell::Text(text) => {
                out.extend_from_slice(b"{\"@value\":");
                put_json_string(out, text);
                out.push(b'}');
            }
            Cell::Integer(number)
                if coercion == Coercion::None && number.len() <= SHORT && number != b"-0" =>
            {
                out.extend_from_slice(number);
            }
            Cell::Integer(number) => typed(out, number, b"integer"),
            Cell::Number(number) => match (is_double(number), coercion) {
                (false, Coercion::Decimal) | (true, Coercion::Double) => put(out, &[b"\"", number, b"\""]),
                (false, _) => typed(out, number, b"decimal"),
                (true, _) => typed(out, number, b"double"),
            },
            Cell::Boolean(value) => {
                let value: &[u8] = if value { b"true" } else { b"false" };
                match coercion {
                    Coercion::None => out.extend_from_slice(value),
                    _ => put(out, &[b"{\"@value\":", value, b"}"]),
                }
            }
            Cell::Words { language, text } => {
                out.extend_from_slice(b"{\"@value\":");
                put_json_string(out, text);
                let (language, direction) = with_direction(language);
                put(out, &[b",\"@language\":\"", language, b"\""]);
                if !direction.is_empty() {
                    put(out, &[b",\"@direction\":\"", direction, b"\""]);
                }
                out.push(b'}');
            }
            Cell::Typed { datatype: NameKey::IRI, text } => put(out, &[b"{\"@id\":\"", text, b"\"}"]),
            Cell::Typed { datatype: NameKey::TRIPLE, .. } => {}
            Cell::Typed { datatype, text } => {
                out.extend_from_slice(b"{\"@value\":");
                put_json_string(out, text);
                put(out, &[b",\"@type\":", line(&self.datatypes, datatype), b"}"]);
            }
            Cell::Json(text) => {
                // As `@json` it would be rewritten (section 8.2.2).
                out.extend_from_slice(b"{\"@value\":");
                put_json_string(out, text);
                put(out, &[b",\"@type\":", &self.rdf, b"JSON\"}"]);
            }
            // Lists in lists are JSON.
            Cell::List(_) => {}
        }
    }

    /// Begins the object of a subject, if it has not begun.
    #[inline]
    fn open(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>) {
        if !subject.is_open {
            out.extend_from_slice(b",\n{\"@id\":");
            if !subject.graph.is_empty() {
                put(out, &[subject.graph, b",\"@graph\":[{\"@id\":"]);
            }
            out.extend_from_slice(subject.term);
            subject.is_open = true;
        }
    }
}

fn quoted(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    put_json_string(&mut out, text);
    out
}

/// Whether a name may be a term: nothing in it means anything to JSON-LD.
fn can_be_term(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|character| character.is_alphanumeric() || "_- ".contains(character))
}

fn coercion(kinds: Kinds) -> Coercion {
    if kinds.has(Kinds::TEXT) {
        Coercion::None
    } else if kinds.has(Kinds::DECIMAL) {
        Coercion::Decimal
    } else if kinds.has(Kinds::DOUBLE) {
        Coercion::Double
    } else {
        Coercion::None
    }
}

impl Syntax for Objects {
    fn has_graphs(&self) -> bool {
        true
    }

    fn has_directions(&self) -> bool {
        true
    }

    fn holds_term(&self, _: &[u8]) -> bool {
        false
    }

    fn head(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.head);
    }

    fn tail(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\n]}\n");
    }

    #[inline]
    fn node(&self, out: &mut Vec<u8>, id: IdText<'_>) {
        if id.blank {
            put(out, &[b"\"", id.text, b"\""]);
        } else if id.iri_safe && memchr::memchr(b':', id.text).is_none() {
            put(out, &[&self.base, id.text, b"\""]);
        } else {
            out.push(b'"');
            self.iris.put_node(out, id);
            out.push(b'"');
        }
    }

    fn exact(&self, out: &mut Vec<u8>, text: &[u8]) {
        put(out, &[b"\"", text, b"\""]);
    }

    fn edge(&self, out: &mut Vec<u8>, id: RecordId<'_>) {
        out.push(b'"');
        self.iris.put_edge(out, id);
        out.push(b'"');
    }

    #[inline]
    fn types(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, types: impl Iterator<Item = Class>) {
        let mut types = types.peekable();
        let Some(first) = types.next() else { return };
        self.open(out, subject);
        let is_list = types.peek().is_some();
        if let (Class::Statement, false) = (first, is_list) {
            return out.extend_from_slice(&self.statement);
        }
        out.extend_from_slice(b",\"@type\":");
        for (at, class) in [first].into_iter().chain(types).enumerate() {
            if is_list {
                out.push(if at == 0 { b'[' } else { b',' });
            }
            match class {
                Class::Named(name) => out.extend_from_slice(line(&self.types, name)),
                Class::Statement => put(out, &[&self.rdf, b"Statement\""]),
                Class::Claim => put(out, &[b"\"", NAMESPACE.as_bytes(), b"Claim\""]),
                Class::Resource => put(out, &[b"\"", RDFS.as_bytes(), b"Resource\""]),
            }
        }
        if is_list {
            out.push(b']');
        }
    }

    #[inline]
    fn relation(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, relation: NameKey, object: &[u8]) {
        self.open(out, subject);
        let Some((key, is_coerced)) = self.relations.get(relation.index()) else { return };
        if *is_coerced {
            put(out, &[key, object]);
        } else {
            put(out, &[key, b"{\"@id\":", object, b"}"]);
        }
    }

    #[inline]
    fn said(
        &self,
        out: &mut Vec<u8>,
        subject: &mut Subject<'_>,
        (source, relation, target): (&[u8], NameKey, &[u8]),
        _: Parts,
    ) {
        self.open(out, subject);
        put(out, &[&self.subject, source, line(&self.predicates, relation), target]);
    }

    fn status(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, status: Status) {
        self.open(out, subject);
        let status = status.iri();
        put(out, &[b",\"", NAMESPACE.as_bytes(), b"status\":{\"@id\":\"", status.as_bytes(), b"\"}"]);
    }

    #[inline]
    fn property(&self, out: &mut Vec<u8>, subject: &mut Subject<'_>, name: NameKey, cell: &Cell<'_>) {
        let Some((key, coercion)) = self.properties.get(name.index()) else { return };
        if matches!(cell, Cell::List(Items([]))) {
            return;
        }
        self.open(out, subject);
        out.extend_from_slice(key);
        let Cell::List(items) = *cell else { return self.literal(out, cell, *coercion) };
        out.push(b'[');
        let is_term = |item: &Cell<'_>| matches!(item, Cell::Typed { datatype: NameKey::TRIPLE, .. });
        for (at, item) in items.filter(|item| !is_term(item)).enumerate() {
            if at > 0 {
                out.push(b',');
            }
            self.literal(out, &item, *coercion);
        }
        out.push(b']');
    }

    fn close(&self, out: &mut Vec<u8>, subject: &Subject<'_>) {
        out.extend_from_slice(if subject.graph.is_empty() { b"}" } else { b"}]}" });
    }
}

//! A dossier written in a syntax of RDF, subject by subject.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use oxrdf::vocab::{rdf, xsd};
use oxrdf::{GraphName, Literal, NamedOrBlankNode, Quad, Term};

use super::Lowering;
use super::syntax::{Class, Subject, Syntax};
use crate::export::ExportOptions;
use crate::graph::KnowledgeGraph;
use crate::graph::rows::{Cell, Items, NameCache, NameKey, Names, SharedNames, put_item};

/// A dossier, and the names that a syntax needs to know before the first triple.
pub(in crate::export) struct Document<'g> {
    lowering: Lowering<'g>,
    has_graphs: bool,
    /// The IRIs of predicates, classes and datatypes.
    names: Names,
    keys: BTreeMap<String, NameKey>,
    prefixes: Vec<(String, String)>,
}

impl<'g> Document<'g> {
    /// A dossier, with its named graphs or without.
    pub(in crate::export) fn new(
        graph: &'g KnowledgeGraph,
        options: &'g ExportOptions,
        has_graphs: bool,
    ) -> Document<'g> {
        let lowering = Lowering::new(graph, options);
        let (shared, mut keys) = (SharedNames::default(), BTreeMap::new());
        let mut cache = NameCache::new(&shared);
        let mut know = |iri: &str| {
            if !keys.contains_key(iri) {
                let key = cache.key(iri.as_bytes());
                cache.is_iri(key);
                keys.insert(iri.to_owned(), key);
            }
        };
        let prefixes = lowering.prefixes(quads(&lowering, has_graphs).inspect(|quad| {
            know(quad.predicate.as_str());
            match &quad.object {
                Term::NamedNode(class) if quad.predicate == rdf::TYPE => know(class.as_str()),
                Term::Literal(literal) => know(literal.datatype().as_str()),
                _ => {}
            }
        }));
        Document { lowering, has_graphs, names: shared.into_names(), keys, prefixes }
    }

    /// The IRIs of predicates, classes and datatypes.
    pub(in crate::export) fn names(&self) -> &Names {
        &self.names
    }

    /// The namespaces of all IRIs, each behind its prefix, sorted.
    pub(in crate::export) fn prefixes(&self) -> &[(String, String)] {
        &self.prefixes
    }

    /// Writes the dossier.
    ///
    /// # Errors
    /// Those of the output.
    pub(in crate::export) fn write(&self, syntax: &impl Syntax, out: &mut dyn Write) -> io::Result<()> {
        let (mut out, mut text) = (BufWriter::new(out), Vec::new());
        syntax.head(&mut text);
        let mut quads = quads(&self.lowering, self.has_graphs).peekable();
        let mut last = None;
        while let Some(first) = quads.next() {
            let (thing, graph) = (first.subject.clone(), first.graph_name.clone());
            let mut about = vec![first];
            let is_about = |quad: &Quad| quad.subject == thing && quad.graph_name == graph;
            about.extend(std::iter::from_fn(|| quads.next_if(is_about)));
            let (mut term, mut name) = (Vec::new(), Vec::new());
            syntax.exact(&mut term, node_text(&thing).as_bytes());
            if let GraphName::NamedNode(graph) = &graph {
                syntax.exact(&mut name, graph.as_str().as_bytes());
            }
            let mut subject = Subject {
                begins_graph: last.as_ref() != Some(&graph),
                ends_graph: quads.peek().is_none_or(|next| next.graph_name != graph),
                ..Subject::new(&term, &name)
            };
            self.write_subject(syntax, &mut text, &mut subject, &about);
            out.write_all(&text)?;
            text.clear();
            last = Some(graph);
        }
        syntax.tail(&mut text);
        out.write_all(&text)?;
        out.flush()
    }

    /// Writes what is said of a subject: its classes are said first.
    fn write_subject(
        &self,
        syntax: &impl Syntax,
        out: &mut Vec<u8>,
        subject: &mut Subject<'_>,
        about: &[Quad],
    ) {
        let has_class = |quad: &&Quad| quad.predicate == rdf::TYPE;
        let (classes, properties) = about.split_at(about.iter().take_while(has_class).count());
        let class_of = |quad: &Quad| match &quad.object {
            Term::NamedNode(class) => Some(Class::Named(self.key(class.as_str()))),
            _ => None,
        };
        syntax.types(out, subject, classes.iter().filter_map(class_of));
        let mut items = Vec::new();
        for same in properties.chunk_by(|one, two| one.predicate == two.predicate) {
            items.clear();
            same.iter().for_each(|quad| self.put_object(&mut items, &quad.object));
            let mut values = Items(&items);
            let value = if same.len() > 1 { Some(Cell::List(values)) } else { values.next() };
            if let (Some(quad), Some(value)) = (same.first(), value) {
                syntax.property(out, subject, self.key(quad.predicate.as_str()), &value);
            }
        }
        syntax.close(out, subject);
    }

    fn key(&self, iri: &str) -> NameKey {
        self.keys.get(iri).copied().unwrap_or(NameKey::NONE)
    }

    fn put_object(&self, items: &mut Vec<u8>, object: &Term) {
        let text = match object {
            Term::NamedNode(node) => node.as_str(),
            Term::Literal(literal) => return put_item(items, &self.literal(literal)),
            Term::BlankNode(_) | Term::Triple(_) => &object.to_string(),
        };
        let datatype = if matches!(object, Term::Triple(_)) { NameKey::TRIPLE } else { NameKey::IRI };
        put_item(items, &Cell::Typed { datatype, text: text.as_bytes() });
    }

    fn literal<'l>(&self, literal: &'l Literal) -> Cell<'l> {
        let text = literal.value().as_bytes();
        if let Some(language) = literal.language() {
            return Cell::Words { language: language.as_bytes(), text };
        }
        match literal.datatype() {
            xsd::STRING => Cell::of_text(text),
            xsd::BOOLEAN => Cell::Boolean(text == b"true"),
            xsd::INTEGER => Cell::Integer(text),
            // Without a point, a number is an integer.
            xsd::DECIMAL if text.contains(&b'.') => Cell::Number(text),
            datatype => Cell::Typed { datatype: self.key(datatype.as_str()), text },
        }
    }
}

/// The triples of a dossier, with their named graphs or without; those of a subject are together.
fn quads<'l>(lowering: &'l Lowering<'_>, has_graphs: bool) -> Box<dyn Iterator<Item = Quad> + 'l> {
    match has_graphs {
        true => Box::new(lowering.quads()),
        false => Box::new(lowering.triples().map(|triple| triple.in_graph(GraphName::DefaultGraph))),
    }
}

/// The IRI of a subject; no subject of a dossier is a blank node.
fn node_text(node: &NamedOrBlankNode) -> &str {
    match node {
        NamedOrBlankNode::NamedNode(node) => node.as_str(),
        NamedOrBlankNode::BlankNode(node) => node.as_str(),
    }
}

//! Dgraph: a schema, and N-Quads with facets, for `dgraph live` and `dgraph bulk`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasher;
use std::io::{self, Write};
use std::sync::atomic::Ordering;

use foldhash::fast::FixedState;

use super::bytes::{is_double, put};
use super::csv::write_names;
use super::elements::{
    Column, ElementWriter, Elements, Fitting, ID, KEY, Key, Rule, Shape, TakenNames, write_elements,
};
use super::json::{plain, put_json_string};
use super::ntriples::put_string;
use super::output::write_file;
use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Model, Output};
use crate::graph::rows::{Block, Cell};

/// The exporter.
pub(super) static DGRAPH: Dgraph = Dgraph;

/// RDF as Dgraph takes it ("RDF", "Facets"): nodes by their IRI, which is their `xid` too; edges as predicates, their
/// values as facets, which hold no lists.
///
/// Dgraph has one edge of a predicate between two nodes. A fact is one; of claims, each is a node of its own.
/// A predicate has one type everywhere: if its values are of several kinds, they are strings.
#[derive(Debug)]
pub(super) struct Dgraph;

/// The predicate by which `dgraph live --upsertPredicate` knows nodes.
const XID: &str = "xid";
/// Names that mean something to Dgraph itself, as those do that begin with `dgraph.`.
const RESERVED: [&str; 3] = [XID, "uid", ID];
/// The longest name, in bytes.
const LONGEST: usize = 1024;

impl Exporter for Dgraph {
    fn name(&self) -> &'static str {
        "dgraph"
    }

    fn about(&self) -> &'static str {
        "RDF with facets and a schema, for Dgraph"
    }

    fn extension(&self) -> &'static str {
        "dgraph"
    }

    fn is_folder(&self) -> bool {
        true
    }

    fn holds(&self, feature: Feature, options: &ExportOptions) -> Capability {
        match feature {
            Feature::ParallelEdges if options.model == Model::Edges => {
                Capability::Partly("one edge of each relation between two nodes")
            }
            Feature::EdgeProperties => Capability::Partly("no lists: facets have one value"),
            Feature::NodeDetails => Capability::Partly("lists as sets: unordered, without duplicates"),
            _ => Capability::Full,
        }
    }

    fn export(
        &self,
        graph: Graph<'_>,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<Losses, ExportError> {
        let elements = Elements::new(graph, options)?;
        let names = Names::new(&elements);
        let mut losses = Losses::default();
        losses.notices.extend(names.notice.clone());
        count_parallels(&elements, &losses);
        let writer = Writer { elements: &elements, names, losses };
        write_elements(&elements, &writer, out.begin("graph.rdf")?)?;
        write_file(out, "graph.schema", |out| writer.schema(out))?;
        write_names(&writer.names.full, out)?;
        Ok(elements.losses(writer.losses))
    }
}

/// Counts the edges that have the type and the ends of another one. They are compared by hashes of 64 bits.
fn count_parallels(elements: &Elements<'_>, losses: &Losses) {
    let hasher = FixedState::default();
    let end = |key: Key<'_>| match key {
        Key::Node(node, _) => (0, node.index() as u64),
        Key::Claim(number, _) => (1, number),
    };
    let parts = elements.each_block(Vec::new, |hashes, block| {
        elements.edges([block], |edge| {
            hashes.push(hasher.hash_one((edge.kind.index(), end(edge.source), end(edge.target))));
        });
    });
    let mut hashes: Vec<u64> = parts.concat();
    hashes.sort_unstable();
    let parallels = hashes.windows(2).filter(|pair| pair.first() == pair.last()).count();
    losses.parallels.fetch_add(parallels as u64, Ordering::Relaxed);
}

/// The names of labels, types of edges and properties in Dgraph.
struct Names {
    labels: HashMap<String, String, FixedState>,
    kinds: HashMap<String, String, FixedState>,
    vertices: Vec<String>,
    facets: Vec<String>,
    full: BTreeMap<String, String>,
    notice: Option<String>,
}

impl Names {
    fn new(elements: &Elements<'_>) -> Names {
        let schema = &elements.schema;
        let mut fitting = Fitting::new(schema, Rule { allows: is_allowed, longest: LONGEST });
        let roots = elements.roots().iter().map(|root| root.label());
        let labels: BTreeSet<&str> = schema.labels().chain(roots).collect();
        let kinds: BTreeSet<&str> = schema.kinds().collect();
        let columns = |columns: &'_ [Column]| -> Vec<String> {
            columns.iter().map(|column| column.name.clone()).collect()
        };
        let mut fit = |names: &[String], taken: &mut TakenNames, own: &BTreeSet<String>| -> Vec<String> {
            let mut fitted = fitting.fit(names.iter().map(String::as_str), taken);
            for name in fitted.iter_mut().filter(|name| is_refused(name) || own.contains(*name)) {
                let full = fitting.full.remove(name).unwrap_or_else(|| name.clone());
                name.insert(0, 'p');
                while !taken.insert(name) || own.contains(name) {
                    name.push('_');
                }
                fitting.full.insert(name.clone(), full);
            }
            fitted
        };
        let none = BTreeSet::new();
        let mut by_name = |names: BTreeSet<&str>| -> HashMap<String, String, FixedState> {
            let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
            let fitted = fit(&names, &mut RESERVED.into_iter().collect(), &none);
            names.into_iter().zip(fitted).collect()
        };
        let (labels, kinds) = (by_name(labels), by_name(kinds));
        // Types of edges and properties of vertices are predicates, in which case matters.
        let own = kinds.values().cloned().collect();
        let vertices = fit(&columns(&schema.vertex_columns), &mut RESERVED.into_iter().collect(), &own);
        let facets = fit(&columns(&schema.edge_columns), &mut [KEY, ID].into_iter().collect(), &none);
        Names { labels, kinds, vertices, facets, notice: fitting.notice(), full: fitting.full }
    }

    fn label(&self, label: &str) -> &str {
        self.labels.get(label).map_or("", String::as_str)
    }

    fn kind(&self, kind: &str) -> &str {
        self.kinds.get(kind).map_or("", String::as_str)
    }
}

/// Whether a name may have a character: neither one that an IRI cannot have, nor one that queries or facets read otherwise.
fn is_allowed(character: char) -> bool {
    !character.is_whitespace() && !character.is_control() && !"<>\"{}|^`\\@~*,=()[]!&".contains(character)
}

/// Whether Dgraph takes no such name, although it takes all characters of it.
fn is_refused(name: &str) -> bool {
    name.starts_with("dgraph.") || !name.chars().any(char::is_alphanumeric)
}

struct Writer<'e> {
    elements: &'e Elements<'e>,
    names: Names,
    losses: Losses,
}

/// What the values of a column are in Dgraph: those of a list of booleans are strings.
fn shape(column: &Column) -> Shape {
    match column.shape() {
        Shape::Boolean if column.is_list() => Shape::Text,
        shape => shape,
    }
}

impl Writer<'_> {
    /// Writes a triple with a literal.
    fn triple(out: &mut Vec<u8>, (subject, predicate): (&[u8], &str), text: &[u8]) {
        put(out, &[b"<", subject, b"> <", predicate.as_bytes(), b"> "]);
        put_string(out, text);
        out.extend_from_slice(b" .\n");
    }

    /// Writes the value of a vertex: a triple for each item of a list.
    fn values(
        &self,
        out: &mut Vec<u8>,
        place: (&[u8], &str),
        shape: Shape,
        cell: &Cell<'_>,
        buffer: &mut Vec<u8>,
    ) {
        let Cell::List(items) = *cell else { return self.value(out, place, shape, cell, buffer) };
        match items.take(2).count() {
            0 => Losses::count(&self.losses.empty_lists),
            1 => {}
            _ => Losses::count(&self.losses.orders),
        }
        items.for_each(|item| self.value(out, place, shape, &item, buffer));
    }

    fn value(
        &self,
        out: &mut Vec<u8>,
        place: (&[u8], &str),
        shape: Shape,
        cell: &Cell<'_>,
        buffer: &mut Vec<u8>,
    ) {
        self.losses.count_in(shape, cell);
        Self::triple(out, place, plain(cell, self.elements.graph().names(), buffer).0);
    }

    /// Writes the value of an edge. A text is in quotes with JSON's escapes, which are those of facets.
    fn facet(&self, out: &mut Vec<u8>, shape: Shape, cell: &Cell<'_>, buffer: &mut Vec<u8>) {
        self.losses.count_in(shape, cell);
        let text = plain(cell, self.elements.graph().names(), buffer).0;
        match shape {
            Shape::Text | Shape::Duration | Shape::Point => put_json_string(out, text),
            // Without a point it would be a whole number.
            Shape::Double if !text.contains(&b'.') && !is_double(text) => put(out, &[text, b".0"]),
            _ => out.extend_from_slice(text),
        }
    }

    /// Writes the types of predicates, and the predicates of types.
    fn schema(&self, out: &mut dyn Write) -> io::Result<()> {
        let names = &self.names;
        writeln!(out, "<{XID}>: string @index(exact) @upsert .")?;
        writeln!(out, "<{ID}>: string @index(exact) .")?;
        for (column, name) in self.elements.schema.vertex_columns.iter().zip(&names.vertices) {
            let kind = match shape(column) {
                Shape::Text | Shape::Duration | Shape::Point => "string",
                Shape::Long => "int",
                Shape::Double => "float",
                Shape::Boolean => "bool",
                Shape::Date | Shape::Moment | Shape::Local => "datetime",
            };
            match (column.is_list(), name.as_str(), kind) {
                (true, ..) => writeln!(out, "<{name}>: [{kind}] .")?,
                (false, "name", "string") => writeln!(out, "<{name}>: string @index(term) .")?,
                (false, ..) => writeln!(out, "<{name}>: {kind} .")?,
            }
        }
        let types = self.types();
        let kinds: BTreeSet<&str> =
            types.values().flat_map(|fields| &fields.kinds).map(String::as_str).collect();
        for kind in kinds {
            writeln!(out, "<{kind}>: [uid] @reverse .")?;
        }
        for (label, fields) in &types {
            writeln!(out, "type <{label}> {{")?;
            let columns = fields.columns.iter().filter_map(|column| names.vertices.get(*column));
            let columns = columns.map(String::as_str).chain(fields.kinds.iter().map(String::as_str));
            for name in [XID, ID].into_iter().chain(columns) {
                // Parsers in the field take a plain name without brackets.
                let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
                if is_plain { writeln!(out, "  {name}")? } else { writeln!(out, "  <{name}>")? }
            }
            writeln!(out, "}}")?;
        }
        Ok(())
    }

    /// The types, each with the predicates that nodes of it have.
    fn types(&self) -> BTreeMap<String, Fields> {
        let parts = self.elements.each_block(
            || (BTreeMap::new(), Leaving::new()),
            |(types, leaving), block| self.see(block, types, leaving),
        );
        let (mut types, mut leaving) = (BTreeMap::<String, Fields>::new(), Leaving::new());
        for (part, edges) in parts {
            for (label, fields) in part {
                let known = types.entry(label).or_default();
                known.columns.extend(fields.columns);
                known.narrow.extend(fields.narrow);
            }
            for (label, kinds) in edges {
                leaving.entry(label).or_default().extend(kinds);
            }
        }
        for fields in types.values_mut() {
            for kinds in fields.narrow.iter().filter_map(|label| leaving.get(label)) {
                fields.kinds.extend(kinds.iter().cloned());
            }
        }
        types
    }

    fn see(&self, block: &Block, types: &mut BTreeMap<String, Fields>, leaving: &mut Leaving) {
        let mut columns = Vec::new();
        self.elements.vertices([block], |vertex| {
            columns.clear();
            columns.extend(vertex.values().map(|(column, _)| column));
            let narrow = self.elements.label(vertex);
            for label in self.elements.labels(vertex) {
                let label = self.names.label(label);
                if !types.contains_key(label) {
                    types.insert(label.to_owned(), Fields::default());
                }
                let Some(fields) = types.get_mut(label) else { continue };
                fields.columns.extend(&columns);
                if !fields.narrow.contains(narrow) {
                    fields.narrow.insert(narrow.to_owned());
                }
            }
        });
        self.elements.edges([block], |edge| {
            let (label, kind) =
                (self.elements.label_of_end(edge.source), self.elements.schema.kind(edge.kind));
            if !leaving.contains_key(label) {
                leaving.insert(label.to_owned(), BTreeSet::new());
            }
            let kind = self.names.kind(kind);
            if let Some(kinds) = leaving.get_mut(label).filter(|kinds| !kinds.contains(kind)) {
                kinds.insert(kind.to_owned());
            }
        });
    }
}

/// The types of the edges that leave vertices, by their narrowest labels.
type Leaving = BTreeMap<String, BTreeSet<String>>;

/// The predicates of a type.
#[derive(Default)]
struct Fields {
    columns: BTreeSet<usize>,
    kinds: BTreeSet<String>,
    /// The narrowest labels of vertices of this type.
    narrow: BTreeSet<String>,
}

impl ElementWriter for Writer<'_> {
    fn vertices(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut iri, mut id, mut buffer) = (Vec::new(), Vec::new(), Vec::new());
        self.elements.vertices(blocks.iter().copied(), |vertex| {
            iri.clear();
            id.clear();
            self.elements.put_iri(&mut iri, vertex.key);
            self.elements.put_id(&mut id, vertex.key);
            Self::triple(out, (&iri, XID), &iri);
            for label in self.elements.labels(vertex) {
                Self::triple(out, (&iri, "dgraph.type"), self.names.label(label).as_bytes());
            }
            Self::triple(out, (&iri, ID), &id);
            for (at, cell) in vertex.values() {
                if let (Some(column), Some(name)) =
                    (self.elements.schema.vertex_columns.get(at), self.names.vertices.get(at))
                {
                    self.values(out, (&iri, name), shape(column), &cell, &mut buffer);
                }
            }
        });
    }

    fn edges(&self, blocks: &[&Block], out: &mut Vec<u8>) {
        let (mut iri, mut text, mut buffer) = (Vec::new(), Vec::new(), Vec::new());
        self.elements.edges(blocks.iter().copied(), |edge| {
            iri.clear();
            self.elements.put_iri(&mut iri, edge.source);
            let kind = self.names.kind(self.elements.schema.kind(edge.kind));
            put(out, &[b"<", &iri, b"> <", kind.as_bytes(), b"> <"]);
            self.elements.put_iri(out, edge.target);
            out.extend_from_slice(b"> (iri=");
            text.clear();
            self.elements.put_edge_iri(&mut text, edge.key);
            put_json_string(out, &text);
            text.clear();
            if self.elements.put_edge_id(&mut text, edge.key) {
                out.extend_from_slice(b", id=");
                put_json_string(out, &text);
            }
            for (at, cell) in edge.values() {
                let (Some(column), Some(name)) =
                    (self.elements.schema.edge_columns.get(at), self.names.facets.get(at))
                else {
                    continue;
                };
                if let Cell::List(_) = cell {
                    Losses::count(&self.losses.edge_properties);
                } else {
                    put(out, &[b", ", name.as_bytes(), b"="]);
                    self.facet(out, column.shape(), &cell, &mut buffer);
                }
            }
            out.extend_from_slice(b") .\n");
        });
    }
}

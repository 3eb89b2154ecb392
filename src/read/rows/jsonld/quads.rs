//! Expanded JSON-LD as statements (JSON-LD 1.1 Processing Algorithms and API, section 7).

use std::collections::HashMap;

use oxrdf::vocab::rdf;
use oxrdf::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term};

use super::expand::{Item, Node};
use super::literal::literal;
use super::{Fault, Faulty};

/// Makes statements of items.
pub(super) struct Quads<'q> {
    /// How many blank nodes without a name the file has had.
    pub(super) anonymous: &'q mut u128,
    /// The index of each node that has one, by its graph and its name.
    indexes: HashMap<(GraphName, NamedOrBlankNode), String>,
    pub(super) quads: Vec<Quad>,
    /// How often something was left out that RDF cannot have, and the first.
    pub(super) left_out: u64,
    pub(super) first: Option<String>,
}

impl<'q> Quads<'q> {
    pub(super) fn new(anonymous: &'q mut u128) -> Quads<'q> {
        Quads { anonymous, indexes: HashMap::new(), quads: Vec::new(), left_out: 0, first: None }
    }

    /// Adds the statements of the items of a graph.
    pub(super) fn graph(&mut self, items: Vec<Item<'_>>, graph: &GraphName) -> Faulty<()> {
        for item in items {
            if let Item::Node(node) = item {
                self.node(node, graph)?;
            }
        }
        Ok(())
    }

    /// A node of a name; `None` where that is none in RDF.
    fn named(&mut self, id: &str) -> Option<NamedOrBlankNode> {
        let named = named(id);
        if named.is_none() {
            self.leave_out(|| format!("the name `{id}`"));
        }
        named
    }

    fn property(&mut self, iri: &str) -> Option<NamedNode> {
        let property = NamedNode::new(iri).ok();
        if property.is_none() {
            self.leave_out(|| format!("the property `{iri}`"));
        }
        property
    }

    fn leave_out(&mut self, what: impl Fn() -> String) {
        self.left_out += 1;
        self.first.get_or_insert_with(what);
    }

    fn blank(&mut self) -> BlankNode {
        *self.anonymous += 1;
        BlankNode::new_from_unique_id(*self.anonymous)
    }

    /// Adds the statements of a node; returns its name, unless it has one that RDF cannot have.
    fn node(&mut self, node: Node<'_>, graph: &GraphName) -> Faulty<Option<NamedOrBlankNode>> {
        let name = match &node.id {
            Some(id) => self.named(id),
            None => Some(self.blank().into()),
        };
        if let (Some(name), Some(index)) = (&name, &node.index) {
            let known =
                self.indexes.entry((graph.clone(), name.clone())).or_insert_with(|| index.to_string());
            if *known != **index {
                return Err(Fault::Wrong(format!(
                    "the node {name} has two indexes, `{known}` and `{index}`"
                )));
            }
        }
        for of_type in &node.types {
            if let (Some(name), Some(of_type)) = (&name, self.named(of_type)) {
                self.quads.push(Quad::new(name.clone(), rdf::TYPE.into_owned(), of_type, graph.clone()));
            }
        }
        for (property, items) in node.properties {
            let property = self.property(&property);
            for item in items {
                let object = self.object(item, graph)?;
                if let (Some(name), Some(property), Some(object)) = (&name, &property, object) {
                    self.quads.push(Quad::new(name.clone(), property.clone(), object, graph.clone()));
                }
            }
        }
        for (property, items) in node.reverse {
            let property = self.property(&property);
            for item in items {
                let Item::Node(subject) = item else { continue };
                let subject = self.node(subject, graph)?;
                if let (Some(name), Some(property), Some(subject)) = (&name, &property, subject) {
                    self.quads.push(Quad::new(subject, property.clone(), name.clone(), graph.clone()));
                }
            }
        }
        self.graph(node.included, graph)?;
        if let (Some(items), Some(name)) = (node.graph, &name) {
            self.graph(items, &GraphName::from(name.clone()))?;
        }
        Ok(name)
    }

    fn object(&mut self, item: Item<'_>, graph: &GraphName) -> Faulty<Option<Term>> {
        match item {
            Item::Node(node) => Ok(self.node(node, graph)?.map(Term::from)),
            Item::Value(value) => {
                let literal = literal(&value);
                if literal.is_none() {
                    let of = value.language.as_ref().or(value.of_type.as_ref());
                    self.leave_out(|| format!("a value of `{}`", of.map_or("@value", |of| of)));
                }
                Ok(literal.map(Term::from))
            }
            Item::List(items) => {
                let mut objects = Vec::new();
                for item in items {
                    objects.extend(self.object(item, graph)?);
                }
                let mut rest = Term::from(rdf::NIL.into_owned());
                for object in objects.into_iter().rev() {
                    let cell = self.blank();
                    self.quads.push(Quad::new(cell.clone(), rdf::FIRST.into_owned(), object, graph.clone()));
                    self.quads.push(Quad::new(cell.clone(), rdf::REST.into_owned(), rest, graph.clone()));
                    rest = cell.into();
                }
                Ok(Some(rest))
            }
        }
    }
}

/// The node of a name; `None` where that is none in RDF.
fn named(id: &str) -> Option<NamedOrBlankNode> {
    match id.strip_prefix("_:") {
        Some(label) => BlankNode::new(label).ok().map(NamedOrBlankNode::from),
        None => NamedNode::new(id).ok().map(NamedOrBlankNode::from),
    }
}

//! Expanded JSON-LD as statements (JSON-LD 1.1 Processing Algorithms and API, section 7).

use std::collections::HashMap;

use oxrdf::vocab::rdf;
use oxrdf::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term};

use super::expand::{Item, Node};
use super::fault::{Fault, Faulty};
use super::literal::literal;

/// The number of the blank node before the first one without a name; no label looks like it by chance.
const ANONYMOUS: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_0000_0000;

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
                let name = self.name(&node);
                self.node(name, node, graph)?;
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
        // Short labels of the file are numbers, too: `_:b` is 11.
        BlankNode::new_from_unique_id(ANONYMOUS + *self.anonymous)
    }

    /// The name of a node, unless it has one that RDF cannot have.
    fn name(&mut self, node: &Node<'_>) -> Option<NamedOrBlankNode> {
        match &node.id {
            Some(id) => self.named(id),
            None => Some(self.blank().into()),
        }
    }

    fn add(
        &mut self,
        subject: impl Into<NamedOrBlankNode>,
        property: &NamedNode,
        object: Term,
        graph: &GraphName,
    ) {
        self.quads.push(Quad::new(subject, property.clone(), object, graph.clone()));
    }

    /// Adds the statements of a node that has a name.
    fn node(&mut self, name: Option<NamedOrBlankNode>, node: Node<'_>, graph: &GraphName) -> Faulty<()> {
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
                self.add(name.clone(), &rdf::TYPE.into_owned(), of_type.into(), graph);
            }
        }
        for (property, items) in node.properties {
            let of = name.clone().zip(self.property(&property));
            for item in items {
                self.object(of.as_ref(), item, graph)?;
            }
        }
        for (property, items) in node.reverse {
            let property = self.property(&property);
            for item in items {
                let Item::Node(node) = item else { continue };
                let subject = self.name(&node);
                if let (Some(name), Some(property), Some(subject)) = (&name, &property, &subject) {
                    self.add(subject.clone(), property, name.clone().into(), graph);
                }
                self.node(subject, node, graph)?;
            }
        }
        self.graph(node.included, graph)?;
        match (node.graph, &name) {
            (Some(items), Some(name)) => self.graph(items, &GraphName::from(name.clone())),
            _ => Ok(()),
        }
    }

    /// Adds the statement with an object, if it has a subject and a property, and those about the object.
    fn object(
        &mut self,
        of: Option<&(NamedOrBlankNode, NamedNode)>,
        item: Item<'_>,
        graph: &GraphName,
    ) -> Faulty<()> {
        let add = |quads: &mut Self, object: Term| {
            if let Some((subject, property)) = of {
                quads.add(subject.clone(), property, object, graph);
            }
        };
        match item {
            Item::Node(node) => {
                let name = self.name(&node);
                if let Some(name) = &name {
                    add(self, name.clone().into());
                }
                self.node(name, node, graph)
            }
            Item::Value(value) => {
                match literal(&value) {
                    Some(literal) => add(self, literal.into()),
                    None => {
                        let what = value.language.as_ref().or(value.of_type.as_ref());
                        self.leave_out(|| format!("a value of `{}`", what.map_or("@value", |what| what)));
                    }
                }
                Ok(())
            }
            Item::List(items) => {
                let cells: Vec<BlankNode> = items.iter().map(|_| self.blank()).collect();
                let nil = || Term::from(rdf::NIL.into_owned());
                add(self, cells.first().map_or_else(nil, |cell| cell.clone().into()));
                for (at, (item, cell)) in items.into_iter().zip(&cells).enumerate() {
                    self.object(Some(&(cell.clone().into(), rdf::FIRST.into_owned())), item, graph)?;
                    let rest = cells.get(at + 1).map_or_else(nil, |rest| rest.clone().into());
                    self.add(cell.clone(), &rdf::REST.into_owned(), rest, graph);
                }
                Ok(())
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

//! What RDF says of one subject, as a tree: the shape that both triples and JSON-LD are written from.

use std::collections::HashSet;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use oxrdf::vocab::rdf;
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, Triple};

/// The object of a triple.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Object {
    /// Something that is described elsewhere, or not at all.
    Node(NamedNode),
    /// A literal.
    Literal(Literal),
    /// Something that is described here and nowhere else.
    Inside(Description),
}

impl Object {
    /// The term that is the object of the triple.
    pub(crate) fn to_term(&self) -> Term {
        match self {
            Object::Node(node) => node.clone().into(),
            Object::Literal(literal) => literal.clone().into(),
            Object::Inside(description) => description.iri.clone().into(),
        }
    }
}

impl From<NamedNodeRef<'_>> for Object {
    fn from(node: NamedNodeRef<'_>) -> Object {
        Object::Node(node.into_owned())
    }
}

impl From<NamedNode> for Object {
    fn from(node: NamedNode) -> Object {
        Object::Node(node)
    }
}

impl From<Literal> for Object {
    fn from(literal: Literal) -> Object {
        Object::Literal(literal)
    }
}

impl From<Description> for Object {
    fn from(description: Description) -> Object {
        Object::Inside(description)
    }
}

/// All triples of one subject, and of what is described inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Description {
    /// The subject.
    pub(crate) iri: NamedNode,
    /// Its classes.
    pub(crate) types: Vec<NamedNode>,
    /// Its other properties. Values of one property need not be adjacent.
    pub(crate) properties: Vec<(NamedNode, Object)>,
    /// The hashes of the properties, so that each is kept only once.
    seen: HashSet<u64, FixedState>,
}

impl Description {
    /// A subject of some classes.
    pub(crate) fn new(iri: impl Into<NamedNode>, types: &[NamedNodeRef<'_>]) -> Description {
        let types = types.iter().map(|class| class.into_owned()).collect();
        Description { iri: iri.into(), types, properties: Vec::new(), seen: HashSet::default() }
    }

    /// Adds a property, once.
    pub(crate) fn add(&mut self, predicate: impl Into<NamedNode>, object: impl Into<Object>) {
        let property = (predicate.into(), object.into());
        let hash = FixedState::default().hash_one((&property.0, property.1.to_term()));
        if self.seen.insert(hash) || !self.properties.contains(&property) {
            self.properties.push(property);
        }
    }

    /// This description without what is inside it, then each of those, in order.
    pub(crate) fn flatten(mut self) -> Vec<Description> {
        let mut inside = Vec::new();
        for (_, object) in &mut self.properties {
            if let Object::Inside(description) = object {
                let reference = Object::Node(description.iri.clone());
                if let Object::Inside(description) = std::mem::replace(object, reference) {
                    inside.extend(description.flatten());
                }
            }
        }
        inside.insert(0, self);
        inside
    }

    /// The triples, repeated as often as they are stated; `more` about the same subject is included.
    pub(crate) fn triples(self, more: Option<Triple>) -> Vec<Triple> {
        let (mut triples, mut more) = (Vec::new(), more);
        for Description { iri, types, properties, .. } in self.flatten() {
            triples.extend(types.into_iter().map(|class| Triple::new(iri.clone(), rdf::TYPE, class)));
            let properties = properties.into_iter();
            triples.extend(
                properties.map(|(predicate, object)| Triple::new(iri.clone(), predicate, object.to_term())),
            );
            triples.extend(more.take());
        }
        triples
    }
}

//! The names of rows as records of an ontology.

use std::collections::{BTreeSet, HashMap};

use super::called::Called;
use super::value::datatype;
use super::words::TooManyNames;
use crate::graph::rows::{Cell, Cells, EdgeRow, NameKey, Names, NodeRow};
use crate::ontology::{AttributeKey, Datatype, Ontology, RelationKey, TypeKey, TypeRole};

/// What names became.
#[derive(Debug)]
pub(super) struct Keys {
    types: HashMap<NameKey, TypeKey>,
    relations: HashMap<Vec<NameKey>, RelationKey>,
    attributes: HashMap<NameKey, (AttributeKey, Datatype)>,
    untyped: Option<TypeKey>,
    /// The type of documents that no row declares.
    pub(super) work: TypeKey,
}

/// An ontology that learns names.
pub(super) struct Vocabulary<'o> {
    ontology: Ontology,
    names: &'o Names,
    called: &'o mut Called,
    keys: Keys,
    /// The labels that are taken, so that two names are not shown alike.
    labels: BTreeSet<(Kind, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Type,
    Relation,
    Attribute,
}

impl<'o> Vocabulary<'o> {
    pub(super) fn new(
        ontology: &Ontology,
        names: &'o Names,
        called: &'o mut Called,
    ) -> Result<Vocabulary<'o>, TooManyNames> {
        let mut ontology = ontology.clone();
        let declared = ontology.types_with(TypeRole::Work).next();
        let added = || ontology.add_type("document", "document", "a text that is quoted", None);
        let work = declared.or_else(added).ok_or(TooManyNames)?;
        let (types, relations, attributes) = (HashMap::new(), HashMap::new(), HashMap::new());
        let keys = Keys { types, relations, attributes, untyped: None, work };
        Ok(Vocabulary { ontology, names, called, keys, labels: BTreeSet::new() })
    }

    /// The label of names: short, unless others are shown so already.
    fn label(&mut self, kind: Kind, names: &[&str]) -> String {
        let short = names.iter().map(|name| self.called.shown(name)).collect::<Vec<_>>().join(" ");
        let mut apart = || names.iter().map(|name| self.called.apart(name)).collect::<Vec<_>>().join(" ");
        let free = |label: &String| !self.labels.contains(&(kind, label.clone()));
        let label = Some(short).filter(free).or_else(|| Some(apart()).filter(free));
        let label = label.unwrap_or_else(|| names.join(" "));
        self.labels.insert((kind, label.clone()));
        label
    }

    pub(super) fn add_node(&mut self, row: NodeRow<'_>) -> Result<(), TooManyNames> {
        if row.node_type == NameKey::NONE {
            if self.keys.untyped.is_none() {
                let key = self.ontology.add_type("untyped", "untyped", "a node without a type", None);
                self.keys.untyped = Some(key.ok_or(TooManyNames)?);
            }
        } else if !self.keys.types.contains_key(&row.node_type) {
            let name = self.names.get(row.node_type);
            let key = match self.ontology.type_named(name) {
                Some(key) => key,
                None => {
                    let label = self.label(Kind::Type, &[name]);
                    let definition = if label == name { "a type that no ontology declares" } else { name };
                    self.ontology.add_type(name, &label, definition, None).ok_or(TooManyNames)?
                }
            };
            self.keys.types.insert(row.node_type, key);
        }
        for (name, cell) in row.cells.filter(|(name, _)| *name != NameKey::ALSO_TYPE) {
            self.add_attribute(name, &cell)?;
        }
        Ok(())
    }

    fn add_attribute(&mut self, key: NameKey, cell: &Cell<'_>) -> Result<(), TooManyNames> {
        if self.keys.attributes.contains_key(&key) {
            return Ok(());
        }
        let name = self.names.get(key);
        let (attribute, datatype) = match self.ontology.attribute_named(name) {
            Some(attribute) => (attribute, self.ontology.attribute(attribute).datatype),
            None => {
                let label = self.label(Kind::Attribute, &[name]);
                let datatype = datatype(cell, self.names);
                (self.ontology.add_attribute(name, &label, datatype).ok_or(TooManyNames)?, datatype)
            }
        };
        self.keys.attributes.insert(key, (attribute, datatype));
        Ok(())
    }

    pub(super) fn add_edge(&mut self, edge: &EdgeRow<'_>) -> Result<(), TooManyNames> {
        let keys = relations(edge);
        if self.keys.relations.contains_key(&keys) {
            return Ok(());
        }
        let names: Vec<&str> = keys.iter().map(|key| self.names.get(*key)).collect();
        let name = names.join(" ");
        let key = match self.ontology.relation_named(&name) {
            Some(key) => key,
            None => {
                let label = self.label(Kind::Relation, &names);
                self.ontology.add_relation(&name, &label).ok_or(TooManyNames)?
            }
        };
        self.keys.relations.insert(keys, key);
        Ok(())
    }

    pub(super) fn finish(self) -> (Ontology, Keys) {
        (self.ontology, self.keys)
    }
}

/// The relations of an edge, usually one.
fn relations(edge: &EdgeRow<'_>) -> Vec<NameKey> {
    let also = |cells: Cells<'_>| {
        let types = cells.filter_map(|(name, cell)| match cell {
            Cell::Typed { datatype, .. } if name == NameKey::ALSO_TYPE => Some(datatype),
            _ => None,
        });
        types.collect::<Vec<_>>()
    };
    let mut keys = vec![edge.kind.relation()];
    keys.extend(also(edge.cells));
    keys
}

impl Keys {
    pub(super) fn node_type(&self, name: NameKey) -> TypeKey {
        let known = self.types.get(&name).copied();
        // Every type of a node was added before the node.
        known.or(self.untyped).unwrap_or(self.work)
    }

    pub(super) fn relation(&self, edge: &EdgeRow<'_>) -> Option<RelationKey> {
        self.relations.get(&relations(edge)).copied()
    }

    pub(super) fn attribute(&self, name: NameKey) -> Option<AttributeKey> {
        self.attributes.get(&name).map(|(key, _)| *key)
    }

    pub(super) fn datatype(&self, name: NameKey) -> Datatype {
        self.attributes.get(&name).map_or(Datatype::Text, |(_, datatype)| *datatype)
    }
}

//! The ontology's records and how to find them.

use std::collections::{BTreeMap, BTreeSet};

use super::declare::Declarations;
use super::drawing::Drawing;
use super::status::Status;
use super::words::{AttributeKey, Datatype, MappingKind, RelationKey, Role, TypeKey, TypeRole};

/// A link to another vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// How the two relate to each other.
    pub kind: MappingKind,
    /// The other's IRI, in full.
    pub iri: String,
}

/// A type of nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeType {
    /// The name that dossiers use.
    pub name: String,
    /// The IRI: namespace and name.
    pub iri: String,
    /// The name for readers, in English.
    pub label: String,
    /// What is of this type.
    pub definition: String,
    /// The wider types of the same ontology.
    pub supertypes: Vec<TypeKey>,
    /// The same or wider types of other vocabularies (the ontology's own included).
    pub mappings: Vec<Mapping>,
    /// What the type is to the program, sorted.
    pub roles: Vec<TypeRole>,
}

/// A name for several types.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// The name that domains and ranges use.
    pub name: String,
    /// The IRI: namespace and name.
    pub iri: String,
    /// The types.
    pub types: BTreeSet<TypeKey>,
}

/// When a [`Cardinality`] applies to a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The attribute that the node must have,
    pub attribute: AttributeKey,
    /// with this token as its value.
    pub token: String,
}

/// How many claims of a relation a node may or must have. Claims of sub-relations count.
#[derive(Clone, Debug, PartialEq)]
pub struct Cardinality {
    /// The minimum; 0 for no limit.
    pub min: u32,
    /// The maximum; `None` for no limit.
    pub max: Option<u32>,
    /// The types that it concerns: the domain for objects per subject, the range for subjects per object,
    /// unless the ontology narrows it.
    pub of: BTreeSet<TypeKey>,
    /// The state in which a node must be.
    pub when: Option<Condition>,
    /// The status of claims that it does not concern.
    pub unless: Option<Status>,
    /// The relation along which a node takes over what is stated of the larger one.
    pub through: Option<RelationKey>,
}

/// A relation between two nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// The name that dossiers use.
    pub name: String,
    /// The IRI: namespace and name.
    pub iri: String,
    /// The name for readers, in English.
    pub label: String,
    /// When the relation holds.
    pub definition: String,
    /// The relation's name from the object's end.
    pub inverse: Option<String>,
    /// The heading under which tables show it.
    pub group: String,
    /// The types of subjects.
    pub domain: BTreeSet<TypeKey>,
    /// The types of objects.
    pub range: BTreeSet<TypeKey>,
    /// The domain as declared: names of types and unions.
    pub domain_names: Vec<String>,
    /// The range as declared: names of types and unions.
    pub range_names: Vec<String>,
    /// The status of its claims, no matter who makes them.
    pub status: Option<Status>,
    /// What the relation is to the program, sorted.
    pub roles: Vec<Role>,
    /// How many objects a subject has, where that is limited.
    pub objects: Option<Cardinality>,
    /// How many subjects an object has, where that is limited.
    pub subjects: Option<Cardinality>,
    /// The wider relations of the same ontology.
    pub supers: Vec<RelationKey>,
    /// Links to other vocabularies (the ontology's own included).
    pub mappings: Vec<Mapping>,
}

impl Relation {
    /// Whether the relation has a role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The IRI of the inverse.
    pub fn inverse_iri(&self) -> Option<String> {
        let namespace = self.iri.strip_suffix(self.name.as_str())?;
        self.inverse.as_ref().map(|inverse| format!("{namespace}{inverse}"))
    }
}

/// An attribute of a node.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// The name that dossiers use.
    pub name: String,
    /// The IRI: namespace and name.
    pub iri: String,
    /// The name for readers, in English.
    pub label: String,
    /// What the value says.
    pub definition: String,
    /// The types of subjects.
    pub domain: BTreeSet<TypeKey>,
    /// The domain as declared: names of types and unions.
    pub domain_names: Vec<String>,
    /// The kind of value.
    pub datatype: Datatype,
    /// The words that are allowed, by type; empty unless the values are tokens.
    pub tokens: BTreeMap<TypeKey, Vec<String>>,
    /// Those of them that say that something is so, as words of a plan, a condition or a negation do not.
    pub firm: BTreeSet<String>,
    /// Links to other vocabularies.
    pub mappings: Vec<Mapping>,
}

impl Attribute {
    /// The IRI of one of the attribute's tokens: names hold no hyphen, so it is never that of a name.
    pub fn token_iri(&self, token: &str) -> String {
        format!("{}-{token}", self.iri)
    }

    /// The tokens that are allowed for a type; empty where there are none.
    pub fn tokens_of(&self, node_type: TypeKey) -> &[String] {
        self.tokens.get(&node_type).map_or(&[], Vec::as_slice)
    }
}

/// Types, relations and attributes, and how to draw them.
///
/// Keys are only good for the ontology that gave them out.
#[derive(Clone, Debug, PartialEq)]
pub struct Ontology {
    pub(super) name: String,
    pub(super) namespace: String,
    pub(super) prefixes: BTreeMap<String, String>,
    pub(super) types: Vec<NodeType>,
    pub(super) unions: Vec<Union>,
    pub(super) relations: Vec<Relation>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) drawing: Drawing,
    pub(super) type_names: BTreeMap<String, TypeKey>,
    pub(super) relation_names: BTreeMap<String, RelationKey>,
    pub(super) attribute_names: BTreeMap<String, AttributeKey>,
    /// What the ontology was made from, so that another can be made from it and more.
    pub(super) declarations: Declarations,
}

impl Ontology {
    /// The ontology's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the IRIs of the ontology's own names begin.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The declared prefixes and what they stand for, sorted.
    pub fn prefixes(&self) -> &BTreeMap<String, String> {
        &self.prefixes
    }

    /// How pictures show types and statuses.
    pub fn drawing(&self) -> &Drawing {
        &self.drawing
    }

    /// All types in the order of the file.
    pub fn types(&self) -> impl Iterator<Item = (TypeKey, &NodeType)> {
        (0..).map(TypeKey).zip(&self.types)
    }

    /// All relations in the order of the file.
    pub fn relations(&self) -> impl Iterator<Item = (RelationKey, &Relation)> {
        (0..).map(RelationKey).zip(&self.relations)
    }

    /// All attributes in the order of the file.
    pub fn attributes(&self) -> impl Iterator<Item = (AttributeKey, &Attribute)> {
        (0..).map(AttributeKey).zip(&self.attributes)
    }

    /// The unions, `Thing` last.
    pub fn unions(&self) -> &[Union] {
        &self.unions
    }

    /// The record of a type. The key must come from this ontology.
    pub fn node_type(&self, key: TypeKey) -> &NodeType {
        &self.types[key.index()]
    }

    /// The record of a relation. The key must come from this ontology.
    pub fn relation(&self, key: RelationKey) -> &Relation {
        &self.relations[key.index()]
    }

    /// The record of an attribute. The key must come from this ontology.
    pub fn attribute(&self, key: AttributeKey) -> &Attribute {
        &self.attributes[key.index()]
    }

    /// The type of a name.
    pub fn type_named(&self, name: &str) -> Option<TypeKey> {
        self.type_names.get(name).copied()
    }

    /// The types that the name of a type or union stands for: the type or the union's types, and all narrower ones.
    pub fn types_named(&self, name: &str) -> Option<BTreeSet<TypeKey>> {
        let union = self.unions.iter().find(|union| union.name == name).map(|union| union.types.clone());
        let mut types = union.or_else(|| self.type_named(name).map(|key| BTreeSet::from([key])))?;
        loop {
            let narrower = self
                .types()
                .filter(|(_, node_type)| node_type.supertypes.iter().any(|wider| types.contains(wider)));
            let all: BTreeSet<TypeKey> = narrower.map(|(key, _)| key).chain(types.iter().copied()).collect();
            if all.len() == types.len() {
                return Some(types);
            }
            types = all;
        }
    }

    /// The relation of a name.
    pub fn relation_named(&self, name: &str) -> Option<RelationKey> {
        self.relation_names.get(name).copied()
    }

    /// The attribute of a name.
    pub fn attribute_named(&self, name: &str) -> Option<AttributeKey> {
        self.attribute_names.get(name).copied()
    }

    /// The relation whose inverse has this name.
    pub fn relation_with_inverse(&self, name: &str) -> Option<RelationKey> {
        self.relations().find(|(_, relation)| relation.inverse.as_deref() == Some(name)).map(|(key, _)| key)
    }

    /// The relations that have a role, in the order of the file.
    pub fn relations_with(&self, role: Role) -> impl Iterator<Item = RelationKey> {
        self.relations().filter(move |(_, relation)| relation.has(role)).map(|(key, _)| key)
    }

    /// The types that have a role, in the order of the file.
    pub fn types_with(&self, role: TypeRole) -> impl Iterator<Item = TypeKey> {
        self.types().filter(move |(_, node_type)| node_type.roles.contains(&role)).map(|(key, _)| key)
    }

    /// Whether a relation is another one or a narrower one of it.
    pub fn is_kind_of(&self, relation: RelationKey, wider: RelationKey) -> bool {
        // A declared circle of relations ends the search because every relation is seen once.
        let (mut open, mut seen) = (vec![relation], BTreeSet::new());
        while let Some(next) = open.pop() {
            if next == wider {
                return true;
            }
            if seen.insert(next) {
                open.extend(&self.relation(next).supers);
            }
        }
        false
    }

    /// The IRI that `prefix:name` stands for; `None` when the prefix is not declared or there is no colon.
    pub fn expand(&self, curie: &str) -> Option<String> {
        let (prefix, name) = curie.split_once(':')?;
        self.prefixes.get(prefix).map(|namespace| format!("{namespace}{name}"))
    }
}

//! Layer 1: the ontology as data: types, relations and attributes, read from YAML. Code that needs to know what
//! a relation does reads its record ([`Role`], [`Cardinality`]), never its name.

mod declare;
mod drawing;
mod embed;
mod extend;
mod fields;
mod jsonld;
mod model;
mod problem;
mod rdf;
mod read;
mod resolve;
mod shacl;
mod status;
mod suggest;
mod table;
#[cfg(test)]
mod tests;
mod turtle;
mod undeclared;
mod words;

pub use drawing::{ClaimDrawing, Drawing, Family, Head, Line, NodeDrawing};
pub use model::{Attribute, Cardinality, Condition, Mapping, NodeType, Ontology, Relation, Union};
pub use problem::{Conflict, MergeError, OntologyError, OntologyProblem};
pub use rdf::{VOCABULARY, Word};
pub use status::{Status, UnknownStatus};
#[cfg(any(feature = "cli", feature = "sparql"))]
pub(crate) use suggest::nearest;
pub use words::{AttributeKey, Datatype, MappingKind, RelationKey, Role, TypeKey, TypeRole};

/// The namespace of the built-in ontology and of the words that every export uses for claims.
pub const NAMESPACE: &str = "https://w3id.org/dossier/negotiation#";

/// The built-in ontology's file.
pub const BUILT_IN: &str = include_str!("../../data/ontology/negotiation.yaml");

//! Layer 1: the ontology as data: types, relations and attributes, read from YAML. Code that needs to know what
//! a relation does reads its record ([`Role`], [`Cardinality`]), never its name.

mod built_in;
mod declare;
mod drawing;
mod embed;
mod extend;
mod fields;
mod jsonld;
mod looks;
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

pub use built_in::{BUILT_IN, BuiltIn};
pub use drawing::{ClaimDrawing, Drawing, Family, Head, Line, NodeDrawing, RelationDrawing};
pub use looks::Looks;
pub use model::{Attribute, Cardinality, Condition, Mapping, NodeType, Ontology, Relation, Union};
pub use problem::{Conflict, MergeError, OntologyError, OntologyProblem};
pub use rdf::{VOCABULARY, Word};
pub use status::{Status, UnknownStatus};
pub(crate) use suggest::nearest;
pub use words::{AttributeKey, Datatype, MappingKind, RelationKey, Role, TypeKey, TypeRole};

/// The namespace of the ontology of negotiations, and of the words that every export uses for claims.
pub const NAMESPACE: &str = "https://w3id.org/dossier/negotiation#";

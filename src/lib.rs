//! dossier turns what sources say into a knowledge graph, and the graph into pictures and databases.

pub mod diagnostic;
pub mod ontology;
pub mod text;

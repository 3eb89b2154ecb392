//! How RDF says something of a statement: the letters of a cell that only RDF reads, one for each group of triples of the
//! record of an edge. A row that was not read from RDF has no such cell.

/// `rdf:type rdf:Statement`.
pub const STATEMENT: u8 = b't';
/// `rdf:subject`, `rdf:predicate` and `rdf:object`.
pub const NAMES: u8 = b's';
/// `rdf:reifies` with a triple term.
pub const REIFIES: u8 = b'r';
/// The type and the status of a claim.
pub const CLAIM: u8 = b'c';

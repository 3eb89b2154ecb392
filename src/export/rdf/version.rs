//! Which RDF: the Recommendation of 2014, or the triple terms of its successor.

/// The version of RDF that a format with triples is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RdfVersion {
    /// RDF 1.1, which every store reads.
    #[default]
    V1_1,
    /// RDF 1.2: `rdf:reifies` leads from each claim to what it says, as a triple term (RDF 1.2 Concepts, section 3.1).
    V1_2,
}

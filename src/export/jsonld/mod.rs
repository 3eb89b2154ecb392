//! JSON-LD 1.1 with one context inside, in three layouts of the same RDF.
//!
//! It is written as a stream: a first pass over the graph learns which terms and prefixes occur, a second writes
//! one node object after the other.

mod context;
mod layout;
mod object;
mod rows;
mod terms;

use std::io::{self, BufWriter, Write};

use oxrdf::vocab::rdf;

use self::context::{Context, Survey};
use self::layout::{write_end, write_fields, write_line, write_value};
use self::terms::CLAIMS;
use super::rdf::{Description, Lowering};
use super::{
    Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output, Profile, RdfVersion,
};
use crate::graph::{Claim, KnowledgeGraph, Term};

/// The exporter.
pub(super) static JSON_LD: JsonLd = JsonLd;

/// JSON-LD 1.1 (W3C Recommendation, 16 July 2020).
#[derive(Debug)]
pub(super) struct JsonLd;

impl Exporter for JsonLd {
    fn name(&self) -> &'static str {
        "jsonld"
    }

    fn about(&self) -> &'static str {
        "linked data: JSON for programs, RDF for triple stores"
    }

    fn extension(&self) -> &'static str {
        "jsonld"
    }

    fn by_default(&self) -> bool {
        true
    }

    fn has_profiles(&self) -> bool {
        true
    }

    fn has_rdf_versions(&self) -> bool {
        true
    }

    fn holds(&self, feature: Feature, options: &ExportOptions) -> Capability {
        match (feature, options.rdf) {
            (Feature::Claims, RdfVersion::V1_2) => {
                Capability::Partly("without rdf:reifies: JSON-LD 1.1 has no triple terms")
            }
            _ => Capability::Full,
        }
    }

    fn export(
        &self,
        graph: Graph<'_>,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<Losses, ExportError> {
        match graph {
            Graph::Dossier(checked) => {
                write(checked.graph(), options, out.begin("")?)?;
                Ok(Losses::default())
            }
            Graph::Rows(rows) => rows::export(rows, options, out),
        }
    }
}

/// Writes a graph as JSON-LD.
pub(super) fn write(graph: &KnowledgeGraph, options: &ExportOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    Document::new(graph, options).write(&mut out)?;
    out.flush()
}

/// How deep claims about claims about a node may be nested in it; parsers limit the depth of JSON.
const MAX_NESTING: usize = 8;

/// One document to be written.
struct Document<'g> {
    lowering: Lowering<'g>,
    profile: Profile,
    context: Context,
}

impl<'g> Document<'g> {
    fn new(graph: &'g KnowledgeGraph, options: &'g ExportOptions) -> Document<'g> {
        let (lowering, profile) = (Lowering::new(graph, options), options.profile);
        let mut survey = Survey::new(lowering.graph());
        for dossier in lowering.dossiers() {
            survey.see(&dossier);
        }
        for node in lowering.graph().nodes() {
            survey.see(&lowering.node(node));
        }
        for claim in lowering.described_claims() {
            let nested = profile == Profile::Nested && nests(claim);
            if nested {
                survey.see_nested_claim();
            }
            survey.see(&describe(&lowering, claim, nested));
        }
        Document { lowering, profile, context: survey.finish() }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let graph = self.lowering.graph();
        write!(out, "{{\n  \"@context\": ")?;
        write_value(out, &self.context.to_json(), 2, 12)?;
        write!(out, ",\n  \"@graph\": [")?;
        let mut begun = false;
        for dossier in self.lowering.dossiers() {
            self.write_top(out, dossier, None, &mut begun)?;
        }
        for node in graph.nodes() {
            self.write_top(out, self.lowering.node(node), Some(Term::Node(node.key())), &mut begun)?;
        }
        for claim in self.lowering.described_claims() {
            if self.profile != Profile::Nested || !nests(claim) {
                self.write_top(out, describe(&self.lowering, claim, false), None, &mut begun)?;
            }
        }
        write!(out, "{}]\n}}\n", if begun { "\n  " } else { "" })
    }

    /// Writes a description as an element of the graph; what is inside it follows where nothing may be nested.
    fn write_top(
        &self,
        out: &mut dyn Write,
        description: Description,
        term: Option<Term>,
        begun: &mut bool,
    ) -> io::Result<()> {
        let parts = if self.profile == Profile::Flat { description.flatten() } else { vec![description] };
        for part in parts {
            write_line(out, std::mem::replace(begun, true), 4)?;
            self.write_object(out, &part, term, 4)?;
        }
        Ok(())
    }

    /// Writes a node object, with the claims about it where they nest.
    fn write_object(
        &self,
        out: &mut dyn Write,
        description: &Description,
        term: Option<Term>,
        indent: usize,
    ) -> io::Result<()> {
        write_fields(out, &self.context.object(description), indent)?;
        let mut begun = false;
        for (claim, key) in term.into_iter().flat_map(|term| self.nested_in(term)) {
            if begun {
                write_line(out, true, indent + 4)?;
            } else {
                write_line(out, true, indent + 2)?;
                write!(out, "\"{CLAIMS}\": [")?;
                write_line(out, false, indent + 4)?;
                begun = true;
            }
            self.write_object(out, &describe(&self.lowering, claim, true), Some(key), indent + 4)?;
        }
        if begun {
            write_end(out, indent + 2, ']')?;
        }
        write_end(out, indent, '}')
    }

    /// The claims that are nested in what they are about.
    fn nested_in(&self, term: Term) -> impl Iterator<Item = (Claim<'g>, Term)> + use<'g> {
        let graph = self.lowering.graph();
        let any = self.profile == Profile::Nested && self.lowering.describes_claims();
        let claims = any.then(|| graph.claims_of(term)).into_iter().flatten();
        claims.filter(|claim| nests(*claim)).map(|claim| (claim, Term::Claim(claim.key())))
    }
}

/// The description of a claim; the subject of a nested one is what it is nested in.
fn describe(lowering: &Lowering<'_>, claim: Claim<'_>, nested: bool) -> Description {
    let mut description = lowering.claim(claim);
    if nested {
        description.properties.retain(|(predicate, _)| *predicate != rdf::SUBJECT);
    }
    description
}

/// Whether a claim is about a node, or about a claim that nests, and not too deep.
fn nests(claim: Claim<'_>) -> bool {
    let mut subject = claim.subject();
    for _ in 0..MAX_NESTING {
        match subject {
            Term::Node(_) => return true,
            Term::Claim(key) => subject = claim.graph().claim(key).subject(),
        }
    }
    false
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

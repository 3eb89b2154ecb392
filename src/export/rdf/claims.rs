//! Claims as RDF statements, with the words that carry them as Web Annotation selectors.

use oxrdf::vocab::{rdf, xsd};
use oxrdf::{Literal, NamedNode, NamedNodeRef};

use super::values::named;
use super::vocabulary::{
    CLAIM, CUE, END, EVIDENCE, EXACT, HAS_SELECTOR, HAS_SOURCE, PREFIX, SPEAKER, SPECIFIC_RESOURCE, START,
    STATUS, SUFFIX, TEXT_POSITION_SELECTOR, TEXT_QUOTE_SELECTOR, VERIFIED, VIA, WORDS,
};
use super::{Description, Lowering};
use crate::graph::{Claim, EvidenceRef, Statement, Term, Value};

/// How many characters of the text a quote's selector gives before and after the quote.
const CONTEXT: usize = 32;

impl Lowering<'_> {
    /// A claim: what it says of what, its status, who says it, through whom, and in which words.
    pub(crate) fn claim(&self, claim: Claim<'_>) -> Description {
        let graph = self.graph();
        let mut description = Description::new(named(claim.iri()), &[CLAIM, rdf::STATEMENT]);
        description.add(rdf::SUBJECT, named(graph.term_iri(claim.subject())));
        let mut in_words = false;
        match claim.statement() {
            Statement::Relation(relation, object) => {
                description.add(
                    rdf::PREDICATE,
                    NamedNodeRef::new_unchecked(&graph.ontology().relation(*relation).iri),
                );
                description.add(rdf::OBJECT, named(graph.term_iri(*object)));
            }
            Statement::Attribute(attribute, value) => {
                description.add(
                    rdf::PREDICATE,
                    NamedNodeRef::new_unchecked(&graph.ontology().attribute(*attribute).iri),
                );
                description.add(rdf::OBJECT, self.value(claim, *attribute, value, false));
                in_words = matches!(value, Value::Quantity(_) | Value::Date(_));
            }
        }
        description.add(STATUS, NamedNode::new_unchecked(claim.status().iri()));
        for speaker in claim.speakers() {
            description.add(SPEAKER, named(&graph.speaker_iri(*speaker)));
        }
        for relay in claim.via() {
            description.add(VIA, named(relay.iri()));
        }
        for cue in claim.evidence().filter_map(|evidence| evidence.record().cue.as_ref()) {
            description.add(CUE, Literal::new_simple_literal(&cue.words));
        }
        if in_words {
            for evidence in claim.evidence() {
                description.add(WORDS, Literal::new_simple_literal(evidence.quote()));
            }
        }
        if !claim.verified() {
            description.add(VERIFIED, Literal::from(false));
        }
        for evidence in claim.evidence() {
            description.add(EVIDENCE, evidence_of(evidence));
        }
        self.add_asserted(&mut description, Term::Claim(claim.key()));
        description
    }
}

/// The words and their place in the text, selected both ways (Web Annotation Data Model, sections 4.2.4 and 4.2.5).
/// A text that is absent has only the words.
fn evidence_of(evidence: EvidenceRef<'_>) -> Description {
    let iri = named(&evidence.iri());
    let part = |name: &str| NamedNode::new_unchecked(format!("{}.{name}", iri.as_str()));
    let mut quote = Description::new(part("quote"), &[TEXT_QUOTE_SELECTOR]);
    quote.add(EXACT, Literal::new_simple_literal(evidence.quote()));
    if let Some((prefix, suffix)) = evidence.context(CONTEXT) {
        quote.add(PREFIX, Literal::new_simple_literal(prefix));
        quote.add(SUFFIX, Literal::new_simple_literal(suffix));
    }
    let mut description = Description::new(iri.clone(), &[SPECIFIC_RESOURCE]);
    description.add(HAS_SOURCE, named(evidence.work().iri()));
    description.add(HAS_SELECTOR, quote);
    if let Some(chars) = evidence.chars() {
        let mut position = Description::new(part("position"), &[TEXT_POSITION_SELECTOR]);
        for (property, offset) in [(START, chars.start), (END, chars.end)] {
            position.add(property, Literal::new_typed_literal(offset.to_string(), xsd::NON_NEGATIVE_INTEGER));
        }
        description.add(HAS_SELECTOR, position);
    }
    description
}

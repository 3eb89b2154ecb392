//! Claims as RDF statements, with the words that carry them as Web Annotation selectors.

use oxrdf::vocab::{rdf, xsd};
use oxrdf::{Literal, NamedNode, NamedNodeRef};

use super::values::named;
use super::vocabulary::{
    CLAIM, CUE, DENIED_BY, END, EVIDENCE, EXACT, HAS_SELECTOR, HAS_SOURCE, PREFIX, SPEAKER,
    SPECIFIC_RESOURCE, START, STATUS, SUFFIX, TEXT_POSITION_SELECTOR, TEXT_QUOTE_SELECTOR, VERIFIED, VIA,
    WORDS,
};
use super::{Description, Lowering, Object};
use crate::graph::{Claim, EvidenceRef, NodeKey, Statement, Term, Value};
use crate::ontology::AttributeKey;

/// How many characters of the text a quote's selector gives before and after the quote.
const CONTEXT: usize = 32;

impl Lowering<'_> {
    /// A claim: what it says of what, its status, who says it, through whom, and in which words; and what is asserted
    /// of the claim itself.
    pub(crate) fn claim(&self, claim: Claim<'_>) -> Description {
        let mut description =
            self.claim_as(claim, |_| true, |attribute, value| self.value(claim, attribute, value, false));
        self.add_asserted(&mut description, Term::Claim(claim.key()), |_| true, Lowering::value_once);
        description
    }

    /// A claim as it appears in the graph of its dossier and one work: with the words of this work only, and with its
    /// value in full where no claim before it in the graph has it. `None` means no work at all.
    pub(super) fn claim_in(&self, claim: Claim<'_>, work: Option<NodeKey>) -> Description {
        let of_work = |evidence: &EvidenceRef<'_>| Some(evidence.record().work) == work;
        let in_graph = |other: Claim<'_>| {
            other.dossier().key() == claim.dossier().key()
                && if work.is_some() {
                    other.evidence().any(|it| of_work(&it))
                } else {
                    other.evidence().next().is_none()
                }
        };
        self.claim_as(claim, of_work, |attribute, value| match self.value_in_full(claim, attribute, value) {
            Object::Inside(node)
                if self.first_with(claim, attribute, value, in_graph) != Some(claim.key()) =>
            {
                node.iri.into()
            }
            object => object,
        })
    }

    /// A claim with all its words, with its value in full, without what is asserted of it.
    pub(super) fn claim_alone(&self, claim: Claim<'_>) -> Description {
        self.claim_as(claim, |_| true, |attribute, value| self.value_in_full(claim, attribute, value))
    }

    fn claim_as(
        &self,
        claim: Claim<'_>,
        has: impl Fn(&EvidenceRef<'_>) -> bool,
        object_of: impl Fn(AttributeKey, &Value) -> Object,
    ) -> Description {
        let graph = self.graph();
        let evidence = || claim.evidence().filter(&has);
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
                description.add(rdf::OBJECT, object_of(*attribute, value));
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
        for denier in claim.deniers() {
            description.add(DENIED_BY, named(graph.term_iri(denier)));
        }
        for cue in evidence().filter_map(|evidence| evidence.record().cue.as_ref()) {
            description.add(CUE, Literal::new_simple_literal(&cue.words));
        }
        if in_words {
            for evidence in evidence() {
                description.add(WORDS, Literal::new_simple_literal(evidence.quote()));
            }
        }
        if !claim.verified() {
            description.add(VERIFIED, Literal::from(false));
        }
        for evidence in evidence() {
            description.add(EVIDENCE, evidence_of(evidence));
        }
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

//! Claims as RDF statements, with the words that carry them as Web Annotation selectors.

use oxrdf::vocab::{rdf, xsd};
use oxrdf::{Literal, NamedNode, NamedNodeRef};

use super::values::named;
use super::vocabulary::{
    CLAIM, CUE, DENIED_BY, END, EVIDENCE, EXACT, HAS_SELECTOR, HAS_SOURCE, IN_PASSAGE, PREFIX, SPEAKER,
    SPECIFIC_RESOURCE, START, STATUS, SUFFIX, TEXT_POSITION_SELECTOR, TEXT_QUOTE_SELECTOR, VERIFIED, VIA,
    WITH_CUE, WORDS,
};
use super::{Description, Lowering, Object};
use crate::graph::{Anchor, Claim, EvidenceRef, NodeKey, Statement, Term, Value};
use crate::ontology::AttributeKey;

/// How many characters of the text a quote's selector gives before and after the quote.
const CONTEXT: usize = 32;

impl Lowering<'_> {
    /// A claim: what it says of what, its status, who says it, through whom, and in which words; and what is asserted
    /// of the claim itself.
    pub(crate) fn claim(&self, claim: Claim<'_>) -> Description {
        let mut description =
            self.claim_alone(claim, |attribute, value| self.value(claim, attribute, value, false));
        add_evidence(&mut description, claim, |_| true);
        self.add_asserted(&mut description, Term::Claim(claim.key()), |_| true, Lowering::value_once);
        description
    }

    /// A claim as it appears in the graph of a work, or in the one for claims of no work or of several: the claim itself
    /// in one of them only, its evidence with its work. The description of its value is among the facts.
    pub(super) fn claim_in(&self, claim: Claim<'_>, work: Option<NodeKey>) -> Description {
        let mut description = match work == only_work(claim) {
            true => self.claim_alone(claim, |attribute, value| self.value_by_name(claim, attribute, value)),
            false => Description::new(named(claim.iri()), &[]),
        };
        add_evidence(&mut description, claim, |evidence| Some(evidence.record().work) == work);
        description
    }

    /// A claim without its evidence and without what is asserted of it.
    fn claim_alone(
        &self,
        claim: Claim<'_>,
        object_of: impl Fn(AttributeKey, &Value) -> Object,
    ) -> Description {
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
        description
    }
}

/// The work that a claim quotes; none where it quotes nothing, or several.
pub(super) fn only_work(claim: Claim<'_>) -> Option<NodeKey> {
    let mut works = claim.evidence().map(|evidence| evidence.record().work);
    let first = works.next()?;
    works.all(|work| work == first).then_some(first)
}

/// Adds some of a claim's evidence.
fn add_evidence(description: &mut Description, claim: Claim<'_>, has: impl Fn(&EvidenceRef<'_>) -> bool) {
    for evidence in claim.evidence().filter(has) {
        description.add(EVIDENCE, evidence_of(evidence));
    }
}

/// The words of a claim, with the passage that they are from and the cue that belongs to them. Words that are the whole
/// passage are their own passage.
fn evidence_of(evidence: EvidenceRef<'_>) -> Description {
    let (record, iri) = (evidence.record(), named(&evidence.iri()));
    let part = |name: &str| NamedNode::new_unchecked(format!("{}.{name}", iri.as_str()));
    let mut description = selected(evidence, iri.clone(), &record.quote);
    if record.passage == record.quote {
        description.add(IN_PASSAGE, iri.clone());
    } else {
        description.add(IN_PASSAGE, selected(evidence, part("passage"), &record.passage));
    }
    if let Some(cue) = &record.cue {
        description.add(WITH_CUE, selected(evidence, part("cue"), cue));
    }
    description
}

/// Words of a work and their place in its text, selected both ways (Web Annotation Data Model, sections 4.2.4 and
/// 4.2.5). A text that is absent has only the words.
fn selected(evidence: EvidenceRef<'_>, iri: NamedNode, anchor: &Anchor) -> Description {
    let part = |name: &str| NamedNode::new_unchecked(format!("{}.{name}", iri.as_str()));
    let mut quote = Description::new(part("quote"), &[TEXT_QUOTE_SELECTOR]);
    quote.add(EXACT, Literal::new_simple_literal(&anchor.words));
    if let Some((prefix, suffix)) = evidence.context_of(anchor, CONTEXT) {
        quote.add(PREFIX, Literal::new_simple_literal(prefix));
        quote.add(SUFFIX, Literal::new_simple_literal(suffix));
    }
    let mut description = Description::new(iri.clone(), &[SPECIFIC_RESOURCE]);
    description.add(HAS_SOURCE, named(evidence.work().iri()));
    description.add(HAS_SELECTOR, quote);
    if let Some(chars) = evidence.chars_of(anchor) {
        let mut position = Description::new(part("position"), &[TEXT_POSITION_SELECTOR]);
        for (property, offset) in [(START, chars.start), (END, chars.end)] {
            position.add(property, Literal::new_typed_literal(offset.to_string(), xsd::NON_NEGATIVE_INTEGER));
        }
        description.add(HAS_SELECTOR, position);
    }
    description
}

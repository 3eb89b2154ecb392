//! Claims and their evidence as vertices, and the edges between them.

use std::sync::Arc;

use super::entities::{add_days, exact};
use super::numbers;
use super::{CLAIM, DOSSIER, Draft, EVIDENCE, Lowering, Scalar, VertexKey};
use crate::graph::{Claim, ClaimKey, DateValue, EvidenceRef, Speaker, Statement, Term, Value};

/// The number of characters of context before and after a quote.
const CONTEXT: usize = 32;

impl Lowering<'_> {
    /// Adds the dossiers that speak themselves, every claim, each followed by its evidence.
    pub(super) fn add_claims(&mut self) {
        let graph = self.graph;
        let labels = |label: &str| -> Arc<[Arc<str>]> { Arc::from([Arc::from(label)]) };
        for dossier in graph.dossiers() {
            let speaks = |claim: Claim<'_>| claim.speakers().contains(&Speaker::Dossier(dossier.key()));
            if graph.claims().any(speaks) {
                let mut draft = Draft::default();
                draft.add("name", dossier.title().map_or(dossier.name().as_str(), |title| &title.text));
                draft.add("base", dossier.base());
                draft.add("language", dossier.language().as_str());
                draft.add_list("dossiers", vec![dossier.name().to_string()]);
                // A dossier's name may be the id of a node, too.
                let id = format!("dossier/{}", dossier.name());
                let key = self.add_vertex(&dossier.iri(), &id, labels(DOSSIER), draft);
                self.dossiers.insert(dossier.key(), key);
            }
        }
        let (claim_labels, evidence_labels) = (labels(CLAIM), labels(EVIDENCE));
        for claim in graph.claims() {
            let draft = self.claim(claim);
            let key = self.add_vertex(claim.iri(), claim.id(), Arc::clone(&claim_labels), draft);
            self.terms.insert(Term::Claim(claim.key()), key);
            for evidence in claim.evidence() {
                let draft = self.evidence(claim, evidence);
                self.add_vertex(&evidence.iri(), &evidence.id(), Arc::clone(&evidence_labels), draft);
            }
        }
    }

    fn claim(&self, claim: Claim<'_>) -> Draft {
        let graph = self.graph;
        let mut draft = Draft::default();
        draft.add("name", claim.sentence());
        draft.add("status", claim.status().name());
        draft.add("predicate", claim.predicate_name());
        draft.add("asserted", self.options.policy.asserts(claim));
        draft.add("verified", claim.verified());
        draft.add("subject", graph.term_id(claim.subject()));
        match claim.statement() {
            Statement::Relation(_, object) => draft.add("object", graph.term_id(*object)),
            Statement::Attribute(_, value) => {
                draft.add("value", exact(value));
                draft.add("datatype", value.kind());
                match value {
                    Value::Number(number) => {
                        draft.add_some("valueNumber", numbers::float(number).map(Scalar::Float));
                    }
                    Value::Quantity(quantity) => {
                        let number = numbers::float(&quantity.amount).map(Scalar::Float);
                        draft.add_some("valueNumber", number);
                        draft.add("valueUnit", quantity.unit.to_string());
                    }
                    Value::Date(DateValue::Edtf(date)) => add_days(&mut draft, "value", date),
                    Value::Date(DateValue::Words(text)) | Value::Text(text) => {
                        draft.add("valueLanguage", text.language.as_str());
                    }
                    Value::Duration(_) | Value::Token(_) | Value::Iri(_) => {}
                }
            }
        }
        let speakers = claim.speakers().iter().map(|speaker| graph.speaker_id(*speaker).to_owned());
        draft.add_list("speakers", speakers.collect());
        draft.add_list("via", claim.via().map(|relay| relay.id().to_owned()).collect());
        draft.add_list("dossiers", vec![claim.dossier().name().to_string()]);
        draft
    }

    fn evidence(&self, claim: Claim<'_>, evidence: EvidenceRef<'_>) -> Draft {
        let mut draft = Draft::default();
        draft.add("quote", evidence.quote());
        let (passage, cue) = (&evidence.record().passage, evidence.record().cue.as_ref());
        draft.add("passage", passage.words.as_str());
        draft.add_some("cue", cue.map(|cue| cue.words.as_str()));
        draft.add("work", evidence.work().id());
        draft.add("verified", evidence.verified());
        draft.add_some("line", evidence.line());
        if let Some(chars) = evidence.chars() {
            draft.add("start", chars.start);
            draft.add("end", chars.end);
        }
        if let Some(chars) = evidence.chars_of(passage) {
            draft.add("passageStart", chars.start);
            draft.add("passageEnd", chars.end);
        }
        if let Some(chars) = cue.and_then(|cue| evidence.chars_of(cue)) {
            draft.add("cueStart", chars.start);
            draft.add("cueEnd", chars.end);
        }
        if let Some((prefix, suffix)) = evidence.context(CONTEXT) {
            draft.add("prefix", prefix);
            draft.add("suffix", suffix);
        }
        draft.add_list("dossiers", vec![claim.dossier().name().to_string()]);
        draft
    }

    /// Adds the edges of every claim.
    pub(super) fn add_claim_edges(&mut self) {
        let graph = self.graph;
        let kinds = super::names::OWN_KINDS.map(Arc::<str>::from);
        let [subject, object, said_by, via, denied_by, supported_by, in_source] = &kinds;
        for claim in graph.claims() {
            let Some(from) = self.claim_vertex(claim.key()) else { continue };
            self.link(claim, from, subject, claim.subject());
            if let Some(term) = claim.object() {
                self.link(claim, from, object, term);
            }
            for speaker in claim.speakers() {
                match speaker {
                    Speaker::Node(node) => self.link(claim, from, said_by, Term::Node(*node)),
                    Speaker::Dossier(dossier) => {
                        if let Some(to) = self.dossiers.get(dossier).copied() {
                            let path =
                                format!("{}/{said_by}/dossier/{}", claim.id(), graph.speaker_id(*speaker));
                            self.add_claim_edge(claim, path, said_by, (from, to));
                        }
                    }
                }
            }
            for relay in claim.via() {
                self.link(claim, from, via, Term::Node(relay.key()));
            }
            for denier in claim.deniers() {
                self.link(claim, from, denied_by, denier);
            }
            // The evidence follows its claim directly.
            for (at, evidence) in (1..).zip(claim.evidence()) {
                let to = VertexKey(from.0 + at);
                let path = format!("{}/{supported_by}", evidence.id());
                self.add_claim_edge(claim, path, supported_by, (from, to));
                if let Some(work) = self.terms.get(&Term::Node(evidence.work().key())).copied() {
                    self.add_claim_edge(
                        claim,
                        format!("{}/{in_source}", evidence.id()),
                        in_source,
                        (to, work),
                    );
                }
            }
        }
    }

    fn claim_vertex(&self, claim: ClaimKey) -> Option<VertexKey> {
        self.terms.get(&Term::Claim(claim)).copied()
    }

    /// Adds an edge of a claim to something.
    fn link(&mut self, claim: Claim<'_>, from: VertexKey, kind: &Arc<str>, to: Term) {
        if let Some(to_vertex) = self.terms.get(&to).copied() {
            let path = format!("{}/{kind}/{}", claim.id(), self.graph.term_id(to));
            self.add_claim_edge(claim, path, kind, (from, to_vertex));
        }
    }

    fn add_claim_edge(
        &mut self,
        claim: Claim<'_>,
        path: String,
        kind: &Arc<str>,
        ends: (VertexKey, VertexKey),
    ) {
        let mut draft = Draft::default();
        draft.add_list("dossiers", vec![claim.dossier().name().to_string()]);
        self.add_edge(claim.dossier(), path, kind, ends, draft);
    }
}

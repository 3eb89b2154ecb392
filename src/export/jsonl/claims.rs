//! The records of claims with their evidence.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::record::{Record, put, put_allowed, put_list, put_some, tagged, words};
use crate::check::Checked;
use crate::graph::{Anchor, Claim, DateValue, EvidenceRef, KnowledgeGraph, Speaker, Statement, Term, Value};
use crate::ontology::Status;
use crate::text::SourceFile;
use crate::view::AssertPolicy;

/// The record of a claim.
pub(super) fn claim(claim: Claim<'_>, is_alone: bool, is_part: bool, checked: &Checked) -> Record {
    let graph = claim.graph();
    let mut record = fact(claim, is_alone);
    put(&mut record, "status", claim.status().name());
    // Neither what a disputed denial was before, nor what makes the speaker speak for the denier, need be in the file.
    let is_open = match claim.status() {
        Status::Disputed => claim.is_denial(),
        Status::Attributed => is_part && claim.disputes(),
        _ => false,
    };
    if is_open {
        put(&mut record, "counts", claim.disputes());
    }
    put_list(&mut record, "speakers", claim.speakers().iter().map(|speaker| speaker_id(graph, *speaker)));
    put_list(&mut record, "via", claim.via().map(|node| node.id()));
    put_list(&mut record, "evidence", claim.evidence().map(|piece| evidence(piece, checked)));
    // The findings of the record are at the first place at which the claim is written.
    put_allowed(&mut record, checked, claim.written().first().map(|written| written.claim));
    record
}

/// What is asserted of nodes, once for each statement: the first such claim stands for it.
pub(super) fn facts<'g>(graph: &'g KnowledgeGraph, policy: &AssertPolicy) -> Vec<Claim<'g>> {
    let mut seen = BTreeSet::new();
    let asserted = graph.claims().filter(|claim| policy.asserts(*claim));
    let of_nodes = asserted.filter(|claim| {
        let mut terms = [Some(claim.subject()), claim.object()].into_iter().flatten();
        terms.all(|term| matches!(term, Term::Node(_)))
    });
    of_nodes
        .filter(|claim| {
            let value = match claim.statement() {
                Statement::Attribute(_, value) => Some(value.identity()),
                Statement::Relation(..) => None,
            };
            seen.insert((claim.subject(), claim.predicate_name(), claim.object(), value))
        })
        .collect()
}

/// What a claim says, without who says it and in which words.
pub(super) fn fact(claim: Claim<'_>, is_alone: bool) -> Record {
    let (graph, dossier) = (claim.graph(), claim.dossier());
    let mut record = Map::new();
    put(&mut record, "claim", claim.id());
    put_some(&mut record, "name", claim.name());
    if !is_alone {
        put(&mut record, "dossier", dossier.name().as_str());
    }
    put(&mut record, "subject", term(graph, claim.subject()));
    match claim.statement() {
        Statement::Relation(_, object) => {
            put(&mut record, "relation", claim.predicate_name());
            put(&mut record, "object", term(graph, *object));
        }
        Statement::Attribute(_, value) => {
            put(&mut record, "attribute", claim.predicate_name());
            let value = match value {
                Value::Text(text) => words(text, dossier.language()),
                Value::Date(DateValue::Words(text)) => tagged("words", words(text, dossier.language())),
                value => value.to_string().into(),
            };
            put(&mut record, "value", value);
        }
    }
    record
}

/// The id of a node, or an object with that of a claim.
fn term(graph: &KnowledgeGraph, term: Term) -> Json {
    match term {
        Term::Node(_) => graph.term_id(term).into(),
        Term::Claim(_) => tagged("claim", graph.term_id(term)),
    }
}

/// The id of a node, or an object with the name of a dossier.
fn speaker_id(graph: &KnowledgeGraph, speaker: Speaker) -> Json {
    match speaker {
        Speaker::Node(_) => graph.speaker_id(speaker).into(),
        Speaker::Dossier(_) => tagged("dossier", graph.speaker_id(speaker)),
    }
}

/// The words of a claim, the passage around them where that is more, and the cue.
fn evidence(evidence: EvidenceRef<'_>, checked: &Checked) -> Json {
    let record = evidence.record();
    let file = evidence.source().and_then(|source| source.text.as_ref()).map(|(_, file)| &**file);
    let mut fields = Map::new();
    put(&mut fields, "work", evidence.work().id());
    put_anchor(&mut fields, &record.quote, file);
    let more = [
        ("passage", Some(&record.passage), record.passage_place),
        ("cue", record.cue.as_ref(), record.cue_place),
    ];
    for (key, anchor, place) in more {
        if let Some(anchor) = anchor.filter(|anchor| key == "cue" || **anchor != record.quote) {
            let mut inner = Map::new();
            put_anchor(&mut inner, anchor, file);
            put_allowed(&mut inner, checked, place);
            put(&mut fields, key, inner);
        }
    }
    put_allowed(&mut fields, checked, record.place);
    Json::Object(fields)
}

/// Words, and their position: from one character to another, counted from 0, end excluded.
fn put_anchor(fields: &mut Record, anchor: &Anchor, file: Option<&SourceFile>) {
    put(fields, "quote", anchor.words.as_str());
    if let (Some(span), Some(file)) = (anchor.span, file) {
        let chars = file.char_range(span);
        put_list(fields, "at", [chars.start, chars.end]);
    }
}

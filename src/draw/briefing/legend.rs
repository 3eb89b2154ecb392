//! The legend: what the lines and symbols of a briefing mean.

use std::collections::BTreeSet;

use crate::draw::header::{Sample, SampleLook, number_sample, status_sample};
use crate::graph::KnowledgeGraph;
use crate::ontology::{Head, Status};
use crate::view::{Briefing, Tone};

/// A sample of each kind of arrow in the picture, and the evidence number.
pub(super) fn samples(graph: &KnowledgeGraph, briefing: &Briefing) -> Vec<Sample> {
    let mut statuses: BTreeSet<Status> = BTreeSet::new();
    let mut tones: BTreeSet<Tone> = BTreeSet::new();
    for arrow in &briefing.arrows {
        tones.insert(arrow.tone);
        if matches!(arrow.tone, Tone::Plain | Tone::Agreeing) {
            statuses.insert(graph.claim(arrow.claim).status());
        }
    }
    // Symbols also precede words on cards and rows.
    let drawing = graph.ontology().drawing();
    let folded: Vec<&str> = words_of(briefing).collect();
    for status in Status::ALL.iter().copied() {
        let mark = drawing.of_status(status).mark;
        let symbol = format!("{mark} ");
        if !mark.is_empty()
            && folded.iter().any(|words| words.split(" · ").any(|part| part.starts_with(&symbol)))
        {
            statuses.insert(status);
        }
    }
    let mut samples = Vec::new();
    for status in statuses {
        samples.push(status_sample(graph.ontology(), status));
    }
    if tones.contains(&Tone::Agreeing) {
        samples.push(sample("claim agreeing", Head::Normal, "agrees"));
    }
    if tones.contains(&Tone::Accusing) {
        samples.push(sample("claim disputed disputing", Head::Normal, "accuses"));
    }
    if tones.contains(&Tone::Denying) {
        samples.push(sample("claim denial disputing", Head::Tee, "denies"));
    }
    if !briefing.evidence.is_empty() {
        samples.push(number_sample());
    }
    samples
}

fn sample(class: &str, head: Head, words: &str) -> Sample {
    Sample {
        class: class.to_owned(),
        mark: String::new(),
        look: SampleLook::Arrow(head),
        words: words.to_owned(),
    }
}

/// All words that may start with a symbol.
fn words_of(briefing: &Briefing) -> impl Iterator<Item = &str> {
    let rows = briefing.rows.iter().flat_map(|row| {
        let points = row.points.iter().flat_map(|point| &point.details);
        row.details.iter().chain(points).map(String::as_str).chain([row.tag.as_str()])
    });
    let cards = briefing.sides.iter().flat_map(|side| &side.cards).chain(&briefing.others);
    rows.chain(cards.flat_map(|card| &card.lines).map(String::as_str))
}

//! D0310: how much of the texts carries claims.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use super::each::Check;
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{Claim, EvidenceRef, KnowledgeGraph, NodeKey};
use crate::text::{FileKey, Place, SourceFile, Span};

/// How much of one text carries claims.
#[derive(Clone, Debug)]
pub struct Coverage<'g> {
    /// The text.
    pub file: &'g Arc<SourceFile>,
    /// Its handle.
    pub key: FileKey,
    /// Number of sentences (UAX #29, with line breaks as borders, too).
    pub sentences: usize,
    /// The sentences in which no word is quoted.
    pub without_claim: Vec<Span>,
    /// Number of characters; blanks do not count.
    pub characters: usize,
    /// Number of characters inside quotes and cues; blanks do not count.
    pub characters_quoted: usize,
}

/// The coverage of every text that is at hand, in the order of the works; once, where several works have one text.
pub fn coverage(graph: &KnowledgeGraph) -> Vec<Coverage<'_>> {
    let (mut texts, quoted, mut seen) = (Vec::new(), quoted_spans(graph), BTreeSet::new());
    for source in graph.sources() {
        let Some((key, file)) = &source.text else { continue };
        if !seen.insert(*key) {
            continue;
        }
        let quoted = quoted.get(key).map_or(&[][..], Vec::as_slice);
        let mut coverage = Coverage {
            file,
            key: *key,
            sentences: 0,
            without_claim: Vec::new(),
            characters: 0,
            characters_quoted: 0,
        };
        for sentence in sentences(file.text()) {
            let inside = blackness(file, overlap(quoted, sentence));
            let all = blackness(file, std::iter::once(sentence));
            coverage.characters += all;
            coverage.characters_quoted += inside;
            if file.slice(sentence).contains(char::is_alphanumeric) {
                coverage.sentences += 1;
                if inside == 0 {
                    coverage.without_claim.push(sentence);
                }
            }
        }
        texts.push(coverage);
    }
    texts
}

/// The parts of sorted spans that lie inside another span.
fn overlap(spans: &[Span], inside: Span) -> impl Iterator<Item = Span> {
    let first = spans.partition_point(|span| span.end <= inside.start);
    spans
        .get(first..)
        .unwrap_or(&[])
        .iter()
        .take_while(move |span| span.start < inside.end)
        .map(move |span| Span { start: span.start.max(inside.start), end: span.end.min(inside.end) })
}

/// Number of characters that are no blanks.
fn blackness(file: &SourceFile, spans: impl Iterator<Item = Span>) -> usize {
    spans.map(|span| file.slice(span).chars().filter(|at| !at.is_whitespace()).count()).sum()
}

/// The passages, quotes and cues by their text, joined where they overlap, in order.
fn quoted_spans(graph: &KnowledgeGraph) -> BTreeMap<FileKey, Vec<Span>> {
    let texts: BTreeMap<NodeKey, FileKey> =
        graph.sources().iter().filter_map(|source| Some((source.work, source.text.as_ref()?.0))).collect();
    let mut quoted: BTreeMap<FileKey, Vec<Span>> = BTreeMap::new();
    for record in graph.claims().flat_map(Claim::evidence).map(EvidenceRef::record) {
        let anchors = [Some(&record.quote), Some(&record.passage), record.cue.as_ref()];
        let spans = anchors.into_iter().filter_map(|anchor| anchor?.span);
        if let Some(key) = texts.get(&record.work) {
            quoted.entry(*key).or_default().extend(spans);
        }
    }
    for spans in quoted.values_mut() {
        spans.sort_unstable();
        spans.dedup_by(|next, last| {
            let overlaps = next.start <= last.end;
            if overlaps {
                last.end = last.end.max(next.end);
            }
            overlaps
        });
    }
    quoted
}

/// The sentences of a text; a line break ends one, too, so that headlines stand alone.
fn sentences(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        for (at, sentence) in line.split_sentence_bound_indices() {
            let trimmed = sentence.trim();
            let lead = sentence.len() - sentence.trim_start().len();
            if !trimmed.is_empty() {
                spans.push(Span::new(start + at + lead, start + at + lead + trimmed.len()));
            }
        }
        start += line.len();
    }
    spans
}

/// The check.
pub(super) struct Uncovered;

impl crate::check::each::Sealed for Uncovered {}

impl Check for Uncovered {
    fn name(&self) -> &'static str {
        "coverage"
    }

    fn tells_of_absence(&self) -> bool {
        true
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        for coverage in coverage(graph) {
            for span in coverage.without_claim {
                let finding = Finding::new(&rules::SENTENCE_UNUSED, "no claim quotes this sentence")
                    .at(Place { file: coverage.key, span }, "not covered")
                    .help("add what it says, or leave it if it says nothing that matters");
                findings.push(finding);
            }
        }
    }
}

//! D0310: how much of the texts carries claims.

use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use super::Check;
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::KnowledgeGraph;
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
    /// Number of words.
    pub words: usize,
    /// Number of words inside quotes and cues.
    pub words_quoted: usize,
}

/// The coverage of every text that is at hand, in the order of the works.
pub fn coverage(graph: &KnowledgeGraph) -> Vec<Coverage<'_>> {
    let mut texts = Vec::new();
    for source in graph.sources() {
        let Some((key, file)) = &source.text else { continue };
        let quoted = quoted_spans(graph, source.work);
        let touches = |span: Span| {
            let next = quoted.partition_point(|quote| quote.end <= span.start);
            quoted.get(next).is_some_and(|quote| quote.start < span.end)
        };
        let mut coverage =
            Coverage { file, key: *key, sentences: 0, without_claim: Vec::new(), words: 0, words_quoted: 0 };
        for sentence in sentences(file.text()) {
            let words = file.slice(sentence).unicode_word_indices();
            let (mut all, mut inside) = (0, 0);
            for (at, word) in words {
                let start = sentence.start as usize + at;
                all += 1;
                inside += usize::from(touches(Span::new(start, start + word.len())));
            }
            if all > 0 {
                coverage.sentences += 1;
                coverage.words += all;
                coverage.words_quoted += inside;
                if inside == 0 {
                    coverage.without_claim.push(sentence);
                }
            }
        }
        texts.push(coverage);
    }
    texts
}

/// The passages, quotes and cues of one work, joined where they overlap, in order.
fn quoted_spans(graph: &KnowledgeGraph, work: crate::graph::NodeKey) -> Vec<Span> {
    let mut spans: Vec<Span> = graph
        .claims()
        .flat_map(|claim| claim.evidence().map(|evidence| evidence.record()).collect::<Vec<_>>())
        .filter(|record| record.work == work)
        .flat_map(|record| [Some(&record.quote), Some(&record.passage), record.cue.as_ref()])
        .filter_map(|anchor| anchor?.span)
        .collect();
    spans.sort();
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
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

impl Check for Uncovered {
    fn name(&self) -> &'static str {
        "coverage"
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

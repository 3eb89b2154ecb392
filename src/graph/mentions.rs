//! Where the texts name the nodes, and which node is meant where several share a name.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::claim::{Claim, Speaker, Statement, Term};
use super::{KnowledgeGraph, NodeKey};
use crate::text::{SourceFile, Span, cuts_word};

/// A name that stands in the text of a work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The work.
    pub work: NodeKey,
    /// Where the name stands, in bytes of the work's text.
    pub span: Span,
    /// The nodes that have this name, sorted.
    pub candidates: Vec<NodeKey>,
    /// The node that is meant: the only one of this name, or the one that the narrowest claim around the name is
    /// about. `None` when that leaves more than one or none.
    pub node: Option<NodeKey>,
}

/// The names of nodes (labels and `aka`) in the texts, longest first where they overlap, in the order of the texts.
pub fn mentions(graph: &KnowledgeGraph) -> Vec<Mention> {
    let mut names: BTreeMap<&str, BTreeSet<NodeKey>> = BTreeMap::new();
    for node in graph.nodes() {
        for name in node.labels().iter().chain(node.aka()) {
            if !name.text.trim().is_empty() {
                names.entry(&name.text).or_default().insert(node.key());
            }
        }
    }
    // A DFA of very long names would take minutes to build.
    let kind = Some(AhoCorasickKind::ContiguousNFA);
    let automaton =
        AhoCorasick::builder().kind(kind).match_kind(MatchKind::LeftmostLongest).build(names.keys());
    let Ok(automaton) = automaton else { return Vec::new() };
    let candidates: Vec<&BTreeSet<NodeKey>> = names.values().collect();
    let mut mentions = Vec::new();
    for source in graph.sources() {
        let Some((_, file)) = &source.text else { continue };
        let claims = spans_of_claims(graph, source.work);
        for found in automaton.find_iter(file.text()) {
            let span = Span::new(found.start(), found.end());
            if cuts_token(file, span) {
                continue;
            }
            let Some(candidates) = candidates.get(found.pattern().as_usize()) else { continue };
            let node = resolve(&claims, span, candidates);
            mentions.push(Mention {
                work: source.work,
                span,
                candidates: candidates.iter().copied().collect(),
                node,
            });
        }
    }
    mentions
}

/// Whether a name would begin or end inside a word or number.
fn cuts_token(file: &SourceFile, span: Span) -> bool {
    let digit_beside = |at: Option<char>| at.is_some_and(char::is_numeric);
    let (before, after) = (file.text().get(..span.start as usize), file.text().get(span.end as usize..));
    let words = file.slice(span);
    cuts_word(file, span)
        || (digit_beside(words.chars().next())
            && digit_beside(before.and_then(|text| text.chars().next_back())))
        || (digit_beside(words.chars().next_back())
            && digit_beside(after.and_then(|text| text.chars().next())))
}

/// The spans of one work that carry claims, narrowest first, each with the nodes that its claim is about.
fn spans_of_claims(graph: &KnowledgeGraph, work: NodeKey) -> Vec<(Span, BTreeSet<NodeKey>)> {
    let mut spans = Vec::new();
    for claim in graph.claims() {
        let about = nodes_about(claim);
        let speakers: BTreeSet<NodeKey> = claim
            .speakers()
            .iter()
            .filter_map(|speaker| match speaker {
                Speaker::Node(key) => Some(*key),
                Speaker::Dossier(_) => None,
            })
            .chain(claim.via().map(|node| node.key()))
            .collect();
        for evidence in
            claim.evidence().map(|evidence| evidence.record()).filter(|record| record.work == work)
        {
            spans.extend(evidence.quote.span.map(|span| (span, about.clone())));
            spans.extend(evidence.passage.span.map(|span| (span, about.clone())));
            let cue = evidence.cue.as_ref().and_then(|cue| cue.span);
            spans.extend(cue.map(|span| (span, speakers.clone())));
        }
    }
    spans.sort_by(|a, b| (a.0.len(), a).cmp(&(b.0.len(), b)));
    spans
}

fn nodes_about(claim: Claim<'_>) -> BTreeSet<NodeKey> {
    let object = match claim.statement() {
        Statement::Relation(_, object) => Some(*object),
        Statement::Attribute(..) => None,
    };
    std::iter::once(claim.subject())
        .chain(object)
        .filter_map(|term| match term {
            Term::Node(key) => Some(key),
            Term::Claim(_) => None,
        })
        .collect()
}

/// The one candidate that the narrowest enclosing claims are about.
fn resolve(
    claims: &[(Span, BTreeSet<NodeKey>)],
    span: Span,
    candidates: &BTreeSet<NodeKey>,
) -> Option<NodeKey> {
    let only = |set: &BTreeSet<NodeKey>| if set.len() == 1 { set.first().copied() } else { None };
    if candidates.len() == 1 {
        return only(candidates);
    }
    let mut enclosing = claims.iter().filter(|(around, _)| around.contains(span)).peekable();
    while let Some((around, nodes)) = enclosing.next() {
        let mut meant: BTreeSet<NodeKey> = candidates.intersection(nodes).copied().collect();
        while let Some((_, nodes)) = enclosing.next_if(|(next, _)| next.len() == around.len()) {
            meant.extend(candidates.intersection(nodes));
        }
        if !meant.is_empty() {
            return only(&meant);
        }
    }
    None
}

//! Where the texts name the nodes, and which node is meant where several share a name.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;

use daachorse::DoubleArrayAhoCorasick;

use super::claim::Claim;
use super::keys::{NodeKey, Speaker, Statement, Term};
use super::knowledge::KnowledgeGraph;
use crate::text::{FileKey, SourceFile, Span, cuts_word};

/// A name that stands in the text of a work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The work.
    pub work: NodeKey,
    /// Where the name stands, in bytes of the work's text.
    pub span: Span,
    /// The nodes that have this name, sorted.
    pub candidates: Arc<[NodeKey]>,
    /// The node that is meant: the only one of this name, or the one that the narrowest claim around the name is
    /// about. `None` when that leaves more than one or none.
    pub node: Option<NodeKey>,
}

/// What the texts have of the names of nodes (labels and `aka`).
#[derive(Clone, Debug, Default)]
pub struct NamesInTexts<'g> {
    /// The names, longest first where they overlap, in the order of the texts.
    pub mentions: Vec<Mention>,
    /// The names that stand in some text, inside of words and of longer names, too.
    pub found: BTreeSet<&'g str>,
}

/// The names of nodes in the texts, found in time linear in names and texts: the automaton of Aho and Corasick (1975)
/// reads each text from its end, so that where it meets the beginning of names it knows the longest of them.
pub fn names_in_texts(graph: &KnowledgeGraph) -> NamesInTexts<'_> {
    let mut nodes_of: BTreeMap<&str, BTreeSet<NodeKey>> = BTreeMap::new();
    for node in graph.nodes() {
        for name in node.labels().iter().chain(node.aka()) {
            if !name.text.trim().is_empty() {
                nodes_of.entry(&name.text).or_default().insert(node.key());
            }
        }
    }
    let backwards = nodes_of.keys().map(|name| name.bytes().rev().collect::<Vec<u8>>());
    let Ok(automaton) = DoubleArrayAhoCorasick::<u32>::new(backwards) else { return NamesInTexts::default() };
    let (names, candidates): (Vec<&str>, Vec<Arc<[NodeKey]>>) =
        nodes_of.into_iter().map(|(name, nodes)| (name, nodes.into_iter().collect())).unzip();
    let mut is_found = vec![false; names.len()];
    let (mut mentions, spans) = (Vec::new(), spans_of_claims(graph));
    let mut found_in: BTreeMap<FileKey, Vec<(usize, usize)>> = BTreeMap::new();
    for source in graph.sources() {
        let Some((key, file)) = &source.text else { continue };
        let text = file.text();
        // Several works may have one text.
        let longest = found_in.entry(*key).or_insert_with(|| {
            automaton
                .find_overlapping_no_suffix_iter_from_iter(text.bytes().rev())
                .map(|found| (text.len() - found.end(), found.value() as usize))
                .collect()
        });
        let (mut end, mut of_name) = (0, BTreeMap::<usize, Vec<usize>>::new());
        for (start, number) in longest.iter().copied().rev() {
            let Some(name) = names.get(number) else { continue };
            is_found[number] = true;
            if start < end {
                continue;
            }
            end = start + name.len();
            let span = Span::new(start, end);
            let Some(candidates) = candidates.get(number).filter(|_| !cuts_token(file, span)) else {
                continue;
            };
            let node = candidates.first().copied().filter(|_| candidates.len() == 1);
            if node.is_none() {
                of_name.entry(number).or_default().push(mentions.len());
            }
            mentions.push(Mention { work: source.work, span, candidates: Arc::clone(candidates), node });
        }
        for shared in of_name.into_values() {
            resolve(&mut mentions, &shared, spans.get(&source.work));
        }
    }
    NamesInTexts { mentions, found: with_beginnings(&names, &is_found) }
}

/// The names that are found, and those with which they begin; the names are sorted.
fn with_beginnings<'n>(names: &[&'n str], is_found: &[bool]) -> BTreeSet<&'n str> {
    // Names with which the next one begins, as long as none with them was found.
    let (mut found, mut open): (BTreeSet<&str>, Vec<&str>) = (BTreeSet::new(), Vec::new());
    for (name, is_found) in names.iter().zip(is_found) {
        while open.last().is_some_and(|beginning| !name.starts_with(beginning)) {
            open.pop();
        }
        open.push(name);
        if *is_found {
            found.extend(open.drain(..));
        }
    }
    found
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

/// The spans of one work that carry claims, by the nodes that these are about.
type Spans = BTreeMap<NodeKey, BTreeSet<Span>>;

/// The spans of each work that carry claims, and of cues with those who speak.
fn spans_of_claims(graph: &KnowledgeGraph) -> BTreeMap<NodeKey, Spans> {
    let mut works: BTreeMap<NodeKey, Spans> = BTreeMap::new();
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
        for evidence in claim.evidence().map(|evidence| evidence.record()) {
            let spans = works.entry(evidence.work).or_default();
            for node in &about {
                let both = [evidence.quote.span, evidence.passage.span];
                spans.entry(*node).or_default().extend(both.into_iter().flatten());
            }
            if let Some(cue) = evidence.cue.as_ref().and_then(|cue| cue.span) {
                for node in &speakers {
                    spans.entry(*node).or_default().insert(cue);
                }
            }
        }
    }
    works
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

/// Says which node the mentions of one name mean: the one candidate that the narrowest claims around a mention are about.
/// The mentions are in the order of the text and do not overlap.
fn resolve(mentions: &mut [Mention], shared: &[usize], spans: Option<&Spans>) {
    let candidates =
        shared.first().and_then(|first| mentions.get(*first)).map(|first| Arc::clone(&first.candidates));
    let (Some(candidates), Some(spans)) = (candidates, spans) else { return };
    let mut waiting: Vec<(Span, NodeKey)> = candidates
        .iter()
        .filter_map(|node| Some((node, spans.get(node)?)))
        .flat_map(|(node, spans)| spans.iter().map(|span| (*span, *node)))
        .collect();
    waiting.sort_unstable();
    let mut waiting = waiting.into_iter().peekable();
    // Those that begin before the mention, the narrowest first; one that ends before it ends before all that follow.
    let mut begun: BinaryHeap<Reverse<(usize, Span, NodeKey)>> = BinaryHeap::new();
    for at in shared {
        let Some(mention) = mentions.get_mut(*at) else { continue };
        while let Some((span, node)) = waiting.next_if(|(span, _)| span.start <= mention.span.start) {
            begun.push(Reverse((span.len(), span, node)));
        }
        let (mut meant, mut looked_at) = (BTreeSet::new(), Vec::new());
        while let Some(Reverse((length, span, node))) = begun.peek().copied() {
            let narrowest =
                looked_at.first().map_or(length, |(narrowest, ..): &(usize, Span, NodeKey)| *narrowest);
            if length > narrowest || meant.len() > 1 {
                break;
            }
            begun.pop();
            if span.end >= mention.span.end {
                meant.insert(node);
                looked_at.push((length, span, node));
            }
        }
        begun.extend(looked_at.into_iter().map(Reverse));
        mention.node = meant.first().copied().filter(|_| meant.len() == 1);
    }
}

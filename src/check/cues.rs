//! D0511, D0512: the words that show who says a passage.

use std::collections::{BTreeMap, BTreeSet};

use super::each::Check;
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{Claim, EvidenceRef, KnowledgeGraph, NodeKey, Speaker, Statement, Term};
use crate::ontology::Role;
use crate::text::{Place, neighbours_of, tokens};

/// The check.
pub(super) struct Cues;

impl crate::check::each::Sealed for Cues {}

impl Check for Cues {
    fn name(&self) -> &'static str {
        "cues"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        let names = Names::of(graph);
        let mut seen = BTreeSet::new();
        for claim in graph.claims() {
            for evidence in claim.evidence() {
                let Some(cue) = &evidence.record().cue else { continue };
                // Many claims share a passage.
                if !seen.insert((evidence.record().passage.span, cue.span, claim.speakers())) {
                    continue;
                }
                findings.extend(elsewhere(claim, evidence));
                findings.extend(names.another(claim, evidence));
            }
        }
    }
}

/// A cue that is neither in the sentences of its passage nor in those beside them.
fn elsewhere(claim: Claim<'_>, evidence: EvidenceRef<'_>) -> Option<Finding> {
    let (file, text) = evidence.source()?.text.as_ref()?;
    let (passage, cue) = (evidence.record().passage.span?, evidence.record().cue.as_ref()?.span?);
    if neighbours_of(text.text(), passage).contains(cue) {
        return None;
    }
    let message = format!("the cue of `{}` is far from its passage", claim.id());
    let finding = Finding::new(&rules::CUE_ELSEWHERE, message)
        .at(place_of(claim)?, "said here, in another place of the text?")
        .also(Place { file: *file, span: cue }, "the cue")
        .also(Place { file: *file, span: passage }, "the passage");
    Some(finding.help("take the cue from the sentence of the passage, or from the one before or behind it"))
}

/// Where a claim is written first.
fn place_of(claim: Claim<'_>) -> Option<Place> {
    claim.written().first().map(|written| written.claim)
}

/// From a person over an office and a ministry to a country, and one more.
const STEPS: usize = 5;
/// The most nodes that are looked at in a step.
const BREADTH: usize = 64;

/// The names of speakers, and what belongs to whom.
struct Names {
    /// By the first word: the other words, and who is called so.
    by_word: BTreeMap<String, Vec<(Vec<String>, NodeKey)>>,
    /// Offices and groups of speakers, one step up.
    above: BTreeMap<NodeKey, BTreeSet<NodeKey>>,
    /// The same, one step down.
    below: BTreeMap<NodeKey, BTreeSet<NodeKey>>,
}

impl Names {
    fn of(graph: &KnowledgeGraph) -> Names {
        let mut above: BTreeMap<NodeKey, BTreeSet<NodeKey>> = BTreeMap::new();
        for claim in graph.claims() {
            if let (Term::Node(subject), Statement::Relation(relation, Term::Node(object))) =
                (claim.subject(), claim.statement())
                && graph.ontology().relation(*relation).has(Role::Membership)
            {
                above.entry(subject).or_default().insert(*object);
            }
        }
        let speakers: BTreeSet<NodeKey> = graph
            .claims()
            .flat_map(|claim| claim.speakers().iter().copied())
            .filter_map(|speaker| match speaker {
                Speaker::Node(key) => Some(key),
                Speaker::Dossier(_) => None,
            })
            .collect();
        let mut by_word: BTreeMap<String, Vec<(Vec<String>, NodeKey)>> = BTreeMap::new();
        let own = speakers.iter().chain(speakers.iter().flat_map(|key| above.get(key).into_iter().flatten()));
        for key in own.copied().collect::<BTreeSet<NodeKey>>() {
            let node = graph.node(key);
            for name in node.labels().iter().chain(node.aka()) {
                let mut words = tokens(&name.text).into_iter().map(|token| token.text().into_owned());
                if let Some(first) = words.next() {
                    by_word.entry(first).or_default().push((words.collect(), key));
                }
            }
        }
        let mut below: BTreeMap<NodeKey, BTreeSet<NodeKey>> = BTreeMap::new();
        for (member, groups) in &above {
            for group in groups {
                below.entry(*group).or_default().insert(*member);
            }
        }
        Names { by_word, above, below }
    }

    /// Whether few steps lead from a node to one of some.
    fn is_near(
        &self,
        from: NodeKey,
        to: &BTreeSet<NodeKey>,
        steps: &BTreeMap<NodeKey, BTreeSet<NodeKey>>,
    ) -> bool {
        let mut reached = vec![from];
        for _ in 0..STEPS {
            if reached.iter().any(|key| to.contains(key)) {
                return true;
            }
            reached = reached
                .iter()
                .flat_map(|key| steps.get(key).into_iter().flatten())
                .take(BREADTH)
                .copied()
                .collect();
        }
        false
    }

    /// A cue that names somebody else, and neither the speakers nor whom they pass on.
    fn another(&self, claim: Claim<'_>, evidence: EvidenceRef<'_>) -> Option<Finding> {
        let cue = evidence.record().cue.as_ref()?;
        let words = tokens(&cue.words);
        let mut named = BTreeSet::new();
        for (at, word) in words.iter().enumerate() {
            for (rest, key) in self.by_word.get(&*word.text()).into_iter().flatten() {
                let behind = words.get(at + 1..).unwrap_or(&[]);
                if rest.len() <= behind.len()
                    && rest.iter().zip(behind).all(|(one, other)| *one == *other.text())
                {
                    named.insert(*key);
                }
            }
        }
        let own = claim.speakers().iter().filter_map(|speaker| match speaker {
            Speaker::Node(key) => Some(*key),
            Speaker::Dossier(_) => None,
        });
        let mut own: BTreeSet<NodeKey> = own.chain(claim.via().map(|node| node.key())).collect();
        if let Term::Node(subject) = claim.subject() {
            // Of a denial without a speaker, its subject says it.
            own.insert(subject);
        }
        // An office names its holder, and a holder speaks for whom the office belongs to.
        let is_own =
            |key: &NodeKey| self.is_near(*key, &own, &self.above) || self.is_near(*key, &own, &self.below);
        if named.is_empty() || named.iter().any(is_own) {
            return None;
        }
        let other = claim.graph().node(*named.first()?);
        let message = format!("the cue of `{}` names `{}`, who is not its speaker", claim.id(), other.id());
        let mut finding =
            Finding::new(&rules::CUE_NAMES_ANOTHER, message).at(place_of(claim)?, "said by somebody else?");
        if let (Some((file, _)), Some(span)) =
            (evidence.source().and_then(|source| source.text.as_ref()), cue.span)
        {
            finding = finding.also(Place { file: *file, span }, "the cue");
        }
        Some(finding.help("name the speaker whom the cue names, or quote another cue"))
    }
}

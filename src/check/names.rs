//! D0106, D0107, D0512: the names by which the texts call the nodes.

use std::collections::{BTreeMap, BTreeSet};

use super::each::{Check, Part, at_node, at_part};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{
    Authority, Claim, EvidenceRef, KnowledgeGraph, Mention, NodeKey, Speaker, Term, names_in_texts,
};
use crate::ontology::Status;
use crate::text::Place;

/// Most nodes of one name that a finding shows.
const MAX_SHOWN: usize = 8;

/// The check.
pub(super) struct Names;

impl crate::check::each::Sealed for Names {}

impl Check for Names {
    fn name(&self) -> &'static str {
        "names"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        let names = names_in_texts(graph);
        absent_names(graph, &names.found, findings);
        other_speakers(graph, &names.mentions, findings);
        for mention in names.mentions.iter().filter(|mention| mention.node.is_none()) {
            let Some((file, text)) = graph.source(mention.work).and_then(|source| source.text.as_ref())
            else {
                continue;
            };
            let shown = mention.candidates.iter().take(MAX_SHOWN);
            let mut ids = shown.clone().map(|key| graph.node(*key).id()).collect::<Vec<_>>().join(" and of ");
            if mention.candidates.len() > MAX_SHOWN {
                ids.push_str(&format!(" and of {} more", mention.candidates.len() - MAX_SHOWN));
            }
            let message = format!("“{}” is a name of {ids}", text.slice(mention.span));
            let mut finding = Finding::new(&rules::NAME_AMBIGUOUS, message).at(
                Place { file: *file, span: mention.span },
                "no claim that covers these words shows which one is meant",
            );
            for key in shown {
                if let Some(place) = graph.node(*key).places().first() {
                    finding = finding.also(*place, "has this name");
                }
            }
            findings.push(finding.help("quote these words in a claim about the node that is meant"));
        }
    }
}

/// Names that occur in no text, if all texts are available.
fn absent_names(graph: &KnowledgeGraph, found: &BTreeSet<&str>, findings: &mut Findings) {
    let sources = graph.sources();
    if sources.is_empty() || sources.iter().any(|source| source.text.is_none()) {
        return;
    }
    // A thing of several dossiers may have a name from a label that another one took the place of.
    for node in graph.nodes().filter(|node| node.places().len() < 2) {
        for name in node.aka() {
            if !found.contains(name.text.as_str()) {
                let message = format!("the name “{}” is not in the text", name.text);
                let finding = at_node(Finding::new(&rules::NAME_NOT_IN_TEXT, message), node, "has this name");
                findings.push(finding.help("`aka` lists the names that the text uses for the node"));
            }
        }
    }
}

fn node_of(speaker: &Speaker) -> Option<NodeKey> {
    match speaker {
        Speaker::Node(key) => Some(*key),
        Speaker::Dossier(_) => None,
    }
}

/// Cues that name a speaker of the graph, but not one of their own.
fn other_speakers(graph: &KnowledgeGraph, mentions: &[Mention], findings: &mut Findings) {
    let speakers: BTreeSet<NodeKey> =
        graph.claims().flat_map(|claim| claim.speakers().iter().filter_map(node_of)).collect();
    let mut of_work: BTreeMap<NodeKey, Vec<&Mention>> = BTreeMap::new();
    for mention in mentions {
        of_work.entry(mention.work).or_default().push(mention);
    }
    let authority = Authority::of_graph(graph);
    // Many claims share a passage.
    let mut seen = BTreeSet::new();
    for claim in graph.claims() {
        for evidence in claim.evidence() {
            let record = evidence.record();
            let Some(cue) = record.cue.as_ref().and_then(|cue| cue.span) else { continue };
            let own = own_speakers(claim);
            if !seen.insert((record.work, cue, own.clone())) {
                continue;
            }
            let mentions = of_work.get(&record.work).map_or(&[][..], Vec::as_slice);
            let first = mentions.partition_point(|mention| mention.span.start < cue.start);
            let named = mentions.iter().skip(first).take_while(|mention| mention.span.end <= cue.end);
            let named: Vec<&&Mention> = named.collect();
            let is_own = |key: &NodeKey| {
                own.iter().any(|own| authority.speaks_for(*key, *own) || authority.speaks_for(*own, *key))
            };
            // Nothing is said of a name that several share, where it is not clear who is meant.
            if named.iter().any(|mention| mention.node.as_ref().is_none_or(is_own)) {
                continue;
            }
            let other = named.iter().find_map(|mention| mention.node.filter(|node| speakers.contains(node)));
            if let Some(other) = other {
                findings.push(names_another(claim, evidence, other));
            }
        }
    }
}

/// Who says a claim, and who passes it on; where the work says it itself, as of a denial, its subject may be named.
fn own_speakers(claim: Claim<'_>) -> BTreeSet<NodeKey> {
    let mut own: BTreeSet<NodeKey> = claim.speakers().iter().filter_map(node_of).collect();
    own.extend(claim.via().map(|node| node.key()));
    if let (Status::Reported, Term::Node(subject)) = (claim.status(), claim.subject()) {
        own.insert(subject);
    }
    own
}

fn names_another(claim: Claim<'_>, evidence: EvidenceRef<'_>, other: NodeKey) -> Finding {
    let other = claim.graph().node(other).id();
    let message = format!("the cue of `{}` names `{other}`, who is not its speaker", claim.id());
    let finding = Finding::new(&rules::CUE_NAMES_ANOTHER, message);
    let mut finding = at_part(finding, claim, Part::Whole, "said by somebody else?");
    let cue = evidence.record().cue.as_ref().and_then(|cue| cue.span);
    if let (Some((file, _)), Some(span)) = (evidence.source().and_then(|source| source.text.as_ref()), cue) {
        finding = finding.also(Place { file: *file, span }, "the cue");
    }
    finding.help("name the speaker whom the cue names, or quote another cue")
}

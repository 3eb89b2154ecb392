//! Laws of parts: what is kept is as it was, nothing dangles, and a selection gives what it promises.

use std::collections::BTreeSet;

use dossier::check::Checked;
use dossier::graph::{Claim, ClaimKey, KnowledgeGraph, NodeKey, Speaker, Term};
use dossier::ontology::{Ontology, Status, TypeKey};
use dossier::view::Selection;
use proptest::prelude::*;
use proptest::sample::Index;

use super::dossiers::dossier as any_dossier;
use super::{all_written, config, graph_of};

fn everything(graph: &KnowledgeGraph) -> (BTreeSet<NodeKey>, BTreeSet<ClaimKey>) {
    (graph.nodes().map(|node| node.key()).collect(), graph.claims().map(Claim::key).collect())
}

/// Which of some things are chosen, whatever their number.
fn chosen<T: Copy + Ord>(all: &BTreeSet<T>, bits: &[bool]) -> BTreeSet<T> {
    all.iter().zip(bits.iter().cycle()).filter(|(_, bit)| **bit).map(|(key, _)| *key).collect()
}

/// All that is said of a node or claim, by ids and not by handles.
fn record(graph: &KnowledgeGraph, claim: Claim<'_>) -> String {
    let speakers: Vec<String> =
        claim.speakers().iter().map(|who| graph.speaker_iri(*who).to_string()).collect();
    let via: Vec<&str> = claim.via().map(|node| node.id()).collect();
    let evidence: Vec<String> = claim
        .evidence()
        .map(|evidence| {
            let hash = evidence.source().and_then(|source| source.sha256.clone());
            format!("{} {:?} {:?} {hash:?}", evidence.iri(), evidence.quote(), evidence.line())
        })
        .collect();
    let ends: Vec<&str> = [Some(claim.subject()), claim.object()]
        .into_iter()
        .flatten()
        .map(|term| graph.term_id(term))
        .collect();
    let (iri, status, sentence, name) = (claim.iri(), claim.status(), claim.sentence(), claim.name());
    format!(
        "{iri} {status} {sentence} {name:?} {ends:?} {speakers:?} {via:?} {evidence:?} {:?}",
        claim.written()
    )
}

fn selection(
    graph: &KnowledgeGraph,
    way: u8,
    (one, other, depth): (&Index, &Index, usize),
    (only, hide): (&BTreeSet<TypeKey>, &BTreeSet<TypeKey>),
    (statuses, by): (&[Status], bool),
    with_sides: bool,
) -> Selection {
    let node = |index: &Index| graph.nodes().nth(index.index(graph.nodes().len())).unwrap().key();
    let claim = graph.claims().nth(one.index(graph.claims().len())).unwrap().key();
    Selection::default()
        .with_focus(match way {
            0 => Some((Term::Node(node(one)), depth)),
            1 => Some((Term::Claim(claim), depth)),
            _ => None,
        })
        .with_between((way == 2).then(|| (node(one), node(other))))
        .with_issue((way == 3).then(|| node(one)))
        .with_only(only.clone())
        .with_hide(hide.clone())
        .with_statuses(statuses.iter().copied().collect())
        .with_speakers(by.then(|| node(other)).into_iter().collect())
        .with_sides(with_sides)
}

fn types() -> impl Strategy<Value = BTreeSet<TypeKey>> {
    let all: Vec<TypeKey> = Ontology::built_in().types().map(|(key, _)| key).collect();
    prop_oneof![
        Just(BTreeSet::new()),
        proptest::sample::subsequence(all, 1..8).prop_map(|types| types.into_iter().collect())
    ]
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn what_a_part_keeps_is_as_it_was_and_nothing_dangles(
        (one, other) in (any_dossier("alpha"), any_dossier("beta")),
        node_bits in proptest::collection::vec(any::<bool>(), 13),
        claim_bits in proptest::collection::vec(proptest::bool::weighted(0.3), 11),
    ) {
        let checked = graph_of(&[&one, &other]);
        let whole = checked.graph();
        let (nodes, claims) = everything(whole);
        let (nodes, claims) = (chosen(&nodes, &node_bits), chosen(&claims, &claim_bits));
        let part = whole.part(&nodes, &claims);
        prop_assert_eq!(part.name(), whole.name());
        for key in &nodes {
            prop_assert!(part.node_by_id(whole.node(*key).id()).is_some_and(|node| !node.is_aside()));
        }
        for key in &claims {
            prop_assert!(part.claim_by_id(whole.claim(*key).id()).is_some());
        }
        let mut ends: BTreeSet<&str> = nodes.iter().map(|key| whole.node(*key).id()).collect();
        for claim in part.claims() {
            let before = whole.claim_by_id(claim.id()).unwrap();
            prop_assert_eq!(record(&part, claim), record(whole, before));
            prop_assert_eq!(part.claim_by_id(claim.id()).unwrap().key(), claim.key());
            let denials = |claim: Claim<'_>| claim.denials().map(|denial| denial.id().to_owned()).collect::<Vec<_>>();
            prop_assert_eq!(denials(claim), denials(before), "a disputed claim lost a denial");
            let terms = [Some(claim.subject()), claim.object()].into_iter().flatten();
            ends.extend(terms.filter(|term| matches!(term, Term::Node(_))).map(|term| part.term_id(term)));
        }
        let mut last = None;
        for node in part.nodes() {
            let before = whole.node_by_id(node.id()).unwrap();
            prop_assert_eq!((node.iri(), node.labels(), node.type_key()), (before.iri(), before.labels(), before.type_key()));
            prop_assert_eq!(node.source().is_some(), before.source().is_some());
            prop_assert_eq!(part.node_by_id(node.id()).unwrap().key(), node.key());
            prop_assert_eq!(node.is_aside(), !ends.contains(node.id()), "{}", node.id());
            prop_assert!(last < Some(node.key()));
            last = Some(node.key());
        }
    }

    #[test]
    fn a_part_of_everything_is_everything_and_a_part_of_a_part_is_the_part(
        dossier in any_dossier("alpha"),
        bits in proptest::collection::vec(any::<bool>(), 7),
    ) {
        let whole = graph_of(&[&dossier]);
        let (nodes, claims) = everything(whole.graph());
        prop_assert_eq!(all_written(&whole.part(&nodes, &claims)), all_written(&whole));
        let part = whole.part(&chosen(&nodes, &bits), &chosen(&claims, &bits));
        let (nodes, claims) = everything(part.graph());
        prop_assert_eq!(all_written(&part.part(&nodes, &claims)), all_written(&part));
    }

    #[test]
    fn statuses_part_the_claims(dossier in any_dossier("alpha")) {
        let checked: Checked = graph_of(&[&dossier]);
        let mut seen = BTreeSet::new();
        for status in Status::ALL.iter().copied() {
            let selection = Selection::default().with_statuses(BTreeSet::from([status]));
            for key in selection.apply(checked.graph()).claims {
                prop_assert_eq!(checked.graph().claim(key).status(), status);
                prop_assert!(seen.insert(key));
            }
        }
        prop_assert_eq!(seen, everything(checked.graph()).1);
    }
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn a_selection_gives_what_it_promises(
        dossier in any_dossier("alpha"),
        (way, one, other, depth) in (0..5u8, any::<Index>(), any::<Index>(), 0..4usize),
        (only, hide) in (types(), types()),
        statuses in proptest::sample::subsequence(Status::ALL.to_vec(), 0..3),
        (by, with_sides) in (proptest::bool::weighted(0.2), any::<bool>()),
    ) {
        let checked = graph_of(&[&dossier]);
        let graph = checked.graph();
        let places = (&one, &other, depth);
        let selection = selection(graph, way, places, (&only, &hide), (&statuses, by), with_sides);
        let left = selection.apply(graph);
        prop_assert_eq!(&left, &selection.apply(graph));
        if !with_sides {
            for key in &left.claims {
                let claim = graph.claim(*key);
                prop_assert!(statuses.is_empty() || statuses.contains(&claim.status()));
                let speaker = selection.speakers.first().map(|key| Speaker::Node(*key));
                prop_assert!(speaker.is_none_or(|speaker| claim.speakers().contains(&speaker)));
            }
        }
        let part = checked.part(&left.nodes, &left.claims);
        for node in part.graph().nodes().filter(|node| !node.is_aside()) {
            let wanted = (only.is_empty() || only.contains(&node.type_key())) && !hide.contains(&node.type_key());
            prop_assert!(wanted, "{} is a {}", node.id(), node.node_type().name);
        }
        let words = selection.words(graph);
        prop_assert_eq!(words.is_empty(), selection.is_everything());
        prop_assert!(!words.chars().any(char::is_control), "{words:?}");
        all_written(&part);
    }

    #[test]
    fn surroundings_grow_with_the_steps_and_ways_lead_back(
        dossier in any_dossier("alpha"), (one, other) in (any::<Index>(), any::<Index>()), depth in 0..4usize
    ) {
        let checked = graph_of(&[&dossier]);
        let graph = checked.graph();
        let node = |index: &Index| graph.nodes().nth(index.index(graph.nodes().len())).unwrap().key();
        let (from, to) = (node(&one), node(&other));
        let around = |depth| Selection::default().with_focus(Some((Term::Node(from), depth))).apply(graph);
        let (near, far) = (around(depth), around(depth + 1));
        prop_assert!(near.nodes.is_subset(&far.nodes) && near.claims.is_subset(&far.claims));
        let between = |from, to| Selection::default().with_between(Some((from, to))).apply(graph);
        prop_assert_eq!(between(from, to), between(to, from));
        // What somebody says is near them, but not on the way to them.
        let says = |claim: &Claim<'_>| claim.speakers().contains(&Speaker::Node(from));
        let reached = around(usize::MAX).nodes.contains(&to);
        if !between(from, to).is_empty() {
            prop_assert!(reached);
        } else if !graph.claims().any(|claim| says(&claim)) {
            prop_assert!(!reached);
        }
    }
}

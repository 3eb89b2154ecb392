//! Parts of graphs: the same ids, nothing dangles, no disputed claim without its denial; and the options that choose them.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "selecting/program.rs"]
mod program;
#[path = "pictures/stories.rs"]
mod stories;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use dossier::check::Checked;
use dossier::export::{ExportOptions, exporter};
use dossier::graph::{Claim, ClaimKey, KnowledgeGraph, NodeKey, Speaker, Term};
use dossier::read::{Disk, read};
use dossier::view::Selection;
use stories::stories;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/us-china-trade-talks")
}

fn bundled() -> Checked {
    Checked::new(read(&Disk, &[data()]).graph).unwrap()
}

fn everything(graph: &KnowledgeGraph) -> (BTreeSet<NodeKey>, BTreeSet<ClaimKey>) {
    (graph.nodes().map(|node| node.key()).collect(), graph.claims().map(Claim::key).collect())
}

fn written(checked: &Checked, format: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    exporter(format).unwrap().export(checked, &ExportOptions::default(), &mut bytes).unwrap();
    bytes
}

/// Every third claim, and every fifth node.
fn some(graph: &KnowledgeGraph) -> (BTreeSet<NodeKey>, BTreeSet<ClaimKey>) {
    let (nodes, claims) = everything(graph);
    (nodes.into_iter().step_by(5).collect(), claims.into_iter().step_by(3).collect())
}

#[test]
fn a_part_says_of_its_things_what_the_whole_says() {
    for whole in stories().chain([bundled()]) {
        let whole = whole.graph();
        let (nodes, claims) = some(whole);
        let part = whole.part(&nodes, &claims);
        for node in part.nodes() {
            let there = whole.node_by_id(node.id()).unwrap();
            assert_eq!((node.iri(), node.labels()), (there.iri(), there.labels()));
        }
        for claim in part.claims() {
            let there = whole.claim_by_id(claim.id()).unwrap();
            assert_eq!((claim.iri(), claim.status()), (there.iri(), there.status()));
            assert_eq!(claim.sentence(), there.sentence());
            let quotes =
                |claim: Claim<'_>| claim.evidence().map(|evidence| evidence.id()).collect::<Vec<_>>();
            assert_eq!(quotes(claim), quotes(there));
            let speakers = |claim: Claim<'_>| -> Vec<String> {
                claim.speakers().iter().map(|speaker| claim.graph().speaker_id(*speaker).to_owned()).collect()
            };
            assert_eq!(speakers(claim), speakers(there));
            // Whoever denies it is there.
            assert_eq!(claim.denials().count(), there.denials().count(), "{}", claim.id());
        }
        for key in claims {
            assert!(part.claim_by_id(whole.claim(key).id()).is_some());
        }
        for key in nodes {
            assert!(!part.node_by_id(whole.node(key).id()).unwrap().is_aside());
        }
    }
}

#[test]
fn the_part_with_everything_is_the_whole() {
    for whole in stories().step_by(9).chain([bundled()]) {
        let (nodes, claims) = everything(whole.graph());
        let part = whole.part(&nodes, &claims);
        for format in ["dot", "jsonld"] {
            assert!(written(&part, format) == written(&whole, format), "{format}");
        }
    }
}

#[test]
fn the_part_of_a_part_is_the_part() {
    for whole in stories().step_by(9) {
        let (nodes, claims) = some(whole.graph());
        let part = whole.part(&nodes, &claims);
        let own = part.graph().nodes().filter(|node| !node.is_aside()).map(|node| node.key()).collect();
        let again = part.part(&own, &everything(part.graph()).1);
        assert!(written(&again, "dot") == written(&part, "dot"));
    }
}

#[test]
fn around_a_person_is_what_is_said_of_the_person() {
    let checked = bundled();
    let graph = checked.graph();
    let liu = graph.node_by_id("liu-he").unwrap();
    let selection = Selection { focus: Some((Term::Node(liu.key()), 1)), ..Selection::default() };
    let left = selection.apply(graph);
    for claim in liu.claims().chain(liu.claims_about()) {
        assert!(left.claims.contains(&claim.key()), "{}", claim.id());
    }
    let part = graph.part(&left.nodes, &left.claims);
    // He denies a claim, so the claim is there with what it is about.
    assert!(part.claim_by_id("reneged").is_some() && part.node_by_id("commitments").is_some());
    assert!(part.node_by_id("argentina").is_none());
    let further = Selection { focus: Some((Term::Node(liu.key()), 2)), ..Selection::default() }.apply(graph);
    assert!(left.claims.is_subset(&further.claims) && left.claims.len() < further.claims.len());
}

#[test]
fn between_two_things_are_the_shortest_ways() {
    let checked = bundled();
    let graph = checked.graph();
    let key = |id: &str| graph.node_by_id(id).unwrap().key();
    let selection = Selection { between: Some((key("liu-he"), key("us"))), ..Selection::default() };
    let left = selection.apply(graph);
    assert!(left.nodes.contains(&key("liu-he")) && left.nodes.contains(&key("us")));
    let ways = graph.part(&left.nodes, &left.claims);
    let ends = ["liu-he", "us"].map(|id| Term::Node(ways.node_by_id(id).unwrap().key()));
    let inside = ways.shortest_path(ends[0], ends[1], &|_| true).unwrap().len();
    let whole = ["liu-he", "us"].map(|id| Term::Node(key(id)));
    assert_eq!(inside, graph.shortest_path(whole[0], whole[1], &|_| true).unwrap().len());
}

#[test]
fn an_issue_comes_with_its_positions_and_their_holders() {
    let checked = bundled();
    let graph = checked.graph();
    let issue = graph.node_by_id("issue-purchases").unwrap().key();
    let left = Selection { issue: Some(issue), ..Selection::default() }.apply(graph);
    let part = graph.part(&left.nodes, &left.claims);
    for id in ["china-figure", "us-figure", "china", "us", "talks"] {
        assert!(part.node_by_id(id).is_some(), "{id}");
    }
    for id in ["tariff-200bn", "lift-tariffs", "argentina"] {
        assert!(part.node_by_id(id).is_none(), "{id}");
    }
}

#[test]
fn types_and_speakers_choose() {
    let checked = bundled();
    let graph = checked.graph();
    let measure = graph.ontology().type_named("Measure").unwrap();
    let only = Selection { only: BTreeSet::from([measure]), ..Selection::default() }.apply(graph);
    assert!(!only.nodes.is_empty() && only.nodes.iter().all(|key| graph.node(*key).type_key() == measure));
    let hide = Selection { hide: BTreeSet::from([measure]), ..Selection::default() }.apply(graph);
    assert!(hide.nodes.iter().all(|key| graph.node(*key).type_key() != measure));
    assert_eq!(only.nodes.len() + hide.nodes.len(), graph.nodes().len());
    let liu = graph.node_by_id("liu-he").unwrap().key();
    let said = Selection { speakers: BTreeSet::from([liu]), ..Selection::default() }.apply(graph);
    let speaks = |key: &ClaimKey| graph.claim(*key).speakers().contains(&Speaker::Node(liu));
    assert!(!said.claims.is_empty() && said.claims.iter().all(speaks));
}

fn run(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.current_dir(folder.path()).args(arguments).output().unwrap()
}

#[test]
fn what_does_not_exist_is_a_wrong_usage_with_a_question() {
    let data = data();
    let data = data.to_str().unwrap();
    for (arguments, words) in [
        (
            &["--focus", "liu-hee"][..],
            "--focus liu-hee: there is no node or claim of this id; did you mean `liu-he`?",
        ),
        (&["--between", "china", "uss"], "--between uss: there is no node of this id; did you mean `us`?"),
        (&["--issue", "nothing-like-it"], "--issue nothing-like-it: there is no node of this id"),
        (&["--by", "trum"], "--by trum: there is no node of this id; did you mean `trump`?"),
        (&["--only", "Persn"], "--only Persn: there is no such type; did you mean `Person`?"),
        (&["--hide", "Nothing"], "--hide Nothing: there is no such type"),
        (&["--status", "sure"], "--status sure: there is no such status; they are reported, "),
        (&["--depth", "2"], "--depth: it says how far to go from the node of --focus"),
        (&["--only", "Place", "--status", "disputed"], "nothing is left of the graph: only: place; "),
    ] {
        for command in ["export", "draw"] {
            let output = run(&[&[command, data], arguments].concat());
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
            assert!(said.contains(words), "{arguments:?}: {said}");
        }
    }
}

//! Gold tables: what the graph must hold for four dossiers, claim by claim.
//!
//! `tests/gold/NAME.tsv` has one row for each piece of evidence: claim id, status, speakers, relays, work, start and
//! end of the quote in Unicode scalar values, and the quote as a JSON string. The tables were made by a separate
//! Python program whose author knew this code; those of the ceasefire and of claims about claims were read by eye.
use std::fmt::Write as _;
use std::path::Path;

use dossier::check::Checked;
use dossier::graph::{KnowledgeGraph, Speaker, Statement};
use dossier::ontology::Status;
use dossier::read::{Disk, read};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const HEAD: &str = "claim\tstatus\tspeakers\tvia\twork\tcharacters\tquote\n";

fn graph(folder: &str) -> KnowledgeGraph {
    read(
        &Disk::new().allow(&Path::new(ROOT).join("tests/suites/texts")).unwrap(),
        &[Path::new(ROOT).join(folder)],
    )
    .graph
}

/// The graph as a table of the gold's form.
fn table(graph: &KnowledgeGraph) -> String {
    let mut rows = Vec::new();
    for claim in graph.claims() {
        let speakers: Vec<String> = claim
            .speakers()
            .iter()
            .map(|speaker| match speaker {
                Speaker::Node(key) => graph.node(*key).id().to_owned(),
                Speaker::Dossier(key) => format!("dossier {}", graph.dossier(*key).name()),
            })
            .collect();
        let via: Vec<&str> = claim.via().map(|node| node.id()).collect();
        let via = if via.is_empty() { "-".to_owned() } else { via.join("+") };
        for evidence in claim.evidence() {
            let chars = evidence.chars().expect("the text is at hand");
            let quote = serde_json::to_string(evidence.quote()).expect("a string");
            let row = format!(
                "{}\t{}\t{}\t{via}\t{}\t{}-{}\t{quote}\n",
                claim.id(),
                claim.status().name(),
                speakers.join("+"),
                evidence.work().id(),
                chars.start,
                chars.end,
            );
            rows.push((claim.id(), evidence.work().id(), chars.start, chars.end, row));
        }
    }
    rows.sort();
    rows.into_iter().fold(HEAD.to_owned(), |table, (.., row)| table + &row)
}

/// The rows that only one of two tables has.
fn difference(wanted: &str, found: &str) -> String {
    let mut report = String::new();
    for row in wanted.lines().filter(|row| !found.lines().any(|other| other == *row)) {
        let _ = writeln!(report, "- gold   {row}");
    }
    for row in found.lines().filter(|row| !wanted.lines().any(|other| other == *row)) {
        let _ = writeln!(report, "+ graph  {row}");
    }
    report
}

/// Compares a graph with its gold, and every quote with the characters of the text, counted one by one.
fn compare(name: &str, folder: &str) {
    let graph = graph(folder);
    let gold = std::fs::read_to_string(format!("{ROOT}/tests/gold/{name}.tsv")).unwrap();
    let table = table(&graph);
    assert!(table == gold, "{name}\n{}", difference(&gold, &table));
    for row in gold.lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        let (start, end) = fields[5].split_once('-').unwrap();
        let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
        let quote: String = serde_json::from_str(fields[6]).unwrap();
        let source = graph.node_by_id(fields[4]).unwrap().source().unwrap();
        let text = std::fs::read_to_string(source.text.as_ref().unwrap().1.name()).unwrap();
        let words: String = text.chars().skip(start).take(end - start).collect();
        assert_eq!(words, quote, "{name}: {row}");
    }
}

#[test]
fn the_trade_talks_are_gold() {
    compare("us-china-trade-talks", "data/us-china-trade-talks");
}

#[test]
fn the_dock_strike_is_gold() {
    compare("dock-strike", "tests/suites/perfect/dock-strike");
}

#[test]
fn the_ceasefire_is_gold() {
    compare("ceasefire", "tests/suites/good/ceasefire");
}

#[test]
fn claims_about_claims_are_gold() {
    compare("claims-about-claims", "tests/suites/perfect/claims-about-claims");
}

/// A graph that was read can be checked without the files that its places point into.
#[test]
fn a_graph_is_checked_without_its_files() {
    for folder in ["data/us-china-trade-talks", "tests/suites/good/ceasefire", "tests/suites/lax/voice.yaml"]
    {
        assert!(Checked::new(graph(folder)).is_ok());
    }
    let rejected = Checked::new(graph("tests/suites/bad/circles.yaml")).unwrap_err();
    assert!(rejected.findings().iter().any(|finding| finding.rule.code == "D0601"));
}

fn status(graph: &KnowledgeGraph, claim: &str) -> Status {
    graph.claim_by_id(claim).unwrap_or_else(|| panic!("there is no claim {claim}")).status()
}

#[test]
fn statuses_follow_from_who_says_what() {
    let graph = graph("tests/suites/perfect/dock-strike");
    // The work in its own voice; somebody else; the source hedges.
    assert_eq!(status(&graph, "strike.duration"), Status::Reported);
    assert_eq!(status(&graph, "strike.amount"), Status::Attributed);
    assert_eq!(status(&graph, "talks.statement"), Status::Inferred);
    // A wish, and what is said of a position; but which issue a position answers is a fact.
    assert_eq!(status(&graph, "union.demands.twelve"), Status::Demanded);
    assert_eq!(status(&graph, "port.offers.seven"), Status::Demanded);
    assert_eq!(status(&graph, "union.refuses.less"), Status::Demanded);
    assert_eq!(status(&graph, "twelve.ratePercent"), Status::Demanded);
    assert_eq!(status(&graph, "twelve.onIssue.pay"), Status::Reported);
    assert_eq!(status(&graph, "less.onIssue.pay"), Status::Attributed);
    // Both accusations are denied; the denials are reported.
    assert_eq!(status(&graph, "port-broke"), Status::Disputed);
    assert_eq!(status(&graph, "union-broke"), Status::Disputed);
    assert_eq!(status(&graph, "rejection"), Status::Reported);
    assert_eq!(graph.claim_by_id("port-broke").unwrap().denials().count(), 1);
}

#[test]
fn what_is_denied_is_disputed_whoever_says_it() {
    let graph = graph("tests/suites/good/ceasefire");
    // One says it under a name, the other without; the denial points at the name.
    for claim in ["nur-accuses", "army.breaks.ceasefire.by-nur", "army-accuses"] {
        assert_eq!(status(&graph, claim), Status::Disputed);
    }
    for edge in graph.edges() {
        let name = &graph.ontology().relation(edge.relation()).name;
        let asserted =
            edge.claims().any(|claim| matches!(claim.status(), Status::Reported | Status::Demanded));
        assert!(name != "breaks" || !asserted, "an accusation is asserted");
    }
}

#[test]
fn one_claim_in_two_passages_has_two_pieces_of_evidence() {
    let graph = graph("tests/suites/perfect/dock-strike");
    assert_eq!(graph.claim_by_id("strike.state").unwrap().evidence().count(), 2);
    // The work and the union say the same: two claims.
    assert_eq!(graph.claim_by_id("walk-out.state").unwrap().evidence().count(), 1);
    assert_eq!(status(&graph, "walk-out.state.by-union"), Status::Attributed);
    assert_eq!(status(&graph, "walk-out.takesPlaceIn.halden.by-union"), Status::Attributed);
}

#[test]
fn several_values_have_ids_with_a_hash() {
    let graph = graph("tests/suites/perfect/dates.yaml");
    let mut ids: Vec<&str> = graph.claims().map(|claim| claim.id()).collect();
    let claims = ids.len();
    assert!(claims > 10 && ids.iter().all(|id| id.starts_with("e.date.") || id.starts_with("e.duration.")));
    assert!(ids.iter().all(|id| id.rsplit('.').next().is_some_and(|hash| hash.len() == 8)));
    ids.dedup();
    assert_eq!(ids.len(), claims);
}

#[test]
fn several_dossiers_are_one_graph() {
    let graph = graph("tests/suites/perfect/two-dossiers");
    let ids: Vec<&str> = graph.nodes().map(|node| node.id()).collect();
    assert_eq!(ids, ["dam", "dam:report", "east", "ministry", "river:report", "treaty", "west"]);
    let west = graph.node_by_id("west").unwrap();
    assert_eq!(west.iri().as_str(), "https://example.org/dam/west");
    let same: Vec<&str> = west.same().iter().map(|iri| iri.as_str()).collect();
    let own = "https://example.org/river#westland";
    assert_eq!(same, [own, "https://example.org/states/w", "https://example.org/states/west"]);
    // Both say that Westland says no: each in the voice of its own work.
    let says: Vec<&str> =
        west.claims().filter(|claim| claim.predicate_name() == "statement").map(|claim| claim.id()).collect();
    assert_eq!(says.len(), 2, "{says:?}");
    // Two speakers of one plan.
    let plans: Vec<&str> =
        graph.claims().filter(|claim| claim.predicate_name() == "plans").map(|claim| claim.id()).collect();
    assert_eq!(plans, ["east.plans.dam.by-east", "east.plans.dam.by-ministry"]);
}

#[test]
fn words_are_kept_as_they_are_written() {
    let graph = graph("tests/suites/perfect/scalars");
    let labels: Vec<(&str, &str)> = graph.nodes().map(|node| (node.id(), node.label())).collect();
    let wanted = [
        ("1-50", "1.50"),
        ("67", "67"),
        ("empty", "empty"),
        ("no", "no"),
        ("noon", "12:30"),
        ("null", "~"),
        ("null-word", "null"),
        ("tilde", "~"),
        ("yes", "Yes"),
    ];
    assert_eq!(labels, wanted);
    let value = graph.claim_by_id("1-50.ratePercent").map(|claim| claim.statement().clone());
    let Some(Statement::Attribute(_, value)) = value else { panic!("no value") };
    assert_eq!(value.to_string(), "1.50");
}

//! Which denials make a claim disputed, and which leave it as it is.
use dossier::check::Checked;
use dossier::diagnostic::Levels;
use dossier::export::{ExportOptions, exporter};
use dossier::graph::KnowledgeGraph;
use dossier::read::{Memory, read};

const NODES: &str = "dossier: d
source: {article: report.md}
nodes:
  Organization: {union: The union, port: The port}
  Person: {moreno: Ada Moreno, ben: Ben Okoro}
  Agreement: {truce: The truce}
  Work: {article: The report}
claims:
  - quote: Ada Moreno of the port
    say: [moreno partOf port]
";

/// The graph of passages, and the codes of the denials without effect, by claim.
fn read_passages(passages: &str) -> (KnowledgeGraph, Vec<String>) {
    let quotes: Vec<&str> =
        passages.lines().filter_map(|line| line.trim().strip_prefix("- quote: ")).collect();
    let text = format!("Ada Moreno of the port. {}.", quotes.join(". "));
    let loader = Memory::new().with("d.yaml", format!("{NODES}{passages}")).with("report.md", text);
    let outcome = read(&loader, &["d.yaml".into()]).check_with(&Levels::default());
    let found = outcome.findings.iter().filter(|finding| finding.rule.code == "D0513");
    let found = found.map(|finding| finding.message.clone()).collect();
    (outcome.checked.map(|checked| checked.graph().clone()).expect("no errors"), found)
}

/// A claim of the report, `c`, and a denial of it with these keys.
fn denied(keys: &str) -> (String, bool, Vec<String>) {
    let (graph, found) = read_passages(&format!(
        "  - quote: the port breaks the truce\n    say: [c = port breaks truce]\n  - quote: So it goes\n{keys}\n    say: [d = port denies c]\n"
    ));
    let claim = graph.claim_by_id("c").unwrap();
    let denials: Vec<&str> = claim.denials().map(|denial| denial.id()).collect();
    let disputes = graph.claim_by_id("d").unwrap().disputes();
    assert_eq!(denials, if disputes { vec!["d"] } else { Vec::new() });
    (claim.status().to_string(), disputes, found)
}

#[test]
fn a_denial_counts_if_the_source_or_the_denier_says_it() {
    for keys in ["", "    by: port", "    by: moreno", "    by: article", "    by: [union, port]"] {
        assert_eq!(denied(keys), ("disputed".to_owned(), true, vec![]), "{keys}");
    }
}

#[test]
fn a_guess_or_what_others_say_unmakes_nothing_and_is_told() {
    for keys in ["    status: inferred", "    by: union", "    by: ben", "    by: port\n    status: inferred"]
    {
        let found = vec!["`d` does not make `c` disputed".to_owned()];
        assert_eq!(denied(keys), ("reported".to_owned(), false, found), "{keys}");
    }
}

#[test]
fn a_denied_denial_still_counts_and_circles_have_an_end() {
    let (graph, found) = read_passages(
        "  - quote: the port breaks the truce\n    say: [c = port breaks truce]\n  - quote: The port denies it\n    say: [d = port denies c]\n  - quote: The union says that the denial is false\n    say: [e = union denies d]\n  - quote: Ben denies all of it\n    say: [f = ben denies g, g = ben denies f]\n",
    );
    let status = |id: &str| graph.claim_by_id(id).unwrap().status().to_string();
    assert_eq!(
        ["c", "d", "e", "f", "g"].map(status),
        ["disputed", "disputed", "reported", "disputed", "disputed"]
    );
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_denial_that_does_not_count_is_told_only_where_no_other_one_does() {
    let (_, found) = read_passages(
        "  - quote: the port breaks the truce\n    say: [c = port breaks truce]\n  - quote: The port denies it\n    say: [d = port denies c]\n  - quote: Ben denies it perhaps\n    status: inferred\n    say: [e = ben denies c]\n",
    );
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_copy_knows_which_denials_count() {
    let (graph, _) = read_passages(
        "  - quote: the port breaks the truce\n    say: [c = port breaks truce]\n  - quote: The port might deny it\n    by: port\n    status: inferred\n    say: [d = port denies c]\n  - quote: Nobody denies anything\n    say: [e = union denies d]\n",
    );
    let checked = Checked::new(graph).unwrap();
    let mut out = Vec::new();
    exporter("jsonl").unwrap().export((&checked).into(), &ExportOptions::default(), &mut out).unwrap();
    let copy = read(&Memory::new().with("x.jsonl", out), &["x.jsonl".into()]).graph;
    for graph in [checked.graph(), &copy] {
        let of = |id: &str| graph.claim_by_id(id).map(|claim| (claim.status().to_string(), claim.disputes()));
        assert_eq!(of("c"), Some(("reported".to_owned(), false)));
        assert_eq!(of("d"), Some(("disputed".to_owned(), false)));
        assert_eq!(of("e"), Some(("reported".to_owned(), true)));
    }
}

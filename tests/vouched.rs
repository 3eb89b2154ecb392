//! Nothing that a source does not vouch for is an edge between things, and pictures show that it is only claimed. What is in quotation
//! marks was written in a source.
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use dossier::check::Checked;
use dossier::diagnostic::Levels;
use dossier::draw::{DrawOptions, Engine, Picture, dot, draw};
use dossier::export::{ExportOptions, exporter};
use dossier::graph::Term;
use dossier::read::{Disk, Memory, read};
use dossier::view::Overview;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A dossier whose only plain claims are a report and a demand; one of each other status is about the same two things.
const DOSSIER: &str = "dossier: d
source: {article: report.md}
ontology: {extend: look.yaml}
nodes:
  Organization: {union: The union, port: The port}
  Agreement: {truce: The truce, deal: The deal}
  Position: {eight: Pay rises by 8 percent}
  Event: {strike: The strike}
  Work: {article: The report}
claims:
  - quote: the port breaks the truce
    by: union
    cue: The union says
    say: [c = port breaks truce]
  - quote: Perhaps the port would deny it
    status: inferred
    say: [port denies c]
  - quote: the union breaks the truce
    by: port
    cue: The port says
    say: [d = union breaks truce]
  - quote: The union denies that
    say: [union denies d]
  - quote: The union demands 8 percent
    say: [union demands eight]
  - quote: The port joined the strike
    say: [port takesPartIn strike]
  - quote: on Monday, it says
    by: union
    cue: it says
    say: [strike date 2019-05-06]
";
/// An ontology that draws everything with solid lines.
const LOOK: &str = "ontology: look
drawing:
  statuses:
    attributed: {line: solid, width: 1, colour: \"#0072B2\", head: normal, mark: a}
    inferred: {line: solid, width: 1, colour: \"#0072B2\", head: normal, mark: i}
    disputed: {line: solid, width: 1, colour: \"#0072B2\", head: normal, mark: d}
";
const REPORT: &str = "The union says: the port breaks the truce. Perhaps the port would deny it. The port says: the union breaks the truce. \
    The union denies that. The union demands 8 percent. The port joined the strike on Monday, it says.\n";

fn small() -> Checked {
    let memory = Memory::new().with("d.yaml", DOSSIER).with("report.md", REPORT).with("look.yaml", LOOK);
    let outcome = read(&memory, &["d.yaml".into()]).check_with(&Levels::default());
    let found: Vec<_> = outcome.findings.iter().map(|finding| finding.message.clone()).collect();
    outcome.checked.unwrap_or_else(|| panic!("{found:?}"))
}

/// All good dossiers.
fn dossiers() -> Vec<(String, Checked)> {
    let mut paths: Vec<PathBuf> = vec![root().join("data/us-china-trade-talks")];
    for suite in ["perfect", "good"] {
        let entries = root().join("tests/suites").join(suite).read_dir().unwrap();
        let all = entries.map(|entry| entry.unwrap().path());
        paths.extend(all.filter(|path| path.is_dir() || path.extension().is_some_and(|end| end == "yaml")));
    }
    paths.sort();
    let read_it = |path: PathBuf| {
        let disk = Disk::new().allow(&root().join("tests/suites/texts")).unwrap();
        let checked = read(&disk, std::slice::from_ref(&path)).check_with(&Levels::default()).checked;
        checked.map(|checked| (path.display().to_string(), checked))
    };
    let mut all: Vec<_> = paths.into_iter().filter_map(read_it).collect();
    assert!(all.len() > 10, "{} dossiers", all.len());
    all.push(("small".to_owned(), small()));
    all
}

fn exported(checked: &Checked, format: &str) -> String {
    let mut out = Vec::new();
    exporter(format).unwrap().export(checked.into(), &ExportOptions::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The ends of the edges of a network file.
fn ends(format: &str, written: &str) -> Vec<(String, String)> {
    match format {
        "gexf" | "graphml" => roxmltree::Document::parse(written)
            .unwrap()
            .descendants()
            .filter(|element| element.has_tag_name("edge") || element.tag_name().name() == "edge")
            .map(|edge| {
                (edge.attribute("source").unwrap().to_owned(), edge.attribute("target").unwrap().to_owned())
            })
            .collect(),
        _ => {
            let json: serde_json::Value = serde_json::from_str(written).unwrap();
            let edges = if format == "nodelink" { &json["links"] } else { &json["elements"]["edges"] };
            let text = |edge: &serde_json::Value, key: &str| {
                let data = if format == "nodelink" { edge } else { &edge["data"] };
                data[key].as_str().unwrap().to_owned()
            };
            edges
                .as_array()
                .unwrap()
                .iter()
                .map(|edge| (text(edge, "source"), text(edge, "target")))
                .collect()
        }
    }
}

#[test]
fn networks_have_edges_between_things_only_where_the_source_vouches() {
    for (name, checked) in dossiers() {
        let graph = checked.graph();
        let vouched: BTreeSet<(&str, &str)> = graph
            .claims()
            .filter(|claim| claim.status().is_vouched_for())
            .filter_map(|claim| Some((graph.term_id(claim.subject()), graph.term_id(claim.object()?))))
            .collect();
        for format in ["gexf", "graphml", "nodelink", "cytoscape"] {
            let mut between = 0;
            for (from, to) in ends(format, &exported(&checked, format)) {
                if graph.node_by_id(&from).is_some() && graph.node_by_id(&to).is_some() {
                    between += 1;
                    assert!(vouched.contains(&(from.as_str(), to.as_str())), "{name}: {format}: {from} {to}");
                }
            }
            let nodes = graph.claims().filter(|claim| {
                let ends = [Some(claim.subject()), claim.object()];
                claim.status().is_vouched_for() && ends.iter().all(|end| matches!(end, Some(Term::Node(_))))
            });
            assert!(between > 0 || nodes.count() == 0, "{name}: {format}");
        }
    }
}

/// The edges of a DOT text that are claims: its statuses, and its line.
fn arrows(written: &str) -> Vec<(String, String)> {
    let after = |line: &str, before: &str| {
        let rest = line.split(before).nth(1)?;
        Some(rest.split([' ', '"', ',', ']']).next()?.to_owned())
    };
    let edges = written.lines().filter(|line| line.contains(" -> ") && line.contains("class=\"claim "));
    edges.map(|line| (after(line, "class=\"claim ").unwrap(), after(line, ", style=").unwrap())).collect()
}

#[test]
fn no_arrow_of_a_picture_is_solid_unless_the_source_vouches() {
    let mut seen: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for (name, checked) in dossiers() {
        for (what, picture) in
            [("plain", Picture::Plain), ("briefing", Picture::Briefing), ("timeline", Picture::Timeline)]
        {
            let options = DrawOptions::default().with_picture(picture);
            let Ok(written) = dot(&checked, &options) else { continue };
            assert!(written.contains("\n    comment=\"Every edge of the class claim is a claim, "), "{name}");
            for (status, line) in arrows(&written) {
                let is_vouched = ["reported", "demanded"].contains(&status.as_str());
                assert!(
                    is_vouched || ["dashed", "dotted"].contains(&line.as_str()),
                    "{name} {what}: {status} {line}"
                );
                *seen.entry((what, status)).or_default() += 1;
            }
        }
        let chart = exported(&checked, "mermaid");
        let plain = chart.lines().filter(|line| line.contains(" --> ") || line.contains(" -->|")).count();
        let dotted = chart.lines().filter(|line| line.contains(" -.-> ") || line.contains(" -.->|")).count();
        assert_eq!(chart.contains("\n%% Dotted arrows are claims "), dotted > 0, "{name}");
        let vouched = checked.graph().claims().filter(|claim| claim.status().is_vouched_for()).count();
        // A claim that others are about has two arrows.
        assert!(plain <= 2 * vouched, "{name}");
    }
    for status in ["reported", "attributed", "demanded", "disputed", "inferred"] {
        assert!(seen.contains_key(&("plain", status.to_owned())), "{status}");
    }
}

#[test]
fn an_ontology_cannot_draw_a_guess_like_a_fact() {
    let checked = small();
    let statuses = |claim: &str| checked.graph().claim_by_id(claim).unwrap().status().to_string();
    assert_eq!(["c", "port.denies.c", "d"].map(statuses), ["attributed", "inferred", "disputed"]);
    let written = exported(&checked, "dot");
    let lines: BTreeSet<(String, String)> = arrows(&written).into_iter().collect();
    let is = |status: &str, line: &str| lines.contains(&(status.to_owned(), line.to_owned()));
    assert!(is("attributed", "dashed") && is("inferred", "dashed") && is("disputed", "dashed"), "{lines:?}");
    assert!(is("reported", "solid") && !is("inferred", "solid"), "{lines:?}");
}

#[test]
fn overviews_and_timelines_tell_what_is_not_vouched_for() {
    let checked = small();
    let counts = Overview::of_graph(checked.graph()).counts();
    assert_eq!(
        counts.split("; ").next(),
        Some("7 nodes, 4 claims between them, 2 of which are not vouched for")
    );
    let options = DrawOptions::default().with_picture(Picture::Timeline);
    let drawn = draw(&checked, &options).unwrap().svg;
    assert!(drawn.contains("1 date is not vouched for by the source"), "{drawn}");
}

/// The words of a picture: without tags, in one line.
fn words(written: &str) -> String {
    let mut out = String::new();
    let mut depth = 0;
    for char in written.chars() {
        match char {
            '<' => depth += 1,
            '>' if depth > 0 => {
                depth -= 1;
                out.push(' ');
            }
            _ if depth == 0 => out.push(char),
            _ => {}
        }
    }
    let plain = out.replace("&#10;", " ").replace("&quot;", "\"").replace("&gt;", ">").replace("&amp;", "&");
    in_line(&plain.replace("\\n", " "))
}

fn in_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_in_quotation_marks_was_written_in_a_source() {
    let mut quotes = 0;
    for (name, checked) in dossiers() {
        let graph = checked.graph();
        let texts = graph.sources().iter().filter_map(|source| source.text.as_ref());
        let mut texts: Vec<String> = texts.map(|(_, file)| in_line(file.text())).collect();
        // A text that may not be redistributed is known by its quotes.
        texts.extend(graph.claims().flat_map(|claim| claim.evidence()).map(|piece| in_line(piece.quote())));
        for picture in [Picture::Briefing, Picture::Plain, Picture::Timeline] {
            let options = DrawOptions::default().with_picture(picture).with_engine(Engine::Own);
            let drawn = draw(&checked, &options).map(|drawing| drawing.svg);
            let written = dot(&checked, &options);
            for written in drawn.into_iter().chain(written) {
                let words = words(&written);
                for part in words.split('“').skip(1) {
                    let quoted = part.split('”').next().unwrap_or_default();
                    quotes += 1;
                    assert!(
                        texts.iter().any(|text| text.contains(quoted)),
                        "{name}: {picture:?}: nobody wrote “{quoted}”"
                    );
                }
            }
        }
    }
    assert!(quotes > 100, "{quotes}");
}

//! Dossiers as JSON Lines: what is written is read back as the same graph, and what is wrong is found where it is.
//!
//! `tests/dossier_jsonl/CASE.jsonl` must give the findings in `CASE.txt`, word for word.
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use dossier::check::Checked;
use dossier::diagnostic::{Format, Levels, render};
use dossier::export::{EXPORTERS, ExportError, ExportOptions, Model, Profile, RdfVersion, exporter};
use dossier::read::{Disk, Loader, Memory, NamedBy, Reading, read};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The findings as text, and the graph if there is no error.
fn checked(reading: Reading) -> (String, Option<Checked>) {
    let levels = Levels::default();
    let outcome = reading.check_with(&levels);
    let mut out = Vec::new();
    render(Format::Text, &outcome.findings, &outcome.sources, false, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), outcome.checked)
}

fn lines(checked: &Checked) -> String {
    let mut out = Vec::new();
    exporter("jsonl").unwrap().export(checked.into(), &ExportOptions::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn read_lines(text: &str) -> (String, Option<Checked>) {
    checked(read(&Memory::new().with("x.jsonl", text), &["x.jsonl".into()]))
}

fn read_disk(paths: &[PathBuf]) -> Checked {
    let (findings, graph) =
        checked(read(&Disk::new().allow(&root().join("tests/suites/texts")).unwrap(), paths));
    graph.unwrap_or_else(|| panic!("{paths:?}\n{findings}"))
}

/// Everything that can be written of a graph, or why it is refused.
fn all_written(checked: &Checked) -> Vec<(String, Vec<u8>)> {
    let mut written = Vec::new();
    for exporter in EXPORTERS {
        for model in Model::ALL.iter().copied() {
            for profile in [Profile::Compact, Profile::Nested, Profile::Flat] {
                for rdf in [RdfVersion::V1_1, RdfVersion::V1_2] {
                    let told = profile == Profile::Compact || exporter.has_profiles();
                    if !told || !(rdf == RdfVersion::V1_1 || exporter.has_rdf_versions()) {
                        continue;
                    }
                    let graphar = exporter.has_graphar();
                    let options = ExportOptions::default()
                        .with_model(model)
                        .with_profile(profile)
                        .with_rdf(rdf)
                        .with_graphar(graphar);
                    let mut out = Vec::new();
                    match exporter.export(checked.into(), &options, &mut out) {
                        Ok(_) => {}
                        Err(ExportError::Unrepresentable(why)) => out = why.into_bytes(),
                        Err(error) => panic!("{error}"),
                    }
                    written.push((format!("{} {model:?} {profile:?} {rdf:?}", exporter.name()), out));
                }
            }
        }
    }
    written
}

/// All dossiers of the suites without errors, and the bundled one.
fn good_dossiers() -> Vec<PathBuf> {
    let mut cases = vec![root().join("data/us-china-trade-talks")];
    for suite in ["perfect", "good", "lax"] {
        let entries = root().join("tests/suites").join(suite).read_dir().unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        cases.extend(paths.filter(|path| path.is_dir() || path.extension().is_some_and(|end| end == "yaml")));
    }
    cases.sort();
    assert!(cases.len() > 20, "{} cases", cases.len());
    cases
}

fn assert_same(case: &str, one: &Checked, other: &Checked) {
    for ((name, one), (_, other)) in all_written(one).into_iter().zip(all_written(other)) {
        assert!(one == other, "{case}: {name} differs");
    }
}

#[test]
fn what_is_written_is_read_back_as_the_same_graph() {
    for case in good_dossiers() {
        let graph = read_disk(std::slice::from_ref(&case));
        let text = lines(&graph);
        let (findings, back) = read_lines(&text);
        let back = back.unwrap_or_else(|| panic!("{}\n{findings}", case.display()));
        assert_same(&case.display().to_string(), &graph, &back);
        assert!(text.lines().all(|line| line.starts_with('{')), "{}", case.display());
    }
}

/// The codes of what is found in a reading and not allowed, and how many findings are allowed. Other typography, repeated claims,
/// missing speakers, disagreements of dossiers and comments are gone from a copy.
fn found(reading: Reading) -> (BTreeSet<&'static str>, usize, Option<Checked>) {
    let gone = ["D0303", "D0501", "D0506", "D0701", "D0702", "D0901", "D0902"];
    let outcome = reading.check_with(&Levels::default());
    let codes = outcome.findings.iter().map(|finding| finding.rule.code);
    let codes = codes.filter(|code| !gone.contains(code)).collect();
    (codes, outcome.findings.allowed(), outcome.checked)
}

fn read_text(text: &str) -> Reading {
    read(&Memory::new().with("x.jsonl", text), &["x.jsonl".into()])
}

#[test]
fn what_a_dossier_allows_its_copy_allows() {
    let mut with_allowed = 0;
    for case in good_dossiers() {
        let disk = Disk::new().allow(&root().join("tests/suites/texts")).unwrap();
        let (codes, allowed, graph) = found(read(&disk, std::slice::from_ref(&case)));
        let copy = lines(&graph.unwrap());
        let (codes_of_copy, allowed_in_copy, graph) = found(read_text(&copy));
        // Names of nodes of several dossiers are searched for in copies alone.
        assert!(codes == codes_of_copy || case.ends_with("merge-conflicts"), "{}", case.display());
        assert!(allowed_in_copy >= allowed.min(1), "{}", case.display());
        assert!(lines(&graph.unwrap()) == copy, "{}", case.display());
        assert_eq!(copy.contains("\"allow\":["), allowed > 0, "{}", case.display());
        with_allowed += usize::from(allowed > 0);
    }
    assert!(with_allowed >= 3, "{with_allowed}");
}

/// A dossier with a finding for each place at which a comment can stand.
const ALLOWING: &str = "dossier: d
source:
  article: report.md
  lost: {url: https://example.org/lost}  # allow D0306: the archive has burnt
nodes:
  Organization:
    union: The union
    port: The port
    # allow D0105: named for completeness
    navy: The navy
  Agreement: {truce: The truce}
  Work: {article: The report, lost: The lost report}
claims:
  - quote: the port did not break the truc  # allow D0307, D0508: the letter is torn
    work: article
    say:
      - port breaks truce  # allow D0505: so it says
  - quote: The port breaks the truce
    work: article
    by: union
    cue: union sai  # allow D0307: torn, too
    say:
      - a = port statement it breaks it
      - b = port statement it does not: the truce  # allow D0511: said of b alone
";
const REPORT: &str =
    "The union says: the port did not break the truce. The port breaks the truce, the union said.\n";

#[test]
fn every_place_of_a_comment_has_one_in_the_copy() {
    let read_it = |yaml: &str| {
        let memory = Memory::new().with("d.yaml", yaml).with("report.md", REPORT);
        read(&memory, &["d.yaml".into()])
    };
    let (codes, allowed, graph) = found(read_it(ALLOWING));
    let graph = graph.unwrap();
    let copy = lines(&graph);
    let (codes_of_copy, allowed_in_copy, back) = found(read_text(&copy));
    assert_eq!(codes, codes_of_copy, "{copy}");
    assert!(allowed_in_copy >= allowed && allowed >= 5, "{allowed_in_copy} of {allowed}");
    assert!(lines(&back.unwrap()) == copy);
    // Each allowance is needed: without it, its finding is back, in the dossier and in the copy.
    for why in ["the archive has burnt", "named for completeness", "the letter is torn", "torn, too"] {
        let stripped = |text: &str| text.replace(&format!(": {why}"), "").replace("allow D", "Allow D");
        let record = format!(",\"why\":\"{why}\"");
        assert!(copy.contains(&record), "{record}\n{copy}");
        let without: String = copy
            .lines()
            .map(|line| match line.contains(&record) {
                true => without_allow(line) + "\n",
                false => line.to_owned() + "\n",
            })
            .collect();
        let (more, fewer, _) = found(read_text(&without));
        assert!(more.len() > codes.len() && fewer < allowed_in_copy, "{why}: {more:?}");
        assert!(!stripped(ALLOWING).contains(why));
    }
}

/// A record without what it allows.
fn without_allow(line: &str) -> String {
    let mut line = line.to_owned();
    while let Some(start) = line.find(",\"allow\":[") {
        let end = start + line[start..].find("}]").unwrap() + 2;
        line.replace_range(start..end, "");
    }
    line
}

#[test]
fn an_allowance_reaches_no_further_than_its_object() {
    let record = |in_claim: &str, in_piece: &str, in_passage: &str| {
        format!(
            "{{\"dossier\":{{\"name\":\"x\"}}}}\n{{\"node\":\"port\",\"type\":\"Organization\"}}\n\
             {{\"node\":\"a\",\"type\":\"Work\"}}\n{{\"source\":\"a\",\"text\":\"The port will sign the deal.\"}}\n\
             {{\"claim\":\"c\",\"subject\":\"port\",\"relation\":\"about\",\"object\":\"a\",\
             \"evidence\":[{{\"work\":\"a\",\"quote\":\"port will sig\",\"passage\":{{\"quote\":\"The port will sign the dea\"{in_passage}}}{in_piece}}}]{in_claim}}}\n"
        )
    };
    let allow = ",\"allow\":[{\"code\":\"D0307\",\"why\":\"torn\"}]";
    let count = |text: String| {
        let outcome = read_text(&text).check_with(&Levels::default());
        outcome.findings.iter().filter(|finding| finding.rule.code == "D0307").count()
    };
    assert_eq!(count(record("", "", "")), 2);
    assert_eq!(count(record(allow, "", "")), 2);
    assert_eq!(count(record("", allow, "")), 1);
    assert_eq!(count(record("", "", allow)), 1);
    assert_eq!(count(record("", allow, allow)), 0);
}

#[test]
fn all_good_dossiers_together_are_read_back_too() {
    let mut cases = good_dossiers();
    // Each has an ontology with a name that another one defines otherwise, or a dossier of a name that is taken.
    cases.retain(|case| !case.ends_with("own-ontology"));
    let mut fitting: Vec<PathBuf> = Vec::new();
    for case in cases {
        fitting.push(case);
        let (_, graph) =
            checked(read(&Disk::new().allow(&root().join("tests/suites/texts")).unwrap(), &fitting));
        if graph.is_none() {
            fitting.pop();
        }
    }
    assert!(fitting.len() > 10, "{fitting:?}");
    let graph = read_disk(&fitting);
    assert!(graph.graph().dossiers().count() > 10);
    let (findings, back) = read_lines(&lines(&graph));
    assert_same("together", &graph, &back.unwrap_or_else(|| panic!("{findings}")));
}

#[test]
fn the_order_of_the_records_is_no_matter() {
    let graph = read_disk(&[root().join("tests/suites/perfect/two-dossiers")]);
    let text = lines(&graph);
    let mut records: Vec<&str> = text.lines().collect();
    records[1..].reverse();
    let (findings, back) = read_lines(&(records.join("\r\n") + "\n\n"));
    assert_same("reversed", &graph, &back.unwrap_or_else(|| panic!("{findings}")));
}

#[test]
fn a_part_keeps_its_ids_and_statuses() {
    let whole = read_disk(&[root().join("data/us-china-trade-talks")]);
    let graph = whole.graph();
    let keys: Vec<_> = graph.claims().map(|claim| claim.key()).collect();
    for step in [3, 7, 11] {
        for from in 0..step {
            let claims: BTreeSet<_> = keys.iter().copied().skip(from).step_by(step).collect();
            let part = whole.part(&BTreeSet::new(), &claims);
            let options = ExportOptions::default().with_note(Some("a part".to_owned()));
            let mut out = Vec::new();
            exporter("jsonl").unwrap().export((&part).into(), &options, &mut out).unwrap();
            let (findings, back) = read_lines(&String::from_utf8(out).unwrap());
            let back = back.unwrap_or_else(|| panic!("{findings}"));
            for (one, other) in part.graph().claims().zip(back.graph().claims()) {
                assert_eq!((one.id(), one.status()), (other.id(), other.status()));
            }
            for name in ["nquads", "dot", "jsonl", "cypher"] {
                let written = |graph: &Checked| {
                    let mut out = Vec::new();
                    exporter(name)
                        .unwrap()
                        .export(graph.into(), &ExportOptions::default(), &mut out)
                        .unwrap();
                    String::from_utf8(out).unwrap()
                };
                assert!(written(&part) == written(&back), "{name} of each {step}th from {from}");
            }
        }
    }
}

#[test]
fn the_program_takes_them_everywhere_compressed_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str], input: &[u8]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dossier"))
            .current_dir(folder.path())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that reads no input closes it.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        (output.status.success(), output.stdout, String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let dossier = root().join("tests/suites/perfect/dock-strike").display().to_string();
    let exported = run(&["export", &dossier, "--to", "jsonl", "--out", "."], b"");
    assert!(exported.0, "{}", exported.2);
    let lines = std::fs::read(folder.path().join("dock-strike.jsonl")).unwrap();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(&lines).unwrap();
    let gz = gz.finish().unwrap();
    std::fs::write(folder.path().join("a.jsonl.gz"), &gz).unwrap();
    std::fs::write(folder.path().join("cut.jsonl.gz"), &gz[..gz.len() / 2]).unwrap();
    std::fs::write(folder.path().join("a.jsonl.zst"), zstd::encode_all(&lines[..], 1).unwrap()).unwrap();
    for file in ["dock-strike.jsonl", "a.jsonl.gz", "a.jsonl.zst", "-"] {
        let (good, out, err) = run(&["check", file], &lines);
        assert!(good && String::from_utf8_lossy(&out).contains("1 dossier checked"), "{file}\n{err}");
        let (good, out, err) = run(&["export", file, "--to", "jsonl", "--out", "-"], &lines);
        assert!(good && out == lines, "{file}\n{err}");
    }
    let zst = zstd::encode_all(&lines[..], 1).unwrap();
    for packed in [&gz, &zst] {
        let (good, out, err) = run(&["export", "-", "--to", "jsonl", "--out", "-"], packed);
        assert!(good && out == lines, "{err}");
    }
    let (good, out, _) = run(&["check", "cut.jsonl.gz"], b"");
    assert!(!good && String::from_utf8_lossy(&out).contains("error[D0001]"));
    let (good, _, err) = run(&["draw", "dock-strike.jsonl", "-o", "x.svg"], b"");
    assert!(good, "{err}");
    let (good, _, err) = run(&["load", "store", "dock-strike.jsonl"], b"");
    assert!(good, "{err}");
    let (good, _, err) = run(&["load", "store", &dossier], b"");
    assert!(good && err.contains("nothing to do"), "{err}");
}

#[test]
fn bad_files_give_their_findings() {
    let folder = root().join("tests/dossier_jsonl");
    let mut report = String::new();
    let mut cases: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    cases.sort();
    assert!(cases.len() > 5);
    for case in cases {
        let name = case.file_name().unwrap().to_str().unwrap();
        let memory = Memory::new().with(name, Disk::new().load(&case, NamedBy::User).unwrap().bytes);
        let (findings, graph) = checked(read(&memory, &[name.into()]));
        assert!(graph.is_none(), "{name} has no error");
        let golden = std::fs::read_to_string(case.with_extension("txt")).unwrap_or_default();
        if findings != golden {
            let _ = writeln!(report, "{name} gives\n{findings}");
        }
    }
    assert!(report.is_empty(), "if this is wanted, write it into the .txt beside each file:\n{report}");
}

/// The bundled dossier with one thing replaced.
fn altered(from: &str, to: &str) -> (String, Option<Checked>) {
    let text = lines(&read_disk(&[root().join("data/us-china-trade-talks")]));
    let (head, claims) = text.split_at(text.find("{\"claim\"").unwrap());
    assert!(claims.contains(from), "{from}");
    read_lines(&format!("{head}{}", claims.replacen(from, to, 1)))
}

#[test]
fn every_altered_word_of_every_quote_is_an_error() {
    let text = lines(&read_disk(&[root().join("data/us-china-trade-talks")]));
    let (head, claims) = text.split_at(text.find("{\"claim\"").unwrap());
    let claims: Vec<&str> = claims.lines().collect();
    for (at, claim) in claims.iter().enumerate() {
        let (before, quote) = claim.split_once("\"quote\":\"").unwrap();
        let end = quote.find('"').unwrap();
        let changed = quote[..end].replacen(char::is_alphanumeric, "Ж", 1);
        let mut records = claims.clone();
        let record = format!("{before}\"quote\":\"{changed}{}", &quote[end..]);
        records[at] = &record;
        let (findings, graph) = read_lines(&format!("{head}{}", records.join("\n")));
        assert!(graph.is_none(), "{record}");
        assert!(findings.contains("error[D03"), "{record}\n{findings}");
    }
}

#[test]
fn moved_quotes_false_statuses_and_changed_texts_are_errors() {
    let (findings, graph) = altered("\"at\":[60,66]", "\"at\":[61,67]");
    assert!(graph.is_none() && findings.contains("error[D0309]"), "{findings}");
    let (findings, graph) = altered("\"status\":\"attributed\"", "\"status\":\"reported\"");
    assert!(graph.is_none() && findings.contains("error[D0502]"), "{findings}");
    let text = lines(&read_disk(&[root().join("data/us-china-trade-talks")]));
    let (findings, graph) = read_lines(&text.replacen("\"text\":\"", "\"text\":\" ", 1));
    assert!(graph.is_none() && findings.contains("error[D0305]"), "{findings}");
}

#[test]
fn a_dropped_not_never_passes() {
    let texts = [
        ("The port will not sign.", "The port will sign", "error[D0301]"),
        ("The port cannot sign.", "The port can", "error[D0308]"),
        ("The port didn’t sign.", "The port did", "error[D0308]"),
    ];
    for (text, quote, error) in texts {
        for at in [String::new(), format!(",\"at\":[0,{}]", quote.chars().count())] {
            let (findings, graph) = read_lines(&format!(
                "{{\"dossier\":{{\"name\":\"x\"}}}}\n{{\"node\":\"port\",\"type\":\"Organization\"}}\n\
                 {{\"node\":\"a\",\"type\":\"Work\"}}\n{{\"source\":\"a\",\"text\":\"{text}\"}}\n\
                 {{\"claim\":\"c\",\"subject\":\"port\",\"relation\":\"about\",\"object\":\"a\",\
                 \"evidence\":[{{\"work\":\"a\",\"quote\":\"{quote}\"{at}}}]}}\n"
            ));
            assert!(graph.is_none() && findings.contains(error), "{quote}{at}\n{findings}");
        }
    }
}

//! The program as its users meet it: every command, exit codes, full disks, closed pipes.
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use dossier::export::{EXPORTERS, Exporter};

mod answers;
mod files;

const GOOD: i32 = 0;
const FINDINGS: i32 = 1;
const USAGE: i32 = 2;
const IO: i32 = 3;

const COMMANDS: &[&str] = &[
    "check",
    "completions",
    "databases",
    "doctor",
    "draw",
    "explain",
    "export",
    "formats",
    "load",
    "man",
    "map",
    "new",
    "ontology",
    "query",
    "schema",
    "show",
    "view",
];

fn bundled() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/us-china-trade-talks")
}

/// The program, to be run in a folder, without what the machine's own settings would change.
fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.current_dir(folder).env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

/// What a run gave.
struct Run {
    code: i32,
    out: String,
    err: String,
}

fn run_with(folder: &Path, arguments: &[&str], change: impl FnOnce(&mut Command)) -> Run {
    let mut command = program(folder);
    command.args(arguments);
    change(&mut command);
    seen(command.output().unwrap())
}

fn seen(output: Output) -> Run {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    run_with(folder, arguments, |_| {})
}

/// A folder with a dossier that passes, `strike`.
fn with_strike() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = run(folder.path(), &["new", "strike"]);
    assert_eq!(made.code, GOOD, "{}", made.err);
    folder
}

/// Breaks the dossier in `strike` so that one quote is not in the text.
fn break_strike(folder: &Path) -> PathBuf {
    let file = folder.join("strike/dossier.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let broken = text.replace("quote: The dockers’ union wants", "quote: The dockers’ union never wants");
    assert_ne!(broken, text);
    std::fs::write(&file, broken).unwrap();
    file
}

fn names(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn default_endings() -> Vec<&'static str> {
    let exporters = EXPORTERS.iter().filter(|exporter| exporter.by_default());
    exporters.map(|exporter| exporter.extension()).collect()
}

/// The exporters that write one file.
fn of_one_file() -> impl Iterator<Item = &'static dyn Exporter> {
    EXPORTERS.iter().copied().filter(|exporter| !exporter.is_folder())
}

#[test]
fn each_exit_code_means_what_it_says() {
    let folder = with_strike();
    let at = folder.path();
    std::fs::create_dir(at.join("empty")).unwrap();
    std::fs::write(at.join("bad.yaml"), "dossier: bad\nnodse: {}\n").unwrap();
    let cases: &[(&[&str], i32, &str)] = &[
        (&["check", "strike"], GOOD, ""),
        (&["check", "strike", "--deny", "warnings"], GOOD, ""),
        (&["check", "bad.yaml"], FINDINGS, "nodes"),
        (&["check", "empty"], FINDINGS, "no dossier in the folder"),
        (&["export", "bad.yaml"], FINDINGS, "nodes"),
        (&["show", "union", "bad.yaml"], FINDINGS, "nodes"),
        (&["check", "nowhere.yaml"], IO, "nowhere.yaml"),
        (&["export", "nowhere.yaml"], IO, "nowhere.yaml"),
        (&["check", "strike", "nowhere.yaml"], IO, "nowhere.yaml"),
        (&["show", "unoin", "strike"], USAGE, "did you mean `union`?"),
        (&["show", "zzzzzzzzzz", "strike"], USAGE, "zzzzzzzzzz"),
        (&["export", "strike", "--to", "pdf"], USAGE, "dossier draw -o FILE.pdf"),
        (&["export", "strike", "--to", "DOT"], USAGE, "did you mean `dot`?"),
        (&["export", "strike", "--to", "zzzzzzzzzz"], USAGE, "the formats are"),
        (&["export", "strike", "--assert", "rumoured"], USAGE, "reported"),
        (&["export", "strike", "--trust", "nobody"], USAGE, "nobody"),
        (&["check", "strike", "--level", "D9999=allow"], USAGE, "D9999"),
        (&["check", "strike", "--level", "D0505"], USAGE, "CODE=LEVEL"),
        (&["check", "strike", "--level", "D0105=loud"], USAGE, "note"),
        (&["check", "--fromat", "json"], USAGE, "--format"),
        (&["chekc"], USAGE, "check"),
        (&[], USAGE, "Usage"),
        (&["explain", "D9999"], USAGE, "dossier explain"),
        (&["new", "strike"], USAGE, "already exists"),
        (&["new", "!!!"], USAGE, "lowercase letters"),
        (&["ontology", "nowhere.yaml"], IO, "nowhere.yaml"),
        (&["completions", "tcsh"], USAGE, "bash"),
        (&["--version"], GOOD, ""),
        (&["--help"], GOOD, ""),
        (&["help"], GOOD, ""),
    ];
    for (arguments, code, words) in cases {
        let run = run(at, arguments);
        let all = format!("{}{}", run.out, run.err);
        assert_eq!(run.code, *code, "{arguments:?}\n{all}");
        assert!(all.contains(words), "{arguments:?} does not say {words:?}:\n{all}");
        if *code == USAGE {
            assert!(
                run.out.is_empty() && !run.err.is_empty(),
                "{arguments:?} prints its failure: {}",
                run.out
            );
        }
    }
    assert_eq!(names(at), ["bad.yaml", "empty", "strike"], "a failing command left something");
}

#[test]
fn each_command_has_help_with_an_example() {
    let folder = tempfile::tempdir().unwrap();
    let main = run(folder.path(), &["--help"]);
    assert!(
        main.out
            .contains("Exit codes: 0 success, 1 findings, 2 wrong usage, 3 input, output or drawing failed"),
        "{}",
        main.out
    );
    for command in COMMANDS {
        assert!(main.out.contains(&format!("\n  {command} ")), "--help does not list {command}");
        for arguments in [[*command, "--help"], ["help", *command]] {
            let help = run(folder.path(), &arguments);
            assert_eq!((help.code, help.err.as_str()), (GOOD, ""), "{arguments:?}");
            assert!(help.out.contains("Usage: dossier"), "{arguments:?}: {}", help.out);
            let alone = ["databases", "doctor", "formats", "schema"].contains(command);
            let example =
                help.out.contains("Example") && help.out.contains(&format!("\n  dossier {command}"));
            assert!(alone || example, "{arguments:?} has no example: {}", help.out);
        }
    }
    let listed = main.out.lines().filter(|line| {
        line.starts_with("  ")
            && line.trim_start().split(' ').next().is_some_and(|word| COMMANDS.contains(&word))
    });
    assert!(listed.count() >= COMMANDS.len());
}

#[test]
fn a_new_dossier_has_no_findings_and_can_be_exported() {
    let folder = with_strike();
    let at = folder.path();
    let check = run(at, &["check", "strike", "--deny", "warnings", "--format", "json"]);
    assert_eq!(check.code, GOOD, "{}", check.out);
    let strictest = ["check", "strike"];
    let told = run(at, &strictest);
    assert_eq!(told.out.lines().count(), 1, "{}", told.out);
    assert!(told.out.starts_with("1 dossier checked: ") && told.err.is_empty(), "{}{}", told.out, told.err);
    let export = run(at, &["export", "strike"]);
    assert_eq!((export.code, export.out.as_str()), (GOOD, ""), "{}", export.err);
    let mut expected: Vec<String> =
        default_endings().iter().map(|ending| format!("strike.{ending}")).collect();
    expected.sort();
    assert_eq!(names(&at.join("exports")), expected);
    for name in &expected {
        assert!(export.err.contains(&format!("wrote exports/{name}")), "{}", export.err);
    }
    let named = run(at, &["new", "deep/Dock Strike"]);
    assert_eq!(named.code, GOOD, "{}", named.err);
    let text = std::fs::read_to_string(at.join("deep/Dock Strike/dossier.yaml")).unwrap();
    assert!(text.contains("\ndossier: dock-strike\n"), "{text}");
}

#[test]
fn a_new_dossier_of_every_ontology_has_no_findings() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    for name in ["negotiation", "ownership", "argument", "events", "kin"] {
        let new = run(at, &["new", &format!("my-{name}"), "--ontology", name]);
        assert_eq!(new.code, GOOD, "{}", new.err);
        let told = run(at, &["check", &format!("my-{name}"), "--deny", "warnings"]);
        assert!(told.code == GOOD && told.err.is_empty(), "{name}: {}{}", told.out, told.err);
        let text = std::fs::read_to_string(at.join(format!("my-{name}/dossier.yaml"))).unwrap();
        assert!(text.contains(&format!("\ndossier: my-{name}\n")), "{text}");
        // With the others in a list it is the same dossier.
        if name != "negotiation" {
            let all = text.replace(
                &format!("ontology: {name}"),
                "ontology: [negotiation, kin, events, argument, ownership]",
            );
            assert_ne!(all, text);
            std::fs::write(at.join(format!("my-{name}/dossier.yaml")), all).unwrap();
            let told = run(at, &["check", &format!("my-{name}"), "--deny", "warnings"]);
            assert!(told.code == GOOD && told.err.is_empty(), "{name}: {}{}", told.out, told.err);
        }
    }
    let new = run(at, &["new", "x", "--ontology", "ownershp"]);
    assert!(
        new.code == 2 && new.err.contains("no ontology `ownershp`; did you mean `ownership`?"),
        "{}",
        new.err
    );
    assert!(!at.join("x").exists());
    let listed = run(at, &["ontology", "kim"]);
    assert!(listed.code == 2 && listed.err.contains("no ontology `kim`"), "{}", listed.err);
}

#[test]
fn dossiers_are_found_in_folders_and_several_make_one_graph() {
    let folder = with_strike();
    let at = folder.path();
    assert_eq!(run(at, &["new", "deep/deeper/lockout"]).code, GOOD);
    std::fs::create_dir(at.join(".hidden")).unwrap();
    std::fs::write(at.join(".hidden/dossier.yaml"), "dossier: hidden\n").unwrap();
    std::fs::write(at.join("other.yaml"), "key: value\n").unwrap();
    std::fs::write(at.join("notes.txt"), "dossier: no\n").unwrap();
    let all = run(at, &["check"]);
    assert_eq!(all.code, GOOD, "{}", all.out);
    assert!(all.out.contains("2 dossiers checked"), "{}", all.out);
    assert!(!all.out.contains("./"), "{}", all.out);
    for arguments in [
        &["check", "strike", "deep", "strike/dossier.yaml"][..],
        &["check", ".", "strike/dossier.yaml"],
        &["check", "./strike", "strike", "deep/deeper/../deeper/lockout"],
    ] {
        let again = run(at, arguments);
        assert_eq!((again.code, again.out.lines().last()), (GOOD, all.out.lines().last()), "{arguments:?}");
    }
    let export = run(at, &["export", "deep", "strike", "--out", "both"]);
    assert_eq!(export.code, GOOD, "{}", export.err);
    assert!(names(&at.join("both")).iter().all(|name| name.starts_with("lockout+strike.")));
}

#[test]
fn a_dash_is_standard_input_and_output() {
    let folder = with_strike();
    let at = folder.path().join("strike");
    let text = std::fs::read(at.join("dossier.yaml")).unwrap();
    let piped = |arguments: &[&str]| {
        let mut command = program(&at);
        let mut child = command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&text).unwrap();
        seen(child.wait_with_output().unwrap())
    };
    let check = piped(&["check", "-"]);
    assert_eq!(check.code, GOOD, "{}{}", check.out, check.err);
    for exporter in of_one_file() {
        let from_pipe = piped(&["export", "-", "--to", exporter.name(), "--out", "-"]);
        let from_file = run(&at, &["export", "dossier.yaml", "--to", exporter.name(), "--out", "-"]);
        assert_eq!((from_pipe.code, from_file.code), (GOOD, GOOD), "{}", from_pipe.err);
        assert!(!from_file.out.is_empty());
        assert_eq!(from_pipe.out, from_file.out, "{}", exporter.name());
        let written = run(&at, &["export", "--to", exporter.name(), "--out", "here"]);
        assert_eq!(written.code, GOOD);
        let name = format!("here/strike.{}", exporter.extension());
        assert_eq!(std::fs::read_to_string(at.join(name)).unwrap(), from_file.out);
    }
    let two: Vec<&str> = EXPORTERS.iter().map(|exporter| exporter.name()).collect();
    if two.len() > 1 {
        let both = run(&at, &["export", "--to", &two.join(","), "--out", "-"]);
        assert_eq!((both.code, both.out.as_str()), (USAGE, ""), "{}", both.err);
        assert!(both.err.contains("--to"), "{}", both.err);
    }
}

#[test]
fn findings_come_in_four_formats_and_keep_the_exit_code() {
    let folder = with_strike();
    let at = folder.path();
    break_strike(at);
    for format in ["text", "json", "sarif", "github"] {
        let check = run(at, &["check", "strike", "--format", format]);
        assert_eq!((check.code, check.err.as_str()), (FINDINGS, ""), "{format}");
        assert!(check.out.contains("D0301"), "{format}: {}", check.out);
        if ["json", "sarif"].contains(&format) {
            let _: serde_json::Value = serde_json::from_str(&check.out).unwrap();
        }
    }
    let export = run(at, &["export", "strike"]);
    assert_eq!((export.code, export.out.as_str()), (FINDINGS, ""));
    assert!(export.err.contains("D0301") && !at.join("exports").exists(), "{}", export.err);
    let fixed = run(at, &["check", "strike", "--level", "D0301=allow"]);
    assert_eq!(fixed.code, USAGE, "what makes the graph wrong cannot be allowed: {}{}", fixed.out, fixed.err);
}

#[test]
fn warnings_fail_only_when_denied() {
    let folder = with_strike();
    let at = folder.path();
    let file = at.join("strike/dossier.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("  Person:\n", "  Person:\n    idle: Nobody\n")).unwrap();
    let warned = run(at, &["check", "strike"]);
    assert_eq!(warned.code, GOOD, "{}", warned.out);
    assert!(warned.out.contains("warning") && warned.out.contains("idle"), "{}", warned.out);
    let code = warned.out.split(['[', ']']).nth(1).unwrap().to_owned();
    assert_eq!(run(at, &["check", "strike", "--deny", "warnings"]).code, FINDINGS);
    assert_eq!(run(at, &["check", "strike", "--level", &format!("{code}=error")]).code, FINDINGS);
    let allowed = run(at, &["check", "strike", "--deny", "warnings", "--level", &format!("{code}=allow")]);
    assert_eq!(allowed.code, GOOD, "{}", allowed.out);
    let loud = run(at, &["export", "strike", "--out", "a"]);
    let quiet = run(at, &["export", "strike", "--out", "b", "--quiet"]);
    assert!(loud.err.contains("idle") && loud.err.contains("wrote "), "{}", loud.err);
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (GOOD, "", ""));
    assert_eq!(names(&at.join("a")), names(&at.join("b")));
}

#[test]
fn strict_writes_nothing_when_something_would_be_lost() {
    let folder = with_strike();
    let at = folder.path();
    for exporter in EXPORTERS {
        let name = exporter.name();
        let plain = run(at, &["export", "strike", "--to", name, "--out", "plain"]);
        let strict = run(at, &["export", "strike", "--to", name, "--out", "strict", "--strict"]);
        let lossy = plain.err.contains("loss: ");
        assert_eq!(
            (plain.code, strict.code),
            (GOOD, if lossy { FINDINGS } else { GOOD }),
            "{name}: {}",
            strict.err
        );
        assert_eq!(
            at.join("strict").join(format!("strike.{}", exporter.extension())).exists(),
            !lossy,
            "{name}"
        );
        let bare =
            run(at, &["export", "strike", "--to", name, "--out", "bare", "--model", "edges", "--strict"]);
        assert_eq!(bare.code, FINDINGS, "{name} without claims loses them: {}", bare.err);
        assert!(bare.err.contains("loss: ") && !at.join("bare").exists(), "{}", bare.err);
        let silent = run(
            at,
            &["export", "strike", "--to", name, "--out", "bare", "--model", "edges", "--strict", "-q"],
        );
        assert!(!silent.err.is_empty(), "a failure is told even under --quiet");
    }
}

/// Variables of the environment, and their values.
type Variables = &'static [(&'static str, &'static str)];

#[test]
fn colour_is_used_only_where_it_is_wanted() {
    let folder = with_strike();
    let at = folder.path();
    break_strike(at);
    let cases: &[(&[&str], Variables, bool)] = &[
        (&["check", "strike"], &[], false),
        (&["check", "strike", "--color", "always"], &[], true),
        (&["--color", "always", "check", "strike"], &[("NO_COLOR", "1")], true),
        (&["check", "strike", "--color", "never"], &[], false),
        (&["check", "strike"], &[("NO_COLOR", "1")], false),
        (&["export", "strike", "--color", "always"], &[], true),
        (&["export", "strike"], &[], false),
        (&["explain", "D9999", "--color", "always"], &[], true),
        (&["check", "strike", "--format", "json", "--color", "always"], &[], false),
    ];
    for (arguments, variables, colour) in cases {
        let run = run_with(at, arguments, |command| {
            command.envs(variables.iter().copied());
        });
        let all = format!("{}{}", run.out, run.err);
        assert_eq!(all.contains('\u{1b}'), *colour, "{arguments:?} {variables:?}: {all:?}");
    }
}

#[test]
fn what_is_known_of_a_node_or_claim_is_shown() {
    let folder = with_strike();
    let at = folder.path();
    let node = run(at, &["show", "union", "strike"]);
    assert_eq!(node.code, GOOD, "{}", node.err);
    for words in
        ["The dockers’ union", "urn:dossier:strike:union", "demands", "disputed", "Last year’s agreement"]
    {
        assert!(node.out.contains(words), "{words}: {}", node.out);
    }
    let claim = run(at, &["show", "broken", "strike"]);
    assert!(claim.code == GOOD && claim.out.contains("denies"), "{}{}", claim.out, claim.err);
    for id in ["union", "broken", "union.demands.eight-percent"] {
        let json = run(at, &["show", id, "strike", "--json"]);
        let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
        assert_eq!(json["id"], id);
    }
    let bundled = bundled();
    let bundled = bundled.to_str().unwrap();
    let shown = run(at, &["show", "liu-he", bundled]);
    assert!(shown.out.contains("“") && shown.out.contains("line "), "{}", shown.out);
}

#[test]
fn every_code_is_listed_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let list = run(folder.path(), &["explain"]);
    assert_eq!(list.out.lines().count(), dossier::diagnostic::RULES.len());
    for (rule, line) in dossier::diagnostic::RULES.iter().zip(list.out.lines()) {
        assert!(line.starts_with(rule.code) && line.contains(rule.name), "{line}");
        let by_code = run(folder.path(), &["explain", rule.code]);
        let by_name = run(folder.path(), &["explain", rule.name]);
        assert_eq!((by_code.code, by_name.code), (GOOD, GOOD), "{}", rule.code);
        assert!(by_code.out.contains(rule.code) && by_code.out == by_name.out, "{}", by_code.out);
    }
    let small = run(folder.path(), &["explain", &dossier::diagnostic::RULES[0].code.to_lowercase()]);
    assert_eq!(small.code, GOOD, "{}", small.err);
}

#[test]
fn ontology_schema_formats_man_and_completions_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let table = run(at, &["ontology"]);
    assert!(table.out.contains("holdsOffice") && table.out.contains("Position"), "{}", table.out);
    let yaml = run(at, &["ontology", "--to", "yaml"]);
    std::fs::write(at.join("mine.yaml"), &yaml.out).unwrap();
    assert_eq!(run(at, &["ontology", "mine.yaml"]).out, table.out, "the printed ontology can be read again");
    let linked = run(at, &["ontology", "--to", "jsonld"]);
    let linked: serde_json::Value = serde_json::from_str(&linked.out).unwrap();
    assert!(linked.get("@context").is_some());
    for format in ["jsonld", "turtle", "shacl"] {
        assert_eq!(run(at, &["ontology", "--to", format, "--out", "there"]).code, GOOD);
    }
    let written = ["negotiation.jsonld", "negotiation.shacl.ttl", "negotiation.ttl"];
    assert_eq!(names(&at.join("there")), written);
    let schema = run(at, &["schema"]);
    let schema: serde_json::Value = serde_json::from_str(&schema.out).unwrap();
    assert!(jsonschema::meta::is_valid(&schema) && schema["properties"]["claims"].is_object());
    let formats = run(at, &["formats"]).out;
    let table = format!("{}\n{}\n", dossier::export::format_table(), dossier::export::format_notes());
    let rows = formats.strip_prefix(&table).expect("the table of formats comes first");
    let readers: Vec<&str> =
        rows.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    assert_eq!(
        readers,
        dossier::read::rows::ROW_READERS.iter().map(|reader| reader.name()).collect::<Vec<_>>()
    );
    assert!(rows.ends_with("and written in every format of the table.\n"), "{rows}");
    assert_eq!(run(at, &["databases"]).out, dossier::store::database_table());
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(at, &["completions", shell]);
        assert_eq!(script.code, GOOD, "{}", script.err);
        assert!(COMMANDS.iter().all(|command| script.out.contains(command)), "{shell}");
    }
    let man = run(at, &["man"]);
    assert!(man.code == GOOD && man.out.contains(".TH dossier 1"), "{}", man.out);
    assert_eq!(run(at, &["man", "--out", "man1"]).code, GOOD);
    let mut pages: Vec<String> = COMMANDS.iter().map(|command| format!("dossier-{command}.1")).collect();
    pages.push("dossier.1".to_owned());
    pages.sort();
    assert_eq!(names(&at.join("man1")), pages);
}

#[test]
fn coverage_is_told_with_the_sentences_left_over() {
    let folder = tempfile::tempdir().unwrap();
    let bundled = bundled();
    let coverage = run(folder.path(), &["check", bundled.to_str().unwrap(), "--coverage"]);
    assert_eq!(coverage.code, GOOD, "{}", coverage.out);
    assert!(coverage.out.contains("carry a claim") && coverage.out.contains('%'), "{}", coverage.out);
}

#[test]
fn a_full_disk_is_an_error_of_output() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let folder = with_strike();
    let full = || Stdio::from(std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    let mut cases: Vec<Vec<&str>> = vec![
        vec!["check", "strike"],
        vec!["check", "strike", "--format", "json"],
        vec!["show", "union", "strike"],
        vec!["show", "union", "strike", "--json"],
        vec!["formats"],
        vec!["explain"],
        vec!["explain", "D0301"],
        vec!["ontology"],
        vec!["ontology", "--to", "jsonld"],
        vec!["schema"],
        vec!["completions", "bash"],
        vec!["man"],
        vec!["--help"],
        vec!["help", "check"],
        vec!["--version"],
    ];
    for exporter in of_one_file() {
        cases.push(vec!["export", "strike", "--to", exporter.name(), "--out", "-"]);
    }
    for arguments in cases {
        let run = run_with(folder.path(), &arguments, |command| {
            command.stdout(full());
        });
        assert_eq!(run.code, IO, "{arguments:?}: {}", run.err);
        assert!(run.err.contains("standard output"), "{arguments:?}: {:?}", run.err);
    }
    let deaf = run_with(folder.path(), &["export", "strike"], |command| {
        command.stderr(full());
    });
    assert_eq!(deaf.code, GOOD, "what is said beside the output may be lost");
    assert!(folder.path().join("exports").exists());
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = with_strike();
    let mut cases: Vec<Vec<&str>> = vec![
        vec!["check", "strike"],
        vec!["schema"],
        vec!["ontology"],
        vec!["completions", "zsh"],
        vec!["man"],
        vec!["--help"],
        vec!["explain"],
        vec!["show", "union", "strike"],
    ];
    for exporter in of_one_file() {
        cases.push(vec!["export", "strike", "--to", exporter.name(), "--out", "-", "--quiet"]);
    }
    for arguments in cases {
        for wanted in [0, 1, 10] {
            let mut child = program(folder.path())
                .args(&arguments)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let mut pipe = child.stdout.take().unwrap();
            let mut first = vec![0; wanted];
            pipe.read_exact(&mut first).unwrap();
            drop(pipe);
            let run = seen(child.wait_with_output().unwrap());
            assert_eq!((run.code, run.err.as_str()), (GOOD, ""), "{arguments:?} after {wanted} bytes");
        }
    }
}

#[test]
fn the_locale_and_the_clock_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let bundled = bundled();
    let bundled = bundled.to_str().unwrap();
    let mut cases: Vec<Vec<&str>> = vec![vec!["check", bundled, "--format", "json"], vec!["ontology"]];
    for exporter in EXPORTERS {
        cases.push(vec!["export", bundled, "--to", exporter.name(), "--out", "-"]);
    }
    for arguments in cases {
        let runs = ["C", "tr_TR.UTF-8", "ar_EG.UTF-8"].map(|locale| {
            run_with(folder.path(), &arguments, |command| {
                command.envs([("LC_ALL", locale), ("LANG", locale), ("TZ", "Asia/Kathmandu")]);
            })
        });
        let [first, others @ ..] = &runs;
        for other in others {
            assert_eq!(
                (first.code, &first.out, &first.err),
                (other.code, &other.out, &other.err),
                "{arguments:?}"
            );
        }
    }
}

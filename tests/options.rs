//! No option is ever ignored: each option of each command is honoured, or refused by name, for each kind of input.
//!
//! The options are those that the program's own help lists, so that a new one without a case here fails. A case is a line of
//! arguments, of which those in brackets are the option: with them, something that is printed or written must change, or the
//! run must exit with 2, name the option and leave everything as it was.
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

mod cases;

use dossier::export::EXPORTERS;

use self::cases::Kind::{Dossier, Neither, Rows};
use self::cases::Outcome::{Honoured, Refused};
use self::cases::{CASES, ELSEWHERE, Kind, Outcome};

const USAGE: i32 = 2;

/// A dossier whose claims have every status that matters here, with a warning and a note.
const DOSSIER: &str = "\
dossier: att
source: {article: report.md}
nodes:
  Organization:
    union: The dockers’ union
    port: The port of Riverton
  Issue:
    pay: How much does pay rise?
  Position:
    more-pay: More pay
  Negotiation:
    talks: The pay talks
  Agreement:
    old-agreement: Last year’s agreement
  Work:
    article: Report
claims:
  - quote: the port has broken last year’s agreement
    by: union
    say: [port breaks old-agreement]
  - quote: The port joined the talks on pay
    say: [port partyTo talks, pay issueOf talks]
  - quote: The union wants more pay
    say: [union demands more-pay, more-pay onIssue pay]
  - quote: It began on May 7, 2019
    say:
      - talks date 2019-05-07: May 7, 2019
";
const REPORT: &str = "The union says the port has broken last year’s agreement. The port joined the talks on pay. \
                      The union wants more pay. It began on May 7, 2019.\n";

const ROWS: &str = r#"{"id":"a","type":"Person","name":"Ada"}
{"id":"b","type":"Person"}
{"source":"a","target":"b","type":"knows"}
{"source":"b","target":"a","type":"likes","status":"attributed","evidence":[{"document":"w","quote":"b likes a"}]}
"#;

/// Rows with something for each option of a picture.
const DRAWN: &str = r#"{"id":"a","type":"Person","name":"Ada"}
{"id":"b","type":"Person"}
{"id":"c","type":"Place"}
{"source":"a","target":"b","type":"knows","props":{"strength":2}}
{"source":"b","target":"c","type":"likes","status":"attributed","by":"a","props":{"strength":5,"colour":"red"},"evidence":[{"document":"w","quote":"b likes a"}]}
"#;

/// The place of all cases: dossiers, rows, texts, queries and a folder that was loaded.
fn fixture() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("att/dossier.yaml", DOSSIER);
    write("att/report.md", REPORT);
    write("outside/dossier.yaml", &DOSSIER.replace("report.md", "../elsewhere/report.md"));
    write("elsewhere/report.md", REPORT);
    write("typo/dossier.yaml", &DOSSIER.replace("union demands", "union demnads"));
    write("typo/report.md", REPORT);
    write("rows.jsonl", ROWS);
    write("drawn.jsonl", DRAWN);
    write("odd.jsonl", &ROWS.replace("\"id\"", "\"key\"").replace("\"name\"", "\"full name\""));
    write("map.yaml", "files:\n  odd.jsonl:\n    id: key\n    label: full name\n");
    write("odd.csv", "id^type^name\na^Person^Ada\nb^Person^\n");
    write("quoted.csv", "id,type,name\na,Person,'Ada, or B'\nb,Person,\n");
    write("listed.csv", "id,type,name\na,Person+Docker,Ada\nb,Person,\n");
    write("untyped.jsonl", &ROWS.replace("\"type\":\"Person\",", ""));
    write("faulty.jsonl", &format!("{ROWS}{{\"source\":\"a\",\"target\":\"nobody\",\"type\":\"knows\"}}\n"));
    write("twice.jsonl", &format!("{ROWS}{{\"id\":\"a\",\"type\":\"Person\",\"name\":\"Bea\"}}\n"));
    let wide: Vec<u8> = ROWS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.path().join("wide.jsonl"), wide).unwrap();
    write("curies.jsonl", &ROWS.replace("\"a\"", "\"ex:a\""));
    write("prefixes.tsv", "prefix\tiri\nex\thttps://ex.example/\n");
    write("warned.jsonl", &format!("{ROWS}{{\"source\":\"a\",\"target\":\"b\",\"type\":\"demands\"}}\n"));
    write(
        "lossy.jsonl",
        &format!(
            "{ROWS}{{\"id\":\"c\",\"type\":\"Person\",\"props\":{{\"note\":{{\"@value\":\"x\",\"@language\":\"zh\"}}}}}}\n"
        ),
    );
    for (name, person) in [("graphs.jsonl", "c"), ("other-graphs.jsonl", "d")] {
        write(
            name,
            &format!(
                "{ROWS}{{\"id\":\"{person}\",\"type\":\"Person\",\"graph\":\"https://ex.example/g\"}}\n"
            ),
        );
    }
    write("elsewhere/w.txt", "They say that b likes a.\n");
    fs::create_dir(folder.path().join("texts")).unwrap();
    std::os::unix::fs::symlink("../elsewhere/w.txt", folder.path().join("texts/w.txt")).unwrap();
    write("texts.jsonl", "{\"id\":\"w\",\"text\":\"They say that b likes a.\"}\n");
    write("q.rq", "SELECT ?s ?o { ?s neg:demands|neg:partyTo ?o }");
    write("all.rq", "SELECT ?s ?p ?o { ?s ?p ?o }");
    for (arguments, code) in
        [("load loaded att", 0), ("load graphs graphs.jsonl", 0), ("export att --to jsonl --out .", 0)]
    {
        let done = run(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
        assert_eq!(done.code, code, "{arguments}: {}", done.err);
    }
    Fixture { folder, runs: Mutex::default() }
}

/// What a run prints and changes.
type Seen = (Run, BTreeMap<String, Vec<u8>>);

/// The place of all cases, and the runs without any option in question, which several cases share.
struct Fixture {
    folder: tempfile::TempDir,
    runs: Mutex<HashMap<String, Arc<Seen>>>,
}

impl Fixture {
    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn without(&self, arguments: &[&str]) -> Arc<Seen> {
        let line = arguments.join(" ");
        if let Some(seen) = self.runs.lock().unwrap().get(&line) {
            return Arc::clone(seen);
        }
        let seen = Arc::new(run_in_copy(self.path(), arguments));
        self.runs.lock().unwrap().insert(line, Arc::clone(&seen));
        seen
    }
}

/// What a run prints and leaves.
#[derive(PartialEq, Eq)]
struct Run {
    code: i32,
    out: String,
    err: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    // Nothing outside the folder counts, or changes.
    let private = folder.join("private");
    fs::create_dir_all(&private).unwrap();
    let mode = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o700);
    fs::set_permissions(&private, mode).unwrap();
    for variable in ["HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"] {
        command.env(variable, &private);
    }
    let command = command.current_dir(folder).args(arguments).stdin(Stdio::null()).env_remove("NO_COLOR");
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace(&*folder.to_string_lossy(), "");
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// Every file below a folder.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut tree, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in next.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                // What a load remembers of itself has the names of the place in it.
                if !name.contains("journal") {
                    tree.insert(name, fs::read(&path).unwrap_or_default());
                }
            }
        }
    }
    tree
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap() {
        let entry = entry.unwrap();
        let (path, new) = (entry.path(), to.join(entry.file_name()));
        if path.is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(&path).unwrap(), &new).unwrap();
        } else if path.is_dir() {
            copy(&path, &new);
        } else {
            fs::copy(&path, &new).unwrap();
        }
    }
}

/// Runs arguments in a fresh copy of the fixture; what it prints, and what it changes there.
fn run_in_copy(fixture: &Path, arguments: &[&str]) -> Seen {
    let place = tempfile::tempdir().unwrap();
    // The name of the folder is in nothing that is compared.
    copy(fixture, place.path());
    let before = tree(place.path());
    let run = run(place.path(), arguments);
    let mut after = tree(place.path());
    after.retain(|name, bytes| before.get(name) != Some(bytes));
    (run, after)
}

/// Does work for each of some things, on two threads for each processor; failures in the order of the things.
fn each<T: Sync>(things: &[T], work: impl Fn(&T) -> Option<String> + Sync) -> Vec<String> {
    let (next, failures) = (Mutex::new(0..things.len()), Mutex::new(BTreeMap::new()));
    let workers = thread::available_parallelism().map_or(2, usize::from) * 2;
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(at) = { next.lock().unwrap().next() } {
                    if let Some(failure) = work(&things[at]) {
                        failures.lock().unwrap().insert(at, failure);
                    }
                }
            });
        }
    });
    failures.into_inner().unwrap().into_values().collect()
}

/// The arguments without and with the option in brackets, and the option.
fn parts(line: &str) -> (Vec<&str>, Vec<&str>, &str) {
    let (before, rest) = line.split_once('[').unwrap_or((line, "]"));
    let (option, after) = rest.split_once(']').unwrap();
    let without: Vec<&str> = before.split_whitespace().chain(after.split_whitespace()).collect();
    let with =
        before.split_whitespace().chain(option.split_whitespace()).chain(after.split_whitespace()).collect();
    (without, with, option.split_whitespace().next().unwrap_or(""))
}

/// What came of an option, or why that is neither.
fn outcome(fixture: &Fixture, line: &str) -> Result<Outcome, String> {
    let (without, with, option) = parts(line);
    let (run, written) = run_in_copy(fixture.path(), &with);
    let refused = run.code == USAGE && run.err.contains(option);
    if refused {
        let changed: Vec<&String> = written.keys().collect();
        return if changed.is_empty() && run.out.is_empty() {
            Ok(Refused)
        } else {
            Err(format!("{line}: refused, but {changed:?} changed"))
        };
    }
    if run.code == USAGE {
        return Err(format!("{line}: refused without naming {option}: {}", run.err));
    }
    if *fixture.without(&without) == (run, written) {
        return Err(format!("{line}: {option} changes nothing"));
    }
    Ok(Honoured)
}

/// The words of a line of help that name an option.
fn options_of(help: &str) -> BTreeSet<String> {
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let names = lines.filter_map(|line| {
        let word = line.split([' ', ',', '[']).find(|word| word.starts_with("--"))?;
        Some(word.trim_start_matches("--").to_owned())
    });
    names.filter(|name| !["help", "version"].contains(&name.as_str())).collect()
}

/// The commands, and the options of each.
fn commands() -> BTreeMap<String, BTreeSet<String>> {
    let folder = tempfile::tempdir().unwrap();
    let help = run(folder.path(), &["--help"]).out;
    let listed = help.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    names.map(|name| (name.to_owned(), options_of(&run(folder.path(), &[name, "--help"]).out))).collect()
}

#[test]
fn every_option_is_honoured_or_refused_by_name() {
    let fixture = fixture();
    let wrong = each(CASES, |(_, expected, line)| match outcome(&fixture, line) {
        Ok(outcome) if outcome == *expected => None,
        Ok(outcome) => Some(format!("{line}: {outcome:?}")),
        Err(why) => Some(why),
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_option_of_the_program_is_without_a_case() {
    let mut missing = Vec::new();
    for (command, options) in commands() {
        let kinds: &[Kind] = match command.as_str() {
            "check" | "draw" | "export" | "load" | "query" | "show" | "view" => &[Dossier, Rows],
            _ => &[Neither],
        };
        for option in options {
            if ELSEWHERE.iter().any(|(of, name)| ["*", command.as_str()].contains(of) && *name == option) {
                continue;
            }
            for kind in kinds {
                let is_case = |(of, _, line): &&(Kind, Outcome, &str)| {
                    let (_, _, named) = parts(line);
                    of == kind && line.split(' ').next() == Some(&command) && named == format!("--{option}")
                };
                if !CASES.iter().any(|case| is_case(&case)) {
                    missing.push(format!("{command} --{option} on {kind:?}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "no case for {missing:#?}");
}

/// Every format of both kinds of input, with every option that not all of them heed.
#[test]
fn every_format_honours_or_refuses_what_concerns_formats() {
    const OPTIONS: &[&str] = &[
        "--assert attributed",
        "--trust union",
        "--model edges",
        "--rdf 1.2",
        "--profile flat",
        "--graphar",
        "--names source",
        "--base http://x.example/",
        "--prefixes prefixes.tsv",
        "--focus union",
        "--by union",
        "--timing",
    ];
    let fixture = fixture();
    let mut lines = Vec::new();
    let dossiers = EXPORTERS.iter().map(|exporter| ("att", exporter.name()));
    for (input, format) in dossiers.chain(
        EXPORTERS
            .iter()
            .filter(|exporter| exporter.takes_rows())
            .map(|exporter| ("curies.jsonl", exporter.name())),
    ) {
        for option in OPTIONS {
            lines.push(format!("export {input} --to {format} --out o [{option}]"));
        }
        for model in ["edges", "claims"] {
            for option in &OPTIONS[..2] {
                lines.push(format!("export {input} --to {format} --out o --model {model} [{option}]"));
            }
        }
    }
    let wrong = each(&lines, |line| match outcome(&fixture, line) {
        // The model itself may be what is refused.
        Err(_) if fixture.without(&parts(line).0).0.code == USAGE => None,
        outcome => outcome.err(),
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every picture in every kind of file, with every option that not all of them heed.
#[test]
fn every_picture_honours_or_refuses_what_concerns_pictures() {
    let fixture = fixture();
    let mut lines = Vec::new();
    for extension in ["svg", "html", "dot"] {
        for picture in ["", "--picture plain", "--picture plain --engine own", "--engine sfdp", "--rank time"]
        {
            for option in ["--theme dark", "--time-limit 0", "--model edges", "--trust union", "--dpi 30"] {
                lines.push(format!("draw att -o o/a.{extension} {picture} [{option}]"));
            }
            lines.push(format!("draw att -o o/a.{extension} {picture} --model edges [--assert attributed]"));
        }
    }
    let wrong = each(&lines, |line| match outcome(&fixture, line) {
        // The picture itself may be what is refused.
        Err(_) if fixture.without(&parts(line).0).0.code == USAGE => None,
        outcome => outcome.err(),
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Colours are on where they are wanted, quiet runs say nothing beside their output, and too little memory ends each command.
#[test]
fn the_options_of_every_command_are_honoured() {
    let fixture = fixture();
    let lines: &[(&str, &str)] = &[
        ("check att", "check nowhere.yaml"),
        ("check rows.jsonl", "check nowhere.jsonl"),
        ("completions bash", "completions nosuch"),
        ("databases", "databases nosuch"),
        ("doctor", "doctor nosuch"),
        ("draw att -o o/a.svg", "draw att -o a.xyz"),
        ("draw rows.jsonl -o o/a.svg", "draw rows.jsonl -o a.xyz"),
        ("explain", "explain D9999"),
        ("export att --out o", "export att --to nosuch"),
        ("export rows.jsonl --to dot --out o", "export rows.jsonl --to nosuch"),
        ("formats", "formats nosuch"),
        ("load g att", "load nosuch://x att"),
        ("load g rows.jsonl", "load nosuch://x rows.jsonl"),
        ("man --out o", "man nosuch"),
        ("map listed.csv", "map nowhere.csv"),
        ("new fresh", "new att"),
        ("ontology --out o", "ontology nowhere.yaml"),
        ("query --file q.rq att", "query --named nosuch att"),
        ("query --file q.rq rows.jsonl", "query --file q.rq faulty.jsonl"),
        ("schema", "schema nosuch"),
        ("show union att", "show nobody att"),
        ("show a rows.jsonl", "show nobody rows.jsonl"),
        ("view att --no-open", "view att --focus nobody"),
    ];
    let commands = commands();
    for name in commands.keys() {
        assert!(lines.iter().any(|(line, _)| line.split(' ').next() == Some(name)), "{name}");
        assert!(["color", "quiet", "memory"].iter().all(|option| commands[name].contains(*option)), "{name}");
    }
    let wrong = each(lines, |(good, bad)| {
        let with = |line: &str, more: &[&str]| {
            let arguments: Vec<&str> = line.split(' ').chain(more.iter().copied()).collect();
            run_in_copy(fixture.path(), &arguments).0
        };
        let quiet = with(good, &["--quiet"]);
        if quiet.code != 0 || !quiet.err.is_empty() {
            return Some(format!("{good} --quiet: {} {}", quiet.code, quiet.err));
        }
        let (plain, colourful) = (with(bad, &["--color", "never"]), with(bad, &["--color", "always"]));
        let seen = |run: &Run| format!("{}{}", run.out, run.err).contains('\u{1b}');
        if seen(&plain) || !seen(&colourful) {
            return Some(format!("{bad}: {}\n{}", plain.err, colourful.err));
        }
        let starved = with(good, &["--memory", "1kB"]);
        let said = starved.out + &starved.err;
        let code = if ["att", "rows.jsonl"].iter().any(|input| good.contains(input)) { 3 } else { USAGE };
        (starved.code != code || !said.contains("--memory")).then(|| format!("{good} --memory 1kB: {said}"))
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// How many threads there are changes no output; where the address space has room for few, the wish is heard and denied.
#[cfg(target_os = "linux")]
#[test]
fn threads_are_honoured() {
    let fixture = fixture();
    for command in [
        "check rows.jsonl",
        "draw rows.jsonl -o o/a.svg",
        "export rows.jsonl --to dot --out o",
        "load g rows.jsonl",
        "query --file q.rq rows.jsonl",
        "show a rows.jsonl",
        "view rows.jsonl --no-open",
    ] {
        let notice = |threads: &str| {
            let line = format!(
                "ulimit -v 1500000; exec {} {command} --threads {threads}",
                env!("CARGO_BIN_EXE_dossier")
            );
            let output = Command::new("sh").args(["-c", &line]).current_dir(fixture.path()).output().unwrap();
            String::from_utf8_lossy(&output.stderr).contains("threads are used")
        };
        assert!(notice("64") && !notice("1"), "{command}");
    }
}

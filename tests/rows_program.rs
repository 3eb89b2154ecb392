//! Files of rows as users of the program meet them: errors with their lines, full disks, interruptions, memory.
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use dossier::export::EXPORTERS;

const GOOD: i32 = 0;
const FINDINGS: i32 = 1;
const USAGE: i32 = 2;
const IO: i32 = 3;
const INTERRUPTED: i32 = 130;

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.current_dir(folder).args(arguments).env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn seen(output: Output) -> Run {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    seen(program(folder, arguments).output().unwrap())
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Rows whose every kind of fault stands on a line of its own.
const FAULTY: &str = r#"{"id":"okoro","type":"Person","name":"Ada Okoro"}
{"id":"union","type":"Organization","name":"Dockers’ union"
{"id":"okoro","type":"Person"}
{"source":"okoro","type":"memberOf","target":"crew"}
{"source":"okoro","type":"partOf","target":"port","id":"e1"}
{"id":"port","type":"Place","name":"Old port"}
{"source":"port","type":"partOf","target":"okoro","id":"e1"}
{"name":"nobody"}

{"source":"okoro","type":"memberOf"}
"#;

#[test]
fn each_fault_is_told_with_its_line_and_all_at_once() {
    let folder = folder(&[("rows.jsonl", FAULTY)]);
    let checked = run(folder.path(), &["check", "rows.jsonl"]);
    assert_eq!(checked.code, FINDINGS);
    let expected = include_str!("suites/rows-program/faulty.txt");
    assert_eq!(checked.out, expected);
}

#[test]
fn a_fault_in_the_middle_of_many_rows_is_found_in_its_line_whatever_the_threads() {
    let mut rows = String::new();
    for number in 0..60_000 {
        rows.push_str(&format!(
            "{{\"id\":\"n{number}\",\"type\":\"Person\",\"name\":\"Person number {number}\"}}\n"
        ));
        if number == 45_678 {
            rows.push_str("{\"id\":\"x\",\"name\":\"Tr\u{fc}b\"no}\n");
        }
    }
    let folder = folder(&[("rows.jsonl", &rows)]);
    for threads in ["1", "2", "5"] {
        let checked = run(folder.path(), &["check", "rows.jsonl", "--threads", threads]);
        assert_eq!(checked.code, FINDINGS);
        assert!(checked.out.contains("rows.jsonl:45680:24"), "{}", checked.out);
        assert!(checked.out.contains("60,000 nodes, 0 edges"), "{}", checked.out);
    }
}

#[test]
fn without_keep_going_nothing_is_written_and_with_it_the_rest() {
    let folder = folder(&[("rows.jsonl", FAULTY)]);
    for exporter in EXPORTERS.iter().filter(|exporter| exporter.takes_rows()) {
        let refused = run(folder.path(), &["export", "rows.jsonl", "--to", exporter.name()]);
        assert_eq!(refused.code, FINDINGS, "{}", refused.err);
        assert!(!folder.path().join("exports").exists());
    }
    let kept = run(folder.path(), &["export", "rows.jsonl", "--to", "dot", "--keep-going"]);
    assert_eq!(kept.code, FINDINGS);
    let dot = fs::read_to_string(folder.path().join("exports/rows.dot")).unwrap();
    assert_eq!(dot.lines().count(), 2 + 2 + 1, "two nodes, one edge: {dot}");
    assert!(kept.err.contains("2 nodes, 1 edge"), "{}", kept.err);
}

#[test]
fn more_than_ten_of_a_kind_are_counted() {
    let rows =
        (0..12_345).map(|number| format!("{{\"id\":\"n\",\"number\":{number}}}\n")).collect::<String>();
    let folder = folder(&[("rows.jsonl", &rows)]);
    let checked = run(folder.path(), &["check", "rows.jsonl"]);
    assert_eq!(checked.out.matches("duplicate node `n`").count(), 10);
    assert!(checked.out.contains("12,334 more findings of this kind (duplicate-row)"), "{}", checked.out);
}

#[test]
fn quotes_are_verified_where_their_texts_are_given() {
    let rows = r#"{"id":"liu","type":"Person"}
{"id":"deal","type":"Agreement"}
{"source":"liu","target":"deal","type":"wants","evidence":[{"document":"report","quote":"Liu wants a deal"}]}
{"source":"liu","target":"deal","type":"wants","quote":"Liu can","document":"report"}
{"source":"liu","target":"deal","type":"wants","quote":"Liu signed a deal","document":"report"}
{"source":"liu","target":"deal","type":"wants","quote":"anything","document":"letter"}
"#;
    let text = "Liu wants a deal. Liu cannot sign it. Liu has not signed a deal.";
    let texts = format!("{{\"id\":\"report\",\"text\":\"{text}\"}}\n");
    let folder = folder(&[("rows.jsonl", rows), ("texts.jsonl", &texts)]);
    fs::create_dir(folder.path().join("texts")).unwrap();
    fs::write(folder.path().join("texts/report.txt"), text).unwrap();
    assert_eq!(run(folder.path(), &["check", "rows.jsonl"]).code, GOOD, "without texts nothing is verified");
    for texts in ["texts", "texts.jsonl"] {
        let checked = run(folder.path(), &["check", "rows.jsonl", "--texts", texts]);
        assert_eq!(checked.code, FINDINGS);
        assert!(
            checked.out.contains("error[D0308]: the quote drops a negation\n --> rows.jsonl:4:"),
            "{}",
            checked.out
        );
        assert!(checked.out.contains("error[D0301]: the quote is not in report\n --> rows.jsonl:5:"));
        assert!(checked.out.contains("warning[D0306]: the text `letter` is missing"));
        assert!(checked.out.contains("2 errors, 1 warning\n2 nodes, 2 edges"), "{}", checked.out);
    }
}

#[test]
fn what_is_only_claimed_is_no_edge_of_its_relation_in_any_format() {
    let rows = r#"{"id":"a","type":"Person"}
{"id":"b","type":"Person"}
{"source":"a","target":"b","type":"bribes","status":"attributed","by":"c"}
{"source":"a","target":"b","type":"meets","status":"reported"}
"#;
    let folder = folder(&[("rows.jsonl", rows)]);
    let exported = |name: &str, more: &[&str]| {
        let arguments = [&["export", "rows.jsonl", "--quiet", "--out", "-", "--to", name], more].concat();
        let run = run(folder.path(), &arguments);
        assert_eq!(run.code, GOOD, "{}", run.err);
        run.out
    };
    let dot = exported("dot", &[]);
    assert!(dot.contains("\"a\" -> \"b\" [type=\"Claim\""), "{dot}");
    assert!(dot.contains("\"a\" -> \"b\" [type=\"meets\""), "{dot}");
    let triples = exported("ntriples", &[]);
    assert!(!triples.contains("<urn:dossier:graph:a> <urn:dossier:graph:relation/bribes>"), "{triples}");
    assert!(triples.contains("<urn:dossier:graph:a> <urn:dossier:graph:relation/meets>"), "{triples}");
    let trusted = exported("ntriples", &["--assert", "reported,attributed"]);
    assert!(trusted.contains("<urn:dossier:graph:a> <urn:dossier:graph:relation/bribes>"), "{trusted}");
    let cypher = exported("cypher", &[]);
    assert!(!cypher.contains(":BRIBES"), "{cypher}");
}

#[test]
fn a_graph_that_needs_too_much_memory_is_refused_early() {
    let rows = (0..200_000)
        .map(|number| format!("{{\"id\":\"node-number-{number}\",\"type\":\"Person\"}}\n"))
        .collect::<String>();
    let folder = folder(&[("rows.jsonl", &rows)]);
    let refused = run(folder.path(), &["export", "rows.jsonl", "--to", "dot", "--memory", "12MB"]);
    assert_eq!(refused.code, IO, "{}", refused.err);
    assert!(refused.err.contains("the graph needs about"), "{}", refused.err);
    assert!(!folder.path().join("exports").exists());
    assert_eq!(run(folder.path(), &["check", "rows.jsonl", "--memory", "1 potato"]).code, USAGE);
    assert_eq!(run(folder.path(), &["check", "rows.jsonl", "--memory", "1GB"]).code, GOOD);
}

#[test]
fn a_full_disk_leaves_nothing_half_written() {
    let rows = (0..50_000)
        .map(|number| format!("{{\"id\":\"n{number}\",\"type\":\"Person\"}}\n"))
        .collect::<String>();
    let folder = folder(&[("rows.jsonl", &rows)]);
    for threads in ["1", "2"] {
        for exporter in
            EXPORTERS.iter().filter(|exporter| exporter.takes_rows()).filter(|exporter| !exporter.is_folder())
        {
            let arguments =
                ["export", "rows.jsonl", "--threads", threads, "--out", "-", "--to", exporter.name()];
            let mut full = program(folder.path(), &arguments);
            full.stdout(fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
            let failed = seen(full.output().unwrap());
            assert_eq!(failed.code, IO, "{}: {}", exporter.name(), failed.err);
        }
    }
    let limited = "ulimit -f 100; trap '' XFSZ; exec \"$@\"";
    for exporter in EXPORTERS.iter().filter(|exporter| exporter.takes_rows()) {
        let program = [env!("CARGO_BIN_EXE_dossier"), "export", "rows.jsonl", "--to", exporter.name()];
        let mut shell = Command::new("bash");
        shell.args(["-c", limited, "bash"]).args(program).current_dir(folder.path());
        let failed = seen(shell.output().unwrap());
        assert_eq!(failed.code, IO, "{}: {}", exporter.name(), failed.err);
        assert!(!folder.path().join("exports").exists(), "{}: something is left", exporter.name());
    }
}

#[test]
fn an_interruption_ends_the_program_and_leaves_nothing() {
    let folder = folder(&[]);
    let mut reading = program(folder.path(), &["export", "-", "--from", "jsonl", "--to", "dot"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = reading.stdin.take().unwrap();
    // More than a pipe holds: once it is taken, the program has begun to read.
    for number in 0..20_000 {
        writeln!(input, "{{\"id\":\"n{number}\",\"type\":\"Person\",\"name\":\"somebody\"}}").unwrap();
    }
    let killed = Command::new("bash").args(["-c", &format!("kill -INT {}", reading.id())]).status().unwrap();
    assert!(killed.success());
    let ended = seen(reading.wait_with_output().unwrap());
    assert_eq!(ended.code, INTERRUPTED, "{}", ended.err);
    assert!(ended.err.contains("interrupted; no partial file is left"), "{}", ended.err);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    drop(input);
}

#[test]
#[cfg(target_os = "linux")]
fn a_killed_program_leaves_no_file() {
    let rows = (0..200_000)
        .map(|number| format!("{{\"id\":\"n{number}\",\"type\":\"Person\"}}\n"))
        .collect::<String>();
    let folder = folder(&[("rows.jsonl", &rows)]);
    let arguments = ["export", "rows.jsonl", "--to", "ntriples,graphml,dot,jsonl", "--threads", "1"];
    let mut writing = program(folder.path(), &arguments).stderr(Stdio::piped()).spawn().unwrap();
    // Then the first file is whole: by then the next one is being written.
    let said = std::io::BufReader::new(writing.stderr.as_mut().unwrap());
    std::io::BufRead::lines(said).find(|line| line.as_ref().unwrap().starts_with("wrote")).unwrap().unwrap();
    writing.kill().unwrap();
    writing.wait().unwrap();
    let whole =
        run(folder.path(), &["export", "rows.jsonl", "--out", "whole", "--to", "ntriples,graphml,dot,jsonl"]);
    assert_eq!(whole.code, GOOD, "{}", whole.err);
    for left in fs::read_dir(folder.path().join("exports")).unwrap() {
        let left = left.unwrap().path();
        let expected = fs::read(folder.path().join("whole").join(left.file_name().unwrap())).unwrap();
        assert!(fs::read(&left).unwrap() == expected, "{} is half-written", left.display());
    }
}

#[test]
fn a_compressed_file_that_was_not_copied_whole_is_told() {
    let rows = (0..50_000)
        .map(|number| format!("{{\"id\":\"n{number}\",\"weight\":{}}}\n", number * 7919 % 1000))
        .collect::<String>();
    let folder = folder(&[("rows.jsonl", &rows)]);
    for (pack, name) in [("gzip -k", "rows.jsonl.gz"), ("zstd -qk", "rows.jsonl.zst")] {
        let packed = Command::new("bash")
            .args(["-c", &format!("{pack} rows.jsonl")])
            .current_dir(folder.path())
            .status();
        assert!(packed.unwrap().success(), "{pack} is not installed");
        let path = folder.path().join(name);
        assert_eq!(run(folder.path(), &["check", name]).out, "50,000 nodes, 0 edges\n");
        let mut piped = program(folder.path(), &["check", "-"]);
        piped.stdin(fs::File::open(&path).unwrap());
        assert_eq!(seen(piped.output().unwrap()).out, "50,000 nodes, 0 edges\n", "standard input");
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() * 2 / 3]).unwrap();
        let checked = run(folder.path(), &["check", name]);
        assert_eq!(checked.code, FINDINGS, "{}", checked.out);
        assert!(checked.out.contains("it is truncated"), "{}", checked.out);
    }
}

#[test]
fn rows_and_dossiers_are_not_combined() {
    let folder = folder(&[("rows.jsonl", "{\"id\":\"a\"}\n"), ("strike.yaml", "dossier: strike\n")]);
    let mixed = run(folder.path(), &["check", "rows.jsonl", "strike.yaml"]);
    assert_eq!(mixed.code, USAGE);
    assert!(mixed.err.contains("cannot be combined in one run"), "{}", mixed.err);
    let unknown = run(folder.path(), &["check", "rows.jsonl", "--from", "excel"]);
    assert_eq!(unknown.code, USAGE);
    assert!(unknown.err.contains("jsonl"), "{}", unknown.err);
    let formless = run(folder.path(), &["export", "rows.jsonl"]);
    assert_eq!(formless.code, USAGE);
    for command in ["draw", "view"] {
        let mixed = run(folder.path(), &[command, "rows.jsonl", "strike.yaml"]);
        assert_eq!(mixed.code, USAGE);
        assert!(mixed.err.contains("cannot be combined in one run"), "{}", mixed.err);
    }
    let loaded = run(folder.path(), &["load", "graphs", "rows.jsonl", "strike.yaml"]);
    assert_eq!(loaded.code, USAGE);
    assert!(loaded.err.contains("cannot be combined in one run"), "{}", loaded.err);
}

/// What the program says of rows that come through a named pipe.
#[cfg(unix)]
fn piped(rows: &str, arguments: &[&str]) -> Run {
    let folder = folder(&[]);
    let made = Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap();
    assert!(made.success());
    let mut check = program(folder.path(), arguments);
    let mut reading = check.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    fs::write(folder.path().join("pipe"), rows).unwrap();
    let started = std::time::Instant::now();
    while reading.try_wait().unwrap().is_none() {
        if started.elapsed().as_secs() > 30 {
            reading.kill().unwrap();
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    seen(reading.wait_with_output().unwrap())
}

#[test]
#[cfg(unix)]
fn a_pipe_is_read_once() {
    let rows = "{\"id\":\"a\"}\n{\"id\":\"a\",\"n\":1}\n{\"source\":\"a\",\"target\":\"b\"}\n";
    let checked = piped(rows, &["check", "pipe", "--from", "jsonl"]);
    assert_eq!(checked.code, FINDINGS, "{}", checked.err);
    assert!(
        checked.out.contains(" --> pipe:2:1\n") && checked.out.contains(" --> pipe:3:1\n"),
        "{}",
        checked.out
    );
}

#[test]
#[cfg(unix)]
fn rows_in_a_pipe_want_their_format() {
    for (rows, format) in [
        ("{\"id\":\"a\"}\n", "jsonl"),
        ("<http://a.org/a> <http://a.org/b> <http://a.org/c> .\n", "ntriples"),
    ] {
        let checked = piped(rows, &["check", "pipe"]);
        assert_eq!(checked.code, FINDINGS, "{}", checked.err);
        assert!(
            checked.out.contains("`pipe` contains tabular data (rows), not a dossier"),
            "{}",
            checked.out
        );
        assert!(checked.out.contains(&format!("`--from {format}`")), "{}", checked.out);
    }
    let checked = piped("dossier: d\nnodes: {Person: {a: A}}\n", &["check", "pipe"]);
    assert_eq!(checked.code, 0, "{}", checked.out);
}

#[test]
fn what_is_said_of_a_long_id_or_line_is_short() {
    let id = "x".repeat(3_000_000);
    let rows = [
        format!("{{\"id\":\"{id}\"}}\n{{\"id\":\"{id}\"}}\n"),
        format!("{{\"source\":\"{id}\",\"target\":\"{id}y\",\"type\":\"{id}\"}}\n{{\"name\":\"{id}\"}}\n"),
    ];
    let folder = folder(&[("rows.jsonl", &rows.concat())]);
    for format in ["text", "json", "sarif"] {
        let checked = run(folder.path(), &["check", "rows.jsonl", "--format", format]);
        assert_eq!(checked.code, FINDINGS);
        assert!(checked.out.len() < 40_000, "{format}: {}", checked.out.len());
    }
}

/// Nothing of a folder is to be seen until it is whole.
#[test]
#[cfg(target_os = "linux")]
fn a_killed_program_leaves_nothing_of_a_folder() {
    let rows = (0..400_000)
        .map(|number| format!("{{\"id\":\"n{number}\",\"type\":\"Person\"}}\n"))
        .collect::<String>();
    let folder = folder(&[("rows.jsonl", &rows)]);
    fs::create_dir(folder.path().join("exports")).unwrap();
    let mut writing = program(folder.path(), &["export", "rows.jsonl", "--to", "neo4j", "--threads", "1"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It writes as soon as it has a file open that has no name.
    let files = format!("/proc/{}/fd", writing.id());
    let is_writing = || {
        let files = fs::read_dir(&files).into_iter().flatten().flatten();
        files
            .filter_map(|file| fs::read_link(file.path()).ok())
            .any(|file| file.to_string_lossy().contains("(deleted)"))
    };
    while !is_writing() {
        assert!(writing.try_wait().unwrap().is_none(), "it has ended before it was seen to write");
    }
    writing.kill().unwrap();
    writing.wait().unwrap();
    let left: Vec<_> = fs::read_dir(folder.path().join("exports")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_file_that_is_not_there_is_a_failure_of_input() {
    let folder = folder(&[("rows.jsonl", "{\"id\":\"a\"}\n")]);
    for arguments in [
        &["check", "rows.jsonl", "gone.jsonl", "--from", "jsonl"][..],
        &["check", ".", "--from", "jsonl"],
        &["export", "rows.jsonl", "gone.jsonl", "--from", "jsonl", "--to", "dot", "--keep-going"],
    ] {
        let read = run(folder.path(), arguments);
        assert_eq!(read.code, IO, "{arguments:?}: {}{}", read.out, read.err);
    }
    assert_eq!(fs::read_to_string(folder.path().join("exports/graph.dot")).unwrap().lines().count(), 3);
}

/// Attributes by which Graphviz opens files, makes links and repeats things.
const HOSTILE: &str = "bgcolor color fillcolor fontcolor labelfontcolor pencolor distortion skew fontsize labelfontsize \
    _background _draw_ _hdraw_ _hldraw_ _ldraw_ _tdraw_ _tldraw_ charset class edgehref edgetarget edgeURL fontname \
    fontnames fontpath headhref headtarget headURL href image imagepath labelfontname labelhref labeltarget labelURL layout minlen \
    peripheries postaction samplepoints shapefile sides stylesheet tailhref tailtarget tailURL target URL vertices xdotversion";

#[cfg(target_os = "linux")]
#[test]
fn graphviz_opens_no_file_and_makes_no_link_that_rows_name() {
    let folder = folder(&[("secret.png", "")]);
    let secret = folder.path().join("secret.png").display().to_string();
    for (at, value) in
        [secret.as_str(), "javascript:alert(1)", "file:///etc/passwd", "red:\"/><script>", "1000000000"]
            .iter()
            .enumerate()
    {
        let mut rows = String::from("{\"id\":\"z\"}\n");
        // A carriage return is nothing to Graphviz, and `image_` is already the name of another property.
        let names = HOSTILE.split_whitespace().chain(["ima\rge", "\rURL", "image_"]);
        let mut props: serde_json::Map<String, serde_json::Value> =
            names.map(|name| (name.to_owned(), (*value).into())).collect();
        for shape in ["custom", "epsf", "polygon", secret.as_str()] {
            props.insert("shape".to_owned(), shape.into());
            props.insert("style".to_owned(), "filled".into());
            let props = serde_json::to_string(&props).unwrap();
            rows += &format!("{{\"id\":\"{shape}\",\"props\":{props}}}\n");
            rows +=
                &format!("{{\"source\":\"{shape}\",\"target\":\"z\",\"type\":\"to\",\"props\":{props}}}\n");
        }
        fs::write(folder.path().join("rows.jsonl"), rows).unwrap();
        let exported = run(folder.path(), &["export", "rows.jsonl", "--to", "dot", "--out", "."]);
        assert_eq!(exported.code, GOOD, "{}", exported.err);
        assert!(exported.err.contains("loss: dot: names of properties ("), "{}", exported.err);
        let dot = fs::read_to_string(folder.path().join("rows.dot")).unwrap();
        assert!(
            dot.contains(", image_=") && dot.contains(", image__=") && !dot.contains(", image="),
            "{dot}"
        );
        for format in ["svg", "png:gd", "ps"] {
            let drawn = Command::new("prlimit")
                .args(["--as=2000000000", "--cpu=60", "strace", "-f", "-e", "trace=%file", "-o", "calls.txt"])
                .args(["dot", &format!("-T{format}"), "-o", "picture", "rows.dot"])
                .current_dir(folder.path())
                .output()
                .unwrap();
            assert!(drawn.status.success(), "{at} {format}: {}", String::from_utf8_lossy(&drawn.stderr));
            let calls = fs::read_to_string(folder.path().join("calls.txt")).unwrap();
            assert!(calls.contains("\"rows.dot\""), "{calls}");
            assert!(!calls.contains("secret.png") && !calls.contains("passwd"), "{format}: {calls}");
        }
        assert!(
            Command::new("dot")
                .args(["-Tsvg", "-o", "picture", "rows.dot"])
                .current_dir(folder.path())
                .status()
                .unwrap()
                .success()
        );
        let svg = fs::read_to_string(folder.path().join("picture")).unwrap();
        for bad in ["javascript:", "file:", "<image", "href=", "<script"] {
            assert!(!svg.contains(bad), "{bad} of {value}: {svg}");
        }
    }
}

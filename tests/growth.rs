//! What is twice as large takes twice as long: instructions of the real program, counted by Valgrind at three sizes.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{LazyLock, Mutex};

use dossier::export::EXPORTERS;

/// By how much the instructions for one more item may grow while the items are doubled: 1 is linear, 2 is quadratic.
const MOST: f64 = 1.4;

/// A command on files that grow: how many items at first, what is written for so many, and the arguments.
struct Shape {
    name: &'static str,
    items: usize,
    files: fn(usize) -> Vec<(String, String)>,
    arguments: fn() -> Vec<String>,
}

const SHAPES: &[Shape] = &[
    Shape {
        name: "unknown names",
        items: 60,
        files: unknown_names,
        arguments: || words("check --format json d.yaml"),
    },
    Shape { name: "quotes", items: 40, files: quotes, arguments: || words("check --format json d.yaml") },
    Shape { name: "nodes", items: 300, files: nodes, arguments: || words("check -q d.yaml") },
    Shape { name: "claims", items: 50, files: claims, arguments: || words("check --coverage d.jsonl") },
    Shape { name: "names", items: 60, files: names, arguments: || words("show shared-0 -q d.jsonl") },
    Shape { name: "one line", items: 120, files: one_line, arguments: || words("check d.yaml") },
    Shape {
        name: "parts",
        items: 50,
        files: good,
        arguments: || words("export --to jsonl --out out --between o0 o20 --hide Place d.jsonl"),
    },
    Shape { name: "formats", items: 10, files: good, arguments: || all(&formats(), "d.jsonl") },
    Shape { name: "formats of rows", items: 25, files: rows, arguments: || all(&row_formats(), "r.jsonl") },
    Shape {
        name: "parts of rows",
        items: 200,
        files: rows,
        arguments: || {
            words("draw --threads 1 -o out.dot --focus n1 --depth 900 --hide Type9 --most 20 r.jsonl")
        },
    },
    Shape {
        name: "overview of rows",
        items: 200,
        files: rows,
        arguments: || words("draw --threads 1 -o out.dot --picture overview r.jsonl"),
    },
    Shape {
        name: "rows of a node",
        items: 200,
        files: rows,
        arguments: || words("show --threads 1 n7 r.jsonl"),
    },
    Shape {
        name: "strict rows",
        items: 200,
        files: rows,
        arguments: || words("check --ontology strict --threads 1 r.jsonl"),
    },
];

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

fn formats() -> Vec<&'static str> {
    EXPORTERS.iter().map(|exporter| exporter.name()).collect()
}

fn row_formats() -> Vec<&'static str> {
    EXPORTERS.iter().filter(|exporter| exporter.takes_rows()).map(|exporter| exporter.name()).collect()
}

fn all(formats: &[&str], file: &str) -> Vec<String> {
    let threads = if file.starts_with('r') { "--threads 1 " } else { "" };
    words(&format!("export {threads}--out out --to {} {file}", formats.join(",")))
}

fn file(name: &str, text: String) -> (String, String) {
    (name.to_owned(), text)
}

/// Ids, works, types, relations and keys that nobody declares, each near to one that somebody does.
fn unknown_names(items: usize) -> Vec<(String, String)> {
    let mut text = "dossier: big\nsource: {".to_owned();
    (0..items).for_each(|at| write!(text, "work-{at}: t.md, ").unwrap());
    text.push_str("wirk-x: t.md}\nnodes:\n  Work:\n");
    (0..items).for_each(|at| writeln!(text, "    work-{at}: Work {at}").unwrap());
    (0..items).for_each(|at| writeln!(text, "  Orgenization{at}:\n    no-{at}: {{labbel: x}}").unwrap());
    text.push_str("  Organization:\n");
    (0..items).for_each(|at| writeln!(text, "    organization-number-{at}: Organization {at}").unwrap());
    text.push_str("claims:\n");
    for at in 0..items {
        writeln!(text, "  - {{quote: words, work: [wrk-{at}], by: orgnaizatoin-number-{at}, say: [organization-nimber-{at} abuot{at} no-{at}x]}}").unwrap();
        writeln!(text, "  - {{quote: words, say: [no-{at} about no-{at}]}}").unwrap();
    }
    vec![file("d.yaml", text), file("t.md", "some words\n".to_owned())]
}

/// A word that no other number has.
fn word(number: usize) -> String {
    let mut left = (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let letters = (0..9).map(|_| {
        left = left.rotate_left(7).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        char::from(b'a' + (left >> 56) as u8 % 26)
    });
    letters.collect()
}

/// Right, wrong, short, common and folded quotes, and cues, of one text that grows with them.
fn quotes(items: usize) -> Vec<(String, String)> {
    // Short texts are searched without an index, so that the text is long at every size.
    let mut text = "Nothing of this is quoted anywhere. ".repeat(300);
    for at in 0..items {
        let [one, two, three] = [word(3 * at), word(3 * at + 1), word(3 * at + 2)];
        writeln!(text, "He says {one} {two} holds – “{three}” {at}.").unwrap();
    }
    let mut dossier = "dossier: big\nsource: {art: t.md}\nnodes:\n  Work:\n    art: Article\n  Organization:\n    a: A\n    b: B\nclaims:\n".to_owned();
    for at in 0..items {
        let [one, two, three] = [word(3 * at), word(3 * at + 1), word(3 * at + 2)];
        for quote in [
            format!("{one} {two}"),
            format!("{one} not {two} {three}"),
            format!("- \\\"{three}\\\" {at}"),
            "holds".to_owned(),
            format!("q{at}"),
        ] {
            writeln!(dossier, "  - {{quote: \"{quote}\", by: a, cue: He says, say: [a about b]}}").unwrap();
        }
        let (line, cue) = (at + 1, word(at + 1_000_000));
        writeln!(dossier, "  - {{quote: holds, at: {line}, by: b, cue: {cue}, say: [a about b]}}").unwrap();
    }
    vec![file("d.yaml", dossier), file("t.md", text)]
}

fn nodes(items: usize) -> Vec<(String, String)> {
    let mut text = "dossier: big\nnodes:\n  Organization:\n".to_owned();
    (0..items)
        .for_each(|at| writeln!(text, "    o{at}: {{label: Organization {at}, aka: [Name {at}]}}").unwrap());
    vec![file("d.yaml", text)]
}

/// The head and the nodes of a dossier in JSON Lines: two works, and things of each type that is spoken of.
fn head(items: usize) -> String {
    let mut text = "{\"dossier\":{\"name\":\"big\",\"language\":\"en\"}}\n{\"node\":\"art\",\"type\":\"Work\",\"label\":\"Article\"}\n".to_owned();
    for at in 0..items {
        writeln!(text, "{{\"node\":\"o{at}\",\"type\":\"Organization\",\"label\":\"Group {at}\",\"aka\":[\"Gang {at}\"]}}").unwrap();
    }
    text
}

/// Claims that the program has to follow: a chain of parts, one of denials, one told by many, issues in issues, many works.
fn claims(items: usize) -> Vec<(String, String)> {
    let mut text = head(items + 1);
    for at in 0..=items {
        writeln!(text, "{{\"node\":\"w{at}\",\"type\":\"Work\",\"label\":\"Work {at}\"}}").unwrap();
        writeln!(text, "{{\"node\":\"i{at}\",\"type\":\"Issue\",\"label\":\"Issue {at}\"}}").unwrap();
    }
    (0..=items)
        .for_each(|at| writeln!(text, "{{\"source\":\"w{at}\",\"text\":\"In {at} it is so.\"}}").unwrap());
    let mut claim = |id: String, subject: String, relation: &str, object: String, rest: String| {
        writeln!(text, "{{\"claim\":\"{id}\",\"subject\":\"{subject}\",\"relation\":\"{relation}\",\"object\":{object}{rest}}}").unwrap();
    };
    for at in 0..items {
        let (node, next) = (format!("o{at}"), format!("\"o{}\"", at + 1));
        let evidence = format!(",\"evidence\":[{{\"work\":\"w{at}\",\"quote\":\"it is so\"}}]");
        claim(format!("p{at}"), node.clone(), "partOf", next.clone(), evidence);
        claim(format!("s{at}"), node.clone(), "about", next, format!(",\"speakers\":[\"o{at}\"]"));
        claim(format!("i{at}x"), format!("i{at}"), "partOf", format!("\"i{}\"", at + 1), String::new());
        claim(format!("b{at}"), "art".to_owned(), "about", format!("\"o{at}\""), String::new());
        let denied =
            if at == 0 { "{\"claim\":\"p0\"}".to_owned() } else { format!("{{\"claim\":\"d{}\"}}", at - 1) };
        claim(format!("d{at}"), "o1".to_owned(), "denies", denied, String::new());
    }
    // Each of these has the id of a node and speaks twice of the one before it.
    for at in 1..items {
        let before = format!("{{\"claim\":\"o{}\"}}", at - 1);
        writeln!(
            text,
            "{{\"claim\":\"o{at}\",\"subject\":{before},\"relation\":\"reasonFor\",\"object\":{before}}}"
        )
        .unwrap();
    }
    text.push_str("{\"claim\":\"o0\",\"subject\":\"o0\",\"relation\":\"about\",\"object\":\"o1\"}\n");
    let evidence: Vec<String> =
        (0..items).map(|at| format!("{{\"work\":\"w{at}\",\"quote\":\"In {at}\"}}")).collect();
    writeln!(text, "{{\"claim\":\"all\",\"subject\":\"o0\",\"relation\":\"about\",\"object\":\"art\",\"evidence\":[{}]}}", evidence.join(",")).unwrap();
    vec![file("d.jsonl", text)]
}

/// Names that many nodes have, in a text that has them often.
fn names(items: usize) -> Vec<(String, String)> {
    let mut text = head(0);
    for at in 0..items {
        writeln!(text, "{{\"node\":\"shared-{at}\",\"type\":\"Person\",\"label\":\"Ada {at}\",\"aka\":[\"Smith\",\"Smith the {at}th of his name\"]}}").unwrap();
    }
    let words: String = (0..items).map(|at| format!("Smith number {at} met Ada {at}. ")).collect();
    writeln!(text, "{{\"source\":\"art\",\"text\":\"{words}\"}}").unwrap();
    for at in 0..items {
        writeln!(text, "{{\"claim\":\"c{at}\",\"subject\":\"shared-{at}\",\"relation\":\"about\",\"object\":\"art\",\"evidence\":[{{\"work\":\"art\",\"quote\":\"Smith number {at} met\"}}]}}").unwrap();
    }
    vec![file("d.jsonl", text)]
}

/// Findings on one line, too long at every size to be shown whole, and comments one above the other.
fn one_line(items: usize) -> Vec<(String, String)> {
    let mut text = "dossier: big\n".to_owned();
    (0..items).for_each(|at| writeln!(text, "# allow D0105: reason {at}").unwrap());
    text.push_str("nodes:\n  Organization: {a: A");
    (0..items).for_each(|at| write!(text, ", o{at}: {{label: Organization {at}, labbel: x}}").unwrap());
    text.push_str("}\n");
    vec![file("d.yaml", text)]
}

/// A dossier without findings.
fn good(items: usize) -> Vec<(String, String)> {
    let mut text = head(items + 1);
    let words: String = (0..items).map(|at| format!("Group {at} speaks of the next one. ")).collect();
    writeln!(text, "{{\"source\":\"art\",\"text\":\"{words}\"}}").unwrap();
    for at in 0..items {
        writeln!(text, "{{\"claim\":\"c{at}\",\"subject\":\"o{at}\",\"relation\":\"about\",\"object\":\"o{}\",\"evidence\":[{{\"work\":\"art\",\"quote\":\"Group {at} speaks of the next one\"}}]}}", at + 1).unwrap();
    }
    vec![file("d.jsonl", text)]
}

/// Rows with as many types, relations and properties as there are rows.
fn rows(items: usize) -> Vec<(String, String)> {
    let mut text = String::new();
    for at in 0..items {
        writeln!(
            text,
            "{{\"id\":\"n{at}\",\"type\":\"Type{}\",\"name\":\"Name {at}\",\"p{}\":{at}}}",
            at % 20,
            at % 20
        )
        .unwrap();
    }
    for at in 0..items {
        let to = at * 7 % items;
        writeln!(
            text,
            "{{\"source\":\"n{at}\",\"target\":\"n{to}\",\"type\":\"rel{}\",\"id\":\"e{at}\"}}",
            at % 20
        )
        .unwrap();
    }
    vec![file("r.jsonl", text)]
}

/// The program without what debuggers read of it, which takes Valgrind longer than to run it.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let bare = Path::new(env!("CARGO_TARGET_TMPDIR")).join("dossier-without-symbols");
    let stripped = Command::new("strip").arg("-o").arg(&bare).arg(env!("CARGO_BIN_EXE_dossier")).status();
    assert!(stripped.expect("strip is there").success());
    bare
});

/// The instructions of one run.
fn instructions(shape: &Shape, items: usize) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in (shape.files)(items) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let output = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(&*PROGRAM)
        .args((shape.arguments)())
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("valgrind is there");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code().is_some_and(|code| code <= 1), "{}: {told}", shape.name);
    let (_, count) = told.rsplit_once("refs:").expect("valgrind counts");
    count.split_ascii_whitespace().next().unwrap().replace(',', "").parse().unwrap()
}

#[test]
fn twice_as_much_takes_twice_as_long() {
    let (next, told) = (Mutex::new(SHAPES.iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(shape) = next.lock().unwrap().next() else { return };
                    let [one, two, four] = [1, 2, 4].map(|times| instructions(shape, shape.items * times));
                    let first = (two as f64 - one as f64) / shape.items as f64;
                    let second = (four as f64 - two as f64) / (2 * shape.items) as f64;
                    told.lock().unwrap().push((shape.name, [one, two, four], second / first));
                }
            });
        }
    });
    let told = told.into_inner().unwrap();
    assert_eq!(told.len(), SHAPES.len());
    let lines: String = told
        .iter()
        .map(|(name, counts, growth)| format!("{name}: {counts:?}, growth {growth:.2}\n"))
        .collect();
    println!("{lines}");
    assert!(
        told.iter().all(|(.., growth)| (0.0..=MOST).contains(growth)),
        "the growth is at most {MOST}:\n{lines}"
    );
}

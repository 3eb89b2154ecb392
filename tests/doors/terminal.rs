//! What reaches the terminal.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use super::*;

/// Sets the colour and the title, rings, clears the screen, goes back, hides, turns the direction, and is not assigned.
const HOSTILE: &str = "A\u{1b}[31mR\u{1b}]0;pwned\u{7}\u{1b}[2J\r\u{8}\u{9b}31m\u{7f}\u{202e}\u{2066}evil\u{2069}\u{200b}\
                       \u{200f}\u{61c}\u{2028}\u{e0041}\u{fff9}\u{fffe}\u{378}Z";

/// Fails where a text holds more than the program's own colours, and what people see.
fn assert_harmless(text: &str, what: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        let after = &rest[at + 1..];
        let length =
            after.strip_prefix('[').and_then(|after| after.find(|c: char| !c.is_ascii_digit() && c != ';'));
        let is_colour = length.is_some_and(|length| after[1 + length..].starts_with('m'));
        assert!(is_colour && !after.starts_with("[31m"), "{what}: {text:?}");
        rest = after;
    }
    let acts = |c: char| {
        (c.is_control() && c != '\n' && c != '\t' && c != '\u{1b}')
            || matches!(c, '\u{200b}' | '\u{200f}' | '\u{61c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || matches!(c, '\u{e0041}' | '\u{fff9}' | '\u{fffe}' | '\u{378}')
    };
    assert!(!text.contains(acts), "{what}: {text:?}");
}

/// A dossier whose every word is hostile.
fn hostile_dossier(folder: &Path) {
    let words = serde_json::to_string(HOSTILE).unwrap();
    // YAML takes JSON's escapes, but not every character as it is.
    let words: String = words
        .chars()
        .map(|c| if c.is_ascii_graphic() { c.to_string() } else { format!("\\U{:08x}", u32::from(c)) })
        .collect();
    let text = format!(
        "dossier: d\ntitle: {words}\nsource: {{t: {{text: t.md, licence: {words}}}}}\nnodes:\n  Work: {{t: {words}}}\n  \
         Person: {{x: {{label: {words}, aka: [{words}], note: {words}, kind: {words}}}}}\nclaims:\n  - quote: Words\n    \
         say: [x statement foo]\n"
    );
    fs::write(folder.join("d.yaml"), text).unwrap();
    fs::write(folder.join("t.md"), "Words here\n").unwrap();
}

#[test]
fn what_a_dossier_says_does_not_act_on_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    hostile_dossier(at);
    fs::write(
        at.join("bad.yaml"),
        format!("dossier: b\n? \"{}\"\n: {{}}\n", HOSTILE.replace('\u{fffe}', "")),
    )
    .unwrap();
    fs::write(at.join("q.rq"), format!("SELECT {HOSTILE} {{")).unwrap();
    let commands: &[&[&str]] = &[
        &["show", "x", "d.yaml"],
        &["show", "t", "d.yaml"],
        &["show", "x.statement", "d.yaml"],
        &["query", "SELECT ?l { ?s rdfs:label ?l }", "d.yaml"],
        &["query", "--file", "q.rq", "d.yaml"],
        &["check", "d.yaml", "--coverage"],
        &["check", "d.yaml", "--format", "github"],
        &["check", "bad.yaml"],
        &["check", "bad.yaml", "--format", "github"],
        &["export", "d.yaml", "--focus", "x", "--to", "dot"],
        &["draw", "d.yaml"],
        &["load", "store", "d.yaml", "--dry-run"],
    ];
    let mut seen_words = 0;
    for command in commands {
        for color in ["always", "never"] {
            let (exit, out, err) = run(at, &[command, &["--color", color][..]].concat());
            assert!((0..3).contains(&exit), "{command:?}: {out}{err}");
            assert_harmless(&out, &format!("{command:?}"));
            assert_harmless(&err, &format!("{command:?}"));
            seen_words += usize::from(format!("{out}{err}").contains("␛[31m"));
        }
    }
    assert!(seen_words >= 12, "the hostile words are shown by {seen_words} commands only");
}

#[test]
fn data_stays_exact_unless_a_terminal_shows_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    hostile_dossier(at);
    let (_, out, _) = run(at, &["query", "SELECT ?l { ?s rdfs:label ?l }", "d.yaml", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(answer["results"]["bindings"][0]["l"]["value"], HOSTILE);
    let export = ["export", "d.yaml", "--to", "jsonl", "--out", "-"];
    let (_, out, _) = run(at, &export);
    assert!(out.contains('\u{202e}') && out.contains('\u{9b}'), "{out:?}");
    // The same where somebody looks on (script(1) gives the program a terminal).
    let words = format!("'{}' {}", env!("CARGO_BIN_EXE_dossier"), export.join(" "));
    let shown = Command::new("script").args(["-qec", &words, "/dev/null"]).current_dir(at).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap().replace("\r\n", "\n");
    assert!(shown.contains("\"dossier\""), "{shown}");
    assert_harmless(&shown, "on a terminal");
}

#[test]
fn names_and_arguments_do_not_act_on_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    hostile_dossier(at);
    let name = HOSTILE.replace('/', "");
    let file = |extension: &str| format!("{name}\n::warning::x%0A,{extension}");
    fs::copy(at.join("d.yaml"), at.join(file(".yaml"))).unwrap();
    fs::write(at.join(file(".jsonl")), "{\"id\": \"a\"\n").unwrap();
    fs::create_dir(at.join(&name)).unwrap();
    fs::write(at.join(&name).join("bad.yaml"), "dossier: b\nnodse: {}\nsource: {t: gone}\n").unwrap();
    let (yaml, rows, pictures) = (file(".yaml"), file(".jsonl"), file(".svg"));
    let commands: &[&[&str]] = &[
        &["check", &yaml],
        &["check", &yaml, "--format", "github"],
        &["check", &rows],
        &["check", &rows, "--format", "github"],
        &["check", &name],
        &["check", &name, "--format", "github"],
        &["check", &format!("{name}/gone.yaml")],
        &["draw", &yaml, "-o", &pictures],
        &["export", &yaml, "--to", &name],
        &["export", &yaml, "--out", &name],
        &["export", &rows, "--to", "jsonl", "--keep-going"],
        &["query", "--file", &file(".rq"), &yaml],
        &["load", &format!("http://127.0.0.1:1/{name}"), &yaml],
        &["load", &name, &yaml],
        &["show", &name, &yaml],
        &["draw", &yaml, "--focus", &name],
        &["draw", &yaml, "--dpi", &name],
        &["explain", &name],
        &["new", &name],
        &[&name],
        &["check", &format!("--{name}")],
        &["check", "--color", &name],
        &["check", "--level", &name],
        &["export", "--base", &name],
        &["export", &rows, "--to", "jsonl", "--memory", &name],
        &["ontology", &rows],
        &["check", "d.yaml", "--allow-path", &name[1..]],
    ];
    let mut shown = 0;
    for command in commands {
        for color in [&["--color", "always"][..], &[]] {
            let (_, out, err) = run(at, &[command, color].concat());
            shown += usize::from(format!("{out}{err}").contains("␛[31m"));
            for (text, is_github) in [(&out, command.contains(&"github")), (&err, false)] {
                assert_harmless(text, &format!("{command:?}"));
                // One command to a line, and the name of the file does not end it.
                assert!(text.lines().all(|line| is_github || !line.starts_with("::")), "{command:?}: {text}");
                let commands = text.lines().filter(|line| line.starts_with("::"));
                assert!(commands.clone().all(|line| !line.starts_with("::warning::")), "{command:?}: {text}");
            }
        }
    }
    assert!(shown >= 40, "the hostile name is shown {shown} times only");
    // A name that is not UTF-8 is refused or shown, and never acts.
    let odd = [b"check ".as_slice(), b"\xff\x9b\x1b[2J"].map(OsStr::from_bytes);
    for arguments in
        [&[odd[1]][..], &[OsStr::new("check"), odd[1]], &[OsStr::new("check"), OsStr::new("--level"), odd[1]]]
    {
        let (exit, out, err) = seen(program(at).args(arguments).output().unwrap());
        assert!(exit == 2 || exit == 3, "{out}{err}");
        assert_harmless(&out, "not UTF-8");
        assert_harmless(&err, "not UTF-8");
    }
}

/// A server that answers everything with hostile words until the program is done with it.
#[test]
fn what_a_server_answers_does_not_act_on_the_terminal() {
    use std::io::{Read, Write};

    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    hostile_dossier(at);
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in server.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let head = "HTTP/1.1 400 Bad\r\nServer: Fu\u{9b}2J\u{1b}[31mseki\r\nContent-Type: text/plain\r\n";
            let body = format!("{HOSTILE}\nerror: \u{1b}[31m forged\n");
            let _ = write!(stream, "{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
        }
    });
    for path in ["ds", "repositories/x", "sparql"] {
        for more in [&[][..], &["--dry-run"], &["--profile", "generic"], &["--profile", "fuseki"]] {
            let target = format!("http://{address}/{path}");
            let (exit, out, err) = run(at, &[&["load", &target, "d.yaml"], more].concat());
            assert_eq!(exit, 4, "{out}{err}");
            assert_harmless(&out, path);
            assert_harmless(&err, path);
            assert!(!err.contains("\nerror: ␛"), "the answer looks like words of the program: {err}");
        }
    }
}

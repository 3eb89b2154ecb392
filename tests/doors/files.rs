//! Files that the content of files names.

use std::sync::atomic::{AtomicBool, Ordering};

use dossier::read::{Disk, read};

use super::*;

/// What nobody but the user may see; it stands outside the folder of the stranger's dossier.
const SECRET: &str = "the-key-of-the-user";

/// A folder `in` for the stranger's files, with a pipe and links out of it, and one `out` with a secret.
fn folders() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir_all(at.join("in/sub")).unwrap();
    fs::create_dir(at.join("out")).unwrap();
    fs::write(at.join("in/text.md"), "Words of a text.\n").unwrap();
    for name in ["secret.md", "secret.yaml", "d.yaml"] {
        fs::write(at.join("out").join(name), format!("dossier: {SECRET}\n{SECRET}: Words of a text.\n"))
            .unwrap();
    }
    symlink("../out/secret.md", at.join("in/link.md")).unwrap();
    symlink("/proc/self/environ", at.join("in/environment.md")).unwrap();
    symlink("../out", at.join("in/door")).unwrap();
    symlink("../text.md", at.join("in/sub/fine.md")).unwrap();
    symlink("circle.md", at.join("in/circle.md")).unwrap();
    let made = Command::new("mkfifo").arg(at.join("in/pipe.md")).status().unwrap();
    assert!(made.success());
    std::os::unix::net::UnixListener::bind(at.join("in/socket.md")).unwrap();
    folder
}

fn dossier(head: &str, text: &str) -> String {
    format!(
        "dossier: d\n{head}source: {{t: {text:?}}}\nnodes: {{Work: {{t: T}}}}\nclaims:\n  - quote: Words of a text\n    \
         say: [t statement a]\n"
    )
}

/// Names of files that no dossier in `in` may read, and the codes of what is found.
fn forbidden(at: &Path) -> Vec<(String, &'static str)> {
    let absolute = at.join("out/secret.md").display().to_string();
    let dotted = format!("{}/in/../out/secret.md", at.display());
    [
        ("../out/secret.md", "D0011"),
        ("sub/../../out/secret.md", "D0011"),
        ("../out/no-such-file", "D0011"),
        ("link.md", "D0011"),
        ("door/secret.md", "D0011"),
        ("environment.md", "D0011"),
        (&absolute, "D0011"),
        (&dotted, "D0011"),
        ("/etc/passwd", "D0011"),
        ("/proc/self/environ", "D0011"),
        ("/proc/self/fd/0", "D0011"),
        ("/dev/stdin", "D0011"),
        ("/dev/zero", "D0011"),
        ("pipe.md", "D0001"),
        ("socket.md", "D0001"),
        ("circle.md", "D0001"),
        ("-", "D0001"),
        ("", "D0001"),
        (".", "D0001"),
        ("sub", "D0001"),
        ("text.md\0", "D0001"),
        (&"n".repeat(300), "D0001"),
    ]
    .map(|(name, code)| (name.to_owned(), code))
    .into()
}

#[test]
fn a_dossier_reads_only_files_of_its_own_folder() {
    let folder = folders();
    let at = folder.path();
    for (name, code) in forbidden(at) {
        for head in ["", "ontology: NAME\n", "ontology: {extend: NAME}\n"] {
            // JSON has the escapes that YAML has in double quotes.
            let quoted = serde_json::to_string(&name).unwrap();
            let text = if head.is_empty() { name.as_str() } else { "text.md" };
            let dossier = dossier("", "TEXT").replace("\"TEXT\"", &serde_json::to_string(text).unwrap());
            let dossier = format!("{}{dossier}", head.replace("NAME", &quoted));
            fs::write(at.join("in/d.yaml"), dossier).unwrap();
            let mut command = program(at);
            command.env("DOSSIER_PASSWORD", SECRET);
            let (exit, out, err) = seen(command.args(["check", "in/d.yaml"]).output().unwrap());
            assert_eq!(exit, 1, "{head}{name}: {out}{err}");
            // A bare name is that of a built-in ontology.
            let is_name = !head.is_empty() && out.contains("error[D0206]: no ontology");
            let is_bare = !name.contains(['.', '/']);
            assert!(out.contains(&format!("error[{code}]")) || is_name && is_bare, "{head}{name}: {out}");
            assert!(!out.contains(SECRET) && !err.contains(SECRET), "{head}{name}: {out}{err}");
        }
    }
}

#[test]
fn no_command_lets_a_dossier_out_of_its_folder() {
    let folder = folders();
    let at = folder.path();
    fs::write(at.join("in/d.yaml"), dossier("", "link.md")).unwrap();
    let commands: &[&[&str]] = &[
        &["check"],
        &["check", "--format", "json"],
        &["export", "--to", "jsonl,jsonld,dot"],
        &["draw", "-o", "d.html"],
        &["view", "--no-open"],
        &["load", "store"],
        &["show", "t"],
        &["query", "SELECT * { ?s ?p ?o }"],
    ];
    for command in commands {
        for by in [&["in/d.yaml"][..], &["in"]] {
            let arguments: Vec<&str> = command.iter().chain(by).copied().collect();
            let (exit, out, err) = run(at, &arguments);
            assert_eq!(exit, 1, "{arguments:?}: {out}{err}");
            assert!(format!("{out}{err}").contains("D0011"), "{arguments:?}: {out}{err}");
            // What the user allows is read.
            let (exit, out, err) = run(at, &[&arguments[..], &["--allow-path", "out"]].concat());
            assert_eq!(exit, 0, "{arguments:?}: {out}{err}");
        }
    }
    let (exit, _, err) = run(at, &["check", "in", "--allow-path", "nowhere"]);
    assert!(exit == 2 && err.contains("--allow-path nowhere"), "{exit} {err}");
    // What is allowed is that folder and not one whose name begins like it.
    fs::create_dir(at.join("ou")).unwrap();
    let (exit, out, _) = run(at, &["check", "in", "--allow-path", "ou"]);
    assert!(exit == 1 && out.contains("D0011"), "{out}");
}

#[test]
fn links_that_stay_in_the_folder_are_followed() {
    let folder = folders();
    let at = folder.path();
    for text in ["text.md", "./text.md", "sub/fine.md", "sub/../text.md", "../in/text.md"] {
        fs::write(at.join("in/d.yaml"), dossier("", text)).unwrap();
        let (exit, out, err) = run(at, &["check", "in/d.yaml"]);
        assert_eq!(exit, 0, "{text}: {out}{err}");
    }
    let absolute = at.join("in/text.md").display().to_string();
    fs::write(at.join("in/d.yaml"), dossier("", &absolute)).unwrap();
    assert_eq!(run(at, &["check", "in/d.yaml"]).0, 0);
    // A folder that is reached by a link is the folder itself, and standard input is in the folder where the program runs.
    fs::write(at.join("in/d.yaml"), dossier("", "sub/fine.md")).unwrap();
    symlink("in", at.join("other")).unwrap();
    assert_eq!(run(at, &["check", "other/d.yaml"]).0, 0);
    let piped = |text: &str| {
        fs::write(at.join("piped"), dossier("", text)).unwrap();
        let stdin = fs::File::open(at.join("piped")).unwrap();
        seen(program(&at.join("in")).args(["check", "-"]).stdin(stdin).output().unwrap())
    };
    assert_eq!(piped("text.md").0, 0);
    assert_eq!(piped("../out/secret.md").0, 1);
}

#[test]
fn walks_do_not_follow_links_out_of_the_folder() {
    let folder = folders();
    let at = folder.path();
    fs::remove_file(at.join("in/d.yaml")).unwrap_or(());
    fs::write(at.join("in/d.yaml"), dossier("", "text.md")).unwrap();
    assert_eq!(run(at, &["check", "in"]).0, 0, "a link to a folder is not followed");
    symlink("../../out/d.yaml", at.join("in/sub/link.yaml")).unwrap();
    let (exit, out, err) = run(at, &["check", "in"]);
    assert_eq!(exit, 1, "{out}{err}");
    assert!(out.contains("error[D0011]: the link `in/sub/link.yaml` points outside"), "{out}");
    assert!(!out.contains(SECRET), "{out}");
    let made = Command::new("mkfifo").arg(at.join("in/pipe.yaml")).status().unwrap();
    assert!(made.success());
    fs::remove_file(at.join("in/sub/link.yaml")).unwrap();
    assert_eq!(run(at, &["check", "in"]).0, 0);
}

#[test]
fn texts_of_rows_are_those_of_their_folder() {
    let folder = folders();
    let at = folder.path();
    fs::write(at.join("in/.DS_Store"), b"\0\xff").unwrap();
    let edge = |document: &str| {
        let rows = format!(
            "{{\"id\": \"a\", \"type\": \"Person\"}}\n{{\"source\": \"a\", \"target\": \"a\", \"relation\": \"knows\", \
             \"evidence\": [{{\"document\": \"{document}\", \"quote\": \"Words of a text\"}}]}}\n"
        );
        fs::write(at.join("rows.jsonl"), rows).unwrap();
        run(at, &["check", "rows.jsonl", "--texts", "in"])
    };
    for document in ["text", "text.md", "sub/fine.md"] {
        let (exit, out, err) = edge(document);
        assert_eq!(exit, 0, "{document}: {out}{err}");
        assert!(err.contains("in/link.md points outside the folder"), "{err}");
    }
    for document in ["link.md", "environment.md", "door/secret.md", "pipe.md", "../out/secret.md"] {
        let (exit, out, err) = edge(document);
        assert!(exit == 0 && out.contains("D0306"), "{document}: {out}{err}");
        assert!(!out.contains(SECRET), "{out}");
    }
    // The folder may be spelled in any way.
    edge("sub/fine");
    for spelled in ["./in", "in/", "in/.", "./in/sub/.."] {
        let (exit, out, err) = run(at, &["check", "rows.jsonl", "--texts", spelled]);
        assert!(exit == 0 && !out.contains("D0306"), "{spelled}: {out}{err}");
    }
    edge("link.md");
    let (exit, out, err) = run(at, &["check", "rows.jsonl", "--texts", "in", "--allow-path", "out"]);
    assert!(exit == 0 && !out.contains("D0306"), "{out}{err}");
}

#[test]
fn the_folder_of_a_store_names_its_own_files_only() {
    let folder = folders();
    let at = folder.path();
    fs::write(at.join("in/d.yaml"), dossier("", "text.md")).unwrap();
    assert_eq!(run(at, &["load", "store", "in/d.yaml"]).0, 0);
    let query = || run(at, &["query", "SELECT * { ?s ?p ?o }", "store"]);
    assert_eq!(query().0, 0);
    let file =
        all_files(&at.join("store")).into_iter().find(|file| file.extension().unwrap() == "nq").unwrap();
    fs::rename(&file, at.join("out/moved.nq")).unwrap();
    symlink(at.join("out/moved.nq"), &file).unwrap();
    let (exit, out, err) = query();
    assert!(exit == 3 && err.contains("not a regular file"), "{exit} {out}{err}");
    fs::remove_file(&file).unwrap();
    assert!(Command::new("mkfifo").arg(&file).status().unwrap().success());
    let (exit, out, err) = query();
    assert!(exit == 3 && err.contains("not a regular file"), "{exit} {out}{err}");
    fs::remove_file(at.join("store/dossier-store.json")).unwrap();
    symlink(at.join("out/secret.md"), at.join("store/dossier-store.json")).unwrap();
    let (exit, out, err) = query();
    assert!(exit == 3 && !err.contains(SECRET), "{exit} {out}{err}");
}

/// A name that leads inside when it is looked at and outside when it is opened.
#[test]
fn a_link_that_changes_all_the_time_leads_nowhere() {
    let folder = folders();
    let at = folder.path().to_owned();
    fs::write(at.join("in/d.yaml"), dossier("", "swapped/secret.md")).unwrap();
    fs::write(at.join("in/sub/secret.md"), "Words of a text.\n").unwrap();
    static DONE: AtomicBool = AtomicBool::new(false);
    let swapper = {
        let at = at.join("in");
        std::thread::spawn(move || {
            for target in ["sub", "../out"].into_iter().cycle() {
                if DONE.load(Ordering::Relaxed) {
                    break;
                }
                symlink(target, at.join("next")).unwrap();
                fs::rename(at.join("next"), at.join("swapped")).unwrap();
            }
        })
    };
    let (mut read_inside, mut refused) = (0, 0);
    for _ in 0..1_000 {
        let reading = read(&Disk::new(), &[at.join("in/d.yaml")]);
        for (_, file) in
            reading.graph.nodes().filter_map(|node| reading.graph.source(node.key())?.text.clone())
        {
            assert!(!file.text().contains(SECRET));
            read_inside += 1;
        }
        refused += reading.findings.iter().filter(|finding| finding.rule.code == "D0011").count();
    }
    DONE.store(true, Ordering::Relaxed);
    swapper.join().unwrap();
    assert!(read_inside + refused > 0);
}

#[test]
fn texts_inside_json_lines_are_no_names_of_files() {
    let folder = folders();
    let at = folder.path();
    fs::write(at.join("in/d.yaml"), dossier("", "text.md")).unwrap();
    assert_eq!(run(at, &["export", "in/d.yaml", "--to", "jsonl", "--out", "."]).0, 0);
    let lines = fs::read_to_string(at.join("d.jsonl")).unwrap();
    let secret = at.join("out/secret.md").display().to_string();
    let named = lines.replace("Words of a text.\\n", &secret);
    assert_ne!(named, lines);
    fs::write(at.join("d.jsonl"), named).unwrap();
    let (exit, out, err) = run(at, &["check", "d.jsonl"]);
    assert!(exit == 1 && !out.contains(SECRET), "{out}{err}");
}

/// A dossier that the shell hands over by a pipe is the user's, and its texts are where the user is.
#[test]
fn a_dossier_in_a_pipe_has_the_texts_of_the_working_folder() {
    let folder = folders();
    let at = folder.path().join("in");
    fs::write(at.join("d.yaml"), dossier("", "text.md")).unwrap();
    let shell = |words: &str| {
        let words = words.replace("dossier", env!("CARGO_BIN_EXE_dossier"));
        Command::new("bash").args(["-c", &words]).current_dir(&at).status().unwrap()
    };
    for words in
        ["dossier check <(cat d.yaml)", "dossier check /dev/stdin < d.yaml", "cat d.yaml | dossier check -"]
    {
        assert!(shell(words).success(), "{words}");
    }
    fs::write(at.join("d.yaml"), dossier("", "../out/secret.md")).unwrap();
    assert_eq!(shell("dossier check <(cat d.yaml)").code(), Some(1));
}

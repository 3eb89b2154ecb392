//! The examples of the README and of `docs/` are true: every `console` block is run, and what it shows is what the program prints.
//!
//! A block holds lines that begin with `$ `, each followed by what it prints. A line `…` stands for any lines, and `…`
//! inside a line for any words. The commands of a page run one after the other in one folder, which holds a copy of
//! `data/`.
use std::fs;
use std::path::Path;
use std::process::Command;

/// A command of a page and what is shown below it.
struct Example {
    line: usize,
    command: String,
    shown: Vec<String>,
}

fn examples(page: &str, text: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if !inside => continue,
            line => match (line.strip_prefix("$ "), examples.last_mut()) {
                (Some(command), _) => {
                    examples.push(Example { line: at + 1, command: command.to_owned(), shown: Vec::new() });
                }
                (None, Some(example)) => example.shown.push(line.to_owned()),
                (None, None) => panic!("{page}:{}: a console block begins with `$ `", at + 1),
            },
        }
    }
    examples
}

/// Whether printed lines are those shown, where `…` stands for anything.
fn fits(shown: &[String], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first.trim() == "…" => {
            (0..=printed.len()).any(|skip| fits(rest, &printed[skip..]))
        }
        Some((first, rest)) => {
            printed.split_first().is_some_and(|(line, others)| line_fits(first, line) && fits(rest, others))
        }
    }
}

fn line_fits(shown: &str, printed: &str) -> bool {
    let (shown, printed) = (shown.trim_end(), printed.trim_end());
    let Some((before, after)) = shown.split_once('…') else { return shown == printed };
    let Some(mut rest) = printed.strip_prefix(before) else { return shown == printed };
    // The program itself may print `…`.
    loop {
        if line_fits(after, rest) {
            return true;
        }
        let Some(next) = rest.chars().next() else { return false };
        rest = &rest[next.len_utf8()..];
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// Runs the examples of a page, and returns how many there are.
fn run_examples(root: &Path, page: &str) -> usize {
    let examples = examples(page, &fs::read_to_string(root.join(page)).unwrap());
    let folder = tempfile::tempdir().unwrap();
    copy(&root.join("data"), &folder.path().join("data"));
    let program = Path::new(env!("CARGO_BIN_EXE_dossier"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(program.parent().unwrap().to_owned()).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders).unwrap();
    for example in &examples {
        let output = Command::new("sh")
            .args(["-c", &example.command])
            .current_dir(folder.path())
            .env("PATH", &path)
            .env_remove("CLICOLOR_FORCE")
            .output()
            .unwrap();
        // As on a terminal: messages first, then the output.
        let printed =
            format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
        let lines: Vec<&str> = printed.lines().collect();
        assert!(
            fits(&example.shown, &lines),
            "{page}:{}: $ {}\nshows\n{}\nbut the program prints\n{printed}",
            example.line,
            example.command,
            example.shown.join("\n"),
        );
    }
    examples.len()
}

#[test]
fn the_examples_of_the_documentation_are_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec!["README.md".to_owned()];
    for entry in root.join("docs").read_dir().unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            pages.push(format!("docs/{name}"));
        }
    }
    pages.sort();
    let counts: Vec<usize> = pages.iter().map(|page| run_examples(root, page)).collect();
    assert!(counts[0] > 10 && counts.iter().sum::<usize>() > counts[0], "examples are missing: {counts:?}");
}

#[test]
fn an_ellipsis_stands_for_anything_and_nothing_else_does() {
    let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert!(fits(&owned(&["a", "…", "d"]), &["a", "b", "c", "d"]));
    assert!(fits(&owned(&["…"]), &[]));
    assert!(fits(&owned(&["wrote … nodes, …"]), &["wrote x: 11 nodes, 4 kB"]));
    assert!(!fits(&owned(&["a"]), &["a", "b"]));
    assert!(!fits(&owned(&["a", "b"]), &["a"]));
    assert!(!fits(&owned(&["wrote … nodes"]), &["wrote 11 claims"]));
}

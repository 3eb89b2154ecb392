//! `dossier check --fix` and `--diff` as their users meet them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{TEXT, dossier};

/// Exit code, standard output and standard error.
type Ran = (i32, String, String);

fn ran(mut command: Command, folder: &Path) -> Ran {
    let output = command.current_dir(folder).stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn check(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.arg("check").args(arguments);
    ran(command, folder)
}

/// The same on a terminal, with answers, separated by commas; what is printed is in one text.
fn check_on_terminal(folder: &Path, answers: &str, arguments: &[&str]) -> Ran {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(root.join("target/tools/venv/bin/python"));
    command.arg(root.join("tests/fixes/terminal.py")).arg(answers).arg(env!("CARGO_BIN_EXE_dossier"));
    command.arg("check").args(arguments).env("NO_COLOR", "1");
    let (code, out, err) = ran(command, folder);
    (code, out.replace("\r\n", "\n"), err)
}

/// A folder with a dossier of these parts.
fn folder(parts: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("d.yaml"), dossier(parts)).unwrap();
    fs::write(folder.path().join("report.md"), TEXT).unwrap();
    folder
}

fn text(folder: &tempfile::TempDir) -> String {
    fs::read_to_string(folder.path().join("d.yaml")).unwrap()
}

const TYPO: (&str, &str) = ("by: port", "by: prot");
const FOLDED: (&str, &str) = ("quote: The dockers’ union", "quote: The dockers' union");
/// A quote that says the opposite.
const DROPPED: (&str, &str) = ("does not break", "does break");

const HUNK: &str = "--- d.yaml\n+++ d.yaml\n@@ -12,6 +12,6 @@\n   - quote: The dockers’ union wants pay to rise\n     say: \
                    [union demands eight-percent]  # yes\n   - quote: The port does not break the deal\n-    by: prot\n+    \
                    by: port\n     say:\n       - port agreesTo old-deal\n";

#[test]
fn without_a_terminal_what_is_certain_is_shown_and_written() {
    let made = folder(&[TYPO]);
    let before = text(&made);
    let (code, out, err) = check(made.path(), &["--diff", "d.yaml"]);
    assert_eq!((code, out.as_str(), err.as_str()), (1, HUNK, ""));
    assert_eq!(text(&made), before, "--diff changes nothing");

    let (code, out, err) = check(made.path(), &["--fix", "d.yaml"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(
        out.starts_with(HUNK) && out.ends_with("1 dossier checked: 5 nodes, 2 claims, 2 quotes\n"),
        "{out}"
    );
    assert_eq!(err, "wrote d.yaml\n1 fix made\n");
    assert_eq!(text(&made), dossier(&[]));

    let (code, out, err) = check(made.path(), &["--fix", "."]);
    assert_eq!((code, err.as_str()), (0, "0 fixes made\n"), "{out}");
    let (code, out, _) = check(made.path(), &["--diff"]);
    assert!(code == 0 && out.starts_with("warning[D0205]"), "nothing to change: an ordinary check: {out}");
}

#[test]
fn a_change_of_meaning_waits_for_somebody() {
    let made = folder(&[TYPO, DROPPED, FOLDED]);
    let (code, out, err) = check(made.path(), &["--fix", "d.yaml"]);
    assert_eq!(code, 1, "{out}{err}");
    assert!(
        out.contains("error[D0301]") && out.contains("14 |   - quote: The port does not break the deal"),
        "{out}"
    );
    assert_eq!(text(&made), dossier(&[DROPPED]));

    // Everything certain at once, and each of the others asked about by itself.
    let made = folder(&[TYPO, DROPPED, FOLDED]);
    let (code, out, err) = check_on_terminal(made.path(), "a,n", &["--fix", "d.yaml"]);
    assert_eq!(code, 1, "{out}{err}");
    assert_eq!(out.matches("[y/n/a/q]").count(), 2, "{out}");
    assert!(out.contains("This may change what the dossier says") && out.contains("2 fixes made"), "{out}");
    assert_eq!(text(&made), dossier(&[DROPPED]));

    let (code, out, err) = check_on_terminal(made.path(), "what,y", &["--fix", "d.yaml"]);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(text(&made), dossier(&[]));
}

#[test]
fn on_a_terminal_one_by_one() {
    let made = folder(&[TYPO, FOLDED]);
    let (code, out, err) = check_on_terminal(made.path(), "n,yes", &["--fix", "d.yaml"]);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(text(&made), dossier(&[FOLDED]), "the first was declined: {out}");
    // To stop, or to end the input, leaves what was not asked about.
    for answers in ["q", ""] {
        let made = folder(&[TYPO, FOLDED]);
        let (code, out, _) = check_on_terminal(made.path(), answers, &["--fix", "d.yaml"]);
        assert_eq!((code, text(&made)), (1, dossier(&[TYPO, FOLDED])), "{out}");
        assert!(out.contains("0 fixes made"), "{out}");
    }
    // To be asked, one needs a terminal; --diff asks nobody.
    let (code, out, _) = check_on_terminal(made.path(), "", &["--diff", "d.yaml"]);
    assert!(
        code == 1 && !out.contains("[y/n/a/q]") && out.contains("+  - quote: The dockers’ union"),
        "{out}"
    );
}

#[test]
fn what_cannot_be_made_is_named() {
    let made = folder(&[("{label: The union}", "{label: The union, lable: Dockers}")]);
    let (code, out, err) = check(made.path(), &["--fix", "d.yaml"]);
    assert_eq!(code, 1, "{out}");
    assert!(err.contains("not fixed: d.yaml:6: ") && err.contains("`lable`"), "{err}");
    assert!(err.ends_with("0 fixes made\n") && !err.contains("wrote"), "{err}");
}

#[test]
fn what_is_no_dossier_file_is_refused_and_nothing_is_written() {
    let made = folder(&[TYPO]);
    let at = made.path();
    fs::write(at.join("rows.jsonl"), "{\"id\":\"a\",\"type\":\"Person\"}\n").unwrap();
    for (arguments, said) in [
        (&["--fix", "-"][..], "standard input"),
        (&["--diff", "-"], "standard input"),
        (&["--fix", "/dev/null"], "/dev/null"),
        (&["--diff", "/dev/stdin"], "/dev/stdin"),
        (&["--fix", "rows.jsonl"], "rows"),
        (&["--diff", "rows.jsonl"], "rows"),
        (&["--fix", "--diff", "d.yaml"], "--diff"),
        (&["--fix", "--format", "json", "d.yaml"], "--format"),
        (&["--diff", "--coverage", "d.yaml"], "--coverage"),
    ] {
        let (code, out, err) = check(at, arguments);
        assert!(code == 2 && err.contains(said) && out.is_empty(), "{arguments:?}: {code} {out}{err}");
    }
    // What was decompressed cannot be written back.
    let compressed = at.join("d.yaml.gz");
    let zip = Command::new("gzip").arg("-k").arg(at.join("d.yaml")).status().unwrap();
    assert!(zip.success());
    let bytes = fs::read(&compressed).unwrap();
    fs::remove_file(at.join("d.yaml")).unwrap();
    let (code, out, err) = check(at, &["--fix", "d.yaml.gz"]);
    assert!(code == 3 && err.contains("compressed"), "{code} {out}{err}");
    assert_eq!(fs::read(&compressed).unwrap(), bytes);
}

#[cfg(unix)]
#[test]
fn files_stay_what_they_are() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let made = folder(&[TYPO]);
    let (path, link) = (made.path().join("d.yaml"), made.path().join("link"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    symlink("d.yaml", &link).unwrap();
    let (code, out, err) = check(made.path(), &["--fix", "link"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(link.is_symlink() && fs::metadata(&path).unwrap().mode() & 0o777 == 0o600);
    assert_eq!(text(&made), dossier(&[]));
    // A dossier that another one quotes is a text, too, and no text is changed.
    let made = folder(&[TYPO, ("report.md}", "d.yaml}")]);
    let before = text(&made);
    let (_, out, err) = check(made.path(), &["--fix", "d.yaml"]);
    assert!(err.contains("0 fixes made"), "{out}{err}");
    assert_eq!(text(&made), before);
    // A file that may not be written.
    let made = folder(&[TYPO]);
    let path = made.path().join("d.yaml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let (code, out, err) = check(made.path(), &["--fix", "d.yaml"]);
    assert!(code == 3 && err.contains("read-only"), "{out}{err}");
    // The others are written all the same.
    let other = made.path().join("other.yaml");
    fs::write(&other, dossier(&[TYPO, ("dossier: strike", "dossier: other")])).unwrap();
    let (code, out, err) = check(made.path(), &["--fix", "d.yaml", "other.yaml"]);
    assert!(code == 3 && err.contains("read-only") && err.contains("wrote other.yaml"), "{out}{err}");
    assert_eq!(fs::read_to_string(other).unwrap(), dossier(&[("dossier: strike", "dossier: other")]));
}

//! Names of files and folders that are odd.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;

use super::*;

/// The names in a folder, as bytes.
fn names(folder: &Path) -> Vec<Vec<u8>> {
    let mut names: Vec<Vec<u8>> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().as_bytes().to_vec()).collect();
    names.sort();
    names
}

const DOSSIER: &str = "dossier: NAME\nsource: {t: t.md}\nnodes: {Work: {t: T}}\nclaims:\n  - quote: Words\n    \
                       say: [t statement a]\n";

/// Writes a dossier and its text into a folder, which may be new.
fn write_dossier(folder: &Path, name: &str) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("d.yaml"), DOSSIER.replace("NAME", name)).unwrap();
    fs::write(folder.join("t.md"), "Words\n").unwrap();
}

#[test]
fn names_that_are_not_utf8_work_and_stay_apart() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let odd = [b"o\xff".as_slice(), b"o\xfe"].map(OsStr::from_bytes);
    for (name, folder) in ["one", "other"].into_iter().zip(odd) {
        write_dossier(&at.join(folder), name);
        fs::write(at.join(folder).join("t.md"), format!("Words of {name}\n")).unwrap();
    }
    // Both are read, each with the text beside it.
    let (exit, out, err) = seen(program(at).arg("check").args(odd).output().unwrap());
    assert!(exit == 0 && out.starts_with("2 dossiers checked"), "{out}{err}");
    let export =
        |command: &mut Command| seen(command.args(["--to", "jsonl", "--out", "-"]).output().unwrap());
    for (name, folder) in ["one", "other"].into_iter().zip(odd) {
        let (exit, out, err) = export(program(at).arg("export").arg(folder));
        assert!(exit == 0 && out.contains(&format!("Words of {name}")), "{out}{err}");
        let (exit, _, err) = seen(program(&at.join(folder)).args(["check", "d.yaml"]).output().unwrap());
        assert_eq!(exit, 0, "{err}");
    }
    // What is found names both, and differently.
    for folder in odd {
        fs::remove_file(at.join(folder).join("t.md")).unwrap();
    }
    let (exit, out, _) = seen(program(at).arg("check").arg(".").output().unwrap());
    assert!(exit == 1 && out.contains("o<FF>/t.md") && out.contains("o<FE>/t.md"), "{out}");
    // Files of rows are called as they were.
    for (number, name) in
        [b"r\xff.jsonl".as_slice(), b"r\xfe.jsonl"].map(OsStr::from_bytes).into_iter().enumerate()
    {
        fs::write(at.join(name), format!("{{\"id\": \"n{number}\"}}\n")).unwrap();
        let (exit, _, err) = seen(
            program(at).arg("export").arg(name).args(["--to", "turtle", "--out", "made"]).output().unwrap(),
        );
        assert_eq!(exit, 0, "{err}");
    }
    assert_eq!(names(&at.join("made")), [b"r\xfe.ttl", b"r\xff.ttl"]);
    // A text that no row can name is passed over.
    fs::create_dir(at.join("texts")).unwrap();
    fs::write(at.join("texts").join(OsStr::from_bytes(b"t\xff.txt")), "Words").unwrap();
    let rows = OsStr::from_bytes(b"r\xff.jsonl");
    let (exit, _, err) =
        seen(program(at).arg("check").arg(rows).args(["--texts", "texts"]).output().unwrap());
    assert!(exit == 0 && err.contains("texts/t<FF>.txt"), "{err}");
    // Folders to write into.
    let made = OsStr::from_bytes(b"m\xff");
    for arguments in
        [&["export", "--to", "csv,neo4j,dot"][..], &["export", "--to", "neo4j"], &["export", "--to", "dot"]]
    {
        write_dossier(&at.join("plain"), "plain");
        let mut command = program(at);
        let (exit, _, err) =
            seen(command.args(arguments).arg("plain").arg("--out").arg(made).output().unwrap());
        assert!((exit == 0) != arguments[2].contains("csv,"), "{err}");
    }
    assert_eq!(names(&at.join(made)), [b"plain.dot".as_slice(), b"plain.neo4j"]);
    let (exit, _, err) = seen(program(at).arg("new").arg(OsStr::from_bytes(b"n\xff")).output().unwrap());
    assert_eq!(exit, 2, "{err}");
}

#[test]
fn dossiers_are_not_called_like_devices_of_windows() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    for name in ["con", "nul", "aux", "com1", "lpt9"] {
        write_dossier(&at.join("d"), name);
        for command in
            [&["export", "d", "--out", "made"][..], &["export", "d", "--out", "made", "--focus", "t"]]
        {
            let (exit, _, err) = run(at, command);
            assert_eq!(exit, 0, "{err}");
        }
        let (exit, _, err) = run(at, &["new", &name.to_uppercase()]);
        assert!(exit == 2 && !at.join(name.to_uppercase()).exists(), "{err}");
        fs::write(at.join(format!("{name}.jsonl")), "{\"id\": \"a\", \"type\": \"Con\"}\n").unwrap();
        assert_eq!(run(at, &["export", &format!("{name}.jsonl"), "--to", "turtle", "--out", "made"]).0, 0);
        let made = String::from_utf8(names(&at.join("made")).join(&b' ')).unwrap();
        assert!(made.split(' ').all(|file| file.starts_with(&format!("{name}_."))), "{made}");
        assert!(
            made.contains(&format!("{name}_.ttl")) && made.contains(&format!("{name}_.around-t.dot")),
            "{made}"
        );
        fs::remove_dir_all(at.join("made")).unwrap();
    }
    // Types of an ontology become files, too.
    write_dossier(&at.join("d"), "d");
    let ontology = "ontology: odd\nextend: negotiation\nnamespace: https://example.org/odd#\ntypes:\n  \
                    Con: {label: device, definition: \"A device.\"}\nrelations:\n  aux: {label: aux, inverse: auxOf, domain: \
                    [Con], range: [Con], definition: \"It helps.\"}\n";
    fs::write(at.join("d/odd.yaml"), ontology).unwrap();
    let dossier = DOSSIER.replace("NAME", "d\nontology: {extend: odd.yaml}");
    let dossier = dossier.replace("Work: {t: T}", "Work: {t: T}, Con: {c: C}");
    fs::write(at.join("d/d.yaml"), dossier.replace("t statement a", "c aux c, t statement a")).unwrap();
    let folders: Vec<&str> = dossier::export::EXPORTERS
        .iter()
        .filter(|exporter| exporter.is_folder())
        .map(|exporter| exporter.name())
        .collect();
    let (exit, out, err) =
        run(at, &["export", "d", "--graphar", "--to", &folders.join(","), "--out", "made"]);
    assert_eq!(exit, 0, "{out}{err}");
    let mut renamed = 0;
    for file in all_files(&at.join("made")) {
        for part in file.strip_prefix(at).unwrap().iter() {
            let stem = part.to_str().unwrap().split('.').next().unwrap().to_lowercase();
            assert!(!["con", "aux"].contains(&stem.as_str()), "{}", file.display());
            renamed += usize::from(["con_", "aux_"].contains(&stem.as_str()));
        }
    }
    assert!(renamed > 10, "{renamed}");
}

#[test]
fn names_of_dossiers_may_be_as_long_as_they_like() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    for length in [300, 301] {
        write_dossier(&at.join("d"), &"a".repeat(length));
        for command in [&["export", "d", "--out", "made"][..], &["draw", "d"], &["view", "d", "--no-open"]] {
            let (exit, _, err) = run(at, command);
            assert_eq!(exit, 0, "{command:?}: {err}");
        }
    }
    assert_eq!(names(&at.join("made")).len(), 4, "the two dossiers stay apart");
}

#[test]
fn new_writes_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let long = "a".repeat(300);
    let cases: &[(&str, i32)] = &[
        ("..", 2),
        (".", 2),
        ("-", 2),
        ("/", 2),
        ("", 2),
        ("strike.", 2),
        ("nul.txt", 2),
        ("中", 2),
        (&long, 2),
        (&format!("one/two/{}", "b".repeat(150).repeat(2)), 2),
        ("/proc/strike", 3),
        ("/dev/null/strike", 3),
    ];
    for (name, code) in cases {
        let (exit, out, err) = run(at, &["new", name]);
        assert_eq!(exit, *code, "{name}: {out}{err}");
        assert!(names(at).is_empty(), "{name}: {:?}", names(at));
    }
    // The disk is full, or nothing may be written: no file, no folder is left.
    let limited = |limit: &str, name: &str| {
        let words = format!("ulimit {limit}; exec '{}' new {name}", env!("CARGO_BIN_EXE_dossier"));
        let mut command = Command::new("sh");
        seen(command.args(["-c", &words]).env("RUST_BACKTRACE", "0").current_dir(at).output().unwrap())
    };
    // A file may have no byte; the signal of that is ignored, so that writing fails.
    let (exit, _, err) = limited("-f 0; trap '' XFSZ", "one/two/strike");
    assert!(exit == 3 && names(at).is_empty(), "{exit} {err} {:?}", names(at));
    assert_eq!(run(at, &["new", "one/two/strike"]).0, 0);
    assert_eq!(names(&at.join("one/two/strike")), [b"dossier.yaml".as_slice(), b"report.md"]);
    assert_eq!(names(&at.join("one/two")), [b"strike"]);
    let mode = fs::metadata(at.join("one/two/strike")).unwrap().permissions().mode();
    fs::create_dir(at.join("plain")).unwrap();
    assert_eq!(mode, fs::metadata(at.join("plain")).unwrap().permissions().mode());
    assert_eq!(run(at, &["new", "one/two/strike"]).0, 2);
}

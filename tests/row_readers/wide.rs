//! Tables whose header is longer than what a format is recognised by.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

const COLUMNS: usize = 4000;

/// A table of two nodes with so many properties that its header has about 120 kB, behind comments.
fn table(id: &str, category: Option<&str>, delimiter: char) -> String {
    let mut columns: Vec<String> = (0..COLUMNS).map(|at| format!("a-property-of-some-length-{at}")).collect();
    columns.extend(category.map(str::to_owned));
    columns.push(id.to_owned());
    let row = |name: &str| {
        let mut fields: Vec<String> = (0..COLUMNS).map(|at| format!("{name}{at}")).collect();
        fields.extend(category.map(|_| "Thing".to_owned()));
        fields.push(name.to_owned());
        fields.join(&delimiter.to_string())
    };
    [columns.join(&delimiter.to_string()), row("ada"), row("bob"), String::new()].join("\n")
}

fn nodes_of(name: &str, bytes: &[u8], from: &str, by_pipe: bool) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    let arguments =
        ["export", if by_pipe { "-" } else { name }, "--from", from, "--to", "jsonl", "--out", "out"];
    let mut program = command
        .current_dir(folder.path())
        .args(arguments)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = program.stdin.take().unwrap();
    if by_pipe {
        stdin.write_all(bytes).unwrap();
    }
    drop(stdin);
    let output = program.wait_with_output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let out = folder.path().join("out");
    out.read_dir().unwrap().map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[test]
fn long_headers_are_read_whole() {
    let csv = table("id", None, ',');
    let tables = [
        ("t.csv", "csv", csv.clone()),
        ("c.csv", "csv", format!("# {}\n{csv}", "comment ".repeat(10_000))),
        ("t.tsv", "tsv", table("id", None, '\t')),
        ("n.csv", "neo4j", table(":ID", Some(":LABEL"), ',')),
        ("k.tsv", "kgx", table("id", Some("category"), '\t')),
    ];
    for (name, from, text) in tables {
        let wanted = nodes_of(name, text.as_bytes(), from, false);
        let records: Vec<&str> = wanted.lines().filter(|line| line.contains("\"id\":\"")).collect();
        assert_eq!(records.len(), 2, "{name}");
        for (record, id) in records.iter().zip(["ada", "bob"]) {
            assert!(
                record.contains(&format!(
                    "\"a-property-of-some-length-{}\":\"{id}{}\"",
                    COLUMNS - 1,
                    COLUMNS - 1
                )),
                "{name}"
            );
        }
        let packed = zstd::encode_all(text.as_bytes(), 3).unwrap();
        assert_eq!(nodes_of(&format!("{name}.zst"), &packed, from, false), wanted, "{name}");
        assert_eq!(nodes_of(name, text.as_bytes(), from, true), wanted, "{name}");
        assert_eq!(nodes_of(name, &packed, from, true), wanted, "{name}");
    }
}

//! The shell scripts of exported folders give their programs exactly the arguments that were meant, wherever they lie.
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names of folders and arguments that a shell would take for something.
const HOSTILE: [&str; 11] = [
    "-x",
    "a b",
    "$(touch broken)",
    "`touch broken`",
    "a\nb\n",
    "it's \"so\"",
    "*",
    "~",
    "a;b & c",
    "\\",
    "--",
];

fn bundled() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/us-china-trade-talks")
}

fn dossier(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    let output = command.current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What the program of a script is called with, one list for each call; the first of a list is where it is called.
fn calls(shell: &str, home: &Path, folder: &str, program: &str, arguments: &[&str]) -> Vec<Vec<String>> {
    let (stubs, record) = (home.join("stubs"), home.join("record"));
    fs::create_dir_all(&stubs).unwrap();
    let stub = stubs.join(program);
    fs::write(&stub, "#!/bin/sh\nprintf '%s\\0' \"$PWD\" \"$@\" '\u{1}' >> \"$RECORD\"\n").unwrap();
    fs::set_permissions(&stub, fs::Permissions::from_mode(0o755)).unwrap();
    let _ = fs::remove_file(&record);
    let path = format!("{}:{}", stubs.display(), std::env::var("PATH").unwrap());
    let output = Command::new(shell)
        .current_dir(home)
        .arg("--")
        .arg(format!("{folder}/import.sh"))
        .args(arguments)
        .env("PATH", path)
        .env("RECORD", &record)
        // A folder of the same name elsewhere is not meant.
        .env("CDPATH", home.join("elsewhere"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{folder:?}: {}", String::from_utf8_lossy(&output.stderr));
    let record = fs::read_to_string(&record).unwrap();
    let calls = record.strip_suffix("\u{1}\0").unwrap().split("\u{1}\0");
    calls.map(|call| call.strip_suffix('\0').unwrap().split('\0').map(str::to_owned).collect()).collect()
}

#[test]
fn scripts_pass_on_what_they_are_given_from_any_folder() {
    let home = tempfile::tempdir().unwrap();
    let home = fs::canonicalize(home.path()).unwrap();
    fs::write(
        home.join("rows.jsonl"),
        "{\"id\":\"a\",\"type\":\"P\"}\n{\"source\":\"a\",\"target\":\"a\"}\n",
    )
    .unwrap();
    dossier(&home, &["export", "rows.jsonl", "--to", "neo4j", "--out", "out"]);
    dossier(&home, &["export", bundled().to_str().unwrap(), "--to", "neo4j,arangodb", "--out", "out"]);
    let folders: [(&str, &str); 3] = [
        ("rows.neo4j", "neo4j-admin"),
        ("us-china-trade-talks.neo4j", "neo4j-admin"),
        ("us-china-trade-talks.arangodb", "arangoimport"),
    ];
    for (exported, program) in folders {
        let mut at = home.join("out").join(exported);
        for (number, folder) in HOSTILE.into_iter().enumerate() {
            let to = home.join(folder);
            fs::rename(&at, &to).unwrap();
            fs::create_dir_all(home.join("elsewhere").join(folder)).unwrap();
            at = to;
            let shell = ["dash", "bash"][number % 2];
            let calls = calls(shell, &home, folder, program, &HOSTILE);
            for call in &calls {
                assert_eq!(call[0], at.to_str().unwrap());
                let files = call.iter().filter_map(|argument| argument.split_once('=').map(|(_, file)| file));
                let files: Vec<&str> = files.filter(|file| file.ends_with(".csv")).collect();
                assert!(files.iter().all(|file| at.join(file).is_file()), "{files:?}");
                let given = &call[call.len() - HOSTILE.len()..];
                if program == "neo4j-admin" {
                    // The first is the name of the database.
                    assert_eq!(call[4], HOSTILE[0]);
                    assert_eq!(given[1..], HOSTILE[1..]);
                    assert!(files.len() >= 2);
                } else {
                    assert_eq!(given, HOSTILE);
                    assert!(at.join(&call[2]).is_file(), "{call:?}");
                }
            }
            assert_eq!(calls.len() == 1, program == "neo4j-admin");
            assert!(!home.join("broken").exists() && !at.join("broken").exists());
        }
        fs::remove_dir_all(&at).unwrap();
    }
}

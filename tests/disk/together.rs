//! Several runs at once wait for each other.

use std::fs;
use std::process::{Child, Stdio};

use super::done;
use super::scene::{graphs, program, tree};

/// How many runs there are at once.
const RUNS: usize = 8;

/// Starts runs, and waits for all of them. Returns what each said.
fn all(start: impl Fn(usize) -> Child) -> Vec<String> {
    let children: Vec<Child> = (0..RUNS).map(start).collect();
    children
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(0), "{said}");
            said
        })
        .collect()
}

#[test]
fn loads_into_one_folder_wait_for_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["new", "strike"]);
    // Every other run is one of another user, whose journals are elsewhere.
    let said = all(|number| {
        let mut command = program(at, &["load", "graphs", "strike"]);
        command.env("XDG_STATE_HOME", at.join(format!("state-{}", number % 2)));
        command.stderr(Stdio::piped()).spawn().unwrap()
    });
    let loaded = said.iter().filter(|said| said.contains("loaded into graphs")).count();
    let idle = said.iter().filter(|said| said.contains("nothing to do")).count();
    assert_eq!((loaded, idle), (1, RUNS - 1), "{said:?}");
    assert!(graphs(at).len() > 2);
    for state in ["state-0", "state-1"] {
        assert_eq!(fs::read_dir(at.join(state).join("dossier")).unwrap().count(), 0);
    }
}

#[test]
fn a_load_says_that_it_waits_and_whoever_asks_sees_a_whole_graph() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["new", "strike"]);
    done(at, &["load", "graphs", "strike"]);
    let held = fs::File::open(at.join("graphs")).unwrap();
    held.lock().unwrap();
    let mut child = program(at, &["load", "graphs", "strike"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut words = [0; 7];
    std::io::Read::read_exact(child.stderr.as_mut().unwrap(), &mut words).unwrap();
    assert_eq!(&words, b"notice:");
    done(at, &["query", "ASK {}", "graphs"]);
    done(at, &["load", "graphs", "strike", "--dry-run"]);
    drop(held);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && said.contains("another load into graphs is running"), "{said}");
}

#[test]
fn exports_into_one_place_leave_one_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("rows.jsonl"), "{\"id\":\"a\",\"type\":\"Person\"}\n").unwrap();
    let export = ["export", "rows.jsonl", "--to", "neo4j,graphml", "--out", "one"];
    done(at, &export);
    let once = tree(at);
    fs::write(at.join("one/rows.neo4j/letters.txt"), "letters").unwrap();
    all(|_| program(at, &export).stderr(Stdio::piped()).spawn().unwrap());
    fs::remove_file(at.join("one/rows.neo4j/letters.txt")).unwrap();
    assert_eq!(tree(at).keys().collect::<Vec<_>>(), once.keys().collect::<Vec<_>>());
    assert!(tree(at) == once);
}

#[test]
fn a_load_gives_up_waiting_at_its_time_limit() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    done(at, &["new", "strike"]);
    fs::create_dir(at.join("graphs")).unwrap();
    let held = fs::File::open(at.join("graphs")).unwrap();
    held.lock().unwrap();
    let output = program(at, &["load", "graphs", "strike", "--timeout", "1"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.contains("waiting up to 1 second ") && said.contains("still running after 1 second;"),
        "{said}"
    );
    assert_eq!(fs::read_dir(at.join("graphs")).unwrap().count(), 0);
}

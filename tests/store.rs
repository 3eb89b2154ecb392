//! Loading: plans, repeated loads, new versions, pruning, retries, credentials, broken connections, kills; against a triple
//! store in this process and against folders.
#![cfg(all(feature = "http", feature = "sparql"))]
mod mock;

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use self::mock::{Mock, Trouble};
use oxigraph::model::{NamedNode, Quad};
use serde_json::Value;

const GOOD: i32 = 0;
const USAGE: i32 = 2;
const DATABASE: i32 = 4;

const FACTS: &str = "urn:dossier:strike:graph/facts";
const SOURCE: &str = "urn:dossier:strike:graph/source/article";

struct Run {
    code: i32,
    out: String,
    err: String,
}

/// A folder with a dossier and a home without credentials.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        assert_eq!(desk.run(&["new", "strike"]).code, GOOD);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
        command.args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        for name in
            ["NO_COLOR", "DOSSIER_USER", "DOSSIER_PASSWORD", "DOSSIER_TOKEN", "NETRC", "XDG_STATE_HOME"]
        {
            command.env_remove(name);
        }
        command.env("HOME", self.0.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let output = self.command(arguments).envs(variables.iter().copied()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Loads the dossier and gives the report.
    fn load(&self, target: &str, more: &[&str]) -> Value {
        let mut arguments = vec!["load", target, "strike", "--report", "-"];
        arguments.extend(more);
        let run = self.run(&arguments);
        assert_eq!(run.code, GOOD, "{}", run.err);
        serde_json::from_str(&run.out).unwrap()
    }

    fn edit(&self, from: &str, to: &str) {
        let path = self.path("strike/dossier.yaml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replace(from, to)).unwrap();
    }

    fn journals(&self) -> Vec<PathBuf> {
        let folder = self.path(".local/state/dossier");
        folder
            .read_dir()
            .map_or_else(|_| Vec::new(), |entries| entries.map(|entry| entry.unwrap().path()).collect())
    }
}

/// What a report says of a kind of things: created, updated, unchanged, deleted, stale.
fn tally(report: &Value, kind: &str) -> [u64; 5] {
    let things = report["things"].as_array().unwrap().iter().find(|tally| tally["kind"] == kind).unwrap();
    ["created", "updated", "unchanged", "deleted", "stale"].map(|name| things[name].as_u64().unwrap())
}

/// What must hold of every store of RDF.
fn loads_as_it_should(desk: &Desk, target: &str, more: &[&str]) {
    let plan = desk.load(target, &[more, &["--dry-run"]].concat());
    let [created, 0, 0, 0, 0] = tally(&plan, "triples") else { panic!("{plan}") };
    assert!(created > 100 && plan["dryRun"] == true && plan["verified"].as_array().unwrap().is_empty());

    let first = desk.load(target, more);
    assert_eq!(tally(&first, "triples"), [created, 0, 0, 0, 0], "{first}");
    assert!(!first["verified"].as_array().unwrap().is_empty());
    let graphs = tally(&first, "graphs")[0];

    let again = desk.load(target, more);
    assert_eq!(tally(&again, "triples"), [0, 0, created, 0, 0], "{again}");
    assert_eq!((tally(&again, "graphs"), &again["batches"]), ([0, 0, graphs, 0, 0], &Value::from(0)));
    assert_eq!(again["content"], first["content"]);

    desk.edit("Pay rises by 8 percent", "Pay goes up by 8 percent");
    let changed = desk.load(target, more);
    assert_eq!(tally(&changed, "triples"), [1, 0, created - 1, 1, 0], "{changed}");
    assert_eq!(tally(&changed, "graphs"), [0, 1, graphs - 1, 0, 0]);
    desk.edit("Pay goes up by 8 percent", "Pay rises by 8 percent");
    assert_eq!(tally(&desk.load(target, more), "graphs"), [0, 1, graphs - 1, 0, 0]);
    assert!(desk.journals().is_empty());
}

#[test]
fn a_folder_is_loaded_again_changed_and_asked() {
    let desk = Desk::new();
    loads_as_it_should(&desk, "graphs", &[]);
    let question = "SELECT ?what { :union neg:demands ?what }";
    let from_folder = desk.run(&["query", question, "graphs"]);
    let from_dossier = desk.run(&["query", question, "strike"]);
    assert_eq!((from_folder.code, &from_folder.out), (GOOD, &from_dossier.out), "{}", from_folder.err);
    assert!(from_folder.out.contains(":eight-percent"), "{}", from_folder.out);
    let drawn = desk.run(&["query", "CONSTRUCT WHERE { ?s neg:demands ?o }", "graphs", "-o", "x.svg"]);
    assert!(drawn.code == USAGE && drawn.err.contains("name the dossier"), "{}", drawn.err);
}

#[test]
fn a_folder_that_was_changed_by_hand_is_told_and_mended() {
    let desk = Desk::new();
    desk.load("graphs", &[]);
    let file = desk.path("graphs").read_dir().unwrap().map(|entry| entry.unwrap().path());
    let file = file.into_iter().find(|path| path.to_string_lossy().contains("facts")).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.lines().skip(1).map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    let asked = desk.run(&["query", "ASK {}", "graphs"]);
    assert!(asked.code == DATABASE && asked.err.contains("load again"), "{}", asked.err);
    let mended = desk.load("graphs", &[]);
    let notice = mended["notices"][0].as_str().unwrap();
    assert!(notice.contains(&*file.file_name().unwrap().to_string_lossy()), "{notice}");
    assert!(notice.contains("changed since it was loaded"), "{notice}");
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    // What somebody wrote is not lost.
    let kept = fs::read_to_string(file.with_extension("nq.changed")).unwrap();
    assert_eq!(kept.lines().count() + 1, text.lines().count());
    assert_eq!(desk.run(&["query", "ASK {}", "graphs"]).out, "yes\n");
}

#[test]
fn a_folder_with_other_things_is_not_written_into() {
    let desk = Desk::new();
    let run = desk.run(&["load", "strike", "strike"]);
    assert!(run.code == USAGE && run.err.contains("has other files"), "{}", run.err);
    // A list that names a file elsewhere is not believed.
    fs::create_dir(desk.path("evil")).unwrap();
    let list = r#"{"graphs": {"urn:g": {"file": "../strike/dossier.yaml", "triples": 1, "sha256": ""}}}"#;
    fs::write(desk.path("evil/dossier-store.json"), list).unwrap();
    let run = desk.run(&["query", "ASK {}", "evil"]);
    assert!(run.code == DATABASE && run.err.contains("not the name of an N-Quads file"), "{}", run.err);
}

#[test]
fn a_server_is_loaded_again_and_changed() {
    let (desk, mock) = (Desk::new(), Mock::start(Trouble::default()));
    loads_as_it_should(&desk, &mock.url(), &[]);
    assert!(mock.triples(FACTS) > 20 && mock.triples(SOURCE) > 100);
    // Each graph is put as a whole, and only when it differs.
    assert_eq!(mock.count("PUT"), 5);
    assert!(mock.seen.lock().unwrap().iter().all(|seen| !seen.body.contains("DELETE DATA")));
}

#[test]
fn a_server_without_the_graph_store_protocol_takes_batches() {
    let (desk, mock) = (Desk::new(), Mock::start(Trouble::default()));
    let target = format!("{}/both", mock.url());
    loads_as_it_should(&desk, &target, &["--profile", "generic", "--batch", "50"]);
    assert_eq!(mock.count("PUT"), 0);
    let seen = mock.seen.lock().unwrap();
    let updates = seen.iter().filter(|seen| seen.body.contains(" DATA "));
    assert!(updates.clone().count() > 5);
    assert!(updates.clone().all(|seen| seen.body.lines().filter(|line| line.ends_with(" .")).count() <= 50));
}

#[test]
fn pruning_removes_what_this_dossier_no_longer_says_and_nothing_else() {
    let (desk, mock) = (Desk::new(), Mock::start(Trouble::default()));
    desk.load(&mock.url(), &[]);
    let old = "urn:dossier:strike:graph/source/old";
    for graph in [old, "urn:dossier:strike-two:graph/facts", "urn:elsewhere", "urn:dossier:strike:other"] {
        let insert = format!("INSERT DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:b> <urn:c> }} }}");
        mock.store.update(insert.as_str()).unwrap();
    }
    let left = desk.load(&mock.url(), &[]);
    assert_eq!((tally(&left, "graphs")[4], &left["stale"]), (1, &serde_json::json!([old])));
    assert_eq!(mock.triples(old), 1);
    let plan = desk.run(&["load", &mock.url(), "strike", "--dry-run"]);
    assert!(plan.out.contains("--prune") && plan.out.contains(old), "{}", plan.out);
    let pruned = desk.load(&mock.url(), &["--prune"]);
    assert_eq!((tally(&pruned, "graphs")[3], mock.triples(old)), (1, 0));
    for graph in ["urn:dossier:strike-two:graph/facts", "urn:elsewhere", "urn:dossier:strike:other"] {
        assert_eq!(mock.triples(graph), 1, "{graph}");
    }
}

#[test]
fn a_name_that_is_no_iri_is_never_sent_back_and_stops_no_load() {
    for (path, profile) in [("", "oxigraph"), ("/both", "generic")] {
        let (desk, mock) = (Desk::new(), Mock::start(Trouble::default()));
        let hostile = NamedNode::new_unchecked("urn:dossier:strike:graph/x> {} } ; DROP ALL #");
        let thing = NamedNode::new("urn:a").unwrap();
        mock.store.insert(&Quad::new(thing.clone(), thing.clone(), thing, hostile.clone())).unwrap();
        let report = desk.load(&format!("{}{path}", mock.url()), &["--profile", profile, "--prune"]);
        assert_eq!(
            (tally(&report, "graphs")[3..].to_vec(), &report["stale"]),
            (vec![0, 0], &serde_json::json!([]))
        );
        let notice = report["notices"][0].as_str().unwrap();
        assert!(notice.contains("not IRIs are left alone") && notice.contains(hostile.as_str()), "{notice}");
        assert!(mock.store.contains_named_graph(&hostile).unwrap());
        let seen = mock.seen.lock().unwrap();
        assert!(seen.iter().all(|seen| !format!("{}{}", seen.path, seen.body).contains("DROP")));
    }
}

#[test]
fn what_goes_from_graphs_of_the_dossier_is_told_before_and_after() {
    for more in [&[][..], &["--profile", "generic"]] {
        let (desk, mock) = (Desk::new(), Mock::start(Trouble::default()));
        let target = if more.is_empty() { mock.url() } else { format!("{}/both", mock.url()) };
        let first = desk.load(&target, more);
        assert_eq!(first["notices"], serde_json::json!([]));
        let numbers: String = (0..4).map(|number| format!("<urn:us> <urn:has> {number} . ")).collect();
        let insert = format!("INSERT DATA {{ GRAPH <{FACTS}> {{ {numbers} }} }}");
        mock.store.update(insert.as_str()).unwrap();
        let there = mock.triples(FACTS);

        let plan = desk.run(&[&["load", &target, "strike", "--dry-run"], more].concat());
        assert_eq!((plan.code, mock.triples(FACTS)), (GOOD, there));
        for words in ["4 triples in the graphs of the dossier", "<urn:us> <urn:has>", "; and 1 more"] {
            assert!(plan.err.contains(words), "{words}: {}", plan.err);
        }
        let loaded = desk.load(&target, more);
        assert_eq!((tally(&loaded, "triples")[3], mock.triples(FACTS)), (4, there - 4));
        assert!(loaded["notices"][0].as_str().unwrap().starts_with("4 triples in the graphs"), "{loaded}");
        assert_eq!(desk.load(&target, more)["notices"], serde_json::json!([]));
    }
}

#[test]
fn another_dossier_of_the_same_base_is_not_overwritten() {
    let (desk, mock) = (Desk::new(), Mock::start(Trouble::default()));
    desk.edit("dossier: strike\n", "dossier: strike\nbase: https://example.org/k/\n");
    desk.load(&mock.url(), &[]);
    desk.edit("dossier: strike\n", "dossier: lockout\n");
    let run = desk.run(&["load", &mock.url(), "strike"]);
    assert_eq!(run.code, DATABASE);
    for words in ["https://example.org/k/graph/facts", "`strike`", "`lockout`", "base"] {
        assert!(run.err.contains(words), "{words}: {}", run.err);
    }
}

#[test]
fn what_may_pass_is_tried_again() {
    let trouble = Trouble {
        answers: vec![
            ("PUT", 503, "too busy", 2),
            ("PUT", 500, "SR172: Transaction deadlocked", 1),
            ("GET", 429, "", 1),
        ],
        breaks: Some(("PUT", 1)),
        ..Trouble::default()
    };
    let (desk, mock) = (Desk::new(), Mock::start(trouble));
    let run = desk.run(&["load", &mock.url(), "strike", "--report", "report.json"]);
    assert_eq!(run.code, GOOD, "{}", run.err);
    assert!(run.err.contains("too busy") && run.err.contains("retrying in"), "{}", run.err);
    let report: Value = serde_json::from_str(&fs::read_to_string(desk.path("report.json")).unwrap()).unwrap();
    assert!(report["retries"].as_u64().unwrap() >= 3, "{report}");
    let again = desk.load(&mock.url(), &[]);
    assert_eq!(again["batches"], 0);
}

#[test]
fn what_will_not_pass_stops_at_once() {
    let trouble = Trouble { answers: vec![("PUT", 400, "no &amp; never", 9)], ..Trouble::default() };
    let (desk, mock) = (Desk::new(), Mock::start(trouble));
    let run = desk.run(&["load", &mock.url(), "strike"]);
    assert_eq!((run.code, mock.count("PUT")), (DATABASE, 1), "{}", run.err);
    assert!(
        run.err.contains("never (HTTP 400)") && run.err.contains("graph/") && !run.err.contains("<h1>"),
        "{}",
        run.err
    );
}

#[test]
fn a_server_that_loses_something_is_found_out() {
    let (desk, mock) = (Desk::new(), Mock::start(Trouble { loses: true, ..Trouble::default() }));
    let run = desk.run(&["load", &mock.url(), "strike"]);
    assert_eq!(run.code, DATABASE);
    assert!(run.err.contains("does not contain what it should") && run.err.contains(FACTS), "{}", run.err);
}

#[test]
fn a_server_that_gives_only_a_part_of_a_graph_is_read_in_pages() {
    let (desk, mock) = (Desk::new(), Mock::start(Trouble { most: Some(10), ..Trouble::default() }));
    desk.load(&mock.url(), &[]);
    let again = desk.load(&mock.url(), &[]);
    assert_eq!((tally(&again, "triples")[0], &again["batches"]), (0, &Value::from(0)), "{again}");
    assert!(mock.seen.lock().unwrap().iter().any(|seen| seen.body.contains("OFFSET")));
}

#[test]
fn who_asks_is_told_in_the_way_that_the_server_wants() {
    for scheme in ["Basic", "Digest"] {
        let (desk, mock) = (Desk::new(), Mock::start(Trouble { wants: Some(scheme), ..Trouble::default() }));
        let arguments = ["load", &mock.url(), "strike"];
        let nobody = desk.run(&arguments);
        assert_eq!(nobody.code, DATABASE);
        assert!(nobody.err.contains("DOSSIER_PASSWORD") && nobody.err.contains("netrc"), "{}", nobody.err);
        let wrong = desk.run_with(&arguments, &[("DOSSIER_USER", "dora"), ("DOSSIER_PASSWORD", "wr0ng")]);
        assert_eq!(wrong.code, DATABASE);
        assert!(
            wrong.err.contains("rejects these credentials") && !wrong.err.contains("wr0ng"),
            "{}",
            wrong.err
        );
        let right = desk.run_with(&arguments, &[("DOSSIER_USER", "dora"), ("DOSSIER_PASSWORD", "s3cret")]);
        assert_eq!(right.code, GOOD, "{}", right.err);
    }
    let (desk, mock) = (Desk::new(), Mock::start(Trouble { wants: Some("Bearer"), ..Trouble::default() }));
    let right = desk.run_with(&["load", &mock.url(), "strike"], &[("DOSSIER_TOKEN", "s3cret")]);
    assert_eq!(right.code, GOOD, "{}", right.err);
}

#[test]
fn credentials_come_from_netrc_and_are_never_shown() {
    let (desk, mock) = (Desk::new(), Mock::start(Trouble { wants: Some("Digest"), ..Trouble::default() }));
    let netrc = desk.path(".netrc");
    fs::write(&netrc, "machine 127.0.0.1 login dora password s3cret\n").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&netrc, fs::Permissions::from_mode(0o644)).unwrap();
        let open = desk.run(&["load", &mock.url(), "strike"]);
        assert!(open.code == DATABASE && open.err.contains("chmod 600"), "{}", open.err);
        fs::set_permissions(&netrc, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let mut shown = String::new();
    for more in [&["--report", "-"][..], &["--dry-run"], &["--report", "report.json"]] {
        let run = desk.run(&[&["load", &mock.url(), "strike"], more].concat());
        assert_eq!(run.code, GOOD, "{}", run.err);
        shown += &(run.out + &run.err);
    }
    shown += &fs::read_to_string(desk.path("report.json")).unwrap();
    // A server that repeats what it was told, also as the header holds it; the journal of what it cut off.
    mock.trouble.lock().unwrap().answers = vec![("GET", 400, "s3cret is what you said", 9)];
    let run = desk.run(&["load", &mock.url(), "strike"]);
    assert_eq!(run.code, DATABASE);
    shown += &(run.out + &run.err);
    for journal in desk.journals() {
        shown += &fs::read_to_string(journal).unwrap();
    }
    let basic = Mock::start(Trouble { wants: Some("Basic"), ..Trouble::default() });
    basic.trouble.lock().unwrap().answers = vec![("PUT", 400, "Basic ZG9yYTpzM2NyZXQ= is what you said", 9)];
    let run = desk.run(&["load", &basic.url(), "strike"]);
    assert!(run.code == DATABASE && run.err.contains("is what you said"), "{}", run.err);
    shown += &(run.out + &run.err);
    assert!(!shown.contains("s3cret") && !shown.contains("ZG9yYTpzM2NyZXQ"), "{shown}");
    let inline = desk.run(&["load", "http://dora:s3cret@127.0.0.1:9/ds", "strike"]);
    assert!(
        inline.code == USAGE && !inline.err.contains("s3cret") && inline.err.contains("DOSSIER_PASSWORD")
    );
}

#[test]
fn a_load_that_is_killed_goes_on_where_it_was() {
    let (desk, mock) = (Desk::new(), Mock::start(Trouble { stalls: Some(("PUT", 2)), ..Trouble::default() }));
    let whole = desk.load("graphs", &[]);
    let mut child = desk.command(&["load", &mock.url(), "strike"]).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while mock.count("PUT") < 3 {
        assert!(begun.elapsed() < Duration::from_secs(60), "it never came to the third graph");
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(desk.journals().len(), 1);
    mock.trouble.lock().unwrap().stalls = None;

    let resumed = desk.load(&mock.url(), &["--resume"]);
    assert_eq!(resumed["resumed"], 2, "{resumed}");
    assert_eq!(resumed["batches"], 3);
    // The report is that of both runs together.
    assert_eq!(tally(&resumed, "triples"), tally(&whole, "triples"));
    assert!(desk.journals().is_empty());
    // Two before the kill, the one that was cut off twice.
    assert_eq!(mock.count("PUT"), 4);
    let nothing = desk.load(&mock.url(), &["--resume"]);
    assert_eq!((&nothing["resumed"], &nothing["batches"]), (&Value::from(0), &Value::from(0)));
    assert!(nothing["notices"][0].as_str().unwrap().contains("starting over"), "{nothing}");
}

#[test]
fn a_load_that_is_killed_needs_no_journal_to_be_repeated() {
    let (desk, mock) = (Desk::new(), Mock::start(Trouble { stalls: Some(("PUT", 1)), ..Trouble::default() }));
    let home = desk.path("file");
    fs::write(&home, "").unwrap();
    // A home in which nothing can be made.
    let mut command = desk.command(&["load", &mock.url(), "strike"]);
    let mut child = command.env("HOME", &home).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while mock.count("PUT") < 2 {
        assert!(begun.elapsed() < Duration::from_secs(60), "it never came to the second graph");
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    mock.trouble.lock().unwrap().stalls = None;
    let run = desk.run_with(&["load", &mock.url(), "strike"], &[("HOME", &home.to_string_lossy())]);
    assert_eq!(run.code, GOOD, "{}", run.err);
    assert!(run.err.contains("1 unchanged") && run.err.contains("cannot keep a journal"), "{}", run.err);
}

#[test]
fn loads_into_one_server_wait_for_each_other() {
    let (desk, mock) = (Desk::new(), Mock::start(Trouble::default()));
    let start = |_| desk.command(&["load", &mock.url(), "strike"]).stderr(Stdio::piped()).spawn().unwrap();
    let children: Vec<_> = (0..6).map(start).collect();
    let mut loaded = 0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        loaded += usize::from(said.contains("loaded into"));
    }
    // The first puts three graphs, and the others find them there.
    assert_eq!((loaded, mock.count("PUT")), (1, 3));
    assert!(desk.journals().is_empty());
}

#[test]
fn addresses_that_lead_nowhere_are_explained() {
    let (desk, mock) = (Desk::new(), Mock::start(Trouble { moved: true, ..Trouble::default() }));
    let free = { std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port() };
    for (target, code, words) in [
        (format!("http://127.0.0.1:{free}/ds"), DATABASE, "connection refused"),
        (mock.url(), DATABASE, "use this address"),
        ("gopher://localhost/".to_owned(), USAGE, "unknown kind of address"),
        ("http://localhost:99999/".to_owned(), USAGE, "65535"),
    ] {
        let run = desk.run(&["load", &target, "strike"]);
        assert_eq!(run.code, code, "{target}: {}", run.err);
        assert!(run.err.contains(words), "{target}: {}", run.err);
    }
    let run = desk.run(&["load", &mock.url(), "strike", "--profile", "neo5"]);
    assert!(run.code == USAGE && run.err.contains("fuseki, generic"), "{}", run.err);
}

/// A server that takes connections and answers each with the same words, or never.
fn stranger(words: Option<&'static [u8]>) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming().map_while(Result::ok) {
            if let Some(words) = words {
                let mut stream = stream;
                let _ = stream.read(&mut [0; 4096]).and_then(|_| stream.write_all(words));
            } else {
                kept.push(stream);
            }
        }
    });
    port
}

#[test]
fn what_is_no_database_is_told() {
    let web = stranger(Some(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello"));
    let silent = stranger(None);
    let mut cases = vec![
        (format!("http://127.0.0.1:{web}/ds"), "does not speak SPARQL"),
        (format!("https://127.0.0.1:{web}/ds"), "does it speak TLS there"),
    ];
    if cfg!(feature = "bolt") {
        cases.push((format!("bolt://127.0.0.1:{silent}"), "did not answer in time"));
        cases.push((format!("bolt+s://127.0.0.1:{web}"), "does it speak TLS there"));
        cases.push(("bolt://[::1]:9".to_owned(), "connection refused"));
    }
    if cfg!(feature = "falkordb") {
        cases.push((format!("redis://127.0.0.1:{web}/g"), "is not Redis"));
    }
    if cfg!(feature = "postgres") {
        cases.push((format!("postgres://127.0.0.1:{silent}/g"), "did not answer in time"));
    }
    std::thread::scope(|scope| {
        for (target, words) in &cases {
            scope.spawn(move || {
                let run = Desk::new().run(&["load", target, "strike"]);
                assert_eq!(run.code, DATABASE, "{target}: {}", run.err);
                assert!(run.err.contains(words) && !run.err.contains("lookup"), "{target}: {}", run.err);
            });
        }
    });
}

#[test]
fn a_dossier_with_errors_is_not_loaded() {
    let (desk, mock) = (Desk::new(), Mock::start(Trouble::default()));
    desk.edit("dossier: strike\n", "dossier: strike\nnonsense: 1\n");
    assert_eq!(desk.run(&["load", &mock.url(), "strike"]).code, 1);
    assert!(mock.seen.lock().unwrap().is_empty());
}

#[test]
fn what_is_only_claimed_is_no_fact_in_a_store() {
    let (desk, mock) = (Desk::new(), Mock::start(Trouble::default()));
    desk.load(&mock.url(), &[]);
    let named = |name: &str| oxigraph::model::NamedNode::new(ONTOLOGY.to_owned() + name).unwrap();
    let demands = named("demands");
    let wishes = mock.store.quads_for_pattern(None, Some(demands.as_ref()), None, None);
    assert!(wishes.count() > 0);
    let breaks = named("breaks");
    let facts = mock.store.quads_for_pattern(None, Some(breaks.as_ref()), None, None);
    assert_eq!(facts.count(), 0);
}

/// How many rows the large graph has, and the bytes that a load may take beside it: for each triple, and anyway.
const ROWS: usize = 10_000;
const FOR_TRIPLE: u64 = 50;
const ANYWAY: u64 = 24 << 20;

/// A node for every four edges, each with some properties; `version` is in one of the nodes.
fn rows(version: usize) -> String {
    let row = |at: usize| match at % 5 {
        0 => format!(
            "{{\"id\":\"n{at}\",\"type\":\"Person\",\"name\":\"Name {}\",\"born\":{at}}}\n",
            at.max(version)
        ),
        _ => format!(
            "{{\"source\":\"n{}\",\"target\":\"n{}\",\"type\":\"knows\",\"note\":\"note {at}\",\"weight\":{at}.5}}\n",
            at / 5 * 5,
            at / 7 * 5
        ),
    };
    (0..ROWS).map(row).collect()
}

#[test]
#[cfg(unix)]
fn the_memory_of_a_load_is_little_more_than_that_of_the_graph() {
    let (desk, mock) = (Desk::new(), Mock::start(Trouble::default()));
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    // The peak of resident memory in bytes.
    let peak = |arguments: &[&str]| {
        let mut command = Command::new(root.join("target/tools/venv/bin/python"));
        command.arg(root.join("tests/memory/measure.py")).arg("8000000").arg(env!("CARGO_BIN_EXE_dossier"));
        command.args(arguments).args(["rows.jsonl", "--threads", "2"]);
        command.current_dir(desk.0.path()).env("HOME", desk.0.path());
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let (code, peak) = said.trim_end().rsplit('\n').next().unwrap().split_once(' ').unwrap();
        assert_eq!(code, "0", "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        peak.parse::<u64>().unwrap() << 10
    };
    let both = format!("{}/both", mock.url());
    let targets = [
        vec!["load", "graphs", "--report", "r.json"],
        vec!["load", mock.url().leak(), "--report", "r.json"],
        vec!["load", both.leak(), "--profile", "generic", "--report", "r.json"],
    ];
    fs::write(desk.path("rows.jsonl"), rows(0)).unwrap();
    let alone = peak(&["export", "--to", "nquads", "--out", "-"]);
    for target in targets {
        // All is new, nothing is, and one triple takes the place of another one.
        for version in [0, 0, 1] {
            fs::write(desk.path("rows.jsonl"), rows(version)).unwrap();
            let peak = peak(&target);
            let report: Value =
                serde_json::from_str(&fs::read_to_string(desk.path("r.json")).unwrap()).unwrap();
            let [created, _, unchanged, deleted, _] = tally(&report, "triples");
            let triples = created + unchanged;
            assert!(triples > 5 * ROWS as u64 && deleted <= 1, "{report}");
            let beside = peak.saturating_sub(alone);
            println!("{target:?}: {triples} triples, {} kB, {} kB beside it", alone >> 10, beside >> 10);
            assert!(
                beside <= ANYWAY + FOR_TRIPLE * triples,
                "{beside} bytes for {triples} triples: {target:?}"
            );
        }
        mock.store.clear().unwrap();
    }
}

const ONTOLOGY: &str = "https://w3id.org/dossier/negotiation#";

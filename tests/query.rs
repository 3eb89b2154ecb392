//! Questions in SPARQL: those known by name have the answers that the bundled dossier gives, and every other way to ask.
#![cfg(feature = "sparql")]
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dossier::store::query::QUESTIONS;

fn bundled() -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/us-china-trade-talks");
    path.to_string_lossy().into_owned()
}

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn run(arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    let output = command.args(arguments).env_remove("NO_COLOR").stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// Asks the bundled dossier.
fn ask(question: &str, more: &[&str]) -> Run {
    let bundled = bundled();
    let mut arguments = vec!["query", question, &bundled];
    arguments.extend(more);
    run(&arguments)
}

/// The rows of a question that is known by name: the cells of its table, which stand two blanks apart.
fn rows(name: &str) -> Vec<Vec<String>> {
    rows_of(name, &bundled())
}

fn rows_of(name: &str, path: &str) -> Vec<Vec<String>> {
    answer_of(name, path).1
}

/// The variables and the rows of a question.
fn answer_of(name: &str, path: &str) -> (Vec<String>, Vec<Vec<String>>) {
    // Dossiers of the suites share their texts.
    let texts = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suites/texts");
    let run = run(&["query", "--named", name, path, "--format", "json", "--allow-path", texts]);
    assert_eq!(run.code, 0, "{name}: {}", run.err);
    let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let variables: Vec<&str> =
        json["head"]["vars"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let cell = |row: &serde_json::Value, name: &str| {
        let value = row[name]["value"].as_str().unwrap_or("").to_owned();
        value
            .rsplit_once(['#', ':'])
            .filter(|_| row[name]["type"] == "uri")
            .map_or(value.clone(), |(_, id)| id.to_owned())
    };
    let rows = json["results"]["bindings"].as_array().unwrap();
    let rows = rows.iter().map(|row| variables.iter().map(|name| cell(row, name)).collect()).collect();
    (variables.iter().map(|name| (*name).to_owned()).collect(), rows)
}

fn assert_rows(name: &str, expected: &[&[&str]]) {
    let found = rows(name);
    let expected: Vec<Vec<String>> =
        expected.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    assert_eq!(found, expected, "{name}");
}

/// Some columns of each row.
fn columns(name: &str, columns: &[usize]) -> Vec<String> {
    let pick = |row: &Vec<String>| columns.iter().map(|at| row[*at].as_str()).collect::<Vec<_>>().join(" ");
    rows(name).iter().map(pick).collect()
}

/// That the rows of a question about a story are those in its CSV file, in any order.
fn assert_written(story: &str, question: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questions").join(story);
    let file = folder.join(format!("{question}.csv"));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&file).unwrap();
    let mut expected =
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<String>>());
    let variables = expected.next().unwrap();
    let mut expected: Vec<Vec<String>> = expected.collect();
    let (found, mut rows) = answer_of(question, &folder.to_string_lossy());
    expected.sort();
    rows.sort();
    assert_eq!((found, rows), (variables, expected), "{story}: {question}");
}

#[test]
fn every_named_question_has_the_answers_that_people_wrote_for_three_stories() {
    for story in ["kilmory", "lune", "norvik"] {
        for question in QUESTIONS.iter().filter(|known| ["claims", "negotiation"].contains(&known.ontology)) {
            assert_written(story, question.name);
        }
    }
}

#[test]
fn a_side_would_concede_what_others_want_in_the_same_talks_and_not_what_its_own_side_wants() {
    assert_written("odry", "concessions");
}

#[test]
fn every_named_question_about_claims_shows_their_status() {
    for question in QUESTIONS {
        let columns = question.text.lines().find(|line| line.starts_with("SELECT")).unwrap();
        assert!(columns.contains("?status"), "{}", question.name);
    }
}

#[test]
fn who_disputes_what() {
    let accusation = "Beijing of going back on its commitments";
    let denial = "China has gone back on nothing";
    assert_rows(
        "disputes",
        &[&["china", "breaks", "commitments", "us", accusation, "liu-he", denial, "disputed"]],
    );
    assert_rows(
        "denials",
        &[&["liu-he", "china", "breaks", "commitments", "us", "disputed", "reported", denial]],
    );
    let joined = "SELECT ?who ?by { ?c rdf:subject ?who ; rdf:predicate neg:breaks ; neg:deniedBy ?by }";
    assert_eq!(ask(joined, &["--format", "csv"]).out.lines().count(), 2);
    assert_rows("accusations", &[&["us", "china", "breaks", "commitments", "disputed"]]);
}

#[test]
fn what_each_side_demands_and_would_have_to_concede() {
    let (balanced, lifted) =
        ("The text of the agreement is balanced", "Every punitive tariff goes once there is a deal");
    assert_rows(
        "demands",
        &[&["china", "balanced-text", balanced, "demanded"], &["china", "lift-tariffs", lifted, "demanded"]],
    );
    assert_rows(
        "concessions",
        &[
            &["us", "balanced-text", "china", "demanded", "liu-he", ""],
            &["us", "lift-tariffs", "china", "demanded", "china", "punitive-tariffs"],
        ],
    );
    assert_eq!(
        columns("positions", &[0, 1, 2, 4, 5]),
        [
            "china demands balanced-text demanded liu-he",
            "china demands lift-tariffs demanded china",
            "china holdsPosition china-figure attributed liu-he",
            "china refuses concessions demanded liu-he",
            "us holdsPosition us-figure attributed liu-he",
        ]
    );
}

#[test]
fn which_measures_are_in_force_and_planned() {
    assert_rows(
        "measures",
        &[
            &[
                "inForce",
                "tariff-200bn",
                "us",
                "china",
                "chinese-goods",
                "25",
                "200000000000",
                "USD",
                "reported",
            ],
            &[
                "planned",
                "tariff-300bn",
                "us",
                "china",
                "chinese-goods",
                "",
                "300000000000",
                "USD",
                "reported",
            ],
        ],
    );
}

#[test]
fn amounts_are_shown_as_people_write_them_and_kept_as_they_are() {
    let question = "SELECT ?a ?sum { :tariff-200bn neg:amount ?a . ?a schema:value ?sum }";
    let table = ask(question, &[]).out;
    assert!(table.ends_with("\n$200 billion  200 billion\n"), "{table}");
    let exact = "urn:dossier:us-china-trade-talks:tariff-200bn.amount.200000000000-USD,200000000000\r\n";
    let csv = ask(question, &["--format", "csv"]).out;
    assert!(csv.ends_with(exact), "{csv}");
    let shown = run(&["show", "tariff-200bn", &bundled()]).out;
    assert!(shown.contains(" amount $200 billion\n"), "{shown}");
}

#[test]
fn what_the_quarrel_is_about_and_which_reasons_are_given() {
    assert_rows(
        "issues",
        &[
            &["issue-balance", "balanced-text", "demands", "china", "demanded", "liu-he"],
            &["issue-purchases", "china-figure", "holdsPosition", "china", "attributed", "liu-he"],
            &["issue-purchases", "us-figure", "holdsPosition", "us", "attributed", "liu-he"],
            &["issue-tariffs", "lift-tariffs", "demands", "china", "demanded", "china"],
            &["issues", "concessions", "refuses", "china", "demanded", "liu-he"],
        ],
    );
    assert_eq!(
        columns("reasons", &[0, 1, 2]),
        ["natural denial liu-he", "self-respect balanced-text liu-he"]
    );
    assert_eq!(
        columns("agreements", &[0, 2, 3]),
        [
            "commitments  ",
            "consensus  ",
            "deal sought ",
            "purchase-figure preliminary trump",
            "purchase-figure preliminary xi",
            "truce announced ",
        ]
    );
}

#[test]
fn who_says_what_and_what_each_source_says() {
    let speakers = rows("speakers");
    assert_eq!(speakers.len(), 35);
    let through: Vec<&str> =
        speakers.iter().filter(|row| row[1] == "liu-he").map(|row| row[3].as_str()).collect();
    assert_eq!(through, ["demands", "conditionalOn", "seeksEndOf"]);
    // Each claim quotes the one source; some quote it more than once.
    let sources = rows("sources");
    assert!(sources.iter().all(|row| row[0] == "article"));
    let claims: std::collections::BTreeSet<&String> = sources.iter().map(|row| &row[1]).collect();
    assert_eq!(claims.len(), 105);
    assert_rows(
        "statuses",
        &[
            &["attributed", "28"],
            &["demanded", "6"],
            &["disputed", "1"],
            &["inferred", "9"],
            &["reported", "61"],
        ],
    );
}

#[test]
fn when_who_held_what_and_what_is_only_concluded() {
    assert_eq!(
        columns("dates", &[0, 1, 3]),
        [
            "XXXX-05-10 article reported",
            "XXXX-05-10 remarks inferred",
            "just tariff-200bn reported",
            "late last year purchase-figure reported",
            "late last year truce-announcement reported",
        ]
    );
    assert_eq!(
        columns("offices", &[0, 1, 3, 4]),
        [
            "lighthizer ustr us reported",
            "liu-he chief-negotiator china reported",
            "liu-he vice-premier china inferred",
            "trump us-president us inferred",
            "xi china-president china inferred",
        ]
    );
    assert_eq!(columns("conclusions", &[4]), ["inferred"; 8]);
}

#[test]
fn which_claims_could_not_be_verified() {
    assert_eq!(rows("unverified"), Vec::<Vec<String>>::new());
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suites/lax/text-absent.yaml");
    let rows = rows_of("unverified", &suite.to_string_lossy());
    let words: Vec<String> = rows.iter().map(|row| format!("{}: {}", row[2], row[3])).collect();
    let denial = "Moreno denies it";
    assert_eq!(
        words,
        [
            format!("closed: {denial}"),
            format!("open: {denial}"),
            "lost: more such words".to_owned(),
            "closed: words".to_owned(),
        ]
    );
}

#[test]
fn every_named_question_is_listed_asked_and_explained() {
    let list = run(&["query", "--list"]);
    assert_eq!(list.code, 0);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/ontology/questions");
    let mut files: Vec<String> = folder
        .read_dir()
        .unwrap()
        .flat_map(|ontology| ontology.unwrap().path().read_dir().unwrap())
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let mut known: Vec<&str> = QUESTIONS.iter().map(|question| question.name).collect();
    known.sort_unstable();
    assert_eq!(files, known);
    for question in QUESTIONS {
        assert!(question.title().ends_with('?') && question.about().ends_with('.'), "{}", question.name);
        assert!(list.out.contains(question.title()), "{}", question.name);
        assert!(!question.text.contains("LIMIT"), "{}", question.name);
        let file = folder.join(question.ontology).join(format!("{}.rq", question.name));
        let run = run(&["query", "--file", &file.to_string_lossy(), &bundled()]);
        assert_eq!(run.code, 0, "{}: {}", question.name, run.err);
    }
}

#[test]
fn what_is_only_claimed_is_not_found_as_a_fact() {
    assert_eq!(ask("ASK { :china neg:breaks ?x }", &[]).out, "no\n");
    assert_eq!(ask("ASK { :china neg:breaks ?x }", &["--assert", "disputed"]).out, "yes\n");
    assert_eq!(ask("ASK { ?c rdf:subject :china ; rdf:predicate neg:breaks }", &[]).out, "yes\n");
}

#[test]
fn plain_questions_are_about_all_graphs_and_each_triple_is_there_once() {
    let all = ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", &["--format", "csv"]);
    let distinct =
        ask("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }", &["--format", "csv"]);
    assert_eq!((all.code, &all.out), (0, &distinct.out));
    let count = |graph: &str| {
        let query = format!(
            "SELECT (COUNT(*) AS ?n) {{ GRAPH <urn:dossier:us-china-trade-talks:graph/{graph}> {{ ?s ?p ?o }} }}"
        );
        ask(&query, &["--format", "csv"]).out.lines().nth(1).unwrap().parse::<u32>().unwrap()
    };
    assert!(count("facts") > 100 && count("source/article") > 1_000);
    assert_eq!(count("nowhere"), 0);
}

#[test]
fn answers_are_written_in_many_ways() {
    let select = "SELECT ?side ?what { ?side neg:demands ?what }";
    let table = ask(select, &[]);
    assert_eq!(
        table.out,
        "side    what\n──────  ──────────────\n:china  :balanced-text\n:china  :lift-tariffs\n"
    );
    let csv = ask(select, &["--format", "csv"]).out;
    assert!(csv.starts_with("side,what\r\nurn:dossier:us-china-trade-talks:china,"), "{csv}");
    let construct = "CONSTRUCT WHERE { ?side neg:demands ?what }";
    let turtle = ask(construct, &[]).out;
    assert!(turtle.contains(":china neg:demands :balanced-text , :lift-tariffs ."), "{turtle}");
    let triples: Result<Vec<_>, _> = oxttl::TurtleParser::new().for_slice(&turtle).collect();
    assert_eq!(triples.unwrap().len(), 2);
    assert!(ask(construct, &["--format", "table"]).out.contains("subject"));
    let wrong = ask(select, &["--format", "turtle"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("CONSTRUCT"), "{}", wrong.err);
    assert_eq!(ask("ASK { }", &["--format", "json"]).out.trim(), "{\"head\":{},\"boolean\":true}");
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_told_or_disarmed() {
    let question = r#"SELECT ?x { VALUES (?at ?x) {
        (1 "=cmd|' /C calc'!A0") (2 "+1+1") (3 "-2+3") (4 "@SUM(1)") (5 "\t=1") (6 "\r=1") (7 "\uFF1D1")
        (8 "-5") (9 -0.5) (10 "a=b") (11 <urn:x>) (12 "'=1") } } ORDER BY ?at"#;
    let read = |run: &Run| -> Vec<String> {
        let mut reader = csv::ReaderBuilder::new().from_reader(run.out.as_bytes());
        reader.records().map(|row| row.unwrap()[0].to_owned()).collect()
    };
    let exact = ask(question, &["--format", "csv"]);
    assert!(exact.err.contains("7 cells") && exact.err.contains("--format spreadsheet"), "{}", exact.err);
    let texts = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\u{FF1D}1"];
    let harmless = ["-5", "-0.5", "a=b", "urn:x", "'=1"];
    assert_eq!(read(&exact), texts.iter().chain(&harmless).copied().collect::<Vec<_>>());
    let safe = ask(question, &["--format", "spreadsheet"]);
    assert!(!safe.err.contains("formulas"), "{}", safe.err);
    let disarmed = texts.iter().map(|text| format!("'{text}"));
    assert_eq!(read(&safe), disarmed.chain(harmless.map(str::to_owned)).collect::<Vec<_>>());
    let plain = ask("SELECT ?x { VALUES ?x { -5 'a' } }", &["--format", "csv"]);
    assert!(!plain.err.contains("formulas"), "{}", plain.err);
}

#[test]
fn rows_come_in_the_same_order_on_every_run() {
    let question = "SELECT ?s ?o { ?s rdfs:label ?o }";
    let first = ask(question, &["--format", "csv"]).out;
    assert_eq!(first, ask(question, &["--format", "csv"]).out);
    let mut sorted: Vec<&str> = first.lines().skip(1).collect();
    sorted.sort_unstable_by_key(|line| line.split(',').next().unwrap().to_owned());
    assert_eq!(sorted, first.lines().skip(1).collect::<Vec<_>>());
}

#[test]
fn an_answer_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let dot = folder.path().join("demands.dot");
    let construct = "CONSTRUCT WHERE { ?side neg:demands ?what }";
    let drawn = ask(construct, &["-o", &dot.to_string_lossy()]);
    assert_eq!(drawn.code, 0, "{}", drawn.err);
    let text = std::fs::read_to_string(&dot).unwrap();
    for (id, there) in [("lift-tariffs", true), ("balanced-text", true), ("tariff-300bn", false)] {
        assert_eq!(text.contains(&format!("\"{id}\"")), there, "{id}");
    }
    // A claim that is disputed comes with its denial.
    let svg = folder.path().join("claims.svg");
    let claims = "CONSTRUCT { ?c a neg:Claim } { ?c neg:status neg:disputed }";
    assert_eq!(ask(claims, &["-o", &svg.to_string_lossy()]).code, 0);
    let text = std::fs::read_to_string(&svg).unwrap();
    assert!(text.contains("China") && text.contains("Liu He"));
    let select = ask("SELECT ?s { ?s neg:demands ?o }", &["-o", &dot.to_string_lossy()]);
    assert!(select.code == 2 && select.err.contains("CONSTRUCT"), "{}", select.err);
    let nothing = ask("CONSTRUCT WHERE { ?s neg:lifts ?o }", &["-o", &dot.to_string_lossy()]);
    assert!(nothing.code == 2 && nothing.err.contains("nothing to draw"), "{}", nothing.err);
}

#[test]
fn slips_are_shown_where_they_stand() {
    for (question, line, column, message) in [
        ("SELECT ?x\nWHERE { ?x neg:demands }", 2, 24, "unexpected `}`; expected a variable"),
        ("SELECT ?x { ?x nge:demands ?y }", 1, 16, "did you mean `neg:`?"),
        ("SELEC ?x { }", 1, 1, "unexpected `SELEC`"),
        ("SELECT ?x { ?x ?y ?z", 1, 21, "unexpected end of the query"),
        ("SELECT ?x { ?x ?y ?z } foo", 1, 24, "unexpected `foo`"),
        ("SELECT ?x { ?x ?y \"é }", 1, 19, "unterminated string"),
        ("SELECT ?x { ?x a neg:Measure # é {\n ; neg:by ?z . . }", 2, 16, "unexpected `.`"),
        ("", 1, 1, "the query is empty"),
        ("INSERT DATA { :a :b :c }", 1, 1, "unexpected `INSERT`; updates are not supported"),
    ] {
        let run = ask(question, &[]);
        assert_eq!(run.code, 2, "{question}: {}", run.err);
        assert!(run.err.contains(&format!(":{line}:{column}\n")), "{question}: {}", run.err);
        assert!(run.err.contains(message), "{question}: {}", run.err);
    }
}

#[test]
fn runaway_questions_end_with_a_message() {
    let begun = Instant::now();
    let cross = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }";
    let run = ask(cross, &["--time-limit", "1"]);
    assert_eq!(run.code, 4, "{}", run.err);
    assert!(run.err.contains("longer than 1 s") && run.err.contains("--time-limit"), "{}", run.err);
    assert!(begun.elapsed() < Duration::from_secs(20));
    let sorted = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?i";
    let run = ask(sorted, &["--memory", "200MB"]);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains("--memory"), "{}", run.err);
    let run = ask("SELECT * { ?a ?b ?c . ?d ?e ?f }", &["--max-rows", "3", "--format", "csv"]);
    assert_eq!((run.code, run.out.lines().count()), (0, 4), "{}", run.err);
    assert!(
        run.err.contains("truncated to the first 3 rows") && run.err.contains("--max-rows"),
        "{}",
        run.err
    );
}

#[test]
fn questions_that_are_nested_deep_or_long_are_refused_or_answered() {
    let deep = format!("ASK {{ {} {} }}", "{".repeat(300), "}".repeat(300));
    assert!(ask(&deep, &[]).err.contains("deep"));
    let bangs = format!("ASK {{ FILTER({} true) }}", "!".repeat(60_000));
    assert!([0, 2, 4].contains(&ask(&bangs, &["--time-limit", "2"]).code));
    let long = format!("ASK {{ # {} \n }}", "x".repeat(70_000));
    assert!(ask(&long, &[]).err.contains("at most 65536 bytes"));
}

#[test]
fn other_servers_are_not_asked() {
    let run = ask("SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }", &[]);
    assert_eq!(run.code, 4);
    assert!(run.err.contains("SERVICE"), "{}", run.err);
}

#[test]
fn what_is_asked_is_said_once() {
    let without = run(&["query"]);
    assert_eq!(without.code, 2);
    assert!(without.err.contains("--list"), "{}", without.err);
    let unknown = run(&["query", "--named", "demnds", &bundled()]);
    assert!(unknown.code == 2 && unknown.err.contains("did you mean `demands`?"), "{}", unknown.err);
    let ending = ask("ASK {}", &["-o", "x.gif"]);
    assert!(ending.code == 2 && ending.err.contains(".svg"), "{}", ending.err);
}

#[test]
fn a_cell_of_any_width_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(70_000);
    let lines = format!(
        "{{\"dossier\":{{\"name\":\"big\"}}}}\n{{\"node\":\"a\",\"type\":\"Person\",\"label\":\"{long}\"}}\n\
         {{\"node\":\"b\",\"type\":\"Person\",\"label\":\"B\"}}\n"
    );
    std::fs::write(folder.path().join("d.jsonl"), lines).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_dossier"))
        .args(["-q", "query", "SELECT ?l ?x { ?x rdfs:label ?l } ORDER BY ?x", "d.jsonl"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains(&format!("{long}  :a")), "{}", text.len());
    // One wide cell makes no other line wide.
    assert!(text.lines().filter(|line| !line.contains(&long)).all(|line| line.chars().count() < 1_100));
}

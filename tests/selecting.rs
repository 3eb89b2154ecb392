//! Parts of a graph as users ask for them: each option, what comes along, what the files are called, slips of the hand.
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

struct Run {
    code: i32,
    out: String,
    err: String,
}

/// Exports the bundled dossier, with a folder as the place of work.
fn export_in(folder: &Path, arguments: &[&str]) -> Run {
    run_in(folder, "export", arguments)
}

/// Runs a command on the bundled dossier, with a folder as the place of work.
fn run_in(folder: &Path, command: &str, arguments: &[&str]) -> Run {
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/us-china-trade-talks");
    let output = Command::new(env!("CARGO_BIN_EXE_dossier"))
        .current_dir(folder)
        .arg(command)
        .arg(bundled)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// What a selection leaves.
struct Part {
    dot: String,
    said: String,
    claims: BTreeSet<String>,
    nodes: BTreeSet<String>,
    json: serde_json::Value,
}

fn part(arguments: &[&str]) -> Part {
    let folder = tempfile::tempdir().unwrap();
    let written = |format: &str| {
        let mut all = vec!["--to", format, "--out", "-"];
        all.extend(arguments);
        let run = export_in(folder.path(), &all);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.err);
        run
    };
    let dot = written("dot");
    let (mut claims, mut nodes) = (BTreeSet::new(), BTreeSet::new());
    for line in dot.out.lines() {
        let Some((_, rest)) = line.split_once("[id=\"") else { continue };
        let id = rest.split('"').next().unwrap();
        if rest.contains(", class=\"claim ") {
            let whole = id.strip_suffix(".subject").or(id.strip_suffix(".object")).unwrap_or(id);
            claims.insert(whole.to_owned());
        } else if rest.contains(", class=\"node ") {
            nodes.insert(id.to_owned());
        }
    }
    let said = dot.err.lines().find(|line| line.starts_with("selected ")).unwrap_or_default().to_owned();
    let json = serde_json::from_str(&written("jsonld").out).unwrap();
    Part { dot: dot.out, said, claims, nodes, json }
}

impl Part {
    fn has_claims(&self, ids: &[&str]) {
        for id in ids {
            assert!(self.claims.contains(*id), "{id} is not among {:?}", self.claims);
        }
    }

    fn lacks_claims(&self, ids: &[&str]) {
        for id in ids {
            assert!(!self.claims.contains(*id), "{id} is among {:?}", self.claims);
        }
    }

    fn nodes(&self) -> Vec<&str> {
        self.nodes.iter().map(String::as_str).collect()
    }
}

/// The number of claims of the whole.
fn all_claims() -> usize {
    part(&[]).claims.len()
}

#[test]
fn focus_shows_a_thing_its_denials_and_what_they_deny() {
    let near = part(&["--focus", "liu-he"]);
    near.has_claims(&[
        "denial",
        "reneged",
        "liu-he.age",
        "liu-he.holdsOffice.vice-premier",
        "photo.about.liu-he",
        // What he says.
        "natural",
    ]);
    near.lacks_claims(&["chief-negotiator.officeOf.china", "issues.blocks.deal"]);
    assert_eq!(
        near.nodes(),
        [
            "balanced-text",
            "chief-negotiator",
            "china",
            "china-figure",
            "commitments",
            "concessions",
            "consensus",
            "deal",
            "issue-balance",
            "issue-purchases",
            "issues",
            "liu-he",
            "next-talks",
            "photo",
            "remarks",
            "talks",
            "us",
            "us-figure",
            "vice-premier"
        ]
    );
    let note = format!("around Liu He, 1 step: {} of {} claims", near.claims.len(), all_claims());
    assert_eq!(near.said, format!("selected {note}"));
    assert!(near.dot.contains(&format!(">{note}<")), "{}", near.dot);
    let wide = part(&["--focus", "liu-he", "--depth", "2"]);
    wide.has_claims(&["natural", "chief-negotiator.officeOf.china", "remarks.about.issues"]);
    assert!(wide.claims.is_superset(&near.claims));
    assert!(wide.said.starts_with("selected around Liu He, 2 steps: "), "{}", wide.said);
    assert_eq!(part(&["--focus", "trade-war", "--depth", "0"]).nodes(), ["trade-war"]);
}

#[test]
fn focus_takes_a_claim_too() {
    let claim = part(&["--focus", "reneged"]);
    assert_eq!(claim.claims, BTreeSet::from(["denial", "liu-he.age", "reneged"].map(str::to_owned)));
    assert_eq!(claim.nodes(), ["china", "commitments", "liu-he"]);
    assert!(claim.said.contains("around China breaks China’s commitments, 1 step"), "{}", claim.said);
}

#[test]
fn between_shows_every_shortest_way() {
    let ways = part(&["--between", "liu-he", "china"]);
    ways.has_claims(&[
        "liu-he.holdsOffice.chief-negotiator",
        "chief-negotiator.officeOf.china",
        "liu-he.holdsOffice.vice-premier",
        "vice-premier.officeOf.china",
        "denial",
        "reneged",
    ]);
    ways.lacks_claims(&["liu-he.takesPartIn.remarks", "natural"]);
    assert!(ways.said.starts_with("selected between Liu He and China: "), "{}", ways.said);
    assert_eq!(part(&["--between", "china", "liu-he"]).claims, ways.claims);
}

#[test]
fn issue_shows_one_disagreement_with_its_sides() {
    let tariffs = part(&["--issue", "issue-tariffs"]);
    tariffs.has_claims(&[
        "lift-tariffs.onIssue.issue-tariffs",
        "china.demands.lift-tariffs",
        "lift-tariffs.seeksEndOf.punitive-tariffs",
        "lift-tariffs.conditionalOn.deal",
        "chief-negotiator.officeOf.china",
        "china.partyTo.talks",
        "us.partyTo.talks",
    ]);
    for other in ["balanced-text", "issue-purchases", "trump", "truce"] {
        assert!(!tariffs.nodes.contains(other), "{other}: {:?}", tariffs.nodes);
    }
    let balance = part(&["--issue", "issue-balance"]);
    balance.has_claims(&["balanced-text.about.deal", "self-respect", "self-respect.reasonFor.balanced-text"]);
    let all = part(&["--issue", "issues"]);
    let parts = tariffs.claims.union(&balance.claims).filter(|id| !id.contains(".partOf."));
    for id in parts {
        assert!(all.claims.contains(id), "{id}");
    }
    assert!(all.said.starts_with("selected on The three disputes: "), "{}", all.said);
}

#[test]
fn only_and_hide_know_types_their_kinds_and_unions() {
    let types = |part: &Part| {
        let classes =
            part.dot.lines().filter_map(|line| line.split_once("class=\"node ")?.1.split(' ').next());
        classes.map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let measures = part(&["--only", "Country,Measure"]);
    assert_eq!(types(&measures), BTreeSet::from(["Country".to_owned(), "Measure".to_owned()]));
    measures.has_claims(&[
        "us.imposes.tariff-200bn",
        "tariff-200bn.targets.china",
        "tariff-200bn.ratePercent",
    ]);
    assert!(types(&part(&["--only", "Event"])).contains("Negotiation"), "a kind of event");
    let agents = types(&part(&["--only", "Agent"]));
    assert_eq!(agents, ["Country", "Organization", "Person"].map(str::to_owned).into_iter().collect());
    let without = part(&["--hide", "Agreement", "--hide", "Agent"]);
    assert!(types(&without).is_disjoint(&agents) && !types(&without).contains("Agreement"));
    // What Liu He denies cannot stand without him, nor his denial without the commitments.
    part(&["--hide", "Person"]).lacks_claims(&["denial", "reneged"]);
    let agreements = part(&["--hide", "Agreement"]);
    agreements.lacks_claims(&["denial", "reneged"]);
    assert!(!agreements.dot.contains("\"commitments\""), "{}", agreements.dot);
}

#[test]
fn status_and_by_choose_claims_and_keep_what_these_need() {
    let disputed = part(&["--status", "disputed"]);
    assert_eq!(disputed.claims, BTreeSet::from(["denial", "reneged"].map(str::to_owned)));
    let of = |statuses: &str| part(&["--status", statuses]).claims;
    let two: BTreeSet<String> = of("attributed").union(&of("inferred")).cloned().collect();
    assert_eq!(of("attributed,inferred"), two);
    let all = "reported,attributed,demanded,disputed,inferred";
    assert_eq!(of(all).len(), all_claims());
    let china = part(&["--by", "china"]);
    china.has_claims(&["china.demands.lift-tariffs"]);
    china.lacks_claims(&["china.demands.balanced-text", "reneged"]);
    // Liu He passes the demand on, and the report is quoted: they are in the data, not in the picture.
    assert!(!china.nodes.contains("liu-he") && !china.nodes.contains("article"), "{:?}", china.nodes);
    let described = china.json["@graph"].as_array().unwrap();
    for id in ["liu-he", "article", "china.demands.lift-tariffs"] {
        assert!(
            described.iter().any(|node| node["id"].as_str().is_some_and(|iri| iri.ends_with(id))),
            "{id}"
        );
    }
}

#[test]
fn a_briefing_shows_who_speaks_and_nobody_of_a_type_that_is_hidden() {
    let folder = tempfile::tempdir().unwrap();
    let drawn = |arguments: &[&str]| {
        let run = run_in(folder.path(), "draw", &[&["-o", "-"], arguments].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        run.out
    };
    let card = r#"data-node="liu-he""#;
    assert!(drawn(&["--issue", "issue-tariffs"]).contains(card));
    assert!(drawn(&["--only", "Issue,Negotiation"]).contains("The three disputes"));
    assert!(!drawn(&["--issue", "issue-tariffs", "--hide", "Person"]).contains(card));
    assert!(drawn(&["--status", "attributed"]).contains(card));
}

#[test]
fn options_combine() {
    let both = part(&["--focus", "liu-he", "--depth", "2", "--status", "inferred", "--hide", "Event"]);
    assert_eq!(both.claims, BTreeSet::from(["vice-premier.officeOf.china".to_owned()]));
    assert_eq!(both.nodes(), ["china", "liu-he", "vice-premier"]);
    assert!(
        both.said
            .contains("around Liu He, 2 steps; without: event, negotiation; claims that are inferred: 1 of "),
        "{}",
        both.said
    );
}

#[test]
fn no_part_takes_the_place_of_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let cases: &[(&[&str], &str)] = &[
        (&[], "us-china-trade-talks.dot"),
        (&["--focus", "liu-he"], "us-china-trade-talks.around-liu-he.dot"),
        (
            &["--focus", "china.demands.lift-tariffs"],
            "us-china-trade-talks.around-china-demands-lift-tariffs.dot",
        ),
        (&["--between", "china", "us"], "us-china-trade-talks.china-to-us.dot"),
        (&["--issue", "issue-tariffs"], "us-china-trade-talks.on-issue-tariffs.dot"),
        (&["--status", "demanded"], "us-china-trade-talks.part.dot"),
    ];
    let mut expected = BTreeSet::new();
    for (arguments, name) in cases {
        let mut all = vec!["--to", "dot"];
        all.extend(*arguments);
        let run = export_in(folder.path(), &all);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(run.err.contains(&format!("wrote exports/{name}: ")), "{}", run.err);
        assert_eq!(run.err.contains("selected "), !arguments.is_empty(), "{}", run.err);
        expected.insert((*name).to_owned());
    }
    let entries = folder.path().join("exports").read_dir().unwrap();
    let names: BTreeSet<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(names, expected);
}

#[test]
fn whom_to_trust_may_be_outside_the_part() {
    let trusted = part(&["--focus", "liu-he", "--trust", "argentina", "--trust", "afp", "--model", "edges"]);
    trusted.has_claims(&["liu-he.takesPartIn.remarks.by-afp"]);
}

#[test]
fn slips_are_told_with_what_may_be_meant() {
    let folder = tempfile::tempdir().unwrap();
    let cases: &[(&[&str], &str)] = &[
        (&["--focus", "lui-he"], "--focus lui-he: no node or claim has this id; did you mean `liu-he`?"),
        (&["--focus", "renegde"], "did you mean `reneged`?"),
        (&["--focus", "zzzzzz"], "--focus zzzzzz: no node or claim has this id\n"),
        (&["--depth", "2"], "--focus"),
        (&["--focus", "liu-he", "--depth", "far"], "--depth"),
        (&["--between", "china"], "2"),
        (&["--between", "china", "chnia"], "--between chnia: no node has this id; did you mean `china`?"),
        (&["--between", "china", "reneged"], "--between reneged: no node has this id"),
        (&["--issue", "isue-tariffs"], "did you mean `issue-tariffs`?"),
        (
            &["--issue", "china"],
            "this is not an issue (its type is country); the issues are issue-balance, issue-purchases,",
        ),
        (&["--only", "Persons"], "--only Persons: there is no such type; did you mean `Person`?"),
        (&["--hide", "agent"], "did you mean `Agent`?"),
        (&["--status", "denied"], "choose one of reported, attributed, demanded, disputed, inferred"),
        (&["--by", "reuterz"], "--by reuterz: no node has this id; did you mean `reuters`?"),
        (&["--trust", "reuterz"], "--trust reuterz: no node has this id; did you mean `reuters`?"),
        (&["--by", "argentina"], "nothing matches the selection: said by Argentina\n"),
        (
            &["--between", "china", "xi", "--status", "inferred", "--by", "us"],
            "nothing matches the selection: between",
        ),
    ];
    for (arguments, words) in cases {
        let run = export_in(folder.path(), arguments);
        assert_eq!(run.code, 2, "{arguments:?}\n{}", run.err);
        assert!(run.err.contains(words), "{arguments:?} does not say {words:?}: {}", run.err);
        assert!(run.out.is_empty());
    }
    assert_eq!(folder.path().read_dir().unwrap().count(), 0, "a failing command left something");
}

#[test]
fn the_terminal_counts_what_the_picture_counts() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["--focus", "china"][..],
        &["--focus", "china", "--model", "edges"],
        &["--picture", "plain"],
        &["--between", "china", "us"],
    ] {
        let drawn = run_in(folder.path(), "draw", &[&["-o", "x.dot"], arguments].concat());
        assert_eq!(drawn.code, 0, "{}", drawn.err);
        let said = drawn.err.lines().find_map(|line| line.strip_prefix("wrote x.dot: ")).unwrap();
        let counts = said.rsplit_once(", ").unwrap().0.to_owned();
        let dot = std::fs::read_to_string(folder.path().join("x.dot")).unwrap();
        assert!(dot.contains(&format!(">{counts}<")), "{arguments:?}: {counts}");
    }
}

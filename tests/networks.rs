//! Networks and arguments: nothing overlaps, and what the subtitle counts as shown is there.

use std::collections::BTreeSet;
use std::path::Path;

use crate::pictures::areas::assert_apart;
use crate::pictures::stories::stories;
use dossier::check::Checked;
use dossier::draw::{DrawOptions, Engine, Picture, draw};
use dossier::graph::{KnowledgeGraph, Speaker, Term};
use dossier::view::{Account, Briefing, Fit, Network, NetworkKind, Selection, Shown, Stance, choose};
use roxmltree::Document;

fn svg(checked: &Checked, picture: Picture) -> String {
    let options = DrawOptions::default().with_picture(picture).with_engine(Engine::Own);
    draw(checked, &options).unwrap().svg
}

/// The claims that the elements of a picture show, and those that their words state.
fn found(svg: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let document = Document::parse(svg).unwrap();
    let values = |name: &str| -> BTreeSet<String> {
        let values = document.descendants().filter_map(|element| element.attribute(name));
        values.flat_map(|value| value.split(' ')).map(str::to_owned).collect()
    };
    (values("data-claim"), values("data-states"))
}

/// Fails unless drawn, in words and not shown are all claims, each counted as what it is in the picture.
fn assert_accounted(graph: &KnowledgeGraph, account: &Account, svg: &str) {
    let (drawn, stated) = found(svg);
    let mut counts = [0; 3];
    for claim in graph.claims() {
        let id = claim.id();
        match account.of(claim.key()) {
            Shown::Drawn => {
                counts[0] += 1;
                assert!(drawn.contains(id), "{id} is counted as drawn");
            }
            Shown::Text => {
                counts[1] += 1;
                assert!(stated.contains(id), "{id} is counted as text");
            }
            Shown::Hidden => {
                counts[2] += 1;
                assert!(!drawn.contains(id) && !stated.contains(id), "{id} is counted as not shown");
            }
        }
    }
    assert_eq!(counts[0], account.drawn());
    assert_eq!(counts[0] + counts[1], account.shown());
    assert_eq!(counts.iter().sum::<usize>(), graph.claims().len());
}

fn assert_all(checked: &Checked, is_apart: bool) {
    let graph = checked.graph();
    for (kind, picture) in
        [(NetworkKind::Hierarchy, Picture::Network), (NetworkKind::Argument, Picture::Argument)]
    {
        let Some(network) = Network::new(graph, kind) else { continue };
        let svg = svg(checked, picture);
        assert_accounted(graph, &network.account, &svg);
        if is_apart {
            assert_apart(&svg);
        }
    }
    if let Some(briefing) = Briefing::new(graph) {
        assert_accounted(graph, &briefing.account, &svg(checked, Picture::Briefing));
    }
}

#[test]
fn claims_of_generated_stories_are_accounted_for_and_nothing_overlaps() {
    for checked in stories().step_by(9) {
        assert_all(&checked, true);
    }
}

#[test]
fn claims_of_all_dossiers_of_the_suites_are_accounted_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders =
        ["tests/suites/good", "tests/suites/perfect", "tests/suites/lax", "tests/questions", "data"];
    let mut count = 0;
    for folder in folders {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let Ok(reading) = dossier::open(&path) else { continue };
            let Ok(checked) = reading.check() else { continue };
            if checked.graph().claims().len() > 0 {
                assert_all(&checked, false);
                count += 1;
            }
        }
    }
    assert!(count >= 5, "{count} dossiers");
}

fn opened(name: &str) -> Checked {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/networks").join(name);
    dossier::open(folder).unwrap().check().unwrap()
}

#[test]
fn owners_are_above_what_they_own_and_shares_are_on_the_arrows() {
    let checked = opened("mill");
    let graph = checked.graph();
    // The ontology gives its relations no roles; the label of one is `owns`.
    assert_eq!(choose(graph).fit, Fit::Network);
    let network = Network::new(graph, NetworkKind::Hierarchy).unwrap();
    let labels: Vec<&str> = network.links.iter().map(|link| link.label.as_str()).collect();
    assert_eq!(labels, ["owns 80 percent", "owns", "audits"]);
    assert!(
        network.notes.contains(&"All 5 claims are shown: 3 as arrows, 2 as text on the cards".to_owned())
    );
    let main: Vec<&str> =
        network.cards.iter().filter(|card| card.is_main).map(|card| card.label.as_str()).collect();
    assert_eq!(main, ["Arden mill"]);
    let svg = svg(&checked, Picture::Fitting);
    let document = Document::parse(&svg).unwrap();
    let top = |id: &str| -> f64 {
        let group =
            document.descendants().find(|element| element.attribute("data-node") == Some(id)).unwrap();
        let card = group.children().find(|child| child.has_tag_name("rect")).unwrap();
        card.attribute("y").unwrap().parse().unwrap()
    };
    assert!(top("ruth") < top("osier") && top("osier") < top("mill") && top("elm") < top("mill"));
    assert_apart(&svg);
}

#[test]
fn a_thesis_is_above_what_speaks_for_and_against_it() {
    let checked = opened("bridge");
    let graph = checked.graph();
    let choice = choose(graph);
    assert_eq!((choice.fit, choice.why.as_str()), (Fit::Argument, "3 claims speak for or against"));
    let network = Network::new(graph, NetworkKind::Argument).unwrap();
    let stances: Vec<Stance> = network.links.iter().map(|link| link.stance).collect();
    assert_eq!(stances, [Stance::Supporting, Stance::Attacking, Stance::Attacking]);
    let main: Vec<&str> =
        network.cards.iter().filter(|card| card.is_main).map(|card| card.label.as_str()).collect();
    assert_eq!(main, ["The bridge should stay open at night"]);
    let svg = svg(&checked, Picture::Fitting);
    // Colour is not the only signal.
    assert!(svg.contains(">+ supports<") && svg.contains("> speaks against<"));
    assert_eq!(svg.matches(">−</tspan>").count(), 2);
    assert_apart(&svg);
}

#[test]
fn a_briefing_shows_what_agents_do_to_each_other() {
    let checked = opened("mill");
    let briefing = Briefing::new(checked.graph()).unwrap();
    let rows: Vec<&str> = briefing.rows.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(
        rows,
        ["Osier Holding owns Arden mill", "Ruth Calder owns Osier Holding", "Elm Audit audits Arden mill"]
    );
    // One arrow from the subject to the row, and one from there to the object.
    assert_eq!(briefing.arrows.len(), 6);
}

#[test]
fn the_bundled_negotiation_is_a_briefing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let checked = dossier::open(root.join("data/us-china-trade-talks")).unwrap().check().unwrap();
    assert_eq!(choose(checked.graph()).fit, Fit::Briefing);
}

#[test]
fn a_few_times_are_a_timeline_where_nothing_else_is_said() {
    let checked = opened("launch");
    let choice = choose(checked.graph());
    assert_eq!((choice.fit, choice.why.as_str()), (Fit::Timeline, "3 of 3 happenings have a date"));
}

#[test]
fn around_somebody_is_what_they_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let checked = dossier::open(root.join("data/us-china-trade-talks")).unwrap().check().unwrap();
    let graph = checked.graph();
    let liu = graph.node_by_id("liu-he").unwrap().key();
    let says: BTreeSet<_> = graph
        .claims()
        .filter(|claim| claim.speakers().contains(&Speaker::Node(liu)))
        .map(|claim| claim.key())
        .collect();
    let around = Selection::default().with_focus(Some((Term::Node(liu), 1)));
    assert!(says.len() > 3 && says.is_subset(&around.apply(graph).claims), "{} claims", says.len());
    // With his words alone, he is there himself.
    let by = around.with_speakers(BTreeSet::from([liu])).apply(graph);
    assert!(by.claims == says && by.nodes.contains(&liu));
}

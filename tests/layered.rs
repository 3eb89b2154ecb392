//! The program's own layout of whole graphs: nothing overlaps, nothing is cut, every claim is there.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::pictures::areas::{assert_apart, of_class};
use crate::pictures::stories::{stories, story};
use dossier::check::Checked;
use dossier::draw::{DrawOptions, Drawing, Engine, Picture, draw};
use dossier::export::Theme;
use roxmltree::{Document, Node};

fn drawn(checked: &Checked) -> Drawing {
    let options = DrawOptions::default()
        .with_picture(Picture::Plain)
        .with_theme(Theme::Light)
        .with_engine(Engine::Own)
        .with_time_limit(Duration::from_secs(600));
    draw(checked, &options).unwrap()
}

/// Fails unless each node has a box, each claim that others are about a circle, and each other claim a label at its arrow.
fn assert_all_is_there(checked: &Checked, document: &Document<'_>) {
    let graph = checked.graph();
    let nodes = graph.nodes().filter(|node| !node.is_aside()).count();
    let boxes = of_class(document, "rect", "card").len();
    assert_eq!(boxes, nodes + graph.claims_pointed_at().count(), "boxes and circles");
    let labelled: BTreeSet<&str> = of_class(document, "text", "label")
        .into_iter()
        .filter_map(|label| label.ancestors().find_map(|element| element.attribute("data-claim")))
        .collect();
    let claims: BTreeSet<&str> =
        graph.claims().filter(|claim| claim.object().is_some()).map(|claim| claim.id()).collect();
    assert_eq!(labelled, claims, "claims with a label");
    let lines = of_class(document, "path", "line").len();
    assert!(lines >= claims.len(), "{lines} lines of {} claims", claims.len());
}

#[test]
fn nothing_overlaps_and_nothing_is_cut() {
    for checked in stories() {
        let drawing = drawn(&checked);
        assert_all_is_there(&checked, &Document::parse(&drawing.svg).unwrap());
        assert_apart(&drawing.svg);
    }
}

#[test]
fn every_node_and_claim_is_drawn() {
    for checked in stories().step_by(7) {
        let drawing = drawn(&checked);
        let document = Document::parse(&drawing.svg).unwrap();
        let has =
            |name: &str, id: &str| document.descendants().any(|element| element.attribute(name) == Some(id));
        for node in checked.graph().nodes() {
            assert!(has("data-node", node.id()), "{}", node.id());
        }
        for claim in checked.graph().claims().filter(|claim| claim.object().is_some()) {
            assert!(has("data-claim", claim.id()), "{}", claim.id());
        }
    }
}

/// How many claims are circles, since others are about them.
fn circles(document: &Document<'_>) -> usize {
    let circle = |element: &Node<'_, '_>| {
        element.attribute("class").is_some_and(|class| class.starts_with("claim circle "))
    };
    document.descendants().filter(circle).count()
}

#[test]
fn of_a_large_graph_the_most_connected_nodes_are_drawn_and_the_number_is_told() {
    let checked = story(3, 700, 4);
    let drawing = drawn(&checked);
    let all = checked.graph().nodes().len();
    assert!(
        drawing.notices[0].starts_with(&format!("only the 300 most connected of {all} nodes are drawn")),
        "{:?}",
        drawing.notices
    );
    let document = Document::parse(&drawing.svg).unwrap();
    let boxes = of_class(&document, "rect", "card");
    assert_eq!(boxes.len() - circles(&document), 300);
}

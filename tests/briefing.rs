//! Briefings are readable whatever the story: nothing overlaps, nothing is cut, every word is there; and Graphviz, old
//! and new, draws them without a word.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::pictures::readable::{Flat, assert_readable};
use crate::pictures::stories::{stories, story};
use dossier::draw::{briefing_scene, svg};
use dossier::export::{ExportOptions, Theme, exporter, write_briefing};
use dossier::view::{Briefing, RowKind, Tone};

/// The briefings of all stories that have one; nearly all do.
fn briefings() -> Vec<(dossier::check::Checked, Briefing)> {
    let made: Vec<_> = stories()
        .filter_map(|checked| {
            let briefing = Briefing::new(checked.graph())?;
            Some((checked, briefing))
        })
        .collect();
    assert!(made.len() >= 95, "only {} stories have a briefing", made.len());
    made
}

/// How many cards a briefing has: those who act, and what is on the table.
fn cards_of(briefing: &Briefing) -> usize {
    briefing.sides.iter().map(|side| side.cards.len()).sum::<usize>()
        + briefing.others.len()
        + briefing.rows.len()
}

#[test]
fn nothing_overlaps_and_nothing_is_cut() {
    for (checked, briefing) in briefings() {
        assert_readable(
            &briefing_scene(checked.graph(), &briefing, Some("around somebody")),
            cards_of(&briefing),
        );
    }
}

#[test]
fn of_many_claims_the_most_connected_are_drawn_and_the_number_is_told() {
    let checked = story(5, 400, 3);
    let graph = checked.graph();
    let briefing = Briefing::new(graph).unwrap();
    let drawn = briefing.arrows.len();
    assert!(drawn <= dossier::view::MOST_ARROWS && drawn + 2 >= dossier::view::MOST_ARROWS, "{drawn}");
    let claims: BTreeSet<_> = briefing.arrows.iter().map(|arrow| arrow.claim).collect();
    let cards = briefing.sides.iter().flat_map(|side| &side.cards).chain(&briefing.others);
    let points = briefing.rows.iter().flat_map(|row| &row.points).flat_map(|point| &point.claims);
    let text = cards.flat_map(|card| &card.claims).chain(points);
    let text: BTreeSet<_> = text.chain(briefing.rows.iter().flat_map(|row| &row.claims)).copied().collect();
    let text = text.difference(&claims).count();
    let all = graph.claims().len();
    let note = format!(
        "{} of {all} claims are drawn as arrows; {text} appear as text on the cards; {} are not shown",
        claims.len(),
        all - claims.len() - text,
    );
    let is_told = briefing.notes.iter().any(|line| line.starts_with(&note));
    assert!(briefing.left_out > 0 && text > 1 && is_told, "{:?}", briefing.notes);
    // Not one kind alone, and nobody is accused without an answer.
    let kinds: BTreeSet<_> = briefing.rows.iter().map(|row| row.kind).collect();
    assert!(kinds.contains(&RowKind::Disagreement) && kinds.contains(&RowKind::Contested), "{kinds:?}");
    for row in briefing.rows.iter().filter(|row| row.kind == RowKind::Contested) {
        let has = |tone| briefing.arrows.iter().any(|arrow| arrow.target == row.term && arrow.tone == tone);
        assert!(has(Tone::Accusing) && has(Tone::Denying), "{}", row.label);
    }
    assert_readable(&briefing_scene(graph, &briefing, None), cards_of(&briefing));
}

#[test]
fn every_arrow_says_what_its_claim_says() {
    for (checked, briefing) in briefings() {
        let graph = checked.graph();
        let scene = briefing_scene(graph, &briefing, None);
        let mut flat = Flat::default();
        flat.add(&scene.shapes);
        let shown = |name: &str| -> BTreeSet<String> {
            let data = flat.groups.iter().filter_map(|group| group.data.as_ref());
            data.filter(|(kind, _)| *kind == name).map(|(_, id)| id.clone()).collect()
        };
        let claims = shown("claim");
        assert!(!briefing.arrows.is_empty(), "a story without an arrow");
        for arrow in &briefing.arrows {
            let claim = graph.claim(arrow.claim);
            assert!(claims.contains(claim.id()), "{} is not drawn", claim.id());
            // Every quote of the claim is among the evidence, under one of the arrow's numbers.
            for evidence in claim.evidence() {
                let numbered = arrow
                    .numbers
                    .iter()
                    .any(|number| briefing.evidence[number - 1].quote == evidence.quote());
                assert!(numbered, "{}: {:?}", claim.id(), evidence.quote());
            }
        }
        let nodes = shown("node");
        let cards = briefing.sides.iter().flat_map(|side| &side.cards).chain(&briefing.others);
        for card in cards {
            assert!(nodes.contains(graph.node(card.node).id()));
        }
    }
}

#[test]
fn the_svg_is_xml_in_every_theme() {
    for theme in Theme::ALL.iter().copied() {
        for (checked, briefing) in briefings().into_iter().step_by(10) {
            let written = svg(&briefing_scene(checked.graph(), &briefing, None), theme);
            let document = roxmltree::Document::parse(&written).unwrap();
            let children: Vec<_> =
                document.root_element().children().filter(|child| child.is_element()).collect();
            let names: Vec<&str> = children.iter().take(3).map(|child| child.tag_name().name()).collect();
            assert_eq!(names, ["title", "desc", "style"]);
        }
    }
}

#[test]
fn graphviz_draws_every_briefing_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (at, (checked, briefing)) in briefings().into_iter().enumerate() {
        let file = folder.path().join(format!("{at}.dot"));
        let mut bytes = Vec::new();
        write_briefing(checked.graph(), &briefing, Some("a note"), Theme::Light, &mut bytes).unwrap();
        std::fs::write(&file, bytes).unwrap();
        files.push((file, briefing.arrows.len()));
    }
    draw_by_both(&files);
}

#[test]
fn graphviz_draws_every_whole_graph_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (at, checked) in stories().enumerate() {
        let file = folder.path().join(format!("{at}.dot"));
        let mut bytes = Vec::new();
        exporter("dot").unwrap().export((&checked).into(), &ExportOptions::default(), &mut bytes).unwrap();
        std::fs::write(&file, bytes).unwrap();
        // A claim that others are about is two edges, with a circle between them.
        let pointed_at = checked.graph().claims_pointed_at().count();
        files.push((file, checked.graph().claims().len() + pointed_at));
    }
    draw_by_both(&files);
}

/// Has Graphviz as installed and as WebAssembly draw files, and counts the edges of claims in what they draw.
fn draw_by_both(files: &[(PathBuf, usize)]) {
    let node = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/node");
    let output = Command::new("node")
        .current_dir(&node)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/draw.mjs"))
        .args(files.iter().map(|(file, _)| file))
        .output()
        .expect("this test needs Node.js; tests/setup installs it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (file, claims) in files {
        let output = Command::new("dot")
            .arg("-Tsvg")
            .arg(file)
            .output()
            .expect("this test needs Graphviz; tests/setup installs it");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{}: {said}", file.display());
        let new = std::fs::read_to_string(file.with_extension("dot.svg")).unwrap();
        for drawn in [String::from_utf8(output.stdout).unwrap(), new] {
            let options =
                roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
            let document = roxmltree::Document::parse_with_options(&drawn, options).unwrap();
            let edges = document.descendants().filter(|element| {
                element.attribute("class").is_some_and(|class| class.starts_with("edge claim "))
            });
            assert_eq!(edges.count(), *claims, "{}", file.display());
        }
    }
}

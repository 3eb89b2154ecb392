//! Timelines are true to time and readable: what is earlier stands left, ranges are as long as they are, nothing
//! overlaps; and Graphviz draws them without a word.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use crate::pictures::readable::{Flat, area_of_box, assert_readable, overlap};
use dossier::check::Checked;
use dossier::draw::{Rectangle, Scene, Shape, svg, timeline_scene};
use dossier::export::{Theme, write_timeline};
use dossier::graph::{
    ClaimInput, DateValue, DossierInput, GraphBuilder, LangText, NodeHandle, Said, StatementInput, Value,
};
use dossier::ontology::Ontology;
use dossier::text::{Edtf, Id, Language};
use dossier::view::Timeline;

const LABELS: &[&str] = &[
    "The port closes its gates",
    "水条約をめぐる対立",
    "حركة النور في وادي القمر",
    "</script> ]]> <b>bold</b> & \"quoted\" \\N \\G",
    "Talks break off after a long night of bargaining over pay, shifts and the rights of casual workers",
    "😀 🇳🇴 emoji",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
];

/// A made graph: events with these dates, words where they are no EDTF, without a date where they are empty; each event
/// follows the one before, every third is about one further back, and every fifth takes place somewhere.
fn made(dates: &[String]) -> Checked {
    let ontology = Ontology::built_in();
    let mut builder = GraphBuilder::new(ontology.clone());
    let mut input = DossierInput::new(Id::new("made").unwrap());
    input.title = Some(LangText::new("A made-up dispute", Language::default()));
    let dossier = builder.add_dossier(input).unwrap();
    let date = ontology.attribute_named("date").unwrap();
    let place = builder.node(dossier, "riverton", "Place", "Riverton").unwrap();
    let speaker = builder.node(dossier, "union", "Organization", "The union").unwrap();
    let mut events: Vec<NodeHandle> = Vec::new();
    for (at, written) in dates.iter().enumerate() {
        let label = format!("{} {at}", LABELS[at % LABELS.len()]);
        let event = builder.node(dossier, &format!("e{at}"), "Event", &label).unwrap();
        let value = match Edtf::new(written) {
            Ok(date) => DateValue::Edtf(date),
            Err(_) => DateValue::Words(LangText::new(written.clone(), Language::default())),
        };
        if !written.is_empty() {
            let statement = StatementInput::Attribute(date, Value::Date(value));
            let mut claim = ClaimInput::new(dossier, event, statement);
            if at % 4 == 1 {
                claim.said = Said::by([speaker]);
            }
            builder.add_claim(claim);
        }
        if let Some(before) = events.last() {
            builder.relate(dossier, event, "follows", *before).unwrap();
        }
        if at % 3 == 2 {
            builder.relate(dossier, event, "about", events[at / 2]).unwrap();
        }
        if at % 5 == 0 {
            builder.relate(dossier, event, "takesPlaceIn", place).unwrap();
        }
        events.push(event);
    }
    Checked::new(builder.finish().0).unwrap_or_else(|findings| panic!("{findings:?}"))
}

fn owned(dates: &[&str]) -> Vec<String> {
    dates.iter().map(|date| (*date).to_owned()).collect()
}

/// So many dates of all kinds, scattered in the same way every time, and a fifth as many without a date.
fn dates(count: usize) -> Vec<String> {
    let dated = (0..count).map(|at| {
        let (year, month, day) = (2015 + (at * 7) % 5, 1 + (at * 5) % 12, 1 + (at * 11) % 28);
        match at % 9 {
            1 => format!("{year}"),
            2 => format!("{year}-{month:02}"),
            3 => format!("{year}-{month:02}/{}-03", year + 1),
            4 => format!("../{year}"),
            5 => format!("{year}-21"),
            6 => format!("{year}-{month:02}-{day:02}~"),
            7 => format!("{year}-{month:02}-{day:02}/.."),
            _ => format!("{year}-{month:02}-{day:02}"),
        }
    });
    let undated = (0..count / 5).map(|at| if at % 2 == 0 { String::new() } else { "late last year".into() });
    dated.chain(undated).collect()
}

fn with_kinds() -> Vec<String> {
    owned(&[
        "2018",
        "2018-12",
        "2018-12/2019-02",
        "../2019",
        "2018-21",
        "199X",
        "2018~",
        "-0043-03-15",
        "XXXX-05-10",
        "soon",
        "",
        "2018?",
        "{2017,2019}",
        "2019-XX-XX",
        "/2018",
        "2020/..",
    ])
}

fn stories() -> Vec<Vec<String>> {
    vec![
        dates(1),
        dates(30),
        dates(200),
        with_kinds(),
        owned(&["-0043-03-15", "-0753", "-0010/0014"]),
        owned(&["Y-17E7", "2019"]),
        vec!["2019-05-10".to_owned(); 12],
    ]
}

/// By node: its card, and its bar if it has one.
fn cards(scene: &Scene) -> BTreeMap<String, (Rectangle, Option<Rectangle>)> {
    let mut flat = Flat::default();
    flat.add(&scene.shapes);
    let mut cards = BTreeMap::new();
    for group in flat.groups {
        let Some(("node", id)) = &group.data else { continue };
        let of_class = |class: &str| {
            group.shapes.iter().find_map(|shape| match shape {
                Shape::Rectangle(rectangle) if rectangle.class == class => Some(rectangle.clone()),
                _ => None,
            })
        };
        let bar = ["bar", "bar within", "bar point"].into_iter().find_map(of_class);
        cards.insert(id.clone(), (of_class("card").unwrap(), bar));
    }
    cards
}

fn scene_of(checked: &Checked) -> (Timeline, Scene) {
    let timeline = Timeline::new(checked.graph()).unwrap();
    let scene = timeline_scene(checked.graph(), &timeline, Some("a note"));
    (timeline, scene)
}

#[test]
fn nothing_overlaps_and_nothing_is_cut() {
    for dates in stories() {
        let checked = made(&dates);
        let (_, scene) = scene_of(&checked);
        assert_readable(&scene, dates.len());
        let cards: Vec<_> = cards(&scene).into_iter().collect();
        assert_eq!(cards.len(), dates.len());
        for (id, (_, bar)) in &cards {
            for (other, (card, other_bar)) in cards.iter().filter(|(other, _)| other != id) {
                let Some(bar) = bar else { continue };
                for area in [Some(card), other_bar.as_ref()].into_iter().flatten() {
                    assert!(!overlap(area_of_box(bar), area_of_box(area)), "the bar of {id} is on {other}");
                }
            }
        }
    }
}

#[test]
fn what_is_earlier_stands_left() {
    for dates in stories() {
        let checked = made(&dates);
        let (timeline, scene) = scene_of(&checked);
        let cards = cards(&scene);
        let of = |node| &cards[checked.graph().node(node).id()];
        for pair in timeline.dated.windows(2) {
            let (one, other) = (of(pair[0].node), of(pair[1].node));
            assert!(one.0.x <= other.0.x, "{:?} stands right of {:?}", pair[0], pair[1]);
        }
        let lowest = timeline.dated.iter().map(|happening| of(happening.node).0.y).fold(0.0, f64::max);
        for happening in &timeline.undated {
            assert!(of(happening.node).0.y > lowest && of(happening.node).1.is_none());
        }
    }
}

#[test]
fn bars_are_as_long_as_ranges() {
    let checked = made(&owned(&[
        "2018",
        "2018-12/2019-02",
        "2018-01-01/2018-06-30",
        "../2019",
        "2018/..",
        "2019-12-31",
    ]));
    let (_, scene) = scene_of(&checked);
    let cards = cards(&scene);
    let bar = |id: &str| cards[id].1.clone().unwrap();
    let a_day = bar("e0").width / 365.0;
    assert!((bar("e1").width - 90.0 * a_day).abs() < 0.01);
    assert!((bar("e2").width - 181.0 * a_day).abs() < 0.01);
    assert!((bar("e1").x - bar("e0").x - 334.0 * a_day).abs() < 0.01);
    // An open side: the bar ends or begins with its known day and points on.
    let end = |bar: &Rectangle| bar.x + bar.width;
    assert!((end(&bar("e3")) - (bar("e0").x + 730.0 * a_day)).abs() < 0.01 && bar("e4").x == bar("e0").x);
    // A day is a point around its place, and only what lasts is a bar: a year is some time within.
    assert!(bar("e5").width == 8.0 && bar("e5").radius == 4.0);
    let classes = ["e0", "e1", "e2", "e3", "e4", "e5"].map(|id| bar(id).class);
    assert_eq!(classes, ["bar within", "bar", "bar", "bar within", "bar within", "bar point"]);
}

#[test]
fn times_of_day_are_in_order_and_shown() {
    let checked = made(&owned(&["2020-05-01T18:05:00", "2020-05-01T17:50:00", "2020-05-01T09:15:00"]));
    let (timeline, scene) = scene_of(&checked);
    let cards = cards(&scene);
    let place = |id: &str| cards[id].1.as_ref().unwrap().x;
    // Along the axis by the minute: from 09:15 to 17:50 are 515 of 530 minutes.
    let share = (place("e1") - place("e2")) / (place("e0") - place("e2"));
    assert!((share - 515.0 / 530.0).abs() < 1e-6, "{share}");
    assert!(scene.description.starts_with("1 May 2020, 09:15: "), "{}", scene.description);
    let mut bytes = Vec::new();
    write_timeline(checked.graph(), &timeline, None, Theme::Light, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let at = |words: &str| text.find(&format!("label=\"1 May 2020, {words}\"")).unwrap();
    assert!(at("09:15") < at("17:50") && at("17:50") < at("18:05"), "{text}");
}

#[test]
fn one_far_date_leaves_the_others_legible() {
    let checked = made(&owned(&["Y-137E8", "2020-01", "2020-07", "2021-03-12"]));
    let (_, scene) = scene_of(&checked);
    let cards = cards(&scene);
    let place = |id: &str| cards[id].1.as_ref().unwrap().x;
    assert!(place("e2") - place("e1") > 100.0 && place("e3") - place("e2") > 100.0);
    let mut flat = Flat::default();
    flat.add(&scene.shapes);
    assert!(flat.texts.iter().any(|text| text.words == "13.7 billion years ago" && text.class == "muted"));
    assert!(flat.texts.iter().all(|text| !text.words.contains("000000")));
}

#[test]
fn the_undated_have_a_lane_with_a_name_and_their_words() {
    let checked = made(&with_kinds());
    let (timeline, scene) = scene_of(&checked);
    let mut flat = Flat::default();
    flat.add(&scene.shapes);
    let words: Vec<&str> = flat.texts.iter().map(|text| text.words.as_str()).collect();
    for expected in [
        "Undated",
        "10 May",
        "@ soon",
        "a note",
        "13 dated nodes and 3 undated · 20 claims are drawn as arrows; 3 dates are not vouched for by the source",
    ] {
        assert!(words.contains(&expected), "{expected}: {words:?}");
    }
    assert_eq!(timeline.undated.len(), 3);
    assert_eq!(flat.panels.len(), 1);
    let (_, without) = scene_of(&made(&owned(&["2018", "2019"])));
    let mut flat = Flat::default();
    flat.add(&without.shapes);
    assert!(flat.panels.is_empty());
}

/// Points of the curve of an arrow, of which `M x yCx y x y x y` is the path.
fn points(path: &str) -> Vec<(f64, f64)> {
    let numbers: Vec<f64> = path
        .split(|char: char| !char.is_ascii_digit() && char != '.' && char != '-')
        .filter_map(|number| number.parse().ok())
        .collect();
    let [ax, ay, bx, by, cx, cy, dx, dy] = numbers[..] else { panic!("{path}") };
    let mix = |t: f64, [a, b, c, d]: [f64; 4]| {
        let rest = 1.0 - t;
        a * rest.powi(3) + 3.0 * b * t * rest * rest + 3.0 * c * t * t * rest + d * t.powi(3)
    };
    let steps = (1..24).map(|step| f64::from(step) / 24.0);
    steps.map(|t| (mix(t, [ax, bx, cx, dx]), mix(t, [ay, by, cy, dy]))).collect()
}

#[test]
fn arrows_lead_past_cards_that_stand_between() {
    // Three in a row without dates, and an arrow from the last to the first.
    let mut builder = GraphBuilder::new(Ontology::built_in().clone());
    let dossier = builder.add_dossier(DossierInput::new(Id::new("row").unwrap())).unwrap();
    let events = ["a", "b", "c"].map(|id| builder.node(dossier, id, "Event", id).unwrap());
    builder.relate(dossier, events[2], "follows", events[0]).unwrap();
    let dated = builder.node(dossier, "d", "Event", "d").unwrap();
    let date = Value::Date(DateValue::Edtf(Edtf::new("2019").unwrap()));
    let attribute = Ontology::built_in().attribute_named("date").unwrap();
    builder.add_claim(ClaimInput::new(dossier, dated, StatementInput::Attribute(attribute, date)));
    let checked = Checked::new(builder.finish().0).unwrap();
    let (_, scene) = scene_of(&checked);
    let cards = cards(&scene);
    assert!(cards["a"].0.x < cards["b"].0.x && cards["b"].0.x < cards["c"].0.x);
    let (left, top, right, bottom) = area_of_box(&cards["b"].0);
    let mut flat = Flat::default();
    flat.add(&scene.shapes);
    let arrow =
        flat.groups.iter().find(|group| group.id.is_some() && group.class.starts_with("claim ")).unwrap();
    let Some(Shape::Line(line)) = arrow.shapes.first() else { panic!("no line: {arrow:?}") };
    for (x, y) in points(&line.path) {
        assert!(!(left < x && x < right && top < y && y < bottom), "{x} {y} is on a card: {}", line.path);
    }
}

#[test]
fn every_claim_between_cards_is_an_arrow_and_labels_that_do_not_fit_are_counted() {
    for dates in stories() {
        let checked = made(&dates);
        let (timeline, scene) = scene_of(&checked);
        let mut flat = Flat::default();
        flat.add(&scene.shapes);
        for link in &timeline.links {
            let id = checked.graph().claim(link.claim).id();
            let drawn = flat.groups.iter().filter(|group| group.id.as_deref() == Some(id));
            assert_eq!(drawn.count(), 1, "{id}");
        }
        let count = |class: &str| flat.texts.iter().filter(|text| text.class.starts_with(class)).count();
        let unlabelled = timeline.links.len() - count("label");
        let notes: Vec<&str> = flat.texts.iter().map(|text| text.words.as_str()).collect();
        let told = notes
            .iter()
            .any(|note| note.starts_with(&format!("{unlabelled} arrow")) && note.contains(" no room for "));
        assert_eq!(told, unlabelled > 0, "{unlabelled}: {notes:?}");
    }
}

#[test]
fn the_svg_is_xml_and_the_same_every_time() {
    for dates in stories() {
        for theme in Theme::ALL.iter().copied() {
            let written = svg(&scene_of(&made(&dates)).1, theme);
            assert!(roxmltree::Document::parse(&written).is_ok());
            assert!(written == svg(&scene_of(&made(&dates)).1, theme), "not the same twice");
        }
    }
}

#[test]
fn graphviz_draws_every_timeline_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    for (at, dates) in stories().into_iter().enumerate() {
        let checked = made(&dates);
        let timeline = Timeline::new(checked.graph()).unwrap();
        let mut bytes = Vec::new();
        write_timeline(checked.graph(), &timeline, Some("a note"), Theme::Dark, &mut bytes).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains("rankdir=LR, newrank=true") && text.contains("{ rank=same; \"axis/"));
        assert_eq!(text.contains("\"cluster/undated\""), !timeline.undated.is_empty());
        let file = folder.path().join(format!("{at}.dot"));
        std::fs::write(&file, bytes).unwrap();
        let output = Command::new("dot")
            .arg("-Tsvg")
            .arg(&file)
            .output()
            .expect("this test needs Graphviz; tests/setup installs it");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{at}: {said}");
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
        let drawn = String::from_utf8(output.stdout).unwrap();
        let document = roxmltree::Document::parse_with_options(&drawn, options).unwrap();
        let of_class = |start: &str| {
            let classes = document.descendants().filter_map(|element| element.attribute("class"));
            classes.filter(|class| class.starts_with(start)).count()
        };
        assert_eq!(of_class("edge claim "), timeline.links.len(), "{at}");
        assert_eq!(of_class("node node "), dates.len(), "{at}");
    }
}

fn draw(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dossier"))
        .current_dir(folder)
        .arg("draw")
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn where_nothing_is_dated_the_briefing_is_drawn() {
    // The report names a day without a year and “late last year”: there is no order of time in it.
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/us-china-trade-talks");
    let bundled = bundled.to_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for file in ["x.svg", "x.dot"] {
        let output = draw(folder.path(), &[bundled, "--rank", "time", "-o", file]);
        assert!(output.status.success(), "{}", said(&output));
        let note = "--rank time: nothing has a date with a year; the briefing is drawn instead of a timeline";
        assert!(said(&output).contains(note), "{}", said(&output));
        let written = std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(draw(folder.path(), &[bundled, "-o", file]).status.success());
        assert!(written == std::fs::read_to_string(folder.path().join(file)).unwrap(), "{file}");
    }
    let options = [["--picture", "plain"], ["--engine", "dot"], ["--rank", "size"]];
    for option in options {
        let mut arguments = vec![bundled];
        if option[0] != "--rank" {
            arguments.extend(["--rank", "time"]);
        }
        arguments.extend(option);
        let output = draw(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{option:?}: {}", said(&output));
    }
}

#[test]
fn the_program_draws_a_timeline() {
    let folder = tempfile::tempdir().unwrap();
    let made =
        Command::new(env!("CARGO_BIN_EXE_dossier")).current_dir(&folder).args(["new", "strike"]).output();
    assert!(made.unwrap().status.success());
    let file = folder.path().join("strike/dossier.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let quote = "  - quote: Dockers and port talk about pay\n    say:\n";
    assert!(text.contains(quote));
    let text = text.replace(quote, &format!("{quote}      - talks date 2019-03\n"));
    std::fs::write(&file, text).unwrap();
    for (name, start) in [("x.svg", "<svg "), ("x.dot", "digraph ")] {
        let output = draw(folder.path(), &["strike", "--rank", "time", "-o", name]);
        assert!(output.status.success(), "{}", said(&output));
        let written = std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(written.starts_with(start), "{name}");
        for words in ["March 2019", "Pay talks at the port", "Undated", "Last year’s agreement"] {
            assert!(written.contains(words), "{name}: {words}");
        }
    }
}

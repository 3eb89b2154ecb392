//! The layout of a timeline: an axis, below it lanes of cards at their dates, and at the bottom what has no date.

mod axis;
mod cards;
mod links;

use std::collections::BTreeSet;

use super::block::Block;
use super::families::{families, looks};
use super::fonts::Font;
use super::header::{Sample, SampleLook, header, look_samples, status_sample};
use super::scene::{Anchor, Group, Line, Rectangle, Scene, Shape, Text};
use super::svg::Number;
use crate::graph::KnowledgeGraph;
use crate::ontology::Status;
use crate::text::{Language, Wording};
use crate::view::{Happening, Timeline, words};
use axis::{Axis, TICK, Tick};
use cards::{Look, Placed, STUB};

/// Around everything.
const MARGIN: f64 = 40.0;
/// Between the header and the axis, the axis and the first lane, the last lane and what has no date.
const BELOW_HEADER: f64 = 26.0;
const AXIS: f64 = 24.0;
/// The height of a line with the days of times.
const DAYS: f64 = 16.0;
const BELOW_AXIS: f64 = 26.0;
const ABOVE_UNDATED: f64 = 30.0;
/// Between the border of what has no date and its cards.
const INSET: f64 = 20.0;
const HEADING: f64 = 46.0;
/// What a card with what is around it takes: it decides how wide the picture is.
const AREA_OF_A_CARD: f64 = 44_000.0;
const WIDTHS: (f64, f64) = (1100.0, 4200.0);

/// The scene of a timeline; `note` is one more line under the title.
pub fn scene(graph: &KnowledgeGraph, timeline: &Timeline, note: Option<&str>) -> Scene {
    let many = timeline.happenings().count() as f64;
    let width = (many * AREA_OF_A_CARD * 1.5).sqrt().clamp(WIDTHS.0, WIDTHS.1);
    // Open ends reach beyond the axis.
    let inset = STUB + 12.0;
    let dates = timeline.dated.iter().filter_map(|happening| happening.when.as_ref());
    let language =
        graph.dossiers().next().map_or_else(Language::default, |dossier| dossier.language().clone());
    let wording = Wording::of(&language);
    // Behind the last beginning a card has room.
    let axis = Axis::new(dates.clone(), wording, inset, width - 2.0 * inset);
    let last = dates.clone().map(|when| axis.x(when.anchor())).fold(0.0, f64::max);
    let beyond = (last + cards::WIDTH - width).max(0.0);
    let axis = Axis::new(dates, wording, inset, width - 2.0 * inset - beyond);
    let (mut placed, lowest) = cards::place_dated(graph, &timeline.dated, &axis, width);
    let times: BTreeSet<Look> = placed.iter().filter_map(Placed::look).collect();
    let panel_top = lowest + ABOVE_UNDATED;
    let (undated, undated_end) =
        cards::place_undated(graph, &timeline.undated, (INSET, width - INSET), panel_top + HEADING);
    let bottom = if undated.is_empty() { lowest } else { undated_end + INSET };
    placed.extend(undated);
    let heading = (0.0, panel_top, 200.0, panel_top + HEADING - 10.0);
    let above = (f64::MIN, f64::MIN, f64::MAX, -BELOW_AXIS + 4.0);
    let arrows = links::place(&timeline.links, &placed, &[heading, above]);
    let unlabelled = arrows.iter().filter(|arrow| !arrow.has_label()).count();
    let mut notes: Vec<String> = note.map(str::to_owned).into_iter().chain(timeline.notes.clone()).collect();
    if unlabelled > 0 {
        notes.push(if unlabelled == 1 {
            "1 arrow has no room for its label; hover over it to read it".to_owned()
        } else {
            format!("{unlabelled} arrows have no room for their labels; hover over one to read it")
        });
    }
    if axis.breaks().next().is_some() {
        notes.push("The scale changes at each break in the axis.".to_owned());
    }
    let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
    let header = header(&timeline.titles, &notes, samples(graph, timeline, &times), width);
    let ticks = axis.ticks();
    let days = if ticks.iter().any(|tick| tick.day.is_some()) { DAYS } else { 0.0 };
    let above = AXIS + days + BELOW_AXIS;
    let top = MARGIN + header.height + BELOW_HEADER + above;
    let offset = (MARGIN, top);
    let mut shapes = header.shapes(MARGIN, MARGIN);
    let axis_y = top - BELOW_AXIS;
    shapes.push(axis_shape(&axis, ticks, axis_y, top + lowest, width));
    if !timeline.undated.is_empty() {
        shapes.push(panel(top + panel_top, width, bottom - panel_top));
    }
    let pairs = || arrows.iter().zip(&timeline.links);
    shapes.extend(pairs().map(|(arrow, link)| arrow.shape(graph, link, offset)));
    shapes.extend(placed.iter().map(|card| card.shape(graph, offset)));
    shapes.extend(pairs().filter_map(|(arrow, link)| arrow.label_shape(graph, link, offset)));
    let right = arrows.iter().map(links::Arrow::right).fold(width.max(header.width), f64::max);
    Scene {
        width: right + 2.0 * MARGIN,
        height: top + bottom + MARGIN,
        title: timeline.titles.join(" · "),
        description: description(graph, timeline),
        language: language.to_string(),
        families: families(graph),
        looks: looks(graph),
        shapes,
    }
}

/// The axis with its ticks, and a thin line down from each.
fn axis_shape(axis: &Axis, ticks: Vec<Tick>, y: f64, bottom: f64, width: f64) -> Shape {
    let line = |class: &str, from: (f64, f64), to: (f64, f64)| {
        let path = format!("M{} {}L{} {}", Number(from.0), Number(from.1), Number(to.0), Number(to.1));
        Shape::Line(Line::new(class, path))
    };
    let mut shapes = Vec::new();
    let words = |x: f64, y: f64, words: String| {
        let class = "muted".into();
        Shape::Text(Text { class, x, y, anchor: Anchor::Middle, font: TICK, words })
    };
    for tick in ticks {
        let x = tick.x + MARGIN;
        shapes.push(line("panel", (x, y), (x, bottom)));
        shapes.push(line("line", (x, y - 5.0), (x, y)));
        shapes.push(words(x, y - 10.0, tick.words));
        shapes.extend(tick.day.map(|day| words(x, y - 10.0 - DAYS, day)));
    }
    // Each stretch ends before a break: two strokes across.
    let mut from = MARGIN;
    for at in axis.breaks() {
        let x = at + MARGIN;
        shapes.push(line("line", (from, y), (x - 3.0, y)));
        for x in [x - 3.0, x + 3.0] {
            shapes.push(line("line", (x - 3.0, y + 7.0), (x + 3.0, y - 7.0)));
        }
        from = x + 3.0;
    }
    shapes.push(line("line", (from, y), (MARGIN + width, y)));
    Shape::Group(Group { id: Some("axis/".into()), class: "axis".into(), shapes, ..Group::default() })
}

/// The frame around what has no date.
fn panel(top: f64, width: f64, height: f64) -> Shape {
    let mut heading = Block::default();
    heading.add("Undated", Font::bold(15.0), "side-name", width, 1);
    let frame = Rectangle { class: "panel".into(), x: MARGIN, y: top, width, height, radius: 10.0 };
    let mut shapes = vec![Shape::Rectangle(frame)];
    shapes.extend(heading.shapes(MARGIN + INSET, top + 13.0));
    Shape::Group(Group { id: Some("undated/".into()), class: "undated".into(), shapes, ..Group::default() })
}

/// A sample of each way in which times are drawn, and of each status in the picture, as a line or as a symbol before words.
fn samples(graph: &KnowledgeGraph, timeline: &Timeline, times: &BTreeSet<Look>) -> Vec<Sample> {
    let drawn: BTreeSet<Status> =
        timeline.links.iter().map(|link| graph.claim(link.claim).status()).collect();
    let words = |happening: &Happening| {
        let parts = happening.lines.iter().chain([&happening.tag]).flat_map(|line| line.split(" · "));
        parts.map(str::to_owned).collect::<Vec<_>>()
    };
    let words: Vec<String> = timeline.happenings().flat_map(words).collect();
    let drawing = graph.ontology().drawing();
    let is_there = |status: &Status| {
        let sign = format!("{} ", drawing.of_status(*status).mark);
        drawn.contains(status) || (sign.len() > 1 && words.iter().any(|part| part.starts_with(&sign)))
    };
    let statuses = Status::ALL.iter().copied().filter(is_there);
    // Points alone speak for themselves.
    let told = times.iter().filter(|_| times.iter().any(|look| *look != Look::Point));
    let samples_of_time = told.map(|look| {
        let words = match look {
            Look::Point => "at this time",
            Look::Lasting => "all this time",
            Look::Within => "some time within",
        };
        let width = if *look == Look::Point { 8.0 } else { 26.0 };
        let look = SampleLook::Time { class: look.class(), width };
        Sample { class: String::new(), mark: String::new(), look, words: words.to_owned() }
    });
    let links = look_samples(timeline.links.iter().map(|link| graph.claim(link.claim)));
    samples_of_time
        .chain(statuses.map(|status| status_sample(graph.ontology(), status)))
        .chain(links)
        .collect()
}

/// What is when, and the arrows in sentences, for those who cannot see them.
fn description(graph: &KnowledgeGraph, timeline: &Timeline) -> String {
    let dated = timeline.dated.iter().map(|happening| format!("{}: {}", happening.tag, happening.label));
    let links = timeline.links.iter().map(|link| {
        let claim = graph.claim(link.claim);
        format!("{} ({})", words::sentence(claim), claim.status())
    });
    dated.chain(links).collect::<Vec<_>>().join("; ")
}

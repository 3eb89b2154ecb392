//! Title, subtitle and legend.

use std::collections::BTreeSet;

use super::arrows::head_shape;
use super::block::Block;
use crate::draw::fonts::Font;
use crate::draw::scene::{Anchor, Group, Line, Shape, Text};
use crate::draw::svg::Number;
use crate::graph::KnowledgeGraph;
use crate::ontology::{Head, Status};
use crate::view::{Briefing, Tone};

const TITLE: Font = Font::bold(32.0);
const SUBTITLE: Font = Font::regular(16.0);
const WORDS: Font = Font::regular(13.0);
/// The length of a sample line.
const SAMPLE: f64 = 38.0;
/// Between two samples.
const BETWEEN: f64 = 30.0;
/// The height of a line of samples.
const ROW: f64 = 24.0;

/// A sample of a line and what it means.
struct Sample {
    class: String,
    head: Option<Head>,
    words: String,
}

/// What stands above everything.
pub(super) struct Header {
    block: Block,
    rows: Vec<Vec<Sample>>,
    /// The width.
    pub(super) width: f64,
    /// The height.
    pub(super) height: f64,
}

/// Sets the header in a width.
pub(super) fn header(graph: &KnowledgeGraph, briefing: &Briefing, note: Option<&str>, width: f64) -> Header {
    let mut block = Block::default();
    for title in &briefing.titles {
        block.add(title, TITLE, "title", width, 4);
    }
    block.skip(4.0);
    for line in note.into_iter().chain(briefing.notes.iter().map(String::as_str)) {
        block.add(line, SUBTITLE, "muted", width, 3);
    }
    block.skip(8.0);
    let mut rows: Vec<Vec<Sample>> = vec![Vec::new()];
    let (mut filled, mut widest) = (0.0, block.width);
    for sample in samples(graph, briefing) {
        let needed = sample.width() + BETWEEN;
        if filled > 0.0 && filled + needed > width {
            rows.push(Vec::new());
            filled = 0.0;
        }
        filled += needed;
        widest = widest.max(filled - BETWEEN);
        if let Some(row) = rows.last_mut() {
            row.push(sample);
        }
    }
    let height = block.height + rows.len() as f64 * ROW;
    Header { block, rows, width: widest, height }
}

impl Sample {
    fn width(&self) -> f64 {
        let line = if self.head.is_some() { SAMPLE + 10.0 } else { 14.0 };
        line + WORDS.width(&self.words)
    }
}

/// A sample of each kind of arrow in the picture, and the evidence number.
fn samples(graph: &KnowledgeGraph, briefing: &Briefing) -> Vec<Sample> {
    let mut statuses: BTreeSet<Status> = BTreeSet::new();
    let mut tones: BTreeSet<Tone> = BTreeSet::new();
    for arrow in &briefing.arrows {
        tones.insert(arrow.tone);
        if matches!(arrow.tone, Tone::Plain | Tone::Agreeing) {
            statuses.insert(graph.claim(arrow.claim).status());
        }
    }
    // Signs stand before words, too.
    let drawing = graph.ontology().drawing();
    let folded: Vec<&str> = words_of(briefing).collect();
    for status in Status::ALL {
        let mark = drawing.of_status(status).mark;
        let sign = format!("{mark} ");
        if !mark.is_empty()
            && folded.iter().any(|words| words.split(" · ").any(|part| part.starts_with(&sign)))
        {
            statuses.insert(status);
        }
    }
    let mut samples = Vec::new();
    for status in statuses {
        let look = drawing.of_status(status);
        let meaning = match status {
            Status::Reported => "the source says so".to_owned(),
            Status::Attributed => format!("{} somebody says so", look.mark),
            Status::Demanded => format!("{} wanted", look.mark),
            Status::Disputed => format!("{} denied by others", look.mark),
            Status::Inferred => format!("{} concluded", look.mark),
        };
        samples.push(Sample { class: format!("claim {status}"), head: Some(look.head), words: meaning });
    }
    if tones.contains(&Tone::Agreeing) {
        samples.push(sample("claim agreeing", Head::Normal, "agrees"));
    }
    if tones.contains(&Tone::Accusing) {
        samples.push(sample("claim disputed disputing", Head::Normal, "accuses"));
    }
    if tones.contains(&Tone::Denying) {
        samples.push(sample("claim denial disputing", Head::Tee, "denies"));
    }
    if !briefing.evidence.is_empty() {
        samples.push(Sample { class: String::new(), head: None, words: "number of the evidence".to_owned() });
    }
    samples
}

fn sample(class: &str, head: Head, words: &str) -> Sample {
    Sample { class: class.to_owned(), head: Some(head), words: words.to_owned() }
}

/// All words that may begin with a sign.
fn words_of(briefing: &Briefing) -> impl Iterator<Item = &str> {
    let rows = briefing.rows.iter().flat_map(|row| {
        let points = row.points.iter().flat_map(|point| &point.details);
        row.details.iter().chain(points).map(String::as_str).chain([row.tag.as_str()])
    });
    let cards = briefing.sides.iter().flat_map(|side| &side.cards).chain(&briefing.others);
    rows.chain(cards.flat_map(|card| &card.lines).map(String::as_str))
}

impl Header {
    /// The header with its left top at a place.
    pub(super) fn shapes(&self, x: f64, y: f64) -> Vec<Shape> {
        let mut shapes = self.block.shapes(x, y);
        let mut top = y + self.block.height;
        let mut legend = Vec::new();
        for row in &self.rows {
            let mut left = x;
            for sample in row {
                legend.push(Shape::Group(sample_shape(sample, left, top + ROW / 2.0)));
                left += sample.width() + BETWEEN;
            }
            top += ROW;
        }
        shapes.push(Shape::Group(Group { class: "legend".into(), shapes: legend, ..Group::default() }));
        shapes
    }
}

fn sample_shape(sample: &Sample, x: f64, y: f64) -> Group {
    let text = |class: &str, x: f64, y: f64, font, words: &str| {
        Shape::Text(Text {
            class: class.to_owned(),
            x,
            y,
            anchor: Anchor::Start,
            font,
            words: words.to_owned(),
        })
    };
    let shapes = match sample.head {
        Some(head) => vec![
            Shape::Line(Line {
                class: "line".into(),
                path: format!("M{} {}L{} {1}", Number(x), Number(y), Number(x + SAMPLE - 8.0)),
            }),
            head_shape(head, (x + SAMPLE, y), 1.0),
            text("role", x + SAMPLE + 10.0, y + 4.6, WORDS, &sample.words),
        ],
        None => vec![
            text("number", x, y, Font::bold(10.0), "1"),
            text("role", x + 14.0, y + 4.6, WORDS, &sample.words),
        ],
    };
    Group { class: sample.class.clone(), shapes, ..Group::default() }
}

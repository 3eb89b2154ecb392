//! Title, subtitle and legend.

use std::collections::BTreeMap;

use super::block::Block;
use super::fonts::Font;
use super::head;
use super::scene::{Group, Line, Rectangle, Shape, Text};
use super::svg::Number;
use crate::graph::{Claim, Statement};
use crate::ontology::{Head, Ontology, RelationKey, Status};

const TITLE: Font = Font::bold(32.0);
const SUBTITLE: Font = Font::regular(16.0);
const WORDS: Font = Font::regular(13.0);
/// The width of a symbol before a sample line.
const MARK: f64 = 16.0;
/// The length of a sample line.
const SAMPLE: f64 = 38.0;
/// The height of a bar of time, and what is between it and its words.
const TIME: f64 = 8.0;
const BEFORE_WORDS: f64 = 7.0;
/// Between two samples.
const BETWEEN: f64 = 30.0;
/// The height of a line of samples.
const ROW: f64 = 24.0;

/// A sample of a line and what it means.
pub(super) struct Sample {
    /// The classes of the line.
    pub(super) class: String,
    /// The symbol of the status, which precedes words on cards; may be empty.
    pub(super) mark: String,
    /// What is drawn.
    pub(super) look: SampleLook,
    /// What it means.
    pub(super) words: String,
}

/// What a sample draws.
pub(super) enum SampleLook {
    /// A line with its head.
    Arrow(Head),
    /// The number of evidence.
    Number,
    /// A bar of time, by its classes, with its width.
    Time { class: &'static str, width: f64 },
}

/// The title, notes and legend above everything else.
pub(super) struct Header {
    block: Block,
    rows: Vec<Vec<Sample>>,
    /// The width.
    pub(super) width: f64,
    /// The height.
    pub(super) height: f64,
}

/// Sets the header in a width.
pub(super) fn header(titles: &[String], notes: &[&str], samples: Vec<Sample>, width: f64) -> Header {
    let mut block = Block::default();
    for title in titles {
        block.add(title, TITLE, "title", width, 4);
    }
    block.skip(4.0);
    for line in notes {
        block.add(line, SUBTITLE, "muted", width, 3);
    }
    block.skip(8.0);
    let mut rows: Vec<Vec<Sample>> = vec![Vec::new()];
    let (mut filled, mut widest) = (0.0, block.width);
    for sample in samples {
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
        let line = match self.look {
            SampleLook::Arrow(_) => SAMPLE + 10.0,
            SampleLook::Number => 14.0,
            SampleLook::Time { width, .. } => width + BEFORE_WORDS,
        };
        self.indent() + line + WORDS.width(&self.words)
    }

    /// The width that the symbol takes.
    fn indent(&self) -> f64 {
        if self.mark.is_empty() { 0.0 } else { MARK }
    }
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
    let mut shapes = Vec::new();
    if !sample.mark.is_empty() {
        shapes.push(Text::at(x, y + 4.6, "role", WORDS, &sample.mark));
    }
    let x = x + sample.indent();
    shapes.extend(match sample.look {
        SampleLook::Arrow(head) => vec![
            Shape::Line(Line::new(
                "line",
                format!("M{} {}L{} {1}", Number(x), Number(y), Number(x + SAMPLE - 8.0)),
            )),
            head::shape(head, (x + SAMPLE, y), (1.0, 0.0)),
            Text::at(x + SAMPLE + 10.0, y + 4.6, "role", WORDS, &sample.words),
        ],
        SampleLook::Number => vec![
            Text::at(x, y, "number", Font::bold(10.0), "1"),
            Text::at(x + 14.0, y + 4.6, "role", WORDS, &sample.words),
        ],
        SampleLook::Time { class, width } => vec![
            Shape::Rectangle(Rectangle {
                class: class.into(),
                x,
                y: y - TIME / 2.0,
                width,
                height: TIME,
                radius: if width > TIME { 2.0 } else { TIME / 2.0 },
            }),
            Text::at(x + width + BEFORE_WORDS, y + 4.6, "role", WORDS, &sample.words),
        ],
    });
    Group { class: sample.class.clone(), shapes, ..Group::default() }
}

/// A sample of the look of each relation that has one, of the claims that are drawn.
pub(super) fn look_samples<'g>(claims: impl Iterator<Item = Claim<'g>>) -> Vec<Sample> {
    let mut samples: BTreeMap<RelationKey, Sample> = BTreeMap::new();
    for claim in claims.filter(|claim| !claim.is_denial()) {
        let Statement::Relation(relation, _) = claim.statement() else { continue };
        let ontology = claim.graph().ontology();
        if let Some(class) = ontology.drawing().class_of(*relation) {
            let look = ontology.drawing().of_claim(*relation, Status::Reported);
            samples.entry(*relation).or_insert_with(|| Sample {
                class: format!("claim {} {class}", Status::Reported),
                mark: String::new(),
                look: SampleLook::Arrow(look.head),
                words: claim.predicate_label().to_owned(),
            });
        }
    }
    samples.into_values().collect()
}

/// The number of evidence.
pub(super) fn number_sample() -> Sample {
    Sample {
        class: String::new(),
        mark: String::new(),
        look: SampleLook::Number,
        words: "evidence number".to_owned(),
    }
}

/// A sample of the line of a status.
pub(super) fn status_sample(ontology: &Ontology, status: Status) -> Sample {
    let look = ontology.drawing().of_status(status);
    Sample {
        class: format!("claim {status}"),
        mark: look.mark.clone(),
        look: SampleLook::Arrow(look.head),
        words: status.legend().to_owned(),
    }
}

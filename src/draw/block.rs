//! Words in lines below each other.

use super::fonts::Font;
use super::scene::{Anchor, Shape, Text};

/// From one base line to the next, in ems.
const LINE: f64 = 1.22;
/// From the top of a line to its base line, in ems.
const ASCENT: f64 = 0.95;

/// Lines of text, each with its looks.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    lines: Vec<(Font, String, String)>,
    /// The width of the widest line.
    pub(super) width: f64,
    /// The height of all lines.
    pub(super) height: f64,
}

impl Block {
    /// Adds a text of a class, in lines of at most `width` and not more than `most`.
    pub(super) fn add(&mut self, words: &str, font: Font, class: &str, width: f64, most: usize) {
        for line in font.lines(words, width, most) {
            self.width = self.width.max(font.width(&line));
            self.height += font.size * LINE;
            self.lines.push((font, class.to_owned(), line));
        }
    }

    /// Adds a gap.
    pub(super) fn skip(&mut self, height: f64) {
        self.height += height;
        self.lines.push((Font::regular(height / LINE), String::new(), String::new()));
    }

    /// The lines with their left top at a place.
    pub(super) fn shapes(&self, x: f64, y: f64) -> Vec<Shape> {
        let mut top = y;
        let mut shapes = Vec::new();
        for (font, class, words) in &self.lines {
            if !words.is_empty() {
                shapes.push(Shape::Text(Text {
                    class: class.clone(),
                    x,
                    y: top + font.size * ASCENT,
                    anchor: Anchor::Start,
                    font: *font,
                    words: words.clone(),
                }));
            }
            top += font.size * LINE;
        }
        shapes
    }
}

//! A scene: shapes and words at their places, in pixels from the top left. Looks are classes, which a theme gives
//! colours to.

use super::fonts::Font;

/// A picture before it is written.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// What is shown, in a few words.
    pub title: String,
    /// What is shown, for those who cannot see it.
    pub description: String,
    /// The language of the words, as a tag of BCP 47.
    pub language: String,
    /// Colours of groups of types, in addition to those of the theme.
    pub families: Vec<Family>,
    /// Looks of the claims of some relations, in addition to those of the theme.
    pub looks: Vec<Look>,
    /// What is drawn, from back to front.
    pub shapes: Vec<Shape>,
}

/// The colours of a group of types.
#[derive(Clone, Debug)]
pub struct Family {
    /// The class.
    pub class: String,
    /// The border of cards, `#RRGGBB`.
    pub border: String,
    /// The inside of cards on a bright screen, `#RRGGBB`.
    pub fill: String,
}

/// How the claims of a relation look.
#[derive(Clone, Debug)]
pub struct Look {
    /// The class.
    pub class: String,
    /// The colour of line and head on a bright screen, `#RRGGBB`.
    pub colour: Option<String>,
    /// The dashes of the line of a claim that is reported, in the words of SVG.
    pub dashes: Option<&'static str>,
    /// How much wider than others the line of a claim is that is reported.
    pub width: Option<f64>,
}

/// Something that is drawn.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Shapes that belong together.
    Group(Group),
    /// A rectangle.
    Rectangle(Rectangle),
    /// A line.
    Line(Line),
    /// A line of text.
    Text(Text),
}

/// Shapes that belong together: a card, a row, an arrow with its label.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// The id, unique in the scene; that of a node or claim where the group shows one.
    pub id: Option<String>,
    /// Classes, separated by blanks.
    pub class: String,
    /// What the group shows: `node` or `claim`, and its id in the graph.
    pub data: Option<(&'static str, String)>,
    /// The ids of further claims that its words state.
    pub states: Vec<String>,
    /// What is said when one points at it.
    pub tooltip: Option<String>,
    /// Where a click leads.
    pub link: Option<String>,
    /// The shapes, from back to front.
    pub shapes: Vec<Shape>,
}

/// A rectangle.
#[derive(Clone, Debug)]
pub struct Rectangle {
    /// Classes.
    pub class: String,
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Radius of the corners.
    pub radius: f64,
}

/// A line or outline.
#[derive(Clone, Debug)]
pub struct Line {
    /// Classes.
    pub class: String,
    /// The way of the pen, in the language of SVG paths (SVG 2, 9.3).
    pub path: String,
    /// The width of the pen, where its classes do not decide it.
    pub width: Option<f64>,
}

impl Line {
    /// A line as wide as its classes say.
    pub fn new(class: impl Into<String>, path: String) -> Line {
        Line { class: class.into(), path, width: None }
    }
}

/// At which point of a text its place is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// The left end.
    #[default]
    Start,
    /// The middle.
    Middle,
    /// The right end.
    End,
}

/// A line of text.
#[derive(Clone, Debug)]
pub struct Text {
    /// Classes.
    pub class: String,
    /// The place of the anchor.
    pub x: f64,
    /// The base line.
    pub y: f64,
    /// Which point of the text is at `x`.
    pub anchor: Anchor,
    /// Size and weight.
    pub font: Font,
    /// The words.
    pub words: String,
}

impl Text {
    /// A line of text that begins at a place.
    pub fn at(x: f64, y: f64, class: &str, font: Font, words: &str) -> Shape {
        let (class, words) = (class.to_owned(), words.to_owned());
        Shape::Text(Text { class, x, y, anchor: Anchor::Start, font, words })
    }
}

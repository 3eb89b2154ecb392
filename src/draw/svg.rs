//! SVG of a scene ("Scalable Vector Graphics (SVG) 2", W3C), with a style sheet that others may override.

use std::fmt::{self, Display, Formatter, Write};

use super::fonts::{FAMILIES, Font, Weight};
use super::scene::{Anchor, Group, Line, Rectangle, Scene, Shape, Text};
use super::theme::{family_rules, look_rules, style_sheet};
use crate::export::Theme;

/// The SVG of a scene in a theme: one self-contained document, the same bytes for the same scene.
pub fn svg(scene: &Scene, theme: Theme) -> String {
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = write_document(scene, theme, &mut out);
    out
}

fn write_document(scene: &Scene, theme: Theme, out: &mut String) -> fmt::Result {
    let (width, height) = (Number(scene.width.ceil()), Number(scene.height.ceil()));
    write!(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" ")?;
    write!(out, "viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" ")?;
    writeln!(
        out,
        "role=\"img\" aria-labelledby=\"picture/title picture/description\" lang=\"{}\">",
        Escaped(&scene.language)
    )?;
    writeln!(out, "<title id=\"picture/title\">{}</title>", Escaped(&scene.title))?;
    writeln!(out, "<desc id=\"picture/description\">{}</desc>", Escaped(&scene.description))?;
    writeln!(
        out,
        "<style>\n{}{}{}</style>",
        style_sheet(theme, FAMILIES),
        family_rules(&scene.families, theme),
        look_rules(&scene.looks, theme)
    )?;
    writeln!(out, "<rect class=\"canvas\" width=\"{width}\" height=\"{height}\"/>")?;
    for shape in &scene.shapes {
        write_shape(shape, out)?;
    }
    writeln!(out, "</svg>")
}

fn write_shape(shape: &Shape, out: &mut String) -> fmt::Result {
    match shape {
        Shape::Group(group) => write_group(group, out),
        Shape::Rectangle(rectangle) => write_box(rectangle, out),
        Shape::Line(Line { class, path, width }) => {
            write!(out, "<path class=\"{}\" d=\"{path}\"", Escaped(class))?;
            if let Some(width) = width {
                write!(out, " style=\"stroke-width:{}\"", Number(*width))?;
            }
            writeln!(out, "/>")
        }
        Shape::Text(text) => write_text(text, out),
    }
}

fn write_group(group: &Group, out: &mut String) -> fmt::Result {
    write!(out, "<g")?;
    if let Some(id) = &group.id {
        write!(out, " id=\"{}\"", Escaped(id))?;
    }
    write!(out, " class=\"{}\"", Escaped(&group.class))?;
    if let Some((name, value)) = &group.data {
        write!(out, " data-{name}=\"{}\"", Escaped(value))?;
    }
    if !group.states.is_empty() {
        write!(out, " data-states=\"{}\"", Escaped(&group.states.join(" ")))?;
    }
    writeln!(out, ">")?;
    if let Some(tooltip) = &group.tooltip {
        writeln!(out, "<title>{}</title>", Escaped(tooltip))?;
    }
    if let Some(link) = &group.link {
        writeln!(out, "<a xlink:href=\"{0}\" href=\"{0}\">", Escaped(link))?;
    }
    for shape in &group.shapes {
        write_shape(shape, out)?;
    }
    writeln!(out, "{}</g>", if group.link.is_some() { "</a>" } else { "" })
}

fn write_box(rectangle: &Rectangle, out: &mut String) -> fmt::Result {
    let Rectangle { class, x, y, width, height, radius } = rectangle;
    write!(out, "<rect class=\"{}\" x=\"{}\" y=\"{}\" ", Escaped(class), Number(*x), Number(*y))?;
    write!(out, "width=\"{}\" height=\"{}\"", Number(*width), Number(*height))?;
    if *radius > 0.0 {
        write!(out, " rx=\"{}\"", Number(*radius))?;
    }
    writeln!(out, "/>")
}

fn write_text(text: &Text, out: &mut String) -> fmt::Result {
    write!(
        out,
        "<text class=\"{}\" x=\"{}\" y=\"{}\" ",
        Escaped(&text.class),
        Number(text.x),
        Number(text.y)
    )?;
    write!(out, "font-size=\"{}\"", Number(text.font.size))?;
    if text.font.weight == Weight::Bold {
        write!(out, " font-weight=\"bold\"")?;
    }
    match text.anchor {
        Anchor::Start => {}
        Anchor::Middle => write!(out, " text-anchor=\"middle\"")?,
        Anchor::End => write!(out, " text-anchor=\"end\"")?,
    }
    let pieces = text.font.pieces(&text.words);
    if text.anchor == Anchor::Start && pieces.len() > 1 {
        write!(out, ">")?;
        for (offset, words) in pieces {
            write!(out, "<tspan x=\"{}\"", Number(text.x + offset))?;
            write_length(text.font, words, out)?;
            write!(out, ">{}</tspan>", Escaped(words))?;
        }
        return writeln!(out, "</text>");
    }
    write_length(text.font, &text.words, out)?;
    writeln!(out, ">{}</text>", Escaped(&text.words))
}

/// The width that the layout counts on, where it is exact: another font is stretched or squeezed to it.
fn write_length(font: Font, words: &str, out: &mut String) -> fmt::Result {
    if font.is_measured(words) && words.chars().count() > 1 {
        let width = Number(font.width(words));
        write!(out, " textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\"")?;
    }
    Ok(())
}

/// A length with two decimals at most.
pub(super) struct Number(pub(super) f64);

impl Display for Number {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let hundredths = (self.0 * 100.0).round() as i64;
        let (sign, whole, rest) =
            (if hundredths < 0 { "-" } else { "" }, hundredths.abs() / 100, hundredths.abs() % 100);
        match (rest, rest % 10) {
            (0, _) => write!(out, "{sign}{whole}"),
            (_, 0) => write!(out, "{sign}{whole}.{}", rest / 10),
            _ => write!(out, "{sign}{whole}.{rest:02}"),
        }
    }
}

/// A text as XML character data or attribute value (XML 1.0, 2.4); characters that XML does not allow are left out.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for char in self.0.chars() {
            match char {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&quot;")?,
                '\n' => out.write_str("&#10;")?,
                '\t' => out.write_str("&#9;")?,
                '\u{fffe}' | '\u{ffff}' => {}
                char if char.is_control() => {}
                char => out.write_char(char)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let written = [0.0, -0.001, 1.006, 12.3, -7.25, 100.0].map(|number| Number(number).to_string());
        assert_eq!(written, ["0", "0", "1.01", "12.3", "-7.25", "100"].map(String::from));
    }

    #[test]
    fn any_text_is_character_data() {
        let text = "</title> ]]> <b> & \" \u{0}\u{8}\u{ffff}\n中";
        let written = format!("<a b=\"{0}\">{0}</a>", Escaped(text));
        let document = roxmltree::Document::parse(&written).unwrap();
        let expected = "</title> ]]> <b> & \" \n中";
        assert_eq!(document.root_element().text(), Some(expected));
        assert_eq!(document.root_element().attribute("b"), Some(expected));
    }
}

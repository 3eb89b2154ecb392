//! The page: one HTML file with the picture next to the source texts, every quote highlighted in place. It needs
//! only a browser, and loads nothing.

mod data;
mod marks;
mod policy;

use std::fmt::Write;

use super::svg::Escaped;
use super::theme::{graphviz_style_sheet, scoped, style_sheet};
use super::{Drawing, FAMILIES};
use crate::check::Checked;
use crate::export::Theme;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = concat!(
    "'use strict';\n",
    include_str!("state.js"),
    include_str!("picture.js"),
    include_str!("texts.js"),
    include_str!("list.js"),
    include_str!("page.js"),
);
const BODY: &str = include_str!("body.html");

/// The page of a graph and a picture of it; `note` says what is shown where that is not everything.
pub fn page(checked: &Checked, drawing: &Drawing, note: Option<&str>) -> String {
    let graph = checked.graph();
    let mut titles = graph.dossiers().map(|dossier| {
        dossier.title().map_or_else(|| dossier.name().to_string(), |title| title.text.clone())
    });
    let title = titles.next().unwrap_or_default();
    let more = titles.count();
    let title = if more > 0 { format!("{title} and {more} more") } else { title };
    let language = graph.dossiers().next().map_or_else(String::new, |dossier| dossier.language().to_string());
    let (picture, own_style) = without_style(&drawing.svg);
    // A group of parts that can be chosen, not one image.
    let picture = picture.replacen(" role=\"img\"", " role=\"group\"", 1);
    let style = format!("{own_style}{}{STYLE}", dark_style(drawing));
    let mut page = String::new();
    // Writing into a string cannot fail.
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"dossier\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <title>{}</title>\n<style>{style}</style>\n</head>\n",
        policy::content_security_policy(SCRIPT, &style),
        Escaped(&title),
    );
    let filled = fill(
        BODY,
        &[
            ("title", &Escaped(&title).to_string()),
            ("language", &Escaped(&language).to_string()),
            ("note", &Escaped(note.unwrap_or_default()).to_string()),
            ("picture", &picture),
            ("data", &data::json(graph)),
        ],
    );
    let _ = write!(page, "{filled}<script>{SCRIPT}</script>\n</body>\n</html>\n");
    page
}

/// A template with each `{{name}}` replaced; what is put in is not looked at again.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    for (at, piece) in template.split("{{").enumerate() {
        match piece.split_once("}}") {
            Some((name, rest)) if at > 0 => {
                let value = values.iter().find(|(known, _)| *known == name);
                filled.push_str(value.map_or("", |(_, value)| value));
                filled.push_str(rest);
            }
            _ => filled.push_str(piece),
        }
    }
    filled
}

/// An SVG without its style sheet, and the style sheet.
fn without_style(svg: &str) -> (String, String) {
    let parts = svg.split_once("<style>").and_then(|(before, rest)| {
        let (style, after) = rest.split_once("</style>")?;
        Some((format!("{before}{after}"), style.to_owned()))
    });
    parts.unwrap_or_else(|| (svg.to_owned(), String::new()))
}

/// The colours of a dark screen for the picture; a briefing by Graphviz keeps those that it has.
fn dark_style(drawing: &Drawing) -> String {
    let rules = match &drawing.recolours {
        super::Recolours::Own(more) => style_sheet(Theme::Dark, FAMILIES) + more,
        super::Recolours::Graphviz(more) => graphviz_style_sheet(Theme::Dark) + more,
        super::Recolours::Never => String::new(),
    };
    format!("@media screen {{\n{}}}\n", scoped(&rules, ":root[data-theme=\"dark\"] .p-picture"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_a_template() {
        assert_eq!(fill("a {{x}} b {{y}}", &[("x", "{{y}}"), ("y", "2")]), "a {{y}} b 2");
    }

    #[test]
    fn the_style_sheet_leaves_the_picture() {
        let (svg, style) = without_style("<svg><style>a { }</style><g/></svg>");
        assert_eq!((svg.as_str(), style.as_str()), ("<svg><g/></svg>", "a { }"));
    }
}

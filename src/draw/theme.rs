//! The style sheet of a theme: which colour each class has.

use std::fmt::{self, Write};

use super::scene::{Family, Look};
use crate::export::Theme;
use crate::export::colour::{LINE, TEXT, channels, seen_on};
use crate::ontology::Ontology;

/// The rules of a theme, in the part of CSS that SVG renderers without a browser know: classes and descendants.
pub fn style_sheet(theme: Theme, families: &str) -> String {
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = write_rules(theme, families, &mut out);
    out
}

fn write_rules(theme: Theme, families: &str, out: &mut String) -> fmt::Result {
    let colours = theme.palette();
    writeln!(out, "text {{ font-family: {families}; fill: {}; unicode-bidi: plaintext; }}", colours.text)?;
    writeln!(out, ".canvas {{ fill: {}; }}", colours.canvas)?;
    writeln!(out, ".role, .quote {{ fill: {}; }}", colours.role)?;
    writeln!(out, ".muted {{ fill: {}; }}", colours.muted)?;
    writeln!(out, ".said {{ font-style: italic; }}")?;
    writeln!(out, ".panel {{ fill: {}; stroke: {}; stroke-width: 1.4; }}", colours.table, colours.frame)?;
    writeln!(out, ".evidence .panel, .undated .panel {{ fill: {}; }}", colours.card)?;
    writeln!(out, ".card {{ fill: {}; stroke: {}; stroke-width: 1; }}", colours.card, colours.line)?;
    writeln!(out, ".main .card {{ stroke-width: 2; }}")?;
    for (at, side) in colours.sides.iter().enumerate() {
        let class = format!("side-{}", at + 1);
        writeln!(out, ".{class} .panel {{ fill: {}; stroke: {}; }}", side.fill, side.border)?;
        writeln!(out, ".{class} .card {{ stroke: {}; }}", side.card)?;
        writeln!(out, ".{class} .side-name {{ fill: {}; }}", side.label)?;
    }
    writeln!(out, ".line {{ fill: none; stroke: {}; stroke-width: {LINE_WIDTH}; }}", colours.line)?;
    writeln!(out, ".head {{ fill: {0}; stroke: {0}; stroke-width: 1; }}", colours.line)?;
    writeln!(out, ".hit {{ fill: none; stroke: {}; stroke-opacity: 0; stroke-width: 14; }}", colours.line)?;
    for (kind, colour) in [
        ("agreed", colours.agreed),
        ("disagreement", colours.disagreement),
        ("contested", colours.contested),
        ("measure", colours.measure),
        ("other", colours.other),
    ] {
        writeln!(out, ".{kind} .card {{ stroke: {colour}; }}")?;
        writeln!(out, ".{kind} .tag, .{kind} .point-bar {{ fill: {colour}; }}")?;
    }
    for (kind, colour) in [
        ("agreeing", colours.agreed),
        ("supporting", colours.agreed),
        ("disputing", colours.contested),
        ("attacking", colours.contested),
    ] {
        writeln!(out, ".{kind} .line {{ stroke: {colour}; stroke-width: 2.4; }}")?;
        writeln!(out, ".{kind} .head {{ fill: {colour}; stroke: {colour}; }}")?;
        writeln!(out, ".{kind} .label {{ fill: {colour}; }}")?;
    }
    writeln!(out, ".attributed .line {{ stroke-dasharray: 7 4; }}")?;
    writeln!(out, ".demanded .line {{ stroke-dasharray: 2 4; stroke-width: 2.6; stroke-linecap: round; }}")?;
    writeln!(out, ".disputed .line {{ stroke-dasharray: 7 4; stroke-width: 2.4; }}")?;
    writeln!(out, ".inferred .line {{ stroke-dasharray: 1.5 4; stroke-width: 1.2; }}")?;
    writeln!(out, ".denial .line {{ stroke-width: 2.4; }}")?;
    writeln!(out, ".bar {{ fill: {0}; stroke: {0}; stroke-width: 1; }}", colours.line)?;
    writeln!(out, ".bar.within {{ fill-opacity: 0.12; stroke-dasharray: 3 2.5; }}")?;
    writeln!(out, ".open {{ fill: none; }}")
}

/// The rules of a style sheet for elements within others only.
pub(super) fn scoped(rules: &str, within: &str) -> String {
    let scope = |line: &str| match line.split_once('{') {
        Some((selectors, body)) => {
            let selectors: Vec<String> =
                selectors.split(',').map(|selector| format!("{within} {}", selector.trim())).collect();
            format!("{} {{{body}\n", selectors.join(", "))
        }
        None => format!("{line}\n"),
    };
    rules.lines().map(scope).collect()
}

/// The rules for groups of types; only a bright screen shows their tints.
pub(super) fn family_rules(families: &[Family], theme: Theme) -> String {
    let rule = |Family { class, border, fill }: &Family| match theme {
        Theme::Light => {
            format!(
                ".{class} .card {{ stroke: {border}; fill: {fill}; }}\n.{class} .bar {{ fill: {border}; stroke: {border}; }}\n"
            )
        }
        Theme::Dark => {
            format!(
                ".{class} .card {{ stroke: {border}; }}\n.{class} .bar {{ fill: {border}; stroke: {border}; }}\n"
            )
        }
        Theme::Print => String::new(),
    };
    families.iter().map(rule).collect()
}

/// The rules for the looks of relations; print has no colours.
pub(super) fn look_rules(looks: &[Look], theme: Theme) -> String {
    let ground = channels(theme.palette().canvas);
    let mut out = String::new();
    for Look { class, colour, dashes, width } in looks {
        if let Some(colour) = colour.as_ref().filter(|_| theme != Theme::Print) {
            let line = seen_on(colour, ground, LINE);
            let _ = writeln!(out, ".{class} .line {{ stroke: {line}; }}");
            let _ = writeln!(out, ".{class} .head {{ fill: {line}; stroke: {line}; }}");
            let _ = writeln!(out, ".{class} .open {{ fill: none; }}");
            let _ = writeln!(out, ".{class} .label {{ fill: {}; }}", seen_on(colour, ground, TEXT));
        }
        if let Some(dashes) = dashes {
            let _ = writeln!(out, ".{class}.reported .line {{ stroke-dasharray: {dashes}; }}");
        }
        if let Some(width) = width {
            let _ = writeln!(
                out,
                ".{class}.reported .line {{ stroke-width: {}; }}",
                (width * LINE_WIDTH * 100.0).round() / 100.0
            );
        }
    }
    out
}

/// The width of lines, unless something decides another.
const LINE_WIDTH: f64 = 1.7;

/// The rules of a theme for a whole graph that Graphviz draws: they outweigh the colours that it writes as attributes. A
/// light picture needs none; its one rule names classes that others can address.
pub fn graphviz_style_sheet(theme: Theme) -> String {
    let colours = theme.palette();
    let (canvas, text, line) = (colours.canvas, colours.text, colours.line);
    match theme {
        Theme::Light => format!(".claim, .node {{ color: {text}; }}\n"),
        Theme::Dark | Theme::Print => format!(
            ".graph polygon {{ fill: {canvas}; }}\n\
             text {{ fill: {text}; }}\n\
             .node polygon, .node ellipse, .node path, .node polyline {{ fill: {}; stroke: {line}; }}\n\
             .cluster polygon, .cluster path {{ fill: {}; stroke: {}; }}\n\
             .edge path, .edge polyline {{ stroke: {line}; }}\n\
             .edge polygon {{ fill: {line}; stroke: {line}; }}\n\
             .edge.disputed path, .edge.denies path {{ stroke: {}; }}\n",
            colours.card, colours.table, colours.frame, colours.contested,
        ),
    }
}

/// The rules for the looks of relations in a dark picture that Graphviz drew. A bright one has its colours already, print none.
pub(super) fn graphviz_look_rules(ontology: &Ontology, theme: Theme) -> String {
    let ground = channels(theme.palette().canvas);
    let mut out = String::new();
    let drawing = ontology.drawing();
    for (key, _) in ontology.relations().filter(|_| theme == Theme::Dark) {
        let colour = drawing.of_relation(key).and_then(|look| look.colour.as_ref());
        let (Some(class), Some(colour)) = (drawing.class_of(key), colour) else { continue };
        let (within, colour) = (format!(".edge.{class}"), seen_on(colour, ground, LINE));
        let _ = writeln!(out, "{within} path, {within} polyline {{ stroke: {colour}; }}");
        let _ = writeln!(out, "{within} polygon, {within} ellipse {{ fill: {colour}; stroke: {colour}; }}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::colour::contrast;
    use crate::ontology::BUILT_IN;

    /// Lines and labels of relations with colours: WCAG 2.1, 1.4.3 and 1.4.11.
    #[test]
    fn colours_of_relations_can_be_seen_on_every_ground() {
        let looks = BUILT_IN.iter().flat_map(|known| {
            let ontology = known.ontology();
            ontology.relations().filter_map(|(key, _)| ontology.drawing().of_relation(key)?.colour.clone())
        });
        let colours: Vec<String> = looks.chain(["#FFFF00".to_owned(), "#000033".to_owned()]).collect();
        assert!(colours.len() > 10);
        for theme in [Theme::Light, Theme::Dark] {
            let palette = theme.palette();
            for colour in &colours {
                let look =
                    Look { class: "x".into(), colour: Some(colour.clone()), dashes: None, width: None };
                let rules = look_rules(&[look], theme);
                let of = |class: &str, property: &str| {
                    let rule = rules.lines().find(|rule| rule.starts_with(&format!(".x .{class} "))).unwrap();
                    rule.split_once(property).unwrap().1.trim()[..7].to_owned()
                };
                let found = contrast(channels(&of("line", "stroke:")), channels(palette.canvas));
                assert!(found >= 3.0, "{} {colour}: {found:.2}", theme.name());
                let found = contrast(channels(&of("label", "fill:")), channels(palette.canvas));
                assert!(found >= 4.5, "{} {colour}: {found:.2}", theme.name());
            }
        }
        assert_eq!(look_rules(&[], Theme::Dark), "");
    }

    /// The cards of whole graphs and timelines: WCAG 2.1, 1.4.3 and 1.4.11. Claims have no cards.
    #[test]
    fn cards_of_every_group_can_be_read_and_seen_in_every_theme() {
        for theme in Theme::ALL.iter().copied() {
            let colours = theme.palette();
            let ontologies = BUILT_IN.iter().map(|known| known.ontology());
            let of_claims = |ontology: &Ontology| {
                ontology.drawing().of_type(ontology.type_named("Claim").unwrap()).family.name
            };
            let families = ontologies.flat_map(|ontology| {
                let other = of_claims(ontology);
                ontology.drawing().families().iter().filter(move |family| family.name != other)
            });
            for family in families {
                let own = family_rules(
                    &[Family { class: "x".into(), border: family.border.clone(), fill: family.fill.clone() }],
                    theme,
                );
                // What the rules do not say is the theme's.
                let named = |property: &str, other: &str| {
                    let value = own.lines().find(|rule| rule.contains(".card")).and_then(|rule| {
                        rule.split_once(property)?.1.split_once(';').map(|(value, _)| value.trim().to_owned())
                    });
                    value.unwrap_or_else(|| other.to_owned())
                };
                let (border, fill) = (named("stroke:", colours.line), named("fill:", colours.card));
                for text in [colours.text, colours.role] {
                    let found = contrast(channels(text), channels(&fill));
                    assert!(found >= 4.5, "{} {}: {text} on {fill}: {found:.2}", theme.name(), family.name);
                }
                for ground in [colours.canvas, colours.card] {
                    let found = contrast(channels(&border), channels(ground));
                    assert!(
                        found >= 3.0,
                        "{} {}: {border} on {ground}: {found:.2}",
                        theme.name(),
                        family.name
                    );
                }
            }
        }
    }
}

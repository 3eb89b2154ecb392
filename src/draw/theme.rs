//! The style sheet of a theme: which colour each class has.

use std::fmt::{self, Write};

use super::scene::Family;
use crate::export::Theme;

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
    writeln!(out, ".line {{ fill: none; stroke: {}; stroke-width: 1.7; }}", colours.line)?;
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
    for (kind, colour) in [("agreeing", colours.agreed), ("disputing", colours.contested)] {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::colour::{channels, contrast};
    use crate::ontology::Ontology;

    /// The cards of whole graphs and timelines: WCAG 2.1, 1.4.3 and 1.4.11. Claims have no cards.
    #[test]
    fn cards_of_every_group_can_be_read_and_seen_in_every_theme() {
        for theme in Theme::ALL.iter().copied() {
            let colours = theme.palette();
            let ontology = Ontology::built_in();
            let of_claims = ontology.drawing().of_type(ontology.type_named("Claim").unwrap()).family.name;
            for family in ontology.drawing().families().iter().filter(|family| family.name != of_claims) {
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

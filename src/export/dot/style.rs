//! How types and statuses look: the ontology's drawing section in Graphviz's words.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::quote::Quoted;
use crate::export::colour::{channels, contrast};
use crate::graph::{Claim, Statement};
use crate::ontology::{ClaimDrawing, Head, Ontology, RelationKey, Status, TypeKey};

/// Columns of a node's label.
pub(super) const LABEL_COLUMNS: usize = 24;

/// The fonts; the first available one is used.
pub(super) const FONTS: &str = "Inter,Helvetica,Arial,sans-serif";
/// Text.
pub(super) const TEXT: &str = "#111827";
/// Secondary text; readable on white and on light tints.
pub(super) const MUTED: &str = "#4B5563";

/// What the DOT of every picture says of its edges.
pub(super) const EDGES_ARE_CLAIMS: &str = "Every edge of the class claim is a claim, and the next class is its status: only what is reported or demanded is vouched for by its source";

/// The least contrast of text (WCAG 2.1, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// How the nodes of a type are drawn.
pub(super) struct TypeStyle {
    /// Shape, colours and border as attributes.
    pub(super) attributes: String,
    /// The family's name.
    pub(super) family: String,
}

/// How claims are drawn.
#[derive(Clone)]
pub(super) struct ClaimStyle {
    /// Line and colours as attributes.
    pub(super) line: String,
    /// The width in that line, in points.
    pub(super) width: f64,
    /// The head.
    pub(super) head: &'static str,
    /// The symbol before labels; may be empty.
    pub(super) mark: String,
    /// The colour of the line.
    pub(super) colour: String,
}

impl ClaimStyle {
    /// Line and colours with another width.
    pub(super) fn line_of_width(&self, width: f64) -> String {
        self.line.replacen(&format!("penwidth={},", self.width), &format!("penwidth={width:.2},"), 1)
    }
}

/// All looks of an ontology.
pub(super) struct Styles {
    types: Vec<TypeStyle>,
    statuses: BTreeMap<Status, ClaimStyle>,
    denials: BTreeMap<Status, ClaimStyle>,
    relations: BTreeMap<(RelationKey, Status), ClaimStyle>,
}

impl Styles {
    /// The looks of an ontology, worked out once.
    pub(super) fn new(ontology: &Ontology) -> Styles {
        let drawing = ontology.drawing();
        let types = ontology.types().map(|(key, _)| type_style(ontology, key)).collect();
        let all = || Status::ALL.iter().copied();
        let statuses = all().map(|status| (status, claim_style(&drawing.of_status(status)))).collect();
        let denials = all().map(|status| (status, claim_style(&drawing.of_denial(status)))).collect();
        let own = ontology.relations().filter(|(key, _)| drawing.of_relation(*key).is_some());
        let relations = own.flat_map(|(key, _)| all().map(move |status| (key, status)));
        let relations = relations
            .map(|(key, status)| ((key, status), claim_style(&drawing.of_claim(key, status))))
            .collect();
        Styles { types, statuses, denials, relations }
    }

    /// How nodes of a type are drawn.
    pub(super) fn of_type(&self, key: TypeKey) -> &TypeStyle {
        &self.types[key.index()]
    }

    /// How a claim is drawn: by its status and relation, and whether it is a denial.
    pub(super) fn of_claim(&self, claim: Claim<'_>) -> &ClaimStyle {
        let status = claim.status();
        match claim.statement() {
            _ if claim.is_denial() => self.of_denial(status),
            Statement::Relation(relation, _) => self.of_relation(*relation, status),
            Statement::Attribute(..) => self.of_status(status),
        }
    }

    /// How claims of a relation and a status are drawn.
    pub(super) fn of_relation(&self, relation: RelationKey, status: Status) -> &ClaimStyle {
        self.relations.get(&(relation, status)).unwrap_or_else(|| self.of_status(status))
    }

    /// How claims of a status are drawn.
    pub(super) fn of_status(&self, status: Status) -> &ClaimStyle {
        &self.statuses[&status]
    }

    /// How denials of a status are drawn.
    pub(super) fn of_denial(&self, status: Status) -> &ClaimStyle {
        &self.denials[&status]
    }
}

fn type_style(ontology: &Ontology, key: TypeKey) -> TypeStyle {
    let drawing = ontology.drawing().of_type(key);
    let style = if drawing.rounded { "filled,rounded" } else { "filled" };
    let mut attributes = format!(
        "shape={}, style={}, color={}, fillcolor={}",
        Quoted(&drawing.shape),
        Quoted(style),
        Quoted(&drawing.family.border),
        Quoted(&drawing.family.fill),
    );
    if drawing.peripheries != 1 {
        let _ = write!(attributes, ", peripheries={}", drawing.peripheries);
    }
    // Graphviz lets slanting and round shapes grow around the label; more margin would only make them larger. An arrow-like `cds` leaves it too little.
    if drawing.shape == "cds" {
        attributes.push_str(", margin=\"0.16,0.15\"");
    } else if !is_rectangular(&drawing.shape) {
        attributes.push_str(", margin=\"0.03,0.03\"");
    }
    TypeStyle { attributes, family: drawing.family.name }
}

fn is_rectangular(shape: &str) -> bool {
    let shapes = [
        "box",
        "box3d",
        "cds",
        "component",
        "cylinder",
        "folder",
        "none",
        "note",
        "plain",
        "plaintext",
        "rect",
        "rectangle",
        "square",
        "tab",
        "underline",
        "larrow",
        "rarrow",
        "lpromoter",
        "Msquare",
    ];
    shapes.contains(&shape)
}

/// Graphviz's word for a head.
pub(super) fn arrowhead(head: Head) -> &'static str {
    match head {
        Head::Normal => "normal",
        Head::Open => "vee",
        Head::Tee => "tee",
        Head::Dot => "dot",
        Head::Diamond => "diamond",
        Head::Crow => "crow",
        Head::None => "none",
    }
}

fn claim_style(drawing: &ClaimDrawing) -> ClaimStyle {
    ClaimStyle {
        line: format!(
            "style={}, penwidth={}, color={}, fontcolor={}",
            drawing.line.name(),
            drawing.width,
            Quoted(&drawing.colour),
            Quoted(&readable(&drawing.colour)),
        ),
        width: drawing.width,
        head: arrowhead(drawing.head),
        mark: drawing.mark.clone(),
        colour: drawing.colour.clone(),
    }
}

/// A colour, darkened until text of it is readable on white.
fn readable(colour: &str) -> String {
    let [mut red, mut green, mut blue] = channels(colour);
    while contrast_with_white([red, green, blue]) < LEAST_CONTRAST {
        [red, green, blue] = [red, green, blue].map(|channel| channel - (channel / 32).max(1).min(channel));
    }
    format!("#{red:02X}{green:02X}{blue:02X}")
}

fn contrast_with_white(rgb: [u8; 3]) -> f64 {
    contrast(rgb, [255; 3])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_statuses_are_drawn_as_the_ontology_says() {
        let ontology = Ontology::built_in();
        let styles = Styles::new(ontology);
        let country = styles.of_type(ontology.type_named("Country").unwrap());
        assert_eq!(
            country.attributes,
            r##"shape="box", style="filled", color="#0072B2", fillcolor="#D6E9F5", peripheries=2"##
        );
        assert_eq!(country.family, "agent");
        let disputed = styles.of_status(Status::Disputed);
        assert_eq!((disputed.head, disputed.mark.as_str()), ("tee", "✗"));
        assert!(disputed.line.starts_with(r##"style=dashed, penwidth=2, color="#D55E00", fontcolor="##));
        assert!(styles.of_denial(Status::Reported).line.starts_with("style=solid"));
        assert_eq!(styles.of_status(Status::Inferred).head, "vee");
    }

    #[test]
    fn colour_is_never_the_only_signal() {
        let styles = Styles::new(Ontology::built_in());
        let without_colour = |status| {
            let style = styles.of_status(status);
            (
                style.line.split(", color").next().unwrap_or_default().to_owned(),
                style.head,
                style.mark.clone(),
            )
        };
        let looks: std::collections::BTreeSet<_> = Status::ALL.iter().copied().map(without_colour).collect();
        assert_eq!(looks.len(), Status::ALL.len());
    }

    #[test]
    fn text_is_readable_on_white() {
        for colour in ["#D55E00", "#FFFFFF", "#FFFF00", "#000000", "#0072B2", "#01FF02"] {
            assert!(contrast_with_white(channels(&readable(colour))) >= LEAST_CONTRAST, "{colour}");
        }
        assert_eq!(readable("#0072B2"), "#0072B2");
        assert!(contrast_with_white([255; 3]) == 1.0 && contrast_with_white([0; 3]) == 21.0);
    }

    #[test]
    fn names_and_captions_are_readable_on_every_fill() {
        let ontology = Ontology::built_in();
        for family in ontology.drawing().families() {
            let on_fill =
                |text| contrast_with_white(channels(text)) / contrast_with_white(channels(&family.fill));
            assert!(on_fill(TEXT) >= LEAST_CONTRAST && on_fill(MUTED) >= LEAST_CONTRAST, "{}", family.name);
        }
    }
}

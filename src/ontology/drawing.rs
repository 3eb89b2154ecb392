//! How pictures show types and statuses. Used only for drawing.

use std::collections::BTreeMap;

use super::status::Status;
use super::words::{Named, RelationKey, TypeKey, words};

words!(
    /// How a line is drawn.
    Line {
        /// Without gaps.
        Solid = "solid",
        /// In dashes.
        Dashed = "dashed",
        /// In dots.
        Dotted = "dotted",
    }
);

words!(
    /// The shape at the object's end of a line.
    Head {
        /// A filled arrow.
        Normal = "normal",
        /// An open arrow.
        Open = "open",
        /// A bar.
        Tee = "tee",
        /// A filled circle.
        Dot = "dot",
        /// A filled diamond.
        Diamond = "diamond",
        /// Three lines that spread towards the object.
        Crow = "crow",
        /// Nothing.
        None = "none",
    }
);

/// A colour for a group of types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// The name.
    pub name: String,
    /// The colour of the border, `#RRGGBB`.
    pub border: String,
    /// The colour of the inside, `#RRGGBB`; black text is readable on it.
    pub fill: String,
}

/// How the nodes of a type are drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeDrawing {
    /// The colours.
    pub family: Family,
    /// The shape, by its Graphviz name.
    pub shape: String,
    /// Whether the corners are rounded.
    pub rounded: bool,
    /// The number of border lines.
    pub peripheries: u32,
}

/// How a claim is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimDrawing {
    /// The line.
    pub line: Line,
    /// The line's width in points.
    pub width: f64,
    /// The colour of line and head, `#RRGGBB`.
    pub colour: String,
    /// The head.
    pub head: Head,
    /// The symbol before the label; may be empty.
    pub mark: String,
}

/// How the claims of a relation are drawn, where this differs from others of their status.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RelationDrawing {
    /// The colour of line and head, `#RRGGBB`.
    pub colour: Option<String>,
    /// The head.
    pub head: Option<Head>,
    /// The line of claims that are reported.
    pub line: Option<Line>,
    /// Its width in points.
    pub width: Option<f64>,
}

/// What pictures need to know of an ontology.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    pub(super) families: Vec<Family>,
    pub(super) types: BTreeMap<TypeKey, NodeDrawing>,
    pub(super) statuses: BTreeMap<Status, ClaimDrawing>,
    pub(super) denial: Option<ClaimDrawing>,
    pub(super) relations: BTreeMap<RelationKey, RelationDrawing>,
}

impl Drawing {
    /// The families in the order of the file.
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// How nodes of a type are drawn; a grey box where the ontology does not say.
    pub fn of_type(&self, key: TypeKey) -> NodeDrawing {
        self.types.get(&key).cloned().unwrap_or_else(|| NodeDrawing {
            family: Family { name: "other".into(), border: "#666666".into(), fill: "#EEEEEE".into() },
            shape: "box".into(),
            rounded: false,
            peripheries: 1,
        })
    }

    /// How claims of a status are drawn; a plain black arrow where the ontology does not say. No line is solid unless the source vouches
    /// for the claim.
    pub fn of_status(&self, status: Status) -> ClaimDrawing {
        let look = self.statuses.get(&status).cloned().unwrap_or_else(|| ClaimDrawing {
            line: Line::Solid,
            width: 1.0,
            colour: "#000000".into(),
            head: Head::Normal,
            mark: String::new(),
        });
        let line = match look.line {
            Line::Solid if !status.is_vouched_for() => Line::Dashed,
            line => line,
        };
        ClaimDrawing { line, ..look }
    }

    /// How the claims of a relation differ from others of their status; `None` where the ontology does not say.
    pub fn of_relation(&self, key: RelationKey) -> Option<&RelationDrawing> {
        self.relations.get(&key)
    }

    /// The class of what is drawn as this relation is, whose name need not be one of a class; `None` where the ontology does not say how.
    pub fn class_of(&self, key: RelationKey) -> Option<String> {
        self.of_relation(key).map(|_| format!("look-{}", key.index()))
    }

    /// How claims of a relation and a status are drawn. Colour and head show the relation; the symbol, the line and its width show the
    /// status, but the last two are the relation's where the source itself reports the claim.
    pub fn of_claim(&self, relation: RelationKey, status: Status) -> ClaimDrawing {
        let of_status = self.of_status(status);
        let Some(own) = self.of_relation(relation) else { return of_status };
        let reported = status == Status::Reported;
        ClaimDrawing {
            colour: own.colour.clone().unwrap_or(of_status.colour),
            head: own.head.unwrap_or(of_status.head),
            line: own.line.filter(|_| reported).unwrap_or(of_status.line),
            width: own.width.filter(|_| reported).unwrap_or(of_status.width),
            mark: of_status.mark,
        }
    }

    /// How a denial of a status is drawn: as a disputed claim where the ontology does not say, with the line of its status unless the source
    /// vouches for it.
    pub fn of_denial(&self, status: Status) -> ClaimDrawing {
        let look = self.denial.clone().unwrap_or_else(|| self.of_status(Status::Disputed));
        match status.is_vouched_for() {
            true => look,
            false => ClaimDrawing { line: self.of_status(status).line, ..look },
        }
    }
}

/// A type's drawing, by names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TypeDrawing {
    pub name: Named,
    pub family: Named,
    pub shape: String,
    pub rounded: bool,
    pub peripheries: u32,
}

/// The drawing section of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DrawingDeclarations {
    pub families: Vec<Family>,
    pub types: Vec<TypeDrawing>,
    pub statuses: Vec<(Status, ClaimDrawing)>,
    pub denial: Option<ClaimDrawing>,
    pub relations: Vec<(Named, RelationDrawing)>,
}

impl DrawingDeclarations {
    /// Takes over another section; where both say something, the other counts if `overrule`.
    pub fn add(&mut self, more: &DrawingDeclarations, overrule: bool) {
        fn put<T: Clone>(list: &mut Vec<T>, more: &[T], same: impl Fn(&T, &T) -> bool, overrule: bool) {
            for item in more {
                match list.iter_mut().find(|known| same(known, item)) {
                    None => list.push(item.clone()),
                    Some(known) if overrule => *known = item.clone(),
                    Some(_) => {}
                }
            }
        }
        put(&mut self.families, &more.families, |a, b| a.name == b.name, overrule);
        put(&mut self.types, &more.types, |a, b| a.name == b.name, overrule);
        put(&mut self.statuses, &more.statuses, |a, b| a.0 == b.0, overrule);
        put(&mut self.relations, &more.relations, |a, b| a.0 == b.0, overrule);
        if more.denial.is_some() && (overrule || self.denial.is_none()) {
            self.denial.clone_from(&more.denial);
        }
    }
}

/// The shapes that Graphviz knows and that hold a label (Graphviz, "Node Shapes", polygon-based).
pub(super) const SHAPES: &[&str] = &[
    "Mcircle",
    "Mdiamond",
    "Msquare",
    "box",
    "box3d",
    "cds",
    "circle",
    "component",
    "cylinder",
    "diamond",
    "doublecircle",
    "doubleoctagon",
    "egg",
    "ellipse",
    "folder",
    "hexagon",
    "house",
    "invhouse",
    "invtrapezium",
    "invtriangle",
    "larrow",
    "lpromoter",
    "none",
    "note",
    "octagon",
    "oval",
    "parallelogram",
    "pentagon",
    "plain",
    "plaintext",
    "polygon",
    "rarrow",
    "rect",
    "rectangle",
    "septagon",
    "square",
    "star",
    "tab",
    "trapezium",
    "triangle",
    "tripleoctagon",
    "underline",
];

/// Whether a text is a colour `#RRGGBB`.
pub(super) fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or("");
    digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ontology::Ontology;

    #[test]
    fn every_type_and_status_of_the_built_in_ontology_is_drawn() {
        let ontology = Ontology::built_in();
        let drawing = ontology.drawing();
        assert!(ontology.types().all(|(key, _)| drawing.types.contains_key(&key)));
        assert!(Status::ALL.iter().all(|status| drawing.statuses.contains_key(status)));
        let country = drawing.of_type(ontology.type_named("Country").unwrap());
        assert_eq!((country.shape.as_str(), country.peripheries), ("box", 2));
        assert_eq!(country.family.border, "#0072B2");
        assert_eq!(drawing.of_status(Status::Disputed).mark, "✗");
        let denial = drawing.of_denial(Status::Reported);
        assert_eq!((denial.line, denial.head), (Line::Solid, Head::Tee));
        assert_eq!(drawing.of_denial(Status::Attributed).line, Line::Dashed);
        assert_eq!(Drawing::default().of_status(Status::Inferred).line, Line::Dashed);
        assert_eq!(drawing.families().len(), 6);
    }

    #[test]
    fn colours_are_six_hexadecimal_digits() {
        assert!(is_colour("#00aaFF"));
        assert!(!is_colour("00aaFF") && !is_colour("#00aaFÉ") && !is_colour("#fff"));
    }
}

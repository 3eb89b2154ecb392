//! The colours of briefings, for each theme.

/// On what a picture is to be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Theme {
    /// A bright screen.
    #[default]
    Light,
    /// A dark screen.
    Dark,
    /// Paper: black on white, without fills.
    Print,
}

impl Theme {
    /// All themes.
    pub const ALL: &[Theme] = &[Theme::Light, Theme::Dark, Theme::Print];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::Print => "print",
        }
    }

    /// The colours.
    pub fn palette(self) -> &'static Palette {
        match self {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
            Theme::Print => &PRINT,
        }
    }
}

/// The colours of one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SideColours {
    /// Behind the cards.
    pub fill: &'static str,
    /// The border of the side.
    pub border: &'static str,
    /// The border of its cards.
    pub card: &'static str,
    /// Its name.
    pub label: &'static str,
}

/// Colours as `#RRGGBB`. Text is readable on what is behind it: at least 4.5 to 1 (WCAG 2.1, 1.4.3); lines at
/// least 3 to 1 (1.4.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Behind everything.
    pub canvas: &'static str,
    /// Names, numbers.
    pub text: &'static str,
    /// What a person is, a row's detail.
    pub role: &'static str,
    /// Secondary text: subtitle, notes.
    pub muted: &'static str,
    /// Behind the words of cards and rows.
    pub card: &'static str,
    /// Behind the rows.
    pub table: &'static str,
    /// The border of the table and of the evidence.
    pub frame: &'static str,
    /// Lines of claims.
    pub line: &'static str,
    /// Agreements, and who agrees.
    pub agreed: &'static str,
    /// Issues and positions.
    pub disagreement: &'static str,
    /// Accusations and denials.
    pub contested: &'static str,
    /// Measures.
    pub measure: &'static str,
    /// Everything else on the table.
    pub other: &'static str,
    /// The sides in their order; more sides take the colours of the last.
    pub sides: &'static [SideColours],
}

impl Palette {
    /// The colours of a side, by its place.
    pub fn side(&self, at: usize) -> SideColours {
        self.sides[at.min(self.sides.len() - 1)]
    }
}

const fn side(
    fill: &'static str,
    border: &'static str,
    card: &'static str,
    label: &'static str,
) -> SideColours {
    SideColours { fill, border, card, label }
}

const LIGHT: Palette = Palette {
    canvas: "#FFFFFF",
    text: "#111827",
    role: "#4B5563",
    muted: "#6B7280",
    card: "#FFFFFF",
    table: "#F9FAFB",
    frame: "#E5E7EB",
    line: "#4B5563",
    agreed: "#047857",
    disagreement: "#6D28D9",
    contested: "#B91C1C",
    measure: "#4B5563",
    other: "#1E5A7A",
    sides: &[
        side("#FFF7ED", "#FDBA74", "#EA580C", "#9A3412"),
        side("#EFF6FF", "#93C5FD", "#2563EB", "#1E40AF"),
        side("#F0FDF4", "#86EFAC", "#15803D", "#166534"),
        side("#FDF4FF", "#F0ABFC", "#A21CAF", "#86198F"),
        side("#F9FAFB", "#D1D5DB", "#4B5563", "#374151"),
    ],
};

const DARK: Palette = Palette {
    canvas: "#0F172A",
    text: "#F8FAFC",
    role: "#CBD5E1",
    muted: "#94A3B8",
    card: "#0B1120",
    table: "#172033",
    frame: "#334155",
    line: "#A8B3C4",
    agreed: "#34D399",
    disagreement: "#C4B5FD",
    contested: "#F87171",
    measure: "#CBD5E1",
    other: "#7DD3FC",
    sides: &[
        side("#2A1A10", "#9A5B22", "#FB923C", "#FDBA74"),
        side("#101F3D", "#3560AE", "#60A5FA", "#93C5FD"),
        side("#0E2318", "#2C7A4B", "#4ADE80", "#86EFAC"),
        side("#2A1230", "#8E3A9E", "#E879F9", "#F0ABFC"),
        side("#1E293B", "#475569", "#94A3B8", "#CBD5E1"),
    ],
};

const PRINT: Palette = Palette {
    canvas: "#FFFFFF",
    text: "#000000",
    role: "#333333",
    muted: "#555555",
    card: "#FFFFFF",
    table: "#FFFFFF",
    frame: "#999999",
    line: "#333333",
    agreed: "#000000",
    disagreement: "#000000",
    contested: "#000000",
    measure: "#000000",
    other: "#000000",
    sides: &[side("#FFFFFF", "#777777", "#000000", "#000000"); 5],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::colour::vision::{DEUTERANOPIA, NORMAL, PROTANOPIA, TRITANOPIA, difference};
    use crate::export::colour::{channels, contrast};
    use crate::ontology::Ontology;

    /// WCAG 2.1, 1.4.3 and 1.4.11.
    const TEXT: f64 = 4.5;
    const LINE: f64 = 3.0;
    /// What is plainly another colour; 2.3 is just noticeable (Mahy and others 1994).
    const APART: f64 = 10.0;

    fn assert_contrast(theme: Theme, least: f64, colour: &str, ground: &str) {
        let found = contrast(channels(colour), channels(ground));
        assert!(found >= least, "{}: {colour} on {ground}: {found:.2}", theme.name());
    }

    #[test]
    fn text_can_be_read_on_what_is_behind_it() {
        for theme in Theme::ALL.iter().copied() {
            let colours = theme.palette();
            for text in [colours.text, colours.role, colours.muted, colours.agreed, colours.contested] {
                for ground in [colours.canvas, colours.card, colours.table] {
                    assert_contrast(theme, TEXT, text, ground);
                }
            }
            for tag in [colours.disagreement, colours.measure, colours.other] {
                assert_contrast(theme, TEXT, tag, colours.card);
            }
            for side in colours.sides {
                for text in [side.label, colours.text, colours.role] {
                    assert_contrast(theme, TEXT, text, side.fill);
                }
            }
        }
    }

    #[test]
    fn lines_can_be_seen_on_what_is_behind_them() {
        for theme in Theme::ALL.iter().copied() {
            let colours = theme.palette();
            let grounds = colours.sides.iter().map(|side| side.fill).collect::<Vec<_>>();
            for line in [colours.line, colours.agreed, colours.contested] {
                for ground in grounds.iter().copied().chain([colours.canvas, colours.table]) {
                    assert_contrast(theme, LINE, line, ground);
                }
            }
            for border in [colours.disagreement, colours.measure, colours.other] {
                assert_contrast(theme, LINE, border, colours.table);
            }
            for side in colours.sides {
                assert_contrast(theme, LINE, side.card, side.fill);
                assert_contrast(theme, LINE, side.card, colours.card);
            }
        }
    }

    #[test]
    fn colours_that_mean_something_differ_for_every_eye() {
        for theme in [Theme::Light, Theme::Dark] {
            let colours = theme.palette();
            let sides = colours.sides.iter().map(|side| side.card).collect::<Vec<_>>();
            let groups: [&[&str]; 3] = [
                &[colours.line, colours.agreed, colours.contested],
                &[colours.agreed, colours.disagreement, colours.contested, colours.measure],
                &sides[..2],
            ];
            for group in groups {
                for (at, one) in group.iter().enumerate() {
                    for other in &group[at + 1..] {
                        for vision in [NORMAL, PROTANOPIA, DEUTERANOPIA, TRITANOPIA] {
                            let found = difference(channels(one), channels(other), vision);
                            assert!(found >= APART, "{}: {one} and {other}: {found:.1}", theme.name());
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn lines_of_whole_graphs_can_be_seen_and_told_apart() {
        let drawing = Ontology::built_in().drawing();
        let statuses: Vec<_> =
            crate::ontology::Status::ALL.iter().map(|status| drawing.of_status(*status)).collect();
        for look in statuses.iter().chain([&drawing.of_denial(crate::ontology::Status::Reported)]) {
            assert_contrast(Theme::Light, LINE, &look.colour, "#FFFFFF");
        }
        for (at, one) in statuses.iter().enumerate() {
            for other in &statuses[at + 1..] {
                let styles = (one.line, one.width.to_bits(), one.head)
                    != (other.line, other.width.to_bits(), other.head);
                assert!(styles, "{one:?} and {other:?} differ in colour only");
            }
        }
        for family in drawing.families() {
            assert_contrast(Theme::Light, LINE, &family.border, "#FFFFFF");
        }
    }
}

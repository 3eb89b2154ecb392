//! The colours of briefings, for each theme.

/// On what a picture is to be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    pub const ALL: [Theme; 3] = [Theme::Light, Theme::Dark, Theme::Print];

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
    /// What may stand back: subtitle, notes.
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
    pub sides: [SideColours; 5],
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
    agreed: "#0F766E",
    disagreement: "#6D28D9",
    contested: "#B91C1C",
    measure: "#4B5563",
    other: "#1E5A7A",
    sides: [
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
    agreed: "#5EEAD4",
    disagreement: "#C4B5FD",
    contested: "#FCA5A5",
    measure: "#CBD5E1",
    other: "#7DD3FC",
    sides: [
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
    sides: [side("#FFFFFF", "#777777", "#000000", "#000000"); 5],
};

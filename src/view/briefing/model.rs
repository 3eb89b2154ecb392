//! What a briefing consists of.

use crate::graph::{ClaimKey, NodeKey, Term};
use crate::view::account::Account;

/// More arrows do not fit on a page.
pub const MOST_ARROWS: usize = 40;

/// A graph as a story on one page.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Briefing {
    /// The titles of the dossiers, or their names.
    pub titles: Vec<String>,
    /// One line each: what the sources are, how much is shown.
    pub notes: Vec<String>,
    /// The sides: the first belongs left, the second right, more below. One of them has a card at least.
    pub sides: Vec<Side>,
    /// Who belongs to no side, and has an arrow all the same.
    pub others: Vec<Card>,
    /// What is on the table, from top to bottom.
    pub rows: Vec<Row>,
    /// Claims between cards and rows, in the order of their numbers.
    pub arrows: Vec<Arrow>,
    /// The words that carry the arrows, by number.
    pub evidence: Vec<Exhibit>,
    /// What is shown of each claim.
    pub account: Account,
    /// How many more arrows there would be if the page had more room.
    pub left_out: usize,
}

/// A party to the negotiation or dispute, and who belongs to it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Side {
    /// The party.
    pub party: NodeKey,
    /// Its name.
    pub name: String,
    /// Who has an arrow.
    pub cards: Vec<Card>,
    /// Who belongs to it without an arrow, in words.
    pub also: Vec<String>,
}

/// Somebody who acts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Card {
    /// The agent.
    pub node: NodeKey,
    /// The name.
    pub label: String,
    /// Offices, age, who is included.
    pub lines: Vec<String>,
    /// The claims that the lines state.
    pub claims: Vec<ClaimKey>,
    /// Whether it is a human being.
    pub is_person: bool,
    /// How many arrows it has.
    pub arrows: usize,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RowKind {
    /// An agreement, whatever its state.
    Agreed,
    /// An issue with the positions on it, or a position of its own.
    Disagreement,
    /// A claim that somebody denies.
    Contested,
    /// A measure.
    Measure,
    /// Any other thing.
    Other,
}

impl RowKind {
    /// The class of its colours.
    pub fn class(self) -> &'static str {
        match self {
            RowKind::Agreed => "agreed",
            RowKind::Disagreement => "disagreement",
            RowKind::Contested => "contested",
            RowKind::Measure => "measure",
            RowKind::Other => "other",
        }
    }
}

/// Something on the table.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Row {
    /// The node, or the contested claim.
    pub term: Term,
    /// What it is.
    pub kind: RowKind,
    /// Type, number, state and date.
    pub tag: String,
    /// The name.
    pub label: String,
    /// What else is said of it, a line each.
    pub details: Vec<String>,
    /// The claims that the tag, the label and the details state.
    pub claims: Vec<ClaimKey>,
    /// The positions on it.
    pub points: Vec<Point>,
}

/// A position within the row of its issue.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Point {
    /// The position.
    pub node: NodeKey,
    /// The name.
    pub label: String,
    /// What else is said of it, a line each.
    pub details: Vec<String>,
    /// The claims that its place in the row and the details state.
    pub claims: Vec<ClaimKey>,
}

/// Whether an arrow means agreement or dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Tone {
    /// Neither.
    Plain,
    /// Its subject accepts its object.
    Agreeing,
    /// It accuses.
    Accusing,
    /// It says that something is not true.
    Denying,
}

impl Tone {
    /// The classes of its colours and lines.
    pub fn classes(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Agreeing => "agreeing",
            Tone::Accusing => "disputing accusation",
            Tone::Denying => "disputing denial",
        }
    }
}

/// A claim between a card and something on the table.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Arrow {
    /// The claim.
    pub claim: ClaimKey,
    /// Whose card it begins or ends at.
    pub card: NodeKey,
    /// The row or point at which it ends or begins.
    pub target: Term,
    /// Whether it points at the table rather than at the card.
    pub to_table: bool,
    /// What the claim says about the two, after the symbol of its status.
    pub label: String,
    /// Accord or quarrel.
    pub tone: Tone,
    /// The numbers of its evidence, from 1.
    pub numbers: Vec<usize>,
}

/// Words that carry claims.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exhibit {
    /// The words, verbatim.
    pub quote: String,
    /// The work, where there is more than one.
    pub work: Option<String>,
    /// Whether the words were found in the text.
    pub verified: bool,
}

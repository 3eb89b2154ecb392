//! What a network consists of.

use crate::graph::{ClaimKey, Term};
use crate::view::account::Account;
use crate::view::briefing::Exhibit;

/// Which nodes are above which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NetworkKind {
    /// Owners, wholes and parents above what they own, their parts and their children.
    Hierarchy,
    /// A thesis above what supports and attacks it.
    Argument,
}

/// A graph as cards in layers, with arrows between them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Network {
    /// Which nodes are above which.
    pub kind: NetworkKind,
    /// The titles of the dossiers, or their names.
    pub titles: Vec<String>,
    /// One line each: what the sources are, how much is shown.
    pub notes: Vec<String>,
    /// The claims that the notes state: the dates of the sources.
    pub noted: Vec<ClaimKey>,
    /// The cards, as the texts come to them.
    pub cards: Vec<NetworkCard>,
    /// The arrows, in the order of the words that carry them.
    pub links: Vec<NetworkLink>,
    /// The words that carry the arrows, by number; empty where they are too many for one page.
    pub evidence: Vec<Exhibit>,
    /// What is shown of each claim.
    pub account: Account,
    /// How many nodes have no card because the page has no room for more.
    pub left_out: usize,
}

/// A node, or a claim that others are about.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NetworkCard {
    /// What it shows. A claim that is a relation is a mere point on its arrow.
    pub term: Term,
    /// Type or kind, state and date.
    pub tag: String,
    /// The name; empty for a point.
    pub label: String,
    /// What else is said of it, a line each.
    pub lines: Vec<String>,
    /// The claims that the tag, the label and the lines state.
    pub claims: Vec<ClaimKey>,
    /// Whether it is a human being.
    pub is_person: bool,
    /// Whether the title names it, or everything else speaks for or against it.
    pub is_main: bool,
}

/// Whether an arrow speaks for or against something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Stance {
    /// Neither.
    Neutral,
    /// For its object.
    Supporting,
    /// Against its object.
    Attacking,
    /// It says that its object, a claim, is not true.
    Denying,
}

impl Stance {
    /// The classes of its colours and lines.
    pub fn classes(self) -> &'static str {
        match self {
            Stance::Neutral => "plain",
            Stance::Supporting => "supporting",
            Stance::Attacking => "attacking",
            Stance::Denying => "disputing denial",
        }
    }

    /// The symbol before its label; that of a denial is the ontology's.
    pub fn mark(self) -> &'static str {
        match self {
            Stance::Supporting => "+",
            Stance::Attacking => "−",
            Stance::Neutral | Stance::Denying => "",
        }
    }
}

/// Which part of a claim's arrow it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkPart {
    /// All of it.
    Whole,
    /// From the subject to the point at which others meet it; it has the label.
    First,
    /// From that point to the object; it has the head.
    Second,
}

/// A claim between two cards, or half of one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NetworkLink {
    /// The claim.
    pub claim: ClaimKey,
    /// Which part of its arrow it is.
    pub part: LinkPart,
    /// Where it begins.
    pub from: Term,
    /// Where it ends.
    pub to: Term,
    /// What it says, with what is said about it in values.
    pub label: String,
    /// The claims that the label states beside this one.
    pub claims: Vec<ClaimKey>,
    /// For or against.
    pub stance: Stance,
    /// Whether its object is above its subject.
    pub points_up: bool,
    /// Whether the roles of its relation say which is above.
    pub is_ranked: bool,
    /// The numbers of its evidence, from 1.
    pub numbers: Vec<usize>,
}

impl NetworkLink {
    /// The upper and the lower end.
    pub fn ends(&self) -> (Term, Term) {
        if self.points_up { (self.to, self.from) } else { (self.from, self.to) }
    }
}

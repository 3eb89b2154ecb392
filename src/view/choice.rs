//! Which picture fits a graph, decided by its claims and the roles of their relations.

use std::collections::BTreeSet;

use super::account::Shown;
use super::briefing::{Briefing, RowKind};
use super::roles::claims_role;
use super::timeline::Timeline;
use crate::graph::{Claim, KnowledgeGraph, Term};
use crate::ontology::Role;
use crate::text::counted;

/// The fewest claims for and against that are an argument.
const LEAST_REASONS: usize = 2;
/// The fewest arrows between agents and what they bargain over that are a negotiation, with and without named parties.
const LEAST_BARGAINING: (usize, usize) = (2, 3);
/// The fewest dated nodes that are a timeline, and where little else is said.
const LEAST_DATED: (usize, usize) = (4, 2);

/// A picture that may fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fit {
    /// A thesis above what speaks for and against it.
    Argument,
    /// Sides, and what is on the table between them.
    Briefing,
    /// What happens, in the order of time.
    Timeline,
    /// Cards in layers, with arrows between them.
    Network,
}

/// The picture that fits, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// The picture.
    pub fit: Fit,
    /// What in the graph decided, in a few words.
    pub why: String,
}

/// Chooses the picture that fits a graph.
pub fn choose(graph: &KnowledgeGraph) -> Choice {
    let between: Vec<Claim<'_>> = graph.claims().filter(|claim| is_between_nodes(*claim)).collect();
    let with = |roles: [Role; 2]| {
        let has = |claim: &&Claim<'_>| roles.into_iter().any(|role| claims_role(**claim, role));
        between.iter().filter(has).count()
    };
    let reasons = graph
        .claims()
        .filter(|claim| claims_role(*claim, Role::Support) || claims_role(*claim, Role::Attack))
        .count();
    if reasons >= LEAST_REASONS && reasons * 3 >= between.len() {
        let why = format!("{} for or against", counted(reasons, "claim speaks", "claims speak"));
        return Choice { fit: Fit::Argument, why };
    }
    let ranked = with([Role::Above, Role::Below]);
    if ranked * 3 < between.len()
        && let Some(why) = bargaining(graph, between.len())
    {
        return Choice { fit: Fit::Briefing, why };
    }
    if let Some(timeline) = Timeline::new(graph) {
        let (dated, undated) = (timeline.dated.len(), timeline.undated.len());
        let least = if between.len() <= dated { LEAST_DATED.1 } else { LEAST_DATED.0 };
        if dated >= least && dated >= undated && ranked < dated {
            let all = counted(dated + undated, "happening has", "happenings have");
            return Choice { fit: Fit::Timeline, why: format!("{dated} of {all} a date") };
        }
    }
    let why = match ranked {
        0 => {
            format!("{} between nodes, and no sides that bargain", counted(between.len(), "claim", "claims"))
        }
        ranked => format!("{} above others", counted(ranked, "claim puts things", "claims put things")),
    };
    Choice { fit: Fit::Network, why }
}

fn is_between_nodes(claim: Claim<'_>) -> bool {
    matches!((claim.subject(), claim.object()), (Term::Node(_), Some(Term::Node(_))))
        && !claims_role(claim, Role::Authorship)
}

/// Why a briefing fits: at least two sides speak to what is on the table, and most of the story is on it.
fn bargaining(graph: &KnowledgeGraph, between: usize) -> Option<String> {
    let briefing = Briefing::new(graph)?;
    let sides = briefing.sides.iter().filter(|side| !side.cards.is_empty()).count();
    let bargained: BTreeSet<Term> = briefing
        .rows
        .iter()
        .filter(|row| matches!(row.kind, RowKind::Agreed | RowKind::Disagreement | RowKind::Measure))
        .flat_map(|row| row.points.iter().map(|point| Term::Node(point.node)).chain([row.term]))
        .collect();
    let arrows = briefing.arrows.iter().filter(|arrow| bargained.contains(&arrow.target)).count();
    let shown = graph.claims().filter(|claim| briefing.account.of(claim.key()) != Shown::Hidden).count();
    let named = graph.claims().any(|claim| claims_role(claim, Role::Party));
    let least = if named { LEAST_BARGAINING.0 } else { LEAST_BARGAINING.1 };
    let fits = sides >= 2
        && arrows >= least
        // What has no room on the page is on pages of its own.
        && (arrows + briefing.left_out) * 6 >= between.min(graph.claims().len())
        && (briefing.left_out > 0 || shown * 2 >= graph.claims().len());
    let rows = bargained.len();
    fits.then(|| {
        format!("{} and {} on the table", counted(sides, "side", "sides"), counted(rows, "thing", "things"))
    })
}

//! The briefing: a story on one page. Sides left and right, what is on the table between them, numbered arrows,
//! and the words beside it. What is composed here has no places and no colours; layouts and writers give them.

mod arrows;
mod model;
mod rows;
mod sides;

pub use model::{Arrow, Briefing, Card, Exhibit, MOST_ARROWS, Point, Row, RowKind, Side, Tone};

use super::values;
use crate::graph::{Claim, ClaimKey, EvidenceRef, KnowledgeGraph, NodeKey, Term};
use crate::text::counted;

impl Briefing {
    /// Composes the briefing of a graph; `None` where nobody stands on any side.
    pub fn new(graph: &KnowledgeGraph) -> Option<Briefing> {
        let candidates = arrows::candidates(graph);
        let membership = sides::Membership::new(graph, &candidates)?;
        let (chosen, left_out) = arrows::choose(graph, candidates);
        let table = rows::table(graph, &chosen, left_out == 0);
        let mut briefing = Briefing { titles: titles(graph), rows: table, left_out, ..Briefing::default() };
        briefing.number(graph, chosen);
        membership.seat(graph, &mut briefing);
        if briefing.sides.iter().all(|side| side.cards.is_empty()) {
            return None;
        }
        briefing.notes = notes(graph, &briefing);
        Some(briefing)
    }

    /// Puts the arrows into the order of the rows, and numbers their evidence.
    fn number(&mut self, graph: &KnowledgeGraph, mut arrows: Vec<Arrow>) {
        let order = |arrow: &Arrow| {
            let place = self.rows.iter().enumerate().find_map(|(at, row)| {
                let point = row.points.iter().position(|point| Term::Node(point.node) == arrow.target);
                (row.term == arrow.target).then_some((at, 0)).or(point.map(|point| (at, point + 1)))
            });
            (place, arrow.claim, arrow.card)
        };
        arrows.sort_by_key(order);
        arrows.retain(|arrow| order(arrow).0.is_some());
        let works = graph.sources().len();
        let mut known: Vec<(NodeKey, String)> = Vec::new();
        for arrow in &mut arrows {
            for evidence in graph.claim(arrow.claim).evidence() {
                let words = (evidence.work().key(), evidence.quote().to_owned());
                let number = known.iter().position(|other| *other == words).unwrap_or_else(|| {
                    known.push(words);
                    self.evidence.push(exhibit(evidence, works > 1));
                    known.len() - 1
                });
                if !arrow.numbers.contains(&(number + 1)) {
                    arrow.numbers.push(number + 1);
                }
            }
        }
        self.arrows = arrows;
    }

    /// The claims that are drawn as arrows or stand as rows.
    pub fn claims<'g>(&'g self, graph: &'g KnowledgeGraph) -> impl Iterator<Item = Claim<'g>> {
        self.arrows.iter().map(|arrow| graph.claim(arrow.claim))
    }
}

fn exhibit(evidence: EvidenceRef<'_>, several: bool) -> Exhibit {
    Exhibit {
        quote: evidence.quote().to_owned(),
        work: several.then(|| evidence.work().label().to_owned()),
        verified: evidence.verified(),
    }
}

/// The titles of the dossiers, or their names; of many the first ones.
pub(super) fn titles(graph: &KnowledgeGraph) -> Vec<String> {
    const MOST: usize = 3;
    let all = graph.dossiers().map(|dossier| {
        dossier.title().map_or_else(|| dossier.name().to_string(), |title| title.text.clone())
    });
    let mut titles: Vec<String> = all.collect();
    if titles.len() > MOST {
        let more = titles.len() - (MOST - 1);
        titles.truncate(MOST - 1);
        titles.push(format!("and {more} more"));
    }
    titles
}

/// What the sources are, and how many of the claims are arrows.
fn notes(graph: &KnowledgeGraph, briefing: &Briefing) -> Vec<String> {
    const MOST: usize = 3;
    let mut sources: Vec<String> = graph
        .sources()
        .iter()
        .filter_map(|source| {
            let work = graph.node(source.work);
            let is_title = briefing.titles.iter().any(|title| title == work.label());
            let name = if is_title { work.kind().map(capitalised) } else { Some(work.label().to_owned()) };
            let dates = work.claims().filter_map(values::date_of);
            let words: Vec<String> = name.into_iter().chain(dates).collect();
            (!words.is_empty()).then(|| words.join(", "))
        })
        .collect();
    if sources.len() > MOST {
        let more = sources.len() - (MOST - 1);
        sources.truncate(MOST - 1);
        sources.push(format!("{more} more sources"));
    }
    let mut drawn: Vec<ClaimKey> = briefing.arrows.iter().map(|arrow| arrow.claim).collect();
    drawn.sort();
    drawn.dedup();
    let (drawn, all) = (drawn.len(), graph.claims().len());
    let arrows = counted(all, "claim is an arrow", "claims are arrows");
    let count = match briefing.left_out {
        0 if drawn == all => arrows,
        0 => format!("{drawn} of {arrows}; offices, states and the like are words"),
        more => format!("{drawn} of {arrows}, the most connected; {more} more have no room on this page"),
    };
    // A line of its own: names in another direction of writing would tear it apart.
    let sources = Some(sources.join(" · ")).filter(|sources| !sources.is_empty());
    sources.into_iter().chain([count]).collect()
}

fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

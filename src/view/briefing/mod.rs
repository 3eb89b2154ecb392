//! The briefing: a story on one page. Sides left and right, what is on the table between them, numbered arrows,
//! and the words next to it. It has no positions and no colours; layouts and writers give them.

mod arrows;
mod evidence;
mod model;
mod rows;
mod sides;

pub(super) use evidence::Numbered;

/// More sources are counted rather than named.
const MOST_SOURCES: usize = 3;

pub use model::{Arrow, Briefing, Card, Exhibit, MOST_ARROWS, Point, Row, RowKind, Side, Tone};

use super::account::Account;
use super::values;
use crate::graph::{Claim, ClaimKey, KnowledgeGraph, Term};

impl Briefing {
    /// Composes the briefing of a graph; `None` if no node is on any side.
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
        let drawn = briefing.arrows.iter().map(|arrow| arrow.claim);
        briefing.account = Account::new(drawn, briefing.claims_as_text());
        // The count has a line of its own, since names that are written from right to left would reorder it.
        briefing.notes =
            sources(graph, &briefing.titles).into_iter().chain([briefing.account.words(graph)]).collect();
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
        let mut numbered = Numbered::new(graph);
        for arrow in &mut arrows {
            arrow.numbers = numbered.numbers(graph.claim(arrow.claim));
        }
        self.evidence = numbered.exhibits;
        self.arrows = arrows;
    }

    /// The claims that cards and rows state in words.
    fn claims_as_text(&self) -> impl Iterator<Item = ClaimKey> {
        let cards = self.sides.iter().flat_map(|side| &side.cards).chain(&self.others);
        let points = self.rows.iter().flat_map(|row| &row.points).flat_map(|point| &point.claims);
        let rows = self.rows.iter().flat_map(|row| &row.claims);
        cards.flat_map(|card| &card.claims).chain(points).chain(rows).copied()
    }

    /// The claims that are drawn as arrows.
    pub fn claims<'g>(&'g self, graph: &'g KnowledgeGraph) -> impl Iterator<Item = Claim<'g>> {
        self.arrows.iter().map(|arrow| graph.claim(arrow.claim))
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

/// What the sources are, in one line; `None` where nothing is known of them but the title.
pub(super) fn sources(graph: &KnowledgeGraph, titles: &[String]) -> Option<String> {
    let mut sources: Vec<String> = graph
        .sources()
        .iter()
        .filter_map(|source| {
            let work = graph.node(source.work);
            let is_title = titles.iter().any(|title| title == work.label());
            let name = if is_title { work.kind().map(capitalised) } else { Some(work.label().to_owned()) };
            let dates = work.claims().filter_map(values::date_of);
            let words: Vec<String> = name.into_iter().chain(dates).collect();
            (!words.is_empty()).then(|| words.join(", "))
        })
        .collect();
    if sources.len() > MOST_SOURCES {
        let more = sources.len() - (MOST_SOURCES - 1);
        sources.truncate(MOST_SOURCES - 1);
        sources.push(format!("{more} more sources"));
    }
    Some(sources.join(" · ")).filter(|sources| !sources.is_empty())
}

/// The dates of the sources that are all named.
pub(super) fn dates_of_sources(graph: &KnowledgeGraph) -> Vec<ClaimKey> {
    if graph.sources().len() > MOST_SOURCES {
        return Vec::new();
    }
    let works = graph.sources().iter().map(|source| graph.node(source.work));
    works
        .flat_map(|work| work.claims().filter(|claim| values::date_of(*claim).is_some()))
        .map(Claim::key)
        .collect()
}

fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

//! The network: cards in layers with arrows between them, for hierarchies, for what agents do to each other, and for
//! arguments. It has no positions and no colours; layouts and writers give them.

mod cards;
mod folded;
mod links;
mod model;

pub use model::{LinkPart, Network, NetworkCard, NetworkKind, NetworkLink, Stance};

use std::collections::{BTreeMap, BTreeSet};

use super::account::Account;
use super::briefing::{Numbered, dates_of_sources, sources, titles};
use super::order::first_words_about;
use super::roles::claims_role;
use crate::graph::{Claim, ClaimKey, KnowledgeGraph, Node, NodeKey, Term};
use crate::ontology::{Role, TypeRole};
use crate::text::counted;

/// More cards are not read on one page.
const MOST_CARDS: usize = 60;
/// More quotes do not fit beside the cards.
const MOST_QUOTES: usize = 45;

impl Network {
    /// Composes the network of a graph; `None` where no node has a card.
    pub fn new(graph: &KnowledgeGraph, kind: NetworkKind) -> Option<Network> {
        let (shown, named) = nodes(graph);
        let hosts = folded::folded(graph, &shown);
        let mut seated: Vec<NodeKey> = shown.iter().copied().filter(|key| !hosts.contains_key(key)).collect();
        let left_out = seated.len().saturating_sub(MOST_CARDS);
        if left_out > 0 {
            let degree =
                |key: NodeKey| graph.node(key).claims().chain(graph.node(key).claims_about()).count();
            seated.sort_by_key(|key| (usize::MAX - degree(*key), *key));
            seated.truncate(MOST_CARDS);
        }
        if seated.is_empty() {
            return None;
        }
        let seated: BTreeSet<NodeKey> = seated.into_iter().collect();
        let mut drawn = links::links(graph, kind, &seated, &hosts);
        let mut all: Vec<NetworkCard> =
            seated.iter().map(|key| cards::card(graph, *key, &hosts, &drawn)).collect();
        all.extend(drawn.points.iter().map(|claim| cards::point(graph, *claim)));
        let first = |card: &NetworkCard| (first_words_about(graph, card.term), card.term);
        all.sort_by_key(first);
        mark_main(graph, kind, &mut all);
        drop_common_tag(&mut all);
        let place: BTreeMap<ClaimKey, usize> = BTreeMap::from_iter(
            drawn.links.iter().map(|link| (link.claim, first_quote(graph.claim(link.claim)))),
        );
        drawn.links.sort_by_key(|link| (place.get(&link.claim).copied(), link.claim, link.part as u8));
        let mut numbered = Numbered::new(graph);
        for link in drawn.links.iter_mut().filter(|link| !link.label.is_empty()) {
            link.numbers = numbered.numbers(graph.claim(link.claim));
        }
        let mut evidence = numbered.exhibits;
        if evidence.len() > MOST_QUOTES {
            evidence.clear();
            drawn.links.iter_mut().for_each(|link| link.numbers.clear());
        }
        let arrows = drawn.links.iter().map(|link| link.claim);
        let in_words = drawn.links.iter().flat_map(|link| link.claims.iter().copied());
        let points = drawn.points.iter().copied();
        let on_cards = all.iter().flat_map(|card| card.claims.iter().copied());
        let noted = dates_of_sources(graph);
        let account =
            Account::new(arrows.chain(points), in_words.chain(on_cards).chain(noted.iter().copied()));
        let titles = titles(graph);
        let mut notes: Vec<String> = sources(graph, &titles).into_iter().collect();
        let mut count = account.words(graph);
        if left_out > 0 {
            let all = counted(seated.len() + left_out, "node", "nodes");
            count = format!("The {} most connected of {all}. {count}", seated.len());
        }
        notes.push(count);
        notes.extend(also_named(&named));
        Some(Network {
            kind,
            titles,
            notes,
            noted,
            cards: all,
            links: drawn.links,
            evidence,
            account,
            left_out,
        })
    }

    /// The claims that are drawn, each once.
    pub fn claims<'g>(&'g self, graph: &'g KnowledgeGraph) -> impl Iterator<Item = Claim<'g>> {
        self.links.iter().filter(|link| link.part != LinkPart::Second).map(|link| graph.claim(link.claim))
    }
}

/// The nodes that the story is about, and those of which nothing is said: they are only named. Its sources are
/// neither, unless they are part of it.
fn nodes(graph: &KnowledgeGraph) -> (BTreeSet<NodeKey>, Vec<Node<'_>>) {
    let is_related = |node: Node<'_>| {
        let related = |claim: Claim<'_>| claim.object().is_some() && !claims_role(claim, Role::Authorship);
        node.claims().chain(node.claims_about()).any(related)
    };
    let is_story = |node: &Node<'_>| {
        let is_text = node.node_type().roles.contains(&TypeRole::Work);
        !node.is_aside() && (!is_text || is_related(*node) || has_author(*node))
    };
    let has_claims = |node: &Node<'_>| node.claims().chain(node.claims_about()).next().is_some();
    let (story, named): (Vec<Node<'_>>, Vec<Node<'_>>) = graph.nodes().filter(is_story).partition(has_claims);
    // Where nothing is said of anything, names are all there is.
    match story.is_empty() {
        true => (named.iter().map(|node| node.key()).collect(), Vec::new()),
        false => (story.iter().map(|node| node.key()).collect(), named),
    }
}

/// What is named without being related to anything; of many the first ones.
fn also_named(named: &[Node<'_>]) -> Option<String> {
    const MOST: usize = 8;
    let mut names: Vec<String> = named
        .iter()
        .take(MOST)
        .map(|node| format!("{} ({})", node.label(), node.kind().unwrap_or(&node.node_type().label)))
        .collect();
    names.extend((named.len() > MOST).then(|| format!("{} more", named.len() - MOST)));
    (!names.is_empty()).then(|| format!("Also named: {}", names.join(", ")))
}

/// Whether a text is said to be somebody's, and no source of the dossier.
fn has_author(node: Node<'_>) -> bool {
    let is_source = node.graph().sources().iter().any(|source| source.work == node.key());
    !is_source && node.claims().any(|claim| claims_role(claim, Role::Authorship))
}

/// Leaves out the tag where it is the same on every card.
fn drop_common_tag(cards: &mut [NetworkCard]) {
    let tags: BTreeSet<&str> =
        cards.iter().filter(|card| !card.label.is_empty()).map(|card| card.tag.as_str()).collect();
    if tags.len() == 1 && cards.len() > 1 {
        cards.iter_mut().for_each(|card| card.tag.clear());
    }
}

/// Marks what the title names; of an argument what everything else speaks for or against.
fn mark_main(graph: &KnowledgeGraph, kind: NetworkKind, cards: &mut [NetworkCard]) {
    let titles = titles(graph).join("\n").to_lowercase();
    for card in cards {
        let Term::Node(key) = card.term else { continue };
        let node = graph.node(key);
        let stance = |claim: &Claim<'_>| links::stance(*claim).1;
        card.is_main = match kind {
            NetworkKind::Argument => {
                node.claims_about().any(|claim| stance(&claim)) && !node.claims().any(|claim| stance(&claim))
            }
            NetworkKind::Hierarchy => {
                let names = node.aka().iter().map(|name| name.text.as_str()).chain([node.label()]);
                names.into_iter().any(|name| is_named(name, &titles))
            }
        };
    }
}

/// Whether at least half of the longer words of a name are in a text of small letters.
fn is_named(name: &str, text: &str) -> bool {
    const LONG: usize = 4;
    let name = name.to_lowercase();
    let words = |text: &str| -> Vec<String> {
        text.split(|char: char| !char.is_alphanumeric())
            .filter(|word| word.chars().count() >= LONG)
            .map(str::to_owned)
            .collect()
    };
    let (names, known) = (words(&name), words(text));
    let found = names.iter().filter(|word| known.contains(word)).count();
    match names.is_empty() {
        true => !name.is_empty() && text.contains(&name),
        false => found * 2 >= names.len(),
    }
}

/// Where the first words that carry a claim begin.
fn first_quote(claim: Claim<'_>) -> usize {
    let starts =
        claim.evidence().filter_map(|evidence| evidence.record().quote.span.map(|span| span.start as usize));
    starts.min().unwrap_or(usize::MAX)
}

//! Which claims are arrows of a network, and what they say.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{LinkPart, NetworkKind, NetworkLink, Stance};
use crate::graph::{Claim, ClaimKey, KnowledgeGraph, NodeKey, Speaker, Statement, Term};
use crate::ontology::{Role, Status};
use crate::view::roles::claims_role;
use crate::view::values::{marked, qualifier};

/// The arrows of a network.
pub(super) struct Links {
    pub(super) links: Vec<NetworkLink>,
    /// Claims that others are about, which have a card or point of their own.
    pub(super) points: BTreeSet<ClaimKey>,
}

/// All arrows between cards. Claims of claims come in rounds, because each needs that which it is about.
pub(super) fn links(
    graph: &KnowledgeGraph,
    kind: NetworkKind,
    seated: &BTreeSet<NodeKey>,
    hosts: &BTreeMap<NodeKey, NodeKey>,
) -> Links {
    let mut open: Vec<Claim<'_>> = graph.claims().filter(|claim| claim.object().is_some()).collect();
    open.retain(|claim| {
        !(matches!(claim.subject(), Term::Claim(_)) && claims_role(*claim, Role::Authorship))
    });
    let mut pointed: BTreeSet<ClaimKey> = BTreeSet::new();
    for claim in &open {
        for end in [Some(claim.subject()), claim.object()].into_iter().flatten() {
            if let Term::Claim(key) = end {
                pointed.insert(key);
            }
        }
    }
    let of_values = pointed.iter().filter(|key| graph.claim(**key).object().is_none());
    open.extend(of_values.map(|key| graph.claim(*key)));
    let mut found = Links { links: Vec::new(), points: BTreeSet::new() };
    loop {
        let before = open.len();
        let mut waiting = Vec::new();
        for claim in open {
            let seat = |term: Term| match term {
                Term::Node(key) => {
                    let host = hosts.get(&key).copied().unwrap_or(key);
                    seated.contains(&host).then_some(Term::Node(host))
                }
                Term::Claim(key) => found.points.contains(&key).then_some(term),
            };
            let (Some(from), to) = (seat(claim.subject()), claim.object().map(seat)) else {
                waiting.push(claim);
                continue;
            };
            let is_pointed = pointed.contains(&claim.key());
            let point = Term::Claim(claim.key());
            match to {
                Some(None) => waiting.push(claim),
                // Words on the card.
                Some(Some(to)) if from == to => {}
                Some(Some(to)) if is_pointed => {
                    let first = NetworkLink { part: LinkPart::First, ..link(claim, kind, from, point) };
                    // The label is at the first half.
                    let second = NetworkLink {
                        part: LinkPart::Second,
                        label: String::new(),
                        claims: Vec::new(),
                        ..link(claim, kind, point, to)
                    };
                    found.links.extend([first, second]);
                    found.points.insert(claim.key());
                }
                Some(Some(to)) => found.links.push(link(claim, kind, from, to)),
                None => {
                    let link = link(claim, kind, from, point);
                    found.links.push(NetworkLink { part: LinkPart::Second, ..link });
                    found.points.insert(claim.key());
                }
            }
        }
        open = waiting;
        if open.len() == before {
            return found;
        }
    }
}

/// Whether a claim speaks for or against its object, and whether it does either.
pub(super) fn stance(claim: Claim<'_>) -> (Stance, bool) {
    let stance = match () {
        () if claim.is_denial() => Stance::Denying,
        () if claims_role(claim, Role::Attack) => Stance::Attacking,
        () if claims_role(claim, Role::Support) => Stance::Supporting,
        () => Stance::Neutral,
    };
    (stance, matches!(stance, Stance::Supporting | Stance::Attacking))
}

fn link(claim: Claim<'_>, kind: NetworkKind, from: Term, to: Term) -> NetworkLink {
    let (stance, has_stance) = stance(claim);
    let is = |role| claims_role(claim, role);
    // What an office belongs to is not above its holder, on whose card it is.
    let is_member = is(Role::Membership) && from == claim.subject();
    let is_up = has_stance || is(Role::Below) || is_member;
    let is_down = is(Role::Above) && !is_up;
    let is_ranked = is_up || is_down;
    let (label, claims) = label(claim, stance);
    NetworkLink {
        claim: claim.key(),
        part: LinkPart::Whole,
        from,
        to,
        label,
        claims,
        stance,
        points_up: is_up || (!is_down && kind == NetworkKind::Argument),
        is_ranked,
        numbers: Vec::new(),
    }
}

/// The relation after the symbol of its status, with what is said of the claim in values and who says it, and the claims
/// that these words state.
fn label(claim: Claim<'_>, stance: Stance) -> (String, Vec<ClaimKey>) {
    let graph = claim.graph();
    let drawing = graph.ontology().drawing();
    let look = match stance {
        Stance::Denying => drawing.of_denial(claim.status()),
        _ => drawing.of_status(claim.status()),
    };
    let marks = [look.mark.as_str(), stance.mark()].into_iter().filter(|mark| !mark.is_empty());
    let mut words: Vec<&str> = marks.collect();
    words.push(claim.predicate_label());
    let mut label = words.join(" ");
    let mut claims = Vec::new();
    for value in graph.claims_of(Term::Claim(claim.key())) {
        if let Statement::Attribute(_, content) = value.statement() {
            let words = qualifier(value, content);
            label += " ";
            // The mark of the whole label holds for this, too.
            label += &if value.status() == claim.status() { words } else { marked(value, &words) };
            claims.push(value.key());
        }
    }
    if let Some(speakers) = speakers(claim) {
        label += &format!(" ({speakers})");
    }
    (label, claims)
}

/// Who says a claim that its source does not vouch for, where it is not its subject.
fn speakers(claim: Claim<'_>) -> Option<String> {
    if !matches!(claim.status(), Status::Attributed | Status::Disputed) {
        return None;
    }
    let graph = claim.graph();
    let names: Vec<&str> = claim
        .speakers()
        .iter()
        .filter_map(|speaker| match speaker {
            Speaker::Node(key) if claim.subject() != Term::Node(*key) => Some(graph.node(*key).label()),
            Speaker::Node(_) | Speaker::Dossier(_) => None,
        })
        .collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("says {one}")),
        [first, rest @ ..] => Some(format!("say {first} and {} more", rest.len())),
    }
}

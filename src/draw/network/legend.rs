//! The legend of a network: what its lines, heads and symbols mean.

use std::collections::BTreeSet;

use crate::draw::header::{Sample, SampleLook, look_samples, number_sample, status_sample};
use crate::graph::KnowledgeGraph;
use crate::ontology::{Head, Status};
use crate::view::{Network, Stance};

/// A sample of each kind of arrow in the picture, of the symbols on its cards, and the evidence number.
pub(super) fn samples(graph: &KnowledgeGraph, network: &Network) -> Vec<Sample> {
    let of_stance = |stance: Stance| network.links.iter().any(move |link| link.stance == stance);
    let mut statuses: BTreeSet<Status> = network
        .links
        .iter()
        .filter(|link| link.stance != Stance::Denying)
        .map(|link| graph.claim(link.claim).status())
        .collect();
    let on_cards =
        network.cards.iter().flat_map(|card| &card.claims).map(|claim| graph.claim(*claim).status());
    statuses.extend(on_cards.filter(|status| !graph.ontology().drawing().of_status(*status).mark.is_empty()));
    // Arrows for and against show their own colours and heads.
    if !of_stance(Stance::Neutral) {
        statuses.remove(&Status::Reported);
    }
    let mut samples: Vec<Sample> =
        statuses.into_iter().map(|status| status_sample(graph.ontology(), status)).collect();
    let neutral = network.links.iter().filter(|link| link.stance == Stance::Neutral);
    samples.extend(look_samples(neutral.map(|link| graph.claim(link.claim))));
    let stances = [
        (Stance::Supporting, Head::Normal, "supports"),
        (Stance::Attacking, Head::Tee, "attacks"),
        (Stance::Denying, Head::Tee, "denies"),
    ];
    for (stance, head, words) in stances {
        if of_stance(stance) {
            samples.push(Sample {
                class: format!("claim {}", stance.classes()),
                mark: stance.mark().to_owned(),
                look: SampleLook::Arrow(head),
                words: words.to_owned(),
            });
        }
    }
    if !network.evidence.is_empty() {
        samples.push(number_sample());
    }
    samples
}

//! What a picture shows of each claim, and the sentence that says so.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{ClaimKey, KnowledgeGraph};
use crate::text::{counted, grouped_digits};

/// The most relations and attributes that are named of what is not shown.
const MOST_NAMED: usize = 3;

/// How a picture shows a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As an arrow, or as a row or point of its own.
    Drawn,
    /// In words on a card, a row or a label.
    Text,
    /// Not at all.
    Hidden,
}

/// What a picture shows of each claim of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    drawn: BTreeSet<ClaimKey>,
    text: BTreeSet<ClaimKey>,
}

impl Account {
    /// Of the claims that are drawn and those that are stated in words; what is both is drawn.
    pub(super) fn new(
        drawn: impl IntoIterator<Item = ClaimKey>,
        text: impl IntoIterator<Item = ClaimKey>,
    ) -> Account {
        let drawn: BTreeSet<ClaimKey> = drawn.into_iter().collect();
        let text = text.into_iter().filter(|claim| !drawn.contains(claim)).collect();
        Account { drawn, text }
    }

    /// How a claim is shown.
    pub fn of(&self, claim: ClaimKey) -> Shown {
        match () {
            () if self.drawn.contains(&claim) => Shown::Drawn,
            () if self.text.contains(&claim) => Shown::Text,
            () => Shown::Hidden,
        }
    }

    /// How many claims are drawn.
    pub fn drawn(&self) -> usize {
        self.drawn.len()
    }

    /// How many claims are shown in any way.
    pub fn shown(&self) -> usize {
        self.drawn.len() + self.text.len()
    }

    /// How many of the claims of the graph are shown how, as a sentence.
    pub fn words(&self, graph: &KnowledgeGraph) -> String {
        let (all, drawn, text) = (graph.claims().len(), self.drawn.len(), self.text.len());
        let hidden = all.saturating_sub(drawn + text);
        if hidden == 0 && drawn > 0 && text > 0 {
            return format!(
                "All {} claims are shown: {} as {}, {} as text on the cards",
                grouped(all),
                grouped(drawn),
                if drawn == 1 { "an arrow" } else { "arrows" },
                grouped(text)
            );
        }
        let mut words = match drawn == all {
            true => format!("{} {} drawn as {}", counted(all, "claim", "claims"), are(all), arrows_of(all)),
            false => format!(
                "{} of {} {} drawn as {}",
                grouped(drawn),
                counted(all, "claim", "claims"),
                are(drawn),
                arrows_of(drawn)
            ),
        };
        if text > 0 {
            let appear = if text == 1 { "appears" } else { "appear" };
            words += &format!("; {} {appear} as text on the cards", grouped(text));
        }
        if hidden > 0 {
            words += &format!("; {} {} not shown: {}", grouped(hidden), are(hidden), self.hidden(graph));
        }
        words
    }

    /// What is not shown, by relation and attribute, the most frequent first.
    fn hidden(&self, graph: &KnowledgeGraph) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for claim in graph.claims().filter(|claim| self.of(claim.key()) == Shown::Hidden) {
            *counts.entry(claim.predicate_label()).or_default() += 1;
        }
        let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(label, count)| (usize::MAX - count, *label));
        let rest: usize = counts.iter().skip(MOST_NAMED).map(|(_, count)| count).sum();
        let named =
            counts.iter().take(MOST_NAMED).map(|(label, count)| format!("{} {label}", grouped(*count)));
        let others = (rest > 0).then(|| counted(rest, "other", "others"));
        named.chain(others).collect::<Vec<_>>().join(", ")
    }
}

fn are(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

fn arrows_of(claims: usize) -> &'static str {
    if claims == 1 { "an arrow" } else { "arrows" }
}

fn grouped(number: usize) -> String {
    grouped_digits(&number.to_string())
}

//! Which drafts say one claim, and with what status: the same subject, statement, status and speakers.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::Value;
use super::authority::Authority;
use super::builder::GraphBuilder;
use super::inputs::{ClaimHandle, ClaimInput, StatementInput, TermInput};
use super::keys::{DossierKey, NodeKey, Speaker};
use super::merge::{Notice, key_of};
use super::order::pointed_at_first;
use super::records::NodeRecord;
use super::status::{Circumstances, denial_counts, status};
use crate::ontology::{AttributeKey, Ontology, RelationKey, Role, Status};
use crate::text::Id;

/// What a claim says, comparable: two claims say the same exactly when these are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Content {
    Relation(TermInput, RelationKey, TermInput),
    Attribute(TermInput, AttributeKey, Meaning),
}

/// A value, equal to those that mean the same: `15e-1` and `1.5`.
#[derive(Clone, Debug)]
pub(super) struct Meaning {
    identity: (&'static str, String),
    pub(super) value: Value,
}

impl PartialEq for Meaning {
    fn eq(&self, other: &Meaning) -> bool {
        self.identity == other.identity
    }
}

impl Eq for Meaning {}

impl PartialOrd for Meaning {
    fn partial_cmp(&self, other: &Meaning) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Meaning {
    fn cmp(&self, other: &Meaning) -> Ordering {
        self.identity.cmp(&other.identity)
    }
}

/// What makes two passages say one claim. A row is a claim of its own: it has a number.
type Identity = (Content, Status, Vec<Speaker>, Option<u32>);

/// One claim in the making: the drafts that say it, by index.
pub(super) struct Group {
    pub(super) content: Content,
    pub(super) status: Status,
    pub(super) speakers: Vec<Speaker>,
    pub(super) own_voice: bool,
    pub(super) disputes: bool,
    pub(super) drafts: Vec<usize>,
    pub(super) name: Option<(DossierKey, Id)>,
}

/// Groups the drafts that say one claim, and derives each group's status.
pub(super) fn group_claims(
    builder: &GraphBuilder,
    nodes: &[NodeRecord],
    keys: &[NodeKey],
    notices: &mut Vec<Notice>,
) -> Vec<Group> {
    // A term that is a claim refers to the first draft of its group; merging claims may merge those above them.
    // What is pointed at comes first, so that only claims in a circle need more than two rounds.
    let order = pointed_at_first(builder.claims.len(), |at| {
        let input = builder.claims.get(at).and_then(|draft| draft.input.as_ref());
        input.into_iter().flat_map(ClaimInput::claims).map(|claim| claim.0 as usize)
    });
    let authority = authority(builder, keys);
    let mut leader: Vec<u32> = (0..builder.claims.len() as u32).collect();
    let mut groups;
    loop {
        groups = BTreeMap::<Identity, Vec<usize>>::new();
        let mut changed = false;
        for at in &order {
            let Some(input) = &builder.claims[*at].input else { continue };
            let (content, status, speakers) =
                identity(&builder.ontology, nodes, keys, &authority, &leader, input);
            let row = input.row.is_some().then_some(*at as u32);
            let drafts = groups.entry((content, status, speakers, row)).or_default();
            drafts.push(*at);
            let first = drafts[0] as u32;
            changed |= leader[*at] != first;
            leader[*at] = first;
        }
        if !changed {
            break;
        }
    }
    // Who says a denial decides whether it counts, not who denies it in turn: so no order and no circle of denials matters.
    let counts = |content: &Content, status: Status, drafts: &[usize]| {
        let Content::Relation(_, relation, TermInput::Claim(_)) = content else { return false };
        let mut inputs = drafts.iter().filter_map(|at| builder.claims[*at].input.as_ref());
        builder.ontology.relation(*relation).has(Role::Denial)
            && denial_counts(status, || inputs.any(|input| has_say(&authority, keys, input)))
    };
    let disputed: BTreeSet<u32> = groups
        .iter()
        .filter(|((content, status, ..), drafts)| counts(content, *status, drafts))
        .filter_map(|((content, ..), _)| match content {
            Content::Relation(_, _, TermInput::Claim(claim)) => Some(claim.0),
            _ => None,
        })
        .collect();
    let disputed: BTreeSet<Content> = groups
        .iter()
        .filter(|(_, drafts)| {
            let said =
                |at: &usize| builder.claims[*at].input.as_ref().is_some_and(|input| input.said.disputed);
            drafts.first().is_some_and(|first| disputed.contains(&(*first as u32))) || drafts.iter().any(said)
        })
        .map(|((content, ..), _)| content.clone())
        .collect();
    // A dispute merges claims that differ only in their statuses.
    let mut settled = BTreeMap::<Identity, (bool, Vec<usize>)>::new();
    for ((content, status, speakers, row), drafts) in groups {
        let counts = counts(&content, status, &drafts);
        let status = if disputed.contains(&content) { Status::Disputed } else { status };
        let (disputes, all) = settled.entry((content, status, speakers, row)).or_default();
        *disputes |= counts;
        all.extend(drafts);
    }
    settled
        .into_iter()
        .map(|((content, status, speakers, _), (disputes, mut drafts))| {
            drafts.sort_unstable();
            let inputs = || drafts.iter().filter_map(|at| builder.claims[*at].input.as_ref());
            let own_voice = inputs().any(|input| own_voice(keys, input));
            let content = plainest(content, inputs());
            let name = pick_name(builder, &drafts, notices);
            Group { content, status, speakers, own_voice, disputes, drafts, name }
        })
        .collect()
}

/// A content with its value as the first of the ways in which it is written, so that the order of lines does not matter.
fn plainest<'a>(content: Content, inputs: impl Iterator<Item = &'a ClaimInput>) -> Content {
    let Content::Attribute(subject, attribute, mut meaning) = content else { return content };
    for input in inputs {
        if let StatementInput::Attribute(_, value) = &input.statement
            && value.to_string() < meaning.value.to_string()
        {
            meaning.value = value.clone();
        }
    }
    Content::Attribute(subject, attribute, meaning)
}

fn lead(keys: &[NodeKey], leader: &[u32], term: TermInput) -> TermInput {
    match term {
        TermInput::Node(handle) => TermInput::Node(super::NodeHandle(key_of(keys, handle).0)),
        TermInput::Claim(handle) => {
            TermInput::Claim(ClaimHandle(leader.get(handle.0 as usize).copied().unwrap_or(handle.0)))
        }
    }
}

fn own_voice(keys: &[NodeKey], input: &ClaimInput) -> bool {
    let said = &input.said;
    let works = || input.evidence.iter().map(|evidence| key_of(keys, evidence.work));
    said.by.is_empty() || said.by.iter().any(|speaker| works().any(|work| work == key_of(keys, *speaker)))
}

impl GraphBuilder {
    /// The status that follows from a claim alone: that of its group, unless somebody denies it, or its speaker has no say in the wish that
    /// it is.
    pub fn status_of(&self, input: &ClaimInput) -> Status {
        let works = || input.evidence.iter().map(|evidence| evidence.work);
        let by = &input.said.by;
        let subject = match input.subject {
            TermInput::Node(handle) => self.nodes.get(handle.0 as usize).map(|node| node.node_type),
            TermInput::Claim(_) => None,
        };
        let relation = match &input.statement {
            StatementInput::Relation(relation, _) => Some(*relation),
            StatementInput::Attribute(..) => None,
        };
        let own_voice = by.is_empty() || by.iter().any(|speaker| works().any(|work| work == *speaker));
        let inferred = input.said.inferred;
        status(
            &self.ontology,
            &Circumstances { inferred, subject, relation, own_voice, speaks_for_subject: true },
        )
    }
}

fn identity(
    ontology: &Ontology,
    nodes: &[NodeRecord],
    keys: &[NodeKey],
    authority: &Authority,
    leader: &[u32],
    input: &ClaimInput,
) -> (Content, Status, Vec<Speaker>) {
    let subject = lead(keys, leader, input.subject);
    let (relation, content) = match &input.statement {
        StatementInput::Relation(relation, object) => {
            (Some(*relation), Content::Relation(subject, *relation, lead(keys, leader, *object)))
        }
        StatementInput::Attribute(attribute, value) => (
            None,
            Content::Attribute(
                subject,
                *attribute,
                Meaning { identity: value.identity(), value: value.clone() },
            ),
        ),
    };
    let subject_type = match subject {
        TermInput::Node(handle) => nodes.get(handle.0 as usize).map(|node| node.node_type),
        TermInput::Claim(_) => None,
    };
    let circumstances = Circumstances {
        inferred: input.said.inferred,
        subject: subject_type,
        relation,
        own_voice: own_voice(keys, input),
        speaks_for_subject: has_say(authority, keys, input),
    };
    let status = match &input.row {
        Some(row) => row.status.unwrap_or(Status::Reported),
        None => status(ontology, &circumstances),
    };
    (content, status, speakers(keys, input))
}

/// What the drafts say of offices, groups and views.
fn authority(builder: &GraphBuilder, keys: &[NodeKey]) -> Authority {
    let inputs = builder.claims.iter().filter_map(|draft| draft.input.as_ref());
    Authority::of(inputs.filter_map(|input| match (input.subject, &input.statement) {
        (TermInput::Node(subject), StatementInput::Relation(relation, TermInput::Node(object))) => {
            Some((key_of(keys, subject), builder.ontology.relation(*relation), key_of(keys, *object)))
        }
        _ => None,
    }))
}

/// Whether a speaker speaks for the subject.
fn has_say(authority: &Authority, keys: &[NodeKey], input: &ClaimInput) -> bool {
    if input.said.vouched {
        return true;
    }
    let TermInput::Node(subject) = input.subject else { return false };
    input.said.by.iter().any(|speaker| authority.speaks_for(key_of(keys, *speaker), key_of(keys, subject)))
}

/// The named speakers; else the works in their own voice; else the dossier.
fn speakers(keys: &[NodeKey], input: &ClaimInput) -> Vec<Speaker> {
    let named = input.said.by.iter().map(|handle| key_of(keys, *handle));
    let mut speakers: Vec<Speaker> = if !input.said.by.is_empty() {
        named.map(Speaker::Node).collect()
    } else if input.row.is_some() {
        // A row says itself who says it.
        Vec::new()
    } else if input.said.inferred || input.evidence.is_empty() {
        vec![Speaker::Dossier(input.dossier)]
    } else {
        input.evidence.iter().map(|evidence| Speaker::Node(key_of(keys, evidence.work))).collect()
    };
    speakers.sort();
    speakers.dedup();
    speakers
}

/// The name of the first dossier, and there the first in the alphabet.
fn pick_name(
    builder: &GraphBuilder,
    drafts: &[usize],
    notices: &mut Vec<Notice>,
) -> Option<(DossierKey, Id)> {
    let mut named: Vec<(DossierKey, &Id, usize)> = drafts
        .iter()
        .filter_map(|at| {
            let draft = &builder.claims[*at];
            Some((draft.input.as_ref()?.dossier, draft.name.as_ref()?, *at))
        })
        .collect();
    named.sort();
    let place = |at: usize| {
        builder.claims[at].input.as_ref().and_then(|input| input.written.map(|written| written.claim))
    };
    let (dossier, name, first) = *named.first()?;
    for (other, dropped, at) in &named[1..] {
        if *other == dossier {
            notices.push(Notice::TwoNames {
                kept: name.to_string(),
                dropped: dropped.to_string(),
                first: place(first),
                again: place(*at),
            });
        }
    }
    Some((dossier, name.clone()))
}

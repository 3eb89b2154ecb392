//! Ids of claims: derived from what they say, so that they stay when lines move.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::order::pointed_at_first;
use super::value::Value;
use crate::ontology::Status;

/// What the id of one claim depends on. Claims that say the same share `content`.
pub(super) struct Subject<'a> {
    /// A number for the content: equal for the same subject, relation and object.
    pub(super) content: usize,
    /// The name that the dossier gives, with `DOSSIER:` before it where two dossiers use one name.
    pub(super) name: Option<String>,
    /// What the claim is about.
    pub(super) about: Part<'a>,
    /// The relation's or attribute's name.
    pub(super) predicate: &'a str,
    /// What it says.
    pub(super) object: ObjectPart<'a>,
    /// Ids of the speakers; `None` for the dossier itself.
    pub(super) speakers: Vec<Option<&'a str>>,
    /// Whether works say it in their own voice.
    pub(super) own_voice: bool,
    /// The status.
    pub(super) status: Status,
}

/// A node's id, or the index of another claim.
pub(super) enum Part<'a> {
    /// The id of a node.
    Node(&'a str),
    /// The index of a claim.
    Claim(usize),
}

/// A relation's object or an attribute's value.
pub(super) enum ObjectPart<'a> {
    /// The object of a relation.
    Term(Part<'a>),
    /// The value of an attribute.
    Value(&'a Value),
}

/// The first eight hexadecimal digits of a text's SHA-256.
pub(super) fn short_hash(text: &str) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(text.as_bytes()).iter().take(4) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The ids of all claims: `china.demands.lift-tariffs`, `liu-he.age`; a short hash of the value follows where an
/// attribute has several values, `.by-SPEAKER` where others say the same, the status where that does not suffice.
pub(super) fn claim_ids(claims: &[Subject<'_>]) -> Vec<String> {
    let values = values_by_attribute(claims);
    let mut own_voices: BTreeMap<usize, usize> = BTreeMap::new();
    let mut said: BTreeMap<usize, usize> = BTreeMap::new();
    for claim in claims {
        *said.entry(claim.content).or_default() += 1;
        *own_voices.entry(claim.content).or_default() += usize::from(is_plain(claim));
    }
    let mut ids: Vec<Option<String>> = claims.iter().map(|claim| claim.name.clone()).collect();
    for at in pointed_at_first(claims.len(), |at| claims.get(at).into_iter().flat_map(claims_in)) {
        if claims[at].name.is_none() {
            ids[at] = Some(id_of(claims, &values, &said, &own_voices, at, &ids));
        }
    }
    let ids: Vec<String> =
        ids.into_iter().enumerate().map(|(at, id)| id.unwrap_or(format!("claim-{at}"))).collect();
    ids_are_unique(claims, ids)
}

/// Said by works in their own voice, and not inferred.
fn is_plain(claim: &Subject<'_>) -> bool {
    claim.own_voice && claim.status != Status::Inferred
}

/// For each subject and attribute, the distinct values.
fn values_by_attribute(
    claims: &[Subject<'_>],
) -> BTreeMap<(String, String), BTreeSet<(&'static str, String)>> {
    let mut values: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for claim in claims {
        if let ObjectPart::Value(value) = &claim.object {
            values
                .entry((about_key(&claim.about), claim.predicate.to_owned()))
                .or_default()
                .insert(value.identity());
        }
    }
    values
}

fn about_key(part: &Part<'_>) -> String {
    match part {
        Part::Node(id) => (*id).to_owned(),
        Part::Claim(at) => format!("{at}."),
    }
}

/// The claims that a claim speaks of.
fn claims_in<'c>(claim: &'c Subject<'_>) -> impl Iterator<Item = usize> + use<'c> {
    let object = match &claim.object {
        ObjectPart::Term(part) => Some(part),
        ObjectPart::Value(_) => None,
    };
    std::iter::once(&claim.about).chain(object).filter_map(|part| match part {
        Part::Claim(other) => Some(*other),
        Part::Node(_) => None,
    })
}

/// A longer id of a claim is a hash in the ids of claims that speak of it, or the ids of long chains would be longer than
/// any file: in bytes.
const MAX_PART: usize = 512;

/// The id of a claim, from the ids of those that it speaks of.
fn id_of(
    claims: &[Subject<'_>],
    values: &BTreeMap<(String, String), BTreeSet<(&'static str, String)>>,
    said: &BTreeMap<usize, usize>,
    own_voices: &BTreeMap<usize, usize>,
    at: usize,
    ids: &[Option<String>],
) -> String {
    let claim = &claims[at];
    let part = |part: &Part<'_>| match part {
        Part::Node(id) => (*id).to_owned(),
        Part::Claim(other) => {
            match (claims.get(*other).and_then(|claim| claim.name.as_ref()), ids.get(*other)) {
                (Some(name), _) => name.clone(),
                (None, Some(Some(id))) if id.len() > MAX_PART => {
                    format!("({}{})", short_hash(id), short_hash(&format!("{id}.")))
                }
                // Brackets keep "(a r b) s c" and "a r (b s c)" apart.
                (None, Some(Some(id))) => format!("({id})"),
                // Only nameless claims made in code can point at each other in a circle.
                (None, _) => format!("(claim-{other})"),
            }
        }
    };
    let mut id = format!("{}.{}", part(&claim.about), claim.predicate);
    match &claim.object {
        ObjectPart::Term(object) => {
            let object = part(object);
            let _ = write!(id, ".{object}");
        }
        ObjectPart::Value(value) => {
            let key = (about_key(&claim.about), claim.predicate.to_owned());
            if values.get(&key).is_some_and(|values| values.len() > 1) {
                let (kind, text) = value.identity();
                let _ = write!(id, ".{}", short_hash(&format!("{kind}:{text}")));
            }
        }
    }
    let alone = said.get(&claim.content).is_none_or(|count| *count == 1);
    let only_own_voice = is_plain(claim) && own_voices.get(&claim.content).is_some_and(|count| *count == 1);
    if !alone && !only_own_voice {
        id.push_str(&speaker_suffix(claim));
    }
    id
}

fn speaker_suffix(claim: &Subject<'_>) -> String {
    let named: Vec<&str> = claim.speakers.iter().copied().flatten().collect();
    if named.is_empty() { format!(".{}", claim.status.name()) } else { format!(".by-{}", named.join("+")) }
}

/// Adds the status, and then a hash of the speakers, to ids that are still the same.
fn ids_are_unique(claims: &[Subject<'_>], mut ids: Vec<String>) -> Vec<String> {
    for round in 0..2 {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for id in &ids {
            *count.entry(id.clone()).or_default() += 1;
        }
        for (id, claim) in ids.iter_mut().zip(claims) {
            if claim.name.is_none() && count.get(id.as_str()).is_some_and(|count| *count > 1) {
                let suffix = if round == 0 {
                    claim.status.name().to_owned()
                } else {
                    short_hash(&speaker_suffix(claim))
                };
                let _ = write!(id, ".{suffix}");
            }
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim<'a>(
        content: usize,
        object: &'a str,
        speaker: &'a str,
        own_voice: bool,
        status: Status,
    ) -> Subject<'a> {
        Subject {
            content,
            name: None,
            about: Part::Node("china"),
            predicate: "demands",
            object: ObjectPart::Term(Part::Node(object)),
            speakers: if speaker.is_empty() { vec![None] } else { vec![Some(speaker)] },
            own_voice,
            status,
        }
    }

    #[test]
    fn a_claim_said_by_one_has_a_plain_id_and_others_name_their_speaker() {
        let claims = [
            claim(0, "peace", "afp", false, Status::Attributed),
            claim(1, "trade", "paper", true, Status::Reported),
            claim(1, "trade", "afp", false, Status::Attributed),
            claim(1, "trade", "", false, Status::Inferred),
            claim(1, "trade", "afp", false, Status::Demanded),
        ];
        assert_eq!(
            claim_ids(&claims),
            [
                "china.demands.peace",
                "china.demands.trade",
                "china.demands.trade.by-afp.attributed",
                "china.demands.trade.inferred",
                "china.demands.trade.by-afp.demanded",
            ]
        );
    }

    #[test]
    fn nameless_claims_in_a_circle_still_get_ids() {
        let mut a = claim(0, "x", "afp", false, Status::Attributed);
        a.object = ObjectPart::Term(Part::Claim(1));
        let mut b = claim(1, "x", "afp", false, Status::Attributed);
        b.object = ObjectPart::Term(Part::Claim(0));
        let ids = claim_ids(&[a, b]);
        assert_ne!(ids[0], ids[1]);
    }
}

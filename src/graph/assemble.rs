//! From what readers pushed to the graph: merge, derive, name, sort.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::builder::GraphBuilder;
use super::claim_ids::{ObjectPart, Part, Subject, claim_ids};
use super::group::{Content, Group, group_claims};
use super::indexes::{Columns, indexed};
use super::inputs::{ClaimInput, TermInput};
use super::keys::{ClaimKey, DossierKey, NodeKey, Speaker, Statement, Term};
use super::knowledge::KnowledgeGraph;
use super::merge::{Notice, key_of, merge_nodes};
use super::records::{ClaimRecord, DossierRecord, NodeRecord};
use super::source::{Evidence, Source};
use crate::text::{Id, Iri, Span};

impl GraphBuilder {
    /// Merges, derives statuses and ids, sorts, and returns the graph with what a user should know about it.
    pub fn finish(self) -> (KnowledgeGraph, Vec<Notice>) {
        assemble(self)
    }
}

/// Makes the graph.
fn assemble(mut builder: GraphBuilder) -> (KnowledgeGraph, Vec<Notice>) {
    let (dossiers, order) = sort_dossiers(&builder);
    let iri_of = |dossier: DossierKey, id: &str| dossiers[order[dossier.index()] as usize].iri_of(id);
    let merged = merge_nodes(&builder, &order, &iri_of);
    let (mut nodes, keys, mut notices) = (merged.nodes, merged.keys, merged.notices);
    for node in &mut nodes {
        node.dossier = DossierKey(order[node.dossier.index()]);
        node.dossiers.iter_mut().for_each(|dossier| *dossier = DossierKey(order[dossier.index()]));
        node.dossiers.sort_unstable();
        node.dossiers.dedup();
    }
    for draft in &mut builder.claims {
        if let Some(input) = &mut draft.input {
            input.dossier = DossierKey(order[input.dossier.index()]);
        }
    }
    drop_unfilled(&mut builder);
    let groups = group_claims(&builder, &nodes, &keys, &mut notices);
    let (claims, claim_order) = name_claims(&builder, &dossiers, &nodes, &groups);
    let records = make_records(&builder, &dossiers, &keys, &groups, &claims, &claim_order, &mut notices);
    let mut sources = make_sources(&builder, &keys);
    sources.sort_by_key(|source| source.work);
    let mentioned = builder.mentioned.iter().map(|handle| key_of(&keys, *handle)).collect();
    let with = |aside| {
        let of = builder.nodes.iter().zip(&keys).filter(move |(node, _)| node.aside == aside);
        of.map(|(_, key)| *key).collect::<BTreeSet<NodeKey>>()
    };
    let asides = with(true).difference(&with(false)).copied().collect();
    let graph = indexed(Columns {
        ontology: builder.ontology,
        dossiers,
        nodes,
        mentioned,
        asides,
        sources,
        claims: records,
    });
    (graph, notices)
}

/// The dossiers by name, and the place of each handle in that order.
fn sort_dossiers(builder: &GraphBuilder) -> (Vec<DossierRecord>, Vec<u32>) {
    let mut sorted: Vec<usize> = (0..builder.dossiers.len()).collect();
    sorted.sort_by(|a, b| builder.dossiers[*a].name.cmp(&builder.dossiers[*b].name));
    let mut order = vec![0; sorted.len()];
    let records = sorted
        .iter()
        .enumerate()
        .map(|(rank, at)| {
            order[*at] = rank as u32;
            let input = &builder.dossiers[*at];
            DossierRecord {
                name: input.name.clone(),
                title: input.title.clone(),
                base: input.base.clone(),
                language: input.language.clone(),
                place: input.place,
                is_rows: input.is_rows,
            }
        })
        .collect();
    (records, order)
}

/// Empties the drafts that point at a claim which was never filled, and those that point at them.
fn drop_unfilled(builder: &mut GraphBuilder) {
    let mut pointing: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut unfilled = Vec::new();
    for (at, draft) in builder.claims.iter().enumerate() {
        let Some(input) = &draft.input else {
            unfilled.push(at);
            continue;
        };
        for claim in input.claims() {
            // A handle of another builder points at nothing.
            if (claim.0 as usize) < builder.claims.len() {
                pointing.entry(claim.0 as usize).or_default().push(at);
            } else {
                unfilled.push(at);
            }
        }
    }
    while let Some(at) = unfilled.pop() {
        if let Some(input) = builder.claims.get_mut(at).and_then(|draft| draft.input.take()) {
            builder.mentioned.extend(input.nodes());
        }
        unfilled.extend(pointing.remove(&at).unwrap_or_default());
    }
}

/// The ids of the groups, and the groups' order by id.
fn name_claims(
    builder: &GraphBuilder,
    dossiers: &[DossierRecord],
    nodes: &[NodeRecord],
    groups: &[Group],
) -> (Vec<String>, Vec<usize>) {
    let group_of: BTreeMap<u32, usize> = groups
        .iter()
        .enumerate()
        .flat_map(|(group, record)| record.drafts.iter().map(move |draft| (*draft as u32, group)))
        .collect();
    let part = |term: &TermInput| match term {
        TermInput::Node(handle) => Part::Node(nodes.get(handle.0 as usize).map_or("", |node| &node.id)),
        TermInput::Claim(handle) => Part::Claim(group_of.get(&handle.0).copied().unwrap_or(0)),
    };
    // A name is unique in its dossier; another one may use it for a node or a claim.
    let node_ids: BTreeSet<&str> = nodes.iter().map(|node| node.id.as_str()).collect();
    let mut contents: BTreeMap<&Content, usize> = BTreeMap::new();
    let mut names: BTreeMap<&Id, usize> = BTreeMap::new();
    let given = |group: &Group| -> Option<&String> {
        group.drafts.iter().find_map(|draft| builder.claims[*draft].input.as_ref()?.id.as_ref())
    };
    let mut given_count: BTreeMap<&String, usize> = BTreeMap::new();
    for id in groups.iter().filter_map(given) {
        *given_count.entry(id).or_default() += 1;
    }
    for group in groups {
        let next = contents.len();
        contents.entry(&group.content).or_insert(next);
        if let Some((_, name)) = &group.name {
            *names.entry(name).or_default() += 1;
        }
    }
    let subjects: Vec<Subject<'_>> = groups
        .iter()
        .map(|group| {
            let (about, predicate, object) = match &group.content {
                Content::Relation(subject, relation, object) => (
                    part(subject),
                    builder.ontology.relation(*relation).name.as_str(),
                    ObjectPart::Term(part(object)),
                ),
                Content::Attribute(subject, attribute, meaning) => (
                    part(subject),
                    builder.ontology.attribute(*attribute).name.as_str(),
                    ObjectPart::Value(&meaning.value),
                ),
            };
            let speakers = group.speakers.iter().map(|speaker| match speaker {
                Speaker::Node(key) => nodes.get(key.index()).map(|node| node.id.as_str()),
                Speaker::Dossier(_) => None,
            });
            let name = group.name.as_ref().map(|(dossier, name)| match names.get(name) {
                Some(1) if !node_ids.contains(name.as_str()) => name.to_string(),
                _ => format!("{}:{name}", dossiers[dossier.index()].name),
            });
            let given = given(group).filter(|id| given_count.get(id) == Some(&1));
            let name = given.filter(|id| !node_ids.contains(id.as_str())).cloned().or(name);
            Subject {
                content: contents.get(&group.content).copied().unwrap_or(0),
                name,
                about,
                predicate,
                object,
                speakers: speakers.collect(),
                own_voice: group.own_voice,
                status: group.status,
            }
        })
        .collect();
    let ids = claim_ids(&subjects);
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by(|a, b| ids[*a].cmp(&ids[*b]));
    (ids, order)
}

/// The records of the claims in the order of their ids.
fn make_records(
    builder: &GraphBuilder,
    dossiers: &[DossierRecord],
    keys: &[NodeKey],
    groups: &[Group],
    ids: &[String],
    order: &[usize],
    notices: &mut Vec<Notice>,
) -> Vec<ClaimRecord> {
    let mut key_of_draft: BTreeMap<u32, ClaimKey> = BTreeMap::new();
    for (at, group) in order.iter().enumerate() {
        for draft in &groups[*group].drafts {
            key_of_draft.insert(*draft as u32, ClaimKey(at as u32));
        }
    }
    let term = |term: &TermInput| match term {
        TermInput::Node(handle) => Term::Node(NodeKey(handle.0)),
        TermInput::Claim(handle) => Term::Claim(key_of_draft.get(&handle.0).copied().unwrap_or(ClaimKey(0))),
    };
    order
        .iter()
        .map(|at| {
            let group = &groups[*at];
            let (subject, statement) = match &group.content {
                Content::Relation(subject, relation, object) => {
                    (term(subject), Statement::Relation(*relation, term(object)))
                }
                Content::Attribute(subject, attribute, meaning) => {
                    (term(subject), Statement::Attribute(*attribute, meaning.value.clone()))
                }
            };
            let inputs = || group.drafts.iter().filter_map(|draft| builder.claims[*draft].input.as_ref());
            // A second name is reported separately.
            let kept = group.name.as_ref().map(|(_, name)| name);
            let renamed =
                |draft: &usize| builder.claims[*draft].name.as_ref().is_some_and(|name| Some(name) != kept);
            let known =
                group.drafts.iter().map(|draft| (renamed(draft), builder.claims[*draft].input.as_ref()));
            let known = known.filter_map(|(renamed, input)| Some((renamed, input?)));
            let dossier = inputs().map(|input| input.dossier).min().unwrap_or(DossierKey(0));
            let mut via: Vec<NodeKey> = inputs()
                .flat_map(|input| input.said.via.iter().map(|handle| key_of(keys, *handle)))
                .collect();
            via.sort();
            via.dedup();
            ClaimRecord {
                id: ids[*at].clone(),
                iri: dossiers[dossier.index()].iri_of(&ids[*at]),
                name: group.name.as_ref().map(|(_, name)| name.to_string()),
                subject,
                statement,
                status: group.status,
                disputes: group.disputes,
                speakers: group.speakers.clone(),
                via,
                evidence: merge_evidence(keys, &ids[*at], known, notices),
                dossier,
                written: inputs().filter_map(|input| input.written).collect(),
                row: inputs().find_map(|input| input.row.clone()),
            }
        })
        .collect()
}

/// All evidence of one claim in the order of the texts; the same words twice are one, with a notice
/// unless the second claim has a name of its own.
fn merge_evidence<'a>(
    keys: &[NodeKey],
    claim: &str,
    inputs: impl Iterator<Item = (bool, &'a ClaimInput)>,
    notices: &mut Vec<Notice>,
) -> Vec<Evidence> {
    let mut all: BTreeMap<EvidenceKey, Evidence> = BTreeMap::new();
    let mut first_place = None;
    for (at, (renamed, input)) in inputs.enumerate() {
        let mut again = at > 0 && !renamed;
        for evidence in &input.evidence {
            let evidence = Evidence {
                work: key_of(keys, evidence.work),
                quote: evidence.quote.clone(),
                passage: evidence.passage.clone(),
                cue: evidence.cue.clone(),
                place: evidence.place,
                passage_place: evidence.passage_place,
                cue_place: evidence.cue_place,
            };
            match all.entry(evidence_key(&evidence)) {
                Entry::Vacant(entry) => {
                    again = false;
                    entry.insert(evidence);
                }
                // Of several passages around the same words the narrowest is the most precise, whichever line comes first.
                Entry::Occupied(mut entry) if passage_key(&evidence) < passage_key(entry.get()) => {
                    entry.insert(evidence);
                }
                Entry::Occupied(_) => {}
            }
        }
        if again {
            let claim = claim.to_owned();
            notices.push(Notice::DuplicateClaim {
                claim,
                first: first_place,
                again: input.written.map(|written| written.claim),
            });
        }
        first_place = first_place.or(input.written.map(|written| written.claim));
    }
    all.into_values().collect()
}

/// The words at a place of a work, and those of the cue: what makes evidence the same, and its order.
type EvidenceKey = ((NodeKey, Option<Span>, String), Option<(Option<Span>, String)>);

fn evidence_key(evidence: &Evidence) -> EvidenceKey {
    let (work, span, words) = evidence.identity();
    let cue = evidence.cue.as_ref().map(|cue| (cue.span, cue.words.clone()));
    ((work, span, words.to_owned()), cue)
}

fn passage_key(evidence: &Evidence) -> (usize, &str, Option<Span>) {
    let passage = &evidence.passage;
    (passage.words.len(), &passage.words, passage.span)
}

fn make_sources(builder: &GraphBuilder, keys: &[NodeKey]) -> Vec<Source> {
    let mut seen = BTreeSet::new();
    builder
        .sources
        .iter()
        .map(|input| Source {
            work: key_of(keys, input.work),
            text: input.text.clone(),
            url: input.url.clone(),
            published: input.published.clone(),
            retrieved: input.retrieved.clone(),
            sha256: input.sha256.clone(),
            licence: input.licence.clone(),
            place: input.place,
        })
        .filter(|source| seen.insert(source.work))
        .collect()
}

impl DossierRecord {
    /// The IRI of something in the dossier.
    fn iri_of(&self, id: &str) -> Iri {
        let base = self.base.as_ref().map_or_else(|| format!("urn:dossier:{}:", self.name), Iri::to_string);
        if self.is_rows { Iri::from_text(&base, id) } else { Iri::from_parts(&base, id) }
    }
}

//! One thing in several dossiers: nodes that meet become one, and what they disagree on is told.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::unionfind::UnionFind;

use super::LangText;
use super::builder::GraphBuilder;
use super::inputs::NodeHandle;
use super::keys::{DossierKey, NodeKey};
use super::records::NodeRecord;
use crate::text::{Iri, Language, Place};

/// What a user should know about a graph that was put together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// Two dossiers give one thing two types; the first wins.
    TwoTypes {
        /// The id of the thing.
        node: String,
        /// The type that is kept, and where it is given.
        kept: (String, Option<Place>),
        /// The type that is not, and where it is given.
        dropped: (String, Option<Place>),
    },
    /// Two dossiers give one thing two labels in one language; the first wins and the other becomes a further name.
    TwoLabels {
        /// The id of the thing.
        node: String,
        /// The language of the labels.
        language: Language,
        /// The label that is kept, and where it is given.
        kept: (String, Option<Place>),
        /// The other label, and where it is given.
        dropped: (String, Option<Place>),
    },
    /// Two dossiers call one thing two kinds; the first wins.
    TwoKinds {
        /// The id of the thing.
        node: String,
        /// The kind that is kept, and where it is given.
        kept: (String, Option<Place>),
        /// The other kind, and where it is given.
        dropped: (String, Option<Place>),
    },
    /// One claim is written twice with the same words.
    DuplicateClaim {
        /// The id of the claim.
        claim: String,
        /// Where it is written first.
        first: Option<Place>,
        /// Where it is written again.
        again: Option<Place>,
    },
    /// One claim has two names.
    TwoNames {
        /// The name that is kept.
        kept: String,
        /// The other name.
        dropped: String,
        /// Where the claim of the kept name is written.
        first: Option<Place>,
        /// Where the claim of the other name is written.
        again: Option<Place>,
    },
}

/// The merged nodes, sorted by id, and where each handle went.
pub(super) struct Merged {
    pub(super) nodes: Vec<NodeRecord>,
    pub(super) keys: Vec<NodeKey>,
    pub(super) notices: Vec<Notice>,
}

/// Merges the nodes that share an IRI, their own or one of `same`, transitively.
///
/// `order` gives for each dossier its place in the order of names: the one that comes first there lends its id and IRI.
/// Where they disagree, the dossier that was added first wins.
pub(super) fn merge_nodes(
    builder: &GraphBuilder,
    order: &[u32],
    iri_of: &dyn Fn(DossierKey, &str) -> Iri,
) -> Merged {
    let count = builder.nodes.len();
    let mut sets = UnionFind::<usize>::new(count);
    let mut holder: BTreeMap<Iri, usize> = BTreeMap::new();
    let own: Vec<Iri> = builder.nodes.iter().map(|node| iri_of(node.dossier, node.id.as_str())).collect();
    for (at, node) in builder.nodes.iter().enumerate() {
        for iri in std::iter::once(&own[at]).chain(&node.same) {
            match holder.get(iri) {
                Some(other) => {
                    sets.union(at, *other);
                }
                None => {
                    holder.insert(iri.clone(), at);
                }
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, set) in sets.into_labeling().into_iter().enumerate() {
        groups.entry(set).or_default().push(at);
    }
    let mut clashes: BTreeMap<&str, usize> = BTreeMap::new();
    let heads: Vec<(usize, Vec<usize>)> = groups
        .into_values()
        .map(|members| {
            let rank =
                |at: &usize| (order[builder.nodes[*at].dossier.index()], builder.nodes[*at].id.clone());
            let head = members.iter().copied().min_by_key(rank).unwrap_or(members[0]);
            (head, members)
        })
        .collect();
    for (head, _) in &heads {
        *clashes.entry(builder.nodes[*head].id.as_str()).or_default() += 1;
    }
    let mut notices = Vec::new();
    let mut merged: Vec<(NodeRecord, Vec<usize>)> = heads
        .iter()
        .map(|(head, members)| {
            let input = &builder.nodes[*head];
            let id = if clashes.get(input.id.as_str()).is_some_and(|clash| *clash > 1) {
                format!("{}:{}", builder.dossiers[input.dossier.index()].name, input.id)
            } else {
                input.id.to_string()
            };
            (merge_group(builder, id, *head, members, &own, &mut notices), members.clone())
        })
        .collect();
    merged.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    let mut keys = vec![NodeKey(0); count];
    for (at, (_, members)) in merged.iter().enumerate() {
        for member in members {
            keys[*member] = NodeKey(at as u32);
        }
    }
    Merged { nodes: merged.into_iter().map(|(record, _)| record).collect(), keys, notices }
}

/// Makes one record of the members of a group, in the order in which their dossiers were added.
fn merge_group(
    builder: &GraphBuilder,
    id: String,
    head: usize,
    members: &[usize],
    own: &[Iri],
    notices: &mut Vec<Notice>,
) -> NodeRecord {
    let first = &builder.nodes[members.first().copied().unwrap_or(head)];
    let mut record = NodeRecord {
        id,
        iri: own[head].clone(),
        node_type: first.node_type,
        labels: Vec::new(),
        kind: None,
        aka: Vec::new(),
        same: Vec::new(),
        notes: Vec::new(),
        dossier: builder.nodes[head].dossier,
        dossiers: members
            .iter()
            .map(|at| &builder.nodes[*at])
            .flat_map(|node| std::iter::once(node.dossier).chain(node.also.iter().copied()))
            .collect(),
        places: Vec::new(),
    };
    let mut label_places: Vec<Option<Place>> = Vec::new();
    let mut label_of: BTreeMap<&Language, usize> = BTreeMap::new();
    let mut kind_place = None;
    for node in members.iter().map(|at| &builder.nodes[*at]) {
        if node.node_type != record.node_type {
            let name = |key| builder.ontology.node_type(key).name.clone();
            notices.push(Notice::TwoTypes {
                node: record.id.clone(),
                kept: (name(record.node_type), first.place),
                dropped: (name(node.node_type), node.place),
            });
        }
        for label in &node.labels {
            match label_of.get(&label.language).copied() {
                None => {
                    label_of.insert(&label.language, record.labels.len());
                    record.labels.push(label.clone());
                    label_places.push(node.place);
                }
                Some(at) if record.labels[at].text != label.text => {
                    notices.push(Notice::TwoLabels {
                        node: record.id.clone(),
                        language: label.language.clone(),
                        kept: (record.labels[at].text.clone(), label_places[at]),
                        dropped: (label.text.clone(), node.place),
                    });
                    record.aka.push(label.clone());
                }
                Some(_) => {}
            }
        }
        match (&record.kind, &node.kind) {
            (None, Some(kind)) => (record.kind, kind_place) = (Some(kind.clone()), node.place),
            (Some(kept), Some(kind)) if kept != kind => notices.push(Notice::TwoKinds {
                node: record.id.clone(),
                kept: (kept.clone(), kind_place),
                dropped: (kind.clone(), node.place),
            }),
            _ => {}
        }
        record.aka.extend(node.aka.iter().cloned());
        record.same.extend(node.same.iter().cloned());
        record.notes.extend(node.notes.iter().cloned());
        record.places.extend(node.place);
    }
    record.same.extend(members.iter().map(|at| own[*at].clone()));
    record.same.sort();
    record.same.dedup();
    record.same.retain(|iri| *iri != record.iri);
    let language = &builder.dossiers[record.dossier.index()].language;
    record
        .labels
        .sort_by(|a, b| (a.language != *language, &a.language).cmp(&(b.language != *language, &b.language)));
    if members.len() > 1 {
        record.aka.sort();
        record.notes.sort();
        record.notes.dedup();
    }
    let mut seen: BTreeSet<LangText> = record.labels.iter().cloned().collect();
    record.aka.retain(|name| seen.insert(name.clone()));
    record
}

/// Where a handle's node went.
pub(super) fn key_of(keys: &[NodeKey], handle: NodeHandle) -> NodeKey {
    keys.get(handle.0 as usize).copied().unwrap_or(NodeKey(0))
}

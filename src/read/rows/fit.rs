//! Whether rows fit the ontology: types and relations that it declares, domains and ranges.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::FixedState;

use crate::diagnostic::{Rule, rules};
use crate::graph::rows::{EdgeKind, NameKey, SharedNames};
use crate::ontology::{Ontology, RelationKey, TypeKey};

/// What is wrong with an edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Misfit {
    /// The relation is not for subjects of this type.
    Subject(String),
    /// The relation is not for objects of this type.
    Object(String),
}

impl Misfit {
    /// The rule that the edge breaks.
    pub(super) fn rule(&self) -> &'static Rule {
        match self {
            Misfit::Subject(_) => &rules::OUTSIDE_DOMAIN,
            Misfit::Object(_) => &rules::OUTSIDE_RANGE,
        }
    }
}

/// What the ontology says of a name.
#[derive(Clone, Copy, Debug)]
struct Known {
    node_type: Option<TypeKey>,
    relation: Option<RelationKey>,
}

/// Judges edges by the ontology. A name that the ontology does not declare fits everything.
pub(super) struct Fit<'o> {
    ontology: &'o Ontology,
    known: Vec<Known>,
    judged: HashMap<(NameKey, NameKey, NameKey), Option<Misfit>, FixedState>,
}

impl<'o> Fit<'o> {
    /// A judge by an ontology.
    pub(super) fn new(ontology: &'o Ontology) -> Fit<'o> {
        Fit { ontology, known: Vec::new(), judged: HashMap::default() }
    }

    fn known(&mut self, name: NameKey, names: &SharedNames) -> Known {
        while self.known.len() <= name.index() {
            let next = NameKey::at(self.known.len());
            let ontology = self.ontology;
            self.known.push(names.with(next, |name| Known {
                node_type: ontology.type_named(name),
                relation: ontology.relation_named(name),
            }));
        }
        self.known.get(name.index()).copied().unwrap_or(Known { node_type: None, relation: None })
    }

    /// What is wrong with an edge between nodes of these types.
    pub(super) fn judge(
        &mut self,
        kind: EdgeKind,
        (source, target): (NameKey, NameKey),
        names: &SharedNames,
    ) -> Option<Misfit> {
        let relation = kind.relation();
        let declared = self.known(relation, names).relation?;
        if let Some(judged) = self.judged.get(&(relation, source, target)) {
            return judged.clone();
        }
        let (subject, object) = (self.known(source, names).node_type, self.known(target, names).node_type);
        let declared = self.ontology.relation(declared);
        let misfit = if subject.is_some_and(|subject| !declared.domain.contains(&subject)) {
            Some(Misfit::Subject(self.names(&declared.domain)))
        } else if object.is_some_and(|object| !declared.range.contains(&object)) {
            Some(Misfit::Object(self.names(&declared.range)))
        } else {
            None
        };
        self.judged.insert((relation, source, target), misfit.clone());
        misfit
    }

    fn names(&self, types: &BTreeSet<TypeKey>) -> String {
        let names: Vec<&str> = types.iter().map(|key| self.ontology.node_type(*key).name.as_str()).collect();
        names.join(", ")
    }
}

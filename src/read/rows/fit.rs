//! Whether rows fit the ontology: types and relations that it declares, domains and ranges.

use crate::diagnostic::{Rule, rules};
use crate::graph::rows::{EdgeKind, NameKey, SharedNames};
use crate::ontology::{Ontology, RelationKey, TypeKey};

/// What is wrong with an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DomainError {
    /// The relation is not for subjects of this type.
    Subject,
    /// The relation is not for objects of this type.
    Object,
}

impl DomainError {
    /// The rule that the edge breaks.
    pub(super) fn rule(self) -> &'static Rule {
        match self {
            DomainError::Subject => &rules::OUTSIDE_DOMAIN,
            DomainError::Object => &rules::OUTSIDE_RANGE,
        }
    }
}

/// What the ontology says of a name.
#[derive(Clone, Copy, Debug)]
struct Known {
    node_type: Option<TypeKey>,
    relation: Option<RelationKey>,
}

/// A relation and the types of its ends.
type Combination = (NameKey, NameKey, NameKey);

/// Judges edges by the ontology. A name that the ontology does not declare fits everything.
pub(super) struct Fit<'o> {
    ontology: &'o Ontology,
    known: Vec<Known>,
    /// Combinations that were judged, each at the place that its handles choose.
    judged: Vec<Option<(Combination, Option<DomainError>)>>,
}

/// How many combinations are remembered.
const REMEMBERED: usize = 1 << 11;

impl<'o> Fit<'o> {
    /// A judge by an ontology.
    pub(super) fn new(ontology: &'o Ontology) -> Fit<'o> {
        Fit { ontology, known: Vec::new(), judged: vec![None; REMEMBERED] }
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
    #[inline]
    pub(super) fn judge(
        &mut self,
        kind: EdgeKind,
        (source, target): (NameKey, NameKey),
        names: &SharedNames,
    ) -> Option<DomainError> {
        let combination = (kind.relation(), source, target);
        let place = (kind.relation().index() * 31 + source.index() * 7 + target.index()) % REMEMBERED;
        if let Some(Some((known, error))) = self.judged.get(place)
            && *known == combination
        {
            return *error;
        }
        let error = self.look(combination, names);
        if let Some(judged) = self.judged.get_mut(place) {
            *judged = Some((combination, error));
        }
        error
    }

    fn look(&mut self, (relation, source, target): Combination, names: &SharedNames) -> Option<DomainError> {
        let declared = self.ontology.relation(self.known(relation, names).relation?);
        let (subject, object) = (self.known(source, names).node_type, self.known(target, names).node_type);
        if subject.is_some_and(|subject| !declared.domain.contains(&subject)) {
            Some(DomainError::Subject)
        } else if object.is_some_and(|object| !declared.range.contains(&object)) {
            Some(DomainError::Object)
        } else {
            None
        }
    }

    /// The types that a relation takes where an edge has another one.
    pub(super) fn wanted(&self, relation: NameKey, error: DomainError) -> String {
        let declared = self.known.get(relation.index()).and_then(|known| known.relation);
        let Some(relation) = declared.map(|key| self.ontology.relation(key)) else { return String::new() };
        let types = if error == DomainError::Subject { &relation.domain } else { &relation.range };
        let names: Vec<&str> = types.iter().map(|key| self.ontology.node_type(*key).name.as_str()).collect();
        names.join(", ")
    }
}

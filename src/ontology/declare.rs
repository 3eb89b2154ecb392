//! What ontology files declare, by name, before names are looked up.

use super::drawing::DrawingDeclarations;
use super::status::Status;
use super::words::{Datatype, MappingKind, Named, Role, TypeRole};

/// Everything that a file declares.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Declarations {
    pub name: Named,
    pub namespace: String,
    pub prefixes: Vec<(Named, String)>,
    pub unions: Vec<UnionDeclaration>,
    pub types: Vec<TypeDeclaration>,
    pub relations: Vec<RelationDeclaration>,
    pub attributes: Vec<AttributeDeclaration>,
    pub drawing: DrawingDeclarations,
}

/// What types, relations and attributes have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Common {
    pub name: Named,
    /// The namespace of the file that declares the name.
    pub namespace: String,
    pub label: String,
    /// Empty where an extension only adds to a name of the ontology that it extends.
    pub definition: String,
    pub mapping: Vec<(MappingKind, Named)>,
}

/// A name for several types.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct UnionDeclaration {
    pub name: Named,
    pub namespace: String,
    pub types: Vec<Named>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TypeDeclaration {
    pub common: Common,
    pub roles: Vec<TypeRole>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RelationDeclaration {
    pub common: Common,
    pub inverse: Option<Named>,
    pub group: String,
    pub domain: Vec<Named>,
    pub range: Vec<Named>,
    pub status: Option<Status>,
    pub roles: Vec<Role>,
    pub objects: Option<Bound>,
    pub subjects: Option<Bound>,
}

/// One side of a cardinality.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Bound {
    pub min: u32,
    pub max: Option<u32>,
    pub of: Vec<Named>,
    pub when: Option<(Named, Named)>,
    pub unless: Option<Status>,
    pub through: Option<Named>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct AttributeDeclaration {
    pub common: Common,
    pub domain: Vec<Named>,
    pub value: Option<Datatype>,
    pub tokens: Vec<(Named, Vec<Named>)>,
    pub firm: Vec<Named>,
}

/// A record that a second file may declare again or add to.
pub(super) trait Declared: Clone {
    /// The common part.
    fn common(&self) -> &Common;
    /// Whether both mean the same; what can be added to is compared only if `strict`.
    fn agrees(&self, other: &Self, strict: bool) -> bool;
    /// Takes over what can be added: domains, ranges and tokens.
    fn absorb(&mut self, more: &Self);

    /// Whether the record only adds to another.
    fn is_addition(&self) -> bool {
        self.common().definition.is_empty()
    }
}

impl Declared for TypeDeclaration {
    fn common(&self) -> &Common {
        &self.common
    }

    fn agrees(&self, other: &Self, _: bool) -> bool {
        self == other
    }

    fn absorb(&mut self, _: &Self) {}
}

impl Declared for RelationDeclaration {
    fn common(&self) -> &Common {
        &self.common
    }

    fn agrees(&self, other: &Self, strict: bool) -> bool {
        let mut same = other.clone();
        if !strict {
            same.domain.clone_from(&self.domain);
            same.range.clone_from(&self.range);
        }
        *self == same
    }

    fn absorb(&mut self, more: &Self) {
        add_names(&mut self.domain, &more.domain);
        add_names(&mut self.range, &more.range);
    }
}

impl Declared for AttributeDeclaration {
    fn common(&self) -> &Common {
        &self.common
    }

    fn agrees(&self, other: &Self, strict: bool) -> bool {
        let mut same = other.clone();
        if !strict {
            same.domain.clone_from(&self.domain);
            same.tokens.clone_from(&self.tokens);
            same.firm.clone_from(&self.firm);
        }
        *self == same
    }

    fn absorb(&mut self, more: &Self) {
        add_names(&mut self.domain, &more.domain);
        add_lists(&mut self.tokens, &more.tokens);
        add_names(&mut self.firm, &more.firm);
    }
}

/// Adds the names that are not there yet.
pub(super) fn add_names(names: &mut Vec<Named>, more: &[Named]) {
    for name in more {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
}

/// Adds named lists, joining those of one name.
pub(super) fn add_lists(lists: &mut Vec<(Named, Vec<Named>)>, more: &[(Named, Vec<Named>)]) {
    for (name, names) in more {
        match lists.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => add_names(known, names),
            None => lists.push((name.clone(), names.clone())),
        }
    }
}

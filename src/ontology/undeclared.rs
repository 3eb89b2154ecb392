//! Names that occur in data without being declared: an ontology with records for them, so that they can be shown.

use std::collections::BTreeSet;

use super::drawing::{Family, NodeDrawing};
use super::model::{Attribute, NodeType, Ontology, Relation};
use super::words::{AttributeKey, Datatype, RelationKey, TypeKey};

/// The handle of the next record; `None` where there are more than handles can count.
fn next(len: usize) -> Option<u16> {
    u16::try_from(len).ok()
}

impl Ontology {
    /// Adds a type that no file declares, which looks like another one or has colours of its own. Names need not be unique among types, relations and
    /// attributes: nothing that is written by name may use such an ontology.
    pub(crate) fn add_type(
        &mut self,
        name: &str,
        label: &str,
        definition: &str,
        like: Option<TypeKey>,
    ) -> Option<TypeKey> {
        let key = TypeKey(next(self.types.len())?);
        let (name, definition) = (name.to_owned(), definition.to_owned());
        let families = &self.drawing.families;
        let declared = families.iter().filter(|family| !family.name.starts_with(UNDECLARED)).count();
        let added = families.len() - declared;
        // The colours of the declared families again, so that text is readable on each.
        let colours = added.checked_rem(declared).and_then(|at| families.get(at)).cloned();
        if let Some(like) = like {
            let look = self.drawing.of_type(like);
            self.drawing.types.insert(key, look);
        } else if let Some(Family { border, fill, .. }) = colours {
            let family = Family { name: format!("{UNDECLARED}{added}"), border, fill };
            self.drawing.families.push(family.clone());
            let look = NodeDrawing { family, shape: "box".to_owned(), rounded: false, peripheries: 1 };
            self.drawing.types.insert(key, look);
        }
        self.type_names.insert(name.clone(), key);
        let (supertypes, mappings, roles) = (Vec::new(), Vec::new(), Vec::new());
        self.types.push(NodeType {
            iri: name.clone(),
            name,
            label: label.to_owned(),
            definition,
            supertypes,
            mappings,
            roles,
        });
        Some(key)
    }

    /// Adds a relation that no file declares.
    pub(crate) fn add_relation(&mut self, name: &str, label: &str) -> Option<RelationKey> {
        let key = RelationKey(next(self.relations.len())?);
        self.relation_names.insert(name.to_owned(), key);
        self.relations.push(Relation {
            name: name.to_owned(),
            iri: name.to_owned(),
            label: label.to_owned(),
            definition: String::new(),
            inverse: None,
            group: String::new(),
            domain: BTreeSet::new(),
            range: BTreeSet::new(),
            domain_names: Vec::new(),
            range_names: Vec::new(),
            status: None,
            roles: Vec::new(),
            objects: None,
            subjects: None,
            supers: Vec::new(),
            mappings: Vec::new(),
        });
        Some(key)
    }

    /// Adds an attribute that no file declares.
    pub(crate) fn add_attribute(
        &mut self,
        name: &str,
        label: &str,
        datatype: Datatype,
    ) -> Option<AttributeKey> {
        let key = AttributeKey(next(self.attributes.len())?);
        self.attribute_names.insert(name.to_owned(), key);
        self.attributes.push(Attribute {
            name: name.to_owned(),
            iri: name.to_owned(),
            label: label.to_owned(),
            definition: String::new(),
            domain: BTreeSet::new(),
            domain_names: Vec::new(),
            datatype,
            tokens: Default::default(),
            firm: BTreeSet::new(),
            mappings: Vec::new(),
        });
        Some(key)
    }
}

/// How the names of families begin that stand for types which no file declares.
const UNDECLARED: &str = "undeclared-";

//! The ontologies that the program holds.

use std::sync::LazyLock;

use super::model::Ontology;

/// An ontology that the program holds.
pub struct BuiltIn {
    /// Its name.
    pub name: &'static str,
    /// Its file.
    pub text: &'static str,
    ontology: LazyLock<Ontology>,
}

impl BuiltIn {
    /// The ontology of the file, which is read once.
    pub fn ontology(&'static self) -> &'static Ontology {
        &self.ontology
    }
}

macro_rules! built_in {
    ($name:literal) => {
        BuiltIn {
            name: $name,
            text: include_str!(concat!("../../data/ontology/", $name, ".yaml")),
            ontology: LazyLock::new(|| {
                Ontology::read_built_in(include_str!(concat!("../../data/ontology/", $name, ".yaml")))
            }),
        }
    };
}

static NEGOTIATION: BuiltIn = built_in!("negotiation");
static OWNERSHIP: BuiltIn = built_in!("ownership");
static ARGUMENT: BuiltIn = built_in!("argument");
static EVENTS: BuiltIn = built_in!("events");
static KIN: BuiltIn = built_in!("kin");

/// The ontologies that the program holds: first the one of dossiers that name none.
pub static BUILT_IN: [&BuiltIn; 5] = [&NEGOTIATION, &OWNERSHIP, &ARGUMENT, &EVENTS, &KIN];

impl Ontology {
    /// The ontology of negotiations and disputes, which dossiers use that name none.
    pub fn built_in() -> &'static Ontology {
        NEGOTIATION.ontology()
    }

    /// The built-in ontology of a name.
    pub fn named(name: &str) -> Option<&'static Ontology> {
        BUILT_IN.iter().find(|known| known.name == name).map(|known| known.ontology())
    }
}

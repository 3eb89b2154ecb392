//! How names are drawn that data use, whichever ontology declares them, or none.

use super::drawing::{DrawingDeclarations, NodeDrawing};
use super::fields::Reader;
use super::model::Ontology;
use super::problem::OntologyProblem;
use crate::text::yaml::Yaml;

/// Looks of types and relations by their names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looks(DrawingDeclarations);

impl Looks {
    /// Reads the drawing section of an ontology's file; its types may also have the families of the default ontology.
    pub(crate) fn read(yaml: &Yaml) -> (Looks, Vec<OntologyProblem>) {
        let mut reader = Reader::default();
        let drawing = reader.drawing(yaml);
        for item in &drawing.types {
            let mut families = drawing.families.iter().chain(Ontology::built_in().drawing().families());
            if !families.any(|family| family.name == item.family.text) {
                reader.problem(item.family.span, format!("`{}` is not a declared family", item.family.text));
            }
        }
        (Looks(drawing), reader.problems)
    }
}

impl Ontology {
    /// Draws what has a name or a label of these looks in their way.
    pub(crate) fn draw_as(&mut self, looks: &Looks) {
        for family in &looks.0.families {
            self.drawing.families.retain(|known| known.name != family.name);
            self.drawing.families.push(family.clone());
        }
        for item in &looks.0.types {
            let is_meant = |name: &str, label: &str| name == item.name.text || label == item.name.text;
            let found = self.types().find(|(_, known)| is_meant(&known.name, &known.label));
            let family = self.drawing.families.iter().find(|family| family.name == item.family.text);
            if let (Some((key, _)), Some(family)) = (found, family) {
                let look = NodeDrawing {
                    family: family.clone(),
                    shape: item.shape.clone(),
                    rounded: item.rounded,
                    peripheries: item.peripheries,
                };
                self.drawing.types.insert(key, look);
            }
        }
        for (name, look) in &looks.0.relations {
            let is_meant = |known: &str, label: &str| known == name.text || label == name.text;
            let found = self.relations().find(|(_, known)| is_meant(&known.name, &known.label));
            if let Some((key, _)) = found {
                self.drawing.relations.insert(key, look.clone());
            }
        }
    }
}

//! A description as a JSON-LD node object.

use std::collections::BTreeMap;

use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode};
use serde_json::{Map, Value, json};

use super::super::rdf::{Description, Object};
use super::context::{Context, boolean_of, names_its_datatype};
use super::terms::Coercion;

impl Context {
    /// The node object of a description, with what is inside it.
    pub(super) fn object(&self, description: &Description) -> Map<String, Value> {
        let mut object = Map::new();
        object.insert("id".to_owned(), self.iri(description.iri.as_str()).into());
        let types = description.types.iter().map(|class| self.term(class.as_str()).into()).collect();
        object.insert("type".to_owned(), one_or_list(types));
        for (predicate, values) in grouped(&description.properties) {
            let coercion = self.terms.coercion(predicate.as_str());
            let texts = if coercion == Coercion::Language { by_language(&values) } else { None };
            let value = texts.unwrap_or_else(|| {
                let values: Vec<Value> = values.iter().map(|value| self.value(coercion, value)).collect();
                // A single object would be read as a map of languages.
                if coercion == Coercion::Language { values.into() } else { one_or_list(values) }
            });
            object.insert(self.term(predicate.as_str()), value);
        }
        object
    }

    fn value(&self, coercion: Coercion, object: &Object) -> Value {
        match (object, coercion) {
            (Object::Inside(description), _) => self.object(description).into(),
            (Object::Node(node), Coercion::Id) => self.iri(node.as_str()).into(),
            (Object::Node(node), Coercion::Vocabulary) => self.term(node.as_str()).into(),
            (Object::Node(node), _) => json!({"id": self.iri(node.as_str())}),
            (Object::Literal(literal), _) => self.literal(coercion, literal),
        }
    }

    fn literal(&self, coercion: Coercion, literal: &Literal) -> Value {
        let text = literal.value();
        match coercion {
            Coercion::Datatype(datatype) if datatype == literal.datatype() => {
                let counts = [xsd::INTEGER, xsd::NON_NEGATIVE_INTEGER].contains(&datatype);
                let number = if counts { text.parse::<u64>().ok() } else { None };
                return number.map_or_else(|| text.into(), Value::from);
            }
            Coercion::Plain if literal.datatype() == xsd::STRING => return text.into(),
            Coercion::Plain if boolean_of(literal).is_some() => return boolean_of(literal).into(),
            _ => {}
        }
        let mut value = Map::new();
        value.insert("@value".to_owned(), text.into());
        if let Some(language) = literal.language() {
            value.insert("@language".to_owned(), language.into());
        } else if names_its_datatype(coercion, literal) {
            value.insert("@type".to_owned(), self.iri(literal.datatype().as_str()).into());
        }
        value.into()
    }
}

/// The values of each property together, in the order in which the properties first occur.
fn grouped(properties: &[(NamedNode, Object)]) -> Vec<(&NamedNode, Vec<&Object>)> {
    let mut groups: Vec<(&NamedNode, Vec<&Object>)> = Vec::new();
    for (predicate, object) in properties {
        match groups.iter_mut().find(|(known, _)| *known == predicate) {
            Some((_, objects)) => objects.push(object),
            None => groups.push((predicate, vec![object])),
        }
    }
    groups
}

/// Texts as a map of languages; `None` when one of the values has no language.
fn by_language(values: &[&Object]) -> Option<Value> {
    let mut texts: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for value in values {
        let Object::Literal(literal) = value else { return None };
        texts.entry(literal.language()?).or_default().push(literal.value().into());
    }
    let texts = texts.into_iter().map(|(language, texts)| (language.to_owned(), one_or_list(texts)));
    Some(Value::Object(texts.collect()))
}

fn one_or_list(mut values: Vec<Value>) -> Value {
    if values.len() == 1 { values.remove(0) } else { Value::Array(values) }
}

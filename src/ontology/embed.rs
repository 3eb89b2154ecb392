//! An ontology inside another file, as JSON: the keys of an ontology's file, and with them the namespace of every name
//! that does not have the ontology's own, so that merged and extended ontologies are complete.

use serde_json::{Map, Value, json};

use super::declare::{Bound, Common, Declarations, RelationDeclaration};
use super::drawing::{ClaimDrawing, DrawingDeclarations, RelationDrawing};
use super::fields::Reader;
use super::model::Ontology;
use super::problem::OntologyError;
use super::words::Named;
use crate::text::yaml::Yaml;

impl Ontology {
    /// The ontology as JSON that [`Ontology::read_embedded`] reads back.
    pub(crate) fn to_embedded(&self) -> Value {
        let Declarations { name, namespace, prefixes, unions, types, relations, attributes, drawing } =
            &self.declarations;
        let mut file = Map::new();
        file.insert("ontology".to_owned(), json!(name.text));
        file.insert("namespace".to_owned(), json!(namespace));
        let prefixes = prefixes.iter().map(|(prefix, iri)| (prefix.text.clone(), json!(iri)));
        put_map(&mut file, "prefixes", prefixes);
        let unions = unions.iter().map(|union| {
            let types = texts(&union.types);
            let own = union.namespace == *namespace;
            let value =
                if own { types } else { json!({ "types": types, "namespace": union.namespace.as_str() }) };
            (union.name.text.clone(), value)
        });
        put_map(&mut file, "unions", unions);
        let types = types.iter().map(|declared| {
            let mut record = common(&declared.common, namespace);
            put_words(&mut record, "roles", declared.roles.iter().map(|role| role.name()));
            (declared.common.name.text.clone(), Value::Object(record))
        });
        put_map(&mut file, "types", types);
        let relations = relations
            .iter()
            .map(|declared| (declared.common.name.text.clone(), relation(declared, namespace)));
        put_map(&mut file, "relations", relations);
        let attributes = attributes.iter().map(|declared| {
            let mut record = common(&declared.common, namespace);
            record.insert("domain".to_owned(), texts(&declared.domain));
            if let Some(value) = declared.value {
                record.insert("value".to_owned(), json!(value.name()));
            }
            let tokens = declared.tokens.iter().map(|(of, tokens)| (of.text.clone(), texts(tokens)));
            put_map(&mut record, "tokens", tokens);
            put_words(&mut record, "firm", declared.firm.iter().map(|token| token.text.as_str()));
            (declared.common.name.text.clone(), Value::Object(record))
        });
        put_map(&mut file, "attributes", attributes);
        file.insert("drawing".to_owned(), drawn(drawing));
        Value::Object(file)
    }

    /// Reads what [`Ontology::to_embedded`] gives, or an ontology in the form of a file.
    ///
    /// # Errors
    /// Everything that is wrong in it, in its order.
    pub(crate) fn read_embedded(root: &Yaml) -> Result<Ontology, OntologyError> {
        let mut reader = Reader { embedded: true, ..Reader::default() };
        let declarations = reader.file(root, Some(Ontology::built_in()), false);
        Ontology::finished(declarations, reader)
    }
}

fn common(common: &Common, namespace: &str) -> Map<String, Value> {
    let mut record = Map::new();
    if common.namespace != namespace {
        record.insert("namespace".to_owned(), json!(common.namespace));
    }
    record.insert("label".to_owned(), json!(common.label));
    record.insert("definition".to_owned(), json!(common.definition));
    let mut mapping: Map<String, Value> = Map::new();
    for (kind, target) in &common.mapping {
        let targets = mapping.entry(kind.name()).or_insert_with(|| json!([]));
        if let Value::Array(targets) = targets {
            targets.push(json!(target.text));
        }
    }
    put_map(&mut record, "mapping", mapping);
    record
}

fn relation(declared: &RelationDeclaration, namespace: &str) -> Value {
    let mut record = common(&declared.common, namespace);
    if let Some(inverse) = &declared.inverse {
        record.insert("inverse".to_owned(), json!(inverse.text));
    }
    if !declared.group.is_empty() {
        record.insert("group".to_owned(), json!(declared.group));
    }
    put_words(&mut record, "roles", declared.roles.iter().map(|role| role.name()));
    record.insert("domain".to_owned(), texts(&declared.domain));
    record.insert("range".to_owned(), texts(&declared.range));
    if let Some(status) = declared.status {
        record.insert("status".to_owned(), json!(status.name()));
    }
    let sides = [("objects", &declared.objects), ("subjects", &declared.subjects)];
    let sides = sides.into_iter().filter_map(|(name, side)| Some((name.to_owned(), bound(side.as_ref()?))));
    put_map(&mut record, "cardinality", sides);
    Value::Object(record)
}

fn bound(bound: &Bound) -> Value {
    let mut record = Map::new();
    record.insert("min".to_owned(), json!(bound.min));
    if let Some(max) = bound.max {
        record.insert("max".to_owned(), json!(max));
    }
    put_words(&mut record, "of", bound.of.iter().map(|name| name.text.as_str()));
    if let Some((attribute, token)) = &bound.when {
        record.insert("when".to_owned(), json!({ attribute.text.as_str(): token.text }));
    }
    if let Some(status) = bound.unless {
        record.insert("unless".to_owned(), json!(status.name()));
    }
    if let Some(through) = &bound.through {
        record.insert("through".to_owned(), json!(through.text));
    }
    Value::Object(record)
}

fn drawn(drawing: &DrawingDeclarations) -> Value {
    let mut record = Map::new();
    let families = drawing.families.iter().map(|family| {
        (family.name.clone(), json!({ "border": family.border.as_str(), "fill": family.fill.as_str() }))
    });
    put_map(&mut record, "families", families);
    let types = drawing.types.iter().map(|of| {
        let rounded = if of.rounded { "yes" } else { "no" };
        let shape = of.shape.as_str();
        let value = json!({ "family": of.family.text.as_str(), "shape": shape, "rounded": rounded, "peripheries": of.peripheries });
        (of.name.text.clone(), value)
    });
    put_map(&mut record, "types", types);
    let relations = drawing.relations.iter().map(|(name, look)| (name.text.clone(), drawn_relation(look)));
    put_map(&mut record, "relations", relations);
    let statuses =
        drawing.statuses.iter().map(|(status, drawing)| (status.name().to_owned(), drawn_claim(drawing)));
    put_map(&mut record, "statuses", statuses);
    if let Some(denial) = &drawing.denial {
        record.insert("denial".to_owned(), drawn_claim(denial));
    }
    Value::Object(record)
}

fn drawn_relation(look: &RelationDrawing) -> Value {
    let mut record = Map::new();
    if let Some(colour) = &look.colour {
        record.insert("colour".to_owned(), json!(colour));
    }
    if let Some(head) = look.head {
        record.insert("head".to_owned(), json!(head.name()));
    }
    if let Some(line) = look.line {
        record.insert("line".to_owned(), json!(line.name()));
    }
    if let Some(width) = look.width {
        record.insert("width".to_owned(), json!(width));
    }
    Value::Object(record)
}

fn drawn_claim(drawing: &ClaimDrawing) -> Value {
    let mut record = Map::new();
    record.insert("line".to_owned(), json!(drawing.line.name()));
    record.insert("width".to_owned(), json!(drawing.width));
    record.insert("colour".to_owned(), json!(drawing.colour));
    record.insert("head".to_owned(), json!(drawing.head.name()));
    if !drawing.mark.is_empty() {
        record.insert("mark".to_owned(), json!(drawing.mark));
    }
    Value::Object(record)
}

fn texts(names: &[Named]) -> Value {
    names.iter().map(|name| name.text.as_str()).collect()
}

/// Puts a mapping under a key, unless it is empty.
fn put_map(record: &mut Map<String, Value>, key: &str, entries: impl IntoIterator<Item = (String, Value)>) {
    let entries: Map<String, Value> = entries.into_iter().collect();
    if !entries.is_empty() {
        record.insert(key.to_owned(), Value::Object(entries));
    }
}

/// Puts a list of words under a key, unless it is empty.
fn put_words<'w>(record: &mut Map<String, Value>, key: &str, words: impl Iterator<Item = &'w str>) {
    let words: Vec<&str> = words.collect();
    if !words.is_empty() {
        record.insert(key.to_owned(), json!(words));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::yaml;

    /// What is read back of an ontology.
    fn back(ontology: &Ontology) -> Ontology {
        let text = ontology.to_embedded().to_string();
        let (tree, problems) = yaml::parse(&text);
        assert!(problems.is_empty(), "{problems:?}");
        Ontology::read_embedded(&tree.root.unwrap()).unwrap()
    }

    #[test]
    fn an_ontology_is_read_back_as_it_was() {
        for known in &crate::ontology::BUILT_IN {
            assert_eq!(back(known.ontology()), *known.ontology());
        }
    }

    #[test]
    fn merged_names_keep_their_namespaces() {
        let extension = "ontology: more\nextend: negotiation\nnamespace: https://example.org/more#\n\
            unions: {Agent: [Robot], Tool: [Robot]}\n\
            types: {Robot: {label: robot, definition: A machine.}}\n\
            relations: {demands: {domain: Robot}}\n";
        let other = "ontology: other\nnamespace: https://example.org/other#\n\
            types: {Star: {label: star, definition: A sun.}}\n\
            attributes: {magnitude: {label: magnitude, definition: How bright it is., domain: Star, value: number}}\n";
        let (extension, other) = (Ontology::read(extension).unwrap(), Ontology::read(other).unwrap());
        assert_eq!(back(&extension), extension);
        let merged = extension.merge(&other).unwrap();
        assert_eq!(back(&merged), merged);
        let turned = other.merge(&extension).unwrap();
        assert_eq!(back(&turned), turned);
    }
}

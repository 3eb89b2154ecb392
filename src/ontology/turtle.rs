//! Turtle 1.1 (W3C Recommendation, 25 February 2014) for ontologies and shapes: nested, with the prefixes that occur.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::Literal;

use super::model::Ontology;
use super::rdf::{Object, STANDARD};

/// Prefixes of shapes, in addition to those of every ontology.
const MORE: &[(&str, &str)] = &[
    ("dcterms", "http://purl.org/dc/terms/"),
    ("edtf", "http://id.loc.gov/datatypes/edtf/"),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("void", "http://rdfs.org/ns/void#"),
];

/// How many characters a line may have when something is kept on it.
const WIDTH: usize = 100;

/// What can be an object.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// An IRI, a literal or a number, in Turtle syntax.
    Term(String),
    /// A node without a name, and what is said of it.
    Block(Block),
    /// A list.
    List(Vec<Item>),
}

/// Properties with their objects, in order.
pub(super) type Block = Vec<(String, Vec<Item>)>;

/// A document that is being written.
pub(super) struct Turtle {
    prefixes: BTreeMap<String, String>,
    used: BTreeSet<String>,
    body: String,
}

impl Ontology {
    /// The ontology in Turtle: RDF Schema, OWL and SKOS; the same triples as [`Ontology::to_jsonld`].
    pub fn to_turtle(&self) -> String {
        let mut turtle = Turtle::new(self);
        for subject in self.to_rdf() {
            let types = subject.types.iter().map(|name| turtle.name(name)).collect();
            let mut block: Block = vec![("a".to_owned(), types)];
            for (key, objects) in &subject.properties {
                let items = objects.iter().map(|object| match object {
                    Object::Iri(iri) => turtle.iri(iri),
                    Object::English(text) => {
                        Item::Term(Literal::new_language_tagged_literal_unchecked(text, "en").to_string())
                    }
                    Object::Plain(text) => text_item(text),
                });
                let items = items.collect();
                block.push((turtle.key(key), items));
            }
            turtle.subject(&subject.iri, &block);
        }
        turtle.finish()
    }
}

/// A string.
pub(super) fn text_item(text: &str) -> Item {
    Item::Term(Literal::new_simple_literal(text).to_string())
}

impl Turtle {
    /// A document with nothing in it.
    pub(super) fn new(ontology: &Ontology) -> Turtle {
        let mut prefixes = ontology.prefixes.clone();
        let standard = STANDARD.iter().chain(MORE);
        prefixes.extend(standard.map(|(name, iri)| ((*name).to_owned(), (*iri).to_owned())));
        Turtle { prefixes, used: BTreeSet::new(), body: String::new() }
    }

    /// An IRI, abbreviated where a prefix fits and nothing of the rest needs an escape.
    pub(super) fn iri(&mut self, iri: &str) -> Item {
        let plain = |local: &str| {
            local.starts_with(|c: char| c.is_ascii_alphanumeric())
                && local.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let fits =
            |(_, namespace): &(&String, &String)| iri.strip_prefix(namespace.as_str()).is_some_and(plain);
        match self.prefixes.iter().filter(fits).max_by_key(|(_, namespace)| namespace.len()) {
            Some((prefix, namespace)) => {
                self.used.insert(prefix.clone());
                Item::Term(format!("{prefix}:{}", &iri[namespace.len()..]))
            }
            None => Item::Term(format!("<{iri}>")),
        }
    }

    /// The IRI of a prefixed name of a standard vocabulary.
    pub(super) fn expand(&self, name: &str) -> String {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        format!("{}{local}", self.prefixes.get(prefix).map_or("", String::as_str))
    }

    /// A prefixed name of a standard vocabulary.
    pub(super) fn name(&mut self, name: &str) -> Item {
        Item::Term(self.key(name))
    }

    /// A prefixed name of a standard vocabulary, as a property.
    pub(super) fn key(&mut self, name: &str) -> String {
        if let Some((prefix, _)) = name.split_once(':') {
            self.used.insert(prefix.to_owned());
        }
        name.to_owned()
    }

    /// Writes all that is said of a name.
    pub(super) fn subject(&mut self, iri: &str, block: &Block) {
        let Item::Term(subject) = self.iri(iri) else { return };
        self.body.push('\n');
        self.body.push_str(&subject);
        for (at, property) in block.iter().enumerate() {
            self.body.push_str(if at > 0 { " ;\n    " } else { " " });
            self.body.push_str(&property_text(property, 4));
        }
        self.body.push_str(" .\n");
    }

    /// The document.
    pub(super) fn finish(self) -> String {
        let used = self.prefixes.iter().filter(|(name, _)| self.used.contains(*name));
        let prefixes: String = used.map(|(name, iri)| format!("@prefix {name}: <{iri}> .\n")).collect();
        prefixes + &self.body
    }
}

fn property_text((key, items): &(String, Vec<Item>), indent: usize) -> String {
    let items: Vec<String> = items.iter().map(|item| item_text(item, indent)).collect();
    let line = format!("{key} {}", items.join(", "));
    if line.chars().count() + indent <= WIDTH || items.len() == 1 {
        return line;
    }
    let gap = format!(",\n{:width$}", "", width = indent + 4);
    format!("{key}\n{:width$}{}", "", items.join(&gap), width = indent + 4)
}

/// An object on one line if it fits, else with each of its parts on a line of its own.
fn item_text(item: &Item, indent: usize) -> String {
    let (open, close, gap, parts): (_, _, _, Vec<String>) = match item {
        Item::Term(text) => return text.clone(),
        Item::Block(block) => {
            ('[', ']', " ;", block.iter().map(|property| property_text(property, indent + 4)).collect())
        }
        Item::List(items) => ('(', ')', "", items.iter().map(|item| item_text(item, indent + 4)).collect()),
    };
    let line = format!("{open} {} {close}", parts.join(&format!("{gap} ")));
    if !line.contains('\n') && line.chars().count() + indent <= WIDTH {
        return line;
    }
    let margin = format!("\n{:width$}", "", width = indent + 4);
    format!("{open}{margin}{}\n{:indent$}{close}", parts.join(&format!("{gap}{margin}")), "")
}

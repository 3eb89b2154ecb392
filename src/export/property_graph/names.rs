//! Names that every database takes: labels `PascalCase`, types of edges `UPPER_SNAKE`, properties `camelCase`, all of
//! ASCII letters, digits and `_`. Two names of an ontology never collide, even if case is ignored.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::{CLAIM, ENTITY, EVIDENCE, Kind, OWN_LABELS};
use crate::export::ExportError;
use crate::export::elements::{camel_case, pascal_case, upper_snake};
use crate::graph::{Dossier, KnowledgeGraph, Statement, Value};
use crate::ontology::{AttributeKey, Datatype, RelationKey, TypeKey, TypeRole};
use crate::text::Language;

/// The properties of claims, evidence, dossiers and edges other than those of entities, with the kinds of their values.
pub(super) const OTHERS: [(&str, Kind); 34] = [
    ("asserted", Kind::Boolean),
    ("base", Kind::Text),
    ("claimCount", Kind::Integer),
    ("claims", Kind::TextList),
    ("cue", Kind::Text),
    ("cueEnd", Kind::Integer),
    ("cueStart", Kind::Integer),
    ("datatype", Kind::Text),
    ("disputed", Kind::Boolean),
    ("end", Kind::Integer),
    ("line", Kind::Integer),
    ("object", Kind::Text),
    ("passage", Kind::Text),
    ("passageEnd", Kind::Integer),
    ("passageStart", Kind::Integer),
    ("predicate", Kind::Text),
    ("prefix", Kind::Text),
    ("quote", Kind::Text),
    ("speakers", Kind::TextList),
    ("start", Kind::Integer),
    ("status", Kind::Text),
    ("statuses", Kind::TextList),
    ("subject", Kind::Text),
    ("suffix", Kind::Text),
    ("value", Kind::Text),
    ("valueFrom", Kind::Date),
    ("valueLanguage", Kind::Text),
    ("valueNumber", Kind::Float),
    ("valueTo", Kind::Date),
    ("valueUnit", Kind::Text),
    ("verified", Kind::Boolean),
    ("via", Kind::TextList),
    ("work", Kind::Text),
    ("workCount", Kind::Integer),
];

/// Those that some claims, pieces of evidence or asserted edges have and others have not. Tables have columns for them all the same, so
/// that a query which names one works with every dossier.
const OF_SOME_CLAIMS: [&str; 9] = [
    "datatype",
    "object",
    "value",
    "valueFrom",
    "valueLanguage",
    "valueNumber",
    "valueTo",
    "valueUnit",
    "via",
];
const OF_SOME_EVIDENCE: [&str; 6] = ["cue", "end", "line", "prefix", "start", "suffix"];
const OF_SOME_FACTS: [&str; 3] = ["line", "quote", "work"];

/// The properties that only some vertices of a label have, with the kinds of their values.
pub(in crate::export) fn of_some_vertices(label: &str) -> impl Iterator<Item = (&'static str, Kind)> {
    let names: &[&str] = match label {
        CLAIM => &OF_SOME_CLAIMS,
        EVIDENCE => &OF_SOME_EVIDENCE,
        _ => &[],
    };
    with_kinds(names)
}

/// The properties that only some edges of a type have, with the kinds of their values.
pub(in crate::export) fn of_some_edges(kind: &str) -> impl Iterator<Item = (&'static str, Kind)> {
    with_kinds(if OWN_KINDS.contains(&kind) { &[] } else { &OF_SOME_FACTS })
}

fn with_kinds(names: &[&str]) -> impl Iterator<Item = (&'static str, Kind)> {
    OTHERS.into_iter().filter(|(name, _)| names.contains(name))
}

/// The types of the edges that the lowering itself makes.
pub(super) const OWN_KINDS: [&str; 7] =
    ["SUBJECT", "OBJECT", "SAID_BY", "VIA", "DENIED_BY", "SUPPORTED_BY", "IN_SOURCE"];

/// The properties that the lowering itself gives to entities.
pub(super) const OWN_PROPERTIES: [&str; 14] = [
    "iri",
    "id",
    "name",
    "kind",
    "aka",
    "same",
    "notes",
    "language",
    "dossiers",
    "url",
    "published",
    "retrieved",
    "sha256",
    "licence",
];

/// Those of them whose names may end in a language.
pub(super) const OWN_WORDS: [&str; 3] = ["name", "aka", "notes"];

/// Suffixes of the names of attributes, other than languages.
pub(super) const SUFFIXES: [&str; 6] = ["", "All", "Unit", "From", "To", "Words"];

/// The names of an ontology in property graphs.
pub(super) struct Names {
    labels: BTreeMap<TypeKey, Arc<[Arc<str>]>>,
    kinds: BTreeMap<RelationKey, Arc<str>>,
    attributes: BTreeMap<AttributeKey, Arc<str>>,
}

impl Names {
    /// The names of a graph's ontology.
    ///
    /// # Errors
    /// [`ExportError::Unrepresentable`] if two collide, or an attribute would turn a number of a claim into a text.
    pub(super) fn new(graph: &KnowledgeGraph) -> Result<Names, ExportError> {
        let ontology = graph.ontology();
        let mut labels = Taken::new("labels", "type", &OWN_LABELS);
        let mut own = BTreeMap::new();
        for (key, node_type) in ontology.types() {
            // The type of claims has the label of claims: it is never that of a node.
            let is_claim = ontology.types_with(TypeRole::Claim).any(|claim| claim == key);
            let label = pascal_case(&node_type.name);
            if !is_claim {
                labels.take(&label, &node_type.name)?;
            }
            own.insert(key, Arc::<str>::from(label));
        }
        let mut kinds = Taken::new("types of edges", "relation", &OWN_KINDS);
        let mut relations = BTreeMap::new();
        for (key, relation) in ontology.relations() {
            let kind = upper_snake(&relation.name);
            kinds.take(&kind, &relation.name)?;
            relations.insert(key, Arc::from(kind));
        }
        let languages = suffixes(graph);
        let mut properties = Taken::new("properties", "attribute", &OWN_PROPERTIES);
        for language in &languages {
            for name in OWN_WORDS {
                properties.own(&format!("{name}{language}"));
            }
        }
        let mut attributes = BTreeMap::new();
        for (key, attribute) in ontology.attributes() {
            let name = camel_case(&attribute.name);
            let in_languages = languages.iter().map(String::as_str);
            for suffix in SUFFIXES.into_iter().chain(in_languages) {
                let property = format!("{name}{suffix}");
                if is_of_others(&property, kind(attribute.datatype, suffix)) {
                    properties.own(&property);
                }
                properties.take(&property, &attribute.name)?;
            }
            attributes.insert(key, Arc::from(name));
        }
        let all = |key: TypeKey| {
            let (mut all, mut open) = (Vec::<Arc<str>>::new(), VecDeque::from([key]));
            while let Some(next) = open.pop_front() {
                if let Some(label) = own.get(&next).filter(|label| !all.contains(label)) {
                    all.push(Arc::clone(label));
                    open.extend(&ontology.node_type(next).supertypes);
                }
            }
            all.push(Arc::from(ENTITY));
            all.into()
        };
        let labels = ontology.types().map(|(key, _)| (key, all(key))).collect();
        Ok(Names { labels, kinds: relations, attributes })
    }

    /// The labels of a type: its own, those of wider types, `Entity`.
    pub(super) fn labels(&self, node_type: TypeKey) -> Arc<[Arc<str>]> {
        self.labels.get(&node_type).cloned().unwrap_or_else(|| Arc::from([Arc::from(ENTITY)]))
    }

    /// The type of a relation's edges.
    pub(super) fn kind(&self, relation: RelationKey) -> Arc<str> {
        self.kinds.get(&relation).cloned().unwrap_or_default()
    }

    /// The property of an attribute.
    pub(super) fn attribute(&self, attribute: AttributeKey) -> Arc<str> {
        self.attributes.get(&attribute).cloned().unwrap_or_default()
    }

    /// The name of a property that holds words: unchanged in the dossier's language, else with the language as a suffix,
    /// such as `nameZhHant`.
    pub(super) fn in_language(&self, name: &str, language: &Language, dossier: Dossier<'_>) -> Arc<str> {
        if language == dossier.language() {
            return Arc::from(name);
        }
        Arc::from(format!("{name}{}", suffix(language)))
    }
}

/// A language as the end of a name: `zh-Hant` to `ZhHant`.
fn suffix(language: &Language) -> String {
    language_suffix(language.as_str())
}

/// A language tag as the end of a name: `zh-Hant` to `ZhHant`.
pub(in crate::export) fn language_suffix(tag: &str) -> String {
    tag.split('-').map(|part| pascal_case(&part.to_ascii_lowercase())).collect()
}

/// The languages of a graph's words as ends of names.
fn suffixes(graph: &KnowledgeGraph) -> BTreeSet<String> {
    let of_nodes = graph.nodes().flat_map(|node| {
        node.labels().iter().chain(node.aka()).chain(node.notes()).map(|text| suffix(&text.language))
    });
    let of_values = graph.claims().filter_map(|claim| match claim.statement() {
        Statement::Attribute(_, Value::Text(text)) => Some(suffix(&text.language)),
        _ => None,
    });
    of_nodes.chain(of_values).collect()
}

/// The kind of the values that a name of an attribute with this suffix has; `None` for numbers, which hang on the graph.
fn kind(datatype: Datatype, suffix: &str) -> Option<Kind> {
    match suffix {
        "All" => Some(Kind::TextList),
        "From" | "To" => Some(Kind::Date),
        "" if matches!(datatype, Datatype::Number | Datatype::Quantity) => None,
        _ => Some(Kind::Text),
    }
}

/// Whether claims, evidence or edges have this property with values of another kind, or in other letters: a property has
/// one kind in the whole graph, so that their numbers would become text.
fn is_of_others(property: &str, kind: Option<Kind>) -> bool {
    let other = OTHERS.iter().find(|(name, _)| name.eq_ignore_ascii_case(property));
    other.is_some_and(|(name, of_others)| *name != property || Some(*of_others) != kind)
}

/// Names that are taken, by their form without case.
struct Taken {
    /// What the names are names of.
    what: &'static str,
    /// What of the ontology has them.
    of: &'static str,
    taken: BTreeMap<String, String>,
}

impl Taken {
    fn new(what: &'static str, of: &'static str, own: &[&str]) -> Taken {
        let mut taken = Taken { what, of, taken: BTreeMap::new() };
        own.iter().for_each(|name| taken.own(name));
        taken
    }

    fn own(&mut self, name: &str) {
        self.taken.insert(name.to_ascii_lowercase(), String::new());
    }

    fn take(&mut self, name: &str, by: &str) -> Result<(), ExportError> {
        let (what, of) = (self.what, self.of);
        match self.taken.insert(name.to_ascii_lowercase(), by.to_owned()) {
            None => Ok(()),
            Some(first) if first.is_empty() => Err(ExportError::Unrepresentable(format!(
                "the {of} `{by}` of the ontology would be named `{name}`, which dossier itself uses for {what}; rename the {of}"
            ))),
            Some(first) => Err(ExportError::Unrepresentable(format!(
                "`{first}` and `{by}` of the ontology would both be named `{name}` as {what}; rename one of them"
            ))),
        }
    }
}

//! From declarations to the ontology: names are looked up, unions and prefixes expanded.

use std::collections::{BTreeMap, BTreeSet};

use super::NAMESPACE;
use super::declare::{Bound, Common, Declarations};
use super::drawing::{Drawing, DrawingDeclarations, NodeDrawing};
use super::model::{Attribute, Cardinality, Condition, Mapping, NodeType, Ontology, Relation, Union};
use super::problem::OntologyProblem;
use super::rdf::{DENIED_BY, STANDARD, VOCABULARY};
use super::status::Status;
use super::words::{AttributeKey, Datatype, MappingKind, Named, RelationKey, Role, TypeKey};
use crate::text::Span;

/// The union that every ontology has.
pub(super) const EVERYTHING: &str = "Thing";

/// Builds the ontology; it is good only if no problem was added.
pub(super) fn resolve(declarations: Declarations, problems: &mut Vec<OntologyProblem>) -> Ontology {
    let mut resolver = Resolver {
        problems,
        prefixes: BTreeMap::new(),
        types: BTreeMap::new(),
        unions: Vec::new(),
        suggested: 0,
    };
    resolver.prefixes(&declarations);
    resolver.check_names(&declarations);
    let relation_names: BTreeMap<String, RelationKey> =
        index(declarations.relations.iter().map(|relation| &relation.common), RelationKey);
    let attribute_names: BTreeMap<String, AttributeKey> =
        index(declarations.attributes.iter().map(|attribute| &attribute.common), AttributeKey);
    resolver.types = index(declarations.types.iter().map(|node_type| &node_type.common), TypeKey);
    resolver.unions(&declarations);

    let mut types: Vec<NodeType> = Vec::new();
    for declared in &declarations.types {
        let mappings = resolver.mappings(&declared.common, false);
        types.push(NodeType {
            name: declared.common.name.text.clone(),
            iri: iri(&declared.common),
            label: declared.common.label.clone(),
            definition: declared.common.definition.clone(),
            supertypes: Vec::new(),
            mappings,
            roles: declared.roles.clone(),
        });
    }
    let by_iri: BTreeMap<String, TypeKey> =
        (0..).map(TypeKey).zip(&types).map(|(key, node_type)| (node_type.iri.clone(), key)).collect();
    for node_type in &mut types {
        node_type.supertypes =
            wider(&node_type.mappings).filter_map(|iri| by_iri.get(iri).copied()).collect();
    }

    let mut attributes: Vec<Attribute> = Vec::new();
    for declared in &declarations.attributes {
        let datatype = declared.value.unwrap_or(Datatype::Text);
        let mut tokens = BTreeMap::new();
        for (name, words) in &declared.tokens {
            if let Some(key) = resolver.node_type(name) {
                tokens.insert(key, words.iter().map(|word| word.text.clone()).collect());
            }
        }
        let attribute = Attribute {
            name: declared.common.name.text.clone(),
            iri: iri(&declared.common),
            label: declared.common.label.clone(),
            definition: declared.common.definition.clone(),
            domain: resolver.type_set(&declared.domain),
            domain_names: texts(&declared.domain),
            datatype,
            tokens,
            firm: declared.firm.iter().map(|token| token.text.clone()).collect(),
            mappings: resolver.mappings(&declared.common, false),
        };
        for (name, _) in &declared.tokens {
            let outside = resolver.types.get(&name.text).is_some_and(|key| !attribute.domain.contains(key));
            if outside || datatype != Datatype::Token {
                let why = if outside {
                    "a type outside the domain"
                } else {
                    "an attribute whose value is no token"
                };
                resolver.problem(&name.span, format!("tokens are listed for {why}"));
            }
        }
        for token in &declared.firm {
            if !attribute.tokens.values().any(|tokens| tokens.contains(&token.text)) {
                resolver.problem(&token.span, format!("`{}` has no token `{}`", attribute.name, token.text));
            }
        }
        for name in declared.domain.iter().filter(|_| datatype == Datatype::Token) {
            let listed = resolver.types.get(&name.text).is_none_or(|key| attribute.tokens.contains_key(key));
            if !listed {
                let message = format!("`{}` lists no tokens for `{}`", attribute.name, name.text);
                resolver.problem(&name.span, message);
            }
        }
        attributes.push(attribute);
    }

    let mut relations: Vec<Relation> = Vec::new();
    for declared in &declarations.relations {
        let domain = resolver.type_set(&declared.domain);
        let range = resolver.type_set(&declared.range);
        let mut side = |bound: &Option<Bound>, whole: &BTreeSet<TypeKey>| {
            let bound = bound.as_ref()?;
            Some(Cardinality {
                min: bound.min,
                max: bound.max,
                of: if bound.of.is_empty() { whole.clone() } else { resolver.type_set(&bound.of) },
                when: bound
                    .when
                    .as_ref()
                    .and_then(|(name, token)| resolver.condition(name, token, &attribute_names, &attributes)),
                unless: bound.unless,
                through: bound.through.as_ref().and_then(|name| {
                    let key = relation_names.get(&name.text).copied();
                    if key.is_none() {
                        resolver.problem(&name.span, format!("`{}` is not a declared relation", name.text));
                    }
                    key
                }),
            })
        };
        let objects = side(&declared.objects, &domain);
        let subjects = side(&declared.subjects, &range);
        relations.push(Relation {
            name: declared.common.name.text.clone(),
            iri: iri(&declared.common),
            label: declared.common.label.clone(),
            definition: declared.common.definition.clone(),
            inverse: declared.inverse.as_ref().map(|name| name.text.clone()),
            group: declared.group.clone(),
            domain,
            range,
            domain_names: texts(&declared.domain),
            range_names: texts(&declared.range),
            status: declared.status,
            roles: declared.roles.clone(),
            objects,
            subjects,
            supers: Vec::new(),
            mappings: resolver.mappings(&declared.common, declared.inverse.is_some()),
        });
    }
    let by_iri: BTreeMap<String, RelationKey> =
        (0..).map(RelationKey).zip(&relations).map(|(key, relation)| (relation.iri.clone(), key)).collect();
    for relation in &mut relations {
        relation.supers = wider(&relation.mappings).filter_map(|iri| by_iri.get(iri).copied()).collect();
    }

    let drawing = resolver.drawing(&declarations.drawing, &relation_names);
    let (type_names, prefixes, unions) = (resolver.types, resolver.prefixes, resolver.unions);
    Ontology {
        name: declarations.name.text.clone(),
        namespace: declarations.namespace.clone(),
        prefixes,
        types,
        unions,
        relations,
        attributes,
        drawing,
        type_names,
        relation_names,
        attribute_names,
        declarations,
    }
}

fn index<'c, K>(names: impl Iterator<Item = &'c Common>, key: impl Fn(u16) -> K) -> BTreeMap<String, K> {
    (0..).map(key).zip(names).map(|(key, common)| (common.name.text.clone(), key)).collect()
}

fn iri(common: &Common) -> String {
    format!("{}{}", common.namespace, common.name.text)
}

fn texts(names: &[Named]) -> Vec<String> {
    names.iter().map(|name| name.text.clone()).collect()
}

fn wider(mappings: &[Mapping]) -> impl Iterator<Item = &str> {
    mappings
        .iter()
        .filter(|mapping| matches!(mapping.kind, MappingKind::Sub | MappingKind::Exact))
        .map(|mapping| mapping.iri.as_str())
}

/// The most searches for names that are similar to an unknown type.
const MAX_SUGGESTED: usize = 100;

struct Resolver<'p> {
    problems: &'p mut Vec<OntologyProblem>,
    /// How often similar names were searched for.
    suggested: usize,
    prefixes: BTreeMap<String, String>,
    types: BTreeMap<String, TypeKey>,
    unions: Vec<Union>,
}

impl Resolver<'_> {
    fn problem(&mut self, span: &Span, message: impl Into<String>) {
        self.problems.push(OntologyProblem::new(*span, message));
    }

    fn prefixes(&mut self, declarations: &Declarations) {
        for (prefix, iri) in &declarations.prefixes {
            if let Some((_, standard)) =
                STANDARD.iter().find(|(name, standard)| *name == prefix.text && standard != iri)
            {
                self.problem(
                    &prefix.span,
                    format!("the prefix `{}` always stands for {standard}", prefix.text),
                );
            }
            self.prefixes.insert(prefix.text.clone(), iri.clone());
        }
    }

    /// Every name means one thing, whatever it names.
    fn check_names(&mut self, declarations: &Declarations) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::from([(EVERYTHING, "the union of all types")]);
        // The inverse of a denial says the same as the word.
        let is_inverse = declarations.relations.iter().any(|item| {
            item.roles.contains(&Role::Denial)
                && item.inverse.as_ref().is_some_and(|name| name.text == DENIED_BY)
        });
        let reserved: Vec<&str> = VOCABULARY
            .iter()
            .map(|word| word.name)
            .filter(|name| !(is_inverse && *name == DENIED_BY))
            .chain(Status::ALL.iter().copied().map(Status::name))
            .collect();
        let types =
            declarations.types.iter().map(|item| (&item.common.name, "a type", &item.common.namespace));
        let unions = declarations.unions.iter().map(|item| (&item.name, "a union", &item.namespace));
        let relations = declarations
            .relations
            .iter()
            .map(|item| (&item.common.name, "a relation", &item.common.namespace));
        let attributes = declarations
            .attributes
            .iter()
            .map(|item| (&item.common.name, "an attribute", &item.common.namespace));
        let inverses = declarations.relations.iter().filter_map(|item| {
            item.inverse.as_ref().map(|name| (name, "the inverse of a relation", &item.common.namespace))
        });
        for (name, what, namespace) in types.chain(unions).chain(relations).chain(attributes).chain(inverses)
        {
            if let Some(known) = seen.insert(&name.text, what) {
                self.problem(&name.span, format!("`{}` is {what}, but also {known}", name.text));
            }
            if namespace == NAMESPACE && reserved.contains(&name.text.as_str()) {
                self.problem(&name.span, format!("`{}` is a word that every claim uses", name.text));
            }
        }
    }

    fn unions(&mut self, declarations: &Declarations) {
        for declared in &declarations.unions {
            let types = declared.types.iter().filter_map(|member| self.node_type(member)).collect();
            let iri = format!("{}{}", declared.namespace, declared.name.text);
            self.unions.push(Union { name: declared.name.text.clone(), iri, types });
        }
        self.unions.push(Union {
            name: EVERYTHING.to_owned(),
            iri: format!("{NAMESPACE}{EVERYTHING}"),
            types: self.types.values().copied().collect(),
        });
    }

    fn node_type(&mut self, name: &Named) -> Option<TypeKey> {
        let key = self.types.get(&name.text).copied();
        if key.is_none() {
            let problem = OntologyProblem::new(name.span, format!("`{}` is not a declared type", name.text));
            self.suggested += 1;
            self.problems.push(if self.suggested > MAX_SUGGESTED {
                problem.help("too many types are unknown to suggest similar names")
            } else {
                problem.suggest(&name.text, self.types.keys().map(String::as_str))
            });
        }
        key
    }

    fn type_set(&mut self, names: &[Named]) -> BTreeSet<TypeKey> {
        let mut set = BTreeSet::new();
        for name in names {
            match self.unions.iter().find(|union| union.name == name.text) {
                Some(union) => set.extend(&union.types),
                None => set.extend(self.node_type(name)),
            }
        }
        set
    }

    fn mappings(&mut self, common: &Common, directed: bool) -> Vec<Mapping> {
        let mut mappings = Vec::new();
        for (kind, target) in &common.mapping {
            if matches!(kind, MappingKind::Inverse | MappingKind::SubOfInverse) && !directed {
                self.problem(&target.span, "only a relation with an `inverse` can be mapped so");
            }
            let expanded = target.text.split_once(':').and_then(|(prefix, name)| {
                self.prefixes.get(prefix).map(|namespace| format!("{namespace}{name}"))
            });
            match expanded {
                Some(iri) if oxiri::Iri::parse(iri.as_str()).is_ok() => {
                    mappings.push(Mapping { kind: *kind, iri })
                }
                Some(iri) => self.problem(&target.span, format!("`{iri}` is not an IRI")),
                None => {
                    self.problem(
                        &target.span,
                        format!("`{}` does not start with a declared prefix", target.text),
                    );
                }
            }
        }
        mappings
    }

    fn condition(
        &mut self,
        name: &Named,
        token: &Named,
        names: &BTreeMap<String, AttributeKey>,
        attributes: &[Attribute],
    ) -> Option<Condition> {
        let Some(key) = names.get(&name.text).copied() else {
            self.problem(&name.span, format!("`{}` is not a declared attribute", name.text));
            return None;
        };
        let known = attributes
            .get(key.index())
            .is_some_and(|attribute| attribute.tokens.values().any(|tokens| tokens.contains(&token.text)));
        if !known {
            self.problem(&token.span, format!("`{}` is not a token of `{}`", token.text, name.text));
        }
        Some(Condition { attribute: key, token: token.text.clone() })
    }

    fn drawing(
        &mut self,
        declared: &DrawingDeclarations,
        relations: &BTreeMap<String, RelationKey>,
    ) -> Drawing {
        let mut drawing = Drawing {
            families: declared.families.clone(),
            statuses: declared.statuses.iter().cloned().collect(),
            denial: declared.denial.clone(),
            ..Drawing::default()
        };
        for item in &declared.types {
            let key = self.node_type(&item.name);
            let family = declared.families.iter().find(|family| family.name == item.family.text);
            if family.is_none() {
                self.problem(&item.family.span, format!("`{}` is not a declared family", item.family.text));
            }
            if let (Some(key), Some(family)) = (key, family) {
                drawing.types.insert(
                    key,
                    NodeDrawing {
                        family: family.clone(),
                        shape: item.shape.clone(),
                        rounded: item.rounded,
                        peripheries: item.peripheries,
                    },
                );
            }
        }
        for (name, look) in &declared.relations {
            match relations.get(&name.text) {
                Some(key) => {
                    drawing.relations.insert(*key, look.clone());
                }
                None => {
                    let message = format!("`{}` is not a declared relation", name.text);
                    let problem = OntologyProblem::new(name.span, message);
                    self.problems.push(problem.suggest(&name.text, relations.keys().map(String::as_str)));
                }
            }
        }
        drawing
    }
}

//! OBO Graphs (`https://github.com/geneontology/obographs`), the JSON of ontologies: classes, properties and individuals
//! are nodes, and what relates them edges.
//!
//! The relations that the format names by words are those of RDF, RDFS and OWL, and so are the types of nodes. What the
//! `meta` of a node says are properties: the definition, synonyms by their scope, references and others. Sets of equivalent
//! nodes are edges from their representative. Axioms of other kinds are not supported.

use super::json::{ParseError, Scanner, Text, each_item, each_member};
use super::json_document::{Element, ElementReader, Outline, begin, read_elements};
use super::json_elements::Path;
use super::json_sketch::Sketch;
use super::json_values::read_property;
use super::jsonl::{Keys, read_id};
use super::worker::Worker;
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::RowBuilder;

/// The format.
pub(super) struct OboGraphs;

const PATHS: [&str; 3] = ["graphs[*].nodes", "graphs[*].edges", "graphs[*].equivalentNodesSets"];

impl crate::read::rows::reader::Sealed for OboGraphs {}

impl RowReader for OboGraphs {
    fn name(&self) -> &'static str {
        "obographs"
    }

    fn title(&self) -> &'static str {
        "OBO Graphs"
    }

    fn about(&self) -> &'static str {
        "OBO Graphs JSON, as ROBOT and the OWL API write ontologies"
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        let document = Sketch::of(head);
        let Some(graph) = document.get("graphs").and_then(Sketch::first) else { return Recognition::No };
        let first = |key: &str| graph.get(key).and_then(Sketch::first);
        let is_node = |node: &Sketch| {
            let kind = node.get("type").and_then(Sketch::text);
            node.has("lbl") || node.has("meta") || matches!(kind, Some("CLASS" | "INDIVIDUAL" | "PROPERTY"))
        };
        let is_edge = |edge: &Sketch| ["sub", "pred", "obj"].iter().all(|key| edge.has(key));
        let own =
            ["equivalentNodesSets", "logicalDefinitionAxioms", "domainRangeAxioms", "propertyChainAxioms"];
        Recognition::certain_if(
            first("nodes").is_some_and(is_node)
                || first("edges").is_some_and(is_edge)
                || graph.has("nodes") && own.iter().any(|key| graph.has(key)),
        )
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let RowInput(mut file) = file;
        let paths = PATHS.map(Path::new);
        let outline = Outline::of(&mut file, &paths);
        let understood = format!(
            "{}: nodes (id=id, name=lbl), edges (source=sub, target=obj, relation=pred)",
            self.title()
        );
        begin(&file, understood, (&outline, &paths), &[], run);
        read_elements(file, &paths, self, rows, run)
    }
}

const OWL: &str = "http://www.w3.org/2002/07/owl#";

/// The relations that are words.
const RELATIONS: [(&[u8], &[u8]); 4] = [
    (b"is_a", b"http://www.w3.org/2000/01/rdf-schema#subClassOf"),
    (b"subPropertyOf", b"http://www.w3.org/2000/01/rdf-schema#subPropertyOf"),
    (b"type", b"http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
    (b"inverseOf", b"http://www.w3.org/2002/07/owl#inverseOf"),
];

impl ElementReader for OboGraphs {
    fn read<'p>(
        &'p self,
        element: &Element<'p>,
        scanner: &mut Scanner<'p>,
        _: &mut Keys<'p>,
        worker: &mut Worker<'_>,
    ) -> Result<(), ParseError> {
        match element.section {
            0 => read_node(element, scanner, worker),
            1 => read_edge(element, scanner, worker),
            _ => read_equivalent(element, scanner, worker),
        }
    }
}

fn read_node(
    element: &Element<'_>,
    scanner: &mut Scanner<'_>,
    worker: &mut Worker<'_>,
) -> Result<(), ParseError> {
    let (mut kind, mut of_property) = (None, None);
    each_member(scanner, |key, scanner| {
        match (key.raw, scanner.peek()) {
            (b"id", _) => worker.record.id = Some(read_id(scanner, &mut worker.record.texts)?),
            (b"lbl", b'"') => put(scanner, worker, b"name")?,
            (b"type", b'"') => kind = Some(scanner.string()?),
            (b"propertyType", b'"') => of_property = Some(scanner.string()?),
            (b"meta", b'{') => read_meta(scanner, worker, element)?,
            _ => put_other(key, scanner, worker)?,
        }
        Ok(())
    })?;
    let kind = match (kind.map(|kind| kind.raw), of_property.map(|kind| kind.raw)) {
        (_, Some(b"ANNOTATION")) => Some("AnnotationProperty"),
        (_, Some(b"OBJECT")) => Some("ObjectProperty"),
        (_, Some(b"DATA")) => Some("DatatypeProperty"),
        (Some(b"CLASS"), _) => Some("Class"),
        (Some(b"INDIVIDUAL"), _) => Some("NamedIndividual"),
        (Some(b"PROPERTY"), _) => Some("ObjectProperty"),
        (Some(other), _) => {
            let key = worker.names.key(other);
            worker.record.types.push(key);
            None
        }
        (None, _) => None,
    };
    if let Some(kind) = kind {
        let key = worker.names.key(format!("{OWL}{kind}").as_bytes());
        worker.record.types.push(key);
    }
    worker.commit(&element.line);
    Ok(())
}

fn read_edge(
    element: &Element<'_>,
    scanner: &mut Scanner<'_>,
    worker: &mut Worker<'_>,
) -> Result<(), ParseError> {
    each_member(scanner, |key, scanner| {
        match (key.raw, scanner.peek()) {
            (b"sub", _) => worker.record.source = Some(read_id(scanner, &mut worker.record.texts)?),
            (b"obj", _) => worker.record.target = Some(read_id(scanner, &mut worker.record.texts)?),
            (b"pred", b'"') => {
                let pred = scanner.string()?;
                let known = RELATIONS.iter().find(|(word, _)| *word == pred.raw);
                let relation = match known {
                    Some((_, iri)) => worker.names.key(iri),
                    None => worker.type_key(pred),
                };
                worker.record.types.push(relation);
            }
            (b"meta", b'{') => read_meta(scanner, worker, element)?,
            _ => put_other(key, scanner, worker)?,
        }
        Ok(())
    })?;
    commit_edge(element, worker);
    Ok(())
}

/// Adds an edge; a record without ends is none, and no node either.
fn commit_edge(element: &Element<'_>, worker: &mut Worker<'_>) {
    if worker.record.source.is_none() && worker.record.target.is_none() {
        let help = "an edge needs a `sub` and an `obj`, both ids of nodes";
        worker.misshapen(&element.line, "this edge has no `sub` and no `obj`", help);
    } else {
        worker.commit(&element.line);
    }
}

/// Nodes that are equivalent: edges from the first one, or from the one that stands for all.
fn read_equivalent(
    element: &Element<'_>,
    scanner: &mut Scanner<'_>,
    worker: &mut Worker<'_>,
) -> Result<(), ParseError> {
    let (mut representative, mut ids) = (None, Vec::new());
    each_member(scanner, |key, scanner| {
        match (key.raw, scanner.peek()) {
            (b"representativeNodeId", b'"') => representative = Some(owned_id(scanner)?),
            (b"nodeIds", b'[') => each_item(scanner, |scanner| {
                ids.push(owned_id(scanner)?);
                Ok(())
            })?,
            (b"meta", b'{') => {
                scanner.skip()?;
                ignored(worker, element, "the `meta` of equivalent nodes");
            }
            _ => {
                scanner.skip()?;
            }
        }
        Ok(())
    })?;
    let Some(first) = representative.or_else(|| ids.first().cloned()) else { return Ok(()) };
    let relation = worker.names.key(format!("{OWL}equivalentClass").as_bytes());
    for id in ids.iter().filter(|id| **id != first) {
        worker.record.clear();
        worker.record.source = Some(worker.record.text(&first));
        worker.record.target = Some(worker.record.text(id));
        worker.record.types.push(relation);
        worker.commit(&element.line);
    }
    Ok(())
}

fn owned_id(scanner: &mut Scanner<'_>) -> Result<Vec<u8>, ParseError> {
    let mut id = Vec::new();
    read_id(scanner, &mut id)?;
    Ok(id)
}

/// What else is said of a node or an edge.
fn read_meta(
    scanner: &mut Scanner<'_>,
    worker: &mut Worker<'_>,
    element: &Element<'_>,
) -> Result<(), ParseError> {
    each_member(scanner, |key, scanner| {
        match (key.raw, scanner.peek()) {
            (b"definition", b'{') => {
                let what = Said::read(scanner, worker, element)?;
                what.put(worker, b"definition");
                what.put_xrefs(worker, b"definitionXrefs");
            }
            (b"synonyms", b'[') => each_item(scanner, |scanner| {
                let what = Said::read(scanner, worker, element)?;
                let scope = what.pred.map_or(&b"synonym"[..], |pred| pred.raw);
                what.put(worker, scope);
                if what.has_xrefs {
                    ignored(worker, element, "the `xrefs` of a synonym");
                }
                Ok(())
            })?,
            (b"xrefs", b'[') => each_item(scanner, |scanner| {
                Said::read(scanner, worker, element)?.put(worker, b"xrefs");
                Ok(())
            })?,
            (b"basicPropertyValues", b'[') => each_item(scanner, |scanner| {
                let what = Said::read(scanner, worker, element)?;
                let pred = what.pred.map_or(&b"basicPropertyValue"[..], |pred| pred.raw);
                what.put(worker, pred);
                if what.has_xrefs {
                    ignored(worker, element, "the `xrefs` of a basic property value");
                }
                Ok(())
            })?,
            _ => put_other(key, scanner, worker)?,
        }
        Ok(())
    })
}

/// A value with its predicate and its references.
#[derive(Default)]
struct Said<'r> {
    pred: Option<Text<'r>>,
    val: Option<Scanner<'r>>,
    xrefs: Option<Scanner<'r>>,
    has_xrefs: bool,
}

impl<'r> Said<'r> {
    fn read(
        scanner: &mut Scanner<'r>,
        worker: &mut Worker<'_>,
        element: &Element<'_>,
    ) -> Result<Said<'r>, ParseError> {
        let mut said = Said::default();
        if scanner.peek() != b'{' {
            // In some versions a reference is only a text.
            said.val = Some(scanner.clone());
            scanner.skip()?;
            return Ok(said);
        }
        each_member(scanner, |key, scanner| {
            let value = scanner.clone();
            match (key.raw, scanner.peek()) {
                (b"pred", b'"') => said.pred = Some(scanner.string()?),
                (b"val", _) => {
                    said.val = Some(value);
                    scanner.skip()?;
                }
                (b"xrefs", b'[') => {
                    let mut list = scanner.clone();
                    list.take(b'[', "expected a list")?;
                    said.has_xrefs = list.peek() != b']';
                    said.xrefs = Some(value);
                    scanner.skip()?;
                }
                _ => {
                    let is_empty = matches!(scanner.skip()?, b"null" | b"[]" | b"{}" | b"\"\"");
                    if !is_empty {
                        let what = format!("the `{}` of a value", String::from_utf8_lossy(key.raw));
                        ignored(worker, element, &what);
                    }
                }
            }
            Ok(())
        })?;
        Ok(said)
    }

    /// Puts the value as a property; several of one name are a list.
    fn put(&self, worker: &mut Worker<'_>, name: &[u8]) {
        let name = worker.names.key(name);
        if let Some(val) = &self.val {
            // It was gone over before.
            let _ = read_property(&mut val.clone(), worker, name);
        }
    }

    fn put_xrefs(&self, worker: &mut Worker<'_>, name: &[u8]) {
        let name = worker.names.key(name);
        if let Some(xrefs) = self.xrefs.as_ref().filter(|_| self.has_xrefs) {
            let _ = read_property(&mut xrefs.clone(), worker, name);
        }
    }
}

/// Notes what is not supported.
fn ignored(worker: &mut Worker<'_>, element: &Element<'_>, what: &str) {
    let words = [format!("{what} is not supported and was ignored"), String::new()];
    worker.finding(&rules::ROW_DATA_IGNORED, &element.line, 0..element.line.bytes.len(), words, None);
}

/// Puts a text as a property.
fn put(scanner: &mut Scanner<'_>, worker: &mut Worker<'_>, name: &[u8]) -> Result<(), ParseError> {
    let name = worker.names.key(name);
    read_property(scanner, worker, name)
}

/// Puts any member as a property of its name.
fn put_other(key: Text<'_>, scanner: &mut Scanner<'_>, worker: &mut Worker<'_>) -> Result<(), ParseError> {
    let name = worker.type_key(key);
    read_property(scanner, worker, name)
}

//! Adding one ontology to another: extensions of the built-in one, and several dossiers with different ones.

use super::declare::{Declarations, Declared, add_names};
use super::drawing::DrawingDeclarations;
use super::model::Ontology;
use super::problem::{Conflict, MergeError, OntologyProblem};
use super::resolve::{self, EVERYTHING};
use super::words::Named;

impl Ontology {
    /// This ontology and all that another one adds; this one's name, namespace and drawing win.
    ///
    /// Equal names are one; the domains, ranges, tokens and unions of both are joined.
    /// Keys of this ontology stay good for the result, those of the other do not.
    ///
    /// # Errors
    /// The names that the two define differently.
    pub fn merge(&self, other: &Ontology) -> Result<Ontology, MergeError> {
        if self.declarations == other.declarations {
            return Ok(self.clone());
        }
        let mut declarations = self.declarations.clone();
        let mut conflicts: Vec<Conflict> = add(&mut declarations, &other.declarations, false)
            .into_iter()
            .map(|(name, message)| Conflict { name: name.text, message })
            .collect();
        let most =
            declarations.types.len().max(declarations.relations.len()).max(declarations.attributes.len());
        if most > usize::from(u16::MAX) {
            let message = "the two together have too many names".to_owned();
            return Err(MergeError(vec![Conflict { name: other.name.clone(), message }]));
        }
        let mut problems = Vec::new();
        let merged = resolve::resolve(declarations, &mut problems);
        if conflicts.is_empty() {
            let conflict =
                |problem: OntologyProblem| Conflict { name: other.name.clone(), message: problem.message };
            conflicts.extend(problems.into_iter().map(conflict));
        }
        if conflicts.is_empty() { Ok(merged) } else { Err(MergeError(conflicts)) }
    }
}

/// A base and what a file adds to it.
pub(super) fn extended(
    base: &Ontology,
    more: Declarations,
    problems: &mut Vec<OntologyProblem>,
) -> Declarations {
    let mut declarations = base.declarations.clone();
    for (name, message) in add(&mut declarations, &more, true) {
        problems.push(OntologyProblem::new(name.span, message).help("give it another name"));
    }
    declarations.drawing.add(&more.drawing, true);
    declarations.name = more.name;
    declarations.namespace = more.namespace;
    declarations
}

/// The part of an ontology that some of its names make up: domains, ranges and unions hold only types of the part.
pub(super) fn part(
    whole: &Ontology,
    names: &[Named],
    of: &Named,
    problems: &mut Vec<OntologyProblem>,
) -> Ontology {
    for name in names.iter().filter(|name| iri_of(whole, &name.text).is_none()) {
        let message = format!("`{}` declares no `{}`", whole.name, name.text);
        let all = &whole.declarations;
        let known = all.types.iter().map(|item| &item.common.name);
        let known = known.chain(all.relations.iter().map(|item| &item.common.name));
        let known = known.chain(all.attributes.iter().map(|item| &item.common.name));
        let known = known.chain(all.unions.iter().map(|item| &item.name)).map(|name| name.text.as_str());
        problems.push(OntologyProblem::new(name.span, message).suggest(&name.text, known));
    }
    let mut part = whole.declarations.clone();
    part.types.retain(|item| names.contains(&item.common.name));
    part.unions.retain(|item| names.contains(&item.name));
    part.relations.retain(|item| names.contains(&item.common.name));
    part.attributes.retain(|item| names.contains(&item.common.name));
    let everything = Named { text: EVERYTHING.to_owned(), ..Named::default() };
    let there = |name: &Named| *name == everything || names.contains(name);
    for union in &mut part.unions {
        union.types.retain(there);
    }
    for relation in &mut part.relations {
        relation.domain.retain(there);
        relation.range.retain(there);
        for side in [&mut relation.objects, &mut relation.subjects] {
            let needed = side.iter().flat_map(|bound| {
                let when = bound.when.iter().map(|(attribute, _)| attribute);
                bound.of.iter().chain(when).chain(&bound.through)
            });
            if let Some(missing) = needed.into_iter().find(|name| !there(name)) {
                let message = format!("`{}` needs `{}`", relation.common.name.text, missing.text);
                problems.push(OntologyProblem::new(of.span, message).help("take this name, too"));
                *side = None;
            }
        }
    }
    for attribute in &mut part.attributes {
        attribute.domain.retain(there);
        attribute.tokens.retain(|(name, _)| there(name));
        let tokens: Vec<&Named> = attribute.tokens.iter().flat_map(|(_, tokens)| tokens).collect();
        attribute.firm.retain(|token| tokens.contains(&token));
    }
    let drawing = &mut part.drawing;
    drawing.types.retain(|item| names.contains(&item.name));
    drawing.relations.retain(|(name, _)| names.contains(name));
    drawing.families.retain(|family| drawing.types.iter().any(|item| item.family.text == family.name));
    // What a part lacks was reported, with its place in the file that takes it.
    resolve::resolve(part, &mut Vec::new())
}

/// How an ontology draws the statuses, for files that do not say.
pub(super) fn statuses_of(ontology: &Ontology) -> DrawingDeclarations {
    let drawing = &ontology.declarations.drawing;
    DrawingDeclarations {
        statuses: drawing.statuses.clone(),
        denial: drawing.denial.clone(),
        ..DrawingDeclarations::default()
    }
}

/// The IRI of a type, relation, attribute or union.
pub(super) fn iri_of<'o>(ontology: &'o Ontology, name: &str) -> Option<&'o str> {
    let types = ontology.types.iter().map(|record| (&record.name, &record.iri));
    let relations = ontology.relations.iter().map(|record| (&record.name, &record.iri));
    let attributes = ontology.attributes.iter().map(|record| (&record.name, &record.iri));
    let unions = ontology.unions.iter().map(|record| (&record.name, &record.iri));
    types
        .chain(relations)
        .chain(attributes)
        .chain(unions)
        .find(|(known, _)| *known == name)
        .map(|(_, iri)| iri.as_str())
}

/// Adds declarations and returns the names that disagree.
fn add(base: &mut Declarations, more: &Declarations, strict: bool) -> Vec<(Named, String)> {
    let mut clashes = Vec::new();
    for (prefix, iri) in &more.prefixes {
        match base.prefixes.iter().find(|(known, _)| known == prefix) {
            None => base.prefixes.push((prefix.clone(), iri.clone())),
            Some((_, known)) if known == iri => {}
            Some((_, known)) => {
                clashes.push((
                    prefix.clone(),
                    format!("the prefix `{}` already stands for {known}", prefix.text),
                ));
            }
        }
    }
    for union in &more.unions {
        match base.unions.iter_mut().find(|known| known.name == union.name) {
            None => base.unions.push(union.clone()),
            Some(known) => add_names(&mut known.types, &union.types),
        }
    }
    add_records(&mut base.types, &more.types, strict, &mut clashes);
    add_records(&mut base.relations, &more.relations, strict, &mut clashes);
    add_records(&mut base.attributes, &more.attributes, strict, &mut clashes);
    if !strict {
        base.drawing.add(&more.drawing, false);
    }
    clashes
}

fn add_records<T: Declared>(base: &mut Vec<T>, more: &[T], strict: bool, clashes: &mut Vec<(Named, String)>) {
    for record in more {
        let name = &record.common().name;
        match base.iter_mut().find(|known| known.common().name == *name) {
            None => base.push(record.clone()),
            Some(known) if record.is_addition() || known.agrees(record, strict) => known.absorb(record),
            Some(_) => {
                clashes.push((name.clone(), format!("`{}` is already defined differently", name.text)));
            }
        }
    }
}

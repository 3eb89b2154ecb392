//! Literals as their sources write them. The engine keeps values: it gives `PT48H` back as `P2D`, and `1.0` as `1`. What a
//! query finds is written as in the source; what it computes stays as the engine writes it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{
    BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple, Variable,
};
use oxigraph::store::{StorageError, Store};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};

/// The literals of a graph that the engine writes otherwise, by what it writes. `None` where several of the graph become the
/// same, so that only the triple shows which of them is meant.
#[derive(Clone, Default)]
pub(super) struct Lexical {
    of_values: HashMap<Literal, Option<Literal>>,
    of_triples: HashMap<(NamedOrBlankNode, NamedNode, Literal), Option<Literal>>,
}

impl Lexical {
    /// Reads what the engine makes of each literal of a graph.
    ///
    /// # Errors
    /// Those of the engine.
    pub(super) fn of(quads: &[Quad]) -> Result<Lexical, StorageError> {
        let mut canonical: HashMap<&Literal, Literal> = HashMap::new();
        let (mut lexical, store) = (Lexical::default(), Store::new()?);
        let typed = quads.iter().filter_map(|quad| match &quad.object {
            Term::Literal(literal) if has_other_forms(literal) => Some((quad, literal)),
            _ => None,
        });
        for (quad, literal) in typed {
            let value = match canonical.get(literal) {
                Some(value) => value,
                None => canonical.entry(literal).or_insert(written_by_engine(&store, literal)?),
            };
            let triple = (quad.subject.clone(), quad.predicate.clone(), value.clone());
            add(&mut lexical.of_triples, triple, literal);
            add(&mut lexical.of_values, value.clone(), literal);
        }
        lexical.of_values.retain(|value, literal| literal.as_ref() != Some(value));
        lexical
            .of_triples
            .retain(|(.., value), literal| literal.as_ref().is_some_and(|literal| literal != value));
        Ok(lexical)
    }

    /// Writes what was found for a variable as the source does.
    pub(super) fn term(&self, term: Term) -> Term {
        match term {
            Term::Literal(literal) => match self.of_values.get(&literal) {
                Some(Some(written)) => written.clone().into(),
                _ => literal.into(),
            },
            term => term,
        }
    }

    /// Writes a triple as the source does, if the graph has it.
    pub(super) fn triple(&self, mut triple: Triple) -> Triple {
        if let Term::Literal(value) = &triple.object {
            let key = (triple.subject.clone(), triple.predicate.clone(), value.clone());
            if let Some(Some(written)) = self.of_triples.get(&key) {
                triple.object = written.clone().into();
            }
        }
        triple
    }
}

/// Remembers that a literal is written as another one; of two there is no choice.
fn add<K: Eq + std::hash::Hash>(forms: &mut HashMap<K, Option<Literal>>, key: K, literal: &Literal) {
    forms
        .entry(key)
        .and_modify(|known| {
            if known.as_ref() != Some(literal) {
                *known = None;
            }
        })
        .or_insert_with(|| Some(literal.clone()));
}

fn has_other_forms(literal: &Literal) -> bool {
    ![xsd::STRING, rdf::LANG_STRING, rdf::DIR_LANG_STRING].contains(&literal.datatype())
}

/// A literal after an engine has kept its value.
fn written_by_engine(store: &Store, literal: &Literal) -> Result<Literal, StorageError> {
    let (subject, name) = (BlankNode::default(), NamedNode::new_unchecked("urn:x:x"));
    store.insert(&Quad::new(subject.clone(), name, literal.clone(), GraphName::DefaultGraph))?;
    for found in store.quads_for_pattern(Some(subject.as_ref().into()), None, None, None) {
        if let Term::Literal(found) = found?.object {
            return Ok(found);
        }
    }
    Ok(literal.clone())
}

/// The variables of a query whose values come from expressions, aggregates or the query itself, rather than from the graph.
pub(super) fn computed(query: &Query) -> BTreeSet<Variable> {
    let pattern = match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => pattern,
    };
    let (mut computed, mut aliases) = (BTreeSet::new(), BTreeMap::new());
    collect(pattern, &mut computed, &mut aliases);
    // Another name for a computed value.
    loop {
        let more: Vec<Variable> = aliases
            .iter()
            .filter(|(name, others)| {
                !computed.contains(*name) && others.iter().any(|other: &Variable| computed.contains(other))
            })
            .map(|(name, _): (&Variable, _)| name.clone())
            .collect();
        if more.is_empty() {
            return computed;
        }
        computed.extend(more);
    }
}

fn collect(
    pattern: &GraphPattern,
    computed: &mut BTreeSet<Variable>,
    aliases: &mut BTreeMap<Variable, Vec<Variable>>,
) {
    match pattern {
        GraphPattern::Extend { inner, variable, expression } => {
            match expression {
                Expression::Variable(other) => {
                    aliases.entry(variable.clone()).or_default().push(other.clone());
                }
                _ => {
                    computed.insert(variable.clone());
                }
            }
            collect(inner, computed, aliases);
        }
        GraphPattern::Group { inner, aggregates, .. } => {
            computed.extend(aggregates.iter().map(|(variable, _)| variable.clone()));
            collect(inner, computed, aliases);
        }
        GraphPattern::Values { variables, .. } => computed.extend(variables.iter().cloned()),
        GraphPattern::Join { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => {
            collect(left, computed, aliases);
            collect(right, computed, aliases);
        }
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Service { inner, .. } => collect(inner, computed, aliases),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::model::LiteralRef;

    use super::*;

    fn quad(subject: &str, literal: LiteralRef<'_>) -> Quad {
        let named = |name: &str| NamedNode::new(format!("urn:{name}")).unwrap();
        Quad::new(named(subject), named("p"), literal, GraphName::DefaultGraph)
    }

    #[test]
    fn every_datatype_is_written_as_it_was() {
        let forms = [
            ("PT48H", xsd::DURATION),
            ("P12M", xsd::YEAR_MONTH_DURATION),
            ("1.50", xsd::DECIMAL),
            ("+07", xsd::INTEGER),
            ("1", xsd::BOOLEAN),
            ("1e1", xsd::DOUBLE),
            ("2019-05-01T24:00:00Z", xsd::DATE_TIME),
            ("2019-05-01+00:00", xsd::DATE),
            ("2019", xsd::G_YEAR),
            ("no number", xsd::DECIMAL),
        ];
        let quads: Vec<Quad> = forms
            .iter()
            .map(|(form, datatype)| quad("a", LiteralRef::new_typed_literal(form, *datatype)))
            .collect();
        let lexical = Lexical::of(&quads).unwrap();
        for quad in &quads {
            let Term::Literal(literal) = &quad.object else { panic!("{quad}") };
            let value = Term::from(written_by_engine(&Store::new().unwrap(), literal).unwrap());
            assert_eq!(lexical.term(value), quad.object, "{literal}");
        }
        assert!(!lexical.of_values.is_empty());
    }

    #[test]
    fn of_two_forms_of_a_value_the_triple_decides() {
        let literal = |form| LiteralRef::new_typed_literal(form, xsd::DURATION);
        let quads = [quad("a", literal("PT48H")), quad("b", literal("P2D"))];
        let lexical = Lexical::of(&quads).unwrap();
        let two_days = Term::from(literal("P2D").into_owned());
        assert_eq!(lexical.term(two_days.clone()), two_days);
        for quad in &quads {
            let triple = Triple::new(quad.subject.clone(), quad.predicate.clone(), two_days.clone());
            assert_eq!(lexical.triple(triple).object, quad.object);
        }
    }

    #[test]
    fn computed_variables_are_known() {
        let query = "SELECT ?a ?b ?c ?d (COUNT(?e) AS ?n) { ?s ?p ?a BIND(?a AS ?b) BIND(?a + 1 AS ?c) VALUES ?d { 1 } \
                     ?s ?q ?e } GROUP BY ?a ?b ?c ?d";
        let query = spargebra::SparqlParser::new().parse_query(query).unwrap();
        let computed = computed(&query);
        for (name, expected) in [("a", false), ("b", false), ("c", true), ("d", true), ("n", true)] {
            assert_eq!(computed.contains(&Variable::new(name).unwrap()), expected, "{name}");
        }
    }
}

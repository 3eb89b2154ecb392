//! Literals as their sources write them. The engine keeps values: it gives `PT48H` back as `P2D`, and `1.0` as `1`. What a
//! query finds is written as in the source; what it computes stays as the engine writes it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{
    BlankNode, GraphName, GraphNameRef, Literal, NamedNode, NamedOrBlankNode, Quad, QuadRef, Term, Triple,
    Variable,
};
use oxigraph::store::{StorageError, Store, Transaction};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};

/// The literals of a graph that the engine writes otherwise, by what it writes. `None` where several of the graph become the
/// same, so that only the triple shows which of them is meant.
#[derive(Clone, Default)]
pub(super) struct Lexical {
    of_values: HashMap<Literal, Option<Literal>>,
    of_triples: HashMap<(NamedOrBlankNode, NamedNode, Literal), Option<Literal>>,
}

/// Reads what the engine makes of each literal of a graph, before the quads go into it.
#[derive(Default)]
pub(super) struct Forms {
    lexical: Lexical,
    /// What the engine makes of the literals that were met last.
    known: HashMap<Literal, Literal>,
    scratch: Option<Store>,
}

/// How many literals are known at once.
const MOST_KNOWN: usize = 1 << 12;

impl Forms {
    /// Reads a quad that is about to be inserted.
    ///
    /// # Errors
    /// Those of the engine.
    pub(super) fn see(&mut self, quad: &Quad, into: &Transaction<'_>) -> Result<(), StorageError> {
        let Term::Literal(literal) = &quad.object else { return Ok(()) };
        if !has_other_forms(literal) {
            return Ok(());
        }
        let value = if is_plain(literal) { literal.clone() } else { self.value(literal)? };
        let Lexical { of_values, of_triples } = &mut self.lexical;
        let triple = |value: Literal| (quad.subject.clone(), quad.predicate.clone(), value);
        if value == *literal {
            // Only a value that is known in another form is written otherwise.
            if let Some(form) = of_values.get_mut(literal) {
                *form = None;
                if let Some(form) = of_triples.get_mut(&triple(value)) {
                    *form = None;
                }
            }
            return Ok(());
        }
        let mut found = into.quads_for_pattern(None, None, Some(value.as_ref().into()), None);
        let is_there = !of_values.contains_key(&value) && found.next().transpose()?.is_some();
        drop(found);
        let everywhere =
            QuadRef::new(&quad.subject, &quad.predicate, value.as_ref(), GraphNameRef::DefaultGraph);
        let triple = triple(value.clone());
        let is_triple_there = !of_triples.contains_key(&triple) && into.contains(everywhere)?;
        add(of_values, value, (!is_there).then_some(literal));
        add(of_triples, triple, (!is_triple_there).then_some(literal));
        Ok(())
    }

    /// What the engine makes of a literal.
    fn value(&mut self, literal: &Literal) -> Result<Literal, StorageError> {
        if let Some(value) = self.known.get(literal) {
            return Ok(value.clone());
        }
        if self.known.len() == MOST_KNOWN {
            self.known.clear();
            self.scratch = None;
        }
        let scratch = match self.scratch.take() {
            Some(scratch) => scratch,
            None => Store::new()?,
        };
        let value = written_by_engine(&scratch, literal)?;
        self.scratch = Some(scratch);
        self.known.insert(literal.clone(), value.clone());
        Ok(value)
    }

    /// The literals of everything that was read.
    pub(super) fn finish(self) -> Lexical {
        self.lexical
    }
}

impl Lexical {
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

/// Remembers that a value is written as a literal, where that is known; of two there is no choice.
fn add<K: Eq + std::hash::Hash>(forms: &mut HashMap<K, Option<Literal>>, key: K, literal: Option<&Literal>) {
    forms
        .entry(key)
        .and_modify(|known| {
            if known.as_ref() != literal {
                *known = None;
            }
        })
        .or_insert_with(|| literal.cloned());
}

/// Whether a literal is a number, a date or another datatype that the engine keeps verbatim; most literals are.
fn is_plain(literal: &Literal) -> bool {
    const MOST_DIGITS: usize = 17;
    let Some(name) = literal.datatype().as_str().strip_prefix("http://www.w3.org/2001/XMLSchema#") else {
        return true;
    };
    let text = literal.value();
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.strip_prefix('-').unwrap_or(text);
    let is_whole = |number: &str| is_digits(number) && (number == "0" || !number.starts_with('0'));
    match name {
        "integer" => text == "0" || is_whole(number) && number != "0" && number.len() <= MOST_DIGITS,
        "decimal" => number.split_once('.').is_some_and(|(whole, rest)| {
            is_whole(whole) && is_digits(rest) && !rest.ends_with('0') && number.len() <= MOST_DIGITS
        }),
        "boolean" => text == "true" || text == "false",
        "date" => {
            let parts = |at: usize, end: usize| text.get(at..end).is_some_and(is_digits);
            text.len() == 10 && parts(0, 4) && parts(5, 7) && parts(8, 10) && {
                text.get(4..5) == Some("-") && text.get(7..8) == Some("-")
            }
        }
        _ => false,
    }
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

    fn read(quads: &[Quad]) -> Lexical {
        let store = Store::new().unwrap();
        let (mut into, mut forms) = (store.start_transaction().unwrap(), Forms::default());
        for quad in quads {
            forms.see(quad, &into).unwrap();
            into.insert(quad);
        }
        forms.finish()
    }

    #[test]
    fn what_is_plain_is_written_as_it_was() {
        let texts = [
            "0",
            "-0",
            "7",
            "-12",
            "007",
            "99999999999999999",
            "123456789012345678901",
            "0.5",
            "-1.25",
            "1.0",
            "00.5",
            "-0.5",
            "1.",
            ".5",
            "12345678901234.567",
            "true",
            "1",
            "2019-05-10",
            "2019-02-30",
            "2019-5-10",
            "0000-01-01",
            "x",
            "",
        ];
        let datatypes =
            [xsd::INTEGER, xsd::DECIMAL, xsd::BOOLEAN, xsd::DATE, xsd::DOUBLE, xsd::DURATION, rdf::JSON];
        let mut plain = 0;
        for datatype in datatypes {
            for text in texts {
                let literal = Literal::new_typed_literal(text, datatype);
                if is_plain(&literal) {
                    plain += 1;
                    assert_eq!(written_by_engine(&Store::new().unwrap(), &literal).unwrap(), literal);
                }
            }
        }
        assert!(plain > 30, "{plain}");
    }

    #[test]
    fn a_value_in_two_forms_is_written_as_the_engine_does_whichever_comes_first() {
        let literal = |form| LiteralRef::new_typed_literal(form, xsd::INTEGER);
        for forms in [["1", "01"], ["01", "1"], ["01", "001"]] {
            let quads = forms.map(|form| quad("a", literal(form)));
            let lexical = read(&quads);
            let one = Term::from(literal("1").into_owned());
            assert_eq!(lexical.term(one.clone()), one, "{forms:?}");
            let triple = Triple::new(quads[0].subject.clone(), quads[0].predicate.clone(), one.clone());
            assert_eq!(lexical.triple(triple).object, one, "{forms:?}");
        }
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
        let lexical = read(&quads);
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
        let lexical = read(&quads);
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

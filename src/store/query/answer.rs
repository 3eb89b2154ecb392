//! Answers, and the ways to write them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedOrBlankNode, Term, Triple, Variable};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxttl::TurtleSerializer;

use super::error::QueryError;
use super::prefixes::Prefixes;
use crate::graph::{ClaimKey, KnowledgeGraph, NodeKey, Statement, Term as GraphTerm};
use crate::text::{Decimal, columns, visible_line};
use crate::view::words;

/// What was found.
pub(super) enum Kind {
    /// Of ASK.
    Truth(bool),
    /// Of SELECT: variables, and their values.
    Rows(Vec<Variable>, Vec<Vec<Option<Term>>>),
    /// Of CONSTRUCT and DESCRIBE.
    Triples(Vec<Triple>),
}

/// The answer to a question.
pub struct Answer {
    kind: Kind,
    cut: bool,
    /// The amounts among the nodes of the rows, in words.
    amounts: BTreeMap<String, String>,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerFormat {
    /// A table for people.
    Table,
    /// SPARQL 1.1 Query Results CSV Format: every text exactly.
    Csv,
    /// The same for spreadsheets: an apostrophe before each text that a spreadsheet would run as a formula.
    Spreadsheet,
    /// SPARQL 1.1 Query Results JSON Format; triples as rows of subject, predicate and object.
    Json,
    /// RDF 1.1 Turtle, for triples.
    Turtle,
}

/// No column of a table is wider, in characters.
const WIDEST_COLUMN: usize = 1000;

impl Answer {
    pub(super) fn new(kind: Kind, cut: bool) -> Answer {
        Answer { kind, cut, amounts: BTreeMap::new() }
    }

    /// The same with the words for the amounts among its nodes.
    pub(super) fn with_amounts(self, amounts: BTreeMap<String, String>) -> Answer {
        Answer { amounts, ..self }
    }

    /// How many rows or triples there are; of ASK one.
    pub fn len(&self) -> usize {
        match &self.kind {
            Kind::Truth(_) => 1,
            Kind::Rows(_, rows) => rows.len(),
            Kind::Triples(triples) => triples.len(),
        }
    }

    /// Whether there are no rows or triples.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there are more than the limit lets through.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// Whether it is made of triples.
    pub fn is_triples(&self) -> bool {
        matches!(self.kind, Kind::Triples(_))
    }

    /// The answer of ASK.
    pub fn truth(&self) -> Option<bool> {
        match self.kind {
            Kind::Truth(truth) => Some(truth),
            _ => None,
        }
    }

    /// The rows in words, IRIs shortened, amounts as people write them; of triples subject, predicate and object.
    pub fn rows(&self, prefixes: &Prefixes) -> Vec<Vec<String>> {
        let (_, rows) = self.table();
        let word = |term: &Option<Term>| match term {
            Some(term @ Term::NamedNode(node)) => {
                let amount = self.amounts.get(node.as_str());
                amount.map_or_else(|| shown(term, prefixes), |amount| visible_line(amount))
            }
            Some(term) => shown(term, prefixes),
            None => String::new(),
        };
        rows.iter().map(|row| row.iter().map(word).collect()).collect()
    }

    /// Variables and rows; triples are rows, too.
    fn table(&self) -> (Vec<Variable>, Vec<Vec<Option<Term>>>) {
        match &self.kind {
            Kind::Truth(_) => (Vec::new(), Vec::new()),
            Kind::Rows(variables, rows) => (variables.clone(), rows.clone()),
            Kind::Triples(triples) => {
                let names = ["subject", "predicate", "object"].map(Variable::new_unchecked);
                let row = |triple: &Triple| {
                    let subject = Term::from(triple.subject.clone());
                    vec![Some(subject), Some(triple.predicate.clone().into()), Some(triple.object.clone())]
                };
                (names.to_vec(), triples.iter().map(row).collect())
            }
        }
    }

    /// Writes the answer.
    ///
    /// # Errors
    /// Those of the writer. [`QueryError::Format`] inside the second result where the answer has no such form.
    pub fn write(
        &self,
        format: AnswerFormat,
        prefixes: &Prefixes,
        out: &mut dyn io::Write,
    ) -> io::Result<Result<(), QueryError>> {
        match (format, &self.kind) {
            (AnswerFormat::Turtle, Kind::Triples(triples)) => turtle(triples, prefixes, out)?,
            (AnswerFormat::Turtle, _) => {
                let why = "Turtle needs triples; use CONSTRUCT or DESCRIBE, or another --format";
                return Ok(Err(QueryError::Format(why.to_owned())));
            }
            (AnswerFormat::Table, Kind::Truth(truth)) => {
                writeln!(out, "{}", if *truth { "yes" } else { "no" })?
            }
            (AnswerFormat::Table, _) => self.write_table(prefixes, out)?,
            (AnswerFormat::Csv, _) => self.serialize(QueryResultsFormat::Csv, exact, out)?,
            (AnswerFormat::Spreadsheet, _) => self.serialize(QueryResultsFormat::Csv, disarmed, out)?,
            (AnswerFormat::Json, _) => {
                self.serialize(QueryResultsFormat::Json, exact, &mut *out)?;
                writeln!(out)?;
            }
        }
        Ok(Ok(()))
    }

    fn write_table(&self, prefixes: &Prefixes, out: &mut dyn io::Write) -> io::Result<()> {
        let (variables, _) = self.table();
        let mut rows: Vec<Vec<String>> =
            vec![variables.iter().map(|variable| variable.as_str().to_owned()).collect()];
        rows.extend(self.rows(prefixes));
        let mut widths = vec![0; variables.len()];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(columns(cell).min(WIDEST_COLUMN));
            }
        }
        for (at, row) in rows.iter().enumerate() {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                // A cell that is wider than its column moves the others of its row alone.
                let blanks = width.saturating_sub(columns(cell));
                line.extend(std::iter::repeat_n(' ', blanks + 2));
            }
            writeln!(out, "{}", line.trim_end())?;
            if at == 0 {
                let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
                writeln!(out, "{}", rule.join("  "))?;
            }
        }
        Ok(())
    }

    /// How many cells a spreadsheet would run as formulas.
    pub fn formulas(&self) -> usize {
        let (_, rows) = self.table();
        rows.iter().flatten().flatten().filter(|term| matches!(disarmed(term), Cow::Owned(_))).count()
    }

    /// Writes rows, each term as a function gives it.
    fn serialize(
        &self,
        format: QueryResultsFormat,
        written: impl Fn(&Term) -> Cow<'_, Term>,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let serializer = QueryResultsSerializer::from_format(format);
        if let Kind::Truth(truth) = self.kind {
            return serializer.serialize_boolean_to_writer(out, truth).map(drop);
        }
        let (variables, rows) = self.table();
        let mut solutions = serializer.serialize_solutions_to_writer(out, variables.clone())?;
        for row in &rows {
            let terms: Vec<Option<Cow<'_, Term>>> =
                row.iter().map(|term| term.as_ref().map(&written)).collect();
            let bound = variables
                .iter()
                .zip(&terms)
                .filter_map(|(variable, term)| Some((variable, term.as_deref()?)));
            solutions.serialize(bound.map(|(variable, term)| (variable.as_ref(), term.as_ref())))?;
        }
        solutions.finish().map(drop)
    }

    /// The nodes and claims of a graph that occur in triples: those that are named, and the claims that say a triple.
    pub fn named(&self, graph: &KnowledgeGraph) -> (BTreeSet<NodeKey>, BTreeSet<ClaimKey>) {
        let Kind::Triples(triples) = &self.kind else { return Default::default() };
        let node_iris: BTreeMap<&str, NodeKey> =
            graph.nodes().map(|node| (node.iri().as_str(), node.key())).collect();
        let claim_iris: BTreeMap<&str, ClaimKey> =
            graph.claims().map(|claim| (claim.iri().as_str(), claim.key())).collect();
        let (mut nodes, mut claims) = (BTreeSet::new(), BTreeSet::new());
        for triple in triples {
            let subject = match &triple.subject {
                NamedOrBlankNode::NamedNode(node) => Some(node.as_str()),
                NamedOrBlankNode::BlankNode(_) => None,
            };
            let object = match &triple.object {
                Term::NamedNode(node) => Some(node.as_str()),
                _ => None,
            };
            for iri in [subject, object].into_iter().flatten() {
                nodes.extend(node_iris.get(iri));
                claims.extend(claim_iris.get(iri));
            }
            let named = |iri: &str| {
                let node = node_iris.get(iri).map(|key| GraphTerm::Node(*key));
                node.or_else(|| claim_iris.get(iri).map(|key| GraphTerm::Claim(*key)))
            };
            let Some(subject) = subject.and_then(named) else { continue };
            let object = object.and_then(named);
            let says = |claim: &crate::graph::Claim<'_>| match claim.statement() {
                Statement::Relation(relation, about) => {
                    graph.ontology().relation(*relation).iri == triple.predicate.as_str()
                        && Some(*about) == object
                }
                Statement::Attribute(attribute, _) => {
                    graph.ontology().attribute(*attribute).iri == triple.predicate.as_str()
                }
            };
            claims.extend(graph.claims_of(subject).filter(says).map(|claim| claim.key()));
        }
        (nodes, claims)
    }
}

/// Returns a term unchanged.
fn exact(term: &Term) -> Cow<'_, Term> {
    Cow::Borrowed(term)
}

/// With what a cell begins that a spreadsheet runs, by the list of OWASP ("CSV Injection"): the first characters of formulas, white
/// space that is skipped before them, and the full-width characters of East Asian keyboards.
const FORMULA: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'];

/// Returns a term as a spreadsheet may read it: with an apostrophe first where it would be run. A number is none of these.
fn disarmed(term: &Term) -> Cow<'_, Term> {
    let Term::Literal(literal) = term else { return Cow::Borrowed(term) };
    let text = literal.value();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        && text.parse::<f64>().is_ok();
    if is_number || !text.starts_with(FORMULA) {
        return Cow::Borrowed(term);
    }
    Cow::Owned(Literal::new_simple_literal(format!("'{text}")).into())
}

/// A term for people: IRIs shortened, literals as their words on one line.
fn shown(term: &Term, prefixes: &Prefixes) -> String {
    let words = match term {
        Term::NamedNode(node) => prefixes.shorten(node.as_str()),
        Term::Literal(literal) if literal.datatype() == xsd::DECIMAL => {
            let number = Decimal::new(Literal::value(literal));
            number.map_or_else(|_| Literal::value(literal).to_owned(), |number| words::number(&number))
        }
        Term::Literal(literal) => Literal::value(literal).to_owned(),
        other => other.to_string(),
    };
    let words: Vec<&str> = words.split_whitespace().collect();
    visible_line(&words.join(" "))
}

fn turtle(triples: &[Triple], prefixes: &Prefixes, out: &mut dyn io::Write) -> io::Result<()> {
    let mut serializer = TurtleSerializer::new();
    for (name, iri) in prefixes.shortest() {
        // Only those that are needed are at the top.
        let used = |words: &str| words.starts_with(iri);
        let needed = triples.iter().any(|triple| {
            used(triple.predicate.as_str())
                || matches!(&triple.subject, NamedOrBlankNode::NamedNode(node) if used(node.as_str()))
                || match &triple.object {
                    Term::NamedNode(node) => used(node.as_str()),
                    Term::Literal(literal) => used(literal.datatype().as_str()),
                    _ => false,
                }
        });
        if needed {
            serializer = serializer.clone().with_prefix(name, iri).unwrap_or(serializer);
        }
    }
    let mut writer = serializer.for_writer(out);
    for triple in triples {
        writer.serialize_triple(triple)?;
    }
    writer.finish().map(drop)
}

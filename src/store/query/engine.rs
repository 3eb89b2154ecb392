//! The engine: triples in memory, a question in a thread of its own, and limits that end it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, Quad, Term, Triple, Variable};
use oxigraph::sparql::{CancellationToken, QueryEvaluationError, QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use spargebra::algebra::GraphPattern;
use spargebra::{Query, SparqlParser};

use super::answer::{Answer, Kind};
use super::error::QueryError;
use super::filling::{Filling, failed_in_store};
use super::lexical::{Lexical, computed};
use super::prefixes::Prefixes;
use super::row_triples::triples_of_rows;
use super::syntax::explain;
use crate::check::Checked;
use crate::export::vocabulary::{CURRENCY, UNIT_TEXT, VALUE};
use crate::export::{ExportOptions, quads};
use crate::graph::rows::RowGraph;
use crate::memory;
use crate::store::StoreError;
use crate::store::folder::read_folder;
use crate::text::{Decimal, Quantity, Unit, with_methods};
use crate::view::words::amount;

/// How often the limits are looked at.
const LOOK: Duration = Duration::from_millis(20);
/// Brackets within brackets; the parser goes down into each.
const DEEPEST: usize = 200;
/// The longest question, in bytes, and the stack of its thread for each of them: the parser goes down into each operator,
/// by less than sixteen kilobytes for each byte of a question (measured without optimisation).
const LONGEST: usize = 1 << 16;
const STACK_FOR_BYTE: usize = 1 << 14;
/// The additional stack of a thread: even short queries can be evaluated deeply.
const STACK: usize = 16 << 20;

/// What a question may take.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// How long the answer may take.
    pub time: Duration,
    /// How many rows or triples are kept; the answer says when there are more.
    pub rows: usize,
}

with_methods! {
    impl Limits {
        with_time: time: Duration,
        with_rows: rows: usize,
    }
}

impl Default for Limits {
    /// A minute, ten thousand rows.
    fn default() -> Limits {
        Limits { time: Duration::from_secs(60), rows: 10_000 }
    }
}

/// A graph that can be queried in SPARQL 1.1 (W3C Recommendation of 21 March 2013). Without GRAPH a query is about all graphs
/// taken together; with it, about the graph of the facts or of one source.
pub struct Engine {
    store: Store,
    prefixes: Prefixes,
    lexical: Arc<Lexical>,
    triples: u64,
}

impl Engine {
    /// The engine of a checked graph, with the triples that a user's options give it.
    ///
    /// # Errors
    /// [`QueryError::Failed`], which memory alone can bring about.
    pub fn of(checked: &Checked, options: &ExportOptions) -> Result<Engine, QueryError> {
        let prefixes = Prefixes::of(checked.graph());
        Engine::with(quads(checked, options), prefixes)
    }

    /// The engine of a folder into which something was loaded.
    ///
    /// # Errors
    /// [`StoreError`] where the folder cannot be read or is not what was loaded.
    pub fn of_folder(folder: &Path) -> Result<Engine, StoreError> {
        let quads = read_folder(folder)?;
        let prefixes = Prefixes::of_quads(&quads);
        let failed = |error: QueryError| StoreError::Answer {
            what: folder.display().to_string(),
            why: error.to_string(),
        };
        Engine::with(quads, prefixes).map_err(failed)
    }

    /// The engine of rows, with the triples that N-Quads of them has. `options.progress` gets the share that is done, as in an export.
    ///
    /// # Errors
    /// [`QueryError::Memory`] where the triples need more than there is: before any is put in, where that is certain.
    /// [`QueryError::Interrupted`].
    pub fn of_rows(graph: &RowGraph, options: &ExportOptions) -> Result<Engine, QueryError> {
        let prefixes = Prefixes::of_rows(&options.base, options.prefixes.as_deref());
        let store = Store::new().map_err(failed_in_store)?;
        let mut filling = Filling::new(&store)?;
        triples_of_rows(graph, options, &mut filling)?;
        let (lexical, triples) = filling.finish()?;
        Ok(Engine { store, prefixes, lexical, triples })
    }

    fn with(quads: Vec<Quad>, prefixes: Prefixes) -> Result<Engine, QueryError> {
        let store = Store::new().map_err(failed_in_store)?;
        let mut filling = Filling::new(&store)?;
        for quad in &quads {
            filling.insert(quad)?;
        }
        let (lexical, triples) = filling.finish()?;
        Ok(Engine { store, prefixes, lexical, triples })
    }

    /// How many triples were put in, each graph by itself.
    pub fn triples(&self) -> u64 {
        self.triples
    }

    /// The prefixes that questions may use without declaring them.
    pub fn prefixes(&self) -> &Prefixes {
        &self.prefixes
    }

    /// Evaluates a query: SELECT, ASK, CONSTRUCT or DESCRIBE. Rows without ORDER BY are in the order of their words;
    /// literals that were found, not computed, are written as the graph has them.
    ///
    /// # Errors
    /// [`QueryError::Syntax`] with the place, and the limits. A cancelled query may continue for a while in its thread.
    pub fn ask(&self, question: &str, limits: &Limits) -> Result<Answer, QueryError> {
        too_deep(question)?;
        let (store, prefixes, rows) = (self.store.clone(), self.prefixes.clone(), limits.rows);
        let lexical = Arc::clone(&self.lexical);
        let (words, token) = (question.to_owned(), CancellationToken::new());
        let (begun, cancel) = (Instant::now(), token.clone());
        let (sender, receiver) = sync_channel(1);
        let work = move || {
            // Nobody waits any more for what comes after a limit.
            let _ = sender.send(answer(&store, &prefixes, &lexical, &words, token, rows));
        };
        let stack = STACK + question.len() * STACK_FOR_BYTE;
        let spawned = thread::Builder::new().name("question".to_owned()).stack_size(stack).spawn(work);
        spawned.map_err(|error| QueryError::Failed(error.to_string()))?;
        loop {
            match receiver.recv_timeout(LOOK) {
                Ok(answer) => return answer,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(QueryError::Failed("the evaluation was aborted".to_owned()));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            let over = if begun.elapsed() >= limits.time {
                Some(QueryError::Time(limits.time))
            } else if let Err(exceeded) = memory::check() {
                Some(QueryError::Memory(exceeded))
            } else {
                None
            };
            if let Some(over) = over {
                cancel.cancel();
                return Err(over);
            }
        }
    }
}

/// Fails if a query is too long, or brackets are nested too deep.
fn too_deep(question: &str) -> Result<(), QueryError> {
    if question.len() > LONGEST {
        let message = format!("a query can have at most {LONGEST} bytes; this one has {}", question.len());
        return Err(QueryError::Syntax { line: 1, column: 1, message });
    }
    let (mut depth, mut line, mut column) = (0_usize, 1, 0);
    for character in question.chars() {
        column += 1;
        match character {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth = depth.saturating_sub(1),
            '\n' => (line, column) = (line + 1, 0),
            _ => {}
        }
        if depth > DEEPEST {
            let message = format!("brackets are nested more than {DEEPEST} deep");
            return Err(QueryError::Syntax { line, column, message });
        }
    }
    Ok(())
}

fn answer(
    store: &Store,
    prefixes: &Prefixes,
    lexical: &Lexical,
    question: &str,
    token: CancellationToken,
    most: usize,
) -> Result<Answer, QueryError> {
    let parser = || {
        let with = |parser: SparqlParser, (name, iri): (&str, &str)| {
            // Prefixes that are not IRIs are left out.
            parser.clone().with_prefix(name, iri).unwrap_or(parser)
        };
        prefixes.iter().fold(SparqlParser::new(), with)
    };
    let query = parser().parse_query(question).map_err(|_| {
        let parse = |words: &str| parser().parse_query(words).err().map(|error| error.to_string());
        explain(question, prefixes, &parse)
    })?;
    let (ordered, computed) = (is_ordered(&query), computed(&query));
    let evaluator = SparqlEvaluator::new().with_cancellation_token(token);
    let results = evaluator.for_query(query).on_store(store).execute().map_err(failed)?;
    match results {
        QueryResults::Boolean(truth) => Ok(Answer::new(Kind::Truth(truth), false)),
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().to_vec();
            let mut rows: Vec<Vec<Option<Term>>> = Vec::new();
            let mut cut = false;
            for solution in solutions {
                let solution = solution.map_err(failed)?;
                if rows.len() == most {
                    cut = true;
                    break;
                }
                let written = |variable: &Variable| {
                    let term = solution.get(variable)?.clone();
                    Some(if computed.contains(variable) { term } else { lexical.term(term) })
                };
                rows.push(variables.iter().map(written).collect());
            }
            if !ordered {
                rows.sort_by_cached_key(|row| {
                    row.iter().map(|term| term.as_ref().map(words)).collect::<Vec<_>>()
                });
            }
            let amounts = amounts(store, lexical, &rows)?;
            Ok(Answer::new(Kind::Rows(variables, rows), cut).with_amounts(amounts))
        }
        QueryResults::Graph(found) => {
            let mut triples: Vec<Triple> = Vec::new();
            let mut cut = false;
            for triple in found {
                let triple = triple.map_err(failed)?;
                if triples.len() == most {
                    cut = true;
                    break;
                }
                triples.push(lexical.triple(triple));
            }
            triples.sort_by_cached_key(Triple::to_string);
            triples.dedup();
            Ok(Answer::new(Kind::Triples(triples), cut))
        }
    }
}

/// The amounts among the nodes of some rows, in words.
fn amounts(
    store: &Store,
    lexical: &Lexical,
    rows: &[Vec<Option<Term>>],
) -> Result<BTreeMap<String, String>, QueryError> {
    let find = |subject: Option<&NamedNode>, predicate: NamedNodeRef<'_>| {
        let subject = subject.map(|node| node.as_ref().into());
        let graph = Some(GraphNameRef::DefaultGraph);
        store.quads_for_pattern(subject, Some(predicate), None, graph).next().transpose()
    };
    let literal = |subject: &NamedNode, predicate: NamedNodeRef<'_>| {
        let found = find(Some(subject), predicate).map_err(failed_in_store)?;
        Ok(found.and_then(|quad| match lexical.term(quad.object) {
            Term::Literal(literal) => Some(literal.value().to_owned()),
            _ => None,
        }))
    };
    let mut found = BTreeMap::new();
    if find(None, VALUE).map_err(failed_in_store)?.is_none() {
        return Ok(found);
    }
    for term in rows.iter().flatten().flatten() {
        let Term::NamedNode(node) = term else { continue };
        if found.contains_key(node.as_str()) {
            continue;
        }
        let number = literal(node, VALUE)?.and_then(|value| Decimal::new(&value).ok());
        let unit = match literal(node, CURRENCY)? {
            Some(code) => Some(Unit::Currency(code)),
            None => literal(node, UNIT_TEXT)?.map(Unit::Other),
        };
        if let (Some(number), Some(unit)) = (number, unit) {
            found.insert(node.as_str().to_owned(), amount(&Quantity { amount: number, unit }));
        }
    }
    Ok(found)
}

/// What a term is sorted by.
fn words(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        term => term.to_string(),
    }
}

fn failed(error: QueryEvaluationError) -> QueryError {
    QueryError::Failed(match error {
        QueryEvaluationError::UnsupportedService(_) | QueryEvaluationError::Service(_) => {
            "SERVICE, which queries other servers, is not supported".to_owned()
        }
        error => error.to_string(),
    })
}

/// Whether a question says in which order its rows come.
fn is_ordered(query: &Query) -> bool {
    let Query::Select { pattern, .. } = query else { return false };
    let mut pattern = pattern;
    loop {
        pattern = match pattern {
            GraphPattern::OrderBy { .. } => return true,
            GraphPattern::Slice { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Project { inner, .. } => inner,
            _ => return false,
        };
    }
}

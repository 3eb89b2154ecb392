//! Loading into databases that speak Cypher: constraints first, then vertices, then edges, each batch in a transaction that is
//! kept only when the server has taken every row of it.

mod dialect;
mod session;
mod statements;

use std::collections::BTreeSet;

pub(super) use dialect::Dialect;
pub(super) use session::{Session, Statement};

use super::elements::{Change, Elements, FoundEdge, FoundNode, Loading, Most, ROOTS, Record, Row, Value};
use super::{Allowance, Connection, Count, Load, Plan, Server, Step, StoreError, Tally};
use crate::export::cypher::literal;

/// The most in a batch where the user says nothing: some servers take no longer requests.
const MOST: Most = Most { rows: 1_000, bytes: 500_000 };

/// What a step does.
enum Work {
    /// Have the keys of root labels kept unique.
    Constrain(Vec<&'static str>),
    /// The next batch.
    Batch,
}

/// A database that is open.
pub(super) struct Open<S> {
    session: S,
    dialect: Dialect,
    server: Server,
    loading: Option<Loading>,
    work: Vec<Work>,
}

impl<S: Session> Open<S> {
    /// A database that answers.
    pub(super) fn new(session: S, dialect: Dialect, server: Server) -> Open<S> {
        Open { session, dialect, server, loading: None, work: Vec::new() }
    }

    /// Fails with the keys of the ends that are not there, if some are not.
    fn refuse_missing_ends(&mut self, step: &str, change: &Change, rows: &[Row]) -> Result<(), StoreError> {
        let Change::PutEdges { from, to, .. } = change else { return Ok(()) };
        let mut ids = BTreeSet::new();
        for (root, end) in [(from, 0), (to, 1)] {
            let ends = rows.iter().filter_map(|row| row.ends.as_ref());
            let iris: BTreeSet<&str> =
                ends.map(|ends| if end == 0 { ends.0.as_str() } else { ends.1.as_str() }).collect();
            let iris: Vec<&str> = iris.into_iter().collect();
            for row in self.session.read(&statements::missing(root, &iris))? {
                ids.extend(row.get("iri").and_then(Value::text).map(str::to_owned));
            }
        }
        if ids.is_empty() {
            return Ok(());
        }
        Err(StoreError::MissingEnds { what: step.to_owned(), ids: ids.into_iter().collect() })
    }

    fn constrain(&mut self, roots: &[&'static str]) -> Result<u64, StoreError> {
        for root in roots {
            let mut failed = None;
            for way in self.dialect.constraint(root) {
                let done = way.iter().try_for_each(|words| self.session.run(words).map(drop));
                match done {
                    Err(error) if !error.is_transient() => failed = Some(error),
                    Err(error) => return Err(error),
                    Ok(()) => {
                        failed = None;
                        break;
                    }
                }
            }
            if let Some(error) = failed {
                return Err(error);
            }
            self.session.constrain(root)?;
        }
        self.dialect.wait(&mut self.session)?;
        Ok(roots.len() as u64)
    }
}

impl<S: Session> crate::store::connection::Sealed for Open<S> {}

impl<S: Session> Connection for Open<S> {
    fn server(&self) -> &Server {
        &self.server
    }

    fn begin(&mut self, allowance: Allowance) {
        self.session.begin(allowance);
    }

    fn plan(&mut self, load: &Load<'_>) -> Result<Plan, StoreError> {
        self.loading = None;
        let keeps = self.session.keeps();
        let (loading, mut plan) = Loading::plan(load, keeps, self, MOST)?;
        self.loading = Some(loading);
        self.work = plan.steps.iter().map(|_| Work::Batch).collect();
        let missing = self.dialect.missing(&mut self.session)?;
        let mut constraints = Tally::new("constraints");
        constraints.created = missing.len() as u64;
        constraints.unchanged = (ROOTS.len() - missing.len()) as u64;
        plan.tallies.insert(0, constraints);
        if !missing.is_empty() {
            let labels = missing.join(", ");
            let step = Step {
                key: format!("constrain {labels}"),
                what: format!("create constraints on {labels}"),
                things: missing.len() as u64,
            };
            plan.steps.insert(0, step);
            self.work.insert(0, Work::Constrain(missing));
        }
        Ok(plan)
    }

    fn step(&mut self, load: &Load<'_>, number: usize) -> Result<u64, StoreError> {
        match self.work.get(number) {
            Some(Work::Constrain(roots)) => {
                let roots = roots.clone();
                self.constrain(&roots)
            }
            Some(Work::Batch) => {
                let Some(mut loading) = self.loading.take() else { return Ok(0) };
                let done = loading.step(load, |change, rows| self.act(change, rows));
                self.loading = Some(loading);
                done
            }
            None => Ok(0),
        }
    }

    fn verify(&mut self, load: &Load<'_>) -> Result<Vec<Count>, StoreError> {
        let Some(mut loading) = self.loading.take() else { return Ok(Vec::new()) };
        let counts = loading.verify(load, self);
        self.loading = Some(loading);
        counts
    }
}

impl<S: Session> Open<S> {
    fn act(&mut self, change: &Change, rows: &[Row]) -> Result<u64, StoreError> {
        let (what, sent) = (change.words(), rows.len() as u64);
        refuse_kind(&what, change)?;
        let expected = change.adds().then_some(sent);
        let count = self.session.write(&what, &statements::change(change, rows, self.dialect), expected)?;
        if change.adds() && count < sent {
            self.refuse_missing_ends(&what, change, rows)?;
        }
        // What is not there any more is taken away.
        Ok(if change.adds() { count } else { sent })
    }

    fn edges(
        &mut self,
        statement: &Statement,
        visit: &mut dyn FnMut(FoundEdge) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.session.each(statement, &mut |mut row| {
            visit(FoundEdge {
                from: text(&row, "from"),
                kind: text(&row, "kind"),
                to: text(&row, "to"),
                properties: properties(&mut row),
            })
        })
    }

    fn nodes(
        &mut self,
        statement: &Statement,
        visit: &mut dyn FnMut(FoundNode) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.session.each(statement, &mut |mut row| {
            visit(FoundNode {
                labels: row.get("labels").into_iter().flat_map(Value::texts).map(str::to_owned).collect(),
                properties: properties(&mut row),
            })
        })
    }
}

impl<S: Session> Elements for Open<S> {
    fn nodes_of(
        &mut self,
        root: &str,
        dossiers: &[String],
        visit: &mut dyn FnMut(FoundNode) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.nodes(&statements::nodes_of(root, dossiers), visit)
    }

    fn has_nodes(&mut self, root: &str) -> Result<bool, StoreError> {
        Ok(!self.session.read(&statements::some_node(root))?.is_empty())
    }

    fn nodes_under(&mut self, root: &str, iris: &[&str]) -> Result<Vec<FoundNode>, StoreError> {
        let mut found = Vec::new();
        self.nodes(&statements::nodes_under(root, iris), &mut |node| {
            found.push(node);
            Ok(())
        })?;
        Ok(found)
    }

    fn edges_of(
        &mut self,
        root: &str,
        dossiers: &[String],
        visit: &mut dyn FnMut(FoundEdge) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.edges(&statements::edges_of(root, dossiers), visit)
    }

    fn edges_under(
        &mut self,
        root: &str,
        kind: &str,
        keys: &[(&str, &str)],
    ) -> Result<Vec<FoundEdge>, StoreError> {
        let mut found = Vec::new();
        self.edges(&statements::edges_under(root, kind, keys), &mut |edge| {
            found.push(edge);
            Ok(())
        })?;
        Ok(found)
    }

    fn held(
        &mut self,
        root: &str,
        iris: &[&str],
        dossiers: &[String],
    ) -> Result<BTreeSet<String>, StoreError> {
        let rows = self.session.read(&statements::held(root, iris, dossiers))?;
        Ok(rows.iter().map(|row| text(row, "iri")).collect())
    }

    fn batch(&self) -> usize {
        MOST.rows
    }
}

/// Refuses a type of edges that a statement cannot name. Only somebody else can have brought it into the database: all
/// other names in statements are those of the ontology.
fn refuse_kind(what: &str, change: &Change) -> Result<(), StoreError> {
    let (Change::CutEdges { kind, .. } | Change::TouchEdges { kind, .. } | Change::PutEdges { kind, .. }) =
        change
    else {
        return Ok(());
    };
    literal::refusal(kind).map_or(Ok(()), |why| {
        let why = format!("the edge type `{kind}` {why}; remove these edges by hand");
        Err(StoreError::Refused { what: what.to_owned(), why })
    })
}

fn text(row: &Record, name: &str) -> String {
    row.get(name).and_then(Value::text).unwrap_or_default().to_owned()
}

/// The properties of a row. A property without a value is none.
fn properties(row: &mut Record) -> Record {
    match row.remove("properties") {
        Some(Value::Map(map)) => map.into_iter().filter(|(_, value)| *value != Value::Null).collect(),
        _ => Record::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::elements::Kinds;
    use crate::store::elements::{ANY_NAME, Keeps};

    /// A server that takes one row of every batch and knows no end of an edge; or one without constraints.
    #[derive(Default)]
    struct Fake {
        asked: Vec<String>,
        old: bool,
    }

    impl Session for Fake {
        fn keeps(&self) -> &'static Keeps {
            &Keeps {
                times: Kinds::TIMES,
                whole_is_integer: false,
                rounds: false,
                names: ANY_NAME,
                shared: None,
            }
        }

        fn begin(&mut self, _: Allowance) {}

        fn read(&mut self, statement: &Statement) -> Result<Vec<Record>, StoreError> {
            self.asked.push(statement.words.clone());
            let iris = statement.parameters.get("iris").into_iter().flat_map(Value::texts);
            Ok(iris.map(|iri| Record::from([("iri".to_owned(), iri.into())])).collect())
        }

        fn run(&mut self, words: &str) -> Result<Vec<Record>, StoreError> {
            self.asked.push(words.to_owned());
            if self.old && words.contains("REQUIRE") {
                return Err(StoreError::Refused { what: "constraints".into(), why: "syntax".into() });
            }
            let row = |root: &str| {
                Record::from([
                    ("constraint type".to_owned(), "unique".into()),
                    ("label".to_owned(), root.into()),
                    ("properties".to_owned(), Value::list(["iri"])),
                ])
            };
            Ok(if words.starts_with("SHOW") { ROOTS.into_iter().map(row).collect() } else { Vec::new() })
        }

        fn write(&mut self, _: &str, _: &[Statement], _: Option<u64>) -> Result<u64, StoreError> {
            Ok(1)
        }
    }

    fn open(session: Fake, dialect: Dialect) -> Open<Fake> {
        Open::new(session, dialect, Server::default())
    }

    fn row(iri: &str) -> Row {
        let ends = Some((format!("{iri}-from"), format!("{iri}-to")));
        Row { iri: iri.to_owned(), ends, properties: Record::new() }
    }

    #[test]
    fn ends_that_are_not_there_are_told_by_id() {
        let mut database = open(Fake::default(), Dialect::Neo4j);
        let edges = Change::PutEdges { kind: "KNOWS".into(), from: "Entity", to: "Claim" };
        let error = database.act(&edges, &[row("a"), row("b")]).unwrap_err();
        assert!(
            matches!(&error, StoreError::MissingEnds { ids, .. } if ids == &["a-from", "a-to", "b-from", "b-to"])
        );
        assert!(!error.is_transient());
        let asked = &database.session.asked;
        assert!(
            asked[0].contains("(n:Entity {iri: iri})") && asked[1].contains("(n:Claim {iri: iri})"),
            "{asked:?}"
        );
        assert_eq!(database.act(&edges, &[row("a")]).unwrap(), 1);
    }

    #[test]
    fn what_is_gone_already_counts_as_taken_away() {
        let cut = Change::CutEdges { kind: "KNOWS".into(), from: "Entity" };
        assert_eq!(open(Fake::default(), Dialect::Neo4j).act(&cut, &[row("a"), row("b")]).unwrap(), 2);
    }

    #[test]
    fn an_old_memgraph_gets_old_words() {
        let mut database = open(Fake { old: true, ..Fake::default() }, Dialect::Memgraph);
        assert_eq!(database.constrain(&["Entity"]).unwrap(), 1);
        let asked = database.session.asked.join("\n");
        assert!(
            asked.contains("REQUIRE n.iri IS UNIQUE") && asked.contains("ASSERT n.iri IS UNIQUE"),
            "{asked}"
        );
        let mut database = open(Fake::default(), Dialect::Memgraph);
        database.constrain(&["Entity"]).unwrap();
        assert!(!database.session.asked.join("\n").contains("ASSERT"));
    }
}

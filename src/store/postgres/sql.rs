//! The statements of the PostgreSQL store. Values go as one parameter, a JSON array, never as text.

use std::fmt;
use std::sync::Arc;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::export::elements::KEY;
use crate::export::sql::quote;
use crate::store::elements::{Change, DOSSIERS, Record, Row, Value};

/// The tables. Done again, it changes nothing.
pub(super) const TABLES: &str = "\
CREATE SCHEMA IF NOT EXISTS dossier;
CREATE TABLE IF NOT EXISTS dossier.nodes (
  iri text PRIMARY KEY,
  root text NOT NULL,
  label text NOT NULL,
  labels text[] NOT NULL,
  dossiers text[] NOT NULL,
  properties jsonb NOT NULL
);
CREATE TABLE IF NOT EXISTS dossier.edges (
  iri text PRIMARY KEY,
  kind text NOT NULL,
  from_iri text NOT NULL REFERENCES dossier.nodes (iri),
  to_iri text NOT NULL REFERENCES dossier.nodes (iri),
  dossiers text[] NOT NULL,
  properties jsonb NOT NULL
);
CREATE INDEX IF NOT EXISTS nodes_dossiers ON dossier.nodes USING gin (dossiers);
CREATE INDEX IF NOT EXISTS nodes_label ON dossier.nodes (label);
CREATE INDEX IF NOT EXISTS edges_dossiers ON dossier.edges USING gin (dossiers);
CREATE INDEX IF NOT EXISTS edges_from ON dossier.edges (from_iri);
CREATE INDEX IF NOT EXISTS edges_to ON dossier.edges (to_iri);
CREATE INDEX IF NOT EXISTS edges_kind ON dossier.edges (kind);
";

/// Gathers statistics of what is joined and looked for; those of properties would be of no use and take longer.
pub(super) const ANALYZE: &str = "ANALYZE dossier.nodes (iri, root, label, dossiers), dossier.edges (iri, kind, from_iri, to_iri, dossiers)";

/// The vertices of a root label that one of some dossiers says.
pub(super) const NODES_OF: &str = "\
SELECT labels, properties::text FROM dossier.nodes WHERE root = $1 AND dossiers && $2";

/// Whether there is any vertex of a root label.
pub(super) const HAS_NODES: &str = "SELECT EXISTS (SELECT 1 FROM dossier.nodes WHERE root = $1)";

/// The vertices of a root label under some keys.
pub(super) const NODES_UNDER: &str = "\
SELECT labels, properties::text FROM dossier.nodes WHERE root = $1 AND iri = ANY ($2) ORDER BY iri";

/// The edges that one of some dossiers says, from vertices of a root label that one of them says.
pub(super) const EDGES_OF: &str = "\
SELECT e.from_iri, e.kind, e.to_iri, e.properties::text FROM dossier.edges e \
JOIN dossier.nodes n ON n.iri = e.from_iri \
WHERE n.root = $1 AND n.dossiers && $2 AND e.dossiers && $2";

/// The edges of a type under some keys.
pub(super) const EDGES_UNDER: &str = "\
SELECT from_iri, kind, to_iri, properties::text FROM dossier.edges \
WHERE kind = $1 AND iri = ANY ($2) ORDER BY iri";

/// Which of some vertices are ends of edges that others than some dossiers say.
pub(super) const HELD: &str = "\
SELECT n.iri FROM dossier.nodes n WHERE n.iri = ANY ($1) AND EXISTS (SELECT 1 FROM dossier.edges e \
WHERE (e.from_iri = n.iri OR e.to_iri = n.iri) AND (e.dossiers = '{}' OR NOT e.dossiers <@ $2))";

/// Which of some keys no vertex has.
pub(super) const MISSING: &str = "\
SELECT DISTINCT k FROM unnest($1::text[]) k WHERE NOT EXISTS (SELECT 1 FROM dossier.nodes n WHERE n.iri = k) ORDER BY k";

/// A label or type that has no view.
pub(super) const WITHOUT_VIEW: &str = "\
SELECT name FROM (SELECT label AS name FROM dossier.nodes UNION SELECT kind FROM dossier.edges) named \
WHERE to_regclass('dossier.' || quote_ident(name)) IS NULL LIMIT 1";

/// The statement of a change. It takes the rows as JSON, and returns how many it took. An edge without an end violates a foreign
/// key: a join would be planned without knowing how many vertices there are.
pub(super) fn change(change: &Change) -> String {
    let rows = "jsonb_array_elements($1::text::jsonb) v";
    let texts = |value: &str| format!("ARRAY(SELECT jsonb_array_elements_text({value}))");
    let merged = |table: &str, new: &str| format!("jsonb_strip_nulls({table}.properties || {new})");
    let said = |properties: &str| texts(&format!("coalesce({properties}->'{DOSSIERS}', '[]')"));
    match change {
        Change::CutEdges { .. } => format!(
            "DELETE FROM dossier.edges e USING {rows} WHERE e.iri = v->>'iri' AND e.from_iri = v->>'from' \
             AND e.to_iri = v->>'to'"
        ),
        Change::TouchEdges { .. } => {
            let merged = merged("e", "(v->'properties')");
            format!(
                "UPDATE dossier.edges e SET properties = {merged}, dossiers = {} FROM {rows} WHERE e.iri = v->>'iri'",
                said(&merged)
            )
        }
        Change::TouchNodes { .. } => {
            let merged = merged("n", "(v->'properties')");
            format!(
                "UPDATE dossier.nodes n SET properties = {merged}, dossiers = {}, \
                 labels = coalesce((SELECT array_agg(l ORDER BY at) FROM (SELECT l, min(at) AS at FROM \
                 unnest({} || n.labels) WITH ORDINALITY AS u (l, at) WHERE NOT l = ANY ({}) GROUP BY l) kept), '{{}}'), \
                 label = coalesce(v->>'label', n.label), root = coalesce(v->>'root', n.root) \
                 FROM {rows} WHERE n.iri = v->>'iri'",
                said(&merged),
                texts("v->'labels'"),
                texts("v->'gone'")
            )
        }
        Change::PutNodes { .. } => format!(
            "INSERT INTO dossier.nodes (iri, root, label, labels, dossiers, properties) \
             SELECT v->>'iri', v->>'root', v->>'label', {}, {}, v->'properties' FROM {rows} \
             ON CONFLICT (iri) DO UPDATE SET properties = {}, dossiers = EXCLUDED.dossiers",
            texts("v->'labels'"),
            said("(v->'properties')"),
            merged("nodes", "EXCLUDED.properties")
        ),
        Change::PutEdges { .. } => {
            let merged = merged("edges", "EXCLUDED.properties");
            format!(
                "INSERT INTO dossier.edges (iri, kind, from_iri, to_iri, dossiers, properties) \
                 SELECT v->>'iri', v->>'kind', v->>'from', v->>'to', {}, v->'properties' FROM {rows} \
                 ON CONFLICT (iri) DO UPDATE SET properties = {merged}, dossiers = {}",
                said("(v->'properties')"),
                said(&merged)
            )
        }
        Change::DropNodes { .. } => {
            format!("DELETE FROM dossier.nodes n USING {rows} WHERE n.iri = v->>'iri'")
        }
    }
}

/// The rows of a change as JSON.
pub(super) fn rows(change: &Change, rows: &[Row]) -> String {
    let rows: Vec<Sent<'_>> = rows.iter().map(|row| Sent { change, row }).collect();
    // These records are plain: they have no keys but strings.
    serde_json::to_string(&rows).unwrap_or_default()
}

/// A row of a change in JSON.
struct Sent<'r> {
    change: &'r Change,
    row: &'r Row,
}

impl Serialize for Sent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Sent { change, row } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("iri", &row.iri)?;
        map.serialize_entry("properties", &Properties(&row.properties))?;
        if let Some((from, to)) = &row.ends {
            map.serialize_entry("from", from)?;
            map.serialize_entry("to", to)?;
        }
        let texts = |labels: &[Arc<str>]| labels.iter().map(ToString::to_string).collect::<Vec<String>>();
        match change {
            Change::PutEdges { kind, .. } => map.serialize_entry("kind", &**kind)?,
            Change::PutNodes { labels } => {
                map.serialize_entry("label", labels.first().map_or("", |label| label))?;
                map.serialize_entry("root", labels.last().map_or("", |label| label))?;
                map.serialize_entry("labels", &texts(labels))?;
            }
            Change::TouchNodes { labels, gone, .. } => {
                map.serialize_entry("label", &labels.first().map(|label| &**label))?;
                map.serialize_entry("root", &labels.last().map(|label| &**label))?;
                map.serialize_entry("gone", gone)?;
                map.serialize_entry("labels", &texts(labels))?;
            }
            _ => {}
        }
        map.end()
    }
}

/// Properties in JSON.
struct Properties<'r>(&'r Record);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (&**name, Sendable(value))))
    }
}

/// A value in JSON: days are text; times come as text already.
struct Sendable<'v>(&'v Value);

impl Serialize for Sendable<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_unit(),
            Value::Boolean(value) => serializer.serialize_bool(*value),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Float(number) => serializer.serialize_f64(*number),
            Value::Text(text) | Value::Other(text) => serializer.serialize_str(text),
            Value::Date(year, month, day) => {
                serializer.collect_str(&format_args!("{year:04}-{month:02}-{day:02}"))
            }
            Value::Moment(..) | Value::Local(..) | Value::Duration(..) => serializer.collect_str(self.0),
            Value::List(members) => serializer.collect_seq(members.iter().map(Sendable)),
            Value::Map(members) => Properties(members).serialize(serializer),
        }
    }
}

/// A value of JSON.
pub(super) struct Json(pub(super) Value);

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(Reading)
    }
}

/// Reads a value of JSON.
struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json(Value::Boolean(value)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json(Value::Integer(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json(i64::try_from(number).map_or(Value::Float(number as f64), Value::Integer)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json(Value::Float(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(Json(member)) = members.next_element()? {
            list.push(member);
        }
        Ok(Json(Value::List(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut entries: Vec<(String, Value)> = Vec::new();
        while let Some((name, Json(member))) = members.next_entry()? {
            entries.push((name, member));
        }
        Ok(Json(Value::Map(entries.into_iter().collect())))
    }
}

/// The properties of a label or a type, with the kinds of their values in JSON.
pub(super) type Columns = Vec<(String, Vec<String>)>;

/// What a view is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// The vertices of a narrowest label.
    Label,
    /// The edges of a type.
    Kind,
}

impl Of {
    fn table(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Of::Label => ("nodes", "label", ""),
            Of::Kind => ("edges", "kind", "from_iri, to_iri, "),
        }
    }

    /// The existing labels or types.
    pub(super) fn names(self) -> String {
        let (table, by, _) = self.table();
        format!("SELECT DISTINCT {by} FROM dossier.{table} ORDER BY 1")
    }

    /// The existing labels or types, with the names of their properties and the kinds of their values.
    pub(super) fn columns(self) -> String {
        let (table, by, _) = self.table();
        // An aggregate over distinct values would sort all rows.
        format!(
            "SELECT name, key, array_agg(type ORDER BY type) FROM \
             (SELECT DISTINCT t.{by} AS name, p.key, jsonb_typeof(p.value) AS type FROM dossier.{table} t, \
             jsonb_each(t.properties) p) found GROUP BY 1, 2 ORDER BY 1, 2"
        )
    }

    /// A view with a column for each property.
    pub(super) fn view(self, name: &str, columns: &Columns) -> String {
        let (table, by, ends) = self.table();
        let others = columns.iter().filter(|(column, _)| column != KEY && column != DOSSIERS);
        let selected: String = others.map(|(column, kinds)| selected(column, kinds)).collect();
        format!(
            "DROP VIEW IF EXISTS dossier.{view}; CREATE VIEW dossier.{view} AS \
             SELECT iri, {ends}dossiers{selected} FROM dossier.{table} WHERE {by} = {};",
            quote::text(name),
            view = quote::name(name),
        )
    }
}

/// A property as a column of a view: a number or a truth value where all are, else text.
fn selected(column: &str, kinds: &[String]) -> String {
    let (text, quoted) = (quote::text(column), quote::name(column));
    match kinds {
        [kind] if kind == "number" => format!(", (properties->>{text})::numeric AS {quoted}"),
        [kind] if kind == "boolean" => format!(", (properties->>{text})::boolean AS {quoted}"),
        [kind] if kind == "array" => {
            format!(", ARRAY(SELECT jsonb_array_elements_text(properties->{text})) AS {quoted}")
        }
        _ => format!(", properties->>{text} AS {quoted}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_graph_stands_in_the_words() {
        let hostile = "'; DROP TABLE x; --";
        let row = Row {
            iri: hostile.to_owned(),
            ends: None,
            properties: Record::from([
                (hostile.to_owned(), Value::Date(2019, 5, 1)),
                ("n".to_owned(), Value::Null),
            ]),
        };
        let put = Change::PutNodes { labels: ["Person".into(), "Entity".into()].into() };
        assert!(!change(&put).contains("DROP") && !change(&put).contains("Person"));
        let sent: serde_json::Value = serde_json::from_str(&rows(&put, &[row])).unwrap();
        assert_eq!(sent[0]["properties"][hostile], "2019-05-01");
        assert_eq!((&sent[0]["label"], &sent[0]["root"]), (&"Person".into(), &"Entity".into()));
        assert!(sent[0]["properties"]["n"].is_null());
    }

    #[test]
    fn views_have_a_column_for_each_property() {
        let columns = [("iri", "string"), ("age", "number"), ("a\"b'c", "string"), ("aka", "array")];
        let columns: Columns =
            columns.iter().map(|(name, kind)| ((*name).to_owned(), vec![(*kind).to_owned()])).collect();
        let view = Of::Label.view("Person", &columns);
        assert!(view.contains("CREATE VIEW dossier.\"Person\" AS SELECT iri, dossiers, "), "{view}");
        assert!(
            view.contains("(properties->>'age')::numeric AS \"age\"") && view.ends_with("label = 'Person';")
        );
        assert!(view.contains("properties->>'a\"b''c' AS \"a\"\"b'c\""), "{view}");
        assert!(
            Of::Kind
                .view("DEMANDS", &Columns::new())
                .contains("from_iri, to_iri, dossiers FROM dossier.edges")
        );
    }

    #[test]
    fn values_come_back_as_they_went() {
        let record =
            Record::from([("f".to_owned(), Value::Float(25.0)), ("n".to_owned(), Value::Integer(25))]);
        let map = Value::List(vec![Value::Map(record), Value::Boolean(true), Value::Null, "a".into()]);
        let sent = serde_json::to_string(&Sendable(&map)).unwrap();
        let Json(read) = serde_json::from_str(&sent).unwrap();
        assert_eq!(read, map);
    }
}

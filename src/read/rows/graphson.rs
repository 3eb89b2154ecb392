//! GraphSON, the JSON of Apache TinkerPop, in versions 1 to 3 ("IO Documentation"): a vertex with its edges on each line, or
//! one document with `vertices`, and also with `edges`; with types of values or without.
//!
//! Every edge is in `outE` of its source and again in `inE` of its target; it is read where it begins. What dossier wrote is
//! read as the graph that it wrote: see `own_names`.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use super::findings::{NO_LINE, RowFinding};
use super::input::{RowFile, Split};
use super::json::{ParseError, Scanner, Text, each_item, each_member, member};
use super::json_document::{Element, ElementReader, Outline, begin, read_elements};
use super::json_elements::Path;
use super::json_sketch::Sketch;
use super::json_values::read_property;
use super::jsonl::{Keys, read_id};
use super::own_json::{OwnJson, OwnValues, plain, text, texts, value};
use super::own_names::{OwnRow, OwnValue};
use super::pump::pump;
use super::values::XSD;
use super::worker::{Line, Piece, RecordParser, Worker};
use super::{Recognition, RowInput, RowReader, Run, Stop};
use crate::diagnostic::rules;
use crate::graph::rows::{Cell, Items, NameKey, RowBuilder, put_item};

/// The format.
pub(super) struct GraphSon;

/// Where vertices and edges are in a document.
const PATHS: [&str; 8] = [
    "vertices",
    "edges",
    "graph.vertices",
    "graph.edges",
    "@value.vertices",
    "@value.edges",
    "@value[*]",
    "[*]",
];

impl crate::read::rows::reader::Sealed for GraphSon {}

impl RowReader for GraphSon {
    fn name(&self) -> &'static str {
        "graphson"
    }

    fn title(&self) -> &'static str {
        "GraphSON"
    }

    fn about(&self) -> &'static str {
        "GraphSON 1 to 4 of Apache TinkerPop: lines of vertices, or a document"
    }

    fn is_whole_graph(&self) -> bool {
        true
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[".graphson.json", ".graphson"]
    }

    fn recognises(&self, head: &[u8]) -> Recognition {
        let is_of_lines = || {
            let lines = head.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{"));
            lines.take(20).any(|line| is_vertex(&Sketch::of(line)))
        };
        Recognition::certain_if(is_document(head) || is_of_lines())
    }

    fn read(&self, file: RowInput, rows: &mut RowBuilder, run: &mut Run<'_>) -> Result<(), Stop> {
        let RowInput(mut file) = file;
        let own = own(&mut file, rows);
        let by_dossier = if own.is_some() { ", as dossier writes rows" } else { "" };
        let elements = GraphElements { own, ..GraphElements::default() };
        let name = file.name.clone();
        if is_document(file.head()) {
            let paths = PATHS.map(Path::new);
            let outline = Outline::of(&mut file, &paths);
            let understood = format!("{}: {}", self.title(), outline.there(&paths).join(", "));
            begin(&file, understood, (&outline, &paths), &["@type", "graph.mode", "mode"], run);
            read_elements(file, &paths, &elements, rows, run)?;
        } else {
            let understood = format!("{}: a vertex on each line{by_dossier}", self.title());
            pump(file, understood, Split::Lines, &elements, rows, run)?;
        }
        elements.report_lost(&name, run);
        Ok(())
    }
}

/// The inside of a value with its type (`{"@type": "g:Vertex", "@value": {…}}`), or the value itself.
fn inner(value: &Sketch) -> &Sketch {
    value.get("@value").filter(|_| value.has("@type")).unwrap_or(value)
}

/// Whether an object is a vertex with edges or with properties as only GraphSON has them.
fn is_vertex(vertex: &Sketch) -> bool {
    let has_type =
        vertex.get("@type").and_then(Sketch::text).is_some_and(|name| name.starts_with("g:Vertex"));
    let vertex = inner(vertex);
    let is_of_two = vertex.get("_type").and_then(Sketch::text) == Some("vertex") && vertex.has("_id");
    let has_edges = ["outE", "inE"].iter().any(|key| vertex.get(key).is_some_and(Sketch::is_object));
    let property = vertex.get("properties").filter(|all| all.is_object()).and_then(Sketch::first);
    let has_property = property.and_then(Sketch::first).is_some_and(|first| inner(first).has("value"));
    has_type
        || is_of_two
        || vertex.has("id") && vertex.has("label") && (has_edges || has_property || has_names(vertex))
}

/// Whether a vertex has the names of a file that dossier wrote.
fn has_names(vertex: &Sketch) -> bool {
    vertex.get("dossier").is_some_and(|names| names.has("dossier"))
}

/// Whether an object is an edge as only GraphSON has it.
fn is_edge(edge: &Sketch) -> bool {
    let has_type = edge.get("@type").and_then(Sketch::text) == Some("g:Edge");
    let edge = inner(edge);
    has_type || edge.has("outV") && edge.has("inV") || edge.has("_outV") && edge.has("_inV")
}

/// Whether a file is one document with vertices or edges.
fn is_document(head: &[u8]) -> bool {
    let document = Sketch::of(head);
    let is_graph = document.get("@type").and_then(Sketch::text) == Some("tinker:graph");
    let of_list = matches!(document, Sketch::List(_)).then(|| document.first()).flatten();
    let of_value = document
        .get("@value")
        .and_then(Sketch::first)
        .filter(|_| matches!(document.get("@type").and_then(Sketch::text), Some("g:List" | "g:Set")));
    let places = [Some(&document), document.get("graph"), document.get("@value")];
    let lists = places.into_iter().flatten().flat_map(|place| [place.get("vertices"), place.get("edges")]);
    let firsts = lists.flatten().filter_map(Sketch::first);
    is_graph || firsts.chain(of_list).chain(of_value).any(|first| is_vertex(first) || is_edge(first))
}

/// Reads vertices and edges.
#[derive(Default)]
struct GraphElements {
    /// How many edges begin at the vertices, and how many end there.
    leaving: AtomicU64,
    entering: AtomicU64,
    /// The names of lines that dossier wrote of rows.
    own: Option<OwnJson>,
}

/// The names of lines that dossier wrote of rows, which are in the first one; `None` for other lines.
fn own(file: &mut RowFile, rows: &mut RowBuilder) -> Option<OwnJson> {
    fn first(head: &[u8]) -> Option<&[u8]> {
        head.split(|byte| *byte == b'\n').next()
    }
    if !has_names(&Sketch::of(first(file.head())?)) {
        return None;
    }
    // The names of many properties are longer than what was read yet.
    file.read_first_line();
    OwnJson::of(first(file.head())?, rows.split().0.names)
}

impl RecordParser for GraphElements {
    fn parse(&self, piece: &Piece<'_>, worker: &mut Worker<'_>) {
        for line in piece.lines() {
            if line.bytes.trim_ascii().is_empty() {
                continue;
            }
            let mut scanner = Scanner::new(line.bytes);
            let mut ahead = scanner.clone();
            // What is broken adds no edges of what precedes the place.
            let is_whole = ahead.skip().and_then(|_| ahead.end());
            worker.record.clear();
            if let Err(error) = is_whole.and_then(|()| self.element(&mut scanner, &line, worker)) {
                worker.malformed(&line, error.at, error.what);
            }
        }
    }
}

impl ElementReader for GraphElements {
    fn read<'p>(
        &'p self,
        element: &Element<'p>,
        scanner: &mut Scanner<'p>,
        _: &mut Keys<'p>,
        worker: &mut Worker<'_>,
    ) -> Result<(), ParseError> {
        scanner.clone().skip()?;
        self.element(scanner, &element.line, worker)
    }
}

impl GraphElements {
    /// Reads a vertex with its edges, or an edge.
    fn element(
        &self,
        scanner: &mut Scanner<'_>,
        line: &Line<'_>,
        worker: &mut Worker<'_>,
    ) -> Result<(), ParseError> {
        let (_, mut value) = typed(scanner)?;
        let has = |key: &[u8]| member(&value, key).is_some();
        if has(b"outV") || has(b"_outV") || has(b"inV") || has(b"_inV") {
            read_edge(&mut value, None, None, worker)?;
            worker.commit(line);
            return Ok(());
        }
        if value.peek() != b'{' {
            return Err(value.error("expected a vertex or an edge"));
        }
        match &self.own {
            Some(own) => self.own_vertex(own, &mut value, line, worker),
            None => self.vertex(&mut value, line, worker),
        }
    }

    /// Reads a vertex that dossier wrote, with its edges.
    fn own_vertex(
        &self,
        own: &OwnJson,
        vertex: &mut Scanner<'_>,
        line: &Line<'_>,
        worker: &mut Worker<'_>,
    ) -> Result<(), ParseError> {
        let (mut row, mut values) = (OwnRow::default(), Vec::new());
        let mut leaving = None;
        each_member(vertex, |key, scanner| {
            match key.raw {
                b"id" => row.id = Some(text(scanner)?),
                b"properties" => each_member(scanner, |key, scanner| {
                    each_item(scanner, |scanner| {
                        let property = scanner.clone();
                        scanner.skip()?;
                        let mut value = member(&property, b"value")
                            .ok_or_else(|| property.error("this property has no `value`"))?;
                        if key.raw == LABELS {
                            row.labels =
                                Some(texts(&mut typed(&mut value)?.1)?.into_iter().map(Into::into).collect());
                            return Ok(());
                        }
                        own_value(own, key, &mut value, &mut values)
                    })
                })?,
                b"outE" => {
                    leaving = Some(scanner.clone());
                    scanner.skip()?;
                }
                b"inE" => self.count_entering(scanner)?,
                _ => {
                    scanner.skip()?;
                }
            }
            Ok(())
        })?;
        own.put(&row, values, line, worker);
        let Some(mut leaving) = leaving else { return Ok(()) };
        let mut count = 0;
        each_label(&mut leaving, |label, edge| {
            count += 1;
            let (mut target, mut values) = (None, Vec::new());
            each_member(edge, |key, scanner| {
                match key.raw {
                    b"inV" => target = Some(text(scanner)?),
                    b"properties" => {
                        each_member(scanner, |key, scanner| own_value(own, key, scanner, &mut values))?
                    }
                    _ => {
                        scanner.skip()?;
                    }
                }
                Ok(())
            })?;
            let ends = row.id.clone().zip(target);
            let ends = ends.ok_or_else(|| edge.error("this edge has no `inV`, or its vertex no `id`"))?;
            let edge = OwnRow { ends: Some(ends), kind: plain(label), ..OwnRow::default() };
            own.put(&edge, values, line, worker);
            Ok(())
        })?;
        self.leaving.fetch_add(count, Ordering::Relaxed);
        Ok(())
    }

    /// Counts edges that end at a vertex.
    fn count_entering(&self, scanner: &mut Scanner<'_>) -> Result<(), ParseError> {
        let mut count = 0;
        each_label(scanner, |_, scanner| {
            count += 1;
            scanner.skip().map(|_| ())
        })?;
        self.entering.fetch_add(count, Ordering::Relaxed);
        Ok(())
    }

    /// Reads a vertex with its edges.
    fn vertex(
        &self,
        value: &mut Scanner<'_>,
        line: &Line<'_>,
        worker: &mut Worker<'_>,
    ) -> Result<(), ParseError> {
        let mut leaving = None;
        let start = value.at();
        each_member(value, |key, scanner| {
            match key.raw {
                b"id" | b"_id" => worker.record.id = Some(read_typed_id(scanner, worker)?),
                b"label" if has_labels(scanner) => read_labels(scanner, worker)?,
                b"properties" if scanner.peek() == b'{' => each_member(scanner, |key, scanner| {
                    let name = worker.type_key(key);
                    if scanner.peek() != b'[' {
                        return put_value(scanner, name, worker);
                    }
                    each_item(scanner, |scanner| read_vertex_property(scanner, name, line, worker))
                })?,
                b"outE" => {
                    leaving = Some(scanner.clone());
                    scanner.skip()?;
                }
                b"inE" => self.count_entering(scanner)?,
                b"_type" | b"@type" | b"type" if scanner.peek() == b'"' => {
                    scanner.string()?;
                }
                b"_outE" | b"_inE" => {
                    scanner.skip()?;
                    lost(worker, line, "an edge inside of a vertex of GraphSON 1");
                }
                _ => {
                    let name = worker.type_key(key);
                    put_value(scanner, name, worker)?;
                }
            }
            Ok(())
        })?;
        let Some(id) = worker.record.id.clone() else {
            return Err(ParseError { at: start, what: "this vertex has no `id`" });
        };
        let id = worker.record.texts.get(id).unwrap_or(&[]).to_vec();
        worker.commit(line);
        let Some(mut leaving) = leaving else { return Ok(()) };
        let mut count = 0;
        each_label(&mut leaving, |label, scanner| {
            count += 1;
            let (_, mut edge) = typed(scanner)?;
            worker.record.clear();
            read_edge(&mut edge, Some(&id), Some(label), worker)?;
            worker.commit(line);
            Ok(())
        })?;
        self.leaving.fetch_add(count, Ordering::Relaxed);
        Ok(())
    }

    /// Reports edges that are only where they end.
    fn report_lost(&self, file: &str, run: &mut Run<'_>) {
        let (leaving, entering) =
            (self.leaving.load(Ordering::Relaxed), self.entering.load(Ordering::Relaxed));
        if entering <= leaving {
            return;
        }
        let lost = entering - leaving;
        run.note(file, &rules::MALFORMED_ROW, |_| RowFinding {
            rule: &rules::MALFORMED_ROW,
            line: NO_LINE,
            message: format!(
                "{lost} edges are only in `inE` of the vertices where they end; they were not read"
            ),
            label: String::new(),
            help: Some(
                "write both directions, which is how TinkerPop writes GraphSON without a choice".to_owned(),
            ),
            excerpt: None,
        });
    }
}

/// The property of the labels of a vertex that dossier wrote.
const LABELS: &[u8] = b"labels";

/// Takes a value that dossier wrote.
fn own_value<'o, 't>(
    own: &'o OwnJson,
    key: Text<'t>,
    scanner: &mut Scanner<'t>,
    values: &mut OwnValues<'o, 't>,
) -> Result<(), ParseError> {
    let (kind, mut inside) = typed(scanner)?;
    let Some(roles) = own.roles(&plain(key)) else { return Ok(()) };
    if kind.is_none_or(|kind| kind.raw != b"g:List") {
        values.extend(value(&mut inside)?.map(|value| (roles, value)));
        return Ok(());
    }
    let mut list = String::from("[");
    each_item(&mut inside, |scanner| {
        let (_, mut item) = typed(scanner)?;
        list.push_str(if list.len() > 1 { "," } else { "" });
        list.push_str(&String::from_utf8_lossy(item.skip()?));
        Ok(())
    })?;
    list.push(']');
    values.push((roles, OwnValue::Json(Cow::Owned(list))));
    Ok(())
}

/// Visits edges by their label: `{"knows": [{…}, {…}]}`.
fn each_label<'r>(
    scanner: &mut Scanner<'r>,
    mut visit: impl FnMut(Text<'r>, &mut Scanner<'r>) -> Result<(), ParseError>,
) -> Result<(), ParseError> {
    each_member(scanner, |label, scanner| each_item(scanner, |scanner| visit(label, scanner)))
}

/// Reads an edge into the record, with its source and its label where these are known.
fn read_edge(
    scanner: &mut Scanner<'_>,
    source: Option<&[u8]>,
    label: Option<Text<'_>>,
    worker: &mut Worker<'_>,
) -> Result<(), ParseError> {
    worker.record.source = source.map(|source| worker.record.text(source));
    if let Some(label) = label {
        let label = worker.type_key(label);
        worker.record.types.push(label);
    }
    let start = scanner.at();
    each_member(scanner, |key, scanner| {
        match key.raw {
            b"id" | b"_id" => worker.record.id = Some(read_typed_id(scanner, worker)?),
            b"outV" | b"_outV" => worker.record.source = Some(read_end(scanner, worker)?),
            b"inV" | b"_inV" => worker.record.target = Some(read_end(scanner, worker)?),
            b"label" | b"_label" if has_labels(scanner) => {
                worker.record.types.clear();
                read_labels(scanner, worker)?;
            }
            b"properties" if scanner.peek() == b'{' => each_member(scanner, |key, scanner| {
                let mut buffer = Vec::new();
                let name = worker.names.key(key.plain(&mut buffer));
                let mut whole = scanner.clone();
                let (kind, value) = typed(scanner)?;
                let is_property = match kind {
                    Some(kind) => kind.raw == b"g:Property",
                    None => value.clone().peek() == b'{' && member(&value, b"key").is_some(),
                };
                match member(&value, b"value").filter(|_| is_property) {
                    Some(mut inside) => put_value(&mut inside, name, worker),
                    None => put_value(&mut whole, name, worker),
                }
            })?,
            // The labels of its ends are those of the vertices.
            b"inVLabel" | b"outVLabel" | b"_type" | b"type" => {
                scanner.skip()?;
            }
            _ => {
                let name = worker.type_key(key);
                put_value(scanner, name, worker)?;
            }
        }
        Ok(())
    })?;
    if worker.record.source.is_none() || worker.record.target.is_none() {
        return Err(ParseError { at: start, what: "this edge has no `outV` or no `inV`" });
    }
    Ok(())
}

/// The type of the value that is next, where it has one, and the value itself; the scanner continues behind it.
fn typed<'r>(scanner: &mut Scanner<'r>) -> Result<(Option<Text<'r>>, Scanner<'r>), ParseError> {
    scanner.peek();
    let whole = scanner.clone();
    let (mut kind, mut value) = (None, None);
    if scanner.peek() == b'{' {
        kind = member(&whole, b"@type").filter(|kind| kind.clone().peek() == b'"');
        value = member(&whole, b"@value");
    }
    scanner.skip()?;
    match (kind, value) {
        (Some(mut kind), Some(value)) => Ok((Some(kind.string()?), value)),
        _ => Ok((None, whole)),
    }
}

/// An id: a text or a number, with a type or without.
fn read_typed_id(
    scanner: &mut Scanner<'_>,
    worker: &mut Worker<'_>,
) -> Result<std::ops::Range<usize>, ParseError> {
    let (_, mut id) = typed(scanner)?;
    read_id(&mut id, &mut worker.record.texts)
}

/// The id of an end of an edge, which GraphSON 4 writes as a vertex.
fn read_end(
    scanner: &mut Scanner<'_>,
    worker: &mut Worker<'_>,
) -> Result<std::ops::Range<usize>, ParseError> {
    let mut whole = scanner.clone();
    let (_, mut end) = typed(scanner)?;
    match end.peek() == b'{' {
        true => match member(&end, b"id") {
            Some(mut id) => read_typed_id(&mut id, worker),
            None => Err(ParseError { at: end.at(), what: "this end of an edge has no `id`" }),
        },
        false => read_typed_id(&mut whole, worker),
    }
}

/// Whether a value is a label, or a list of labels as GraphSON 4 writes them.
fn has_labels(scanner: &mut Scanner<'_>) -> bool {
    scanner.peek() == b'"'
        || typed(&mut scanner.clone()).is_ok_and(|(_, mut list)| {
            let mut are_texts = list.peek() == b'[';
            let all = each_item(&mut list, |item| {
                are_texts &= item.peek() == b'"';
                item.skip().map(|_| ())
            });
            are_texts && all.is_ok()
        })
}

/// Reads a label or a list of labels as types.
fn read_labels(scanner: &mut Scanner<'_>, worker: &mut Worker<'_>) -> Result<(), ParseError> {
    let mut push = |scanner: &mut Scanner<'_>| {
        let label = scanner.string()?;
        let label = worker.type_key(label);
        worker.record.types.push(label);
        Ok(())
    };
    let (_, mut labels) = typed(scanner)?;
    if labels.peek() == b'"' { push(&mut labels) } else { each_item(&mut labels, push) }
}

/// Reads a property of a vertex: an object with its value, its own id and perhaps properties of its own.
fn read_vertex_property(
    scanner: &mut Scanner<'_>,
    name: NameKey,
    line: &Line<'_>,
    worker: &mut Worker<'_>,
) -> Result<(), ParseError> {
    let mut whole = scanner.clone();
    let (_, property) = typed(scanner)?;
    if property.clone().peek() == b'{'
        && let Some(mut value) = member(&property, b"value")
    {
        let own = member(&property, b"properties");
        if own.is_some_and(|mut own| own.open_object().is_ok() && own.peek() != b'}') {
            lost(worker, line, "a property of a property");
        }
        return put_value(&mut value, name, worker);
    }
    put_value(&mut whole, name, worker)
}

/// Notes what is not supported.
fn lost(worker: &mut Worker<'_>, line: &Line<'_>, what: &str) {
    let words = [format!("{what} is not supported and was ignored"), String::new()];
    worker.finding(&rules::ROW_DATA_IGNORED, line, 0..line.bytes.len(), words, None);
}

/// Puts the value that is next as a property.
fn put_value(scanner: &mut Scanner<'_>, name: NameKey, worker: &mut Worker<'_>) -> Result<(), ParseError> {
    let mut whole = scanner.clone();
    let (kind, mut value) = typed(scanner)?;
    if let Some(inside) = of_one(&value).filter(|_| kind.is_none()) {
        return put_value(&mut inside.clone(), name, worker);
    }
    if kind.is_some_and(|kind| matches!(kind.raw, b"g:List" | b"g:Set")) && value.peek() == b'[' {
        let mut items = Vec::new();
        let mut is_flat = true;
        each_item(&mut value, |scanner| {
            let (kind, value) = typed(scanner)?;
            is_flat &= visit_scalar(kind, value, worker, &mut |cell| put_item(&mut items, cell))?;
            Ok(())
        })?;
        if is_flat {
            worker.record.put(name, &Cell::List(Items(&items)));
        } else {
            worker.record.put(name, &Cell::Json(whole.skip()?));
        }
        return Ok(());
    }
    let mut cells = Vec::new();
    if kind.is_none() {
        return read_property(&mut value, worker, name);
    }
    if visit_scalar(kind, value, worker, &mut |cell| put_item(&mut cells, cell))? {
        for cell in Items(&cells) {
            worker.record.put(name, &cell);
        }
    } else {
        worker.record.put(name, &Cell::Json(whole.skip()?));
    }
    Ok(())
}

/// The value in an object of GraphSON 1 with types: `{"type": "string", "value": "marko"}`.
fn of_one<'r>(object: &Scanner<'r>) -> Option<Scanner<'r>> {
    if object.clone().peek() != b'{' {
        return None;
    }
    let mut kind = member(object, b"type")?;
    let is_known = kind.peek() == b'"'
        && matches!(
            kind.string().ok()?.raw,
            b"string" | b"integer" | b"long" | b"float" | b"double" | b"boolean" | b"byte" | b"short"
        );
    member(object, b"value").filter(|_| is_known)
}

/// Visits a value that is not a list or an object as a cell; `false` for others. Nothing is visited for null.
fn visit_scalar(
    kind: Option<Text<'_>>,
    mut value: Scanner<'_>,
    worker: &mut Worker<'_>,
    visit: &mut dyn FnMut(&Cell<'_>),
) -> Result<bool, ParseError> {
    let mut datatype = |name: &str| worker.names.key(format!("{XSD}{name}").as_bytes());
    let kind = kind.map_or(&b""[..], |kind| kind.raw);
    match value.peek() {
        b'"' => {
            let mut buffer = Vec::new();
            let text = value.string()?;
            let text = text.plain(&mut buffer);
            let typed = match (kind, text) {
                (b"g:Double" | b"g:Float" | b"gx:BigDecimal", b"NaN") => Some(("double", &b"NaN"[..])),
                (b"g:Double" | b"g:Float" | b"gx:BigDecimal", b"Infinity") => Some(("double", &b"INF"[..])),
                (b"g:Double" | b"g:Float" | b"gx:BigDecimal", b"-Infinity") => Some(("double", &b"-INF"[..])),
                (b"gx:LocalDate", _) => Some(("date", text)),
                (b"gx:LocalDateTime" | b"gx:OffsetDateTime" | b"gx:Instant", _) => Some(("dateTime", text)),
                (b"gx:LocalTime" | b"gx:OffsetTime", _) => Some(("time", text)),
                (b"gx:Duration" | b"gx:Period", _) => Some(("duration", text)),
                _ => None,
            };
            match typed {
                Some((name, text)) => visit(&Cell::Typed { datatype: datatype(name), text }),
                None => visit(&Cell::of_text(text)),
            }
        }
        b'-' | b'0'..=b'9' => {
            let number = value.number()?;
            let milliseconds = std::str::from_utf8(number.raw).ok().and_then(|raw| raw.parse().ok());
            match (kind, milliseconds) {
                (b"g:Date" | b"g:Timestamp", Some(milliseconds)) => {
                    let text = date_time(milliseconds);
                    visit(&Cell::Typed { datatype: datatype("dateTime"), text: text.as_bytes() });
                }
                (b"g:Double" | b"g:Float" | b"gx:BigDecimal", _) if number.is_whole => {
                    visit(&Cell::Number(&[number.raw, b".0"].concat()));
                }
                _ if number.is_whole => visit(&Cell::Integer(number.raw)),
                _ => visit(&Cell::Number(number.raw)),
            }
        }
        b'[' | b'{' => return Ok(false),
        _ => {
            if let Some(word) = value.word()? {
                visit(&Cell::Boolean(word));
            }
        }
    }
    Ok(true)
}

/// The time of a number of milliseconds after the beginning of 1970, in UTC.
///
/// The date is that of `civil_from_days` in Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms".
fn date_time(milliseconds: i64) -> String {
    const DAY: i64 = 86_400_000;
    let (days, rest) = (milliseconds.div_euclid(DAY) + 719_468, milliseconds.rem_euclid(DAY));
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hours, minutes) = (rest / 3_600_000, rest / 60_000 % 60);
    let (seconds, fraction) = (rest / 1_000 % 60, rest % 1_000);
    let fraction = if fraction == 0 { String::new() } else { format!(".{fraction:03}") };
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}{fraction}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_are_times() {
        for (milliseconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_481_750_076_295, "2016-12-14T21:14:36.295Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(date_time(milliseconds), text);
        }
    }
}

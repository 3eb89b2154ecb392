//! Nodes and edges of DOT as rows.

use std::collections::BTreeSet;

use super::graph::{Attributes, Edge, Graph, Node, Scope, ScopeId, TooMuch};
use super::labels::{Names, fields, shown, text_of_html};
use super::tokens::{Atom, Form, TextId, Texts};
use crate::graph::rows::Cell;
use crate::ontology::Status;
use crate::read::limits::{FREE_EXPANSION_DOT, MOST_EXPANDED_DOT};
use crate::read::rows::sink::{Ended, Sink};
use crate::read::rows::values::json_number;

/// Turns nodes and edges into records of a sink.
pub(super) struct Writer<'b, 'o, 'r> {
    pub(super) sink: Sink<'b, 'o, 'r>,
    /// Attributes that only say how the graph is drawn, and were left out.
    pub(super) left_out: BTreeSet<String>,
    /// How many edges were left out that only arrange the drawing.
    pub(super) invisible: u64,
    /// What plays which role, beyond the ids.
    pub(super) roles: BTreeSet<&'static str>,
    /// For each text, the last row in which it was the name of an attribute.
    seen: Vec<u32>,
    rows: u32,
    /// The attributes of the row, each once.
    attributes: Attributes,
    /// Bytes of the values that were written.
    written: u64,
}

/// Where Graphviz stores a layout, in any case.
const DRAWN: [&str; 6] = ["_draw_", "_ldraw_", "_hdraw_", "_tdraw_", "_hldraw_", "_tldraw_"];
/// Where it stores places, as numbers.
const PLACES: [&str; 7] = ["pos", "lp", "xlp", "head_lp", "tail_lp", "rects", "vertices"];
/// Where it stores the size of a node that has a place.
const SIZES: [&str; 2] = ["width", "height"];

/// Attributes whose texts have escapes (escString and lblString, graphviz.org/docs/attrs).
const ESCAPED: [&str; 22] = [
    "label",
    "xlabel",
    "headlabel",
    "taillabel",
    "tooltip",
    "edgetooltip",
    "headtooltip",
    "labeltooltip",
    "tailtooltip",
    "URL",
    "edgeURL",
    "headURL",
    "labelURL",
    "tailURL",
    "href",
    "edgehref",
    "headhref",
    "labelhref",
    "tailhref",
    "target",
    "edgetarget",
    "id",
];

/// A subgraph whose nodes say that they are in it.
pub(super) struct Group {
    /// `cluster` or `subgraph`.
    property: &'static str,
    name: String,
}

impl Group {
    /// The group that a subgraph is, if it has a name or is a cluster.
    pub(super) fn of(scope: &Scope, label: TextId, cluster: TextId, texts: &Texts) -> Option<Group> {
        let name = scope.name.map(|name| texts.get(name));
        let says_so = scope.attributes.get(cluster).map(|value| texts.get(value.text).to_ascii_lowercase());
        let says_so = says_so.is_some_and(|value| ["true", "yes", "1"].contains(&value.as_str()));
        let property = match name {
            Some(name) if says_so || name.starts_with("cluster") => "cluster",
            None if says_so => "cluster",
            Some(_) => "subgraph",
            None => return None,
        };
        let names = Names { graph: name.unwrap_or(""), node: None, edge: None };
        let label = scope.attributes.get(label).map(|label| text_of_label(label, texts, &names));
        let label = label.filter(|label| !label.is_empty());
        Some(Group { property, name: label.or(name.map(str::to_owned)).unwrap_or_default() })
    }
}

/// Whether a text is an id, or the last part of an IRI behind any prefix.
fn is_short(said: &str, id: &str) -> bool {
    let last = said.rsplit(':').next().unwrap_or(said);
    let before = id.strip_suffix(last).unwrap_or("");
    said == id || !last.is_empty() && before.ends_with(['#', '/', ':'])
}

/// The text of a label that is not a record.
fn text_of_label(label: Atom, texts: &Texts, names: &Names<'_>) -> String {
    let text = texts.get(label.text);
    if label.form == Form::Html { text_of_html(text) } else { shown(text, names) }
}

/// Whether a value is a place: numbers with commas, as `12,7.5!` or a spline.
fn is_place(value: &str) -> bool {
    value.contains(',') && value.bytes().all(|byte| byte.is_ascii_digit() || b" ,.;+-!es\n\r".contains(&byte))
}

impl<'b, 'o, 'r> Writer<'b, 'o, 'r> {
    /// Writes into a sink.
    pub(super) fn new(sink: Sink<'b, 'o, 'r>) -> Writer<'b, 'o, 'r> {
        Writer {
            sink,
            left_out: BTreeSet::new(),
            invisible: 0,
            roles: BTreeSet::new(),
            seen: Vec::new(),
            rows: 0,
            attributes: Vec::new(),
            written: 0,
        }
    }

    /// Begins with a row: finds the last value of each attribute that is not empty and not of a layout.
    fn begin(&mut self, attributes: &Attributes, texts: &Texts) {
        self.rows = self.rows.wrapping_add(1);
        self.seen.resize(texts.len(), 0);
        self.attributes.clear();
        for (name, value) in attributes.iter().rev() {
            let Some(seen) = self.seen.get_mut(*name as usize) else { continue };
            if *seen != self.rows {
                *seen = self.rows;
                self.attributes.push((*name, *value));
            }
        }
        self.attributes.reverse();
        let left_out = &mut self.left_out;
        let has_place = self
            .attributes
            .iter()
            .any(|(name, value)| texts.get(*name) == "pos" && is_place(texts.get(value.text)));
        self.attributes.retain(|(name, value)| {
            let (name, value) = (texts.get(*name), texts.get(value.text));
            let is_drawn = DRAWN.contains(&name)
                || PLACES.contains(&name) && is_place(value)
                || SIZES.contains(&name) && has_place;
            if is_drawn && !left_out.contains(name) {
                left_out.insert(name.to_owned());
            }
            !is_drawn && !value.is_empty()
        });
        self.sink.worker.record.clear();
    }

    /// An attribute of the row.
    fn get(&self, wanted: &str, texts: &Texts) -> Option<Atom> {
        self.attributes.iter().find(|(name, _)| texts.get(*name) == wanted).map(|(_, value)| *value)
    }

    /// Puts a property as it is shown.
    fn put_text(&mut self, name: &str, text: &str) {
        self.written += text.len() as u64;
        let worker = &mut self.sink.worker;
        worker.record.put(worker.names.key(name.as_bytes()), &Cell::of_text(text.as_bytes()));
    }

    /// Puts an attribute as a property of its name.
    fn put(&mut self, name: &str, value: Atom, texts: &Texts, names: &Names<'_>) {
        let text = texts.get(value.text);
        if ESCAPED.contains(&name) && value.form != Form::Html {
            return self.put_text(name, &shown(text, names));
        }
        let number = Some(text).filter(|text| value.form == Form::Numeral && !is_padded(text));
        match number.and_then(|text| json_number(text.as_bytes())) {
            Some((number, is_whole)) => {
                let cell = if is_whole { Cell::Integer(&number) } else { Cell::Number(&number) };
                let worker = &mut self.sink.worker;
                worker.record.put(worker.names.key(name.as_bytes()), &cell);
                self.written += number.len() as u64;
            }
            None => self.put_text(name, text),
        }
    }

    /// Whether more was written than is allowed for a file of which that many bytes were read.
    fn check(&self, read: u64) -> Result<(), TooMuch> {
        let most = read.saturating_mul(MOST_EXPANDED_DOT).max(FREE_EXPANSION_DOT);
        if self.written > most { Err(TooMuch) } else { Ok(()) }
    }

    /// Writes a node with the groups that it is in, and the line of a graph.
    pub(super) fn node(
        &mut self,
        texts: &Texts,
        graph: &Graph,
        node: &Node,
        groups: &mut dyn Iterator<Item = &Group>,
        read: u64,
    ) -> Result<(), Ended> {
        let id = texts.get(node.name);
        if id.is_empty() {
            self.sink.malformed(node.line, "this node has no name".to_owned());
            return Ok(());
        }
        self.begin(&node.attributes, texts);
        let names =
            Names { graph: graph.name.map_or("", |name| texts.get(name)), node: Some(id), edge: None };
        let record = &mut self.sink.worker.record;
        record.id = Some(record.text(id.as_bytes()));
        let is_record = self
            .get("shape", texts)
            .is_some_and(|shape| ["record", "Mrecord"].contains(&texts.get(shape.text)));
        let (own_name, has_cluster) = (self.get("name", texts), self.get("cluster", texts).is_some());
        for (name, value) in std::mem::take(&mut self.attributes) {
            match texts.get(name) {
                "type" => {
                    self.written += texts.get(value.text).len() as u64;
                    let worker = &mut self.sink.worker;
                    let key = worker.names.key(texts.get(value.text).as_bytes());
                    worker.record.types.push(key);
                    self.roles.insert("type=type");
                }
                "label" => self.label(value, texts, &names, is_record, own_name),
                name => self.put(name, value, texts, &names),
            }
        }
        for group in groups {
            let property = if has_cluster { "subgraph" } else { group.property };
            self.put_text(property, &group.name);
            self.roles.insert(if property == "cluster" { "cluster=subgraph" } else { "subgraph=subgraph" });
        }
        self.check(read)?;
        Ok(self.sink.commit(node.line, b"")?)
    }

    /// Puts the label of a node: its plain text is the name, and markup is kept as the label.
    fn label(&mut self, label: Atom, texts: &Texts, names: &Names<'_>, is_record: bool, name: Option<Atom>) {
        let raw = texts.get(label.text);
        let fields = Some(raw).filter(|_| is_record && label.form != Form::Html).and_then(fields);
        let plain = match &fields {
            Some(fields) => {
                let fields = fields.iter().map(|field| shown(field, names).trim().to_owned());
                fields.filter(|field| !field.is_empty()).collect::<Vec<_>>().join(" | ")
            }
            None => text_of_label(label, texts, names),
        };
        self.written += plain.len() as u64;
        let is_marked = fields.is_some() || label.form == Form::Html;
        if is_marked {
            self.put_text("label", raw);
        }
        // The default, and what says the name again, alone or with the id behind it, are no labels.
        let in_brackets = |rest: &str| {
            let said = rest.strip_prefix(" (").and_then(|rest| rest.strip_suffix(')'));
            said.is_some_and(|said| names.node.is_some_and(|id| is_short(said, id)))
        };
        let says =
            |name: &str| plain.strip_prefix(name).is_some_and(|rest| rest.is_empty() || in_brackets(rest));
        let is_known = raw == "\\N"
            || name
                .is_some_and(|name| says(texts.get(name.text)) || says(&shown(texts.get(name.text), names)));
        let has_name = name.is_some();
        if has_name && !is_marked && !is_known {
            self.put_text("label", &plain);
        } else if !has_name && !plain.is_empty() && !is_known {
            self.put_text("name", &plain);
            self.roles.insert("name=label");
        }
    }

    /// Writes an edge.
    pub(super) fn edge(&mut self, texts: &Texts, graph: &Graph, edge: &Edge, read: u64) -> Result<(), Ended> {
        let [tail, head] = edge.ends.map(|end| graph.nodes.get(end as usize).map_or(0, |node| node.name));
        let (tail, head) = (texts.get(tail), texts.get(head));
        if tail.is_empty() || head.is_empty() {
            self.sink.malformed(edge.line, "an end of this edge has no name".to_owned());
            return Ok(());
        }
        self.begin(&edge.attributes, texts);
        let port = |end: &str, name: &str| match self.get(name, texts) {
            Some(port) => format!("{end}:{}", texts.get(port.text)),
            None => end.to_owned(),
        };
        let (tail_end, head_end) = (port(tail, "tailport"), port(head, "headport"));
        let arrow = if graph.is_directed { "->" } else { "--" };
        let names = Names {
            graph: graph.name.map_or("", |name| texts.get(name)),
            node: None,
            edge: Some([&tail_end, arrow, &head_end]),
        };
        let text = |name: &str| self.get(name, texts).map(|value| texts.get(value.text));
        if text("style").is_some_and(|style| style.split(',').any(|word| word.trim() == "invis")) {
            self.invisible += 1;
            return Ok(());
        }
        // As dossier draws what is only claimed: the second class is the status.
        let of_claim = text("class").and_then(|class| class.strip_prefix("claim "));
        let drawn_as = of_claim.and_then(|class| class.split(' ').next()?.parse::<Status>().ok());
        let said_status = text("status").and_then(|status| status.parse::<Status>().ok());
        let status = said_status.or(drawn_as);
        let claim = drawn_as.filter(|_| text("type") == Some("Claim") && text("relation").is_some());
        let said = |name: &str| {
            let label = self.get(name, texts).map(|label| text_of_label(label, texts, &names));
            label
                .map(|label| label.replace(['\n', '\r'], " ").trim().to_owned())
                .filter(|label| !label.is_empty())
        };
        let (relation, from) = match claim.and_then(|_| text("relation")).or_else(|| text("type")) {
            Some(relation) => (Some(relation.to_owned()), "type"),
            None => match said("label") {
                Some(label) => (Some(label), "label"),
                None => (said("xlabel"), "xlabel"),
            },
        };
        let drawn = claim.map(|status| format!("{} ({})", relation.as_deref().unwrap_or(""), status.name()));
        let mut is_undirected = !graph.is_directed;
        let id = self.get("id", texts).map(|id| shown(texts.get(id.text), &names));
        let worker = &mut self.sink.worker;
        let record = &mut worker.record;
        record.source = Some(record.text(tail.as_bytes()));
        record.target = Some(record.text(head.as_bytes()));
        record.id = id.map(|id| record.text(id.as_bytes()));
        record.status = status;
        if let Some(relation) = relation.as_deref() {
            self.written += relation.len() as u64;
            record.types.push(worker.names.key(relation.as_bytes()));
            self.roles.insert(match from {
                "type" => "relation=type",
                "label" => "relation=label",
                _ => "relation=xlabel",
            });
        }
        for (name, value) in std::mem::take(&mut self.attributes) {
            let raw = texts.get(value.text);
            match texts.get(name) {
                "id" => {}
                "type" if from == "type" && relation.is_some() => {}
                "relation" | "class" if claim.is_some() => {}
                "style" if claim.is_some() && raw == "dashed" => {}
                "status" if said_status.is_some() => {}
                "dir" if graph.is_directed && raw == "none" => is_undirected = true,
                "dir" if !graph.is_directed && raw == "forward" => is_undirected = false,
                name @ ("label" | "xlabel") if name == from && value.form != Form::Html => {}
                "label" if value.form == Form::Html => self.put_text("label", raw),
                "label" => {
                    let label = shown(raw, &names);
                    if Some(&label) != relation.as_ref() && Some(&label) != drawn.as_ref() {
                        self.put_text("label", &label);
                    }
                }
                name => self.put(name, value, texts, &names),
            }
        }
        if let Some(key) = edge.key {
            self.put_text("key", texts.get(key));
        }
        self.sink.worker.record.is_undirected = is_undirected;
        self.check(read)?;
        Ok(self.sink.commit(edge.line, b"")?)
    }

    /// Writes all nodes of a graph.
    pub(super) fn nodes(
        &mut self,
        texts: &Texts,
        graph: &Graph,
        (label, cluster): (TextId, TextId),
        read: u64,
    ) -> Result<(), Ended> {
        let of = |scope: &Scope| Group::of(scope, label, cluster, texts);
        let groups: Vec<Option<Group>> = graph
            .scopes
            .iter()
            .enumerate()
            .map(|(at, scope)| if at == 0 { None } else { of(scope) })
            .collect();
        // The group that a subgraph is, or else the next one around it; a subgraph is behind those around it.
        let mut nearest: Vec<Option<ScopeId>> = Vec::with_capacity(groups.len());
        let mut named_in = Vec::new();
        for (at, (scope, group)) in graph.scopes.iter().zip(&groups).enumerate() {
            let outer = scope.parent.and_then(|outer| nearest.get(outer as usize).copied().flatten());
            let group = if group.is_some() { Some(at as ScopeId) } else { outer };
            nearest.push(group);
            named_in.extend(
                group.into_iter().flat_map(|group| scope.members.iter().map(move |node| (*node, group))),
            );
        }
        named_in.sort_unstable();
        let mut named_in = named_in.as_slice();
        for (at, node) in graph.nodes.iter().enumerate() {
            let count = named_in.iter().take_while(|(node, _)| *node as usize == at).count();
            let (here, rest) = named_in.split_at_checked(count).unwrap_or((named_in, &[]));
            named_in = rest;
            let mut all = BTreeSet::new();
            for (_, group) in here {
                let mut next = Some(*group).filter(|group| all.insert(*group));
                while let Some(group) = next {
                    let outer = graph.scopes.get(group as usize).and_then(|scope| scope.parent);
                    let outer = outer.and_then(|outer| nearest.get(outer as usize).copied().flatten());
                    next = outer.filter(|outer| all.insert(*outer));
                }
            }
            let mut groups = all.iter().filter_map(|group| groups.get(*group as usize)?.as_ref());
            self.node(texts, graph, node, &mut groups, read)?;
        }
        Ok(())
    }
}

/// Whether a number has zeros before it, as codes have.
fn is_padded(number: &str) -> bool {
    let digits = number.trim_start_matches('-');
    digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.")
}

//! A node or an edge of GraphML while it is read.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use foldhash::fast::FixedState;

use super::graphml::Keys;
use super::table::{Value, put_value};
use super::worker::Worker;
use crate::graph::rows::{CLASS, Cell, NameKey};

/// A node or an edge. Its texts are adjacent.
#[derive(Debug, Default)]
pub(super) struct Row {
    is_edge: bool,
    /// The texts of everything else.
    pub(super) texts: String,
    id: Option<Range<usize>>,
    source: Option<Range<usize>>,
    target: Option<Range<usize>>,
    /// Whether it names a port.
    pub(super) has_port: bool,
    /// Types as XML attributes: their names and texts.
    types: Vec<(&'static str, Range<usize>)>,
    /// Data: the places of their keys, and their texts.
    data: Vec<(usize, Range<usize>)>,
    /// How many rows there were, and for each key the last one that has data of it, where keys have defaults.
    rows: u64,
    last_rows: Vec<u64>,
}

/// What may say the types of a node, and the relation of an edge; the first that exists does.
const OF_NODES: &[&str] = &["labels", "labelV", "type"];
const OF_EDGES: &[&str] = &["labelE", "type", "label"];

/// The datatype of what is not a number in JSON, such as `NaN`.
const XSD_DOUBLE: &[u8] = b"http://www.w3.org/2001/XMLSchema#double";

impl Row {
    /// Forgets everything, and keeps the memory.
    pub(super) fn begin(&mut self, is_edge: bool) {
        (self.is_edge, self.has_port) = (is_edge, false);
        (self.id, self.source, self.target) = (None, None, None);
        self.texts.clear();
        self.types.clear();
        self.data.clear();
    }

    /// Takes an XML attribute.
    pub(super) fn attribute(&mut self, name: &[u8], value: &str) {
        let start = self.texts.len();
        let range = start..start + value.len();
        let place = match name {
            b"id" => &mut self.id,
            b"source" => &mut self.source,
            b"target" => &mut self.target,
            b"sourceport" | b"targetport" => {
                self.has_port = true;
                return;
            }
            b"labels" | b"label" => {
                let name = if name == b"labels" { "labels" } else { "label" };
                self.types.push((name, range));
                return self.texts.push_str(value);
            }
            _ => return,
        };
        *place = Some(range).filter(|range| !range.is_empty());
        self.texts.push_str(value);
    }

    /// Takes data, whose text begins at a place of the texts; where there is only XML in it, there are none.
    pub(super) fn data(&mut self, key: usize, start: usize, has_elements: bool) {
        let is_blank = self.text(&(start..self.texts.len())).trim().is_empty();
        if !has_elements || !is_blank {
            self.data.push((key, start..self.texts.len()));
        }
    }

    fn text(&self, range: &Range<usize>) -> &str {
        self.texts.get(range.clone()).unwrap_or("")
    }

    /// Puts the row into the record of a worker.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn put(&mut self, keys: &Keys, worker: &mut Worker<'_>) -> Result<(), String> {
        let Worker { record, names, .. } = worker;
        record.clear();
        record.id = self.id.as_ref().map(|id| record.text(self.text(id).as_bytes()));
        if self.is_edge {
            let missing = |what: &str| format!("this edge has no `{what}`");
            let source = self.source.as_ref().ok_or_else(|| missing("source"))?;
            let target = self.target.as_ref().ok_or_else(|| missing("target"))?;
            record.source = Some(record.text(self.text(source).as_bytes()));
            record.target = Some(record.text(self.text(target).as_bytes()));
        } else if self.id.is_none() {
            return Err("this node has no `id`".to_owned());
        }
        let data =
            self.data.iter().filter_map(|(place, text)| Some((keys.all.get(*place)?, self.text(text))));
        let wanted = if self.is_edge { OF_EDGES } else { OF_NODES };
        let attribute = self.types.iter().find(|(name, _)| self.is_edge == (*name == "label"));
        let of_data = |wanted: &str| data.clone().find(|(key, _)| &*key.name == wanted).map(|(_, text)| text);
        let chosen = of_data("labelE")
            .filter(|_| self.is_edge)
            .or(attribute.map(|(_, text)| self.text(text)))
            .or_else(|| wanted.iter().find_map(|name| of_data(name)))
            .unwrap_or("");
        let are_several = !self.is_edge && chosen.starts_with(':');
        let types = chosen.split(|sign| sign == ':' && are_several).filter(|name| !name.is_empty());
        let all_types = OnceCell::new();
        let is_type = |text: &str| {
            let all = all_types.get_or_init(|| types.clone().collect::<HashSet<&str, FixedState>>());
            all.contains(text)
        };
        record.types.extend(types.clone().map(|name| names.key(name.as_bytes())));
        let others = self.types.iter().filter(|(name, _)| self.is_edge != (*name == "label"));
        for (name, text) in others {
            record.put(names.key(name.as_bytes()), &Cell::of_text(self.text(text).as_bytes()));
        }
        for (key, text) in data {
            // A repetition of the types is not a property.
            let says_types = wanted.contains(&&*key.name) && (text == chosen || is_type(text));
            if says_types {
                continue;
            }
            let name = names.key(key.name.as_bytes());
            if text.is_empty() {
                record.put(name, &Cell::Clean(b""));
                continue;
            }
            let class = text.bytes().fold(0, |all, byte| all | CLASS[usize::from(byte)]);
            let text = match text.trim() {
                "1" if key.value == Value::Boolean => "true",
                "0" if key.value == Value::Boolean => "false",
                _ => text,
            };
            let datatype = if key.value == Value::Number { names.key(XSD_DOUBLE) } else { NameKey::NONE };
            put_value(key.value, datatype, text.as_bytes(), class, |cell| record.put(name, cell))?;
        }
        Ok(())
    }

    /// Adds the values of keys that the row has no data of, and returns how many bytes they take.
    pub(super) fn add_defaults(&mut self, keys: &Keys) -> u64 {
        if keys.with_default.is_empty() {
            return 0;
        }
        self.rows += 1;
        self.last_rows.resize(keys.all.len(), 0);
        for (place, _) in &self.data {
            if let Some(last) = self.last_rows.get_mut(*place) {
                *last = self.rows;
            }
        }
        let mut bytes = 0;
        for place in &keys.with_default {
            let Some(key) = keys.all.get(*place) else { continue };
            let is_for = if self.is_edge { key.of_edges } else { key.of_nodes };
            if is_for && self.last_rows.get(*place) != Some(&self.rows) {
                let start = self.texts.len();
                self.texts.push_str(key.default.as_deref().unwrap_or(""));
                self.data.push((*place, start..self.texts.len()));
                // A value takes some bytes in addition to its text.
                bytes += (self.texts.len() - start) as u64 + 8;
            }
        }
        bytes
    }
}

//! A node or an edge of GraphML while it is read.

use super::graphml::Keys;
use super::table::{Value, put_value};
use super::worker::Worker;
use crate::graph::rows::{CLASS, Cell, NameKey};

/// A node or an edge.
#[derive(Debug)]
pub(super) struct Row {
    is_edge: bool,
    id: Option<Box<str>>,
    source: Option<Box<str>>,
    target: Option<Box<str>>,
    /// Whether it names a port.
    pub(super) has_port: bool,
    /// Types as XML attributes: their names and texts.
    types: Vec<(&'static str, Box<str>)>,
    /// Data: the places of their keys, and their texts.
    data: Vec<(usize, String)>,
    /// By key: whether there are data.
    has: Vec<bool>,
}

/// What may say the types of a node, and the relation of an edge; the first that is there does.
const OF_NODES: &[&str] = &["labels", "labelV", "type"];
const OF_EDGES: &[&str] = &["labelE", "type", "label"];

/// The datatype of what is no number in JSON, such as `NaN`.
const XSD_DOUBLE: &[u8] = b"http://www.w3.org/2001/XMLSchema#double";

impl Row {
    /// A row that has nothing yet.
    pub(super) fn new(is_edge: bool, keys: usize) -> Row {
        Row {
            is_edge,
            id: None,
            source: None,
            target: None,
            has_port: false,
            types: Vec::new(),
            data: Vec::new(),
            has: vec![false; keys],
        }
    }

    /// Takes an XML attribute.
    pub(super) fn attribute(&mut self, name: &[u8], value: &str) {
        let place = match name {
            b"id" => &mut self.id,
            b"source" => &mut self.source,
            b"target" => &mut self.target,
            b"sourceport" | b"targetport" => {
                self.has_port = true;
                return;
            }
            b"labels" => return self.types.push(("labels", Box::from(value))),
            b"label" => return self.types.push(("label", Box::from(value))),
            _ => return,
        };
        *place = Some(value).filter(|value| !value.is_empty()).map(Box::from);
    }

    /// Takes the text of data.
    pub(super) fn data(&mut self, key: usize, text: String) {
        if let Some(has) = self.has.get_mut(key) {
            *has = true;
        }
        self.data.push((key, text));
    }

    /// Puts the row into the record of a worker.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn put(&self, keys: &Keys, worker: &mut Worker<'_>) -> Result<(), String> {
        let record = &mut worker.record;
        record.clear();
        record.id = self.id.as_ref().map(|id| record.text(id.as_bytes()));
        if self.is_edge {
            let end = |end: &Option<Box<str>>, what: &str| {
                end.clone().ok_or_else(|| format!("this edge has no `{what}`"))
            };
            let (source, target) = (end(&self.source, "source")?, end(&self.target, "target")?);
            record.source = Some(record.text(source.as_bytes()));
            record.target = Some(record.text(target.as_bytes()));
        } else if self.id.is_none() {
            return Err("this node has no `id`".to_owned());
        }
        let defaults = keys.all.iter().enumerate().filter_map(|(place, key)| {
            let is_for = if self.is_edge { key.of_edges } else { key.of_nodes };
            let default = key.default.as_deref().filter(|_| is_for && self.has.get(place) != Some(&true))?;
            Some((place, default))
        });
        let data = self.data.iter().map(|(place, text)| (*place, text.as_str())).chain(defaults);
        let data: Vec<_> = data.filter_map(|(place, text)| Some((keys.all.get(place)?, text))).collect();
        let wanted = if self.is_edge { OF_EDGES } else { OF_NODES };
        let attribute = self.types.iter().find(|(name, _)| self.is_edge == (*name == "label"));
        let of_data = |wanted: &str| data.iter().find(|(key, _)| &*key.name == wanted).map(|(_, text)| *text);
        let chosen = of_data("labelE")
            .filter(|_| self.is_edge)
            .or(attribute.map(|(_, text)| &**text))
            .or_else(|| wanted.iter().find_map(|name| of_data(name)))
            .unwrap_or("");
        let mut types = Vec::new();
        if self.is_edge {
            types.extend(Some(chosen).filter(|text| !text.is_empty()));
        } else {
            types.extend(chosen.split(':').filter(|name| !name.is_empty()));
            if !chosen.starts_with(':') && !chosen.is_empty() {
                types = vec![chosen];
            }
        }
        worker.record.types.extend(types.iter().map(|name| worker.names.key(name.as_bytes())));
        let others = self.types.iter().filter(|(name, _)| self.is_edge != (*name == "label"));
        for (name, text) in others {
            let name = worker.names.key(name.as_bytes());
            worker.record.put(name, &Cell::of_text(text.as_bytes()));
        }
        for (key, text) in data {
            // What says the types again is no property.
            let says_types = wanted.contains(&&*key.name) && (text == chosen || types.contains(&text));
            if says_types {
                continue;
            }
            let Worker { record, names, .. } = worker;
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
}

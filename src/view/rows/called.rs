//! What the nodes of a picture are called: by their labels, or else by their ids, and no two alike.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::words::text;
use crate::graph::rows::{Labels, NameKey, NodeRow, RowGraph, RowNode};
use crate::text::ShortIris;

/// Of more nodes no picture shows all.
const MOST_TOGETHER: usize = 3_000;

/// What nodes are called.
#[derive(Debug)]
pub(crate) struct Called {
    labels: Labels,
    short: ShortIris,
    /// With a prefix for every namespace that needs one.
    apart: ShortIris,
    /// The nodes that would be called like others.
    alike: HashMap<RowNode, String, FixedState>,
}

impl Called {
    /// What the nodes of a graph are called, whether or not others are called the same.
    pub(crate) fn new(rows: &RowGraph) -> Called {
        let (labels, short) = (Labels::new(rows.names()), ShortIris::new(rows.prefixes().iter()));
        Called { labels, apart: short.clone(), short, alike: HashMap::default() }
    }

    /// What the nodes of a graph are called, no two alike where they are few enough for one picture.
    pub(crate) fn of_graph(rows: &RowGraph) -> Called {
        if rows.node_count() > MOST_TOGETHER {
            return Called::new(rows);
        }
        let nodes = (0..rows.node_count()).filter_map(|at| rows.node_row(RowNode::at(at)));
        Called::together(rows, nodes)
    }

    /// What some nodes are called that are shown together. Those with the same label have their ids behind it, as short as
    /// says them apart.
    pub(crate) fn together<'r>(rows: &RowGraph, nodes: impl Iterator<Item = NodeRow<'r>>) -> Called {
        let mut called = Called::new(rows);
        let nodes: Vec<NodeRow<'r>> = nodes.collect();
        for longer in [Called::with_short_id, Called::with_prefix, Called::with_id] {
            let mut counts: HashMap<String, u32, FixedState> = HashMap::default();
            nodes.iter().for_each(|row| *counts.entry(called.of(*row).into_owned()).or_default() += 1);
            let twice = |row: &&NodeRow<'r>| counts.get(&*called.of(**row)).is_some_and(|count| *count > 1);
            let twice: Vec<NodeRow<'r>> = nodes.iter().filter(twice).copied().collect();
            for row in twice {
                let longer = longer(&mut called, row);
                called.alike.insert(row.node, longer);
            }
        }
        called
    }

    /// What a node is called.
    pub(crate) fn of<'c>(&'c self, row: NodeRow<'c>) -> Cow<'c, str> {
        match self.alike.get(&row.node) {
            Some(longer) => Cow::Borrowed(longer),
            None => self.label(row).map_or_else(|| self.short_id(row), |(_, label)| label),
        }
    }

    /// What a node is called, and its id where that is something else.
    pub(crate) fn with_short_id_of(&self, row: NodeRow<'_>) -> String {
        let id = self.short_id(row);
        match self.label(row) {
            Some((_, label)) if label != id => format!("{label} ({id})"),
            _ => id.into_owned(),
        }
    }

    /// The label of a node, and the property that has it.
    pub(crate) fn label<'c>(&self, row: NodeRow<'c>) -> Option<(NameKey, Cow<'c, str>)> {
        self.labels.of(row.cells).map(|(name, label)| (name, String::from_utf8_lossy(label)))
    }

    /// A name of the graph as it is shown.
    pub(crate) fn shown<'c>(&self, name: &'c str) -> Cow<'c, str> {
        self.short.shown(name)
    }

    /// A name of the graph as it is shown beside another one that would be shown alike.
    pub(crate) fn apart(&mut self, name: &str) -> String {
        self.apart.shorten(name)
    }

    fn short_id<'c>(&self, row: NodeRow<'c>) -> Cow<'c, str> {
        match String::from_utf8_lossy(row.id.text) {
            Cow::Borrowed(id) => self.short.shown(id),
            Cow::Owned(id) => Cow::Owned(id),
        }
    }

    fn with_short_id(&mut self, row: NodeRow<'_>) -> String {
        self.with_short_id_of(row)
    }

    fn with_prefix(&mut self, row: NodeRow<'_>) -> String {
        let id = self.apart.shorten(&text(row.id.text));
        self.behind(row, id)
    }

    fn with_id(&mut self, row: NodeRow<'_>) -> String {
        self.behind(row, text(row.id.text))
    }

    fn behind(&self, row: NodeRow<'_>, id: String) -> String {
        self.label(row).map_or_else(|| id.clone(), |(_, label)| format!("{label} ({id})"))
    }
}

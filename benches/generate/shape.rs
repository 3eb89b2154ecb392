//! Graphs of several shapes, node by node and edge by edge.

use std::borrow::Cow;

use super::random::Random;

const WORDS: [&str; 24] = [
    "harbour",
    "crane",
    "Überstunden",
    "grève",
    "شحن",
    "關稅",
    "貿易",
    "переговоры",
    "quay",
    "\"dead\" weight",
    "tide",
    "naïve",
    "pilot",
    "マグロ",
    "협상",
    "C:\\ship",
    "rope",
    "anchor",
    "winch",
    "berth",
    "line\nfeed",
    "δασμός",
    "ledger",
    "<tag> & more",
];
const TYPES: [&str; 8] = ["Person", "Organization", "Country", "Measure", "Event", "Place", "Work", "Topic"];
const RELATIONS: [&str; 12] = [
    "knows",
    "worksFor",
    "locatedIn",
    "imposes",
    "opposes",
    "mentions",
    "partOf",
    "follows",
    "funds",
    "owns",
    "meets",
    "supplies",
];
/// How many types and how many relations [`Shape::Types`] has.
const MANY_NAMES: u64 = 10_000;
/// Bytes of a label of [`Shape::Big`].
const BIG_LABEL: usize = 1_000_000;

/// What a graph looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A few nodes have most of the edges.
    Power,
    /// One node has all edges.
    Star,
    /// All edges lie between two nodes.
    Parallel,
    /// Ten thousand types and relations.
    Types,
    /// Ids of 200 characters that differ at their ends.
    Long,
    /// Labels of a million bytes.
    Big,
}

impl Shape {
    /// The names of all shapes.
    pub const NAMES: [(&str, Shape); 6] = [
        ("power", Shape::Power),
        ("star", Shape::Star),
        ("parallel", Shape::Parallel),
        ("types", Shape::Types),
        ("long", Shape::Long),
        ("big", Shape::Big),
    ];

    /// The shape of a name.
    pub fn named(name: &str) -> Option<Shape> {
        Shape::NAMES.iter().find(|(known, _)| *known == name).map(|(_, shape)| *shape)
    }
}

/// A node.
pub struct Node {
    /// The id.
    pub id: String,
    /// The type.
    pub node_type: Cow<'static, str>,
    /// What people read.
    pub label: String,
    /// A sentence of words.
    pub description: String,
    /// A day.
    pub date: String,
    /// A number with two decimals.
    pub number: String,
}

/// An edge.
pub struct Edge {
    /// The id of the node where it begins.
    pub source: String,
    /// The id of the node where it ends.
    pub target: String,
    /// The relation.
    pub relation: Cow<'static, str>,
    /// A number below 1 with two decimals.
    pub weight: String,
    /// A day.
    pub since: String,
    /// A few words.
    pub note: String,
}

/// Makes the nodes of a graph, then its edges.
pub struct Maker {
    shape: Shape,
    nodes: u64,
    random: Random,
}

impl Maker {
    /// A graph of so many nodes, at least 2.
    pub fn new(shape: Shape, nodes: u64) -> Maker {
        Maker { shape, nodes: nodes.max(2), random: Random::new(2019) }
    }

    /// All nodes; they come before the edges.
    pub fn nodes(&mut self) -> impl Iterator<Item = Node> {
        (0..self.nodes).map(|node| self.node(node))
    }

    fn node(&mut self, node: u64) -> Node {
        let node_type = self.name(&TYPES, "Type");
        let label = match self.shape {
            Shape::Big => self.text_of(BIG_LABEL),
            _ => self.words(2, 4),
        };
        let description = self.words(8, 14);
        let date = self.date();
        let amount = self.random.below(1_000_000);
        let number = format!("{}.{:02}", amount / 100, amount % 100);
        Node { id: self.id(node), node_type, label, description, date, number }
    }

    /// Another edge.
    pub fn edge(&mut self) -> Edge {
        let (source, target) = match self.shape {
            Shape::Star => (0, self.random.below(self.nodes)),
            Shape::Parallel => (0, 1),
            _ => (self.random.skewed(self.nodes), self.random.below(self.nodes)),
        };
        let relation = self.name(&RELATIONS, "relation");
        let weight = format!("0.{:02}", self.random.below(100));
        let since = self.date();
        let note = self.words(1, 2);
        Edge { source: self.id(source), target: self.id(target), relation, weight, since, note }
    }

    fn id(&self, node: u64) -> String {
        if self.shape == Shape::Long { format!("n{node:0199}") } else { format!("n{node}") }
    }

    fn name(&mut self, names: &[&'static str], prefix: &str) -> Cow<'static, str> {
        if self.shape == Shape::Types {
            return Cow::Owned(format!("{prefix}{}", self.random.below(MANY_NAMES)));
        }
        let name = self.random.below(names.len() as u64) as usize;
        Cow::Borrowed(names.get(name).copied().unwrap_or_default())
    }

    fn word(&mut self) -> &'static str {
        WORDS.get(self.random.below(WORDS.len() as u64) as usize).copied().unwrap_or_default()
    }

    fn words(&mut self, least: u64, most: u64) -> String {
        let count = least + self.random.below(most - least + 1);
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    /// Words of at least so many bytes.
    fn text_of(&mut self, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 32);
        while text.len() < bytes {
            text.push_str(self.word());
            text.push(' ');
        }
        text
    }

    fn date(&mut self) -> String {
        let random = &mut self.random;
        format!("{:04}-{:02}-{:02}", 1950 + random.below(75), 1 + random.below(12), 1 + random.below(28))
    }
}

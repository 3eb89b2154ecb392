//! Random dossiers: a source text, nodes and passages with any characters in them, written as YAML.

use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// The nodes of every dossier: type and id. The domains and ranges of the claims below depend on it.
pub const NODES: &[(&str, &str)] = &[
    ("Organization", "union"),
    ("Organization", "firm"),
    ("Country", "land"),
    ("Position", "rise"),
    ("Position", "cut"),
    ("Agreement", "deal"),
    ("Negotiation", "talks"),
    ("Issue", "pay"),
    ("Event", "strike"),
    ("Work", "article"),
];
const AGENTS: [&str; 3] = ["union", "firm", "land"];
const POSITIONS: [&str; 2] = ["rise", "cut"];

/// What is said of a node beside its type.
#[derive(Clone, Debug)]
pub struct Node {
    pub node_type: &'static str,
    pub id: &'static str,
    pub label: String,
    pub other_label: Option<String>,
    pub aka: Vec<String>,
    pub note: Option<String>,
    pub kind: Option<String>,
}

/// One sentence of the text, and the claims that it carries.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The number of its sentence, and of the name of its first claim.
    pub number: usize,
    pub by: Option<&'static str>,
    pub via: Option<&'static str>,
    pub inferred: bool,
    pub says: Vec<String>,
    /// Whether the first claim has words of its own.
    pub narrower: bool,
}

/// A dossier, its nodes and passages in the order in which they are written.
#[derive(Clone, Debug)]
pub struct Dossier {
    pub name: &'static str,
    pub sentences: Vec<String>,
    pub nodes: Vec<Node>,
    pub passages: Vec<Passage>,
}

/// Any text: words of many scripts, everything that formats take for syntax, and plainly any characters.
pub fn any_text() -> impl Strategy<Value = String> {
    let hard = select(vec![
        "word",
        " ",
        "\u{a0}",
        "e\u{301}",
        "é",
        "👩‍👩‍👧",
        "🇳🇴",
        "שלום",
        "السلام",
        "中国",
        "“",
        "”",
        "\"",
        "'",
        "\\",
        "\\N",
        "\\G",
        "<b>",
        "&amp;",
        "]]>",
        "{",
        "}",
        "|",
        "-->",
        "#",
        ": ",
        "- ",
        "@id",
        "_:b0",
        "\r\n",
        "\n",
        "\t",
        "%",
        "1",
        "25",
        "no",
        "not ",
        "\u{ad}",
        "\u{200b}",
        "\u{feff}",
        "\u{202e}",
        "\u{85}",
        "\u{2028}",
        "\u{7f}",
        "ﬁ",
        "İ",
        "ß",
    ]);
    let any = prop_oneof![4 => hard.prop_map(str::to_owned), 1 => any::<char>().prop_filter_map("NUL", |c| (c != '\0').then(|| c.to_string()))];
    vec(any, 1..8).prop_map(|parts| parts.concat()).prop_filter("blank", |text| !text.trim().is_empty())
}

fn node((node_type, id): (&'static str, &'static str)) -> impl Strategy<Value = Node> {
    let maybe = || proptest::option::of(any_text());
    (any_text(), maybe(), vec(any_text(), 0..3), maybe(), maybe()).prop_map(
        move |(label, other_label, aka, note, kind)| Node {
            node_type,
            id,
            label,
            other_label,
            aka,
            note,
            kind,
        },
    )
}

/// A claim without a name; it may point at the claims that `passages` passages name.
fn claim(passages: usize) -> impl Strategy<Value = String> {
    let agent = || select(&AGENTS[..]);
    let position = || select(&POSITIONS[..]);
    prop_oneof![
        3 => (agent(), select(&["demands", "offers", "refuses", "holdsPosition"][..]), position())
            .prop_map(|(agent, relation, position)| format!("{agent} {relation} {position}")),
        2 => (agent(), select(&["breaks deal", "agreesTo deal", "partyTo talks", "takesPartIn strike", "responsibleFor strike"][..]))
            .prop_map(|(agent, rest)| format!("{agent} {rest}")),
        1 => (position()).prop_map(|position| format!("{position} onIssue pay")),
        1 => Just("pay issueOf talks".to_owned()),
        2 => (agent(), 0..passages).prop_map(|(agent, number)| format!("{agent} denies c{number}")),
        1 => (0..passages, position()).prop_map(|(number, position)| format!("c{number} reasonFor {position}")),
        2 => any_text().prop_map(|text| format!("strike statement {text}")),
        1 => select(&["rise ratePercent 1.50", "rise ratePercent 15e-1", "rise ratePercent 3", "deal amount USD 12e9",
            "deal amount 5 barrels a day", "strike date 2019-05-10", "strike date \"late last year\"", "strike duration P2D",
            "deal state sought", "pay count 2"][..]).prop_map(str::to_owned),
    ]
}

fn passage(number: usize, passages: usize) -> impl Strategy<Value = Passage> {
    let said = (proptest::option::of(select(&AGENTS[..])), proptest::option::of(select(&AGENTS[..])));
    (said, proptest::bool::weighted(0.2), vec(claim(passages), 1..4), any::<bool>()).prop_map(
        move |((by, via), inferred, says, narrower)| Passage {
            number,
            by,
            via: via.filter(|_| by.is_some()),
            inferred,
            says,
            narrower,
        },
    )
}

/// A dossier whose every quote occurs once.
pub fn dossier(name: &'static str) -> impl Strategy<Value = Dossier> {
    (1..6usize).prop_flat_map(move |count| {
        let passages: Vec<_> = (0..count).map(|number| passage(number, count)).collect();
        let nodes: Vec<_> = NODES.iter().map(|pair| node(*pair)).collect();
        (vec(any_text(), count), nodes, passages).prop_map(move |(chunks, nodes, passages)| {
            let sentence = |(at, chunk): (usize, &String)| {
                let tag = ["ant", "bee", "cat", "dog", "elk", "fox"][at];
                format!("Say {tag} {chunk} end {tag}")
            };
            let sentences = chunks.iter().enumerate().map(sentence).collect();
            Dossier { name, sentences, nodes, passages }
        })
    })
}

/// A dossier, and the same with its lines in another order.
pub fn shuffled(dossier: Dossier) -> impl Strategy<Value = (Dossier, Dossier)> {
    let nodes = Just(dossier.nodes.clone()).prop_shuffle();
    let passages = Just(dossier.passages.clone()).prop_shuffle();
    (nodes, passages).prop_map(move |(nodes, passages)| {
        let other = Dossier { nodes, passages, ..dossier.clone() };
        (dossier.clone(), other)
    })
}

/// A YAML scalar in quotation marks, every odd character escaped (YAML 1.2.2, section 5.7).
pub fn scalar(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c if c.is_alphabetic() => out.push(c),
            c => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
        }
    }
    out.push('"');
    out
}

impl Dossier {
    /// The text that is quoted.
    pub fn text(&self) -> String {
        self.sentences.join(".\n") + ".\n"
    }

    /// The file.
    pub fn yaml(&self) -> String {
        let mut out = format!("dossier: {0}\nsource: {{article: {0}.md}}\nnodes:\n", self.name);
        let mut types: Vec<&str> = Vec::new();
        for node in &self.nodes {
            if !types.contains(&node.node_type) {
                types.push(node.node_type);
            }
        }
        for node_type in types {
            let _ = writeln!(out, "  {node_type}:");
            for node in self.nodes.iter().filter(|node| node.node_type == node_type) {
                let _ = writeln!(out, "    {}:", node.id);
                let _ = match &node.other_label {
                    Some(other) => writeln!(
                        out,
                        "      label: {{en: {}, zh-hant: {}}}",
                        scalar(&node.label),
                        scalar(other)
                    ),
                    None => writeln!(out, "      label: {}", scalar(&node.label)),
                };
                let aka: Vec<String> = node.aka.iter().map(|name| scalar(name)).collect();
                let _ = writeln!(out, "      aka: [{}]", aka.join(", "));
                for (key, text) in [("note", &node.note), ("kind", &node.kind)] {
                    if let Some(text) = text {
                        let _ = writeln!(out, "      {key}: {}", scalar(text));
                    }
                }
            }
        }
        out.push_str("claims:\n");
        for passage in &self.passages {
            let _ = writeln!(out, "  - quote: {}", scalar(&self.sentences[passage.number]));
            for (key, who) in [("by", passage.by), ("via", passage.via)] {
                if let Some(who) = who {
                    let _ = writeln!(out, "    {key}: {who}");
                }
            }
            if passage.inferred {
                out.push_str("    status: inferred\n");
            }
            out.push_str("    say:\n");
            for (at, claim) in passage.says.iter().enumerate() {
                let name = if at == 0 { format!("c{} = ", passage.number) } else { String::new() };
                let claim = scalar(&format!("{name}{claim}"));
                let words = (at == 0 && passage.narrower).then(|| self.narrower(passage));
                let _ = match words {
                    Some(words) => writeln!(out, "      - {claim}: {}", scalar(&words)),
                    None => writeln!(out, "      - {claim}"),
                };
            }
        }
        out
    }

    /// The words of the first claim of a passage: its first two.
    pub fn narrower(&self, passage: &Passage) -> String {
        self.sentences[passage.number].split(' ').take(2).collect::<Vec<_>>().join(" ")
    }
}

/// A change of bytes, as a slip of the hand or a hostile file would have it.
#[derive(Clone, Debug)]
pub enum Change {
    Cut(Index, usize),
    Insert(Index, Vec<u8>),
    Repeat(Index, usize, usize),
    Set(Index, u8),
}

pub fn change() -> impl Strategy<Value = Change> {
    let snippet = select(vec![
        "\t",
        "- ",
        ": ",
        "{",
        "}",
        "[",
        "]",
        "&a ",
        "*a",
        "<<: *a",
        "!!str ",
        "| ",
        ">\n",
        "\"",
        "'",
        "#",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "? ",
        "\u{feff}",
        "\0",
        "\r",
        "null",
        "~",
        "source: {article: x}",
        "at: 0",
        "work: [union, article]",
        "say: []",
        "c0 = ",
        " = ",
        "language: zz-zz",
        "base: x",
        "ontology: {extend: dossier.yaml}",
        "status: reported",
        "\u{202e}",
        "9999999999999999999999",
    ]);
    let bytes =
        prop_oneof![3 => snippet.prop_map(|text| text.as_bytes().to_vec()), 1 => vec(any::<u8>(), 1..6)];
    prop_oneof![
        (any::<Index>(), 1..200usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (any::<Index>(), bytes).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (any::<Index>(), 1..80usize, 1..4usize)
            .prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
    ]
}

impl Change {
    pub fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let end = |at: usize, length: usize, bytes: &[u8]| (at + length).min(bytes.len());
        match self {
            Change::Cut(at, length) => {
                let at = at.index(bytes.len());
                bytes.drain(at..end(at, *length, bytes));
            }
            Change::Insert(at, new) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, new.iter().copied());
            }
            Change::Repeat(at, length, times) => {
                let at = at.index(bytes.len());
                let part = bytes[at..end(at, *length, bytes)].repeat(*times);
                bytes.splice(at..at, part);
            }
            Change::Set(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
        }
    }
}

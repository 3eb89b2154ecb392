//! Makes a graph of any size for measurements: the same arguments give the same bytes.
//!
//! `cargo bench --bench generate -- FOLDER NODES EDGES` writes `nodes.jsonl`, `edges.jsonl`, the same as `nodes.csv` and
//! `edges.csv`, and the nodes with their properties and the plain edges as `graph.nt`. Labels are in several scripts,
//! some with quotes, backslashes and line feeds; nodes and edges have texts, numbers and dates; a few nodes have most of
//! the edges.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// A number below a limit, small ones far more often: its density falls with its square.
    fn skewed(&mut self, limit: u64) -> u64 {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((limit as f64).powf(share * share) as u64 * 31 + self.below(31)) % limit
    }
}

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

fn words(random: &mut Random, least: u64, most: u64) -> String {
    let count = least + random.below(most - least + 1);
    (0..count).map(|_| WORDS[random.below(WORDS.len() as u64) as usize]).collect::<Vec<_>>().join(" ")
}

fn date(random: &mut Random) -> String {
    format!("{:04}-{:02}-{:02}", 1950 + random.below(75), 1 + random.below(12), 1 + random.below(28))
}

fn csv(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let [folder, nodes, edges] = arguments.as_slice() else {
        // `cargo bench` runs every target; without a folder there is nothing to make.
        println!("usage: cargo bench --bench generate -- FOLDER NODES EDGES");
        return Ok(());
    };
    let number =
        |text: &str| text.parse::<u64>().map_err(|error| io::Error::other(format!("{text}: {error}")));
    let (nodes, edges) = (number(nodes)?, number(edges)?);
    let folder = Path::new(folder);
    std::fs::create_dir_all(folder)?;
    let create =
        |name: &str| File::create(folder.join(name)).map(|file| BufWriter::with_capacity(1 << 20, file));
    let (mut json, mut table, mut triples) =
        (create("nodes.jsonl")?, create("nodes.csv")?, create("graph.nt")?);
    let mut random = Random(2019);
    writeln!(table, "id,type,label,description,date,number")?;
    for node in 0..nodes {
        let node_type = TYPES[random.below(8) as usize];
        let (label, description) = (words(&mut random, 2, 4), words(&mut random, 8, 14));
        let (date, amount) = (date(&mut random), random.below(1_000_000));
        let (whole, part) = (amount / 100, amount % 100);
        writeln!(
            json,
            "{{\"id\":\"n{node}\",\"type\":\"{node_type}\",\"props\":{{\"label\":{},\"description\":{},\"date\":\"{date}\",\"number\":{whole}.{part:02}}}}}",
            serde_json::Value::from(label.as_str()),
            serde_json::Value::from(description.as_str())
        )?;
        writeln!(
            table,
            "n{node},{node_type},{},{},{date},{whole}.{part:02}",
            csv(&label),
            csv(&description)
        )?;
        let subject = format!("<http://example.org/id/n{node}>");
        writeln!(
            triples,
            "{subject} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/vocab#{node_type}> ."
        )?;
        writeln!(
            triples,
            "{subject} <http://www.w3.org/2000/01/rdf-schema#label> \"{}\"@en .",
            literal(&label)
        )?;
        writeln!(triples, "{subject} <http://schema.org/description> \"{}\" .", literal(&description))?;
        writeln!(
            triples,
            "{subject} <http://schema.org/date> \"{date}\"^^<http://www.w3.org/2001/XMLSchema#date> ."
        )?;
        writeln!(
            triples,
            "{subject} <http://example.org/vocab#number> \"{whole}.{part:02}\"^^<http://www.w3.org/2001/XMLSchema#decimal> ."
        )?;
    }
    json.flush()?;
    table.flush()?;
    let (mut json, mut table) = (create("edges.jsonl")?, create("edges.csv")?);
    writeln!(table, "source,target,type,weight,since,note")?;
    for _ in 0..edges {
        let (source, target) = (random.skewed(nodes), random.below(nodes));
        let relation = RELATIONS[random.below(12) as usize];
        let (weight, since, note) = (random.below(100), date(&mut random), words(&mut random, 1, 2));
        writeln!(
            json,
            "{{\"source\":\"n{source}\",\"target\":\"n{target}\",\"type\":\"{relation}\",\"props\":{{\"weight\":0.{weight:02},\"since\":\"{since}\",\"note\":{}}}}}",
            serde_json::Value::from(note.as_str())
        )?;
        writeln!(table, "n{source},n{target},{relation},0.{weight:02},{since},{}", csv(&note))?;
        writeln!(
            triples,
            "<http://example.org/id/n{source}> <http://example.org/vocab#{relation}> <http://example.org/id/n{target}> ."
        )?;
    }
    json.flush()?;
    table.flush()?;
    triples.flush()
}

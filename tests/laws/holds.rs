//! What a format says that it holds in full is in its files: each feature of a graph that has all of them, as parsers read it.

use std::collections::{BTreeMap, BTreeSet};

use crate::files::Files;
use dossier::check::Checked;
use dossier::export::{Capability, EXPORTERS, ExportOptions, Exporter, Feature};
use dossier::graph::{Claim, DateValue, KnowledgeGraph, Speaker, Statement, Value};
use dossier::read::{Memory, read};
use oxrdf::{NamedOrBlankNode, Term, Triple};

/// Every feature that formats may lack, and more than once where one alone could hide another.
const DOSSIER: &str = r#"dossier: law
source: {article: {text: a.md, url: "https://example.org/article?x=1", published: 2019-05-10, retrieved: 2019-05-11, licence: licenceword}}
nodes:
  Organization:
    union:
      label: {en: labelword, zh-hant: "另一個"}
      aka: [akaword, otherakaword]
      kind: kindword
      note: noteword
      same: "http://www.wikidata.org/entity/Q1"
    firm: "controlword \x01 \uFFFE end"
  Position: {rise: riseword}
  Issue: {pay: payword}
  Person: {moreno: morenoword}
  Agreement: {deal: dealword}
  Event: {strike: strikeword}
  Work: {article: articleword}
claims:
  - quote: quoteword is long
    by: union
    via: moreno
    cue: cueword
    say:
      - union demands rise
      - firm refuses rise
  - quote: otherquoteword again
    say:
      - union offers rise
      - rise onIssue pay
      - rise ratePercent 1.50
      - deal amount USD 12.5e9
      - strike date 2019-05-12
      - strike duration P2D
      - strike statement statementword
"#;
const TEXT: &str = "cueword quoteword is long. otherquoteword again.\n";

/// The values that stand together: of an object of JSON, a row, an element, a subject or a statement.
pub type Record = BTreeSet<String>;

fn graph() -> Checked {
    let memory = Memory::new().with("law.yaml", DOSSIER).with("a.md", TEXT);
    read(&memory, &["law.yaml".into()]).check().unwrap()
}

/// Adds a value, what is in it where it is a list in JSON, and as a number where it is one.
fn add(record: &mut Record, value: &str) {
    if let Some(list) = value.starts_with('[').then(|| serde_json::from_str(value).ok()).flatten() {
        leaves(&list, record);
    }
    record.extend(as_number(value));
    record.insert(value.to_owned());
}

/// A number whatever its spelling.
fn as_number(text: &str) -> Option<String> {
    text.parse::<f64>().ok().map(|number| format!("≈{number}"))
}

fn leaves(value: &serde_json::Value, record: &mut Record) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|item| leaves(item, record)),
        serde_json::Value::Object(fields) => fields.values().for_each(|field| leaves(field, record)),
        serde_json::Value::String(text) => add(record, text),
        serde_json::Value::Null => {}
        other => add(record, &other.to_string()),
    }
}

/// The objects of a document that have a value of their own, each with all that is in it.
fn objects(value: &serde_json::Value, records: &mut Vec<Record>) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|item| objects(item, records)),
        serde_json::Value::Object(fields) => {
            if fields.values().any(|field| field.is_string() || field.is_number()) {
                let mut record = Record::new();
                leaves(value, &mut record);
                records.push(record);
            }
            fields.values().for_each(|field| objects(field, records));
        }
        _ => {}
    }
}

/// The objects of a document but itself, which holds everything, together or not.
fn json(text: &str) -> Vec<Record> {
    let mut records = Vec::new();
    let document: BTreeMap<String, serde_json::Value> = serde_json::from_str(text).unwrap();
    document.values().for_each(|part| objects(part, &mut records));
    records
}

fn json_lines(text: &str) -> Vec<Record> {
    let mut records = Vec::new();
    text.lines().for_each(|line| objects(&serde_json::from_str(line).unwrap(), &mut records));
    records
}

fn csv(bytes: &[u8]) -> Vec<Record> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let rows = reader.records().map(|row| {
        let mut record = Record::new();
        for cell in &row.unwrap() {
            add(&mut record, cell);
            cell.split(['\u{1e}', '\u{1f}', ';']).for_each(|item| add(&mut record, item));
        }
        record
    });
    rows.collect()
}

fn xml(text: &str) -> Vec<Record> {
    let document = roxmltree::Document::parse(text).unwrap();
    let things =
        document.descendants().filter(|element| ["node", "edge"].contains(&element.tag_name().name()));
    let records = things.map(|thing| {
        let mut record = Record::new();
        for part in thing.descendants() {
            part.attributes().for_each(|attribute| add(&mut record, attribute.value()));
            part.text().into_iter().for_each(|text| add(&mut record, text));
        }
        record
    });
    records.collect()
}

/// What is said of each subject, and of the parts that it has.
fn subjects(triples: impl Iterator<Item = Triple>) -> Vec<Record> {
    let mut by_subject: BTreeMap<String, (Record, Vec<String>)> = BTreeMap::new();
    for triple in triples {
        let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { panic!("a blank node") };
        let (record, others) = by_subject.entry(subject.as_str().to_owned()).or_default();
        add(record, subject.as_str());
        add(record, triple.predicate.as_str());
        match &triple.object {
            Term::NamedNode(object) => {
                add(record, object.as_str());
                others.push(object.as_str().to_owned());
            }
            Term::Literal(literal) => add(record, literal.value()),
            other => panic!("{other}"),
        }
    }
    let with_parts = |(subject, (record, others)): (&String, &(Record, Vec<String>))| {
        let parts = others.iter().filter(|other| other.starts_with(&format!("{subject}.")));
        let of_parts = parts.filter_map(|part| by_subject.get(part)).flat_map(|(record, _)| record.iter());
        record.iter().chain(of_parts).cloned().collect()
    };
    by_subject.iter().map(with_parts).collect()
}

/// The strings, names and numbers of a script, line by line; those of triples for Dgraph by subject.
fn statements(text: &str, by_subject: bool) -> Vec<Record> {
    let mut records: BTreeMap<String, Record> = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let tokens = tokens(line);
        let key = if by_subject { tokens.first().cloned().unwrap_or_default() } else { format!("{number}") };
        let record = records.entry(key).or_default();
        tokens.iter().for_each(|token| add(record, token));
    }
    records.into_values().collect()
}

/// The rows of an SQL script: what follows each bracket that stands in no string.
fn sql(text: &str) -> Vec<Record> {
    let (mut rows, mut from, mut inside) = (Vec::new(), 0, None);
    for (at, byte) in text.bytes().enumerate() {
        match (inside, byte) {
            (Some(quote), byte) if byte == quote => inside = None,
            (None, b'\'' | b'"') => inside = Some(byte),
            (None, b'(') => {
                rows.push(&text[from..at]);
                from = at;
            }
            _ => {}
        }
    }
    rows.push(&text[from..]);
    let record = |row: &str| {
        let mut record = Record::new();
        tokens(row).iter().for_each(|token| add(&mut record, token));
        record
    };
    rows.into_iter().map(record).collect()
}

/// The rows of a Cypher script: a text on each line, with tabs between its cells, form feeds before the items of lists, and marks.
fn cypher(text: &str) -> Vec<Record> {
    let unmarked = |text: &str| {
        let marks = [("\u{8}3", ""), ("\u{8}2", "\u{c}"), ("\u{8}1", "\t"), ("\u{8}0", "\u{8}")];
        marks.iter().fold(text.to_owned(), |text, (mark, plain)| text.replace(mark, plain))
    };
    let rows = text.lines().filter(|line| line.starts_with("  '"));
    let record = |row: &str| {
        let mut record = Record::new();
        for cell in tokens(row).iter().flat_map(|row| row.split('\t')) {
            for value in cell.split('\u{c}') {
                add(&mut record, &unmarked(value));
            }
            // A long whole number is in two parts.
            if let Some((high, low)) =
                cell.split_once(' ').filter(|(_, low)| low.trim_start_matches('-').len() == 9)
            {
                add(&mut record, &format!("{high}{}", low.trim_start_matches('-')));
            }
        }
        record
    };
    rows.map(record).collect()
}

fn tokens(line: &str) -> Vec<String> {
    let (mut tokens, mut chars, mut bare) = (Vec::new(), line.chars().peekable(), String::new());
    while let Some(c) = chars.next() {
        if !"'\"`<".contains(c) {
            if c.is_alphanumeric() || "+-._:".contains(c) {
                bare.push(c);
            } else if !bare.is_empty() {
                tokens.push(std::mem::take(&mut bare));
            }
            continue;
        }
        // `E'…'` and `U&'…'` of SQL have escapes, as all strings of the others have.
        let escapes = !bare.is_empty() || c == '"' || !line.starts_with('(');
        bare.clear();
        let (end, mut token) = (if c == '<' { '>' } else { c }, String::new());
        while let Some(c) = chars.next() {
            match c {
                '\\' if escapes => match chars.next() {
                    Some('n') => token.push('\n'),
                    Some('t') => token.push('\t'),
                    Some('r') => token.push('\r'),
                    Some('b') => token.push('\u{8}'),
                    Some('f') => token.push('\u{c}'),
                    Some(width @ ('u' | 'U')) => {
                        let digits = if width == 'u' { 4 } else { 8 };
                        let code: String = chars.by_ref().take(digits).collect();
                        token.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                    }
                    Some('x') => {
                        let code: String = chars.by_ref().take(2).collect();
                        token.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                    }
                    other => token.extend(other),
                },
                c if c == end && chars.peek() == Some(&end) => token.extend(chars.next()),
                c if c == end => break,
                c => token.push(c),
            }
        }
        tokens.push(token);
    }
    tokens.extend((!bare.is_empty()).then_some(bare));
    tokens
}

#[cfg(feature = "parquet")]
fn parquet(bytes: &[u8]) -> Vec<Record> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    fn fields(field: &Field, record: &mut Record) {
        match field {
            Field::Str(text) => add(record, text),
            Field::Group(row) => row.get_column_iter().for_each(|(_, field)| fields(field, record)),
            Field::ListInternal(list) => list.elements().iter().for_each(|field| fields(field, record)),
            Field::Null => {}
            other => add(record, other.to_string().trim_matches('"')),
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.parquet");
    std::fs::write(&path, bytes).unwrap();
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    let rows = rows.map(|row| {
        let mut record = Record::new();
        row.unwrap().get_column_iter().for_each(|(_, field)| fields(field, &mut record));
        record
    });
    rows.collect()
}

/// What parsers read in the files of a format.
fn records(exporter: &dyn Exporter, checked: &Checked, options: &ExportOptions) -> Vec<Record> {
    let mut files = Files::default();
    exporter.export(checked.into(), options, &mut files).unwrap();
    parsed(exporter.name(), &files)
}

/// What parsers read in files of this format.
pub fn parsed(format: &str, files: &Files) -> Vec<Record> {
    let mut records = Vec::new();
    for (name, bytes) in &files.0 {
        let text = || String::from_utf8(bytes.clone()).unwrap();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        records.extend(match (format, ending) {
            ("ntriples", _) => subjects(oxttl::NTriplesParser::new().for_slice(bytes).map(Result::unwrap)),
            ("turtle", _) => subjects(oxttl::TurtleParser::new().for_slice(bytes).map(Result::unwrap)),
            ("nquads", _) => {
                subjects(oxttl::NQuadsParser::new().for_slice(bytes).map(|quad| quad.unwrap().into()))
            }
            ("trig", _) => {
                subjects(oxttl::TriGParser::new().for_slice(bytes).map(|quad| quad.unwrap().into()))
            }
            ("rdfxml", _) => subjects(oxrdfxml::RdfXmlParser::new().for_slice(bytes).map(Result::unwrap)),
            ("jsonld", _) => {
                subjects(oxjsonld::JsonLdParser::new().for_slice(bytes).map(|quad| quad.unwrap().into()))
            }
            ("graphml" | "gexf", _) => xml(&text()),
            (_, "csv") => csv(bytes),
            #[cfg(feature = "parquet")]
            (_, "parquet") => parquet(bytes),
            ("cytoscape" | "nodelink", _) => json(&text()),
            ("graphson" | "jsonl", _) | (_, "jsonl") => json_lines(&text()),
            ("sql", _) => sql(&text()),
            ("cypher", _) => cypher(&text()),
            ("dgraph", "rdf") => statements(&text(), true),
            _ => statements(&text(), false),
        });
    }
    records
}

/// Texts of which one is enough: a thing has an id and an IRI.
type Either = Vec<String>;

fn number(text: &str) -> Either {
    vec![as_number(text).unwrap()]
}

fn claim_names(claim: Claim<'_>) -> Either {
    vec![claim.id().to_owned(), claim.iri().to_string()]
}

fn term_names(graph: &KnowledgeGraph, term: dossier::graph::Term) -> Either {
    vec![graph.term_id(term).to_owned(), graph.term_iri(term).to_string()]
}

/// What must stand together, for each thing of the graph that needs a feature.
fn needs(graph: &KnowledgeGraph, feature: Feature) -> Vec<Vec<Either>> {
    let text = |text: &str| vec![text.to_owned()];
    let node_names = |id: &str| {
        let node = graph.node_by_id(id).unwrap();
        vec![node.id().to_owned(), node.iri().to_string()]
    };
    let status = |claim: Claim<'_>| vec![claim.status().name().to_owned(), claim.status().iri().to_owned()];
    let predicate = |claim: Claim<'_>| match claim.statement() {
        Statement::Relation(relation, _) => {
            let relation = graph.ontology().relation(*relation);
            vec![relation.name.to_string(), relation.iri.to_string()]
        }
        Statement::Attribute(attribute, _) => {
            let attribute = graph.ontology().attribute(*attribute);
            vec![attribute.name.to_string(), attribute.iri.to_string()]
        }
    };
    let relations = || graph.claims().filter_map(|claim| Some((claim, claim.object()?)));
    match feature {
        Feature::ParallelEdges => relations()
            .map(|(claim, object)| {
                vec![claim_names(claim), term_names(graph, claim.subject()), term_names(graph, object)]
            })
            .collect(),
        Feature::EdgeProperties => {
            relations().map(|(claim, _)| vec![claim_names(claim), status(claim), predicate(claim)]).collect()
        }
        Feature::Datatypes => graph
            .claims()
            .filter_map(|claim| match claim.statement() {
                Statement::Attribute(_, value) => Some(match value {
                    Value::Number(_) => vec![number("1.50")],
                    Value::Quantity(_) => {
                        // JSON Lines for dossier itself have it as it is written.
                        let written = || "USD 12.5e9".to_owned();
                        let amount = as_number("12500000000").unwrap();
                        let unit = "http://publications.europa.eu/resource/authority/currency/USD".to_owned();
                        vec![vec![amount, written()], vec!["USD".to_owned(), unit, written()]]
                    }
                    Value::Date(DateValue::Edtf(date)) => vec![text(&date.to_string())],
                    Value::Duration(_) => vec![text("P2D")],
                    Value::Text(words) => vec![text(&words.text)],
                    other => panic!("{other:?}"),
                }),
                Statement::Relation(..) => None,
            })
            .collect(),
        Feature::Languages => {
            vec![vec![node_names("union"), text("labelword")], vec![node_names("union"), text("另一個")]]
        }
        Feature::NodeDetails => {
            ["akaword", "otherakaword", "kindword", "noteword", "http://www.wikidata.org/entity/Q1"]
                .map(|detail| vec![node_names("union"), text(detail)])
                .into()
        }
        Feature::Claims => graph
            .claims()
            .flat_map(|claim| {
                let speakers = claim.speakers().iter().map(|speaker| match speaker {
                    Speaker::Node(key) => term_names(graph, dossier::graph::Term::Node(*key)),
                    other => panic!("{other:?}"),
                });
                let relays = claim.via().map(|node| vec![node.id().to_owned(), node.iri().to_string()]);
                let who: Vec<Either> = speakers.chain(relays).collect();
                who.into_iter().map(move |who| vec![claim_names(claim), status(claim), predicate(claim), who])
            })
            .collect(),
        Feature::Evidence => {
            let mut needs: Vec<Vec<Either>> = vec![vec![text("cueword")]];
            for evidence in graph.claims().flat_map(|claim| claim.evidence().collect::<Vec<_>>()) {
                let chars = evidence.chars().unwrap();
                needs.push(vec![
                    text(evidence.quote()),
                    number(&chars.start.to_string()),
                    number(&chars.end.to_string()),
                ]);
            }
            needs
        }
        Feature::Sources => ["https://example.org/article?x=1", "2019-05-10", "2019-05-11", "licenceword"]
            .into_iter()
            .map(str::to_owned)
            .chain(graph.sources().iter().filter_map(|source| source.sha256.clone()))
            .map(|part| vec![node_names("article"), vec![part]])
            .collect(),
        Feature::ControlCharacters => vec![vec![node_names("firm"), text("controlword \u{1} \u{fffe} end")]],
        other => panic!("a need for {} belongs here", other.name()),
    }
}

#[test]
fn what_a_format_holds_in_full_is_in_its_files() {
    let checked = graph();
    let graph = checked.graph();
    let options = ExportOptions::default();
    let (mut missing, mut looked) = (Vec::new(), 0);
    for exporter in EXPORTERS {
        let records = records(*exporter, &checked, &options);
        let stand_together = |need: &[Either]| {
            let is_in =
                |record: &Record| need.iter().all(|either| either.iter().any(|text| record.contains(text)));
            records.iter().any(is_in)
        };
        for node in graph.nodes().filter(|node| node.id() != "firm") {
            let names =
                vec![vec![node.id().to_owned(), node.iri().to_string()], vec![node.label().to_owned()]];
            if !stand_together(&names) && exporter.name() != "mermaid" && exporter.name() != "dot" {
                missing.push(format!("{}: {names:?}", exporter.name()));
            }
        }
        for feature in Feature::ALL.iter().copied() {
            let needs = needs(graph, feature);
            assert!(!needs.is_empty() && feature.count(graph) > 0, "nothing here needs {}", feature.name());
            if exporter.holds(feature, &options) == Capability::Full {
                looked += 1;
                let lost = needs.iter().filter(|need| !stand_together(need));
                missing.extend(lost.map(|need| format!("{}: {}: {need:?}", exporter.name(), feature.name())));
            }
        }
    }
    assert!(looked > 150, "{looked}");
    assert!(missing.is_empty(), "{} are missing:\n{}", missing.len(), missing.join("\n"));
}

//! Laws: what holds for any dossier, whatever its words and the order of its lines.
mod dossiers;
mod holds;
mod parts;
mod unicode;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

use self::dossiers::{Dossier, any_text, change, dossier as any_dossier, shuffled};
use dossier::check::Checked;
use dossier::diagnostic::{Format, Level, Levels, render, rules};
use dossier::export::{
    Capability, EXPORTERS, ExportError, ExportOptions, Exporter, Feature, Model, Profile, RdfVersion,
    exporter, losses,
};
use dossier::graph::{KnowledgeGraph, Speaker, Statement};
use dossier::ontology::Status;
use dossier::read::{Memory, Reading, read};
use dossier::text::Span;
use dossier::view::AssertPolicy;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::Config;

/// `PROPTEST_CASES` asks for more cases, in hours that are long.
fn config(cases: u32) -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(cases);
    Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() }
}

fn files(dossiers: &[&Dossier]) -> Reading {
    let mut memory = Memory::new();
    let mut paths: Vec<PathBuf> = Vec::new();
    for dossier in dossiers {
        let path = format!("{}.yaml", dossier.name);
        memory = memory.with(&path, dossier.yaml()).with(format!("{}.md", dossier.name), dossier.text());
        paths.push(path.into());
    }
    read(&memory, &paths)
}

/// The findings as text, and the graph if there is no error.
fn checked(reading: Reading) -> (String, Option<Checked>) {
    // The values and words of made-up dossiers have nothing to do with each other.
    let mut levels = Levels::default();
    for rule in [&rules::VALUE_DIFFERS, &rules::NEGATION_LEFT_OUT, &rules::CUE_NAMES_ANOTHER] {
        levels.set(rule, Level::Warning).unwrap();
    }
    let outcome = reading.check_with(&levels);
    let mut out = Vec::new();
    for format in [Format::Json, Format::Text, Format::Sarif, Format::Github] {
        render(format, &outcome.findings, &outcome.sources, format == Format::Text, &mut out).unwrap();
    }
    (String::from_utf8(out).unwrap(), outcome.checked)
}

fn graph_of(dossiers: &[&Dossier]) -> Checked {
    let (findings, checked) = checked(files(dossiers));
    checked.unwrap_or_else(|| panic!("{findings}"))
}

/// All ways to export with an exporter.
fn ways(exporter: &dyn Exporter) -> Vec<ExportOptions> {
    let profiles = [Profile::Compact, Profile::Nested, Profile::Flat];
    let profiles = if exporter.has_profiles() { &profiles[..] } else { &profiles[..1] };
    let pairs = profiles.iter().flat_map(|profile| Model::ALL.iter().copied().map(|model| (*profile, model)));
    let ways = pairs.map(|(profile, model)| ExportOptions::default().with_profile(profile).with_model(model));
    let newer = exporter.has_rdf_versions();
    let newer = newer.then(|| ExportOptions::default().with_rdf(RdfVersion::V1_2));
    let graphar = exporter.has_graphar();
    let graphar = graphar.then(|| ExportOptions::default().with_graphar(true));
    ways.chain(newer).chain(graphar).collect()
}

fn written_bytes(exporter: &dyn Exporter, checked: &Checked, options: &ExportOptions) -> Vec<u8> {
    let mut out = Vec::new();
    exporter.export(checked.into(), options, &mut out).unwrap();
    out
}

/// What is written, as text; what is no text in it is U+FFFD.
fn written(exporter: &dyn Exporter, checked: &Checked, options: &ExportOptions) -> String {
    String::from_utf8_lossy(&written_bytes(exporter, checked, options)).into_owned()
}

fn all_written(checked: &Checked) -> Vec<Vec<u8>> {
    let ways =
        EXPORTERS.iter().flat_map(|exporter| ways(*exporter).into_iter().map(|options| (*exporter, options)));
    ways.map(|(exporter, options)| written_or_refused(exporter, checked, &options)).collect()
}

/// What an exporter writes, or why it refuses the graph.
fn written_or_refused(exporter: &dyn Exporter, checked: &Checked, options: &ExportOptions) -> Vec<u8> {
    let mut out = Vec::new();
    match exporter.export(checked.into(), options, &mut out) {
        Ok(_) => out,
        Err(ExportError::Unrepresentable(why)) => {
            assert!(out.is_empty(), "{} writes before it refuses", exporter.name());
            why.into_bytes()
        }
        Err(error) => panic!("{}: {error}", exporter.name()),
    }
}

/// Every text that the graph must keep: labels, other names, notes, kinds, statements, words.
fn texts(graph: &KnowledgeGraph) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    for node in graph.nodes() {
        texts
            .extend(node.labels().iter().chain(node.aka()).chain(node.notes()).map(|text| text.text.clone()));
        texts.extend(node.kind().map(str::to_owned));
    }
    for claim in graph.claims() {
        if let Statement::Attribute(_, dossier::graph::Value::Text(text)) = claim.statement() {
            texts.insert(text.text.clone());
        }
        texts.extend(claim.evidence().map(|evidence| evidence.quote().to_owned()));
    }
    texts
}

/// A writer that fails after some bytes, or takes one byte at a time.
struct Narrow {
    room: usize,
    taken: Vec<u8>,
    at_once: usize,
}

impl Write for Narrow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.room - self.taken.len();
        if room == 0 && !bytes.is_empty() {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        let count = bytes.len().min(room).min(self.at_once);
        self.taken.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn the_order_of_files_and_lines_is_no_matter(
        (one, other) in (any_dossier("alpha").prop_flat_map(shuffled), any_dossier("beta").prop_flat_map(shuffled))
    ) {
        let ((a, a_shuffled), (b, b_shuffled)) = (one, other);
        let first = all_written(&graph_of(&[&a, &b]));
        prop_assert_eq!(&first, &all_written(&graph_of(&[&b_shuffled, &a_shuffled])));
        prop_assert_eq!(&first, &all_written(&graph_of(&[&a, &b])), "a second time");
    }

    #[test]
    fn quotes_are_anchored_where_they_stand(dossier in any_dossier("alpha")) {
        let checked = graph_of(&[&dossier]);
        let graph = checked.graph();
        let text = dossier.text();
        let mut places = BTreeSet::new();
        for passage in &dossier.passages {
            let sentence = &dossier.sentences[passage.number];
            let narrower = dossier.narrower(passage);
            for (at, words) in [(0, if passage.narrower { &narrower } else { sentence }), (1, sentence)] {
                if at < passage.says.len() {
                    let start = text.match_indices(words.as_str()).next().unwrap().0;
                    let before = text[..start].chars().count();
                    places.insert((before, before + words.chars().count()));
                }
            }
        }
        let mut found = BTreeSet::new();
        for claim in graph.claims() {
            prop_assert!(claim.verified() && claim.evidence().count() > 0);
            for evidence in claim.evidence() {
                let chars = evidence.chars().unwrap();
                let cut: String = text.chars().skip(chars.start).take(chars.len()).collect();
                prop_assert_eq!(&cut, evidence.quote());
                found.insert((chars.start, chars.end));
            }
        }
        prop_assert_eq!(found, places);
    }

    #[test]
    fn ids_are_unique_and_every_claim_can_be_found(dossier in any_dossier("alpha"), other in any_dossier("beta")) {
        let checked = graph_of(&[&dossier, &other]);
        let graph = checked.graph();
        let mut seen = BTreeSet::new();
        for claim in graph.claims() {
            prop_assert!(seen.insert(claim.iri().clone()), "{} twice", claim.iri());
            prop_assert_eq!(graph.claim_by_id(claim.id()).map(|found| found.key()), Some(claim.key()));
            prop_assert!(dossier::text::Iri::new(claim.iri().as_str()).is_ok(), "{}", claim.iri());
            prop_assert!(!claim.speakers().is_empty());
            let denied = claim.denials().count() > 0;
            prop_assert_eq!(denied, claim.status() == Status::Disputed, "{}", claim.id());
            if claim.status() == Status::Reported {
                let works = |speaker: &Speaker| graph.speaker_id(*speaker).ends_with("article");
                prop_assert!(claim.speakers().iter().any(works), "{}", claim.id());
            }
        }
        for node in graph.nodes() {
            prop_assert!(seen.insert(node.iri().clone()), "{} twice", node.iri());
            prop_assert_eq!(graph.node_by_id(node.id()).map(|found| found.key()), Some(node.key()));
        }
        let mut evidence = BTreeSet::new();
        for found in graph.claims().flat_map(|claim| claim.evidence()) {
            prop_assert!(evidence.insert(found.iri()), "{} twice", found.iri());
        }
    }

    #[test]
    fn any_text_survives_json_ld(dossier in any_dossier("alpha")) {
        let exporter = dossier::export::exporter("jsonld").unwrap();
        let checked = graph_of(&[&dossier]);
        for options in ways(exporter).into_iter().filter(|options| options.model.has_claims()) {
            let document = written(exporter, &checked, &options);
            let quads: Vec<oxrdf::Quad> =
                oxjsonld::JsonLdParser::new().for_slice(document.as_bytes()).collect::<Result<_, _>>().unwrap();
            let literals: BTreeSet<&str> = quads
                .iter()
                .filter_map(|quad| match &quad.object {
                    oxrdf::Term::Literal(literal) => Some(literal.value()),
                    _ => None,
                })
                .collect();
            for text in texts(checked.graph()) {
                prop_assert!(literals.contains(text.as_str()), "{text:?} is not in {document}");
            }
            let json: serde_json::Value = serde_json::from_str(&document).unwrap();
            prop_assert_eq!(json["@graph"].as_array().map(Vec::is_empty), Some(false));
        }
    }

    #[test]
    fn no_plain_triple_says_what_the_policy_does_not(
        dossier in any_dossier("alpha"),
        statuses in proptest::sample::subsequence(Status::ALL.to_vec(), 0..=Status::ALL.len()),
        trusted in proptest::option::of(any::<Index>()),
    ) {
        let exporter = dossier::export::exporter("jsonld").unwrap();
        let checked = graph_of(&[&dossier]);
        let graph = checked.graph();
        let mut policy = AssertPolicy::new(statuses);
        if let Some(index) = trusted {
            policy = policy.trusting(graph.nodes().nth(index.index(graph.nodes().len())).unwrap().key());
        }
        let triple = |claim: dossier::graph::Claim<'_>| match claim.statement() {
            Statement::Relation(relation, object) => Some((
                graph.term_iri(claim.subject()).to_string(),
                graph.ontology().relation(*relation).iri.to_string(),
                graph.term_iri(*object).to_string(),
            )),
            Statement::Attribute(..) => None,
        };
        let asserted: BTreeSet<_> = graph.claims().filter(|claim| policy.asserts(*claim)).filter_map(triple).collect();
        let all: BTreeSet<_> = graph.claims().filter_map(triple).collect();
        let claims: BTreeSet<String> = graph.claims().map(|claim| claim.iri().to_string()).collect();
        for mut options in ways(exporter) {
            options.policy = policy.clone();
            let document = written(exporter, &checked, &options);
            let plain: BTreeSet<_> = oxjsonld::JsonLdParser::new()
                .for_slice(document.as_bytes())
                .map(|quad| quad.unwrap())
                .filter_map(|quad| match (quad.subject, quad.object) {
                    (oxrdf::NamedOrBlankNode::NamedNode(subject), oxrdf::Term::NamedNode(object)) => {
                        Some((subject.into_string(), quad.predicate.into_string(), object.into_string()))
                    }
                    _ => None,
                })
                .filter(|triple| all.contains(triple))
                .collect();
            // Without claims nothing may point at one.
            let kept = |(subject, _, object): &&(String, String, String)| {
                options.model.has_claims() || !(claims.contains(subject) || claims.contains(object))
            };
            let expected: BTreeSet<_> =
                asserted.iter().filter(kept).filter(|_| options.model.has_edges()).cloned().collect();
            prop_assert_eq!(&plain, &expected, "{}", document);
        }
    }

    #[test]
    fn json_lines_are_read_back_as_the_same_graph((one, other) in (any_dossier("alpha"), any_dossier("beta"))) {
        let checked = graph_of(&[&one, &other]);
        let lines = written_bytes(exporter("jsonl").unwrap(), &checked, &ExportOptions::default());
        let reading = read(&Memory::new().with("all.jsonl", lines), &["all.jsonl".into()]);
        let (findings, back) = self::checked(reading);
        let back = back.unwrap_or_else(|| panic!("{findings}"));
        prop_assert!(all_written(&checked) == all_written(&back));
    }

    #[test]
    fn losses_are_what_a_format_does_not_hold_in_full(dossier in any_dossier("alpha")) {
        let checked = graph_of(&[&dossier]);
        let graph = checked.graph();
        let options = ExportOptions::default();
        for exporter in EXPORTERS {
            let lost: BTreeSet<Feature> = losses(*exporter, graph, &options).iter().map(|loss| loss.feature).collect();
            let is_full = |feature| exporter.holds(feature, &options) == Capability::Full;
            let partial = Feature::ALL.iter().copied().filter(|feature| !is_full(*feature) && feature.count(graph) > 0);
            prop_assert_eq!(lost, partial.collect::<BTreeSet<_>>());
        }
    }

    #[test]
    fn any_text_survives_dot(dossier in any_dossier("alpha")) {
        let exporter = dossier::export::exporter("dot").unwrap();
        let checked = graph_of(&[&dossier]);
        let document = written(exporter, &checked, &ExportOptions::default());
        // Whole labels stand in tooltips, where Graphviz resolves escapes twice.
        let strings: Vec<String> =
            dot_strings(&document).iter().map(|text| text.replace(r"\\", r"\")).collect();
        for node in checked.graph().nodes() {
            let label = seen(node.label());
            prop_assert!(strings.iter().any(|text| text.contains(&label)), "{label:?} is not in {document}");
        }
    }
}

/// A text as far as a picture shows it: without white space, and with pictures of control characters.
fn seen(text: &str) -> String {
    let unwritable = |c: char| (c < ' ' && c != '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
    let kept = text.chars().filter(|c| !c.is_whitespace());
    kept.map(|c| match c {
        c if !unwritable(c) => c,
        c if c < ' ' => char::from_u32(0x2400 + u32::from(c)).unwrap(),
        _ => '\u{fffd}',
    })
    .collect()
}

/// The quoted strings of a DOT file, their escapes and entities resolved, without white space.
fn dot_strings(document: &str) -> Vec<String> {
    let mut strings = Vec::new();
    let mut rest = document;
    while let Some(start) = rest.find('"') {
        let (mut text, mut chars) = (String::new(), rest[start + 1..].char_indices());
        let mut end = None;
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    end = Some(start + 1 + at + 1);
                    break;
                }
                '\\' => match chars.next() {
                    Some((_, 'n' | 'l' | 'r')) => {}
                    Some((_, escaped)) => text.push(escaped),
                    None => {}
                },
                c if c.is_whitespace() => {}
                c => text.push(c),
            }
        }
        strings.push(text.replace("&amp;", "&"));
        rest = &rest[end.expect("a string that does not end")..];
    }
    strings
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn words_cut_from_a_text_are_found_there_or_refused_for_a_reason(
        parts in proptest::collection::vec(any_text(), 1..12), from in any::<Index>(), to in any::<Index>()
    ) {
        let text = parts.concat();
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (from, to) = (bounds[from.index(bounds.len())], bounds[to.index(bounds.len())]);
        let (start, end) = (from.min(to), from.max(to));
        let quote = &text[start..end];
        prop_assume!(quote.contains(char::is_alphanumeric));
        let dossier = format!(
            "dossier: cut\nsource: {{article: a.md}}\nnodes:\n  Organization: {{union: U}}\n  Work: {{article: A}}\n  \
             Position: {{rise: R}}\nclaims:\n  - quote: {}\n    say: [union demands rise]\n",
            dossiers::scalar(quote)
        );
        let reading = read(&Memory::new().with("d.yaml", dossier).with("a.md", text.as_str()), &["d.yaml".into()]);
        let codes: BTreeSet<&str> = reading.findings.iter().map(|finding| finding.rule.code).collect();
        prop_assert!(!codes.contains("D0301"), "{codes:?} {quote:?} is not found in {text:?}");
        let anchors: Vec<Span> = reading
            .graph
            .claims()
            .flat_map(|claim| claim.evidence().filter_map(|evidence| evidence.record().quote.span).collect::<Vec<_>>())
            .collect();
        for span in &anchors {
            if codes.contains("D0303") {
                // Only the typography differs: the text's own characters are kept.
                prop_assert_eq!(seen(&text[span.range()]).is_empty(), seen(quote).is_empty());
                continue;
            }
            prop_assert_eq!(&text[span.range()], quote);
            let alone = (0..text.len()).filter(|at| text.is_char_boundary(*at) && text[*at..].starts_with(quote)).count() == 1;
            prop_assert!(!alone || span.range() == (start..end));
        }
        prop_assert!(!anchors.is_empty() || !codes.is_empty());
    }

    #[test]
    fn no_bytes_are_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,60}") {
        for content in [bytes, text.clone().into_bytes(), format!("dossier: a\nclaims: {text}\n").into_bytes()] {
            let memory = Memory::new().with("d.yaml", content);
            let _ = checked(read(&memory, &["d.yaml".into()]));
        }
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn a_damaged_dossier_gives_the_same_findings_twice_and_no_panic(
        original in any_dossier("alpha"), changes in proptest::collection::vec(change(), 1..5), of_text in any::<bool>()
    ) {
        let (mut yaml, mut text) = (original.yaml().into_bytes(), original.text().into_bytes());
        for change in &changes {
            change.apply(if of_text { &mut text } else { &mut yaml });
        }
        let memory = Memory::new().with("d.yaml", yaml).with("alpha.md", text);
        let run = || checked(read(&memory, &["d.yaml".into()]));
        let (first, second) = (run(), run());
        prop_assert_eq!(first.0, second.0);
        prop_assert_eq!(first.1.is_some(), second.1.is_some());
        if let (Some(first), Some(second)) = (first.1, second.1) {
            prop_assert_eq!(all_written(&first), all_written(&second));
        }
    }
}

#[test]
fn a_writer_that_fails_after_any_number_of_bytes_gives_an_error() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/us-china-trade-talks");
    let (findings, bundled) = checked(read(&dossier::read::Disk::new(), &[folder.into()]));
    let bundled = bundled.unwrap_or_else(|| panic!("{findings}"));
    for exporter in EXPORTERS {
        for options in ways(*exporter) {
            let full = written_bytes(*exporter, &bundled, &options);
            let mut slow = Narrow { room: usize::MAX, taken: Vec::new(), at_once: 1 };
            exporter.export((&bundled).into(), &options, &mut slow).unwrap();
            assert!(slow.taken == full, "{} to a writer that takes one byte at a time", exporter.name());
            // All numbers of bytes at the ends, some in the middle: each run writes the whole graph.
            let middle = (4..full.len().saturating_sub(4)).step_by(1 + full.len() / 8);
            for room in (0..4).chain(middle).chain(full.len().saturating_sub(4)..full.len()) {
                let mut out = Narrow { room, taken: Vec::new(), at_once: usize::MAX };
                let result = exporter.export((&bundled).into(), &options, &mut out);
                assert!(
                    result.is_err(),
                    "{}: no error after {room} of {} bytes",
                    exporter.name(),
                    full.len()
                );
                assert!(full.starts_with(&out.taken));
            }
        }
    }
}

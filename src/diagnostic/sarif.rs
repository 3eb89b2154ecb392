//! Findings as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format).

use std::io;

use serde_json::{Map, Value, json};

use super::finding::Finding;
use super::findings::Findings;
use super::rule::{Level, Rule};
use crate::text::{Place, SourceMap, is_unreserved, percent_encoded};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes one log with one run; it describes the rules that occur in it.
pub(super) fn write(findings: &Findings, sources: &SourceMap, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rules: Vec<&'static Rule> = findings.iter().map(|finding| finding.rule).collect();
    rules.sort_by_key(|rule| rule.code);
    rules.dedup();
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let index = rules.partition_point(|rule| rule.code < finding.rule.code);
            result(finding, index, sources)
        })
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "dossier",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.into_iter().map(described).collect::<Vec<Value>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

/// A reportingDescriptor (section 3.49).
fn described(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary()},
        "help": {"text": super::explain(rule), "markdown": rule.doc},
        "defaultConfiguration": {"level": level(rule.level)},
    })
}

/// A level (section 3.27.10).
fn level(level: Level) -> &'static str {
    match level {
        Level::Allow => "none",
        Level::Note => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

/// A result (section 3.27); its message holds the helps, for SARIF has no other place for them.
fn result(finding: &Finding, rule_index: usize, sources: &SourceMap) -> Value {
    let lines: Vec<&str> =
        std::iter::once(&finding.message).chain(&finding.help).map(String::as_str).collect();
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), json!(finding.rule.code));
    result.insert("ruleIndex".to_owned(), json!(rule_index));
    result.insert("level".to_owned(), json!(level(finding.level)));
    result.insert("message".to_owned(), json!({"text": lines.join("\n")}));
    let mut locations = Vec::new();
    if let Some(label) = &finding.primary {
        locations.push(location(label.place, &label.text, None, sources));
    } else if let Some(place) = finding.place() {
        locations.push(location(place, "", None, sources));
    } else if let Some(name) = &finding.file_name {
        locations.push(json!({"physicalLocation": {"artifactLocation": {"uri": uri(name)}}}));
    }
    result.insert("locations".to_owned(), Value::Array(locations));
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate();
        let related = related.map(|(id, label)| location(label.place, &label.text, Some(id + 1), sources));
        result.insert("relatedLocations".to_owned(), related.collect());
    }
    if !finding.fixes.is_empty() {
        let fixes = finding.fixes.iter().map(|fix| {
            let replacement = json!({
                "deletedRegion": region(fix.place, sources, false),
                "insertedContent": {"text": fix.replacement},
            });
            let file = uri(sources.get(fix.place.file).name());
            json!({
                "description": {"text": fix.message},
                "artifactChanges": [{"artifactLocation": {"uri": file}, "replacements": [replacement]}],
            })
        });
        result.insert("fixes".to_owned(), fixes.collect());
    }
    Value::Object(result)
}

/// A location (section 3.28).
fn location(place: Place, text: &str, id: Option<usize>, sources: &SourceMap) -> Value {
    let mut location = Map::new();
    if let Some(id) = id {
        location.insert("id".to_owned(), json!(id));
    }
    let file = uri(sources.get(place.file).name());
    let physical = json!({"artifactLocation": {"uri": file}, "region": region(place, sources, true)});
    location.insert("physicalLocation".to_owned(), physical);
    if !text.is_empty() {
        location.insert("message".to_owned(), json!({"text": text}));
    }
    Value::Object(location)
}

/// A region (section 3.30): lines and columns from 1, `charOffset` from 0, the end column exclusive.
fn region(place: Place, sources: &SourceMap, with_words: bool) -> Value {
    let file = sources.get(place.file);
    let (line, column) = file.line_column(place.span.start);
    let (end_line, end_column) = file.line_column(place.span.end);
    let chars = file.char_range(place.span);
    let mut region = json!({
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
        "charOffset": chars.start,
        "charLength": chars.len(),
    });
    if let (true, Some(region)) = (with_words, region.as_object_mut()) {
        region.insert("snippet".to_owned(), json!({"text": file.slice(place.span)}));
    }
    region
}

/// A path as a URI reference (RFC 3986, sections 2.1 and 4.1).
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let start = if path.starts_with('/') { "file://" } else { "" };
    let is_kept = |character: char| is_unreserved(character) || character == '/';
    format!("{start}{}", percent_encoded(&path.replace('\\', "/"), is_kept))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::test_findings::{findings, written};
    use crate::diagnostic::{explain, rules};

    #[test]
    fn a_log_has_rules_regions_related_places_and_fixes() {
        let (findings, sources) = findings();
        let mut log: Value = serde_json::from_str(&written(|out| write(&findings, &sources, out))).unwrap();
        let driver = &mut log["runs"][0]["tool"]["driver"];
        assert_eq!(driver["version"].take(), env!("CARGO_PKG_VERSION"));
        let described = driver["rules"].as_array_mut().unwrap();
        // The documentation of the rules is tested elsewhere.
        for (rule, known) in
            described.iter_mut().zip([&rules::FILE_UNREADABLE, &rules::NODE_UNUSED, &rules::QUOTE_NOT_FOUND])
        {
            assert_eq!(rule["shortDescription"]["text"].take(), known.summary());
            assert_eq!(rule["help"]["text"].take(), explain(known));
            assert_eq!(rule["help"]["markdown"].take(), known.doc);
        }
        let log = serde_json::to_string_pretty(&log).unwrap() + "\n";
        assert_eq!(log, include_str!("expected/findings.sarif"));
    }

    #[test]
    fn paths_become_uri_references() {
        assert_eq!(uri("a b/ü:c%.md"), "a%20b/%C3%BC%3Ac%25.md");
        assert_eq!(uri("/tmp/x"), "file:///tmp/x");
        assert_eq!(uri("./x/y"), "x/y");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
    }
}

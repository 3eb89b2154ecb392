//! The ontology as a plain table for the terminal.

use std::collections::BTreeMap;

use super::model::Ontology;
use crate::text::columns;

impl Ontology {
    /// Types, relations by group, and attributes, in aligned columns without colours; ends with a line break.
    pub fn to_table(&self) -> String {
        let mut out = String::new();
        let count = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        let rows = self.types.iter().map(|record| vec![record.name.clone(), record.definition.clone()]);
        section(&mut out, &count(self.types.len(), "type"), &["type", "definition"], rows.collect());

        let rows = self.unions.iter().map(|union| {
            let names: Vec<&str> = union.types.iter().map(|key| self.node_type(*key).name.as_str()).collect();
            let all = union.types.len() == self.types.len();
            vec![union.name.clone(), if all { "every type".to_owned() } else { names.join(", ") }]
        });
        section(&mut out, &count(self.unions.len(), "union"), &["union", "types"], rows.collect());

        // Groups come in the order in which the file first names them.
        let mut groups: Vec<&str> = Vec::new();
        let mut by_group: BTreeMap<&str, Vec<Vec<String>>> = BTreeMap::new();
        for record in &self.relations {
            let group = record.group.as_str();
            if !by_group.contains_key(group) {
                groups.push(group);
            }
            by_group.entry(group).or_default().push(vec![
                record.domain_names.join(", "),
                record.name.clone(),
                record.range_names.join(", "),
                record.inverse.clone().unwrap_or_default(),
                record.definition.clone(),
            ]);
        }
        for group in groups {
            let rows = by_group.remove(group).unwrap_or_default();
            let counted = count(rows.len(), "relation");
            let title = if group.is_empty() { counted } else { format!("{counted} ({group})") };
            section(&mut out, &title, &["subject", "relation", "object", "inverse", "definition"], rows);
        }

        let rows = self.attributes.iter().map(|record| {
            vec![
                record.domain_names.join(", "),
                record.name.clone(),
                record.datatype.name().to_owned(),
                record.definition.clone(),
            ]
        });
        let titles = ["subject", "attribute", "value", "definition"];
        section(&mut out, &count(self.attributes.len(), "attribute"), &titles, rows.collect());

        for record in self.attributes.iter().filter(|record| !record.tokens.is_empty()) {
            let rows = record
                .tokens
                .iter()
                .map(|(key, tokens)| vec![self.node_type(*key).name.clone(), tokens.join(", ")]);
            section(&mut out, &format!("tokens of {}", record.name), &["type", "tokens"], rows.collect());
        }
        out
    }
}

/// Writes a title and rows whose columns, but the last, are as wide as their widest cell.
fn section(out: &mut String, title: &str, heads: &[&str], rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        return;
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(title);
    out.push('\n');
    let head: Vec<String> = heads.iter().map(|head| head.to_uppercase()).collect();
    let width = |column: usize| {
        let cells = std::iter::once(&head).chain(&rows).filter_map(|row| row.get(column));
        cells.map(|cell| columns(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    for row in std::iter::once(&head).chain(&rows) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str("  ");
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width.saturating_sub(columns(cell))));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

//! Writing a mapping as YAML, to begin from.

use std::fmt;

use super::keys::DATATYPES;
use super::model::{FileMapping, Mapping, RowKind};

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("files:\n")?;
        self.files.iter().try_for_each(|file| file.fmt(f))?;
        if !self.prefixes.is_empty() {
            f.write_str("prefixes:\n")?;
        }
        self.prefixes.iter().try_for_each(|(name, iri)| writeln!(f, "  {}: {}", scalar(name), scalar(iri)))
    }
}

impl fmt::Display for FileMapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  {}:", scalar(&self.pattern))?;
        if let Some(format) = &self.format {
            writeln!(f, "    format: {}", scalar(format))?;
        }
        if let Some(rows) = self.rows {
            writeln!(f, "    rows: {}", if rows == RowKind::Nodes { "nodes" } else { "edges" })?;
        }
        if let Some(encoding) = self.encoding {
            writeln!(f, "    encoding: {}", scalar(&encoding.to_string()))?;
        }
        for (name, byte) in
            [("delimiter", self.delimiter), ("array-delimiter", self.array_delimiter), ("quote", self.quote)]
        {
            if let Some(byte) = byte {
                writeln!(f, "    {name}: {}", character(byte))?;
            }
        }
        for (part, columns) in &self.roles {
            let columns: Vec<String> = columns.iter().map(|column| scalar(column)).collect();
            match columns.as_slice() {
                [only] => writeln!(f, "    {}: {only}", part.name())?,
                several => writeln!(f, "    {}: [{}]", part.name(), several.join(", "))?,
            }
        }
        if !self.others.is_empty() {
            let others: Vec<String> = self.others.iter().map(|column| scalar(column)).collect();
            writeln!(f, "    # other columns: {}", others.join(", "))?;
        }
        if !self.constants.is_empty() {
            f.write_str("    constants:\n")?;
        }
        for (name, value) in &self.constants {
            writeln!(f, "      {}: {}", scalar(name), scalar(value))?;
        }
        if !self.properties.is_empty() {
            f.write_str("    properties:\n")?;
        }
        for (column, property) in &self.properties {
            let mut said = Vec::new();
            said.extend(property.name.as_deref().map(|name| format!("name: {}", scalar(name))));
            let datatype = DATATYPES.iter().find(|(_, value)| Some(*value) == property.value);
            said.extend(datatype.map(|(name, _)| format!("datatype: {name}")));
            said.extend(property.separator.map(|byte| format!("list: {}", character(byte))));
            said.extend(property.is_ignored.then(|| "ignore: true".to_owned()));
            writeln!(f, "      {}: {{{}}}", scalar(column), said.join(", "))?;
        }
        Ok(())
    }
}

fn character(byte: u8) -> String {
    if byte == b'\t' { "tab".to_owned() } else { quoted(&char::from(byte).to_string()) }
}

/// A text as YAML: plain where it cannot mean anything else.
fn scalar(text: &str) -> String {
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|sign| sign.is_ascii_alphanumeric() || "_.-/".contains(sign));
    if is_plain { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

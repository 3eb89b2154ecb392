//! Dossiers as JSON Lines: one record to a line, with everything that a graph of dossiers holds. The form is described
//! in `docs/dossiers.md`; the exporter `jsonl` writes it.

mod allow;
mod claims;
mod evidence;
mod head;
mod keys;
mod known;
mod nodes;
mod sources;
mod tree;

use super::fields::{Context, Form, Meant};
use crate::diagnostic::{Finding, rules};
use crate::graph::GraphBuilder;
use crate::ontology::Ontology;
use crate::read::{Opened, Reader, Session};
use crate::text::yaml::Yaml;
use crate::text::{FileKey, Place, SourceFile, Span};
use head::Head;
use known::Known;

/// The most unreadable lines that are reported individually.
const MAX_REPORTED: usize = 20;

/// Reads dossiers as JSON Lines.
pub(in crate::read) struct LinesReader;

impl crate::read::reader::Sealed for LinesReader {}

impl Reader for LinesReader {
    fn name(&self) -> &'static str {
        "dossier-jsonl"
    }

    fn about(&self) -> &'static str {
        "JSON Lines: a complete dossier, one record per line"
    }

    fn recognises(&self, _: &str, text: &str) -> bool {
        begins_with_dossier(text.as_bytes())
    }

    fn open(&self, session: &mut Session<'_>, file: FileKey) -> Option<Box<dyn Opened>> {
        let source = session.sources.get(file).clone();
        let mut context = Context::new(session, file, Form::Json, false);
        let mut opened = OpenedLines::new(file);
        let mut unread = 0;
        for (start, end) in lines(source.text()) {
            match tree::parse(source.text(), start, end) {
                Ok(record) => {
                    for (again, first) in record.twice {
                        let finding = Finding::new(&rules::DUPLICATE_KEY, "duplicate key in an object")
                            .at(context.place(again), "duplicate key")
                            .also(context.place(first), "first used here");
                        context.push(finding);
                    }
                    opened.take(&mut context, record.root);
                }
                Err(error) => {
                    unread += 1;
                    if unread <= MAX_REPORTED {
                        let place = context.place(character_at(&source, start + error.at, end));
                        let message = format!("this line is not a record: {}", error.what);
                        context.push(Finding::new(&rules::MALFORMED_ROW, message).at(place, "here"));
                    }
                }
            }
        }
        if unread > MAX_REPORTED {
            let message =
                format!("{} more lines of `{}` are not records", unread - MAX_REPORTED, source.name());
            context.push(Finding::new(&rules::MALFORMED_ROW, message).in_file(source.name()));
        }
        opened.cut = unread > 0;
        Some(Box::new(opened))
    }
}

/// Whether a file begins with the record of a dossier: no other file of JSON Lines has an object under `dossier` first.
pub(in crate::read) fn begins_with_dossier(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let parts: [&[u8]; 4] = [b"{", b"\"dossier\"", b":", b"{"];
    let mut rest = head;
    parts.into_iter().all(|part| match rest.trim_ascii_start().strip_prefix(part) {
        Some(after) => {
            rest = after;
            true
        }
        None => false,
    })
}

/// The lines of a file that are not blank, from their first to after their last byte; a byte order mark is skipped.
fn lines(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let lines = text.get(start..).unwrap_or("").split('\n').map(move |line| {
        let here = start;
        start += line.len() + 1;
        (here, here + line.len(), line.trim_ascii().is_empty())
    });
    lines.filter(|(.., is_empty)| !is_empty).map(|(start, end, _)| (start, end))
}

/// The character at a byte of a line, or the one before where the line ends there.
fn character_at(source: &SourceFile, at: usize, end: usize) -> Span {
    let text = source.text();
    let at = at.min(end);
    let start = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(at);
    let length = text.get(start..end).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Span::new(start, start + length)
}

/// The records of a file, by kind.
struct OpenedLines {
    file: FileKey,
    cut: bool,
    heads: Vec<Head>,
    nodes: Vec<Yaml>,
    sources: Vec<Yaml>,
    claims: Vec<Yaml>,
}

impl OpenedLines {
    fn new(file: FileKey) -> OpenedLines {
        OpenedLines {
            file,
            cut: false,
            heads: Vec::new(),
            nodes: Vec::new(),
            sources: Vec::new(),
            claims: Vec::new(),
        }
    }

    fn take(&mut self, context: &mut Context<'_, '_>, record: Yaml) {
        match keys::RECORDS.into_iter().find(|key| record.get(key).is_some()) {
            Some("node") => self.nodes.push(record),
            Some("source") => self.sources.push(record),
            Some("claim") => self.claims.push(record),
            Some(_) => self.heads.extend(head::read(context, &record)),
            None => unknown_record(context, &record),
        }
    }
}

/// Reports a record of an unknown kind.
fn unknown_record(context: &mut Context<'_, '_>, record: &Yaml) {
    let Some(first) = record.map().and_then(|entries| entries.first()).and_then(|(key, _)| key.scalar())
    else {
        let help = "an object with the key `node`, `source`, `claim` or `dossier`";
        context.wrong_shape(record, "a record", help);
        return;
    };
    let place = context.place(first.span);
    let message = "this record is not a node, source, claim or dossier";
    let finding = Finding::new(&rules::UNKNOWN_KEY, message).at(place, "starts with this key");
    let help = || "expected one of the keys node, source, claim and dossier".to_owned();
    context.push(Meant::of_few(&first.text, &keys::RECORDS).add_to(finding, place, help));
}

impl Opened for OpenedLines {
    fn ontology(&self) -> Option<(&Ontology, Place)> {
        let (ontology, span) = self.heads.iter().find_map(|head| head.ontology.as_ref())?;
        Some((ontology, Place { file: self.file, span: *span }))
    }

    fn push(self: Box<Self>, session: &mut Session<'_>, builder: &mut GraphBuilder) {
        let mut context = Context::new(session, self.file, Form::Json, self.cut);
        let mut known = Known::default();
        for head in self.heads {
            if let Some(dossier) = super::add(&mut context, &head.header, builder) {
                known.add_dossier(head, dossier);
            }
        }
        if known.is_without_dossier() {
            return;
        }
        for record in &self.nodes {
            nodes::read(&mut context, record, &mut known, builder);
        }
        for record in &self.sources {
            sources::read(&mut context, record, &mut known, builder);
        }
        let announced: Vec<_> = self
            .claims
            .iter()
            .filter_map(|record| claims::announce(&mut context, record, &mut known, builder))
            .collect();
        for claim in announced {
            claims::fill(&mut context, &claim, &mut known, builder);
        }
    }
}

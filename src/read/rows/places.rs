//! Where parsers of whole files fail.

use std::io::Read;

use super::Run;
use super::findings::{Excerpt, NO_LINE, RowFinding};
use crate::diagnostic::{Rule, rules};

/// Where a parser failed, as far as it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Nowhere that is known.
    Unknown,
    /// Line and column, from 0, in characters.
    Position(u64, u64),
    /// Bytes before it.
    Offset(u64),
}

impl Run<'_> {
    /// Notes a finding of a kind, which is created only if it will be reported: its line has to be read again.
    pub(super) fn note(
        &mut self,
        file: &str,
        rule: &'static Rule,
        finding: impl FnOnce(&Self) -> RowFinding,
    ) {
        if self.findings.is_full(rule) {
            self.findings.count(rule, 1);
        } else {
            let finding = finding(self);
            self.findings.add(file, finding);
        }
    }

    /// What a parser could not read in the file that is being read.
    pub(super) fn failed(&self, message: String, place: &Place) -> RowFinding {
        let (line, column) = match place {
            Place::Unknown => (NO_LINE, 0),
            Place::Position(line, column) => (*line, *column),
            Place::Offset(offset) => self.line_of_offset(*offset).unwrap_or((NO_LINE, 0)),
        };
        let text = (line != NO_LINE).then(|| self.line_again(line)).flatten();
        let excerpt = text.as_deref().and_then(|text| {
            let shown = String::from_utf8_lossy(text);
            // Of a very long line, not everything is there.
            let ends = std::iter::once(shown.len());
            let at = shown.char_indices().map(|(at, _)| at).chain(ends).nth(column as usize)?;
            Some(Excerpt::new(shown.as_bytes(), at, at + 1))
        });
        let (message, label) = match excerpt {
            Some(_) => ("the file cannot be read from here on".to_owned(), message),
            None if line == NO_LINE => (format!("the file cannot be read: {message}"), String::new()),
            None => (format!("the file cannot be read at column {}: {message}", column + 1), String::new()),
        };
        RowFinding { rule: &rules::MALFORMED_ROW, line, message, label, help: None, excerpt }
    }

    /// The line and the column of a byte of the file that is being read.
    fn line_of_offset(&self, offset: u64) -> Option<(u64, u64)> {
        let mut stream = self.files.last()?.again.as_ref()?.open().ok()?.take(offset);
        let (mut line, mut column) = (0, 0);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = stream.read(&mut buffer).ok()?;
            if count == 0 {
                return Some((line, column));
            }
            for byte in buffer.get(..count)? {
                if *byte == b'\n' {
                    (line, column) = (line + 1, 0);
                } else if byte & 0xC0 != 0x80 {
                    column += 1;
                }
            }
        }
    }
}

//! Cuts tables of text into fields (RFC 4180), without copying them.

use crate::graph::rows::{CLASS, CONTROL};

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    /// The separator of fields; a space means any run of spaces and tabs.
    pub(super) delimiter: u8,
    /// What may be around a field, and is doubled inside it.
    pub(super) quote: Option<u8>,
    /// Whether blanks before a field do not belong to it.
    pub(super) is_spaced: bool,
}

impl Dialect {
    /// Fields in double quotes where they need them (RFC 4180), with any separator.
    pub(super) fn quoted(delimiter: u8) -> Dialect {
        Dialect { delimiter, quote: Some(b'"'), is_spaced: false }
    }

    /// Fields that are never in quotes.
    pub(super) fn bare(delimiter: u8) -> Dialect {
        Dialect { delimiter, quote: None, is_spaced: false }
    }
}

/// What the user says about how a table is written; of the rest its beginning decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SaidDialect {
    /// The separator of fields.
    pub(super) delimiter: Option<u8>,
    /// What may be around a field.
    pub(super) quote: Option<u8>,
}

impl SaidDialect {
    /// Whether a table that is written so agrees with what is said.
    pub(super) fn fits(self, dialect: Dialect) -> bool {
        let SaidDialect { delimiter, quote } = self;
        delimiter.is_none_or(|delimiter| delimiter == dialect.delimiter)
            && (quote.is_none() || quote == dialect.quote)
    }
}

/// A field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'p> {
    /// Its bytes, without the quotes around it.
    raw: &'p [u8],
    /// Where it begins in the piece.
    pub(super) start: usize,
    /// The classes of its bytes, together.
    pub(super) class: u8,
    /// Whether it is in quotes.
    pub(super) is_quoted: bool,
    /// The quote that is written twice in it.
    doubled: Option<u8>,
}

impl<'p> Field<'p> {
    /// Whether it has no text.
    pub(super) fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// Its text; quotes that are written twice become single ones in a buffer.
    pub(super) fn text<'t>(&self, buffer: &'t mut Vec<u8>) -> &'t [u8]
    where
        'p: 't,
    {
        let Some(quote) = self.doubled else { return self.raw };
        buffer.clear();
        let mut rest = self.raw;
        while let Some(at) = memchr::memchr(quote, rest) {
            buffer.extend_from_slice(rest.get(..=at).unwrap_or(&[]));
            rest = rest.get(at + 2..).unwrap_or(&[]);
        }
        buffer.extend_from_slice(rest);
        buffer
    }
}

/// Why a record cannot be cut into fields, and where in the piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FieldSlip {
    /// The byte.
    pub(super) at: usize,
    /// What is wrong.
    pub(super) what: &'static str,
}

/// Reads records one after the other.
#[derive(Debug)]
pub(super) struct Records<'p> {
    bytes: &'p [u8],
    dialect: Dialect,
    at: usize,
    line: u32,
    /// Where the record that was read last begins.
    pub(super) start: usize,
    /// The position after its last byte, without the line ending.
    pub(super) end: usize,
    /// The line on which it begins, from 0.
    pub(super) first_line: u32,
}

/// How a field ended.
enum End {
    Field,
    Record,
}

impl<'p> Records<'p> {
    /// Begins at the beginning of a piece.
    pub(super) fn new(bytes: &'p [u8], dialect: Dialect) -> Records<'p> {
        Records { bytes, dialect, at: 0, line: 0, start: 0, end: 0, first_line: 0 }
    }

    /// Skips a number of lines.
    pub(super) fn skip_lines(&mut self, count: u32) {
        for _ in 0..count {
            self.at = self.line_end(self.at) + 1;
            self.line += 1;
        }
    }

    /// The byte that is read next.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The number of the line that is read next, from 0.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// Where a line ends that has a byte.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or(&[]);
        memchr::memchr(b'\n', rest).map_or(self.bytes.len(), |length| at + length)
    }

    /// The first line of the record that was read last.
    pub(super) fn first_line_of_record(&self) -> &'p [u8] {
        let record = self.bytes.get(self.start..self.end).unwrap_or(&[]);
        let end = if self.line > self.first_line + 1 { memchr::memchr(b'\n', record) } else { None };
        record.get(..end.unwrap_or(record.len())).unwrap_or(record)
    }

    /// The line of a byte of the record that was read last: its number, where it begins, and its bytes.
    pub(super) fn line_of(&self, at: usize) -> (u32, usize, &'p [u8]) {
        let before = self.bytes.get(self.start..at).unwrap_or(&[]);
        let start = memchr::memrchr(b'\n', before).map_or(self.start, |feed| self.start + feed + 1);
        let number = self.first_line + memchr::memchr_iter(b'\n', before).count() as u32;
        (number, start, self.bytes.get(start..self.line_end(at.max(start))).unwrap_or(&[]))
    }

    /// Reads the next record that is not blank into a list of fields; `false` at the end of the piece.
    ///
    /// # Errors
    /// What is wrong with its quotes; the next record then begins on the next line.
    pub(super) fn next(&mut self, fields: &mut Vec<Field<'p>>) -> Result<bool, FieldSlip> {
        loop {
            fields.clear();
            if self.at >= self.bytes.len() {
                return Ok(false);
            }
            (self.start, self.first_line) = (self.at, self.line);
            loop {
                let (field, end) = match self.field() {
                    Ok(ended) => ended,
                    Err(error) => {
                        self.end = self.line_end(self.start);
                        self.at = self.end + 1;
                        self.line = self.first_line + 1;
                        return Err(error);
                    }
                };
                fields.push(field);
                if matches!(end, End::Record) {
                    break;
                }
            }
            self.line += 1;
            let is_blank =
                fields.len() == 1 && fields.first().is_some_and(|field| field.raw.trim_ascii().is_empty());
            if !is_blank {
                return Ok(true);
            }
        }
    }

    #[inline]
    fn field(&mut self) -> Result<(Field<'p>, End), FieldSlip> {
        if self.dialect.delimiter == b' ' {
            return Ok(self.blank_field());
        }
        if self.dialect.is_spaced {
            let rest = self.bytes.get(self.at..).unwrap_or(&[]);
            self.at += rest.iter().take_while(|byte| **byte == b' ').count();
        }
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or(&[]);
        if let (Some(quote), Some(first)) = (self.dialect.quote, rest.first())
            && quote == *first
        {
            return self.quoted(quote);
        }
        let mut class = 0;
        for (length, byte) in rest.iter().enumerate() {
            if *byte == self.dialect.delimiter {
                self.at = start + length + 1;
                let raw = rest.get(..length).unwrap_or(&[]);
                return Ok((Field { raw, start, class, is_quoted: false, doubled: None }, End::Field));
            }
            if *byte == b'\n' {
                return Ok((self.last(start, length, class), End::Record));
            }
            class |= CLASS[usize::from(*byte)];
        }
        Ok((self.last(start, rest.len(), class), End::Record))
    }

    /// The last field of a record, without the return that belongs to the end of the line.
    fn last(&mut self, start: usize, length: usize, mut class: u8) -> Field<'p> {
        self.at = start + length + 1;
        let raw = self.bytes.get(start..start + length).unwrap_or(&[]);
        let raw = match raw.strip_suffix(b"\r") {
            Some(bare) => {
                class = bare.iter().fold(0, |all, byte| all | CLASS[usize::from(*byte)]);
                bare
            }
            None => raw,
        };
        self.end = start + raw.len();
        Field { raw, start, class, is_quoted: false, doubled: None }
    }

    fn quoted(&mut self, quote: u8) -> Result<(Field<'p>, End), FieldSlip> {
        let open = self.at;
        let start = open + 1;
        let rest = self.bytes.get(start..).unwrap_or(&[]);
        let (mut class, mut at, mut doubled) = (0, 0, None);
        loop {
            let Some(byte) = rest.get(at) else {
                return Err(FieldSlip {
                    at: open,
                    what: "the quote that opens this field is never closed, or not within 64 MiB",
                });
            };
            if *byte != quote {
                class |= CLASS[usize::from(*byte)];
                at += 1;
            } else if rest.get(at + 1) == Some(&quote) {
                class |= CLASS[usize::from(quote)];
                doubled = Some(quote);
                at += 2;
            } else {
                break;
            }
        }
        let raw = rest.get(..at).unwrap_or(&[]);
        if class & CONTROL != 0 {
            self.line += memchr::memchr_iter(b'\n', raw).count() as u32;
        }
        let field = Field { raw, start, class, is_quoted: true, doubled };
        let behind = start + at + 1;
        let rest = self.bytes.get(behind..).unwrap_or(&[]);
        match rest {
            [byte, ..] if *byte == self.dialect.delimiter => {
                self.at = behind + 1;
                Ok((field, End::Field))
            }
            [b'\r', b'\n', ..] | [b'\n', ..] | [] | [b'\r'] => {
                self.end = behind;
                self.at = behind + if rest.first() == Some(&b'\r') { 2 } else { 1 };
                Ok((field, End::Record))
            }
            _ if memchr::memchr(b'\n', raw).is_some() => Err(FieldSlip {
                at: open,
                what: "the quote that opens this field is not closed: the next quote, on another line, does not end a field",
            }),
            _ => Err(FieldSlip {
                at: behind,
                what: "unexpected characters after a quoted field; double every quote inside it",
            }),
        }
    }

    /// A field between runs of blanks and tabs.
    fn blank_field(&mut self) -> (Field<'p>, End) {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r');
        let count = |from: usize| {
            let rest = self.bytes.get(from..).unwrap_or(&[]);
            rest.iter().take_while(|byte| is_blank(byte)).count()
        };
        let start = self.at + count(self.at);
        let rest = self.bytes.get(start..).unwrap_or(&[]);
        let length = rest.iter().take_while(|byte| !is_blank(byte) && **byte != b'\n').count();
        let raw = rest.get(..length).unwrap_or(&[]);
        let class = raw.iter().fold(0, |all, byte| all | CLASS[usize::from(*byte)]);
        let behind = start + length + count(start + length);
        let field = Field { raw, start, class, is_quoted: false, doubled: None };
        self.end = start + length;
        match self.bytes.get(behind) {
            Some(b'\n') | None => {
                self.at = behind + 1;
                (field, End::Record)
            }
            Some(_) => {
                self.at = behind;
                (field, End::Field)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CSV: Dialect = Dialect { delimiter: b',', quote: Some(b'"'), is_spaced: false };

    /// Records with the lines on which they begin.
    type Found = Vec<(u32, Vec<Vec<u8>>)>;

    fn read(text: &[u8]) -> (Found, Vec<FieldSlip>) {
        let mut records = Records::new(text, CSV);
        let (mut all, mut errors, mut fields) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            match records.next(&mut fields) {
                Ok(false) => return (all, errors),
                Ok(true) => {
                    let texts = fields.iter().map(|field| field.text(&mut Vec::new()).to_vec()).collect();
                    all.push((records.first_line, texts));
                }
                Err(error) => errors.push(error),
            }
        }
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read(
            rows in prop::collection::vec(prop::collection::vec("[a\",\r\n é;<]{0,6}", 3), 1..8),
            crlf in any::<bool>(),
        ) {
            let end = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
            let mut writer = csv::WriterBuilder::new().terminator(end).from_writer(Vec::new());
            let mut lines = Vec::new();
            let mut line = 0;
            for row in &rows {
                writer.write_record(row).unwrap();
                lines.push(line);
                line += 1 + row.iter().map(|field| field.matches('\n').count() as u32).sum::<u32>();
            }
            let (read, errors) = read(&writer.into_inner().unwrap());
            prop_assert_eq!(errors, []);
            let texts = rows.iter().map(|row| row.iter().map(|field| field.clone().into_bytes()).collect());
            prop_assert_eq!(read, lines.into_iter().zip(texts).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_broken_record_costs_its_first_line_only() {
        let (rows, errors) = read(b"a,\"b\nc,d\ne,\"f\" g\nh,5\" i\n");
        assert_eq!(errors.iter().map(|error| error.at).collect::<Vec<_>>(), [2, 14]);
        let lines: Vec<u32> = rows.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 3]);
        assert_eq!(rows[1].1, [b"h".to_vec(), b"5\" i".to_vec()]);
    }
}

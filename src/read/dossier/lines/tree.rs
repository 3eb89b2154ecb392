//! One line of JSON as a tree in which every node knows its place in the file.

use std::collections::BTreeMap;

use crate::read::rows::json::{ParseError, Scanner, Text};
use crate::text::Span;
use crate::text::yaml::{Kind, Scalar, Yaml};

/// How deep objects and lists may be in each other: an ontology's are the deepest.
const DEEPEST: usize = 32;

/// A record, and the duplicate keys in its objects: each with the position of the first.
pub(super) struct Record {
    pub(super) root: Yaml,
    pub(super) twice: Vec<(Span, Span)>,
}

/// Reads the line of a file from `start` to `end`. Errors count their bytes from `start`.
pub(super) fn parse(file: &str, start: usize, end: usize) -> Result<Record, ParseError> {
    let wide = file.as_bytes().get(start..).unwrap_or(&[]);
    let mut builder =
        Builder { scanner: Scanner::within(wide, end - start), start, twice: Vec::new(), buffer: Vec::new() };
    let root = builder.value(0)?;
    builder.scanner.end()?;
    Ok(Record { root, twice: builder.twice })
}

struct Builder<'r> {
    scanner: Scanner<'r>,
    start: usize,
    twice: Vec<(Span, Span)>,
    buffer: Vec<u8>,
}

impl<'r> Builder<'r> {
    fn value(&mut self, depth: usize) -> Result<Yaml, ParseError> {
        if depth > DEEPEST {
            return Err(self.scanner.error("objects and lists are nested more than 32 deep"));
        }
        let first = self.scanner.peek();
        let from = self.here();
        let kind = match first {
            b'"' => {
                let text = self.scanner.string()?;
                Kind::Scalar(self.text(text, from + 1))
            }
            b'{' => Kind::Map(self.object(depth)?),
            b'[' => {
                self.scanner.take(b'[', "expected a list")?;
                let mut items = Vec::new();
                while self.scanner.item(items.is_empty())? {
                    items.push(self.value(depth + 1)?);
                }
                Kind::List(items)
            }
            b'-' | b'0'..=b'9' => {
                let number = self.scanner.number()?;
                Kind::Scalar(self.plain(number.raw, from))
            }
            _ => match self.scanner.word()? {
                None => Kind::Null,
                Some(true) => Kind::Scalar(self.plain(b"true", from)),
                Some(false) => Kind::Scalar(self.plain(b"false", from)),
            },
        };
        Ok(Yaml { span: Span::new(from, self.here()), kind })
    }

    fn object(&mut self, depth: usize) -> Result<Vec<(Yaml, Yaml)>, ParseError> {
        self.scanner.open_object()?;
        let (mut entries, mut spans) = (Vec::new(), BTreeMap::<String, Span>::new());
        let mut is_first = true;
        while self.scanner.has_key(is_first)? {
            is_first = false;
            self.scanner.peek();
            let from = self.here();
            let name = self.scanner.named()?;
            let key = self.text(name, from + 1);
            let value = self.value(depth + 1)?;
            match spans.get(&key.text) {
                Some(first) => self.twice.push((key.span, *first)),
                None => {
                    spans.insert(key.text.clone(), key.span);
                    entries.push((Yaml { span: key.span, kind: Kind::Scalar(key) }, value));
                }
            }
        }
        Ok(entries)
    }

    /// The byte of the file that is read next.
    fn here(&self) -> usize {
        self.start + self.scanner.at()
    }

    /// A string whose first character is at a byte of the file. Its span leaves the quotation marks out.
    fn text(&mut self, text: Text<'r>, from: usize) -> Scalar {
        let raw = text.raw;
        let plain = text.plain(&mut self.buffer);
        let verbatim = (plain.len() == raw.len()).then_some(from as u32);
        let words = String::from_utf8_lossy(plain).into_owned();
        Scalar::new(words, false, Span::new(from, from + raw.len()), verbatim)
    }

    fn plain(&self, raw: &[u8], from: usize) -> Scalar {
        let words = String::from_utf8_lossy(raw).into_owned();
        Scalar::new(words, true, Span::new(from, from + raw.len()), Some(from as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_knows_its_place() {
        let file = "\n {\"a\": [\"中\\n\", 1.50, null], \"b\": {\"c\": true}, \"a\": 2} \n";
        let record = parse(file, 1, file.len() - 1).unwrap();
        let at = |span: Span| &file[span.range()];
        let [one, other] = record.root.map().unwrap() else { panic!("two keys") };
        let items = one.1.list().unwrap();
        assert_eq!(items[0].text(), Some("中\n"));
        assert_eq!(at(items[0].scalar().unwrap().span), "中\\n");
        assert_eq!(at(items[0].span), "\"中\\n\"");
        assert_eq!((items[1].text(), &items[2].kind), (Some("1.50"), &Kind::Null));
        assert_eq!(at(one.1.span), "[\"中\\n\", 1.50, null]");
        assert_eq!(at(other.1.get("c").unwrap().span), "true");
        assert_eq!(at(record.twice[0].0), "a");
        assert!(record.twice[0].0.start > record.twice[0].1.start);
        assert_eq!(at(items[1].scalar().unwrap().part(0..1)), "1");
    }

    #[test]
    fn errors_are_told_and_deep_lines_are_refused() {
        assert_eq!(parse("{\"a\":1,}", 0, 8).err().map(|error| error.at), Some(7));
        let deep = "[".repeat(100_000);
        assert!(parse(&deep, 0, deep.len()).is_err());
    }
}

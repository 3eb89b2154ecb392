//! Untrusted metadata of Parquet, looked at before the parser sees it: that calls itself for each level of the schema.
//!
//! The metadata are a struct of Thrift in its compact protocol, whose second field lists the elements of the schema, each
//! before its children (`https://github.com/apache/parquet-format`, "File format" and `parquet.thrift`).

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::read::limits::{DEEPEST_PARQUET, LONGEST_PARQUET_FOOTER, Refusal};

/// Refuses a file whose metadata are too long, whose schema is too deep, or which is encrypted.
pub(super) fn look(file: &mut File) -> io::Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut end = [0; 8];
    file.seek(SeekFrom::Start(length.checked_sub(12).ok_or(io::ErrorKind::UnexpectedEof)? + 4))?;
    file.read_exact(&mut end)?;
    let [a, b, c, d, magic @ ..] = end;
    if &magic == b"PARE" {
        return Err(Refusal::unread("it is encrypted Parquet", "decrypt it with the program that wrote it"));
    }
    if &magic != b"PAR1" {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let size = u64::from(u32::from_le_bytes([a, b, c, d]));
    if size > LONGEST_PARQUET_FOOTER {
        let what = format!("its metadata are longer than {LONGEST_PARQUET_FOOTER} bytes");
        return Err(Refusal::limit(what, None));
    }
    file.seek(SeekFrom::Start(length.checked_sub(size + 8).ok_or(io::ErrorKind::UnexpectedEof)?))?;
    let mut metadata = Vec::new();
    file.take(size).read_to_end(&mut metadata)?;
    let mut thrift = Thrift { rest: &metadata };
    match thrift.depth_of_schema() {
        Some(depth) if depth <= DEEPEST_PARQUET => Ok(()),
        Some(_) => Err(Refusal::limit(format!("its schema is deeper than {DEEPEST_PARQUET} levels"), None)),
        None => Err(io::Error::new(io::ErrorKind::InvalidData, "the metadata of this Parquet are damaged")),
    }
}

/// A reader of Thrift's compact protocol.
struct Thrift<'t> {
    rest: &'t [u8],
}

const I32: u8 = 5;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

impl Thrift<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// The id and the type of the next field of a struct; `None` inside at its end.
    fn field(&mut self, last: &mut i64) -> Option<Option<(i64, u8)>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Some(None);
        }
        *last = match byte >> 4 {
            0 => {
                let number = self.number()?;
                (number >> 1) as i64 ^ -((number & 1) as i64)
            }
            step => last.checked_add(i64::from(step))?,
        };
        Some(Some((*last, byte & 0x0F)))
    }

    /// The number of items of a list and their type.
    fn list(&mut self) -> Option<(u64, u8)> {
        let byte = self.byte()?;
        let count = if byte >> 4 == 15 { self.number()? } else { u64::from(byte >> 4) };
        Some((count, byte & 0x0F))
    }

    /// The levels of the schema of a file's metadata.
    fn depth_of_schema(&mut self) -> Option<usize> {
        let mut last = 0;
        while let Some((id, kind)) = self.field(&mut last)? {
            if (id, kind) != (2, LIST) {
                self.skip(kind, 0)?;
                continue;
            }
            let (count, _) = self.list()?;
            // The children that each open element still has.
            let (mut open, mut deepest): (Vec<u64>, usize) = (Vec::new(), 0);
            for _ in 0..count {
                let children = self.children()?;
                if let Some(left) = open.last_mut() {
                    *left -= 1;
                }
                if children > 0 {
                    open.push(children);
                    deepest = deepest.max(open.len());
                }
                if deepest > DEEPEST_PARQUET {
                    return Some(deepest);
                }
                while open.last() == Some(&0) {
                    open.pop();
                }
            }
            return Some(deepest);
        }
        None
    }

    /// How many children an element of a schema has.
    fn children(&mut self) -> Option<u64> {
        let (mut last, mut children) = (0, 0);
        while let Some((id, kind)) = self.field(&mut last)? {
            if (id, kind) == (5, I32) {
                let number = self.number()?;
                // Numbers are written in zigzag; a negative one is nothing.
                children = if number & 1 == 0 { number >> 1 } else { 0 };
            } else {
                self.skip(kind, 0)?;
            }
        }
        Some(children)
    }

    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        if depth > DEEPEST_PARQUET {
            return None;
        }
        match kind {
            1 | 2 => {}
            3 => drop(self.byte()?),
            4..=6 => drop(self.number()?),
            7 => self.rest = self.rest.get(8..)?,
            8 => {
                let length = usize::try_from(self.number()?).ok()?;
                self.rest = self.rest.get(length..)?;
            }
            LIST | 10 => {
                let (count, kind) = self.list()?;
                for _ in 0..count {
                    // A truth value in a list is a byte of its own.
                    self.skip(if matches!(kind, 1 | 2) { 3 } else { kind }, depth + 1)?;
                }
            }
            STRUCT => {
                let mut last = 0;
                while let Some((_, kind)) = self.field(&mut last)? {
                    self.skip(kind, depth + 1)?;
                }
            }
            _ => return None,
        }
        Some(())
    }
}

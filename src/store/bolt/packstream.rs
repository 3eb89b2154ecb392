//! PackStream 1.0, the encoding of Bolt (<https://neo4j.com/docs/bolt/current/packstream/>), for the values that are sent and
//! received here.

use std::io::{self, Read};
use std::sync::Arc;

use crate::store::allowance::Allowance;
use crate::store::elements::{Record, Value};
use crate::store::target::hexadecimal;
use crate::text::{Day, day_number};

/// Lists, maps and structures inside one another beyond this are refused.
const DEEPEST: usize = 64;
/// The memory of a value besides its text.
const VALUE: u64 = size_of::<Value>() as u64;
/// The memory of an entry of a map besides its strings: vectors may have room for twice as many, and there are two while a map is
/// made.
const ENTRY: u64 = 4 * (VALUE + size_of::<Arc<str>>() as u64);
/// The tags of structures (<https://neo4j.com/docs/bolt/current/bolt/structure-semantics/>).
mod tag {
    /// The days since 1970-01-01.
    pub(super) const DATE: u8 = b'D';
    /// Seconds of UTC since 1970, nanoseconds, and the offset of the time zone in seconds.
    pub(super) const MOMENT: u8 = b'I';
    /// The same with the seconds of the time zone, before Bolt 5.
    pub(super) const MOMENT_BEFORE_5: u8 = b'F';
    /// Seconds since 1970 and nanoseconds, anywhere.
    pub(super) const LOCAL: u8 = b'd';
    /// Months, days, seconds and nanoseconds.
    pub(super) const DURATION: u8 = b'E';
}
/// 1970-01-01.
const EPOCH: Day = (1970, 1, 1);

/// Appends a value as a major version of Bolt has it.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`] where a text, a list or a map is longer than 4 GiB.
pub(super) fn encode(value: &Value, version: u8, out: &mut Vec<u8>) -> io::Result<()> {
    match value {
        Value::Null => out.push(0xC0),
        Value::Boolean(false) => out.push(0xC2),
        Value::Boolean(true) => out.push(0xC3),
        Value::Integer(number) => encode_integer(*number, out),
        Value::Float(number) => {
            out.push(0xC1);
            out.extend(number.to_be_bytes());
        }
        Value::Text(text) | Value::Other(text) => encode_text(text, out)?,
        Value::Date(year, month, day) => {
            let days = day_number((i64::from(*year), *month, *day)) - day_number(EPOCH);
            out.extend([0xB1, tag::DATE]);
            // A year of sixteen bits is not far from 1970.
            encode_integer(days as i64, out);
        }
        Value::Moment(seconds, nanos, offset) => {
            let offset = i64::from(*offset);
            let (tag, seconds) = match version {
                5.. => (tag::MOMENT, *seconds),
                _ => (tag::MOMENT_BEFORE_5, seconds.saturating_add(offset)),
            };
            encode_integers(tag, &[seconds, i64::from(*nanos), offset], out);
        }
        Value::Local(seconds, nanos) => encode_integers(tag::LOCAL, &[*seconds, i64::from(*nanos)], out),
        Value::Duration(months, days, seconds, nanos) => {
            encode_integers(tag::DURATION, &[*months, *days, *seconds, i64::from(*nanos)], out);
        }
        Value::List(members) => {
            encode_length(members.len(), 0x90, 0xD4, out)?;
            members.iter().try_for_each(|member| encode(member, version, out))?;
        }
        Value::Map(members) => encode_map(members, version, out)?,
    }
    Ok(())
}

/// Appends a map.
///
/// # Errors
/// As [`encode`].
pub(super) fn encode_map(members: &Record, version: u8, out: &mut Vec<u8>) -> io::Result<()> {
    encode_length(members.len(), 0xA0, 0xD8, out)?;
    for (name, value) in members {
        encode_text(name, out)?;
        encode(value, version, out)?;
    }
    Ok(())
}

/// Appends a structure of whole numbers, of which it has less than sixteen.
fn encode_integers(tag: u8, fields: &[i64], out: &mut Vec<u8>) {
    out.extend([0xB0 | fields.len() as u8, tag]);
    fields.iter().for_each(|field| encode_integer(*field, out));
}

fn encode_integer(number: i64, out: &mut Vec<u8>) {
    if let Ok(number @ -16..) = i8::try_from(number) {
        out.extend(number.to_be_bytes());
    } else if let Ok(number) = i8::try_from(number) {
        out.push(0xC8);
        out.extend(number.to_be_bytes());
    } else if let Ok(number) = i16::try_from(number) {
        out.push(0xC9);
        out.extend(number.to_be_bytes());
    } else if let Ok(number) = i32::try_from(number) {
        out.push(0xCA);
        out.extend(number.to_be_bytes());
    } else {
        out.push(0xCB);
        out.extend(number.to_be_bytes());
    }
}

fn encode_text(text: &str, out: &mut Vec<u8>) -> io::Result<()> {
    encode_length(text.len(), 0x80, 0xD0, out)?;
    out.extend(text.as_bytes());
    Ok(())
}

/// A length below 16 is part of its marker; others follow it in one, two or four bytes.
fn encode_length(length: usize, tiny: u8, marker: u8, out: &mut Vec<u8>) -> io::Result<()> {
    if let Ok(length @ 0..16) = u8::try_from(length) {
        out.push(tiny | length);
    } else if let Ok(length) = u8::try_from(length) {
        out.extend([marker, length]);
    } else if let Ok(length) = u16::try_from(length) {
        out.push(marker + 1);
        out.extend(length.to_be_bytes());
    } else {
        let length =
            u32::try_from(length).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        out.push(marker + 2);
        out.extend(length.to_be_bytes());
    }
    Ok(())
}

/// Reads values, and charges what they fill.
pub(super) struct Decoder<'a, R> {
    input: R,
    allowance: &'a mut Allowance,
}

impl<'a, R: Read> Decoder<'a, R> {
    /// Reads from a source.
    pub(super) fn new(input: R, allowance: &'a mut Allowance) -> Decoder<'a, R> {
        Decoder { input, allowance }
    }

    /// Reads a structure: its tag and its fields.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] where the next value is none or is malformed, [`io::ErrorKind::QuotaExceeded`] where it
    /// fills too much, and those of the source.
    pub(super) fn structure(&mut self) -> io::Result<(u8, Vec<Value>)> {
        match self.byte()? {
            marker @ 0xB0..=0xBF => self.fields(marker, 0),
            marker => Err(malformed(format!("expected a structure, found 0x{marker:02X}"))),
        }
    }

    fn fields(&mut self, marker: u8, depth: usize) -> io::Result<(u8, Vec<Value>)> {
        let tag = self.byte()?;
        Ok((tag, self.list(u32::from(marker & 0x0F), depth)?))
    }

    fn value(&mut self, depth: usize) -> io::Result<Value> {
        self.allowance.take(VALUE)?;
        if depth > DEEPEST {
            return Err(malformed(format!("values are nested deeper than {DEEPEST}")));
        }
        Ok(match self.byte()? {
            0xC0 => Value::Null,
            0xC1 => Value::Float(f64::from_be_bytes(self.bytes()?)),
            0xC2 => Value::Boolean(false),
            0xC3 => Value::Boolean(true),
            marker @ (0x00..=0x7F | 0xF0..=0xFF) => Value::Integer(i64::from(marker as i8)),
            0xC8 => Value::Integer(i64::from(i8::from_be_bytes(self.bytes()?))),
            0xC9 => Value::Integer(i64::from(i16::from_be_bytes(self.bytes()?))),
            0xCA => Value::Integer(i64::from(i32::from_be_bytes(self.bytes()?))),
            0xCB => Value::Integer(i64::from_be_bytes(self.bytes()?)),
            marker @ 0xCC..=0xCE => {
                let length = self.length(marker - 0xCC)?;
                Value::Other(hexadecimal(&self.block(length)?))
            }
            marker @ (0x80..=0x8F | 0xD0..=0xD2) => Value::Text(self.text(marker)?),
            marker @ 0x90..=0x9F => Value::List(self.list(u32::from(marker & 0x0F), depth)?),
            marker @ 0xD4..=0xD6 => {
                let length = self.length(marker - 0xD4)?;
                Value::List(self.list(length, depth)?)
            }
            marker @ 0xA0..=0xAF => Value::Map(self.map(u32::from(marker & 0x0F), depth)?),
            marker @ 0xD8..=0xDA => {
                let length = self.length(marker - 0xD8)?;
                Value::Map(self.map(length, depth)?)
            }
            marker @ 0xB0..=0xBF => {
                let (tag, fields) = self.fields(marker, depth)?;
                // dossier never requests nodes, points or times of day; they are only compared with what was sent.
                time(tag, &fields).unwrap_or_else(|| Value::Other(format!("structure 0x{tag:02X}")))
            }
            marker => return Err(malformed(format!("invalid start of a value: 0x{marker:02X}"))),
        })
    }

    /// Every member is charged before it is kept, so that a length alone reserves nothing.
    fn list(&mut self, length: u32, depth: usize) -> io::Result<Vec<Value>> {
        (0..length).map(|_| self.value(depth + 1)).collect()
    }

    fn map(&mut self, length: u32, depth: usize) -> io::Result<Record> {
        let entry = |_| {
            self.allowance.take(ENTRY)?;
            let marker = self.byte()?;
            let name: Arc<str> = self.text(marker)?.into();
            Ok((name, self.value(depth + 1)?))
        };
        let entries: Vec<_> = (0..length).map(entry).collect::<io::Result<_>>()?;
        Ok(entries.into_iter().collect())
    }

    fn text(&mut self, marker: u8) -> io::Result<String> {
        let length = match marker {
            0x80..=0x8F => u32::from(marker & 0x0F),
            0xD0..=0xD2 => self.length(marker - 0xD0)?,
            marker => return Err(malformed(format!("expected a string, found 0x{marker:02X}"))),
        };
        String::from_utf8(self.block(length)?).map_err(|error| malformed(error.to_string()))
    }

    /// The bytes of a text grow as they arrive; a length that is announced reserves nothing.
    fn block(&mut self, length: u32) -> io::Result<Vec<u8>> {
        self.allowance.take(u64::from(length))?;
        let mut bytes = Vec::new();
        self.input.by_ref().take(u64::from(length)).read_to_end(&mut bytes)?;
        if bytes.len() < length as usize { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(bytes) }
    }

    /// A length of one, two or four bytes.
    fn length(&mut self, power: u8) -> io::Result<u32> {
        Ok(match power {
            0 => u32::from(self.byte()?),
            1 => u32::from(u16::from_be_bytes(self.bytes()?)),
            _ => u32::from_be_bytes(self.bytes()?),
        })
    }

    fn byte(&mut self) -> io::Result<u8> {
        self.bytes::<1>().map(|[byte]| byte)
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

fn malformed(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// The day, moment or duration that a structure holds.
fn time(tag: u8, fields: &[Value]) -> Option<Value> {
    let fields: Vec<i64> = fields.iter().map(Value::integer).collect::<Option<_>>()?;
    Some(match (tag, fields.as_slice()) {
        (tag::DATE, [days]) => date(*days),
        (tag::MOMENT, [seconds, nanos, offset]) => {
            Value::Moment(*seconds, u32::try_from(*nanos).ok()?, i32::try_from(*offset).ok()?)
        }
        (tag::MOMENT_BEFORE_5, [seconds, nanos, offset]) => Value::Moment(
            seconds.checked_sub(*offset)?,
            u32::try_from(*nanos).ok()?,
            i32::try_from(*offset).ok()?,
        ),
        (tag::LOCAL, [seconds, nanos]) => Value::Local(*seconds, u32::try_from(*nanos).ok()?),
        (tag::DURATION, [months, days, seconds, nanos]) => {
            Value::Duration(*months, *days, *seconds, u32::try_from(*nanos).ok()?)
        }
        _ => return None,
    })
}

/// The date a number of days after 1970-01-01, by Howard Hinnant's `civil_from_days`
/// (<https://howardhinnant.github.io/date_algorithms.html>).
fn date(days: i64) -> Value {
    let since = i128::from(days) + 719_468;
    let era = since.div_euclid(146_097);
    let of_era = since.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i128::from(month <= 2);
    match (u16::try_from(year), u8::try_from(month), u8::try_from(day)) {
        (Ok(year), Ok(month), Ok(day)) => Value::Date(year, month, day),
        _ => Value::Other(format!("{year}-{month:02}-{day:02}")),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use proptest::prelude::*;

    use super::*;
    use crate::store::allowance::ATTEMPT;

    fn decode_within(bytes: &[u8], most: u64) -> io::Result<Value> {
        let mut allowance = Allowance::new(Instant::now() + ATTEMPT, most);
        let mut rest = bytes;
        let value = Decoder::new(&mut rest, &mut allowance).value(0)?;
        assert!(rest.is_empty(), "unexpected {rest:?} at the end");
        Ok(value)
    }

    fn decode(bytes: &[u8]) -> io::Result<Value> {
        decode_within(bytes, 1 << 20)
    }

    fn encoded(value: &Value) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode(value, 5, &mut bytes).unwrap();
        bytes
    }

    fn bytes(hexadecimal: &str) -> Vec<u8> {
        let digits = hexadecimal.split_whitespace();
        digits.map(|digits| u8::from_str_radix(digits, 16).unwrap()).collect()
    }

    /// The examples of the specification, and the borders of its sizes.
    #[test]
    fn values_are_encoded_as_in_the_specification() {
        let letters: Vec<String> = ('A'..='Z').map(String::from).collect();
        let many = |count: i64| Value::List((1..=count).map(Value::Integer).collect());
        let cases = [
            (Value::Null, "C0"),
            (Value::Boolean(true), "C3"),
            (Value::Boolean(false), "C2"),
            (Value::Integer(1), "01"),
            (Value::Integer(42), "2A"),
            (Value::Integer(127), "7F"),
            (Value::Integer(128), "C9 00 80"),
            (Value::Integer(1234), "C9 04 D2"),
            (Value::Integer(-1), "FF"),
            (Value::Integer(-16), "F0"),
            (Value::Integer(-17), "C8 EF"),
            (Value::Integer(-128), "C8 80"),
            (Value::Integer(-129), "C9 FF 7F"),
            (Value::Integer(32_768), "CA 00 00 80 00"),
            (Value::Integer(-32_768), "C9 80 00"),
            (Value::Integer(2_147_483_648), "CB 00 00 00 00 80 00 00 00"),
            (Value::Integer(i64::MIN), "CB 80 00 00 00 00 00 00 00"),
            (Value::Float(1.23), "C1 3F F3 AE 14 7A E1 47 AE"),
            (Value::Float(std::f64::consts::TAU), "C1 40 19 21 FB 54 44 2D 18"),
            (Value::Float(-1.1), "C1 BF F1 99 99 99 99 99 9A"),
            ("".into(), "80"),
            ("A".into(), "81 41"),
            ("Größenmaßstäbe".into(), "D0 12 47 72 C3 B6 C3 9F 65 6E 6D 61 C3 9F 73 74 C3 A4 62 65"),
            (
                letters.concat().as_str().into(),
                "D0 1A 41 42 43 44 45 46 47 48 49 4A 4B 4C 4D 4E 4F 50 51 52 53 54 55 56 57 58 59 5A",
            ),
            (Value::List(Vec::new()), "90"),
            (many(3), "93 01 02 03"),
            (many(20), "D4 14 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10 11 12 13 14"),
            (Value::Map(Record::new()), "A0"),
            (Value::Map(Record::from([("one".to_owned(), "eins".into())])), "A1 83 6F 6E 65 84 65 69 6E 73"),
            (Value::Date(1970, 1, 2), "B1 44 01"),
            (Value::Date(1969, 12, 31), "B1 44 FF"),
            (Value::Date(2019, 5, 1), "B1 44 C9 46 61"),
            (Value::Moment(1_557_489_600, 5, -3_600), "B3 49 CA 5C D5 67 C0 05 C9 F1 F0"),
            (Value::Local(-1, 999_999_999), "B2 64 FF CA 3B 9A C9 FF"),
            (Value::Duration(14, 3, 0, 0), "B4 45 0E 03 00 00"),
        ];
        for (value, words) in cases {
            assert_eq!(encoded(&value), bytes(words), "{value:?}");
            assert_eq!(decode(&bytes(words)).unwrap(), value, "{words}");
        }
        // Before Bolt 5 the seconds are those of the time zone.
        let moment = Value::Moment(3_600, 0, 7_200);
        let mut before = Vec::new();
        encode(&moment, 4, &mut before).unwrap();
        assert_eq!(before, bytes("B3 46 C9 2A 30 00 C9 1C 20"));
        assert_eq!(decode(&before).unwrap(), moment);
        for words in
            ["B3 49 CB 80 00 00 00 00 00 00 00 FF 00", "B3 46 CB 80 00 00 00 00 00 00 00 00 01", "B1 49 01"]
        {
            assert!(matches!(decode(&bytes(words)).unwrap(), Value::Other(_)), "{words}");
        }
        let long = Value::Text("x".repeat(70_000));
        assert!(encoded(&long).starts_with(&bytes("D2 00 01 11 70")));
        assert!(encoded(&Value::Text("x".repeat(300))).starts_with(&bytes("D1 01 2C")));
        // Longer forms than needed are also read.
        for words in ["C8 2A", "C9 00 2A", "CA 00 00 00 2A", "CB 00 00 00 00 00 00 00 2A"] {
            assert_eq!(decode(&bytes(words)).unwrap(), Value::Integer(42), "{words}");
        }
        assert_eq!(decode(&bytes("CC 02 01 FF")).unwrap(), Value::Other("01ff".to_owned()));
        assert!(matches!(decode(&bytes("B3 4E 01 90 A0")).unwrap(), Value::Other(_)));
    }

    #[test]
    fn lengths_that_nothing_follows_reserve_nothing_and_are_errors() {
        for words in
            ["D2 FF FF FF FF", "D6 FF FF FF FF", "DA FF FF FF FF", "CE FF FF FF FF", "D6 7F FF FF FF C0"]
        {
            let kind = decode(&bytes(words)).unwrap_err().kind();
            assert!(
                [io::ErrorKind::UnexpectedEof, io::ErrorKind::QuotaExceeded].contains(&kind),
                "{words}: {kind}"
            );
        }
        // A byte of an answer that becomes a value of many is charged as many.
        let mut nulls = bytes("D5 FF FF");
        nulls.extend([0xC0; 65_535]);
        assert_eq!(decode_within(&nulls, 65_535 * 8).unwrap_err().kind(), io::ErrorKind::QuotaExceeded);
        let mut maps = bytes("D5 FF FF");
        maps.extend([0xA1, 0x80, 0xC0].repeat(65_535));
        assert_eq!(decode_within(&maps, 65_535 * 64).unwrap_err().kind(), io::ErrorKind::QuotaExceeded);
    }

    #[test]
    fn nesting_and_what_is_no_value_are_refused() {
        for bomb in [vec![0x91; 100_000], vec![0xB1; 100_000], [0xA1, 0x80].repeat(100_000)] {
            let error = decode_within(&bomb, 1 << 30).unwrap_err();
            assert!(error.to_string().contains("nested"), "{error}");
        }
        for words in ["C4", "C5", "DC 00", "DF", "A1 01 01", "81 FF", "E0"] {
            assert_eq!(decode(&bytes(words)).unwrap_err().kind(), io::ErrorKind::InvalidData, "{words}");
        }
    }

    #[test]
    fn days_go_there_and_back() {
        for year in [0_u16, 1, 4, 100, 400, 1600, 1899, 1900, 1970, 2000, 2024, 9999, 65_535] {
            for (month, day) in [(1, 1), (2, 28), (3, 1), (12, 31)] {
                let date = Value::Date(year, month, day);
                assert_eq!(decode(&encoded(&date)).unwrap(), date);
            }
        }
        assert_eq!(date(-719_529), Value::Other("-1-12-31".to_owned()));
        assert_eq!(date(-719_528), Value::Date(0, 1, 1));
        for days in [i64::MIN, i64::MAX] {
            assert!(matches!(date(days), Value::Other(_)));
        }
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Boolean),
            any::<i64>().prop_map(Value::Integer),
            (-70_000_i64..70_000).prop_map(Value::Integer),
            any::<f64>().prop_filter("NaN is not itself", |number| !number.is_nan()).prop_map(Value::Float),
            ".{0,40}".prop_map(Value::Text),
            "[a-z]{250,300}".prop_map(Value::Text),
            (0_u16..=9_999, 1_u8..=12, 1_u8..=28)
                .prop_map(|(year, month, day)| Value::Date(year, month, day)),
        ];
        leaf.prop_recursive(4, 64, 20, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..20).prop_map(Value::List),
                prop::collection::btree_map(".{0,20}", inner, 0..20)
                    .prop_map(|members| Value::Map(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn values_come_back_as_they_went(value in value()) {
            prop_assert_eq!(decode_within(&encoded(&value), 1 << 30).unwrap(), value);
        }

        #[test]
        fn whatever_comes_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let mut allowance = Allowance::new(Instant::now() + ATTEMPT, 1 << 16);
            let _ = Decoder::new(bytes.as_slice(), &mut allowance).value(0);
            let _ = Decoder::new(bytes.as_slice(), &mut allowance).structure();
        }
    }
}

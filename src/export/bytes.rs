//! Bytes as the writers of all formats put them together.

use std::io::Write;

use crate::graph::rows::NameKey;

/// Writes parts one after the other.
#[inline]
pub(in crate::export) fn put(out: &mut Vec<u8>, parts: &[&[u8]]) {
    for part in parts {
        out.extend_from_slice(part);
    }
}

/// The bytes of a name, in a table by name.
#[inline]
pub(in crate::export) fn line(lines: &[Vec<u8>], name: NameKey) -> &[u8] {
    lines.get(name.index()).map_or(&[], |line| line)
}

/// Writes a number in decimal digits.
pub(in crate::export) fn put_number(out: &mut Vec<u8>, number: u64) {
    let mut digits = [0; 20];
    let (mut at, mut rest) = (digits.len(), number);
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Writes the content of a format string.
pub(in crate::export) fn put_fmt(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing into memory does not fail.
    let _ = out.write_fmt(text);
}

/// Whether a number has an exponent, which makes it an `xsd:double`.
pub(in crate::export) fn is_double(number: &[u8]) -> bool {
    number.iter().any(|byte| matches!(byte, b'e' | b'E'))
}

//! Bytes as the writers of all formats put them together.

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
pub(super) fn line(lines: &[Vec<u8>], name: NameKey) -> &[u8] {
    lines.get(name.index()).map_or(&[], |line| line)
}

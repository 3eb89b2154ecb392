//! What is said of a file that the parser of Parquet refuses.

use std::io;

/// The error about a file that cannot be parsed.
pub(super) fn damaged(error: impl std::fmt::Display) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("this Parquet is damaged or truncated, or of an unknown kind: {error}"),
    )
}

//! Standard input, whose beginning can be looked at before it is read.

use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};

/// What was looked at and not read yet.
static AHEAD: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// How much is read: at least a block of bzip2, of up to 900,000 bytes, which can be decompressed only as a whole. Those of
/// Zstandard are smaller (RFC 8878, section 3.1.1.2.3).
const MUCH: u64 = 1 << 20;
/// How much is enough where nothing is compressed.
const LITTLE: u64 = 1 << 13;

/// Reads standard input, also what was looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stdin;

impl Read for Stdin {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut ahead = AHEAD.lock().unwrap_or_else(PoisonError::into_inner);
        if ahead.is_empty() {
            return io::stdin().lock().read(buffer);
        }
        let count = ahead.as_slice().read(buffer)?;
        ahead.drain(..count);
        Ok(count)
    }
}

/// The beginning of standard input, which stays to be read. Of what is compressed, more is needed to see what it is.
///
/// # Errors
/// Those of standard input.
pub(super) fn peek(is_packed: impl Fn(&[u8]) -> bool) -> io::Result<Vec<u8>> {
    let mut ahead = AHEAD.lock().unwrap_or_else(PoisonError::into_inner);
    let mut stdin = io::stdin().lock();
    if ahead.is_empty() {
        let mut first = vec![0; LITTLE as usize];
        let count = stdin.read(&mut first)?;
        ahead.extend(first.get(..count).unwrap_or(&[]));
    }
    if is_packed(&ahead) {
        let more = MUCH.saturating_sub(ahead.len() as u64);
        stdin.take(more).read_to_end(&mut ahead)?;
    }
    Ok(ahead.clone())
}

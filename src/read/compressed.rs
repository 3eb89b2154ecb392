//! Streams that are compressed with gzip (RFC 1952) or Zstandard (RFC 8878), or not.

use std::io::{self, Read};
use std::sync::Arc;

use super::limits::{Bounded, Counted};
use crate::memory;

/// How gzip begins (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1F, 0x8B];
/// How a frame of Zstandard begins (RFC 8878, section 3.1.1).
const ZSTD: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// So much is read at once, in bytes.
const BUFFER: usize = 64 << 10;

/// Whether a file with this beginning is compressed.
pub(super) fn is_packed(head: &[u8]) -> bool {
    head.starts_with(&GZIP) || head.starts_with(&ZSTD)
}

/// A stream, unpacked where its beginning says that it is compressed, and ended where it takes too much.
///
/// # Errors
/// Those of the stream.
pub(super) fn unpacking(mut stream: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut magic = Vec::new();
    stream.by_ref().take(4).read_to_end(&mut magic)?;
    let (is_gzip, is_zstd) = (magic.starts_with(&GZIP), magic == ZSTD);
    let taken = Arc::default();
    let compressed = (is_gzip || is_zstd).then(|| Arc::clone(&taken));
    let stream = Counted { from: io::Cursor::new(magic).chain(stream), taken };
    Ok(if is_gzip {
        let stream = io::BufReader::with_capacity(BUFFER, stream);
        Box::new(Bounded::new(flate2::bufread::MultiGzDecoder::new(stream), compressed))
    } else if is_zstd {
        let mut decoder = zstd::stream::read::Decoder::new(stream)?;
        decoder.window_log_max(largest_window())?;
        Box::new(Bounded::new(decoder, compressed))
    } else {
        Box::new(Bounded::new(stream, None))
    })
}

/// The beginning of a stream, unpacked as far as its bytes go and to so many bytes.
pub(super) fn unpacked_head(head: &[u8], most: usize) -> Vec<u8> {
    let mut text = Vec::new();
    // The bytes end in the middle; what came before is all that can be had.
    let _ = unpacking(io::Cursor::new(head.to_vec()))
        .and_then(|stream| stream.take(most as u64).read_to_end(&mut text));
    text
}

/// The largest window of Zstandard, as a power of 2: an eighth of the memory, and no more than `zstd` takes by itself,
/// 128 MiB.
fn largest_window() -> u32 {
    memory::limit().map_or(27, |limit| (limit / 8).max(1).ilog2().clamp(20, 27))
}

//! What is compressed: gzip (RFC 1952), Zstandard (RFC 8878), bzip2 and xz, each of one stream or of several.

use std::io::{self, Read};

use crate::memory;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    Gzip,
    Zstandard,
    Bzip2,
    Xz,
}

/// So much is read at once, in bytes.
const BUFFER: usize = 64 << 10;

impl Codec {
    /// How a file with this beginning is compressed, if it is.
    pub(super) fn of(head: &[u8]) -> Option<Codec> {
        match head {
            // RFC 1952, section 2.3.1.
            [0x1F, 0x8B, ..] => Some(Codec::Gzip),
            // RFC 8878, section 3.1.1.
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Codec::Zstandard),
            // The size of the blocks, and the magic of the first block or of the end.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => Some(Codec::Bzip2),
            // "The .xz File Format", section 2.1.1.1.
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Codec::Xz),
            _ => None,
        }
    }

    /// The stream that was compressed.
    ///
    /// # Errors
    /// Where the decoder cannot begin.
    pub(super) fn decoder(self, stream: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
        let buffered = |stream| io::BufReader::with_capacity(BUFFER, stream);
        Ok(match self {
            Codec::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(buffered(stream))),
            Codec::Zstandard => {
                let mut decoder = zstd::stream::read::Decoder::new(stream)?;
                decoder.window_log_max(largest_window())?;
                Box::new(decoder)
            }
            Codec::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(buffered(stream))),
            Codec::Xz => {
                // In KiB, with what the decoder needs beside the dictionary.
                let most = (1 << (largest_window() - 10)) + 1024;
                Box::new(lzma_rust2::XzReader::new_mem_limit(buffered(stream), true, most))
            }
        })
    }
}

/// The largest window of Zstandard or dictionary of xz, as a power of 2: an eighth of the memory, and no more than the
/// default of `zstd`, 128 MiB.
fn largest_window() -> u32 {
    memory::limit().map_or(27, |limit| (limit / 8).max(1).ilog2().clamp(20, 27))
}

//! What files are wrapped in: compression, and archives with one file, also one in the other.

mod compressed;
mod tar;
mod zip;

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::limits::{Bounded, Broken, Counted, Refusal};
use compressed::Codec;

/// The most wrappers around each other: a compressed file in a compressed archive has three.
const MOST_WRAPPERS: usize = 4;
/// The number of bytes by which a wrapper is recognised: a block of tar.
const MAGIC: u64 = 512;

/// What was in a file.
pub(super) struct Unpacked {
    /// Its bytes, without wrappers; they end where they grow too many.
    pub(super) stream: Box<dyn Read + Send>,
    /// The name of the file in the archive, if it was in one.
    pub(super) inner: Option<String>,
    /// Whether it was wrapped in anything.
    pub(super) is_packed: bool,
}

/// The names that files get from what they are compressed with.
const ENDINGS: [&str; 4] = [".gz", ".zst", ".bz2", ".xz"];

/// The name of a file without the extensions of its compression.
pub(super) fn bare_name(name: &str) -> &str {
    let mut bare = name;
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| bare.strip_suffix(ending)) {
        bare = shorter;
    }
    bare
}

/// Whether a file with this beginning is wrapped in something.
pub(super) fn is_packed(head: &[u8]) -> bool {
    Codec::of(head).is_some() || zip::is_zip(head) || tar::is_tar(head)
}

/// What is in a file. Only the disk has archives of zip, whose contents are listed at their end.
///
/// # Errors
/// Those of the file, and what is wrapped in something that is not read.
pub(super) fn unpacking_file(mut file: File, taken: Arc<AtomicU64>) -> io::Result<Unpacked> {
    let mut magic = Vec::new();
    // A pipe would lose what is read of it here.
    if file.metadata()?.is_file() {
        file.by_ref().take(MAGIC).read_to_end(&mut magic)?;
    }
    if !zip::is_zip(&magic) {
        let rest = io::Cursor::new(magic).chain(file);
        return unwrapping(Box::new(Counted { from: rest, taken: Arc::clone(&taken) }), None, taken);
    }
    let zip::Member { name, codec, data, check } = zip::only_member(&file)?;
    let data = Counted { from: data, taken: Arc::clone(&taken) };
    let stream = check.checking(codec.decoder(data)?);
    unwrapping(Box::new(Bounded::new(stream, Some(Arc::clone(&taken)))), Some(name), taken)
}

/// What is in a stream that can be read only once.
///
/// # Errors
/// Those of the stream, and what is wrapped in something that is not read.
pub(super) fn unpacking(stream: impl Read + Send + 'static, taken: Arc<AtomicU64>) -> io::Result<Unpacked> {
    unwrapping(Box::new(Counted { from: stream, taken: Arc::clone(&taken) }), None, taken)
}

/// Takes off one wrapper after the other; `taken` counts the bytes of the outermost.
fn unwrapping(
    mut stream: Box<dyn Read + Send>,
    mut inner: Option<String>,
    taken: Arc<AtomicU64>,
) -> io::Result<Unpacked> {
    let mut wrappers = usize::from(inner.is_some());
    loop {
        let mut magic = Vec::new();
        if let Err(error) = stream.by_ref().take(MAGIC).read_to_end(&mut magic) {
            if magic.is_empty() || is_packed(&magic) {
                return Err(error);
            }
            // What came before the end is still good.
            stream = Box::new(io::Cursor::new(magic).chain(Broken(Some(error))));
            return Ok(Unpacked { stream, inner, is_packed: wrappers > 0 });
        }
        let codec = Codec::of(&magic);
        let (is_tar, is_zip) = (tar::is_tar(&magic), zip::is_zip(&magic));
        let whole = io::Cursor::new(magic).chain(stream);
        if codec.is_none() && !is_tar && !is_zip {
            let stream = Box::new(Bounded::new(whole, None));
            return Ok(Unpacked { stream, inner, is_packed: wrappers > 0 });
        }
        wrappers += 1;
        if wrappers > MOST_WRAPPERS || inner.is_some() && (is_tar || is_zip) {
            return Err(Refusal::unread(
                "it is an archive in an archive",
                "extract it, and name the file inside",
            ));
        }
        stream = match codec {
            Some(codec) => Box::new(Bounded::new(codec.decoder(whole)?, Some(Arc::clone(&taken)))),
            None if is_zip => return Err(zip::from_pipe()),
            None => {
                let (name, content) = tar::only_file(Box::new(whole))?;
                inner = Some(name);
                content
            }
        };
    }
}

/// The beginning of a stream, without wrappers, as far as its bytes go, up to a number of bytes; and the name of the file in
/// the archive, if it is in one.
pub(super) fn unpacked_head(head: &[u8], most: usize) -> (Vec<u8>, Option<String>) {
    let mut text = Vec::new();
    // The bytes end in the middle; what came before is all that can be had.
    match unpacking(io::Cursor::new(head.to_vec()), Arc::default()) {
        Ok(Unpacked { stream, inner, .. }) => {
            let _ = stream.take(most as u64).read_to_end(&mut text);
            (text, inner)
        }
        Err(_) => (text, None),
    }
}

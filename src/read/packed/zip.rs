//! Archives of zip with one file in them (APPNOTE 6.3.10), and the documents that are archives of zip.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use ::zip::result::ZipError;
use ::zip::{CompressionMethod, ZipArchive};

use super::compressed::Codec;
use super::tar::is_bookkeeping;
use crate::read::limits::Refusal;

/// The most files that are named.
const NAMED: usize = 3;

/// Whether a file with this beginning is an archive of zip; also an empty one, or the first of several parts.
pub(super) fn is_zip(head: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|magic| head.starts_with(*magic))
}

/// The error about an archive in a pipe.
pub(super) fn from_pipe() -> io::Error {
    let help = "save it as a file, and name that; or extract it on the way: unzip -p FILE.zip | dossier …";
    Refusal::unread(
        "it is a zip archive, which cannot be read from a pipe: its contents are listed at its end",
        help,
    )
}

/// The only file of an archive.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) codec: Method,
    /// What is compressed.
    pub(super) data: io::Take<File>,
    pub(super) check: Check,
}

/// How a member is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Stored,
    Deflate,
    Other(Codec),
}

impl Method {
    fn of(method: CompressionMethod) -> Option<Method> {
        Some(match method {
            CompressionMethod::STORE => Method::Stored,
            CompressionMethod::DEFLATE => Method::Deflate,
            CompressionMethod::BZIP2 => Method::Other(Codec::Bzip2),
            CompressionMethod::ZSTD => Method::Other(Codec::Zstandard),
            CompressionMethod::XZ => Method::Other(Codec::Xz),
            _ => return None,
        })
    }

    /// The stream that was compressed.
    ///
    /// # Errors
    /// Where the decoder cannot begin.
    pub(super) fn decoder(self, data: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Method::Stored => Box::new(data),
            Method::Deflate => Box::new(flate2::read::DeflateDecoder::new(data)),
            Method::Other(codec) => codec.decoder(data)?,
        })
    }
}

/// The size and the CRC-32 that a file has.
pub(super) struct Check {
    size: u64,
    crc: u32,
}

impl Check {
    /// A stream that fails at its end where it is not what it should be.
    pub(super) fn checking(self, stream: Box<dyn Read + Send>) -> impl Read + Send {
        Checked { stream, check: self, crc: flate2::Crc::new(), seen: 0 }
    }
}

struct Checked {
    stream: Box<dyn Read + Send>,
    check: Check,
    crc: flate2::Crc,
    seen: u64,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        self.crc.update(buffer.get(..count).unwrap_or(&[]));
        self.seen += count as u64;
        let is_end = count == 0 && !buffer.is_empty();
        if self.seen > self.check.size
            || is_end && (self.seen, self.crc.sum()) != (self.check.size, self.check.crc)
        {
            let what =
                "the zip archive is damaged: the size or the checksum (CRC-32) of the file in it differs";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Ok(count)
    }
}

/// The only file of an archive; folders and the bookkeeping of macOS do not count.
///
/// # Errors
/// Those of the disk, an archive that is damaged or does not have one file, and what is compressed or encrypted in a way that is
/// not read.
pub(super) fn only_member(file: &File) -> io::Result<Member> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(io_error)?;
    if let Some(document) = document(&mut archive) {
        return Err(document);
    }
    let mut found = Vec::new();
    for (at, name) in archive.file_names_raw().enumerate() {
        let name = String::from_utf8_lossy(name);
        if !name.ends_with(['/', '\\']) && !is_bookkeeping(&name) {
            found.push((at, name.into_owned()));
        }
        if found.len() > NAMED {
            break;
        }
    }
    let (at, name) = match found.as_slice() {
        [] => return Err(Refusal::unread("it is an archive without a file", "name the file itself")),
        [(at, name)] => (*at, name.clone()),
        several => {
            let names: Vec<String> = several.iter().map(|(_, name)| name.clone()).collect();
            return Err(Refusal::several_files(&names));
        }
    };
    let member = archive.by_index_raw(at).map_err(io_error)?;
    let extract = "extract the file with the program that made it, and name that";
    if member.encrypted() {
        return Err(Refusal::unread("it is an encrypted zip archive", extract));
    }
    let Some(codec) = Method::of(member.compression()) else {
        let what = format!("it is a zip archive compressed with {}", method_name(member.compression()));
        return Err(Refusal::unread(&what, extract));
    };
    let (start, length) = (member.data_start().unwrap_or(0), member.compressed_size());
    let check = Check { size: member.size(), crc: member.crc32() };
    drop(member);
    let mut data = file.try_clone()?;
    data.seek(SeekFrom::Start(start))?;
    Ok(Member { name, codec, data: data.take(length), check })
}

/// What a method is called that is not read.
fn method_name(method: CompressionMethod) -> String {
    match method {
        CompressionMethod::DEFLATE64 => "Deflate64".to_owned(),
        CompressionMethod::LZMA => "LZMA".to_owned(),
        CompressionMethod::PPMD => "PPMd".to_owned(),
        CompressionMethod::AES => "AES".to_owned(),
        other => format!("a method that is not read ({other})"),
    }
}

fn io_error(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        error => io::Error::new(
            io::ErrorKind::InvalidData,
            format!("it begins like a zip archive, but is damaged or truncated: {error}"),
        ),
    }
}

/// Documents that are archives of zip: a file that they have, by its beginning or its end, what they are called, and what to do.
const DOCUMENTS: &[(&str, &str, &str)] = &[
    ("xl/workbook.*", "an Excel workbook", TO_CSV),
    ("word/document.*", "a Word document", TO_TEXT),
    ("ppt/presentation.*", "a PowerPoint presentation", TO_TEXT),
    ("visio/document.*", "a Visio drawing", TO_GRAPHML),
    ("[Content_Types].xml", "an Office document", TO_CSV),
    ("META-INF/MANIFEST.MF", "a Java archive", "name the file of data itself"),
    ("*.kml", "KMZ", "write its places as a table with an `id`"),
    ("*.npy", "arrays of NumPy", "write the table as CSV or Parquet"),
    ("*/cysession.xml", "a session of Cytoscape", TO_GRAPHML),
    ("Project_xml", "a project of Gephi", "open it in Gephi, and export the graph as GraphML or GEXF"),
];

/// Media types of documents that begin with a file `mimetype` (OpenDocument 1.3, part 2, section 3.3), by their ends.
const MEDIA_TYPES: &[(&str, &str, &str)] = &[
    (".spreadsheet", "an OpenDocument spreadsheet", TO_CSV),
    (".text", "an OpenDocument text", TO_TEXT),
    (".presentation", "an OpenDocument presentation", TO_TEXT),
    (".graphics", "an OpenDocument drawing", TO_GRAPHML),
    (".database", "an OpenDocument database", TO_CSV),
    ("epub+zip", "an EPUB book", TO_TEXT),
];

const TO_CSV: &str = "save each table as CSV";
const TO_TEXT: &str = "copy its text into a file, and quote that in a dossier";
const TO_GRAPHML: &str = "export the graph from its program as GraphML";

/// The error about an archive that is a document.
fn document(archive: &mut ZipArchive<BufReader<&File>>) -> Option<io::Error> {
    let refused =
        |what: &str, help: &str| Some(Refusal::unread(&format!("it is {what}, which is not read"), help));
    if let Some(media) = media_type(archive) {
        let (_, what, help) = MEDIA_TYPES.iter().find(|(end, ..)| media.ends_with(end))?;
        return refused(what, help);
    }
    let is_called = |name: &[u8], pattern: &str| match pattern.split_once('*') {
        Some((start, end)) => name.starts_with(start.as_bytes()) && name.ends_with(end.as_bytes()),
        None => name == pattern.as_bytes(),
    };
    let found =
        DOCUMENTS.iter().find(|(pattern, ..)| archive.file_names_raw().any(|name| is_called(name, pattern)));
    let (_, what, help) = found?;
    refused(what, help)
}

/// What the file `mimetype` says, which is stored as it is.
fn media_type(archive: &mut ZipArchive<BufReader<&File>>) -> Option<String> {
    let at = archive.file_names_raw().position(|name| name == b"mimetype")?;
    let mut text = String::new();
    archive.by_index_raw(at).ok()?.take(128).read_to_string(&mut text).ok()?;
    Some(text.trim().to_owned())
}

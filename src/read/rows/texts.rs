//! Source texts that quotes of rows are verified against.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::Path;

use foldhash::fast::FixedState;

use super::input::RowFile;
use super::json::{ParseError, Scanner};
use crate::door::Refusal;
use crate::read::limits::LONGEST_TEXT;
use crate::read::{Disk, Loader, NamedBy};
use crate::text::{SourceFile, shown_path};

/// Texts by id; a text may have several.
#[derive(Debug, Default)]
pub struct RowTexts {
    texts: Vec<SourceFile>,
    places: HashMap<String, usize, FixedState>,
    passed_over: Vec<String>,
}

impl RowTexts {
    /// Reads texts: those of a folder by their path in it, with and without its extension, or those of a file of JSON
    /// Lines whose records have an `id` and a `text`. In a folder, hidden files are skipped, and links are followed as
    /// the disk allows: see [`RowTexts::passed_over`].
    ///
    /// # Errors
    /// Those of the file system, and a record that has no `id` or no `text`.
    pub fn read(disk: &Disk, path: &Path) -> io::Result<RowTexts> {
        let mut texts = RowTexts::default();
        if let Some(listing) = disk.list(path)? {
            for file in &listing.files {
                texts.add_file(disk, path, &listing.folder, file)?;
            }
            return Ok(texts);
        }
        let mut content = String::new();
        RowFile::open(path, None)?.into_stream().read_to_string(&mut content)?;
        for (number, line) in content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = |what: &str| io::Error::other(format!("{}:{}: {what}", path.display(), number + 1));
            match id_and_text(line.as_bytes()) {
                Ok(Some((id, text))) => texts.add(&id, text)?,
                Ok(None) => return Err(wrong("expected an object with an `id` and a `text`, both strings")),
                Err(error) => return Err(wrong(error.what)),
            }
        }
        Ok(texts)
    }

    /// Adds a file of a folder, unless it is a link that leads out.
    fn add_file(&mut self, disk: &Disk, top: &Path, folder: &Path, file: &Path) -> io::Result<()> {
        let shown = shown_path(file);
        let bytes = match disk.load(file, NamedBy::Folder(folder)) {
            Ok(loaded) => loaded.bytes,
            Err(Refusal::Outside) => {
                self.passed_over.push(format!(
                    "{shown} points outside the folder; allow its target's folder with --allow-path"
                ));
                return Ok(());
            }
            Err(refusal) => return Err(io::Error::other(format!("{shown}: {refusal}"))),
        };
        // Files of a folder are listed without a leading `./`.
        let top = top.strip_prefix(".").unwrap_or(top);
        let Some(name) = file.strip_prefix(top).unwrap_or(file).to_str() else {
            self.passed_over.push(format!("{shown}: the file name is not UTF-8, so no row can refer to it"));
            return Ok(());
        };
        let text = String::from_utf8(bytes)
            .map_err(|error| io::Error::other(format!("{shown}: it is not UTF-8: {error}")))?;
        let bare = name.rsplit_once('.').map_or(name, |(bare, _)| bare);
        if bare != name && !self.places.contains_key(bare) {
            self.places.insert(bare.to_owned(), self.texts.len());
        }
        self.add(name, text)
    }

    /// The files of the folder that were not read, and why.
    pub fn passed_over(&self) -> &[String] {
        &self.passed_over
    }

    fn add(&mut self, id: &str, text: String) -> io::Result<()> {
        if text.len() > LONGEST_TEXT {
            let what = format!("the text {id} is larger than {} MiB; split it", LONGEST_TEXT >> 20);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, what));
        }
        let file = SourceFile::new(id, text).map_err(|_| {
            io::Error::new(io::ErrorKind::FileTooLarge, format!("the text {id} is larger than 4 GiB"))
        })?;
        self.places.insert(id.to_owned(), self.texts.len());
        self.texts.push(file);
        Ok(())
    }

    /// The text of an id.
    pub fn get(&self, id: &str) -> Option<&SourceFile> {
        self.texts.get(*self.places.get(id)?)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// The strings of the keys `id` and `text` of a record.
fn id_and_text(record: &[u8]) -> Result<Option<(String, String)>, ParseError> {
    let found = strings_of(record, [&[b"id"], &[b"text"]])?;
    Ok(match found {
        [Some(id), Some(text)] => Some((id, text)),
        _ => None,
    })
}

/// The strings of an object whose keys are among these, one of each.
pub(super) fn strings_of<const N: usize>(
    object: &[u8],
    wanted: [&[&[u8]]; N],
) -> Result<[Option<String>; N], ParseError> {
    let mut scanner = Scanner::new(object);
    let found = strings(&mut scanner, wanted)?;
    scanner.end()?;
    Ok(found)
}

/// The same of the object that comes.
pub(super) fn strings<const N: usize>(
    scanner: &mut Scanner<'_>,
    wanted: [&[&[u8]]; N],
) -> Result<[Option<String>; N], ParseError> {
    let mut found = [const { None }; N];
    let mut buffer = Vec::new();
    scanner.open_object()?;
    let mut is_first = true;
    while let Some(key) = scanner.key(is_first)? {
        is_first = false;
        let place = wanted.iter().position(|names| names.contains(&key.raw));
        match place.and_then(|place| found.get_mut(place)) {
            Some(found) if scanner.peek() == b'"' => {
                let text = scanner.string()?.plain(&mut buffer);
                *found = Some(String::from_utf8_lossy(text).into_owned());
            }
            _ => {
                scanner.skip()?;
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_held_once_by_both_of_its_names() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("press")).unwrap();
        for (name, text) in [("report.txt", "one"), ("report", "two"), ("press/day.md", "three")] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let texts = RowTexts::read(&Disk::new(), folder.path()).unwrap();
        let text = |id: &str| texts.get(id).map(|file| file.text());
        assert_eq!(texts.len(), 3);
        assert_eq!((text("report"), text("report.txt")), (Some("two"), Some("one")));
        assert_eq!(
            (text("press/day"), text("press/day.md"), text("day")),
            (Some("three"), Some("three"), None)
        );
    }
}

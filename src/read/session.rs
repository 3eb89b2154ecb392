//! What the readers of one run share: files, findings, allowances.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::loader::{Loader, STDIN};
use crate::diagnostic::{Finding, Findings, SourceComment, rules};
use crate::text::{Effort, FileKey, Place, SourceFile, SourceMap, Span};

/// What the readers of one run share.
pub struct Session<'l> {
    loader: &'l dyn Loader,
    /// All files that were read.
    pub sources: SourceMap,
    /// All findings so far.
    pub findings: Findings,
    /// All comments; some allow findings.
    pub comments: Vec<SourceComment>,
    /// What may still be spent on the search for names that were meant.
    pub(super) effort: Effort,
    texts: BTreeMap<PathBuf, FileKey>,
}

impl<'l> Session<'l> {
    /// A session without files.
    pub fn new(loader: &'l dyn Loader) -> Session<'l> {
        Session {
            loader,
            sources: SourceMap::new(),
            findings: Findings::default(),
            comments: Vec::new(),
            effort: Effort::default(),
            texts: BTreeMap::new(),
        }
    }

    /// Opens files, and the dossiers in folders, each once. What cannot be opened is a finding.
    pub(super) fn open_paths(&mut self, paths: &[PathBuf]) -> Vec<FileKey> {
        let mut files = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for path in paths {
            let name = path.display().to_string();
            match self.loader.list(path) {
                Err(error) => self.unreadable(&name, &plain_words(&error), None),
                Ok(None) => {
                    if seen.insert(self.loader.identity(path)) {
                        files.extend(self.open_file(path, None));
                    }
                }
                Ok(Some(below)) => {
                    let mut found = false;
                    for file in below.into_iter().filter(|file| may_be_dossier(file)) {
                        let identity = self.loader.identity(&file);
                        if seen.contains(&identity) {
                            found = true;
                        } else if self.is_dossier(&file) {
                            found = true;
                            files.extend(self.open_file(&file, None));
                            seen.insert(identity);
                        }
                    }
                    if !found {
                        let message = format!("there is no dossier in the folder `{name}`");
                        self.findings.push(
                            Finding::new(&rules::NO_DOSSIER, message)
                                .in_file(&name)
                                .help("a dossier is a file whose name ends in .yaml, with a line `dossier: NAME`")
                                .help("`dossier new NAME` writes one to begin with"),
                        );
                    }
                }
            }
        }
        files
    }

    /// Reads the text of a work as [`Session::open_file`] does, but once, however many works have it.
    pub(super) fn open_text(&mut self, path: &Path, named: Place) -> Option<FileKey> {
        let identity = self.loader.identity(path);
        if let Some(known) = self.texts.get(&identity) {
            return Some(*known);
        }
        let file = self.open_file(path, Some(named))?;
        self.texts.insert(identity, file);
        Some(file)
    }

    /// Reads a file as UTF-8. What keeps it from being read is a finding, at the place that names the file if any.
    pub fn open_file(&mut self, path: &Path, named: Option<Place>) -> Option<FileKey> {
        let name = if path == Path::new(STDIN) {
            "<stdin>".to_owned()
        } else {
            path.strip_prefix(".").unwrap_or(path).display().to_string()
        };
        let bytes = match self.loader.load(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.unreadable(&name, &plain_words(&error), named);
                return None;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => match SourceFile::new(name.clone(), text) {
                Ok(file) => Some(self.sources.add(file)),
                Err(_) => {
                    self.unreadable(&name, "it is larger than 4 GiB", named);
                    None
                }
            },
            Err(error) => {
                self.not_utf8(&name, &error, named);
                None
            }
        }
    }

    /// Whether a file of a folder is a dossier: it has a line that begins with the key `dossier`.
    fn is_dossier(&self, path: &Path) -> bool {
        let Ok(bytes) = self.loader.load(path) else { return true };
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
        let key = |line: &[u8]| {
            let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
            let rest = line.strip_prefix(b"dossier").or_else(|| line.strip_prefix(b"\"dossier\""));
            rest.is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"))
        };
        stem == "dossier"
            || stem.ends_with(".dossier")
            || bytes.split(|byte| matches!(byte, b'\n' | b'\r')).any(key)
    }

    fn unreadable(&mut self, name: &str, why: &str, named: Option<Place>) {
        let finding =
            Finding::new(&rules::FILE_UNREADABLE, format!("the file `{name}` cannot be read: {why}"));
        self.findings.push(match named {
            Some(place) => finding.at(place, "named here"),
            None => finding.in_file(name),
        });
    }

    /// Shows where a file stops being UTF-8, with the wrong bytes replaced.
    fn not_utf8(&mut self, name: &str, error: &std::string::FromUtf8Error, named: Option<Place>) {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let byte = bytes.get(at).copied().unwrap_or(0);
        let message = format!("the file `{name}` is not UTF-8: byte {} is {byte:#04x}", at + 1);
        let mut finding = Finding::new(&rules::NOT_UTF8, message);
        // The lossy text shows the line; up to the wrong byte its offsets are those of the file.
        if let Ok(file) = SourceFile::new(name, String::from_utf8_lossy(bytes)) {
            let file = self.sources.add(file);
            finding = finding
                .at(Place { file, span: Span::new(at, at + '\u{FFFD}'.len_utf8()) }, "this is no UTF-8");
        }
        if let Some(place) = named {
            finding = finding.also(place, "the file is named here");
        }
        self.findings
            .push(finding.help("save the file as UTF-8, for example with `iconv -f WINDOWS-1252 -t UTF-8`"));
    }
}

/// Whether the ending of a name is that of YAML.
fn may_be_dossier(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
}

/// An error of the system without its number.
pub(super) fn plain_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

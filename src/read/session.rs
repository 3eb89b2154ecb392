//! What the readers of one run share: files, findings, allowances.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::encoding::Encoding;
use super::limits;
use super::loader::{Loaded, Loader, NamedBy, STDIN};
use crate::diagnostic::{Allowance, Finding, Findings, SourceComment, rules};
use crate::door::Refusal;
use crate::memory::note_reading;
use crate::text::{Effort, FileKey, Place, SourceFile, SourceMap, Span, shown_path, system_error};

/// What the readers of one run share.
pub struct Session<'l> {
    loader: &'l dyn Loader,
    /// All files that were read.
    pub sources: SourceMap,
    /// All findings so far.
    pub findings: Findings,
    /// All comments; some allow findings.
    pub comments: Vec<SourceComment>,
    /// The findings that records allow.
    pub allowances: Vec<Allowance>,
    /// The folders of the files, links resolved: the files that they name are searched for there.
    folders: BTreeMap<FileKey, PathBuf>,
    /// What may still be spent on the search for names that were meant.
    pub(super) effort: Effort,
    /// The texts of works, by the folder of the file that names them and their own identity.
    texts: BTreeMap<(PathBuf, PathBuf), FileKey>,
}

impl<'l> Session<'l> {
    /// A session without files.
    pub fn new(loader: &'l dyn Loader) -> Session<'l> {
        Session {
            loader,
            sources: SourceMap::new(),
            findings: Findings::default(),
            comments: Vec::new(),
            allowances: Vec::new(),
            folders: BTreeMap::new(),
            effort: Effort::default(),
            texts: BTreeMap::new(),
        }
    }

    /// Opens files, and the dossiers in folders, each once. What cannot be opened is a finding.
    pub(super) fn open_paths(&mut self, paths: &[PathBuf]) -> Vec<FileKey> {
        let mut files = Vec::new();
        let mut seen = BTreeSet::new();
        for path in paths {
            match self.loader.list(path) {
                Err(error) => self.refused(&shown_path(path), &Refusal::Io(error), None),
                Ok(None) => {
                    if seen.insert(self.loader.identity(path)) {
                        let name = name_of(path);
                        note_reading(&name);
                        let loaded = self.loader.load(path, NamedBy::User);
                        files.extend(self.take(&name, loaded, None));
                    }
                }
                Ok(Some(listing)) => {
                    let mut found = false;
                    for file in listing.files.into_iter().filter(|file| may_be_dossier(file)) {
                        let identity = self.loader.identity(&file);
                        if seen.contains(&identity) {
                            found = true;
                            continue;
                        }
                        let name = name_of(&file);
                        note_reading(&name);
                        let loaded = self.loader.load(&file, NamedBy::Folder(&listing.folder));
                        if loaded.as_ref().is_ok_and(|loaded| !is_dossier(&file, &loaded.bytes)) {
                            continue;
                        }
                        found = true;
                        files.extend(self.take(&name, loaded, None));
                        seen.insert(identity);
                    }
                    if !found {
                        let name = shown_path(path);
                        let message = format!("no dossier in the folder `{name}`");
                        self.findings.push(
                            Finding::new(&rules::NO_DOSSIER, message)
                                .in_file(&name)
                                .help(
                                    "a dossier is a file with the extension .yaml and a line `dossier: NAME`",
                                )
                                .help("`dossier new NAME` creates one")
                                .help("files of rows are read if you name them, or their folder by its name"),
                        );
                    }
                }
            }
        }
        files
    }

    /// Reads a file as UTF-8 that another file names, in or below the folder of that file. What keeps it from being read
    /// is a finding, at the place that names it.
    pub fn open_named(&mut self, name: &str, named: Place) -> Option<FileKey> {
        let folder = self.folders.get(&named.file).cloned().unwrap_or_default();
        let beside = Path::new(self.sources.get(named.file).name()).parent().map(|folder| folder.join(name));
        let shown = beside.as_deref().map_or_else(|| name.to_owned(), name_of);
        note_reading(&shown);
        let loaded = self.loader.load(Path::new(name), NamedBy::Content(&folder));
        self.take(&shown, loaded, Some(named))
    }

    /// Whether a file that another one names can be read.
    pub(super) fn can_open(&self, name: &str, named: FileKey) -> bool {
        let folder = self.folders.get(&named).cloned().unwrap_or_default();
        self.loader.load(Path::new(name), NamedBy::Content(&folder)).is_ok()
    }

    /// Reads the text of a work as [`Session::open_named`] does, but once, however many works of a folder have it.
    pub(super) fn open_text(&mut self, name: &str, named: Place) -> Option<FileKey> {
        let folder = self.folders.get(&named.file).cloned().unwrap_or_default();
        let identity = self.loader.identity(&folder.join(name));
        // What the files of one folder may name, those of another may not.
        let key = (folder, identity);
        if let Some(known) = self.texts.get(&key) {
            return Some(*known);
        }
        let file = self.open_named(name, named)?;
        self.texts.insert(key, file);
        Some(file)
    }

    /// Takes what was loaded as a file of this name.
    fn take(&mut self, name: &str, loaded: Result<Loaded, Refusal>, named: Option<Place>) -> Option<FileKey> {
        let Loaded { bytes, folder } = match loaded {
            Ok(loaded) => loaded,
            Err(refusal) => {
                self.refused(name, &refusal, named);
                return None;
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => match SourceFile::new(name, text) {
                Ok(file) => {
                    let file = self.sources.add(file);
                    self.folders.insert(file, folder);
                    Some(file)
                }
                Err(_) => {
                    self.unreadable(name, "it is larger than 4 GiB", None, named);
                    None
                }
            },
            Err(error) => {
                self.not_utf8(name, &error, named);
                None
            }
        }
    }

    /// Says why a file was not opened.
    fn refused(&mut self, name: &str, refusal: &Refusal, named: Option<Place>) {
        let outside = match refusal {
            Refusal::Io(error) => {
                let help = limits::Refusal::help(error);
                return self.unreadable(name, &why_unreadable(error), help, named);
            }
            Refusal::Special(_) => return self.unreadable(name, &refusal.to_string(), None, named),
            Refusal::Outside => Finding::new(
                &rules::FILE_OUTSIDE_FOLDER,
                match named {
                    Some(_) => format!("`{name}` is outside the folder of this dossier, so it was not read"),
                    None => format!("the link `{name}` points outside the folder, so it was not followed"),
                },
            ),
        };
        self.findings.push(match named {
            Some(place) => outside.at(place, "outside the folder").help(
                "put the file into the folder of the dossier, or allow its folder with `--allow-path DIR`",
            ),
            None => outside
                .in_file(name)
                .help("name its target instead, or allow the target's folder with `--allow-path DIR`"),
        });
    }

    fn unreadable(&mut self, name: &str, why: &str, help: Option<&str>, named: Option<Place>) {
        let mut finding =
            Finding::new(&rules::FILE_UNREADABLE, format!("the file `{name}` cannot be read: {why}"));
        if let Some(help) = help {
            finding = finding.help(help);
        }
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
        let guess = Encoding::wide(bytes).unwrap_or_else(|| Encoding::guess(bytes));
        let message =
            format!("the file `{name}` is not UTF-8: byte {} is {byte:#04x}; it looks like {guess}", at + 1);
        let mut finding = Finding::new(&rules::NOT_UTF8, message);
        // The lossy text shows the line; up to the wrong byte its offsets are those of the file.
        if let Ok(file) = SourceFile::new(name, String::from_utf8_lossy(bytes)) {
            let file = self.sources.add(file);
            finding =
                finding.at(Place { file, span: Span::new(at, at + '\u{FFFD}'.len_utf8()) }, "not UTF-8");
        }
        if let Some(place) = named {
            finding = finding.also(place, "the file is named here");
        }
        self.findings.push(
            finding.help(format!("save the file as UTF-8, for example with `iconv -f {guess} -t UTF-8`")),
        );
    }
}

/// The name that messages show of a file.
pub(crate) fn name_of(path: &Path) -> String {
    if path == Path::new(STDIN) {
        "<stdin>".to_owned()
    } else {
        shown_path(path.strip_prefix(".").unwrap_or(path))
    }
}

/// Whether a file of a folder is a dossier: it has a line that begins with the key `dossier`.
pub(super) fn is_dossier(path: &Path, bytes: &[u8]) -> bool {
    let stem = path.file_stem().map_or(&[][..], |stem| stem.as_encoded_bytes());
    let key = |line: &[u8]| {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let rest = line.strip_prefix(b"dossier").or_else(|| line.strip_prefix(b"\"dossier\""));
        rest.is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"))
    };
    stem == b"dossier"
        || stem.ends_with(b".dossier")
        || bytes.split(|byte| matches!(byte, b'\n' | b'\r')).any(key)
}

/// Whether the extension is that of YAML.
pub(super) fn may_be_dossier(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// Why a file cannot be read.
pub(super) fn why_unreadable(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        std::io::ErrorKind::UnexpectedEof => "unexpected end of the file: it is truncated".to_owned(),
        _ => system_error(error),
    }
}

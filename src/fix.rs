//! Layer 5: fixes that findings show, made in memory and proven by reading again.
//!
//! A fix is made where it removes its finding, brings no new error, and changes no value of the file but those that it
//! touches. What is certain needs no question; everything else is made only when somebody confirms that one.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use crate::check::Outcome;
use crate::diagnostic::{Applicability, Finding, Findings, Fix, Level, Levels, apply_fixes, unified_diff};
use crate::read::{Listing, Loaded, Loader, NamedBy, Refusal, STDIN, name_of, read};
use crate::text::yaml::{self, Kind, Yaml};
use crate::text::{SourceMap, Span, shown_path};

/// Texts by the path under which they were read.
type Texts = BTreeMap<PathBuf, String>;

/// A fix that a finding shows.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The file that it changes, as the user named it or as it was found.
    pub path: PathBuf,
    /// The line of the file on which the change begins, from 1.
    pub line: usize,
    /// What is wrong.
    pub finding: Finding,
    /// What to do.
    pub fix: Fix,
}

impl Offer {
    /// Whether it may be made without asking: it is certain, and the finding shows no other.
    pub fn is_certain(&self) -> bool {
        self.fix.applicability == Applicability::Certain && self.finding.fixes.len() == 1
    }

    fn key(&self) -> (PathBuf, Key, String) {
        (self.path.clone(), key(&self.finding), self.fix.replacement.clone())
    }
}

/// What was found in the texts as they are now.
#[derive(Debug)]
pub struct Offers {
    /// All findings.
    pub findings: Findings,
    /// The files, so that places can be shown.
    pub sources: SourceMap,
    /// The fixes, in the order of the findings.
    pub offers: Vec<Offer>,
}

impl Offers {
    /// What one of the offers would change, as `diff -u` writes it.
    pub fn diff(&self, offer: &Offer) -> String {
        let before = self.sources.get(offer.fix.place.file).text();
        let after = apply_fixes(before, &[&offer.fix]).unwrap_or_default();
        unified_diff(&shown_path(&offer.path), before, &after)
    }
}

/// Dossiers that are being fixed.
pub struct Fixer<'f> {
    loader: &'f dyn Loader,
    paths: &'f [PathBuf],
    levels: &'f Levels,
    /// The texts that were changed, as they were.
    before: Texts,
    /// The same, as they are.
    after: Texts,
}

impl<'f> Fixer<'f> {
    /// Dossiers in files and folders, as [`read`] takes them; those of standard input are not fixed.
    pub fn new(loader: &'f dyn Loader, paths: &'f [PathBuf], levels: &'f Levels) -> Fixer<'f> {
        Fixer { loader, paths, levels, before: Texts::new(), after: Texts::new() }
    }

    /// Reads and checks the texts as they are now.
    pub fn offers(&self) -> Offers {
        self.read(&self.after)
    }

    /// Makes some of the offers, together where that can be, and returns those that were not made, since they bring another
    /// error, do not remove their finding, overlap with others, or would change more than they say.
    ///
    /// The offers are those of [`Fixer::offers`] for the texts as they are now.
    pub fn apply<'o>(&mut self, offers: &Offers, chosen: &[&'o Offer]) -> Vec<&'o Offer> {
        let base = counts(&offers.findings);
        let (mut made, mut refused) = (Vec::new(), Vec::new());
        self.settle(&base, offers, chosen, &mut made, &mut refused);
        if let Some(texts) = self.changed_by(offers, &made) {
            for (path, text) in texts {
                if let Some(before) = text_of(offers, &made, &path) {
                    self.before.entry(path.clone()).or_insert(before);
                }
                self.after.insert(path, text);
            }
        }
        refused
    }

    /// Makes all that is certain, again and again until nothing certain is left, and returns how many were made and those
    /// that were not.
    pub fn apply_certain(&mut self) -> (usize, Vec<Offer>) {
        let (mut made, mut refused) = (0, BTreeMap::new());
        loop {
            let offers = self.offers();
            let is_open = |offer: &&Offer| offer.is_certain() && !refused.contains_key(&offer.key());
            let chosen: Vec<&Offer> = offers.offers.iter().filter(is_open).collect();
            if chosen.is_empty() {
                return (made, refused.into_values().collect());
            }
            let left = self.apply(&offers, &chosen);
            made += chosen.len() - left.len();
            refused.extend(left.into_iter().map(|offer| (offer.key(), offer.clone())));
        }
    }

    /// The files that were changed: path, text before, text now.
    pub fn changed(&self) -> impl Iterator<Item = (&Path, &str, &str)> {
        let texts = self.before.iter().zip(self.after.values());
        texts.map(|((path, before), after)| (path.as_path(), before.as_str(), after.as_str()))
    }

    /// Makes what can be made of a group, or else of each half of it.
    fn settle<'o>(
        &self,
        base: &Counts,
        offers: &Offers,
        group: &[&'o Offer],
        made: &mut Vec<&'o Offer>,
        refused: &mut Vec<&'o Offer>,
    ) {
        if group.is_empty() {
            return;
        }
        let together: Vec<&Offer> = made.iter().chain(group).copied().collect();
        if self.is_good(base, offers, &together) {
            made.extend_from_slice(group);
        } else if let [one] = group {
            refused.push(one);
        } else {
            let (one, other) = group.split_at(group.len() / 2);
            self.settle(base, offers, one, made, refused);
            self.settle(base, offers, other, made, refused);
        }
    }

    /// Whether changes remove their findings and bring no error.
    fn is_good(&self, base: &Counts, offers: &Offers, made: &[&Offer]) -> bool {
        let Some(texts) = self.changed_by(offers, made) else { return false };
        let now = counts(&self.read(&texts).findings);
        let count = |counts: &Counts, key: &Key| counts.get(key).map_or(0, |(count, _)| *count);
        let mut wanted: BTreeMap<Key, usize> = BTreeMap::new();
        for offer in made {
            *wanted.entry(key(&offer.finding)).or_default() += 1;
        }
        let is_gone = |(key, fixed): (&Key, &usize)| count(&now, key) + fixed <= count(base, key);
        let is_new = |(key, (count_now, level)): (&Key, &(usize, Level))| {
            *level == Level::Error && *count_now > count(base, key)
        };
        wanted.iter().all(is_gone) && !now.iter().any(is_new)
    }

    /// The texts with some changes; `None` where these cannot be made, or change more than they say.
    fn changed_by(&self, offers: &Offers, made: &[&Offer]) -> Option<Texts> {
        let mut by_path: BTreeMap<&Path, Vec<&Fix>> = BTreeMap::new();
        for offer in made {
            let fixes = by_path.entry(&offer.path).or_default();
            // An alias shows the place of its anchor, so that several findings ask for one change.
            if !fixes.contains(&&offer.fix) {
                fixes.push(&offer.fix);
            }
        }
        let mut texts = self.after.clone();
        for (path, fixes) in by_path {
            let text = offers.sources.get(fixes.first()?.place.file).text();
            let changed = apply_fixes(text, &fixes)?;
            let spans: Vec<Span> = fixes.iter().map(|fix| fix.place.span).collect();
            if !is_same_elsewhere(text, &changed, &spans) {
                return None;
            }
            texts.insert(path.to_owned(), changed);
        }
        Some(texts)
    }

    fn read(&self, texts: &Texts) -> Offers {
        let overlay =
            Overlay { loader: self.loader, texts, named: RefCell::default(), quoted: RefCell::default() };
        let reading = read(&overlay, self.paths);
        let mut paths: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
        for path in overlay.named.into_inner() {
            paths.entry(name_of(&path)).or_default().push(path);
        }
        let quoted = overlay.quoted.into_inner();
        // Only a dossier that was read under one path, and is nobody's text, can be written back.
        let files: BTreeMap<_, PathBuf> = reading
            .files
            .iter()
            .filter_map(|file| match paths.get(reading.sources.get(*file).name())?.as_slice() {
                [path] if !quoted.contains(&self.loader.identity(path)) => Some((*file, path.clone())),
                _ => None,
            })
            .collect();
        let Outcome { findings, sources, .. } = reading.check_with(self.levels);
        let offers = findings.iter().flat_map(|finding| {
            finding.fixes.iter().filter_map(|fix| {
                let path = files.get(&fix.place.file)?.clone();
                let (line, _) = sources.get(fix.place.file).line_column(fix.place.span.start);
                Some(Offer { path, line, finding: finding.clone(), fix: fix.clone() })
            })
        });
        let offers = offers.collect();
        Offers { findings, sources, offers }
    }
}

/// The text of a file as it was read for these offers.
fn text_of(offers: &Offers, made: &[&Offer], path: &Path) -> Option<String> {
    let offer = made.iter().find(|offer| offer.path == path)?;
    Some(offers.sources.get(offer.fix.place.file).text().to_owned())
}

/// What makes two findings the same in two versions of a file.
type Key = (&'static str, String);

fn key(finding: &Finding) -> Key {
    (finding.rule.code, finding.message.clone())
}

/// How many findings of a kind there are, and their level.
type Counts = BTreeMap<Key, (usize, Level)>;

fn counts(findings: &Findings) -> Counts {
    let mut counts = Counts::new();
    for finding in findings {
        counts.entry(key(finding)).or_insert((0, finding.level)).0 += 1;
    }
    counts
}

/// Files with other texts in place of some, noting what is read.
struct Overlay<'o> {
    loader: &'o dyn Loader,
    texts: &'o Texts,
    /// The paths that the user names, and those in folders that the user names.
    named: RefCell<Vec<PathBuf>>,
    /// What the content of files names: texts and ontologies.
    quoted: RefCell<BTreeSet<PathBuf>>,
}

impl Loader for Overlay<'_> {
    fn load(&self, path: &Path, by: NamedBy<'_>) -> Result<Loaded, Refusal> {
        let mut loaded = self.loader.load(path, by)?;
        match by {
            NamedBy::Content(folder) => {
                self.quoted.borrow_mut().insert(self.loader.identity(&folder.join(path)));
            }
            NamedBy::User | NamedBy::Folder(_) if path != Path::new(STDIN) => {
                self.named.borrow_mut().push(path.to_owned());
                if let Some(text) = self.texts.get(path) {
                    loaded.bytes = text.clone().into_bytes();
                }
            }
            NamedBy::User | NamedBy::Folder(_) => {}
        }
        Ok(loaded)
    }

    fn list(&self, path: &Path) -> io::Result<Option<Listing>> {
        self.loader.list(path)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        self.loader.identity(path)
    }
}

/// Whether two versions of a file have the same structure, and differ only in values at some places of the first.
fn is_same_elsewhere(before: &str, after: &str, changed: &[Span]) -> bool {
    if before.trim_start_matches('\u{feff}').trim_start().starts_with('{') && is_lines(before) {
        return is_lines(after);
    }
    let ((before, problems), (after, more)) = (yaml::parse(before), yaml::parse(after));
    let comments =
        |tree: &yaml::Tree| tree.comments.iter().map(|(_, words)| words.clone()).collect::<Vec<_>>();
    let touched = |span: Span| changed.iter().any(|fix| fix.start < span.end && span.start < fix.end);
    let (old, new) = (parts(&before), parts(&after));
    more.len() <= problems.len()
        && comments(&before) == comments(&after)
        && old.len() == new.len()
        && old.iter().zip(&new).all(|((kind, text, span), (now, text_now, _))| {
            kind == now && (text == text_now || touched(*span))
        })
}

/// Whether each line is a value of JSON, or blank.
fn is_lines(text: &str) -> bool {
    let lines = text.trim_start_matches('\u{feff}').lines();
    lines
        .filter(|line| !line.trim().is_empty())
        .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
}

/// A node of a tree: what it is, its text and its place.
type Part<'y> = (&'static str, &'y str, Span);

/// The nodes of a tree in their order.
fn parts(tree: &yaml::Tree) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    if let Some(root) = &tree.root {
        flatten(root, &mut parts);
    }
    parts
}

fn flatten<'y>(yaml: &'y Yaml, parts: &mut Vec<Part<'y>>) {
    let text = yaml.text().unwrap_or_default();
    parts.push((yaml.describe(), text, yaml.span));
    match &yaml.kind {
        Kind::List(items) => items.iter().for_each(|item| flatten(item, parts)),
        Kind::Map(pairs) => pairs.iter().for_each(|(key, value)| {
            flatten(key, parts);
            flatten(value, parts);
        }),
        Kind::Null | Kind::Scalar(_) => {}
    }
}

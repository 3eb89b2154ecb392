//! Suites of dossiers with the findings that they must give, written inside them.
//!
//! `tests/suites/SUITE/CASE` is a folder that is read whole, or one dossier `CASE.yaml`. The suites are `perfect` (no
//! finding), `good` (notes at most), `lax` (warnings, no error) and `bad` (errors). `texts/` holds texts that several
//! cases quote. What a case must give stands in the comments of its YAML files:
//!
//! ```text
//! - quote: Dockers walk out  # expect: D0301      a finding on this line
//! # expect-line 12: D0303 D0307                   findings on a line that can hold no comment, such as quoted words
//! # expect-text report.md:3: D0107                a finding on a line of a text
//! # expect-file report.md: D0001                  a finding about a file, without a line
//! ```
//!
//! Several codes are separated by blanks; `D0303=note` also asks for the level. Codes, lines and levels are compared
//! exactly. A file that can hold no comment has its expectations in `expected` beside it: `FILE:LINE: CODES`.
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dossier::diagnostic::{Level, Levels, RULES};
use dossier::read::{Disk, read};

const SUITES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suites");

/// A finding as a line of text: `FILE:LINE: CODE`, and the level where it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    file: String,
    line: Option<usize>,
    code: String,
    level: String,
    message: String,
}

impl Seen {
    fn show(&self) -> String {
        let line = self.line.map_or_else(String::new, |line| format!(":{line}"));
        let level = if self.level.is_empty() { String::new() } else { format!("={}", self.level) };
        format!("{}{line}: {}{level}  {}", self.file, self.code, self.message)
    }

    /// Whether a finding is the one that is expected.
    fn is(&self, expected: &Seen) -> bool {
        let level = expected.level.is_empty() || expected.level == self.level;
        (&self.file, self.line, &self.code) == (&expected.file, expected.line, &expected.code) && level
    }
}

/// The cases of a suite, by name.
fn cases(suite: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(Path::new(SUITES).join(suite)).expect("the suite is a folder");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    cases.retain(|case| case.is_dir() || case.extension().is_some_and(|ending| ending == "yaml"));
    cases.sort();
    assert!(!cases.is_empty(), "the suite {suite} has no case");
    cases
}

/// The files of a case that may hold expectations.
fn files(case: &Path) -> Vec<PathBuf> {
    if case.is_file() {
        return vec![case.to_owned()];
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(case).expect("the case is a folder") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// What the comments of a case ask for.
fn expected(case: &Path) -> Vec<Seen> {
    let mut expected = Vec::new();
    for path in files(case) {
        let bytes = std::fs::read(&path).expect("readable");
        let text = String::from_utf8_lossy(&bytes);
        let folder = path.parent().expect("a file is in a folder");
        let named = |name: &str| folder.join(name.trim()).display().to_string();
        let mut add = |file: &str, line: Option<usize>, codes: &str| {
            for code in codes.split_whitespace() {
                let (code, level) = code.split_once('=').unwrap_or((code, ""));
                assert!(RULES.iter().any(|rule| rule.code == code), "{}: {code} is no code", path.display());
                let (file, message) = (file.to_owned(), String::new());
                expected.push(Seen { file, line, code: code.to_owned(), level: level.to_owned(), message });
            }
        };
        let here = path.display().to_string();
        let is_yaml = path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
        if path.file_name().is_some_and(|name| name == "expected") {
            for line in text.lines() {
                place_and_codes(line, &here, |file, line, codes| add(&named(file), line, codes));
            }
        } else if is_yaml {
            for (at, line) in text.replace("\r\n", "\n").replace('\r', "\n").split('\n').enumerate() {
                if let Some((_, codes)) = line.split_once("# expect: ") {
                    add(&here, Some(at + 1), codes);
                } else if let Some(rest) = line.strip_prefix("# expect-line ") {
                    let (line, codes) = rest.split_once(": ").expect("`# expect-line N: CODES`");
                    add(&here, Some(line.parse().expect("a line")), codes);
                } else if let Some(rest) = line.strip_prefix("# expect-text ") {
                    place_and_codes(rest, &here, |file, line, codes| add(&named(file), line, codes));
                } else if let Some(rest) = line.strip_prefix("# expect-file ") {
                    let (file, codes) = rest.split_once(": ").expect("`# expect-file NAME: CODES`");
                    add(&named(file), None, codes);
                } else {
                    assert!(!line.contains("# expect"), "{here}:{}: what is expected?", at + 1);
                }
            }
        }
    }
    expected
}

/// Takes `FILE:LINE: CODES` or `FILE: CODES` apart.
fn place_and_codes(text: &str, here: &str, mut add: impl FnMut(&str, Option<usize>, &str)) {
    let (place, codes) =
        text.split_once(": ").unwrap_or_else(|| panic!("{here}: `FILE:LINE: CODES`, not {text}"));
    match place.rsplit_once(':') {
        Some((file, line)) => add(file, Some(line.parse().expect("a line")), codes),
        None => add(place, None, codes),
    }
}

/// What the program finds in a case.
fn found(case: &Path) -> (Vec<Seen>, BTreeSet<Level>) {
    let reading = read(&Disk::new().allow(&Path::new(SUITES).join("texts")).unwrap(), &[case.to_owned()]);
    let outcome = reading.check_with(&Levels::default());
    assert_eq!(outcome.checked.is_none(), outcome.findings.has_errors());
    let levels = outcome.findings.iter().map(|finding| finding.level).collect();
    let seen = outcome.findings.iter().map(|finding| {
        let place = finding.primary.as_ref().map(|label| {
            let file = outcome.sources.get(label.place.file);
            (file.name().to_owned(), file.line_column(label.place.span.start).0)
        });
        let file =
            place.as_ref().map(|(file, _)| file.clone()).or(finding.file_name.clone()).unwrap_or_default();
        Seen {
            file: plain_path(&file),
            line: place.map(|(_, line)| line),
            code: finding.rule.code.to_owned(),
            level: finding.level.name().to_owned(),
            message: finding.message.clone(),
        }
    });
    (seen.collect(), levels)
}

/// A path without `x/..` in it.
fn plain_path(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        if part == ".." && parts.last().is_some_and(|last| *last != "..") {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

/// Runs a suite and returns the differences, readable.
fn run(suite: &str, allowed: impl Fn(&BTreeSet<Level>) -> bool) {
    let mut report = String::new();
    for case in cases(suite) {
        let (mut missing, (mut left, levels)) = (expected(&case), found(&case));
        for at in (0..missing.len()).rev() {
            let want = Seen { file: plain_path(&missing[at].file), ..missing[at].clone() };
            if let Some(hit) = left.iter().position(|seen| seen.is(&want)) {
                left.remove(hit);
                missing.remove(at);
            }
        }
        let fits = allowed(&levels);
        if missing.is_empty() && left.is_empty() && fits {
            continue;
        }
        let _ = writeln!(report, "{}", case.display());
        for seen in &missing {
            let _ = writeln!(report, "  - expected  {}", seen.show());
        }
        for seen in &left {
            let _ = writeln!(report, "  + found     {}", seen.show());
        }
        if !fits {
            let _ =
                writeln!(report, "  findings of the levels {levels:?} do not belong into the suite {suite}");
        }
    }
    let report = report.replace(&format!("{SUITES}/"), "");
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn perfect_dossiers_give_no_finding() {
    run("perfect", BTreeSet::is_empty);
}

#[test]
fn good_dossiers_pass_with_notes_at_most() {
    run("good", |levels| levels.iter().all(|level| *level == Level::Note));
}

#[test]
fn lax_dossiers_pass_with_warnings() {
    run("lax", |levels| levels.contains(&Level::Warning) && !levels.contains(&Level::Error));
}

#[test]
fn bad_dossiers_have_errors() {
    run("bad", |levels| levels.contains(&Level::Error));
}

/// Every code is expected somewhere in the suites `bad` and `lax`.
#[test]
fn every_code_occurs() {
    let mut seen = BTreeSet::new();
    for suite in ["bad", "lax", "good"] {
        for case in cases(suite) {
            seen.extend(expected(&case).into_iter().map(|finding| finding.code));
        }
    }
    // Files of rows have suites of their own: what is found stands in files beside them (tests/row_readers.rs).
    let rows = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suites/rows");
    for entry in std::fs::read_dir(rows).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "out") {
            let out = std::fs::read_to_string(path).unwrap();
            let codes = RULES.iter().map(|rule| rule.code);
            seen.extend(codes.filter(|code| out.contains(&format!("[{code}]"))).map(str::to_owned));
        }
    }
    let never: Vec<&str> = RULES
        .iter()
        .filter(|rule| rule.level != Level::Allow && !seen.contains(rule.code))
        .map(|rule| rule.code)
        .collect();
    assert!(never.is_empty(), "no case gives {never:?}");
}

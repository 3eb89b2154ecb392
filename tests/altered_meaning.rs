//! Good dossiers with one quote cut before or behind a word that denies, or with one value changed: each must be reported.
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dossier::diagnostic::{Level, Levels};
use dossier::graph::{Statement, Value};
use dossier::read::{Memory, read};

const FOLDERS: [&str; 5] = [
    "data/us-china-trade-talks",
    "tests/suites/perfect/dock-strike",
    "tests/suites/perfect/fishing-quota",
    "tests/suites/perfect/school-closure",
    "tests/suites/perfect/water-extended",
];

/// A dossier in memory: its file, and the others of its folder.
struct Files {
    dossier: String,
    others: Vec<(String, Vec<u8>)>,
}

impl Files {
    fn of(folder: &str) -> Files {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut files = Files { dossier: String::new(), others: Vec::new() };
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let bytes = std::fs::read(&path).unwrap();
            if name == "dossier.yaml" {
                files.dossier = String::from_utf8(bytes).unwrap();
            } else {
                files.others.push((name, bytes));
            }
        }
        files
    }

    fn reading(&self, dossier: &str) -> dossier::read::Reading {
        let mut memory = Memory::new().with("dossier.yaml", dossier.as_bytes().to_vec());
        for (name, bytes) in &self.others {
            memory = memory.with(name, bytes.clone());
        }
        read(&memory, &[PathBuf::from("dossier.yaml")])
    }

    /// The warnings and errors of a dossier.
    fn findings(&self, dossier: &str) -> BTreeSet<String> {
        let outcome = self.reading(dossier).check_with(&Levels::default());
        let serious = outcome.findings.iter().filter(|finding| finding.level >= Level::Warning);
        serious.map(|finding| format!("{} {}", finding.rule.code, finding.message)).collect()
    }

    /// The dossier with one part replaced, where the part occurs once.
    fn with(&self, old: &str, new: &str) -> Option<String> {
        (self.dossier.matches(old).count() == 1).then(|| self.dossier.replacen(old, new, 1))
    }
}

/// The parts of a quote before and behind a word that denies, if they are quotes of two words or more.
fn cuts(quote: &str) -> Vec<String> {
    let words: Vec<&str> = quote.split(' ').collect();
    let mut cuts = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if !["not", "never", "nothing", "no", "without", "nobody"].contains(word) {
            continue;
        }
        cuts.extend(
            [&words[..at], &words[at + 1..]]
                .into_iter()
                .filter(|part| part.len() > 1)
                .map(|part| part.join(" ")),
        );
    }
    cuts
}

#[test]
fn a_quote_that_is_cut_at_a_negation_is_reported() {
    let mut tried = 0;
    for folder in FOLDERS {
        let files = Files::of(folder);
        let known = files.findings(&files.dossier);
        let reading = files.reading(&files.dossier);
        let evidence =
            || reading.graph.claims().flat_map(|claim| claim.evidence()).map(|evidence| evidence.record());
        let passages: BTreeSet<&str> = evidence().map(|record| record.passage.words.as_str()).collect();
        for passage in passages {
            for cut in cuts(passage) {
                let Some(altered) = files.with(&format!("quote: {passage}\n"), &format!("quote: {cut}\n"))
                else {
                    continue;
                };
                tried += 1;
                assert!(!files.findings(&altered).is_subset(&known), "{folder}: {passage} -> {cut}");
            }
        }
    }
    assert!(tried >= 8, "{tried}");
}

#[test]
fn a_value_that_its_words_do_not_say_is_reported() {
    let mut tried = 0;
    for folder in FOLDERS {
        let files = Files::of(folder);
        let reading = files.reading(&files.dossier);
        for claim in reading.graph.claims().filter(|claim| !claim.status().name().eq("inferred")) {
            let Statement::Attribute(_, value) = claim.statement() else { continue };
            let written = value.to_string();
            let changed: Vec<String> = match value {
                Value::Number(_) => vec![format!("{written}1"), format!("1{written}")],
                Value::Quantity(_) => ["EUR", "USD", "NOK"]
                    .into_iter()
                    .filter(|code| {
                        written.get(..3).is_some_and(|old| {
                            old.bytes().all(|byte| byte.is_ascii_uppercase()) && old != *code
                        })
                    })
                    .map(|code| format!("{code}{}", &written[3..]))
                    .chain(
                        [format!("{written}0").replace(' ', " 9")]
                            .into_iter()
                            .filter(|_| written.starts_with(char::is_uppercase)),
                    )
                    .collect(),
                Value::Duration(_) => vec![written.replacen('P', "P1", 1)],
                Value::Date(_) if written.len() == 10 && !written.contains('X') => {
                    vec![written.replacen("20", "19", 1)]
                }
                _ => Vec::new(),
            };
            let name = claim.predicate_name();
            for new in changed {
                let Some(altered) = files.with(&format!(" {name} {written}"), &format!(" {name} {new}"))
                else {
                    continue;
                };
                // What the words do not say in numbers is allowed on its own line.
                let line = altered.lines().find(|line| line.contains(&format!(" {name} {new}")));
                if line.is_some_and(|line| line.contains("allow D0409")) {
                    continue;
                }
                tried += 1;
                let found = files.findings(&altered);
                assert!(
                    found.iter().any(|finding| finding.starts_with("D0408") || finding.starts_with("D04")),
                    "{folder}: {written} -> {new}: {found:?}"
                );
            }
        }
    }
    assert!(tried >= 15, "{tried}");
}

/// Sentences, with the quote in square brackets, that do not say that the army joined the talks, or in whose voice they do not.
const TURNED: &[(&str, &str)] = &[
    ("en", "It is not true, the minutes show, that [the army joined the talks]."),
    ("en", "That [the army joined the talks] was a rumour and nothing more."),
    ("en", "[The army joined the talks]. That is untrue."),
    ("en", "[The army joined the talks]. Reporters could not verify this."),
    ("en", "[The army refused to join the talks]."),
    ("en", "[The army stopped short of joining the talks]."),
    ("en", "[The army is far from joining the talks]."),
    ("en", "Instead of [joining the talks, the army] left."),
    ("en", "[The army sulked rather than join the talks]."),
    ("en", "[The army has joined the talks] in no way."),
    ("en", "Hale doubts that [the army has joined the talks]."),
    ("en", "[The army plans to join the talks]."),
    ("en", "[The army is expected to join the talks]."),
    ("en", "[The army threatened to join the talks]."),
    ("en", "[The army could join the talks]."),
    ("en", "[The army almost joined the talks]."),
    ("en", "The talks will not open until [the army joins the talks]."),
    ("en", "Once [the army joins the talks], they can begin."),
    ("en", "[The army joined the talks], subject to a vote."),
    ("en", "[The army has joined the talks], it seems."),
    ("en", "To hear Hale tell it, [the army has joined the talks]."),
    ("en", "In his view [the army has joined the talks]."),
    ("en", "Patients want [the army to join the talks]."),
    ("en", "According to Mr. Hale, [the army has joined the talks]."),
    ("en", "Mr. Hale said [the army has joined the talks]."),
    ("en", "Mr. Hale told reporters that [the army has joined the talks]."),
    ("en", "[The army has joined the talks], Mr. Hale said."),
    ("en", "“[The army has joined the talks],” he replied."),
    ("en", "[The army has joined the talks], Peter Hale, its cook, said."),
    ("en", "The navy, he believes, and the army (Hale insists) [has joined the talks]."),
    ("en", "Except for [the army, all joined the talks]."),
    ("de", "[Die Armee kam zu den Gesprächen] an diesem Tag noch nicht."),
    ("de", "[Die Armee weigerte sich, zu den Gesprächen zu kommen]."),
    ("de", "Es ist nicht wahr, dass [die Armee zu den Gesprächen kam]."),
    ("de", "Niemand in der Stadt glaubte, dass [die Armee zu den Gesprächen kam]."),
    ("de", "Dass [die Armee zu den Gesprächen kam], ist eine Legende."),
    ("de", "[Die Armee habe an den Gesprächen teilgenommen]."),
    ("de", "Laut Brandt hat [die Armee an den Gesprächen teilgenommen]."),
    ("de", "[Die Armee hat an den Gesprächen teilgenommen], so Brandt."),
    ("de", "Brandt sagte, [die Armee sei zu den Gesprächen gekommen]."),
    ("fr", "[L’armée refuse de participer aux pourparlers]."),
    ("fr", "Selon Brandt, [l’armée a rejoint les pourparlers]."),
    ("es", "[El ejército se niega a participar en las conversaciones]."),
    ("es", "Según Brandt, [el ejército participó en las conversaciones]."),
    ("zh", "据布兰特说，[军队参加了会谈]。"),
    ("zh", "[军队没有参加会谈]。"),
];

/// Sentences that say it, though they hold such words.
const STRAIGHT: &[(&str, &str)] = &[
    ("en", "[The army joined the talks]."),
    ("en", "[The army joined the talks], which Hale had not expected."),
    ("en", "There is no doubt that [the army joined the talks]."),
    ("en", "[The army joined the talks] with almost all its generals."),
    ("en", "Hale was ill. [The army joined the talks]."),
    ("en", "The navy refused to come, but [the army joined the talks]."),
    ("en", "[The army joined the talks] in May 1871, and those who could not come wrote."),
    ("en", "[The army joined the talks], saying that it would stay."),
    ("en", "It was late. The guns had never left, and [the army joined the talks]."),
    ("de", "[Die Armee kam zu den Gesprächen], die niemand wollte."),
    ("fr", "[L’armée a rejoint les pourparlers]."),
    ("es", "[El ejército participó en las conversaciones]."),
    ("zh", "[军队参加了会谈]。"),
];

/// The findings of a claim that quotes a part of a sentence.
fn findings_of(language: &str, sentence: &str) -> BTreeSet<String> {
    let (before, rest) = sentence.split_once('[').unwrap();
    let (quote, after) = rest.split_once(']').unwrap();
    let files = Files {
        dossier: String::new(),
        others: vec![("report.md".to_owned(), format!("{before}{quote}{after}\n").into_bytes())],
    };
    let quote = serde_json::to_string(quote).unwrap();
    files.findings(&format!(
        "dossier: army\nlanguage: {language}\nsource: {{article: report.md}}\nnodes:\n  Organization: {{army: A}}\n  Event: {{talks: T}}\n  \
         Work: {{article: R}}\nclaims:\n  - quote: {quote}\n    say: [army takesPartIn talks]\n"
    ))
}

#[test]
fn sentences_that_do_not_say_it_are_reported() {
    let silent: Vec<&str> = TURNED
        .iter()
        .filter(|(language, sentence)| findings_of(language, sentence).is_empty())
        .map(|(_, sentence)| *sentence)
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn sentences_that_say_it_are_not_reported() {
    for (language, sentence) in STRAIGHT {
        let found = findings_of(language, sentence);
        assert!(found.is_empty(), "{sentence}: {found:#?}");
    }
}

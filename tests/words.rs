//! Text that users read is plain English: the words of other idioms stay out of messages, help, documentation and pictures.
use std::fmt::Write as _;
use std::process::Command;

use crate::tidy::tokens::texts;
use crate::tidy::{files, root};

/// Phrases to avoid, and what to write instead. Words are separated by spaces, alternatives by `|`.
const AVOID: &[(&str, &str)] = &[
    ("ending|endings", "extension"),
    ("sign|signs", "character, symbol"),
    ("packed|unpacked|unpack|unpacks", "compressed, decompressed"),
    ("tell|tells|told|telling", "report, print, warn"),
    ("take|takes|taken|took for", "treat as"),
    ("warnings|notes for errors", "treat as"),
    ("grave", "severity"),
    ("mend|mends|mended|remedy|remedies", "fix"),
    ("own ontology|ontologies", "custom ontologies"),
    ("one's own", "custom"),
    ("who asks", "credentials"),
    ("whoever", "the one who"),
    ("stand|stands|stood", "is, occurs"),
    ("at home", "installed"),
    ("what is there", "existing, detected"),
    ("no place", "not supported"),
    ("read apart", "cannot be combined in one run"),
    ("copied whole", "truncated"),
    ("cut off", "truncated, interrupted"),
    ("as they come|comes", "accepted as is"),
    ("as it comes", "accepted as is"),
    ("rounded by who", "may be rounded by the reader"),
    ("done here", "supported"),
    ("way leads", "path connects"),
    ("spelled", "written, verbatim"),
    ("fall|falls together", "collides"),
    ("becomes|become one", "is merged"),
    ("go|goes|gone|going on", "continue, resume"),
    ("speaks for itself", "self-explanatory"),
    ("the papers", "the documentation"),
    ("so many", "a number"),
    ("of ours", "of dossier"),
    ("whole or not", "atomically"),
    ("at hand", "available"),
    ("anew", "again"),
    ("without a word", "silently"),
    ("in silence", "silently"),
    ("it|this|that|which is no", "is not a"),
    ("that|which|these|they are no", "are not"),
];

/// Where such words are meant: names of things, and quotes of sources.
const MEANT: &[&str] = &[
    "line ending",
    "line endings",
    "stands for",
    "stand for",
    "stand alone",
    "stands alone",
    "plus sign",
    "percent sign",
    "its sign",
    "a sign",
    "no longer",
    "no more",
    "also told his officials",
];

/// The phrases in a text, with what to write instead.
fn avoided(text: &str) -> Vec<(String, &'static str)> {
    let lower = text.to_lowercase().replace('’', "'");
    let is_word = |c: char| c.is_alphanumeric() || c == '\'' || c == '-';
    // Punctuation separates phrases.
    let words: Vec<&str> = lower
        .split_inclusive(|c: char| !is_word(c))
        .flat_map(|piece| {
            let word = piece.trim_end_matches(|c: char| !is_word(c));
            let end = piece.get(word.len()..).unwrap_or_default();
            [word, if end.trim().is_empty() { "" } else { "." }]
        })
        .filter(|word| !word.is_empty())
        .collect();
    let at = |phrase: &str, from: usize| {
        let mut rest = words.iter().skip(from);
        phrase.split(' ').all(|part| rest.next().is_some_and(|word| part.split('|').any(|one| one == *word)))
    };
    let mut meant = vec![false; words.len()];
    for from in 0..words.len() {
        for phrase in MEANT.iter().filter(|phrase| at(phrase, from)) {
            meant.iter_mut().skip(from).take(phrase.split(' ').count()).for_each(|word| *word = true);
        }
    }
    let mut found = Vec::new();
    for from in 0..words.len() {
        for (phrase, instead) in AVOID {
            let length = phrase.split(' ').count();
            if at(phrase, from) && !meant[from..from + length].contains(&true) {
                found.push((words[from..from + length].join(" "), *instead));
            }
        }
    }
    found
}

/// Text with its origin, for messages.
struct Readable {
    origin: String,
    text: String,
}

/// A format string without the names of what is put into it.
fn without_placeholders(text: &str) -> String {
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| {
        let is_name = |c: char| c.is_ascii_lowercase() || c == '_';
        all + "{" + part.trim_start_matches(is_name)
    })
}

/// Markdown without its code blocks.
fn prose(markdown: &str) -> String {
    markdown.split("```").step_by(2).collect()
}

fn readable() -> Vec<Readable> {
    let mut all = Vec::new();
    let mut add = |origin: String, text: String| all.push(Readable { origin, text });
    for path in files("") {
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
        let is = |start: &str| name.starts_with(start);
        let of_tests = name.ends_with("tests.rs") || name.ends_with("laws.rs");
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let read = || std::fs::read_to_string(&path).unwrap();
        match extension {
            "rs" if is("src/") && !of_tests => {
                let source = read();
                let program = source.split("\n#[cfg(test)]\nmod tests {").next().unwrap();
                for (line, text) in texts(program) {
                    add(format!("{name}:{line}"), without_placeholders(&text));
                }
            }
            "md" if !is("tests/") && !is("data/us-china") && !is("fuzz/") => add(name, prose(&read())),
            "html" | "js" if is("src/draw/page/") => add(name, read()),
            "yaml" | "rq" if is("data/ontology/") => add(name, read()),
            "svg" | "ttl" if is("exports/") => add(name, read()),
            _ => {}
        }
    }
    all
}

/// What the program prints.
fn printed(arguments: &[&str]) -> Readable {
    let output = Command::new(env!("CARGO_BIN_EXE_dossier")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    Readable { origin: format!("dossier {}", arguments.join(" ")), text }
}

fn assert_plain(texts: &[Readable]) {
    let mut report = String::new();
    for Readable { origin, text } in texts {
        for (phrase, instead) in avoided(text) {
            let _ = writeln!(report, "{origin}: “{phrase}”; write {instead}");
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn files_are_written_in_plain_english() {
    let all = readable();
    for part in ["README.md", "src/diagnostic/codes/D0301.md", "exports/us-china-trade-talks.svg"] {
        assert!(all.iter().any(|text| text.origin == part), "{part} is not read");
    }
    assert!(all.iter().any(|text| text.text.contains("is not on line {} of {}")));
    assert_plain(&all);
}

#[test]
fn help_and_explanations_are_plain_english() {
    let commands = printed(&["help"]);
    let listed = commands.text.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names: Vec<&str> = listed
        .take_while(|line| line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.contains(&"check") && names.contains(&"load"), "{names:?}");
    let mut texts = Vec::new();
    texts.extend(names.iter().filter(|name| **name != "help").map(|name| printed(&[name, "--help"])));
    texts.push(commands);
    texts.extend(dossier::diagnostic::RULES.iter().map(|rule| {
        let Readable { origin, text } = printed(&["explain", rule.code]);
        // Examples are indented.
        let prose: Vec<&str> = text.lines().filter(|line| !line.starts_with("  ")).collect();
        Readable { origin, text: prose.join("\n") }
    }));
    assert_plain(&texts);
}

#[test]
fn phrases_are_found_in_text_and_nothing_else_is() {
    let found = |text: &str| avoided(text).into_iter().map(|(phrase, _)| phrase).collect::<Vec<_>>();
    assert_eq!(found("What is wrong is told at once"), ["told"]);
    assert_eq!(found("take warnings for errors: it\nis no number"), ["warnings for errors", "it is no"]);
    assert_eq!(found("The ontology of one’s own"), ["one's own"]);
    assert_eq!(found("a line ending, spending; signed; there is no number; it is no longer so"), [""; 0]);
    assert_eq!(found("Take. For"), [""; 0]);
    let source =
        "/// Is told.\n// is told\nfn told() { say(\"it \\\n    is told\\n\", r#\"a \"sign\"\"#, 'a') }\n";
    assert_eq!(
        texts(source),
        [(1, " Is told.".to_owned()), (3, "it is told\n".to_owned()), (4, "a \"sign\"".to_owned())]
    );
    assert_eq!(found(&prose("a\n```\ntold\n```\nmend it")), ["mend"]);
}

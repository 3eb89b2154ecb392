//! Files made to break the reader: each gives findings within a few seconds, never a panic.
use std::time::{Duration, Instant};

use dossier::diagnostic::{Format, Levels, render};
use dossier::read::{Memory, read};

/// Far above what any of these cases takes, even without optimisation on a busy machine.
const LONGEST: Duration = Duration::from_secs(20);

/// The codes of what is found in a dossier, and that every finding can be shown.
fn codes(dossier: impl Into<Vec<u8>>) -> Vec<&'static str> {
    codes_with(dossier, "Words of a text.\n")
}

fn codes_with(dossier: impl Into<Vec<u8>>, text: impl Into<Vec<u8>>) -> Vec<&'static str> {
    let start = Instant::now();
    let files = Memory::new().with("d.yaml", dossier).with("t.md", text);
    let reading = read(&files, &["d.yaml".into()]);
    let outcome = reading.check_with(&Levels::default());
    for format in [Format::Text, Format::Json, Format::Sarif, Format::Github] {
        let mut shown = Vec::new();
        render(format, &outcome.findings, &outcome.sources, false, &mut shown).unwrap();
    }
    assert!(start.elapsed() < LONGEST, "it took {:?}", start.elapsed());
    let mut codes: Vec<&str> = outcome.findings.iter().map(|finding| finding.rule.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

const HEAD: &str = "dossier: d\nsource: {t: t.md}\nnodes: {Work: {t: T}}\n";

#[test]
fn alias_bombs_do_not_grow() {
    let mut bomb = String::from("dossier: d\nx: &a0 [lol, lol]\n");
    for level in 1..60 {
        bomb += &format!("x{level}: &a{level} [*a{0}, *a{0}, *a{0}, *a{0}]\n", level - 1);
    }
    assert!(codes(bomb).contains(&"D0004"));
    let mut keys = String::from("dossier: d\na0: &a0 {k: v, l: v}\n");
    for level in 1..40 {
        keys += &format!("a{level}: &a{level} {{p: *a{0}, q: *a{0}, <<: *a{0}}}\n", level - 1);
    }
    assert!(codes(keys).contains(&"D0004"));
    let long = "x".repeat(1 << 19);
    let copies = format!("dossier: d\na: &a {long}\nb: [{}]\n", "*a, ".repeat(20_000));
    assert!(codes(copies).contains(&"D0004"));
    assert_eq!(codes("dossier: d\ntitle: &a [*a]\n"), ["D0003", "D0006"]);
}

#[test]
fn nesting_has_a_limit() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("[{a: [", "]}]"), ("&a [", "]")]
    {
        for closed in [false, true] {
            let mut text = format!("dossier: d\ntitle:\n  {}", open.repeat(10_000));
            if closed {
                text += &close.repeat(10_000);
            }
            let found = codes(text);
            assert!(found.contains(&"D0004") || found.contains(&"D0003"), "{open} {closed}: {found:?}");
        }
    }
}

#[test]
fn long_scalars_and_many_lines_are_read_or_refused() {
    let long = "x".repeat(2 << 20);
    assert_eq!(codes(format!("dossier: d\ntitle: {long}\n")), ["D0004"]);
    assert_eq!(codes(format!("dossier: d\ntitle: \"{long}\n")), ["D0003"]);
    assert_eq!(
        codes(format!("dossier: d\ntitle: |\n  {}\n", long.replace("xxxxxxxx", "xxxxx\n  "))),
        ["D0004"]
    );
    assert_eq!(codes(format!("{long}: d\n")), ["D0004"]);
    assert_eq!(codes(long), ["D0004"]);
    let half = "y".repeat(1 << 19);
    assert_eq!(codes(format!("dossier: {half}!\n")), ["D0102"]);
    assert_eq!(codes(format!("{HEAD}claims:\n  - quote: {half}\n    say: [t statement a]\n")), ["D0301"]);
    let blanks = " ".repeat(1 << 20);
    assert_eq!(
        codes(format!("{HEAD}claims:\n  - quote: \"a{blanks}b\"\n    say: [t statement a]\n")),
        ["D0004"]
    );
    let comments = "# x\n".repeat(200_000);
    assert_eq!(codes(format!("{comments}dossier: d\n")), [""; 0]);
    let keys: String = (0..20_000).map(|key| format!("k{key}: v\n")).collect();
    assert_eq!(codes(format!("dossier: d\n{keys}")), ["D0007"]);
}

#[test]
fn many_wrong_quotes_in_a_long_text_take_no_hour() {
    let text: String =
        (0..10_000).map(|at| format!("Sentence {at} says that ship {} sails. ", at * 7)).collect();
    let claims: String =
        (0..100).map(|at| format!("  - quote: ship {at} sinks\n    say: [t statement s{at}]\n")).collect();
    assert_eq!(codes_with(format!("{HEAD}claims:\n{claims}"), text), ["D0301"]);
    let claims: String =
        (0..30).map(|at| format!("  - quote: a a a\n    say: [t statement s{at}]\n")).collect();
    assert_eq!(codes_with(format!("{HEAD}claims:\n{claims}"), "a ".repeat(100_000)), ["D0302"]);
}

#[test]
fn odd_bytes_give_clear_findings() {
    let cases: &[(&[u8], &[&str])] = &[
        (b"", &["D0008"]),
        (b"\n\n", &["D0008"]),
        (b"# only\n# comments\n", &["D0008"]),
        (b"\xef\xbb\xbfdossier: d\n", &[]),
        (b"\xef\xbb\xbf", &["D0008"]),
        (b"dossier: d\r\ntitle: x\r\n", &[]),
        (b"dossier: d\rtitle: x\r", &[]),
        (b"dossier: d", &[]),
        (b"---\ndossier: d\n...\n", &[]),
        (b"%YAML 1.2\n---\ndossier: d\n", &[]),
        (b"dossier: d\n---\ndossier: e\n", &["D0009"]),
        (b"dossier: d\ntitle: a\0b\n", &["D0010"]),
        (b"\0", &["D0006", "D0010"]),
        (b"dossier: \xff\n", &["D0002"]),
        (b"\xff\xfed\0o\0s\0s\0i\0e\0r\0", &["D0002"]),
        (b"dossier: d\ntitle: \xed\xa0\x80\n", &["D0002"]),
        (b"dossier: d\nnodes:\n\tTopic: {}\n", &["D0003"]),
        (b"dossier:\td\n", &[]),
        (b"- a\n- b\n", &["D0006"]),
        (b"just words\n", &["D0006"]),
        (b"~\n", &["D0006"]),
        (b"[]\n", &["D0006"]),
        (b"{}\n", &["D0008"]),
        (b"dossier: d\ndossier: d\n", &["D0005"]),
        (b"dossier: d\n<<: {title: x}\n", &[]),
        (b"dossier: d\n<<: x\n", &["D0003"]),
        (b"dossier: *d\n", &["D0003", "D0102"]),
        (b"dossier: !!binary ZA==\n", &["D0003", "D0102"]),
        (b"? dossier\n: d\n", &[]),
        (b"? {a: b}\n: c\ndossier: d\n", &["D0006"]),
        (b"dossier: 'd\n", &["D0003"]),
        (b"dossier: d\n}\n", &["D0003"]),
        (b"{dossier: d", &["D0003"]),
        (b"dossier: d\n  title: e\n", &["D0003", "D0102"]),
        (b"dossier: |\n  d\n", &["D0102"]),
        (b"dossier: |-\n  d\n", &[]),
        (b"dossier: \"\\x64\"\n", &[]),
        (b"dossier: \"\\q\"\n", &["D0003"]),
        (b"dossier: \"\\ud800\"\n", &["D0003"]),
    ];
    for (bytes, expected) in cases {
        assert_eq!(&codes(*bytes), expected, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn endless_claims_about_claims_come_to_an_end() {
    let mut text = String::from(HEAD);
    text += "claims:\n  - quote: Words of a text\n    say:\n      - c0 = t statement a\n";
    for at in 1..2_000 {
        text += &format!("      - c{at} = c{} reasonFor c{}\n", at - 1, at / 2);
    }
    assert_eq!(codes(&*text), [""; 0]);
    text += "      - a = b reasonFor c\n      - b = c reasonFor a\n      - c = a reasonFor b\n";
    text += "      - self = self reasonFor self\n";
    codes(text);
}

/// The bundled dossier with bytes changed, dropped, doubled: whatever comes of it, nothing panics.
#[test]
fn damaged_dossiers_never_panic() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/us-china-trade-talks");
    let dossier = std::fs::read(format!("{folder}/dossier.yaml")).unwrap();
    let text = std::fs::read(format!("{folder}/report.md")).unwrap();
    // Knuth's linear congruential generator, so that each run damages the same bytes.
    let mut state = 7_u64;
    let mut next = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let odd: &[u8] = b"\t\n\r :-[]{}&*!|>'\"%@`#,?~\\\0\xff\xef\xbb\xbf=";
    for _ in 0..120 {
        let mut damaged = dossier.clone();
        for _ in 0..=next(4) {
            let (at, length) = (next(damaged.len()), next(40));
            let end = (at + length).min(damaged.len());
            match next(5) {
                0 => damaged[at] = odd[next(odd.len())],
                1 => drop(damaged.drain(at..end)),
                2 => {
                    let copy = damaged[at..end].to_vec();
                    damaged.splice(at..at, copy);
                }
                3 => damaged.insert(at, odd[next(odd.len())]),
                _ => damaged.truncate(at.max(1)),
            }
        }
        let files = Memory::new().with("d.yaml", damaged).with("report.md", text.clone());
        let reading = read(&files, &["d.yaml".into()]);
        reading.check_with(&Levels::default());
    }
}

//! Tests of the YAML reader: places, plain texts, errors, hostile input.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn good(text: &str) -> Yaml {
    let (tree, problems) = parse(text);
    assert_eq!(problems, []);
    tree.root.unwrap()
}

fn one(text: &str) -> (Tree, YamlProblem) {
    let (tree, mut problems) = parse(text);
    assert_eq!(problems.len(), 1, "{text:?}: {problems:?}");
    (tree, problems.remove(0))
}

/// Walks a tree and checks that every place lies in the text on character borders.
fn check_places(text: &str, yaml: &Yaml) {
    assert!(text.get(yaml.span.range()).is_some(), "{:?} in {text:?}", yaml.span);
    match &yaml.kind {
        Kind::Null => {}
        Kind::Scalar(scalar) => {
            assert_eq!(scalar.span, yaml.span);
            let whole = scalar.part(0..scalar.text.len());
            assert!(text.get(whole.range()).is_some());
            let replaced = text.contains(|c: char| c == '\u{feff}' || c.is_control());
            if scalar.verbatim.is_some() && !replaced {
                assert_eq!(text.get(whole.range()), Some(scalar.text.as_str()));
            }
        }
        Kind::List(items) => items.iter().for_each(|item| check_places(text, item)),
        Kind::Map(pairs) => pairs.iter().for_each(|(key, value)| {
            check_places(text, key);
            check_places(text, value);
        }),
    }
}

#[test]
fn the_bundled_dossier_reads_without_problems() {
    let text = include_str!("../../../data/us-china-trade-talks/dossier.yaml");
    let (tree, problems) = parse(text);
    assert_eq!(problems, []);
    let root = tree.root.unwrap();
    check_places(text, &root);
    assert_eq!(root.get("dossier").unwrap().text(), Some("us-china-trade-talks"));
    assert!(root.get("claims").unwrap().list().unwrap().len() > 30);
    assert!(tree.comments.iter().all(|(span, words)| text[span.range()] == format!("#{words}")));
    assert!(tree.comments.len() > 20);
}

#[test]
fn scalars_are_never_typed() {
    for value in ["007", "1.50", "no", "~", "null", "Yes", "67", "0x1F", "1e3", ".inf", "2019-05-10", "1:30"]
    {
        assert_eq!(good(&format!("a: {value}\n")).get("a").unwrap().text(), Some(value));
    }
    assert_eq!(good("a:\n").get("a").unwrap().kind, Kind::Null);
    assert_eq!(good("a: ''\n").get("a").unwrap().text(), Some(""));
    assert_eq!(good("a: !!str\n").get("a").unwrap().text(), Some(""));
    assert_eq!(good("a: !!str 7\n").get("a").unwrap().text(), Some("7"));
    assert_eq!(parse("# nothing\n").0.root, None);
    assert_eq!(parse("---\n").0.root, None);
}

#[test]
fn places_slice_back_to_the_text() {
    let text = "\u{feff}é: 日本 x  # c\r\nq: \"a b\"\r\ns: 'it''s'\r\nl: [a, \"b\"]\r\nm:\r\n  k: two\r\n   lines\r\n\r\n";
    let root = good(text);
    let slice = |yaml: &Yaml| text[yaml.span.range()].to_owned();
    assert_eq!(slice(root.get("é").unwrap()), "日本 x");
    let scalar = root.get("é").unwrap().scalar().unwrap().clone();
    assert_eq!(&text[scalar.part(3..6).range()], "本");
    assert_eq!(scalar.part(1..2), scalar.span);
    assert_eq!(scalar.part(0..99), scalar.span);
    assert_eq!(slice(root.get("q").unwrap()), "\"a b\"");
    let quoted = root.get("q").unwrap().scalar().unwrap().clone();
    assert_eq!(&text[quoted.part(2..3).range()], "b");
    let escaped = root.get("s").unwrap().scalar().unwrap().clone();
    assert_eq!((escaped.text.as_str(), &text[escaped.part(0..2).range()]), ("it's", "'it''s'"));
    assert_eq!(slice(root.get("l").unwrap()), "[a, \"b\"]");
    assert_eq!(slice(root.get("m").unwrap()), "k: two\r\n   lines");
    assert_eq!(root.get("m").unwrap().get("k").unwrap().text(), Some("two lines"));
}

#[test]
fn a_lone_carriage_return_ends_a_line() {
    assert_eq!(good("a: 1\rb: 2\r").map().unwrap().len(), 2);
}

#[test]
fn aliases_and_merge_keys_are_resolved() {
    let root = good("base: &b {x: 1, y: 2}\nlist: [*b, *b]\nown: {<<: *b, y: 3}\n");
    assert_eq!(root.get("list").unwrap().list().unwrap()[1].get("x").unwrap().text(), Some("1"));
    let own = root.get("own").unwrap();
    assert_eq!(own.get("x").unwrap().text(), Some("1"));
    assert_eq!(own.get("y").unwrap().text(), Some("3"));
    assert_eq!(own.map().unwrap().len(), 2);
    assert_eq!(one("a: &x [*x]\n").1.kind, YamlProblemKind::UnknownAlias);
    let (tree, problem) = one("a: *foo\nb: 1\n");
    assert_eq!(problem.kind, YamlProblemKind::UnknownAlias);
    assert_eq!(tree.root.unwrap().map().unwrap().len(), 2);
    assert_eq!(one("a: {<<: 1}\n").1.kind, YamlProblemKind::BadMerge);
    assert_eq!(one("a: !money 1\n").1.kind, YamlProblemKind::UnknownTag);
}

#[test]
fn the_first_of_two_equal_keys_counts() {
    let text = "a: 1\nb: 2\n'a': 3\n";
    let (tree, problem) = one(text);
    assert_eq!(problem.kind, YamlProblemKind::DuplicateKey);
    assert_eq!(&text[problem.span.range()], "'a'");
    assert_eq!(problem.other, Some(Span::new(0, 1)));
    assert_eq!(tree.root.unwrap().get("a").unwrap().text(), Some("1"));
}

#[test]
fn errors_are_explained_where_they_are() {
    let cases = [
        ("a:\n\tb: 1\n", "\t", "tab"),
        ("a:\n  b: 1\n\tc: 2\n", "\t", "tab"),
        ("- quote: foo: bar\n  by: x\n", ":", "second `: `"),
        ("a: {b: foo: bar}\n", ":", "comma or a closing bracket"),
        ("a: 1\nkey:value\nb: 2\n", ":", "missing space"),
        ("key:value\nb: 2\n", ":", "missing space"),
        ("a: \"foo\nb: 2\n", "\"", "never closed"),
        ("a: 'foo\nb: 2\n", "'", "never closed"),
        ("a: [1, 2\nb: 3\n", "[", "not closed"),
        ("a: {x: 1, y: 2\nb: 3\n", "{", "not closed"),
        ("a: {x: 1\n", "{", "not closed"),
        ("a: ]\n", "]", "no opening bracket"),
        ("a: \"We agree\" he said\n", "h", "after the closing quotation mark"),
        ("a: 'it's fine'\n", "s", "after the closing quotation mark"),
        ("a: 1\n  b: 2\n", "b", "indented further"),
        ("a:\n    b: 1\n  c: 2\n", "c: 2", "indented wrongly"),
        ("a: 1\nfoo\nb: 2\n", "foo", "not a key"),
        ("a: 1\n- b\n", "b", "list item"),
        ("a: @foo\n", "@", "cannot start"),
        ("a: \"\\d\"\n", "\"", "escape"),
    ];
    for (text, place, message) in cases {
        let (tree, problem) = one(text);
        assert_eq!(problem.kind, YamlProblemKind::Syntax, "{text:?}");
        assert_eq!(&text[problem.span.range()], place, "{text:?}: {}", problem.message);
        assert!(problem.message.contains(message), "{text:?}: {}", problem.message);
        assert!(problem.help.is_some(), "{text:?}");
        assert!(tree.root.is_some(), "{text:?}: what came before is kept");
    }
}

#[test]
fn one_document_only() {
    let (tree, problem) = one("a: 1\n---\nb: 2\n");
    assert_eq!((problem.kind, problem.span), (YamlProblemKind::SeveralDocuments, Span::new(5, 8)));
    assert_eq!(tree.root.unwrap().get("a").unwrap().text(), Some("1"));
}

#[test]
fn forbidden_characters_are_named_and_reading_goes_on() {
    let (tree, problems) = parse("a: x\0y\nb: \"z\u{1b}\"\nc: \u{feff}w\nd: \u{7f}\n");
    assert_eq!(problems.len(), 4);
    assert!(problems.iter().all(|problem| problem.kind == YamlProblemKind::ForbiddenCharacter));
    assert_eq!(tree.root.unwrap().map().unwrap().len(), 4);
    assert_eq!(parse(&"\0".repeat(1000)).1.len(), MAX_FORBIDDEN);
}

#[test]
fn hostile_input_is_refused_quickly() {
    let begin = Instant::now();
    let mut laughs = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..20 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        laughs += &format!("a{level}: &a{level} [{items}]\n");
    }
    assert_eq!(one(&laughs).1.kind, YamlProblemKind::TooLarge);
    let fat = format!("a: &a {}\nb: [{}]\n", "x".repeat(900_000), "*a, ".repeat(100_000));
    assert_eq!(one(&fat).1.kind, YamlProblemKind::TooLarge);
    for deep in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(100_000), "? ".repeat(100_000)] {
        assert_eq!(one(&deep).1.kind, YamlProblemKind::TooLarge);
    }
    assert_eq!(one(&format!("a: {}\n", "x".repeat(100 << 20))).1.kind, YamlProblemKind::TooLarge);
    assert_eq!(one(&format!("a: {}\n", "x".repeat(2 << 20))).1.kind, YamlProblemKind::TooLarge);
    let many_comments = "# c\n".repeat(50_000);
    assert_eq!(parse(&many_comments).0.comments.len(), 50_000);
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}

proptest! {
    #[test]
    fn no_text_panics_and_all_places_lie_in_it(text in any::<String>()) {
        total(&text);
    }

    #[test]
    fn no_text_of_yaml_signs_panics(text in r#"([-:?,#&*!|>'"%@{}\[\]~<\\ab0é日\u{feff}\r\n\t ]|: |- |\n  |<<: |&a |\*a|---|\.\.\.){0,40}"#) {
        total(&text);
    }

    #[test]
    fn any_text_in_double_quotation_marks_is_kept(value in "[^\\p{Cc}\u{feff}]*") {
        let text = format!("k: \"{}\"\n", value.replace('\\', "\\\\").replace('"', "\\\""));
        let root = good(&text);
        prop_assert_eq!(root.get("k").unwrap().text(), Some(value.as_str()));
    }
}

fn total(text: &str) {
    let (tree, problems) = parse(text);
    if let Some(root) = &tree.root {
        check_places(text, root);
    }
    for problem in &problems {
        assert!(text.get(problem.span.range()).is_some(), "{problem:?}");
        assert!(problem.other.is_none_or(|span| text.get(span.range()).is_some()));
    }
    for (span, _) in &tree.comments {
        assert!(text.get(span.range()).is_some());
    }
}

//! What counts as a quote, case by case and as laws.

use proptest::prelude::*;

use super::super::hard_text::hard_text;
use super::*;

fn file(text: &str) -> SourceFile {
    SourceFile::new("t", text).unwrap()
}

fn found(text: &str, quote: &str) -> Result<(String, Matched), QuoteError> {
    let file = file(text);
    find_quote(&file, quote, None, None).map(|(span, matched)| (file.slice(span).to_owned(), matched))
}

fn exact(words: &str) -> Result<(String, Matched), QuoteError> {
    Ok((words.to_owned(), Matched::Exact))
}

fn folded(words: &str) -> Result<(String, Matched), QuoteError> {
    Ok((words.to_owned(), Matched::Folded))
}

#[test]
fn words_are_found_as_they_stand_or_with_typography_folded() {
    assert_eq!(found("He said “no” twice.", "“no”"), exact("“no”"));
    assert_eq!(found("He said “no” twice.", "\"no\""), folded("“no”"));
    assert_eq!(found("« ‘a’ – b »", "\" 'a' - b \""), folded("« ‘a’ – b »"));
    assert_eq!(found("one\r\n  two", " one two "), folded("one\r\n  two"));
    assert_eq!(found("the caf\u{E9} closed", "cafe\u{301} closed"), folded("caf\u{E9} closed"));
    assert_eq!(found("co\u{AD}operate\u{AD} now", "cooperate"), folded("co\u{AD}operate"));
    assert_eq!(found("12\u{A0}400 t", "12 400 t"), folded("12\u{A0}400 t"));
    assert_eq!(found("he is \"it\" and “it”", "\"it\""), exact("\"it\""));
    assert_eq!(found("中国决定不加入协议。", "决定不加入"), exact("决定不加入"));
    assert_eq!(found("אמר ״שלום״ ולא", "\"שלום\""), folded("״שלום״"));
    assert_eq!(found("قال «لا» مرتين", "\"لا\""), folded("«لا»"));
}

#[test]
fn altered_words_are_absent() {
    let text = "China has not reneged on 25% of its commitments.";
    for quote in ["China has reneged", "35%", "Its commitments", "committments", "", " ", "\u{AD}\u{A0}", "ﬁ"]
    {
        assert_eq!(found(text, quote), Err(QuoteError::Absent), "{quote:?}");
    }
    assert_eq!(found("中国不加入", "中国加入"), Err(QuoteError::Absent));
    assert_eq!(found("", "a"), Err(QuoteError::Absent));
}

#[test]
fn a_number_is_not_cut() {
    for (text, quote, number) in [
        ("worth $200 billion", "$20", "200"),
        ("some 1.5 million", "5 million", "1.5"),
        ("some 12,400 t", "400 t", "12,400"),
        ("some 12\u{202F}400 t", "400 t", "12\u{202F}400"),
        ("٢٥٠ سفينة", "٢٥", "٢٥٠"),
        ("“$200”", "\"$20", "200"),
    ] {
        let file = file(text);
        match find_quote(&file, quote, None, None) {
            Err(QuoteError::CutsNumber(span)) => assert_eq!(file.slice(span), number),
            other => panic!("{quote}: {other:?}"),
        }
    }
    assert_eq!(found("$200, then $20", "$20"), exact("$20"));
    assert_eq!(found("in 2019. Then", "in 2019"), exact("in 2019"));
}

#[test]
fn a_character_is_not_cut() {
    for (text, quote) in
        [("cafe\u{301}s", "cafe"), ("caf\u{E9}s", "cafe"), ("👨‍👩‍👧", "👨"), ("👍🏽", "👍"), ("🇫🇷", "🇫")]
    {
        assert!(matches!(found(text, quote), Err(QuoteError::CutsCharacter(_))), "{quote}");
    }
    // The half of a line end is a blank at the edge of the quote.
    assert_eq!(found("a\r\nb", "a\r"), folded("a"));
    assert_eq!(found("🇫🇷🇩🇪", "🇩🇪"), exact("🇩🇪"));
    assert!(matches!(found("🇫🇷🇩🇪", "🇷🇩"), Err(QuoteError::CutsCharacter(_))));
}

#[test]
fn several_places_need_a_line() {
    let file = file("deal\nno deal, deal\nde\nal dea\nl deal");
    let at = |line| find_quote(&file, "deal", None, line).map(|(span, _)| span.range());
    let Err(QuoteError::Ambiguous(all)) = at(None) else { panic!() };
    assert_eq!(all.len(), 4);
    assert_eq!(at(Some(1)), Ok(0..4));
    assert!(at(Some(2)).is_err());
    assert_eq!(at(Some(5)), Ok(31..35));
    assert!(at(Some(99)).is_err());
    assert!(at(Some(0)).is_err());
    let within = |start, end| find_quote(&file, "deal", Some(Span::new(start, end)), None);
    assert_eq!(within(3, 13), Ok((Span::new(8, 12), Matched::Exact)));
    assert_eq!(within(9, 13), Err(QuoteError::Absent));
    let overlapping = SourceFile::new("t", "aaa").unwrap();
    assert!(matches!(find_quote(&overlapping, "aa", None, None), Err(QuoteError::Ambiguous(_))));
}

#[test]
fn a_line_may_be_one_that_the_words_run_into() {
    let file = file("x\none\ntwo three\none\ntwo");
    assert_eq!(find_quote(&file, "one\ntwo", None, Some(3)).unwrap().0.range(), 2..9);
    assert_eq!(find_quote(&file, "one  two", None, Some(5)).unwrap(), (Span::new(16, 23), Matched::Folded));
}

#[test]
fn a_cue_is_the_nearest_one() {
    let text = format!("he said{}[quote] he said. He “said”", " x".repeat(3000));
    let file = file(&text);
    let anchor = Span::new(text.find('[').unwrap(), text.find(']').unwrap() + 1);
    let (near, matched) = find_nearest_to(&file, "he said", anchor).unwrap();
    assert_eq!((near.start, matched), (anchor.end + 1, Matched::Exact));
    assert_eq!(find_nearest_to(&file, "he said", Span::new(9, 10)).unwrap().0.range(), 0..7);
    assert_eq!(find_nearest_to(&file, "\"said\"", Span::new(0, 1)).unwrap().1, Matched::Folded);
    assert_eq!(find_nearest_to(&file, "she said", anchor), Err(QuoteError::Absent));
    assert_eq!(find_nearest_to(&file, "quote", anchor).unwrap().0.start, anchor.start + 1);
    let tie = SourceFile::new("t", "a b a").unwrap();
    assert_eq!(find_nearest_to(&tie, "a", Span::new(2, 3)).unwrap().0.range(), 0..1);
}

fn borders(text: &str) -> Vec<usize> {
    let mut borders = Borders::new(text);
    (0..=text.len())
        .filter(|at| text.is_char_boundary(*at) && borders.between_characters(*at) && !cuts_number(text, *at))
        .collect()
}

proptest! {
    #[test]
    fn every_part_of_a_text_is_found_in_it(text in hard_text(), a in 0usize..300, b in 0usize..300) {
        let borders = borders(&text);
        let (a, b) = (borders[a % borders.len()], borders[b % borders.len()]);
        let span = Span::new(a.min(b), a.max(b));
        let file = file(&text);
        let quote = file.slice(span);
        match find_quote(&file, quote, None, None) {
            Ok((found, matched)) => prop_assert_eq!((found, matched), (span, Matched::Exact)),
            Err(QuoteError::Ambiguous(all)) => prop_assert!(all.contains(&span)),
            Err(QuoteError::Absent) => prop_assert!(Folded::new(quote).text().trim_matches(' ').is_empty()),
            Err(other) => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn what_is_found_says_the_same(text in hard_text(), other in hard_text(), a in 0usize..300, length in 0usize..40) {
        let starts: Vec<usize> = other.char_indices().map(|(at, _)| at).collect();
        let from = if starts.is_empty() { 0 } else { starts[a % starts.len()] };
        let quote: String = other[from..].chars().take(length).collect();
        let text = format!("{text}{other}");
        let file = file(&text);
        let fold = |text: &str| Folded::new(text).text().trim_matches(' ').to_owned();
        let check = |span: Span, matched| {
            let words = file.slice(span);
            assert!(if matched == Matched::Exact { words == quote } else { fold(words) == fold(&quote) });
            assert!(borders(&text).contains(&(span.start as usize)) && borders(&text).contains(&(span.end as usize)));
        };
        if let Ok((span, matched)) = find_quote(&file, &quote, None, None) {
            check(span, matched);
        }
        let anchor = Span::new(0, text.len().min(3));
        match (find_nearest_to(&file, &quote, anchor), find_quote(&file, &quote, None, None)) {
            (Ok((span, matched)), Ok(only)) => {
                check(span, matched);
                prop_assert_eq!((span, matched), only);
            }
            (Ok((span, _)), Err(QuoteError::Ambiguous(all))) => {
                prop_assert_eq!(gap(span, anchor), all.iter().map(|one| gap(*one, anchor)).min().unwrap());
            }
            (nearest, only) => prop_assert_eq!(nearest.err(), only.err()),
        }
    }

    #[test]
    fn an_altered_digit_or_a_dropped_word_is_refused(
        words in proptest::collection::vec("[a-z]{3,6}|[1-9][0-9]{0,3}", 6..20), at in 0usize..20, digit in 1u32..10,
    ) {
        let text = words.join(" ");
        let file = file(&text);
        let at = 1 + at % (words.len() - 2);
        let mut dropped = words.clone();
        let word = dropped.remove(at);
        let dropped = dropped.join(" ");
        if !text.contains(&dropped) {
            prop_assert!(find_quote(&file, &dropped, None, None).is_err());
        }
        if let Some(last) = word.chars().last().and_then(|last| last.to_digit(10)) {
            let other = (last + digit) % 10;
            let mut altered = words.clone();
            altered[at] = format!("{}{other}", &word[..word.len() - 1]);
            prop_assert!(find_quote(&file, &altered.join(" "), None, None).is_err());
        }
    }
}

//! What is shown when a quote is not in the text.

use proptest::prelude::*;

use super::super::hard_text::hard_text;
use super::*;

/// The passage, its marked pieces, and the marked pieces of the quote.
fn nearest(text: &str, quote: &str) -> Option<(String, Vec<String>, Vec<String>)> {
    let file = SourceFile::new("t", text).unwrap();
    let found = nearest_passage(&file, quote).unwrap()?;
    Some((
        file.slice(found.span).to_owned(),
        found.text_marks.iter().map(|mark| file.slice(*mark).to_owned()).collect(),
        found.quote_marks.iter().map(|mark| quote[mark.clone()].to_owned()).collect(),
    ))
}

fn expected(
    passage: &str,
    text_marks: &[&str],
    quote_marks: &[&str],
) -> Option<(String, Vec<String>, Vec<String>)> {
    let owned = |marks: &[&str]| marks.iter().map(|mark| (*mark).to_owned()).collect();
    Some((passage.to_owned(), owned(text_marks), owned(quote_marks)))
}

const REPORT: &str = "Washington accuses Beijing of going back on its commitments. Liu rejects that: China has gone \
    back on nothing, he said.\r\n\r\nThe United States has just put a 25% tariff on Chinese goods worth \
    $200\u{A0}billion. President Trump has “also” told his officials to start.";

#[test]
fn the_altered_word_is_marked() {
    assert_eq!(nearest(REPORT, "put a 35% tariff"), expected("put a 25% tariff", &["25"], &["35"]));
    assert_eq!(
        nearest(REPORT, "China has gone on nothing"),
        expected("China has gone back on nothing", &["back"], &[])
    );
    assert_eq!(
        nearest(REPORT, "Beijing of going back on its promises"),
        expected("Beijing of going back on its commitments", &["commitments"], &["promises"])
    );
    assert_eq!(
        nearest(REPORT, "has \"also\" not told his officials"),
        expected("has “also” told his officials", &[], &["not"])
    );
    assert_eq!(
        nearest(REPORT, "he said. The united States"),
        expected("he said.\r\n\r\nThe United States", &["United"], &["united"])
    );
    assert_eq!(nearest(REPORT, "25 %  tariff"), expected("25% tariff", &[], &[" "]));
    assert_eq!(
        nearest(REPORT, "worth $200 million"),
        expected("worth $200\u{A0}billion", &["billion"], &["million"])
    );
}

#[test]
fn scripts_without_blanks_are_compared_too() {
    let text = "双方在许多问题上意见一致。中国决定不加入这项协议,因为条件不平等。会谈将继续。";
    assert_eq!(nearest(text, "中国决定加入这项协议"), expected("中国决定不加入这项协议", &["不"], &[]));
    let text = "אמר ראש הממשלה: לא נחתום על ההסכם הזה לעולם.";
    assert_eq!(nearest(text, "נחתום על החוזה הזה"), expected("נחתום על ההסכם הזה", &["ההסכם"], &["החוזה"]));
    assert_eq!(
        nearest("Le caf\u{E9} a ferm\u{E9} ses portes hier", "Le cafe\u{301} a ouvert ses portes"),
        expected("Le caf\u{E9} a ferm\u{E9} ses portes", &["ferm\u{E9}"], &["ouvert"])
    );
}

#[test]
fn what_is_not_alike_is_not_shown() {
    for quote in ["", " ", "Seven ships left the harbour", "中国决定", "x", "👨‍👩‍👧"] {
        assert_eq!(nearest(REPORT, quote), None, "{quote}");
    }
    assert_eq!(nearest("", "words"), None);
}

#[test]
fn a_long_quote_is_compared_in_bounded_time() {
    let text: String =
        (0..4000).map(|number| format!("In line {number} the speaker said {}. ", number * 7)).collect();
    let from = text.find("In line 1000 ").unwrap();
    let until = text.find("In line 1250 ").unwrap();
    let quote = text[from..until].replace("line 1100 the", "line 1100 a");
    let file = SourceFile::new("t", text.as_str()).unwrap();
    let found = nearest_passage(&file, &quote).unwrap().unwrap();
    assert_eq!(found.span.range(), from..until - 1);
    assert_eq!(found.text_marks.iter().map(|mark| file.slice(*mark)).collect::<Vec<_>>(), ["the"]);
    assert_eq!(found.quote_marks.len(), 1);
}

proptest! {
    #[test]
    fn places_lie_inside_text_and_quote(text in hard_text(), quote in hard_text()) {
        let file = SourceFile::new("t", text.as_str()).unwrap();
        if let Ok(Some(found)) = nearest_passage(&file, &quote) {
            prop_assert!(text.get(found.span.range()).is_some());
            prop_assert!(found.text_marks.iter().all(|mark| text.get(mark.range()).is_some()));
            prop_assert!(found.quote_marks.iter().all(|mark| quote.get(mark.clone()).is_some()));
            prop_assert!((LEAST..=1.0).contains(&found.similarity));
        }
    }
}

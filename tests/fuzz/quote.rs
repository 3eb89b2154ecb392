//! A quote is found at a place that holds it, or refused; the search never panics. The first NUL of the input parts the quote
//! from the text.

use dossier::text::{Matched, SourceFile, find_quote, nearest_passage};

/// Looks for a quote.
pub fn quote(bytes: &[u8]) {
    let Ok(input) = std::str::from_utf8(bytes) else { return };
    let Some((quote, text)) = input.split_once('\0') else { return };
    let Ok(file) = SourceFile::new("text", text) else { return };
    for line in [None, Some(1), Some(usize::MAX)] {
        match find_quote(&file, quote, None, line) {
            Ok((span, Matched::Exact)) => assert_eq!(file.slice(span), quote),
            Ok((span, _)) => assert!(!file.slice(span).is_empty()),
            Err(_) => {}
        }
    }
    if let Ok(Some(nearest)) = nearest_passage(&file, quote) {
        assert!(text.get(nearest.span.range()).is_some());
        for span in &nearest.text_marks {
            assert!(text.get(span.range()).is_some());
        }
        for range in &nearest.quote_marks {
            assert!(quote.get(range.clone()).is_some());
        }
    }
}

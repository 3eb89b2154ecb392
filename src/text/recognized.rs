//! Which language a text is in.

use whatlang::Lang;

/// How much of a text is looked at, in bytes.
const MOST: usize = 8192;
/// In shorter texts, in bytes, the language is not clear.
const LEAST: usize = 240;

/// The language of a text, if it is long enough and clearly in no other (Cavnar and Trenkle 1994).
pub(super) fn recognized(text: &str) -> Option<Lang> {
    let end = (0..=MOST.min(text.len())).rev().find(|at| text.is_char_boundary(*at))?;
    let words = text.get(..end).filter(|words| words.len() >= LEAST)?;
    whatlang::detect(words).filter(whatlang::Info::is_reliable).map(|found| found.lang())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_recognized_and_short_ones_are_not() {
        let english = "The union and the port talked for two days about the pay of the dockers, and could not agree on anything. ".repeat(3);
        let italian = "Il sindacato e il porto hanno parlato per due giorni della paga dei portuali, e non hanno trovato nessun accordo. ".repeat(3);
        assert_eq!(recognized(&english), Some(Lang::Eng));
        assert_eq!(recognized(&italian), Some(Lang::Ita));
        assert_eq!(recognized("The union"), None);
        assert_eq!(recognized(&"0123456789 ".repeat(99)), None);
    }
}

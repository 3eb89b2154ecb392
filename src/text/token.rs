//! A text as words, numbers and marks, each with its place.

use super::Span;
use super::digit::{digit_value, is_digit};

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Letters in small form. Characters of scripts without blanks between words are words of their own.
    Word(String),
    /// Digits as ASCII with what is between them, and the value of a fraction behind them such as ½.
    Digits(String, Option<&'static str>),
    /// Any other character that is not white space.
    Mark(char),
}

/// A word, a number or a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
    /// Whether it begins with a capital letter.
    pub(crate) is_capital: bool,
    /// Whether nothing is between it and the token before.
    pub(crate) is_attached: bool,
}

impl Token {
    /// The word in small letters; the mark, as a text.
    pub(crate) fn text(&self) -> std::borrow::Cow<'_, str> {
        match &self.kind {
            TokenKind::Word(word) => word.as_str().into(),
            TokenKind::Digits(digits, _) => digits.as_str().into(),
            TokenKind::Mark(mark) => mark.to_string().into(),
        }
    }

    /// Whether it is this mark.
    pub(crate) fn is_mark(&self, mark: char) -> bool {
        self.kind == TokenKind::Mark(mark)
    }

    /// Whether it is a hyphen, a dash or a minus.
    pub(crate) fn is_dash(&self) -> bool {
        matches!(self.kind, TokenKind::Mark('-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FF0D}'))
    }
}

/// Letters of scripts that are written without blanks between words: Chinese, and the syllables of Japanese.
fn is_alone(character: char) -> bool {
    matches!(character, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The value of a fraction that is one character.
fn fraction(character: char) -> Option<&'static str> {
    Some(match character {
        '½' => "0.5",
        '¼' => "0.25",
        '¾' => "0.75",
        '⅕' => "0.2",
        '⅖' => "0.4",
        '⅗' => "0.6",
        '⅘' => "0.8",
        '⅛' => "0.125",
        '⅜' => "0.375",
        '⅝' => "0.625",
        '⅞' => "0.875",
        '⅒' => "0.1",
        _ => return None,
    })
}

/// What may be between two digits of a number.
fn is_between(character: char) -> bool {
    matches!(
        character,
        '.' | ',' | '\'' | '’' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{2007}' | '·' | '٫' | '٬' | '．'
    )
}

/// Cuts a text into tokens. Numbers with blanks between groups of three digits, such as `18 000`, are one.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let at = |index: usize| characters.get(index).map(|(_, character)| *character);
    let offset = |index: usize| characters.get(index).map_or(text.len(), |(offset, _)| *offset);
    let (mut found, mut index, mut last_end) = (Vec::new(), 0, usize::MAX);
    while let Some(character) = at(index) {
        let start = index;
        let kind = if is_digit(character) || fraction(character).is_some() {
            let mut digits = String::new();
            loop {
                match at(index) {
                    Some(next) if is_digit(next) => {
                        digits.extend(digit_value(next).map(|value| char::from(b'0' + value)));
                        index += 1;
                    }
                    Some(next) if is_between(next) && at(index + 1).is_some_and(is_digit) => {
                        digits.push(next);
                        index += 1;
                    }
                    Some(' ') if is_group(&digits, &at, index + 1) => {
                        digits.push(' ');
                        index += 1;
                    }
                    _ => break,
                }
            }
            let part = at(index).and_then(fraction);
            index += usize::from(part.is_some());
            TokenKind::Digits(digits, part)
        } else if is_alone(character) {
            index += 1;
            TokenKind::Word(character.to_string())
        } else if character.is_alphabetic() {
            while at(index).is_some_and(|next| {
                (next.is_alphabetic() && !is_alone(next)) || is_mark_of_letter(next) || next == '\u{AD}'
            }) {
                index += 1;
            }
            let word = text.get(offset(start)..offset(index)).unwrap_or("");
            TokenKind::Word(word.replace('\u{AD}', "").to_lowercase())
        } else {
            index += 1;
            if character.is_whitespace() || is_unseen(character) {
                continue;
            }
            TokenKind::Mark(character)
        };
        let span = Span::new(offset(start), offset(index));
        let is_attached = last_end == offset(start);
        last_end = offset(index);
        found.push(Token { kind, span, is_capital: character.is_uppercase(), is_attached });
    }
    found
}

fn is_mark_of_letter(character: char) -> bool {
    unicode_normalization::char::canonical_combining_class(character) != 0
}

/// Characters without a glyph.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{61C}')
}

/// Whether three digits and no fourth are at a place, and one to three precede it, or groups of three do.
fn is_group(before: &str, at: &impl Fn(usize) -> Option<char>, index: usize) -> bool {
    let digit = |index: usize| at(index).is_some_and(is_digit);
    let three = digit(index) && digit(index + 1) && digit(index + 2) && !digit(index + 3);
    let last = before.rsplit(' ').next().unwrap_or("");
    let is_first = !before.contains(' ');
    let fits = if is_first { (1..=3).contains(&last.len()) } else { last.len() == 3 };
    three && fits && last.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        tokens(text).iter().map(|token| token.text().into_owned()).collect()
    }

    #[test]
    fn texts_are_cut_where_words_end() {
        assert_eq!(texts("NOK 18 000, or $2.5bn."), ["nok", "18 000", ",", "or", "$", "2.5", "bn", "."]);
        assert_eq!(texts("in 2019 200 boats"), ["in", "2019", "200", "boats"]);
        assert_eq!(texts("约200万元"), ["约", "200", "万", "元"]);
        assert_eq!(texts("non-binding, don’t"), ["non", "-", "binding", ",", "don", "’", "t"]);
        let half = tokens("2½ years");
        assert_eq!(half[0].kind, TokenKind::Digits("2".into(), Some("0.5")));
        assert_eq!(half[0].span.range(), 0..3);
        assert!(tokens("٢٥٪")[0].kind == TokenKind::Digits("25".into(), None));
    }
}

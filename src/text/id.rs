//! Ids of nodes and claims, and names of types, relations and attributes.

use std::borrow::Borrow;
use std::fmt;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The id of a node, a claim or a dossier: `[a-z0-9][a-z0-9-]*`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Id(String);

/// Why a word is not an id or a name; byte offsets count from the start of the word.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdError {
    /// There is no character at all.
    Empty,
    /// The first character is not allowed first.
    Start(char),
    /// This character is not allowed anywhere.
    Character {
        /// Byte offset of the character.
        at: usize,
        /// The character.
        character: char,
    },
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IdError::Empty => f.write_str("it is empty"),
            IdError::Start(character) => write!(f, "it cannot start with {character:?}"),
            IdError::Character { character, .. } => write!(f, "it cannot contain {character:?}"),
        }
    }
}

impl std::error::Error for IdError {}

impl Id {
    /// Checks an id.
    ///
    /// # Errors
    /// Says which character an id may not hold.
    pub fn new(id: &str) -> Result<Id, IdError> {
        check(id, |c| c.is_ascii_lowercase() || c.is_ascii_digit(), |c| c == '-')?;
        Ok(Id(id.to_owned()))
    }

    /// The id of a row: any text.
    pub(crate) fn of_row(id: &str) -> Id {
        Id(id.to_owned())
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

fn check(word: &str, first: impl Fn(char) -> bool, later: impl Fn(char) -> bool) -> Result<(), IdError> {
    let start = word.chars().next().ok_or(IdError::Empty)?;
    let wrong = word.char_indices().find(|(_, character)| !first(*character) && !later(*character));
    match wrong {
        Some((0, character)) => Err(IdError::Start(character)),
        Some((at, character)) => Err(IdError::Character { at, character }),
        None if !first(start) => Err(IdError::Start(start)),
        None => Ok(()),
    }
}

/// Suggests a valid id for any words: `Café Zürich` gives `cafe-zurich`. `None` where no letter has a Latin form.
pub fn slug(words: &str) -> Option<String> {
    let mut slug = String::new();
    for character in words.nfkd().filter(|character| !is_combining_mark(*character)) {
        let lower = character.to_lowercase().next().unwrap_or(character);
        match lower {
            'a'..='z' | '0'..='9' => slug.push(lower),
            '\'' | '’' | '\u{AD}' => {}
            _ => match latin(lower) {
                Some(letters) => slug.push_str(letters),
                None if slug.is_empty() || slug.ends_with('-') => {}
                None => slug.push('-'),
            },
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    (!slug.is_empty()).then_some(slug)
}

/// Latin letters that are not a base letter with a mark.
fn latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ħ' => "h",
        'ı' => "i",
        'þ' => "th",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::hard_text::hard_text;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_name_their_wrong_character() {
        for id in ["a", "7", "tariff-200bn", "a-", "2019-deal"] {
            assert_eq!(Id::new(id).unwrap().to_string(), id);
        }
        assert_eq!(Id::new(""), Err(IdError::Empty));
        assert_eq!(Id::new("-a"), Err(IdError::Start('-')));
        assert_eq!(Id::new("China"), Err(IdError::Start('C')));
        assert_eq!(Id::new("liu_he"), Err(IdError::Character { at: 3, character: '_' }));
        assert_eq!(Id::new("é"), Err(IdError::Start('é')));
        assert_eq!(Id::new("a b").unwrap_err().to_string(), "it cannot contain ' '");
    }

    #[test]
    fn slugs_are_readable() {
        for (words, id) in [
            ("Liu He", "liu-he"),
            ("Café  Zürich!", "cafe-zurich"),
            ("President’s office", "presidents-office"),
            ("Łódź_№5", "lodz-no5"),
            ("Straße", "strasse"),
            ("-- A --", "a"),
        ] {
            assert_eq!(slug(words).as_deref(), Some(id));
        }
        for words in ["", "中国", "-", "…"] {
            assert_eq!(slug(words), None);
        }
    }

    proptest! {
        #[test]
        fn a_slug_is_an_id(words in hard_text()) {
            if let Some(slug) = slug(&words) {
                prop_assert!(Id::new(&slug).is_ok());
                prop_assert_eq!(super::slug(&slug), Some(slug));
            }
        }

        #[test]
        fn an_id_is_its_own_slug_but_for_hyphens(id in "[a-z0-9]+(-[a-z0-9]+)*") {
            prop_assert!(Id::new(&id).is_ok());
            prop_assert_eq!(slug(&id), Some(id));
        }
    }
}

//! Language tags.

use std::borrow::Borrow;
use std::fmt;

use serde::Serialize;

use super::malformed::Malformed;

/// A well-formed language tag (BCP 47) in the case of RFC 5646, section 2.1.1: `en`, `en-GB`, `zh-Hant`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Language(String);

impl Language {
    /// Checks a tag and normalises its case.
    ///
    /// # Errors
    /// Says what the grammar of RFC 5646 does not allow.
    pub fn new(tag: &str) -> Result<Language, Malformed> {
        if tag.contains('_') {
            let at = tag.find('_').unwrap_or(0);
            return Err(Malformed::new(
                at..at + 1,
                "the parts of a language tag are separated by -, as in en-GB",
            ));
        }
        match oxilangtag::LanguageTag::parse_and_normalize(tag) {
            Ok(tag) => Ok(Language(tag.into_inner())),
            Err(error) => Err(Malformed::new(0..tag.len(), format!("not a language tag (BCP 47): {error}"))),
        }
    }

    /// The normalised tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Language {
    /// English, the language of a dossier that names none.
    fn default() -> Language {
        Language("en".to_owned())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Language {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Language {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_are_normalised() {
        for (tag, normal) in [
            ("en", "en"),
            ("EN-gb", "en-GB"),
            ("zh-hant", "zh-Hant"),
            ("sr-latn-rs", "sr-Latn-RS"),
            ("x-own", "x-own"),
        ] {
            assert_eq!(Language::new(tag).unwrap().as_str(), normal);
        }
        for tag in ["", "e", "english language", "en_GB", "中文", "en-", "12"] {
            assert!(Language::new(tag).is_err(), "{tag}");
        }
        assert_eq!(Language::default().to_string(), "en");
    }

    proptest! {
        #[test]
        fn normal_tags_stay(tag in "\\PC{0,12}|[a-zA-Z]{2,3}(-[a-zA-Z]{4})?(-[A-Za-z]{2})?") {
            if let Ok(language) = Language::new(&tag) {
                prop_assert!(language.as_str().eq_ignore_ascii_case(&tag));
                prop_assert_eq!(Language::new(language.as_str()), Ok(language.clone()));
            }
        }
    }
}

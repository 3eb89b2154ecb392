//! The languages that are covered, with the files of their words: `data/language/LANGUAGE.yaml`.

use whatlang::Lang;

use super::Language;
use super::yaml::Yaml;

/// The name of each language, its name for the recognition of texts, and its words.
pub(super) static FILES: [(&str, Lang, &str); 5] = [
    ("en", Lang::Eng, include_str!("../../data/language/en.yaml")),
    ("de", Lang::Deu, include_str!("../../data/language/de.yaml")),
    ("fr", Lang::Fra, include_str!("../../data/language/fr.yaml")),
    ("es", Lang::Spa, include_str!("../../data/language/es.yaml")),
    ("zh", Lang::Cmn, include_str!("../../data/language/zh.yaml")),
];

/// The place of a language among the files, if it is covered; that of `en` for `en-GB`.
pub(super) fn place_of(language: &Language) -> Option<usize> {
    let primary = language.as_str().split('-').next().unwrap_or("").to_ascii_lowercase();
    FILES.iter().position(|(name, ..)| *name == primary)
}

/// The texts of a list.
pub(super) fn texts(yaml: Option<&Yaml>) -> impl Iterator<Item = &str> {
    yaml.and_then(Yaml::list).unwrap_or(&[]).iter().filter_map(Yaml::text)
}

/// The names and values of a map.
pub(super) fn pairs(yaml: Option<&Yaml>) -> impl Iterator<Item = (&str, &Yaml)> {
    let pairs = yaml.and_then(Yaml::map).unwrap_or(&[]);
    pairs.iter().filter_map(|(name, value)| Some((name.text()?, value)))
}

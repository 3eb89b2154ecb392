//! What words of a language mean: those with which values are written, and those that turn what a sentence says.
//! They are in `data/language/LANGUAGE.yaml`.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::Language;
use super::SourceFile;
use super::exact::Exact;
use super::language_files::{FILES, pairs, place_of, texts};
use super::token::{Token, TokenKind, tokens};
use super::yaml::{self, Yaml};

/// Longer words, in bytes, are no numerals.
const LONGEST_COMPOUND: usize = 128;

/// The length of a unit of time, as months and seconds.
pub(crate) type Length = (i64, i64);

/// Phrases of one or more tokens, by their first, the longest first.
#[derive(Debug)]
pub(crate) struct Phrases<T>(HashMap<String, Vec<(Vec<String>, T)>>);

impl<T> Default for Phrases<T> {
    fn default() -> Phrases<T> {
        Phrases(HashMap::new())
    }
}

impl<T> Phrases<T> {
    fn add(&mut self, phrase: &str, meaning: T) {
        let mut words = tokens(phrase).into_iter().map(|token| token.text().into_owned());
        let Some(first) = words.next() else { return };
        let known = self.0.entry(first).or_default();
        known.push((words.collect(), meaning));
        known.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }

    /// Whether a word alone is one of them.
    fn has(&self, word: &str) -> bool {
        self.0.get(word).is_some_and(|known| known.iter().any(|(rest, _)| rest.is_empty()))
    }

    /// The longest phrase that begins at a token: how many tokens it has, and its meaning.
    pub(crate) fn find(&self, tokens: &[Token], at: usize) -> Option<(usize, &T)> {
        let first = tokens.get(at)?;
        let known = self.0.get(&*first.text())?;
        let rest = tokens.get(at + 1..).unwrap_or(&[]);
        known.iter().find_map(|(words, meaning)| {
            let fits = words.len() <= rest.len()
                && words.iter().zip(rest).all(|(word, token)| *word == *token.text());
            fits.then_some((1 + words.len(), meaning))
        })
    }

    /// The phrase that ends just before a token, of at most `most` tokens.
    pub(crate) fn find_before(&self, tokens: &[Token], at: usize, most: usize) -> Option<(usize, &T)> {
        (1..=most.min(at))
            .rev()
            .find_map(|length| self.find(tokens, at - length).filter(|(found, _)| *found == length))
    }
}

/// The words of a language.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// What separates the whole from the fraction of a number.
    pub(crate) decimal: char,
    /// `one`, `twenty`.
    pub(crate) numerals: Phrases<Exact>,
    /// `a`, which is one before `million`, `dozen`, `week`.
    pub(crate) articles: Phrases<()>,
    /// `and`, between the parts of a numeral.
    pub(crate) joints: Phrases<()>,
    /// `hundred`, times what is just before.
    pub(crate) small: Phrases<Exact>,
    /// `thousand`, times all that is before.
    pub(crate) large: Phrases<Exact>,
    /// `half`.
    pub(crate) fractions: Phrases<Exact>,
    /// What is between a fraction and its whole.
    pub(crate) of: Phrases<()>,
    /// `minus`.
    pub(crate) minus: Phrases<()>,
    /// `percent`, behind a number.
    pub(crate) percent: Phrases<()>,
    /// What says percent before a number.
    pub(crate) percent_before: Phrases<()>,
    /// `to`, between the ends of a range.
    pub(crate) ranges: Phrases<()>,
    /// What makes another number of the one behind it.
    pub(crate) shifts: Phrases<()>,
    /// The codes of the currencies that a word or symbol may mean.
    pub(crate) currencies: Phrases<Vec<String>>,
    /// `week`.
    pub(crate) durations: Phrases<Length>,
    /// The units that a word may mean, by a name that all names of a unit share.
    pub(crate) units: Phrases<Vec<String>>,
    /// Months from 1, and whether their names have a capital letter.
    pub(crate) months: Phrases<(u8, bool)>,
    /// Days of the week from 1, Monday, and whether their names have a capital letter.
    pub(crate) weekdays: Phrases<(u8, bool)>,
    /// What denies.
    pub(crate) negations: Phrases<()>,
    /// Those of them that deny the verb.
    pub(crate) verb_negations: Phrases<()>,
    /// What holds a word that denies, and denies nothing.
    pub(crate) no_negations: Phrases<()>,
    /// What says of a clause that it is not true.
    pub(crate) untruths: Phrases<()>,
    /// What takes back the sentence before.
    pub(crate) retractions: Phrases<()>,
    /// What denies a clause from its end.
    pub(crate) late_negations: Phrases<()>,
    /// What keeps from happening what it goes with.
    pub(crate) refusals: Phrases<()>,
    /// What keeps from happening what somebody else wants.
    pub(crate) rejections: Phrases<()>,
    /// What takes back a demand or an offer.
    pub(crate) withdrawals: Phrases<()>,
    /// What goes with something that is meant or tried, or happens no more.
    pub(crate) intentions: Phrases<()>,
    /// What holds such a word and means something else.
    pub(crate) no_intentions: Phrases<()>,
    /// What belongs to the past.
    pub(crate) formers: Phrases<()>,
    /// What comes before somebody who is asked to do something.
    pub(crate) askings: Phrases<()>,
    /// What comes before something that somebody wants.
    pub(crate) demands: Phrases<()>,
    /// What begins the thing that those are asked to do.
    pub(crate) infinitives: Phrases<()>,
    /// What keeps a writer from vouching.
    pub(crate) hedges: Phrases<()>,
    /// The same, where it is around a quote and not in it.
    pub(crate) outer_hedges: Phrases<()>,
    /// What forbids together with a negation, and does not hedge.
    pub(crate) permissions: Phrases<()>,
    /// What makes a clause a condition.
    pub(crate) conditions: Phrases<()>,
    /// The same at the beginning of a sentence.
    pub(crate) first_conditions: Phrases<()>,
    /// What makes the clause behind it a time that may never come.
    pub(crate) futures: Phrases<()>,
    /// Verbs of saying.
    pub(crate) speech: Phrases<()>,
    /// What says something besides what the sentence says.
    pub(crate) participles: Phrases<()>,
    /// What names a speaker without a verb.
    pub(crate) reports: Phrases<()>,
    /// What comes before the name of somebody who listens, or of a place.
    pub(crate) listeners: Phrases<()>,
    /// What may be in place of the name of a speaker.
    pub(crate) pronouns: Phrases<()>,
    /// What begins another clause.
    pub(crate) clauses: Phrases<()>,
    /// What may join two clauses.
    pub(crate) conjunctions: Phrases<()>,
    /// What begins a relative clause.
    pub(crate) relatives: Phrases<()>,
    /// What is between a verb of saying and what is said.
    pub(crate) that: Phrases<()>,
    /// What turns the word behind its hyphen.
    prefixes: Phrases<()>,
    /// Words whose full stop ends no sentence.
    abbreviations: Phrases<()>,
}

impl Lexicon {
    /// The words of the language of a text, if it is covered; where that is not clear, or not covered, those of another language.
    pub(crate) fn of_text(text: &SourceFile, otherwise: &Language) -> Option<&'static Lexicon> {
        let place = text
            .language()
            .and_then(|language| FILES.iter().position(|(_, recognized, _)| *recognized == language));
        place.and_then(Lexicon::at).or_else(|| Lexicon::of(otherwise))
    }

    /// Whether the words of the language of a text are known, as far as the language is clear.
    pub(crate) fn covers(text: &SourceFile, otherwise: &Language) -> bool {
        match text.language() {
            Some(language) => FILES.iter().any(|(_, recognized, _)| *recognized == language),
            None => Lexicon::of(otherwise).is_some(),
        }
    }

    /// The words of a language, if it is covered; those of `en` for `en-GB`.
    pub(crate) fn of(language: &Language) -> Option<&'static Lexicon> {
        Lexicon::at(place_of(language)?)
    }

    /// The languages that are covered, for messages.
    pub(crate) fn languages() -> String {
        FILES.map(|(name, ..)| format!("`{name}`")).join(", ")
    }

    /// Those of all languages that are covered.
    fn all() -> impl Iterator<Item = &'static Lexicon> {
        (0..FILES.len()).filter_map(Lexicon::at)
    }

    /// The words of a language by its place among the files.
    fn at(place: usize) -> Option<&'static Lexicon> {
        static KNOWN: [OnceLock<Lexicon>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
        let (_, _, file) = FILES.get(place)?;
        Some(KNOWN.get(place)?.get_or_init(|| Lexicon::read(file)))
    }

    fn read(file: &str) -> Lexicon {
        let (tree, _) = yaml::parse(file);
        let Some(root) = &tree.root else { return Lexicon::default() };
        let list = |name: &str| texts(root.get(name)).map(str::to_owned).collect::<Vec<_>>();
        let words = |name: &str| {
            let mut phrases = Phrases::default();
            list(name).iter().for_each(|phrase| phrases.add(phrase, ()));
            phrases
        };
        let numbers = |name: &str| {
            let mut phrases = Phrases::default();
            for (phrase, value) in pairs(root.get(name)) {
                if let Some(value) = value.text().and_then(Exact::parse) {
                    phrases.add(phrase, value);
                }
            }
            phrases
        };
        let named = |names: &[&str]| {
            let mut phrases = Phrases::default();
            for name in names {
                for (number, phrase) in (1..).zip(list(name)) {
                    phrases.add(&phrase, (number, phrase.starts_with(char::is_uppercase)));
                }
            }
            phrases
        };
        // Words of several meanings, such as `$` and `ton`.
        let meanings = |name: &str| {
            let mut meant: HashMap<String, Vec<String>> = HashMap::new();
            for (meaning, names) in pairs(root.get(name)) {
                texts(Some(names))
                    .for_each(|name| meant.entry(name.to_owned()).or_default().push(meaning.to_owned()));
            }
            let mut phrases = Phrases::default();
            meant.into_iter().for_each(|(name, meanings)| phrases.add(&name, meanings));
            phrases
        };
        let mut durations = Phrases::default();
        for (unit, names) in pairs(root.get("durations")) {
            let Some(length) = length_of(unit) else { continue };
            texts(Some(names)).for_each(|name| durations.add(name, length));
        }
        Lexicon {
            decimal: root
                .get("decimal")
                .and_then(Yaml::text)
                .and_then(|text| text.chars().next())
                .unwrap_or('.'),
            numerals: numbers("numerals"),
            articles: words("articles"),
            joints: words("joints"),
            small: numbers("small"),
            large: numbers("large"),
            fractions: numbers("fractions"),
            of: words("of"),
            minus: words("minus"),
            percent: words("percent"),
            percent_before: words("percent_before"),
            ranges: words("ranges"),
            shifts: words("shifts"),
            currencies: meanings("currencies"),
            durations,
            units: meanings("units"),
            months: named(&["months", "short_months"]),
            weekdays: named(&["weekdays"]),
            negations: words("negations"),
            verb_negations: words("verb_negations"),
            no_negations: words("no_negations"),
            untruths: words("untruths"),
            retractions: words("retractions"),
            late_negations: words("late_negations"),
            refusals: words("refusals"),
            rejections: words("rejections"),
            withdrawals: words("withdrawals"),
            intentions: words("intentions"),
            no_intentions: words("no_intentions"),
            formers: words("formers"),
            askings: words("askings"),
            demands: words("demands"),
            infinitives: words("infinitives"),
            hedges: words("hedges"),
            outer_hedges: words("outer_hedges"),
            permissions: words("permissions"),
            conditions: words("conditions"),
            first_conditions: words("first_conditions"),
            futures: words("futures"),
            speech: words("speech"),
            participles: words("participles"),
            reports: words("reports"),
            listeners: words("listeners"),
            pronouns: words("pronouns"),
            clauses: words("clauses"),
            conjunctions: words("conjunctions"),
            relatives: words("relatives"),
            that: words("that"),
            prefixes: words("prefixes"),
            abbreviations: words("abbreviations"),
        }
    }

    /// The tokens of a text, its compound numerals taken apart: `fünfundzwanzig` is `zwanzig`, `fünf`.
    pub(crate) fn tokens(&self, text: &str) -> Vec<Token> {
        let mut found = Vec::new();
        for token in tokens(text) {
            match self.compound(&token) {
                Some(parts) => found.extend(parts),
                None => found.push(token),
            }
        }
        found
    }

    /// The parts of a word that is made of numerals alone, of at least two. Units before their tens are put behind them.
    fn compound(&self, token: &Token) -> Option<Vec<Token>> {
        let TokenKind::Word(word) = &token.kind else { return None };
        let knows = |word: &str| {
            let single = |phrases: &Phrases<Exact>| {
                phrases.0.get(word)?.iter().find(|(rest, _)| rest.is_empty()).map(|(_, value)| *value)
            };
            single(&self.numerals).or_else(|| single(&self.small)).or_else(|| single(&self.large))
        };
        if word.len() > LONGEST_COMPOUND
            || knows(word).is_some()
            || word.chars().all(|character| !character.is_alphabetic())
        {
            return None;
        }
        let mut parts: Vec<&str> = Vec::new();
        let mut rest = word.as_str();
        while !rest.is_empty() {
            let ends = rest.char_indices().map(|(at, character)| at + character.len_utf8());
            let mut end = ends.filter(|end| *end >= 3).filter(|end| {
                let part = &rest[..*end];
                knows(part).is_some() || (!parts.is_empty() && self.joints.0.contains_key(part))
            });
            let end = end.next_back()?;
            parts.push(&rest[..end]);
            rest = &rest[end..];
        }
        if parts.len() < 2 {
            return None;
        }
        let mut at = 0;
        while at + 2 < parts.len() {
            if self.joints.0.contains_key(parts[at + 1]) {
                let unit = parts.remove(at);
                parts.remove(at);
                parts.insert(at + 1, unit);
            }
            at += 1;
        }
        let part = |word: &&str| Token { kind: TokenKind::Word((*word).to_owned()), ..token.clone() };
        Some(parts.iter().map(part).collect())
    }
}

/// Whether a word in small letters is a number in one of the languages.
pub(super) fn is_numeral_word(word: &str) -> bool {
    let is_in = |phrases: &Phrases<Exact>| phrases.has(word);
    Lexicon::all().any(|lexicon| {
        is_in(&lexicon.numerals)
            || is_in(&lexicon.small)
            || is_in(&lexicon.large)
            || is_in(&lexicon.fractions)
    })
}

/// Whether a word in small letters turns what follows its hyphen, in one of the languages.
pub(super) fn is_turning_prefix(word: &str) -> bool {
    Lexicon::all().any(|lexicon| lexicon.prefixes.has(word))
}

/// Whether the full stop of a word in small letters ends no sentence, in one of the languages.
pub(crate) fn is_abbreviation(word: &str) -> bool {
    Lexicon::all().any(|lexicon| lexicon.abbreviations.has(word))
}

/// Whether a word may be the first of a power of ten, or of percent, in one of the languages: a quick look.
pub(super) fn may_begin_power(word: &str) -> bool {
    static FIRST: OnceLock<HashSet<String>> = OnceLock::new();
    let first = FIRST.get_or_init(|| {
        let of = |lexicon: &'static Lexicon| {
            lexicon.small.0.keys().chain(lexicon.large.0.keys()).chain(lexicon.percent.0.keys())
        };
        Lexicon::all().flat_map(of).cloned().collect()
    });
    let mut small = [0; 24];
    match small.get_mut(..word.len()) {
        Some(small) if word.is_ascii() => {
            small.copy_from_slice(word.as_bytes());
            small.make_ascii_lowercase();
            std::str::from_utf8(small).is_ok_and(|word| first.contains(word))
        }
        _ => first.contains(&word.to_lowercase()),
    }
}

/// Whether a text begins with a power of ten, or percent, in one of the languages, and with no single letter.
pub(super) fn begins_with_power(text: &str) -> bool {
    let tokens = tokens(text);
    let is_word = tokens.first().is_some_and(|token| token.text().chars().count() > 1);
    is_word
        && Lexicon::all().any(|lexicon| {
            lexicon.small.find(&tokens, 0).is_some()
                || lexicon.large.find(&tokens, 0).is_some()
                || lexicon.percent.find(&tokens, 0).is_some()
        })
}

/// The length of a unit: `Y`, `M`, `W`, `D`, `TH`, `TM`, `TS`, or a duration of one part.
fn length_of(unit: &str) -> Option<Length> {
    let (count, unit) = match unit.strip_prefix('P') {
        Some(rest) => (rest.get(..rest.len() - 1)?.parse().ok()?, rest.get(rest.len() - 1..)?),
        None => (1, unit),
    };
    let (months, seconds) = match unit {
        "Y" => (12, 0),
        "M" => (1, 0),
        "W" => (0, 7 * 86_400),
        "D" => (0, 86_400),
        "TH" => (0, 3_600),
        "TM" => (0, 60),
        "TS" => (0, 1),
        _ => return None,
    };
    Some((count * months, count * seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_every_language_are_read() {
        for (name, _, file) in FILES {
            let (_, problems) = yaml::parse(file);
            assert!(problems.is_empty(), "{name}: {problems:?}");
            let lexicon = Lexicon::of(&Language::new(name).unwrap()).unwrap();
            assert!(
                !lexicon.currencies.0.is_empty()
                    && !lexicon.months.0.is_empty()
                    && !lexicon.large.0.is_empty(),
                "{name}"
            );
        }
        assert!(Lexicon::of(&Language::new("en-GB").unwrap()).is_some());
        assert!(Lexicon::of(&Language::new("tlh").unwrap()).is_none());
    }
}

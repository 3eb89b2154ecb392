//! How a language writes values for people: numbers, money, durations and tokens. Dates are in `date_words.rs`. The words are in
//! `data/language/LANGUAGE.yaml`, under `written`.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use super::language_files::{FILES, pairs, place_of, texts};
use super::yaml::{self, Yaml};
use super::{Decimal, Duration, Language, Quantity, Unit};

/// More digits behind the point than this, and a number is not written with the name of a power.
const MOST_DECIMALS: usize = 2;

/// The templates of a language. What is in curly brackets is filled in; what is in square brackets falls away where something in
/// it is missing.
#[derive(Debug, Default)]
pub struct Wording {
    decimal: String,
    pub(super) months: Vec<String>,
    pub(super) parts_of_year: Vec<String>,
    /// The names of year, month and day.
    pub(super) parts: Vec<String>,
    templates: HashMap<String, String>,
    ordinals: HashMap<String, String>,
    /// Powers of ten by their zeros, the greatest first: one, and any other number of them.
    powers: Vec<(usize, Vec<String>)>,
    money: HashMap<String, Vec<String>>,
    quantities: HashMap<String, String>,
    durations: HashMap<String, Vec<String>>,
    tokens: HashMap<String, String>,
}

/// A number in words.
pub(super) struct Written {
    pub(super) words: String,
    /// Whether the name of a power is in it.
    pub(super) is_scaled: bool,
}

impl Written {
    /// What templates with a number take.
    fn values(&self) -> [(&'static str, &str); 2] {
        [("number", &self.words), (if self.is_scaled { "scaled" } else { "plain" }, "")]
    }
}

impl Wording {
    /// How a language writes, if it is covered; else how English does.
    pub fn of(language: &Language) -> &'static Wording {
        static KNOWN: [OnceLock<Wording>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
        static NONE: OnceLock<Wording> = OnceLock::new();
        let place = place_of(language).unwrap_or(0);
        match (KNOWN.get(place), FILES.get(place)) {
            (Some(known), Some((_, _, file))) => known.get_or_init(|| Wording::read(file)),
            _ => NONE.get_or_init(Wording::default),
        }
    }

    fn read(file: &str) -> Wording {
        let (tree, _) = yaml::parse(file);
        let Some(root) = &tree.root else { return Wording::default() };
        let Some(written) = root.get("written") else { return Wording::default() };
        let list = |yaml: Option<&Yaml>| texts(yaml).map(str::to_owned).collect::<Vec<_>>();
        let words = |yaml: Option<&Yaml>| {
            pairs(yaml)
                .filter_map(|(name, words)| Some((name.to_owned(), words.text()?.to_owned())))
                .collect::<HashMap<_, _>>()
        };
        let lists = |yaml: Option<&Yaml>| {
            pairs(yaml).map(|(name, all)| (name.to_owned(), list(Some(all)))).collect::<HashMap<_, _>>()
        };
        let mut powers: Vec<(usize, Vec<String>)> =
            lists(written.get("powers")).into_iter().map(|(one, names)| (one.len() - 1, names)).collect();
        powers.sort_by_key(|(zeros, _)| std::cmp::Reverse(*zeros));
        Wording {
            decimal: root.get("decimal").and_then(Yaml::text).unwrap_or(".").to_owned(),
            months: list(written.get("months").or_else(|| root.get("months"))),
            parts_of_year: list(written.get("parts_of_year")),
            parts: list(written.get("parts")),
            templates: words(Some(written)),
            ordinals: words(written.get("ordinals")),
            powers,
            money: lists(written.get("money")),
            quantities: words(written.get("quantities")),
            durations: lists(written.get("durations")),
            tokens: words(written.get("tokens")),
        }
    }

    /// A template by its name; empty where there is none.
    pub(super) fn template(&self, name: &str) -> &str {
        self.templates.get(name).map_or("", String::as_str)
    }

    /// A template by its name, filled in.
    pub(super) fn fill(&self, name: &str, values: &[(&str, &str)]) -> String {
        filled(self.template(name), values)
    }

    /// A template of a number.
    pub(super) fn fill_number(&self, name: &str, number: &Written) -> String {
        self.fill(name, &number.values())
    }

    /// `4th`.
    pub(super) fn ordinal(&self, number: i64) -> String {
        let (digits, roman) = (number.to_string(), roman(number));
        let template = self.ordinals.get(&digits).map_or_else(|| self.template("ordinal"), String::as_str);
        filled(template, &[("number", &digits), ("roman", &roman)])
    }

    /// A number as people write it, and as exact as it is: `200 billion`, `12,400`.
    pub fn number(&self, number: &Decimal) -> String {
        self.written(&number.plain()).words
    }

    pub(super) fn written(&self, plain: &str) -> Written {
        let (sign, size) = plain.strip_prefix('-').map_or(("", plain), |size| ("-", size));
        let (whole, fraction) = size.split_once('.').map_or((size, None), |(a, b)| (a, Some(b)));
        let mut most = usize::MAX;
        for (zeros, names) in self.powers.iter().filter(|_| fraction.is_none()) {
            if whole.len() > *zeros && whole.len() <= most.min(zeros + 6) && !whole.starts_with('0') {
                let (before, after) = whole.split_at(whole.len() - zeros);
                let after = after.trim_end_matches('0');
                if after.len() <= MOST_DECIMALS {
                    let mut number = self.grouped(before);
                    if !after.is_empty() {
                        number = format!("{number}{}{after}", self.decimal);
                    }
                    let words = filled(one_or_many(names, number == "1"), &[("number", &number)]);
                    return Written { words: format!("{sign}{words}"), is_scaled: true };
                }
            }
            most = *zeros;
        }
        let mut words = format!("{sign}{}", self.grouped(whole));
        if let Some(fraction) = fraction {
            words = format!("{words}{}{fraction}", self.decimal);
        }
        Written { words, is_scaled: false }
    }

    /// Digits in groups of three.
    fn grouped(&self, digits: &str) -> String {
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push_str(self.template("thousands"));
            }
            grouped.push(digit);
        }
        grouped
    }

    /// An amount as people write it, and as exact as it is: `$200 billion`, `12,400 t`; `others` are the codes of the
    /// currencies from which that of the amount has to be distinguished.
    pub fn amount(&self, quantity: &Quantity, others: &BTreeSet<&str>) -> String {
        let plain = quantity.amount.plain();
        let (sign, size) = plain.strip_prefix('-').map_or(("", plain.as_str()), |size| ("-", size));
        let number = self.written(size);
        let words = match &quantity.unit {
            Unit::Currency(code) => {
                let short = |code: &str| self.money.get(code).and_then(|names| names.first());
                let is_ambiguous = others
                    .iter()
                    .any(|other| *other != code && short(other).is_some_and(|_| short(other) == short(code)));
                match self.money.get(code) {
                    Some(names) => filled(one_or_many(names, !is_ambiguous), &number.values()),
                    None => self.fill("other_money", &[("number", &number.words), ("code", code)]),
                }
            }
            Unit::Other(unit) => match self.quantities.get(unit) {
                Some(template) => filled(template, &number.values()),
                None => self.fill("quantity", &[("number", &number.words), ("unit", unit)]),
            },
        };
        format!("{sign}{words}")
    }

    /// `P2D` as `2 days`; a negative one as written.
    pub fn duration(&self, duration: &Duration) -> String {
        self.duration_words(duration.as_written()).unwrap_or_else(|| duration.as_written().to_owned())
    }

    fn duration_words(&self, written: &str) -> Option<String> {
        let mut rest = written.strip_prefix('P')?;
        let (mut parts, mut none, mut time) = (Vec::new(), None, "");
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('T') {
                (rest, time) = (after, "T");
                continue;
            }
            let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
            let (number, after) = rest.split_at(end);
            let unit = after.get(..1)?;
            let trimmed = number.trim_start_matches('0');
            let number = if trimmed.is_empty() || trimmed.starts_with('.') {
                format!("0{trimmed}")
            } else {
                trimmed.to_owned()
            };
            let number = self.written(&number);
            let names = self.durations.get(&format!("{time}{unit}"))?;
            let words = filled(one_or_many(names, number.words == "1"), &number.values());
            if number.words == "0" {
                none = Some(words)
            } else {
                parts.push(words)
            }
            rest = after.get(1..)?;
        }
        if parts.is_empty() { none } else { Some(parts.join(" ")) }
    }

    /// `inForce` as `in force`.
    pub fn token(&self, token: &str) -> String {
        self.tokens.get(token).cloned().unwrap_or_else(|| spaced(token))
    }
}

/// The first of two templates, or the last.
fn one_or_many(names: &[String], is_one: bool) -> &str {
    let name = if is_one { names.first() } else { names.last() };
    name.map_or("", String::as_str)
}

/// A name in words: `hasParticipant` as `has participant`. Abbreviations in capitals stay.
pub fn spaced(name: &str) -> String {
    let mut words: Vec<String> = vec![String::new()];
    let mut before: Option<char> = None;
    for character in name.chars() {
        let begins = character.is_uppercase() && before.is_some_and(|before| !before.is_uppercase());
        if begins || character == '_' {
            words.push(String::new());
        }
        if character != '_' {
            words.last_mut().into_iter().for_each(|word| word.push(character));
        }
        before = Some(character);
    }
    let is_abbreviation =
        |word: &str| word.chars().count() > 1 && word.chars().all(|character| !character.is_lowercase());
    let lowered = words
        .iter()
        .filter(|word| !word.is_empty())
        .map(|word| if is_abbreviation(word) { word.clone() } else { word.to_lowercase() });
    lowered.collect::<Vec<_>>().join(" ")
}

/// A template with its values.
pub(super) fn filled(template: &str, values: &[(&str, &str)]) -> String {
    let mut words = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('[') {
        let (before, inside) = rest.split_at(open);
        let Some((optional, after)) = inside.get(1..).and_then(|inside| inside.split_once(']')) else {
            break;
        };
        words.push_str(&without_options(before, values).0);
        let (option, is_complete) = without_options(optional, values);
        if is_complete {
            words.push_str(&option);
        }
        rest = after;
    }
    words.push_str(&without_options(rest, values).0);
    words
}

/// A template without square brackets, and whether all its values are there.
fn without_options(template: &str, values: &[(&str, &str)]) -> (String, bool) {
    let (mut words, mut is_complete, mut rest) = (String::new(), true, template);
    while let Some((before, inside)) = rest.split_once('{') {
        words.push_str(before);
        let (name, after) = inside.split_once('}').unwrap_or((inside, ""));
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => words.push_str(value),
            None => is_complete = false,
        }
        rest = after;
    }
    words.push_str(rest);
    (words, is_complete)
}

/// A number in Roman numerals.
pub(super) fn roman(number: i64) -> String {
    const NUMERALS: [(i64, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let (mut rest, mut roman) = (number.clamp(0, 3999), String::new());
    for (value, numeral) in NUMERALS {
        while rest >= value {
            roman.push_str(numeral);
            rest -= value;
        }
    }
    roman
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(language: &str) -> &'static Wording {
        Wording::of(&Language::new(language).unwrap())
    }

    fn number(language: &str, written: &str) -> String {
        wording(language).number(&Decimal::new(written).unwrap())
    }

    fn amount(language: &str, written: &str, others: &[&str]) -> String {
        wording(language).amount(&Quantity::new(written).unwrap(), &others.iter().copied().collect())
    }

    fn duration(language: &str, written: &str) -> String {
        wording(language).duration(&Duration::new(written).unwrap())
    }

    #[test]
    fn every_language_has_every_template() {
        let names = |language: &str| {
            let mut names: Vec<&String> = wording(language).templates.keys().collect();
            names.retain(|name| *name != "day_number_first");
            names.sort();
            names
        };
        for (language, ..) in FILES {
            assert_eq!(names(language), names("en"), "{language}");
            let wording = wording(language);
            assert_eq!((wording.months.len(), wording.parts_of_year.len(), wording.parts.len()), (12, 21, 3));
            assert!(
                ["Y", "M", "W", "D", "TH", "TM", "TS"]
                    .iter()
                    .all(|unit| wording.durations.contains_key(*unit))
            );
        }
    }

    #[test]
    fn numbers_are_written_as_people_do() {
        for (language, written, words) in [
            ("en", "200000000000", "200 billion"),
            ("en", "1250000", "1.25 million"),
            ("en", "1234567", "1,234,567"),
            ("en", "-12000", "-12,000"),
            ("en", "67", "67"),
            ("en", "2.5", "2.5"),
            ("en", "12400.5", "12,400.5"),
            ("en", "1e15", "1,000 trillion"),
            ("en", "0", "0"),
            ("de", "1000000", "1 Million"),
            ("de", "12400.5", "12.400,5"),
            ("de", "2500000000", "2,5 Milliarden"),
            ("es", "200000000000", "200.000 millones"),
            ("fr", "12400", "12\u{a0}400"),
            ("zh", "90000000", "9000万"),
            ("tlh", "1000000", "1 million"),
        ] {
            assert_eq!(number(language, written), words, "{language} {written}");
        }
    }

    #[test]
    fn money_has_the_name_that_people_use() {
        for (language, written, words) in [
            ("en", "90000000 SEK", "90 million crowns"),
            ("en", "USD 200000000000", "$200 billion"),
            ("en", "-5 EUR", "-€5"),
            ("en", "BTN 12.5", "BTN 12.5"),
            ("en", "12400 t", "12,400 t"),
            ("en", "25 %", "25%"),
            ("de", "90000000 SEK", "90 Millionen Kronen"),
            ("de", "25 %", "25 %"),
            ("fr", "90000000 SEK", "90 millions de couronnes"),
            ("fr", "5000000 EUR", "5 millions d’euros"),
            ("fr", "500 EUR", "500 euros"),
            ("es", "90000000 SEK", "90 millones de coronas"),
            ("zh", "USD 200000000000", "2000亿美元"),
        ] {
            assert_eq!(amount(language, written, &["SEK", "USD"]), words, "{language} {written}");
        }
        assert_eq!(amount("en", "90000000 SEK", &["SEK", "NOK"]), "90 million Swedish crowns");
        assert_eq!(amount("en", "BTN 5", &["BTN", "XOF"]), "BTN 5");
    }

    #[test]
    fn durations_and_tokens_are_words() {
        for (language, written, words) in [
            ("en", "P2D", "2 days"),
            ("en", "PT1H", "1 hour"),
            ("en", "P1Y2M", "1 year 2 months"),
            ("en", "P1DT2H30M", "1 day 2 hours 30 minutes"),
            ("en", "PT0.5S", "0.5 seconds"),
            ("en", "P0D", "0 days"),
            ("en", "P03W", "3 weeks"),
            ("en", "-P2D", "-P2D"),
            ("de", "P2D", "2 Tage"),
            ("fr", "P3M", "3 mois"),
            ("es", "PT1M", "1 minuto"),
            ("zh", "P2D", "2天"),
        ] {
            assert_eq!(duration(language, written), words, "{language} {written}");
        }
        let tokens = [("en", "inForce", "in force"), ("de", "inForce", "in Kraft"), ("en", "in_EU", "in EU")];
        for (language, token, words) in tokens {
            assert_eq!(wording(language).token(token), words);
        }
        assert_eq!(spaced("memberOfUN"), "member of UN");
    }

    #[test]
    fn templates_leave_out_what_is_missing() {
        assert_eq!(filled("{day} {month}[ {year}]", &[("day", "3"), ("month", "May")]), "3 May");
        assert_eq!(filled("[{year}]{month}", &[("year", "2020"), ("month", "5")]), "20205");
        assert_eq!(filled("a[b", &[]), "a[b");
        assert_eq!(roman(1949), "MCMXLIX");
    }
}

//! Which known name somebody may have meant by one that is not known.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use rapidfuzz::distance::osa;

/// A longer name is not searched for, and is not offered: in characters.
const MAX_NAME: usize = 128;
/// Names that differ in more places are not near.
const MAX_DISTANCE: usize = 3;
/// How much one run spends on names that differ in two or three places: about one unit for a name that is looked at, and
/// one for each character of a name that is compared.
const EFFORT: u64 = 2_000_000;
/// The most names that are compared because they share a variant with the typed one.
const MAX_COMPARED: usize = 512;

/// What may still be spent on the search for near names in one run, so that many wrong names do not make it long.
#[derive(Debug)]
pub struct Effort(u64);

impl Default for Effort {
    fn default() -> Effort {
        Effort(EFFORT)
    }
}

/// What a search for a near name found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Near<'n> {
    /// The nearest name and in how many places it differs; of equally near ones the first in the alphabet.
    Found(usize, &'n str),
    /// No name differs in one place only; others were not searched for, because the effort of the run is used up.
    NotSearched,
    /// No name is near.
    Nothing,
}

/// The distance of two names in insertions, deletions, substitutions and transpositions of neighbours (optimal string
/// alignment, Hyyrö 2003); `None` where it is greater than `most`.
pub fn name_distance(one: &str, other: &str, most: usize) -> Option<usize> {
    let lengths = one.chars().count().abs_diff(other.chars().count());
    let cutoff = osa::Args::default().score_cutoff(most);
    if lengths > most { None } else { osa::distance_with_args(one.chars(), other.chars(), &cutoff) }
}

/// In how many places a name may differ from one of a given length and still be meant.
fn allowed(length: usize) -> usize {
    (length / 3).clamp(1, MAX_DISTANCE)
}

/// The nearest of a few names; for many, [`NearNames`] is quicker.
pub fn nearest_name<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let (typed, most) = (typed.to_lowercase(), allowed(typed.chars().count()));
    let near =
        names.into_iter().filter_map(|name| Some((name_distance(&typed, &name.to_lowercase(), most)?, name)));
    near.min().map(|(_, name)| name)
}

/// A shorter word may become another word by one change: `now` and `not`.
const SHORTEST_TYPO: usize = 4;

/// Whether a name is another one mistyped, and nothing else: in one of their words one letter is missing or added, or
/// changes places with the next, or only the case differs. The word has four letters or more, keeps its first one, and
/// holds no digit, so that neither a number changes nor a prefix such as `un` or a word such as `not` comes or goes. Nor
/// does one letter take the place of another: that makes one name of another, as in `iran` and `iraq`.
///
/// That no third name is as near remains to be asked: [`is_only_near`], [`NearNames::is_only_near`].
pub fn is_plain_typo(typed: &str, name: &str) -> bool {
    let (typed, name) = (typed.to_lowercase(), name.to_lowercase());
    if name_distance(&typed, &name, 1).is_none() {
        return false;
    }
    let is_part = |c: char| c.is_alphanumeric();
    let words = |text: &str| text.split(|c| !is_part(c)).map(str::to_owned).collect::<Vec<_>>();
    let (typed, name) = (words(&typed), words(&name));
    let is_long = |word: &str| word.chars().count() >= SHORTEST_TYPO;
    let replaces = |typed: &str, name: &str| {
        let differing = typed.chars().zip(name.chars()).filter(|(typed, name)| typed != name).count();
        typed.chars().count() == name.chars().count() && differing == 1
    };
    typed.len() == name.len()
        && typed.iter().zip(&name).all(|(typed, name)| {
            typed == name
                || (is_long(typed)
                    && is_long(name)
                    && typed.chars().next() == name.chars().next()
                    && !replaces(typed, name)
                    && !typed.chars().chain(name.chars()).any(char::is_numeric))
        })
}

/// Whether of a few names only one is near to what is typed: every other differs from it in two places more.
pub fn is_only_near<'n>(typed: &str, name: &str, names: impl IntoIterator<Item = &'n str>) -> bool {
    let typed = typed.to_lowercase();
    let Some(distance) = name_distance(&typed, &name.to_lowercase(), MAX_DISTANCE) else { return false };
    let is_far = |other: &str| name_distance(&typed, &other.to_lowercase(), distance + 1).is_none();
    names.into_iter().all(|other| other == name || is_far(other))
}

/// Many names, among which near ones are found without comparing all of them.
///
/// Names that differ in one place have a variant in common if one character is left out of each, or of one of them
/// (Mor and Fraenkel 1982; SymSpell): these are always found. Names that differ in two or three places are compared one by
/// one, within [`Effort`].
#[derive(Debug)]
pub struct NearNames {
    names: Vec<Name>,
    /// The numbers of the names by the hash of a variant with one character left out, or none.
    spellings: HashMap<u64, Vec<u32>, FixedState>,
    /// The numbers of the names by their length in characters.
    by_length: Vec<Vec<u32>>,
}

#[derive(Debug)]
struct Name {
    written: String,
    folded: String,
    bag: u64,
}

impl NearNames {
    /// Takes the names.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> NearNames {
        let mut all = NearNames {
            names: Vec::new(),
            spellings: HashMap::default(),
            by_length: vec![Vec::new(); MAX_NAME + 1],
        };
        for written in names {
            let Some((folded, length)) = folded(written) else { continue };
            let number = all.names.len() as u32;
            for spelling in spellings(&folded) {
                let found = all.spellings.entry(spelling).or_default();
                if found.last() != Some(&number) {
                    found.push(number);
                }
            }
            if let Some(found) = all.by_length.get_mut(length) {
                found.push(number);
            }
            all.names.push(Name { written: written.to_owned(), bag: bag(&folded), folded });
        }
        all
    }

    /// The name that was probably meant.
    pub fn nearest(&self, typed: &str, effort: &mut Effort) -> Near<'_> {
        let Some((typed, length)) = folded(typed) else { return Near::Nothing };
        let most = allowed(length);
        let comparator = osa::BatchComparator::new(typed.chars());
        let distance = |name: &Name, most: usize| {
            comparator.distance_with_args(name.folded.chars(), &osa::Args::default().score_cutoff(most))
        };
        let alike =
            spellings(&typed).into_iter().filter_map(|spelling| self.spellings.get(&spelling)).flatten();
        let (mut compared, mut alike_best) = (0, None);
        for name in alike.filter_map(|number| self.names.get(*number as usize)).take(MAX_COMPARED) {
            compared += 1;
            if let Some(distance) = distance(name, 1) {
                let found = (distance, name.written.as_str());
                alike_best = Some(alike_best.map_or(found, |best: (usize, &str)| best.min(found)));
            }
        }
        if let Some((distance, name)) = alike_best {
            return Near::Found(distance, name);
        }
        if compared == MAX_COMPARED {
            return Near::NotSearched;
        }
        if most == 1 {
            return Near::Nothing;
        }
        let (typed_bag, mut best) = (bag(&typed), None);
        for numbers in self.by_length.get(length - most..).unwrap_or(&[]).iter().take(2 * most + 1) {
            let Some(left) = effort.0.checked_sub(numbers.len() as u64) else { return Near::NotSearched };
            effort.0 = left;
            for name in numbers.iter().filter_map(|number| self.names.get(*number as usize)) {
                // A place that differs changes at most two characters of the bag.
                if (name.bag ^ typed_bag).count_ones() as usize > 2 * most {
                    continue;
                }
                let Some(left) = effort.0.checked_sub(length as u64) else { return Near::NotSearched };
                effort.0 = left;
                if let Some(distance) = distance(name, most) {
                    let found = (distance, name.written.as_str());
                    best = Some(best.map_or(found, |best: (usize, &str)| best.min(found)));
                }
            }
        }
        best.map_or(Near::Nothing, |(distance, name)| Near::Found(distance, name))
    }

    /// Whether only this one of the names is near to what is typed, as [`is_only_near`] has it; `false` where the effort of
    /// the run is spent.
    pub fn is_only_near(&self, typed: &str, name: &str, effort: &mut Effort) -> bool {
        let Some((_, length)) = folded(typed) else { return false };
        let from = length.saturating_sub(MAX_DISTANCE);
        let like = self.by_length.get(from..).unwrap_or(&[]).iter().take(length + MAX_DISTANCE + 1 - from);
        let cost = like.clone().map(|numbers| (numbers.len() * (length + 1)) as u64).sum();
        let Some(left) = effort.0.checked_sub(cost) else { return false };
        effort.0 = left;
        let names = like.flatten().filter_map(|number| self.names.get(*number as usize));
        is_only_near(typed, name, names.map(|name| name.written.as_str()))
    }
}

/// A name in lower case and its length in characters, unless it is too long.
fn folded(name: &str) -> Option<(String, usize)> {
    if name.len() > 4 * MAX_NAME {
        return None;
    }
    let folded = name.to_lowercase();
    let length = folded.chars().count();
    (length <= MAX_NAME).then_some((folded, length))
}

/// Which of 64 kinds of characters a name contains.
fn bag(name: &str) -> u64 {
    name.chars().fold(0, |bag, character| bag | 1 << (u32::from(character) % 64))
}

/// Hashes of a name and of all that is left of it when one character is taken out.
fn spellings(name: &str) -> Vec<u64> {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    // The hash of a text is a polynomial in the factor, so that each of them takes a few steps.
    let step = |hash: u64, character: char| {
        hash.wrapping_mul(FACTOR).wrapping_add(u64::from(character).wrapping_mul(0xD6E8_FEB8_6659_FD93) | 1)
    };
    let (whole, length) =
        name.chars().fold((0, 0), |(hash, length), character| (step(hash, character), length + 1));
    let mut powers = vec![1_u64; length + 1];
    for at in 1..=length {
        powers[at] = powers[at - 1].wrapping_mul(FACTOR);
    }
    let mut hashes = vec![whole];
    let mut before = 0_u64;
    for (at, character) in name.chars().enumerate() {
        let with = step(before, character);
        let behind = length - at - 1;
        let rest = whole.wrapping_sub(with.wrapping_mul(powers[behind]));
        hashes.push(before.wrapping_mul(powers[behind]).wrapping_add(rest));
        before = with;
    }
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_index_finds_what_comparing_finds(names in prop::collection::btree_set("[abAB-]{0,9}", 1..30), typed in "[abAB-]{0,9}") {
            let all = NearNames::new(names.iter().map(String::as_str));
            let compared = nearest_name(&typed, names.iter().map(String::as_str));
            let found = match all.nearest(&typed, &mut Effort::default()) {
                Near::Found(_, name) => Some(name),
                Near::NotSearched | Near::Nothing => None,
            };
            prop_assert_eq!(found, compared);
        }
    }

    #[test]
    fn spent_effort_is_told_and_leaves_what_is_nearest() {
        let names: Vec<String> = (0..100).map(|number| format!("organization-{number}")).collect();
        let all = NearNames::new(names.iter().map(String::as_str));
        let mut effort = Effort(150);
        assert_eq!(all.nearest("organizatoin-77", &mut effort), Near::Found(1, "organization-77"));
        assert_eq!(all.nearest("orgnizatoin-77", &mut effort), Near::NotSearched);
        assert_eq!(all.nearest("orgnizatoin-77", &mut Effort::default()), Near::Found(2, "organization-77"));
        assert_eq!(all.nearest(&"long".repeat(1000), &mut effort), Near::Nothing);
    }

    #[test]
    fn a_plain_typo_changes_no_meaning() {
        for (typed, name) in [
            ("unoin", "union"),
            ("demnads", "demands"),
            ("demand", "demands"),
            ("Union", "union"),
            ("dockers-unin", "dockers-union"),
            ("inferrred", "inferred"),
        ] {
            assert!(is_plain_typo(typed, name), "{typed} {name}");
        }
        for (typed, name) in [
            ("typical", "atypical"),
            ("ever", "never"),
            ("will-ever", "will-never"),
            ("now-agreed", "not-agreed"),
            ("unfair", "fair"),
            ("day-1", "day-2"),
            ("route66", "route67"),
            ("percent-8", "percent-9"),
            ("by", "my"),
            ("nodeal", "no-deal"),
            ("offers", "coffers"),
            ("breaks", "speaks"),
            ("iraq", "iran"),
            ("north-korea-hansen", "north-korea-hanson"),
            ("refutes", "refuses"),
        ] {
            assert!(!is_plain_typo(typed, name), "{typed} {name}");
        }
        assert!(is_only_near("unoin", "union", ["union", "port", "onion-ring"]));
        assert!(!is_only_near("port-c", "port-a", ["port-a", "port-b"]));
        assert!(!is_only_near("uniom", "union", ["union", "onion"]));
        let many = NearNames::new(["port-a", "port-b", "union"]);
        assert!(many.is_only_near("unoin", "union", &mut Effort::default()));
        assert!(!many.is_only_near("port-c", "port-a", &mut Effort::default()));
        assert!(!many.is_only_near("unoin", "union", &mut Effort(3)));
    }

    #[test]
    fn distances_count_places() {
        assert_eq!(name_distance("holdsOffice", "hodlsOffice", 1), Some(1));
        assert_eq!(name_distance("about", "abuot-x", 2), None);
        assert_eq!(nearest_name("Pubished", ["published", "publisher"]), Some("published"));
    }
}

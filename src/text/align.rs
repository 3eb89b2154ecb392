//! Aligns the words of a quote with the words of a longer passage, so that the fewest characters differ.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// A word, or a mark between words; blanks are not words.
pub(super) struct Word<'t> {
    /// The position of the word, in bytes.
    pub(super) at: Range<usize>,
    text: &'t str,
    chars: usize,
    letters: bool,
}

/// Splits a text at word borders (UAX #29).
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let words = text.split_word_bound_indices().filter(|(_, word)| !word.trim().is_empty());
    words
        .map(|(at, text)| Word {
            at: at..at + text.len(),
            text,
            chars: text.chars().count(),
            letters: text.chars().any(char::is_alphanumeric),
        })
        .collect()
}

/// How a quote lies in a passage; all numbers are indices of words.
pub(super) struct Alignment {
    /// The words of the passage that the quote covers.
    pub(super) covered: Range<usize>,
    /// Words of the passage that the quote has not, or has otherwise.
    pub(super) passage_differs: Vec<usize>,
    /// Words of the quote that the passage has not, or has otherwise.
    pub(super) quote_differs: Vec<usize>,
    /// Twice the characters in common over the characters of both, from 0 to 1.
    pub(super) similarity: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Step {
    /// Nothing of the quote is left.
    Begin,
    /// A word of the quote meets a word of the passage.
    Pair,
    /// A word of the quote meets nothing.
    QuoteOnly,
    /// A word of the passage meets nothing.
    PassageOnly,
}

/// Finds the part of the passage that the quote fits best, by dynamic programming (Sellers 1980) over words in a
/// band: word `i` of the quote is tried against words of the passage near `first + i`. At most `cells` comparisons
/// are made; `None` where that leaves no band, or nothing is in common.
pub(super) fn align(quote: &[Word], passage: &[Word], first: usize, cells: usize) -> Option<Alignment> {
    let half = (cells / quote.len().max(1) / 2).min(passage.len());
    if half == 0 || quote.is_empty() {
        return None;
    }
    let width = 2 * half + 1;
    // Column `k` of row `i` represents the border before word `i + first - half + k` of the passage.
    let column = |row: usize, k: usize| (row + first + k).checked_sub(half).filter(|at| *at <= passage.len());
    const NEVER: usize = usize::MAX / 2;
    let mut steps = vec![Step::Begin; (quote.len() + 1) * width];
    let mut above: Vec<usize> = (0..width).map(|k| column(0, k).map_or(NEVER, |_| 0)).collect();
    for (i, word) in quote.iter().enumerate() {
        let row = i + 1;
        let mut costs = vec![NEVER; width];
        for k in 0..width {
            let Some(at) = column(row, k) else { continue };
            // The same border is one column to the right in the row above.
            let drop = above.get(k + 1).copied().unwrap_or(NEVER) + word.chars;
            let pair = at.checked_sub(1).and_then(|left| passage.get(left));
            let pair = pair.and_then(|other| pair_cost(word, other)).map_or(NEVER, |cost| above[k] + cost);
            let skip = k
                .checked_sub(1)
                .zip(at.checked_sub(1))
                .and_then(|(k, left)| Some((costs[k], passage.get(left)?)));
            let skip = skip.map_or(NEVER, |(cost, other)| cost + other.chars);
            let best = pair.min(drop).min(skip);
            costs[k] = best.min(NEVER);
            steps[row * width + k] = if best == pair {
                Step::Pair
            } else if best == drop {
                Step::QuoteOnly
            } else {
                Step::PassageOnly
            };
        }
        above = costs;
    }
    // If the last word could as well be dropped, it is matched with the word of the passage.
    let last = &steps[quote.len() * width..];
    let ends = (0..width).filter(|k| column(quote.len(), *k).is_some());
    let best = ends.min_by_key(|k| (above[*k], last[*k] != Step::Pair))?;
    (above[best] < NEVER).then_some(())?;
    trace(quote, passage, &steps, width, (best, column(quote.len(), best)?))
}

fn trace(
    quote: &[Word],
    passage: &[Word],
    steps: &[Step],
    width: usize,
    (mut k, mut at): (usize, usize),
) -> Option<Alignment> {
    let (mut passage_differs, mut quote_differs) = (Vec::new(), Vec::new());
    let (mut row, end, mut common) = (quote.len(), at, 0);
    while row > 0 {
        match steps.get(row * width + k)? {
            Step::Begin => return None,
            Step::Pair => {
                (row, at) = (row - 1, at.checked_sub(1)?);
                let (word, other) = (quote.get(row)?, passage.get(at)?);
                common += shared(word, other);
                if word.text != other.text {
                    quote_differs.push(row);
                    passage_differs.push(at);
                }
            }
            Step::QuoteOnly => {
                (row, k) = (row - 1, k + 1);
                quote_differs.push(row);
            }
            Step::PassageOnly => {
                (at, k) = (at.checked_sub(1)?, k.checked_sub(1)?);
                passage_differs.push(at);
            }
        }
    }
    passage_differs.reverse();
    quote_differs.reverse();
    let chars = |words: &[Word]| words.iter().map(|word| word.chars).sum::<usize>();
    let both = chars(quote) + chars(passage.get(at..end)?);
    let similarity = 2.0 * common as f64 / both.max(1) as f64;
    (common > 0).then_some(Alignment { covered: at..end, passage_differs, quote_differs, similarity })
}

/// Characters that differ when one word replaces the other, never more than dropping the word of the quote;
/// `None` for a word against a punctuation mark.
fn pair_cost(quote: &Word, passage: &Word) -> Option<usize> {
    if quote.letters != passage.letters {
        return None;
    }
    Some((quote.chars.max(passage.chars) - shared(quote, passage)).min(quote.chars))
}

/// Characters that two words begin with and end with alike.
fn shared(one: &Word, other: &Word) -> usize {
    if one.text == other.text {
        return one.chars;
    }
    let (a, b) = (one.text.as_bytes(), other.text.as_bytes());
    if a.first() != b.first() && a.last() != b.last() {
        return 0;
    }
    let start = one.text.chars().zip(other.text.chars()).take_while(|(a, b)| a == b).count();
    let end = one.text.chars().rev().zip(other.text.chars().rev()).take_while(|(a, b)| a == b).count();
    (start + end).min(one.chars).min(other.chars)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aligned(quote: &str, passage: &str) -> (String, Vec<String>, Vec<String>) {
        let (quote_words, passage_words) = (words(quote), words(passage));
        let found = align(&quote_words, &passage_words, 0, 1_000_000).unwrap();
        let covered = &passage_words[found.covered.clone()];
        let at = covered[0].at.start..covered[covered.len() - 1].at.end;
        let pick = |words: &[Word], at: &[usize]| at.iter().map(|at| words[*at].text.to_owned()).collect();
        (
            passage[at].to_owned(),
            pick(&passage_words, &found.passage_differs),
            pick(&quote_words, &found.quote_differs),
        )
    }

    #[test]
    fn only_the_altered_words_differ() {
        let text = "Then he said that China has not put a 25% tariff on goods, and left.";
        let (covered, text_words, quote_words) = aligned("China has put a 25% tariff", text);
        assert_eq!(covered, "China has not put a 25% tariff");
        assert_eq!((text_words, quote_words), (vec!["not".to_owned()], vec![]));
        let (covered, text_words, quote_words) = aligned("a 35% tariff on bad", text);
        assert_eq!(covered, "a 25% tariff on goods");
        assert_eq!(
            (text_words.join(" "), quote_words.join(" ")),
            ("25 goods".to_owned(), "35 bad".to_owned())
        );
        let (_, text_words, quote_words) = aligned("China has never ever put a", text);
        assert_eq!(
            (text_words.join(" "), quote_words.join(" ")),
            ("not".to_owned(), "never ever".to_owned())
        );
    }

    #[test]
    fn a_narrow_band_follows_the_diagonal() {
        let text: String = (0..500).map(|number| format!("word{number} ")).collect();
        let part: String = (200..400).map(|number| format!("word{number} ")).collect();
        let (quote, passage) = (words(&part), words(&text));
        let found = align(&quote, &passage, 199, 200 * 8).unwrap();
        assert_eq!(found.covered, 200..400);
        assert!(found.passage_differs.is_empty() && found.quote_differs.is_empty());
        assert!(align(&quote, &passage, 199, 100).is_none());
        assert!(align(&[], &passage, 0, 100).is_none());
    }
}

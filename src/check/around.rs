//! A quote and the words of its sentence.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::graph::{Claim, EvidenceRef, Node, NodeKey, Speaker, Statement, Value};
use crate::ontology::{Role, Status};
use crate::text::{FileKey, Lexicon, Phrases, SourceFile, Span, Token, is_abbreviation, sentences_around};

/// Marks between clauses.
const BORDERS: [&str; 17] =
    [",", ";", ":", "(", ")", "。", "，", "；", "：", ".", "!", "?", "–", "—", "“", "”", "\""];
/// The longest article, in bytes.
const LONGEST_ARTICLE: usize = 4;
/// The most words between commas in the middle of a clause.
const MOST_INSERTED: usize = 1;
/// The most words that together deny nothing.
const MOST_DENYING_NOTHING: usize = 4;
/// Longer quotes, in bytes, are passages of many sentences, whose words say nothing about one claim.
const LONGEST: usize = 4096;

/// A quote in its sentence.
pub(super) struct Around<'g> {
    pub(super) lexicon: &'static Lexicon,
    pub(super) evidence: EvidenceRef<'g>,
    pub(super) file: FileKey,
    pub(super) text: &'g SourceFile,
    pub(super) quote: Span,
    /// The tokens of the sentence, with their places in the text.
    pub(super) tokens: Vec<Token>,
    /// The first token of the quote, and the first behind it.
    pub(super) first: usize,
    pub(super) behind: usize,
}

/// The words of the language that a claim is quoted from, if it is known.
pub(super) fn lexicon_of(claim: Claim<'_>, evidence: EvidenceRef<'_>) -> Option<&'static Lexicon> {
    let language = claim.dossier().language();
    match evidence.source().and_then(|source| source.text.as_ref()) {
        Some((_, text)) => Lexicon::of_text(text, language),
        None => Lexicon::of(language),
    }
}

impl<'g> Around<'g> {
    /// The words around the quote of a piece of evidence, if its text is there.
    pub(super) fn of(lexicon: &'static Lexicon, evidence: EvidenceRef<'g>) -> Option<Around<'g>> {
        let (file, text) = evidence.source()?.text.as_ref()?;
        let quote = evidence.record().quote.span.filter(|quote| quote.len() <= LONGEST)?;
        let sentence = sentences_around(text.text(), quote);
        let mut tokens = lexicon.tokens(text.slice(sentence));
        for token in &mut tokens {
            let place = |at: u32| (at + sentence.start) as usize;
            token.span = Span::new(place(token.span.start), place(token.span.end));
        }
        let first = tokens.iter().position(|token| token.span.start >= quote.start).unwrap_or(tokens.len());
        let behind = tokens.iter().position(|token| token.span.start >= quote.end).unwrap_or(tokens.len());
        Some(Around { lexicon, evidence, file: *file, text, quote, tokens, first, behind })
    }

    /// Whether a token belongs to words such as `no doubt`, which deny nothing.
    pub(super) fn denies_nothing(&self, at: usize) -> bool {
        (0..MOST_DENYING_NOTHING).any(|before| {
            at.checked_sub(before).is_some_and(|start| {
                let found = self.lexicon.no_negations.find(&self.tokens, start);
                found.is_some_and(|(length, ())| start + length > at)
            })
        })
    }

    /// A negation that begins at a token, and how many tokens it has.
    pub(super) fn negation(&self, at: usize, negations: &Phrases<()>) -> Option<usize> {
        if self.denies_nothing(at) {
            return None;
        }
        let tokens = &self.tokens;
        // `don’t` has the tokens `don`, `’` and `t`.
        let is =
            |at: usize, texts: &[&str]| tokens.get(at).is_some_and(|token| texts.contains(&&*token.text()));
        let contracted = tokens.get(at).is_some_and(|token| token.text().ends_with('n'))
            && is(at + 1, &["’", "'"])
            && is(at + 2, &["t"])
            && tokens.get(at + 2).is_some_and(|token| token.is_attached);
        if contracted {
            return Some(3);
        }
        negations.find(tokens, at).map(|(length, ())| length)
    }

    /// Whether a clause ends before a token.
    pub(super) fn is_border(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return true };
        if token.is_mark('.') && self.is_abbreviation(at) {
            return false;
        }
        let text = token.text();
        BORDERS.contains(&&*text) || self.begins_clause(at)
    }

    /// Whether a full stop ends no sentence: `Mr.`, `U.S.`.
    fn is_abbreviation(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        self.tokens.get(at).is_some_and(|token| token.is_attached)
            && before.is_some_and(|word| {
                let text = word.text();
                is_abbreviation(&text) || (word.is_capital && text.chars().count() == 1)
            })
    }

    fn begins_clause(&self, at: usize) -> bool {
        [&self.lexicon.clauses, &self.lexicon.conditions]
            .iter()
            .any(|phrases| phrases.find(&self.tokens, at).is_some())
    }

    /// Whether a token is what is between a verb of saying and what is said: `that`.
    pub(super) fn is_that(&self, at: usize) -> bool {
        let token = self.tokens.get(at);
        token.is_some_and(|token| self.lexicon.that.find(std::slice::from_ref(token), 0).is_some())
    }

    /// The tokens from the beginning of the clause that ends before a token.
    pub(super) fn clause_until(&self, end: usize) -> Range<usize> {
        let start = (0..end).rev().find(|at| self.is_border(*at)).map_or(0, |at| at + 1);
        start..end
    }

    /// The tokens before the quote, back to the beginning of its clause.
    pub(super) fn clause_before(&self) -> Range<usize> {
        let joins = |at: usize| self.lexicon.conjunctions.find(&self.tokens, at).is_some();
        let is_joined = self
            .first
            .checked_sub(1)
            .is_some_and(|at| joins(at) || (self.is_that(at) && at.checked_sub(1).is_some_and(joins)));
        if self.begins_clause(self.first) || is_joined {
            return self.first..self.first;
        }
        // `has not, however, [offered it]`
        let comma = self.first.checked_sub(1).filter(|at| self.is_comma(*at));
        let inserted =
            comma.map(|comma| self.clause_until(comma)).filter(|words| words.len() <= MOST_INSERTED);
        match inserted.and_then(|words| words.start.checked_sub(1)).filter(|at| self.is_comma(*at)) {
            Some(comma) => self.clause_until(comma),
            None => self.clause_until(self.first),
        }
    }

    /// The `that` just before the quote, and the clause that it belongs to.
    pub(super) fn main_clause(&self) -> Option<(usize, Range<usize>)> {
        let that = self.first.checked_sub(1).filter(|at| self.is_that(*at))?;
        let before = that.checked_sub(1);
        // `…, and that …`
        if before.is_some_and(|at| self.lexicon.conjunctions.find(&self.tokens, at).is_some()) {
            return None;
        }
        let has_comma = before.is_some_and(|at| self.is_comma(at));
        Some((that, self.clause_until(that - usize::from(has_comma))))
    }

    /// Whether the quote is one clause.
    pub(super) fn is_simple(&self) -> bool {
        self.is_simple_but(self.behind)
    }

    /// Whether the quote is one clause, but for a border at a token.
    pub(super) fn is_simple_but(&self, border: usize) -> bool {
        !(self.first + 1..self.behind).any(|at| {
            at != border && (self.is_border(at) || self.lexicon.conjunctions.find(&self.tokens, at).is_some())
        })
    }

    pub(super) fn is_comma(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_mark(',') || token.is_mark('，'))
    }

    /// The first of these phrases that begins in a range of tokens, and how many tokens it has.
    pub(super) fn find(&self, phrases: &Phrases<()>, range: Range<usize>) -> Option<(usize, usize)> {
        range.into_iter().find_map(|at| phrases.find(&self.tokens, at).map(|(length, ())| (at, length)))
    }

    /// Where a word that can also be a name, such as May, is one.
    pub(super) fn is_name(&self, at: usize) -> bool {
        at > 0 && self.tokens.get(at).is_some_and(|token| token.is_capital)
    }

    /// The place in the text of some tokens.
    pub(super) fn span(&self, at: usize, length: usize) -> Option<Span> {
        let (first, last) = (self.tokens.get(at)?, self.tokens.get((at + length).checked_sub(1)?)?);
        Some(Span::new(first.span.start as usize, last.span.end as usize))
    }
}

/// Whether a claim is one that a sentence can deny, hedge or make depend on something. What somebody is, and what a view answers, is
/// said in passing.
pub(super) fn matters(claim: Claim<'_>) -> bool {
    let in_passing = [Role::Factual, Role::Membership, Role::Authorship, Role::Topic, Role::Party];
    match claim.statement() {
        Statement::Relation(..) => !in_passing.into_iter().any(|role| has(claim, role)),
        Statement::Attribute(attribute, Value::Token(token)) => {
            claim.graph().ontology().attribute(*attribute).firm.contains(token.as_str())
        }
        Statement::Attribute(..) => false,
    }
}

/// Whether the work itself says a claim, denied by others or not.
pub(super) fn is_own_voice(claim: Claim<'_>) -> bool {
    let says = |work: NodeKey| claim.speakers().contains(&Speaker::Node(work));
    match claim.status() {
        Status::Reported => true,
        Status::Disputed => claim.evidence().any(|evidence| says(evidence.record().work)),
        _ => false,
    }
}

/// What a claim keeps in words.
pub(super) fn in_words(claim: Claim<'_>) -> Option<&str> {
    match claim.statement() {
        Statement::Attribute(_, Value::Text(words)) => Some(&words.text),
        _ => None,
    }
}

/// The words of each name of a node, in small letters.
pub(super) fn words_of_names(lexicon: &Lexicon, node: Node<'_>) -> Vec<BTreeSet<String>> {
    let names = node.labels().iter().chain(node.aka());
    let words = |text: &str| lexicon.tokens(text).iter().map(|token| token.text().into_owned()).collect();
    names.map(|name| words(&name.text)).collect()
}

/// Whether a word may be an article before a name or a number.
pub(super) fn is_article(token: &Token) -> bool {
    token.text().len() <= LONGEST_ARTICLE
}

/// Whether a claim is a relation with a role.
pub(super) fn has(claim: Claim<'_>, role: Role) -> bool {
    match claim.statement() {
        Statement::Relation(relation, _) => claim.graph().ontology().relation(*relation).has(role),
        Statement::Attribute(..) => false,
    }
}

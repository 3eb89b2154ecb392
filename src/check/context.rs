//! D0504, D0507 to D0509: quotes that leave out what turns their meaning, and words that turn the meaning of a claim.
//!
//! What is around a quote is looked at in its sentence: before it back to the beginning of its clause, behind it the next words.
//! Words before a quote that another claim quotes together with it were not left out; a negation right behind it always was.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::around::{Around, has, in_words, lexicon_of, matters, words_of_names};
use super::each::{Check, Part, at_part};
use crate::diagnostic::{Finding, Findings, Rule, rules};
use crate::graph::{Claim, KnowledgeGraph, Statement, Term, Value};
use crate::ontology::{Role, Status};
use crate::text::{FileKey, Phrases, Place, Span, Token, TokenKind};

/// The check.
pub(super) struct Context;

impl crate::check::each::Sealed for Context {}

impl Check for Context {
    fn name(&self) -> &'static str {
        "context"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        let quoted = Quoted::of(graph);
        for claim in graph.claims() {
            let found = claim.evidence().find_map(|evidence| {
                Around::of(lexicon_of(claim, evidence)?, evidence)?.judge(claim, &quoted)
            });
            findings.extend(found);
        }
    }
}

/// The words that claims quote, by file: where quotes begin, in order, each with the furthest end up to there.
struct Quoted(BTreeMap<FileKey, Vec<(u32, u32)>>);

impl Quoted {
    fn of(graph: &KnowledgeGraph) -> Quoted {
        let mut quoted: BTreeMap<FileKey, Vec<(u32, u32)>> = BTreeMap::new();
        for evidence in graph.claims().flat_map(Claim::evidence) {
            let Some((file, _)) = evidence.source().and_then(|source| source.text.as_ref()) else { continue };
            let span = evidence.record().quote.span.map(|span| (span.start, span.end));
            quoted.entry(*file).or_default().extend(span);
        }
        for spans in quoted.values_mut() {
            spans.sort_unstable();
            let mut furthest = 0;
            for (_, end) in spans {
                furthest = furthest.max(*end);
                *end = furthest;
            }
        }
        Quoted(quoted)
    }

    /// Whether some claim quotes a word together with these words, or a part of them.
    fn has(&self, file: FileKey, word: Span, with: Span) -> bool {
        let all = self.0.get(&file).map_or(&[][..], Vec::as_slice);
        let (first, last) = (word.start.min(with.end.saturating_sub(1)), word.end.max(with.start + 1));
        let before = all.partition_point(|(start, _)| *start <= first);
        before.checked_sub(1).and_then(|at| all.get(at)).is_some_and(|(_, furthest)| *furthest >= last)
    }
}

/// What was found: the rule, what it says of the claim, and the words.
struct Turn {
    rule: &'static Rule,
    message: String,
    word: Span,
}

impl Around<'_> {
    fn judge(&self, claim: Claim<'_>, quoted: &Quoted) -> Option<Finding> {
        let status = claim.status();
        let vouched = matches!(status, Status::Reported | Status::Demanded);
        let matters = matters(claim);
        let is_quoted = |turn: &Turn| quoted.has(self.file, turn.word, self.quote);
        // What somebody wants or accepts may have the condition in itself, as words of another claim show.
        let is_wish = has(claim, Role::Position) || has(claim, Role::Acceptance);
        let is_new = |turn: &Turn| !is_wish || !is_quoted(turn);
        let may_be_quoted = !(vouched && matters) || has(claim, Role::Negative);
        // A number is what it is, whatever the rest of its passage says.
        let passage = self.evidence.record().passage.span.filter(|_| is_value(claim));
        let is_in_passage = |turn: &Turn| passage.is_some_and(|passage| passage.contains(turn.word));
        let is_reported = status == Status::Reported;
        let is = |roles: &[Role]| roles.iter().any(|role| has(claim, *role));
        let may_be_meant = is(&[Role::Position, Role::Conditional, Role::Intended, Role::Charge]);
        let may_hedge = is_open(claim) || is(&[Role::Topic, Role::Conditional, Role::Intended]);
        let turn = self
            .negation_left_out(is_value(claim) || is(&[Role::Membership]))
            .filter(|turn| turn.word.start >= self.quote.end || !may_be_quoted || !is_quoted(turn))
            .filter(|turn| !is_in_passage(turn))
            .or_else(|| when(vouched && matters, || self.untruth()))
            .or_else(|| {
                when(vouched && matters && !is(&[Role::Conditional]), || self.condition_left_out())
                    .filter(is_new)
            })
            .or_else(|| {
                when(is_reported && (matters || is_value(claim)), || self.hedge_left_out(matters))
                    .filter(is_new)
            })
            .or_else(|| when(vouched && matters, || self.asking()))
            .or_else(|| when(is_reported && matters && !is(&[Role::Position]), || self.demand()))
            .or_else(|| when(is_reported && !may_hedge, || self.hedge_inside()))
            .or_else(|| when(is_reported && matters && !may_be_meant, || self.intention(is_wish)))
            .or_else(|| when(is_reported && is(&[Role::Membership]), || self.former()))
            .or_else(|| when(vouched && matters, || self.negation_inside(claim)))
            .or_else(|| when(is_reported && matters, || self.condition_inside(claim)))?;
        // What is kept in words has them itself.
        let says = |words: &str| words.to_lowercase().contains(&self.text.slice(turn.word).to_lowercase());
        if std::ptr::eq(turn.rule, &rules::HEDGE_REPORTED) && in_words(claim).is_some_and(says) {
            return None;
        }
        let finding = Finding::new(turn.rule, format!("{} `{}`", turn.message, claim.id()));
        let finding = at_part(finding, claim, Part::Whole, "not what the sentence says");
        let finding = finding.also(Place { file: self.file, span: turn.word }, "here in the text");
        Some(finding.help(help_of(turn.rule)))
    }

    fn turn(&self, rule: &'static Rule, message: &str, at: usize, length: usize) -> Option<Turn> {
        let word = self.span(at, length)?;
        let message = format!("“{}” {message}", self.text.slice(word));
        Some(Turn { rule, message, word })
    }

    fn negation_left_out(&self, is_name: bool) -> Option<Turn> {
        let before =
            self.clause_before().find_map(|at| Some((at, self.negation(at, &self.lexicon.negations)?)));
        // Of what follows, only the next word is looked at: a name may be the subject of any sentence.
        // `[signed in 2019] did not say so`, `[the minister] denied it`
        let next = if self.is_border(self.behind) || is_name {
            None
        } else {
            self.negation(self.behind, &self.lexicon.negations).map(|length| (self.behind, length))
        };
        // `…, dass …`: the clause before is that of the negation.
        let main = || {
            let (_, clause) = self.main_clause()?;
            clause.into_iter().find_map(|at| Some((at, self.negation(at, &self.lexicon.negations)?)))
        };
        let (at, length) = before.or(next).or_else(main)?;
        self.turn(&rules::NEGATION_LEFT_OUT, LEFT_OUT, at, length)
    }

    /// Words around the quote that say that it is not true, however far they are.
    fn untruth(&self) -> Option<Turn> {
        let (lexicon, tokens) = (self.lexicon, &self.tokens);
        let that = self.main_clause().map(|(that, _)| that);
        let find = |range: Range<usize>| {
            range
                .filter(|at| !self.denies_nothing(*at))
                .find_map(|at| lexicon.untruths.find(tokens, at).map(|(length, ())| (at, length)))
        };
        let before = that.and_then(|that| find(0..that));
        // `That …, is a myth.`
        let is_subject = that == Some(0);
        let end = if is_subject { tokens.len() } else { (self.behind + MOST_BEHIND).min(tokens.len()) };
        let behind = || find(self.behind..end);
        let clause_end = (self.behind..tokens.len()).find(|at| self.is_border(*at)).unwrap_or(tokens.len());
        let late = || self.find(&lexicon.late_negations, self.behind..clause_end);
        if let Some((at, length)) = before.or_else(behind).or_else(late) {
            return self.turn(&rules::NEGATION_LEFT_OUT, LEFT_OUT, at, length);
        }
        if self.behind + 1 < tokens.len() {
            return None;
        }
        let sentence = tokens.last()?.span.end as usize;
        let next = self.text.text().get(sentence..)?;
        let most = next.char_indices().nth(MOST_NEXT).map_or(next.len(), |(at, _)| at);
        let next = next.get(..most)?;
        let words = lexicon.tokens(next);
        let first = words.iter().position(|token| !matches!(token.kind, TokenKind::Mark(_)))?;
        let (first, length) = (first..(first + MOST_BEHIND).min(words.len()))
            .find_map(|at| lexicon.retractions.find(&words, at).map(|(length, ())| (at, length)))?;
        let (from, to) = (words.get(first)?.span.start, words.get(first + length - 1)?.span.end);
        let word = Span::new(sentence + from as usize, sentence + to as usize);
        let message = format!("“{}” {LEFT_OUT}", self.text.slice(word));
        Some(Turn { rule: &rules::NEGATION_LEFT_OUT, message, word })
    }

    /// `They want [the union to accept it]`.
    fn asking(&self) -> Option<Turn> {
        let lexicon = self.lexicon;
        let just_before = || {
            let (length, ()) = lexicon.askings.find_before(&self.tokens, self.first, 2)?;
            self.find(&lexicon.infinitives, self.first + 1..self.behind)?;
            Some((self.first - length, length))
        };
        // `They urged the union to [accept it]`
        let with_listener = || {
            let to = self.first.checked_sub(1)?;
            lexicon.infinitives.find(&self.tokens, to)?;
            let clause = self.clause_until(to);
            self.find(&lexicon.askings, clause.start.max(to.saturating_sub(MOST_ASKED))..to)
        };
        let (at, length) = just_before().or_else(with_listener)?;
        self.turn(&rules::HEDGE_REPORTED, "asks or accuses, and is left out of the quote of", at, length)
    }

    /// `They demand [that the ban end]`
    fn demand(&self) -> Option<Turn> {
        let clause = self.main_clause().map_or_else(|| self.clause_before(), |(_, clause)| clause);
        let near = clause.start.max(clause.end.saturating_sub(MOST_ASKED))..clause.end;
        let (at, length) = self.find(&self.lexicon.demands, near)?;
        self.turn(&rules::HEDGE_REPORTED, "is a wish, but it is treated as a fact that", at, length)
    }

    /// `formerly [the minister]`
    fn former(&self) -> Option<Turn> {
        let formers = &self.lexicon.formers;
        let before = || {
            formers.find_before(&self.tokens, self.first, 2).map(|(length, ())| (self.first - length, length))
        };
        let inside = || self.find(formers, self.first..self.behind);
        let (at, length) = before().or_else(inside)?;
        self.turn(&rules::HEDGE_REPORTED, "says that it is so no more, but it is a fact that", at, length)
    }

    /// What was meant or tried, or happens no more.
    fn intention(&self, is_wish: bool) -> Option<Turn> {
        let intentions = &self.lexicon.intentions;
        let means = |at: &usize| {
            let is_number =
                self.tokens.get(at + 1).is_some_and(|token| matches!(token.kind, TokenKind::Digits(..)));
            !is_number && self.lexicon.no_intentions.find(&self.tokens, *at).is_none()
        };
        let find = |range: Range<usize>| {
            range
                .filter(means)
                .find_map(|at| intentions.find(&self.tokens, at).map(|(length, ())| (at, length)))
        };
        let inside = || {
            let found = find(self.first..self.behind);
            let outer =
                || self.find(&self.lexicon.outer_hedges, self.first..self.behind).filter(|_| !is_wish);
            found.or_else(outer).filter(|_| self.is_simple())
        };
        let (at, length) = find(self.clause_before()).or_else(inside)?;
        self.turn(
            &rules::HEDGE_REPORTED,
            "says that it did not happen, or is so no more, but it is a fact that",
            at,
            length,
        )
    }

    /// A hedge that begins at a token: where, and how many tokens it has. Where a negation makes it a prohibition, it is none.
    fn hedge(&self, at: usize) -> Option<(usize, usize)> {
        let lexicon = self.lexicon;
        let (length, ()) = lexicon.hedges.find(&self.tokens, at).filter(|_| !self.is_name(at))?;
        let clause = (0..at).rev().take_while(|at| !self.is_border(*at));
        let forbids = lexicon.permissions.find(&self.tokens, at).is_some()
            && clause
                .chain(at + length..at + length + MOST_FORBIDDING)
                .any(|at| self.negation(at, &lexicon.negations).is_some() || self.denies_nothing(at));
        (!forbids).then_some((at, length))
    }

    fn hedge_left_out(&self, matters: bool) -> Option<Turn> {
        let clause = self.clause_before();
        let lexicon = self.lexicon;
        let first = if self.first > 0 { self.hedge(0) } else { None };
        // `To hear Hale tell it, …`
        let inserted = || {
            let comma = self.first.checked_sub(1).filter(|at| self.is_comma(*at))?;
            self.clause_until(comma).filter_map(|at| self.hedge(at)).find(|(at, length)| at + length == comma)
        };
        let before = clause.clone().find_map(|at| self.hedge(at)).or_else(|| {
            let outer = self.find(&lexicon.outer_hedges, clause);
            outer.filter(|(at, _)| matters && !self.is_name(*at))
        });
        let behind =
            self.behind + usize::from(self.tokens.get(self.behind).is_some_and(|token| token.is_mark(',')));
        // What follows a number in a list hedges the next one.
        let next = || if matters { self.hedge(behind) } else { None };
        let (at, length) = first.or(before).or_else(next).or_else(inserted)?;
        self.turn(
            &rules::HEDGE_REPORTED,
            "hedges, but the quote leaves it out, and it is a fact that",
            at,
            length,
        )
    }

    fn hedge_inside(&self) -> Option<Turn> {
        let (at, length) = (self.first..self.behind).find_map(|at| self.hedge(at))?;
        self.turn(&rules::HEDGE_REPORTED, "is a hedge, but it is treated as a fact that", at, length)
    }

    fn condition_left_out(&self) -> Option<Turn> {
        let lexicon = self.lexicon;
        let sentence = if self.first > 0 {
            lexicon.first_conditions.find(&self.tokens, 0).map(|(length, ())| (0, length))
        } else {
            None
        };
        let is_strong = |at: &usize| {
            self.tokens
                .get(*at)
                .is_some_and(|token| [';', '；', ':', '：', '.'].iter().any(|mark| token.is_mark(*mark)))
        };
        let start = (0..self.first).rev().find(is_strong).map_or(0, |at| at + 1);
        let before = self.find(&lexicon.conditions, start..self.first);
        let behind =
            self.behind + usize::from(self.tokens.get(self.behind).is_some_and(|token| token.is_mark(',')));
        let next = self.find(&lexicon.conditions, behind..(behind + 1).min(self.tokens.len()));
        let future = || {
            let (length, ()) = lexicon.futures.find_before(&self.tokens, self.first, 3)?;
            Some((self.first - length, length))
        };
        let (at, length) = sentence.or(before).or(next).or_else(future)?;
        self.turn(
            &rules::CONDITION_LEFT_OUT,
            "makes it a condition, and is left out of the quote of",
            at,
            length,
        )
    }

    fn condition_inside(&self, claim: Claim<'_>) -> Option<Turn> {
        if has(claim, Role::Conditional) || has(claim, Role::Intended) {
            return None;
        }
        let (at, length) = self.find(&self.lexicon.conditions, self.first..self.behind)?;
        self.turn(
            &rules::CONDITION_LEFT_OUT,
            "makes it a condition, but it is treated as a fact that",
            at,
            length,
        )
    }

    fn negation_inside(&self, claim: Claim<'_>) -> Option<Turn> {
        if has(claim, Role::Negative) || has(claim, Role::Conditional) || self.wants_not(claim) {
            return None;
        }
        let is_position = has(claim, Role::Position);
        let is_wish = is_position || has(claim, Role::Acceptance);
        // `demands that it not be raised`
        let begins =
            |at: usize| self.is_that(at) || self.lexicon.infinitives.find(&self.tokens, at).is_some();
        let end = (self.first..self.behind).find(|at| is_position && begins(*at)).unwrap_or(self.behind);
        let denied = (self.first..end)
            .filter_map(|at| Some((at, self.negation(at, &self.lexicon.verb_negations)?)))
            .find(|(at, _)| !self.is_aside(*at, claim));
        let refused = |words: &Phrases<()>| {
            let (at, length) = self.find(words, self.first..self.behind)?;
            // `… weigerte sich, …`
            let has_comma = self.is_comma(at + length) && self.is_simple_but(at + length);
            (has_comma || self.is_simple()).then_some((at, length))
        };
        let left_out = |words: &Phrases<()>| self.find(words, self.clause_before());
        let withdrawn = || {
            let words = &self.lexicon.withdrawals;
            let found = refused(words).or_else(|| left_out(words));
            found.filter(|_| is_wish)
        };
        // Whose offer is rejected made one.
        let rejected = || {
            let words = &self.lexicon.rejections;
            let found = refused(words).or_else(|| left_out(words));
            found.filter(|_| !is_position && !has(claim, Role::Presence))
        };
        let refusals = &self.lexicon.refusals;
        let (at, length) = denied
            .or_else(|| refused(refusals))
            .or_else(|| left_out(refusals))
            .or_else(withdrawn)
            .or_else(rejected)?;
        self.turn(&rules::NEGATION_INSIDE, "denies, but nothing is denied by", at, length)
    }

    /// Whether the object is something that shall not be: `No dam is built`.
    fn wants_not(&self, claim: Claim<'_>) -> bool {
        let Some(Term::Node(object)) = claim.object() else { return false };
        claim.graph().node(object).labels().iter().any(|label| {
            let tokens = self.lexicon.tokens(&label.text);
            (0..tokens.len()).any(|at| self.lexicon.verb_negations.find(&tokens, at).is_some())
        })
    }

    /// Whether a negation is that of a clause which names neither end of a claim, while others do: `those who did not strike`.
    fn is_aside(&self, at: usize, claim: Claim<'_>) -> bool {
        let clause = self.clause_around(at);
        if clause == (self.first..self.behind) {
            return false;
        }
        let words = |term: Term| match term {
            Term::Node(key) => words_of_names(self.lexicon, claim.graph().node(key)),
            Term::Claim(_) => Vec::new(),
        };
        let ends = [Some(claim.subject()), claim.object()];
        let names: BTreeSet<String> = ends.into_iter().flatten().flat_map(words).flatten().collect();
        let is_name = |token: &Token| {
            let text = token.text();
            text.chars().count() >= SHORTEST_NAME && names.contains(&*text)
        };
        let has_name = |range: Range<usize>| self.tokens.get(range).unwrap_or(&[]).iter().any(is_name);
        let is_relative = self.lexicon.relatives.find_before(&self.tokens, clause.start, 2).is_some();
        !has_name(clause.clone())
            && (is_relative || has_name(self.first..clause.start) || has_name(clause.end..self.behind))
    }

    /// The clause of the quote around a token; a relative pronoun and what joins clauses are before it.
    fn clause_around(&self, at: usize) -> Range<usize> {
        let ends = |at: usize| {
            self.is_border(at)
                || self.lexicon.conjunctions.find(&self.tokens, at).is_some()
                || self.lexicon.relatives.find_before(&self.tokens, at + 1, 2).is_some()
        };
        let start = (self.first..at).rev().find(|at| ends(*at)).map_or(self.first, |at| at + 1);
        let end = (at + 1..self.behind).find(|at| ends(*at)).unwrap_or(self.behind);
        start..end
    }
}

/// What is found, where it is looked for.
fn when(is_looked_for: bool, find: impl FnOnce() -> Option<Turn>) -> Option<Turn> {
    if is_looked_for { find() } else { None }
}

/// Whether a claim gives a state that is not yet a fact, such as `planned`.
fn is_open(claim: Claim<'_>) -> bool {
    matches!(claim.statement(), Statement::Attribute(_, Value::Token(_))) && !matters(claim)
}

/// Whether a claim gives a number, a date or a duration.
fn is_value(claim: Claim<'_>) -> bool {
    let Statement::Attribute(_, value) = claim.statement() else { return false };
    matches!(value, Value::Number(_) | Value::Quantity(_) | Value::Date(_) | Value::Duration(_))
}

/// What is left out, in messages.
const LEFT_OUT: &str = "is left out of the quote of";

/// The most tokens behind a quote that say of it that it is not true.
const MOST_BEHIND: usize = 5;

/// The most words from `urged` to `to`.
const MOST_ASKED: usize = 5;

/// The most words from `may` to `no more than`.
const MOST_FORBIDDING: usize = 4;

/// The most characters of the next sentence that are looked at.
const MOST_NEXT: usize = 40;

/// Shorter words of a name, in characters, may be in any sentence.
const SHORTEST_NAME: usize = 4;

fn help_of(rule: &Rule) -> &'static str {
    if std::ptr::eq(rule, &rules::NEGATION_LEFT_OUT) {
        "quote the whole sentence, and say what it says"
    } else if std::ptr::eq(rule, &rules::NEGATION_INSIDE) {
        "say who denies it, or that it is refused; drop the claim if the text says the opposite"
    } else if std::ptr::eq(rule, &rules::CONDITION_LEFT_OUT) {
        "quote the condition, too, and say it, or add `status: inferred`"
    } else {
        "add `status: inferred`, or name the speaker with `by:`"
    }
}

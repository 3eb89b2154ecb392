//! D0504, D0507 to D0510: quotes that leave out what turns their meaning, and words that turn the meaning of a claim.
//!
//! What is around a quote is looked at in its sentence: before it back to the beginning of its clause, behind it the next words.
//! Words before a quote that another claim quotes together with it were not left out; a negation right behind it always was.

use std::collections::BTreeMap;

use super::each::{Check, Part, at_part};
use crate::diagnostic::{Finding, Findings, Rule, rules};
use crate::graph::{Claim, EvidenceRef, KnowledgeGraph, Statement};
use crate::ontology::{Role, Status};
use crate::text::{FileKey, Lexicon, Phrases, Place, SourceFile, Span, Token, sentences_around};

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
            let Some(lexicon) = Lexicon::of(claim.dossier().language()) else { continue };
            let found =
                claim.evidence().find_map(|evidence| Words::of(lexicon, evidence)?.judge(claim, &quoted));
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
            if let (Some((file, _)), Some(span)) =
                (evidence.source().and_then(|source| source.text.as_ref()), evidence.record().quote.span)
            {
                quoted.entry(*file).or_default().push((span.start, span.end));
            }
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

/// A quote in its sentence.
struct Words<'g> {
    lexicon: &'static Lexicon,
    evidence: EvidenceRef<'g>,
    file: FileKey,
    text: &'g SourceFile,
    quote: Span,
    /// The tokens of the sentence, with their places in the text.
    tokens: Vec<Token>,
    /// The first token of the quote, and the first behind it.
    first: usize,
    behind: usize,
}

/// What was found: the rule, what it says of the claim, and the words.
struct Turn {
    rule: &'static Rule,
    message: String,
    word: Span,
}

impl<'g> Words<'g> {
    fn of(lexicon: &'static Lexicon, evidence: EvidenceRef<'g>) -> Option<Words<'g>> {
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
        Some(Words { lexicon, evidence, file: *file, text, quote, tokens, first, behind })
    }

    fn judge(&self, claim: Claim<'_>, quoted: &Quoted) -> Option<Finding> {
        let status = claim.status();
        let vouched = matches!(status, Status::Reported | Status::Demanded);
        let matters = matters(claim);
        let is_quoted = |turn: &Turn| quoted.has(self.file, turn.word, self.quote);
        let turn = self
            .negation_left_out()
            .filter(|turn| turn.word.start >= self.quote.end || !is_quoted(turn))
            .or_else(|| {
                if vouched && matters {
                    self.condition_left_out().filter(|turn| !is_quoted(turn))
                } else {
                    None
                }
            })
            .or_else(|| {
                if status == Status::Reported && matters {
                    self.hedge_left_out().filter(|turn| !is_quoted(turn))
                } else {
                    None
                }
            })
            .or_else(|| if status == Status::Reported { self.hedge_inside() } else { None })
            .or_else(|| if vouched { self.negation_inside(claim) } else { None })
            .or_else(|| if vouched { self.condition_inside(claim) } else { None })
            .or_else(|| if status == Status::Reported && matters { self.other_voice(claim) } else { None })?;
        let finding = Finding::new(turn.rule, format!("{} `{}`", turn.message, claim.id()));
        let finding = at_part(finding, claim, Part::Whole, "not what the sentence says");
        let finding = finding.also(Place { file: self.file, span: turn.word }, "here in the text");
        Some(finding.help(help_of(turn.rule)))
    }

    fn turn(&self, rule: &'static Rule, message: &str, at: usize, length: usize) -> Option<Turn> {
        let (first, last) = (self.tokens.get(at)?, self.tokens.get(at + length - 1)?);
        let word = Span::new(first.span.start as usize, last.span.end as usize);
        let message = format!("“{}” {message}", self.text.slice(word));
        Some(Turn { rule, message, word })
    }

    /// A negation that begins at a token, and how many tokens it has.
    fn negation(&self, at: usize, negations: &Phrases<()>) -> Option<usize> {
        let (tokens, lexicon) = (&self.tokens, self.lexicon);
        if lexicon.no_negations.find(tokens, at).is_some() {
            return None;
        }
        let holds = (1..4).any(|before| {
            at.checked_sub(before).is_some_and(|start| {
                lexicon.no_negations.find(tokens, start).is_some_and(|(length, ())| start + length > at)
            })
        });
        if holds {
            return None;
        }
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
    fn is_border(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return true };
        let text = token.text();
        let is_mark =
            [",", ";", ":", "(", ")", "。", "，", "；", "：", ".", "!", "?", "–", "—", "“", "”", "\""]
                .contains(&&*text);
        is_mark || self.lexicon.clauses.find(&self.tokens, at).is_some()
    }

    /// The tokens before the quote, back to the beginning of its clause.
    fn clause_before(&self) -> std::ops::Range<usize> {
        let start = (0..self.first).rev().find(|at| self.is_border(*at)).map_or(0, |at| at + 1);
        start..self.first
    }

    fn negation_left_out(&self) -> Option<Turn> {
        let before =
            self.clause_before().find_map(|at| Some((at, self.negation(at, &self.lexicon.negations)?)));
        // Of what follows, only the next word is looked at: a name may be the subject of any sentence.
        let next = if self.is_border(self.behind) {
            None
        } else {
            self.negation(self.behind, &self.lexicon.negations).map(|length| (self.behind, length))
        };
        let (at, length) = before.or(next)?;
        self.turn(&rules::NEGATION_LEFT_OUT, "is left out of the quote of", at, length)
    }

    fn find(&self, phrases: &Phrases<()>, range: std::ops::Range<usize>) -> Option<(usize, usize)> {
        range.into_iter().find_map(|at| phrases.find(&self.tokens, at).map(|(length, ())| (at, length)))
    }

    /// Where a word that can also be a name, such as May, is one.
    fn is_name(&self, at: usize) -> bool {
        at > 0 && self.tokens.get(at).is_some_and(|token| token.is_capital)
    }

    fn hedge_left_out(&self) -> Option<Turn> {
        let clause = self.clause_before();
        let lexicon = self.lexicon;
        let first =
            lexicon.hedges.find(&self.tokens, 0).filter(|_| self.first > 0).map(|(length, ())| (0, length));
        let before =
            self.find(&lexicon.hedges, clause.clone()).or_else(|| self.find(&lexicon.outer_hedges, clause));
        let behind =
            self.behind + usize::from(self.tokens.get(self.behind).is_some_and(|token| token.is_mark(',')));
        let next = self.find(&lexicon.hedges, behind..behind + 1).filter(|(at, _)| *at < self.tokens.len());
        let (at, length) = first.or(before).or(next).filter(|(at, _)| !self.is_name(*at))?;
        self.turn(
            &rules::HEDGE_REPORTED,
            "hedges, but the quote leaves it out, and it is a fact that",
            at,
            length,
        )
    }

    fn hedge_inside(&self) -> Option<Turn> {
        let (at, length) = (self.first..self.behind)
            .filter(|at| !self.is_name(*at))
            .find_map(|at| self.lexicon.hedges.find(&self.tokens, at).map(|(length, ())| (at, length)))?;
        self.turn(&rules::HEDGE_REPORTED, "is a hedge, but it is treated as a fact that", at, length)
    }

    fn condition_left_out(&self) -> Option<Turn> {
        let lexicon = self.lexicon;
        let sentence = if self.first > 0 {
            lexicon.first_conditions.find(&self.tokens, 0).map(|(length, ())| (0, length))
        } else {
            None
        };
        let before = self.find(&lexicon.conditions, 0..self.first);
        let behind =
            self.behind + usize::from(self.tokens.get(self.behind).is_some_and(|token| token.is_mark(',')));
        let next = self.find(&lexicon.conditions, behind..(behind + 1).min(self.tokens.len()));
        let (at, length) = sentence.or(before).or(next)?;
        self.turn(
            &rules::CONDITION_LEFT_OUT,
            "makes it a condition, and is left out of the quote of",
            at,
            length,
        )
    }

    fn condition_inside(&self, claim: Claim<'_>) -> Option<Turn> {
        if !matters(claim) || claim.status() != Status::Reported {
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
        if !matters(claim) || has(claim, Role::Negative) {
            return None;
        }
        let (at, length) = (self.first..self.behind)
            .find_map(|at| Some((at, self.negation(at, &self.lexicon.verb_negations)?)))?;
        self.turn(&rules::NEGATION_INSIDE, "denies, but nothing is denied by", at, length)
    }

    /// Words in quotation marks, in a question, or said by somebody, of which the dossier says nothing.
    fn other_voice(&self, claim: Claim<'_>) -> Option<Turn> {
        // An accusation without a speaker is a finding of its own.
        if self.evidence.record().cue.is_some() || has(claim, Role::Charge) {
            return None;
        }
        let last = self.tokens.len().checked_sub(1)?;
        if self.tokens.get(last).is_some_and(|token| token.is_mark('?') || token.is_mark('？'))
            && self.behind >= last
        {
            return self.turn(&rules::VOICE_LEFT_OUT, "makes it a question, not a fact, that", last, 1);
        }
        // Of several sentences, the speaker of the last says nothing about the first.
        if (self.first..self.behind).any(|at| self.tokens.get(at).is_some_and(|token| token.is_mark('.'))) {
            return None;
        }
        // `…, Moreno says`
        let behind = self.behind;
        if self.tokens.get(behind).is_some_and(|token| token.is_mark(',')) {
            let most = (behind + 1 + MOST_NAMES).min(self.tokens.len());
            let end = (behind + 1..most).find(|at| self.is_border(*at)).unwrap_or(most);
            if let Some((at, length)) = self.find(&self.lexicon.speech, behind + 1..end) {
                return self.turn(
                    &rules::VOICE_LEFT_OUT,
                    "names a speaker, but none is named for",
                    at,
                    length,
                );
            }
        }
        // `Moreno says that …`
        let that = self.first.checked_sub(1).filter(|at| {
            self.tokens
                .get(*at)
                .is_some_and(|token| self.lexicon.that.find(std::slice::from_ref(token), 0).is_some())
        })?;
        let (length, ()) = self.lexicon.speech.find_before(&self.tokens, that, 2)?;
        self.turn(&rules::VOICE_LEFT_OUT, "names a speaker, but none is named for", that - length, length)
    }
}

/// Whether a claim is a relation that a sentence can deny, hedge or condition. What somebody is, and what a view answers, is said in
/// passing.
fn matters(claim: Claim<'_>) -> bool {
    let in_passing = [Role::Factual, Role::Membership, Role::Authorship];
    matches!(claim.statement(), Statement::Relation(..))
        && !in_passing.into_iter().any(|role| has(claim, role))
}

fn has(claim: Claim<'_>, role: Role) -> bool {
    match claim.statement() {
        Statement::Relation(relation, _) => claim.graph().ontology().relation(*relation).has(role),
        Statement::Attribute(..) => false,
    }
}

/// Longer quotes, in bytes, are passages of many sentences, whose words say nothing about one claim.
const LONGEST: usize = 4096;

/// The most words of a speaker behind a quote.
const MOST_NAMES: usize = 7;

fn help_of(rule: &Rule) -> &'static str {
    if std::ptr::eq(rule, &rules::NEGATION_LEFT_OUT) {
        "quote the whole sentence, and say what it says"
    } else if std::ptr::eq(rule, &rules::NEGATION_INSIDE) {
        "say who denies it, or that it is refused; drop the claim if the text says the opposite"
    } else if std::ptr::eq(rule, &rules::CONDITION_LEFT_OUT) {
        "quote the condition, too, and say it, or add `status: inferred`"
    } else if std::ptr::eq(rule, &rules::VOICE_LEFT_OUT) {
        "name the speaker with `by:`, with the words that show it as `cue:`"
    } else {
        "add `status: inferred`, or name the speaker with `by:`"
    }
}

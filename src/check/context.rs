//! D0504, D0507 to D0509: quotes that leave out what turns their meaning, and words that turn the meaning of a claim.
//!
//! What is around a quote is looked at in its sentence: before it back to the beginning of its clause, behind it the next words.
//! Words before a quote that another claim quotes together with it were not left out; a negation right behind it always was.

use std::collections::BTreeMap;

use super::around::{Around, has, matters};
use super::each::{Check, Part, at_part};
use crate::diagnostic::{Finding, Findings, Rule, rules};
use crate::graph::{Claim, KnowledgeGraph, Statement, Term, Value};
use crate::ontology::{Role, Status};
use crate::text::{FileKey, Lexicon, Place, Span};

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
                claim.evidence().find_map(|evidence| Around::of(lexicon, evidence)?.judge(claim, &quoted));
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
        let was_seen = |turn: &Turn| is_wish && is_quoted(turn);
        let may_be_quoted = !(vouched && matters) || has(claim, Role::Negative);
        let turn = self
            .negation_left_out()
            .filter(|turn| turn.word.start >= self.quote.end || !may_be_quoted || !is_quoted(turn))
            .or_else(|| self.condition_left_out().filter(|turn| vouched && matters && !was_seen(turn)))
            .or_else(|| {
                self.hedge_left_out().filter(|turn| status == Status::Reported && matters && !was_seen(turn))
            })
            .or_else(|| {
                self.hedge_inside().filter(|_| status == Status::Reported && !says_hedge(self, claim))
            })
            .or_else(|| self.negation_inside(claim).filter(|_| vouched && matters))
            .or_else(|| self.condition_inside(claim).filter(|_| status == Status::Reported && matters))?;
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

    /// A hedge that begins at a token: where, and how many tokens it has. Where a negation makes it a prohibition, it is none.
    fn hedge(&self, at: usize) -> Option<(usize, usize)> {
        let lexicon = self.lexicon;
        let (length, ()) = lexicon.hedges.find(&self.tokens, at).filter(|_| !self.is_name(at))?;
        let clause = (0..at).rev().take_while(|at| !self.is_border(*at));
        let forbids = lexicon.permissions.find(&self.tokens, at).is_some()
            && clause.chain([at + length]).any(|at| self.negation(at, &lexicon.negations).is_some());
        (!forbids).then_some((at, length))
    }

    fn hedge_left_out(&self) -> Option<Turn> {
        let clause = self.clause_before();
        let lexicon = self.lexicon;
        let first = if self.first > 0 { self.hedge(0) } else { None };
        let before = clause
            .clone()
            .find_map(|at| self.hedge(at))
            .or_else(|| self.find(&lexicon.outer_hedges, clause).filter(|(at, _)| !self.is_name(*at)));
        let behind =
            self.behind + usize::from(self.tokens.get(self.behind).is_some_and(|token| token.is_mark(',')));
        let (at, length) = first.or(before).or_else(|| self.hedge(behind))?;
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
        if has(claim, Role::Conditional) {
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
        if has(claim, Role::Negative) {
            return None;
        }
        let (at, length) = (self.first..self.behind)
            .filter(|at| !self.is_aside(*at, claim))
            .find_map(|at| Some((at, self.negation(at, &self.lexicon.verb_negations)?)))?;
        self.turn(&rules::NEGATION_INSIDE, "denies, but nothing is denied by", at, length)
    }

    /// Whether a negation is that of a relative clause which names neither end of a claim: `those who did not strike`.
    fn is_aside(&self, at: usize, claim: Claim<'_>) -> bool {
        let fillers = &self.lexicon.fillers;
        let begin = (0..=at).rev().find(|at| *at == 0 || fillers.find(&self.tokens, at - 1).is_none());
        let Some(begin) =
            begin.filter(|begin| self.lexicon.relatives.find_before(&self.tokens, *begin, 2).is_some())
        else {
            return false;
        };
        let end = (at..self.behind).find(|at| self.is_border(*at)).unwrap_or(self.behind);
        let clause = self.tokens.get(begin..end).unwrap_or(&[]);
        let is_named = |term: Term| match term {
            Term::Node(key) => {
                let node = claim.graph().node(key);
                let mut names = node.labels().iter().chain(node.aka());
                names.any(|name| {
                    self.lexicon.tokens(&name.text).iter().any(|word| {
                        let text = word.text();
                        text.chars().count() >= SHORTEST_NAME
                            && clause.iter().any(|token| token.text() == text)
                    })
                })
            }
            Term::Claim(_) => true,
        };
        !is_named(claim.subject()) && !claim.object().is_some_and(is_named)
    }
}

/// Whether the words of a value hedge themselves.
fn says_hedge(around: &Around<'_>, claim: Claim<'_>) -> bool {
    let Statement::Attribute(_, Value::Text(words)) = claim.statement() else { return false };
    let tokens = around.lexicon.tokens(&words.text);
    (0..tokens.len()).any(|at| around.lexicon.hedges.find(&tokens, at).is_some())
}

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

//! D0510, D0512, D0515, D0517: who says the words of a quote, as the text has it and as the dossier has it.

use std::collections::{BTreeMap, BTreeSet};

use super::around::{Around, has, in_words, is_article, is_own_voice, lexicon_of, matters, words_of_names};
use super::each::{Part, at_part};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{Authority, Claim, EvidenceRef, KnowledgeGraph, Mention, NodeKey, Speaker, Term};
use crate::ontology::{Role, Status};
use crate::text::{FileKey, Lexicon, Place, Span, Token, around, quotations};

/// The most words of a speaker beside a quote.
const MOST_NAMES: usize = 7;
/// The most words of a listener between a verb of saying and `that`.
const MOST_LISTENER: usize = 3;
/// The most words of an inserted clause: `, Moreno says, `.
const MOST_INSERTED: usize = 4;
/// Shorter words of a name, in characters, name nobody.
const SHORTEST_NAME: usize = 3;
/// The fewest words in quotation marks that say something, and are no title or nickname.
const FEWEST_QUOTED: usize = 4;

/// Finds words that somebody else says, or that nobody is named for.
pub(super) fn speakers(graph: &KnowledgeGraph, mentions: &[Mention], findings: &mut Findings) {
    let known = Known::of(graph, mentions);
    let mut quoted: BTreeMap<FileKey, Vec<Span>> = BTreeMap::new();
    // Many claims share a passage.
    let mut seen = BTreeSet::new();
    for claim in graph.claims() {
        let own = own_speakers(claim);
        for evidence in claim.evidence() {
            let record = evidence.record();
            let Some(cue) = record.cue.as_ref().and_then(|cue| cue.span) else { continue };
            if !seen.insert((record.work, cue, own.clone())) {
                continue;
            }
            if let Some(other) = known.another(claim, evidence, cue, &own) {
                findings.push(cue_names_another(claim, evidence, other));
            } else if known.shows_nobody(claim, evidence, cue, &own) {
                findings.push(cue_names_nobody(claim, evidence));
            }
        }
        findings.extend(claim.evidence().find_map(|evidence| {
            let around = Around::of(lexicon_of(claim, evidence)?, evidence)?;
            match claim.status() {
                _ if is_own_voice(claim) && (matters(claim) || in_words(claim).is_some()) => {
                    let quotations =
                        quoted.entry(around.file).or_insert_with(|| quotations(around.text.text()));
                    around.voice_left_out(claim, quotations, &known)
                }
                Status::Attributed | Status::Demanded if !own.is_empty() => {
                    let said = around.speech().filter(|said| !overlaps(evidence, said.beside))?;
                    let other = known.another(claim, evidence, said.beside, &own)?;
                    Some(speaker_is_another(claim, &around, &said, other))
                }
                _ => None,
            }
        }));
    }
}

/// Who may say something in a graph, and where the texts name whom.
struct Known<'m> {
    /// Those whom the dossiers let speak.
    speakers: BTreeSet<NodeKey>,
    of_work: BTreeMap<NodeKey, Vec<&'m Mention>>,
    authority: Authority,
}

impl<'m> Known<'m> {
    fn of(graph: &KnowledgeGraph, mentions: &'m [Mention]) -> Known<'m> {
        let ontology = graph.ontology();
        let denials = ontology.relations().filter(|(_, relation)| relation.has(Role::Denial));
        // Who can deny can speak.
        let types: BTreeSet<_> = denials.flat_map(|(_, relation)| relation.domain.iter().copied()).collect();
        let mut speakers: BTreeSet<NodeKey> =
            graph.claims().flat_map(|claim| claim.speakers().iter().filter_map(node_of)).collect();
        speakers.extend(graph.nodes().filter(|node| types.contains(&node.type_key())).map(|node| node.key()));
        let mut of_work: BTreeMap<NodeKey, Vec<&Mention>> = BTreeMap::new();
        for mention in mentions {
            of_work.entry(mention.work).or_default().push(mention);
        }
        Known { speakers, of_work, authority: Authority::of_graph(graph) }
    }

    /// The speaker whom some words of a work name, if they name none of these.
    fn another(
        &self,
        claim: Claim<'_>,
        evidence: EvidenceRef<'_>,
        words: Span,
        own: &BTreeSet<NodeKey>,
    ) -> Option<NodeKey> {
        let named = self.named(evidence, words);
        let text = evidence.source()?.text.as_ref().map(|(_, text)| text)?;
        let lexicon = lexicon_of(claim, evidence);
        if self.may_mean(named, own) {
            return None;
        }
        let is_part = |mention: &Mention| {
            let words = (text.slice(mention.span), text.slice(words));
            lexicon.is_some_and(|lexicon| is_part_of_name(lexicon, claim, own, words))
        };
        let listens = |mention: &Mention| {
            let before = Span::new(words.start as usize, mention.span.start as usize);
            lexicon.is_some_and(|lexicon| is_behind_listener(lexicon, text.slice(before)))
        };
        let speaks = |node: &NodeKey| self.speakers.contains(node);
        named.iter().find_map(|mention| {
            mention.node.filter(|node| speaks(node) && !listens(mention) && !is_part(mention))
        })
    }

    /// The names in some words of a work, which are in order.
    fn named(&self, evidence: EvidenceRef<'_>, words: Span) -> &[&'m Mention] {
        let mentions = self.of_work.get(&evidence.record().work).map_or(&[][..], Vec::as_slice);
        let first = mentions.partition_point(|mention| mention.span.start < words.start);
        let inside = mentions.get(first..).unwrap_or(&[]);
        let count = inside.iter().take_while(|mention| mention.span.end <= words.end).count();
        inside.get(..count).unwrap_or(&[])
    }

    /// Whether one of these names means one of those, or somebody who speaks for them. A name that several share may mean anybody.
    fn may_mean(&self, named: &[&Mention], own: &BTreeSet<NodeKey>) -> bool {
        let is_own = |key: &NodeKey| {
            own.iter()
                .any(|own| self.authority.speaks_for(*key, *own) || self.authority.speaks_for(*own, *key))
        };
        named.iter().any(|mention| mention.node.as_ref().is_none_or(is_own))
    }

    /// Whether a cue has neither a name of its speakers nor anything that could mean them.
    fn shows_nobody(
        &self,
        claim: Claim<'_>,
        evidence: EvidenceRef<'_>,
        cue: Span,
        own: &BTreeSet<NodeKey>,
    ) -> bool {
        let text = evidence.source().and_then(|source| source.text.as_ref());
        let (Some(lexicon), Some((_, text))) = (lexicon_of(claim, evidence), text) else {
            return false;
        };
        let tokens = lexicon.tokens(text.slice(cue));
        let shows =
            [&lexicon.pronouns, &lexicon.speech, &lexicon.reports, &lexicon.askings, &lexicon.rejections];
        let names: BTreeSet<String> = own
            .iter()
            .flat_map(|own| words_of_names(lexicon, claim.graph().node(*own)))
            .flatten()
            .filter(|word| word.chars().count() >= SHORTEST_NAME)
            .collect();
        let shows_some =
            (0..tokens.len()).any(|at| shows.iter().any(|words| words.find(&tokens, at).is_some()));
        let has_name = || tokens.iter().any(|token| names.contains(&*token.text()));
        !own.is_empty() && !shows_some && !has_name() && !self.may_mean(self.named(evidence, cue), own)
    }
}

fn node_of(speaker: &Speaker) -> Option<NodeKey> {
    match speaker {
        Speaker::Node(key) => Some(*key),
        Speaker::Dossier(_) => None,
    }
}

/// Whether a name is a part of a longer one of these nodes that the words around it have, in any case: `Skarn` of `a Skarn official`.
fn is_part_of_name(
    lexicon: &Lexicon,
    claim: Claim<'_>,
    own: &BTreeSet<NodeKey>,
    (name, around): (&str, &str),
) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        lexicon.tokens(text).iter().map(|token| token.text().into_owned()).collect()
    };
    let (name, around) = (words(name), words(around));
    let mut names = own.iter().flat_map(|own| words_of_names(lexicon, claim.graph().node(*own)));
    names.any(|long| long.len() > name.len() && name.is_subset(&long) && long.is_subset(&around))
}

/// Whether the name behind these words is that of a listener or a place: `she asked the`.
fn is_behind_listener(lexicon: &Lexicon, before: &str) -> bool {
    let tokens = lexicon.tokens(before);
    let ends_at = |end: usize| lexicon.listeners.find_before(&tokens, end, 2).is_some();
    let last = tokens.len().checked_sub(1);
    let article = last.filter(|last| tokens.get(*last).is_some_and(is_article));
    ends_at(tokens.len()) || article.is_some_and(ends_at)
}

/// Who says a claim, and who passes it on; where the work says it itself, as of a denial, its subject may be named.
fn own_speakers(claim: Claim<'_>) -> BTreeSet<NodeKey> {
    let mut own: BTreeSet<NodeKey> = claim.speakers().iter().filter_map(node_of).collect();
    own.extend(claim.via().map(|node| node.key()));
    if let (Status::Reported, Term::Node(subject)) = (claim.status(), claim.subject()) {
        own.insert(subject);
    }
    own
}

fn cue_names_nobody(claim: Claim<'_>, evidence: EvidenceRef<'_>) -> Finding {
    let message = format!("the cue of `{}` names nobody", claim.id());
    let finding = Finding::new(&rules::CUE_NAMES_NOBODY, message);
    let finding = at_part(finding, claim, Part::Whole, "who says so?");
    with_cue(finding, evidence).help("quote the words that name the speaker")
}

/// Shows the cue of a piece of evidence, too.
fn with_cue(finding: Finding, evidence: EvidenceRef<'_>) -> Finding {
    let cue = evidence.record().cue.as_ref().and_then(|cue| cue.span);
    match (evidence.source().and_then(|source| source.text.as_ref()), cue) {
        (Some((file, _)), Some(span)) => finding.also(Place { file: *file, span }, "the cue"),
        _ => finding,
    }
}

fn cue_names_another(claim: Claim<'_>, evidence: EvidenceRef<'_>, other: NodeKey) -> Finding {
    let other = claim.graph().node(other).id();
    let message = format!("the cue of `{}` names `{other}`, who is not its speaker", claim.id());
    let finding = Finding::new(&rules::CUE_NAMES_ANOTHER, message);
    let finding = with_cue(at_part(finding, claim, Part::Whole, "said by somebody else?"), evidence);
    finding.help("name the speaker whom the cue names, or quote another cue")
}

fn overlaps(evidence: EvidenceRef<'_>, span: Span) -> bool {
    let cue = evidence.record().cue.as_ref().and_then(|cue| cue.span);
    cue.is_some_and(|cue| cue.start < span.end && span.start < cue.end)
}

fn speaker_is_another(claim: Claim<'_>, around: &Around<'_>, said: &Speech, other: NodeKey) -> Finding {
    let other = claim.graph().node(other).id();
    let message = format!("the sentence of `{}` names `{other}`, who is not its speaker", claim.id());
    let finding = Finding::new(&rules::SPEAKER_IS_ANOTHER, message);
    let finding = at_part(finding, claim, Part::Whole, "said by somebody else?");
    let finding = finding.also(Place { file: around.file, span: said.beside }, "said here");
    finding.help("name this speaker with `by:`, or quote the words that show another one as `cue:`")
}

/// Words beside a quote that say who says it.
struct Speech {
    /// The verb.
    verb: Span,
    /// The verb with the words beside it.
    beside: Span,
}

impl Around<'_> {
    /// A reported claim whose words are in quotation marks, in a question, or said by somebody, of which the dossier says nothing.
    fn voice_left_out(&self, claim: Claim<'_>, quotations: &[Span], known: &Known<'_>) -> Option<Finding> {
        // An accusation without a speaker is a finding of its own.
        if self.evidence.record().cue.is_some() || has(claim, Role::Charge) {
            return None;
        }
        let last = self.tokens.len().checked_sub(1)?;
        let is_question =
            self.tokens.get(last).is_some_and(|token| token.is_mark('?') || token.is_mark('？'))
                && self.behind >= last;
        let (what, span) = if is_question {
            ("makes it a question, not a fact, that", self.span(last, 1)?)
        } else if let Some(speech) = self.speech() {
            ("names a speaker, but none is named for", speech.verb)
        } else if let Some(name) = self.name_beside()
            && known.another(claim, self.evidence, name, &BTreeSet::new()).is_some()
        {
            ("names a speaker, but none is named for", name)
        } else if self.behind - self.first >= FEWEST_QUOTED && around(quotations, self.quote).is_some() {
            ("is in quotation marks, but no speaker is named for", self.quote)
        } else {
            return None;
        };
        let words: String = self.text.slice(span).chars().take(MOST_SHOWN).collect();
        let message = format!("“{words}” {what} `{}`", claim.id());
        let finding = Finding::new(&rules::VOICE_LEFT_OUT, message);
        let finding = at_part(finding, claim, Part::Whole, "not what the sentence says");
        let finding = finding.also(Place { file: self.file, span }, "here in the text");
        Some(finding.help("name the speaker with `by:`, with the words that show it as `cue:`"))
    }

    /// The words beside the quote that say who says it.
    fn speech(&self) -> Option<Speech> {
        // Of several sentences, the speaker of the last says nothing about the first.
        if (self.first..self.behind).any(|at| self.tokens.get(at).is_some_and(|token| token.is_mark('.'))) {
            return None;
        }
        self.speech_behind().or_else(|| self.speech_before()).or_else(|| self.report())
    }

    /// `Moreno: …`, `… - Moreno.`: the words that may be a name.
    fn name_beside(&self) -> Option<Span> {
        let is_capital =
            |at: usize| self.tokens.get(at).is_some_and(|token| token.is_capital || token.is_mark('.'));
        let colon = self.first.checked_sub(1);
        let colon = colon
            .filter(|at| self.tokens.get(*at).is_some_and(|token| token.is_mark(':') || token.is_mark('：')));
        if let Some(colon) =
            colon.filter(|colon| (1..=MOST_INSERTED).contains(colon) && (0..*colon).all(is_capital))
        {
            return self.span(0, colon);
        }
        let begin = self.behind + 1;
        let end = self.tokens.len();
        let is_dash = self.tokens.get(self.behind).is_some_and(Token::is_dash);
        let is_name = is_dash && (begin..end).len() <= MOST_INSERTED && (begin..end).all(is_capital);
        if is_name { self.span(begin, end - begin) } else { None }
    }

    /// `According to Moreno …`, `…, so Moreno`
    fn report(&self) -> Option<Speech> {
        let behind = self.behind + usize::from(self.is_comma(self.behind));
        let next = self.find(&self.lexicon.reports, behind..(behind + 1).min(self.tokens.len()));
        let (at, length) = self.find(&self.lexicon.reports, self.clause_before()).or(next)?;
        let words = (at.saturating_sub(MOST_LISTENER), (at + length + MOST_LISTENER).min(self.tokens.len()));
        Some(Speech { verb: self.span(at, length)?, beside: self.span(words.0, words.1 - words.0)? })
    }

    /// `…, Moreno says`
    fn speech_behind(&self) -> Option<Speech> {
        let marks =
            (self.behind..).take_while(|at| self.is_comma(*at) || self.is_quotation_mark(*at)).count();
        let begin = self.behind + marks;
        let inside =
            self.behind.checked_sub(1).filter(|at| self.is_comma(*at) || self.is_quotation_mark(*at));
        if marks == 0 && inside.is_none() {
            return None;
        }
        // `…, and suggested that`, `…, saying that`: the same speaker goes on.
        let goes_on = [&self.lexicon.conjunctions, &self.lexicon.participles];
        if goes_on.iter().any(|words| words.find(&self.tokens, begin).is_some()) {
            return None;
        }
        let most = (begin + MOST_NAMES).min(self.tokens.len());
        // A name may have an apposition: `, Peter Grant, the spokesman, said`.
        let ends = (begin..most).filter(|at| self.is_border(*at) && !self.is_comma(*at));
        let end = ends.min().unwrap_or(most);
        let reports = || self.find(&self.lexicon.reports, begin..end);
        let (at, length) = self.find(&self.lexicon.speech, begin..end).or_else(reports)?;
        let last = (at + length..end).find(|at| self.is_border(*at) || self.is_that(*at)).unwrap_or(end);
        Some(Speech { verb: self.span(at, length)?, beside: self.span(begin, last - begin)? })
    }

    /// `Moreno says that …`, `Moreno warns us that …`, `Moreno says …`, `According to Moreno, …`, `Moreno (she says) …`
    fn speech_before(&self) -> Option<Speech> {
        let is = |at: usize, mark: char| self.tokens.get(at).is_some_and(|token| token.is_mark(mark));
        let mut end = self.first;
        while end > 0 && self.is_quotation_mark(end - 1) {
            end -= 1;
        }
        let mut near = MOST_LISTENER;
        let last = end.checked_sub(1)?;
        if let Some((that, clause)) = self.main_clause() {
            end = clause.end.min(that);
        } else if self.is_comma(last) || is(last, ':') || is(last, '：') || is(last, ')') {
            end = last;
            near = MOST_NAMES;
        } else {
            near = 0;
        }
        let clause = self.clause_until(end);
        let verbs = (clause.start.max(end.saturating_sub(near + 2))..end).rev();
        let is_long = near == MOST_NAMES && clause.len() > MOST_INSERTED && end == self.first - 1;
        let (at, length) = verbs
            .filter(|at| !is_long || *at == clause.start)
            .filter_map(|at| {
                let says = [&self.lexicon.speech, &self.lexicon.reports];
                says.iter().find_map(|words| words.find(&self.tokens, at)).map(|(length, ())| (at, length))
            })
            // `She warned [the union it was late]` begins with a listener.
            .filter(|(at, _)| near > 0 || self.lexicon.listeners.find(&self.tokens, *at).is_none())
            .find(|(at, length)| at + length <= end && end - (at + length) <= near)?;
        Some(Speech { verb: self.span(at, length)?, beside: self.span(clause.start, end - clause.start)? })
    }

    fn is_quotation_mark(&self, at: usize) -> bool {
        let marks = ['“', '”', '„', '"', '«', '»', '‘', '’', '\'', '「', '」', '『', '』'];
        self.tokens.get(at).is_some_and(|token| marks.iter().any(|mark| token.is_mark(*mark)))
    }
}

/// The most characters of a quote that a message shows.
const MOST_SHOWN: usize = 60;

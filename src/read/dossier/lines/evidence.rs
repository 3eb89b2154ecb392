//! The words that carry a claim, found in their texts again.

use super::allow;
use super::keys::{EVIDENCE, WORDS};
use super::known::Known;
use crate::diagnostic::{Finding, rules};
use crate::graph::{Anchor, EvidenceInput};
use crate::read::dossier::fields::{Context, Fields, shown};
use crate::read::dossier::quotes;
use crate::read::dossier::texts::Work;
use crate::text::Span;
use crate::text::yaml::{Kind, Scalar, Yaml};

/// The stated position of words.
enum At {
    /// Somewhere.
    Anywhere,
    /// On a line.
    Line(usize, Span),
    /// From one character to another, and where that is written.
    Characters(usize, usize, Span),
}

/// Reads the evidence of a claim. What is not in its text is left out and reported.
pub(super) fn read(context: &mut Context<'_, '_>, yaml: &Yaml, known: &Known) -> Vec<EvidenceInput> {
    let Kind::List(items) = &yaml.kind else {
        context.wrong_shape(yaml, "a list of evidence", "each is an object with `work` and `quote`");
        return Vec::new();
    };
    items.iter().filter_map(|item| piece(context, item, known)).collect()
}

fn piece(context: &mut Context<'_, '_>, item: &Yaml, known: &Known) -> Option<EvidenceInput> {
    let fields = context.fields(item, "a piece of evidence", EVIDENCE)?;
    let work = context.optional_text(&fields, "work", "the id of a work");
    let work = work.and_then(|id| known.work(context, id));
    let quote = context.optional_text(&fields, "quote", "the words of the text");
    let at = at(context, &fields);
    let (around, cue) = (fields.get("passage"), fields.get("cue"));
    allow::read(context, &fields, [around, cue].into_iter().flatten().map(|yaml| yaml.span));
    let around = around.and_then(|yaml| context.fields(yaml, "a passage", WORDS));
    let cue = cue.and_then(|yaml| context.fields(yaml, "a cue", WORDS));
    for fields in [&around, &cue].into_iter().flatten() {
        allow::read(context, fields, std::iter::empty());
    }
    let place_of = |context: &mut Context<'_, '_>, fields: Option<&Fields<'_>>| {
        let quote = fields?.get("quote")?.scalar()?;
        Some(context.place(quote.span))
    };
    let passage_place = place_of(context, around.as_ref());
    let cue_place = place_of(context, cue.as_ref());
    let (work, quote) = (work?, quote?);
    let around = around.and_then(|fields| words(context, &fields, work));
    let own = match (&around, at) {
        (Some(around), At::Anywhere) => quotes::narrower(context, work, quote, around, None)?,
        (_, at) => anchor(context, work, quote, at)?,
    };
    let cue = cue.and_then(|fields| {
        let words = context.optional_text(&fields, "quote", "the words that name the speaker")?;
        match self::at(context, &fields) {
            At::Anywhere => quotes::cue(context, work, words, around.as_ref().unwrap_or(&own)),
            at => anchor(context, work, words, at),
        }
    });
    let passage = around.unwrap_or_else(|| own.clone());
    let place = Some(context.place(quote.span));
    Some(EvidenceInput { work: work.handle, quote: own, passage, cue, place, passage_place, cue_place })
}

/// The words of a passage.
fn words(context: &mut Context<'_, '_>, fields: &Fields<'_>, work: &Work) -> Option<Anchor> {
    let quote = context.optional_text(fields, "quote", "the words of the text");
    let at = at(context, fields);
    anchor(context, work, quote?, at)
}

/// The anchor of words at their stated position.
fn anchor(context: &mut Context<'_, '_>, work: &Work, quote: &Scalar, at: At) -> Option<Anchor> {
    match at {
        At::Anywhere => quotes::passage(context, work, quote, None),
        At::Line(line, span) => quotes::passage(context, work, quote, Some((line, span))),
        At::Characters(start, end, span) => quotes::at_characters(context, work, quote, start..end, span),
    }
}

/// The position that the fields state; an invalid one is reported, and the words are searched for anywhere.
fn at(context: &mut Context<'_, '_>, fields: &Fields<'_>) -> At {
    let Some(yaml) = fields.get("at") else { return At::Anywhere };
    let number = |yaml: &Yaml| yaml.text().and_then(|text| text.parse::<usize>().ok());
    let read = match &yaml.kind {
        Kind::List(items) => match items.as_slice() {
            [start, end] => number(start).zip(number(end)).filter(|(start, end)| start <= end),
            _ => None,
        }
        .map(|(start, end)| At::Characters(start, end, yaml.span)),
        _ => number(yaml).filter(|line| *line > 0).map(|line| At::Line(line, yaml.span)),
    };
    read.unwrap_or_else(|| {
        let written = context.session.sources.get(context.file).slice(yaml.span).to_owned();
        let message = format!("invalid position `{}`", shown(&written));
        let finding = Finding::new(&rules::WRONG_LINE, message)
            .at(context.place(yaml.span), "invalid position")
            .help("use [START, END] in characters counted from 0, or a line number counted from 1");
        context.push(finding);
        At::Anywhere
    })
}

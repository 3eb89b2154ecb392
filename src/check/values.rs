//! D0408, D0409: values and the words that carry them.
//!
//! A value is compared with the narrowest words of each piece of its evidence. What is only inferred may be reckoned, and is left
//! alone.

use std::collections::{BTreeMap, BTreeSet};

use super::around::{Around, is_article, lexicon_of};
use super::each::{Check, Part, at_part};
use crate::diagnostic::{Finding, Findings, rules};
use crate::graph::{Claim, DateValue, EvidenceRef, KnowledgeGraph, Statement, Value};
use crate::ontology::Status;
use crate::text::{
    Amount, DateMatch, Decimal, Duration, Edtf, Exact, FileKey, Lexicon, Place, Quantity, Span, SpokenDates,
    Unit, amounts, years_in, years_of,
};

/// The check.
pub(super) struct Values;

impl crate::check::each::Sealed for Values {}

/// What came of a comparison.
enum Verdict {
    Agrees,
    /// The words say something else: what.
    Differs(String),
    /// Why it cannot be compared.
    NotCompared(&'static str),
}

impl Check for Values {
    fn name(&self) -> &'static str {
        "values"
    }

    fn check(&self, graph: &KnowledgeGraph, findings: &mut Findings) {
        let mut years = Years::default();
        for claim in graph.claims().filter(|claim| claim.status() != Status::Inferred) {
            let Statement::Attribute(_, value) = claim.statement() else { continue };
            let verdicts = claim.evidence().filter_map(|evidence| {
                let lexicon = lexicon_of(claim, evidence)?;
                let verdict = match (compare(lexicon, value, evidence.quote()), value) {
                    (Verdict::Agrees, Value::Date(DateValue::Edtf(date))) => {
                        years.compare(lexicon, date, evidence)
                    }
                    (verdict, _) => verdict,
                };
                Some((evidence, verdict))
            });
            let verdicts: Vec<_> = verdicts.collect();
            let shift =
                || claim.evidence().find_map(|evidence| shift(lexicon_of(claim, evidence)?, value, evidence));
            if let Some((evidence, Verdict::Differs(said))) =
                verdicts.iter().find(|(_, verdict)| matches!(verdict, Verdict::Differs(_)))
            {
                findings.push(differs(claim, *evidence, value, said));
            } else if let Some(shift) = shift() {
                findings.push(shifted(claim, value, shift));
            } else if verdicts.iter().all(|(_, verdict)| matches!(verdict, Verdict::NotCompared(_)))
                && let Some((_, Verdict::NotCompared(why))) = verdicts.first()
            {
                let message =
                    format!("the value `{value}` of `{}` is not compared with its words: {why}", claim.id());
                let finding = Finding::new(&rules::VALUE_NOT_COMPARED, message);
                findings.push(at_part(finding, claim, Part::Object, "not compared"));
            }
        }
    }
}

fn differs(claim: Claim<'_>, evidence: EvidenceRef<'_>, value: &Value, said: &str) -> Finding {
    let message = format!("the words of `{}` say {said}, not `{value}`", claim.id());
    let mut finding = at_part(
        Finding::new(&rules::VALUE_DIFFERS, message),
        claim,
        Part::Object,
        "another value than in the words",
    );
    if let (Some((file, _)), Some(span)) =
        (evidence.source().and_then(|source| source.text.as_ref()), evidence.record().quote.span)
    {
        finding = finding.also(Place { file: *file, span }, "the words");
    }
    finding.help("write the value that the words say, or quote the words that say this value")
}

/// The years that texts name, by file.
#[derive(Default)]
struct Years(BTreeMap<FileKey, BTreeSet<i64>>);

impl Years {
    /// Compares the year of a date with those of the text and of its publication, where its own words name none.
    fn compare(&mut self, lexicon: &Lexicon, date: &Edtf, evidence: EvidenceRef<'_>) -> Verdict {
        let wanted = years_of(date.as_written());
        let words = evidence.quote();
        let source = evidence.source();
        let Some((source, (file, text))) = source
            .and_then(|source| Some((source, source.text.as_ref()?)))
            .filter(|_| words.len() <= LONGEST)
        else {
            return Verdict::Agrees;
        };
        if wanted.is_empty() || SpokenDates::of(lexicon, &lexicon.tokens(words)).has_year() {
            return Verdict::Agrees;
        }
        let named = self.0.entry(*file).or_insert_with(|| years_in(text.text()));
        let bounds = source.published.as_ref().map(Edtf::bounds).unwrap_or_default();
        let published = [bounds.earliest, bounds.latest].into_iter().flatten().map(|(year, ..)| year);
        // What is announced or remembered is of the next year or of the last one.
        let near: BTreeSet<i64> = published.flat_map(|year| year - 1..=year + 1).collect();
        if named.is_empty() && near.is_empty() {
            Verdict::NotCompared("they name no year, and neither does the text")
        } else if wanted.iter().any(|year| named.contains(year) || near.contains(year)) {
            Verdict::Agrees
        } else {
            Verdict::Differs("a year that the text does not name".to_owned())
        }
    }
}

/// The words just before those of a value that make another one of it: `half of`.
fn shift<'g>(
    lexicon: &'static Lexicon,
    value: &Value,
    evidence: EvidenceRef<'g>,
) -> Option<(Place, &'g str)> {
    if !matches!(value, Value::Number(_) | Value::Quantity(_) | Value::Date(_) | Value::Duration(_)) {
        return None;
    }
    let around = Around::of(lexicon, evidence)?;
    // `the 90 trawlers`
    let has_article = around.tokens.get(around.first).is_some_and(is_article);
    let ends = [around.first, around.first + usize::from(has_article)];
    let before = ends.into_iter().find_map(|end| {
        let (length, ()) = lexicon.shifts.find_before(&around.tokens, end, MOST_SHIFT)?;
        Some((end - length, length))
    });
    // `half of 60 trawlers`, but not `half of one percent`
    let inside = || {
        let (length, ()) = lexicon.shifts.find(&around.tokens, around.first)?;
        let rest = around.tokens.get(around.first + length)?.span.start;
        let rest = around.text.slice(Span::new(rest as usize, around.quote.end as usize));
        matches!(compare(lexicon, value, rest), Verdict::Agrees).then_some((around.first, length))
    };
    let (at, length) = before.or_else(inside)?;
    // `no fewer than`
    let span = around.span(at, length).filter(|_| !around.denies_nothing(at))?;
    Some((Place { file: around.file, span }, around.text.slice(span)))
}

fn shifted(claim: Claim<'_>, value: &Value, (place, words): (Place, &str)) -> Finding {
    let message =
        format!("“{words}” is before the words of `{}`, so that they do not say `{value}`", claim.id());
    let finding = Finding::new(&rules::VALUE_DIFFERS, message);
    let finding =
        at_part(finding, claim, Part::Object, "another value than in the words").also(place, "here");
    finding.help("write the value that all the words say, or add `status: inferred`")
}

/// The most tokens of words that make another value.
const MOST_SHIFT: usize = 4;

/// In longer words, in bytes, any number could be meant.
const LONGEST: usize = 4096;

fn compare(lexicon: &Lexicon, value: &Value, words: &str) -> Verdict {
    if words.len() > LONGEST {
        return Verdict::NotCompared("they are too long");
    }
    let tokens = lexicon.tokens(words);
    match value {
        Value::Number(number) => compare_number(number, &amounts(lexicon, &tokens), words),
        Value::Quantity(quantity) => compare_quantity(lexicon, quantity, &amounts(lexicon, &tokens), words),
        Value::Date(DateValue::Edtf(date)) => {
            match SpokenDates::of(lexicon, &tokens).compare(date.as_written()) {
                DateMatch::Agrees => Verdict::Agrees,
                DateMatch::Differs(part) => Verdict::Differs(format!("another {part}")),
                DateMatch::NotGiven => Verdict::NotCompared("they name no year, month or day of it"),
            }
        }
        Value::Duration(duration) => compare_duration(duration, &amounts(lexicon, &tokens), words),
        Value::Date(DateValue::Words(_)) | Value::Token(_) | Value::Text(_) | Value::Iri(_) => {
            Verdict::Agrees
        }
    }
}

const NO_NUMBER: Verdict = Verdict::NotCompared("they have no number that counts it");
const TOO_LONG: Verdict = Verdict::NotCompared("it has more than 38 digits");

/// What amounts say, in their own words.
fn said(amounts: &[&Amount], words: &str) -> String {
    let shown: Vec<String> = amounts
        .iter()
        .take(3)
        .map(|amount| format!("“{}”", words.get(amount.span.range()).unwrap_or("")))
        .collect();
    shown.join(", ")
}

/// Agrees where an amount is the value, and differs where others are there that could be.
fn judge(
    amounts: &[Amount],
    words: &str,
    is_it: impl Fn(&Amount) -> bool,
    could_be: impl Fn(&Amount) -> bool,
) -> Verdict {
    if amounts.iter().any(is_it) {
        return Verdict::Agrees;
    }
    let others: Vec<&Amount> = amounts.iter().filter(|amount| could_be(amount)).collect();
    if others.is_empty() { NO_NUMBER } else { Verdict::Differs(said(&others, words)) }
}

fn compare_number(number: &Decimal, amounts: &[Amount], words: &str) -> Verdict {
    let Some(value) = Exact::of(number) else { return TOO_LONG };
    judge(
        amounts,
        words,
        |amount| amount.values.contains(&value),
        |amount| !amount.is_weak && amount.currencies.is_empty() && amount.length.is_none(),
    )
}

fn compare_quantity(lexicon: &Lexicon, quantity: &Quantity, amounts: &[Amount], words: &str) -> Verdict {
    let Some(value) = Exact::of(&quantity.amount) else { return TOO_LONG };
    match &quantity.unit {
        Unit::Currency(code) => judge(
            amounts,
            words,
            |amount| {
                amount.values.contains(&value)
                    && (amount.currencies.is_empty() || amount.currencies.contains(code))
            },
            |amount| !amount.is_weak && !amount.is_percent && amount.length.is_none(),
        ),
        Unit::Other(unit) => {
            let unit_tokens = lexicon.tokens(unit);
            // `1.5 million barrels a day`: the power is a part of the unit.
            let power = lexicon.large.find(&unit_tokens, 0);
            let raised = power.and_then(|(_, power)| value.times(*power));
            let known =
                lexicon.units.find(&unit_tokens, power.map_or(0, |(length, _)| length)).map(|(_, unit)| unit);
            // `85 million crowns`, of a currency that has no code.
            let money = lexicon.currencies.find(&unit_tokens, 0).map_or(&[][..], |(_, codes)| codes);
            let is_money = |amount: &Amount| amount.currencies.iter().any(|code| money.contains(code));
            judge(
                amounts,
                words,
                |amount| {
                    let is_unit = match known {
                        Some(known) if !amount.units.is_empty() => {
                            known.iter().any(|unit| amount.units.contains(unit))
                        }
                        _ => amount.currencies.is_empty() || is_money(amount),
                    };
                    is_unit
                        && (amount.values.contains(&value)
                            || raised.is_some_and(|value| amount.values.contains(&value)))
                },
                |amount| {
                    !amount.is_weak
                        && !amount.is_percent
                        && amount.currencies.is_empty()
                        && amount.length.is_none()
                },
            )
        }
    }
}

fn compare_duration(duration: &Duration, amounts: &[Amount], words: &str) -> Verdict {
    let Some(wanted) = duration.months_and_seconds() else {
        return Verdict::NotCompared("it has a fraction of a second");
    };
    let length = |amount: &Amount, value: &Exact| {
        let (months, seconds) = amount.length?;
        let times = |unit: i64| value.times(Exact::parse(&unit.to_string())?)?.whole();
        Some((times(months)?, times(seconds)?))
    };
    let lengths =
        |amount: &Amount| amount.values.iter().filter_map(|value| length(amount, value)).collect::<Vec<_>>();
    // `two years and three months`
    let mut all = amounts.iter().filter_map(|amount| lengths(amount).first().copied());
    let sum = all.try_fold((0_i64, 0_i64), |(months, seconds), (more, others)| {
        Some((months.checked_add(more)?, seconds.checked_add(others)?))
    });
    if sum == Some(wanted) {
        return Verdict::Agrees;
    }
    judge(amounts, words, |amount| lengths(amount).contains(&wanted), |amount| amount.length.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Edtf, Language};

    fn verdict(value: Value, words: &str) -> &'static str {
        let lexicon = Lexicon::of(&Language::new("en").unwrap()).unwrap();
        match compare(lexicon, &value, words) {
            Verdict::Agrees => "agrees",
            Verdict::Differs(_) => "differs",
            Verdict::NotCompared(_) => "not compared",
        }
    }

    #[test]
    fn values_agree_with_the_words_that_say_them() {
        let number = |text: &str| Value::Number(Decimal::new(text).unwrap());
        let quantity = |text: &str| Value::Quantity(Quantity::new(text).unwrap());
        let date = |text: &str| Value::Date(DateValue::Edtf(Edtf::new(text).unwrap()));
        let duration = |text: &str| Value::Duration(Duration::new(text).unwrap());
        for (value, words) in [
            (number("25"), "25% tariff"),
            (number("3"), "Three disputes"),
            (number("50"), "half of the goods"),
            (number("67"), "the vice premier, who is 67"),
            (quantity("USD 200000000000"), "$200 billion"),
            (quantity("NOK 18000"), "NOK 18 000"),
            (quantity("CZK 90000000"), "90 million crowns"),
            (quantity("12400 t"), "12,400 tonnes"),
            (quantity("1.5 million barrels a day"), "1.5 million barrels a day"),
            (quantity("1500000 barrels"), "1.5 million barrels a day"),
            (duration("P2D"), "two days"),
            (duration("PT48H"), "two days"),
            (duration("P2W"), "a fortnight"),
            (duration("P1Y3M"), "a year and three months"),
            (date("2019-05"), "May 2019"),
        ] {
            assert_eq!(verdict(value.clone(), words), "agrees", "{value} {words}");
        }
        for (value, words) in [
            (number("35"), "25% tariff"),
            (number("4"), "Three disputes"),
            (quantity("EUR 200"), "$200 billion"),
            (quantity("USD 200"), "$200 billion"),
            (quantity("EUR 200000000000"), "$200 billion"),
            (quantity("200 km"), "200 miles"),
            (duration("P3D"), "two days"),
            (date("2018-01-01"), "May 2019"),
        ] {
            assert_eq!(verdict(value.clone(), words), "differs", "{value} {words}");
        }
        for (value, words) in [
            (number("3"), "some of the disputes"),
            (number("2"), "in 2019 the disputes"),
            (duration("P2D"), "overnight"),
            (date("2018"), "late last year"),
        ] {
            assert_eq!(verdict(value.clone(), words), "not compared", "{value} {words}");
        }
    }
}

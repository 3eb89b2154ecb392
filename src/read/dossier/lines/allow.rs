//! `allow`: the findings that a dossier, a record, a piece of evidence, a passage or a cue allows, each with the reason.

use super::keys::ALLOW;
use crate::diagnostic::{Allowance, Finding, refused_allowance, rule_named, rules};
use crate::read::dossier::fields::{Context, Fields, shown};
use crate::text::Span;
use crate::text::yaml::Kind;

/// Reads what an object allows; `inner` are the objects within it that allow for themselves, in order.
pub(super) fn read(context: &mut Context<'_, '_>, fields: &Fields<'_>, inner: impl Iterator<Item = Span>) {
    let Some(yaml) = fields.get("allow") else { return };
    let Kind::List(items) = &yaml.kind else {
        context.wrong_shape(yaml, "a list of findings", "each is an object with `code` and `why`");
        return;
    };
    let mut findings = Vec::new();
    for item in items {
        let Some(entry) = context.fields(item, "an allowed finding", ALLOW) else { continue };
        let code = context.optional_text(&entry, "code", "the code of a finding");
        let why = context.optional_text(&entry, "why", "the reason");
        let (Some(code), Some(why)) = (code, why) else { continue };
        let place = context.place(code.span);
        let Some(rule) = rule_named(&code.text) else {
            let message = format!("unknown finding `{}`", shown(&code.text));
            let finding = Finding::new(&rules::INVALID_ALLOW, message).at(place, "unknown code");
            context.push(finding.help("`dossier explain` lists the codes"));
            continue;
        };
        if rule.fixed {
            context.push(refused_allowance(rule, place));
            continue;
        }
        if why.text.trim().is_empty() {
            let finding = Finding::new(&rules::INVALID_ALLOW, "this `allow` gives no reason");
            context.push(finding.at(context.place(why.span), "no reason given").help("add it as `why`"));
        }
        findings.push((rule, why.text.as_str().into()));
    }
    let place = context.place(fields.span);
    context.session.allowances.push(Allowance { place, but: inner.collect(), findings });
}

//! What the builder reports about merged dossiers, as findings.

use crate::diagnostic::{Finding, Rule, rules};
use crate::graph::Notice;
use crate::text::Place;

/// The finding of a notice.
pub(super) fn finding(notice: Notice) -> Finding {
    match notice {
        Notice::TwoTypes { node, kept, dropped } => {
            let message = format!("`{node}` has type {} in one dossier and {} in another", kept.0, dropped.0);
            pair(
                &rules::CONFLICTING_TYPES,
                message,
                (dropped.1, "this type is not used"),
                (kept.1, "this type is used"),
            )
            .help("give both the same type, or remove the `same` or `base` that merges the two nodes")
        }
        Notice::TwoLabels { node, language, kept, dropped } => {
            let message = format!(
                "`{node}` has two labels in the language {language}: “{}” and “{}”",
                kept.0, dropped.0
            );
            pair(
                &rules::CONFLICTING_LABELS,
                message,
                (dropped.1, "this label is kept as an alternative name"),
                (kept.1, "this label is used"),
            )
        }
        Notice::TwoKinds { node, kept, dropped } => {
            let message = format!("`{node}` has two kinds: “{}” and “{}”", kept.0, dropped.0);
            pair(
                &rules::CONFLICTING_LABELS,
                message,
                (dropped.1, "this kind is not used"),
                (kept.1, "this kind is used"),
            )
        }
        Notice::DuplicateClaim { claim, first, again } => {
            let message = format!("duplicate claim `{claim}` with the same words");
            pair(&rules::DUPLICATE_CLAIM, message, (again, "repeated here"), (first, "first written here"))
                .help("remove one of them")
        }
        Notice::TwoNames { kept, dropped, first, again } => {
            let message = format!("the claim has two names, `{kept}` and `{dropped}`");
            pair(&rules::DUPLICATE_CLAIM, message, (again, "named here"), (first, "and here"))
                .help(format!("use `{kept}` everywhere and remove the other name"))
        }
    }
}

fn pair(
    rule: &'static Rule,
    message: String,
    here: (Option<Place>, &str),
    there: (Option<Place>, &str),
) -> Finding {
    let mut finding = Finding::new(rule, message);
    if let Some(place) = here.0 {
        finding = finding.at(place, here.1);
    }
    if let Some(place) = there.0 {
        finding = finding.also(place, there.1);
    }
    finding
}

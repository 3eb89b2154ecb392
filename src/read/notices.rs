//! What the builder tells about merged dossiers, as findings.

use crate::diagnostic::{Finding, Rule, rules};
use crate::graph::Notice;
use crate::text::Place;

/// The finding of a notice.
pub(super) fn finding(notice: Notice) -> Finding {
    match notice {
        Notice::TwoTypes { node, kept, dropped } => {
            let message =
                format!("`{node}` has the type {} in one dossier and {} in another", kept.0, dropped.0);
            pair(
                &rules::TWO_TYPES,
                message,
                (dropped.1, "this type is not used"),
                (kept.1, "this type is kept"),
            )
            .help("make the two types equal, or take away the `same` or `base` by which the two nodes meet")
        }
        Notice::TwoLabels { node, language, kept, dropped } => {
            let message = format!(
                "`{node}` has two labels in the language {language}: “{}” and “{}”",
                kept.0, dropped.0
            );
            pair(
                &rules::TWO_LABELS,
                message,
                (dropped.1, "this label becomes another name"),
                (kept.1, "this label is kept"),
            )
        }
        Notice::TwoKinds { node, kept, dropped } => {
            let message = format!("`{node}` is of two kinds: “{}” and “{}”", kept.0, dropped.0);
            pair(
                &rules::TWO_LABELS,
                message,
                (dropped.1, "this kind is not used"),
                (kept.1, "this kind is kept"),
            )
        }
        Notice::DuplicateClaim { claim, first, again } => {
            let message = format!("the claim `{claim}` is written twice with the same words");
            pair(
                &rules::DUPLICATE_CLAIM,
                message,
                (again, "written again here"),
                (first, "written first here"),
            )
            .help("take one of the two away")
        }
        Notice::TwoNames { kept, dropped, first, again } => {
            let message = format!("one claim has two names, `{kept}` and `{dropped}`");
            pair(&rules::DUPLICATE_CLAIM, message, (again, "named here"), (first, "and here"))
                .help(format!("use `{kept}` everywhere and take the other name away"))
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

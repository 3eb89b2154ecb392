//! Layer 1: findings, declared once as rules and shown in four formats. It names only `text`.

mod allowance;
mod edits;
mod example;
mod excerpt;
mod finding;
mod findings;
mod format;
mod github;
mod json;
mod levels;
mod rejected;
mod rule;
pub mod rules;
mod sarif;
mod suppress;
#[cfg(test)]
mod test_findings;
mod text;

pub use allowance::Allowance;
pub(crate) use allowance::Allowances;
pub use edits::{apply_fixes, unified_diff};
pub use example::{example_arguments, example_files, explain};
pub use finding::{Applicability, Finding, Fix, Label};
pub use findings::Findings;
pub use format::{Format, render};
pub use levels::{FixedLevel, Levels};
pub use rejected::Rejected;
pub use rule::{Level, Rule};
pub use rules::{RULES, rule_named};
pub use suppress::SourceComment;
pub(crate) use suppress::{allowed_by, refused_allowance};

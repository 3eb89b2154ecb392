//! Floor 1: findings, declared once as rules and shown in four formats. It names only `text`.

mod example;
mod finding;
mod findings;
mod levels;
mod rule;
pub mod rules;
mod suppress;

pub use example::{example_arguments, example_files, explain};
pub use finding::{Finding, Fix, Label};
pub use findings::Findings;
pub use levels::{FixedLevel, Levels};
pub use rule::{Level, Rule};
pub use rules::{RULES, rule_named};
pub use suppress::SourceComment;

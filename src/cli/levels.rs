//! The levels of findings, as the user sets them.

use super::output::Failure;
use super::shared_arguments::{Deny, LevelOptions};
use crate::diagnostic::{Level, Levels, rule_named};

/// The levels that the user wants.
pub(super) fn levels(options: &LevelOptions) -> Result<Levels, Failure> {
    let mut levels = Levels::default();
    if options.deny == Some(Deny::Warnings) {
        levels.deny_warnings();
    }
    for setting in &options.levels {
        let usage = |message: String| Failure::Usage(format!("--level {setting}: {message}"));
        let (code, level) = setting
            .split_once('=')
            .ok_or_else(|| usage("write CODE=LEVEL, such as D0505=allow".to_owned()))?;
        let rule = rule_named(code)
            .ok_or_else(|| usage(format!("there is no finding `{code}`; `dossier explain` lists them")))?;
        let level = Level::named(level)
            .ok_or_else(|| usage("the levels are allow, note, warning and error".to_owned()))?;
        levels.set(rule, level).map_err(|error| usage(error.to_string()))?;
    }
    Ok(levels)
}

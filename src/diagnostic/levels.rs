//! Which level each finding has in a run: set for all warnings, for one code, or allowed on a line.

use std::collections::BTreeMap;
use std::fmt;

use super::allowance::Allowance;
use super::findings::Findings;
use super::rule::{Level, Rule};
use super::suppress::{self, SourceComment};
use crate::text::SourceMap;

/// The levels of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    set: BTreeMap<&'static str, Level>,
    deny_warnings: bool,
}

/// The level of a rule cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedLevel {
    /// The rule.
    pub rule: &'static Rule,
}

impl fmt::Display for FixedLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rule { code, name, .. } = self.rule;
        write!(f, "{code} ({name}) is always an error: the graph would not match the file")
    }
}

impl std::error::Error for FixedLevel {}

impl Levels {
    /// Makes every warning an error.
    pub fn deny_warnings(&mut self) {
        self.deny_warnings = true;
    }

    /// Sets the level of a rule.
    ///
    /// # Errors
    /// [`FixedLevel`] where the rule's level cannot be changed.
    pub fn set(&mut self, rule: &'static Rule, level: Level) -> Result<(), FixedLevel> {
        if rule.fixed && level != rule.level {
            return Err(FixedLevel { rule });
        }
        self.set.insert(rule.code, level);
        Ok(())
    }

    /// The level of a rule in this run.
    pub fn of(&self, rule: &Rule) -> Level {
        self.or(rule, rule.level)
    }

    /// The level in this run of a finding that has one of its own.
    pub fn or(&self, rule: &Rule, own: Level) -> Level {
        match self.set.get(rule.code).copied().unwrap_or(own) {
            Level::Warning if self.deny_warnings => Level::Error,
            level => level,
        }
    }

    /// Takes out the findings that comments or records allow or whose level is [`Level::Allow`], gives the others their levels,
    /// adds findings about the comments themselves, and sorts all.
    pub fn apply(
        &self,
        findings: Findings,
        comments: &[SourceComment],
        records: &[Allowance],
        sources: &SourceMap,
    ) -> Findings {
        let kept = suppress::suppress(findings, comments, records, sources);
        let mut levelled = Findings::new();
        levelled.add_allowed(kept.allowed());
        for mut finding in kept {
            finding.level = self.of(finding.rule);
            if finding.level != Level::Allow {
                levelled.push(finding);
            }
        }
        levelled.sort(sources);
        levelled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Finding, rules};

    #[test]
    fn levels_are_set_by_code_and_for_all_warnings() {
        let mut levels = Levels::default();
        levels.set(&rules::OUTSIDE_DOMAIN, Level::Warning).unwrap();
        levels.set(&rules::NODE_UNUSED, Level::Note).unwrap();
        levels.set(&rules::NAME_NOT_IN_TEXT, Level::Allow).unwrap();
        levels.deny_warnings();
        let rules = [
            &rules::OUTSIDE_DOMAIN,
            &rules::NODE_UNUSED,
            &rules::NAME_NOT_IN_TEXT,
            &rules::CARDINALITY,
            &rules::UNKNOWN_ID,
        ];
        let found: Findings = rules.into_iter().map(|rule| Finding::new(rule, "")).collect();
        let found = levels.apply(found, &[], &[], &SourceMap::new());
        let levels: Vec<(&str, Level)> =
            found.iter().map(|finding| (finding.rule.code, finding.level)).collect();
        assert_eq!(
            levels,
            [
                ("D0101", Level::Error),
                ("D0105", Level::Note),
                ("D0203", Level::Error),
                ("D0205", Level::Error)
            ]
        );
        assert_eq!(found.allowed(), 0);
    }

    #[test]
    fn fixed_levels_refuse() {
        let mut levels = Levels::default();
        let error = levels.set(&rules::QUOTE_NOT_FOUND, Level::Warning).unwrap_err();
        assert_eq!(
            error.to_string(),
            "D0301 (quote-not-found) is always an error: the graph would not match the file"
        );
        assert_eq!(levels.set(&rules::QUOTE_NOT_FOUND, Level::Error), Ok(()));
    }
}

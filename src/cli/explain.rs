//! `dossier explain`.

use std::io::Write as _;

use clap::Args;

use super::output::{Failure, Terminal};
use crate::diagnostic::{RULES, explain, rule_named};

/// Explain a finding: what it means, why, an example, how to fix it
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  dossier explain           every code with its name and level
  dossier explain D0301     one of them, with an example")]
pub(super) struct Explain {
    /// The code or name of a finding; by default all are listed
    pub(super) code: Option<String>,
}

/// Explains one finding, or lists all.
pub(super) fn run(command: &Explain, terminal: &Terminal) -> Result<(), Failure> {
    match &command.code {
        Some(code) => {
            let rule = rule_named(code).ok_or_else(|| {
                Failure::Usage(format!("there is no finding {code}; `dossier explain` lists them"))
            })?;
            terminal.print(|out| out.write_all(explain(rule).as_bytes()))
        }
        None => terminal.print(|out| {
            for rule in RULES {
                writeln!(out, "{}  {:<8} {}", rule.code, rule.level.name(), rule.name)?;
            }
            Ok(())
        }),
    }
}

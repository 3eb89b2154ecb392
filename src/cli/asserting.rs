//! Which claims become plain edges: the options of `export` and `draw`.

use std::str::FromStr;

use super::ids::node_key;
use super::output::Failure;
use super::selecting::Part;
use super::shared_arguments::{Asserting, ModelWanted};
use crate::export::{ExportOptions, Model};
use crate::ontology::Status;
use crate::view::AssertPolicy;

/// The options of an export of a part of a graph, with all but the policy and the claims as by default.
pub(super) fn asserting(command: &Asserting, part: &Part) -> Result<ExportOptions, Failure> {
    let mut policy = AssertPolicy::new(statuses(&command.assert)?);
    for id in &command.trust {
        node_key(part.whole(), "--trust", id)?;
        // Who is not in the part says nothing there.
        if let Some(node) = part.checked.graph().node_by_id(id) {
            policy = policy.trusting(node.key());
        }
    }
    Ok(ExportOptions { policy, model: model(command), ..ExportOptions::default() })
}

/// What to write of the graph.
pub(super) fn model(command: &Asserting) -> Model {
    match command.model {
        ModelWanted::Edges => Model::Edges,
        ModelWanted::Claims => Model::Claims,
        ModelWanted::Both => Model::Both,
    }
}

/// Fails when a status does not exist, before anything is read.
pub(super) fn check_statuses(command: &Asserting) -> Result<(), Failure> {
    statuses(&command.assert).map(|_| ())
}

pub(super) fn statuses(names: &[String]) -> Result<Vec<Status>, Failure> {
    names
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| {
            Status::from_str(name).map_err(|_| {
                let all: Vec<&str> = Status::ALL.iter().map(|status| status.name()).collect();
                Failure::Usage(format!(
                    "--assert {name}: there is no such status; they are {}",
                    all.join(", ")
                ))
            })
        })
        .collect()
}

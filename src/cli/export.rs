//! `dossier export`.

use std::path::Path;

use super::arguments::{Export, ProfileWanted, RdfWanted};
use super::asserting::{asserting, check_statuses};
use super::input::checked_graph;
use super::numbers::{counted, grouped, size};
use super::output::{Failure, STDOUT, Terminal, check_place, write_file, write_folder};
use super::rows;
use super::selecting::{selected, tell_selection};
use crate::check::Checked;
use crate::export::{EXPORTERS, ExportOptions, Exporter, Profile, RdfVersion, exporter, losses};

/// Writes the graph in each format that the user wants.
pub(super) fn run(command: &Export, terminal: &Terminal) -> Result<(), Failure> {
    if rows::are_rows(&command.input, &command.rows)? {
        return rows::export(command, terminal);
    }
    let exporters = exporters(command)?;
    check_statuses(&command.asserting)?;
    let part = selected(&command.selecting, false, checked_graph(&command.input, terminal)?)?;
    let (checked, graph) = (&part.checked, part.checked.graph());
    tell_selection(&part, terminal);
    let options = ExportOptions {
        profile: match command.profile {
            None | Some(ProfileWanted::Compact) => Profile::Compact,
            Some(ProfileWanted::Nested) => Profile::Nested,
            Some(ProfileWanted::Flat) => Profile::Flat,
        },
        rdf: match command.rdf {
            None | Some(RdfWanted::V1_1) => RdfVersion::V1_1,
            Some(RdfWanted::V1_2) => RdfVersion::V1_2,
        },
        graphar: command.graphar,
        note: part.note.clone(),
        ..asserting(&command.asserting, &part)?
    };
    let lost =
        exporters.iter().map(|exporter| tell_losses(*exporter, checked, &options, terminal)).sum::<usize>();
    if command.strict && lost > 0 {
        return Err(Failure::Lossy);
    }
    let place = |exporter: &dyn Exporter| command.out.join(format!("{}.{}", part.name, exporter.extension()));
    if command.out == Path::new(STDOUT) {
        check_place(&command.out, false, &part.inputs)?;
    } else {
        for exporter in &exporters {
            check_place(&place(*exporter), exporter.is_folder(), &part.inputs)?;
        }
    }
    for exporter in exporters {
        if command.out == Path::new(STDOUT) {
            terminal.data(|mut out| exporter.export(checked, &options, &mut out))?;
        } else {
            let path = place(exporter);
            let bytes = if exporter.is_folder() {
                write_folder(&path, &part.inputs, |folder| exporter.export(checked, &options, folder))?
            } else {
                write_file(&path, &part.inputs, |mut out| exporter.export(checked, &options, &mut out))?
            };
            let nodes = counted(graph.nodes().len(), "node", "nodes");
            let claims = counted(graph.claims().len(), "claim", "claims");
            terminal.say(format_args!("wrote {}: {nodes}, {claims}, {}", path.display(), size(bytes)));
        }
    }
    Ok(())
}

/// The exporters that the user names, or those by default.
fn exporters(command: &Export) -> Result<Vec<&'static dyn Exporter>, Failure> {
    let mut chosen: Vec<&'static dyn Exporter> = Vec::new();
    for name in &command.to {
        let found = exporter(name).ok_or_else(|| {
            let names: Vec<&str> = EXPORTERS.iter().map(|exporter| exporter.name()).collect();
            Failure::Usage(format!(
                "--to {name}: there is no such format; the formats are {}",
                names.join(", ")
            ))
        })?;
        if !chosen.iter().any(|known| known.name() == found.name()) {
            chosen.push(found);
        }
    }
    if command.to.is_empty() {
        chosen.extend(EXPORTERS.iter().copied().filter(|exporter| exporter.by_default()));
    }
    if command.out == Path::new(STDOUT) && chosen.len() > 1 {
        return Err(Failure::Usage(
            "--out -: only one format goes to standard output; choose it with --to".to_owned(),
        ));
    }
    if let Some(folder) =
        chosen.iter().find(|exporter| exporter.is_folder() && command.out == Path::new(STDOUT))
    {
        return Err(Failure::Usage(format!(
            "--out -: {} is a folder of files; name a folder to write it into",
            folder.name()
        )));
    }
    if command.profile.is_some() && !chosen.iter().any(|exporter| exporter.has_profiles()) {
        return Err(Failure::Usage("--profile: none of these formats has profiles; jsonld has".to_owned()));
    }
    if command.rdf.is_some() && !chosen.iter().any(|exporter| exporter.has_rdf_versions()) {
        let versed = EXPORTERS.iter().filter(|exporter| exporter.has_rdf_versions());
        let names: Vec<&str> = versed.map(|exporter| exporter.name()).collect();
        return Err(Failure::Usage(format!(
            "--rdf: none of these formats is RDF; these are: {}",
            names.join(", ")
        )));
    }
    if command.graphar && !chosen.iter().any(|exporter| exporter.has_graphar()) {
        return Err(Failure::Usage(
            "--graphar: GraphAr is written beside the tables of parquet; add parquet to --to".to_owned(),
        ));
    }
    Ok(chosen)
}

/// Says what a format cannot hold of the graph, and what its readers may not take; returns how much that is.
fn tell_losses(
    exporter: &dyn Exporter,
    checked: &Checked,
    options: &ExportOptions,
    terminal: &Terminal,
) -> usize {
    let losses = losses(exporter, checked.graph(), options);
    for loss in &losses {
        let (name, feature, count) = (exporter.name(), loss.feature.name(), grouped(loss.count as u64));
        match loss.kept {
            Some(kept) => terminal.say(format_args!("loss: {name}: {feature} ({count}): {kept}")),
            None => terminal.say(format_args!("loss: {name}: {feature} ({count}): not written")),
        }
    }
    let size_warning = exporter.size_warning(checked, options);
    if let Some(why) = &size_warning {
        terminal.say(format_args!("loss: {}: size: {why}", exporter.name()));
    }
    losses.len() + usize::from(size_warning.is_some())
}

//! `dossier show`.

use std::io::{self, Write};

use clap::Args;
use serde_json::{Value, json};

use super::honoured::{self, Given};
use super::ids::near_node_or_claim;
use super::input::graph_to_ask;
use super::kind::{Kind, kind_of};
use super::numbers::grouped;
use super::output::{Failure, Terminal};
use super::parts::{Sources, rows_about};
use super::screen::{Screen, Style};
use super::shared_arguments::{Input, READS_ROWS, RowArguments};
use crate::check::Checked;
use crate::graph::{Claim, Mention, Node, Speaker, Term, names_in_texts};
use crate::view::words;

/// Show every claim about one node or claim, with speakers and quotes
#[derive(Args, Debug)]
#[command(mut_arg("paths", |paths| paths.help(READS_ROWS)))]
#[command(after_help = "\
Examples:
  dossier show liu-he data/us-china-trade-talks
  dossier show china.demands.lift-tariffs data/us-china-trade-talks
  dossier show liu-he data/us-china-trade-talks --json
  dossier show HGNC:1100 nodes.tsv edges.tsv")]
pub(super) struct Show {
    /// The id of a node or claim
    pub(super) id: String,

    #[command(flatten)]
    pub(super) input: Input,

    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,

    #[command(flatten)]
    pub(super) rows: RowArguments,
}

/// Shows everything that is said about a node or claim.
pub(super) fn run(command: &Show, given: &Given, terminal: &Terminal) -> Result<(), Failure> {
    let kind = kind_of(&command.input.paths, &command.rows)?;
    honoured::draw_rows(given, kind, command.rows.texts_are_folder())?;
    let sources = Sources { kind, input: &command.input, rows: &command.rows };
    let checked: Checked = match kind {
        Kind::Dossier => graph_to_ask(&command.input, terminal)?.checked,
        Kind::Rows => rows_about(sources, &command.id, terminal)?,
    };
    let graph = checked.graph();
    if let Some(node) = graph.node_by_id(&command.id) {
        let mut here = names_in_texts(graph).mentions;
        here.retain(|mention| mention.node == Some(node.key()));
        if command.json {
            return terminal.data(|out| print_json(&node_json(node, &here), out));
        }
        return terminal.print(|screen| print_node(node, &here, screen));
    }
    if let Some(claim) = graph.claim_by_id(&command.id) {
        if command.json {
            return terminal.data(|out| print_json(&claim_json(claim), out));
        }
        return terminal.print(|screen| {
            print_claim(claim, screen)?;
            about_claim(claim).try_for_each(|other| print_claim(other, screen))
        });
    }
    let near = near_node_or_claim(graph, &command.id);
    Err(Failure::Usage(format!("no node or claim has the id `{}`{near}", command.id)))
}

/// The claims that point at a claim or are about it.
fn about_claim(claim: Claim<'_>) -> impl Iterator<Item = Claim<'_>> {
    let term = Term::Claim(claim.key());
    claim.graph().claims_of(term).chain(claim.graph().claims_on(term))
}

fn print_node(node: Node<'_>, mentions: &[Mention], screen: &mut Screen<'_>) -> io::Result<()> {
    let kind = node.kind().map_or_else(String::new, |kind| format!(", {}", one_line(kind)));
    screen.styled(Style::Bold, one_line(node.label()))?;
    writeln!(screen, " ({}{kind})", one_line(&node.node_type().label))?;
    writeln!(screen, "  id      {}", node.id())?;
    if !node.dossier().is_rows() {
        writeln!(screen, "  iri     {}", node.iri())?;
    }
    for label in node.labels().iter().skip(1) {
        let language =
            words::language_of(label).map_or_else(String::new, |language| format!(" ({language})"));
        writeln!(screen, "  label   {}{language}", one_line(&label.text))?;
    }
    if !node.aka().is_empty() {
        let names: Vec<String> = node.aka().iter().map(|name| one_line(&name.text)).collect();
        writeln!(screen, "  named   {}", names.join(", "))?;
    }
    for iri in node.same() {
        writeln!(screen, "  same    {iri}")?;
    }
    for note in node.notes() {
        writeln!(screen, "  note    {}", one_line(&note.text))?;
    }
    if !mentions.is_empty() {
        writeln!(screen, "  in text {} times", grouped(mentions.len() as u64))?;
    }
    let graph = node.graph();
    let term = Term::Node(node.key());
    let sections: [(&str, Vec<Claim<'_>>); 3] = [
        ("What is said of it", graph.claims_of(term).collect()),
        ("What points at it", graph.claims_on(term).collect()),
        ("What it says", said_by(node).collect()),
    ];
    for (title, claims) in sections {
        if !claims.is_empty() {
            writeln!(screen)?;
            screen.styled(Style::Bold, title)?;
            writeln!(screen)?;
            claims.into_iter().try_for_each(|claim| print_claim(claim, screen))?;
        }
    }
    Ok(())
}

/// The claims that somebody says, by id.
fn said_by<'g>(node: Node<'g>) -> impl Iterator<Item = Claim<'g>> {
    node.graph().claims().filter(move |claim| claim.speakers().contains(&Speaker::Node(node.key())))
}

fn print_claim(claim: Claim<'_>, screen: &mut Screen<'_>) -> io::Result<()> {
    let speakers: Vec<String> =
        claim.speakers().iter().map(|speaker| one_line(claim.graph().speaker_label(*speaker))).collect();
    let via: Vec<String> = claim.via().map(|node| one_line(node.label())).collect();
    let via = if via.is_empty() { String::new() } else { format!(" via {}", via.join(", ")) };
    writeln!(screen, "  {}", one_line(&words::sentence(claim)))?;
    if claim.row().is_some() && claim.object().is_none() {
        return Ok(());
    }
    let status = words::status(claim).map_or_else(String::new, |status| status.to_string());
    let said = [status, speakers.join(", ")].into_iter().filter(|part| !part.is_empty());
    let said = said.collect::<Vec<_>>().join(": ");
    write!(screen, "    {said}{via}{}", if said.is_empty() { "" } else { "  " })?;
    screen.styled(Style::Faint, claim.id())?;
    writeln!(screen)?;
    if claim.is_undirected() {
        writeln!(screen, "    without direction")?;
    }
    for (name, value) in claim.row().into_iter().flat_map(|row| &row.details) {
        writeln!(screen, "    {}: {}", one_line(name), one_line(value))?;
    }
    for evidence in claim.evidence() {
        let place = match evidence.line() {
            Some(line) => format!("{} line {line}", evidence.work().id()),
            None => format!("{}, not verified", evidence.work().id()),
        };
        write!(screen, "    “{}”  ", one_line(evidence.quote()))?;
        screen.styled(Style::Faint, place)?;
        writeln!(screen)?;
    }
    Ok(())
}

/// Words on one line, with single blanks between them.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn print_json(value: &Value, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

fn node_json(node: Node<'_>, mentions: &[Mention]) -> Value {
    let texts = |texts: &[crate::graph::LangText]| -> Vec<Value> {
        texts.iter().map(|text| json!({ "text": text.text, "language": text.language.as_str() })).collect()
    };
    let mentions: Vec<Value> = mentions
        .iter()
        .filter_map(|mention| {
            let graph = node.graph();
            let (_, file) = graph.source(mention.work)?.text.as_ref()?;
            let chars = file.char_range(mention.span);
            Some(json!({ "work": graph.node(mention.work).id(), "start": chars.start, "end": chars.end }))
        })
        .collect();
    json!({
        "id": node.id(),
        "iri": node.iri().as_str(),
        "type": node.node_type().name,
        "labels": texts(node.labels()),
        "kind": node.kind(),
        "aka": texts(node.aka()),
        "same": node.same().iter().map(|iri| iri.as_str()).collect::<Vec<_>>(),
        "notes": texts(node.notes()),
        "mentions": mentions,
        "claims": node.claims().map(claim_json).collect::<Vec<_>>(),
        "claimsAbout": node.claims_about().map(claim_json).collect::<Vec<_>>(),
        "says": said_by(node).map(claim_json).collect::<Vec<_>>(),
    })
}

fn claim_json(claim: Claim<'_>) -> Value {
    let graph = claim.graph();
    let object = match claim.statement() {
        crate::graph::Statement::Relation(_, object) => json!({ "object": graph.term_id(*object) }),
        crate::graph::Statement::Attribute(_, value) => json!({ "value": value.to_string() }),
    };
    let evidence: Vec<Value> = claim
        .evidence()
        .map(|evidence| {
            let chars = evidence.chars();
            json!({
                "work": evidence.work().id(),
                "quote": evidence.quote(),
                "start": chars.as_ref().map(|chars| chars.start),
                "end": chars.as_ref().map(|chars| chars.end),
                "verified": evidence.verified(),
                "cue": evidence.record().cue.as_ref().map(|cue| cue.words.clone()),
            })
        })
        .collect();
    let mut json = json!({
        "id": claim.id(),
        "subject": graph.term_id(claim.subject()),
        "predicate": claim.predicate_name(),
    });
    json.as_object_mut()
        .into_iter()
        .for_each(|map| map.extend(object.as_object().cloned().unwrap_or_default()));
    json["status"] = json!(words::status(claim).map(|status| status.name()));
    if let Some(row) = claim.row().filter(|_| claim.object().is_some()) {
        json["directed"] = json!(!row.is_undirected);
        let details = row.details.iter().map(|(name, value)| json!({ "name": name, "value": value }));
        json["details"] = json!(details.collect::<Vec<_>>());
    }
    json["speakers"] =
        json!(claim.speakers().iter().map(|speaker| graph.speaker_id(*speaker)).collect::<Vec<_>>());
    json["via"] = json!(claim.via().map(|node| node.id()).collect::<Vec<_>>());
    json["evidence"] = json!(evidence);
    json
}

//! The legend: the types and statuses that occur, drawn as they are drawn in the picture.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::quote::{Quoted, Tooltip, write_lines};
use super::style::{ClaimStyle, LABEL_COLUMNS, MUTED, Styles};
use crate::graph::{Claim, Statement};
use crate::ontology::{Ontology, RelationKey, Status, TypeKey};

/// The most types in one row.
const ROW: usize = 7;

/// Writes the legend of a picture with nodes of these types and these claims as a cluster whose nodes have the class
/// `legend`. A picture without nodes has none.
pub(super) fn write<'g>(
    ontology: &Ontology,
    styles: &Styles,
    types: BTreeSet<TypeKey>,
    claims: impl Iterator<Item = Claim<'g>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    if types.is_empty() {
        return Ok(());
    }
    writeln!(out, "  subgraph \"cluster/legend\" {{")?;
    writeln!(
        out,
        "    graph [id=\"legend/\", class=\"legend\", label=\"Legend\", tooltip=\"Legend\", style=rounded,"
    )?;
    writeln!(out, "      color=\"#E5E7EB\", fontcolor=\"{MUTED}\", labelloc=t, labeljust=l, margin=12];")?;
    writeln!(out, "    node [class=\"legend\", fontsize=10];")?;
    writeln!(out, "    edge [class=\"legend\"];")?;
    let samples = samples(styles, claims);
    let mut names = Vec::new();
    for key in &types {
        let node_type = ontology.node_type(*key);
        let name = format!("legend/type/{}", node_type.name);
        write!(out, "    {0} [id={0}, label={1}, ", Quoted(&name), Quoted(&node_type.label))?;
        writeln!(out, "{}, tooltip={}];", styles.of_type(*key).attributes, Tooltip(&node_type.definition))?;
        names.push(name);
    }
    for Sample { style, name, words, meaning, class } in &samples {
        let (from, to, meaning) = (from(name), to(name), Tooltip(meaning));
        writeln!(
            out,
            "    {0} [id={0}, shape=point, width=0.05, label=\"\", tooltip={meaning}];",
            Quoted(&from)
        )?;
        write!(out, "    {0} [id={0}, shape=plaintext, margin=\"0.05,0.03\", label=\"", Quoted(&to))?;
        write_lines(&format!("{} {words}", style.mark), LABEL_COLUMNS, out)?;
        writeln!(out, "\", tooltip={meaning}];")?;
        write!(
            out,
            "    {} -> {} [id=\"legend/status/{name}\", {}, ",
            Quoted(&from),
            Quoted(&to),
            style.line
        )?;
        if let Some(class) = class {
            write!(out, "class={}, ", Quoted(&format!("legend {class}")))?;
        }
        writeln!(out, "arrowhead={}, tooltip={meaning}, weight=9];", style.head)?;
    }
    // Rows of even length; the last one holds the names of the statuses.
    let length = names.len().div_ceil(names.len().div_ceil(ROW));
    let mut rows: Vec<&[String]> = names.chunks(length).collect();
    let statuses: Vec<String> = samples.iter().map(|sample| to(&sample.name)).collect();
    rows.extend((!statuses.is_empty()).then_some(statuses.as_slice()));
    for row in &rows {
        write_row(row, out)?;
    }
    for pair in names.chunks(length).collect::<Vec<_>>().windows(2) {
        write_below(pair.first().and_then(|row| row.first()), pair.last().and_then(|row| row.first()), out)?;
    }
    let last = names.chunks(length).last().and_then(|row| row.first());
    write_below(last, samples.first().map(|sample| from(&sample.name)).as_ref(), out)?;
    writeln!(out, "  }}")
}

fn from(sample: &str) -> String {
    format!("legend/status/{sample}/from")
}

fn to(sample: &str) -> String {
    format!("legend/status/{sample}/to")
}

/// Puts one row below another: an invisible edge between their first nodes does.
fn write_below(above: Option<&String>, below: Option<&String>, out: &mut dyn Write) -> io::Result<()> {
    match (above, below) {
        (Some(above), Some(below)) => {
            writeln!(out, "    {} -> {} [style=invis];", Quoted(above), Quoted(below))
        }
        _ => Ok(()),
    }
}

/// Keeps nodes side by side and in order: invisible edges within a rank do.
fn write_row(names: &[String], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "    {{ rank=same; ")?;
    for (at, name) in names.iter().enumerate() {
        write!(out, "{}{}", if at == 0 { "" } else { " -> " }, Quoted(name))?;
    }
    writeln!(out, "{} }}", if names.len() > 1 { " [style=invis]" } else { "" })
}

/// A sample of a line: its style, its name in ids, its words and their meaning.
struct Sample<'p> {
    style: &'p ClaimStyle,
    name: String,
    words: String,
    meaning: &'p str,
    /// The class of the relation's look.
    class: Option<String>,
}

/// The statuses of the claims in the picture and, where there is one, a denial.
fn samples<'p, 'g: 'p>(styles: &'p Styles, claims: impl Iterator<Item = Claim<'g>>) -> Vec<Sample<'p>> {
    let mut statuses: BTreeSet<Status> = BTreeSet::new();
    let mut denials: BTreeSet<Status> = BTreeSet::new();
    let mut relations: BTreeMap<RelationKey, Claim<'g>> = BTreeMap::new();
    for claim in claims {
        if let Statement::Relation(relation, _) = claim.statement() {
            let has_look = claim.graph().ontology().drawing().of_relation(*relation).is_some();
            if has_look && !claim.is_denial() {
                relations.entry(*relation).or_insert(claim);
            }
        }
        if claim.is_denial() {
            denials.insert(claim.status());
        } else {
            statuses.insert(claim.status());
        }
    }
    let mut samples: Vec<Sample<'p>> = statuses
        .into_iter()
        .map(|status| Sample {
            style: styles.of_status(status),
            name: status.name().to_owned(),
            words: status.legend().to_owned(),
            meaning: status.definition(),
            class: None,
        })
        .collect();
    samples.extend(relations.into_iter().map(|(relation, claim)| Sample {
        style: styles.of_relation(relation, Status::Reported),
        name: format!("look/{}", relation.index()),
        words: claim.predicate_label().to_owned(),
        meaning: &claim.graph().ontology().relation(relation).definition,
        class: claim.graph().ontology().drawing().class_of(relation),
    }));
    if let Some(status) = denials.first() {
        let meaning = "One side says that another claim is not true.";
        let (name, words) = ("denial".to_owned(), "denial".to_owned());
        let style = styles.of_denial(*status);
        samples.push(Sample { style, name, words, meaning, class: None });
    }
    samples
}

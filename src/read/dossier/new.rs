//! A small dossier that passes, to begin with.

use crate::text::slug;

/// The files of a story that comes with the program.
macro_rules! bundled {
    ($name:literal) => {
        (
            include_str!(concat!("../../../data/", $name, "/dossier.yaml")),
            include_str!(concat!("../../../data/", $name, "/report.md")),
        )
    };
}

/// The name of a new dossier, made of what a user calls it. `None` when nothing of it can be used.
pub fn name_of_new(wanted: &str) -> Option<String> {
    slug(wanted)
}

/// The files of a small dossier of a built-in ontology that passes every check: names and contents. `None` for an unknown one.
pub fn new_dossier(name: &str, ontology: &str) -> Option<Vec<(&'static str, String)>> {
    let (dossier, report) = match ontology {
        "negotiation" => (DOSSIER, REPORT),
        "ownership" => bundled!("ferry-owners"),
        "argument" => bundled!("old-town-cars"),
        "events" => bundled!("quarry-line"),
        "kin" => bundled!("lind-and-falk"),
        _ => return None,
    };
    // The first line that is no comment names the dossier.
    let named = dossier.lines().map(|line| match line.starts_with("dossier: ") {
        true => format!("dossier: {name}\n"),
        false => format!("{line}\n"),
    });
    Some(vec![("dossier.yaml", named.collect()), ("report.md", report.to_owned())])
}

const REPORT: &str = "\
# Dockers and port talk about pay

RIVERTON, March 3 – The dockers’ union wants pay to rise by 8 percent. The port offers 3 percent, its director Ada Moreno said.

The union says that the port has broken last year’s agreement. Moreno denies it.
";

const DOSSIER: &str = "\
# What a text says, who says it, and the words that say it. Replace report.md with your own article and continue from here.
# `dossier check` checks every quote, `dossier export` writes the graph, `dossier ontology` lists types and relations.

dossier: NAME
title: Dockers and port talk about pay
source: {article: report.md}

nodes:
  Person:
    moreno:         {label: Ada Moreno, aka: [Moreno]}
  Organization:
    union:          {label: The dockers’ union, aka: [The union, dockers’ union]}
    port:           {label: The port of Riverton, aka: [The port, the port]}
  Office:
    director:       Director of the port
  Work:
    article:        {label: Dockers and port talk about pay, kind: news report}
  Negotiation:
    talks:          Pay talks at the port
  Issue:
    pay:            How much does pay rise?
  Position:
    eight-percent:  Pay rises by 8 percent
    three-percent:  Pay rises by 3 percent
  Agreement:
    old-agreement:  {label: Last year’s agreement, aka: [last year’s agreement]}

claims:
  # The report says it itself: reported.
  - quote: Dockers and port talk about pay
    say:
      - union partyTo talks
      - port partyTo talks
      - pay issueOf talks
  - quote: its director Ada Moreno
    say:
      - moreno holdsOffice director
      - director officeOf port

  # A demand or an offer gets the status demanded, no matter who reports it.
  - quote: The dockers’ union wants pay to rise by 8 percent
    say:
      - union demands eight-percent
      - eight-percent onIssue pay
      - eight-percent ratePercent 8: 8 percent
  - quote: The port offers 3 percent
    by: port
    via: moreno
    cue: its director Ada Moreno said
    say:
      - port offers three-percent
      - three-percent onIssue pay
      - three-percent ratePercent 3: 3 percent

  # One side says it and the other denies it: disputed, and so never a fact.
  - quote: the port has broken last year’s agreement
    by: union
    cue: The union says
    say: [broken = port breaks old-agreement]
  - quote: Moreno denies it
    say: [moreno denies broken]
";

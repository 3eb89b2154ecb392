//! What commands that answer a question print: the answer, as the source writes it, and nothing beside it.

use super::{FINDINGS, GOOD, run, with_strike};

/// Writes a dossier into the folder `own`: one note, one warning, values whose other forms are shorter.
fn with_own(at: &std::path::Path) {
    let dossier = "dossier: own\nsource: {article: report.md}\nnodes:\n  Event: {strike: The strike, walkout: The walkout}\n  \
                   Measure: {fee: The fee, rent: The rent}\n  Negotiation: {talks: The talks}\n  Work: {article: Report}\n\
                   claims:\n  - quote: The strike lasted 48 hours\n    say:\n      - strike duration PT48H: 48 hours\n  \
                   - quote: The walkout began on the strike of May 7, 2019\n    say:\n      - walkout date 2019-05-07: May 7, 2019\n  \
                   - quote: The fee is 8.0 percent\n    say:\n      - fee ratePercent 8.0: 8.0 percent\n  \
                   - quote: The rent is 7 percent\n    say:\n      - rent ratePercent 7: 7 percent\n";
    let report = "The strike lasted 48 hours. The walkout began on the strike of May 7, 2019. The fee is 8.0 percent. \
                  The rent is 7 percent.\n";
    std::fs::create_dir(at.join("own")).unwrap();
    std::fs::write(at.join("own/dossier.yaml"), dossier).unwrap();
    std::fs::write(at.join("own/report.md"), report).unwrap();
}

#[test]
fn what_is_found_is_written_as_in_the_source_and_what_is_computed_is_not() {
    let folder = with_strike();
    let at = folder.path();
    with_own(at);
    let ask = |query: &str, format: &str| {
        let asked = run(at, &["query", query, "own", "--format", format]);
        assert_eq!((asked.code, asked.err.as_str()), (GOOD, ""), "{query}");
        asked.out
    };
    let values =
        ask("SELECT ?p ?o { ?s ?p ?o FILTER(?p IN (neg:duration, neg:date, neg:ratePercent)) }", "csv");
    for value in ["PT48H", "2019-05-07", "8.0", "7"] {
        assert!(values.lines().any(|line| line.ends_with(&format!(",{value}"))), "{value}: {values}");
    }
    let computed = ask("SELECT (?d AS ?same) (?d + ?d AS ?sum) { ?s neg:duration ?d }", "csv");
    assert_eq!(computed.lines().nth(1), Some("PT48H,P4D"));
    // A value that is computed is not given the words of the source that has an equal one.
    let equal = ask("SELECT (xsd:duration(\"P2D\") AS ?d) { ?s neg:duration ?x }", "csv");
    assert_eq!(equal.lines().nth(1), Some("P2D"));
    let triples = ask("CONSTRUCT WHERE { ?s neg:duration ?d }", "turtle");
    assert!(triples.contains("\"PT48H\"^^xsd:duration"), "{triples}");
    assert!(ask("SELECT ?d { ?s neg:duration ?d }", "json").contains("\"PT48H\""));
    // A folder that was loaded holds what was written, too.
    assert_eq!(run(at, &["load", "graphs", "own"]).code, GOOD);
    assert!(run(at, &["query", "SELECT ?d { ?s neg:duration ?d }", "graphs"]).out.contains("PT48H"));
}

#[test]
fn only_errors_are_printed_beside_an_answer() {
    let folder = with_strike();
    let at = folder.path();
    with_own(at);
    let checked = run(at, &["check", "own"]);
    assert!(checked.out.contains("warning["), "{}", checked.out);
    for arguments in [&["query", "ASK {}", "own"][..], &["show", "strike", "own"]] {
        let answered = run(at, arguments);
        assert_eq!((answered.code, answered.err.as_str()), (GOOD, ""), "{arguments:?}");
        let denied = run(at, &[arguments, &["--deny", "warnings"]].concat());
        assert!(denied.code == FINDINGS && denied.err.contains("error["), "{arguments:?}: {}", denied.err);
    }
    // What writes something reports warnings, and leaves notes to `check`.
    let exported = run(at, &["export", "own", "--to", "dot", "--level", "D0205=note"]);
    assert!(exported.err.contains("warning[") || !checked.out.contains("warning[D0105"), "{}", exported.err);
    assert!(!exported.err.contains("note["), "{}", exported.err);
}

#[test]
fn a_device_is_written_into_and_stays() {
    let folder = with_strike();
    let at = folder.path();
    for arguments in [
        &["draw", "strike", "-o", "/dev/null"][..],
        &["query", "ASK {}", "strike", "-o", "/dev/null"],
        &["load", "graphs", "strike", "--report", "/dev/null"],
    ] {
        let written = run(at, arguments);
        assert_eq!(written.code, GOOD, "{arguments:?}: {}", written.err);
    }
    #[cfg(unix)]
    assert!(std::os::unix::fs::FileTypeExt::is_char_device(
        &std::fs::metadata("/dev/null").unwrap().file_type()
    ));
}

#[test]
fn help_says_what_a_command_reads() {
    let folder = with_strike();
    for command in ["check", "export", "draw", "load", "query", "show", "view"] {
        let help = run(folder.path(), &[command, "--help"]).out;
        assert!(help.contains("files of rows"), "{command}: {help}");
    }
}

//! The crate as its users meet it: errors that say what is wrong and lead to their cause, and ids that petgraph finds.
use std::error::Error;
use std::io::{self, Write};

use dossier::export::{EXPORTERS, ExportOptions};

#[test]
fn what_cannot_be_opened_is_named() {
    let rejected = dossier::open("tests/suites/gone.yaml").unwrap_err();
    let shown = rejected.to_string();
    assert!(shown.starts_with("tests/suites/gone.yaml: error["), "{shown}");
    assert_eq!(rejected.findings().len(), 1);
}

#[test]
fn a_dossier_with_errors_is_an_error_with_all_of_them() {
    let rejected = dossier::open("tests/suites/bad/circles.yaml").unwrap().check().unwrap_err();
    let shown = rejected.to_string();
    let circle = rejected.findings().iter().find(|finding| finding.rule.code == "D0601").unwrap();
    let place = circle.place().unwrap();
    let (line, column) = rejected.sources().get(place.file).line_column(place.span.start);
    let wanted = format!("tests/suites/bad/circles.yaml:{line}:{column}: error[D0601]: {}", circle.message);
    assert!(shown.lines().any(|line| line == wanted), "{wanted}\n\n{shown}");
}

/// Takes nothing.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::StorageFull.into())
    }
}

#[test]
fn errors_of_exports_lead_to_their_cause() {
    let checked = dossier::open("data/us-china-trade-talks").unwrap().check().unwrap();
    for exporter in EXPORTERS {
        let error = exporter.export((&checked).into(), &ExportOptions::default(), &mut Full).unwrap_err();
        let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
        let kind = cause.map(io::Error::kind);
        assert_eq!(kind, Some(io::ErrorKind::StorageFull), "{}: {error}", exporter.name());
    }
}

#[test]
fn petgraph_finds_every_edge_between_its_ids() {
    let checked = dossier::open("data/us-china-trade-talks").unwrap().check().unwrap();
    let graph = checked.graph();
    let topology = graph.topology();
    assert_eq!(topology.edge_count(), graph.edges().len());
    for node in graph.nodes() {
        let vertex = graph.vertex(node.key()).unwrap();
        assert_eq!(graph.term_id(topology[vertex]), node.id());
    }
    for edge in graph.edges() {
        let (from, to) = (graph.vertex(edge.subject()).unwrap(), graph.vertex(edge.object()).unwrap());
        let found = topology.edges_connecting(from, to).any(|other| *other.weight() == edge.key());
        assert!(found, "{} to {}", graph.term_id(edge.subject()), graph.term_id(edge.object()));
    }
}

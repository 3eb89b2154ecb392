//! A law over export and reading together: any graph that a file can hold is read back from JSON Lines as it was.

use std::path::PathBuf;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::check::Checked;
use crate::diagnostic::Level;
use crate::export::made::{claim, make_readable, node};
use crate::export::{EXPORTERS, ExportOptions, Exporter, Model, exporter};
use crate::graph::KnowledgeGraph;
use crate::read::{Memory, read};

fn written(exporter: &dyn Exporter, graph: &KnowledgeGraph, options: &ExportOptions) -> Vec<u8> {
    let mut out = Vec::new();
    match exporter.export((&Checked::unchecked(graph.clone())).into(), options, &mut out) {
        Ok(_) => out,
        Err(error) => error.to_string().into_bytes(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_graph_is_read_back_as_it_was(
        nodes in vec(node(), 2..6),
        claims in vec(claim(), 0..12),
        text in any::<String>(),
        bases in vec(prop::sample::select(vec![0usize, 1, 3]), 4),
    ) {
        let graph = make_readable(&nodes, &claims, &text, &bases);
        let lines = written(exporter("jsonl").unwrap(), &graph, &ExportOptions::default());
        let reading = read(&Memory::new().with("x", lines.clone()), &[PathBuf::from("x")]);
        let errors: Vec<String> = reading
            .findings
            .iter()
            .filter(|finding| finding.level == Level::Error)
            .map(|finding| format!("{}: {}", finding.rule.code, finding.message))
            .collect();
        prop_assert!(errors.is_empty(), "{errors:?}\n{}", String::from_utf8_lossy(&lines));
        for exporter in EXPORTERS {
            for model in Model::ALL.iter().copied() {
                let options = ExportOptions { model, ..ExportOptions::default() };
                let (one, other) = (written(*exporter, &graph, &options), written(*exporter, &reading.graph, &options));
                prop_assert!(
                    one == other,
                    "{} {:?}\n{}\n{}",
                    exporter.name(), model, String::from_utf8_lossy(&one), String::from_utf8_lossy(&other)
                );
            }
        }
    }
}

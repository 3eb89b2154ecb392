//! DOT, the language of Graphviz: the whole graph as a picture, for further work in Graphviz.
//!
//! Every node of the graph is a node, every claim an edge in its true direction, drawn by its status. What is more
//! in a picture than in the graph has a class of its own: `value` (the value of an attribute), `claim` on a node
//! (a claim that another claim is about, in the middle of its edge) and `legend`.

mod briefing;
mod composed;
mod legend;
mod network;
mod picture;
mod quote;
mod rows;
mod style;
mod timeline;

use std::io::{BufWriter, Write};

use super::{Capability, ExportError, ExportOptions, Exporter, Feature, Graph, Losses, Output};
use picture::Picture;

pub use briefing::write_briefing;
pub use network::write_network;
pub use picture::is_in_layers;
pub use timeline::write_timeline;

/// The exporter.
pub(super) static DOT: Dot = Dot;

/// Writes DOT ("The DOT Language", graphviz.org); measured with Graphviz 2.43.
pub(super) struct Dot;

impl Exporter for Dot {
    fn name(&self) -> &'static str {
        "dot"
    }

    fn about(&self) -> &'static str {
        "a picture of the whole graph for Graphviz"
    }

    fn extension(&self) -> &'static str {
        "dot"
    }

    fn by_default(&self) -> bool {
        true
    }

    fn holds(&self, feature: Feature, _: &ExportOptions) -> Capability {
        match feature {
            Feature::ParallelEdges => Capability::Full,
            Feature::EdgeProperties => {
                Capability::Partly("id, status and relation; the rest as text in tooltips")
            }
            Feature::Datatypes => Capability::Partly("values as text, with their datatypes as classes"),
            Feature::Languages => Capability::Partly("the first label is drawn, the others are in tooltips"),
            Feature::NodeDetails => Capability::Partly("as text in tooltips; one web address as a link"),
            Feature::Claims => Capability::Partly("status as class and style, speakers as text in tooltips"),
            Feature::Evidence => {
                Capability::Partly("quotes and their lines in tooltips; no offsets, passages or cues")
            }
            Feature::Sources => Capability::Partly("web addresses as links of claims"),
            Feature::ControlCharacters => {
                Capability::Partly("as visible symbols; vertical tabs and form feeds as spaces")
            }
        }
    }

    fn export(
        &self,
        graph: Graph<'_>,
        options: &ExportOptions,
        out: &mut dyn Output,
    ) -> Result<Losses, ExportError> {
        match graph {
            Graph::Dossier(checked) => {
                let mut out = BufWriter::new(out.begin("")?);
                Picture::new(checked.graph(), options).write(&mut out)?;
                out.flush()?;
                Ok(Losses::default())
            }
            Graph::Rows(rows) => rows::export(rows, options, out),
        }
    }
}

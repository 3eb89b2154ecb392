//! Layer 2: the knowledge graph, and the one door into it.
//!
//! Claims are records; edges are a view of them. A [`Claim`] has a subject, a statement, a status, speakers, relays and
//! evidence; an [`Edge`] only groups the claims that say the same of the same two things. Whether an edge may be
//! treated as a fact is decided in [`crate::view`], never here.
//!
//! ```
//! use dossier::graph::{DossierInput, GraphBuilder};
//! use dossier::ontology::{Ontology, Status};
//! use dossier::text::Id;
//!
//! let mut builder = GraphBuilder::new(Ontology::built_in().clone());
//! let dossier = builder.add_dossier(DossierInput::new(Id::new("dock-strike")?))?;
//! let union = builder.node(dossier, "union", "Organization", "Dockers’ union")?;
//! let rise = builder.node(dossier, "pay-rise", "Position", "Pay rises by a tenth")?;
//! builder.relate(dossier, union, "demands", rise)?;
//! let (graph, notices) = builder.finish();
//!
//! assert!(notices.is_empty());
//! let claim = graph.claim_by_id("union.demands.pay-rise").ok_or("no claim")?;
//! assert_eq!(claim.status(), Status::Demanded);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assemble;
mod authority;
mod builder;
mod claim;
mod claim_ids;
mod evidence;
mod group;
mod indexes;
mod inputs;
mod keys;
mod knowledge;
mod mentions;
mod merge;
mod node;
mod order;
mod part;
mod paths;
mod records;
mod row;
pub mod rows;
mod source;
mod status;
mod value;

pub(crate) use authority::Authority;
pub use builder::{BuildError, GraphBuilder};
pub use claim::{Claim, Edge};
pub use evidence::EvidenceRef;
pub use inputs::{
    ClaimHandle, ClaimInput, DossierInput, EvidenceInput, NodeHandle, NodeInput, Said, SourceInput,
    StatementInput, TermInput,
};
pub use keys::{ClaimKey, DossierKey, EdgeKey, NodeKey, Speaker, Statement, Term};
pub use knowledge::{Dossier, KnowledgeGraph};
pub use mentions::{Mention, NamesInTexts, names_in_texts};
pub use merge::Notice;
pub use node::Node;
pub use paths::EdgeFilter;
pub use records::Written;
pub use row::Row;
pub use source::{Anchor, Evidence, Source};
pub use value::{DateValue, LangText, Value};

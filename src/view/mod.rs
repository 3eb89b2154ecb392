//! Floor 4: which part of a graph is shown or written, and what may be taken for a fact.
//!
//! The composed briefing will live here beside the policy.

mod policy;

pub use policy::AssertPolicy;

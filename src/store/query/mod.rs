//! Asking a graph in SPARQL, without a server: an engine in memory, limits, answers, and questions that are known by name.

mod answer;
mod engine;
mod error;
mod filling;
mod lexical;
mod prefixes;
mod questions;
mod row_triples;
mod syntax;

pub use answer::{Answer, AnswerFormat};
pub use engine::{Engine, Limits};
pub use error::QueryError;
pub use prefixes::Prefixes;
pub use questions::{QUESTIONS, Question, question};

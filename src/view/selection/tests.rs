//! Selections of small graphs.

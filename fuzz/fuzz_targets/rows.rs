//! `cargo +nightly fuzz run rows`: see `tests/fuzz/rows.rs`.
#![no_main]

#[path = "../../tests/fuzz/rows.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::rows(bytes));

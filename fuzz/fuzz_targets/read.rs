//! `cargo +nightly fuzz run read`: see `tests/fuzz/read.rs`.
#![no_main]

#[path = "../../tests/fuzz/read.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::read(bytes));

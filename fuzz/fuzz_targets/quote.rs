//! `cargo +nightly fuzz run quote`: see `tests/fuzz/quote.rs`.
#![no_main]

#[path = "../../tests/fuzz/quote.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::quote(bytes));

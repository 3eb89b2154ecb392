//! The program `dossier`.

use std::process::ExitCode;

use dossier::memory::Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    dossier::cli::main()
}

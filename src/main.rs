//! The program `dossier`.
fn main() {}

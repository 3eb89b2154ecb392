//! What a file from a stranger cannot do: read files outside its folder, wait for ever, speak to the terminal, choose bad names.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

mod files;
mod names;
mod terminal;

/// The program in a folder; one that waits for ever ends after a minute with code 124.
fn program(folder: &Path) -> Command {
    let mut command = Command::new("timeout");
    command.args(["-k", "1", "60", env!("CARGO_BIN_EXE_dossier")]).current_dir(folder);
    command.env_remove("NO_COLOR").env("XDG_RUNTIME_DIR", folder).stdin(Stdio::null());
    command
}

/// The exit code, standard output and standard error of a run.
fn seen(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).expect("it prints UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    seen(program(folder).args(arguments).output().unwrap())
}

/// All files below a folder, without following links.
fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            match entry.file_type().unwrap() {
                kind if kind.is_dir() => folders.push(entry.path()),
                kind if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files
}

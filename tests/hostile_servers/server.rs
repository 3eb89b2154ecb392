//! A server that does what a test wants, and the program that loads into it within a limit of memory.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

pub const TOO_MUCH: &str = "--max-answer";
pub const LATE: &str = "did not answer in time";
pub const UNCLEAR: &str = "invalid answer";
pub const USAGE: i32 = 2;
pub const DATABASE: i32 = 4;
/// The address space of the program, in kilobytes: what it maps by itself, and answers of 16 MB.
pub const MEMORY: u32 = 600_000;
/// The pause of servers that send a byte now and then.
pub const DRIP: Duration = Duration::from_millis(50);

pub type Serve = fn(TcpStream) -> std::io::Result<()>;

/// A server that does to each connection what it is told.
pub struct Server {
    pub port: u16,
    visits: Arc<AtomicUsize>,
}

impl Server {
    pub fn start(serve: Serve) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let visits = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&visits);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                count.fetch_add(1, Ordering::Relaxed);
                // Who hangs up is done with.
                std::thread::spawn(move || serve(stream));
            }
        });
        Server { port, visits }
    }

    pub fn visits(&self) -> usize {
        self.visits.load(Ordering::Relaxed)
    }
}

pub struct Run {
    pub code: i32,
    pub err: String,
}

/// Where only time ends it, it is to be short; where a limit of bytes does, that.
pub fn limits(words: &str) -> [&'static str; 4] {
    let timeout = if words == LATE {
        "2"
    } else if words.is_empty() {
        "5"
    } else {
        "100"
    };
    ["--timeout", timeout, "--max-answer", "16"]
}

/// Loads a new dossier, within the limit of memory, with a password that must never be shown.
pub fn load(target: &str, more: &[&str], with_password: bool) -> Run {
    let desk = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_dossier");
    let made = Command::new(program).args(["new", "strike"]).current_dir(desk.path()).output().unwrap();
    assert!(made.status.success());
    let mut command = Command::new("sh");
    command.args([
        "-c",
        &format!("ulimit -v {MEMORY} && exec \"$@\""),
        "sh",
        program,
        "load",
        target,
        "strike",
    ]);
    command.args(more).current_dir(desk.path()).env("HOME", desk.path()).stdin(Stdio::null());
    for name in ["DOSSIER_USER", "DOSSIER_PASSWORD", "DOSSIER_TOKEN", "NETRC", "XDG_STATE_HOME"] {
        command.env_remove(name);
    }
    if with_password {
        command.env("DOSSIER_USER", "dora").env("DOSSIER_PASSWORD", "s3cret");
    }
    let output = command.output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(!err.contains("s3cret"), "{err}");
    assert!(output.stdout.is_empty());
    Run { code: output.status.code().unwrap_or(-1), err }
}

/// Writes the same bytes for ever.
pub fn for_ever(out: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    let many = bytes.repeat((1 << 16) / bytes.len() + 1);
    loop {
        out.write_all(&many)?;
    }
}

/// Writes the same byte for ever, with pauses.
pub fn drip(out: &mut TcpStream, byte: u8) -> std::io::Result<()> {
    loop {
        out.write_all(&[byte])?;
        std::thread::sleep(DRIP);
    }
}

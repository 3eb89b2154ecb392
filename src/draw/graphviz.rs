//! Graphviz, where it is installed: found on the path, run with a time limit.

use std::fmt;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use wait_timeout::ChildExt;

/// Why Graphviz did not draw.
#[derive(Debug)]
#[non_exhaustive]
pub enum GraphvizError {
    /// It could not be run.
    Run(std::io::Error),
    /// It took longer than it may.
    TimeLimit(Duration),
    /// It failed, in its own words.
    Failed(String),
}

impl fmt::Display for GraphvizError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GraphvizError::Run(why) => write!(f, "Graphviz cannot be run: {why}"),
            GraphvizError::TimeLimit(limit) => {
                write!(f, "Graphviz was not done after {} seconds", limit.as_secs())
            }
            GraphvizError::Failed(said) => write!(f, "Graphviz failed: {said}"),
        }
    }
}

impl std::error::Error for GraphvizError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            GraphvizError::Run(error) => Some(error),
            _ => None,
        }
    }
}

/// The program `dot` on the path.
pub fn find() -> Option<PathBuf> {
    let name = if cfg!(windows) { "dot.exe" } else { "dot" };
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// What `dot -V` says of its version, such as `2.43.0`.
pub fn version() -> Option<String> {
    let output = Command::new(find()?).arg("-V").stdin(Stdio::null()).output().ok()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    said.split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
        .map(str::to_owned)
}

/// The SVG that an engine of Graphviz makes of a text in DOT, and what it says besides.
///
/// # Errors
/// [`GraphvizError`]; after the time limit the process is ended.
pub fn run(engine: &str, dot: &str, limit: Duration) -> Result<(String, String), GraphvizError> {
    let absent = || std::io::Error::new(std::io::ErrorKind::NotFound, "there is no `dot` on the path");
    let program = find().ok_or_else(|| GraphvizError::Run(absent()))?;
    let mut child = Command::new(program)
        .arg(format!("-K{engine}"))
        .arg("-Tsvg")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(GraphvizError::Run)?;
    limit_time(&child, limit);
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let text = dot.to_owned();
    // Each pipe has a thread of its own, so that none can block the others.
    let writer = thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(text.as_bytes())));
    let reader = |pipe: Option<Box<dyn Read + Send>>| {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
            read.unwrap_or(Ok(0)).map(|_| bytes)
        })
    };
    let drawn = reader(stdout.map(|pipe| Box::new(pipe) as Box<dyn Read + Send>));
    let said = reader(stderr.map(|pipe| Box::new(pipe) as Box<dyn Read + Send>));
    let Some(status) = child.wait_timeout(limit).map_err(GraphvizError::Run)? else {
        // It may have ended by itself meanwhile.
        let _ = child.kill();
        let _ = child.wait();
        return Err(GraphvizError::TimeLimit(limit));
    };
    let _ = writer.join();
    let text = |handle: thread::JoinHandle<std::io::Result<Vec<u8>>>| {
        let bytes = handle.join().ok().and_then(Result::ok).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let (drawn, said) = (text(drawn), text(said));
    if status.success() && !drawn.is_empty() {
        Ok((drawn, said))
    } else {
        Err(GraphvizError::Failed(said.trim().to_owned()))
    }
}

/// Has the system end a process that goes on when this one is killed (setrlimit(2), `RLIMIT_CPU`).
fn limit_time(child: &std::process::Child, limit: Duration) {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Pid, Resource, Rlimit, prlimit};
        let seconds = Some(limit.as_secs().saturating_add(5));
        let limit = Rlimit { current: seconds, maximum: seconds };
        // Where the system refuses, the limit of time above is left.
        let _ = prlimit(Pid::from_raw(child.id() as i32), Resource::Cpu, limit);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (child, limit);
}

/// Puts title, description and a style sheet into the SVG of Graphviz, where others can override it.
pub fn decorate(svg: &str, title: &str, description: &str, style: &str) -> String {
    use super::svg::Escaped;
    let Some(start) = svg.find("<svg") else { return svg.to_owned() };
    let Some(end) = svg.get(start..).and_then(|rest| rest.find('>')).map(|at| start + at) else {
        return svg.to_owned();
    };
    let (head, body) = (svg.get(start..end).unwrap_or_default(), svg.get(end + 1..).unwrap_or_default());
    format!(
        "{head} role=\"img\" aria-labelledby=\"picture/title picture/description\">\n\
         <title id=\"picture/title\">{}</title>\n<desc id=\"picture/description\">{}</desc>\n\
         <style>\n{style}</style>{body}",
        Escaped(title),
        Escaped(description),
    )
}

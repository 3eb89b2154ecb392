//! Pictures as their users meet them: every ending and theme, with Graphviz, without it, and with one that fails.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const USAGE: i32 = 2;
const IO: i32 = 3;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/us-china-trade-talks")
}

/// Runs `dossier draw` on the bundled dossier in a folder; `path` replaces the search path.
fn draw(folder: &Path, arguments: &[&str], path: Option<&Path>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.current_dir(folder).arg("draw").arg(data()).args(arguments).stdin(Stdio::null());
    if let Some(path) = path {
        command.env("PATH", path);
    }
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a picture that must succeed is.
fn drawn(folder: &Path, name: &str, arguments: &[&str], path: Option<&Path>) -> Vec<u8> {
    let output = draw(folder, &[&["-o", name], arguments].concat(), path);
    assert!(output.status.success(), "{name}: {}", said(&output));
    fs::read(folder.join(name)).unwrap()
}

fn assert_svg(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap();
    let document = roxmltree::Document::parse(text).unwrap();
    let root = document.root_element();
    let child = |name: &str| root.children().find(|child| child.tag_name().name() == name);
    for name in ["title", "desc", "style"] {
        assert!(child(name).and_then(|child| child.text()).is_some_and(|text| !text.is_empty()), "{name}");
    }
    let claims = document.descendants().filter(|element| {
        element.attribute("class").is_some_and(|class| class.split(' ').any(|word| word == "claim"))
    });
    assert!(claims.filter(|element| element.attribute("id").is_some()).count() > 10);
}

/// Width and height of a PNG.
fn size(png: &[u8]) -> (u32, u32) {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

/// A folder with a program `dot` that does what a script says.
fn fake_dot(script: &str) -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dot");
    fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

#[test]
fn the_ending_says_what_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert_svg(&drawn(folder, "a.svg", &[], None));
    let (width, height) = size(&drawn(folder, "a.png", &["--dpi", "96"], None));
    assert!(width > 1000 && height > 500);
    let (double, _) = size(&drawn(folder, "b.png", &[], None));
    assert!(double.abs_diff(2 * width) <= 2, "{double} is not twice {width}");
    let pdf = drawn(folder, "a.pdf", &[], None);
    assert!(pdf.starts_with(b"%PDF"));
    let text = Command::new("pdftotext").arg(folder.join("a.pdf")).arg("-").output();
    let text = text.expect("this test needs pdftotext; tests/setup installs it");
    let text = String::from_utf8(text.stdout).unwrap();
    for words in ["ON THE TABLE", "Donald Trump", "China has gone back on nothing"] {
        assert!(text.contains(words), "{words} is no text in the PDF");
    }
    let dot = drawn(folder, "a.dot", &[], None);
    assert!(dot.starts_with(b"digraph"));
    assert!(drawn(folder, "a.html", &[], None).starts_with(b"<!DOCTYPE html>"));
    let output = draw(folder, &["-o", "a.jpg"], None);
    assert_eq!(output.status.code(), Some(USAGE));
    assert!(said(&output).contains(".svg, .png, .pdf, .dot or .html"), "{}", said(&output));
    let output = draw(folder, &["-o", "-"], None);
    assert_svg(&output.stdout);
}

#[test]
fn without_a_name_it_is_an_svg_beside_the_exports() {
    let folder = tempfile::tempdir().unwrap();
    let output = draw(folder.path(), &[], None);
    assert!(said(&output).contains("wrote exports/us-china-trade-talks.svg: "), "{}", said(&output));
    assert_svg(&fs::read(folder.path().join("exports/us-china-trade-talks.svg")).unwrap());
    // A part does not take the place of the whole.
    let output = draw(folder.path(), &["--issue", "issue-tariffs"], None);
    assert!(said(&output).contains("us-china-trade-talks.on-issue-tariffs.svg"), "{}", said(&output));
}

#[test]
fn themes_change_colours_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    for picture in [&["--picture", "briefing"], &["--picture", "plain"]] {
        let mut pictures = Vec::new();
        for theme in ["light", "dark", "print"] {
            let svg = drawn(folder.path(), "a.svg", &[&picture[..], &["--theme", theme]].concat(), None);
            assert_svg(&svg);
            pictures.push(String::from_utf8(svg).unwrap());
        }
        let bare = |svg: &String| {
            let (before, rest) = svg.split_once("<style>").unwrap();
            format!("{before}{}", rest.split_once("</style>").unwrap().1)
        };
        assert!(pictures[0] != pictures[1] && pictures[1] != pictures[2]);
        assert!(bare(&pictures[0]) == bare(&pictures[1]) && bare(&pictures[1]) == bare(&pictures[2]));
    }
}

#[test]
fn nothing_has_to_be_installed() {
    let (folder, empty) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (folder, empty) = (folder.path(), Some(empty.path()));
    for picture in ["briefing", "plain"] {
        assert_svg(&drawn(folder, "a.svg", &["--picture", picture], empty));
        size(&drawn(folder, "a.png", &["--picture", picture, "--dpi", "48"], empty));
        assert!(drawn(folder, "a.pdf", &["--picture", picture], empty).starts_with(b"%PDF"));
    }
    // A briefing is the same with Graphviz and without.
    assert!(drawn(folder, "a.svg", &[], empty) == drawn(folder, "b.svg", &[], None));
    let output = draw(folder, &["-o", "c.svg", "--engine", "dot"], empty);
    assert_eq!(output.status.code(), Some(IO));
    assert!(said(&output).contains("`dot` is not on the PATH"), "{}", said(&output));
}

#[test]
fn every_engine_of_graphviz_draws_both_pictures() {
    let folder = tempfile::tempdir().unwrap();
    for engine in ["dot", "neato", "fdp", "sfdp", "circo", "twopi"] {
        assert_svg(&drawn(
            folder.path(),
            "a.svg",
            &["--picture", "plain", "--engine", engine, "--time-limit", "600"],
            None,
        ));
    }
    assert_svg(&drawn(folder.path(), "a.svg", &["--engine", "dot"], None));
}

#[test]
fn a_graphviz_that_takes_too_long_is_ended_and_its_dot_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let slow = fake_dot("exec /bin/sleep 600");
    let arguments = ["-o", "a.svg", "--picture", "plain", "--time-limit", "1"];
    let output = draw(folder.path(), &arguments, Some(slow.path()));
    assert_eq!(output.status.code(), Some(IO));
    let words = said(&output);
    for part in ["did not finish within 1 seconds", "a.dot", "--time-limit", "--engine own"] {
        assert!(words.contains(part), "{words}");
    }
    assert!(!folder.path().join("a.svg").exists());
    assert!(fs::read_to_string(folder.path().join("a.dot")).unwrap().starts_with("digraph"));
}

#[test]
fn a_graphviz_that_fails_is_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let broken = fake_dot("echo 'out of coffee' >&2; exit 1");
    let output = draw(folder.path(), &["-o", "a.png", "--picture", "plain"], Some(broken.path()));
    assert_eq!(output.status.code(), Some(IO));
    assert!(said(&output).contains("Graphviz failed: out of coffee"), "{}", said(&output));
}

#[test]
fn a_picture_that_is_too_large_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let output = draw(folder.path(), &["-o", "a.png", "--dpi", "2400"], None);
    assert_eq!(output.status.code(), Some(IO));
    assert!(!folder.path().join("a.png").exists());
    // The number that it names would do: about 100 million pixels.
    let words = said(&output);
    let lower = words.split_once("use a lower --dpi (at most ").unwrap().1.split_once(")").unwrap().0;
    let (width, height) = size(&drawn(folder.path(), "b.png", &["--dpi", "96"], None));
    let scale = lower.parse::<f64>().unwrap() / 96.0;
    let pixels = f64::from(width) * f64::from(height) * scale * scale;
    assert!((98e6..100e6).contains(&pixels), "{lower}: {pixels}");
}

#[test]
fn a_large_picture_gets_the_dpi_that_fits_when_none_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let side = r#"width="9000pt" height="9000pt" viewBox="0 0 9000 9000""#;
    let svg = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" {side}><rect width="9" height="9"/></svg>"#);
    let huge = fake_dot(&format!("cat > /dev/null; echo '{svg}'"));
    let output =
        draw(folder.path(), &["-o", "a.png", "--picture", "plain", "--engine", "dot"], Some(huge.path()));
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("pixels per inch instead of 192"), "{}", said(&output));
    let (width, height) = size(&fs::read(folder.path().join("a.png")).unwrap());
    let pixels = u64::from(width) * u64::from(height);
    assert!((90_000_000..=100_100_000).contains(&pixels), "{width} by {height}");
}

/// A program that is killed cannot end Graphviz any more.
#[test]
#[cfg(target_os = "linux")]
fn the_system_ends_a_graphviz_that_takes_too_long() {
    let folder = tempfile::tempdir().unwrap();
    // Until it reads, the program has limited its time.
    let limits = fake_dot("read first; ulimit -t >&2; exit 1");
    let output = draw(
        folder.path(),
        &["-o", "a.svg", "--picture", "plain", "--engine", "dot", "--time-limit", "7"],
        Some(limits.path()),
    );
    assert!(said(&output).contains("Graphviz failed: 12"), "{}", said(&output));
}

#[test]
fn dpi_is_refused_where_there_are_no_pixels() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.svg", "a.pdf", "a.dot", "a.html"] {
        let output = draw(folder.path(), &["-o", name, "--dpi", "96"], None);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(said(&output).contains("applies only to PNG"), "{}", said(&output));
    }
}

/// A dossier of so many parties with an issue each.
fn many(folder: &Path, count: usize) {
    use std::fmt::Write;
    let (mut nodes, mut claims, mut text) = (String::new(), String::new(), String::new());
    for at in 0..count {
        let _ = writeln!(text, "Firm {at} wants {at} percent..");
        let _ = write!(
            nodes,
            "  Organization: {{f{at}: Firm {at}}}\n  Issue: {{i{at}: Issue {at}}}\n  Position: {{p{at}: \"{at} percent\"}}\n"
        );
        let _ = write!(
            claims,
            "  - quote: Firm {at} wants {at} percent\n    say: [f{at} partyTo talks, f{at} demands p{at}, p{at} onIssue i{at}, i{at} issueOf talks]\n"
        );
    }
    // A type is named once: its nodes stand together.
    let of_type = |name: &str| {
        let lines = nodes
            .lines()
            .filter_map(|line| line.trim().strip_prefix(&format!("{name}: {{"))?.strip_suffix('}'));
        lines.map(|node| format!("    {node}\n")).collect::<String>()
    };
    let nodes =
        ["Organization", "Issue", "Position"].map(|name| format!("  {name}:\n{}", of_type(name))).concat();
    let dossier = format!(
        "dossier: many\nsource: {{w: w.md}}\nnodes:\n{nodes}  Negotiation: {{talks: Talks}}\n  Work: {{w: The report}}\nclaims:\n{claims}"
    );
    fs::write(folder.join("dossier.yaml"), dossier).unwrap();
    fs::write(folder.join("w.md"), text).unwrap();
}

#[test]
fn of_a_large_graph_the_user_learns_what_is_not_shown_and_keeps_the_choice_of_the_engine() {
    let folder = tempfile::tempdir().unwrap();
    many(folder.path(), 340);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
        command.current_dir(folder.path()).arg("draw").args(arguments).output().unwrap()
    };
    let output = run(&["-o", "a.svg"]);
    let words = said(&output);
    for part in ["300 arrows do not fit on this page", "--issue: i0, i1, i10, i100, i101, and 335 more"] {
        assert!(words.contains(part), "{words}");
    }
    assert!(!said(&run(&["-o", "b.svg", "--issue", "i7"])).contains("do not fit"));
    // By itself such a graph is laid out by sfdp; whoever wants another engine gets it.
    let words = said(&run(&["-o", "a.svg", "--picture", "plain"]));
    let before = words.find("laying out 1022 nodes may take up to 60 seconds").unwrap();
    assert!(words.find("by Graphviz sfdp").unwrap() > before, "{words}");
    let slow = fake_dot("cat >/dev/null; exec /bin/sleep 600");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
    command.current_dir(folder.path()).env("PATH", format!("{}:/bin:/usr/bin", slow.path().display()));
    let arguments = ["draw", "-o", "c.svg", "--picture", "plain", "--engine", "circo", "--time-limit", "1"];
    assert_eq!(command.args(arguments).output().unwrap().status.code(), Some(IO));
    let kept = fs::read_to_string(folder.path().join("c.dot")).unwrap();
    assert!(kept.contains("layout=circo,") && !kept.contains("layout=sfdp"));
}

#[test]
fn the_doctor_says_what_is_used() {
    let empty = tempfile::tempdir().unwrap();
    let doctor = |path: Option<&Path>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
        command.arg("doctor");
        if let Some(path) = path {
            command.env("PATH", path);
        }
        let output = command.output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(doctor(None).contains("lays out whole graphs"));
    let without = doctor(Some(empty.path()));
    assert!(without.contains("Graphviz   not installed"), "{without}");
    for words in ["Noto Sans", "Arabic", "Chinese, Japanese, Korean, emoji"] {
        assert!(without.contains(words), "{without}");
    }
}

/// Waits until something holds; a program that hangs fails the test after a minute.
fn wait_for(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn watching_draws_again_when_a_file_changes() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dossier"));
        command.current_dir(folder.path()).args(arguments).stderr(Stdio::null()).stdin(Stdio::null());
        command
    };
    assert!(run(&["new", "strike"]).status().unwrap().success());
    let mut watching = run(&["draw", "strike", "-o", "a.svg", "--watch"]);
    let _ended = Ended(watching.stdout(Stdio::null()).spawn().unwrap());
    let picture = || fs::read_to_string(folder.path().join("a.svg")).unwrap_or_default();
    wait_for("there is no picture", || !picture().is_empty());
    let file = folder.path().join("strike/dossier.yaml");
    let before = fs::read_to_string(&file).unwrap();
    fs::write(&file, before.replace("label: The dockers’ union", "label: The union of the dockers")).unwrap();
    wait_for("the picture does not change", || picture().contains("union of the"));
}

/// A process that ends with the test, whatever becomes of it.
struct Ended(std::process::Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

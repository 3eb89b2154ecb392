//! Parses JSON Lines with sonic-rs into borrowed structs that know every field; nothing is kept and nothing checked.

use std::borrow::Cow;
use std::error::Error;
use std::fs::File;
use std::io::Read;

use serde::Deserialize;

/// How much is read at once, in bytes.
const PIECE: usize = 1 << 20;

#[derive(Deserialize)]
struct Node<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    r#type: Cow<'a, str>,
    #[serde(borrow)]
    props: NodeProperties<'a>,
}

#[derive(Deserialize)]
struct NodeProperties<'a> {
    #[serde(borrow)]
    label: Cow<'a, str>,
    #[serde(borrow)]
    description: Cow<'a, str>,
    #[serde(borrow)]
    date: Cow<'a, str>,
    number: f64,
}

#[derive(Deserialize)]
struct Edge<'a> {
    #[serde(borrow)]
    source: Cow<'a, str>,
    #[serde(borrow)]
    target: Cow<'a, str>,
    #[serde(borrow)]
    r#type: Cow<'a, str>,
    #[serde(borrow)]
    props: EdgeProperties<'a>,
}

#[derive(Deserialize)]
struct EdgeProperties<'a> {
    weight: f64,
    #[serde(borrow)]
    since: Cow<'a, str>,
    #[serde(borrow)]
    note: Cow<'a, str>,
}

/// Adds up lengths, so that no field can be left out, and prints them.
pub fn parse(files: &[&str]) -> Result<(), Box<dyn Error>> {
    let (mut lines, mut sum) = (0u64, 0usize);
    for file in files {
        let mut file = File::open(file)?;
        let mut bytes = Vec::with_capacity(2 * PIECE);
        loop {
            let is_last = file.by_ref().take(PIECE as u64).read_to_end(&mut bytes)? == 0;
            let end = if is_last { bytes.len() } else { memchr::memrchr(b'\n', &bytes).map_or(0, |at| at + 1) };
            let mut start = 0;
            for at in memchr::memchr_iter(b'\n', &bytes[..end]) {
                sum += line(&bytes[start..at])?;
                start = at + 1;
                lines += 1;
            }
            if is_last {
                break;
            }
            bytes.drain(..end);
        }
    }
    println!("{lines} lines, {sum}");
    Ok(())
}

fn line(line: &[u8]) -> Result<usize, sonic_rs::Error> {
    if line.starts_with(b"{\"source\"") {
        let Edge { source, target, r#type, props } = sonic_rs::from_slice(line)?;
        let EdgeProperties { weight, since, note } = props;
        Ok(source.len() + target.len() + r#type.len() + since.len() + note.len() + weight as usize)
    } else {
        let Node { id, r#type, props } = sonic_rs::from_slice(line)?;
        let NodeProperties { label, description, date, number } = props;
        Ok(id.len() + r#type.len() + label.len() + description.len() + date.len() + number as usize)
    }
}

//! A PDF whose objects have numbers and an order that follow from what they hold: svg2pdf takes both from hash tables, so
//! that the same picture would have other bytes in each process.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

/// The same document with its objects in the order in which references lead to them from the catalogue, and with the entries
/// of dictionaries that refer to objects in the order of their names. `None` for what is not laid out as pdf-writer does: a
/// table of cross-references (ISO 32000-1, section 7.5.4), and each entry of a dictionary on its line.
pub(super) fn in_fixed_order(pdf: &[u8]) -> Option<Vec<u8>> {
    let table = memchr::memmem::rfind(pdf, b"\nxref\n")? + 1;
    let trailer = std::str::from_utf8(pdf.get(table..)?).ok()?;
    let mut objects = objects(pdf, table, trailer)?;
    let root = number_behind(trailer, "/Root ")?;
    let info = number_behind(trailer, "/Info ")?;
    let mut order: Vec<u32> = Vec::new();
    let mut numbers: BTreeMap<u32, usize> = BTreeMap::new();
    // Last in, first out: what the first reference leads to comes before the second one.
    let mut open = vec![info, root];
    while let Some(number) = open.pop() {
        if numbers.contains_key(&number) {
            continue;
        }
        let object = objects.get_mut(&number)?;
        object.head = with_entries_sorted(&object.head);
        order.push(number);
        numbers.insert(number, order.len());
        open.extend(references(&object.head).map(|(_, number)| number).collect::<Vec<_>>().into_iter().rev());
    }
    let first = objects.values().map(|object| object.start).min()?;
    let mut out = pdf.get(..first)?.to_vec();
    let mut places = Vec::with_capacity(order.len());
    for number in &order {
        let object = objects.get(number)?;
        places.push(out.len());
        out.extend(format!("{} 0 obj", numbers.get(number)?).bytes());
        out.extend(renumbered(&object.head, &numbers)?.bytes());
        out.extend_from_slice(pdf.get(object.rest.clone())?);
    }
    let mut end = format!("xref\n0 {}\n0000000000 65535 f\r\n", order.len() + 1);
    for place in places {
        let _ = write!(end, "{place:010} 00000 n\r\n");
    }
    let _ = write!(
        end,
        "trailer\n<<\n  /Size {}\n  /Root {} 0 R\n  /Info {} 0 R\n>>\nstartxref\n{}\n%%EOF",
        order.len() + 1,
        numbers.get(&root)?,
        numbers.get(&info)?,
        out.len(),
    );
    out.extend(end.bytes());
    Some(out)
}

/// An object of a document.
struct Object {
    start: usize,
    /// The text between `obj` and the bytes of its stream, or `endobj`.
    head: String,
    rest: Range<usize>,
}

/// The objects by number, from the table of cross-references.
fn objects(pdf: &[u8], table: usize, trailer: &str) -> Option<BTreeMap<u32, Object>> {
    let rows = trailer.lines().filter(|line| line.trim_end().ends_with(" n"));
    let mut starts: Vec<usize> = rows.map(|line| line.get(..10)?.parse().ok()).collect::<Option<_>>()?;
    starts.sort_unstable();
    let ends = starts.iter().copied().skip(1).chain([table]);
    let mut objects = BTreeMap::new();
    for (start, end) in starts.iter().copied().zip(ends) {
        let object = pdf.get(start..end)?;
        let opening = memchr::memmem::find(object, b" 0 obj")?;
        let number = std::str::from_utf8(object.get(..opening)?).ok()?.trim().parse().ok()?;
        let head = opening + b" 0 obj".len();
        let stream = memchr::memmem::find(object, b"\nstream");
        let rest = stream.or_else(|| memchr::memmem::rfind(object, b"\nendobj"))?;
        let text = std::str::from_utf8(object.get(head..rest)?).ok()?.to_owned();
        objects.insert(number, Object { start, head: text, rest: start + rest..end });
    }
    Some(objects)
}

fn number_behind(text: &str, key: &str) -> Option<u32> {
    let (_, rest) = text.split_once(key)?;
    rest.split_ascii_whitespace().next()?.parse().ok()
}

/// Sorts neighbouring lines that are entries with references.
fn with_entries_sorted(head: &str) -> String {
    let mut lines: Vec<&str> = head.split('\n').collect();
    let is_entry = |line: &&str| {
        let line = line.trim_start();
        line.starts_with('/') && (line.ends_with(" 0 R") || line.ends_with(" 0 R]"))
    };
    for run in lines.chunk_by_mut(|one, other| is_entry(one) && is_entry(other)) {
        run.sort_by_key(|line| {
            let name = line.split_ascii_whitespace().next().unwrap_or(line);
            (name.len(), name)
        });
    }
    lines.join("\n")
}

/// The references `7 0 R` of a text: the position of the number, and the number.
fn references(text: &str) -> impl Iterator<Item = (Range<usize>, u32)> {
    text.match_indices(" 0 R").filter_map(|(end, _)| {
        let before = text.get(..end)?;
        let start = before.trim_end_matches(|at: char| at.is_ascii_digit()).len();
        Some((start..end, before.get(start..)?.parse().ok()?))
    })
}

fn renumbered(head: &str, numbers: &BTreeMap<u32, usize>) -> Option<String> {
    let (mut text, mut from) = (String::with_capacity(head.len()), 0);
    for (range, number) in references(head) {
        text.push_str(head.get(from..range.start)?);
        let _ = write!(text, "{}", numbers.get(&number)?);
        from = range.end;
    }
    text.push_str(head.get(from..)?);
    Some(text)
}

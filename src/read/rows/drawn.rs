//! The drawings of nodes and edges that yEd and yFiles write into GraphML: their labels are data, all else is layout.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::escape::unescape_with;
use quick_xml::events::BytesStart;

use super::xml_stream::{Seen, Xml, XmlStream, attribute};

/// What a drawing says: places in the texts that it was added to.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// The labels, the first one being the name.
    pub(super) labels: Vec<Range<usize>>,
    /// The compartments of a class of UML and what is above its name: the name of the property, and its text.
    pub(super) parts: Vec<(&'static str, Range<usize>)>,
    /// What it draws, such as `ShapeNode`.
    pub(super) shape: Option<Box<str>>,
    /// Whether a label is HTML, which was read as plain text.
    pub(super) has_html: bool,
}

/// An element of a drawing.
enum Open {
    /// One whose text is a label.
    Label(Range<usize>),
    /// A compartment of a class.
    Part(&'static str, Range<usize>),
    /// Several drawings, of which only one is shown: the one that is, and how many there were.
    Several(usize, usize),
    /// One that is not shown.
    Hidden,
    /// Any other.
    Other,
}

impl Drawn {
    /// Forgets everything, and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.labels.clear();
        self.parts.clear();
        (self.shape, self.has_html) = (None, false);
    }

    /// Reads a drawing whose first tag was read last; its texts are appended.
    ///
    /// # Errors
    /// Those of the stream.
    pub(super) fn read(
        &mut self,
        first: First,
        is_empty: bool,
        xml: &mut XmlStream,
        texts: &mut String,
        buffer: &mut Vec<u8>,
    ) -> Xml<()> {
        let mut stack = vec![first.0];
        if is_empty {
            self.close(stack.pop(), texts);
        }
        while !stack.is_empty() {
            match xml.next(buffer)? {
                Seen::Start(tag, is_empty) => {
                    let open = self.open(&tag, stack.last_mut(), texts)?;
                    if is_empty { self.close(Some(open), texts) } else { stack.push(open) }
                }
                Seen::End => self.close(stack.pop(), texts),
                Seen::Text(part) => {
                    if let Some(Open::Label(range) | Open::Part(_, range)) = stack.last_mut() {
                        // Texts of elements inside are no part of it, so that its own are adjacent.
                        texts.push_str(&part);
                        range.end = texts.len();
                    }
                }
                Seen::Other => {}
                Seen::Eof => break,
            }
        }
        Ok(())
    }

    /// What a tag opens.
    pub(super) fn first(&mut self, tag: &BytesStart<'_>, texts: &mut String) -> Xml<First> {
        let name = tag.local_name();
        if self.shape.is_none() && !["List", "Label"].contains(&name.as_ref()) {
            self.shape = Some(Box::from(name.as_ref()));
        }
        self.open(tag, None, texts).map(First)
    }

    fn open(&mut self, tag: &BytesStart<'_>, around: Option<&mut Open>, texts: &mut String) -> Xml<Open> {
        match around {
            Some(Open::Hidden) => return Ok(Open::Hidden),
            Some(Open::Several(shown, count)) => {
                *count += 1;
                if *count != *shown + 1 {
                    return Ok(Open::Hidden);
                }
            }
            _ => {}
        }
        let here = texts.len()..texts.len();
        Ok(match tag.local_name().as_ref() {
            "NodeLabel" | "EdgeLabel" | "Label.Text" => Open::Label(here),
            "AttributeLabel" => Open::Part("attributes", here),
            "MethodLabel" => Open::Part("methods", here),
            "Realizers" => {
                let shown = attribute(tag, "active")?.and_then(|active| active.parse().ok());
                Open::Several(shown.unwrap_or(0), 0)
            }
            "Label" => {
                if let Some(text) = attribute(tag, "Text")? {
                    texts.push_str(&text);
                    self.close(Some(Open::Label(here.start..texts.len())), texts);
                }
                Open::Other
            }
            "UML" => {
                for name in ["stereotype", "constraint"] {
                    if let Some(text) = attribute(tag, name)?.filter(|text| !text.is_empty()) {
                        let start = texts.len();
                        texts.push_str(&text);
                        self.parts.push((name, start..texts.len()));
                    }
                }
                Open::Other
            }
            _ => Open::Other,
        })
    }

    /// Takes the text of an element that ends.
    fn close(&mut self, open: Option<Open>, texts: &mut String) {
        match open {
            Some(Open::Label(range)) => {
                let range = self.plain(range, texts);
                if !range.is_empty() {
                    self.labels.push(range);
                }
            }
            Some(Open::Part(name, range)) => {
                let range = self.plain(range, texts);
                if !range.is_empty() {
                    self.parts.push((name, range));
                }
            }
            _ => {}
        }
    }

    /// The place of a text without the blanks around it, and without its tags if it is HTML.
    fn plain(&mut self, range: Range<usize>, texts: &mut String) -> Range<usize> {
        let text = texts.get(range.clone()).unwrap_or("");
        let start = text.trim_start();
        if start.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("<html")) {
            let plain = of_html(start);
            self.has_html = true;
            let start = texts.len();
            texts.push_str(&plain);
            return start..texts.len();
        }
        let skipped = text.len() - start.len();
        let from = range.start + skipped;
        from..from + start.trim_end().len()
    }
}

/// The first element of a drawing.
pub(super) struct First(Open);

/// The text of HTML: a line for each block, without tags.
fn of_html(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        plain.push_str(text);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, behind) = tag.split_at(end);
        let name = tag.trim_start_matches(['<', '/']).trim_end_matches(['>', '/']);
        let name = name.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or("");
        let breaks = ["br", "p", "div", "li", "tr", "h1", "h2", "h3", "center", "table", "ul", "ol"];
        if breaks.iter().any(|block| block.eq_ignore_ascii_case(name)) {
            plain.push('\n');
        }
        rest = behind;
    }
    plain.push_str(rest);
    let plain = unescape_with(&plain, |name| match name {
        "amp" => Some("&"),
        "lt" => Some("<"),
        "gt" => Some(">"),
        "quot" => Some("\""),
        "apos" => Some("'"),
        "nbsp" => Some(" "),
        _ => None,
    })
    .map_or_else(|_| plain.clone(), Cow::into_owned);
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines = plain.lines().map(words).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::of_html;

    #[test]
    fn html_is_read_as_people_see_it() {
        for (html, plain) in [
            ("<html><b>Harbour</b> office</html>", "Harbour office"),
            ("<html><p>One<br/>two</p>\n<p>A&amp;B&nbsp;&lt;C</p></html>", "One\ntwo\nA&B <C"),
            ("<HTML><body>x &unknown; y", "x &unknown; y"),
            ("<html><", ""),
        ] {
            assert_eq!(of_html(html), plain, "{html}");
        }
    }
}

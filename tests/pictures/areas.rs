//! Where things are in pictures by the built-in layout of whole graphs.

use dossier::draw::Font;
use roxmltree::{Document, Node};

/// A rectangle: left, top, right, bottom.
type Area = [f64; 4];

fn number(element: Node<'_, '_>, name: &str) -> f64 {
    element.attribute(name).map_or(0.0, |value| value.parse().unwrap())
}

fn box_area(element: Node<'_, '_>) -> Area {
    let (x, y) = (number(element, "x"), number(element, "y"));
    [x, y, x + number(element, "width"), y + number(element, "height")]
}

fn text_area(element: Node<'_, '_>) -> Area {
    let size = number(element, "font-size");
    let font = if element.has_attribute("font-weight") { Font::bold(size) } else { Font::regular(size) };
    let (x, y) = (number(element, "x"), number(element, "y"));
    [x, y - 0.72 * size, x + font.width(element.text().unwrap_or_default()), y + 0.1 * size]
}

fn overlap(a: Area, b: Area) -> bool {
    let much = 0.75;
    a[0] + much < b[2] && b[0] + much < a[2] && a[1] + much < b[3] && b[1] + much < a[3]
}

/// The elements of a name that have exactly these classes.
pub fn of_class<'d>(document: &'d Document<'_>, tag: &str, class: &str) -> Vec<Node<'d, 'd>> {
    let elements =
        document.descendants().filter(|element| element.has_tag_name(("http://www.w3.org/2000/svg", tag)));
    elements.filter(|element| element.attribute("class") == Some(class)).collect()
}

/// Fails where boxes or labels of a picture by the built-in layout of whole graphs overlap, or anything leaves it.
pub fn assert_apart(svg: &str) {
    let document = Document::parse(svg).unwrap();
    let root = document.root_element();
    let (width, height) = (number(root, "width"), number(root, "height"));
    let boxes: Vec<Area> = of_class(&document, "rect", "card").into_iter().map(box_area).collect();
    let labels: Vec<Area> = of_class(&document, "text", "label").into_iter().map(text_area).collect();
    let texts = document.descendants().filter(|element| element.tag_name().name() == "text").map(text_area);
    for area in boxes.iter().copied().chain(texts) {
        let inside = area[0] >= 0.0 && area[1] >= 0.0 && area[2] <= width + 0.5 && area[3] <= height;
        assert!(inside, "{area:?} leaves {width} by {height}");
    }
    let all: Vec<Area> = boxes.iter().chain(&labels).copied().collect();
    for (at, one) in all.iter().enumerate() {
        for other in &all[at + 1..] {
            assert!(!overlap(*one, *other), "{one:?} overlaps {other:?}");
        }
    }
}

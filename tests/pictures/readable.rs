//! Whether a scene can be read: nothing overlaps, nothing is cut, no id is there twice.

use std::collections::BTreeSet;

use dossier::draw::{Anchor, Group, Rectangle, Scene, Shape, Text};

/// A rectangle: left, top, right, bottom.
pub type Area = (f64, f64, f64, f64);

pub fn area_of_text(text: &Text) -> Area {
    let width = text.font.width(&text.words);
    let left = match text.anchor {
        Anchor::Start => text.x,
        Anchor::Middle => text.x - width / 2.0,
        Anchor::End => text.x - width,
    };
    (left, text.y - 0.72 * text.font.size, left + width, text.y + 0.1 * text.font.size)
}

pub fn area_of_box(shape: &Rectangle) -> Area {
    (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
}

pub fn overlap(a: Area, b: Area) -> bool {
    let much = 0.75;
    a.0 + much < b.2 && b.0 + much < a.2 && a.1 + much < b.3 && b.1 + much < a.3
}

pub fn within(inner: Area, outer: Area) -> bool {
    inner.0 >= outer.0 && inner.1 >= outer.1 && inner.2 <= outer.2 + 0.5 && inner.3 <= outer.3
}

/// Everything in a scene, flat.
#[derive(Default)]
pub struct Flat<'s> {
    pub texts: Vec<&'s Text>,
    pub cards: Vec<&'s Rectangle>,
    pub panels: Vec<&'s Rectangle>,
    pub groups: Vec<&'s Group>,
}

impl<'s> Flat<'s> {
    pub fn add(&mut self, shapes: &'s [Shape]) {
        for shape in shapes {
            match shape {
                Shape::Group(group) => {
                    self.groups.push(group);
                    self.add(&group.shapes);
                }
                Shape::Text(text) => self.texts.push(text),
                Shape::Rectangle(rectangle) if rectangle.class == "card" => self.cards.push(rectangle),
                Shape::Rectangle(rectangle) if rectangle.class == "panel" => self.panels.push(rectangle),
                Shape::Rectangle(_) | Shape::Line(_) => {}
            }
        }
    }
}

/// Fails unless a scene can be read and has so many cards.
pub fn assert_readable(scene: &Scene, cards: usize) {
    let mut flat = Flat::default();
    flat.add(&scene.shapes);
    assert_eq!(flat.cards.len(), cards, "cards");
    assert!(flat.texts.len() > cards, "each card has words, and the page a title");
    let page = (0.0, 0.0, scene.width, scene.height);
    for text in &flat.texts {
        assert!(within(area_of_text(text), page), "cut: {text:?}");
    }
    let apart = |areas: &[(Area, String)]| {
        for (at, (one, name)) in areas.iter().enumerate() {
            for (other, second) in &areas[at + 1..] {
                assert!(!overlap(*one, *other), "{name} overlaps {second}");
            }
        }
    };
    apart(&flat.texts.iter().map(|text| (area_of_text(text), format!("{text:?}"))).collect::<Vec<_>>());
    apart(&flat.cards.iter().map(|card| (area_of_box(card), format!("{card:?}"))).collect::<Vec<_>>());
    apart(&flat.panels.iter().map(|panel| (area_of_box(panel), format!("{panel:?}"))).collect::<Vec<_>>());
    // The words of a card or row stand within its border.
    let mut bordered = 0;
    for group in &flat.groups {
        let Some(Shape::Rectangle(border)) = group.shapes.first() else { continue };
        bordered += usize::from(border.class == "card");
        if ["point-bar", "bar"].iter().any(|class| border.class.starts_with(class)) {
            continue;
        }
        let mut inner = Flat::default();
        inner.add(&group.shapes[1..]);
        for text in inner.texts {
            assert!(within(area_of_text(text), area_of_box(border)), "{text:?} leaves {border:?}");
        }
    }
    assert_eq!(bordered, cards, "each card is the border of a group");
    let ids: Vec<&String> = flat.groups.iter().filter_map(|group| group.id.as_ref()).collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "an id is there twice");
}

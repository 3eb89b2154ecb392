//! The heads of arrows.

use super::scene::{Line, Shape};
use super::svg::Number;
use crate::ontology::Head;

/// How much of the way a head takes.
pub(super) fn length(head: Head) -> f64 {
    match head {
        Head::Normal => 9.0,
        Head::Open => 2.0,
        Head::Tee => 3.0,
        Head::Dot => 7.0,
        Head::Diamond => 12.0,
        Head::Crow | Head::None => 0.0,
    }
}

/// A head with its tip at a place, pointing along a vector of length 1.
pub(super) fn shape(head: Head, (x, y): (f64, f64), (dx, dy): (f64, f64)) -> Shape {
    let at = |along: f64, across: f64| {
        format!("{} {}", Number(x - along * dx - across * dy), Number(y - along * dy + across * dx))
    };
    let (class, path) = match head {
        Head::Normal => ("head", format!("M{}L{}L{}Z", at(0.0, 0.0), at(10.5, -4.2), at(10.5, 4.2))),
        Head::Open => ("head open", format!("M{}L{}L{}", at(9.0, -4.5), at(0.5, 0.0), at(9.0, 4.5))),
        Head::Dot => {
            let (from, to) = (at(0.0, 0.0), at(8.0, 0.0));
            ("head", format!("M{from}A4 4 0 1 1 {to}A4 4 0 1 1 {from}Z"))
        }
        Head::Diamond => {
            ("head", format!("M{}L{}L{}L{}Z", at(0.0, 0.0), at(6.5, -4.2), at(13.0, 0.0), at(6.5, 4.2)))
        }
        Head::Crow => (
            "head open",
            format!(
                "M{}L{}L{}M{}L{}",
                at(0.5, -5.0),
                at(10.0, 0.0),
                at(0.5, 5.0),
                at(10.0, 0.0),
                at(0.5, 0.0)
            ),
        ),
        Head::None => ("head open", String::new()),
        Head::Tee => {
            ("head", format!("M{}L{}L{}L{}Z", at(0.5, -8.0), at(3.5, -8.0), at(3.5, 8.0), at(0.5, 8.0)))
        }
    };
    Shape::Line(Line::new(class, path))
}

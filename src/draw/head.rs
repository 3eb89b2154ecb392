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
        Head::Tee => {
            ("head", format!("M{}L{}L{}L{}Z", at(0.5, -8.0), at(3.5, -8.0), at(3.5, 8.0), at(0.5, 8.0)))
        }
    };
    Shape::Line(Line::new(class, path))
}

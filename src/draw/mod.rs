//! Floor 6: pictures. Layouts make scenes of graphs; what is here makes files of scenes.

mod briefing;
mod fonts;
mod scene;
mod svg;
mod theme;

pub use briefing::scene as briefing_scene;
pub use fonts::{FAMILIES, Font, Weight};
pub use scene::{Anchor, Group, Line, Rectangle, Scene, Shape, Text};
pub use svg::svg;
pub use theme::style_sheet;

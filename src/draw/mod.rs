//! Layer 6: pictures. Layouts make scenes of graphs; what is here makes files of scenes.

mod apart;
mod block;
mod briefing;
mod families;
mod fonts;
pub mod graphviz;
mod head;
mod header;
mod layered;
mod page;
mod picture;
#[cfg(feature = "raster")]
pub mod raster;
mod scene;
mod svg;
mod theme;
mod timeline;

pub use briefing::scene as briefing_scene;
pub use fonts::{FAMILIES, Font, Weight};
pub use page::page;
pub use picture::{
    DrawError, DrawOptions, Drawing, Engine, GRAPHVIZ_ENGINES, MOST_BY_GRAPHVIZ, Picture, Recolours, dot,
    draw,
};
pub use scene::{Anchor, Family, Group, Line, Rectangle, Scene, Shape, Text};
pub use svg::svg;
pub use theme::style_sheet;
pub use timeline::scene as timeline_scene;

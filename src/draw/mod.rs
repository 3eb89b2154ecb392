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
mod layers;
mod network;
mod page;
mod picture;
#[cfg(feature = "raster")]
pub mod raster;
mod scene;
mod svg;
mod theme;
mod timeline;

pub use briefing::scene as briefing_scene;
pub(crate) use fonts::FAMILIES;
pub use fonts::{Font, Weight};
pub use network::scene as network_scene;
pub use page::page;
pub use picture::MOST_BY_GRAPHVIZ;
#[cfg(feature = "cli")]
pub(crate) use picture::most_connected;
pub use picture::{DrawError, DrawOptions, Drawing, Engine, GRAPHVIZ_ENGINES, Picture, Recolours, dot, draw};
pub use scene::{Anchor, Family, Group, Line, Look, Rectangle, Scene, Shape, Text};
pub use svg::svg;
pub use timeline::scene as timeline_scene;

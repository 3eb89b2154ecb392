//! PNG and PDF of an SVG, without tools of the system. The fonts are the program's own; those of the system are asked
//! only for characters that these lack, so that a picture is the same on every machine wherever it can be.

mod fixed_order;
mod fonts;

use std::collections::BTreeSet;
use std::fmt;

use resvg::{tiny_skia, usvg};

/// No picture has more pixels: about 400 MB while it is made.
const MOST_PIXELS: f64 = 100e6;
/// CSS pixels to the inch.
const CSS_DPI: f64 = 96.0;

/// A picture in another format.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Raster {
    /// The file.
    pub bytes: Vec<u8>,
    /// Characters for which no font here has a glyph; they are boxes or blanks in the picture.
    pub missing: BTreeSet<char>,
}

/// Why a picture could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RasterError {
    /// The SVG cannot be read.
    Svg(String),
    /// The picture would have too many pixels.
    TooLarge {
        /// Width in pixels.
        width: u64,
        /// Height in pixels.
        height: u64,
        /// The most pixels to the inch with which it could be made.
        dpi: u32,
    },
    /// The file cannot be made.
    Write(String),
}

impl fmt::Display for RasterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RasterError::Svg(why) => write!(f, "the picture cannot be read: {why}"),
            RasterError::TooLarge { width, height, dpi } => write!(
                f,
                "the picture would be {width} by {height} pixels; choose a lower --dpi ({dpi} would do), a part of the \
                 graph, or SVG"
            ),
            RasterError::Write(why) => write!(f, "the picture cannot be written: {why}"),
        }
    }
}

impl std::error::Error for RasterError {}

/// The PNG of an SVG with so many pixels to the inch.
///
/// # Errors
/// [`RasterError`]: an SVG that is none, or a picture beyond 100 million pixels.
pub fn png(svg: &str, dpi: u32) -> Result<Raster, RasterError> {
    let fonts = fonts::Fonts::new();
    let tree = parse(svg, &fonts)?;
    let scale = f64::from(dpi) / CSS_DPI;
    let size = tree.size();
    let (width, height) = (f64::from(size.width()) * scale, f64::from(size.height()) * scale);
    let too_large = || RasterError::TooLarge {
        width: width.ceil() as u64,
        height: height.ceil() as u64,
        dpi: (f64::from(dpi) * (MOST_PIXELS / (width * height)).sqrt()).floor().max(1.0) as u32,
    };
    if width * height > MOST_PIXELS {
        return Err(too_large());
    }
    let mut pixels = tiny_skia::Pixmap::new(width.ceil().max(1.0) as u32, height.ceil().max(1.0) as u32)
        .ok_or_else(too_large)?;
    let transform = tiny_skia::Transform::from_scale(scale as f32, scale as f32);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    let bytes = pixels.encode_png().map_err(|error| RasterError::Write(error.to_string()))?;
    Ok(Raster { bytes, missing: fonts.missing() })
}

/// The PDF of an SVG: one page of its size, with text as text and the fonts inside.
///
/// # Errors
/// [`RasterError`]: an SVG that is none, or what the writer of PDF says.
pub fn pdf(svg: &str) -> Result<Raster, RasterError> {
    let fonts = fonts::Fonts::new();
    let tree = parse(svg, &fonts)?;
    let options = svg2pdf::ConversionOptions::default();
    let page = svg2pdf::PageOptions { dpi: CSS_DPI as f32 };
    let bytes =
        svg2pdf::to_pdf(&tree, options, page).map_err(|error| RasterError::Write(error.to_string()))?;
    let laid_out = "the PDF is not laid out as expected".to_owned();
    let bytes = fixed_order::in_fixed_order(&bytes).ok_or(RasterError::Write(laid_out))?;
    Ok(Raster { bytes, missing: fonts.missing() })
}

fn parse(svg: &str, fonts: &fonts::Fonts) -> Result<usvg::Tree, RasterError> {
    usvg::Tree::from_str(svg, &fonts.options()).map_err(|error| RasterError::Svg(error.to_string()))
}

/// Whether the program's own fonts have a character.
pub fn embedded_fonts_have(char: char) -> bool {
    fonts::Fonts::new().embedded_has(char)
}

/// The family of the font of this system that has a character, if there is one.
pub fn system_font_for(char: char) -> Option<String> {
    fonts::Fonts::new().system_family(char)
}

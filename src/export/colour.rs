//! Colours as numbers: contrast (WCAG 2.1, "contrast ratio" and "relative luminance") and what people see who see
//! fewer colours.

/// The channels of a colour `#RRGGBB`; black where it is none.
pub(crate) fn channels(colour: &str) -> [u8; 3] {
    let channel = |at: usize| {
        colour.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(0)
    };
    [channel(1), channel(3), channel(5)]
}

/// The channels as shares of light.
pub(crate) fn linear(rgb: [u8; 3]) -> [f64; 3] {
    rgb.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    })
}

/// The contrast of two colours, from 1 to 21.
pub(crate) fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let luminance = |rgb| {
        let [red, green, blue] = linear(rgb);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The least contrast of lines (WCAG 2.1, 1.4.11).
pub(crate) const LINE: f64 = 3.0;
/// The least contrast of text (WCAG 2.1, 1.4.3).
pub(crate) const TEXT: f64 = 4.5;

/// A colour `#RRGGBB`, darkened on a bright ground and lightened on a dark one until it has a contrast.
pub(crate) fn seen_on(colour: &str, ground: [u8; 3], least: f64) -> String {
    let mut rgb = channels(colour);
    let is_bright = contrast(ground, [0; 3]) > contrast(ground, [255; 3]);
    let end = if is_bright { 0 } else { 255 };
    while contrast(rgb, ground) < least && rgb != [end; 3] {
        rgb = rgb.map(|channel| {
            let step = (channel.abs_diff(end) / 16).max(1).min(channel.abs_diff(end));
            if is_bright { channel - step } else { channel + step }
        });
    }
    let [red, green, blue] = rgb;
    format!("#{red:02X}{green:02X}{blue:02X}")
}

#[cfg(test)]
pub(crate) mod vision {
    //! Colour vision deficiencies: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
    //! Color Vision Deficiency" (2009), severity 1; differences as ΔE*ab (CIE 1976).

    use super::linear;

    pub(crate) const NORMAL: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    pub(crate) const PROTANOPIA: [[f64; 3]; 3] = [
        [0.152_286, 1.052_583, -0.204_868],
        [0.114_503, 0.786_281, 0.099_216],
        [-0.003_882, -0.048_116, 1.051_998],
    ];
    pub(crate) const DEUTERANOPIA: [[f64; 3]; 3] = [
        [0.367_322, 0.860_646, -0.227_968],
        [0.280_085, 0.672_501, 0.047_413],
        [-0.011_820, 0.042_940, 0.968_881],
    ];
    pub(crate) const TRITANOPIA: [[f64; 3]; 3] = [
        [1.255_528, -0.076_749, -0.178_779],
        [-0.078_411, 0.930_809, 0.147_602],
        [0.004_733, 0.691_367, 0.303_900],
    ];

    /// How far apart two colours look.
    pub(crate) fn difference(one: [u8; 3], other: [u8; 3], vision: [[f64; 3]; 3]) -> f64 {
        let [a, b] = [one, other].map(|colour| lab(seen(linear(colour), vision)));
        a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    }

    fn seen(rgb: [f64; 3], vision: [[f64; 3]; 3]) -> [f64; 3] {
        vision.map(|row| row.iter().zip(rgb).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0))
    }

    /// CIE L*a*b* of linear sRGB under D65.
    fn lab([red, green, blue]: [f64; 3]) -> [f64; 3] {
        let x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047;
        let y = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        let z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883;
        let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
        [116.0 * f(y) - 16.0, 500.0 * (f(x) - f(y)), 200.0 * (f(y) - f(z))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((contrast([255; 3], [0; 3]) - 21.0).abs() < 1e-9);
        assert!((contrast([255; 3], channels("#767676")) - 4.54).abs() < 0.01);
        assert_eq!(channels("#0F766E"), [0x0F, 0x76, 0x6E]);
    }

    #[test]
    fn red_and_green_look_alike_without_cones_for_them() {
        let (red, green) = ([170, 60, 30], [95, 100, 30]);
        let apart = vision::difference(red, green, vision::NORMAL);
        assert!(vision::difference(red, green, vision::DEUTERANOPIA) < apart / 2.0);
    }
}

//! What documents are printed on: pale patterns of our own, and the overprint that says what this is.

use crate::canvas::{Canvas, Colour, PIXELS_PER_MILLIMETRE, Type, blend};
use crate::person::pick;
use image::{GrayImage, Luma};
use imageproc::geometric_transformations::{Border, Interpolation, rotate_about_center};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use std::f32::consts::TAU;

/// Colours of one design.
#[derive(Clone, Copy)]
pub(crate) struct Palette {
    pub(crate) paper: Colour,
    pub(crate) pattern: Colour,
    pub(crate) label: Colour,
    pub(crate) ink: Colour,
    pub(crate) title: Colour,
}

const PALETTES: [Palette; 6] = [
    Palette {
        paper: [232, 238, 246],
        pattern: [150, 178, 214],
        label: [50, 80, 130],
        ink: [18, 20, 28],
        title: [30, 60, 120],
    },
    Palette {
        paper: [240, 234, 224],
        pattern: [214, 178, 140],
        label: [120, 60, 40],
        ink: [24, 18, 16],
        title: [130, 40, 40],
    },
    Palette {
        paper: [230, 242, 232],
        pattern: [150, 200, 160],
        label: [40, 100, 60],
        ink: [16, 24, 18],
        title: [20, 90, 60],
    },
    Palette {
        paper: [244, 238, 244],
        pattern: [204, 164, 204],
        label: [100, 50, 110],
        ink: [22, 16, 24],
        title: [90, 40, 110],
    },
    Palette {
        paper: [246, 244, 230],
        pattern: [206, 200, 140],
        label: [90, 84, 30],
        ink: [20, 20, 14],
        title: [110, 90, 20],
    },
    Palette {
        paper: [236, 238, 240],
        pattern: [170, 180, 190],
        label: [70, 80, 90],
        ink: [10, 12, 16],
        title: [40, 50, 64],
    },
];

pub(crate) fn palette(random: &mut ChaCha8Rng) -> Palette {
    PALETTES[random.random_range(0..PALETTES.len())]
}

/// Fills the canvas with paper and a pale pattern: waves, dots, or a lattice.
pub(crate) fn lay(canvas: &mut Canvas, palette: Palette, random: &mut ChaCha8Rng) {
    let (width, height) = canvas.image.dimensions();
    let strength = random.random_range(0.1..0.34);
    let period = random.random_range(1.3..3.2) * PIXELS_PER_MILLIMETRE;
    let sway = random.random_range(0.4..3.0) * PIXELS_PER_MILLIMETRE;
    let length = random.random_range(12.0..40.0) * PIXELS_PER_MILLIMETRE;
    let phase = random.random_range(0.0..TAU);
    let other = *pick(random, &[&[255u8, 255, 255], &palette.pattern, &palette.paper]);
    let kind = random.random_range(0..3);
    for y in 0..height {
        for x in 0..width {
            let (fx, fy) = (x as f32, y as f32);
            let cover = match kind {
                0 => {
                    let wave = (fy + sway * (TAU * fx / length + phase).sin()) / period;
                    line(wave.fract())
                }
                1 => {
                    let (cx, cy) = ((fx / period).fract() - 0.5, (fy / period).fract() - 0.5);
                    (1.0 - (cx.hypot(cy) - 0.22).max(0.0) * 8.0).clamp(0.0, 1.0)
                }
                _ => {
                    let bend = sway * (TAU * fy / length + phase).sin();
                    line(((fx + fy + bend) / period).fract()).max(line(((fx - fy - bend) / period).rem_euclid(1.0)))
                }
            };
            let mut pixel = image::Rgb(palette.paper);
            blend(&mut pixel, other, 0.35 * fx / width as f32);
            blend(&mut pixel, palette.pattern, strength * cover);
            canvas.image.put_pixel(x, y, pixel);
        }
    }
}

fn line(place: f32) -> f32 {
    (1.0 - ((place - 0.5).abs() - 0.07).max(0.0) * 14.0).clamp(0.0, 1.0)
}

/// Prints `word` across the whole document, pale, on a slant.
pub(crate) fn overprint(canvas: &mut Canvas, word: &str, kind: Type<'_>, random: &mut ChaCha8Rng) {
    let (width, height) = canvas.image.dimensions();
    let side = width.max(height);
    let mut sheet = Canvas { image: image::RgbImage::new(side, side) };
    let across = side as f32 / PIXELS_PER_MILLIMETRE;
    let kind = Type { capital: across * 0.12, colour: [255; 3], ..kind }.fitted(word, across * 0.8);
    let text = kind.width(word);
    let _ = sheet.text(word, (across - text) / 2.0, across / 2.0 + kind.capital / 2.0, kind);
    let mask = GrayImage::from_fn(side, side, |x, y| Luma([sheet.image.get_pixel(x, y).0[0]]));
    let slant = (height as f32 / width as f32).atan() * random.random_range(0.7..1.1);
    let mask = rotate_about_center(&mask, -slant, Interpolation::Bilinear, Border::Constant(Luma([0])));
    canvas.stamp(&mask, [200, 30, 40], random.random_range(0.1..0.2));
}

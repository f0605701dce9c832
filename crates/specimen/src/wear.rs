//! A document that was carried for years: its portrait has faded and is scratched, and everything else can be read.

use crate::canvas::blend;
use crate::truth::Specimen;
use image::imageops::{blur, crop_imm, replace};
use image::{Rgb, RgbImage};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How much of the portrait is the paper's colour.
const FADED: f32 = 0.6;
/// Deviation of the blur, as a share of the portrait's width.
const SOFT: f32 = 0.018;
/// Scratches.
const SCRATCHES: usize = 6;

/// `specimen` with a worn portrait. The same seed gives the same picture.
#[must_use]
pub fn worn(specimen: &Specimen, seed: u64) -> RgbImage {
    let mut image = specimen.image.clone();
    let Some(place) = &specimen.truth.portrait else { return image };
    let [from, _, to, _] = place.0;
    let (left, top) = (from.x.max(0.0) as u32, from.y.max(0.0) as u32);
    let (width, height) = (to.x as u32 - left, to.y as u32 - top);
    let mut portrait = blur(&crop_imm(&image, left, top, width, height).to_image(), SOFT * width as f32);
    // Beside the portrait is paper.
    let paper = *image.get_pixel(left.saturating_sub(width / 20), top);
    for pixel in portrait.pixels_mut() {
        blend(pixel, paper.0, FADED);
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x3EA6);
    for _ in 0..SCRATCHES {
        scratch(&mut portrait, paper, &mut random);
    }
    replace(&mut image, &portrait, i64::from(left), i64::from(top));
    image
}

/// A stroke that goes down steeply, as what is in a pocket leaves it.
fn scratch(portrait: &mut RgbImage, paper: Rgb<u8>, random: &mut ChaCha8Rng) {
    let (width, height) = (portrait.width() as f32, portrait.height() as f32);
    let (mut x, mut y) = (width * random.random_range(-0.15..1.0), height * random.random_range(0.0..1.0));
    let length = width * random.random_range(0.2..0.95);
    let angle = random.random_range(0.4..1.4f32);
    let thick = width * random.random_range(0.003..0.011);
    for _ in 0..length as u32 {
        let around = thick.ceil() as i32;
        for (dx, dy) in (-around..=around).flat_map(|dx| (-around..=around).map(move |dy| (dx, dy))) {
            let (at_x, at_y) = (x + dx as f32, y + dy as f32);
            if (dx as f32).hypot(dy as f32) <= thick
                && at_x >= 0.0
                && at_y >= 0.0
                && let Some(pixel) = portrait.get_pixel_mut_checked(at_x as u32, at_y as u32)
            {
                *pixel = paper;
            }
        }
        (x, y) = (x + angle.cos(), y + angle.sin());
    }
}

//! Selfies of the person of a portrait, with known faults.

use crate::assets::Assets;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, blur, crop_imm, flip_horizontal, replace, resize};
use image::{Rgb, RgbImage};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Normal};

/// Size of a selfie in pixels.
const SIZE: (u32, u32) = (900, 1200);

/// What goes wrong with a selfie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SelfieFault {
    /// Nothing.
    None,
    /// Too little light, as a factor of it.
    Dark(f32),
    /// Out of focus, as the deviation of a Gaussian in pixels.
    Blur(f32),
    /// A second face beside the first.
    TwoFaces,
    /// The face takes this part of its usual size.
    Far(f32),
}

/// A selfie of the first portrait's person as a JPEG file. `None` when there is no portrait.
#[must_use]
pub fn selfie(assets: &Assets, fault: SelfieFault, seed: u64) -> Option<Vec<u8>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x5E1F);
    let portrait = assets.portraits.first()?;
    // Heads of portraits are in the upper middle.
    let (width, height) = portrait.dimensions();
    let side = width.min(height) as f32;
    let top = random.random_range(0.0..0.03) * side;
    let (part_width, part_height) = (0.52 * side, 0.69 * side);
    let left = (0.18 + random.random_range(-0.02..0.02)) * side;
    let head = crop_imm(portrait, left as u32, top as u32, part_width as u32, part_height as u32).to_image();
    let wall = random.random_range(150..215u8);
    let mut image = RgbImage::from_pixel(SIZE.0, SIZE.1, Rgb([wall, wall.saturating_sub(4), wall.saturating_sub(10)]));
    match fault {
        SelfieFault::TwoFaces => {
            let half = resize(&head, SIZE.0 / 2, SIZE.1 / 2, FilterType::CatmullRom);
            replace(&mut image, &half, 0, i64::from(SIZE.1 / 4));
            replace(&mut image, &flip_horizontal(&half), i64::from(SIZE.0 / 2), i64::from(SIZE.1 / 4));
        }
        SelfieFault::Far(part) => {
            let small =
                resize(&head, (SIZE.0 as f32 * part) as u32, (SIZE.1 as f32 * part) as u32, FilterType::Triangle);
            let place = |all: u32, part: u32| i64::from((all - part.min(all)) / 2);
            replace(&mut image, &small, place(SIZE.0, small.width()), place(SIZE.1, small.height()));
        }
        _ => image = resize(&head, SIZE.0, SIZE.1, FilterType::CatmullRom),
    }
    if let SelfieFault::Blur(sigma) = fault {
        image = blur(&image, sigma);
    }
    let gain = if let SelfieFault::Dark(gain) = fault { gain } else { random.random_range(0.85..1.1) };
    let noise = Normal::new(0.0f32, random.random_range(1.0..3.0)).ok()?;
    for pixel in image.pixels_mut() {
        let grain = noise.sample(&mut random);
        pixel.0 = pixel.0.map(|value| (f32::from(value) * gain + grain).clamp(0.0, 255.0) as u8);
    }
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, random.random_range(86..95)).encode_image(&image).ok()?;
    Some(bytes)
}

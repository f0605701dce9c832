//! How a photo looks as a whole, so that the same photo is known again when it was saved anew.
//!
//! The signs of the lowest frequencies of the brightness, as in C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash
//! Functions" (2010), section 3.2.1, with 16 x 16 frequencies in the place of 8 x 8: a new photo of the same document must not look the same.

use crate::Photo;
use image::imageops::thumbnail;
use std::f32::consts::PI;
use verify::look::Look;

/// Cells that the photo is averaged into, along each side.
const CELLS: usize = 32;
/// Frequencies along each side whose sign is kept.
const KEPT: usize = 16;

/// The look of `photo`, which is upright.
#[must_use]
pub fn look(photo: &Photo) -> Look {
    let small = thumbnail(photo.luma(), CELLS as u32, CELLS as u32);
    let cells: Vec<f32> = small.pixels().map(|pixel| f32::from(pixel.0[0])).collect();
    // Along rows, then along columns: the cosine transform (DCT-II) comes apart. The mean itself, frequency 0, is left out.
    let waves: [[f32; CELLS]; KEPT] = std::array::from_fn(|wave| {
        let step = PI / CELLS as f32 * (wave as f32 + 1.0);
        std::array::from_fn(|cell| ((cell as f32 + 0.5) * step).cos())
    });
    let dot = |wave: &[f32; CELLS], at: &dyn Fn(usize) -> f32| -> f32 {
        wave.iter().enumerate().map(|(cell, weight)| weight * at(cell)).sum()
    };
    let rows: Vec<[f32; KEPT]> =
        cells.chunks_exact(CELLS).map(|row| waves.map(|wave| dot(&wave, &|cell| row[cell]))).collect();
    let mut bits = [0; KEPT * KEPT / 8];
    for (down, wave) in waves.iter().enumerate() {
        (0..KEPT).for_each(|across| {
            let bit = down * KEPT + across;
            bits[bit / 8] |= u8::from(dot(wave, &|row| rows[row][across]) > 0.0) << (bit % 8);
        });
    }
    Look(bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photo::Channels;
    use image::{DynamicImage, GrayImage, Luma};

    fn away(one: &DynamicImage, other: &DynamicImage) -> u32 {
        let of = |image: &DynamicImage| look(&Photo::from_image(image.clone(), Channels::Luma));
        of(one).distance(&of(other))
    }

    #[test]
    fn a_photo_that_was_scaled_or_brightened_looks_the_same_and_another_does_not() {
        // Fields of uneven brightness, as a page has them; `seed` says which. Their edges lie between the cells, or waves cancel out.
        let photo = |seed: u32| {
            DynamicImage::from(GrayImage::from_fn(640, 480, |x, y| {
                let mixed = (x / 37 + y / 41 * 18 + seed * 256 + 1).wrapping_mul(2_654_435_761);
                let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519);
                Luma([40 + ((mixed ^ (mixed >> 13)) % 160) as u8])
            }))
        };
        let one = photo(1);
        assert_eq!(away(&one, &one), 0);
        assert!(away(&one, &one.resize_exact(320, 240, image::imageops::FilterType::Triangle)) < 6);
        assert!(away(&one, &one.brighten(15)) < 6);
        assert!(away(&one, &photo(2)) > 30);
        assert!(away(&one, &one.flipv()) > 60);
    }
}

//! Signals of a photo of a screen, or of a printed copy: periodic patterns that neither paper nor a lens makes.
//!
//! They are for a person to look at. They refuse nobody, are never shown to an applicant, and are not in the WASM build.

use crate::photo::Photo;
use image::GrayImage;
use std::f32::consts::TAU;
use verify::geometry::Quad;
use verify::reading::{DocumentReading, RecaptureSignals};

/// Side of a patch, in pixels of the photo.
const PATCH: usize = 128;
/// Patches are taken from a grid of so many by so many inside the document.
const GRID: usize = 3;
/// Periods that are looked for, in cycles a patch: from 10 pixels to 2.2 pixels.
const CYCLES: std::ops::Range<usize> = 13..58;
/// Frequencies on either side that a peak is held against.
const AROUND: usize = 6;
/// A peak that stands out by this factor is as likely a raster as not.
const EVEN_ODDS: f32 = 5.0;

/// Measures the signals on the document, or on the whole photo where there is none. `None` when the photo is too small.
#[must_use]
pub fn measure(photo: &Photo, document: Option<&DocumentReading>) -> Option<RecaptureSignals> {
    let luma = photo.luma();
    let (width, height) = (luma.width() as f32, luma.height() as f32);
    let whole = Quad::rectangle(0.0, 0.0, width, height);
    let quad = document.map_or(whole, |document| document.quad.scaled(1.0 / photo.scale()));
    let mut across = Vec::new();
    let mut slanted = Vec::new();
    for row in 1..=GRID {
        for column in 1..=GRID {
            let share = |index: usize| index as f32 / (GRID + 1) as f32;
            let top = quad.0[0].towards(quad.0[1], share(column));
            let bottom = quad.0[3].towards(quad.0[2], share(column));
            let place = top.towards(bottom, share(row));
            let Some(patch) = Patch::at(luma, place.x, place.y) else { continue };
            let (peak, is_slanted) = patch.raster();
            across.push(if is_slanted { 0.0 } else { peak });
            slanted.push(if is_slanted { peak } else { 0.0 });
        }
    }
    // A raster is everywhere; print that happens to be regular is in one place.
    let typical = |mut peaks: Vec<f32>| {
        peaks.sort_unstable_by(f32::total_cmp);
        peaks.get(peaks.len() / 2).copied()
    };
    let likely = |peak: f32| 1.0 / (1.0 + (-(peak - EVEN_ODDS)).exp());
    Some(RecaptureSignals { screen: likely(typical(across)?), printed_copy: likely(typical(slanted)?) })
}

/// A square of the photo without its slow changes.
struct Patch(Vec<f32>);

impl Patch {
    /// The patch around a place; `None` when it leaves the photo.
    fn at(luma: &GrayImage, x: f32, y: f32) -> Option<Self> {
        let half = PATCH / 2;
        let (x, y) = ((x as usize).checked_sub(half)?, (y as usize).checked_sub(half)?);
        let (width, height) = (luma.width() as usize, luma.height() as usize);
        if x + PATCH > width || y + PATCH > height {
            return None;
        }
        let pixels = luma.as_raw();
        let value = |column: usize, row: usize| f32::from(pixels[(y + row) * width + x + column]);
        let mut flat = Vec::with_capacity(PATCH * PATCH);
        for row in 0..PATCH {
            for column in 0..PATCH {
                let near = |d: usize, at: usize| (at + d).saturating_sub(2).min(PATCH - 1);
                let mean =
                    (0..5).map(|d| value(near(d, column), row) + value(column, near(d, row))).sum::<f32>() / 10.0;
                // Edges of print count no more than a raster would.
                flat.push((value(column, row) - mean).clamp(-12.0, 12.0));
            }
        }
        Some(Self(flat))
    }

    /// How far a raster stands out, and whether it is slanted as halftones are. A raster repeats along every direction; the
    /// lines that a document is printed with do not repeat along themselves. Along its diagonals, a slanted one repeats
    /// twice as often as along rows.
    fn raster(&self) -> (f32, bool) {
        let peaks = [(1, 0), (0, 1), (1, 1), (1, -1)].map(|(dx, dy)| self.peak(dx, dy));
        let least = peaks.iter().map(|peak| peak.0).fold(f32::INFINITY, f32::min);
        let [row, column, down, up] = peaks.map(|peak| peak.1 as f32);
        (least, (down + up) > 1.5 * (row + column))
    }

    /// How far the strongest frequency along (dx, dy) stands out of those around it, averaged over parallel lines, and that
    /// frequency in cycles a patch.
    fn peak(&self, dx: i32, dy: i32) -> (f32, usize) {
        let mut power = vec![0.0f32; CYCLES.end + AROUND];
        let turns: Vec<(f32, f32)> = (0..PATCH).map(|step| (TAU * step as f32 / PATCH as f32).sin_cos()).collect();
        // An odd step, so that no raster hides between the lines.
        for line in (0..PATCH).step_by(5) {
            let at = |step: usize| {
                let (column, row) = match (dx, dy) {
                    (0, _) => (line, step),
                    (_, 0) => (step, line),
                    (_, down) if down > 0 => (step, (line + step) % PATCH),
                    _ => (step, (line + PATCH - step) % PATCH),
                };
                self.0[row * PATCH + column]
            };
            for (cycles, total) in power.iter_mut().enumerate().skip(CYCLES.start - AROUND) {
                let (mut real, mut imaginary) = (0.0, 0.0);
                for step in 0..PATCH {
                    let (sin, cos) = turns[cycles * step % PATCH];
                    real += at(step) * cos;
                    imaginary += at(step) * sin;
                }
                *total += real * real + imaginary * imaginary;
            }
        }
        let mut highest = (0.0f32, 0);
        for cycles in CYCLES {
            let mut around: Vec<f32> = (cycles - AROUND..=cycles + AROUND)
                .filter(|other| other.abs_diff(cycles) > 1)
                .filter_map(|other| power.get(other).copied())
                .collect();
            around.sort_unstable_by(f32::total_cmp);
            let usual = around.get(around.len() / 2).copied().unwrap_or(0.0) + 1.0;
            if power[cycles] / usual > highest.0 {
                highest = (power[cycles] / usual, cycles);
            }
        }
        highest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photo::Channels;

    /// Grey with a little noise and waves of `strength` every 8 pixels along each of `directions`.
    fn photo(strength: f32, directions: &[(u32, u32)]) -> Photo {
        let image = GrayImage::from_fn(600, 600, |x, y| {
            // Hashed (Steele and others, SplitMix), so that no period is in it.
            let mut noise = (u64::from(x) << 32 | u64::from(y)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            noise = (noise ^ noise >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let noise = (noise >> 40) % 7;
            let wave = |&(dx, dy): &(u32, u32)| (((dx * x + dy * y) % 8) as f32 / 8.0 * TAU).sin();
            let waves: f32 = directions.iter().map(wave).sum();
            image::Luma([(150.0 + noise as f32 + strength * waves) as u8])
        });
        Photo::from_image(image.into(), Channels::Luma)
    }

    #[test]
    fn a_raster_is_seen_and_noise_and_printed_lines_are_not() {
        for plain in [photo(0.0, &[]), photo(6.0, &[(0, 1)]), photo(6.0, &[(1, 1)])] {
            let none = measure(&plain, None).unwrap();
            assert!(none.screen < 0.4 && none.printed_copy < 0.4, "{none:?}");
        }
        // 7 is -1 on waves of 8.
        assert!(measure(&photo(6.0, &[(1, 0), (0, 1)]), None).unwrap().screen > 0.9);
        assert!(measure(&photo(6.0, &[(1, 1), (1, 7)]), None).unwrap().printed_copy > 0.9);
    }

    #[test]
    fn a_photo_smaller_than_a_patch_says_nothing() {
        let photo = Photo::from_image(image::DynamicImage::new_luma8(60, 60), Channels::Luma);
        assert_eq!(measure(&photo, None), None);
    }
}

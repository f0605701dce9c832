//! Heavy compression: steps at the borders of JPEG's blocks of 8 x 8 pixels that are not there between them.

use super::Found;
use crate::photo::Photo;

/// Rows that are looked at: every so many.
const EVERY: usize = 5;
/// Steps larger than this are edges of what is shown, in grey levels.
const EDGE: i32 = 24;

/// How much larger steps at block borders are than elsewhere, as a share of those elsewhere. `None` when the photo was
/// not decoded at full size, where blocks are gone.
pub(super) fn compressed(photo: &Photo) -> Option<Found> {
    if (photo.scale() - 1.0).abs() > 1e-3 {
        return None;
    }
    let luma = photo.luma();
    let (width, height) = (luma.width() as usize, luma.height() as usize);
    if width < 64 || height < 64 {
        return None;
    }
    let pixels = luma.as_raw();
    // Mean curvature across each of the eight columns of a block, so that slopes count for nothing. A photo that was
    // turned or cropped after it was compressed has its borders elsewhere.
    let mut sums = [0u64; 8];
    let mut counts = [0u64; 8];
    for y in (0..height).step_by(EVERY) {
        let row = &pixels[y * width..(y + 1) * width];
        for (x, four) in row.windows(4).enumerate() {
            let [a, b, c, d] = [0, 1, 2, 3].map(|i| i32::from(four[i]));
            let step = (3 * (b - c) - a + d).abs();
            if step < 4 * EDGE {
                sums[(x + 2) % 8] += u64::from(step.unsigned_abs());
                counts[(x + 2) % 8] += 1;
            }
        }
    }
    let means: [f32; 8] = std::array::from_fn(|i| sums[i] as f32 / counts[i].max(1) as f32);
    let highest = (0..8).max_by(|&a, &b| means[a].total_cmp(&means[b]))?;
    let others = (means.iter().sum::<f32>() - means[highest]) / 7.0;
    let value = if others > 0.05 { means[highest] / others - 1.0 } else { 0.0 };
    Some(Found { value: value.max(0.0), confidence: 0.8, region: None })
}

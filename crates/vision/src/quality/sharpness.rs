//! Blur and motion: how much of the contrast over three pixels is there over one already.
//!
//! At a sharp edge nearly all of it, on a smooth ramp a ninth, whatever the contrast. Noise adds the same to both, so it
//! is measured where the document is flattest, and taken away.

use super::Found;
use super::view::{Tile, View, quantile};

/// Contrast over three pixels (squared grey levels) that a tile must have beyond noise: print, not paper.
const PRINT: f32 = 90.0;
/// Tiles that are looked at: those with the most contrast.
const BEST: f32 = 0.8;

/// Sharpness in the sharper direction, 0.11 to 1, and the tile that is least sharp.
pub(super) fn blurry(view: &View) -> Option<Found> {
    let sharp = sharpness(view);
    if sharp.is_empty() {
        return None;
    }
    let best_of = |ratios: &[f32; 4]| ratios.iter().copied().fold(0.0, f32::max);
    let value = quantile(sharp.iter().map(|(_, ratios)| best_of(ratios)).collect(), BEST);
    let worst = sharp.iter().min_by(|a, b| best_of(&a.1).total_cmp(&best_of(&b.1)));
    let confidence = (sharp.len() as f32 / 12.0).min(1.0) * 0.95;
    Some(Found { value, confidence, region: worst.and_then(|(tile, _)| view.region_of(tile)) })
}

/// Sharpness in the least sharp direction, 0.11 to 1: low when the hand moved, even where [`blurry`] is not.
pub(super) fn motion(view: &View) -> Option<Found> {
    let sharp = sharpness(view);
    if sharp.is_empty() {
        return None;
    }
    let least_of = |ratios: &[f32; 4]| ratios.iter().copied().fold(f32::INFINITY, f32::min);
    let value = quantile(sharp.iter().map(|(_, ratios)| least_of(ratios)).collect(), BEST);
    Some(Found { value, confidence: (sharp.len() as f32 / 12.0).min(1.0) * 0.8, region: None })
}

/// Tiles with print and their ratios by direction. Where print cannot be seen at all, the tiles that come nearest to it:
/// a page on which nothing stands out is as likely blurred as empty.
fn sharpness(view: &View) -> Vec<(&Tile, [f32; 4])> {
    // Squared differences of pure noise are twice its variance, over any distance.
    let noise = quantile(view.tiles.iter().map(|tile| tile.fine.iter().sum::<f32>() / 4.0).collect(), 0.05);
    let least = |tile: &Tile| tile.coarse.iter().copied().fold(f32::INFINITY, f32::min) - noise;
    let ratios = |tile: &Tile| -> [f32; 4] {
        std::array::from_fn(|direction| {
            let (fine, coarse) = (tile.fine[direction] - noise, tile.coarse[direction] - noise);
            if coarse > 0.0 { (fine / coarse).clamp(0.0, 1.0) } else { 0.0 }
        })
    };
    let seen: Vec<&Tile> = view.tiles.iter().filter(|tile| tile.white < 0.5).collect();
    let print: Vec<(&Tile, [f32; 4])> =
        seen.iter().filter(|tile| least(tile) > PRINT).map(|&tile| (tile, ratios(tile))).collect();
    if !print.is_empty() {
        return print;
    }
    let nearest = seen.into_iter().max_by(|a, b| least(a).total_cmp(&least(b)));
    nearest.map(|tile| (tile, ratios(tile))).into_iter().collect()
}

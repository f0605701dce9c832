//! Light: too little, too much, uneven, reflected, without colour.

use super::Found;
use super::view::{View, quantile};

/// Grey levels by which paper under a reflection is brighter than the paper around it.
const REFLECTION: f32 = 22.0;
/// Share of a tile at white beside which even paper that is white elsewhere has lost its print.
const WHITE_TILE: f32 = 0.25;
/// A tile with so much dark print, as of a barcode, has lost none.
const FULL_OF_PRINT: f32 = 0.2;
/// Share of the tiles below which paper without a reflection is looked for: reflections are the brighter part.
const USUAL: f32 = 0.4;
/// Grey levels by which a tile at white must be brighter than the paper around it, for paper may be nearly white itself.
const BURNT: f32 = 8.0;

/// Share of the document under reflections, and the largest of them.
pub(super) fn glare(view: &View) -> Option<Found> {
    let (slope_x, slope_y, level) = plane(view)?;
    let excess = |index: usize| {
        let tile = &view.tiles[index];
        let (column, row) = ((index % view.columns) as f32, (index / view.columns) as f32);
        tile.paper - (level + slope_x * column + slope_y * row)
    };
    let shares: Vec<f32> = (view.tiles.iter().enumerate())
        .map(|(index, tile)| {
            let brighter = excess(index);
            let burnt = tile.white > WHITE_TILE && tile.dark < FULL_OF_PRINT && brighter > BURNT;
            match (burnt, brighter > REFLECTION) {
                (true, _) => 1.0,
                (false, true) => (brighter / (3.0 * REFLECTION)).min(1.0),
                (false, false) => 0.0,
            }
        })
        .collect();
    let value = shares.iter().sum::<f32>() / shares.len().max(1) as f32;
    let region = view.region_of_largest(&shares);
    Some(Found { value, confidence: 0.85, region })
}

/// Brightness of the paper over the tiles as a plane, fitted to the middle of its deviations. `None` without tiles.
fn plane(view: &View) -> Option<(f32, f32, f32)> {
    let rows = view.tiles.len() / view.columns.max(1);
    if rows == 0 {
        return None;
    }
    let at = |column: usize, row: usize| view.tiles.get(row * view.columns + column).map_or(0.0, |tile| tile.paper);
    // Slopes between tiles half the document apart, so that single bright tiles weigh little.
    let mut across = Vec::new();
    let mut down = Vec::new();
    let (half_columns, half_rows) = (view.columns.div_ceil(2), rows.div_ceil(2));
    for row in 0..rows {
        for column in 0..view.columns {
            if column + half_columns < view.columns {
                across.push((at(column + half_columns, row) - at(column, row)) / half_columns as f32);
            }
            if row + half_rows < rows {
                down.push((at(column, row + half_rows) - at(column, row)) / half_rows as f32);
            }
        }
    }
    let (slope_x, slope_y) = (quantile(across, 0.5), quantile(down, 0.5));
    let rests = view.tiles.iter().enumerate().map(|(index, tile)| {
        tile.paper - slope_x * (index % view.columns) as f32 - slope_y * (index / view.columns) as f32
    });
    Some((slope_x, slope_y, quantile(rests.collect(), USUAL)))
}

/// Brightness of the paper, in grey levels.
pub(super) fn too_dark(view: &View) -> Option<Found> {
    Some(Found { value: view.paper(0.75), confidence: 0.95, region: None })
}

/// Share of the document at white.
pub(super) fn overexposed(view: &View) -> Option<Found> {
    let white = view.tiles.iter().map(|tile| tile.white).sum::<f32>() / view.tiles.len().max(1) as f32;
    Some(Found { value: white, confidence: 0.95, region: None })
}

/// How much darker the paper is where it is darkest, as a share of where it is brightest.
pub(super) fn shadow(view: &View) -> Option<Found> {
    let (dark, bright) = (view.paper(0.1), view.paper(0.9));
    let darkest = view.tiles.iter().min_by(|a, b| a.paper.total_cmp(&b.paper));
    let region = darkest.and_then(|tile| view.region_of(tile));
    Some(Found { value: 1.0 - dark / bright.max(1.0), confidence: 0.7, region })
}

/// How colourful the most colourful tenth is: mean distance from grey in Cb and Cr (ITU-R BT.601), in grey levels.
pub(super) fn not_colour(view: &View) -> Option<Found> {
    let colour = view.colour.as_ref()?;
    let chroma = colour.pixels().step_by(7).map(|pixel| {
        let [r, g, b] = pixel.0.map(f32::from);
        (-0.169 * r - 0.331 * g + 0.5 * b).hypot(0.5 * r - 0.419 * g - 0.081 * b)
    });
    Some(Found { value: quantile(chroma.collect(), 0.9), confidence: 0.9, region: None })
}

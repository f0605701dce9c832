//! The pixels that all checks look at: the document seen straight at one size, or the whole frame where there is none.

use crate::photo::Photo;
use crate::rectify::{Projection, rectify, shrunk};
use image::{GrayImage, RgbImage, imageops};
use verify::geometry::{Quad, Region};
use verify::reading::DocumentReading;

/// Longest side of the view in pixels: 12 for a millimetre of a card.
const LONGEST: f32 = 1024.0;
/// A document narrower than this has no view of its own.
const NARROWEST: f32 = 32.0;
/// Side of a tile, in pixels of the view.
const TILE: u32 = 64;
/// A tile's paper is as bright as this share of its pixels is dark.
const PAPER: f32 = 0.9;

/// What the checks share, so that nothing is computed twice.
pub(super) struct View {
    pub(super) colour: Option<RgbImage>,
    pub(super) tiles: Vec<Tile>,
    pub(super) columns: usize,
    /// Pixels of the view to pixels of the photo at full size.
    to_photo: Option<Projection>,
}

/// A square of the view.
#[derive(Clone, Debug, Default)]
pub(super) struct Tile {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Brightness of its paper, in grey levels.
    pub(super) paper: f32,
    /// Share of its pixels at white.
    pub(super) white: f32,
    /// Share of its pixels that are dark.
    pub(super) dark: f32,
    /// Mean squared differences over one and three pixels: across, down, and along both diagonals.
    pub(super) fine: [f32; 4],
    /// See `fine`.
    pub(super) coarse: [f32; 4],
}

impl View {
    /// `None` when there is nothing to look at.
    pub(super) fn new(photo: &Photo, document: Option<&DocumentReading>) -> Option<Self> {
        let scale = photo.scale();
        let whole = Quad::rectangle(0.0, 0.0, photo.luma().width() as f32, photo.luma().height() as f32);
        let quad = document.map(|document| document.quad.scaled(1.0 / scale));
        let quad = quad.filter(|quad| quad.width() >= NARROWEST && quad.height() >= NARROWEST).unwrap_or(whole);
        let shrink = (LONGEST / quad.width().max(quad.height())).min(1.0);
        let (width, height) = ((quad.width() * shrink) as u32, (quad.height() * shrink) as u32);
        if width < 8 || height < 8 {
            return None;
        }
        let colour = photo.rgb().and_then(|rgb| match shrunk(rgb, shrink) {
            Some(small) => rectify(&small, &quad.scaled(shrink), width, height),
            None => rectify(rgb, &quad, width, height),
        });
        let luma = match &colour {
            Some(colour) => imageops::grayscale(colour),
            None => rectify(photo.luma(), &quad, width, height)?,
        };
        let view = Quad::rectangle(0.0, 0.0, width as f32, height as f32);
        let to_photo = Projection::between(&view, &quad.scaled(scale));
        let (columns, tiles) = tiles(&luma);
        Some(Self { colour, tiles, columns, to_photo })
    }

    /// A rectangle of the view as a region of the photo.
    pub(super) fn region(&self, left: f32, top: f32, right: f32, bottom: f32) -> Option<Region> {
        let quad = Quad::rectangle(left, top, right, bottom);
        self.to_photo.map(|projection| Region::from(projection.apply_quad(&quad)))
    }

    pub(super) fn region_of(&self, tile: &Tile) -> Option<Region> {
        let (left, top) = (tile.left as f32, tile.top as f32);
        self.region(left, top, left + tile.width as f32, top + tile.height as f32)
    }

    /// The rectangle around the neighbouring tiles whose `shares` (one a tile) are the most in sum; tiles of 0 part them.
    pub(super) fn region_of_largest(&self, shares: &[f32]) -> Option<Region> {
        let mut seen = vec![false; shares.len()];
        let mut largest: Option<(f32, Vec<usize>)> = None;
        for start in 0..shares.len() {
            let (mut members, mut open) = (Vec::new(), vec![start]);
            while let Some(index) = open.pop() {
                if shares.get(index).is_none_or(|&share| share <= 0.0) || std::mem::replace(&mut seen[index], true) {
                    continue;
                }
                members.push(index);
                let column = index % self.columns;
                let beside = [(column > 0).then(|| index - 1), (column + 1 < self.columns).then_some(index + 1)];
                open.extend(beside.into_iter().flatten());
                open.extend([index.checked_sub(self.columns), Some(index + self.columns)].into_iter().flatten());
            }
            let sum: f32 = members.iter().map(|&index| shares[index]).sum();
            if sum > largest.as_ref().map_or(0.0, |(most, _)| *most) {
                largest = Some((sum, members));
            }
        }
        let (_, members) = largest?;
        let tiles: Vec<&Tile> = members.iter().filter_map(|&index| self.tiles.get(index)).collect();
        let left = tiles.iter().map(|tile| tile.left).min()?;
        let top = tiles.iter().map(|tile| tile.top).min()?;
        let right = tiles.iter().map(|tile| tile.left + tile.width).max()?;
        let bottom = tiles.iter().map(|tile| tile.top + tile.height).max()?;
        self.region(left as f32, top as f32, right as f32, bottom as f32)
    }

    /// Brightness below which `share` of the tiles' paper lies, in grey levels.
    pub(super) fn paper(&self, share: f32) -> f32 {
        quantile(self.tiles.iter().map(|tile| tile.paper).collect(), share)
    }
}

/// The value below which `share` of `values` lies; 0 of none.
pub(super) fn quantile(mut values: Vec<f32>, share: f32) -> f32 {
    values.sort_unstable_by(f32::total_cmp);
    let index = (share * values.len().saturating_sub(1) as f32).round() as usize;
    values.get(index).copied().unwrap_or(0.0)
}

fn tiles(luma: &GrayImage) -> (usize, Vec<Tile>) {
    let (width, height) = luma.dimensions();
    let (columns, rows) = (width.div_ceil(TILE).max(1), height.div_ceil(TILE).max(1));
    let pixels = luma.as_raw();
    let at = |x: u32, y: u32| f32::from(pixels[(y * width + x) as usize]);
    let mut tiles = Vec::with_capacity((columns * rows) as usize);
    for row in 0..rows {
        for column in 0..columns {
            let (left, top) = (column * width / columns, row * height / rows);
            let (right, bottom) = ((column + 1) * width / columns, (row + 1) * height / rows);
            let mut tile = Tile { left, top, width: right - left, height: bottom - top, ..Tile::default() };
            let mut levels = [0u32; 256];
            let mut count = 0.0f32;
            for y in top..bottom {
                for x in left..right {
                    levels[pixels[(y * width + x) as usize] as usize] += 1;
                    if x < 3 || x + 3 >= width || y + 3 >= height {
                        continue;
                    }
                    count += 1.0;
                    let here = at(x, y);
                    let steps = [(1i32, 0u32), (0, 1), (1, 1), (-1, 1)];
                    for (direction, (dx, dy)) in steps.into_iter().enumerate() {
                        let near = at(x.saturating_add_signed(dx), y + dy) - here;
                        let far = at(x.saturating_add_signed(3 * dx), y + 3 * dy) - here;
                        tile.fine[direction] += near * near;
                        tile.coarse[direction] += far * far;
                    }
                }
            }
            let all: u32 = levels.iter().sum();
            let mut below = 0;
            tile.paper = levels
                .iter()
                .position(|&level| {
                    below += level;
                    below as f32 >= PAPER * all as f32
                })
                .unwrap_or(0) as f32;
            tile.white = levels[250..].iter().sum::<u32>() as f32 / all.max(1) as f32;
            tile.dark = levels[..100].iter().sum::<u32>() as f32 / all.max(1) as f32;
            for sums in [&mut tile.fine, &mut tile.coarse] {
                sums.iter_mut().for_each(|sum| *sum /= count.max(1.0));
            }
            tiles.push(tile);
        }
    }
    (columns as usize, tiles)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::tests::card;
    use crate::photo::Channels;
    use image::Rgb;

    /// The document fills the view whatever its size in the photo is: bright with a dark right half, in a grey frame.
    #[test]
    fn the_view_is_the_document_at_every_size() {
        for width in [400u32, 900, 1100, 1250, 1350, 1400] {
            let pixels = RgbImage::from_fn(1600, 1100, |x, y| {
                let on = (100..100 + width).contains(&x) && (100..100 + width * 5 / 8).contains(&y);
                Rgb(if !on {
                    [128; 3]
                } else if x < 100 + width / 2 {
                    [220; 3]
                } else {
                    [20; 3]
                })
            });
            let photo = Photo::from_image(pixels.into(), Channels::Colour);
            let (right, bottom) = (100.0 + width as f32, 100.0 + width as f32 * 0.625);
            let view = View::new(&photo, Some(&card(Quad::rectangle(100.0, 100.0, right, bottom)))).unwrap();
            let halves = view.tiles.iter().map(|tile| (tile.left + tile.width / 2, tile.paper));
            let middle = view.colour.as_ref().unwrap().width() / 2;
            for (x, paper) in halves.filter(|(x, _)| x.abs_diff(middle) > TILE) {
                let expected = if x < middle { 220.0 } else { 20.0 };
                assert!((paper - expected).abs() < 3.0, "{width}: {paper} at {x}");
            }
        }
    }
}

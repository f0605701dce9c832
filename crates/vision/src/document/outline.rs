//! What the locator network says: coarse maps over the photo. A third map, of the border, only helps its training.

use crate::engine::{Engine, ModelName};
use crate::model::{ModelError, Tensor};
use crate::photo::Photo;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images};
use verify::geometry::{Point, Quad};

/// Long side of the picture that the network sees, in pixels.
const LONG_SIDE: f32 = 256.0;
/// Both sides of that picture are multiples of this.
const MULTIPLE: u32 = 16;
/// Pixels of that picture for one cell of the maps.
const STRIDE: u32 = 4;
/// Brightness deviates by at least this many grey levels after evening out; below, noise would be blown up.
const LEAST_DEVIATION: f64 = 8.0;
/// Beyond this, a logit says no more than "certain".
const CERTAIN: f32 = 6.0;

/// The network's answer, as logits in cells, row by row.
pub(super) struct Maps {
    /// Cells in a row.
    pub(super) columns: usize,
    /// Rows of cells.
    pub(super) rows: usize,
    /// Inside the document's quad, even where something covers it.
    pub(super) inside: Vec<f32>,
    /// Covered by something that lies on the document.
    pub(super) covered: Vec<f32>,
    /// Pixels at working scale for one cell, across and down.
    pub(super) cell: (f32, f32),
    /// Where the first cell begins, in pixels at working scale.
    pub(super) origin: Point,
}

/// A rectangle of a photo, in pixels at working scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Part {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

impl Part {
    pub(super) fn whole(photo: &Photo) -> Self {
        let (width, height) = photo.luma().dimensions();
        Self { left: 0, top: 0, width, height }
    }

    /// The part of this one that `quad` (in pixels at working scale) takes up with some room around.
    pub(super) fn around(&self, quad: &Quad, room: f32) -> Self {
        let ends = |values: [f32; 4], start: u32, length: u32| {
            let (low, high) =
                values.iter().fold((f32::MAX, f32::MIN), |ends, &value| (ends.0.min(value), ends.1.max(value)));
            let margin = room * (high - low);
            let from = (low - margin).clamp(start as f32, (start + length) as f32) as u32;
            let to = (high + margin).ceil().clamp(from as f32, (start + length) as f32) as u32;
            (from, to - from)
        };
        let (left, width) = ends(quad.0.map(|corner| corner.x), self.left, self.width);
        let (top, height) = ends(quad.0.map(|corner| corner.y), self.top, self.height);
        Self { left, top, width, height }
    }

    /// Whether it has the shape of a document to a fiftieth: 1.42 (ID-2, ID-3) or 1.59 (ID-1), ISO/IEC 7810.
    /// Cameras take 4:3, 3:2 and 16:9; such a picture is a scan, cut along the document's edge.
    pub(super) fn is_cut_to_a_document(&self) -> bool {
        let long = self.width.max(self.height) as f32;
        let ratio = long / self.width.min(self.height).max(1) as f32;
        [1.42, 1.586].iter().any(|shape| (ratio / shape - 1.0).abs() < 0.018)
    }

    pub(super) fn area(&self) -> f32 {
        self.width as f32 * self.height as f32
    }
}

impl Maps {
    /// The middle of the cell of that index, in cells.
    pub(super) fn centre(&self, cell: usize) -> Point {
        Point::new((cell % self.columns) as f32 + 0.5, (cell / self.columns) as f32 + 0.5)
    }

    /// The cells that share a side with the one of that index.
    pub(super) fn neighbours(&self, cell: usize) -> impl Iterator<Item = usize> + use<> {
        let (columns, rows) = (self.columns, self.rows);
        let (column, row) = (cell % columns, cell / columns);
        let left = (column > 0).then(|| cell - 1);
        let right = (column + 1 < columns).then_some(cell + 1);
        let above = (row > 0).then(|| cell - columns);
        let below = (row + 1 < rows).then_some(cell + columns);
        [left, right, above, below].into_iter().flatten()
    }

    /// From cells to pixels at working scale.
    pub(super) fn to_pixels(&self, cells: Point) -> Point {
        Point::new(self.origin.x + cells.x * self.cell.0, self.origin.y + cells.y * self.cell.1)
    }

    /// Bilinear value of one of the maps at a place in cells; the edge is repeated.
    pub(super) fn at(&self, map: &[f32], place: Point) -> f32 {
        let x = (place.x - 0.5).clamp(0.0, (self.columns - 1) as f32);
        let y = (place.y - 0.5).clamp(0.0, (self.rows - 1) as f32);
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = ((left + 1).min(self.columns - 1), (top + 1).min(self.rows - 1));
        let (fx, fy) = (x - left as f32, y - top as f32);
        let value = |column: usize, row: usize| map[row * self.columns + column];
        let upper = value(left, top) * (1.0 - fx) + value(right, top) * fx;
        let lower = value(left, bottom) * (1.0 - fx) + value(right, bottom) * fx;
        upper * (1.0 - fy) + lower * fy
    }
}

/// The chance that a logit stands for.
pub(super) fn chance(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// Runs the network on a part of the photo. `None` for parts too small or too narrow to show a document.
pub(super) fn maps(photo: &Photo, part: &Part, engine: &Engine) -> Result<Option<Maps>, ModelError> {
    let (width, height) = (part.width, part.height);
    let long = width.max(height) as f32;
    if width.min(height) < 32 || long / width.min(height) as f32 > 4.0 {
        return Ok(None);
    }
    let side = |pixels: u32| ((pixels as f32 * LONG_SIDE / long / MULTIPLE as f32).round().max(2.0) as u32) * MULTIPLE;
    let (columns, rows) = (side(width), side(height));
    let input = evened(photo, part, columns, rows);
    let shape = [1, 3, rows as usize, columns as usize];
    let answer = engine.model(ModelName::DocumentLocator)?.run(vec![Tensor::new(shape, input)])?;
    let (columns, rows) = ((columns / STRIDE) as usize, (rows / STRIDE) as usize);
    let cells = columns * rows;
    let answer = answer.into_iter().next().unwrap_or_default();
    if answer.shape != [1, 3, rows, columns] || answer.data.len() != 3 * cells {
        return Err(ModelError::Failed {
            name: ModelName::DocumentLocator.name().into(),
            cause: format!("it answered {:?}, not [1, 3, {rows}, {columns}]", answer.shape),
        });
    }
    let map = |index: usize| -> Vec<f32> {
        answer.data[index * cells..(index + 1) * cells]
            .iter()
            .map(|&logit| if logit.is_finite() { logit.clamp(-CERTAIN, CERTAIN) } else { -CERTAIN })
            .collect()
    };
    Ok(Some(Maps {
        columns,
        rows,
        inside: map(0),
        covered: map(2),
        cell: (width as f32 / columns as f32, height as f32 / rows as f32),
        origin: Point::new(part.left as f32, part.top as f32),
    }))
}

/// The part shrunk to `columns` x `rows`, planes of red, green and blue, all values together with mean 0 and
/// deviation 1, as in training. A photo without colour gives three equal planes.
fn evened(photo: &Photo, part: &Part, columns: u32, rows: u32) -> Vec<f32> {
    let count = (columns * rows) as usize;
    let (pixels, kind, channels) = match photo.rgb() {
        Some(rgb) => (rgb.as_raw(), PixelType::U8x3, 3),
        None => (photo.luma().as_raw(), PixelType::U8, 1),
    };
    let mut shrunk = vec![0u8; count * channels];
    let (width, height) = photo.luma().dimensions();
    let source = images::ImageRef::new(width, height, pixels, kind);
    let target = images::Image::from_slice_u8(columns, rows, &mut shrunk, kind);
    if let (Ok(source), Ok(mut target)) = (source, target) {
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Box)).crop(
            f64::from(part.left),
            f64::from(part.top),
            f64::from(part.width),
            f64::from(part.height),
        );
        // Fails only for parts that are empty or not in the photo, which there are none of.
        let _ = Resizer::new().resize(&source, &mut target, &options);
    }
    let (sum, squares) = shrunk.iter().fold((0u64, 0u64), |(sum, squares), &value| {
        let value = u64::from(value);
        (sum + value, squares + value * value)
    });
    let mean = sum as f64 / shrunk.len() as f64;
    let deviation = (squares as f64 / shrunk.len() as f64 - mean * mean).max(0.0).sqrt().max(LEAST_DEVIATION);
    let mut planes = vec![0f32; count * 3];
    for (channel, plane) in planes.chunks_exact_mut(count).enumerate() {
        let values = shrunk.iter().skip(channel % channels).step_by(channels);
        for (out, &value) in plane.iter_mut().zip(values) {
            *out = ((f64::from(value) - mean) / deviation) as f32;
        }
    }
    planes
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Maps as a sure network would answer for a document at `quad`, 4 pixels a cell.
    pub(in crate::document) fn drawn(columns: usize, rows: usize, quad: &Quad) -> Maps {
        let share = |cell: usize| {
            let (left, top) = ((cell % columns) as f32, (cell / columns) as f32);
            let places = (0..64).map(|place| {
                Point::new(left + ((place % 8) as f32 + 0.5) / 8.0, top + ((place / 8) as f32 + 0.5) / 8.0)
            });
            places.filter(|&place| quad.contains(place)).count() as f32 / 64.0
        };
        let inside = (0..columns * rows).map(|cell| (share(cell) * 2.0 - 1.0) * 5.0).collect();
        let nothing = vec![-CERTAIN; columns * rows];
        Maps { columns, rows, inside, covered: nothing, cell: (4.0, 4.0), origin: Point::new(0.0, 0.0) }
    }

    #[test]
    fn a_closer_part_has_room_around_the_quad_and_stays_in_the_photo() {
        let photo = Part { left: 0, top: 0, width: 400, height: 300 };
        let quad = Quad::rectangle(-10.0, 100.0, 190.0, 200.0);
        assert_eq!(photo.around(&quad, 0.2), Part { left: 0, top: 80, width: 230, height: 140 });
    }
}

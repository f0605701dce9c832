//! Faces with five points, by YuNet (Wu et al., 2023): a grid of candidates at three strides, each with a class score, an
//! object score, a box and five points.

use crate::engine::{Engine, ModelName};
use crate::model::{ModelError, Tensor};
use crate::rectify::rectify;
use image::RgbImage;
use verify::geometry::{Point, Quad};

/// Side of the square that the detector sees of a photo.
pub(super) const SIDE: usize = 640;
/// The same of a frame, where one face is expected near by.
pub(super) const SIDE_OF_A_FRAME: usize = 320;
/// Strides of its three grids.
const STRIDES: [usize; 3] = [8, 16, 32];
/// Scores below this are no faces.
const LEAST_SCORE: f32 = 0.6;
/// Boxes that overlap more are of one face.
const MOST_OVERLAP: f32 = 0.3;
/// More than so many faces are not looked at.
const MOST_FACES: usize = 32;

/// A detected face, in pixels of the image that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Detection {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) width: f32,
    pub(super) height: f32,
    /// 0 to 1.
    pub(super) score: f32,
    /// Right eye, left eye (the person's own), tip of the nose, right and left corner of the mouth.
    pub(super) points: [Point; 5],
}

impl Detection {
    pub(super) fn area(&self) -> f32 {
        self.width * self.height
    }

    pub(super) fn overlap(&self, other: &Self) -> f32 {
        let across = (self.left + self.width).min(other.left + other.width) - self.left.max(other.left);
        let down = (self.top + self.height).min(other.top + other.height) - self.top.max(other.top);
        let shared = across.max(0.0) * down.max(0.0);
        shared / (self.area() + other.area() - shared).max(1e-6)
    }

    /// The face in the pixels that `to_photo` leads to.
    fn through(&self, scale: f32, origin: Point) -> Self {
        let place = |point: Point| Point::new(origin.x + point.x * scale, origin.y + point.y * scale);
        let corner = place(Point::new(self.left, self.top));
        Self {
            left: corner.x,
            top: corner.y,
            width: self.width * scale,
            height: self.height * scale,
            score: self.score,
            points: self.points.map(place),
        }
    }
}

/// Faces in the rectangle of `photo` from (`left`, `top`) of `width x height` pixels, seen in a square of `side`.
///
/// # Errors
/// [`ModelError`] when the detector cannot be run or gives other shapes than it should.
pub(super) fn detect(
    photo: &RgbImage,
    part: [f32; 4],
    side: usize,
    engine: &Engine,
) -> Result<Vec<Detection>, ModelError> {
    let [left, top, width, height] = part;
    let scale = width.max(height) / side as f32;
    if scale <= 0.0 || !scale.is_finite() {
        return Ok(Vec::new());
    }
    // The square that the detector sees, its lower or right end beyond the part.
    let (seen_width, seen_height) = ((width / scale).round() as u32, (height / scale).round() as u32);
    let quad = Quad::rectangle(left, top, left + width, top + height);
    let Some(seen) = rectify(photo, &quad, seen_width.max(1), seen_height.max(1)) else { return Ok(Vec::new()) };
    let mut data = vec![0.0; 3 * side * side];
    for (x, y, pixel) in seen.enumerate_pixels().filter(|(x, y, _)| (*x as usize) < side && (*y as usize) < side) {
        let place = y as usize * side + x as usize;
        // Blue, green, red.
        for (plane, &value) in pixel.0.iter().rev().enumerate() {
            data[plane * side * side + place] = f32::from(value);
        }
    }
    let model = engine.model(ModelName::FaceDetector)?;
    let outputs = model.run(vec![Tensor::new([1, 3, side, side], data)])?;
    let found = decode(&outputs, side).ok_or_else(|| ModelError::Failed {
        name: ModelName::FaceDetector.name().into(),
        cause: format!("its outputs have the shapes {:?}", outputs.iter().map(|o| o.shape.clone()).collect::<Vec<_>>()),
    })?;
    let origin = Point::new(left, top);
    Ok(without_doubles(found).iter().map(|face| face.through(scale, origin)).collect())
}

/// Candidates above the least score. `None` for outputs of other sizes.
fn decode(outputs: &[Tensor], side: usize) -> Option<Vec<Detection>> {
    let mut found = Vec::new();
    for (level, &stride) in STRIDES.iter().enumerate() {
        let grid = side / stride;
        let cells = grid * grid;
        let part = |kind: usize, channels: usize| {
            let data = &outputs.get(kind * STRIDES.len() + level)?.data;
            (data.len() == cells * channels).then_some(data.as_slice())
        };
        let (class, object, boxes, points) = (part(0, 1)?, part(1, 1)?, part(2, 4)?, part(3, 10)?);
        let step = stride as f32;
        for cell in 0..cells {
            let score = (class[cell].clamp(0.0, 1.0) * object[cell].clamp(0.0, 1.0)).sqrt();
            if score < LEAST_SCORE {
                continue;
            }
            let (column, row) = ((cell % grid) as f32, (cell / grid) as f32);
            let [dx, dy, dw, dh] = [0, 1, 2, 3].map(|i| boxes[cell * 4 + i]);
            let (width, height) = (dw.exp() * step, dh.exp() * step);
            let points = std::array::from_fn(|point| {
                let at = cell * 10 + 2 * point;
                Point::new((points[at] + column) * step, (points[at + 1] + row) * step)
            });
            found.push(Detection {
                left: (column + dx) * step - width / 2.0,
                top: (row + dy) * step - height / 2.0,
                width,
                height,
                score,
                points,
            });
        }
    }
    Some(found)
}

/// Keeps the surest of overlapping faces.
pub(super) fn without_doubles(mut found: Vec<Detection>) -> Vec<Detection> {
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Detection> = Vec::new();
    for face in found {
        if kept.len() < MOST_FACES && kept.iter().all(|other| face.overlap(other) < MOST_OVERLAP) {
            kept.push(face);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Outputs with one face at a cell of the middle grid.
    fn outputs(score: f32) -> Vec<Tensor> {
        let mut outputs = Vec::new();
        for channels in [1, 1, 4, 10] {
            for stride in STRIDES {
                let cells = (SIDE / stride).pow(2);
                outputs.push(Tensor::new([1, cells, channels], vec![0.0; cells * channels]));
            }
        }
        let cell = 10 * 40 + 20;
        outputs[1].data[cell] = score;
        outputs[4].data[cell] = score;
        outputs[7].data[cell * 4 + 2..cell * 4 + 4].fill(2.0f32.ln());
        outputs[10].data[cell * 10] = 0.5;
        outputs
    }

    #[test]
    fn a_candidate_becomes_a_box_with_points() {
        let found = decode(&outputs(0.9), SIDE).unwrap();
        assert_eq!(found.len(), 1);
        let face = &found[0];
        assert!((face.score - 0.9).abs() < 1e-5);
        assert_eq!((face.left, face.top), (20.0 * 16.0 - 16.0, 10.0 * 16.0 - 16.0));
        assert!((face.width - 32.0).abs() < 1e-3 && (face.height - 32.0).abs() < 1e-3);
        assert_eq!(face.points[0], Point::new(328.0, 160.0));
        assert!(decode(&outputs(0.3), SIDE).unwrap().is_empty());
        assert!(decode(&outputs(0.9)[..11], SIDE).is_none());
    }

    #[test]
    fn of_overlapping_faces_the_surest_stays() {
        let face = |left: f32, score: f32| Detection {
            left,
            top: 0.0,
            width: 100.0,
            height: 100.0,
            score,
            points: [Point::default(); 5],
        };
        let kept = without_doubles(vec![face(0.0, 0.7), face(10.0, 0.9), face(300.0, 0.8)]);
        assert_eq!(kept.iter().map(|face| face.score).collect::<Vec<_>>(), [0.9, 0.8]);
    }
}

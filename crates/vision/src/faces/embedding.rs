//! What is compared when two faces are (SFace; Zhong et al., 2021).

use super::align::onto;
use crate::engine::{Engine, ModelName};
use crate::model::{ModelError, Tensor};
use crate::photo::Photo;
use image::RgbImage;
use verify::geometry::Point;
use verify::reading::FaceReading;

/// Side of the aligned face.
const SIDE: u32 = 112;
/// Where the five points of an aligned face lie, in the order of [`FaceReading::landmarks`] (the template of ArcFace,
/// which SFace was trained on).
const TEMPLATE: [[f32; 2]; 5] =
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]];

/// A face as a point on a sphere: near to other photos of the same person. Never leaves the process.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding(Vec<f32>);

impl Embedding {
    /// Cosine of the angle between two faces, -1 to 1; see `Limits::face_match` for what counts as the same person.
    #[must_use]
    pub fn cosine(&self, other: &Self) -> f32 {
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let length = (dot(&self.0, &self.0) * dot(&other.0, &other.0)).sqrt();
        if length > 0.0 { (dot(&self.0, &other.0) / length).clamp(-1.0, 1.0) } else { 0.0 }
    }
}

/// The embedding of `face` in `photo`. `Ok(None)` when the photo was decoded without colour, or the face has no extent.
///
/// # Errors
/// [`ModelError`] when the model cannot be run.
pub fn embed(photo: &Photo, face: &FaceReading, engine: &Engine) -> Result<Option<Embedding>, ModelError> {
    let scale = 1.0 / photo.scale();
    let points = face.landmarks.map(|point| point.scaled(scale));
    photo.rgb().map_or(Ok(None), |rgb| of_points(rgb, &points, engine))
}

/// The embedding of the face whose five points lie there, in pixels of `rgb`.
pub(super) fn of_points(rgb: &RgbImage, points: &[Point; 5], engine: &Engine) -> Result<Option<Embedding>, ModelError> {
    let Some(aligned) = onto(rgb, points, &TEMPLATE, SIDE) else { return Ok(None) };
    let cells = (SIDE * SIDE) as usize;
    let mut data = vec![0.0; 3 * cells];
    for (cell, pixel) in aligned.pixels().enumerate() {
        for (plane, &value) in pixel.0.iter().enumerate() {
            data[plane * cells + cell] = f32::from(value);
        }
    }
    let model = engine.model(ModelName::FaceEmbedding)?;
    let output = model.run(vec![Tensor::new([1, 3, SIDE as usize, SIDE as usize], data)])?.into_iter().next();
    Ok(output.map(|output| Embedding(output.data)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cosine_is_one_for_itself_and_nothing_for_nothing() {
        let one = Embedding(vec![1.0, 2.0]);
        assert!((one.cosine(&Embedding(vec![2.0, 4.0])) - 1.0).abs() < 1e-6);
        assert!(one.cosine(&Embedding(vec![-2.0, 1.0])).abs() < 1e-6);
        assert!(one.cosine(&Embedding(vec![0.0, 0.0])).abs() < 1e-6);
    }
}

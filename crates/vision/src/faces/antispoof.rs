//! One passive signal of a face that is not live (MiniFASNet). It refuses nobody, and is not in the WASM build, where it
//! could be tuned against.

use super::align::Square;
use super::detect::Detection;
use crate::engine::{Engine, ModelName};
use crate::model::{ModelError, Tensor};
use image::RgbImage;
use verify::geometry::Point;

/// Side of the square that the model sees.
const SIDE: u32 = 80;
/// The square is larger than the box by this factor: the model looks at what is around the face.
const ENLARGED: f32 = 2.7;

/// 0 to 1: how live the face seems. `Ok(None)` when the face has no extent.
///
/// # Errors
/// [`ModelError`] when the model cannot be run or gives another shape than three scores.
pub(super) fn live(photo: &RgbImage, face: &Detection, engine: &Engine) -> Result<Option<f32>, ModelError> {
    let centre = Point::new(face.left + face.width / 2.0, face.top + face.height / 2.0);
    let most = photo.width().min(photo.height()) as f32;
    let side = (face.width.max(face.height) * ENLARGED).min(most);
    // The square stays inside the frame, as it did where the model was trained.
    let inside = |place: f32, size: u32| place.clamp(side / 2.0, (size as f32 - side / 2.0).max(side / 2.0));
    let centre = Point::new(inside(centre.x, photo.width()), inside(centre.y, photo.height()));
    let Some(square) = Square::around(photo, centre, side, 0.0, SIDE) else { return Ok(None) };
    let data = square.image.pixels().flat_map(|pixel| pixel.0.into_iter().rev()).map(f32::from).collect();
    let model = engine.model(ModelName::FaceAntispoof)?;
    let outputs = model.run(vec![Tensor::new([1, SIDE as usize, SIDE as usize, 3], data)])?;
    let Some(&[other, live, spoof]) = outputs.first().and_then(|output| output.data.first_chunk::<3>()) else {
        return Err(ModelError::Failed {
            name: ModelName::FaceAntispoof.name().into(),
            cause: "its output is not of three scores".into(),
        });
    };
    let highest = other.max(live).max(spoof);
    let [other, live, spoof] = [other, live, spoof].map(|score| (score - highest).exp());
    Ok(Some(live / (other + live + spoof)))
}

//! Expressions from the mesh (MediaPipe face blendshapes).

use super::mesh::Mesh;
use crate::engine::{Engine, ModelName};
use crate::model::{ModelError, Tensor};

/// The points that the model takes (`kLandmarksSubsetIdxs` of MediaPipe's face_blendshapes_graph.cc, version 1.0).
const SUBSET: [usize; 146] = [
    0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65, 66, 67, 70, 78, 80,
    81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136, 144, 145, 146, 148, 149, 150, 152, 153,
    154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172, 173, 176, 178, 181, 185, 191, 195, 197, 234, 246, 249, 251,
    263, 267, 269, 270, 276, 282, 283, 284, 285, 288, 291, 293, 295, 296, 297, 300, 308, 310, 311, 312, 314, 317, 318,
    321, 323, 324, 332, 334, 336, 338, 356, 361, 362, 365, 373, 374, 375, 377, 378, 379, 380, 381, 382, 384, 385, 386,
    387, 388, 389, 390, 397, 398, 400, 402, 405, 409, 415, 454, 466, 468, 469, 470, 471, 472, 473, 474, 475, 476, 477,
];
const EYE_BLINK_LEFT: usize = 9;
const EYE_BLINK_RIGHT: usize = 10;
const JAW_OPEN: usize = 25;

/// What is used of the 52 expressions, each 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Expressions {
    pub(super) blink_left: f32,
    pub(super) blink_right: f32,
    pub(super) jaw_open: f32,
}

/// Expressions of the face under `mesh`.
///
/// # Errors
/// [`ModelError`] when the model cannot be run or gives another shape than 52 values.
pub(super) fn of(mesh: &Mesh, engine: &Engine) -> Result<Expressions, ModelError> {
    let data = SUBSET.iter().flat_map(|&point| [mesh.in_photo[point].x, mesh.in_photo[point].y]).collect();
    let model = engine.model(ModelName::FaceBlendshapes)?;
    let outputs = model.run(vec![Tensor::new([1, SUBSET.len(), 2], data)])?;
    let values = outputs.first().map(|output| output.data.as_slice()).unwrap_or_default();
    let [left, right, jaw] = [EYE_BLINK_LEFT, EYE_BLINK_RIGHT, JAW_OPEN].map(|index| values.get(index).copied());
    match (left, right, jaw) {
        (Some(blink_left), Some(blink_right), Some(jaw_open)) => Ok(Expressions { blink_left, blink_right, jaw_open }),
        _ => Err(ModelError::Failed {
            name: ModelName::FaceBlendshapes.name().into(),
            cause: format!("it gives {} values, not 52", values.len()),
        }),
    }
}

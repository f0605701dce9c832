//! 478 points of a face, and where the head is turned (MediaPipe face landmarker).

use super::align::Square;
use super::detect::Detection;
use crate::engine::{Engine, ModelName};
use crate::model::{ModelError, Tensor};
use image::RgbImage;
use verify::geometry::Point;
use verify::reading::Pose;

/// Points of a mesh; the last ten are those of the irises.
pub(super) const POINTS: usize = 478;
/// Side of the square that the mesh is laid on.
pub(super) const SIDE: u32 = 256;
/// The square is larger than the box by this factor.
const ENLARGED: f32 = 1.5;
/// Middle of the iris, the person's right eye, then the left.
const IRISES: [usize; 2] = [468, 473];
/// What a detector gives: middles of the irises, tip of the nose, corners of the mouth, each time the person's right first.
const OF_A_DETECTOR: [usize; 5] = [IRISES[0], IRISES[1], 1, 61, 291];
/// Outer corners of the eyes, the person's right, then the left.
const EYE_CORNERS: [usize; 2] = [33, 263];
/// Top of the forehead, and the chin.
const FOREHEAD_AND_CHIN: [usize; 2] = [10, 152];
/// What the forehead lies behind the chin on a head that looks straight ahead, in degrees: the median of twelve photos of
/// level heads.
const LEVEL: f32 = -3.5;

/// A mesh on a face.
pub(super) struct Mesh {
    /// The square that it was laid on.
    pub(super) square: Square,
    /// Points in pixels of the square, with depth in the same unit: smaller is nearer.
    pub(super) in_square: Vec<[f32; 3]>,
    /// Points in pixels of the photo.
    pub(super) in_photo: Vec<Point>,
}

impl Mesh {
    /// Lays a mesh on a detected face. `Ok(None)` when the model sees no face there.
    ///
    /// # Errors
    /// [`ModelError`] when the model cannot be run or gives other shapes than it should.
    pub(super) fn on(photo: &RgbImage, face: &Detection, engine: &Engine) -> Result<Option<Self>, ModelError> {
        let centre = Point::new(face.left + face.width / 2.0, face.top + face.height / 2.0);
        let [right, left] = [face.points[0], face.points[1]];
        let radians = (left.y - right.y).atan2(left.x - right.x);
        let side = face.width.max(face.height) * ENLARGED;
        let Some(square) = Square::around(photo, centre, side, radians, SIDE) else { return Ok(None) };
        Self::within(square, engine)
    }

    /// The square in which the face of the next frame is looked for.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn following(&self, photo: &RgbImage) -> Option<Square> {
        let [left, top, right, bottom] = bounds(self.in_photo.iter());
        let [from, to] = EYE_CORNERS.map(|corner| self.in_photo[corner]);
        let radians = (to.y - from.y).atan2(to.x - from.x);
        let centre = Point::new(f32::midpoint(left, right), f32::midpoint(top, bottom));
        Square::around(photo, centre, (right - left).max(bottom - top) * ENLARGED, radians, SIDE)
    }

    /// Lays a mesh on the face in `square`. `Ok(None)` when the model sees none there.
    ///
    /// # Errors
    /// [`ModelError`] when the model cannot be run or gives other shapes than it should.
    pub(super) fn within(square: Square, engine: &Engine) -> Result<Option<Self>, ModelError> {
        let data = square.image.as_raw().iter().map(|&value| f32::from(value) / 255.0).collect();
        let model = engine.model(ModelName::FaceMesh)?;
        let outputs = model.run(vec![Tensor::new([1, SIDE as usize, SIDE as usize, 3], data)])?;
        let points =
            outputs.first().filter(|points| points.data.len() == POINTS * 3).ok_or_else(|| ModelError::Failed {
                name: ModelName::FaceMesh.name().into(),
                cause: "its output is not of 478 points".into(),
            })?;
        let present = outputs.get(1).and_then(|presence| presence.data.first()).is_some_and(|&logit| logit > 0.0);
        let (true, Some(to_photo)) = (present, square.to_photo()) else { return Ok(None) };
        let in_square: Vec<[f32; 3]> = points.data.chunks_exact(3).map(|p| [p[0], p[1], p[2]]).collect();
        let in_photo = in_square.iter().map(|point| to_photo.apply(Point::new(point[0], point[1]))).collect();
        Ok(Some(Self { square, in_square, in_photo }))
    }

    /// As a detector would have it, which then need not run. `around` are the points of the mesh that the box goes around.
    pub(super) fn as_detected<'a>(&self, around: impl Iterator<Item = &'a Point>, score: f32) -> Detection {
        let [left, top, right, bottom] = bounds(around);
        let points = OF_A_DETECTOR.map(|point| self.in_photo[point]);
        Detection { left, top, width: right - left, height: bottom - top, score, points }
    }

    /// Where the head is turned.
    pub(super) fn pose(&self) -> Pose {
        pose(&self.in_square, self.tilt())
    }

    /// How the square is turned in the photo, in radians.
    fn tilt(&self) -> f32 {
        let [a, b, _, _] = self.square.quad.0;
        (b.y - a.y).atan2(b.x - a.x)
    }

    /// Distance between the middles of the irises, in pixels of the photo (ISO/IEC 29794-5, inter-eye distance).
    pub(super) fn eye_distance(&self) -> f32 {
        self.in_photo[IRISES[0]].distance(self.in_photo[IRISES[1]])
    }
}

/// Left, top, right and bottom of what holds all `points`.
fn bounds<'a>(points: impl Iterator<Item = &'a Point>) -> [f32; 4] {
    let none = [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
    points.fold(none, |[left, top, right, bottom], point| {
        [left.min(point.x), top.min(point.y), right.max(point.x), bottom.max(point.y)]
    })
}

/// Turn, nod and lean from the points of a mesh in a square that is tilted by `tilt` radians in the photo.
fn pose(points: &[[f32; 3]], tilt: f32) -> Pose {
    let across =
        |from: usize, to: usize| std::array::from_fn::<f32, 3, _>(|axis| points[to][axis] - points[from][axis]);
    let [right, left] = EYE_CORNERS;
    let eyes = across(right, left);
    let [forehead, chin] = FOREHEAD_AND_CHIN;
    let down = across(forehead, chin);
    Pose {
        yaw: eyes[2].atan2(eyes[0]).to_degrees(),
        pitch: (-down[2]).atan2(down[1]).to_degrees() - LEVEL,
        roll: -(eyes[1].atan2(eyes[0]) + tilt).to_degrees(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A flat face, turned about the vertical axis, then nodding, in degrees.
    fn face(yaw: f32, pitch: f32) -> Vec<[f32; 3]> {
        let mut points = vec![[0.0; 3]; POINTS];
        let (yaw_sin, yaw_cos) = yaw.to_radians().sin_cos();
        let (pitch_sin, pitch_cos) = (pitch + LEVEL).to_radians().sin_cos();
        for (index, x, y) in [(33, -40.0, -10.0), (263, 40.0, -10.0), (10, 0.0, -60.0), (152, 0.0, 60.0f32)] {
            points[index] = [x * yaw_cos, y * pitch_cos, x * yaw_sin - y * pitch_sin];
        }
        points
    }

    #[test]
    fn turns_nods_and_leans_have_the_signs_that_are_documented() {
        let straight = pose(&face(0.0, 0.0), 0.0);
        assert!(straight.yaw.abs() < 0.1 && straight.pitch.abs() < 0.1 && straight.roll.abs() < 0.1);
        // To the person's own left: the left eye moves away from the camera.
        assert!((pose(&face(20.0, 0.0), 0.0).yaw - 20.0).abs() < 0.5);
        // Up: the forehead moves away from the camera.
        assert!((pose(&face(0.0, 15.0), 0.0).pitch - 15.0).abs() < 0.5);
        // To the person's right shoulder: the right eye, left in the picture, is lower.
        assert!((pose(&face(0.0, 0.0), -10f32.to_radians()).roll - 10.0).abs() < 0.5);
    }
}

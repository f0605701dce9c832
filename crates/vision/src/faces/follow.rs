//! One face followed through the frames of a camera: the mesh on one frame says where to lay that on the next.

use super::detect::{self, Detection, SIDE_OF_A_FRAME};
use super::mesh::Mesh;
use super::{reading, whole};
use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::Photo;
use verify::geometry::Point;
use verify::reading::FaceReading;

/// Frames after which faces are looked for anew: somebody else may have come in.
const FRAMES: u32 = 10;
/// The oval of a face in MediaPipe's numbering, clockwise from the forehead.
const OVAL: [usize; 36] = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150,
    136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];

/// What is known from the frames before.
#[derive(Debug, Default)]
pub struct Follower {
    last: Option<Detection>,
    others: Vec<Detection>,
    frames: u32,
}

/// The faces of a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    /// Faces, the followed one first. The others are as they were when faces were last looked for.
    pub faces: Vec<FaceReading>,
    /// The oval of the followed one; empty where no mesh could be laid on it.
    pub outline: Vec<Point>,
}

impl Follower {
    /// The faces of the next frame. A frame without colour has none.
    ///
    /// # Errors
    /// [`ModelError`] when a model cannot be run.
    pub fn next(&mut self, frame: &Photo, engine: &Engine) -> Result<Followed, ModelError> {
        let mut followed = Followed { faces: Vec::new(), outline: Vec::new() };
        let Some(rgb) = frame.rgb() else { return Ok(followed) };
        let known = self.last.take().filter(|_| self.frames < FRAMES);
        let mut mesh = match &known {
            Some(face) => Mesh::on(rgb, face, engine)?,
            None => None,
        };
        let face = if let (Some(face), true) = (known, mesh.is_some()) {
            self.frames += 1;
            face
        } else {
            self.frames = 0;
            let mut found = detect::detect(rgb, whole(rgb), SIDE_OF_A_FRAME, engine)?;
            found.sort_by(|a, b| b.area().total_cmp(&a.area()));
            self.others = found.split_off(found.len().min(1));
            let Some(face) = found.pop() else { return Ok(followed) };
            mesh = Mesh::on(rgb, &face, engine)?;
            face
        };
        followed.faces.push(reading(frame, rgb, &face, mesh.as_ref(), engine)?);
        for other in &self.others {
            followed.faces.push(reading(frame, rgb, other, None, engine)?);
        }
        if let Some(mesh) = mesh {
            followed.outline = OVAL.iter().map(|&point| mesh.in_photo[point].scaled(frame.scale())).collect();
            self.last = Some(mesh.as_detected(OVAL.iter().map(|&point| &mesh.in_photo[point]), face.score));
        }
        Ok(followed)
    }
}

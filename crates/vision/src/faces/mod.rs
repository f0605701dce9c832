//! Faces: found, meshed, measured and compared.

mod align;
#[cfg(not(target_arch = "wasm32"))]
mod antispoof;
mod blendshapes;
#[cfg(not(target_arch = "wasm32"))]
pub mod clip;
mod detect;
mod embedding;
mod follow;
mod measure;
mod mesh;
#[cfg(not(target_arch = "wasm32"))]
mod plane;

pub use embedding::{Embedding, embed};
pub use follow::{Followed, Follower};

use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::Photo;
use detect::Detection;
use image::RgbImage;
use mesh::Mesh;
use verify::geometry::{Point, Quad};
use verify::reading::{DocumentReading, FaceReading, Measurement, Pose};

/// Faces that a mesh is laid on, largest first: more of them is a finding already.
const MOST_MESHES: usize = 2;
/// A document smaller than this share of the frame is looked at once more, closer.
const SMALL_DOCUMENT: f32 = 0.6;

/// All faces of `photo`, largest first, each with the signal that it is live if `signals` are wanted. A photo without colour has
/// none.
///
/// # Errors
/// [`ModelError`] when a model cannot be run.
#[cfg_attr(target_arch = "wasm32", expect(unused_variables, reason = "signals are not compiled in"))]
pub fn read(
    photo: &Photo,
    document: Option<&DocumentReading>,
    signals: bool,
    engine: &Engine,
) -> Result<Vec<FaceReading>, ModelError> {
    let Some(rgb) = photo.rgb() else { return Ok(Vec::new()) };
    let mut found = detect::detect(rgb, whole(rgb), detect::SIDE, engine)?;
    if let Some(part) = document.and_then(|document| close_up(rgb, &document.quad.scaled(1.0 / photo.scale()))) {
        found.extend(detect::detect(rgb, part, detect::SIDE, engine)?);
        found = detect::without_doubles(found);
    }
    found.sort_by(|a, b| b.area().total_cmp(&a.area()));
    let mut faces = Vec::with_capacity(found.len());
    for (index, face) in found.iter().enumerate() {
        let mesh = if index < MOST_MESHES { Mesh::on(rgb, face, engine)? } else { None };
        let mut reading = reading(photo, rgb, face, mesh.as_ref(), engine)?;
        #[cfg(not(target_arch = "wasm32"))]
        if index < MOST_MESHES
            && signals
            && let Some(live) = antispoof::live(rgb, face, engine)?
        {
            reading.measurements.insert("live".into(), measure::plain(live, "share", 0.5));
        }
        // Where no mesh can be laid, as on a profile, five points tell the turn.
        if index < MOST_MESHES && reading.pose.is_none() {
            reading.pose = Some(turn(&face.points));
        }
        faces.push(reading);
    }
    Ok(faces)
}

/// Where faces are in the rectangle of `rgb` from (`left`, `top`) of `width x height` pixels, and how sure each is: for faces that are too
/// small to be seen in the whole.
///
/// # Errors
/// [`ModelError`] when the detector cannot be run.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn places(rgb: &RgbImage, part: [f32; 4], engine: &Engine) -> Result<Vec<(Quad, f32)>, ModelError> {
    let found = detect::detect(rgb, part, detect::SIDE, engine)?;
    Ok(found.iter().map(|face| (level_box(face), face.score.clamp(0.0, 1.0))).collect())
}

fn whole(rgb: &RgbImage) -> [f32; 4] {
    [0.0, 0.0, rgb.width() as f32, rgb.height() as f32]
}

/// The rectangle around a document that takes little of the frame: its portrait may be too small to be seen at first.
fn close_up(rgb: &RgbImage, quad: &Quad) -> Option<[f32; 4]> {
    let (width, height) = (rgb.width() as f32, rgb.height() as f32);
    let bound =
        |pick: fn(&Point) -> f32, fold: fn(f32, f32) -> f32, start: f32| quad.0.iter().map(pick).fold(start, fold);
    let left = bound(|p| p.x, f32::min, f32::INFINITY).max(0.0);
    let top = bound(|p| p.y, f32::min, f32::INFINITY).max(0.0);
    let right = bound(|p| p.x, f32::max, f32::NEG_INFINITY).min(width);
    let bottom = bound(|p| p.y, f32::max, f32::NEG_INFINITY).min(height);
    let small = (right - left).max(bottom - top) < SMALL_DOCUMENT * width.max(height);
    (small && right > left && bottom > top).then_some([left, top, right - left, bottom - top])
}

fn reading(
    photo: &Photo,
    rgb: &RgbImage,
    face: &Detection,
    mesh: Option<&Mesh>,
    engine: &Engine,
) -> Result<FaceReading, ModelError> {
    let scale = photo.scale();
    let [right, left] = [face.points[0], face.points[1]];
    let mut measurements = mesh.map(measure::of).unwrap_or_default();
    let mut add = |name: &str, measurement: Measurement| measurements.insert(name.to_owned(), measurement);
    let distance = mesh.map_or_else(|| right.distance(left), Mesh::eye_distance);
    add("eye_distance", measure::plain(distance * scale, "pixels", if mesh.is_some() { 0.95 } else { 0.7 }));
    let margin = measure::margin(Point::new(face.left, face.top), (face.width, face.height), rgb.dimensions());
    add("margin", measure::plain(margin, "share", 0.9));
    if let Some(mesh) = mesh {
        let expressions = blendshapes::of(mesh, engine)?;
        add("eye_open_left", measure::plain(1.0 - expressions.blink_left, "share", 0.8));
        add("eye_open_right", measure::plain(1.0 - expressions.blink_right, "share", 0.8));
        add("mouth_open", measure::plain(expressions.jaw_open, "share", 0.8));
    }
    let quad = level_box(face);
    Ok(FaceReading {
        quad: quad.scaled(scale),
        confidence: face.score.clamp(0.0, 1.0),
        landmarks: face.points.map(|point| point.scaled(scale)),
        pose: mesh.map(Mesh::pose),
        measurements,
    })
}

/// How much nearer to the camera than the eyes the tip of the nose is, as a share of the distance between the eyes.
const NOSE: f32 = 0.55;

/// Where a head is turned on which no mesh can be laid, as in a profile: from the eyes and the tip of the nose. A nod cannot
/// be told from them.
fn turn(points: &[Point; 5]) -> Pose {
    let [right, left, nose, ..] = *points;
    let roll = (left.y - right.y).atan2(left.x - right.x);
    let (sin, cos) = roll.sin_cos();
    let middle = Point::new((right.x + left.x) / 2.0, (right.y + left.y) / 2.0);
    let aside = (nose.x - middle.x) * cos + (nose.y - middle.y) * sin;
    // The tip moves with the sine of the turn, the eyes come together with its cosine.
    let yaw = (aside / NOSE).atan2(right.distance(left));
    Pose { yaw: yaw.to_degrees(), pitch: 0.0, roll: -roll.to_degrees() }
}

/// The box, turned about its middle until it is level with the eyes.
fn level_box(face: &Detection) -> Quad {
    let [right, left] = [face.points[0], face.points[1]];
    let (sin, cos) = (left.y - right.y).atan2(left.x - right.x).sin_cos();
    let centre = Point::new(face.left + face.width / 2.0, face.top + face.height / 2.0);
    let corner = |u: f32, v: f32| {
        let (x, y) = (u * face.width / 2.0, v * face.height / 2.0);
        Point::new(centre.x + x * cos - y * sin, centre.y + x * sin + y * cos)
    };
    Quad([corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_a_turned_head() {
        let points = |nose: f32, left: f32| {
            [(100.0, 100.0), (left, 100.0), (nose, 140.0), (110.0, 170.0), (150.0, 170.0)]
                .map(|(x, y)| Point::new(x, y))
        };
        assert!(turn(&points(130.0, 160.0)).yaw.abs() < 0.1, "straight ahead");
        // The nose towards the right of the picture: to the person's own left, as a mesh has it.
        assert!(turn(&points(150.0, 125.0)).yaw > 45.0);
        assert!(turn(&points(80.0, 125.0)).yaw < -45.0);
    }
}

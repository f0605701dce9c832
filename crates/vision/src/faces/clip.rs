//! A clip of a face, frame by frame: where the head is, where it is turned, how far the eyes are open, and what of its way a flat picture
//! explains. No verdict: that is `verify::liveness`. Not in the WASM build, as what it tells could be tuned against.
//!
//! One frame is decoded at a time. Of the whole clip no more is kept than the points of each face and a few frames to look at closely.

use super::detect::{self, Detection};
use super::embedding::{Embedding, of_points};
use super::mesh::{Mesh, POINTS, SIDE};
use super::{antispoof, blendshapes, plane};
use crate::clip::{Clip, ClipError, MOST_SIDE};
use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::{Channels, Photo};
use image::RgbImage;
use std::hash::{DefaultHasher, Hash, Hasher};
use thiserror::Error;
use verify::facts::{ClipFacts, FrameFacts, HeadFacts, rounded};
use verify::geometry::Point;
use verify::reading::Pose;

/// Milliseconds after which it is looked again whether another face is there.
const LOOK_AGAIN: u32 = 2000;
/// A face this much smaller than the followed one is somebody in the background.
const SECOND_FACE: f32 = 0.35;
/// A face must be this sure to count as a second person.
const SURE_FACE: f32 = 0.85;
/// Parts of a clip of each of which one frame is looked at closely.
const PARTS: usize = 4;
/// A head farther from the camera's line than this, in degrees of yaw and pitch together, is not compared.
const FRONTAL: f32 = 25.0;

/// Why a clip was not measured.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ClipFailure {
    /// It is no clip, or a frame cannot be decoded.
    #[error(transparent)]
    Clip(#[from] ClipError),
    /// A model cannot be run.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// What was seen in a clip.
#[derive(Clone, Debug)]
pub struct Seen {
    frames: Vec<FrameFacts>,
    held: f64,
    again: u32,
    faces: Vec<Embedding>,
    live: Vec<f32>,
    light: Vec<f32>,
}

impl Seen {
    /// The facts of the clip of that SHA-256, compared with the faces of the selfie and of the document's portrait.
    #[must_use]
    pub fn facts(&self, sha256: String, selfie: Option<&Embedding>, portrait: Option<&Embedding>) -> ClipFacts {
        let pairs = self
            .faces
            .iter()
            .enumerate()
            .flat_map(|(index, one)| self.faces[index + 1..].iter().map(move |other| one.cosine(other)));
        // The clip's faces are each other's, or that is found: so the one that shows most stands for all.
        let nearest = |to: Option<&Embedding>| {
            let to = to?;
            self.faces.iter().map(|face| face.cosine(to)).reduce(f32::max).map(rounded)
        };
        let middle = |values: &[f32]| {
            let mut values = values.to_vec();
            values.sort_by(f32::total_cmp);
            values.get(values.len() / 2).copied().map(rounded)
        };
        ClipFacts {
            sha256,
            frames: self.frames.clone(),
            held: self.held,
            again: self.again,
            one_face: pairs.reduce(f32::min).map(rounded),
            selfie_score: nearest(selfie),
            portrait_score: nearest(portrait),
            live: middle(&self.live),
            light: middle(&self.light),
        }
    }
}

/// A face in one frame.
struct Head {
    points: Vec<Point>,
    pose: Pose,
    eyes: [f32; 2],
    face: Detection,
}

/// A frame that is looked at closely.
struct Close {
    worth: f32,
    rgb: RgbImage,
    face: Detection,
}

/// Looks at every frame of `clip`.
///
/// # Errors
/// [`ClipFailure`] of the first frame that cannot be decoded, or of a model.
pub fn measure(clip: &Clip<'_>, engine: &Engine) -> Result<Seen, ClipFailure> {
    let count = clip.frames.len();
    let mut heads: Vec<(u32, u32, Option<Head>)> = Vec::with_capacity(count);
    let mut close: [Option<Close>; PARTS] = [const { None }; PARTS];
    let mut pictures: Vec<u64> = Vec::with_capacity(count);
    let mut following: Option<(Mesh, u32)> = None;
    for (index, frame) in clip.frames.iter().enumerate() {
        let photo = decoded(index, frame.jpeg)?;
        pictures.push(fingerprint(&photo));
        let Some(rgb) = photo.rgb() else { continue };
        let due = following.as_ref().is_none_or(|(_, looked)| frame.ms.abs_diff(*looked) >= LOOK_AGAIN);
        let followed = match &following {
            Some((mesh, _)) => mesh.following(rgb).map(|square| Mesh::within(square, engine)).transpose()?.flatten(),
            None => None,
        };
        let looked = due || followed.is_none();
        let mut faces = u32::from(followed.is_some());
        let mut mesh = followed;
        if looked {
            let found = detect::detect(rgb, [0.0, 0.0, rgb.width() as f32, rgb.height() as f32], detect::SIDE, engine)?;
            if mesh.is_none()
                && let Some(largest) = largest(&found)
            {
                mesh = Mesh::on(rgb, largest, engine)?;
            }
            faces = persons(&found).max(u32::from(mesh.is_some()));
        }
        let head = mesh.as_ref().map(|mesh| head(mesh, engine)).transpose()?;
        if let Some(head) = &head {
            let worth = -(head.pose.yaw.abs() + head.pose.pitch.abs()) - 40.0 * (1.0 - head.eyes[0].min(head.eyes[1]));
            let part = &mut close[index * PARTS / count];
            let frontal = head.pose.yaw.abs() + head.pose.pitch.abs() <= FRONTAL;
            if frontal && part.as_ref().is_none_or(|part| worth > part.worth) {
                *part = Some(Close { worth, rgb: rgb.clone(), face: head.face.clone() });
            }
        }
        let looked_at = if looked { frame.ms } else { following.as_ref().map_or(frame.ms, |(_, looked)| *looked) };
        following = mesh.map(|mesh| (mesh, looked_at));
        heads.push((frame.ms, faces, head));
    }
    let (held, again) = repeated(&pictures);
    let (mut faces, mut live, mut light) = (Vec::new(), Vec::new(), Vec::new());
    for part in close.into_iter().flatten() {
        faces.extend(of_points(&part.rgb, &part.face.points, engine)?);
        live.extend(antispoof::live(&part.rgb, &part.face, engine)?);
        light.push(brightness(&part.rgb, &part.face));
    }
    Ok(Seen { frames: facts(&heads), held, again, faces, live, light })
}

/// Mean brightness of the inner half of a face.
fn brightness(rgb: &RgbImage, face: &Detection) -> f32 {
    let (left, top) = ((face.left + face.width / 4.0).max(0.0), (face.top + face.height / 4.0).max(0.0));
    let part =
        image::imageops::crop_imm(rgb, left as u32, top as u32, (face.width / 2.0) as u32, (face.height / 2.0) as u32);
    let luma = image::imageops::grayscale(&*part);
    luma.pixels().map(|pixel| f32::from(pixel.0[0])).sum::<f32>() / luma.pixels().len().max(1) as f32
}

fn decoded(index: usize, jpeg: &[u8]) -> Result<Photo, ClipError> {
    let undecoded = |cause| ClipError::undecoded(index, &cause);
    // Before a pixel is decoded.
    let (width, height) = crate::photo::jpeg_size(jpeg).map_err(undecoded)?;
    if width.max(height) > MOST_SIDE {
        let detail =
            format!("frame {} has {width} x {height} pixels; the longer side has {MOST_SIDE} at most", index + 1);
        return Err(ClipError::TooLarge(detail));
    }
    Photo::decode(jpeg, Channels::Colour).map_err(undecoded)
}

/// By which the same picture is known again within a clip.
fn fingerprint(photo: &Photo) -> u64 {
    let mut hasher = DefaultHasher::new();
    photo.luma().as_raw().hash(&mut hasher);
    hasher.finish()
}

/// The share of frames that are the one before, and how many are an earlier one, with others between.
fn repeated(pictures: &[u64]) -> (f64, u32) {
    let held = pictures.windows(2).filter(|pair| pair[0] == pair[1]).count();
    let mut shown: Vec<u64> = pictures.to_vec();
    shown.dedup();
    let runs = shown.len();
    shown.sort_unstable();
    shown.dedup();
    (rounded(held as f32 / pictures.len().max(1) as f32), u32::try_from(runs - shown.len()).unwrap_or(u32::MAX))
}

fn largest(found: &[Detection]) -> Option<&Detection> {
    found.iter().max_by(|one, other| one.area().total_cmp(&other.area()))
}

/// Faces that are large and sure enough to be persons.
fn persons(found: &[Detection]) -> u32 {
    let Some(first) = largest(found) else { return 0 };
    let counts = |face: &&Detection| face.score >= SURE_FACE && face.width >= SECOND_FACE * first.width;
    u32::try_from(found.iter().filter(counts).count()).unwrap_or(u32::MAX).max(1)
}

fn head(mesh: &Mesh, engine: &Engine) -> Result<Head, ModelError> {
    let expressions = blendshapes::of(mesh, engine)?;
    Ok(Head {
        points: mesh.in_photo.clone(),
        pose: mesh.pose(),
        eyes: [1.0 - expressions.blink_left, 1.0 - expressions.blink_right],
        face: mesh.as_detected(mesh.in_photo.iter(), 1.0),
    })
}

/// The frame nearest to where the head is most of the time.
fn resting(heads: &[(u32, u32, Option<Head>)]) -> Option<&Head> {
    let all = || heads.iter().filter_map(|(_, _, head)| head.as_ref());
    let middle = |pick: fn(&Head) -> f32| {
        let mut values: Vec<f32> = all().map(pick).collect();
        values.sort_by(f32::total_cmp);
        values.get(values.len() / 2).copied()
    };
    let (yaw, pitch) = (middle(|head| head.pose.yaw)?, middle(|head| head.pose.pitch)?);
    let away = |head: &Head| (head.pose.yaw - yaw).abs() + (head.pose.pitch - pitch).abs();
    all().min_by(|one, other| away(one).total_cmp(&away(other)))
}

fn facts(heads: &[(u32, u32, Option<Head>)]) -> Vec<FrameFacts> {
    let rest = resting(heads);
    let of = |head: &Head| HeadFacts {
        x: f64::from((head.face.left + head.face.width / 2.0).round()),
        y: f64::from((head.face.top + head.face.height / 2.0).round()),
        width: f64::from(head.face.width.round()),
        yaw: rounded(head.pose.yaw),
        pitch: rounded(head.pose.pitch),
        roll: rounded(head.pose.roll),
        eye_open_left: rounded(head.eyes[0]),
        eye_open_right: rounded(head.eyes[1]),
        depth: rest
            .filter(|_| head.points.len() == POINTS)
            .and_then(|rest| plane::left_over(&rest.points, &head.points))
            // Finer than other shares: all of it lies below a fifth.
            .map(|depth| f64::from((depth.min(1.0) * 1000.0).round()) / 1000.0),
    };
    heads.iter().map(|(ms, faces, head)| FrameFacts { ms: *ms, faces: *faces, head: head.as_ref().map(of) }).collect()
}

/// The points of the largest face of a photo, in its pixels, with depth in the same unit: smaller is nearer. `None` where none is found.
/// For whoever moves a still by them.
///
/// # Errors
/// [`ModelError`] when a model cannot be run.
pub fn points(rgb: &RgbImage, engine: &Engine) -> Result<Option<Vec<[f32; 3]>>, ModelError> {
    let found = detect::detect(rgb, [0.0, 0.0, rgb.width() as f32, rgb.height() as f32], detect::SIDE, engine)?;
    let Some(mesh) = largest(&found).map(|face| Mesh::on(rgb, face, engine)).transpose()?.flatten() else {
        return Ok(None);
    };
    let scale = mesh.square.quad.width() / SIDE as f32;
    let with_depth = mesh.in_photo.iter().zip(&mesh.in_square).map(|(point, at)| [point.x, point.y, at[2] * scale]);
    Ok(Some(with_depth.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_that_come_again_are_told_from_those_that_are_held() {
        assert_eq!(repeated(&[1, 2, 3, 4]), (0.0, 0));
        assert_eq!(repeated(&[1, 1, 2, 2]), (0.5, 0));
        assert_eq!(repeated(&[1, 2, 1, 2]), (0.0, 2));
        assert_eq!(repeated(&[]), (0.0, 0));
    }
}

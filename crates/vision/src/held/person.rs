//! The face of the person, and how much of it is free.

use crate::engine::Engine;
use crate::faces;
use crate::model::ModelError;
use crate::photo::Photo;
use image::RgbImage;
use verify::geometry::{Point, Quad};

/// Side of the parts in which small faces are looked for, as a share of the photo's shorter side.
const PART: f32 = 0.56;
/// The same for the smallest, in pixels at working scale.
const SMALL_PART: f32 = 420.0;
/// How much of a part is in the next as well.
const OVERLAP: f32 = 0.15;
/// A printed face takes no more than this share of its document.
pub(super) const MOST_OF_A_CARD: f32 = 0.12;
/// Faces that overlap more are one.
const MOST_OVERLAP: f32 = 0.3;

/// A face, in pixels at full size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Face {
    pub(super) quad: Quad,
    pub(super) confidence: f32,
}

/// All faces, largest first: the printed one as well, which is too small to be seen in the whole photo.
pub(super) fn faces(photo: &Photo, rgb: &RgbImage, engine: &Engine) -> Result<Vec<Face>, ModelError> {
    let large = faces::read(photo, None, false, engine)?;
    let mut all: Vec<Face> = large.iter().map(|face| Face { quad: face.quad, confidence: face.confidence }).collect();
    let side = PART * rgb.width().min(rgb.height()) as f32;
    for face in in_parts(photo, rgb, side, engine)? {
        let known = |other: &Face| {
            other.quad.intersection_over_union(&face.quad) > MOST_OVERLAP || other.quad.contains(face.quad.centre())
        };
        if !all.iter().any(known) {
            all.push(face);
        }
    }
    all.sort_by(|one, other| other.quad.area().total_cmp(&one.quad.area()));
    Ok(all)
}

/// Faces of a few pixels, which are seen in small parts alone.
pub(super) fn smallest(photo: &Photo, rgb: &RgbImage, engine: &Engine) -> Result<Vec<Face>, ModelError> {
    in_parts(photo, rgb, SMALL_PART, engine)
}

/// Faces in squares of that side all over the photo, which overlap.
fn in_parts(photo: &Photo, rgb: &RgbImage, side: f32, engine: &Engine) -> Result<Vec<Face>, ModelError> {
    let starts = |length: f32| {
        let count = ((length - OVERLAP * side) / ((1.0 - OVERLAP) * side)).ceil().max(1.0);
        let step = if count > 1.0 { (length - side) / (count - 1.0) } else { 0.0 };
        (0..count as usize).map(|number| number as f32 * step).collect::<Vec<_>>()
    };
    let (width, height) = (rgb.width() as f32, rgb.height() as f32);
    let mut found = Vec::new();
    for top in starts(height) {
        for left in starts(width) {
            let part = [left, top, side.min(width - left), side.min(height - top)];
            for (quad, confidence) in faces::places(rgb, part, engine)? {
                found.push(Face { quad: quad.scaled(photo.scale()), confidence });
            }
        }
    }
    Ok(found)
}

/// The person's face: the largest that is not printed on the document.
pub(super) fn among<'a>(faces: &'a [Face], card: Option<&Quad>) -> Option<&'a Face> {
    faces.iter().find(|face| !card.is_some_and(|card| printed(face, card)))
}

/// Whether a face is printed on a document rather than behind it.
fn printed(face: &Face, card: &Quad) -> bool {
    card.contains(face.quad.centre()) && face.quad.area() < MOST_OF_A_CARD * card.area()
}

impl Face {
    /// Which part of the face neither the document nor the paper covers, 0 to 1.
    pub(super) fn free(&self, card: Option<Quad>, paper: Option<Quad>) -> f32 {
        const STEPS: i32 = 24;
        let [a, b, c, d] = self.quad.0;
        let (mut free, mut all) = (0.0f32, 0.0f32);
        for down in 0..STEPS {
            for along in 0..STEPS {
                let (u, v) = ((along as f32 + 0.5) / STEPS as f32, (down as f32 + 0.5) / STEPS as f32);
                if (2.0 * u - 1.0).hypot(2.0 * v - 1.0) > 1.0 {
                    continue;
                }
                let at: Point = a.towards(b, u).towards(d.towards(c, u), v);
                all += 1.0;
                let covered = [card, paper].into_iter().flatten().any(|quad| quad.contains(at));
                free += if covered { 0.0 } else { 1.0 };
            }
        }
        free / all.max(1.0)
    }
}

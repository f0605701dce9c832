//! What the outline tells: size, angle, and how the document stands out.

use super::Found;
use crate::photo::Photo;
use verify::geometry::Point;
use verify::mrz::MrzFormat;
use verify::reading::{DocumentKind, DocumentReading};

/// Width of a document in millimetres (ICAO 9303 parts 4 to 7, ISO/IEC 7810), by kind and the zone's format; of one of no
/// known kind, by its shape.
pub(super) fn millimetres(document: &DocumentReading, zone: Option<MrzFormat>) -> f32 {
    let shape = document.quad.width() / document.quad.height().max(1.0);
    match (document.kind, zone) {
        (_, Some(MrzFormat::Td3)) | (DocumentKind::Passport, _) => 125.0,
        (_, Some(MrzFormat::MrvA)) => 120.0,
        (_, Some(MrzFormat::Td2 | MrzFormat::MrvB | MrzFormat::FrenchId)) | (DocumentKind::Visa, _) => 105.0,
        (DocumentKind::Unknown, None) if shape < 1.5 => 125.0,
        _ => 85.6,
    }
}

/// Pixels a millimetre of the document.
pub(super) fn low_resolution(document: &DocumentReading, zone: Option<MrzFormat>) -> Found {
    Found { value: document.quad.width() / millimetres(document, zone), confidence: 0.8, region: None }
}

/// The largest deviation of a corner from a right angle, in degrees.
pub(super) fn skewed(document: &DocumentReading) -> Found {
    let corners = document.quad.0;
    let deviation = |index: usize| {
        let (before, here, after) = (corners[(index + 3) % 4], corners[index], corners[(index + 1) % 4]);
        let angle = |to: Point| (to.y - here.y).atan2(to.x - here.x);
        let between = (angle(before) - angle(after)).to_degrees().rem_euclid(360.0);
        (between.min(360.0 - between) - 90.0).abs()
    };
    let value = (0..4).map(deviation).fold(0.0, f32::max);
    Found { value, confidence: document.confidence, region: None }
}

/// How the document differs from what it lies on at the side where it does so least, in grey levels.
pub(super) fn low_contrast_background(photo: &Photo, document: &DocumentReading) -> Option<Found> {
    let luma = photo.luma();
    let quad = document.quad.scaled(1.0 / photo.scale());
    let centre = quad.centre();
    let off = 0.03;
    let at = |point: Point| {
        let inside =
            point.x >= 0.0 && point.y >= 0.0 && point.x < luma.width() as f32 && point.y < luma.height() as f32;
        let pixel = |plane: usize| {
            let (x, y) = (point.x as u32, point.y as u32);
            photo.rgb().map_or_else(|| luma.get_pixel(x, y).0[0], |rgb| rgb.get_pixel(x, y).0[plane])
        };
        inside.then(|| [0, 1, 2].map(|plane| f32::from(pixel(plane))))
    };
    let mut least: Option<(f32, usize)> = None;
    for side in 0..4 {
        let (from, to) = (quad.0[side], quad.0[(side + 1) % 4]);
        let (mut sum, mut count) = (0.0, 0.0f32);
        for step in 1..40 {
            let here = from.towards(to, step as f32 / 40.0);
            let inner = at(here.towards(centre, off));
            let outer = at(here.towards(centre, -off));
            if let (Some(inner), Some(outer)) = (inner, outer) {
                sum += inner.iter().zip(outer).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                count += 1.0;
            }
        }
        if count >= 10.0 && least.is_none_or(|(value, _)| sum / count < value) {
            least = Some((sum / count, side));
        }
    }
    let (value, side) = least?;
    let ends = [document.quad.0[side], document.quad.0[(side + 1) % 4]];
    Some(Found { value, confidence: 0.6, region: Some(verify::geometry::Region(ends.to_vec())) })
}

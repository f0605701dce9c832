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

/// Focal length of a phone's main camera, as a share of the photo's longest side: about 28 mm on film of 36 mm.
const FOCAL: f32 = 0.78;

/// How far the camera was from looking straight at the document, in degrees: the angle between the camera's axis and what
/// stands upright on the document, whose directions are where its opposite edges meet (Hartley and Zisserman, Multiple View
/// Geometry, 8.6). Of a photo that was cut afterwards it is an estimate.
pub(super) fn skewed(photo: &Photo, document: &DocumentReading) -> Found {
    let (width, height) = (photo.full_width() as f32, photo.full_height() as f32);
    let focal = FOCAL * width.max(height);
    let [a, b, c, d] =
        document.quad.0.map(|corner| [(corner.x - width / 2.0) / focal, (corner.y - height / 2.0) / focal, 1.0]);
    let along = cross(cross(a, b), cross(d, c));
    let down = cross(cross(a, d), cross(b, c));
    let [x, y, z] = cross(along, down);
    let value = x.hypot(y).atan2(z.abs()).to_degrees();
    // Edges that are all one point have no direction.
    let value = if value.is_finite() { value } else { 0.0 };
    Found { value, confidence: document.confidence, region: None }
}

fn cross([a, b, c]: [f32; 3], [x, y, z]: [f32; 3]) -> [f32; 3] {
    [b * z - c * y, c * x - a * z, a * y - b * x]
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

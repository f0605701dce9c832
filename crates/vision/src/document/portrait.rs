//! The portrait printed in a document.

use crate::rectify::Projection;
use verify::geometry::Quad;
use verify::reading::FaceReading;

/// Width of a portrait between its edges, in distances between the eyes (ISO/IEC 19794-5, token frontal image).
const WIDTH: f32 = 4.0;
/// From the eyes to the upper edge, in distances between the eyes (the same).
const ABOVE: f32 = 2.4;
/// From the eyes to the lower edge, in distances between the eyes (the same).
const BELOW: f32 = 2.93;
/// Distance between the eyes over that from the eyes to the mouth, of a face that looks into the camera.
const EYES_TO_MOUTH: f32 = 0.95;

/// The portrait around a printed face, level with the document and not beyond its edges, from the document's own top
/// left; where faces were cut as the standard has them. `document` must begin at its own top left.
pub(super) fn around(face: &FaceReading, document: &Quad) -> Option<Quad> {
    // In the document's own plane, where lengths along and across can be compared.
    let (width, height) = (document.width(), document.height());
    let sheet = Quad::rectangle(0.0, 0.0, width, height);
    let to_sheet = Projection::between(document, &sheet)?;
    let to_photo = Projection::between(&sheet, document)?;
    let [right_eye, left_eye, _, right_mouth, left_mouth] = face.landmarks.map(|point| to_sheet.apply(point));
    let eyes = right_eye.towards(left_eye, 0.5);
    let mouth = right_mouth.towards(left_mouth, 0.5);
    // A head turned aside brings the eyes together, but not eyes and mouth.
    let unit = right_eye.distance(left_eye).max(EYES_TO_MOUTH * eyes.distance(mouth));
    let left = (eyes.x - WIDTH / 2.0 * unit).max(0.0);
    let right = (eyes.x + WIDTH / 2.0 * unit).min(width);
    let top = (eyes.y - ABOVE * unit).max(0.0);
    let bottom = (eyes.y + BELOW * unit).min(height);
    let sound = unit > 1.0 && right - left > unit && bottom - top > unit;
    sound.then(|| Quad(Quad::rectangle(left, top, right, bottom).0.map(|corner| to_photo.apply(corner))))
}

#[cfg(test)]
mod tests {
    use super::super::tests::face;
    use super::*;
    use verify::geometry::Point;

    #[test]
    fn the_portrait_is_level_with_a_tilted_document_and_ends_at_its_edges() {
        let document = Quad([[100.0, 100.0], [500.0, 140.0], [480.0, 380.0], [90.0, 340.0]].map(Point::from));
        let portrait = around(&face(Point::new(170.0, 190.0), 25.0), &document).unwrap();
        assert!(portrait.height() / portrait.width() > 1.1);
        let slope = |from: Point, to: Point| (to.y - from.y) / (to.x - from.x);
        assert!((slope(portrait.0[0], portrait.0[1]) - 0.1).abs() < 0.02);
        let at_the_edge = around(&face(Point::new(120.0, 190.0), 25.0), &document).unwrap();
        assert!(at_the_edge.0.iter().all(|corner| corner.x > 89.0), "{at_the_edge:?}");
    }
}

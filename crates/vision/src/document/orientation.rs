//! Which corner of a located document is its own top left, and whether it is seen in a mirror.

use super::{Evidence, inside};
use verify::geometry::{Point, Quad, polygon_area};
use verify::reading::DocumentReading;

/// A machine-readable zone outvotes everything else.
const ZONE_WEIGHT: f32 = 10.0;
/// A face stands upright in its document, but faces are found upside down too.
const FACE_WEIGHT: f32 = 0.8;
/// Barcodes are printed along the document, but some run up its side.
const BARCODE_WEIGHT: f32 = 0.3;
/// So many characters of sure text count in full.
const CHARACTERS: f32 = 16.0;
/// Text less sure than this may be read upside down.
const SURE_TEXT: f32 = 0.6;
/// Cosine of the angle between evidence and a side beyond which the evidence runs along no side.
const ALONG: f32 = 0.8;

/// Turns the document's quad, and what refers to its corners, until its first corner is the document's own top left.
/// Without evidence it stays as it is.
pub(super) fn settle(document: &mut DocumentReading, evidence: &Evidence<'_>) {
    let mirrored = evidence
        .mrz
        .filter(|zone| inside(&document.quad, zone.quad.centre()))
        .map_or(document.mirrored, |zone| zone.mirrored || polygon_area(&zone.quad.0) < 0.0);
    if mirrored != document.mirrored {
        document.mirrored = mirrored;
        reorder(document, [1, 0, 3, 2]);
    }
    let votes = votes(&document.quad, evidence);
    let best = (0..4).max_by(|&a, &b| votes[a].total_cmp(&votes[b])).unwrap_or(0);
    if votes[best] > 0.0 {
        reorder(document, std::array::from_fn(|index| (index + best) % 4));
    }
}

/// `order` holds for each new corner the index of the old one.
fn reorder(document: &mut DocumentReading, order: [usize; 4]) {
    document.quad = Quad(order.map(|old| document.quad.0[old]));
    let was_outside = std::mem::take(&mut document.corners_outside);
    document.corners_outside =
        (0u8..4).zip(order).filter(|(_, old)| was_outside.contains(&(*old as u8))).map(|(new, _)| new).collect();
}

/// For each corner that the document may begin with, how much speaks for it.
fn votes(quad: &Quad, evidence: &Evidence<'_>) -> [f32; 4] {
    let mut votes = [0.0; 4];
    // The evidence says where "along the lines" points, or where "down" does, which is a quarter turn on.
    let mut vote = |direction: Point, down: bool, weight: f32| {
        if let Some(side) = side_along(quad, direction) {
            votes[(side + if down { 3 } else { 0 }) % 4] += weight;
        }
    };
    if let Some(zone) = evidence.mrz.filter(|zone| inside(quad, zone.quad.centre())) {
        vote(along(&zone.quad), false, ZONE_WEIGHT);
    }
    let sure = |confidence: f32| ((confidence - SURE_TEXT) / (1.0 - SURE_TEXT)).clamp(0.0, 1.0);
    let lines = evidence.text.iter().filter(|line| inside(quad, line.quad.centre()));
    let lines: Vec<(Point, f32)> =
        lines.map(|line| (along(&line.quad), sure(line.confidence) * line.text.chars().count() as f32)).collect();
    let all = lines.iter().map(|line| line.1).sum::<f32>().max(CHARACTERS);
    for (direction, weight) in lines {
        vote(direction, false, weight / all);
    }
    if let Some(face) = evidence.portrait_face(quad) {
        let [right_eye, left_eye, _, right_mouth, left_mouth] = face.landmarks;
        let (eyes, mouth) = (right_eye.towards(left_eye, 0.5), right_mouth.towards(left_mouth, 0.5));
        vote(Point::new(mouth.x - eyes.x, mouth.y - eyes.y), true, FACE_WEIGHT * face.confidence);
    }
    if let Some(code) = evidence.barcode.and_then(|barcode| barcode.quad).filter(|code| inside(quad, code.centre())) {
        vote(along(&code), false, BARCODE_WEIGHT);
    }
    votes
}

/// The mean direction of the top and bottom sides.
fn along(quad: &Quad) -> Point {
    let [a, b, c, d] = quad.0;
    Point::new(b.x + c.x - a.x - d.x, b.y + c.y - a.y - d.y)
}

/// Which of the directions of the quad's sides, 0 along the top, 1 down the right and so on, is `direction`.
fn side_along(quad: &Quad, direction: Point) -> Option<usize> {
    let [a, b, c, d] = quad.0;
    let run = along(quad);
    let down = Point::new(c.x + d.x - a.x - b.x, c.y + d.y - a.y - b.y);
    let cosine = |side: Point| {
        let lengths = side.x.hypot(side.y) * direction.x.hypot(direction.y);
        (side.x * direction.x + side.y * direction.y) / lengths.max(1e-6)
    };
    let (run, down) = (cosine(run), cosine(down));
    let all = [run, down, -run, -down];
    (0..4).filter(|&side| all[side] > ALONG).max_by(|&one, &other| all[one].total_cmp(&all[other]))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{card, line, zone};
    use super::*;
    use verify::mrz::MrzFormat;

    const CORNERS: Quad = Quad::rectangle(100.0, 100.0, 500.0, 350.0);

    fn turned(quad: &Quad, by: usize) -> Quad {
        Quad(std::array::from_fn(|index| quad.0[(index + by) % 4]))
    }

    #[test]
    fn a_zone_gives_the_first_corner_in_all_four_turns_and_mirrored() {
        for own_first in 0..4 {
            for mirrored in [false, true] {
                // The document as it is read, whatever way the locator saw it.
                let own = turned(&CORNERS, own_first);
                let own = if mirrored { Quad([own.0[1], own.0[0], own.0[3], own.0[2]]) } else { own };
                let [a, b, c, d] = own.0;
                let strip = Quad([a.towards(d, 0.7), b.towards(c, 0.7), c.towards(b, 0.05), d.towards(a, 0.05)]);
                let zone = zone(MrzFormat::Td1, strip, mirrored);
                let mut document = card(CORNERS);
                document.corners_outside = vec![2];
                let outside = CORNERS.0[2];
                settle(&mut document, &Evidence { mrz: Some(&zone), ..Evidence::default() });
                assert_eq!(document.quad, own, "turn {own_first} mirrored {mirrored}");
                assert_eq!(document.mirrored, mirrored);
                let [index] = document.corners_outside[..] else { panic!("one corner is outside") };
                assert_eq!(document.quad.0[usize::from(index)], outside);
            }
        }
    }

    #[test]
    fn sure_text_outweighs_a_face_and_unsure_text_does_not() {
        let own = turned(&CORNERS, 2);
        let [a, b, c, d] = own.0;
        let strip = Quad([a.towards(c, 0.1), b.towards(d, 0.1), b.towards(d, 0.2), a.towards(c, 0.2)]);
        let faces = [super::super::tests::face(Point::new(180.0, 200.0), 20.0)];
        for (confidence, expected) in [(0.95, own), (0.62, CORNERS)] {
            let text = [line("REPUBLIC OF UTOPIA", confidence, strip)];
            let mut document = card(CORNERS);
            settle(&mut document, &Evidence { text: &text, faces: Some(&faces), ..Evidence::default() });
            assert_eq!(document.quad, expected, "confidence {confidence}");
        }
    }

    #[test]
    fn a_document_printed_along_its_short_side_begins_there() {
        let strip = Quad([[120.0, 340.0], [120.0, 200.0], [130.0, 200.0], [130.0, 340.0]].map(Point::from));
        let text = [line("IDENTITY CARD UTO", 0.97, strip)];
        let mut document = card(CORNERS);
        settle(&mut document, &Evidence { text: &text, ..Evidence::default() });
        assert_eq!(document.quad, turned(&CORNERS, 3));
    }

    #[test]
    fn without_evidence_nothing_is_turned() {
        let mut document = card(CORNERS);
        settle(&mut document, &Evidence::default());
        assert_eq!(document, card(CORNERS));
    }
}

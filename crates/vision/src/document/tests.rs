use super::*;
use crate::engine::{ModelName, ModelSource};
use crate::model::{Model, Tensor};
use image::{DynamicImage, Rgb, RgbImage};
use std::collections::BTreeMap;
use verify::mrz::{MrzFields, MrzFormat};

/// A located document of which nothing else is known.
pub(crate) fn card(quad: Quad) -> DocumentReading {
    DocumentReading {
        kind: DocumentKind::Unknown,
        side: Side::Unknown,
        quad,
        corners_outside: Vec::new(),
        covered: Vec::new(),
        mirrored: false,
        portrait: None,
        confidence: 1.0,
        kind_confidence: 0.0,
    }
}

pub(super) fn zone(format: MrzFormat, quad: Quad, mirrored: bool) -> MrzReading {
    MrzReading {
        lines: Vec::new(),
        format,
        valid: true,
        confidence: 0.99,
        quad,
        mirrored,
        fields: MrzFields::default(),
    }
}

pub(super) fn line(text: &str, confidence: f32, quad: Quad) -> TextLine {
    TextLine { text: text.into(), confidence, quad }
}

/// An upright face around the middle of the eyes, `apart` pixels between them.
pub(super) fn face(eyes: Point, apart: f32) -> FaceReading {
    let at = |across: f32, down: f32| Point::new(eyes.x + across * apart, eyes.y + down * apart);
    FaceReading {
        quad: Quad([at(-1.0, -0.8), at(1.0, -0.8), at(1.0, 1.8), at(-1.0, 1.8)]),
        confidence: 0.9,
        landmarks: [at(-0.5, 0.0), at(0.5, 0.0), at(0.0, 0.6), at(-0.4, 1.05), at(0.4, 1.05)],
        pose: None,
        measurements: BTreeMap::new(),
    }
}

/// Answers as a network would that takes what is bright and red for a document.
struct Redness;

impl Model for Redness {
    fn run(&self, inputs: Vec<Tensor>) -> Result<Vec<Tensor>, ModelError> {
        let [_, _, height, width] = inputs[0].shape[..] else { panic!("an image has four dimensions") };
        let (rows, columns) = (height / 4, width / 4);
        let pixels = height * width;
        let mut maps = vec![-5.0; 3 * rows * columns];
        for row in 0..rows {
            for column in 0..columns {
                let mut red = 0;
                for pixel in 0..16 {
                    let at = (row * 4 + pixel / 4) * width + column * 4 + pixel % 4;
                    red += usize::from(inputs[0].data[at] > inputs[0].data[at + pixels] + 0.5);
                }
                maps[row * columns + column] = red as f32 / 16.0 * 10.0 - 5.0;
            }
        }
        Ok(vec![Tensor::new([1, 3, rows, columns], maps)])
    }
}

impl ModelSource for Redness {
    fn load(&self, name: ModelName) -> Result<Box<dyn Model>, ModelError> {
        assert_eq!(name, ModelName::DocumentLocator);
        Ok(Box::new(Redness))
    }
}

/// A red sheet on a green table, both a little uneven.
pub(super) fn photo(width: u32, height: u32, sheet: &Quad) -> Photo {
    let image = RgbImage::from_fn(width, height, |x, y| {
        let uneven = (x * 7 + y * 13) as u8 % 9;
        // Averaged over a few places of the pixel, as a lens does.
        let places = [0.125, 0.375, 0.625, 0.875];
        let covered = places
            .iter()
            .flat_map(|down| places.map(|across| Point::new(x as f32 + across, y as f32 + down)))
            .filter(|&place| sheet.contains(place))
            .count() as f32
            / 16.0;
        let mixed = |of_sheet: f32, of_table: f32| (of_sheet * covered + of_table * (1.0 - covered)) as u8 + uneven;
        Rgb([mixed(190.0, 60.0), mixed(90.0, 110.0), mixed(100.0, 70.0)])
    });
    Photo::from_image(DynamicImage::from(image), crate::photo::Channels::Colour)
}

fn corners(corners: [[f32; 2]; 4]) -> Quad {
    Quad(corners.map(Point::from))
}

#[test]
fn a_sheet_is_located_to_a_fraction_of_a_hundredth() {
    let engine = Engine::new(Box::new(Redness));
    for truth in [
        corners([[160.0, 110.0], [660.0, 140.0], [640.0, 460.0], [150.0, 420.0]]),
        corners([[500.0, 60.0], [700.0, 420.0], [420.0, 560.0], [230.0, 190.0]]),
    ] {
        let found = locate(&photo(800, 600, &truth), &engine).unwrap().unwrap();
        assert!(found.quad.intersection_over_union(&truth) > 0.985, "{:?}", found.quad);
        assert!(found.corners_outside.is_empty() && found.covered.is_empty());
        assert!(found.confidence > 0.8, "{}", found.confidence);
    }
}

#[test]
fn corners_beyond_the_frame_are_named() {
    let engine = Engine::new(Box::new(Redness));
    let truth = corners([[120.0, 100.0], [900.0, 130.0], [890.0, 500.0], [110.0, 470.0]]);
    let found = locate(&photo(800, 600, &truth), &engine).unwrap().unwrap();
    // Where the sheet ends outside cannot be seen; that its left corners are inside can.
    let left = [0usize, 3].map(|index| found.quad.0[index].distance(truth.0[index]));
    assert!(left.iter().all(|&apart| apart < 6.0), "{:?}", found.quad);
    assert!(!found.corners_outside.contains(&0) && !found.corners_outside.contains(&3));
}

#[test]
fn a_picture_cut_to_the_shape_of_a_card_is_the_card() {
    let engine = Engine::new(Box::new(Redness));
    for (height, is_scan) in [(504, true), (600, false)] {
        // A band along the top, of the colour of the table, belongs to the card.
        let below_the_band = Quad::rectangle(0.0, 130.0, 800.0, height as f32);
        let found = locate(&photo(800, height, &below_the_band), &engine).unwrap().unwrap();
        let frame = Quad::rectangle(0.0, 0.0, 800.0, height as f32);
        let overlap = found.quad.intersection_over_union(&frame);
        assert_eq!(overlap > 0.98, is_scan, "{height}: {:?}", found.quad);
    }
}

#[test]
fn a_bare_table_shows_no_document() {
    let engine = Engine::new(Box::new(Redness));
    let table = photo(800, 600, &Quad::rectangle(-9.0, -9.0, -5.0, -5.0));
    assert_eq!(locate(&table, &engine).unwrap(), None);
}

#[test]
fn a_photo_too_narrow_for_a_document_is_not_looked_at() {
    let engine = Engine::new(Box::new(Redness));
    let strip = photo(800, 40, &Quad::rectangle(0.0, 0.0, 800.0, 40.0));
    assert_eq!(locate(&strip, &engine).unwrap(), None);
}

#[test]
fn before_anything_is_read_the_long_level_side_is_the_top() {
    let upright = Quad::rectangle(0.0, 0.0, 40.0, 20.0);
    for turn in 0..4 {
        let turned = Quad(std::array::from_fn(|index| upright.0[(index + turn) % 4]));
        assert_eq!(level(&turned), upright);
    }
}

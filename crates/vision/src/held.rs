//! The evidence of an appeal, measured: a person who holds the document and a sheet of paper with a few written words.
//!
//! The document and the writing are small in such a photo, so each is looked for in a part of it. Words are not read but held against what
//! was asked for ([`spell`]): a network that misreads half of a written code still tells it from any other.

mod card;
mod paper;
mod person;
mod spell;
mod statement;
mod strokes;

use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::Photo;
use crate::text;
use card::{Card, Part};
use image::RgbImage;
use paper::Paper;
use person::Face;
use verify::finding::Evidence;
use verify::geometry::{Point, Quad};
use verify::held::{Asked, HeldDocument, HeldFace, HeldFacts, HeldPaper, rounded_bits, rounded_share};

/// Longer side of the page on which writing is looked for in the whole photo, in pixels.
const PAGE_SIDE: u32 = 1280;
/// The same on the sheet alone.
const SHEET_SIDE: u32 = 960;
/// A printed face is no wider than this share of the photo's shorter side.
const LARGEST_PORTRAIT: f32 = 0.11;
/// Without a printed face only what is surely a document's outline is looked at, so many of them, and only what is so legible is one.
const SURE_WITHOUT_PORTRAIT: f32 = 0.55;
const MOST_WITHOUT_PORTRAIT: usize = 2;
const LEGIBLE_WITHOUT_PORTRAIT: f32 = 0.6;
/// Print on a document in the hand is no higher than this share of the photo's longer side.
const SMALL_PRINT: f32 = 0.011;
/// How sure the outline about a face of a few pixels has to be.
const SURE_OF_A_SMALL_ONE: f32 = 0.65;
/// A part in which a document is looked for about its portrait, in widths of the face.
const AROUND_A_PORTRAIT: f32 = 15.0;

/// Measures one photo. `evidence` is [`Evidence::Held`], or [`Evidence::Statement`] for a photo of the paper alone; `sha256` is that of
/// the file, as hexadecimal digits. In a photo without colour nothing is found.
///
/// # Errors
/// [`ModelError`] when a model cannot be run.
pub fn measure(
    photo: &Photo,
    asked: &Asked,
    evidence: Evidence,
    sha256: String,
    engine: &Engine,
) -> Result<HeldFacts, ModelError> {
    let held = evidence == Evidence::Held;
    let mut facts = HeldFacts {
        evidence,
        sha256,
        width: photo.full_width(),
        height: photo.full_height(),
        without_face: held && !asked.faces,
        face: None,
        document: None,
        paper: None,
    };
    let Some(rgb) = photo.rgb() else { return Ok(facts) };
    let scale = photo.scale();
    let whole = Quad::rectangle(0.0, 0.0, rgb.width() as f32, rgb.height() as f32);
    let lines = text::find(photo, &whole, PAGE_SIDE, engine)?;
    let faces = if held && asked.faces { person::faces(photo, rgb, engine)? } else { Vec::new() };
    let card = if held { card(photo, rgb, &faces, &lines, asked, engine)? } else { None };
    let outside: Vec<Quad> = lines
        .iter()
        .filter(|line| !card.as_ref().is_some_and(|card| near(&card.quad, line.centre())))
        .copied()
        .collect();
    let to_working = 1.0 / scale;
    let others: Vec<Quad> =
        faces.iter().map(|face| face.quad.scaled(to_working)).chain(card.as_ref().map(|card| card.quad)).collect();
    let sheet = paper::under(rgb, &outside, &others);
    if held {
        let (on_card, on_sheet) =
            (card.as_ref().map(|card| card.quad.scaled(scale)), sheet.map(|sheet| sheet.quad.scaled(scale)));
        facts.face = person::among(&faces, on_card.as_ref()).map(|face| HeldFace {
            quad: whole_quad(&face.quad, 1.0),
            confidence: rounded_share(face.confidence),
            free: rounded_share(face.free(on_card, on_sheet)),
        });
    }
    if let Some(Paper { quad, confidence }) = sheet {
        let mut on_it = text::find(photo, &quad, SHEET_SIDE, engine)?;
        on_it.retain(|line| !card.as_ref().is_some_and(|card| near(&card.quad, line.centre())));
        // Where the sheet is seen closer no more is found than before now and then.
        if on_it.is_empty() {
            on_it = outside.iter().filter(|line| quad.contains(line.centre())).copied().collect();
        }
        let spoken = statement::read(photo, &on_it, asked, engine)?;
        facts.paper = Some(HeldPaper {
            quad: whole_quad(&quad, scale),
            confidence: rounded_share(confidence),
            lines: spoken.lines,
            handwritten: spoken.handwritten.map(rounded_share),
            username: rounded_bits(spoken.username),
            date: rounded_bits(spoken.date),
            other_date: spoken.other_date,
            purpose: rounded_bits(spoken.purpose),
            code: rounded_bits(spoken.code),
        });
    }
    facts.document = card.map(|card| HeldDocument {
        quad: whole_quad(&card.quad, scale),
        confidence: rounded_share(card.confidence),
        legible: rounded_share(card.legible),
        number: card.number.map(rounded_bits),
        name: card.name.map(rounded_bits),
    });
    Ok(facts)
}

fn whole_quad(quad: &Quad, scale: f32) -> Quad {
    Quad(quad.0.map(|corner| Point::new((corner.x * scale).round(), (corner.y * scale).round())))
}

/// Whether a place is on a document, with some room.
fn near(quad: &Quad, place: Point) -> bool {
    Quad(quad.0.map(|corner| quad.centre().towards(corner, 1.08))).contains(place)
}

/// The document in the hand: about a printed face, else beside the person, wherever something is that is legible as a document is.
fn card(
    photo: &Photo,
    rgb: &RgbImage,
    faces: &[Face],
    lines: &[Quad],
    asked: &Asked,
    engine: &Engine,
) -> Result<Option<Card>, ModelError> {
    let mut best = about_a_portrait(photo, rgb, faces, engine)?;
    if best.is_none() && asked.faces {
        let mut smallest = person::smallest(photo, rgb, engine)?;
        // Parts of a face that is larger than what is looked at are taken for faces now and then.
        smallest.retain(|small| faces.iter().all(|face| !face.quad.contains(small.quad.centre())));
        best = about_a_portrait(photo, rgb, &smallest, engine)?.filter(|(_, sure)| *sure > SURE_OF_A_SMALL_ONE);
    }
    if let Some((quad, confidence)) = best {
        return card::read(rgb, quad, confidence, asked, engine).map(Some);
    }
    let mut others: Vec<(Quad, f32)> = Vec::new();
    for part in parts(photo, rgb, faces).into_iter().chain(small_print(rgb, lines)) {
        let found = card::locate(rgb, part, engine)?;
        others.extend(found.filter(|(quad, confidence)| {
            let fits = is_card(quad) && !written_large(quad, lines) && !is_before(quad, faces.first(), photo);
            *confidence > SURE_WITHOUT_PORTRAIT && fits
        }));
    }
    others.sort_by(|one, other| other.1.total_cmp(&one.1));
    for (quad, confidence) in others.into_iter().take(MOST_WITHOUT_PORTRAIT) {
        let card = card::read(rgb, quad, confidence, asked, engine)?;
        if card.legible > LEGIBLE_WITHOUT_PORTRAIT {
            return Ok(Some(card));
        }
    }
    Ok(None)
}

/// The surest document about one of `faces`, as small as a printed one is.
fn about_a_portrait(
    photo: &Photo,
    rgb: &RgbImage,
    faces: &[Face],
    engine: &Engine,
) -> Result<Option<(Quad, f32)>, ModelError> {
    let mut best: Option<(Quad, f32)> = None;
    for face in faces {
        let face = face.quad.scaled(1.0 / photo.scale());
        if face.width() > LARGEST_PORTRAIT * rgb.width().min(rgb.height()) as f32 {
            continue;
        }
        let part = Part::around(rgb, face.centre(), AROUND_A_PORTRAIT * face.width());
        let Some((quad, confidence)) = card::locate(rgb, part, engine)? else { continue };
        let printed = quad.contains(face.centre()) && face.area() < person::MOST_OF_A_CARD * quad.area();
        if printed && is_card(&quad) && best.as_ref().is_none_or(|(_, other)| confidence > *other) {
            best = Some((quad, confidence));
        }
    }
    Ok(best)
}

/// Where else a document may be: beside the face that is largest, before it and below it; everywhere where there is none.
fn parts(photo: &Photo, rgb: &RgbImage, faces: &[Face]) -> Vec<Part> {
    let (width, height) = (rgb.width() as f32, rgb.height() as f32);
    if let Some(face) = faces.first() {
        let face = face.quad.scaled(1.0 / photo.scale());
        let (at, wide) = (face.centre(), face.width());
        let beside = [(-2.0, 0.4), (2.0, 0.4), (0.0, 0.4), (-1.6, 2.2), (1.6, 2.2)];
        return beside.map(|(x, y)| Part::around(rgb, Point::new(at.x + x * wide, at.y + y * wide), 3.4 * wide)).into();
    }
    let side = 0.5 * width.min(height);
    let places = [0.22, 0.5, 0.78].into_iter().flat_map(|y| [0.25, 0.5, 0.75].map(|x| (x, y)));
    places.map(|(x, y)| Part::around(rgb, Point::new(x * width, y * height), side)).collect()
}

/// The part about lines that are as small as print on a document in the hand. `None` where there are few of them.
fn small_print(rgb: &RgbImage, lines: &[Quad]) -> Option<Part> {
    const LEAST_LINES: usize = 3;
    let highest = SMALL_PRINT * rgb.width().max(rgb.height()) as f32;
    let small: Vec<Point> = lines.iter().filter(|line| line.height() < highest).map(|line| line.centre()).collect();
    if small.len() < LEAST_LINES {
        return None;
    }
    let middle = |pick: fn(&Point) -> f32| {
        let mut values: Vec<f32> = small.iter().map(pick).collect();
        values.sort_by(f32::total_cmp);
        values[values.len() / 2]
    };
    let centre = Point::new(middle(|point| point.x), middle(|point| point.y));
    Some(Part::around(rgb, centre, 0.45 * rgb.width().min(rgb.height()) as f32))
}

/// Whether a quad has the proportions of a card or a passport's page.
fn is_card(quad: &Quad) -> bool {
    (1.2..1.85).contains(&(quad.width() / quad.height().max(1.0)))
}

/// Whether a quad is larger than a document in the hand can be beside the person's face, or has that face on it.
fn is_before(quad: &Quad, person: Option<&Face>, photo: &Photo) -> bool {
    const LARGEST: f32 = 3.0;
    person.is_some_and(|person| {
        let face = person.quad.scaled(1.0 / photo.scale());
        quad.width().max(quad.height()) > LARGEST * face.width() || quad.contains(face.centre())
    })
}

/// Whether lines on a quad are as high as nobody prints on a document.
fn written_large(quad: &Quad, lines: &[Quad]) -> bool {
    const HIGHEST: f32 = 0.06;
    let within: Vec<f32> = lines
        .iter()
        .filter(|line| quad.contains(line.centre()))
        .map(|line| line.height() / quad.width().max(1.0))
        .collect();
    within.iter().filter(|share| **share > HIGHEST).count() * 2 > within.len().max(1)
}

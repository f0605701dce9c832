//! Printed text: lines found and read with PP-OCR.
//!
//! [`detect`] finds lines on a page seen straight, [`layout`] tells which way the page is read and in which order, and
//! [`recognise`] reads each line from the photo itself, at the photo's own sharpness: a fast network reads all of them, and
//! those that are more than labels are read again by a better one.

mod boxes;
mod detect;
mod layout;
mod page;
mod recognise;

use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::Photo;
use layout::Layout;
use page::Page;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use recognise::Trace;
use recognise::{Recognised, Recogniser};
use verify::geometry::{Point, Quad};
use verify::reading::{DocumentReading, MrzReading, TextLine};

/// Longer side of what the detector sees, in pixels: about 9 a millimetre of a card.
const PAGE_SIDE: u32 = 800;
/// Most lines that are read.
const MOST_LINES: usize = 120;
/// Lines less certain than this are texture, not text.
const LEAST_CONFIDENCE: f32 = 0.5;
/// The same where a line was only skimmed: it may be better than that.
const LEAST_SKIMMED: f32 = 0.4;
/// Skimmed lines whose least certain character is as certain as this are not read again: of 900 drawn lines that passed,
/// none was wrong.
const SURELY_SKIMMED: f32 = 0.95;
/// Columns of input (48 high) that are read again at most, which bounds the time that a page of text takes.
const MOST_COLUMNS: u32 = 6000;
/// Lines that are read both ways round to tell which way is up.
const PROBES: usize = 5;

/// How carefully lines are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// Each by the fast network; a line is as sure as its least sure character.
    Skimmed,
    /// What is more than a label and not sure once more, by the better network.
    ReadAgain,
}

/// Reads all lines of printed text on the document, or in the whole photo when there is none, but for those of the
/// machine-readable zone, if one was found: it has a reader of its own, and tells here which way is up.
///
/// Lines come top to bottom, then left to right, as the document is read.
///
/// # Errors
/// [`ModelError`] when a model cannot be run.
pub fn read(
    photo: &Photo,
    document: Option<&DocumentReading>,
    zone: Option<&MrzReading>,
    care: Care,
    engine: &Engine,
) -> Result<Vec<TextLine>, ModelError> {
    let to_working = 1.0 / photo.scale();
    // A zone that is not sure may be something else, upside down or mirrored.
    let sure_zone = zone.is_some_and(|zone| zone.valid);
    let zone_quad = zone.map(|zone| zone.quad.scaled(to_working));
    let Some(page) = Page::new(photo, &page_quad(photo, document, zone), PAGE_SIDE) else { return Ok(Vec::new()) };
    let zone_on_page = page.to_photo.inverse().zip(zone_quad).map(|(to_page, quad)| to_page.apply_quad(&quad));

    let found = detect::find(&page, engine, MOST_LINES)?;
    let boxes: Vec<Quad> = found
        .iter()
        .map(|found| found.quad)
        .filter(|quad| !zone_on_page.is_some_and(|zone| covers(&zone, quad)))
        .collect();
    if boxes.is_empty() {
        return Ok(Vec::new());
    }

    let skimmer = Recogniser::skimmer(engine)?;
    let read = |quads: &[Quad]| -> Result<Vec<Recognised>, ModelError> {
        let quads: Vec<Quad> = quads.iter().map(|quad| page.to_photo.apply_quad(quad)).collect();
        skimmer.read(photo, &quads)
    };
    let mut layout = Layout::of(&boxes);
    let boxes = layout.joined(&boxes);
    // What the probes said is kept, so that no line is read twice the same way round.
    let mut known: Vec<(usize, Recognised)> = Vec::new();
    if let (Some(zone), true) = (zone_on_page, sure_zone) {
        layout.read_like(&zone);
    } else {
        let probes = layout.probes(&boxes, PROBES);
        let first = read(&layout.oriented_some(&boxes, &probes))?;
        layout.turn_round();
        let second = read(&layout.oriented_some(&boxes, &probes))?;
        let second_is_up = sense(&second) > sense(&first);
        if !second_is_up {
            layout.turn_round();
        }
        known = probes.into_iter().zip(if second_is_up { second } else { first }).collect();
    }

    let rest: Vec<usize> = (0..boxes.len()).filter(|index| known.iter().all(|(other, _)| other != index)).collect();
    let lines = read(&layout.oriented_some(&boxes, &rest))?;
    known.extend(rest.into_iter().zip(lines));
    known.retain(|(_, line)| !line.text.is_empty() && line.confidence >= LEAST_SKIMMED);

    let quads: Vec<Quad> = known.iter().map(|(index, _)| layout.oriented(&boxes[*index])).collect();
    let order = layout.order(&quads);
    if care == Care::ReadAgain {
        let again = worth_reading_again(&order, &known, &quads);
        let in_photo: Vec<Quad> = again.iter().map(|&position| page.to_photo.apply_quad(&quads[position])).collect();
        for (&position, line) in again.iter().zip(Recogniser::new(engine)?.read(photo, &in_photo)?) {
            known[position].1 = line;
        }
    }
    let is_text = |line: &Recognised| !line.text.is_empty() && line.confidence >= LEAST_CONFIDENCE;
    Ok(order
        .into_iter()
        .filter(|&position| is_text(&known[position].1))
        .map(|position| TextLine {
            text: known[position].1.text.clone(),
            confidence: match care {
                Care::Skimmed => known[position].1.weakest,
                Care::ReadAgain => known[position].1.confidence,
            },
            quad: page.to_photo.apply_quad(&quads[position]).scaled(photo.scale()),
        })
        .collect())
}

/// Where lines are under `quad` (working scale), seen with a longer side of `long_side` pixels, as far as they run from left to right there:
/// from the top to the bottom, at working scale. Words that stand far apart are lines of their own.
///
/// # Errors
/// [`ModelError`] when the detector cannot be run.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn find(photo: &Photo, quad: &Quad, long_side: u32, engine: &Engine) -> Result<Vec<Quad>, ModelError> {
    let Some(page) = Page::new(photo, quad, long_side) else { return Ok(Vec::new()) };
    let boxes: Vec<Quad> = detect::find(&page, engine, MOST_LINES)?.into_iter().map(|found| found.quad).collect();
    let layout = Layout::of(&boxes);
    let lines = layout.joined(&boxes);
    let order = layout.order(&lines);
    Ok(order.into_iter().map(|index| page.to_photo.apply_quad(&lines[index])).collect())
}

/// Steps that a trace has for a line.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn steps(quad: &Quad) -> f32 {
    // The network makes one step of eight columns.
    recognise::input_width(quad) as f32 / 8.0
}

/// Traces the lines under `quads` (working scale) by the better network: what it makes of `letters` at each step.
///
/// # Errors
/// [`ModelError`] when the recogniser cannot be run.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn trace(
    photo: &Photo,
    quads: &[Quad],
    letters: &[char],
    engine: &Engine,
) -> Result<Vec<Trace>, ModelError> {
    Recogniser::new(engine)?.trace(photo, quads, letters)
}

/// Which of the skimmed lines are read again: those that are more than labels and not sure, in the order in which they are
/// read, as far as [`MOST_COLUMNS`] go.
fn worth_reading_again(order: &[usize], known: &[(usize, Recognised)], quads: &[Quad]) -> Vec<usize> {
    let mut columns = 0;
    order
        .iter()
        .copied()
        .filter(|&position| known[position].1.weakest < SURELY_SKIMMED)
        .filter(|&position| !crate::fields::is_only_labels(&known[position].1.text))
        .take_while(|&position| {
            columns += recognise::input_width(&quads[position]);
            columns <= MOST_COLUMNS
        })
        .collect()
}

/// What to look at, at working scale: the document, else the whole photo; seen from the right side where the
/// machine-readable zone was read in a mirror and the outline does not know of it.
fn page_quad(photo: &Photo, document: Option<&DocumentReading>, zone: Option<&MrzReading>) -> Quad {
    let (width, height) = photo.luma().dimensions();
    let Quad([a, b, c, d]) = match document {
        Some(document) => document.quad.scaled(1.0 / photo.scale()),
        None => Quad::rectangle(0.0, 0.0, width as f32, height as f32),
    };
    let mirrored = document.is_some_and(|document| document.mirrored);
    if zone.is_some_and(|zone| zone.valid && zone.mirrored) && !mirrored {
        Quad([b, a, d, c])
    } else {
        Quad([a, b, c, d])
    }
}

/// How much sense lines make: their mean certainty, weighted by length, and whether they say what documents say. Text that is
/// read upside down can be certain, but names no field.
fn sense(lines: &[Recognised]) -> f32 {
    let (sum, count) = lines.iter().fold((0.0, 0.0), |(sum, count), line| {
        let length = line.text.chars().count().max(1) as f32;
        (sum + line.confidence * length, count + length)
    });
    let named = lines.iter().filter(|line| crate::fields::names_a_field(&line.text)).count();
    if count > 0.0 { sum / count + 0.3 * named as f32 } else { 0.0 }
}

/// Whether the middle of `line` lies in `zone`, or nearly: the zone's quad is tight.
fn covers(zone: &Quad, line: &Quad) -> bool {
    let Point { x, y } = line.centre();
    let [a, b, _, d] = zone.0;
    let share = |from: Point, to: Point| {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy).max(1e-3)
    };
    (-0.05..1.05).contains(&share(a, b)) && (-0.15..1.15).contains(&share(a, d))
}

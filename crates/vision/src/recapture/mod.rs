//! Signals of a photo of a screen or of a printed copy. They refuse nobody and are compiled out of WASM.

use crate::photo::Photo;
use verify::reading::{DocumentReading, RecaptureSignals};

/// Measures both signals on the document, or on the whole photo when there is none.
#[must_use]
pub fn measure(photo: &Photo, document: Option<&DocumentReading>) -> Option<RecaptureSignals> {
    let _ = (photo, document);
    None
}

//! PDF417 barcodes, and the fields of AAMVA cards in them.

use crate::photo::Photo;
use verify::reading::{BarcodeReading, DocumentReading};

/// Reads the barcode. `None` when there is none, or it cannot be read.
#[must_use]
pub fn read(photo: &Photo, document: Option<&DocumentReading>) -> Option<BarcodeReading> {
    let _ = (photo, document);
    None
}

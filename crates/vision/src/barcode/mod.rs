//! PDF417 barcodes, and the fields of AAMVA cards in them.

pub mod aamva;
mod symbol;

use crate::photo::Photo;
use symbol::{ANY_WAY_ROUND, Threshold};
use verify::reading::{BarcodeReading, DocumentReading};

/// Reads the barcode. `None` when there is none, or it cannot be read.
#[must_use]
pub fn read(photo: &Photo, document: Option<&DocumentReading>) -> Option<BarcodeReading> {
    let _ = document;
    let symbol = symbol::decode(photo.luma(), Threshold::Local, &ANY_WAY_ROUND)?;
    Some(reading(symbol.text, symbol.quad.map(|quad| quad.scaled(photo.scale()))))
}

fn reading(text: String, quad: Option<verify::geometry::Quad>) -> BarcodeReading {
    let aamva = aamva::parse(&text);
    BarcodeReading { format: "pdf417".into(), text, confidence: 0.99, quad, aamva }
}

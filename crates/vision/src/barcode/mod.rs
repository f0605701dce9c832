//! PDF417 barcodes, and the fields of AAMVA cards in them.

pub mod aamva;
mod symbol;

use crate::photo::Photo;
use crate::rectify::{Projection, rectify};
use symbol::{ALONG_ROWS, ANY_WAY_ROUND, Threshold};
use verify::geometry::Quad;
use verify::reading::{BarcodeReading, DocumentReading};

/// Sides of the straightened document that is searched, in pixels: three a module of a card's widest symbol and more.
const LEAST_WIDTH: f32 = 1200.0;
const MOST_WIDTH: f32 = 2000.0;

/// Reads the barcode. `None` when there is none, or it cannot be read. The whole photo is searched, then the document
/// alone, seen straight: the decoder does not follow rows that slant much.
#[must_use]
pub fn read(photo: &Photo, document: Option<&DocumentReading>) -> Option<BarcodeReading> {
    if let Some(symbol) = symbol::decode(photo.luma(), Threshold::Local, &ANY_WAY_ROUND) {
        return Some(reading(symbol.text, symbol.quad.map(|quad| quad.scaled(photo.scale()))));
    }
    let quad = document?.quad.scaled(1.0 / photo.scale());
    let width = (quad.width() * 1.2).clamp(LEAST_WIDTH, MOST_WIDTH);
    let height = (width * quad.height() / quad.width().max(1.0)).min(MOST_WIDTH);
    let straight = rectify(photo.luma(), &quad, width as u32, height as u32)?;
    let symbol = [Threshold::Local, Threshold::Global]
        .into_iter()
        .find_map(|threshold| symbol::decode(&straight, threshold, &ALONG_ROWS))?;
    let to_photo = Projection::between(&Quad::rectangle(0.0, 0.0, width.floor(), height.floor()), &quad);
    let place = symbol.quad.zip(to_photo).map(|(quad, projection)| projection.apply_quad(&quad).scaled(photo.scale()));
    Some(reading(symbol.text, place))
}

fn reading(text: String, quad: Option<Quad>) -> BarcodeReading {
    let aamva = aamva::parse(&text);
    BarcodeReading { format: "pdf417".into(), text, confidence: 0.99, quad, aamva }
}

//! One PDF417 symbol in one image (ISO/IEC 15438), through rxing's detector and decoder.

use image::GrayImage;
use rxing::common::{BitMatrix, GlobalHistogramBinarizer, HybridBinarizer};
use rxing::pdf417::decoder::pdf_417_scanning_decoder;
use rxing::pdf417::detector::pdf_417_detector;
use rxing::pdf417::pdf_417_common::{MODULES_IN_CODEWORD, MODULES_IN_STOP_PATTERN};
use rxing::{Binarizer, Luma8LuminanceSource};
use std::panic::{AssertUnwindSafe, catch_unwind};
use verify::geometry::{Point, Quad};

/// A symbol that was decoded: error correction found it whole.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Symbol {
    /// The payload as text.
    pub(super) text: String,
    /// Where it is in the image that was searched, from the symbol's own top left; `None` when an end was not seen.
    pub(super) quad: Option<Quad>,
}

/// How pixels become black or white.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Threshold {
    /// One of its own for each block of 8 x 8 pixels: stands shadows.
    Local,
    /// One for the whole image: stands noise and large modules.
    Global,
}

/// Quarter turns counter-clockwise at which a symbol is looked for.
pub(super) const ANY_WAY_ROUND: [u32; 4] = [0, 180, 270, 90];
/// For an image whose rows are known to run along the symbol's.
pub(super) const ALONG_ROWS: [u32; 2] = [0, 180];

/// How often a symbol that was found is decoded until its error correction holds. The decoder of rxing settles codewords
/// that were seen in two ways in the order of a hash map, which is another in every call: of those that fail once, some
/// succeed the next time. What error correction accepts is right in any order.
const DECODES: usize = 16;

/// Decodes the first symbol that can be read in `image`.
pub(super) fn decode(image: &GrayImage, threshold: Threshold, turns: &[u32]) -> Option<Symbol> {
    // The decoder of rxing indexes by what it reads in a damaged symbol. No input is known on which it panics, but none
    // of the many that a stranger's photo can hold may stop the caller.
    catch_unwind(AssertUnwindSafe(|| {
        let matrix = binarise(image, threshold)?;
        turns.iter().find_map(|&turn| decode_turned(&matrix, turn))
    }))
    .ok()
    .flatten()
}

fn binarise(image: &GrayImage, threshold: Threshold) -> Option<BitMatrix> {
    let source = Luma8LuminanceSource::new(image.as_raw().clone(), image.width(), image.height()).ok()?;
    match threshold {
        Threshold::Local => HybridBinarizer::new(source).get_black_matrix().ok().cloned(),
        Threshold::Global => GlobalHistogramBinarizer::new(source).get_black_matrix().ok().cloned(),
    }
}

fn decode_turned(matrix: &BitMatrix, turn: u32) -> Option<Symbol> {
    let mut turned = matrix.clone();
    turned.rotate(turn).ok()?;
    // Top left, bottom left, top right, bottom right of the symbol, then the same of its codewords.
    let corners: [Option<rxing::Point>; 8] = pdf_417_detector::detect(false, &turned)?.into_iter().next()?;
    let span = |a: usize, b: usize| Some((corners[a]?.x - corners[b]?.x).abs() as u32);
    let stop_to_codeword = |width: u32| width * MODULES_IN_CODEWORD / MODULES_IN_STOP_PATTERN;
    let widths = [span(0, 4), span(6, 2).map(stop_to_codeword), span(1, 5), span(7, 3).map(stop_to_codeword)];
    let narrowest = widths.iter().flatten().min().copied()?;
    let widest = widths.iter().flatten().max().copied()?;
    let decode =
        || pdf_417_scanning_decoder::decode(&turned, corners[4], corners[5], corners[6], corners[7], narrowest, widest);
    let result = (0..DECODES).find_map(|_| decode().ok())?;
    let back = |corner: Option<rxing::Point>| {
        let (x, y) = (corner?.x, corner?.y);
        let (width, height) = (matrix.getWidth() as f32, matrix.getHeight() as f32);
        Some(match turn {
            90 => Point::new(width - y, x),
            180 => Point::new(width - x, height - y),
            270 => Point::new(y, height - x),
            _ => Point::new(x, y),
        })
    };
    let quad = || Some(Quad([back(corners[0])?, back(corners[2])?, back(corners[3])?, back(corners[1])?]));
    Some(Symbol { text: result.getText().to_owned(), quad: quad() })
}

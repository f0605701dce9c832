//! JPEG, with brightness alone where that is enough: its two colour planes are then never transformed.

use super::format::Format;
use super::pixels::{Kind, Pixels};
use super::{Channels, PhotoError, check_size};
use image::metadata::Orientation;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Decodes a JPEG. Strictly: a decoder that fills what is missing with grey would have people read a photo of nothing.
pub(super) fn decode(bytes: &[u8], channels: Channels) -> Result<(Pixels, Orientation), PhotoError> {
    let corrupt = |cause: String| PhotoError::Corrupt { format: Format::Jpeg.name(), cause };
    let failed = |cause: DecodeErrors| corrupt(words(&cause));
    if !ends(bytes) {
        return Err(corrupt("the end of the file is missing".into()));
    }
    // A side is at most 65,535 pixels long by the format itself; the product is checked below.
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(failed)?;
    let info = decoder.info().ok_or_else(|| corrupt("it has no size".into()))?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    check_size(width, height)?;
    let orientation = decoder.exif().and_then(|exif| Orientation::from_exif_chunk(exif.as_slice()));
    let has_luma = matches!(decoder.input_colorspace(), Some(ColorSpace::YCbCr | ColorSpace::Luma));
    let luma_only = channels == Channels::Luma && has_luma;
    if luma_only {
        decoder.set_options(options.jpeg_set_out_colorspace(ColorSpace::Luma));
    }
    let data = decoder.decode().map_err(failed)?;
    let kind = if luma_only { Kind::Luma } else { Kind::Rgb };
    let pixels =
        Pixels::new(width, height, kind, data).ok_or_else(|| corrupt("it has an unusual number of colours".into()))?;
    Ok((pixels, orientation.unwrap_or(Orientation::NoTransforms)))
}

/// Width and height, from the head alone.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn size(bytes: &[u8]) -> Result<(u32, u32), PhotoError> {
    let corrupt = |cause: String| PhotoError::Corrupt { format: Format::Jpeg.name(), cause };
    let mut decoder = JpegDecoder::new(ZCursor::new(bytes));
    decoder.decode_headers().map_err(|cause| corrupt(words(&cause)))?;
    let info = decoder.info().ok_or_else(|| corrupt("it has no size".into()))?;
    Ok((u32::from(info.width), u32::from(info.height)))
}

/// The decoder's words without its type names.
fn words(cause: &DecodeErrors) -> String {
    match cause {
        DecodeErrors::Format(text) => text.clone(),
        DecodeErrors::FormatStatic(text) => (*text).to_owned(),
        _ => "its picture data is damaged".into(),
    }
}

/// Whether the marker that ends an image stands behind its last scan (ITU-T T.81, annex B). Thumbnails inside segments
/// bring such markers too, so segments are stepped over.
fn ends(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(start) = rest.iter().position(|&byte| byte == 0xff) {
        rest = &rest[start..];
        match rest.get(1) {
            Some(0xd9) => return true,
            // Fill byte.
            Some(0xff) => rest = &rest[1..],
            // Stuffed byte, temporary use, restart, start of image: nothing follows that belongs to them.
            Some(0x00 | 0x01 | 0xd0..=0xd8) => rest = &rest[2..],
            Some(_) => {
                let Some(&[high, low]) = rest.get(2..4) else { return false };
                let Some(behind) = rest.get(2 + usize::from(u16::from_be_bytes([high, low])).max(2)..) else {
                    return false;
                };
                rest = behind;
            }
            None => return false,
        }
    }
    false
}

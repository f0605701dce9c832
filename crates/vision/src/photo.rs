//! A decoded photo: upright, without metadata, decoded once.

mod format;
mod jpeg;
mod pixels;

use format::Format;
use image::codecs::{png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageDecoder, RgbImage};
use pixels::Pixels;
use std::io::Cursor;
use thiserror::Error;

/// Largest file that is looked at, in bytes.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Most pixels that are decoded, read from the header before any pixel is.
pub const MOST_PIXELS: u64 = 50_000_000;
/// Photos of more pixels than this are worked on at a smaller scale, so that time and memory are bounded.
pub const WORKING_PIXELS: u64 = 8_000_000;
/// Most bytes that a decoder may take for what is not pixels (profiles, tables).
const MOST_DECODER_BYTES: u64 = 64 * 1024 * 1024;

/// Why a file gives no photo. [`PhotoError::code`] is the reason code.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PhotoError {
    /// No bytes.
    #[error("the file is empty; choose the photo again")]
    Empty,
    /// Too many bytes or pixels.
    #[error("{what}; take the photo in the normal camera mode")]
    TooLarge {
        /// What was measured against which limit.
        what: String,
    },
    /// A format that is not read.
    #[error("{what}; {remedy}")]
    Unsupported {
        /// What the file seems to be.
        what: String,
        /// What to do about it.
        remedy: &'static str,
    },
    /// Damaged or cut short.
    #[error("the {format} file is damaged or incomplete ({cause}); take or export the photo again")]
    Corrupt {
        /// The format that the header names.
        format: &'static str,
        /// The decoder's words.
        cause: String,
    },
}

impl PhotoError {
    /// A file of `bytes` bytes, which is more than [`MOST_BYTES`].
    #[must_use]
    pub fn file_too_large(bytes: u64) -> Self {
        let (size, limit) = (bytes.div_ceil(1 << 20), MOST_BYTES >> 20);
        Self::TooLarge { what: format!("the file has {size} MB, the limit is {limit} MB") }
    }

    /// The reason code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file.empty",
            Self::TooLarge { .. } => "file.too_large",
            Self::Unsupported { .. } => "file.unsupported_format",
            Self::Corrupt { .. } => "file.corrupt",
        }
    }
}

/// What the work needs of a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channels {
    /// Brightness alone, which decodes faster; enough for machine-readable zones and barcodes.
    Luma,
    /// Brightness and colour.
    Colour,
}

/// An upright photo in memory: brightness always, colour when it was asked for.
///
/// The pixels are at working scale; [`Photo::scale`] leads back to the full size in which readings are given.
#[derive(Clone, Debug)]
pub struct Photo {
    luma: GrayImage,
    rgb: Option<RgbImage>,
    full_width: u32,
    full_height: u32,
}

impl Photo {
    /// Decodes JPEG, PNG or WebP, turns it upright by its EXIF orientation, and drops all metadata.
    ///
    /// # Errors
    /// [`PhotoError`]; size and pixel limits are checked on the header, before a pixel is decoded.
    pub fn decode(bytes: &[u8], channels: Channels) -> Result<Self, PhotoError> {
        if bytes.is_empty() {
            return Err(PhotoError::Empty);
        }
        if bytes.len() > MOST_BYTES {
            return Err(PhotoError::file_too_large(bytes.len() as u64));
        }
        let (pixels, orientation) = match format::of(bytes)? {
            Format::Jpeg => jpeg::decode(bytes, channels)?,
            format @ (Format::Png | Format::WebP) => decode_other(bytes, format, channels)?,
        };
        let (full_width, full_height) = pixels.upright_size(orientation);
        Ok(Self::from_pixels(pixels.at_most(WORKING_PIXELS).upright(orientation), full_width, full_height, channels))
    }

    /// A photo from pixels that are already there.
    #[must_use]
    pub fn from_image(image: DynamicImage, channels: Channels) -> Self {
        let (full_width, full_height) = (image.width(), image.height());
        let pixels = Pixels::from_image(image, channels).at_most(WORKING_PIXELS);
        Self::from_pixels(pixels, full_width, full_height, channels)
    }

    fn from_pixels(pixels: Pixels, full_width: u32, full_height: u32, channels: Channels) -> Self {
        let (luma, rgb) = pixels.split(channels);
        Self { luma, rgb, full_width, full_height }
    }

    /// Brightness, at working scale.
    #[must_use]
    pub fn luma(&self) -> &GrayImage {
        &self.luma
    }

    /// Colour, at working scale; `None` when only brightness was decoded.
    #[must_use]
    pub fn rgb(&self) -> Option<&RgbImage> {
        self.rgb.as_ref()
    }

    /// Width of the upright photo at full size, in pixels.
    #[must_use]
    pub fn full_width(&self) -> u32 {
        self.full_width
    }

    /// Height of the upright photo at full size, in pixels.
    #[must_use]
    pub fn full_height(&self) -> u32 {
        self.full_height
    }

    /// Pixels at full size for one at working scale; 1 or more.
    #[must_use]
    pub fn scale(&self) -> f32 {
        self.full_width as f32 / self.luma.width().max(1) as f32
    }
}

/// Width and height that the head of a JPEG file names.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn jpeg_size(bytes: &[u8]) -> Result<(u32, u32), PhotoError> {
    jpeg::size(bytes)
}

/// Decodes PNG and WebP.
fn decode_other(bytes: &[u8], format: Format, channels: Channels) -> Result<(Pixels, Orientation), PhotoError> {
    let corrupt = |cause: image::ImageError| PhotoError::Corrupt { format: format.name(), cause: words(&cause) };
    let mut limits = image::Limits::no_limits();
    limits.max_alloc = Some(MOST_DECODER_BYTES);
    match format {
        Format::WebP => {
            // The container says how long it is (RFC 9649, section 2.4); the decoder makes up what is missing.
            let length = bytes.get(4..8).and_then(|length| length.try_into().ok()).map_or(0, u32::from_le_bytes);
            if (bytes.len() as u64) < u64::from(length) + 8 {
                let cause = "the end of the file is missing".into();
                return Err(PhotoError::Corrupt { format: format.name(), cause });
            }
            let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(corrupt)?;
            if decoder.has_animation() {
                return Err(format::animated(format));
            }
            finish(decoder, channels, corrupt)
        }
        _ => {
            let decoder = PngDecoder::with_limits(Cursor::new(bytes), limits).map_err(corrupt)?;
            if decoder.is_apng().map_err(corrupt)? {
                return Err(format::animated(format));
            }
            finish(decoder, channels, corrupt)
        }
    }
}

fn finish(
    mut decoder: impl ImageDecoder,
    channels: Channels,
    corrupt: impl Fn(image::ImageError) -> PhotoError,
) -> Result<(Pixels, Orientation), PhotoError> {
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(corrupt)?;
    Ok((Pixels::from_image(image, channels), orientation))
}

/// The decoder's words, without the format that the message names anyway.
fn words(cause: &image::ImageError) -> String {
    use std::error::Error as _;
    cause.source().map_or_else(|| cause.to_string(), |source| source.to_string())
}

/// Refuses an image that has more pixels than are decoded.
fn check_size(width: u32, height: u32) -> Result<(), PhotoError> {
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        let limit = MOST_PIXELS / 1_000_000;
        let what = format!("the image has {width} x {height} pixels, the limit is {limit} million in all");
        return Err(PhotoError::TooLarge { what });
    }
    Ok(())
}

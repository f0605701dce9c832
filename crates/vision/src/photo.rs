//! A decoded photo: upright, without metadata, decoded once.

use image::{DynamicImage, GrayImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};
use std::io::Cursor;
use thiserror::Error;

/// Largest file that is looked at, in bytes.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Most pixels that are decoded, read from the header before any pixel is.
pub const MOST_PIXELS: u64 = 50_000_000;
/// Photos of more pixels than this are worked on at a smaller scale.
pub const WORKING_PIXELS: u64 = 16_000_000;

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
    #[error("{what}; save it as JPEG, PNG or WebP")]
    Unsupported {
        /// What the file seems to be.
        what: String,
    },
    /// Damaged or cut short.
    #[error("the {format} file is damaged or incomplete ({cause}); take or export the photo again")]
    Corrupt {
        /// The format that the header names.
        format: String,
        /// The decoder's words.
        cause: String,
    },
}

impl PhotoError {
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
            return Err(PhotoError::TooLarge {
                what: format!("the file has {} bytes, the limit is {MOST_BYTES}", bytes.len()),
            });
        }
        let reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|cause| PhotoError::Corrupt { format: "image".into(), cause: cause.to_string() })?;
        let format = match reader.format() {
            Some(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => format,
            _ => {
                return Err(PhotoError::Unsupported { what: "the file is not an image of a kind that is read".into() });
            }
        };
        let corrupt =
            |cause: image::ImageError| PhotoError::Corrupt { format: format!("{format:?}"), cause: cause.to_string() };
        let mut decoder = reader.into_decoder().map_err(corrupt)?;
        let (width, height) = decoder.dimensions();
        let pixels = u64::from(width) * u64::from(height);
        if pixels > MOST_PIXELS {
            return Err(PhotoError::TooLarge {
                what: format!("the image has {width} x {height} pixels, the limit is {MOST_PIXELS} in all"),
            });
        }
        let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
        let mut image = DynamicImage::from_decoder(decoder).map_err(corrupt)?;
        image.apply_orientation(orientation);
        Ok(Self::from_image(image, channels))
    }

    /// A photo from pixels that are already there.
    #[must_use]
    pub fn from_image(image: DynamicImage, channels: Channels) -> Self {
        let (full_width, full_height) = (image.width(), image.height());
        let rgb = (channels == Channels::Colour).then(|| image.to_rgb8());
        Self { luma: image.into_luma8(), rgb, full_width, full_height }
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

//! What a file is, told from its first bytes. Endings of names lie too often.

use super::PhotoError;

/// Formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Jpeg,
    Png,
    WebP,
}

impl Format {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
        }
    }
}

const EXPORT: &str = "save it as JPEG, PNG or WebP";
const IPHONE: &str = "export it as JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible)";
const SHOOT: &str = "take a photo of the document, or export the page as JPEG or PNG";
const STILL: &str = "take a still photo";

/// Signatures of formats that are not read: what stands at the start of the file, its name, and what to do.
const OTHERS: [(&[u8], &str, &str); 13] = [
    (b"%PDF", "a PDF document", SHOOT),
    (b"GIF8", "a GIF image", EXPORT),
    (b"II*\0", "a TIFF or raw image", EXPORT),
    (b"MM\0*", "a TIFF or raw image", EXPORT),
    (b"BM", "a BMP image", EXPORT),
    (b"\xff\x0a", "a JPEG XL image", EXPORT),
    (b"\0\0\0\x0cJXL ", "a JPEG XL image", EXPORT),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 image", EXPORT),
    (b"8BPS", "a Photoshop image", EXPORT),
    (b"PK\x03\x04", "an archive or office document", SHOOT),
    (b"<!DOCTYPE", "a web page", EXPORT),
    (b"<html", "a web page", EXPORT),
    (b"<svg", "an SVG drawing", EXPORT),
];

/// Names the format of a file.
///
/// # Errors
/// [`PhotoError::Unsupported`] with the name of the format, where it is a known one, and the remedy.
pub(super) fn of(bytes: &[u8]) -> Result<Format, PhotoError> {
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Ok(Format::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(Format::Png);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(Format::WebP);
    }
    let (name, remedy) = other(bytes).unwrap_or(("not an image of a kind that is read", EXPORT));
    Err(PhotoError::Unsupported { what: format!("the file is {name}"), remedy })
}

fn other(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    // ISO base media file format (ISO/IEC 14496-12): a box of type `ftyp`, then the major brand.
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some(match bytes.get(8..12) {
            Some(b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1") => {
                ("a HEIC image", IPHONE)
            }
            Some(b"avif" | b"avis") => ("an AVIF image", EXPORT),
            _ => ("a video", STILL),
        });
    }
    OTHERS.iter().find(|(start, _, _)| bytes.starts_with(start)).map(|&(_, name, remedy)| (name, remedy))
}

/// A file of `format` that holds more than one picture.
pub(super) fn animated(format: Format) -> PhotoError {
    PhotoError::Unsupported { what: format!("the {} file is animated", format.name()), remedy: STILL }
}

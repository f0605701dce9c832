//! Fonts and portraits, from bytes.

use crate::held::Hand;
use ab_glyph::FontVec;
use image::RgbImage;
use thiserror::Error;

/// Why nothing can be drawn.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SpecimenError {
    /// A font cannot be read.
    #[error("font {name} cannot be read ({cause}); remove it and pull the fonts again")]
    Font {
        /// Its file name.
        name: String,
        /// What the parser says.
        cause: String,
    },
    /// A portrait cannot be read.
    #[error("portrait {name} cannot be read ({cause}); remove it and pull the portraits again")]
    Portrait {
        /// Its file name.
        name: String,
        /// What the decoder says.
        cause: String,
    },
    /// A kind of font is missing.
    #[error("there is no font for {0}; run `candor models pull`")]
    NoFont(&'static str),
    /// The barcode cannot be made.
    #[error("the barcode cannot be drawn ({0})")]
    Symbol(String),
}

/// What specimens are drawn with.
pub struct Assets {
    /// For labels and values: sans, serif and fixed width, none of them bold.
    pub(crate) text: Vec<FontVec>,
    /// For titles.
    pub(crate) bold: Vec<FontVec>,
    /// For machine-readable zones.
    pub(crate) zone: Vec<FontVec>,
    /// For Chinese.
    pub(crate) chinese: Vec<FontVec>,
    /// Faces that may be printed into documents.
    pub(crate) portraits: Vec<RgbImage>,
    /// Photos of several people, by file name, from which selfies of others than in the portraits are cut.
    pub(crate) groups: Vec<(String, RgbImage)>,
    /// Handwriting, for statements; apart from the other fonts, so that what those draw stays the same.
    pub(crate) hands: Vec<Hand>,
}

impl Assets {
    /// Sorts fonts by their file names (`OCR`, `bold`, `droid` or `wqy` in them say what they are for) and decodes
    /// portraits. The order of both decides what a seed draws.
    ///
    /// # Errors
    /// [`SpecimenError`] when one of them cannot be read, or no font is left for some purpose.
    pub fn new(
        fonts: impl IntoIterator<Item = (String, Vec<u8>)>,
        portraits: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<Self, SpecimenError> {
        let mut assets = Self {
            text: Vec::new(),
            bold: Vec::new(),
            zone: Vec::new(),
            chinese: Vec::new(),
            portraits: Vec::new(),
            groups: Vec::new(),
            hands: Vec::new(),
        };
        for (name, bytes) in fonts {
            let font = font(&name, bytes)?;
            let name = name.to_lowercase();
            // Zones are printed upright (ICAO 9303 part 3, section 4.1).
            if name.contains("ocrbl") {
                continue;
            }
            let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
            let pool = if has(&["ocr"]) {
                &mut assets.zone
            } else if has(&["droid", "wqy", "cjk", "fallback", "hei"]) {
                &mut assets.chinese
            } else if has(&["bold"]) {
                &mut assets.bold
            } else {
                &mut assets.text
            };
            pool.push(font);
        }
        for (name, bytes) in portraits {
            assets.portraits.push(photo(&name, &bytes)?);
        }
        let needed = [
            (assets.text.is_empty(), "text"),
            (assets.bold.is_empty(), "titles (bold)"),
            (assets.zone.is_empty(), "machine-readable zones (OCR-B)"),
            (assets.chinese.is_empty(), "Chinese"),
        ];
        match needed.into_iter().find(|(empty, _)| *empty) {
            Some((_, purpose)) => Err(SpecimenError::NoFont(purpose)),
            None => Ok(assets),
        }
    }

    /// All photos of people, for whoever measures faces.
    #[must_use]
    pub fn stills(&self) -> Vec<RgbImage> {
        self.portraits.iter().chain(self.groups.iter().map(|(_, photo)| photo)).cloned().collect()
    }

    /// With photos of several people, for selfies of others.
    ///
    /// # Errors
    /// [`SpecimenError::Portrait`] when one of them cannot be read.
    pub fn with_groups(mut self, groups: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Self, SpecimenError> {
        for (name, bytes) in groups {
            let image = photo(&name, &bytes)?;
            self.groups.push((name, image));
        }
        Ok(self)
    }

    /// With fonts of handwriting, for the evidence of an appeal.
    ///
    /// # Errors
    /// [`SpecimenError::Font`] when one of them cannot be read.
    pub fn with_hands(mut self, fonts: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Self, SpecimenError> {
        for (file, bytes) in fonts {
            let font = font(&file, bytes)?;
            let name = file.rsplit('/').next().unwrap_or(&file);
            let name = name.split(['.', '_']).next().unwrap_or(name).to_owned();
            self.hands.push(Hand { name, font });
        }
        Ok(self)
    }
}

fn font(name: &str, bytes: Vec<u8>) -> Result<FontVec, SpecimenError> {
    FontVec::try_from_vec_and_index(bytes, 0)
        .map_err(|cause| SpecimenError::Font { name: name.to_owned(), cause: cause.to_string() })
}

fn photo(name: &str, bytes: &[u8]) -> Result<RgbImage, SpecimenError> {
    image::load_from_memory(bytes)
        .map(image::DynamicImage::into_rgb8)
        .map_err(|cause| SpecimenError::Portrait { name: name.to_owned(), cause: cause.to_string() })
}

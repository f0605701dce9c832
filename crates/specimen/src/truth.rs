//! What a specimen is and what is printed on it.

use image::RgbImage;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use verify::geometry::Quad;
use verify::mrz::MrzFormat;
use verify::reading::{DocumentKind, FieldName, Side};

/// A side of a document that can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpecimenKind {
    /// Data page of a passport (TD3).
    Passport,
    /// Front of a card of credit card size, without a zone.
    CardTd1Front,
    /// Back of the same, with a TD1 zone.
    CardTd1Back,
    /// Front of a larger card, with a TD2 zone.
    CardTd2Front,
    /// Back of the same, without a zone.
    CardTd2Back,
    /// Visa with an MRV-A zone.
    VisaA,
    /// Visa with an MRV-B zone.
    VisaB,
    /// Front of a driving licence, with numbered labels.
    LicenceFront,
    /// Back of a driving licence, with a PDF417 symbol.
    LicenceBack,
    /// Front of a card with Chinese fields.
    ChineseCardFront,
    /// Back of the same.
    ChineseCardBack,
}

impl SpecimenKind {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Passport,
        Self::CardTd1Front,
        Self::CardTd1Back,
        Self::CardTd2Front,
        Self::CardTd2Back,
        Self::VisaA,
        Self::VisaB,
        Self::LicenceFront,
        Self::LicenceBack,
        Self::ChineseCardFront,
        Self::ChineseCardBack,
    ];

    /// The name for files and the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::CardTd1Front => "card-td1-front",
            Self::CardTd1Back => "card-td1-back",
            Self::CardTd2Front => "card-td2-front",
            Self::CardTd2Back => "card-td2-back",
            Self::VisaA => "visa-a",
            Self::VisaB => "visa-b",
            Self::LicenceFront => "licence-front",
            Self::LicenceBack => "licence-back",
            Self::ChineseCardFront => "chinese-card-front",
            Self::ChineseCardBack => "chinese-card-back",
        }
    }

    /// Width and height in millimetres (ICAO 9303 parts 4 to 7; ISO/IEC 7810 ID-1 for the cards without a zone).
    #[must_use]
    pub const fn millimetres(self) -> (f32, f32) {
        match self {
            Self::Passport => (125.0, 88.0),
            Self::VisaA => (120.0, 80.0),
            Self::CardTd2Front | Self::CardTd2Back | Self::VisaB => (105.0, 74.0),
            _ => (85.6, 54.0),
        }
    }

    /// What a reading should call it.
    #[must_use]
    pub const fn document(self) -> (DocumentKind, Side) {
        match self {
            Self::Passport => (DocumentKind::Passport, Side::Front),
            Self::CardTd1Front | Self::CardTd2Front => (DocumentKind::Card, Side::Front),
            Self::CardTd1Back | Self::CardTd2Back => (DocumentKind::Card, Side::Back),
            Self::VisaA | Self::VisaB => (DocumentKind::Visa, Side::Front),
            Self::LicenceFront => (DocumentKind::Licence, Side::Front),
            Self::LicenceBack => (DocumentKind::Licence, Side::Back),
            Self::ChineseCardFront => (DocumentKind::ChineseCard, Side::Front),
            Self::ChineseCardBack => (DocumentKind::ChineseCard, Side::Back),
        }
    }

    /// The format of the zone that it carries.
    #[must_use]
    pub const fn zone(self) -> Option<MrzFormat> {
        match self {
            Self::Passport => Some(MrzFormat::Td3),
            Self::CardTd1Back => Some(MrzFormat::Td1),
            Self::CardTd2Front => Some(MrzFormat::Td2),
            Self::VisaA => Some(MrzFormat::MrvA),
            Self::VisaB => Some(MrzFormat::MrvB),
            _ => None,
        }
    }
}

/// A drawn document.
#[derive(Clone, Debug)]
pub struct Specimen {
    /// The flat picture.
    pub image: RgbImage,
    /// Its width and height in millimetres.
    pub millimetres: (f32, f32),
    /// What is printed on it. Quads are in pixels of `image`.
    pub truth: SpecimenTruth,
}

/// What is printed on a specimen.
#[derive(Clone, Debug, Serialize)]
pub struct SpecimenTruth {
    /// Which side of which document.
    pub specimen: SpecimenKind,
    /// What a reading should call it.
    pub kind: DocumentKind,
    /// Front or back.
    pub side: Side,
    /// The seed that it was drawn from.
    pub seed: u64,
    /// The layout's name; layouts differ in where things stand and how labels are printed.
    pub layout: String,
    /// The printed fields.
    pub fields: BTreeMap<FieldName, PrintedField>,
    /// The machine-readable zone.
    pub mrz: Option<MrzTruth>,
    /// The two-dimensional barcode.
    pub barcode: Option<BarcodeTruth>,
    /// Where the portrait is.
    pub portrait: Option<Quad>,
    /// Whether the portrait is a drawing, because no photo was given.
    pub portrait_is_drawn: bool,
}

/// A printed field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PrintedField {
    /// The value as a reading gives it: dates as `YYYY-MM-DD`.
    pub value: String,
    /// The characters as printed.
    pub printed: String,
    /// Where they are.
    pub quad: Quad,
}

/// A printed zone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MrzTruth {
    /// The lines.
    pub lines: Vec<String>,
    /// Their format.
    pub format: MrzFormat,
    /// Where they are.
    pub quad: Quad,
}

/// A printed barcode.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BarcodeTruth {
    /// The payload.
    pub text: String,
    /// The elements of its AAMVA subfile.
    pub aamva: BTreeMap<String, String>,
    /// Where it is.
    pub quad: Quad,
}

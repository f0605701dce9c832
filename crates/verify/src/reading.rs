//! What was taken from one image: measurements, each with value, unit, confidence and region. `docs/reading.schema.json`
//! describes the same types as JSON.
//!
//! A reading judges nothing but its own certainty: whether a person passes is decided elsewhere.

use crate::geometry::{Point, Quad, Region};
use crate::limits::Direction;
use crate::mrz::{MrzFields, MrzFormat};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything taken from one image. Coordinates are pixels of the upright image at its full size.
///
/// A part that was not asked for is empty or `None`; `cpu_ms` names the stages that ran.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// Width of the upright image in pixels.
    pub width: u32,
    /// Height of the upright image in pixels.
    pub height: u32,
    /// The document in the image; `None` when there is none or it was not looked for.
    pub document: Option<DocumentReading>,
    /// One measurement a quality check.
    pub quality: BTreeMap<QualityCheck, QualityMeasurement>,
    /// Signals that the image may show a screen or a copy. Never a verdict, and never shown to an applicant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recapture: Option<RecaptureSignals>,
    /// The machine-readable zone; `None` when there is none.
    pub mrz: Option<MrzReading>,
    /// The two-dimensional barcode; `None` when there is none or it cannot be read.
    pub barcode: Option<BarcodeReading>,
    /// Lines of printed text, top to bottom as the document is read.
    pub text: Vec<TextLine>,
    /// Fields taken from printed labels, at most one a name.
    pub fields: BTreeMap<FieldName, FieldReading>,
    /// Faces, largest first.
    pub faces: Vec<FaceReading>,
    /// CPU milliseconds by stage, and `total`.
    pub cpu_ms: BTreeMap<String, f64>,
    /// Milliseconds that passed on the wall clock.
    pub wall_ms: f64,
}

/// The parts of a reading that can be asked for one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Where the document is, and of which kind.
    Document,
    /// Image quality, by cause.
    Quality,
    /// The machine-readable zone.
    Mrz,
    /// The two-dimensional barcode.
    Barcode,
    /// Printed text and the fields in it.
    Text,
    /// Faces and what hides them.
    Faces,
}

impl Stage {
    /// All of them, in the order in which they run.
    pub const ALL: [Self; 6] = [Self::Document, Self::Quality, Self::Mrz, Self::Barcode, Self::Text, Self::Faces];

    /// The name used on the command line and as a key of `cpu_ms`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Quality => "quality",
            Self::Mrz => "mrz",
            Self::Barcode => "barcode",
            Self::Text => "text",
            Self::Faces => "faces",
        }
    }
}

/// What kind of document an image shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// The data page of a passport (ICAO 9303 part 4, TD3).
    Passport,
    /// An identity card or residence permit (ICAO 9303 parts 5 and 6, TD1 and TD2).
    Card,
    /// A visa (ICAO 9303 part 7, MRV-A and MRV-B).
    Visa,
    /// A driving licence.
    Licence,
    /// A card with the fields of a Chinese resident card.
    ChineseCard,
    /// A document, but of no kind that could be named with certainty.
    Unknown,
}

/// Which side of a document an image shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The side with the portrait; also the data page of a passport, and a visa.
    Front,
    /// The other side.
    Back,
    /// Not to be told.
    Unknown,
}

/// Where the document is and what it seems to be.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DocumentReading {
    /// The kind, `unknown` rather than wrong.
    pub kind: DocumentKind,
    /// Front or back.
    pub side: Side,
    /// The four corners from the document's own top left, clockwise. Corners may lie outside the image.
    pub quad: Quad,
    /// Indices into `quad` (0 top left, clockwise) of the corners that are outside the frame.
    pub corners_outside: Vec<u8>,
    /// What lies over the document: an outline each.
    pub covered: Vec<Region>,
    /// Whether the document is seen in a mirror.
    pub mirrored: bool,
    /// The portrait printed in the document.
    pub portrait: Option<Quad>,
    /// 0 to 1: how sure the place is.
    pub confidence: f32,
    /// 0 to 1: how sure the kind is.
    pub kind_confidence: f32,
}

/// One cause of a bad photo. The names are those of the reason codes without their family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QualityCheck {
    /// Out of focus.
    Blurry,
    /// Smeared along one direction, by a moving hand.
    Motion,
    /// A reflection hides part of the document.
    Glare,
    /// Too little light.
    TooDark,
    /// Too much light.
    Overexposed,
    /// Part of the document lies in shadow.
    Shadow,
    /// Too few pixels a millimetre of the document.
    LowResolution,
    /// Grey where colour is expected.
    NotColour,
    /// Photographed at too steep an angle.
    Skewed,
    /// The document hardly stands out from what it lies on.
    LowContrastBackground,
    /// Compressed so much that detail is lost.
    Compressed,
}

impl QualityCheck {
    /// All of them, in the order of the reason registry.
    pub const ALL: [Self; 11] = [
        Self::Blurry,
        Self::Motion,
        Self::Glare,
        Self::TooDark,
        Self::Overexposed,
        Self::Shadow,
        Self::LowResolution,
        Self::NotColour,
        Self::Skewed,
        Self::LowContrastBackground,
        Self::Compressed,
    ];
}

/// One quality measurement held against its limit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QualityMeasurement {
    /// What was measured.
    pub value: f32,
    /// What the policy asks for.
    pub limit: f32,
    /// The unit of both.
    pub unit: &'static str,
    /// Which side of the limit is good.
    pub direction: Direction,
    /// Whether the value is on the good side.
    pub passed: bool,
    /// 0 to 1: how sure the measurement is.
    pub confidence: f32,
    /// Where the fault is worst, if it has a place.
    pub region: Option<Region>,
}

/// Signals of a photo of a screen or of a printed copy, 0 (none) to 1. They send a case to a person and refuse nobody.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecaptureSignals {
    /// The raster of a screen.
    pub screen: f32,
    /// The halftone, flatness or lack of colour of a printed copy.
    pub printed_copy: f32,
}

/// A machine-readable zone as it was read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MrzReading {
    /// The lines, top to bottom, `<` for filler.
    pub lines: Vec<String>,
    /// Which layout of ICAO 9303 it follows.
    pub format: MrzFormat,
    /// True only when every check digit holds and the reading is sure.
    pub valid: bool,
    /// 0 to 1: the chance that every character is right.
    pub confidence: f32,
    /// The zone, from the first character's top left, clockwise as it is read.
    pub quad: Quad,
    /// Whether the zone was read from a mirror image.
    pub mirrored: bool,
    /// The fields, with the check digit of each.
    pub fields: MrzFields,
}

/// A two-dimensional barcode.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BarcodeReading {
    /// The symbology, `pdf417`.
    pub format: String,
    /// The payload as text (ISO 8859-1 where no other encoding is declared).
    pub text: String,
    /// 0 to 1; error correction makes a decoded symbol nearly certain.
    pub confidence: f32,
    /// Where it is.
    pub quad: Option<Quad>,
    /// The elements of an AAMVA card (AAMVA DL/ID Card Design Standard, annex D), by their three-letter identifier;
    /// `None` when the payload is not one.
    pub aamva: Option<BTreeMap<String, String>>,
}

/// One line of printed text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TextLine {
    /// What it says.
    pub text: String,
    /// 0 to 1: the mean certainty of its characters.
    pub confidence: f32,
    /// Where it is, from its first character's top left, clockwise as it is read.
    pub quad: Quad,
}

/// A field that documents print or encode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    /// Primary identifier.
    FamilyName,
    /// Secondary identifier.
    GivenNames,
    /// The name in the script of the issuing state.
    NativeName,
    /// Date of birth.
    BirthDate,
    /// Place of birth.
    BirthPlace,
    /// Country of birth.
    BirthCountry,
    /// Document or personal number: the one that the document is known by.
    Number,
    /// Sex: `M`, `F` or `X`.
    Sex,
    /// Nationality.
    Nationality,
    /// Ethnicity, as Chinese cards print it.
    Ethnicity,
    /// Address.
    Address,
    /// Who issued the document.
    Issuer,
    /// Date of issue.
    IssueDate,
    /// Date of expiry.
    ExpiryDate,
}

/// One printed field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldReading {
    /// The value; dates as `YYYY-MM-DD`, with `XX` for a part that is not given; `long-term` for an expiry that never comes.
    pub value: String,
    /// The characters as printed.
    pub raw: String,
    /// 0 to 1: how sure the value is.
    pub confidence: f32,
    /// Where the value is printed.
    pub region: Option<Region>,
}

/// A number with its unit, how sure it is and where it was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measurement {
    /// The number.
    pub value: f32,
    /// Its unit; `share` for a part of 1.
    pub unit: &'static str,
    /// 0 to 1: how sure it is.
    pub confidence: f32,
    /// Where it was measured, if that is not the whole of what it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
}

/// Which way a head is turned, in degrees; 0, 0, 0 looks into the camera.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pose {
    /// Turned to the person's own left is positive.
    pub yaw: f32,
    /// Up is positive.
    pub pitch: f32,
    /// Leaning to the person's own right shoulder is positive.
    pub roll: f32,
}

/// One face and what could keep it from being compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FaceReading {
    /// The face, level with the eyes: from the person's top left as the image shows it, clockwise.
    pub quad: Quad,
    /// 0 to 1: how sure it is that this is a face.
    pub confidence: f32,
    /// Right eye, left eye (the person's own), tip of the nose, right and left corner of the mouth.
    pub landmarks: [Point; 5],
    /// Where the head is turned; `None` when no mesh could be laid on the face.
    pub pose: Option<Pose>,
    /// All other measurements, by name; see the schema for names, units and ranges.
    pub measurements: BTreeMap<String, Measurement>,
}

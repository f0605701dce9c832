//! What is judged: the measurements of a front, a back and a selfie that some check looks at, and no more. Records keep
//! them, so that a decision can be made again from them alone.
//!
//! Measurements are rounded, so that processors that add in another order come to the same facts.

use crate::finding::Evidence;
use crate::geometry::{Quad, Region, polygon_area};
use crate::liveness::Action;
use crate::mrz::{MrzFields, MrzFormat};
use crate::reading::{DocumentKind, FieldName, Pose, QualityCheck, Reading, Side};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Steps in which shares, cosines and other small numbers are kept.
pub const STEP: f64 = 0.005;

/// `value` in steps of [`STEP`]; large numbers in steps of a two-hundredth of their power of ten.
#[must_use]
pub fn rounded(value: f32) -> f64 {
    let value = f64::from(value);
    if !value.is_finite() {
        return 0.0;
    }
    let step = if value.abs() < 2.0 { STEP } else { STEP * 10f64.powi(value.abs().log10().floor() as i32 + 1) };
    let steps = (value / step).round();
    // Division by the inverse keeps 0.005 steps printable: 0.17, not 0.17000000000000001.
    let per_one = (1.0 / step).round();
    if per_one > 1.0 { steps / per_one } else { steps * step }
}

/// All that is judged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The front of the document, or its only page.
    pub front: Option<SideFacts>,
    /// The back of the document.
    pub back: Option<SideFacts>,
    /// The photo of the face.
    pub selfie: Option<SideFacts>,
    /// Cosine of the selfie's face and the document's portrait; `None` when one of them is missing.
    pub face_score: Option<f64>,
    /// The clip of the face that was asked to move; `None` where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<LiveFacts>,
    /// What is known from before; empty where nothing is.
    #[serde(default, skip_serializing_if = "History::is_empty")]
    pub history: History,
}

/// What is known before anything is measured: of the files themselves, and of earlier sessions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct History {
    /// Files that cannot be decoded.
    pub unreadable: Vec<Unreadable>,
    /// Files that were refused before.
    pub repeated: Vec<Evidence>,
    /// How much the others look like a file of this person that was refused before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alike: Vec<Alike>,
    /// Whether somebody else was approved with this document.
    pub used_by_another: bool,
    /// Reasons that a person struck when the applicant appealed: they no longer refuse by themselves.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub struck: BTreeSet<String>,
    /// Whether the applicant did not agree to the face check: no face was looked for.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_face: bool,
    /// Whether a clip of the face was needed and the applicant could not make one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_liveness: bool,
}

impl History {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A file and the refused file that looks most like it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alike {
    /// The file.
    pub evidence: Evidence,
    /// In how many bits of 256 their looks differ.
    pub bits: u32,
}

/// A file that cannot be decoded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unreadable {
    /// Which.
    pub evidence: Evidence,
    /// Why: `file.*`.
    pub code: String,
}

/// One image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideFacts {
    /// SHA-256 of the file, as hexadecimal digits.
    pub sha256: String,
    /// Pixels of the upright image.
    pub width: u32,
    /// Pixels of the upright image.
    pub height: u32,
    /// The document in it.
    pub document: Option<DocumentFacts>,
    /// Quality, by check.
    pub quality: BTreeMap<QualityCheck, QualityFacts>,
    /// Signals of a screen or a copy, 0 to 1.
    pub screen: f64,
    /// See `screen`.
    pub printed_copy: f64,
    /// The machine-readable zone.
    pub mrz: Option<MrzFacts>,
    /// Fields of the barcode; `None` when none was read.
    pub barcode: Option<BTreeMap<FieldName, String>>,
    /// Printed fields.
    pub fields: BTreeMap<FieldName, FieldFacts>,
    /// Whether the document is overprinted as a specimen.
    pub specimen: bool,
    /// Faces, largest first.
    pub faces: Vec<FaceFacts>,
}

/// The document in an image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentFacts {
    /// Its kind.
    pub kind: DocumentKind,
    /// How sure the kind is, 0 to 1.
    pub kind_confidence: f64,
    /// Its side.
    pub side: Side,
    /// Its corners.
    pub quad: Quad,
    /// Which of them are outside the frame.
    pub corners_outside: Vec<u8>,
    /// How sure its place is, 0 to 1.
    pub confidence: f64,
    /// Which part of it is covered, 0 to 1.
    pub covered: f64,
    /// Where it is covered most.
    pub covered_region: Option<Region>,
    /// Its portrait.
    pub portrait: Option<Quad>,
}

/// One quality measurement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityFacts {
    /// In the unit of the check.
    pub value: f64,
    /// Where the fault is.
    pub region: Option<Region>,
}

/// The machine-readable zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MrzFacts {
    /// Its layout.
    pub format: MrzFormat,
    /// Whether it was surely read.
    pub valid: bool,
    /// Where it is.
    pub quad: Quad,
    /// What the failing check digits cover.
    pub failing: Vec<String>,
    /// Document code.
    pub document_code: String,
    /// Issuing state.
    pub issuing_state: String,
    /// The name field without the filler at its end.
    pub name: String,
    /// Document number.
    pub number: String,
    /// Nationality.
    pub nationality: String,
    /// Date of birth, YYMMDD.
    pub birth_date: String,
    /// `M`, `F`, `X` or `<`.
    pub sex: String,
    /// Date of expiry, YYMMDD.
    pub expiry_date: String,
    /// Optional data.
    pub optional_data: Vec<String>,
}

/// A printed field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldFacts {
    /// Its value.
    pub value: String,
    /// How sure it is, 0 to 1.
    pub confidence: f64,
    /// Where it is printed.
    pub region: Option<Region>,
}

/// A face.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaceFacts {
    /// Where it is.
    pub quad: Quad,
    /// How sure it is that this is a face, 0 to 1.
    pub confidence: f64,
    /// Where the head is turned, in degrees.
    pub pose: Option<PoseFacts>,
    /// Measurements by name, as `docs/reading.schema.json` has them.
    pub measurements: BTreeMap<String, f64>,
}

/// See [`Pose`]; whole degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoseFacts {
    /// To the person's own left.
    pub yaw: f64,
    /// Up.
    pub pitch: f64,
    /// To the person's own right shoulder.
    pub roll: f64,
}

impl From<Pose> for PoseFacts {
    fn from(pose: Pose) -> Self {
        let whole = |degrees: f32| f64::from(degrees.round());
        Self { yaw: whole(pose.yaw), pitch: whole(pose.pitch), roll: whole(pose.roll) }
    }
}

/// A clip of a face that was asked to move.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiveFacts {
    /// The movements that were asked for, in their order.
    pub actions: Vec<Action>,
    /// Seconds that there were for them.
    pub seconds: u16,
    /// Whether frames of it were sent before.
    pub replayed: bool,
    /// What was measured.
    pub clip: ClipFacts,
}

/// What was measured of a clip.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClipFacts {
    /// SHA-256 of the file, as hexadecimal digits.
    pub sha256: String,
    /// Its frames, in their order.
    pub frames: Vec<FrameFacts>,
    /// Share of the frames whose pixels are those of the frame before.
    pub held: f64,
    /// Frames whose pixels are those of an earlier frame, with others between.
    pub again: u32,
    /// Least cosine of the faces of two frames.
    pub one_face: Option<f64>,
    /// Cosine of the clip's face and the selfie's.
    pub selfie_score: Option<f64>,
    /// Cosine of the clip's face and the document's portrait.
    pub portrait_score: Option<f64>,
    /// How live the face seems in the middle one of some frames, 0 to 1.
    pub live: Option<f64>,
    /// Mean brightness of the face in the middle one of them, in grey levels.
    pub light: Option<f64>,
}

/// One frame.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameFacts {
    /// Milliseconds since the first frame.
    pub ms: u32,
    /// Faces that are large and sure enough to be persons; between looks for others, the one that is followed.
    pub faces: u32,
    /// The one that is followed; `None` where it is not seen.
    pub head: Option<HeadFacts>,
}

/// The head in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadFacts {
    /// Middle of the face, in pixels.
    pub x: f64,
    /// Middle of the face, in pixels.
    pub y: f64,
    /// Width of the face, in pixels.
    pub width: f64,
    /// See [`Pose`].
    pub yaw: f64,
    /// See [`Pose`].
    pub pitch: f64,
    /// See [`Pose`].
    pub roll: f64,
    /// How far the person's left eye is open, 0 to 1.
    pub eye_open_left: f64,
    /// How far the person's right eye is open, 0 to 1.
    pub eye_open_right: f64,
    /// What no flat picture explains of the way from the frame at rest, as a share of the distance between the eyes.
    pub depth: Option<f64>,
}

const OVERPRINTS: [&str; 5] = ["SPECIMEN", "SAMPLE", "MUSTER", "样本", "樣本"];

impl SideFacts {
    /// The facts of `reading`; `barcode` are the fields of its barcode.
    #[must_use]
    pub fn of(reading: &Reading, sha256: String, barcode: Option<BTreeMap<FieldName, String>>) -> Self {
        let signal = |pick: fn(&crate::reading::RecaptureSignals) -> f32| {
            reading.recapture.as_ref().map_or(0.0, |signals| rounded(pick(signals)))
        };
        let quality = reading.quality.iter().map(|(&check, measured)| {
            (check, QualityFacts { value: rounded(measured.value), region: measured.region.as_ref().map(whole_region) })
        });
        let fields = reading.fields.iter().map(|(&name, field)| {
            let facts = FieldFacts {
                value: field.value.clone(),
                confidence: rounded(field.confidence),
                region: field.region.as_ref().map(whole_region),
            };
            (name, facts)
        });
        Self {
            sha256,
            width: reading.width,
            height: reading.height,
            document: reading.document.as_ref().map(DocumentFacts::of),
            quality: quality.collect(),
            screen: signal(|signals| signals.screen),
            printed_copy: signal(|signals| signals.printed_copy),
            mrz: reading.mrz.as_ref().map(|zone| MrzFacts::of(&zone.fields, zone)),
            barcode,
            fields: fields.collect(),
            specimen: reading.text.iter().any(|line| {
                let text = line.text.to_uppercase();
                line.confidence > 0.6 && OVERPRINTS.iter().any(|word| text.split(' ').any(|part| part == *word))
            }),
            faces: reading.faces.iter().map(FaceFacts::of).collect(),
        }
    }
}

impl DocumentFacts {
    fn of(document: &crate::reading::DocumentReading) -> Self {
        let area = |region: &Region| polygon_area(&region.0).abs();
        let whole = document.quad.area().max(1.0);
        let covered = document.covered.iter().map(area).sum::<f32>() / whole;
        let most = document.covered.iter().max_by(|one, other| area(one).total_cmp(&area(other)));
        Self {
            kind: document.kind,
            kind_confidence: rounded(document.kind_confidence),
            side: document.side,
            quad: whole_quad(&document.quad),
            corners_outside: document.corners_outside.clone(),
            confidence: rounded(document.confidence),
            // The sum of nothing is -0.
            covered: rounded(covered.clamp(0.0, 1.0)) + 0.0,
            covered_region: most.map(whole_region),
            portrait: document.portrait.as_ref().map(whole_quad),
        }
    }
}

impl MrzFacts {
    fn of(fields: &MrzFields, zone: &crate::reading::MrzReading) -> Self {
        let failing = fields.check_digits.iter().filter(|digit| !digit.holds).map(|digit| digit.covers.to_owned());
        let name = match (fields.family_name.as_str(), fields.given_names.as_str()) {
            (family, "") => family.to_owned(),
            (family, given) => format!("{family}<<{given}").replace(' ', "<"),
        };
        Self {
            format: zone.format,
            valid: zone.valid,
            quad: whole_quad(&zone.quad),
            failing: failing.collect(),
            document_code: fields.document_code.clone(),
            issuing_state: fields.issuing_state.clone(),
            name,
            number: fields.document_number.clone(),
            nationality: fields.nationality.clone(),
            birth_date: fields.birth_date.clone(),
            sex: fields.sex.clone(),
            expiry_date: fields.expiry_date.clone(),
            optional_data: fields.optional_data.clone(),
        }
    }
}

impl FaceFacts {
    fn of(face: &crate::reading::FaceReading) -> Self {
        Self {
            quad: whole_quad(&face.quad),
            confidence: rounded(face.confidence),
            pose: face.pose.map(PoseFacts::from),
            measurements: face
                .measurements
                .iter()
                .map(|(name, measured)| (name.clone(), rounded(measured.value)))
                .collect(),
        }
    }
}

fn whole_quad(quad: &Quad) -> Quad {
    Quad(quad.0.map(|point| crate::geometry::Point::new(point.x.round(), point.y.round())))
}

fn whole_region(region: &Region) -> Region {
    Region(region.0.iter().map(|point| crate::geometry::Point::new(point.x.round(), point.y.round())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_differences_between_processors_vanish() {
        assert_eq!(rounded(0.170_01), 0.17);
        assert_eq!(rounded(0.169_99), 0.17);
        assert_eq!(rounded(226.4), rounded(226.0));
        assert_eq!(rounded(f32::NAN), 0.0);
        assert_eq!(serde_json::to_string(&rounded(0.36)).unwrap(), "0.36");
        assert_eq!(serde_json::to_string(&rounded(10.31)).unwrap(), "10.5");
    }
}

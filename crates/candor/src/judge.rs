//! From files to facts: the images of one verification read once, and only the parts that are judged.

use crate::failure::Failure;
use crate::store::sha256;
use crate::terminal::Clock;
use verify::facts::{Facts, SideFacts, rounded};
use verify::finding::Evidence;
use verify::reading::{Reading, Stage};
use vision::faces::Embedding;
use vision::photo::Channels;
use vision::{Engine, Photo};

/// The files of one verification.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Files<'a> {
    pub(crate) front: &'a [u8],
    pub(crate) back: Option<&'a [u8]>,
    pub(crate) selfie: Option<&'a [u8]>,
}

/// One image that was read.
pub(crate) struct Shown {
    pub(crate) evidence: Evidence,
    pub(crate) photo: Photo,
}

/// What a selfie is read for.
const OF_A_SELFIE: [Stage; 4] = [Stage::Document, Stage::Mrz, Stage::Text, Stage::Faces];

/// Reads the images, and compares the selfie with the portrait. The photos are given back for a report.
///
/// # Errors
/// [`Failure`] of the first file that cannot be read, and which it is.
pub(crate) fn facts(files: Files<'_>, engine: &Engine) -> Result<(Facts, Vec<Shown>), (Evidence, Failure)> {
    let mut facts = Facts::default();
    let mut shown = Vec::new();
    let (front, portrait) = one(files.front, Evidence::Front, &Stage::ALL, engine, &mut shown)?;
    facts.front = Some(front);
    if let Some(bytes) = files.back {
        facts.back = Some(one(bytes, Evidence::Back, &Stage::ALL, engine, &mut shown)?.0);
    }
    if let Some(bytes) = files.selfie {
        let (selfie, face) = one(bytes, Evidence::Selfie, &OF_A_SELFIE, engine, &mut shown)?;
        facts.selfie = Some(selfie);
        facts.face_score = portrait.zip(face).map(|(one, other)| rounded(one.cosine(&other)));
    }
    Ok((facts, shown))
}

fn one(
    bytes: &[u8],
    evidence: Evidence,
    stages: &[Stage],
    engine: &Engine,
    shown: &mut Vec<Shown>,
) -> Result<(SideFacts, Option<Embedding>), (Evidence, Failure)> {
    let at = |failure: Failure| (evidence, failure);
    let limits = verify::limits::default_limits();
    let photo = Photo::decode(bytes, Channels::Colour).map_err(|error| at(error.into()))?;
    let reading = vision::read(&photo, engine, &limits, stages, &Clock::start()).map_err(|error| at(error.into()))?;
    let face = match (evidence, reading.faces.first()) {
        (Evidence::Front | Evidence::Selfie, Some(face)) => {
            vision::faces::embed(&photo, face, engine).map_err(|error| at(error.into()))?
        }
        _ => None,
    };
    let side = SideFacts::of(&reading, sha256(bytes), barcode(&reading));
    shown.push(Shown { evidence, photo });
    Ok((side, face))
}

/// The fields of the barcode. `None` when none was read.
fn barcode(reading: &Reading) -> Option<std::collections::BTreeMap<verify::reading::FieldName, String>> {
    let code = reading.barcode.as_ref()?;
    Some(code.aamva.as_ref().map(vision::barcode::aamva::fields).unwrap_or_default())
}

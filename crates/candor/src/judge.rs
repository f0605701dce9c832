//! From files to facts: the images of one verification read once, and only the parts that are judged.

use crate::failure::Failure;
use crate::images;
use crate::store::sha256;
use crate::terminal::Clock;
use std::path::Path;
use verify::facts::{Facts, SideFacts, rounded};
use verify::finding::Evidence;
use verify::limits::Limits;
use verify::reading::{Reading, Stage};
use vision::faces::Embedding;
use vision::photo::Channels;
use vision::{Engine, Photo};

/// The images of one verification.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Files<'a> {
    pub(crate) front: &'a Path,
    pub(crate) back: Option<&'a Path>,
    pub(crate) selfie: Option<&'a Path>,
}

/// One image that was read.
pub(crate) struct Shown {
    pub(crate) evidence: Evidence,
    pub(crate) photo: Photo,
}

/// What a selfie is read for.
const OF_A_SELFIE: [Stage; 4] = [Stage::Document, Stage::Mrz, Stage::Text, Stage::Faces];
/// What the back of a document is read for: it has no portrait to compare.
const OF_A_BACK: [Stage; 6] = Stage::ALL;

/// Reads the images, and compares the selfie with the portrait. The photos are given back for a report.
///
/// # Errors
/// [`Failure`] of the first file that cannot be read, with its path.
pub(crate) fn facts(files: Files<'_>, engine: &Engine) -> Result<(Facts, Vec<Shown>), Failure> {
    let limits = verify::limits::default_limits();
    let mut facts = Facts::default();
    let mut shown = Vec::new();
    let (front, portrait) = one(files.front, Evidence::Front, &Stage::ALL, engine, &limits, &mut shown)?;
    facts.front = Some(front);
    if let Some(path) = files.back {
        facts.back = Some(one(path, Evidence::Back, &OF_A_BACK, engine, &limits, &mut shown)?.0);
    }
    if let Some(path) = files.selfie {
        let (selfie, face) = one(path, Evidence::Selfie, &OF_A_SELFIE, engine, &limits, &mut shown)?;
        facts.selfie = Some(selfie);
        facts.face_score = portrait.zip(face).map(|(one, other)| rounded(one.cosine(&other)));
    }
    Ok((facts, shown))
}

fn one(
    path: &Path,
    evidence: Evidence,
    stages: &[Stage],
    engine: &Engine,
    limits: &Limits,
    shown: &mut Vec<Shown>,
) -> Result<(SideFacts, Option<Embedding>), Failure> {
    let at = |failure: Failure| Failure::Image { path: path.to_path_buf(), cause: Box::new(failure) };
    let bytes = images::bytes(path).map_err(at)?;
    let photo = Photo::decode(&bytes, Channels::Colour).map_err(|error| at(error.into()))?;
    let reading = vision::read(&photo, engine, limits, stages, &Clock::start())?;
    let face = match (evidence, reading.faces.first()) {
        (Evidence::Front | Evidence::Selfie, Some(face)) => vision::faces::embed(&photo, face, engine)?,
        _ => None,
    };
    let side = SideFacts::of(&reading, sha256(&bytes), barcode(&reading));
    shown.push(Shown { evidence, photo });
    Ok((side, face))
}

/// The fields of the barcode. `None` when none was read.
fn barcode(reading: &Reading) -> Option<std::collections::BTreeMap<verify::reading::FieldName, String>> {
    let code = reading.barcode.as_ref()?;
    Some(code.aamva.as_ref().map(vision::barcode::aamva::fields).unwrap_or_default())
}

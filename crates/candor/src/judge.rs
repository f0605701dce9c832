//! From files to facts: the images of one verification read once, and only the parts that are judged.

use crate::failure::Failure;
use crate::store::{Store, sha256};
use crate::terminal::Clock;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use verify::facts::{Facts, SideFacts, Unreadable, rounded};
use verify::finding::Evidence;
use verify::held::{Asked, HeldFacts};
use verify::reading::{Reading, Stage};
use vision::clip::Clip;
use vision::faces::Embedding;
use vision::faces::clip::ClipFailure;
use vision::model::ModelError;
use vision::photo::Channels;
use vision::read::Depth;
use vision::{Engine, ModelName, Photo};

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

/// The check that cannot run without a model.
const fn serves(name: ModelName) -> &'static str {
    match name {
        ModelName::DocumentLocator => "presence",
        ModelName::MrzLocator
        | ModelName::MrzRecogniser
        | ModelName::TextDetector
        | ModelName::TextSkimmer
        | ModelName::TextRecogniser => "reading",
        ModelName::FaceDetector | ModelName::FaceMesh | ModelName::FaceBlendshapes => "portrait",
        ModelName::FaceEmbedding => "face",
        ModelName::FaceAntispoof => "authenticity",
    }
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

/// The models as the server takes them: what cannot be decoded is a fact, and only what is ours is a failure.
pub(crate) struct Models {
    engine: Engine,
    named: verify::record::Engine,
    missing: Vec<String>,
    /// Of models that devices may use: name, file and the sha256 that the manifest pins.
    for_devices: Vec<(String, PathBuf, String)>,
}

impl Models {
    /// The models of `store`.
    pub(crate) fn new(store: Store, threads: NonZeroUsize) -> Self {
        let named = verify::record::Engine { version: env!("CARGO_PKG_VERSION").into(), models: store.model_hashes() };
        let missing = store.missing_models();
        let for_devices = ModelName::FOR_DEVICES.iter().filter_map(|name| {
            let entry = store.manifest.entry(name.name())?;
            Some((entry.name.clone(), store.find(entry)?, entry.sha256.clone()))
        });
        let for_devices = for_devices.collect();
        Self { engine: store.into_engine(threads), named, missing, for_devices }
    }
}

/// Hashes that are kept of a clip's frames: the smallest, so that any good part of the clip has some of the same.
const KEPT_FRAMES: usize = 8;

impl Models {
    fn seen(
        &self,
        bytes: &[u8],
        selfie: Option<&Embedding>,
        portrait: Option<&Embedding>,
    ) -> Result<server::Clip, ClipFailure> {
        let clip = Clip::parse(bytes)?;
        let seen = vision::faces::clip::measure(&clip, &self.engine)?;
        let mut frames: Vec<[u8; 32]> = clip.frames.iter().map(|frame| Sha256::digest(frame.jpeg).into()).collect();
        frames.sort_unstable();
        frames.dedup();
        frames.truncate(KEPT_FRAMES);
        Ok(server::Clip { facts: seen.facts(sha256(bytes), selfie, portrait), frames })
    }
}

fn not_measured(cause: ModelError) -> server::NotMeasured {
    match cause {
        ModelError::Missing { name, .. } => server::NotMeasured::Missing(name),
        cause => server::NotMeasured::Failed(cause.to_string()),
    }
}

impl server::Judge for Models {
    fn measure(&self, files: &server::Files) -> Result<server::Measured, server::NotMeasured> {
        // Whoever waits for an answer comes first; threads that this one starts give way as well. Where that cannot be, all are alike.
        #[cfg(target_os = "linux")]
        let _ = rustix::process::nice(10);
        let (mut facts, mut shown) = (Facts::default(), Vec::new());
        let mut read = |bytes: Option<&Vec<u8>>, evidence, stages: &[Stage]| {
            let Some(bytes) = bytes else { return Ok((None, None)) };
            match one(bytes, evidence, stages, &self.engine, &mut shown) {
                Ok((side, face)) => Ok((Some(side), face)),
                Err((evidence, Failure::Photo(cause))) => {
                    facts.history.unreadable.push(Unreadable { evidence, code: cause.code().to_owned() });
                    Ok((None, None))
                }
                Err((_, Failure::Model(cause))) => Err(not_measured(cause)),
                Err((_, failure)) => Err(server::NotMeasured::Failed(failure.to_string())),
            }
        };
        let stages: Vec<Stage> = Stage::ALL.into_iter().filter(|stage| files.faces || *stage != Stage::Faces).collect();
        let (front, portrait) = read(files.front.as_ref(), Evidence::Front, &stages)?;
        let (back, _) = read(files.back.as_ref(), Evidence::Back, &stages)?;
        let (selfie, face) = read(files.selfie.as_ref(), Evidence::Selfie, &OF_A_SELFIE)?;
        facts.face_score = portrait.as_ref().zip(face.as_ref()).map(|(one, other)| rounded(one.cosine(other)));
        (facts.front, facts.back, facts.selfie) = (front, back, selfie);
        let clip = match files
            .clip
            .as_ref()
            .filter(|_| files.faces)
            .map(|bytes| self.seen(bytes, face.as_ref(), portrait.as_ref()))
        {
            None => None,
            Some(Ok(clip)) => Some(clip),
            Some(Err(ClipFailure::Clip(cause))) => {
                facts
                    .history
                    .unreadable
                    .push(Unreadable { evidence: Evidence::Liveness, code: cause.code().to_owned() });
                None
            }
            Some(Err(ClipFailure::Model(cause))) => return Err(not_measured(cause)),
        };
        let looks = shown.iter().map(|shown| (shown.evidence, vision::look::look(&shown.photo))).collect();
        Ok(server::Measured { facts, looks, clip })
    }

    fn clip(&self, bytes: &[u8]) -> Result<Result<server::Clip, &'static str>, server::NotMeasured> {
        #[cfg(target_os = "linux")]
        let _ = rustix::process::nice(10);
        match self.seen(bytes, None, None) {
            Ok(clip) => Ok(Ok(clip)),
            Err(ClipFailure::Clip(cause)) => Ok(Err(cause.code())),
            Err(ClipFailure::Model(cause)) => Err(not_measured(cause)),
        }
    }

    fn picture(
        &self,
        bytes: &[u8],
        asked: &server::Shown,
    ) -> Result<Result<server::Picture, &'static str>, server::NotMeasured> {
        Ok(crate::shown::picture(bytes, asked))
    }

    fn held(
        &self,
        asked: &Asked,
        evidence: Evidence,
        bytes: &[u8],
    ) -> Result<Result<HeldFacts, &'static str>, server::NotMeasured> {
        #[cfg(target_os = "linux")]
        let _ = rustix::process::nice(10);
        match Photo::decode(bytes, Channels::Colour) {
            Ok(photo) => vision::held::measure(&photo, asked, evidence, sha256(bytes), &self.engine)
                .map(Ok)
                .map_err(not_measured),
            Err(cause) => Ok(Err(cause.code())),
        }
    }

    fn engine(&self) -> verify::record::Engine {
        self.named.clone()
    }

    fn missing(&self) -> Vec<String> {
        self.missing.clone()
    }

    fn device_models(&self) -> Vec<server::DeviceModel> {
        // Browsers keep a file under its hash for good: one that is another is not offered.
        let sound = |(name, path, pinned): &(String, PathBuf, String)| {
            let bytes = std::fs::read(path).ok().filter(|bytes| sha256(bytes) == *pinned)?;
            Some(server::DeviceModel {
                name: name.clone(),
                path: path.clone(),
                sha256: pinned.clone(),
                bytes: bytes.len() as u64,
            })
        };
        self.for_devices.iter().filter_map(sound).collect()
    }

    fn off(&self) -> Vec<String> {
        let missing =
            ModelName::ALL.into_iter().filter(|name| self.missing.iter().any(|missing| missing == name.name()));
        let off: BTreeSet<&str> = missing.map(serves).collect();
        off.into_iter().map(str::to_owned).collect()
    }
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
    // Where no face may be looked for, none is to tell the document's kind either.
    let depth = if stages.contains(&Stage::Faces) { Depth::Full } else { Depth::AsAsked };
    let reading =
        vision::read_to(depth, &photo, engine, &limits, stages, &Clock::start()).map_err(|error| at(error.into()))?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use server::Judge as _;

    #[test]
    fn without_consent_no_model_of_faces_is_needed() {
        let folder = tempfile::tempdir().unwrap();
        for file in std::fs::read_dir("../../models").unwrap().chain(std::fs::read_dir("../../models/cache").unwrap()) {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            if name.ends_with(".onnx") && !name.starts_with("face") {
                std::fs::hard_link(file.path(), folder.path().join(name)).unwrap();
            }
        }
        let judge = Models::new(Store::only(folder.path().to_path_buf()).unwrap(), NonZeroUsize::MIN);
        let photo = image::RgbImage::from_pixel(640, 480, image::Rgb([120, 130, 140]));
        let mut front = Vec::new();
        image::codecs::jpeg::JpegEncoder::new(&mut front).encode_image(&photo).unwrap();
        let files = server::Files { front: Some(front), ..server::Files::default() };
        assert!(judge.measure(&files).is_ok(), "nothing of faces runs");
        let faces = server::Files { faces: true, ..files };
        assert!(matches!(judge.measure(&faces), Err(server::NotMeasured::Missing(_))), "else it would");
    }
}

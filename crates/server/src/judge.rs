//! What the service needs of whoever measures: files in, facts out. Tests put a fake in its place.

use std::path::PathBuf;
use thiserror::Error;
use verify::facts::{ClipFacts, Facts};
use verify::finding::Evidence;
use verify::geometry::Region;
use verify::held::{Asked, HeldFacts};
use verify::look::Look;
use verify::record::Engine;

/// The files of one verification.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The front of the document, or its only page.
    pub front: Option<Vec<u8>>,
    /// The back of the document.
    pub back: Option<Vec<u8>>,
    /// The photo of the face.
    pub selfie: Option<Vec<u8>>,
    /// The clip of the face that was asked to move.
    pub clip: Option<Vec<u8>>,
    /// Whether faces may be looked for; without that not even the document's portrait is.
    pub faces: bool,
}

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// What is judged, and stands in the record.
    pub facts: Facts,
    /// How the files look, which stands in no record.
    pub looks: Vec<(Evidence, Look)>,
    /// What was seen in the clip. What was asked for in it is for whoever asked to say.
    pub clip: Option<Clip>,
}

/// What was seen in a clip.
#[derive(Clone, Debug, Default)]
pub struct Clip {
    /// What is judged, and stands in the record.
    pub facts: ClipFacts,
    /// SHA-256 of some of its frames, chosen so that any good part of the clip has some of the same; stands in no record.
    pub frames: Vec<[u8; 32]>,
}

/// How a file is shown to whoever decides.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Of a clip, which of its pictures.
    pub frame: Option<u32>,
    /// A part of it, in pixels of the upright image at full size; all of it when none is given.
    pub region: Option<Region>,
    /// What is written across it: who looks, and when.
    pub mark: String,
}

/// A picture for whoever decides.
#[derive(Clone, Debug)]
pub struct Picture {
    /// A JPEG file without metadata.
    pub jpeg: Vec<u8>,
    /// How many pictures the file has.
    pub frames: u32,
}

/// It could not be measured, for a cause that is ours.
#[derive(Clone, Debug, Error)]
pub enum NotMeasured {
    /// What it needs is not installed: trying again does not help.
    #[error("{0} is missing")]
    Missing(String),
    /// It failed, and may succeed the next time.
    #[error("it could not be measured: {0}")]
    Failed(String),
}

/// A model that the applicant's own device may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceModel {
    /// What the program calls it.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// Lower-case hexadecimal sha256 of its bytes.
    pub sha256: String,
    /// How many there are.
    pub bytes: u64,
}

/// Measures. It takes seconds of a processor and is called where that harms nobody.
pub trait Judge: Send + Sync {
    /// Reads the files, on a thread that does nothing else. What cannot be decoded is named in the facts; it is no failure.
    ///
    /// # Errors
    /// [`NotMeasured`] when a model is missing or fails.
    fn measure(&self, files: &Files) -> Result<Measured, NotMeasured>;

    /// Reads a clip alone, on a thread that does nothing else. The inner error is the reason why it cannot be decoded.
    ///
    /// # Errors
    /// [`NotMeasured`] when a model is missing or fails.
    fn clip(&self, bytes: &[u8]) -> Result<Result<Clip, &'static str>, NotMeasured>;

    /// Reads a photo of an appeal's evidence, on a thread that does nothing else: `evidence` is [`Evidence::Held`] or
    /// [`Evidence::Statement`]. The inner error is the reason why it cannot be decoded. [`verify::held::hints`] says what is missing.
    ///
    /// # Errors
    /// [`NotMeasured`] when a model is missing or fails.
    fn held(
        &self,
        asked: &Asked,
        evidence: Evidence,
        bytes: &[u8],
    ) -> Result<Result<HeldFacts, &'static str>, NotMeasured>;

    /// A picture of a file, upright and marked, for whoever decides. The inner error is the reason why it cannot be decoded.
    ///
    /// # Errors
    /// [`NotMeasured`] when it cannot be drawn.
    fn picture(&self, bytes: &[u8], asked: &Shown) -> Result<Result<Picture, &'static str>, NotMeasured>;

    /// What measures, for records.
    fn engine(&self) -> Engine;

    /// The names of models that are missing; what they serve is off.
    fn missing(&self) -> Vec<String>;

    /// The checks that are off for want of them: attempts that need one go to a person.
    fn off(&self) -> Vec<String>;

    /// The models that help applicants on their own devices, as far as they are there. None that an attacker could tune against is.
    fn device_models(&self) -> Vec<DeviceModel> {
        Vec::new()
    }
}

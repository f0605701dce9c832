//! The models that a reading needs, each loaded when it is first used and kept.

use crate::model::{Model, ModelError};
use std::sync::OnceLock;

/// A model by what it is for. The manifest (`models/manifest.toml`) says which file that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ModelName {
    /// Outline of documents.
    DocumentLocator,
    /// Lines of machine-readable zones.
    MrzLocator,
    /// Characters of one line of a machine-readable zone.
    MrzRecogniser,
    /// Lines of printed text.
    TextDetector,
    /// Characters of a line of printed text, fast and good enough for labels and for telling which way is up.
    TextSkimmer,
    /// Characters of a line of printed text, Chinese and Latin.
    TextRecogniser,
    /// Faces with five points.
    FaceDetector,
    /// 478 points of a face.
    FaceMesh,
    /// 52 expressions from the mesh.
    FaceBlendshapes,
    /// What is compared when two faces are.
    FaceEmbedding,
    /// One signal of a face that is not live.
    FaceAntispoof,
}

impl ModelName {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::DocumentLocator,
        Self::MrzLocator,
        Self::MrzRecogniser,
        Self::TextDetector,
        Self::TextSkimmer,
        Self::TextRecogniser,
        Self::FaceDetector,
        Self::FaceMesh,
        Self::FaceBlendshapes,
        Self::FaceEmbedding,
        Self::FaceAntispoof,
    ];

    /// Those that help applicants on their own devices: finding, reading and framing. None compares faces or doubts anybody, and none is
    /// too large for a phone.
    pub const FOR_DEVICES: [Self; 8] = [
        Self::DocumentLocator,
        Self::MrzLocator,
        Self::MrzRecogniser,
        Self::FaceDetector,
        Self::FaceMesh,
        Self::FaceBlendshapes,
        Self::TextDetector,
        Self::TextSkimmer,
    ];

    /// The name in the manifest.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DocumentLocator => "document_locator",
            Self::MrzLocator => "mrz_locator",
            Self::MrzRecogniser => "mrz_recogniser",
            Self::TextDetector => "text_detector",
            Self::TextSkimmer => "text_skimmer",
            Self::TextRecogniser => "text_recogniser",
            Self::FaceDetector => "face_detector",
            Self::FaceMesh => "face_mesh",
            Self::FaceBlendshapes => "face_blendshapes",
            Self::FaceEmbedding => "face_embedding",
            Self::FaceAntispoof => "face_antispoof",
        }
    }
}

/// Where models come from: a folder, an archive, a fake.
pub trait ModelSource: Send + Sync {
    /// Loads one model.
    ///
    /// # Errors
    /// [`ModelError`] when it is missing, altered or cannot be run.
    fn load(&self, name: ModelName) -> Result<Box<dyn Model>, ModelError>;
}

/// Keeps loaded models. Cheap to share between threads by reference.
pub struct Engine {
    source: Box<dyn ModelSource>,
    models: [OnceLock<Result<Box<dyn Model>, ModelError>>; ModelName::ALL.len()],
}

impl Engine {
    /// An engine that loads from `source` on first use.
    #[must_use]
    pub fn new(source: Box<dyn ModelSource>) -> Self {
        Self { source, models: [const { OnceLock::new() }; ModelName::ALL.len()] }
    }

    /// Puts a model that came by another way than the source, in place of one that was there.
    pub fn put(&mut self, name: ModelName, model: Box<dyn Model>) {
        self.models[name as usize] = OnceLock::from(Ok(model));
    }

    /// The model of that name.
    ///
    /// # Errors
    /// Whatever loading it said; the answer is kept, so a missing file is looked for once.
    pub fn model(&self, name: ModelName) -> Result<&dyn Model, ModelError> {
        match self.models[name as usize].get_or_init(|| self.source.load(name)) {
            Ok(model) => Ok(model.as_ref()),
            Err(error) => Err(error.clone()),
        }
    }
}

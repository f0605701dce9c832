//! What the device has: a policy, a language, models, and what was measured of the photos so far.

use crate::check::Kept;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;
use verify::finding::Evidence;
use verify::policy::Policy;
use verify::reading::Stage;
use verify::texts::Language;
use vision::faces::Follower;
use vision::model::{Model, ModelError, RtenModel};
use vision::{Engine, ModelName, ModelSource, Stopwatch};

/// What the caller did wrong, or a model that cannot be run.
#[derive(Debug, Error)]
pub enum Failure {
    /// An argument that means nothing.
    #[error("{name} {cause}")]
    Argument {
        /// Which.
        name: &'static str,
        /// What is wrong with it.
        cause: String,
    },
    /// A model.
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl Failure {
    pub(crate) fn argument(name: &'static str, cause: impl ToString) -> Self {
        Self::Argument { name, cause: cause.to_string() }
    }
}

/// The checks of one applicant's device.
pub struct Device {
    pub(crate) policy: Policy,
    pub(crate) language: Language,
    pub(crate) engine: Engine,
    pub(crate) follower: Follower,
    pub(crate) kept: BTreeMap<Evidence, Kept>,
    pub(crate) clock: Box<dyn Stopwatch>,
    loaded: BTreeSet<ModelName>,
}

/// Models come one by one, as they are downloaded.
struct Nowhere;

impl ModelSource for Nowhere {
    fn load(&self, name: ModelName) -> Result<Box<dyn Model>, ModelError> {
        Err(ModelError::Missing { name: name.name().into(), place: "this device".into() })
    }
}

impl Device {
    /// A device without models. `policy` is JSON; what it does not name is as in the default.
    ///
    /// # Errors
    /// [`Failure::Argument`] for a policy or a language that there is not.
    pub fn new(policy: &str, locale: &str, clock: Box<dyn Stopwatch>) -> Result<Self, Failure> {
        let policy: Policy = serde_json::from_str(policy).map_err(|cause| Failure::argument("policy", cause))?;
        Ok(Self {
            policy,
            language: language(locale)?,
            engine: Engine::new(Box::new(Nowhere)),
            follower: Follower::default(),
            kept: BTreeMap::new(),
            clock,
            loaded: BTreeSet::new(),
        })
    }

    /// Loads a model, once.
    ///
    /// # Errors
    /// [`Failure`] for a name that a device has no use for, and for bytes that are no model.
    pub fn load(&mut self, name: &str, onnx: Vec<u8>) -> Result<(), Failure> {
        let known = ModelName::FOR_DEVICES.into_iter().find(|known| known.name() == name);
        let known = known.ok_or_else(|| Failure::argument("name", format!("{name:?} is no model of a device")))?;
        self.engine.put(known, Box::new(RtenModel::load(name, onnx, None)?));
        self.loaded.insert(known);
        Ok(())
    }

    /// Whether the model of that name is loaded.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.loaded.iter().any(|loaded| loaded.name() == name)
    }

    /// Speaks another language from now on.
    ///
    /// # Errors
    /// [`Failure::Argument`] for one that there is not.
    pub fn set_locale(&mut self, locale: &str) -> Result<(), Failure> {
        self.language = language(locale)?;
        Ok(())
    }

    /// Those of `wanted` that the loaded models allow.
    pub(crate) fn able(&self, wanted: &[Stage]) -> Vec<Stage> {
        wanted.iter().copied().filter(|stage| needs(*stage).iter().all(|name| self.loaded.contains(name))).collect()
    }
}

fn language(locale: &str) -> Result<Language, Failure> {
    Language::parse(locale)
        .ok_or_else(|| Failure::argument("locale", format!("{locale:?} is not there; en and zh-CN are")))
}

/// The models that a stage needs on a device.
const fn needs(stage: Stage) -> &'static [ModelName] {
    match stage {
        Stage::Document => &[ModelName::DocumentLocator],
        Stage::Quality | Stage::Barcode => &[],
        Stage::Mrz => &[ModelName::MrzLocator, ModelName::MrzRecogniser],
        Stage::Text => &[ModelName::TextDetector, ModelName::TextSkimmer],
        Stage::Faces => &[ModelName::FaceDetector, ModelName::FaceMesh, ModelName::FaceBlendshapes],
    }
}

//! Finding the files of the manifest, and loading models only when they are the ones that it names.

use crate::arguments::ModelsFolder;
use crate::failure::Failure;
use crate::manifest::{Entry, Manifest};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vision::model::{Model, ModelError, Pools, RtenModel};
use vision::{Engine, ModelName, ModelSource};

/// Where pulled files go when no folder is named.
pub(crate) const CACHE: &str = "models/cache";

/// The folders in which files are looked for, first match first, and the manifest that they are held against.
pub(crate) struct Store {
    /// What there should be.
    pub(crate) manifest: Manifest,
    folders: Vec<PathBuf>,
}

/// How a file compares with the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It is the one.
    Sound(PathBuf),
    /// It is nowhere.
    Missing,
    /// Its bytes are others; with the sha256 that it has.
    Altered(PathBuf, String),
    /// It is there, but the manifest has no sha256 to hold it against; with the one that it has.
    Unchecked(PathBuf, String),
    /// It is there and cannot be read.
    Unreadable(PathBuf, String),
}

impl Store {
    /// The named folder, `models/cache` and `models` of the current folder, then the same next to the program.
    pub(crate) fn new(named: &ModelsFolder) -> Result<Self, Failure> {
        let program = std::env::current_exe().ok().and_then(|program| program.parent().map(Path::to_path_buf));
        let beside = program.into_iter().flat_map(|folder| [folder.join(CACHE), folder.join("models")]);
        let folders = named.folder.clone().into_iter().chain([CACHE.into(), "models".into()]).chain(beside);
        Ok(Self { manifest: Manifest::embedded()?, folders: folders.collect() })
    }

    /// One folder and no other.
    pub(crate) fn only(folder: PathBuf) -> Result<Self, Failure> {
        Ok(Self { manifest: Manifest::embedded()?, folders: vec![folder] })
    }

    /// The project's own and those that `candor models pull` fetched, for tests.
    #[cfg(test)]
    pub(crate) fn of_the_project() -> Self {
        let folders = ["../../models/cache", "../../models"].map(PathBuf::from);
        Self { manifest: Manifest::embedded().unwrap(), folders: folders.into() }
    }

    /// The first place where the file of `entry` is.
    pub(crate) fn find(&self, entry: &Entry) -> Option<PathBuf> {
        self.folders.iter().map(|folder| folder.join(&entry.file)).find(|path| path.is_file())
    }

    /// The file of that name in the manifest, if it is there.
    pub(crate) fn asset(&self, name: &str) -> Option<PathBuf> {
        self.find(self.manifest.entry(name)?)
    }

    /// Compares the file of `entry` with the manifest.
    pub(crate) fn state(&self, entry: &Entry) -> State {
        let Some(path) = self.find(entry) else { return State::Missing };
        match std::fs::read(&path) {
            Err(cause) => State::Unreadable(path, cause.to_string()),
            Ok(bytes) => {
                let sum = sha256(&bytes);
                if entry.sha256.is_empty() {
                    State::Unchecked(path, sum)
                } else if sum == entry.sha256 {
                    State::Sound(path)
                } else {
                    State::Altered(path, sum)
                }
            }
        }
    }

    /// SHA-256 of each model as the manifest pins it; a model that is not that file does not load.
    pub(crate) fn model_hashes(&self) -> std::collections::BTreeMap<String, String> {
        let models = ModelName::ALL.iter().filter_map(|name| self.manifest.entry(name.name()));
        models.map(|entry| (entry.name.clone(), entry.sha256.clone())).collect()
    }

    /// The names of models that are not there.
    pub(crate) fn missing_models(&self) -> Vec<String> {
        let there = |name: &&str| self.asset(name).is_none();
        ModelName::ALL.iter().map(|name| name.name()).filter(there).map(str::to_owned).collect()
    }

    /// An engine over these folders; each inference runs on `threads` threads.
    pub(crate) fn into_engine(self, threads: NonZeroUsize) -> Engine {
        let pools = Arc::new(Pools::new(threads));
        Engine::new(Box::new(Source { store: self, pools }))
    }
}

struct Source {
    store: Store,
    pools: Arc<Pools>,
}

impl ModelSource for Source {
    fn load(&self, name: ModelName) -> Result<Box<dyn Model>, ModelError> {
        let name = name.name();
        let missing = |place: String| ModelError::Missing { name: name.into(), place };
        let entry = self.store.manifest.entry(name).ok_or_else(|| missing("the manifest".into()))?;
        let path = self.store.find(entry).ok_or_else(|| missing(places(&self.store.folders)))?;
        let bytes = std::fs::read(&path).map_err(|cause| ModelError::Unusable {
            name: name.into(),
            cause: format!("{}: {cause}", path.display()),
        })?;
        if !entry.sha256.is_empty() && sha256(&bytes) != entry.sha256 {
            return Err(ModelError::Altered { name: name.into(), place: path.display().to_string() });
        }
        Ok(Box::new(RtenModel::load(name, bytes, Some(self.pools.clone()))?))
    }
}

/// The two or three folders that a person would look into, for a message.
fn places(folders: &[PathBuf]) -> String {
    let shown: Vec<_> = folders.iter().take(3).map(|folder| folder.display().to_string()).collect();
    shown.join(", ")
}

/// Lower-case hexadecimal sha256 of `bytes`.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing into a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(folder: &Path) -> Store {
        Store::only(folder.to_path_buf()).unwrap()
    }

    #[test]
    fn sha256_of_nothing_is_the_known_one() {
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn an_altered_model_is_not_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("face_mesh.onnx");
        std::fs::write(&path, b"not the model").unwrap();
        let engine = store(folder.path()).into_engine(NonZeroUsize::MIN);
        let error = engine.model(ModelName::FaceMesh).err().unwrap();
        assert_eq!(error, ModelError::Altered { name: "face_mesh".into(), place: path.display().to_string() });
    }

    #[test]
    fn a_missing_model_says_where_it_was_looked_for() {
        let folder = tempfile::tempdir().unwrap();
        let engine = store(folder.path()).into_engine(NonZeroUsize::MIN);
        let error = engine.model(ModelName::FaceMesh).err().unwrap();
        let place = folder.path().display().to_string();
        assert_eq!(error, ModelError::Missing { name: "face_mesh".into(), place });
    }
}

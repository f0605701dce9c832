//! Models for tests on images: from `CANDOR_MODELS`, else from `models/` and `models/cache/` of this checkout.

use std::path::PathBuf;
use vision::model::{Model, ModelError, Pools, RtenModel};
use vision::{Engine, ModelName, ModelSource};

struct Folders(Vec<PathBuf>);

impl ModelSource for Folders {
    fn load(&self, name: ModelName) -> Result<Box<dyn Model>, ModelError> {
        let file = format!("{}.onnx", name.name());
        let place = self.0.iter().map(|folder| folder.join(&file)).find(|path| path.exists());
        let missing = || ModelError::Missing { name: name.name().into(), place: format!("{:?}", self.0) };
        let bytes = std::fs::read(place.ok_or_else(missing)?).map_err(|_| missing())?;
        let pools = std::sync::Arc::new(Pools::new(std::num::NonZeroUsize::MIN));
        Ok(Box::new(RtenModel::load(name.name(), bytes, Some(pools))?))
    }
}

/// An engine over the models of this checkout. A missing model fails the test that needs it, and says how to get it.
pub(crate) fn engine() -> Engine {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let named = std::env::var_os("CANDOR_MODELS").map(PathBuf::from);
    Engine::new(Box::new(Folders(named.into_iter().chain([own.join("cache"), own]).collect())))
}

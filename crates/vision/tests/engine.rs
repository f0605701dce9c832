//! The engine loads what is there and says plainly what is not.

mod support;

use vision::model::{ModelError, Tensor};
use vision::{Engine, ModelName, ModelSource};

#[test]
fn a_small_model_of_the_checkout_loads_and_runs() {
    let engine = support::engine();
    let model = engine.model(ModelName::FaceBlendshapes).unwrap();
    let outputs = model.run(vec![Tensor::new([1, 146, 2], vec![0.5; 292])]).unwrap();
    assert_eq!(outputs[0].data.len(), 52);
}

#[test]
fn a_missing_model_names_itself_and_the_remedy() {
    struct Nothing;
    impl ModelSource for Nothing {
        fn load(&self, name: ModelName) -> Result<Box<dyn vision::model::Model>, ModelError> {
            Err(ModelError::Missing { name: name.name().into(), place: "nowhere".into() })
        }
    }
    let engine = Engine::new(Box::new(Nothing));
    let error = engine.model(ModelName::MrzLocator).err().unwrap();
    assert_eq!(
        error.to_string(),
        "model mrz_locator is missing at nowhere; run `candor models pull`, or name another folder with --models"
    );
}

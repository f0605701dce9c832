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
fn what_is_not_asked_for_needs_no_model() {
    use verify::reading::Stage;
    use vision::{Depth, Photo, Stopwatch, read_to};
    struct Locators;
    impl ModelSource for Locators {
        fn load(&self, name: ModelName) -> Result<Box<dyn vision::model::Model>, ModelError> {
            let missing = || ModelError::Missing { name: name.name().into(), place: "this device".into() };
            let here = [ModelName::DocumentLocator, ModelName::MrzLocator, ModelName::MrzRecogniser].contains(&name);
            let place = format!("{}/../../models/{}.onnx", env!("CARGO_MANIFEST_DIR"), name.name());
            let bytes = std::fs::read(place).ok().filter(|_| here).ok_or_else(missing)?;
            Ok(Box::new(vision::model::RtenModel::load(name.name(), bytes, None)?))
        }
    }
    struct NoClock;
    impl Stopwatch for NoClock {
        fn cpu_ms(&self) -> f64 {
            0.0
        }
        fn wall_ms(&self) -> f64 {
            0.0
        }
    }
    let engine = Engine::new(Box::new(Locators));
    let grey = image::RgbImage::from_pixel(320, 240, image::Rgb([128; 3]));
    let photo = Photo::from_image(grey.into(), vision::photo::Channels::Colour);
    let stages = [Stage::Document, Stage::Quality, Stage::Mrz];
    let read = |depth| read_to(depth, &photo, &engine, &verify::limits::default_limits(), &stages, &NoClock);
    assert!(read(Depth::AsAsked).is_ok() && read(Depth::OnDevice).is_ok());
    assert!(matches!(read(Depth::Full), Err(ModelError::Missing { .. })), "the kind needs text and faces");
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

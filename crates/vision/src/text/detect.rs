//! Where lines of text are: PP-OCR's detector.

use super::boxes::{self, TextBox};
use super::page::Page;
use crate::engine::{Engine, ModelName};
use crate::model::{ModelError, Tensor};

/// Mean and deviation of blue, green and red that the network was trained with, in parts of 1.
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const DEVIATION: [f32; 3] = [0.229, 0.224, 0.225];

/// The boxes of lines on `page`, in its pixels, at most `most`, largest first.
pub(super) fn find(page: &Page, engine: &Engine, most: usize) -> Result<Vec<TextBox>, ModelError> {
    let (width, height) = page.pixels.size();
    let (width, height) = (width as usize, height as usize);
    let mut data = vec![0.0; 3 * width * height];
    let gain = DEVIATION.map(|deviation| 1.0 / deviation);
    let offset = [0, 1, 2].map(|channel| -MEAN[channel] / DEVIATION[channel]);
    page.pixels.write_planes(&mut data, width, gain, offset);
    let model = engine.model(ModelName::TextDetector)?;
    let output = model.run(vec![Tensor::new([1, 3, height, width], data)])?.into_iter().next();
    match output {
        Some(map) if map.shape == [1, 1, height, width] && map.data.len() == width * height => {
            Ok(boxes::find(&map.data, width, most))
        }
        _ => Err(ModelError::Failed {
            name: ModelName::TextDetector.name().into(),
            cause: "its output is not a map of the size of the page".into(),
        }),
    }
}

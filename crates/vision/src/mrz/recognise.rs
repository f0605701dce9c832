//! Crops of lines to frames of scores.

use super::CLASSES;
use super::lattice::Frame;
use crate::engine::{Engine, ModelName};
use crate::model::{ModelError, Tensor};
use image::GrayImage;

/// Size of a crop in pixels, as the recogniser was trained.
pub(super) const WIDTH: u32 = 640;
/// See [`WIDTH`].
pub(super) const HEIGHT: u32 = 32;

/// Frames of each crop. All crops must be `WIDTH x HEIGHT`.
///
/// # Errors
/// [`ModelError`] when the recogniser cannot be run or gives another shape than lines x frames x classes.
pub(super) fn recognise(crops: &[GrayImage], engine: &Engine) -> Result<Vec<Vec<Frame>>, ModelError> {
    if crops.is_empty() {
        return Ok(Vec::new());
    }
    let model = engine.model(ModelName::MrzRecogniser)?;
    let mut data = Vec::with_capacity(crops.len() * (WIDTH * HEIGHT) as usize);
    for crop in crops {
        normalise(crop, &mut data);
    }
    let input = Tensor::new([crops.len(), 1, HEIGHT as usize, WIDTH as usize], data);
    let output = model.run(vec![input])?.into_iter().next().unwrap_or_default();
    let [lines, frames, classes] = output.shape[..] else { return Err(shape_error(&output.shape)) };
    if lines != crops.len() || classes != CLASSES + 1 || frames == 0 {
        return Err(shape_error(&output.shape));
    }
    Ok(output
        .data
        .chunks_exact(frames * classes)
        .map(|line| line.chunks_exact(classes).map(log_softmax).collect())
        .collect())
}

/// Appends the pixels with mean 0 and deviation 1; four grey levels are added to the deviation so that flat crops stay flat.
pub(super) fn normalise(image: &GrayImage, into: &mut Vec<f32>) {
    let pixels = image.as_raw();
    let count = pixels.len().max(1) as f32;
    let (sum, squares) = pixels.iter().fold((0u64, 0u64), |(sum, squares), &pixel| {
        (sum + u64::from(pixel), squares + u64::from(pixel) * u64::from(pixel))
    });
    let mean = sum as f32 / count;
    let deviation = (squares as f32 / count - mean * mean).max(0.0).sqrt();
    let scale = 1.0 / (deviation + 4.0);
    into.extend(pixels.iter().map(|&pixel| (f32::from(pixel) - mean) * scale));
}

fn log_softmax(scores: &[f32]) -> Frame {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = scores.iter().map(|score| (score - highest).exp()).sum();
    let shift = highest + sum.ln();
    let mut frame = [f32::NEG_INFINITY; CLASSES + 1];
    for (to, from) in frame.iter_mut().zip(scores) {
        *to = from - shift;
    }
    frame
}

fn shape_error(shape: &[usize]) -> ModelError {
    ModelError::Failed {
        name: ModelName::MrzRecogniser.name().into(),
        cause: format!("its output has the shape {shape:?}, not lines x frames x {}", CLASSES + 1),
    }
}

/// Mean over the frames of the best log probability: near 0 for a line the right way round.
pub(super) fn sureness(frames: &[Frame]) -> f32 {
    let best = |frame: &Frame| frame.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    frames.iter().map(best).sum::<f32>() / frames.len().max(1) as f32
}

/// Count of characters of the plain reading: best class a frame, repeats and blanks dropped.
pub(super) fn plain_length(frames: &[Frame]) -> usize {
    let mut previous = 0;
    let mut count = 0;
    for frame in frames {
        let best = (0..frame.len()).max_by(|&a, &b| frame[a].total_cmp(&frame[b])).unwrap_or(0);
        count += usize::from(best != 0 && best != previous);
        previous = best;
    }
    count
}

/// Frames of a recogniser that is sure of `text`: `each` frames a character and a blank between; `doubt` goes to all other classes.
#[cfg(test)]
pub(super) fn frames_of(text: &str, each: usize, doubt: f32) -> Vec<Frame> {
    let sure = |class: usize| {
        let mut frame = [(doubt / CLASSES as f32).ln(); CLASSES + 1];
        frame[class] = (1.0 - doubt).ln();
        frame
    };
    let mut frames = vec![sure(0)];
    for character in text.bytes() {
        let class = usize::from(verify::mrz::class(character).unwrap()) + 1;
        frames.extend(std::iter::repeat_n(sure(class), each));
        frames.push(sure(0));
    }
    frames
}

//! Lens, sensor and file.

use super::scene::{Light, to_image};
use super::{Fault, Shot};
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Blur and motion, on light that is not yet cut off at white.
pub(super) fn through_lens(light: &mut Light, shot: &Shot) {
    for fault in &shot.faults {
        match *fault {
            Fault::Blur { sigma } if sigma > 0.05 => gaussian(light, sigma),
            Fault::Motion { length, degrees } if length > 1.0 => smear(light, length, degrees),
            _ => {}
        }
    }
}

fn gaussian(light: &mut Light, sigma: f32) {
    let reach = (3.0 * sigma).ceil() as i64;
    let weights: Vec<f32> = (-reach..=reach).map(|d| (-((d * d) as f32) / (2.0 * sigma * sigma)).exp()).collect();
    let sum: f32 = weights.iter().sum();
    let weights: Vec<f32> = weights.into_iter().map(|weight| weight / sum).collect();
    along(light, &weights, |x, y, d| (x + d - reach, y));
    along(light, &weights, |x, y, d| (x, y + d - reach));
}

fn along(light: &mut Light, weights: &[f32], place: impl Fn(i64, i64, i64) -> (i64, i64)) {
    let (width, height) = (light.width as i64, light.height as i64);
    let mut out = vec![[0.0f32; 3]; light.pixels.len()];
    for y in 0..height {
        for x in 0..width {
            let mut sum = [0.0; 3];
            for (d, &weight) in (0..).zip(weights) {
                let (px, py) = place(x, y, d);
                let pixel = light.pixels[(py.clamp(0, height - 1) * width + px.clamp(0, width - 1)) as usize];
                for (total, value) in sum.iter_mut().zip(pixel) {
                    *total += weight * value;
                }
            }
            out[(y * width + x) as usize] = sum;
        }
    }
    light.pixels = out;
}

fn smear(light: &mut Light, length: f32, degrees: f32) {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let count = (length.ceil() as i64).clamp(2, 64);
    let weights = vec![1.0 / count as f32; count as usize];
    along(light, &weights, |x, y, d| {
        let part = (d as f32 / (count - 1) as f32 - 0.5) * length;
        (x + (part * cos).round() as i64, y + (part * sin).round() as i64)
    });
}

/// Noise that grows with the signal, then pixels. Less light means more noise, as the camera amplifies it.
pub(super) fn expose(light: &Light, shot: &Shot, random: &mut ChaCha8Rng) -> RgbImage {
    let sigma = shot.find(|fault| match *fault {
        Fault::Noise { sigma } => Some(sigma),
        _ => None,
    });
    let gain = shot.find(|fault| match *fault {
        Fault::LowLight { gain } => Some(gain),
        _ => None,
    });
    let mut image = to_image(light);
    let sigma = sigma.unwrap_or(0.0) * gain.map_or(1.0, |gain| 1.0 + 0.6 * (1.0 / gain.max(0.05) - 1.0).min(4.0));
    if sigma <= 0.0 {
        return image;
    }
    for pixel in image.pixels_mut() {
        // The sum of three uniform numbers is normal enough.
        let noise = |random: &mut ChaCha8Rng| -> f32 {
            let sum: f32 = (0..3).map(|_| random.random_range(-1.0..1.0f32)).sum();
            sum * sigma
        };
        let common = noise(random);
        for channel in &mut pixel.0 {
            let value = f32::from(*channel);
            let grown = 0.6 + 0.4 * (value / 255.0).sqrt();
            *channel = (value + grown * (0.75 * common + 0.5 * noise(random)) + 0.5).clamp(0.0, 255.0) as u8;
        }
    }
    image
}

/// Writes a JPEG and reads it again, so that the pixels are those of the file.
pub(super) fn through_jpeg(image: RgbImage, quality: u8) -> (RgbImage, Vec<u8>) {
    let mut file = Vec::new();
    let written = JpegEncoder::new_with_quality(&mut file, quality.clamp(1, 100)).encode_image(&image);
    match written.and_then(|()| image::load_from_memory(&file)) {
        Ok(read) => (read.into_rgb8(), file),
        // Only a photo of no pixels or of more than 65,535 a side comes here; it stays as it is.
        Err(_) => (image, Vec::new()),
    }
}

//! Clips of a moved still, as a person before a camera makes them: at their own speed, never quite still, with noise and uneven times.

use super::moved::{Place, Still};
use crate::failure::Failure;
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;
use std::f32::consts::PI;
use verify::liveness::Action;
use vision::clip::{Frame, written};

/// How somebody moves, and under which camera.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// Seconds of a movement, and before it.
    pub(super) takes: f32,
    pub(super) waits: f32,
    /// How far, by the usual.
    pub(super) far: f32,
    /// Light, by the usual.
    pub(super) light: f32,
    /// Deviation of the noise, in grey levels.
    pub(super) noise: f32,
    /// Whether eyes blink by themselves as well.
    pub(super) blinks: bool,
}

impl Manner {
    pub(super) const USUAL: Self = Self { takes: 1.0, waits: 0.9, far: 1.0, light: 1.0, noise: 3.0, blinks: true };
}

/// A number between `from` and `to`.
pub(super) fn between(random: &mut ChaCha8Rng, from: f32, to: f32) -> f32 {
    from + (to - from) * (random.next_u32() >> 8) as f32 / (1 << 24) as f32
}

/// From 0 to 1 and back within a movement, with a moment at its end.
fn swing(since: f32, takes: f32) -> f32 {
    let part = since / takes;
    if !(0.0..1.0).contains(&part) {
        return 0.0;
    }
    ((part * PI).sin() * 1.25).min(1.0)
}

struct Motion {
    action: Action,
    from: f32,
    takes: f32,
    far: f32,
}

/// The file of a clip in which `still` does `actions`.
pub(super) fn filmed(
    still: &Still,
    actions: &[Action],
    manner: &Manner,
    random: &mut ChaCha8Rng,
) -> Result<Vec<u8>, Failure> {
    let mut begins = between(random, 0.8, 1.4) * manner.waits.max(0.9);
    let mut motions = Vec::new();
    for &action in actions {
        let (takes, far) = match action {
            Action::Blink => (between(random, 0.3, 0.6), 1.0),
            Action::Nod => (between(random, 0.7, 1.3) * manner.takes, between(random, 13.0, 22.0) * manner.far),
            _ => (between(random, 0.8, 1.5) * manner.takes, between(random, 20.0, 34.0) * manner.far),
        };
        motions.push(Motion { action, from: begins, takes, far });
        begins += takes + between(random, 0.6, 1.2) * manner.waits;
    }
    let length = begins + 0.5;
    let blinks: Vec<f32> = if manner.blinks { (0..3).map(|_| between(random, 0.0, length)).collect() } else { vec![] };
    let phases: [f32; 6] = std::array::from_fn(|_| between(random, 0.0, 2.0 * PI));
    let speed = between(random, 0.8, 1.6);
    let usual = [between(random, -4.0, 4.0), between(random, -4.0, 4.0), between(random, -4.0, 4.0)];
    let quality = between(random, 70.0, 88.0) as u8;
    let (mut seconds, mut files) = (0.0f32, Vec::new());
    while seconds < length {
        let sway =
            |index: usize, most: f32| most * (seconds * speed * (1.0 + 0.3 * index as f32) + phases[index]).sin();
        let mut place = Place {
            yaw: usual[0] + sway(0, 1.2),
            pitch: usual[1] + sway(1, 1.0),
            roll: usual[2] + sway(2, 1.0),
            shift: [sway(3, 3.0), sway(4, 2.5)],
            scale: 1.0 + sway(5, 0.012),
            closed: 0.0,
        };
        for motion in &motions {
            let swing = motion.far * swing(seconds - motion.from, motion.takes);
            match motion.action {
                Action::Nod => place.pitch -= swing,
                Action::TurnLeft => place.yaw += swing,
                Action::TurnRight => place.yaw -= swing,
                Action::Blink => place.closed = place.closed.max(swing),
            }
        }
        for from in &blinks {
            place.closed = place.closed.max(swing(seconds - from, 0.22));
        }
        let image = taken(still.seen(&place), manner, random);
        files.push(((seconds * 1000.0) as u32, jpeg(&image, quality)?));
        // Eight a second, as a page comes to it; one frame in forty is late by a whole step.
        let late = if random.next_u32().is_multiple_of(40) { 0.125 } else { 0.0 };
        seconds += 0.125 + between(random, -0.008, 0.012) + late;
    }
    Ok(written(files.iter().map(|(ms, jpeg)| Frame { ms: *ms, jpeg })))
}

/// With the camera's light and noise.
fn taken(mut image: RgbImage, manner: &Manner, random: &mut ChaCha8Rng) -> RgbImage {
    let gain = manner.light * between(random, 0.985, 1.015);
    for pixel in image.pixels_mut() {
        let bits = random.next_u64().to_le_bytes();
        for (channel, bits) in pixel.0.iter_mut().zip(bits.chunks_exact(2)) {
            // The sum of two even numbers: near enough to a bell.
            let grain = (f32::from(bits[0]) + f32::from(bits[1]) - 255.0) / 104.0;
            *channel = (f32::from(*channel) * gain + grain * manner.noise).clamp(0.0, 255.0) as u8;
        }
    }
    image
}

fn jpeg(image: &RgbImage, quality: u8) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(image)
        .map_err(|cause| Failure::Manifest(format!("a frame cannot be written: {cause}")))?;
    Ok(bytes)
}

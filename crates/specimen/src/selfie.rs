//! Selfies of the person of a portrait, and of others, with known faults.

use crate::assets::Assets;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, blur, crop_imm, flip_horizontal, replace, resize};
use image::{Rgb, RgbImage};
use imageproc::geometric_transformations::{Border, Interpolation, rotate_about_center};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Normal};

/// Size of a selfie in pixels.
const SIZE: (u32, u32) = (900, 1200);

/// What goes wrong with a selfie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SelfieFault {
    /// Nothing.
    None,
    /// Too little light, as a factor of it.
    Dark(f32),
    /// Out of focus, as the deviation of a Gaussian in pixels.
    Blur(f32),
    /// A second face beside the first.
    TwoFaces,
    /// The face takes this part of its usual size.
    Far(f32),
    /// Somebody else than in the portrait.
    OtherPerson,
    /// The eyes are closed. It is somebody else than in the portrait, as no photo of the same person has them closed.
    ClosedEyes,
    /// The head is turned to the side. It is somebody else than in the portrait, too.
    Turned,
}

/// A head in a group photo.
struct Head {
    /// Part of the photo's name.
    photo: &'static str,
    /// Middle of the face in pixels.
    centre: (i32, i32),
    /// Height of the face in pixels.
    height: i32,
    /// Degrees, clockwise, by which the photo is turned so that the head is upright.
    turn: f32,
}

const fn head(photo: &'static str, centre: (i32, i32), height: i32, turn: f32) -> Head {
    Head { photo, centre, height, turn }
}

const OTHERS: [Head; 7] = [
    head("sample3", (1182, 354), 318, 0.0),
    head("sample3", (1592, 439), 305, 0.0),
    head("sample3", (693, 461), 262, 0.0),
    head("sample5", (1503, 531), 269, 0.0),
    head("sample6", (1586, 415), 307, 0.0),
    head("sample6", (361, 626), 259, 0.0),
    head("sample6", (762, 479), 284, 0.0),
];
const CLOSED: [Head; 2] = [head("sample1", (933, 539), 222, 18.0), head("sample2", (1544, 277), 223, 12.0)];
const TURNED: [Head; 2] = [head("sample2", (451, 276), 288, 0.0), head("sample5", (689, 547), 236, 0.0)];

/// A selfie as a JPEG file. `None` when there is no photo to make it from.
#[must_use]
pub fn selfie(assets: &Assets, fault: SelfieFault, seed: u64) -> Option<Vec<u8>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x5E1F);
    let wall = random.random_range(150..215u8);
    let heads: &[Head] = match fault {
        SelfieFault::OtherPerson => &OTHERS,
        SelfieFault::ClosedEyes => &CLOSED,
        SelfieFault::Turned => &TURNED,
        _ => &[],
    };
    let mut image = if heads.is_empty() {
        own(assets, fault, wall, &mut random)?
    } else {
        let place = random.random_range(0..heads.len());
        other(assets, &heads[place], &mut random)?
    };
    if let SelfieFault::Blur(sigma) = fault {
        image = blur(&image, sigma);
    }
    let gain = if let SelfieFault::Dark(gain) = fault { gain } else { random.random_range(0.85..1.1) };
    let noise = Normal::new(0.0f32, random.random_range(1.0..3.0)).ok()?;
    for pixel in image.pixels_mut() {
        let grain = noise.sample(&mut random);
        pixel.0 = pixel.0.map(|value| (f32::from(value) * gain + grain).clamp(0.0, 255.0) as u8);
    }
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, random.random_range(86..95)).encode_image(&image).ok()?;
    Some(bytes)
}

/// A head, for pictures of somebody.
pub(crate) struct Somebody {
    pub(crate) image: RgbImage,
    /// Middle of the face, in pixels of the image.
    pub(crate) centre: (f32, f32),
    /// From the forehead to the chin, in pixels of the image.
    pub(crate) height: f32,
}

/// The next person that `random` gives, of the first portrait or of a group, facing the camera with open eyes. `None` when there is no photo
/// of anybody.
pub(crate) fn anybody(assets: &Assets, random: &mut ChaCha8Rng) -> Option<Somebody> {
    let (across, down) = (SIZE.0 as f32, SIZE.1 as f32);
    let place = random.random_range(0..=OTHERS.len());
    match OTHERS.get(place).filter(|_| !assets.groups.is_empty()) {
        Some(head) => {
            let image = other(assets, head, random)?;
            Some(Somebody { image, centre: (0.5 * across, 0.5 * down), height: 0.5 * down })
        }
        None => owner(assets, random),
    }
}

/// The person of the first portrait, facing the camera. `None` when there is no photo.
pub(crate) fn owner(assets: &Assets, random: &mut ChaCha8Rng) -> Option<Somebody> {
    let (across, down) = (SIZE.0 as f32, SIZE.1 as f32);
    let image = own(assets, SelfieFault::None, 0, random)?;
    Some(Somebody { image, centre: (0.5 * across, 0.34 * down), height: 0.4 * down })
}

/// The person of the first portrait.
fn own(assets: &Assets, fault: SelfieFault, wall: u8, random: &mut ChaCha8Rng) -> Option<RgbImage> {
    let portrait = assets.portraits.first()?;
    // Heads of portraits are in the upper middle.
    let (width, height) = portrait.dimensions();
    let side = width.min(height) as f32;
    let top = random.random_range(0.0..0.03) * side;
    let (part_width, part_height) = (0.52 * side, 0.69 * side);
    let left = (0.18 + random.random_range(-0.02..0.02)) * side;
    let head = crop_imm(portrait, left as u32, top as u32, part_width as u32, part_height as u32).to_image();
    let mut image = RgbImage::from_pixel(SIZE.0, SIZE.1, Rgb([wall, wall.saturating_sub(4), wall.saturating_sub(10)]));
    match fault {
        SelfieFault::TwoFaces => {
            let half = resize(&head, SIZE.0 / 2, SIZE.1 / 2, FilterType::CatmullRom);
            replace(&mut image, &half, 0, i64::from(SIZE.1 / 4));
            replace(&mut image, &flip_horizontal(&half), i64::from(SIZE.0 / 2), i64::from(SIZE.1 / 4));
        }
        SelfieFault::Far(part) => {
            let small =
                resize(&head, (SIZE.0 as f32 * part) as u32, (SIZE.1 as f32 * part) as u32, FilterType::Triangle);
            let place = |all: u32, part: u32| i64::from((all - part.min(all)) / 2);
            replace(&mut image, &small, place(SIZE.0, small.width()), place(SIZE.1, small.height()));
        }
        _ => image = resize(&head, SIZE.0, SIZE.1, FilterType::CatmullRom),
    }
    Some(image)
}

/// A head of a group photo, upright, as either hand would hold the camera.
fn other(assets: &Assets, head: &Head, random: &mut ChaCha8Rng) -> Option<RgbImage> {
    let (_, group) = assets.groups.iter().find(|(name, _)| name.contains(head.photo))?;
    let height = head.height as f32 * random.random_range(1.9..2.1);
    let width = height * SIZE.0 as f32 / SIZE.1 as f32;
    // Room to turn in; beyond the photo there is nothing.
    let side = width.hypot(height).ceil();
    let corner = |centre: i32| centre as f32 - side / 2.0;
    let (left, top) = (corner(head.centre.0), corner(head.centre.1));
    let mut square = RgbImage::from_fn(side as u32, side as u32, |x, y| {
        let inside = |at: f32, all: u32| (at.max(0.0) as u32).min(all - 1);
        *group.get_pixel(inside(left + x as f32, group.width()), inside(top + y as f32, group.height()))
    });
    if head.turn != 0.0 {
        let border = Border::Constant(Rgb([90, 90, 90]));
        square = rotate_about_center(&square, head.turn.to_radians(), Interpolation::Bilinear, border);
    }
    let part =
        crop_imm(&square, ((side - width) / 2.0) as u32, ((side - height) / 2.0) as u32, width as u32, height as u32);
    let image = resize(&part.to_image(), SIZE.0, SIZE.1, FilterType::CatmullRom);
    Some(if random.random_bool(0.5) { flip_horizontal(&image) } else { image })
}

//! The picture that a phone takes of a person: the room, the person, what is in the hands, the light and the sensor.

use crate::selfie;
use image::imageops::{FilterType, resize};
use image::{Rgb, RgbImage};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use std::f32::consts::TAU;
use verify::geometry::{Point, Quad};
use verify::projection::Projection;

/// A wall is out of focus: it is drawn at this part of the size.
const WALL: u32 = 8;

/// A room without anybody in it.
pub(super) fn room(width: u32, height: u32, random: &mut ChaCha8Rng) -> RgbImage {
    let base = random.random_range(70.0..205.0f32);
    let tint: [f32; 3] = std::array::from_fn(|_| random.random_range(0.86..1.1));
    let kind = random.random_range(0..4);
    let phase: [f32; 4] = std::array::from_fn(|_| random.random_range(0.0..TAU));
    let (period, depth) = (random.random_range(14.0..40.0f32), random.random_range(0.05..0.16f32));
    let shelf: Vec<[f32; 3]> = (0..64).map(|_| std::array::from_fn(|_| random.random_range(40.0..170.0))).collect();
    let (small_width, small_height) = ((width / WALL).max(2), (height / WALL).max(2));
    let wall = RgbImage::from_fn(small_width, small_height, |x, y| {
        let (fx, fy) = (x as f32, y as f32);
        let soft = 0.06 * ((fx * 0.021 + phase[0]).sin() + (fy * 0.017 + phase[1]).sin());
        let pattern = match kind {
            0 => 0.0,
            // A curtain.
            1 => depth * (fx / period * TAU + (fy * 0.01 + phase[2]).sin()).sin(),
            // A papered wall.
            2 => 0.5 * depth * ((fx / period * TAU + phase[2]).sin() * (fy / period * TAU + phase[3]).sin()),
            // A wall above, a shelf below or at one side.
            _ => 0.0,
        };
        let mut colour = tint.map(|share| base * share * (1.0 + soft + pattern));
        if kind == 3 && (fx / small_width as f32) < 0.3 + 0.2 * phase[0].sin() {
            let (column, row) = ((fx / 9.0) as usize, (fy / 46.0) as usize);
            colour = if (fy % 46.0) < 5.0 { [90.0, 70.0, 54.0] } else { shelf[(column * 7 + row * 13) % shelf.len()] };
        }
        Rgb(colour.map(|value| value.clamp(0.0, 255.0) as u8))
    });
    resize(&wall, width, height, FilterType::Triangle)
}

/// Where a face is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Face {
    /// Middle of it.
    pub(super) centre: Point,
    /// From the forehead to the chin, in pixels.
    pub(super) height: f32,
}

/// Puts somebody into the room, and gives the colour of the skin.
pub(super) fn person(picture: &mut RgbImage, face: Face, head: &selfie::Somebody, random: &mut ChaCha8Rng) -> [f32; 3] {
    let skin = skin_of(head);
    body(picture, face, skin, random);
    let scale = face.height / head.height;
    let side = |pixels: u32| ((pixels as f32 * scale) as u32).max(1);
    let image = resize(&head.image, side(head.image.width()), side(head.image.height()), FilterType::CatmullRom);
    let (cx, cy) = (head.centre.0 * scale, head.centre.1 * scale);
    for (x, y, pixel) in image.enumerate_pixels() {
        let (dx, dy) = (x as f32 - cx, y as f32 - cy + 0.1 * face.height);
        let away = (dx / (0.52 * face.height)).hypot(dy / (0.7 * face.height));
        let cover = ((1.0 - away) * 9.0 + 0.5).clamp(0.0, 1.0);
        let place = (face.centre.x + x as f32 - cx, face.centre.y + y as f32 - cy);
        if cover > 0.0
            && place.0 >= 0.0
            && place.1 >= 0.0
            && let Some(slot) = picture.get_pixel_mut_checked(place.0 as u32, place.1 as u32)
        {
            crate::canvas::blend(slot, pixel.0, cover);
        }
    }
    skin
}

fn skin_of(head: &selfie::Somebody) -> [f32; 3] {
    let mut sum = [0.0f32; 3];
    let mut count = 0.0f32;
    for side in [-1.0, 1.0] {
        for step in 0..24 {
            let x = head.centre.0 + side * head.height * 0.17 + (step % 5) as f32;
            let y = head.centre.1 + head.height * 0.08 + step as f32;
            if let Some(pixel) = head.image.get_pixel_checked(x.max(0.0) as u32, y.max(0.0) as u32) {
                sum.iter_mut().zip(pixel.0).for_each(|(total, value)| *total += f32::from(value));
                count += 1.0;
            }
        }
    }
    sum.map(|total| total / count.max(1.0))
}

/// Neck, shoulders and a garment with folds.
fn body(picture: &mut RgbImage, face: Face, skin: [f32; 3], random: &mut ChaCha8Rng) {
    let cloth: [f32; 3] = std::array::from_fn(|_| random.random_range(18.0..190.0));
    let phase = random.random_range(0.0..TAU);
    let height = face.height;
    let neck_top = face.centre.y + 0.25 * height;
    for y in neck_top.max(0.0) as u32..picture.height() {
        let down = (y as f32 - neck_top) / height;
        for x in 0..picture.width() {
            let aside = (x as f32 - face.centre.x) / height;
            let shoulder =
                if down < 0.4 { 0.0 } else { 1.25 * (1.0 - (1.0 - ((down - 0.4) / 0.55).min(1.0)).powi(2)).sqrt() };
            let collar = 0.3 + 0.18 * (down - 0.5).max(0.0);
            let shade = 1.0 - 0.22 * aside.abs();
            let colour = if aside.abs() < shoulder && (down > 0.62 || aside.abs() > collar) {
                let fold = 0.09 * (aside * 9.0 + 3.0 * down + phase).sin() + 0.05 * (aside * 23.0 - 5.0 * down).sin();
                cloth.map(|value| value * (shade + fold))
            } else if aside.abs() < 0.24 && down < 0.75 {
                skin.map(|value| value * (0.82 - 0.25 * aside.abs()))
            } else {
                continue;
            };
            picture.put_pixel(x, y, Rgb(colour.map(|value| value.clamp(0.0, 255.0) as u8)));
        }
    }
}

/// A rectangle of `width` pixels and the proportions of `flat` about `centre`, turned and seen a little from the side.
pub(super) fn placed(flat: &RgbImage, centre: Point, width: f32, degrees: f32, tilt: (f32, f32)) -> Quad {
    let height = width * flat.height() as f32 / flat.width().max(1) as f32;
    let (sin, cos) = degrees.to_radians().sin_cos();
    let corner = |u: f32, v: f32| {
        let near = 1.0 + tilt.0 * u + tilt.1 * v;
        let (x, y) = (u * width / 2.0 * near, v * height / 2.0 * near);
        Point::new(centre.x + x * cos - y * sin, centre.y + x * sin + y * cos)
    };
    Quad([corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)])
}

/// Lays `flat` over the picture at `quad`, with the light on it, and a soft shadow where it stands off what is behind.
pub(super) fn lay(picture: &mut RgbImage, flat: &RgbImage, quad: &Quad, light: f32) {
    let side = |pixels: f32| (pixels.round() as u32).max(2);
    let (width, height) = (side(quad.width()), side(quad.height()));
    // Reduced first, so that nothing aliases.
    let reduced;
    let flat = if width < flat.width() {
        reduced = resize(flat, width, height, FilterType::Triangle);
        &reduced
    } else {
        flat
    };
    let (flat_width, flat_height) = (flat.width() as f32, flat.height() as f32);
    let Some(to_flat) = Projection::between(quad, &Quad::rectangle(0.0, 0.0, flat_width, flat_height)) else { return };
    let shadow = 0.012 * picture.width() as f32;
    let bound =
        |pick: fn(&Point) -> f32, fold: fn(f32, f32) -> f32, start: f32| quad.0.iter().map(pick).fold(start, fold);
    let (left, right) = (bound(|p| p.x, f32::min, f32::MAX) - shadow, bound(|p| p.x, f32::max, f32::MIN) + shadow);
    let (top, bottom) = (bound(|p| p.y, f32::min, f32::MAX) - shadow, bound(|p| p.y, f32::max, f32::MIN) + shadow);
    let per_pixel = flat_width / quad.width().max(1.0);
    for y in top.max(0.0) as u32..(bottom.max(0.0) as u32).min(picture.height()) {
        for x in left.max(0.0) as u32..(right.max(0.0) as u32).min(picture.width()) {
            let at = to_flat.apply(Point::new(x as f32 + 0.5, y as f32 + 0.5));
            let inside = at.x.min(flat_width - at.x).min(at.y).min(flat_height - at.y) / per_pixel;
            let pixel = picture.get_pixel_mut(x, y);
            if inside < -0.5 {
                let shade = 1.0 - 0.3 * (inside / (0.35 * shadow)).exp();
                pixel.0 = pixel.0.map(|value| (f32::from(value) * shade) as u8);
                continue;
            }
            let cover = (inside + 0.5).clamp(0.0, 1.0);
            let seen = sample(flat, at).map(|value| (value * light).clamp(0.0, 255.0) as u8);
            crate::canvas::blend(pixel, seen, cover);
        }
    }
}

fn sample(flat: &RgbImage, at: Point) -> [f32; 3] {
    let (x, y) = (at.x - 0.5, at.y - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (fx, fy) = (x - left, y - top);
    let pixel = |dx: f32, dy: f32| {
        let px = (left + dx).clamp(0.0, flat.width() as f32 - 1.0) as u32;
        let py = (top + dy).clamp(0.0, flat.height() as f32 - 1.0) as u32;
        flat.get_pixel(px, py).0.map(f32::from)
    };
    let (a, b, c, d) = (pixel(0.0, 0.0), pixel(1.0, 0.0), pixel(0.0, 1.0), pixel(1.0, 1.0));
    std::array::from_fn(|i| (a[i] * (1.0 - fx) + b[i] * fx) * (1.0 - fy) + (c[i] * (1.0 - fx) + d[i] * fx) * fy)
}

/// A finger of `thick` pixels that comes from outside over the edge of a sheet, its tip at `tip`; `from` is where the hand is.
pub(super) fn finger(picture: &mut RgbImage, tip: Point, from: Point, thick: f32, skin: [f32; 3]) {
    let (dx, dy) = (from.x - tip.x, from.y - tip.y);
    let length = dx.hypot(dy).max(1.0);
    let radius = thick / 2.0;
    let (left, right) = (tip.x.min(from.x) - radius, tip.x.max(from.x) + radius);
    let (top, bottom) = (tip.y.min(from.y) - radius, tip.y.max(from.y) + radius);
    for y in top.max(0.0) as u32..(bottom.max(0.0) as u32).min(picture.height()) {
        for x in left.max(0.0) as u32..(right.max(0.0) as u32).min(picture.width()) {
            let (px, py) = (x as f32 + 0.5 - tip.x, y as f32 + 0.5 - tip.y);
            let along = ((px * dx + py * dy) / length).clamp(0.0, length);
            let away = (px - along * dx / length).hypot(py - along * dy / length) / radius;
            let cover = ((1.0 - away) * radius * 0.5).clamp(0.0, 1.0);
            if cover > 0.0 {
                // A nail near the tip, and shade towards the sides.
                let nail = along < 0.8 * thick && away < 0.55;
                let shade = (1.0 - 0.3 * away * away) * if nail { 1.07 } else { 0.96 };
                let colour = skin.map(|value| (value * shade).clamp(0.0, 255.0) as u8);
                crate::canvas::blend(picture.get_pixel_mut(x, y), colour, cover);
            }
        }
    }
}

/// A lamp, a lens that is not perfect, and the noise of the sensor.
pub(super) fn taken(picture: RgbImage, random: &mut ChaCha8Rng) -> RgbImage {
    let soft = random.random_range(0.15..0.55f32);
    let (sin, cos) = random.random_range(0.0..TAU).sin_cos();
    let slope = random.random_range(0.05..0.3f32);
    let gain = random.random_range(0.78..1.06f32);
    let white: [f32; 3] = std::array::from_fn(|_| random.random_range(0.94..1.05));
    let sigma = random.random_range(1.0..3.6f32);
    // A tile of noise that is laid at another place in every row: far cheaper than a number for each pixel.
    let tile: Vec<f32> =
        (0..65_536).map(|_| (0..3).map(|_| random.random_range(-1.0..1.0f32)).sum::<f32>() * sigma).collect();
    let (width, height) = picture.dimensions();
    let mut out = RgbImage::new(width, height);
    let source = picture.as_raw();
    let row_length = width as usize * 3;
    for y in 0..height {
        let rows = [y.saturating_sub(1), y, (y + 1).min(height - 1)].map(|row| row as usize * row_length);
        let shift = random.random_range(0..65_536usize);
        let fy = y as f32 / height as f32 - 0.5;
        for x in 0..width {
            let columns = [x.saturating_sub(1), x, (x + 1).min(width - 1)].map(|column| column as usize * 3);
            let lamp = gain * (1.0 + slope * ((x as f32 / width as f32 - 0.5) * cos + fy * sin));
            let noise = tile[(shift + x as usize) & 0xffff];
            let pixel = out.get_pixel_mut(x, y);
            for channel in 0..3 {
                let at = |row: usize, column: usize| f32::from(source[rows[row] + columns[column] + channel]);
                let around = (at(0, 1) + at(2, 1) + at(1, 0) + at(1, 2)) / 4.0;
                let value = (at(1, 1) * (1.0 - soft) + around * soft) * lamp * white[channel];
                let grain = noise * 0.75 + 0.5 * tile[(shift + 21_000 * (channel + 1) + x as usize) & 0xffff];
                pixel.0[channel] = (value + grain + 0.5).clamp(0.0, 255.0) as u8;
            }
        }
    }
    out
}

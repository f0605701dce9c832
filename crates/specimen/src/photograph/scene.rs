//! The document on its background, and the light on both.

use super::{Background, Fault, Shot};
use image::{Rgb, RgbImage};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use std::f32::consts::{FRAC_1_SQRT_2, TAU};
use verify::geometry::{Point, Quad};
use verify::projection::Projection;

/// Width of a finger's tip, as a share of the document's width.
pub(super) const FINGER: f32 = 0.09;
/// Focal length of the camera, as a share of the photo's longest side.
const FOCAL: f32 = 0.78;
/// How far a document is turned before a corner is cut off, in radians, and how much smaller it is taken.
const CUT_TURN: f32 = 0.13;
const CUT_SCALE: f32 = 0.9;

/// Light that reaches the lens: three planes as `f32`, 255 is white.
pub(super) struct Light {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<[f32; 3]>,
}

/// Where the document's corners are in the photo, before it is turned.
pub(super) fn placed(flat: &RgbImage, shot: &Shot, random: &mut ChaCha8Rng) -> Quad {
    let (width, height) = (shot.width as f32, shot.height as f32);
    let (flat_width, flat_height) = (flat.width() as f32, flat.height() as f32);
    let (sin, cos) = shot.degrees.to_radians().sin_cos();
    // The box around the turned document must take `fill` of the frame.
    let across = flat_width * cos.abs() + flat_height * sin.abs();
    let down = flat_width * sin.abs() + flat_height * cos.abs();
    let scale = shot.fill * (width / across).min(height / down);
    let spare = |frame: f32, taken: f32| ((frame - taken * scale) / 2.0).max(0.0) * 0.6;
    let shift = Point::new(
        random.random_range(-1.0..=1.0) * spare(width, across),
        random.random_range(-1.0..=1.0) * spare(height, down),
    );
    let tilt = shot.perspective;
    let (tilt_x, tilt_y) = (tilt * random.random_range(-1.0..=1.0f32), tilt * random.random_range(-1.0..=1.0f32));
    let corner = |u: f32, v: f32| {
        let (x, y) = (u * flat_width * scale / 2.0, v * flat_height * scale / 2.0);
        // Nearer parts are larger.
        let near = 1.0 + 2.0 * (tilt_x * u + tilt_y * v);
        let (x, y) = (x * near, y * near);
        Point::new(width / 2.0 + shift.x + x * cos - y * sin, height / 2.0 + shift.y + x * sin + y * cos)
    };
    let quad = Quad([corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)]);
    let quad = if shot.tilt > 0.0 { tilted(&quad, shot, random) } else { quad };
    let cut = shot.find(|fault| match *fault {
        Fault::CutCorner { corner, share } => Some((usize::from(corner % 4), share)),
        _ => None,
    });
    let Some((index, share)) = cut else { return quad };
    // Turned so that this corner stands out, set in the middle of the height, then moved across until it alone is out.
    let centre = quad.centre();
    let outward = |point: Point| Point::new((point.x - centre.x).signum(), (point.y - centre.y).signum());
    let side = outward(quad.0[index]);
    let (sin, cos) = (-side.x * side.y * CUT_TURN).sin_cos();
    let turned = quad.0.map(|point| {
        let (dx, dy) = ((point.x - centre.x) * CUT_SCALE, (point.y - centre.y) * CUT_SCALE);
        Point::new(centre.x + dx * cos - dy * sin, height / 2.0 + dx * sin + dy * cos)
    });
    let edge = if side.x > 0.0 { width } else { 0.0 };
    let across = edge + side.x * share * flat_width * scale - turned[index].x;
    Quad(turned.map(|point| Point::new(point.x + across, point.y)))
}

/// The document as a camera sees it that looks at it from the side, as large and in the middle of the frame as before.
fn tilted(quad: &Quad, shot: &Shot, random: &mut ChaCha8Rng) -> Quad {
    let (width, height) = (shot.width as f32, shot.height as f32);
    let focal = FOCAL * width.max(height);
    let (axis_y, axis_x) = random.random_range(0.0..std::f32::consts::TAU).sin_cos();
    let (sin, cos) = shot.tilt.to_radians().sin_cos();
    let centre = quad.centre();
    let seen = |away: f32| {
        Quad(quad.0.map(|point| {
            let (x, y) = (point.x - centre.x, point.y - centre.y);
            // Turned about an axis in its plane (Rodrigues), at `away` focal lengths.
            let (along, across) = (x * axis_x + y * axis_y, y * axis_x - x * axis_y);
            let (x, y) = (along * axis_x - across * cos * axis_y, along * axis_y + across * cos * axis_x);
            let near = focal / (away * focal + across * sin);
            Point::new(width / 2.0 + x * near, height / 2.0 + y * near)
        }))
    };
    let fits = |quad: &Quad| {
        quad.0.iter().all(|point| {
            (0.04 * width..0.96 * width).contains(&point.x) && (0.04 * height..0.96 * height).contains(&point.y)
        })
    };
    // Further and further away until all of it is seen.
    let mut away = 0.9;
    let mut quad = seen(away);
    while !fits(&quad) && away < 8.0 {
        away *= 1.06;
        quad = seen(away);
    }
    quad
}

/// The background with the document on it, and what lies over the document.
pub(super) fn compose(flat: &RgbImage, quad: &Quad, shot: &Shot, random: &mut ChaCha8Rng) -> Light {
    let (width, height) = (shot.width as usize, shot.height as usize);
    let surface = Surface::new(shot.background, random);
    let corners = Quad::rectangle(0.0, 0.0, flat.width() as f32, flat.height() as f32);
    let to_flat = Projection::between(quad, &corners);
    let finger = shot.find(|fault| match *fault {
        Fault::Finger { at } => Some(at),
        _ => None,
    });
    let skin = [random.random_range(120.0..225.0f32), 0.0, 0.0];
    let skin = [skin[0], skin[0] * 0.78, skin[0] * 0.66];
    let printed = shot.find(|fault| match *fault {
        Fault::PrintedCopy { pitch, strength } => Some((pitch, strength)),
        _ => None,
    });
    let screen = shot.find(|fault| match *fault {
        Fault::Screen { pitch, strength } => Some((pitch, strength)),
        _ => None,
    });
    // Pixels of the flat picture for one of the photo: more than one are averaged.
    let shrink = (flat.width() as f32 / quad.width().max(1.0)).ceil().clamp(1.0, 4.0) as usize;
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let bare = surface.at(x as f32 * 1600.0 / width as f32, y as f32 * 1600.0 / width as f32);
            let Some(to_flat) = &to_flat else {
                pixels.push(bare);
                continue;
            };
            let centre = to_flat.apply(Point::new(x as f32 + 0.5, y as f32 + 0.5));
            let (u, v) = (centre.x / flat.width() as f32, centre.y / flat.height() as f32);
            // A soft shadow where the document stands off its background.
            let off = (-u).max(u - 1.0).max(-v).max(v - 1.0).max(0.0);
            let shade = 1.0 - 0.25 * (-off / 0.006).exp();
            let behind = bare.map(|channel| channel * shade);
            let mut pixel = if (0.01..0.99).contains(&u) && (0.01..0.99).contains(&v) && shrink == 1 {
                sample(flat, centre)
            } else if (-0.02..1.02).contains(&u) && (-0.02..1.02).contains(&v) {
                averaged(flat, to_flat, x, y, shrink.max(2), behind)
            } else {
                behind
            };
            if let Some((pitch, strength)) = printed {
                pixel = halftone(pixel, x as f32, y as f32, pitch, strength);
            }
            if let Some((pitch, strength)) = screen {
                pixel = raster(pixel, x as f32, y as f32, pitch, strength);
            }
            if let Some(at) = finger {
                let aspect = flat.height() as f32 / flat.width() as f32;
                let (dx, dy) = (u - at[0], ((v - at[1]) * aspect).min(0.0));
                // A tip that comes from below.
                let inside = (dx.hypot(dy) / FINGER).min(if v > at[1] { dx.abs() / FINGER } else { f32::INFINITY });
                let cover = ((1.0 - inside) * 12.0 + 0.5).clamp(0.0, 1.0);
                let shade = 1.0 - 0.3 * inside.min(1.0);
                for (channel, target) in pixel.iter_mut().zip(skin) {
                    *channel = *channel * (1.0 - cover) + target * shade * cover;
                }
            }
            pixels.push(pixel);
        }
    }
    Light { width, height, pixels }
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

fn averaged(flat: &RgbImage, to_flat: &Projection, x: usize, y: usize, count: usize, behind: [f32; 3]) -> [f32; 3] {
    let mut sum = [0.0; 3];
    let step = 1.0 / count as f32;
    for row in 0..count {
        for column in 0..count {
            let at = to_flat
                .apply(Point::new(x as f32 + (column as f32 + 0.5) * step, y as f32 + (row as f32 + 0.5) * step));
            let inside = at.x >= 0.0 && at.y >= 0.0 && at.x < flat.width() as f32 && at.y < flat.height() as f32;
            let pixel = if inside { sample(flat, at) } else { behind };
            for (total, value) in sum.iter_mut().zip(pixel) {
                *total += value;
            }
        }
    }
    sum.map(|total| total * step * step)
}

/// Dots whose size follows the ink, on four screens that are one here, and paper that is not quite white.
fn halftone(pixel: [f32; 3], x: f32, y: f32, pitch: f32, strength: f32) -> [f32; 3] {
    let luma = 0.3 * pixel[0] + 0.59 * pixel[1] + 0.11 * pixel[2];
    let (u, v) = ((x + y) * FRAC_1_SQRT_2, (x - y) * FRAC_1_SQRT_2);
    let wave = ((u * TAU / pitch).cos() + (v * TAU / pitch).cos()) / 4.0;
    let dotted = luma + wave * 120.0 * strength * (1.0 - (luma / 255.0 - 0.5).abs());
    pixel.map(|channel| (channel * 0.55 + dotted * 0.45 - 6.0) * 0.96)
}

/// Stripes of red, green and blue between dark lines, and a glow.
fn raster(pixel: [f32; 3], x: f32, y: f32, pitch: f32, strength: f32) -> [f32; 3] {
    let place = (x / pitch).fract() * 3.0;
    let row = ((y / pitch).fract() - 0.5).abs();
    let gap = 1.0 - strength * (row - 0.3).max(0.0) * 4.0;
    std::array::from_fn(|channel| {
        let own = 1.0 - (place - channel as f32 - 0.5).abs().min((place - channel as f32 - 0.5 + 3.0).abs());
        let stripe = 1.0 - strength * (0.7 - own.clamp(0.0, 0.7));
        (pixel[channel] * stripe * gap * 1.12 + 8.0).min(280.0)
    })
}

/// A background that can be asked for any place, in pixels of a photo 1600 pixels wide.
struct Surface {
    kind: Background,
    colour: [f32; 3],
    phase: [f32; 6],
    grain: f32,
    depth: f32,
}

impl Surface {
    fn new(kind: Background, random: &mut ChaCha8Rng) -> Self {
        let base = match kind {
            Background::Pale => random.random_range(205.0..235.0f32),
            Background::Wood => random.random_range(70.0..150.0),
            _ => random.random_range(25.0..190.0),
        };
        let tint: [f32; 3] = match kind {
            Background::Wood => [1.15, 0.9, 0.65],
            Background::Pale => [1.0, 0.99, 0.97],
            _ => std::array::from_fn(|_| random.random_range(0.8..1.2)),
        };
        Self {
            kind,
            colour: tint.map(|share| base * share),
            phase: std::array::from_fn(|_| random.random_range(0.0..100.0)),
            grain: random.random_range(0.6..1.6),
            depth: random.random_range(0.06..0.2),
        }
    }

    fn at(&self, x: f32, y: f32) -> [f32; 3] {
        let [a, b, c, d, e, f] = self.phase;
        let shade = match self.kind {
            Background::Plain | Background::Pale => 0.4 * ((x * 0.002 + a).sin() + (y * 0.003 + b).sin()),
            Background::Wood => {
                let bend = 14.0 * (x * 0.004 + c).sin() + 5.0 * (x * 0.013 + d).sin();
                let rings = (y + bend) * 0.09 * self.grain;
                (rings + a).sin() + 0.6 * (rings * 2.7 + b).sin() + 0.4 * (rings * 7.3 + 0.02 * x + e).sin()
            }
            Background::Cloth => {
                let pitch = 0.55 * self.grain;
                (x * pitch + a).sin() * (y * pitch + b).sin() * 1.4 + 0.4 * (x * 0.01 + c).sin()
            }
            Background::Stone => {
                let warp = 40.0 * (y * 0.006 + a).sin() + 22.0 * (x * 0.011 + b).sin();
                let vein = ((x + warp) * 0.012 * self.grain + (y - warp) * 0.009 + c).sin();
                0.7 * vein + 0.5 * ((x - y + warp) * 0.031 + d).sin() + 0.3 * ((x + 2.0 * y) * 0.07 + f).sin()
            }
        };
        let depth = if matches!(self.kind, Background::Plain | Background::Pale) { 0.05 } else { self.depth };
        self.colour.map(|channel| channel * (1.0 + depth * shade))
    }
}

/// Lamps, shadows and reflections.
pub(super) fn shine(light: &mut Light, quad: &Quad, shot: &Shot, random: &mut ChaCha8Rng) {
    let (width, height) = (light.width as f32, light.height as f32);
    let angle = random.random_range(0.0..TAU);
    let (sin, cos) = angle.sin_cos();
    let slope = random.random_range(0.0..0.16f32);
    let white: [f32; 3] = std::array::from_fn(|_| random.random_range(0.96..1.04));
    let shadow = shot.find(|fault| match *fault {
        Fault::Shadow { depth } => Some(depth),
        _ => None,
    });
    // Across the document, wherever it lies.
    let middle = quad.centre();
    let shadow_edge =
        random.random_range(-0.15..0.15f32) + (middle.x / width - 0.5) * sin - (middle.y / height - 0.5) * cos;
    let gain = shot.find(|fault| match *fault {
        Fault::LowLight { gain } | Fault::Overexposure { gain } => Some(gain),
        _ => None,
    });
    let gain = gain.unwrap_or(1.0) * random.random_range(0.9..1.0);
    let to_document = Projection::between(quad, &Quad::rectangle(0.0, 0.0, 1.0, 1.0));
    let aspect = quad.height() / quad.width().max(1.0);
    let glares: Vec<([f32; 2], f32, f32)> = shot
        .faults
        .iter()
        .filter_map(|fault| match *fault {
            Fault::Glare { at, radius, peak } => Some((at, radius, peak)),
            _ => None,
        })
        .collect();
    for y in 0..light.height {
        for x in 0..light.width {
            let (fx, fy) = (x as f32 / width - 0.5, y as f32 / height - 0.5);
            let mut lamp = 1.0 + slope * (fx * cos + fy * sin) - 0.12 * (fx * fx + fy * fy);
            if let Some(depth) = shadow {
                let across = fx * sin - fy * cos - shadow_edge;
                lamp *= 1.0 - depth / (1.0 + (-across * 40.0).exp());
            }
            let mut added = 0.0;
            if let Some(to_document) = &to_document
                && !glares.is_empty()
            {
                let place = to_document.apply(Point::new(x as f32, y as f32));
                for &(at, radius, peak) in &glares {
                    let (dx, dy) = (place.x - at[0], (place.y - at[1]) * aspect);
                    let apart = (dx * dx + dy * dy) / (radius * radius);
                    // A bright core with a soft rim.
                    added += peak * (-(apart * apart) * 0.7).exp();
                }
            }
            let pixel = &mut light.pixels[y * light.width + x];
            for (channel, tone) in pixel.iter_mut().zip(white) {
                *channel = *channel * lamp * gain * tone + added;
            }
        }
    }
    if shot.faults.contains(&Fault::Grey) {
        for pixel in &mut light.pixels {
            *pixel = [0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]; 3];
        }
    }
}

/// Light to pixels, cut off at white.
pub(super) fn to_image(light: &Light) -> RgbImage {
    let mut image = RgbImage::new(light.width as u32, light.height as u32);
    for (slot, pixel) in image.pixels_mut().zip(&light.pixels) {
        *slot = Rgb(pixel.map(|channel| (channel + 0.5).clamp(0.0, 255.0) as u8));
    }
    image
}

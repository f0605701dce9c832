//! What could keep a face from being compared, measured on the square that its mesh lies on.

use super::mesh::{Mesh, SIDE};
use image::{GrayImage, RgbImage, imageops};
use std::collections::BTreeMap;
use verify::geometry::{Point, Region};
use verify::reading::Measurement;

/// Rows of the mesh's points that bound regions of the face, in MediaPipe's numbering.
const CHEEKS: [usize; 6] = [50, 101, 118, 280, 330, 347];
const MOUTH: [usize; 8] = [0, 17, 61, 291, 13, 14, 199, 18];
const BRIDGE: [usize; 4] = [168, 6, 197, 195];
const UNDER_EYES: [usize; 4] = [111, 117, 340, 346];
const FOREHEAD: [usize; 3] = [10, 338, 109];
/// Half the side of a patch around a point, as a share of the square.
const PATCH: f32 = 0.018;
/// Distance of two skins in Cb and Cr beyond which they cannot be one.
const OTHER_SKIN: f32 = 40.0;

/// A measurement without a region.
pub(super) fn plain(value: f32, unit: &'static str, confidence: f32) -> Measurement {
    Measurement { value, unit, confidence, region: None }
}

/// Light, evenness, sharpness and what covers the face.
pub(super) fn of(mesh: &Mesh) -> BTreeMap<String, Measurement> {
    let luma = imageops::grayscale(&mesh.square.image);
    let skin = Skin::of(mesh, &luma);
    let mut measured = BTreeMap::new();
    let mut add = |name: &str, measurement: Measurement| measured.insert(name.to_owned(), measurement);
    add("light", plain(skin.mean(), "grey levels", 0.95));
    add("light_evenness", plain(skin.evenness(), "share", 0.9));
    add("sharpness", plain(skin.sharpness(), "share", 0.8));
    let cheeks = tone(mesh, &CHEEKS);
    let apart = |points: &[usize]| (tone(mesh, points).apart(&cheeks) / OTHER_SKIN).clamp(0.0, 1.0);
    let region = |points: &[usize]| Some(Region(points.iter().map(|&point| mesh.in_photo[point]).collect()));
    // Hints: nothing is decided on them until they have been measured on many people.
    add("mouth_covered", Measurement { region: region(&MOUTH[..4]), ..plain(apart(&MOUTH[6..]), "share", 0.4) });
    let edges = edge_energy(mesh, &luma, &BRIDGE) + edge_energy(mesh, &luma, &UNDER_EYES);
    let ground = edge_energy(mesh, &luma, &CHEEKS).max(1.0);
    let glasses = ((edges / (2.0 * ground) - 1.5) / 3.0).clamp(0.0, 1.0);
    add("glasses", Measurement { region: region(&BRIDGE), ..plain(glasses, "share", 0.3) });
    add("head_covering", Measurement { region: region(&FOREHEAD), ..plain(apart(&FOREHEAD), "share", 0.2) });
    measured
}

/// Pixels inside the oval of the mesh, in its square.
struct Skin {
    left: Vec<u8>,
    right: Vec<u8>,
    /// Squared differences of neighbours, and over three pixels.
    fine: f32,
    coarse: f32,
}

impl Skin {
    fn of(mesh: &Mesh, luma: &GrayImage) -> Self {
        let bound = |axis: usize, pick: fn(f32, f32) -> f32, start: f32| {
            mesh.in_square.iter().map(|point| point[axis]).fold(start, pick)
        };
        let (left, right) = (bound(0, f32::min, f32::INFINITY), bound(0, f32::max, f32::NEG_INFINITY));
        let (top, bottom) = (bound(1, f32::min, f32::INFINITY), bound(1, f32::max, f32::NEG_INFINITY));
        let (cx, cy) = ((left + right) / 2.0, (top + bottom) / 2.0);
        let (rx, ry) = (((right - left) * 0.45).max(1.0), ((bottom - top) * 0.45).max(1.0));
        let mut skin = Self { left: Vec::new(), right: Vec::new(), fine: 0.0, coarse: 0.0 };
        for y in 2..SIDE - 3 {
            for x in 2..SIDE - 3 {
                let (dx, dy) = ((x as f32 - cx) / rx, (y as f32 - cy) / ry);
                if dx * dx + dy * dy > 1.0 {
                    continue;
                }
                let value = luma.get_pixel(x, y).0[0];
                if dx < 0.0 {
                    skin.left.push(value)
                } else {
                    skin.right.push(value)
                }
                let at = |dx: u32, dy: u32| f32::from(luma.get_pixel(x + dx, y + dy).0[0]);
                let here = f32::from(value);
                skin.fine += (at(1, 0) - here).powi(2) + (at(0, 1) - here).powi(2);
                skin.coarse += (at(3, 0) - here).powi(2) + (at(0, 3) - here).powi(2);
            }
        }
        skin
    }

    fn mean(&self) -> f32 {
        let all = self.left.iter().chain(&self.right);
        all.map(|&value| f32::from(value)).sum::<f32>() / (self.left.len() + self.right.len()).max(1) as f32
    }

    /// The darker half's brightness as a share of the lighter half's.
    fn evenness(&self) -> f32 {
        let mean = |half: &[u8]| half.iter().map(|&value| f32::from(value)).sum::<f32>() / half.len().max(1) as f32;
        let (left, right) = (mean(&self.left), mean(&self.right));
        left.min(right) / left.max(right).max(1.0)
    }

    /// How much of the contrast over three pixels is there over one already: a ninth on a ramp, 1 at an edge.
    fn sharpness(&self) -> f32 {
        if self.coarse > 0.0 { (self.fine / self.coarse).clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// Mean colour differences (ITU-R BT.601).
struct Tone {
    blue: f32,
    red: f32,
}

impl Tone {
    fn apart(&self, other: &Self) -> f32 {
        (self.blue - other.blue).hypot(self.red - other.red)
    }
}

fn tone(mesh: &Mesh, points: &[usize]) -> Tone {
    let (mut blue, mut red, mut count) = (0.0, 0.0, 0.0f32);
    each_pixel(mesh, points, |x, y| {
        let [r, g, b] = pixel(&mesh.square.image, x, y);
        blue += -0.169 * r - 0.331 * g + 0.5 * b;
        red += 0.5 * r - 0.419 * g - 0.081 * b;
        count += 1.0;
    });
    Tone { blue: blue / count.max(1.0), red: red / count.max(1.0) }
}

fn edge_energy(mesh: &Mesh, luma: &GrayImage, points: &[usize]) -> f32 {
    let (mut sum, mut count) = (0.0, 0.0f32);
    each_pixel(mesh, points, |x, y| {
        let at = |x: u32, y: u32| f32::from(luma.get_pixel(x.min(SIDE - 1), y.min(SIDE - 1)).0[0]);
        sum += (at(x + 1, y) - at(x, y)).abs() + (at(x, y + 1) - at(x, y)).abs();
        count += 1.0;
    });
    sum / count.max(1.0)
}

fn pixel(image: &RgbImage, x: u32, y: u32) -> [f32; 3] {
    image.get_pixel(x, y).0.map(f32::from)
}

/// Visits the pixels of small patches around points of the mesh.
fn each_pixel(mesh: &Mesh, points: &[usize], mut visit: impl FnMut(u32, u32)) {
    let half = (PATCH * SIDE as f32) as i64;
    for &point in points {
        let [x, y, _] = mesh.in_square[point];
        for dy in -half..=half {
            for dx in -half..=half {
                let place = (u32::try_from(x as i64 + dx), u32::try_from(y as i64 + dy));
                if let (Ok(x), Ok(y)) = place
                    && x < SIDE
                    && y < SIDE
                {
                    visit(x, y);
                }
            }
        }
    }
}

/// Room between the face and the frame: the least distance of its box to a side, as a share of the box's height.
/// Negative when the face is cut off.
pub(super) fn margin(corner: Point, size: (f32, f32), photo: (u32, u32)) -> f32 {
    let (right, bottom) = (photo.0 as f32 - corner.x - size.0, photo.1 as f32 - corner.y - size.1);
    corner.x.min(corner.y).min(right).min(bottom) / size.1.max(1.0)
}

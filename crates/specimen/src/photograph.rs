//! A photo of a flat picture: where the camera stands, what lies around, and what goes wrong.
//!
//! In the order of a real photo: the scene, the light on it, what covers it, the lens, the sensor, the file.

mod scene;
mod sensor;

use image::RgbImage;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use verify::geometry::{Point, Quad, Region};
use verify::projection::Projection;

/// What the document lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Background {
    /// One colour, dark, middle or light.
    Plain,
    /// Long grains.
    Wood,
    /// Threads.
    Cloth,
    /// Soft stains.
    Stone,
    /// Nearly the document's own brightness.
    Pale,
}

impl Background {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Plain, Self::Wood, Self::Cloth, Self::Stone, Self::Pale];
}

/// What goes wrong. Strengths and sizes are in the unit that each names.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// Out of focus.
    Blur {
        /// Deviation of the Gaussian, in pixels of the photo.
        sigma: f32,
    },
    /// The hand moves.
    Motion {
        /// Length of the smear, in pixels of the photo.
        length: f32,
        /// Its direction, in degrees.
        degrees: f32,
    },
    /// A reflection.
    Glare {
        /// Where, in shares of the document's width and height.
        at: [f32; 2],
        /// Radius in shares of the document's width.
        radius: f32,
        /// Brightness that is added in the middle, in grey levels; above 200 nothing is left.
        peak: f32,
    },
    /// A shadow with a soft edge across the document.
    Shadow {
        /// How much light is taken, 0 to 1.
        depth: f32,
    },
    /// Too little light: less signal, more noise.
    LowLight {
        /// Factor of the light, 0 to 1.
        gain: f32,
    },
    /// Too much light: highlights are cut off.
    Overexposure {
        /// Factor of the light, above 1.
        gain: f32,
    },
    /// The sensor's noise.
    Noise {
        /// Deviation in grey levels.
        sigma: f32,
    },
    /// A corner outside the frame.
    CutCorner {
        /// Which: 0 is the document's top left, clockwise.
        corner: u8,
        /// How far outside, as a share of the document's width; above 0.07 its neighbour goes along.
        share: f32,
    },
    /// A finger over part of the document.
    Finger {
        /// Its tip, in shares of the document's width and height.
        at: [f32; 2],
    },
    /// The document is shown on a screen.
    Screen {
        /// Pixels of the photo for one of the screen.
        pitch: f32,
        /// Contrast of the raster, 0 to 1.
        strength: f32,
    },
    /// The document is a print of a picture of it.
    PrintedCopy {
        /// Pixels of the photo for one dot of the halftone.
        pitch: f32,
        /// Contrast of the dots, 0 to 1.
        strength: f32,
    },
    /// No colour.
    Grey,
}

/// A photo that is to be taken.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shot {
    /// Width of the photo in pixels, before it is turned.
    pub width: u32,
    /// Height of the photo in pixels, before it is turned.
    pub height: u32,
    /// What the document lies on.
    pub background: Background,
    /// Share of the frame that the document takes, along the side that is tighter; above 1 it does not fit.
    pub fill: f32,
    /// How the document is turned, clockwise, in degrees.
    pub degrees: f32,
    /// How much nearer one side is than the other: 0 for none, 0.1 is a lot.
    pub perspective: f32,
    /// How far the camera is from looking straight at the document, in degrees, in any direction; 0 with `perspective`.
    pub tilt: f32,
    /// Turns of the finished photo by 90 degrees, clockwise.
    pub quarter_turns: u8,
    /// Whether the finished photo is mirrored.
    pub mirrored: bool,
    /// What goes wrong.
    pub faults: Vec<Fault>,
    /// Quality of the JPEG that the photo goes through, 1 to 100.
    pub jpeg_quality: u8,
}

/// How hard a photo is to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// As people should take it.
    Clean,
    /// As most people take it.
    Mild,
    /// Something is wrong.
    Moderate,
    /// Several things are wrong.
    Hard,
}

impl Shot {
    /// A plain shot from above that shows everything.
    #[must_use]
    pub fn plain(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            background: Background::Wood,
            fill: 0.82,
            degrees: 0.0,
            perspective: 0.0,
            tilt: 0.0,
            quarter_turns: 0,
            mirrored: false,
            faults: vec![Fault::Noise { sigma: 1.5 }],
            jpeg_quality: 92,
        }
    }

    /// The next shot of `severity` that `random` gives, of `width x height` pixels.
    #[must_use]
    pub fn of_severity(severity: Severity, width: u32, height: u32, random: &mut ChaCha8Rng) -> Self {
        let mut shot = Self::plain(width, height);
        let level = match severity {
            Severity::Clean => 0.0,
            Severity::Mild => 1.0,
            Severity::Moderate => 2.0,
            Severity::Hard => 3.0,
        };
        let between = |random: &mut ChaCha8Rng, least: f32, most: f32| random.random_range(least..=most);
        let pixel = width as f32 / 1600.0;
        shot.background = Background::ALL[random.random_range(0..if level < 1.0 { 4 } else { 5 })];
        shot.fill = between(random, 0.72, 0.92);
        shot.degrees = between(random, -3.0, 3.0) * (1.0 + level);
        shot.perspective = between(random, 0.0, 0.012 + 0.02 * level);
        shot.jpeg_quality = random.random_range(88..=95) - (8.0 * level) as u8;
        shot.faults = vec![
            Fault::Blur { sigma: pixel * between(random, 0.25, 0.45 + 0.3 * level) },
            Fault::Noise { sigma: between(random, 0.8, 2.0 + 2.0 * level) },
        ];
        if level >= 1.0 && random.random_bool(0.4) {
            shot.faults.push(Fault::Shadow { depth: between(random, 0.1, 0.15 + 0.1 * level) });
        }
        if level >= 1.0 && random.random_bool(0.3) {
            shot.faults.push(Fault::LowLight { gain: between(random, 0.75 - 0.12 * level, 0.9) });
        }
        if level >= 2.0 {
            let at = [between(random, 0.15, 0.85), between(random, 0.15, 0.85)];
            match random.random_range(0..4) {
                0 => shot.faults.push(Fault::Glare {
                    at,
                    radius: between(random, 0.08, 0.2),
                    peak: between(random, 120.0, 300.0),
                }),
                1 => shot.faults.push(Fault::Motion {
                    length: pixel * between(random, 2.0, 3.0 * level),
                    degrees: between(random, 0.0, 180.0),
                }),
                2 => shot.faults.push(Fault::Finger { at: [between(random, 0.05, 0.3), 1.0] }),
                _ => shot.faults.push(Fault::CutCorner { corner: random.random_range(0..4), share: 0.05 }),
            }
        }
        shot
    }

    /// The first fault that `pick` names.
    fn find<T>(&self, pick: impl Fn(&Fault) -> Option<T>) -> Option<T> {
        self.faults.iter().find_map(pick)
    }
}

/// A fault and where it is seen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FaultTruth {
    /// The fault with its strength.
    #[serde(flatten)]
    pub fault: Fault,
    /// Where it is, in pixels of the photo; `None` for the whole of it.
    pub region: Option<Region>,
}

/// A photo with its truth.
#[derive(Clone, Debug, Serialize)]
pub struct Photograph {
    /// The photo, after JPEG.
    #[serde(skip)]
    pub image: RgbImage,
    /// The photo as a JPEG file.
    #[serde(skip)]
    pub jpeg: Vec<u8>,
    /// The document: its own top left first, clockwise as it is read.
    pub quad: Quad,
    /// Pixels of the flat picture to pixels of the photo.
    #[serde(skip)]
    pub to_photo: Option<Projection>,
    /// Corners of `quad` outside the frame, 0 to 3.
    pub corners_outside: Vec<u8>,
    /// What went wrong.
    pub faults: Vec<FaultTruth>,
}

impl Photograph {
    /// Where a quad of the flat picture is in the photo.
    #[must_use]
    pub fn locate(&self, flat: &Quad) -> Quad {
        self.to_photo.map_or(*flat, |projection| projection.apply_quad(flat))
    }
}

/// Photographs `flat` as `shot` says; `seed` decides what the shot leaves open.
#[must_use]
pub fn photograph(flat: &RgbImage, shot: &Shot, seed: u64) -> Photograph {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let quad = scene::placed(flat, shot, &mut random);
    let mut light = scene::compose(flat, &quad, shot, &mut random);
    scene::shine(&mut light, &quad, shot, &mut random);
    sensor::through_lens(&mut light, shot);
    let image = sensor::expose(&light, shot, &mut random);
    let (image, quad) = turned(image, quad, shot);
    let (image, jpeg) = sensor::through_jpeg(image, shot.jpeg_quality);
    let corners = Quad::rectangle(0.0, 0.0, flat.width() as f32, flat.height() as f32);
    let to_photo = Projection::between(&corners, &quad);
    let (width, height) = (image.width() as f32, image.height() as f32);
    let inside = |point: Point| (0.0..=width).contains(&point.x) && (0.0..=height).contains(&point.y);
    let corners_outside = (0u8..4).filter(|&corner| !inside(quad.0[usize::from(corner)])).collect();
    let region = |fault: &Fault| {
        let (at, radius) = match *fault {
            Fault::Glare { at, radius, .. } => (at, radius),
            Fault::Finger { at } => (at, scene::FINGER),
            _ => return None,
        };
        let to_photo = to_photo?;
        let (flat_width, flat_height) = (flat.width() as f32, flat.height() as f32);
        let (x, y, radius) = (at[0] * flat_width, at[1] * flat_height, radius * flat_width);
        Some(Region::from(to_photo.apply_quad(&Quad::rectangle(x - radius, y - radius, x + radius, y + radius))))
    };
    let faults = shot.faults.iter().map(|fault| FaultTruth { fault: *fault, region: region(fault) }).collect();
    Photograph { image, jpeg, quad, to_photo, corners_outside, faults }
}

/// Turns and mirrors the finished photo.
fn turned(image: RgbImage, quad: Quad, shot: &Shot) -> (RgbImage, Quad) {
    let (mut image, mut quad) = (image, quad);
    for _ in 0..shot.quarter_turns % 4 {
        let height = image.height() as f32;
        image = image::imageops::rotate90(&image);
        quad = Quad(quad.0.map(|point| Point::new(height - point.y, point.x)));
    }
    if shot.mirrored {
        let width = image.dimensions().0 as f32;
        image = image::imageops::flip_horizontal(&image);
        quad = Quad(quad.0.map(|point| Point::new(width - point.x, point.y)));
    }
    (image, quad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// White with a black block at its top left.
    fn flat() -> RgbImage {
        RgbImage::from_fn(600, 380, |x, y| if x < 150 && y < 95 { Rgb([10, 10, 10]) } else { Rgb([240, 240, 240]) })
    }

    fn luma_at(photo: &Photograph, flat_x: f32, flat_y: f32) -> u8 {
        let place = photo.to_photo.unwrap().apply(Point::new(flat_x, flat_y));
        photo.image.get_pixel(place.x as u32, place.y as u32).0[1]
    }

    #[test]
    fn the_same_seed_takes_the_same_photo() {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let shot = Shot::of_severity(Severity::Hard, 640, 480, &mut random);
        let (one, other) = (photograph(&flat(), &shot, 9), photograph(&flat(), &shot, 9));
        assert_eq!(one.jpeg, other.jpeg);
        assert_ne!(one.jpeg, photograph(&flat(), &shot, 10).jpeg);
    }

    #[test]
    fn the_truth_follows_turns_and_mirrors() {
        for quarter_turns in 0..4 {
            for mirrored in [false, true] {
                let shot = Shot { quarter_turns, mirrored, degrees: 5.0, ..Shot::plain(640, 480) };
                let photo = photograph(&flat(), &shot, 1);
                assert!(luma_at(&photo, 75.0, 47.0) < 90, "{quarter_turns} {mirrored}");
                assert!(luma_at(&photo, 525.0, 47.0) > 150 && luma_at(&photo, 75.0, 330.0) > 150);
                assert_eq!(verify::geometry::polygon_area(&photo.quad.0) < 0.0, mirrored);
                assert!(photo.corners_outside.is_empty());
            }
        }
    }

    #[test]
    fn each_fault_does_what_it_says() {
        let clean = photograph(&flat(), &Shot::plain(640, 480), 2);
        let with = |fault: Fault| {
            let mut shot = Shot::plain(640, 480);
            shot.faults.push(fault);
            photograph(&flat(), &shot, 2)
        };
        let edges = |photo: &Photograph| {
            let luma = image::imageops::grayscale(&photo.image);
            let pixels = luma.enumerate_pixels().filter(|(x, _, _)| *x > 0);
            pixels.map(|(x, y, p)| f64::from(p.0[0].abs_diff(luma.get_pixel(x - 1, y).0[0])).powi(2)).sum::<f64>()
        };
        assert!(edges(&with(Fault::Blur { sigma: 4.0 })) < 0.6 * edges(&clean));
        assert!(edges(&with(Fault::Motion { length: 12.0, degrees: 0.0 })) < 0.7 * edges(&clean));
        assert!(luma_at(&with(Fault::Glare { at: [0.1, 0.1], radius: 0.2, peak: 260.0 }), 60.0, 38.0) > 200);
        assert!(luma_at(&with(Fault::LowLight { gain: 0.3 }), 400.0, 200.0) < luma_at(&clean, 400.0, 200.0) / 2);
        assert!(luma_at(&with(Fault::Overexposure { gain: 2.0 }), 400.0, 200.0) > 250);
        assert_eq!(with(Fault::CutCorner { corner: 2, share: 0.05 }).corners_outside, [2]);
        let grey = with(Fault::Grey);
        assert!(grey.image.pixels().all(|p| p.0[0].abs_diff(p.0[2]) < 12));
    }
}

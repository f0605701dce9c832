//! Fingers that reach over an edge of the document: parts of the colour of skin that go on, just as bright, outside it.
//!
//! The locator's map of what is covered knows some things that lie over documents; hands are the commonest of all and are
//! told by their colour as well. Portraits have the colour of skin too, but touch no edge.

use crate::photo::Photo;
use crate::rectify::{Projection, rectify, shrunk};
use image::{Rgb, RgbImage};
use verify::geometry::{Point, Quad, Region};

/// Longest side of the view in pixels, the document alone.
const LONGEST: f32 = 256.0;
/// Room around the document, as a share of its longest side.
const ROOM: f32 = 0.06;
/// A finger covers such a share of the document.
const SHARE: std::ops::Range<f32> = 0.006..0.35;
/// And crosses an edge on such a share of the edge's length.
const CONTACT: std::ops::Range<f32> = 0.03..0.4;
/// And reaches in by this share of the document's height.
const LEAST_REACH: f32 = 0.06;
/// A document of which more than this has the colour of skin says nothing.
const MOST_SKIN: f32 = 0.4;
/// Grey levels by which a finger may differ on the two sides of an edge.
const MOST_STEP: f32 = 24.0;

/// The outline of each finger, in pixels at full size. `quad` is the document, at full size.
pub(super) fn regions(photo: &Photo, quad: &Quad) -> Vec<Region> {
    let Some(rgb) = photo.rgb() else { return Vec::new() };
    let quad = quad.scaled(1.0 / photo.scale());
    let size = LONGEST / quad.width().max(quad.height()).max(1.0);
    let (width, height) = ((quad.width() * size).round(), (quad.height() * size).round());
    let room = (ROOM * LONGEST).round();
    if width < 48.0 || height < 48.0 {
        return Vec::new();
    }
    let document = Quad::rectangle(room, room, room + width, room + height);
    let Some(to_photo) = Projection::between(&document, &quad) else { return Vec::new() };
    let around = Quad::rectangle(0.0, 0.0, width + 2.0 * room, height + 2.0 * room);
    let small = shrunk(rgb, size);
    let (source, scale) = small.as_ref().map_or((rgb, 1.0), |small| (small, size));
    let place = to_photo.apply_quad(&around).scaled(scale);
    let Some(view) = rectify(source, &place, (width + 2.0 * room) as u32, (height + 2.0 * room) as u32) else {
        return Vec::new();
    };
    // Nothing is known of what lies outside the photo: a part that ends with it crosses no edge.
    let in_photo = |place: Point| {
        let Point { x, y } = to_photo.apply(place);
        (0.0..rgb.width() as f32).contains(&x) && (0.0..rgb.height() as f32).contains(&y)
    };
    let skin = view
        .enumerate_pixels()
        .map(|(x, y, pixel)| is_skin(pixel) && in_photo(Point { x: x as f32 + 0.5, y: y as f32 + 0.5 }))
        .collect();
    let sheet = Sheet { skin, view: &view, room: room as usize, width: width as usize, height: height as usize };
    sheet
        .fingers()
        .into_iter()
        .map(|cells| Region(cells.map(|place| to_photo.apply(place).scaled(photo.scale())).into()))
        .collect()
}

/// Whether a pixel has the colour of skin: Cb and Cr of ITU-R BT.601 as Chai and Ngan (1999) bound them, Cr a little higher
/// so that yellowed paper is none.
fn is_skin(pixel: &Rgb<u8>) -> bool {
    let [r, g, b] = pixel.0.map(f32::from);
    let luma = 0.299 * r + 0.587 * g + 0.114 * b;
    let (cb, cr) = (128.0 - 0.169 * r - 0.331 * g + 0.5 * b, 128.0 + 0.5 * r - 0.419 * g - 0.081 * b);
    (77.0..=122.0).contains(&cb) && (137.0..=173.0).contains(&cr) && (40.0..=230.0).contains(&luma)
}

struct Sheet<'a> {
    view: &'a RgbImage,
    skin: Vec<bool>,
    /// Pixels around the document.
    room: usize,
    /// Size of the document in the view.
    width: usize,
    height: usize,
}

impl Sheet<'_> {
    fn across(&self) -> usize {
        self.width + 2 * self.room
    }

    fn is_skin(&self, x: usize, y: usize) -> bool {
        self.skin.get(y * self.across() + x).copied().unwrap_or(false)
    }

    fn luma(&self, x: usize, y: usize) -> f32 {
        let pixel = self.view.get_pixel_checked(x as u32, y as u32).map_or([0; 3], |pixel| pixel.0);
        pixel.iter().map(|&value| f32::from(value)).sum::<f32>() / 3.0
    }

    /// The rectangle around each finger, in pixels of the view.
    fn fingers(&self) -> Vec<[Point; 4]> {
        let area = (self.width * self.height) as f32;
        let (left, top) = (self.room, self.room);
        let (right, bottom) = (left + self.width, top + self.height);
        let inside = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
        if inside.clone().filter(|&(x, y)| self.is_skin(x, y)).count() as f32 > MOST_SKIN * area {
            return Vec::new();
        }
        let mut seen = vec![false; self.skin.len()];
        let mut found = Vec::new();
        for start in inside {
            let mut part = Vec::new();
            let mut open = vec![start];
            while let Some((x, y)) = open.pop() {
                let within = (left..right).contains(&x) && (top..bottom).contains(&y);
                if !within || !self.is_skin(x, y) || std::mem::replace(&mut seen[y * self.across() + x], true) {
                    continue;
                }
                part.push((x, y));
                open.extend([(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]);
            }
            if SHARE.contains(&(part.len() as f32 / area)) && self.reaches_over_an_edge(&part) {
                let bound = |pick: fn(&(usize, usize)) -> usize| {
                    let values = part.iter().map(pick);
                    (values.clone().min().unwrap_or(0) as f32, values.max().unwrap_or(0) as f32 + 1.0)
                };
                let ((x0, x1), (y0, y1)) = (bound(|p| p.0), bound(|p| p.1));
                found.push(Quad::rectangle(x0, y0, x1, y1).0);
            }
        }
        found
    }

    /// Whether the part crosses one of the four edges as a finger does.
    fn reaches_over_an_edge(&self, part: &[(usize, usize)]) -> bool {
        let (left, top) = (self.room, self.room);
        let (right, bottom) = (left + self.width - 1, top + self.height - 1);
        // Just inside and just outside: the very edge is neither.
        const STEP: usize = 3;
        let edges: [(usize, usize, isize, isize); 4] = [
            (top, self.width, 0, -1),
            (bottom, self.width, 0, 1),
            (left, self.height, -1, 0),
            (right, self.height, 1, 0),
        ];
        edges.into_iter().any(|(at, length, dx, dy)| {
            let near =
                |&&(x, y): &&(usize, usize)| if dx == 0 { y.abs_diff(at) == STEP } else { x.abs_diff(at) == STEP };
            let contact: Vec<&(usize, usize)> = part.iter().filter(near).collect();
            if !CONTACT.contains(&(contact.len() as f32 / length as f32)) {
                return false;
            }
            let beyond = contact.iter().map(|&&(x, y)| {
                let out = (2 * STEP) as isize;
                (x.saturating_add_signed(dx * out), y.saturating_add_signed(dy * out))
            });
            let goes_on = beyond.clone().filter(|&(x, y)| self.is_skin(x, y)).count();
            let steps = contact.iter().zip(beyond).map(|(&&(x, y), (u, v))| (self.luma(x, y) - self.luma(u, v)).abs());
            let step = steps.sum::<f32>() / contact.len() as f32;
            let reach =
                part.iter().map(|&(x, y)| if dx == 0 { y.abs_diff(at) } else { x.abs_diff(at) }).max().unwrap_or(0);
            goes_on as f32 > 0.85 * contact.len() as f32
                && step < MOST_STEP
                && reach as f32 > LEAST_REACH * self.height as f32
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photo::Channels;

    const SKIN: Rgb<u8> = Rgb([200, 150, 125]);
    const PAPER: Rgb<u8> = Rgb([225, 230, 226]);
    const TABLE: Rgb<u8> = Rgb([60, 70, 80]);

    /// A document of 600 by 400 at (100, 100), with `part` (left, top, width, height) in the colour of skin.
    fn found(part: (u32, u32, u32, u32), photo: (u32, u32)) -> usize {
        let pixels = RgbImage::from_fn(photo.0, photo.1, |x, y| {
            let inside = |left: u32, top: u32, width: u32, height: u32| {
                (left..left + width).contains(&x) && (top..top + height).contains(&y)
            };
            if inside(part.0, part.1, part.2, part.3) {
                SKIN
            } else if inside(100, 100, 600, 400) {
                PAPER
            } else {
                TABLE
            }
        });
        let photo = Photo::from_image(pixels.into(), Channels::Colour);
        regions(&photo, &Quad::rectangle(100.0, 100.0, 700.0, 500.0)).len()
    }

    #[test]
    fn a_finger_crosses_an_edge_and_a_portrait_does_not() {
        assert_eq!(found((200, 380, 70, 220), (800, 600)), 1, "from below");
        assert_eq!(found((0, 250, 200, 60), (800, 600)), 1, "from the left");
        assert_eq!(found((140, 150, 120, 160), (800, 600)), 0, "a portrait");
        assert_eq!(found((200, 380, 70, 120), (800, 600)), 0, "a coloured field at the edge");
        assert_eq!(found((200, 520, 70, 80), (800, 600)), 0, "a finger beside the document");
        assert_eq!(found((200, 380, 70, 120), (800, 500)), 0, "nothing is known beyond the photo");
    }
}

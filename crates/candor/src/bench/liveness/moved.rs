//! A still moved along the mesh of its face: turned in space, warped triangle by triangle, its lids closed. For measuring alone.

use delaunator::{Point as Corner, triangulate};
use image::{Rgb, RgbImage};

/// Points around the face, outermost of the mesh (MediaPipe's numbering).
const OVAL: [usize; 36] = [
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150,
    136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];
/// Upper lids and the points of the lower ones that they come down to, inner corners apart: the person's right eye, then the left.
const LIDS: [(usize, usize); 14] = [
    (246, 7),
    (161, 163),
    (160, 144),
    (159, 145),
    (158, 153),
    (157, 154),
    (173, 155),
    (466, 249),
    (388, 390),
    (387, 373),
    (386, 374),
    (385, 380),
    (384, 381),
    (398, 382),
];
/// Points of the irises, under the lids.
const IRISES: std::ops::Range<usize> = 468..478;
/// How far the camera is, in widths of the face.
const CAMERA: f32 = 3.2;

/// Where a head is at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    /// Degrees to the person's own left, up, and to the person's own right shoulder.
    pub(super) yaw: f32,
    pub(super) pitch: f32,
    pub(super) roll: f32,
    /// How far the lids are closed, 0 to 1.
    pub(super) closed: f32,
    /// Pixels to the right and down.
    pub(super) shift: [f32; 2],
    /// Size, by that of the still.
    pub(super) scale: f32,
}

struct Vertex {
    /// In pixels of the still.
    at: [f32; 2],
    /// Towards the camera is negative, as in the mesh.
    depth: f32,
    /// How much of the head's motion it takes part in.
    moves: f32,
}

/// A still with a mesh on it.
pub(super) struct Still {
    image: RgbImage,
    vertices: Vec<Vertex>,
    triangles: Vec<[usize; 3]>,
    centre: [f32; 2],
    width: f32,
    flat: bool,
}

impl Still {
    /// `image` whose face has these points. A `flat` one is moved as a picture on paper is.
    pub(super) fn new(image: RgbImage, points: &[[f32; 3]], flat: bool) -> Self {
        let bound =
            |axis: usize, fold: fn(f32, f32) -> f32, start: f32| points.iter().map(|p| p[axis]).fold(start, fold);
        let (left, right) = (bound(0, f32::min, f32::INFINITY), bound(0, f32::max, f32::NEG_INFINITY));
        let (top, bottom) = (bound(1, f32::min, f32::INFINITY), bound(1, f32::max, f32::NEG_INFINITY));
        let (centre, width) = ([(left + right) / 2.0, (top + bottom) / 2.0], right - left);
        let mut vertices: Vec<Vertex> = points
            .iter()
            .enumerate()
            // Irises move with the ball of the eye, not with the lids.
            .filter(|(index, _)| !IRISES.contains(index))
            .map(|(_, p)| Vertex { at: [p[0], p[1]], depth: p[2], moves: 1.0 })
            .collect();
        let (image_width, image_height) = (image.width() as f32, image.height() as f32);
        // Hair, ears and neck follow the face less and less, and lie farther back.
        for (ring, moves, back) in [(1.25, 0.8, 0.35), (1.6, 0.35, 0.5), (2.1, 0.0, 0.6)] {
            for index in OVAL {
                let p = points[index];
                let at = [centre[0] + (p[0] - centre[0]) * ring, centre[1] + (p[1] - centre[1]) * ring];
                let inside = at[0] > 1.0 && at[1] > 1.0 && at[0] < image_width - 2.0 && at[1] < image_height - 2.0;
                // The shoulders stay.
                let below = ((at[1] - bottom) / width).clamp(0.0, 0.3) / 0.3;
                if inside {
                    vertices.push(Vertex {
                        at,
                        depth: p[2] + back * width * (ring - 1.0),
                        moves: moves * (1.0 - below),
                    });
                }
            }
        }
        for step in 0..8 {
            let along = step as f32 / 8.0;
            for at in [[along, 0.0], [1.0, along], [1.0 - along, 1.0], [0.0, 1.0 - along]] {
                let at = [at[0] * (image_width - 1.0), at[1] * (image_height - 1.0)];
                vertices.push(Vertex { at, depth: width, moves: 0.0 });
            }
        }
        if flat {
            for vertex in &mut vertices {
                (vertex.depth, vertex.moves) = (0.0, 1.0);
            }
        }
        let corners: Vec<Corner> =
            vertices.iter().map(|v| Corner { x: f64::from(v.at[0]), y: f64::from(v.at[1]) }).collect();
        let triangles = triangulate(&corners).triangles.chunks_exact(3).map(|t| [t[0], t[1], t[2]]).collect();
        Self { image, vertices, triangles, centre, width, flat }
    }

    /// The picture that a camera takes of it there.
    pub(super) fn seen(&self, place: &Place) -> RgbImage {
        let (width, height) = self.image.dimensions();
        // What lies behind a picture on paper; a head is before its own background.
        let mut out =
            if self.flat { RgbImage::from_pixel(width, height, Rgb([96, 104, 110])) } else { self.image.clone() };
        let to: Vec<[f32; 3]> = self.vertices.iter().map(|vertex| self.moved(vertex, place)).collect();
        let to = self.lids(to, place.closed);
        let mut order: Vec<&[usize; 3]> = self.triangles.iter().collect();
        let depth = |triangle: &[usize; 3]| triangle.iter().map(|&corner| to[corner][2]).sum::<f32>();
        order.sort_by(|one, other| depth(other).total_cmp(&depth(one)));
        for triangle in order {
            let from = triangle.map(|corner| self.vertices[corner].at);
            self.drawn(&mut out, from, triangle.map(|corner| [to[corner][0], to[corner][1]]));
        }
        out
    }

    fn moved(&self, vertex: &Vertex, place: &Place) -> [f32; 3] {
        // A head turns about the top of its neck, paper about its middle.
        let pivot = if self.flat { [0.0, 0.0, 0.0] } else { [0.0, 0.35 * self.width, 0.55 * self.width] };
        let share = |degrees: f32| (degrees * vertex.moves).to_radians().sin_cos();
        let (yaw, pitch, roll) = (share(place.yaw), share(place.pitch), share(-place.roll));
        let [x, y, z] = [
            vertex.at[0] - self.centre[0] - pivot[0],
            vertex.at[1] - self.centre[1] - pivot[1],
            vertex.depth - pivot[2],
        ];
        // To the person's own left: the left side, right in the picture, goes back.
        let (x, z) = (x * yaw.1 - z * yaw.0, z * yaw.1 + x * yaw.0);
        // Up: the forehead, at small y, goes back.
        let (y, z) = (y * pitch.1 + z * pitch.0, z * pitch.1 - y * pitch.0);
        let (x, y) = (x * roll.1 - y * roll.0, x * roll.0 + y * roll.1);
        let [x, y, z] = [x + pivot[0], y + pivot[1], z + pivot[2]];
        let away = CAMERA * self.width;
        // What lies deeper was seen from here already: only the change of depth changes its size.
        let nearer = (away + vertex.depth) / (away + z).max(0.2 * away);
        let size = 1.0 + (place.scale - 1.0) * vertex.moves;
        let at = |value: f32, axis: usize| self.centre[axis] + value * nearer * size + place.shift[axis] * vertex.moves;
        [at(x, 0), at(y, 1), z]
    }

    fn lids(&self, mut to: Vec<[f32; 3]>, closed: f32) -> Vec<[f32; 3]> {
        if closed > 0.0 && !self.flat {
            for (upper, lower) in LIDS {
                let target = to[lower];
                for axis in 0..2 {
                    to[upper][axis] += (target[axis] - to[upper][axis]) * closed;
                }
            }
        }
        to
    }

    fn drawn(&self, out: &mut RgbImage, from: [[f32; 2]; 3], to: [[f32; 2]; 3]) {
        let [a, b, c] = to;
        let area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
        if area.abs() < 0.05 {
            return;
        }
        let range = |axis: usize, most: u32| {
            let least = a[axis].min(b[axis]).min(c[axis]).floor().max(0.0) as u32;
            (least, (a[axis].max(b[axis]).max(c[axis]).ceil().max(0.0) as u32 + 1).min(most))
        };
        let ((left, right), (top, bottom)) = (range(0, out.width()), range(1, out.height()));
        for y in top..bottom {
            for x in left..right {
                let p = [x as f32, y as f32];
                let v = ((p[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (p[1] - a[1])) / area;
                let w = ((b[0] - a[0]) * (p[1] - a[1]) - (p[0] - a[0]) * (b[1] - a[1])) / area;
                let u = 1.0 - v - w;
                if u.min(v).min(w) < -1e-3 {
                    continue;
                }
                let at = |axis: usize| u * from[0][axis] + v * from[1][axis] + w * from[2][axis];
                out.put_pixel(x, y, self.sample(at(0), at(1)));
            }
        }
    }

    fn sample(&self, x: f32, y: f32) -> Rgb<u8> {
        let (width, height) = self.image.dimensions();
        let (x, y) = (x.clamp(0.0, width as f32 - 1.0), y.clamp(0.0, height as f32 - 1.0));
        let (left, top) = (x as u32, y as u32);
        let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
        let (fx, fy) = (x - left as f32, y - top as f32);
        let part = |x: u32, y: u32, channel: usize| f32::from(self.image.get_pixel(x, y).0[channel]);
        Rgb(std::array::from_fn(|channel| {
            let upper = part(left, top, channel) * (1.0 - fx) + part(right, top, channel) * fx;
            let lower = part(left, bottom, channel) * (1.0 - fx) + part(right, bottom, channel) * fx;
            (upper * (1.0 - fy) + lower * fy + 0.5) as u8
        }))
    }
}

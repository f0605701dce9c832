//! Squares of the photo in which a face is level and of a known size.

use crate::rectify::{Projection, rectify};
use image::RgbImage;
use verify::geometry::{Point, Quad};

/// A square part of the photo, turned with the face.
#[derive(Clone, Debug)]
pub(super) struct Square {
    /// Its corners in the photo, from the top left as the face is level.
    pub(super) quad: Quad,
    /// Its pixels.
    pub(super) image: RgbImage,
}

impl Square {
    /// The square around `centre` whose side is `side` pixels of the photo, its top edge along `degrees`, resampled to
    /// `pixels x pixels`. `None` when it has no area.
    pub(super) fn around(photo: &RgbImage, centre: Point, side: f32, radians: f32, pixels: u32) -> Option<Self> {
        let (sin, cos) = radians.sin_cos();
        let half = side / 2.0;
        let corner =
            |u: f32, v: f32| Point::new(centre.x + half * (u * cos - v * sin), centre.y + half * (u * sin + v * cos));
        let quad = Quad([corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)]);
        Some(Self { quad, image: rectify(photo, &quad, pixels, pixels)? })
    }

    /// Pixels of the square to pixels of the photo.
    pub(super) fn to_photo(&self) -> Option<Projection> {
        let side = self.image.width() as f32;
        Projection::between(&Quad::rectangle(0.0, 0.0, side, side), &self.quad)
    }
}

/// The part of `photo` in which five points lie as near as can be to `template` (least squares over turn, scale and
/// shift: Umeyama, 1991), `pixels x pixels`. `None` when the points are one.
pub(super) fn onto(photo: &RgbImage, points: &[Point; 5], template: &[[f32; 2]; 5], pixels: u32) -> Option<RgbImage> {
    let mean = |values: [f32; 5]| values.iter().sum::<f32>() / 5.0;
    let (px, py) = (mean(points.map(|p| p.x)), mean(points.map(|p| p.y)));
    let (tx, ty) = (mean(template.map(|t| t[0])), mean(template.map(|t| t[1])));
    // From the template to the photo: x = a u - b v, y = b u + a v.
    let (mut along, mut across, mut spread) = (0.0, 0.0, 0.0);
    for (point, target) in points.iter().zip(template) {
        let (u, v, x, y) = (target[0] - tx, target[1] - ty, point.x - px, point.y - py);
        along += u * x + v * y;
        across += u * y - v * x;
        spread += u * u + v * v;
    }
    let (a, b) = (along / spread, across / spread);
    if a.hypot(b) < 1e-3 {
        return None;
    }
    let place = |u: f32, v: f32| {
        let (u, v) = (u - tx, v - ty);
        Point::new(px + a * u - b * v, py + b * u + a * v)
    };
    let side = pixels as f32;
    rectify(photo, &Quad([place(0.0, 0.0), place(side, 0.0), place(side, side), place(0.0, side)]), pixels, pixels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn turned_points_come_to_lie_on_the_template() {
        // A mark at the first point of a face that is turned by 90 degrees and twice as large.
        let template = [[10.0, 10.0], [30.0, 10.0], [20.0, 20.0], [12.0, 30.0], [28.0, 30.0]];
        let points = template.map(|[u, v]| Point::new(100.0 - 2.0 * v, 20.0 + 2.0 * u));
        let mut photo = RgbImage::new(120, 120);
        for dx in 0..4 {
            for dy in 0..4 {
                photo.put_pixel(points[0].x as u32 + dx - 2, points[0].y as u32 + dy - 2, Rgb([255; 3]));
            }
        }
        let square = onto(&photo, &points, &template, 40).unwrap();
        assert!(square.get_pixel(10, 10).0[0] > 100);
        assert!(square.get_pixel(20, 20).0[0] < 10);
        assert!(onto(&photo, &[Point::default(); 5], &template, 40).is_none());
    }
}

//! Projective maps: how a flat thing appears in a photo.

use crate::geometry::{Point, Quad};

/// A projective map of the plane, row-major 3 x 3.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection(pub [f64; 9]);

impl Projection {
    /// The map that takes each corner of `from` to the corner of the same index of `to`. `None` when three corners of
    /// either lie on a line.
    #[must_use]
    pub fn between(from: &Quad, to: &Quad) -> Option<Self> {
        let to_unit = Self::from_unit_square(from)?.inverse()?;
        Some(Self::from_unit_square(to)?.after(&to_unit))
    }

    /// The map of the unit square (0,0), (1,0), (1,1), (0,1) onto a quad (Heckbert, Fundamentals of Texture Mapping, 1989, section 2.2.3).
    fn from_unit_square(quad: &Quad) -> Option<Self> {
        let [a, b, c, d] = quad.0.map(|p| (f64::from(p.x), f64::from(p.y)));
        let (dx1, dx2, sx) = (b.0 - c.0, d.0 - c.0, a.0 - b.0 + c.0 - d.0);
        let (dy1, dy2, sy) = (b.1 - c.1, d.1 - c.1, a.1 - b.1 + c.1 - d.1);
        let denominator = dx1 * dy2 - dx2 * dy1;
        if denominator.abs() < 1e-9 {
            return None;
        }
        let g = (sx * dy2 - dx2 * sy) / denominator;
        let h = (dx1 * sy - sx * dy1) / denominator;
        let map = Self([
            b.0 - a.0 + g * b.0,
            d.0 - a.0 + h * d.0,
            a.0,
            b.1 - a.1 + g * b.1,
            d.1 - a.1 + h * d.1,
            a.1,
            g,
            h,
            1.0,
        ]);
        map.inverse().map(|_| map)
    }

    /// This map after `first`.
    #[must_use]
    pub fn after(&self, first: &Self) -> Self {
        let mut product = [0.0; 9];
        for row in 0..3 {
            for column in 0..3 {
                product[row * 3 + column] = (0..3).map(|k| self.0[row * 3 + k] * first.0[k * 3 + column]).sum();
            }
        }
        Self(product)
    }

    /// The map back; `None` when there is none.
    #[must_use]
    pub fn inverse(&self) -> Option<Self> {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        let (ca, cb, cc) = (e * i - f * h, f * g - d * i, d * h - e * g);
        let determinant = a * ca + b * cb + c * cc;
        if !determinant.is_finite() || determinant.abs() < 1e-12 {
            return None;
        }
        let scale = 1.0 / determinant;
        Some(Self(
            [ca, c * h - b * i, b * f - c * e, cb, a * i - c * g, c * d - a * f, cc, b * g - a * h, a * e - b * d]
                .map(|v| v * scale),
        ))
    }

    /// Where `point` goes.
    #[must_use]
    pub fn apply(&self, point: Point) -> Point {
        let (x, y) = (f64::from(point.x), f64::from(point.y));
        let m = &self.0;
        let w = m[6] * x + m[7] * y + m[8];
        let w = if w.abs() < 1e-12 { 1e-12 } else { w };
        Point::new(((m[0] * x + m[1] * y + m[2]) / w) as f32, ((m[3] * x + m[4] * y + m[5]) / w) as f32)
    }

    /// Where the corners of `quad` go.
    #[must_use]
    pub fn apply_quad(&self, quad: &Quad) -> Quad {
        Quad(quad.0.map(|corner| self.apply(corner)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_projection_takes_corners_to_corners_and_back() {
        let from = Quad::rectangle(0.0, 0.0, 100.0, 50.0);
        let to = Quad([Point::new(10.0, 5.0), Point::new(90.0, 12.0), Point::new(80.0, 70.0), Point::new(4.0, 60.0)]);
        let map = Projection::between(&from, &to).unwrap();
        let back = map.inverse().unwrap();
        for (corner, goal) in from.0.into_iter().zip(to.0) {
            assert!(map.apply(corner).distance(goal) < 1e-3);
            assert!(back.apply(goal).distance(corner) < 1e-3);
        }
        assert!(Projection::between(&from, &Quad([Point::new(1.0, 1.0); 4])).is_none());
    }
}

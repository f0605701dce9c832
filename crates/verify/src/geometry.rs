//! Points, quads and regions in the pixels of the upright image: x to the right, y down, `(0, 0)` the outer corner of
//! the top-left pixel.

use serde::{Deserialize, Serialize};

/// A place in an image, in pixels. Written as `[x, y]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f32; 2]", into = "[f32; 2]")]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the top edge.
    pub y: f32,
}

impl Point {
    /// A point at `(x, y)`.
    #[must_use]
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// The distance to `other`, in pixels.
    #[must_use]
    pub fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The point at `share` of the way to `other`; 0 is `self`, 1 is `other`.
    #[must_use]
    pub fn towards(self, other: Self, share: f32) -> Self {
        Self::new(self.x + (other.x - self.x) * share, self.y + (other.y - self.y) * share)
    }

    /// The point with both coordinates multiplied by `factor`.
    #[must_use]
    pub fn scaled(self, factor: f32) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }
}

impl From<[f32; 2]> for Point {
    fn from([x, y]: [f32; 2]) -> Self {
        Self { x, y }
    }
}

impl From<Point> for [f32; 2] {
    /// Rounded to a tenth of a pixel: finer digits are noise that only makes reports longer.
    fn from(point: Point) -> Self {
        [(point.x * 10.0).round() / 10.0, (point.y * 10.0).round() / 10.0]
    }
}

/// Four corners, clockwise as the thing itself is read: its own top left, top right, bottom right, bottom left. On a
/// document that lies upside down, the first corner is therefore at the bottom right of the image; on a mirrored one
/// the corners run counter-clockwise in the image.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quad(pub [Point; 4]);

impl Quad {
    /// The upright rectangle from `(left, top)` to `(right, bottom)`.
    #[must_use]
    pub const fn rectangle(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self([Point::new(left, top), Point::new(right, top), Point::new(right, bottom), Point::new(left, bottom)])
    }

    /// All corners multiplied by `factor`, as when an image is resized.
    #[must_use]
    pub fn scaled(self, factor: f32) -> Self {
        Self(self.0.map(|corner| corner.scaled(factor)))
    }

    /// The area in square pixels, never negative. Zero for a quad that crosses itself evenly.
    #[must_use]
    pub fn area(&self) -> f32 {
        polygon_area(&self.0).abs()
    }

    /// The mean of the four corners.
    #[must_use]
    pub fn centre(&self) -> Point {
        let [a, b, c, d] = self.0;
        Point::new((a.x + b.x + c.x + d.x) / 4.0, (a.y + b.y + c.y + d.y) / 4.0)
    }

    /// The mean length of the top and bottom sides, in pixels.
    #[must_use]
    pub fn width(&self) -> f32 {
        let [a, b, c, d] = self.0;
        (a.distance(b) + d.distance(c)) / 2.0
    }

    /// The mean length of the left and right sides, in pixels.
    #[must_use]
    pub fn height(&self) -> f32 {
        let [a, b, c, d] = self.0;
        (a.distance(d) + b.distance(c)) / 2.0
    }

    /// Whether `place` lies in this convex quad, whichever way its corners run.
    #[must_use]
    pub fn contains(&self, place: Point) -> bool {
        let turns = [0, 1, 2, 3].map(|index| {
            let (from, to) = (self.0[index], self.0[(index + 1) % 4]);
            (to.x - from.x) * (place.y - from.y) - (to.y - from.y) * (place.x - from.x)
        });
        self.area() > 0.0 && (turns.iter().all(|&turn| turn >= 0.0) || turns.iter().all(|&turn| turn <= 0.0))
    }

    /// Intersection over union with another convex quad, 0 to 1, whatever the order of the corners.
    #[must_use]
    pub fn intersection_over_union(&self, other: &Self) -> f32 {
        let shared = polygon_area(&clip_convex(&self.0, &other.0)).abs();
        let union = self.area() + other.area() - shared;
        if union > 0.0 { (shared / union).clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// Any outline in an image, as a closed polygon; what a finding points at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Region(pub Vec<Point>);

impl From<Quad> for Region {
    fn from(quad: Quad) -> Self {
        Self(quad.0.to_vec())
    }
}

/// The signed area of a polygon (shoelace formula): positive where it runs clockwise on the screen.
#[must_use]
pub fn polygon_area(corners: &[Point]) -> f32 {
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f32>() / 2.0
}

/// The part of `subject` inside the convex polygon `clip` (Sutherland and Hodgman).
fn clip_convex(subject: &[Point], clip: &[Point]) -> Vec<Point> {
    let sign = if polygon_area(clip) < 0.0 { -1.0 } else { 1.0 };
    let mut kept = subject.to_vec();
    for (index, &from) in clip.iter().enumerate() {
        let to = clip[(index + 1) % clip.len()];
        let side = |point: Point| sign * ((to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x));
        let mut next = Vec::with_capacity(kept.len() + 1);
        for (position, &current) in kept.iter().enumerate() {
            let previous = kept[(position + kept.len() - 1) % kept.len()];
            let (before, here) = (side(previous), side(current));
            if (before < 0.0) != (here < 0.0) {
                next.push(previous.towards(current, before / (before - here)));
            }
            if here >= 0.0 {
                next.push(current);
            }
        }
        kept = next;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_of_two_half_shifted_squares_is_a_third() {
        let left = Quad::rectangle(0.0, 0.0, 2.0, 2.0);
        let right = Quad::rectangle(1.0, 0.0, 3.0, 2.0);
        assert!((left.intersection_over_union(&right) - 1.0 / 3.0).abs() < 1e-5);
        let mirrored = Quad([right.0[1], right.0[0], right.0[3], right.0[2]]);
        assert!((left.intersection_over_union(&mirrored) - 1.0 / 3.0).abs() < 1e-5);
    }
}

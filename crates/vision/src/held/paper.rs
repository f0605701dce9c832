//! The sheet of paper: bright, of little colour, of one piece, with four sides, and written on.

use crate::rectify::shrunk;
use image::RgbImage;
use verify::geometry::{Point, Quad};

/// Longer side of the picture in which the sheet is looked for, in pixels.
const SIDE: f32 = 400.0;
/// Paper is at least so bright, in grey levels.
const LEAST_LIGHT: f32 = 70.0;
/// Its colour differs from grey by no more than this share of its brightness.
const MOST_COLOUR: f32 = 0.34;
/// From one pixel to the next its brightness changes by no more than this share: what is behind it may be nearly as bright.
const MOST_STEPS: [f32; 4] = [0.06, 0.035, 0.022, 0.014];
/// And all over by no more than this.
const MOST_RANGE: f32 = 0.42;
/// A sheet takes at least this share of the frame.
const LEAST_SHARE: f32 = 0.01;

/// A sheet that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paper {
    /// At the scale of the picture.
    pub(super) quad: Quad,
    /// 0 to 1.
    pub(super) confidence: f32,
}

/// The sheet under `lines`, as far as they are of one; everything in pixels of `rgb`. What has all of one of `others` on it, a face or a
/// document, is no sheet but what is behind them.
pub(super) fn under(rgb: &RgbImage, lines: &[Quad], others: &[Quad]) -> Option<Paper> {
    let longest = rgb.width().max(rgb.height()) as f32;
    let small = shrunk(rgb, SIDE / longest).unwrap_or_else(|| rgb.clone());
    let scale = small.width() as f32 / rgb.width().max(1) as f32;
    let ground = Ground::of(&small);
    let mut best: Option<(f32, Paper)> = None;
    for step in MOST_STEPS {
        let mut seen = vec![false; ground.light.len()];
        for line in lines {
            let Some(seed) = ground.seed(&line.scaled(scale), &seen) else { continue };
            let piece = ground.grown(seed, step, &mut seen);
            if (piece.len() as f32) < LEAST_SHARE * ground.light.len() as f32 {
                continue;
            }
            let Some(paper) = ground.paper(&piece) else { continue };
            let paper = Paper { quad: paper.quad.scaled(1.0 / scale), ..paper };
            if others.iter().any(|other| other.0.iter().all(|corner| paper.quad.contains(*corner))) {
                continue;
            }
            // The one with most writing on it, and of several with the same the one whose sides are straight.
            let written: f32 =
                lines.iter().filter(|line| paper.quad.contains(line.centre())).map(|line| line.area()).sum();
            // What is cut off by the frame is a wall, or not wholly in the photo.
            let weight = written * paper.confidence.powi(3) * (1.0 - 0.9 * ground.cut(&piece));
            let better = |most: f32, other: &Paper| {
                weight > 1.1 * most || weight > 0.9 * most && paper.quad.area() < 0.8 * other.quad.area()
            };
            if best.as_ref().is_none_or(|(most, other)| better(*most, other)) {
                best = Some((weight, paper));
            }
        }
    }
    best.map(|(_, paper)| paper)
}

/// Brightness and colour of a small picture.
struct Ground {
    width: usize,
    light: Vec<f32>,
    colour: Vec<[f32; 2]>,
}

impl Ground {
    fn of(small: &RgbImage) -> Self {
        let (mut light, mut colour) = (Vec::new(), Vec::new());
        for pixel in small.pixels() {
            let [r, g, b] = pixel.0.map(f32::from);
            let luma = (0.299 * r + 0.587 * g + 0.114 * b).max(1.0);
            light.push(luma);
            colour.push([(r - luma) / luma, (b - luma) / luma]);
        }
        Self { width: small.width() as usize, light, colour }
    }

    fn height(&self) -> usize {
        self.light.len() / self.width.max(1)
    }

    /// The brightest pixel of a line: the paper between its strokes. `None` where that is no paper, or was seen before.
    fn seed(&self, line: &Quad, seen: &[bool]) -> Option<usize> {
        let mut best = None;
        for down in 0..5 {
            for along in 0..24 {
                let (u, v) = ((along as f32 + 0.5) / 24.0, (down as f32 + 0.5) / 5.0);
                let [a, b, c, d] = line.0;
                let at = a.towards(b, u).towards(d.towards(c, u), v);
                if at.x < 0.0 || at.y < 0.0 {
                    continue;
                }
                let (x, y) = (at.x as usize, at.y as usize);
                if x >= self.width || y >= self.height() {
                    continue;
                }
                let index = y * self.width + x;
                if best.is_none_or(|other: usize| self.light[index] > self.light[other]) {
                    best = Some(index);
                }
            }
        }
        best.filter(|&index| !seen[index] && self.is_paper(index))
    }

    fn is_paper(&self, index: usize) -> bool {
        let [red, blue] = self.colour[index];
        self.light[index] > LEAST_LIGHT && red.abs().max(blue.abs()) < MOST_COLOUR
    }

    /// What is of one piece with `seed`: over strokes as well, which are a pixel or two here.
    fn grown(&self, seed: usize, most_step: f32, seen: &mut [bool]) -> Vec<usize> {
        let (light, colour) = (self.light[seed], self.colour[seed]);
        let mut piece = Vec::new();
        let mut stack = vec![seed];
        seen[seed] = true;
        while let Some(index) = stack.pop() {
            piece.push(index);
            let (x, y) = ((index % self.width) as i64, (index / self.width) as i64);
            for (dx, dy) in [
                (1i64, 0i64),
                (-1, 0),
                (0, 1),
                (0, -1),
                (2, 0),
                (-2, 0),
                (0, 2),
                (0, -2),
                (3, 0),
                (0, 3),
                (-3, 0),
                (0, -3),
            ] {
                let (nx, ny) = (x + dx, y + dy);
                if nx < 0 || ny < 0 || nx >= self.width as i64 || ny >= self.height() as i64 {
                    continue;
                }
                let next = ny as usize * self.width + nx as usize;
                let apart = (self.colour[next][0] - colour[0]).hypot(self.colour[next][1] - colour[1]);
                let step = (self.light[next] / self.light[index] - 1.0).abs();
                let far = dx.abs().max(dy.abs()) as f32;
                // Over a gap only to what is the same: a stroke has paper on its other side.
                let allowed = if far > 1.0 { 0.6 * most_step } else { most_step };
                if !seen[next]
                    && self.is_paper(next)
                    && apart < 0.13
                    && step < allowed
                    && (self.light[next] / light - 1.0).abs() < MOST_RANGE
                {
                    seen[next] = true;
                    stack.push(next);
                }
            }
        }
        piece
    }

    /// How much of the frame's border a piece lies on, 0 to 1.
    fn cut(&self, piece: &[usize]) -> f32 {
        let (right, bottom) = (self.width - 1, self.height() - 1);
        let at_border = |index: &&usize| {
            let (x, y) = (**index % self.width, **index / self.width);
            x == 0 || y == 0 || x == right || y == bottom
        };
        let count = piece.iter().filter(at_border).count() as f32;
        // A quarter of it is more than a sheet that is held too near.
        (count / (0.25 * 2.0 * (right + bottom).max(1) as f32)).min(1.0)
    }

    /// The four sides of a piece, and how well they enclose it.
    fn paper(&self, piece: &[usize]) -> Option<Paper> {
        let height = self.height();
        let (mut rows, mut columns) = (vec![(usize::MAX, 0usize); height], vec![(usize::MAX, 0usize); self.width]);
        for &index in piece {
            let (x, y) = (index % self.width, index / self.width);
            rows[y] = (rows[y].0.min(x), rows[y].1.max(x));
            columns[x] = (columns[x].0.min(y), columns[x].1.max(y));
        }
        let mut outline = Vec::new();
        for (y, &(left, right)) in rows.iter().enumerate().filter(|(_, (left, _))| *left != usize::MAX) {
            for (x, y) in [(left, y), (right + 1, y), (left, y + 1), (right + 1, y + 1)] {
                outline.push(Point::new(x as f32, y as f32));
            }
        }
        let quad = four_sides(&hull(outline))?;
        // Within its left and right ends a sheet is whole, whatever is written on it.
        let whole: usize =
            rows.iter().filter(|(left, _)| *left != usize::MAX).map(|(left, right)| right + 1 - left).sum();
        let area = quad.area().max(1.0);
        let filled = (whole as f32 / area).min(area / (whole as f32).max(1.0));
        let sound = (piece.len() as f32 / area).clamp(0.0, 1.0);
        Some(Paper { quad, confidence: (filled * (0.5 + 0.5 * sound)).clamp(0.0, 1.0) })
    }
}

/// The convex hull, clockwise on the screen (Andrew's monotone chain).
fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    let turn = |a: Point, b: Point, c: Point| (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    let mut hull: Vec<Point> = Vec::new();
    let mut half = |points: &mut dyn Iterator<Item = Point>| {
        let start = hull.len();
        for point in points {
            while let [.., a, b] = hull[start..]
                && turn(a, b, point) <= 0.0
            {
                hull.pop();
            }
            hull.push(point);
        }
        hull.pop();
    };
    half(&mut points.iter().copied());
    half(&mut points.iter().rev().copied());
    hull
}

/// The quad that is left of a hull when corners are cut off whose loss takes least, from the top left.
fn four_sides(hull: &[Point]) -> Option<Quad> {
    let mut corners = hull.to_vec();
    while corners.len() > 4 {
        let count = corners.len();
        let lost = |index: usize| {
            let (a, b, c) = (corners[(index + count - 1) % count], corners[index], corners[(index + 1) % count]);
            ((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)).abs()
        };
        let least = (0..count).min_by(|one, other| lost(*one).total_cmp(&lost(*other)))?;
        corners.remove(least);
    }
    let corners: [Point; 4] = corners.try_into().ok()?;
    let first = (0..4).min_by(|one, other| {
        let sum = |index: &usize| corners[*index].x + corners[*index].y;
        sum(one).total_cmp(&sum(other))
    })?;
    Some(Quad(std::array::from_fn(|index| corners[(first + index) % 4])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn picture() -> RgbImage {
        RgbImage::from_fn(400, 500, |x, y| match (x, y) {
            // Strokes.
            (100..300, 250..252 | 280..282) if x % 9 < 3 => Rgb([40, 50, 120]),
            (60..340, 200..400) => Rgb([235, 232, 225]),
            // A bright garment.
            (0..400, 420..500) => Rgb([220, 90, 80]),
            _ => Rgb([120, 130, 140]),
        })
    }

    #[test]
    fn a_sheet_is_found_under_what_is_written_on_it() {
        let lines = [Quad::rectangle(100.0, 245.0, 300.0, 257.0)];
        let paper = under(&picture(), &lines, &[]).unwrap();
        assert!(paper.quad.intersection_over_union(&Quad::rectangle(60.0, 200.0, 340.0, 400.0)) > 0.95, "{paper:?}");
        assert!(paper.confidence > 0.8, "{paper:?}");
        assert_eq!(
            under(&picture(), &lines, &[Quad::rectangle(110.0, 300.0, 150.0, 350.0)]),
            None,
            "it is behind a face"
        );
    }

    #[test]
    fn print_on_a_garment_is_on_no_paper() {
        assert_eq!(under(&picture(), &[Quad::rectangle(100.0, 430.0, 300.0, 450.0)], &[]), None);
        assert_eq!(under(&picture(), &[], &[]), None);
    }
}

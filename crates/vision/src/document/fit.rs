//! The quad that explains the locator's maps best.
//!
//! A quad is worth the sum of the logits of all cells inside it: the log of how much likelier the map is if the document
//! is there and nowhere else. Cells outside the frame say nothing, so corners may leave it; what is covered counts as
//! inside, so fingers bend no side.

use super::outline::{Maps, chance};
use verify::geometry::{Point, Quad, polygon_area};

/// A document covers at least this share of the frame.
const LEAST_SHARE: f32 = 0.012;
/// How far corners may leave the frame, as a share of its sides.
const OUTSIDE: f32 = 0.3;
/// What a cell of area costs, in logits: it keeps sides that nothing pulls from wandering out of the frame.
const AREA_COST: f32 = 0.1;
/// What a strong perspective costs, in logits for each cell of area, where opposite sides differ by their whole length.
const PERSPECTIVE_COST: f32 = 1.0;
/// What a shape unlike a document's costs, in logits for each cell of area, at one deviation. It is weak: it decides only
/// where the document leaves the frame or the network does not know.
const SHAPE_COST: f32 = 0.05;
/// Long side over short side: ID-2 and ID-3 have 1.42, ID-1 has 1.59 (ISO/IEC 7810). In between, none is likelier.
const SHAPES: (f32, f32) = (1.38, 1.6);
/// Deviation of its logarithm beyond, in tilted views.
const SHAPE_DEVIATION: f32 = 0.12;
/// Sub-rows of a cell when a quad is filled.
const SUB_ROWS: usize = 4;
/// Logits count up to this: certainty in the middle must not outweigh the border.
const CAP: f32 = 4.0;

/// The best quad, in cells, clockwise on the screen. `None` when no part of the map is large enough.
pub(super) fn best_quad(maps: &Maps) -> Option<Quad> {
    let cells = largest_part(maps)?;
    let sums = RowSums::new(maps, &cells);
    let start = tightest_rectangle(maps, &cells);
    let searched = sums.climb(start);
    let polished = polish(maps, &searched).filter(convex).unwrap_or(searched);
    (polished.area() >= LEAST_SHARE * (maps.columns * maps.rows) as f32).then_some(polished)
}

/// Marks the cells of the largest connected part of the document map.
fn largest_part(maps: &Maps) -> Option<Vec<bool>> {
    let mut part_of = vec![0u32; maps.inside.len()];
    let (mut best, mut best_weight, mut parts) = (0, 0.0, 0);
    let mut open = Vec::new();
    for start in 0..maps.inside.len() {
        if maps.inside[start] <= 0.0 || part_of[start] != 0 {
            continue;
        }
        parts += 1;
        part_of[start] = parts;
        open.push(start);
        let mut weight = 0.0;
        while let Some(cell) = open.pop() {
            weight += chance(maps.inside[cell]);
            for other in maps.neighbours(cell) {
                if maps.inside[other] > 0.0 && part_of[other] == 0 {
                    part_of[other] = parts;
                    open.push(other);
                }
            }
        }
        if weight > best_weight {
            (best, best_weight) = (parts, weight);
        }
    }
    let enough = best_weight >= LEAST_SHARE * maps.inside.len() as f32;
    enough.then(|| part_of.into_iter().map(|part| part == best).collect())
}

/// The rectangle of least area, over angles, that holds nearly all marked cells.
fn tightest_rectangle(maps: &Maps, cells: &[bool]) -> Quad {
    let places: Vec<Point> = (0..cells.len()).filter(|&cell| cells[cell]).map(|cell| maps.centre(cell)).collect();
    let spare = places.len() / 100;
    let mut along: Vec<f32> = Vec::with_capacity(places.len());
    let mut span = |direction: (f32, f32)| {
        along.clear();
        along.extend(places.iter().map(|place| place.x * direction.0 + place.y * direction.1));
        along.sort_unstable_by(f32::total_cmp);
        let last = along.len() - 1;
        (along[spare.min(last)] - 0.5, along[last - spare.min(last)] + 0.5)
    };
    let mut best = (f32::INFINITY, Quad::rectangle(0.0, 0.0, maps.columns as f32, maps.rows as f32));
    for step in 0..15 {
        let (sin, cos) = (step as f32 * 6.0).to_radians().sin_cos();
        let (left, right) = span((cos, sin));
        let (top, bottom) = span((-sin, cos));
        let area = (right - left) * (bottom - top);
        if area < best.0 {
            let corner = |u: f32, v: f32| Point::new(u * cos - v * sin, u * sin + v * cos);
            best = (area, Quad([corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)]));
        }
    }
    best.1
}

/// Running sums of the logits along each row, so that the worth of a quad costs one look-up a row.
struct RowSums {
    columns: usize,
    rows: usize,
    sums: Vec<f32>,
}

impl RowSums {
    fn new(maps: &Maps, cells: &[bool]) -> Self {
        let mut sums = Vec::with_capacity(maps.rows * (maps.columns + 1));
        for row in 0..maps.rows {
            let mut sum = 0.0;
            sums.push(0.0);
            let logits = maps.inside.iter().zip(cells).skip(row * maps.columns).take(maps.columns);
            for (&logit, &is_part) in logits {
                // Another document beside this one is none of this one's business.
                sum += if logit > 0.0 && !is_part { -1.0 } else { logit.clamp(-CAP, CAP) };
                sums.push(sum);
            }
        }
        Self { columns: maps.columns, rows: maps.rows, sums }
    }

    /// The sum of the first `x` cells of a row, linear in between.
    fn up_to(&self, row: usize, x: f32) -> f32 {
        let x = x.clamp(0.0, self.columns as f32);
        let cell = (x as usize).min(self.columns - 1);
        let base = row * (self.columns + 1) + cell;
        self.sums[base] + (self.sums[base + 1] - self.sums[base]) * (x - cell as f32)
    }

    fn worth(&self, quad: &Quad) -> f32 {
        if !convex(quad) {
            return f32::NEG_INFINITY;
        }
        let reach = (OUTSIDE * self.columns as f32, OUTSIDE * self.rows as f32);
        for corner in quad.0 {
            let strays = |value: f32, end: f32, reach: f32| value < -reach || value > end + reach;
            if strays(corner.x, self.columns as f32, reach.0) || strays(corner.y, self.rows as f32, reach.1) {
                return f32::NEG_INFINITY;
            }
        }
        let top = quad.0.iter().map(|corner| corner.y).fold(f32::INFINITY, f32::min).max(0.0);
        let bottom = quad.0.iter().map(|corner| corner.y).fold(0.0, f32::max).min(self.rows as f32);
        let first = (top * SUB_ROWS as f32) as usize;
        let last = ((bottom * SUB_ROWS as f32).ceil() as usize).min(self.rows * SUB_ROWS);
        let mut sum = 0.0;
        for sub_row in first..last {
            let y = (sub_row as f32 + 0.5) / SUB_ROWS as f32;
            let (mut left, mut right) = (f32::INFINITY, f32::NEG_INFINITY);
            for index in 0..4 {
                let (from, to) = (quad.0[index], quad.0[(index + 1) % 4]);
                if (from.y <= y) != (to.y <= y) {
                    let x = from.x + (to.x - from.x) * (y - from.y) / (to.y - from.y);
                    left = left.min(x);
                    right = right.max(x);
                }
            }
            if left < right {
                let row = sub_row / SUB_ROWS;
                sum += self.up_to(row, right) - self.up_to(row, left);
            }
        }
        sum / SUB_ROWS as f32 - (AREA_COST + unlikeliness(quad)) * quad.area()
    }

    /// Moves corners and sides by smaller and smaller steps as long as that is worth it.
    fn climb(&self, start: Quad) -> Quad {
        let mut quad = start;
        let mut worth = self.worth(&quad);
        for step in [4.0f32, 2.0, 1.0, 0.5, 0.25] {
            for _ in 0..24 {
                let before = worth;
                for side in 0..4 {
                    let next = (side + 1) % 4;
                    let (from, to) = (quad.0[side], quad.0[next]);
                    let length = from.distance(to).max(1e-3);
                    let normal = Point::new((to.y - from.y) / length * step, (from.x - to.x) / length * step);
                    // The whole side; its one end; its other end; one end along the side.
                    for (first, second) in [(1.0, 1.0), (1.0, 0.0), (0.0, 1.0)] {
                        for sign in [1.0, -1.0] {
                            let mut moved = quad;
                            moved.0[side] = shifted(from, normal, first * sign);
                            moved.0[next] = shifted(to, normal, second * sign);
                            let value = self.worth(&moved);
                            if value > worth + 1e-4 {
                                (quad, worth) = (moved, value);
                            }
                        }
                    }
                }
                if worth <= before {
                    break;
                }
            }
        }
        quad
    }
}

fn shifted(point: Point, by: Point, times: f32) -> Point {
    Point::new(point.x + by.x * times, point.y + by.y * times)
}

/// How unlike a document's outline a quad is, in logits for each cell of its area.
fn unlikeliness(quad: &Quad) -> f32 {
    let [a, b, c, d] = quad.0;
    let (width, height) = (quad.width().max(1e-3), quad.height().max(1e-3));
    let apart = (a.x - b.x + c.x - d.x).hypot(a.y - b.y + c.y - d.y);
    let perspective = 2.0 * apart / (width + height);
    let ratio = (width / height).max(height / width).ln();
    let shape = (ratio - ratio.clamp(SHAPES.0.ln(), SHAPES.1.ln())) / SHAPE_DEVIATION;
    PERSPECTIVE_COST * perspective * perspective + SHAPE_COST * shape * shape
}

/// Whether the corners run clockwise on the screen around a convex shape without a sharp spike.
pub(super) fn convex(quad: &Quad) -> bool {
    (0..4).all(|index| {
        let (before, here, after) = (quad.0[(index + 3) % 4], quad.0[index], quad.0[(index + 1) % 4]);
        let turn = polygon_area(&[before, here, after]) * 2.0;
        turn > 0.17 * before.distance(here) * here.distance(after)
    })
}

/// How well the map and a quad (in cells) agree, 0 to 1: what both hold over what either holds, in the frame.
pub(super) fn agreement(maps: &Maps, quad: &Quad) -> f32 {
    let (mut both, mut either) = (0.0, 0.0);
    for (cell, &logit) in maps.inside.iter().enumerate() {
        let chance = chance(logit);
        if quad.contains(maps.centre(cell)) {
            both += chance;
            either += 1.0;
        } else {
            either += chance;
        }
    }
    if either > 0.0 { both / either } else { 0.0 }
}

/// Moves each side to where the map crosses even odds, finer than the cells.
fn polish(maps: &Maps, quad: &Quad) -> Option<Quad> {
    const REACH: f32 = 1.5;
    const STEP: f32 = 0.125;
    let mut lines = [Line::through(quad.0[0], quad.0[1])?; 4];
    for (side, line) in lines.iter_mut().enumerate() {
        let (from, to) = (quad.0[side], quad.0[(side + 1) % 4]);
        *line = Line::through(from, to)?;
        let mut crossings = Vec::new();
        let count = (from.distance(to) * 2.0).clamp(8.0, 128.0) as usize;
        for index in 0..count {
            let share = 0.08 + 0.84 * (index as f32 + 0.5) / count as f32;
            let foot = from.towards(to, share);
            // From outside, against the normal, inwards: the crossing nearest to the side counts.
            let mut nearest: Option<f32> = None;
            let steps = (2.0 * REACH / STEP) as usize;
            let mut before: Option<f32> = None;
            for step in 0..=steps {
                let offset = -REACH + step as f32 * STEP;
                let place = line.offset(foot, offset);
                if !within(maps, place) {
                    before = None;
                    continue;
                }
                let here = maps.at(&maps.inside, place);
                if let Some(outer) = before
                    && outer < 0.0
                    && here >= 0.0
                {
                    let crossing = offset - STEP * here / (here - outer);
                    if nearest.is_none_or(|other| crossing.abs() < other.abs()) {
                        nearest = Some(crossing);
                    }
                }
                before = Some(here);
            }
            if let Some(crossing) = nearest {
                crossings.push((share, crossing));
            }
        }
        if crossings.len() * 4 >= count
            && let Some((at_start, at_end)) = robust_line(&crossings, 0.35)
        {
            *line = Line::through(line.offset(from, at_start), line.offset(to, at_end))?;
        }
    }
    let mut corners = quad.0;
    for (index, corner) in corners.iter_mut().enumerate() {
        *corner = lines[(index + 3) % 4].meets(&lines[index])?;
    }
    Some(Quad(corners))
}

fn within(maps: &Maps, place: Point) -> bool {
    place.x > 0.4 && place.y > 0.4 && place.x < maps.columns as f32 - 0.4 && place.y < maps.rows as f32 - 0.4
}

/// A line with its normal to the right of its direction: into a quad whose sides run clockwise on the screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    origin: Point,
    direction: Point,
}

impl Line {
    /// `None` when both points are one.
    pub(super) fn through(from: Point, to: Point) -> Option<Self> {
        let length = from.distance(to);
        (length > 1e-3 && length.is_finite())
            .then(|| Self { origin: from, direction: Point::new((to.x - from.x) / length, (to.y - from.y) / length) })
    }

    /// `place` moved along the normal, inwards if `by` is positive.
    pub(super) fn offset(&self, place: Point, by: f32) -> Point {
        Point::new(place.x - self.direction.y * by, place.y + self.direction.x * by)
    }

    /// `None` for parallels.
    pub(super) fn meets(&self, other: &Self) -> Option<Point> {
        let cross = self.direction.x * other.direction.y - self.direction.y * other.direction.x;
        if cross.abs() < 0.05 {
            return None;
        }
        let (dx, dy) = (other.origin.x - self.origin.x, other.origin.y - self.origin.y);
        let along = (dx * other.direction.y - dy * other.direction.x) / cross;
        Some(Point::new(self.origin.x + self.direction.x * along, self.origin.y + self.direction.y * along))
    }
}

/// The straight line through offsets (`share` of the side from 0 to 1, offset), by least squares with weights that fall
/// to nothing at `4 x scale` (Tukey's biweight). Gives the offsets at 0 and 1.
pub(super) fn robust_line(offsets: &[(f32, f32)], scale: f32) -> Option<(f32, f32)> {
    let mut sorted: Vec<f32> = offsets.iter().map(|offset| offset.1).collect();
    sorted.sort_unstable_by(f32::total_cmp);
    let mut line = (*sorted.get(sorted.len() / 2)?, 0.0);
    for round in 0..6 {
        // Wide at first, so that a slope can be found.
        let cut = scale * if round < 2 { 8.0 } else { 4.0 };
        let (mut w, mut wx, mut wy, mut wxx, mut wxy) = (0.0f32, 0.0, 0.0, 0.0, 0.0);
        for &(share, offset) in offsets {
            let x = share - 0.5;
            let apart = (offset - line.0 - line.1 * x) / cut;
            if apart.abs() >= 1.0 {
                continue;
            }
            let weight = (1.0 - apart * apart).powi(2);
            w += weight;
            wx += weight * x;
            wy += weight * offset;
            wxx += weight * x * x;
            wxy += weight * x * offset;
        }
        let spread = w * wxx - wx * wx;
        if w < 2.0 || spread < 1e-6 * w * w {
            return None;
        }
        let slope = (w * wxy - wx * wy) / spread;
        line = ((wy - slope * wx) / w, slope);
    }
    Some((line.0 - line.1 / 2.0, line.0 + line.1 / 2.0))
}

#[cfg(test)]
mod tests {
    use super::super::outline::tests::drawn;
    use super::*;

    fn quad(corners: [[f32; 2]; 4]) -> Quad {
        Quad(corners.map(|[x, y]| Point::new(x, y)))
    }

    #[test]
    fn turned_and_tilted_quads_are_found_to_a_fraction_of_a_cell() {
        for truth in [
            quad([[10.2, 8.7], [52.4, 10.1], [50.8, 37.3], [11.9, 35.2]]),
            quad([[30.0, 3.0], [60.0, 22.0], [34.0, 45.0], [6.0, 25.0]]),
            quad([[22.0, 6.0], [42.0, 5.0], [46.0, 43.0], [18.0, 41.0]]),
        ] {
            let found = best_quad(&drawn(64, 48, &truth)).unwrap();
            assert!(found.intersection_over_union(&truth) > 0.97, "{found:?}");
        }
    }

    #[test]
    fn what_the_frame_cuts_off_is_continued_to_the_shape_of_a_document() {
        let truth = Quad::rectangle(-12.0, 8.0, 36.0, 40.0);
        let found = best_quad(&drawn(64, 48, &truth)).unwrap();
        assert!(found.intersection_over_union(&truth) > 0.87, "{found:?}");
    }

    #[test]
    fn a_document_that_fills_the_frame_is_the_frame() {
        let truth = Quad::rectangle(0.0, 0.0, 64.0, 48.0);
        let found = best_quad(&drawn(64, 48, &truth)).unwrap();
        assert!(found.intersection_over_union(&truth) > 0.98, "{found:?}");
    }

    #[test]
    fn an_empty_map_has_no_quad() {
        assert_eq!(best_quad(&drawn(64, 48, &Quad::rectangle(0.0, 0.0, 0.0, 0.0))), None);
    }

    #[test]
    fn a_smaller_thing_beside_bends_no_side() {
        let truth = quad([[10.0, 8.0], [44.0, 8.0], [44.0, 40.0], [10.0, 40.0]]);
        let mut maps = drawn(64, 48, &truth);
        let beside = drawn(64, 48, &Quad::rectangle(50.0, 10.0, 60.0, 30.0));
        for (cell, other) in maps.inside.iter_mut().zip(beside.inside) {
            *cell = cell.max(other);
        }
        assert!(best_quad(&maps).unwrap().intersection_over_union(&truth) > 0.97);
    }
}

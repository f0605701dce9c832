//! From a map of text probability to boxes around lines: Liao et al., Real-time Scene Text Detection with
//! Differentiable Binarization (2020), section 3.4.

use verify::geometry::{Point, Quad, polygon_area};

/// Probability above which a pixel belongs to text.
const PIXEL_THRESHOLD: f32 = 0.3;
/// Mean probability below which a box is dropped.
const BOX_THRESHOLD: f32 = 0.55;
/// The network is trained on shrunken lines; boxes grow back by this ratio of area to perimeter.
const UNCLIP_RATIO: f32 = 1.6;
/// Shorter sides than this, in pixels of the map and before growing, are noise.
const SHORTEST_SIDE: f32 = 3.0;

/// A line of text in the map: its box, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TextBox {
    /// Corners clockwise, the first at the top left of the long side that is uppermost.
    pub(super) quad: Quad,
    /// Mean probability inside, 0 to 1.
    pub(super) score: f32,
}

/// The boxes in a row-major map of `width` columns, at most `most` of them, largest first.
pub(super) fn find(map: &[f32], width: usize, most: usize) -> Vec<TextBox> {
    let height = map.len().checked_div(width).unwrap_or(0);
    let mut seen = vec![false; width * height];
    let mut found = Vec::new();
    let mut stack = Vec::new();
    for start in 0..width * height {
        if seen[start] || map[start] <= PIXEL_THRESHOLD {
            continue;
        }
        seen[start] = true;
        stack.push(start);
        let (mut sum, mut count) = (0.0f64, 0usize);
        // The outline is enough for the box, and the outermost pixels of each row are enough for the outline.
        let mut rows: std::collections::BTreeMap<usize, (usize, usize)> = std::collections::BTreeMap::new();
        while let Some(index) = stack.pop() {
            let (x, y) = (index % width, index / width);
            sum += f64::from(map[index]);
            count += 1;
            let span = rows.entry(y).or_insert((x, x));
            *span = (span.0.min(x), span.1.max(x));
            for ny in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                for nx in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                    let next = ny * width + nx;
                    if !seen[next] && map[next] > PIXEL_THRESHOLD {
                        seen[next] = true;
                        stack.push(next);
                    }
                }
            }
        }
        let score = (sum / count as f64) as f32;
        if count < 6 || score < BOX_THRESHOLD {
            continue;
        }
        let outline: Vec<Point> = rows
            .iter()
            .flat_map(|(&y, &(left, right))| {
                let (top, left, right) = (y as f32, left as f32, right as f32 + 1.0);
                [(left, top), (right, top), (right, top + 1.0), (left, top + 1.0)].map(|(x, y)| Point::new(x, y))
            })
            .collect();
        let Some(quad) = smallest_rectangle(&convex_hull(outline)) else { continue };
        if quad.width().min(quad.height()) < SHORTEST_SIDE {
            continue;
        }
        found.push(TextBox { quad: grown(&quad), score });
    }
    found.sort_by(|a, b| b.quad.area().total_cmp(&a.quad.area()));
    found.truncate(most);
    found
}

/// The rectangle with each side moved outwards by area x ratio / perimeter.
fn grown(quad: &Quad) -> Quad {
    let (width, height) = (quad.width(), quad.height());
    let distance = width * height * UNCLIP_RATIO / (2.0 * (width + height)).max(1.0);
    let [a, b, c, d] = quad.0;
    let along = Point::new((b.x - a.x) / width.max(1e-3) * distance, (b.y - a.y) / width.max(1e-3) * distance);
    let down = Point::new((d.x - a.x) / height.max(1e-3) * distance, (d.y - a.y) / height.max(1e-3) * distance);
    let moved = |p: Point, x: f32, y: f32| Point::new(p.x + along.x * x + down.x * y, p.y + along.y * x + down.y * y);
    Quad([moved(a, -1.0, -1.0), moved(b, 1.0, -1.0), moved(c, 1.0, 1.0), moved(d, -1.0, 1.0)])
}

/// The convex hull, clockwise on the screen (Andrew's monotone chain).
fn convex_hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    let mut hull: Vec<Point> = Vec::with_capacity(points.len() + 1);
    let turn = |a: Point, b: Point, c: Point| (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
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

/// The rectangle of least area around a convex polygon: one of its sides lies on a side of the polygon. The first
/// corner is the one from which the text runs if it runs along the longer side, to the right rather than to the left.
fn smallest_rectangle(hull: &[Point]) -> Option<Quad> {
    if hull.len() < 3 || polygon_area(hull).abs() < 1e-3 {
        return None;
    }
    let mut best: Option<(f32, Quad)> = None;
    for (index, &from) in hull.iter().enumerate() {
        let to = hull[(index + 1) % hull.len()];
        let length = from.distance(to);
        if length < 1e-3 {
            continue;
        }
        let (dx, dy) = ((to.x - from.x) / length, (to.y - from.y) / length);
        let (mut low, mut high) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
        for point in hull {
            let (along, across) = (point.x * dx + point.y * dy, point.y * dx - point.x * dy);
            low = (low.0.min(along), low.1.min(across));
            high = (high.0.max(along), high.1.max(across));
        }
        let area = (high.0 - low.0) * (high.1 - low.1);
        if best.as_ref().is_none_or(|(least, _)| area < *least) {
            let corner = |along: f32, across: f32| Point::new(along * dx - across * dy, along * dy + across * dx);
            let quad =
                Quad([corner(low.0, low.1), corner(high.0, low.1), corner(high.0, high.1), corner(low.0, high.1)]);
            best = Some((area, quad));
        }
    }
    best.map(|(_, quad)| read_along_the_longer_side(quad))
}

/// Starts a rectangle at the corner from which text along its longer side runs to the right; nearly square ones and
/// those that stand upright start where text would run closest to the right.
fn read_along_the_longer_side(quad: Quad) -> Quad {
    let Quad([a, b, c, d]) = quad;
    let square = (quad.width() / quad.height().max(1e-3)).max(quad.height() / quad.width().max(1e-3)) < 1.2;
    let rightwards = |from: Point, to: Point| (to.x - from.x) / from.distance(to).max(1e-3);
    [[a, b, c, d], [b, c, d, a], [c, d, a, b], [d, a, b, c]]
        .into_iter()
        .map(Quad)
        .filter(|turned| square || turned.width() >= turned.height())
        .max_by(|one, other| rightwards(one.0[0], one.0[1]).total_cmp(&rightwards(other.0[0], other.0[1])))
        .unwrap_or(quad)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A map with a bar of `length` x `thickness` around the centre, turned by `degrees`.
    fn bar(width: usize, height: usize, length: f32, thickness: f32, degrees: f32) -> Vec<f32> {
        let (sin, cos) = degrees.to_radians().sin_cos();
        (0..width * height)
            .map(|index| {
                let x = (index % width) as f32 + 0.5 - width as f32 / 2.0;
                let y = (index / width) as f32 + 0.5 - height as f32 / 2.0;
                let (along, across) = (x * cos + y * sin, y * cos - x * sin);
                if along.abs() < length / 2.0 && across.abs() < thickness / 2.0 { 0.9 } else { 0.05 }
            })
            .collect()
    }

    #[test]
    fn a_level_bar_gives_one_box_grown_by_the_ratio() {
        let boxes = find(&bar(200, 60, 100.0, 10.0, 0.0), 200, 10);
        assert_eq!(boxes.len(), 1);
        let grown_by = 100.0 * 10.0 * UNCLIP_RATIO / 220.0;
        let expected = Quad::rectangle(50.0 - grown_by, 25.0 - grown_by, 150.0 + grown_by, 35.0 + grown_by);
        assert!(boxes[0].quad.intersection_over_union(&expected) > 0.97, "{boxes:?}");
        assert!(boxes[0].quad.0[0].distance(expected.0[0]) < 1.0);
        assert!((boxes[0].score - 0.9).abs() < 1e-4);
    }

    #[test]
    fn a_turned_bar_is_read_from_its_left_end() {
        for degrees in [-60.0f32, -20.0, 20.0, 60.0] {
            let boxes = find(&bar(200, 200, 120.0, 12.0, degrees), 200, 10);
            let [a, b, ..] = boxes[0].quad.0;
            let angle = (b.y - a.y).atan2(b.x - a.x).to_degrees();
            assert!((angle - degrees).abs() < 2.0, "{angle} for {degrees}");
        }
    }

    #[test]
    fn faint_and_tiny_spots_are_dropped_and_the_count_is_bounded() {
        assert!(find(&vec![0.4; 100 * 10], 100, 10).is_empty());
        assert!(find(&bar(50, 50, 2.0, 2.0, 0.0), 50, 10).is_empty());
        assert!(find(&[], 0, 10).is_empty());
        let many: Vec<f32> =
            (0..100 * 100).map(|i| if (i / 100) % 10 < 5 && (i % 100) > 5 { 0.9 } else { 0.0 }).collect();
        assert_eq!(find(&many, 100, 3).len(), 3);
    }
}

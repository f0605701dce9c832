//! Which way a page is read, and in which order its lines follow.

use verify::geometry::{Point, Quad};

/// A box this many times as long as it is high shows which way its line runs.
const ELONGATED: f32 = 2.0;

/// Widest space between words of one line, in heights of its box.
const WIDEST_SPACE: f32 = 0.3;

/// The direction in which lines run on a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// Unit vector from the first to the last character of a line.
    along: Point,
}

impl Layout {
    /// The direction that most boxes share, counted by their length; one of two opposite senses, rightwards.
    pub(super) fn of(boxes: &[Quad]) -> Self {
        // Opposite senses are one direction: angles are doubled before they are averaged.
        let (mut x, mut y) = (1e-3, 0.0);
        for quad in boxes.iter().filter(|quad| aspect(quad) >= ELONGATED) {
            let [a, b, _, d] = quad.0;
            let (from, to) = if quad.width() >= quad.height() { (a, b) } else { (a, d) };
            let doubled = 2.0 * (to.y - from.y).atan2(to.x - from.x);
            x += from.distance(to) * doubled.cos();
            y += from.distance(to) * doubled.sin();
        }
        let angle = y.atan2(x) / 2.0;
        Self { along: Point::new(angle.cos(), angle.sin()) }
    }

    /// Takes the direction and sense of a line whose first corner is known.
    pub(super) fn read_like(&mut self, line: &Quad) {
        let [a, b, ..] = line.0;
        let length = a.distance(b);
        if length > 1e-3 {
            self.along = Point::new((b.x - a.x) / length, (b.y - a.y) / length);
        }
    }

    /// Reads the page the other way up.
    pub(super) fn turn_round(&mut self) {
        self.along = self.along.scaled(-1.0);
    }

    /// The indices of up to `count` boxes that tell best which way is up: those of ordinary lines, longest first.
    pub(super) fn probes(&self, boxes: &[Quad], count: usize) -> Vec<usize> {
        let mut candidates: Vec<usize> = (0..boxes.len()).filter(|&index| self.runs_along(&boxes[index])).collect();
        let rank = |index: &usize| {
            let quad = self.oriented(&boxes[*index]);
            let aspect = quad.width() / quad.height().max(1e-3);
            // Beyond a dozen heights a line says no more, but takes longer.
            if aspect > 12.0 { 12.0 / aspect } else { aspect }
        };
        candidates.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
        candidates.truncate(count);
        candidates
    }

    fn runs_along(&self, quad: &Quad) -> bool {
        let quad = self.oriented(quad);
        let [a, b, ..] = quad.0;
        self.position(b).x - self.position(a).x > 0.7 * a.distance(b)
    }

    /// The box, started at the corner where its line starts. A long box across the page's direction keeps its own.
    pub(super) fn oriented(&self, quad: &Quad) -> Quad {
        let [a, b, c, d] = quad.0;
        let long = aspect(quad) >= 1.5;
        [[a, b, c, d], [b, c, d, a], [c, d, a, b], [d, a, b, c]]
            .into_iter()
            .map(Quad)
            .filter(|turned| !long || turned.width() > turned.height())
            .max_by(|one, other| {
                let gain = |quad: &Quad| self.position(quad.0[1]).x - self.position(quad.0[0]).x;
                (gain(one) / one.width().max(1e-3)).total_cmp(&(gain(other) / other.width().max(1e-3)))
            })
            .unwrap_or(*quad)
    }

    /// [`Layout::oriented`] for the boxes at `indices`.
    pub(super) fn oriented_some(&self, boxes: &[Quad], indices: &[usize]) -> Vec<Quad> {
        indices.iter().filter_map(|&index| boxes.get(index)).map(|quad| self.oriented(quad)).collect()
    }

    /// Where a point lies along and across the lines.
    fn position(&self, point: Point) -> Point {
        Point::new(point.x * self.along.x + point.y * self.along.y, point.y * self.along.x - point.x * self.along.y)
    }

    /// The boxes with those joined that are words of one line: the detector parts some lines at a wide space.
    pub(super) fn joined(&self, boxes: &[Quad]) -> Vec<Quad> {
        let mut boxes: Vec<Quad> = boxes.iter().map(|quad| self.oriented(quad)).collect();
        boxes.sort_by(|a, b| self.position(a.0[0]).x.total_cmp(&self.position(b.0[0]).x));
        let mut lines: Vec<Quad> = Vec::with_capacity(boxes.len());
        for quad in boxes {
            match lines.iter_mut().find(|line| self.goes_on(line, &quad)) {
                Some(line) => *line = Quad([line.0[0], quad.0[1], quad.0[2], line.0[3]]),
                None => lines.push(quad),
            }
        }
        lines
    }

    /// Whether `next` is the next word of `line`: as high, on the same base, and no further away than a space is wide.
    fn goes_on(&self, line: &Quad, next: &Quad) -> bool {
        let (height, other) = (line.height(), next.height());
        let middle = |a: Point, b: Point| self.position(a.towards(b, 0.5));
        let (end, start) = (middle(line.0[1], line.0[2]), middle(next.0[0], next.0[3]));
        let gap = (start.x - end.x) / height.max(1e-3);
        (0.75..1.34).contains(&(other / height.max(1e-3)))
            && (start.y - end.y).abs() < 0.25 * height
            && (-0.5..WIDEST_SPACE).contains(&gap)
            && self.runs_along(line)
            && self.runs_along(next)
    }

    /// The order in which `quads` are read: rows from the top, each from the left.
    pub(super) fn order(&self, quads: &[Quad]) -> Vec<usize> {
        let places: Vec<(Point, f32)> =
            quads.iter().map(|quad| (self.position(quad.centre()), quad.height())).collect();
        let mut downwards: Vec<usize> = (0..quads.len()).collect();
        downwards.sort_by(|&a, &b| places[a].0.y.total_cmp(&places[b].0.y));
        let mut ordered = Vec::with_capacity(quads.len());
        let mut rest = downwards.as_slice();
        while let Some(&first) = rest.first() {
            let (top, height) = places[first];
            let row = rest
                .iter()
                .take_while(|&&index| places[index].0.y - top.y < 0.5 * height.min(places[index].1))
                .count()
                .max(1);
            let (row, after) = rest.split_at(row);
            let mut row = row.to_vec();
            row.sort_by(|&a, &b| places[a].0.x.total_cmp(&places[b].0.x));
            ordered.extend(row);
            rest = after;
        }
        ordered
    }
}

fn aspect(quad: &Quad) -> f32 {
    let (width, height) = (quad.width().max(1e-3), quad.height().max(1e-3));
    (width / height).max(height / width)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(quad: Quad, quarter_turns: usize) -> Quad {
        let mut corners = quad.0;
        for _ in 0..quarter_turns {
            corners = corners.map(|p| Point::new(-p.y, p.x));
        }
        Quad(corners)
    }

    fn lines() -> Vec<Quad> {
        vec![
            Quad::rectangle(0.0, 0.0, 100.0, 10.0),
            Quad::rectangle(120.0, 1.0, 200.0, 11.0),
            Quad::rectangle(0.0, 20.0, 60.0, 30.0),
            Quad::rectangle(0.0, 40.0, 12.0, 50.0),
        ]
    }

    #[test]
    fn a_page_on_its_side_is_read_along_its_lines() {
        for quarter_turns in 0..4 {
            let boxes: Vec<Quad> = lines().into_iter().map(|quad| turned(quad, quarter_turns)).collect();
            let mut layout = Layout::of(&boxes);
            let first = layout.oriented(&boxes[0]);
            if first.0[0].distance(boxes[0].0[0]) > 1.0 {
                layout.turn_round();
            }
            for quad in &boxes {
                assert!(layout.oriented(quad).0[0].distance(quad.0[0]) < 1e-3, "{quarter_turns} {quad:?}");
            }
            assert_eq!(layout.order(&boxes), [0, 1, 2, 3]);
        }
    }

    #[test]
    fn words_of_one_line_are_joined_and_columns_are_not() {
        let boxes = [
            Quad::rectangle(52.0, 1.0, 90.0, 11.0),
            Quad::rectangle(0.0, 0.0, 50.0, 10.0),
            Quad::rectangle(96.0, 0.0, 150.0, 10.0),
            Quad::rectangle(0.0, 20.0, 40.0, 30.0),
            Quad::rectangle(41.0, 18.0, 90.0, 38.0),
        ];
        let joined = Layout::of(&boxes).joined(&boxes);
        assert_eq!(joined.len(), 4);
        assert!(joined.contains(&Quad([boxes[1].0[0], boxes[0].0[1], boxes[0].0[2], boxes[1].0[3]])));
    }

    #[test]
    fn a_known_line_tells_which_way_is_up() {
        let boxes: Vec<Quad> = lines().into_iter().map(|quad| turned(quad, 2)).collect();
        let mut layout = Layout::of(&boxes);
        layout.read_like(&boxes[2]);
        assert_eq!(layout.order(&boxes), [0, 1, 2, 3]);
        assert!(layout.oriented(&boxes[3]).0[0].distance(boxes[3].0[0]) < 1e-3);
    }
}

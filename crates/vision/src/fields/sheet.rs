//! Lines of text on the straightened document, so that "right of" and "below" mean what the reader means.

use verify::geometry::{Point, Quad};
use verify::projection::Projection;
use verify::reading::{DocumentReading, TextLine};

/// Lines that lean further than this from the others, in degrees, are no part of the layout: overprints, seals.
const MOST_LEANING: f32 = 15.0;

/// An upright box on the straightened document: x along the lines, y down the page, in pixels of the photo or nearly.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Area {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) top: f32,
    pub(super) bottom: f32,
}

impl Area {
    pub(super) fn height(&self) -> f32 {
        (self.bottom - self.top).max(1e-3)
    }

    pub(super) fn middle(&self) -> f32 {
        (self.top + self.bottom) / 2.0
    }

    /// The part of the lower of the two heights that both share, 0 to 1.
    pub(super) fn beside(&self, other: &Self) -> f32 {
        let shared = self.bottom.min(other.bottom) - self.top.max(other.top);
        (shared / self.height().min(other.height())).max(0.0)
    }

    /// Whether one stands above the other.
    pub(super) fn in_column_of(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right
    }
}

/// A line with its place on the sheet.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    /// What it says, letters of full width as ordinary ones.
    pub(super) text: String,
    /// 0 to 1.
    pub(super) confidence: f32,
    /// Where it is in the photo.
    pub(super) quad: Quad,
    /// Where it is on the sheet.
    pub(super) area: Area,
}

/// Places `lines` on the sheet. The outline of the document, where known, takes perspective away; which way is along
/// and which is down is told by the lines themselves, so that an outline that starts at another corner does no harm.
pub(super) fn place(lines: &[TextLine], document: Option<&DocumentReading>) -> Vec<Placed> {
    let flat = document.and_then(|document| {
        let quad = &document.quad;
        Projection::between(quad, &Quad::rectangle(0.0, 0.0, quad.width(), quad.height()))
    });
    let quads: Vec<Quad> =
        lines.iter().map(|line| flat.as_ref().map_or(line.quad, |map| map.apply_quad(&line.quad))).collect();
    let Some((along, down)) = directions(&quads) else { return Vec::new() };
    let dot = |point: Point, way: Point| point.x * way.x + point.y * way.y;
    let placed = lines
        .iter()
        .zip(&quads)
        .filter(|(_, quad)| leaning(quad, along) <= MOST_LEANING)
        .map(|(line, quad)| {
            let Quad([a, b, c, d]) = *quad;
            let middle = dot(quad.centre(), down);
            let half = quad.height() / 2.0;
            Placed {
                text: line.text.chars().map(ordinary).collect(),
                confidence: line.confidence,
                quad: line.quad,
                area: Area {
                    left: dot(a.towards(d, 0.5), along),
                    right: dot(b.towards(c, 0.5), along),
                    top: middle - half,
                    bottom: middle + half,
                },
            }
        })
        .collect();
    with_whole_labels(placed)
}

/// Joins lines side by side where a label goes from one into the other: `Place of` and `birth`.
fn with_whole_labels(mut lines: Vec<Placed>) -> Vec<Placed> {
    let mut index = 0;
    while index < lines.len() {
        let line = &lines[index];
        let height = line.area.height();
        let next = lines.iter().enumerate().find_map(|(other, next)| {
            let gap = (next.area.left - line.area.right) / height;
            let beside = other != index
                && (-0.5..1.3).contains(&gap)
                && line.area.beside(&next.area) > 0.5
                && (0.65..1.5).contains(&(next.area.height() / height));
            if !beside {
                return None;
            }
            let text = format!("{} {}", line.text, next.text);
            let seam = line.text.chars().count();
            let goes_on = super::labels::find(&text).iter().any(|label| label.start < seam && label.end > seam);
            goes_on.then_some((other, text))
        });
        let Some((other, text)) = next else {
            index += 1;
            continue;
        };
        let next = lines[other].clone();
        let line = &mut lines[index];
        let (first, second) = (line.text.chars().count() as f32, next.text.chars().count() as f32);
        line.confidence = (line.confidence * first + next.confidence * second) / (first + second).max(1.0);
        line.text = text;
        line.quad = Quad([line.quad.0[0], next.quad.0[1], next.quad.0[2], line.quad.0[3]]);
        line.area.right = next.area.right;
        lines.remove(other);
        // What was removed may have stood before this line.
        index -= usize::from(other < index);
    }
    lines
}

/// Unit vectors along the lines and down the page; in a mirror image the second is on the other side of the first.
fn directions(quads: &[Quad]) -> Option<(Point, Point)> {
    let mut along: Option<Point> = None;
    // The second pass leaves out what leans from the first.
    for _ in 0..2 {
        let mut sum = Point::default();
        for Quad([a, b, c, d]) in
            quads.iter().filter(|quad| along.is_none_or(|along| leaning(quad, along) <= MOST_LEANING))
        {
            sum = Point::new(sum.x + b.x - a.x + c.x - d.x, sum.y + b.y - a.y + c.y - d.y);
        }
        let length = sum.distance(Point::default());
        if !length.is_finite() || length < 1e-3 {
            return None;
        }
        along = Some(sum.scaled(1.0 / length));
    }
    let along = along?;
    let across = Point::new(-along.y, along.x);
    let side: f32 = quads
        .iter()
        .map(|Quad([a, b, c, d])| (d.x - a.x + c.x - b.x) * across.x + (d.y - a.y + c.y - b.y) * across.y)
        .sum();
    Some((along, across.scaled(if side < 0.0 { -1.0 } else { 1.0 })))
}

/// The angle between a line and the direction of all, in degrees.
fn leaning(quad: &Quad, along: Point) -> f32 {
    let Quad([a, b, c, d]) = *quad;
    let way = Point::new(b.x - a.x + c.x - d.x, b.y - a.y + c.y - d.y);
    let length = way.distance(Point::default());
    // A sign or two say nothing about a direction.
    if length < 1e-3 || quad.width() < 1.5 * quad.height() {
        return 0.0;
    }
    ((way.x * along.x + way.y * along.y) / length).clamp(-1.0, 1.0).acos().to_degrees()
}

/// Characters of full width, as Chinese fonts have them, as the ordinary ones.
fn ordinary(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        '\u{3000}' => ' ',
        other => other,
    }
}

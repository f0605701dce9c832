//! Straight crops of a group's lines.

use super::locate::{CORE_TO_CAPITAL, Group, Line};
use super::recognise::{HEIGHT, WIDTH};
use crate::rectify::rectify;
use image::GrayImage;
use verify::geometry::Quad;

/// Height of capitals in a crop, in pixels: what the recogniser was trained on.
const CAPITAL_IN_CROP: f32 = 18.0;

/// How crops are cut out of the photo.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cut {
    /// Paper at both ends, as a share of the line's length.
    pub(super) margin: f32,
    /// Height of capitals as a share of what the thickness of the core says: calibrated to the locator's weights.
    pub(super) height: f32,
    /// The line goes on beyond its seen start, as a share of its length.
    pub(super) before: f32,
    /// The same beyond its end.
    pub(super) after: f32,
}

/// Which way a group is turned before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// As the locator says.
    AsFound,
    /// Upside down.
    Half,
    /// Mirrored, top for bottom.
    TopForBottom,
    /// Mirrored, left for right.
    LeftForRight,
}

impl Turn {
    pub(super) const fn mirrored(self) -> bool {
        matches!(self, Self::TopForBottom | Self::LeftForRight)
    }

    const fn reverses_lines(self) -> bool {
        matches!(self, Self::Half | Self::TopForBottom)
    }

    /// Whether the seen start of a line is its end.
    pub(super) const fn reverses_reading(self) -> bool {
        matches!(self, Self::Half | Self::LeftForRight)
    }

    const fn corners(self) -> [usize; 4] {
        match self {
            Self::AsFound => [0, 1, 2, 3],
            Self::LeftForRight => [1, 0, 3, 2],
            Self::TopForBottom => [3, 2, 1, 0],
            Self::Half => [2, 3, 0, 1],
        }
    }
}

/// The photo under each of `lines`, first to last as they are read after `turn`. `height` is that of the crop in
/// heights of capitals.
pub(super) fn quads(group: &Group, lines: &[Line], turn: Turn, cut: Cut, height: f32) -> Vec<Quad> {
    let start = lines.iter().map(|line| line.start).fold(f32::INFINITY, f32::min);
    let end = lines.iter().map(|line| line.end).fold(f32::NEG_INFINITY, f32::max);
    let length = end - start;
    let (start, end) = (start - (cut.margin + cut.before) * length, end + (cut.margin + cut.after) * length);
    let quad = |line: &Line| {
        let half = (line.thickness / CORE_TO_CAPITAL).max(2.0) * cut.height * height / 2.0;
        let corners = [
            group.to_photo(start, line.across(start) - half),
            group.to_photo(end, line.across(end) - half),
            group.to_photo(end, line.across(end) + half),
            group.to_photo(start, line.across(start) + half),
        ];
        Quad(turn.corners().map(|corner| corners[corner]))
    };
    let mut quads: Vec<Quad> = lines.iter().map(quad).collect();
    if turn.reverses_lines() {
        quads.reverse();
    }
    quads
}

/// The crops for the recogniser.
pub(super) fn crops(luma: &GrayImage, group: &Group, lines: &[Line], turn: Turn, cut: Cut) -> Vec<GrayImage> {
    quads(group, lines, turn, cut, HEIGHT as f32 / CAPITAL_IN_CROP)
        .iter()
        .map(|quad| rectify(luma, quad, WIDTH, HEIGHT).unwrap_or_else(|| GrayImage::new(WIDTH, HEIGHT)))
        .collect()
}

/// Rows of ink that are looked at to settle where the lines of a zone are.
const ROWS: u32 = 96;
/// Height of a line in `quad` as it comes, in heights of capitals: see [`quads`].
pub(super) const LINE_HEIGHT: f32 = 1.3;
/// How far the first and the last line may be from where they are said to be, in heights of a line.
const STRAY: f32 = 0.9;

/// `quad` around `lines` lines, moved up or down to where their ink is: the core of a line, which the locator finds, is not
/// always its middle. Unchanged where the ink does not tell.
pub(super) fn settled(luma: &GrayImage, quad: Quad, lines: usize) -> Quad {
    let [a, b, c, d] = quad.0;
    // From a whole quad's height above to one below: two lines are as far from each other as they are high.
    let (from, to) = (-0.6, 1.6);
    let wide = Quad([a.towards(d, from), b.towards(c, from), b.towards(c, to), a.towards(d, to)]);
    let Some(band) = rectify(luma, &wide, 3 * ROWS, ROWS) else { return quad };
    let ink: Vec<f32> = band.rows().map(ink).collect();
    let sums: Vec<f32> = std::iter::once(0.0)
        .chain(ink.iter().scan(0.0, |sum, ink| {
            *sum += ink;
            Some(*sum)
        }))
        .collect();
    let row = |share: f32| (share - from) / (to - from) * ROWS as f32;
    let mean = |top: f32, bottom: f32| {
        let clamp = |row: f32| row.round().clamp(0.0, ROWS as f32) as usize;
        let (top, bottom) = (clamp(top), clamp(bottom));
        if bottom > top { (sums[bottom] - sums[top]) / (bottom - top) as f32 } else { 0.0 }
    };
    // Two lines and what is between take up four capitals, three take up six, less a half at either end.
    let line = 1.0 / (lines as f32 * 2.0 - 1.0);
    let height = line * ROWS as f32 / (to - from);
    let (first, last) = (row(line / 2.0), row(1.0 - line / 2.0));
    let worth = |first: f32, last: f32| {
        let step = (last - first) / (lines as f32 - 1.0).max(1.0);
        let line = |index: usize| {
            let middle = first + step * index as f32;
            let half = height / 2.0 / LINE_HEIGHT;
            let paper = |from: f32| mean(from, from + 0.3 * height).max(0.0);
            mean(middle - half, middle + half)
                - (paper(middle - half - 0.4 * height) + paper(middle + half + 0.1 * height)) / 2.0
        };
        (0..lines).map(line).sum::<f32>()
    };
    let reach = (STRAY * height) as i32;
    let mut best = (worth(first, last) * 1.02, 0, 0);
    for top in -reach..=reach {
        for bottom in -reach..=reach {
            let worth = worth(first + top as f32, last + bottom as f32);
            if worth > best.0 {
                best = (worth, top, bottom);
            }
        }
    }
    let moved = |rows: i32| rows as f32 / ROWS as f32 * (to - from);
    let (top, bottom) = (moved(best.1), 1.0 + moved(best.2));
    Quad([a.towards(d, top), b.towards(c, top), b.towards(c, bottom), a.towards(d, bottom)])
}

/// How much of a row of pixels is print: its mean step between neighbours, for shadows have none.
fn ink<'a>(row: impl Iterator<Item = &'a image::Luma<u8>>) -> f32 {
    let mut before = None;
    let (mut steps, mut count) = (0.0, 0.0f32);
    for pixel in row {
        let level = f32::from(pixel.0[0]);
        steps += before.map_or(0.0, |before: f32| (level - before).abs());
        before = Some(level);
        count += 1.0;
    }
    steps / count.max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_put_where_its_lines_are() {
        // Two lines of upright strokes, 20 high, from 100 to 120 and from 140 to 160.
        let luma = GrayImage::from_fn(800, 300, |x, y| {
            let inked = (100..120).contains(&y) || (140..160).contains(&y);
            image::Luma([if inked && (50..750).contains(&x) && x % 8 < 3 { 20 } else { 220 }])
        });
        for moved in [-10.0, 0.0, 9.0] {
            let found = settled(&luma, Quad::rectangle(50.0, 97.0 + moved, 750.0, 163.0 + moved), 2);
            let (top, bottom) = (found.0[0].y, found.0[3].y);
            assert!((top - 97.0).abs() < 4.0 && (bottom - 163.0).abs() < 4.0, "{moved}: {top} to {bottom}");
        }
        let blank = Quad::rectangle(50.0, 200.0, 750.0, 260.0);
        assert_eq!(settled(&GrayImage::from_pixel(800, 300, image::Luma([200])), blank, 2), blank);
    }
}

//! Whether strokes look written by hand: print stands on its base line to a hair, no hand does.

use crate::photo::Photo;
use crate::rectify::rectify;
use image::GrayImage;
use verify::geometry::Quad;

/// Height at which a line is looked at, in pixels.
const HEIGHT: u32 = 72;
/// Longest line that is looked at, in pixels.
const MOST_WIDTH: u32 = 2400;
/// Ink is darker than this share of the paper around it.
const INK: f32 = 0.68;
/// Letters that must be there for a line to tell something.
const LEAST_LETTERS: usize = 5;
/// So many of a line's letters are expected to stand on its base line; the others have tails, or are signs.
const STANDING: f32 = 0.75;
/// Letters that a straight line is laid through whatever they do: they tell nothing.
const FREE: usize = 3;
/// The share of all letters of which the spread is taken.
const BELOW: f32 = 0.55;
/// How far from the base line they stand, as a share of their height: print, and writing.
const PRINTED: f32 = 0.012;
const WRITTEN: f32 = 0.05;

/// A line of writing.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Where it is, at working scale.
    pub(super) quad: Quad,
    /// From where to where Latin letters and digits stand in it, as shares of its length: Chinese characters stand on no line even in print.
    pub(super) latin: Vec<(f32, f32)>,
    /// Whether those are capitals and digits alone, which in print are all of one height.
    pub(super) level: bool,
}

/// How much `lines` look written by hand, 0 to 1. `None` where too little is written.
pub(super) fn handwritten(photo: &Photo, lines: &[Line]) -> Option<f32> {
    let mut spreads: Vec<(f32, usize)> = lines.iter().filter_map(|line| spread(photo, line)).collect();
    spreads.sort_by(|one, other| one.0.total_cmp(&other.0));
    // Of all letters, each with its line's spread, the one that this share of them are below.
    let all: usize = spreads.iter().map(|(_, letters)| letters).sum();
    let mut before = 0;
    let (middle, _) = spreads.into_iter().find(|(_, letters)| {
        before += letters;
        before as f32 >= BELOW * all as f32
    })?;
    Some(((middle - PRINTED) / (WRITTEN - PRINTED)).clamp(0.0, 1.0))
}

/// How far the letters of a line stand from its base line, as a share of their height, and how many of them tell that.
fn spread(photo: &Photo, line: &Line) -> Option<(f32, usize)> {
    let quad = &line.quad;
    let width = (HEIGHT as f32 * quad.width() / quad.height().max(1.0)).round() as u32;
    let seen = rectify(photo.luma(), quad, width.clamp(HEIGHT, MOST_WIDTH), HEIGHT)?;
    let latin = |stroke: &Stroke| {
        let place = stroke.middle / seen.width() as f32;
        line.latin.iter().any(|(from, to)| (*from..*to).contains(&place))
    };
    let letters: Vec<Stroke> = letters(&seen).into_iter().filter(latin).collect();
    let mut heights: Vec<f32> = letters.iter().map(|letter| letter.bottom - letter.top).collect();
    heights.sort_by(f32::total_cmp);
    let height = heights.get(heights.len() / 2)?.max(1.0);
    let standing: Vec<&Stroke> = letters.iter().filter(|letter| letter.bottom - letter.top > 0.55 * height).collect();
    if standing.len() < LEAST_LETTERS {
        return None;
    }
    let feet: Vec<(f32, f32)> = standing.iter().map(|letter| (letter.middle, letter.bottom)).collect();
    let mut away = off_the_line(&feet) / height;
    if line.level {
        let heads: Vec<(f32, f32)> = standing.iter().map(|letter| (letter.middle, letter.top)).collect();
        away = away.max(off_the_line(&heads) / height);
    }
    Some((away, standing.len() - FREE))
}

/// How far the nearer ones of `points` are from the straight line that suits them best.
fn off_the_line(points: &[(f32, f32)]) -> f32 {
    let count = ((points.len() as f32 * STANDING).ceil() as usize).clamp(2, points.len());
    // The line through each two of them: few are enough to be tried.
    let mut least = f32::INFINITY;
    for (index, one) in points.iter().enumerate() {
        for other in &points[index + 1..] {
            let run = other.0 - one.0;
            if run.abs() < 1.0 {
                continue;
            }
            let slope = (other.1 - one.1) / run;
            // Lines are level here, but for what the box around them is turned.
            if slope.abs() > 0.12 {
                continue;
            }
            let mut away: Vec<f32> = points.iter().map(|(x, y)| (y - one.1 - slope * (x - one.0)).abs()).collect();
            away.sort_by(f32::total_cmp);
            least = least.min(away[count - 1]);
        }
    }
    if least.is_finite() { least } else { 0.0 }
}

struct Stroke {
    middle: f32,
    /// The ends of its ink, to parts of a pixel.
    top: f32,
    bottom: f32,
}

/// Pieces of ink that are as large as letters.
fn letters(line: &GrayImage) -> Vec<Stroke> {
    let (width, height) = (line.width() as usize, line.height() as usize);
    let paper = ground(line);
    let dark = |x: usize, y: usize| f32::from(line.as_raw()[y * width + x]) / paper[x].max(1.0);
    let mut seen = vec![false; width * height];
    let mut found = Vec::new();
    let mut stack = Vec::new();
    for start in 0..width * height {
        if seen[start] || dark(start % width, start / width) > INK {
            continue;
        }
        seen[start] = true;
        stack.push(start);
        let (mut left, mut right, mut top, mut bottom, mut count) = (usize::MAX, 0, usize::MAX, 0, 0);
        let (mut highest, mut lowest) = (0, 0);
        while let Some(index) = stack.pop() {
            let (x, y) = (index % width, index / width);
            (left, right) = (left.min(x), right.max(x));
            if y < top {
                (top, highest) = (y, x);
            }
            if y > bottom {
                (bottom, lowest) = (y, x);
            }
            count += 1;
            for ny in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                for nx in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                    let next = ny * width + nx;
                    if !seen[next] && dark(nx, ny) <= INK {
                        seen[next] = true;
                        stack.push(next);
                    }
                }
            }
        }
        // What touches the upper or lower edge is of another line, what is wide is a rule.
        let high = bottom + 1 - top;
        if count < 12 || top == 0 || bottom + 1 == height || high < height / 6 || right - left > 6 * high {
            continue;
        }
        // The edge of the ink lies between the pixels: where the darkness crosses the limit.
        let part = |inside: f32, outside: f32| {
            if outside > inside { ((INK - inside) / (outside - inside)).clamp(0.0, 1.0) } else { 0.5 }
        };
        found.push(Stroke {
            middle: (left + right) as f32 / 2.0,
            top: top as f32 - part(dark(highest, top), dark(highest, top - 1)),
            bottom: bottom as f32 + part(dark(lowest, bottom), dark(lowest, bottom + 1)),
        });
    }
    found
}

/// The brightness of the paper in each column: of the brighter pixels around.
fn ground(line: &GrayImage) -> Vec<f32> {
    const AROUND: usize = 40;
    let (width, height) = (line.width() as usize, line.height() as usize);
    let blocks: Vec<f32> = (0..width.div_ceil(AROUND))
        .map(|block| {
            let mut values: Vec<u8> = (0..height)
                .flat_map(|y| (block * AROUND..((block + 1) * AROUND).min(width)).map(move |x| (x, y)))
                .map(|(x, y)| line.as_raw()[y * width + x])
                .collect();
            values.sort_unstable();
            values.get(values.len() * 7 / 10).copied().map_or(1.0, f32::from)
        })
        .collect();
    (0..width).map(|x| blocks[x / AROUND]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photo::Channels;
    use image::{DynamicImage, Luma};

    /// Twelve upright strokes, each so many pixels below the line.
    fn line(off: impl Fn(u32) -> f32) -> Photo {
        let mut image = GrayImage::from_pixel(480, 72, Luma([220]));
        for letter in 0..12 {
            let bottom = 55.0 + off(letter);
            for y in 20..72u32 {
                let cover = (bottom - y as f32).clamp(0.0, 1.0);
                for x in letter * 40 + 10..letter * 40 + 20 {
                    image.put_pixel(x, y, Luma([(220.0 - 190.0 * cover) as u8]));
                }
            }
        }
        Photo::from_image(DynamicImage::ImageLuma8(image), Channels::Luma)
    }

    #[test]
    fn what_stands_on_a_line_is_printed_and_what_wavers_is_written() {
        let line_of = |level| Line { quad: Quad::rectangle(0.0, 0.0, 480.0, 72.0), latin: vec![(0.0, 1.0)], level };
        let (quads, chinese) = ([line_of(false)], [Line { latin: vec![(0.0, 0.2)], ..line_of(false) }]);
        let printed = handwritten(&line(|_| 0.0), &quads).unwrap();
        let turned = handwritten(&line(|letter| letter as f32 * 0.4), &quads).unwrap();
        let tails = handwritten(&line(|letter| if letter % 4 == 0 { 9.0 } else { 0.0 }), &quads).unwrap();
        let written = handwritten(&line(|letter| ((letter * 7) % 5) as f32 * 1.6), &quads).unwrap();
        assert!(printed < 0.1 && turned < 0.1 && tails < 0.1, "{printed} {turned} {tails}");
        assert!(written > 0.6, "{written}");
        assert_eq!(handwritten(&line(|_| 0.0), &[]), None);
        assert_eq!(handwritten(&line(|_| 0.0), &chinese), None, "two letters tell nothing");
        let level = handwritten(&line(|_| 0.0), &[line_of(true)]).unwrap();
        assert!(level < 0.1, "{level}");
    }
}

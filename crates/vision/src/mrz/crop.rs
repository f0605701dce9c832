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

//! Sides that neither the maps nor the near search found: of a document seen from far aside, or on something like it.
//!
//! The two sides beside a lost one are known. It runs from a place on the one to a place on the other, and wherever it lies
//! in the frame the colour steps there about as much as at the sides that were found. Where it shows nowhere, because the
//! frame cuts it off, the sides beside it tell how far the document goes on.

use super::fit::{Line, convex};
use super::refine::{Refined, Sampler};
use verify::geometry::{Point, Quad};

/// A side with less support than this is lost.
const LOST: f32 = 0.45;
/// A side with at least this support is known.
const KNOWN: f32 = 0.6;
/// Where a lost side may begin and end, as a share of the sides beside it.
const PLACES: std::ops::RangeInclusive<f32> = 0.45..=1.8;
/// Steps in that range, at first.
const STEP: f32 = 0.03;
/// Places along a side at which the step is measured.
const SAMPLES: usize = 48;
/// At least this share of them must lie in the frame.
const IN_FRAME: f32 = 0.25;
/// And at least this share of those must show a step.
const STEPPED: f32 = 0.8;
/// A step is at least this share of what is usual at the known sides.
const USUAL_SHARE: f32 = 0.4;
/// And at least so many grey levels.
const LEAST_STEP: f32 = 12.0;
/// Steps in which a side is followed beyond its end, as a share of its length.
const ON_STEP: f32 = 0.01;
/// Places in a row at which it may show no step.
const MOST_MISSED: usize = 2;
/// It goes on when it does so for more than this share.
const LEAST_ON: f32 = 0.04;
/// How far outside the frame the end of a side that leaves it is put, as a share of its length.
const OUT_OF_FRAME: f32 = 0.02;
/// Distance of what is compared from the line, as a share of the document's width.
const ASIDE: f32 = 0.012;

/// The quad with its one lost side where it is, and whether the frame shows it there. `None` when no side is lost, or more
/// than one, or nothing tells where it is.
pub(super) fn found(sampler: &Sampler<'_>, refined: &Refined) -> Option<(Quad, bool)> {
    let lost = (0..4).min_by(|&a, &b| refined.support[a].total_cmp(&refined.support[b]))?;
    let known = |side: usize| refined.support[side % 4] >= KNOWN;
    if refined.support[lost] >= LOST || !(known(lost + 1) && known(lost + 2) && known(lost + 3)) {
        return None;
    }
    let corner = |index: usize| refined.quad.0[index % 4];
    let aside = (ASIDE * refined.quad.width().max(refined.quad.height())).max(2.0);
    let mut usual: Vec<f32> = (1..4)
        .flat_map(|next| {
            let side = lost + next;
            steps(sampler, corner(side), corner(side + 1), aside)
        })
        .collect();
    usual.sort_unstable_by(f32::total_cmp);
    let least = (USUAL_SHARE * usual.get(usual.len() / 2)?).max(LEAST_STEP);
    // From the far ends of the sides beside it: the one that leads to its start, and the one that leaves from its end.
    let start_at = |share: f32| corner(lost + 3).towards(corner(lost), share);
    let end_at = |share: f32| corner(lost + 2).towards(corner(lost + 1), share);
    let worth = |start: f32, end: f32| {
        let steps = steps(sampler, start_at(start), end_at(end), aside);
        if (steps.len() as f32) < IN_FRAME * SAMPLES as f32 {
            return 0.0;
        }
        let shown = steps.iter().filter(|&&step| step >= least).count() as f32 / steps.len() as f32;
        let strength = steps.iter().map(|step| (step / (2.0 * least)).min(1.0)).sum::<f32>() / steps.len() as f32;
        if shown >= STEPPED { shown + strength } else { 0.0 }
    };
    let places = |middle: f32, reach: f32, step: f32| {
        let count = (2.0 * reach / step) as usize;
        (0..=count).map(move |index| middle - reach + step * index as f32).filter(|place| PLACES.contains(place))
    };
    let middle = (PLACES.start() + PLACES.end()) / 2.0;
    let reach = (PLACES.end() - PLACES.start()) / 2.0;
    let mut best = (0.0, 1.0, 1.0);
    for (reach, step) in [(reach, STEP), (STEP, STEP / 4.0)] {
        let (start, end) = if best.0 > 0.0 { (best.1, best.2) } else { (middle, middle) };
        for start in places(start, reach, step) {
            for end in places(end, reach, step) {
                let worth = worth(start, end);
                if worth > best.0 {
                    best = (worth, start, end);
                }
            }
        }
    }
    let (start, end) = if best.0 > 0.0 {
        (best.1, best.2)
    } else {
        let start = goes_on(sampler, corner(lost + 3), corner(lost), aside, least)?;
        // Its own direction is the other way round, so that the inside stays on the same hand.
        let end = goes_on(sampler, corner(lost + 2), corner(lost + 1), -aside, least)?;
        (start, end)
    };
    let mut quad = refined.quad;
    quad.0[lost] = start_at(start);
    quad.0[(lost + 1) % 4] = end_at(end);
    convex(&quad).then_some((quad, best.0 > 0.0))
}

/// How far beyond its end at `to` a side goes on, as a share of its length: until no step is seen on it any more, or a little
/// beyond the frame. `None` when it does not go on.
fn goes_on(sampler: &Sampler<'_>, from: Point, to: Point, aside: f32, least: f32) -> Option<f32> {
    let line = Line::through(from, to)?;
    let length = from.distance(to);
    let direction = ((to.x - from.x) / length, (to.y - from.y) / length);
    let (mut last, mut missed) = (1.0, 0);
    let mut share = 1.0;
    while share < *PLACES.end() {
        share += ON_STEP;
        let foot = from.towards(to, share);
        let (inner, outer) = (line.offset(foot, aside), line.offset(foot, -aside));
        if !sampler.inside(inner) || !sampler.inside(outer) {
            if missed == 0 {
                return Some(share + OUT_OF_FRAME);
            }
            break;
        }
        let (inner, outer) = (sampler.colour(inner, direction), sampler.colour(outer, direction));
        let step = inner.iter().zip(outer).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt();
        if step >= least {
            (last, missed) = (share, 0);
        } else {
            missed += 1;
            if missed > MOST_MISSED {
                break;
            }
        }
    }
    (last > 1.0 + LEAST_ON).then_some(last)
}

/// By how much the colour differs between both sides of a line, in grey levels, wherever both are in the frame.
fn steps(sampler: &Sampler<'_>, from: Point, to: Point, aside: f32) -> Vec<f32> {
    let Some(line) = Line::through(from, to) else { return Vec::new() };
    let length = from.distance(to);
    let direction = ((to.x - from.x) / length, (to.y - from.y) / length);
    let step = |index: usize| {
        let foot = from.towards(to, 0.06 + 0.88 * (index as f32 + 0.5) / SAMPLES as f32);
        let (inner, outer) = (line.offset(foot, aside), line.offset(foot, -aside));
        (sampler.inside(inner) && sampler.inside(outer)).then(|| {
            let (inner, outer) = (sampler.colour(inner, direction), sampler.colour(outer, direction));
            inner.iter().zip(outer).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt()
        })
    };
    (0..SAMPLES).filter_map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photo::{Channels, Photo};
    use image::{Rgb, RgbImage};

    /// Where a bright document from (100, 100) to (`right`, 500) in a frame of 800 by 600 is found to end, and whether the
    /// frame shows it, when its right side was taken to be at 500.
    fn right_side(right: u32) -> Option<(f32, bool)> {
        let pixels = RgbImage::from_fn(800, 600, |x, y| {
            let on = (100..right).contains(&x) && (100..500).contains(&y);
            if on { Rgb([225, 230, 226]) } else { Rgb([60, 70, 80]) }
        });
        let photo = Photo::from_image(pixels.into(), Channels::Colour);
        let refined = Refined { quad: Quad::rectangle(100.0, 100.0, 500.0, 500.0), support: [1.0, 0.1, 1.0, 1.0] };
        let (quad, in_frame) = found(&Sampler::new(&photo, 3.0), &refined)?;
        assert!((quad.0[1].x - quad.0[2].x).abs() < 6.0, "{quad:?}");
        Some((quad.0[1].x, in_frame))
    }

    #[test]
    fn a_lost_side_is_found_where_the_colour_steps() {
        let (place, in_frame) = right_side(620).unwrap();
        assert!((place - 620.0).abs() < 5.0 && in_frame, "{place}");
    }

    #[test]
    fn a_side_outside_the_frame_is_put_there() {
        let (place, in_frame) = right_side(801).unwrap();
        assert!(place > 700.0 && !in_frame, "{place}");
    }

    #[test]
    fn nothing_is_looked_for_when_two_sides_are_lost() {
        let photo = Photo::from_image(RgbImage::new(800, 600).into(), Channels::Colour);
        let refined = Refined { quad: Quad::rectangle(100.0, 100.0, 500.0, 500.0), support: [1.0, 0.1, 0.1, 1.0] };
        assert!(found(&Sampler::new(&photo, 3.0), &refined).is_none());
    }
}

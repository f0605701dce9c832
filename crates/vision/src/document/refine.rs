//! Sides moved from where the coarse maps put them to where the photo shows the document's edge.
//!
//! Profiles across a side are taken at many points of it; each gives the strength of the step in colour at every offset.
//! The straight line that gathers most of it wins, steps near the coarse side counting more. Only the middle of a side
//! is looked at, for corners may be round, and no single profile can outweigh others, for fingers and print cross sides.

use super::fit::{Line, convex, robust_line};
use super::lost;
use super::outline::Maps;
use crate::photo::Photo;
use verify::geometry::{Point, Quad};

/// Profiles taken of a side.
const PROFILES: usize = 72;
/// Part of a side at each end that is not looked at.
const END: f32 = 0.08;
/// How far from the coarse side is looked, in cells of the maps.
const REACH: f32 = 1.3;
/// The same where the maps are not sure.
const WIDE_REACH: f32 = 2.8;
/// Support that a side must gain for the wider search to be believed, on average.
const WIDE_GAIN: f32 = 0.05;
/// Samples of a profile from its middle to one end.
const HALF: usize = 32;
/// Samples of a profile.
const SAMPLES: usize = 2 * HALF + 1;
/// Samples on either side of a step that are averaged.
const WINDOW: usize = 3;
/// Deviation of the true side from the coarse one at either end, in samples.
const TRUST: f32 = 9.0;
/// Steps weaker than this many grey levels are noise.
const NOISE: f32 = 3.0;
/// Least share of the steps' strength that a line must gather, else the coarse side stays.
const LEAST_SUPPORT: f32 = 0.2;

/// A refined quad, and for each side how much of it shows a step there, 0 to 1.
pub(super) struct Refined {
    pub(super) quad: Quad,
    pub(super) support: [f32; 4],
}

impl Refined {
    fn mean_support(&self) -> f32 {
        self.support.iter().sum::<f32>() / 4.0
    }
}

/// Refines `quad`, in pixels at working scale, clockwise on the screen. Where the maps are not `sure`, it is looked
/// farther away as well.
pub(super) fn refine(photo: &Photo, maps: &Maps, quad: &Quad, sure: bool) -> Refined {
    let cell = (maps.cell.0 + maps.cell.1) / 2.0;
    let near = within(photo, REACH * cell, quad);
    let far = || Some(within(photo, REACH * cell, &within(photo, WIDE_REACH * cell, quad).quad)).filter(|_| !sure);
    let better = |far: &Refined| far.mean_support() > near.mean_support() + WIDE_GAIN;
    let best = far().filter(better).unwrap_or(near);
    let Some((quad, in_frame)) = lost::found(&Sampler::new(photo, 3.0), &best) else { return best };
    let again = within(photo, REACH * cell, &quad);
    // A side that the frame cuts off has nothing to support it.
    if !in_frame || again.mean_support() > best.mean_support() { again } else { best }
}

/// Moves each side by at most about `reach` pixels.
fn within(photo: &Photo, reach: f32, quad: &Quad) -> Refined {
    let spacing = reach / HALF as f32;
    let sampler = Sampler::new(photo, spacing);
    let mut support = [0.0; 4];
    let mut lines = Vec::with_capacity(4);
    for (side, support) in support.iter_mut().enumerate() {
        let (from, to) = (quad.0[side], quad.0[(side + 1) % 4]);
        let Some(coarse) = Line::through(from, to) else { break };
        let steps = Steps::along(&sampler, &coarse, from, to, spacing);
        let found = steps.best_line();
        *support = found.map_or(0.0, |found| found.2);
        let moved = found.filter(|found| found.2 >= LEAST_SUPPORT).and_then(|(start, end, _)| {
            Line::through(coarse.offset(from, start * spacing), coarse.offset(to, end * spacing))
        });
        lines.push(moved.unwrap_or(coarse));
    }
    let corner = |index: usize| lines.get((index + 3) % 4)?.meets(lines.get(index)?);
    let corners = [corner(0), corner(1), corner(2), corner(3)];
    let quad = match corners {
        [Some(a), Some(b), Some(c), Some(d)] if convex(&Quad([a, b, c, d])) => Quad([a, b, c, d]),
        _ => *quad,
    };
    Refined { quad, support }
}

/// Colours of the photo at any place, averaged over about a profile's spacing.
pub(super) struct Sampler<'a> {
    pixels: &'a [u8],
    channels: usize,
    width: usize,
    height: usize,
    /// Pixels averaged along the side, on either side of the profile.
    half: i32,
}

impl<'a> Sampler<'a> {
    pub(super) fn new(photo: &'a Photo, spacing: f32) -> Self {
        let (width, height) = photo.luma().dimensions();
        let (pixels, channels) = match photo.rgb() {
            Some(rgb) => (rgb.as_raw().as_slice(), 3),
            None => (photo.luma().as_raw().as_slice(), 1),
        };
        let half = (spacing.round() as i32).clamp(1, 3);
        Self { pixels, channels, width: width as usize, height: height as usize, half }
    }

    pub(super) fn inside(&self, place: Point) -> bool {
        place.x >= 0.0 && place.y >= 0.0 && place.x < self.width as f32 && place.y < self.height as f32
    }

    /// The mean colour of a few pixels around `place` along `direction`.
    pub(super) fn colour(&self, place: Point, direction: (f32, f32)) -> [f32; 3] {
        let mut sum = [0.0; 3];
        for shift in -self.half..=self.half {
            let x = place.x + direction.0 * shift as f32 - 0.5;
            let y = place.y + direction.1 * shift as f32 - 0.5;
            let colour = self.bilinear(x, y);
            for (total, value) in sum.iter_mut().zip(colour) {
                *total += value;
            }
        }
        sum.map(|value| value / (2 * self.half + 1) as f32)
    }

    fn bilinear(&self, x: f32, y: f32) -> [f32; 3] {
        let x = x.clamp(0.0, (self.width - 1) as f32);
        let y = y.clamp(0.0, (self.height - 1) as f32);
        let (left, top) = (x as usize, y as usize);
        let (fx, fy) = (x - left as f32, y - top as f32);
        let right = (left + 1).min(self.width - 1);
        let bottom = (top + 1).min(self.height - 1);
        let mut colour = [0.0; 3];
        for (channel, value) in colour.iter_mut().enumerate().take(self.channels) {
            let pixel = |column: usize, row: usize| {
                f32::from(self.pixels[(row * self.width + column) * self.channels + channel])
            };
            let upper = pixel(left, top) * (1.0 - fx) + pixel(right, top) * fx;
            let lower = pixel(left, bottom) * (1.0 - fx) + pixel(right, bottom) * fx;
            *value = upper * (1.0 - fy) + lower * fy;
        }
        colour
    }
}

/// The strength of the step at every offset of every profile of one side, 0 to 1.
struct Steps {
    /// Place along the side, 0 to 1, of the profiles that lie in the frame, and their strengths.
    profiles: Vec<(f32, [f32; SAMPLES])>,
}

impl Steps {
    fn along(sampler: &Sampler<'_>, side: &Line, from: Point, to: Point, spacing: f32) -> Self {
        let length = from.distance(to).max(1e-3);
        let direction = ((to.x - from.x) / length, (to.y - from.y) / length);
        let mut profiles = Vec::with_capacity(PROFILES);
        for index in 0..PROFILES {
            let share = END + (1.0 - 2.0 * END) * (index as f32 + 0.5) / PROFILES as f32;
            let foot = from.towards(to, share);
            let mut colours = [None; SAMPLES];
            for (sample, colour) in colours.iter_mut().enumerate() {
                let place = side.offset(foot, (sample as f32 - HALF as f32) * spacing);
                if sampler.inside(place) {
                    *colour = Some(sampler.colour(place, direction));
                }
            }
            if let Some(strengths) = strengths(&colours) {
                profiles.push((share, strengths));
            }
        }
        Self { profiles }
    }

    /// Offsets at both ends of the side, in samples, and the share of profiles that agree. `None` when too few profiles
    /// lie in the frame.
    fn best_line(&self) -> Option<(f32, f32, f32)> {
        if self.profiles.len() * 6 < PROFILES {
            return None;
        }
        let mut best = (f32::NEG_INFINITY, 0i32, 0i32);
        let reach = HALF as i32 - WINDOW as i32;
        let mut search = |starts: &mut dyn Iterator<Item = i32>, ends: std::ops::RangeInclusive<i32>, step: usize| {
            for start in starts {
                for end in ends.clone().step_by(step) {
                    let score = self.gathered(start as f32, end as f32) - self.distrust(start as f32, end as f32);
                    if score > best.0 {
                        best = (score, start, end);
                    }
                }
            }
        };
        search(&mut (-reach..=reach).step_by(2), -reach..=reach, 2);
        let (_, start, end) = best;
        let mut search = |starts: std::ops::RangeInclusive<i32>, ends: std::ops::RangeInclusive<i32>| {
            for start in starts {
                for end in ends.clone() {
                    let score = self.gathered(start as f32, end as f32) - self.distrust(start as f32, end as f32);
                    if score > best.0 {
                        best = (score, start, end);
                    }
                }
            }
        };
        search(start - 1..=start + 1, end - 1..=end + 1);
        let (_, start, end) = best;
        let (start, end) = (start as f32, end as f32);
        let support = self.gathered(start, end) / self.profiles.len() as f32;
        let peaks = self.peaks_near(start, end);
        let (start, end) = robust_line(&peaks, 1.0)
            .filter(|line| (line.0 - start).abs() < 4.0 && (line.1 - end).abs() < 4.0)
            .unwrap_or((start, end));
        Some((start, end, support))
    }

    fn gathered(&self, start: f32, end: f32) -> f32 {
        let last = SAMPLES as f32 - 1.0;
        self.profiles
            .iter()
            .map(|(share, strengths)| {
                let offset = start + (end - start) * share + HALF as f32;
                strengths[(offset + 0.5).clamp(0.0, last) as usize]
            })
            .sum()
    }

    /// What a line far from the coarse side loses.
    fn distrust(&self, start: f32, end: f32) -> f32 {
        0.12 * self.profiles.len() as f32 * (start * start + end * end) / (2.0 * TRUST * TRUST)
    }

    /// In each profile the strongest step within two samples of the line, to a fraction of a sample.
    fn peaks_near(&self, start: f32, end: f32) -> Vec<(f32, f32)> {
        let mut peaks = Vec::with_capacity(self.profiles.len());
        for (share, strengths) in &self.profiles {
            let middle = (start + (end - start) * share + HALF as f32 + 0.5).clamp(3.0, SAMPLES as f32 - 4.0) as usize;
            let mut peak = middle;
            for sample in middle - 2..=middle + 2 {
                if strengths[sample] > strengths[peak] {
                    peak = sample;
                }
            }
            let (left, here, right) = (strengths[peak - 1], strengths[peak], strengths[peak + 1]);
            if here > 0.1 && here >= left && here >= right {
                let bend = left - 2.0 * here + right;
                let fraction = if bend < -1e-6 { (left - right) / (2.0 * bend) } else { 0.0 };
                peaks.push((*share, peak as f32 - HALF as f32 + fraction.clamp(-0.5, 0.5)));
            }
        }
        peaks
    }
}

/// Steps of a profile, relative to the strongest, and none where the profile leaves the frame. `None` when it lies in the frame for less than
/// half of its length.
fn strengths(colours: &[Option<[f32; 3]>; SAMPLES]) -> Option<[f32; SAMPLES]> {
    if colours.iter().flatten().count() * 2 < SAMPLES {
        return None;
    }
    let mut steps = [0.0f32; SAMPLES];
    for middle in WINDOW..SAMPLES - WINDOW {
        let (Some(before), Some(after)) =
            (mean(&colours[middle - WINDOW..middle]), mean(&colours[middle + 1..=middle + WINDOW]))
        else {
            continue;
        };
        let squares: f32 = before.iter().zip(after).map(|(a, b)| (a - b) * (a - b)).sum();
        steps[middle] = squares.sqrt();
    }
    let strongest = steps.iter().copied().fold(0.0, f32::max);
    let full = strongest.max(2.0 * NOISE) * 0.8;
    Some(steps.map(|step| ((step - NOISE) / full).clamp(0.0, 1.0)))
}

fn mean(colours: &[Option<[f32; 3]>]) -> Option<[f32; 3]> {
    let mut sum = [0.0; 3];
    for colour in colours {
        for (total, value) in sum.iter_mut().zip((*colour)?) {
            *total += value;
        }
    }
    Some(sum.map(|value| value / colours.len() as f32))
}

#[cfg(test)]
mod tests {
    use super::super::outline::tests::drawn;
    use super::super::tests::photo;
    use super::*;

    const TRUTH: [[f32; 2]; 4] = [[160.3, 110.6], [660.2, 140.4], [640.7, 460.1], [150.5, 420.8]];

    fn farthest(found: &Quad, truth: &Quad) -> f32 {
        found.0.iter().zip(truth.0).map(|(one, other)| one.distance(other)).fold(0.0, f32::max)
    }

    #[test]
    fn sides_move_to_the_edge_of_the_sheet_to_half_a_pixel() {
        let truth = Quad(TRUTH.map(Point::from));
        let middle = truth.centre();
        let mut maps = drawn(64, 48, &truth.scaled(0.08));
        maps.cell = (12.5, 12.5);
        for (larger, sure) in [(1.03, true), (0.97, true), (1.1, false)] {
            let coarse = Quad(truth.0.map(|corner| middle.towards(corner, larger)));
            let refined = refine(&photo(800, 600, &truth), &maps, &coarse, sure);
            assert!(farthest(&refined.quad, &truth) < 0.75, "{larger}: {:?}", refined.quad);
            assert!(refined.support.iter().all(|&support| support > 0.8), "{:?}", refined.support);
        }
    }

    #[test]
    fn a_side_without_an_edge_near_stays() {
        let truth = Quad(TRUTH.map(Point::from));
        let maps = drawn(64, 48, &truth.scaled(0.08));
        let elsewhere = Quad::rectangle(260.0, 220.0, 500.0, 340.0);
        let refined = refine(&photo(800, 600, &truth), &maps, &elsewhere, true);
        assert!(farthest(&refined.quad, &elsewhere) < 1.0, "{:?}", refined.quad);
    }
}

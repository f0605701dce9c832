//! What a head did, from the measurements of each frame: excursions from the person's own usual pose and openness of the eyes.

use super::Action;
use crate::facts::{FrameFacts, HeadFacts};
use crate::policy::Liveness;

/// Something that a head did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Movement {
    /// What.
    pub action: Action,
    /// When it began, in milliseconds since the first frame.
    pub from: u32,
    /// When it was over; the last frame where the clip ends before.
    pub until: u32,
    /// What of it no flat picture explains, as a share of the distance between the eyes; `None` of a blink.
    pub depth: Option<f64>,
}

/// A movement is over once it is back within this share of what began it.
const BACK: f64 = 0.6;
/// Eyes are looked at while the head is within this share of a turn or a nod: far from the camera's line they look closed.
const STEADY: f64 = 0.8;
/// A blink is over once the eyes are this near to open again, as a share of what began it.
const OPEN_AGAIN: f64 = 0.6;

/// The usual yaw, pitch and openness of the eyes of a clip.
#[derive(Clone, Copy, Debug)]
struct Usual {
    yaw: f64,
    pitch: f64,
    eyes: f64,
}

/// The middle of the shortest interval that holds half of `values` (Andrews et al., Robust Estimates of Location, 1972, the shorth): where
/// a head rests, however far it goes in between.
fn resting(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let half = values.len().div_ceil(2);
    let shortest = values.windows(half.max(1)).min_by(|one, other| {
        let width = |window: &[f64]| window[window.len() - 1] - window[0];
        width(one).total_cmp(&width(other))
    })?;
    Some(shortest.iter().sum::<f64>() / shortest.len() as f64)
}

/// The middle of each value and its neighbours: one frame that was measured wrong moves nothing.
fn smooth(values: &[f64]) -> Vec<f64> {
    let middle = |index: usize| {
        let mut near: Vec<f64> = values[index.saturating_sub(1)..values.len().min(index + 2)].to_vec();
        near.sort_by(f64::total_cmp);
        // At the ends there are two: the one nearer to rest is not known, so the value stays.
        if near.len() == 3 { near[1] } else { values[index] }
    };
    (0..values.len()).map(middle).collect()
}

const fn eyes(head: &HeadFacts) -> f64 {
    f64::midpoint(head.eye_open_left, head.eye_open_right)
}

/// What the head of a clip did, in the order in which it began.
#[must_use]
pub fn movements(frames: &[FrameFacts], limits: &Liveness) -> Vec<Movement> {
    let seen: Vec<(u32, &HeadFacts)> =
        frames.iter().filter_map(|frame| Some((frame.ms, frame.head.as_ref()?))).collect();
    let of = |pick: fn(&HeadFacts) -> f64| seen.iter().map(|(_, head)| pick(head)).collect::<Vec<f64>>();
    let (yaws, pitches) = (smooth(&of(|head| head.yaw)), smooth(&of(|head| head.pitch)));
    let usual = resting(yaws.clone()).zip(resting(pitches.clone())).zip(resting(of(eyes)));
    let Some(((yaw, pitch), open)) = usual else { return Vec::new() };
    let usual = Usual { yaw, pitch, eyes: open };
    let aside: Vec<f64> = yaws.iter().map(|value| value - usual.yaw).collect();
    let nodding: Vec<f64> = pitches.iter().map(|value| value - usual.pitch).collect();
    let (turn, nod) = (limits.turn.bound().0.max(1.0), limits.nod.bound().0.max(1.0));
    let times: Vec<u32> = seen.iter().map(|(ms, _)| *ms).collect();
    let mut all = Vec::new();
    for span in excursions(&aside, |value| value.abs(), turn) {
        let far = farthest(&aside, span);
        // A head that nods goes aside as well; what it does most is what it does.
        if aside[far].abs() / turn < most(&nodding, span) / nod {
            continue;
        }
        let action = if aside[far] > 0.0 { Action::TurnLeft } else { Action::TurnRight };
        all.push(movement(action, span, &times, depth(&seen, span, &aside)));
    }
    for span in excursions(&nodding, |value| value.abs(), nod) {
        let far = farthest(&nodding, span);
        if nodding[far].abs() / nod <= most(&aside, span) / turn {
            continue;
        }
        all.push(movement(Action::Nod, span, &times, depth(&seen, span, &nodding)));
    }
    let closed: Vec<f64> = (0..seen.len())
        .map(|index| {
            let steady = aside[index].abs() < STEADY * turn && nodding[index].abs() < STEADY * nod;
            if steady { 1.0 - eyes(seen[index].1) / usual.eyes.max(0.05) } else { 0.0 }
        })
        .collect();
    for span in blinks(&closed, limits.blink.bound().0) {
        all.push(movement(Action::Blink, span, &times, None));
    }
    all.sort_by_key(|movement| movement.from);
    all
}

fn movement(action: Action, (from, to): (usize, usize), times: &[u32], depth: Option<f64>) -> Movement {
    let until = times.get(to).or(times.last()).copied().unwrap_or(0);
    Movement { action, from: times[from], until, depth }
}

fn farthest(values: &[f64], (from, to): (usize, usize)) -> usize {
    (from..to).max_by(|one, other| values[*one].abs().total_cmp(&values[*other].abs())).unwrap_or(from)
}

fn most(values: &[f64], (from, to): (usize, usize)) -> f64 {
    values[from..to].iter().fold(0.0, |most, value| value.abs().max(most))
}

/// What no flat picture explains, in the middle one of the frames in which the head is far.
fn depth(seen: &[(u32, &HeadFacts)], (from, to): (usize, usize), moved: &[f64]) -> Option<f64> {
    let far = most(moved, (from, to));
    let mut depths: Vec<f64> =
        (from..to).filter(|index| moved[*index].abs() >= 0.7 * far).filter_map(|index| seen[index].1.depth).collect();
    depths.sort_by(f64::total_cmp);
    depths.get(depths.len() / 2).copied()
}

/// Runs of frames that begin where `size` reaches `enter` and end, exclusively, where it is back, or where the side changes.
fn excursions(values: &[f64], size: impl Fn(f64) -> f64, enter: f64) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut begun: Option<(usize, bool)> = None;
    for (index, &value) in values.iter().enumerate() {
        let side = value > 0.0;
        if let Some((from, on)) = begun
            && (size(value) <= BACK * enter || side != on)
        {
            spans.push((from, index));
            begun = None;
        }
        if begun.is_none() && size(value) >= enter {
            begun = Some((index, side));
        }
    }
    spans.extend(begun.map(|(from, _)| (from, values.len())));
    spans
}

fn blinks(closed: &[f64], enter: f64) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    let mut begun = None;
    for (index, &value) in closed.iter().enumerate() {
        match begun {
            None if value >= enter => begun = Some(index),
            Some(from) if value <= OPEN_AGAIN * enter => {
                spans.push((from, index));
                begun = None;
            }
            _ => {}
        }
    }
    spans.extend(begun.map(|from| (from, closed.len())));
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{Motion, clip};

    fn done(motions: &[Motion]) -> Vec<Action> {
        movements(&clip(motions).frames, &Liveness::default()).iter().map(|movement| movement.action).collect()
    }

    #[test]
    fn each_movement_is_told_from_the_others() {
        assert_eq!(done(&[]), []);
        for action in Action::ALL {
            assert_eq!(done(&[Motion::of(action)]), [action]);
        }
        assert_eq!(
            done(&[Motion::of(Action::Nod), Motion::of(Action::TurnRight), Motion::of(Action::Blink)]),
            [Action::Nod, Action::TurnRight, Action::Blink]
        );
    }

    #[test]
    fn what_counts_is_the_way_from_the_persons_own_usual_pose() {
        // A head that always looks aside and down, with narrow eyes.
        let mut held = clip(&[Motion::of(Action::TurnLeft), Motion::of(Action::Blink)]);
        for head in held.frames.iter_mut().filter_map(|frame| frame.head.as_mut()) {
            (head.yaw, head.pitch) = (head.yaw + 14.0, head.pitch - 12.0);
            (head.eye_open_left, head.eye_open_right) = (head.eye_open_left * 0.55, head.eye_open_right * 0.55);
        }
        let found: Vec<Action> =
            movements(&held.frames, &Liveness::default()).iter().map(|movement| movement.action).collect();
        assert_eq!(found, [Action::TurnLeft, Action::Blink]);
    }

    #[test]
    fn a_single_wild_frame_and_trembling_are_no_movement() {
        let mut still = clip(&[]);
        still.frames[20].head.as_mut().unwrap().yaw = 40.0;
        for (index, frame) in still.frames.iter_mut().enumerate() {
            let head = frame.head.as_mut().unwrap();
            head.pitch += if index % 2 == 0 { 3.0 } else { -3.0 };
        }
        assert_eq!(movements(&still.frames, &Liveness::default()), []);
    }
}

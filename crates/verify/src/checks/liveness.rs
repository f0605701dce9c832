//! The clip of the face: whether what was asked for was done, and whether anything speaks against a person before a camera.
//!
//! What the applicant can do again is told and asked for again. Doubt goes to a person, and is not told: what an attacker learns of it could
//! be tuned against.

use super::{Case, Findings};
use crate::facts::{ClipFacts, HeadFacts, LiveFacts};
use crate::finding::{Evidence, Measured};
use crate::limits::Direction;
use crate::liveness::{Action, Movement, Performance, movements, performance};
use crate::policy::{Policy, PolicyLimit};
use crate::reason::codes;

/// More frames with a second person than one: a poster in the background is taken for somebody now and then.
const SECOND_PERSON: usize = 2;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    let (policy, history) = (case.policy, &case.facts.history);
    if !policy.face.liveness_needed {
        return;
    }
    if history.without_face {
        // The comparison of the face says so already where it is asked for.
        if !policy.face.selfie_needed {
            findings.not_run("liveness", codes::CONSENT_DECLINED.name(), Evidence::Liveness);
        }
        return;
    }
    if history.without_liveness {
        findings.not_run("liveness", "given_up", Evidence::Liveness);
        return;
    }
    let Some(live) = &case.facts.live else { return };
    performed(live, policy, findings);
    doubts(live, policy, findings);
}

/// What the applicant can do again: whether one face is there, and does what was asked for, in order and in time.
pub(super) fn performed(live: &LiveFacts, policy: &Policy, findings: &mut Findings) {
    let (limits, frames) = (&policy.liveness, &live.clip.frames);
    let mut miss = |value: f64, limit: &PolicyLimit, code: crate::reason::Code<crate::reason::Exact>| {
        let missed = !limit.passed(value);
        if missed {
            let (bound, direction) = limit.bound();
            let measured = Measured::number(value, bound, direction, &limit.unit);
            findings.raise_with(code, Evidence::Liveness, measured, limit.effect);
        }
        missed
    };
    let interval = middle(intervals(&live.clip)).unwrap_or(0.0);
    if miss(frames.len() as f64, &limits.frames, codes::LIVE_UNDETERMINED)
        || miss(interval, &limits.interval, codes::LIVE_UNDETERMINED)
    {
        return;
    }
    let seen = frames.iter().filter(|frame| frame.head.is_some()).count() as f64 / frames.len().max(1) as f64;
    if !limits.seen.passed(seen) {
        findings.raise(codes::FACE_NOT_FOUND, Evidence::Liveness, Measured::default());
        return;
    }
    let most = frames.iter().map(|frame| frame.faces).max().unwrap_or(0);
    if frames.iter().filter(|frame| frame.faces > 1).count() >= SECOND_PERSON {
        let measured = Measured::number(f64::from(most), 1.0, Direction::AtMost, "faces");
        findings.raise(codes::FACE_MULTIPLE, Evidence::Liveness, measured);
        return;
    }
    let end = frames.last().map_or(0, |frame| frame.ms);
    let named = |action: Action| Measured { value: Some(action.name().into()), ..Measured::default() };
    match performance(&movements(frames, limits), &live.actions, live.seconds, end) {
        Performance::Done => {}
        Performance::Missed(action) => findings.raise(codes::LIVE_ACTION_MISSED, Evidence::Liveness, named(action)),
        Performance::Late(action) => findings.raise(codes::LIVE_TIMEOUT, Evidence::Liveness, named(action)),
    }
}

/// What speaks against a person before a camera; of each kind what was found first.
pub(super) fn doubts(live: &LiveFacts, policy: &Policy, findings: &mut Findings) {
    if let Some(measured) = injected(live, policy) {
        findings.raise(codes::LIVE_INJECTION, Evidence::Liveness, measured);
    }
    if let Some(measured) = unconfirmed(live, policy) {
        findings.raise(codes::LIVE_NOT_CONFIRMED, Evidence::Liveness, measured);
    }
}

fn missed(value: f64, limit: &PolicyLimit) -> Option<Measured> {
    let (bound, direction) = limit.bound();
    (!limit.passed(value)).then(|| Measured::number(value, bound, direction, &limit.unit))
}

/// What no camera gives: frames that were sent before, that come again, or that come like clockwork.
fn injected(live: &LiveFacts, policy: &Policy) -> Option<Measured> {
    let (clip, limits) = (&live.clip, &policy.liveness);
    if live.replayed {
        return Some(Measured::text("replayed", "new"));
    }
    if clip.frames.windows(2).any(|pair| pair[1].ms <= pair[0].ms) {
        return Some(Measured::text("times that go back", "times that go on"));
    }
    if clip.again > 0 {
        return Some(Measured::number(f64::from(clip.again), 0.0, Direction::AtMost, "frames"));
    }
    missed(clip.held, &limits.held).or_else(|| missed(spread(&intervals(clip)), &limits.jitter))
}

/// What a person before the camera does not show: another face than the selfie's and the document's, or than a moment ago; a flat picture.
fn unconfirmed(live: &LiveFacts, policy: &Policy) -> Option<Measured> {
    let (clip, limits, face) = (&live.clip, &policy.liveness, &policy.face);
    let compared = |score: Option<f64>, limit: &PolicyLimit| missed(score?, limit);
    compared(clip.one_face, &limits.one_face)
        .or_else(|| missed(leap(clip), &limits.leap))
        .or_else(|| compared(clip.selfie_score, &face.same))
        // A portrait is small and old: what cannot be told of it says nothing against the clip.
        .or_else(|| compared(clip.portrait_score, &face.unsure))
        // In the dark even a person seems flat, as on a selfie.
        .or_else(|| compared(clip.live.filter(|_| clip.light.is_none_or(|light| face.light.passed(light))), &face.live))
        .or_else(|| compared(deepest(&movements(&clip.frames, limits)), &limits.depth))
}

/// The most depth of all turns and nods: a small nod shows little, a picture none in any.
fn deepest(movements: &[Movement]) -> Option<f64> {
    movements.iter().filter_map(|movement| movement.depth).reduce(f64::max)
}

fn intervals(clip: &ClipFacts) -> Vec<f64> {
    clip.frames.windows(2).map(|pair| f64::from(pair[1].ms) - f64::from(pair[0].ms)).collect()
}

fn middle(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// The standard deviation.
fn spread(values: &[f64]) -> f64 {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt()
}

/// How far the face goes at most from one frame to the next, by its width. A frame without it in between hides no leap.
fn leap(clip: &ClipFacts) -> f64 {
    let seen: Vec<&HeadFacts> = clip.frames.iter().filter_map(|frame| frame.head.as_ref()).collect();
    let far = |pair: &[&HeadFacts]| (pair[1].x - pair[0].x).hypot(pair[1].y - pair[0].y) / pair[0].width.max(1.0);
    seen.windows(2).map(far).fold(0.0, f64::max)
}

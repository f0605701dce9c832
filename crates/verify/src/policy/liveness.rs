//! Limits of the liveness check.

use super::PolicyLimit;
use crate::finding::Effect;
use serde::{Deserialize, Serialize};

/// Limits of the clip in which a face does what is asked for. What they doubt goes to a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Liveness {
    /// Seconds for all movements; whoever asks for the slower way has twice as many.
    pub seconds: u16,
    /// From the usual pose to a side.
    pub turn: PolicyLimit,
    /// From the usual pose up or down.
    pub nod: PolicyLimit,
    /// By how much less the eyes are open than usual.
    pub blink: PolicyLimit,
    /// What no flat picture explains of the movement that shows most of it, as a share of the distance between the eyes.
    pub depth: PolicyLimit,
    /// The faces of a clip, compared with each other.
    pub one_face: PolicyLimit,
    /// In so much of a clip a face is seen.
    pub seen: PolicyLimit,
    /// Frames of a clip.
    pub frames: PolicyLimit,
    /// From one frame to the next, in the middle.
    pub interval: PolicyLimit,
    /// By how much the times between frames vary: those of a camera are never all the same.
    pub jitter: PolicyLimit,
    /// Frames whose pixels are those of the frame before.
    pub held: PolicyLimit,
    /// How far a face goes from one frame to the next, by its width.
    pub leap: PolicyLimit,
}

impl Default for Liveness {
    fn default() -> Self {
        let least = |value, unit| PolicyLimit::at_least(value, unit).effect(Effect::Review);
        let most = |value, unit| PolicyLimit::at_most(value, unit).effect(Effect::Review);
        Self {
            seconds: 20,
            turn: PolicyLimit::at_least(8.0, "degrees"),
            nod: PolicyLimit::at_least(7.0, "degrees"),
            blink: PolicyLimit::at_least(0.14, "share"),
            depth: least(0.03, "share"),
            one_face: least(0.36, "cosine"),
            seen: PolicyLimit::at_least(0.7, "share"),
            frames: least(16.0, "frames"),
            interval: most(400.0, "milliseconds"),
            jitter: least(0.3, "milliseconds"),
            held: most(0.3, "share"),
            leap: most(0.6, "share"),
        }
    }
}

//! The limits that measurements are held against. A relying party's policy will own them; these are the defaults.
//!
//! Every limit that can refuse a person has a measured false-refusal rate in `docs/benchmarks.md`.

use crate::reading::QualityCheck;
use serde::{Deserialize, Serialize};

/// Which side of the limit is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The value must not be below the limit.
    AtLeast,
    /// The value must not be above the limit.
    AtMost,
}

/// One limit with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// The value at which the check still passes.
    pub value: f32,
    /// Which side of it passes.
    pub direction: Direction,
}

impl Limit {
    /// The value must be `value` or more.
    #[must_use]
    pub const fn at_least(value: f32) -> Self {
        Self { value, direction: Direction::AtLeast }
    }

    /// The value must be `value` or less.
    #[must_use]
    pub const fn at_most(value: f32) -> Self {
        Self { value, direction: Direction::AtMost }
    }

    /// Whether `measured` is on the good side.
    #[must_use]
    pub fn passed(&self, measured: f32) -> bool {
        match self.direction {
            Direction::AtLeast => measured >= self.value,
            Direction::AtMost => measured <= self.value,
        }
    }
}

/// All limits of a reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// One a quality check; units are those of [`QualityCheck::unit`].
    pub quality: std::collections::BTreeMap<QualityCheck, Limit>,
    /// Cosine of two face embeddings at or above which they count as the same person.
    pub face_match: Limit,
}

//! The limits that measurements are held against. A relying party's policy owns them; these are the defaults.
//!
//! Every limit that can refuse a person has a measured false-refusal rate in `docs/benchmarks.md`, which says how often
//! each quality check raises a clean photo.

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

/// The unit in which a check measures.
#[must_use]
pub const fn unit(check: QualityCheck) -> &'static str {
    match check {
        QualityCheck::LowResolution => "pixels per millimetre",
        QualityCheck::Skewed => "degrees",
        QualityCheck::TooDark | QualityCheck::NotColour | QualityCheck::LowContrastBackground => "grey levels",
        _ => "share",
    }
}

/// The limits that hold when a policy names none.
#[must_use]
pub fn default_limits() -> Limits {
    let quality = [
        (QualityCheck::Blurry, Limit::at_least(0.17)),
        (QualityCheck::Motion, Limit::at_least(0.155)),
        (QualityCheck::Glare, Limit::at_most(0.1)),
        (QualityCheck::TooDark, Limit::at_least(80.0)),
        (QualityCheck::Overexposed, Limit::at_most(0.3)),
        (QualityCheck::Shadow, Limit::at_most(0.7)),
        (QualityCheck::LowResolution, Limit::at_least(5.0)),
        (QualityCheck::NotColour, Limit::at_least(2.5)),
        (QualityCheck::Skewed, Limit::at_most(35.0)),
        (QualityCheck::LowContrastBackground, Limit::at_least(6.0)),
        (QualityCheck::Compressed, Limit::at_most(1.1)),
    ];
    // Starting point of the model's authors; 0.305 to 0.359 gave one false match in a thousand on three sets of pairs.
    Limits { quality: quality.into_iter().collect(), face_match: Limit::at_least(0.36) }
}

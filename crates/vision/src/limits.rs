//! Default limits of the quality checks, with their units.

use verify::limits::{Limit, Limits};
use verify::reading::QualityCheck;

/// The unit in which a check measures.
#[must_use]
pub const fn unit(check: QualityCheck) -> &'static str {
    match check {
        QualityCheck::LowResolution => "pixels per millimetre",
        QualityCheck::Skewed => "degrees",
        QualityCheck::LowContrastBackground => "grey levels",
        _ => "share",
    }
}

/// The limits that hold when a policy names none.
#[must_use]
pub fn default_limits() -> Limits {
    Limits { quality: Default::default(), face_match: Limit::at_least(0.36) }
}

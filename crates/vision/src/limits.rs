//! Default limits of the quality checks, with their units. `docs/benchmarks.md` says how often each raises a clean photo.

use verify::limits::{Limit, Limits};
use verify::reading::QualityCheck;

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
        (QualityCheck::Motion, Limit::at_least(0.6)),
        (QualityCheck::Glare, Limit::at_most(0.1)),
        (QualityCheck::TooDark, Limit::at_least(80.0)),
        (QualityCheck::Overexposed, Limit::at_most(0.3)),
        (QualityCheck::Shadow, Limit::at_most(0.7)),
        (QualityCheck::LowResolution, Limit::at_least(5.0)),
        (QualityCheck::NotColour, Limit::at_least(2.5)),
        (QualityCheck::Skewed, Limit::at_most(20.0)),
        (QualityCheck::LowContrastBackground, Limit::at_least(6.0)),
        (QualityCheck::Compressed, Limit::at_most(1.1)),
    ];
    // Starting point of the model's authors; 0.305 to 0.359 gave one false match in a thousand on three sets of pairs.
    Limits { quality: quality.into_iter().collect(), face_match: Limit::at_least(0.36) }
}

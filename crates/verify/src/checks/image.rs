//! The quality of the photos of the document, by cause.

use super::{Case, Findings};
use crate::facts::SideFacts;
use crate::finding::{Effect, Evidence, Measured};
use crate::policy::Policy;
use crate::reading::QualityCheck;
use crate::reason::codes;

/// Causes in the order in which they are looked at; the later ones are not, where an earlier one explains them.
const ORDER: [(QualityCheck, &[QualityCheck]); 11] = {
    use QualityCheck::{
        Blurry, Compressed, Glare, LowContrastBackground, LowResolution, Motion, NotColour, Overexposed, Shadow,
        Skewed, TooDark,
    };
    [
        (Shadow, &[]),
        // A shadow's edge may be taken for the document's.
        (Skewed, &[Shadow]),
        (Glare, &[Shadow]),
        (TooDark, &[Shadow]),
        (Overexposed, &[Glare]),
        // From far aside, the far part is small and unsharp.
        (LowResolution, &[Skewed]),
        (Motion, &[LowResolution, Overexposed, Skewed]),
        (Blurry, &[Motion, LowResolution, Skewed]),
        (NotColour, &[TooDark, Overexposed]),
        (LowContrastBackground, &[Shadow, TooDark, Overexposed]),
        (Compressed, &[Blurry, Motion, LowResolution]),
    ]
};

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    for (evidence, side) in case.sides() {
        // Without a document the frame says nothing about one.
        if side.document.is_some() {
            photo(side, evidence, case.policy, findings);
        }
    }
}

fn photo(side: &SideFacts, evidence: Evidence, policy: &Policy, findings: &mut Findings) {
    let mut raised: Vec<QualityCheck> = Vec::new();
    let cut_off = side.document.as_ref().is_some_and(|document| !document.corners_outside.is_empty());
    for (cause, explained_by) in ORDER {
        let (Some(measured), Some(limit)) = (side.quality.get(&cause), policy.quality.get(&cause)) else { continue };
        // Backs may be printed in black alone; a copy is told by the front.
        if cause == QualityCheck::NotColour && evidence != Evidence::Front {
            continue;
        }
        // Where a corner lies is a guess when it is outside the frame, and so are the view and the side that has it.
        if cut_off && matches!(cause, QualityCheck::Skewed | QualityCheck::LowContrastBackground) {
            continue;
        }
        if limit.passed(measured.value) || explained_by.iter().any(|other| raised.contains(other)) {
            continue;
        }
        let (bound, direction) = limit.bound();
        let measured = Measured::number(measured.value, bound, direction, &limit.unit).at(measured.region.clone());
        if limit.effect != Effect::Hint {
            raised.push(cause);
        }
        let code = match cause {
            QualityCheck::Blurry | QualityCheck::Motion => codes::IMG_BLURRY,
            QualityCheck::Glare => codes::IMG_GLARE,
            QualityCheck::TooDark => codes::IMG_TOO_DARK,
            QualityCheck::Overexposed => codes::IMG_OVEREXPOSED,
            QualityCheck::Shadow => codes::IMG_SHADOW,
            QualityCheck::LowResolution => codes::IMG_LOW_RESOLUTION,
            QualityCheck::NotColour => codes::IMG_NOT_COLOUR,
            QualityCheck::Skewed => codes::IMG_SKEWED,
            QualityCheck::LowContrastBackground => codes::DOC_LOW_CONTRAST_BACKGROUND,
            QualityCheck::Compressed => codes::IMG_COMPRESSED,
        };
        findings.raise_with(code, evidence, measured, limit.effect);
    }
}

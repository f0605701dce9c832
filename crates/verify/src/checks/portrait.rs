//! The portrait of the document: there, and good enough to compare.

use super::{Case, Findings, outline};
use crate::facts::FaceFacts;
use crate::finding::{Evidence, Measured};
use crate::reason::codes;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    if case.facts.history.without_face {
        return;
    }
    let Some(front) = &case.facts.front else { return };
    let Some(document) = &front.document else { return };
    let Some(face) = face(case) else {
        // A Chinese card's back or a wrong side has none; those causes are named already.
        match findings.blocker(Evidence::Front) {
            Some(cause) => findings.not_run("portrait", cause, Evidence::Front),
            None if findings.has_anywhere(codes::DOC_UNRECOGNISED.name()) => {
                findings.not_run("portrait", codes::DOC_UNRECOGNISED.name(), Evidence::Front);
            }
            None => {
                findings.raise(codes::READ_PORTRAIT, Evidence::Front, Measured::default().at(outline(document.quad)))
            }
        }
        return;
    };
    if !case.policy.face.selfie_needed || findings.blocker(Evidence::Front).is_some() {
        return;
    }
    let limit = &case.policy.face.portrait_eye_distance;
    if let Some(&distance) = face.measurements.get("eye_distance")
        && !limit.passed(distance)
    {
        let (bound, direction) = limit.bound();
        let measured = Measured::number(distance, bound, direction, &limit.unit).at(outline(face.quad));
        findings.raise_with(codes::FACE_DOCUMENT_PORTRAIT_POOR, Evidence::Front, measured, limit.effect);
    }
}

/// The face in the document's portrait: the largest within the document.
pub(super) fn face<'a>(case: &Case<'a>) -> Option<&'a FaceFacts> {
    case.facts.front.as_ref()?.faces.first()
}

/// Whether the portrait cannot be compared, for a cause that is named already.
pub(super) fn spoiled(findings: &Findings) -> bool {
    findings.has(codes::FACE_DOCUMENT_PORTRAIT_POOR.name(), Evidence::Front)
        || findings.has(codes::READ_PORTRAIT.name(), Evidence::Front)
        || findings.blocker(Evidence::Front).is_some()
}

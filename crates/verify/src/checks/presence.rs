//! Whether the sides that are needed are there, whole and free.

use super::{Case, Findings, outline};
use crate::facts::SideFacts;
use crate::finding::{Evidence, Measured, WouldPassIf};
use crate::limits::Direction;
use crate::reading::{DocumentKind, Side};
use crate::reason::codes;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    let back_needed = case.policy.documents.back_needed.contains(&case.claim.document.kind);
    let unreadable = |side| case.facts.history.unreadable.iter().any(|file| file.evidence == side);
    if case.facts.front.is_none() && !unreadable(Evidence::Front) {
        let measured = Measured::default().passes_if(WouldPassIf::Added(Evidence::Front));
        findings.raise(codes::DOC_FRONT_MISSING, Evidence::Front, measured);
    }
    // A back may be needed for the type that was chosen; a passport that is shown instead has none.
    let one_sided = |side: &SideFacts| {
        side.document
            .as_ref()
            .is_some_and(|document| matches!(document.kind, DocumentKind::Passport | DocumentKind::Visa))
    };
    if case.facts.back.is_none()
        && back_needed
        && !unreadable(Evidence::Back)
        && !case.facts.front.as_ref().is_some_and(one_sided)
    {
        let measured = Measured::default().passes_if(WouldPassIf::Added(Evidence::Back));
        findings.raise(codes::DOC_BACK_MISSING, Evidence::Back, measured);
    }
    for (evidence, side) in case.sides() {
        whole(case, evidence, side, findings);
    }
    sides(case, findings);
}

fn whole(case: &Case<'_>, evidence: Evidence, side: &SideFacts, findings: &mut Findings) {
    let Some(document) = &side.document else {
        findings.raise(codes::DOC_NOT_FOUND, evidence, Measured::default());
        return;
    };
    if !document.corners_outside.is_empty() && !edges_lost(findings, evidence) {
        let outside = document.corners_outside.len() as f64;
        let measured = Measured::number(outside, 0.0, Direction::AtMost, "corners").at(outline(document.quad));
        findings.raise(codes::DOC_CORNER_CUT, evidence, measured);
    }
    let limit = &case.policy.documents.covered;
    if !limit.passed(document.covered) {
        let (bound, direction) = limit.bound();
        let measured = Measured::number(document.covered, bound, direction, &limit.unit);
        findings.raise_with(codes::DOC_COVERED, evidence, measured.at(document.covered_region.clone()), limit.effect);
    }
}

/// Whether the document's edges cannot be told from what is around them, for want of light or too much of it.
fn edges_lost(findings: &Findings, evidence: Evidence) -> bool {
    [codes::IMG_OVEREXPOSED.name(), codes::IMG_TOO_DARK.name(), codes::IMG_SHADOW.name()]
        .into_iter()
        .any(|code| findings.has(code, evidence))
}

/// Which side each photo shows.
fn sides(case: &Case<'_>, findings: &mut Findings) {
    let shown = |side: Option<&SideFacts>| {
        side.and_then(|side| side.document.as_ref()).map_or(Side::Unknown, |document| document.side)
    };
    let (front, back) = (shown(case.facts.front.as_ref()), shown(case.facts.back.as_ref()));
    let same_file = match (&case.facts.front, &case.facts.back) {
        (Some(front), Some(back)) => front.sha256 == back.sha256,
        _ => false,
    };
    // What is burnt out or dark looks like neither side.
    let unsure = [Evidence::Front, Evidence::Back].into_iter().any(|evidence| edges_lost(findings, evidence));
    let word = |side: Side| if side == Side::Back { "back" } else { "front" };
    match (front, back) {
        _ if same_file => {
            findings.raise(codes::DOC_SAME_SIDE_TWICE, Evidence::Back, Measured::text(word(front), "back"));
        }
        _ if unsure => {}
        (Side::Front, Side::Front) => {
            findings.raise(codes::DOC_SAME_SIDE_TWICE, Evidence::Back, Measured::text("front", "back"));
        }
        (Side::Back, Side::Back) => {
            findings.raise(codes::DOC_SAME_SIDE_TWICE, Evidence::Front, Measured::text("back", "front"));
        }
        (Side::Back, Side::Front) => {
            findings.raise(codes::DOC_WRONG_SIDE, Evidence::Front, Measured::text("back", "front"));
            findings.raise(codes::DOC_WRONG_SIDE, Evidence::Back, Measured::text("front", "back"));
        }
        (Side::Back, Side::Unknown) => {
            findings.raise(codes::DOC_WRONG_SIDE, Evidence::Front, Measured::text("back", "front"));
        }
        _ => {}
    }
}

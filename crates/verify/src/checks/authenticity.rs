//! Signals that a photo does not show the document itself. They send a case to a person and refuse nobody.

use super::{Case, Findings};
use crate::facts::SideFacts;
use crate::finding::{Effect, Evidence, Measured};
use crate::reason::codes;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    let signals = &case.policy.signals;
    for (evidence, side) in case.sides() {
        // A bad photo looks like much; it is taken again first.
        if findings.blocker(evidence).is_some() || side.document.is_none() {
            continue;
        }
        for (code, value, limit) in [
            (codes::AUTH_SCREEN_RECAPTURE, side.screen, &signals.screen),
            (codes::AUTH_PRINTED_COPY, side.printed_copy, &signals.printed_copy),
        ] {
            if !limit.passed(value) {
                let (bound, direction) = limit.bound();
                findings.raise_with(
                    code,
                    evidence,
                    Measured::number(value, bound, direction, &limit.unit),
                    Effect::Review,
                );
            }
        }
    }
    // The overprint is large and slanted, and is not always read; the state that ICAO 9303 made up for specimens is.
    let made_up = |side: &SideFacts| {
        side.mrz.as_ref().is_some_and(|zone| zone.issuing_state == "UTO" || zone.nationality == "UTO")
    };
    let is_specimen = case.sides().any(|(_, side)| side.specimen || made_up(side));
    if !case.policy.test_mode && is_specimen {
        findings.raise(codes::AUTH_SPECIMEN, Evidence::Front, Measured::default());
    }
}

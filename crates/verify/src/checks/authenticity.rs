//! Signals that a photo does not show the document itself. They send a case to a person and refuse nobody.

use super::{Case, Findings};
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
    if !case.policy.test_mode && case.sides().any(|(_, side)| side.specimen) {
        findings.raise(codes::AUTH_SPECIMEN, Evidence::Front, Measured::default());
    }
}

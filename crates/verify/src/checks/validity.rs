//! Whether the document is valid on the day of the decision, and its dates follow one another.

use super::seen::{Seen, Source, seen};
use super::{Case, Findings};
use crate::date::PartialDate;
use crate::finding::{Measured, WouldPassIf};
use crate::reading::FieldName;
use crate::reason::codes;
use jiff::ToSpan;
use jiff::civil::Date;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    let first = |field| -> Option<(Seen, PartialDate)> {
        let all = seen(case, field);
        // Surely read, or said by the claim as well.
        let claimed = case.claim.document.expires;
        // Print that could not be photographed well proves nothing.
        let readable = |seen: &Seen| seen.source != Source::Print || findings.blocker(seen.evidence).is_none();
        all.into_iter().filter(readable).find_map(|seen| {
            let date: PartialDate = seen.value.parse().ok()?;
            (seen.sure || (field == FieldName::ExpiryDate && claimed.is_some_and(|claimed| claimed.fits(date))))
                .then_some((seen, date))
        })
    };
    let (birth, issued, expires) =
        (first(FieldName::BirthDate), first(FieldName::IssueDate), first(FieldName::ExpiryDate));
    if expires.is_none()
        && let Some(unreadable) = seen(case, FieldName::ExpiryDate).first()
        && let Some(cause) = findings.blocker(unreadable.evidence)
    {
        findings.not_run("validity", cause, unreadable.evidence);
    }
    if let (Some((earlier, one)), Some((later, other))) = (&birth, &issued)
        && follows(*one, *other)
    {
        illogical(earlier, later, findings);
        return;
    }
    if let (Some((earlier, one)), Some((later, other))) = (&issued, &expires)
        && follows(*one, *other)
    {
        illogical(earlier, later, findings);
        return;
    }
    if let Some((seen, date)) = &issued
        && date.earliest().is_some_and(|day| day > case.on)
    {
        let measured = Measured::text(date.to_string(), case.on.to_string()).at(seen.region.clone());
        findings.raise(codes::DOC_NOT_YET_VALID, seen.evidence, measured);
    }
    if let Some((seen, date)) = &expires {
        expiry(case, seen, *date, findings);
    }
}

/// Whether `later` lies before `earlier`, whatever their unknown parts are.
fn follows(earlier: PartialDate, later: PartialDate) -> bool {
    matches!((earlier.earliest(), later.latest()), (Some(earlier), Some(later)) if later < earlier)
}

fn illogical(earlier: &Seen, later: &Seen, findings: &mut Findings) {
    let measured = Measured::text(&later.value, &earlier.value).at(later.region.clone());
    findings.raise(codes::DOC_DATES_ILLOGICAL, later.evidence, measured);
}

fn expiry(case: &Case<'_>, seen: &Seen, date: PartialDate, findings: &mut Findings) {
    let Some(last) = date.latest() else { return };
    let measured = |needed: Date| {
        Measured::text(date.to_string(), needed.to_string())
            .at(seen.region.clone())
            .passes_if(WouldPassIf::DocumentSays(needed.to_string()))
    };
    if last < case.on {
        findings.raise(codes::DOC_EXPIRED, seen.evidence, measured(case.on));
        return;
    }
    let margin = i64::from(case.policy.expiry.margin_days).days();
    let needed = case.on.checked_add(margin).unwrap_or(case.on);
    if last < needed {
        findings.raise_with(codes::DOC_EXPIRING_SOON, seen.evidence, measured(needed), case.policy.expiry.effect);
    }
}

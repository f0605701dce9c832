//! What is held against what, field by field: as printed, as in the zone, as entered.

use super::view::Desk;
use crate::jobs::Kept;
use crate::problem::Problem;
use crate::service::{Shared, context, opened};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use store::{Attempt, Evidence};
use vault::DataKey;
use verify::checks::Case;
use verify::checks::beside::{Beside, beside};
use verify::claim::Claim;
use verify::facts::Facts;
use verify::finding::Evidence as Side;
use verify::names::Segment;
use verify::record::SignedRecord;

/// What was judged, as its record has it.
pub(super) fn facts(key: &DataKey, desk: &Desk, attempt: &Attempt) -> Result<Option<Facts>, Problem> {
    let (Some(sealed), Some(record)) = (&attempt.opening, &attempt.record) else { return Ok(None) };
    let place = context("session", &desk.session.id, &format!("attempt/{}/kept", attempt.number));
    let kept: Kept = opened(key, &place, sealed)?;
    let judged = SignedRecord::parse(record).and_then(|record| record.judged(&kept.opening));
    Ok(judged.ok().filter(|_| kept.measured).map(|judged| judged.facts))
}

/// Every field of the claim beside the document, as it was when the attempt was decided.
pub(super) fn compared(
    key: &DataKey,
    desk: &Desk,
    attempt: &Attempt,
    claim: Option<&Claim>,
) -> Result<Vec<Beside>, Problem> {
    let Some(claim) = claim else { return Ok(vec![]) };
    let facts = facts(key, desk, attempt)?.unwrap_or_default();
    let at = Timestamp::from_millisecond(attempt.decided_at.unwrap_or(attempt.submitted_at)).unwrap_or_default();
    let on = at.to_zoned(TimeZone::UTC).date();
    Ok(beside(&Case { claim, facts: &facts, policy: &desk.rules.policy, on }))
}

/// The photos of the document that were submitted with the attempt, oldest first.
pub(super) async fn photos(service: &Shared, desk: &Desk, attempt: &Attempt) -> Result<Vec<Evidence>, Problem> {
    let mut files = service.store.evidence_of(&desk.session.id).await?;
    files.retain(|file| file.attempt == Some(attempt.number) && photo(file).is_some());
    Ok(files)
}

fn photo(file: &Evidence) -> Option<Side> {
    match file.kind.as_str() {
        "front" => Some(Side::Front),
        "back" => Some(Side::Back),
        _ => None,
    }
}

/// The newest photo of that side.
pub(super) fn photo_of(photos: &[Evidence], side: Side) -> Option<&Evidence> {
    photos.iter().rev().find(|file| photo(file) == Some(side))
}

/// One field, of which what was read is a finding: it comes after the own verdict.
pub(super) fn view(one: &Beside, photos: &[Evidence], shown: bool) -> Value {
    let place = one.place().and_then(|(side, region)| Some((photo_of(photos, side)?, region)));
    let differences = (shown && one.same == Some(false)).then(|| letters(&one.differences));
    json!({
        "name": one.field,
        "claim": one.claimed,
        "printed": one.printed.as_ref().filter(|_| shown).map(|read| &read.value),
        "zone": one.zone.as_ref().filter(|_| shown).map(|read| &read.value),
        "same": one.same.filter(|_| shown),
        "diff": differences,
        "crop": place.is_some(),
        "evidence": place.map(|(photo, _)| &photo.id),
        "region": place.map(|(_, region)| region),
    })
}

/// Letter by letter: what both have, what only one has.
fn letters(segments: &[Segment]) -> Vec<Value> {
    let one = |segment: &Segment| match segment {
        Segment::Same { same } => json!({ "kind": "same", "claim": same, "document": same }),
        Segment::Changed { one, other } => {
            let kind = match (one.is_empty(), other.is_empty()) {
                (true, _) => "missing",
                (_, true) => "extra",
                _ => "other",
            };
            json!({ "kind": kind, "claim": one, "document": other })
        }
    };
    segments.iter().map(one).collect()
}

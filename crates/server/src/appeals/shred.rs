//! Destroying the evidence of an appeal: its key first, then what it sealed, with a signed receipt.

use super::{Moving, standing};
use crate::problem::Problem;
use crate::service::{RingSigner, Shared};
use store::{Appeal, AuditNote, Change, Step};
use verify::appeal::Event;
use verify::audit::Actor;
use verify::record::{Signer, hex};

/// What becomes true when the evidence of `row` is destroyed, the names of its blobs, and the receipt. The key is destroyed here, before anything
/// else can fail.
pub(crate) async fn shredding(service: &Shared, row: Appeal) -> Result<(Vec<Step>, Vec<String>, String), Problem> {
    let now = service.now();
    let files = service.store.evidence_of_appeal(&row.id).await?;
    let names: Vec<&str> = files.iter().map(|file| file.id.as_str()).collect();
    let receipt =
        serde_json::json!({ "appeal": row.id, "evidence": names, "key_destroyed_at": crate::clock::written(now) });
    let signature = hex(&RingSigner(&service.ring).sign(&serde_jcs::to_vec(&receipt).unwrap_or_default()));
    let receipt = serde_json::json!({ "receipt": receipt, "signature": signature }).to_string();
    service.destroy_key(&row.id, now).await?;
    let mut blobs = Vec::new();
    let mut steps = Vec::new();
    for file in files {
        blobs.extend(service.store.parts(&file.id).await?.into_iter().map(|part| part.blob));
        blobs.extend(file.blob);
        steps.push(Step::DropEvidence { id: file.id });
    }
    let mut moving = Moving::of(row)?;
    moving.tells("appeal.evidence_shredded");
    let mut row = moving.row;
    row.version += 1;
    row.updated_at = now;
    (row.sealed, row.wake_at) = (None, None);
    (row.shredded_at, row.shred_receipt) = (Some(now), Some(receipt.clone()));
    steps.push(Step::ShredAppeal { appeal: row.id.clone() });
    steps.push(Step::Audit(AuditNote::unasked(Actor::System, "appeal.evidence_shredded", &row.id)));
    steps.insert(0, Step::PutAppeal(row));
    steps.append(&mut moving.steps);
    Ok((steps, blobs, receipt))
}

/// The same for an appeal of a person whose data is deleted: one that is open is over. What becomes true, and the names of blobs.
pub(crate) async fn with_applicant(
    service: &Shared,
    row: Appeal,
    now: i64,
) -> Result<(Vec<Step>, Vec<String>), Problem> {
    if row.shredded_at.is_some() {
        return Ok((vec![], vec![]));
    }
    let review = service.store.review_of(&row.session, Some(&row.id)).await?;
    let mut moving = Moving::of(row)?;
    // What is decided, or over, stays as it is.
    let withdrawn = moving.happens(Event::Withdrawn, now).is_ok();
    let Moving { mut row, stands, steps: mut all } = moving;
    row.state = stands.state;
    row.stands = serde_json::to_string(&stands).map_err(|cause| Problem::internal(&cause))?;
    let (steps, blobs, _) = shredding(service, row).await?;
    all.extend(steps);
    if let Some(review) = review.filter(|review| withdrawn && review.closed_at.is_none()) {
        all.push(Step::PutReview(standing(review, &stands, now)));
    }
    Ok((all, blobs))
}

/// Destroys the evidence of `row`, with `also` in the same change.
pub(crate) async fn shred(service: &Shared, row: Appeal, also: Vec<Step>) -> Result<String, Problem> {
    let party = row.relying_party.clone();
    let (mut steps, blobs, receipt) = shredding(service, row).await?;
    steps.extend(also);
    service.store.commit(Change { relying_party: party, at: service.now(), steps }).await?;
    crate::evidence::delete(service, blobs).await;
    service.bell.notify_waiters();
    Ok(receipt)
}

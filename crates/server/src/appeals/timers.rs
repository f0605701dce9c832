//! What happens to an appeal by itself: a draft lapses, a due time comes near or passes, evidence was kept long enough. Jobs come to it at the time; the
//! state of the appeal alone says what is to be done.

use super::{Moving, Rules, draft_until, letters, shred, standing};
use crate::problem::Problem;
use crate::service::Shared;
use store::{Appeal, AuditNote, Change, Step};
use verify::appeal::Event;
use verify::audit::Actor;

/// Does what is due of the appeal of that id.
pub(crate) async fn due(service: &Shared, id: &str, also: Vec<Step>) -> Result<(), Problem> {
    let now = service.now();
    let Some(row) = service.store.appeal(id).await? else { return finished(service, also).await };
    // What lapses or is shredded does not come back; once the clock is right, a sweep finds what is due.
    if service.jumped(now) {
        return finished(service, also).await;
    }
    if row.shredded_at.is_none() && row.shred_at.is_some_and(|at| at <= now) {
        if service.store.applicant(&row.applicant).await?.is_some_and(|applicant| applicant.legal_hold) {
            return held(service, row, also).await;
        }
        return shred::shred(service, row, also).await.map(drop);
    }
    timed(service, row, also).await
}

/// A legal hold keeps it; whether it still does is asked again a day later.
async fn held(service: &Shared, row: Appeal, also: Vec<Step>) -> Result<(), Problem> {
    let now = service.now();
    let party = row.relying_party.clone();
    let row = Appeal { wake_at: Some(now + super::DAY), version: row.version + 1, updated_at: now, ..row };
    let steps = [vec![Step::PutAppeal(row)], also].concat();
    Ok(service.store.commit(Change { relying_party: party, at: now, steps }).await?)
}

async fn finished(service: &Shared, also: Vec<Step>) -> Result<(), Problem> {
    if also.is_empty() {
        return Ok(());
    }
    Ok(service.store.commit(Change { relying_party: String::new(), at: service.now(), steps: also }).await?)
}

async fn timed(service: &Shared, row: Appeal, also: Vec<Step>) -> Result<(), Problem> {
    let now = service.now();
    let party = service.party(&row.relying_party).await?;
    let rules = Rules::of(service, &party, row.mode)?;
    let until = draft_until(&row, &rules.policy);
    let mut moving = Moving::of(row)?;
    let mut notes = Vec::new();
    while let Some(event) = rules.terms().happens(&moving.stands, until, now) {
        let name = event.name();
        if event == Event::Breached {
            moving.steps.extend(letters::written(service, &moving.row, "appeal_late", None)?);
            moving.steps.push(crate::operator::appeal_late(&moving.row.id, now)?);
            tracing::warn!(appeal = %moving.row.id, "an appeal is late and stands first with leads");
        }
        if event == Event::Lapsed {
            // A draft that nobody sent ends without a word.
            if moving.stands.submitted_at.is_some() {
                moving.steps.extend(letters::written(service, &moving.row, "appeal_lapsed", None)?);
            }
            moving.row.shred_at = Some(now + i64::from(rules.policy.appeals.evidence_days) * super::DAY);
            let session = service.store.session(&moving.row.session).await?;
            moving.steps.extend(session.and_then(|session| super::resumed(service, session, now)));
        }
        moving.happens(event, now)?;
        notes.push(Step::Audit(AuditNote::unasked(Actor::System, name, &moving.row.id)));
    }
    if moving.steps.is_empty() {
        return finished(service, also).await;
    }
    if let Some(review) = service.store.review_of(&moving.row.session, Some(&moving.row.id)).await?
        && review.closed_at.is_none()
    {
        moving.steps.push(Step::PutReview(standing(review, &moving.stands, now)));
    }
    let mut steps = moving.kept(&rules, now)?;
    steps.extend(notes);
    steps.extend(also);
    service.store.commit(Change { relying_party: party.id, at: now, steps }).await?;
    service.bell.notify_waiters();
    Ok(())
}

//! `POST /v1/applicant/appeal/withdraw`.

use super::Opened;
use super::view::{AppealPage, page};
use crate::appeals::{self, Moving, Rules, standing};
use crate::problem::Problem;
use crate::request::{Applicant, Caller};
use crate::service::{Settings, Shared};
use crate::told;
use axum::Json;
use axum::extract::State;
use store::{Change, Review, Step};
use verify::appeal::Event;
use verify::audit::Actor;

/// Take the appeal back
///
/// Another one can be made while there is time.
#[utoipa::path(post, path = "/v1/applicant/appeal/withdraw", tag = "applicant", security(("client_token" = [])),
    responses((status = 200, description = "Taken back", body = AppealPage)))]
pub(crate) async fn withdraw_appeal(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    caller: Caller,
) -> Result<Json<AppealPage>, Problem> {
    let opened = Opened::of(&service, session.clone()).await?;
    let now = service.now();
    let review = service.store.review_of(&session.id, Some(&opened.row.id)).await?;
    let mut steps = withdrawn(opened.moving()?, review, &opened.rules, now)?;
    steps.push(caller.audit(Actor::Applicant, Event::Withdrawn.name(), &opened.row.id));
    service.store.commit(Change { relying_party: opened.party.id, at: now, steps }).await?;
    service.bell.notify_waiters();
    let language = told::language(None, &Settings::of(&session).locale)?;
    Ok(Json(page(&service, &session, language).await?))
}

/// What becomes true when the applicant takes an appeal back, with its case where it has one.
pub(crate) fn withdrawn(
    mut moving: Moving,
    review: Option<Review>,
    rules: &Rules,
    now: i64,
) -> Result<Vec<Step>, Problem> {
    moving.happens(Event::Withdrawn, now)?;
    let review = review.map(|review| standing(review, &moving.stands, now));
    moving.steps.extend(review.map(Step::PutReview));
    moving.row.shred_at = Some(now + i64::from(rules.policy.appeals.evidence_days) * appeals::DAY);
    moving.kept(rules, now)
}

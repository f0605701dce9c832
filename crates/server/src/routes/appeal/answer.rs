//! `POST /v1/applicant/appeal/answer`.

use super::Opened;
use super::messages::{MessageText, from_applicant, said, too_many};
use super::submit::handed_in;
use super::view::{AppealPage, page};
use crate::appeals::standing;
use crate::problem::Problem;
use crate::request::{Applicant, Body, Caller};
use crate::service::{Settings, Shared};
use crate::told;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use store::{Change, Step, StoreError};
use verify::audit::Actor;

/// Answer what a person asks
///
/// With the files that were added meanwhile. The clock goes on.
#[utoipa::path(post, path = "/v1/applicant/appeal/answer", tag = "applicant", security(("client_token" = [])), request_body = MessageText,
    responses((status = 202, description = "Answered", body = AppealPage)))]
pub(crate) async fn answer_appeal(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    caller: Caller,
    Body { value, .. }: Body<MessageText>,
) -> Result<(StatusCode, Json<AppealPage>), Problem> {
    let text = said(&value.text)?;
    let mut opened = Opened::of(&service, session.clone()).await?;
    let now = service.now();
    let mut moving = opened.moving()?;
    let given = opened.rules.terms().information_given(&moving.stands, now);
    let given = given
        .ok_or_else(|| Problem::conflict("appeal.wrong_state", "nothing is asked for; write a message instead"))?;
    let name = given.name();
    moving.happens(given, now)?;
    if let Some(review) = service.store.review_of(&session.id, Some(&opened.row.id)).await? {
        moving.steps.push(Step::PutReview(standing(review, &moving.stands, now)));
    }
    opened.private.asked = None;
    let files = service.store.evidence_of_appeal(&opened.row.id).await?;
    let turn = files.iter().filter_map(|file| file.attempt).max().unwrap_or(0) + 1;
    let message = from_applicant(&opened, &text, now)?;
    let mut steps = moving.saved(&opened.own, &opened.private, &opened.rules, now)?;
    steps.push(message);
    steps.extend(handed_in(&files, turn));
    steps.push(caller.audit(Actor::Applicant, name, &opened.row.id));
    match service.store.commit(Change { relying_party: opened.party.id, at: now, steps }).await {
        Err(StoreError::Conflict("the messages")) => return Err(too_many()),
        done => done?,
    }
    service.bell.notify_waiters();
    let language = told::language(None, &Settings::of(&session).locale)?;
    Ok((StatusCode::ACCEPTED, Json(page(&service, &session, language).await?)))
}

//! `POST /v1/applicant/appeal/messages`.

use super::view::{AppealPage, message_place, page};
use super::{MOST_MESSAGE, Opened, words};
use crate::appeals;
use crate::ids;
use crate::problem::Problem;
use crate::request::{Applicant, Body, Caller};
use crate::service::{Settings, Shared, sealed};
use crate::told;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use store::{Change, Message, MessageKind, Step, StoreError};
use utoipa::ToSchema;
use verify::appeal::State as AppealState;
use verify::audit::Actor;

/// Messages of one appeal in a day, from each side.
pub(crate) const MOST_A_DAY: u32 = 20;

/// What somebody writes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageText {
    #[schema(min_length = 1, max_length = 2000)]
    pub(crate) text: String,
}

/// A message of the applicant.
pub(crate) fn from_applicant(opened: &Opened, text: &str, now: i64) -> Result<Step, Problem> {
    let id = ids::new("mes", now)?;
    let message = Message {
        sealed: Some(sealed(&opened.own, &message_place(&id), &text)?),
        id,
        appeal: Some(opened.row.id.clone()),
        subject: opened.row.id.clone(),
        kind: MessageKind::Applicant,
        user: None,
        created_at: now,
    };
    Ok(Step::NewMessage { message, since: now - appeals::DAY, most: MOST_A_DAY })
}

/// The text of a message, which must say something.
pub(crate) fn said(text: &str) -> Result<String, Problem> {
    let text = words(text, MOST_MESSAGE)?;
    if text.is_empty() {
        return Err(Problem::unusable("appeal.unusable", "`text` must say something"));
    }
    Ok(text)
}

/// Too many were written today.
pub(crate) fn too_many() -> Problem {
    let detail = format!("{MOST_A_DAY} messages were written today; a person reads them all, write again tomorrow");
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail).after(3600)
}

/// Whether somebody is to decide on an appeal that stands so.
fn is_decided_on(state: AppealState) -> bool {
    appeals::is_open(state) && state != AppealState::Drafting
}

fn no_more() -> Problem {
    Problem::conflict("appeal.wrong_state", "messages can be written while an appeal is being decided")
}

/// Why a message was not written: the appeal was decided at the same moment, or too many were.
async fn unwritten(service: &Shared, appeal: &str) -> Result<Problem, Problem> {
    let appeal = service.store.appeal(appeal).await?;
    let goes_on = appeal.is_some_and(|appeal| is_decided_on(appeal.state));
    Ok(if goes_on { too_many() } else { no_more() })
}

/// Write to whoever decides
#[utoipa::path(post, path = "/v1/applicant/appeal/messages", tag = "applicant", security(("client_token" = [])), request_body = MessageText,
    responses((status = 201, description = "Written", body = AppealPage)))]
pub(crate) async fn write_message(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    caller: Caller,
    Body { value, .. }: Body<MessageText>,
) -> Result<(StatusCode, Json<AppealPage>), Problem> {
    let text = said(&value.text)?;
    let opened = Opened::of(&service, session.clone()).await?;
    if !is_decided_on(opened.row.state) {
        return Err(no_more());
    }
    let now = service.now();
    let steps =
        vec![from_applicant(&opened, &text, now)?, caller.audit(Actor::Applicant, "appeal.message", &opened.row.id)];
    match service.store.commit(Change { relying_party: opened.party.id, at: now, steps }).await {
        Err(StoreError::Conflict(_)) => return Err(unwritten(&service, &opened.row.id).await?),
        done => done?,
    }
    let language = told::language(None, &Settings::of(&session).locale)?;
    Ok((StatusCode::CREATED, Json(page(&service, &session, language).await?)))
}

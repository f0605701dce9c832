//! `POST /v1/applicant/appeal/withdraw`.

use super::Opened;
use super::view::{AppealPage, page};
use crate::appeals;
use crate::problem::Problem;
use crate::request::{Applicant, Caller};
use crate::service::{Settings, Shared};
use crate::told;
use axum::Json;
use axum::extract::State;
use store::Change;
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
    let mut moving = opened.moving()?;
    moving.withdrawn(&service, &opened.rules, now).await?;
    moving.steps.extend(appeals::resumed(&service, session.clone(), now));
    let mut steps = moving.kept(&opened.rules, now)?;
    steps.push(caller.audit(Actor::Applicant, Event::Withdrawn.name(), &opened.row.id));
    service.store.commit(Change { relying_party: opened.party.id, at: now, steps }).await?;
    service.bell.notify_waiters();
    let language = told::language(None, &Settings::of(&session).locale)?;
    Ok(Json(page(&service, &session, language).await?))
}

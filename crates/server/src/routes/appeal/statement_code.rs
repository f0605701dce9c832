//! `POST /v1/applicant/appeal/code`.

use super::Opened;
use super::open::code;
use super::view::{AppealPage, page};
use crate::appeals::hints;
use crate::problem::Problem;
use crate::request::{Applicant, Caller};
use crate::service::{Settings, Shared};
use crate::told;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use store::{Change, Evidence};
use verify::appeal::State as AppealState;
use verify::audit::Actor;

/// Get a new code for the statement
///
/// The one before is good no more: what was written with it is written again.
#[utoipa::path(post, path = "/v1/applicant/appeal/code", tag = "applicant", security(("client_token" = [])),
    responses((status = 201, description = "With the new code", body = AppealPage)))]
pub(crate) async fn new_statement_code(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    caller: Caller,
) -> Result<(StatusCode, Json<AppealPage>), Problem> {
    let mut opened = Opened::of(&service, session.clone()).await?;
    if opened.row.state != AppealState::Drafting {
        return Err(Problem::conflict("appeal.wrong_state", "the appeal was submitted; its code stays"));
    }
    let now = service.now();
    opened.private.code = code()?;
    opened.private.code_until = now + i64::from(opened.rules.policy.appeals.code_hours) * 3_600_000;
    // What was seen was held against the code before.
    opened.private.facts.clear();
    opened.private.looked.clear();
    let files = service.store.evidence_of_appeal(&opened.row.id).await?;
    let shows_code = |file: &&Evidence| hints::side(&file.kind).is_some();
    opened.private.of_old_code = files.iter().filter(shows_code).map(|file| file.id.clone()).collect();
    let moving = opened.moving()?;
    let id = moving.row.id.clone();
    let mut steps = moving.saved(&opened.own, &opened.private, &opened.rules, now)?;
    steps.push(caller.audit(Actor::Applicant, "appeal.code_given", &id));
    service.store.commit(Change { relying_party: opened.party.id, at: now, steps }).await?;
    let language = told::language(None, &Settings::of(&session).locale)?;
    Ok((StatusCode::CREATED, Json(page(&service, &session, language).await?)))
}

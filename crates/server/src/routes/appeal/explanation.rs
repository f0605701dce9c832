//! `PUT /v1/applicant/appeal/explanation`.

use super::{MOST_EXPLANATION, Opened, words};
use crate::problem::Problem;
use crate::request::{Applicant, Body};
use crate::service::Shared;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use store::Change;
use utoipa::ToSchema;
use verify::appeal::State as AppealState;

/// In the applicant's own words.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Explanation {
    #[schema(max_length = 4000)]
    text: String,
}

/// Keep the explanation
#[utoipa::path(put, path = "/v1/applicant/appeal/explanation", tag = "applicant", security(("client_token" = [])), request_body = Explanation,
    responses((status = 204, description = "Kept")))]
pub(crate) async fn put_explanation(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    Body { value, .. }: Body<Explanation>,
) -> Result<StatusCode, Problem> {
    let text = words(&value.text, MOST_EXPLANATION)?;
    let mut opened = Opened::of(&service, session).await?;
    if opened.row.state != AppealState::Drafting {
        return Err(Problem::conflict("appeal.wrong_state", "the appeal was submitted; write a message instead"));
    }
    let now = service.now();
    opened.private.explanation = text;
    let steps = opened.moving()?.saved(&opened.own, &opened.private, &opened.rules, now)?;
    service.store.commit(Change { relying_party: opened.party.id, at: now, steps }).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! `PUT` and `GET /v1/applicant/draft`: what was typed and not entered yet, for when the page is opened again.

use crate::problem::Problem;
use crate::request::{Applicant, Body};
use crate::service::{Service, Shared, saved, sealed_private};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value};
use store::Change;

/// Bytes of a draft.
const MOST: usize = 16 * 1024;

/// Keep what was typed
///
/// Any object of the page's own, in the place of the one before; it is kept sealed, and forgotten when the attempt is submitted.
#[utoipa::path(put, path = "/v1/applicant/draft", tag = "applicant", security(("client_token" = [])),
    request_body(content = Object, description = "What was typed, at most 16 KB", content_type = "application/json"),
    responses((status = 204, description = "Kept")))]
pub(crate) async fn put_draft(
    State(service): State<Shared>,
    Applicant { mut session, .. }: Applicant,
    Body { value, .. }: Body<Map<String, Value>>,
) -> Result<StatusCode, Problem> {
    let size = serde_json::to_vec(&value).map_or(usize::MAX, |bytes| bytes.len());
    if size > MOST {
        let detail = format!("the draft has {size} bytes; at most {MOST} are kept");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "request.too_large", detail));
    }
    super::applicant_claim::collects(&session)?;
    let key = service.live_key(&session.applicant).await?;
    let mut private = Service::private(&key, &session)?;
    if private.draft == value {
        return Ok(StatusCode::NO_CONTENT);
    }
    private.draft = value;
    session.sealed = Some(sealed_private(&key, &session.id, &private)?);
    let now = service.now();
    let party = session.relying_party.clone();
    service.store.commit(Change { relying_party: party, at: now, steps: vec![saved(session, now)] }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Read what was typed
#[utoipa::path(get, path = "/v1/applicant/draft", tag = "applicant", security(("client_token" = [])),
    responses((status = 200, description = "The draft; an empty object when there is none", body = Object)))]
pub(crate) async fn draft(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
) -> Result<Json<Map<String, Value>>, Problem> {
    let key = service.live_key(&session.applicant).await?;
    Ok(Json(Service::private(&key, &session)?.draft))
}

//! `GET /v1/sessions/{id}/record`.

use crate::jobs::Kept;
use crate::problem::Problem;
use crate::request::{Party, Path, Query, Scope};
use crate::service::{Shared, context, opened};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verify::record::Opening;

/// Which record.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Of this attempt; the last decided one when not given.
    #[param(minimum = 1)]
    attempt: Option<u32>,
}

/// A signed record and what opens it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RecordAndOpening {
    /// Save it as `record.json`; `candor record verify --key PUB record.json` checks it against a key of `/.well-known/candor-keys.json`.
    #[schema(value_type = Object)]
    record: serde_json::Value,
    /// The texts behind its commitments; `null` once redacted. The record verifies without it.
    #[schema(value_type = Option<Object>)]
    opening: Option<Opening>,
}

/// Read the signed record
#[utoipa::path(get, path = "/v1/sessions/{id}/record", tag = "sessions", security(("secret_key" = [])),
    params(("id" = String, Path, description = "The session's id"), Which),
    responses((status = 200, description = "The record", body = RecordAndOpening)))]
pub(crate) async fn record(
    State(service): State<Shared>,
    party: Party,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Result<Json<RecordAndOpening>, Problem> {
    party.may(Scope::Read)?;
    let session = party.session(&service, &id).await?;
    let attempts = service.store.attempts(&session.id).await?;
    let wanted = |number: u32| which.attempt.is_none_or(|wanted| wanted == number);
    let attempt = attempts.into_iter().rev().find(|attempt| attempt.record.is_some() && wanted(attempt.number));
    let attempt = attempt.ok_or_else(|| Problem::not_found("record"))?;
    let record = serde_json::from_str(attempt.record.as_deref().unwrap_or_default())
        .map_err(|cause| Problem::internal(&cause))?;
    let opening = match (service.data_key(&session.applicant).await?, attempt.opening) {
        (Some(key), Some(sealed)) => {
            let context = context("session", &session.id, &format!("attempt/{}/kept", attempt.number));
            Some(opened::<Kept>(&key, &context, &sealed)?.opening)
        }
        _ => None,
    };
    Ok(Json(RecordAndOpening { record, opening }))
}

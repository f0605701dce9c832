//! `GET /v1/sessions/{id}`.

use super::view::{SessionView, view};
use crate::problem::Problem;
use crate::request::{Party, Path, Scope};
use crate::service::{Service, Shared};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// A session with what only reading it shows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FullSession {
    #[serde(flatten)]
    session: SessionView,
    /// What you gave when creating it; empty once redacted.
    #[schema(value_type = Object)]
    metadata: serde_json::Map<String, serde_json::Value>,
}

/// Read a session
#[utoipa::path(get, path = "/v1/sessions/{id}", tag = "sessions", security(("secret_key" = [])), params(("id" = String, Path, description = "The session's id")),
    responses((status = 200, description = "The session", body = FullSession)))]
pub(crate) async fn read_session(
    State(service): State<Shared>,
    party: Party,
    Path(id): Path<String>,
) -> Result<Json<FullSession>, Problem> {
    party.may(Scope::Read)?;
    let session = party.session(&service, &id).await?;
    let metadata = match service.data_key(&session.applicant).await? {
        Some(key) if session.sealed.is_some() => Service::private(&key, &session)?.metadata,
        _ => serde_json::Map::new(),
    };
    Ok(Json(FullSession { session: view(&service, &session).await?, metadata }))
}

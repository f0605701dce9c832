//! `GET /healthz` and `GET /readyz`.

use crate::problem::{Problem, ProblemBody};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// Whether the process answers
#[utoipa::path(get, path = "/healthz", tag = "public", responses((status = 200, description = "It does", body = String, content_type = "text/plain")))]
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// What works.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Ready {
    /// Models that are missing: what they serve is off, and cases go to a person.
    missing_models: Vec<String>,
}

/// Whether requests can be served
///
/// It is ready without the large models, and says which are missing.
#[utoipa::path(get, path = "/readyz", tag = "public",
    responses(
        (status = 200, description = "They can", body = Ready),
        (status = 503, description = "Busy; try again", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn readyz(State(service): State<Shared>) -> Result<Json<Ready>, Problem> {
    service.store.ready().await?;
    Ok(Json(Ready { missing_models: service.judge.missing() }))
}

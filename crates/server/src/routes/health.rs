//! `GET /healthz` and `GET /readyz`.

use crate::problem::Problem;
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
    /// Checks that are off for want of them.
    checks_off: Vec<String>,
}

/// Whether requests can be served
///
/// It is ready when database, keys and files can be written, without the large models too; it says which are missing, and which checks are
/// off.
#[utoipa::path(get, path = "/readyz", tag = "public",
    responses((status = 200, description = "They can", body = Ready)))]
pub(crate) async fn readyz(State(service): State<Shared>) -> Result<Json<Ready>, Problem> {
    service.ready().await?;
    Ok(Json(Ready { missing_models: service.judge.missing(), checks_off: service.judge.off() }))
}

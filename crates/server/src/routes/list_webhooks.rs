//! `GET /v1/webhooks`.

use crate::clock::written;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Party, Scope};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// An endpoint.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WebhookView {
    id: String,
    url: String,
    /// All when empty.
    kinds: Vec<String>,
    created_at: String,
    /// Since when nothing reached it.
    failing_since: Option<String>,
    /// Since when nothing is sent, as nothing reached it for days; register it anew.
    disabled_at: Option<String>,
}

/// List webhooks
#[utoipa::path(get, path = "/v1/webhooks", tag = "events", security(("secret_key" = [])),
    responses(
        (status = 200, description = "All endpoints of the mode of the key", body = Vec<WebhookView>),
        (status = 401, description = "The key or token is missing or refused", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The key lacks the scope", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list_webhooks(
    State(service): State<Shared>,
    party: Party,
) -> Result<Json<Vec<WebhookView>>, Problem> {
    party.may(Scope::Manage)?;
    let view = |endpoint: store::Endpoint| WebhookView {
        id: endpoint.id,
        url: endpoint.url,
        kinds: endpoint.kinds,
        created_at: written(endpoint.created_at),
        failing_since: endpoint.failing_since.map(written),
        disabled_at: endpoint.disabled_at.map(written),
    };
    Ok(Json(service.store.endpoints(&party.id, party.mode).await?.into_iter().map(view).collect()))
}

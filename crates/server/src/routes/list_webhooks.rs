//! `GET /v1/webhooks`.

use crate::clock::written;
use crate::problem::Problem;
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
    /// Since when nothing is sent, as nothing reached it for days; enable it again.
    disabled_at: Option<String>,
}

impl From<store::Endpoint> for WebhookView {
    fn from(endpoint: store::Endpoint) -> Self {
        Self {
            id: endpoint.id,
            url: endpoint.url,
            kinds: endpoint.kinds,
            created_at: written(endpoint.created_at),
            failing_since: endpoint.failing_since.map(written),
            disabled_at: endpoint.disabled_at.map(written),
        }
    }
}

/// List webhooks
#[utoipa::path(get, path = "/v1/webhooks", tag = "events", security(("secret_key" = [])),
    responses((status = 200, description = "All endpoints of the mode of the key", body = Vec<WebhookView>)))]
pub(crate) async fn list_webhooks(
    State(service): State<Shared>,
    party: Party,
) -> Result<Json<Vec<WebhookView>>, Problem> {
    party.may(Scope::Manage)?;
    Ok(Json(service.store.endpoints(&party.id, party.mode).await?.into_iter().map(WebhookView::from).collect()))
}

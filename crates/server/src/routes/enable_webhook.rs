//! `POST /v1/webhooks/{id}/enable`.

use super::list_webhooks::WebhookView;
use crate::problem::Problem;
use crate::request::{Caller, Party, Path, Scope};
use crate::service::Shared;
use crate::webhooks;
use axum::Json;
use axum::extract::State;
use store::{Change, Endpoint, Step};

/// Enable a webhook again
///
/// After nothing reached it for days and it was disabled. Events of that time are not sent by themselves: list deliveries and resend those
/// that you miss, or read `/v1/events`. One that is not disabled counts as reached.
#[utoipa::path(post, path = "/v1/webhooks/{id}/enable", tag = "events", security(("secret_key" = [])),
    params(("id" = String, Path, description = "The webhook's id")),
    responses((status = 200, description = "Enabled", body = WebhookView)))]
pub(crate) async fn enable_webhook(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<WebhookView>, Problem> {
    party.may(Scope::Manage)?;
    let endpoint = webhooks::owned(&service, &party, &id).await?;
    let endpoint = Endpoint { failing_since: None, disabled_at: None, ..endpoint };
    let audit = caller.audit(party.actor(), "webhook.enabled", &endpoint.id);
    let steps = vec![Step::EnableEndpoint { id: endpoint.id.clone() }, audit];
    service.store.commit(Change { relying_party: party.id.clone(), at: service.now(), steps }).await?;
    Ok(Json(endpoint.into()))
}

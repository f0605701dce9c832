//! `POST /v1/webhooks/{id}/secret`.

use crate::idempotency::{IdempotencyKey, Key, written};
use crate::problem::Problem;
use crate::request::{Caller, Party, Path, Scope};
use crate::service::Shared;
use crate::webhooks;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use store::{Change, Endpoint, Step};
use utoipa::ToSchema;

/// A secret that was added.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AddedSecret {
    /// Shown once. Messages are signed with this one and the one before it, until the next rotation.
    secret: String,
}

/// Rotate the secret of a webhook
#[utoipa::path(post, path = "/v1/webhooks/{id}/secret", tag = "events", security(("secret_key" = [])), params(IdempotencyKey, ("id" = String, Path, description = "The webhook's id")),
    responses((status = 200, description = "A new secret beside the last one", body = AddedSecret)))]
pub(crate) async fn rotate_webhook(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    key: Key,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    party.may(Scope::Manage)?;
    if let Some(before) = key.before(&service, &party, &key.bare).await? {
        return Ok(before);
    }
    let endpoint = webhooks::owned(&service, &party, &id).await?;
    let secret = webhooks::new_secret()?;
    let last = webhooks::opened_secrets(&service, &endpoint)?.into_iter().next_back();
    let secrets: Vec<String> = last.into_iter().chain([secret.clone()]).collect();
    let secrets = webhooks::sealed_secrets(&service, &endpoint.id, &secrets)?;
    let audit = caller.audit(party.actor(), "webhook.rotated", &endpoint.id);
    let steps = vec![Step::PutEndpoint(Endpoint { secrets, ..endpoint }), audit];
    let change = Change { relying_party: party.id.clone(), at: service.now(), steps };
    let body = written(&AddedSecret { secret })?;
    key.answered(&service, &party, &key.bare, change, (StatusCode::OK, body)).await
}

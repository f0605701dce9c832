//! `POST /v1/webhooks`.

use crate::idempotency::{IdempotencyKey, Key, written};
use crate::ids;
use crate::problem::Problem;
use crate::request::{Body, Caller, Party, Scope};
use crate::service::Shared;
use crate::webhooks;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use store::{Change, Endpoint, Step};
use utoipa::ToSchema;

/// Endpoints of one relying party and mode.
const MOST: usize = 20;
/// Letters of an address.
const MOST_LETTERS: usize = 2048;

/// An endpoint to be registered.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWebhook {
    /// Where events are sent; HTTPS, to a public address.
    #[schema(example = "https://example.org/candor", max_length = 2048, pattern = "^https://[^ ]+$")]
    url: String,
    /// Which kinds of events; all when empty.
    #[serde(default)]
    #[schema(schema_with = kinds, required = false)]
    kinds: Vec<String>,
}

fn kinds() -> utoipa::openapi::schema::Array {
    super::create_session::words(super::event_catalogue::kinds())
}

/// An endpoint that was registered.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CreatedWebhook {
    id: String,
    url: String,
    kinds: Vec<String>,
    /// What signs its messages (Standard Webhooks), shown once.
    #[schema(example = "whsec_...")]
    secret: String,
}

/// Register a webhook
#[utoipa::path(post, path = "/v1/webhooks", tag = "events", security(("secret_key" = [])), request_body = NewWebhook, params(IdempotencyKey),
    responses((status = 201, description = "Registered", body = CreatedWebhook)))]
pub(crate) async fn create_webhook(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    key: Key,
    Body { value, digest }: Body<NewWebhook>,
) -> Result<Response, Problem> {
    party.may(Scope::Manage)?;
    if let Some(before) = key.before(&service, &party, &digest).await? {
        return Ok(before);
    }
    if value.url.len() > MOST_LETTERS {
        return Err(Problem::unusable("webhook.target", format!("`url` is longer than {MOST_LETTERS} letters")));
    }
    webhooks::allowed(&value.url, service.config.webhooks_to_private_addresses)
        .map_err(|cause| Problem::unusable("webhook.target", cause))?;
    if let Some(kind) = value.kinds.iter().find(|kind| !super::event_catalogue::kinds().any(|known| known == *kind)) {
        let detail = format!("`kinds` names {kind:?}, which is no event; see /v1/events/catalogue");
        return Err(Problem::unusable("webhook.kind", detail));
    }
    if service.store.endpoints(&party.id, party.mode).await?.len() >= MOST {
        let detail = format!("{MOST} webhooks are registered already; delete one that is not needed");
        return Err(Problem::unusable("webhook.too_many", detail));
    }
    let now = service.now();
    let id = ids::new("whk", now)?;
    let secret = webhooks::new_secret()?;
    let secrets = webhooks::sealed_secrets(&service, &id, std::slice::from_ref(&secret))?;
    let endpoint = Endpoint {
        id: id.clone(),
        relying_party: party.id.clone(),
        mode: party.mode,
        url: value.url.clone(),
        kinds: value.kinds.clone(),
        secrets,
        created_at: now,
        failing_since: None,
        disabled_at: None,
    };
    let steps = vec![Step::NewEndpoint(endpoint), caller.audit(party.actor(), "webhook.created", &id)];
    let change = Change { relying_party: party.id.clone(), at: now, steps };
    let body = written(&CreatedWebhook { id, url: value.url, kinds: value.kinds, secret })?;
    key.answered(&service, &party, &digest, change, (StatusCode::CREATED, body)).await
}

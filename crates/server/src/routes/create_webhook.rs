//! `POST /v1/webhooks`.

use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Body, Caller, Party, Scope};
use crate::service::Shared;
use crate::webhooks;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Change, Endpoint, Step};
use utoipa::ToSchema;
use verify::session::Event;

/// An endpoint to be registered.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWebhook {
    /// Where events are sent; HTTPS, to a public address.
    #[schema(example = "https://example.org/candor", pattern = "^https://[^ ]+$")]
    url: String,
    /// Which kinds of events; all when empty.
    #[serde(default)]
    #[schema(schema_with = kinds, required = false)]
    kinds: Vec<String>,
}

fn kinds() -> utoipa::openapi::schema::Array {
    super::create_session::words(Event::ALL.map(|(event, _)| event.name()))
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
#[utoipa::path(post, path = "/v1/webhooks", tag = "events", security(("secret_key" = [])), request_body = NewWebhook,
    responses(
        (status = 201, description = "Registered", body = CreatedWebhook),
        (status = 400, description = "The request cannot be used", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "The key or token is missing or refused", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The key lacks the scope", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Another content type is needed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A value is not possible", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn create_webhook(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    Body { value, .. }: Body<NewWebhook>,
) -> Result<(StatusCode, Json<CreatedWebhook>), Problem> {
    party.may(Scope::Manage)?;
    webhooks::allowed(&value.url, service.config.webhooks_to_private_addresses)
        .map_err(|cause| Problem::unusable("webhook.target", cause))?;
    if let Some(kind) = value.kinds.iter().find(|kind| Event::ALL.iter().all(|(event, _)| event.name() != *kind)) {
        let detail = format!("`kinds` names {kind:?}, which is no event; see /v1/events/catalogue");
        return Err(Problem::unusable("webhook.kind", detail));
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
    service.store.commit(Change { relying_party: party.id.clone(), at: now, steps }).await?;
    Ok((StatusCode::CREATED, Json(CreatedWebhook { id, url: value.url, kinds: value.kinds, secret })))
}

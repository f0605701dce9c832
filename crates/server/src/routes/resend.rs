//! `POST /v1/deliveries/{id}/resend`.

use crate::idempotency::{IdempotencyKey, Key};
use crate::ids;
use crate::problem::Problem;
use crate::request::{Caller, Party, Path, Scope};
use crate::service::Shared;
use crate::webhooks;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use store::{Change, Delivery, NewJob, Step};

/// Send a message again
///
/// With the same id, so that a receiver that has it knows.
#[utoipa::path(post, path = "/v1/deliveries/{id}/resend", tag = "events", security(("secret_key" = [])),
    params(IdempotencyKey, ("id" = String, Path, description = "The delivery's id")),
    responses((status = 202, description = "It will be sent")))]
pub(crate) async fn resend(
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
    let delivery = service.store.delivery(&id).await?.ok_or_else(|| Problem::not_found("delivery"))?;
    webhooks::owned(&service, &party, &delivery.endpoint).await.map_err(|_| Problem::not_found("delivery"))?;
    if delivery.state == "waiting" {
        return Err(Problem::conflict(
            "delivery.waiting",
            "the message is still on its way; wait for it to be settled",
        ));
    }
    let now = service.now();
    let job = NewJob {
        id: ids::new("job", now)?,
        kind: "webhook",
        subject: delivery.id.clone(),
        delay: 0,
        most_attempts: 1000,
    };
    let audit = caller.audit(party.actor(), "webhook.resent", &delivery.id);
    let again = Delivery { state: "waiting".into(), tries: 0, settled_at: None, ..delivery };
    let steps = vec![Step::PutDelivery(again), Step::NewJob(job), audit];
    let change = Change { relying_party: party.id.clone(), at: now, steps };
    let body = vec![];
    key.answered(&service, &party, &key.bare, change, (StatusCode::ACCEPTED, body)).await
}

//! `/v1/console/webhooks` and `/v1/console/deliveries`: what was sent, and what came back.

use super::seat::Seat;
use crate::clock::written;
use crate::ids;
use crate::problem::Problem;
use crate::request::{Caller, Path, Query};
use crate::service::Shared;
use crate::users::Role;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Change, Delivery, Endpoint, Mode, NewJob, Step};

const LOOKS: [Role; 3] = [Role::Admin, Role::Lead, Role::Auditor];
/// Deliveries of a page.
const MOST: u32 = 50;

/// The endpoints of both modes.
pub(crate) async fn webhooks(State(service): State<Shared>, seat: Seat) -> Result<Json<Value>, Problem> {
    seat.any_of(&LOOKS)?;
    let mut all = Vec::new();
    for mode in [Mode::Live, Mode::Test] {
        for endpoint in service.store.endpoints(seat.party(), mode).await? {
            all.push(json!({
                "id": endpoint.id,
                "url": endpoint.url,
                "mode": mode.name(),
                "kinds": endpoint.kinds,
                "failing_since": endpoint.failing_since.map(written),
                "disabled_at": endpoint.disabled_at.map(written),
            }));
        }
    }
    Ok(Json(json!({ "endpoints": all })))
}

async fn own(service: &Shared, seat: &Seat, id: &str) -> Result<Endpoint, Problem> {
    let endpoint = service.store.endpoint(id).await?.filter(|endpoint| endpoint.relying_party == seat.party());
    endpoint.ok_or_else(|| Problem::not_found("webhook"))
}

/// From where on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cursor {
    cursor: Option<String>,
}

/// What was sent to an endpoint, newest first.
pub(crate) async fn deliveries(
    State(service): State<Shared>,
    seat: Seat,
    Path(id): Path<String>,
    Query(from): Query<Cursor>,
) -> Result<Json<Value>, Problem> {
    seat.any_of(&LOOKS)?;
    let endpoint = own(&service, &seat, &id).await?;
    let found = service.store.deliveries(&endpoint.id, from.cursor.as_deref(), MOST).await?;
    let next = found.last().filter(|_| found.len() == MOST as usize).map(|last| last.id.clone());
    let mut views = Vec::with_capacity(found.len());
    for delivery in found {
        let event = service.store.event(&delivery.relying_party, delivery.sequence).await?;
        views.push(json!({
            "id": delivery.id,
            "kind": event.map(|event| event.kind),
            "sequence": delivery.sequence,
            "state": delivery.state,
            "tries": delivery.tries,
            "last_answer": delivery.last_answer,
            "created_at": written(delivery.created_at),
            "settled_at": delivery.settled_at.map(written),
        }));
    }
    Ok(Json(json!({ "deliveries": views, "next": next })))
}

/// Sends a message again, with the same id.
pub(crate) async fn resend(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    seat.any_of(&[Role::Admin, Role::Lead])?;
    let missing = || Problem::not_found("delivery");
    let delivery = service.store.delivery(&id).await?.ok_or_else(missing)?;
    own(&service, &seat, &delivery.endpoint).await.map_err(|_| missing())?;
    let (now, audit) = (service.now(), caller.audit(seat.actor(), "webhook.resent", &delivery.id));
    let steps = again(delivery, now, audit)?;
    service.store.commit(Change { relying_party: seat.party().to_owned(), at: now, steps }).await?;
    service.bell.notify_waiters();
    Ok(StatusCode::ACCEPTED)
}

/// What sends `delivery` again.
fn again(delivery: Delivery, now: i64, audit: Step) -> Result<Vec<Step>, Problem> {
    if delivery.state == "waiting" {
        let detail = "the message is still on its way; wait for it to be settled";
        return Err(Problem::conflict("delivery.waiting", detail));
    }
    let job = NewJob {
        id: ids::new("job", now)?,
        kind: "webhook",
        subject: delivery.id.clone(),
        delay: 0,
        most_attempts: 1000,
    };
    let again = Delivery { state: "waiting".into(), tries: 0, settled_at: None, ..delivery };
    Ok(vec![Step::PutDelivery(again), Step::NewJob(job), audit])
}

//! `GET /v1/webhooks/{id}/deliveries`.

use crate::clock::written;
use crate::problem::Problem;
use crate::request::{Party, Path, Query, Scope};
use crate::service::Shared;
use crate::webhooks;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// From where on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Before {
    /// The `next` of the page before.
    cursor: Option<String>,
}

/// One event on its way.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryView {
    /// The `webhook-id` of the message: the same with every try.
    id: String,
    /// The event's.
    sequence: i64,
    /// `waiting`, `delivered`, `failed` or `superseded`.
    state: String,
    tries: u32,
    /// What came back last.
    last_answer: Option<String>,
    created_at: String,
    settled_at: Option<String>,
}

/// A page of deliveries.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryPage {
    deliveries: Vec<DeliveryView>,
    /// The cursor of the next page; `null` on the last one.
    next: Option<String>,
}

/// List deliveries
///
/// Newest first.
#[utoipa::path(get, path = "/v1/webhooks/{id}/deliveries", tag = "events", security(("secret_key" = [])),
    params(("id" = String, Path, description = "The webhook's id"), Before),
    responses((status = 200, description = "A page", body = DeliveryPage)))]
pub(crate) async fn deliveries(
    State(service): State<Shared>,
    party: Party,
    Path(id): Path<String>,
    Query(before): Query<Before>,
) -> Result<Json<DeliveryPage>, Problem> {
    const MOST: u32 = 50;
    party.may(Scope::Manage)?;
    let endpoint = webhooks::owned(&service, &party, &id).await?;
    let found = service.store.deliveries(&endpoint.id, before.cursor.as_deref(), MOST).await?;
    let next = found.last().filter(|_| found.len() == MOST as usize).map(|last| last.id.clone());
    let view = |delivery: store::Delivery| DeliveryView {
        id: delivery.id,
        sequence: delivery.sequence,
        state: delivery.state,
        tries: delivery.tries,
        last_answer: delivery.last_answer,
        created_at: written(delivery.created_at),
        settled_at: delivery.settled_at.map(written),
    };
    Ok(Json(DeliveryPage { deliveries: found.into_iter().map(view).collect(), next }))
}

//! `GET /v1/events`.

use crate::clock::written;
use crate::problem::Problem;
use crate::request::{Party, Query, Scope};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::LoggedEvent;
use utoipa::{IntoParams, ToSchema};

/// From where on.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// The last `sequence` that you have; 0 for all.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// 1 to 100; 20 when not given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// Something that happened. Webhooks send the same.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct EventView {
    /// `session.approved` and the like; there may be more.
    #[serde(rename = "type")]
    kind: String,
    /// Rises with each event of a relying party; a gap belongs to the other mode.
    sequence: i64,
    timestamp: String,
    data: EventData,
}

/// What it happened to.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct EventData {
    session: String,
    mode: &'static str,
    #[serde(flatten)]
    #[schema(value_type = Object)]
    more: serde_json::Map<String, serde_json::Value>,
}

impl From<LoggedEvent> for EventView {
    fn from(event: LoggedEvent) -> Self {
        Self {
            kind: event.kind,
            sequence: event.sequence,
            timestamp: written(event.at),
            data: EventData {
                session: event.session,
                mode: event.mode.name(),
                more: serde_json::from_str(&event.data).unwrap_or_default(),
            },
        }
    }
}

/// Events, oldest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct EventPage {
    events: Vec<EventView>,
}

/// List events
///
/// For whoever missed a webhook, or wants none.
#[utoipa::path(get, path = "/v1/events", tag = "events", security(("secret_key" = [])), params(After),
    responses((status = 200, description = "Events after that one", body = EventPage)))]
pub(crate) async fn events(
    State(service): State<Shared>,
    party: Party,
    Query(after): Query<After>,
) -> Result<Json<EventPage>, Problem> {
    party.may(Scope::Read)?;
    let limit = after.limit.unwrap_or(20);
    if !(1..=100).contains(&limit) || after.after.is_some_and(|after| after < 0) {
        return Err(Problem::invalid("`limit` must be 1 to 100, and `after` not below 0"));
    }
    let found = service.store.events(&party.id, party.mode, after.after.unwrap_or(0), limit).await?;
    Ok(Json(EventPage { events: found.into_iter().map(EventView::from).collect() }))
}

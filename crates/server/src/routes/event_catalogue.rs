//! `GET /v1/events/catalogue`.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use verify::appeal::TOLD;
use verify::session::Event;

/// A kind of event.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct EventKind {
    #[serde(rename = "type")]
    kind: &'static str,
    /// What it means.
    meaning: &'static str,
    /// JSON Schema of its `data`.
    #[schema(value_type = Object)]
    schema: serde_json::Value,
}

/// List the kinds of events
#[utoipa::path(get, path = "/v1/events/catalogue", tag = "public",
    responses((status = 200, description = "Every kind, with its schema", body = Vec<EventKind>)))]
pub(crate) async fn event_catalogue() -> Json<Vec<EventKind>> {
    let schema = serde_json::json!({
        "type": "object",
        "required": ["session", "mode", "state", "attempts"],
        "properties": {
            "session": { "type": "string" },
            "mode": { "enum": ["test", "live"] },
            "state": { "type": "string" },
            "attempts": { "type": "integer", "minimum": 0 },
        },
    });
    let kind = |(event, meaning): &(Event, &'static str)| {
        let mut schema = schema.clone();
        if *event == Event::HelpAsked {
            schema["properties"]["help"] = serde_json::json!({ "type": "string" });
        }
        EventKind { kind: event.name(), meaning, schema }
    };
    let of_appeal = serde_json::json!({
        "type": "object",
        "required": ["session", "mode", "appeal", "state"],
        "properties": {
            "session": { "type": "string" },
            "mode": { "enum": ["test", "live"] },
            "appeal": { "type": "string" },
            "state": { "type": "string" },
            "due_at": { "type": ["string", "null"] },
            "outcome": { "enum": ["overturned", "remitted", "partial", "upheld", null] },
            "at_risk": { "type": "boolean" },
            "breached": { "type": "boolean" },
        },
    });
    let appealed =
        |(kind, meaning): &(&'static str, &'static str)| EventKind { kind, meaning, schema: of_appeal.clone() };
    Json(Event::ALL.iter().map(kind).chain(TOLD.iter().map(appealed)).collect())
}

/// The name of every kind.
pub(crate) fn kinds() -> impl Iterator<Item = &'static str> {
    Event::ALL.iter().map(|(event, _)| event.name()).chain(TOLD.iter().map(|(name, _)| *name))
}

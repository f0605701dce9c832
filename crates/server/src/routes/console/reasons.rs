//! `GET /v1/console/reasons`: what a reviewer picks from.

use super::seat::Seat;
use axum::Json;
use serde_json::{Map, Value, json};
use verify::finding::Measured;
use verify::reason::registry;
use verify::texts::{Language, tell_code};

/// Every reason, with its title in every language.
pub(crate) async fn reasons(_: Seat) -> Json<Value> {
    let title = |code: &str| -> Map<String, Value> {
        let of = |language: Language| {
            let told = tell_code(language, code, &Measured::default());
            (language.tag().to_owned(), told.map(|told| told.title).unwrap_or_default().into())
        };
        Language::ALL.into_iter().map(of).collect()
    };
    let all: Vec<Value> = registry()
        .iter()
        .map(|reason| {
            json!({ "code": reason.code, "family": reason.family(), "tier": reason.tier, "title": title(&reason.code), "core": reason.core })
        })
        .collect();
    Json(json!({ "reasons": all }))
}

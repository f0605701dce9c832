//! `GET /.well-known/candor/{relying_party}/channels.json`.

use crate::problem::{Problem, ProblemBody};
use crate::request::Path;
use crate::service::Shared;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::ToSchema;

/// Seconds for which anybody may keep the list.
const FRESH: &str = "public, max-age=300";

/// A signed list. The signature is of the canonical JSON (RFC 8785) of `record`, by a key of `/.well-known/candor-keys.json`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the document is given out as it was signed; this describes it")]
pub(crate) struct PublishedChannels {
    /// `kind` (`channels`), `relying_party`, `list_version`, `updated_at`, `channels` and `version`.
    #[schema(value_type = Object)]
    record: serde_json::Value,
    /// `algorithm` (`ed25519`), `key` and `value`.
    #[schema(value_type = Object)]
    signature: serde_json::Value,
}

/// The signed list of official channels
///
/// For everybody, to be kept for five minutes. `candor channel verify` says whether a key signed it.
#[utoipa::path(get, path = "/.well-known/candor/{relying_party}/channels.json", tag = "public",
    params(("relying_party" = String, Path, description = "The relying party's id")),
    responses(
        (status = 200, description = "The newest version", body = PublishedChannels),
        (status = 404, description = "None is published", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn channels_published(
    State(service): State<Shared>,
    Path(relying_party): Path<String>,
) -> Result<Response, Problem> {
    let row = service.store.channels(&relying_party).await?.ok_or_else(|| Problem::not_found("list of channels"))?;
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, FRESH)];
    Ok((headers, row.signed).into_response())
}

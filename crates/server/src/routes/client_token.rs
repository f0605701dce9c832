//! `POST /v1/sessions/{id}/client-token`.

use crate::clock::written;
use crate::idempotency::{self, IdempotencyKey, Key};
use crate::ids;
use crate::problem::Problem;
use crate::request::{Caller, Party, Path, Scope};
use crate::service::Shared;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use store::{Change, Step, Token};
use utoipa::ToSchema;

/// A token that was given out.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct GivenToken {
    /// Shown once.
    client_token: String,
    /// Where the applicant goes on. It holds the token: send it to nobody else.
    url: String,
    expires_at: String,
}

/// Give out a new client token
///
/// The tokens before it are refused from now on.
#[utoipa::path(post, path = "/v1/sessions/{id}/client-token", tag = "sessions", security(("secret_key" = [])), params(IdempotencyKey, ("id" = String, Path, description = "The session's id")),
    responses((status = 201, description = "A new token", body = GivenToken)))]
pub(crate) async fn client_token(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    key: Key,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    party.may(Scope::Write)?;
    if let Some(before) = key.before(&service, &party, &key.bare).await? {
        return Ok(before);
    }
    let session = party.session(&service, &id).await?;
    let now = service.now();
    let expires_at = session.expires_at.max(now + 7 * 86_400_000);
    let token = ids::secret("client")?;
    let row = Token { hash: ids::hashed(&token), session: session.id.clone(), expires_at, revoked_at: None };
    let steps = vec![
        Step::RevokeTokens { session: session.id.clone() },
        Step::NewToken(row),
        caller.audit(party.actor(), "token.given", &session.id),
    ];
    let change = Change { relying_party: party.id.clone(), at: now, steps };
    let url = format!("{}/verify#{token}", service.config.address());
    let body = idempotency::written(&GivenToken { client_token: token, url, expires_at: written(expires_at) })?;
    key.answered(&service, &party, &key.bare, change, (StatusCode::CREATED, body)).await
}

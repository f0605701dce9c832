//! `DELETE /v1/webhooks/{id}`.

use crate::problem::{Problem, ProblemBody};
use crate::request::{Caller, Party, Path, Scope};
use crate::service::Shared;
use crate::webhooks;
use axum::extract::State;
use axum::http::StatusCode;
use store::{Change, Step};

/// Delete a webhook
///
/// What was not delivered yet will not be.
#[utoipa::path(delete, path = "/v1/webhooks/{id}", tag = "events", security(("secret_key" = [])), params(("id" = String, Path, description = "The webhook's id")),
    responses(
        (status = 204, description = "Deleted"),
        (status = 400, description = "The request cannot be used", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "The key or token is missing or refused", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The key lacks the scope", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such thing, or it is not yours", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Not possible in this state, or changed at the same moment", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn delete_webhook(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    party.may(Scope::Manage)?;
    let endpoint = webhooks::owned(&service, &party, &id).await?;
    let audit = caller.audit(party.actor(), "webhook.deleted", &endpoint.id);
    let steps = vec![Step::DropEndpoint { id: endpoint.id }, audit];
    service.store.commit(Change { relying_party: party.id.clone(), at: service.now(), steps }).await?;
    Ok(StatusCode::NO_CONTENT)
}

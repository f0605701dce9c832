//! `DELETE /v1/webhooks/{id}`.

use crate::problem::Problem;
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
    responses((status = 204, description = "Deleted")))]
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

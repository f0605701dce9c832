//! `GET /v1/policy`.

use crate::problem::Problem;
use crate::request::{Party, Scope};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// A policy.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PolicyView {
    /// As records name it.
    pub(crate) hash: String,
    /// Every limit with its unit, as TOML.
    pub(crate) toml: String,
}

/// Read the policy
#[utoipa::path(get, path = "/v1/policy", tag = "policy", security(("secret_key" = [])),
    responses((status = 200, description = "The policy in force", body = PolicyView)))]
pub(crate) async fn policy(State(service): State<Shared>, party: Party) -> Result<Json<PolicyView>, Problem> {
    party.may(Scope::Read)?;
    let row = service.party(&party.id).await?;
    let policy = service.policy(&row, party.mode)?;
    Ok(Json(PolicyView { hash: policy.hash(), toml: policy.to_toml() }))
}

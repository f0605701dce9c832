//! `POST /v1/policy/validate`.

use super::put_policy::{PolicyText, parsed};
use crate::problem::Problem;
use crate::request::{Body, Party, Scope};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// One key that would change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Difference {
    key: String,
    now: String,
    then: String,
}

/// What a policy would change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Validated {
    hash: String,
    differences: Vec<Difference>,
}

/// Validate a policy
///
/// Nothing is changed. What is wrong is named with its line and remedy.
#[utoipa::path(post, path = "/v1/policy/validate", tag = "policy", security(("secret_key" = [])), request_body = PolicyText,
    responses((status = 200, description = "It can be put in force", body = Validated)))]
pub(crate) async fn validate_policy(
    State(service): State<Shared>,
    party: Party,
    Body { value, .. }: Body<PolicyText>,
) -> Result<Json<Validated>, Problem> {
    party.may(Scope::Read)?;
    let mut policy = parsed(&value)?;
    let row = service.party(&party.id).await?;
    let present = service.policy(&row, party.mode)?;
    policy.test_mode = present.test_mode;
    let hash = policy.hash();
    let differences = present.differences(&policy).into_iter().map(|(key, now, then)| Difference { key, now, then });
    Ok(Json(Validated { hash, differences: differences.collect() }))
}

//! `POST /v1/policy/validate`.

use super::put_policy::{PolicyText, parsed};
use crate::problem::{Problem, ProblemBody};
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
    responses(
        (status = 200, description = "It can be put in force", body = Validated),
        (status = 400, description = "The request cannot be used", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "The key or token is missing or refused", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The key lacks the scope", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Another content type is needed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A value is not possible", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody, content_type = "application/problem+json"),
    ))]
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

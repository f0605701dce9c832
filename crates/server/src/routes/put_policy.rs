//! `PUT /v1/policy`.

use super::policy::PolicyView;
use crate::problem::Problem;
use crate::request::{Body, Caller, Party, Scope};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use store::{Change, Step};
use utoipa::ToSchema;
use verify::policy::Policy;

/// A policy as TOML.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyText {
    /// What differs from the defaults; `candor policy show` prints them all.
    #[schema(example = "[attempts]\nmost = 3\n")]
    pub(crate) toml: String,
}

/// The policy that `text` is. What it says of `test_mode` changes nothing: that follows from the key.
pub(crate) fn parsed(text: &PolicyText) -> Result<Policy, Problem> {
    Policy::parse(&text.toml).map_err(|cause| Problem::unusable("policy.unusable", cause.to_string()))
}

/// Put a policy in force
///
/// Attempts that are judged from now on are judged by it. Sessions of test keys have a policy of their own, which a test key puts.
#[utoipa::path(put, path = "/v1/policy", tag = "policy", security(("secret_key" = [])), request_body = PolicyText,
    responses((status = 200, description = "In force", body = PolicyView)))]
pub(crate) async fn put_policy(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    Body { value, .. }: Body<PolicyText>,
) -> Result<Json<PolicyView>, Problem> {
    party.may(Scope::Manage)?;
    let mut policy = parsed(&value)?;
    policy.test_mode = party.mode == store::Mode::Test;
    let audit = caller.audit(party.actor(), "policy.changed", &policy.hash());
    let steps = vec![Step::PutPolicy { mode: party.mode, policy: value.toml }, audit];
    service.store.commit(Change { relying_party: party.id.clone(), at: service.now(), steps }).await?;
    Ok(Json(PolicyView { hash: policy.hash(), toml: policy.to_toml() }))
}

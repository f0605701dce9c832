//! `/v1/console/policy`: the policy in force, what another would have decided, and putting it in force.

use super::mode;
use super::seat::Seat;
use crate::problem::Problem;
use crate::request::{Body, Caller, Query};
use crate::routes::{PolicyText, parsed, tried};
use crate::service::Shared;
use crate::users::Role;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Change, Mode, Step};
use verify::policy::Policy;

/// Of which mode.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichPolicy {
    mode: Option<String>,
}

/// A policy that is tried or put.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPolicy {
    policy: String,
    #[serde(default)]
    mode: Option<String>,
}

impl NewPolicy {
    fn read(self) -> Result<(Policy, Mode, String), Problem> {
        let mode = mode(self.mode.as_deref())?;
        let mut policy = parsed(&PolicyText { toml: self.policy.clone() })?;
        policy.test_mode = mode == Mode::Test;
        Ok((policy, mode, self.policy))
    }
}

fn differences(one: &Policy, other: &Policy) -> Vec<Value> {
    let all = one.differences(other).into_iter();
    all.map(|(key, here, there)| json!({ "key": key, "here": here, "there": there })).collect()
}

/// The policy in force, and where it differs from the usual one.
pub(crate) async fn policy(
    State(service): State<Shared>,
    seat: Seat,
    Query(which): Query<WhichPolicy>,
) -> Result<Json<Value>, Problem> {
    seat.any_of(&[Role::Admin, Role::Lead, Role::Auditor])?;
    let mode = mode(which.mode.as_deref())?;
    let party = service.party(seat.party()).await?;
    let policy = service.policy(&party, mode)?;
    let usual = Policy { test_mode: policy.test_mode, ..Policy::default() };
    let own = match mode {
        Mode::Live => party.policy,
        Mode::Test => party.test_policy,
    };
    Ok(Json(
        json!({ "policy": own, "whole": policy.to_toml(), "hash": policy.hash(), "differences": differences(&usual, &policy) }),
    ))
}

/// Tries a policy on what was measured before.
pub(crate) async fn dry_run(
    State(service): State<Shared>,
    seat: Seat,
    Body { value, .. }: Body<NewPolicy>,
) -> Result<Json<Value>, Problem> {
    seat.any_of(&[Role::Admin, Role::Lead])?;
    let (policy, mode, _) = value.read()?;
    let now = service.policy(&service.party(seat.party()).await?, mode)?;
    let run = tried(&service, seat.party(), mode, &policy).await?;
    let run = serde_json::to_value(run).map_err(|cause| Problem::internal(&cause))?;
    Ok(Json(json!({
        "hash": policy.hash(),
        "differences": differences(&now, &policy),
        "tried": run["decided_again"],
        "left_out": run["left_out"],
        "changed": run["others"],
    })))
}

/// Puts a policy in force.
pub(crate) async fn put_policy(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Body { value, .. }: Body<NewPolicy>,
) -> Result<Json<Value>, Problem> {
    seat.any_of(&[Role::Admin])?;
    let (policy, mode, text) = value.read()?;
    let steps = vec![
        Step::PutPolicy { mode, policy: text.clone() },
        caller.audit(seat.actor(), "policy.changed", &policy.hash()),
    ];
    service.store.commit(Change { relying_party: seat.party().to_owned(), at: service.now(), steps }).await?;
    let usual = Policy { test_mode: policy.test_mode, ..Policy::default() };
    Ok(Json(
        json!({ "policy": text, "whole": policy.to_toml(), "hash": policy.hash(), "differences": differences(&usual, &policy) }),
    ))
}

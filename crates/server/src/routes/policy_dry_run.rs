//! `POST /v1/policy/dry-run`.

use super::put_policy::{PolicyText, parsed};
use crate::jobs::Kept;
use crate::problem::Problem;
use crate::request::{Body, Party, Scope};
use crate::service::{Shared, context, opened};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use store::{Mode, SessionFilter};
use utoipa::ToSchema;
use verify::decision::decide;
use verify::policy::Policy;
use verify::record::SignedRecord;

/// An attempt that would be decided otherwise.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Other {
    session: String,
    attempt: u32,
    outcome: String,
    would_be: &'static str,
    /// The rule that would lead there.
    rule: String,
}

/// What a policy would have decided.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DryRun {
    /// Attempts that were decided again from their measurements.
    decided_again: u32,
    /// Attempts whose data was deleted, or that were not measured.
    left_out: u32,
    others: Vec<Other>,
}

/// Try a policy on past measurements
///
/// The last 200 sessions are decided again from what their records hold. Nothing is changed.
#[utoipa::path(post, path = "/v1/policy/dry-run", tag = "policy", security(("secret_key" = [])), request_body = PolicyText,
    responses((status = 200, description = "What would differ", body = DryRun)))]
pub(crate) async fn policy_dry_run(
    State(service): State<Shared>,
    party: Party,
    Body { value, .. }: Body<PolicyText>,
) -> Result<Json<DryRun>, Problem> {
    party.may(Scope::Manage)?;
    let mut policy = parsed(&value)?;
    policy.test_mode = party.mode == Mode::Test;
    Ok(Json(tried(&service, &party.id, party.mode, &policy).await?))
}

/// Sessions that are decided again.
const MOST: u32 = 200;

/// What `policy` would have decided.
pub(crate) async fn tried(service: &Shared, party: &str, mode: Mode, policy: &Policy) -> Result<DryRun, Problem> {
    let mut answer = DryRun { decided_again: 0, left_out: 0, others: vec![] };
    for session in service.store.sessions(party, mode, &SessionFilter::default(), MOST).await? {
        let key = service.data_key(&session.applicant).await?;
        for attempt in service.store.attempts(&session.id).await? {
            let (Some(key), Some(sealed), Some(record), Some(outcome)) =
                (&key, &attempt.opening, &attempt.record, &attempt.outcome)
            else {
                answer.left_out += 1;
                continue;
            };
            let context = context("session", &session.id, &format!("attempt/{}/kept", attempt.number));
            let kept: Kept = opened(key, &context, sealed)?;
            let judged = SignedRecord::parse(record).and_then(|record| record.judged(&kept.opening));
            let Some(mut judged) = judged.ok().filter(|_| kept.measured) else {
                answer.left_out += 1;
                continue;
            };
            judged.policy = policy.clone();
            let decision = decide(&judged.case());
            answer.decided_again += 1;
            if decision.outcome.name() != outcome {
                answer.others.push(Other {
                    session: session.id.clone(),
                    attempt: attempt.number,
                    outcome: outcome.clone(),
                    would_be: decision.outcome.name(),
                    rule: decision.rule,
                });
            }
        }
    }
    Ok(answer)
}

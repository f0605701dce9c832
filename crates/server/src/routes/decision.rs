//! `GET /v1/sessions/{id}/decision`.

use crate::clock::written;
use crate::jobs::Kept;
use crate::problem::Problem;
use crate::request::{Party, Path, Scope};
use crate::service::{Shared, context, opened};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// What was decided of one attempt.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AttemptDecision {
    /// Counted from 1.
    attempt: u32,
    submitted_at: String,
    decided_at: Option<String>,
    /// `approved`, `needs_resubmission`, `in_review` or `declined`; `null` while it is judged.
    outcome: Option<String>,
    /// The rule that led there.
    rule: Option<String>,
    /// All findings with what was measured; `null` once redacted.
    #[schema(value_type = Option<Vec<Object>>)]
    findings: Option<Vec<verify::finding::FullFinding>>,
}

/// What was decided of a session.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Decisions {
    session: String,
    state: &'static str,
    /// Oldest first; the last one counts.
    attempts: Vec<AttemptDecision>,
}

/// Read what was decided
#[utoipa::path(get, path = "/v1/sessions/{id}/decision", tag = "sessions", security(("secret_key" = [])), params(("id" = String, Path, description = "The session's id")),
    responses((status = 200, description = "Attempts with their decisions", body = Decisions)))]
pub(crate) async fn decision(
    State(service): State<Shared>,
    party: Party,
    Path(id): Path<String>,
) -> Result<Json<Decisions>, Problem> {
    party.may(Scope::Read)?;
    let session = party.session(&service, &id).await?;
    let key = service.data_key(&session.applicant).await?;
    let mut attempts = Vec::new();
    for attempt in service.store.attempts(&session.id).await? {
        let findings = match (&key, &attempt.opening) {
            (Some(key), Some(sealed)) => {
                let context = context("session", &session.id, &format!("attempt/{}/kept", attempt.number));
                Some(opened::<Kept>(key, &context, sealed)?.findings)
            }
            _ => None,
        };
        attempts.push(AttemptDecision {
            attempt: attempt.number,
            submitted_at: written(attempt.submitted_at),
            decided_at: attempt.decided_at.map(written),
            outcome: attempt.outcome,
            rule: attempt.rule,
            findings,
        });
    }
    Ok(Json(Decisions { session: session.id, state: session.state.name(), attempts }))
}

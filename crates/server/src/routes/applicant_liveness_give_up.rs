//! `POST /v1/applicant/liveness/give-up`.

use crate::problem::Problem;
use crate::request::{Applicant, Caller};
use crate::service::{Settings, Shared, saved};
use axum::extract::State;
use axum::http::StatusCode;
use store::Change;
use verify::audit::Actor;

/// Go on without a clip
///
/// For whoever cannot make the movements. It costs no attempt; once submitted, a person looks. Asking for movements again takes it back.
#[utoipa::path(post, path = "/v1/applicant/liveness/give-up", tag = "applicant", security(("client_token" = [])),
    responses((status = 204, description = "Recorded")))]
pub(crate) async fn applicant_liveness_give_up(
    State(service): State<Shared>,
    Applicant { mut session, .. }: Applicant,
    caller: Caller,
) -> Result<StatusCode, Problem> {
    let mut steps = super::applicant_claim::collecting(&service, &mut session)?;
    let mut settings = Settings::of(&session);
    if settings.liveness_given_up_at.is_some() && steps.is_empty() {
        return Ok(StatusCode::NO_CONTENT);
    }
    let now = service.now();
    settings.liveness_given_up_at = Some(now);
    session.settings = serde_json::to_string(&settings).map_err(|cause| Problem::internal(&cause))?;
    steps.push(caller.audit(Actor::Applicant, "liveness.given_up", &session.id));
    let party = session.relying_party.clone();
    steps.insert(0, saved(session, now));
    service.store.commit(Change { relying_party: party, at: now, steps }).await?;
    Ok(StatusCode::NO_CONTENT)
}

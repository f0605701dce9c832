//! `PUT` and `GET /v1/applicant/claim`.

use crate::problem::{Problem, ProblemBody};
use crate::request::{Applicant, Body, Caller};
use crate::service::{Service, Settings, Shared, saved, sealed_private};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use store::{Change, Session, Step};
use verify::audit::Actor;
use verify::claim::Claim;
use verify::session::{Event, State as SessionState};

/// Enter the claim
///
/// As `docs/claim.schema.json` has it. It can be changed until it is submitted.
#[utoipa::path(put, path = "/v1/applicant/claim", tag = "applicant", security(("client_token" = [])),
    request_body(content = Object, description = "The claim", content_type = "application/json"),
    responses((status = 204, description = "Kept")))]
pub(crate) async fn applicant_claim(
    State(service): State<Shared>,
    Applicant { mut session, .. }: Applicant,
    caller: Caller,
    Body { value, .. }: Body<serde_json::Value>,
) -> Result<StatusCode, Problem> {
    let claim =
        Claim::parse(&value.to_string()).map_err(|cause| Problem::unusable("claim.unusable", cause.to_string()))?;
    let settings = Settings::of(&session);
    let asked = &settings.document_types;
    if !asked.is_empty() && !asked.iter().any(|name| name == claim.document.kind.name()) {
        let detail = format!("`document.type` must be one of {}, which this session asks for", asked.join(", "));
        return Err(Problem::unusable("claim.document_not_asked", detail));
    }
    let mut steps = collecting(&service, &mut session)?;
    let key = service.live_key(&session.applicant).await?;
    let mut private = Service::private(&key, &session)?;
    private.claim = Some(claim);
    session.sealed = Some(sealed_private(&key, &session.id, &private)?);
    let now = service.now();
    let party = session.relying_party.clone();
    steps.push(caller.audit(Actor::Applicant, "claim.entered", &session.id));
    steps.insert(0, saved(session, now));
    service.store.commit(Change { relying_party: party, at: now, steps }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Read the claim
#[utoipa::path(get, path = "/v1/applicant/claim", tag = "applicant", security(("client_token" = [])),
    responses(
        (status = 200, description = "The claim as it was entered", body = Object),
        (status = 404, description = "None was entered", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn read_claim(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
) -> Result<Json<Claim>, Problem> {
    let key = service.live_key(&session.applicant).await?;
    Service::private(&key, &session)?.claim.map(Json).ok_or_else(|| Problem::not_found("claim"))
}

/// Lets the applicant go on after a resubmission was asked for; refuses where nothing can be changed.
pub(crate) fn collecting(service: &Shared, session: &mut Session) -> Result<Vec<Step>, Problem> {
    collects(session)?;
    match session.state {
        SessionState::NeedsResubmission => Ok(vec![service.happens(session, Event::Reopened, 0)?]),
        _ => Ok(vec![]),
    }
}

/// Refuses where nothing can be changed.
pub(crate) fn collects(session: &Session) -> Result<(), Problem> {
    match session.state {
        state if state.collects() => Ok(()),
        SessionState::Created => Err(Problem::conflict(
            "session.consent_missing",
            "the applicant has not agreed yet; send the consent first",
        )),
        state => Err(Problem::conflict(
            "session.wrong_state",
            format!("the session is {}: nothing can be changed now", state.name()),
        )),
    }
}

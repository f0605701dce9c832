//! `POST /v1/applicant/erase`.

use crate::problem::Problem;
use crate::request::{Applicant, Caller};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use store::Change;
use utoipa::ToSchema;
use verify::audit::Actor;
use verify::session::Event;

/// What became of the wish.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Erasure {
    /// `erased` when nothing was decided yet; `asked` when the relying party must decide, as a law may oblige it to keep the data.
    state: &'static str,
}

/// Ask for erasure
#[utoipa::path(post, path = "/v1/applicant/erase", tag = "applicant", security(("client_token" = [])),
    responses((status = 202, description = "Noted, or done", body = Erasure)))]
pub(crate) async fn applicant_erase(
    State(service): State<Shared>,
    Applicant { mut session }: Applicant,
    caller: Caller,
) -> Result<(axum::http::StatusCode, Json<Erasure>), Problem> {
    let applicant = service.store.applicant(&session.applicant).await?.ok_or_else(|| Problem::not_found("session"))?;
    let decided = service.store.sessions_of(&applicant.id).await?.iter().any(|session| session.attempts > 0);
    let state = if decided || applicant.legal_hold {
        // The relying party is told: it decides, and redacts.
        let told = service.store.events_of(&session.id).await?;
        if !told.iter().any(|event| event.kind == Event::ErasureAsked.name()) {
            let happened = service.happens(&mut session, Event::ErasureAsked, 0)?;
            let steps = vec![happened, caller.audit(Actor::Applicant, "erasure.asked", &applicant.id)];
            let party = session.relying_party.clone();
            service.store.commit(Change { relying_party: party, at: service.now(), steps }).await?;
            service.bell.notify_waiters();
        }
        "asked"
    } else {
        let audit = caller.audit(Actor::Applicant, "applicant.redacted", &applicant.id);
        super::redact(&service, applicant, audit).await?;
        "erased"
    };
    Ok((axum::http::StatusCode::ACCEPTED, Json(Erasure { state })))
}

//! `POST /v1/applicant/erase`.

use crate::problem::Problem;
use crate::request::{Applicant, Caller};
use crate::service::{Settings, Shared, saved};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use store::{Change, StoreError};
use utoipa::ToSchema;
use verify::audit::Actor;
use verify::session::Event;

/// How often the wish is tried to be noted.
const MOST_TRIES: u32 = 5;

/// What became of the wish.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Erasure {
    /// `erased` when nothing was submitted yet; `asked` when the relying party must decide, as a law may oblige it to keep the data: it sees
    /// the wish at the session.
    state: &'static str,
}

/// Ask for erasure
#[utoipa::path(post, path = "/v1/applicant/erase", tag = "applicant", security(("client_token" = [])),
    responses((status = 202, description = "Noted, or done", body = Erasure)))]
pub(crate) async fn applicant_erase(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    caller: Caller,
) -> Result<(axum::http::StatusCode, Json<Erasure>), Problem> {
    let applicant = service.store.applicant(&session.applicant).await?.ok_or_else(|| Problem::not_found("session"))?;
    let submitted = service.store.sessions_of(&applicant.id).await?.iter().any(|session| session.attempts > 0);
    let state = if submitted || applicant.legal_hold {
        asked(&service, &caller, &applicant, &session.id).await?;
        "asked"
    } else {
        let audit = caller.audit(Actor::Applicant, "applicant.redacted", &applicant.id);
        super::redact(&service, applicant, audit).await?;
        "erased"
    };
    Ok((axum::http::StatusCode::ACCEPTED, Json(Erasure { state })))
}

/// Notes the wish in the audit trail and at every session, and tells the relying party once: it decides, and redacts. A worker may change one at the same moment: then it is read again.
async fn asked(service: &Shared, caller: &Caller, applicant: &store::Applicant, by: &str) -> Result<(), Problem> {
    let mut tries = 0;
    loop {
        let now = service.now();
        let mut steps = vec![caller.audit(Actor::Applicant, "erasure.asked", &applicant.id)];
        for mut session in service.store.sessions_of(&applicant.id).await? {
            let mut settings = Settings::of(&session);
            // The first time is what counts, and asking again disturbs nobody.
            if settings.erasure_asked_at.is_none() {
                settings.erasure_asked_at = Some(now);
                session.settings = settings.written()?;
                if session.id == by {
                    steps.push(service.happens(&mut session, Event::ErasureAsked, 0)?);
                }
                steps.push(saved(session, now));
            }
        }
        tries += 1;
        match service.store.commit(Change { relying_party: applicant.relying_party.clone(), at: now, steps }).await {
            Err(StoreError::Conflict(_)) if tries < MOST_TRIES => {}
            done => {
                service.bell.notify_waiters();
                return Ok(done?);
            }
        }
    }
}

//! `POST /v1/applicant/consent`.

use crate::problem::Problem;
use crate::request::{Applicant, Body, Caller};
use crate::service::{Consent, Settings, Shared, saved};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use store::Change;
use utoipa::ToSchema;
use verify::audit::Actor;
use verify::session::Event;

/// What the applicant says to the texts that were shown.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Said {
    /// Whether the data may be processed. Without that, the session ends.
    processing: bool,
    /// Whether the face may be compared. Without that, a person decides.
    face: bool,
    /// The version of the texts.
    #[schema(example = "2026-11", min_length = 1, max_length = 40)]
    version: String,
}

/// Agree, or not
///
/// The last word counts, and can be changed until an attempt is submitted.
#[utoipa::path(post, path = "/v1/applicant/consent", tag = "applicant", security(("client_token" = [])), request_body = Said,
    responses((status = 204, description = "Recorded")))]
pub(crate) async fn applicant_consent(
    State(service): State<Shared>,
    Applicant { mut session, .. }: Applicant,
    caller: Caller,
    Body { value, .. }: Body<Said>,
) -> Result<StatusCode, Problem> {
    if value.version.is_empty() || value.version.chars().count() > 40 {
        return Err(Problem::invalid("`version` must be 1 to 40 letters"));
    }
    let now = service.now();
    let mut settings = Settings::of(&session);
    let last = |kind: &str| settings.consents.iter().rev().find(|consent| consent.kind == kind);
    let fresh: Vec<Consent> = [("processing", value.processing), ("face", value.face)]
        .into_iter()
        .filter(|(kind, agreed)| {
            !last(kind).is_some_and(|before| before.agreed == *agreed && before.version == value.version)
        })
        .map(|(kind, agreed)| Consent { kind: kind.into(), version: value.version.clone(), agreed, at: now })
        .collect();
    let mut steps = Vec::new();
    let action = if session.state.collects() && value.processing {
        // Said again with the same words: nothing changes.
        if fresh.is_empty() {
            return Ok(StatusCode::NO_CONTENT);
        }
        steps.extend(super::applicant_claim::collecting(&service, &mut session)?);
        "session.consent_changed"
    } else {
        let event = if value.processing { Event::ConsentGiven } else { Event::ConsentDeclined };
        steps.push(service.happens(&mut session, event, 0)?);
        if !value.processing {
            steps.extend(crate::appeals::ended(&service, &session, now).await?);
        }
        event.name()
    };
    settings.consents.extend(fresh);
    session.settings = settings.written()?;
    steps.push(caller.audit(Actor::Applicant, action, &session.id));
    let party = session.relying_party.clone();
    steps.insert(0, saved(session, now));
    service.store.commit(Change { relying_party: party, at: now, steps }).await?;
    service.bell.notify_waiters();
    Ok(StatusCode::NO_CONTENT)
}

//! `POST /v1/applicant/appeal/contact` and `POST /v1/applicant/appeal/contact/code`: a code to the registered contact proves that it is theirs.

use super::Opened;
use super::view::contact_of;
use crate::appeals::letters;
use crate::clock::written;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Applicant, Body, Caller};
use crate::routes::digits;
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Change, StoreError};
use utoipa::ToSchema;
use verify::appeal::State as AppealState;
use verify::audit::Actor;
use verify::reason::codes;

/// Milliseconds for which a code is valid.
pub(crate) const VALID: i64 = 600_000;
/// Codes that may be tried.
const MOST_TRIES: u32 = 5;

/// Which contact.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichContact {
    /// `email` or `phone`.
    #[schema(example = "email", pattern = "^(email|phone)$")]
    kind: String,
}

/// Until when the code is good.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CodeSent {
    expires_at: String,
}

/// A code as it came.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactCode {
    #[schema(example = "123456", pattern = "^[0-9]{6}$")]
    code: String,
}

fn hashed(service: &Shared, appeal: &str, code: &str) -> Vec<u8> {
    service.ring.blind_index(appeal, "contact", code.as_bytes()).to_vec()
}

fn drafting(opened: &Opened) -> Result<(), Problem> {
    if opened.row.state == AppealState::Drafting {
        return Ok(());
    }
    let detail = format!("the appeal is {}: that is not possible now", opened.row.state.name());
    Err(Problem::conflict("appeal.wrong_state", detail))
}

/// Send a code to the registered contact
#[utoipa::path(post, path = "/v1/applicant/appeal/contact", tag = "applicant", security(("client_token" = [])), request_body = WhichContact,
    responses((status = 202, description = "It is on its way", body = CodeSent)))]
pub(crate) async fn send_contact_code(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    caller: Caller,
    Body { value, .. }: Body<WhichContact>,
) -> Result<(StatusCode, Json<CodeSent>), Problem> {
    let opened = Opened::of(&service, session).await?;
    drafting(&opened)?;
    if contact_of(&opened.known, &value.kind).is_none() {
        let detail =
            "no such contact is registered; choose one of `contact.kinds`, or ask the relying party to register one";
        return Err(Problem::unusable("appeal.unusable", detail));
    }
    // One network address may ask for few, and so may one session: five codes in an hour are guessed 25 times, of a million.
    service.limits.count_code(&caller.origin)?;
    service.limits.count_code(opened.row.id.as_bytes())?;
    let now = service.now();
    let code = digits()?;
    let mut moving = opened.moving()?;
    moving.row.contact_kind = Some(value.kind);
    moving.row.contact_code = Some(hashed(&service, &opened.row.id, &code));
    (moving.row.contact_tries, moving.row.contact_until, moving.row.contact_proven_at) = (0, Some(now + VALID), None);
    let letter = letters::written(&service, &moving.row, "appeal_code", Some(&code))?;
    let id = moving.row.id.clone();
    let mut steps = moving.kept(&opened.rules, now)?;
    steps.extend(letter);
    steps.push(caller.audit(Actor::Applicant, "appeal.code_sent", &id));
    service.store.commit(Change { relying_party: opened.party.id, at: now, steps }).await?;
    service.bell.notify_waiters();
    Ok((StatusCode::ACCEPTED, Json(CodeSent { expires_at: written(now + VALID) })))
}

fn refused() -> Problem {
    let detail = "the code is wrong, or is no longer valid; enter the newest, or have another sent";
    Problem::new(StatusCode::FORBIDDEN, codes::APPEAL_CONTACT_UNPROVEN.name(), detail)
}

/// Bring the code
///
/// Five tries, ten minutes.
#[utoipa::path(post, path = "/v1/applicant/appeal/contact/code", tag = "applicant", security(("client_token" = [])), request_body = ContactCode,
    responses(
        (status = 204, description = "The contact is proven"),
        (status = 403, description = "The code is wrong or no longer valid", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn bring_contact_code(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    caller: Caller,
    Body { value, .. }: Body<ContactCode>,
) -> Result<StatusCode, Problem> {
    let opened = Opened::of(&service, session).await?;
    drafting(&opened)?;
    if opened.row.contact_proven_at.is_some() {
        return Ok(StatusCode::NO_CONTENT);
    }
    let now = service.now();
    let good = opened.row.contact_tries < MOST_TRIES && opened.row.contact_until.is_some_and(|until| until > now);
    // Both are keyed hashes: how long the comparison takes says nothing about the code.
    let right = opened.row.contact_code.as_ref() == Some(&hashed(&service, &opened.row.id, &value.code));
    let mut moving = opened.moving()?;
    moving.row.contact_tries += 1;
    if good && right {
        (moving.row.contact_proven_at, moving.row.contact_code) = (Some(now), None);
    }
    let id = moving.row.id.clone();
    let mut steps = moving.kept(&opened.rules, now)?;
    if good && right {
        steps.push(caller.audit(Actor::Applicant, "appeal.contact_proven", &id));
    }
    match service.store.commit(Change { relying_party: opened.party.id, at: now, steps }).await {
        // Another code at the same moment: each counts, and this one was not looked at.
        Err(StoreError::Conflict(_)) => return Err(refused()),
        done => done?,
    }
    if good && right { Ok(StatusCode::NO_CONTENT) } else { Err(refused()) }
}

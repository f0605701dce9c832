//! `POST /v1/applicant/appeal/contact` and `POST /v1/applicant/appeal/contact/code`: a code to the registered contact proves that it is theirs.

use super::Opened;
use super::view::kinds;
use crate::appeals::letters;
use crate::clock::written;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Applicant, Body, Caller};
use crate::routes::digits;
use crate::service::{Settings, Shared, saved};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Change, Session, StoreError};
use utoipa::ToSchema;
use verify::appeal::State as AppealState;
use verify::audit::Actor;
use verify::reason::codes;

/// Milliseconds for which a code is valid.
pub(crate) const VALID: i64 = 600_000;
/// How often one code may be tried.
const MOST_TRIES: u32 = 5;
/// Codes that are sent in an hour, and in all, for one session, however often an appeal is begun: a hundred guesses of a million.
const MOST_AN_HOUR: usize = 5;
const MOST: usize = 20;
const HOUR: i64 = 3_600_000;
/// How often it is tried while somebody changes the same appeal.
const MOST_CONFLICTS: u32 = 10;

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
    // One network address may ask for few.
    service.limits.count_code(&caller.origin)?;
    let opened = Opened::of(&service, session).await?;
    drafting(&opened)?;
    if !kinds(&service, &opened.party, &opened.known).contains(&value.kind.as_str()) {
        let detail = "no code can be sent there; choose one of `contact.kinds`, or ask the relying party to register another contact";
        return Err(Problem::unusable("appeal.unusable", detail));
    }
    let now = service.now();
    let mut session = opened.session.clone();
    let mut settings = Settings::of(&session);
    room(&settings.contact_codes, now)?;
    settings.contact_codes.push(now);
    session.settings = settings.written()?;
    let code = digits()?;
    let mut moving = opened.moving()?;
    moving.row.contact_kind = Some(value.kind);
    moving.row.contact_code = Some(hashed(&service, &opened.row.id, &code));
    (moving.row.contact_tries, moving.row.contact_until, moving.row.contact_proven_at) = (0, Some(now + VALID), None);
    let letter = letters::written(&service, &moving.row, "appeal_code", Some(&code))?;
    let id = moving.row.id.clone();
    let mut steps = moving.kept(&opened.rules, now)?;
    // With the session's version: two at the same moment are not counted as one.
    steps.push(saved(session, now));
    steps.extend(letter);
    steps.push(caller.audit(Actor::Applicant, "appeal.code_sent", &id));
    service.store.commit(Change { relying_party: opened.party.id, at: now, steps }).await?;
    service.bell.notify_waiters();
    Ok((StatusCode::ACCEPTED, Json(CodeSent { expires_at: written(now + VALID) })))
}

/// Refuses another code where so many were sent already.
fn room(sent: &[i64], now: i64) -> Result<(), Problem> {
    if sent.len() >= MOST {
        let detail = format!("{MOST} codes were sent, and that is all; ask the relying party to help on");
        return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "appeal.too_many_codes", detail));
    }
    let recent: Vec<i64> = sent.iter().copied().filter(|at| *at > now - HOUR).collect();
    if recent.len() < MOST_AN_HOUR {
        return Ok(());
    }
    let wait = recent.first().map_or(HOUR, |first| first + HOUR - now);
    let wait = u32::try_from(wait / 1000).unwrap_or(3600) + 1;
    let detail = format!("{MOST_AN_HOUR} codes were sent in this hour; use the newest, or wait {wait} s");
    Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail).after(wait))
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
    let mut tries = 1;
    loop {
        match brought(&service, &session, &caller, &value.code).await {
            // Another code, or something else of the appeal, at the same moment: this one was not looked at yet.
            Err(Failed::Meanwhile) if tries < MOST_CONFLICTS => tries += 1,
            Err(Failed::Meanwhile) => return Err(StoreError::Conflict("the appeal").into()),
            Err(Failed::Told(problem)) => return Err(problem),
            Ok(true) => return Ok(StatusCode::NO_CONTENT),
            Ok(false) => return Err(refused()),
        }
    }
}

enum Failed {
    /// Somebody changed the appeal at the same moment.
    Meanwhile,
    Told(Problem),
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self::Told(problem)
    }
}

/// Whether the code is right, and what follows from that.
async fn brought(service: &Shared, session: &Session, caller: &Caller, code: &str) -> Result<bool, Failed> {
    let opened = Opened::of(service, session.clone()).await?;
    drafting(&opened)?;
    if opened.row.contact_proven_at.is_some() {
        return Ok(true);
    }
    let now = service.now();
    let good = opened.row.contact_tries < MOST_TRIES && opened.row.contact_until.is_some_and(|until| until > now);
    // Both are keyed hashes: how long the comparison takes says nothing about the code.
    let right = good && opened.row.contact_code.as_ref() == Some(&hashed(service, &opened.row.id, code));
    let mut moving = opened.moving()?;
    moving.row.contact_tries += 1;
    if right {
        (moving.row.contact_proven_at, moving.row.contact_code) = (Some(now), None);
    }
    let id = moving.row.id.clone();
    let mut steps = moving.kept(&opened.rules, now)?;
    if right {
        steps.push(caller.audit(Actor::Applicant, "appeal.contact_proven", &id));
    }
    match service.store.commit(Change { relying_party: opened.party.id, at: now, steps }).await {
        Err(StoreError::Conflict(_)) => Err(Failed::Meanwhile),
        done => done.map(|()| right).map_err(|cause| Failed::Told(cause.into())),
    }
}

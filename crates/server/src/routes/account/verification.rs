//! The verification of whoever holds an account: a session whose applicant is the account.

use super::holder::{HOLDER, Holder};
use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::request::Caller;
use crate::routes::cancel_session;
use crate::routes::create_session::{Contact, Creating, NewSession, creating};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use store::{Account, Change, Session, Step, Token};
use utoipa::ToSchema;
use verify::session::{Event, State as SessionState, after};

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    /// Nothing was begun, or nothing came of it.
    None,
    /// It goes on.
    Begun,
    /// It was approved.
    Verified,
    /// It was declined; the applicant's page says why, and how to appeal.
    Refused,
}

/// The verification of an account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Verification {
    pub(crate) state: Standing,
}

/// What cancels everything of an account's verification that goes on. What was decided stays for as long as such things are kept.
pub(super) async fn cancelling(service: &Shared, account: &Account, now: i64) -> Result<Vec<Step>, Problem> {
    let mut steps = Vec::new();
    for mut session in sessions(service, account).await? {
        if after(session.state, Event::Cancelled).is_ok() {
            steps.extend(cancel_session::cancelling(service, &mut session, now).await?);
        }
    }
    Ok(steps)
}

/// The sessions of whoever holds the account, oldest first.
async fn sessions(service: &Shared, account: &Account) -> Result<Vec<Session>, Problem> {
    let applicant = service.store.applicant_called(&account.relying_party, account.mode, &account.id).await?;
    let Some(applicant) = applicant else { return Ok(vec![]) };
    let mut sessions = service.store.sessions_of(&applicant.id).await?;
    sessions.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(sessions)
}

const fn standing(state: SessionState) -> Standing {
    match state {
        SessionState::Approved => Standing::Verified,
        SessionState::Declined => Standing::Refused,
        SessionState::Expired
        | SessionState::Abandoned
        | SessionState::Cancelled
        | SessionState::ConsentDeclined
        | SessionState::Revoked => Standing::None,
        _ => Standing::Begun,
    }
}

/// How the verification of an account stands: once approved it is, whatever else was begun.
pub(crate) async fn verification(service: &Shared, account: &Account) -> Result<Verification, Problem> {
    let all = sessions(service, account).await?;
    let states: Vec<Standing> = all.iter().map(|session| standing(session.state)).collect();
    let verified = states.contains(&Standing::Verified).then_some(Standing::Verified);
    let last = states.iter().rev().find(|state| **state != Standing::None).copied();
    Ok(Verification { state: verified.or(last).unwrap_or(Standing::None) })
}

/// Where to go on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Begun {
    session: String,
    /// Where the applicant goes on. It holds a token: send it to nobody else.
    url: String,
}

/// Begin the verification, or go on with it
///
/// One that is refused leads to its result, from which an appeal is possible.
#[utoipa::path(post, path = "/v1/account/verification", tag = "accounts", security(("account_token" = [])),
    responses(
        (status = 201, description = "Where to go on", body = Begun),
        (status = 409, description = "It is verified already", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn begin_verification(
    State(service): State<Shared>,
    holder: Holder,
    caller: Caller,
) -> Result<(StatusCode, Json<Begun>), Problem> {
    let account = &holder.account;
    if verification(&service, account).await?.state == Standing::Verified {
        return Err(Problem::conflict("account.verified", "the identity is verified already; nothing is left to do"));
    }
    let all = sessions(&service, account).await?;
    let newest = all.into_iter().rev().find(|session| standing(session.state) != Standing::None);
    let now = service.now();
    if let Some(session) = newest.filter(|session| session.sealed.is_some()) {
        let token = ids::secret("client")?;
        let expires_at = session.expires_at.max(now + 7 * 86_400_000);
        let row = Token { hash: ids::hashed(&token), session: session.id.clone(), expires_at, revoked_at: None };
        let steps = vec![Step::NewToken(row), caller.audit(HOLDER, "token.given_to_account", &session.id)];
        service.store.commit(Change { relying_party: account.relying_party.clone(), at: now, steps }).await?;
        let url = format!("{}/verify#{token}", service.config.address());
        return Ok((StatusCode::CREATED, Json(Begun { session: session.id, url })));
    }
    let person = holder.person(&service).await?;
    let is_email = person.reached.kind == "email";
    let contact = Contact {
        email: is_email.then(|| person.reached.contact.clone()),
        phone: (!is_email).then(|| person.reached.contact.clone()),
    };
    let mut party = service.party(&account.relying_party).await?;
    let home = format!("{}/account/{}", service.config.address(), party.id);
    // Where it was begun one may always go back to.
    party.return_urls.push(home.clone());
    let value = NewSession::of_account(account.id.clone(), person.username, contact, account.locale.clone(), home);
    let Creating { created, mut change } = creating(&service, party, account.mode, value).await?;
    change.steps.push(caller.audit(HOLDER, Event::Created.name(), &created.session.id));
    service.store.commit(change).await?;
    service.bell.notify_waiters();
    Ok((StatusCode::CREATED, Json(Begun { session: created.session.id, url: created.url })))
}

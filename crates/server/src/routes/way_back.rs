//! `POST /v1/ways-back` and `POST /v1/ways-back/{id}`: back in by a code to the registered contact.
//!
//! Nothing here tells whether a contact is registered: asking does the same work for every contact, and whether it leads anywhere is
//! looked up afterwards, by the job that sends the letter.

use super::create_session::{is_email, is_phone};
use crate::clock::written;
use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Body, Caller, Path};
use crate::service::{Shared, context, sealed};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Change, NewJob, Session, Step, Token, WayBack};
use utoipa::ToSchema;
use verify::audit::Actor;
use verify::session::State as SessionState;

/// Milliseconds for which a code is valid.
pub(crate) const VALID: i64 = 600_000;
/// Codes that may be tried.
const MOST_TRIES: u32 = 5;
/// Milliseconds for which a token is given out.
const TOKEN: i64 = 7 * 86_400_000;

/// The contact that was registered: one of the two.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Registered {
    #[schema(example = "ada@example.org", max_length = 254, pattern = "^[!-?A-~]+@[!-?A-~]+$")]
    email: Option<String>,
    #[schema(example = "+4712345678", pattern = "^\\+[0-9]{6,15}$")]
    phone: Option<String>,
}

/// Where the code is to be brought. The same for every contact, registered or not.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AskedWayBack {
    id: String,
    expires_at: String,
}

/// A code as it came.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    #[schema(example = "123456", pattern = "^[0-9]{6}$")]
    code: String,
}

/// The way back in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct GivenWayBack {
    /// Shown once. Tokens that were given out before stay valid.
    client_token: String,
    /// Where the applicant goes on. It holds the token: send it to nobody else.
    url: String,
    expires_at: String,
}

/// What the letter needs, sealed until it is sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Unsent {
    /// `email` or `phone`.
    pub(crate) kind: String,
    pub(crate) contact: String,
    pub(crate) code: String,
}

/// Six digits, each code as likely as another.
pub(crate) fn digits() -> Result<String, Problem> {
    const ALL: u32 = 1_000_000;
    loop {
        // What lies beyond the last whole million would make small codes more likely.
        let number = u32::from_be_bytes(vault::random()?);
        if number < u32::MAX / ALL * ALL {
            return Ok(format!("{:06}", number % ALL));
        }
    }
}

/// What is kept of a code: six digits are too few for a plain hash.
fn hashed(service: &Shared, id: &str, code: &str) -> Vec<u8> {
    service.ring.blind_index(id, "way back", code.as_bytes()).to_vec()
}

/// Ask for a code to the registered contact
///
/// The answer is the same whether or not anybody is registered under it; the code comes to the contact, if so.
#[utoipa::path(post, path = "/v1/ways-back", tag = "public", request_body = Registered,
    responses(
        (status = 202, description = "A code is on its way, if the contact is registered", body = AskedWayBack),
        (status = 422, description = "Not exactly one contact", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests, or too many codes", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn ask_way_back(
    State(service): State<Shared>,
    caller: Caller,
    Body { value, .. }: Body<Registered>,
) -> Result<(StatusCode, Json<AskedWayBack>), Problem> {
    let (kind, contact) = match (value.email, value.phone) {
        (Some(email), None) if is_email(&email) => ("email", email),
        (None, Some(phone)) if is_phone(&phone) => ("phone", phone),
        _ => {
            let detail = "name one contact: `email`, or `phone` with `+` and the country's number";
            return Err(Problem::unusable("way_back.contact", detail));
        }
    };
    service.limits.count_code(&caller.origin)?;
    let now = service.now();
    let id = ids::new("ret", now)?;
    let code = digits()?;
    let contact_index = service.ring.blind_index("server", "way back", contact.to_lowercase().as_bytes());
    let row = WayBack {
        contact: contact_index.to_vec(),
        code: hashed(&service, &id, &code),
        sealed: Some(unsent(&service, &id, &Unsent { kind: kind.into(), contact, code })?),
        id: id.clone(),
        session: None,
        tries: 0,
        created_at: now,
        expires_at: now + VALID,
        used_at: None,
    };
    let expires_at = written(row.expires_at);
    let job = NewJob { id: ids::new("job", now)?, kind: "letter", subject: id.clone(), delay: 0, most_attempts: 5 };
    let steps = vec![Step::NewWayBack(row), Step::NewJob(job)];
    service.store.commit(Change { relying_party: String::new(), at: now, steps }).await?;
    service.bell.notify_waiters();
    Ok((StatusCode::ACCEPTED, Json(AskedWayBack { id, expires_at })))
}

fn unsent(service: &Shared, id: &str, unsent: &Unsent) -> Result<Vec<u8>, Problem> {
    sealed(&service.ring.derived("letters"), &context("way back", id, "unsent"), unsent)
}

/// One answer for every reason, or the reason would tell who is registered.
fn refused() -> Problem {
    let detail = "the code is wrong, was used, or is no longer valid; ask for a new one and enter the newest";
    Problem::new(StatusCode::FORBIDDEN, "way_back.refused", detail)
}

/// Bring the code
///
/// Five tries, ten minutes, once. The token leads to the newest session of the contact.
#[utoipa::path(post, path = "/v1/ways-back/{id}", tag = "public", request_body = Code,
    params(("id" = String, Path, description = "What asking gave")),
    responses(
        (status = 201, description = "A token", body = GivenWayBack),
        (status = 403, description = "The code is wrong, was used, or is no longer valid", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn bring_code(
    State(service): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body { value, .. }: Body<Code>,
) -> Result<(StatusCode, Json<GivenWayBack>), Problem> {
    let now = service.now();
    let row = service.store.way_back(&id).await?.ok_or_else(refused)?;
    if row.tries >= MOST_TRIES || row.expires_at <= now || row.used_at.is_some() {
        return Err(refused());
    }
    // Both are keyed hashes: how long the comparison takes says nothing about the code.
    let right = hashed(&service, &id, &value.code) == row.code;
    let (from, session) = (row.tries, row.session.clone());
    let tried = WayBack { tries: from + 1, ..row };
    let session = match session.filter(|_| right) {
        Some(session) => service.store.session(&session).await?,
        None => None,
    };
    // It may have been called off or redacted since the code was asked for.
    let session = session.filter(|session| session.sealed.is_some() && session.state != SessionState::Cancelled);
    let Some(session) = session else {
        let steps = vec![Step::PutWayBack { way_back: tried, from }];
        let counted = service.store.commit(Change { relying_party: String::new(), at: now, steps }).await;
        return match counted {
            Ok(()) | Err(store::StoreError::Conflict(_)) => Err(refused()),
            Err(error) => Err(error.into()),
        };
    };
    let used = Step::PutWayBack { way_back: WayBack { used_at: Some(now), ..tried }, from };
    given(&service, &caller, &session, used).await
}

async fn given(
    service: &Shared,
    caller: &Caller,
    session: &Session,
    used: Step,
) -> Result<(StatusCode, Json<GivenWayBack>), Problem> {
    let now = service.now();
    let expires_at = session.expires_at.max(now + TOKEN);
    let token = ids::secret("client")?;
    let row = Token { hash: ids::hashed(&token), session: session.id.clone(), expires_at, revoked_at: None };
    let steps = vec![used, Step::NewToken(row), caller.audit(Actor::Applicant, "token.given_by_code", &session.id)];
    let change = Change { relying_party: session.relying_party.clone(), at: now, steps };
    match service.store.commit(change).await {
        // The same code at the same moment: it works once.
        Err(store::StoreError::Conflict(_)) => return Err(refused()),
        done => done?,
    }
    let url = format!("{}/verify#{token}", service.config.address());
    Ok((StatusCode::CREATED, Json(GivenWayBack { client_token: token, url, expires_at: written(expires_at) })))
}

//! `/v1/console/sign-in` and `/v1/console/sign-out`.

use super::password::{MOST as MOST_PASSWORD, Turn};
use super::seat::{self, Arriving, cookie, of_own_page};
use crate::ids;
use crate::problem::Problem;
use crate::request::{Body, Caller};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Change, Console, RelyingParty, Step, StoreError, User};
use verify::audit::Actor;

/// Failures in a row after which nothing is tried for a while.
pub(crate) const MOST_FAILURES: u32 = 5;
/// Milliseconds of that while.
pub(crate) const LOCKED: i64 = 15 * 60_000;

/// Who wants to sign in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    login: String,
    password: String,
    /// Its id or its name; where there is one alone it need not be said.
    #[serde(default)]
    relying_party: Option<String>,
}

/// Whether the relying party must be named.
pub(crate) async fn asked(State(service): State<Shared>) -> Result<Json<Value>, Problem> {
    Ok(Json(json!({ "many": service.store.parties().await?.len() > 1 })))
}

/// One answer for every reason: whoever tries learns nothing about who there is.
pub(crate) fn refused() -> Problem {
    let detail = "that did not fit; check the login, the password or the code, and try again";
    Problem::new(StatusCode::FORBIDDEN, "console.refused", detail)
}

/// Nothing is tried for a while.
pub(crate) fn locked(until: i64, now: i64) -> Problem {
    let seconds = u32::try_from((until - now) / 1000).unwrap_or(0) + 1;
    let detail = format!("too many tries did not fit; wait {} minutes", seconds.div_ceil(60));
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "console.locked", detail).after(seconds)
}

fn named(parties: Vec<RelyingParty>, name: Option<&str>) -> Option<RelyingParty> {
    match name.map(str::trim).filter(|name| !name.is_empty()) {
        None => (parties.len() == 1).then(|| parties.into_iter().next()).flatten(),
        Some(name) => parties.into_iter().find(|party| party.id == name || party.name.eq_ignore_ascii_case(name)),
    }
}

/// Whether nothing is tried now, and until when.
pub(crate) fn lock(user: &User, now: i64) -> Option<i64> {
    user.locked_until.filter(|until| *until > now)
}

/// Signs in with login and password; the second factor comes next.
pub(crate) async fn sign_in(
    State(service): State<Shared>,
    caller: Caller,
    method: Method,
    headers: HeaderMap,
    Body { value, .. }: Body<SignIn>,
) -> Result<Response, Problem> {
    of_own_page(&method, &headers)?;
    service.limits.count_sign_in(&caller.origin)?;
    if value.password.chars().count() > MOST_PASSWORD {
        return Err(refused());
    }
    let turn = Turn::of(&service).await?;
    // Read when it is our turn: whoever waited may be locked by now.
    let now = service.now();
    let party = named(service.store.parties().await?, value.relying_party.as_deref());
    let mut user = None;
    if let Some(party) = &party {
        let users = service.store.users(&party.id).await?;
        user = users.into_iter().find(|user| user.login == value.login && user.disabled_at.is_none());
    }
    let fits = turn.fits(user.as_ref(), value.password).await?;
    let Some(user) = user else { return Err(refused()) };
    match (lock(&user, now), fits) {
        // Only whoever knows the password learns that there is somebody to be locked.
        (Some(until), true) => return Err(locked(until, now)),
        (Some(_), false) => return Err(refused()),
        (None, false) => return Err(failed(&service, &caller, &user, refused()).await?),
        (None, true) => {}
    }
    let token = ids::secret("console")?;
    let console = Console {
        hash: ids::hashed(&token),
        user: user.id.clone(),
        relying_party: user.relying_party.clone(),
        whole: false,
        pending: None,
        tries: 0,
        created_at: now,
        seen_at: now,
        ended_at: None,
    };
    let mut steps = vec![Step::NewConsole { console, password: user.password.clone() }];
    // Whoever signs in again leaves nothing open behind them.
    steps.extend(seat::token(&service, &headers).map(|old| Step::EndConsole { hash: ids::hashed(&old) }));
    steps.push(caller.audit(Actor::User { id: user.id.clone() }, "console.password", &user.id));
    match service.store.commit(Change { relying_party: user.relying_party.clone(), at: now, steps }).await {
        // Locked, disabled or given another password meanwhile.
        Err(StoreError::Conflict(_)) => {
            let user = service.store.user(&user.id).await?;
            let until = user.and_then(|user| lock(&user, now));
            return Err(until.map_or_else(refused, |until| locked(until, now)));
        }
        done => done?,
    }
    let next = if user.second_factor.is_some() { "code" } else { "enrol" };
    Ok(([(header::SET_COOKIE, cookie(&service, &token))], Json(json!({ "next": next }))).into_response())
}

/// Counts what did not fit, and gives the problem to answer with.
pub(crate) async fn failed(
    service: &Shared,
    caller: &Caller,
    user: &User,
    problem: Problem,
) -> Result<Problem, Problem> {
    let now = service.now();
    let steps = vec![
        Step::SignInFailed { user: user.id.clone(), most: MOST_FAILURES, until: now + LOCKED },
        caller.audit(Actor::User { id: user.id.clone() }, "console.refused", &user.id),
    ];
    service.store.commit(Change { relying_party: user.relying_party.clone(), at: now, steps }).await?;
    Ok(problem)
}

/// Signs out.
pub(crate) async fn sign_out(
    State(service): State<Shared>,
    Arriving { user, console }: Arriving,
    caller: Caller,
) -> Result<Response, Problem> {
    let now = service.now();
    let from = console.tries;
    let steps = vec![
        Step::PutConsole { console: Console { ended_at: Some(now), ..console }, from },
        caller.audit(Actor::User { id: user.id.clone() }, "console.signed_out", &user.id),
    ];
    service.store.commit(Change { relying_party: user.relying_party, at: now, steps }).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie(&service, ""))]).into_response())
}

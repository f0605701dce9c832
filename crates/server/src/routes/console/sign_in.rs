//! `/v1/console/sign-in` and `/v1/console/sign-out`.

use super::seat::{Arriving, cookie, of_own_page};
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
use store::{Change, Console, RelyingParty, Step, User};
use verify::audit::Actor;

/// Failures in a row after which nothing is tried for a while.
pub(crate) const MOST_FAILURES: u32 = 5;
/// Milliseconds of that while.
pub(crate) const LOCKED: i64 = 15 * 60_000;
/// Letters of a password.
pub(crate) const MOST_PASSWORD: usize = 200;

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

/// Whether `password` is that of `user`. Nobody's takes as long.
pub(crate) async fn fits(user: Option<&User>, password: String) -> Result<bool, Problem> {
    // Made once, of a password that nobody has.
    static NOBODYS: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let hash = user.map(|user| user.password.clone());
    let fits = tokio::task::spawn_blocking(move || match hash {
        Some(hash) => vault::password::fits(&password, &hash),
        None => {
            let hash = NOBODYS.get_or_init(|| vault::password::hashed("nobody's").unwrap_or_default());
            // It takes its time, and what it says does not matter.
            let _ = vault::password::fits(&password, hash);
            false
        }
    });
    fits.await.map_err(|cause| Problem::internal(&cause))
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
    let now = service.now();
    let party = named(service.store.parties().await?, value.relying_party.as_deref());
    let mut user = None;
    if let Some(party) = &party {
        let users = service.store.users(&party.id).await?;
        user = users.into_iter().find(|user| user.login == value.login && user.disabled_at.is_none());
    }
    let lock = user.as_ref().and_then(|user| user.locked_until).filter(|until| *until > now);
    let fits = fits(user.as_ref(), value.password).await?;
    if let Some(until) = lock {
        return Err(locked(until, now));
    }
    let Some(user) = user else { return Err(refused()) };
    if !fits {
        return Err(failed(&service, &caller, &user, refused()).await?);
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
    let steps = vec![
        Step::NewConsole(console),
        caller.audit(Actor::User { id: user.id.clone() }, "console.password", &user.id),
    ];
    service.store.commit(Change { relying_party: user.relying_party.clone(), at: now, steps }).await?;
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

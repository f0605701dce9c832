//! `/v1/console/enrol` and `/v1/console/second-factor`.

use super::me::of;
use super::seat::{Arriving, Seat, cookie};
use super::sign_in::{failed, lock, locked, refused};
use crate::ids;
use crate::problem::Problem;
use crate::request::{Body, Caller};
use crate::second_factor::SecondFactor;
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Change, Console, Step, StoreError, User};
use verify::audit::Actor;

/// Codes that may be tried after one password.
const MOST_TRIES: u32 = 5;

/// A code as it came.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneTimeCode {
    code: String,
}

/// Offers a second factor to whoever has none. It is set by the first code.
pub(crate) async fn enrol(
    State(service): State<Shared>,
    Arriving { user, console }: Arriving,
) -> Result<Json<Value>, Problem> {
    if user.second_factor.is_some() {
        let detail = "a second factor is set already; bring its code, or ask an admin to forget it";
        return Err(Problem::conflict("console.enrolled", detail));
    }
    let party = service.party(&user.relying_party).await?;
    let factor = match &console.pending {
        Some(pending) => SecondFactor::open(&service, &user.id, pending)?,
        None => SecondFactor::new()?,
    };
    let (secret, uri) = factor.shown(&party.name, &user.login);
    if console.pending.is_none() {
        let from = console.tries;
        let console = Console { pending: Some(factor.seal(&service, &user.id)?), ..console };
        let steps = vec![Step::PutConsole { console, from }];
        service.store.commit(Change { relying_party: party.id, at: service.now(), steps }).await?;
    }
    Ok(Json(json!({ "secret": secret, "uri": uri })))
}

/// Takes the code that completes the sign-in.
pub(crate) async fn bring(
    State(service): State<Shared>,
    Arriving { user, console }: Arriving,
    caller: Caller,
    Body { value, .. }: Body<OneTimeCode>,
) -> Result<Response, Problem> {
    let now = service.now();
    if let Some(until) = lock(&user, now) {
        return Err(locked(until, now));
    }
    let Some(sealed) = user.second_factor.as_ref().or(console.pending.as_ref()) else { return Err(refused()) };
    let factor = SecondFactor::open(&service, &user.id, sealed)?;
    let from = console.tries;
    let tried = Console { tries: from + 1, seen_at: now, ..console.clone() };
    let step = factor.step(value.code.trim(), now).filter(|step| from < MOST_TRIES && *step > user.last_step);
    let Some(step) = step else {
        let steps = vec![Step::PutConsole { console: tried, from }];
        let counted = service.store.commit(Change { relying_party: user.relying_party.clone(), at: now, steps }).await;
        if !matches!(counted, Ok(()) | Err(StoreError::Conflict(_))) {
            counted?;
        }
        return Err(failed(&service, &caller, &user, refused()).await?);
    };
    let sets = user.second_factor.is_none();
    // A token that somebody knew before the code was given is good for nothing after it.
    let token = ids::secret("console")?;
    let whole = Console { hash: ids::hashed(&token), whole: true, pending: None, ..tried };
    let mut steps = vec![
        Step::RenewConsole { console: whole.clone(), hash: console.hash.clone(), from },
        Step::SignedIn { user: user.id.clone(), step },
    ];
    let sealed = sealed.clone();
    let user = User { second_factor: Some(sealed.clone()), ..user };
    if sets {
        steps.push(Step::SetSecondFactor { user: user.id.clone(), sealed });
        steps.push(caller.audit(Actor::User { id: user.id.clone() }, "user.second_factor", &user.id));
    }
    steps.push(caller.audit(Actor::User { id: user.id.clone() }, "console.signed_in", &user.id));
    match service.store.commit(Change { relying_party: user.relying_party.clone(), at: now, steps }).await {
        // The same code at the same moment: it works once.
        Err(StoreError::Conflict(_)) => return Err(refused()),
        done => done?,
    }
    let me = of(&service, &Seat { user, console: whole }).await?;
    Ok(([(header::SET_COOKIE, cookie(&service, &token))], Json(me)).into_response())
}

//! `/v1/console/enrol` and `/v1/console/second-factor`.

use super::me::{Me, of};
use super::seat::{Arriving, Seat};
use super::sign_in::{failed, locked, refused};
use crate::problem::Problem;
use crate::request::{Body, Caller};
use crate::second_factor::SecondFactor;
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
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
) -> Result<Json<Me>, Problem> {
    let now = service.now();
    if let Some(until) = user.locked_until.filter(|until| *until > now) {
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
    let whole = Console { whole: true, pending: None, ..tried };
    let mut steps =
        vec![Step::PutConsole { console: whole.clone(), from }, Step::SignedIn { user: user.id.clone(), step }];
    let user = User { second_factor: Some(sealed.clone()), ..user };
    if sets {
        steps.push(Step::PutUser(user.clone()));
        steps.push(caller.audit(Actor::User { id: user.id.clone() }, "user.second_factor", &user.id));
    }
    steps.push(caller.audit(Actor::User { id: user.id.clone() }, "console.signed_in", &user.id));
    match service.store.commit(Change { relying_party: user.relying_party.clone(), at: now, steps }).await {
        // The same code at the same moment: it works once.
        Err(StoreError::Conflict(_)) => return Err(refused()),
        done => done?,
    }
    of(&service, &Seat { user, console: whole }).await.map(Json)
}

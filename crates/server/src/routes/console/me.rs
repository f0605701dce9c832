//! `/v1/console/me` and `/v1/console/password`.

use super::password::{Turn, may_be_chosen};
use super::seat::{IDLE, LONGEST, Seat, signed_out};
use super::sign_in::{failed, lock, locked, refused};
use crate::clock::written;
use crate::problem::Problem;
use crate::request::{Body, Caller};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Change, Step};

/// Who is signed in.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Me {
    id: String,
    login: String,
    roles: Vec<String>,
    relying_party: Value,
    ends_at: String,
    idle_seconds: i64,
}

pub(crate) async fn of(service: &Shared, seat: &Seat) -> Result<Me, Problem> {
    let party = service.party(seat.party()).await?;
    Ok(Me {
        id: seat.user.id.clone(),
        login: seat.user.login.clone(),
        roles: seat.user.roles.clone(),
        relying_party: json!({ "id": party.id, "name": party.name, "logo": party.brand.logo, "accent": party.brand.accent }),
        ends_at: written(seat.console.created_at + LONGEST),
        idle_seconds: IDLE / 1000,
    })
}

/// Who is signed in.
pub(crate) async fn me(State(service): State<Shared>, seat: Seat) -> Result<Json<Me>, Problem> {
    of(&service, &seat).await.map(Json)
}

/// A password, and the one in its place.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPassword {
    old: String,
    new: String,
}

/// Changes the own password; everything else that was begun with the old one is ended.
pub(crate) async fn password(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Body { value, .. }: Body<NewPassword>,
) -> Result<StatusCode, Problem> {
    let party = service.party(seat.party()).await?;
    may_be_chosen(&value.new, &seat.user.login, &party.name)?;
    let now = service.now();
    if let Some(until) = lock(&seat.user, now) {
        return Err(locked(until, now));
    }
    if !Turn::of(&service).await?.fits(Some(&seat.user), value.old).await? {
        return Err(missed(&service, &caller, &seat).await?);
    }
    let password = Turn::of(&service).await?.hashed(value.new).await?;
    let id = seat.user.id.clone();
    let steps = vec![
        Step::SetPassword { user: id.clone(), password, from: Some(seat.user.password.clone()) },
        Step::EndConsoles { user: id.clone(), but: Some(seat.console.hash.clone()) },
        caller.audit(seat.actor(), "user.password", &id),
    ];
    service.store.commit(Change { relying_party: party.id, at: service.now(), steps }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The old password did not fit. With the last try that there is, whoever sits here has to sign in again.
async fn missed(service: &Shared, caller: &Caller, seat: &Seat) -> Result<Problem, Problem> {
    let problem = failed(service, caller, &seat.user, refused()).await?;
    let now = service.now();
    if service.store.user(&seat.user.id).await?.is_none_or(|user| lock(&user, now).is_none()) {
        return Ok(problem);
    }
    let steps = vec![
        Step::EndConsole { hash: seat.console.hash.clone() },
        caller.audit(seat.actor(), "console.ended", &seat.user.id),
    ];
    service.store.commit(Change { relying_party: seat.party().to_owned(), at: now, steps }).await?;
    Ok(signed_out())
}

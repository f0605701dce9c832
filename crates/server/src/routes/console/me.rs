//! `/v1/console/me` and `/v1/console/password`.

use super::seat::{IDLE, LONGEST, Seat};
use super::sign_in::{MOST_PASSWORD, failed, fits, refused};
use crate::clock::written;
use crate::problem::Problem;
use crate::request::{Body, Caller};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Change, Step, User};

/// Letters of a new password, at least (NIST SP 800-63B-4, section 3.1.1.2, as one of two factors).
pub(crate) const LEAST_PASSWORD: usize = 12;

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
    let letters = value.new.chars().count();
    if !(LEAST_PASSWORD..=MOST_PASSWORD).contains(&letters) || value.new == seat.user.login {
        let detail = format!("`new` must have {LEAST_PASSWORD} to {MOST_PASSWORD} letters, and not be the login");
        return Err(Problem::unusable("console.unusable", detail));
    }
    if !fits(Some(&seat.user), value.old).await? {
        return Err(failed(&service, &caller, &seat.user, refused()).await?);
    }
    let hashed = tokio::task::spawn_blocking(move || vault::password::hashed(&value.new));
    let password = hashed.await.map_err(|cause| Problem::internal(&cause))??;
    let steps = vec![
        Step::PutUser(User { password, ..seat.user.clone() }),
        Step::EndConsoles { user: seat.user.id.clone(), but: Some(seat.console.hash.clone()) },
        caller.audit(seat.actor(), "user.password", &seat.user.id),
    ];
    service.store.commit(Change { relying_party: seat.party().to_owned(), at: service.now(), steps }).await?;
    Ok(StatusCode::NO_CONTENT)
}

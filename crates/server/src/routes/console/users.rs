//! `/v1/console/users`: who may decide, for admins.

use super::password::Turn;
use super::seat::Seat;
use crate::clock::written;
use crate::ids;
use crate::operator::{UserChange, user_changed};
use crate::problem::Problem;
use crate::request::{Body, Caller, Path};
use crate::service::Shared;
use crate::users::Role;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Change, Step, StoreError, User};

/// Letters of a login.
const MOST_LOGIN: usize = 60;

/// The users of the relying party.
pub(crate) async fn users(State(service): State<Shared>, seat: Seat) -> Result<Json<Value>, Problem> {
    seat.any_of(&[Role::Admin, Role::Auditor])?;
    let now = service.now();
    let view = |user: &User| {
        json!({
            "id": user.id,
            "login": user.login,
            "roles": user.roles,
            "created_at": written(user.created_at),
            "disabled_at": user.disabled_at.map(written),
            "second_factor": user.second_factor.is_some(),
            "locked": user.locked_until.is_some_and(|until| until > now),
        })
    };
    let all: Vec<Value> = service.store.users(seat.party()).await?.iter().map(view).collect();
    Ok(Json(json!({ "users": all })))
}

fn roles(names: &[String]) -> Result<Vec<String>, Problem> {
    let all = [Role::Reviewer, Role::Lead, Role::Admin, Role::Auditor];
    let known = |name: &&String| all.iter().any(|role| role.name() == name.as_str());
    if names.is_empty() || !names.iter().all(|name| known(&name)) {
        return Err(Problem::unusable("console.unusable", "`roles` must name reviewer, lead, admin or auditor"));
    }
    let mut names: Vec<String> = names.to_vec();
    names.sort();
    names.dedup();
    Ok(names)
}

async fn own(service: &Shared, seat: &Seat, id: &str) -> Result<User, Problem> {
    let user = service.store.user(id).await?.filter(|user| user.relying_party == seat.party());
    user.ok_or_else(|| Problem::not_found("user"))
}

async fn commit(service: &Shared, seat: &Seat, steps: Vec<Step>) -> Result<(), Problem> {
    let change = Change { relying_party: seat.party().to_owned(), at: service.now(), steps };
    match service.store.commit(change).await {
        Err(StoreError::Conflict("the login")) => {
            Err(Problem::conflict("console.login_taken", "somebody has this login already; choose another"))
        }
        done => Ok(done?),
    }
}

/// A password that is shown once.
async fn drawn(service: &Shared) -> Result<(String, String), Problem> {
    let password = ids::password()?;
    let hashed = Turn::of(service).await?.hashed(password.clone()).await?;
    Ok((password, hashed))
}

/// Somebody new.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewUser {
    login: String,
    roles: Vec<String>,
}

/// Registers somebody.
pub(crate) async fn add(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Body { value, .. }: Body<NewUser>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    seat.any_of(&[Role::Admin])?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._@-".contains(&byte);
    if value.login.is_empty() || value.login.len() > MOST_LOGIN || !value.login.bytes().all(plain) {
        let detail = format!("`login` must be 1 to {MOST_LOGIN} letters, digits, and . _ @ -");
        return Err(Problem::unusable("console.unusable", detail));
    }
    let now = service.now();
    let roles = roles(&value.roles)?;
    let (password, hashed) = drawn(&service).await?;
    let user = User {
        id: ids::new("usr", now)?,
        relying_party: seat.party().to_owned(),
        login: value.login,
        roles,
        password: hashed,
        created_at: now,
        disabled_at: None,
        second_factor: None,
        last_step: 0,
        failures: 0,
        locked_until: None,
    };
    let id = user.id.clone();
    let told = user_changed(UserChange::Created, &id, &seat.user.id, now)?;
    let steps = vec![Step::NewUser(user), told, caller.audit(seat.actor(), "user.created", &id)];
    commit(&service, &seat, steps).await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id, "password": password }))))
}

/// What is to be otherwise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Changed {
    #[serde(default)]
    roles: Option<Vec<String>>,
    #[serde(default)]
    disabled: Option<bool>,
}

/// Changes roles, or whether somebody may do anything. The next request of theirs finds it so.
pub(crate) async fn change(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Path(id): Path<String>,
    Body { value, .. }: Body<Changed>,
) -> Result<StatusCode, Problem> {
    seat.any_of(&[Role::Admin])?;
    let user = own(&service, &seat, &id).await?;
    if user.id == seat.user.id {
        let detail = "your own roles are changed by another admin, or at the command line";
        return Err(Problem::conflict("console.self", detail));
    }
    let mut steps = Vec::new();
    if let Some(names) = &value.roles {
        steps.push(Step::SetRoles { user: id.clone(), roles: roles(names)? });
        steps.push(caller.audit(seat.actor(), "user.roles", &id));
    }
    if let Some(disabled) = value.disabled {
        steps.push(Step::SetDisabled { user: id.clone(), disabled });
        let action = if disabled { "user.disabled" } else { "user.enabled" };
        steps.push(caller.audit(seat.actor(), action, &id));
        if disabled {
            steps.push(Step::EndConsoles { user: id.clone(), but: None });
        }
    }
    commit(&service, &seat, steps).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives somebody another password, which is shown once.
pub(crate) async fn password(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    seat.any_of(&[Role::Admin])?;
    let user = own(&service, &seat, &id).await?;
    if user.id == seat.user.id {
        let detail = "your own password is changed where you give the old one, or at the command line";
        return Err(Problem::conflict("console.self", detail));
    }
    if user.disabled_at.is_some() {
        let detail = "somebody who is disabled gets no password; enable them first";
        return Err(Problem::conflict("conflict", detail));
    }
    let (password, hashed) = drawn(&service).await?;
    let steps = vec![
        Step::SetPassword { user: id.clone(), password: hashed, from: None },
        user_changed(UserChange::Password, &id, &seat.user.id, service.now())?,
        Step::EndConsoles { user: id.clone(), but: None },
        caller.audit(seat.actor(), "user.password", &id),
    ];
    commit(&service, &seat, steps).await?;
    Ok(Json(json!({ "password": password })))
}

/// Forgets somebody's second factor: the next sign-in sets another.
pub(crate) async fn second_factor(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    seat.any_of(&[Role::Admin])?;
    let user = own(&service, &seat, &id).await?;
    if user.id == seat.user.id {
        let detail = "your own second factor is forgotten by another admin, or at the command line";
        return Err(Problem::conflict("console.self", detail));
    }
    let steps = vec![
        Step::ForgetSecondFactor { user: id.clone() },
        user_changed(UserChange::SecondFactor, &id, &seat.user.id, service.now())?,
        Step::EndConsoles { user: id.clone(), but: None },
        caller.audit(seat.actor(), "user.second_factor_forgotten", &id),
    ];
    commit(&service, &seat, steps).await?;
    Ok(StatusCode::NO_CONTENT)
}

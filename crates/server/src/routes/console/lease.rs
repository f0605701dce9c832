//! `POST /v1/console/cases/{id}/take`, `/keep` and `/release`: one person has a case at a time.

use super::seat::Seat;
use super::view::Desk;
use crate::appeals::Moving;
use crate::clock::written;
use crate::problem::Problem;
use crate::request::{Caller, Path};
use crate::service::Shared;
use crate::users::Role;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use store::{Change, Step, StoreError};
use verify::appeal::Event;

/// Milliseconds for which a case is had, unless it is kept.
const LEASE: i64 = 10 * 60_000;

/// Somebody else has it.
async fn elsewhere(service: &Shared, desk: &Desk) -> Problem {
    let review = service.store.review(&desk.review.id).await.ok().flatten();
    let holder = review.and_then(|review| review.held_by(service.now()).map(str::to_owned));
    let users = service.store.users(&desk.review.relying_party).await.unwrap_or_default();
    let login = users.into_iter().find(|user| Some(&user.id) == holder.as_ref()).map(|user| user.login);
    let who = login.unwrap_or_else(|| "somebody else".to_owned());
    Problem::conflict("case.held", format!("{who} has this case now; another one waits in the queue"))
}

/// Takes a case.
pub(crate) async fn take(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    seat.any_of(&[Role::Reviewer, Role::Lead])?;
    let desk = Desk::of(&service, &seat, &id).await?;
    let now = service.now();
    if desk.review.closed_at.is_some() {
        return Err(Problem::conflict("case.closed", "the case is decided, or over"));
    }
    if let Some(barred) = desk.barred(&service, &seat).await? {
        let why = match barred {
            "needs_lead" => "two reviewers disagree here; a lead decides",
            "first_reviewer" => "you gave a verdict in this case; somebody else gives the next",
            "decided_before" => "you decided on this person before; somebody else decides this time",
            _ => "your roles do not decide cases",
        };
        return Err(Problem::new(StatusCode::FORBIDDEN, "case.barred", why));
    }
    if desk.review.paused {
        return Err(Problem::conflict("case.paused", "information is asked for; the case comes back with the answer"));
    }
    if desk.review.held_by(now).is_some_and(|holder| holder != seat.user.id) {
        return Err(elsewhere(&service, &desk).await);
    }
    let until = now + LEASE;
    let mut steps = vec![Step::TakeReview { id: desk.review.id.clone(), user: seat.user.id.clone(), until }];
    if let Some(appeal) = desk.appeal.clone()
        && desk.stands.holder() != Some(seat.user.id.as_str())
    {
        let mut moving = Moving::of(appeal)?;
        if moving.stands.holder().is_some() {
            moving.happens(Event::Released, now)?;
        }
        moving.happens(Event::Taken { by: seat.user.id.clone() }, now)?;
        steps.extend(moving.kept(&desk.rules, now)?);
    }
    steps.push(caller.audit(seat.actor(), "case.taken", &desk.review.id));
    let change = Change { relying_party: seat.party().to_owned(), at: now, steps };
    match service.store.commit(change).await {
        Err(StoreError::Conflict(_)) => Err(elsewhere(&service, &desk).await),
        done => {
            done?;
            Ok(Json(json!({ "until": written(until) })))
        }
    }
}

/// Keeps a case for longer.
pub(crate) async fn keep(
    State(service): State<Shared>,
    seat: Seat,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let desk = Desk::of(&service, &seat, &id).await?;
    let now = service.now();
    desk.held(&seat, now)?;
    let until = now + LEASE;
    let steps = vec![Step::KeepReview { id: desk.review.id.clone(), user: seat.user.id.clone(), until }];
    match service.store.commit(Change { relying_party: seat.party().to_owned(), at: now, steps }).await {
        Err(StoreError::Conflict(_)) => Err(elsewhere(&service, &desk).await),
        done => {
            done?;
            Ok(Json(json!({ "until": written(until) })))
        }
    }
}

/// Gives a case back.
pub(crate) async fn release(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let desk = Desk::of(&service, &seat, &id).await?;
    let now = service.now();
    if !desk.is_held(&seat, now) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let mut steps = vec![Step::ReleaseReview { id: desk.review.id.clone(), user: seat.user.id.clone() }];
    if let Some(appeal) = desk.appeal.clone()
        && desk.stands.holder() == Some(seat.user.id.as_str())
    {
        let mut moving = Moving::of(appeal)?;
        // A verdict that was given stays.
        if moving.happens(Event::Released, now).is_ok() {
            steps.extend(moving.kept(&desk.rules, now)?);
        }
    }
    steps.push(caller.audit(seat.actor(), "case.released", &desk.review.id));
    match service.store.commit(Change { relying_party: seat.party().to_owned(), at: now, steps }).await {
        Ok(()) | Err(StoreError::Conflict(_)) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(error.into()),
    }
}

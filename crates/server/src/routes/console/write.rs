//! `POST /v1/console/cases/{id}/ask`, `/messages` and `/notes`.

use super::case::Told;
use super::seat::Seat;
use super::verdict::commit;
use super::view::{Desk, case, opened};
use crate::appeals::{self, DAY, Moving, letters, standing};
use crate::ids;
use crate::problem::Problem;
use crate::request::{Body, Caller, Path, Query};
use crate::routes::{MOST_MESSAGE, message_place, said, words};
use crate::service::{Shared, sealed};
use crate::users::Role;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use store::{Message, MessageKind, Step};
use verify::texts::Language;

/// Messages and notes of one case in a day.
pub(crate) const MOST_A_DAY: u32 = 100;
/// Days for which an answer may be waited for.
const MOST_DAYS: u16 = 60;

/// What somebody writes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    text: String,
    #[serde(default)]
    days: Option<u16>,
}

async fn message(
    service: &Shared,
    desk: &Desk,
    seat: &Seat,
    kind: MessageKind,
    text: &str,
    now: i64,
) -> Result<Step, Problem> {
    let id = ids::new("mes", now)?;
    let (subject, key) = match &desk.appeal {
        Some(appeal) => (appeal.id.clone(), appeals::key(service, appeal).await?),
        None => (desk.session.id.clone(), service.live_key(&desk.review.applicant).await?),
    };
    let message = Message {
        sealed: Some(sealed(&key, &message_place(&id), &text)?),
        id,
        appeal: desk.review.appeal.clone(),
        subject,
        kind,
        user: Some(seat.user.id.clone()),
        created_at: now,
    };
    Ok(Step::NewMessage { message, since: now - DAY, most: MOST_A_DAY })
}

/// A note beside something else, where there is one.
pub(crate) async fn noted(
    service: &Shared,
    desk: &Desk,
    seat: &Seat,
    note: Option<&str>,
    now: i64,
) -> Result<Option<Step>, Problem> {
    let text = note.map(|text| words(text, MOST_MESSAGE)).transpose()?.filter(|text| !text.is_empty());
    match text {
        Some(text) => Ok(Some(message(service, desk, seat, MessageKind::Note, &text, now).await?)),
        None => Ok(None),
    }
}

async fn held(service: &Shared, seat: &Seat, id: &str) -> Result<Desk, Problem> {
    seat.any_of(&[Role::Reviewer, Role::Lead])?;
    let desk = Desk::of(service, seat, id).await?;
    desk.held(seat, service.now())?;
    opened(service, seat, &desk).await?;
    Ok(desk)
}

async fn answered(service: &Shared, seat: &Seat, id: &str, language: Language) -> Result<Json<Value>, Problem> {
    let desk = Desk::of(service, seat, id).await?;
    Ok(Json(case(service, seat, &desk, language).await?))
}

/// Asks the applicant for information: the clock is paused.
pub(crate) async fn ask(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Path(id): Path<String>,
    Query(told): Query<Told>,
    Body { value, .. }: Body<Words>,
) -> Result<Json<Value>, Problem> {
    let language = told.language()?;
    let desk = held(&service, &seat, &id).await?;
    let text = said(&value.text)?;
    let days = value.days.unwrap_or(desk.rules.policy.appeals.information_days);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Problem::unusable("case.unusable", format!("`days` must be 1 to {MOST_DAYS}")));
    }
    let Some(appeal) = desk.appeal.clone() else {
        return Err(Problem::conflict(
            "case.wrong_kind",
            "information is asked for in appeals; decide to ask for a resubmission",
        ));
    };
    let now = service.now();
    let own = appeals::key(&service, &appeal).await?;
    let mut private = appeals::private(&own, &appeal)?;
    private.asked = Some(text.clone());
    let mut moving = Moving::of(appeal)?;
    let event = desk.rules.terms().information_requested(&moving.stands, &seat.user.id, days, now);
    let event = event
        .ok_or_else(|| Problem::conflict("appeal.wrong_state", "the clock does not run; nothing can be asked now"))?;
    moving.happens(event, now)?;
    moving.steps.push(Step::PutReview(standing(desk.review.clone(), &moving.stands, now)));
    let letter = letters::written(&service, &moving.row, "appeal_asked", None)?;
    moving.steps.extend(letter);
    let mut steps = vec![desk.while_held(&seat)];
    steps.extend(moving.saved(&own, &private, &desk.rules, now)?);
    steps.push(message(&service, &desk, &seat, MessageKind::Reviewer, &text, now).await?);
    steps.push(Step::FreeReview { id: desk.review.id.clone() });
    steps.push(caller.audit(seat.actor(), "case.asked", &desk.review.id));
    commit(&service, &seat, now, steps).await?;
    answered(&service, &seat, &id, language).await
}

/// Writes to the applicant.
pub(crate) async fn tell(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Path(id): Path<String>,
    Query(told): Query<Told>,
    Body { value, .. }: Body<Words>,
) -> Result<Json<Value>, Problem> {
    let language = told.language()?;
    let desk = held(&service, &seat, &id).await?;
    let text = said(&value.text)?;
    let Some(appeal) = desk.appeal.clone() else {
        return Err(Problem::conflict(
            "case.wrong_kind",
            "messages are written in appeals; write one with the decision",
        ));
    };
    let now = service.now();
    let mut steps =
        vec![desk.while_held(&seat), message(&service, &desk, &seat, MessageKind::Reviewer, &text, now).await?];
    steps.extend(letters::written(&service, &appeal, "appeal_message", None)?);
    steps.push(caller.audit(seat.actor(), "case.message", &desk.review.id));
    commit(&service, &seat, now, steps).await?;
    answered(&service, &seat, &id, language).await
}

/// Writes a note for reviewers alone.
pub(crate) async fn note(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Path(id): Path<String>,
    Query(told): Query<Told>,
    Body { value, .. }: Body<Words>,
) -> Result<Json<Value>, Problem> {
    let language = told.language()?;
    let desk = held(&service, &seat, &id).await?;
    let text = said(&value.text)?;
    let now = service.now();
    let steps = vec![
        desk.while_held(&seat),
        message(&service, &desk, &seat, MessageKind::Note, &text, now).await?,
        caller.audit(seat.actor(), "case.note", &desk.review.id),
    ];
    commit(&service, &seat, now, steps).await?;
    answered(&service, &seat, &id, language).await
}

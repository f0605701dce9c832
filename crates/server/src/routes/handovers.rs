//! `/v1/applicant/handovers`: on with another device. The link opens once; the first device confirms a number that the second one
//! shows, so that a link that somebody else sent or saw leads nowhere.

use crate::clock::written;
use crate::handover::VALID;
use crate::ids;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Applicant, Body, Caller, Path};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Change, Handover, HandoverState, Step};
use utoipa::ToSchema;
use verify::audit::Actor;

/// Hand-overs that one session may begin in an hour.
const MOST_AN_HOUR: usize = 20;
const HOUR: i64 = 3_600_000;

/// A hand-over that was begun.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BegunHandover {
    #[schema(example = "hov_01jd3k9x2e8q0v5t7w1n4m6b8c")]
    id: String,
    /// For the other device, as a link or a code to scan. It holds a secret that works once: send it to nobody else.
    url: String,
    expires_at: String,
}

/// Where a hand-over stands, for the first device.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct HandoverView {
    /// `waiting`, `opened`, `confirmed`, `ended` or `expired`.
    state: &'static str,
    /// Three numbers, one of which the other device shows; `null` unless it is to be confirmed.
    choices: Option<Vec<String>>,
    /// Browser and system of the other device.
    #[schema(example = "Chrome, Android")]
    device: Option<String>,
}

/// A number that was chosen.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chosen {
    #[schema(example = "47", pattern = "^[0-9]{2}$")]
    number: String,
}

/// The word for where it stands.
pub(crate) fn state(handover: &Handover, now: i64) -> &'static str {
    match handover.state {
        HandoverState::Given => "confirmed",
        HandoverState::Ended => "ended",
        _ if handover.expires_at <= now => "expired",
        HandoverState::Waiting => "waiting",
        HandoverState::Opened => "opened",
        HandoverState::Confirmed => "confirmed",
    }
}

async fn own(service: &Shared, applicant: &Applicant, id: &str) -> Result<Handover, Problem> {
    let found = service.store.handover(id).await?.filter(|handover| handover.session == applicant.session.id);
    found.ok_or_else(|| Problem::not_found("hand-over"))
}

/// Begin to hand over to another device
///
/// The hand-over before it ends, and with it the token of the device that came by it.
#[utoipa::path(post, path = "/v1/applicant/handovers", tag = "applicant", security(("client_token" = [])),
    responses((status = 201, description = "The link, valid for ten minutes", body = BegunHandover)))]
pub(crate) async fn begin_handover(
    State(service): State<Shared>,
    applicant: Applicant,
    caller: Caller,
) -> Result<(StatusCode, Json<BegunHandover>), Problem> {
    let now = service.now();
    let session = applicant.session;
    let before = service.store.handovers(&session.id).await?;
    if before.iter().filter(|handover| handover.created_at > now - HOUR).count() >= MOST_AN_HOUR {
        let detail = format!("{MOST_AN_HOUR} links were asked for in this hour; wait before you ask for another");
        return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail).after(600));
    }
    let (id, secret) = (ids::new("hov", now)?, ids::secret("hand")?);
    let handover = Handover {
        id: id.clone(),
        session: session.id.clone(),
        state: HandoverState::Waiting,
        secret: ids::hashed(&secret),
        waiting: None,
        number: None,
        choices: vec![],
        device: None,
        token: None,
        created_at: now,
        expires_at: now + VALID,
    };
    let steps = vec![
        Step::NewHandover { handover, own: applicant.token },
        caller.audit(Actor::Applicant, "handover.begun", &id),
    ];
    service.store.commit(Change { relying_party: session.relying_party, at: now, steps }).await?;
    let url = format!("{}/verify#handover={secret}", service.config.address());
    Ok((StatusCode::CREATED, Json(BegunHandover { id, url, expires_at: written(now + VALID) })))
}

/// See where a hand-over stands
#[utoipa::path(get, path = "/v1/applicant/handovers/{id}", tag = "applicant", security(("client_token" = [])),
    params(("id" = String, Path, description = "The hand-over's id")),
    responses((status = 200, description = "Where it stands", body = HandoverView)))]
pub(crate) async fn read_handover(
    State(service): State<Shared>,
    applicant: Applicant,
    Path(id): Path<String>,
) -> Result<Json<HandoverView>, Problem> {
    let handover = own(&service, &applicant, &id).await?;
    let state = state(&handover, service.now());
    let choices = (state == "opened").then_some(handover.choices);
    Ok(Json(HandoverView { state, choices, device: handover.device }))
}

/// Confirm the other device
///
/// With the number that it shows. A wrong one ends the hand-over.
#[utoipa::path(post, path = "/v1/applicant/handovers/{id}/confirm", tag = "applicant", security(("client_token" = [])), request_body = Chosen,
    params(("id" = String, Path, description = "The hand-over's id")),
    responses(
        (status = 204, description = "The other device gets its token"),
        (status = 409, description = "Another number, or nothing to confirm", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn confirm_handover(
    State(service): State<Shared>,
    applicant: Applicant,
    caller: Caller,
    Path(id): Path<String>,
    Body { value, .. }: Body<Chosen>,
) -> Result<StatusCode, Problem> {
    let handover = own(&service, &applicant, &id).await?;
    let now = service.now();
    if state(&handover, now) != "opened" {
        let detail = "there is no device to confirm; begin again";
        return Err(Problem::conflict("handover.over", detail));
    }
    let right = handover.number.as_ref() == Some(&value.number);
    let (step, action) = if right {
        let handover = Handover { state: HandoverState::Confirmed, ..handover };
        (Step::PutHandover { handover, from: HandoverState::Opened }, "handover.confirmed")
    } else {
        (Step::EndHandover { id: id.clone() }, "handover.wrong_number")
    };
    let steps = vec![step, caller.audit(Actor::Applicant, action, &id)];
    service.store.commit(Change { relying_party: applicant.session.relying_party, at: now, steps }).await?;
    if right {
        return Ok(StatusCode::NO_CONTENT);
    }
    let detail = "the other device shows another number: it may not be yours. The hand-over is over; begin again";
    Err(Problem::conflict("handover.wrong_number", detail))
}

/// End a hand-over
///
/// The token of the other device is refused from now on.
#[utoipa::path(delete, path = "/v1/applicant/handovers/{id}", tag = "applicant", security(("client_token" = [])),
    params(("id" = String, Path, description = "The hand-over's id")),
    responses((status = 204, description = "Ended")))]
pub(crate) async fn end_handover(
    State(service): State<Shared>,
    applicant: Applicant,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let handover = own(&service, &applicant, &id).await?;
    if handover.state != HandoverState::Ended {
        let steps = vec![Step::EndHandover { id: id.clone() }, caller.audit(Actor::Applicant, "handover.ended", &id)];
        let change = Change { relying_party: applicant.session.relying_party, at: service.now(), steps };
        service.store.commit(change).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

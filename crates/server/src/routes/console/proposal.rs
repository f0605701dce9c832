//! `POST /v1/console/cases/{id}/proposal`: with the findings in view; a lead's decides.

use super::case::Told;
use super::seat::Seat;
use super::verdict::{Said, commit, decided, row};
use super::view::{Desk, case, opened};
use crate::appeals::decide::shown;
use crate::appeals::{self, Moving, standing};
use crate::problem::Problem;
use crate::request::{Body, Caller, Path, Query};
use crate::routes::{MOST_MESSAGE, words};
use crate::service::Shared;
use crate::users::Role;
use axum::Json;
use axum::extract::State;
use serde_json::Value;
use store::Step;
use verify::appeal::{Event, Stage, Verdict, needs_second};

/// Proposes, or decides as a lead.
pub(crate) async fn proposal(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Path(id): Path<String>,
    Query(told): Query<Told>,
    Body { value, .. }: Body<Said>,
) -> Result<Json<Value>, Problem> {
    seat.any_of(&[Role::Reviewer, Role::Lead])?;
    let language = told.language()?;
    let desk = Desk::of(&service, &seat, &id).await?;
    let now = service.now();
    desk.held(&seat, now)?;
    opened(&service, &seat, &desk).await?;
    let Some(appeal) = desk.appeal.clone() else {
        return Err(Problem::conflict("case.wrong_kind", "a session in review is decided at once; send a decision"));
    };
    let opinion = value.opinion(false)?;
    // Nothing else tells whoever tries again what to do otherwise.
    if opinion.verdict == Verdict::Remit && shown(&opinion.reasons).is_empty() {
        let detail =
            "name in `reasons` at least one reason that the applicant may see: what is to be otherwise next time";
        return Err(Problem::unusable("case.unusable", detail));
    }
    let message = value.message.as_deref().map(|text| words(text, MOST_MESSAGE)).transpose()?;
    let own = appeals::key(&service, &appeal).await?;
    let mut private = appeals::private(&own, &appeal)?;
    private.message = message.filter(|text| !text.is_empty()).or(private.message);
    let by = seat.user.id.clone();
    let mut moving = Moving::of(appeal)?;
    moving.row.sealed = Some(crate::service::sealed(&own, &appeals::private_context(&moving.row.id), &private)?);
    let mut steps = vec![desk.while_held(&seat)];
    let attempt = desk.attempt(&service).await?;
    let key = service.live_key(&desk.review.applicant).await?;
    let refused = appeals::grounds(&service, &key, &desk.session, &attempt).await?;
    if !opinion.fits(&refused) {
        let detail =
            "a partial verdict strikes some of the findings that refused and leaves some; if none holds, overturn";
        return Err(Problem::unusable("case.unusable", detail));
    }
    if desk.stands.stage() == Some(Stage::Lead) {
        seat.any_of(&[Role::Lead])?;
        moving.happens(Event::Led { by, opinion: opinion.clone() }, now)?;
        steps.push(row(&desk, &seat, "lead", &opinion, now));
        steps.extend(decided(&service, &desk, moving, &opinion, &private, now).await?);
    } else {
        moving.happens(Event::Proposed { by, opinion: opinion.clone() }, now)?;
        steps.push(row(&desk, &seat, "proposal", &opinion, now));
        let lot = appeals::drawn(desk.rules.policy.appeals.second_percent)?;
        match needs_second(&opinion, refused.iter().map(String::as_str), lot) {
            Some(why) => {
                moving.happens(Event::SecondAsked { why }, now)?;
                moving.steps.push(Step::PutReview(standing(desk.review.clone(), &moving.stands, now)));
                steps.extend(moving.kept(&desk.rules, now)?);
            }
            None => steps.extend(decided(&service, &desk, moving, &opinion, &private, now).await?),
        }
    }
    steps.push(Step::FreeReview { id: desk.review.id.clone() });
    steps.extend(super::write::noted(&service, &desk, &seat, value.note.as_deref(), now).await?);
    steps.push(caller.audit(seat.actor(), "case.proposal", &desk.review.id));
    commit(&service, &seat, now, steps).await?;
    let desk = Desk::of(&service, &seat, &id).await?;
    Ok(Json(case(&service, &seat, &desk, language).await?))
}

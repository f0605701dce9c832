//! `POST /v1/console/cases/{id}/decision`: a session in review.

use super::case::Told;
use super::seat::Seat;
use super::verdict::commit;
use super::view::{Desk, case, opened};
use crate::appeals::decide::{Deciding, named, reviewed};
use crate::problem::Problem;
use crate::request::{Body, Caller, Path, Query};
use crate::routes::{MOST_MESSAGE, words};
use crate::service::Shared;
use crate::users::Role;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;
use store::{Step, Verdict};
use verify::decision::Outcome;

/// What somebody decides.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decided {
    outcome: Outcome,
    #[serde(default)]
    reasons: BTreeSet<String>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    note: Option<String>,
}

/// Decides a session in review.
pub(crate) async fn decision(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Path(id): Path<String>,
    Query(told): Query<Told>,
    Body { value, .. }: Body<Decided>,
) -> Result<Json<Value>, Problem> {
    seat.any_of(&[Role::Reviewer, Role::Lead])?;
    let language = told.language()?;
    let desk = Desk::of(&service, &seat, &id).await?;
    let now = service.now();
    desk.held(&seat, now)?;
    opened(&service, &seat, &desk).await?;
    if desk.appeal.is_some() || desk.review.again {
        return Err(Problem::conflict("case.wrong_kind", "an appeal is decided by a verdict and a proposal"));
    }
    if value.outcome == Outcome::InReview {
        return Err(Problem::unusable("case.unusable", "`outcome` must be approved, needs_resubmission or declined"));
    }
    // Whoever is refused learns why.
    if value.outcome != Outcome::Approved && value.reasons.is_empty() {
        return Err(Problem::unusable("case.unusable", "name at least one reason in `reasons`"));
    }
    if let Some(code) = value.reasons.iter().find(|code| named(code).is_none()) {
        let shown: String = code.chars().take(60).collect();
        return Err(Problem::unusable("case.unusable", format!("{shown} is no code of the registry of reasons")));
    }
    let message = value.message.as_deref().map(|text| words(text, MOST_MESSAGE)).transpose()?;
    let key = service.live_key(&desk.review.applicant).await?;
    let deciding = Deciding {
        session: desk.session.clone(),
        attempt: desk.attempt(&service).await?,
        key: &key,
        rules: &desk.rules,
        redress: desk.party.appeals.redress.clone(),
        message: message.filter(|text| !text.is_empty()),
    };
    let by = &seat.user.id;
    let (follows, review) = reviewed(&service, desk.review.clone(), value.outcome, &value.reasons, by, deciding, now)?;
    let mut steps = vec![desk.while_held(&seat)];
    steps.push(Step::NewVerdict(Verdict {
        review: review.id.clone(),
        relying_party: review.relying_party.clone(),
        applicant: review.applicant.clone(),
        user: seat.user.id.clone(),
        step: "decision".to_owned(),
        outcome: value.outcome.name().to_owned(),
        codes: value.reasons.iter().cloned().collect(),
        at: now,
    }));
    steps.extend(follows);
    steps.push(Step::FreeReview { id: review.id.clone() });
    steps.extend(super::write::noted(&service, &desk, &seat, value.note.as_deref(), now).await?);
    steps.push(caller.audit(seat.actor(), "case.decided", &review.id));
    commit(&service, &seat, now, steps).await?;
    let desk = Desk::of(&service, &seat, &id).await?;
    Ok(Json(case(&service, &seat, &desk, language).await?))
}

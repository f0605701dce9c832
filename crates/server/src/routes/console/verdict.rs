//! `POST /v1/console/cases/{id}/verdict`: blind, by the first reviewer and by the second.

use super::case::Told;
use super::seat::Seat;
use super::view::{Desk, case, opened};
use super::write::MOST_A_DAY;
use crate::appeals::decide::{self, Deciding};
use crate::appeals::{Moving, Private, findings, refusing, standing};
use crate::metrics::Named;
use crate::problem::Problem;
use crate::request::{Body, Caller, Path, Query};
use crate::service::Shared;
use crate::users::Role;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeSet;
use store::{Change, Review, Step, StoreError, Verdict as VerdictRow};
use verify::appeal::{Event, Opinion, Stage, Verdict};
use verify::reason::{family, find};
use verify::texts::Language;

/// What somebody holds of a refusal.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Said {
    pub(crate) outcome: Verdict,
    /// Codes of findings that do not hold; before the findings are shown, families will do.
    #[serde(default)]
    pub(crate) struck: BTreeSet<String>,
    #[serde(default)]
    pub(crate) reasons: BTreeSet<String>,
    #[serde(default)]
    pub(crate) message: Option<String>,
    #[serde(default)]
    pub(crate) note: Option<String>,
}

impl Said {
    /// As an opinion, whose codes must be known.
    pub(crate) fn opinion(&self, families: bool) -> Result<Opinion, Problem> {
        let known = |code: &&String| {
            find(code).is_some()
                || families && verify::reason::registry().iter().any(|reason| reason.family() == code.as_str())
        };
        if let Some(code) = self.struck.iter().chain(&self.reasons).find(|code| !known(code)) {
            let shown: String = code.chars().take(60).collect();
            return Err(Problem::unusable("case.unusable", format!("{shown} is no code of the registry of reasons")));
        }
        let opinion = Opinion { verdict: self.outcome, struck: self.struck.clone(), reasons: self.reasons.clone() };
        if !opinion.is_whole() {
            let detail = "a partial verdict names in `struck` the findings that do not hold, and no other does";
            return Err(Problem::unusable("case.unusable", detail));
        }
        Ok(opinion)
    }
}

/// A row for the log of verdicts.
pub(crate) fn row(desk: &Desk, seat: &Seat, step: &str, opinion: &Opinion, now: i64) -> Step {
    Step::NewVerdict(VerdictRow {
        review: desk.review.id.clone(),
        relying_party: desk.review.relying_party.clone(),
        applicant: desk.review.applicant.clone(),
        user: seat.user.id.clone(),
        step: step.to_owned(),
        outcome: opinion.verdict.decided().to_owned(),
        codes: opinion.struck.iter().cloned().collect(),
        at: now,
    })
}

/// So much was written that nothing more is taken today.
fn too_many_messages() -> Problem {
    let detail = format!(
        "{MOST_A_DAY} messages or notes were written in this case within a day, and no more are taken; go on without one, or tomorrow"
    );
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "case.too_many_messages", detail).after(3600)
}

/// The change, unless the case was lost meanwhile.
pub(crate) async fn commit(service: &Shared, seat: &Seat, now: i64, steps: Vec<Step>) -> Result<(), Problem> {
    match service.store.commit(Change { relying_party: seat.party().to_owned(), at: now, steps }).await {
        Err(StoreError::Conflict("the messages")) => Err(too_many_messages()),
        Err(StoreError::Conflict(_)) => {
            let detail = "the case went on meanwhile, or you do not have it any more; read it again";
            Err(Problem::conflict("case.lost", detail))
        }
        done => {
            done?;
            service.bell.notify_waiters();
            Ok(())
        }
    }
}

/// Decides the appeal as `opinion`, with everything that follows. The steps of `moving` are taken.
pub(crate) async fn decided(
    service: &Shared,
    desk: &Desk,
    mut moving: Moving,
    opinion: &Opinion,
    private: &Private,
    now: i64,
) -> Result<Vec<Step>, Problem> {
    let key = service.live_key(&desk.review.applicant).await?;
    let deciding = Deciding {
        session: desk.session.clone(),
        attempt: desk.attempt(service).await?,
        key: &key,
        rules: &desk.rules,
        redress: desk.party.appeals.redress.clone(),
        message: private.message.clone(),
    };
    let review = decide::appeal(service, &mut moving, desk.review.clone(), opinion, deciding, now).await?;
    let name = Named { name: opinion.verdict.decided().to_owned() };
    service.metrics.appeals.get_or_create(&name).inc();
    moving.steps.push(Step::PutReview(review));
    moving.kept(&desk.rules, now)
}

/// Gives a verdict before the findings are shown.
pub(crate) async fn verdict(
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
    if desk.review.again {
        return again(&service, &seat, &caller, desk, &value, (language, now)).await;
    }
    let Some(appeal) = desk.appeal.clone() else {
        return Err(Problem::conflict("case.wrong_kind", "a session in review is decided at once; send a decision"));
    };
    let opinion = value.opinion(true)?;
    let by = seat.user.id.clone();
    let mut moving = Moving::of(appeal)?;
    let mut steps = vec![desk.while_held(&seat)];
    if desk.stands.stage() == Some(Stage::First) {
        moving.happens(Event::Judged { by, opinion: opinion.clone() }, now)?;
        steps.push(row(&desk, &seat, "blind", &opinion, now));
        steps.extend(moving.kept(&desk.rules, now)?);
    } else {
        moving.happens(Event::Seconded { by, opinion: opinion.clone() }, now)?;
        steps.push(row(&desk, &seat, "second", &opinion, now));
        let first = desk.stands.first.as_ref().and_then(|review| review.counts.clone());
        let first = first.ok_or_else(|| Problem::internal(&"a second review without a first"))?;
        if first.agrees(&opinion) {
            let own = crate::appeals::key(&service, &moving.row).await?;
            let private = crate::appeals::private(&own, &moving.row)?;
            steps.extend(decided(&service, &desk, moving, &first, &private, now).await?);
        } else {
            moving.happens(Event::LeadAsked, now)?;
            moving.steps.push(Step::PutReview(standing(desk.review.clone(), &moving.stands, now)));
            steps.extend(moving.kept(&desk.rules, now)?);
        }
        steps.push(Step::FreeReview { id: desk.review.id.clone() });
    }
    steps.extend(super::write::noted(&service, &desk, &seat, value.note.as_deref(), now).await?);
    steps.push(caller.audit(seat.actor(), "case.verdict", &desk.review.id));
    commit(&service, &seat, now, steps).await?;
    let desk = Desk::of(&service, &seat, &id).await?;
    Ok(Json(case(&service, &seat, &desk, language).await?))
}

/// Judges a refusal again that was drawn by lot: it counts, and nothing follows for the applicant.
async fn again(
    service: &Shared,
    seat: &Seat,
    caller: &Caller,
    desk: Desk,
    value: &Said,
    (language, now): (Language, i64),
) -> Result<Json<Value>, Problem> {
    let opinion = value.opinion(true)?;
    let attempt = desk.attempt(service).await?;
    let key = service.live_key(&desk.review.applicant).await?;
    let refused = refusing(&findings(&key, &desk.session, &attempt)?);
    let wrong = |code: &&String| match opinion.verdict {
        Verdict::Overturn => true,
        Verdict::Partial => opinion.struck.contains(*code) || opinion.struck.contains(family(code)),
        Verdict::Remit | Verdict::Uphold => false,
    };
    let aside = refused.iter().filter(wrong).cloned().collect();
    let review = Review { closed_at: Some(now), ..desk.review.clone() };
    let mut steps = vec![
        desk.while_held(seat),
        row(&desk, seat, "again", &opinion, now),
        Step::RefusalJudgedAgain { session: desk.session.id.clone(), attempt: attempt.number, aside },
        Step::PutReview(review),
        Step::FreeReview { id: desk.review.id.clone() },
    ];
    steps.extend(super::write::noted(service, &desk, seat, value.note.as_deref(), now).await?);
    steps.push(caller.audit(seat.actor(), "case.judged_again", &desk.review.id));
    commit(service, seat, now, steps).await?;
    let desk = Desk::of(service, seat, &desk.review.id).await?;
    Ok(Json(case(service, seat, &desk, language).await?))
}

//! `POST /v1/applicant/appeal/submit`.

use super::view::{AppealPage, missing, page};
use super::{Opened, overtaken};
use crate::appeals::{self, letters};
use crate::problem::Problem;
use crate::request::{Applicant, Caller};
use crate::routes::applicant_submit::open as submission_of;
use crate::service::{Settings, Shared};
use crate::told;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use store::{Change, Evidence, Review, Session, Step};
use verify::appeal::{Event, State as AppealState, receipt};
use verify::audit::Actor;

/// How often it is tried while somebody changes the same things.
const MOST_TRIES: u32 = 3;

/// Submit the appeal
///
/// The clock starts; the answer has the receipt number and the due time. Submitting twice submits once.
#[utoipa::path(post, path = "/v1/applicant/appeal/submit", tag = "applicant", security(("client_token" = [])),
    responses((status = 202, description = "Submitted; a person decides", body = AppealPage)))]
pub(crate) async fn submit_appeal(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    caller: Caller,
) -> Result<(StatusCode, Json<AppealPage>), Problem> {
    let language = told::language(None, &Settings::of(&session).locale)?;
    let mut tries = 1;
    while let Err(problem) = submitted(&service, &session.id, &caller).await {
        // The appeal, a file or the session changed at the same moment, perhaps because it was submitted twice: it is read again.
        if problem.code() != "conflict" || tries == MOST_TRIES {
            return Err(problem);
        }
        tries += 1;
    }
    service.bell.notify_waiters();
    Ok((StatusCode::ACCEPTED, Json(page(&service, &session, language).await?)))
}

/// Submits the draft of the session, unless that was done.
async fn submitted(service: &Shared, session: &str, caller: &Caller) -> Result<(), Problem> {
    let session = service.store.session(session).await?.ok_or_else(|| Problem::not_found("session"))?;
    let opened = Opened::of(service, session).await?;
    if opened.row.state != AppealState::Drafting {
        if appeals::is_open(opened.row.state) {
            return Ok(());
        }
        return Err(Problem::conflict("appeal.wrong_state", "the appeal is over; begin another, if one is possible"));
    }
    let now = service.now();
    still_possible(service, &opened, now).await?;
    let files = service.store.evidence_of_appeal(&opened.row.id).await?;
    if let Some(what) = missing(&opened.row, &files).first() {
        let words = match *what {
            "contact" => "the registered contact is not proven; have a code sent and bring it",
            "held" => "the photo of you holding the document is missing; add it",
            _ => "the photo of the written statement is missing; add it",
        };
        return Err(Problem::unusable("appeal.incomplete", words));
    }
    if opened.private.code_until <= now {
        let detail = "the code of the statement is no longer valid; get a new one and write the statement again";
        return Err(Problem::conflict("appeal.code_expired", detail));
    }
    let mut moving = opened.moving()?;
    moving.row.receipt = Some(receipt(|| vault::random::<1>().map(|[byte]| byte))?);
    let submitted = opened.rules.terms().submitted(now);
    let due_at = match submitted {
        Event::Submitted { due_at } => due_at,
        _ => now,
    };
    moving.happens(submitted, now)?;
    moving.happens(Event::Queued, now)?;
    let case = appeals::case_of(&opened.session, moving.row.attempt, due_at, now)?;
    let case = Review { appeal: Some(moving.row.id.clone()), ..case };
    let letter = letters::written(service, &moving.row, "appeal_received", None)?;
    let id = moving.row.id.clone();
    let mut steps = moving.kept(&opened.rules, now)?;
    steps.push(Step::NewReview(case));
    steps.extend(handed_in(&files, 1));
    steps.extend(letter);
    steps.push(caller.audit(Actor::Applicant, "appeal.submitted", &id));
    // An attempt that is submitted meanwhile, in this session or another, is in the way of it.
    let Session { id, version, .. } = opened.session;
    steps.push(Step::WhileUnsubmitted { session: id, version });
    Ok(service.store.commit(Change { relying_party: opened.party.id, at: now, steps }).await?)
}

/// Files that are whole and were not handed in before, as the `turn`-th time that something is.
pub(crate) fn handed_in(files: &[Evidence], turn: u32) -> Vec<Step> {
    let new = files.iter().filter(|file| file.blob.is_some() && file.attempt.is_none());
    new.map(|file| Step::PutEvidence {
        from: file.received,
        evidence: Evidence { attempt: Some(turn), ..file.clone() },
    })
    .collect()
}

/// What was refused must still be what the draft is about, and the time must not be over.
async fn still_possible(service: &Shared, opened: &Opened, now: i64) -> Result<(), Problem> {
    let (mut refusal, attempt) = appeals::refusal(service, &opened.key, &opened.session, &opened.rules.policy).await?;
    if let Some(with_us) = submission_of(service, &opened.session, &opened.rules.policy).await? {
        return Err(with_us);
    }
    // This one is open, of course.
    refusal.open = false;
    appeals::eligible(&refusal, &opened.rules.policy, now).map_err(|cause| appeals::refused(cause, None))?;
    if overtaken(&opened.row, attempt.as_ref()) {
        let detail = "another attempt was decided since; begin the appeal again, it is about that one then";
        return Err(Problem::conflict("appeal.overtaken", detail));
    }
    Ok(())
}

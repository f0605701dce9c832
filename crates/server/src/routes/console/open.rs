//! `POST /v1/console/cases/{id}/open`: what is personal, for a purpose that is logged.

use super::case::Told;
use super::fields::{self, facts};
use super::seat::Seat;
use super::view::Desk;
use crate::appeals::{self, Moving, hints};
use crate::clock::written;
use crate::ids;
use crate::problem::Problem;
use crate::request::{Body, Caller, Path, Query};
use crate::routes::{Known, contact_of, known, masked_contact, message_place};
use crate::service::{Service, Shared, context, opened, sealed};
use crate::users::Role;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::{Attempt, Change, Evidence, MessageKind, NewJob, Opening, Step, StoreError};
use vault::DataKey;
use verify::appeal::{Event, State as AppealState};
use verify::claim::Claim;
use verify::reading::FieldName;
use verify::texts::Language;

/// Openings of one user in an hour; more are stopped, and whoever runs the server is told.
pub(crate) const MOST_AN_HOUR: u32 = 500;
const HOUR: i64 = 3_600_000;
const AUDIT: &str = "audit";
const PURPOSES: [&str; 4] = ["decide", "question", AUDIT, "quality"];
/// Letters of a purpose in words.
const MOST_WORDS: usize = 500;

/// What for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Purpose {
    purpose: String,
    #[serde(default)]
    words: String,
}

/// Refuses what is no purpose, and what is none of this user's.
pub(crate) fn purposeful(seat: &Seat, purpose: &str, words: &str) -> Result<(), Problem> {
    if !PURPOSES.contains(&purpose) || words.chars().count() > MOST_WORDS {
        let detail =
            format!("`purpose` must be one of {}, and `words` have at most {MOST_WORDS} letters", PURPOSES.join(", "));
        return Err(Problem::unusable("case.unusable", detail));
    }
    if seat.reads_only() && purpose != AUDIT {
        let detail = format!(
            "an auditor looks for the purpose `{AUDIT}` alone; name that one, or ask an admin for another role"
        );
        return Err(Problem::new(StatusCode::FORBIDDEN, "console.role", detail));
    }
    Ok(())
}

/// What somebody opens, and what for.
pub(crate) struct Looked<'a> {
    pub(crate) subject: &'a str,
    pub(crate) purpose: &'a str,
    /// What for in their own words.
    pub(crate) words: &'a str,
}

impl Looked<'_> {
    /// The words, sealed by the key of whom the case is about. A search is about nobody yet.
    async fn sealed(&self, service: &Shared, desk: Option<&Desk>, opening: &str) -> Result<Option<Vec<u8>>, Problem> {
        let words = self.words.trim();
        if words.is_empty() {
            return Ok(None);
        }
        let place = context("opening", opening, "words");
        match desk {
            Some(desk) => sealed(&service.live_key(&desk.review.applicant).await?, &place, &words).map(Some),
            None => sealed(&service.ring.derived("searches"), &place, &words).map(Some),
        }
    }
}

/// Logs what somebody opens in a case, or searches for without one, and stops whoever opens too much.
pub(crate) async fn log(
    service: &Shared,
    seat: &Seat,
    caller: &Caller,
    desk: Option<&Desk>,
    looked: Looked<'_>,
    also: Vec<Step>,
) -> Result<(), Problem> {
    let now = service.now();
    let id = ids::new("opn", now)?;
    let action = format!("{}.{}", if desk.is_some() { "opened" } else { "search" }, looked.purpose);
    let opening = Opening {
        words: looked.sealed(service, desk, &id).await?,
        id,
        relying_party: seat.party().to_owned(),
        user: seat.user.id.clone(),
        review: desk.map(|desk| desk.review.id.clone()),
        taking: desk.filter(|desk| desk.is_held(seat, now)).map(|desk| desk.review.taking),
        subject: looked.subject.to_owned(),
        purpose: looked.purpose.to_owned(),
        at: now,
    };
    let mut steps = vec![Step::NewOpening { opening, since: now - HOUR, most: MOST_AN_HOUR }];
    steps.push(caller.audit(seat.actor(), &action, looked.subject));
    steps.extend(also);
    let change = Change { relying_party: seat.party().to_owned(), at: now, steps };
    match service.store.commit(change).await {
        Err(StoreError::Conflict("the openings")) => Err(stopped(service, seat, caller).await?),
        // A file is opened once in a while that a case is open, however many of its pictures are looked at.
        Err(StoreError::Conflict("the picture")) => Ok(()),
        done => Ok(done?),
    }
}

async fn stopped(service: &Shared, seat: &Seat, caller: &Caller) -> Result<Problem, Problem> {
    let now = service.now();
    tracing::error!(user = %seat.user.id, "somebody opened {MOST_AN_HOUR} things in an hour and is stopped");
    let job = NewJob {
        // Once an hour is enough.
        id: format!("job_openings_{}_{}", seat.user.id, now / HOUR),
        kind: "letter",
        subject: seat.user.id.clone(),
        delay: 0,
        most_attempts: 8,
    };
    let steps = vec![Step::NewJob(job), caller.audit(seat.actor(), "console.too_many_openings", &seat.user.id)];
    let told = service.store.commit(Change { relying_party: seat.party().to_owned(), at: now, steps }).await;
    if !matches!(told, Ok(()) | Err(StoreError::Conflict(_))) {
        told?;
    }
    let detail =
        format!("{MOST_AN_HOUR} openings in an hour are too many; whoever runs the server was told, go on in an hour");
    Ok(Problem::new(StatusCode::TOO_MANY_REQUESTS, "case.too_many_openings", detail).after(3600))
}

/// Opens a case.
pub(crate) async fn open(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Path(id): Path<String>,
    Query(told): Query<Told>,
    Body { value, .. }: Body<Purpose>,
) -> Result<Json<Value>, Problem> {
    let desk = Desk::of(&service, &seat, &id).await?;
    let language = told.language()?;
    let now = service.now();
    purposeful(&seat, &value.purpose, &value.words)?;
    if !desk.is_held(&seat, now) {
        // Whoever does not decide looks for another purpose, and says so.
        seat.any_of(&[Role::Lead, Role::Auditor])?;
        if value.purpose == "decide" {
            desk.held(&seat, now)?;
        }
    }
    let key = service.live_key(&desk.review.applicant).await?;
    let mut also = Vec::new();
    if let Some(appeal) = desk.appeal.clone()
        && desk.stands.state == AppealState::Assigned
        && desk.is_held(&seat, now)
    {
        let mut moving = Moving::of(appeal)?;
        moving.happens(Event::Looked, now)?;
        also.push(desk.while_held(&seat));
        also.extend(moving.kept(&desk.rules, now)?);
    }
    let looked = Looked { subject: &desk.review.id, purpose: &value.purpose, words: &value.words };
    log(&service, &seat, &caller, Some(&desk), looked, also).await?;
    Ok(Json(view(&service, &seat, &desk, &key, language).await?))
}

async fn view(service: &Shared, seat: &Seat, desk: &Desk, key: &DataKey, language: Language) -> Result<Value, Problem> {
    let shown = desk.shows_findings(service, seat).await?;
    let attempt = desk.attempt(service).await?;
    let claim = claimed(key, desk, &attempt)?;
    let (applicant, known) = known(service, key, &desk.session).await?;
    let contacts: Vec<Value> = ["email", "phone"]
        .into_iter()
        .filter_map(|kind| Some(json!({ "kind": kind, "masked": masked_contact(contact_of(&known, kind)?) })))
        .collect();
    let logins: BTreeMap<String, String> =
        service.store.users(seat.party()).await?.into_iter().map(|user| (user.id, user.login)).collect();
    let of_appeal = of_appeal(service, desk, key, &known, &applicant.external_id, language).await?;
    let photos = fields::photos(service, desk, &attempt).await?;
    let compared = fields::compared(key, desk, &attempt, claim.as_ref())?;
    // What was found in the applicant's photos is a finding like any other.
    let hints = Some(&of_appeal["hints"]).filter(|_| shown);
    let (messages, notes) = written_words(service, desk, seat, key, &logins).await?;
    Ok(json!({
        "claim": claim,
        "username": known.username,
        "external_id": applicant.external_id,
        "contact": contacts,
        "statement": of_appeal["statement"],
        "explanation": of_appeal["explanation"],
        "hints": hints.unwrap_or(&Value::Array(vec![])),
        "messages": messages,
        "notes": notes,
        "evidence": evidence(service, desk, clip_frames(key, desk, &attempt)?).await?,
        "fields": compared.iter().map(|one| fields::view(one, &photos, shown)).collect::<Vec<_>>(),
    }))
}

pub(super) fn claimed(key: &DataKey, desk: &Desk, attempt: &Attempt) -> Result<Option<Claim>, Problem> {
    let place = context("session", &desk.session.id, &format!("attempt/{}/claim", attempt.number));
    match &attempt.sealed {
        Some(sealed) => Ok(Some(opened(key, &place, sealed)?)),
        None => Ok(Service::private(key, &desk.session)?.claim),
    }
}

async fn of_appeal(
    service: &Shared,
    desk: &Desk,
    key: &DataKey,
    known: &Known,
    external_id: &str,
    language: Language,
) -> Result<Value, Problem> {
    let Some(appeal) = &desk.appeal else { return Ok(json!({})) };
    let Some(own) = service.data_key(&appeal.id).await? else { return Ok(json!({})) };
    let private = appeals::private(&own, appeal)?;
    // What was to be written on the day of the submission.
    let at = desk.stands.submitted_at.unwrap_or(appeal.updated_at);
    let statement = hints::statement(&desk.party, known, external_id, &desk.rules.calendar, &private.code, at);
    let asked = hints::asked(&statement, &desk.session, key, &desk.rules.calendar, at)?;
    let files = service.store.evidence_of_appeal(&appeal.id).await?;
    let told = hints::told(&private, &files, &asked, &desk.rules.policy, language);
    Ok(json!({
        "statement": {
            "username": statement.username,
            "date": statement.date.to_string(),
            "purpose": statement.purpose(Language::English),
            "purpose_other": statement.purpose(Language::Chinese),
            "code": statement.code,
            "code_expires_at": written(private.code_until),
        },
        "explanation": private.explanation,
        "hints": told,
    }))
}

/// Messages to and from the applicant, and notes of reviewers.
async fn written_words(
    service: &Shared,
    desk: &Desk,
    seat: &Seat,
    key: &DataKey,
    logins: &BTreeMap<String, String>,
) -> Result<(Vec<Value>, Vec<Value>), Problem> {
    let (subject, own) = match &desk.appeal {
        Some(appeal) => (appeal.id.as_str(), service.data_key(&appeal.id).await?),
        None => (desk.session.id.as_str(), Some(key.clone())),
    };
    let (mut messages, mut notes) = (Vec::new(), Vec::new());
    let Some(own) = own else { return Ok((messages, notes)) };
    for message in service.store.messages(subject).await? {
        let Some(sealed) = &message.sealed else { continue };
        let text: String = opened(&own, &message_place(&message.id), sealed)?;
        let by = message.user.as_ref().and_then(|user| logins.get(user)).cloned().unwrap_or_default();
        let at = written(message.created_at);
        match message.kind {
            MessageKind::Applicant => {
                messages.push(json!({ "id": message.id, "from": "applicant", "text": text, "at": at }));
            }
            MessageKind::Reviewer => messages.push(json!({ "id": message.id, "from": by, "text": text, "at": at })),
            // What another thinks of it comes after the own verdict.
            MessageKind::Note if desk.hides_others(seat) && message.user.as_ref() != Some(&seat.user.id) => {}
            MessageKind::Note => notes.push(json!({ "by": by, "text": text, "at": at })),
        }
    }
    Ok((messages, notes))
}

/// Pictures of the clip that was judged.
fn clip_frames(key: &DataKey, desk: &Desk, attempt: &Attempt) -> Result<Option<usize>, Problem> {
    let live = facts(key, desk, attempt)?.and_then(|facts| facts.live);
    Ok(live.map(|live| live.clip.frames.len()))
}

async fn evidence(service: &Shared, desk: &Desk, frames: Option<usize>) -> Result<Vec<Value>, Problem> {
    let view = |file: &Evidence, of: &str| {
        json!({
            "id": file.id,
            "kind": file.kind,
            "attempt": file.attempt,
            "of": of,
            "size": file.size,
            "at": written(file.created_at),
            "image": file.kind != "liveness",
            "frames": frames.filter(|_| file.kind == "liveness"),
        })
    };
    let files = service.store.evidence_of(&desk.session.id).await?;
    let mut views: Vec<Value> = files
        .iter()
        .filter(|file| file.blob.is_some() && file.attempt.is_some())
        .map(|file| view(file, "attempt"))
        .collect();
    if let Some(appeal) = &desk.appeal {
        let files = service.store.evidence_of_appeal(&appeal.id).await?;
        views.extend(files.iter().filter(|file| file.blob.is_some()).map(|file| view(file, "appeal")));
    }
    Ok(views)
}

/// The field of that name, for its picture.
pub(crate) fn field_of(name: &str) -> Option<FieldName> {
    serde_json::from_value(Value::String(name.to_owned())).ok()
}

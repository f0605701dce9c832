//! `POST /v1/console/cases/{id}/open`: what is personal, for a purpose that is logged.

use super::seat::Seat;
use super::view::Desk;
use crate::appeals::{self, Moving, hints};
use crate::clock::written;
use crate::ids;
use crate::jobs::Kept;
use crate::problem::Problem;
use crate::request::{Body, Caller, Path};
use crate::routes::{Known, contact_of, known, masked_contact, message_place};
use crate::service::{Service, Shared, context, opened};
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
use verify::facts::{Facts, SideFacts};
use verify::names::{self, Segment};
use verify::reading::FieldName;
use verify::record::SignedRecord;
use verify::texts::Language;

/// Openings of one user in an hour; more are stopped, and whoever runs the server is told.
pub(crate) const MOST_AN_HOUR: u32 = 500;
const HOUR: i64 = 3_600_000;
const PURPOSES: [&str; 4] = ["decide", "question", "audit", "quality"];
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

/// Logs that somebody opens `subject`, and stops whoever opens too much.
pub(crate) async fn log(
    service: &Shared,
    seat: &Seat,
    caller: &Caller,
    review: Option<&str>,
    subject: &str,
    purpose: &str,
    also: Vec<Step>,
) -> Result<(), Problem> {
    let now = service.now();
    let opening = Opening {
        id: ids::new("opn", now)?,
        relying_party: seat.party().to_owned(),
        user: seat.user.id.clone(),
        review: review.map(str::to_owned),
        subject: subject.to_owned(),
        purpose: purpose.to_owned(),
        at: now,
    };
    let mut steps = vec![Step::NewOpening { opening, since: now - HOUR, most: MOST_AN_HOUR }];
    steps.push(caller.audit(seat.actor(), &format!("opened.{purpose}"), subject));
    steps.extend(also);
    let change = Change { relying_party: seat.party().to_owned(), at: now, steps };
    match service.store.commit(change).await {
        Err(StoreError::Conflict("the openings")) => Err(stopped(service, seat, caller).await?),
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
    Body { value, .. }: Body<Purpose>,
) -> Result<Json<Value>, Problem> {
    let desk = Desk::of(&service, &seat, &id).await?;
    let now = service.now();
    if !PURPOSES.contains(&value.purpose.as_str()) || value.words.chars().count() > MOST_WORDS {
        let detail = format!(
            "`purpose` must be decide, question, audit or quality, and `words` have at most {MOST_WORDS} letters"
        );
        return Err(Problem::unusable("case.unusable", detail));
    }
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
    log(&service, &seat, &caller, Some(&desk.review.id), &desk.review.id, &value.purpose, also).await?;
    Ok(Json(view(&service, &seat, &desk, &key).await?))
}

async fn view(service: &Shared, seat: &Seat, desk: &Desk, key: &DataKey) -> Result<Value, Problem> {
    let attempt = desk.attempt(service).await?;
    let claim = claimed(key, desk, &attempt)?;
    let (applicant, known) = known(service, key, &desk.session).await?;
    let contacts: Vec<Value> = ["email", "phone"]
        .into_iter()
        .filter_map(|kind| Some(json!({ "kind": kind, "masked": masked_contact(contact_of(&known, kind)?) })))
        .collect();
    let logins: BTreeMap<String, String> =
        service.store.users(seat.party()).await?.into_iter().map(|user| (user.id, user.login)).collect();
    let of_appeal = of_appeal(service, desk, key, &known, &applicant.external_id).await?;
    let (messages, notes) = written_words(service, desk, seat, key, &logins).await?;
    Ok(json!({
        "claim": claim,
        "username": known.username,
        "external_id": applicant.external_id,
        "contact": contacts,
        "statement": of_appeal["statement"],
        "explanation": of_appeal["explanation"],
        "hints": of_appeal["hints"],
        "messages": messages,
        "notes": notes,
        "evidence": evidence(service, desk, clip_frames(key, desk, &attempt)?).await?,
        "fields": fields(key, desk, seat, &attempt, claim.as_ref())?,
    }))
}

fn claimed(key: &DataKey, desk: &Desk, attempt: &Attempt) -> Result<Option<Claim>, Problem> {
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
) -> Result<Value, Problem> {
    let Some(appeal) = &desk.appeal else { return Ok(json!({})) };
    let Some(own) = service.data_key(&appeal.id).await? else { return Ok(json!({})) };
    let private = appeals::private(&own, appeal)?;
    // What was to be written on the day of the submission.
    let at = desk.stands.submitted_at.unwrap_or(appeal.updated_at);
    let statement = hints::statement(&desk.party, known, external_id, &desk.rules.calendar, &private.code, at);
    let asked = hints::asked(&statement, &desk.session, key, &desk.rules.calendar, at)?;
    let files = service.store.evidence_of_appeal(&appeal.id).await?;
    let told = hints::told(&private, &files, &asked, &desk.rules.policy, Language::English);
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
            MessageKind::Note if desk.hides_others(seat) => {}
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

/// What was judged, as its record has it.
pub(crate) fn facts(key: &DataKey, desk: &Desk, attempt: &Attempt) -> Result<Option<Facts>, Problem> {
    let (Some(sealed), Some(record)) = (&attempt.opening, &attempt.record) else { return Ok(None) };
    let place = context("session", &desk.session.id, &format!("attempt/{}/kept", attempt.number));
    let kept: Kept = opened(key, &place, sealed)?;
    let judged = SignedRecord::parse(record).and_then(|record| record.judged(&kept.opening));
    Ok(judged.ok().filter(|_| kept.measured).map(|judged| judged.facts))
}

/// What is held against what, field by field: as printed, as in the zone, as entered. What was read is a finding: it comes after the own verdict.
fn fields(
    key: &DataKey,
    desk: &Desk,
    seat: &Seat,
    attempt: &Attempt,
    claim: Option<&Claim>,
) -> Result<Vec<Value>, Problem> {
    let Some(claim) = claim else { return Ok(vec![]) };
    let facts = facts(key, desk, attempt)?;
    let front = facts.as_ref().and_then(|facts| facts.front.as_ref());
    let mut views = Vec::new();
    for (field, name, claimed) in claimed_fields(claim) {
        let printed = front.and_then(|side| side.fields.get(&field)).map(|found| found.value.clone());
        let zone = front.and_then(|side| in_zone(side, field));
        let shown = desk.shows_findings(seat);
        let read = printed.clone().or_else(|| zone.clone()).filter(|_| shown);
        let diff = read.as_ref().filter(|read| **read != claimed).map(|read| letters(&claimed, read));
        let region = front.and_then(|side| side.fields.get(&field)).and_then(|found| found.region.clone());
        views.push(json!({
            "name": name,
            "claim": claimed,
            "printed": printed.filter(|_| shown),
            "zone": zone.filter(|_| shown),
            "same": read.as_ref().map(|read| *read == claimed),
            "diff": diff,
            "crop": region.is_some(),
        }));
    }
    Ok(views)
}

/// Letter by letter: what both have, what only one has.
fn letters(claimed: &str, read: &str) -> Vec<Value> {
    let one = |segment: Segment| match segment {
        Segment::Same { same } => json!({ "kind": "same", "claim": same, "document": same }),
        Segment::Changed { one, other } => {
            let kind = match (one.is_empty(), other.is_empty()) {
                (true, _) => "missing",
                (_, true) => "extra",
                _ => "other",
            };
            json!({ "kind": kind, "claim": one, "document": other })
        }
    };
    names::differences(claimed, read).into_iter().map(one).collect()
}

fn claimed_fields(claim: &Claim) -> Vec<(FieldName, &'static str, String)> {
    let mut all = vec![
        (FieldName::FamilyName, "family_name", claim.family_name.clone()),
        (FieldName::GivenNames, "given_names", claim.given_names.clone()),
        (FieldName::BirthDate, "birth_date", claim.birth_date.to_string()),
        (FieldName::BirthCountry, "birth_country", claim.birth_country.clone()),
        (FieldName::Nationality, "nationality", claim.nationality.clone()),
        (FieldName::Number, "number", claim.document.number.clone()),
    ];
    if let Some(native) = &claim.native_name {
        all.push((FieldName::NativeName, "native_name", native.clone()));
    }
    if let Some(expires) = &claim.document.expires {
        all.push((FieldName::ExpiryDate, "expiry_date", expires.to_string()));
    }
    all
}

fn in_zone(side: &SideFacts, field: FieldName) -> Option<String> {
    let zone = side.mrz.as_ref()?;
    let names = zone.name.split_once("<<").unwrap_or((&zone.name, ""));
    let spaced = |text: &str| text.replace('<', " ").trim().to_owned();
    Some(match field {
        FieldName::FamilyName => spaced(names.0),
        FieldName::GivenNames => spaced(names.1),
        FieldName::BirthDate => zone.birth_date.clone(),
        FieldName::Nationality => zone.nationality.clone(),
        FieldName::Number => spaced(&zone.number),
        FieldName::ExpiryDate => zone.expiry_date.clone(),
        _ => return None,
    })
}

/// The field of that name, for its picture.
pub(crate) fn field_of(name: &str) -> Option<FieldName> {
    serde_json::from_value(Value::String(name.to_owned())).ok()
}

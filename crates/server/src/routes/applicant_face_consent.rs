//! `DELETE /v1/applicant/consent/face`.

use crate::appeals;
use crate::ids;
use crate::jobs::Kept;
use crate::problem::Problem;
use crate::request::{Applicant, Caller};
use crate::service::{Consent, Settings, Shared, context, opened, saved, sealed};
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;
use store::{Attempt, Change, NewJob, Session, Step};
use vault::DataKey;
use verify::audit::Actor;
use verify::finding::{Evidence as Side, Measured};
use verify::reason::family;
use verify::session::Event;

/// Kinds of files that show the applicant's face on purpose.
pub(crate) const OF_FACES: [&str; 2] = ["selfie", "liveness"];
/// How often it is tried, while uploads or a worker change the same things.
const MOST_TRIES: u32 = 10;

/// Withdraw the consent to the face check
///
/// Photos and clips of the face are destroyed, and what was measured of faces outside of the signed record. Whatever is still open is
/// decided by a person, without the face. Doing it again changes nothing.
#[utoipa::path(delete, path = "/v1/applicant/consent/face", tag = "applicant", security(("client_token" = [])),
    responses((status = 204, description = "Withdrawn")))]
pub(crate) async fn withdraw_face_consent(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    caller: Caller,
) -> Result<StatusCode, Problem> {
    let mut tries = 1;
    while let Err(problem) = withdrawn(&service, &caller, &session.id).await {
        // Somebody changed the session or a file at the same moment: read again, nothing was done yet.
        if problem.code() != "conflict" || tries == MOST_TRIES {
            return Err(problem);
        }
        tries += 1;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn withdrawn(service: &Shared, caller: &Caller, id: &str) -> Result<(), Problem> {
    let mut session = service.store.session(id).await?.ok_or_else(|| Problem::not_found("session"))?;
    let applicant = service.store.applicant(&session.applicant).await?.ok_or_else(|| Problem::not_found("session"))?;
    let key = service.live_key(&session.applicant).await?;
    let now = service.now();
    let mut steps = Vec::new();
    let mut settings = Settings::of(&session);
    let agreed = settings.agreed("face");
    if agreed {
        let said = settings.consents.iter().rev().find(|consent| consent.kind == "face").cloned();
        settings.consents.extend(said.map(|said| Consent { agreed: false, at: now, ..said }));
        session.settings = settings.written()?;
    }
    let mut blobs = Vec::new();
    for file in service.store.evidence_of(id).await?.into_iter().filter(|file| OF_FACES.contains(&file.kind.as_str())) {
        blobs.extend(service.store.parts(&file.id).await?.into_iter().map(|part| part.blob));
        blobs.extend(file.blob);
        // Not where more came meanwhile: then there is a blob that is not known here.
        steps.push(Step::DropReceived { id: file.id, from: file.received });
    }
    // Whoever takes such a photo after that knows what it shows.
    if agreed {
        let (of_appeal, held) = without_held(service, &session, now).await?;
        steps.extend(of_appeal);
        blobs.extend(held);
    }
    for attempt in service.store.attempts(id).await? {
        steps.extend(without_faces(&key, &session, &attempt)?);
    }
    if steps.is_empty() && !agreed {
        return Ok(());
    }
    if applicant.legal_hold {
        let detail = "a legal hold keeps this data; it can be deleted once the hold is lifted";
        return Err(Problem::conflict("applicant.legal_hold", detail));
    }
    steps.push(service.happens(&mut session, Event::FaceConsentWithdrawn, 0)?);
    // Should this process stop before it deleted them.
    for blob in &blobs {
        let id = ids::new("job", now)?;
        steps.push(Step::NewJob(NewJob { id, kind: "forget", subject: blob.clone(), delay: 0, most_attempts: 1000 }));
    }
    steps.push(caller.audit(Actor::Applicant, "consent.face_withdrawn", id));
    let party = session.relying_party.clone();
    steps.insert(0, saved(session, now));
    service.store.commit(Change { relying_party: party, at: now, steps }).await?;
    for blob in blobs {
        if let Err(cause) = service.blobs.delete(&blob).await {
            tracing::warn!(%cause, "a sealed blob could not be deleted yet");
        }
    }
    service.bell.notify_waiters();
    Ok(())
}

/// The appeal of the session without the face: the photo of whoever holds the document, while it was not submitted, and what was measured of the face
/// in any case. What becomes true, and the names of blobs. What was submitted is what a person decides on, and is destroyed with the appeal's evidence.
async fn without_held(service: &Shared, session: &Session, now: i64) -> Result<(Vec<Step>, Vec<String>), Problem> {
    let newest = appeals::newest(service, session).await?.filter(|appeal| appeals::is_open(appeal.state));
    let Some(appeal) = newest else { return Ok((vec![], vec![])) };
    let own = appeals::key(service, &appeal).await?;
    let mut private = appeals::private(&own, &appeal)?;
    let before = private.clone();
    let (mut steps, mut blobs) = (vec![], vec![]);
    let files = service.store.evidence_of_appeal(&appeal.id).await?;
    for file in files.into_iter().filter(|file| file.kind == "held" && file.attempt.is_none()) {
        blobs.extend(service.store.parts(&file.id).await?.into_iter().map(|part| part.blob));
        blobs.extend(file.blob);
        private.facts.remove(&file.id);
        private.looked.remove(&file.id);
        steps.push(Step::DropReceived { id: file.id, from: file.received });
    }
    for facts in private.facts.values_mut().filter(|facts| facts.evidence == Side::Held) {
        (facts.face, facts.without_face) = (None, true);
    }
    if private != before {
        let party = service.party(&session.relying_party).await?;
        let rules = appeals::Rules::of(service, &party, session.mode)?;
        steps.extend(appeals::Moving::of(appeal)?.saved(&own, &private, &rules, now)?);
    }
    Ok((steps, blobs))
}

/// What is kept of a decision beside its record, without what was measured of faces. `None` when nothing of that is there.
fn without_faces(key: &DataKey, session: &Session, attempt: &Attempt) -> Result<Option<Step>, Problem> {
    let (Some(opening), Some(copy)) = (&attempt.opening, &attempt.copy) else { return Ok(None) };
    let place = |what: &str| context("session", &session.id, &format!("attempt/{}/{what}", attempt.number));
    let mut kept: Kept = opened(key, &place("kept"), opening)?;
    if !kept.measured {
        return Ok(None);
    }
    let of_face = |code: &str, evidence: Side| evidence == Side::Selfie || matches!(family(code), "face" | "live");
    for finding in kept.findings.iter_mut().filter(|finding| of_face(&finding.code, finding.evidence)) {
        finding.measured = Measured::default();
    }
    // Nor is it decided again, by another policy, from the faces that the record speaks of.
    kept.measured = false;
    let mut copy: Value = opened(key, &place("copy"), copy)?;
    for finding in copy.get_mut("findings").and_then(Value::as_array_mut).into_iter().flatten() {
        let text = |name: &str| finding.get(name).and_then(Value::as_str).unwrap_or_default();
        let faces = matches!(family(text("code")), "face" | "live") || text("evidence") == "selfie";
        if let Some(finding) = finding.as_object_mut().filter(|_| faces) {
            finding.retain(|name, _| ["code", "tier", "next", "effect", "evidence"].contains(&name.as_str()));
        }
    }
    Ok(Some(Step::PutKept {
        session: session.id.clone(),
        number: attempt.number,
        opening: Some(sealed(key, &place("kept"), &kept)?),
        copy: Some(sealed(key, &place("copy"), &copy)?),
    }))
}

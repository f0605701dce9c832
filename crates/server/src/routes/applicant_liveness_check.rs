//! `POST /v1/applicant/liveness/{id}/check`.

use super::applicant_liveness::{agreed, open};
use super::applicant_precheck::{Hint, PATIENCE};
use crate::evidence;
use crate::jobs::{asked, frame_marks, seen};
use crate::judge::NotMeasured;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Applicant, Caller, Path};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use store::{Challenge, Change, Step};
use utoipa::ToSchema;
use verify::audit::Actor;
use verify::decision::clip_precheck;
use verify::finding::{AnyFinding, Evidence as Side};
use verify::texts::Language;

/// What was seen in a clip.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LivenessChecked {
    /// Whether one face did what was asked for, in order and in time.
    passed: bool,
    /// What to do otherwise next time.
    hints: Vec<Hint>,
}

/// Check a clip before submitting
///
/// Says whether the movements were made, in order and in time, by one face. Costs no attempt; the challenge is spent, whatever came of it. Whether
/// it was a person is judged after submitting.
#[utoipa::path(post, path = "/v1/applicant/liveness/{id}/check", tag = "applicant", security(("client_token" = [])),
    params(("id" = String, Path, description = "The challenge's id")),
    responses(
        (status = 200, description = "What was seen", body = LivenessChecked),
        (status = 409, description = "It was checked or submitted, is no longer valid, or is not the newest", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The clip is not there", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Clips cannot be checked now", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn applicant_liveness_check(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<LivenessChecked>, Problem> {
    let settings = agreed(&session)?;
    let challenge = open(&service, &session, &id).await?;
    let clip = match &challenge.evidence {
        Some(clip) => service.store.evidence(clip).await?.filter(|clip| clip.blob.is_some()),
        None => None,
    };
    let missing = || Problem::unusable("liveness.incomplete", "the clip of these movements is missing; send it first");
    let clip = clip.ok_or_else(missing)?;
    let key = service.live_key(&session.applicant).await?;
    let bytes = evidence::whole(&service, &key, &clip).await?.ok_or_else(missing)?;
    let busy = || Problem::busy(10, "everything is busy checking; nothing was lost, try again in ten seconds");
    let permit = tokio::time::timeout(PATIENCE, service.prechecking.clone().acquire_owned()).await;
    let permit = permit.map_err(|_| busy())?.map_err(|cause| Problem::internal(&cause))?;
    let seen = seen(&service, bytes).await.map_err(|cause| match cause {
        NotMeasured::Missing(_) => {
            let detail = "clips cannot be checked here before they are submitted; submit it, and a person looks";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "precheck.off", detail).after(3600)
        }
        NotMeasured::Failed(_) => Problem::internal(&cause),
    })?;
    drop(permit);
    let party = service.party(&session.relying_party).await?;
    let policy = service.policy(&party, session.mode)?;
    let now = service.now();
    let mut steps = vec![Step::WhileCollecting { session: session.id.clone() }];
    let found = match seen {
        Ok(seen) => {
            let marks = frame_marks(&service, &session, &seen.frames);
            steps.push(Step::NewClipFrames { evidence: clip.id.clone(), applicant: session.applicant.clone(), marks });
            clip_precheck(&asked(&challenge, seen.facts, false), &policy)
        }
        Err(code) => {
            AnyFinding::of_code(code, Side::Liveness).and_then(|found| found.for_applicant()).into_iter().collect()
        }
    };
    let passed = found.is_empty();
    // Said only where nobody was faster: a clip is checked once.
    steps.push(Step::PutChallenge(Challenge { spent_at: Some(now), passed, ..challenge }));
    steps.push(caller.audit(Actor::Applicant, "liveness.checked", &id));
    service.store.commit(Change { relying_party: party.id, at: now, steps }).await?;
    let language = Language::parse(&settings.locale).unwrap_or_default();
    let hints = found.into_iter().map(|finding| Hint::told(language, finding));
    Ok(Json(LivenessChecked { passed, hints: hints.collect() }))
}

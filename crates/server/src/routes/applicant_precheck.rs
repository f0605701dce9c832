//! `POST /v1/applicant/precheck`.

use super::applicant_submit::chosen;
use crate::evidence;
use crate::judge::NotMeasured;
use crate::problem::Problem;
use crate::request::Applicant;
use crate::service::{Service, Settings, Shared, saved};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::time::Duration;
use store::{Change, Session};
use utoipa::ToSchema;
use verify::checks::Case;
use verify::decision::precheck;
use verify::finding::ApplicantFinding;
use verify::texts::{Language, tell};

/// Prechecks of one session in an hour.
const MOST: u32 = 60;
/// How long one waits for its turn.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// One thing that the applicant can mend.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Hint {
    #[serde(flatten)]
    #[schema(value_type = Object)]
    finding: ApplicantFinding,
    /// In a few words.
    title: String,
    /// What we saw.
    saw: String,
    /// What is needed.
    need: String,
    /// What to do.
    remedy: String,
}

impl Hint {
    /// `finding`, told in `language`.
    pub(crate) fn told(language: Language, finding: ApplicantFinding) -> Self {
        let told = tell(language, &finding);
        Self { title: told.title, saw: told.saw, need: told.need, remedy: told.remedy, finding }
    }
}

/// What a precheck found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Precheck {
    hints: Vec<Hint>,
    /// Prechecks that are left in this hour.
    left: u32,
}

/// Counts a look at photos before it is done: sixty an hour, however they end. How many are left.
pub(crate) async fn counted(service: &Shared, session: &mut Session) -> Result<u32, Problem> {
    let now = service.now();
    let hour = now / 3_600_000;
    if session.precheck_hour != hour {
        (session.precheck_hour, session.prechecks) = (hour, 0);
    }
    if session.prechecks >= MOST {
        let wait = u32::try_from((hour + 1) * 3600 - now / 1000).unwrap_or(3600);
        let detail = format!("{MOST} prechecks were made in this hour; submit, or wait");
        return Err(Problem::new(axum::http::StatusCode::TOO_MANY_REQUESTS, "precheck.too_many", detail).after(wait));
    }
    session.prechecks += 1;
    let change =
        Change { relying_party: session.relying_party.clone(), at: now, steps: vec![saved(session.clone(), now)] };
    service.store.commit(change).await?;
    Ok(MOST - session.prechecks)
}

/// Check before submitting
///
/// Says what is wrong with files, photos, framing and reading, and where the claim differs from the document. Nothing is stored and
/// no attempt is spent; faces and authenticity are not judged here.
#[utoipa::path(post, path = "/v1/applicant/precheck", tag = "applicant", security(("client_token" = [])),
    responses((status = 200, description = "What can be mended", body = Precheck)))]
pub(crate) async fn applicant_precheck(
    State(service): State<Shared>,
    Applicant { mut session, .. }: Applicant,
) -> Result<Json<Precheck>, Problem> {
    if !session.state.collects() {
        return Err(Problem::conflict(
            "session.wrong_state",
            format!("the session is {}: there is nothing to check now", session.state.name()),
        ));
    }
    let key = service.live_key(&session.applicant).await?;
    let Some(claim) = Service::private(&key, &session)?.claim else {
        return Err(Problem::unusable("submission.incomplete", "the claim is missing; enter it first"));
    };
    let chosen = chosen(service.store.evidence_of(&session.id).await?);
    if !chosen.contains_key("front") {
        return Err(Problem::unusable(
            "submission.incomplete",
            "a photo of the document's front is missing; send it first",
        ));
    }
    let left = counted(&service, &mut session).await?;
    let settings = Settings::of(&session);
    let mut files =
        evidence::files(&service, &key, chosen.values().filter(|file| ["front", "back"].contains(&&*file.kind)))
            .await?;
    files.faces = settings.agreed("face");
    let without_face = !files.faces;
    let party = service.party(&session.relying_party).await?;
    let policy = service.policy(&party, session.mode)?;
    let language = Language::parse(&settings.locale).unwrap_or_default();
    let busy = || Problem::busy(10, "everything is busy checking; nothing was lost, try again in ten seconds");
    let permit = tokio::time::timeout(PATIENCE, service.prechecking.clone().acquire_owned()).await;
    let permit = permit.map_err(|_| busy())?.map_err(|cause| Problem::internal(&cause))?;
    let mut measured = crate::jobs::measured(&service, files).await.map_err(|cause| match cause {
        NotMeasured::Missing(_) => {
            let detail = "photos cannot be checked here before they are submitted; submit them, and a person looks";
            Problem::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, "precheck.off", detail).after(3600)
        }
        NotMeasured::Failed(_) => Problem::internal(&cause),
    })?;
    drop(permit);
    measured.facts.history.struck = settings.struck;
    measured.facts.history.without_face = without_face;
    let on = service.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let found = precheck(&Case { claim: &claim, facts: &measured.facts, policy: &policy, on });
    let hints = found.into_iter().map(|finding| Hint::told(language, finding));
    Ok(Json(Precheck { hints: hints.collect(), left }))
}

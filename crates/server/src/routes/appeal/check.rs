//! `POST /v1/applicant/appeal/check`.

use super::Opened;
use crate::appeals::{Looked, hints};
use crate::problem::{Problem, ProblemBody};
use crate::request::{Applicant, Body};
use crate::routes::applicant_precheck::counted;
use crate::service::{Settings, Shared};
use crate::told;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Change, StoreError};
use utoipa::ToSchema;
use verify::held::HeldFacts;

/// How often it is tried while somebody changes the same things.
const MOST_TRIES: u32 = 3;

/// Which file.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichFile {
    #[schema(example = "evd_01jd3k9x2e8q0v5t7w1n4m6b8c")]
    evidence: String,
}

/// What is missing in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct EvidenceHints {
    /// Hints, in the order of causes; a person looks at the photo in any case.
    #[schema(value_type = Vec<Object>)]
    findings: Vec<Value>,
}

/// Look at a photo before it is submitted
///
/// Face, document and paper in one picture; the document legible and the same; code and date found. It hints, and never refuses. Looks count as prechecks do; what was
/// looked at is not looked at again while the same is asked for.
#[utoipa::path(post, path = "/v1/applicant/appeal/check", tag = "applicant", security(("client_token" = [])), request_body = WhichFile,
    responses(
        (status = 200, description = "What is missing", body = EvidenceHints),
        (status = 503, description = "Photos cannot be looked at here; a person looks at them", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn check_evidence(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    Body { value, .. }: Body<WhichFile>,
) -> Result<Json<EvidenceHints>, Problem> {
    let mut tries = 1;
    loop {
        match looked(&service, &session.id, &value.evidence).await {
            // The appeal or the session changed at the same moment. What was seen until then is not looked at again.
            Err(problem) if problem.code() == "conflict" && tries < MOST_TRIES => tries += 1,
            done => return Ok(Json(EvidenceHints { findings: done? })),
        }
    }
}

/// What is missing in a file, which is looked at unless that was done.
async fn looked(service: &Shared, session: &str, file: &str) -> Result<Vec<Value>, Problem> {
    let session = service.store.session(session).await?.ok_or_else(|| Problem::not_found("session"))?;
    let mut opened = Opened::of(service, session).await?;
    let files = service.store.evidence_of_appeal(&opened.row.id).await?;
    let file = files.iter().find(|one| one.id == file).ok_or_else(|| Problem::not_found("file"))?;
    let Some(side) = hints::side(&file.kind) else { return Ok(vec![]) };
    if !opened.row.state.takes_evidence() {
        return Err(Problem::conflict("appeal.wrong_state", "the appeal was submitted; a person looks at its files"));
    }
    if file.blob.is_none() {
        return Err(hints::unfinished());
    }
    let language = told::language(None, &Settings::of(&opened.session).locale)?;
    let (calendar, now) = (&opened.rules.calendar, service.now());
    let external = &opened.applicant.external_id;
    let statement = hints::statement(&opened.party, &opened.known, external, calendar, &opened.private.code, now);
    let asked = hints::asked(&statement, &opened.session, &opened.key, calendar, now)?;
    let digest = hints::digest(&asked)?;
    if opened.private.looked.get(&file.id).is_none_or(|before| before.asked != digest) {
        counted(service, &mut opened.session).await?;
        let seen = hints::look(service, &opened.own, file, side, asked.clone()).await?;
        opened = keep(service, opened, &file.id, digest, seen).await?;
    }
    Ok(hints::of_file(file, &opened.private, &asked, &opened.rules.policy, language))
}

/// Keeps what was seen. It took a while: what was written meanwhile stays, and what was asked for anew meanwhile is not what was looked for.
async fn keep(
    service: &Shared,
    before: Opened,
    file: &str,
    asked: String,
    seen: Result<HeldFacts, &'static str>,
) -> Result<Opened, Problem> {
    for _ in 0..MOST_TRIES {
        let session = service.store.session(&before.session.id).await?.ok_or_else(|| Problem::not_found("session"))?;
        let row = service.store.appeal(&before.row.id).await?.ok_or_else(|| Problem::not_found("appeal"))?;
        let faces = Settings::of(&session).agreed("face");
        let mut opened = Opened::with(service, session, row).await?;
        let same = opened.private.code == before.private.code && faces == Settings::of(&before.session).agreed("face");
        if !same || !opened.row.state.takes_evidence() {
            return Err(StoreError::Conflict("what is asked for").into());
        }
        let files = service.store.evidence_of_appeal(&before.row.id).await?;
        let private = &mut opened.private;
        let there = |id: &String| files.iter().any(|file| file.id == *id);
        private.facts.retain(|id, _| there(id));
        private.looked.retain(|id, _| there(id));
        let undecoded = seen.as_ref().err().map(|code| (*code).to_owned());
        private.looked.insert(file.to_owned(), Looked { asked: asked.clone(), undecoded });
        match &seen {
            Ok(facts) => drop(private.facts.insert(file.to_owned(), facts.clone())),
            Err(_) => drop(private.facts.remove(file)),
        }
        let now = service.now();
        let steps = opened.moving()?.saved(&opened.own, &opened.private, &opened.rules, now)?;
        match service.store.commit(Change { relying_party: opened.party.id.clone(), at: now, steps }).await {
            Err(StoreError::Conflict(_)) => {}
            done => {
                done?;
                return Ok(opened);
            }
        }
    }
    Err(StoreError::Conflict("the appeal").into())
}

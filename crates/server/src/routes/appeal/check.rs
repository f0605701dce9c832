//! `POST /v1/applicant/appeal/check`.

use super::Opened;
use crate::appeals::hints;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Applicant, Body};
use crate::service::{Settings, Shared};
use crate::told;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Change;
use utoipa::ToSchema;
use verify::finding::AnyFinding;

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
/// Face, document and paper in one picture; the document legible and the same; code and date found. It hints, and never refuses.
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
    let opened = Opened::of(&service, session).await?;
    let files = service.store.evidence_of_appeal(&opened.row.id).await?;
    let file = files.iter().find(|file| file.id == value.evidence).ok_or_else(|| Problem::not_found("file"))?;
    let Some(side) = hints::side(&file.kind) else { return Ok(Json(EvidenceHints { findings: vec![] })) };
    let language = told::language(None, &Settings::of(&opened.session).locale)?;
    let (calendar, now) = (&opened.rules.calendar, service.now());
    let external = &opened.applicant.external_id;
    let statement = hints::statement(&opened.party, &opened.known, external, calendar, &opened.private.code, now);
    let asked = hints::asked(&statement, &opened.session, &opened.key, calendar, now)?;
    let facts = match hints::look(&service, &opened.own, file, asked.clone()).await? {
        Ok(facts) => facts,
        Err(code) => {
            let finding = AnyFinding::of_code(code, side);
            let told = finding.and_then(|finding| hints::one(&finding, language)).map(|(_, value)| value);
            return Ok(Json(EvidenceHints { findings: told.into_iter().collect() }));
        }
    };
    // It took a while: what was written meanwhile stays.
    let mut opened = Opened::with(
        &service,
        opened.session,
        service.store.appeal(&opened.row.id).await?.ok_or_else(|| Problem::not_found("appeal"))?,
    )
    .await?;
    let there: Vec<&str> = files.iter().map(|file| file.id.as_str()).collect();
    opened.private.facts.retain(|id, _| there.contains(&id.as_str()));
    opened.private.facts.insert(file.id.clone(), facts);
    let found = hints::told(&opened.private, &asked, &opened.rules.policy, language);
    let steps = opened.moving()?.saved(&opened.own, &opened.private, &opened.rules, service.now())?;
    service.store.commit(Change { relying_party: opened.party.id.clone(), at: service.now(), steps }).await?;
    let findings = hints::of_file(&file.kind, &found, &opened.private);
    Ok(Json(EvidenceHints { findings }))
}

//! `POST /v1/applicant/help`.

use crate::brand::{PartyView, Support};
use crate::ids;
use crate::problem::Problem;
use crate::request::{Applicant, Body, Caller};
use crate::service::{Shared, context, sealed};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Change, Question, Step, StoreError};
use utoipa::ToSchema;
use verify::audit::Actor;
use verify::session::Event;

/// Questions of one session in an hour.
const MOST_AN_HOUR: u32 = 5;
const HOUR: i64 = 3_600_000;
/// Letters of a topic, and of a text.
const TOPIC: usize = 80;
const TEXT: usize = 2000;

/// A question to a person.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Asked {
    /// The code of a reason, or the name of a page.
    #[schema(example = "img.blurry", max_length = 80, pattern = "^[a-z0-9_./-]*$")]
    pub(crate) topic: Option<String>,
    /// In the applicant's own words.
    #[schema(max_length = 2000)]
    pub(crate) text: Option<String>,
}

/// A question that was asked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AskedHelp {
    #[schema(example = "hlp_01jd3k9x2e8q0v5t7w1n4m6b8c")]
    id: String,
    /// Where the relying party helps.
    support: Support,
}

/// Where a question is sealed.
pub(crate) fn place(id: &str) -> String {
    context("question", id, "text")
}

/// Ask a person
///
/// The relying party is told that there is a question; its text is kept sealed.
#[utoipa::path(post, path = "/v1/applicant/help", tag = "applicant", security(("client_token" = [])), request_body = Asked,
    responses((status = 202, description = "Noted", body = AskedHelp)))]
pub(crate) async fn applicant_help(
    State(service): State<Shared>,
    Applicant { session, .. }: Applicant,
    caller: Caller,
    Body { value, .. }: Body<Asked>,
) -> Result<(StatusCode, Json<AskedHelp>), Problem> {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_./-".contains(&byte);
    if value.topic.as_ref().is_some_and(|topic| topic.len() > TOPIC || !topic.bytes().all(known)) {
        let detail = format!("`topic` must be the code of a reason or the name of a page, at most {TOPIC} letters");
        return Err(Problem::unusable("help.unusable", detail));
    }
    if value.text.as_ref().is_some_and(|text| text.chars().count() > TEXT) {
        return Err(Problem::unusable("help.unusable", format!("`text` may have {TEXT} letters")));
    }
    let key = service.live_key(&session.applicant).await?;
    let now = service.now();
    let id = ids::new("hlp", now)?;
    let text = sealed(&key, &place(&id), &value)?;
    let question = Question { id: id.clone(), session: session.id.clone(), sealed: Some(text), created_at: now };
    let data = serde_json::json!({ "state": session.state, "attempts": session.attempts, "help": id }).to_string();
    let steps = vec![
        Step::NewQuestion { question, since: now - HOUR, most: MOST_AN_HOUR },
        Step::Event { session: session.id.clone(), event: Event::HelpAsked.name(), data, delay: 0 },
        caller.audit(Actor::Applicant, Event::HelpAsked.name(), &session.id),
    ];
    let party = service.party(&session.relying_party).await?;
    match service.store.commit(Change { relying_party: party.id.clone(), at: now, steps }).await {
        Err(StoreError::Conflict(_)) => {
            let detail = format!(
                "{MOST_AN_HOUR} questions were asked in the last hour; they are there, and a person comes to them"
            );
            return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail).after(600));
        }
        done => done?,
    }
    service.bell.notify_waiters();
    Ok((StatusCode::ACCEPTED, Json(AskedHelp { id, support: PartyView::from(party).into_support() })))
}

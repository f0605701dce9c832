//! `POST /v1/console/search`: by what people name, for a purpose that is logged.

use super::open::{Looked, log, purposeful};
use super::seat::Seat;
use super::view::masked;
use crate::clock::written;
use crate::jobs::number_marks;
use crate::problem::Problem;
use crate::request::{Body, Caller};
use crate::service::Shared;
use crate::users::Role;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use store::{Mode, Session};

/// Letters of what is searched for.
const MOST: usize = 200;
/// Sessions that are given.
const MOST_FOUND: usize = 50;

/// What is searched for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Searched {
    by: String,
    value: String,
    purpose: String,
    #[serde(default)]
    words: String,
}

/// Finds sessions.
pub(crate) async fn search(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Body { value, .. }: Body<Searched>,
) -> Result<Json<Value>, Problem> {
    seat.any_of(&[Role::Reviewer, Role::Lead, Role::Auditor])?;
    purposeful(&seat, &value.purpose, &value.words)?;
    let text = value.value.trim();
    if text.is_empty() || text.chars().count() > MOST {
        let detail = format!("`value` must say something, in at most {MOST} letters");
        return Err(Problem::unusable("case.unusable", detail));
    }
    let party = seat.party();
    let mut found: Vec<Session> = Vec::new();
    match value.by.as_str() {
        "receipt" => {
            let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
            let receipt = match plain.split_at_checked(4) {
                Some((one, other)) => format!("{one}-{other}"),
                None => plain,
            };
            if let Some(appeal) = service.store.appeal_by_receipt(party, &receipt).await? {
                found.extend(service.store.session(&appeal.session).await?);
            }
        }
        "session" => found.extend(service.store.session(text).await?),
        "external_id" => {
            for mode in [Mode::Live, Mode::Test] {
                if let Some(applicant) = service.store.applicant_called(party, mode, text).await? {
                    found.extend(service.store.sessions_of(&applicant.id).await?);
                }
            }
        }
        "number" => {
            for mark in number_marks(&service, party, text) {
                for applicant in service.store.identities(party, &mark).await? {
                    found.extend(service.store.sessions_of(&applicant).await?);
                }
            }
        }
        _ => return Err(Problem::unusable("case.unusable", "`by` must be receipt, session, external_id or number")),
    }
    found.retain(|session| session.relying_party == party);
    found.sort_by(|one, other| other.id.cmp(&one.id));
    found.dedup_by(|one, other| one.id == other.id);
    found.truncate(MOST_FOUND);
    // What was searched for may be a person's: it is not logged, that it was searched is, with the purpose.
    let subject = format!("{} found by {}", found.len(), value.by);
    let looked = Looked { subject: &subject, purpose: &value.purpose, words: &value.words };
    log(&service, &seat, &caller, None, looked, vec![]).await?;
    let mut views = Vec::new();
    for session in found {
        let applicant = service.store.applicant(&session.applicant).await?;
        let appeal = crate::appeals::newest(&service, &session).await?;
        let review = match &appeal {
            Some(appeal) => service.store.review_of(&session.id, Some(&appeal.id)).await?,
            None => service.store.review_of(&session.id, None).await?,
        };
        views.push(json!({
            "session": session.id,
            "mode": session.mode.name(),
            "external_id_masked": applicant.map(|applicant| masked(&applicant.external_id)),
            "state": session.state.name(),
            "created_at": written(session.created_at),
            "case": review.map(|review| review.id),
            "receipt": appeal.and_then(|appeal| appeal.receipt),
        }));
    }
    Ok(Json(json!({ "found": views })))
}

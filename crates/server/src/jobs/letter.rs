//! Writing letters: codes to applicants, notices to whoever runs the server.

use super::NotDone;
use crate::problem::Problem;
use crate::routes::{Unsent, VALID, contact_index};
use crate::service::{Settings, Shared, context, opened};
use store::{Change, Job, Mode, Session, Step, WayBack};
use verify::session::State;
use verify::texts::{Language, letter};

/// Codes that are sent to one contact in an hour; more are asked for in vain.
const MOST_AN_HOUR: u64 = 5;
const HOUR: i64 = 3_600_000;

/// Writes the letter that the job names, by the id of what it is about.
pub(super) async fn run(service: Shared, job: Job) -> Result<(), NotDone> {
    let wait = 10_000 << (job.attempts - 1).min(8);
    let untaken = |failure: String| NotDone::Later(wait, failure);
    let steps = if job.subject.starts_with("ret_") {
        code(&service, &job.subject, untaken).await?
    } else {
        disabled(&service, &job.subject, untaken).await?
    };
    let steps = steps.into_iter().chain([Step::FinishJob(job)]).collect();
    let change = Change { relying_party: String::new(), at: service.now(), steps };
    Ok(service.store.commit(change).await?)
}

/// Sends a code to whoever is registered, and forgets its text.
async fn code(service: &Shared, id: &str, untaken: impl Fn(String) -> NotDone + Send) -> Result<Vec<Step>, NotDone> {
    let Some(row) = service.store.way_back(id).await? else { return Ok(vec![]) };
    let Some(sealed) = &row.sealed else { return Ok(vec![]) };
    let key = service.ring.derived("letters");
    let unsent: Unsent = opened(&key, &context("way back", id, "unsent"), sealed)?;
    let asked = service.store.ways_back(&row.contact, row.created_at - HOUR, row.created_at).await?;
    let session =
        if asked > MOST_AN_HOUR || row.expires_at <= service.now() { None } else { leads_to(service, &unsent).await? };
    if let Some(session) = &session {
        let party = service.party(&session.relying_party).await?;
        let settings = Settings::of(session);
        let values = [
            ("code", unsent.code.as_str()),
            ("party", party.name.as_str()),
            ("minutes", &(VALID / 60_000).to_string()),
            ("address", &service.config.address()),
        ];
        let letter = letter(Language::parse(&settings.locale).unwrap_or_default(), "way_back", &values);
        service.mailer.send(id, &unsent.contact, &letter).await.map_err(untaken)?;
    }
    let from = row.tries;
    let way_back = WayBack { sealed: None, session: session.map(|session| session.id), ..row };
    Ok(vec![Step::PutWayBack { way_back, from }])
}

/// The newest session of the people registered under the contact: one that goes on before one that came to its end.
async fn leads_to(service: &Shared, unsent: &Unsent) -> Result<Option<Session>, Problem> {
    let mut sessions = Vec::new();
    for party in service.store.parties().await? {
        for mode in [Mode::Test, Mode::Live] {
            let contact = contact_index(service, &party.id, mode, &unsent.kind, &unsent.contact);
            for applicant in service.store.registered(&party.id, &contact).await? {
                sessions.extend(service.store.sessions_of(&applicant.id).await?);
            }
        }
    }
    Ok(sessions.into_iter().max_by(|one, other| {
        let rank = |session: &Session| (!over(session.state), session.id.clone());
        rank(one).cmp(&rank(other))
    }))
}

/// Whether nothing came of a session, and nothing can.
const fn over(state: State) -> bool {
    matches!(state, State::Expired | State::Abandoned | State::Cancelled | State::ConsentDeclined)
}

/// Tells whoever runs the server that an endpoint is no longer tried.
async fn disabled(
    service: &Shared,
    id: &str,
    untaken: impl Fn(String) -> NotDone + Send,
) -> Result<Vec<Step>, NotDone> {
    let to = &service.config.operator_email;
    let Some(endpoint) = service.store.endpoint(id).await? else { return Ok(vec![]) };
    if !to.is_empty() {
        let party = service.party(&endpoint.relying_party).await?;
        let values = [("endpoint", endpoint.id.as_str()), ("party", party.name.as_str())];
        service.mailer.send(id, to, &letter(Language::English, "endpoint_disabled", &values)).await.map_err(untaken)?;
    }
    Ok(vec![])
}

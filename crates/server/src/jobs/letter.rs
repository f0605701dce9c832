//! Writing letters: codes to applicants, notices to whoever runs the server.

use super::NotDone;
use crate::appeals::{Moving, calendar, letters};
use crate::operator;
use crate::problem::Problem;
use crate::routes::account::letters::{Codes, Sending, codes, notice, with_word, word_of};
use crate::routes::{CONTACT_VALID, Known, Unsent, VALID, contact_index, contact_of};
use crate::service::{Settings, Shared, context, opened};
use store::{AccountStep, Change, Job, Mode, Session, Step, WayBack};
use verify::appeal::Clock;
use verify::business::Calendar;
use verify::session::State;
use verify::texts::{Language, letter};

/// Codes that are sent to one contact in an hour; more are asked for in vain.
const MOST_AN_HOUR: u64 = 5;
const HOUR: i64 = 3_600_000;

/// Writes the letter that the job names, by the id of what it is about.
pub(super) async fn run(service: Shared, job: Job) -> Result<(), NotDone> {
    let wait = 10_000 << (job.attempts - 1).min(8);
    let untaken = |failure: String| NotDone::Later(wait, failure);
    let steps = if let Some(about) = job.subject.strip_prefix(operator::SUBJECT) {
        to_operator(&service, &job.id, about, untaken).await?
    } else if job.subject.starts_with("usr_") {
        openings(&service, &job.id, &job.subject, untaken).await?
    } else if job.subject.starts_with("ltr_") {
        of_appeal(&service, &job.subject, untaken).await?
    } else if job.subject.starts_with("ltw_") {
        of_account(&service, &job.subject, untaken).await?
    } else if ["reg_", "sgn_", "rec_", "chg_"].iter().any(|prefix| job.subject.starts_with(prefix)) {
        account_codes(&service, &job.subject, untaken).await?
    } else if job.subject.starts_with("ret_") {
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
        let language = Language::parse(&settings.locale).unwrap_or_default();
        let word = match service.store.applicant(&session.applicant).await? {
            Some(applicant) => {
                word_of(service, &party.id, session.mode, &applicant.external_id, &unsent.contact).await?
            }
            None => None,
        };
        let letter = with_word(language, letter(language, "way_back", &values), word.as_deref());
        service.mailer.send((id, Some(&party.id)), &unsent.contact, &letter, service.now()).await.map_err(untaken)?;
    }
    let from = row.tries;
    let way_back = WayBack { sealed: None, session: session.map(|session| session.id), ..row };
    Ok(vec![Step::PutWayBack { way_back, from }])
}

/// Writes to whoever appeals: a receipt, a code, a word that there is something to read. Never evidence.
async fn of_appeal(
    service: &Shared,
    id: &str,
    untaken: impl Fn(String) -> NotDone + Send,
) -> Result<Vec<Step>, NotDone> {
    let Some(row) = service.store.letter(id).await? else { return Ok(vec![]) };
    let done = vec![Step::DropLetter { id: id.to_owned() }];
    let (Some(appeal), now) = (service.store.appeal(&row.appeal).await?, service.now()) else { return Ok(done) };
    let Some(session) = service.store.session(&appeal.session).await? else { return Ok(done) };
    let Some(key) = service.data_key(&session.applicant).await? else { return Ok(done) };
    let Some(applicant) = service.store.applicant(&session.applicant).await? else { return Ok(done) };
    let place = context("applicant", &applicant.id, "known");
    let known: Known =
        applicant.sealed.as_deref().map(|sealed| opened(&key, &place, sealed)).transpose()?.unwrap_or_default();
    let kind = appeal.contact_kind.clone().unwrap_or_else(|| "email".to_owned());
    let contact = contact_of(&known, &kind).or(known.contact.email.as_ref()).or(known.contact.phone.as_ref());
    // A code that nobody can enter any more is not sent.
    let late = row.sealed.is_some() && row.created_at + CONTACT_VALID <= now;
    let Some(contact) = contact.filter(|_| !late) else { return Ok(done) };
    let code: Option<String> = match &row.sealed {
        Some(sealed) => Some(opened(&service.ring.derived("letters"), &letters::place(id), sealed)?),
        None => None,
    };
    let party = service.party(&session.relying_party).await?;
    let language = Language::parse(&Settings::of(&session).locale).unwrap_or_default();
    let due = appeal.due_at.map(|at| moment(at, &calendar(&party))).unwrap_or_default();
    let answer_by = match Moving::of(appeal.clone())?.stands.clock {
        Clock::Paused { lapses_at, .. } => moment(lapses_at, &calendar(&party)),
        _ => String::new(),
    };
    let values = [
        ("code", code.as_deref().unwrap_or_default()),
        ("party", party.name.as_str()),
        ("receipt", appeal.receipt.as_deref().unwrap_or_default()),
        ("due", due.as_str()),
        ("until", answer_by.as_str()),
        ("minutes", &(CONTACT_VALID / 60_000).to_string()),
        ("address", &service.config.address()),
    ];
    let word = word_of(service, &party.id, session.mode, &applicant.external_id, contact).await?;
    let letter = with_word(language, letter(language, &row.name, &values), word.as_deref());
    let sending = Sending { id: id.to_owned(), contact: contact.clone(), party, letter };
    send(service, &sending, untaken).await?;
    Ok(done)
}

/// Sends a letter: to telephones by the relying party's gateway, where there is one.
async fn send(
    service: &Shared,
    Sending { id, party, contact, letter }: &Sending,
    untaken: impl Fn(String) -> NotDone + Send,
) -> Result<(), NotDone> {
    match party.appeals.sms_url.as_ref().filter(|_| !contact.contains('@')) {
        Some(url) => {
            let secret = party.appeals.sms_secret.as_deref();
            let secret = secret.map(|sealed| opened(&service.ring.derived("short messages"), &party.id, sealed));
            let body = serde_json::json!({ "id": id, "to": contact, "text": letter.text });
            let body = serde_json::to_vec(&body).unwrap_or_default();
            let secrets: Vec<String> = secret.transpose()?.into_iter().collect();
            service.sender.post(url, id, body, &secrets, service.now()).await.map(drop).map_err(untaken)
        }
        None => service.mailer.send((id, Some(&party.id)), contact, letter, service.now()).await.map_err(untaken),
    }
}

/// Tells whoever holds an account that something about it changed.
async fn of_account(
    service: &Shared,
    id: &str,
    untaken: impl Fn(String) -> NotDone + Send,
) -> Result<Vec<Step>, NotDone> {
    if let Some(sending) = notice(service, id).await? {
        send(service, &sending, untaken).await?;
    }
    Ok(vec![Step::Account(AccountStep::DropLetter { id: id.to_owned() })])
}

/// Sends a code to whoever registers, signs in, recovers or changes a contact, and forgets its text.
async fn account_codes(
    service: &Shared,
    id: &str,
    untaken: impl Fn(String) -> NotDone + Send + Clone,
) -> Result<Vec<Step>, NotDone> {
    let Some(Codes { letters, noted }) = codes(service, id).await? else { return Ok(vec![]) };
    for sending in &letters {
        send(service, sending, untaken.clone()).await?;
    }
    Ok(vec![Step::Account(noted)])
}

/// A moment as letters say it: in the zone of the calendar that it is counted by.
pub(crate) fn moment(at: i64, calendar: &Calendar) -> String {
    let moment = jiff::Timestamp::from_millisecond(at).unwrap_or_default();
    match moment.in_tz(calendar.zone_name()) {
        Ok(moment) => moment.strftime("%Y-%m-%d %H:%M %Z").to_string(),
        Err(_) => moment.to_string(),
    }
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

/// Tells whoever runs the server that somebody opened more than is usual, and was stopped.
async fn openings(
    service: &Shared,
    job: &str,
    id: &str,
    untaken: impl Fn(String) -> NotDone + Send,
) -> Result<Vec<Step>, NotDone> {
    let to = &service.config.operator_email;
    let Some(user) = service.store.user(id).await? else { return Ok(vec![]) };
    if !to.is_empty() {
        let party = service.party(&user.relying_party).await?;
        let values = [("user", user.id.as_str()), ("party", party.name.as_str())];
        let letter = letter(Language::English, "too_many_openings", &values);
        service.mailer.send((job, None), to, &letter, service.now()).await.map_err(untaken)?;
    }
    Ok(vec![])
}

/// Tells whoever runs the server what they are told of.
async fn to_operator(
    service: &Shared,
    job: &str,
    about: &str,
    untaken: impl Fn(String) -> NotDone + Send,
) -> Result<Vec<Step>, NotDone> {
    let to = &service.config.operator_email;
    if !to.is_empty()
        && let Some(letter) = operator::written(service, about).await?
    {
        service.mailer.send((job, None), to, &letter, service.now()).await.map_err(untaken)?;
    }
    Ok(vec![])
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
        service
            .mailer
            .send((id, None), to, &letter(Language::English, "endpoint_disabled", &values), service.now())
            .await
            .map_err(untaken)?;
    }
    Ok(vec![])
}

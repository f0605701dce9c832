//! A case as reviewers see it: masked until it is opened, and without findings until the own verdict is given.

use super::seat::Seat;
use crate::appeals::{self, Moving, Rules};
use crate::clock::written;
use crate::problem::Problem;
use crate::service::Shared;
use crate::users::Role;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::{Appeal, Attempt, MessageKind, RelyingParty, Review, Session, Step};
use vault::DataKey;
use verify::appeal::{self, Event, Stage, State as AppealState};
use verify::finding::FullFinding;
use verify::texts::{Language, tell_code};

/// A case in the queue.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CaseRow {
    id: String,
    kind: &'static str,
    stage: &'static str,
    mode: &'static str,
    receipt: Option<String>,
    session: String,
    families: Vec<String>,
    opened_at: String,
    due_at: String,
    paused: bool,
    at_risk: bool,
    breached: bool,
    holder: Option<Value>,
    barred: Option<&'static str>,
}

/// The first letters, and no more.
pub(crate) fn masked(text: &str) -> String {
    let first: String = text.chars().take(2).collect();
    format!("{first}***")
}

/// A case with what it is about.
pub(crate) struct Desk {
    pub(crate) party: RelyingParty,
    pub(crate) rules: Rules,
    pub(crate) review: Review,
    pub(crate) session: Session,
    pub(crate) appeal: Option<Appeal>,
    pub(crate) stands: appeal::Appeal,
}

impl Desk {
    /// The case of that id, of the user's relying party. One of another does not exist.
    pub(crate) async fn of(service: &Shared, seat: &Seat, id: &str) -> Result<Self, Problem> {
        seat.any_of(&[Role::Reviewer, Role::Lead, Role::Auditor])?;
        let missing = || Problem::not_found("case");
        let review = service.store.review(id).await?.filter(|review| review.relying_party == seat.party());
        let review = review.ok_or_else(missing)?;
        let session = service.store.session(&review.session).await?.ok_or_else(missing)?;
        let appeal = match &review.appeal {
            Some(id) => Some(service.store.appeal(id).await?.ok_or_else(missing)?),
            None => None,
        };
        let stands = appeal.clone().map(Moving::of).transpose()?.map(|moving| moving.stands).unwrap_or_default();
        let party = service.party(&review.relying_party).await?;
        let rules = Rules::of(service, &party, review.mode)?;
        Ok(Self { party, rules, review, session, appeal, stands })
    }

    /// Whether this user has it at `now`.
    pub(crate) fn is_held(&self, seat: &Seat, now: i64) -> bool {
        self.review.held_by(now) == Some(seat.user.id.as_str())
    }

    /// Refuses whoever does not have it.
    pub(crate) fn held(&self, seat: &Seat, now: i64) -> Result<(), Problem> {
        if self.review.closed_at.is_some() {
            return Err(Problem::conflict("case.closed", "the case is decided, or over"));
        }
        if self.is_held(seat, now) {
            return Ok(());
        }
        Err(Problem::conflict("case.lost", "you do not have this case any more; take it again, if nobody else has it"))
    }

    /// Nothing of a change happens unless this user still has it.
    pub(crate) fn while_held(&self, seat: &Seat) -> Step {
        Step::WhileHeld { id: self.review.id.clone(), user: seat.user.id.clone(), taking: self.review.taking }
    }

    /// The attempt that it is about.
    pub(crate) async fn attempt(&self, service: &Shared) -> Result<Attempt, Problem> {
        let attempts = service.store.attempts(&self.session.id).await?;
        let wanted = |attempt: &Attempt| attempt.number == self.review.attempt;
        attempts.into_iter().find(wanted).ok_or_else(|| Problem::internal(&"a case without an attempt"))
    }

    /// Whether the findings may be shown to this user.
    pub(crate) fn shows_findings(&self, seat: &Seat) -> bool {
        match &self.appeal {
            // Once it is judged it is closed.
            None => !self.review.again || self.review.closed_at.is_some(),
            Some(_) => {
                let reads = seat.has(Role::Auditor) && !seat.has(Role::Reviewer) && !seat.has(Role::Lead);
                reads || self.stands.may_see_findings(&seat.user.id)
            }
        }
    }

    /// What others found is hidden from a second reviewer until their own verdict is given.
    pub(crate) fn hides_others(&self, seat: &Seat) -> bool {
        self.stands.stage() == Some(Stage::Second) && !self.stands.blind.contains_key(&seat.user.id)
    }

    /// Why this user may not decide here. `None` when they may.
    pub(crate) async fn barred(&self, service: &Shared, seat: &Seat) -> Result<Option<&'static str>, Problem> {
        barred(service, seat, &self.review, Some(&self.stands)).await
    }
}

/// Why `seat` may not decide a case.
async fn barred(
    service: &Shared,
    seat: &Seat,
    review: &Review,
    stands: Option<&appeal::Appeal>,
) -> Result<Option<&'static str>, Problem> {
    if !seat.has(Role::Reviewer) && !seat.has(Role::Lead) {
        return Ok(Some("role"));
    }
    if review.stage == Stage::Lead && !seat.has(Role::Lead) {
        return Ok(Some("needs_lead"));
    }
    if review.appeal.is_none() && !review.again {
        return Ok(None);
    }
    let judged = stands.is_some_and(|stands| stands.blind.contains_key(&seat.user.id));
    if review.stage != Stage::First && judged {
        return Ok(Some("first_reviewer"));
    }
    let before = service.store.decided_on(&review.applicant, &seat.user.id, &review.id).await?;
    Ok(before.then_some("decided_before"))
}

/// A row of the queue.
pub(crate) async fn row(
    service: &Shared,
    seat: &Seat,
    review: &Review,
    logins: &BTreeMap<String, String>,
) -> Result<CaseRow, Problem> {
    let appeal = match &review.appeal {
        Some(id) => service.store.appeal(id).await?,
        None => None,
    };
    let receipt = appeal.as_ref().and_then(|appeal| appeal.receipt.clone());
    let stands = appeal.map(Moving::of).transpose()?.map(|moving| moving.stands);
    let holder = review.held_by(service.now()).map(|id| {
        let login = logins.get(id).cloned().unwrap_or_default();
        json!({ "login": login, "you": id == seat.user.id, "until": review.lease_until.map(written) })
    });
    Ok(CaseRow {
        id: review.id.clone(),
        kind: match (&review.appeal, review.again) {
            (Some(_), _) => "appeal",
            (None, true) => "again",
            (None, false) => "review",
        },
        stage: review.stage.name(),
        mode: review.mode.name(),
        receipt,
        session: review.session.clone(),
        families: review.families.clone(),
        opened_at: written(review.opened_at),
        due_at: written(review.due_at),
        paused: review.paused,
        at_risk: review.at_risk,
        breached: review.breached,
        holder,
        barred: barred(service, seat, review, stands.as_ref()).await?,
    })
}

/// A finding as reviewers read it.
pub(crate) fn told(finding: &FullFinding, language: Language) -> Value {
    let mut value = serde_json::to_value(finding).unwrap_or_default();
    let told = tell_code(language, &finding.code, &finding.measured);
    if let (Some(value), Some(told)) = (value.as_object_mut(), told) {
        value.insert("told".to_owned(), serde_json::to_value(told).unwrap_or_default());
    }
    value
}

/// What may be done now.
fn may(desk: &Desk, seat: &Seat, barred: Option<&str>, now: i64) -> Vec<&'static str> {
    let mut may = Vec::new();
    let decides = seat.has(Role::Reviewer) || seat.has(Role::Lead);
    if desk.review.closed_at.is_some() {
        return if decides || seat.has(Role::Auditor) { vec!["open"] } else { may };
    }
    if !desk.is_held(seat, now) {
        if barred.is_none() && desk.review.held_by(now).is_none() && !desk.review.paused {
            may.push("take");
        }
        if seat.has(Role::Lead) || seat.has(Role::Auditor) {
            may.push("open");
        }
        return may;
    }
    may.extend(["open", "note"]);
    if desk.appeal.is_none() {
        may.push(if desk.review.again { "verdict" } else { "decide" });
        return may;
    }
    let own = desk.stands.blind.contains_key(&seat.user.id);
    match desk.stands.state {
        AppealState::UnderReview => {
            may.push(if own { "propose" } else { "verdict" });
            may.extend(["ask", "message"]);
        }
        AppealState::SecondReview => may.push("verdict"),
        AppealState::LeadReview => may.extend(["propose", "message"]),
        _ => {}
    }
    may
}

fn by(logins: &BTreeMap<String, String>, user: &str) -> String {
    logins.get(user).cloned().unwrap_or_else(|| "?".to_owned())
}

/// What happened, without what anybody thinks of it.
async fn timeline(service: &Shared, desk: &Desk, logins: &BTreeMap<String, String>) -> Result<Vec<Value>, Problem> {
    let Some(appeal) = &desk.appeal else {
        let events = service.store.events_of(&desk.session.id).await?;
        let one = |event: store::LoggedEvent| json!({ "at": written(event.at), "what": event.kind, "who": "system" });
        return Ok(events.into_iter().map(one).collect());
    };
    let events = service.store.appeal_events(&appeal.id).await?;
    let one = |(event, at): &(Event, i64)| {
        let who = match event {
            Event::Taken { by: user }
            | Event::Judged { by: user, .. }
            | Event::InformationRequested { by: user, .. }
            | Event::Proposed { by: user, .. }
            | Event::Seconded { by: user, .. }
            | Event::Led { by: user, .. } => by(logins, user),
            Event::Opened | Event::Submitted { .. } | Event::InformationGiven { .. } | Event::Withdrawn => {
                "applicant".to_owned()
            }
            _ => "system".to_owned(),
        };
        json!({ "at": written(*at), "what": event.name(), "who": who })
    };
    Ok(events.iter().map(one).collect())
}

/// The attempts of a session, with findings where this user may see them.
async fn attempts(
    service: &Shared,
    desk: &Desk,
    seat: &Seat,
    key: Option<&DataKey>,
    language: Language,
) -> Result<Vec<Value>, Problem> {
    let mut views = Vec::new();
    for attempt in service.store.attempts(&desk.session.id).await? {
        let findings = match key {
            Some(key) if desk.shows_findings(seat) => {
                let found = appeals::findings(key, &desk.session, &attempt)?;
                Some(found.iter().map(|finding| told(finding, language)).collect::<Vec<_>>())
            }
            _ => None,
        };
        let by_person = match desk.shows_findings(seat) {
            true => appeals::by_person(service, &desk.session, &attempt).await?,
            false => None,
        };
        let by_person = by_person.filter(|(review, _)| review.id != desk.review.id);
        // What the machine came to is a finding, too.
        let outcome = attempt.outcome.filter(|_| desk.shows_findings(seat));
        views.push(json!({
            "number": attempt.number,
            "submitted_at": written(attempt.submitted_at),
            "decided_at": attempt.decided_at.map(written),
            "outcome": outcome,
            "findings": findings,
            "by_person": by_person.map(|(review, codes)| json!({ "at": review.closed_at.map(written), "reasons": codes })),
        }));
    }
    Ok(views)
}

/// The case, masked.
pub(crate) async fn case(service: &Shared, seat: &Seat, desk: &Desk, language: Language) -> Result<Value, Problem> {
    let now = service.now();
    let logins: BTreeMap<String, String> =
        service.store.users(seat.party()).await?.into_iter().map(|user| (user.id, user.login)).collect();
    let applicant = service.store.applicant(&desk.review.applicant).await?;
    let applicant = applicant.ok_or_else(|| Problem::not_found("case"))?;
    let key = service.data_key(&applicant.id).await?;
    let barred = desk.barred(service, seat).await?;
    let sessions = service.store.sessions_of(&applicant.id).await?.len();
    let opened = service.store.has_opened(&seat.user.id, &desk.review.id, since(desk, seat, now)).await?;
    let mut value = serde_json::to_value(row(service, seat, &desk.review, &logins).await?).unwrap_or_default();
    let opinion = |review: &Option<appeal::Review>| {
        let review = review.as_ref()?;
        let counts = review.counts.as_ref()?;
        Some(
            json!({ "outcome": counts.verdict, "struck": counts.struck, "reasons": counts.reasons, "by": by(&logins, &review.by), "by_you": review.by == seat.user.id }),
        )
    };
    let appeal = match &desk.appeal {
        None => Value::Null,
        Some(appeal) => {
            let hidden = desk.hides_others(seat);
            let messages = service.store.messages(&appeal.id).await?;
            let own = desk.stands.blind.get(&seat.user.id);
            json!({
                "id": appeal.id,
                "files": service.store.evidence_of_appeal(&appeal.id).await?.len(),
                "messages": messages.iter().filter(|message| message.kind != MessageKind::Note).count(),
                "blind": own.map(|opinion| json!({ "outcome": opinion.verdict, "struck": opinion.struck })),
                "proposal": opinion(&desk.stands.first).filter(|_| !hidden),
                "second": opinion(&desk.stands.second).filter(|_| !hidden),
                "second_why": desk.stands.why.filter(|_| !hidden),
                "lead": opinion(&desk.stands.lead),
                "decision": desk.stands.decision.as_ref().map(|opinion| json!({ "outcome": opinion.verdict.decided(), "struck": opinion.struck, "reasons": opinion.reasons })),
            })
        }
    };
    let more = json!({
        "state": if desk.appeal.is_some() { desk.stands.state.name() } else { desk.session.state.name() },
        "submitted_at": desk.stands.submitted_at.map(written),
        "target_at": desk.stands.submitted_at.map(|at| written(desk.rules.terms().target(at))),
        "closed_at": desk.review.closed_at.map(written),
        "applicant": {
            "external_id_masked": masked(&applicant.external_id),
            "created_at": written(applicant.created_at),
            "sessions": sessions,
        },
        "attempts": attempts(service, desk, seat, key.as_ref(), language).await?,
        "appeal": appeal,
        "timeline": timeline(service, desk, &logins).await?,
        "opened": opened,
        "findings_hidden": !desk.shows_findings(seat),
        "may": may(desk, seat, barred, now),
    });
    if let (Some(value), Value::Object(more)) = (value.as_object_mut(), more) {
        value.extend(more);
    }
    Ok(value)
}

/// Milliseconds for which what was opened stays open to whoever does not hold the case.
const STAYS: i64 = 30 * 60_000;

/// Since when an opening counts: whoever holds the case opens it anew each time that they take it.
pub(crate) fn since(desk: &Desk, seat: &Seat, now: i64) -> i64 {
    match desk.review.lease_until.filter(|_| desk.is_held(seat, now)) {
        // No lease is longer than the longest stay at the console.
        Some(_) => now - super::seat::LONGEST,
        None => now - STAYS,
    }
}

/// Refuses whoever has not opened the case with a purpose.
pub(crate) async fn opened(service: &Shared, seat: &Seat, desk: &Desk) -> Result<(), Problem> {
    let now = service.now();
    if service.store.has_opened(&seat.user.id, &desk.review.id, since(desk, seat, now)).await? {
        return Ok(());
    }
    let detail = "open the case first, and say what for";
    Err(Problem::new(StatusCode::FORBIDDEN, "case.masked", detail))
}

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

    /// Whether the findings may be shown to this user: nobody learns from a case what they are to judge without it, here or in another.
    pub(crate) async fn shows_findings(&self, service: &Shared, seat: &Seat) -> Result<bool, Problem> {
        if seat.reads_only() {
            return Ok(true);
        }
        let here = match &self.appeal {
            // Once it is judged it is closed.
            None => !self.review.again || self.review.closed_at.is_some(),
            Some(_) => self.stands.may_see_findings(&seat.user.id),
        };
        Ok(here && !self.is_judged_elsewhere(service, seat).await?)
    }

    /// Whether another appeal of the session is open in which this user may still give a verdict.
    async fn is_judged_elsewhere(&self, service: &Shared, seat: &Seat) -> Result<bool, Problem> {
        let all = service.store.appeals_of(&self.session.applicant).await?;
        let other = |appeal: &Appeal| {
            let own = self.review.appeal.as_ref() == Some(&appeal.id);
            !own && appeal.session == self.session.id && appeals::is_open(appeal.state)
        };
        let Some(open) = all.into_iter().find(other) else { return Ok(false) };
        let case = service.store.review_of(&self.session.id, Some(&open.id)).await?;
        if Moving::of(open)?.stands.blind.contains_key(&seat.user.id) {
            return Ok(false);
        }
        // A lead who decided on this person before looks after what others do.
        let case = case.map_or_else(String::new, |case| case.id);
        let decided = service.store.decided_on(&self.review.applicant, &seat.user.id, &case).await?;
        Ok(!(seat.has(Role::Lead) && decided))
    }

    /// What others think of it is hidden from whoever is to judge it blind, until their own verdict is given.
    pub(crate) fn hides_others(&self, seat: &Seat) -> bool {
        if seat.reads_only() {
            return false;
        }
        match &self.appeal {
            None => self.review.again && self.review.closed_at.is_none(),
            Some(_) => {
                let blind = matches!(self.stands.stage(), Some(Stage::First | Stage::Second));
                blind && !self.stands.blind.contains_key(&seat.user.id)
            }
        }
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
fn told(finding: &FullFinding, language: Language) -> Value {
    let mut value = serde_json::to_value(finding).unwrap_or_default();
    let told = tell_code(language, &finding.code, &finding.measured);
    if let (Some(value), Some(told)) = (value.as_object_mut(), told) {
        value.insert("told".to_owned(), serde_json::to_value(told).unwrap_or_default());
    }
    value
}

/// A finding of a case that is not opened: what was measured may be somebody's name or number.
fn masked_finding(finding: &FullFinding) -> Value {
    json!({
        "code": finding.code,
        "tier": finding.tier,
        "next": finding.next,
        "effect": finding.effect,
        "evidence": finding.evidence,
    })
}

/// What may be done now.
fn may(desk: &Desk, seat: &Seat, barred: Option<&str>, now: i64) -> Vec<&'static str> {
    let mut may = Vec::new();
    let looks = seat.has(Role::Lead) || seat.has(Role::Auditor);
    if desk.review.closed_at.is_some() {
        return if looks { vec!["open"] } else { may };
    }
    if !desk.is_held(seat, now) {
        if barred.is_none() && desk.review.held_by(now).is_none() && !desk.review.paused {
            may.push("take");
        }
        if looks {
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

/// What of the findings is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Findings {
    Hidden,
    Masked,
    Whole,
}

/// The attempts of a session, with findings as far as this user may see them.
async fn attempts(
    service: &Shared,
    desk: &Desk,
    key: Option<&DataKey>,
    shown: Findings,
    language: Language,
) -> Result<Vec<Value>, Problem> {
    let mut views = Vec::new();
    for attempt in service.store.attempts(&desk.session.id).await? {
        let one = |finding: &FullFinding| match shown {
            Findings::Whole => told(finding, language),
            Findings::Masked | Findings::Hidden => masked_finding(finding),
        };
        let findings = match key {
            Some(key) if shown != Findings::Hidden => {
                let found = appeals::findings(key, &desk.session, &attempt)?;
                Some(found.iter().map(one).collect::<Vec<_>>())
            }
            _ => None,
        };
        let by_person = match shown {
            Findings::Hidden => None,
            Findings::Masked | Findings::Whole => appeals::by_person(service, &desk.session, &attempt).await?,
        };
        let by_person = by_person.filter(|(review, _)| review.id != desk.review.id);
        // What the machine came to is a finding, too.
        let outcome = attempt.outcome.filter(|_| shown != Findings::Hidden);
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
    let opened = has_opened(service, seat, desk, now).await?;
    let shown = match (desk.shows_findings(service, seat).await?, opened) {
        (false, _) => Findings::Hidden,
        (true, false) => Findings::Masked,
        (true, true) => Findings::Whole,
    };
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
        "attempts": attempts(service, desk, key.as_ref(), shown, language).await?,
        "appeal": appeal,
        "timeline": timeline(service, desk, &logins).await?,
        "opened": opened,
        "findings_hidden": shown == Findings::Hidden,
        "may": may(desk, seat, barred, now),
    });
    if let (Some(value), Value::Object(more)) = (value.as_object_mut(), more) {
        value.extend(more);
    }
    Ok(value)
}

/// Milliseconds for which what was opened stays open to whoever does not hold the case.
const STAYS: i64 = 30 * 60_000;

/// Whether this user opened the case with a purpose: who holds it since they took it, anybody else a while ago at most.
async fn has_opened(service: &Shared, seat: &Seat, desk: &Desk, now: i64) -> Result<bool, Problem> {
    let taking = desk.is_held(seat, now).then_some(desk.review.taking);
    Ok(service.store.has_opened(&seat.user.id, &desk.review.id, taking, now - STAYS).await?)
}

/// Refuses whoever has not opened the case with a purpose.
pub(crate) async fn opened(service: &Shared, seat: &Seat, desk: &Desk) -> Result<(), Problem> {
    if has_opened(service, seat, desk, service.now()).await? {
        return Ok(());
    }
    let detail = "open the case first, and say what for";
    Err(Problem::new(StatusCode::FORBIDDEN, "case.masked", detail))
}

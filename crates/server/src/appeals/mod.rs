//! Appeals: what is kept of them, how they move on, and what follows when one is decided.
//!
//! An appeal has a data key of its own, which seals its evidence and its words; destroying it forgets them, while the session and its records stay.

pub(crate) mod decide;
pub(crate) mod hints;
pub(crate) mod letters;
pub(crate) mod shred;
pub(crate) mod timers;

use crate::ids;
use crate::jobs::Kept;
use crate::problem::Problem;
use crate::service::{Settings, Shared, context, opened, saved, sealed};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::{Appeal, Attempt, NewJob, RelyingParty, Review, Session, Step};
use vault::DataKey;
use verify::appeal::{self, Clock, Event, NotAllowed, Refusal, Refused, Stage, State, Terms, may_appeal};
use verify::business::Calendar;
use verify::decision::Outcome;
use verify::finding::{Effect, FullFinding};
use verify::held::HeldFacts;
use verify::policy::Policy;

/// Files of appeals.
pub(crate) const KINDS: [&str; 3] = ["held", "statement", "extra"];

/// What is personal of an appeal, sealed by its own key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Private {
    /// In the applicant's own words.
    pub explanation: String,
    /// The code that the statement must hold.
    pub code: String,
    /// From when on it is refused.
    pub code_until: i64,
    /// What was measured of the files that were looked at, by their id.
    pub facts: BTreeMap<String, HeldFacts>,
    /// How each file was looked at, by its id.
    pub looked: BTreeMap<String, Looked>,
    /// Files that were there before the code that is good now was given out: they show another.
    pub of_old_code: BTreeSet<String>,
    /// What a person asks for, while the clock is paused.
    pub asked: Option<String>,
    /// What the reviewer writes to the applicant with the decision.
    pub message: Option<String>,
}

/// How a file was looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Looked {
    /// Digest of what it should show: where that is the same, it need not be looked at again.
    pub asked: String,
    /// Why it could not be decoded.
    pub undecoded: Option<String>,
}

/// What an appeal's clock goes by.
pub(crate) struct Rules {
    pub(crate) policy: Policy,
    pub(crate) calendar: Calendar,
}

impl Rules {
    /// Those of `party`.
    pub(crate) fn of(service: &Shared, party: &RelyingParty, mode: store::Mode) -> Result<Self, Problem> {
        Ok(Self { policy: service.policy(party, mode)?, calendar: calendar(party) })
    }

    pub(crate) const fn terms(&self) -> Terms<'_> {
        Terms { calendar: &self.calendar, rules: &self.policy.appeals }
    }
}

/// The calendar of `party`. One that cannot be read was never taken, so that the usual one stands in for none.
#[must_use]
pub fn calendar(party: &RelyingParty) -> Calendar {
    let named = &party.appeals.calendar;
    let own = || {
        Calendar::parse(named)
            .inspect_err(|cause| tracing::error!(%cause, party = %party.id, "a calendar cannot be read"))
            .ok()
    };
    #[expect(clippy::expect_used, reason = "a test reads every calendar that is shipped")]
    Calendar::shipped(named).or_else(own).or_else(|| Calendar::shipped("target")).expect("it is shipped")
}

/// What a calendar is called, of the name of one that is shipped or the text of another.
#[must_use]
pub fn calendar_name(named: &str) -> String {
    Calendar::parse(named).map_or_else(|_| named.to_owned(), |calendar| calendar.name().to_owned())
}

/// A gateway for short messages that was registered.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// What signs messages to it, shown once.
    pub secret: String,
    /// The same, sealed.
    pub sealed: Vec<u8>,
}

/// Registers the gateway of `party` at `url`.
///
/// # Errors
/// Why the address cannot be used, or no secret can be made.
pub fn gateway(service: &Shared, party: &str, url: &str) -> Result<Gateway, String> {
    crate::webhooks::allowed(url, service.config.webhooks_to_private_addresses)?;
    let failed = |_| "no secret can be made".to_owned();
    let secret = crate::webhooks::new_secret().map_err(failed)?;
    let sealed = sealed(&service.ring.derived("short messages"), party, &secret);
    Ok(Gateway { sealed: sealed.map_err(|_| "the secret cannot be sealed".to_owned())?, secret })
}

pub(crate) fn private_context(id: &str) -> String {
    context("appeal", id, "private")
}

/// What is personal of `appeal`.
pub(crate) fn private(key: &DataKey, appeal: &Appeal) -> Result<Private, Problem> {
    match &appeal.sealed {
        Some(sealed) => opened(key, &private_context(&appeal.id), sealed),
        None => Err(shredded()),
    }
}

/// The evidence is gone.
pub(crate) fn shredded() -> Problem {
    Problem::new(
        axum::http::StatusCode::GONE,
        "appeal.shredded",
        "the evidence of this appeal was destroyed; its result and the receipt remain",
    )
}

/// The key of an appeal that is there still.
pub(crate) async fn key(service: &Shared, appeal: &Appeal) -> Result<DataKey, Problem> {
    service.data_key(&appeal.id).await?.ok_or_else(shredded)
}

impl From<NotAllowed> for Problem {
    fn from(cause: NotAllowed) -> Self {
        match cause {
            NotAllowed::State { state, .. } => {
                let detail = format!("the appeal is {}: that is not possible now", state.name());
                Problem::conflict("appeal.wrong_state", detail)
            }
            NotAllowed::Person { .. } => {
                let detail = format!("{cause}; somebody else decides here");
                Problem::new(axum::http::StatusCode::FORBIDDEN, "case.barred", detail)
            }
            NotAllowed::Opinion => Problem::unusable("case.unusable", cause.to_string()),
        }
    }
}

/// An appeal that moves on: its row, what its events made of it, and what becomes true with that.
pub(crate) struct Moving {
    pub(crate) row: Appeal,
    pub(crate) stands: appeal::Appeal,
    pub(crate) steps: Vec<Step>,
}

impl Moving {
    /// `row` as it stands.
    pub(crate) fn of(row: Appeal) -> Result<Self, Problem> {
        let stands = serde_json::from_str(&row.stands).map_err(|cause| Problem::internal(&cause))?;
        Ok(Self { row, stands, steps: Vec::new() })
    }

    /// Moves it on at `now`.
    pub(crate) fn happens(&mut self, event: Event, now: i64) -> Result<(), Problem> {
        self.stands = self.stands.after(&event, now)?;
        if event.is_told() {
            self.tells(event.name());
        }
        self.steps.push(Step::AppealEvent { appeal: self.row.id.clone(), event });
        Ok(())
    }

    /// Ends it without a decision at `now`.
    pub(crate) async fn withdrawn(&mut self, service: &Shared, rules: &Rules, now: i64) -> Result<(), Problem> {
        self.happens(Event::Withdrawn, now)?;
        self.row.shred_at = Some(now + i64::from(rules.policy.appeals.evidence_days) * DAY);
        let review = service.store.review_of(&self.row.session, Some(&self.row.id)).await?;
        let open = review.filter(|review| review.closed_at.is_none());
        self.steps.extend(open.map(|review| Step::PutReview(standing(review, &self.stands, now))));
        Ok(())
    }

    /// Tells the relying party's endpoints.
    pub(crate) fn tells(&mut self, event: &'static str) {
        let due_at = match self.stands.clock {
            Clock::Running { due_at } => Some(crate::clock::written(due_at)),
            _ => None,
        };
        let data = serde_json::json!({
            "appeal": self.row.id,
            "state": self.stands.state,
            "due_at": due_at,
            "outcome": self.stands.decision.as_ref().map(|opinion| opinion.verdict.decided()),
            "at_risk": self.stands.at_risk,
            "breached": self.stands.breached,
        });
        self.steps.push(Step::Event { session: self.row.session.clone(), event, data: data.to_string(), delay: 0 });
    }

    /// Everything that becomes true with it, `private` being what is personal now.
    pub(crate) fn saved(
        mut self,
        key: &DataKey,
        private: &Private,
        rules: &Rules,
        now: i64,
    ) -> Result<Vec<Step>, Problem> {
        self.row.sealed = Some(sealed(key, &private_context(&self.row.id), private)?);
        self.kept(rules, now)
    }

    /// The same, without a change of what is personal.
    pub(crate) fn kept(mut self, rules: &Rules, now: i64) -> Result<Vec<Step>, Problem> {
        let wakes = rules.terms().wakes(&self.stands, draft_until(&self.row, &rules.policy));
        // What is over is shredded when its time has come.
        let wakes = wakes.or(self.row.shred_at.filter(|_| self.row.shredded_at.is_none()));
        let woken = (wakes != self.row.wake_at).then_some(wakes).flatten();
        self.row.version += 1;
        self.row.updated_at = now;
        self.row.state = self.stands.state;
        self.row.wake_at = wakes;
        self.row.due_at = match self.stands.clock {
            Clock::Running { due_at } => Some(due_at),
            _ => None,
        };
        self.row.stands = serde_json::to_string(&self.stands).map_err(|cause| Problem::internal(&cause))?;
        // Whoever appeals can come back until it is decided, and read what was.
        let until = wakes.unwrap_or(now).max(now) + i64::from(rules.policy.retention.appeal_days) * DAY;
        self.steps.push(Step::KeepTokens { session: self.row.session.clone(), until });
        if let Some(wake) = woken {
            let (id, subject) = (format!("job_{}_{}", self.row.id, self.row.version), self.row.id.clone());
            let delay = (wake - now).max(0);
            self.steps.push(Step::NewJob(NewJob { id, kind: "appeal", subject, delay, most_attempts: 20 }));
        }
        let mut steps = vec![Step::PutAppeal(self.row)];
        steps.append(&mut self.steps);
        Ok(steps)
    }
}

/// When a draft lapses.
pub(crate) fn draft_until(row: &Appeal, policy: &Policy) -> i64 {
    row.created_at + i64::from(policy.retention.appeal_days) * DAY
}

pub(crate) const DAY: i64 = 86_400_000;

/// `session` goes on where an appeal ended without a change: there is as much time as after any decision.
pub(crate) fn resumed(service: &Shared, session: Session, now: i64) -> Option<Step> {
    let until = now + i64::from(service.config.unsubmitted_days) * DAY;
    let short = session.state.collects() && session.expires_at < until;
    short.then(|| saved(Session { expires_at: until, ..session }, now))
}

/// What becomes true of the open appeal of a session that ends: it ends with it.
pub(crate) async fn ended(service: &Shared, session: &Session, now: i64) -> Result<Vec<Step>, Problem> {
    let Some(row) = newest(service, session).await?.filter(|appeal| is_open(appeal.state)) else { return Ok(vec![]) };
    let rules = Rules::of(service, &service.party(&row.relying_party).await?, row.mode)?;
    let mut moving = Moving::of(row)?;
    moving.withdrawn(service, &rules, now).await?;
    moving.kept(&rules, now)
}

/// A case as it stands with its appeal.
pub(crate) fn standing(review: Review, stands: &appeal::Appeal, now: i64) -> Review {
    Review {
        stage: stands.stage().unwrap_or(review.stage),
        due_at: match stands.clock {
            Clock::Running { due_at } => due_at,
            _ => review.due_at,
        },
        paused: stands.state == State::InfoRequested,
        at_risk: stands.at_risk,
        breached: stands.breached,
        closed_at: (!stands.is_open()).then_some(now),
        ..review
    }
}

/// What an attempt was refused for, as far as it is kept.
pub(crate) fn findings(key: &DataKey, session: &Session, attempt: &Attempt) -> Result<Vec<FullFinding>, Problem> {
    let Some(kept) = &attempt.opening else { return Ok(vec![]) };
    let place = context("session", &session.id, &format!("attempt/{}/kept", attempt.number));
    Ok(opened::<Kept>(key, &place, kept)?.findings)
}

/// The codes by which findings refuse, or send to a person where none refuses.
pub(crate) fn refusing(findings: &[FullFinding]) -> BTreeSet<String> {
    let with = |effect: Effect| -> BTreeSet<String> {
        findings.iter().filter(|finding| finding.effect == effect).map(|finding| finding.code.clone()).collect()
    };
    let refuses = with(Effect::Refuse);
    if refuses.is_empty() { with(Effect::Review) } else { refuses }
}

/// What a person decided on `attempt` while the session was in review: the case, and the codes of the reasons.
pub(crate) async fn by_person(
    service: &Shared,
    session: &Session,
    attempt: &Attempt,
) -> Result<Option<(Review, BTreeSet<String>)>, Problem> {
    let decided = person_decided(service, session, attempt).await?;
    Ok(decided.map(|(review, verdict)| (review, verdict.codes.into_iter().collect())))
}

async fn person_decided(
    service: &Shared,
    session: &Session,
    attempt: &Attempt,
) -> Result<Option<(Review, store::Verdict)>, Problem> {
    let review = service.store.review_of_attempt(&session.id, attempt.number).await?;
    let Some(review) = review.filter(|review| review.closed_at.is_some()) else { return Ok(None) };
    let verdicts = service.store.verdicts(&review.id).await?;
    Ok(verdicts.into_iter().rev().find(|verdict| verdict.step == "decision").map(|verdict| (review, verdict)))
}

/// The codes that `attempt` was refused for: those that a person named, where one decided, or those that were found.
pub(crate) async fn grounds(
    service: &Shared,
    key: &DataKey,
    session: &Session,
    attempt: &Attempt,
) -> Result<BTreeSet<String>, Problem> {
    match by_person(service, session, attempt).await? {
        Some((_, codes)) => Ok(codes),
        None => Ok(refusing(&findings(key, session, attempt)?)),
    }
}

/// What is known of the refusal of `session` that somebody would appeal against, with the attempt.
pub(crate) async fn refusal(
    service: &Shared,
    key: &DataKey,
    session: &Session,
    policy: &Policy,
) -> Result<(Refusal, Option<Attempt>), Problem> {
    let attempts = service.store.attempts(&session.id).await?;
    let asks_again = Outcome::NeedsResubmission.name();
    let mut refused = Vec::new();
    for attempt in &attempts {
        match person_decided(service, session, attempt).await? {
            Some((_, verdict)) if verdict.outcome == asks_again => refused.push(verdict.codes.into_iter().collect()),
            None if attempt.outcome.as_deref() == Some(asks_again) => {
                refused.push(refusing(&findings(key, session, attempt)?));
            }
            _ => {}
        }
    }
    let last = attempts.into_iter().rev().find(|attempt| attempt.decided_at.is_some());
    let all = service.store.appeals_of(&session.applicant).await?;
    let settings = Settings::of(session);
    let reviewed = service.store.review_of(&session.id, None).await?.and_then(|review| review.closed_at);
    let decided_at = last.as_ref().and_then(|attempt| attempt.decided_at);
    let refusal = Refusal {
        state: session.state,
        exhausted: session.attempts >= settings.most(policy),
        repeated: appeal::repeats(&refused),
        // A person may have decided after the machine.
        decided_at: decided_at.max(reviewed.filter(|_| decided_at.is_some())),
        open: all.iter().any(|appeal| is_open(appeal.state)),
        decided: last.as_ref().is_some_and(|attempt| {
            let of_it = |appeal: &&Appeal| appeal.session == session.id && appeal.attempt == attempt.number;
            all.iter().filter(of_it).any(|appeal| matches!(appeal.state, State::Decided | State::Closed))
        }),
    };
    Ok((refusal, last))
}

/// Whether one that stands so keeps others from being begun.
pub(crate) const fn is_open(state: State) -> bool {
    !state.is_over() && !matches!(state, State::Decided)
}

/// Until when an appeal may be made.
pub(crate) fn eligible(refusal: &Refusal, policy: &Policy, now: i64) -> Result<i64, Refused> {
    may_appeal(refusal, policy.retention.appeal_days, now)
}

/// Why no appeal can be made, as an answer; an open one with its due time.
pub(crate) fn refused(cause: Refused, open: Option<&Appeal>) -> Problem {
    let problem = |detail: &str| Problem::conflict(cause.code(), detail);
    match cause {
        Refused::NotRefused => problem(
            "there is nothing here to appeal against; an appeal is for what was refused for good, or twice for the same reason",
        ),
        Refused::Open => {
            let problem = problem("an appeal is open; add to it instead, its result comes first");
            match open.and_then(|appeal| appeal.due_at) {
                Some(due) => problem.due(due),
                None => problem,
            }
        }
        Refused::Late { .. } => problem("the time to appeal is over; the relying party says where else to turn"),
        Refused::Decided => problem("a person decided on this already; the relying party says where else to turn"),
    }
}

/// The open appeal of the person of `session`, a draft excepted: nothing is submitted beside it.
pub(crate) async fn submitted_of(service: &Shared, session: &Session) -> Result<Option<Appeal>, Problem> {
    let all = service.store.appeals_of(&session.applicant).await?;
    Ok(all.into_iter().find(|appeal| is_open(appeal.state) && appeal.state != State::Drafting))
}

/// The newest appeal of `session`.
pub(crate) async fn newest(service: &Shared, session: &Session) -> Result<Option<Appeal>, Problem> {
    let all = service.store.appeals_of(&session.applicant).await?;
    Ok(all.into_iter().rev().find(|appeal| appeal.session == session.id))
}

/// A case that nobody has yet, about an attempt of `session`.
pub(crate) fn case_of(session: &Session, attempt: u32, due_at: i64, now: i64) -> Result<Review, Problem> {
    Ok(Review {
        id: ids::new("cas", now)?,
        relying_party: session.relying_party.clone(),
        mode: session.mode,
        session: session.id.clone(),
        appeal: None,
        attempt,
        again: false,
        applicant: session.applicant.clone(),
        stage: Stage::First,
        families: vec![],
        opened_at: now,
        due_at,
        paused: false,
        at_risk: false,
        breached: false,
        holder: None,
        lease_until: None,
        taking: 0,
        record: None,
        copy: None,
        closed_at: None,
    })
}

/// Whether the lot falls on a case, of a hundred so many.
pub(crate) fn drawn(percent: u8) -> Result<bool, Problem> {
    let [one, other] = vault::random::<2>()?;
    Ok(u32::from(u16::from_be_bytes([one, other])) * 100 < u32::from(percent) * 65_536)
}

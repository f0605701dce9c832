//! What a year leaves behind, put into the database at once.

use crate::support::House;
use store::{Appeal, Applicant, Attempt, Change, Mode, Review, Session, Step, Verdict};
use verify::appeal::{Stage, State as AppealState};
use verify::session::State;

/// Rows of one relying party and mode, at one time.
pub(crate) struct Seed {
    pub(crate) party: String,
    pub(crate) mode: Mode,
    pub(crate) at: i64,
    steps: Vec<Step>,
}

/// How a case ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// A person decided, in time.
    InTime,
    /// A person decided, and it was marked as late.
    Late,
    /// A person decided after the due time, and nobody had marked it.
    LateUnmarked,
    /// Nobody decided: it was taken back, lapsed, or left review otherwise.
    Undecided,
    /// It waits still.
    Open,
}

/// What a case is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Appeal,
    Review,
    Again,
}

impl Seed {
    pub(crate) fn new(house: &House, party: &str, mode: Mode) -> Self {
        Self { party: party.to_owned(), mode, at: house.service.now(), steps: Vec::new() }
    }

    /// Puts everything into the database.
    pub(crate) async fn grows(&mut self, house: &House) {
        let steps = std::mem::take(&mut self.steps);
        let change = Change { relying_party: self.party.clone(), at: self.at, steps };
        house.service.store.commit(change).await.unwrap();
    }

    fn id(&self, kind: &str, name: &str) -> String {
        format!("{kind}_{}_{}_{name}", self.party, self.mode.name())
    }

    /// A person with a session, refused for those codes.
    pub(crate) fn refused(&mut self, name: &str, codes: &[&str]) {
        let (session, codes) = (self.id("ses", name), codes.iter().map(|code| (*code).to_owned()).collect());
        self.steps.push(Step::Refused { session, attempt: 1, mode: self.mode, codes });
    }

    /// An appeal against that was decided, and set those codes aside.
    pub(crate) fn overturned(&mut self, name: &str, aside: &[&str]) {
        let aside = aside.iter().map(|code| (*code).to_owned()).collect();
        self.steps.push(Step::RefusalDecided { session: self.id("ses", name), attempt: 1, aside });
    }

    /// It was judged again, and those codes did not hold.
    pub(crate) fn judged_again(&mut self, name: &str, aside: &[&str]) {
        let aside = aside.iter().map(|code| (*code).to_owned()).collect();
        self.steps.push(Step::RefusalJudgedAgain { session: self.id("ses", name), attempt: 1, aside });
    }

    /// A person with a session.
    pub(crate) fn person(&mut self, name: &str) {
        let (applicant, session) = (self.id("app", name), self.id("ses", name));
        self.steps.push(Step::NewApplicant(Applicant {
            id: applicant.clone(),
            relying_party: self.party.clone(),
            mode: self.mode,
            external_id: format!("seed-{name}"),
            sealed: None,
            email_index: None,
            phone_index: None,
            legal_hold: false,
            created_at: self.at,
            redacted_at: None,
            receipt: None,
        }));
        self.steps.push(Step::NewSession(Session {
            id: session,
            relying_party: self.party.clone(),
            mode: self.mode,
            applicant,
            version: 1,
            state: State::Declined,
            attempts: 1,
            settings: "{}".into(),
            sealed: None,
            prechecks: 0,
            precheck_hour: 0,
            created_at: self.at,
            updated_at: self.at,
            expires_at: i64::MAX,
        }));
    }

    /// A decided attempt of that person.
    pub(crate) fn decided(&mut self, name: &str) {
        let attempt = Attempt {
            session: self.id("ses", name),
            number: 1,
            submitted_at: self.at,
            sealed: None,
            decided_at: None,
            outcome: None,
            rule: None,
            record: None,
            opening: None,
            copy: None,
        };
        self.steps.push(Step::NewAttempt(attempt.clone()));
        let (decided_at, outcome) = (Some(self.at), Some("declined".to_owned()));
        self.steps.push(Step::DecideAttempt(Attempt { decided_at, outcome, ..attempt }));
    }

    /// A case of that person, open for an hour, which ended so; an appeal has a row of its own.
    pub(crate) fn case(&mut self, name: &str, kind: Kind, end: End) -> String {
        let (id, session, applicant) = (self.id("cas", name), self.id("ses", name), self.id("app", name));
        let closed = self.at;
        let appeal = (kind == Kind::Appeal).then(|| self.id("apl", name));
        if let Some(id) = &appeal {
            let state = if end == End::Undecided { AppealState::Withdrawn } else { AppealState::Closed };
            self.steps.push(Step::NewAppeal(Appeal {
                id: id.clone(),
                relying_party: self.party.clone(),
                mode: self.mode,
                session: session.clone(),
                applicant: applicant.clone(),
                attempt: 1,
                version: 1,
                state,
                stands: "{}".into(),
                receipt: None,
                sealed: None,
                contact_kind: None,
                contact_code: None,
                contact_tries: 0,
                contact_until: None,
                contact_proven_at: None,
                due_at: None,
                wake_at: None,
                created_at: closed,
                updated_at: closed,
                shred_at: None,
                shredded_at: None,
                shred_receipt: None,
            }));
        }
        let late = matches!(end, End::Late | End::LateUnmarked);
        let review = Review {
            id: id.clone(),
            relying_party: self.party.clone(),
            mode: self.mode,
            session,
            appeal,
            attempt: 1,
            again: kind == Kind::Again,
            applicant,
            stage: Stage::First,
            families: vec![],
            opened_at: closed - 3_600_000,
            due_at: if late { closed - 1 } else { closed },
            paused: false,
            at_risk: false,
            breached: false,
            holder: None,
            lease_until: None,
            taking: 0,
            record: None,
            copy: None,
            closed_at: None,
        };
        self.steps.push(Step::NewReview(review.clone()));
        if end != End::Open {
            // What is judged again for the numbers has no record.
            let record = (end != End::Undecided && kind != Kind::Again).then(|| "{}".to_owned());
            let breached = end == End::Late;
            self.steps.push(Step::PutReview(Review { record, breached, closed_at: Some(closed), ..review }));
        }
        id
    }

    /// What `user` held of a case.
    pub(crate) fn verdict(&mut self, name: &str, user: &str, step: &str, outcome: &str) {
        self.steps.push(Step::NewVerdict(Verdict {
            review: self.id("cas", name),
            relying_party: self.party.clone(),
            applicant: self.id("app", name),
            user: user.to_owned(),
            step: step.to_owned(),
            outcome: outcome.to_owned(),
            codes: vec![],
            at: self.at,
        }));
    }
}

impl House {
    /// Whether the first relying party publishes its numbers.
    pub(crate) async fn publishes(&self, does: bool) -> String {
        let party = self.party().await;
        let mut row = self.service.store.party(&party).await.unwrap().unwrap();
        row.appeals.transparency = does;
        let change = Change { relying_party: party.clone(), at: 1, steps: vec![Step::PutParty(row)] };
        self.service.store.commit(change).await.unwrap();
        party
    }
}

//! The state machine of a session: which event may follow which state, and what counts as an attempt.
//!
//! A session's state is what its events make of it, in their order; nothing else changes it. Only submitted attempts count,
//! and technical faults never do.

use crate::decision::Outcome;
use crate::reason::{Code, Exact, codes};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Where a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The relying party asked for it; the applicant has not agreed yet.
    Created,
    /// The applicant enters the claim and takes photos.
    Collecting,
    /// An attempt waits for a worker.
    Submitted,
    /// A worker judges it.
    Checking,
    /// Everything was found in order.
    Approved,
    /// The applicant can mend what is named.
    NeedsResubmission,
    /// A person decides.
    InReview,
    /// Refused.
    Declined,
    /// We could not judge it; it runs again by itself.
    TechnicalHold,
    /// Nothing was submitted in time.
    Expired,
    /// The applicant gave up.
    Abandoned,
    /// The relying party called it off.
    Cancelled,
    /// The applicant did not agree.
    ConsentDeclined,
    /// It was approved, and is to be done again.
    ReverifyDue,
    /// It was approved, and is no longer.
    Revoked,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Created,
        Self::Collecting,
        Self::Submitted,
        Self::Checking,
        Self::Approved,
        Self::NeedsResubmission,
        Self::InReview,
        Self::Declined,
        Self::TechnicalHold,
        Self::Expired,
        Self::Abandoned,
        Self::Cancelled,
        Self::ConsentDeclined,
        Self::ReverifyDue,
        Self::Revoked,
    ];

    /// The word in answers and files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Collecting => "collecting",
            Self::Submitted => "submitted",
            Self::Checking => "checking",
            Self::Approved => "approved",
            Self::NeedsResubmission => "needs_resubmission",
            Self::InReview => "in_review",
            Self::Declined => "declined",
            Self::TechnicalHold => "technical_hold",
            Self::Expired => "expired",
            Self::Abandoned => "abandoned",
            Self::Cancelled => "cancelled",
            Self::ConsentDeclined => "consent_declined",
            Self::ReverifyDue => "reverify_due",
            Self::Revoked => "revoked",
        }
    }

    /// The state of that name. `None` when there is none.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether the applicant may still change claim and evidence.
    #[must_use]
    pub const fn collects(self) -> bool {
        matches!(self, Self::Collecting | Self::NeedsResubmission)
    }

    /// Whether an attempt is with us: no other may be submitted, and it does not expire.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Submitted | Self::Checking | Self::InReview | Self::TechnicalHold)
    }

    /// Whether nothing was decided and nothing is with us: such a session expires.
    #[must_use]
    pub const fn expires(self) -> bool {
        matches!(self, Self::Created | Self::Collecting | Self::NeedsResubmission)
    }
}

/// What happened to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The relying party created it.
    Created,
    /// The applicant agreed.
    ConsentGiven,
    /// The applicant did not agree.
    ConsentDeclined,
    /// The applicant goes on after a resubmission was asked for.
    Reopened,
    /// The applicant submitted an attempt.
    Submitted,
    /// A worker began to judge it.
    CheckStarted,
    /// It was judged, or a person decided.
    Decided(Outcome),
    /// It could not be judged.
    Held,
    /// It runs again.
    Resumed,
    /// Nothing was submitted in time.
    Expired,
    /// The applicant gave up.
    Abandoned,
    /// The relying party called it off.
    Cancelled,
    /// It is to be done again.
    ReverifyDue,
    /// It is no longer valid.
    Revoked,
    /// The applicant asks for erasure of what the relying party must keep for now.
    ErasureAsked,
    /// The applicant no longer agrees to the face check.
    FaceConsentWithdrawn,
    /// The applicant asks for a person.
    HelpAsked,
}

impl Event {
    /// The name in the event log and in webhooks.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "session.created",
            Self::ConsentGiven => "session.consent_given",
            Self::ConsentDeclined => "session.consent_declined",
            Self::Reopened => "session.reopened",
            Self::Submitted => "session.submitted",
            Self::CheckStarted => "session.check_started",
            Self::Decided(Outcome::Approved) => "session.approved",
            Self::Decided(Outcome::NeedsResubmission) => "session.needs_resubmission",
            Self::Decided(Outcome::InReview) => "session.in_review",
            Self::Decided(Outcome::Declined) => "session.declined",
            Self::Held => "session.technical_hold",
            Self::Resumed => "session.resumed",
            Self::Expired => "session.expired",
            Self::Abandoned => "session.abandoned",
            Self::Cancelled => "session.cancelled",
            Self::ReverifyDue => "session.reverify_due",
            Self::Revoked => "session.revoked",
            Self::ErasureAsked => "session.erasure_asked",
            Self::FaceConsentWithdrawn => "session.face_consent_withdrawn",
            Self::HelpAsked => "session.help_asked",
        }
    }

    /// The event of that name. `None` when there is none.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().map(|(event, _)| event).find(|event| event.name() == name)
    }

    /// All of them, with what each means, for the catalogue.
    pub const ALL: [(Self, &'static str); 20] = [
        (Self::Created, "A session was created."),
        (Self::ConsentGiven, "The applicant agreed; claim and evidence can be sent."),
        (Self::ConsentDeclined, "The applicant did not agree; another way to verify is needed."),
        (Self::Reopened, "The applicant goes on after a resubmission was asked for."),
        (Self::Submitted, "An attempt was submitted and counts."),
        (Self::CheckStarted, "A worker began to judge the attempt."),
        (Self::Decided(Outcome::Approved), "Approved."),
        (Self::Decided(Outcome::NeedsResubmission), "The applicant can mend what is named and submit again."),
        (Self::Decided(Outcome::InReview), "A person decides."),
        (Self::Decided(Outcome::Declined), "Declined; the applicant can appeal."),
        (Self::Held, "A technical fault; it runs again by itself and costs no attempt."),
        (Self::Resumed, "It runs again after a technical fault."),
        (Self::Expired, "Nothing was submitted in time."),
        (Self::Abandoned, "The applicant gave up."),
        (Self::Cancelled, "The relying party called it off."),
        (Self::ReverifyDue, "It is to be done again."),
        (Self::Revoked, "It is no longer valid."),
        (
            Self::ErasureAsked,
            "The applicant asks you to delete the personal data; the session stays as it is until you redact it.",
        ),
        (
            Self::FaceConsentWithdrawn,
            "The applicant no longer agrees to the face check; photos of the face were destroyed, and a person decides what is still open.",
        ),
        (Self::HelpAsked, "The applicant asks for a person; `help` names the question."),
    ];
}

/// An event that cannot follow a state.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{} cannot follow in the state {}", event.name(), state.name())]
pub struct NotAllowed {
    /// The state.
    pub state: State,
    /// The event.
    pub event: Event,
}

/// The state after `event`.
///
/// # Errors
/// [`NotAllowed`] when the event cannot follow.
pub const fn after(state: State, event: Event) -> Result<State, NotAllowed> {
    use State::{
        Abandoned, Approved, Cancelled, Checking, Collecting, ConsentDeclined, Created, Declined, Expired, InReview,
        NeedsResubmission, ReverifyDue, Revoked, Submitted, TechnicalHold,
    };
    let next = match (state, event) {
        (Created, Event::Created) => Created,
        (Created, Event::ConsentGiven) | (NeedsResubmission, Event::Reopened) => Collecting,
        (Created | Collecting | NeedsResubmission, Event::ConsentDeclined) => ConsentDeclined,
        (Collecting, Event::Submitted) => Submitted,
        (Submitted, Event::CheckStarted) | (TechnicalHold, Event::Resumed) => Checking,
        (Checking | InReview, Event::Decided(Outcome::Approved)) => Approved,
        (Checking | InReview, Event::Decided(Outcome::NeedsResubmission)) => NeedsResubmission,
        (Checking | InReview, Event::Decided(Outcome::Declined)) => Declined,
        (Checking, Event::Decided(Outcome::InReview)) => InReview,
        // By a person on appeal, who alone decides what was decided. What was not sent again in time is appealed against, too.
        (Declined | Revoked | NeedsResubmission | Collecting | Expired, Event::Decided(Outcome::Approved)) => Approved,
        (Declined | Revoked | NeedsResubmission | Collecting | Expired, Event::Decided(Outcome::NeedsResubmission)) => {
            NeedsResubmission
        }
        (Submitted | Checking, Event::Held) => TechnicalHold,
        (Created | Collecting | NeedsResubmission, Event::Expired) => Expired,
        (Created | Collecting | NeedsResubmission, Event::Abandoned) => Abandoned,
        // Also while a worker judges it: what the worker finds then counts no more.
        (
            Created | Collecting | NeedsResubmission | Submitted | Checking | TechnicalHold | InReview,
            Event::Cancelled,
        ) => Cancelled,
        (Approved, Event::ReverifyDue) => ReverifyDue,
        (Approved | ReverifyDue, Event::Revoked) => Revoked,
        (state, Event::ErasureAsked | Event::FaceConsentWithdrawn | Event::HelpAsked) => state,
        (state, event) => return Err(NotAllowed { state, event }),
    };
    Ok(next)
}

/// Why an attempt may not be submitted now.
///
/// # Errors
/// The reason that names the cause.
pub fn may_submit(state: State, submitted: u32, most: u32) -> Result<(), Code<Exact>> {
    if state.is_open() {
        return Err(codes::POLICY_OPEN_SUBMISSION);
    }
    if submitted >= most {
        return Err(codes::POLICY_ATTEMPTS_EXHAUSTED);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event() -> impl Strategy<Value = Event> {
        (0..Event::ALL.len()).prop_map(|index| Event::ALL[index].0)
    }

    #[test]
    fn names_are_one_to_one() {
        for state in State::ALL {
            assert_eq!(State::parse(state.name()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.name());
        }
        let names: std::collections::BTreeSet<_> = Event::ALL.iter().map(|(event, _)| event.name()).collect();
        assert_eq!(names.len(), Event::ALL.len());
        assert!(Event::ALL.iter().all(|(event, _)| Event::parse(event.name()) == Some(*event)));
    }

    #[test]
    fn a_session_takes_its_usual_ways() {
        let run = |events: &[Event]| events.iter().try_fold(State::Created, |state, event| after(state, *event));
        let until_checked = [Event::ConsentGiven, Event::Submitted, Event::CheckStarted];
        let decided = |outcome| [&until_checked[..], &[Event::Decided(outcome)]].concat();
        assert_eq!(run(&decided(Outcome::Approved)), Ok(State::Approved));
        let again = [&decided(Outcome::NeedsResubmission)[..], &[Event::Reopened], &until_checked[1..]].concat();
        assert_eq!(run(&again), Ok(State::Checking));
        let held = [&until_checked[..], &[Event::Held, Event::Resumed, Event::Decided(Outcome::InReview)]].concat();
        assert_eq!(run(&held), Ok(State::InReview));
        assert!(run(&[Event::Submitted]).is_err(), "nothing is submitted without consent");
    }

    #[test]
    fn one_submission_is_open_at_a_time_and_they_are_counted() {
        assert!(may_submit(State::Collecting, 4, 5).is_ok());
        assert_eq!(may_submit(State::Collecting, 5, 5).unwrap_err().name(), "policy.attempts_exhausted");
        assert_eq!(may_submit(State::InReview, 1, 5).unwrap_err().name(), "policy.open_submission");
    }

    proptest! {
        #[test]
        fn whatever_happens_what_is_with_us_never_expires_and_ends_stay(events in prop::collection::vec(event(), 0..40)) {
            let mut state = State::Created;
            let (mut consented, mut decided) = (false, false);
            for event in events {
                let Ok(next) = after(state, event) else { continue };
                consented |= event == Event::ConsentGiven;
                prop_assert!(!(event == Event::Expired && state.is_open()));
                let unsubmitted = !decided && matches!(state, State::Collecting | State::Expired);
                if unsubmitted && matches!(event, Event::Decided(_)) {
                    // Nobody appeals against what was never decided: see `appeal::may_appeal`.
                    continue;
                }
                decided |= matches!(next, State::Declined | State::NeedsResubmission);
                prop_assert!(consented || !matches!(next, State::Submitted | State::Checking | State::Approved));
                let ended = matches!(state, State::Abandoned | State::Cancelled | State::ConsentDeclined);
                prop_assert!(!ended || next == state, "{state:?} {event:?}");
                // A person on appeal brings them back, and nothing else does.
                let refused = matches!(state, State::Expired | State::Revoked | State::Declined);
                prop_assert!(!refused || next == state || matches!(event, Event::Decided(_)), "{state:?} {event:?}");
                state = next;
            }
        }
    }
}

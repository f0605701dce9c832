//! Which event may follow which state.

use super::{Appeal, Barred, Clock, Event, NotAllowed, Opinion, Review};
use serde::{Deserialize, Serialize};

/// Where an appeal is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The applicant gathers evidence.
    #[default]
    Drafting,
    /// It was submitted.
    Submitted,
    /// It waits for a person.
    Queued,
    /// A person has it.
    Assigned,
    /// That person looks at it.
    UnderReview,
    /// Information is asked for.
    InfoRequested,
    /// The first reviewer proposed.
    Proposed,
    /// A second reviewer looks at it.
    SecondReview,
    /// A lead decides.
    LeadReview,
    /// It is decided.
    Decided,
    /// It is decided, and everybody was told.
    Closed,
    /// The applicant took it back.
    Withdrawn,
    /// No answer came, or it was not submitted in time.
    Lapsed,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Drafting,
        Self::Submitted,
        Self::Queued,
        Self::Assigned,
        Self::UnderReview,
        Self::InfoRequested,
        Self::Proposed,
        Self::SecondReview,
        Self::LeadReview,
        Self::Decided,
        Self::Closed,
        Self::Withdrawn,
        Self::Lapsed,
    ];

    /// The word in answers and rows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Drafting => "drafting",
            Self::Submitted => "submitted",
            Self::Queued => "queued",
            Self::Assigned => "assigned",
            Self::UnderReview => "under_review",
            Self::InfoRequested => "info_requested",
            Self::Proposed => "proposed",
            Self::SecondReview => "second_review",
            Self::LeadReview => "lead_review",
            Self::Decided => "decided",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
            Self::Lapsed => "lapsed",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether the applicant may add evidence.
    #[must_use]
    pub const fn takes_evidence(self) -> bool {
        matches!(self, Self::Drafting | Self::InfoRequested)
    }

    /// Whether nothing follows but the shredding of its evidence.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Withdrawn | Self::Lapsed)
    }
}

/// Refuses whoever does not have it.
fn theirs(review: &Option<Review>, by: &str, event: &Event) -> Result<(), NotAllowed> {
    match review {
        Some(review) if review.by == by => Ok(()),
        _ => Err(NotAllowed::Person { event: event.name(), cause: Barred::NotTheirs }),
    }
}

fn whole(opinion: &Opinion) -> Result<(), NotAllowed> {
    if opinion.is_whole() { Ok(()) } else { Err(NotAllowed::Opinion) }
}

fn taken(by: &str) -> Option<Review> {
    Some(Review { by: by.to_owned(), counts: None })
}

pub(super) fn after(appeal: &Appeal, event: &Event, at: i64) -> Result<Appeal, NotAllowed> {
    let refused = Err(NotAllowed::State { state: appeal.state, event: event.name() });
    let barred = |cause| Err(NotAllowed::Person { event: event.name(), cause });
    let mut next = appeal.clone();
    match (appeal.state, event) {
        // The first event, and none after it: a draft without a beginning is the default.
        (State::Drafting, Event::Opened) => {}
        (State::Drafting, Event::Submitted { due_at }) => {
            next.state = State::Submitted;
            next.submitted_at = Some(at);
            next.clock = Clock::Running { due_at: *due_at };
        }
        (State::Submitted, Event::Queued) => next.state = State::Queued,
        (State::Queued, Event::Taken { by }) => {
            next.state = State::Assigned;
            next.first = taken(by);
        }
        (State::Assigned, Event::Looked) => next.state = State::UnderReview,
        (State::Assigned | State::UnderReview, Event::Released) => next.state = State::Queued,
        (State::UnderReview, Event::Judged { by, opinion }) => {
            theirs(&appeal.first, by, event)?;
            whole(opinion)?;
            if next.blind.insert(by.clone(), opinion.clone()).is_some() {
                return barred(Barred::Blind);
            }
        }
        (State::UnderReview, Event::InformationRequested { by, left, lapses_at }) => {
            theirs(&appeal.first, by, event)?;
            next.state = State::InfoRequested;
            next.clock = Clock::Paused { left: *left, lapses_at: *lapses_at };
        }
        (State::InfoRequested, Event::InformationGiven { due_at }) => {
            // Whoever asked may be away by now: it waits for anybody.
            next.state = State::Queued;
            next.clock = Clock::Running { due_at: *due_at };
        }
        (State::UnderReview, Event::Proposed { by, opinion }) => {
            theirs(&appeal.first, by, event)?;
            whole(opinion)?;
            if !appeal.blind.contains_key(by) {
                return barred(Barred::Blind);
            }
            next.first.get_or_insert_default().counts = Some(opinion.clone());
            next.state = State::Proposed;
        }
        (State::Proposed, Event::SecondAsked { why }) => {
            next.state = State::SecondReview;
            next.why = Some(*why);
        }
        (State::SecondReview, Event::Taken { by }) if counts(&appeal.second).is_none() => {
            // Whoever gave a verdict has seen the findings since.
            if appeal.blind.contains_key(by) {
                return barred(Barred::Reviewed);
            }
            next.second = taken(by);
        }
        // A verdict that was given stays, and with it whose it is.
        (State::SecondReview, Event::Released) if counts(&appeal.second).is_none() && appeal.second.is_some() => {
            next.second = None;
        }
        (State::SecondReview, Event::Seconded { by, opinion }) => {
            theirs(&appeal.second, by, event)?;
            whole(opinion)?;
            if next.blind.insert(by.clone(), opinion.clone()).is_some() {
                return barred(Barred::Blind);
            }
            next.second.get_or_insert_default().counts = Some(opinion.clone());
        }
        (State::SecondReview, Event::LeadAsked) if disagree(appeal) => next.state = State::LeadReview,
        (State::LeadReview, Event::Taken { by }) if counts(&appeal.lead).is_none() => {
            if appeal.blind.contains_key(by) {
                return barred(Barred::Reviewed);
            }
            next.lead = taken(by);
        }
        (State::LeadReview, Event::Released) if counts(&appeal.lead).is_none() && appeal.lead.is_some() => {
            next.lead = None;
        }
        (State::LeadReview, Event::Led { by, opinion }) => {
            theirs(&appeal.lead, by, event)?;
            whole(opinion)?;
            next.lead.get_or_insert_default().counts = Some(opinion.clone());
        }
        (State::Proposed | State::SecondReview | State::LeadReview, Event::Decided { opinion }) => {
            if concluded(appeal) != Some(opinion) {
                return refused;
            }
            next.state = State::Decided;
            next.decision = Some(opinion.clone());
            next.decided_at = Some(at);
            next.clock = Clock::Stopped;
        }
        (State::Decided, Event::Closed) => next.state = State::Closed,
        // The clock is paused while information is asked for: nothing is late then.
        (_, Event::AtRisk) if runs(appeal) && !appeal.at_risk => next.at_risk = true,
        (_, Event::Breached) if runs(appeal) && !appeal.breached => {
            (next.at_risk, next.breached) = (true, true);
        }
        (state, Event::Withdrawn) if state == State::Drafting || appeal.is_open() => {
            next.state = State::Withdrawn;
            next.clock = Clock::Stopped;
        }
        (State::Drafting | State::InfoRequested, Event::Lapsed) => {
            next.state = State::Lapsed;
            next.clock = Clock::Stopped;
        }
        _ => return refused,
    }
    Ok(next)
}

const fn runs(appeal: &Appeal) -> bool {
    matches!(appeal.clock, Clock::Running { .. })
}

fn counts(review: &Option<Review>) -> Option<&Opinion> {
    review.as_ref()?.counts.as_ref()
}

fn disagree(appeal: &Appeal) -> bool {
    let both = counts(&appeal.first).zip(counts(&appeal.second));
    both.is_some_and(|(first, second)| !first.agrees(second))
}

/// What can be decided now: the proposal that needs nobody else, what two agree on, or what a lead says.
pub(super) fn concluded(appeal: &Appeal) -> Option<&Opinion> {
    let first = counts(&appeal.first)?;
    match appeal.state {
        State::Proposed => Some(first),
        State::SecondReview => counts(&appeal.second).filter(|second| first.agrees(second)).map(|_| first),
        State::LeadReview => counts(&appeal.lead),
        _ => None,
    }
}

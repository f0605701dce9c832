//! An appeal: the state machine of a request that a person decides again.
//!
//! An appeal is what its events make of it, in their order; nothing else changes it. Whoever decided cannot decide again, the first verdict
//! is given before the automatic findings are shown, and a decision is a new event, never an edit. Times are milliseconds since 1970; those that
//! follow from a calendar stand in the events, so that a later edition of the calendar changes nothing that was promised.

mod eligible;
mod fairness;
mod state;
mod statement;
#[cfg(feature = "calendars")]
mod terms;

pub use eligible::{Refusal, Refused, may_appeal, repeats};
pub use fairness::{Why, needs_second};
pub use state::State;
pub use statement::{CODE, Statement, receipt, statement_code, usual_dates};
#[cfg(feature = "calendars")]
pub use terms::Terms;

use crate::reason::family;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// What a person holds of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was wrong: the person is approved.
    Overturn,
    /// One more attempt.
    Remit,
    /// Some of what was found does not hold; the rest stands and is to be mended.
    Partial,
    /// It stands.
    Uphold,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Overturn, Self::Remit, Self::Partial, Self::Uphold];

    /// What an appeal with it is, in answers and events.
    #[must_use]
    pub const fn decided(self) -> &'static str {
        match self {
            Self::Overturn => "overturned",
            Self::Remit => "remitted",
            Self::Partial => "partial",
            Self::Uphold => "upheld",
        }
    }
}

/// What one person decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    /// What.
    pub verdict: Verdict,
    /// Codes of the findings that do not hold; of [`Verdict::Partial`] alone.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub struck: BTreeSet<String>,
    /// Codes of the reasons that hold, where it differs from what was found automatically.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub reasons: BTreeSet<String>,
}

impl Opinion {
    /// That verdict alone.
    #[must_use]
    pub const fn of(verdict: Verdict) -> Self {
        Self { verdict, struck: BTreeSet::new(), reasons: BTreeSet::new() }
    }

    /// Whether both come to the same: the same verdict, and of a partial one the same findings. Whoever has not seen the findings names families,
    /// and means those of them that the other names.
    #[must_use]
    pub fn agrees(&self, other: &Self) -> bool {
        let same = |one: &str, another: &str| one == another || one == family(another) || another == family(one);
        let within = |some: &BTreeSet<String>, others: &BTreeSet<String>| {
            some.iter().all(|one| others.iter().any(|another| same(one, another)))
        };
        self.verdict == other.verdict
            && (self.verdict != Verdict::Partial
                || within(&self.struck, &other.struck) && within(&other.struck, &self.struck))
    }

    /// Whether it can be held of a refusal that rests on `grounds`: a partial one strikes some of them, and leaves some.
    #[must_use]
    pub fn fits(&self, grounds: &BTreeSet<String>) -> bool {
        self.verdict != Verdict::Partial
            || !self.struck.is_empty() && self.struck.is_subset(grounds) && self.struck.len() < grounds.len()
    }

    /// Whether it can be carried out: a partial one strikes something, and no other does.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        (self.verdict == Verdict::Partial) != self.struck.is_empty()
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The first reviewer.
    First,
    /// A second one, who knows nothing of the first one's verdict.
    Second,
    /// A lead, where the two disagree.
    Lead,
}

impl Stage {
    /// The word in rows and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Lead => "lead",
        }
    }

    /// The stage of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::First, Self::Second, Self::Lead].into_iter().find(|stage| stage.name() == name)
    }
}

/// The clock that is shown to everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Clock {
    /// It was not started, or the appeal is over.
    #[default]
    Stopped,
    /// A decision is due then.
    Running {
        /// When.
        due_at: i64,
    },
    /// Information is asked for.
    Paused {
        /// Opening time that was left, in milliseconds.
        left: i64,
        /// When the appeal lapses unless there is an answer.
        lapses_at: i64,
    },
}

/// What happened to an appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// A draft was begun.
    Opened,
    /// It was submitted.
    Submitted {
        /// When a decision is due.
        due_at: i64,
    },
    /// It waits for a person.
    Queued,
    /// A person took it.
    Taken {
        /// The user's id.
        by: String,
    },
    /// That person opened it.
    Looked,
    /// That person has it no more.
    Released,
    /// The first reviewer's verdict before the automatic findings were shown.
    Judged {
        /// The user's id.
        by: String,
        /// What.
        opinion: Opinion,
    },
    /// Information is asked for, and the clock is paused.
    InformationRequested {
        /// The user's id.
        by: String,
        /// Opening time that was left, in milliseconds.
        left: i64,
        /// When the appeal lapses unless there is an answer.
        lapses_at: i64,
    },
    /// There is an answer, and the clock goes on.
    InformationGiven {
        /// When a decision is due now.
        due_at: i64,
    },
    /// The first reviewer proposes, with the findings in view.
    Proposed {
        /// The user's id.
        by: String,
        /// What.
        opinion: Opinion,
    },
    /// A second reviewer is needed.
    SecondAsked {
        /// Why.
        why: Why,
    },
    /// The second reviewer's own verdict.
    Seconded {
        /// The user's id.
        by: String,
        /// What.
        opinion: Opinion,
    },
    /// The two disagree.
    LeadAsked,
    /// The lead's verdict.
    Led {
        /// The user's id.
        by: String,
        /// What.
        opinion: Opinion,
    },
    /// It is decided.
    Decided {
        /// As what.
        opinion: Opinion,
    },
    /// The applicant was told, and the session follows.
    Closed,
    /// Little opening time is left.
    AtRisk,
    /// The due time passed. It stands first with leads; it is never a refusal.
    Breached,
    /// The applicant took it back.
    Withdrawn,
    /// No answer came, or the draft was not submitted in time.
    Lapsed,
}

impl Event {
    /// Its name in the log, and where relying parties are told of it in webhooks.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Opened => "appeal.created",
            Self::Submitted { .. } => "appeal.submitted",
            Self::Queued => "appeal.queued",
            Self::Taken { .. } => "appeal.assigned",
            Self::Looked => "appeal.under_review",
            Self::Released => "appeal.released",
            Self::Judged { .. } => "appeal.judged",
            Self::InformationRequested { .. } => "appeal.info_requested",
            Self::InformationGiven { .. } => "appeal.resumed",
            Self::Proposed { .. } => "appeal.proposed",
            Self::SecondAsked { .. } => "appeal.second_asked",
            Self::Seconded { .. } => "appeal.seconded",
            Self::LeadAsked => "appeal.lead_asked",
            Self::Led { .. } => "appeal.led",
            Self::Decided { .. } => "appeal.decided",
            Self::Closed => "appeal.closed",
            Self::AtRisk => "appeal.sla_at_risk",
            Self::Breached => "appeal.sla_breached",
            Self::Withdrawn => "appeal.withdrawn",
            Self::Lapsed => "appeal.lapsed",
        }
    }

    /// Whether relying parties are told of it. Who looks at a case, and what one of them thinks of it before it is decided, is told to nobody outside.
    #[must_use]
    pub const fn is_told(&self) -> bool {
        matches!(
            self,
            Self::Opened
                | Self::Submitted { .. }
                | Self::InformationRequested { .. }
                | Self::InformationGiven { .. }
                | Self::Decided { .. }
                | Self::Closed
                | Self::AtRisk
                | Self::Breached
                | Self::Withdrawn
                | Self::Lapsed
        )
    }
}

/// Events of appeals that relying parties are told of, with what each means, for the catalogue.
pub const TOLD: [(&str, &str); 11] = [
    ("appeal.created", "The applicant began an appeal."),
    ("appeal.submitted", "The appeal was submitted; a person decides by its due time."),
    ("appeal.info_requested", "A person asks the applicant for information; the clock is paused."),
    ("appeal.resumed", "The applicant answered; the clock goes on."),
    ("appeal.sla_at_risk", "Little opening time is left until the decision is due."),
    (
        "appeal.sla_breached",
        "The decision was due and is late; leads have the case before all others. It is not a refusal.",
    ),
    ("appeal.decided", "A person decided: overturned, remitted, partial or upheld."),
    ("appeal.closed", "The session follows the decision, and the applicant was told."),
    ("appeal.withdrawn", "The applicant took the appeal back."),
    ("appeal.lapsed", "No answer came in time, or the draft was not submitted."),
    ("appeal.evidence_shredded", "The evidence of the appeal was destroyed; there is a receipt."),
];

/// What one reviewer did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Review {
    /// The user's id.
    pub by: String,
    /// The verdict that counts.
    pub counts: Option<Opinion>,
}

/// An appeal, as its events made it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Appeal {
    /// Where it stands.
    pub state: State,
    /// Its clock.
    pub clock: Clock,
    /// When it was submitted.
    pub submitted_at: Option<i64>,
    /// Verdicts before the automatic findings were shown, by user: once, whoever has the appeal later.
    pub blind: BTreeMap<String, Opinion>,
    /// The first reviewer.
    pub first: Option<Review>,
    /// Why a second one is needed.
    pub why: Option<Why>,
    /// The second reviewer.
    pub second: Option<Review>,
    /// The lead.
    pub lead: Option<Review>,
    /// Whether little opening time was left.
    pub at_risk: bool,
    /// Whether the due time passed.
    pub breached: bool,
    /// What was decided.
    pub decision: Option<Opinion>,
    /// When.
    pub decided_at: Option<i64>,
}

/// An event that cannot follow.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotAllowed {
    /// Not in that state.
    #[error("{event} cannot follow in the state {}", state.name())]
    State {
        /// The state.
        state: State,
        /// The event.
        event: &'static str,
    },
    /// Not by that person.
    #[error("{event} cannot be by this person: {}", cause.words())]
    Person {
        /// The event.
        event: &'static str,
        /// Why not.
        cause: Barred,
    },
    /// The verdict strikes nothing, or strikes something and is not partial.
    #[error("a partial verdict names the findings that do not hold, and no other does")]
    Opinion,
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Barred {
    /// Somebody else has it.
    NotTheirs,
    /// They gave their verdict in it already.
    Reviewed,
    /// Their verdict before the findings were shown is missing, or was given already.
    Blind,
}

impl Barred {
    const fn words(self) -> &'static str {
        match self {
            Self::NotTheirs => "somebody else has it",
            Self::Reviewed => "they gave a verdict in it before",
            Self::Blind => "the verdict before the findings are shown comes first, and once",
        }
    }
}

impl Appeal {
    /// Whose turn it is. `None` before it is submitted, and once it is decided or over.
    #[must_use]
    pub const fn stage(&self) -> Option<Stage> {
        match self.state {
            State::Submitted | State::Queued | State::Assigned | State::UnderReview | State::InfoRequested => {
                Some(Stage::First)
            }
            State::Proposed | State::SecondReview => Some(Stage::Second),
            State::LeadReview => Some(Stage::Lead),
            _ => None,
        }
    }

    /// Who has it now.
    #[must_use]
    pub fn holder(&self) -> Option<&str> {
        let review = match self.state {
            State::Assigned | State::UnderReview => &self.first,
            State::SecondReview => &self.second,
            State::LeadReview => &self.lead,
            _ => return None,
        };
        review.as_ref().map(|review| review.by.as_str())
    }

    /// Whether the findings may be shown to `user`: once their own verdict is given, and to a lead.
    #[must_use]
    pub fn may_see_findings(&self, user: &str) -> bool {
        let leads = self.lead.as_ref().is_some_and(|review| review.by == user);
        self.blind.contains_key(user) || leads || self.stage().is_none() && self.submitted_at.is_some()
    }

    /// Whether a decision is owed: it was submitted, and is neither decided nor over.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.stage().is_some()
    }

    /// The appeal after `event`, which happened at `at`.
    ///
    /// # Errors
    /// [`NotAllowed`] when the event cannot follow.
    pub fn after(&self, event: &Event, at: i64) -> Result<Self, NotAllowed> {
        state::after(self, event, at)
    }

    /// What events, oldest first, make of an appeal.
    ///
    /// # Errors
    /// [`NotAllowed`] names the first that cannot follow.
    pub fn replay<'a>(events: impl IntoIterator<Item = (&'a Event, i64)>) -> Result<Self, NotAllowed> {
        events.into_iter().try_fold(Self::default(), |appeal, (event, at)| appeal.after(event, at))
    }
}

#[cfg(all(test, feature = "calendars"))]
mod tests;

//! Who may appeal.

use crate::reason::{Code, Exact, codes};
use crate::session::State;
use std::collections::BTreeSet;

/// What is known of a refusal that somebody would appeal against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Where the session stands.
    pub state: State,
    /// Whether all attempts were used.
    pub exhausted: bool,
    /// Whether a resubmission was asked for a second time for the same reason.
    pub repeated: bool,
    /// When the last attempt was decided, in milliseconds since 1970.
    pub decided_at: Option<i64>,
    /// Whether an appeal of this person is open, here or in another session.
    pub open: bool,
    /// Whether a person decided on this attempt on appeal already.
    pub decided: bool,
}

/// Why an appeal cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Nothing was refused that an appeal is for.
    NotRefused,
    /// One is open.
    Open,
    /// The time is over.
    Late {
        /// When it ended, in milliseconds since 1970.
        until: i64,
    },
    /// A person decided on it already.
    Decided,
}

impl Refused {
    /// The word in answers; where the registry has a reason for it, that reason's code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotRefused => "appeal.not_refused",
            Self::Open => codes::APPEAL_DUPLICATE_OPEN.name(),
            Self::Late { .. } => codes::APPEAL_WINDOW_CLOSED.name(),
            Self::Decided => "appeal.decided",
        }
    }

    /// The reason in the registry, where there is one.
    #[must_use]
    pub const fn reason(self) -> Option<Code<Exact>> {
        match self {
            Self::Open => Some(codes::APPEAL_DUPLICATE_OPEN),
            Self::Late { .. } => Some(codes::APPEAL_WINDOW_CLOSED),
            Self::NotRefused | Self::Decided => None,
        }
    }
}

const DAY: i64 = 86_400_000;

/// Until when an appeal may be made against `refusal`, in milliseconds since 1970: `days` after it.
///
/// # Errors
/// [`Refused`] says why it cannot be made at `now`.
pub fn may_appeal(refusal: &Refusal, days: u16, now: i64) -> Result<i64, Refused> {
    let refused = match refusal.state {
        State::Declined | State::Revoked => true,
        // What was not sent again in time expires; the refusal before that stays.
        State::NeedsResubmission | State::Collecting | State::Expired => refusal.exhausted || refusal.repeated,
        _ => false,
    };
    let Some(decided_at) = refusal.decided_at.filter(|_| refused) else {
        return Err(if refusal.open { Refused::Open } else { Refused::NotRefused });
    };
    if refusal.open {
        return Err(Refused::Open);
    }
    if refusal.decided {
        return Err(Refused::Decided);
    }
    let until = decided_at.saturating_add(i64::from(days) * DAY);
    if now >= until { Err(Refused::Late { until }) } else { Ok(until) }
}

/// Whether the last attempt was refused for a reason for which one before it was. Each attempt is the codes that refused it, oldest first.
#[must_use]
pub fn repeats(attempts: &[BTreeSet<String>]) -> bool {
    let Some((last, before)) = attempts.split_last() else { return false };
    before.iter().any(|codes| !codes.is_disjoint(last))
}

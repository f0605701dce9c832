//! The clock of an appeal, by a calendar: when it is due, what a pause does to that, and what happens by itself.

use super::{Appeal, Clock, Event, State};
use crate::business::Calendar;
use crate::policy::Appeals;
use jiff::Timestamp;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// By what an appeal is timed. Times are milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The relying party's calendar.
    pub calendar: &'a Calendar,
    /// The relying party's rules.
    pub rules: &'a Appeals,
}

fn moment(at: i64) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap_or_default()
}

impl Terms<'_> {
    fn close(&self, submitted_at: i64, days: u16) -> i64 {
        self.calendar.due(moment(submitted_at), days).as_millisecond()
    }

    /// By when a decision is aimed at, of an appeal that was submitted then.
    #[must_use]
    pub fn target(&self, submitted_at: i64) -> i64 {
        self.close(submitted_at, self.rules.target_days)
    }

    /// It is submitted at `now`.
    #[must_use]
    pub fn submitted(&self, now: i64) -> Event {
        Event::Submitted { due_at: self.close(now, self.rules.due_days) }
    }

    /// `by` asks for information at `now`, and waits for it for so many days. `None` when the clock does not run.
    #[must_use]
    pub fn information_requested(&self, appeal: &Appeal, by: &str, days: u16, now: i64) -> Option<Event> {
        let Clock::Running { due_at } = appeal.clock else { return None };
        let left = self.calendar.opening_between(moment(now), moment(due_at));
        let lapses_at = now.saturating_add(i64::from(days) * DAY);
        Some(Event::InformationRequested { by: by.to_owned(), left, lapses_at })
    }

    /// There is an answer at `now`: the decision is due once the opening time that was left has passed. `None` when none was asked for.
    #[must_use]
    pub fn information_given(&self, appeal: &Appeal, now: i64) -> Option<Event> {
        let Clock::Paused { left, .. } = appeal.clock else { return None };
        Some(Event::InformationGiven { due_at: self.calendar.after_opening(moment(now), left).as_millisecond() })
    }

    /// What happens by itself at `now`, if something does; then it is asked again. A draft lapses at `draft_until`.
    #[must_use]
    pub fn happens(&self, appeal: &Appeal, draft_until: i64, now: i64) -> Option<Event> {
        let (at, event) = self.next(appeal, draft_until)?;
        (at <= now).then_some(event)
    }

    /// When something happens by itself next. `None` when nothing will.
    #[must_use]
    pub fn wakes(&self, appeal: &Appeal, draft_until: i64) -> Option<i64> {
        self.next(appeal, draft_until).map(|(at, _)| at)
    }

    fn next(&self, appeal: &Appeal, draft_until: i64) -> Option<(i64, Event)> {
        match (appeal.state, appeal.clock) {
            (State::Drafting, _) => Some((draft_until, Event::Lapsed)),
            (State::InfoRequested, Clock::Paused { lapses_at, .. }) => Some((lapses_at, Event::Lapsed)),
            (_, Clock::Running { due_at }) if !appeal.at_risk => {
                let risk = i64::from(self.rules.risk_hours) * HOUR;
                Some((self.calendar.before_opening(moment(due_at), risk).as_millisecond(), Event::AtRisk))
            }
            (_, Clock::Running { due_at }) if !appeal.breached => Some((due_at, Event::Breached)),
            _ => None,
        }
    }
}

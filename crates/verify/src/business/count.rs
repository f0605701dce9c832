//! Counting by a calendar: days to a due time, and time during which somebody is there.

use super::Calendar;
use jiff::Timestamp;
use jiff::civil::Date;
use std::iter::successors;

/// The first day on which opening time is counted. With [`LAST`], it bounds every search.
pub(super) const FIRST: Date = Date::constant(1970, 1, 1);
/// The last day on which opening time is counted.
pub(super) const LAST: Date = Date::constant(2199, 12, 31);

impl Calendar {
    /// The close of the `days`-th business day after the day of `submitted`, in the calendar's zone; `submitted` itself for no day.
    ///
    /// [`Timestamp::MAX`] where the calendar of the world ends before that.
    #[must_use]
    pub fn due(&self, submitted: Timestamp, days: u16) -> Timestamp {
        if days == 0 {
            return submitted;
        }
        let after = successors(self.date(submitted).tomorrow().ok(), |date| date.tomorrow().ok());
        let mut counted = after.map(|date| (date, self.hours(date))).filter(|(_, hours)| !hours.is_empty());
        let day = counted.nth(usize::from(days) - 1);
        day.and_then(|(date, hours)| Some(self.reached(date, hours.last()?.closes))).unwrap_or(Timestamp::MAX)
    }

    /// Milliseconds of opening time from `from` to `until`; 0 when `until` is not later. Both are taken in whole milliseconds.
    ///
    /// Opening time is counted in the years 1970 to 2199; before and after, nothing is open.
    #[must_use]
    pub fn opening_between(&self, from: Timestamp, until: Timestamp) -> i64 {
        if until <= from {
            return 0;
        }
        let last = self.date(until).tomorrow().unwrap_or(Date::MAX);
        let (from_millisecond, until) = (from.as_millisecond(), until.as_millisecond());
        self.days_from(from)
            .take_while(|date| *date <= last)
            .flat_map(|date| self.openings(date))
            .map(|(opens, closes)| (closes.min(until) - opens.max(from_millisecond)).max(0))
            .sum()
    }

    /// The earliest moment at which `milliseconds` of opening time have passed since `from`; `from` itself when there are none to pass.
    ///
    /// As opening time ends with the year 2199, what would be later is the end of that year, or `from` when that is later.
    #[must_use]
    pub fn after_opening(&self, from: Timestamp, milliseconds: i64) -> Timestamp {
        let mut left = milliseconds;
        if left <= 0 {
            return from;
        }
        let start = from.as_millisecond();
        for (opens, closes) in self.days_from(from).flat_map(|date| self.openings(date)) {
            let opens = opens.max(start);
            if closes - opens >= left {
                return moment(opens + left);
            }
            left -= (closes - opens).max(0);
        }
        from.max(self.reached(LAST, super::file::DAY))
    }

    /// The latest moment from which `milliseconds` of opening time pass until `until`; `until` itself when there are none to pass.
    ///
    /// As opening time begins with the year 1970, what would be earlier is the beginning of that year, or `until` when that is earlier.
    #[must_use]
    pub fn before_opening(&self, until: Timestamp, milliseconds: i64) -> Timestamp {
        let mut left = milliseconds;
        if left <= 0 {
            return until;
        }
        let end = until.as_millisecond();
        // Where clocks are put back over midnight, they show the day before after some of this day has passed.
        let latest = self.date(until).tomorrow().unwrap_or(Date::MAX).min(LAST);
        let days = successors(Some(latest), |date| date.yesterday().ok()).take_while(|date| *date >= FIRST);
        for (opens, closes) in days.flat_map(|date| self.openings(date).rev()) {
            let closes = closes.min(end);
            if closes - opens >= left {
                return moment(closes - left);
            }
            left -= (closes - opens).max(0);
        }
        until.min(self.reached(FIRST, 0))
    }

    /// Days on which something may be open at or after `from`, and in which opening time is counted.
    fn days_from(&self, from: Timestamp) -> impl Iterator<Item = Date> {
        // Where clocks are put back over midnight, some of the day before may still be to come.
        let date = self.date(from);
        let first = date.yesterday().unwrap_or(date).max(FIRST);
        successors(Some(first), |date| date.tomorrow().ok()).take_while(|date| *date <= LAST)
    }

    /// When it opens and closes on `date`, in milliseconds since 1970 and in order of time.
    fn openings(&self, date: Date) -> impl DoubleEndedIterator<Item = (i64, i64)> {
        self.hours(date).iter().map(move |interval| {
            let reached = |minutes| self.reached(date, minutes).as_millisecond();
            (reached(interval.opens), reached(interval.closes))
        })
    }
}

fn moment(millisecond: i64) -> Timestamp {
    Timestamp::from_millisecond(millisecond).unwrap_or(Timestamp::MAX)
}

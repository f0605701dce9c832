//! Business days and opening hours: the calendar by which an appeal's due time is counted, as a TOML file of the relying party.
//!
//! A time of the day is a moment in the calendar's zone. Where clocks are put forward over it, it is the moment at which they are; where they
//! are put back over it, it is the first of the two. So no opening is negative, none overlaps another, and each is as long as it really lasts.

mod count;
mod file;
#[cfg(test)]
mod tests;

pub use file::CalendarError;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// Files that are built in, each under its name.
const FILES: [(&str, &str); 3] = [
    ("cn", include_str!("calendars/cn.toml")),
    ("target", include_str!("calendars/target.toml")),
    ("us_federal", include_str!("calendars/us_federal.toml")),
];

/// When somebody is there, in minutes after midnight; a day ends at 1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Interval {
    opens: u16,
    closes: u16,
}

/// A day that is not as its weekday.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Exception {
    /// Whether people work on it.
    works: bool,
    name: String,
}

/// Which days count, and when somebody is there on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    name: String,
    source: String,
    zone: TimeZone,
    zone_name: String,
    /// From Monday on; empty for a day that is closed.
    hours: [Vec<Interval>; 7],
    first: Date,
    last: Date,
    exceptions: BTreeMap<Date, Exception>,
}

impl Calendar {
    /// Names of the calendars that are built in: China (State Council), TARGET (European Central Bank), federal offices of the United States.
    pub const SHIPPED: [&str; 3] = [FILES[0].0, FILES[1].0, FILES[2].0];

    /// The calendar that is built in under `name`. `None` when there is none.
    #[must_use]
    pub fn shipped(name: &str) -> Option<Self> {
        Self::parse(Self::shipped_text(name)?).ok()
    }

    /// The file of the calendar that is built in under `name`, as a start for one's own. `None` when there is none.
    #[must_use]
    pub fn shipped_text(name: &str) -> Option<&'static str> {
        FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Who publishes the days, and in which document.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The zone of its days and hours, as the IANA names it.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        &self.zone_name
    }

    /// The first and the last day of which the holidays are known.
    #[must_use]
    pub const fn covered(&self) -> (Date, Date) {
        (self.first, self.last)
    }

    /// Whether the holidays of the day of `moment` are known.
    #[must_use]
    pub fn covers(&self, moment: Timestamp) -> bool {
        (self.first..=self.last).contains(&self.date(moment))
    }

    /// The day of `moment` in the calendar's zone.
    #[must_use]
    pub fn date(&self, moment: Timestamp) -> Date {
        self.zone.to_datetime(moment).date()
    }

    /// What a holiday or an extra working day is called. `None` for a day that is as its weekday.
    #[must_use]
    pub fn day_name(&self, date: Date) -> Option<&str> {
        self.exceptions.get(&date).map(|day| day.name.as_str())
    }

    /// Whether the day counts. Beyond what is covered, the weekday alone says so.
    #[must_use]
    pub fn is_business_day(&self, date: Date) -> bool {
        !self.hours(date).is_empty()
    }

    /// When somebody is there on `date`, in order of time.
    fn hours(&self, date: Date) -> &[Interval] {
        let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
        let hours = self.hours.get(weekday).map_or(&[][..], Vec::as_slice);
        match self.exceptions.get(&date) {
            None => hours,
            Some(day) if !day.works => &[],
            Some(_) if !hours.is_empty() => hours,
            // A weekend that is worked is worked as a Monday is, or as the next day that has hours.
            Some(_) => self.hours.iter().find(|hours| !hours.is_empty()).map_or(&[], Vec::as_slice),
        }
    }

    /// The first moment at which a clock shows `minutes` after the midnight before `date`, or has passed it.
    fn reached(&self, date: Date, minutes: u16) -> Timestamp {
        use jiff::tz::AmbiguousOffset::{Fold, Gap, Unambiguous};
        let shown = date.at(0, 0, 0, 0).saturating_add(SignedDuration::from_mins(minutes.into()));
        let moment = match self.zone.to_ambiguous_timestamp(shown).offset() {
            Unambiguous { offset } | Fold { before: offset, .. } => offset.to_timestamp(shown),
            Gap { before, after } => after.to_timestamp(shown).and_then(|early| {
                let mut changes = self.zone.following(early);
                changes
                    .find(|change| change.offset() == after)
                    .map_or_else(|| before.to_timestamp(shown), |change| Ok(change.timestamp()))
            }),
        };
        moment.unwrap_or(Timestamp::MAX)
    }
}

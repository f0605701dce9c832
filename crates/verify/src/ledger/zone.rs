//! Months and days of a time zone.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

/// A day and its month, as `2026-11-30` and `2026-11`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Day {
    /// The month.
    pub month: String,
    /// The day.
    pub day: String,
}

/// The zone of that name in the IANA time zone database.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

/// The day on which `at`, in milliseconds since 1970, falls in `zone`. A day begins at its first moment there, which need not be midnight.
#[must_use]
pub fn day(at: i64, zone: &TimeZone) -> Option<Day> {
    let date = Timestamp::from_millisecond(at).ok()?.to_zoned(zone.clone()).date();
    Some(Day { month: format!("{:04}-{:02}", date.year(), date.month()), day: date.to_string() })
}

/// The day on which is booked what happened at `at` and was posted at `posted_at`: its own, or that of the posting where its month was over by then.
/// So nothing changes a month that is over, however late it is reported.
#[must_use]
pub fn booked(at: i64, posted_at: i64, zone: &TimeZone) -> Option<Day> {
    let (own, posted) = (day(at, zone)?, day(posted_at, zone)?);
    Some(if own.month < posted.month { posted } else { own })
}

/// When a month such as `2026-11` begins and ends in `zone`, in milliseconds since 1970; it ends with the first moment of the next one.
#[must_use]
pub fn month(text: &str, zone: &TimeZone) -> Option<(i64, i64)> {
    let (year, number) = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(year) || !digits(number) {
        return None;
    }
    let first = Date::new(year.parse().ok()?, number.parse().ok()?, 1).ok()?;
    let next = first.checked_add(1.month()).ok()?;
    let begins = |date: Date| Some(date.to_zoned(zone.clone()).ok()?.timestamp().as_millisecond());
    Some((begins(first)?, begins(next)?))
}

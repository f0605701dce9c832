//! The file of a calendar, and what can be wrong with it.

use super::count::{FIRST, LAST};
use super::{Calendar, Exception, Interval};
use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;
use serde::Deserialize;
use std::collections::BTreeMap;
use thiserror::Error;
use toml::Spanned;

/// Minutes of a day.
pub(super) const DAY: u16 = 24 * 60;

/// A calendar that cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CalendarError {
    /// It is not TOML, or names what there is not, or lacks what there must be.
    #[error("line {line}: {cause}; `candor calendar show cn` prints an example")]
    Malformed {
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        cause: String,
    },
    /// A value that cannot be meant.
    #[error("line {line}: {key} {cause}")]
    Wrong {
        /// Counted from 1.
        line: usize,
        /// The key, with its table.
        key: String,
        /// What is wrong, and the remedy.
        cause: String,
    },
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Spanned<String>,
    source: Spanned<String>,
    zone: Spanned<String>,
    covered: Covered,
    hours: Spanned<Hours>,
    #[serde(default)]
    holidays: BTreeMap<Spanned<String>, String>,
    #[serde(default)]
    working_days: BTreeMap<Spanned<String>, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Covered {
    from: Spanned<toml::value::Datetime>,
    to: Spanned<toml::value::Datetime>,
}

type Intervals = Vec<Spanned<[String; 2]>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Hours {
    monday: Intervals,
    tuesday: Intervals,
    wednesday: Intervals,
    thursday: Intervals,
    friday: Intervals,
    saturday: Intervals,
    sunday: Intervals,
}

impl Calendar {
    /// Reads a calendar. A weekday that is not named is closed; holidays and working days may be left out.
    ///
    /// # Errors
    /// [`CalendarError`] with the line and the remedy.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let file: File = toml::from_str(text).map_err(|error| CalendarError::Malformed {
            line: line(text, error.span().map_or(0, |span| span.start)),
            cause: error.message().lines().collect::<Vec<_>>().join(" "),
        })?;
        let reader = Reader { text };
        for (key, value) in [("name", &file.name), ("source", &file.source)] {
            if value.get_ref().trim().is_empty() {
                return Err(reader.wrong(value, key, "says nothing; write what people should read there"));
            }
        }
        let zone = TimeZoneDatabase::bundled().get(file.zone.get_ref()).ok().filter(|zone| !zone.is_unknown());
        let Some((zone, zone_name)) = zone.and_then(|zone| Some((zone.clone(), zone.iana_name()?.to_owned()))) else {
            let cause = format!(
                "names {:?}, which is no zone; write one of the IANA, such as \"Europe/Berlin\"",
                file.zone.get_ref()
            );
            return Err(reader.wrong(&file.zone, "zone", &cause));
        };
        let (first, last) = reader.covered(&file.covered)?;
        let hours = reader.hours(&file.hours)?;
        let mut exceptions = BTreeMap::new();
        for (table, days, works) in [("holidays", &file.holidays, false), ("working_days", &file.working_days, true)] {
            for (key, name) in days {
                let place = format!("{table}.{}", key.get_ref());
                let date = day(key.get_ref())
                    .ok_or_else(|| reader.wrong(key, &place, "is no day; write YYYY-MM-DD, of a day that there is"))?;
                if !(first..=last).contains(&date) {
                    let cause = format!("is not between {first} and {last}; widen `covered`, or leave the day out");
                    return Err(reader.wrong(key, &place, &cause));
                }
                if exceptions.insert(date, Exception { works, name: name.clone() }).is_some() {
                    return Err(reader.wrong(key, &place, "is a holiday, too; leave it in one of the two tables"));
                }
            }
        }
        let (name, source) = (file.name.into_inner(), file.source.into_inner());
        Ok(Self { name, source, zone, zone_name, hours, first, last, exceptions })
    }
}

/// What every check needs to say where something is wrong.
#[derive(Clone, Copy)]
struct Reader<'a> {
    text: &'a str,
}

impl Reader<'_> {
    fn wrong<T>(self, place: &Spanned<T>, key: &str, cause: &str) -> CalendarError {
        CalendarError::Wrong { line: line(self.text, place.span().start), key: key.into(), cause: cause.into() }
    }

    fn covered(self, covered: &Covered) -> Result<(Date, Date), CalendarError> {
        let date = |key: &str, value: &Spanned<toml::value::Datetime>| {
            let day = if value.get_ref().time.is_none() { day(&value.get_ref().to_string()) } else { None };
            day.filter(|day| (FIRST..=LAST).contains(day)).ok_or_else(|| {
                let cause = format!("is {}; write a day from {FIRST} to {LAST}, without a time", value.get_ref());
                self.wrong(value, key, &cause)
            })
        };
        let (first, last) = (date("covered.from", &covered.from)?, date("covered.to", &covered.to)?);
        if last < first {
            let cause = format!("is {last}, before {first}; exchange the two");
            return Err(self.wrong(&covered.to, "covered.to", &cause));
        }
        Ok((first, last))
    }

    fn hours(self, hours: &Spanned<Hours>) -> Result<[Vec<Interval>; 7], CalendarError> {
        let named = hours.get_ref();
        let days = [
            ("monday", &named.monday),
            ("tuesday", &named.tuesday),
            ("wednesday", &named.wednesday),
            ("thursday", &named.thursday),
            ("friday", &named.friday),
            ("saturday", &named.saturday),
            ("sunday", &named.sunday),
        ];
        let mut week: [Vec<Interval>; 7] = Default::default();
        for (into, (day, intervals)) in week.iter_mut().zip(days) {
            *into = self.intervals(&format!("hours.{day}"), intervals)?;
        }
        if week.iter().all(Vec::is_empty) {
            return Err(self.wrong(hours, "hours", "has no hour at all; write monday = [[\"09:00\", \"17:00\"]]"));
        }
        Ok(week)
    }

    fn intervals(self, key: &str, written: &Intervals) -> Result<Vec<Interval>, CalendarError> {
        let mut intervals: Vec<Interval> = Vec::with_capacity(written.len());
        for pair in written {
            let [opens, closes] = pair.get_ref();
            let time = |text: &str| {
                minutes(text).ok_or_else(|| {
                    let cause = format!("has {text:?}; write a time from \"00:00\" to \"24:00\", with two digits each");
                    self.wrong(pair, key, &cause)
                })
            };
            let interval = Interval { opens: time(opens)?, closes: time(closes)? };
            if interval.closes <= interval.opens {
                let cause = format!(
                    "opens at {opens} and closes at {closes}, which is not later; part it at midnight (\"24:00\")"
                );
                return Err(self.wrong(pair, key, &cause));
            }
            if intervals.last().is_some_and(|before| interval.opens < before.closes) {
                let cause = format!("opens at {opens}, before it has closed; write in order of time, without overlap");
                return Err(self.wrong(pair, key, &cause));
            }
            intervals.push(interval);
        }
        Ok(intervals)
    }
}

/// The line of the byte at `place`, counted from 1.
fn line(text: &str, place: usize) -> usize {
    text.get(..place).map_or(1, |before| before.matches('\n').count() + 1)
}

/// A day as YYYY-MM-DD and in no other way.
fn day(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|day| day.to_string() == text)
}

/// Minutes after midnight of a time as HH:MM, 24:00 included.
fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u16>().ok()).flatten()
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    Some(hour * 60 + minute).filter(|minutes| minute < 60 && *minutes <= DAY)
}

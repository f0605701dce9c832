//! The calendar against a clock on the wall that is looked at every minute.

use super::super::*;
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use proptest::prelude::*;
use std::fmt::Write;

const MINUTE: i64 = 60_000;

const ZONES: [&str; 5] =
    ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Asia/Kathmandu"];

/// Days about which clocks change somewhere.
const CHANGES: [Date; 6] =
    [date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 4), date(2026, 10, 25), date(2026, 11, 1)];

/// What a file says, and how long things take by looking at the clock. It shares nothing with the calendar.
#[derive(Clone, Debug)]
struct Wall {
    zone: TimeZone,
    zone_name: &'static str,
    /// Minutes after midnight, from Monday on.
    hours: [Vec<(u16, u16)>; 7],
    /// Whether people work on these.
    exceptions: Vec<(Date, bool)>,
}

impl Wall {
    fn calendar(&self) -> Calendar {
        let mut text = format!("name = \"n\"\nsource = \"s\"\nzone = \"{}\"\n", self.zone_name);
        text += "covered = { from = 2020-01-01, to = 2039-12-31 }\n[hours]\n";
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        for (day, hours) in days.iter().zip(&self.hours) {
            let time = |minutes: u16| format!("\"{:02}:{:02}\"", minutes / 60, minutes % 60);
            let hours: Vec<String> =
                hours.iter().map(|(from, to)| format!("[{}, {}]", time(*from), time(*to))).collect();
            writeln!(text, "{day} = [{}]", hours.join(", ")).unwrap();
        }
        for (table, works) in [("holidays", false), ("working_days", true)] {
            writeln!(text, "[{table}]").unwrap();
            for (date, _) in self.exceptions.iter().filter(|(_, kind)| *kind == works) {
                writeln!(text, "{date} = \"x\"").unwrap();
            }
        }
        Calendar::parse(&text).unwrap()
    }

    fn hours(&self, date: Date) -> &[(u16, u16)] {
        let own = &self.hours[date.weekday().to_monday_zero_offset() as usize];
        match self.exceptions.iter().find(|(day, _)| *day == date) {
            Some((_, false)) => &[],
            Some((_, true)) if own.is_empty() => &self.hours[0],
            _ => own,
        }
    }

    /// Whether somebody is there when the clock has come as far as `shown`.
    fn open(&self, shown: DateTime) -> bool {
        let minutes = shown.hour() as u16 * 60 + shown.minute() as u16;
        self.hours(shown.date()).iter().any(|(from, to)| (*from..*to).contains(&minutes))
    }

    /// What the clock shows every minute from `from` on, or rather how far it has come: what is put back has been there.
    fn minutes(&self, from: Timestamp) -> impl Iterator<Item = (Timestamp, DateTime)> {
        // A change that was just before must be seen.
        let mut furthest = DateTime::MIN;
        let start = from - 2.hours();
        (0..)
            .map(move |minute| {
                let moment = start + SignedDuration::from_mins(minute);
                furthest = furthest.max(self.zone.to_datetime(moment));
                (moment, furthest)
            })
            .skip_while(move |(moment, _)| *moment < from)
    }

    fn opening_between(&self, from: Timestamp, until: Timestamp) -> i64 {
        let open = self.minutes(from).take_while(|(moment, _)| *moment < until).filter(|(_, shown)| self.open(*shown));
        open.count() as i64 * MINUTE
    }

    fn due(&self, submitted: Timestamp, days: u16) -> Timestamp {
        let mut day = self.zone.to_datetime(submitted).date();
        let mut left = days;
        for (moment, shown) in self.minutes(submitted) {
            let last = self.hours(day).last().map_or(0, |(_, closes)| *closes);
            if left == 0 && shown >= day.at(0, 0, 0, 0) + i64::from(last).minutes() {
                return moment;
            }
            if shown.date() > day && left > 0 {
                day = shown.date();
                left -= u16::from(!self.hours(day).is_empty());
            }
        }
        Timestamp::MAX
    }
}

/// Hours of one day: none to three intervals, in quarters of an hour.
fn hours() -> impl Strategy<Value = Vec<(u16, u16)>> {
    proptest::collection::btree_set(0u16..=96, 0..=6)
        .prop_map(|times| times.into_iter().map(|quarter| quarter * 15).collect::<Vec<_>>())
        .prop_map(|times| times.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect())
}

/// A calendar, and a moment about a change of clocks, or any other.
fn walls() -> impl Strategy<Value = (Wall, Timestamp)> {
    let moment = (prop_oneof![(0usize..6).prop_map(|index| CHANGES[index]), days()], -3 * 24 * 60..3 * 24 * 60i64);
    let week = (hours(), hours(), hours(), hours(), hours(), hours(), hours());
    let exceptions = proptest::collection::btree_map(-5i64..20, any::<bool>(), 0..8);
    (0..ZONES.len(), week, exceptions, moment).prop_map(|(zone, week, exceptions, (day, minutes))| {
        let zone_name = ZONES[zone];
        let (monday, tuesday, wednesday, thursday, friday, saturday, sunday) = week;
        let mut hours = [monday, tuesday, wednesday, thursday, friday, saturday, sunday];
        if hours[0].is_empty() {
            hours[0].push((9 * 60, 17 * 60));
        }
        let exceptions = exceptions.into_iter().map(|(after, works)| (day + after.days(), works)).collect();
        let zone = TimeZone::get(zone_name).unwrap();
        let moment =
            day.at(12, 0, 0, 0).to_zoned(zone.clone()).unwrap().timestamp() + SignedDuration::from_mins(minutes);
        (Wall { zone, zone_name, hours, exceptions }, moment)
    })
}

fn days() -> impl Strategy<Value = Date> {
    (0i64..5000).prop_map(|after| date(2024, 1, 1) + after.days())
}

fn later(moment: Timestamp, milliseconds: i64) -> Timestamp {
    moment + SignedDuration::from_millis(milliseconds)
}

proptest! {
    #[test]
    fn opening_time_is_what_the_clock_shows((wall, from) in walls(), minutes in 0i64..6 * 24 * 60) {
        let until = later(from, minutes * MINUTE);
        prop_assert_eq!(wall.calendar().opening_between(from, until), wall.opening_between(from, until));
    }

    #[test]
    fn due_times_are_what_the_clock_shows((wall, submitted) in walls(), days in 1u16..6) {
        prop_assert_eq!(wall.calendar().due(submitted, days), wall.due(submitted, days));
    }

    #[test]
    fn opening_time_adds_up((wall, from) in walls(), first in 0i64..500_000_000, second in 0i64..500_000_000) {
        let calendar = wall.calendar();
        let (between, until) = (later(from, first), later(from, first + second));
        let parts = calendar.opening_between(from, between) + calendar.opening_between(between, until);
        prop_assert_eq!(parts, calendar.opening_between(from, until));
        prop_assert!(parts <= first + second);
    }

    #[test]
    fn after_and_before_are_the_inverse((wall, moment) in walls(), aside in 0i64..MINUTE, length in 1i64..200_000_000) {
        let calendar = wall.calendar();
        let moment = later(moment, aside);
        let after = calendar.after_opening(moment, length);
        prop_assert_eq!(calendar.opening_between(moment, after), length);
        prop_assert_eq!(calendar.opening_between(moment, later(after, -1)), length - 1);
        let before = calendar.before_opening(moment, length);
        prop_assert_eq!(calendar.opening_between(before, moment), length);
        prop_assert_eq!(calendar.opening_between(later(before, 1), moment), length - 1);
    }

    #[test]
    fn days_that_are_counted_are_as_many_as_asked_for((wall, submitted) in walls(), days in 1u16..40) {
        let calendar = wall.calendar();
        let (first, due) = (calendar.date(submitted), calendar.due(submitted, days));
        // A close at midnight shows the next day.
        let last = calendar.date(later(due, -1));
        let counted = std::iter::successors(first.tomorrow().ok(), |day| day.tomorrow().ok())
            .take_while(|day| *day <= last)
            .filter(|day| !wall.hours(*day).is_empty());
        prop_assert_eq!(counted.count(), usize::from(days));
        prop_assert!(calendar.is_business_day(last));
    }
}

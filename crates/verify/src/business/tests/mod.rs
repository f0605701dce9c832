//! What a calendar says of days that are known, and of files that are wrong.

mod slow;

use super::*;
use jiff::civil::date;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A calendar of `zone` with `hours`, and with `more` at the end.
fn calendar(zone: &str, hours: &str, more: &str) -> Calendar {
    let text = format!(
        "name = \"n\"\nsource = \"s\"\nzone = \"{zone}\"\ncovered = {{ from = 2000-01-01, to = 2030-12-31 }}\n[hours]\n{hours}\n{more}"
    );
    Calendar::parse(&text).unwrap()
}

const HOUR: i64 = 3_600_000;

#[test]
fn what_is_shipped_can_be_read_and_names_its_source() {
    for name in Calendar::SHIPPED {
        let calendar = Calendar::parse(Calendar::shipped_text(name).unwrap()).unwrap();
        assert!(!calendar.source().is_empty() && calendar.covered().0 == date(2024, 1, 1));
        assert_eq!(Calendar::shipped(name), Some(calendar));
    }
    assert_eq!(Calendar::shipped("nowhere"), None);
    let zones: Vec<String> =
        Calendar::SHIPPED.iter().map(|name| Calendar::shipped(name).unwrap().zone_name().into()).collect();
    assert_eq!(zones, ["Asia/Shanghai", "Europe/Berlin", "America/New_York"]);
}

#[test]
fn known_days_of_what_is_shipped() {
    let [cn, target, us] = Calendar::SHIPPED.map(|name| Calendar::shipped(name).unwrap());
    for (calendar, day, expected) in [
        (&cn, date(2026, 2, 14), true),
        (&cn, date(2026, 2, 16), false),
        (&cn, date(2026, 2, 24), true),
        (&cn, date(2026, 10, 10), true),
        (&cn, date(2026, 10, 11), false),
        // Nothing is known of it, and it is a Friday.
        (&cn, date(2027, 10, 1), true),
        (&target, date(2026, 4, 3), false),
        (&target, date(2026, 5, 1), false),
        (&target, date(2026, 5, 25), true),
        (&us, date(2026, 7, 3), false),
        (&us, date(2027, 7, 5), false),
        (&us, date(2027, 12, 31), false),
        (&us, date(2026, 11, 26), false),
    ] {
        assert_eq!(calendar.is_business_day(day), expected, "{} {day}", calendar.name());
    }
    assert_eq!(us.day_name(date(2026, 7, 3)), Some("Independence Day, observed"));
    assert_eq!(cn.day_name(date(2026, 2, 14)), Some("Spring Festival"));
    assert_eq!(cn.day_name(date(2026, 2, 13)), None);
}

#[test]
fn what_is_covered_is_told_in_days_of_the_zone() {
    let cn = Calendar::shipped("cn").unwrap();
    assert_eq!(cn.covered(), (date(2024, 1, 1), date(2026, 12, 31)));
    for (moment, expected) in [
        ("2023-12-31T15:59:59Z", false),
        ("2023-12-31T16:00:00Z", true),
        ("2026-12-31T15:59:59Z", true),
        ("2026-12-31T16:00:00Z", false),
    ] {
        assert_eq!(cn.covers(at(moment)), expected, "{moment}");
    }
}

#[test]
fn the_third_business_day_closes_in_its_zone() {
    for (name, submitted, days, due) in [
        // Eight days off, then a Saturday that is worked.
        ("cn", "2026-09-30T15:00:00+08:00", 3, "2026-10-10T17:00:00+08:00"),
        // Late in the evening there is still that day.
        ("cn", "2026-11-23T15:59:59Z", 1, "2026-11-24T17:00:00+08:00"),
        ("cn", "2026-11-23T16:00:00Z", 1, "2026-11-25T17:00:00+08:00"),
        // Submitted on a day off.
        ("cn", "2026-10-03T09:00:00+08:00", 1, "2026-10-08T17:00:00+08:00"),
        // Clocks change on the Sunday between.
        ("target", "2026-03-27T10:00:00+01:00", 3, "2026-04-01T17:00:00+02:00"),
        ("target", "2026-10-23T10:00:00+02:00", 1, "2026-10-26T17:00:00+01:00"),
        // Good Friday and Easter Monday.
        ("target", "2026-04-02T10:00:00+02:00", 1, "2026-04-07T17:00:00+02:00"),
        ("us_federal", "2026-07-02T23:59:59-04:00", 1, "2026-07-06T17:00:00-04:00"),
        ("us_federal", "2026-10-30T12:00:00-04:00", 1, "2026-11-02T17:00:00-05:00"),
        ("us_federal", "2026-10-30T12:00:00-04:00", 0, "2026-10-30T12:00:00-04:00"),
    ] {
        let calendar = Calendar::shipped(name).unwrap();
        assert_eq!(calendar.due(at(submitted), days), at(due), "{name} {submitted}");
    }
}

#[test]
fn a_pause_at_noon_is_not_counted() {
    let calendar =
        calendar("Asia/Kathmandu", "monday = [[\"09:00\", \"12:00\"], [\"13:30\", \"18:00\"]]", "[holidays]");
    let (monday, later) = (at("2026-11-23T11:00:00+05:45"), at("2026-11-23T14:00:00+05:45"));
    assert_eq!(calendar.opening_between(monday, later), HOUR * 3 / 2);
    assert_eq!(calendar.opening_between(later, monday), 0);
    assert_eq!(calendar.after_opening(monday, HOUR), at("2026-11-23T12:00:00+05:45"));
    assert_eq!(calendar.after_opening(monday, HOUR + 1), at("2026-11-23T13:30:00.001+05:45"));
    assert_eq!(calendar.before_opening(later, HOUR / 2), at("2026-11-23T13:30:00+05:45"));
    assert_eq!(calendar.before_opening(later, HOUR / 2 + 1), at("2026-11-23T11:59:59.999+05:45"));
    assert_eq!(calendar.before_opening(later, 4 * HOUR), at("2026-11-16T17:30:00+05:45"));
    assert_eq!((calendar.after_opening(monday, 0), calendar.before_opening(monday, -1)), (monday, monday));
}

#[test]
fn four_opening_hours_before_the_due_time_are_at_noon_or_the_day_before() {
    let target = Calendar::shipped("target").unwrap();
    assert_eq!(target.before_opening(at("2026-04-01T15:00:00Z"), 4 * HOUR), at("2026-04-01T11:00:00Z"));
    // The Thursday before Good Friday.
    assert_eq!(target.before_opening(at("2026-04-07T09:00:00Z"), 4 * HOUR), at("2026-04-02T13:00:00Z"));
}

#[test]
fn an_opening_is_as_long_as_it_lasts_when_clocks_change() {
    let whole = "sunday = [[\"00:00\", \"24:00\"]]";
    for (zone, hours, day, expected) in [
        ("Europe/Berlin", whole, "2026-03-29", 23 * 60),
        ("Europe/Berlin", whole, "2026-10-25", 25 * 60),
        ("America/New_York", whole, "2026-03-08", 23 * 60),
        ("America/New_York", whole, "2026-11-01", 25 * 60),
        ("Australia/Lord_Howe", whole, "2026-10-04", 23 * 60 + 30),
        ("Australia/Lord_Howe", whole, "2026-04-05", 24 * 60 + 30),
        ("Asia/Shanghai", whole, "2026-03-29", 24 * 60),
        ("Asia/Kathmandu", whole, "2026-03-29", 24 * 60),
        // Clocks go from 02:00 to 03:00.
        ("Europe/Berlin", "sunday = [[\"02:00\", \"03:00\"]]", "2026-03-29", 0),
        ("Europe/Berlin", "sunday = [[\"02:15\", \"02:45\"], [\"02:50\", \"04:00\"]]", "2026-03-29", 60),
        ("Europe/Berlin", "sunday = [[\"01:30\", \"02:30\"]]", "2026-03-29", 30),
        // And from 03:00 to 02:00: what is shown twice is meant the first time.
        ("Europe/Berlin", "sunday = [[\"02:00\", \"03:00\"]]", "2026-10-25", 120),
        ("Europe/Berlin", "sunday = [[\"02:00\", \"02:30\"]]", "2026-10-25", 30),
        ("Europe/Berlin", "sunday = [[\"02:30\", \"03:30\"]]", "2026-10-25", 120),
        ("Australia/Lord_Howe", "sunday = [[\"01:00\", \"03:00\"]]", "2026-10-04", 90),
        ("Australia/Lord_Howe", "sunday = [[\"01:00\", \"03:00\"]]", "2026-04-05", 150),
        // A Friday that Samoa left out.
        ("Pacific/Apia", "friday = [[\"09:00\", \"17:00\"]]", "2011-12-30", 0),
    ] {
        let calendar = calendar(zone, hours, "");
        let day: Date = day.parse().unwrap();
        let from = day.yesterday().unwrap().at(12, 0, 0, 0).to_zoned(calendar.zone.clone()).unwrap().timestamp();
        let until = day.tomorrow().unwrap().at(12, 0, 0, 0).to_zoned(calendar.zone.clone()).unwrap().timestamp();
        assert_eq!(calendar.opening_between(from, until), expected * 60_000, "{zone} {day} {hours}");
    }
}

#[test]
fn a_weekend_that_is_worked_has_its_own_hours_or_those_of_monday() {
    let days = "[working_days]\n2026-02-14 = \"Saturday\"\n2026-02-15 = \"Sunday\"";
    for (hours, saturday, sunday) in [
        ("monday = [[\"09:00\", \"17:00\"]]\nsaturday = [[\"10:00\", \"12:00\"]]", 2, 8),
        ("tuesday = [[\"09:00\", \"12:00\"]]", 3, 3),
    ] {
        let calendar = calendar("UTC", hours, days);
        let [first, second, third] = [14, 15, 16].map(|day| at(&format!("2026-02-{day}T00:00:00Z")));
        assert_eq!(calendar.opening_between(first, second), saturday * HOUR, "{hours}");
        assert_eq!(calendar.opening_between(second, third), sunday * HOUR, "{hours}");
    }
}

#[test]
fn no_moment_and_no_length_is_too_much() {
    let once = calendar("Pacific/Apia", "monday = [[\"00:00\", \"00:01\"]]", "");
    for calendar in [&Calendar::shipped("us_federal").unwrap(), &once] {
        let moments = [Timestamp::MIN, Timestamp::UNIX_EPOCH, at("2026-11-23T12:00:00Z"), Timestamp::MAX];
        for (moment, days) in moments.into_iter().flat_map(|moment| [0, 1, u16::MAX].map(|days| (moment, days))) {
            assert!(calendar.due(moment, days) >= moment);
        }
        let all = calendar.opening_between(Timestamp::MIN, Timestamp::MAX);
        assert!(all > 0);
        let [first, last] =
            [Timestamp::MIN, Timestamp::MAX].map(|moment| calendar.date(calendar.after_opening(moment, i64::MAX)));
        assert_eq!((first, last), (date(2200, 1, 1), calendar.date(Timestamp::MAX)));
        let [first, last] =
            [Timestamp::MIN, Timestamp::MAX].map(|moment| calendar.date(calendar.before_opening(moment, i64::MAX)));
        assert_eq!((first, last), (calendar.date(Timestamp::MIN), date(1970, 1, 1)));
        let whole = calendar.after_opening(Timestamp::MIN, all);
        assert_eq!(calendar.opening_between(Timestamp::MIN, whole), all);
        assert_eq!(calendar.before_opening(Timestamp::MAX, i64::MIN), Timestamp::MAX);
    }
    assert_eq!(once.due(Timestamp::MAX, 1), Timestamp::MAX);
}

#[test]
fn every_fault_is_told_with_line_and_remedy() {
    const HEAD: &str =
        "name = \"n\"\nsource = \"s\"\nzone = \"UTC\"\ncovered = { from = 2026-01-01, to = 2026-12-31 }\n";
    const HOURS: &str = "[hours]\nmonday = [[\"09:00\", \"17:00\"]]\n";
    let whole = format!("{HEAD}{HOURS}");
    assert!(Calendar::parse(&whole).is_ok());
    let head = |from: &str, to: &str| whole.replace(from, to);
    let hours = |monday: &str| format!("{HEAD}[hours]\nmonday = {monday}\n");
    let days = |tables: &str| format!("{whole}{tables}");
    for (text, line, says) in [
        (String::new(), 1, "missing field `name`; `candor calendar show cn` prints an example"),
        (head("UTC", "Europe/Berlni"), 3, "zone names \"Europe/Berlni\", which is no zone"),
        (head("UTC", ""), 3, "such as \"Europe/Berlin\""),
        (head("UTC", "Etc/Unknown"), 3, "which is no zone"),
        (head("name = \"n\"", "name = \" \""), 1, "name says nothing"),
        (head("source = \"s\"", "source = \"\""), 2, "source says nothing"),
        (head("source", "origin"), 2, "unknown field `origin`"),
        (
            head("to = 2026-12-31", "to = 2025-12-31"),
            4,
            "covered.to is 2025-12-31, before 2026-01-01; exchange the two",
        ),
        (head("2026-01-01", "1066-10-14"), 4, "covered.from is 1066-10-14; write a day from 1970-01-01 to 2199-12-31"),
        (head("2026-12-31", "2026-12-31T10:00:00Z"), 4, "without a time"),
        (head("2026-12-31", "10:00:00"), 4, "covered.to is 10:00:00; write a day"),
        (head("2026-12-31", "2026-13-31"), 4, ""),
        (head("2026-12-31", "\"2026-12-31\""), 4, "invalid type"),
        (hours("[[\"17:00\", \"09:00\"]]"), 6, "hours.monday opens at 17:00 and closes at 09:00, which is not later"),
        (hours("[[\"09:00\", \"09:00\"]]"), 6, "which is not later"),
        (hours("[\n[\"09:00\", \"12:00\"],\n[\"11:59\", \"17:00\"]]"), 8, "opens at 11:59, before it has closed"),
        (hours("[[\"13:00\", \"17:00\"], [\"09:00\", \"12:00\"]]"), 6, "in order of time"),
        (hours("[[\"9:00\", \"17:00\"]]"), 6, "has \"9:00\"; write a time"),
        (hours("[[\"09:00\", \"24:01\"]]"), 6, "has \"24:01\""),
        (hours("[[\"09:60\", \"17:00\"]]"), 6, "has \"09:60\""),
        (hours("[[\"09:00\", \"+7:00\"]]"), 6, "has \"+7:00\""),
        (hours("[[\"09:00\"]]"), 6, "invalid length 1"),
        (hours("[]"), 5, "hours has no hour at all; write monday"),
        (format!("{HEAD}[hours]\nmoonday = []\n"), 6, "unknown field `moonday`"),
        (HEAD.to_owned(), 1, "missing field `hours`"),
        (
            days("[holidays]\n2027-01-01 = \"New Year\"\n"),
            8,
            "is not between 2026-01-01 and 2026-12-31; widen `covered`",
        ),
        (days("[holidays]\n2026-02-30 = \"Never\"\n"), 8, "holidays.2026-02-30 is no day; write YYYY-MM-DD"),
        (days("[holidays]\n20260101 = \"New Year\"\n"), 8, "holidays.20260101 is no day"),
        (days("[working_days]\nsoon = \"Soon\"\n"), 8, "working_days.soon is no day"),
        (days("[holidays]\n2026-01-01 = \"New Year\"\n2026-01-01 = \"Again\"\n"), 9, "duplicate key"),
        (
            days("[holidays]\n2026-01-01 = \"New Year\"\n\n[working_days]\n2026-01-01 = \"Work\"\n"),
            11,
            "working_days.2026-01-01 is a holiday, too; leave it in one",
        ),
    ] {
        let error = Calendar::parse(&text).unwrap_err().to_string();
        assert!(error.starts_with(&format!("line {line}: ")) && error.contains(says), "{error}\n{text}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
    // Opening again at once is no overlap, and a day may last until its end.
    assert!(Calendar::parse(&hours("[[\"00:00\", \"12:00\"], [\"12:00\", \"24:00\"]]")).is_ok());
}

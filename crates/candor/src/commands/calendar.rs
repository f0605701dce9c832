//! `candor calendar`.

use super::check::{day, today};
use crate::arguments::{CalendarAction, CalendarArguments, Counted};
use crate::failure::Failure;
use crate::terminal::{DOUBTFUL, FAINT, GOOD, HEADING, complain, written};
use jiff::Timestamp;
use jiff::civil::Date;
use std::io::{BufRead, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use verify::business::Calendar;

/// Days before the last one that is covered in which the next year should be added.
const SOON: i32 = 90;

/// Lists, shows, checks or counts.
pub(crate) fn run(arguments: &CalendarArguments) -> Result<ExitCode, Failure> {
    let mut out = anstream::stdout().lock();
    let done = match &arguments.action {
        CalendarAction::List => list(&mut out),
        CalendarAction::Show { name } => show(&mut out, name),
        CalendarAction::Check { calendar, on } => check(&mut out, calendar, on.as_deref()),
        CalendarAction::Due { calendar, counted, days } => due(&mut out, calendar, counted, *days),
    };
    Ok(done.map_or_else(
        |failure| {
            complain(&failure);
            ExitCode::from(super::SOME_FAILED)
        },
        |()| ExitCode::SUCCESS,
    ))
}

fn list(out: &mut impl Write) -> Result<(), Failure> {
    for name in Calendar::SHIPPED {
        let calendar = read(name)?;
        let (first, last) = calendar.covered();
        written(writeln!(out, "{HEADING}{name:<10}{HEADING:#}  {:<16}  {first} to {last}", calendar.zone_name()))?;
        written(writeln!(out, "{:<12}{FAINT}{}{FAINT:#}", "", calendar.source()))?;
    }
    Ok(())
}

fn show(out: &mut impl Write, name: &str) -> Result<(), Failure> {
    let text = Calendar::shipped_text(name).ok_or_else(|| {
        let known = Calendar::SHIPPED.join(", ");
        Failure::Argument(format!("no calendar named {name} is built in; there are {known}"))
    })?;
    written(out.write_all(text.as_bytes()))
}

fn check(out: &mut impl Write, calendar: &str, on: Option<&str>) -> Result<(), Failure> {
    let on = on.map_or_else(|| Ok(today()), day)?;
    let calendar = read(calendar)?;
    let (first, last) = calendar.covered();
    let left = days(on.max(first), last).filter(|day| calendar.is_business_day(*day)).count();
    written(writeln!(out, "{GOOD}ok{GOOD:#} {}  {left} business days are left until {last}", calendar.name()))?;
    let distance = (last - on).get_days();
    if distance < SOON {
        let ends = if distance < 0 { "it has ended".into() } else { format!("it ends in {distance} days") };
        written(writeln!(
            out,
            "{DOUBTFUL}look{DOUBTFUL:#} {ends}, and holidays after that count as weekdays do; add the next ones and widen `covered`"
        ))?;
    }
    Ok(())
}

fn due(out: &mut impl Write, calendar: &str, counted: &Counted, days: u16) -> Result<(), Failure> {
    let calendar = read(calendar)?;
    if let Some(text) = &counted.day {
        let day = date(text).ok_or_else(|| Failure::Argument(format!("--day {text:?} is no day; write YYYY-MM-DD")))?;
        return written(writeln!(out, "{}", kind(&calendar, day)));
    }
    if let Some(text) = &counted.at {
        let submitted: Timestamp = text.parse().map_err(|_| {
            Failure::Argument(format!("--at {text:?} is no moment; write it as 2026-11-23T09:00:00+08:00"))
        })?;
        return explain(out, &calendar, submitted, days);
    }
    // Thousands of lines are answered, and nobody waits for each.
    let mut out = BufWriter::new(out);
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line.map_err(|cause| Failure::Unreadable(cause.to_string()))?;
        let answer = answer(&calendar, &line, days).ok_or_else(|| {
            let right = "write a moment, such as 2026-11-23T09:00:00Z, with or without a number of days, or a day";
            Failure::Argument(format!("line {}: {line:?} is not understood; {right}", number + 1))
        })?;
        written(writeln!(out, "{answer}"))?;
    }
    written(out.flush())
}

/// What a line is answered with. `None` when it is neither a moment nor a day.
fn answer(calendar: &Calendar, line: &str, days: u16) -> Option<String> {
    if let Some(day) = date(line.trim()) {
        return Some(kind(calendar, day).into());
    }
    let mut words = line.split_whitespace();
    let submitted: Timestamp = words.next()?.parse().ok()?;
    let days = words.next().map_or(Some(days), |word| word.parse().ok())?;
    words.next().is_none().then(|| calendar.due(submitted, days).to_string())
}

fn kind(calendar: &Calendar, day: Date) -> &'static str {
    if calendar.is_business_day(day) { "business" } else { "closed" }
}

/// A day as YYYY-MM-DD and in no other way, so that no moment is taken for one.
fn date(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|day| day.to_string() == text)
}

/// Tells people when it is due, in UTC and on their clock, and which days were not counted.
fn explain(out: &mut impl Write, calendar: &Calendar, submitted: Timestamp, number: u16) -> Result<(), Failure> {
    let due = calendar.due(submitted, number);
    let zone = calendar.zone_name();
    let local = due.in_tz(zone).map(|due| due.strftime("%A %Y-%m-%d %H:%M").to_string()).unwrap_or_default();
    written(writeln!(out, "{due}  {FAINT}{local} in {zone}{FAINT:#}"))?;
    let mut left_out: Vec<&str> = days(calendar.date(submitted), calendar.date(due))
        .filter(|day| !calendar.is_business_day(*day))
        .filter_map(|day| calendar.day_name(day))
        .collect();
    left_out.dedup();
    if !left_out.is_empty() {
        written(writeln!(out, "  {FAINT}not counted: {}{FAINT:#}", left_out.join(", ")))?;
    }
    if !(calendar.covers(submitted) && calendar.covers(due)) {
        let (first, last) = calendar.covered();
        written(writeln!(
            out,
            "  {DOUBTFUL}look{DOUBTFUL:#} holidays are known from {first} to {last}; beyond, weekdays alone were counted"
        ))?;
    }
    Ok(())
}

fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(move |day| *day <= last)
}

/// The calendar that is built in under `place`, or else the one in that file.
/// What is kept of a calendar: its name, where it is built in, or its text, which must be one.
pub(super) fn named(place: &str) -> Result<String, Failure> {
    if Calendar::shipped(place).is_some() {
        return Ok(place.to_owned());
    }
    let text = file(place)?;
    Calendar::parse(&text).map_err(|cause| Failure::Calendar { path: place.into(), cause })?;
    Ok(text)
}

fn read(place: &str) -> Result<Calendar, Failure> {
    if let Some(calendar) = Calendar::shipped(place) {
        return Ok(calendar);
    }
    Calendar::parse(&file(place)?).map_err(|cause| Failure::Calendar { path: place.into(), cause })
}

fn file(place: &str) -> Result<String, Failure> {
    let path = Path::new(place);
    super::text(path).map_err(|cause| match cause {
        Failure::NotFound => {
            let known = Calendar::SHIPPED.join(", ");
            Failure::Argument(format!("{place} is no file, and no calendar that is built in ({known})"))
        }
        cause => Failure::Image { path: path.into(), cause: Box::new(cause) },
    })
}

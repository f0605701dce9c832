#![expect(clippy::unwrap_used, reason = "a test may fail that way")]

use super::*;
use crate::business::Calendar;
use crate::held::ALPHABET;
use crate::policy::Appeals;
use crate::session;
use crate::texts::Language;
use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;
use std::convert::Infallible;
use std::sync::OnceLock;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

#[test]
fn names_are_one_to_one() {
    for state in State::ALL {
        assert_eq!(State::parse(state.name()), Some(state));
        assert_eq!(serde_json::to_value(state).unwrap(), state.name());
    }
    let told: BTreeSet<&str> = TOLD.iter().map(|(name, _)| *name).collect();
    for event in [Event::Opened, Event::Closed, Event::AtRisk, Event::Breached, Event::Withdrawn, Event::Lapsed] {
        assert!(event.is_told() && told.contains(event.name()), "{event:?}");
    }
    for event in [Event::Queued, Event::Looked, Event::Released, Event::LeadAsked] {
        assert!(!event.is_told() && !told.contains(event.name()), "{event:?}");
    }
}

#[test]
fn an_appeal_takes_its_usual_ways() {
    let uphold = Opinion::of(Verdict::Uphold);
    let overturn = Opinion::of(Verdict::Overturn);
    let by = |name: &str| name.to_owned();
    let begin = [
        Event::Opened,
        Event::Submitted { due_at: 9 },
        Event::Queued,
        Event::Taken { by: by("a") },
        Event::Looked,
        Event::Judged { by: by("a"), opinion: uphold.clone() },
        Event::Proposed { by: by("a"), opinion: overturn.clone() },
    ];
    let run = |more: &[Event]| Appeal::replay(begin.iter().chain(more).map(|event| (event, 1)));
    let alone = run(&[Event::Decided { opinion: overturn.clone() }, Event::Closed]).unwrap();
    assert_eq!((alone.state, alone.decision.map(|it| it.verdict)), (State::Closed, Some(Verdict::Overturn)));
    let second = [
        Event::SecondAsked { why: Why::Face },
        Event::Taken { by: by("b") },
        Event::Seconded { by: by("b"), opinion: uphold.clone() },
    ];
    let split = run(&second).unwrap();
    assert!(split.after(&Event::Decided { opinion: overturn.clone() }, 1).is_err(), "the two disagree");
    let lead = [&second[..], &[Event::LeadAsked]].concat();
    for (name, good) in [("a", false), ("b", false), ("c", true)] {
        assert_eq!(run(&lead).unwrap().after(&Event::Taken { by: by(name) }, 1).is_ok(), good, "{name}");
    }
    let mut own = begin[..4].to_vec();
    own.extend([Event::Looked, Event::Proposed { by: by("a"), opinion: overturn }]);
    let blind = Appeal::replay(own.iter().map(|event| (event, 1)));
    assert_eq!(blind, Err(NotAllowed::Person { event: "appeal.proposed", cause: Barred::Blind }));
}

#[test]
fn findings_are_hidden_until_the_own_verdict() {
    let by = |name: &str| name.to_owned();
    let opinion = Opinion::of(Verdict::Overturn);
    let events = [
        Event::Submitted { due_at: 9 },
        Event::Queued,
        Event::Taken { by: by("a") },
        Event::Looked,
        Event::Judged { by: by("a"), opinion: opinion.clone() },
        Event::Proposed { by: by("a"), opinion: opinion.clone() },
        Event::SecondAsked { why: Why::Face },
        Event::Taken { by: by("b") },
        Event::Seconded { by: by("b"), opinion },
    ];
    let seen = |upto: usize, user: &str| {
        Appeal::replay(events[..upto].iter().map(|event| (event, 1))).unwrap().may_see_findings(user)
    };
    assert_eq!([seen(4, "a"), seen(5, "a"), seen(8, "b"), seen(9, "b")], [false, true, false, true]);
}

#[test]
fn a_second_reviewer_is_needed_where_it_is_asked() {
    let overturn = Opinion::of(Verdict::Overturn);
    let uphold = Opinion::of(Verdict::Uphold);
    let strikes = |code: &str| Opinion { struck: [code.to_owned()].into(), ..Opinion::of(Verdict::Partial) };
    let upholds = |code: &str| Opinion { reasons: [code.to_owned()].into(), ..Opinion::of(Verdict::Uphold) };
    for (opinion, refused, drawn, why) in [
        (&overturn, &["auth.screen_recapture", "face.mismatch"][..], false, Some(Why::Authenticity)),
        (&overturn, &["img.blurry", "face.mismatch"], false, Some(Why::Face)),
        (&overturn, &["live.wrong_action"], false, Some(Why::Face)),
        (&overturn, &["data.name_char_diff"], false, None),
        (&overturn, &["data.name_char_diff"], true, Some(Why::Sample)),
        (&strikes("img.blurry"), &["img.blurry", "face.mismatch"], false, None),
        (&strikes("face.mismatch"), &["img.blurry", "face.mismatch"], false, Some(Why::Face)),
        (&uphold, &["face.mismatch", "live.wrong_action"], false, Some(Why::FaceAlone)),
        (&uphold, &["face.mismatch", "img.blurry"], false, None),
        (&uphold, &[], false, None),
        (&upholds("face.mismatch"), &["face.mismatch", "img.blurry"], false, Some(Why::FaceAlone)),
        (&upholds("img.blurry"), &["face.mismatch"], false, None),
        (&Opinion::of(Verdict::Remit), &["face.mismatch"], false, None),
    ] {
        assert_eq!(needs_second(opinion, refused.iter().copied(), drawn), why, "{opinion:?} {refused:?}");
    }
}

fn partial(codes: &[&str]) -> Opinion {
    let struck = codes.iter().map(|code| (*code).to_owned()).collect();
    Opinion { struck, ..Opinion::of(Verdict::Partial) }
}

#[test]
fn a_family_stands_for_the_findings_of_it_that_the_other_names() {
    for (first, second, agree) in [
        (&["img.blurry"][..], &["img"][..], true),
        (&["img.blurry", "img.glare", "data.name_char_diff"], &["img", "data"], true),
        (&["img.blurry", "data.name_char_diff"], &["img"], false),
        (&["img.blurry"], &["img", "data"], false),
        (&["img.blurry"], &["data"], false),
        (&["img.blurry"], &["img.blurry"], true),
        (&["img.blurry"], &["img.glare"], false),
        (&["img.blurry", "img.glare"], &["img.blurry"], false),
    ] {
        let (first, second) = (partial(first), partial(second));
        assert_eq!((first.agrees(&second), second.agrees(&first)), (agree, agree), "{first:?} {second:?}");
    }
    assert!(!partial(&["img.blurry"]).agrees(&Opinion::of(Verdict::Uphold)));
    // Whoever has not seen the findings can propose no code; it is whole nevertheless.
    assert!(partial(&["img"]).is_whole() && !partial(&[]).is_whole());
}

#[test]
fn a_partial_verdict_strikes_some_grounds_and_leaves_some() {
    let grounds: BTreeSet<String> = ["img.blurry", "face.mismatch"].map(str::to_owned).into();
    for (struck, fits) in [
        (&["img.blurry"][..], true),
        (&["img.blurry", "face.mismatch"], false),
        (&["img.glare"], false),
        (&["img"], false),
        (&[], false),
    ] {
        assert_eq!(partial(struck).fits(&grounds), fits, "{struck:?}");
    }
    assert!(Opinion::of(Verdict::Overturn).fits(&grounds) && Opinion::of(Verdict::Uphold).fits(&BTreeSet::new()));
}

#[test]
fn who_may_appeal() {
    let now = 100 * DAY;
    let refusal = Refusal {
        state: session::State::Declined,
        exhausted: false,
        repeated: false,
        decided_at: Some(now - 29 * DAY),
        open: false,
        decided: false,
    };
    let may = |refusal: Refusal| may_appeal(&refusal, 30, now);
    assert_eq!(may(refusal), Ok(now + DAY));
    assert_eq!(may(Refusal { state: session::State::Revoked, ..refusal }), Ok(now + DAY));
    let again = Refusal { state: session::State::NeedsResubmission, ..refusal };
    assert_eq!(may(again), Err(Refused::NotRefused));
    assert!(may(Refusal { exhausted: true, ..again }).is_ok() && may(Refusal { repeated: true, ..again }).is_ok());
    let expired = Refusal { state: session::State::Expired, exhausted: true, ..refusal };
    assert!(may(expired).is_ok(), "what expired with all attempts used is a refusal still");
    assert_eq!(may(Refusal { exhausted: false, ..expired }), Err(Refused::NotRefused));
    assert_eq!(may(Refusal { state: session::State::Approved, ..refusal }), Err(Refused::NotRefused));
    assert_eq!(may(Refusal { open: true, ..refusal }), Err(Refused::Open));
    assert_eq!(may(Refusal { decided: true, ..refusal }), Err(Refused::Decided));
    let late = Refusal { decided_at: Some(now - 30 * DAY), ..refusal };
    assert_eq!(may(late), Err(Refused::Late { until: now }));
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<BTreeSet<_>>();
    assert!(repeats(&[codes(&["img.glare", "img.blurry"]), codes(&["data.number_mismatch"]), codes(&["img.glare"])]));
    assert!(!repeats(&[codes(&["img.glare"]), codes(&["img.glare"]), codes(&["img.blurry"])]));
    assert!(!repeats(&[codes(&["img.glare"])]) && !repeats(&[]));
}

#[test]
fn codes_hold_no_letter_that_is_taken_for_another_and_each_is_as_likely() {
    let mut counts = [0u32; 256];
    let mut byte = 0u8;
    for _ in 0..31 {
        // Every byte as often as another.
        let code = statement_code(|| {
            byte = byte.wrapping_add(1);
            Ok::<u8, Infallible>(byte)
        });
        for letter in code.unwrap().bytes() {
            counts[usize::from(letter)] += 1;
        }
    }
    let drawn: Vec<u32> = ALPHABET.bytes().map(|letter| counts[usize::from(letter)]).collect();
    assert_eq!(drawn.iter().sum::<u32>(), 31 * 6);
    assert!(drawn.iter().all(|count| *count == 6), "{drawn:?}");
    assert!("0O1IL".chars().all(|letter| !ALPHABET.contains(letter)));
    let receipt = receipt(|| Ok::<u8, Infallible>(7)).unwrap();
    assert_eq!((receipt.len(), receipt.find('-')), (9, Some(4)));
    assert!(receipt.bytes().all(|letter| letter == b'-' || ALPHABET.contains(char::from(letter))));
}

#[test]
fn the_statement_says_what_it_is_for_in_both_languages() {
    let statement =
        Statement { username: "ada.s".into(), date: date(2026, 11, 28), party: "Utopia".into(), code: "K7Q4M2".into() };
    assert_eq!(statement.purpose(Language::English), "for Utopia identity verification only");
    assert_eq!(statement.purpose(Language::Chinese), "仅用于Utopia身份认证");
    let written = usual_dates(statement.date);
    for way in ["2026-11-28", "28.11.2026", "28 November 2026", "Nov 28, 2026", "2026年11月28日"] {
        assert!(written.iter().any(|date| date == way), "{way}");
    }
}

/// A calendar of whole hours, and what an independent count of it says: whether somebody is there in each hour since 1 January 2026 UTC.
struct Counted {
    calendar: Calendar,
    zone: TimeZone,
    open: Vec<bool>,
}

/// 1 January 2026, 00:00 UTC.
const START: i64 = 1_767_225_600_000;
const HOURS: usize = 24 * 400;

fn hour(index: usize) -> i64 {
    START + index as i64 * HOUR
}

impl Counted {
    fn new(zone: &str, holidays: &[Date], worked: &[Date], lunch: bool) -> Self {
        let day = if lunch { r#"[["09:00", "12:00"], ["13:00", "18:00"]]"# } else { r#"[["08:00", "16:00"]]"# };
        let mut text = format!(
            "name = \"own\"\nsource = \"own\"\nzone = \"{zone}\"\ncovered = {{ from = 2025-01-01, to = 2027-12-31 }}\n[hours]\n"
        );
        for name in ["monday", "tuesday", "wednesday", "thursday", "friday"] {
            text += &format!("{name} = {day}\n");
        }
        text += "[holidays]\n";
        text += &holidays.iter().map(|date| format!("\"{date}\" = \"holiday\"\n")).collect::<String>();
        text += "[working_days]\n";
        text += &worked.iter().map(|date| format!("\"{date}\" = \"worked\"\n")).collect::<String>();
        let calendar = Calendar::parse(&text).unwrap();
        let zone = TimeZone::get(zone).unwrap();
        let open = (0..HOURS)
            .map(|index| {
                let civil = Timestamp::from_millisecond(hour(index)).unwrap().to_zoned(zone.clone()).datetime();
                let weekend = matches!(civil.weekday(), Weekday::Saturday | Weekday::Sunday);
                let works = worked.contains(&civil.date()) || !weekend && !holidays.contains(&civil.date());
                let there = if lunch {
                    (9..12).contains(&civil.hour()) || (13..18).contains(&civil.hour())
                } else {
                    (8..16).contains(&civil.hour())
                };
                works && there
            })
            .collect();
        Self { calendar, zone, open }
    }

    fn civil(&self, index: usize) -> Date {
        Timestamp::from_millisecond(hour(index)).unwrap().to_zoned(self.zone.clone()).date()
    }

    /// The close of the `days`-th day after that hour's on which somebody is there.
    fn due(&self, from: usize, days: u16) -> usize {
        let (mut date, mut left) = (self.civil(from), days);
        loop {
            date = date.checked_add(1.day()).unwrap();
            let last = (from..HOURS).rev().find(|index| self.open[*index] && self.civil(*index) == date);
            if let Some(last) = last {
                left -= 1;
                if left == 0 {
                    return last + 1;
                }
            }
        }
    }

    fn open_hours(&self, from: usize, until: usize) -> usize {
        (from..until).filter(|index| self.open[*index]).count()
    }

    /// The hour by which so many open hours have passed.
    fn after(&self, from: usize, hours: usize) -> usize {
        let mut open = (from..HOURS).filter(|index| self.open[*index]);
        if hours == 0 { from } else { open.nth(hours - 1).unwrap() + 1 }
    }
}

fn counted() -> &'static [Counted; 3] {
    static ALL: OnceLock<[Counted; 3]> = OnceLock::new();
    ALL.get_or_init(|| {
        let week: Vec<Date> = (1..=7).map(|day| date(2026, 10, day)).collect();
        [
            Counted::new("Asia/Shanghai", &week, &[date(2026, 10, 10), date(2026, 9, 27)], true),
            Counted::new("Europe/Berlin", &[date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 25)], &[], true),
            Counted::new("America/New_York", &[date(2026, 11, 26), date(2026, 7, 3)], &[], false),
        ]
    })
}

/// What somebody tries.
#[derive(Clone, Debug)]
struct Try {
    /// Which of the events that come to mind.
    choice: u8,
    /// Whether it is one that fits the state, or any.
    fitting: bool,
    /// Who.
    user: u8,
    verdict: u8,
    /// Hours since the last try.
    hours: u8,
    drawn: bool,
}

fn tries() -> impl Strategy<Value = Try> {
    (any::<u8>(), prop::bool::weighted(0.85), 0..4u8, any::<u8>(), 0..30u8, prop::bool::weighted(0.2))
        .prop_map(|(choice, fitting, user, verdict, hours, drawn)| Try { choice, fitting, user, verdict, hours, drawn })
}

/// What the appeal rests on.
const REFUSED: [&str; 2] = ["face.mismatch", "img.glare"];

fn opinion(of: u8) -> Opinion {
    let verdict = Verdict::ALL[usize::from(of) % 4];
    let struck = [REFUSED[usize::from(of / 4) % 2].to_owned()].into();
    // Some are not whole, and must be refused.
    match (verdict, of / 8 % 8) {
        (Verdict::Partial, 1..) | (Verdict::Remit, 0) => Opinion { struck, ..Opinion::of(verdict) },
        _ => Opinion::of(verdict),
    }
}

/// The event that somebody tries next.
fn tried(appeal: &Appeal, terms: Terms<'_>, one: &Try, now: i64) -> Option<Event> {
    let by = ["a", "b", "c", "d"][usize::from(one.user)].to_owned();
    let own = appeal.holder().unwrap_or("a").to_owned();
    let opinion = opinion(one.verdict);
    let concluded = state::concluded(appeal).cloned();
    let all = |by: String| {
        vec![
            Some(Event::Opened),
            Some(terms.submitted(now)),
            Some(Event::Queued),
            Some(Event::Taken { by: by.clone() }),
            Some(Event::Looked),
            Some(Event::Released),
            Some(Event::Judged { by: by.clone(), opinion: opinion.clone() }),
            terms.information_requested(appeal, &by, 14, now),
            terms.information_given(appeal, now),
            Some(Event::Proposed { by: by.clone(), opinion: opinion.clone() }),
            appeal
                .first
                .as_ref()
                .and_then(|review| review.counts.as_ref())
                .and_then(|counts| Some(Event::SecondAsked { why: needs_second(counts, REFUSED, one.drawn)? })),
            Some(Event::Seconded { by: by.clone(), opinion: opinion.clone() }),
            Some(Event::LeadAsked),
            Some(Event::Led { by: by.clone(), opinion: opinion.clone() }),
            concluded.clone().map(|opinion| Event::Decided { opinion }),
            Some(Event::Closed),
            Some(Event::AtRisk),
            Some(Event::Breached),
            (one.choice > 240).then_some(Event::Withdrawn),
            Some(Event::Lapsed),
        ]
    };
    let choose = |events: Vec<Event>| {
        let place = usize::from(one.choice) % events.len().max(1);
        events.into_iter().nth(place)
    };
    if !one.fitting {
        return choose(all(by).into_iter().flatten().collect());
    }
    let fits = |event: &Event| {
        appeal.after(event, now).is_ok() && !matches!(event, Event::AtRisk | Event::Breached | Event::Lapsed)
    };
    choose(all(by).into_iter().chain(all(own)).flatten().filter(fits).collect())
}

/// What must be true of what happened, whatever the machine says.
fn fair(happened: &[Event]) -> Result<(), TestCaseError> {
    let mut first = None;
    let mut second: Option<&str> = None;
    let mut blind = BTreeSet::new();
    let (mut asked, mut agreed, mut led) = (false, false, false);
    let mut proposal: Option<&Opinion> = None;
    let mut decided = 0;
    for event in happened {
        prop_assert!(decided == 0 || matches!(event, Event::Closed), "{event:?} after the decision");
        match event {
            Event::Judged { by, .. } => prop_assert!(blind.insert(by.clone()), "{by} judges twice"),
            Event::Proposed { by, opinion } => {
                prop_assert!(blind.contains(by), "{by} proposes without a verdict of their own");
                first = Some(by.as_str());
                proposal = Some(opinion);
            }
            Event::SecondAsked { .. } => asked = true,
            Event::Taken { by } if asked => prop_assert!(!blind.contains(by), "{by} has seen the findings"),
            Event::Seconded { by, opinion } => {
                prop_assert!(asked && first != Some(by.as_str()), "{by} is the first");
                prop_assert!(blind.insert(by.clone()), "{by} judges twice");
                second = Some(by.as_str());
                agreed = proposal.is_some_and(|first| first.agrees(opinion));
            }
            Event::Led { by, .. } => {
                prop_assert!(second.is_some() && !agreed, "a lead without need");
                prop_assert!(
                    first != Some(by.as_str()) && second != Some(by.as_str()),
                    "{by} decides on their own verdict"
                );
                led = true;
            }
            Event::Decided { .. } => {
                decided += 1;
                prop_assert!(first.is_some(), "decided by nobody");
                prop_assert!(!asked || agreed || led, "decided without the second");
            }
            Event::Closed => prop_assert!(decided == 1),
            _ => {}
        }
    }
    Ok(())
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(10_000).max(10_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_try_no_state_is_illegal_and_the_clock_is_that_of_an_independent_count(
        which in 0..3usize, start in 0..4000usize, days in 1..5u16, tries in prop::collection::vec(tries(), 1..60)
    ) {
        let counted = &counted()[which];
        let rules = Appeals { due_days: days, ..Appeals::default() };
        let terms = Terms { calendar: &counted.calendar, rules: &rules };
        let (mut appeal, mut happened, mut now) = (Appeal::default(), Vec::<(Event, i64)>::new(), start);
        // What an independent count says: when it is due, or how many hours are left.
        let mut count: Option<Result<usize, usize>> = None;
        let until = hour(start) + 40 * DAY;
        for one in &tries {
            now += usize::from(one.hours);
            while let Some(event) = terms.happens(&appeal, until, hour(now)) {
                match (&event, count) {
                    (Event::AtRisk, Some(Ok(due))) => prop_assert!(counted.open_hours(now, due) <= 4),
                    (Event::Breached, Some(Ok(due))) => prop_assert!(now >= due),
                    (Event::Lapsed, _) => prop_assert!(appeal.state.takes_evidence()),
                    other => prop_assert!(false, "{other:?}"),
                }
                appeal = appeal.after(&event, hour(now)).unwrap();
                happened.push((event, hour(now)));
            }
            if let Some(Ok(due)) = count
                && matches!(appeal.clock, Clock::Running { .. })
            {
                prop_assert!(counted.open_hours(now, due) >= 4 || appeal.at_risk);
                prop_assert!(now < due || appeal.breached);
            }
            let Some(event) = tried(&appeal, terms, one, hour(now)) else { continue };
            let Ok(next) = appeal.after(&event, hour(now)) else { continue };
            match &event {
                Event::Submitted { .. } => count = Some(Ok(counted.due(now, days))),
                Event::InformationRequested { .. } => {
                    count = count.map(|due| Err(counted.open_hours(now, due.unwrap().max(now))));
                }
                Event::InformationGiven { .. } => count = count.map(|left| Ok(counted.after(now, left.unwrap_err()))),
                _ => {}
            }
            happened.push((event, hour(now)));
            appeal = next;
            match (appeal.clock, count) {
                (Clock::Running { due_at }, Some(Ok(due))) => prop_assert_eq!(due_at, hour(due)),
                (Clock::Paused { left, .. }, Some(Err(hours))) => prop_assert_eq!(left, hours as i64 * HOUR),
                (Clock::Stopped, _) => prop_assert!(!appeal.is_open()),
                (clock, count) => prop_assert!(false, "{clock:?} {count:?}"),
            }
            prop_assert_eq!(appeal.is_open(), appeal.clock != Clock::Stopped);
            prop_assert!(!appeal.state.is_over() || appeal.holder().is_none());
        }
        let events: Vec<Event> = happened.iter().map(|(event, _)| event.clone()).collect();
        fair(&events)?;
        prop_assert_eq!(Appeal::replay(happened.iter().map(|(event, at)| (event, *at))), Ok(appeal.clone()));
        // What is kept of it is read again as it was.
        let kept = serde_json::to_string(&appeal).unwrap();
        prop_assert_eq!(serde_json::from_str::<Appeal>(&kept).unwrap(), appeal);
    }
}

#[test]
fn random_tries_reach_every_state() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let counted = &counted()[0];
    let rules = Appeals::default();
    let terms = Terms { calendar: &counted.calendar, rules: &rules };
    let mut runner = TestRunner::deterministic();
    let mut reached = BTreeSet::new();
    for _ in 0..2000 {
        let sequence = prop::collection::vec(tries(), 60).new_tree(&mut runner).unwrap().current();
        let (mut appeal, mut now) = (Appeal::default(), 0);
        for one in &sequence {
            now += usize::from(one.hours);
            while let Some(event) = terms.happens(&appeal, hour(0) + 40 * DAY, hour(now)) {
                appeal = appeal.after(&event, hour(now)).unwrap();
            }
            reached.insert(appeal.state);
            if let Some(event) = tried(&appeal, terms, one, hour(now))
                && let Ok(next) = appeal.after(&event, hour(now))
            {
                appeal = next;
            }
        }
    }
    assert_eq!(reached.len(), State::ALL.len(), "{reached:?}");
}

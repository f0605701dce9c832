use super::statement::cell;
use super::*;
use crate::invitation::{Programme, Rates, Text};
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::BTreeMap;

const AT: i64 = 1_780_000_000_000;
const DAYS: i64 = 86_400_000;

fn promise(owner: &str, invited: &str) -> Programme {
    let text = || Text { title: "Invite".into(), text: "A share.".into() };
    let rates = Rates { owner: Rate::parse(owner).unwrap(), invited: Rate::parse(invited).unwrap() };
    Programme {
        name: "Autumn".into(),
        payer: "Utopia".into(),
        texts: [("en".into(), text()), ("zh-CN".into(), text())].into(),
        rates: [("spot".into(), rates), ("perp".into(), rates)].into(),
        currencies: [("USDT".into(), 6), ("JPY".into(), 0), ("BTC".into(), 8)].into(),
        starts_at: "2026-01-01T00:00:00Z".parse().unwrap(),
        ends_at: None,
        earns_days: Some(100),
        cap: BTreeMap::new(),
        zone: "America/New_York".into(),
    }
}

fn bound<'a>(promise: &'a Programme, account: &'a str) -> Bound<'a> {
    Bound {
        account,
        code: "00000000",
        programme: "prg_1",
        promise,
        bound_at: AT,
        verified: false,
        void: false,
        closed: false,
        owner_closed: false,
    }
}

fn of(fee: &str, currency: &str, decimals: u8, at: i64) -> Trade {
    Trade {
        id: format!("t-{fee}-{at}"),
        account: "acc_1".into(),
        product_line: "spot".into(),
        fee: Amount::parse(fee, decimals).unwrap(),
        currency: currency.into(),
        at,
    }
}

fn unused(_: &Day) -> Amount {
    Amount::ZERO
}

#[test]
fn a_fee_is_digits_and_nothing_else() {
    for (text, cause) in [
        ("-1", AmountError::Form),
        ("+1", AmountError::Form),
        ("1e9", AmountError::Form),
        ("NaN", AmountError::Form),
        ("inf", AmountError::Form),
        ("", AmountError::Form),
        (".", AmountError::Form),
        (".5", AmountError::Form),
        ("5.", AmountError::Form),
        ("1.2.3", AmountError::Form),
        ("1_000", AmountError::Form),
        ("1,000", AmountError::Form),
        (" 1", AmountError::Form),
        ("０", AmountError::Form),
        ("0x10", AmountError::Form),
        ("1234567890123456789012345678901234567890", AmountError::TooLarge),
        ("0.1234567", AmountError::TooFine(6)),
    ] {
        assert_eq!(Amount::parse(text, 6), Err(cause), "{text:?}");
    }
    assert_eq!(Amount::parse("99999999999999999999.99999999", 8).unwrap().to_string(), "99999999999999999999.99999999");
    assert_eq!(Amount::parse("007", 2).unwrap().to_string(), "7.00");
    assert_eq!(Amount::kept("-0.000001").unwrap().to_string(), "-0.000001");
    assert!(Amount::kept(&"9".repeat(60)).is_err() && Amount::kept("--1").is_err());
    let most = Amount::kept(&"9".repeat(38)).unwrap();
    assert_eq!(most.plus(most), Err(AmountError::Overflow));
    assert_eq!(Amount::kept("1.0"), Amount::kept("1.00"));
}

#[test]
fn half_goes_to_the_even_neighbour() {
    let half = Rate::parse("0.5").unwrap();
    for (fee, share) in [(1, "0"), (3, "2"), (5, "2"), (7, "4"), (-1, "0"), (-3, "-2")] {
        assert_eq!(Amount::of(fee, 0).share(half).unwrap().to_string(), share, "{fee}");
    }
    assert_eq!(Amount::of(26, 0).share(Rate::parse("0.1").unwrap()).unwrap().to_string(), "3");
    assert_eq!(Amount::of(24, 0).share(Rate::parse("0.1").unwrap()).unwrap().to_string(), "2");
}

#[test]
fn no_more_than_the_fee_is_shared() {
    let whole = promise("0.5", "0.5");
    let bound = bound(&whole, "acc_1");
    // Half of 3 is 2 twice.
    for (fee, owner, invited) in [("0", "0", "0"), ("1", "0", "0"), ("3", "1", "2"), ("5", "2", "2"), ("7", "3", "4")] {
        let earned = trade(&of(fee, "JPY", 0, AT), Some(&bound), AT, unused).unwrap();
        assert_eq!((earned.owner.to_string(), earned.invited.to_string()), (owner.into(), invited.into()), "{fee}");
        earned.entry.unwrap().balanced().unwrap();
    }
}

#[test]
fn trades_earn_from_the_binding_to_the_end_of_the_term() {
    let promise = promise("0.2", "0.1");
    let bound = bound(&promise, "acc_1");
    let without = |bound: Option<&Bound<'_>>, of: &Trade| trade(of, bound, AT, unused).unwrap().without;
    let at = |at| of("10", "USDT", 6, at);
    assert_eq!(without(None, &at(AT)), Some(Without::NotBound));
    assert_eq!(without(Some(&bound), &at(AT - 1)), Some(Without::BeforeBinding));
    assert_eq!(without(Some(&bound), &at(AT)), None);
    assert_eq!(without(Some(&bound), &at(AT + 100 * DAYS - 1)), None);
    assert_eq!(without(Some(&bound), &at(AT + 100 * DAYS)), Some(Without::AfterTerm));
    assert_eq!(without(Some(&bound), &of("1", "EUR", 2, AT)), Some(Without::NoRate));
    assert_eq!(without(Some(&bound), &Trade { product_line: "options".into(), ..at(AT) }), Some(Without::NoRate));
    assert_eq!(without(Some(&Bound { void: true, ..bound }), &at(AT)), Some(Without::Void));
    assert_eq!(without(Some(&Bound { closed: true, ..bound }), &at(AT)), Some(Without::Closed));
    let owner_closed = trade(&at(AT), Some(&Bound { owner_closed: true, ..bound }), AT, unused).unwrap();
    assert_eq!((owner_closed.owner.is_zero(), owner_closed.invited), (true, Amount::kept("1").unwrap()));
    assert_eq!(owner_closed.without, Some(Without::Closed));
}

#[test]
fn nobody_earns_more_in_a_month_than_its_cap() {
    let mut promise = promise("0.5", "0.1");
    promise.cap.insert("USDT".into(), Amount::parse("10", 6).unwrap());
    let bound = bound(&promise, "acc_1");
    let used = |used: &'static str| {
        let earned = trade(&of("8", "USDT", 6, AT), Some(&bound), AT, |_| Amount::kept(used).unwrap()).unwrap();
        earned.entry.unwrap().balanced().unwrap();
        (earned.owner.to_string(), earned.invited.to_string(), earned.without)
    };
    assert_eq!(used("6"), ("4.000000".into(), "0.800000".into(), None));
    assert_eq!(used("7.5"), ("2.500000".into(), "0.800000".into(), Some(Without::Capped)));
    assert_eq!(used("10"), ("0.000000".into(), "0.800000".into(), Some(Without::Capped)));
    assert_eq!(used("11"), ("0.000000".into(), "0.800000".into(), Some(Without::Capped)));
}

#[test]
fn a_month_ends_where_the_programme_counts() {
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_millisecond();
    let month_in = |name: &str, time: &str| day(at(time), &zone(name).unwrap()).unwrap().month;
    // Midnight in New York is at 4 UTC in summer, and at 5 in winter.
    assert_eq!(month_in("America/New_York", "2026-11-01T03:59:59.999Z"), "2026-10");
    assert_eq!(month_in("America/New_York", "2026-11-01T04:00:00Z"), "2026-11");
    assert_eq!(month_in("America/New_York", "2026-12-01T04:59:59.999Z"), "2026-11");
    assert_eq!(month_in("America/New_York", "2026-12-01T05:00:00Z"), "2026-12");
    assert_eq!(month_in("Asia/Shanghai", "2026-10-31T15:59:59.999Z"), "2026-10");
    assert_eq!(month_in("Asia/Shanghai", "2026-10-31T16:00:00Z"), "2026-11");
    let (begin, end) = month("2026-11", &zone("America/New_York").unwrap()).unwrap();
    assert_eq!((begin, end), (at("2026-11-01T04:00:00Z"), at("2026-12-01T05:00:00Z")));
    for text in ["2026-13", "2026-1", "26-11", "2026-11-01", "+026-11", "", "9999-12"] {
        assert_eq!(month(text, &zone("UTC").unwrap()), None, "{text}");
    }
    assert!(zone("../etc/passwd").is_none() && day(i64::MAX, &zone("UTC").unwrap()).is_none());
}

#[test]
fn the_day_on_which_clocks_change_is_one_day_of_its_month() {
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_millisecond();
    let mut promise = promise("0.2", "0.1");
    promise.earns_days = None;
    let bound = Bound { bound_at: 0, ..bound(&promise, "acc_1") };
    let mut tally = Tally::new();
    for (time, day, month) in [
        // The last moment of October is in summer time; the first of November, too.
        ("2026-11-01T03:59:59.999Z", "2026-10-31", "2026-10"),
        ("2026-11-01T04:00:00Z", "2026-11-01", "2026-11"),
        // Half past one comes twice: 25 hours are one day.
        ("2026-11-01T05:30:00Z", "2026-11-01", "2026-11"),
        ("2026-11-01T06:30:00Z", "2026-11-01", "2026-11"),
        ("2026-11-02T04:59:59.999Z", "2026-11-01", "2026-11"),
        ("2026-11-02T05:00:00Z", "2026-11-02", "2026-11"),
        // 23 hours in March.
        ("2026-03-08T05:00:00Z", "2026-03-08", "2026-03"),
        ("2026-03-09T03:59:59.999Z", "2026-03-08", "2026-03"),
        ("2026-03-09T04:00:00Z", "2026-03-09", "2026-03"),
        ("2026-04-01T03:59:59.999Z", "2026-03-31", "2026-03"),
        ("2026-04-01T04:00:00Z", "2026-04-01", "2026-04"),
    ] {
        let entry = trade(&of("10", "USDT", 6, at(time)), Some(&bound), at(time), unused).unwrap().entry.unwrap();
        assert_eq!((entry.day.as_str(), entry.month.as_str()), (day, month), "{time}");
        tallied(&mut tally, &entry).unwrap();
    }
    let trades = |month: &str| statement(&of_owner(month, true), tally.iter()).unwrap().lines[0].trades;
    assert_eq!(["2026-03", "2026-04", "2026-10", "2026-11"].map(trades), [4, 1, 1, 5]);
    let november = statement(&of_owner("2026-11", true), tally.iter()).unwrap();
    assert_eq!(november.days[0].earned.to_string(), "8.000000");
}

#[test]
fn what_is_reported_after_its_month_is_booked_when_it_is_posted() {
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_millisecond();
    let mut promise = promise("0.2", "0.1");
    promise.earns_days = None;
    let bound = Bound { bound_at: 0, ..bound(&promise, "acc_1") };
    for (traded, posted, day) in [
        // New York's October ends at 4 UTC.
        ("2026-10-30T12:00:00Z", "2026-11-01T03:59:59.999Z", "2026-10-30"),
        ("2026-10-30T12:00:00Z", "2026-11-01T04:00:00Z", "2026-11-01"),
        ("2026-10-30T12:00:00Z", "2027-01-01T05:00:00Z", "2027-01-01"),
        // Reported a moment ahead of our clock.
        ("2026-11-01T04:00:00Z", "2026-11-01T03:59:00Z", "2026-11-01"),
    ] {
        let months = std::cell::RefCell::new(Vec::new());
        let used = |day: &Day| {
            months.borrow_mut().push(day.month.clone());
            Amount::ZERO
        };
        let capped = Programme { cap: [("USDT".into(), Amount::parse("9", 6).unwrap())].into(), ..promise.clone() };
        let bound = Bound { promise: &capped, ..bound };
        let of = of("10", "USDT", 6, at(traded));
        let entry = trade(&of, Some(&bound), at(posted), used).unwrap().entry.unwrap();
        assert_eq!((entry.day.as_str(), entry.month.as_str()), (day, &day[..7]), "{traded} {posted}");
        // It counts for the cap of the month in which it took place.
        let own = super::day(at(traded), &zone("America/New_York").unwrap()).unwrap().month;
        assert_eq!((&entry.earned_month, months.into_inner()), (&own, vec![own.clone()]), "{traded} {posted}");
    }
}

#[test]
fn no_cell_is_a_formula() {
    assert_eq!(cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
    assert_eq!(
        (cell("@x"), cell("-1"), cell("a,b"), cell("spot")),
        ("'@x".into(), "'-1".into(), "\"a,b\"".into(), "spot".into())
    );
}

/// One thing that happens.
#[derive(Clone, Debug)]
enum Act {
    Trade { who: usize, line: usize, currency: usize, fee: u64, after: i64 },
    Reverse { which: usize },
    Verify { who: usize },
    Void { who: usize },
    Pay { who: usize },
    Close { who: usize },
    CloseOwner,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let trade = (0usize..3, 0usize..2, 0usize..3, 0u64..1_000_000_000_000, 0i64..90 * DAYS)
        .prop_map(|(who, line, currency, fee, after)| Act::Trade { who, line, currency, fee, after });
    let act = prop_oneof![
        8 => trade,
        3 => (0usize..60).prop_map(|which| Act::Reverse { which }),
        1 => (0usize..3).prop_map(|who| Act::Verify { who }),
        1 => (0usize..3).prop_map(|who| Act::Void { who }),
        1 => (0usize..3).prop_map(|who| Act::Pay { who }),
        1 => (0usize..3).prop_map(|who| Act::Close { who }),
        1 => Just(Act::CloseOwner),
    ];
    proptest::collection::vec(act, 1..60)
}

const WHO: [&str; 3] = ["acc_1", "acc_2", "acc_3"];
const CODE: &str = "00000000";

/// A ledger with the few facts beside it that decide what an entry says.
#[derive(Default)]
struct Book {
    head: Head,
    linked: Vec<Linked>,
    reversed: Vec<u64>,
    verified: [bool; 3],
    void: [bool; 3],
    closed: [bool; 3],
    owner_closed: bool,
}

impl Book {
    fn post(&mut self, entry: Entry) {
        self.linked.push(self.head.push(entry).unwrap());
    }

    fn held(&self, holding: Holding, from: Option<&str>, currency: &str) -> Held {
        let mut held = Held { holding, pending: Amount::ZERO, payable: Amount::ZERO };
        for Linked { entry, .. } in &self.linked {
            if entry.currency == currency && from.is_none_or(|from| entry.account.as_deref() == Some(from)) {
                let one = Held::by(entry, held.holding.clone()).unwrap();
                held.pending = held.pending.plus(one.pending).unwrap();
                held.payable = held.payable.plus(one.payable).unwrap();
            }
        }
        held
    }

    fn bound<'a>(&self, promise: &'a Programme, who: usize) -> Bound<'a> {
        let (verified, void, closed) = (self.verified[who], self.void[who], self.closed[who]);
        Bound { verified, void, closed, owner_closed: self.owner_closed, ..bound(promise, WHO[who]) }
    }

    fn reverse(&mut self, promise: &Programme, number: u64) {
        if self.reversed.contains(&number) {
            return;
        }
        self.reversed.push(number);
        let of = self.linked[number as usize - 1].entry.clone();
        let when = day(of.at + DAYS, &zone(&promise.zone).unwrap()).unwrap();
        let entry = reversal(&of, &format!("r-{number}"), of.at + DAYS, AT, &when);
        let who = WHO.iter().position(|who| of.account.as_deref() == Some(who)).unwrap();
        let after = settled_again(&entry, &self.bound(promise, who)).unwrap();
        self.post(entry);
        after.into_iter().for_each(|entry| self.post(entry));
    }

    fn act(&mut self, promise: &Programme, act: &Act) {
        let when = day(AT, &zone(&promise.zone).unwrap()).unwrap();
        let about = |account, currency| About {
            subject: "x",
            programme: "prg_1",
            account,
            code: Some(CODE),
            currency,
            at: AT,
            posted_at: AT,
            day: &when,
        };
        match *act {
            Act::Trade { who, line, currency, fee, after } => {
                let (currency, decimals) = [("USDT", 6), ("JPY", 0), ("BTC", 8)][currency];
                let trade = Trade {
                    id: format!("t-{}", self.head.number),
                    account: WHO[who].into(),
                    product_line: ["spot", "perp"][line].into(),
                    fee: Amount::of(i128::from(fee), decimals),
                    currency: currency.into(),
                    at: AT + after,
                };
                let bound = self.bound(promise, who);
                if let Some(entry) = super::trade(&trade, Some(&bound), AT, unused).unwrap().entry {
                    self.post(entry);
                }
            }
            Act::Reverse { which } => {
                let trades = self.linked.iter().filter(|linked| linked.entry.kind == Kind::Trade);
                let numbers: Vec<u64> = trades.map(|linked| linked.entry.number).collect();
                if let Some(number) = numbers.get(which % numbers.len().max(1)) {
                    self.reverse(promise, *number);
                }
            }
            // Whoever left is verified no more.
            Act::Verify { who } if self.closed[who] => {}
            Act::Verify { who } | Act::Void { who } => {
                let voids = matches!(act, Act::Void { .. });
                for currency in ["USDT", "JPY", "BTC"] {
                    let mut held = vec![self.held(Holding::Invited(WHO[who].into()), None, currency)];
                    if !self.owner_closed {
                        held.push(self.held(Holding::Owner(CODE.into()), Some(WHO[who]), currency));
                    }
                    let entry = if voids {
                        returned(Kind::Void, about(Some(WHO[who]), currency), &held).unwrap()
                    } else {
                        released(about(Some(WHO[who]), currency), &held)
                    };
                    entry.into_iter().for_each(|entry| self.post(entry));
                }
                if voids { self.void[who] = true } else { self.verified[who] = true }
            }
            Act::Pay { who } => {
                let holding = Holding::Invited(WHO[who].into());
                let payable = self.held(holding.clone(), None, "USDT").payable;
                if payable > Amount::ZERO {
                    self.post(paid(about(None, "USDT"), &holding, payable));
                }
            }
            Act::Close { who } if !self.closed[who] => {
                for currency in ["USDT", "JPY", "BTC"] {
                    let mut held = vec![self.held(Holding::Invited(WHO[who].into()), None, currency).owed()];
                    if !self.owner_closed && !self.verified[who] {
                        let owner = self.held(Holding::Owner(CODE.into()), Some(WHO[who]), currency);
                        held.push(Held { payable: Amount::ZERO, ..owner.owed() });
                    }
                    let entry = returned(Kind::GiveUp, about(Some(WHO[who]), currency), &held).unwrap();
                    entry.into_iter().for_each(|entry| self.post(entry));
                }
                self.closed[who] = true;
            }
            Act::Close { .. } => {}
            Act::CloseOwner if !self.owner_closed => {
                for currency in ["USDT", "JPY", "BTC"] {
                    let held = [self.held(Holding::Owner(CODE.into()), None, currency).owed()];
                    let entry = returned(Kind::GiveUp, about(None, currency), &held).unwrap();
                    entry.into_iter().for_each(|entry| self.post(entry));
                }
                self.owner_closed = true;
            }
            Act::CloseOwner => {}
        }
    }
}

fn replayed(linked: &[Linked]) -> Replay {
    let mut replay = Replay::default();
    for one in linked {
        assert_eq!(replay.next(&one.body, &one.hash).unwrap(), one.entry);
    }
    replay
}

fn of_owner(month: &str, fees: bool) -> Of {
    Of {
        holding: Holding::Owner(CODE.into()),
        month: month.into(),
        zone: "America/New_York".into(),
        closed: true,
        invited: 3,
        verified: 1,
        fees,
        entries_sha256: String::new(),
    }
}

proptest! {
    #[test]
    fn a_share_is_what_another_decimal_library_rounds(minor in 0u64..1_000_000_000_000, millionths in 0u32..=1_000_000) {
        let rate = Rate::parse(&Decimal::new(i64::from(millionths), 6).to_string()).unwrap();
        let share = Amount::of(i128::from(minor), 6).share(rate).unwrap();
        let exact = Decimal::new(minor as i64, 6) * Decimal::new(i64::from(millionths), 6);
        let rounded = exact.round_dp_with_strategy(6, RoundingStrategy::MidpointNearestEven);
        prop_assert_eq!(share.to_string().parse::<Decimal>().unwrap(), rounded);
    }

    #[test]
    fn no_text_is_taken_for_another_amount(text in "\\PC{0,50}|[0-9.eE+-]{1,45}") {
        if let Ok(amount) = Amount::parse(&text, 6) {
            prop_assert_eq!(Amount::kept(&amount.to_string()).unwrap(), amount);
            prop_assert!(text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
        }
        let _ = (Amount::kept(&text), Rate::parse(&text), month(&text, &jiff::tz::TimeZone::UTC));
    }

    #[test]
    fn debits_equal_credits_and_a_replay_tells_the_same(acts in acts()) {
        let promise = promise("0.2", "0.1");
        let mut book = Book::default();
        let mut running = BTreeMap::<(String, String), Amount>::new();
        for act in &acts {
            let from = book.linked.len();
            book.act(&promise, act);
            for Linked { entry, .. } in &book.linked[from..] {
                entry.balanced().unwrap();
                for posting in &entry.postings {
                    let sum = running.entry((posting.account.clone(), entry.currency.clone())).or_default();
                    *sum = sum.plus(posting.amount).unwrap();
                }
            }
        }
        let replay = replayed(&book.linked);
        prop_assert_eq!(replay.balances().unwrap(), running);
        for currency in ["USDT", "JPY", "BTC"] {
            let (credits, debits) = replay.sides(currency).unwrap();
            prop_assert_eq!(credits, debits);
        }
        prop_assert_eq!(replay.head.number, book.linked.len() as u64);
    }

    #[test]
    fn reversing_everything_leaves_nothing_but_what_was_paid(acts in acts()) {
        let promise = promise("0.2", "0.1");
        let mut book = Book::default();
        for act in acts.iter().filter(|act| !matches!(act, Act::Pay { .. })) {
            book.act(&promise, act);
        }
        let trades = book.linked.iter().filter(|linked| linked.entry.kind == Kind::Trade);
        for number in trades.map(|linked| linked.entry.number).collect::<Vec<_>>() {
            book.reverse(&promise, number);
        }
        for (account, balance) in replayed(&book.linked).balances().unwrap() {
            prop_assert!(balance.is_zero(), "{:?} holds {}", account, balance);
        }
    }

    #[test]
    fn a_month_is_the_sum_of_its_days_and_all_months_are_the_balance(acts in acts()) {
        let promise = promise("0.2", "0.1");
        let mut book = Book::default();
        acts.iter().filter(|act| matches!(act, Act::Trade { .. } | Act::Reverse { .. })).for_each(|act| book.act(&promise, act));
        let replay = replayed(&book.linked);
        let mut total = BTreeMap::<String, Amount>::new();
        let months = ["2026-05", "2026-06", "2026-07", "2026-08", "2026-09"];
        for month in months {
            let statement = statement(&of_owner(month, true), replay.tally.iter()).unwrap();
            let mut sums = BTreeMap::<String, Amount>::new();
            for line in &statement.lines {
                let sum = sums.entry(line.currency.clone()).or_default();
                *sum = sum.plus(line.earned).unwrap().less(line.reversed).unwrap();
            }
            for (currency, sum) in &sums {
                let days = statement.days.iter().filter(|day| day.currency == *currency);
                let days = days.map(|day| day.earned).try_fold(Amount::ZERO, Amount::plus).unwrap();
                prop_assert_eq!(days, *sum);
                let all = total.entry(currency.clone()).or_default();
                *all = all.plus(*sum).unwrap();
            }
            prop_assert_eq!(statement.csv().lines().count(), 1 + statement.lines.len() + statement.days.len() + statement.balances.len());
        }
        let last = statement(&of_owner("2026-09", false), replay.tally.iter()).unwrap();
        for balance in &last.balances {
            prop_assert_eq!(balance.pending, total[&balance.currency]);
        }
        prop_assert!(last.lines.iter().all(|line| line.fees.is_none()));
    }

    #[test]
    fn what_is_altered_removed_or_moved_is_named(count in 3usize..12, place in 0usize..11, kind in 0u8..5) {
        let promise = promise("0.2", "0.1");
        let mut book = Book::default();
        for number in 0..count {
            book.act(&promise, &Act::Trade { who: 0, line: 0, currency: 0, fee: 1000 + number as u64, after: 0 });
        }
        let mut linked = book.linked;
        let place = place % (linked.len() - 1);
        match kind {
            0 => linked[place].body = linked[place].body.replace("acc_1", "acc_2"),
            1 => linked[place].hash[3] ^= 1,
            2 => drop(linked.remove(place)),
            3 => linked.swap(place, place + 1),
            // The same JSON in other letters.
            _ => linked[place].body.insert(1, ' '),
        }
        let mut replay = Replay::default();
        let found = linked.iter().try_for_each(|one| replay.next(&one.body, &one.hash).map(drop)).unwrap_err();
        prop_assert_eq!(found.number(), place as u64 + 1);
    }
}

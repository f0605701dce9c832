//! `GET /v1/console/dashboard`: the age of the queue, promises kept, what is overturned, how far reviewers agree.

use super::mode;
use super::seat::Seat;
use crate::appeals::{DAY, Rules};
use crate::problem::Problem;
use crate::request::Query;
use crate::service::Shared;
use crate::users::Role;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::{Settled, Verdict};

/// Verdicts that are looked at.
const MOST_VERDICTS: u32 = 20_000;
const HOUR: f64 = 3_600_000.0;

/// Of how many days.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichDays {
    days: Option<u32>,
    mode: Option<String>,
}

/// How often two verdicts on one case were the same.
#[derive(Clone, Copy, Debug, Default)]
struct Agreement {
    pairs: u32,
    agreed: u32,
}

impl Agreement {
    fn view(self) -> Value {
        let rate = (self.pairs > 0).then(|| f64::from(self.agreed) / f64::from(self.pairs));
        json!({ "pairs": self.pairs, "agreed": self.agreed, "rate": rate })
    }
}

/// Pairs of verdicts that were given without knowing of each other: the first reviewer's before the findings were shown, and the second's. By case, then by user.
fn agreement(verdicts: &[Verdict]) -> (Agreement, BTreeMap<String, Agreement>) {
    let mut first: BTreeMap<&str, &Verdict> = BTreeMap::new();
    let (mut all, mut users) = (Agreement::default(), BTreeMap::<String, Agreement>::new());
    for verdict in verdicts {
        match verdict.step.as_str() {
            "blind" => {
                first.insert(&verdict.review, verdict);
            }
            "second" => {
                let Some(first) = first.get(verdict.review.as_str()) else { continue };
                let agreed = u32::from(first.outcome == verdict.outcome);
                let counted = |agreement: &mut Agreement| {
                    agreement.pairs += 1;
                    agreement.agreed += agreed;
                };
                counted(&mut all);
                counted(users.entry(first.user.clone()).or_default());
                counted(users.entry(verdict.user.clone()).or_default());
            }
            _ => {}
        }
    }
    (all, users)
}

fn median(mut hours: Vec<f64>) -> Option<f64> {
    hours.sort_by(f64::total_cmp);
    let middle = hours.len() / 2;
    match (hours.len() % 2, hours.get(middle.wrapping_sub(1)), hours.get(middle)) {
        (1, _, Some(middle)) => Some(*middle),
        (_, Some(one), Some(other)) => Some((one + other) / 2.0),
        _ => None,
    }
}

/// The numbers of the last days.
pub(crate) async fn dashboard(
    State(service): State<Shared>,
    seat: Seat,
    Query(which): Query<WhichDays>,
) -> Result<Json<Value>, Problem> {
    seat.any_of(&[Role::Reviewer, Role::Lead, Role::Admin, Role::Auditor])?;
    let days = which.days.unwrap_or(30);
    if !(1..=365).contains(&days) {
        return Err(Problem::invalid("`days` must be 1 to 365"));
    }
    let mode = mode(which.mode.as_deref())?;
    let (party, now) = (seat.party(), service.now());
    let since = now - i64::from(days) * DAY;
    let counts = service.store.review_counts(party, mode, &seat.user.id, now).await?;
    let settled = service.store.settled(party, mode, since).await?;
    let opened = service.store.opened_since(party, mode, since).await?;
    let verdicts = service.store.verdicts_since(party, mode, since, MOST_VERDICTS).await?;
    let rules = Rules::of(&service, &service.party(party).await?, mode)?;
    let target = |case: &&Settled| case.closed_at <= rules.terms().target(case.opened_at);
    let appeals: Vec<&Settled> = settled.iter().filter(|case| case.appeal).collect();
    let late = settled.iter().filter(|case| case.breached || case.closed_at > case.due_at).count();
    let hours = settled.iter().map(|case| (case.closed_at - case.opened_at) as f64 / HOUR).collect();
    let (all, by_user) = agreement(&verdicts);
    let logins: BTreeMap<String, String> =
        service.store.users(party).await?.into_iter().map(|user| (user.id, user.login)).collect();
    // Who agrees with whom is for those who answer for it.
    let reviewers: Vec<Value> = if seat.has(Role::Lead) || seat.has(Role::Auditor) {
        logins
            .iter()
            .filter_map(|(id, login)| {
                let decided = verdicts.iter().filter(|verdict| verdict.user == *id).count();
                let own = by_user.get(id).copied().unwrap_or_default();
                (decided > 0)
                    .then(|| json!({ "login": login, "decided": decided, "agreed": own.agreed, "pairs": own.pairs }))
            })
            .collect()
    } else {
        vec![]
    };
    let refusals = service.store.refusals(party, mode, since, &BTreeMap::new()).await?;
    let of_rules: Vec<Value> = refusals
        .iter()
        .filter(|rule| rule.appealed > 0)
        .map(|rule| json!({ "code": rule.code, "refused": rule.refused, "decided": rule.appealed, "overturned": rule.overturned, "rate": rule.overturned as f64 / rule.appealed as f64 }))
        .collect();
    Ok(Json(json!({
        "open": counts.open,
        "oldest_hours": counts.oldest.map(|at| (now - at) as f64 / HOUR),
        "at_risk": counts.at_risk,
        "breached": counts.breached,
        "waiting": counts.paused,
        "decided": settled.len(),
        "appeals": appeals.len(),
        "within_target": settled.iter().filter(target).count(),
        "within_promise": settled.len() - late,
        "late": late,
        "median_hours": median(hours),
        "rules": of_rules,
        "agreement": all.view(),
        "days": by_day(days, now, &opened, &settled, &rules),
        "reviewers": reviewers,
    })))
}

/// What was opened and decided each day, by the calendar's zone, oldest first.
fn by_day(days: u32, now: i64, opened: &[i64], settled: &[Settled], rules: &Rules) -> Vec<Value> {
    let date = |at: i64| rules.calendar.date(jiff::Timestamp::from_millisecond(at).unwrap_or_default());
    // By dates: a day may have 23 hours or 25.
    let dates = std::iter::successors(Some(date(now)), |date| date.yesterday().ok()).take(days as usize);
    let mut all: BTreeMap<jiff::civil::Date, (u32, u32, u32)> = dates.map(|date| (date, (0, 0, 0))).collect();
    for at in opened {
        if let Some(day) = all.get_mut(&date(*at)) {
            day.0 += 1;
        }
    }
    for case in settled {
        if let Some(day) = all.get_mut(&date(case.closed_at)) {
            day.1 += 1;
            day.2 += u32::from(case.breached || case.closed_at > case.due_at);
        }
    }
    let view = |(date, (opened, decided, late)): (jiff::civil::Date, (u32, u32, u32))| json!({ "date": date.to_string(), "opened": opened, "decided": decided, "late": late });
    all.into_iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_23_hours_has_its_place() {
        let policy = verify::policy::Policy::default();
        // New York, where clocks were put forward on the 8th; it is half past midnight on the 9th.
        let rules = Rules { policy, calendar: verify::business::Calendar::shipped("us_federal").unwrap() };
        let now = "2026-03-09T04:30:00Z".parse::<jiff::Timestamp>().unwrap().as_millisecond();
        let days = by_day(3, now, &[now - DAY / 2], &[], &rules);
        let days: Vec<(&str, u64)> =
            days.iter().map(|day| (day["date"].as_str().unwrap(), day["opened"].as_u64().unwrap())).collect();
        assert_eq!(days, [("2026-03-07", 0), ("2026-03-08", 1), ("2026-03-09", 0)]);
    }

    #[test]
    fn agreement_counts_verdicts_that_were_given_without_each_other() {
        let verdict = |review: &str, user: &str, step: &str, outcome: &str| Verdict {
            review: review.into(),
            relying_party: "rp".into(),
            applicant: "app".into(),
            user: user.into(),
            step: step.into(),
            outcome: outcome.into(),
            codes: vec![],
            at: 0,
        };
        let all = [
            verdict("1", "a", "blind", "upheld"),
            verdict("1", "a", "proposal", "overturned"),
            verdict("1", "b", "second", "upheld"),
            verdict("2", "a", "blind", "upheld"),
            verdict("2", "c", "second", "overturned"),
            verdict("3", "a", "blind", "upheld"),
        ];
        let (total, users) = agreement(&all);
        assert_eq!((total.pairs, total.agreed), (2, 1));
        assert_eq!((users["a"].pairs, users["b"].agreed, users["c"].agreed), (2, 1, 0));
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!((median(vec![4.0, 1.0]), median(vec![])), (Some(2.5), None));
    }
}

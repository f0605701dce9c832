//! `GET /v1/transparency/{relying_party}` and its page: how often refusals were overturned, where the relying party wants everybody to know.

use super::reason_pages::{Reading, escaped, language, page};
use crate::appeals::DAY;
use crate::clock::written;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Path, Query};
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use store::{Mode, RefusalCount, RelyingParty};
use tokio::sync::Mutex;
use utoipa::ToSchema;
use verify::reason::{Reason, registry};
use verify::texts::{Language, explain, put, word};

/// Days that are published.
const DAYS: i64 = 365;
/// A cell of fewer says too much about single people.
const LEAST: u64 = 20;
/// Milliseconds for which a report is given out as it was counted.
const FRESH: i64 = 300_000;

/// A reason, and how often it was wrong. Counts below 20 are `null`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RuleNumbers {
    code: String,
    /// Sessions that were refused for it.
    refused: Option<u64>,
    /// Those that were appealed against and decided.
    appealed: Option<u64>,
    /// The share of those in which the reason was set aside.
    overturn_rate: Option<f64>,
    /// Those that were judged again by lot, without the automatic findings.
    judged_again: Option<u64>,
    /// The share of those in which the reason did not hold.
    false_refusal_rate: Option<f64>,
}

/// What a relying party publishes, of the last year.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TransparencyReport {
    relying_party: String,
    since: String,
    until: String,
    decisions: Option<u64>,
    appeals_decided: Option<u64>,
    /// The share of appeals that were decided in time.
    in_time: Option<f64>,
    rules: Vec<RuleNumbers>,
}

/// `count`, where it is large enough to be told.
const fn told(count: u64) -> Option<u64> {
    if count >= LEAST { Some(count) } else { None }
}

/// The share of `part` in `whole`, where the whole is large enough to be told.
fn share(part: u64, whole: u64) -> Option<f64> {
    told(whole).map(|whole| (part as f64 / whole as f64 * 1000.0).round() / 1000.0)
}

fn numbers(rule: RefusalCount) -> Option<RuleNumbers> {
    // Internal reasons are told to nobody.
    let code = explain(Language::English, &rule.code)?.code;
    let numbers = RuleNumbers {
        code,
        refused: told(rule.refused),
        appealed: told(rule.appealed),
        overturn_rate: share(rule.overturned, rule.appealed),
        judged_again: told(rule.judged_again),
        false_refusal_rate: share(rule.refused_wrongly, rule.judged_again),
    };
    numbers.refused.is_some().then_some(numbers)
}

/// Codes that are told as their family, which count as one.
fn as_family() -> BTreeMap<String, String> {
    let told = |reason: &Reason| explain(Language::English, &reason.code).map(|told| (reason.code.clone(), told.code));
    registry().iter().filter_map(told).filter(|(code, told)| code != told).collect()
}

/// Reports that were counted lately, by relying party: anybody may ask, and a year is much to count.
#[derive(Debug, Default)]
pub(crate) struct Reports(Mutex<BTreeMap<String, (i64, TransparencyReport)>>);

/// The report of `party`, of the last minutes. Of many who ask at once, one counts, and the others wait for that.
async fn report(service: &Shared, party: &RelyingParty) -> Result<TransparencyReport, Problem> {
    let now = service.now();
    let mut kept = service.reports.0.lock().await;
    // Not more than there are relying parties that publish; a clock that was set back makes nothing last.
    kept.retain(|_, (at, _)| (*at..*at + FRESH).contains(&now));
    if let Some((_, report)) = kept.get(&party.id) {
        return Ok(report.clone());
    }
    let report = counted(service, party, now).await?;
    kept.insert(party.id.clone(), (now, report.clone()));
    Ok(report)
}

async fn counted(service: &Shared, party: &RelyingParty, now: i64) -> Result<TransparencyReport, Problem> {
    let since = now - DAYS * DAY;
    let appeals = service.store.appeals_decided(&party.id, Mode::Live, since).await?;
    let rules = service.store.refusals(&party.id, Mode::Live, since, &as_family()).await?;
    Ok(TransparencyReport {
        relying_party: party.name.clone(),
        since: written(since),
        until: written(now),
        decisions: told(service.store.decisions(&party.id, Mode::Live, since).await?),
        appeals_decided: told(appeals.decided),
        in_time: share(appeals.in_time, appeals.decided),
        rules: rules.into_iter().filter_map(numbers).collect(),
    })
}

/// One that publishes nothing does not exist here.
async fn publishing(service: &Shared, id: &str) -> Result<RelyingParty, Problem> {
    let party = service.store.party(id).await?.filter(|party| party.appeals.transparency);
    party.ok_or_else(|| Problem::not_found("report"))
}

/// Read how often refusals are wrong
///
/// Where the relying party publishes it: decisions, overturned and false refusals by rule, appeals decided in time. Cells under 20 are hidden.
#[utoipa::path(get, path = "/v1/transparency/{relying_party}", tag = "public",
    params(("relying_party" = String, Path, description = "The relying party's id")),
    responses(
        (status = 200, description = "The last year", body = TransparencyReport),
        (status = 404, description = "Nothing is published", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn transparency(
    State(service): State<Shared>,
    Path(id): Path<String>,
) -> Result<Json<TransparencyReport>, Problem> {
    let party = publishing(&service, &id).await?;
    Ok(Json(report(&service, &party).await?))
}

/// The same as a page.
pub(crate) async fn transparency_page(
    State(service): State<Shared>,
    Path(id): Path<String>,
    Query(reading): Query<Reading>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let party = publishing(&service, &id).await?;
    let report = report(&service, &party).await?;
    let language = language(&reading, &asked);
    let words = |key: &str| escaped(&word(language, key));
    let count = |count: Option<u64>| count.map_or_else(|| words("open-few"), |count| count.to_string());
    let percent =
        |share: Option<f64>| share.map_or_else(|| words("open-few"), |share| format!("{:.1} %", share * 100.0));
    let mut body = format!("<p>{}</p>\n<dl>\n", escaped(&put(language, "open-what", &[("party", &party.name)])));
    for (key, value) in [
        ("open-decisions", count(report.decisions)),
        ("open-appeals", count(report.appeals_decided)),
        ("open-in-time", percent(report.in_time)),
    ] {
        let _ = writeln!(body, "<dt>{}</dt><dd>{value}</dd>", words(key));
    }
    let _ = writeln!(body, "</dl>\n<h2>{}</h2>", words("open-rules"));
    if report.rules.is_empty() {
        let _ = writeln!(body, "<p>{}</p>", words("open-none"));
    } else {
        let heads = ["open-rule", "open-refused", "open-appealed", "open-overturned", "open-again", "open-wrong"];
        let heads: String = heads.iter().map(|key| format!("<th scope=\"col\">{}</th>", words(key))).collect();
        let _ = writeln!(body, "<div class=\"wide\" tabindex=\"0\"><table><thead><tr>{heads}</tr></thead><tbody>");
        for rule in &report.rules {
            let title = explain(language, &rule.code).map(|explained| explained.told.title).unwrap_or_default();
            let _ = writeln!(
                body,
                "<tr><th scope=\"row\"><a href=\"/reasons/{0}?lang={1}\">{2}</a></th><td>{3}</td><td>{4}</td><td>{5}</td><td>{6}</td><td>{7}</td></tr>",
                escaped(&rule.code),
                language.tag(),
                escaped(&title),
                count(rule.refused),
                count(rule.appealed),
                percent(rule.overturn_rate),
                count(rule.judged_again),
                percent(rule.false_refusal_rate),
            );
        }
        body.push_str("</tbody></table></div>\n");
    }
    let _ = writeln!(body, "<p>{}</p>", words("open-hidden"));
    let title = put(language, "open-title", &[("party", &party.name)]);
    Ok(page(language, &title, &format!("/transparency/{id}"), true, &body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softened_reasons_count_as_their_family_and_internal_ones_are_told_to_nobody() {
        let families = as_family();
        assert_eq!(families.get("data.mrz_viz_mismatch").map(String::as_str), Some("data"));
        assert!(!families.contains_key("img.glare"), "a public reason has a name of its own");
        let rule = |code: &str| RefusalCount {
            code: code.into(),
            refused: 99,
            appealed: 30,
            overturned: 3,
            judged_again: 19,
            refused_wrongly: 1,
        };
        let told: Vec<RuleNumbers> =
            ["img.glare", "data", "risk.blocklist"].into_iter().filter_map(|code| numbers(rule(code))).collect();
        let told: Vec<&str> = told.iter().map(|rule| rule.code.as_str()).collect();
        assert_eq!(told, ["img.glare", "data"]);
    }
}

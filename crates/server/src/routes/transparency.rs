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
use std::fmt::Write as _;
use store::{Mode, RefusalCount, RelyingParty};
use utoipa::ToSchema;
use verify::texts::{Language, explain, put, word};

/// Days that are published.
const DAYS: i64 = 365;
/// A cell of fewer says too much about single people.
const LEAST: u64 = 20;

/// A reason, and how often it was wrong. Counts below 20 are `null`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RuleNumbers {
    code: String,
    refused: Option<u64>,
    /// Refusals that were appealed against and decided.
    appealed: Option<u64>,
    /// The share of those in which the reason was set aside.
    overturn_rate: Option<f64>,
    /// Refusals that were judged again by lot, without the automatic findings.
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
    // Internal reasons are told to nobody; of softened ones the family is.
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

/// Rules of one family that are told as the family count as one.
fn gathered(rules: Vec<RefusalCount>) -> Vec<RefusalCount> {
    let mut all: Vec<RefusalCount> = Vec::new();
    for rule in rules {
        let Some(code) = explain(Language::English, &rule.code).map(|explained| explained.code) else { continue };
        match all.iter_mut().find(|known| known.code == code) {
            Some(known) => {
                known.refused += rule.refused;
                known.appealed += rule.appealed;
                known.overturned += rule.overturned;
                known.judged_again += rule.judged_again;
                known.refused_wrongly += rule.refused_wrongly;
            }
            None => all.push(RefusalCount { code, ..rule }),
        }
    }
    all
}

async fn report(service: &Shared, party: &RelyingParty) -> Result<TransparencyReport, Problem> {
    let now = service.now();
    let since = now - DAYS * DAY;
    let settled = service.store.settled(&party.id, Mode::Live, since).await?;
    let appeals: Vec<_> = settled.iter().filter(|case| case.appeal).collect();
    let in_time = appeals.iter().filter(|case| !case.breached).count() as u64;
    let rules = service.store.refusals(&party.id, Mode::Live, since).await?;
    Ok(TransparencyReport {
        relying_party: party.name.clone(),
        since: written(since),
        until: written(now),
        decisions: told(service.store.decisions(&party.id, Mode::Live, since).await?),
        appeals_decided: told(appeals.len() as u64),
        in_time: share(in_time, appeals.len() as u64),
        rules: gathered(rules).into_iter().filter_map(numbers).collect(),
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
    fn cells_that_say_too_much_are_hidden_and_families_count_as_one() {
        let rule = |code: &str, refused, appealed| RefusalCount {
            code: code.into(),
            refused,
            appealed,
            overturned: 3,
            judged_again: 19,
            refused_wrongly: 1,
        };
        // An internal reason is told to nobody, however often it refused.
        let all =
            gathered(vec![rule("img.glare", 40, 30), rule("doc.corner_cut", 15, 0), rule("risk.blocklist", 99, 99)]);
        let told: Vec<RuleNumbers> = all.into_iter().filter_map(numbers).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!((told[0].refused, told[0].overturn_rate, told[0].false_refusal_rate), (Some(40), Some(0.1), None));
        let softened = gathered(vec![rule("data.mrz_viz_mismatch", 15, 0), rule("data.barcode_viz_mismatch", 15, 0)]);
        assert_eq!((softened.len(), softened[0].code.as_str(), softened[0].refused), (1, "data", 30));
    }
}

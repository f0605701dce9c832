//! `POST /v1/console/preview`: what the applicant will read, in every language, made as what is sealed for them is made.

use super::seat::Seat;
use super::view::{Desk, opened};
use crate::appeals::{self, decide};
use crate::problem::Problem;
use crate::request::Body;
use crate::routes::{MOST_MESSAGE, words};
use crate::service::Shared;
use crate::told;
use crate::users::Role;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use verify::appeal::{Opinion, Verdict};
use verify::decision::Outcome;
use verify::texts::{Language, on_page, tell};

/// What somebody is about to decide.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AboutToDecide {
    case: String,
    outcome: String,
    #[serde(default)]
    reasons: BTreeSet<String>,
    #[serde(default)]
    struck: BTreeSet<String>,
    #[serde(default)]
    message: Option<String>,
}

fn outcome<T: DeserializeOwned>(name: Option<&String>, known: &str) -> Result<T, Problem> {
    let named = name.and_then(|name| serde_json::from_value(json!(name)).ok());
    named.ok_or_else(|| Problem::unusable("case.unusable", format!("`outcome` must be one of {known}")))
}

/// What the applicant will read.
pub(crate) async fn preview(
    State(service): State<Shared>,
    seat: Seat,
    Body { value, .. }: Body<AboutToDecide>,
) -> Result<Json<Value>, Problem> {
    seat.any_of(&[Role::Reviewer, Role::Lead])?;
    let desk = Desk::of(&service, &seat, &value.case).await?;
    desk.held(&seat, service.now())?;
    opened(&service, &seat, &desk).await?;
    // What the applicant read until now says what was found.
    if !desk.shows_findings(&service, &seat).await? {
        let detail = "give your verdict first; what the applicant reads is shown with the findings";
        return Err(Problem::new(StatusCode::FORBIDDEN, "case.masked", detail));
    }
    let (page, copy) = read(&service, &desk, &value).await?;
    let party = [("party", desk.party.name.as_str())];
    let of = |language: Language| -> Result<Value, Problem> {
        let mut copy = copy.clone();
        told::tell(&mut copy, language)?;
        let findings: Vec<&Value> = copy["findings"].as_array().into_iter().flatten().map(|one| &one["told"]).collect();
        Ok(json!({
            "title": on_page(language, &page.title, &party),
            "lead": on_page(language, &page.lead, &party),
            "findings": findings,
            "struck": struck(&value.struck, language),
            "message": copy["message"],
            "redress": copy["redress"],
        }))
    };
    let all = Language::ALL.into_iter().map(|language| Ok((language.tag().to_owned(), of(language)?)));
    Ok(Json(Value::Object(all.collect::<Result<Map<String, Value>, Problem>>()?)))
}

/// The names of the sentences at the head of the page.
struct Page {
    title: String,
    lead: String,
}

impl Page {
    fn of_appeal(verdict: Verdict) -> Self {
        let title = format!("appeal-outcome-{}", verdict.decided());
        Self { lead: format!("{title}-what"), title }
    }

    fn of_review(outcome: Outcome) -> Self {
        let name = outcome.name();
        Self { title: format!("state-{name}-title"), lead: format!("state-{name}-what") }
    }
}

/// The page, and what is sealed for the applicant.
async fn read(service: &Shared, desk: &Desk, value: &AboutToDecide) -> Result<(Page, Value), Problem> {
    let message = value.message.as_deref().map(|text| words(text, MOST_MESSAGE)).transpose()?;
    let message = message.filter(|text| !text.is_empty());
    let (redress, now) = (desk.party.appeals.redress.clone(), service.now());
    let Some(appeal) = &desk.appeal else {
        if desk.review.again {
            let detail = "a refusal that was drawn by lot is judged for the numbers; the applicant reads nothing of it";
            return Err(Problem::conflict("case.wrong_kind", detail));
        }
        let known = "approved, needs_resubmission, declined";
        let outcome: Outcome = outcome(Some(&value.outcome).filter(|name| *name != "in_review"), known)?;
        let copy = decide::copy_of_review(outcome, &value.reasons, message, redress, &desk.rules, now);
        return Ok((Page::of_review(outcome), copy));
    };
    let verdict: Verdict = outcome(Some(&value.outcome), "overturn, remit, partial, uphold")?;
    let opinion = Opinion { verdict, struck: value.struck.clone(), reasons: value.reasons.clone() };
    let (attempt, key) = (desk.attempt(service).await?, service.live_key(&desk.review.applicant).await?);
    let before = decide::seen_before(service, &key, &desk.session, &attempt).await?;
    // What was proposed with a message is decided with it, unless there is another.
    let private = appeals::private(&appeals::key(service, appeal).await?, appeal)?;
    let copy = decide::copy_of_appeal(&opinion, &before, message.or(private.message), redress, now);
    Ok((Page::of_appeal(verdict), copy))
}

/// What is struck, as far as the applicant may know of it.
fn struck(codes: &BTreeSet<String>, language: Language) -> Vec<Value> {
    let one = |code: &String| serde_json::to_value(tell(language, &decide::named(code)?.for_applicant()?)).ok();
    codes.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_is_told_in_every_language() {
        let appeals = [Verdict::Overturn, Verdict::Remit, Verdict::Partial, Verdict::Uphold].map(Page::of_appeal);
        let reviews = [Outcome::Approved, Outcome::NeedsResubmission, Outcome::Declined].map(Page::of_review);
        for Page { title, lead } in appeals.into_iter().chain(reviews) {
            for (language, key) in
                Language::ALL.into_iter().flat_map(|language| [(language, &title), (language, &lead)])
            {
                let text = on_page(language, key, &[("party", "Utopia")]);
                assert!(text != *key && !text.contains('{'), "{text}");
            }
        }
    }
}

//! `POST /v1/console/preview`: what the applicant will read, in every language.

use super::seat::Seat;
use crate::appeals::decide::named;
use crate::problem::Problem;
use crate::request::Body;
use crate::users::Role;
use axum::Json;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use verify::texts::{Language, tell, word};

/// What somebody is about to decide.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AboutToDecide {
    outcome: String,
    #[serde(default)]
    reasons: BTreeSet<String>,
    #[serde(default)]
    struck: BTreeSet<String>,
    #[serde(default)]
    message: Option<String>,
}

const OUTCOMES: [&str; 7] = ["overturn", "remit", "partial", "uphold", "approved", "needs_resubmission", "declined"];

fn findings(codes: &BTreeSet<String>, language: Language) -> Vec<Value> {
    let one = |code: &String| {
        let shown = named(code)?.for_applicant()?;
        serde_json::to_value(tell(language, &shown)).ok()
    };
    codes.iter().filter_map(one).collect()
}

/// What the applicant will read.
pub(crate) async fn preview(seat: Seat, Body { value, .. }: Body<AboutToDecide>) -> Result<Json<Value>, Problem> {
    seat.any_of(&[Role::Reviewer, Role::Lead])?;
    if !OUTCOMES.contains(&value.outcome.as_str()) {
        return Err(Problem::unusable("case.unusable", format!("`outcome` must be one of {}", OUTCOMES.join(", "))));
    }
    let outcome = value.outcome.replace('_', "-");
    let of = |language: Language| {
        json!({
            "title": word(language, &format!("decided-{outcome}-title")),
            "lead": word(language, &format!("decided-{outcome}-what")),
            "findings": findings(&value.reasons, language),
            "struck": findings(&value.struck, language),
            "message": value.message,
        })
    };
    let all: Map<String, Value> =
        Language::ALL.into_iter().map(|language| (language.tag().to_owned(), of(language))).collect();
    Ok(Json(Value::Object(all)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_is_told_in_every_language() {
        for language in Language::ALL {
            for outcome in OUTCOMES {
                for part in ["title", "what"] {
                    let key = format!("decided-{}-{part}", outcome.replace('_', "-"));
                    assert_ne!(word(language, &key), key);
                }
            }
        }
    }
}

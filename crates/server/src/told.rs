//! Decisions as applicants read them: kept without words, and told in whichever language is asked for.

use crate::problem::Problem;
use crate::service::{context, opened};
use serde_json::Value;
use store::{Attempt, Session};
use vault::DataKey;
use verify::finding::Measured;
use verify::texts::{Language, tell_again};

/// What the applicant may see of an attempt's decision. `None` before there is one, and once it is redacted.
pub(crate) fn decision(
    key: &DataKey,
    session: &Session,
    attempt: &Attempt,
    language: Language,
) -> Result<Option<Value>, Problem> {
    let Some(sealed) = &attempt.copy else { return Ok(None) };
    let place = context("session", &session.id, &format!("attempt/{}/copy", attempt.number));
    let mut copy: Value = opened(key, &place, sealed)?;
    for finding in copy.get_mut("findings").and_then(Value::as_array_mut).into_iter().flatten() {
        let measured: Measured = serde_json::from_value(finding.clone()).map_err(|cause| Problem::internal(&cause))?;
        let code = finding.get("code").and_then(Value::as_str).unwrap_or_default();
        let told =
            serde_json::to_value(tell_again(language, code, &measured)).map_err(|cause| Problem::internal(&cause))?;
        if let Some(finding) = finding.as_object_mut() {
            finding.insert("told".to_owned(), told);
        }
    }
    Ok(Some(copy))
}

/// The language that was asked for, or that of the session.
pub(crate) fn language(asked: Option<&str>, of_session: &str) -> Result<Language, Problem> {
    match asked {
        None => Ok(Language::parse(of_session).unwrap_or_default()),
        Some(tag) => Language::parse(tag).ok_or_else(|| Problem::invalid("`locale` must be `en` or `zh-CN`")),
    }
}

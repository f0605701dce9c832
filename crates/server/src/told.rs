//! Decisions as applicants read them: kept without words, and told in whichever language is asked for.

use crate::appeals::by_person;
use crate::appeals::decide::copy_place;
use crate::problem::Problem;
use crate::service::{Shared, context, opened};
use serde_json::{Value, json};
use store::{Attempt, Review, Session};
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
    tell(&mut copy, language)?;
    Ok(Some(copy))
}

/// Tells every finding of `copy`, and what each reason that was struck is called.
pub(crate) fn tell(copy: &mut Value, language: Language) -> Result<(), Problem> {
    for finding in copy.get_mut("findings").and_then(Value::as_array_mut).into_iter().flatten() {
        let measured: Measured = serde_json::from_value(finding.clone()).map_err(|cause| Problem::internal(&cause))?;
        let code = finding.get("code").and_then(Value::as_str).unwrap_or_default();
        let told =
            serde_json::to_value(tell_again(language, code, &measured)).map_err(|cause| Problem::internal(&cause))?;
        if let Some(finding) = finding.as_object_mut() {
            finding.insert("told".to_owned(), told);
        }
    }
    for struck in copy.get_mut("struck").and_then(Value::as_array_mut).into_iter().flatten() {
        let code = struck.as_str().unwrap_or_default();
        let title = tell_again(language, code, &Measured::default()).title;
        *struck = json!({ "code": code, "title": title });
    }
    Ok(())
}

/// What a person decided in a case, as the applicant may see it.
pub(crate) fn of_case(key: &DataKey, review: &Review, language: Language) -> Result<Option<Value>, Problem> {
    let Some(sealed) = &review.copy else { return Ok(None) };
    let mut copy: Value = opened(key, &copy_place(&review.id), sealed)?;
    tell(&mut copy, language)?;
    Ok(Some(copy))
}

/// The decision that counts: that of a person, where one decided after the machine.
pub(crate) async fn counting(
    service: &Shared,
    key: &DataKey,
    session: &Session,
    attempt: &Attempt,
    language: Language,
) -> Result<Option<Value>, Problem> {
    let mut counts = match by_person(service, session, attempt).await? {
        Some((review, _)) => of_case(key, &review, language)?,
        None => decision(key, session, attempt, language)?,
    };
    let all = service.store.appeals_of(&session.applicant).await?;
    let appealed = all.iter().rev().find(|appeal| appeal.session == session.id && appeal.attempt == attempt.number);
    if let Some(appeal) = appealed
        && let Some(review) = service.store.review_of(&session.id, Some(&appeal.id)).await?
        && let Some(of_appeal) = of_case(key, &review, language)?
        && let Some(counts) = counts.as_mut().and_then(Value::as_object_mut)
    {
        // What still stands, and why.
        counts.insert("findings".to_owned(), of_appeal["findings"].clone());
        counts.insert("message".to_owned(), of_appeal["message"].clone());
        counts.insert("appeal".to_owned(), of_appeal["outcome"].clone());
    }
    Ok(counts)
}

/// The language that was asked for, or that of the session.
pub(crate) fn language(asked: Option<&str>, of_session: &str) -> Result<Language, Problem> {
    match asked {
        None => Ok(Language::parse(of_session).unwrap_or_default()),
        Some(tag) => Language::parse(tag).ok_or_else(|| Problem::invalid("`locale` must be `en` or `zh-CN`")),
    }
}

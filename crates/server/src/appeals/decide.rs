//! What follows when a person decides: the session, a signed record, what the applicant may see, and the counts of what was refused and set aside.

use super::{DAY, Moving, Rules, by_person, findings, grounds, letters, resumed};
use crate::jobs::{identity, side};
use crate::problem::Problem;
use crate::service::{RingSigner, Settings, Shared, context, opened, saved, sealed};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use store::{Attempt, Evidence, Review, Session, Step};
use vault::DataKey;
use verify::appeal::{Event, Opinion, Verdict};
use verify::claim::Claim;
use verify::decision::Outcome;
use verify::finding::{AnyFinding, Effect, Evidence as Side, FullFinding};
use verify::reason::{Next, family};
use verify::record::{SignedRecord, digest, of_person};
use verify::session;

/// Where what the applicant may see of a case is sealed.
pub(crate) fn copy_place(review: &str) -> String {
    context("case", review, "copy")
}

/// A reason that a person names, about what such reasons are about.
pub(crate) fn named(code: &str) -> Option<AnyFinding> {
    let side = match family(code) {
        "face" => Side::Selfie,
        "live" => Side::Liveness,
        "data" | "policy" => Side::Claim,
        "appeal" if code.contains("statement") => Side::Statement,
        "appeal" => Side::Held,
        _ => Side::Front,
    };
    AnyFinding::of_code(code, side)
}

/// Codes as the applicant may see them; what is internal has none.
pub(crate) fn shown<'a>(codes: impl IntoIterator<Item = &'a String>) -> BTreeSet<String> {
    codes.into_iter().filter_map(|code| Some(named(code)?.for_applicant()?.code().to_owned())).collect()
}

/// The findings that stand after `opinion`, as the applicant may see them: the reasons that were named, or what was found before, but for what is struck.
pub(crate) fn standing_findings(opinion: &Opinion, before: &[Value]) -> Vec<Value> {
    let named_reasons = || {
        let of = |code: &String| serde_json::to_value(named(code)?.for_applicant()?).ok();
        opinion.reasons.iter().filter_map(of).collect::<Vec<_>>()
    };
    match opinion.verdict {
        Verdict::Overturn => vec![],
        Verdict::Remit => named_reasons(),
        Verdict::Uphold if !opinion.reasons.is_empty() => named_reasons(),
        Verdict::Uphold | Verdict::Partial => {
            let struck = shown(&opinion.struck);
            let stands = |finding: &&Value| finding["code"].as_str().is_none_or(|code| !struck.contains(code));
            before.iter().filter(stands).cloned().collect()
        }
    }
}

/// What the applicant may see of an appeal that is decided as `opinion`, where `before` was seen until then.
pub(crate) fn copy_of_appeal(
    opinion: &Opinion,
    before: &[Value],
    message: Option<String>,
    redress: Option<String>,
    now: i64,
) -> Value {
    json!({
        "outcome": opinion.verdict.decided(),
        "decided_at": crate::clock::written(now),
        "message": message,
        "findings": standing_findings(opinion, before),
        "struck": shown(&opinion.struck),
        "redress": redress.filter(|_| opinion.verdict == Verdict::Uphold),
    })
}

/// What the applicant may see of a session in review that is decided so.
pub(crate) fn copy_of_review(
    outcome: Outcome,
    reasons: &BTreeSet<String>,
    message: Option<String>,
    redress: Option<String>,
    rules: &Rules,
    now: i64,
) -> Value {
    let of = |code: &String| serde_json::to_value(named(code)?.for_applicant()?).ok();
    json!({
        "outcome": outcome,
        "decided_on": rules.calendar.date(jiff::Timestamp::from_millisecond(now).unwrap_or_default()).to_string(),
        "message": message,
        "findings": reasons.iter().filter_map(of).collect::<Vec<_>>(),
        "redress": redress.filter(|_| outcome == Outcome::Declined),
    })
}

/// What the applicant saw of an attempt's findings.
pub(crate) async fn seen_before(
    service: &Shared,
    key: &DataKey,
    session: &Session,
    attempt: &Attempt,
) -> Result<Vec<Value>, Problem> {
    let by_person = by_person(service, session, attempt).await?.map(|(review, _)| review);
    let (place, copy) = match &by_person {
        Some(review) => (copy_place(&review.id), &review.copy),
        None => (context("session", &session.id, &format!("attempt/{}/copy", attempt.number)), &attempt.copy),
    };
    let Some(copy) = copy else { return Ok(vec![]) };
    let copy: Value = opened(key, &place, copy)?;
    Ok(copy["findings"].as_array().cloned().unwrap_or_default())
}

/// A case that is decided, and by what.
pub(crate) struct Deciding<'a> {
    pub(crate) session: Session,
    pub(crate) attempt: Attempt,
    /// The applicant's key.
    pub(crate) key: &'a DataKey,
    pub(crate) rules: &'a Rules,
    pub(crate) redress: Option<String>,
    /// What the reviewer writes to the applicant.
    pub(crate) message: Option<String>,
}

/// Decides an appeal as `opinion`: everything that follows is added to `moving`, and the case is given back as it stands then.
pub(crate) async fn appeal(
    service: &Shared,
    moving: &mut Moving,
    review: Review,
    opinion: &Opinion,
    deciding: Deciding<'_>,
    now: i64,
) -> Result<Review, Problem> {
    let Deciding { session, attempt, key, rules, redress, message } = deciding;
    let refused_for = grounds(service, key, &session, &attempt).await?;
    let before = seen_before(service, key, &session, &attempt).await?;
    moving.happens(Event::Decided { opinion: opinion.clone() }, now)?;
    let aside = match opinion.verdict {
        Verdict::Overturn => refused_for.iter().cloned().collect(),
        Verdict::Partial => opinion.struck.iter().cloned().collect(),
        Verdict::Remit | Verdict::Uphold => vec![],
    };
    let copy = copy_of_appeal(opinion, &before, message, redress, now);
    let record = record(service, moving, &review, opinion, &attempt, rules, now);
    let found = findings(key, &session, &attempt)?;
    let events: Vec<Step> = follows(service, session, &attempt, key, opinion, rules, now)?;
    moving.steps.extend(events);
    if opinion.verdict == Verdict::Partial {
        moving.steps.extend(cleared(service, &found, &attempt, &opinion.struck).await?);
    }
    moving.steps.push(Step::RefusalDecided { session: review.session.clone(), attempt: attempt.number, aside });
    moving.happens(Event::Closed, now)?;
    moving.row.shred_at = Some(now + i64::from(rules.policy.appeals.evidence_days) * DAY);
    let letter = letters::written(service, &moving.row, "appeal_decided", None)?;
    moving.steps.extend(letter);
    let copy = sealed(key, &copy_place(&review.id), &copy)?;
    let record = serde_json::to_string(&record).map_err(|cause| Problem::internal(&cause))?;
    Ok(Review { record: Some(record), copy: Some(copy), closed_at: Some(now), ..review })
}

fn record(
    service: &Shared,
    moving: &Moving,
    review: &Review,
    opinion: &Opinion,
    attempt: &Attempt,
    rules: &Rules,
    now: i64,
) -> SignedRecord {
    let stands = &moving.stands;
    let refused = attempt.record.as_deref().and_then(|text| SignedRecord::parse(text).ok());
    let counted = |review: &Option<verify::appeal::Review>| {
        let review = review.as_ref()?;
        Some(json!({ "by": review.by, "verdict": review.counts.as_ref()?.verdict }))
    };
    let blind: Vec<Value> =
        stands.blind.iter().map(|(by, opinion)| json!({ "by": by, "verdict": opinion.verdict })).collect();
    let said = json!({
        "kind": "appeal",
        "appeal": moving.row.id,
        "case": review.id,
        "session": review.session,
        "attempt": attempt.number,
        "refusal": refused.map(|record| digest(&record)),
        "submitted_at": stands.submitted_at.map(crate::clock::written),
        "decided_at": crate::clock::written(now),
        "outcome": opinion.verdict.decided(),
        "struck": opinion.struck,
        "reasons": opinion.reasons,
        "blind": blind,
        "first": counted(&stands.first),
        "second": counted(&stands.second),
        "second_why": stands.why,
        "lead": counted(&stands.lead),
        "late": stands.breached,
        "calendar": rules.calendar.name(),
        "policy": rules.policy.hash(),
    });
    of_person(object(said), &RingSigner(&service.ring))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// What becomes true of the session.
fn follows(
    service: &Shared,
    mut session: Session,
    attempt: &Attempt,
    key: &DataKey,
    opinion: &Opinion,
    rules: &Rules,
    now: i64,
) -> Result<Vec<Step>, Problem> {
    let mut settings = Settings::of(&session);
    let outcome = match opinion.verdict {
        Verdict::Overturn => Outcome::Approved,
        Verdict::Remit | Verdict::Partial => Outcome::NeedsResubmission,
        Verdict::Uphold => return Ok(resumed(service, session, now).into_iter().collect()),
    };
    let exhausted = session.attempts >= settings.most(&rules.policy);
    if opinion.verdict == Verdict::Remit || opinion.verdict == Verdict::Partial && exhausted {
        settings.granted += 1;
    }
    settings.struck.extend(opinion.struck.iter().cloned());
    session.settings = settings.written()?;
    let happened = service.happens(&mut session, session::Event::Decided(outcome), 0)?;
    // There is as much time as after any other decision.
    session.expires_at = now + i64::from(service.config.unsubmitted_days) * DAY;
    let mut steps = vec![Step::KeepTokens { session: session.id.clone(), until: session.expires_at }];
    if outcome == Outcome::Approved {
        let place = context("session", &session.id, &format!("attempt/{}/claim", attempt.number));
        let claim: Claim = opened(key, &place, attempt.sealed.as_deref().unwrap_or_default())?;
        steps.push(Step::NewIdentity {
            mark: identity(service, &session, &claim),
            applicant: session.applicant.clone(),
            session: session.id.clone(),
            // A person looked at it.
            shared: true,
        });
        steps.push(crate::rebates::follow(service, &session)?);
    }
    steps.push(saved(session, now));
    steps.push(happened);
    Ok(steps)
}

/// Files of the attempt that nothing spoils but what is struck: they are no refused ones, and may be sent again.
async fn cleared(
    service: &Shared,
    findings: &[FullFinding],
    attempt: &Attempt,
    struck: &BTreeSet<String>,
) -> Result<Vec<Step>, Problem> {
    let spoiled = |kind: &str| {
        let stands = |found: &&FullFinding| found.effect == Effect::Refuse && !struck.contains(&found.code);
        findings.iter().filter(stands).any(|found| found.next == Next::Retry && found.evidence == side(kind))
    };
    let mut files = service.store.evidence_of(&attempt.session).await?;
    files.retain(|file| file.attempt == Some(attempt.number) && file.mark.is_some() && !spoiled(&file.kind));
    let forgotten = |file: Evidence| {
        let from = file.received;
        Step::PutEvidence { evidence: Evidence { mark: None, look: None, ..file }, from }
    };
    Ok(files.into_iter().map(forgotten).collect())
}

/// Decides a session in review: what follows, and the case as it stands then.
pub(crate) fn reviewed(
    service: &Shared,
    review: Review,
    outcome: Outcome,
    reasons: &BTreeSet<String>,
    by: &str,
    deciding: Deciding<'_>,
    now: i64,
) -> Result<(Vec<Step>, Review), Problem> {
    let Deciding { mut session, attempt, key, rules, redress, message } = deciding;
    let copy = copy_of_review(outcome, reasons, message, redress, rules, now);
    let refused = attempt.record.as_deref().and_then(|text| SignedRecord::parse(text).ok());
    let said = json!({
        "kind": "review",
        "case": review.id,
        "session": review.session,
        "attempt": attempt.number,
        "judged": refused.map(|record| digest(&record)),
        "decided_at": crate::clock::written(now),
        "outcome": outcome,
        "reasons": reasons,
        "by": by,
        "policy": rules.policy.hash(),
    });
    let record = of_person(object(said), &RingSigner(&service.ring));
    let happened = service.happens(&mut session, session::Event::Decided(outcome), 0)?;
    session.expires_at = now + i64::from(service.config.unsubmitted_days) * DAY;
    let mut steps = vec![Step::KeepTokens { session: session.id.clone(), until: session.expires_at }];
    match outcome {
        Outcome::Approved => {
            let place = context("session", &session.id, &format!("attempt/{}/claim", attempt.number));
            let claim: Claim = opened(key, &place, attempt.sealed.as_deref().unwrap_or_default())?;
            steps.push(Step::NewIdentity {
                mark: identity(service, &session, &claim),
                applicant: session.applicant.clone(),
                session: session.id.clone(),
                shared: true,
            });
            steps.push(crate::rebates::follow(service, &session)?);
        }
        _ => steps.push(Step::Refused {
            session: session.id.clone(),
            attempt: attempt.number,
            mode: session.mode,
            codes: reasons.iter().cloned().collect(),
        }),
    }
    let record = serde_json::to_string(&record).map_err(|cause| Problem::internal(&cause))?;
    let copy = sealed(key, &copy_place(&review.id), &copy)?;
    let review = Review { record: Some(record), copy: Some(copy), closed_at: Some(now), ..review };
    // The case first: with the session's new state it is closed in any case.
    steps.insert(0, Step::PutReview(review.clone()));
    steps.push(saved(session, now));
    steps.push(happened);
    Ok((steps, review))
}

//! The self-check of an appeal's evidence: what it should show, and what is missing. It hints and never refuses.

use super::Private;
use crate::evidence;
use crate::judge::NotMeasured;
use crate::problem::Problem;
use crate::routes::Known;
use crate::service::{Service, Settings, Shared};
use serde_json::Value;
use store::{Evidence, RelyingParty, Session};
use vault::DataKey;
use verify::appeal::Statement;
use verify::business::Calendar;
use verify::finding::{AnyFinding, Evidence as Side};
use verify::held::{Asked, HeldFacts, hints};
use verify::policy::Policy;
use verify::texts::{Language, tell};

/// Milliseconds for which the day before passes for today: whoever began to write before midnight.
const MIDNIGHT: i64 = 2 * 3_600_000;

/// What is to be written at `now`.
pub(crate) fn statement(
    party: &RelyingParty,
    known: &Known,
    external_id: &str,
    calendar: &Calendar,
    code: &str,
    now: i64,
) -> Statement {
    Statement {
        username: known.username.clone().unwrap_or_else(|| external_id.to_owned()),
        date: calendar.date(jiff::Timestamp::from_millisecond(now).unwrap_or_default()),
        party: party.name.clone(),
        code: code.to_owned(),
    }
}

/// What the evidence should show.
pub(crate) fn asked(
    statement: &Statement,
    session: &Session,
    key: &DataKey,
    calendar: &Calendar,
    now: i64,
) -> Result<Asked, Problem> {
    let private = Service::private(key, session)?;
    let before = calendar.date(jiff::Timestamp::from_millisecond(now - MIDNIGHT).unwrap_or_default());
    let mut dates = vec![statement.date];
    dates.extend((before != statement.date).then_some(before));
    let claim = private.claim;
    Ok(Asked {
        username: statement.username.clone(),
        dates,
        purposes: Language::ALL.map(|language| statement.purpose(language)).to_vec(),
        code: statement.code.clone(),
        number: claim.as_ref().map(|claim| claim.document.number.clone()),
        names: claim.map(|claim| vec![claim.family_name, claim.given_names]).unwrap_or_default(),
        faces: Settings::of(session).agreed("face"),
    })
}

/// Which of the two a file is; what else was added is looked at by people alone.
pub(crate) fn side(kind: &str) -> Option<Side> {
    match kind {
        "held" => Some(Side::Held),
        "statement" => Some(Side::Statement),
        _ => None,
    }
}

/// Looks at a file. `Ok(Err)` names the reason why it cannot be decoded.
pub(crate) async fn look(
    service: &Shared,
    key: &DataKey,
    file: &Evidence,
    asked: Asked,
) -> Result<Result<HeldFacts, &'static str>, Problem> {
    let Some(side) = side(&file.kind) else {
        return Err(Problem::unusable("appeal.unusable", "this file is looked at by a person alone"));
    };
    let bytes = evidence::whole(service, key, file).await?;
    let bytes =
        bytes.ok_or_else(|| Problem::unusable("appeal.unusable", "the file is not whole yet; send the rest"))?;
    let permit = service.prechecking.clone().acquire_owned().await.map_err(|cause| Problem::internal(&cause))?;
    let judge = service.judge.clone();
    let seen = crate::jobs::apart(move || judge.held(&asked, side, &bytes)).await;
    drop(permit);
    seen.map_err(|cause| match cause {
        NotMeasured::Missing(name) => {
            tracing::warn!(model = %name, "evidence of an appeal cannot be looked at");
            off()
        }
        NotMeasured::Failed(cause) => Problem::internal(&cause),
    })
}

fn off() -> Problem {
    let detail = "the photo cannot be looked at here; go on, a person looks at it";
    Problem::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, "precheck.off", detail)
}

/// What is missing in the files that were looked at, each told, with what it is about.
pub(crate) fn told(private: &Private, asked: &Asked, policy: &Policy, language: Language) -> Vec<(Side, Value)> {
    let photos: Vec<HeldFacts> = private.facts.values().cloned().collect();
    if photos.is_empty() {
        return vec![];
    }
    hints(&photos, asked, policy).iter().filter_map(|finding| one(finding, language)).collect()
}

/// Those that are about a file of that kind: what is written is hinted at beside the statement, where there is one.
pub(crate) fn of_file(kind: &str, all: &[(Side, Value)], private: &Private) -> Vec<Value> {
    let near = private.facts.values().any(|photo| photo.evidence == Side::Statement);
    let about = |(side, finding): &&(Side, Value)| {
        let of_words = finding["code"].as_str().is_some_and(|code| code.starts_with("appeal.statement"));
        match kind {
            "held" => *side == Side::Held && !(of_words && near),
            "statement" => *side == Side::Statement || of_words,
            _ => false,
        }
    };
    all.iter().filter(about).map(|(_, finding)| finding.clone()).collect()
}

/// A finding as the applicant reads it.
pub(crate) fn one(finding: &AnyFinding, language: Language) -> Option<(Side, Value)> {
    let shown = finding.for_applicant()?;
    let mut value = serde_json::to_value(&shown).ok()?;
    let told = serde_json::to_value(tell(language, &shown)).ok()?;
    value.as_object_mut()?.insert("told".to_owned(), told);
    Some((finding.evidence(), value))
}

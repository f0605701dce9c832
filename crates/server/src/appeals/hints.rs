//! The self-check of an appeal's evidence: what it should show, and what is missing. It hints and never refuses.

use super::Private;
use crate::evidence;
use crate::judge::NotMeasured;
use crate::problem::Problem;
use crate::routes::Known;
use crate::routes::applicant_precheck::PATIENCE;
use crate::service::{Service, Settings, Shared};
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::{Evidence, RelyingParty, Session};
use vault::DataKey;
use verify::appeal::Statement;
use verify::business::Calendar;
use verify::finding::{AnyFinding, Evidence as Side};
use verify::held::{Asked, HeldFacts, hints};
use verify::policy::Policy;
use verify::reason::codes;
use verify::record::hex;
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

/// A digest of what a file should show.
pub(crate) fn digest(asked: &Asked) -> Result<String, Problem> {
    let text = serde_json::to_vec(asked).map_err(|cause| Problem::internal(&cause))?;
    Ok(hex(&<[u8; 32]>::from(Sha256::digest(text))))
}

/// Looks at a file. `Ok(Err)` names the reason why it cannot be decoded.
pub(crate) async fn look(
    service: &Shared,
    key: &DataKey,
    file: &Evidence,
    side: Side,
    asked: Asked,
) -> Result<Result<HeldFacts, &'static str>, Problem> {
    let busy = || Problem::busy(10, "everything is busy looking; go on, or try again in ten seconds");
    // Before the file is in memory.
    let permit = tokio::time::timeout(PATIENCE, service.prechecking.clone().acquire_owned()).await;
    let permit = permit.map_err(|_| busy())?.map_err(|cause| Problem::internal(&cause))?;
    let bytes = evidence::whole(service, key, file).await?.ok_or_else(unfinished)?;
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

/// A file of which bytes are missing.
pub(crate) fn unfinished() -> Problem {
    Problem::unusable("appeal.unusable", "the file is not whole yet; send the rest")
}

fn off() -> Problem {
    let detail = "the photo cannot be looked at here; go on, a person looks at it";
    Problem::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, "precheck.off", detail)
}

/// What is missing in the files that were looked at, each told, with what it is about.
fn seen(private: &Private, asked: &Asked, policy: &Policy, language: Language) -> Vec<(Side, Value)> {
    let photos: Vec<HeldFacts> = private.facts.values().cloned().collect();
    let found = if photos.is_empty() { vec![] } else { hints(&photos, asked, policy) };
    found.iter().filter_map(|finding| one(finding, language)).collect()
}

/// The same for whoever decides, and whether a file shows an older code than the one that was good at the end.
pub(crate) fn told(
    private: &Private,
    files: &[Evidence],
    asked: &Asked,
    policy: &Policy,
    language: Language,
) -> Vec<Value> {
    // What nobody looked at before it was sent is not missing.
    let unseen =
        |of: Side| files.iter().any(|file| side(&file.kind) == Some(of) && !private.facts.contains_key(&file.id));
    let known = seen(private, asked, policy, language).into_iter().filter(|(about, _)| !unseen(*about));
    let mut all: Vec<Value> = known.map(|(_, value)| value).collect();
    let code = codes::APPEAL_STATEMENT_NONCE.name();
    let old = files.iter().find(|file| private.of_old_code.contains(&file.id));
    if let Some(side) = old.and_then(|file| side(&file.kind))
        && all.iter().all(|finding| finding["code"] != code)
    {
        let finding = AnyFinding::of_code(code, side).and_then(|finding| one(&finding, language));
        all.extend(finding.map(|(_, value)| value));
    }
    all
}

/// What is missing in `file`: what is written is hinted at beside the statement, where there is one.
pub(crate) fn of_file(
    file: &Evidence,
    private: &Private,
    asked: &Asked,
    policy: &Policy,
    language: Language,
) -> Vec<Value> {
    let undecoded = private.looked.get(&file.id).and_then(|looked| looked.undecoded.as_deref());
    if let (Some(code), Some(side)) = (undecoded, side(&file.kind)) {
        let finding = AnyFinding::of_code(code, side).and_then(|finding| one(&finding, language));
        return finding.into_iter().map(|(_, value)| value).collect();
    }
    let near = private.facts.values().any(|photo| photo.evidence == Side::Statement);
    let about = |(side, finding): &(Side, Value)| {
        let of_words = finding["code"].as_str().is_some_and(|code| code.starts_with("appeal.statement"));
        match file.kind.as_str() {
            "held" => *side == Side::Held && !(of_words && near),
            "statement" => *side == Side::Statement || of_words,
            _ => false,
        }
    };
    let all = seen(private, asked, policy, language);
    all.into_iter().filter(about).map(|(_, finding)| finding).collect()
}

/// A finding as the applicant reads it.
pub(crate) fn one(finding: &AnyFinding, language: Language) -> Option<(Side, Value)> {
    let shown = finding.for_applicant()?;
    let mut value = serde_json::to_value(&shown).ok()?;
    let told = serde_json::to_value(tell(language, &shown)).ok()?;
    value.as_object_mut()?.insert("told".to_owned(), told);
    Some((finding.evidence(), value))
}

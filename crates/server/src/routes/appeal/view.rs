//! An appeal as the applicant sees it.

use super::{Opened, Possible, known, possible};
use crate::appeals::{self, Private, Rules, hints};
use crate::clock::written;
use crate::problem::Problem;
use crate::service::{Shared, opened};
use crate::told;
use serde::Serialize;
use serde_json::Value;
use store::{Appeal, Evidence, MessageKind, RelyingParty, Session};
use utoipa::ToSchema;
use vault::DataKey;
use verify::appeal::{Clock, State};
use verify::texts::Language;

/// The page of an appeal: whether one can be made, and the one that is there.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AppealPage {
    /// Also while the draft is about an attempt after which another was refused: then one begins anew.
    possible: bool,
    /// Until when it is or was, for a draft too; `null` while there is nothing to appeal against.
    until: Option<String>,
    /// Why not: `appeal.not_refused`, `appeal.window_closed`, `appeal.duplicate_open` or `appeal.decided`.
    why_not: Option<&'static str>,
    pub(crate) appeal: Option<ApplicantAppeal>,
}

/// A registered contact, and whether it is proven.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ContactProof {
    /// `email` or `phone`.
    kind: Option<String>,
    /// As far as it is shown.
    masked: Option<String>,
    proven: bool,
    code_sent: bool,
    code_expires_at: Option<String>,
    /// Those to which a code can be sent.
    kinds: Vec<&'static str>,
    /// Whether a telephone is the only contact, and no messages can be sent to telephones from here.
    only_phone: bool,
}

/// What is to be written by hand.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StatementView {
    username: String,
    /// `YYYY-MM-DD`; it may be written in any usual way.
    date: String,
    /// What it is for, in the applicant's language.
    purpose: String,
    /// The same in the other language; either will do.
    purpose_other: String,
    code: String,
    code_expires_at: String,
}

/// A file of the appeal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AppealFile {
    id: String,
    /// `held`, `statement` or `extra`.
    kind: String,
    size: u64,
    received: u64,
    /// Whether it was there before the code that is good now: it shows an older one.
    old_code: bool,
    /// What the last look at it found missing; `null` when nobody looked.
    #[schema(value_type = Option<Vec<Object>>)]
    hints: Option<Vec<Value>>,
}

/// What a person asks for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AskedFor {
    text: String,
    until: String,
}

/// A message, one way or the other.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MessageView {
    id: String,
    /// `you` or `reviewer`.
    from: &'static str,
    text: String,
    at: String,
}

/// An appeal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ApplicantAppeal {
    #[schema(example = "apl_01jd3k9x2e8q0v5t7w1n4m6b8c")]
    id: String,
    /// `drafting`, `submitted`, `queued`, `assigned`, `under_review`, `info_requested`, `proposed`, `second_review`, `lead_review`, `decided`, `closed`,
    /// `withdrawn`, `lapsed`.
    state: &'static str,
    /// Shown to people, once it is submitted.
    receipt: Option<String>,
    submitted_at: Option<String>,
    /// When a decision is due; `null` while the clock is paused.
    due_at: Option<String>,
    /// When a decision is aimed at.
    target_at: Option<String>,
    /// `stopped`, `running` or `paused`.
    clock: &'static str,
    at_risk: bool,
    breached: bool,
    contact: ContactProof,
    /// `null` once it was destroyed.
    statement: Option<StatementView>,
    explanation: String,
    files: Vec<AppealFile>,
    /// What must be there before it can be submitted: `contact`, `held`, `statement`.
    missing: Vec<&'static str>,
    most_files: u8,
    asked: Option<AskedFor>,
    messages: Vec<MessageView>,
    /// Outcome, findings that stand, what was struck, a word of the reviewer, where else to turn.
    #[schema(value_type = Option<Object>)]
    decision: Option<Value>,
    evidence_until: Option<String>,
    evidence_deleted_at: Option<String>,
}

/// The first letter, and where there is an at sign the first letter behind it; of a number its last two digits.
pub(crate) fn masked(contact: &str) -> String {
    match contact.split_once('@') {
        Some((name, domain)) => {
            let end = domain.rsplit_once('.').map_or("", |(_, end)| end);
            let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
            format!("{}***@{}***.{end}", first(name), first(domain))
        }
        None => format!("***{}", contact.get(contact.len().saturating_sub(2)..).unwrap_or_default()),
    }
}

/// What is missing before the appeal can be submitted.
pub(crate) fn missing(row: &Appeal, files: &[Evidence]) -> Vec<&'static str> {
    let whole = |kind: &str| files.iter().any(|file| file.kind == kind && file.blob.is_some());
    let all =
        [("contact", row.contact_proven_at.is_some()), ("held", whole("held")), ("statement", whole("statement"))];
    all.into_iter().filter(|(_, there)| !there).map(|(name, _)| name).collect()
}

/// The page for `session`.
pub(crate) async fn page(service: &Shared, session: &Session, language: Language) -> Result<AppealPage, Problem> {
    let party = service.party(&session.relying_party).await?;
    let rules = Rules::of(service, &party, session.mode)?;
    let key = service.live_key(&session.applicant).await?;
    let Possible { until, why_not, newest } = possible(service, &key, session, &rules.policy).await?;
    let appeal = match newest {
        Some(row) => Some(view(service, session, &party, &key, &rules, row, language).await?),
        None => None,
    };
    Ok(AppealPage { possible: why_not.is_none(), until: until.map(written), why_not, appeal })
}

async fn view(
    service: &Shared,
    session: &Session,
    party: &RelyingParty,
    key: &DataKey,
    rules: &Rules,
    row: Appeal,
    language: Language,
) -> Result<ApplicantAppeal, Problem> {
    let moving = appeals::Moving::of(row.clone())?;
    let files = service.store.evidence_of_appeal(&row.id).await?;
    let there = match service.data_key(&row.id).await? {
        Some(_) => Some(Opened::with(service, session.clone(), row.clone()).await?),
        None => None,
    };
    let private = there.as_ref().map(|opened| opened.private.clone()).unwrap_or_default();
    let (applicant, known) = known(service, key, session).await?;
    let statement = there.as_ref().map(|opened| statement(service, opened, language));
    let external = &applicant.external_id;
    let now = service.now();
    let calendar = &rules.calendar;
    let asked = hints::statement(party, &known, external, calendar, &private.code, now);
    let asked = hints::asked(&asked, session, key, calendar, now)?;
    // What was found when it was looked at: reading looks at nothing.
    let hints_of = |file: &Evidence| {
        private.looked.get(&file.id)?;
        Some(hints::of_file(file, &private, &asked, &rules.policy, language))
    };
    let review = service.store.review_of(&session.id, Some(&row.id)).await?;
    let decision = match &review {
        Some(review) => told::of_case(key, review, language)?,
        None => None,
    };
    let stands = &moving.stands;
    let clock = match stands.clock {
        Clock::Stopped => "stopped",
        Clock::Running { .. } => "running",
        Clock::Paused { .. } => "paused",
    };
    let information = match (stands.clock, &private.asked) {
        (Clock::Paused { lapses_at, .. }, Some(text)) => {
            Some(AskedFor { text: text.clone(), until: written(lapses_at) })
        }
        _ => None,
    };
    let missing = if row.state == State::Drafting { missing(&row, &files) } else { vec![] };
    let messages = match &there {
        Some(opened) => messages(service, opened).await?,
        None => vec![],
    };
    Ok(ApplicantAppeal {
        state: row.state.name(),
        receipt: row.receipt.clone(),
        submitted_at: stands.submitted_at.map(written),
        due_at: row.due_at.map(written),
        target_at: stands.submitted_at.map(|at| written(rules.terms().target(at))),
        clock,
        at_risk: stands.at_risk,
        breached: stands.breached,
        contact: contact(&row, &known, kinds(service, party, &known), service.now()),
        statement,
        explanation: private.explanation.clone(),
        files: files
            .iter()
            .map(|file| AppealFile {
                id: file.id.clone(),
                kind: file.kind.clone(),
                size: file.size,
                received: file.received,
                old_code: private.of_old_code.contains(&file.id),
                hints: hints_of(file),
            })
            .collect(),
        missing,
        most_files: rules.policy.appeals.most_files,
        asked: information,
        messages,
        decision,
        evidence_until: row.shred_at.map(written),
        evidence_deleted_at: row.shredded_at.map(written),
        id: row.id,
    })
}

/// What is to be written, in the applicant's language.
pub(crate) fn statement(service: &Shared, opened: &Opened, language: Language) -> StatementView {
    let Private { code, code_until, .. } = &opened.private;
    let calendar = &opened.rules.calendar;
    let external = &opened.applicant.external_id;
    let statement = hints::statement(&opened.party, &opened.known, external, calendar, code, service.now());
    let other = if language == Language::English { Language::Chinese } else { Language::English };
    StatementView {
        date: statement.date.to_string(),
        purpose: statement.purpose(language),
        purpose_other: statement.purpose(other),
        username: statement.username,
        code: statement.code,
        code_expires_at: written(*code_until),
    }
}

/// A contact of that kind, as registered.
pub(crate) fn contact_of<'a>(known: &'a crate::routes::Known, kind: &str) -> Option<&'a String> {
    match kind {
        "email" => known.contact.email.as_ref(),
        "phone" => known.contact.phone.as_ref(),
        _ => None,
    }
}

/// Kinds of registered contacts to which a code can be sent.
pub(crate) fn kinds(service: &Shared, party: &RelyingParty, known: &crate::routes::Known) -> Vec<&'static str> {
    let telephones = party.appeals.sms_url.is_some() || service.mailer.reaches_telephones();
    let reached = |kind: &&str| contact_of(known, kind).is_some() && (*kind != "phone" || telephones);
    ["email", "phone"].into_iter().filter(reached).collect()
}

fn contact(row: &Appeal, known: &crate::routes::Known, kinds: Vec<&'static str>, now: i64) -> ContactProof {
    let kind = row.contact_kind.clone().or_else(|| kinds.first().map(|kind| (*kind).to_owned()));
    let masked_contact = kind.as_deref().and_then(|kind| contact_of(known, kind)).map(|contact| masked(contact));
    let sent = row.contact_until.filter(|until| row.contact_proven_at.is_none() && *until > now);
    ContactProof {
        kind,
        masked: masked_contact,
        proven: row.contact_proven_at.is_some(),
        code_sent: sent.is_some(),
        code_expires_at: sent.map(written),
        only_phone: kinds.is_empty() && contact_of(known, "phone").is_some(),
        kinds,
    }
}

/// Where a message is sealed.
pub(crate) fn message_place(id: &str) -> String {
    crate::service::context("message", id, "text")
}

/// What was written to and fro; notes of reviewers are none of it.
async fn messages(service: &Shared, opened_appeal: &Opened) -> Result<Vec<MessageView>, Problem> {
    let mut views = Vec::new();
    for message in service.store.messages(&opened_appeal.row.id).await? {
        let from = match message.kind {
            MessageKind::Applicant => "you",
            MessageKind::Reviewer => "reviewer",
            MessageKind::Note => continue,
        };
        let Some(sealed) = &message.sealed else { continue };
        let text = opened(&opened_appeal.own, &message_place(&message.id), sealed)?;
        views.push(MessageView { id: message.id, from, text, at: written(message.created_at) });
    }
    Ok(views)
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn of_a_contact_little_is_shown() {
        assert_eq!(masked("ada@example.org"), "a***@e***.org");
        assert_eq!(masked("+4712345678"), "***78");
        assert_eq!(masked(""), "***");
    }
}

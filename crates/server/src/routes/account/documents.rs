//! Terms, risk notice and the like: versioned texts that never change, and the yes to them.

use super::Agreed;
use crate::clock::written;
use crate::problem::{Problem, ProblemBody};
use crate::request::{Body, Caller, Party, Path, Scope};
use crate::service::Shared;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use store::{AccountConsent, AccountStep, Change, ConsentDocument, Mode, Step, StoreError};
use utoipa::ToSchema;
use verify::texts::Language;

/// What there is.
const KINDS: [&str; 3] = ["terms", "risk", "privacy"];
/// Those without which nobody registers.
const NEEDED: [&str; 2] = ["terms", "risk"];
/// Letters of a text.
const MOST: usize = 100_000;

/// A text that people agree to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DocumentView {
    /// `terms`, `risk` or `privacy`.
    kind: String,
    version: String,
    language: String,
    title: String,
    /// Plain text; blank lines part its paragraphs.
    text: String,
    sha256: String,
    since: String,
}

impl From<ConsentDocument> for DocumentView {
    fn from(row: ConsentDocument) -> Self {
        let ConsentDocument { kind, version, language, title, text, sha256, created_at, .. } = row;
        Self { kind, version, language, title, text, sha256, since: written(created_at) }
    }
}

/// The newest version of each kind, in every language.
pub(super) async fn in_force(service: &Shared, party: &str) -> Result<Vec<ConsentDocument>, Problem> {
    let all = service.store.documents(party).await?;
    let mut newest: BTreeMap<String, String> = BTreeMap::new();
    for document in &all {
        newest.insert(document.kind.clone(), document.version.clone());
    }
    Ok(all.into_iter().filter(|one| newest.get(&one.kind) == Some(&one.version)).collect())
}

/// Whether everything is in force that whoever registers has to agree to.
pub(super) fn complete(in_force: &[ConsentDocument]) -> bool {
    NEEDED.iter().all(|kind| in_force.iter().any(|one| one.kind == *kind))
}

/// The consents that `given` are: each to a text that is in force, word for word; with `whole`, one to every kind.
pub(super) async fn agreed(
    service: &Shared,
    party: &str,
    account: &str,
    given: &[Agreed],
    whole: bool,
) -> Result<Vec<AccountConsent>, Problem> {
    let documents = in_force(service, party).await?;
    let now = service.now();
    let mut consents = Vec::new();
    for one in given {
        let shown = documents.iter().any(|document| {
            let Agreed { kind, version, language, sha256 } = one;
            (&document.kind, &document.version, &document.language, &document.sha256)
                == (kind, version, language, sha256)
        });
        if !shown {
            let detail = "another version of a document is in force; read the newest, and agree to that one";
            return Err(Problem::conflict("account.document", detail));
        }
        let Agreed { kind, version, language, sha256 } = one.clone();
        consents.push(AccountConsent { account: account.to_owned(), kind, version, language, sha256, at: now });
    }
    let missing = documents.iter().find(|document| consents.iter().all(|consent| consent.kind != document.kind));
    match missing.filter(|_| whole) {
        Some(document) => {
            let detail =
                format!("`consents` lacks a yes to `{}`; read it, and agree or do not register", document.kind);
            Err(Problem::unusable("account.consent", detail))
        }
        None => Ok(consents),
    }
}

/// A title and a text.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentText {
    #[schema(max_length = 120)]
    title: String,
    #[schema(max_length = 100000)]
    text: String,
}

/// A document in every language.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDocument {
    /// 1 to 64 letters, such as a date.
    #[schema(example = "2026-11", max_length = 64)]
    version: String,
    /// By language: `en` and `zh-CN`.
    #[schema(value_type = std::collections::HashMap<String, DocumentText>)]
    texts: BTreeMap<String, DocumentText>,
}

/// Put a document into force
///
/// A version never changes. Who registered before is asked for a yes to the new one; who registers from now on agrees to it.
#[utoipa::path(put, path = "/v1/documents/{kind}", tag = "accounts", security(("secret_key" = [])), request_body = NewDocument,
    params(("kind" = String, Path, description = "`terms`, `risk` or `privacy`")),
    responses(
        (status = 204, description = "It is in force"),
        (status = 409, description = "There is another text of this version, or people register for real and the key is for trying things out", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub(crate) async fn put_document(
    State(service): State<Shared>,
    party: Party,
    caller: Caller,
    Path(kind): Path<String>,
    Body { value, .. }: Body<NewDocument>,
) -> Result<StatusCode, Problem> {
    party.may(Scope::Manage)?;
    let wrong = |detail: String| Err(Problem::unusable("document.unusable", detail));
    if !KINDS.contains(&kind.as_str()) {
        return Err(Problem::not_found("kind of document"));
    }
    let named = (1..=64).contains(&value.version.chars().count()) && !value.version.chars().any(char::is_control);
    if !named {
        return wrong("`version` must be 1 to 64 printable letters".into());
    }
    let mut steps = Vec::new();
    for language in Language::ALL {
        let Some(DocumentText { title, text }) = value.texts.get(language.tag()) else {
            return wrong(format!("`texts` lacks {}; people read it in every language of the pages", language.tag()));
        };
        let control = |text: &str| text.chars().any(|letter| letter.is_control() && letter != '\n');
        if title.trim().is_empty() || title.chars().count() > 120 || control(title) || title.contains('\n') {
            return wrong(format!("`texts.{}.title` must be 1 to 120 printable letters", language.tag()));
        }
        if text.trim().is_empty() || text.chars().count() > MOST || control(text) {
            return wrong(format!("`texts.{}.text` must be 1 to {MOST} printable letters", language.tag()));
        }
        steps.push(Step::Account(AccountStep::NewDocument(ConsentDocument {
            relying_party: party.id.clone(),
            kind: kind.clone(),
            version: value.version.clone(),
            language: language.tag().to_owned(),
            title: title.clone(),
            sha256: verify::record::hex(&Sha256::digest(text.as_bytes())),
            text: text.clone(),
            created_at: service.now(),
        })));
    }
    if value.texts.len() != steps.len() {
        return wrong("`texts` names a language that the pages do not have".into());
    }
    if party.mode == Mode::Test && service.party(&party.id).await?.registration == Some(Mode::Live) {
        let detail = "people register for real here, and a test key puts nothing into force for them; use a live key";
        return Err(Problem::conflict("document.mode", detail));
    }
    // Said again word for word, it is in force already.
    let all = service.store.documents(&party.id).await?;
    let same = |step: &Step| match step {
        Step::Account(AccountStep::NewDocument(new)) => all.iter().any(|old| {
            (&old.kind, &old.version, &old.language, &old.title, &old.sha256)
                == (&new.kind, &new.version, &new.language, &new.title, &new.sha256)
        }),
        _ => false,
    };
    if steps.iter().all(same) {
        let newest = all.iter().rev().find(|one| one.kind == kind);
        if newest.is_some_and(|one| one.version != value.version) {
            let detail = "a newer version is in force; give this text a version of its own to put it into force again";
            return Err(Problem::conflict("document.version", detail));
        }
        return Ok(StatusCode::NO_CONTENT);
    }
    steps.push(caller.audit(party.actor(), "document.put", &format!("{kind} {}", value.version)));
    match service.store.commit(Change { relying_party: party.id, at: service.now(), steps }).await {
        Err(StoreError::Conflict(_)) => {
            let detail =
                "there is another text of this version; a version never changes, so give the new text a new one";
            Err(Problem::conflict("document.version", detail))
        }
        done => Ok(done.map(|()| StatusCode::NO_CONTENT)?),
    }
}

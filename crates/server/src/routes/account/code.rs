//! One-time codes to the contact of an account: six digits, five tries, ten minutes, once.

use super::{Reached, refused};
use crate::clock::written;
use crate::ids;
use crate::problem::Problem;
use crate::routes::digits;
use crate::service::{Shared, context, opened, sealed};
use serde::{Deserialize, Serialize};
use store::{AccountCode, AccountStep, Change, CodePurpose, Mode, NewJob, Step, StoreError};
use utoipa::ToSchema;

/// Milliseconds for which a code is valid.
pub(crate) const VALID: i64 = 600_000;
/// Codes that may be tried.
const MOST_TRIES: u32 = 5;

/// Where the code is to be brought. The same for every contact.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AskedCode {
    pub(crate) id: String,
    pub(crate) expires_at: String,
}

/// A code as it came.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BroughtCode {
    #[schema(example = "123456", pattern = "^[0-9]{6}$")]
    pub(crate) code: String,
}

/// What the letter needs, and what is needed once the code came.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Unsent {
    pub(crate) reached: Reached,
    pub(crate) code: String,
    /// The code to the contact that there is, of a change.
    pub(crate) old_code: Option<String>,
    pub(crate) locale: String,
}

impl Unsent {
    /// That of `row`; `None` once it was sent and is not needed.
    pub(crate) fn of(service: &Shared, row: &AccountCode) -> Result<Option<Self>, Problem> {
        let Some(sealed) = &row.sealed else { return Ok(None) };
        opened(&service.ring.derived("letters"), &place(&row.id), sealed).map(Some)
    }

    /// What is needed once the letter is sent: no code.
    pub(crate) fn spent(self) -> Self {
        Self { code: String::new(), old_code: None, ..self }
    }

    pub(crate) fn sealed(&self, service: &Shared, id: &str) -> Result<Vec<u8>, Problem> {
        sealed(&service.ring.derived("letters"), &place(id), self)
    }
}

fn place(id: &str) -> String {
    context("account code", id, "unsent")
}

/// What is kept of a code: six digits are too few for a plain hash.
fn hashed(service: &Shared, id: &str, what: &str, code: &str) -> Vec<u8> {
    service.ring.blind_index(id, what, code.as_bytes()).to_vec()
}

const fn prefix(purpose: CodePurpose) -> &'static str {
    match purpose {
        CodePurpose::Registration => "reg",
        CodePurpose::SignIn => "sgn",
        CodePurpose::Recovery => "rec",
        CodePurpose::Contact => "chg",
    }
}

/// For whom a code is.
pub(super) struct For<'a> {
    pub(super) party: &'a str,
    pub(super) mode: Mode,
    pub(super) account: Option<String>,
    pub(super) reached: Reached,
    pub(super) locale: &'a str,
}

/// A code for `purpose`, and the job that sends it.
pub(super) fn asked(service: &Shared, purpose: CodePurpose, of: For<'_>) -> Result<(AskedCode, Vec<Step>), Problem> {
    let now = service.now();
    let id = ids::new(prefix(purpose), now)?;
    let old_code = (purpose == CodePurpose::Contact).then(digits).transpose()?;
    let contact = of.reached.index(service, of.party, of.mode);
    let unsent = Unsent { reached: of.reached, code: digits()?, old_code, locale: of.locale.to_owned() };
    let row = AccountCode {
        purpose,
        relying_party: of.party.to_owned(),
        mode: of.mode,
        contact,
        account: of.account,
        code: hashed(service, &id, "account code", &unsent.code),
        old_code: unsent.old_code.as_deref().map(|code| hashed(service, &id, "old account code", code)),
        sealed: Some(unsent.sealed(service, &id)?),
        secret: None,
        tries: 0,
        created_at: now,
        expires_at: now + VALID,
        used_at: None,
        id: id.clone(),
    };
    // Whole seconds: every answer is as long as another.
    let expires_at = written(row.expires_at / 1000 * 1000);
    let job = NewJob { id: ids::new("job", now)?, kind: "letter", subject: id.clone(), delay: 0, most_attempts: 5 };
    Ok((AskedCode { id, expires_at }, vec![Step::Account(AccountStep::NewCode(row)), Step::NewJob(job)]))
}

/// Asks for a code.
pub(super) async fn ask(service: &Shared, purpose: CodePurpose, of: For<'_>) -> Result<AskedCode, Problem> {
    let party = of.party.to_owned();
    let (asked, steps) = asked(service, purpose, of)?;
    service.store.commit(Change { relying_party: party, at: service.now(), steps }).await?;
    service.bell.notify_waiters();
    Ok(asked)
}

/// The row of a code that fits, with this try counted. Everything else is refused alike.
pub(super) async fn tried(
    service: &Shared,
    id: &str,
    purpose: CodePurpose,
    code: &str,
    old_code: Option<&str>,
) -> Result<AccountCode, Problem> {
    let now = service.now();
    let row = service.store.account_code(id).await?.filter(|row| row.purpose == purpose).ok_or_else(refused)?;
    if row.tries >= MOST_TRIES || row.expires_at <= now || row.used_at.is_some() || row.secret.is_some() {
        return Err(refused());
    }
    // Counted before it is looked at: codes that are tried at the same moment tell no more than those that come one after another.
    let from = row.tries;
    let row = AccountCode { tries: from + 1, ..row };
    let counted = vec![Step::Account(AccountStep::PutCode { code: row.clone(), from })];
    commit(service, &row.relying_party, counted).await?;
    // All are keyed hashes: how long the comparison takes says nothing about the code.
    let old = old_code.map(|code| hashed(service, id, "old account code", code));
    if hashed(service, id, "account code", code) == row.code && old == row.old_code {
        return Ok(row);
    }
    if purpose == CodePurpose::SignIn {
        // Whoever asks for one code after another tries as many sign-ins.
        super::sign_in::missed(service, &row.contact).await?;
    }
    Err(refused())
}

/// The code is used.
pub(super) fn used(service: &Shared, row: AccountCode) -> Step {
    let from = row.tries;
    let code = AccountCode { used_at: Some(service.now()), sealed: None, ..row };
    Step::Account(AccountStep::PutCode { code, from })
}

/// What follows from a code that is used, or from a sign-in. The same code at the same moment works once, and nothing does that was changed meanwhile.
pub(super) async fn commit(service: &Shared, party: &str, steps: Vec<Step>) -> Result<(), Problem> {
    let done = service.store.commit(Change { relying_party: party.to_owned(), at: service.now(), steps }).await;
    service.bell.notify_waiters();
    match done {
        Err(StoreError::Conflict(_)) => Err(refused()),
        done => Ok(done?),
    }
}

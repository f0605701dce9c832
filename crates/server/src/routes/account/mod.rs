//! People who register with Candor itself: an account belongs to one relying party and one mode.
//!
//! Nothing here tells whether a contact is registered: what is asked for with a contact is answered alike and costs alike for every one, and whose it
//! is is looked up afterwards, by the job that sends the letter.

mod ceremony;
pub(super) mod close;
pub(super) mod code;
pub(super) mod contact;
pub(super) mod documents;
pub(crate) mod holder;
pub(crate) mod letters;
pub(super) mod of_party;
pub(super) mod own;
pub(super) mod passkey_registration;
pub(super) mod passkey_sign_in;
pub(super) mod passkeys;
pub(super) mod recover;
pub(super) mod register;
pub(super) mod sign_in;
pub(super) mod verification;

use super::create_session::{is_email, is_phone};
use crate::problem::Problem;
use crate::service::{Shared, context, opened, sealed};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{Account, Mode, RelyingParty};
use utoipa::ToSchema;
use vault::DataKey;

/// Milliseconds after the last factor for which it counts as just given.
pub(crate) const FULL: i64 = 600_000;

/// A mailbox or a telephone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reached {
    /// `email` or `phone`.
    pub(crate) kind: String,
    pub(crate) contact: String,
}

impl Reached {
    /// Exactly one of the two, or a problem that says so.
    fn one(email: Option<String>, phone: Option<String>) -> Result<Self, Problem> {
        match (email, phone) {
            (Some(email), None) if is_email(&email) => Ok(Self { kind: "email".into(), contact: email }),
            (None, Some(phone)) if is_phone(&phone) => Ok(Self { kind: "phone".into(), contact: phone }),
            _ => {
                let detail = "name one contact: `email`, or `phone` with `+` and the country's number";
                Err(Problem::unusable("account.contact", detail))
            }
        }
    }

    /// Refuses a telephone where no text message can be sent.
    fn reachable(&self, service: &Shared, party: &RelyingParty) -> Result<(), Problem> {
        if self.kind != "phone" || party.appeals.sms_url.is_some() || service.mailer.reaches_telephones() {
            return Ok(());
        }
        Err(Problem::unusable("account.telephone", "no text messages are sent here; name an `email` instead"))
    }

    /// By which it is found again within one relying party and mode.
    fn index(&self, service: &Shared, party: &str, mode: Mode) -> Vec<u8> {
        let owner = format!("{party}/{}", mode.name());
        let text = format!("{}:{}", self.kind, self.contact.trim().to_lowercase());
        service.ring.blind_index(&owner, "account", text.as_bytes()).to_vec()
    }

    /// Enough of it to be known again by whoever knows it.
    fn masked(&self) -> String {
        super::masked_contact(&self.contact)
    }
}

/// What is personal of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Person {
    pub(crate) username: String,
    pub(crate) reached: Reached,
    /// What stands in every letter.
    pub(crate) word: Option<String>,
    /// Whose the passkeys are, as authenticators know it: the registration, where the account began with one. Else it is the account's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) handle: Option<String>,
}

impl Person {
    /// That of `account`; `None` once it is closed.
    pub(crate) async fn of(service: &Shared, account: &Account) -> Result<Option<Self>, Problem> {
        let (Some(sealed), Some(key)) = (&account.sealed, service.data_key(&account.id).await?) else {
            return Ok(None);
        };
        opened(&key, &context("account", &account.id, "person"), sealed).map(Some)
    }

    /// The user handle of every passkey of the account (Web Authentication, section 5.4.3).
    fn handle<'a>(&'a self, account: &'a Account) -> &'a str {
        self.handle.as_deref().unwrap_or(&account.id)
    }

    /// As a row has it.
    fn sealed(&self, key: &DataKey, id: &str) -> Result<Vec<u8>, Problem> {
        sealed(key, &context("account", id, "person"), self)
    }
}

/// One answer for every reason, or the reason would tell who is registered.
pub(crate) fn refused() -> Problem {
    let detail = "that did not fit; check what was entered, ask for a new code where one is needed, and try again";
    Problem::new(StatusCode::FORBIDDEN, "account.refused", detail)
}

/// The relying party, where people may register, and the mode of its accounts.
async fn open_party(service: &Shared, id: &str) -> Result<(RelyingParty, Mode), Problem> {
    let party = service.store.party(id).await?;
    let found = party.and_then(|party| party.registration.map(|mode| (party, mode)));
    found.ok_or_else(|| Problem::not_found("registration"))
}

/// A name that an account goes by: 2 to 40 letters, digits, and single signs between them that hold nothing else.
fn username(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let letters = text.chars().count();
    let plain = text.chars().all(|letter| letter.is_alphanumeric() || " ._-'·".contains(letter));
    let named = text.chars().any(char::is_alphanumeric);
    if (2..=40).contains(&letters) && plain && named {
        return Ok(text.to_owned());
    }
    let detail = "`username` must be 2 to 40 letters or digits; between them only spaces, dots, hyphens, underscores and apostrophes";
    Err(Problem::unusable("account.username", detail))
}

/// A word that stands in every letter: 3 to 40 letters that can be read.
fn word(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let plain = !text.chars().any(|letter| letter.is_control() || "<>{}@/\\".contains(letter)) && !text.contains("://");
    if (3..=40).contains(&text.chars().count()) && plain {
        return Ok(text.to_owned());
    }
    let detail = "`word` must be 3 to 40 letters, without brackets, slashes and @; choose one that you know again and that nobody would guess";
    Err(Problem::unusable("account.word", detail))
}

/// A password that may be chosen.
fn password(text: &str, username: &str, party: &str) -> Result<(), Problem> {
    super::console::password::may_be_chosen(text, username, party)
        .map_err(|problem| Problem::unusable("account.password", problem.detail().replace("`new`", "the password")))
}

/// A registered yes that is asked for or given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Agreed {
    /// `terms`, `risk` or `privacy`.
    #[schema(max_length = 16)]
    pub(crate) kind: String,
    #[schema(max_length = 64)]
    pub(crate) version: String,
    /// The language in which it was read.
    #[schema(max_length = 16)]
    pub(crate) language: String,
    /// SHA-256 of the text that was shown.
    #[schema(max_length = 64)]
    pub(crate) sha256: String,
}

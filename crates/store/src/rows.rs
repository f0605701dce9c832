//! What is kept, row by row. Times are milliseconds since 1970; what is sealed was encrypted by the caller.

mod accounts;
mod appeals;
mod channels;
mod ledger;
mod passkeys;

pub use accounts::{Account, AccountCode, AccountConsent, AccountSignIn, CodePurpose, ConsentDocument, Missed};
pub use appeals::{
    Appeal, AppealFilter, Console, InTime, Letter, Message, MessageKind, Opening, PICTURE, RefusalCount, Review,
    ReviewCounts, ReviewFilter, Settled, Verdict,
};

pub use channels::ChannelVersion;
pub use ledger::{Binding, BindingSettled, InvitationCode, KeptEntry, KeptPosting, LedgerHead, ProgrammeRow, TradeRow};
pub use passkeys::{Passkey, PasskeyCeremony, PasskeyPurpose};

use serde::{Deserialize, Serialize};
use verify::session::State;

/// Whether keys and sessions are for trying things out. The two never see each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Specimens pass, magic subjects reach every outcome.
    Test,
    /// People.
    Live,
}

impl Mode {
    /// The word in keys and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Live => "live",
        }
    }

    /// The mode of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Test, Self::Live].into_iter().find(|mode| mode.name() == name)
    }
}

/// An organisation that asks for verifications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// `rp_...`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// When it was registered.
    pub created_at: i64,
    /// Its policy for people, as TOML.
    pub policy: String,
    /// Its policy for trying things out, as TOML.
    pub test_policy: String,
    /// The beginnings of addresses that applicants may be sent back to.
    pub return_urls: Vec<String>,
    /// How its pages look, and where it helps.
    pub brand: Brand,
    /// How it handles appeals.
    pub appeals: AppealSettings,
    /// Whether people register with Candor itself, and whether that is for real.
    pub registration: Option<Mode>,
}

/// How a relying party handles appeals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppealSettings {
    /// The calendar that business days are counted by: the name of one that is shipped, or the text of one of its own.
    pub calendar: String,
    /// Whether decisions and overturns are published in numbers.
    pub transparency: bool,
    /// Where else an applicant may turn once an appeal was not upheld.
    pub redress: Option<String>,
    /// The gateway that takes short messages.
    pub sms_url: Option<String>,
    /// What messages to it are signed with, sealed.
    pub sms_secret: Option<Vec<u8>>,
}

impl Default for AppealSettings {
    fn default() -> Self {
        Self { calendar: "target".into(), transparency: false, redress: None, sms_url: None, sms_secret: None }
    }
}

/// How a relying party shows itself to applicants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// Its logo, as a `data:` address.
    pub logo: Option<String>,
    /// Its colour, as `#rrggbb`.
    pub accent: Option<String>,
    /// Where it answers letters.
    pub support_email: Option<String>,
    /// Where it answers calls.
    pub support_phone: Option<String>,
    /// Its page of help.
    pub support_url: Option<String>,
}

/// A secret key of a relying party. The key itself is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// `key_...`.
    pub id: String,
    /// Whose.
    pub relying_party: String,
    /// For what.
    pub mode: Mode,
    /// What it may do.
    pub scopes: Vec<String>,
    /// SHA-256 of the key, which has 256 random bits.
    pub hash: Vec<u8>,
    /// When it was made.
    pub created_at: i64,
    /// From when on it is refused.
    pub expires_at: Option<i64>,
    /// Since when it is refused.
    pub revoked_at: Option<i64>,
}

/// Somebody who decides for a relying party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// `usr_...`.
    pub id: String,
    /// Whose.
    pub relying_party: String,
    /// By what name.
    pub login: String,
    /// What they may do.
    pub roles: Vec<String>,
    /// What is kept of the password.
    pub password: String,
    /// When it was registered.
    pub created_at: i64,
    /// Since when it may do nothing.
    pub disabled_at: Option<i64>,
    /// The secret of the second factor, sealed.
    pub second_factor: Option<Vec<u8>>,
    /// The last step of time whose code was used: none works twice.
    pub last_step: i64,
    /// Passwords and codes that did not fit, since the last that did.
    pub failures: u32,
    /// Until when nothing is tried.
    pub locked_until: Option<i64>,
}

/// A person, as a relying party knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicant {
    /// `app_...`.
    pub id: String,
    /// Whose.
    pub relying_party: String,
    /// See [`Mode`].
    pub mode: Mode,
    /// The relying party's own name for it; it must say nothing about the person.
    pub external_id: String,
    /// Username and contact, sealed; `None` once redacted.
    pub sealed: Option<Vec<u8>>,
    /// Blind index of the e-mail address.
    pub email_index: Option<Vec<u8>>,
    /// Blind index of the telephone number.
    pub phone_index: Option<Vec<u8>>,
    /// Whether nothing may be deleted.
    pub legal_hold: bool,
    /// When it was first seen.
    pub created_at: i64,
    /// Since when its data key is gone.
    pub redacted_at: Option<i64>,
    /// The signed receipt of that.
    pub receipt: Option<String>,
}

/// One verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// `ses_...`; later ones sort after earlier ones.
    pub id: String,
    /// Whose.
    pub relying_party: String,
    /// See [`Mode`].
    pub mode: Mode,
    /// Whom it verifies.
    pub applicant: String,
    /// One more with each change.
    pub version: i64,
    /// What its events made of it.
    pub state: State,
    /// Attempts that were submitted.
    pub attempts: u32,
    /// What is not personal, as JSON: locale, return address, document types, consents.
    pub settings: String,
    /// Claim and metadata, sealed; `None` once redacted.
    pub sealed: Option<Vec<u8>>,
    /// Prechecks within the hour that `precheck_hour` counts.
    pub prechecks: u32,
    /// Hours since 1970.
    pub precheck_hour: i64,
    /// When it was created.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
    /// When it expires unless something is submitted.
    pub expires_at: i64,
}

/// Which sessions are listed.
#[derive(Clone, Debug, Default)]
pub struct SessionFilter {
    /// In this state alone.
    pub state: Option<State>,
    /// Of this applicant alone.
    pub external_id: Option<String>,
    /// Older than the session of this id.
    pub before: Option<String>,
}

/// An applicant's token, bound to one session. The token itself is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// SHA-256 of the token, which has 256 random bits.
    pub hash: Vec<u8>,
    /// Whose.
    pub session: String,
    /// From when on it is refused.
    pub expires_at: i64,
    /// Since when it is refused.
    pub revoked_at: Option<i64>,
}

/// A code to a registered contact, by which an applicant gets back in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayBack {
    /// `ret_...`.
    pub id: String,
    /// Blind index of the contact that was entered.
    pub contact: Vec<u8>,
    /// Contact and code, sealed, until they were sent.
    pub sealed: Option<Vec<u8>>,
    /// Keyed hash of the code.
    pub code: Vec<u8>,
    /// Where it leads; nowhere until it was sent, or when nobody is registered under the contact.
    pub session: Option<String>,
    /// Codes that were tried.
    pub tries: u32,
    /// When it was asked for.
    pub created_at: i64,
    /// From when on it is refused.
    pub expires_at: i64,
    /// When it led back.
    pub used_at: Option<i64>,
}

/// A session on its way from one device to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// `hov_...`.
    pub id: String,
    /// Which session.
    pub session: String,
    /// Where it stands.
    pub state: HandoverState,
    /// SHA-256 of the secret in the link, which has 256 random bits.
    pub secret: Vec<u8>,
    /// SHA-256 of the secret that the second device waits with.
    pub waiting: Option<Vec<u8>>,
    /// The number that the second device shows.
    pub number: Option<String>,
    /// The numbers that the first device chooses from.
    pub choices: Vec<String>,
    /// The second device, in words.
    pub device: Option<String>,
    /// SHA-256 of the client token that the second device got.
    pub token: Option<Vec<u8>>,
    /// When it was begun.
    pub created_at: i64,
    /// From when on it is over unless it was confirmed.
    pub expires_at: i64,
}

/// Where a hand-over stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandoverState {
    /// Nobody opened the link.
    Waiting,
    /// A device opened it and shows its number.
    Opened,
    /// The first device chose that number.
    Confirmed,
    /// The second device has its token.
    Given,
    /// It is over.
    Ended,
}

impl HandoverState {
    /// The word in rows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Opened => "opened",
            Self::Confirmed => "confirmed",
            Self::Given => "given",
            Self::Ended => "ended",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Opened, Self::Confirmed, Self::Given, Self::Ended]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// A question of an applicant to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// `hlp_...`.
    pub id: String,
    /// Of which session.
    pub session: String,
    /// What it is about, sealed; `None` once redacted.
    pub sealed: Option<Vec<u8>>,
    /// When it was asked.
    pub created_at: i64,
}

/// Movements that an applicant was asked for before the camera, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// `liv_...`.
    pub id: String,
    /// Whose.
    pub session: String,
    /// The movements, in their order.
    pub actions: Vec<String>,
    /// Seconds that there are for them.
    pub seconds: u16,
    /// The file that answers it.
    pub evidence: Option<String>,
    /// When it was asked.
    pub created_at: i64,
    /// From when on no answer is taken.
    pub expires_at: i64,
    /// When it was checked or submitted; it is never again.
    pub spent_at: Option<i64>,
    /// Whether it was checked, and what was asked for was done.
    pub passed: bool,
}

/// A file of an applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// `evd_...`.
    pub id: String,
    /// Of which session.
    pub session: String,
    /// Of which appeal, whose own key seals it.
    pub appeal: Option<String>,
    /// `front`, `back`, `selfie` or `liveness`; of an appeal `held`, `statement` or `extra`.
    pub kind: String,
    /// The attempt that it was submitted with.
    pub attempt: Option<u32>,
    /// Bytes of the whole file.
    pub size: u64,
    /// Bytes that were received.
    pub received: u64,
    /// The sealed blob, once the file is whole.
    pub blob: Option<String>,
    /// Keyed hash of the file under the applicant's own key.
    pub mark: Option<Vec<u8>>,
    /// Its perceptual hash, sealed.
    pub look: Option<Vec<u8>>,
    /// When it was announced.
    pub created_at: i64,
    /// When it is thrown away unless it is submitted.
    pub expires_at: i64,
}

/// A sealed part of a file that is still being sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidencePart {
    /// Of which file.
    pub evidence: String,
    /// Where it begins.
    pub start: u64,
    /// Its bytes, before it was sealed.
    pub length: u64,
    /// The sealed blob.
    pub blob: String,
}

/// One submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Of which session.
    pub session: String,
    /// Counted from 1.
    pub number: u32,
    /// When it was submitted.
    pub submitted_at: i64,
    /// The claim as submitted, sealed.
    pub sealed: Option<Vec<u8>>,
    /// When it was decided.
    pub decided_at: Option<i64>,
    /// What was decided.
    pub outcome: Option<String>,
    /// The rule that led there.
    pub rule: Option<String>,
    /// The signed record, which says nothing about a person.
    pub record: Option<String>,
    /// Its opening, sealed.
    pub opening: Option<Vec<u8>>,
    /// What the applicant may see, sealed.
    pub copy: Option<Vec<u8>>,
}

/// An entry of the event log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedEvent {
    /// Whose.
    pub relying_party: String,
    /// Counted from 1 for each relying party.
    pub sequence: i64,
    /// See [`Mode`].
    pub mode: Mode,
    /// Which session.
    pub session: String,
    /// Its name.
    pub kind: String,
    /// What belongs to it, as JSON without personal data.
    pub data: String,
    /// When.
    pub at: i64,
}

/// A job to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// `job_...`.
    pub id: String,
    /// What is to be done.
    pub kind: &'static str,
    /// To what, by its id.
    pub subject: String,
    /// Not before so many milliseconds from now, by the database's clock.
    pub delay: i64,
    /// How often it is begun before it is given up.
    pub most_attempts: u32,
}

/// A job under a lease, or a dead one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// `job_...`.
    pub id: String,
    /// What is to be done.
    pub kind: String,
    /// To what.
    pub subject: String,
    /// How often it was begun, this time included.
    pub attempts: u32,
    /// How often it may be begun.
    pub most_attempts: u32,
    /// Who has it.
    pub owner: String,
    /// What went wrong last.
    pub failure: Option<String>,
}

/// Where a relying party is told of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// `whk_...`.
    pub id: String,
    /// Whose.
    pub relying_party: String,
    /// See [`Mode`].
    pub mode: Mode,
    /// Its address.
    pub url: String,
    /// Which events; all when empty.
    pub kinds: Vec<String>,
    /// Its secrets, sealed.
    pub secrets: Vec<u8>,
    /// When it was registered.
    pub created_at: i64,
    /// Since when nothing reached it.
    pub failing_since: Option<i64>,
    /// Since when nothing is sent.
    pub disabled_at: Option<i64>,
}

/// One event on its way to one endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// `msg_...`; the same with every try.
    pub id: String,
    /// Where to.
    pub endpoint: String,
    /// Whose.
    pub relying_party: String,
    /// Which event.
    pub sequence: i64,
    /// `waiting`, `delivered`, `failed` or `superseded`.
    pub state: String,
    /// Tries so far.
    pub tries: u32,
    /// What came back last.
    pub last_answer: Option<String>,
    /// When it was due first.
    pub created_at: i64,
    /// When it was delivered or given up.
    pub settled_at: Option<i64>,
}

/// The answer to a request with an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whose.
    pub relying_party: String,
    /// The key.
    pub key: String,
    /// SHA-256 of method, path and body.
    pub request: Vec<u8>,
    /// The status of the answer.
    pub status: u16,
    /// Its body, sealed.
    pub sealed: Vec<u8>,
    /// When.
    pub created_at: i64,
}

/// A data key as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedRow {
    /// Whose.
    pub owner: String,
    /// The key of the ring.
    pub wrapped_by: String,
    /// The key, sealed.
    pub sealed: Vec<u8>,
}

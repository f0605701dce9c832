//! What every endpoint and every job works with.

use crate::clock::Clock;
use crate::config::Config;
use crate::ids;
use crate::judge::Judge;
use crate::limits::Limits;
use crate::mail::Mailer;
use crate::metrics::Metrics;
use crate::problem::Problem;
use crate::uploads::Uploads;
use crate::webhooks::Sender;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use store::{KeyTable, RelyingParty, Session, Step, Store, WrappedRow};
use tokio::sync::{Notify, Semaphore};
use vault::{Blobs, DataKey, FolderRing, KeyEncryption, VaultError, WrappedKey};
use verify::claim::Claim;
use verify::policy::Policy;
use verify::record::Signer;
use verify::session::{Event, after};

/// The parts of a running service.
pub struct Service {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The wrapped data keys.
    pub keys: Arc<dyn KeyTable>,
    /// The ring that wrapped them.
    pub ring: Arc<FolderRing>,
    /// Sealed files.
    pub blobs: Blobs,
    /// Who measures.
    pub judge: Arc<dyn Judge>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// How it is set up.
    pub config: Config,
    /// Rung when there is a job.
    pub bell: Notify,
    /// How often whom may ask.
    pub limits: Limits,
    /// What uploads may take.
    pub uploads: Arc<Uploads>,
    /// What is counted.
    pub metrics: Metrics,
    /// Sends webhooks.
    pub sender: Sender,
    /// Sends letters.
    pub mailer: Mailer,
    /// As many permits as prechecks may be measured at a time; what was submitted waits for none of them.
    pub prechecking: Arc<Semaphore>,
    /// As many permits as passwords may be tried at a time: one for each processor.
    pub hashing: Arc<Semaphore>,
    /// As many permits as messages may be under way to endpoints that did not take the last one.
    pub failing: Arc<Semaphore>,
    /// What was found when it was last looked whether everything is there, and when.
    pub(crate) readiness: tokio::sync::Mutex<Option<(i64, Result<(), Problem>)>>,
    /// What relying parties publish, as it was counted lately.
    pub(crate) reports: crate::routes::Reports,
    /// What is demonstrated, where anything is.
    pub(crate) demo: std::sync::OnceLock<crate::routes::Shown>,
    /// Who posts to which ledger.
    pub posting: crate::rebates::Posting,
    /// When it began, in milliseconds since 1970, less the time that its process had been running.
    pub began: i64,
    /// When what nobody asks for was last done.
    pub rounds: Rounds,
}

/// When the rarer sweeps were made, in milliseconds since 1970; 0 is never.
#[derive(Debug, Default)]
pub struct Rounds {
    /// Blobs that no file has were looked for.
    pub orphans: AtomicI64,
    /// What was kept long enough was looked for.
    pub outlived: AtomicI64,
    /// Redactions up to then are known to be finished.
    pub redactions: AtomicI64,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Service")
    }
}

/// A service, shared.
pub type Shared = Arc<Service>;

/// What is personal of a session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Private {
    /// What the relying party wants to find again.
    pub metadata: serde_json::Map<String, serde_json::Value>,
    /// What the applicant entered.
    pub claim: Option<Claim>,
    /// What the applicant typed and did not enter yet, as the page keeps it.
    pub draft: serde_json::Map<String, serde_json::Value>,
}

/// What is not personal of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// The language in which the applicant is addressed.
    pub locale: String,
    /// Where the applicant goes afterwards.
    pub return_url: Option<String>,
    /// Which documents are asked for; what the policy takes when empty.
    pub document_types: Vec<String>,
    /// What the applicant agreed to.
    pub consents: Vec<Consent>,
    /// When the applicant asked for erasure, in milliseconds since 1970.
    pub erasure_asked_at: Option<i64>,
    /// When the applicant said that no clip can be made, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liveness_given_up_at: Option<i64>,
    /// Attempts that were granted on appeal, beyond those of the policy.
    #[serde(skip_serializing_if = "is_none")]
    pub granted: u32,
    /// When codes were sent that prove the contact for an appeal, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contact_codes: Vec<i64>,
    /// Reasons that a person struck on appeal.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub struck: BTreeSet<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_none(granted: &u32) -> bool {
    *granted == 0
}

/// A recorded word on a versioned text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Consent {
    /// `processing` of the data as a whole, `face` for comparing the face.
    pub kind: String,
    /// The version of the text that was shown.
    pub version: String,
    /// Whether it was a yes; the last word counts.
    pub agreed: bool,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

impl Settings {
    /// Those of `session`.
    pub(crate) fn of(session: &Session) -> Self {
        serde_json::from_str(&session.settings).unwrap_or_default()
    }

    /// Attempts that may be submitted.
    pub(crate) fn most(&self, policy: &Policy) -> u32 {
        u32::from(policy.attempts.most) + self.granted
    }

    /// As a row has them.
    pub(crate) fn written(&self) -> Result<String, Problem> {
        serde_json::to_string(self).map_err(|cause| Problem::internal(&cause))
    }

    /// Whether the applicant's last word on `kind` was yes.
    pub(crate) fn agreed(&self, kind: &str) -> bool {
        self.consents.iter().rev().find(|consent| consent.kind == kind).is_some_and(|consent| consent.agreed)
    }
}

impl Service {
    /// Milliseconds since 1970.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    /// Whether the clock is more than a day ahead of where it was when the service began, and of the time that passed since: what ends or is
    /// destroyed by age does not come back.
    pub(crate) fn jumped(&self, now: i64) -> bool {
        let running = i64::try_from(self.clock.running().as_millis()).unwrap_or(i64::MAX);
        now - self.began - running > 86_400_000
    }

    /// Whether database, key table and blobs answer, and can be written. Whoever asks often gets an answer of the same second.
    pub(crate) async fn ready(&self) -> Result<(), Problem> {
        let mut kept = self.readiness.lock().await;
        let now = self.now();
        if let Some((at, found)) = &*kept
            && (*at..at + 1000).contains(&now)
        {
            return found.clone();
        }
        let found = self.looked().await;
        *kept = Some((now, found.clone()));
        found
    }

    async fn looked(&self) -> Result<(), Problem> {
        self.store.ready().await?;
        self.keys.ready().await?;
        let name = format!("ready/{}", ids::new("blb", self.now())?);
        let full = |cause: VaultError| {
            tracing::error!(%cause, "the blobs cannot be written");
            Problem::busy(5, "files cannot be kept; try again")
        };
        self.blobs.put(&name, vec![]).await.map_err(full)?;
        self.blobs.delete(&name).await.map_err(full)
    }

    /// The data key of a person. `None` once it was destroyed.
    ///
    /// # Errors
    /// [`Problem`] when the database or the ring fails.
    pub async fn data_key(&self, applicant: &str) -> Result<Option<DataKey>, Problem> {
        let Some(row) = self.keys.get(applicant).await? else { return Ok(None) };
        let wrapped = WrappedKey { by: row.wrapped_by, sealed: row.sealed };
        Ok(Some(self.ring.unwrap(applicant, &wrapped).await?))
    }

    /// The data key of a person whose data must still be there.
    pub(crate) async fn live_key(&self, applicant: &str) -> Result<DataKey, Problem> {
        self.data_key(applicant).await?.ok_or_else(redacted)
    }

    /// A new data key for a person.
    pub(crate) async fn new_data_key(&self, applicant: &str) -> Result<DataKey, Problem> {
        let key = DataKey::generate()?;
        let wrapped = self.ring.wrap(applicant, &key).await?;
        self.keys
            .put(&WrappedRow { owner: applicant.to_owned(), wrapped_by: wrapped.by, sealed: wrapped.sealed })
            .await?;
        Ok(key)
    }

    /// Destroys the data key of a person, and notes that beside the ring, where it outlives the data.
    pub(crate) async fn destroy_key(&self, applicant: &str, at: i64) -> Result<(), Problem> {
        // The note first: a key that is gone without it would come back with a copy of the data.
        self.ring.note_destroyed(applicant, at)?;
        let done = self.keys.destroy(applicant, at).await;
        if done.is_err() && self.keys.get(applicant).await?.is_none() {
            let detail = "the key is destroyed, but a copy of it may still lie in the log of its database; ask again";
            return Err(Problem::busy(5, detail));
        }
        Ok(done?)
    }

    /// The policy of a relying party for sessions of that mode.
    pub(crate) fn policy(&self, party: &RelyingParty, mode: store::Mode) -> Result<Policy, Problem> {
        let text = match mode {
            store::Mode::Live => &party.policy,
            store::Mode::Test => &party.test_policy,
        };
        let mut policy = Policy::parse(text).map_err(|cause| Problem::internal(&cause))?;
        // Specimens pass with test keys, and with those alone.
        policy.test_mode = mode == store::Mode::Test;
        Ok(policy)
    }

    /// The relying party of that id, which must be there.
    pub(crate) async fn party(&self, id: &str) -> Result<RelyingParty, Problem> {
        self.store.party(id).await?.ok_or_else(|| Problem::not_found("relying party"))
    }

    /// Moves `session` on, and says what becomes true with that. [`saved`] belongs to the same change.
    pub(crate) fn happens(&self, session: &mut Session, event: Event, delay: i64) -> Result<Step, Problem> {
        session.state = after(session.state, event)?;
        let data = serde_json::json!({ "state": session.state, "attempts": session.attempts }).to_string();
        Ok(Step::Event { session: session.id.clone(), event: event.name(), data, delay })
    }

    /// What is personal of `session`.
    pub(crate) fn private(key: &DataKey, session: &Session) -> Result<Private, Problem> {
        match &session.sealed {
            Some(sealed) => opened(key, &context("session", &session.id, "private"), sealed),
            None => Err(redacted()),
        }
    }
}

/// What is personal of a session, sealed.
pub(crate) fn sealed_private(key: &DataKey, session: &str, private: &Private) -> Result<Vec<u8>, Problem> {
    sealed(key, &context("session", session, "private"), private)
}

/// `session` as the next version.
pub(crate) fn saved(mut session: Session, now: i64) -> Step {
    session.version += 1;
    session.updated_at = now;
    Step::PutSession(session)
}

/// Where something sealed belongs.
pub(crate) fn context(kind: &str, id: &str, what: &str) -> String {
    format!("{kind}/{id}/{what}")
}

/// `value` as sealed JSON.
pub(crate) fn sealed(key: &DataKey, context: &str, value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    let plain = serde_json::to_vec(value).map_err(|cause| Problem::internal(&cause))?;
    Ok(key.seal(context, &plain)?)
}

/// What was sealed as JSON.
pub(crate) fn opened<T: DeserializeOwned>(key: &DataKey, context: &str, sealed: &[u8]) -> Result<T, Problem> {
    let plain = key.open(context, sealed)?;
    // The place of the fault alone: its words may repeat what is personal.
    let at = |cause: serde_json::Error| format!("{context}, line {}, column {}", cause.line(), cause.column());
    serde_json::from_slice(&plain).map_err(|cause| Problem::internal(&VaultError::Sealed { what: at(cause) }))
}

fn redacted() -> Problem {
    Problem::new(
        axum::http::StatusCode::GONE,
        "session.redacted",
        "the personal data of this session was deleted; what remains is the redacted record",
    )
}

/// The ring as records take it.
pub(crate) struct RingSigner<'a>(pub(crate) &'a FolderRing);

impl Signer for RingSigner<'_> {
    fn public_key(&self) -> [u8; 32] {
        self.0.signer()
    }

    fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes)
    }
}

//! The traits through which the database is reached.

mod ledger;
mod passkeys;

pub use ledger::Ledger;
pub use passkeys::Passkeys;

use crate::rows::{
    Account, AccountCode, AccountConsent, AccountSignIn, Answer, ApiKey, Appeal, AppealFilter, Applicant, Attempt,
    Challenge, ChannelVersion, CodePurpose, ConsentDocument, Console, Delivery, Endpoint, Evidence, EvidencePart,
    Handover, InTime, Job, Letter, LoggedEvent, Message, Missed, Mode, Question, RefusalCount, RelyingParty, Review,
    ReviewCounts, ReviewFilter, Session, SessionFilter, Settled, Token, User, Verdict, WayBack, WrappedRow,
};
use crate::{Change, StoreError};
use async_trait::async_trait;
use std::collections::BTreeMap;
use verify::audit::Entry;

/// A whole database.
#[async_trait]
pub trait Store:
    Parties
    + Sessions
    + WaysBack
    + Handovers
    + Questions
    + Challenges
    + Channels
    + Jobs
    + Hooks
    + Appeals
    + Reviews
    + Consoles
    + Accounts
    + Passkeys
    + Ledger
{
    /// Makes the change, all of it or nothing.
    async fn commit(&self, change: Change) -> Result<(), StoreError>;
    /// Whether it answers and can be written.
    async fn ready(&self) -> Result<(), StoreError>;
    /// A consistent copy of everything in a new file. Gives the names of the blobs that it speaks of.
    async fn copy_to(&self, file: &std::path::Path) -> Result<Vec<String>, StoreError>;
}

/// Relying parties, their keys and their audit trail.
#[async_trait]
pub trait Parties: Send + Sync {
    /// All of them, oldest first.
    async fn parties(&self) -> Result<Vec<RelyingParty>, StoreError>;
    /// The one of that id.
    async fn party(&self, id: &str) -> Result<Option<RelyingParty>, StoreError>;
    /// The key of that hash.
    async fn key(&self, hash: &[u8]) -> Result<Option<ApiKey>, StoreError>;
    /// The keys of a relying party, oldest first.
    async fn keys(&self, relying_party: &str) -> Result<Vec<ApiKey>, StoreError>;
    /// The users of a relying party, oldest first.
    async fn users(&self, relying_party: &str) -> Result<Vec<User>, StoreError>;
    /// The answer that was given under an idempotency key.
    async fn answer(&self, relying_party: &str, key: &str) -> Result<Option<Answer>, StoreError>;
    /// Forgets answers that were given before `before`.
    async fn forget_answers(&self, before: i64) -> Result<u64, StoreError>;
    /// Entries of the audit trail with their hashes, after the one of that number.
    async fn audit(&self, relying_party: &str, after: u64, most: u32) -> Result<Vec<(Entry, Vec<u8>)>, StoreError>;
    /// The newest entries of the audit trail, newest first, before the one of that number.
    async fn audit_before(&self, relying_party: &str, before: u64, most: u32) -> Result<Vec<Entry>, StoreError>;
}

/// Sessions and what belongs to them.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// The person of that id.
    async fn applicant(&self, id: &str) -> Result<Option<Applicant>, StoreError>;
    /// The person whom a relying party calls so, unless redacted.
    async fn applicant_called(
        &self,
        relying_party: &str,
        mode: Mode,
        external_id: &str,
    ) -> Result<Option<Applicant>, StoreError>;
    /// The session of that id.
    async fn session(&self, id: &str) -> Result<Option<Session>, StoreError>;
    /// Sessions, newest first.
    async fn sessions(
        &self,
        relying_party: &str,
        mode: Mode,
        filter: &SessionFilter,
        most: u32,
    ) -> Result<Vec<Session>, StoreError>;
    /// The sessions of a person.
    async fn sessions_of(&self, applicant: &str) -> Result<Vec<Session>, StoreError>;
    /// The token of that hash.
    async fn token(&self, hash: &[u8]) -> Result<Option<Token>, StoreError>;
    /// The file of that id.
    async fn evidence(&self, id: &str) -> Result<Option<Evidence>, StoreError>;
    /// The files of a session, oldest first; not those of its appeals.
    async fn evidence_of(&self, session: &str) -> Result<Vec<Evidence>, StoreError>;
    /// The names of all blobs of a session: of its files, of those of its appeals, and of their parts.
    async fn blobs_of(&self, session: &str) -> Result<Vec<String>, StoreError>;
    /// The parts of a file, in their order.
    async fn parts(&self, evidence: &str) -> Result<Vec<EvidencePart>, StoreError>;
    /// The attempts of a session, oldest first.
    async fn attempts(&self, session: &str) -> Result<Vec<Attempt>, StoreError>;
    /// Who was approved with the document of that mark.
    async fn identities(&self, relying_party: &str, mark: &[u8]) -> Result<Vec<String>, StoreError>;
    /// Events after that sequence, oldest first.
    async fn events(
        &self,
        relying_party: &str,
        mode: Mode,
        after: i64,
        most: u32,
    ) -> Result<Vec<LoggedEvent>, StoreError>;
    /// When the newest event of all happened.
    async fn newest_event(&self) -> Result<Option<i64>, StoreError>;
    /// The events of a session, oldest first.
    async fn events_of(&self, session: &str) -> Result<Vec<LoggedEvent>, StoreError>;
    /// Sessions that expired before `now` and do not say so yet.
    async fn overdue(&self, now: i64, most: u32) -> Result<Vec<Session>, StoreError>;
    /// Files of people without a legal hold in sessions that came to an end: of attempts that were decided before `before`, or before
    /// `frames_before` where they are frames of a liveness check, and what was never submitted and came before `unsubmitted_before`.
    async fn outlived_evidence(
        &self,
        relying_party: &str,
        before: i64,
        frames_before: i64,
        unsubmitted_before: i64,
        most: u32,
    ) -> Result<Vec<Evidence>, StoreError>;
    /// People without a legal hold whose sessions all came to an end: before `decided_before`, or, where nothing was ever submitted, before
    /// `unsubmitted_before`.
    async fn outlived(
        &self,
        relying_party: &str,
        decided_before: i64,
        unsubmitted_before: i64,
        most: u32,
    ) -> Result<Vec<Applicant>, StoreError>;
    /// Files that were not finished before `now`.
    async fn unfinished(&self, now: i64, most: u32) -> Result<Vec<Evidence>, StoreError>;
    /// Sessions that wait for a judgement since before `before`, without a job that would come to it, each with whether one was given up.
    async fn forgotten(&self, before: i64, most: u32) -> Result<Vec<(Session, bool)>, StoreError>;
}

/// Codes by which applicants get back in.
#[async_trait]
pub trait WaysBack: Send + Sync {
    /// The one of that id.
    async fn way_back(&self, id: &str) -> Result<Option<WayBack>, StoreError>;
    /// How many were asked for with a contact, after `after` and up to `until`.
    async fn ways_back(&self, contact: &[u8], after: i64, until: i64) -> Result<u64, StoreError>;
    /// People of a relying party who registered the contact of that blind index, unless redacted.
    async fn registered(&self, relying_party: &str, contact: &[u8]) -> Result<Vec<Applicant>, StoreError>;
    /// Forgets those that were asked for before `before`.
    async fn forget_ways_back(&self, before: i64) -> Result<u64, StoreError>;
}

/// Sessions on their way to another device.
#[async_trait]
pub trait Handovers: Send + Sync {
    /// The one of that id.
    async fn handover(&self, id: &str) -> Result<Option<Handover>, StoreError>;
    /// The one whose link has the secret of that hash.
    async fn handover_of(&self, secret: &[u8]) -> Result<Option<Handover>, StoreError>;
    /// Those of a session, oldest first.
    async fn handovers(&self, session: &str) -> Result<Vec<Handover>, StoreError>;
    /// Forgets those that were begun before `before`, but for those whose token is still good.
    async fn forget_handovers(&self, before: i64) -> Result<u64, StoreError>;
}

/// Questions of applicants to a person.
#[async_trait]
pub trait Questions: Send + Sync {
    /// Those of a session, oldest first.
    async fn questions(&self, session: &str) -> Result<Vec<Question>, StoreError>;
}

/// Lists of official channels.
#[async_trait]
pub trait Channels: Send + Sync {
    /// The newest version of the list of a relying party.
    async fn channels(&self, relying_party: &str) -> Result<Option<ChannelVersion>, StoreError>;
}

/// Movements that applicants were asked for, and the clips that answered.
#[async_trait]
pub trait Challenges: Send + Sync {
    /// The challenge of that id.
    async fn challenge(&self, id: &str) -> Result<Option<Challenge>, StoreError>;
    /// The challenges of a session, oldest first.
    async fn challenges_of(&self, session: &str) -> Result<Vec<Challenge>, StoreError>;
    /// Other files than `evidence` that hold a frame of one of these marks.
    async fn clips_with(
        &self,
        relying_party: &str,
        marks: &[Vec<u8>],
        evidence: &str,
    ) -> Result<Vec<String>, StoreError>;
}

/// Jobs under leases. The clock is the database's own.
#[async_trait]
pub trait Jobs: Send + Sync {
    /// Takes the next job of one of `kinds` for `lease` milliseconds. What was begun too often goes to the dead letters first.
    async fn take(&self, kinds: &[&str], owner: &str, lease: i64) -> Result<Option<Job>, StoreError>;
    /// Keeps a job for `lease` milliseconds more. `false` when the lease was lost.
    async fn renew(&self, job: &Job, lease: i64) -> Result<bool, StoreError>;
    /// Gives a job back, to be begun again after `delay` milliseconds, or to the dead letters when it was begun too often. A try that is
    /// `spared` does not count. `false` when the lease was lost.
    async fn give_back(&self, job: &Job, delay: i64, failure: &str, spared: bool) -> Result<bool, StoreError>;
    /// Lets what waits for a time that the clock has stepped away from begin now.
    async fn hasten(&self) -> Result<(), StoreError>;
    /// Forgets jobs that were given up and made before `before`.
    async fn forget_dead(&self, before: i64) -> Result<u64, StoreError>;
    /// Jobs that were given up.
    async fn dead(&self, most: u32) -> Result<Vec<Job>, StoreError>;
    /// How many jobs of a kind wait or run.
    async fn waiting(&self, kind: &str) -> Result<u64, StoreError>;
}

/// Endpoints and deliveries.
#[async_trait]
pub trait Hooks: Send + Sync {
    /// The endpoint of that id.
    async fn endpoint(&self, id: &str) -> Result<Option<Endpoint>, StoreError>;
    /// The endpoints of a relying party, oldest first.
    async fn endpoints(&self, relying_party: &str, mode: Mode) -> Result<Vec<Endpoint>, StoreError>;
    /// The delivery of that id.
    async fn delivery(&self, id: &str) -> Result<Option<Delivery>, StoreError>;
    /// The deliveries of an endpoint, newest first, before that one.
    async fn deliveries(&self, endpoint: &str, before: Option<&str>, most: u32) -> Result<Vec<Delivery>, StoreError>;
    /// The event of that sequence.
    async fn event(&self, relying_party: &str, sequence: i64) -> Result<Option<LoggedEvent>, StoreError>;
}

/// Appeals and what belongs to them.
#[async_trait]
pub trait Appeals: Send + Sync {
    /// The appeal of that id.
    async fn appeal(&self, id: &str) -> Result<Option<Appeal>, StoreError>;
    /// Appeals, newest first.
    async fn appeals(
        &self,
        relying_party: &str,
        mode: Mode,
        filter: &AppealFilter,
        most: u32,
    ) -> Result<Vec<Appeal>, StoreError>;
    /// The appeals of a person, oldest first.
    async fn appeals_of(&self, applicant: &str) -> Result<Vec<Appeal>, StoreError>;
    /// The appeal of that receipt number.
    async fn appeal_by_receipt(&self, relying_party: &str, receipt: &str) -> Result<Option<Appeal>, StoreError>;
    /// What happened to an appeal and when, oldest first.
    async fn appeal_events(&self, appeal: &str) -> Result<Vec<(verify::appeal::Event, i64)>, StoreError>;
    /// The files of an appeal, oldest first.
    async fn evidence_of_appeal(&self, appeal: &str) -> Result<Vec<Evidence>, StoreError>;
    /// What was written in an appeal, or about a session in review, oldest first.
    async fn messages(&self, subject: &str) -> Result<Vec<Message>, StoreError>;
    /// Appeals in which something was to happen by themselves before `now`.
    async fn waking(&self, now: i64, most: u32) -> Result<Vec<Appeal>, StoreError>;
    /// The letter of that id.
    async fn letter(&self, id: &str) -> Result<Option<Letter>, StoreError>;
    /// In how many sessions each reason refused since `since`, and what came of it. A code that stands in `as_one` counts as what it stands for there:
    /// a session that several such refused is one.
    async fn refusals(
        &self,
        relying_party: &str,
        mode: Mode,
        since: i64,
        as_one: &BTreeMap<String, String>,
    ) -> Result<Vec<RefusalCount>, StoreError>;
    /// How many attempts were decided since `since`.
    async fn decisions(&self, relying_party: &str, mode: Mode, since: i64) -> Result<u64, StoreError>;
}

/// Cases that people decide.
#[async_trait]
pub trait Reviews: Send + Sync {
    /// The case of that id.
    async fn review(&self, id: &str) -> Result<Option<Review>, StoreError>;
    /// The newest case of a session, or of an appeal.
    async fn review_of(&self, session: &str, appeal: Option<&str>) -> Result<Option<Review>, StoreError>;
    /// The newest case in which a person decides on that attempt, without an appeal.
    async fn review_of_attempt(&self, session: &str, attempt: u32) -> Result<Option<Review>, StoreError>;
    /// Open cases by their due time.
    async fn reviews(
        &self,
        relying_party: &str,
        mode: Mode,
        filter: &ReviewFilter,
        most: u32,
    ) -> Result<Vec<Review>, StoreError>;
    /// How many cases are open, and how many of them `user` has at `now`.
    async fn review_counts(
        &self,
        relying_party: &str,
        mode: Mode,
        user: &str,
        now: i64,
    ) -> Result<ReviewCounts, StoreError>;
    /// What was decided in a case, oldest first.
    async fn verdicts(&self, review: &str) -> Result<Vec<Verdict>, StoreError>;
    /// Whether `user` gave a verdict on that person in another case.
    async fn decided_on(&self, applicant: &str, user: &str, but: &str) -> Result<bool, StoreError>;
    /// The newest verdicts since `since`, oldest of them first.
    async fn verdicts_since(
        &self,
        relying_party: &str,
        mode: Mode,
        since: i64,
        most: u32,
    ) -> Result<Vec<Verdict>, StoreError>;
    /// Cases that a person decided since `since`, whatever was closed otherwise or is for the numbers alone excepted.
    async fn settled(&self, relying_party: &str, mode: Mode, since: i64) -> Result<Vec<Settled>, StoreError>;
    /// How many appeals a person decided since `since`, and how many of them in time.
    async fn appeals_decided(&self, relying_party: &str, mode: Mode, since: i64) -> Result<InTime, StoreError>;
    /// When cases in which people wait for a decision were opened since `since`.
    async fn opened_since(&self, relying_party: &str, mode: Mode, since: i64) -> Result<Vec<i64>, StoreError>;
}

/// Who is at the console.
#[async_trait]
pub trait Consoles: Send + Sync {
    /// The one of that token's hash.
    async fn console(&self, hash: &[u8]) -> Result<Option<Console>, StoreError>;
    /// The user of that id.
    async fn user(&self, id: &str) -> Result<Option<User>, StoreError>;
    /// Notes that something was asked for.
    async fn seen(&self, hash: &[u8], at: i64) -> Result<(), StoreError>;
    /// How much a user opened since `since`.
    async fn openings(&self, user: &str, since: i64) -> Result<u64, StoreError>;
    /// Whether a user opened a case for a purpose: by that taking, or, where they do not have it, since `since`.
    async fn has_opened(&self, user: &str, review: &str, taking: Option<i64>, since: i64) -> Result<bool, StoreError>;
    /// Forgets what was begun before `before`.
    async fn forget_consoles(&self, before: i64) -> Result<u64, StoreError>;
}

/// Wrapped data keys, in a database of their own.
#[async_trait]
pub trait KeyTable: Send + Sync {
    /// The key of `owner`.
    async fn get(&self, owner: &str) -> Result<Option<WrappedRow>, StoreError>;
    /// Keeps a key, in the place of the one before.
    async fn put(&self, row: &WrappedRow) -> Result<(), StoreError>;
    /// Destroys a key, and remembers that.
    async fn destroy(&self, owner: &str, at: i64) -> Result<(), StoreError>;
    /// Data keys that the ring's key of that id wrapped.
    async fn wrapped_by(&self, key: &str, most: u32) -> Result<Vec<WrappedRow>, StoreError>;
    /// One data key for each key of the ring that wrapped any.
    async fn samples(&self) -> Result<Vec<WrappedRow>, StoreError>;
    /// Whose keys were destroyed since `since`, and when.
    async fn destroyed(&self, since: i64) -> Result<Vec<(String, i64)>, StoreError>;
    /// Whether it answers and can be written.
    async fn ready(&self) -> Result<(), StoreError>;
    /// A consistent copy in a new file.
    async fn copy_to(&self, file: &std::path::Path) -> Result<(), StoreError>;
}

/// People who registered with Candor itself.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// The account of that id.
    async fn account(&self, id: &str) -> Result<Option<Account>, StoreError>;
    /// The account of the contact of that blind index.
    async fn account_of(&self, contact: &[u8]) -> Result<Option<Account>, StoreError>;
    /// Accounts, oldest first, after the one of that id.
    async fn accounts(
        &self,
        relying_party: &str,
        mode: Mode,
        after: Option<&str>,
        most: u32,
    ) -> Result<Vec<Account>, StoreError>;
    /// The texts that people agree to, all versions in all languages, oldest first.
    async fn documents(&self, relying_party: &str) -> Result<Vec<ConsentDocument>, StoreError>;
    /// What an account agreed to, oldest first.
    async fn account_consents(&self, account: &str) -> Result<Vec<AccountConsent>, StoreError>;
    /// The code of that id.
    async fn account_code(&self, id: &str) -> Result<Option<AccountCode>, StoreError>;
    /// How many codes were asked for with a contact for that purpose, after `after` and up to `until`.
    async fn account_codes(
        &self,
        purpose: CodePurpose,
        contact: &[u8],
        after: i64,
        until: i64,
    ) -> Result<u64, StoreError>;
    /// What a letter to an account says, sealed; `None` once it was sent.
    async fn account_letter(&self, id: &str) -> Result<Option<Vec<u8>>, StoreError>;
    /// Who is signed in with the token of that hash.
    async fn account_sign_in(&self, hash: &[u8]) -> Result<Option<AccountSignIn>, StoreError>;
    /// Notes that somebody who is signed in is there.
    async fn account_seen(&self, hash: &[u8], at: i64) -> Result<(), StoreError>;
    /// Whose device has the secret of that hash.
    async fn device_of(&self, hash: &[u8]) -> Result<Option<String>, StoreError>;
    /// How many devices of an account are known.
    async fn devices(&self, account: &str) -> Result<u64, StoreError>;
    /// Sign-ins with a contact that did not fit.
    async fn missed(&self, contact: &[u8]) -> Result<Missed, StoreError>;
    /// Forgets codes, letters, failures and challenges from before `codes_before`, and sign-ins from before `sign_ins_before`.
    async fn forget_account_traces(&self, codes_before: i64, sign_ins_before: i64) -> Result<u64, StoreError>;
}

//! The database: what is kept, the traits through which it is reached, and an embedded backend.
//!
//! Everything that must become true together is one [`Change`], committed in one transaction: rows, events, jobs, audit entries
//! and the webhooks that follow. A change names the version it starts from; when somebody else was faster, nothing happens and
//! [`StoreError::Conflict`] says what was in the way. This is the only crate with SQL.

mod change;
mod queries;
mod rows;
pub mod sqlite;

pub use change::{AccountStep, AuditNote, Change, LedgerStep, Step};
pub use queries::{
    Accounts, Appeals, Challenges, Channels, Consoles, Handovers, Hooks, Jobs, KeyTable, Ledger, Parties, Passkeys,
    Questions, Reviews, Sessions, Store, WaysBack,
};
pub use rows::{
    Account, AccountCode, AccountConsent, AccountSignIn, Answer, ApiKey, Appeal, AppealFilter, AppealSettings,
    Applicant, Attempt, Brand, Challenge, ChannelVersion, CodePurpose, ConsentDocument, Console, Delivery, Endpoint,
    Evidence, EvidencePart, Handover, HandoverState, InTime, Job, Letter, LoggedEvent, Message, MessageKind, Missed,
    Mode, NewJob, Opening, PICTURE, Passkey, PasskeyCeremony, PasskeyPurpose, Question, RefusalCount, RelyingParty,
    Review, ReviewCounts, ReviewFilter, Session, SessionFilter, Settled, Token, User, Verdict, WayBack, WrappedRow,
};
pub use rows::{Binding, BindingSettled, InvitationCode, KeptEntry, KeptPosting, LedgerHead, ProgrammeRow, TradeRow};

use thiserror::Error;

/// Why the database did not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Somebody else changed it first, or it is there already. Nothing was written.
    #[error("{0} was changed by somebody else, or is there already")]
    Conflict(&'static str),
    /// The lease of a job was lost: another worker has it. Nothing was written.
    #[error("the lease of job {0} was lost")]
    LeaseLost(String),
    /// The database does not answer, or what it holds cannot be understood.
    #[error("the database fails: {0}")]
    Failed(String),
    /// There is no database.
    #[error(
        "there is no database {0}; name the folder of the data (--data), or make one with `candor serve` or `candor migrate`"
    )]
    NotThere(String),
    /// The database is of another version than this program, or was changed by hand.
    #[error("the database cannot be used: {0}")]
    Migration(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

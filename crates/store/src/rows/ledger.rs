//! Rows of programmes, invitation codes and trades.

use super::Mode;
use verify::ledger::Head;

/// A programme, in its newest version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgrammeRow {
    /// `prg_...`.
    pub id: String,
    /// Whose.
    pub relying_party: String,
    /// See [`Mode`].
    pub mode: Mode,
    /// Counted from 1.
    pub version: i64,
    /// What it promises, as JSON of [`verify::invitation::Programme`].
    pub definition: String,
    /// When it was made.
    pub created_at: i64,
    /// Since when no code is bound any more.
    pub ended_at: Option<i64>,
}

/// An invitation code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationCode {
    /// Its eight letters.
    pub code: String,
    /// At whom.
    pub relying_party: String,
    /// See [`Mode`].
    pub mode: Mode,
    /// Of which programme.
    pub programme: String,
    /// The account that earns by it.
    pub owner: String,
    /// When it was made.
    pub created_at: i64,
    /// Since when its owner's account is closed.
    pub closed_at: Option<i64>,
}

/// An account that was invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The account.
    pub account: String,
    /// At whom.
    pub relying_party: String,
    /// See [`Mode`].
    pub mode: Mode,
    /// By which code.
    pub code: String,
    /// To which programme.
    pub programme: String,
    /// The version that was shown.
    pub version: i64,
    /// SHA-256 of the terms that were shown, as hexadecimal digits.
    pub terms_sha256: String,
    /// When.
    pub bound_at: i64,
    /// Since when the person is verified.
    pub verified_at: Option<i64>,
    /// Since when the person is known to be the owner of the code.
    pub void_at: Option<i64>,
    /// Since when the account is closed.
    pub closed_at: Option<i64>,
}

/// What becomes of a binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindingSettled {
    /// The person is verified.
    Verified,
    /// The person is the owner of the code.
    Void,
    /// The account is closed.
    Closed,
}

/// A trade as it was reported, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TradeRow {
    /// The relying party's own id.
    pub id: String,
    /// Whose trade.
    pub account: String,
    /// See [`verify::ledger::Trade::product_line`].
    pub product_line: String,
    /// The fee, as decimal text of the currency.
    pub fee: String,
    /// The fee's currency.
    pub currency: String,
    /// When.
    pub at: i64,
    /// The number of its entry.
    pub entry: Option<u64>,
    /// The owner's share, as decimal text.
    pub owner: String,
    /// The invited person's share, as decimal text.
    pub invited: String,
    /// See [`verify::ledger::Without`].
    pub without: Option<String>,
}

/// From where on is posted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LedgerHead {
    /// The end of the chain.
    pub head: Head,
    /// How often the facts changed that decide where a share goes.
    pub facts: i64,
}

/// An entry as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEntry {
    /// Its number.
    pub number: u64,
    /// Its canonical JSON.
    pub body: String,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// A posting as it is kept beside its entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPosting {
    /// The number of its entry.
    pub number: u64,
    /// The ledger account.
    pub account: String,
    /// The currency.
    pub currency: String,
    /// Decimal text.
    pub amount: String,
}

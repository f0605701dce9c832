//! Programmes, invitation codes and the ledger of rebates.

use crate::StoreError;
use crate::rows::{Binding, InvitationCode, KeptEntry, KeptPosting, LedgerHead, Mode, ProgrammeRow, TradeRow};
use async_trait::async_trait;
use verify::ledger::{Entry, Head, Holding, Kind, Tally};

/// Programmes, invitation codes, bindings, and what was posted. A ledger is of one relying party and mode.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// The programme of that id, in its newest version.
    async fn programme(&self, id: &str) -> Result<Option<ProgrammeRow>, StoreError>;
    /// The programmes of a relying party, oldest first, each in its newest version.
    async fn programmes(&self, relying_party: &str, mode: Mode) -> Result<Vec<ProgrammeRow>, StoreError>;
    /// Programme, version, and what was promised: the newest version of every programme, and those that are wanted.
    async fn programme_versions(
        &self,
        relying_party: &str,
        mode: Mode,
        wanted: &[(String, i64)],
    ) -> Result<Vec<(String, i64, String)>, StoreError>;
    /// The code of these letters.
    async fn invitation_code(
        &self,
        relying_party: &str,
        mode: Mode,
        code: &str,
    ) -> Result<Option<InvitationCode>, StoreError>;
    /// Those codes that are there.
    async fn invitation_codes(
        &self,
        relying_party: &str,
        mode: Mode,
        codes: &[String],
    ) -> Result<Vec<InvitationCode>, StoreError>;
    /// The codes of an account, oldest first.
    async fn codes_of(&self, owner: &str) -> Result<Vec<InvitationCode>, StoreError>;
    /// What an account is bound to.
    async fn binding(&self, account: &str) -> Result<Option<Binding>, StoreError>;
    /// What those accounts are bound to that are bound.
    async fn bindings(&self, relying_party: &str, mode: Mode, accounts: &[String]) -> Result<Vec<Binding>, StoreError>;
    /// Who is bound to a code.
    async fn bound_to(&self, relying_party: &str, mode: Mode, code: &str) -> Result<Vec<Binding>, StoreError>;
    /// How many were bound to a code before `before`, and how many of them were verified by then.
    async fn invited(&self, relying_party: &str, mode: Mode, code: &str, before: i64)
    -> Result<(u64, u64), StoreError>;
    /// Those accounts that are there.
    async fn accounts_there(
        &self,
        relying_party: &str,
        mode: Mode,
        accounts: &[String],
    ) -> Result<Vec<String>, StoreError>;
    /// From where on is posted.
    async fn ledger_head(&self, relying_party: &str, mode: Mode) -> Result<LedgerHead, StoreError>;
    /// Ledgers that have an entry, or a trade that earned nothing.
    async fn ledgers(&self) -> Result<Vec<(String, Mode)>, StoreError>;
    /// Those trades that were reported.
    async fn trades(&self, relying_party: &str, mode: Mode, ids: &[String]) -> Result<Vec<TradeRow>, StoreError>;
    /// How many trades name an entry up to the one of that number.
    async fn trades_posted(&self, relying_party: &str, mode: Mode, to: u64) -> Result<u64, StoreError>;
    /// Trades that name no entry, by their ids after `after`.
    async fn trades_without_entry(
        &self,
        relying_party: &str,
        mode: Mode,
        after: &str,
        most: u32,
    ) -> Result<Vec<TradeRow>, StoreError>;
    /// Entries as they are kept, after the one of that number.
    async fn entries(
        &self,
        relying_party: &str,
        mode: Mode,
        after: u64,
        most: u32,
    ) -> Result<Vec<KeptEntry>, StoreError>;
    /// Postings as they are kept, of the entries after `after` up to `to`.
    async fn postings(
        &self,
        relying_party: &str,
        mode: Mode,
        after: u64,
        to: u64,
    ) -> Result<Vec<KeptPosting>, StoreError>;
    /// The entries of those numbers.
    async fn entries_numbered(
        &self,
        relying_party: &str,
        mode: Mode,
        numbers: &[u64],
    ) -> Result<Vec<Entry>, StoreError>;
    /// The entries that are the negative of those of these numbers.
    async fn entries_reversing(
        &self,
        relying_party: &str,
        mode: Mode,
        numbers: &[u64],
    ) -> Result<Vec<Entry>, StoreError>;
    /// Reversals or payouts of those ids.
    async fn entries_called(
        &self,
        relying_party: &str,
        mode: Mode,
        kind: Kind,
        subjects: &[String],
    ) -> Result<Vec<Entry>, StoreError>;
    /// What was posted about an invited account, oldest first.
    async fn entries_of(&self, relying_party: &str, mode: Mode, account: &str) -> Result<Vec<Entry>, StoreError>;
    /// The hashes of the entries of a holder in a month, in their order.
    async fn hashes(
        &self,
        relying_party: &str,
        mode: Mode,
        of: &Holding,
        month: &str,
    ) -> Result<Vec<Vec<u8>>, StoreError>;
    /// The tally of those ledger accounts, or of all.
    async fn tally(&self, relying_party: &str, mode: Mode, accounts: Option<&[String]>) -> Result<Tally, StoreError>;
    /// The whole tally, and the end of the ledger at the same moment.
    async fn tally_with_head(&self, relying_party: &str, mode: Mode) -> Result<(Tally, Head), StoreError>;
    /// The tally of ledger accounts, each in the month whose cap counts.
    async fn tally_in(&self, relying_party: &str, mode: Mode, wanted: &[(String, String)])
    -> Result<Tally, StoreError>;
}

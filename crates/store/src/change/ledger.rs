//! What becomes true of programmes, codes, bindings and the ledger of rebates.

use crate::rows::{Binding, BindingSettled, InvitationCode, LedgerHead, Mode, ProgrammeRow, TradeRow};
use verify::ledger::Linked;

/// One thing that becomes true of invitations, or of what they earn.
#[derive(Clone, Debug)]
pub enum LedgerStep {
    /// A programme is there.
    NewProgramme(ProgrammeRow),
    /// A programme, which must not be ended, promises something else to whoever is bound from now on.
    PutProgramme {
        /// The programme's id.
        id: String,
        /// Its version before.
        from: i64,
        /// What it promises now, as JSON.
        definition: String,
    },
    /// A programme ends: nobody is bound any more.
    EndProgramme {
        /// The programme's id.
        id: String,
    },
    /// An account, which must not be closed, has a code of a programme that was not ended.
    NewCode(InvitationCode),
    /// An account is bound to a code, which must be open and somebody else's, and to the newest version of its programme.
    NewBinding(Binding),
    /// Something becomes of a binding, of which it had not become before.
    SettleBinding {
        /// The account that was invited.
        account: String,
        /// What.
        settled: BindingSettled,
    },
    /// The codes of an account earn nothing any more.
    CloseCodes {
        /// The account.
        owner: String,
    },
    /// Entries come behind the end of the ledger, which must be where it was, with the facts as they were; trades were reported.
    Post {
        /// See [`Mode`].
        mode: Mode,
        /// Where the ledger ended.
        from: LedgerHead,
        /// In this order.
        entries: Vec<Linked>,
        /// What was reported.
        trades: Vec<TradeRow>,
    },
}

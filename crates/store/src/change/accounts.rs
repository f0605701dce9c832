//! What becomes true of the accounts of people.

use crate::rows::{Account, AccountCode, AccountConsent, AccountSignIn, ConsentDocument, Passkey, PasskeyCeremony};

/// One thing that becomes true of an account.
#[derive(Clone, Debug)]
pub enum AccountStep {
    /// Somebody registers. The contact must be nobody else's.
    New(Account),
    /// An account changed from the version before this one. The contact must be nobody else's.
    Put(Account),
    /// A text is in force that people agree to.
    NewDocument(ConsentDocument),
    /// An account agrees to a text.
    Consented(AccountConsent),
    /// A code is asked for.
    NewCode(AccountCode),
    /// A code was tried or used; it must not be used yet, and this many must have been tried.
    PutCode {
        /// As it is now.
        code: AccountCode,
        /// Codes that had been tried before.
        from: u32,
    },
    /// The letter with a code was sent, or there was nobody to send it to.
    CodeSent {
        /// Its id.
        id: String,
        /// Whose it turned out to be.
        account: Option<String>,
        /// What is needed once the code comes, sealed.
        sealed: Option<Vec<u8>>,
    },
    /// A code gets nobody in.
    EndCode {
        /// Its id.
        id: String,
    },
    /// No code that was asked for with the contact of an account, or for it, gets anybody in.
    EndCodes {
        /// The account's id.
        account: String,
    },
    /// A letter without a code is to be sent to an account.
    NewLetter {
        /// `ltw_...`.
        id: String,
        /// What it says and to whom, sealed.
        sealed: Vec<u8>,
    },
    /// A letter to an account was sent.
    DropLetter {
        /// Its id.
        id: String,
    },
    /// Somebody is signed in to an account, which must not be closed.
    NewSignIn {
        /// The sign-in.
        sign_in: AccountSignIn,
        /// The account's version, of which it must still be: its password may be another by now.
        version: i64,
    },
    /// Everybody is signed out of an account.
    EndSignIns {
        /// The account's id.
        account: String,
        /// Everybody but the token of this hash.
        but: Option<Vec<u8>>,
    },
    /// One is signed out, by the hash of the token.
    EndSignIn {
        /// The hash.
        hash: Vec<u8>,
    },
    /// A device is known from now on.
    NewDevice {
        /// SHA-256 of its secret, which has 256 random bits.
        hash: Vec<u8>,
        /// Whose.
        account: String,
    },
    /// No device of an account is known any more.
    DropDevices {
        /// The account's id.
        account: String,
    },
    /// A sign-in did not fit, whoever the contact belongs to.
    Missed {
        /// Blind index of the contact.
        contact: Vec<u8>,
        /// Failures in a row after which nothing is tried for a while.
        most: u32,
        /// Until when.
        until: i64,
    },
    /// A sign-in did fit.
    Reached {
        /// Blind index of the contact.
        contact: Vec<u8>,
    },
    /// An account, which must not be closed, has a passkey more. The credential must be nobody's.
    NewPasskey {
        /// The passkey.
        passkey: Passkey,
        /// Passkeys that an account has at most.
        most: u32,
    },
    /// Somebody signed in with a passkey, which must be there and must have been used that often.
    PasskeyUsed {
        /// The passkey's id.
        id: String,
        /// What was counted before.
        from: u32,
        /// What is counted now.
        counter: u32,
    },
    /// A passkey, which must be there, is gone. It must not be the last one of an account without a password.
    DropPasskey {
        /// The passkey's id.
        id: String,
    },
    /// Every passkey of an account is gone, and what was begun to add another.
    DropPasskeys {
        /// The account's id.
        account: String,
    },
    /// A challenge waits for an authenticator.
    NewPasskeyCeremony(PasskeyCeremony),
    /// A challenge is answered, rightly or not. It must not have been answered.
    EndPasskeyCeremony {
        /// Its id.
        id: String,
    },
}

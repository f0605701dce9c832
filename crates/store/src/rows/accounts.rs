//! Rows of accounts.

use super::Mode;

/// A person who registered with Candor itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// `acc_...`.
    pub id: String,
    /// At whom.
    pub relying_party: String,
    /// See [`Mode`].
    pub mode: Mode,
    /// One more with each change.
    pub version: i64,
    /// Username, contact and word, sealed; `None` once closed.
    pub sealed: Option<Vec<u8>>,
    /// Blind index of the contact.
    pub contact: Option<Vec<u8>>,
    /// What is kept of the password; `None` once closed, and where its holder signs in with a passkey alone.
    pub password: Option<String>,
    /// The language of letters.
    pub locale: String,
    /// When it was registered.
    pub created_at: i64,
    /// Since when it is closed.
    pub closed_at: Option<i64>,
}

/// A text that people agree to, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentDocument {
    /// Whose.
    pub relying_party: String,
    /// `terms`, `risk` or `privacy`.
    pub kind: String,
    /// Its version.
    pub version: String,
    /// The language.
    pub language: String,
    /// What it is called.
    pub title: String,
    /// The text.
    pub text: String,
    /// SHA-256 of the text, in hexadecimal digits.
    pub sha256: String,
    /// When it came into force.
    pub created_at: i64,
}

/// A recorded yes of an account to a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountConsent {
    /// Whose.
    pub account: String,
    /// See [`ConsentDocument::kind`].
    pub kind: String,
    /// Of which version.
    pub version: String,
    /// In which language it was read.
    pub language: String,
    /// SHA-256 of the text that was shown.
    pub sha256: String,
    /// When.
    pub at: i64,
}

/// What a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodePurpose {
    /// To prove the contact of somebody who registers.
    Registration,
    /// To sign in on a device that is not known.
    SignIn,
    /// To choose another password.
    Recovery,
    /// To change the contact: one code to each of the two.
    Contact,
}

impl CodePurpose {
    /// The word in rows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::SignIn => "sign_in",
            Self::Recovery => "recovery",
            Self::Contact => "contact",
        }
    }

    /// The purpose of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Registration, Self::SignIn, Self::Recovery, Self::Contact].into_iter().find(|one| one.name() == name)
    }
}

/// A code on its way to a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountCode {
    /// `reg_...`, `sgn_...`, `rec_...` or `chg_...`.
    pub id: String,
    /// What it is for.
    pub purpose: CodePurpose,
    /// At whom.
    pub relying_party: String,
    /// See [`Mode`].
    pub mode: Mode,
    /// Blind index of the contact.
    pub contact: Vec<u8>,
    /// Whose; of a registration nobody's, and of a recovery known once it was sent.
    pub account: Option<String>,
    /// What the letter needs, sealed; of a registration and a change of contact kept until it is used.
    pub sealed: Option<Vec<u8>>,
    /// Keyed hash of the code.
    pub code: Vec<u8>,
    /// Keyed hash of the code to the contact that there is, of a change.
    pub old_code: Option<Vec<u8>>,
    /// SHA-256 of the secret that the right code was exchanged for, of a registration.
    pub secret: Option<Vec<u8>>,
    /// Codes that were tried.
    pub tries: u32,
    /// When it was asked for.
    pub created_at: i64,
    /// From when on it is refused.
    pub expires_at: i64,
    /// When it was used.
    pub used_at: Option<i64>,
}

/// Somebody who is signed in. The token itself is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountSignIn {
    /// SHA-256 of the token, which has 256 random bits.
    pub hash: Vec<u8>,
    /// Whose.
    pub account: String,
    /// When the last factor was given; `None` where a known device stood for it.
    pub full_at: Option<i64>,
    /// When.
    pub created_at: i64,
    /// When it was last used.
    pub seen_at: i64,
    /// Since when it is refused.
    pub ended_at: Option<i64>,
}

/// Sign-ins with a contact that did not fit, in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missed {
    /// How many.
    pub failures: u32,
    /// Until when nothing is tried.
    pub locked_until: Option<i64>,
}

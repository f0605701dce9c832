//! Lists of official channels.

/// A version of the list of a relying party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelVersion {
    /// Whose list it is.
    pub relying_party: String,
    /// Its number, from 1 on without a gap.
    pub version: i64,
    /// The signed document.
    pub signed: String,
    /// When it was published, in milliseconds since 1970.
    pub created_at: i64,
}

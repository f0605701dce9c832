//! The audit trail of a relying party: who did what when, each entry bound to the one before it by a hash, so that an entry that
//! was altered, removed or moved is found. No personal data stands in it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The hash before the first entry.
pub const START: [u8; 32] = [0; 32];

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// The relying party, by the id of its key.
    Key {
        /// The key's id.
        id: String,
    },
    /// The applicant of the session.
    Applicant,
    /// Whoever holds the account.
    Holder,
    /// Somebody at the console.
    User {
        /// The user's id.
        id: String,
    },
    /// Candor itself.
    System,
    /// Whoever runs the server, at its command line.
    Operator,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Counted from 1 for each relying party.
    pub number: u64,
    /// Milliseconds since 1970.
    pub at: i64,
    /// Who.
    pub actor: Actor,
    /// What: the name of an event or an action.
    pub action: String,
    /// What it was done to, by its id.
    pub subject: String,
    /// The request that caused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The network it came from: the first 24 bits of an IPv4 address, the first 48 of an IPv6 one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    /// HMAC-SHA-256 of the whole address, as hexadecimal digits: the same address has the same, and no more is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// The hash of `entry` after one of hash `before`: SHA-256 of both, the entry as canonical JSON (RFC 8785).
#[must_use]
pub fn link(before: &[u8; 32], entry: &Entry) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(before);
    digest.update(serde_jcs::to_vec(entry).unwrap_or_default());
    digest.finalize().into()
}

/// The first entry that does not fit.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Broken {
    /// An entry is missing, or stands elsewhere.
    #[error("entry {wanted} is missing or was moved: entry {found} stands in its place")]
    Order {
        /// The number that should come.
        wanted: u64,
        /// The number that comes.
        found: u64,
    },
    /// An entry, or its hash, was altered.
    #[error("entry {number} was altered")]
    Altered {
        /// Its number.
        number: u64,
    },
}

/// Walks a chain from its start.
#[derive(Clone, Debug)]
pub struct Chain {
    hash: [u8; 32],
    number: u64,
}

impl Default for Chain {
    fn default() -> Self {
        Self { hash: START, number: 0 }
    }
}

impl Chain {
    /// Takes the next entry, with the hash that is kept beside it.
    ///
    /// # Errors
    /// [`Broken`] when it is not the next one, or was altered.
    pub fn next(&mut self, entry: &Entry, kept: &[u8]) -> Result<(), Broken> {
        let wanted = self.number + 1;
        if entry.number != wanted {
            return Err(Broken::Order { wanted, found: entry.number });
        }
        let hash = link(&self.hash, entry);
        if hash != kept {
            return Err(Broken::Altered { number: entry.number });
        }
        (self.hash, self.number) = (hash, wanted);
        Ok(())
    }

    /// How many entries were taken, and the hash of the last.
    #[must_use]
    pub const fn end(&self) -> (u64, [u8; 32]) {
        (self.number, self.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entries(count: u64) -> Vec<(Entry, [u8; 32])> {
        let mut before = START;
        let entry = |number| Entry {
            number,
            at: 1_700_000_000_000 + number as i64,
            actor: Actor::Key { id: format!("key_{number}") },
            action: "session.created".into(),
            subject: format!("ses_{number}"),
            request: None,
            network: Some("192.0.2.0/24".into()),
            address: None,
        };
        let linked = |number| {
            let entry = entry(number);
            before = link(&before, &entry);
            (entry, before)
        };
        (1..=count).map(linked).collect()
    }

    fn walked(entries: &[(Entry, [u8; 32])]) -> Result<(), Broken> {
        let mut chain = Chain::default();
        entries.iter().try_for_each(|(entry, hash)| chain.next(entry, hash))
    }

    proptest! {
        #[test]
        fn what_is_altered_removed_or_moved_is_named(count in 3u64..20, place in 0usize..19, kind in 0u8..4) {
            let mut chain = entries(count);
            prop_assert!(walked(&chain).is_ok());
            let place = place % (chain.len() - 1);
            let number = place as u64 + 1;
            let found = match kind {
                0 => {
                    chain[place].0.subject.push('x');
                    Broken::Altered { number }
                }
                1 => {
                    chain[place].1[7] ^= 1;
                    Broken::Altered { number }
                }
                2 => {
                    chain.remove(place);
                    Broken::Order { wanted: number, found: number + 1 }
                }
                _ => {
                    chain.swap(place, place + 1);
                    Broken::Order { wanted: number, found: number + 1 }
                }
            };
            prop_assert_eq!(walked(&chain), Err(found));
        }
    }
}

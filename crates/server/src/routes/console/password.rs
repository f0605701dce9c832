//! Passwords: one that fits, and one that may be chosen. At most as many are tried at a time as there are processors.

use crate::problem::Problem;
use crate::routes::applicant_precheck::PATIENCE;
use crate::service::Shared;
use store::User;
use tokio::sync::OwnedSemaphorePermit;

/// Letters of a password, at least (NIST SP 800-63B-4, section 3.1.1.2, as one of two factors).
const LEAST: usize = 12;
/// Letters of a password.
pub(crate) const MOST: usize = 200;
/// What this program is called.
const SERVICE: &str = "candor";
/// What many choose, in small letters and digits alone: a line each, of twelve letters or more.
const COMMON: &str = include_str!("common_passwords.txt");

/// A turn at the processors: a password costs one of them a hundredth of a second, and 19 MiB.
pub(crate) struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Turn {
    /// Waits for it, but not for long.
    pub(crate) async fn of(service: &Shared) -> Result<Self, Problem> {
        let busy = || Problem::busy(10, "many sign in at this moment; nothing was changed, try again in ten seconds");
        let turn = tokio::time::timeout(PATIENCE, service.hashing.clone().acquire_owned()).await;
        Ok(Self { _permit: turn.map_err(|_| busy())?.map_err(|cause| Problem::internal(&cause))? })
    }

    /// Does `work` apart; the turn is over with it, even when nobody waits for it any more.
    async fn spend<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(self);
            done
        });
        done.await.map_err(|cause| Problem::internal(&cause))
    }

    /// Whether `password` is that of `user`. Nobody's takes as long.
    pub(crate) async fn fits(self, user: Option<&User>, password: String) -> Result<bool, Problem> {
        self.fits_hash(user.map(|user| user.password.clone()), password).await
    }

    /// Whether `hash` was made of `password`. Where there is none it takes as long.
    pub(crate) async fn fits_hash(self, hash: Option<String>, password: String) -> Result<bool, Problem> {
        // Made once, of a password that nobody has.
        static NOBODYS: std::sync::OnceLock<String> = std::sync::OnceLock::new();
        let fits = move || match hash {
            Some(hash) => vault::password::fits(&password, &hash),
            None => {
                let hash = NOBODYS.get_or_init(|| vault::password::hashed("nobody's").unwrap_or_default());
                // It takes its time, and what it says does not matter.
                let _ = vault::password::fits(&password, hash);
                false
            }
        };
        self.spend(fits).await
    }

    /// What is kept of `password`.
    pub(crate) async fn hashed(self, password: String) -> Result<String, Problem> {
        Ok(self.spend(move || vault::password::hashed(&password)).await??)
    }
}

/// Refuses what others would guess first.
pub(crate) fn may_be_chosen(password: &str, login: &str, party: &str) -> Result<(), Problem> {
    let letters = password.chars().count();
    let refused = |detail: String| Err(Problem::unusable("console.unusable", detail));
    if !(LEAST..=MOST).contains(&letters) {
        return refused(format!("`new` must have {LEAST} to {MOST} letters"));
    }
    if is_name(password, &[login, SERVICE, party]) {
        return refused(
            "`new` is a name that others know, such as the login; choose words that do not belong together".into(),
        );
    }
    if is_row(password) || COMMON.lines().any(|common| common == plain(password)) {
        return refused("`new` is among the first that others try; choose words that do not belong together".into());
    }
    Ok(())
}

/// Small letters and digits alone.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether nothing is left without `names` but digits.
fn is_name(password: &str, names: &[&str]) -> bool {
    let password = plain(password);
    let mut left = password.clone();
    for name in names.iter().map(|name| plain(name)).filter(|name| !name.is_empty()) {
        left = left.replace(&name, "");
    }
    left.len() < password.len() && left.chars().all(char::is_numeric)
}

/// Whether every letter is the one before it, or the next one after that, or the one before.
fn is_row(password: &str) -> bool {
    let letters: Vec<char> = password.chars().flat_map(char::to_lowercase).collect();
    let next = |one: char, other: char| u32::from(one) + 1 == u32::from(other) || (one, other) == ('9', '0');
    let pairs = || letters.iter().copied().zip(letters.iter().copied().skip(1));
    pairs().all(|(one, other)| one == other)
        || pairs().all(|(one, other)| next(one, other))
        || pairs().all(|(one, other)| next(other, one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_would_guess_first_is_refused() {
        let refused = |password: &str| may_be_chosen(password, "ada.lovelace", "Utopia Exchange").is_err();
        for guessed in [
            "short words",
            "Ada.Lovelace",
            "ada-lovelace-1990",
            "utopia exchange",
            "UtopiaExchange2026!",
            "candorcandor",
            "aaaaaaaaaaaa",
            "123456789012",
            "abcdefghijklm",
            "987654321098",
            "Password1234",
            "qwertyuiop123",
        ] {
            assert!(refused(guessed), "{guessed}");
        }
        assert!(refused(&"a b".repeat(70)));
        for chosen in ["correct horse battery", "ada likes the sea", "7h2k-9qpm-x4vd", "密码是一句没有人知道的话"]
        {
            assert!(!refused(chosen), "{chosen}");
        }
    }

    #[test]
    fn common_passwords_are_kept_as_they_are_compared() {
        for common in COMMON.lines() {
            assert!(plain(common) == common && common.chars().count() >= LEAST, "{common}");
        }
    }
}

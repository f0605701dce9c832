//! Whether the name of a machine imitates an official one, and how.

use super::Method;
use super::letters::{Shaped, blur, misspelt, shape};
use super::read::Host;

/// Words that are put beside a name to make an imitation of it credible.
const LURES: [&str; 96] = [
    "access",
    "account",
    "accounts",
    "activate",
    "airdrop",
    "alert",
    "app",
    "apps",
    "auth",
    "authenticate",
    "bonus",
    "bonuses",
    "care",
    "cash",
    "center",
    "centre",
    "chat",
    "check",
    "claim",
    "client",
    "confirm",
    "connect",
    "contact",
    "customer",
    "desk",
    "download",
    "earn",
    "event",
    "free",
    "get",
    "gift",
    "go",
    "help",
    "helpdesk",
    "home",
    "id",
    "identity",
    "info",
    "install",
    "invite",
    "join",
    "kyc",
    "live",
    "log",
    "login",
    "logon",
    "mail",
    "member",
    "mobile",
    "my",
    "new",
    "now",
    "official",
    "online",
    "pay",
    "payment",
    "portal",
    "promo",
    "protect",
    "rebate",
    "recover",
    "recovery",
    "refund",
    "register",
    "reset",
    "restore",
    "reward",
    "rewards",
    "safe",
    "safety",
    "secure",
    "security",
    "service",
    "services",
    "session",
    "sign",
    "signin",
    "signup",
    "site",
    "sso",
    "support",
    "team",
    "the",
    "trade",
    "unlock",
    "update",
    "user",
    "validate",
    "verification",
    "verify",
    "vip",
    "wallet",
    "web",
    "win",
    "www",
    "your",
];
/// Those that even beside a name of four letters are no part of another honest name.
const STRONG: [&str; 20] = [
    "account",
    "airdrop",
    "auth",
    "bonus",
    "claim",
    "helpdesk",
    "invite",
    "kyc",
    "login",
    "logon",
    "official",
    "recovery",
    "refund",
    "reset",
    "secure",
    "security",
    "signin",
    "unlock",
    "verification",
    "verify",
];
/// Words that may be in the id of any app.
const ORDINARY: [&str; 14] = [
    "com", "org", "net", "app", "apps", "android", "mobile", "wallet", "client", "lite", "main", "example", "test",
    "www",
];

/// An official domain, taken apart.
pub(super) struct Official<'a> {
    pub(super) domain: &'a str,
    host: Host,
    /// Its shape.
    whole: String,
    /// The shape of the word that was registered.
    brand: String,
    suffix: String,
}

impl<'a> Official<'a> {
    /// `None` for what is no domain that was registered, which no list holds.
    pub(super) fn new(domain: &'a str) -> Option<Self> {
        let host = Host::parse(domain)?;
        let (label, suffix) = host.registrable()?;
        let (label, _) = idna::domain_to_unicode(label);
        let (whole, brand, suffix) = (shape(&host.unicode), shape(&label), suffix.to_owned());
        Some(Self { domain, host, whole, brand, suffix })
    }

    /// The shape of the word that was registered, such as `utopia`.
    pub(super) fn brand(&self) -> &str {
        &self.brand
    }

    /// Whether the domain is, or is below, what was registered as `own`.
    pub(super) fn is_registered_as(&self, own: (&str, &str)) -> bool {
        self.host.registrable() == Some(own)
    }

    fn length(&self) -> usize {
        self.brand.chars().filter(|letter| *letter != '-').count()
    }

    /// Whether `text` has the name in it as a word, alone or with such that are put beside names.
    pub(super) fn is_named_in(&self, text: &Shaped) -> bool {
        if self.length() < 4 || ORDINARY.contains(&self.brand.as_str()) {
            return false;
        }
        let brand = self.brand.replace('-', "");
        let blurred = blur(&brand);
        let one = text.words.iter().any(|(word, blur)| {
            *word == brand || *blur == blurred || self.length() > 4 && beside(word, &brand, &LURES)
        });
        let two = |pair: &[(String, String)]| brand.strip_prefix(&pair[0].0).is_some_and(|rest| rest == pair[1].0);
        one || brand != self.brand && text.words.windows(2).any(two)
    }

    /// Whether the whole domain stands in `text`, with nothing before or after it that would make it another.
    pub(super) fn stands_in(&self, text: &Shaped) -> bool {
        let ends = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric() && letter != '-');
        [self.domain, &self.whole].iter().any(|name| {
            let mut places = text.text.match_indices(name);
            places.any(|(at, _)| {
                ends(text.text[..at].chars().next_back()) && ends(text.text[at + name.len()..].chars().next())
            })
        })
    }

    /// How the host `name` imitates the domain. `None` when it does not, or belongs to the same owner.
    pub(super) fn imitated_by(&self, name: &Name<'_>) -> Option<Method> {
        if name.host.registrable() == self.host.registrable() {
            return None;
        }
        let tested = [Self::nested, Self::letter_for_letter, Self::exchanged, Self::worded];
        tested.iter().find_map(|test| test(self, name)).or_else(|| self.slip(name))
    }

    /// The domain as a part of another.
    fn nested(&self, name: &Name<'_>) -> Option<Method> {
        let (whole, own) = (&name.whole, &self.whole);
        let border = |letter: Option<char>| letter.is_none_or(|letter| matches!(letter, '.' | '-'));
        let inside = whole.match_indices(own.as_str()).any(|(at, _)| {
            let after = whole[at + own.len()..].chars().next();
            border(whole[..at].chars().next_back()) && after.is_some() && border(after)
        });
        let label = || self.length() > 4 && name.below().any(|label| shape(label) == self.brand);
        let exchanged = || name.label == self.brand || name.below().any(|label| shape(label) == self.suffix);
        (inside || label() && !exchanged()).then_some(Method::Nested)
    }

    /// The same word but for letters that look alike, or under another public suffix.
    fn letter_for_letter(&self, name: &Name<'_>) -> Option<Method> {
        let (whole, own) = (&name.whole, &self.whole);
        // A suffix in letters of another script.
        if whole == own || whole.strip_suffix(own.as_str()).is_some_and(|before| before.ends_with('.')) {
            return Some(Method::Confusable);
        }
        if name.label == self.brand {
            let (registered, _) = self.host.registrable()?;
            let (registered, _) = idna::domain_to_unicode(registered);
            if name.plain != registered {
                return Some(Method::Confusable);
            }
            let other = name.below().last().is_some_and(|label| label == self.suffix);
            return Some(if other { Method::Swapped } else { Method::OtherSuffix });
        }
        let digits = name.label.contains(|letter: char| letter.is_ascii_digit());
        let blurred = blur(&name.label) == blur(&self.brand) && (digits || self.length() > 4);
        blurred.then(|| if name.plain.is_ascii() { Method::Typo } else { Method::Confusable })
    }

    /// Labels or words in another order, or joined.
    fn exchanged(&self, name: &Name<'_>) -> Option<Method> {
        let (brand, suffix) = (&self.brand, self.suffix.replace('.', "-"));
        let joined = suffix.len() >= 3 && self.length() > 4;
        let label = |label: &str| {
            let label = shape(label);
            let hyphened = label == format!("{brand}-{suffix}") || label == format!("{suffix}-{brand}");
            let close = || label == format!("{brand}{suffix}") || label == format!("{suffix}{brand}");
            hyphened || joined && close()
        };
        let reversed = || {
            let mut labels = name.host.ascii.split('.').zip(name.host.ascii.split('.').skip(1));
            self.length() > 4 && labels.any(|(first, second)| first == self.suffix && shape(second) == *brand)
        };
        let words = || {
            let sorted = |text: &str| {
                let mut words: Vec<String> = text.split('-').map(str::to_owned).collect();
                words.sort_unstable();
                words.concat()
            };
            let rotated = brand.split_once('-').is_some_and(|(first, rest)| name.label == format!("{rest}{first}"));
            let plain = |text: &str| text.replace('-', "");
            self.length() > 4
                && (plain(&name.label) == plain(brand)
                    || rotated
                    || brand.contains('-') && sorted(&name.label) == sorted(brand))
        };
        let any = label(&name.plain) || name.below().any(label) || reversed() || words();
        any.then_some(Method::Swapped)
    }

    /// The word with such beside it that make it credible.
    fn worded(&self, name: &Name<'_>) -> Option<Method> {
        if self.length() < 3 {
            return None;
        }
        let lures: &[&str] = if self.length() > 4 { &LURES } else { &STRONG };
        let brand = self.brand.replace('-', "");
        let mut labels = std::iter::once(name.plain.as_str()).chain(name.below());
        labels.find_map(|plain| {
            let label = shape(plain);
            let words: Vec<&str> = label.split('-').filter(|word| !word.is_empty()).collect();
            let is_lure = |word: &&str| lures.contains(word) || word.bytes().all(|byte| byte.is_ascii_digit());
            let about = self.brand.split('-').count();
            for at in 0..words.len().saturating_sub(about - 1) {
                let here = words[at..at + about].concat();
                let others = || words[..at].iter().chain(&words[at + about..]);
                if words.len() == about
                    || !others().any(|word| is_lure(word) || self.length() > 4 && split(word, lures))
                {
                    continue;
                }
                if here == brand {
                    return Some(if plain.replace('-', "").contains(brand.as_str()) {
                        Method::AddedWord
                    } else {
                        Method::Confusable
                    });
                }
                let alike = self.length() > 4 && (blur(&here) == blur(&brand) || misspelt(&here, &brand, false));
                if alike && others().all(&is_lure) {
                    return Some(Method::Typo);
                }
            }
            let joined = words.concat();
            let found = self.length() > 3 && joined != brand && beside(&joined, &brand, lures);
            found.then(|| if plain.is_ascii() { Method::AddedWord } else { Method::Confusable })
        })
    }

    /// A slip of the hand.
    fn slip(&self, name: &Name<'_>) -> Option<Method> {
        let plain = |text: &str| text.replace('-', "");
        let (written, meant) = (plain(&name.label), plain(&self.brand));
        let method = if name.plain.is_ascii() { Method::Typo } else { Method::Confusable };
        misspelt(&written, &meant, name.suffix == self.suffix).then_some(method)
    }
}

/// A host that is looked at, taken apart once for all domains that it is held against.
pub(super) struct Name<'a> {
    host: &'a Host,
    /// Its shape.
    whole: String,
    /// The word that was registered, as it is, and its shape.
    plain: String,
    label: String,
    suffix: &'a str,
}

impl<'a> Name<'a> {
    /// `None` for what was not registered: a public suffix itself, or an address in digits.
    pub(super) fn new(host: &'a Host) -> Option<Self> {
        let (label, suffix) = host.registrable()?;
        let (plain, _) = idna::domain_to_unicode(label);
        Some(Self { host, whole: shape(&host.unicode), label: shape(&plain), plain, suffix })
    }

    /// The labels below what was registered, from the left.
    fn below(&self) -> impl Iterator<Item = &str> {
        let registered = self.suffix.split('.').count() + 1;
        let labels = self.host.unicode.split('.').count();
        self.host.unicode.split('.').take(labels.saturating_sub(registered))
    }
}

/// Whether `text` is `brand` with words of `lures` before or after it, and nothing else.
fn beside(text: &str, brand: &str, lures: &[&str]) -> bool {
    text.match_indices(brand).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + brand.len()..]);
        !(before.is_empty() && after.is_empty()) && split(before, lures) && split(after, lures)
    })
}

/// Whether `text` is nothing but words of `lures` and digits.
fn split(text: &str, lures: &[&str]) -> bool {
    let text = text.trim_matches(|letter: char| letter.is_ascii_digit());
    // A label has 63 letters at most; longer texts come from paths, and are no names.
    if text.len() > 63 {
        return false;
    }
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for at in 0..text.len() {
        if !reached[at] {
            continue;
        }
        for lure in lures {
            if text.as_bytes()[at..].starts_with(lure.as_bytes()) {
                reached[at + lure.len()] = true;
            }
        }
    }
    reached[text.len()]
}

/// Whether the id of an app is written like that of another: letters that look alike, a slip, words more or in another order.
pub(super) fn package_imitates(written: &str, official: &str) -> bool {
    let (one, other) = (written.to_lowercase(), official.to_lowercase());
    if one == other || blur(&one) == blur(&other) {
        return true;
    }
    let (one, other) = (shape(&one), shape(&other));
    let slips = if other.len() >= 14 { 2 } else { 1 };
    if super::letters::distance(&one, &other, slips) <= slips {
        return true;
    }
    let words = |text: &str| {
        let mut words: Vec<String> = text.split(['.', '_']).map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    let (ones, others) = (words(&one), words(&other));
    let telling = |word: &&String| word.len() > 4 && !ORDINARY.contains(&word.as_str());
    let names: Vec<&String> = others.iter().filter(telling).collect();
    ones == others
        || !names.is_empty() && names.iter().all(|word| ones.contains(word))
        || one.strip_prefix(&other).is_some_and(|rest| rest.starts_with(['.', '_']))
}

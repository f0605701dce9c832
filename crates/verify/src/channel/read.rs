//! What somebody pasted, as the program that it is meant for would read it.

use super::list::{ChannelList, is_package};
use super::phone::{Phone, in_text, phone};
use super::words::{find, invisible, is_joiner, readings, refanged, words};
use url::Url;

/// Bytes of a text that are looked at.
pub const MOST_BYTES: usize = 8192;
/// Links, addresses and numbers in one text.
const MOST_PARTS: usize = 20;
/// Programs that a link may begin with, without two slashes after it.
const SCHEMES: [&str; 12] =
    ["http", "https", "ftp", "mailto", "tel", "sms", "javascript", "data", "market", "intent", "file", "itms-apps"];

/// The name of a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Host {
    /// As the name system has it, in small letters, without a point at its end.
    pub(super) ascii: String,
    /// As people read it.
    pub(super) unicode: String,
}

impl Host {
    /// The host that `text` is. `None` when it is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(&format!("https://{}/", text.trim())).ok()?;
        (url.path() == "/" && url.username().is_empty() && url.port().is_none()).then(|| Self::of(&url)).flatten()
    }

    fn of(url: &Url) -> Option<Self> {
        let host = url.host_str()?;
        let ascii = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        let (unicode, _) = idna::domain_to_unicode(&ascii);
        (!ascii.is_empty()).then_some(Self { ascii, unicode })
    }

    /// What was registered, and the public suffix below which it was. `None` for a public suffix itself and for an address in digits.
    pub(super) fn registrable(&self) -> Option<(&str, &str)> {
        if self.ascii.contains(['[', ':']) || self.ascii.parse::<std::net::IpAddr>().is_ok() {
            return None;
        }
        let domain = psl::domain_str(&self.ascii)?;
        domain.split_once('.')
    }

    /// Whether there can be such a machine: its name is under a suffix that is given out, or it has an address in digits.
    fn can_be(&self) -> bool {
        match self.registrable() {
            Some(_) => is_given_out(&self.ascii),
            None => self.ascii.starts_with('[') || self.ascii.parse::<std::net::IpAddr>().is_ok(),
        }
    }

    /// Whether it is `domain` or below it.
    pub(super) fn is_below(&self, domain: &str) -> bool {
        self.ascii.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }
}

/// A link.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) url: Url,
    /// `None` when it leads to no machine.
    pub(super) host: Option<Host>,
}

/// Whether names are given out under the suffix of `name`, be it for examples alone.
fn is_given_out(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    let known = psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.is_known());
    known || matches!(last, "example" | "test" | "invalid")
}

/// Whether `text` is a link, with its scheme or without, to a machine that can be there.
pub(super) fn leads(text: &str) -> bool {
    let url = if scheme(text).is_some() { Url::parse(text) } else { Url::parse(&format!("https://{}", bare(text))) };
    url.ok().and_then(|url| Host::of(&url)).is_some_and(|host| host.can_be())
}

fn bare(text: &str) -> &str {
    text.trim_start_matches(['/', '\\'])
}

/// What a part of a text is.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Link(Box<Link>),
    /// A link that no browser opens, in the letters that it was written with.
    Broken(String),
    Mailbox {
        display: String,
        name: String,
        host: Host,
    },
    Phone(Phone),
    Package(String),
}

/// The text, and what is in it.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub(super) parts: Vec<Part>,
    /// Whether it has more than one of them, and not only one that may be read in two ways.
    pub(super) several: bool,
    /// Whether letters stand in the text that are not seen, or that turn the order of others round.
    pub(super) invisible: bool,
    /// Whether it was written so that it could not be clicked.
    pub(super) defanged: bool,
}

/// Reads `text`. `None` when there is nothing in it that could be checked, or too much.
pub(super) fn read(text: &str, list: &ChannelList) -> Option<Read> {
    if text.len() > MOST_BYTES {
        return None;
    }
    let hidden = text.contains(invisible);
    let seen: String = text.chars().filter(|letter| is_joiner(*letter) || !invisible(*letter)).collect();
    let (seen, defanged) = refanged(seen.trim());
    if let Some(phone) = phone(seen.trim_start_matches("tel:")) {
        return Some(Read { parts: vec![Part::Phone(phone)], several: false, invisible: hidden, defanged });
    }
    let (mut parts, mut several) = (Vec::new(), false);
    for reading in readings(&seen) {
        let mut number = 0;
        let mut before = String::new();
        for word in words(&reading) {
            let read = part(word, &before, list);
            before.push(' ');
            if read.is_empty() {
                before.extend(word.chars().filter(|letter| !is_joiner(*letter)));
            } else {
                // What stands before and behind it is not one number.
                before.push('|');
                number += 1;
            }
            parts.extend(read);
            if parts.len() > MOST_PARTS {
                return None;
            }
        }
        let phones = in_text(list, &before);
        several |= number + phones.len() > 1;
        parts.extend(phones.into_iter().map(Part::Phone));
    }
    if parts.len() > MOST_PARTS {
        return None;
    }
    (!parts.is_empty()).then_some(Read { parts, several, invisible: hidden, defanged })
}

/// The program that a link names before its colon, in small letters.
pub(super) fn scheme(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once(':')?;
    let letters = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let scheme = scheme.to_ascii_lowercase();
    (letters && (rest.starts_with("//") || SCHEMES.contains(&scheme.as_str()))).then_some(scheme)
}

/// Whether a program of that name is known here.
pub(super) fn is_known(program: &str) -> bool {
    SCHEMES.contains(&program)
}

/// What `word` is: nothing, or one thing, which more than one program may read in its own way.
fn part(word: &str, before: &str, list: &ChannelList) -> Vec<Part> {
    // Copied out of another address, its signs are written as numbers. What is official is read once, as programs do.
    if find(word, "http%3a").or_else(|| find(word, "https%3a")) == Some(0) {
        return each_decoded(word, |word| part_of(word, before, list));
    }
    part_of(word, before, list)
}

fn part_of(word: &str, before: &str, list: &ChannelList) -> Vec<Part> {
    // Letters that join others may belong to the name of a machine; whether they do, is said by the standard for links.
    let plain: String = word.chars().filter(|letter| !is_joiner(*letter)).collect();
    let plain = plain.as_str();
    if list.apps().iter().any(|app| app.package == plain) {
        let app = Part::Package(plain.to_owned());
        let also = (!is_app(plain)).then(|| elsewhere(plain, list)).flatten();
        return std::iter::once(app).chain(also).collect();
    }
    match scheme(plain).as_deref() {
        Some(program) if scheme(word).as_deref() != Some(program) => return vec![Part::Broken(plain.to_owned())],
        Some("mailto") => return written_to(&word["mailto:".len()..], before),
        Some("tel" | "sms") => {
            return each_decoded(&plain["tel:".len()..], |number| phone(number).map(Part::Phone).into_iter().collect());
        }
        Some(_) => return vec![link(word, plain)],
        None => {}
    }
    let ends = plain.find(['/', '\\', '?', '#']).unwrap_or(plain.len());
    if let Some(at) = plain.find('@')
        && at > 0
        && ends == plain.len()
    {
        return mailbox(word, before).into_iter().collect();
    }
    if is_app(plain) {
        return vec![Part::Package(plain.to_owned())];
    }
    // Numbers are looked for in all that stands between other things.
    let name = &bare(plain)[..bare(plain).find(['/', '\\', '?', '#']).unwrap_or(bare(plain).len())];
    let link_like = name.contains(['.', '。', '．', '｡', '@']) || find(name, "%2e").is_some();
    if phone(plain).is_some() || !link_like {
        return Vec::new();
    }
    match link(&format!("https://{}", bare(word)), bare(plain)) {
        Part::Link(link) if link.host.is_none() => vec![Part::Broken(bare(plain).to_owned())],
        part => vec![part],
    }
}

/// The link that `word` is; without letters that are not seen, it is `plain`.
fn link(word: &str, plain: &str) -> Part {
    let url = Url::parse(word).ok();
    url.map_or_else(|| Part::Broken(plain.to_owned()), |url| Part::Link(Box::new(Link { host: Host::of(&url), url })))
}

/// The link that the id of an app is, where it leads to a machine that is not under a domain of the list.
pub(super) fn elsewhere(id: &str, list: &ChannelList) -> Option<Part> {
    let host = Host::parse(id).filter(|host| host.can_be())?;
    let own = list.domains().iter().any(|domain| host.is_below(domain));
    (!own).then(|| link(&format!("https://{id}"), id))
}

/// What `read` makes of `text` with its percent signs read once, as programs do, and as often as it takes to find what hides behind them.
fn each_decoded(text: &str, read: impl Fn(&str) -> Vec<Part>) -> Vec<Part> {
    let (once, often) = (decoded_once(text), decoded(text));
    let mut all = read(&once);
    if often != once {
        // What is nothing when it is read once is official in no case.
        if all.is_empty() {
            all.push(Part::Broken(often.clone()));
        }
        all.extend(read(&often));
    }
    all
}

/// Everybody to whom a mail goes that is begun with `address` (RFC 6068).
fn written_to(address: &str, before: &str) -> Vec<Part> {
    let address = address.split('#').next().unwrap_or_default();
    let (to, fields) = address.split_once('?').unwrap_or((address, ""));
    let further = fields.split('&').filter_map(|field| field.split_once('='));
    let further = further
        .filter(|(name, _)| matches!(decoded_once(name).to_ascii_lowercase().as_str(), "to" | "cc" | "bcc"))
        .map(|(_, value)| value);
    let all = std::iter::once(to).chain(further).flat_map(|some| some.split(','));
    all.flat_map(|one| each_decoded(one, |one| mailbox(one, before).into_iter().collect())).collect()
}

/// Whether `word` is rather the id of an app than a domain: it begins with what domains end with, and does not end so or has three words.
fn is_app(word: &str) -> bool {
    let suffix = |label: &str| is_given_out(&label.to_ascii_lowercase());
    let (Some((first, _)), Some((_, last))) = (word.split_once('.'), word.rsplit_once('.')) else { return false };
    let usual = matches!(first.to_ascii_lowercase().as_str(), "com" | "org" | "net" | "io" | "cn");
    is_package(word) && suffix(first) && (!suffix(last) || usual && word.matches('.').count() > 1)
}

fn mailbox(text: &str, display: &str) -> Option<Part> {
    let (name, host) = text.trim().rsplit_once('@')?;
    match Host::parse(host).filter(|host| host.ascii.contains('.')) {
        Some(host) => Some(Part::Mailbox { display: display.trim().to_owned(), name: name.to_owned(), host }),
        None => Some(Part::Broken(text.to_owned())),
    }
}

/// `text` with its percent signs read, until there are none or three times. What is found there may be no more than an imitation.
pub(super) fn decoded(text: &str) -> String {
    (0..3).fold(text.to_owned(), |text, _| decoded_once(&text))
}

/// `text` with its percent signs read.
fn decoded_once(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let pair = (*byte == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let read = pair.and_then(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        out.push(read.unwrap_or(*byte));
        at += if read.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

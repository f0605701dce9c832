//! What somebody pasted, as the program that it is meant for would read it.

use super::list::{ChannelList, is_package};
use url::Url;

/// Bytes of a text that are looked at.
pub const MOST_BYTES: usize = 8192;
/// Links, addresses and numbers in one text.
const MOST_PARTS: usize = 20;
/// Programs that a link may begin with, without two slashes after it.
const SCHEMES: [&str; 12] =
    ["http", "https", "ftp", "mailto", "tel", "sms", "javascript", "data", "market", "intent", "file", "itms-apps"];
/// Signs that stand around a link in a sentence, and are none of its own.
const AROUND: [char; 40] = [
    '<', '>', '"', '\'', '`', '“', '”', '‘', '’', '«', '»', '「', '」', '『', '』', '【', '】', '《', '》', '〈', '〉',
    '{', '}', '（', '）', '［', '］', '|', '，', '；', '、', '！', '？', '：', '…', '‹', '›', '„', '‚', '\u{feff}',
];

/// Signs in telephone numbers, beside digits.
const IN_NUMBERS: &str = "+＋ \u{a0}\u{2009}\u{202f}\u{3000}()（）[]-‐‑‒–—−/.·";

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

/// A telephone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phone {
    pub(super) digits: String,
    /// Whether the digits begin with the code of a country.
    pub(super) international: bool,
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
    /// Whether letters stand in the text that are not seen, or that turn the order of others round.
    pub(super) invisible: bool,
    /// Whether it was written so that it could not be clicked.
    pub(super) defanged: bool,
}

fn invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e007f}')
        || (letter.is_control() && !matches!(letter, '\t' | '\n' | '\r'))
}

/// Reads `text`. `None` when there is nothing in it that could be checked, or too much.
pub(super) fn read(text: &str, list: &ChannelList) -> Option<Read> {
    if text.len() > MOST_BYTES {
        return None;
    }
    let hidden = text.contains(invisible);
    let seen: String = text.chars().filter(|letter| !invisible(*letter)).collect();
    let (seen, defanged) = refanged(seen.trim());
    if let Some(phone) = phone(seen.trim_start_matches("tel:")) {
        return Some(Read { parts: vec![Part::Phone(phone)], invisible: hidden, defanged });
    }
    let joined = !seen.contains(' ') && seen.contains(['\t', '\n', '\r']);
    let one: String = seen.chars().filter(|letter| !matches!(letter, '\t' | '\n' | '\r')).collect();
    // A browser leaves out tabs and line breaks; a mail program breaks long links with them.
    let words: Vec<&str> = if joined && (scheme(&one).is_none() || one.contains("://") && known(&one)) {
        words(&one)
    } else {
        words(&seen)
    };
    let mut parts = Vec::new();
    let mut before = String::new();
    for word in words {
        match part(word, &before, list) {
            Some(part) => parts.push(part),
            None => {
                before.push(' ');
                before.push_str(word);
            }
        }
        if parts.len() > MOST_PARTS {
            return None;
        }
    }
    // Numbers are written with spaces, so that a word is only a part of one.
    let between =
        before.split(|letter: char| !letter.is_numeric() && !letter.is_whitespace() && !IN_NUMBERS.contains(letter));
    parts.extend(between.filter_map(phone).filter(|phone| phone.digits.len() > 6).take(MOST_PARTS).map(Part::Phone));
    (!parts.is_empty()).then_some(Read { parts, invisible: hidden, defanged })
}

/// The text as it would be if nobody had made it harmless, and whether somebody had.
fn refanged(text: &str) -> (String, bool) {
    let mut again = text.to_owned();
    for (defanged, meant) in [("[.]", "."), ("(.)", "."), ("[dot]", "."), ("[at]", "@"), ("[:]", ":"), ("[://]", "://")]
    {
        again = again.replace(defanged, meant);
    }
    let mut from = 0;
    while let Some(at) = find(&again[from..], "hxxp").map(|at| at + from) {
        again.replace_range(at..at + 4, "http");
        from = at + 4;
    }
    let changed = again != text;
    (again, changed)
}

/// Where `small`, in small ASCII letters, begins in `text`.
fn find(text: &str, small: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(small)
}

fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for word in text.split(|letter: char| letter.is_whitespace() || AROUND.contains(&letter)) {
        // A word may stand right before a link; what leads on to another link is no such word.
        let begin = find(word, "http://").or_else(|| find(word, "https://"));
        let begin = begin.filter(|at| !word[..*at].contains(['/', '\\', '?', '#', '@']));
        let (before, word) = word.split_at(begin.unwrap_or(0));
        for word in [before, word] {
            let word = word.trim_start_matches(['(', '[', ')', ']']);
            let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '。', '．', '*', '_']);
            let word = if word.contains('[') { word } else { word.trim_end_matches(']') };
            if !word.is_empty() {
                words.push(word);
            }
        }
    }
    words
}

/// The program that a link names before its colon, in small letters.
fn scheme(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once(':')?;
    let letters = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let scheme = scheme.to_ascii_lowercase();
    (letters && (rest.starts_with("//") || SCHEMES.contains(&scheme.as_str()))).then_some(scheme)
}

fn known(text: &str) -> bool {
    scheme(text).is_some_and(|scheme| SCHEMES.contains(&scheme.as_str()))
}

fn part(word: &str, before: &str, list: &ChannelList) -> Option<Part> {
    // Copied out of another address, its signs are written as numbers.
    let word = if find(word, "http%3a").or_else(|| find(word, "https%3a")) == Some(0) {
        decoded(word)
    } else {
        word.to_owned()
    };
    let word = word.as_str();
    if list.apps().iter().any(|app| app.package == word) {
        return Some(Part::Package(word.to_owned()));
    }
    match scheme(word).as_deref() {
        Some("mailto") => {
            let address = &word["mailto:".len()..];
            return mailbox(&decoded(address.split('?').next().unwrap_or_default()), before);
        }
        Some("tel" | "sms") => return phone(&decoded(&word[4..])).map(Part::Phone),
        Some(_) => {
            let read = Url::parse(word).ok().map(|url| Part::Link(Box::new(Link { host: Host::of(&url), url })));
            return Some(read.unwrap_or_else(|| Part::Broken(word.to_owned())));
        }
        None => {}
    }
    let ends = word.find(['/', '\\', '?', '#']).unwrap_or(word.len());
    if let Some(at) = word.find('@')
        && at > 0
        && ends == word.len()
    {
        return mailbox(word, before);
    }
    if is_app(word) {
        return Some(Part::Package(word.to_owned()));
    }
    if let Some(phone) = phone(word) {
        return Some(Part::Phone(phone));
    }
    let bare = word.trim_start_matches(['/', '\\']);
    let name = &bare[..bare.find(['/', '\\', '?', '#']).unwrap_or(bare.len())];
    if !name.contains(['.', '。', '．', '｡', '@']) && find(name, "%2e").is_none() {
        return None;
    }
    let url = Url::parse(&format!("https://{bare}"));
    let link = url.ok().and_then(|url| Some(Link { host: Some(Host::of(&url)?), url }));
    Some(link.map_or_else(|| Part::Broken(bare.to_owned()), |link| Part::Link(Box::new(link))))
}

/// Whether `word` is rather the id of an app than a domain: it begins with what domains end with, and does not end so or has three words.
fn is_app(word: &str) -> bool {
    let suffix = |label: &str| {
        let label = label.to_ascii_lowercase();
        psl::suffix(label.as_bytes()).is_some_and(|suffix| suffix.is_known())
            || matches!(label.as_str(), "example" | "test" | "invalid")
    };
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

/// The telephone number that `text` is, in whichever way it is written. `None` when it is none.
pub(super) fn phone(text: &str) -> Option<Phone> {
    let text = text.trim();
    let digit = |letter: char| match letter {
        '０'..='９' => char::from_digit(u32::from(letter) - u32::from('０'), 10),
        _ => letter.is_ascii_digit().then_some(letter),
    };
    let mut digits = String::new();
    let trunk = text.replace("(0)", "").replace("（0）", "");
    for letter in trunk.chars() {
        match digit(letter) {
            Some(digit) => digits.push(digit),
            None if matches!(letter, '+' | '＋') && digits.is_empty() => {}
            None if IN_NUMBERS.contains(letter) && !"+＋".contains(letter) => {}
            None => return None,
        }
    }
    // Four groups of digits with points are a machine's address.
    if text.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    let plus = trunk.trim_start_matches(['(', '（']).starts_with(['+', '＋']);
    let double = digits.strip_prefix("00").filter(|_| !plus).map(str::to_owned);
    let international = plus || double.is_some();
    let digits = double.unwrap_or(digits);
    let enough = if international { 7..=15 } else { 5..=15 };
    enough.contains(&digits.len()).then_some(Phone { digits, international })
}

/// `text` with its percent signs read, until there are none or three times.
pub(super) fn decoded(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..3 {
        let bytes = text.as_bytes();
        let mut out = Vec::with_capacity(bytes.len());
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let pair = (*byte == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
            let read = pair.and_then(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
            out.push(read.unwrap_or(*byte));
            at += if read.is_some() { 3 } else { 1 };
        }
        let next = String::from_utf8_lossy(&out).into_owned();
        if next == text {
            break;
        }
        text = next;
    }
    text
}

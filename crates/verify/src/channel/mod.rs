//! Official channels: whether a link, a mail address, a telephone number or an app is one of a relying party's own, or imitates one.
//!
//! Nothing is opened, asked or looked up: the text alone is read, as the program that it is meant for would read it, and held against the list.
//! What is not on the list is never official.

mod domain;
mod letters;
mod link;
mod list;
mod phone;
mod read;
mod words;

#[cfg(test)]
mod tests;

pub use list::{App, ChannelError, ChannelList, MOST_ENTRIES};
pub use read::MOST_BYTES;

use domain::{Name, Official, package_imitates};
use letters::Shaped;
use read::{Host, Part};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What is said of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is on the list.
    Official,
    /// It is not on the list.
    NotOfficial,
    /// It is not on the list, and imitates what is.
    LooksLike,
}

/// What something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A link, or the name of a machine.
    Link,
    /// A mail address.
    Mailbox,
    /// A telephone number.
    Phone,
    /// An app: its id or its file.
    App,
}

/// How something imitates an official channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Letters that look like others (UTS #39), or `rn` for `m` and `vv` for `w`.
    Confusable,
    /// Letters exchanged, doubled, left out, added, a key beside, or digits for letters.
    Typo,
    /// The official name under another public suffix.
    OtherSuffix,
    /// The official domain as a part of another.
    Nested,
    /// Labels or words in another order, or joined.
    Swapped,
    /// The official name with words such as login, support or verify.
    AddedWord,
    /// The official name before an `@`, which leads elsewhere.
    Userinfo,
    /// The official domain behind another.
    Path,
    /// An invitation code, or the official name beside an invitation, on a domain of others.
    InvitationOnForeignDomain,
    /// The file of an app, or its page, where the app is not to be had.
    AppOutsideStores,
    /// A listed app that somebody else signed.
    OtherCertificate,
    /// The id or name of an app that is like a listed one.
    PackageLookAlike,
    /// A mail address of others, with the official name before it.
    DisplayName,
    /// A number that differs from a listed one in a digit or in the country.
    NumberLookAlike,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Confusable,
        Self::Typo,
        Self::OtherSuffix,
        Self::Nested,
        Self::Swapped,
        Self::AddedWord,
        Self::Userinfo,
        Self::Path,
        Self::InvitationOnForeignDomain,
        Self::AppOutsideStores,
        Self::OtherCertificate,
        Self::PackageLookAlike,
        Self::DisplayName,
        Self::NumberLookAlike,
    ];

    /// As programs name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confusable => "confusable",
            Self::Typo => "typo",
            Self::OtherSuffix => "other_suffix",
            Self::Nested => "nested",
            Self::Swapped => "swapped",
            Self::AddedWord => "added_word",
            Self::Userinfo => "userinfo",
            Self::Path => "path",
            Self::InvitationOnForeignDomain => "invitation_on_foreign_domain",
            Self::AppOutsideStores => "app_outside_stores",
            Self::OtherCertificate => "other_certificate",
            Self::PackageLookAlike => "package_look_alike",
            Self::DisplayName => "display_name",
            Self::NumberLookAlike => "number_look_alike",
        }
    }
}

/// What is not seen at first sight, whatever the answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hidden {
    /// The connection would not be encrypted.
    Http,
    /// A name stands before an `@`, and leads nowhere.
    Userinfo,
    /// It leads to a port of its own.
    Port,
    /// Its name has letters beyond those of English.
    Punycode,
    /// Letters are in it that are not seen.
    Invisible,
    /// It had been written so that nobody would click it.
    Defanged,
    /// More than one was in the text; the worst is answered.
    Several,
    /// It is under an official domain, but not on the list itself.
    OfficialDomain,
    /// The country's code was left out, and taken from the list.
    CountryAssumed,
    /// Only the name of the app was looked at, not who signed it.
    CertificateUnseen,
    /// A listed signer signed it, but the app is not on the list.
    OfficialSigner,
    /// It was read as the id of an app; as an address it would lead to somebody else.
    ReadAsApp,
}

impl Hidden {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Http,
        Self::Userinfo,
        Self::Port,
        Self::Punycode,
        Self::Invisible,
        Self::Defanged,
        Self::Several,
        Self::OfficialDomain,
        Self::CountryAssumed,
        Self::CertificateUnseen,
        Self::OfficialSigner,
        Self::ReadAsApp,
    ];
}

/// What is said of something that was asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The answer.
    pub answer: Verdict,
    /// What it is.
    pub kind: Kind,
    /// What was understood, in letters that can be shown anywhere: no parameters and no name before an `@`.
    pub shown: String,
    /// The entry of the list that it is, or imitates.
    pub entry: Option<String>,
    /// How it imitates the entry; for what is not official, what is wrong with it, where that is known.
    pub method: Option<Method>,
    /// What is not seen at first sight.
    pub hidden: Vec<Hidden>,
}

/// Nothing in the text can be checked.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error(
    "this is no link, mail address, telephone number or id of an app that can be checked; paste one of them, as it stands in the message"
)]
pub struct Unreadable;

/// An app file, as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppFile {
    /// The id that it says it has.
    pub package: String,
    /// SHA-256 of the certificate of each signer whose signature was verified, in hexadecimal digits.
    pub certificates: Vec<String>,
}

impl Answer {
    fn new(kind: Kind, shown: impl Into<String>) -> Self {
        let shown = safe(&shown.into());
        Self { answer: Verdict::NotOfficial, kind, shown, entry: None, method: None, hidden: Vec::new() }
    }

    fn official(self, entry: &str) -> Self {
        Self { answer: Verdict::Official, entry: Some(entry.to_owned()), method: None, ..self }
    }

    fn looks_like(self, entry: Option<&str>, method: Method) -> Self {
        Self { answer: Verdict::LooksLike, entry: entry.map(str::to_owned), method: Some(method), ..self }
    }

    fn with(mut self, hidden: Hidden) -> Self {
        if !self.hidden.contains(&hidden) {
            self.hidden.push(hidden);
        }
        self
    }
}

/// `text` in ASCII that is seen, 120 letters of it at most.
fn safe(text: &str) -> String {
    let mut out: String = text
        .chars()
        .map(|letter| if letter.is_ascii_graphic() || letter == ' ' { letter } else { '?' })
        .take(121)
        .collect();
    if out.len() > 120 {
        out.truncate(117);
        out.push_str("...");
    }
    out
}

/// Says whether `what`, as somebody pasted it, is one of the channels of `list`. Of several in one text the worst is answered.
///
/// # Errors
/// [`Unreadable`] when there is nothing in it that could be checked, or more than 8 kB of it.
pub fn check(list: &ChannelList, what: &str) -> Result<Answer, Unreadable> {
    let read = read::read(what, list).ok_or(Unreadable)?;
    let officials: Vec<Official<'_>> = list.domains().iter().filter_map(|domain| Official::new(domain)).collect();
    let answers = read.parts.into_iter().map(|part| match part {
        Part::Link(link) => link::check(list, &officials, &link),
        Part::Broken(text) => broken(&officials, &text),
        Part::Mailbox { display, name, host } => mailbox(list, &officials, &display, &name, &host),
        Part::Phone(phone) => phone::check(list, &phone),
        Part::Package(package) => package_alone(list, &officials, &package),
    });
    // The first of the worst.
    let worst =
        answers.reduce(|worst, next| if next.answer > worst.answer { next } else { worst }).ok_or(Unreadable)?;
    let marks =
        [(read.invisible, Hidden::Invisible), (read.defanged, Hidden::Defanged), (read.several, Hidden::Several)];
    Ok(marks.into_iter().filter(|(there, _)| *there).fold(worst, |answer, (_, hidden)| answer.with(hidden)))
}

/// Says whether an app file is an app of `list`, signed by whom the list says.
#[must_use]
pub fn check_app(list: &ChannelList, file: &AppFile) -> Answer {
    let answer = Answer::new(Kind::App, file.package.clone());
    let listed =
        |app: &App, certificate: &String| app.certificates.iter().any(|known| known.eq_ignore_ascii_case(certificate));
    let mut same = list.apps().iter().filter(|app| app.package == file.package).peekable();
    if same.peek().is_some() {
        // Who signs is the set of all who signed: one stranger among them makes it a stranger's.
        let whole = !file.certificates.is_empty();
        let ours = same.any(|app| whole && file.certificates.iter().all(|certificate| listed(app, certificate)));
        return if ours {
            answer.official(&file.package)
        } else {
            answer.looks_like(Some(&file.package), Method::OtherCertificate)
        };
    }
    let officials: Vec<Official<'_>> = list.domains().iter().filter_map(|domain| Official::new(domain)).collect();
    let signer = list.apps().iter().any(|app| file.certificates.iter().any(|certificate| listed(app, certificate)));
    let answer = if signer { answer.with(Hidden::OfficialSigner) } else { answer };
    package(list, &officials, &file.package, answer)
}

/// A file that is no app for Android, by its file name: it is on no list.
#[must_use]
pub fn check_other_file(list: &ChannelList, name: &str) -> Answer {
    let answer = Answer { method: Some(Method::AppOutsideStores), ..Answer::new(Kind::App, name) };
    let officials: Vec<Official<'_>> = list.domains().iter().filter_map(|domain| Official::new(domain)).collect();
    match named(list, &officials, &Shaped::new(name)) {
        Some(entry) => answer.looks_like(Some(&entry), Method::AppOutsideStores),
        None => answer,
    }
}

/// The entry of which the name stands in `text`.
fn named(list: &ChannelList, officials: &[Official<'_>], text: &Shaped) -> Option<String> {
    let shaped = &text.text;
    let close: String = shaped.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let app = list.apps().iter().find(|app| {
        let name: String = letters::shape(&app.name).chars().filter(|letter| letter.is_alphanumeric()).collect();
        name.chars().count() > 4 && close.contains(&name) || shaped.contains(&letters::shape(&app.package))
    });
    let domain =
        || officials.iter().find(|official| official.is_named_in(text)).map(|official| official.domain.to_owned());
    app.map(|app| app.package.clone()).or_else(domain)
}

fn package_alone(list: &ChannelList, officials: &[Official<'_>], written: &str) -> Answer {
    let answer = Answer::new(Kind::App, written);
    if list.apps().iter().any(|app| app.package == written) {
        let answer = answer.official(written).with(Hidden::CertificateUnseen);
        return if read::elsewhere(written, list).is_some() { answer.with(Hidden::ReadAsApp) } else { answer };
    }
    package(list, officials, written, answer)
}

/// The answer on an app of that id, which is not on the list.
fn package(list: &ChannelList, officials: &[Official<'_>], written: &str, answer: Answer) -> Answer {
    let like = list.apps().iter().find(|app| package_imitates(written, &app.package));
    if let Some(app) = like {
        return answer.looks_like(Some(&app.package), Method::PackageLookAlike);
    }
    let shaped = Shaped::new(written);
    let named = officials.iter().find(|official| official.brand().len() > 4 && official.is_named_in(&shaped));
    match named {
        // The nearest entry is the app, where there is one.
        Some(official) => {
            let entry = list.apps().first().map_or(official.domain, |app| app.package.as_str());
            answer.looks_like(Some(entry), Method::PackageLookAlike)
        }
        None => answer,
    }
}

/// A link that no browser opens is official in no case.
fn broken(officials: &[Official<'_>], text: &str) -> Answer {
    let seen = text.split(['?', '#']).next().unwrap_or_default();
    let answer = Answer::new(Kind::Link, seen.rsplit('@').next().unwrap_or_default());
    let shaped = Shaped::new(text);
    match officials.iter().find(|official| official.stands_in(&shaped)) {
        Some(official) => answer.looks_like(Some(official.domain), Method::Confusable),
        None => answer,
    }
}

fn mailbox(list: &ChannelList, officials: &[Official<'_>], display: &str, name: &str, host: &Host) -> Answer {
    let address = format!("{}@{}", name.to_lowercase(), host.ascii);
    let answer = Answer::new(Kind::Mailbox, address.clone());
    let answer = if host.ascii.contains("xn--") { answer.with(Hidden::Punycode) } else { answer };
    if list.mailboxes().contains(&address) {
        return answer.official(&address);
    }
    let hosts: Vec<(&str, &str)> =
        list.mailboxes().iter().filter_map(|entry| Some((entry.as_str(), entry.rsplit_once('@')?.1))).collect();
    let own = list.domains().iter().any(|domain| host.is_below(domain))
        || hosts.iter().any(|(_, domain)| host.ascii == *domain);
    if own {
        return answer.with(Hidden::OfficialDomain);
    }
    let same_name = |domain: &str| {
        let named = hosts.iter().find(|(entry, own)| {
            *own == domain && entry.rsplit_once('@').is_some_and(|(own, _)| own == name.to_lowercase())
        });
        named.or_else(|| hosts.iter().find(|(_, own)| *own == domain)).map(|(entry, _)| *entry)
    };
    let of_hosts = hosts.iter().filter_map(|(_, domain)| Official::new(domain));
    let all: Vec<Official<'_>> =
        of_hosts.chain(list.domains().iter().filter_map(|domain| Official::new(domain))).collect();
    let whose = Name::new(host);
    let imitated = whose.and_then(|whose| all.iter().find_map(|one| Some((one, one.imitated_by(&whose)?))));
    if let Some((official, method)) = imitated {
        return answer.looks_like(Some(same_name(official.domain).unwrap_or(official.domain)), method);
    }
    let before = Shaped::new(&format!("{display} {name}"));
    let entry = all.iter().find(|official| official.stands_in(&before) || official.is_named_in(&before));
    let entry = entry.map(|official| same_name(official.domain).unwrap_or(official.domain).to_owned());
    match entry.or_else(|| named(list, officials, &before)) {
        Some(entry) => answer.looks_like(Some(&entry), Method::DisplayName),
        None => answer,
    }
}

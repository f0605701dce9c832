//! The list of a relying party's own channels, and its signature.

use super::phone::phone;
use super::read::Host;
use crate::record::{SignedRecord, Signer, of_person};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use thiserror::Error;
use url::Url;

/// Entries of one kind at most.
pub const MOST_ENTRIES: usize = 500;
/// What a signed list says that it is, so that no other signed document is taken for one.
const KIND: &str = "channels";

/// Why a list cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ChannelError {
    /// An entry is not what it should be.
    #[error("{place}: {cause}; {remedy}")]
    Entry {
        /// Which entry, such as `domains[2] "utopia"`.
        place: String,
        /// What is wrong with it.
        cause: &'static str,
        /// What to write instead.
        remedy: &'static str,
    },
    /// The text is no list.
    #[error("the list cannot be read: {0}")]
    Malformed(String),
    /// A signed document of something else.
    #[error("the document is signed, but is no list of channels; name the channels.json of the relying party")]
    OtherKind,
}

/// An app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct App {
    /// What people call it.
    pub name: String,
    /// Its id on the device, such as `example.utopia.wallet`.
    pub package: String,
    /// SHA-256 of each certificate that may sign it: 64 hexadecimal digits each.
    pub certificates: Vec<String>,
    /// Addresses from which it may be had: a link counts that has this host, this path or one below it, and these parameters.
    pub stores: Vec<String>,
}

/// What is written, before it is looked at.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    apps: Vec<App>,
    #[serde(default)]
    phones: Vec<String>,
    #[serde(default)]
    mailboxes: Vec<String>,
}

/// The channels of a relying party, each checked and in one spelling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct ChannelList {
    domains: Vec<String>,
    apps: Vec<App>,
    phones: Vec<String>,
    mailboxes: Vec<String>,
}

fn wrong(place: &str, text: &str, cause: &'static str, remedy: &'static str) -> ChannelError {
    let shown: String = text.chars().take(80).collect();
    ChannelError::Entry { place: format!("{place} {shown:?}"), cause, remedy }
}

impl ChannelList {
    /// A list of these channels. Domains and mailboxes may be in any script, numbers and certificates in any spelling.
    ///
    /// # Errors
    /// [`ChannelError::Entry`] names the first entry that cannot be used.
    pub fn new(
        domains: Vec<String>,
        apps: Vec<App>,
        phones: Vec<String>,
        mailboxes: Vec<String>,
    ) -> Result<Self, ChannelError> {
        for (place, number) in
            [("domains", domains.len()), ("apps", apps.len()), ("phones", phones.len()), ("mailboxes", mailboxes.len())]
        {
            if number > MOST_ENTRIES {
                let (cause, remedy) = ("there are more than 500", "leave out what is a subdomain of another entry");
                return Err(ChannelError::Entry { place: place.to_owned(), cause, remedy });
            }
        }
        if domains.is_empty() && apps.is_empty() && phones.is_empty() && mailboxes.is_empty() {
            return Err(ChannelError::Entry {
                place: "the list".to_owned(),
                cause: "there is no entry",
                remedy: "write at least one of domains, apps, phones and mailboxes",
            });
        }
        Ok(Self {
            domains: each("domains", domains, domain)?,
            apps: apps.into_iter().enumerate().map(|(at, app)| app_of(at, app)).collect::<Result<_, _>>()?,
            phones: each("phones", phones, number)?,
            mailboxes: each("mailboxes", mailboxes, mailbox)?,
        })
    }

    /// The list that a TOML file is.
    ///
    /// # Errors
    /// [`ChannelError`].
    pub fn parse_toml(text: &str) -> Result<Self, ChannelError> {
        let written: Written = toml::from_str(text).map_err(|cause| ChannelError::Malformed(cause.to_string()))?;
        written.try_into()
    }

    /// The list that a signed document holds. Whether its signature is good is for [`SignedRecord::verify`] to say.
    ///
    /// # Errors
    /// [`ChannelError`].
    pub fn of_record(record: &SignedRecord) -> Result<Self, ChannelError> {
        if record.record.get("kind").and_then(Value::as_str) != Some(KIND) {
            return Err(ChannelError::OtherKind);
        }
        let written = record.record.get("channels").cloned().unwrap_or_default();
        let written: Written =
            serde_json::from_value(written).map_err(|cause| ChannelError::Malformed(cause.to_string()))?;
        written.try_into()
    }

    /// The signed document of this list: whose it is, which version, and since when (RFC 3339).
    #[must_use]
    pub fn signed(
        &self,
        relying_party: &str,
        list_version: i64,
        updated_at: &str,
        signer: &dyn Signer,
    ) -> SignedRecord {
        let mut said = Map::new();
        said.insert("kind".into(), KIND.into());
        said.insert("relying_party".into(), relying_party.into());
        said.insert("list_version".into(), list_version.into());
        said.insert("updated_at".into(), updated_at.into());
        said.insert("channels".into(), json!(self));
        of_person(said, signer)
    }

    /// The domains, in the spelling of the name system; a subdomain is official with its domain.
    #[must_use]
    pub fn domains(&self) -> &[String] {
        &self.domains
    }

    /// The apps.
    #[must_use]
    pub fn apps(&self) -> &[App] {
        &self.apps
    }

    /// The telephone numbers, as E.164 has them with a plus.
    #[must_use]
    pub fn phones(&self) -> &[String] {
        &self.phones
    }

    /// The mail addresses.
    #[must_use]
    pub fn mailboxes(&self) -> &[String] {
        &self.mailboxes
    }
}

impl TryFrom<Written> for ChannelList {
    type Error = ChannelError;

    fn try_from(written: Written) -> Result<Self, ChannelError> {
        Self::new(written.domains, written.apps, written.phones, written.mailboxes)
    }
}

/// Each of `texts` in its one spelling, without those that come twice.
fn each(
    kind: &str,
    texts: Vec<String>,
    read: impl Fn(&str, &str) -> Result<String, ChannelError>,
) -> Result<Vec<String>, ChannelError> {
    let mut all = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        let one = read(&format!("{kind}[{at}]"), text)?;
        if !all.contains(&one) {
            all.push(one);
        }
    }
    Ok(all)
}

fn domain(place: &str, text: &str) -> Result<String, ChannelError> {
    if text.contains([':', '/', '@', '*', '\\', '?', '#', '%']) || text.contains(char::is_whitespace) {
        let remedy = "write the domain alone, such as utopia.example; its subdomains are official with it";
        return Err(wrong(place, text, "it is more than a domain", remedy));
    }
    let host = Host::parse(text).ok_or_else(|| {
        wrong(place, text, "it is no domain", "write letters, digits, hyphens and points, such as utopia.example")
    })?;
    if host.registrable().is_none() {
        let remedy = "write the domain that is registered under it";
        return Err(wrong(place, text, "everybody can register below it, or it is a machine's address", remedy));
    }
    Ok(host.ascii)
}

fn number(place: &str, text: &str) -> Result<String, ChannelError> {
    let wrong = || {
        let remedy = "write the country's code and the number, such as +442079460123";
        wrong(place, text, "it is no number as E.164 has it", remedy)
    };
    let read = phone(text).ok_or_else(wrong)?;
    if read.international { Ok(format!("+{}", read.digits)) } else { Err(wrong()) }
}

fn mailbox(place: &str, text: &str) -> Result<String, ChannelError> {
    let parts = text.trim().rsplit_once('@');
    let parts = parts.filter(|(name, _)| !name.is_empty() && !name.contains(['@', ' ', '<', '>', '"']));
    let host =
        parts.and_then(|(name, host)| Some((name, Host::parse(host).filter(|host| host.registrable().is_some())?)));
    let (name, host) = host.ok_or_else(|| {
        wrong(place, text, "it is no mail address", "write the address alone, such as help@utopia.example")
    })?;
    Ok(format!("{}@{}", name.to_lowercase(), host.ascii))
}

fn app_of(at: usize, app: App) -> Result<App, ChannelError> {
    let place = |part: &str| format!("apps[{at}].{part}");
    let name = app.name.trim();
    if name.is_empty() || name.chars().count() > 80 || name.contains(char::is_control) {
        let remedy = "write what people call the app, in up to 80 letters";
        return Err(wrong(&place("name"), name, "it is no name", remedy));
    }
    if !is_package(&app.package) {
        let remedy = "write the app's id, such as example.utopia.wallet";
        return Err(wrong(&place("package"), &app.package, "it is no id of an app", remedy));
    }
    let mut certificates = Vec::new();
    for (number, text) in app.certificates.iter().enumerate() {
        let digits: String = text.chars().filter(|letter| !matches!(letter, ':' | ' ')).collect();
        if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            let remedy = "write the SHA-256 of the certificate as 64 hexadecimal digits";
            return Err(wrong(&place(&format!("certificates[{number}]")), text, "it is no SHA-256", remedy));
        }
        certificates.push(digits.to_ascii_lowercase());
    }
    for (number, text) in app.stores.iter().enumerate() {
        let narrow = Url::parse(text)
            .ok()
            .filter(|url| url.scheme() == "https" && url.has_host())
            .filter(|url| url.path().len() > 1 || url.query().is_some());
        if narrow.is_none() {
            let remedy =
                "write the app's own page there, such as https://store.example/apps/details?id=example.utopia.wallet";
            return Err(wrong(&place(&format!("stores[{number}]")), text, "it is no page of one app", remedy));
        }
    }
    Ok(App { name: name.to_owned(), certificates, ..app })
}

/// Whether `text` is written as the id of an app is: two or more words with points between them, each beginning with a letter.
pub(super) fn is_package(text: &str) -> bool {
    let word = |word: &str| {
        word.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    text.len() <= 255 && text.contains('.') && text.split('.').all(word)
}

//! Links: where one leads, and what it would have people believe.

use super::domain::{Name, Official, package_imitates};
use super::letters::Shaped;
use super::list::{App, ChannelList};
use super::read::{Host, Link, decoded};
use super::{Answer, Hidden, Kind, Method, named};
use url::Url;

/// Endings of files that are installed or run.
const FILES: [&str; 17] = [
    ".apk",
    ".xapk",
    ".apks",
    ".apkm",
    ".aab",
    ".ipa",
    ".exe",
    ".msi",
    ".msix",
    ".dmg",
    ".pkg",
    ".deb",
    ".rpm",
    ".appimage",
    ".mobileconfig",
    ".hap",
    ".bat",
];
/// Parameters that carry an invitation.
const PARAMETERS: [&str; 20] = [
    "aff",
    "affiliate",
    "code",
    "i",
    "inv",
    "invitation",
    "invitationcode",
    "invite",
    "invitecode",
    "invitedby",
    "inviter",
    "join",
    "partner",
    "promo",
    "r",
    "ref",
    "refcode",
    "referral",
    "referralcode",
    "referrer",
];
/// Parts of a path after which an invitation stands.
const BEFORE_CODE: [&str; 9] = ["i", "invitation", "invite", "invites", "join", "r", "ref", "referral", "register"];

/// The answer on `link`.
pub(super) fn check(list: &ChannelList, officials: &[Official<'_>], link: &Link) -> Answer {
    let answer = shown(link);
    let web = matches!(link.url.scheme(), "http" | "https");
    let Some(host) = &link.host else { return elsewhere(list, officials, link, answer) };
    if web && let Some(domain) = list.domains().iter().find(|domain| host.is_below(domain)) {
        return answer.official(domain);
    }
    let store = |app: &App| web && app.stores.iter().any(|store| is_store(store, host, &link.url));
    if let Some(app) = list.apps().iter().find(|app| store(app)) {
        return answer.official(&app.package);
    }
    if list.domains().iter().any(|domain| host.is_below(domain)) {
        return answer.with(Hidden::OfficialDomain);
    }
    let before = Shaped::new(&decoded(&format!("{} {}", link.url.username(), link.url.password().unwrap_or_default())));
    if let Some(official) = officials.iter().find(|one| one.stands_in(&before) || one.is_named_in(&before)) {
        return answer.looks_like(Some(official.domain), Method::Userinfo);
    }
    if let Some((domain, method)) = imitated(officials, host) {
        return answer.looks_like(Some(domain), method);
    }
    // The same owner, who did not list this part of it.
    if host.registrable().is_some_and(|own| officials.iter().any(|official| official.is_registered_as(own))) {
        return answer.with(Hidden::OfficialDomain);
    }
    behind(list, officials, link, answer)
}

/// The official domain that `host` imitates, and how. One that holds it whole goes before one that is only like it.
fn imitated<'a>(officials: &[Official<'a>], host: &Host) -> Option<(&'a str, Method)> {
    let name = Name::new(host)?;
    let all = officials.iter().filter_map(|one| Some((one.domain, one.imitated_by(&name)?)));
    let weight = |method: Method| match method {
        Method::Nested => 0,
        Method::Confusable => 1,
        Method::Swapped => 2,
        Method::OtherSuffix => 3,
        Method::AddedWord => 4,
        _ => 5,
    };
    // Of two, the longer is the more exact.
    all.min_by_key(|(domain, method)| (weight(*method), std::cmp::Reverse(domain.len())))
}

/// What is behind the host: path, parameters, the file's name.
fn behind(list: &ChannelList, officials: &[Official<'_>], link: &Link, answer: Answer) -> Answer {
    let url = &link.url;
    let rest =
        decoded(&format!("{}?{}#{}", url.path(), url.query().unwrap_or_default(), url.fragment().unwrap_or_default()));
    let shaped = Shaped::new(&rest);
    if let Some(official) = officials.iter().find(|official| official.stands_in(&shaped)) {
        return answer.looks_like(Some(official.domain), Method::Path);
    }
    let file = rest
        .split(['?', '#', '&', '=', '/'])
        .map(str::to_lowercase)
        .any(|part| FILES.iter().any(|ending| part.ends_with(ending)));
    if file {
        let answer = Answer { kind: Kind::App, method: Some(Method::AppOutsideStores), ..answer };
        return match named(list, officials, &shaped) {
            Some(entry) => answer.looks_like(Some(&entry), Method::AppOutsideStores),
            None => answer,
        };
    }
    if let Some(answer) = app_page(list, &rest, &answer) {
        return answer;
    }
    if let Some(strength) = invitation(url) {
        // A name that is a word of a language is in many hosts; behind the host it says whose invitation it is to be.
        let entry = named(list, officials, &shaped);
        if strength == Invitation::Code || entry.is_some() {
            let entry = entry.or_else(|| list.domains().first().cloned());
            return answer.looks_like(entry.as_deref(), Method::InvitationOnForeignDomain);
        }
    }
    answer
}

/// The page of an app that is listed, or imitates a listed one, at a place that is not.
fn app_page(list: &ChannelList, rest: &str, answer: &Answer) -> Option<Answer> {
    let answer = Answer { kind: Kind::App, ..answer.clone() };
    rest.split(['/', '?', '&', '=', '#']).filter(|word| word.matches('.').count() > 1).find_map(|word| {
        if let Some(app) = list.apps().iter().find(|app| app.package == word) {
            return Some(answer.clone().looks_like(Some(&app.package), Method::AppOutsideStores));
        }
        let like = list.apps().iter().find(|app| package_imitates(word, &app.package))?;
        Some(answer.clone().looks_like(Some(&like.package), Method::PackageLookAlike))
    })
}

/// A link that leads to no machine: the page of an app in a store's program, or text that runs.
fn elsewhere(list: &ChannelList, officials: &[Official<'_>], link: &Link, answer: Answer) -> Answer {
    let rest = decoded(link.url.as_str());
    let shaped = Shaped::new(&rest);
    match officials.iter().find(|official| official.stands_in(&shaped)) {
        Some(official) => answer.looks_like(Some(official.domain), Method::Path),
        None => app_page(list, &rest, &answer).unwrap_or(answer),
    }
}

/// Whether `url` leads into `store`: to the same machine and port, the same path or one below it, and with each parameter that the store's address
/// has. Below the path `/` is everything, so that it stands for itself alone.
fn is_store(store: &str, host: &Host, url: &Url) -> bool {
    let Ok(store) = Url::parse(store) else { return false };
    // `None` is the port of the scheme: a link without encryption is another way to the same place, and said to be one.
    let same = store.host_str() == Some(host.ascii.as_str()) && url.port() == store.port();
    let below = url.path().strip_prefix(store.path()).is_some_and(|rest| {
        rest.is_empty() || store.path() != "/" && (rest.starts_with('/') || store.path().ends_with('/'))
    });
    let parameters = store.query_pairs().all(|(name, value)| {
        let mut given = url.query_pairs().filter(|(other, _)| *other == name).peekable();
        given.peek().is_some() && given.all(|(_, other)| other == value)
    });
    same && below && parameters
}

/// How much an address looks like an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Invitation {
    /// It has a parameter or a path that invitations have.
    Asked,
    /// And what stands there is written as a code is.
    Code,
}

fn invitation(url: &Url) -> Option<Invitation> {
    let judged = |value: &str| if is_code(value) { Invitation::Code } else { Invitation::Asked };
    let fragment = url.fragment().and_then(|fragment| fragment.split_once('?')).map_or("", |(_, query)| query);
    let pairs = url::form_urlencoded::parse(fragment.as_bytes()).chain(url.query_pairs());
    let parameters = pairs.filter_map(|(name, value)| {
        let name: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        (PARAMETERS.contains(&name.as_str()) && !value.is_empty()).then(|| judged(&value))
    });
    let path = decoded(url.path()).to_lowercase();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let places = parts.windows(2).filter(|pair| BEFORE_CODE.contains(&pair[0])).map(|pair| judged(&decoded(pair[1])));
    parameters.max().max(places.max())
}

/// Whether `text` is written as an invitation code is: 8 letters of Crockford's alphabet, in one group or two, and no word.
pub(super) fn is_code(text: &str) -> bool {
    let letters: String = text.chars().filter(|letter| !matches!(letter, '-' | ' ' | '_')).collect();
    let alphabet = letters.bytes().all(|byte| byte.is_ascii_alphanumeric() && !matches!(byte, b'u' | b'U'));
    let groups = text.len() == 8
        || text.len() == 9 && text.as_bytes()[4].is_ascii_punctuation()
        || text.len() == 9 && text.as_bytes()[4] == b' ';
    let telling =
        letters.bytes().any(|byte| byte.is_ascii_digit()) && letters.bytes().any(|byte| byte.is_ascii_alphabetic());
    let day = letters.bytes().filter(u8::is_ascii_digit).count() > 6;
    letters.len() == 8 && alphabet && groups && telling && !day
}

/// Where a link leads, without what is a person's own in it.
fn shown(link: &Link) -> Answer {
    let url = &link.url;
    let Some(host) = &link.host else { return Answer::new(Kind::Link, format!("{}:...", url.scheme())) };
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let path = if url.path() == "/" { "" } else { url.path() };
    let query = if url.query().is_some() { "?..." } else { "" };
    let answer = Answer::new(Kind::Link, format!("{}://{}{port}{path}{query}", url.scheme(), host.ascii));
    let marks = [
        (url.scheme() == "http", Hidden::Http),
        (!url.username().is_empty() || url.password().is_some(), Hidden::Userinfo),
        (url.port().is_some(), Hidden::Port),
        (host.ascii.contains("xn--"), Hidden::Punycode),
    ];
    marks.into_iter().filter(|(there, _)| *there).fold(answer, |answer, (_, hidden)| answer.with(hidden))
}

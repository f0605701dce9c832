//! Where a request comes from, proxies between included.

use axum::http::HeaderMap;
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// A network, such as `10.0.0.0/8`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network(IpNet);

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let network =
            text.parse().or_else(|_| text.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical())));
        network.map(Self).map_err(|_| format!("{text:?} is no network; write an address, or one such as 10.0.0.0/8"))
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.0.to_string()
    }
}

/// Where pages come from (RFC 6454), such as `https://exchange.example`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

impl TryFrom<String> for Origin {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parsed = reqwest::Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
        let origin = parsed.map(|url| url.origin().ascii_serialization());
        let same = |origin: &String| text.trim_end_matches('/').eq_ignore_ascii_case(origin);
        origin
            .filter(same)
            .map(Self)
            .ok_or_else(|| format!("{text:?} is no origin; write one such as https://exchange.example, without a path"))
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The address that a trusted proxy names, or the peer's own. Addresses of version 4 that come over a socket of version 6 are what they are.
pub(crate) fn forwarded(trusted: &[Network], headers: &HeaderMap, peer: IpAddr) -> IpAddr {
    let is_proxy = |address: &IpAddr| trusted.iter().any(|network| network.0.contains(address));
    let peer = peer.to_canonical();
    if !is_proxy(&peer) {
        return peer;
    }
    // Each proxy adds the address it saw, at the end or in a line of its own: the last one that is no proxy of ours.
    let lines: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().map(|line| line.to_str().unwrap_or_default()).collect();
    let mut addresses = lines
        .iter()
        .rev()
        .flat_map(|line| line.rsplit(','))
        .map_while(|address| Some(address.trim().parse::<IpAddr>().ok()?.to_canonical()));
    addresses.find(|address| !is_proxy(address)).unwrap_or(peer)
}

/// Whom an address stands for: one in version 4, and in version 6 a whole /64, of which a household has every address.
pub(crate) fn origin(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

/// What the audit trail may keep of an address.
pub(crate) fn prefix(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => {
            let [one, two, three, _] = address.octets();
            format!("{one}.{two}.{three}.0/24")
        }
        IpAddr::V6(address) => {
            let [one, two, three, ..] = address.segments();
            format!("{one:x}:{two:x}:{three:x}::/48")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_last_that_is_no_proxy_of_ours() {
        let trusted =
            ["10.0.0.0/8", "192.0.2.7", "2001:db8:1::/48"].map(|text| Network::try_from(text.to_owned()).unwrap());
        for (peer, lines, from) in [
            // Whoever is no proxy of ours says what he likes.
            ("198.51.100.9", &["203.0.113.5"][..], "198.51.100.9"),
            ("192.0.2.8", &["203.0.113.5"], "192.0.2.8"),
            ("10.1.2.3", &[], "10.1.2.3"),
            ("10.1.2.3", &["203.0.113.5"], "203.0.113.5"),
            ("192.0.2.7", &["203.0.113.5"], "203.0.113.5"),
            ("2001:db8:1::9", &["2001:db8:2::5"], "2001:db8:2::5"),
            // What stands before the address that our proxy saw was made up.
            ("10.1.2.3", &["127.0.0.1, 203.0.113.5"], "203.0.113.5"),
            // Two proxies, in one line and in two.
            ("10.1.2.3", &["203.0.113.5, 192.0.2.7"], "203.0.113.5"),
            ("10.1.2.3", &["203.0.113.5", "192.0.2.7"], "203.0.113.5"),
            // Over a socket of version 6.
            ("::ffff:10.1.2.3", &["::ffff:203.0.113.5"], "203.0.113.5"),
            ("::ffff:198.51.100.9", &["203.0.113.5"], "198.51.100.9"),
            ("10.1.2.3", &["203.0.113.5, nonsense"], "10.1.2.3"),
            ("10.1.2.3", &[""], "10.1.2.3"),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            assert_eq!(forwarded(&trusted, &headers, peer.parse().unwrap()).to_string(), from, "{peer} {lines:?}");
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "proxy.example", "10.0.0.0/33", "10.0.0"] {
            assert!(Network::try_from(text.to_owned()).unwrap_err().contains(text), "{text}");
        }
    }

    #[test]
    fn a_household_counts_as_one() {
        let of = |text: &str| origin(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}

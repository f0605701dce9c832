//! Webhooks: what they say, how they are signed (Standard Webhooks 1.0), and where they may go.

use crate::problem::Problem;
use crate::request::Party;
use crate::routes::EventView;
use crate::service::{Shared, context, opened, sealed};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use store::{Endpoint, LoggedEvent};

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tries of one message, and the seconds before each: eight within three days.
pub(crate) const WAITS: [u32; 8] = [0, 30, 300, 1800, 7200, 28_800, 86_400, 129_600];

/// A new secret, as Standard Webhooks spells it.
pub(crate) fn new_secret() -> Result<String, Problem> {
    Ok(format!("whsec_{}", BASE64_STANDARD.encode(vault::random::<32>()?)))
}

/// The secrets of an endpoint as they are kept.
pub(crate) fn sealed_secrets(service: &Shared, id: &str, secrets: &[String]) -> Result<Vec<u8>, Problem> {
    sealed(&service.ring.derived("webhooks"), &context("webhook", id, "secrets"), &secrets)
}

/// The secrets of an endpoint, oldest first.
pub(crate) fn opened_secrets(service: &Shared, endpoint: &Endpoint) -> Result<Vec<String>, Problem> {
    opened(&service.ring.derived("webhooks"), &context("webhook", &endpoint.id, "secrets"), &endpoint.secrets)
}

/// An endpoint of this relying party and mode.
pub(crate) async fn owned(service: &Shared, party: &Party, id: &str) -> Result<Endpoint, Problem> {
    let endpoint = service.store.endpoint(id).await?;
    let own = endpoint.filter(|endpoint| endpoint.relying_party == party.id && endpoint.mode == party.mode);
    own.ok_or_else(|| Problem::not_found("webhook"))
}

/// Whether messages may go to `url`: HTTPS to a name or a public address, unless `anywhere`.
pub(crate) fn allowed(url: &str, anywhere: bool) -> Result<reqwest::Url, String> {
    let url = reqwest::Url::parse(url).map_err(|cause| format!("`url` is no address: {cause}"))?;
    if url.username() != "" || url.password().is_some() {
        return Err("`url` must not hold a name or a password; messages are signed".into());
    }
    if !matches!((url.scheme(), anywhere), ("https", _) | ("http", true)) {
        return Err("`url` must begin with https://".into());
    }
    let host = url.host_str().ok_or("`url` names no host")?;
    let literal = host.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    if !anywhere && (literal.is_some_and(|address| !public(address)) || host == "localhost") {
        return Err("`url` must lead to a public address".into());
    }
    Ok(url)
}

/// Whether an address is on the public internet (IANA special-purpose registries).
fn public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [one, two, three, _] = address.octets();
            let special = matches!(
                (one, two, three),
                (0 | 10 | 127 | 224..=255, _, _)
                    | (100, 64..=127, _)
                    | (169, 254, _)
                    | (172, 16..=31, _)
                    | (192, 0, 0 | 2)
                    | (192, 168, _)
                    | (192, 88, 99)
                    | (198, 18..=19, _)
                    | (198, 51, 100)
                    | (203, 0, 113)
            );
            !special
        }
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => public(IpAddr::V4(mapped)),
            None => {
                let [one, two, ..] = address.segments();
                // Global unicast, without documentation and the ways into IPv4.
                (one & 0xe000) == 0x2000 && !(one == 0x2001 && (two == 0x0db8 || two < 0x0200)) && one != 0x2002
            }
        },
    }
}

/// Looks names up, and gives no address that is not public.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| public(address.ip())).collect();
            if public.is_empty() {
                return Err("the name leads to no public address".into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}

/// Sends messages.
#[derive(Clone, Debug)]
pub struct Sender {
    client: reqwest::Client,
    anywhere: bool,
}

impl Sender {
    /// Sends to public addresses alone, unless `anywhere`. Redirects are not followed.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn new(anywhere: bool) -> Result<Self, String> {
        // A second call finds the provider in its place.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .no_proxy()
            .user_agent(concat!("candor/", env!("CARGO_PKG_VERSION")));
        if !anywhere {
            client = client.dns_resolver(Arc::new(PublicOnly));
        }
        Ok(Self { client: client.build().map_err(|cause| cause.to_string())?, anywhere })
    }

    /// Sends `event` as the message `id`, signed with each of `secrets`. `Err` says what came back instead of a 2xx.
    pub(crate) async fn send(
        &self,
        url: &str,
        id: &str,
        event: LoggedEvent,
        secrets: &[String],
        now: i64,
    ) -> Result<String, String> {
        let body = serde_json::to_vec(&EventView::from(event)).map_err(|cause| cause.to_string())?;
        self.post(url, id, body, secrets, now).await
    }

    /// Sends `body` as the message `id`, signed with each of `secrets` (Standard Webhooks). `Err` says what came back instead of a 2xx.
    pub(crate) async fn post(
        &self,
        url: &str,
        id: &str,
        body: Vec<u8>,
        secrets: &[String],
        now: i64,
    ) -> Result<String, String> {
        let url = allowed(url, self.anywhere)?;
        let seconds = now / 1000;
        let mut signatures = Vec::with_capacity(secrets.len());
        for secret in secrets {
            let webhook = standardwebhooks::Webhook::new(secret).map_err(|cause| cause.to_string())?;
            signatures.push(webhook.sign(id, seconds, &body).map_err(|cause| cause.to_string())?);
        }
        let request = self.client.post(url).header("content-type", "application/json");
        let request = request.header("webhook-id", id).header("webhook-timestamp", seconds.to_string());
        let request = request.header("webhook-signature", signatures.join(" "));
        let answer = request.body(body).send().await.map_err(|cause| {
            if cause.is_timeout() { "no answer in 5 s".to_owned() } else { "no connection".to_owned() }
        })?;
        let status = answer.status();
        if status.is_success() { Ok(status.as_str().to_owned()) } else { Err(status.as_str().to_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn names_of_this_machine_lead_nowhere() {
        let resolved = PublicOnly.resolve("localhost".parse().unwrap()).await;
        assert_eq!(resolved.err().unwrap().to_string(), "the name leads to no public address");
    }

    #[test]
    fn only_public_addresses_over_https_are_allowed() {
        for url in ["https://example.org/hook", "https://93.184.216.34/", "https://[2606:4700::1]/"] {
            assert!(allowed(url, false).is_ok(), "{url}");
        }
        for url in [
            "http://example.org/",
            "https://127.0.0.1/",
            "https://localhost/",
            "https://10.1.2.3/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://169.254.169.254/latest",
            "https://2130706433/",
            "https://user:word@example.org/",
            "ftp://example.org/",
            "nothing",
        ] {
            assert!(allowed(url, false).is_err(), "{url}");
        }
        assert!(allowed("http://127.0.0.1:9/", true).is_ok());
    }

    #[test]
    fn eight_tries_take_three_days() {
        assert_eq!(WAITS.iter().sum::<u32>() / 3600, 70);
    }
}

//! How the service is set up: one TOML file, every key of which can come from the environment instead. Unknown keys are refused.

use crate::network::{Network, Origin};
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use thiserror::Error;

/// The settings of a server. Everything has a default: nothing needs to be configured to try it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where database and blobs lie.
    pub data: PathBuf,
    /// Where the keys lie; on another volume than the data, or backups of one hold both.
    pub keys: PathBuf,
    /// Where the service listens.
    pub listen: SocketAddr,
    /// Where metrics are served; nobody else should reach it.
    pub admin_listen: SocketAddr,
    /// How people reach the service, for links that are sent to them; `http://` and `listen` when empty.
    pub public_url: String,
    /// Certificate chain in PEM; the service speaks TLS when it and `tls_key` are given.
    pub tls_certificate: Option<PathBuf>,
    /// Its private key in PEM.
    pub tls_key: Option<PathBuf>,
    /// Networks and addresses whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Whether webhooks may go to private and loopback addresses, and over plain HTTP.
    pub webhooks_to_private_addresses: bool,
    /// Verifications judged at a time; as many as there are processors when 0.
    pub workers: usize,
    /// Submitted attempts that may wait; more are refused with 503.
    pub most_waiting: u64,
    /// Largest file of an applicant, in bytes.
    pub most_bytes: u64,
    /// Bytes of files in memory while they are received; more are refused with 503. Never less than four of the largest files.
    pub upload_memory_bytes: u64,
    /// Seconds before a resubmission is told to endpoints, as the applicant may still be there.
    pub resubmission_delay_seconds: u32,
    /// Seconds before an attempt that could not be judged is tried again; twice as many each time.
    pub retry_seconds: u32,
    /// Seconds after which the job of a worker that stopped is taken over by another; it is renewed every third of that.
    pub lease_seconds: u32,
    /// Days after which what was not submitted expires.
    pub unsubmitted_days: u16,
    /// Seconds without a byte of an upload, or until the whole of another body, after which a connection counts as broken.
    pub quiet_seconds: u16,
    /// Requests of one key or token in a minute.
    pub requests_per_minute: u32,
    /// Requests of one network address in a minute, whoever they are from: many applicants may sit behind one address, and a relying
    /// party's server sends everything from one.
    pub requests_per_minute_of_address: u32,
    /// The server that takes letters, such as `smtps://name:password@mail.example:465`; they go to `outbox` in `data` when empty.
    pub smtp_url: String,
    /// Who letters are from.
    pub mail_from: String,
    /// Who is told when an endpoint is disabled; nobody when empty.
    pub operator_email: String,
    /// Codes that one network address may ask for in an hour.
    pub codes_per_hour: u32,
    /// Whose pages may show the applicant's pages in a frame; nobody's when there is none.
    pub frame_ancestors: Vec<Origin>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: "candor-data".into(),
            keys: "candor-keys".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            admin_listen: SocketAddr::from(([127, 0, 0, 1], 9090)),
            public_url: String::new(),
            tls_certificate: None,
            tls_key: None,
            trusted_proxies: Vec::new(),
            webhooks_to_private_addresses: false,
            workers: 0,
            most_waiting: 1000,
            most_bytes: 20_000_000,
            upload_memory_bytes: 256_000_000,
            resubmission_delay_seconds: 300,
            retry_seconds: 10,
            lease_seconds: 30,
            unsubmitted_days: 7,
            quiet_seconds: 30,
            requests_per_minute: 600,
            requests_per_minute_of_address: 6000,
            smtp_url: String::new(),
            mail_from: "Candor <no-reply@localhost>".into(),
            operator_email: String::new(),
            codes_per_hour: 30,
            frame_ancestors: Vec::new(),
        }
    }
}

/// Every key, with what it is for: the reference in the documentation is made of this.
pub const KEYS: [(&str, &str); 25] = [
    ("data", "folder of database and blobs"),
    ("keys", "folder of the keys; on another volume than the data, or a backup of one holds both"),
    ("listen", "address and port of the service"),
    ("admin_listen", "address and port of metrics; nobody else should reach it"),
    ("public_url", "how people reach the service, for links that are sent to them"),
    ("tls_certificate", "file of the certificate chain, in PEM; with `tls_key` the service speaks TLS"),
    ("tls_key", "file of its private key, in PEM"),
    (
        "trusted_proxies",
        "networks and addresses of proxies whose X-Forwarded-For is believed, such as `[\"10.0.0.0/8\"]`",
    ),
    ("webhooks_to_private_addresses", "whether webhooks may go to private and loopback addresses, and over plain HTTP"),
    ("workers", "verifications judged at a time; 0: one per processor"),
    ("most_waiting", "submitted attempts that may wait; more are refused with 503"),
    ("most_bytes", "largest file of an applicant, in bytes"),
    (
        "upload_memory_bytes",
        "bytes of files in memory while they are received, at least four of the largest; more are refused with 503",
    ),
    ("resubmission_delay_seconds", "seconds before a resubmission is told to endpoints"),
    ("retry_seconds", "seconds before an attempt that could not be judged is tried again; twice as many each time"),
    ("lease_seconds", "seconds after which the job of a worker that stopped is taken over by another"),
    ("unsubmitted_days", "days after which what was not submitted expires"),
    (
        "quiet_seconds",
        "seconds without a byte of an upload, or until the whole of another body, after which a connection counts as broken",
    ),
    ("requests_per_minute", "requests of one key or token in a minute"),
    ("requests_per_minute_of_address", "requests of one network address in a minute, whoever they are from"),
    (
        "smtp_url",
        "server that takes letters, `smtps://name:password@mail.example:465`; empty: files in `outbox` of the data folder",
    ),
    ("mail_from", "who letters are from"),
    (
        "operator_email",
        "who is told when an endpoint is disabled, somebody opens too much or is given a way into the console, or an appeal is late; empty: nobody",
    ),
    ("codes_per_hour", "codes that one network address may ask for in an hour"),
    (
        "frame_ancestors",
        "whose pages may show the applicant's pages in a frame, such as `[\"https://exchange.example\"]`; empty: nobody's",
    ),
];

/// Variables that are no settings, with what they are for.
const OTHER_VARIABLES: [(&str, &str); 12] = [
    ("CANDOR_MODELS", "folder of the models"),
    ("CANDOR_ASSETS", "for tests"),
    ("CANDOR_LOG", "what is logged, such as `warn,server=debug`"),
    ("CANDOR_WEBHOOK_SECRET", "secret of `candor webhook listen`"),
    ("CANDOR_URL", "for `docs/first-session.sh`"),
    ("CANDOR_KEY", "for `docs/first-session.sh`"),
    ("CANDOR_HOOK", "for `docs/first-session.sh`"),
    ("CANDOR_KILLS", "for tests"),
    ("CANDOR_LOAD_SECONDS", "for tests"),
    ("CANDOR_TRIES", "for tests"),
    ("CANDOR_POSTINGS", "for tests"),
    ("CANDOR_SERVICE_*, CANDOR_PORT*", "set by Kubernetes for a service of the name `candor`"),
];

/// Whether a variable is known to be no setting.
fn is_other(variable: &str) -> bool {
    ["CANDOR_SERVICE_", "CANDOR_PORT"].iter().any(|begin| variable.starts_with(begin))
        || OTHER_VARIABLES.iter().any(|(known, _)| *known == variable)
}

/// Settings that cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{place}: {cause}")]
pub struct ConfigError {
    /// The file or the variable.
    pub place: String,
    /// What is wrong.
    pub cause: String,
}

impl Config {
    /// Reads a file's text, then what the environment says: `CANDOR_` and the key in capitals, such as `CANDOR_PUBLIC_URL`. A variable that
    /// begins so and is not known is an error: a setting that was mistyped would be none.
    ///
    /// # Errors
    /// [`ConfigError`] names the file or the variable, and the key.
    pub fn read(
        file: Option<(&str, &str)>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        let wrong = |place: &str, cause: String| ConfigError { place: place.to_owned(), cause };
        let mut table = toml::Table::new();
        if let Some((name, text)) = file {
            let first = |cause: toml::de::Error| wrong(name, cause.to_string().trim().replace('\n', " "));
            table = text.parse().map_err(first)?;
            toml::Value::Table(table.clone()).try_into::<Self>().map_err(first)?;
        }
        for (variable, text) in environment {
            let variable = variable.to_string_lossy();
            let Some(key) = variable.strip_prefix("CANDOR_").map(str::to_ascii_lowercase) else { continue };
            if is_other(&variable) {
                continue;
            }
            if !KEYS.iter().any(|(known, _)| *known == key) || variable.to_ascii_uppercase() != variable {
                return Err(wrong(&variable, "no such setting; docs/settings.md lists them".into()));
            }
            let text = text.into_string().map_err(|_| wrong(&variable, "it is not UTF-8".into()))?;
            // A number, a list or a truth value as TOML writes it; everything else is text.
            let value =
                format!("value = {text}").parse::<toml::Table>().ok().and_then(|mut table| table.remove("value"));
            let fits = |value: toml::Value| {
                let mut with = table.clone();
                with.insert(key.clone(), value);
                toml::Value::Table(with.clone()).try_into::<Self>().map(|_| with)
            };
            let plain = fits(toml::Value::String(text.clone()));
            table = value
                .map_or(plain.clone(), |value| fits(value).or(plain))
                .map_err(|cause| wrong(&variable, cause.to_string().lines().next().unwrap_or_default().to_owned()))?;
        }
        toml::Value::Table(table).try_into().map_err(|cause: toml::de::Error| wrong("settings", cause.to_string()))
    }

    /// How long a body may keep quiet.
    #[must_use]
    pub const fn quiet(&self) -> Duration {
        Duration::from_secs(self.quiet_seconds as u64)
    }

    /// How many verifications are judged at a time.
    #[must_use]
    pub fn workers(&self) -> usize {
        if self.workers > 0 {
            return self.workers;
        }
        std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
    }

    /// How people reach the service.
    #[must_use]
    pub fn address(&self) -> String {
        if !self.public_url.is_empty() {
            return self.public_url.trim_end_matches('/').to_owned();
        }
        let scheme = if self.tls_certificate.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.listen)
    }

    /// The reference of all keys, as the documentation has it.
    #[must_use]
    pub fn reference() -> String {
        let defaults = toml::Table::try_from(Self::default()).unwrap_or_default();
        let mut page = String::from(
            "# Settings of the server\n\nMade by `candor serve --settings`. They stand in a TOML file (`candor serve --config FILE`) or in the environment,\nwhich wins: `CANDOR_` and the key in capitals.\n\n| key | default | what it is |\n|---|---|---|\n",
        );
        for (key, what) in KEYS {
            let value = defaults.get(key).map(|value| format!("`{value}`")).unwrap_or_default();
            page.push_str(&format!("| `{key}` | {value} | {what} |\n"));
        }
        page.push_str("\nA variable that begins with `CANDOR_` and is none of these is refused, except for:\n\n| variable | what it is |\n|---|---|\n");
        for (variable, what) in OTHER_VARIABLES {
            page.push_str(&format!("| `{variable}` | {what} |\n"));
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_described() {
        let defaults = toml::Table::try_from(Config::default()).unwrap();
        // Nothing stands for what is not given.
        let mut keys: Vec<&str> = defaults.keys().map(String::as_str).chain(["tls_certificate", "tls_key"]).collect();
        keys.sort_unstable();
        let mut described: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
        described.sort_unstable();
        assert_eq!(keys, described);
        let kept = include_str!("../../../docs/settings.md");
        assert!(kept == Config::reference(), "run `candor serve --settings > docs/settings.md`");
    }

    #[test]
    fn the_environment_wins_and_what_is_wrong_is_named() {
        let set = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(key, value)| (OsString::from(key), OsString::from(value))).collect::<Vec<_>>()
        };
        let file = Some(("candor.toml", "workers = 2\npublic_url = \"https://one.example\""));
        let both = Config::read(file, set(&[("CANDOR_WORKERS", "3"), ("CANDOR_MODELS", "x"), ("PATH", "y")])).unwrap();
        assert_eq!((both.workers, both.public_url.as_str()), (3, "https://one.example"));
        let wrong = Config::read(Some(("candor.toml", "worker = 2")), vec![]).unwrap_err().to_string();
        assert!(wrong.starts_with("candor.toml: ") && wrong.contains("worker"), "{wrong}");
        let wrong = Config::read(None, set(&[("CANDOR_WORKERS", "many")])).unwrap_err().to_string();
        assert!(wrong.starts_with("CANDOR_WORKERS: "), "{wrong}");
        for unknown in ["CANDOR_WORKER", "CANDOR_PUBLICURL", "CANDOR_workers", "CANDOR_CONFIG"] {
            let wrong = Config::read(None, set(&[(unknown, "3")])).unwrap_err().to_string();
            assert!(wrong.starts_with(&format!("{unknown}: no such setting")), "{wrong}");
        }
        Config::read(None, set(&[("CANDOR_LOG", "warn"), ("CANDOR_PORT_8080_TCP", "tcp://10.0.0.1:8080")])).unwrap();
        let framed = Config::read(None, set(&[("CANDOR_FRAME_ANCESTORS", r#"["https://one.example"]"#)])).unwrap();
        assert_eq!(framed.frame_ancestors.iter().map(ToString::to_string).collect::<Vec<_>>(), ["https://one.example"]);
        for wrong in ["https://one.example/path", "one.example", "https://one.example; script-src *", "javascript:x"] {
            let wrong = Config::read(None, set(&[("CANDOR_FRAME_ANCESTORS", &format!("[{wrong:?}]"))])).unwrap_err();
            assert!(wrong.to_string().starts_with("CANDOR_FRAME_ANCESTORS: "), "{wrong}");
        }
        let address = Config::read(None, set(&[("CANDOR_LISTEN", "0.0.0.0:80")])).unwrap().listen;
        assert_eq!(address.port(), 80);
        #[cfg(unix)]
        {
            let odd: OsString = std::os::unix::ffi::OsStringExt::from_vec(vec![b'a', 0xff]);
            let read = |name: &str| Config::read(None, [(OsString::from(name), odd.clone())]);
            assert_eq!(read("OTHER").unwrap(), Config::default());
            assert_eq!(read("CANDOR_MAIL_FROM").unwrap_err().to_string(), "CANDOR_MAIL_FROM: it is not UTF-8");
        }
    }
}

//! Certificates: those that are given, and one that nobody vouches for.

use crate::config::Config;
use crate::run::{ServeError, owner_only, owners_folder, unwritable};
use axum_server::tls_rustls::RustlsConfig;
use rustls::client::verify_server_name;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::server::ParsedCertificate;
use std::path::Path;

/// The certificate that `config` names, if any.
pub(crate) async fn certificate(config: &Config) -> Result<Option<RustlsConfig>, ServeError> {
    let failed = |path: &Path, cause: String| ServeError::Certificate { path: path.to_path_buf(), cause };
    let (chain, key) = match (&config.tls_certificate, &config.tls_key) {
        (Some(chain), Some(key)) => (chain, key),
        (None, None) => return Ok(None),
        // Serving in the clear is not what was meant.
        (Some(alone), None) => return Err(failed(alone, "`tls_key` is not set".into())),
        (None, Some(alone)) => return Err(failed(alone, "`tls_certificate` is not set".into())),
    };
    for path in [chain, key] {
        std::fs::File::open(path).map_err(|cause| failed(path, cause.to_string()))?;
    }
    // A second call finds the provider in its place.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let loaded = RustlsConfig::from_pem_file(chain, key).await;
    loaded.map(Some).map_err(|cause| failed(chain, cause.to_string()))
}

/// A certificate that nobody vouches for, to try a phone in the same network: written into the folder of the keys, for these names and
/// addresses. The one from before is kept when it is good for all of them.
///
/// # Errors
/// [`ServeError`] when it cannot be made or written.
pub fn self_signed(config: &mut Config, names: Vec<String>) -> Result<(), ServeError> {
    let failed =
        |cause: &dyn std::fmt::Display| ServeError::Certificate { path: config.keys.clone(), cause: cause.to_string() };
    owners_folder(&config.keys).map_err(|cause| failed(&cause))?;
    let (chain, key) = (config.keys.join("self-signed.pem"), config.keys.join("self-signed-key.pem"));
    // A phone that accepted it once need not accept another.
    if !(key.exists() && covers(&chain, &names)) {
        let made = rcgen::generate_simple_self_signed(names).map_err(|cause| failed(&cause))?;
        for (path, text) in [(&key, made.signing_key.serialize_pem()), (&chain, made.cert.pem())] {
            owner_only(path, text.as_bytes()).map_err(|cause| unwritable(path, &cause))?;
        }
    }
    (config.tls_certificate, config.tls_key) = (Some(chain), Some(key));
    Ok(())
}

/// Whether the certificate in `path` is good for all of `names`. One that was made here does not end in anybody's lifetime.
fn covers(path: &Path, names: &[String]) -> bool {
    let Ok(found) = CertificateDer::from_pem_file(path) else { return false };
    let Ok(found) = ParsedCertificate::try_from(&found) else { return false };
    names
        .iter()
        .all(|name| ServerName::try_from(name.as_str()).is_ok_and(|name| verify_server_name(&found, &name).is_ok()))
}

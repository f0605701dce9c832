//! `GET /.well-known/candor-keys.json`.

use crate::clock::written;
use crate::service::Shared;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use verify::record::hex;

/// A public key.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct KeyView {
    /// As records name it.
    id: String,
    algorithm: &'static str,
    /// 64 hexadecimal digits.
    public_key: String,
    valid_from: String,
    /// When the next key was made: a server that was started before that signs with this one until it ends. None for the newest.
    valid_until: Option<String>,
    /// Whether it signs now; the others only prove what they signed.
    signs: bool,
}

/// The keys that sign records
#[utoipa::path(get, path = "/.well-known/candor-keys.json", tag = "public",
    responses((status = 200, description = "Public keys, oldest first", body = Vec<KeyView>)))]
pub(crate) async fn keys(State(service): State<Shared>) -> Json<Vec<KeyView>> {
    // A key that was made lately is known before anything is signed with it.
    if let Err(cause) = service.ring.reread() {
        tracing::error!(%cause, "the key ring cannot be read again");
    }
    let view = |key: vault::PublicKey| KeyView {
        id: key.id,
        algorithm: "ed25519",
        public_key: hex(&key.bytes),
        valid_from: written(key.since),
        valid_until: key.until.map(written),
        signs: key.bytes == service.ring.signer(),
    };
    Json(service.ring.public_keys().into_iter().map(view).collect())
}

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
    /// Whether it signs now; the others only prove what they signed.
    signs: bool,
}

/// The keys that sign records
#[utoipa::path(get, path = "/.well-known/candor-keys.json", tag = "public",
    responses((status = 200, description = "Public keys, oldest first", body = Vec<KeyView>)))]
pub(crate) async fn keys(State(service): State<Shared>) -> Json<Vec<KeyView>> {
    let view = |key: vault::PublicKey| KeyView {
        id: key.id,
        algorithm: "ed25519",
        public_key: hex(&key.bytes),
        valid_from: written(key.since),
        signs: key.signs,
    };
    Json(service.ring.public_keys().into_iter().map(view).collect())
}

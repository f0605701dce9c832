//! An authenticator of software, and the browser before it: as Web Authentication level 3 asks of both, or not, where a test says so.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ciborium::{Value as Cbor, cbor};
use ed25519_dalek::Signer as _;
use rand_chacha::rand_core::SeedableRng as _;
use rsa::signature::SignatureEncoding as _;
use rsa::traits::PublicKeyParts as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub(crate) fn text(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn bytes(text: &Value) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap()
}

pub(crate) enum Key {
    Es256(p256::ecdsa::SigningKey),
    EdDsa(ed25519_dalek::SigningKey),
    Rs256(Box<rsa::pkcs1v15::SigningKey<Sha256>>),
}

impl Key {
    pub(crate) fn es256(seed: u8) -> Self {
        Self::Es256(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    pub(crate) fn eddsa(seed: u8) -> Self {
        Self::EdDsa(ed25519_dalek::SigningKey::from_bytes(&[seed; 32]))
    }

    pub(crate) fn rs256(bits: usize) -> Self {
        let mut random = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        Self::Rs256(Box::new(rsa::pkcs1v15::SigningKey::new(rsa::PrivateKey::new(&mut random, bits).unwrap())))
    }

    /// As a COSE key (RFC 9052, section 7).
    pub(crate) fn cose(&self) -> Cbor {
        let bytes = |bytes: &[u8]| Cbor::Bytes(bytes.to_vec());
        match self {
            Self::Es256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let (x, y) = (bytes(&point.as_bytes()[1..33]), bytes(&point.as_bytes()[33..]));
                cbor!({ 1 => 2, 3 => -7, -1 => 1, -2 => x, -3 => y }).unwrap()
            }
            Self::EdDsa(key) => {
                cbor!({ 1 => 1, 3 => -8, -1 => 6, -2 => bytes(key.verifying_key().as_bytes()) }).unwrap()
            }
            Self::Rs256(key) => {
                let key: &rsa::PrivateKey = (**key).as_ref();
                let (n, e) = (bytes(&key.n().to_be_bytes()), bytes(&key.e().to_be_bytes_trimmed_vartime()));
                cbor!({ 1 => 3, 3 => -257, -1 => n, -2 => e }).unwrap()
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Es256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            Self::EdDsa(key) => key.sign(message).to_vec(),
            Self::Rs256(key) => key.sign(message).to_vec(),
        }
    }
}

/// User present, user verified.
pub(crate) const FLAGS: u8 = 1 | 4;

/// One credential, the authenticator that holds it, and the browser that asks it.
pub(crate) struct Authenticator {
    pub(crate) id: Vec<u8>,
    pub(crate) key: Key,
    pub(crate) cose: Cbor,
    pub(crate) user: Vec<u8>,
    pub(crate) counter: u32,
    pub(crate) flags: u8,
    pub(crate) site: String,
    pub(crate) origin: String,
    /// What the browser says beside what it must, or in its place.
    pub(crate) said: Value,
    /// The format and the statement of the attestation.
    pub(crate) attested: (&'static str, Cbor),
    /// What follows the authenticator data.
    pub(crate) more: Vec<u8>,
}

impl Authenticator {
    pub(crate) fn new(id: &str, key: Key, site: &str) -> Self {
        Self {
            id: id.as_bytes().to_vec(),
            cose: key.cose(),
            key,
            user: vec![],
            counter: 0,
            flags: FLAGS,
            site: site.into(),
            origin: format!("https://{site}"),
            said: json!({}),
            attested: ("none", cbor!({}).unwrap()),
            more: vec![],
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let mut said =
            json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false });
        said.as_object_mut().unwrap().extend(self.said.as_object().unwrap().clone());
        serde_json::to_vec(&said).unwrap()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        [&Sha256::digest(self.site.as_bytes())[..], &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// Makes the credential (sections 5.1.3 and 6.3.2).
    pub(crate) fn make(&mut self, options: &Value) -> Value {
        self.user = bytes(&options["user"]["id"]);
        let mut data = self.data(self.flags | 64);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        ciborium::into_writer(&self.cose, &mut data).unwrap();
        data.extend(&self.more);
        let client_data = self.client_data("webauthn.create", options);
        let (format, mut statement) = self.attested.clone();
        if statement == Cbor::Null {
            // Self attestation (section 8.2).
            let signature = self.key.sign(&[&data[..], &Sha256::digest(&client_data)].concat());
            statement = cbor!({ "alg" => -7, "sig" => Cbor::Bytes(signature) }).unwrap();
        }
        let mut object = Vec::new();
        let parts = cbor!({ "fmt" => format, "attStmt" => statement, "authData" => Cbor::Bytes(data) }).unwrap();
        ciborium::into_writer(&parts, &mut object).unwrap();
        let response = json!({ "clientDataJSON": text(&client_data), "attestationObject": text(&object), "transports": ["internal"] });
        self.answer(response)
    }

    /// Signs in with the credential (sections 5.1.4 and 6.3.3).
    pub(crate) fn sign_in(&self, options: &Value) -> Value {
        let mut data = self.data(self.flags);
        data.extend(&self.more);
        let client_data = self.client_data("webauthn.get", options);
        let signature = self.key.sign(&[&data[..], &Sha256::digest(&client_data)].concat());
        let response = json!({ "clientDataJSON": text(&client_data), "authenticatorData": text(&data), "signature": text(&signature), "userHandle": text(&self.user) });
        self.answer(response)
    }

    fn answer(&self, response: Value) -> Value {
        json!({ "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "authenticatorAttachment": "platform",
            "clientExtensionResults": {}, "response": response })
    }
}

//! Public keys of credentials (section 5.8.5; RFC 9052, section 7; RFC 9053 and RFC 8230), and signatures by them (section 6.5.5).

use super::Fault;
use super::cbor::value;
use ciborium::Value;
use rsa::signature::Verifier as _;
use rsa::{BoxedUint, PublicKey, pkcs1v15};
use sha2::Sha256;

/// By their numbers at IANA ("COSE Algorithms"), the most wanted first: ES256, EdDSA, RS256.
pub(crate) const ALGORITHMS: [i32; 3] = [ES256, EDDSA, RS256];
const ES256: i32 = -7;
const EDDSA: i32 = -8;
const RS256: i32 = -257;

/// Bits of an RSA modulus: fewer are weak, more cost only time.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// Labels and values of COSE keys ("COSE Key Common Parameters", "COSE Key Types", "COSE Elliptic Curves").
const TYPE: i64 = 1;
const ALGORITHM: i64 = 3;
const OKP: i64 = 1;
const EC2: i64 = 2;
const RSA: i64 = 3;
const P256: i64 = 1;
const ED25519: i64 = 6;

/// A public key.
pub(super) enum Key {
    Es256(p256::ecdsa::VerifyingKey),
    EdDsa(ed25519_dalek::VerifyingKey),
    Rs256(pkcs1v15::VerifyingKey<Sha256>),
}

impl Key {
    /// The key of a COSE map, of one of [`ALGORITHMS`].
    pub(super) fn read(mut cose: &[u8]) -> Result<Self, Fault> {
        let map = value(&mut cose, "credentialPublicKey")?.0.into_map().map_err(|_| Fault::Key)?;
        let map = Map(map);
        let algorithm = map.number(ALGORITHM).and_then(|number| i32::try_from(number).ok());
        let kind = (map.number(TYPE), map.number(-1));
        match (algorithm.ok_or(Fault::Algorithm)?, kind) {
            (ES256, (Some(EC2), Some(P256))) => {
                let point = [&[4][..], &map.array::<32>(-2)?[..], &map.array::<32>(-3)?].concat();
                p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).map(Self::Es256).map_err(|_| Fault::Key)
            }
            (EDDSA, (Some(OKP), Some(ED25519))) => {
                let point = map.array::<32>(-2)?;
                ed25519_dalek::VerifyingKey::from_bytes(&point).map(Self::EdDsa).map_err(|_| Fault::Key)
            }
            (RS256, (Some(RSA), None)) => {
                let number = |label| Ok(BoxedUint::from_be_slice_vartime(map.bytes(label)?));
                let key = PublicKey::new_with_size_limits(number(-1)?, number(-2)?, RSA_BITS);
                key.map(|key| Self::Rs256(pkcs1v15::VerifyingKey::new(key))).map_err(|_| Fault::Key)
            }
            (ES256 | EDDSA | RS256, _) => Err(Fault::Key),
            _ => Err(Fault::Algorithm),
        }
    }

    pub(super) const fn algorithm(&self) -> i32 {
        match self {
            Self::Es256(_) => ES256,
            Self::EdDsa(_) => EDDSA,
            Self::Rs256(_) => RS256,
        }
    }

    /// That `signature` is this key's, of `message`.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Fault> {
        let fits = match self {
            Self::Es256(key) => {
                p256::ecdsa::Signature::from_der(signature).and_then(|signature| key.verify(message, &signature))
            }
            Self::EdDsa(key) => {
                let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| Fault::Signature)?;
                return key.verify_strict(message, &signature).map_err(|_| Fault::Signature);
            }
            Self::Rs256(key) => {
                pkcs1v15::Signature::try_from(signature).and_then(|signature| key.verify(message, &signature))
            }
        };
        fits.map_err(|_| Fault::Signature)
    }
}

/// A COSE map.
struct Map(Vec<(Value, Value)>);

impl Map {
    fn of(&self, label: i64) -> Option<&Value> {
        self.0.iter().find(|(key, _)| key.as_integer() == Some(label.into())).map(|(_, value)| value)
    }

    fn number(&self, label: i64) -> Option<i64> {
        self.of(label)?.as_integer()?.try_into().ok()
    }

    fn bytes(&self, label: i64) -> Result<&[u8], Fault> {
        // What is longer than the longest modulus is not read at all, nor is nothing.
        let bytes =
            self.of(label).and_then(Value::as_bytes).filter(|bytes| (1..=RSA_BITS.end() / 8).contains(&bytes.len()));
        bytes.map(Vec::as_slice).ok_or(Fault::Key)
    }

    fn array<const N: usize>(&self, label: i64) -> Result<[u8; N], Fault> {
        self.bytes(label)?.try_into().map_err(|_| Fault::Key)
    }
}

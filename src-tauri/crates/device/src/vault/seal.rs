use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroizing;

use crate::random::{self, RandomError};

pub(super) type DataKey = Zeroizing<[u8; 32]>;

pub(super) const NONCE_LENGTH: usize = 24;

/// Nonce and ciphertext with its tag. The nonces are long enough to be random for ever.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sealed {
    pub(super) nonce: Base64,
    pub(super) text: Base64,
}

pub(super) fn seal(key: &DataKey, associated_data: &[u8], plain: &[u8]) -> Result<Sealed, RandomError> {
    let nonce: [u8; NONCE_LENGTH] = random::bytes()?;
    let text = cipher(key)
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: associated_data })
        .expect("only messages of many gigabytes are refused");
    Ok(Sealed { nonce: Base64(nonce.to_vec()), text: Base64(text) })
}

/// `None` when key, associated data or text are not those it was sealed with.
pub(super) fn unseal(key: &DataKey, associated_data: &[u8], sealed: &Sealed) -> Option<Zeroizing<Vec<u8>>> {
    let nonce: [u8; NONCE_LENGTH] = sealed.nonce.0.as_slice().try_into().ok()?;
    let payload = Payload { msg: &sealed.text.0, aad: associated_data };
    cipher(key).decrypt(&XNonce::from(nonce), payload).ok().map(Zeroizing::new)
}

pub(super) fn key_from(bytes: &[u8]) -> Option<DataKey> {
    Some(Zeroizing::new(bytes.try_into().ok()?))
}

fn cipher(key: &DataKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new_from_slice(key.as_slice()).expect("the key has 32 bytes")
}

/// Bytes that stand as base64 in the file.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Base64(pub(super) Vec<u8>);

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Self).map_err(de::Error::custom)
    }
}

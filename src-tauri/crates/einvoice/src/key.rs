//! The unit's stamping key: secp256k1, the only curve the authority certifies.

use std::fmt;

use k256::ecdsa::signature::Signer as _;
use k256::ecdsa::{DerSignature, SigningKey};
use k256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use zeroize::Zeroizing;

/// A private key. Prints as redacted and is wiped when dropped.
#[derive(Clone)]
pub struct UnitKey(SigningKey);

/// The bytes are no secp256k1 private key in PKCS#8. The cause is left out: it could quote key material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a secp256k1 private key in PKCS#8")]
pub struct KeyError;

impl UnitKey {
    /// Makes a key from randomness fit for keys: `fill` fills the bytes it is given, and is asked again in the one case
    /// in 2^128 that they are no key.
    ///
    /// # Errors
    /// What `fill` fails with.
    pub fn generate<E>(mut fill: impl FnMut(&mut [u8; 32]) -> Result<(), E>) -> Result<Self, E> {
        let mut bytes = Zeroizing::new([0; 32]);
        loop {
            fill(&mut bytes)?;
            if let Ok(key) = SigningKey::from_slice(bytes.as_slice()) {
                return Ok(UnitKey(key));
            }
        }
    }

    /// # Errors
    /// When the bytes are another kind of key, or none.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        SigningKey::from_pkcs8_der(der).map(UnitKey).map_err(|_| KeyError)
    }

    /// # Errors
    /// When the text is another kind of key, or none.
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, KeyError> {
        SigningKey::from_pkcs8_pem(pem).map(UnitKey).map_err(|_| KeyError)
    }

    #[must_use]
    pub fn to_pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        self.0.to_pkcs8_der().expect("a key encodes").to_bytes()
    }

    #[must_use]
    pub fn to_pkcs8_pem(&self) -> Zeroizing<String> {
        self.0.to_pkcs8_pem(LineEnding::LF).expect("a key encodes")
    }

    /// The public half as SubjectPublicKeyInfo DER: 88 bytes, the point uncompressed.
    #[must_use]
    pub fn public_key(&self) -> Vec<u8> {
        self.0.verifying_key().to_public_key_der().expect("a public key encodes").into_vec()
    }

    /// ECDSA over SHA-256 of `message`, deterministic (RFC 6979), as DER.
    pub(crate) fn sign(&self, message: &[u8]) -> DerSignature {
        self.0.sign(message)
    }
}

impl fmt::Debug for UnitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnitKey([redacted])")
    }
}

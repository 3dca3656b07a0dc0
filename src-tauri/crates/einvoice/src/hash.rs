//! The hash of a document, and what a document says of the one before it.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

/// SHA-256 of a document's canonical bytes, without its stamp, signature and QR. Written as 44 characters of base64.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct InvoiceHash([u8; 32]);

/// The text is no hash of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a document's hash is 32 bytes in base64")]
pub struct HashError;

impl InvoiceHash {
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        InvoiceHash(bytes)
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Of bytes that are canonical already.
    pub(crate) fn of_canonical(bytes: &[u8]) -> Self {
        InvoiceHash(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for InvoiceHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; 44];
        BASE64.encode_slice(self.0, &mut text).expect("32 bytes are 44 characters");
        f.write_str(std::str::from_utf8(&text).expect("base64 is ASCII"))
    }
}

impl fmt::Debug for InvoiceHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InvoiceHash({self})")
    }
}

impl FromStr for InvoiceHash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        let bytes = BASE64.decode(text).map_err(|_| HashError)?;
        bytes.try_into().map(InvoiceHash).map_err(|_| HashError)
    }
}

/// What the first document of a chain names as its predecessor: base64 of the lowercase hex of SHA-256 of `"0"`.
pub const FIRST_PREVIOUS: &str =
    "NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==";

/// What a document names as its predecessor (KSA-13). Written as base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PreviousHash {
    /// None: the document opens its chain. Written as [`FIRST_PREVIOUS`].
    First,
    Of(InvoiceHash),
}

impl fmt::Display for PreviousHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PreviousHash::First => f.write_str(FIRST_PREVIOUS),
            PreviousHash::Of(hash) => hash.fmt(f),
        }
    }
}

impl FromStr for PreviousHash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        if text == FIRST_PREVIOUS { Ok(PreviousHash::First) } else { text.parse().map(PreviousHash::Of) }
    }
}

/// Base64 of the lowercase hex of SHA-256: how the stamp writes the digests of its own parts.
pub(crate) fn hex_digest(bytes: &[u8]) -> String {
    hex_base64(Sha256::digest(bytes).into())
}

/// Base64 of the lowercase hex of a digest.
pub(crate) fn hex_base64(digest: [u8; 32]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hex = [0; 64];
    for (pair, byte) in hex.chunks_exact_mut(2).zip(digest) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    BASE64.encode(hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_predecessor_is_the_digest_of_zero() {
        assert_eq!(hex_digest(b"0"), FIRST_PREVIOUS);
        assert_eq!(FIRST_PREVIOUS.parse(), Ok(PreviousHash::First));
    }

    #[test]
    fn a_hash_reads_as_it_is_written() {
        let hash = InvoiceHash::of_canonical(b"<Invoice></Invoice>");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!("AAAA".parse::<InvoiceHash>(), Err(HashError));
        assert_eq!(hash.to_string().len(), 44);
    }
}

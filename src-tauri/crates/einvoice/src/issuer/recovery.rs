//! The key that signed a certificate, computed from its signature.

use p256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use p256::pkcs8::EncodePublicKey as _;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::certificate::Certificate;

/// The P-256 key (SubjectPublicKeyInfo DER) that signed `certificate` and that it identifies as its issuer's. A signature
/// has up to four keys that it would be right for; without the identifier nothing tells which one it was.
pub(super) fn signing_key(certificate: &Certificate) -> Option<Vec<u8>> {
    let identifier = certificate.issuer_key_id()?;
    let signature = Signature::from_der(certificate.signature()).ok()?;
    let digest = Sha256::digest(certificate.to_be_signed());
    (0..4).filter_map(RecoveryId::from_byte).find_map(|id| {
        let key = VerifyingKey::recover_from_prehash(&digest, &signature, id).ok()?;
        let public_key = key.to_public_key_der().ok()?.into_vec();
        // The authority's issuers: SHA-1 of the point (RFC 5280). Practice gateways: SHA-256 of the whole, cut to as much.
        let named = Sha1::digest(key.to_sec1_point(false).as_bytes()).as_slice() == identifier
            || &Sha256::digest(&public_key)[..20] == identifier;
        let signed = certificate.signed_with(Some(crate::certificate::Curve::P256), &public_key).is_ok();
        (named && signed).then_some(public_key)
    })
}

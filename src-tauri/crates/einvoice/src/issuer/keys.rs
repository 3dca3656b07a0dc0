//! Public keys of the authority's issuing certificates (P-256), as far as they could be had.
//!
//! The certificates themselves are not published where a till could fetch them. But whoever signs with ECDSA gives the
//! key away: a signature over a known text leaves two candidates. Each key here was computed so from a certificate
//! that the issuer signed and that can be seen in public, and is the one candidate whose SHA-1 is the identifier that
//! the certificate gives of its issuer's key. Where there were certificates of several units, or of several years
//! (PRZEINVOICESCA4: 2024 and 2026), all gave the same key. `tests/issuers` holds the signatures; the tests prove every
//! key here by them.
//!
//! Not had so far: PRZEINVOICESCA3 and PEZEINVOICESCA4. The issuers were renewed in August 2023 with new keys; those of
//! production end in April 2030. A renewed issuer's certificates are refused until its new key stands here.

use p256::ecdsa::VerifyingKey;
use p256::pkcs8::EncodePublicKey as _;

use super::{DOMAIN, IssuerKey};

/// Name and point, compressed.
const KEYS: [(&str, [u8; 33]); 7] = [
    ("PRZEINVOICESCA1-CA", point(b"028f68611e5ce119bd93f5bdf5250d51ddc8222185ec6564dd86ccbf90b4b8ecd4")),
    ("PRZEINVOICESCA2-CA", point(b"0280dd567ac6f6c7fd005b7d7d821d732f0705904b08b66db541ec8030828f2fda")),
    ("PRZEINVOICESCA4-CA", point(b"024ee814295c82894a285dfae62e64385fe7083202d01d0a38f3f9d9339cd53777")),
    ("PEZEINVOICESCA1-CA", point(b"03a8f0b5af6d5d727127612c41845546c19836aad88a931ab943c6e408986eafb5")),
    ("PEZEINVOICESCA2-CA", point(b"0364a54fc3210fd6349323d2eba318308e3d2e5273323b9eb1a55927c03c7a2705")),
    ("PEZEINVOICESCA3-CA", point(b"0203b0025d5899d02999dc6d068067db6381c759e6dad4e4310363cb2525c61b86")),
    ("TSZEINVOICE-SubCA-1", point(b"0383b35c691d019be9395f98766c19eae95d27cfb3e3bdb4b5fe1bb20acb518c7b")),
];

/// The key of the issuer that certificates name so.
pub(super) fn known(issuer: &str) -> Option<IssuerKey> {
    let name = issuer.strip_suffix(DOMAIN)?.strip_prefix("CN=")?;
    let (_, point) = KEYS.iter().find(|(known, _)| *known == name)?;
    let key = VerifyingKey::from_sec1_bytes(point).expect("every point of the table is on the curve");
    let public_key = key.to_public_key_der().expect("a public key encodes").into_vec();
    Some(IssuerKey { issuer: issuer.to_owned(), public_key })
}

const fn point(hex: &[u8; 66]) -> [u8; 33] {
    let mut bytes = [0; 33];
    let mut i = 0;
    while i < bytes.len() {
        bytes[i] = nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]);
        i += 1;
    }
    bytes
}

const fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => panic!("not a hexadecimal digit"),
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::Signature;
    use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
    use p256::pkcs8::DecodePublicKey as _;
    use sha2::Digest as _;

    use super::*;
    use crate::certificate::{Certificate, Curve};

    /// Certificates of test units, whole.
    const CERTIFICATES: [&str; 5] = [
        include_str!("../../tests/issuers/sandbox-2022-04-19.pem"),
        include_str!("../../tests/issuers/sandbox-2022-09-14.pem"),
        include_str!("../../tests/issuers/sandbox-2024-01-11.pem"),
        include_str!("../../tests/issuers/sandbox-2024-01-15.pem"),
        include_str!("../../tests/issuers/simulation-2023-09-21.pem"),
    ];
    /// Of shops' certificates, what proves the key: issuer, identifier of its key, digest of the signed part, signature.
    const WITNESSES: &str = include_str!("../../tests/issuers/witnesses.txt");

    fn bytes(hex: &str) -> Vec<u8> {
        hex.as_bytes().chunks(2).map(|pair| nibble(pair[0]) << 4 | nibble(pair[1])).collect()
    }

    fn verifying_key(key: &IssuerKey) -> VerifyingKey {
        VerifyingKey::from_public_key_der(&key.public_key).unwrap()
    }

    fn identifier(key: &VerifyingKey) -> Vec<u8> {
        sha1::Sha1::digest(key.to_sec1_point(false).as_bytes()).to_vec()
    }

    #[test]
    fn every_key_is_proved_by_certificates_that_it_signed() {
        let mut proofs = [0; KEYS.len()];
        let place =
            |issuer: &str| KEYS.iter().position(|(name, _)| issuer.starts_with(&format!("CN={name},"))).unwrap();
        for pem in CERTIFICATES {
            let certificate = Certificate::from_pem(pem).unwrap().remove(0);
            let key = known(certificate.issuer()).unwrap();
            assert_eq!(certificate.signed_with(Some(Curve::P256), &key.public_key), Ok(()), "{}", key.issuer);
            assert_eq!(certificate.issuer_key_id(), Some(&*identifier(&verifying_key(&key))), "{}", key.issuer);
            proofs[place(certificate.issuer())] += 1;
        }
        for line in WITNESSES.lines().filter(|line| !line.starts_with('#')) {
            let [name, id, digest, signature] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
            let issuer = format!("CN={name}{DOMAIN}");
            let key = verifying_key(&known(&issuer).unwrap());
            let signature = Signature::from_der(&bytes(signature)).unwrap();
            key.verify_prehash(&bytes(digest), &signature).unwrap_or_else(|_| panic!("{name}"));
            assert_eq!(identifier(&key), bytes(id), "{name}");
            proofs[place(&issuer)] += 1;
        }
        assert_eq!(proofs, [1, 1, 2, 2, 2, 1, 2], "signatures seen of each key, in the order of the table");
    }

    #[test]
    fn a_key_proves_no_other_issuers_certificate() {
        for pem in CERTIFICATES {
            let certificate = Certificate::from_pem(pem).unwrap().remove(0);
            for (name, _) in KEYS {
                let key = known(&format!("CN={name}{DOMAIN}")).unwrap();
                let own = key.issuer == certificate.issuer();
                assert_eq!(certificate.signed_with(Some(Curve::P256), &key.public_key).is_ok(), own, "{name}");
            }
        }
    }
}

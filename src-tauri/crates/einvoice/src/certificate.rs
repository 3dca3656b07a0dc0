//! The certificate of a unit (CSID): what the stamp and the QR take from it, and who issued it.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use der::asn1::{ObjectIdentifier, PrintableStringRef, Utf8StringRef};
use der::{Decode as _, Encode as _, Reader as _, SliceReader, Tag, Tagged as _};
use sanduq_domain::timestamp::Timestamp;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectAltName};
use x509_cert::name::Name;

use crate::hash::hex_digest;

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const SECP256K1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.10");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const ECDSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const SURNAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.4");
const TITLE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.12");
const USER_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.1");

/// The curve of a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Curve {
    /// Units and the compliance issuer.
    Secp256k1,
    /// The authority's issuing certificates.
    P256,
}

/// A parsed certificate. All of it is public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    text: String,
    to_be_signed: Vec<u8>,
    signature: Vec<u8>,
    signature_algorithm: ObjectIdentifier,
    public_key: Vec<u8>,
    curve: Option<Curve>,
    subject: String,
    issuer: String,
    serial: String,
    not_before: Timestamp,
    not_after: Timestamp,
    vat_number: Option<String>,
    title: Option<String>,
    unit_serial: Option<String>,
    issuer_key_id: Option<Vec<u8>>,
}

/// Why a text is no usable certificate: the fault of what was received.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error("the certificate is not base64")]
    NotBase64,
    #[error("there is no certificate in PEM")]
    NoPem,
    #[error("the certificate is not X.509")]
    NotX509(#[source] der::Error),
}

/// Why a certificate is not accepted as issued by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssuerError {
    #[error("the certificate names another issuer")]
    OtherIssuer,
    #[error("the issuer's key or the signature algorithm is not supported")]
    UnsupportedAlgorithm,
    #[error("the issuer's signature over the certificate is wrong")]
    WrongSignature,
}

impl Certificate {
    /// From a gateway's `binarySecurityToken` as received (base64 of base64 of DER), or decoded once.
    ///
    /// # Errors
    /// When the token holds no certificate.
    pub fn from_token(token: &str) -> Result<Self, CertificateError> {
        let once = BASE64.decode(token.trim()).map_err(|_| CertificateError::NotBase64)?;
        if once.first() == Some(&0x30) {
            return Certificate::from_der(&once);
        }
        let inner = std::str::from_utf8(&once).map_err(|_| CertificateError::NotBase64)?;
        Certificate::from_base64_der(inner)
    }

    /// From one line of base64, as between the armour of PEM and in `ds:X509Certificate`.
    ///
    /// # Errors
    /// When the text holds no certificate.
    pub fn from_base64_der(text: &str) -> Result<Self, CertificateError> {
        let der = BASE64.decode(text.trim()).map_err(|_| CertificateError::NotBase64)?;
        Certificate::from_der(&der)
    }

    /// Every certificate of a PEM text, in its order.
    ///
    /// # Errors
    /// When there is none, or one of them is no X.509 certificate.
    pub fn from_pem(text: &str) -> Result<Vec<Self>, CertificateError> {
        let mut found = Vec::new();
        for part in text.split("-----BEGIN CERTIFICATE-----").skip(1) {
            let body = part.split("-----END").next().unwrap_or_default();
            let line: String = body.split_whitespace().collect();
            found.push(Certificate::from_base64_der(&line)?);
        }
        if found.is_empty() { Err(CertificateError::NoPem) } else { Ok(found) }
    }

    /// # Errors
    /// When the bytes are no X.509 certificate.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let parsed = x509_cert::Certificate::from_der(der).map_err(CertificateError::NotX509)?;
        let tbs = parsed.tbs_certificate();
        let names = alternative_name(tbs);
        let name = |oid| names.as_ref().and_then(|name| attribute(name, oid));
        let time = |time: &x509_cert::time::Time| {
            Timestamp::from_unix_millis(i64::try_from(time.to_unix_duration().as_millis()).unwrap_or(i64::MAX))
        };
        let spki = tbs.subject_public_key_info();
        let parameters = spki.algorithm.parameters.as_ref();
        let curve = match parameters.and_then(|any| any.decode_as::<ObjectIdentifier>().ok()) {
            Some(SECP256K1) if spki.algorithm.oid == EC_PUBLIC_KEY => Some(Curve::Secp256k1),
            Some(P256) if spki.algorithm.oid == EC_PUBLIC_KEY => Some(Curve::P256),
            _ => None,
        };
        Ok(Certificate {
            text: BASE64.encode(der),
            to_be_signed: to_be_signed(der).map_err(CertificateError::NotX509)?,
            signature: parsed.signature().raw_bytes().to_vec(),
            signature_algorithm: parsed.signature_algorithm().oid,
            public_key: spki.to_der().map_err(CertificateError::NotX509)?,
            curve,
            subject: distinguished_name(tbs.subject()),
            issuer: distinguished_name(tbs.issuer()),
            serial: decimal(tbs.serial_number().as_bytes()),
            not_before: time(&tbs.validity().not_before),
            not_after: time(&tbs.validity().not_after),
            vat_number: name(USER_ID),
            title: name(TITLE),
            unit_serial: name(SURNAME),
            issuer_key_id: issuer_key_id(tbs),
            der: der.to_vec(),
        })
    }

    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// One line of base64 of the DER.
    #[must_use]
    pub fn as_base64(&self) -> &str {
        &self.text
    }

    /// The subject, most specific name first.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The issuer as the stamp writes it: names in reverse of their order in the certificate, joined by `", "`.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The serial number in decimal.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.serial
    }

    #[must_use]
    pub const fn not_before(&self) -> Timestamp {
        self.not_before
    }

    #[must_use]
    pub const fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// The taxpayer's VAT number (UID of the alternative name).
    #[must_use]
    pub fn vat_number(&self) -> Option<&str> {
        self.vat_number.as_deref()
    }

    /// Which kinds of documents the unit may issue: `1000`, `0100` or `1100`.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// `1-vendor|2-model|3-serial`.
    #[must_use]
    pub fn unit_serial(&self) -> Option<&str> {
        self.unit_serial.as_deref()
    }

    /// The curve of the key, when it is one in use here.
    #[must_use]
    pub const fn curve(&self) -> Option<Curve> {
        self.curve
    }

    /// SubjectPublicKeyInfo, DER.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// The issuer's signature over this certificate, DER, without the octet that counts unused bits.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The digest that the stamp states: of the base64 text, not of the DER.
    #[must_use]
    pub fn digest(&self) -> String {
        hex_digest(self.text.as_bytes())
    }

    /// Whether `issuer` is named as the issuer and signed this certificate. Says nothing of `issuer` itself: who is
    /// trusted, and when, is the caller's question.
    ///
    /// # Errors
    /// Says which of it does not hold.
    pub fn signed_by(&self, issuer: &Certificate) -> Result<(), IssuerError> {
        if self.issuer != issuer.subject {
            return Err(IssuerError::OtherIssuer);
        }
        self.signed_with(issuer.curve, &issuer.public_key)
    }

    /// Whether the key (SubjectPublicKeyInfo DER on `curve`) signed this certificate, whoever is named as the issuer.
    pub(crate) fn signed_with(&self, curve: Option<Curve>, public_key: &[u8]) -> Result<(), IssuerError> {
        if self.signature_algorithm != ECDSA_WITH_SHA256 {
            return Err(IssuerError::UnsupportedAlgorithm);
        }
        let right = match curve {
            Some(Curve::Secp256k1) => verify_secp256k1(public_key, &self.to_be_signed, &self.signature),
            Some(Curve::P256) => verify_p256(public_key, &self.to_be_signed, &self.signature),
            None => return Err(IssuerError::UnsupportedAlgorithm),
        };
        if right { Ok(()) } else { Err(IssuerError::WrongSignature) }
    }

    /// The part that the issuer signed, DER.
    pub(crate) fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// How the certificate identifies its issuer's key (authorityKeyIdentifier), where it does.
    #[must_use]
    pub fn issuer_key_id(&self) -> Option<&[u8]> {
        self.issuer_key_id.as_deref()
    }

    /// Whether `signature` (DER) over `message` was made with the key of this certificate.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.curve == Some(Curve::Secp256k1) && verify_secp256k1(&self.public_key, message, signature)
    }
}

/// High `s` values are taken: the authority's own tools write them.
pub(crate) fn verify_secp256k1(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    use k256::ecdsa::signature::Verifier as _;
    use k256::ecdsa::{Signature, VerifyingKey};
    use k256::pkcs8::DecodePublicKey as _;
    let key = VerifyingKey::from_public_key_der(public_key);
    let signature = Signature::from_der(signature);
    matches!((key, signature), (Ok(key), Ok(signature)) if key.verify(message, &signature.normalize_s()).is_ok())
}

fn verify_p256(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    use p256::ecdsa::signature::Verifier as _;
    use p256::ecdsa::{Signature, VerifyingKey};
    use p256::pkcs8::DecodePublicKey as _;
    let key = VerifyingKey::from_public_key_der(public_key);
    let signature = Signature::from_der(signature);
    matches!((key, signature), (Ok(key), Ok(signature)) if key.verify(message, &signature).is_ok())
}

/// The signed part as it stands, not encoded anew.
fn to_be_signed(certificate: &[u8]) -> der::Result<Vec<u8>> {
    let mut reader = SliceReader::new(certificate)?;
    der::Header::decode(&mut reader)?;
    Ok(reader.tlv_bytes()?.to_vec())
}

fn alternative_name(tbs: &x509_cert::TbsCertificate) -> Option<Name> {
    let (_, names) = tbs.get_extension::<SubjectAltName>().ok()??;
    names.0.into_iter().find_map(|name| match name {
        GeneralName::DirectoryName(name) => Some(name),
        _ => None,
    })
}

fn issuer_key_id(tbs: &x509_cert::TbsCertificate) -> Option<Vec<u8>> {
    let (_, identifier) = tbs.get_extension::<AuthorityKeyIdentifier>().ok()??;
    Some(identifier.key_identifier?.as_bytes().to_vec())
}

fn attribute(name: &Name, oid: ObjectIdentifier) -> Option<String> {
    let value = &name.iter().find(|attribute| attribute.oid == oid)?.value;
    match value.tag() {
        Tag::Utf8String => value.decode_as::<Utf8StringRef<'_>>().ok().map(|text| text.as_str().to_owned()),
        Tag::PrintableString => value.decode_as::<PrintableStringRef<'_>>().ok().map(|text| text.as_str().to_owned()),
        _ => None,
    }
}

fn distinguished_name(name: &Name) -> String {
    let mut text = String::new();
    let names: Vec<_> = name.iter_rdn().collect();
    for (index, name) in names.into_iter().rev().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        write!(text, "{comma}{name}").expect("memory takes every character");
    }
    text
}

/// A big-endian number in decimal: serials have up to 20 bytes.
fn decimal(bytes: &[u8]) -> String {
    let mut digits = vec![0_u8];
    for &byte in bytes {
        let mut carry = u32::from(byte);
        for digit in &mut digits {
            let value = u32::from(*digit) * 256 + carry;
            *digit = (value % 10) as u8;
            carry = value / 10;
        }
        while carry > 0 {
            digits.push((carry % 10) as u8);
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_written_in_decimal() {
        assert_eq!(decimal(&[0]), "0");
        assert_eq!(decimal(&[0x01, 0x91, 0xB8, 0x8D, 0x9B, 0xE4]), "1725378173924");
        assert_eq!(decimal(&[0xFF; 20]), "1461501637330902918203684832716283019655932542975");
    }
}

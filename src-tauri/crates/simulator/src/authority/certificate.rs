//! What the authority's certificates look like: their extensions, numbers and dates, and what can be wrong with them.

use std::str::FromStr;
use std::time::{Duration as StdDuration, UNIX_EPOCH};

use der::asn1::{Any, Ia5String, ObjectIdentifier, OctetString};
use der::oid::AssociatedOid;
use der::{Decode as _, Encode as _};
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};
use x509_cert::Certificate;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::certificate::TbsCertificate;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage,
    KeyUsages, SubjectAltName, SubjectKeyIdentifier,
};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};

use crate::faults::Flaw;
use crate::request::CheckedRequest;

const CODE_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.3");
const SERVER_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");
const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
const CA_ISSUERS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2");
const CERTIFICATE_TEMPLATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.21.7");
const APPLICATION_POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.21.10");

/// Nobody's: of certificates that are wrong on demand.
pub(super) const FORGERS_KEY: [u8; 32] = [0x2A; 32];
const OTHER_VAT_NUMBER: &str = "311111111100003";

pub(super) type Made<T> = Result<T, x509_cert::builder::Error>;

/// When a certificate stops counting.
pub(crate) fn not_after(certificate_der: &[u8]) -> Option<OffsetDateTime> {
    let certificate = Certificate::from_der(certificate_der).ok()?;
    let until = certificate.tbs_certificate().validity().not_after.to_unix_duration();
    OffsetDateTime::from_unix_timestamp(i64::try_from(until.as_secs()).ok()?).ok()
}

/// The request as it is understood when the certificate is to be wrong.
pub(super) fn flawed(request: &CheckedRequest, flaw: Option<Flaw>) -> Made<CheckedRequest> {
    let mut request = request.clone();
    match flaw {
        Some(Flaw::OtherKey) => {
            let key = k256::ecdsa::SigningKey::from_slice(&FORGERS_KEY).expect("a fixed key is in range");
            request.public_key = SubjectPublicKeyInfoOwned::from_key(key.verifying_key())?;
        }
        Some(Flaw::OtherVatNumber) => {
            request.alternative_name = reworded(&request.alternative_name, &request.vat, OTHER_VAT_NUMBER)?;
        }
        Some(Flaw::OtherTitle) => {
            let other = if request.title == "1000" { "0100" } else { "1000" };
            request.alternative_name = reworded(&request.alternative_name, &request.title, other)?;
        }
        Some(Flaw::OtherIssuer | Flaw::Expired) | None => {}
    }
    Ok(request)
}

/// The extension with one value in the place of another of the same length: nothing around it moves.
fn reworded(extension: &Extension, value: &str, other: &str) -> Made<Extension> {
    let whole = |text: &str| Any::new(der::Tag::Utf8String, text.as_bytes()).and_then(|any| any.to_der());
    let (value, other) = (whole(value)?, whole(other)?);
    let mut bytes = extension.extn_value.as_bytes().to_vec();
    if let Some(at) = bytes.windows(value.len()).position(|window| window == value) {
        bytes[at..at + value.len()].copy_from_slice(&other);
    }
    Ok(Extension { extn_value: OctetString::new(bytes)?, ..extension.clone() })
}

pub(super) fn ending(validity: Validity, now: OffsetDateTime, flaw: Option<Flaw>) -> Validity {
    match flaw {
        Some(Flaw::Expired) => Validity::new(instant(now - Duration::days(365)), instant(now - Duration::days(1))),
        _ => validity,
    }
}

/// What a certificate is made of, besides key, number and dates.
pub(super) struct Contents {
    pub(super) issuer: Name,
    pub(super) subject: Name,
    pub(super) extensions: Vec<Extension>,
}

impl BuilderProfile for Contents {
    fn get_issuer(&self, _subject: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        _own: SubjectPublicKeyInfoRef<'_>,
        _issuer: SubjectPublicKeyInfoRef<'_>,
        _certificate: &TbsCertificate,
    ) -> Made<Vec<Extension>> {
        Ok(self.extensions.clone())
    }
}

pub(super) fn root_extensions() -> Made<Vec<Extension>> {
    Ok(vec![
        critical(&BasicConstraints { ca: true, path_len_constraint: Some(0) })?,
        critical(&KeyUsage(KeyUsages::KeyCertSign.into()))?,
    ])
}

pub(super) fn stamp_extensions() -> Made<Vec<Extension>> {
    Ok(vec![critical(&KeyUsage(KeyUsages::DigitalSignature.into()))?])
}

/// Of a production CSID, as seen on real ones.
pub(super) fn production_extensions(
    issuer_name: &str,
    issuer_key: &SubjectPublicKeyInfoOwned,
    own_key: &SubjectPublicKeyInfoOwned,
) -> Made<Vec<Extension>> {
    let own = SubjectKeyIdentifier(OctetString::new(fingerprint(&own_key.to_der()?))?);
    let authority = AuthorityKeyIdentifier {
        key_identifier: Some(OctetString::new(fingerprint(&issuer_key.to_der()?))?),
        ..Default::default()
    };
    let address = format!("http://aia.sim.invalid/{issuer_name}.crt");
    let access = AuthorityInfoAccessSyntax(vec![AccessDescription {
        access_method: CA_ISSUERS,
        access_location: GeneralName::UniformResourceIdentifier(Ia5String::new(&address)?),
    }]);
    Ok(vec![
        plain(&own)?,
        plain(&authority)?,
        plain(&access)?,
        critical(&KeyUsage(KeyUsages::DigitalSignature.into()))?,
        raw(CERTIFICATE_TEMPLATE, &template()?)?,
        plain(&ExtendedKeyUsage(vec![CODE_SIGNING, CLIENT_AUTH]))?,
        raw(APPLICATION_POLICIES, &vec![vec![CODE_SIGNING], vec![CLIENT_AUTH]].to_der()?)?,
    ])
}

/// Of a server that names itself.
pub(super) fn server_extensions() -> Made<Vec<Extension>> {
    let names = vec![
        GeneralName::DnsName(Ia5String::new("localhost")?),
        GeneralName::IpAddress(OctetString::new([127, 0, 0, 1])?),
    ];
    Ok(vec![plain(&SubjectAltName(names))?, plain(&ExtendedKeyUsage(vec![SERVER_AUTH]))?])
}

/// Of a compliance CSID.
pub(super) fn compliance_extensions(alternative_name: &Extension) -> Made<Vec<Extension>> {
    Ok(vec![critical(&BasicConstraints { ca: false, path_len_constraint: None })?, alternative_name.clone()])
}

fn plain<E: AssociatedOid + der::Encode>(value: &E) -> Made<Extension> {
    raw(E::OID, &value.to_der()?)
}

fn critical<E: AssociatedOid + der::Encode>(value: &E) -> Made<Extension> {
    Ok(Extension { critical: true, ..plain(value)? })
}

fn raw(oid: ObjectIdentifier, value_der: &[u8]) -> Made<Extension> {
    Ok(Extension { extn_id: oid, critical: false, extn_value: OctetString::new(value_der)? })
}

/// `CertificateTemplateName` as Microsoft's authorities write it: an identifier and a version.
fn template() -> Made<Vec<u8>> {
    let parts: Vec<Any> = vec![
        Any::encode_from(&ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.21.8.99999.1"))?,
        Any::encode_from(&1u8)?,
        Any::encode_from(&0u8)?,
    ];
    Ok(parts.to_der()?)
}

fn fingerprint(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes)[..20].to_vec()
}

pub(super) fn parsed(name: &str) -> Name {
    Name::from_str(name).expect("the issuer names are well formed")
}

/// Big-endian; leading zeros fall away.
pub(super) fn serial(bytes: &[u8]) -> SerialNumber {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len() - 1);
    SerialNumber::new(&bytes[start..]).expect("at most nineteen bytes")
}

/// Nineteen bytes, as long as real ones: decimal notation then needs more than any machine word.
pub(super) fn long_serial(mut bytes: [u8; 19]) -> [u8; 19] {
    bytes[0] = (bytes[0] & 0x7F) | 0x40;
    bytes
}

pub(super) fn years(from: OffsetDateTime, years: i64) -> Validity {
    Validity::new(instant(from), instant(from + Duration::days(365 * years)))
}

pub(super) fn instant(at: OffsetDateTime) -> Time {
    let since = StdDuration::from_secs(u64::try_from(at.unix_timestamp()).unwrap_or_default());
    Time::try_from(UNIX_EPOCH + since).expect("the simulator's clock is between 1970 and 9999")
}

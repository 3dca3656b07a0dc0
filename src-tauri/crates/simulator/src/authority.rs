//! The simulator's own certificate authority. Its issuers' names hold `SIM`, so that nothing it signs can be taken for
//! the authority's.

use std::str::FromStr;
use std::time::{Duration as StdDuration, UNIX_EPOCH};

use der::asn1::{Any, Ia5String, ObjectIdentifier, OctetString};
use der::oid::AssociatedOid;
use der::{Decode as _, Encode as _, EncodePem as _};
use k256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use time::{Duration, OffsetDateTime, UtcOffset};
use x509_cert::Certificate;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder as _, CertificateBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage,
    KeyUsages, SubjectKeyIdentifier,
};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};

use crate::Error;
use crate::faults::Flaw;
use crate::request::CheckedRequest;
use crate::state::State;

const COMPLIANCE_ISSUER: &str = "CN=eInvoicing-SIM";
const PRODUCTION_ISSUER: &str = "CN=SIM-PEZEINVOICESCA1-CA,DC=extgazt,DC=gov,DC=local";
const STAMP_SUBJECT: &str = "CN=SIM-CLEARANCE-STAMP,O=Sanduq simulator,C=SA";

const CODE_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.3");
const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
const CA_ISSUERS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2");
const CERTIFICATE_TEMPLATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.21.7");
const APPLICATION_POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.21.10");

/// Nobody's: of certificates that are wrong on demand.
const FORGERS_KEY: [u8; 32] = [0x2A; 32];
const OTHER_VAT_NUMBER: &str = "311111111100003";

type Made<T> = Result<T, x509_cert::builder::Error>;

/// Keys are made at the first start and kept with the state, so that certificates outlive a restart.
pub(crate) struct Authority {
    compliance_key: k256::ecdsa::SigningKey,
    compliance: Certificate,
    production_key: p256::ecdsa::SigningKey,
    production: Certificate,
    stamp_key: k256::ecdsa::SigningKey,
    stamp: Certificate,
}

impl Authority {
    pub(crate) fn open(state: &State, now: OffsetDateTime) -> Result<Self, Error> {
        let compliance_key = stored_k256(state, "compliance_key")?;
        let production_key = stored_p256(state, "production_key")?;
        let stamp_key = stored_k256(state, "stamp_key")?;
        let root = |name| Issue { issuer: parsed(name), subject: parsed(name), extensions: root_extensions };
        let compliance = stored(state, "compliance_certificate", || {
            let builder = CertificateBuilder::new(
                root(COMPLIANCE_ISSUER),
                serial(&[1]),
                years(now, 20),
                SubjectPublicKeyInfoOwned::from_key(compliance_key.verifying_key())?,
            )?;
            builder.build::<_, k256::ecdsa::DerSignature>(&compliance_key)
        })?;
        let production = stored(state, "production_certificate", || {
            let builder = CertificateBuilder::new(
                root(PRODUCTION_ISSUER),
                serial(&[1]),
                years(now, 20),
                SubjectPublicKeyInfoOwned::from_key(production_key.verifying_key())?,
            )?;
            builder.build::<_, p256::ecdsa::DerSignature>(&production_key)
        })?;
        let stamp = stored(state, "stamp_certificate", || {
            let builder = CertificateBuilder::new(
                Issue {
                    issuer: parsed(PRODUCTION_ISSUER),
                    subject: parsed(STAMP_SUBJECT),
                    extensions: stamp_extensions,
                },
                serial(&random_serial()),
                years(now, 20),
                SubjectPublicKeyInfoOwned::from_key(stamp_key.verifying_key())?,
            )?;
            builder.build::<_, p256::ecdsa::DerSignature>(&production_key)
        })?;
        Ok(Self { compliance_key, compliance, production_key, production, stamp_key, stamp })
    }

    /// Both issuers' certificates, one PEM after the other.
    pub(crate) fn pem(&self) -> String {
        [&self.compliance, &self.production]
            .map(|certificate| certificate.to_pem(der::pem::LineEnding::LF).expect("a certificate encodes"))
            .concat()
    }

    /// Certificate and PKCS#8 key that stamp cleared documents, both DER.
    pub(crate) fn stamp(&self) -> (Vec<u8>, Vec<u8>) {
        let key = self.stamp_key.to_pkcs8_der().expect("a key encodes");
        (self.stamp.to_der().expect("a certificate encodes"), key.as_bytes().to_vec())
    }

    /// A compliance certificate: serial = the time in milliseconds, five years, ending at midnight in Riyadh.
    pub(crate) fn issue_compliance(
        &self,
        request: &CheckedRequest,
        now: OffsetDateTime,
        flaw: Option<Flaw>,
    ) -> Made<Vec<u8>> {
        let request = &flawed(request, flaw)?;
        let milliseconds = (now.unix_timestamp_nanos() / 1_000_000) as u64;
        let profile = Csid {
            issuer: self.compliance.tbs_certificate().subject().clone(),
            subject: request.subject.clone(),
            extensions: vec![
                critical(&BasicConstraints { ca: false, path_len_constraint: None })?,
                request.alternative_name.clone(),
            ],
        };
        let end =
            (now + Duration::days(5 * 365 + 1)).to_offset(UtcOffset::UTC).replace_time(time::macros::time!(21:00));
        let validity = ending(Validity::new(instant(now), instant(end)), now, flaw);
        let builder = CertificateBuilder::new(
            profile,
            serial(&milliseconds.to_be_bytes()),
            validity,
            request.public_key.clone(),
        )?;
        let forger = k256::ecdsa::SigningKey::from_slice(&FORGERS_KEY).expect("a fixed key is in range");
        let signer = if flaw == Some(Flaw::OtherIssuer) { &forger } else { &self.compliance_key };
        builder.build::<_, k256::ecdsa::DerSignature>(signer)?.to_der().map_err(Into::into)
    }

    /// A production certificate with the extensions seen on real ones.
    pub(crate) fn issue_production(
        &self,
        request: &CheckedRequest,
        now: OffsetDateTime,
        flaw: Option<Flaw>,
    ) -> Made<Vec<u8>> {
        let request = &flawed(request, flaw)?;
        let own_key = SubjectKeyIdentifier(OctetString::new(fingerprint(&request.public_key.to_der()?))?);
        let issuer_key = SubjectPublicKeyInfoOwned::from_key(self.production_key.verifying_key())?.to_der()?;
        let authority = AuthorityKeyIdentifier {
            key_identifier: Some(OctetString::new(fingerprint(&issuer_key))?),
            ..Default::default()
        };
        let access = AuthorityInfoAccessSyntax(vec![AccessDescription {
            access_method: CA_ISSUERS,
            access_location: GeneralName::UniformResourceIdentifier(Ia5String::new(
                "http://aia.sim.invalid/SIM-PEZEINVOICESCA1-CA.crt",
            )?),
        }]);
        let profile = Csid {
            issuer: self.production.tbs_certificate().subject().clone(),
            subject: request.subject.clone(),
            extensions: vec![
                request.alternative_name.clone(),
                plain(&own_key)?,
                plain(&authority)?,
                plain(&access)?,
                critical(&KeyUsage(KeyUsages::DigitalSignature.into()))?,
                raw(CERTIFICATE_TEMPLATE, &template()?)?,
                plain(&ExtendedKeyUsage(vec![CODE_SIGNING, CLIENT_AUTH]))?,
                raw(APPLICATION_POLICIES, &vec![vec![CODE_SIGNING], vec![CLIENT_AUTH]].to_der()?)?,
            ],
        };
        let validity = Validity::new(instant(now), instant(now + Duration::days(5 * 365 - 1)));
        let validity = ending(validity, now, flaw);
        let builder = CertificateBuilder::new(profile, serial(&random_serial()), validity, request.public_key.clone())?;
        let forger = p256::ecdsa::SigningKey::from_slice(&FORGERS_KEY).expect("a fixed key is in range");
        let signer = if flaw == Some(Flaw::OtherIssuer) { &forger } else { &self.production_key };
        builder.build::<_, p256::ecdsa::DerSignature>(signer)?.to_der().map_err(Into::into)
    }
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Authority([redacted])")
    }
}

/// When a certificate stops counting.
pub(crate) fn not_after(certificate_der: &[u8]) -> Option<OffsetDateTime> {
    let certificate = Certificate::from_der(certificate_der).ok()?;
    let until = certificate.tbs_certificate().validity().not_after.to_unix_duration();
    OffsetDateTime::from_unix_timestamp(i64::try_from(until.as_secs()).ok()?).ok()
}

/// The request as it is understood when the certificate is to be wrong.
fn flawed(request: &CheckedRequest, flaw: Option<Flaw>) -> Made<CheckedRequest> {
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

fn ending(validity: Validity, now: OffsetDateTime, flaw: Option<Flaw>) -> Validity {
    match flaw {
        Some(Flaw::Expired) => Validity::new(instant(now - Duration::days(365)), instant(now - Duration::days(1))),
        _ => validity,
    }
}

struct Issue {
    issuer: Name,
    subject: Name,
    extensions: fn() -> Made<Vec<Extension>>,
}

impl BuilderProfile for Issue {
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
        (self.extensions)()
    }
}

struct Csid {
    issuer: Name,
    subject: Name,
    extensions: Vec<Extension>,
}

impl BuilderProfile for Csid {
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

fn root_extensions() -> Made<Vec<Extension>> {
    Ok(vec![
        critical(&BasicConstraints { ca: true, path_len_constraint: Some(0) })?,
        critical(&KeyUsage(KeyUsages::KeyCertSign.into()))?,
    ])
}

fn stamp_extensions() -> Made<Vec<Extension>> {
    Ok(vec![critical(&KeyUsage(KeyUsages::DigitalSignature.into()))?])
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
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes)[..20].to_vec()
}

fn parsed(name: &str) -> Name {
    Name::from_str(name).expect("the issuer names are well formed")
}

/// Big-endian; leading zeros fall away.
fn serial(bytes: &[u8]) -> SerialNumber {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len() - 1);
    SerialNumber::new(&bytes[start..]).expect("at most nineteen bytes")
}

/// Nineteen bytes, as long as real ones: decimal notation then needs more than any machine word.
fn random_serial() -> [u8; 19] {
    let mut bytes = crate::random::<19>();
    bytes[0] = (bytes[0] & 0x7F) | 0x40;
    bytes
}

fn years(from: OffsetDateTime, years: i64) -> Validity {
    Validity::new(instant(from), instant(from + Duration::days(365 * years)))
}

fn instant(at: OffsetDateTime) -> Time {
    let since = StdDuration::from_secs(u64::try_from(at.unix_timestamp()).unwrap_or_default());
    Time::try_from(UNIX_EPOCH + since).expect("the simulator's clock is between 1970 and 9999")
}

fn stored(state: &State, name: &str, make: impl FnOnce() -> Made<Certificate>) -> Result<Certificate, Error> {
    if let Some(bytes) = state.setting(name)? {
        return Certificate::from_der(&bytes).map_err(|_| Error::StateDamaged { what: "an issuer's certificate" });
    }
    let certificate = make().map_err(Error::Certificate)?;
    state.keep_setting(name, &certificate.to_der().expect("a certificate encodes"))?;
    Ok(certificate)
}

fn stored_k256(state: &State, name: &str) -> Result<k256::ecdsa::SigningKey, Error> {
    if let Some(bytes) = state.setting(name)? {
        return k256::ecdsa::SigningKey::from_pkcs8_der(&bytes)
            .map_err(|_| Error::StateDamaged { what: "an issuer's key" });
    }
    let key = loop {
        // A scalar outside the curve's order is as rare as it is harmless: draw again.
        if let Ok(key) = k256::ecdsa::SigningKey::from_slice(&crate::random::<32>()) {
            break key;
        }
    };
    state.keep_setting(name, key.to_pkcs8_der().expect("a key encodes").as_bytes())?;
    Ok(key)
}

fn stored_p256(state: &State, name: &str) -> Result<p256::ecdsa::SigningKey, Error> {
    if let Some(bytes) = state.setting(name)? {
        return p256::ecdsa::SigningKey::from_pkcs8_der(&bytes)
            .map_err(|_| Error::StateDamaged { what: "an issuer's key" });
    }
    let key = loop {
        if let Ok(key) = p256::ecdsa::SigningKey::from_slice(&crate::random::<32>()) {
            break key;
        }
    };
    state.keep_setting(name, key.to_pkcs8_der().expect("a key encodes").as_bytes())?;
    Ok(key)
}

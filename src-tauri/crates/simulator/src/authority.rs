//! The simulator's own certificate authority. Its issuers' names hold `SIM`, so that nothing it signs can be taken for
//! the authority's.

use std::str::FromStr;
use std::time::{Duration as StdDuration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use der::asn1::{Any, Ia5String, ObjectIdentifier, OctetString};
use der::oid::AssociatedOid;
use der::{Decode as _, Encode as _, EncodePem as _};
use k256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use sha2::{Digest as _, Sha256};
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
use crate::dice::Dice;
use crate::faults::Flaw;
use crate::profile::Profile;
use crate::request::CheckedRequest;
use crate::state::State;

const COMPLIANCE_ISSUER: &str = "CN=eInvoicing-SIM";
const PRODUCTION_DOMAIN: &str = "DC=extgazt,DC=gov,DC=local";
const STAMP_SUBJECT: &str = "CN=SIM-CLEARANCE-STAMP,O=Sanduq simulator,C=SA";

const CODE_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.3");
const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");
const CA_ISSUERS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2");
const CERTIFICATE_TEMPLATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.21.7");
const APPLICATION_POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.21.10");

/// The one VAT number of the real sandbox.
pub(crate) const SHARED_VAT: &str = "399999999900003";
const SHARED_SUBJECT: &str = "CN=SIM-399999999900003,O=Sanduq simulator,OU=Shared,C=SA";
/// Published with the simulator, as the real sandbox's is: whoever wants to stamp with the shared certificate can.
const SHARED_KEY: [u8; 32] = *b"sanduq simulator sandbox key #1!";

/// Nobody's: of certificates that are wrong on demand.
const FORGERS_KEY: [u8; 32] = [0x2A; 32];
const OTHER_VAT_NUMBER: &str = "311111111100003";

type Made<T> = Result<T, x509_cert::builder::Error>;

/// Keys are made at the first start and kept with the state, so that certificates outlive a restart.
pub(crate) struct Authority {
    compliance_key: k256::ecdsa::SigningKey,
    compliance: Certificate,
    /// Of the simulation environment.
    rehearsal: Issuer,
    /// Of production, whose name the sandbox's certificate bears too.
    core: Issuer,
    stamp_key: k256::ecdsa::SigningKey,
    stamp: Certificate,
    /// What API secrets are made of, so that a CSID can be told twice and no secret is kept.
    secret_seed: [u8; 32],
}

/// Signs production certificates.
struct Issuer {
    name: &'static str,
    key: p256::ecdsa::SigningKey,
    certificate: Certificate,
}

impl Issuer {
    fn open(state: &State, dice: &Dice, now: OffsetDateTime, of: Profile, stored_as: [&str; 2]) -> Result<Self, Error> {
        let [key_name, certificate_name] = stored_as;
        let name = of.production_issuer();
        let key = stored_p256(state, dice, key_name)?;
        let certificate = stored(state, certificate_name, || {
            let own = SubjectPublicKeyInfoOwned::from_key(key.verifying_key())?;
            let full = parsed(&format!("CN={name},{PRODUCTION_DOMAIN}"));
            let root = Issue { issuer: full.clone(), subject: full, extensions: root_extensions };
            CertificateBuilder::new(root, serial(&[1]), years(now, 20), own)?
                .build::<_, p256::ecdsa::DerSignature>(&key)
        })?;
        Ok(Self { name, key, certificate })
    }

    fn subject(&self) -> Name {
        self.certificate.tbs_certificate().subject().clone()
    }
}

impl Authority {
    pub(crate) fn open(state: &State, dice: &Dice, now: OffsetDateTime) -> Result<Self, Error> {
        let compliance_key = stored_k256(state, dice, "compliance_key")?;
        let compliance = stored(state, "compliance_certificate", || {
            let own = SubjectPublicKeyInfoOwned::from_key(compliance_key.verifying_key())?;
            let name = parsed(COMPLIANCE_ISSUER);
            let root = Issue { issuer: name.clone(), subject: name, extensions: root_extensions };
            CertificateBuilder::new(root, serial(&[1]), years(now, 20), own)?
                .build::<_, k256::ecdsa::DerSignature>(&compliance_key)
        })?;
        let names = ["production_key", "production_certificate"];
        let rehearsal = Issuer::open(state, dice, now, Profile::Simulation, names)?;
        let core = Issuer::open(state, dice, now, Profile::Core, ["core_key", "core_certificate"])?;
        let stamp_key = stored_k256(state, dice, "stamp_key")?;
        let stamp = stored(state, "stamp_certificate", || {
            let own = SubjectPublicKeyInfoOwned::from_key(stamp_key.verifying_key())?;
            let issue =
                Issue { issuer: rehearsal.subject(), subject: parsed(STAMP_SUBJECT), extensions: stamp_extensions };
            CertificateBuilder::new(issue, serial(&long_serial(dice.bytes())), years(now, 20), own)?
                .build::<_, p256::ecdsa::DerSignature>(&rehearsal.key)
        })?;
        let secret_seed = stored_secret_seed(state, dice)?;
        Ok(Self { compliance_key, compliance, rehearsal, core, stamp_key, stamp, secret_seed })
    }

    /// All issuers' certificates, one PEM after the other.
    pub(crate) fn pem(&self) -> String {
        [&self.compliance, &self.rehearsal.certificate, &self.core.certificate]
            .map(|certificate| certificate.to_pem(der::pem::LineEnding::LF).expect("a certificate encodes"))
            .concat()
    }

    fn issuer(&self, profile: Profile) -> &Issuer {
        match profile {
            Profile::Simulation => &self.rehearsal,
            Profile::DeveloperPortal | Profile::Core => &self.core,
        }
    }

    /// The API secret that goes with a token.
    pub(crate) fn secret_of(&self, token: &str) -> String {
        let digest = Sha256::new().chain_update(self.secret_seed).chain_update(token).finalize();
        BASE64.encode(digest)
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
        milliseconds: i64,
        flaw: Option<Flaw>,
    ) -> Made<Vec<u8>> {
        let request = &flawed(request, flaw)?;
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
        profile: Profile,
        request: &CheckedRequest,
        now: OffsetDateTime,
        serial: [u8; 19],
        flaw: Option<Flaw>,
    ) -> Made<Vec<u8>> {
        let request = flawed(request, flaw)?;
        let holder = Holder {
            subject: request.subject,
            public_key: request.public_key,
            alternative_name: Some(request.alternative_name),
        };
        let validity = Validity::new(instant(now), instant(now + Duration::days(5 * 365 - 1)));
        let forger = p256::ecdsa::SigningKey::from_slice(&FORGERS_KEY).expect("a fixed key is in range");
        let issuer = self.issuer(profile);
        let signer = if flaw == Some(Flaw::OtherIssuer) { &forger } else { &issuer.key };
        production(issuer, signer, holder, ending(validity, now, flaw), serial)
    }

    /// The sandbox's one production certificate, the same for everybody.
    pub(crate) fn shared_certificate(&self, state: &State, now: OffsetDateTime) -> Result<Vec<u8>, Error> {
        let key = k256::ecdsa::SigningKey::from_slice(&SHARED_KEY).expect("a fixed key is in range");
        let certificate = stored(state, "shared_certificate", || {
            let holder = Holder {
                subject: parsed(SHARED_SUBJECT),
                public_key: SubjectPublicKeyInfoOwned::from_key(key.verifying_key())?,
                alternative_name: None,
            };
            let der = production(&self.core, &self.core.key, holder, years(now, 5), SHARED_SERIAL)?;
            Ok(Certificate::from_der(&der)?)
        })?;
        Ok(certificate.to_der().expect("a certificate encodes"))
    }
}

/// Whom a certificate is for.
struct Holder {
    subject: Name,
    public_key: SubjectPublicKeyInfoOwned,
    alternative_name: Option<Extension>,
}

const SHARED_SERIAL: [u8; 19] = [0x41; 19];

fn production(
    issuer: &Issuer,
    signer: &p256::ecdsa::SigningKey,
    holder: Holder,
    validity: Validity,
    number: [u8; 19],
) -> Made<Vec<u8>> {
    let own_key = SubjectKeyIdentifier(OctetString::new(fingerprint(&holder.public_key.to_der()?))?);
    let issuer_key = SubjectPublicKeyInfoOwned::from_key(issuer.key.verifying_key())?.to_der()?;
    let authority = AuthorityKeyIdentifier {
        key_identifier: Some(OctetString::new(fingerprint(&issuer_key))?),
        ..Default::default()
    };
    let address = format!("http://aia.sim.invalid/{}.crt", issuer.name);
    let access = AuthorityInfoAccessSyntax(vec![AccessDescription {
        access_method: CA_ISSUERS,
        access_location: GeneralName::UniformResourceIdentifier(Ia5String::new(&address)?),
    }]);
    let mut extensions: Vec<Extension> = holder.alternative_name.into_iter().collect();
    extensions.extend([
        plain(&own_key)?,
        plain(&authority)?,
        plain(&access)?,
        critical(&KeyUsage(KeyUsages::DigitalSignature.into()))?,
        raw(CERTIFICATE_TEMPLATE, &template()?)?,
        plain(&ExtendedKeyUsage(vec![CODE_SIGNING, CLIENT_AUTH]))?,
        raw(APPLICATION_POLICIES, &vec![vec![CODE_SIGNING], vec![CLIENT_AUTH]].to_der()?)?,
    ]);
    let profile = Csid { issuer: issuer.subject(), subject: holder.subject, extensions };
    CertificateBuilder::new(profile, serial(&long_serial(number)), validity, holder.public_key)?
        .build::<_, p256::ecdsa::DerSignature>(signer)?
        .to_der()
        .map_err(Into::into)
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
    Sha256::digest(bytes)[..20].to_vec()
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
fn long_serial(mut bytes: [u8; 19]) -> [u8; 19] {
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

fn stored_k256(state: &State, dice: &Dice, name: &str) -> Result<k256::ecdsa::SigningKey, Error> {
    if let Some(bytes) = state.setting(name)? {
        return k256::ecdsa::SigningKey::from_pkcs8_der(&bytes)
            .map_err(|_| Error::StateDamaged { what: "an issuer's key" });
    }
    let key = loop {
        // A scalar outside the curve's order is as rare as it is harmless: draw again.
        if let Ok(key) = k256::ecdsa::SigningKey::from_slice(&dice.bytes::<32>()) {
            break key;
        }
    };
    state.keep_setting(name, key.to_pkcs8_der().expect("a key encodes").as_bytes())?;
    Ok(key)
}

fn stored_p256(state: &State, dice: &Dice, name: &str) -> Result<p256::ecdsa::SigningKey, Error> {
    if let Some(bytes) = state.setting(name)? {
        return p256::ecdsa::SigningKey::from_pkcs8_der(&bytes)
            .map_err(|_| Error::StateDamaged { what: "an issuer's key" });
    }
    let key = loop {
        if let Ok(key) = p256::ecdsa::SigningKey::from_slice(&dice.bytes::<32>()) {
            break key;
        }
    };
    state.keep_setting(name, key.to_pkcs8_der().expect("a key encodes").as_bytes())?;
    Ok(key)
}

fn stored_secret_seed(state: &State, dice: &Dice) -> Result<[u8; 32], Error> {
    if let Some(bytes) = state.setting("secret_seed")? {
        return bytes.try_into().map_err(|_| Error::StateDamaged { what: "the seed of the API secrets" });
    }
    let seed = dice.bytes();
    state.keep_setting("secret_seed", &seed)?;
    Ok(seed)
}

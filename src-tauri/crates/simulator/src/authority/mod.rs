//! The simulator's own certificate authority. Its issuers' names hold `SIM`, so that nothing it signs can be taken for
//! the authority's.

mod certificate;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use der::{Decode as _, Encode as _, EncodePem as _};
use k256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime, UtcOffset};
use x509_cert::Certificate;
use x509_cert::builder::{Builder as _, CertificateBuilder};
use x509_cert::ext::Extension;
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::Validity;

use crate::Error;
use crate::dice::Dice;
use crate::faults::Flaw;
use crate::profile::Profile;
use crate::request::CheckedRequest;
use crate::state::State;

use certificate::{
    Contents, FORGERS_KEY, Made, compliance_extensions, ending, flawed, instant, long_serial, parsed,
    production_extensions, root_extensions, serial, server_extensions, stamp_extensions, years,
};

pub(crate) use certificate::not_after;

const COMPLIANCE_ISSUER: &str = "CN=eInvoicing-SIM";
const PRODUCTION_DOMAIN: &str = "DC=extgazt,DC=gov,DC=local";
const IMPOSTOR: &str = "CN=SIM-IMPOSTOR,O=Sanduq simulator,C=SA";
const STAMP_SUBJECT: &str = "CN=SIM-CLEARANCE-STAMP,O=Sanduq simulator,C=SA";

/// The one VAT number of the real sandbox.
pub(crate) const SHARED_VAT: &str = "399999999900003";
const SHARED_SUBJECT: &str = "CN=SIM-399999999900003,O=Sanduq simulator,OU=Shared,C=SA";
const SHARED_SERIAL: [u8; 19] = [0x41; 19];
const SHARED_KEY: [u8; 32] = *b"sanduq simulator sandbox key #1!";

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
            let root = Contents { issuer: full.clone(), subject: full, extensions: root_extensions()? };
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
            let root = Contents { issuer: name.clone(), subject: name, extensions: root_extensions()? };
            CertificateBuilder::new(root, serial(&[1]), years(now, 20), own)?
                .build::<_, k256::ecdsa::DerSignature>(&compliance_key)
        })?;
        let names = ["production_key", "production_certificate"];
        let rehearsal = Issuer::open(state, dice, now, Profile::Simulation, names)?;
        let core = Issuer::open(state, dice, now, Profile::Core, ["core_key", "core_certificate"])?;
        let stamp_key = stored_k256(state, dice, "stamp_key")?;
        let stamp = stored(state, "stamp_certificate", || {
            let own = SubjectPublicKeyInfoOwned::from_key(stamp_key.verifying_key())?;
            let contents = Contents {
                issuer: rehearsal.subject(),
                subject: parsed(STAMP_SUBJECT),
                extensions: stamp_extensions()?,
            };
            CertificateBuilder::new(contents, serial(&long_serial(dice.bytes())), years(now, 20), own)?
                .build::<_, p256::ecdsa::DerSignature>(&rehearsal.key)
        })?;
        let secret_seed = stored_secret_seed(state, dice)?;
        Ok(Self { compliance_key, compliance, rehearsal, core, stamp_key, stamp, secret_seed })
    }

    /// All issuers' certificates, one PEM after the other.
    pub(crate) fn pem(&self) -> String {
        [&self.compliance, &self.rehearsal.certificate, &self.core.certificate]
            .map(|certificate| certificate.to_pem(LineEnding::LF).expect("a certificate encodes"))
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
        let contents = Contents {
            issuer: self.compliance.tbs_certificate().subject().clone(),
            subject: request.subject.clone(),
            extensions: compliance_extensions(&request.alternative_name)?,
        };
        let end =
            (now + Duration::days(5 * 365 + 1)).to_offset(UtcOffset::UTC).replace_time(time::macros::time!(21:00));
        let validity = ending(Validity::new(instant(now), instant(end)), now, flaw);
        let number = serial(&milliseconds.to_be_bytes());
        let builder = CertificateBuilder::new(contents, number, validity, request.public_key.clone())?;
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
        let key = shared_key();
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

/// The key of the shared certificate, for whoever wants to stamp with it: as public as the real one.
pub(crate) fn shared_key_pem() -> String {
    shared_key().to_pkcs8_pem(LineEnding::LF).expect("a key encodes").to_string()
}

fn shared_key() -> k256::ecdsa::SigningKey {
    k256::ecdsa::SigningKey::from_slice(&SHARED_KEY).expect("a fixed key is in range")
}

/// Whom a production certificate is for.
struct Holder {
    subject: Name,
    public_key: SubjectPublicKeyInfoOwned,
    alternative_name: Option<Extension>,
}

fn production(
    issuer: &Issuer,
    signer: &p256::ecdsa::SigningKey,
    holder: Holder,
    validity: Validity,
    number: [u8; 19],
) -> Made<Vec<u8>> {
    let issuer_key = SubjectPublicKeyInfoOwned::from_key(issuer.key.verifying_key())?;
    let mut extensions: Vec<Extension> = holder.alternative_name.into_iter().collect();
    extensions.extend(production_extensions(issuer.name, &issuer_key, &holder.public_key)?);
    let contents = Contents { issuer: issuer.subject(), subject: holder.subject, extensions };
    CertificateBuilder::new(contents, serial(&long_serial(number)), validity, holder.public_key)?
        .build::<_, p256::ecdsa::DerSignature>(signer)?
        .to_der()
        .map_err(Into::into)
}

/// Certificate and PKCS#8 key, both DER, of a server on this machine that nobody vouches for.
pub(crate) fn impostor(dice: &Dice, now: OffsetDateTime) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let key = new_p256(dice);
    let made = || {
        let own = SubjectPublicKeyInfoOwned::from_key(key.verifying_key())?;
        let name = parsed(IMPOSTOR);
        let contents = Contents { issuer: name.clone(), subject: name, extensions: server_extensions()? };
        CertificateBuilder::new(contents, serial(&long_serial(dice.bytes())), years(now, 1), own)?
            .build::<_, p256::ecdsa::DerSignature>(&key)?
            .to_der()
            .map_err(Into::into)
    };
    let certificate = made().map_err(Error::Certificate)?;
    Ok((certificate, key.to_pkcs8_der().expect("a key encodes").as_bytes().to_vec()))
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Authority([redacted])")
    }
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
    let key = new_p256(dice);
    state.keep_setting(name, key.to_pkcs8_der().expect("a key encodes").as_bytes())?;
    Ok(key)
}

fn new_p256(dice: &Dice) -> p256::ecdsa::SigningKey {
    loop {
        // A scalar outside the curve's order is as rare as it is harmless: draw again.
        if let Ok(key) = p256::ecdsa::SigningKey::from_slice(&dice.bytes::<32>()) {
            return key;
        }
    }
}

fn stored_secret_seed(state: &State, dice: &Dice) -> Result<[u8; 32], Error> {
    if let Some(bytes) = state.setting("secret_seed")? {
        return bytes.try_into().map_err(|_| Error::StateDamaged { what: "the seed of the API secrets" });
    }
    let seed = dice.bytes();
    state.keep_setting("secret_seed", &seed)?;
    Ok(seed)
}

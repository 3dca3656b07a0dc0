//! Who may issue a unit's certificate, and whether a certificate fits the unit that is to stamp with it.
//!
//! The authority publishes no list of its issuing certificates. [`keys`] holds those of their public keys that could be
//! had, and says how. Its production and simulation environments have several issuers side by side, and not every key
//! is known, so three cases are told apart and none passes in silence:
//!
//! - **known**: the issuer's name is in the table, or the practice gateway handed its certificate over. The signature
//!   must be that key's; a known name with another key is refused.
//! - **pinned**: the till has met this issuer before. The signature must be by the key that was kept then.
//! - **first seen**: the name is one of the environment's issuers, but nobody knows its key. It can be computed from
//!   the certificate itself, and the certificate's own identifier of its issuer's key must name it; whoever answers
//!   with such a certificate could have made it, so what vouches for it is the connection to the gateway alone (TLS; in
//!   training, an address on this machine). The caller keeps the key ([`IssuerKey`]) and records that it did.
//!
//! Certificates of the compliance step are signed by `CN=eInvoicing`, whose key is not known either and which names no
//! key: of them only the name is held against the environment, beside all that must fit the unit. They open nothing but
//! the compliance checks.
//!
//! Practice issuers have `SIM` in their name: outside training none of them is taken, in training nothing else.

mod keys;
mod recovery;

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sanduq_domain::timestamp::Timestamp;

use crate::certificate::{Certificate, Curve};
use crate::csr::InvoiceKinds;

/// How far the authority's clock may be ahead of the till's: as far as its own issuers date certificates back.
const CLOCKS_APART: i64 = 600;

/// Behind the name of every issuing certificate of the authority.
const DOMAIN: &str = ", DC=extgazt, DC=gov, DC=local";
const COMPLIANCE_ISSUER: &str = "CN=eInvoicing";
const PRACTICE_MARK: &str = "SIM";

/// Where certificates count. They never cross from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Environment {
    Sandbox,
    Simulation,
    Production,
    Training,
}

/// Who issues in one environment, as far as it is known.
#[derive(Debug, Clone)]
pub struct KnownIssuers {
    environment: Environment,
    handed_over: Vec<Certificate>,
    pinned: Option<IssuerKey>,
}

/// An issuer's name with its public key, as a till keeps it (as text: the name and the key's base64, tab between).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerKey {
    issuer: String,
    /// SubjectPublicKeyInfo DER, P-256.
    public_key: Vec<u8>,
}

/// The text is no issuer's name with its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an issuer's name with its public key")]
pub struct IssuerKeyError;

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Passing the compliance checks.
    Compliance,
    /// Stamping what is issued.
    Production,
}

/// What a certificate must fit.
#[derive(Debug, Clone, Copy)]
pub struct Expectations<'a> {
    pub issuers: &'a KnownIssuers,
    pub purpose: Purpose,
    /// The unit's, SubjectPublicKeyInfo DER.
    pub public_key: &'a [u8],
    pub vat_number: &'a str,
    /// What the unit will issue.
    pub kinds: InvoiceKinds,
    pub now: Timestamp,
}

/// How the issuer of an accepted certificate was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognition {
    /// Signed with a key that the program knows, or that was handed over.
    Known(IssuerKey),
    /// Signed with the key that was kept at first sight.
    Pinned(IssuerKey),
    /// Keep this key, and record it: nobody but the gateway's connection vouches for it.
    FirstSeen(IssuerKey),
    /// Of a compliance certificate: the issuer's name, and nothing that could prove it.
    NameOnly,
}

impl Recognition {
    /// What the till should keep of the issuer.
    #[must_use]
    pub const fn key(&self) -> Option<&IssuerKey> {
        match self {
            Recognition::Known(key) | Recognition::Pinned(key) | Recognition::FirstSeen(key) => Some(key),
            Recognition::NameOnly => None,
        }
    }

    /// For records.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Recognition::Known(_) => "known",
            Recognition::Pinned(_) => "pinned",
            Recognition::FirstSeen(_) => "first_seen",
            Recognition::NameOnly => "name_only",
        }
    }
}

/// Why a certificate is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("its key is not on secp256k1")]
    OtherCurve,
    #[error("it certifies another key than this unit's")]
    OtherKey,
    #[error("it is made out to {}, not to this VAT number", or_nobody(found.as_ref()))]
    OtherVatNumber { found: Option<String> },
    #[error("its title {} does not cover what this unit issues", or_nobody(title.as_ref()))]
    OtherKinds { title: Option<String> },
    #[error("it holds only from {} on: is the time of this computer right?", from.riyadh_date_time())]
    NotYetValid { from: Timestamp },
    #[error("it ended at {}", at.riyadh_date_time())]
    Expired { at: Timestamp },
    #[error("its issuer {issuer} belongs to another environment")]
    OtherEnvironment { issuer: String },
    #[error("its issuer {issuer} is none of the authority's")]
    UnknownIssuer { issuer: String },
    #[error("the signature is not that of the issuer it names, {issuer}")]
    WrongSignature { issuer: String },
}

impl Refusal {
    /// For records and screens.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::OtherCurve => "other_curve",
            Refusal::OtherKey => "other_key",
            Refusal::OtherVatNumber { .. } => "other_vat_number",
            Refusal::OtherKinds { .. } => "other_kinds",
            Refusal::NotYetValid { .. } => "not_yet_valid",
            Refusal::Expired { .. } => "expired",
            Refusal::OtherEnvironment { .. } => "other_environment",
            Refusal::UnknownIssuer { .. } => "unknown_issuer",
            Refusal::WrongSignature { .. } => "wrong_signature",
        }
    }

    /// Whether waiting or a renewal mends it: the certificate is the right one, at the wrong time.
    #[must_use]
    pub const fn is_of_time(&self) -> bool {
        matches!(self, Refusal::NotYetValid { .. } | Refusal::Expired { .. })
    }
}

fn or_nobody(text: Option<&String>) -> &str {
    text.map_or("nobody", String::as_str)
}

/// Whether `certificate` fits everything that is expected of it, and who issued it.
///
/// # Errors
/// Every reason against it.
pub fn accept(certificate: &Certificate, expected: &Expectations<'_>) -> Result<Recognition, Vec<Refusal>> {
    let mut refusals = Vec::new();
    if certificate.curve() != Some(Curve::Secp256k1) {
        refusals.push(Refusal::OtherCurve);
    } else if certificate.public_key() != expected.public_key {
        refusals.push(Refusal::OtherKey);
    }
    if certificate.vat_number() != Some(expected.vat_number) {
        refusals.push(Refusal::OtherVatNumber { found: certificate.vat_number().map(str::to_owned) });
    }
    let kinds = certificate.title().and_then(InvoiceKinds::from_title);
    if !kinds.is_some_and(|kinds| kinds.covers(expected.kinds)) {
        refusals.push(Refusal::OtherKinds { title: certificate.title().map(str::to_owned) });
    }
    if certificate.not_before() > expected.now.plus_seconds(CLOCKS_APART) {
        refusals.push(Refusal::NotYetValid { from: certificate.not_before() });
    }
    if certificate.not_after() <= expected.now {
        refusals.push(Refusal::Expired { at: certificate.not_after() });
    }
    match expected.issuers.recognise(certificate, expected.purpose) {
        Ok(recognition) if refusals.is_empty() => return Ok(recognition),
        Ok(_) => {}
        Err(refusal) => refusals.push(refusal),
    }
    Err(refusals)
}

impl KnownIssuers {
    /// Of the authority's real gateway.
    #[must_use]
    pub const fn of_production() -> Self {
        Self::of(Environment::Production)
    }

    /// Of the authority's rehearsal stage.
    #[must_use]
    pub const fn of_simulation() -> Self {
        Self::of(Environment::Simulation)
    }

    /// Of the developer portal. Production issuers are among them: they signed the one certificate that it gives to
    /// everybody (whose key is not the unit's, so that it is refused for that).
    #[must_use]
    pub const fn of_sandbox() -> Self {
        Self::of(Environment::Sandbox)
    }

    /// Of a practice gateway, with the certificates it handed over. Without any, its issuers are kept at first sight.
    #[must_use]
    pub const fn of_training(handed_over: Vec<Certificate>) -> Self {
        KnownIssuers { environment: Environment::Training, handed_over, pinned: None }
    }

    const fn of(environment: Environment) -> Self {
        KnownIssuers { environment, handed_over: Vec::new(), pinned: None }
    }

    /// The same, and the issuer that was kept before.
    #[must_use]
    pub fn with_pinned(self, pinned: Option<IssuerKey>) -> Self {
        KnownIssuers { pinned, ..self }
    }

    fn recognise(&self, certificate: &Certificate, purpose: Purpose) -> Result<Recognition, Refusal> {
        let issuer = certificate.issuer();
        let named = || issuer.to_owned();
        match environments_of(issuer, purpose) {
            [] => return Err(Refusal::UnknownIssuer { issuer: named() }),
            own if !own.contains(&self.environment) => return Err(Refusal::OtherEnvironment { issuer: named() }),
            _ => {}
        }
        let wrong = Refusal::WrongSignature { issuer: named() };
        if !self.handed_over.is_empty() {
            let own = self.handed_over.iter().find(|own| own.subject() == issuer);
            let own = own.ok_or_else(|| Refusal::UnknownIssuer { issuer: named() })?;
            certificate.signed_by(own).map_err(|_| wrong)?;
            let key = IssuerKey { issuer: named(), public_key: own.public_key().to_vec() };
            return Ok(Recognition::Known(key));
        }
        if purpose == Purpose::Compliance {
            return Ok(Recognition::NameOnly);
        }
        let signed = |key: &IssuerKey| certificate.signed_with(Some(Curve::P256), &key.public_key).is_ok();
        if let Some(key) = keys::known(issuer) {
            return if signed(&key) { Ok(Recognition::Known(key)) } else { Err(wrong) };
        }
        if let Some(key) = self.pinned.as_ref().filter(|pinned| pinned.issuer == issuer) {
            return if signed(key) { Ok(Recognition::Pinned(key.clone())) } else { Err(wrong) };
        }
        match recovery::signing_key(certificate) {
            Some(public_key) => Ok(Recognition::FirstSeen(IssuerKey { issuer: named(), public_key })),
            None => Err(wrong),
        }
    }
}

/// Whether an issuer of this name is a practice gateway's.
#[must_use]
pub fn is_practice_issuer(issuer: &str) -> bool {
    issuer.contains(PRACTICE_MARK)
}

/// Where an issuer of this name counts; nowhere when it is none of the authority's, nor of a practice gateway.
fn environments_of(issuer: &str, purpose: Purpose) -> &'static [Environment] {
    use Environment::{Production, Sandbox, Simulation, Training};
    if is_practice_issuer(issuer) {
        return &[Training];
    }
    if purpose == Purpose::Compliance {
        return if issuer == COMPLIANCE_ISSUER { &[Sandbox, Simulation, Production] } else { &[] };
    }
    let Some(name) = issuer.strip_suffix(DOMAIN).and_then(|name| name.strip_prefix("CN=")) else { return &[] };
    let numbered = |stem: &str, end: &str| {
        let number = name.strip_prefix(stem).and_then(|rest| rest.strip_suffix(end));
        number.is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'9']))
    };
    if numbered("PRZEINVOICESCA", "-CA") {
        &[Production, Sandbox]
    } else if numbered("PEZEINVOICESCA", "-CA") {
        &[Simulation]
    } else if numbered("TSZEINVOICE-SubCA-", "") {
        &[Sandbox]
    } else {
        &[]
    }
}

impl IssuerKey {
    /// As the certificates that it issues name it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }
}

impl fmt::Display for IssuerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\t{}", self.issuer, BASE64.encode(&self.public_key))
    }
}

impl FromStr for IssuerKey {
    type Err = IssuerKeyError;

    fn from_str(text: &str) -> Result<Self, IssuerKeyError> {
        let (issuer, key) = text.split_once('\t').ok_or(IssuerKeyError)?;
        let public_key = BASE64.decode(key).map_err(|_| IssuerKeyError)?;
        Ok(IssuerKey { issuer: issuer.to_owned(), public_key })
    }
}

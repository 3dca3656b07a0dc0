//! Certificates held against a unit: real ones, and ones that somebody else could make.
#![allow(clippy::unwrap_used)]

mod support;

use std::str::FromStr as _;
use std::time::Duration;

use der::Encode as _;
use der::asn1::OctetString;
use p256::ecdsa::SigningKey as IssuerSigningKey;
use sanduq_domain::timestamp::Timestamp;
use sanduq_einvoice::certificate::{Certificate, CertificateError};
use sanduq_einvoice::csr::InvoiceKinds;
use sanduq_einvoice::issuer::{
    Expectations, IssuerKey, IssuerKeyError, KnownIssuers, Purpose, Recognition, Refusal, accept,
};
use sha1::{Digest as _, Sha1};
use support::{VAT_NUMBER, signing_key, unit_key};
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder as _, CertificateBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectAltName};
use x509_cert::ext::{Extension, ToExtension as _};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfo, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};

/// Of a test unit at the authority's rehearsal stage, from 2023-09-21 to 2025-09-21.
const SIMULATION: &str = include_str!("issuers/simulation-2023-09-21.pem");
/// What the developer portal gives to everybody, from 2024-01-11 to 2029-01-09.
const SANDBOX: &str = include_str!("issuers/sandbox-2024-01-11.pem");
const OLD_SANDBOX: &str = include_str!("issuers/sandbox-2022-09-14.pem");

const UNKNOWN_NUMBER: &str = "CN=PRZEINVOICESCA3-CA,DC=extgazt,DC=gov,DC=local";

fn real(pem: &str) -> Certificate {
    Certificate::from_pem(pem).unwrap().remove(0)
}

fn at(date: &str) -> Timestamp {
    Timestamp::from_riyadh(date, "12:00:00").unwrap()
}

/// What the certificate says of itself: all that remains to be right is its issuer and its time.
fn held_against_itself(
    certificate: &Certificate,
    issuers: &KnownIssuers,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Recognition, Vec<Refusal>> {
    let expected = Expectations {
        issuers,
        purpose,
        public_key: certificate.public_key(),
        vat_number: certificate.vat_number().unwrap(),
        kinds: InvoiceKinds::Simplified,
        now,
    };
    accept(certificate, &expected)
}

struct Profile {
    issuer: Name,
    extensions: Vec<Extension>,
}

impl BuilderProfile for Profile {
    fn get_issuer(&self, _: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        Name::from_str("CN=Till 1,O=Al Nada Grocery,OU=Riyadh,C=SA").unwrap()
    }

    fn build_extensions(
        &self,
        _: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        _: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        Ok(self.extensions.clone())
    }
}

fn issuer_key(seed: u8) -> IssuerSigningKey {
    IssuerSigningKey::from_slice(&[seed; 32]).unwrap()
}

/// A certificate of the test unit as the holder of `signer` would make it, which says that `named` signed it.
fn made(issuer: &str, signer: &IssuerSigningKey, named: &IssuerSigningKey) -> Certificate {
    let unit = format!("2.5.4.12=0100,UID={VAT_NUMBER},2.5.4.4=1-Sanduq|2-Till|3-0001");
    let unit = SubjectAltName(vec![GeneralName::DirectoryName(Name::from_str(&unit).unwrap())]);
    let identifier = AuthorityKeyIdentifier {
        key_identifier: Some(
            OctetString::new(Sha1::digest(named.verifying_key().to_sec1_point(false).as_bytes()).to_vec()).unwrap(),
        ),
        ..Default::default()
    };
    let subject = Name::default();
    let profile = Profile {
        issuer: Name::from_str(issuer).unwrap(),
        extensions: vec![unit.to_extension(&subject, &[]).unwrap(), identifier.to_extension(&subject, &[]).unwrap()],
    };
    // 2024-01-01 to 2034-01-01.
    let time = |seconds| Time::try_from(std::time::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
    let validity = Validity::new(time(1_704_067_200), time(2_019_686_400));
    let key = SubjectPublicKeyInfo::from_key(signing_key().verifying_key()).unwrap();
    let builder = CertificateBuilder::new(profile, SerialNumber::new(&[1]).unwrap(), validity, key).unwrap();
    let certificate = builder.build::<_, p256::ecdsa::DerSignature>(signer).unwrap();
    Certificate::from_der(&certificate.to_der().unwrap()).unwrap()
}

fn first_seen(recognition: Result<Recognition, Vec<Refusal>>) -> IssuerKey {
    match recognition {
        Ok(Recognition::FirstSeen(key)) => key,
        other => panic!("{other:?}"),
    }
}

#[test]
fn real_certificates_are_known_in_their_own_environment_only() {
    let environments = [
        ("production", KnownIssuers::of_production()),
        ("simulation", KnownIssuers::of_simulation()),
        ("sandbox", KnownIssuers::of_sandbox()),
        ("training", KnownIssuers::of_training(Vec::new())),
    ];
    for (pem, date, own) in [
        (SIMULATION, "2024-06-01", &["simulation"][..]),
        (OLD_SANDBOX, "2023-06-01", &["sandbox"]),
        // One of the production issuers signed the developer portal's.
        (SANDBOX, "2026-11-22", &["production", "sandbox"]),
    ] {
        let certificate = real(pem);
        for (name, issuers) in &environments {
            let found = held_against_itself(&certificate, issuers, Purpose::Production, at(date));
            if own.contains(name) {
                assert!(matches!(found, Ok(Recognition::Known(_))), "{name}: {found:?}");
            } else {
                let issuer = certificate.issuer().to_owned();
                assert_eq!(found, Err(vec![Refusal::OtherEnvironment { issuer }]), "{name}");
            }
        }
    }
}

#[test]
fn every_reason_against_a_certificate_is_told() {
    let certificate = real(SANDBOX);
    let issuers = KnownIssuers::of_simulation();
    let expected = Expectations {
        issuers: &issuers,
        purpose: Purpose::Production,
        public_key: &unit_key().public_key(),
        vat_number: "311111111100003",
        kinds: InvoiceKinds::Both,
        now: at("2023-01-01"),
    };
    let refusals = accept(&certificate, &expected).unwrap_err();
    let codes: Vec<_> = refusals.iter().map(Refusal::code).collect();
    assert_eq!(codes, ["other_key", "other_vat_number", "not_yet_valid", "other_environment"]);
    assert_eq!(refusals[1].to_string(), "it is made out to 399999999900003, not to this VAT number");
    let issuer = "its issuer CN=PRZEINVOICESCA4-CA, DC=extgazt, DC=gov, DC=local belongs to another environment";
    assert_eq!(refusals[3].to_string(), issuer);
}

#[test]
fn a_certificate_holds_from_its_first_moment_until_before_its_last() {
    let certificate = real(SIMULATION);
    let issuers = KnownIssuers::of_simulation();
    let found = |now| held_against_itself(&certificate, &issuers, Purpose::Production, now);
    let (from, until) = (certificate.not_before(), certificate.not_after());
    assert!(found(from).is_ok());
    assert!(found(from.plus_seconds(-600)).is_ok(), "the authority's clock may be some minutes ahead");
    assert_eq!(found(from.plus_seconds(-601)), Err(vec![Refusal::NotYetValid { from }]));
    assert!(found(until.plus_seconds(-1)).is_ok());
    assert_eq!(found(until), Err(vec![Refusal::Expired { at: until }]));
}

#[test]
fn a_unit_is_not_covered_for_what_its_title_leaves_out() {
    let own = issuer_key(9);
    let certificate = made(UNKNOWN_NUMBER, &own, &own);
    let issuers = KnownIssuers::of_production();
    for (kinds, covered) in
        [(InvoiceKinds::Simplified, true), (InvoiceKinds::Standard, false), (InvoiceKinds::Both, false)]
    {
        let expected = Expectations {
            issuers: &issuers,
            purpose: Purpose::Production,
            public_key: &unit_key().public_key(),
            vat_number: VAT_NUMBER,
            kinds,
            now: at("2026-11-22"),
        };
        let found = accept(&certificate, &expected);
        assert_eq!(found.is_ok(), covered, "{kinds:?}: {found:?}");
    }
}

#[test]
fn a_known_issuer_is_not_another_with_its_name() {
    let forger = issuer_key(9);
    let issuer = "CN=PRZEINVOICESCA4-CA,DC=extgazt,DC=gov,DC=local";
    let forged = made(issuer, &forger, &forger);
    let found = held_against_itself(&forged, &KnownIssuers::of_production(), Purpose::Production, at("2026-11-22"));
    assert_eq!(found, Err(vec![Refusal::WrongSignature { issuer: issuer.replace(',', ", ") }]));
}

#[test]
fn an_issuer_without_a_known_key_is_kept_at_first_sight_and_held_to_it() {
    let (own, other) = (issuer_key(9), issuer_key(10));
    let issuers = KnownIssuers::of_production();
    let now = at("2026-11-22");
    let certificate = made(UNKNOWN_NUMBER, &own, &own);
    let key = first_seen(held_against_itself(&certificate, &issuers, Purpose::Production, now));
    assert_eq!(key.issuer(), UNKNOWN_NUMBER.replace(',', ", "));
    assert_eq!(key.to_string().parse(), Ok(key.clone()), "it is kept as text");
    assert_eq!("no key".parse::<IssuerKey>(), Err(IssuerKeyError));

    let pinned = issuers.clone().with_pinned(Some(key.clone()));
    let again = held_against_itself(&certificate, &pinned, Purpose::Production, now);
    assert_eq!(again, Ok(Recognition::Pinned(key)));
    let others = made(UNKNOWN_NUMBER, &other, &other);
    let wrong = Err(vec![Refusal::WrongSignature { issuer: others.issuer().to_owned() }]);
    assert_eq!(held_against_itself(&others, &pinned, Purpose::Production, now), wrong);
    let misnamed = made(UNKNOWN_NUMBER, &other, &own);
    assert_eq!(held_against_itself(&misnamed, &issuers, Purpose::Production, now), wrong, "it names a key not its own");
}

#[test]
fn practice_issuers_count_in_training_only_and_those_handed_over_alone() {
    let own = issuer_key(9);
    let practice = made("CN=SIM-PEZEINVOICESCA1-CA,DC=extgazt,DC=gov,DC=local", &own, &own);
    let now = at("2026-11-22");
    for issuers in [KnownIssuers::of_production(), KnownIssuers::of_simulation(), KnownIssuers::of_sandbox()] {
        let found = held_against_itself(&practice, &issuers, Purpose::Production, now);
        assert_eq!(found, Err(vec![Refusal::OtherEnvironment { issuer: practice.issuer().to_owned() }]));
    }
    let unasked = KnownIssuers::of_training(Vec::new());
    first_seen(held_against_itself(&practice, &unasked, Purpose::Production, now));
    let (_, somebody) = support::p256_certificates(&signing_key());
    let told = KnownIssuers::of_training(vec![somebody]);
    let found = held_against_itself(&practice, &told, Purpose::Production, now);
    assert_eq!(found, Err(vec![Refusal::UnknownIssuer { issuer: practice.issuer().to_owned() }]));
}

#[test]
fn names_that_are_nearly_the_authoritys_are_nobodys() {
    let own = issuer_key(9);
    for name in [
        "CN=PRZEINVOICESCA4-CA,DC=extgazt,DC=gov",
        "CN=PRZEINVOICESCA44-CA,DC=extgazt,DC=gov,DC=local",
        "CN=PRZEINVOICESCA0-CA,DC=extgazt,DC=gov,DC=local",
        "CN=XPRZEINVOICESCA4-CA,DC=extgazt,DC=gov,DC=local",
        "CN=eInvoicing",
    ] {
        let certificate = made(name, &own, &own);
        let found =
            held_against_itself(&certificate, &KnownIssuers::of_production(), Purpose::Production, at("2026-11-22"));
        assert_eq!(found, Err(vec![Refusal::UnknownIssuer { issuer: certificate.issuer().to_owned() }]), "{name}");
    }
}

#[test]
fn a_compliance_certificate_is_known_by_name_only() {
    let own = issuer_key(9);
    let compliance = made("CN=eInvoicing", &own, &own);
    let practice = made("CN=eInvoicing-SIM", &own, &own);
    let now = at("2026-11-22");
    let found = |certificate: &Certificate, issuers: &KnownIssuers| {
        held_against_itself(certificate, issuers, Purpose::Compliance, now)
    };
    let production = KnownIssuers::of_production();
    assert_eq!(found(&compliance, &production), Ok(Recognition::NameOnly));
    let issuer = practice.issuer().to_owned();
    assert_eq!(found(&practice, &production), Err(vec![Refusal::OtherEnvironment { issuer }]));
    let training = KnownIssuers::of_training(Vec::new());
    assert_eq!(found(&practice, &training), Ok(Recognition::NameOnly));
    let issuer = compliance.issuer().to_owned();
    assert_eq!(found(&compliance, &training), Err(vec![Refusal::OtherEnvironment { issuer }]));
}

#[test]
fn issuers_are_read_from_pem() {
    let both = format!("{SIMULATION}\n{SANDBOX}");
    let found = Certificate::from_pem(&both).unwrap();
    assert_eq!(found, [real(SIMULATION), real(SANDBOX)]);
    assert!(matches!(Certificate::from_pem("nothing"), Err(CertificateError::NoPem)));
}

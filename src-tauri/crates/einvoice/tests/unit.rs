//! Keys, certificates and requests of a unit.
#![allow(clippy::unwrap_used)]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use k256::ecdsa::signature::Verifier as _;
use k256::ecdsa::{Signature, VerifyingKey};
use k256::pkcs8::DecodePublicKey as _;
use sanduq_domain::timestamp::Timestamp;
use sanduq_einvoice::certificate::{Certificate, CertificateError, Curve, IssuerError};
use sanduq_einvoice::csr::{CertificateRequest, CsrFaultKind, CsrField, CsrTemplate, InvoiceKinds};
use sanduq_einvoice::issue::{KeyMismatch, SigningUnit};
use sanduq_einvoice::key::{KeyError, UnitKey};
use support::{AUTHORITY, VAT_NUMBER, certificates, p256_certificates, signing_key, unit_key};
use x509_cert::der::{DecodePem as _, Encode as _};
use x509_cert::request::CertReq;

fn other_key() -> UnitKey {
    UnitKey::generate(|bytes| {
        bytes.fill(3);
        Ok::<(), std::convert::Infallible>(())
    })
    .unwrap()
}

#[test]
fn a_key_is_kept_and_found_again() {
    let key = other_key();
    assert_eq!(UnitKey::from_pkcs8_der(&key.to_pkcs8_der()).unwrap().public_key(), key.public_key());
    assert_eq!(UnitKey::from_pkcs8_pem(&key.to_pkcs8_pem()).unwrap().public_key(), key.public_key());
    assert_eq!(key.public_key().len(), 88);
    assert_eq!(UnitKey::from_pkcs8_der(&[1, 2, 3]).unwrap_err(), KeyError);
    let p256 = p256::ecdsa::SigningKey::from_slice(&[9; 32]).unwrap();
    let foreign = p256::pkcs8::EncodePrivateKey::to_pkcs8_der(&p256).unwrap();
    assert_eq!(UnitKey::from_pkcs8_der(foreign.as_bytes()).unwrap_err(), KeyError);
}

#[test]
fn a_key_is_not_made_of_bytes_that_are_none() {
    let mut rounds = 0;
    let key = UnitKey::generate(|bytes| {
        rounds += 1;
        bytes.fill(if rounds == 1 { 0xFF } else { 3 });
        Ok::<(), &str>(())
    });
    assert_eq!((key.unwrap().public_key(), rounds), (other_key().public_key(), 2));
    assert_eq!(UnitKey::generate(|_| Err("no randomness")).unwrap_err(), "no randomness");
}

#[test]
fn a_key_does_not_print() {
    assert_eq!(format!("{:?}", unit_key()), "UnitKey([redacted])");
    let unit = SigningUnit::new(unit_key(), certificates(&signing_key()).0).unwrap();
    assert!(format!("{unit:?}").contains("UnitKey([redacted])"));
}

#[test]
fn a_certificate_says_what_the_stamp_needs() {
    let (certificate, _) = certificates(&signing_key());
    assert_eq!(certificate.subject(), "CN=Till 1, O=Al Nada Grocery, OU=Riyadh, C=SA");
    assert_eq!(certificate.issuer(), AUTHORITY.replace(',', ", "));
    assert_eq!(certificate.serial(), "379112742831380471835263969587287663520528387");
    assert_eq!(certificate.vat_number(), Some(VAT_NUMBER));
    assert_eq!(certificate.title().and_then(InvoiceKinds::from_title), Some(InvoiceKinds::Simplified));
    assert_eq!(certificate.unit_serial(), Some("1-Sanduq|2-Till|3-0001"));
    assert_eq!(Some(certificate.not_before()), Timestamp::from_riyadh("2024-01-01", "03:00:00"));
    assert_eq!(Some(certificate.not_after()), Timestamp::from_riyadh("2034-01-01", "03:00:00"));
    assert_eq!(certificate.curve(), Some(Curve::Secp256k1));
    assert_eq!(certificate.public_key(), unit_key().public_key());
}

#[test]
fn a_token_is_read_as_received_and_as_decoded_once() {
    let (certificate, _) = certificates(&signing_key());
    let decoded = certificate.as_base64().to_owned();
    let token = BASE64.encode(&decoded);
    assert_eq!(Certificate::from_token(&token).unwrap(), certificate);
    assert_eq!(Certificate::from_token(&decoded).unwrap(), certificate);
    assert_eq!(Certificate::from_base64_der(&decoded).unwrap(), certificate);
    assert!(matches!(Certificate::from_token("?"), Err(CertificateError::NotBase64)));
    assert!(matches!(Certificate::from_token(&BASE64.encode(b"?")), Err(CertificateError::NotBase64)));
    assert!(matches!(Certificate::from_base64_der("MAA="), Err(CertificateError::NotX509(_))));
}

#[test]
fn an_issuer_is_proved_on_both_curves() {
    let (on_k256, issuer_on_k256) = certificates(&signing_key());
    let (on_p256, issuer_on_p256) = p256_certificates(&signing_key());
    assert_eq!(on_k256.signed_by(&issuer_on_k256), Ok(()));
    assert_eq!(on_p256.signed_by(&issuer_on_p256), Ok(()));
    assert_eq!(issuer_on_p256.curve(), Some(Curve::P256));
    assert_eq!(on_k256.signed_by(&issuer_on_p256), Err(IssuerError::WrongSignature));
    assert_eq!(on_p256.signed_by(&issuer_on_k256), Err(IssuerError::WrongSignature));
    assert_eq!(issuer_on_k256.signed_by(&on_k256), Err(IssuerError::OtherIssuer));
}

#[test]
fn a_unit_needs_the_key_of_its_certificate() {
    let (certificate, issuer) = certificates(&signing_key());
    assert_eq!(SigningUnit::new(other_key(), certificate).unwrap_err(), KeyMismatch);
    assert!(SigningUnit::new(unit_key(), issuer).is_err());
}

fn request() -> CertificateRequest {
    CertificateRequest {
        common_name: "Till 1".into(),
        organization: "بقالة الندى".into(),
        organization_unit: "فرع العليا".into(),
        vat_number: VAT_NUMBER.into(),
        unit_serial: "1-Sanduq|2-0.1.0|3-7d3f".into(),
        kinds: InvoiceKinds::Simplified,
        address: "RRRD2929".into(),
        business_category: "Retail".into(),
    }
}

#[test]
fn a_request_is_signed_and_has_the_one_shape() {
    for template in [CsrTemplate::Production, CsrTemplate::Simulation, CsrTemplate::Sandbox] {
        let pem = request().to_pem(template, &unit_key()).unwrap();
        assert_eq!(pem, request().to_pem(template, &unit_key()).unwrap());
        assert!(pem.lines().all(|line| line.len() <= 64));
        let parsed = CertReq::from_pem(pem.as_bytes()).unwrap();
        let info = parsed.info.to_der().unwrap();
        let key = VerifyingKey::from_public_key_der(&parsed.info.public_key.to_der().unwrap()).unwrap();
        key.verify(&info, &Signature::from_der(parsed.signature.raw_bytes()).unwrap()).unwrap();
        assert_eq!(parsed.info.public_key.to_der().unwrap(), unit_key().public_key());
        assert_eq!(parsed.info.subject.to_string(), "CN=Till 1,O=بقالة الندى,OU=فرع العليا,C=SA");
        let code = template.code();
        let extension = [
            &[0x06, 0x09, 0x2B, 6, 1, 4, 1, 0x82, 0x37, 0x14, 2, 4, code.len() as u8 + 2, 0x0C, code.len() as u8][..],
            code.as_bytes(),
        ]
        .concat();
        assert!(info.windows(extension.len()).any(|bytes| bytes == extension));
        let names = ["1-Sanduq|2-0.1.0|3-7d3f", VAT_NUMBER, "0100", "RRRD2929", "Retail"];
        let places: Vec<_> = names
            .iter()
            .map(|name| info.windows(name.len()).position(|bytes| bytes == name.as_bytes()).unwrap())
            .collect();
        assert!(places.is_sorted());
    }
}

#[test]
fn each_wrong_field_of_a_request_is_named() {
    assert_eq!(request().faults(), []);
    let wrong = CertificateRequest {
        common_name: " ".into(),
        organization: "م".repeat(64),
        organization_unit: "A & B".into(),
        vat_number: "123".into(),
        unit_serial: "1-a|3-b|2-c".into(),
        address: "a".repeat(129),
        business_category: "a\nb".into(),
        ..request()
    };
    let faults: Vec<_> = wrong.to_pem(CsrTemplate::Production, &unit_key()).unwrap_err();
    let faults: Vec<_> = faults.into_iter().map(|fault| (fault.field, fault.kind)).collect();
    assert_eq!(
        faults,
        [
            (CsrField::CommonName, CsrFaultKind::Missing),
            (CsrField::Organization, CsrFaultKind::TooLong { max: 127, unit: "bytes" }),
            (CsrField::OrganizationUnit, CsrFaultKind::ForbiddenCharacter),
            (CsrField::UnitSerial, CsrFaultKind::NotAUnitSerial),
            (CsrField::Address, CsrFaultKind::TooLong { max: 128, unit: "characters" }),
            (CsrField::BusinessCategory, CsrFaultKind::ForbiddenCharacter),
            (CsrField::VatNumber, CsrFaultKind::NotAVatNumber),
        ]
    );
}

#[test]
fn a_member_of_a_vat_group_gives_its_tin() {
    let group = CertificateRequest { vat_number: "399999999910003".into(), ..request() };
    let faults: Vec<_> = group.faults().into_iter().map(|fault| (fault.field, fault.kind)).collect();
    assert_eq!(faults, [(CsrField::OrganizationUnit, CsrFaultKind::NotATin)]);
    assert_eq!(CertificateRequest { organization_unit: "3999999999".into(), ..group }.faults(), []);
}

/// Prints a request and its key for `openssl req -text -noout -verify` and `openssl asn1parse -i`.
#[test]
#[ignore = "for the eye"]
#[allow(clippy::print_stdout)]
fn a_request_to_look_at() {
    print!("{}", request().to_pem(CsrTemplate::Simulation, &unit_key()).unwrap());
}

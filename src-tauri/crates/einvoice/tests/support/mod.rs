//! A shop, a unit with a certificate of its own making, and the independent judge.
#![allow(dead_code, clippy::unwrap_used)]

use std::str::FromStr as _;
use std::time::Duration;

use fatoora_core::config::Config;
use fatoora_core::invoice::validation::{ZatcaValidationOptions, validate_zatca_invoice_from_str};
use k256::ecdsa::{DerSignature, SigningKey};
use k256::pkcs8::EncodePrivateKey as _;
use proptest::test_runner::{FailurePersistence, FileFailurePersistence};
use sanduq_domain::basket::{Basket, Discount, Line};
use sanduq_domain::figures::Figures;
use sanduq_domain::invoice::{Correction, Flags, Invoice, InvoiceType, Kind, Original};
use sanduq_domain::money::Money;
use sanduq_domain::party::{Buyer, BuyerAddress, Seller, SellerForm};
use sanduq_domain::tender::PaymentMeans;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::vat::{Exemption, Vat};
use sanduq_einvoice::certificate::Certificate;
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::SigningUnit;
use sanduq_einvoice::key::UnitKey;
use uuid::Uuid;
use x509_cert::SubjectPublicKeyInfo;
use x509_cert::TbsCertificate;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder as _, CertificateBuilder};
use x509_cert::der::Encode as _;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::{Extension, ToExtension as _};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoRef;
use x509_cert::time::{Time, Validity};

pub(crate) const VAT_NUMBER: &str = "399999999900003";
const UNIT_NAMES: &str =
    "2.5.4.15=Retail,2.5.4.26=RRRD2929,2.5.4.12=0100,UID=399999999900003,2.5.4.4=1-Sanduq|2-Till|3-0001";

/// How the authority's certificates are laid out: names of the unit in one directory name.
struct Profile {
    subject: &'static str,
    issuer: &'static str,
    unit: Option<&'static str>,
}

impl BuilderProfile for Profile {
    fn get_issuer(&self, _: &Name) -> Name {
        Name::from_str(self.issuer).unwrap()
    }

    fn get_subject(&self) -> Name {
        Name::from_str(self.subject).unwrap()
    }

    fn build_extensions(
        &self,
        _: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        let Some(unit) = self.unit else { return Ok(Vec::new()) };
        let names = SubjectAltName(vec![GeneralName::DirectoryName(Name::from_str(unit).unwrap())]);
        Ok(vec![names.to_extension(tbs.subject(), &[]).unwrap()])
    }
}

pub(crate) const AUTHORITY: &str = "CN=Sanduq Test Authority,DC=extgazt,DC=gov,DC=local";
const UNIT: &str = "CN=Till 1,O=Al Nada Grocery,OU=Riyadh,C=SA";

fn validity() -> Validity {
    // 2024-01-01 to 2034-01-01, so that the bytes never change.
    let at = |seconds| Time::try_from(std::time::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
    Validity::new(at(1_704_067_200), at(2_019_686_400))
}

fn spki(key: &SigningKey) -> SubjectPublicKeyInfo {
    SubjectPublicKeyInfo::from_key(key.verifying_key()).unwrap()
}

fn unit_profile(issuer: &'static str) -> Profile {
    Profile { subject: UNIT, issuer, unit: Some(UNIT_NAMES) }
}

fn serial() -> SerialNumber {
    SerialNumber::new(&[0x11, 0, 0, 0x38, 3, 0xC5, 0xF7, 0x40, 0x23, 0xB3, 0xFC, 0x5C, 0x5F, 0, 1, 0, 0, 0x38, 3])
        .unwrap()
}

/// A unit's certificate and its issuer's own, signed on secp256k1.
pub(crate) fn certificates(key: &SigningKey) -> (Certificate, Certificate) {
    let authority = SigningKey::from_slice(&[9; 32]).unwrap();
    let make = |profile: Profile, public_key| {
        let builder = CertificateBuilder::new(profile, serial(), validity(), public_key).unwrap();
        let made = builder.build::<_, DerSignature>(&authority).unwrap();
        Certificate::from_der(&made.to_der().unwrap()).unwrap()
    };
    let root = Profile { subject: AUTHORITY, issuer: AUTHORITY, unit: None };
    (make(unit_profile(AUTHORITY), spki(key)), make(root, spki(&authority)))
}

/// The same, issued on P-256 as the authority's production certificates are.
pub(crate) fn p256_certificates(key: &SigningKey) -> (Certificate, Certificate) {
    let authority = p256::ecdsa::SigningKey::from_slice(&[9; 32]).unwrap();
    let public_key = SubjectPublicKeyInfo::from_key(authority.verifying_key()).unwrap();
    let make = |profile: Profile, public_key| {
        let builder = CertificateBuilder::new(profile, serial(), validity(), public_key).unwrap();
        let made = builder.build::<_, p256::ecdsa::DerSignature>(&authority).unwrap();
        Certificate::from_der(&made.to_der().unwrap()).unwrap()
    };
    let root = Profile { subject: AUTHORITY, issuer: AUTHORITY, unit: None };
    (make(unit_profile(AUTHORITY), spki(key)), make(root, public_key))
}

pub(crate) fn signing_key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).unwrap()
}

pub(crate) fn unit_key() -> UnitKey {
    UnitKey::from_pkcs8_der(signing_key().to_pkcs8_der().unwrap().as_bytes()).unwrap()
}

pub(crate) fn unit() -> SigningUnit {
    SigningUnit::new(unit_key(), certificates(&signing_key()).0).unwrap()
}

pub(crate) fn seller() -> Seller {
    SellerForm {
        name: "بقالة الندى | Al Nada \"Fresh\" Grocery".into(),
        vat_number: VAT_NUMBER.into(),
        id_scheme: None,
        id: "1010010000".into(),
        street: "شارع العليا > A & B".into(),
        building: "2322".into(),
        additional: "7788".into(),
        district: "المربع".into(),
        city: "الرياض".into(),
        postal_code: "23333".into(),
    }
    .check()
    .unwrap()
}

pub(crate) fn issued_at() -> Timestamp {
    Timestamp::from_riyadh("2026-11-22", "14:05:09").unwrap()
}

pub(crate) fn document_id() -> Uuid {
    Uuid::from_u128(0x0123_4567_89ab_4def_8123_4567_89ab_cdef)
}

/// A simplified document.
pub(crate) fn invoice(kind: Kind, basket: &Basket) -> Invoice {
    Invoice {
        kind,
        invoice_type: InvoiceType::Simplified,
        flags: Flags::default(),
        number: "S1-000042".parse().unwrap(),
        issued_at: issued_at(),
        supply: None,
        seller: seller(),
        buyer: None,
        payment: vec![PaymentMeans::Cash, PaymentMeans::BankCard],
        note: String::new(),
        order: String::new(),
        figures: Figures::solve(basket).unwrap(),
    }
}

/// A standard document to a business of the Kingdom.
pub(crate) fn standard(kind: Kind, basket: &Basket) -> Invoice {
    Invoice { invoice_type: InvoiceType::Standard, buyer: Some(business()), ..invoice(kind, basket) }
}

pub(crate) fn business() -> Buyer {
    Buyer {
        name: "مؤسسة الأمل <التجارية> & Sons".into(),
        vat_number: Some("310122393500003".parse().unwrap()),
        id: None,
        address: Some(BuyerAddress {
            street: "طريق الملك فهد".into(),
            building: "8091".into(),
            additional: "2211".into(),
            district: "العليا".into(),
            city: "الرياض".into(),
            postal_code: "12214".into(),
            country: "SA".into(),
        }),
    }
}

pub(crate) fn correction() -> Correction {
    Correction {
        originals: vec![Original {
            number: "S1-000041".parse().unwrap(),
            issued_on: Some("2026-11-20".parse().unwrap()),
        }],
        reason: "إرجاع <سلعة> & \"تالفة\"".into(),
    }
}

/// Lines of every shape: by weight, discounted, free of VAT, with marks that XML escapes.
pub(crate) fn basket() -> Basket {
    let line = |name: &str, quantity: &str, price: &str, vat| {
        Line::new(name, quantity.parse().unwrap(), price.parse().unwrap(), vat)
    };
    let mut tomatoes = line("طماطم بلدي \"طازج\"", "1.375", "6.95", Vat::STANDARD_15);
    tomatoes.unit = "KGM".into();
    tomatoes.discount = Discount::Amount("0.45".parse().unwrap());
    let mut basket = Basket::of([
        line("خبز صامولي", "3", "10.10", Vat::STANDARD_15),
        tomatoes,
        line("Tea <Lipton> & 'Mint'", "2", "13.33", Vat::STANDARD_15),
        line("دواء", "1", "40.00", Vat::Untaxed(Exemption::Medicines)),
        line("سبيكة", "1", "500", Vat::Untaxed(Exemption::Metals)),
    ]);
    basket.discount = Discount::Amount("10.00".parse::<Money>().unwrap());
    basket
}

/// What the independent validator says against a document, some minutes after it was issued.
pub(crate) fn judge(xml: &str, link: &ChainLink) -> Vec<String> {
    let options = ZatcaValidationOptions {
        evaluated_at: Some("2026-11-22T14:15:00+03:00".parse().unwrap()),
        previous_invoice_hash: Some(link.previous_hash.to_string()),
    };
    let report = match validate_zatca_invoice_from_str(xml, &Config::default(), &options) {
        Ok(report) => report,
        Err(error) => return vec![format!("the judge failed: {error}")],
    };
    let mut found: Vec<String> = report
        .stages
        .iter()
        .flat_map(|stage| &stage.findings)
        .map(|finding| format!("{:?}", finding.finding))
        .filter(|text| !text.contains("BR-KSA-98"))
        .collect();
    if !report.is_valid() {
        found.push("not valid".into());
    }
    found
}

/// Where the seeds of failed properties are kept: beside the test, to be committed with it.
#[allow(clippy::unnecessary_wraps, reason = "as the configuration takes it")]
pub(crate) fn seeds() -> Option<Box<dyn FailurePersistence>> {
    Some(Box::new(FileFailurePersistence::WithSource("regressions")))
}

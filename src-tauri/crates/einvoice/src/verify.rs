//! Proves a document from its bytes alone: hash, stamp, certificate and QR agree, and each names the next in the chain.
//!
//! What is not proved here is whose the certificate is: compare it with the unit's, or ask
//! [`Certificate::signed_by`].

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sanduq_domain::invoice::InvoiceType;

use crate::canonical;
use crate::certificate::{Certificate, CertificateError, Curve};
use crate::chain::ChainLink;
use crate::hash::{InvoiceHash, hex_digest};
use crate::qr::{self, QrError, QrTag};
use crate::read::{EMBEDDED, icv_of, invoice_type, issued_at, references};
use crate::xml::XmlError;
use crate::xml::tree::{Element, Tree};

/// A document whose parts agree.
#[derive(Debug, Clone)]
pub struct Verified {
    pub hash: InvoiceHash,
    pub invoice_type: InvoiceType,
    pub icv: u64,
    /// As the document writes it.
    pub previous_hash: String,
    /// Whose key stamped the document.
    pub certificate: Certificate,
    /// As the document writes it.
    pub signing_time: String,
}

/// A part that a stamped document has once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    TypeCode,
    Icv,
    PreviousHash,
    Qr,
    Stamp,
    InvoiceDigest,
    PropertiesDigest,
    SignatureValue,
    Certificate,
    SignedProperties,
    SigningTime,
    CertificateDigest,
    CertificateIssuer,
    CertificateSerial,
}

/// One thing about a document that does not hold.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the document cannot be read")]
    Unreadable(#[from] XmlError),
    #[error("not a UBL invoice")]
    NotAnInvoice,
    #[error("{0} is missing")]
    Missing(Part),
    #[error("{0} stands more than once")]
    Repeated(Part),
    #[error("{part} cannot be {text:?}")]
    Invalid { part: Part, text: String },
    #[error("the document's hash is {computed}, and its stamp states {stated:?}")]
    InvoiceHash { computed: InvoiceHash, stated: String },
    #[error("the certificate cannot be read")]
    Certificate(#[from] CertificateError),
    #[error("the certificate's key is not on secp256k1")]
    Curve,
    #[error("the signature was not made over the stated hash with the certificate's key")]
    Signature,
    #[error("the digest of the signed properties differs")]
    SignedProperties,
    #[error("the digest of the certificate differs")]
    CertificateDigest,
    #[error("the certificate's issuer is {certificate:?}, and the stamp states {stated:?}")]
    CertificateIssuer { certificate: String, stated: String },
    #[error("the certificate's serial number is {certificate}, and the stamp states {stated:?}")]
    CertificateSerial { certificate: String, stated: String },
    #[error("the QR cannot be read")]
    Qr(#[from] QrError),
    #[error("the QR has more than {} characters", qr::MAX_TEXT)]
    QrTooLong,
    #[error("the QR lacks tag {}", .0.number())]
    QrMissing(QrTag),
    #[error("tag {} of the QR differs from the document", .0.number())]
    QrValue(QrTag),
    #[error("the document is number {found} of its chain, and {expected} was due")]
    ChainCounter { expected: u64, found: u64 },
    #[error("the document follows {found:?}, and the one before it is {expected}")]
    ChainHash { expected: String, found: String },
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::TypeCode => "the type code",
            Part::Icv => "the counter (ICV)",
            Part::PreviousHash => "the previous hash (PIH)",
            Part::Qr => "the QR",
            Part::Stamp => "the stamp",
            Part::InvoiceDigest => "the document's digest",
            Part::PropertiesDigest => "the digest of the signed properties",
            Part::SignatureValue => "the signature",
            Part::Certificate => "the certificate",
            Part::SignedProperties => "the block of signed properties",
            Part::SigningTime => "the signing time",
            Part::CertificateDigest => "the certificate's digest",
            Part::CertificateIssuer => "the certificate's issuer",
            Part::CertificateSerial => "the certificate's serial number",
        })
    }
}

const SIGNATURE: [&str; 6] = [
    "ext:UBLExtensions",
    "ext:UBLExtension",
    "ext:ExtensionContent",
    "sig:UBLDocumentSignatures",
    "sac:SignatureInformation",
    "ds:Signature",
];
const PROPERTIES: [&str; 3] = ["ds:Object", "xades:QualifyingProperties", "xades:SignedProperties"];
const SIGNED: &str = "xades:SignedSignatureProperties";

/// Proves that hash, stamp, certificate and QR of `xml` agree.
///
/// # Errors
/// Everything that does not hold, as far as it can be asked.
pub fn verify(xml: &[u8]) -> Result<Verified, Vec<Fault>> {
    let tree = Tree::parse(xml).map_err(|error| vec![error.into()])?;
    let root = tree.root();
    if !root.is("Invoice") {
        return Err(vec![Fault::NotAnInvoice]);
    }
    let bytes = canonical::of_tree(xml, &tree).map_err(|error| vec![error.into()])?;
    let hash = InvoiceHash::of_canonical(&bytes);
    let mut faults = Vec::new();
    let stated = Stated::read(root, &mut faults);
    if let Some(stated) = &stated {
        stated.check(xml, hash, &mut faults);
    }
    let invoice_type = match only(root, &["cbc:InvoiceTypeCode"], Part::TypeCode) {
        Ok(code) => invoice_type(code).map_err(|_| Fault::Invalid {
            part: Part::TypeCode,
            text: code.attribute("name").unwrap_or_default().to_owned(),
        }),
        Err(fault) => Err(fault),
    };
    let invoice_type = kept(invoice_type, &mut faults);
    let icv = reference(root, "ICV", Part::Icv).and_then(|reference| {
        let text = reference.text_at("cbc:UUID");
        icv_of(text).map_err(|_| Fault::Invalid { part: Part::Icv, text: text.to_owned() })
    });
    let icv = kept(icv, &mut faults);
    let previous_hash = kept(reference(root, "PIH", Part::PreviousHash), &mut faults);
    let certificate = stated.as_ref().and_then(|stated| kept(stated.certificate(), &mut faults));
    if let (Some(stated), Some(certificate)) = (&stated, &certificate) {
        stated.check_certificate(certificate, &mut faults);
        if let Some(invoice_type) = invoice_type {
            check_qr(root, stated, certificate, invoice_type, &mut faults);
        }
    }
    match (invoice_type, icv, previous_hash, certificate, stated) {
        (Some(invoice_type), Some(icv), Some(previous), Some(certificate), Some(stated)) if faults.is_empty() => {
            Ok(Verified {
                hash,
                invoice_type,
                icv,
                previous_hash: previous.text_at(EMBEDDED).to_owned(),
                certificate,
                signing_time: stated.signing_time.to_owned(),
            })
        }
        _ => Err(faults),
    }
}

/// Whether a document stands at the place that `expected` keeps for it; then the place of the next.
///
/// # Errors
/// When its number or its predecessor is another.
pub fn verify_chain_step(expected: &ChainLink, verified: &Verified) -> Result<ChainLink, Vec<Fault>> {
    let mut faults = Vec::new();
    if verified.icv != expected.icv {
        faults.push(Fault::ChainCounter { expected: expected.icv, found: verified.icv });
    }
    let previous = expected.previous_hash.to_string();
    if verified.previous_hash != previous {
        faults.push(Fault::ChainHash { expected: previous, found: verified.previous_hash.clone() });
    }
    if faults.is_empty() { Ok(ChainLink::after(verified.icv, verified.hash)) } else { Err(faults) }
}

/// What the stamp states.
struct Stated<'t> {
    invoice_digest: &'t str,
    properties_digest: &'t str,
    signature: &'t str,
    certificate: &'t str,
    properties: std::ops::Range<usize>,
    signing_time: &'t str,
    certificate_digest: &'t str,
    issuer: &'t str,
    serial: &'t str,
}

impl<'t> Stated<'t> {
    fn read(root: Element<'t, '_>, faults: &mut Vec<Fault>) -> Option<Self> {
        let signature = kept(only(root, &SIGNATURE, Part::Stamp), faults)?;
        let mut find = |path: &[&str], part| kept(only(signature, path, part), faults);
        let references = find(&["ds:SignedInfo"], Part::InvoiceDigest)?;
        let value = find(&["ds:SignatureValue"], Part::SignatureValue);
        let certificate = find(&["ds:KeyInfo", "ds:X509Data", "ds:X509Certificate"], Part::Certificate);
        let properties = find(&PROPERTIES, Part::SignedProperties)?;
        let mut find = |path: &[&str], part| kept(only(properties, path, part), faults);
        let time = find(&[SIGNED, "xades:SigningTime"], Part::SigningTime);
        let cert = [SIGNED, "xades:SigningCertificate", "xades:Cert"];
        let digest = find(&[&cert[..], &["xades:CertDigest", "ds:DigestValue"]].concat(), Part::CertificateDigest);
        let serials = [&cert[..], &["xades:IssuerSerial"]].concat();
        let issuer = find(&[&serials[..], &["ds:X509IssuerName"]].concat(), Part::CertificateIssuer);
        let serial = find(&[&serials[..], &["ds:X509SerialNumber"]].concat(), Part::CertificateSerial);
        let of_invoice = |reference: &Element<'_, '_>| reference.attribute("URI") == Some("");
        let mut digest_of = |part, wanted: &dyn Fn(&Element<'t, '_>) -> bool| {
            let mut found = references.all("ds:Reference").filter(|reference| wanted(reference));
            let reference = match (found.next(), found.next()) {
                (Some(reference), None) => Ok(reference),
                (None, _) => Err(Fault::Missing(part)),
                (Some(_), Some(_)) => Err(Fault::Repeated(part)),
            };
            kept(reference.and_then(|reference| only(reference, &["ds:DigestValue"], part)), faults)
        };
        let invoice_digest = digest_of(Part::InvoiceDigest, &|reference| of_invoice(reference));
        let properties_digest = digest_of(Part::PropertiesDigest, &|reference| !of_invoice(reference));
        Some(Stated {
            invoice_digest: invoice_digest?.text(),
            properties_digest: properties_digest?.text(),
            signature: value?.text(),
            certificate: certificate?.text(),
            properties: properties.range(),
            signing_time: time?.text(),
            certificate_digest: digest?.text(),
            issuer: issuer?.text(),
            serial: serial?.text(),
        })
    }

    fn check(&self, xml: &[u8], hash: InvoiceHash, faults: &mut Vec<Fault>) {
        if self.invoice_digest != hash.to_string() {
            faults.push(Fault::InvoiceHash { computed: hash, stated: self.invoice_digest.to_owned() });
        }
        match canonical::signed_properties(xml, &self.properties) {
            Ok(text) if hex_digest(text.as_bytes()) == self.properties_digest => {}
            Ok(_) => faults.push(Fault::SignedProperties),
            Err(error) => faults.push(error.into()),
        }
    }

    fn certificate(&self) -> Result<Certificate, Fault> {
        Ok(Certificate::from_base64_der(self.certificate)?)
    }

    /// The signature is asked over the hash that is stated, so that a changed line is called a changed line.
    fn check_certificate(&self, certificate: &Certificate, faults: &mut Vec<Fault>) {
        if certificate.curve() != Some(Curve::Secp256k1) {
            faults.push(Fault::Curve);
        }
        let hash = BASE64.decode(self.invoice_digest);
        let signature = BASE64.decode(self.signature);
        if !matches!((hash, signature), (Ok(hash), Ok(signature)) if certificate.verifies(&hash, &signature)) {
            faults.push(Fault::Signature);
        }
        if certificate.digest() != self.certificate_digest {
            faults.push(Fault::CertificateDigest);
        }
        if certificate.issuer() != self.issuer {
            let (certificate, stated) = (certificate.issuer().to_owned(), self.issuer.to_owned());
            faults.push(Fault::CertificateIssuer { certificate, stated });
        }
        if certificate.serial() != self.serial {
            let (certificate, stated) = (certificate.serial().to_owned(), self.serial.to_owned());
            faults.push(Fault::CertificateSerial { certificate, stated });
        }
    }
}

/// Values are compared as they are written: `115` is not `115.00`.
fn check_qr(
    root: Element<'_, '_>,
    stated: &Stated<'_>,
    certificate: &Certificate,
    invoice_type: InvoiceType,
    faults: &mut Vec<Fault>,
) {
    let Some(reference) = kept(reference(root, "QR", Part::Qr), faults) else { return };
    let text = reference.text_at(EMBEDDED);
    if text.len() > qr::MAX_TEXT {
        faults.push(Fault::QrTooLong);
    }
    let Some(values) = kept(qr::decode(text).map_err(Fault::from), faults) else { return };
    let seller = root.at("cac:AccountingSupplierParty/cac:Party");
    let of_seller = |path| seller.and_then(|party| party.at(path)).map(Element::raw_text).unwrap_or_default();
    let written = format!("{}T{}", root.text_at("cbc:IssueDate"), root.text_at("cbc:IssueTime"));
    // A time in UTC stands in the QR as Riyadh reads it.
    let local = issued_at(root).map(|moment| moment.riyadh_date_time()).unwrap_or_default();
    let account = root.all("cac:TaxTotal").find(|total| total.first("cac:TaxSubtotal").is_none());
    let vat = account.or_else(|| root.first("cac:TaxTotal")).map(|total| total.text_at("cbc:TaxAmount"));
    for tag in QrTag::ALL {
        let expected = match tag {
            QrTag::SellerName => of_seller("cac:PartyLegalEntity/cbc:RegistrationName").as_bytes(),
            QrTag::VatNumber => of_seller("cac:PartyTaxScheme/cbc:CompanyID").trim().as_bytes(),
            QrTag::IssuedAt => local.as_bytes(),
            QrTag::Payable => root.text_at("cac:LegalMonetaryTotal/cbc:PayableAmount").as_bytes(),
            QrTag::Vat => vat.unwrap_or_default().as_bytes(),
            QrTag::InvoiceHash => stated.invoice_digest.as_bytes(),
            QrTag::Signature => stated.signature.as_bytes(),
            QrTag::PublicKey => certificate.public_key(),
            QrTag::CertificateSignature => certificate.signature(),
        };
        match values.iter().find(|(found, _)| *found == tag) {
            Some((_, value)) if value == expected => {}
            Some((QrTag::IssuedAt, value)) if *value == written.as_bytes() => {}
            Some(_) => faults.push(Fault::QrValue(tag)),
            None if tag == QrTag::CertificateSignature && invoice_type == InvoiceType::Standard => {}
            None => faults.push(Fault::QrMissing(tag)),
        }
    }
}

/// The one element at the end of a path, each step of which is there once.
fn only<'t, 'a>(from: Element<'t, 'a>, path: &[&str], part: Part) -> Result<Element<'t, 'a>, Fault> {
    let mut element = from;
    for name in path {
        let mut found = element.all(name);
        element = match (found.next(), found.next()) {
            (Some(only), None) => only,
            (None, _) => return Err(Fault::Missing(part)),
            (Some(_), Some(_)) => return Err(Fault::Repeated(part)),
        };
    }
    Ok(element)
}

fn reference<'t, 'a: 't>(root: Element<'t, 'a>, id: &'t str, part: Part) -> Result<Element<'t, 'a>, Fault> {
    let mut found = references(root, id);
    match (found.next(), found.next()) {
        (Some(reference), None) => Ok(reference),
        (None, _) => Err(Fault::Missing(part)),
        (Some(_), Some(_)) => Err(Fault::Repeated(part)),
    }
}

/// The value; a fault joins the others.
fn kept<T>(result: Result<T, Fault>, faults: &mut Vec<Fault>) -> Option<T> {
    result.map_err(|fault| faults.push(fault)).ok()
}

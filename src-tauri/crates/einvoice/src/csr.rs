//! The request for a unit's certificate (PKCS#10), in the exact shape that the gateway takes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::party::VatNumber;

use crate::der::{
    BIT_STRING, CONTEXT_0, CONTEXT_4, INTEGER, OCTET_STRING, PRINTABLE_STRING, SEQUENCE, SET, UTF8_STRING, element, oid,
};
use crate::key::UnitKey;

/// Which documents a unit may issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvoiceKinds {
    Standard,
    Simplified,
    Both,
}

impl InvoiceKinds {
    /// The certificate's `title`.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            InvoiceKinds::Standard => "1000",
            InvoiceKinds::Simplified => "0100",
            InvoiceKinds::Both => "1100",
        }
    }

    /// Whether a unit for these may issue all of `wanted`.
    #[must_use]
    pub fn covers(self, wanted: InvoiceKinds) -> bool {
        self == InvoiceKinds::Both || self == wanted
    }

    #[must_use]
    pub fn from_title(title: &str) -> Option<Self> {
        [InvoiceKinds::Standard, InvoiceKinds::Simplified, InvoiceKinds::Both]
            .into_iter()
            .find(|kinds| kinds.title() == title)
    }
}

impl From<InvoiceType> for InvoiceKinds {
    fn from(invoice_type: InvoiceType) -> Self {
        match invoice_type {
            InvoiceType::Standard => InvoiceKinds::Standard,
            InvoiceType::Simplified => InvoiceKinds::Simplified,
        }
    }
}

/// The environment that the certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CsrTemplate {
    Production,
    Simulation,
    Sandbox,
}

impl CsrTemplate {
    /// The value of the certificate template extension.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            CsrTemplate::Production => "ZATCA-Code-Signing",
            CsrTemplate::Simulation => "PREZATCA-Code-Signing",
            CsrTemplate::Sandbox => "TSTZATCA-Code-Signing",
        }
    }
}

/// Who asks for a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateRequest {
    /// The unit's own name, unique for the taxpayer.
    pub common_name: String,
    /// The taxpayer's name.
    pub organization: String,
    /// The branch; for a VAT group the member's 10-digit TIN.
    pub organization_unit: String,
    pub vat_number: String,
    /// `1-vendor|2-model|3-serial`.
    pub unit_serial: String,
    pub kinds: InvoiceKinds,
    /// The branch's short address, such as `RRRD2929`.
    pub address: String,
    /// The line of business.
    pub business_category: String,
}

/// A field of a certificate request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CsrField {
    CommonName,
    Organization,
    OrganizationUnit,
    VatNumber,
    UnitSerial,
    Address,
    BusinessCategory,
}

impl CsrField {
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            CsrField::CommonName => "common_name",
            CsrField::Organization => "organization",
            CsrField::OrganizationUnit => "organization_unit",
            CsrField::VatNumber => "vat_number",
            CsrField::UnitSerial => "unit_serial",
            CsrField::Address => "address",
            CsrField::BusinessCategory => "business_category",
        }
    }
}

/// What is wrong with a field of a certificate request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CsrFaultKind {
    #[error("it is missing")]
    Missing,
    #[error("it is longer than {max} {unit}")]
    TooLong { max: usize, unit: &'static str },
    #[error("it holds a control character or one of !@#$%&*_<=")]
    ForbiddenCharacter,
    #[error("a VAT number has 15 digits and begins and ends with 3")]
    NotAVatNumber,
    #[error("it is not written 1-vendor|2-model|3-serial")]
    NotAUnitSerial,
    #[error("for a VAT group it is the member's 10-digit TIN")]
    NotATin,
}

/// One wrong field of a certificate request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}: {kind}", .field.key())]
pub struct CsrFault {
    pub field: CsrField,
    pub kind: CsrFaultKind,
}

/// Upper bounds of X.520 (RFC 5280, appendix A.1) for names; the taxpayer's name may be as long as the QR takes it in
/// one length octet, counted in bytes.
const MAX_NAME: usize = 64;
const MAX_ORGANIZATION_BYTES: usize = 127;
const MAX_TEXT: usize = 128;

impl CertificateRequest {
    /// Every wrong field; empty when the gateway can take the request.
    #[must_use]
    pub fn faults(&self) -> Vec<CsrFault> {
        let mut faults = Vec::new();
        let mut fault = |field, kind| faults.push(CsrFault { field, kind });
        for (field, text, max) in [
            (CsrField::CommonName, &self.common_name, MAX_NAME),
            (CsrField::Organization, &self.organization, MAX_ORGANIZATION_BYTES),
            (CsrField::OrganizationUnit, &self.organization_unit, MAX_NAME),
            (CsrField::UnitSerial, &self.unit_serial, MAX_NAME),
            (CsrField::Address, &self.address, MAX_TEXT),
            (CsrField::BusinessCategory, &self.business_category, MAX_TEXT),
        ] {
            let (length, unit) = match field {
                CsrField::Organization => (text.len(), "bytes"),
                _ => (text.chars().count(), "characters"),
            };
            if text.trim().is_empty() {
                fault(field, CsrFaultKind::Missing);
            } else if length > max {
                fault(field, CsrFaultKind::TooLong { max, unit });
            } else if text.contains(|c: char| "!@#$%&*_<=".contains(c) || c.is_control()) {
                fault(field, CsrFaultKind::ForbiddenCharacter);
            } else if field == CsrField::UnitSerial && !is_unit_serial(text) {
                fault(field, CsrFaultKind::NotAUnitSerial);
            }
        }
        match self.vat_number.parse::<VatNumber>() {
            Err(_) => fault(CsrField::VatNumber, CsrFaultKind::NotAVatNumber),
            Ok(number) if number.is_of_group() && !is_tin(&self.organization_unit) => {
                fault(CsrField::OrganizationUnit, CsrFaultKind::NotATin);
            }
            Ok(_) => {}
        }
        faults
    }

    /// The request, signed with `key`, as PEM. The same arguments give the same text.
    ///
    /// # Errors
    /// Every wrong field at once.
    pub fn to_pem(&self, template: CsrTemplate, key: &UnitKey) -> Result<String, Vec<CsrFault>> {
        let faults = self.faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        let body = BASE64.encode(self.to_der(template, key));
        let mut pem = String::with_capacity(body.len() + 128);
        pem.push_str("-----BEGIN CERTIFICATE REQUEST-----\n");
        let mut rest = body.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(rest.len().min(64));
            pem.push_str(line);
            pem.push('\n');
            rest = after;
        }
        pem.push_str("-----END CERTIFICATE REQUEST-----\n");
        Ok(pem)
    }

    fn to_der(&self, template: CsrTemplate, key: &UnitKey) -> Vec<u8> {
        let subject = [
            name("2.5.4.6", PRINTABLE_STRING, "SA"),
            name("2.5.4.11", UTF8_STRING, &self.organization_unit),
            name("2.5.4.10", UTF8_STRING, &self.organization),
            name("2.5.4.3", UTF8_STRING, &self.common_name),
        ];
        let alternative = [
            name("2.5.4.4", UTF8_STRING, &self.unit_serial),
            name("0.9.2342.19200300.100.1.1", UTF8_STRING, &self.vat_number),
            name("2.5.4.12", UTF8_STRING, self.kinds.title()),
            name("2.5.4.26", UTF8_STRING, &self.address),
            name("2.5.4.15", UTF8_STRING, &self.business_category),
        ];
        let directory_name = element(CONTEXT_4, &[&sequence(&alternative)]);
        let extensions = [
            extension("1.3.6.1.4.1.311.20.2", &element(UTF8_STRING, &[template.code().as_bytes()])),
            extension("2.5.29.17", &element(SEQUENCE, &[&directory_name])),
        ];
        let values = element(SET, &[&sequence(&extensions)]);
        let extension_request = element(SEQUENCE, &[&oid("1.2.840.113549.1.9.14"), &values]);
        let info = element(
            SEQUENCE,
            &[
                &element(INTEGER, &[&[0]]),
                &sequence(&subject),
                &key.public_key(),
                &element(CONTEXT_0, &[&extension_request]),
            ],
        );
        let algorithm = element(SEQUENCE, &[&oid("1.2.840.10045.4.3.2")]);
        let signature = element(BIT_STRING, &[&[0], key.sign(&info).as_bytes()]);
        element(SEQUENCE, &[&info, &algorithm, &signature])
    }
}

fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    element(SEQUENCE, &parts)
}

fn name(kind: &str, tag: u8, text: &str) -> Vec<u8> {
    element(SET, &[&element(SEQUENCE, &[&oid(kind), &element(tag, &[text.as_bytes()])])])
}

fn extension(kind: &str, value: &[u8]) -> Vec<u8> {
    element(SEQUENCE, &[&oid(kind), &element(OCTET_STRING, &[value])])
}

fn is_unit_serial(text: &str) -> bool {
    let parts: Vec<&str> = text.split('|').collect();
    parts.len() == 3
        && parts
            .iter()
            .zip(["1-", "2-", "3-"])
            .all(|(part, head)| part.strip_prefix(head).is_some_and(|value| !value.trim().is_empty()))
}

fn is_tin(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit())
}

//! Judging a document: what only a gateway can know, and the independent validator's rules.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fatoora_core::config::{Config, EnvironmentType};
use fatoora_core::invoice::sign::invoice_hash_base64_from_xml_str;
use fatoora_core::invoice::validation::{
    Severity as Weight, ZatcaStage, ZatcaStageReport, ZatcaValidationOptions, validate_zatca_invoice_from_str,
};
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::control_plane::Clearance;
use crate::document::{Document, Kind};
use crate::gateway::Operation;
use crate::qr;
use crate::records::Csid;
use crate::reply::Finding;
use crate::settings::Judging;
use crate::severity::Severity;
use crate::state::State;

/// What is submitted, decoded.
#[derive(Debug)]
pub(crate) struct Submitted<'a> {
    pub(crate) operation: Operation,
    pub(crate) hash: &'a str,
    pub(crate) uuid: &'a str,
    pub(crate) xml: &'a str,
    /// Whose credentials came with it.
    pub(crate) csid: &'a Csid,
    /// Where it is off, standard documents are reported too.
    pub(crate) clearance: Clearance,
    pub(crate) judging: Judging,
    /// Now, in Riyadh.
    pub(crate) riyadh: OffsetDateTime,
}

/// A document that could be read, and everything found in it.
#[derive(Debug)]
pub(crate) struct Judgement {
    pub(crate) document: Document,
    /// The CSID whose certificate it carries, if it is one of this gateway's.
    pub(crate) signer: Option<i64>,
    pub(crate) findings: Vec<Finding>,
}

impl Judgement {
    pub(crate) fn is_rejection(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// # Errors
/// The findings that stop everything, when the document is no invoice at all.
pub(crate) fn judge(submitted: &Submitted<'_>, state: &State) -> Result<Judgement, Vec<Finding>> {
    let document = Document::parse(submitted.xml).map_err(|reason| {
        vec![Finding::error("XSD_ZATCA_INVALID", "XSD validation", &format!("XML cannot be read: {reason}"))]
    })?;
    let by_the_rules = match submitted.judging {
        Judging::Full => validated(submitted, &document)?,
        Judging::IdentityOnly => Vec::new(),
    };
    let signer = document.certificate.as_ref().and_then(|der| state.csid_by_certificate(der).ok().flatten());
    let hash = invoice_hash_base64_from_xml_str(submitted.xml).unwrap_or_default();
    let case = Case { submitted, document: &document, signer, hash: &hash };
    let mut findings: Vec<Finding> = OF_THE_GATEWAY.iter().filter_map(|check| check(&case)).collect();
    findings.extend(by_the_rules);
    if submitted.judging == Judging::Full && document.kind() == Some(Kind::Simplified) {
        findings.extend(qr::findings(&document, &hash));
    }
    Ok(Judgement { signer, findings, document })
}

/// What a check looks at.
struct Case<'a> {
    submitted: &'a Submitted<'a>,
    document: &'a Document,
    signer: Option<i64>,
    /// As computed from the document.
    hash: &'a str,
}

/// The checks that no rule book holds, in their order.
const OF_THE_GATEWAY: &[fn(&Case<'_>) -> Option<Finding>] = &[
    belongs_to_the_endpoint,
    hash_is_the_documents,
    uuid_is_the_documents,
    seller_is_the_certificates,
    counter_is_a_number,
    previous_hash_is_a_hash,
    signed_by_the_unit,
];

fn belongs_to_the_endpoint(case: &Case<'_>) -> Option<Finding> {
    let known_code = matches!(case.document.type_code.as_str(), "388" | "381" | "383" | "386");
    let right_way = matches!(
        (case.submitted.operation, case.document.kind(), case.submitted.clearance),
        (Operation::Reporting, Some(Kind::Simplified), _)
            | (Operation::Reporting, Some(Kind::Standard), Clearance::Off)
            | (Operation::Clearance, Some(Kind::Standard), _)
            | (Operation::CheckCompliance, Some(_), _)
    );
    let text = "The invoice type does not belong to this endpoint.";
    (!known_code || !right_way).then(|| Finding::error("XML-INVOICE-ERROR", "INVOICE_ERRORS", text))
}

fn hash_is_the_documents(case: &Case<'_>) -> Option<Finding> {
    let text = "The invoice hash API body does not match the (calculated) hash of the XML.";
    (case.hash != case.submitted.hash).then(|| Finding::error("invalid-invoice-hash", "INVOICE_HASHING_ERRORS", text))
}

fn uuid_is_the_documents(case: &Case<'_>) -> Option<Finding> {
    let text = "The UUID of the request is not the UUID of the invoice.";
    (!case.document.uuid.eq_ignore_ascii_case(case.submitted.uuid))
        .then(|| Finding::error("INVOICE_UUID_VALIDATION", "MISSING_UUID_IN_INVOICE", text))
}

fn seller_is_the_certificates(case: &Case<'_>) -> Option<Finding> {
    let title = &case.submitted.csid.title;
    let covered = match case.document.kind() {
        Some(Kind::Standard) => title.starts_with('1'),
        Some(Kind::Simplified) => title.get(1..2) == Some("1"),
        // Said by another check.
        None => true,
    };
    let text = if case.document.seller_vat != case.submitted.csid.vat {
        "The seller's VAT number is not the one of the authentication certificate."
    } else if !covered {
        "The authentication certificate does not cover this kind of document."
    } else {
        return None;
    };
    Some(Finding::error("certificate-permissions", "CERTIFICATE_ERRORS", text))
}

fn counter_is_a_number(case: &Case<'_>) -> Option<Finding> {
    let icv = &case.document.icv;
    (icv.is_empty() || !icv.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| Finding::error("BR-KSA-34", "KSA", "The invoice counter value must contain only digits."))
}

/// Form only: the order of submission is free, so the gateway cannot know the previous document.
fn previous_hash_is_a_hash(case: &Case<'_>) -> Option<Finding> {
    (!is_hash_text(&case.document.pih))
        .then(|| Finding::error("KSA-13", "KSA", "The previous invoice hash is missing or not base64."))
}

fn signed_by_the_unit(case: &Case<'_>) -> Option<Finding> {
    if case.document.kind() != Some(Kind::Simplified) {
        // The gateway stamps standard documents itself and does not look at what was there before.
        return None;
    }
    match case.signer {
        Some(signer) if signer == case.submitted.csid.id => None,
        Some(_) => {
            let text = "The signing certificate is not the authentication certificate.";
            Some(Finding::warning("invalid-signing-certificate", "CERTIFICATE_ERRORS", text))
        }
        None => {
            let text = "The signing certificate is not one of this authority.";
            Some(Finding::error("invalid-certificate", "CERTIFICATE_ERRORS", text))
        }
    }
}

fn is_hash_text(pih: &str) -> bool {
    BASE64
        .decode(pih)
        .is_ok_and(|bytes| bytes.len() == 32 || (bytes.len() == 64 && bytes.iter().all(u8::is_ascii_hexdigit)))
}

/// Schema, rules and stamp. What breaks the schema stops everything.
fn validated(submitted: &Submitted<'_>, document: &Document) -> Result<Vec<Finding>, Vec<Finding>> {
    let previous = is_hash_text(&document.pih).then_some(document.pih.as_str());
    let options = options(submitted.riyadh, previous);
    let (stages, failure) = match validate_zatca_invoice_from_str(submitted.xml, config(), &options) {
        Ok(report) => (report.stages, None),
        Err(error) => {
            let text = format!("Unable to execute Business Rules validation: {}", error.message);
            (error.report.stages, Some(Finding::error("BUSINESS_RULES", "BUSINESS_RULES", &text)))
        }
    };
    let of = |wanted: fn(ZatcaStage) -> bool| {
        stages.iter().filter(move |stage| wanted(stage.stage)).flat_map(stage_findings).collect::<Vec<_>>()
    };
    let schema = of(|stage| stage == ZatcaStage::Xsd);
    if !schema.is_empty() {
        return Err(schema);
    }
    let mut findings = of(|stage| matches!(stage, ZatcaStage::Cen | ZatcaStage::Ksa | ZatcaStage::Signature));
    findings.extend(failure);
    Ok(findings)
}

fn config() -> &'static Config {
    static CONFIG: OnceLock<Config> = OnceLock::new();
    // Made at the first document, so that starting costs nothing; the schemas follow lazily behind it.
    CONFIG.get_or_init(|| Config::new(EnvironmentType::Simulation))
}

fn options(riyadh: OffsetDateTime, previous: Option<&str>) -> ZatcaValidationOptions {
    let instant = riyadh.format(&Rfc3339).expect("a moment of our era formats");
    serde_json::from_value(json!({ "evaluated_at": instant, "previous_invoice_hash": previous }))
        .expect("the validator's options are a moment and a hash")
}

fn stage_findings(stage: &ZatcaStageReport) -> Vec<Finding> {
    let of = |finding: &fatoora_core::invoice::validation::ValidationFinding| {
        let (code, category) = match stage.stage {
            ZatcaStage::Xsd => ("XSD_ZATCA_INVALID", "XSD validation"),
            ZatcaStage::Cen => (finding.code.as_str(), "EN_16931"),
            ZatcaStage::Signature => of_the_stamp(&finding.code),
            _ => (finding.code.as_str(), "KSA"),
        };
        match finding.severity {
            Weight::Warning => Finding::warning(code, category, &finding.message),
            Weight::Error => Finding::error(code, category, &finding.message),
        }
    };
    stage.findings.iter().map(|finding| of(&finding.finding)).collect()
}

/// The gateway's code and category for what the validator finds wrong with a stamp.
fn of_the_stamp(code: &str) -> (&'static str, &'static str) {
    match code {
        "SIGNATURE_DIGEST" => ("invalid-invoice-hash", "INVOICE_HASHING_ERRORS"),
        "SIGNED_PROPERTIES_DIGEST" => ("signed-properties-hashing", "CERTIFICATE_ERRORS"),
        "SIGNATURE_CERTIFICATE" => ("invalid-certificate", "CERTIFICATE_ERRORS"),
        "SIGNATURE_CERTIFICATE_DIGEST" => ("certificate-hashing", "CERTIFICATE_ERRORS"),
        "SIGNATURE_CERTIFICATE_ISSUER" => ("certificate-issuer-name", "CERTIFICATE_ERRORS"),
        "SIGNATURE_CERTIFICATE_SERIAL" => ("X509SerialNumber", "CERTIFICATE_ERRORS"),
        "SIGNATURE_VALUE" => ("invalid-digital-signature", "SIGNATURE_ERRORS"),
        // Parts that are missing, doubled or misnamed: the gateway's schema is stricter than the published one.
        _ => ("XSD_ZATCA_INVALID", "XSD validation"),
    }
}

//! Judging a document: the independent validator's rules, and what only a gateway can know.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fatoora_core::config::{Config, EnvironmentType};
use fatoora_core::invoice::sign::invoice_hash_base64_from_xml_str;
use fatoora_core::invoice::validation::{
    Severity, ZatcaStage, ZatcaStageReport, ZatcaValidationOptions, validate_zatca_invoice_from_str,
};
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::control_plane::Clearance;
use crate::document::{Document, Kind};
use crate::gateway::Operation;
use crate::records::Csid;
use crate::reply::{Finding, Level};
use crate::state::State;

/// By staff statement; the published rule allows 1000.
const LONGEST_QR: usize = 700;

/// What is submitted, decoded.
#[derive(Debug)]
pub(crate) struct Submitted<'a> {
    pub(crate) operation: Operation,
    pub(crate) hash: &'a str,
    pub(crate) uuid: &'a str,
    pub(crate) xml: &'a str,
    pub(crate) csid: &'a Csid,
    /// Where it is off, standard documents are reported too.
    pub(crate) clearance: Clearance,
}

/// A document that could be read, and everything found in it.
#[derive(Debug)]
pub(crate) struct Judgement {
    pub(crate) document: Document,
    pub(crate) findings: Vec<Finding>,
}

impl Judgement {
    pub(crate) fn is_rejection(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Error)
    }
}

/// # Errors
/// The one finding that stops everything, when the document cannot be read at all.
pub(crate) fn judge(submitted: &Submitted<'_>, state: &State, riyadh: OffsetDateTime) -> Result<Judgement, Finding> {
    let document = Document::parse(submitted.xml).map_err(|reason| {
        Finding::error("XSD_ZATCA_INVALID", "XSD validation", &format!("XML cannot be read: {reason}"))
    })?;
    if let Some(finding) = wrong_way(submitted, &document) {
        return Err(finding);
    }
    let mut findings = own_findings(submitted, &document, state);
    findings.extend(validator_findings(submitted.xml, &document, riyadh));
    Ok(Judgement { document, findings })
}

fn wrong_way(submitted: &Submitted<'_>, document: &Document) -> Option<Finding> {
    let known_code = matches!(document.type_code.as_str(), "388" | "381" | "383" | "386");
    let right_way = matches!(
        (submitted.operation, document.kind(), submitted.clearance),
        (Operation::Reporting, Some(Kind::Simplified), _)
            | (Operation::Reporting, Some(Kind::Standard), Clearance::Off)
            | (Operation::Clearance, Some(Kind::Standard), _)
            | (Operation::CheckCompliance, Some(_), _)
    );
    let text = "The invoice type does not belong to this endpoint.";
    (!known_code || !right_way).then(|| Finding::error("XML-INVOICE-ERROR", "INVOICE_ERRORS", text))
}

fn own_findings(submitted: &Submitted<'_>, document: &Document, state: &State) -> Vec<Finding> {
    let mut findings = Vec::new();
    match invoice_hash_base64_from_xml_str(submitted.xml) {
        Ok(hash) if hash == submitted.hash => {}
        Ok(_) | Err(_) => findings.push(Finding::error(
            "invalid-invoice-hash",
            "INVOICE_HASHING_ERRORS",
            "The invoice hash API body does not match the (calculated) hash of the XML.",
        )),
    }
    if !document.uuid.eq_ignore_ascii_case(submitted.uuid) {
        findings.push(Finding::error(
            "INVOICE_UUID_VALIDATION",
            "MISSING_UUID_IN_INVOICE",
            "The UUID of the request is not the UUID of the invoice.",
        ));
    }
    let covered = match document.kind() {
        Some(Kind::Standard) => submitted.csid.title.starts_with('1'),
        Some(Kind::Simplified) => submitted.csid.title[1..].starts_with('1'),
        None => false,
    };
    if document.seller_vat != submitted.csid.vat {
        findings.push(Finding::error(
            "certificate-permissions",
            "CERTIFICATE_ERRORS",
            "The seller's VAT number is not the one of the authentication certificate.",
        ));
    } else if !covered {
        findings.push(Finding::error(
            "certificate-permissions",
            "CERTIFICATE_ERRORS",
            "The authentication certificate does not cover this kind of document.",
        ));
    }
    if document.icv.is_empty() || !document.icv.bytes().all(|byte| byte.is_ascii_digit()) {
        findings.push(Finding::error("BR-KSA-34", "KSA", "The invoice counter value must contain only digits."));
    }
    if !is_hash_text(&document.pih) {
        findings.push(Finding::error("KSA-13", "KSA", "The previous invoice hash is missing or not base64."));
    }
    if document.kind() == Some(Kind::Simplified) {
        findings.extend(stamp_findings(submitted, document, state));
    }
    findings
}

fn stamp_findings(submitted: &Submitted<'_>, document: &Document, state: &State) -> Vec<Finding> {
    let mut findings = Vec::new();
    let known = document.certificate.as_ref().map(|der| state.csid_by_certificate(der));
    match known {
        Some(Ok(Some(signer))) if signer.id == submitted.csid.id => {}
        Some(Ok(Some(_))) => findings.push(Finding::warning(
            "invalid-signing-certificate",
            "CERTIFICATE_ERRORS",
            "The signing certificate is not the authentication certificate.",
        )),
        Some(Ok(None) | Err(_)) | None => findings.push(Finding::error(
            "invalid-certificate",
            "CERTIFICATE_ERRORS",
            "The signing certificate is not one of this authority.",
        )),
    }
    if document.qr.is_empty() || document.qr.len() > LONGEST_QR {
        findings.push(Finding::error(
            "QRCODE_INVALID",
            "QRCODE_VALIDATION",
            &format!("The QR code must be present and at most {LONGEST_QR} characters long."),
        ));
    }
    findings
}

/// Form only: order of submission is free, so the gateway cannot know the previous document.
fn is_hash_text(pih: &str) -> bool {
    BASE64
        .decode(pih)
        .is_ok_and(|bytes| bytes.len() == 32 || (bytes.len() == 64 && bytes.iter().all(u8::is_ascii_hexdigit)))
}

fn validator_findings(xml: &str, document: &Document, riyadh: OffsetDateTime) -> Vec<Finding> {
    let previous = is_hash_text(&document.pih).then_some(document.pih.as_str());
    let report = match validate_zatca_invoice_from_str(xml, config(), &options(riyadh, previous)) {
        Ok(report) => report,
        Err(error) => {
            let mut findings: Vec<Finding> = error.report.stages.iter().flat_map(stage_findings).collect();
            findings.push(Finding::error(
                "BUSINESS_RULES",
                "BUSINESS_RULES",
                &format!("Unable to execute Business Rules validation: {}", error.message),
            ));
            return findings;
        }
    };
    report.stages.iter().flat_map(stage_findings).collect()
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
    let category = match stage.stage {
        ZatcaStage::Xsd => "XSD validation",
        ZatcaStage::Cen => "EN_16931",
        ZatcaStage::Ksa | ZatcaStage::PreviousInvoiceHash => "KSA",
        ZatcaStage::Signature => "SIGNATURE_ERRORS",
        ZatcaStage::Qr => "QRCODE_VALIDATION",
        _ => "BUSINESS_RULES",
    };
    let of = |finding: &fatoora_core::invoice::validation::ValidationFinding| {
        let code = match stage.stage {
            ZatcaStage::Xsd => "XSD_ZATCA_INVALID",
            _ => finding.code.as_str(),
        };
        match finding.severity {
            Severity::Warning => Finding::warning(code, category, &finding.message),
            Severity::Error => Finding::error(code, category, &finding.message),
        }
    };
    stage.findings.iter().map(|finding| of(&finding.finding)).collect()
}

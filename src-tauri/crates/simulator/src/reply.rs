//! What the gateway writes back, in its exact shapes.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::severity::Severity;

/// One finding about a document or request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) severity: Severity,
    pub(crate) code: String,
    pub(crate) category: String,
    pub(crate) text: String,
}

impl Finding {
    pub(crate) fn error(code: &str, category: &str, text: &str) -> Self {
        Self { severity: Severity::Error, code: code.to_owned(), category: category.to_owned(), text: text.to_owned() }
    }

    pub(crate) fn warning(code: &str, category: &str, text: &str) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, category, text) }
    }
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
    pub(crate) retry_after: Option<u64>,
    pub(crate) location: Option<String>,
    pub(crate) transmission: Transmission,
    /// For the log: the word or first code. Never a secret.
    pub(crate) verdict: String,
}

impl Reply {
    pub(crate) fn json(status: u16, verdict: &str, body: &impl Serialize) -> Self {
        let body = serde_json::to_string(body).expect("answers are plain data");
        Self { verdict: verdict.to_owned(), ..Self::text(status, "application/json", &body) }
    }

    pub(crate) fn text(status: u16, content_type: &'static str, body: &str) -> Self {
        Self {
            status,
            content_type,
            body: body.to_owned(),
            retry_after: None,
            location: None,
            transmission: Transmission::Whole,
            verdict: String::new(),
        }
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self::text(status, "text/plain", "")
    }

    pub(crate) fn html(status: u16) -> Self {
        let body = format!("<html>\r\n<head><title>{status}</title></head>\r\n<body>nginx</body>\r\n</html>\r\n");
        Self::text(status, "text/html", &body)
    }

    pub(crate) fn wrong_version() -> Self {
        Self::text(406, "text/plain", "This Version is not supported or not provided in the header.")
    }

    pub(crate) fn unauthorized(now_milliseconds: i64) -> Self {
        let body = json!({"timestamp": now_milliseconds, "status": 401, "error": "Unauthorized", "message": ""});
        Self::json(401, "Unauthorized", &body)
    }

    /// The documented form of a refused request.
    pub(crate) fn listed(status: u16, code: &str, text: &str) -> Self {
        Self::json(status, code, &json!({"errors": [{"code": code, "message": text}]}))
    }

    /// The form seen for missing steps.
    pub(crate) fn flat(status: u16, code: &str, text: &str) -> Self {
        Self::json(status, code, &json!({"code": code, "message": text}))
    }

    /// The form seen for refused requests for certificates.
    pub(crate) fn triple(category: &str, text: &str) -> Self {
        let body = json!({"errorCode": "400", "errorCategory": category, "errorMessage": text});
        Self::json(400, category, &body)
    }

    /// The form seen for a template of another environment.
    pub(crate) fn denied_by_policy(text: &str) -> Self {
        let body = json!({
            "requestID": -2, "tokenType": null, "dispositionMessage": "NOT_COMPLIANT", "binarySecurityToken": null,
            "errors": [text],
        });
        Self::json(400, "NOT_COMPLIANT", &body)
    }

    /// The form seen for a title that asks for no known kind of document.
    pub(crate) fn not_compliant(text: &str) -> Self {
        let body = json!({
            "requestID": -1, "dispositionMessage": "NOT_COMPLIANT", "binarySecurityToken": "", "secret": "",
            "errors": [text],
        });
        Self::json(400, "NOT_COMPLIANT", &body)
    }

    /// The form seen for a field that is too long.
    pub(crate) fn too_long(field: &str) -> Self {
        let body = json!({
            "type": "ERROR", "code": "EXCEED_CHARACTER_LIMIT", "category": "CSR_VALIDATION",
            "message": format!("{field} exceeds the character limit"), "status": "ERROR",
        });
        Self::json(400, "EXCEED_CHARACTER_LIMIT", &body)
    }

    /// What is known of this status, when nothing is known of the request.
    pub(crate) fn of_status(code: u16) -> Self {
        match code {
            406 => Self::wrong_version(),
            500 => Self::flat(500, "Invalid-Request", "System failed to process your request."),
            403 | 413 | 501.. => Self::html(code),
            _ => Self::empty(code),
        }
    }

    pub(crate) fn clearance_off() -> Self {
        let text = "Clearance is deactiviated. Please use the /invoices/reporting/single endpoint instead.";
        Self::json(303, "ClearanceOff", &json!({ "message": text }))
    }

    pub(crate) fn csid(status: u16, issued: &IssuedCsid<'_>) -> Self {
        Self::json(status, issued.disposition, issued)
    }
}

/// How much of an answer reaches the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transmission {
    Whole,
    /// Half, neatly ended.
    Half,
    /// All of it, where more was announced.
    Short,
    /// Half, then nothing.
    Stalled,
    /// Half, then a reset.
    Broken,
}

#[derive(Debug, Serialize)]
pub(crate) struct IssuedCsid<'a> {
    #[serde(rename = "requestID")]
    pub(crate) request_id: i64,
    #[serde(rename = "tokenType")]
    pub(crate) token_type: &'static str,
    #[serde(rename = "dispositionMessage")]
    pub(crate) disposition: &'static str,
    #[serde(rename = "binarySecurityToken")]
    pub(crate) token: &'a str,
    pub(crate) secret: &'a str,
    pub(crate) errors: Option<Vec<String>>,
}

pub(crate) const TOKEN_TYPE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";

/// Which of the three document endpoints answers: they differ in the fields they carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    ComplianceStandard,
    ComplianceSimplified,
    Reporting,
    Clearance,
}

/// The verdict on a document. `cleared` is the stamped copy, on clearance only.
pub(crate) fn verdict(shape: Shape, findings: &[Finding], cleared: Option<&str>) -> Reply {
    let rejected = findings.iter().any(|finding| finding.severity == Severity::Error);
    let warned = findings.iter().any(|finding| finding.severity == Severity::Warning);
    let (status, word) = match (rejected, warned) {
        (true, _) => (400, "ERROR"),
        (false, true) => (202, "WARNING"),
        (false, false) => (200, "PASS"),
    };
    let first_error = findings.iter().find(|finding| finding.severity == Severity::Error);
    let reported = if rejected { "NOT_REPORTED" } else { "REPORTED" };
    let cleared_word = if rejected { "NOT_CLEARED" } else { "CLEARED" };
    let body = with_standing(shape, results(findings, word), reported, cleared_word, cleared);
    let verdict = match (first_error, shape) {
        (Some(error), _) => error.code.as_str(),
        (None, Shape::Clearance | Shape::ComplianceStandard) => cleared_word,
        (None, Shape::Reporting | Shape::ComplianceSimplified) => reported,
    };
    Reply::json(status, verdict, &body)
}

/// The forms in which "accepted before" was published or seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateForm {
    /// As published: code and category are null.
    Swg,
    /// As seen most: 409 on reporting, 208 on clearance.
    LiveA,
    /// As seen lately, with another text.
    LiveB,
    /// `{"message": …}`
    MessageOnly,
    /// `REPORTED_SUCCESSFULLY_EARLIER`
    Earlier,
    /// Clearance without the cleared copy.
    NoCleared,
    Empty,
    /// Reporting's 409 on clearance as well.
    Conflict,
}

impl DuplicateForm {
    pub const ALL: [Self; 8] = [
        Self::Swg,
        Self::LiveA,
        Self::LiveB,
        Self::MessageOnly,
        Self::Earlier,
        Self::NoCleared,
        Self::Empty,
        Self::Conflict,
    ];
}

/// Accepted before: 409 with words of failure on reporting, 208 with words of success on clearance.
pub(crate) fn duplicate(shape: Shape, form: DuplicateForm, cleared: Option<&str>) -> Reply {
    let text = match form {
        DuplicateForm::LiveB => "Invoice Hash Previously Submitted",
        _ => "Invoice was already Reported successfully earlier.",
    };
    let shape = if form == DuplicateForm::Conflict { Shape::Reporting } else { shape };
    let cleared = cleared.filter(|_| form != DuplicateForm::NoCleared);
    let (status, mut body) = match shape {
        Shape::Clearance => {
            let findings = [Finding::warning("Invoice-Warning", "Duplicate-Invoice", text)];
            (208, with_standing(shape, results(&findings, "WARNING"), "", "CLEARED", cleared))
        }
        Shape::Reporting | Shape::ComplianceStandard | Shape::ComplianceSimplified => {
            let findings = [Finding::error("Invoice-Errors", "Duplicate-Invoice", text)];
            (409, with_standing(shape, results(&findings, "ERROR"), "NOT_REPORTED", "", None))
        }
    };
    match form {
        DuplicateForm::Empty => {
            return Reply { verdict: DUPLICATE.to_owned(), ..Reply::empty(status) };
        }
        DuplicateForm::MessageOnly => body = json!({ "message": text }),
        DuplicateForm::Earlier => {
            let word = if shape == Shape::Clearance { "clearanceStatus" } else { "reportingStatus" };
            body[word] = json!("REPORTED_SUCCESSFULLY_EARLIER");
        }
        DuplicateForm::Swg => {
            for list in ["warningMessages", "errorMessages"] {
                for message in body["validationResults"][list].as_array_mut().into_iter().flatten() {
                    message["code"] = Value::Null;
                    message["category"] = Value::Null;
                }
            }
        }
        DuplicateForm::LiveA | DuplicateForm::LiveB | DuplicateForm::NoCleared | DuplicateForm::Conflict => {}
    }
    Reply::json(status, DUPLICATE, &body)
}

/// In the log: the document was accepted before.
pub(crate) const DUPLICATE: &str = "Duplicate-Invoice";

fn results(findings: &[Finding], word: &str) -> Value {
    let of = |severity: Severity| -> Vec<Value> {
        findings.iter().filter(|f| f.severity == severity).map(message).collect()
    };
    let schema_broken = findings.iter().any(|finding| finding.code == "XSD_ZATCA_INVALID");
    let infos = if schema_broken {
        Vec::new()
    } else {
        vec![json!({
            "type": "INFO", "code": "XSD_ZATCA_VALID", "category": "XSD validation",
            "message": "Complied with UBL 2.1 standards in line with ZATCA specifications", "status": "PASS",
        })]
    };
    json!({
        "infoMessages": infos, "warningMessages": of(Severity::Warning), "errorMessages": of(Severity::Error),
        "status": word,
    })
}

fn message(finding: &Finding) -> Value {
    let word = match finding.severity {
        Severity::Warning => "WARNING",
        Severity::Error => "ERROR",
    };
    json!({
        "type": word, "code": finding.code, "category": finding.category, "message": finding.text, "status": word,
    })
}

fn with_standing(shape: Shape, results: Value, reported: &str, cleared_word: &str, cleared: Option<&str>) -> Value {
    match shape {
        Shape::Reporting => json!({"validationResults": results, "reportingStatus": reported}),
        Shape::Clearance => {
            json!({"validationResults": results, "clearanceStatus": cleared_word, "clearedInvoice": cleared})
        }
        Shape::ComplianceSimplified => json!({
            "validationResults": results, "reportingStatus": reported, "clearanceStatus": null,
            "qrSellertStatus": null, "qrBuyertStatus": null,
        }),
        Shape::ComplianceStandard => json!({
            "validationResults": results, "reportingStatus": null, "clearanceStatus": cleared_word,
            "qrSellertStatus": null, "qrBuyertStatus": null,
        }),
    }
}

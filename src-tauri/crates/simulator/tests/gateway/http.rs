//! The door as it is on the wire: which check comes first, and the exact shapes of the answers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fatoora_core::config::EnvironmentType;
use fatoora_core::csr::SigningKey;
use fatoora_core::invoice::InvoiceSubType::{Simplified, Standard};
use sanduq_fatoora::Credentials;
use sanduq_simulator::{Fault, FaultKind, Profile, Running, Settings, UnauthorizedBody, VersionCase};
use serde_json::{Value, json};

use crate::till::{Till, VAT, csr, csr_with, issued, otp, simulator};

/// Plain HTTP, without any manners of its own.
pub(crate) struct Raw {
    base: String,
    http: reqwest::Client,
}

impl Raw {
    pub(crate) fn new(simulator: &Running) -> Self {
        Self::of(simulator, Profile::Simulation)
    }

    pub(crate) fn of(simulator: &Running, profile: Profile) -> Self {
        let http = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only([])
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { base: simulator.gateway_url(profile), http }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.http
            .request(method.parse().unwrap(), format!("{}{path}", self.base))
            .header("Accept-Version", "V2")
            .header("Content-Type", "application/json")
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> (u16, String) {
        sent(self.request("POST", path).body(body.to_owned())).await
    }

    pub(crate) async fn with_otp(&self, method: &str, path: &str, otp: &str, body: &Value) -> (u16, Value) {
        parsed(sent(self.request(method, path).header("OTP", otp).body(body.to_string())).await)
    }

    pub(crate) async fn as_unit(&self, path: &str, credentials: &Credentials, body: &Value) -> (u16, Value) {
        let request = self.request("POST", path).header("Authorization", basic(credentials)).body(body.to_string());
        parsed(sent(request).await)
    }
}

pub(crate) async fn sent(request: reqwest::RequestBuilder) -> (u16, String) {
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

fn parsed((status, body): (u16, String)) -> (u16, Value) {
    let body = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{status} {body}"));
    (status, body)
}

pub(crate) fn basic(credentials: &Credentials) -> String {
    let pair = format!("{}:{}", credentials.token().expose(), credentials.secret().expose());
    format!("Basic {}", BASE64.encode(pair))
}

const REPORTING: &str = "/invoices/reporting/single";
const CLEARANCE: &str = "/invoices/clearance/single";

#[tokio::test]
async fn cheap_checks_come_first() {
    let simulator = simulator().await;
    let raw = Raw::new(&simulator);
    let bare = |method: &str, path: &str| raw.http.request(method.parse().unwrap(), format!("{}{path}", raw.base));
    assert_eq!(sent(bare("GET", "/nowhere")).await, (404, String::new()));
    assert_eq!(sent(bare("POST", "/compliance/")).await, (404, String::new()));
    assert_eq!(sent(bare("GET", REPORTING)).await, (405, String::new()));
    assert_eq!(sent(bare("POST", REPORTING)).await, (415, String::new()));
    let wrong_version = "This Version is not supported or not provided in the header.";
    for version in ["V1", ""] {
        let request =
            bare("POST", REPORTING).header("Content-Type", "application/json").header("Accept-Version", version);
        assert_eq!(sent(request).await, (406, wrong_version.to_owned()));
    }
    // Without credentials it does not matter that the body is none.
    let (status, body) = raw.post(REPORTING, "no json").await;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (status, &body["status"], &body["error"], &body["message"]),
        (401, &json!(401), &json!("Unauthorized"), &json!(""))
    );
    assert!(body["timestamp"].is_i64());
    // A missing password is told before a missing body.
    let (status, body) = raw.post("/compliance", "no json").await;
    assert_eq!(
        (status, body),
        (400, r#"{"errors":[{"code":"Missing-OTP","message":"OTP is required field"}]}"#.to_owned())
    );
    let refused = json!({"errors": [{"code": "Invalid-OTP", "message": "The provided OTP is invalid"}]});
    assert_eq!(raw.with_otp("POST", "/compliance", "abc", &json!({})).await, (400, refused.clone()));
    assert_eq!(raw.with_otp("POST", "/compliance", "000000", &json!({})).await, (400, refused));
    simulator.stop().await;
}

#[tokio::test]
async fn what_sources_disagree_on_can_be_set() {
    let simulator = simulator().await;
    let raw = Raw::new(&simulator);
    let lower = || {
        raw.http
            .post(format!("{}/compliance", raw.base))
            .header("Content-Type", "application/json")
            .header("Accept-Version", "v2")
    };
    assert_eq!(sent(lower()).await.0, 400, "as good as V2");
    simulator.set_settings(Settings {
        version_case: VersionCase::Upper,
        unauthorized: UnauthorizedBody::Empty,
        largest_body: 100,
        ..simulator.settings()
    });
    assert_eq!(sent(lower()).await.0, 406);
    assert_eq!(raw.post(REPORTING, "{}").await, (401, String::new()));
    let (status, body) = raw.post("/compliance", &"x".repeat(101)).await;
    assert_eq!(status, 413);
    assert!(body.starts_with("<html>"), "{body}");
    simulator.stop().await;
}

#[tokio::test]
async fn refused_requests_for_certificates_have_their_own_forms() {
    let simulator = simulator().await;
    let raw = Raw::new(&simulator);
    let key = SigningKey::generate();
    let password = simulator.issue_otp(VAT, sanduq_simulator::OtpKind::New).unwrap();
    let ask =
        async |pem: &str| raw.with_otp("POST", "/compliance", &password, &json!({"csr": BASE64.encode(pem)})).await;

    let (status, body) = raw.with_otp("POST", "/compliance", &password, &json!({})).await;
    assert_eq!((status, body), (400, json!({"errors": [{"code": "Missing-CSR", "message": "CSR is required field"}]})));

    let (status, body) = ask("no request").await;
    assert_eq!((status, &body["errorCode"], &body["errorCategory"]), (400, &json!("400"), &json!("Invalid-CSR")));
    assert!(body["errorMessage"].is_string());

    let (status, body) = ask(&csr(&key, EnvironmentType::Production, "0100")).await;
    assert_eq!(status, 400);
    let errors = body["errors"].clone();
    assert!(errors[0].as_str().unwrap().contains("Denied by Policy Module 0x80094800"), "{errors}");
    assert!(errors[0].as_str().unwrap().ends_with(": ZATCA-Code-Signing\r\n"), "{errors}");
    let denied = json!({"requestID": -2, "tokenType": null, "dispositionMessage": "NOT_COMPLIANT",
                        "binarySecurityToken": null, "errors": errors});
    assert_eq!(body, denied);

    let (_, body) = ask(&csr(&key, EnvironmentType::Simulation, "0000")).await;
    let errors = body["errors"].clone();
    let bad_title = json!({"requestID": -1, "dispositionMessage": "NOT_COMPLIANT", "binarySecurityToken": "",
                           "secret": "", "errors": errors});
    assert_eq!(body, bad_title);

    let long_name = csr_with(&key, "0100", VAT, "Riyadh", &"ش".repeat(80));
    let (_, body) = ask(&long_name).await;
    assert_eq!(
        (&body["code"], &body["category"], &body["type"]),
        (&json!("EXCEED_CHARACTER_LIMIT"), &json!("CSR_VALIDATION"), &json!("ERROR"))
    );

    let group = "399999999910003";
    let of_the_group = simulator.issue_otp(group, sanduq_simulator::OtpKind::New).unwrap();
    for (unit, status) in [("Riyadh", 400), ("3999999999", 200)] {
        let request = csr_with(&key, "0100", group, unit, "A Group");
        let body = json!({"csr": BASE64.encode(request)});
        assert_eq!(raw.with_otp("POST", "/compliance", &of_the_group, &body).await.0, status, "OU {unit}");
    }
    simulator.stop().await;
}

#[tokio::test]
async fn issued_csids_have_the_form_of_the_contract() {
    let simulator = simulator().await;
    let raw = Raw::new(&simulator);
    simulator.freeze_clock(time::macros::datetime!(2026-11-25 08:00 UTC));
    let key = SigningKey::generate();
    let ask = async || {
        let password = simulator.issue_otp(VAT, sanduq_simulator::OtpKind::New).unwrap();
        let body = json!({"csr": BASE64.encode(csr(&key, EnvironmentType::Simulation, "0100"))});
        raw.with_otp("POST", "/compliance", &password, &body).await
    };
    let (status, body) = ask().await;
    assert_eq!(status, 200);
    let fields: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["binarySecurityToken", "dispositionMessage", "errors", "requestID", "secret", "tokenType"]);
    assert_eq!(body["requestID"], 1_795_593_600_000_i64);
    assert_eq!((&body["dispositionMessage"], &body["errors"]), (&json!("ISSUED"), &Value::Null));
    assert!(body["binarySecurityToken"].as_str().unwrap().starts_with("TUlJ"));
    assert_eq!(body["secret"].as_str().unwrap().len(), 44);
    assert_eq!(ask().await.1["requestID"], 1_795_593_600_001_i64, "within the same millisecond");
    simulator.stop().await;
}

#[tokio::test]
async fn steps_and_request_ids_are_refused_in_their_forms() {
    let simulator = simulator().await;
    let raw = Raw::new(&simulator);
    let till = Till::new(&simulator, "1100");
    let (id, compliance) = issued(till.client.request_compliance_csid(&otp(&simulator), &till.csr_pem).await.outcome);
    let ask = async |body: Value| raw.as_unit("/production/csids", &compliance, &body).await;
    let (status, body) = ask(json!({})).await;
    assert_eq!((status, &body["errors"][0]["code"]), (400, &json!("Missing-compliance_request_id")));
    let (status, body) = ask(json!({"compliance_request_id": "1"})).await;
    assert_eq!((status, &body["errors"][0]["code"]), (400, &json!("Invalid-ComplianceRequestId")));
    till.pass_samples(&compliance, Standard).await;
    let (status, body) = ask(json!({"compliance_request_id": id.as_str()})).await;
    assert_eq!((status, &body["code"]), (400, &json!("Missing-ComplianceSteps")));
    let steps = "[simplified-compliant,simplified-credit-note-compliant,simplified-debit-note-compliant]";
    assert!(body["message"].as_str().unwrap().ends_with(steps), "{body}");
    simulator.stop().await;
}

#[tokio::test]
async fn verdicts_have_the_form_of_the_contract() {
    let simulator = simulator().await;
    let raw = Raw::new(&simulator);
    let (mut till, production) = Till::onboarded(&simulator).await;
    let pass = json!([{"type": "INFO", "code": "XSD_ZATCA_VALID", "category": "XSD validation",
                       "message": "Complied with UBL 2.1 standards in line with ZATCA specifications", "status": "PASS"}]);
    let accepted = json!({"infoMessages": pass, "warningMessages": [], "errorMessages": [], "status": "PASS"});

    let simplified = till.next(&production, Simplified);
    let body: Value = serde_json::from_slice(&simplified.body().into_bytes()).unwrap();
    let answer = raw.as_unit(REPORTING, &production, &body).await;
    assert_eq!(answer, (200, json!({"validationResults": accepted, "reportingStatus": "REPORTED"})));

    let duplicate = json!([{"type": "ERROR", "code": "Invoice-Errors", "category": "Duplicate-Invoice",
                            "message": "Invoice was already Reported successfully earlier.", "status": "ERROR"}]);
    let refused = json!({"infoMessages": pass, "warningMessages": [], "errorMessages": duplicate, "status": "ERROR"});
    let answer = raw.as_unit(REPORTING, &production, &body).await;
    assert_eq!(answer, (409, json!({"validationResults": refused, "reportingStatus": "NOT_REPORTED"})));

    let standard = till.next(&production, Standard);
    let body: Value = serde_json::from_slice(&standard.body().into_bytes()).unwrap();
    let (status, answer) = raw.as_unit(CLEARANCE, &production, &body).await;
    let copy = answer["clearedInvoice"].clone();
    assert!(BASE64.decode(copy.as_str().unwrap()).unwrap().starts_with(b"<?xml"));
    let cleared = json!({"validationResults": accepted, "clearanceStatus": "CLEARED", "clearedInvoice": copy});
    assert_eq!((status, answer), (200, cleared));

    let warning = json!([{"type": "WARNING", "code": "Invoice-Warning", "category": "Duplicate-Invoice",
                          "message": "Invoice was already Reported successfully earlier.", "status": "WARNING"}]);
    let known = json!({"infoMessages": pass, "warningMessages": warning, "errorMessages": [], "status": "WARNING"});
    let (status, answer) = raw.as_unit(CLEARANCE, &production, &body).await;
    assert_eq!(
        (status, answer),
        (208, json!({"validationResults": known, "clearanceStatus": "CLEARED", "clearedInvoice": copy}))
    );

    let mut wrong = body.clone();
    wrong["uuid"] = json!("no uuid");
    let error = json!([{"type": "ERROR", "code": "Invalid-UUID", "category": "UUID-Errors",
                        "message": "The UUID is missing or invalid.", "status": "ERROR"}]);
    let rejected = json!({"infoMessages": pass, "warningMessages": [], "errorMessages": error, "status": "ERROR"});
    let (status, answer) = raw.as_unit(CLEARANCE, &production, &wrong).await;
    assert_eq!(
        (status, answer),
        (400, json!({"validationResults": rejected, "clearanceStatus": "NOT_CLEARED", "clearedInvoice": null}))
    );

    simulator.arm(Fault::once(FaultKind::ClearanceOff));
    let text = "Clearance is deactiviated. Please use the /invoices/reporting/single endpoint instead.";
    assert_eq!(raw.as_unit(CLEARANCE, &production, &body).await, (303, json!({"message": text})));

    let (status, answer) = raw.as_unit(REPORTING, &production, &json!([])).await;
    assert_eq!((status, &answer["code"]), (500, &json!("Invalid-Request")), "no object");
    simulator.stop().await;
}

#[tokio::test]
async fn samples_are_told_as_both_kinds() {
    let simulator = simulator().await;
    let raw = Raw::new(&simulator);
    let mut till = Till::new(&simulator, "1100");
    let (_, compliance) = issued(till.client.request_compliance_csid(&otp(&simulator), &till.csr_pem).await.outcome);
    for (kind, reporting, clearance) in
        [(Simplified, json!("REPORTED"), Value::Null), (Standard, Value::Null, json!("CLEARED"))]
    {
        let sample = till.next(&compliance, kind);
        let body = serde_json::from_slice(&sample.body().into_bytes()).unwrap();
        let (status, answer) = raw.as_unit("/compliance/invoices", &compliance, &body).await;
        assert_eq!((status, &answer["reportingStatus"], &answer["clearanceStatus"]), (200, &reporting, &clearance));
        assert!(answer["qrSellertStatus"].is_null() && answer["qrBuyertStatus"].is_null());
    }
    simulator.stop().await;
}

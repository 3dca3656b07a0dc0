use sanduq_fatoora::{Answer, ConfigReason, CsidOutcome, Otp, RequestId, RetryCause, UnknownCause};

use crate::gateway::{Gateway, credentials};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    Compliance,
    Production,
    Renewal,
}

const ALL: [Ask; 3] = [Ask::Compliance, Ask::Production, Ask::Renewal];
const CSR: &str = "-----BEGIN CERTIFICATE REQUEST-----\nTUlJ\n-----END CERTIFICATE REQUEST-----\n";

async fn ask(gateway: &Gateway, which: Ask) -> Answer<CsidOutcome> {
    let client = gateway.client();
    let otp: Otp = "123345".parse().unwrap();
    match which {
        Ask::Compliance => client.request_compliance_csid(&otp, CSR).await,
        Ask::Production => client.request_production_csid(&credentials(), &RequestId::new("1764150000123")).await,
        Ask::Renewal => client.renew_production_csid(&credentials(), &otp, CSR).await,
    }
}

fn named(outcome: &CsidOutcome) -> &'static str {
    match outcome {
        CsidOutcome::Issued { .. } => "issued",
        CsidOutcome::ComplianceNeeded { .. } => "compliance needed",
        CsidOutcome::WrongOtp { .. } => "wrong otp",
        CsidOutcome::InvalidCsr { .. } => "invalid csr",
        CsidOutcome::MissingSteps { .. } => "missing steps",
        CsidOutcome::Refused { .. } => "refused",
        CsidOutcome::Retry { .. } => "retry",
        CsidOutcome::Unknown { .. } => "unknown",
        CsidOutcome::Auth => "auth",
        CsidOutcome::Config { .. } => "config",
    }
}

const ISSUED: &str = r#"{"requestID":1764150000123,"tokenType":"http://docs.oasis-open.org/x","dispositionMessage":
    "ISSUED","binarySecurityToken":"VFVsSlEw","secret":"aHVzaC1odXNo","errors":null}"#;

#[tokio::test]
async fn an_issued_csid_keeps_its_token_as_it_came_and_its_record_without_it() {
    let gateway = Gateway::open().await;
    let as_text = ISSUED.replace("1764150000123", r#""1764150000123""#);
    let in_string = serde_json::to_string(ISSUED).unwrap();
    for which in ALL {
        for body in [ISSUED, &as_text, &in_string] {
            gateway.answers(200, body);
            let answer = ask(&gateway, which).await;
            let CsidOutcome::Issued { request_id, credentials } = &answer.outcome else {
                panic!("{which:?}: {:?}", answer.outcome)
            };
            assert_eq!(request_id.as_str(), "1764150000123");
            assert_eq!(credentials.token().expose(), "VFVsSlEw");
            assert_eq!(credentials.secret().expose(), "aHVzaC1odXNo");
            let printed = format!("{answer:?} {:#?} {}", answer, answer.body);
            assert!(!printed.contains("VFVsSlEw") && !printed.contains("aHVzaC1odXNo"), "{printed}");
            assert!(answer.body.contains("ISSUED"));
        }
    }
}

#[tokio::test]
async fn a_renewal_may_want_compliance_first() {
    let gateway = Gateway::open().await;
    let plain = ISSUED.replace("ISSUED", "NOT_COMPLIANT");
    let wrapped = format!(r#"{{"value":{plain}}}"#);
    for (status, body) in [(428, &plain), (428, &wrapped), (200, &plain), (428, &ISSUED.to_owned())] {
        gateway.answers(status, body.as_str());
        let answer = ask(&gateway, Ask::Renewal).await;
        let CsidOutcome::ComplianceNeeded { request_id, credentials } = answer.outcome else {
            panic!("{status} {body}: {:?}", answer.outcome)
        };
        assert_eq!((request_id.as_str(), credentials.token().expose()), ("1764150000123", "VFVsSlEw"));
        assert!(!answer.body.contains("VFVsSlEw"));
    }
}

#[tokio::test]
async fn refusals_are_told_apart_in_every_shape() {
    let gateway = Gateway::open().await;
    let any: &[(u16, &str, &str)] = &[
        (400, r#"{"errors":[{"code":"Invalid-OTP","message":"m"}]}"#, "wrong otp"),
        (400, r#"{"errors":{"code":"invalid-otp"}}"#, "wrong otp"),
        (400, r#"{"error":[{"code":"Missing-OTP"}]}"#, "wrong otp"),
        (400, r#"{"errorCode":"400","errorCategory":"Invalid-OTP","errorMessage":"m"}"#, "wrong otp"),
        (400, r#"{"errorCode":"400","errorCategory":"Invalid-CSR","errorMessage":"m"}"#, "invalid csr"),
        (400, r#"{"errors":[{"code":"Missing-CSR"}]}"#, "invalid csr"),
        (
            400,
            r#"{"type":"ERROR","code":"EXCEED_CHARACTER_LIMIT","category":"CSR_VALIDATION","message":"m"}"#,
            "invalid csr",
        ),
        (400, r#"{"code":"Missing-ComplianceSteps","message":"m [a,b]"}"#, "missing steps"),
        (400, r#"{"errors":[{"code":"Invalid-CurrentCCSID"}]}"#, "auth"),
        (400, r#"{"errors":[{"code":"Missing-currentCSID"}]}"#, "auth"),
        (400, r#"{"errors":[{"code":"Invalid-ComplianceRequestId"}]}"#, "refused"),
        (400, r#"{"code":"Invalid-Request","message":"m"}"#, "refused"),
        (400, r#"{"errors":["plain words"]}"#, "refused"),
        (400, "{}", "retry"),
        (400, "<html></html>", "retry"),
        (401, r#"{"timestamp":1654514661409,"status":401,"error":"Unauthorized","message":""}"#, "auth"),
        (401, "", "auth"),
        (406, "This Version is not supported or not provided in the header.", "config"),
        (429, "", "retry"),
        (500, r#"{"code":"Invalid-Request","message":"m"}"#, "unknown"),
        (500, r#"{"category":"HTTP-Errors","code":"500","message":"m"}"#, "unknown"),
        (504, "<html></html>", "unknown"),
        (200, "", "unknown"),
        (200, r#"{"requestID":1,"dispositionMessage":"ISSUED","binarySecurityToken":"","secret":""}"#, "unknown"),
        (200, r#"{"requestID":1,"dispositionMessage":"ISSUED","binarySecurityToken":"VFVs"}"#, "unknown"),
        (428, "{}", "unknown"),
        (303, "", "config"),
    ];
    for (status, body, expected) in any {
        for which in ALL {
            gateway.answers(*status, *body);
            assert_eq!(named(&ask(&gateway, which).await.outcome), *expected, "{which:?} {status} {body}");
        }
    }
}

#[tokio::test]
async fn a_negative_request_id_names_a_wrong_csr() {
    let gateway = Gateway::open().await;
    let template = r#"{"requestID":-2,"tokenType":null,"dispositionMessage":"NOT_COMPLIANT","binarySecurityToken":null,
        "errors":["Denied by Policy Module 0x80094800"]}"#;
    let title = r#"{"requestID":"-1","dispositionMessage":"NOT_COMPLIANT","binarySecurityToken":"","secret":"",
        "errors":["Invoice type is wrong"]}"#;
    for status in [200, 400] {
        for body in [template, title] {
            for (which, expected) in
                [(Ask::Compliance, "invalid csr"), (Ask::Renewal, "invalid csr"), (Ask::Production, "refused")]
            {
                gateway.answers(status, body);
                assert_eq!(named(&ask(&gateway, which).await.outcome), expected, "{which:?} {status} {body}");
            }
        }
    }
}

#[tokio::test]
async fn missing_steps_are_read_from_their_brackets() {
    let gateway = Gateway::open().await;
    let cases: [(&str, &[&str]); 4] = [
        ("still missing [standard-compliant, simplified-compliant]", &["standard-compliant", "simplified-compliant"]),
        ("[simplified-compliant", &["simplified-compliant"]),
        ("[ ]", &[]),
        ("no list", &[]),
    ];
    for (text, steps) in cases {
        let body = serde_json::json!({"code": "Missing-ComplianceSteps", "message": text}).to_string();
        gateway.answers(400, body);
        let expected = CsidOutcome::MissingSteps { steps: steps.iter().map(|step| (*step).to_owned()).collect() };
        assert_eq!(ask(&gateway, Ask::Production).await.outcome, expected);
    }
}

#[tokio::test]
async fn exact_causes_are_kept() {
    let gateway = Gateway::open().await;
    gateway.answers(400, "");
    let retry = CsidOutcome::Retry { cause: RetryCause::EmptyRejection, after: None };
    assert_eq!(ask(&gateway, Ask::Compliance).await.outcome, retry);
    gateway.answers(503, "");
    assert_eq!(ask(&gateway, Ask::Compliance).await.outcome, CsidOutcome::Unknown { cause: UnknownCause::Server });
    gateway.answers(404, "");
    let config = CsidOutcome::Config { reason: ConfigReason::WrongAddress };
    assert_eq!(ask(&gateway, Ask::Compliance).await.outcome, config);
}

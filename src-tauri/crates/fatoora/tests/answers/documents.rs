use sanduq_fatoora::{Answer, ConfigReason, Message, Outcome, RetryCause, UnknownCause};

use crate::gateway::{Gateway, credentials, submission};

/// Which of the three document calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    Check,
    Report,
    Clear,
}

const ALL: [Ask; 3] = [Ask::Check, Ask::Report, Ask::Clear];

async fn ask(gateway: &Gateway, which: Ask) -> Answer<Outcome> {
    let client = gateway.client();
    match which {
        Ask::Check => client.check_compliance(&credentials(), &submission()).await,
        Ask::Report => client.report(&credentials(), &submission()).await,
        Ask::Clear => client.clear(&credentials(), &submission()).await,
    }
}

fn message(code: &str, category: &str, text: &str) -> Message {
    Message { code: code.into(), category: category.into(), text: text.into() }
}

fn accepted() -> Outcome {
    Outcome::Accepted { warnings: vec![], cleared: None }
}

fn unknown(cause: UnknownCause) -> Outcome {
    Outcome::Unknown { cause }
}

fn retry(cause: RetryCause) -> Outcome {
    Outcome::Retry { cause, after: None }
}

fn config(reason: ConfigReason) -> Outcome {
    Outcome::Config { reason }
}

fn rejected(code: &str, category: &str, text: &str) -> Outcome {
    Outcome::Rejected { errors: vec![message(code, category, text)] }
}

const PASS: &str = r#"{"validationResults":{"infoMessages":[{"type":"INFO","code":"XSD_ZATCA_VALID","category":
    "XSD validation","message":"ok","status":"PASS"}],"warningMessages":[],"errorMessages":[],"status":"PASS"},
    "reportingStatus":"REPORTED"}"#;
const CLEARED: &str = r#"{"validationResults":{"infoMessages":[],"warningMessages":[],"errorMessages":[],
    "status":"PASS"},"clearanceStatus":"CLEARED","clearedInvoice":"PEludm9pY2UvPg=="}"#;

#[tokio::test]
async fn acceptance_needs_its_word() {
    let gateway = Gateway::open().await;
    let cleared = || Outcome::Accepted { warnings: vec![], cleared: Some(b"<Invoice/>".to_vec()) };
    let warned = |code: &str, category: &str, text: &str| Outcome::Accepted {
        warnings: vec![message(code, category, text)],
        cleared: None,
    };
    let bom = format!("\u{feff}{PASS}");
    let in_string = serde_json::to_string(PASS).unwrap();
    let twice = serde_json::to_string(&in_string).unwrap();
    let cases: Vec<(Ask, u16, &str, Outcome)> = vec![
        (Ask::Report, 200, PASS, accepted()),
        (Ask::Check, 200, PASS, accepted()),
        (Ask::Clear, 200, CLEARED, cleared()),
        (Ask::Check, 200, r#"{"reportingStatus":null,"clearanceStatus":"CLEARED","qrSellertStatus":null}"#, accepted()),
        (Ask::Clear, 200, r#"{"clearanceStatus":"CLEARED","clearedInvoice":null}"#, accepted()),
        (Ask::Report, 200, &bom, accepted()),
        (Ask::Report, 200, &in_string, accepted()),
        (Ask::Report, 200, &twice, accepted()),
        (Ask::Report, 200, r#"{"reportingStatus":"Reported","extra":[{"deep":{"er":1}}]}"#, accepted()),
        (Ask::Report, 200, r#"{"REPORTINGSTATUS":"reported"}"#, accepted()),
        // Legacy.
        (Ask::Report, 200, r#"{"invoiceHash":"x","status":"Reported","warnings":null,"errors":null}"#, accepted()),
        (
            Ask::Report,
            202,
            r#"{"validationResults":{"warningMessages":[{"type":"WARNING","code":"BR-KSA-98","category":"KSA",
                "message":"late","status":"WARNING"}],"status":"WARNING"},"reportingStatus":"REPORTED"}"#,
            warned("BR-KSA-98", "KSA", "late"),
        ),
        // One object in place of a list, outside of its place.
        (
            Ask::Report,
            202,
            r#"{"reportingStatus":"REPORTED","warningMessages":{"code":"BR-KSA-F-08","category":null,"message":"m"}}"#,
            warned("BR-KSA-F-08", "", "m"),
        ),
        (Ask::Report, 202, r#"{"reportingStatus":"REPORTED","warnings":["plain"]}"#, warned("", "", "plain")),
    ];
    for (which, status, body, expected) in cases {
        gateway.answers(status, body);
        let answer = ask(&gateway, which).await;
        assert_eq!(answer.outcome, expected, "{which:?} {status} {body}");
        assert_eq!((answer.status, answer.body.as_str()), (Some(status), body));
    }
}

#[tokio::test]
async fn a_success_without_proof_is_unknown() {
    let gateway = Gateway::open().await;
    let deep = format!("{{\"reportingStatus\":\"REPORTED\",\"x\":{}{}}}", "[".repeat(200), "]".repeat(200));
    let cases: Vec<(Ask, u16, &str, UnknownCause)> = vec![
        (Ask::Report, 200, "", UnknownCause::Unreadable),
        (Ask::Report, 200, "<html>ok</html>", UnknownCause::Unreadable),
        (Ask::Report, 200, r#"{"reportingStatus":"REPOR"#, UnknownCause::Unreadable),
        (Ask::Report, 200, "true", UnknownCause::Unreadable),
        (Ask::Report, 200, &deep, UnknownCause::Unreadable),
        (Ask::Report, 200, "{}", UnknownCause::NoEvidence),
        (Ask::Report, 204, "", UnknownCause::Unreadable),
        (Ask::Report, 200, r#"{"reportingStatus":null}"#, UnknownCause::NoEvidence),
        (Ask::Report, 200, r#"{"clearanceStatus":"CLEARED"}"#, UnknownCause::NoEvidence),
        (Ask::Clear, 200, PASS, UnknownCause::NoEvidence),
        (Ask::Report, 200, r#"{"reportingStatus":"NOT_REPORTED"}"#, UnknownCause::Contradictory),
        (Ask::Report, 200, r#"{"status":"Not Reported"}"#, UnknownCause::Contradictory),
        (Ask::Clear, 202, r#"{"clearanceStatus":"not_cleared"}"#, UnknownCause::Contradictory),
        (
            Ask::Report,
            200,
            r#"{"validationResults":{"status":"ERROR"},"reportingStatus":"REPORTED"}"#,
            UnknownCause::Contradictory,
        ),
        (
            Ask::Report,
            200,
            r#"{"reportingStatus":"REPORTED","errorMessages":[{"code":"X"}]}"#,
            UnknownCause::Contradictory,
        ),
    ];
    for (which, status, body, cause) in cases {
        gateway.answers(status, body);
        assert_eq!(ask(&gateway, which).await.outcome, unknown(cause), "{which:?} {status} {body}");
    }
}

#[tokio::test]
async fn already_accepted_is_a_success_whatever_it_says() {
    let gateway = Gateway::open().await;
    let bodies = [
        "",
        "<html></html>",
        "{",
        r#"{"message":"Invoice was already Reported successfully earlier."}"#,
        r#"{"validationResults":{"errorMessages":[{"type":"ERROR","code":null,"category":null,"message":"earlier",
            "status":"ERROR"}],"status":"ERROR"},"reportingStatus":"NOT_REPORTED"}"#,
        r#"{"validationResults":{"errorMessages":[{"code":"Invoice-Errors","category":"Duplicate-Invoice"}]}}"#,
        r#"{"reportingStatus":"REPORTED_SUCCESSFULLY_EARLIER"}"#,
    ];
    for which in ALL {
        for status in [208, 409] {
            for body in bodies {
                gateway.answers(status, body);
                let expected = Outcome::AlreadyAccepted { cleared: None };
                assert_eq!(ask(&gateway, which).await.outcome, expected, "{which:?} {status} {body}");
            }
        }
    }
    for status in [208, 409] {
        gateway.answers(status, CLEARED);
        let expected = Outcome::AlreadyAccepted { cleared: Some(b"<Invoice/>".to_vec()) };
        assert_eq!(ask(&gateway, Ask::Clear).await.outcome, expected);
    }
    gateway.answers(400, r#"{"errorMessages":[{"code":"Invoice-Errors","category":"Duplicate-Invoice"}]}"#);
    assert_eq!(ask(&gateway, Ask::Report).await.outcome, Outcome::AlreadyAccepted { cleared: None });
}

#[tokio::test]
async fn only_a_400_with_a_message_rejects() {
    let gateway = Gateway::open().await;
    let nulls = r#"{"validationResults":{"errorMessages":[{"type":null,"code":null,"category":null,"message":null}]}}"#;
    let cases: Vec<(&str, Outcome)> = vec![
        (
            r#"{"validationResults":{"errorMessages":[{"type":"ERROR","code":"BR-KSA-37","category":"KSA",
                "message":"building","status":"ERROR"}],"status":"ERROR"},"reportingStatus":"NOT_REPORTED"}"#,
            rejected("BR-KSA-37", "KSA", "building"),
        ),
        (r#"{"errorMessages":{"code":"A","message":"one"}}"#, rejected("A", "", "one")),
        (r#"{"erroMessages":[{"code":"A","message":"one"}]}"#, rejected("A", "", "one")),
        (r#"{"erros":[{"code":"A","message":"one"}]}"#, rejected("A", "", "one")),
        (r#"{"error":[{"code":"A","message":"one"}]}"#, rejected("A", "", "one")),
        (r#"{"status":"Not Reported","warnings":null,"errors":[{"code":"A"}]}"#, rejected("A", "", "")),
        (r#"{"errors":["plain words"]}"#, rejected("", "", "plain words")),
        (r#"[{"code":"A","category":"B"}]"#, rejected("A", "B", "")),
        (r#"{"code":"A","category":"B","message":"flat"}"#, rejected("A", "B", "flat")),
        (r#"{"errorCode":400,"errorCategory":"B","errorMessage":"flat"}"#, rejected("400", "B", "flat")),
        // Refused at the door: the document was not looked at.
        (
            r#"{"errors":[{"code":"Invalid-Authentication-Certificate","category":"Authentication-Errors"}]}"#,
            Outcome::Auth,
        ),
        ("", retry(RetryCause::EmptyRejection)),
        ("{}", retry(RetryCause::EmptyRejection)),
        ("<html>400</html>", retry(RetryCause::EmptyRejection)),
        (nulls, retry(RetryCause::EmptyRejection)),
        (r#"{"errorMessages":[],"warningMessages":["w"]}"#, retry(RetryCause::EmptyRejection)),
        (r#"{"message":"Invalid Request"}"#, retry(RetryCause::EmptyRejection)),
        (r#"{"category":"HTTP-Errors","code":"400","message":"edge"}"#, retry(RetryCause::EmptyRejection)),
    ];
    for (body, expected) in cases {
        for which in ALL {
            gateway.answers(400, body);
            assert_eq!(ask(&gateway, which).await.outcome, expected, "{which:?} {body}");
        }
    }
}

#[tokio::test]
async fn every_other_status_has_its_meaning() {
    let gateway = Gateway::open().await;
    let cases = [
        (401, Outcome::Auth),
        (403, config(ConfigReason::Forbidden)),
        (404, config(ConfigReason::WrongAddress)),
        (405, config(ConfigReason::WrongAddress)),
        (406, config(ConfigReason::Version)),
        (408, unknown(UnknownCause::Timeout)),
        (413, retry(RetryCause::Payload)),
        (415, config(ConfigReason::ContentType)),
        (418, config(ConfigReason::UnexpectedStatus(418))),
        (428, config(ConfigReason::UnexpectedStatus(428))),
        (429, retry(RetryCause::Rate)),
        (500, unknown(UnknownCause::Server)),
        (502, unknown(UnknownCause::Server)),
        (503, unknown(UnknownCause::Server)),
        (504, unknown(UnknownCause::Server)),
        (301, config(ConfigReason::Redirected)),
        (307, config(ConfigReason::Redirected)),
    ];
    // The body does not matter: not even one that says it was reported.
    for body in ["", "<html>nginx</html>", PASS, r#"{"code":"Invalid-Request","message":"m"}"#] {
        for (status, expected) in cases.clone() {
            for which in ALL {
                gateway.answers(status, body);
                assert_eq!(ask(&gateway, which).await.outcome, expected, "{which:?} {status} {body}");
            }
        }
    }
}

#[tokio::test]
async fn a_throttled_client_learns_when_to_come_back() {
    let gateway = Gateway::open().await;
    let after =
        |seconds| Outcome::Retry { cause: RetryCause::Rate, after: Some(std::time::Duration::from_secs(seconds)) };
    let cases = [("30", after(30)), ("999999999", after(3600)), ("soon", retry(RetryCause::Rate))];
    for (header, expected) in cases {
        gateway.answers_with(429, "", &[("retry-after", header)]);
        assert_eq!(ask(&gateway, Ask::Report).await.outcome, expected);
    }
}

#[tokio::test]
async fn every_answer_tells_the_gateways_clock_and_none_that_cannot_be_read() {
    let gateway = Gateway::open().await;
    for (header, date) in [
        ("Sun, 22 Nov 2026 11:05:09 GMT", Some(1_795_345_509)),
        ("Sunday, 22-Nov-26 11:05:09 GMT", Some(1_795_345_509)),
        ("today", None),
        ("", None),
    ] {
        for (status, which) in [(200, Ask::Report), (503, Ask::Clear), (401, Ask::Report)] {
            gateway.answers_with(status, PASS, &[("date", header)]);
            assert_eq!(ask(&gateway, which).await.date, date, "{header}");
        }
    }
}

#[tokio::test]
async fn clearance_off_is_told_and_never_followed() {
    let gateway = Gateway::open().await;
    let elsewhere = format!("{}/elsewhere", gateway.address);
    for status in [301, 302, 303, 307, 308] {
        for which in ALL {
            gateway.answers_with(status, r#"{"message":"use reporting"}"#, &[("location", &elsewhere)]);
            let expected = match (status, which) {
                (303, Ask::Clear) => Outcome::ClearanceOff,
                _ => config(ConfigReason::Redirected),
            };
            assert_eq!(ask(&gateway, which).await.outcome, expected, "{status} {which:?}");
        }
    }
    assert!(gateway.asked().iter().all(|asked| asked.path != "/elsewhere"));
}

#[tokio::test]
async fn answers_are_read_up_to_their_size() {
    let gateway = Gateway::open().await;
    let padded = |size: usize| format!(r#"{{"reportingStatus":"REPORTED","x":"{}"}}"#, "x".repeat(size));
    gateway.answers(200, padded(60 * 1024));
    assert_eq!(ask(&gateway, Ask::Report).await.outcome, accepted());
    gateway.answers(200, padded(70 * 1024));
    let large = ask(&gateway, Ask::Report).await;
    assert_eq!((large.outcome, large.body.len()), (unknown(UnknownCause::Incomplete), 64 * 1024));

    let copy = format!(r#"{{"clearanceStatus":"CLEARED","clearedInvoice":"{}"}}"#, "QUFB".repeat(1024 * 1024));
    gateway.answers(200, copy);
    let cleared = ask(&gateway, Ask::Clear).await.outcome;
    assert!(matches!(cleared, Outcome::Accepted { cleared: Some(xml), .. } if xml.len() == 3 * 1024 * 1024));

    gateway.answers(400, format!(r#"{{"errors":["{}"]}}"#, "x".repeat(900 * 1024)));
    assert!(matches!(ask(&gateway, Ask::Report).await.outcome, Outcome::Rejected { .. }));
    gateway.answers(400, format!(r#"{{"errors":["{}"]}}"#, "x".repeat(1100 * 1024)));
    assert_eq!(ask(&gateway, Ask::Report).await.outcome, unknown(UnknownCause::Incomplete));
}

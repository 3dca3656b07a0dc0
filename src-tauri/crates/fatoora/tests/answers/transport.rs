use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sanduq_fatoora::{CsidOutcome, Otp, Outcome, RequestId, RetryCause, SubmissionBody, UnknownCause};
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;

use crate::gateway::{Gateway, client, client_with, credentials, raw, submission};

#[tokio::test]
async fn each_operation_asks_in_its_own_form() {
    let gateway = Gateway::open().await;
    gateway.answers(500, "");
    let client = gateway.client();
    let otp: Otp = "123345".parse().unwrap();
    let csr = "-----BEGIN CERTIFICATE REQUEST-----\nTUlJ\n-----END CERTIFICATE REQUEST-----\n";
    client.request_compliance_csid(&otp, csr).await;
    client.check_compliance(&credentials(), &submission()).await;
    client.request_production_csid(&credentials(), &RequestId::new("1764150000123")).await;
    client.renew_production_csid(&credentials(), &otp, csr).await;
    client.report(&credentials(), &submission()).await;
    client.clear(&credentials(), &submission()).await;

    let expected = [
        ("POST", "compliance", Some("123345"), None),
        ("POST", "compliance/invoices", None, None),
        ("POST", "production/csids", None, None),
        ("PATCH", "production/csids", Some("123345"), None),
        ("POST", "invoices/reporting/single", None, Some("0")),
        ("POST", "invoices/clearance/single", None, Some("1")),
    ];
    let asked = gateway.asked();
    assert_eq!(asked.len(), expected.len(), "one request each, and no second attempt");
    let pair = BASE64.encode(format!("{}:{}", credentials().token().expose(), credentials().secret().expose()));
    for (number, (asked, (method, path, otp, clearance))) in asked.iter().zip(expected).enumerate() {
        assert_eq!(asked.method, method);
        assert_eq!(asked.path, format!("/e-invoicing/simulation/{path}"));
        assert_eq!(asked.header("otp"), otp);
        assert_eq!(asked.header("clearance-status"), clearance);
        assert_eq!(asked.header("accept-version"), Some("V2"));
        assert_eq!(asked.header("content-type"), Some("application/json"));
        assert_eq!(asked.header("accept"), Some("application/json"));
        assert_eq!(asked.header("accept-language"), Some("en"));
        assert_eq!(asked.header("accept-encoding"), None);
        assert_eq!(asked.header("cookie"), None);
        let authorization = (number != 0).then(|| format!("Basic {pair}"));
        assert_eq!(asked.header("authorization"), authorization.as_deref());
    }
    for number in [0, 3] {
        let body: Value = serde_json::from_slice(&asked[number].body).unwrap();
        assert_eq!(BASE64.decode(body["csr"].as_str().unwrap()).unwrap(), csr.as_bytes());
    }
    assert_eq!(asked[2].body, r#"{"compliance_request_id":"1764150000123"}"#);
    for number in [1, 4, 5] {
        assert_eq!(asked[number].body, submission().body().into_bytes());
    }
}

#[tokio::test]
async fn stored_bytes_are_sent_as_they_are() {
    let gateway = Gateway::open().await;
    gateway.answers(500, "");
    let stored = br#"{ "uuid": "odd order", "invoice":"", "invoiceHash":"" }"#.to_vec();
    gateway.client().report(&credentials(), SubmissionBody::from(stored.clone())).await;
    assert_eq!(gateway.asked()[0].body, stored);
}

#[tokio::test]
async fn cookies_are_not_kept() {
    let gateway = Gateway::open().await;
    gateway.answers_with(500, "", &[("set-cookie", "TS01=abc; Path=/")]);
    let client = gateway.client();
    client.report(&credentials(), &submission()).await;
    client.report(&credentials(), &submission()).await;
    assert_eq!(gateway.asked()[1].header("cookie"), None);
}

#[tokio::test]
async fn nobody_at_the_address_means_nothing_was_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let answer = client(&address).report(&credentials(), &submission()).await;
    assert_eq!(answer.outcome, Outcome::Retry { cause: RetryCause::Network, after: None });
    assert_eq!((answer.status, answer.body.as_str()), (None, ""));
}

#[tokio::test]
async fn a_failed_handshake_means_nothing_was_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nthis is no TLS").await.unwrap();
        }
    });
    let answer = client(&address).report(&credentials(), &submission()).await;
    assert_eq!(answer.outcome, Outcome::Retry { cause: RetryCause::Network, after: None });
}

#[tokio::test]
async fn silence_after_sending_is_unknown() {
    let impatient = client_with(&raw(None).await, Duration::from_millis(200));
    let answer = impatient.report(&credentials(), &submission()).await;
    assert_eq!(answer.outcome, Outcome::Unknown { cause: UnknownCause::Timeout });
    assert_eq!(answer.status, None);
    let otp: Otp = "123345".parse().unwrap();
    let csid = impatient.request_compliance_csid(&otp, "csr").await.outcome;
    assert_eq!(csid, CsidOutcome::Unknown { cause: UnknownCause::Timeout });
}

#[tokio::test]
async fn answers_that_break_off_are_unknown() {
    let cases: [(&[u8], UnknownCause); 6] = [
        (b"", UnknownCause::Disconnected),
        (b"HTTP/1.1 200 OK\r\nContent-Le", UnknownCause::Disconnected),
        (b"complete nonsense\r\n\r\n", UnknownCause::Disconnected),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"reportingStatus\":\"REPORTED\"}", UnknownCause::Incomplete),
        (b"HTTP/1.1 400 X\r\nContent-Length: 900\r\n\r\n{\"errors\":[\"a\"]}", UnknownCause::Incomplete),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"rep", UnknownCause::Incomplete),
    ];
    for (bytes, cause) in cases {
        let answer = client(&raw(Some(bytes)).await).report(&credentials(), &submission()).await;
        let shown = String::from_utf8_lossy(bytes);
        assert_eq!(answer.outcome, Outcome::Unknown { cause }, "{shown}");
    }
}

#[tokio::test]
async fn a_duplicate_answer_counts_even_when_its_body_breaks_off() {
    let address = raw(Some(b"HTTP/1.1 409 Conflict\r\nContent-Length: 900\r\n\r\n{\"val")).await;
    let answer = client(&address).report(&credentials(), &submission()).await;
    assert_eq!(answer.outcome, Outcome::AlreadyAccepted { cleared: None });
}

#[tokio::test]
async fn a_broken_off_csid_answer_is_unknown_and_its_record_says_nothing() {
    let bytes =
        b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"binarySecurityToken\":\"VFVsSlEw\",\"secret\":\"aHVz";
    let otp: Otp = "123345".parse().unwrap();
    let answer = client(&raw(Some(bytes)).await).request_compliance_csid(&otp, "csr").await;
    assert_eq!(answer.outcome, CsidOutcome::Unknown { cause: UnknownCause::Incomplete });
    assert!(!answer.body.contains("VFVs") && !answer.body.contains("aHVz"));
}

#[tokio::test]
async fn nothing_that_prints_shows_a_secret() {
    let gateway = Gateway::open().await;
    gateway.answers(500, "");
    let client = gateway.client();
    let otp: Otp = "987654".parse().unwrap();
    let answer = client.renew_production_csid(&credentials(), &otp, "csr").await;
    let printed = format!("{client:?} {answer:?} {otp:?} {:?} {:#?}", credentials(), credentials());
    for secret in ["987654", credentials().token().expose(), credentials().secret().expose()] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

/// Error pages quote headers. What is kept and shown of an answer has none of what the request carried in secret.
#[tokio::test]
async fn what_an_edge_writes_back_of_a_request_is_blotted_out() {
    let gateway = Gateway::open().await;
    let client = gateway.client();
    let otp: Otp = "730512".parse().unwrap();
    let (token, secret) = (credentials().token().expose().to_owned(), credentials().secret().expose().to_owned());
    let basic = BASE64.encode(format!("{token}:{secret}"));
    let html = format!("<html><pre>Authorization: Basic {basic}\nOTP: 730512\n{token}:{secret}</pre></html>");
    let said = format!("730512 and {basic} and {secret}");
    let json = serde_json::json!({ "errors": [{ "code": "Invalid-X", "category": &said, "message": &said }] });
    let shown = |kept: String| {
        let quoted = [&basic[..12], &secret[..12], &token[..12], "730512"].map(|part| kept.contains(part));
        assert_eq!(quoted, [false; 4], "{kept}");
        assert!(kept.contains("[redacted]"), "{kept}");
    };
    for (status, body) in [(502, html.clone()), (403, html.clone()), (400, html), (400, json.to_string())] {
        gateway.answers(status, body);
        // The password goes with CSIDs only: what nobody sent is nobody's secret.
        for answer in [
            client.report(&credentials(), &submission()).await,
            client.clear(&credentials(), &submission()).await,
            client.check_compliance(&credentials(), &submission()).await,
        ] {
            shown(format!("{} {:?}", answer.body, answer.outcome).replace("730512", ""));
        }
        let answer = client.renew_production_csid(&credentials(), &otp, "csr").await;
        shown(format!("{} {:?}", answer.body, answer.outcome));
        let answer = client.request_compliance_csid(&otp, "csr").await;
        assert!(!format!("{} {:?}", answer.body, answer.outcome).contains("730512"), "{}", answer.body);
    }
}

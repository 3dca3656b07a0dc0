//! What the gateway tolerates and a good client does not do.

use fatoora_core::invoice::InvoiceSubType::Simplified;
use sanduq_fatoora::Outcome;
use sanduq_simulator::{Running, Settings};
use serde_json::Value;

use crate::http::{Raw, basic, sent};
use crate::till::{FIRST_PIH, Paper, Till, now, simulator_by_identity, simulator_with};

fn kinds(simulator: &Running) -> Vec<String> {
    simulator.violations().unwrap().into_iter().map(|violation| violation.kind).collect()
}

#[tokio::test]
async fn headers_that_are_wrong_or_one_too_many_are_noted() {
    let simulator = simulator_by_identity().await;
    let raw = Raw::new(&simulator);
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    let request = raw
        .request("POST", "/invoices/reporting/single")
        .header("Authorization", basic(&production))
        .header("Clearance-Status", "1")
        .header("OTP", "123456")
        .body(document.body().into_bytes());
    assert_eq!(sent(request).await.0, 200, "tolerated");
    assert_eq!(kinds(&simulator), ["extra_otp", "clearance_status"]);
    simulator.stop().await;
}

#[tokio::test]
async fn other_bytes_for_the_same_document_are_noted() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    let body = document.body().into_bytes();
    till.client.report(&production, sanduq_fatoora::SubmissionBody::from(body.clone())).await;
    let spaced: Vec<u8> =
        body.iter().flat_map(|byte| if *byte == b',' { vec![b',', b' '] } else { vec![*byte] }).collect();
    till.client.report(&production, sanduq_fatoora::SubmissionBody::from(spaced)).await;
    assert_eq!(kinds(&simulator), ["changed_bytes", "resend_after_final"]);
    simulator.stop().await;
}

#[tokio::test]
async fn duplicates_beyond_the_allowed_are_noted_and_counted() {
    let simulator = simulator_with(Settings { allowed_duplicates: 2, ..Settings::default() }).await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    for _ in 0..4 {
        till.client.report(&production, &document).await;
    }
    assert_eq!(simulator.accepted().unwrap()[0].duplicates, 3);
    assert_eq!(kinds(&simulator).iter().filter(|kind| *kind == "too_many_duplicates").count(), 1);
    simulator.stop().await;
}

#[tokio::test]
async fn haste_is_noted_by_the_gateways_clock() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.set_settings(Settings { allowed_per_second: Some(2), ..simulator.settings() });
    simulator.freeze_clock(simulator.now() + time::Duration::seconds(2));
    for _ in 0..2 {
        let document = till.next(&production, Simplified);
        till.client.report(&production, &document).await;
    }
    assert_eq!(kinds(&simulator), Vec::<String>::new());
    let document = till.next(&production, Simplified);
    assert!(matches!(till.client.report(&production, &document).await.outcome, Outcome::Accepted { .. }), "tolerated");
    assert_eq!(kinds(&simulator), ["too_fast"]);
    simulator.stop().await;
}

#[tokio::test]
async fn a_chain_with_a_wrong_link_is_noted() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let first = till.next(&production, Simplified);
    till.client.report(&production, &first).await;
    till.skip_number();
    let unlinked = till.document(&production, Simplified, Paper::Invoice, 2, FIRST_PIH, now());
    let answer = till.client.report(&production, &unlinked).await;
    assert!(matches!(answer.outcome, Outcome::Accepted { .. }), "never a reason to reject: {}", answer.body);
    assert_eq!(kinds(&simulator), ["pih"]);
    let again = till.document(&production, Simplified, Paper::Invoice, 2, &unlinked.invoice_hash, now());
    till.client.report(&production, &again).await;
    assert!(kinds(&simulator).contains(&"icv_reused".to_owned()));
    simulator.stop().await;
}

#[tokio::test]
async fn nothing_secret_stands_in_the_log() {
    let simulator = simulator_by_identity().await;
    let raw = Raw::new(&simulator);
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    let body: Value = serde_json::from_slice(&document.body().into_bytes()).unwrap();
    raw.as_unit("/invoices/reporting/single", &production, &body).await;
    let log = serde_json::to_string(&simulator.log().unwrap()).unwrap();
    for secret in [production.token().expose(), production.secret().expose(), &basic(&production)] {
        assert!(!log.contains(secret));
    }
    assert!(log.contains("authorization: [redacted]") && log.contains("otp: [redacted]"));
    simulator.stop().await;
}

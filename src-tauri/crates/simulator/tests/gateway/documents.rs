use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fatoora_core::invoice::InvoiceSubType::{Simplified, Standard};
use fatoora_core::invoice::sign::invoice_hash_base64_from_xml_str;
use sanduq_fatoora::{Outcome, Submission, SubmissionBody};
use sanduq_simulator::Clearance;
use time::Duration;

use crate::till::{Till, now, simulator};

fn codes(outcome: &Outcome) -> Vec<&str> {
    match outcome {
        Outcome::Rejected { errors } => errors.iter().map(|error| error.code.as_str()).collect(),
        Outcome::Accepted { warnings, .. } => warnings.iter().map(|warning| warning.code.as_str()).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn reported_documents_are_recorded_once_and_form_a_chain() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    for icv in 1..=3 {
        let document = till.next(&production, Simplified);
        let answer = till.client.report(&production, &document).await;
        assert_eq!(answer.status, Some(200), "{}", answer.body);
        assert_eq!(answer.outcome, Outcome::Accepted { warnings: vec![], cleared: None });
        let recorded = simulator.accepted().unwrap();
        assert_eq!(recorded.last().map(|last| (last.icv, last.hash.clone())), Some((icv, document.invoice_hash)));
    }
    assert_eq!(simulator.violations().unwrap(), vec![]);
    simulator.stop().await;
}

#[tokio::test]
async fn a_resend_is_already_accepted() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    let stored = document.body().into_bytes();
    till.client.report(&production, SubmissionBody::from(stored.clone())).await;
    let again = till.client.report(&production, SubmissionBody::from(stored)).await;
    assert_eq!(again.status, Some(409));
    assert_eq!(again.outcome, Outcome::AlreadyAccepted { cleared: None });
    let recorded = simulator.accepted().unwrap();
    assert_eq!((recorded.len(), recorded[0].duplicates), (1, 1));
    // The verdict had been delivered: a good till does not ask twice.
    assert_eq!(simulator.violations().unwrap()[0].kind, "resend_after_final");
    simulator.stop().await;
}

#[tokio::test]
async fn after_a_day_the_same_hash_counts_as_new_but_is_recorded_once() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    till.client.report(&production, &document).await;
    simulator.shift_clock(25 * 60 * 60);
    let later = till.client.report(&production, &document).await;
    assert_eq!(later.status, Some(202));
    assert_eq!(codes(&later.outcome), ["BR-KSA-98"]);
    assert_eq!(simulator.accepted().unwrap().len(), 1);
    simulator.stop().await;
}

#[tokio::test]
async fn a_document_a_day_late_is_accepted_with_a_warning() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next_at(&production, Simplified, now() - Duration::hours(25));
    let answer = till.client.report(&production, &document).await;
    assert_eq!(answer.status, Some(202));
    assert_eq!(codes(&answer.outcome), ["BR-KSA-98"]);
    simulator.stop().await;
}

#[tokio::test]
async fn a_document_of_tomorrow_is_rejected() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next_at(&production, Simplified, now() + Duration::hours(30));
    let answer = till.client.report(&production, &document).await;
    assert!(codes(&answer.outcome).contains(&"BR-KSA-04"), "{}", answer.body);
    simulator.stop().await;
}

#[tokio::test]
async fn a_tampered_document_is_rejected() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    let xml = String::from_utf8(BASE64.decode(&document.invoice_base64).unwrap()).unwrap();
    let cheaper = xml.replace("Dates", "Grapes");
    let same_hash = Submission::of_xml(&document.invoice_hash, &document.uuid, cheaper.as_bytes());
    let answer = till.client.report(&production, &same_hash).await;
    assert_eq!(answer.status, Some(400));
    assert!(codes(&answer.outcome).contains(&"invalid-invoice-hash"), "{}", answer.body);

    let new_hash = invoice_hash_base64_from_xml_str(&cheaper).unwrap();
    let rehashed = Submission::of_xml(new_hash, &document.uuid, cheaper.as_bytes());
    let answer = till.client.report(&production, &rehashed).await;
    assert!(matches!(answer.outcome, Outcome::Rejected { .. }), "the stamp and QR are of the other hash");
    assert!(simulator.accepted().unwrap().is_empty());
    let kinds: Vec<String> = simulator.violations().unwrap().into_iter().map(|found| found.kind).collect();
    assert!(kinds.contains(&"changed_bytes".to_owned()), "{kinds:?}");
    simulator.stop().await;
}

#[tokio::test]
async fn request_fields_must_fit_the_document() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let right = till.next(&production, Simplified);
    let other_uuid = "4f0c1d62-9a7e-4b55-8d0e-2f6b1c3a7e90";
    let cases = [
        (Submission { uuid: other_uuid.into(), ..right.clone() }, "INVOICE_UUID_VALIDATION"),
        (Submission { uuid: "no".into(), ..right.clone() }, "Invalid-UUID"),
        (Submission { invoice_hash: "bm8=".into(), ..right.clone() }, "Invalid-InvoiceHash"),
        (Submission { invoice_base64: "<Invoice/>".into(), ..right.clone() }, "XSD_ZATCA_INVALID"),
        (Submission { invoice_base64: BASE64.encode("<Invoice/>"), ..right.clone() }, "XSD_ZATCA_INVALID"),
        (Submission { invoice_base64: BASE64.encode("<Invoice"), ..right.clone() }, "XSD_ZATCA_INVALID"),
    ];
    for (wrong, code) in cases {
        let answer = till.client.report(&production, &wrong).await;
        assert!(codes(&answer.outcome).contains(&code), "{code}: {}", answer.body);
    }
    simulator.stop().await;
}

#[tokio::test]
async fn documents_go_their_own_way() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let simplified = till.next(&production, Simplified);
    let standard = till.next(&production, Standard);
    let wrong_way = [
        till.client.clear(&production, &simplified).await.outcome,
        till.client.report(&production, &standard).await.outcome,
    ];
    for outcome in &wrong_way {
        assert_eq!(codes(outcome), ["XML-INVOICE-ERROR"]);
    }
    simulator.stop().await;
}

#[tokio::test]
async fn a_cleared_document_comes_back_stamped_and_with_a_qr() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Standard);
    let answer = till.client.clear(&production, &document).await;
    assert_eq!(answer.status, Some(200), "{}", answer.body);
    let Outcome::Accepted { cleared: Some(cleared), .. } = answer.outcome else { panic!("{:?}", answer.outcome) };
    let cleared = String::from_utf8(cleared).unwrap();
    assert!(cleared.contains("<cbc:ID>QR</cbc:ID>") && cleared.contains("SignatureValue"));
    assert_eq!(invoice_hash_base64_from_xml_str(&cleared).unwrap(), document.invoice_hash);

    let again = till.client.clear(&production, &document).await;
    assert_eq!(again.status, Some(208));
    assert_eq!(again.outcome, Outcome::AlreadyAccepted { cleared: Some(cleared.into_bytes()) });
    simulator.stop().await;
}

#[tokio::test]
async fn with_clearance_off_the_client_is_told_so_and_reports_instead() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.set_clearance(Clearance::Off);
    let document = till.next(&production, Standard);
    let answer = till.client.clear(&production, &document).await;
    assert_eq!((answer.status, answer.outcome), (Some(303), Outcome::ClearanceOff));
    let answer = till.client.report(&production, &document).await;
    assert_eq!(answer.outcome, Outcome::Accepted { warnings: vec![], cleared: None });
    simulator.set_clearance(Clearance::On);
    let cleared_only = till.next(&production, Standard);
    let answer = till.client.report(&production, &cleared_only).await;
    assert_eq!(codes(&answer.outcome), ["XML-INVOICE-ERROR"]);
    simulator.stop().await;
}

#[tokio::test]
async fn gaps_in_the_chain_are_violations_not_rejections() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let first = till.next(&production, Simplified);
    till.client.report(&production, &first).await;
    till.skip_number();
    let third = till.next(&production, Simplified);
    assert!(matches!(till.client.report(&production, &third).await.outcome, Outcome::Accepted { .. }));
    assert_eq!(simulator.violations().unwrap()[0].kind, "icv_gap");
    simulator.stop().await;
}

#[tokio::test]
async fn order_of_submission_is_free() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let mut documents: Vec<Submission> = (0..4).map(|_| till.next(&production, Simplified)).collect();
    documents.reverse();
    for document in &documents {
        assert!(matches!(till.client.report(&production, document).await.outcome, Outcome::Accepted { .. }));
    }
    assert_eq!(simulator.violations().unwrap(), vec![]);
    simulator.stop().await;
}

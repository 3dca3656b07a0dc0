use fatoora_core::config::EnvironmentType;
use fatoora_core::csr::SigningKey;
use fatoora_core::invoice::InvoiceSubType;
use sanduq_fatoora::{CsidOutcome, Environment, Outcome};
use sanduq_simulator::OtpKind;

use crate::till::{Till, VAT, csr, issued, otp, simulator};

#[tokio::test]
async fn a_simplified_till_passes_the_gate_step_by_step() {
    let simulator = simulator().await;
    let till = Till::new(&simulator, "0100");
    let answer = till.client.request_compliance_csid(&otp(&simulator), &till.csr_pem).await;
    assert_eq!(answer.status, Some(200));
    let (request_id, compliance) = issued(answer.outcome);

    let early = till.client.request_production_csid(&compliance, &request_id).await.outcome;
    let steps = ["simplified-compliant", "simplified-credit-note-compliant", "simplified-debit-note-compliant"];
    assert_eq!(early, CsidOutcome::MissingSteps { steps: steps.map(str::to_owned).to_vec() });

    till.pass_samples(&compliance, InvoiceSubType::Simplified).await;
    let (_, production) = issued(till.client.request_production_csid(&compliance, &request_id).await.outcome);
    assert_ne!(production, compliance);
    assert!(simulator.accepted().unwrap().is_empty(), "samples are not recorded");
    simulator.stop().await;
}

#[tokio::test]
async fn a_till_for_all_documents_needs_six_samples() {
    let simulator = simulator().await;
    let (_, production) = Till::onboarded_by_its_samples(&simulator).await;
    assert!(production.certificate_base64().unwrap().starts_with("MII"));
    simulator.stop().await;
}

#[tokio::test]
async fn a_one_time_password_is_for_one_number_and_one_use() {
    let simulator = simulator().await;
    let till = Till::new(&simulator, "0100");
    let wrong = "000000".parse().unwrap();
    let unknown = till.client.request_compliance_csid(&wrong, &till.csr_pem).await.outcome;
    assert!(matches!(unknown, CsidOutcome::WrongOtp { .. }), "{unknown:?}");

    let others = simulator.issue_otp("311111111100003", OtpKind::New).unwrap().parse().unwrap();
    let other = till.client.request_compliance_csid(&others, &till.csr_pem).await.outcome;
    assert!(matches!(other, CsidOutcome::WrongOtp { .. }), "{other:?}");

    let renewal = simulator.issue_otp(VAT, OtpKind::Renewal).unwrap().parse().unwrap();
    let kind = till.client.request_compliance_csid(&renewal, &till.csr_pem).await.outcome;
    assert!(matches!(kind, CsidOutcome::WrongOtp { .. }), "{kind:?}");

    let right = otp(&simulator);
    issued(till.client.request_compliance_csid(&right, &till.csr_pem).await.outcome);
    let again = till.client.request_compliance_csid(&right, &till.csr_pem).await.outcome;
    assert!(matches!(again, CsidOutcome::WrongOtp { .. }), "{again:?}");
    simulator.stop().await;
}

#[tokio::test]
async fn a_wrong_request_is_refused_and_leaves_the_password_unused() {
    let simulator = simulator().await;
    let till = Till::new(&simulator, "0100");
    let password = otp(&simulator);
    let other_template = csr(&till.key, EnvironmentType::Production, "0100");
    let bad_title = csr(&till.key, EnvironmentType::Simulation, "0000");
    let mut tampered = till.csr_pem.clone();
    let middle = tampered.len() / 2;
    let flipped = if tampered.as_bytes()[middle] == b'A' { "B" } else { "A" };
    tampered.replace_range(middle..=middle, flipped);
    for wrong in [other_template.as_str(), &bad_title, &tampered, "no request at all", ""] {
        let answer = till.client.request_compliance_csid(&password, wrong).await;
        assert!(matches!(answer.outcome, CsidOutcome::InvalidCsr { .. }), "{:?} {}", answer.outcome, answer.body);
    }
    issued(till.client.request_compliance_csid(&password, &till.csr_pem).await.outcome);
    simulator.stop().await;
}

#[tokio::test]
async fn credentials_open_only_their_own_doors() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, InvoiceSubType::Simplified);
    assert_eq!(till.client.check_compliance(&production, &document).await.outcome, Outcome::Auth);

    let wrong_secret = sanduq_fatoora::Credentials::new(Environment::Training, production.token().expose(), "c2VjcmV0");
    assert_eq!(till.client.report(&wrong_secret, &document).await.outcome, Outcome::Auth);
    let wrong_token = sanduq_fatoora::Credentials::new(Environment::Training, "TUlJ", production.secret().expose());
    assert_eq!(till.client.report(&wrong_token, &document).await.outcome, Outcome::Auth);
    assert!(simulator.accepted().unwrap().is_empty());
    simulator.stop().await;
}

#[tokio::test]
async fn a_renewal_asks_for_the_samples_again() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    till.key = SigningKey::generate();
    till.csr_pem = csr(&till.key, EnvironmentType::Simulation, "0100");
    let password = simulator.issue_otp(VAT, OtpKind::Renewal).unwrap().parse().unwrap();
    let answer = till.client.renew_production_csid(&production, &password, &till.csr_pem).await;
    assert_eq!(answer.status, Some(428));
    let CsidOutcome::ComplianceNeeded { request_id, credentials } = answer.outcome else {
        panic!("{:?}", answer.outcome)
    };
    till.pass_samples(&credentials, InvoiceSubType::Simplified).await;
    issued(till.client.request_production_csid(&credentials, &request_id).await.outcome);
    simulator.stop().await;
}

#[tokio::test]
async fn no_secret_reaches_the_log() {
    let simulator = simulator().await;
    let password = otp(&simulator);
    let till = Till::new(&simulator, "0100");
    let answer = till.client.request_compliance_csid(&password, &till.csr_pem).await;
    let kept = answer.body.clone();
    let (_, compliance) = issued(answer.outcome);
    let log = format!("{:?} {kept}", simulator.log().unwrap());
    for secret in [password.expose(), compliance.token().expose(), compliance.secret().expose()] {
        assert!(!log.contains(secret));
    }
    simulator.stop().await;
}

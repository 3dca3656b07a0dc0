//! Each kind of fault, and where a careful client ends.

use std::time::Duration;

use fatoora_core::invoice::InvoiceSubType::{Simplified, Standard};
use sanduq_fatoora::{
    Client, ConfigReason, Configuration, CsidOutcome, Environment, Outcome, RetryCause, UnknownCause,
};
use sanduq_simulator::{
    EmptyRejection, Fault, FaultKind, Match, Operation, OtpKind, Profile, Simulator, SimulatorConfig, UnprovenSuccess,
    When,
};

use crate::till::{Till, VAT, client_with, issued, otp, simulator, simulator_by_identity};

fn once(kind: FaultKind) -> Fault {
    Fault::once(kind).on(Operation::Reporting)
}

fn status(code: u16) -> FaultKind {
    FaultKind::Status { code, body: None, retry_after: None }
}

fn text(code: u16, body: &str) -> FaultKind {
    FaultKind::Status { code, body: Some(body.to_owned()), retry_after: None }
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

#[tokio::test]
async fn what_was_not_judged_is_accepted_on_the_second_try() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let rate = FaultKind::Status { code: 429, body: None, retry_after: Some(7) };
    let rejection = |form| FaultKind::EmptyRejection { form };
    let success = |form| FaultKind::UnprovenSuccess { form };
    let cases = [
        (FaultKind::Reset, unknown(UnknownCause::Disconnected)),
        (FaultKind::ResetMidRequest, unknown(UnknownCause::Disconnected)),
        (status(500), unknown(UnknownCause::Server)),
        (text(500, r#"{"category":"HTTP-Errors","code":"500","message":"no"}"#), unknown(UnknownCause::Server)),
        (text(500, ""), unknown(UnknownCause::Server)),
        (status(502), unknown(UnknownCause::Server)),
        (status(503), unknown(UnknownCause::Server)),
        (status(504), unknown(UnknownCause::Server)),
        (rate, Outcome::Retry { cause: RetryCause::Rate, after: Some(Duration::from_secs(7)) }),
        (rejection(EmptyRejection::Null), retry(RetryCause::EmptyRejection)),
        (rejection(EmptyRejection::Empty), retry(RetryCause::EmptyRejection)),
        (rejection(EmptyRejection::Html), retry(RetryCause::EmptyRejection)),
        (success(UnprovenSuccess::Empty), unknown(UnknownCause::Unreadable)),
        (success(UnprovenSuccess::Braces), unknown(UnknownCause::NoEvidence)),
        (success(UnprovenSuccess::Html), unknown(UnknownCause::Unreadable)),
        (success(UnprovenSuccess::ButError), unknown(UnknownCause::Contradictory)),
        (success(UnprovenSuccess::NotReported), unknown(UnknownCause::Contradictory)),
        (status(413), retry(RetryCause::Payload)),
        (status(401), Outcome::Auth),
        (text(401, ""), Outcome::Auth),
        (status(403), config(ConfigReason::Forbidden)),
        (status(404), config(ConfigReason::WrongAddress)),
        (status(405), config(ConfigReason::WrongAddress)),
        (status(406), config(ConfigReason::Version)),
        (status(415), config(ConfigReason::ContentType)),
        (FaultKind::ClearanceOff, config(ConfigReason::Redirected)),
        (FaultKind::RedirectWithLocation { code: 307 }, config(ConfigReason::Redirected)),
    ];
    for (kind, expected) in cases {
        let document = till.next(&production, Simplified);
        simulator.arm(once(kind.clone()));
        assert_eq!(till.client.report(&production, &document).await.outcome, expected, "{kind:?}");
        let second = till.client.report(&production, &document).await.outcome;
        assert!(matches!(second, Outcome::Accepted { .. }), "{kind:?}: {second:?}");
    }
    assert_eq!(simulator.violations().unwrap(), vec![]);
    simulator.stop().await;
}

#[tokio::test]
async fn a_lost_verdict_is_learnt_by_sending_the_same_bytes() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let impatient = client_with(&simulator, Duration::from_millis(1500));
    let cases = [
        (FaultKind::CommitThenReset, unknown(UnknownCause::Disconnected)),
        (FaultKind::CommitThenHang, unknown(UnknownCause::Timeout)),
        (FaultKind::CommitThenStatus { code: 504, body: None }, unknown(UnknownCause::Server)),
        (FaultKind::TruncatedJson { when: When::After }, unknown(UnknownCause::Unreadable)),
        (FaultKind::ChunkStall { when: When::After }, unknown(UnknownCause::Incomplete)),
        (FaultKind::BigBody { bytes: 3 << 20 }, unknown(UnknownCause::Incomplete)),
        (FaultKind::DeepJson { depth: 5_000 }, unknown(UnknownCause::Unreadable)),
    ];
    for (number, (kind, expected)) in cases.into_iter().enumerate() {
        let document = till.next(&production, Simplified);
        simulator.arm(once(kind.clone()));
        assert_eq!(impatient.report(&production, &document).await.outcome, expected, "{kind:?}");
        assert_eq!(simulator.accepted().unwrap().len(), number + 1);
        let second = till.client.report(&production, &document).await.outcome;
        assert_eq!(second, Outcome::AlreadyAccepted { cleared: None }, "{kind:?}");
    }
    assert_eq!(simulator.violations().unwrap(), vec![], "a resend after a lost answer is right");
    simulator.stop().await;
}

/// Where a reset comes in the middle, the client may have seen the head of the answer or nothing.
#[tokio::test]
async fn an_answer_that_breaks_off_proves_nothing() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let impatient = client_with(&simulator, Duration::from_millis(1500));
    let broken: [fn(When) -> FaultKind; 4] = [
        |when| FaultKind::ResetMidBody { when },
        |when| FaultKind::TruncatedJson { when },
        |when| FaultKind::WrongContentLength { when },
        |when| FaultKind::ChunkStall { when },
    ];
    for kind in broken {
        for when in [When::Before, When::After] {
            let document = till.next(&production, Simplified);
            simulator.arm(once(kind(when)));
            let first = impatient.report(&production, &document).await.outcome;
            assert!(matches!(first, Outcome::Unknown { .. }), "{:?}: {first:?}", kind(when));
            let recorded = simulator.accepted_of(None, Some(&document.invoice_hash)).unwrap().len();
            assert_eq!(recorded, usize::from(when == When::After), "{:?}", kind(when));
            let second = till.client.report(&production, &document).await.outcome;
            match when {
                When::Before => assert!(matches!(second, Outcome::Accepted { .. }), "{second:?}"),
                When::After => assert_eq!(second, Outcome::AlreadyAccepted { cleared: None }),
            }
        }
    }
    assert_eq!(simulator.violations().unwrap(), vec![]);
    simulator.stop().await;
}

#[tokio::test]
async fn a_hanging_gateway_has_not_judged() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let impatient = client_with(&simulator, Duration::from_millis(300));
    let document = till.next(&production, Simplified);
    simulator.arm(once(FaultKind::Hang));
    let lost = impatient.report(&production, &document).await;
    assert_eq!((lost.status, lost.outcome), (None, unknown(UnknownCause::Timeout)));
    assert!(simulator.accepted().unwrap().is_empty());
    simulator.stop().await;
}

#[tokio::test]
async fn a_slow_gateway_is_waited_for() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    simulator.arm(once(FaultKind::Latency { ms: 120, jitter_ms: 30 }));
    let answer = till.client.report(&production, &document).await;
    assert_eq!(answer.outcome, Outcome::Accepted { warnings: vec![], cleared: None });
    assert!(answer.elapsed >= Duration::from_millis(120));
    simulator.stop().await;
}

#[tokio::test]
async fn a_refusing_gateway_received_nothing_and_comes_back() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    simulator.arm(Fault::once(FaultKind::Refuse));
    let network = retry(RetryCause::Network);
    // The port closes a moment after the lever is pulled.
    let refused = loop {
        let outcome = till.client.report(&production, &document).await.outcome;
        if !matches!(outcome, Outcome::Unknown { .. } | Outcome::Accepted { .. } | Outcome::AlreadyAccepted { .. }) {
            break outcome;
        }
    };
    assert_eq!(refused, network);
    simulator.clear_faults();
    let accepted = loop {
        let outcome = till.client.report(&production, &document).await.outcome;
        if outcome != network {
            break outcome;
        }
    };
    assert!(matches!(accepted, Outcome::Accepted { .. } | Outcome::AlreadyAccepted { .. }), "{accepted:?}");
    simulator.stop().await;
}

#[tokio::test]
async fn an_impostor_receives_nothing() {
    let any = "127.0.0.1:0".parse().unwrap();
    let config = SimulatorConfig { impostor: Some(any), ..SimulatorConfig::default() };
    let simulator = Simulator::start(config).await.unwrap();
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    let address = simulator.impostor_url(Profile::Simulation).unwrap();
    let client = Client::new(Configuration::at(Environment::Training, &address).unwrap()).unwrap();
    assert_eq!(client.report(&production, &document).await.outcome, retry(RetryCause::Network));
    assert_eq!(simulator.violations().unwrap(), vec![]);

    let careless = reqwest::Client::builder().no_proxy().tls_danger_accept_invalid_certs(true).build().unwrap();
    assert!(careless.get(address).send().await.is_err(), "there is nobody to talk to");
    assert_eq!(simulator.violations().unwrap()[0].kind, "trusted_impostor");
    simulator.stop().await;
}

#[tokio::test]
async fn a_first_submission_may_be_told_as_a_duplicate() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let simplified = till.next(&production, Simplified);
    simulator.arm(Fault::once(FaultKind::FalseDuplicate { delay_ms: 60 }));
    let answer = till.client.report(&production, &simplified).await;
    assert_eq!((answer.status, answer.outcome), (Some(409), Outcome::AlreadyAccepted { cleared: None }));
    assert!(answer.elapsed >= Duration::from_millis(60));

    let standard = till.next(&production, Standard);
    simulator.arm(Fault::once(FaultKind::FalseDuplicate { delay_ms: 0 }));
    let answer = till.client.clear(&production, &standard).await;
    assert!(matches!(answer.outcome, Outcome::AlreadyAccepted { cleared: Some(_) }), "{:?}", answer.outcome);
    assert_eq!(answer.status, Some(208));
    let recorded = simulator.accepted().unwrap();
    assert_eq!(recorded.iter().map(|document| document.duplicates).collect::<Vec<_>>(), [0, 0]);
    simulator.stop().await;
}

#[tokio::test]
async fn a_rejection_is_never_told_as_a_duplicate() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let standard = till.next(&production, Standard);
    simulator.arm(once(FaultKind::FalseDuplicate { delay_ms: 0 }));
    let answer = till.client.report(&production, &standard).await;
    assert!(matches!(answer.outcome, Outcome::Rejected { .. }), "{:?}", answer.outcome);
    simulator.stop().await;
}

#[tokio::test]
async fn whoever_follows_a_redirection_is_found_out() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Standard);
    simulator.arm(Fault::once(FaultKind::RedirectWithLocation { code: 303 }));
    assert_eq!(till.client.clear(&production, &document).await.outcome, Outcome::ClearanceOff);
    assert_eq!(simulator.violations().unwrap(), vec![], "the real client stays");

    simulator.arm(Fault::once(FaultKind::RedirectWithLocation { code: 307 }));
    let follower = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let url = format!("{}/compliance", simulator.gateway_url(Profile::Simulation));
    follower.post(url).body("{}").send().await.unwrap();
    assert_eq!(simulator.violations().unwrap()[0].kind, "followed_redirect");
    simulator.stop().await;
}

#[tokio::test]
async fn the_gateways_clock_may_be_wrong_for_one_document() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let skew = |hours: i64| once(FaultKind::ClockSkew { seconds: hours * 60 * 60 });
    simulator.arm(skew(26));
    let late = till.next(&production, Simplified);
    let Outcome::Accepted { warnings, .. } = till.client.report(&production, &late).await.outcome else { panic!() };
    assert_eq!(warnings[0].code, "BR-KSA-98");

    simulator.arm(skew(-48));
    let early = till.next(&production, Simplified);
    // Two days ago the certificate that signs it had begun nowhere; the document's date is what counts.
    let Outcome::Rejected { errors } = till.client.report(&production, &early).await.outcome else { panic!() };
    assert!(errors.iter().any(|error| error.code == "BR-KSA-04"), "{errors:?}");
    simulator.stop().await;
}

#[tokio::test]
async fn a_used_password_whose_answer_was_lost_asks_for_another() {
    let simulator = simulator_by_identity().await;
    let till = Till::new(&simulator, "0100");
    let password = otp(&simulator);
    simulator.arm(Fault::once(FaultKind::CommitThenReset).on(Operation::RequestCompliance));
    let lost = till.client.request_compliance_csid(&password, &till.csr_pem).await.outcome;
    assert!(matches!(lost, CsidOutcome::Unknown { .. }), "{lost:?}");
    let again = till.client.request_compliance_csid(&password, &till.csr_pem).await.outcome;
    assert!(matches!(again, CsidOutcome::WrongOtp { .. }), "{again:?}");
    issued(till.client.request_compliance_csid(&otp(&simulator), &till.csr_pem).await.outcome);
    simulator.stop().await;
}

#[tokio::test]
async fn a_lost_production_csid_is_asked_for_again() {
    let simulator = simulator_by_identity().await;
    let till = Till::new(&simulator, "0100");
    let answer = till.client.request_compliance_csid(&otp(&simulator), &till.csr_pem).await;
    let (request_id, compliance) = issued(answer.outcome);
    till.pass_samples(&compliance, Simplified).await;
    simulator.arm(Fault::once(FaultKind::CommitThenStatus { code: 504, body: None }).on(Operation::RequestProduction));
    let lost = till.client.request_production_csid(&compliance, &request_id).await.outcome;
    assert!(matches!(lost, CsidOutcome::Unknown { .. }), "{lost:?}");
    issued(till.client.request_production_csid(&compliance, &request_id).await.outcome);
    simulator.stop().await;
}

#[tokio::test]
async fn a_lost_renewal_starts_anew_with_another_password() {
    let simulator = simulator_by_identity().await;
    let (till, production) = Till::onboarded(&simulator).await;
    let renewal = || simulator.issue_otp(VAT, OtpKind::Renewal).unwrap().parse().unwrap();
    simulator.arm(Fault::once(FaultKind::CommitThenReset).on(Operation::RenewProduction));
    let lost = till.client.renew_production_csid(&production, &renewal(), &till.csr_pem).await.outcome;
    assert!(matches!(lost, CsidOutcome::Unknown { .. }), "{lost:?}");
    let again = till.client.renew_production_csid(&production, &renewal(), &till.csr_pem).await.outcome;
    assert!(matches!(again, CsidOutcome::ComplianceNeeded { .. }), "{again:?}");
    simulator.stop().await;
}

#[tokio::test]
async fn a_fault_waits_for_its_document() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let [one, two] = [till.next(&production, Simplified), till.next(&production, Simplified)];
    let matching = Match { uuid: Some(two.uuid.clone()), ..Match::default() };
    simulator.arm(Fault { matching, ..Fault::once(status(503)) });
    assert!(matches!(till.client.report(&production, &one).await.outcome, Outcome::Accepted { .. }));
    let second = till.client.report(&production, &two).await.outcome;
    assert_eq!(second, unknown(UnknownCause::Server));
    simulator.stop().await;
}

#[tokio::test]
async fn what_struck_stands_in_the_log() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    simulator.arm(once(FaultKind::Latency { ms: 1, jitter_ms: 0 }));
    simulator.arm(once(FaultKind::Reset));
    till.client.report(&production, &document).await;
    let log = simulator.last_of_log(1).unwrap();
    assert_eq!((log[0].fault.as_str(), log[0].status, log[0].uuid == document.uuid), ("latency+reset", None, true));
    assert!(log[0].headers.contains("clearance-status: 0") && log[0].headers.contains("authorization: [redacted]"));
    simulator.stop().await;
}

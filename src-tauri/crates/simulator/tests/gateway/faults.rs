use std::time::Duration;

use fatoora_core::invoice::InvoiceSubType::Simplified;
use sanduq_fatoora::{ConfigReason, Outcome, RetryCause, UnknownCause};
use sanduq_simulator::{Fault, FaultKind, Match, Operation, When};

use crate::till::{Till, client_with, simulator};

fn once(kind: FaultKind) -> Fault {
    Fault { matching: Match { operation: Some(Operation::Reporting), ..Match::default() }, kind, times: 1 }
}

fn status(code: u16) -> FaultKind {
    FaultKind::Status { code, body: None, retry_after: None }
}

#[tokio::test]
async fn what_was_not_judged_is_accepted_on_the_second_try() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let unknown = |cause| Outcome::Unknown { cause };
    let config = |reason| Outcome::Config { reason };
    let rate = FaultKind::Status { code: 429, body: None, retry_after: Some(7) };
    let nothing_said = r#"{"validationResults":{"errorMessages":[{"code":null,"message":null}]}}"#;
    let null_400 = FaultKind::Status { code: 400, body: Some(nothing_said.to_owned()), retry_after: None };
    let empty_200 = FaultKind::Status { code: 200, body: Some("{}".to_owned()), retry_after: None };
    let cases = [
        (FaultKind::Reset, unknown(UnknownCause::Disconnected)),
        (status(500), unknown(UnknownCause::Server)),
        (status(504), unknown(UnknownCause::Server)),
        (empty_200, unknown(UnknownCause::NoEvidence)),
        (rate, Outcome::Retry { cause: RetryCause::Rate, after: Some(Duration::from_secs(7)) }),
        (null_400, Outcome::Retry { cause: RetryCause::EmptyRejection, after: None }),
        (status(413), Outcome::Retry { cause: RetryCause::Payload, after: None }),
        (status(401), Outcome::Auth),
        (status(403), config(ConfigReason::Forbidden)),
        (status(404), config(ConfigReason::WrongAddress)),
        (status(406), config(ConfigReason::Version)),
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
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let impatient = client_with(&simulator, Duration::from_millis(1500));
    let cases = [
        (FaultKind::CommitThenReset, UnknownCause::Disconnected),
        (FaultKind::CommitThenHang, UnknownCause::Timeout),
        (FaultKind::CommitThenStatus { code: 504, body: None }, UnknownCause::Server),
        (FaultKind::TruncatedJson { when: When::After }, UnknownCause::Unreadable),
    ];
    for (number, (kind, cause)) in cases.into_iter().enumerate() {
        let document = till.next(&production, Simplified);
        simulator.arm(once(kind.clone()));
        assert_eq!(impatient.report(&production, &document).await.outcome, Outcome::Unknown { cause }, "{kind:?}");
        assert_eq!(simulator.accepted().unwrap().len(), number + 1);
        let second = till.client.report(&production, &document).await.outcome;
        assert_eq!(second, Outcome::AlreadyAccepted { cleared: None }, "{kind:?}");
    }
    assert_eq!(simulator.violations().unwrap(), vec![], "a resend after a lost answer is right");
    simulator.stop().await;
}

#[tokio::test]
async fn a_hanging_gateway_has_not_judged() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let impatient = client_with(&simulator, Duration::from_millis(300));
    let document = till.next(&production, Simplified);
    simulator.arm(once(FaultKind::Hang));
    let lost = impatient.report(&production, &document).await;
    assert_eq!((lost.status, lost.outcome), (None, Outcome::Unknown { cause: UnknownCause::Timeout }));
    assert!(simulator.accepted().unwrap().is_empty());
    simulator.stop().await;
}

#[tokio::test]
async fn a_refusing_gateway_received_nothing_and_comes_back() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let document = till.next(&production, Simplified);
    simulator.arm(Fault { matching: Match::default(), kind: FaultKind::Refuse, times: 1 });
    let network = Outcome::Retry { cause: RetryCause::Network, after: None };
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
async fn a_fault_waits_for_its_document() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let [one, two] = [till.next(&production, Simplified), till.next(&production, Simplified)];
    let matching = Match { uuid: Some(two.uuid.clone()), ..Match::default() };
    simulator.arm(Fault { matching, kind: status(503), times: 1 });
    assert!(matches!(till.client.report(&production, &one).await.outcome, Outcome::Accepted { .. }));
    let second = till.client.report(&production, &two).await.outcome;
    assert_eq!(second, Outcome::Unknown { cause: UnknownCause::Server });
    simulator.stop().await;
}

//! Faults in scripts, and weather.

use std::time::Duration;

use fatoora_core::invoice::InvoiceSubType::{Simplified, Standard};
use sanduq_fatoora::{Outcome, RetryCause, UnknownCause};
use sanduq_simulator::{Clearance, Fault, FaultKind, Match, Weather};
use time::macros::datetime;

use crate::http::Raw;
use crate::till::{Till, client_with, simulator_by_identity};

fn edge(code: u16) -> FaultKind {
    FaultKind::Status { code, body: None, retry_after: None }
}

/// The statuses of so many requests that fail early, one after the other.
async fn statuses(raw: &Raw, count: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..count {
        statuses.push(raw.post("/compliance", "{}").await.0);
    }
    statuses
}

#[tokio::test]
async fn a_fault_may_wait_for_the_nth_request() {
    let simulator = simulator_by_identity().await;
    let raw = Raw::new(&simulator);
    simulator.arm(Fault { matching: Match { nth: Some(3), ..Match::default() }, kind: edge(503), times: 2 });
    assert_eq!(statuses(&raw, 6).await, [400, 400, 503, 503, 400, 400]);
    assert_eq!(simulator.faults(), vec![]);
    simulator.stop().await;
}

#[tokio::test]
async fn draws_with_the_same_seed_fall_the_same() {
    let simulator = simulator_by_identity().await;
    let raw = Raw::new(&simulator);
    let matching = Match { per_thousand: Some(300), seed: Some(7), ..Match::default() };
    let mut runs = Vec::new();
    for _ in 0..2 {
        simulator.arm(Fault { matching: matching.clone(), ..Fault::always(edge(503)) });
        runs.push(statuses(&raw, 40).await);
        simulator.clear_faults();
    }
    assert_eq!(runs[0], runs[1]);
    let struck = runs[0].iter().filter(|status| **status == 503).count();
    assert!((5..=20).contains(&struck), "about 12 of 40, not {struck}");
    simulator.stop().await;
}

#[tokio::test]
async fn a_fault_may_last_for_a_while_of_the_gateways_clock() {
    let simulator = simulator_by_identity().await;
    let raw = Raw::new(&simulator);
    simulator.freeze_clock(datetime!(2026-11-25 08:00 UTC));
    let matching = Match { within_seconds: Some(60), ..Match::default() };
    simulator.arm(Fault { matching, ..Fault::always(edge(502)) });
    assert_eq!(statuses(&raw, 1).await, [502]);
    simulator.freeze_clock(datetime!(2026-11-25 08:00:59 UTC));
    assert_eq!(statuses(&raw, 1).await, [502]);
    simulator.freeze_clock(datetime!(2026-11-25 08:01 UTC));
    assert_eq!(statuses(&raw, 1).await, [400]);
    simulator.stop().await;
}

#[tokio::test]
async fn on_a_slow_evening_answers_take_their_time_and_some_are_lost() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.set_weather(Weather::SlowEvening { from_ms: 40, to_ms: 60, lost_per_thousand: 1000 });
    let document = till.next(&production, Simplified);
    let answer = till.client.report(&production, &document).await;
    assert_eq!(answer.outcome, Outcome::Unknown { cause: UnknownCause::Server });
    assert!(answer.elapsed >= Duration::from_millis(40));
    assert_eq!(simulator.accepted().unwrap().len(), 1, "what was lost is the answer");
    simulator.set_weather(Weather::Calm);
    let again = till.client.report(&production, &document).await.outcome;
    assert_eq!(again, Outcome::AlreadyAccepted { cleared: None });
    simulator.stop().await;
}

#[tokio::test]
async fn an_outage_ends_after_three_hours_of_the_gateways_clock() {
    let simulator = simulator_by_identity().await;
    let raw = Raw::new(&simulator);
    simulator.freeze_clock(datetime!(2026-11-25 18:00 UTC));
    simulator.set_weather(Weather::named("outage").unwrap());
    assert_eq!(statuses(&raw, 2).await, [503, 503]);
    simulator.freeze_clock(datetime!(2026-11-25 20:59:59 UTC));
    assert_eq!(statuses(&raw, 1).await, [503]);
    simulator.freeze_clock(datetime!(2026-11-25 21:00 UTC));
    assert_eq!(statuses(&raw, 1).await, [400]);
    simulator.stop().await;
}

#[tokio::test]
async fn a_throttle_counts_by_the_gateways_clock() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.freeze_clock(simulator.now());
    simulator.set_weather(Weather::Throttle { per_second: 2, retry_after: Some(1) });
    let documents = [(); 3].map(|()| till.next(&production, Simplified));
    for document in &documents[..2] {
        assert!(matches!(till.client.report(&production, document).await.outcome, Outcome::Accepted { .. }));
    }
    let third = till.client.report(&production, &documents[2]).await.outcome;
    assert_eq!(third, Outcome::Retry { cause: RetryCause::Rate, after: Some(Duration::from_secs(1)) });
    simulator.freeze_clock(simulator.now() + Duration::from_secs(1));
    assert!(matches!(till.client.report(&production, &documents[2]).await.outcome, Outcome::Accepted { .. }));
    simulator.stop().await;
}

#[tokio::test]
async fn false_duplicates_are_acceptances() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.set_weather(Weather::FalseDuplicates { per_thousand: 1000, delay_ms: 0 });
    let document = till.next(&production, Simplified);
    let answer = till.client.report(&production, &document).await;
    assert_eq!(answer.outcome, Outcome::AlreadyAccepted { cleared: None });
    assert_eq!(simulator.accepted().unwrap()[0].duplicates, 0);
    simulator.stop().await;
}

#[tokio::test]
async fn an_expired_certificate_of_the_weather_is_well_again_afterwards() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.set_weather(Weather::CertificateExpired);
    let document = till.next(&production, Simplified);
    assert_eq!(till.client.report(&production, &document).await.outcome, Outcome::Auth);
    simulator.set_weather(Weather::Calm);
    assert!(matches!(till.client.report(&production, &document).await.outcome, Outcome::Accepted { .. }));
    simulator.stop().await;
}

#[tokio::test]
async fn in_the_weather_without_clearance_standard_documents_are_reported() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.set_weather(Weather::ClearanceOff);
    assert_eq!(simulator.clearance(), Clearance::Off);
    let document = till.next(&production, Standard);
    assert_eq!(till.client.clear(&production, &document).await.outcome, Outcome::ClearanceOff);
    assert!(matches!(till.client.report(&production, &document).await.outcome, Outcome::Accepted { .. }));
    simulator.set_weather(Weather::Calm);
    assert_eq!(simulator.clearance(), Clearance::On);
    simulator.stop().await;
}

#[tokio::test]
async fn weather_waits_behind_what_was_armed_and_outlives_it() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.set_weather(Weather::CertificateExpired);
    simulator.arm(Fault::once(edge(413)));
    let document = till.next(&production, Simplified);
    let patient = client_with(&simulator, Duration::from_secs(30));
    let payload = Outcome::Retry { cause: RetryCause::Payload, after: None };
    assert_eq!(patient.report(&production, &document).await.outcome, payload);
    simulator.clear_faults();
    assert_eq!(patient.report(&production, &document).await.outcome, Outcome::Auth);
    simulator.stop().await;
}

//! Every way in which the gateway is known to fail, one row each: where the document stands after it, what the till says
//! of the network, and that the authority has it once in the end. Sales go on through all of it.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::party::{Buyer, BuyerAddress};
use sanduq_domain::vat::Vat;
use sanduq_fatoora::{Configuration, Environment};
use sanduq_simulator::{
    DuplicateForm, EmptyRejection, Fault, FaultKind, Operation, Severity, Shape, UnprovenSuccess, Weather, When,
};
use sanduq_till::dashboard::{Filter, Standing};
use sanduq_till::draft::Draft;
use sanduq_till::setup::InvoiceKinds;
use sanduq_till::sync::clearance::{Delivery, PATIENCE};
use sanduq_till::sync::line::{Network, Refusal};

mod rehearsal;
use rehearsal::{Rehearsal, profile};

/// Long enough for any answer that comes, short enough for one that never does.
const IMPATIENT: Duration = Duration::from_secs(2);
/// So often a till is asked to send what is open; each time it does what it can.
const ROUNDS: usize = 2_000;

async fn till() -> Rehearsal {
    Rehearsal::onboarded(Environment::Training, InvoiceKinds::Both).await
}

/// Connects again with another patience: the till forgets what it waited for.
fn reconnect(rehearsal: &Rehearsal, patience: Duration) {
    let address = rehearsal.gateway.gateway_url(profile(rehearsal.environment));
    let configuration = Configuration::at(rehearsal.environment, &address).unwrap();
    rehearsal.till.connect(Configuration { total_timeout: patience, ..configuration }).unwrap();
}

fn standing(rehearsal: &Rehearsal, number: &str) -> Standing {
    let rows = rehearsal.till.documents(Filter::Latest, 50).unwrap();
    rows.into_iter().find(|row| row.number == number).unwrap().standing
}

async fn settle(rehearsal: &Rehearsal) {
    for _ in 0..ROUNDS {
        if rehearsal.till.drain().await.unwrap().open == 0 {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{:?}", rehearsal.till.queue().unwrap());
}

const OFFLINE: Network = Network::Offline;
const ONLINE: Network = Network::Online;

const fn refused(refusal: Refusal) -> Network {
    Network::Refused(refusal)
}

fn status(code: u16) -> FaultKind {
    FaultKind::Status { code, body: None, retry_after: None }
}

fn told(code: u16, body: &str) -> FaultKind {
    FaultKind::Status { code, body: Some(body.to_owned()), retry_after: None }
}

/// What happens to the first sending of a document, and where that leaves document and line. Ends well for each: the
/// weather clears, the same bytes go again.
#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_weather_ends_in_the_stated_state_and_in_one_acceptance() {
    use Standing::{Pending, Reported, Unknown};
    let (before, after) = (When::Before, When::After);
    let rows: Vec<(FaultKind, Standing, Network)> = vec![
        (FaultKind::Latency { ms: 30, jitter_ms: 10 }, Reported, ONLINE),
        (FaultKind::Refuse, Pending, OFFLINE),
        (FaultKind::Hang, Unknown, OFFLINE),
        (FaultKind::Reset, Unknown, OFFLINE),
        (FaultKind::ResetMidRequest, Unknown, OFFLINE),
        (FaultKind::CommitThenHang, Unknown, OFFLINE),
        (FaultKind::CommitThenReset, Unknown, OFFLINE),
        (FaultKind::CommitThenStatus { code: 504, body: None }, Unknown, OFFLINE),
        (FaultKind::ResetMidBody { when: before }, Unknown, OFFLINE),
        (FaultKind::ResetMidBody { when: after }, Unknown, OFFLINE),
        (FaultKind::TruncatedJson { when: before }, Unknown, refused(Refusal::Answers)),
        (FaultKind::TruncatedJson { when: after }, Unknown, refused(Refusal::Answers)),
        (FaultKind::WrongContentLength { when: before }, Unknown, OFFLINE),
        (FaultKind::WrongContentLength { when: after }, Unknown, OFFLINE),
        (FaultKind::ChunkStall { when: before }, Unknown, OFFLINE),
        (FaultKind::ChunkStall { when: after }, Unknown, OFFLINE),
        (told(500, r#"{"code":"Invalid-Request","message":"x"}"#), Unknown, OFFLINE),
        (told(500, r#"{"category":"HTTP-Errors","code":"500","message":"x"}"#), Unknown, OFFLINE),
        (told(500, ""), Unknown, OFFLINE),
        (status(502), Unknown, OFFLINE),
        (status(503), Unknown, OFFLINE),
        (status(504), Unknown, OFFLINE),
        (status(429), Pending, ONLINE),
        (FaultKind::Status { code: 429, body: None, retry_after: Some(7) }, Pending, ONLINE),
        (FaultKind::Throttle { per_second: 0, retry_after: Some(1) }, Pending, ONLINE),
        (status(401), Pending, refused(Refusal::Credentials)),
        (told(401, ""), Pending, refused(Refusal::Credentials)),
        (told(403, "<html>403</html>"), Pending, refused(Refusal::Forbidden)),
        (status(404), Pending, refused(Refusal::WrongAddress)),
        (status(405), Pending, refused(Refusal::WrongAddress)),
        (status(406), Pending, refused(Refusal::Configuration)),
        (status(415), Pending, refused(Refusal::Configuration)),
        (status(413), Pending, ONLINE),
        (FaultKind::EmptyRejection { form: EmptyRejection::Null }, Pending, ONLINE),
        (FaultKind::EmptyRejection { form: EmptyRejection::Empty }, Pending, ONLINE),
        (FaultKind::EmptyRejection { form: EmptyRejection::Html }, Pending, ONLINE),
        (FaultKind::FalseDuplicate { delay_ms: 40 }, Reported, ONLINE),
        (FaultKind::UnprovenSuccess { form: UnprovenSuccess::Empty }, Unknown, refused(Refusal::Answers)),
        (FaultKind::UnprovenSuccess { form: UnprovenSuccess::Braces }, Unknown, refused(Refusal::Answers)),
        (FaultKind::UnprovenSuccess { form: UnprovenSuccess::Html }, Unknown, refused(Refusal::Answers)),
        (FaultKind::UnprovenSuccess { form: UnprovenSuccess::ButError }, Unknown, refused(Refusal::Answers)),
        (FaultKind::UnprovenSuccess { form: UnprovenSuccess::NotReported }, Unknown, refused(Refusal::Answers)),
        (FaultKind::RedirectWithLocation { code: 303 }, Pending, refused(Refusal::WrongAddress)),
        (FaultKind::RedirectWithLocation { code: 307 }, Pending, refused(Refusal::WrongAddress)),
        (FaultKind::ClearanceOff, Pending, refused(Refusal::WrongAddress)),
        (FaultKind::Shape { form: Shape::SingleObject }, Reported, ONLINE),
        (FaultKind::Shape { form: Shape::TopLevel }, Reported, ONLINE),
        (FaultKind::Shape { form: Shape::ErroMessages }, Reported, ONLINE),
        (FaultKind::Shape { form: Shape::ErrorSingular }, Reported, ONLINE),
        (FaultKind::Shape { form: Shape::StringErrors }, Reported, ONLINE),
        (FaultKind::Shape { form: Shape::NullCodes }, Reported, ONLINE),
        (FaultKind::Shape { form: Shape::LegacyV1 }, Reported, ONLINE),
        (FaultKind::Shape { form: Shape::Bom }, Reported, ONLINE),
        (FaultKind::Shape { form: Shape::LowercaseStatus }, Reported, ONLINE),
        (FaultKind::Shape { form: Shape::JsonInString }, Reported, ONLINE),
        (FaultKind::Shape { form: Shape::ExtraFields }, Reported, ONLINE),
        (FaultKind::Shape { form: Shape::Arabic }, Reported, ONLINE),
        // Bounded: what is larger or deeper than an answer can be is no answer.
        (FaultKind::BigBody { bytes: 9 << 20 }, Unknown, OFFLINE),
        (FaultKind::DeepJson { depth: 5_000 }, Unknown, refused(Refusal::Answers)),
        (FaultKind::ManyMessages { count: 20_000 }, Unknown, OFFLINE),
        (FaultKind::ManyMessages { count: 200 }, Standing::ReportedWithWarnings, ONLINE),
    ];
    let rehearsal = till().await;
    for (kind, expected, network) in rows {
        let waits = matches!(kind, FaultKind::Hang | FaultKind::CommitThenHang | FaultKind::ChunkStall { .. });
        reconnect(&rehearsal, if waits { IMPATIENT } else { Duration::from_secs(60) });
        let number = rehearsal.sell().unwrap();
        rehearsal.gateway.arm(Fault::once(kind.clone()));
        rehearsal.till.drain().await.unwrap();
        assert_eq!((standing(&rehearsal, &number), rehearsal.till.network()), (expected, network), "{kind:?}");
        rehearsal.sell().expect("sales go on");
        rehearsal.gateway.clear_faults();
        reconnect(&rehearsal, Duration::from_secs(60));
        settle(&rehearsal).await;
        assert!(standing(&rehearsal, &number).is_accepted(), "{kind:?}");
    }
    told_once(&rehearsal);
}

/// Without a name, or before a server whose certificate nobody vouches for, not one byte is sent: nothing is unknown.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_reached_or_not_to_be_trusted_gets_nothing() {
    let rehearsal = Rehearsal::onboarded(Environment::Simulation, InvoiceKinds::Both).await;
    let impostor = rehearsal.gateway.impostor_url(profile(rehearsal.environment)).unwrap();
    for address in ["https://gateway.invalid/e-invoicing/simulation", impostor.as_str()] {
        let number = rehearsal.sell().unwrap();
        rehearsal.till.connect(Configuration::at(rehearsal.environment, address).unwrap()).unwrap();
        rehearsal.till.drain().await.unwrap();
        assert_eq!(
            (standing(&rehearsal, &number), rehearsal.till.network()),
            (Standing::Pending, OFFLINE),
            "{address}"
        );
        reconnect(&rehearsal, Duration::from_secs(60));
        settle(&rehearsal).await;
        assert_eq!(standing(&rehearsal, &number), Standing::Reported, "{address}");
    }
    told_once(&rehearsal);
}

/// The oracle: each document once, and nothing that a good till does not do.
fn told_once(rehearsal: &Rehearsal) {
    let accepted = rehearsal.gateway.accepted().unwrap();
    let counts = rehearsal.till.queue().unwrap().counts;
    let issued = counts.reported + counts.reported_with_warnings;
    let mut counters: Vec<u64> = accepted.iter().map(|document| document.icv).collect();
    counters.sort_unstable();
    assert_eq!(counters, (1..=issued.unsigned_abs()).collect::<Vec<_>>());
    assert_eq!(rehearsal.gateway.violations().unwrap(), []);
    assert_eq!(rehearsal.till.audit().unwrap().faults, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_acceptance_is_told_again_in_any_form_and_counts_once() {
    let rehearsal = till().await;
    for form in DuplicateForm::ALL {
        for operation in [Operation::Reporting, Operation::Clearance] {
            let number = match operation {
                Operation::Clearance => sell_standard(&rehearsal),
                _ => rehearsal.sell().unwrap(),
            };
            rehearsal.gateway.arm(Fault::once(FaultKind::CommitThenReset));
            rehearsal.till.drain().await.unwrap();
            assert_eq!(standing(&rehearsal, &number), Standing::Unknown, "{form:?}");
            rehearsal.gateway.arm(Fault::once(FaultKind::DuplicateShape { form }));
            rehearsal.till.drain().await.unwrap();
            assert_eq!(standing(&rehearsal, &number), Standing::Reported, "{form:?}");
            assert_eq!(rehearsal.till.delivery(&number).unwrap(), Delivery::Deliverable);
        }
    }
    told_once(&rehearsal);
}

fn sell_standard(rehearsal: &Rehearsal) -> String {
    let line = Line::new("ورق تصوير", "2".parse().unwrap(), "14.50".parse().unwrap(), Vat::STANDARD_15);
    let address = BuyerAddress {
        street: "طريق الملك فهد".into(),
        building: "8091".into(),
        district: "العليا".into(),
        city: "الرياض".into(),
        postal_code: "12214".into(),
        country: "SA".into(),
        ..BuyerAddress::default()
    };
    let buyer = Buyer {
        name: "مؤسسة الأمل التجارية".into(),
        vat_number: Some("310122393500003".parse().unwrap()),
        id: None,
        address: Some(address),
    };
    let draft = Draft {
        invoice_type: Some(InvoiceType::Standard),
        buyer: Some(buyer),
        ..Draft::sale(Basket::of([line]), Vec::new())
    };
    rehearsal.till.issue(&rehearsal.actor, draft).unwrap().number
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_never_judged_is_held_for_a_person_and_blocks_nobody() {
    let rehearsal = till().await;
    let forms = [EmptyRejection::Null, EmptyRejection::Empty, EmptyRejection::Html];
    let cases = forms.map(|form| (FaultKind::EmptyRejection { form }, 3)).into_iter().chain([(status(413), 2)]);
    for (kind, times) in cases {
        let number = rehearsal.sell().unwrap();
        for sent in 1..=times {
            assert_eq!(standing(&rehearsal, &number), Standing::Pending, "{kind:?}, sent {sent}");
            rehearsal.gateway.arm(Fault::once(kind.clone()));
            rehearsal.till.drain().await.unwrap();
        }
        assert_eq!(standing(&rehearsal, &number), Standing::Held, "{kind:?}");
        let other = rehearsal.sell().unwrap();
        rehearsal.till.drain().await.unwrap();
        assert_eq!((standing(&rehearsal, &other), standing(&rehearsal, &number)), (Standing::Reported, Standing::Held));
        rehearsal.till.release(&rehearsal.actor, &number).unwrap();
        settle(&rehearsal).await;
        assert_eq!(standing(&rehearsal, &number), Standing::Reported);
    }
    told_once(&rehearsal);
}

/// Document 5 of 10 is rejected, document 7 gets no answer: the others go, in whatever order, and so does what comes after.
#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_and_a_hanging_document_hold_up_nobody() {
    let rehearsal = till().await;
    let numbers: Vec<String> = (0..10).map(|_| rehearsal.sell().unwrap()).collect();
    let uuid = |index: usize| {
        let xml = rehearsal.till.signed_bytes(&numbers[index]).unwrap();
        sanduq_einvoice::read::read(&xml).unwrap().uuid.to_string()
    };
    let error = r#"{"validationResults":{"errorMessages":[{"code":"BR-KSA-F-08","category":"KSA"}],"status":"ERROR"}}"#;
    for (index, kind) in [(4, told(400, error)), (6, FaultKind::Hang)] {
        let mut fault = Fault::once(kind);
        fault.matching.uuid = Some(uuid(index));
        rehearsal.gateway.arm(fault);
    }
    reconnect(&rehearsal, IMPATIENT);
    rehearsal.till.drain().await.unwrap();
    assert_eq!(standing(&rehearsal, &numbers[4]), Standing::Rejected);
    assert_eq!(standing(&rehearsal, &numbers[6]), Standing::Unknown);
    reconnect(&rehearsal, Duration::from_secs(60));
    settle(&rehearsal).await;
    let late = rehearsal.sell().unwrap();
    settle(&rehearsal).await;
    for number in numbers.iter().enumerate().filter(|(index, _)| *index != 4).map(|(_, number)| number).chain([&late]) {
        assert_eq!(standing(&rehearsal, number), Standing::Reported, "{number}");
    }
    assert_eq!(rehearsal.till.queue().unwrap().counts.rejected, 1);
    assert_eq!(rehearsal.till.audit().unwrap().faults, []);
}

/// The oldest document is never answered, each time it is sent: the others do not wait for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_never_gets_an_answer_holds_up_nobody() {
    for kind in [status(503), FaultKind::Reset, told(200, "{}"), told(403, "<html>403</html>")] {
        let rehearsal = till().await;
        let numbers: Vec<String> = (0..6).map(|_| rehearsal.sell().unwrap()).collect();
        let xml = rehearsal.till.signed_bytes(&numbers[0]).unwrap();
        let mut fault = Fault::always(kind.clone());
        fault.matching.uuid = Some(sanduq_einvoice::read::read(&xml).unwrap().uuid.to_string());
        rehearsal.gateway.arm(fault);
        for _ in 0..2 {
            rehearsal.till.drain().await.unwrap();
        }
        for number in &numbers[1..] {
            assert_eq!(standing(&rehearsal, number), Standing::Reported, "{kind:?}");
        }
        assert!(!standing(&rehearsal, &numbers[0]).is_accepted());
        rehearsal.gateway.clear_faults();
        settle(&rehearsal).await;
        told_once(&rehearsal);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_expired_or_changed_csid_stops_the_queue_and_never_the_sales() {
    for change in ["revoke", "expire", "rotate"] {
        let rehearsal = till().await;
        let csid = rehearsal.gateway.csids().unwrap().into_iter().max_by_key(|csid| csid.id).unwrap().id;
        match change {
            "revoke" => rehearsal.gateway.revoke_csid(csid).unwrap(),
            "expire" => rehearsal.gateway.expire_csid(csid, rehearsal.gateway.now()).unwrap(),
            _ => rehearsal.gateway.rotate_secret(csid).unwrap(),
        }
        let number = rehearsal.sell().unwrap();
        rehearsal.till.drain().await.unwrap();
        assert_eq!(rehearsal.till.network(), refused(Refusal::Credentials), "{change}");
        assert_eq!(standing(&rehearsal, &number), Standing::Pending);
        rehearsal.sell().expect("sales go on");
        let rehearsal = rehearsal.crash();
        assert_eq!(rehearsal.till.network(), refused(Refusal::Credentials), "the next process knows");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hour_is_judged_in_riyadh_and_a_late_document_still_goes() {
    let rehearsal = till().await;
    let day = 24 * 60 * 60;
    for (skew, expected) in [
        (0, Standing::Reported),
        (day + 60, Standing::ReportedWithWarnings),
        (3 * day, Standing::ReportedWithWarnings),
        // The gateway's yesterday: the document is of its tomorrow.
        (-day, Standing::Rejected),
    ] {
        let number = rehearsal.sell().unwrap();
        rehearsal.gateway.arm(Fault::once(FaultKind::ClockSkew { seconds: skew }));
        rehearsal.till.drain().await.unwrap();
        assert_eq!(standing(&rehearsal, &number), expected, "{skew} s");
    }
    // The till's clock is a day ahead: its document is of tomorrow.
    let early = till().await;
    early.hand.advance(Duration::from_secs(day.unsigned_abs()));
    let number = early.sell().unwrap();
    early.till.drain().await.unwrap();
    assert_eq!(standing(&early, &number), Standing::Rejected);
    // The authority may make an error of what was a warning, from one day to the next.
    let number = rehearsal.sell().unwrap();
    rehearsal.gateway.set_severity(None, "BR-KSA-98", Severity::Error);
    rehearsal.gateway.arm(Fault::once(FaultKind::ClockSkew { seconds: 2 * day }));
    rehearsal.till.drain().await.unwrap();
    assert_eq!(standing(&rehearsal, &number), Standing::Rejected);
}

/// The day of a document is Riyadh's: three hours before the world's midnight it is tomorrow there, and not the future.
#[tokio::test(flavor = "multi_thread")]
async fn around_midnight_in_riyadh_no_document_is_of_tomorrow() {
    let rehearsal = till().await;
    let day = 24 * 60 * 60 * 1000;
    let midnight = 21 * 60 * 60 * 1000;
    for seconds in [-1, 0, 1, 3 * 60 * 60] {
        let now = rehearsal.till.now().unix_millis();
        rehearsal.pass(Duration::from_millis((midnight + seconds * 1000 - now).rem_euclid(day).unsigned_abs()));
        let number = rehearsal.sell().unwrap();
        rehearsal.till.drain().await.unwrap();
        assert_eq!(standing(&rehearsal, &number), Standing::Reported, "{seconds} s after midnight");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_clearance_is_off_or_redirects_a_standard_document_is_reported_or_waits() {
    let rehearsal = till().await;
    rehearsal.gateway.set_weather(Weather::ClearanceOff);
    let number = sell_standard(&rehearsal);
    rehearsal.till.drain().await.unwrap();
    assert_eq!(rehearsal.till.delivery(&number).unwrap(), Delivery::Deliverable);
    rehearsal.gateway.set_weather(Weather::Calm);
    let redirected = sell_standard(&rehearsal);
    rehearsal.gateway.arm(Fault::once(FaultKind::RedirectWithLocation { code: 307 }));
    rehearsal.till.drain().await.unwrap();
    assert_eq!(rehearsal.till.network(), refused(Refusal::WrongAddress));
    reconnect(&rehearsal, PATIENCE);
    settle(&rehearsal).await;
    assert_eq!(rehearsal.till.delivery(&redirected).unwrap(), Delivery::Deliverable);
    told_once(&rehearsal);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_nears_its_deadline_says_so_once_at_each_step_and_in_the_record() {
    let rehearsal = till().await;
    rehearsal.gateway.set_weather(Weather::Outage { seconds: u32::MAX });
    rehearsal.sell().unwrap();
    let mut alarms = Vec::new();
    for _ in 0..26 {
        rehearsal.hand.advance(Duration::from_secs(60 * 60));
        rehearsal.till.drain().await.unwrap();
        alarms.push(rehearsal.till.queue().unwrap().alarm.key());
    }
    let at = |hours: usize| alarms[hours - 1];
    assert_eq!([11, 12, 19, 20, 23, 24].map(at), ["calm", "half", "half", "urgent", "urgent", "late"]);
    assert_eq!(rehearsal.audited("deadline_near").len(), 3);
    rehearsal.gateway.set_weather(Weather::Calm);
    let ahead = 26 * 60 * 60;
    rehearsal.gateway.shift_clock(ahead);
    settle(&rehearsal).await;
    assert_eq!(rehearsal.till.queue().unwrap().alarm.key(), "calm");
    assert_eq!(rehearsal.till.queue().unwrap().counts.reported_with_warnings, 1, "sent late is sent");
}

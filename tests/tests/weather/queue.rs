//! Journeys of a queue: what several documents make of each other's weather.

use sanduq_simulator::{Fault, FaultKind, Weather};
use sanduq_till::dashboard::Standing;

use std::time::Duration;

use crate::row::{status, told};
use crate::stage::{IMPATIENT, PATIENT, reconnect, settle, standing, till, told_once, uuid};

/// Document 5 of 10 is rejected, document 7 gets no answer: the others go, in whatever order, and so does what comes after.
#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_and_a_hanging_document_hold_up_nobody() {
    let rehearsal = till().await;
    let numbers: Vec<String> = (0..10).map(|_| rehearsal.sell().unwrap()).collect();
    let error = r#"{"validationResults":{"errorMessages":[{"code":"BR-KSA-F-08","category":"KSA"}],"status":"ERROR"}}"#;
    for (index, kind) in [(4, told(400, error)), (6, FaultKind::Hang)] {
        let mut fault = Fault::once(kind);
        fault.matching.uuid = Some(uuid(&rehearsal, &numbers[index]));
        rehearsal.gateway.arm(fault);
    }
    reconnect(&rehearsal, IMPATIENT);
    rehearsal.till.drain().await.unwrap();
    assert_eq!(standing(&rehearsal, &numbers[4]), Standing::Rejected);
    assert_eq!(standing(&rehearsal, &numbers[6]), Standing::Unknown);
    reconnect(&rehearsal, PATIENT);
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
        let mut fault = Fault::always(kind.clone());
        fault.matching.uuid = Some(uuid(&rehearsal, &numbers[0]));
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

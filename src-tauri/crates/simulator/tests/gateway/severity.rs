use fatoora_core::invoice::InvoiceSubType::Simplified;
use sanduq_fatoora::Outcome;
use sanduq_simulator::{Fault, FaultKind, Profile, Severity};

use crate::till::{Till, simulator};

#[tokio::test]
async fn a_code_moves_from_warning_to_error_and_back() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.shift_clock(25 * 60 * 60);
    simulator.set_severity(Some(Profile::Core), "BR-KSA-98", Severity::Error);
    let late = till.next(&production, Simplified);
    let elsewhere = till.client.report(&production, &late).await;
    assert_eq!(elsewhere.status, Some(202), "in another environment");

    simulator.set_severity(Some(Profile::Simulation), "BR-KSA-98", Severity::Error);
    let moved: Vec<_> = simulator.severities().into_iter().filter(|weight| weight.moved).collect();
    assert_eq!(moved.iter().map(|weight| weight.profile).collect::<Vec<_>>(), [Profile::Simulation, Profile::Core]);
    let late = till.next(&production, Simplified);
    let Outcome::Rejected { errors } = till.client.report(&production, &late).await.outcome else { panic!() };
    assert_eq!(errors[0].code, "BR-KSA-98");

    simulator.reset_severities();
    let late = till.next(&production, Simplified);
    assert_eq!(till.client.report(&production, &late).await.status, Some(202));
    simulator.stop().await;
}

#[tokio::test]
async fn a_code_may_weigh_otherwise_for_one_document() {
    let simulator = simulator().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let soft = FaultKind::Severity { code: "BR-KSA-04".to_owned(), severity: Severity::Warning };
    for (fault, status) in [(Some(soft), 202), (None, 400)] {
        let tomorrow = crate::till::now() + time::Duration::hours(30);
        let document = till.next_at(&production, Simplified, tomorrow);
        if let Some(fault) = fault {
            simulator.arm(Fault::once(fault));
        }
        let answer = till.client.report(&production, &document).await;
        assert_eq!(answer.status, Some(status), "{}", answer.body);
    }
    simulator.stop().await;
}

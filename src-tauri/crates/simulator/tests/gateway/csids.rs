//! How CSIDs end, and what is not known of how they begin again.

use fatoora_core::invoice::InvoiceSubType::Simplified;
use sanduq_fatoora::{Credentials, CsidOutcome, Outcome, RequestId};
use sanduq_simulator::{CsidKind, CsidStanding, Error, OtpKind, Renewal, RepeatPcsid, Running, Settings};
use time::Duration;

use crate::till::{Till, VAT, issued, otp, simulator_by_identity, simulator_with};

fn production_id(simulator: &Running) -> i64 {
    simulator.csids().unwrap().into_iter().rfind(|csid| csid.kind == CsidKind::Production).unwrap().id
}

async fn accepts(till: &mut Till, production: &Credentials) -> bool {
    let document = till.next(production, Simplified);
    match till.client.report(production, &document).await.outcome {
        Outcome::Accepted { .. } => true,
        Outcome::Auth => false,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_revoked_csid_opens_nothing() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.revoke_csid(production_id(&simulator)).unwrap();
    assert!(!accepts(&mut till, &production).await);
    let password = simulator.issue_otp(VAT, OtpKind::Renewal).unwrap().parse().unwrap();
    let renewed = till.client.renew_production_csid(&production, &password, &till.csr_pem).await.outcome;
    assert!(matches!(renewed, CsidOutcome::Auth), "{renewed:?}");
    assert!(matches!(simulator.revoke_csid(99), Err(Error::NoSuchCsid { id: 99 })));
    simulator.stop().await;
}

#[tokio::test]
async fn a_csid_expires_at_its_moment() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let now = simulator.now();
    simulator.freeze_clock(now);
    simulator.expire_csid(production_id(&simulator), now + Duration::minutes(5)).unwrap();
    assert!(accepts(&mut till, &production).await);
    simulator.freeze_clock(now + Duration::minutes(5));
    assert!(!accepts(&mut till, &production).await);
    simulator.stop().await;
}

#[tokio::test]
async fn a_rotated_secret_shuts_its_holder_out() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    simulator.rotate_secret(production_id(&simulator)).unwrap();
    assert!(!accepts(&mut till, &production).await);
    simulator.stop().await;
}

#[tokio::test]
async fn csids_are_listed_without_what_is_secret() {
    let simulator = simulator_by_identity().await;
    let (_, production) = Till::onboarded(&simulator).await;
    let csids = simulator.csids().unwrap();
    assert_eq!(csids.iter().map(|csid| csid.kind).collect::<Vec<_>>(), [CsidKind::Compliance, CsidKind::Production]);
    assert_eq!((csids[0].vat.as_str(), csids[0].title.as_str(), csids[0].steps.len()), (VAT, "1100", 6));
    let written = serde_json::to_string(&csids).unwrap();
    assert!(!written.contains(production.token().expose()) && !written.contains(production.secret().expose()));
    simulator.stop().await;
}

/// A second request with the same compliance CSID.
async fn asked_twice(repeat_pcsid: RepeatPcsid) -> (Credentials, CsidOutcome, Running) {
    let simulator = simulator_with(Settings { repeat_pcsid, ..Settings::default() }).await;
    let till = Till::new(&simulator, "0100");
    let answer = till.client.request_compliance_csid(&otp(&simulator), &till.csr_pem).await;
    let (id, compliance) = issued(answer.outcome);
    till.pass_samples(&compliance, Simplified).await;
    let (_, first) = issued(till.client.request_production_csid(&compliance, &id).await.outcome);
    let second = till.client.request_production_csid(&compliance, &id).await.outcome;
    (first, second, simulator)
}

#[tokio::test]
async fn a_repeated_request_brings_the_same_another_or_none() {
    let (first, second, simulator) = asked_twice(RepeatPcsid::Same).await;
    assert_eq!(issued(second).1, first);
    simulator.stop().await;
    let (first, second, simulator) = asked_twice(RepeatPcsid::New).await;
    assert_ne!(issued(second).1, first);
    simulator.stop().await;
    let (_, second, simulator) = asked_twice(RepeatPcsid::Error).await;
    assert!(matches!(second, CsidOutcome::Refused { .. }), "{second:?}");
    simulator.stop().await;
}

async fn renewed(simulator: &Running, till: &Till, production: &Credentials) -> CsidOutcome {
    let password = simulator.issue_otp(VAT, OtpKind::Renewal).unwrap().parse().unwrap();
    till.client.renew_production_csid(production, &password, &till.csr_pem).await.outcome
}

async fn samples_and_production(till: &Till, id: &RequestId, compliance: &Credentials) -> Credentials {
    for kind in [Simplified, fatoora_core::invoice::InvoiceSubType::Standard] {
        till.pass_samples(compliance, kind).await;
    }
    issued(till.client.request_production_csid(compliance, id).await.outcome).1
}

#[tokio::test]
async fn a_renewal_is_wrapped_bare_or_at_once() {
    for (renewal, wrapped_renewal) in
        [(Renewal::Samples, false), (Renewal::Samples, true), (Renewal::AtOnce, false), (Renewal::AtOnce, true)]
    {
        let simulator = simulator_with(Settings { renewal, wrapped_renewal, ..Settings::default() }).await;
        let (mut till, production) = Till::onboarded(&simulator).await;
        let successor = match (renewal, renewed(&simulator, &till, &production).await) {
            (Renewal::Samples, CsidOutcome::ComplianceNeeded { request_id, credentials }) => {
                samples_and_production(&till, &request_id, &credentials).await
            }
            (Renewal::AtOnce, CsidOutcome::Issued { credentials, .. }) => credentials,
            (_, other) => panic!("{renewal:?}, wrapped: {wrapped_renewal}: {other:?}"),
        };
        assert!(accepts(&mut till, &successor).await);
        assert!(accepts(&mut till, &production).await, "the old one works until it is revoked");
        simulator.stop().await;
    }
}

#[tokio::test]
async fn a_superseded_csid_works_for_the_grace_that_is_set() {
    let simulator = simulator_with(Settings { grace_seconds: Some(600), ..Settings::default() }).await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let old = production_id(&simulator);
    let CsidOutcome::ComplianceNeeded { request_id, credentials } = renewed(&simulator, &till, &production).await
    else {
        panic!()
    };
    let standing = || simulator.csids().unwrap().into_iter().find(|csid| csid.id == old).unwrap().standing;
    assert_eq!(standing(), CsidStanding::Active, "until its successor is issued");
    let now = simulator.now();
    simulator.freeze_clock(now);
    let successor = samples_and_production(&till, &request_id, &credentials).await;
    assert_eq!(standing(), CsidStanding::Superseded);
    assert!(accepts(&mut till, &production).await);
    simulator.freeze_clock(now + Duration::seconds(600));
    assert!(!accepts(&mut till, &production).await);
    assert!(accepts(&mut till, &successor).await);
    simulator.stop().await;
}

#[tokio::test]
async fn a_document_stamped_before_the_renewal_is_taken_with_a_warning() {
    let simulator = simulator_by_identity().await;
    let (mut till, production) = Till::onboarded(&simulator).await;
    let stamped_before = till.next(&production, Simplified);
    let CsidOutcome::ComplianceNeeded { request_id, credentials } = renewed(&simulator, &till, &production).await
    else {
        panic!()
    };
    let successor = samples_and_production(&till, &request_id, &credentials).await;
    let answer = till.client.report(&successor, &stamped_before).await;
    let Outcome::Accepted { warnings, .. } = answer.outcome else { panic!("{}", answer.body) };
    assert_eq!(
        warnings.iter().map(|warning| warning.code.as_str()).collect::<Vec<_>>(),
        ["invalid-signing-certificate"]
    );
    assert_eq!(simulator.violations().unwrap(), vec![], "it stands in the chain of the unit that stamped it");
    simulator.stop().await;
}

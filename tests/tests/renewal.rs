//! From one CSID to the next, while the till sells.

#![allow(clippy::unwrap_used, reason = "tests")]

mod rehearsal;

use rehearsal::{Rehearsal, lost, once};
use sanduq_device::pin::Pin;
use sanduq_device::vault::Vault;
use sanduq_domain::document::Document;
use sanduq_einvoice::read::read;
use sanduq_einvoice::verify::verify;
use sanduq_fatoora::Environment;
use sanduq_simulator::{FaultKind, Operation, OtpKind, Renewal, RepeatPcsid};
use sanduq_till::csid::{Check, Validity};
use sanduq_till::dashboard::Standing;
use sanduq_till::error::TillError;
use sanduq_till::onboarding::Step;
use sanduq_till::reissue::Amendment;
use sanduq_till::setup::InvoiceKinds;
use sanduq_till::sync::line::Network;

async fn selling() -> Rehearsal {
    let till = Rehearsal::onboarded(Environment::Simulation, InvoiceKinds::Simplified).await;
    till.sell().unwrap();
    till
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_switches_signing_and_speaking_together_and_begins_a_chain() {
    let till = selling().await;
    let before = till.till.csid().unwrap().unwrap();
    let renewal = till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap();
    assert_eq!(renewal.still_open, 0, "what was open went first");
    till.sell().unwrap();
    till.sell().unwrap();
    assert_eq!(till.documents(), ["T1-000001 1 1", "T1-000002 1 2", "T1-000003 2 2"]);
    let summary = till.till.drain().await.unwrap();
    assert_eq!((summary.reported, summary.rejected, summary.open), (2, 0, 0));
    assert_eq!(till.gateway.violations().unwrap().len(), 0, "{:?}", till.gateway.violations());

    let csids = till.till.csids(&till.actor).unwrap();
    assert_eq!((csids.len(), csids[1].serial.as_str()), (2, before.serial.as_str()), "the old one is kept");
    assert_ne!(csids[0].serial, before.serial);
    let first = read(&till.till.signed_bytes("T1-000001").unwrap()).unwrap();
    let second = read(&till.till.signed_bytes("T1-000002").unwrap()).unwrap();
    assert_ne!(first.qr, second.qr);
    let till = till.crash();
    assert!(till.till.audit().unwrap().faults.is_empty(), "documents of both units verify");
    till.sell().unwrap();
    assert_eq!(till.documents()[3], "T1-000004 3 2");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_is_understood_wrapped_or_not_and_when_it_is_granted_at_once() {
    for (wrapped, renewal, checks) in [
        (false, Renewal::Samples, 3),
        (true, Renewal::Samples, 3),
        (true, Renewal::AtOnce, 0),
        (false, Renewal::AtOnce, 0),
    ] {
        let till = selling().await;
        let before = till.asked("check_compliance");
        till.set(|settings| {
            settings.wrapped_renewal = wrapped;
            settings.renewal = renewal;
        });
        till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap();
        assert_eq!(till.asked("check_compliance") - before, checks, "{wrapped} {renewal:?}");
        till.sell().unwrap();
        assert_eq!(till.till.drain().await.unwrap().reported, 1, "{wrapped} {renewal:?}");
        assert_eq!(till.documents(), ["T1-000001 1 1", "T1-000002 1 2"], "{wrapped} {renewal:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_last_request_brings_the_same_another_or_none() {
    for repeat in [RepeatPcsid::Same, RepeatPcsid::New] {
        let till = selling().await;
        till.set(|settings| settings.repeat_pcsid = repeat);
        till.gateway.arm(lost(Operation::RequestProduction));
        till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap();
        till.sell().unwrap();
        assert_eq!(till.till.drain().await.unwrap().reported, 1, "{repeat:?}");
    }
    let till = selling().await;
    till.set(|settings| settings.repeat_pcsid = RepeatPcsid::Error);
    till.gateway.arm(lost(Operation::RequestProduction));
    let refused = till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap_err();
    assert!(matches!(refused, TillError::GatewayRefused(_)), "{refused}");
    till.sell().unwrap();
    assert!(till.till.way().unwrap().wants_otp, "that request is served and lost: another begins");
    till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap();
    till.sell().unwrap();
    assert_eq!(till.documents()[1..], ["T1-000002 2 1", "T1-000003 1 3"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_csid_is_noticed_and_replaced_and_nothing_of_it_is_lost() {
    let till = selling().await;
    till.revoke();
    let summary = till.till.drain().await.unwrap();
    assert_eq!((summary.reported, summary.open), (0, 1));
    assert_eq!(till.till.csid().unwrap().unwrap().validity, Validity::Refused);
    till.sell().unwrap();
    let refused = till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap_err();
    assert!(matches!(refused, TillError::CsidNotAccepted), "{refused}");

    let till = till.crash();
    till.till.onboard(&till.actor, &till.otp(OtpKind::New)).await.unwrap();
    till.sell().unwrap();
    let summary = till.till.drain().await.unwrap();
    assert_eq!((summary.reported, summary.rejected, summary.open), (3, 0, 0), "the new unit speaks for the old one");
    assert_eq!(till.documents()[2], "T1-000003 1 3", "the unit of the refused renewal never issued anything");
    assert!(till.till.audit().unwrap().faults.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_unit_sells_until_the_switch() {
    let till = selling().await;
    till.gateway.arm(once(Operation::CheckCompliance, FaultKind::Status { code: 429, body: None, retry_after: None }));
    let stopped = till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap_err();
    assert!(matches!(stopped, TillError::GatewayUnreachable(_)), "{stopped}");
    let way = till.till.way().unwrap();
    assert!(way.renewal && !way.wants_otp && till.till.next_step().unwrap().is_none(), "it may sell meanwhile");
    till.sell().unwrap();

    let till = till.crash();
    till.sell().unwrap();
    till.till.renew(&till.actor, "").await.unwrap();
    till.sell().unwrap();
    assert_eq!(till.documents()[2..], ["T1-000003 3 1", "T1-000004 1 2"]);
    assert_eq!(till.asked("renew_production"), 1, "one password, one request");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_open_is_told_and_sent_as_the_old_unit() {
    let till = selling().await;
    let unreadable = FaultKind::Status { code: 500, body: None, retry_after: None };
    till.gateway.arm(once(Operation::Reporting, unreadable));
    let renewal = till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap();
    assert_eq!(renewal.still_open, 1);
    assert_eq!(till.till.csids(&till.actor).unwrap()[1].open_documents, 1);
    till.sell().unwrap();

    let till = till.crash();
    let summary = till.till.drain().await.unwrap();
    assert_eq!((summary.reported, summary.open), (2, 0));
    let signers: Vec<i64> = till.gateway.accepted().unwrap().iter().map(|document| document.csid).collect();
    assert_ne!(signers[0], signers[1], "each was sent with the credentials of the unit that signed it");
    let warned = till.audited("document_answered");
    assert!(warned.iter().all(|answer| !answer.contains("warnings")), "{warned:?}");
}

/// The key that nothing is signed with any more, and the credentials that nothing is sent with, are kept for nobody.
#[tokio::test(flavor = "multi_thread")]
async fn the_secrets_of_an_old_unit_go_once_none_of_its_documents_is_open() {
    const SECRETS: [&str; 5] =
        ["key", "compliance/token", "compliance/secret", "production/token", "production/secret"];
    let held = |till: &Rehearsal, unit: usize| {
        let vault = Vault::open(&rehearsal::home(&till.folder), "owner", &Pin::new(rehearsal::PIN).unwrap()).unwrap();
        let name = &till.units()[unit];
        SECRETS.into_iter().filter(|secret| vault.get(&format!("{name}/{secret}")).is_some()).count()
    };
    let till = selling().await;
    till.gateway.arm(once(Operation::Reporting, FaultKind::Status { code: 500, body: None, retry_after: None }));
    till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap();
    assert_eq!((held(&till, 0), held(&till, 1)), (5, 5), "a document of the old unit is still open");
    assert_eq!(till.audited("unit_secrets_forgotten"), [""; 0]);
    let till = till.crash();
    assert_eq!(till.till.drain().await.unwrap().open, 0);
    assert_eq!((held(&till, 0), held(&till, 1)), (0, 5));
    let noted = till.audited("unit_secrets_forgotten");
    assert_eq!(noted, [format!(r#"{{"unit":"{}"}}"#, till.units()[0])]);
    assert_eq!(till.gateway.accepted().unwrap().len(), 1, "it was sent as the old unit's before");

    let till = till.crash();
    till.sell().unwrap();
    assert_eq!(till.till.drain().await.unwrap().open, 0);
    assert_eq!(till.till.audit().unwrap().faults, [], "documents prove themselves by the certificates in them");
    assert_eq!(till.till.csids(&till.actor).unwrap().len(), 2, "what was the till's is still told");
    till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap();
    assert_eq!([0, 1, 2].map(|unit| held(&till, unit)), [0, 0, 5], "with nothing open they go at once");
    till.sell().unwrap();
    assert_eq!(till.till.drain().await.unwrap().reported, 1);
    assert_eq!((till.audited("unit_secrets_forgotten").len(), till.gateway.violations().unwrap().len()), (2, 0));
}

/// Rejected under the old unit, issued anew by the one that came after it: another chain, the same sale.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_old_unit_had_rejected_the_new_one_issues_anew() {
    let till = selling().await;
    let body = r#"{"validationResults":{"errorMessages":[{"code":"BR-KSA-F-08","category":"KSA"}],"status":"ERROR"}}"#;
    let rejected = FaultKind::Status { code: 400, body: Some(body.into()), retry_after: None };
    till.gateway.arm(once(Operation::Reporting, rejected));
    assert_eq!(till.till.drain().await.unwrap().rejected, 1);
    let renewal = till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap();
    assert_eq!(renewal.still_open, 0, "a rejection is a final answer");
    till.sell().unwrap();
    let anew = till.till.reissue(&till.actor, "T1-000001", &Amendment::default()).unwrap();
    assert_eq!((anew.number.as_str(), anew.icv), ("T1-000001", 2));
    assert_eq!(till.documents(), ["T1-000001 1 1", "T1-000002 1 2", "T1-000001 2 2"]);

    let till = till.crash();
    let summary = till.till.drain().await.unwrap();
    assert_eq!((summary.reported, summary.rejected, summary.open), (2, 0, 0));
    let pages = till.till.journal_of(&till.actor, "T1-000001").unwrap();
    let [old, new] = &pages[..] else { panic!("{pages:?}") };
    assert_eq!((old.document.replaces, new.document.replaces), (None, Some(old.document.id)), "each names the other");
    assert_eq!((old.queued.standing, new.queued.standing), (Standing::Rejected, Standing::Reported));
    let (first, second) = (read(&old.xml).unwrap(), read(&new.xml).unwrap());
    let sale = |document: &Document| (document.number.clone(), document.issued_at, document.totals);
    assert_eq!(sale(&first), sale(&second));
    let neighbour = till.till.journal_of(&till.actor, "T1-000002").unwrap();
    assert_eq!(second.previous_hash, neighbour[0].document.hash, "it stands in the new unit's chain");
    assert_ne!(verify(&old.xml).unwrap().certificate, verify(&new.xml).unwrap().certificate);
    let counts = till.till.queue().unwrap().counts;
    assert_eq!((counts.rejected, counts.replaced), (0, 1));
    let csids: Vec<i64> = till.gateway.accepted().unwrap().iter().map(|document| document.csid).collect();
    assert_eq!(csids[0], csids[1], "both were sent as the new unit's");
    assert_eq!(till.till.audit().unwrap().faults, []);
    assert_eq!(till.gateway.violations().unwrap(), []);
}

/// The gateway takes the old credentials no more: the unit that issues now speaks for the old one, and its own documents
/// do not wait for that.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_open_of_a_unit_whose_csid_was_superseded_is_sent_all_the_same() {
    let till = selling().await;
    till.set(|settings| settings.grace_seconds = Some(0));
    till.gateway.arm(once(Operation::Reporting, FaultKind::Status { code: 500, body: None, retry_after: None }));
    let renewal = till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap();
    assert_eq!(renewal.still_open, 1);
    till.pass(std::time::Duration::from_secs(2));
    till.sell().unwrap();
    let summary = till.till.drain().await.unwrap();
    assert_eq!((summary.open, summary.rejected), (0, 0), "{summary:?}");
    assert_eq!(till.till.network(), Network::Online);
    assert_eq!(till.gateway.accepted().unwrap().len(), 2);
    assert_eq!(till.asked("reporting"), 4, "a failure, a refusal of the old credentials, and two acceptances");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_renewal_answer_uses_the_password_up_and_another_begins_anew() {
    let till = selling().await;
    till.gateway.arm(lost(Operation::RenewProduction));
    let spent = till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap_err();
    assert!(matches!(spent, TillError::OtpSpent), "{spent}");
    till.sell().unwrap();
    let till = till.crash();
    assert_eq!(till.till.way().unwrap().next(), Some(Step::ComplianceCsid));
    till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap();
    assert_eq!(till.units().len(), 3, "the request that may have been used up was not sent again");
    till.sell().unwrap();
    assert_eq!(till.documents()[2], "T1-000003 1 3");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_last_answer_is_asked_for_again() {
    let till = selling().await;
    till.gateway.arm(lost(Operation::RequestProduction));
    till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap();
    till.sell().unwrap();
    assert_eq!(till.till.drain().await.unwrap().reported, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_changes_nothing() {
    let till = selling().await;
    let for_onboarding = till.otp(OtpKind::New);
    let refused = till.till.renew(&till.actor, &for_onboarding).await.unwrap_err();
    assert!(matches!(refused, TillError::WrongOtp), "{refused}");
    till.sell().unwrap();
    till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap();
    assert_eq!(till.units().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_csid_that_the_gateway_refuses_is_replaced_by_onboarding() {
    let till = selling().await;
    till.till.drain().await.unwrap();
    till.gateway.arm(once(Operation::RenewProduction, FaultKind::Status { code: 401, body: None, retry_after: None }));
    let refused = till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap_err();
    assert!(matches!(refused, TillError::CsidNotAccepted), "{refused}");
    assert_eq!(till.till.csid().unwrap().unwrap().validity, Validity::Refused);
    till.till.onboard(&till.actor, &till.otp(OtpKind::New)).await.unwrap();
    till.sell().unwrap();
    assert_eq!(till.till.drain().await.unwrap().reported, 1);
    assert!(till.till.audit().unwrap().faults.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_is_announced_and_an_old_check_is_told() {
    let till = selling().await;
    till.till.drain().await.unwrap();
    let seen = || {
        let csid = till.till.csid().unwrap().unwrap();
        (csid.validity, csid.check)
    };
    assert_eq!(seen(), (Validity::Long, Check::Recent));
    till.pass_days(8);
    assert_eq!(seen(), (Validity::Long, Check::Old), "no answer for more than a week");
    till.sell().unwrap();
    till.till.drain().await.unwrap();
    assert_eq!(seen(), (Validity::Long, Check::Recent));
    let left = till.till.csid().unwrap().unwrap().days_left.unsigned_abs();
    for (days_left, validity) in [(60, Validity::Weeks), (30, Validity::Month), (7, Validity::Week)] {
        let now = till.till.csid().unwrap().unwrap().days_left.unsigned_abs();
        till.pass_days(now - days_left);
        assert_eq!(till.till.csid().unwrap().unwrap().validity, validity, "{days_left} of {left}");
    }
    till.sell().unwrap();
    till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap();
    assert_eq!(seen(), (Validity::Long, Check::Recent));
    till.sell().unwrap();
}

/// Somebody puts back the till's folder as it was before the renewal: what the new unit issued since is not in it.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_from_before_the_renewal_is_refused() {
    let till = selling().await;
    till.till.drain().await.unwrap();
    let database = rehearsal::home(&till.folder).database();
    let backup = till.folder.path().join("backup.db");
    rusqlite::Connection::open(&database).unwrap().execute("VACUUM INTO ?1", [backup.to_str().unwrap()]).unwrap();
    till.till.renew(&till.actor, &till.otp(OtpKind::Renewal)).await.unwrap();
    till.sell().unwrap();
    let Rehearsal { folder, till, .. } = till;
    drop(till);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", database.display()));
    }
    std::fs::copy(backup, &database).unwrap();
    let clock = sanduq_device::clock::Clock::system();
    let till = sanduq_till::till::Till::open(rehearsal::home(&folder), clock, "test").unwrap();
    let refused = till.sign_in("owner", rehearsal::PIN).unwrap_err();
    assert!(matches!(refused, TillError::ChainBehind { highest: 1, found: 0 }), "{refused}");
}

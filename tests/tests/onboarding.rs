//! From a one-time password to a till that may sell, in every real environment and in all weathers.

#![allow(clippy::unwrap_used, reason = "tests")]

mod rehearsal;

use rehearsal::{PIN, Rehearsal, STANDING_OTP, home, lost, once, setup};
use sanduq_device::clock::Clock;
use sanduq_device::pin::Pin;
use sanduq_device::vault::Vault;
use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::party::{SellerFaultKind, SellerField};
use sanduq_einvoice::certificate::Certificate;
use sanduq_fatoora::Environment;
use sanduq_simulator::{FaultKind, Operation, OtpKind};
use sanduq_till::draft::Draft;
use sanduq_till::error::TillError;
use sanduq_till::onboarding::{ComplianceStep, Step};
use sanduq_till::setup::{InvoiceKinds, Setup};
use sanduq_till::till::Till;

const EVERY: [InvoiceKinds; 3] = [InvoiceKinds::Simplified, InvoiceKinds::Standard, InvoiceKinds::Both];

#[tokio::test(flavor = "multi_thread")]
async fn each_title_passes_its_own_checks_and_no_others() {
    for (kinds, samples) in EVERY.into_iter().zip([3, 3, 6]) {
        let till = Rehearsal::onboarded(Environment::Simulation, kinds).await;
        assert_eq!(till.asked("check_compliance"), samples, "{}", kinds.title());
        let csid = till.till.csid().unwrap().unwrap();
        assert_eq!((csid.kinds, csid.validity), (kinds, sanduq_till::csid::Validity::Long));
        let way = till.till.way().unwrap();
        assert_eq!((way.steps.len(), way.next()), (samples + 3, None));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_real_environment_takes_its_own_request() {
    for environment in [Environment::Sandbox, Environment::Simulation, Environment::Production] {
        let till = Rehearsal::onboarded(environment, InvoiceKinds::Both).await;
        till.sell().unwrap();
        let summary = till.till.drain().await.unwrap();
        assert_eq!((summary.sent, summary.reported), (1, 1), "{environment}");
    }
}

/// The developer portal gives everybody one and the same certificate, of a key that nobody has.
#[tokio::test(flavor = "multi_thread")]
async fn the_shared_certificate_of_the_sandbox_is_refused_in_so_many_words() {
    let till = Rehearsal::of(Environment::Sandbox, InvoiceKinds::Both).await;
    till.set(|settings| settings.own_pcsid = false);
    let refused = till.till.onboard(&till.actor, STANDING_OTP).await.unwrap_err();
    assert!(refused.to_string().contains("certifies another key than this unit's"), "{refused}");
    assert_eq!(till.till.next_step().unwrap(), Some(Step::ProductionCsid));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_exchange_is_kept_without_its_secrets() {
    let till = Rehearsal::of(Environment::Simulation, InvoiceKinds::Simplified).await;
    let password = till.otp(OtpKind::New);
    till.till.onboard(&till.actor, &password).await.unwrap();
    let kept = till.exchanges();
    assert_eq!(
        kept.iter().map(|(operation, ..)| operation.as_str()).collect::<Vec<_>>(),
        ["compliance_csid", "compliance_check", "compliance_check", "compliance_check", "production_csid"]
    );
    let vault = Vault::open(&home(&till.folder), "owner", &Pin::new(PIN).unwrap()).unwrap();
    let secrets =
        ["compliance", "production"].map(|csid| vault.get(&format!("{}/{csid}/secret", till.units()[0])).unwrap());
    let secrets = secrets.iter().map(|secret| std::str::from_utf8(secret.expose()).unwrap());
    for secret in secrets.chain([password.as_str()]) {
        assert!(kept.iter().all(|(_, request, response)| !request.contains(secret) && !response.contains(secret)));
    }
    assert!(kept[0].2.contains("[redacted]") && kept[0].1.starts_with(r#"{"csr":"LS0t"#), "{kept:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_for_consumers_only_issues_nothing_else() {
    let till = Rehearsal::onboarded(Environment::Simulation, InvoiceKinds::Simplified).await;
    let draft = Draft { invoice_type: Some(InvoiceType::Standard), ..rehearsal::draft() };
    let refused = till.till.issue(&till.actor, draft).unwrap_err();
    assert!(matches!(refused, TillError::KindNotCovered("standard")), "{refused}");
    assert_eq!(till.sell().unwrap(), "T1-000001", "no number was used");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_first_answer_uses_the_password_up_and_a_new_one_begins_with_a_new_request() {
    let till = Rehearsal::of(Environment::Simulation, InvoiceKinds::Simplified).await;
    till.gateway.arm(lost(Operation::RequestCompliance));
    let password = till.otp(OtpKind::New);
    let spent = till.till.onboard(&till.actor, &password).await.unwrap_err();
    assert!(matches!(spent, TillError::OtpSpent), "{spent}");
    assert_eq!(till.asked("request_compliance"), 2, "the same password is tried once more");
    let way = till.till.way().unwrap();
    assert_eq!((way.next(), way.wants_otp), (Some(Step::ComplianceCsid), true), "the request is not used again");

    let till = till.crash();
    let refused = till.till.onboard(&till.actor, "12345").await.unwrap_err();
    assert!(matches!(refused, TillError::OtpNotDigits));
    assert_eq!(till.units().len(), 1, "no unit is made for what is no password");
    till.till.onboard(&till.actor, &till.otp(OtpKind::New)).await.unwrap();
    assert_eq!((till.units().len(), till.till.next_step().unwrap()), (2, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_question_costs_nothing() {
    let till = Rehearsal::of(Environment::Simulation, InvoiceKinds::Simplified).await;
    for operation in [Operation::RequestCompliance, Operation::CheckCompliance, Operation::RequestProduction] {
        till.gateway.arm(once(operation, FaultKind::Reset));
    }
    till.till.onboard(&till.actor, &till.otp(OtpKind::New)).await.unwrap();
    assert_eq!(till.units().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_leaves_the_request_as_it_was() {
    let till = Rehearsal::of(Environment::Simulation, InvoiceKinds::Simplified).await;
    let renewal = till.otp(OtpKind::Renewal);
    for wrong in ["000000", renewal.as_str()] {
        let refused = till.till.onboard(&till.actor, wrong).await.unwrap_err();
        assert!(matches!(refused, TillError::WrongOtp), "{refused}");
        assert_eq!(till.till.next_step().unwrap(), Some(Step::ComplianceCsid));
    }
    till.till.onboard(&till.actor, &till.otp(OtpKind::New)).await.unwrap();
    assert_eq!(till.units().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_answers_to_checks_and_to_the_last_step_are_asked_for_again() {
    let till = Rehearsal::of(Environment::Simulation, InvoiceKinds::Both).await;
    till.gateway.arm(lost(Operation::CheckCompliance));
    till.gateway.arm(lost(Operation::RequestProduction));
    till.till.onboard(&till.actor, &till.otp(OtpKind::New)).await.unwrap();
    assert_eq!((till.asked("check_compliance"), till.asked("request_production")), (7, 2));
    till.sell().unwrap();
    assert_eq!(till.till.drain().await.unwrap().reported, 1, "the CSID that was kept is the one that counts");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_crash_at_any_step_the_till_goes_on_from_there() {
    let mut till = Rehearsal::of(Environment::Simulation, InvoiceKinds::Both).await;
    let password = till.otp(OtpKind::New);
    let mut reached = Vec::new();
    // Everything behind the next step is refused: the run ends there, and the process with it.
    for (operation, nth) in [
        (Operation::RequestCompliance, 1),
        (Operation::CheckCompliance, 1),
        (Operation::CheckCompliance, 3),
        (Operation::CheckCompliance, 3),
        (Operation::RequestProduction, 1),
    ] {
        let mut fault = once(operation, FaultKind::Status { code: 429, body: None, retry_after: None });
        fault.matching.nth = Some(nth);
        till.gateway.clear_faults();
        till.gateway.arm(fault);
        let stopped = till.till.onboard(&till.actor, &password).await.unwrap_err();
        assert!(matches!(stopped, TillError::GatewayUnreachable(_)), "{stopped}");
        till = till.crash();
        reached.push(till.till.next_step().unwrap().unwrap());
    }
    assert_eq!(
        reached,
        [
            Step::ComplianceCsid,
            Step::Check(ComplianceStep::StandardInvoice),
            Step::Check(ComplianceStep::StandardDebitNote),
            Step::Check(ComplianceStep::SimplifiedCreditNote),
            Step::ProductionCsid,
        ]
    );
    till.gateway.clear_faults();
    till.till.onboard(&till.actor, "").await.unwrap();
    assert_eq!(till.units().len(), 1, "one key, one request, one password");
    assert_eq!(till.audited("compliance_check_passed").len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn exactly_the_checks_that_the_gateway_misses_are_passed_again() {
    let till = Rehearsal::of(Environment::Simulation, InvoiceKinds::Both).await;
    let body = r#"{"code":"Missing-ComplianceSteps","message":"not yet complete. [standard-debit-note-compliant, simplified-compliant]"}"#;
    till.gateway.arm(once(
        Operation::RequestProduction,
        FaultKind::Status { code: 400, body: Some(body.into()), retry_after: None },
    ));
    till.till.onboard(&till.actor, STANDING_OTP).await.unwrap();
    assert_eq!(till.asked("check_compliance"), 8, "six, and the two that were missed");
    let passed = till.audited("compliance_check_passed");
    assert!(passed[6].contains("standard-debit-note-compliant") && passed[7].contains("\"simplified-compliant\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_can_satisfy_is_told_and_asked_for_no_longer() {
    let till = Rehearsal::of(Environment::Simulation, InvoiceKinds::Simplified).await;
    let missing = |steps: &str| {
        let body = format!(r#"{{"code":"Missing-ComplianceSteps","message":"not yet complete. [{steps}]"}}"#);
        let kind = FaultKind::Status { code: 400, body: Some(body), retry_after: None };
        sanduq_simulator::Fault { times: 9, ..once(Operation::RequestProduction, kind) }
    };
    till.gateway.arm(missing("buyer-qr-code-compliant"));
    let refused = till.till.onboard(&till.actor, STANDING_OTP).await.unwrap_err();
    assert!(refused.to_string().contains("buyer-qr-code-compliant"), "{refused}");
    till.gateway.clear_faults();
    till.gateway.arm(missing("simplified-compliant"));
    let refused = till.till.onboard(&till.actor, STANDING_OTP).await.unwrap_err();
    assert!(refused.to_string().contains("does not remember"), "{refused}");
    assert!(till.asked("request_production") <= 3, "the gateway is not asked for ever");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compliance_csid_that_is_refused_makes_way_for_a_new_request() {
    let till = Rehearsal::of(Environment::Simulation, InvoiceKinds::Simplified).await;
    till.gateway
        .arm(once(Operation::RequestProduction, FaultKind::Status { code: 401, body: None, retry_after: None }));
    let refused = till.till.onboard(&till.actor, &till.otp(OtpKind::New)).await.unwrap_err();
    assert!(matches!(refused, TillError::CsidNotAccepted), "{refused}");
    assert!(till.till.way().unwrap().wants_otp);
    till.till.onboard(&till.actor, &till.otp(OtpKind::New)).await.unwrap();
    assert_eq!(till.units().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_that_may_sell_is_not_onboarded_again_until_its_csid_is_refused() {
    let till = Rehearsal::onboarded(Environment::Simulation, InvoiceKinds::Simplified).await;
    let refused = till.till.onboard(&till.actor, &till.otp(OtpKind::New)).await.unwrap_err();
    assert!(matches!(refused, TillError::AlreadyOnboarded), "{refused}");
    till.sell().unwrap();
    till.gateway.arm(once(Operation::Reporting, FaultKind::Status { code: 401, body: None, retry_after: None }));
    till.till.drain().await.unwrap();
    assert_eq!(till.till.csid().unwrap().unwrap().validity, sanduq_till::csid::Validity::Refused);

    till.till.onboard(&till.actor, &till.otp(OtpKind::New)).await.unwrap();
    till.sell().unwrap();
    assert_eq!(till.documents(), ["T1-000001 1 1", "T1-000002 1 2"], "numbers go on, the chain begins anew");
    let summary = till.till.drain().await.unwrap();
    assert_eq!((summary.reported, summary.open), (2, 0), "the new unit speaks for the refused one");
    assert!(till.till.audit().unwrap().faults.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_csid_stops_selling_and_a_new_unit_goes_on_with_the_numbers() {
    let till = Rehearsal::onboarded(Environment::Simulation, InvoiceKinds::Simplified).await;
    till.sell().unwrap();
    till.till.drain().await.unwrap();
    till.pass_days(5 * 365 + 1);
    let refused = till.sell().unwrap_err();
    assert!(matches!(refused, TillError::CsidExpired), "{refused}");
    let till = till.crash();
    till.pass_days(0);
    till.till.onboard(&till.actor, &till.otp(OtpKind::New)).await.unwrap();
    till.sell().unwrap();
    assert_eq!(till.documents(), ["T1-000001 1 1", "T1-000002 1 2"]);
    assert!(till.till.audit().unwrap().faults.is_empty(), "the old document still verifies");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_while_the_unit_is_onboarded_loses_no_secret() {
    let till = Rehearsal::of(Environment::Simulation, InvoiceKinds::Both).await;
    let signing_in = async {
        for _ in 0..5 {
            till.till.sign_in("owner", PIN).unwrap();
            tokio::task::yield_now().await;
        }
    };
    let (onboarded, ()) = tokio::join!(till.till.onboard(&till.actor, STANDING_OTP), signing_in);
    onboarded.unwrap();
    let till = till.crash();
    till.sell().unwrap();
    assert_eq!(till.till.drain().await.unwrap().reported, 1);
}

/// Sets up a till in a folder of its own.
fn set_up(change: impl FnOnce(&mut Setup)) -> Result<String, TillError> {
    let folder = tempfile::tempdir().unwrap();
    let till = Till::open(home(&folder), Clock::system(), "test").unwrap();
    let mut setup = setup(Environment::Production, InvoiceKinds::Both);
    change(&mut setup);
    till.set_up(&setup, PIN)?;
    let database = rusqlite::Connection::open(home(&folder).database()).unwrap();
    Ok(database.query_row("SELECT csr FROM unit", [], |row| row.get(0)).unwrap())
}

#[test]
fn every_limit_of_the_request_is_told_by_field_before_a_request_is_made() {
    use SellerFaultKind::{ForbiddenCharacter, NotATin, NotAVatNumber, TooLong, TooShort, WrongDigits};
    use SellerField::{Activity, Branch, Building, City, Id, Name, PostalCode, VatNumber};
    type Change = fn(&mut Setup);
    let wrong: [(Change, SellerField, SellerFaultKind); 16] = [
        (|s| s.seller.name = "م".repeat(64), Name, TooLong),
        (|s| s.seller.name = "A & B".into(), Name, ForbiddenCharacter),
        (|s| s.seller.name = " ".into(), Name, TooShort),
        (|s| s.seller.vat_number = "123".into(), VatNumber, NotAVatNumber),
        (|s| s.seller.vat_number = "399999999900004".into(), VatNumber, NotAVatNumber),
        (|s| s.seller.id = "12".into(), Id, WrongDigits),
        (|s| s.seller.building = "12".into(), Building, WrongDigits),
        (|s| s.seller.postal_code = "1234".into(), PostalCode, WrongDigits),
        (|s| s.seller.city = String::new(), City, TooShort),
        (|s| s.branch = "ف".repeat(65), Branch, TooLong),
        (|s| s.branch = "A=B".into(), Branch, ForbiddenCharacter),
        (|s| s.activity = "x".repeat(129), Activity, TooLong),
        (|s| s.activity = "food_drink".into(), Activity, ForbiddenCharacter),
        (|s| s.activity = String::new(), Activity, TooShort),
        (|s| s.seller.vat_number = "399999999910003".into(), Branch, TooShort),
        (
            |s| {
                s.seller.vat_number = "399999999910003".into();
                s.branch = "Riyadh".into();
            },
            Branch,
            NotATin,
        ),
    ];
    for (change, field, kind) in wrong {
        let TillError::Seller(faults) = set_up(change).unwrap_err() else { panic!("{field:?} {kind:?}") };
        assert!(
            faults.iter().any(|fault| (fault.field, fault.kind) == (field, kind)),
            "{field:?} {kind:?}: {faults:?}"
        );
    }
    let all = |s: &mut Setup| {
        s.seller.vat_number = "1".into();
        s.seller.city = " ".into();
        s.activity = "a*b".into();
    };
    let TillError::Seller(faults) = set_up(all).unwrap_err() else { panic!("three fields") };
    assert_eq!(faults.iter().map(|fault| fault.field).collect::<Vec<_>>(), [City, VatNumber, Activity]);
    for name in ["", "T1-2", "TOOLONGNAME"] {
        assert!(matches!(set_up(|s| s.till_name = name.into()), Err(TillError::TillName)), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vat_group_names_its_member() {
    let request = set_up(|s| {
        s.seller.vat_number = "399999999910003".into();
        s.branch = "3111111111".into();
    })
    .unwrap();
    let der: Vec<u8> = {
        use base64::Engine as _;
        let body: String = request.lines().filter(|line| !line.starts_with("---")).collect();
        base64::engine::general_purpose::STANDARD.decode(body).unwrap()
    };
    let holds = |text: &[u8]| der.windows(text.len()).any(|window| window == text);
    assert!(holds(b"3111111111") && holds(b"399999999910003") && holds(b"1100"));
    let whole = set_up(|_| {}).unwrap();
    assert!(Certificate::from_pem(&whole).is_err(), "a request is no certificate");
}

//! A gateway that issues the wrong certificate, and a certificate that is exchanged afterwards.

#![allow(clippy::unwrap_used, reason = "tests")]

use sanduq_commands::fault::{Code, Fault};
use sanduq_device::clock::Clock;
use sanduq_device::paths::Home;
use sanduq_device::pin::Pin;
use sanduq_device::vault::Vault;
use sanduq_host::{Host, Reporting};
use sanduq_simulator::{
    Fault as Weather, FaultKind, Flaw, Match, Operation, Profile, Running, Simulator, SimulatorConfig,
};
use sanduq_till::error::TillError;
use sanduq_till::onboarding::Step;
use sanduq_till::setup::{KeyringPolicy, Setup, training_setup};
use sanduq_till::till::Till;

const PIN: &str = "2580";
const OTP: &str = "123345";

async fn gateway() -> Running {
    Simulator::start(SimulatorConfig { standing_otp: Some(OTP.into()), ..Default::default() }).await.unwrap()
}

fn home(folder: &tempfile::TempDir) -> Home {
    Home::new(folder.path().join("till"), folder.path().join("machine"))
}

/// A till that is set up for `gateway` and not onboarded yet.
async fn till_at(gateway: &Running, folder: &tempfile::TempDir) -> Host {
    {
        let till = Till::open(home(folder), Clock::system(), "test").unwrap();
        let setup = Setup {
            gateway: gateway.gateway_url(Profile::Simulation),
            language: "en".into(),
            keyring: KeyringPolicy::Never,
            ..training_setup()
        };
        till.set_up(&setup, PIN).unwrap();
    }
    Host::open(home(folder), Clock::system(), "test", Reporting::OnRequest).await.unwrap()
}

fn misissue(operation: Operation, flaw: Flaw) -> Weather {
    let matching = Match { operation: Some(operation), ..Match::default() };
    Weather { matching, kind: FaultKind::Misissue { flaw }, times: 1 }
}

/// What the database and the vault keep of a unit's certificates.
fn kept(folder: &tempfile::TempDir, step: &str) -> (Option<String>, bool, bool) {
    let database = rusqlite::Connection::open(home(folder).database()).unwrap();
    let (name, certificate): (String, Option<String>) = database
        .query_row(&format!("SELECT name, {step}_certificate FROM unit"), [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let vault = Vault::open(&home(folder), "owner", &Pin::new(PIN).unwrap()).unwrap();
    let token = vault.get(&format!("{name}/{step}/token")).is_some();
    (certificate, token, vault.get(&format!("{name}/issuer")).is_some())
}

fn audited(folder: &tempfile::TempDir, event: &str) -> Vec<String> {
    let database = rusqlite::Connection::open(home(folder).database()).unwrap();
    let mut found = database.prepare("SELECT details FROM audit WHERE event = ?1 ORDER BY id").unwrap();
    found.query_map([event], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn codes(refused: TillError) -> Vec<&'static str> {
    match refused {
        TillError::CsidRefused(refusals) => refusals.iter().map(sanduq_einvoice::issuer::Refusal::code).collect(),
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_production_csid_is_refused_with_its_reason_and_nothing_is_kept() {
    let gateway = gateway().await;
    let folder = tempfile::tempdir().unwrap();
    let host = till_at(&gateway, &folder).await;
    host.till().trust_practice_gateway(&gateway.ca_pem()).unwrap();
    let actor = host.till().sign_in("owner", PIN).unwrap();
    for (flaw, reason) in [
        (Flaw::OtherKey, "other_key"),
        (Flaw::OtherVatNumber, "other_vat_number"),
        (Flaw::OtherTitle, "other_kinds"),
        (Flaw::OtherIssuer, "wrong_signature"),
        (Flaw::Expired, "expired"),
    ] {
        gateway.arm(misissue(Operation::RequestProduction, flaw));
        let refused = host.till().onboard(&actor, OTP).await.unwrap_err();
        assert_eq!(codes(refused), [reason], "{flaw:?}");
        assert_eq!(kept(&folder, "production"), (None, false, false), "{flaw:?}");
        assert_eq!(host.till().next_step().unwrap(), Some(Step::ProductionCsid), "{flaw:?}");
        let recorded = audited(&folder, "csid_refused");
        assert!(recorded.last().unwrap().contains(reason), "{recorded:?}");
    }
    host.till().onboard(&actor, OTP).await.unwrap();
    assert_eq!(host.till().next_step().unwrap(), None);
    let taken = audited(&folder, "production_csid_taken");
    assert!(taken[0].contains("SIM-PEZEINVOICESCA1-CA") && taken[0].contains("\"known\""), "{taken:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_compliance_csid_is_refused_as_well() {
    let gateway = gateway().await;
    let folder = tempfile::tempdir().unwrap();
    let host = till_at(&gateway, &folder).await;
    host.till().trust_practice_gateway(&gateway.ca_pem()).unwrap();
    let actor = host.till().sign_in("owner", PIN).unwrap();
    for (flaw, reason) in [(Flaw::OtherKey, "other_key"), (Flaw::OtherIssuer, "wrong_signature")] {
        gateway.arm(misissue(Operation::RequestCompliance, flaw));
        let refused = host.till().onboard(&actor, OTP).await.unwrap_err();
        let text = refused.to_string();
        assert_eq!(codes(refused), [reason]);
        assert!(text.starts_with("the gateway issued a CSID that does not fit this till"), "{text}");
        assert_eq!(kept(&folder, "compliance"), (None, false, false));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_gateway_than_the_one_whose_issuers_were_handed_over_is_refused() {
    let (own, other) = (gateway().await, gateway().await);
    let folder = tempfile::tempdir().unwrap();
    let host = till_at(&other, &folder).await;
    host.till().trust_practice_gateway(&own.ca_pem()).unwrap();
    assert!(matches!(host.till().trust_practice_gateway("no PEM"), Err(TillError::Issuers(_))));
    let actor = host.till().sign_in("owner", PIN).unwrap();
    let refused = host.till().onboard(&actor, OTP).await.unwrap_err();
    let fault = Fault::from(refused);
    assert_eq!(fault.code, Code::CsidRefused, "{fault}");
    assert!(fault.message.contains("CN=eInvoicing-SIM"), "{fault}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_nobody_vouched_for_is_taken_at_its_first_word_and_the_record_says_so() {
    let gateway = gateway().await;
    let folder = tempfile::tempdir().unwrap();
    let host = till_at(&gateway, &folder).await;
    let actor = host.till().sign_in("owner", PIN).unwrap();
    host.till().onboard(&actor, OTP).await.unwrap();
    let taken = audited(&folder, "production_csid_taken");
    assert!(taken[0].contains("\"first_seen\""), "{taken:?}");
    let (certificate, token, issuer) = kept(&folder, "production");
    assert!(certificate.is_some() && token && issuer, "the issuer's key is kept with the unit");
    host.close().await;
    let till = Till::open(home(&folder), Clock::system(), "test").unwrap();
    till.sign_in("owner", PIN).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_was_exchanged_or_no_longer_fits_opens_nothing() {
    let gateway = gateway().await;
    let folder = tempfile::tempdir().unwrap();
    let host = till_at(&gateway, &folder).await;
    let actor = host.till().sign_in("owner", PIN).unwrap();
    host.till().onboard(&actor, OTP).await.unwrap();
    host.close().await;
    let refused = |change: &str| {
        let database = rusqlite::Connection::open(home(&folder).database()).unwrap();
        database.execute_batch(change).unwrap();
        drop(database);
        let till = Till::open(home(&folder), Clock::system(), "test").unwrap();
        till.sign_in("owner", PIN).unwrap_err()
    };
    let (own, ..) = kept(&folder, "production");
    // The compliance certificate is of the same key and shop: only its issuer tells.
    let misfit = refused("UPDATE unit SET production_certificate = compliance_certificate");
    assert!(matches!(&misfit, TillError::CsidMisfit(reasons) if reasons.len() == 1), "{misfit}");
    assert_eq!(Fault::from(misfit).code, Code::CsidMisfit);

    // Another that the same gateway issued to the same unit, later.
    let database = rusqlite::Connection::open(home(&folder).database()).unwrap();
    database.execute_batch("UPDATE unit SET production_certificate = NULL, expires_at = NULL").unwrap();
    drop(database);
    let host = Host::open(home(&folder), Clock::system(), "test", Reporting::OnRequest).await.unwrap();
    let actor = host.till().sign_in("owner", PIN).unwrap();
    host.till().onboard(&actor, OTP).await.unwrap();
    host.close().await;
    let pinned = audited(&folder, "production_csid_taken");
    assert!(pinned[1].contains("\"pinned\""), "{pinned:?}");
    let exchanged = refused(&format!("UPDATE unit SET production_certificate = '{}'", own.unwrap()));
    assert!(matches!(exchanged, TillError::CsidExchanged), "{exchanged}");
}

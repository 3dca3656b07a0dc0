//! Environments never mix: whichever way somebody tries to bring credentials of one into a till of another.

#![allow(clippy::unwrap_used, reason = "tests")]

mod rehearsal;

use std::fs;

use rehearsal::{PIN, Rehearsal, STANDING_OTP, home, profile, setup};
use sanduq_commands::fault::{Code, Fault};
use sanduq_commands::table::dispatch;
use sanduq_device::clock::Clock;
use sanduq_device::paths::{Home, Place, UserHomes};
use sanduq_device::pin::Pin;
use sanduq_device::secret::SecretBytes;
use sanduq_device::vault::Vault;
use sanduq_fatoora::{Client, ConfigReason, Configuration, Credentials, CsidOutcome, Environment, Outcome, RequestId};
use sanduq_host::{Host, Reporting};
use sanduq_simulator::Profile;
use sanduq_till::error::TillError;
use sanduq_till::setup::InvoiceKinds;
use sanduq_till::till::Till;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn no_client_sends_credentials_of_another_environment() {
    let till = Rehearsal::onboarded(Environment::Simulation, InvoiceKinds::Simplified).await;
    let asked = till.gateway.log().unwrap().len();
    let foreign = Credentials::new(Environment::Production, "VFVsSlJTMVVUMHRGVGc9PQ==", "c2VjcmV0");
    let address = till.gateway.gateway_url(Profile::Simulation);
    let client = Client::new(Configuration::at(Environment::Simulation, &address).unwrap()).unwrap();
    let otp = STANDING_OTP.parse().unwrap();
    let submission = sanduq_fatoora::Submission::of_xml("hash", "uuid", b"<I/>");
    let refused = ConfigReason::OtherEnvironment;
    for outcome in [
        client.report(&foreign, &submission).await.outcome,
        client.clear(&foreign, &submission).await.outcome,
        client.check_compliance(&foreign, &submission).await.outcome,
    ] {
        assert_eq!(outcome, Outcome::Config { reason: refused });
    }
    for outcome in [
        client.request_production_csid(&foreign, &RequestId::new("1")).await.outcome,
        client.renew_production_csid(&foreign, &otp, "csr").await.outcome,
    ] {
        assert_eq!(outcome, CsidOutcome::Config { reason: refused });
    }
    assert_eq!(till.gateway.log().unwrap().len(), asked, "nothing left this machine");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_connects_to_its_own_environment_only() {
    let till = Rehearsal::onboarded(Environment::Simulation, InvoiceKinds::Simplified).await;
    for other in [Environment::Sandbox, Environment::Production, Environment::Training] {
        let configuration = Configuration::at(other, &till.gateway.gateway_url(profile(other))).unwrap();
        let refused = till.till.connect(configuration).unwrap_err();
        assert!(matches!(refused, TillError::WrongEnvironment), "{other}");
    }
    assert!(Configuration::at(Environment::Simulation, &till.gateway.gateway_url(Profile::Core)).is_err());
}

/// Two tills of the same owner on the same machine: only the environment tells them apart.
#[tokio::test(flavor = "multi_thread")]
async fn a_vault_of_another_environment_opens_no_till() {
    let till = Rehearsal::onboarded(Environment::Simulation, InvoiceKinds::Simplified).await;
    for other in [Environment::Production, Environment::Training] {
        let second = Home::new(till.folder.path().join(other.name()), till.folder.path().join("machine"));
        let theirs = Till::open(second.clone(), Clock::system(), "test").unwrap();
        theirs.set_up(&setup(other, InvoiceKinds::Simplified), PIN).unwrap();
        drop(theirs);
        fs::copy(home(&till.folder).vault(), second.vault()).unwrap();
        let theirs = Till::open(second, Clock::system(), "test").unwrap();
        let refused = theirs.sign_in("owner", PIN).unwrap_err();
        assert!(matches!(&refused, TillError::VaultElsewhere { vault } if vault == "simulation"), "{refused}");
        assert_eq!(Fault::from(refused).code, Code::WrongEnvironment);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_that_is_relabelled_is_a_damaged_one() {
    let till = Rehearsal::onboarded(Environment::Simulation, InvoiceKinds::Simplified).await;
    let path = home(&till.folder).vault();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("\"environment\": \"simulation\""));
    let pin = Pin::new(PIN).unwrap();
    for relabelled in
        [text.replace("\"simulation\"", "\"production\""), text.replace("\"environment\": \"simulation\",", "")]
    {
        fs::write(&path, relabelled).unwrap();
        assert!(Vault::open(&home(&till.folder), "owner", &pin).is_err());
    }
    fs::write(&path, text).unwrap();
    assert_eq!(Vault::open(&home(&till.folder), "owner", &pin).unwrap().environment(), "simulation");
}

/// Whoever may open the vault can put anything into it: what he puts counts in the vault's own environment.
#[tokio::test(flavor = "multi_thread")]
async fn production_secrets_in_a_simulation_vault_are_of_no_use() {
    let simulation = Rehearsal::onboarded(Environment::Simulation, InvoiceKinds::Simplified).await;
    let production = Rehearsal::onboarded(Environment::Production, InvoiceKinds::Simplified).await;
    let pin = Pin::new(PIN).unwrap();
    let theirs = Vault::open(&home(&production.folder), "owner", &pin).unwrap();
    let mut own = Vault::open(&home(&simulation.folder), "owner", &pin).unwrap();
    let (their_unit, own_unit) = (production.units().remove(0), simulation.units().remove(0));
    for part in ["token", "secret"] {
        let stolen = theirs.get(&format!("{their_unit}/production/{part}")).unwrap();
        own.put(&format!("{own_unit}/production/{part}"), &SecretBytes::from(stolen.expose())).unwrap();
    }
    drop(own);
    let Rehearsal { folder, till, .. } = simulation;
    drop(till);
    let till = Till::open(home(&folder), Clock::system(), "test").unwrap();
    let refused = till.sign_in("owner", PIN).unwrap_err();
    assert!(matches!(refused, TillError::CsidExchanged), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_keeps_its_environment() {
    let till = Rehearsal::onboarded(Environment::Simulation, InvoiceKinds::Simplified).await;
    let database = rusqlite::Connection::open(home(&till.folder).database()).unwrap();
    let refused = database.execute("UPDATE shop SET environment = 'production'", []).unwrap_err();
    assert!(refused.to_string().contains("keeps its environment"), "{refused}");
    let again = till.till.set_up(&setup(Environment::Production, InvoiceKinds::Simplified), PIN).unwrap_err();
    assert!(matches!(again, TillError::AlreadySetUp));
}

#[test]
fn a_home_that_is_kept_for_one_environment_takes_no_till_of_another() {
    let folder = tempfile::tempdir().unwrap();
    let homes = UserHomes::new(folder.path().join("sanduq"), folder.path().join("machine"));
    for (kept_for, other) in [("training", Environment::Production), ("production", Environment::Training)] {
        let till = Till::open(homes.home(kept_for), Clock::system(), "test").unwrap();
        let refused = till.set_up(&setup(other, InvoiceKinds::Both), PIN).unwrap_err();
        assert!(matches!(refused, TillError::WrongEnvironment), "{refused}");
    }
    // A folder that was moved: the till in it says what it is.
    let training = homes.home("training");
    let till = Till::open(training.clone(), Clock::system(), "test").unwrap();
    till.set_up(&setup(Environment::Training, InvoiceKinds::Both), PIN).unwrap();
    drop(till);
    fs::rename(training.root(), folder.path().join("sanduq/simulation")).unwrap();
    let moved = Till::open(homes.home("simulation"), Clock::system(), "test").unwrap_err();
    assert!(matches!(moved, TillError::WrongEnvironment), "{moved}");
}

async fn call(host: &Host, command: &str, request: Value) -> Result<Value, Fault> {
    dispatch(host.desk(), command, request).await
}

/// One setting: the desk stays, the till on it is another, in a folder, a database and a vault of its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_user_changes_between_his_tills_and_finds_each_as_he_left_it() {
    let folder = tempfile::tempdir().unwrap();
    let homes = UserHomes::new(folder.path().join("sanduq"), folder.path().join("machine"));
    let place = Place::User(homes.clone());
    let host = Host::open_at(&place, Clock::system(), "test", Reporting::OnRequest).await.unwrap();
    let shop = call(&host, "setup_template", json!({})).await.unwrap();
    let made = json!({ "shop": shop, "owner": "سارة", "pin": PIN });
    call(&host, "till_setup", made.clone()).await.unwrap();
    call(&host, "onboarding_run", json!({ "otp": "" })).await.unwrap();

    let there = call(&host, "environment_choose", json!({ "environment": "simulation" })).await.unwrap();
    assert_eq!((&there["environment"], &there["phase"]), (&json!("simulation"), &json!("first_run")));
    assert_eq!(there["session"], Value::Null, "nobody stands at the other till");
    let empty = call(&host, "setup_template", json!({})).await.unwrap();
    assert_eq!(empty["vat_number"], "", "a real shop is nobody's to make up");
    call(&host, "till_setup", made).await.unwrap();
    let state = call(&host, "app_show", json!({})).await.unwrap();
    assert_eq!((&state["phase"], &state["environment"]), (&json!("onboarding"), &json!("simulation")));
    assert_eq!(homes.in_use().unwrap(), "simulation");
    host.close().await;

    let host = Host::open_at(&place, Clock::system(), "test", Reporting::OnRequest).await.unwrap();
    let refused = call(&host, "environment_choose", json!({ "environment": "training" })).await.unwrap_err();
    assert_eq!(refused.code, Code::SignInNeeded, "a till that belongs to a shop is left by its owner only");
    call(&host, "session_open", json!({ "user": "سارة", "pin": PIN })).await.unwrap();
    let back = call(&host, "environment_choose", json!({ "environment": "training" })).await.unwrap();
    assert_eq!((&back["environment"], &back["phase"]), (&json!("training"), &json!("signed_out")));
    for environment in ["training", "simulation"] {
        let home = homes.home(environment);
        assert!(home.database().is_file() && home.vault().is_file(), "{environment}");
    }
    host.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folder_of_one_till_is_open_until_it_belongs_to_a_shop() {
    let folder = tempfile::tempdir().unwrap();
    let host = Host::open(home(&folder), Clock::system(), "test", Reporting::OnRequest).await.unwrap();
    let chosen = call(&host, "environment_choose", json!({ "environment": "sandbox" })).await.unwrap();
    assert_eq!(chosen["environment"], "sandbox");
    call(&host, "environment_choose", json!({ "environment": "training" })).await.unwrap();
    let shop = call(&host, "setup_template", json!({})).await.unwrap();
    call(&host, "till_setup", json!({ "shop": shop, "owner": "سارة", "pin": PIN })).await.unwrap();
    let refused = call(&host, "environment_choose", json!({ "environment": "sandbox" })).await.unwrap_err();
    assert_eq!(refused.code, Code::EnvironmentFixed);
    host.close().await;
}

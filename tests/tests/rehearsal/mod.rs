//! A till of a real environment, rehearsed with a simulator on this machine: real database, vault, client and gateway.

#![allow(dead_code, reason = "each file of tests uses its part")]

use std::time::Duration;

use sanduq_device::clock::{Clock, ClockHand};
use sanduq_device::paths::Home;
use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::vat::Vat;
use sanduq_fatoora::{Configuration, Environment};
use sanduq_simulator::{
    Clearance, Fault, FaultKind, Match, Operation, OtpKind, Profile, Running, Settings, Simulator, SimulatorConfig,
};
use sanduq_store::exchange::Request;
use sanduq_till::draft::Draft;
use sanduq_till::error::TillError;
use sanduq_till::session::Actor;
use sanduq_till::setup::{InvoiceKinds, KeyringPolicy, Setup, training_setup};
use sanduq_till::till::Till;

pub(crate) const PIN: &str = "2580";
pub(crate) const VAT_NUMBER: &str = "399999999900003";
/// Every profile takes it, and nobody uses it up.
pub(crate) const STANDING_OTP: &str = "123345";

pub(crate) struct Rehearsal {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) gateway: Running,
    pub(crate) environment: Environment,
    pub(crate) till: Till,
    pub(crate) actor: Actor,
    pub(crate) hand: ClockHand,
}

impl Rehearsal {
    /// A till that was set up and has not asked for anything yet.
    pub(crate) async fn of(environment: Environment, kinds: InvoiceKinds) -> Rehearsal {
        // The real sandbox gives everybody one and the same certificate, with which no till can sign.
        let settings = Settings { own_pcsid: true, ..Settings::default() };
        let config = SimulatorConfig {
            standing_otp: Some(STANDING_OTP.into()),
            settings,
            impostor: Some(([127, 0, 0, 1], 0).into()),
            ..Default::default()
        };
        let gateway = Simulator::start(config).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (clock, hand) = Clock::with_hand(Clock::system().now_millis());
        let till = Till::open(home(&folder), clock.clone(), "test").unwrap();
        till.set_up(&setup(environment, kinds), PIN).unwrap();
        let actor = open(&till, environment, &gateway);
        Rehearsal { folder, gateway, environment, till, actor, hand }
    }

    pub(crate) async fn onboarded(environment: Environment, kinds: InvoiceKinds) -> Rehearsal {
        let rehearsal = Rehearsal::of(environment, kinds).await;
        rehearsal.till.onboard(&rehearsal.actor, STANDING_OTP).await.unwrap();
        rehearsal
    }

    /// The process ends and another one begins.
    pub(crate) fn crash(self) -> Rehearsal {
        let Rehearsal { folder, gateway, environment, till, hand, .. } = self;
        let (clock, new_hand) = Clock::with_hand(till.now().unix_millis());
        drop((till, hand));
        let till = Till::open(home(&folder), clock, "test").unwrap();
        let actor = open(&till, environment, &gateway);
        Rehearsal { folder, gateway, environment, till, actor, hand: new_hand }
    }

    /// Time goes by, at the gateway too.
    pub(crate) fn pass_days(&self, days: u64) {
        self.pass(Duration::from_secs(days * 24 * 60 * 60));
    }

    /// The gateway is never behind the till: not by the part of a second that its clock does not count.
    pub(crate) fn pass(&self, time: Duration) {
        self.hand.advance(time);
        let ahead = self.till.now().unix_millis() - Clock::system().now_millis();
        self.gateway.shift_clock(ahead / 1000 + 1);
    }

    /// From the portal: for one use.
    pub(crate) fn otp(&self, kind: OtpKind) -> String {
        self.gateway.issue_otp_in(profile(self.environment), VAT_NUMBER, kind).unwrap()
    }

    /// The gateway behaves otherwise from now on.
    pub(crate) fn set(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.gateway.settings();
        change(&mut settings);
        self.gateway.set_settings(settings);
    }

    /// In the portal: the CSID in use is revoked.
    pub(crate) fn revoke(&self) {
        let csid = self.gateway.csids().unwrap().into_iter().max_by_key(|csid| csid.id).unwrap();
        self.gateway.revoke_csid(csid.id).unwrap();
    }

    /// At the gateway: the secret of the CSID in use is another one from now on.
    pub(crate) fn rotate(&self) {
        let csid = self.gateway.csids().unwrap().into_iter().max_by_key(|csid| csid.id).unwrap();
        self.gateway.rotate_secret(csid.id).unwrap();
    }

    /// At the gateway: the CSID in use has just ended.
    pub(crate) fn expire(&self) {
        let csid = self.gateway.csids().unwrap().into_iter().max_by_key(|csid| csid.id).unwrap();
        self.gateway.expire_csid(csid.id, self.gateway.now()).unwrap();
    }

    pub(crate) fn clearance(&self, on: bool) {
        self.gateway.set_clearance(if on { Clearance::On } else { Clearance::Off });
    }

    pub(crate) fn sell(&self) -> Result<String, TillError> {
        Ok(self.till.issue(&self.actor, draft())?.number)
    }

    /// How often the gateway was asked for this.
    pub(crate) fn asked(&self, operation: &str) -> usize {
        self.gateway.log().unwrap().iter().filter(|entry| entry.operation == operation).count()
    }

    pub(crate) fn audited(&self, event: &str) -> Vec<String> {
        self.column("SELECT details FROM audit WHERE event = ?1 ORDER BY id", event)
    }

    pub(crate) fn units(&self) -> Vec<String> {
        self.column("SELECT name FROM unit WHERE name <> ?1 ORDER BY id", "")
    }

    /// Number, counter and unit of each document.
    pub(crate) fn documents(&self) -> Vec<String> {
        self.column("SELECT number || ' ' || icv || ' ' || unit_id FROM document WHERE number <> ?1 ORDER BY id", "")
    }

    /// Operation, request and answer of each exchange.
    pub(crate) fn exchanges(&self) -> Vec<(String, String, String)> {
        let database = sanduq_store::Store::open(&home(&self.folder).database()).unwrap();
        let kept = database.read(|db| sanduq_store::exchange::newest(db, 100)).unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        kept.into_iter()
            .rev()
            .map(|exchange| {
                let request = match exchange.request {
                    Request::Body(body) => text(body),
                    Request::OfDocument { .. } => String::new(),
                };
                (exchange.operation, request, text(exchange.response))
            })
            .collect()
    }

    fn column(&self, query: &str, argument: &str) -> Vec<String> {
        let database = rusqlite::Connection::open(home(&self.folder).database()).unwrap();
        let mut found = database.prepare(query).unwrap();
        found.query_map([argument], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }
}

/// Three loaves over the counter.
pub(crate) fn draft() -> Draft {
    let line = Line::new("خبز صامولي", "3".parse().unwrap(), "10.10".parse().unwrap(), Vat::STANDARD_15);
    Draft::sale(Basket::of([line]), Vec::new())
}

pub(crate) fn home(folder: &tempfile::TempDir) -> Home {
    Home::new(folder.path().join("till"), folder.path().join("machine"))
}

pub(crate) fn setup(environment: Environment, kinds: InvoiceKinds) -> Setup {
    Setup { environment, kinds, language: "en".into(), keyring: KeyringPolicy::Never, ..training_setup() }
}

pub(crate) fn profile(environment: Environment) -> Profile {
    match environment {
        Environment::Sandbox => Profile::DeveloperPortal,
        Environment::Simulation | Environment::Training => Profile::Simulation,
        Environment::Production => Profile::Core,
    }
}

fn open(till: &Till, environment: Environment, gateway: &Running) -> Actor {
    till.connect(Configuration::at(environment, &gateway.gateway_url(profile(environment))).unwrap()).unwrap();
    // A gateway on this machine minds nothing.
    till.set_pace(400);
    till.trust_practice_gateway(&gateway.ca_pem()).unwrap();
    till.sign_in("owner", PIN).unwrap()
}

/// The next request of this kind is done, and its answer never arrives.
pub(crate) fn lost(operation: Operation) -> Fault {
    once(operation, FaultKind::CommitThenReset)
}

pub(crate) fn once(operation: Operation, kind: FaultKind) -> Fault {
    Fault { matching: Match { operation: Some(operation), ..Match::default() }, kind, times: 1 }
}

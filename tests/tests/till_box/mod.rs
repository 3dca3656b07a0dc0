//! A till in a box: real database, real client, real simulator, and the commands that a screen sends.

#![allow(dead_code, clippy::unwrap_used, reason = "tests, each of which needs a part")]

use std::fs;
use std::path::PathBuf;

use sanduq_commands::fault::{Code, Fault};
use sanduq_commands::table::dispatch;
use sanduq_device::clock::{Clock, ClockHand};
use sanduq_device::paths::Home;
use sanduq_host::{Host, Reporting};
use serde_json::{Value, json};

pub(crate) const OWNER: &str = "سارة";
pub(crate) const PIN: &str = "2580";
/// 2026-11-22 14:05:09 in Riyadh.
pub(crate) const NOON: i64 = 1_795_345_509_000;
pub(crate) const MILK: &str = "6281001000174";

pub(crate) struct TillBox {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) host: Host,
    pub(crate) hand: ClockHand,
}

impl TillBox {
    pub(crate) async fn empty() -> TillBox {
        let folder = tempfile::tempdir().unwrap();
        let (clock, hand) = Clock::with_hand(NOON);
        let host = Host::open(home(&folder), clock, "test", Reporting::OnRequest).await.unwrap();
        TillBox { folder, host, hand }
    }

    /// As a newcomer makes it: the form, the PIN, the steps, and an empty drawer.
    pub(crate) async fn ready() -> TillBox {
        TillBox::named("T1").await
    }

    pub(crate) async fn named(name: &str) -> TillBox {
        let till = TillBox::empty().await;
        let mut shop = till.ok("setup_template", json!({})).await;
        shop["till_name"] = json!(name);
        till.ok("till_setup", json!({ "shop": shop, "owner": OWNER, "pin": PIN })).await;
        let onboarding = till.ok("onboarding_run", json!({ "otp": "" })).await;
        assert_eq!(onboarding["complete"], true, "{onboarding}");
        till.ok("shift_open", json!({ "float": "0" })).await;
        till
    }

    /// The same home, opened anew a minute later.
    pub(crate) async fn reopened(self) -> TillBox {
        let TillBox { folder, host, hand: _ } = self;
        host.close().await;
        let (clock, hand) = Clock::with_hand(NOON + 60_000);
        let host = Host::open(home(&folder), clock, "test", Reporting::OnRequest).await.unwrap();
        TillBox { folder, host, hand }
    }

    pub(crate) async fn call(&self, command: &str, request: Value) -> Result<Value, Fault> {
        dispatch(self.host.desk(), command, request).await
    }

    pub(crate) async fn ok(&self, command: &str, request: Value) -> Value {
        self.call(command, request.clone()).await.unwrap_or_else(|fault| panic!("{command} {request}: {fault:?}"))
    }

    pub(crate) async fn refused(&self, command: &str, request: Value) -> Code {
        match self.call(command, request.clone()).await {
            Ok(answer) => panic!("{command} {request}: {answer}"),
            Err(fault) => fault.code,
        }
    }

    pub(crate) async fn scan(&self, barcode: &str) -> Value {
        self.ok("cart_scan", json!({ "barcode": barcode, "quantity": "1" })).await
    }

    pub(crate) async fn sell(&self) -> Value {
        let cart = self.scan(MILK).await;
        self.ok("sale_checkout", json!({ "sale_id": cart["sale_id"], "tenders": [] })).await
    }

    pub(crate) async fn pay(&self, tenders: Value) -> Value {
        let cart = self.ok("cart_show", json!({})).await;
        self.ok("sale_checkout", json!({ "sale_id": cart["sale_id"], "tenders": tenders })).await
    }

    /// Somebody new, with a PIN of his own by now; the owner is signed in again afterwards.
    pub(crate) async fn person(&self, name: &str, role: &str, pin: &str) {
        let drawn = self.ok("person_add", json!({ "name": name, "role": role })).await;
        self.sign_in(name, drawn["pin"].as_str().unwrap()).await;
        self.ok("pin_change", json!({ "old": drawn["pin"], "new": pin })).await;
        self.sign_in(OWNER, PIN).await;
    }

    /// So much later. Nobody touched the till meanwhile, so its owner has to sign in again.
    pub(crate) async fn later(&self, by: std::time::Duration) {
        self.hand.advance(by);
        self.sign_in(OWNER, PIN).await;
    }

    pub(crate) async fn sign_in(&self, name: &str, pin: &str) -> Value {
        self.ok("session_open", json!({ "user": name, "pin": pin })).await
    }

    pub(crate) fn xml(&self, number: &Value) -> Vec<u8> {
        self.host.till().signed_bytes(number.as_str().unwrap()).unwrap()
    }

    /// The text of a receipt's code.
    pub(crate) fn code_of(&self, number: &Value) -> String {
        sanduq_einvoice::read::read(&self.xml(number)).unwrap().qr
    }

    /// Everything is reported, and nothing was found wrong with it.
    pub(crate) async fn is_in_order(&self) {
        let queue = self.ok("sync_run", json!({})).await;
        let open = ["pending", "unknown", "held", "rejected", "reported_with_warnings"].map(|key| queue[key].clone());
        assert_eq!(open, [json!(0), json!(0), json!(0), json!(0), json!(0)], "{queue}");
        assert_eq!(self.host.till().audit().unwrap().faults, []);
    }

    /// How often something was noted.
    pub(crate) async fn noted(&self, event: &str) -> usize {
        let log = self.ok("audit_list", json!({ "before": null })).await;
        log["entries"].as_array().unwrap().iter().filter(|entry| entry["event"] == event).count()
    }

    pub(crate) fn papers(&self, ending: &str) -> Vec<PathBuf> {
        let mut papers: Vec<_> = fs::read_dir(home(&self.folder).printer_folder())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|own| own == ending))
            .collect();
        papers.sort();
        papers
    }
}

pub(crate) fn home(folder: &tempfile::TempDir) -> Home {
    Home::new(folder.path().join("till"), folder.path().join("machine"))
}

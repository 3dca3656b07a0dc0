//! A standard document goes to be cleared: what the authority sends back is kept as it came, proved, printed and exported.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sanduq_commands::table::dispatch;
use sanduq_device::clock::Clock;
use sanduq_device::paths::Home;
use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::document::Document;
use sanduq_domain::invoice::InvoiceType;
use sanduq_domain::party::{Buyer, BuyerAddress};
use sanduq_domain::vat::Vat;
use sanduq_einvoice::canonical;
use sanduq_einvoice::certificate::Certificate;
use sanduq_einvoice::read::read;
use sanduq_einvoice::rules::check;
use sanduq_einvoice::verify::verify;
use sanduq_host::{Host, Reporting};
use sanduq_simulator::{
    Clearance, DuplicateForm, Fault, FaultKind, Match, Profile, Running, Simulator, SimulatorConfig,
};
use sanduq_store::{Store, exchange};
use sanduq_till::archive::{CLEARED, MANIFEST};
use sanduq_till::draft::Draft;
use sanduq_till::error::TillError;
use sanduq_till::paper::{Format, Paper};
use sanduq_till::session::Actor;
use sanduq_till::setup::{KeyringPolicy, Setup, training_setup};
use sanduq_till::sync::clearance::{Delivery, PATIENCE, Parked};
use sanduq_till::sync::line::Refusal;
use sanduq_till::till::Till;
use sha2::{Digest, Sha256};

mod picture;

const PIN: &str = "2580";
const OTP: &str = "123345";

struct Shop {
    folder: tempfile::TempDir,
    gateway: Running,
    host: Host,
    actor: Actor,
}

impl Shop {
    async fn onboarded() -> Shop {
        let config = SimulatorConfig { standing_otp: Some(OTP.into()), ..Default::default() };
        let gateway = Simulator::start(config).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().join("till"), folder.path().join("machine"));
        {
            let till = Till::open(home.clone(), Clock::system(), "test").unwrap();
            let setup = Setup {
                gateway: gateway.gateway_url(Profile::Simulation),
                language: "en".into(),
                keyring: KeyringPolicy::Never,
                ..training_setup()
            };
            till.set_up(&setup, PIN).unwrap();
        }
        let host = Host::open(home, Clock::system(), "test", Reporting::OnRequest).await.unwrap();
        let actor = host.till().sign_in("owner", PIN).unwrap();
        host.till().onboard(&actor, OTP).await.unwrap();
        Shop { folder, gateway, host, actor }
    }

    fn till(&self) -> Arc<Till> {
        self.host.till()
    }

    /// Sells to a business, and answers the number.
    fn sell(&self) -> String {
        let line = Line::new("كنبة جلد", "2".parse().unwrap(), "1150.01".parse().unwrap(), Vat::STANDARD_15);
        let draft = Draft {
            invoice_type: Some(InvoiceType::Standard),
            buyer: Some(Buyer {
                name: "مؤسسة الأمل التجارية".into(),
                vat_number: Some("310122393500003".parse().unwrap()),
                id: None,
                address: Some(BuyerAddress {
                    street: "طريق الملك فهد".into(),
                    building: "8091".into(),
                    district: "العليا".into(),
                    city: "الرياض".into(),
                    postal_code: "12214".into(),
                    country: "SA".into(),
                    ..BuyerAddress::default()
                }),
            }),
            ..Draft::sale(Basket::of([line]), Vec::new())
        };
        self.till().issue(&self.actor, draft).unwrap().number
    }

    /// What its row and its page say of the authority's copy.
    async fn told(&self, number: &str) -> (serde_json::Value, serde_json::Value) {
        let ask = |command, request| dispatch(self.host.desk(), command, request);
        ask("session_open", serde_json::json!({ "user": "owner", "pin": PIN })).await.unwrap();
        let list = ask("document_list", serde_json::json!({ "filter": "latest" })).await.unwrap();
        let row = list["documents"].as_array().unwrap().iter().find(|row| row["number"] == number).unwrap();
        let page = ask("document_show", serde_json::json!({ "number": number })).await.unwrap();
        (row["lacks_copy"].clone(), page["issued"][0]["lacks_copy"].clone())
    }

    fn qr_on_paper(&self, number: &str) -> String {
        let png = self.till().receipt_file(number, Paper::Roll80, Format::Png).unwrap();
        picture::qr(&png)
    }

    /// The last answer of the gateway, from the database itself.
    fn last_answer(&self) -> serde_json::Value {
        let store = Store::open(&self.folder.path().join("till/sanduq.db")).unwrap();
        let body = store.read(|db| exchange::newest(db, 1)).unwrap().remove(0).response;
        serde_json::from_slice(&body).unwrap()
    }

    fn export(&self) -> (std::path::PathBuf, Vec<String>) {
        let folder = self.folder.path().join("export");
        assert_eq!(self.till().export(&self.actor, &folder).unwrap(), 1);
        let manifest = fs::read_to_string(folder.join(MANIFEST)).unwrap();
        let listed = manifest.lines().map(|line| {
            let (sum, name) = line.split_once("  ").unwrap();
            let digest = Sha256::digest(fs::read(folder.join(name)).unwrap());
            assert_eq!(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), sum, "{name}");
            name.to_owned()
        });
        let names = listed.collect();
        (folder, names)
    }
}

fn file(folder: &Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cleared_copy_is_kept_as_it_came_proved_printed_and_exported() {
    let shop = Shop::onboarded().await;
    let number = shop.sell();
    let own = shop.till().signed_bytes(&number).unwrap();
    assert_eq!(shop.till().cleared_bytes(&number).unwrap(), None);
    let issued = read(&own).unwrap();
    let early = shop.till().receipt_file(&number, Paper::Roll80, Format::Png);
    assert!(matches!(early, Err(TillError::NotCleared)), "before it is cleared nothing of it is handed over");
    assert!(matches!(shop.till().print(&number), Err(TillError::NotCleared)));

    let summary = shop.till().drain().await.unwrap();
    assert_eq!((summary.reported, summary.open), (1, 0));
    let copy = shop.till().cleared_bytes(&number).unwrap().expect("the authority's copy");
    let answer = shop.last_answer();
    assert_eq!(answer["clearanceStatus"], "CLEARED");
    assert_eq!(BASE64.decode(answer["clearedInvoice"].as_str().unwrap()).unwrap(), copy, "byte by byte");

    assert_eq!(check(&copy).unwrap(), [], "the rules hold of the copy too");
    let (ours, theirs) = (verify(&own).unwrap(), verify(&copy).expect("the copy proves itself"));
    assert_eq!(canonical::hash(&copy).unwrap(), ours.hash, "what is stamped is the same document");
    assert_ne!(theirs.certificate, ours.certificate, "and the authority stamped it");
    let authority = Certificate::from_pem(&shop.gateway.ca_pem()).unwrap();
    assert!(authority.iter().any(|issuer| theirs.certificate.signed_by(issuer).is_ok()));
    let cleared = read(&copy).unwrap();
    assert_ne!(cleared.qr, issued.qr);
    assert_eq!(Document { qr: issued.qr.clone(), ..cleared.clone() }, issued, "it says what ours says");

    assert_eq!(shop.qr_on_paper(&number), cleared.qr, "the customer gets the authority's");
    assert_eq!(shop.till().audit().unwrap().faults, []);
    let (folder, names) = shop.export();
    let [ours, theirs] = &names[..] else { panic!("{names:?}") };
    assert!(ours.ends_with(&format!("_{number}.xml")), "{ours}");
    assert_eq!(theirs, &format!("{CLEARED}/{ours}"));
    assert_eq!((file(&folder, ours), file(&folder, theirs)), (own, copy));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standard_document_is_cleared_while_the_customer_waits() {
    let shop = Shop::onboarded().await;
    let number = shop.sell();
    assert_eq!(shop.till().delivery(&number).unwrap(), Delivery::Parked(Parked::Answer));
    assert_eq!(shop.host.till().clear(&number, PATIENCE).await.unwrap(), Delivery::Deliverable);
    shop.qr_on_paper(&number);
    assert_eq!(shop.host.till().clear(&number, PATIENCE).await.unwrap(), Delivery::Deliverable);
    assert_eq!(shop.gateway.log().unwrap().iter().filter(|entry| entry.operation == "clearance").count(), 1);
}

/// The till stops waiting; the request does not stop, and its answer is the document's.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_authority_parks_the_document_and_it_can_be_handed_over_when_the_answer_comes() {
    let shop = Shop::onboarded().await;
    let number = shop.sell();
    let slow = FaultKind::Latency { ms: 400, jitter_ms: 0 };
    shop.gateway.arm(Fault { matching: Match::default(), kind: slow, times: 1 });
    let mut changes = shop.till().changes();
    let parked = shop.host.till().clear(&number, Duration::from_millis(20)).await.unwrap();
    assert_eq!(parked, Delivery::Parked(Parked::Answer));
    changes.recv().await.unwrap();
    assert_eq!(shop.till().delivery(&number).unwrap(), Delivery::Deliverable);
    assert_eq!(shop.gateway.accepted().unwrap().len(), 1);
    assert_eq!(shop.gateway.violations().unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parked_document_says_what_it_waits_for() {
    let shop = Shop::onboarded().await;
    let (json, html) = (Some("{}".to_owned()), Some("<html>".to_owned()));
    let status = |code, body: &Option<String>| FaultKind::Status { code, body: body.clone(), retry_after: None };
    let rejected = r#"{"validationResults":{"status":"ERROR","errorMessages":[{"code":"BR-KSA-63"}]}}"#;
    for (kind, times, delivery) in [
        (status(401, &json), 1, Delivery::Parked(Parked::Refused(Refusal::Credentials))),
        (status(403, &html), 1, Delivery::Parked(Parked::Refused(Refusal::Forbidden))),
        (status(404, &None), 1, Delivery::Parked(Parked::Refused(Refusal::WrongAddress))),
        (status(406, &html), 1, Delivery::Parked(Parked::Refused(Refusal::Configuration))),
        (status(200, &json), 1, Delivery::Parked(Parked::Refused(Refusal::Answers))),
        (status(503, &None), 1, Delivery::Parked(Parked::Network)),
        (FaultKind::Reset, 1, Delivery::Parked(Parked::Network)),
        (status(429, &None), 1, Delivery::Parked(Parked::Patience)),
        (status(400, &json), 3, Delivery::Parked(Parked::Person)),
        (status(400, &Some(rejected.to_owned())), 1, Delivery::Rejected),
    ] {
        let number = shop.sell();
        shop.gateway.arm(Fault { matching: Match::default(), kind: kind.clone(), times });
        for _ in 0..times {
            shop.host.till().clear(&number, PATIENCE).await.unwrap();
        }
        assert_eq!(shop.till().delivery(&number).unwrap(), delivery, "{kind:?}");
        assert!(matches!(shop.till().print(&number), Err(TillError::NotCleared)), "{kind:?}");
        if delivery == Delivery::Parked(Parked::Person) {
            shop.till().release(&shop.actor, &number).unwrap();
            assert!(matches!(shop.till().release(&shop.actor, &number), Err(TillError::NotHeld)));
        }
        shop.till().drain().await.unwrap();
        let after = if delivery == Delivery::Rejected { Delivery::Rejected } else { Delivery::Deliverable };
        assert_eq!(shop.till().delivery(&number).unwrap(), after, "{kind:?}");
    }
    assert_eq!(shop.till().audit().unwrap().faults, []);
}

/// For as long as the gateway asked for patience nobody calls, whoever waits at the counter.
#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_asked_for_patience_is_not_called_and_the_document_is_parked_at_once() {
    let shop = Shop::onboarded().await;
    let asked = || shop.gateway.log().unwrap().iter().filter(|entry| entry.operation == "clearance").count();
    let throttled = FaultKind::Status { code: 429, body: None, retry_after: Some(3_000) };
    shop.gateway.arm(Fault { matching: Match::default(), kind: throttled, times: 1 });
    let (first, second) = (shop.sell(), shop.sell());
    for number in [&first, &second, &first] {
        let parked = shop.host.till().clear(number, PATIENCE).await.unwrap();
        assert_eq!((parked, asked()), (Delivery::Parked(Parked::Patience), 1));
    }
    let due = shop.till().queue().unwrap().next_attempt_at.unwrap();
    assert!((2_990..=3_000).contains(&due.seconds_since(shop.till().now())), "the queue keeps it too");
    // Somebody asks for it in person.
    shop.till().drain().await.unwrap();
    for number in [&first, &second] {
        assert_eq!(shop.host.till().clear(number, PATIENCE).await.unwrap(), Delivery::Deliverable);
    }
    assert_eq!(asked(), 3);
}

/// An answer may lack the authority's copy, and nobody can be asked for it again: the till says so, and what it prints is
/// its own document.
#[tokio::test(flavor = "multi_thread")]
async fn a_cleared_document_without_the_authoritys_copy_says_so() {
    let shop = Shop::onboarded().await;
    let body = r#"{"validationResults":{"status":"PASS"},"clearanceStatus":"CLEARED","clearedInvoice":null}"#;
    let of_duplicate = |form| FaultKind::DuplicateShape { form };
    for (kind, lacks_copy) in [
        (FaultKind::CommitThenStatus { code: 200, body: Some(body.to_owned()) }, true),
        (of_duplicate(DuplicateForm::NoCleared), true),
        (of_duplicate(DuplicateForm::Conflict), true),
        (of_duplicate(DuplicateForm::LiveA), false),
        (FaultKind::Latency { ms: 0, jitter_ms: 0 }, false),
        (FaultKind::Status { code: 503, body: None, retry_after: None }, false),
    ] {
        let number = shop.sell();
        shop.gateway.arm(Fault { matching: Match::default(), kind: kind.clone(), times: 1 });
        shop.till().drain().await.unwrap();
        let (row, page) = shop.told(&number).await;
        assert_eq!((&row, &page), (&lacks_copy.into(), &lacks_copy.into()), "{kind:?}");
        let pages = shop.till().journal_of(&shop.actor, &number).unwrap();
        assert_eq!(pages[0].lacks_copy, lacks_copy);
        shop.till().drain().await.unwrap();
        assert_eq!(shop.host.till().clear(&number, PATIENCE).await.unwrap(), Delivery::Deliverable);
        let own = shop.till().signed_bytes(&number).unwrap();
        let printed = shop.till().cleared_bytes(&number).unwrap().unwrap_or(own);
        assert_eq!(shop.qr_on_paper(&number), read(&printed).unwrap().qr);
    }
    assert_eq!(shop.gateway.violations().unwrap(), [], "what is accepted is not sent again for the sake of a copy");
    assert_eq!(shop.till().audit().unwrap().faults, []);
    // Reported, it has none; nor has a receipt.
    shop.gateway.set_clearance(Clearance::Off);
    let line = Line::new("خبز", "1".parse().unwrap(), "2".parse().unwrap(), Vat::STANDARD_15);
    let receipt = shop.till().issue(&shop.actor, Draft::sale(Basket::of([line]), Vec::new())).unwrap().number;
    for number in [shop.sell(), receipt] {
        shop.till().drain().await.unwrap();
        assert_eq!(shop.told(&number).await, (false.into(), false.into()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_clearance_is_off_the_document_is_reported_and_our_own_is_printed() {
    let shop = Shop::onboarded().await;
    shop.gateway.set_clearance(Clearance::Off);
    let number = shop.sell();
    let summary = shop.till().drain().await.unwrap();
    assert_eq!((summary.reported, summary.rejected, summary.open), (1, 0, 0));
    assert_eq!(shop.last_answer()["reportingStatus"], "REPORTED");
    assert_eq!(shop.till().delivery(&number).unwrap(), Delivery::Deliverable);
    let store = Store::open(&shop.folder.path().join("till/sanduq.db")).unwrap();
    let said = store.read(|db| exchange::of_document(db, 1)).unwrap();
    let said: Vec<_> = said.iter().map(|one| (one.operation.as_str(), one.status, one.outcome.as_str())).collect();
    assert_eq!(said, [("clearance", Some(303), "clearance_off"), ("reporting", Some(200), "accepted")]);
    assert_eq!(shop.till().cleared_bytes(&number).unwrap(), None);
    let own = shop.till().signed_bytes(&number).unwrap();
    assert_eq!(shop.qr_on_paper(&number), read(&own).unwrap().qr);
    let (folder, names) = shop.export();
    assert_eq!(names.len(), 1, "{names:?}");
    assert_eq!(file(&folder, &names[0]), own);
    assert!(!folder.join(CLEARED).exists());
}

/// The standing of the document is the gateway's word; what the customer gets is never another document.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_something_else_is_not_kept_and_noted() {
    let shop = Shop::onboarded().await;
    let other = shop.sell();
    shop.till().drain().await.unwrap();
    let copy = shop.till().cleared_bytes(&other).unwrap().unwrap();
    let mut refused = Vec::new();
    for (document, wrong) in (2..).zip([copy.as_slice(), b"<html>"]) {
        let number = shop.sell();
        refused.push(serde_json::json!({ "document": document, "number": number }).to_string());
        let body = serde_json::json!({
            "validationResults": { "status": "PASS" }, "clearanceStatus": "CLEARED",
            "clearedInvoice": BASE64.encode(wrong),
        });
        let kind = FaultKind::CommitThenStatus { code: 200, body: Some(body.to_string()) };
        shop.gateway.arm(Fault { matching: Match::default(), kind, times: 1 });
        assert_eq!(shop.till().drain().await.unwrap().reported, 1);
        let own = shop.till().signed_bytes(&number).unwrap();
        assert_eq!(shop.till().cleared_bytes(&number).unwrap(), None);
        assert_eq!(shop.qr_on_paper(&number), read(&own).unwrap().qr);
    }
    let database = rusqlite::Connection::open(shop.folder.path().join("till/sanduq.db")).unwrap();
    let noted: Vec<String> = database
        .prepare("SELECT details FROM audit WHERE event = 'cleared_copy_refused' ORDER BY id")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(noted, refused);
    assert_eq!(shop.till().audit().unwrap().faults, []);
}

/// A copy that was changed behind the till's back is found out.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_copy_is_named_by_the_auditor() {
    let shop = Shop::onboarded().await;
    let number = shop.sell();
    shop.till().drain().await.unwrap();
    let copy = String::from_utf8(shop.till().cleared_bytes(&number).unwrap().unwrap()).unwrap();
    let forged = copy.replace("2300.02", "2300.03");
    assert_ne!(forged, copy);
    let database = rusqlite::Connection::open(shop.folder.path().join("till/sanduq.db")).unwrap();
    let triggers: Vec<String> = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'cleared'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let change = "UPDATE cleared SET xml = ?1";
    assert!(database.execute(change, [forged.as_bytes()]).is_err(), "the table is append-only");
    for trigger in triggers {
        database.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    database.execute(change, [forged.as_bytes()]).unwrap();
    let faults = shop.till().audit().unwrap().faults;
    assert!(faults.iter().all(|fault| fault.number == number && fault.fault.starts_with("its cleared copy: ")));
    assert!(faults.iter().any(|fault| fault.fault.contains("its stored total is not what it says")), "{faults:?}");
}

//! A till in a box, through a shop's first days and worst ones.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::time::Duration;

use sanduq_commands::fault::{Code, Fault};
use sanduq_commands::table::{Access, COMMANDS};
use sanduq_device::clock::Clock;
use sanduq_device::paths::Home;
use sanduq_domain::user::{Permission, Role};
use sanduq_host::{Host, Reporting};
use sanduq_simulator::{Fault as Weather, FaultKind, Match, Profile, Running, Simulator, SimulatorConfig};
use sanduq_till::draft::Draft;
use sanduq_till::error::TillError;
use sanduq_till::setup::{KeyringPolicy, Setup, training_setup};
use sanduq_till::till::Till;
use serde_json::{Value, json};
use till_box::{MILK, NOON, OWNER, PIN, TillBox, home};

mod picture;
mod till_box;

fn code(answer: Result<Value, Fault>) -> Code {
    answer.unwrap_err().code
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_sale_is_issued_printed_and_reported() {
    let till = TillBox::ready().await;
    assert_eq!(till.call("app_show", json!({})).await.unwrap()["phase"], "ready");
    till.scan(MILK).await;
    till.scan(MILK).await;
    let cart = till.call("cart_scan", json!({ "barcode": "6281001000518", "quantity": "٣" })).await.unwrap();
    assert_eq!((&cart["count"], &cart["total"]), (&json!(2), &json!("28.75")), "{cart}");

    let pay = json!({ "sale_id": cart["sale_id"], "tenders": [{ "kind": "cash", "amount": "50" }] });
    let sale = till.call("sale_checkout", pay.clone()).await.unwrap();
    assert_eq!((&sale["number"], &sale["change"]), (&json!("T1-000001"), &json!("21.25")));
    assert_eq!(sale["paper"], "printed");
    let again = till.call("sale_checkout", pay).await.unwrap();
    assert_eq!((&again["number"], &again["uuid"]), (&sale["number"], &sale["uuid"]), "pressing twice is one invoice");
    assert_eq!(till.call("cart_show", json!({})).await.unwrap()["count"], 0);

    let xml = till.host.till().signed_bytes("T1-000001").unwrap();
    let document = sanduq_einvoice::read::read(&xml).unwrap();
    assert_eq!(document.totals.payable.to_string(), "28.75");
    assert_eq!(picture::qr(&fs::read(&till.papers("png")[0]).unwrap()), document.qr, "the paper says what was signed");
    assert!(fs::read(&till.papers("bin")[0]).unwrap().windows(2).any(|pair| pair == b"\x1bp"), "cash opens the drawer");

    let queue = till.call("sync_run", json!({})).await.unwrap();
    assert_eq!((&queue["pending"], &queue["reported"], &queue["network"]), (&json!(0), &json!(1), &json!("online")));
    let dashboard = till.call("dashboard_show", json!({})).await.unwrap();
    assert_eq!((&dashboard["today_sales"], &dashboard["today_total"]), (&json!(1), &json!("28.75")));
    assert_eq!(dashboard["documents"][0]["standing"], "reported");
    assert_eq!(dashboard["documents"][0]["status"], 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pulled_plug_stops_no_sale_and_the_queue_drains_afterwards() {
    let till = TillBox::ready().await;
    till.call("practice_gateway_set", json!({ "gateway": "unplugged" })).await.unwrap();
    for _ in 0..5 {
        till.sell().await;
    }
    let queue = till.call("sync_run", json!({})).await.unwrap();
    assert_eq!((&queue["pending"], &queue["reported"]), (&json!(5), &json!(0)), "{queue}");
    assert_eq!(queue["network"], "offline");
    till.later(Duration::from_secs(3600)).await;
    assert_eq!(till.call("queue_show", json!({})).await.unwrap()["oldest_seconds"], 3600);
    till.call("practice_gateway_set", json!({ "gateway": "plugged" })).await.unwrap();
    let queue = till.call("sync_run", json!({})).await.unwrap();
    assert_eq!((&queue["pending"], &queue["unknown"], &queue["reported"]), (&json!(0), &json!(0), &json!(5)));
    assert_eq!(till.host.till().audit().unwrap().faults, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_leaves_a_document_unknown_and_accepted_once() {
    let (till, gateway) = at_a_gateway().await;
    let actor = till.till().sign_in("owner", PIN).unwrap();
    let basket = sanduq_domain::basket::Basket::of([sanduq_domain::basket::Line::new(
        "حليب طازج",
        "2".parse().unwrap(),
        "5.50".parse().unwrap(),
        sanduq_domain::vat::Vat::STANDARD_15,
    )]);
    till.till().issue(&actor, Draft::sale(basket, Vec::new())).unwrap();
    gateway.arm(Weather { matching: Match::default(), kind: FaultKind::CommitThenReset, times: 1 });
    let first = till.till().drain().await.unwrap();
    assert_eq!((first.unknown, first.reported, first.open), (1, 0, 1), "{first:?}");
    let second = till.till().drain().await.unwrap();
    assert_eq!((second.unknown, second.reported, second.open), (0, 1, 0), "{second:?}");
    assert_eq!(gateway.accepted().unwrap().len(), 1);
    assert_eq!(gateway.violations().unwrap().iter().filter(|v| v.kind.contains("changed")).count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_of_the_database_is_refused_before_a_number_is_used_twice() {
    let till = TillBox::ready().await;
    till.sell().await;
    let TillBox { folder, host, .. } = till;
    host.close().await;
    let copy = folder.path().join("older");
    copy_folder(&folder.path().join("till"), &copy);
    {
        let (clock, _hand) = Clock::with_hand(NOON + 60_000);
        let host = Host::open(home(&folder), clock, "test", Reporting::OnRequest).await.unwrap();
        let actor = host.till().sign_in("سارة", PIN).unwrap();
        let cart = host.till().scan_to_cart(MILK, sanduq_domain::decimal::Quantity::ONE).unwrap();
        host.till().checkout(&actor, cart.row.sale_id, &[]).unwrap();
        host.close().await;
    }
    let older = Home::new(copy, folder.path().join("machine"));
    let till = Till::open(older, Clock::fixed(NOON + 120_000), "test").unwrap();
    let refused = till.sign_in("سارة", PIN).unwrap_err();
    assert!(matches!(refused, TillError::ChainBehind { highest: 2, found: 1 }), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_database_is_found_out_and_the_document_named() {
    for (change, fault) in [
        ("UPDATE document SET total = total + 1 WHERE icv = 2", "its stored total is not what it says"),
        ("UPDATE document SET hash = previous_hash WHERE icv = 2", "its stored hash is not that of its bytes"),
        ("UPDATE document SET xml = (SELECT xml FROM document WHERE icv = 1) WHERE icv = 2", "its stored number"),
        ("UPDATE document SET xml = CAST(replace(CAST(xml AS TEXT), '11.00', '12.00') AS BLOB) WHERE icv = 2", ""),
    ] {
        let till = TillBox::ready().await;
        for _ in 0..3 {
            till.sell().await;
        }
        assert_eq!(till.host.till().audit().unwrap().faults, []);
        let TillBox { folder, host, .. } = till;
        host.close().await;
        let database = rusqlite::Connection::open(home(&folder).database()).unwrap();
        database.execute_batch(&format!("DROP TRIGGER document_is_never_changed; {change}")).unwrap();
        drop(database);
        let till = Till::open(home(&folder), Clock::fixed(NOON), "test").unwrap();
        let faults = till.audit().unwrap().faults;
        let named = faults.iter().any(|found| found.number == "T1-000002" && found.fault.contains(fault));
        assert!(named, "{change}: {faults:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_input_is_answered_with_a_code_and_changes_nothing() {
    let till = TillBox::ready().await;
    let cart = till.scan(MILK).await;
    let line = &cart["lines"][0]["id"];
    for (command, request, expected) in [
        ("cart_scan", json!({ "barcode": "404", "quantity": "1" }), Code::UnknownBarcode),
        ("cart_scan", json!({ "barcode": MILK, "quantity": "0" }), Code::WrongQuantity),
        ("cart_add", json!({ "item": 999, "quantity": "1" }), Code::UnknownItem),
        ("cart_quantity", json!({ "line": 999, "quantity": "1" }), Code::UnknownLine),
        ("cart_discount", json!({ "line": line, "discount": "11.01" }), Code::DiscountTooLarge),
        ("cart_discount", json!({ "line": null, "discount": "11.01" }), Code::DiscountTooLarge),
        ("cart_discount", json!({ "line": null, "discount": "-1" }), Code::WrongAmount),
        ("sale_checkout", json!({ "sale_id": "x", "tenders": [] }), Code::BadRequest),
        (
            "sale_checkout",
            json!({ "sale_id": "00000000-0000-4000-8000-000000000000", "tenders": [] }),
            Code::CartChanged,
        ),
        (
            "sale_checkout",
            json!({ "sale_id": cart["sale_id"], "tenders": [{ "kind": "cash", "amount": "10" }] }),
            Code::PaidTooLittle,
        ),
        (
            "sale_checkout",
            json!({ "sale_id": cart["sale_id"], "tenders": [{ "kind": "card", "amount": "12" }] }),
            Code::CardExceedsDue,
        ),
        ("receipt_show", json!({ "number": "T1-000099" }), Code::UnknownDocument),
        ("no_such_command", json!({}), Code::UnknownCommand),
        ("cart_add", json!({ "item": "milk" }), Code::BadRequest),
        (
            "till_setup",
            json!({ "shop": till.call("setup_template", json!({})).await.unwrap(), "owner": "x", "pin": PIN }),
            Code::AlreadySetUp,
        ),
    ] {
        assert_eq!(code(till.call(command, request.clone()).await), expected, "{command} {request}");
    }
    let after = till.call("cart_show", json!({})).await.unwrap();
    assert_eq!((&after["lines"], &after["total"]), (&cart["lines"], &cart["total"]));
    assert_eq!(till.call("queue_show", json!({})).await.unwrap()["pending"], 0);
    assert_eq!(till.sell().await["icv"], 1, "no number was used");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_of_the_first_form_stays() {
    let till = TillBox::empty().await;
    assert_eq!(till.call("app_show", json!({})).await.unwrap()["language"], "ar");
    assert_eq!(till.call("language_set", json!({ "language": "en" })).await.unwrap()["language"], "en");
    let shop = till.call("setup_template", json!({})).await.unwrap();
    let state = till.call("till_setup", json!({ "shop": shop, "owner": "Sara", "pin": PIN })).await.unwrap();
    assert_eq!((&state["phase"], &state["language"]), (&json!("onboarding"), &json!("en")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_going_back_stops_selling_and_says_so() {
    let till = TillBox::ready().await;
    till.sell().await;
    till.hand.set(NOON - 3_600_000);
    let cart = till.scan(MILK).await;
    let refused = till.call("sale_checkout", json!({ "sale_id": cart["sale_id"], "tenders": [] })).await;
    assert_eq!(code(refused), Code::ClockWentBack);
    till.hand.set(NOON + 1_000);
    // An hour has gone by since, as it seems: the till has locked itself.
    till.sign_in(OWNER, PIN).await;
    assert_eq!(
        till.call("sale_checkout", json!({ "sale_id": cart["sale_id"], "tenders": [] })).await.unwrap()["icv"],
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sells_without_a_session_and_wrong_pins_wait() {
    let till = TillBox::ready().await;
    till.call("session_close", json!({})).await.unwrap();
    for row in COMMANDS.iter().filter(|row| row.access != Access::Open) {
        assert_eq!(code(till.call(row.name, json!({})).await), Code::SignInNeeded, "{}", row.name);
    }
    for _ in 0..4 {
        assert_eq!(code(till.call("session_open", json!({ "user": "سارة", "pin": "1357" })).await), Code::WrongPin);
    }
    let waits = till.call("session_open", json!({ "user": "سارة", "pin": PIN })).await.unwrap_err();
    assert_eq!((waits.code, waits.seconds), (Code::SignInThrottled, Some(5)));
    till.hand.advance(Duration::from_secs(5));
    assert_eq!(till.call("session_open", json!({ "user": "سارة", "pin": PIN })).await.unwrap()["phase"], "ready");
}

#[test]
fn every_command_has_its_permission() {
    let table: Vec<String> = COMMANDS
        .iter()
        .map(|row| {
            let who = match row.access {
                Access::Open => "anybody".to_owned(),
                Access::SignedIn => "anybody signed in".to_owned(),
                Access::Needs(permission) => Role::ALL
                    .into_iter()
                    .filter(|role| role.may(permission))
                    .map(Role::key)
                    .collect::<Vec<_>>()
                    .join(" "),
            };
            format!("{}: {who}", row.name)
        })
        .collect();
    let golden = include_str!("permissions.txt");
    assert_eq!(table.join("\n"), golden.trim_end());
    assert!(!Role::Cashier.may(Permission::SetUp));
}

async fn at_a_gateway() -> (Host, Running) {
    let gateway =
        Simulator::start(SimulatorConfig { standing_otp: Some("123345".into()), ..Default::default() }).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let home = home(&folder);
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
    host.till().onboard(&actor, "123345").await.unwrap();
    // The folder outlives the test: its files are open until the process ends.
    std::mem::forget(folder);
    (host, gateway)
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap).filter(|entry| entry.file_type().unwrap().is_file()) {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

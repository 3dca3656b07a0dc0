//! Paper against printers that are unplugged, empty, dying or wrong: the sale stands, the cashier is told what to do, and
//! what was not printed waits.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::thread::{self, JoinHandle};

use sanduq_commands::fault::{Code, Fault};
use sanduq_commands::table::dispatch;
use sanduq_device::clock::Clock;
use sanduq_device::paths::Home;
use sanduq_domain::timestamp::Timestamp;
use sanduq_host::{Host, Reporting};
use sanduq_receipt::slips::{Desk, DrawerCount, ReportKind, ShiftReport, Tally};
use sanduq_till::print_queue::{Made, Slip};
use sanduq_till::session::Actor;
use serde_json::{Value, json};
use tokio::net::TcpSocket;
use uuid::Uuid;

mod picture;

const PIN: &str = "2580";
const MILK: &str = "6281001000174";

struct Shop {
    folder: tempfile::TempDir,
    host: Option<Host>,
}

impl Shop {
    async fn open() -> Shop {
        let mut shop = Shop { folder: tempfile::tempdir().unwrap(), host: None };
        shop.start().await;
        let form = shop.ask("setup_template", json!({})).await.unwrap();
        shop.ask("till_setup", json!({ "shop": form, "owner": "سارة", "pin": PIN })).await.unwrap();
        shop.ask("onboarding_run", json!({ "otp": "" })).await.unwrap();
        shop.ask("shift_open", json!({ "float": "0" })).await.unwrap();
        shop
    }

    fn home(&self) -> Home {
        Home::new(self.folder.path().join("till"), self.folder.path().join("machine"))
    }

    async fn start(&mut self) {
        self.host = Some(Host::open(self.home(), Clock::system(), "test", Reporting::OnRequest).await.unwrap());
    }

    async fn restart(&mut self) {
        self.host.take().unwrap().close().await;
        self.start().await;
        self.ask("session_open", json!({ "user": "سارة", "pin": PIN })).await.unwrap();
    }

    async fn ask(&self, command: &str, request: Value) -> Result<Value, Fault> {
        dispatch(self.host.as_ref().unwrap().desk(), command, request).await
    }

    async fn basket(&self) -> Value {
        let cart = self.ask("cart_scan", json!({ "barcode": MILK, "quantity": "1" })).await.unwrap();
        json!({ "sale_id": cart["sale_id"], "tenders": [] })
    }

    async fn sell(&self) -> Value {
        let basket = self.basket().await;
        self.ask("sale_checkout", basket).await.unwrap()
    }

    async fn waiting(&self) -> Vec<Value> {
        self.ask("print_queue_show", json!({})).await.unwrap()["papers"].as_array().unwrap().clone()
    }

    /// Makes the printer of receipts be at `connection`.
    async fn set_printer(&self, connection: &str, answers: bool) -> Value {
        let known = self.ask("printers_show", json!({})).await.unwrap()["printers"][0].clone();
        let mut printer = known["printer"].clone();
        (printer["connection"], printer["answers"]) = (json!(connection), json!(answers));
        self.ask("printer_save", json!({ "id": known["id"], "printer": printer })).await.unwrap()
    }

    /// Adds a spare printer that prints into the till's folder, and makes it stand in for the printer of receipts.
    async fn set_fallback(&self, name: &str, paper: &str) {
        let mut spare = self.ask("printers_show", json!({})).await.unwrap()["printers"][0]["printer"].clone();
        (spare["name"], spare["duty"]) = (json!(name), json!("spare"));
        (spare["connection"], spare["paper"]) = (json!("paper"), json!(paper));
        let printers = self.ask("printer_save", json!({ "id": null, "printer": spare })).await.unwrap();
        let printers = printers["printers"].as_array().unwrap().clone();
        let mut receipts = printers[0]["printer"].clone();
        receipts["fallback"] = printers.last().unwrap()["id"].clone();
        self.ask("printer_save", json!({ "id": printers[0]["id"], "printer": receipts })).await.unwrap();
    }

    fn papers(&self) -> Vec<String> {
        self.papers_of("bin")
    }

    fn papers_of(&self, kind: &str) -> Vec<String> {
        let folder: PathBuf = self.home().printer_folder();
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(kind))
            .collect();
        names.sort();
        names
    }

    fn paper(&self, name: &str) -> Vec<u8> {
        fs::read(self.home().printer_folder().join(name)).unwrap()
    }

    fn actor(&self) -> Actor {
        self.host.as_ref().unwrap().till().sign_in("سارة", PIN).unwrap()
    }

    fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.home().database()).unwrap()
    }

    fn audited(&self, event: &str) -> i64 {
        self.database().query_row("SELECT count(*) FROM audit WHERE event = ?1", [event], |row| row.get(0)).unwrap()
    }
}

/// A printer on the network for one paper.
struct Lan {
    address: SocketAddr,
    taken: JoinHandle<Vec<u8>>,
}

/// How it behaves.
enum Mood {
    Well,
    /// Answers each question with the next of these.
    Answering(Vec<u8>),
    /// Breaks off while more is on its way.
    Dying,
}

fn lan(listener: TcpListener, mood: Mood) -> Lan {
    let address = listener.local_addr().unwrap();
    let taken = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        drop(listener);
        let (mut taken, mut piece) = (Vec::new(), [0; 512]);
        match mood {
            Mood::Well => drop(stream.read_to_end(&mut taken)),
            Mood::Dying => {
                stream.read_exact(&mut piece).unwrap();
                // Something is unread when it dies: the other side is told so.
                stream.peek(&mut piece).unwrap();
            }
            Mood::Answering(answers) => {
                for answer in answers {
                    stream.read_exact(&mut piece[..3]).unwrap();
                    stream.write_all(&[answer]).unwrap();
                }
                let _ = stream.read_to_end(&mut taken);
            }
        }
        taken
    });
    Lan { address, taken }
}

fn anywhere() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_one_original_however_often_enter_is_pressed() {
    let shop = Shop::open().await;
    let basket = shop.basket().await;
    for _ in 0..3 {
        assert_eq!(shop.ask("sale_checkout", basket.clone()).await.unwrap()["paper"], "printed");
    }
    assert_eq!(shop.papers(), ["T1-000001.bin"]);
    shop.ask("receipt_reprint", json!({ "number": "T1-000001" })).await.unwrap();
    shop.ask("receipt_gift", json!({ "number": "T1-000001" })).await.unwrap();
    assert_eq!(shop.papers(), ["T1-000001-copy1.bin", "T1-000001-gift.bin", "T1-000001.bin"]);
    assert_eq!(shop.audited("receipt_reprinted"), 1, "copies are counted");
    assert!(shop.waiting().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unplugged_printer_keeps_the_sale_and_the_original_waits_through_a_restart() {
    let mut shop = Shop::open().await;
    let unplugged = anywhere().local_addr().unwrap();
    shop.set_printer(&unplugged.to_string(), false).await;
    let sale = shop.sell().await;
    assert_eq!((&sale["paper"], &sale["paper_fault"]), (&json!("failed"), &json!("printer_unreachable")));
    assert_eq!(sale["number"], "T1-000001", "the sale stands");

    shop.restart().await;
    let waiting = shop.waiting().await;
    assert_eq!((waiting.len(), &waiting[0]["standing"]), (1, &json!("waiting")));
    assert_eq!((&waiting[0]["name"], &waiting[0]["fault"]), (&json!("T1-000001"), &json!("printer_unreachable")));

    let printer = lan(TcpListener::bind(unplugged).unwrap(), Mood::Well);
    let left = shop.ask("print_retry", json!({ "id": waiting[0]["id"] })).await.unwrap();
    assert_eq!(left["papers"], json!([]));
    let printed = printer.taken.join().unwrap();
    assert!(printed.starts_with(b"\x1b@\x1bp"), "the original, and its cash opens the drawer");
    assert_eq!(shop.audited("receipt_reprinted"), 0, "nothing of it had been on paper: it is no copy");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_for_a_reprint_prints_the_original_that_never_came_out() {
    let shop = Shop::open().await;
    shop.set_printer(&anywhere().local_addr().unwrap().to_string(), false).await;
    assert_eq!(shop.sell().await["paper"], "failed");
    shop.set_printer("paper", false).await;
    let number = json!({ "number": "T1-000001" });
    shop.ask("receipt_reprint", number.clone()).await.unwrap();
    assert_eq!((shop.papers(), shop.audited("receipt_reprinted")), (vec!["T1-000001.bin".to_owned()], 0));
    shop.ask("receipt_reprint", number).await.unwrap();
    assert_eq!((shop.papers().len(), shop.audited("receipt_reprinted")), (2, 1), "from then on it is a copy");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printer_that_dies_in_the_middle_makes_the_next_paper_a_copy() {
    let shop = Shop::open().await;
    let printer = lan(anywhere(), Mood::Dying);
    shop.set_printer(&printer.address.to_string(), false).await;
    let sale = shop.sell().await;
    assert_eq!((&sale["paper"], &sale["paper_fault"]), (&json!("failed"), &json!("printer_stopped")));
    printer.taken.join().unwrap();
    let waiting = shop.waiting().await;
    assert_eq!(waiting[0]["standing"], "torn");
    shop.set_printer("paper", false).await;
    shop.ask("print_retry", json!({ "id": waiting[0]["id"] })).await.unwrap();
    assert_eq!(shop.papers(), ["T1-000001-copy1.bin"]);
    assert_eq!(shop.audited("receipt_reprinted"), 1);
    assert!(shop.waiting().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_printer_says_so_before_anything_is_sent() {
    let shop = Shop::open().await;
    for (answers, fault) in [
        ([0x1A, 0x32, 0x12, 0x72], "paper_out"),
        ([0x1A, 0x16, 0x12, 0x12], "cover_open"),
        ([0x1A, 0x12, 0x1A, 0x12], "printer_faulty"),
    ] {
        let printer = lan(anywhere(), Mood::Answering(answers.to_vec()));
        shop.set_printer(&printer.address.to_string(), true).await;
        let sale = shop.sell().await;
        assert_eq!((&sale["paper"], &sale["paper_fault"]), (&json!("failed"), &json!(fault)));
        assert!(printer.taken.join().unwrap().is_empty());
    }
    let waiting = shop.waiting().await;
    assert_eq!(waiting.len(), 3);
    let left = shop.ask("print_drop", json!({ "id": waiting[0]["id"] })).await.unwrap();
    assert_eq!(left["papers"].as_array().unwrap().len(), 2);
    assert_eq!(shop.audited("print_dropped"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_printer_stands_in() {
    let shop = Shop::open().await;
    let mut spare = shop.ask("printers_show", json!({})).await.unwrap()["printers"][0]["printer"].clone();
    (spare["name"], spare["duty"]) = (json!("spare"), json!("spare"));
    let printers = shop.ask("printer_save", json!({ "id": null, "printer": spare })).await.unwrap();
    let spare_id = printers["printers"][1]["id"].clone();
    let mut receipts = printers["printers"][0]["printer"].clone();
    (receipts["connection"], receipts["fallback"]) = (json!(anywhere().local_addr().unwrap().to_string()), spare_id);
    shop.ask("printer_save", json!({ "id": 1, "printer": receipts })).await.unwrap();
    assert_eq!(shop.sell().await["paper"], "printed");
    assert_eq!(shop.papers(), ["T1-000001.bin"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_printer_gets_sheets_and_the_receipt_printer_never_does() {
    let shop = Shop::open().await;
    shop.sell().await;
    let sheet = json!({ "number": "T1-000001" });
    assert_eq!(shop.ask("receipt_sheet", sheet.clone()).await.unwrap_err().code, Code::NoPrinter);
    assert_eq!(shop.audited("receipt_reprinted"), 0, "what nobody can print is no copy");
    let mut office = shop.ask("printers_show", json!({})).await.unwrap()["printers"][0]["printer"].clone();
    (office["name"], office["duty"], office["paper"]) = (json!("office"), json!("office"), json!("a4"));
    office["connection"] = json!("192.168.1.50");
    let refused = shop.ask("printer_save", json!({ "id": null, "printer": office })).await.unwrap_err();
    assert_eq!(refused.code, Code::PrinterWithoutPages);
    office["connection"] = json!("paper");
    shop.ask("printer_save", json!({ "id": null, "printer": office })).await.unwrap();
    shop.ask("receipt_sheet", sheet).await.unwrap();
    let pages = fs::read(shop.home().printer_folder().join("T1-000001-copy1.pdf")).unwrap();
    assert!(pages.starts_with(b"%PDF-1.7"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installer_sets_up_a_printer_and_tries_it() {
    let shop = Shop::open().await;
    let known = shop.ask("printers_show", json!({})).await.unwrap()["printers"][0]["printer"].clone();
    for (trial, printed) in [("page", "test.bin"), ("drawer", "drawer.bin")] {
        shop.ask("printer_try", json!({ "printer": known, "trial": trial })).await.unwrap();
        assert!(shop.papers().contains(&printed.to_owned()), "{trial}");
    }
    let ready = lan(anywhere(), Mood::Answering(vec![0x12; 4]));
    let asked = shop.ask("printer_ask", json!({ "connection": ready.address.to_string() })).await.unwrap();
    assert_eq!(asked["condition"], "ready");
    for wrong in ["", "http://x", "usb:lp0"] {
        let fault = shop.ask("printer_ask", json!({ "connection": wrong })).await.unwrap_err();
        assert_eq!(fault.code, Code::WrongConnection, "{wrong}");
    }
    let mut office = known.clone();
    office["duty"] = json!("office");
    let fault = shop.ask("printer_save", json!({ "id": 1, "printer": office })).await.unwrap_err();
    assert_eq!(fault.code, Code::ReceiptsNeedAPrinter);
    assert_eq!(shop.ask("printer_remove", json!({ "id": 1 })).await.unwrap_err().code, Code::ReceiptsNeedAPrinter);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letterhead_is_previewed_and_may_not_refuse_returns() {
    let shop = Shop::open().await;
    let number = shop.sell().await["number"].clone();
    let mut form = shop.ask("letterhead_show", json!({})).await.unwrap();
    form["footer"] = json!("البضاعة المباعة لا ترد ولا تستبدل");
    for command in ["letterhead_set", "letterhead_preview"] {
        let request = match command {
            "letterhead_set" => form.clone(),
            _ => json!({ "letterhead": form, "paper": "roll80" }),
        };
        let fault = shop.ask(command, request).await.unwrap_err();
        assert_eq!((fault.code, fault.faults[0].field.as_str()), (Code::RefusesReturns, "footer"));
    }
    (form["footer"], form["language"]) = (json!("الاسترجاع خلال 7 أيام"), json!("ar"));
    let preview = shop.ask("letterhead_preview", json!({ "letterhead": form, "paper": "roll80" })).await.unwrap();
    let before = shop.ask("receipt_show", json!({ "number": number })).await.unwrap();
    assert_ne!(preview["picture"], before["picture"]);
    shop.ask("letterhead_set", form).await.unwrap();
    let after = shop.ask("receipt_show", json!({ "number": number })).await.unwrap();
    assert_eq!(after["picture"], preview["picture"], "what was previewed is what is shown");
    assert_eq!(shop.audited("letterhead_set"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_on_the_screen_is_the_one_the_printer_gets() {
    use base64::Engine as _;
    let shop = Shop::open().await;
    shop.sell().await;
    let shown = shop.ask("receipt_show", json!({ "number": "T1-000001" })).await.unwrap();
    let shown = shown["picture"].as_str().unwrap().strip_prefix("data:image/png;base64,").unwrap().to_owned();
    let shown = base64::engine::general_purpose::STANDARD.decode(shown).unwrap();
    let printed = fs::read(shop.home().printer_folder().join("T1-000001.png")).unwrap();
    assert!(shown == printed);
    let xml = shop.host.as_ref().unwrap().till().signed_bytes("T1-000001").unwrap();
    assert_eq!(picture::qr(&printed), sanduq_einvoice::read::read(&xml).unwrap().qr);
}

/// A printer that takes the beginning of a paper and then nothing more, until it is let go.
struct Stalling {
    address: SocketAddr,
    taking: JoinHandle<()>,
    release: std::sync::mpsc::Sender<()>,
}

fn stalling() -> Stalling {
    let socket = TcpSocket::new_v4().unwrap();
    // So that the machine does not take for it what it does not take itself.
    socket.set_recv_buffer_size(1024).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap().into_std().unwrap();
    listener.set_nonblocking(false).unwrap();
    let address = listener.local_addr().unwrap();
    let (release, released) = std::sync::mpsc::channel();
    let taking = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        drop(listener);
        let mut piece = [0; 512];
        stream.read_exact(&mut piece).unwrap();
        released.recv().unwrap();
        // What it has not read by now it never will: the other side is told so.
    });
    Stalling { address, taking, release }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printer_that_stalls_holds_up_no_sale_and_what_it_tore_becomes_a_copy() {
    let shop = Shop::open().await;
    let printer = stalling();
    shop.set_printer(&printer.address.to_string(), false).await;
    let sale = shop.sell().await;
    assert_eq!((&sale["paper"], &sale["paper_fault"]), (&json!("printing"), &json!(null)));

    let number = json!({ "number": sale["number"] });
    let again = shop.ask("receipt_reprint", number.clone()).await.unwrap();
    assert_eq!(again["what"], "underway", "an original that is being printed has no copy yet");
    let waiting = shop.waiting().await;
    assert_eq!((waiting.len(), &waiting[0]["standing"]), (1, &json!("printing")));
    assert_eq!(shop.audited("receipt_reprinted"), 0);

    printer.release.send(()).unwrap();
    printer.taking.join().unwrap();
    let torn = loop {
        match &shop.waiting().await[..] {
            [paper] if paper["standing"] == "printing" => tokio::task::yield_now().await,
            other => break other.to_vec(),
        }
    };
    assert_eq!((&torn[0]["standing"], &torn[0]["fault"]), (&json!("torn"), &json!("printer_stopped")));
    shop.set_printer("paper", false).await;
    let again = shop.ask("receipt_reprint", number).await.unwrap();
    assert_eq!(again["what"], "copy");
    assert_eq!((shop.papers(), shop.audited("receipt_reprinted")), (vec!["T1-000001-copy1.bin".to_owned()], 1));
    assert!(shop.waiting().await.is_empty(), "the copy took the place of what was torn");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_that_dies_between_the_sale_and_its_paper_finds_the_original_waiting() {
    let mut shop = Shop::open().await;
    let basket = shop.basket().await;
    let sale_id: Uuid = basket["sale_id"].as_str().unwrap().parse().unwrap();
    // The sale is stored, and nothing after it happens.
    shop.host.as_ref().unwrap().till().checkout(&shop.actor(), sale_id, &[]).unwrap();
    shop.restart().await;
    let waiting = shop.waiting().await;
    assert_eq!((waiting.len(), &waiting[0]["standing"], &waiting[0]["fault"]), (1, &json!("waiting"), &json!(null)));
    shop.ask("print_retry", json!({ "id": waiting[0]["id"] })).await.unwrap();
    assert_eq!((shop.papers(), shop.audited("receipt_reprinted")), (vec!["T1-000001.bin".to_owned()], 0));
    assert!(shop.paper("T1-000001.bin").starts_with(b"\x1b@\x1bp"), "its cash opens the drawer");
    assert!(shop.waiting().await.is_empty());
    let again = shop.ask("receipt_reprint", json!({ "number": "T1-000001" })).await.unwrap();
    assert_eq!(again["what"], "copy", "there is one original");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_could_scan_is_not_printed() {
    let shop = Shop::open().await;
    shop.set_printer(&anywhere().local_addr().unwrap().to_string(), false).await;
    shop.sell().await;
    shop.set_printer("paper", false).await;
    let waiting = shop.waiting().await[0]["id"].clone();
    let xml = shop.host.as_ref().unwrap().till().signed_bytes("T1-000001").unwrap();
    let xml = String::from_utf8(xml).unwrap();
    let qr = sanduq_einvoice::read::read(xml.as_bytes()).unwrap().qr;
    // No till writes such documents: they come from a disk that turned bits.
    for (stopped, code) in [(1, String::new()), (2, "a".repeat(3_000))] {
        let spoilt = xml.replace(&qr, &code);
        let database = shop.database();
        let guards: Vec<String> = database
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'document'")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        for guard in guards {
            database.execute_batch(&format!("DROP TRIGGER \"{guard}\"")).unwrap();
        }
        assert_eq!(database.execute("UPDATE document SET xml = ?1", [spoilt.as_bytes()]).unwrap(), 1);
        let fault = shop.ask("print_retry", json!({ "id": waiting })).await.unwrap_err();
        assert_eq!(fault.code, Code::PaperUnscannable, "{stopped}");
        assert_eq!(shop.audited("paper_stopped_unscannable"), stopped);
        assert!(shop.papers().is_empty() && shop.papers_of("png").is_empty(), "nothing came out");
        let left = shop.waiting().await;
        assert_eq!((&left[0]["standing"], &left[0]["fault"]), (&json!("waiting"), &json!("paper_unscannable")));
    }
}

fn report(number: &str) -> Slip {
    let at = Timestamp::from_riyadh("2026-11-26", "22:00:00").unwrap();
    let desk = Desk { shop: "بقالة".into(), till: "T1".into(), cashier: "سارة".into(), at, training: true };
    Slip::Report(ShiftReport {
        desk,
        kind: ReportKind::X,
        number: number.into(),
        opened_at: at,
        closed_at: None,
        closed_by: String::new(),
        approved_by: String::new(),
        handed_to: String::new(),
        invoices: Tally { count: 3, total: "120.50".parse().unwrap() },
        credit_notes: Tally::default(),
        debit_notes: Tally::default(),
        numbers: None,
        vat: Vec::new(),
        tenders: Vec::new(),
        drawer: DrawerCount::default(),
        reprints: 0,
        removed_lines: 0,
        pending: 0,
    })
}

fn width(png: &[u8]) -> u32 {
    png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap().info().width
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_is_laid_out_for_the_printer_that_takes_it() {
    let mut shop = Shop::open().await;
    shop.set_printer(&anywhere().local_addr().unwrap().to_string(), false).await;
    let print = |shop: &Shop, number: &str| {
        let till = shop.host.as_ref().unwrap().till();
        tokio::task::block_in_place(|| till.print_slip(&shop.actor(), &format!("X {number}"), report(number)))
    };
    assert!(print(&shop, "1").is_err());
    shop.set_fallback("narrow", "roll58").await;
    assert!(matches!(print(&shop, "2").unwrap(), Made::Now(_)));
    assert_eq!((shop.papers(), width(&shop.paper("X-2.png"))), (vec!["X-2.bin".to_owned()], 384));
    shop.set_fallback("sheets", "a4").await;
    print(&shop, "3").unwrap();
    assert!(shop.paper("X-3.pdf").starts_with(b"%PDF-1.7"), "a sheet is no dots");

    // The first still waits, and comes out as whatever prints receipts by then prints.
    shop.restart().await;
    let waiting = shop.waiting().await;
    assert_eq!((waiting.len(), &waiting[0]["name"], &waiting[0]["standing"]), (1, &json!("X 1"), &json!("waiting")));
    shop.set_printer("paper", false).await;
    shop.ask("print_retry", json!({ "id": waiting[0]["id"] })).await.unwrap();
    assert_eq!(width(&shop.paper("X-1.png")), 576);
    let wanted = sanduq_receipt::layout::slip(&report("1"), &Default::default(), sanduq_receipt::paper::Paper::Roll80);
    let wanted = sanduq_receipt::picture::paint(&wanted).to_png().unwrap();
    assert!(shop.paper("X-1.png") == wanted, "what was said is what is printed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printer_of_sheets_is_not_told_to_open_a_drawer() {
    let shop = Shop::open().await;
    let mut office = shop.ask("printers_show", json!({})).await.unwrap()["printers"][0]["printer"].clone();
    office["paper"] = json!("a4");
    let refused = shop.ask("printer_try", json!({ "printer": office, "trial": "drawer" })).await.unwrap_err();
    assert_eq!(refused.code, Code::PrinterWithoutDrawer);
    assert!(shop.papers_of("bin").is_empty() && shop.papers_of("pdf").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_is_saved_as_a_file_for_e_mail_and_archive() {
    use base64::Engine as _;
    let shop = Shop::open().await;
    shop.sell().await;
    let saved = shop.ask("receipt_pdf", json!({ "number": "T1-000001" })).await.unwrap();
    let (name, path) = (saved["name"].as_str().unwrap(), PathBuf::from(saved["path"].as_str().unwrap()));
    assert!(name.ends_with("_T1-000001.pdf"), "{name}");
    assert_eq!(path, shop.home().archive_folder().join(name));
    let kept = fs::read(path).unwrap();
    let handed = saved["document"].as_str().unwrap().strip_prefix("data:application/pdf;base64,").unwrap();
    assert!(kept == base64::engine::general_purpose::STANDARD.decode(handed).unwrap());
    assert!(kept.starts_with(b"%PDF-1.7"));
    assert!(kept.windows(13).any(|part| part == b"/EmbeddedFile"), "the signed document is inside");
    assert_eq!(shop.papers(), ["T1-000001.bin"], "nothing is printed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_narrow_paper_makes_small_is_told() {
    let mut shop = Shop { folder: tempfile::tempdir().unwrap(), host: None };
    shop.start().await;
    let mut form = shop.ask("setup_template", json!({})).await.unwrap();
    // As long as a name may be, and a large total: two stamps in the code differ in length by some bytes from sale to sale.
    form["name"] = json!("مؤسسة الندى الحديثة لتجارة المواد الغذائية والتموينية بالجملة الآن 10");
    shop.ask("till_setup", json!({ "shop": form, "owner": "سارة", "pin": PIN })).await.unwrap();
    shop.ask("onboarding_run", json!({ "otp": "" })).await.unwrap();
    shop.ask("shift_open", json!({ "float": "0" })).await.unwrap();
    let line = shop.ask("cart_scan", json!({ "barcode": MILK, "quantity": "100000" })).await.unwrap();
    let tenders = json!({ "sale_id": line["sale_id"], "tenders": [] });
    shop.ask("sale_checkout", tenders).await.unwrap();
    let shown = json!({ "number": "T1-000001" });
    assert_eq!(shop.ask("receipt_show", shown.clone()).await.unwrap()["small_code"], false);
    let mut known = shop.ask("printers_show", json!({})).await.unwrap()["printers"][0].clone();
    known["printer"]["paper"] = json!("roll58");
    shop.ask("printer_save", known).await.unwrap();
    let narrow = shop.ask("receipt_show", shown).await.unwrap();
    assert_eq!((&narrow["width"], &narrow["small_code"]), (&json!(384), &json!(true)));
}

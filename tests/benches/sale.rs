//! The product against its floors, side by side in one run: what a sale costs beyond what it cannot do without.
//!
//! Every comparison takes turns, round after round, and prints the median of the rounds: what disturbs one side disturbs
//! the other as well. Ratios are for reading; nothing here passes or fails.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench measures, prints and may stop")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "time is what a bench is about")]

use std::fs::File;
use std::hint::black_box;
use std::io::{Seek as _, Write as _};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use k256::ecdsa::signature::Signer as _;
use k256::ecdsa::{Signature, SigningKey};
use rusqlite::Connection;
use sanduq_device::clock::Clock;
use sanduq_device::paths::Home;
use sanduq_device::pin::Pin;
use sanduq_device::vault::Vault;
use sanduq_domain::basket::{Basket, Line};
use sanduq_domain::figures::Figures;
use sanduq_domain::invoice::{Flags, Invoice, InvoiceType, Kind};
use sanduq_domain::tender::PaymentMeans;
use sanduq_domain::timestamp::Timestamp;
use sanduq_domain::vat::Vat;
use sanduq_einvoice::certificate::Certificate;
use sanduq_einvoice::chain::ChainLink;
use sanduq_einvoice::issue::{SigningUnit, issue};
use sanduq_einvoice::key::UnitKey;
use sanduq_einvoice::read::read;
use sanduq_einvoice::rules::gate;
use sanduq_host::{Host, Reporting};
use sanduq_receipt::layout;
use sanduq_receipt::letterhead::Letterhead;
use sanduq_receipt::notes::PaperNotes;
use sanduq_receipt::paper::Paper;
use sanduq_receipt::pdf::{Archive, Attachment};
use sanduq_receipt::qr::Qr;
use sanduq_receipt::{escpos, pdf, picture, scan};
use sanduq_till::draft::Draft;
use sanduq_till::setup::{KeyringPolicy, Setup, training_seller, training_setup};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

const PIN: &str = "2580";
const LINES: usize = 20;
/// How soon after a bare commit the printer is to have its last byte.
const PAPER_WITHIN: Duration = Duration::from_millis(15);
/// How near to a bare insert a checkout is to come.
const LIKENED: f64 = 1.3;

fn main() {
    // `cargo test --all-targets` starts benches too: then there is nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let host = runtime.block_on(onboarded(&folder));
    let actor = host.till().sign_in("owner", PIN).unwrap();

    let (key, unit) = own_unit(&folder);
    let basket = basket(LINES);
    let invoice = invoice(&basket);
    let issued = issue(&invoice, &ChainLink::first(), Uuid::from_u128(1), &unit);

    println!("a basket of {LINES} lines; its document has {} bytes\n", issued.xml.len());
    issue_against_floor(&invoice, &unit, &key, &issued.xml);
    issue_against_fatoora_core(&invoice, &unit, &key);
    gate_by_length(&invoice);
    checkout_against_insert(&folder, &host, &actor, &basket, &key, &issued.xml);
    enter_to_last_byte(&folder, &host, &actor, &basket, &issued.xml);
    paper(&issued.xml);
    runtime.block_on(host.close());
}

fn issue_against_floor(invoice: &Invoice, unit: &SigningUnit, key: &SigningKey, xml: &[u8]) {
    compare(
        "issue",
        "one k256 signature + SHA-256 of the same bytes",
        400,
        || {
            black_box(issue(black_box(invoice), &ChainLink::first(), Uuid::from_u128(1), unit));
        },
        || sign(key, xml),
    );
}

/// Every rule of the authority, asked of ten times the lines: linear is ten times as long.
fn gate_by_length(short: &Invoice) {
    let long = invoice(&basket(10 * LINES));
    assert_eq!((gate(short), gate(&long)), (Vec::new(), Vec::new()), "a lawful invoice is measured");
    compare(
        &format!("the rules, {} lines", 10 * LINES),
        &format!("the rules, {LINES} lines"),
        400,
        || {
            black_box(gate(black_box(&long)));
        },
        || {
            black_box(gate(black_box(short)));
        },
    );
}

fn issue_against_fatoora_core(invoice: &Invoice, unit: &SigningUnit, key: &SigningKey) {
    use k256::pkcs8::EncodePrivateKey as _;
    let pkcs8 = key.to_pkcs8_der().unwrap();
    let signer =
        fatoora_core::invoice::sign::InvoiceSigner::from_der(unit.certificate().as_der(), pkcs8.as_bytes()).unwrap();
    let issued = issue(invoice, &ChainLink::first(), Uuid::from_u128(1), unit);
    let text = String::from_utf8(issued.xml).unwrap();
    compare(
        "fatoora-core signing the same document",
        "issue",
        60,
        || {
            black_box(signer.sign_xml(black_box(&text)).unwrap());
        },
        || {
            black_box(issue(black_box(invoice), &ChainLink::first(), Uuid::from_u128(1), unit));
        },
    );
}

/// A sale waits for the disk once, as any durable insert must. What it does beyond that is processor time, which no disk
/// makes longer; so the faster a disk syncs, the worse the first ratio reads.
fn checkout_against_insert(
    folder: &tempfile::TempDir,
    host: &Host,
    actor: &sanduq_till::session::Actor,
    basket: &Basket,
    key: &SigningKey,
    xml: &[u8],
) {
    let bare = bare_table(folder, "bare.db");
    let signing = bare_table(folder, "signing.db");
    let insert = |table: &Connection| {
        table.prepare_cached("INSERT INTO document (xml) VALUES (?1)").unwrap().execute([xml]).unwrap();
    };
    let mut page = File::create(folder.path().join("page")).unwrap();
    let [checkout, with_signing, bare, sync] = medians(
        300,
        [
            &mut || {
                black_box(host.till().issue(actor, Draft::sale(basket.clone(), Vec::new())).unwrap());
            },
            &mut || {
                sign(key, xml);
                insert(&signing);
            },
            &mut || insert(&bare),
            &mut || {
                page.rewind().unwrap();
                page.write_all(&xml[..4096]).unwrap();
                page.sync_all().unwrap();
            },
        ],
    );
    println!("durable checkout\n  {checkout:>10.1?}");
    for (name, floor) in [
        ("a bare SQLite WAL/FULL insert of the same bytes", bare),
        ("the same insert after one k256 signature + SHA-256 of its bytes", with_signing),
    ] {
        println!("  {floor:>10.1?}  {name}\n  {:>9.2}×", ratio(checkout, floor));
    }
    println!("  {sync:>10.1?}  one page written in place and synced, on this disk");
    // Both sides wait for one sync; what is left of each is the same on a slower disk.
    let beyond = checkout.saturating_sub(bare).as_secs_f64();
    let own = bare.saturating_sub(sync).as_secs_f64();
    let from = Duration::from_secs_f64((beyond / (LIKENED - 1.0) - own).max(0.0));
    println!("  computed: at most {LIKENED}× a bare insert wherever one sync takes {from:.2?} or longer\n");
}

fn bare_table(folder: &tempfile::TempDir, name: &str) -> Connection {
    let bare = Connection::open(folder.path().join(name)).unwrap();
    bare.pragma_update(None, "journal_mode", "WAL").unwrap();
    bare.pragma_update(None, "synchronous", "FULL").unwrap();
    bare.execute_batch("CREATE TABLE document (id INTEGER PRIMARY KEY, xml BLOB NOT NULL)").unwrap();
    bare
}

fn sign(key: &SigningKey, xml: &[u8]) {
    let hash = Sha256::digest(black_box(xml));
    let signature: Signature = key.sign(&hash);
    black_box(signature);
}

fn paper(xml: &[u8]) {
    let document = read(xml).unwrap();
    let (notes, letterhead) = (PaperNotes::default(), Letterhead::default());
    for paper in [Paper::Roll80, Paper::Roll58, Paper::A4] {
        let lay_out = || layout::receipt(black_box(&document), &notes, &letterhead, paper).unwrap();
        let laid_out = lay_out();
        let bitmap = picture::paint(&laid_out);
        let archive = Archive {
            title: "bench",
            issued_at: Some(document.issued_at),
            attachment: Some(Attachment { name: "invoice.xml", xml }),
        };
        println!("receipt, {} × {} dots", bitmap.width(), bitmap.height());
        let whole = alone("all of it, to the printer's bytes", || {
            let bitmap = picture::paint(&lay_out());
            scan::verify(&laid_out, &bitmap).unwrap();
            black_box(escpos::encode(&bitmap, &escpos::Profile::default(), escpos::Drawer::Shut));
        });
        let drawn = alone("of which the QR: made", || {
            black_box(Qr::fit(&document.qr, paper).unwrap());
        });
        let read_back = alone("of which the QR: read back from the picture", || {
            scan::verify(&laid_out, black_box(&bitmap)).unwrap();
        });
        println!("  {:>9.0}%  of it is the QR", 100.0 * ratio(drawn + read_back, whole));
        alone("picture", || {
            black_box(picture::paint(black_box(&laid_out)));
        });
        alone("PDF/A-3b with the signed document", || {
            black_box(pdf::paint(black_box(&laid_out), &archive).unwrap());
        });
    }
}

/// From Enter to the printer's last byte, against the same sale without paper and a bare commit of its bytes; all wait for
/// the disk.
fn enter_to_last_byte(
    folder: &tempfile::TempDir,
    host: &Host,
    actor: &sanduq_till::session::Actor,
    basket: &Basket,
    xml: &[u8],
) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (taken, last_byte) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        // A printer that takes everything at once: what is measured is ours.
        for mut stream in listener.incoming().flatten() {
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
            let _ = taken.send(Instant::now());
        }
    });
    host.till().choose_printer(actor, &address.to_string()).unwrap();
    let sell = || host.till().issue(actor, Draft::sale(basket.clone(), Vec::new())).unwrap().number;
    let bare = bare_table(folder, "paper.db");
    // What comes after the last byte, such as that the paper is no longer owed, nobody waits for.
    let mut handed_over = Vec::new();
    let [printed, sold, bare_commit] = medians(
        100,
        [
            &mut || {
                let begun = Instant::now();
                black_box(host.till().print(&sell()).unwrap());
                handed_over.push(last_byte.recv().unwrap().duration_since(begun));
            },
            &mut || {
                black_box(sell());
            },
            &mut || {
                bare.prepare_cached("INSERT INTO document (xml) VALUES (?1)").unwrap().execute([xml]).unwrap();
            },
        ],
    );
    let last = median(handed_over);
    println!("Enter to the printer's last byte, {LINES} lines\n  {last:>10.1?}");
    println!("  {printed:>10.1?}  and until the till has noted that it is done");
    for (name, floor) in [("the same sale without paper", sold), ("a bare commit of its bytes", bare_commit)] {
        let more = last.saturating_sub(floor);
        println!("  {floor:>10.1?}  {name}\n  {:>9.2}×, {more:.1?} more", ratio(last, floor));
    }
    let beyond = last.saturating_sub(bare_commit);
    let verdict = if beyond <= PAPER_WITHIN { "holds" } else { "does not hold" };
    println!("  {verdict}: at the median the last byte is handed over within a bare commit + {PAPER_WITHIN:?}\n");
}

/// Both sides take turns; the medians and their ratio are printed.
fn compare(name: &str, against: &str, rounds: usize, mut ours: impl FnMut(), mut floor: impl FnMut()) {
    let [own, other] = medians(rounds, [&mut ours, &mut floor]);
    println!("{name}\n  {own:>10.1?}\n  {other:>10.1?}  {against}\n  {:>9.2}×\n", ratio(own, other));
}

fn medians<const SIDES: usize>(rounds: usize, mut sides: [&mut dyn FnMut(); SIDES]) -> [Duration; SIDES] {
    for _ in 0..rounds / 10 {
        sides.iter_mut().for_each(|side| side());
    }
    let mut times = [(); SIDES].map(|()| Vec::with_capacity(rounds));
    for _ in 0..rounds {
        for (side, times) in sides.iter_mut().zip(&mut times) {
            times.push(timed(side));
        }
    }
    times.map(median)
}

fn ratio(own: Duration, other: Duration) -> f64 {
    own.as_secs_f64() / other.as_secs_f64()
}

fn alone(name: &str, mut work: impl FnMut()) -> Duration {
    work();
    let took = median((0..30).map(|_| timed(&mut work)).collect());
    println!("  {took:>10.1?}  {name}");
    took
}

fn timed(work: &mut impl FnMut()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

async fn onboarded(folder: &tempfile::TempDir) -> Host {
    let home = Home::new(folder.path().join("till"), folder.path().join("machine"));
    let host = Host::open(home, Clock::system(), "bench", Reporting::OnRequest).await.unwrap();
    let setup =
        Setup { gateway: String::new(), language: "ar".into(), keyring: KeyringPolicy::Never, ..training_setup() };
    host.till().set_up(&setup, PIN).unwrap();
    host.begin().await;
    let actor = host.till().sign_in("owner", PIN).unwrap();
    let otp = host.practice_otp(&setup.seller.vat_number).await.unwrap();
    host.till().onboard(&actor, &otp).await.unwrap();
    host
}

fn basket(lines: usize) -> Basket {
    Basket::of((0..lines).map(|i| {
        let (quantity, price) = (format!("{}", i + 1), format!("{}.95", i + 3));
        Line::new("حليب طازج كامل الدسم", quantity.parse().unwrap(), price.parse().unwrap(), Vat::STANDARD_15)
    }))
}

fn invoice(basket: &Basket) -> Invoice {
    Invoice {
        kind: Kind::Invoice,
        invoice_type: InvoiceType::Simplified,
        flags: Flags::default(),
        number: "T1-000001".parse().unwrap(),
        issued_at: Timestamp::from_riyadh("2026-11-22", "14:05:09").unwrap(),
        supply: None,
        seller: training_seller().check().unwrap(),
        buyer: None,
        payment: vec![PaymentMeans::Cash],
        note: String::new(),
        order: String::new(),
        figures: Figures::solve(basket).unwrap(),
    }
}

/// The till's own key and production certificate, as its vault and its database keep them.
fn own_unit(folder: &tempfile::TempDir) -> (SigningKey, SigningUnit) {
    use k256::pkcs8::DecodePrivateKey as _;
    let home = Home::new(folder.path().join("till"), folder.path().join("machine"));
    let database = Connection::open(home.database()).unwrap();
    let (name, certificate): (String, String) = database
        .query_row("SELECT name, production_certificate FROM unit", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let vault = Vault::open(&home, "owner", &Pin::new(PIN).unwrap()).unwrap();
    let pkcs8 = vault.get(&format!("{name}/key")).unwrap();
    let certificate = Certificate::from_base64_der(&certificate).unwrap();
    let unit = SigningUnit::new(UnitKey::from_pkcs8_der(pkcs8.expose()).unwrap(), certificate).unwrap();
    (SigningKey::from_pkcs8_der(pkcs8.expose()).unwrap(), unit)
}
